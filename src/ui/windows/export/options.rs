//! The choices of an export, from the format to the data card, only those that matter for it.

use std::sync::Arc;

use egui::DragValue;
use egui::Role;
use egui::ScrollArea;
use egui::Ui;
use egui::WidgetInfo;

use super::chosen;
use super::chosen::Chosen;
use super::chosen::Reach;
use super::chosen::Whose;
use super::report;
use crate::assist::outside;
use crate::exchange;
use crate::exchange::FORMATS;
use crate::exchange::Format;
use crate::exchange::select;
use crate::model::project::Project;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;

/// Formats by what they are for, in the order they are offered; any other comes with the first.
const GROUPS: [(&str, &[&str]); 4] = [
    ("lines", &["jsonl", "csv"]),
    (
        "training",
        &[
            "spacy",
            "conll-bio",
            "conll-bioes",
            "conll-2003",
            "parquet",
            "prodigy",
        ],
    ),
    (
        "tools",
        &[
            "doccano",
            "label-studio",
            "brat",
            "webanno-tsv",
            "cas-xmi",
            "cas-json",
            "web-annotation",
        ],
    ),
    ("pages", &["html", "docx"]),
];

/// Height of the list of formats: all of them, where the window is of a usual size.
const FORMATS_HEIGHT: f32 = 580.0;

/// Height of the list of documents and of a row of it.
const DOCUMENTS_HEIGHT: f32 = 132.0;
const ROW_HEIGHT: f32 = 22.0;

/// Returns the formats that do something, by group.
pub(in crate::ui::windows) fn grouped(
    does: impl Fn(&Format) -> bool,
) -> Vec<(&'static str, Vec<&'static Format>)> {
    let mut groups: Vec<(&str, Vec<&Format>)> = GROUPS
        .iter()
        .map(|(group, names)| {
            let formats = names
                .iter()
                .filter_map(|name| exchange::format_by_name(name));
            (*group, formats.filter(|format| does(format)).collect())
        })
        .collect();
    let is_known = |format: &&Format| GROUPS.iter().any(|(_, names)| names.contains(&format.name));
    if let Some((_, first)) = groups.first_mut() {
        let others = FORMATS.iter().filter(|format| !is_known(format));
        first.extend(others.filter(|format| does(format)));
    }
    groups.retain(|(_, formats)| !formats.is_empty());
    groups
}

/// Offers formats by group, each with what it is.
pub(in crate::ui::windows) fn format_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    chosen: &mut &'static str,
    does: impl Fn(&Format) -> bool,
) {
    let name = scene.tr("export-format");
    ui.label(scene.section("export-format"));
    let what = |format: &str| match format {
        "" => scene.tr("labelled-choose-format"),
        format => format!("{format} — {}", scene.tr(&format!("format-{format}"))),
    };
    let shown = what(chosen);
    let combo = egui::ComboBox::from_id_salt("format")
        .selected_text(&shown)
        .width(ui.available_width())
        .height(FORMATS_HEIGHT.min(ui.ctx().content_rect().height() - 140.0))
        .truncate();
    let mut picked = false;
    let response = combo.show_ui(ui, |ui| {
        let spacing = ui.spacing_mut();
        (spacing.item_spacing.y, spacing.button_padding.y) = (0.0, 2.0);
        for (group, formats) in grouped(does) {
            ui.label(scene.section(&format!("export-group-{group}")));
            for format in formats {
                let what = what(format.name);
                if ui.selectable_value(chosen, format.name, what).clicked() {
                    picked = true;
                    ui.close();
                }
            }
        }
    });
    if picked {
        // By key the list would leave the keyboard with nothing.
        response.response.request_focus();
    }
    response.response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ComboBox, true, &name);
        info.current_text_value = Some(shown.clone());
        info
    });
}

/// Shows the choices.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Chosen) {
    let Some(project) = scene.env.project() else {
        return;
    };
    ui.spacing_mut().item_spacing.y = STEP;
    format_ui(ui, scene, &mut chosen.format, |format| {
        format.write.is_some()
    });
    whose_ui(ui, scene, project, chosen);
    documents_ui(ui, scene, project, chosen);
    labels_ui(ui, scene, project, chosen);
    section(ui, scene, "export-text");
    choice_ui(ui, scene, chosen::VIEWS, "export-view", &mut chosen.view);
    ui.checkbox(&mut chosen.with_negatives, scene.tr("export-negatives"));
    shape_ui(ui, scene, chosen);
    split_ui(ui, scene, chosen);
}

/// Shows the choices that stand beside the button: what is not to be written, and what comes with it.
pub(super) fn around_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Chosen) {
    ui.checkbox(&mut chosen.strict, scene.tr("export-strict"));
    let has_card = chosen.format().is_some_and(|format| format.read.is_some());
    let card = egui::Checkbox::new(&mut chosen.with_card, scene.tr("export-card"));
    ui.add_enabled(has_card, card);
}

/// Begins a group of choices.
fn section(ui: &mut Ui, scene: &Scene<'_>, key: &str) {
    ui.add_space(STEP);
    ui.label(scene.section(key));
}

/// Offers every value of a choice.
fn choice_ui<T: Copy + PartialEq>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    all: chosen::Named<T>,
    key: &str,
    value: &mut T,
) {
    ui.horizontal_wrapped(|ui| {
        for (known, name) in all {
            ui.radio_value(value, *known, scene.tr(&format!("{key}-{name}")));
        }
    });
}

/// Shows a tick that a set holds or not.
fn tick_ui<T: Ord>(
    ui: &mut Ui,
    set: &mut std::collections::BTreeSet<T>,
    value: T,
    is_on_if_in: bool,
    name: String,
) {
    let mut on = set.contains(&value) == is_on_if_in;
    if ui.checkbox(&mut on, name).changed() {
        if on == is_on_if_in {
            set.insert(value);
        } else {
            set.remove(&value);
        }
    }
}

fn whose_ui(ui: &mut Ui, scene: &Scene<'_>, project: &Project, chosen: &mut Chosen) {
    section(ui, scene, "export-whose");
    let annotators = project.annotators();
    if annotators.is_empty() {
        ui.label(scene.tr("export-no-layer"));
        return;
    }
    choice_ui(ui, scene, chosen::WHOSE, "export-whose", &mut chosen.whose);
    let people = select::people(project);
    ui.horizontal_wrapped(|ui| {
        for annotator in annotators {
            let is_model = !people.contains(&annotator) && outside::is_model(project, &annotator);
            let name = match is_model {
                true => {
                    let name = [("name", annotator.to_string().into())];
                    scene.texts.tr_with("layer-predictions", name)
                }
                false => annotator.to_string(),
            };
            if chosen.whose == Whose::One {
                ui.radio_value(&mut chosen.layer, Some(annotator), name);
            } else {
                tick_ui(ui, &mut chosen.people, annotator, true, name);
            }
        }
    });
    ui.label(scene.dim(scene.tr("export-status")));
    ui.horizontal_wrapped(|ui| {
        for (status, name) in chosen::STATUSES {
            let name = scene.tr(&format!("status-{name}"));
            tick_ui(ui, &mut chosen.statuses, *status, true, name);
        }
    });
}

fn documents_ui(ui: &mut Ui, scene: &Scene<'_>, project: &Project, chosen: &mut Chosen) {
    section(ui, scene, "export-documents");
    let reach = &mut chosen.reach;
    choice_ui(ui, scene, chosen::REACHES, "export-reach", reach);
    if chosen.reach != Reach::Ticked {
        return;
    }
    let documents = &project.documents;
    ui.horizontal(|ui| {
        if ui.button(scene.tr("export-tick-all")).clicked() {
            chosen.documents = Arc::new(documents.iter().map(|doc| doc.id.clone()).collect());
        }
        if ui.button(scene.tr("export-tick-none")).clicked() {
            chosen.documents = Arc::default();
        }
        let n = [("n", chosen.documents.len().into())];
        ui.label(scene.dim(scene.texts.tr_with("export-n-ticked", n)));
    });
    let list = ScrollArea::vertical()
        .id_salt("documents")
        .max_height(DOCUMENTS_HEIGHT)
        .auto_shrink([false, true]);
    list.show_rows(ui, ROW_HEIGHT, documents.len(), |ui, rows| {
        for doc in rows.filter_map(|row| documents.at(row)) {
            let mut on = chosen.documents.contains(&doc.id);
            let name = rows::drawn(ui, &doc.name);
            if ui.checkbox(&mut on, name).changed() {
                let ticked = Arc::make_mut(&mut chosen.documents);
                if on {
                    ticked.insert(doc.id.clone());
                } else {
                    ticked.remove(&doc.id);
                }
            }
        }
    });
}

fn labels_ui(ui: &mut Ui, scene: &Scene<'_>, project: &Project, chosen: &mut Chosen) {
    section(ui, scene, "export-labels");
    let schema = &project.schema;
    ui.horizontal_wrapped(|ui| {
        for label in &schema.labels {
            let name = report::label_name(scene.texts, Some(schema), &label.key);
            let without = &mut chosen.without_labels;
            tick_ui(ui, without, label.key.clone(), false, name);
        }
    });
}

/// What a format with room for one label a character, with tokens or with rows makes of spans.
fn shape_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Chosen) {
    if chosen.has_rows() {
        section(ui, scene, "export-rows");
        choice_ui(ui, scene, chosen::ROWS, "export-rows", &mut chosen.rows);
    }
    if chosen.has_tokens() {
        section(ui, scene, "export-tokens");
        let tokens = &mut chosen.tokens;
        choice_ui(ui, scene, chosen::TOKENS, "export-tokens", tokens);
    }
    if chosen.is_flat() {
        section(ui, scene, "export-overlap");
        let overlap = &mut chosen.overlap;
        choice_ui(ui, scene, chosen::OVERLAPS, "export", overlap);
    }
}

fn split_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Chosen) {
    section(ui, scene, "export-split");
    ui.checkbox(&mut chosen.splits, scene.tr("export-split-do"));
    if !chosen.splits {
        return;
    }
    ui.horizontal_wrapped(|ui| {
        let names = ["train", "dev", "test"];
        for (ratio, name) in chosen.split.ratios.iter_mut().zip(names) {
            let label = ui.label(scene.dim(scene.tr(&format!("export-ratio-{name}"))));
            let value = DragValue::new(ratio).range(0..=1000).speed(0.1);
            ui.add(value).labelled_by(label.id);
        }
        let label = ui.label(scene.dim(scene.tr("export-seed")));
        let value = DragValue::new(&mut chosen.split.seed).speed(0.1);
        ui.add(value).labelled_by(label.id);
    });
}
