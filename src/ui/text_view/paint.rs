//! Drawing a page: grounds, words, lines with their letters, rings, caret, margin.
//!
//! Spans are drawn beside the words and never in their layout, so that labelling lays nothing
//! out. Grounds go under the words, the innermost span's on top; lines go into their lanes.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::Stroke;
use egui::StrokeKind;
use egui::pos2;
use egui::vec2;

use crate::edit::caret::Selection;
use crate::model::ids::LabelKey;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::cells::box_font_size;
use crate::ui::text_view::cells::name_of;
use crate::ui::text_view::focus::paint_veil;
use crate::ui::text_view::page::Page;
use crate::ui::text_view::page::Placed;
use crate::ui::text_view::page::Shown;
use crate::ui::text_view::style::ViewStyle;

/// The corners of grounds and rings.
const SPAN_RADIUS: f32 = 3.0;
/// More grounds than this on a page are drawn with plain corners, which take a tenth of the time.
const MAX_ROUNDED: usize = 300;
/// How thick caret and rings are.
const RING_WIDTH: f32 = 2.0;
/// The radius of the handles of the span held.
pub const HANDLE_RADIUS: f32 = 4.0;
/// The dashes of a suggestion's line.
const DASH: f32 = 5.0;
/// Letters in the lanes are no smaller than this.
const SMALLEST_LETTER: f32 = 6.0;
/// How wide a span is drawn of which nothing is shown.
const MARK_WIDTH: f32 = 2.0;

impl TextView {
    /// Draws the page; returns where the caret is.
    pub(super) fn paint(
        &self,
        painter: &Painter,
        doc: &ViewDoc<'_>,
        style: &ViewStyle,
        page: &Page,
        selection: Selection,
        focused: bool,
    ) -> Option<Rect> {
        let painter = &painter.with_clip_rect(painter.clip_rect().intersect(page.rect));
        paint_grounds(painter, style, page);
        for (rect, ..) in page.rects_of(selection.range()) {
            painter.rect_filled(rect.expand2(vec2(0.0, 1.0)), 0.0, style.selection);
        }
        for placed in &page.placed {
            paint_words(painter, style, page, placed);
            paint_margin(painter, doc, style, page, placed);
        }
        paint_lines(painter, style, page);
        if let Some(lit) = doc.lit {
            paint_veil(painter, style, page, lit);
        }
        if let Some(key) = doc.suggestion_at_hand {
            paint_ring(painter, style.accent, page, key.range);
        }
        if let Some(key) = doc.selected_span {
            let range = self.pointer.preview_of(key).unwrap_or(key.range);
            paint_ring(painter, style.ink, page, range);
            paint_handles(painter, style, page, range);
        }
        let at_row_end = self.row_end == Some(selection.head);
        let caret = page.caret_rect(selection.head, at_row_end)?;
        // Where the keyboard is elsewhere the caret is thin, and there all the same.
        let (width, color) = match focused {
            true => (RING_WIDTH, style.ink),
            false => (page.geometry.pixel, style.dim),
        };
        let rect = Rect::from_center_size(caret.center(), vec2(width, caret.height()));
        painter.rect_filled(rect, 0.0, color);
        Some(caret)
    }
}

/// Draws what lies under the words of spans, the longest first.
fn paint_grounds(painter: &Painter, style: &ViewStyle, page: &Page) {
    let mut spans: Vec<&Shown> = page.shown.iter().filter(|s| !s.suggested).collect();
    spans.sort_by_key(|shown| std::cmp::Reverse(shown.range.len()));
    let radius = if spans.len() > MAX_ROUNDED {
        0.0
    } else {
        SPAN_RADIUS
    };
    let mut mesh = egui::Mesh::default();
    for shown in spans {
        let color = style.label(&shown.label).ground;
        if color == Color32::TRANSPARENT {
            continue;
        }
        for (rect, is_first, is_last) in page.rects_of(shown.range) {
            if rect.width() == 0.0 {
                mesh.add_colored_rect(mark_rect(rect), style.label(&shown.label).line);
                continue;
            }
            if radius == 0.0 {
                mesh.add_colored_rect(rect, color);
                continue;
            }
            let left = if is_first { radius as u8 } else { 0 };
            let right = if is_last { radius as u8 } else { 0 };
            let corners = egui::CornerRadius {
                nw: left,
                ne: right,
                sw: 0,
                se: 0,
            };
            painter.rect_filled(rect, corners, color);
        }
    }
    painter.add(Shape::mesh(mesh));
}

fn paint_words(painter: &Painter, style: &ViewStyle, page: &Page, placed: &Placed) {
    let geometry = &page.geometry;
    let galley = painter
        .ctx()
        .fonts_mut(|fonts| fonts.layout_job(placed.layout.job.clone()));
    let pos = pos2(
        geometry.text_left,
        placed.top + geometry.round(geometry.galley_shift()),
    );
    painter.galley(pos, galley, style.ink);
    for boxed in &placed.layout.boxes {
        let Some(row) = placed.layout.rows.get(boxed.row) else {
            continue;
        };
        let top = placed.top + boxed.row as f32 * geometry.pitch + geometry.ground_top;
        if top > page.rect.bottom() || top + geometry.pitch < page.rect.top() {
            continue;
        }
        let left = geometry.text_left + row.x_of(boxed.char_in_block);
        let right = geometry.text_left + row.x_of(boxed.char_in_block + 1);
        let height = geometry.ground_height;
        let rect = Rect::from_min_max(
            pos2(left + 1.0, top + height * 0.2),
            pos2(right - 1.0, top + height * 0.8),
        );
        let stroke = Stroke::new(1.0, style.dim);
        painter.rect_stroke(rect, SPAN_RADIUS, stroke, StrokeKind::Inside);
        let font = FontId::new(box_font_size(style.font.size), style.font.family.clone());
        let name = name_of(boxed.c).into_owned();
        let galley = painter.layout_no_wrap(name, font, style.dim);
        painter.galley(rect.center() - galley.size() / 2.0, galley, style.dim);
    }
}

/// Draws a paragraph's number beside its first row, and whether something is to be said of it.
fn paint_margin(
    painter: &Painter,
    doc: &ViewDoc<'_>,
    style: &ViewStyle,
    page: &Page,
    placed: &Placed,
) {
    let geometry = &page.geometry;
    let range = placed.layout.range;
    let font = FontId::new((style.font.size * 0.6).max(9.0), style.font.family.clone());
    let right = geometry.text_left - 12.0;
    let number = doc.text.paragraph_at(range.start());
    let is_first = doc.text.paragraph_range(number).start() == range.start();
    let is_blank = placed.layout.is_blank_paragraph();
    let center = |row: usize| {
        placed.top
            + row as f32 * geometry.pitch
            + geometry.ground_top
            + geometry.ground_height / 2.0
    };
    if is_first && !is_blank && center(0) > page.rect.top() - geometry.pitch {
        let text = (number + 1).to_string();
        let galley = painter.layout_no_wrap(text, font.clone(), style.dim);
        let left = right - galley.size().x;
        if left >= page.rect.left() + 2.0 {
            let pos = pos2(left, center(0) - galley.size().y / 2.0);
            painter.galley(pos, galley, style.dim);
        }
    }
    for row in marked_rows(doc, placed) {
        let galley = painter.layout_no_wrap("!".to_owned(), font.clone(), style.accent);
        let pos = pos2(right + 4.0, center(row) - galley.size().y / 2.0);
        painter.galley(pos, galley, style.accent);
    }
}

/// Returns the rows of a block of which something is to be said, or in which damage begins.
fn marked_rows(doc: &ViewDoc<'_>, placed: &Placed) -> BTreeSet<usize> {
    let range = placed.layout.range;
    let first = doc.marks.partition_point(|mark| *mark < range.start());
    let marks = doc.marks.iter().skip(first);
    let marks = marks.take_while(|mark| **mark < range.end()).copied();
    let damage = placed.layout.damage.iter();
    let places = marks.chain(damage.map(|place| place.range.start()));
    places.map(|at| placed.layout.row_at(at)).collect()
}

/// Returns where words are drawn, or a thin mark where a view hides them all.
pub fn mark_rect(rect: Rect) -> Rect {
    if rect.width() > 0.0 {
        return rect;
    }
    rect.expand2(vec2(MARK_WIDTH / 2.0, 0.0))
}

/// Draws each span's line in its lane, and its letter where it begins.
fn paint_lines(painter: &Painter, style: &ViewStyle, page: &Page) {
    let geometry = &page.geometry;
    let mut letters: BTreeMap<&LabelKey, Arc<Galley>> = BTreeMap::new();
    let mut mesh = egui::Mesh::default();
    let width = style.span_line_width;
    // Where lanes stand closer than planned the letters are smaller, or none if too small to read.
    let room = page.lane_step() - width;
    let size = geometry.letter_size.min(room);
    let legible = size >= SMALLEST_LETTER;
    let font = FontId::new(size.max(1.0), style.font.family.clone());
    for shown in &page.shown {
        let label = style.label(&shown.label);
        let letter = letters.entry(&shown.label).or_insert_with(|| {
            painter.layout_no_wrap(label.letter.clone(), font.clone(), label.line)
        });
        for (rect, is_first, _) in page.rects_of(shown.range) {
            let rect = mark_rect(rect);
            let top = rect.bottom() + shown.lane as f32 * page.lane_step();
            // A gap of a pixel keeps the lines of neighbours apart.
            let right = (rect.right() - geometry.pixel).max(rect.left() + 1.0);
            let line = Rect::from_min_max(pos2(rect.left(), top), pos2(right, top + width));
            if shown.suggested {
                dash(&mut mesh, line, label.line);
            } else {
                mesh.add_colored_rect(line, label.line);
            }
            if is_first && legible {
                let pos = pos2(rect.left(), top + width + (room - letter.size().y) / 2.0);
                painter.galley(pos, Arc::clone(letter), label.line);
            }
        }
    }
    painter.add(Shape::mesh(mesh));
}

fn dash(mesh: &mut egui::Mesh, line: Rect, color: Color32) {
    let mut left = line.left();
    while left < line.right() {
        let right = (left + DASH).min(line.right());
        let part = Rect::from_x_y_ranges(left..=right, line.y_range());
        mesh.add_colored_rect(part, color);
        left += DASH * 1.6;
    }
}

/// Draws a ring around words, open where they go on in another row.
fn paint_ring(painter: &Painter, color: Color32, page: &Page, range: CharRange) {
    let stroke = Stroke::new(RING_WIDTH, color);
    for (rect, is_first, is_last) in page.rects_of(range) {
        let rect = rect.expand(1.0);
        if is_first && is_last {
            painter.rect_stroke(rect, SPAN_RADIUS + 1.0, stroke, StrokeKind::Outside);
            continue;
        }
        painter.hline(rect.x_range(), rect.top(), stroke);
        painter.hline(rect.x_range(), rect.bottom(), stroke);
        if is_first {
            painter.vline(rect.left(), rect.y_range(), stroke);
        }
        if is_last {
            painter.vline(rect.right(), rect.y_range(), stroke);
        }
    }
}

fn paint_handles(painter: &Painter, style: &ViewStyle, page: &Page, range: CharRange) {
    for (rect, is_first, is_last) in page.rects_of(range) {
        let handle = |x: f32| {
            let center = pos2(x, rect.center().y);
            painter.circle(
                center,
                HANDLE_RADIUS,
                style.paper,
                Stroke::new(RING_WIDTH, style.ink),
            );
        };
        if is_first {
            handle(rect.left() - 2.0);
        }
        if is_last {
            handle(rect.right() + 2.0);
        }
    }
}

/// Returns the key of something shown.
pub fn key_of(shown: &Shown) -> SpanKey {
    SpanKey {
        range: shown.range,
        label: shown.label.clone(),
    }
}
