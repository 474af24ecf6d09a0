//! What a model outside predicts, before it comes in: spans by label, and all that does not fit.
//!
//! The files are read on a thread, and held against the project there whenever something else is
//! chosen or the project changes; what is shown is what comes in. One reading is under way at a
//! time: what was chosen meanwhile is read when it comes back.

use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;
use egui::Ui;

use super::Fate;
use super::Windows;
use super::incoming::Objections;
use super::incoming::Unread;
use super::window_ui;
use crate::assist::outside;
use crate::edit::labelled::put_predictions;
use crate::exchange::incoming::Reading;
use crate::exchange::plan::ImportPlan;
use crate::exchange::plan::NewLabels;
use crate::exchange::plan::ReadingOf;
use crate::exchange::plan::plan_predictions;
use crate::exchange::predictions;
use crate::exchange::predictions::Earlier;
use crate::exchange::predictions::PredictionFormat;
use crate::exchange::predictions::UNSCORED_PERMILLE;
use crate::model::ids::Annotator;
use crate::model::project::Project;
use crate::session;
use crate::ui::desk::Desk;
use crate::ui::effect::Dialog;
use crate::ui::effect::Effect;
use crate::ui::i18n::Texts;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

/// The name of the task.
const TASK: &str = "predictions";

/// Width of the window.
const WIDTH: f32 = 720.0;

/// What is chosen in the window, and what it comes to.
#[derive(Default)]
pub struct Predictions {
    paths: Vec<PathBuf>,
    /// The model's name as it is typed.
    source: String,
    format: Option<PredictionFormat>,
    /// The score of spans without one, as it is shown.
    unscored: f64,
    adds_labels: bool,
    reading: bool,
    brought: Option<Brought>,
}

/// What was wanted when the files were read.
#[derive(Clone, Debug, PartialEq)]
struct Wanted {
    paths: Vec<PathBuf>,
    format: Option<PredictionFormat>,
    source: String,
    unscored_permille: u16,
    adds_labels: bool,
    /// Number and revision of the session.
    state: (u64, u64),
}

/// What files say, and what of it goes into the project.
#[derive(Clone, Debug)]
pub struct Brought {
    wanted: Wanted,
    files: Arc<Vec<FileRead>>,
    plan: ImportPlan,
    objections: Objections,
    earlier: Earlier,
}

/// A file as it was read.
#[derive(Clone, Debug)]
struct FileRead {
    name: String,
    read: Result<Reading, Unread>,
}

impl Predictions {
    fn of(paths: Vec<PathBuf>) -> Self {
        let stem = paths.first().and_then(|path| path.file_stem());
        let source = stem.map(|stem| stem.to_string_lossy().trim().to_owned());
        Self {
            paths,
            source: source.unwrap_or_default(),
            unscored: f64::from(UNSCORED_PERMILLE) / 1000.0,
            ..Self::default()
        }
    }

    /// Takes what was read.
    pub(in crate::ui) fn take(&mut self, brought: Brought) {
        self.reading = false;
        self.brought = Some(brought);
    }

    /// Waits no longer for a task that broke off.
    pub(in crate::ui) fn note_failure(&mut self, task: &str) {
        if task == TASK {
            *self = Self::default();
        }
    }

    fn wanted(&self, state: (u64, u64)) -> Wanted {
        Wanted {
            paths: self.paths.clone(),
            format: self.format,
            source: self.source.trim().to_owned(),
            unscored_permille: (self.unscored * 1000.0).round() as u16,
            adds_labels: self.adds_labels,
            state,
        }
    }

    /// Returns what is ready to come in, if it is what is wanted now.
    fn ready(&self, wanted: &Wanted) -> Option<&Brought> {
        self.brought.as_ref().filter(|b| b.wanted == *wanted)
    }
}

impl Brought {
    /// Reads the files, unless they were read already, and holds them against the project.
    fn make(project: &Project, wanted: Wanted, read: Option<Arc<Vec<FileRead>>>) -> Self {
        let files = read.unwrap_or_else(|| Arc::new(read_all(&wanted)));
        let source = Annotator::from(wanted.source.as_str());
        let new_labels = if wanted.adds_labels {
            NewLabels::Add
        } else {
            NewLabels::Refuse
        };
        let readings = files.iter().filter_map(|file| {
            let reading = file.read.as_ref().ok()?;
            Some(ReadingOf {
                file: &file.name,
                name: &file.name,
                reading: reading.clone(),
            })
        });
        let readings = readings.collect();
        let unscored = wanted.unscored_permille;
        let mut plan = plan_predictions(project, &source, unscored, new_labels, readings);
        let unread = files.iter().filter_map(|file| {
            let why = file.read.as_ref().err()?;
            Some((file.name.clone(), why.clone()))
        });
        let objections = Objections::new(
            unread.collect(),
            std::mem::take(&mut plan.refusals),
            std::mem::take(&mut plan.remarks),
            std::mem::take(&mut plan.unread_fields),
        );
        Self {
            objections,
            earlier: Earlier::of(project, &source, &plan),
            plan,
            files,
            wanted,
        }
    }
}

fn read_all(wanted: &Wanted) -> Vec<FileRead> {
    let files = wanted.paths.iter().map(|path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let bytes = session::read_input(path).map_err(|error| Unread::Disk(error.kind()));
        let read = bytes
            .and_then(|bytes| predictions::read(&bytes, wanted.format).map_err(Unread::Content));
        FileRead {
            name: name.into_owned(),
            read,
        }
    });
    files.collect()
}

impl Desk {
    /// Opens the window with files that were chosen.
    pub(in crate::ui) fn show_predictions(&mut self, paths: Vec<PathBuf>) {
        self.windows.predictions = Predictions::of(paths);
        let effect = Effect::Show(Dialog::Predictions);
        self.asks.push(Ask::effect(effect));
    }

    /// Shows the window.
    pub(super) fn predictions_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let Some(session) = &self.session else {
            return Fate::Closes;
        };
        let frame = windows.frame();
        let state = (session.serial(), session.revision());
        let chosen = &mut windows.predictions;
        self.read_predictions(ctx, chosen, state);
        let mut asks = std::mem::take(&mut self.asks);
        let scene = self.scene(&mut asks);
        let mut takes = false;
        let title = scene.tr("action-import-predictions");
        let fate = window_ui(ctx, &scene, &title, WIDTH, frame, |ui| {
            choices_ui(ui, &scene, chosen);
            ui.separator();
            let wanted = chosen.wanted(state);
            let bad = scene.env.project().and_then(|project| {
                outside::check_name(project, Some(scene.env.annotator), &wanted.source).err()
            });
            if let Some(bad) = &bad {
                let why = words::bad_name(scene.texts, bad);
                ui.label(egui::RichText::new(why).color(scene.theme.accent));
            }
            let ready = chosen.ready(&wanted);
            let can = bad.is_none()
                && ready.is_some_and(|b| !b.plan.documents.is_empty())
                && !scene.env.session.is_some_and(|s| s.is_read_only());
            ui.horizontal(|ui| {
                let button = egui::Button::new(scene.tr("predictions-take"));
                takes = ui.add_enabled(can, button).clicked();
            });
            match &chosen.brought {
                Some(brought) => brought_ui(ui, &scene, brought),
                None => _ = ui.label(scene.tr("predictions-working")),
            }
        });
        self.asks = asks;
        if !takes {
            return fate;
        }
        self.take_predictions(chosen, state);
        Fate::Closes
    }

    /// Has the files read and held against the project, unless that is done or under way.
    fn read_predictions(&mut self, ctx: &Context, chosen: &mut Predictions, state: (u64, u64)) {
        let wanted = chosen.wanted(state);
        if chosen.reading || chosen.ready(&wanted).is_some() {
            return;
        }
        let Some(session) = &self.session else { return };
        let same =
            |b: &&Brought| (&b.wanted.paths, b.wanted.format) == (&wanted.paths, wanted.format);
        let read = chosen.brought.as_ref().filter(same);
        let read = read.map(|brought| Arc::clone(&brought.files));
        chosen.reading = true;
        let project = session.project().clone();
        self.tasks.start(ctx, TASK, move || {
            TaskResult::PredictionsRead(Box::new(Brought::make(&project, wanted, read)))
        });
    }

    /// Puts what is shown into the project, as one act.
    fn take_predictions(&mut self, chosen: &mut Predictions, state: (u64, u64)) {
        let wanted = chosen.wanted(state);
        let ready = chosen.brought.take().filter(|b| b.wanted == wanted);
        let (Some(brought), Some(session)) = (ready, &self.session) else {
            return;
        };
        let source = Annotator::from(wanted.source.as_str());
        let n = brought.plan.n_spans();
        let parts = brought.plan.documents.into_iter();
        let parts = parts.map(|part| (part.doc, part.spans, part.relations));
        let labels = &brought.plan.new_labels;
        let command = put_predictions(session.project(), &source, labels, parts.collect());
        let after = self.place.clone();
        if self.edit(command, after) {
            let values = [("n", n.into()), ("source", wanted.source.into())];
            self.said = self.texts.tr_with("said-predictions", values);
        }
        *chosen = Predictions::default();
    }
}

fn choices_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Predictions) {
    let grid = egui::Grid::new("predictions").num_columns(2);
    grid.spacing([16.0, 8.0]).show(ui, |ui| {
        let label = ui.label(scene.dim(scene.tr("predictions-source")));
        let field = egui::TextEdit::singleline(&mut chosen.source).desired_width(220.0);
        let response = ui.add(field).labelled_by(label.id);
        let name = scene.tr("predictions-source");
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
        ui.end_row();
        ui.label(scene.dim(scene.tr("export-format")));
        ui.horizontal_wrapped(|ui| {
            ui.radio_value(&mut chosen.format, None, scene.tr("predictions-any-format"));
            for (format, name) in [
                (PredictionFormat::JsonLines, "JSONL"),
                (PredictionFormat::LabelStudio, "Label Studio"),
                (PredictionFormat::Spacy, "spaCy"),
            ] {
                ui.radio_value(&mut chosen.format, Some(format), name);
            }
        });
        ui.end_row();
        let label = ui.label(scene.dim(scene.tr("predictions-unscored")));
        let score = egui::DragValue::new(&mut chosen.unscored)
            .range(0.0..=1.0)
            .speed(0.01)
            .fixed_decimals(2);
        ui.add(score).labelled_by(label.id);
        ui.end_row();
        ui.label("");
        ui.checkbox(&mut chosen.adds_labels, scene.tr("predictions-add-labels"));
        ui.end_row();
    });
}

fn brought_ui(ui: &mut Ui, scene: &Scene<'_>, brought: &Brought) {
    let plan = &brought.plan;
    for line in summary(scene.texts, brought) {
        ui.label(line);
    }
    let counts = plan.label_counts();
    if !counts.is_empty() {
        let schema = scene.env.project().map(|project| &project.schema);
        let language = scene.texts.language.tag();
        let counts = counts.iter().map(|(key, n)| {
            let label = schema.and_then(|schema| schema.label(key));
            format!(
                "{} {n}",
                label.map_or(key.as_str(), |label| label.name(language))
            )
        });
        ui.label(counts.collect::<Vec<_>>().join(" · "));
    }
    if brought.objections.n_lines() == 0 {
        ui.label(scene.tr("predictions-all-fit"));
        return;
    }
    ui.add_space(6.0);
    let n = brought.objections.n_refused();
    ui.label(
        scene
            .texts
            .tr_with("predictions-refused", [("n", n.into())]),
    );
    let height = ui.available_height();
    brought.objections.ui(ui, scene, height);
}

/// Returns what is to be said of what comes in.
fn summary(texts: &Texts, brought: &Brought) -> Vec<String> {
    let (plan, earlier) = (&brought.plan, brought.earlier);
    let values = [
        ("spans", plan.n_spans().into()),
        ("documents", plan.documents.len().into()),
    ];
    let mut lines = vec![texts.tr_with("predictions-counts", values)];
    let score = f64::from(brought.wanted.unscored_permille) / 1000.0;
    for (n, key) in [
        (plan.n_known, "predictions-twice"),
        (plan.n_unscored, "predictions-without-score"),
        (earlier.n_replaced, "predictions-replaced"),
        (earlier.n_kept_documents, "predictions-kept"),
    ] {
        if n > 0 {
            let values = [("n", n.into()), ("score", format!("{score:.2}").into())];
            lines.push(texts.tr_with(key, values));
        }
    }
    if !plan.new_labels.is_empty() {
        let labels: Vec<&str> = plan.new_labels.iter().map(|key| key.as_str()).collect();
        let values = [("labels", labels.join("、").into())];
        lines.push(texts.tr_with("predictions-new-labels", values));
    }
    lines
}
