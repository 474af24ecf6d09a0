//! Labels, relations and document classes, edited in place; every change is one undoable act.
//!
//! The window edits a draft of the schema. A choice is carried out at once, a text when its field
//! is left; a change that is refused shows why, and the draft goes back to what is.

mod classes;
mod labels;
mod relations;

use std::sync::Arc;

use egui::Context;
use egui::Ui;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::edit::command::Command;
use crate::model::ids::LabelKey;
use crate::model::schema::Names;
use crate::model::schema::Schema;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::i18n::Texts;
use crate::ui::scene::Scene;

/// What is being edited.
#[derive(Default)]
pub struct SchemaEditor {
    draft: Schema,
    tab: Tab,
    /// The label opened in full.
    label: usize,
    /// The key being typed for it.
    key: String,
    /// Whether the draft is to be taken from the project again.
    stale: bool,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Tab {
    #[default]
    Labels,
    Relations,
    Classes,
}

/// What a frame of the window asks for.
enum Wish {
    /// Make the draft the schema.
    Commit,
    /// Change a label's key.
    RenameLabel(LabelKey, LabelKey),
    /// Turn a label's spans into another's.
    MergeLabels(LabelKey, LabelKey),
    /// Remove a label with its spans.
    RemoveLabel(LabelKey),
}

impl SchemaEditor {
    /// Starts with the project's schema.
    pub(super) fn of(env: &Env<'_>, _texts: &Texts) -> Self {
        let draft = env
            .project()
            .map(|p| Schema::clone(&p.schema))
            .unwrap_or_default();
        let key = draft
            .labels
            .first()
            .map(|label| label.key.to_string())
            .unwrap_or_default();
        Self {
            draft,
            key,
            ..Self::default()
        }
    }

    fn open_label(&mut self, idx: usize) {
        self.label = idx;
        self.key = self
            .draft
            .labels
            .get(idx)
            .map(|l| l.key.to_string())
            .unwrap_or_default();
    }

    fn refresh(&mut self, env: &Env<'_>) {
        if !std::mem::take(&mut self.stale) {
            return;
        }
        self.draft = env
            .project()
            .map(|p| Schema::clone(&p.schema))
            .unwrap_or_default();
        self.open_label(self.label.min(self.draft.labels.len().saturating_sub(1)));
    }
}

/// Shows the window.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    editor: &mut SchemaEditor,
    frame: Frame,
) -> Fate {
    editor.refresh(&scene.env);
    let mut wish = None;
    let fate = window_ui(
        ctx,
        scene,
        &scene.tr("action-edit-schema"),
        700.0,
        frame,
        |ui| {
            ui.horizontal(|ui| {
                for (tab, key) in [
                    (Tab::Labels, "schema-labels"),
                    (Tab::Relations, "schema-relations"),
                    (Tab::Classes, "schema-classes"),
                ] {
                    ui.selectable_value(&mut editor.tab, tab, scene.tr(key));
                }
            });
            // A refusal is said here too: the line at the bottom lies beneath this window.
            ui.label(scene.dim(scene.said));
            ui.separator();
            egui::ScrollArea::vertical()
                .auto_shrink(false)
                .show(ui, |ui| {
                    wish = match editor.tab {
                        Tab::Labels => labels::ui(ui, scene, editor),
                        Tab::Relations => relations::ui(ui, scene, editor),
                        Tab::Classes => classes::ui(ui, scene, editor),
                    };
                });
        },
    );
    let command = match wish {
        None => return fate,
        Some(Wish::Commit) => Command::SetSchema(editor.draft.clone()),
        Some(Wish::RenameLabel(from, to)) => Command::RenameLabel { from, to },
        Some(Wish::MergeLabels(from, into)) => Command::MergeLabels { from, into },
        Some(Wish::RemoveLabel(label)) => Command::RemoveLabel(label),
    };
    let unchanged = scene
        .env
        .project()
        .is_some_and(|p| command == Command::SetSchema(Schema::clone(&p.schema)));
    if !unchanged {
        editor.stale = true;
        let place = scene.env.place.clone();
        scene.ask_effect(Effect::Edit(command, place));
    }
    fate
}

/// A field with an accessible name; true when it was left with another text in it.
fn field_ui(ui: &mut Ui, label: &str, text: &mut String, width: f32) -> bool {
    let response = ui.add(egui::TextEdit::singleline(text).desired_width(width));
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, label));
    response.lost_focus()
}

/// A field for the name in the interface's language.
fn name_ui(ui: &mut Ui, scene: &Scene<'_>, names: &mut Names, width: f32) -> bool {
    let language = scene.texts.language.tag();
    let mut name = names.get(language).cloned().unwrap_or_default();
    let left = field_ui(ui, &scene.tr("schema-name"), &mut name, width);
    if name.is_empty() {
        names.remove(language);
    } else {
        names.insert(language.to_owned(), name);
    }
    left
}

/// Returns a key that is not taken: `NEW`, `NEW2`, …
fn free_key(stem: &str, taken: impl Fn(&str) -> bool) -> Arc<str> {
    if !taken(stem) {
        return Arc::from(stem);
    }
    let numbered = (2_usize..)
        .map(|n| format!("{stem}{n}"))
        .find(|key| !taken(key));
    Arc::from(numbered.unwrap_or_default())
}
