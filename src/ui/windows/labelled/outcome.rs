//! What would come in: documents, spans by label, what is missing in the project, what does not fit.

use egui::RichText;
use egui::Ui;

use super::Labelled;
use super::options::unit_name;
use super::work::Brought;
use super::work::FilesRead;
use super::work::Outcome;
use super::work::Wanted;
use crate::exchange::fresh::Fresh;
use crate::exchange::plan::DocumentPlan;
use crate::exchange::plan::ImportPlan;
use crate::exchange::units::OffsetUnit;
use crate::model::ids::LabelKey;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;
use crate::ui::windows::export::report;

/// How many documents are named.
const N_NAMED: usize = 6;

/// The least height of the list of what does not come in.
const MIN_OBJECTIONS_HEIGHT: f32 = 120.0;

/// Shows it; `height` is what can be seen of it at once.
pub(super) fn ui(
    ui: &mut Ui,
    height: f32,
    scene: &Scene<'_>,
    chosen: &Labelled,
    wanted: &Wanted,
    (adds_labels, read_so): (&mut bool, &mut Option<OffsetUnit>),
) {
    ui.spacing_mut().item_spacing.y = STEP;
    if let Some((_, meter)) = &chosen.reading {
        let n = [("n", meter.read().0.into())];
        ui.label(scene.dim(scene.texts.tr_with("labelled-working", n)));
        let every = std::time::Duration::from_millis(100);
        ui.ctx().request_repaint_after(every);
    }
    let Some(brought) = &chosen.brought else {
        return;
    };
    match &brought.outcome {
        Outcome::Nothing => {
            ui.label(warning(scene, scene.tr("labelled-no-format")));
            return;
        }
        Outcome::Plan(plan) => {
            files_ui(ui, scene, &brought.read);
            plan_ui(ui, scene, plan);
            missing_ui(ui, scene, brought, adds_labels);
            if brought.knows_no_document() {
                ui.label(warning(scene, scene.tr("labelled-none-here")));
            }
        }
        Outcome::Fresh(fresh) => {
            files_ui(ui, scene, &brought.read);
            fresh_ui(ui, scene, fresh);
        }
    }
    let is_now = chosen.ready(wanted).is_some();
    if let Some(unit) = likely_ui(ui, scene, &brought.likely_units, is_now) {
        *read_so = Some(unit);
    }
    objections_ui(ui, scene, brought, height);
}

fn warning(scene: &Scene<'_>, words: String) -> RichText {
    RichText::new(words).color(scene.theme.warning)
}

fn files_ui(ui: &mut Ui, scene: &Scene<'_>, read: &FilesRead) {
    if read.files.is_empty() {
        let endings = read.format.map(|format| format.extensions);
        let endings = endings.unwrap_or_default().iter();
        let endings: Vec<String> = endings.map(|ending| format!(".{ending}")).collect();
        let values = [("endings", endings.join("、").into())];
        let said = scene.texts.tr_with("labelled-no-files", values);
        ui.label(warning(scene, said));
        return;
    }
    let values = [
        ("files", read.files.len().into()),
        ("documents", read.n_documents().into()),
    ];
    ui.label(scene.texts.tr_with("labelled-found", values));
}

fn plan_ui(ui: &mut Ui, scene: &Scene<'_>, plan: &ImportPlan) {
    let values = [
        ("spans", plan.n_spans().into()),
        ("documents", plan.documents.len().into()),
        ("relations", plan.n_relations().into()),
    ];
    ui.label(RichText::new(scene.texts.tr_with("labelled-counts", values)).strong());
    counts_ui(ui, scene, plan.label_counts().iter());
    if plan.n_known > 0 {
        let n = [("n", plan.n_known.into())];
        ui.label(scene.dim(scene.texts.tr_with("labelled-known", n)));
    }
    let named = plan.documents.iter().take(N_NAMED);
    let named = named.map(|part| document_words(scene, part));
    let mut named = named.collect::<Vec<_>>().join("、");
    if plan.documents.len() > N_NAMED {
        named.push('…');
    }
    if !named.is_empty() {
        let named = rows::drawn(ui, &named);
        ui.label(scene.dim(named));
    }
}

fn document_words(scene: &Scene<'_>, part: &DocumentPlan) -> String {
    let session = scene.env.session;
    let doc = session.and_then(|session| session.document(&part.doc));
    let name = doc.map(|doc| doc.name.as_str()).unwrap_or_default();
    format!("{name} {}", part.spans.len())
}

fn counts_ui<'a>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    counts: impl Iterator<Item = (&'a LabelKey, &'a usize)>,
) {
    let schema = scene.env.project().map(|project| &*project.schema);
    let counts = counts.map(|(key, n)| {
        let name = report::label_name(scene.texts, schema, key);
        format!("{name} {n}")
    });
    let counts = counts.collect::<Vec<_>>().join(" · ");
    if !counts.is_empty() {
        ui.label(counts);
    }
}

fn fresh_ui(ui: &mut Ui, scene: &Scene<'_>, fresh: &Fresh) {
    let values = [
        ("spans", fresh.n_spans().into()),
        ("documents", fresh.n_documents().into()),
    ];
    ui.label(RichText::new(scene.texts.tr_with("labelled-makes", values)).strong());
    counts_ui(ui, scene, fresh.counts().iter());
    let classes: Vec<&str> = fresh.classes().iter().map(String::as_str).collect();
    if !classes.is_empty() {
        let values = [("classes", classes.join("、").into())];
        ui.label(scene.texts.tr_with("labelled-classes", values));
    }
    if fresh.n_of_tokens > 0 {
        let n = [("n", fresh.n_of_tokens.into())];
        ui.label(scene.dim(scene.texts.tr_with("labelled-tokens", n)));
    }
}

/// Asks whether labels and relations that the project does not have are to be added.
fn missing_ui(ui: &mut Ui, scene: &Scene<'_>, brought: &Brought, adds_labels: &mut bool) {
    if brought.missing.is_empty() {
        return;
    }
    let missing = brought.missing.iter();
    let missing = missing.map(|(key, n)| format!("{key} {n}"));
    let missing = missing.collect::<Vec<_>>().join(" · ");
    let values = [("labels", missing.into())];
    let said = scene.texts.tr_with("labelled-missing", values);
    ui.add_space(STEP);
    ui.label(warning(scene, said));
    ui.checkbox(adds_labels, scene.tr("labelled-add"));
}

/// Says that offsets look like another unit, and returns the one that is to be read, once one says so.
fn likely_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    units: &[OffsetUnit],
    is_now: bool,
) -> Option<OffsetUnit> {
    let said = match units {
        [] => return None,
        [only] => {
            let unit = [("unit", unit_name(scene, *only).into())];
            scene.texts.tr_with("labelled-looks-like", unit)
        }
        _ => scene.tr("labelled-several-units"),
    };
    ui.add_space(STEP);
    ui.label(warning(scene, said));
    let mut chosen = None;
    ui.horizontal_wrapped(|ui| {
        for unit in units {
            let name = [("unit", unit_name(scene, *unit).into())];
            let name = scene.texts.tr_with("labelled-read-as", name);
            if ui.add_enabled(is_now, egui::Button::new(name)).clicked() {
                chosen = Some(*unit);
            }
        }
    });
    chosen
}

fn objections_ui(ui: &mut Ui, scene: &Scene<'_>, brought: &Brought, height: f32) {
    ui.add_space(STEP);
    let objections = &brought.objections;
    if objections.n_lines() == 0 {
        if !brought.read.files.is_empty() {
            let fits = RichText::new(scene.tr("predictions-all-fit"));
            ui.label(fits.color(scene.theme.good));
        }
        return;
    }
    let n = objections.n_refused();
    let key = if n > 0 {
        "predictions-refused"
    } else {
        "labelled-remarks"
    };
    ui.label(scene.texts.tr_with(key, [("n", n.into())]));
    let room = (height - ui.min_rect().height()).max(MIN_OBJECTIONS_HEIGHT);
    objections.ui(ui, scene, room);
}
