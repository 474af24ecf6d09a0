//! The right panel: labels with keys and counts, and the selected span.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::Sense;
use egui::Ui;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::model::relation::Relation;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::panels::hover;
use crate::ui::panels::rows;
use crate::ui::panels::same_words;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a label's row.
const ROW_HEIGHT: f32 = 30.0;
/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let frame = Frame::new()
        .fill(scene.theme.panel)
        .inner_margin(Margin::symmetric(12, 10));
    let panel = Panel::right("labels")
        .exact_size(theme::RIGHT_WIDTH)
        .resizable(false);
    panel.frame(frame).show(ui, |ui| {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                labels_ui(ui, scene);
                ui.add_space(3.0 * theme::STEP);
                match scene.env.span().cloned() {
                    Some(span) => span_ui(ui, scene, &span),
                    None => selection_ui(ui, scene),
                }
                same_words::ui(ui, scene);
            });
    });
}

fn labels_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(project) = scene.env.project() else {
        return;
    };
    ui.horizontal(|ui| {
        ui.label(scene.section("panel-labels"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(scene.section("panel-counts"));
        });
    });
    let slots = (0..u8::MAX).zip(&project.schema.labels);
    for (slot, label) in slots {
        let in_document = scene
            .env
            .layer()
            .and_then(|layer| layer.spans.counts().get(&label.key));
        let total = scene.totals.n_spans.get(&label.key).copied().unwrap_or(0);
        let counts = [in_document.copied().unwrap_or(0), total];
        label_row_ui(ui, scene, slot, counts);
    }
    ui.horizontal(|ui| {
        scene.button_ui(ui, Action::EditSchema);
    });
}

fn label_row_ui(ui: &mut Ui, scene: &mut Scene<'_>, slot: u8, [n, total]: [usize; 2]) {
    let Some(label) = scene.env.label(slot) else {
        return;
    };
    let language = scene.texts.language.tag();
    let size = egui::vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::click());
    let hotkey = scene.keys_of(Action::Label(slot));
    let name = format!(
        "{} {} · {n}/{total} · {hotkey}",
        label.name(language),
        label.key
    );
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    let painter = ui.painter_at(rect);
    if response.hovered() || response.has_focus() {
        painter.rect_filled(rect, theme::CONTROL_RADIUS, scene.theme.window);
    }
    let ink = scene.theme.label(label.color);
    let swatch = egui::Rect::from_center_size(
        rect.left_center() + egui::vec2(10.0, 0.0),
        egui::vec2(16.0, 16.0),
    );
    painter.rect_filled(swatch, 3.0, ink.ground);
    painter.hline(
        swatch.x_range(),
        swatch.bottom() - 1.0,
        egui::Stroke::new(2.0, ink.line),
    );
    let [tiny, small, body, ..] = theme::TEXT_SIZES;
    let letter = label.letter_or_initial();
    let font = egui::FontId::proportional;
    painter.text(
        swatch.center(),
        egui::Align2::CENTER_CENTER,
        letter,
        font(tiny),
        ink.line,
    );
    let left = swatch.right() + 10.0;
    let name_rect = painter.text(
        egui::pos2(left, rect.center().y),
        egui::Align2::LEFT_CENTER,
        label.name(language),
        font(body),
        scene.theme.ink,
    );
    let key_left = name_rect.right() + 6.0;
    let key_clip = rect.with_min_x(key_left).with_max_x(rect.right() - 96.0);
    painter.with_clip_rect(key_clip).text(
        egui::pos2(key_left, rect.center().y),
        egui::Align2::LEFT_CENTER,
        &label.key,
        font(tiny),
        scene.theme.dim,
    );
    let mut right = rect.right() - 4.0;
    if !hotkey.is_empty() {
        let cap = egui::Rect::from_center_size(
            egui::pos2(right - 10.0, rect.center().y),
            egui::vec2(20.0, 20.0),
        );
        let stroke = egui::Stroke::new(1.0, scene.theme.line);
        painter.rect(
            cap,
            4.0,
            scene.theme.paper,
            stroke,
            egui::StrokeKind::Inside,
        );
        painter.text(
            cap.center(),
            egui::Align2::CENTER_CENTER,
            &hotkey,
            font(small),
            scene.theme.ink,
        );
        right = cap.left() - 8.0;
    }
    painter.text(
        egui::pos2(right, rect.center().y),
        egui::Align2::RIGHT_CENTER,
        format!("{n}/{total}"),
        font(small),
        scene.theme.ink,
    );
    let clicked = response.clicked();
    if label.description.is_empty() {
        response.on_hover_text(name);
    } else {
        response.on_hover_text(format!("{name}\n{}", label.description));
    }
    if clicked {
        scene.ask(Action::Label(slot));
        scene.ask(Action::FocusText);
    }
}

fn selection_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let Some(doc) = scene.env.document() else {
        return;
    };
    let range = scene.env.selection().range();
    if range.is_empty() {
        ui.label(scene.section("panel-how"));
        ui.label(scene.tr("hint-select"));
        return;
    }
    ui.label(scene.section("panel-selection"));
    let words = rows::first_words(ui, &doc.text, range);
    ui.add(egui::Label::new(words).wrap());
    ui.label(scene.dim(scene.tr("hint-press")));
}

fn span_ui(ui: &mut Ui, scene: &mut Scene<'_>, span: &Span) {
    ui.horizontal(|ui| {
        ui.label(scene.section("panel-span"));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            ui.label(scene.dim(scene.keys_of(Action::LetGo)));
        });
    });
    let card = Frame::new()
        .fill(scene.theme.paper)
        .stroke(egui::Stroke::new(1.0, scene.theme.line))
        .corner_radius(theme::CARD_RADIUS)
        .inner_margin(Margin::same(12));
    card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        words_ui(ui, scene, span);
        facts_ui(ui, scene, span);
        ui.add_space(theme::STEP);
        edges_ui(ui, scene);
        ui.horizontal_wrapped(|ui| {
            scene.button_ui(ui, Action::EditNote);
            scene.button_ui(ui, Action::LinkSpan);
            scene.button_ui(ui, Action::DeleteSpan);
        });
    });
    relations_ui(ui, scene, span);
}

fn words_ui(ui: &mut Ui, scene: &Scene<'_>, span: &Span) {
    let Some(doc) = scene.env.document() else {
        return;
    };
    let words = rows::first_words(ui, &doc.text, span.range);
    let color = scene
        .env
        .project()
        .and_then(|p| p.schema.label(&span.label))
        .map(|l| l.color);
    let ground = color.map_or(scene.theme.window, |color| scene.theme.label(color).ground);
    let [.., heading, _] = theme::TEXT_SIZES;
    let words = egui::RichText::new(words)
        .size(heading)
        .background_color(ground);
    ui.add(egui::Label::new(words).wrap());
}

fn facts_ui(ui: &mut Ui, scene: &Scene<'_>, span: &Span) {
    let language = scene.texts.language.tag();
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(&span.label));
    let name = label.map_or("", |label| label.name(language));
    let (start, end) = (span.range.start().0, span.range.end().0);
    let mut rows = vec![
        ("span-label", format!("{name} {}", span.label)),
        (
            "span-place",
            scene.texts.tr_with(
                "span-place-value",
                [
                    ("start", start.into()),
                    ("end", end.into()),
                    ("n", span.range.len().into()),
                ],
            ),
        ),
        (
            "span-origin",
            origin_words(scene, &span.detail_or_default().origin),
        ),
    ];
    let note = span.detail_or_default().note;
    if !note.is_empty() {
        rows.push(("span-note", note));
    }
    for (key, value) in rows {
        ui.horizontal(|ui| {
            ui.label(scene.dim(scene.tr(key)));
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                let value = scene.dim(value).color(scene.theme.ink);
                ui.add(egui::Label::new(value).truncate());
            });
        });
    }
}

fn origin_words(scene: &Scene<'_>, origin: &Origin) -> String {
    hover::origin_words(scene, origin)
}

fn edges_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let edges = [
        (
            "span-left-edge",
            [Action::LeftEdgeLeft, Action::LeftEdgeRight],
        ),
        (
            "span-right-edge",
            [Action::RightEdgeLeft, Action::RightEdgeRight],
        ),
    ];
    for (key, actions) in edges {
        ui.horizontal(|ui| {
            ui.label(scene.dim(scene.tr(key)));
            for action in actions {
                let name = scene.name_of(action);
                let button = egui::Button::new(scene.keys_of(action));
                let response = ui
                    .add_enabled(scene.can(action), button)
                    .on_hover_text(&name);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.clicked() {
                    scene.ask(action);
                }
            }
        });
    }
}

fn relations_ui(ui: &mut Ui, scene: &mut Scene<'_>, span: &Span) {
    if let Some(head) = scene.env.marked_head {
        let words = scene
            .env
            .document()
            .map(|doc| doc.text.slice(head.range).to_owned());
        let words = words.unwrap_or_default();
        ui.label(scene.dim(scene.texts.tr_with("span-head", [("words", words.into())])));
    }
    let key = span.key();
    let relations: Vec<Relation> = match scene.env.layer() {
        Some(layer) => layer.relations_of(&key).cloned().collect(),
        None => Vec::new(),
    };
    if relations.is_empty() {
        return;
    }
    ui.add_space(2.0 * theme::STEP);
    ui.label(scene.section("panel-relations"));
    for relation in relations {
        relation_ui(ui, scene, span, &relation);
    }
}

fn relation_ui(ui: &mut Ui, scene: &mut Scene<'_>, span: &Span, relation: &Relation) {
    let (Some(doc), Some(project)) = (scene.env.document(), scene.env.project()) else {
        return;
    };
    let outgoing = relation.id.head == span.key();
    let other = if outgoing {
        &relation.id.tail
    } else {
        &relation.id.head
    };
    let kind = project.schema.relation(&relation.id.key);
    let language = scene.texts.language.tag();
    let names = kind.and_then(|kind| crate::model::schema::name_in(&kind.names, language));
    let name = names.unwrap_or(relation.id.key.as_str());
    let arrow = if outgoing { "→" } else { "←" };
    let words = doc.text.slice(other.range);
    let (go, remove) = ui
        .horizontal(|ui| {
            let text = format!("{name} {arrow} {words}");
            let go = ui
                .add(egui::Button::new(text).frame(false).truncate())
                .clicked();
            let remove = ui.button(scene.tr("span-remove-relation")).clicked();
            (go, remove)
        })
        .inner;
    if go {
        let place = Place {
            selection: Selection::of(other.range),
            span: Some(other.clone()),
            ..scene.env.place.clone()
        };
        scene.ask_effect(Effect::Go(place));
    }
    if let (true, Some(layer)) = (remove, scene.env.layer_ref()) {
        let command = Command::RemoveRelations {
            layer,
            relations: vec![relation.id.clone()],
        };
        let place = scene.env.place.clone();
        scene.ask_effect(Effect::Edit(command, place));
    }
}
