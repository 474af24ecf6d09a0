//! The panel under the text that lists what is damaged: what happened, where, and what may have stood there.
//!
//! Esc closes it from anywhere in it.

use egui::Align;
use egui::Align2;
use egui::FontId;
use egui::Layout;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::pos2;
use egui::vec2;

use crate::text::concordance::Line;
use crate::text::damage::Harm;
use crate::ui::action::Action;
use crate::ui::damage::DamageAsk;
use crate::ui::damage::DamageList;
use crate::ui::damage::Listing;
use crate::ui::damage::harm_key;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::panels::rows::List;
use crate::ui::panels::rows::NAME_WIDTH;
use crate::ui::panels::rows::ROW_HEIGHT;
use crate::ui::scene::Scene;
use crate::ui::search::Scope;
use crate::ui::theme;

/// Height of the panel unless the user drags its edge.
const HEIGHT: f32 = 260.0;
/// The least height, with a few rows in sight.
const MIN_HEIGHT: f32 = 150.0;
/// Width of the paragraph and the offset.
const PLACE_WIDTH: f32 = 150.0;
/// Width of the name of a kind.
const KIND_WIDTH: f32 = 150.0;
/// Where damaged characters begin, in widths of the room for the line.
const DAMAGE_AT: f32 = 0.3;
/// Characters of a place that are shown.
const N_SHOWN: usize = 30;

/// Returns the id of the list.
pub fn list_id() -> egui::Id {
    egui::Id::unique("damage_list")
}

/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, list: &mut DamageList) {
    let heights = (MIN_HEIGHT, HEIGHT);
    list.keyboard = rows::lower_panel(ui, scene.theme, "damage", heights, list_id(), |ui| {
        head_ui(ui, scene, list);
        kinds_ui(ui, scene, list);
        list_ui(ui, scene, list);
    });
}

fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>, list: &mut DamageList) {
    ui.horizontal(|ui| {
        ui.label(scene.tr("damage-title"));
        for (scope, key) in [
            (Scope::Document, "find-in-document"),
            (Scope::Project, "find-everywhere"),
        ] {
            let value = ui.selectable_value(&mut list.scope, scope, scene.tr(key));
            list.list.wants_keys |= value.clicked();
        }
        state_ui(ui, scene, list);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(scene.tr("close")).clicked() {
                scene.ask_effect(Effect::Damage(DamageAsk::Close));
            }
            let keys = scene.keys_of(Action::CopyDamage);
            let copy = egui::Button::new((scene.tr("damage-copy"), scene.dim(&keys)));
            let can_copy = !list.is_empty();
            let name = scene.name_of(Action::CopyDamage);
            let response = ui.add_enabled(can_copy, copy);
            response.widget_info(|| egui::WidgetInfo::labeled(Role::Button, can_copy, &name));
            if response
                .on_hover_text(scene.tr("damage-copy-what"))
                .clicked()
            {
                scene.ask(Action::CopyDamage);
            }
        });
    });
}

/// Says how many places there are, and how far the list is.
fn state_ui(ui: &mut Ui, scene: &Scene<'_>, list: &DamageList) {
    let n = list.n_places();
    let count = scene.texts.tr_with("find-count", [("n", n.into())]);
    let said = match list.listing {
        None => return,
        Some(Listing::Going(share)) => {
            let values = [("percent", (share * 100.0).floor().into())];
            let going = scene.texts.tr_with("find-going", values);
            format!("{count} · {going}")
        }
        Some(Listing::Done) => count,
        Some(Listing::Cut) => format!("{count} · {}", scene.tr("find-cut")),
    };
    ui.label(scene.dim(said));
}

/// Shows how many places there are of each kind; a press shows only that one, another all.
fn kinds_ui(ui: &mut Ui, scene: &Scene<'_>, list: &mut DamageList) {
    if list.n_places() == 0 {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        for harm in Harm::ALL {
            let n = list.count(harm);
            if n == 0 {
                continue;
            }
            let is_on = list.only == Some(harm);
            let name = format!("{} {n}", scene.tr(&harm_key(harm)));
            let what = scene.tr(&format!("damage-{}", harm.name().replace('_', "-")));
            let response = ui.add(egui::Button::selectable(is_on, name));
            if response.on_hover_text(what).clicked() {
                list.only = (!is_on).then_some(harm);
                list.list.wants_keys = true;
            }
        }
    });
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, list: &mut DamageList) {
    let n = list.len();
    if n == 0 && list.listing == Some(Listing::Done) {
        ui.label(scene.dim(scene.tr("damage-nothing")));
    }
    let name = scene.tr("damage-list");
    let shown = List {
        id: list_id(),
        name: &name,
        row_height: ROW_HEIGHT,
        n,
        current: list.current,
        keys: egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            ..egui::EventFilter::default()
        },
    };
    let mut asked = None;
    let mut view = std::mem::take(&mut list.list);
    view.ui(ui, scene.theme, shown, |ui, row_idx| {
        let is_pressed = row_ui(ui, scene, list, row_idx);
        if is_pressed {
            asked = Some(row_idx);
        }
        is_pressed
    });
    list.list = view;
    if let Some(row_idx) = asked {
        scene.ask_effect(Effect::Damage(DamageAsk::Show(row_idx)));
    }
}

/// Shows a row; returns whether it was clicked.
fn row_ui(ui: &mut Ui, scene: &Scene<'_>, list: &DamageList, row_idx: usize) -> bool {
    let Some((row, found)) = list.row(row_idx) else {
        return false;
    };
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let (text, place) = (&found.text, &row.place);
    let doc = scene.env.session.and_then(|s| s.document(&found.id));
    let name = doc.map_or("", |doc| doc.name.as_str());
    let values = [
        (
            "paragraph",
            (text.paragraph_at(place.range.start()) + 1).into(),
        ),
        ("char", place.range.start().0.into()),
    ];
    let at = scene.texts.tr_with("status-place", values);
    let kind = scene.tr(&harm_key(place.harm));
    let named = list.scope == Scope::Project;
    let mut cells = vec![(at.as_str(), PLACE_WIDTH), (kind.as_str(), KIND_WIDTH)];
    if named {
        cells.insert(0, (name, NAME_WIDTH));
    }
    let widths: f32 = cells.iter().map(|cell| cell.1).sum();
    let room = rect.with_min_x(rect.left() + widths);
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let n_chars = (room.width() / body).ceil().max(8.0);
    let line = Line::of(text, place.range, n_chars as usize);
    let reading = place.reading.as_ref().map(|reading| {
        let values = [("reading", reading.as_str().into())];
        scene.texts.tr_with("damage-hint", values)
    });
    let is_current = list.current == Some(row_idx);
    response.widget_info(|| {
        let mut said = format!(
            "{kind} · {at} · {}⟦{}⟧{}",
            line.before, line.words, line.after
        );
        if let Some(reading) = &reading {
            said += &format!(" · {reading}");
        }
        if named {
            said += &format!(" · {name}");
        }
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_current, said)
    });
    rows::ground(ui, scene.theme, &response, is_current);
    cells_ui(ui, scene, rect, &cells);
    line_ui(ui, scene, room, &line, place.reading.as_deref());
    let what = scene.tr(&format!("damage-{}", place.harm.name().replace('_', "-")));
    let hover = match reading {
        Some(reading) => format!("{what}\n{reading}"),
        None => what,
    };
    response.on_hover_text(hover).clicked()
}

/// Draws cells of text side by side, each in its width.
fn cells_ui(ui: &Ui, scene: &Scene<'_>, row: Rect, cells: &[(&str, f32)]) {
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let mut left = row.left() + theme::STEP;
    for (cell, width) in cells {
        let right = left + width - 2.0 * theme::STEP;
        let room = row.with_min_x(left).with_max_x(right);
        rows::elided(ui, room, cell, body, scene.theme.dim);
        left += width;
    }
}

/// Draws a line with its damaged characters in a column, and behind them what may have stood there.
fn line_ui(ui: &Ui, scene: &Scene<'_>, room: Rect, line: &Line, reading: Option<&str>) {
    let painter = ui.painter_at(room.intersect(ui.clip_rect()));
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let font = || FontId::proportional(body);
    let middle = room.center().y;
    let line = rows::drawn_line(ui, line, N_SHOWN);
    let galley = painter.layout_no_wrap(line.words, font(), scene.theme.ink);
    let left = room.left() + room.width() * DAMAGE_AT;
    let at = pos2(left, middle - galley.size().y / 2.0);
    let damaged = Rect::from_min_size(at, galley.size());
    let stroke = egui::Stroke::new(1.5, scene.theme.warning);
    painter.rect_filled(damaged, 2.0, scene.theme.warning.gamma_multiply(0.18));
    painter.hline(damaged.x_range(), damaged.bottom(), stroke);
    painter.galley(at, galley, scene.theme.ink);
    let dim = scene.theme.dim;
    let before = pos2(left - theme::STEP, middle);
    painter.text(before, Align2::RIGHT_CENTER, line.before, font(), dim);
    let mut behind = damaged.right() + theme::STEP;
    if let Some(reading) = reading {
        let at = pos2(behind, middle);
        let reading = rows::drawn(ui, &format!("→ {reading}"));
        let good = scene.theme.good;
        let drawn = painter.text(at, Align2::LEFT_CENTER, reading, font(), good);
        behind = drawn.right() + 2.0 * theme::STEP;
    }
    let after = pos2(behind, middle);
    painter.text(after, Align2::LEFT_CENTER, line.after, font(), dim);
}
