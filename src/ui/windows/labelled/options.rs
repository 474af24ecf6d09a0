//! Which files they are, how they are read, and where what they say goes.

use egui::Ui;

use super::Into;
use super::Labelled;
use crate::assist::outside;
use crate::exchange::format_by_name;
use crate::exchange::units::OffsetUnit;
use crate::ui::effect::Choice;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;
use crate::ui::windows::export::options::format_ui;

/// How many files are named.
const N_NAMED: usize = 4;

/// Shows the choices.
pub(super) fn ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    chosen: &mut Labelled,
    asks_for: &mut Option<Choice>,
) {
    ui.spacing_mut().item_spacing.y = STEP;
    files_ui(ui, scene, chosen, asks_for);
    ui.add_space(STEP);
    let guessed = chosen.brought.as_ref().and_then(|b| b.read.format);
    let told = guessed.map(|format| format.name);
    let mut format = chosen.format.or(told).unwrap_or_default();
    let before = format;
    format_ui(ui, scene, &mut format, |format| format.read.is_some());
    if format != before {
        chosen.format = Some(format);
        // What was said of the offsets of another format is not true of this one.
        chosen.unit = None;
    }
    if chosen.format.is_none() && told.is_some() {
        ui.label(scene.dim(scene.tr("labelled-guessed")));
    }
    unit_ui(ui, scene, format, &mut chosen.unit);
    into_ui(ui, scene, chosen);
}

fn files_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &Labelled, asks_for: &mut Option<Choice>) {
    ui.label(scene.section("labelled-files"));
    for path in chosen.paths.iter().take(N_NAMED) {
        let name = path.file_name().unwrap_or(path.as_os_str());
        let name = rows::drawn(ui, &name.to_string_lossy());
        ui.add(egui::Label::new(name).truncate())
            .on_hover_text(path.display().to_string());
    }
    let n_more = chosen.paths.len().saturating_sub(N_NAMED);
    if n_more > 0 {
        let n = [("n", n_more.into())];
        ui.label(scene.dim(scene.texts.tr_with("labelled-more-files", n)));
    }
    ui.horizontal_wrapped(|ui| {
        if ui.button(scene.tr("labelled-other-files")).clicked() {
            *asks_for = Some(Choice::Labelled);
        }
        if ui.button(scene.tr("labelled-folder")).clicked() {
            *asks_for = Some(Choice::LabelledFolder);
        }
    });
}

/// Offers what offsets count; a format of tokens has none.
fn unit_ui(ui: &mut Ui, scene: &Scene<'_>, format: &str, chosen: &mut Option<OffsetUnit>) {
    let Some(format) = format_by_name(format) else {
        return;
    };
    if format.unit == OffsetUnit::None {
        return;
    }
    ui.add_space(STEP);
    ui.label(scene.section("labelled-unit"));
    ui.horizontal_wrapped(|ui| {
        let unit = [("unit", unit_name(scene, format.unit).into())];
        let usual = scene.texts.tr_with("labelled-unit-usual", unit);
        ui.radio_value(chosen, None, usual);
        for unit in OffsetUnit::ALL {
            ui.radio_value(chosen, Some(unit), unit_name(scene, unit));
        }
    });
}

/// Returns what offsets count.
pub(super) fn unit_name(scene: &Scene<'_>, unit: OffsetUnit) -> String {
    scene.tr(&format!("unit-{}", unit.name()))
}

fn into_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Labelled) {
    ui.add_space(STEP);
    ui.label(scene.section("labelled-into"));
    let project = scene.env.project();
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(project.is_some(), |ui| {
            for (into, key) in [
                (Into::NewLayer, "labelled-into-new"),
                (Into::Layer, "labelled-into-layer"),
            ] {
                ui.radio_value(&mut chosen.into, into, scene.tr(key));
            }
        });
        let key = "labelled-into-project";
        ui.radio_value(&mut chosen.into, Into::NewProject, scene.tr(key));
    });
    if chosen.into == Into::Layer {
        let annotators = project.map(|p| p.annotators()).unwrap_or_default();
        ui.horizontal_wrapped(|ui| {
            for annotator in annotators {
                let is_model = project.is_some_and(|p| outside::is_model(p, &annotator));
                if !is_model {
                    let name = annotator.to_string();
                    ui.radio_value(&mut chosen.layer, Some(annotator), name);
                }
            }
        });
        return;
    }
    let key = match chosen.into {
        Into::NewProject => "labelled-name-in-project",
        _ => "labelled-name",
    };
    let name = scene.tr(key);
    let label = ui.label(scene.dim(&name));
    let field = egui::TextEdit::singleline(&mut chosen.name).desired_width(220.0);
    let response = ui.add(field).labelled_by(label.id);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
}
