//! The list of places found: each in the middle of a row, with the words around it.
//!
//! [`rows`] holds the keyboard and the scrolling.

use std::sync::Arc;

use egui::Align2;
use egui::FontId;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::pos2;
use egui::vec2;

use crate::model::document::Document;
use crate::model::schema::Label;
use crate::text::concordance::Line;
use crate::text::offset::CharRange;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::panels::rows::CHECK_WIDTH;
use crate::ui::panels::rows::List;
use crate::ui::panels::rows::NAME_WIDTH;
use crate::ui::panels::rows::ROW_HEIGHT;
use crate::ui::scene::Scene;
use crate::ui::search::FindAsk;
use crate::ui::search::Scope;
use crate::ui::search::Search;
use crate::ui::search::run::Progress;
use crate::ui::theme;

/// Where places begin, in widths of the room for the line.
const PLACE_AT: f32 = 0.42;
/// Characters of a place that are shown.
const N_WORDS_SHOWN: usize = 40;

/// Returns the id of the list.
pub fn list_id() -> egui::Id {
    egui::Id::unique("find_list")
}

/// Shows the list.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &mut Search) {
    let n = search.found.len();
    if n == 0 {
        if matches!(search.progress, Some(Progress::Done)) {
            ui.label(scene.dim(scene.tr("find-nothing")));
        }
        return;
    }
    let name = scene.tr("find-list");
    let list = List {
        id: list_id(),
        name: &name,
        row_height: ROW_HEIGHT,
        n,
        current: search.current.and_then(|idx| search.found.row(idx)),
        keys: egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        },
    };
    let mut asked = None;
    let mut view = std::mem::take(&mut search.list);
    view.wants_keys |= std::mem::take(&mut search.wants_list);
    view.ui(ui, scene.theme, list, |ui, row| {
        let hit_idx = search.found.hit_idx(row);
        let of_row = hit_idx.and_then(|hit_idx| row_ui(ui, scene, search, hit_idx));
        asked = of_row.or(asked);
        of_row.is_some()
    });
    search.list = view;
    match asked {
        Some(Asked::Show(hit_idx)) => scene.ask_effect(Effect::Find(FindAsk::Show(hit_idx))),
        Some(Asked::Toggle(hit_idx)) => {
            search.current = Some(hit_idx);
            search.found.toggle(hit_idx);
        }
        None => {}
    }
}

/// What was done to a row.
#[derive(Clone, Copy)]
enum Asked {
    Show(usize),
    Toggle(usize),
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, search: &Search, hit_idx: usize) -> Option<Asked> {
    let hit = search.found.hit(hit_idx)?;
    let found = search.found.doc(hit)?;
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let doc = scene.env.session.and_then(|s| s.document(&found.id));
    let mut room = rect.with_min_x(rect.left() + CHECK_WIDTH);
    let named = search.form.scope == Scope::Project;
    if named {
        room.min.x += NAME_WIDTH;
    }
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let n_chars = (room.width() * (1.0 - PLACE_AT) / body).ceil().max(8.0);
    let line = Line::of(&found.text, hit.range, n_chars as usize);
    let labels = labels_of(scene, search, doc, hit.range);
    let doc_name = doc.map_or("", |doc| doc.name.as_str());
    let is_current = search.current == Some(hit_idx);
    let language = scene.texts.language.tag();
    response.widget_info(|| {
        let mut name = format!("{}⟦{}⟧{}", line.before, line.words, line.after);
        for label in &labels {
            name += &format!(" · {}", label.name(language));
        }
        if named {
            name += &format!(" · {doc_name}");
        }
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_current, name)
    });
    rows::ground(ui, scene.theme, &response, is_current);
    if named {
        let name = rect
            .with_min_x(rect.left() + CHECK_WIDTH)
            .with_max_x(room.left() - theme::STEP);
        rows::elided(ui, name, doc_name, body, scene.theme.dim);
    }
    line_ui(ui, scene, room, &line, &labels);
    let toggled = check_ui(ui, scene, rect, search.found.is_checked(hit_idx), &line);
    match (toggled, response.clicked()) {
        (true, _) => Some(Asked::Toggle(hit_idx)),
        (_, true) => Some(Asked::Show(hit_idx)),
        _ => None,
    }
}

/// Returns what a place is called in the layers that the search looks at, each once.
fn labels_of<'a>(
    scene: &Scene<'a>,
    search: &Search,
    doc: Option<&'a Arc<Document>>,
    range: CharRange,
) -> Vec<&'a Label> {
    let (Some(doc), Some(project)) = (doc, scene.env.project()) else {
        return Vec::new();
    };
    let restriction = &search.form.restriction;
    let layers = restriction.layers(doc, scene.env.annotator).into_iter();
    let spans = layers.flat_map(|layer| layer.spans.overlapping(range));
    let mut labels: Vec<&Label> = Vec::new();
    for label in spans.filter_map(|span| project.schema.label(&span.label)) {
        if !labels.iter().any(|known| known.key == label.key) {
            labels.push(label);
        }
    }
    labels
}

/// Draws a line with its place in a column, on the grounds of its labels.
fn line_ui(ui: &Ui, scene: &Scene<'_>, room: Rect, line: &Line, labels: &[&Label]) {
    let painter = ui.painter_at(room);
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let font = FontId::proportional(body);
    let left = room.left() + room.width() * PLACE_AT;
    let middle = room.center().y;
    let line = rows::drawn_line(ui, line, N_WORDS_SHOWN);
    let galley = painter.layout_no_wrap(line.words, font.clone(), scene.theme.ink);
    let at = pos2(left, middle - galley.size().y / 2.0);
    let place = Rect::from_min_size(at, galley.size());
    // Several labels share the height of the ground, so that none hides another.
    let height = place.height() / labels.len().max(1) as f32;
    let mut top = place.top();
    for label in labels {
        let ink = scene.theme.label(label.color);
        let ground = Rect::from_min_size(pos2(left, top), vec2(place.width(), height));
        painter.rect_filled(ground, 0.0, ink.ground);
        let stroke = egui::Stroke::new(1.5, ink.line);
        painter.hline(ground.x_range(), ground.bottom(), stroke);
        top += height;
    }
    let dim = scene.theme.dim;
    let before = pos2(left - theme::STEP, middle);
    painter.text(before, Align2::RIGHT_CENTER, line.before, font.clone(), dim);
    painter.galley(at, galley, scene.theme.ink);
    let after = pos2(place.right() + theme::STEP, middle);
    painter.text(after, Align2::LEFT_CENTER, line.after, font, dim);
}

fn check_ui(ui: &mut Ui, scene: &Scene<'_>, row: Rect, checked: bool, line: &Line) -> bool {
    let rect = Rect::from_min_size(row.min, vec2(CHECK_WIDTH, row.height()));
    let mut on = checked;
    let response = ui.put(rect, egui::Checkbox::without_text(&mut on));
    let words = line.words.clone();
    let name = scene.texts.tr_with("find-check", [("words", words.into())]);
    response.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, true, checked, &name));
    response.clicked()
}
