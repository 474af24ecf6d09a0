//! The panel under the text that lists what was done, the newest first, and what an act touched.
//!
//! Acts taken back stand dimmed above the present, since they come after it. Only rows in sight
//! are made. Esc closes it from anywhere in it.

use std::time::Duration;
use std::time::UNIX_EPOCH;

use egui::Align;
use egui::Layout;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::vec2;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::history::History;
use crate::session;
use crate::session::Session;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::panels::rows::List;
use crate::ui::panels::rows::ROW_HEIGHT;
use crate::ui::past;
use crate::ui::past::PastAsk;
use crate::ui::past::PastList;
use crate::ui::scene::Scene;
use crate::ui::search::Keyboard;
use crate::ui::theme;
use crate::ui::words;
use crate::ui::words::acts::Past;

/// Height of the panel unless the user drags its edge.
const HEIGHT: f32 = 280.0;
/// The least height, with a few rows in sight.
const MIN_HEIGHT: f32 = 160.0;
/// Width of the column of times.
const TIME_WIDTH: f32 = 84.0;
/// Width of the documents' names: what was done needs the room.
const NAME_WIDTH: f32 = 110.0;
/// How much of the panel shows what the act chosen touched.
const TOUCHED_SHARE: f32 = 0.28;
/// The least width at which there is room for that.
const TOUCHED_FROM: f32 = 640.0;

/// Returns the id of the list.
pub fn list_id() -> egui::Id {
    egui::Id::unique("history_list")
}

/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, list: &mut PastList) {
    let Some(session) = scene.env.session else {
        return;
    };
    let heights = (MIN_HEIGHT, HEIGHT);
    list.keyboard = rows::lower_panel(ui, scene.theme, "history", heights, list_id(), |ui| {
        head_ui(ui, scene, session, list);
        let mut rect = ui.available_rect_before_wrap();
        if rect.width() >= TOUCHED_FROM {
            let width = rect.width() * TOUCHED_SHARE;
            let touched = rect.with_min_x(rect.right() - width);
            rect.max.x -= width + 2.0 * theme::STEP;
            let side = egui::UiBuilder::new().max_rect(touched);
            ui.scope_builder(side, |ui| touched_ui(ui, scene, session, list));
        }
        let side = egui::UiBuilder::new().max_rect(rect);
        ui.scope_builder(side, |ui| list_ui(ui, scene, session, list));
    });
}

fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>, session: &Session, list: &PastList) {
    let history = session.history();
    ui.horizontal(|ui| {
        ui.label(scene.tr("past-title"));
        let n = history.done().len();
        let mut said = scene.texts.tr_with("past-count", [("n", n.into())]);
        let n_undone = history.undone().len();
        if n_undone > 0 {
            let undone = scene.texts.tr_with("past-undone", [("n", n_undone.into())]);
            said = format!("{said} · {undone}");
        }
        ui.label(scene.dim(said));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(scene.tr("close")).clicked() {
                scene.ask_effect(Effect::Past(PastAsk::Close));
            }
            let state = list.current.filter(|state| *state != history.state());
            let row = state.and_then(|state| past::row_of_state(history, state));
            let button = egui::Button::new((scene.tr("past-travel"), scene.dim("Enter")));
            let name = scene.tr("past-travel");
            let response = ui.add_enabled(row.is_some(), button);
            response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, row.is_some(), &name));
            if let Some(row) = row.filter(|_| response.clicked()) {
                scene.ask_effect(Effect::Past(PastAsk::Travel(row)));
            }
        });
    });
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, session: &Session, list: &mut PastList) {
    let history = session.history();
    let name = scene.tr("past-title");
    let shown = List {
        id: list_id(),
        name: &name,
        row_height: ROW_HEIGHT,
        n: past::n_rows(history),
        current: list.current.and_then(|s| past::row_of_state(history, s)),
        keys: egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        },
    };
    let mut asked = None;
    let mut view = std::mem::take(&mut list.list);
    view.ui(ui, scene.theme, shown, |ui, row| {
        let response = row_ui(ui, scene, session, list, row);
        if response.double_clicked() {
            asked = Some(PastAsk::Travel(row));
        } else if response.clicked() {
            asked = Some(PastAsk::Show(row));
        }
        response.clicked()
    });
    list.list = view;
    if let Some(ask) = asked {
        // What had the keyboard is looked at when the ask is carried out.
        list.keyboard = Keyboard::List;
        scene.ask_effect(Effect::Past(ask));
    }
}

/// Where a row stands to the present.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Standing {
    TakenBack,
    Present,
    Done,
}

fn standing(history: &History, row: usize) -> Standing {
    match row.cmp(&history.undone().len()) {
        std::cmp::Ordering::Less => Standing::TakenBack,
        std::cmp::Ordering::Equal => Standing::Present,
        std::cmp::Ordering::Greater => Standing::Done,
    }
}

fn row_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    session: &Session,
    list: &PastList,
    row: usize,
) -> egui::Response {
    let history = session.history();
    let past = Past::of(session.project(), history);
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let at = past::act_of_row(history, row);
    let entry = at.and_then(|at| past.act(at));
    let sentence = match at {
        Some(at) => past.sentence(scene.texts, at),
        None if history.is_cut() => scene.tr("past-cut"),
        None => scene.tr("past-first"),
    };
    let name = at.map_or(String::new(), |at| past.document_of(at));
    let made = entry.and_then(|entry| entry.at);
    let made = made.map(|at| UNIX_EPOCH + Duration::from_secs(at));
    let time = made.map_or(String::new(), |at| words::ago(scene.texts, at));
    let standing = standing(history, row);
    let mark = match standing {
        Standing::TakenBack => scene.tr("past-taken-back"),
        Standing::Present => scene.tr("past-present"),
        Standing::Done => String::new(),
    };
    let is_current = list.current == Some(past::state_of_row(history, row));
    response.widget_info(|| {
        let parts = [&mark, &sentence, &name, &time];
        let said: Vec<&str> = parts
            .into_iter()
            .filter(|part| !part.is_empty())
            .map(String::as_str)
            .collect();
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_current, said.join(" · "))
    });
    rows::ground(ui, scene.theme, &response, is_current);
    let ink = match standing {
        Standing::TakenBack => scene.theme.dim,
        Standing::Present | Standing::Done => scene.theme.ink,
    };
    if standing == Standing::Present {
        let bar = rect.with_max_x(rect.left() + 3.0);
        ui.painter().rect_filled(bar, 0.0, scene.theme.accent);
    }
    draw_row(ui, scene, rect, [&sentence, &name, &time], ink);
    let hover = made.map_or(sentence.clone(), |when| {
        format!("{sentence}\n{}", session::moment(when))
    });
    response.on_hover_text(hover)
}

fn draw_row(ui: &Ui, scene: &Scene<'_>, rect: egui::Rect, cells: [&str; 3], ink: egui::Color32) {
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let [sentence, name, time] = cells;
    let time_at = rect.right() - TIME_WIDTH;
    let name_at = time_at - NAME_WIDTH;
    let dim = scene.theme.dim;
    for (left, right, text, color) in [
        (rect.left() + 2.0 * theme::STEP, name_at, sentence, ink),
        (name_at, time_at, name, dim),
        (time_at, rect.right(), time, dim),
    ] {
        let cell = rect.with_min_x(left).with_max_x(right - theme::STEP);
        rows::elided(ui, cell, text, body, color);
    }
}

/// Shows what the act chosen touched; a click goes there.
fn touched_ui(ui: &mut Ui, scene: &mut Scene<'_>, session: &Session, list: &PastList) {
    let history = session.history();
    let row = list.current.and_then(|s| past::row_of_state(history, s));
    let Some(at) = row.and_then(|row| past::act_of_row(history, row)) else {
        return;
    };
    let past = Past::of(session.project(), history);
    let (touched, n_more) = past.touched(scene.texts, at);
    ui.label(scene.section("past-touched"));
    let area = egui::ScrollArea::vertical()
        .id_salt("history touched")
        .auto_shrink(false);
    area.show(ui, |ui| {
        for one in &touched {
            let text = match one.words.is_empty() {
                true => one.name.clone(),
                false => format!("{} · {}", one.words, one.name),
            };
            let doc = one.doc.as_ref().and_then(|id| session.document(id));
            let button = egui::Button::new(&text).frame(false).truncate();
            let response = ui.add_enabled(doc.is_some(), button);
            if let Some(doc) = doc.filter(|_| response.clicked()) {
                let range = one.range.filter(|range| doc.text.holds(*range));
                scene.ask_effect(Effect::Go(Place {
                    doc: Some(doc.id.clone()),
                    selection: range.map(Selection::of).unwrap_or_default(),
                    ..Place::default()
                }));
            }
        }
        if n_more > 0 {
            let more = scene.texts.tr_with("kept-more", [("n", n_more.into())]);
            ui.label(scene.dim(more));
        }
    });
}
