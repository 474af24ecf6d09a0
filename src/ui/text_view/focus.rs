//! Dimming all but the words at work.
//!
//! A veil in the colour of the paper is drawn over the rows, with their lines and letters, and left
//! out where the words at work stand. Nothing is laid out for it, so that it costs nothing to
//! switch on and moves no text.

use egui::Color32;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::pos2;

use crate::text::offset::CharRange;
use crate::ui::text_view::page::Page;
use crate::ui::text_view::page::Placed;
use crate::ui::text_view::style::ViewStyle;

/// How much of what is dimmed is covered.
const COVER: f32 = 0.62;
/// How far the veil reaches beyond the rows, over rings and handles.
const OVERHANG: f32 = 6.0;

/// Draws the veil over all but `lit`.
pub fn paint_veil(painter: &Painter, style: &ViewStyle, page: &Page, lit: CharRange) {
    let color = veil_of(style.paper);
    let mut mesh = egui::Mesh::default();
    for placed in &page.placed {
        for row in 0..placed.layout.rows.len() {
            for rect in veiled(page, placed, row, lit) {
                mesh.add_colored_rect(rect, color);
            }
        }
    }
    painter.add(Shape::mesh(mesh));
}

fn veil_of(paper: Color32) -> Color32 {
    paper.gamma_multiply(COVER)
}

/// Returns the parts of a row that are dimmed, from left to right.
fn veiled(page: &Page, placed: &Placed, row: usize, lit: CharRange) -> Vec<Rect> {
    let geometry = &page.geometry;
    let top = placed.top + row as f32 * geometry.pitch;
    // A blank paragraph is lower than a row.
    let end = placed.top + placed.layout.height_in_rows() * geometry.pitch;
    let bottom = (top + geometry.pitch).min(end);
    if bottom < page.rect.top() || top > page.rect.bottom() {
        return Vec::new();
    }
    let left = geometry.text_left - OVERHANG;
    let right = geometry.text_left + geometry.row_width.max(row_width(placed, row)) + OVERHANG;
    let between = |left: f32, right: f32| {
        let rect = Rect::from_min_max(pos2(left, top), pos2(right, bottom));
        (rect.width() > 0.0).then_some(rect)
    };
    let pieces = placed.layout.pieces(lit);
    let Some(piece) = { pieces }.find(|piece| piece.row == row) else {
        return between(left, right).into_iter().collect();
    };
    let before = match piece.is_first {
        true => between(left, geometry.text_left + piece.left),
        false => None,
    };
    let behind = match piece.is_last {
        true => between(geometry.text_left + piece.right, right),
        false => None,
    };
    before.into_iter().chain(behind).collect()
}

fn row_width(placed: &Placed, row: usize) -> f32 {
    placed.layout.rows.get(row).map_or(0.0, |row| row.width())
}
