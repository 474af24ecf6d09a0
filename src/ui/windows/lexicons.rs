//! Word lists and patterns: edited in place, with what they find in the open document.
//!
//! The project is what is shown; every change is one undoable act, made at the end of the frame that
//! asked for it. The window keeps what is typed and not yet taken: a name, words to add, an
//! expression. What the chosen list would find is looked for on a thread (`work`).

mod coming;
mod editor;
mod list;
mod preview;
mod work;

use std::sync::Arc;

use egui::Ui;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::assist::lexicon::built_in::BuiltIn;
use crate::edit::command::Command;
use crate::model::ids::LabelKey;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;

pub use self::work::Came;
pub(in crate::ui) use self::work::TASK;

/// Width of the window.
const WIDTH: f32 = 900.0;

/// Width of the list of lists.
const LIST_WIDTH: f32 = 250.0;

/// The share of the height that what is found gets.
const PREVIEW_SHARE: f32 = 0.34;

/// What the window holds.
#[derive(Default)]
pub struct Lexicons {
    chosen: Chosen,
    /// What the fields were filled for; they are filled anew when it is another.
    filled: Option<Filled>,
    name: String,
    expression: String,
    /// Words to add, one a line.
    new_words: String,
    filter: editor::Filter,
    preview: work::Preview,
    coming: Option<coming::Coming>,
    /// Why a file of words was not read.
    refused: Option<String>,
}

/// What is shown in full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Chosen {
    /// The word list at a place in the project.
    List(usize),
    /// The pattern at a place in the project.
    Pattern(usize),
    /// What comes with the program.
    BuiltIn(BuiltIn),
    #[default]
    Nothing,
}

struct Filled {
    chosen: Chosen,
    lexicons: Arc<Vec<Lexicon>>,
    patterns: Arc<Vec<Pattern>>,
}

/// The lists as a frame changes them; nothing where it does not.
#[derive(Default)]
struct Draft {
    lexicons: Option<Vec<Lexicon>>,
    patterns: Option<Vec<Pattern>>,
}

impl Draft {
    fn lexicons(&mut self, project: &Project) -> &mut Vec<Lexicon> {
        self.lexicons
            .get_or_insert_with(|| Vec::clone(&project.lexicons))
    }

    fn patterns(&mut self, project: &Project) -> &mut Vec<Pattern> {
        self.patterns
            .get_or_insert_with(|| Vec::clone(&project.patterns))
    }

    /// Returns the project's entry for a list of the program's, made if need be.
    fn built_in(&mut self, project: &Project, built_in: BuiltIn) -> Option<&mut Lexicon> {
        let lexicons = self.lexicons(project);
        if !lexicons.iter().any(|list| list.name == built_in.name()) {
            lexicons.push(built_in.setting(project));
        }
        lexicons
            .iter_mut()
            .find(|list| list.name == built_in.name())
    }

    /// Returns what is to be done, if anything changed.
    fn command(self, project: &Project) -> Option<Command> {
        let lexicons = self.lexicons.filter(|lists| *lists != *project.lexicons);
        let patterns = self
            .patterns
            .filter(|patterns| *patterns != *project.patterns);
        match (
            lexicons.map(Command::SetLexicons),
            patterns.map(Command::SetPatterns),
        ) {
            (Some(lexicons), Some(patterns)) => Some(Command::Batch(vec![lexicons, patterns])),
            (lexicons, patterns) => lexicons.or(patterns),
        }
    }
}

impl Lexicons {
    /// Returns a fresh window for a project.
    pub(super) fn of(project: Option<&Project>) -> Self {
        let first = project.and_then(|project| {
            let own = |list: &Lexicon| BuiltIn::named(&list.name).is_none();
            project.lexicons.iter().position(own).map(Chosen::List)
        });
        Self {
            chosen: first.unwrap_or(Chosen::BuiltIn(BuiltIn::Person)),
            ..Self::default()
        }
    }

    /// Fills the fields when what they stand for changed or another is chosen.
    fn fill(&mut self, project: &Project) {
        let is_filled = self.filled.as_ref().is_some_and(|filled| {
            filled.chosen == self.chosen
                && Arc::ptr_eq(&filled.lexicons, &project.lexicons)
                && Arc::ptr_eq(&filled.patterns, &project.patterns)
        });
        if is_filled {
            return;
        }
        let is_other = self
            .filled
            .as_ref()
            .is_none_or(|filled| filled.chosen != self.chosen);
        (self.name, self.expression) = match self.chosen {
            Chosen::List(at) => match project.lexicons.get(at) {
                Some(list) => (list.name.clone(), String::new()),
                None => self.let_go(),
            },
            Chosen::Pattern(at) => match project.patterns.get(at) {
                Some(pattern) => (pattern.name.clone(), pattern.expression.clone()),
                None => self.let_go(),
            },
            Chosen::BuiltIn(_) | Chosen::Nothing => (String::new(), String::new()),
        };
        if is_other {
            self.new_words.clear();
            self.filter = editor::Filter::default();
        }
        self.filled = Some(Filled {
            chosen: self.chosen,
            lexicons: Arc::clone(&project.lexicons),
            patterns: Arc::clone(&project.patterns),
        });
    }

    fn let_go(&mut self) -> (String, String) {
        self.chosen = Chosen::Nothing;
        (String::new(), String::new())
    }
}

impl Desk {
    /// Shows the window of word lists and patterns.
    pub(super) fn lexicons_ui(&mut self, ctx: &egui::Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let mut window = std::mem::take(&mut windows.lexicons);
        let mut asks = std::mem::take(&mut self.asks);
        let mut goes = false;
        let title = self.texts.tr("action-edit-lexicons");
        let mut none = Vec::new();
        let around = self.scene(&mut none);
        let mut fate = window_ui(ctx, &around, &title, WIDTH, frame, |ui| {
            goes = all_ui(ui, &mut self.scene(&mut asks), &mut window);
        });
        if goes {
            fate = Fate::Closes;
        }
        self.asks = asks;
        self.keep_preview(ctx, &mut window);
        windows.lexicons = window;
        fate
    }
}

/// Shows everything; true when the user goes to a place that was found.
fn all_ui(ui: &mut Ui, scene: &mut Scene<'_>, window: &mut Lexicons) -> bool {
    let Some(project) = scene.env.project() else {
        return false;
    };
    window.fill(project);
    let mut draft = Draft::default();
    ui.label(scene.dim(scene.said));
    if window.coming.is_some() {
        coming::ui(ui, scene, window, &mut draft);
        commit(scene, draft, project);
        return false;
    }
    if let Some(refused) = &window.refused {
        ui.label(egui::RichText::new(refused).color(scene.theme.accent));
    }
    let room = ui.available_height();
    let height = (room * (1.0 - PREVIEW_SHARE)).max(120.0);
    ui.allocate_ui(egui::vec2(ui.available_width(), height), |ui| {
        ui.horizontal_top(|ui| {
            ui.set_min_height(height);
            ui.allocate_ui(egui::vec2(LIST_WIDTH, height), |ui| {
                ui.vertical(|ui| {
                    ui.set_width(LIST_WIDTH);
                    list::ui(ui, scene, window, &mut draft);
                });
            });
            ui.separator();
            ui.vertical(|ui| editor::ui(ui, scene, window, &mut draft));
        });
    });
    ui.separator();
    let goes = preview::ui(ui, scene, window);
    commit(scene, draft, project);
    goes
}

fn commit(scene: &mut Scene<'_>, draft: Draft, project: &Project) {
    if let Some(command) = draft.command(project) {
        let place = scene.env.place.clone();
        scene.ask_effect(Effect::Edit(command, place));
    }
}

/// A choice of a label, or of none; true when it changed.
fn label_ui(ui: &mut Ui, scene: &Scene<'_>, salt: &str, label: &mut Option<LabelKey>) -> bool {
    let Some(project) = scene.env.project() else {
        return false;
    };
    let language = scene.texts.language.tag();
    let name_of = |key: &LabelKey| match project.schema.label(key) {
        Some(label) => label.name(language).to_owned(),
        None => key.to_string(),
    };
    let shown = label
        .as_ref()
        .map_or_else(|| scene.tr("lexicons-no-label"), name_of);
    let mut changed = false;
    let combo = egui::ComboBox::from_id_salt(salt)
        .selected_text(shown)
        .show_ui(ui, |ui| {
            let none = scene.tr("lexicons-no-label");
            changed |= ui.selectable_value(label, None, none).changed();
            for one in &project.schema.labels {
                let name = one.name(language).to_owned();
                changed |= ui
                    .selectable_value(label, Some(one.key.clone()), name)
                    .changed();
            }
        });
    let name = scene.tr("lexicons-label");
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
    changed
}

/// A field of one line with an accessible name.
fn field_ui(ui: &mut Ui, label: &str, text: &mut String, width: f32) -> egui::Response {
    let response = ui.add(egui::TextEdit::singleline(text).desired_width(width));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
    response
}
