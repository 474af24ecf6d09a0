//! Labelled data in: which format it is, where it goes, and what would come in, before it does.
//!
//! The files are read on a thread (`work`). The choices stand on one side (`options`), what they
//! come to on the other (`outcome`). Into an open project the data comes as one act; a project that
//! is made of it is opened in the place of the one that is open, which is left like for any other.

mod options;
mod outcome;
mod work;

use std::path::PathBuf;

use egui::Context;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;

use super::Fate;
use super::Windows;
use super::export::sides_ui;
use super::meter::Meter;
use super::window_ui;
use crate::assist::outside;
use crate::edit::command::Command;
use crate::edit::command::Refusal;
use crate::edit::labelled::add_labelled;
use crate::exchange::fresh::Fresh;
use crate::exchange::units::OffsetUnit;
use crate::model::ids::Annotator;
use crate::model::project::Project;
use crate::model::schema::DocumentClass;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::effect::Choice;
use crate::ui::effect::Dialog;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::tasks::TaskResult;

use self::work::Outcome;
use self::work::Target;
use self::work::Wanted;

pub use self::work::Brought;

/// Width of the window.
const WIDTH: f32 = 1000.0;

/// Where the data goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Into {
    #[default]
    NewLayer,
    Layer,
    NewProject,
}

/// What is chosen in the window, and what it comes to.
#[derive(Default)]
pub struct Labelled {
    paths: Vec<PathBuf>,
    /// The format, if the user says which; else it is told from the files.
    format: Option<&'static str>,
    unit: Option<OffsetUnit>,
    into: Into,
    /// A layer that is there.
    layer: Option<Annotator>,
    /// The name of a new layer as it is typed.
    name: String,
    adds_labels: bool,
    reading: Option<(Wanted, Meter)>,
    brought: Option<Brought>,
    /// What becomes a project once the open one is left.
    making: Option<Box<Fresh>>,
}

/// A project made of labelled data.
#[derive(Debug)]
pub struct Made {
    /// The project, with how many spans it has, or why there is none.
    pub session: Result<Box<Session>, Refusal>,
    n_spans: usize,
}

/// What was done in the window.
#[derive(Default)]
struct Did {
    takes: bool,
    /// Other files are asked for.
    asks_for: Option<Choice>,
}

impl Labelled {
    /// Takes up files for a project, or for none.
    fn of(paths: Vec<PathBuf>, env: &Env<'_>) -> Self {
        let stem = paths.first().and_then(|path| path.file_stem());
        let name = stem.map(|stem| stem.to_string_lossy().trim().to_owned());
        let project = env.project();
        let is_there = |name: &Annotator| project.is_some_and(|p| p.annotators().contains(name));
        Self {
            paths,
            name: name.unwrap_or_default(),
            into: match project {
                Some(_) => Into::NewLayer,
                None => Into::NewProject,
            },
            layer: Some(env.annotator.clone()).filter(is_there),
            ..Self::default()
        }
    }

    fn wanted(&self, session: Option<&Session>) -> Wanted {
        let name = self.name.trim().to_owned();
        let target = match (self.into, session) {
            (Into::NewProject, _) | (_, None) => Target::NewProject(name),
            (Into::NewLayer, _) => Target::Layer(name),
            (Into::Layer, _) => {
                let layer = self.layer.as_ref();
                Target::Layer(layer.map(ToString::to_string).unwrap_or_default())
            }
        };
        let is_layer = matches!(target, Target::Layer(_));
        let session = session.filter(|_| is_layer);
        Wanted {
            paths: self.paths.clone(),
            format: self.format,
            unit: self.unit,
            target,
            adds_labels: self.adds_labels && is_layer,
            state: session.map(|session| (session.serial(), session.revision())),
        }
    }

    /// Returns what is ready to come in, if it is what is wanted now.
    fn ready(&self, wanted: &Wanted) -> Option<&Brought> {
        self.brought.as_ref().filter(|b| b.wanted == *wanted)
    }
}

/// Returns the key of what is wrong with the name of a layer.
fn bad_name(project: Option<&Project>, into: Into, target: &Target) -> Option<&'static str> {
    let (Target::Layer(name) | Target::NewProject(name)) = target;
    if name.is_empty() && into == Into::Layer {
        return Some("labelled-no-layer");
    }
    if name.is_empty() || name.chars().any(char::is_control) {
        return Some("labelled-bad-name");
    }
    let project = project.filter(|_| matches!(target, Target::Layer(_)))?;
    if outside::is_model(project, name) {
        return Some("labelled-name-model");
    }
    let is_there = project
        .annotators()
        .contains(&Annotator::from(name.as_str()));
    (into == Into::NewLayer && is_there).then_some("labelled-name-there")
}

impl Desk {
    /// Opens the window with files that were chosen.
    pub(in crate::ui) fn show_labelled(&mut self, paths: Vec<PathBuf>) {
        let is_open = self.windows.open() == Some(Dialog::Labelled);
        if is_open {
            // Other files for what is chosen already.
            let chosen = &mut self.windows.labelled;
            chosen.paths = paths;
            chosen.format = None;
            return;
        }
        self.windows.labelled = Labelled::of(paths, &self.env());
        let effect = Effect::Show(Dialog::Labelled);
        self.asks.push(Ask::effect(effect));
    }

    /// Shows the window.
    pub(super) fn labelled_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let chosen = &mut windows.labelled;
        let wanted = chosen.wanted(self.session.as_ref());
        self.read_labelled(ctx, chosen, &wanted);
        let mut asks = std::mem::take(&mut self.asks);
        let scene = self.scene(&mut asks);
        let mut did = Did::default();
        let title = scene.tr("action-import-labelled");
        let fate = window_ui(ctx, &scene, &title, WIDTH, frame, |ui| {
            contents_ui(ui, &scene, chosen, &wanted, &mut did);
        });
        self.asks = asks;
        if chosen.wanted(self.session.as_ref()) != wanted {
            ctx.request_repaint();
        }
        if let Some(choice) = did.asks_for {
            self.asks.push(Ask::effect(Effect::Choose(choice)));
        }
        if !did.takes {
            return fate;
        }
        self.take_labelled(chosen, &wanted);
        Fate::Closes
    }

    /// Puts what is shown into the project, as one act, or makes one of it.
    fn take_labelled(&mut self, chosen: &mut Labelled, wanted: &Wanted) {
        let ready = chosen.brought.take().filter(|b| b.wanted == *wanted);
        let plan = match ready.map(|brought| brought.outcome) {
            Some(Outcome::Plan(plan)) => plan,
            Some(Outcome::Fresh(fresh)) => {
                chosen.making = Some(fresh);
                self.asks.push(Ask::effect(Effect::MakeOfLabelled));
                return;
            }
            Some(Outcome::Nothing) | None => return,
        };
        let (Some(session), Target::Layer(layer)) = (&self.session, &wanted.target) else {
            return;
        };
        let (n_spans, n_documents) = (plan.n_spans(), plan.documents.len());
        let parts = plan.documents.into_iter();
        let parts = parts.map(|part| (part.doc, part.spans, part.relations));
        let command = add_labelled(
            &session.project().schema,
            &Annotator::from(layer.as_str()),
            &plan.new_labels,
            &plan.new_relations,
            parts.collect(),
        );
        let after = self.place.clone();
        if self.edit(command, after) {
            let values = [
                ("spans", n_spans.into()),
                ("documents", n_documents.into()),
                ("layer", layer.as_str().into()),
            ];
            self.said = self.texts.tr_with("said-labelled-data", values);
        }
    }

    /// Makes a project of what was read, once nothing else is open.
    pub(in crate::ui) fn make_of_labelled(&mut self, ctx: &Context) {
        let Some(fresh) = self.windows.labelled.making.take() else {
            return;
        };
        self.loading = true;
        self.said = self.texts.tr("said-reading");
        let name = self.texts.tr("new-project-name");
        let keeper = self.keeper.clone();
        self.tasks.start(ctx, work::TASK, move || {
            let mut session = match keeper {
                Some(keeper) => Session::new_kept(name, &keeper),
                None => Session::new_project(name),
            };
            let n_spans = fresh.n_spans();
            let mut schema = fresh.schema();
            for class in fresh.classes() {
                schema.classes.push(DocumentClass::new(class));
            }
            let done = session.run(Command::Batch(vec![
                Command::SetSchema(schema),
                Command::AddDocuments(fresh.into_documents()),
            ]));
            let session = done.map(|_| Box::new(session));
            TaskResult::MadeOfLabelled(Made { session, n_spans })
        });
    }

    /// Opens a project that was made of labelled data.
    pub(in crate::ui) fn take_made_of_labelled(&mut self, made: Made) {
        self.loading = false;
        self.said.clear();
        match made.session {
            Ok(session) => {
                let n_documents = session.project().documents.len();
                self.take_session(*session);
                let values = [
                    ("documents", n_documents.into()),
                    ("spans", made.n_spans.into()),
                ];
                self.said = self.texts.tr_with("said-project-of-data", values);
                self.focus_text();
            }
            Err(refusal) => self.refuse(&refusal),
        }
    }
}

fn contents_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    chosen: &mut Labelled,
    wanted: &Wanted,
    did: &mut Did,
) {
    let asks_for = &mut did.asks_for;
    let mut read_so = None;
    let mut adds_labels = chosen.adds_labels;
    sides_ui(ui, 40.0, |ui, side| match side {
        0 => {
            let area = ScrollArea::vertical().id_salt("options");
            area.auto_shrink(false)
                .show(ui, |ui| options::ui(ui, scene, chosen, asks_for));
        }
        _ => {
            let height = ui.available_height();
            let area = ScrollArea::vertical().id_salt("outcome");
            area.auto_shrink(false).show(ui, |ui| {
                let asked = (&mut adds_labels, &mut read_so);
                outcome::ui(ui, height, scene, chosen, wanted, asked);
            });
        }
    });
    chosen.adds_labels = adds_labels;
    if let Some(unit) = read_so {
        chosen.unit = Some(unit);
    }
    ui.separator();
    foot_ui(ui, scene, chosen, wanted, did);
}

fn foot_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &Labelled, wanted: &Wanted, did: &mut Did) {
    let bad = bad_name(scene.env.project(), chosen.into, &wanted.target);
    let is_layer = matches!(wanted.target, Target::Layer(_));
    let session = scene.env.session.filter(|_| is_layer);
    let read_only = session.is_some_and(Session::is_read_only);
    let has_some = match chosen.ready(wanted).map(|brought| &brought.outcome) {
        Some(Outcome::Plan(plan)) => !plan.documents.is_empty(),
        Some(Outcome::Fresh(fresh)) => fresh.n_documents() > 0,
        Some(Outcome::Nothing) | None => false,
    };
    ui.horizontal_wrapped(|ui| {
        let key = match is_layer {
            true => "labelled-take",
            false => "labelled-make",
        };
        let ready = bad.is_none() && has_some && !read_only;
        let button = egui::Button::new(scene.tr(key));
        did.takes = ui.add_enabled(ready, button).clicked();
        let why = bad.or(read_only.then_some("refusal-read-only"));
        if let Some(key) = why {
            ui.label(RichText::new(scene.tr(key)).color(scene.theme.warning));
        }
    });
}
