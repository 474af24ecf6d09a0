//! The scroll bar: a thumb under the overview strip, to drag or to jump by.
//!
//! It works in `f64`, since the height of a long document is beyond what an `f32` can place.

use egui::Painter;
use egui::Rect;
use egui::Response;
use egui::Ui;
use egui::pos2;

use crate::text::offset::Text;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::style::ViewStyle;

/// How wide strip and bar are.
const BAR_WIDTH: f32 = 14.0;
/// The thumb is never smaller, so that it can be seen and caught.
const MIN_THUMB: f32 = 28.0;

/// The state of the bar.
#[derive(Default)]
pub struct ScrollBar {
    /// How far below the thumb's top it was caught.
    caught_at: Option<f32>,
    /// Where the thumb is: its top and height, from the top of the bar.
    thumb: (f32, f32),
}

/// Divides the room of the view into that of the text and that of the bar.
pub fn split(rect: Rect) -> (Rect, Rect) {
    let x = (rect.right() - BAR_WIDTH).max(rect.left());
    let text = Rect::from_min_max(rect.min, pos2(x, rect.bottom()));
    let bar = Rect::from_min_max(pos2(x, rect.top()), rect.max);
    (text, bar)
}

impl TextView {
    /// Takes the mouse over the bar.
    pub(super) fn scroll_bar_ui(&mut self, ui: &Ui, text: &Text, bar: &Response) {
        let pointer = ui.input(|input| input.pointer.interact_pos());
        let down = bar.is_pointer_button_down_on();
        let (Some(pos), true) = (pointer, down) else {
            self.scroll_bar.caught_at = None;
            return;
        };
        let y = pos.y - bar.rect.top();
        let (thumb_top, thumb_height) = self.scroll_bar.thumb;
        let caught_at = *self.scroll_bar.caught_at.get_or_insert_with(|| {
            let within = y - thumb_top;
            if (0.0..=thumb_height).contains(&within) {
                within
            } else {
                thumb_height / 2.0
            }
        });
        let free = (bar.rect.height() - thumb_height).max(1.0);
        let fraction = ((y - caught_at) / free).clamp(0.0, 1.0);
        if (free * fraction - thumb_top).abs() < 0.5 {
            return;
        }
        let top = f64::from(fraction) * self.scroll_range();
        self.anchor = self.layouts.anchor_at(ui.ctx(), text, top);
        self.scroll_request = None;
    }

    /// Returns how far the text can be scrolled, in points.
    fn scroll_range(&self) -> f64 {
        let pitch = f64::from(self.layouts.geometry().pitch);
        let total = (self.layouts.blocks().heights().total() + 1.0) * pitch;
        (total - f64::from(self.view_height)).max(0.0)
    }

    /// Draws the bar and its thumb, and remembers where that is.
    pub(super) fn paint_bar(
        &mut self,
        painter: &Painter,
        doc: &ViewDoc<'_>,
        style: &ViewStyle,
        rect: Rect,
    ) {
        painter.vline(
            rect.left(),
            rect.y_range(),
            egui::Stroke::new(1.0, style.line),
        );
        let range = self.scroll_range();
        if range <= 0.0 {
            self.scroll_bar.thumb = (0.0, rect.height());
            return;
        }
        let top = self.layouts.top_of(painter.ctx(), doc.text, self.anchor);
        let share = f64::from(self.view_height) / (range + f64::from(self.view_height));
        let height = ((share * f64::from(rect.height())) as f32)
            .max(MIN_THUMB)
            .min(rect.height());
        let fraction = (top / range).clamp(0.0, 1.0) as f32;
        let y = fraction * (rect.height() - height);
        self.scroll_bar.thumb = (y, height);
        let thumb = Rect::from_min_max(
            pos2(rect.left() + 1.0, rect.top() + y),
            pos2(rect.right(), rect.top() + y + height),
        );
        painter.rect_filled(thumb, 3.0, style.line);
    }
}
