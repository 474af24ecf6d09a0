//! What a screen reader and a test find in the text view.
//!
//! The view is a document; below it stand the paragraphs in view with their text, and the spans
//! in view, named as `人物: 习近平` and described by their label's key, and damaged places. Each has the
//! rectangle it is drawn in, so that a click on it is a click on the words. Words are said as they are
//! shown. Nothing is built while nobody asks.

use egui::Id;
use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Ui;
use egui::UiBuilder;
use egui::accesskit::Node;
use egui::accesskit::Role;

use crate::edit::caret::Selection;
use crate::text::offset::CharRange;
use crate::text::view::View;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::page::Page;
use crate::ui::text_view::paint::mark_rect;
use crate::ui::text_view::style::ViewStyle;

/// Longer texts are cut in what is said of them.
const MAX_SAID_CHARS: usize = 400;

/// Describes the page, if anybody listens.
pub fn describe(
    ui: &mut Ui,
    response: &Response,
    doc: &ViewDoc<'_>,
    style: &ViewStyle,
    page: &Page,
    selection: Selection,
) {
    let listened = ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_role(Role::Document);
        node.set_label(style.name.as_str());
        if !selection.is_empty() {
            node.set_description(said(doc, selection.range()));
        }
    });
    if listened.is_none() {
        return;
    }
    let builder = UiBuilder::new()
        .max_rect(page.rect)
        .accessibility_parent(response.id);
    let child = ui.new_child(builder);
    for placed in &page.placed {
        let range = placed.layout.range;
        let height = placed.layout.rows.len() as f32 * page.geometry.pitch;
        let rect = Rect::from_min_size(
            egui::pos2(page.geometry.text_left, placed.top),
            egui::vec2(page.geometry.row_width, height),
        );
        let id = response.id.with(("paragraph", range.start().0));
        node_ui(&child, id, rect.intersect(page.rect), |node| {
            node.set_role(Role::Paragraph);
            node.set_label(said(doc, range));
        });
    }
    for placed in &page.placed {
        for place in &placed.layout.damage {
            let Some((rect, ..)) = page.rects_of(place.range).next() else {
                continue;
            };
            let id = response.id.with(("damage", place.range, place.harm));
            node_ui(&child, id, mark_rect(rect), |node| {
                node.set_role(Role::Comment);
                node.set_label(format!("{}: {}", style.damage_name, said(doc, place.range)));
            });
        }
    }
    for shown in &page.shown {
        let Some((rect, ..)) = page.rects_of(shown.range).next() else {
            continue;
        };
        let rect = mark_rect(rect);
        let label = style.label(&shown.label);
        let key = ("span", shown.range, shown.label.as_str(), shown.suggested);
        node_ui(&child, response.id.with(key), rect, |node| {
            node.set_role(Role::Mark);
            node.set_label(format!("{}: {}", label.name, said(doc, shown.range)));
            node.set_description(shown.label.as_str());
        });
    }
}

fn node_ui(ui: &Ui, id: Id, rect: Rect, fill: impl FnOnce(&mut Node)) {
    if !rect.is_positive() {
        return;
    }
    // Registers the node below the view; the words themselves answer the mouse.
    ui.interact(rect, id, Sense::empty());
    ui.ctx().accesskit_node_builder(id, |node| {
        node.set_bounds(egui::accesskit::Rect {
            x0: f64::from(rect.min.x),
            y0: f64::from(rect.min.y),
            x1: f64::from(rect.max.x),
            y1: f64::from(rect.max.y),
        });
        fill(node);
    });
}

fn said(doc: &ViewDoc<'_>, range: CharRange) -> String {
    let end = range.end().min(range.start().plus(MAX_SAID_CHARS));
    let view = View::of_range(doc.text, CharRange::new(range.start(), end), doc.kind);
    let text = view.shown(doc.text);
    text.trim_end_matches(['\r', '\n']).to_owned()
}
