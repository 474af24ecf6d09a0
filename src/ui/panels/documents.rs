//! The left panel: documents with status and counts, progress, layers.
//!
//! A project may have many thousands of documents, so only the rows in sight are made.

use std::sync::Arc;
use std::sync::Weak;

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::Sense;
use egui::Ui;

use crate::edit::caret::Place;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::ui::action::Action;
use crate::ui::assist::order::DocOrder;
use crate::ui::assist::order::order_key;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a document's row.
const ROW_HEIGHT: f32 = 32.0;
/// Height of one that says what there is to gain.
const GAIN_ROW_HEIGHT: f32 = 46.0;
/// Height kept for what stands under the documents.
const FOOT_HEIGHT: f32 = 150.0;

/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let frame = Frame::new()
        .fill(scene.theme.panel)
        .inner_margin(Margin::symmetric(10, 10));
    let panel = Panel::left("documents")
        .exact_size(theme::LEFT_WIDTH)
        .resizable(false);
    panel.frame(frame).show(ui, |ui| {
        let n = scene
            .env
            .project()
            .map_or(0, |project| project.documents.len());
        ui.horizontal(|ui| {
            ui.label(scene.section("panel-documents"));
            ui.label(scene.dim(n.to_string()));
            order_ui(ui, scene);
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let add = egui::Button::new("+").small();
                let name = scene.name_of(Action::AddDocuments);
                let response = ui.add(add).on_hover_text(&name);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.clicked() {
                    scene.ask(Action::AddDocuments);
                }
            });
        });
        let row_height = match tells_gain(scene) {
            true => GAIN_ROW_HEIGHT,
            false => ROW_HEIGHT,
        };
        let height = (ui.available_height() - FOOT_HEIGHT).max(ROW_HEIGHT);
        let list = egui::ScrollArea::vertical()
            .auto_shrink([false, true])
            .max_height(height);
        ui.spacing_mut().item_spacing.y = 2.0;
        list.show_rows(ui, row_height, n, |ui, rows| {
            for row in rows {
                if let Some(doc) = scene.env.document_in_row(row).cloned() {
                    row_ui(ui, scene, &doc, row_height);
                }
            }
        });
        ui.spacing_mut().item_spacing.y = theme::STEP;
        ui.add_space(2.0 * theme::STEP);
        progress_ui(ui, scene);
        layers_ui(ui, scene);
    });
}

/// Returns whether rows say what there is to gain.
fn tells_gain(scene: &Scene<'_>) -> bool {
    let settings = scene.env.settings;
    settings.document_order == DocOrder::Gain && !settings.blind
}

/// Shows the orders that there are, under the one chosen.
fn order_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let now = scene.env.settings.document_order;
    let assist = scene.env.assist;
    let name = scene.dim(scene.tr(order_key(now)));
    let menu = ui.menu_button(name, |ui| {
        for order in DocOrder::ALL {
            let name = scene.tr(order_key(order));
            let response = ui.selectable_label(now == order, name);
            let response = match order {
                DocOrder::Gain => response.on_hover_text(scene.tr("order-gain-what")),
                _ => response,
            };
            if response.clicked() {
                scene.ask_effect(Effect::OrderBy(order));
                ui.close();
            }
        }
        ui.separator();
        let anew = egui::Button::new(scene.tr("order-anew"));
        if ui.add_enabled(now != DocOrder::Project, anew).clicked() {
            scene.ask_effect(Effect::OrderBy(now));
            ui.close();
        }
        scene.button_ui(ui, Action::NextOrder);
    });
    if let (true, Some(n)) = (tells_gain(scene), assist.n_gains_read()) {
        let m = scene.env.project().map_or(0, |p| p.documents.len());
        let values = [("n", n.into()), ("m", m.into())];
        let said = scene.texts.tr_with("documents-read", values);
        menu.response.on_hover_text(said);
    }
}

/// Returns what there is to gain from a document: in short, and in a sentence.
fn gain_words(scene: &Scene<'_>, doc: &Document) -> Option<[String; 2]> {
    if !tells_gain(scene) {
        return None;
    }
    let layer = doc.layer(scene.env.annotator);
    if layer.is_some_and(|layer| layer.meta.status == Status::Done) {
        let done = scene.tr(status_key(Status::Done));
        return Some([done.clone(), done]);
    }
    let Some(gain) = scene.env.assist.gain(&doc.id) else {
        return Some(["gain-unknown", "gain-unknown"].map(|key| scene.tr(key)));
    };
    let n = gain.n_expected.round() as usize;
    if n == 0 {
        return Some(["gain-none", "gain-none"].map(|key| scene.tr(key)));
    }
    let unsure = gain.n_uncertain.round() as usize;
    Some(["gain-short", "gain-why"].map(|key| {
        let values = [("n", n.into()), ("unsure", unsure.into())];
        scene.texts.tr_with(key, values)
    }))
}

fn row_ui(ui: &mut Ui, scene: &mut Scene<'_>, doc: &Document, row_height: f32) {
    let layer = doc.layer(scene.env.annotator);
    let open = scene.env.place.doc.as_ref() == Some(&doc.id);
    let status = layer.map_or(Status::ToDo, |layer| layer.meta.status);
    let n_spans = layer.map_or(0, |layer| layer.spans.len());
    let size = egui::vec2(ui.available_width(), row_height);
    let (row, response) = ui.allocate_exact_size(size, Sense::click());
    let rect = row.with_max_y(row.top() + ROW_HEIGHT);
    let status_text = scene.tr(status_key(status));
    let mut row_name = format!("{} · {n_spans} · {status_text}", doc.name);
    let n_open = scene.env.assist.n_open(&doc.id);
    let n_open = n_open.filter(|n| *n > 0 && !scene.env.settings.blind);
    if let Some(n) = n_open {
        let open = scene.texts.tr_with("documents-open", [("n", n.into())]);
        row_name += &format!(" · {open}");
    }
    let gain = gain_words(scene, doc);
    if let Some([_, why]) = &gain {
        row_name += &format!("\n{why}");
    }
    response.widget_info(|| {
        egui::WidgetInfo::selected(egui::Role::ListBoxOption, true, open, &row_name)
    });
    let fill = match (open, response.hovered()) {
        (true, _) => Some(scene.theme.accent_ground),
        (_, true) => Some(scene.theme.window),
        _ => None,
    };
    let painter = ui.painter_at(row);
    if let Some(fill) = fill {
        painter.rect_filled(row, theme::CONTROL_RADIUS, fill);
    }
    if response.has_focus() {
        let stroke = egui::Stroke::new(1.0, scene.theme.accent);
        painter.rect_stroke(row, theme::CONTROL_RADIUS, stroke, egui::StrokeKind::Inside);
    }
    status_mark(
        &painter,
        rect.left_center() + egui::vec2(11.0, 0.0),
        status,
        scene,
    );
    let [tiny, small, body, ..] = theme::TEXT_SIZES;
    let right = match n_open {
        Some(n) => pill_ui(&painter, scene, rect, n),
        None => rect.right(),
    };
    let count = painter.layout_no_wrap(
        n_spans.to_string(),
        egui::FontId::proportional(small),
        scene.theme.dim,
    );
    let count_left = right - 8.0 - count.size().x;
    painter.galley(
        egui::pos2(count_left, rect.center().y - count.size().y / 2.0),
        count,
        scene.theme.dim,
    );
    let name_left = rect.left() + 24.0;
    let room = rect.with_min_x(name_left).with_max_x(count_left - 8.0);
    rows::elided(ui, room, &doc.name, body, scene.theme.ink);
    if let Some([short, _]) = &gain {
        let room = row.with_min_x(name_left).with_max_x(row.right() - 8.0);
        let room = room
            .with_min_y(rect.bottom() - 6.0)
            .with_max_y(row.bottom() - 4.0);
        rows::elided(ui, room, short, tiny, scene.theme.dim);
    }
    let response = response.on_hover_text(row_name);
    if response.clicked() {
        let place = Place {
            doc: Some(doc.id.clone()),
            ..Place::default()
        };
        scene.ask_effect(Effect::Go(place));
    }
}

/// Draws how many suggestions are open at the right of a row; returns where the rest ends.
fn pill_ui(painter: &egui::Painter, scene: &Scene<'_>, rect: egui::Rect, n: usize) -> f32 {
    let [tiny, ..] = theme::TEXT_SIZES;
    let font = egui::FontId::proportional(tiny);
    let galley = painter.layout_no_wrap(n.to_string(), font, scene.theme.dim);
    let size = egui::vec2((galley.size().x + 10.0).max(22.0), 18.0);
    let center = rect.right_center() - egui::vec2(8.0 + size.x / 2.0, 0.0);
    let pill = egui::Rect::from_center_size(center, size);
    let at = center - galley.size() / 2.0;
    painter.galley(at, galley, scene.theme.dim);
    let stroke = egui::Stroke::new(1.0, scene.theme.dim);
    let outline = pill_outline(pill);
    painter.extend(egui::Shape::dashed_line(&outline, stroke, 3.0, 2.0));
    pill.left()
}

/// Returns the points of an outline whose ends are half circles.
fn pill_outline(pill: egui::Rect) -> Vec<egui::Pos2> {
    const N_STEPS: usize = 8;
    let radius = pill.height() / 2.0;
    let ends = [
        (pill.right() - radius, -std::f32::consts::FRAC_PI_2),
        (pill.left() + radius, std::f32::consts::FRAC_PI_2),
    ];
    let points = ends.into_iter().flat_map(|(x, from)| {
        (0..=N_STEPS).map(move |step| {
            let angle = from + std::f32::consts::PI * step as f32 / N_STEPS as f32;
            egui::pos2(x, pill.center().y) + radius * egui::Vec2::angled(angle)
        })
    });
    let mut points: Vec<egui::Pos2> = points.collect();
    points.extend(points.first().copied());
    points
}

/// Draws a status so that it differs in shape: ring, half disc, disc, square.
fn status_mark(painter: &egui::Painter, at: egui::Pos2, status: Status, scene: &Scene<'_>) {
    let theme = scene.theme;
    let ring = egui::Stroke::new(1.5, theme.dim);
    match status {
        Status::ToDo => {
            painter.circle_stroke(at, 4.0, ring);
        }
        Status::InProgress => {
            painter.circle_stroke(at, 4.0, egui::Stroke::new(1.5, theme.accent));
            let half =
                egui::Rect::from_min_max(at - egui::vec2(4.0, 4.0), at + egui::vec2(0.0, 4.0));
            painter
                .with_clip_rect(half.intersect(painter.clip_rect()))
                .circle_filled(at, 4.0, theme.accent);
        }
        Status::Done => {
            painter.circle_filled(at, 4.5, theme.good);
        }
        Status::ToDiscuss => {
            let square = egui::Rect::from_center_size(at, egui::vec2(8.0, 8.0));
            painter.rect_filled(square, 1.0, theme.warning);
        }
    }
}

/// Returns the key of a status's name.
pub fn status_key(status: Status) -> &'static str {
    match status {
        Status::ToDo => "status-to-do",
        Status::InProgress => "status-in-progress",
        Status::Done => "status-done",
        Status::ToDiscuss => "status-to-discuss",
    }
}

fn progress_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some(project) = scene.env.project() else {
        return;
    };
    let n_done = scene.totals.n_done;
    let n = project.documents.len();
    ui.horizontal(|ui| {
        ui.label(scene.section("panel-progress"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(scene.dim(format!("{n_done} / {n}")));
        });
    });
    let (rect, _) = ui.allocate_exact_size(egui::vec2(ui.available_width(), 5.0), Sense::hover());
    let mut done = rect;
    done.set_width(rect.width() * n_done as f32 / n.max(1) as f32);
    let edge = egui::Stroke::new(1.0, scene.theme.line);
    ui.painter().rect(
        rect,
        2.0,
        scene.theme.window,
        edge,
        egui::StrokeKind::Inside,
    );
    ui.painter().rect_filled(done, 2.0, scene.theme.accent);
}

fn layers_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add_space(theme::STEP);
    ui.label(scene.section("panel-layers"));
    let Some(doc) = scene.env.document() else {
        return;
    };
    let is_model = |layer: &Arc<Layer>| is_prediction(ui, layer);
    let (models, people): (Vec<&Arc<Layer>>, Vec<_>) =
        doc.layers.values().partition(|l| is_model(l));
    let mut names: Vec<Annotator> = people.iter().map(|l| l.annotator.clone()).collect();
    if !names.contains(scene.env.annotator) {
        names.insert(0, scene.env.annotator.clone());
    }
    egui::ScrollArea::vertical()
        .id_salt("layers")
        .show(ui, |ui| {
            for name in names {
                let active = name == *scene.env.annotator;
                if ui.selectable_label(active, name.as_str()).clicked() && !active {
                    scene.ask_effect(Effect::WorkAs(name));
                }
            }
            for model in models {
                // Nobody works in it: what it says is reviewed in one's own layer.
                let name = [("name", model.annotator.to_string().into())];
                ui.label(scene.dim(scene.texts.tr_with("layer-predictions", name)));
            }
        });
}

/// Returns whether a layer is a model's predictions; looks at each state of it once.
fn is_prediction(ui: &Ui, layer: &Arc<Layer>) -> bool {
    let id = egui::Id::unique("is-prediction").with(&*layer.annotator);
    let seen: Option<(Weak<Layer>, bool)> = ui.data(|data| data.get_temp(id));
    match seen {
        Some((seen, known)) if Weak::as_ptr(&seen) == Arc::as_ptr(layer) => known,
        _ => {
            let known = layer.is_prediction();
            ui.data_mut(|data| data.insert_temp(id, (Arc::downgrade(layer), known)));
            known
        }
    }
}
