//! Training data out: format, layer, what to do with overlaps, and what gets lost, before writing.

use std::path::PathBuf;

use egui::Context;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::exchange::FORMATS;
use crate::exchange::Format;
use crate::exchange::flat::Overlap;
use crate::exchange::loss;
use crate::exchange::loss::LossReport;
use crate::exchange::output::Memory;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::records_of;
use crate::model::ids::Annotator;
use crate::session;
use crate::ui::desk::Desk;
use crate::ui::effect::Choice;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

/// What was chosen.
#[derive(Default)]
pub struct Export {
    format: usize,
    layer: Option<Annotator>,
    overlap: Overlap,
    /// What is being counted, or was.
    counting: Option<CountedFor>,
    /// What gets lost.
    counted: Option<Counted>,
}

/// The project and the choice that something was counted for.
#[derive(Clone, Debug, PartialEq)]
pub struct CountedFor {
    serial: u64,
    revision: u64,
    format: usize,
    layer: Annotator,
    overlap: Overlap,
}

/// What an export would write and leave out.
#[derive(Clone, Debug)]
pub struct Counted {
    counted_for: CountedFor,
    n_documents: usize,
    n_spans: usize,
    n_unlabelled: usize,
    report: LossReport,
}

impl Export {
    /// Takes the user's layer, or the project's only one.
    pub(super) fn choose_layer(&mut self, env: &Env<'_>) {
        self.counting = None;
        let annotators = env
            .project()
            .map(|project| project.annotators())
            .unwrap_or_default();
        self.layer = if annotators.contains(env.annotator) {
            Some(env.annotator.clone())
        } else {
            let people = env.project().map(|project| project.people());
            let first = people.and_then(|people| people.into_iter().next());
            first.or_else(|| annotators.into_iter().next())
        };
    }

    /// Takes what was counted, unless something else is wanted by now.
    pub(in crate::ui) fn take_count(&mut self, counted: Counted) {
        if self.counting.as_ref() == Some(&counted.counted_for) {
            self.counted = Some(counted);
        }
    }

    /// Returns a file name to propose.
    pub fn file_name(&self, project: &str) -> String {
        let stem = if project.is_empty() { "zhubi" } else { project };
        let extension = self.format().map_or("jsonl", Format::extension);
        format!("{stem}.{extension}")
    }

    fn format(&self) -> Option<&'static Format> {
        FORMATS.get(self.format)
    }
}

impl Desk {
    /// Shows the window.
    pub(super) fn export_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let export = &mut windows.export;
        self.count(ctx, export);
        let mut asks = std::mem::take(&mut self.asks);
        let scene = self.scene(&mut asks);
        let mut write = false;
        let title = scene.tr("action-export");
        let fate = window_ui(ctx, &scene, &title, 560.0, frame, |ui| {
            choices_ui(ui, &scene, export);
            ui.separator();
            let counted = export.counted.as_ref();
            match counted {
                Some(counted) => report_ui(ui, &scene, counted),
                None if export.layer.is_some() => {
                    ui.label(scene.tr("export-working"));
                }
                None => {}
            }
            let stuck = export.overlap == Overlap::Error
                && counted.is_some_and(|counted| counted.report.loses_overlaps());
            if stuck {
                ui.label(scene.tr("export-stuck"));
            }
            let ready = !stuck && counted.is_some();
            ui.horizontal(|ui| {
                write = ui
                    .add_enabled(ready, egui::Button::new(scene.tr("export-write")))
                    .clicked();
            });
        });
        self.asks = asks;
        if write {
            self.asks.push(Ask::effect(Effect::Choose(Choice::Export)));
            return Fate::Closes;
        }
        fate
    }

    /// Counts what gets lost, anew when the project or the choice changed.
    fn count(&mut self, ctx: &Context, export: &mut Export) {
        let (Some(session), Some(format), Some(layer)) =
            (&self.session, export.format(), export.layer.clone())
        else {
            return;
        };
        let counted_for = CountedFor {
            serial: session.serial(),
            revision: session.revision(),
            format: export.format,
            layer,
            overlap: export.overlap,
        };
        if export.counting.as_ref() == Some(&counted_for) {
            return;
        }
        export.counting = Some(counted_for.clone());
        export.counted = None;
        let project = session.project().clone();
        self.tasks.start(ctx, "count", move || {
            let (documents, unlabelled) = records_of(&project, &counted_for.layer);
            let spans = documents.iter().map(|labelled| labelled.layer.spans.len());
            TaskResult::Counted(Box::new(Counted {
                n_documents: documents.len(),
                n_spans: spans.sum(),
                n_unlabelled: unlabelled.len(),
                report: loss::report(format, &documents, &options_of(counted_for.overlap)),
                counted_for,
            }))
        });
    }

    /// Writes the export chosen last to a file.
    pub(in crate::ui) fn export_to(&mut self, ctx: &Context, path: PathBuf) {
        let export = &self.windows.export;
        let (Some(session), Some(format), Some(layer)) =
            (&self.session, export.format(), export.layer.clone())
        else {
            return;
        };
        let (project, overlap) = (session.project().clone(), export.overlap);
        self.exporting = true;
        self.tasks.start(ctx, "export", move || {
            let (documents, _) = records_of(&project, &layer);
            let memory = Memory::default();
            let written = match format.to_memory(&documents, &options_of(overlap), &memory) {
                Ok(_) => {
                    let bytes = memory.files().remove(Memory::MAIN).unwrap_or_default();
                    session::write_output(&path, &bytes)
                }
                Err(cause) => Err(session::SaveError::Other {
                    path: path.clone(),
                    cause,
                }),
            };
            TaskResult::Exported(path, written)
        });
    }
}

fn options_of(overlap: Overlap) -> WriteOptions {
    WriteOptions {
        overlap,
        ..WriteOptions::default()
    }
}

fn choices_ui(ui: &mut egui::Ui, scene: &Scene<'_>, export: &mut Export) {
    egui::Grid::new("export")
        .num_columns(2)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            ui.label(scene.dim(scene.tr("export-format")));
            ui.vertical(|ui| {
                for (idx, format) in FORMATS
                    .iter()
                    .enumerate()
                    .filter(|(_, f)| f.write.is_some())
                {
                    let what = scene.tr(&format!("format-{}", format.name));
                    ui.radio_value(&mut export.format, idx, format!("{} — {what}", format.name));
                }
            });
            ui.end_row();
            ui.label(scene.dim(scene.tr("export-layer")));
            ui.horizontal_wrapped(|ui| {
                let annotators = scene
                    .env
                    .project()
                    .map(|p| p.annotators())
                    .unwrap_or_default();
                if annotators.is_empty() {
                    ui.label(scene.tr("export-no-layer"));
                }
                for annotator in annotators {
                    let name = annotator.to_string();
                    ui.radio_value(&mut export.layer, Some(annotator), name);
                }
            });
            ui.end_row();
            ui.label(scene.dim(scene.tr("export-overlap")));
            ui.horizontal_wrapped(|ui| {
                let flat = export.format().is_some_and(Format::flat);
                ui.add_enabled_ui(flat, |ui| {
                    for (overlap, key) in [
                        (Overlap::Longest, "export-longest"),
                        (Overlap::First, "export-first"),
                        (Overlap::Error, "export-error"),
                    ] {
                        ui.radio_value(&mut export.overlap, overlap, scene.tr(key));
                    }
                });
            });
            ui.end_row();
        });
}

fn report_ui(ui: &mut egui::Ui, scene: &Scene<'_>, counted: &Counted) {
    let values = [
        ("documents", counted.n_documents.into()),
        ("spans", counted.n_spans.into()),
    ];
    ui.label(scene.texts.tr_with("export-counts", values));
    if counted.n_unlabelled > 0 {
        let n = [("n", counted.n_unlabelled.into())];
        ui.label(scene.texts.tr_with("export-unlabelled", n));
    }
    if counted.report.is_empty() {
        ui.label(scene.tr("export-no-loss"));
        return;
    }
    ui.label(scene.tr("export-loss"));
    let height = (ui.available_height() - 48.0).max(60.0);
    egui::ScrollArea::vertical()
        .max_height(height)
        .show(ui, |ui| {
            for (kind, loss) in counted.report.iter() {
                let what = scene.tr(&format!("loss-{}", kind.name()));
                ui.label(format!("{} × {what}", loss.count));
                for example in &loss.examples {
                    let example = words::loss_example(scene.texts, kind, example);
                    ui.label(scene.dim(format!("    {example}")));
                }
            }
        });
}
