//! A list of rows under the text or in a window: one widget with the keyboard for all its rows.
//!
//! Only rows in sight are made, so that a list may have hundreds of thousands. What a row shows is
//! its owner's; this holds the keyboard, the scrolling, and what rows look like everywhere.

use egui::EventFilter;
use egui::FontId;
use egui::Frame;
use egui::Id;
use egui::Margin;
use egui::Panel;
use egui::Rect;
use egui::Response;
use egui::Role;
use egui::Sense;
use egui::StrokeKind;
use egui::Ui;
use egui::text::LayoutJob;
use egui::text::TextWrapping;

use crate::text::concordance::Line;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::search::Keyboard;
use crate::ui::theme;
use crate::ui::theme::Theme;

/// Height of a row of one line.
pub const ROW_HEIGHT: f32 = 24.0;

/// Width kept for a check box before a row.
pub const CHECK_WIDTH: f32 = 26.0;

/// Width of the documents' names.
pub const NAME_WIDTH: f32 = 140.0;

/// The least height that a panel under the text leaves to the text.
const TEXT_HEIGHT: f32 = 120.0;

/// Characters of a selection or a span that a panel or a card shows.
const N_FIRST: usize = 60;

/// How a list is seen, and what it wants in the next frame.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListView {
    /// Whether it wants the keyboard.
    pub wants_keys: bool,
    /// Whether the current row is to be in sight.
    pub wants_row: bool,
    /// How far it is scrolled, and how high it is.
    viewport: (f32, f32),
}

/// What a list is in a frame.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// The widget that has the keyboard.
    pub id: Id,
    /// What a screen reader calls it.
    pub name: &'a str,
    /// Height of each row.
    pub row_height: f32,
    /// Rows.
    pub n: usize,
    /// The row gone to last.
    pub current: Option<usize>,
    /// Keys that do not take the keyboard away from it.
    pub keys: EventFilter,
}

impl ListView {
    /// Returns how many rows of a height are seen at a time.
    pub fn page(&self, row_height: f32) -> usize {
        (self.viewport.1 / row_height).floor().max(1.0) as usize
    }

    /// Shows the list in all the room there is; `row` shows one and says whether it was pressed.
    pub fn ui(
        &mut self,
        ui: &mut Ui,
        theme: &Theme,
        list: List<'_>,
        mut row: impl FnMut(&mut Ui, usize) -> bool,
    ) {
        let rect = ui.available_rect_before_wrap();
        let response = ui.interact(rect, list.id, Sense::click());
        response.widget_info(|| egui::WidgetInfo::labeled(Role::ListBox, true, list.name));
        ui.memory_mut(|memory| memory.set_focus_lock_filter(list.id, list.keys));
        // Only here: a press elsewhere takes the keyboard from the list in the line above.
        if std::mem::take(&mut self.wants_keys) || response.clicked() {
            response.request_focus();
        }
        if list.n > 0 && response.has_focus() {
            let stroke = egui::Stroke::new(1.0, theme.accent);
            ui.painter()
                .rect_stroke(rect, 0.0, stroke, StrokeKind::Outside);
        }
        ui.spacing_mut().item_spacing.y = 0.0;
        let mut area = egui::ScrollArea::vertical().auto_shrink(false);
        if std::mem::take(&mut self.wants_row)
            && let Some(current) = list.current
        {
            let (offset, height) = self.viewport;
            let top = current as f32 * list.row_height;
            let least = top + list.row_height - height.max(list.row_height);
            if !(least..=top).contains(&offset) {
                area = area.vertical_scroll_offset(if offset > top { top } else { least.max(0.0) });
            }
        }
        let mut pressed = false;
        let output = area.show_rows(ui, list.row_height, list.n, |ui, rows| {
            for idx in rows {
                pressed |= row(ui, idx);
            }
        });
        self.viewport = (output.state.clamped_offset().y, output.inner_rect.height());
        if pressed {
            ui.memory_mut(|memory| memory.request_focus(list.id));
        }
    }
}

/// Shows a panel under the text; returns what of it has the keyboard, of which `list` is the list.
pub fn lower_panel(
    ui: &mut Ui,
    theme: &Theme,
    name: &'static str,
    (least, usual): (f32, f32),
    list: Id,
    contents: impl FnOnce(&mut Ui),
) -> Keyboard {
    let frame = Frame::new()
        .fill(theme.panel)
        .inner_margin(Margin::symmetric(12, 8));
    let most = (ui.available_height() - TEXT_HEIGHT).max(least);
    let shown = Panel::bottom(name)
        .resizable(true)
        .default_size(usual)
        .size_range(least..=most)
        .frame(frame)
        .show(ui, |ui| {
            // A panel is as high as what it shows: an empty list would shrink it for good.
            ui.set_min_size(ui.available_size());
            contents(ui);
        });
    let rect = shown.response.rect;
    let is_within = |id| {
        let widget = ui.ctx().read_response(id);
        widget.is_some_and(|widget| rect.contains_rect(widget.rect))
    };
    match ui.ctx().memory(|memory| memory.focused()) {
        Some(id) if id == list => Keyboard::List,
        Some(id) if is_within(id) => Keyboard::Form,
        _ => Keyboard::Elsewhere,
    }
}

/// Fills the ground of a row that is current, or under the pointer.
pub fn ground(ui: &Ui, theme: &Theme, row: &Response, is_current: bool) {
    let fill = match (is_current, row.hovered()) {
        (true, _) => Some(theme.accent_ground),
        (_, true) => Some(theme.window),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(row.rect, 0.0, fill);
    }
}

/// Draws words on one line in the middle of a room, with `…` where they are too long for it.
pub fn elided(ui: &Ui, room: Rect, words: &str, size: f32, color: egui::Color32) {
    let font = FontId::proportional(size);
    let mut job = LayoutJob::simple_singleline(drawn(ui, words), font, color);
    job.wrap = TextWrapping::truncate_at_width(room.width());
    let galley = ui.painter().layout_job(job);
    let at = room.left_center() - egui::vec2(0.0, galley.size().y / 2.0);
    ui.painter().galley(at, galley, color);
}

/// Returns words with each character that no face has as its number.
pub fn drawn(ui: &Ui, words: &str) -> String {
    let mut drawn = String::with_capacity(words.len());
    for c in words.chars() {
        if has_glyph(ui, c) {
            drawn.push(c);
        } else {
            drawn += &number_of(c);
        }
    }
    drawn
}

/// Returns what stands for a character that cannot be drawn.
pub fn number_of(c: char) -> String {
    format!("[U+{:04X}]", u32::from(c))
}

/// Returns whether a face of the interface has a character.
pub fn has_glyph(ui: &Ui, c: char) -> bool {
    let [_, _, body, ..] = theme::TEXT_SIZES;
    matches!(c, ' '..='~') || ui.fonts_mut(|fonts| fonts.has_glyph(&FontId::proportional(body), c))
}

/// Returns the first characters of a range, as they can be drawn, with `…` for the rest.
pub fn first_words(ui: &Ui, text: &Text, range: CharRange) -> String {
    let words = text.slice(range).chars().take(N_FIRST);
    let mut words = drawn(ui, &words.collect::<String>());
    if range.len() > N_FIRST {
        words.push('…');
    }
    words
}

/// Returns a line that can be drawn, with so many characters of its place.
pub fn drawn_line(ui: &Ui, line: &Line, n_words: usize) -> Line {
    let mut words: String = line.words.chars().take(n_words).collect();
    if words.len() < line.words.len() {
        words.push('…');
    }
    Line {
        before: drawn(ui, &line.before),
        words: drawn(ui, &words),
        after: drawn(ui, &line.after),
    }
}
