//! The chosen list or pattern in full: name, label, words or expression.
//!
//! A list may hold a hundred thousand words: only the rows in sight are laid out, and a filter picks
//! words once for each change of list or filter.

use std::sync::Arc;

use egui::Key;
use egui::Ui;

use super::Chosen;
use super::Draft;
use super::Lexicons;
use super::field_ui;
use super::label_ui;
use super::list;
use crate::assist::lexicon::built_in::BuiltIn;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::text::find::Likeness;
use crate::text::find::Query;
use crate::text::fold::fold_words;
use crate::ui::scene::Scene;
use crate::ui::words;

/// Width of fields.
const FIELD_WIDTH: f32 = 240.0;

/// Height of a word's row.
const ROW_HEIGHT: f32 = 22.0;

/// Which words of a list are shown.
#[derive(Default)]
pub(super) struct Filter {
    typed: String,
    /// What the rows were picked for.
    picked: Option<(Arc<Vec<Lexicon>>, usize, String)>,
    /// The places of the words that are shown.
    rows: Vec<u32>,
}

impl Filter {
    /// Picks the words again if the list or what is typed is another.
    fn pick(&mut self, lexicons: &Arc<Vec<Lexicon>>, at: usize) {
        let is_same = self.picked.as_ref().is_some_and(|(lists, place, typed)| {
            Arc::ptr_eq(lists, lexicons) && *place == at && *typed == self.typed
        });
        if is_same {
            return;
        }
        let wanted = fold_words(&self.typed);
        let words = lexicons.get(at).map_or(&[][..], |list| &list.words);
        let fits = |word: &&String| {
            wanted.is_empty() || word.contains(&self.typed) || fold_words(word).contains(&wanted)
        };
        let rows = (0..).zip(words).filter(|(_, word)| fits(word));
        self.rows = rows.map(|(row, _)| row).collect();
        self.picked = Some((Arc::clone(lexicons), at, self.typed.clone()));
    }
}

/// Shows what is chosen.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, window: &mut Lexicons, draft: &mut Draft) {
    let Some(project) = scene.env.project() else {
        return;
    };
    match window.chosen {
        Chosen::Nothing => _ = ui.label(scene.dim(scene.tr("lexicons-choose"))),
        Chosen::List(at) => {
            if let Some(list) = project.lexicons.get(at) {
                list_ui(ui, scene, (window, draft), (project, at, list));
            }
        }
        Chosen::Pattern(at) => {
            if let Some(pattern) = project.patterns.get(at) {
                pattern_ui(ui, scene, (window, draft), (project, at, pattern));
            }
        }
        Chosen::BuiltIn(built_in) => built_in_ui(ui, scene, draft, (project, built_in)),
    }
}

fn list_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    (project, at, list): (&Project, usize, &Lexicon),
) {
    let mut label = list.label.clone();
    let (mut renamed, mut labelled, mut removed) = (false, false, false);
    ui.horizontal(|ui| {
        let name = scene.tr("lexicons-name");
        renamed = field_ui(ui, &name, &mut window.name, FIELD_WIDTH).lost_focus();
        labelled = label_ui(ui, scene, "list-label", &mut label);
        removed = ui.button(scene.tr("lexicons-remove")).clicked();
    });
    let name = window.name.trim();
    let is_free =
        project.lexicons.iter().all(|list| list.name != name) && BuiltIn::named(name).is_none();
    if renamed
        && !name.is_empty()
        && is_free
        && let Some(list) = draft.lexicons(project).get_mut(at)
    {
        list.name = name.to_owned();
    }
    if labelled && let Some(list) = draft.lexicons(project).get_mut(at) {
        list.label = label;
    }
    if removed {
        draft.lexicons(project).remove(at);
        window.chosen = Chosen::Nothing;
        return;
    }
    unknown_label_ui(ui, scene, project, list.label.as_deref());
    add_ui(ui, scene, (window, draft), (project, at, list));
    words_ui(ui, scene, (window, draft), (project, at, list));
}

/// Says that the schema has not the label.
fn unknown_label_ui(ui: &mut Ui, scene: &Scene<'_>, project: &Project, label: Option<&str>) {
    if let Some(label) = label.filter(|label| project.schema.label(label).is_none()) {
        let values = [("label", label.to_owned().into())];
        let said = scene.texts.tr_with("lexicons-unknown-label", values);
        ui.label(egui::RichText::new(said).color(scene.theme.accent));
    }
}

/// A field for new words, one a line, and a button that adds them.
fn add_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    (project, at, list): (&Project, usize, &Lexicon),
) {
    let mut adds = false;
    ui.horizontal_top(|ui| {
        let name = scene.tr("lexicons-new-words");
        let field = egui::TextEdit::multiline(&mut window.new_words)
            .desired_rows(2)
            .desired_width(FIELD_WIDTH)
            .hint_text(&name);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
        // Enter is a new line there; with Ctrl it adds.
        let ctrl_enter =
            |input: &egui::InputState| input.modifiers.command && input.key_pressed(Key::Enter);
        adds = response.has_focus() && ui.input(ctrl_enter);
        let has_words = !window.new_words.trim().is_empty();
        adds |= ui
            .add_enabled(has_words, egui::Button::new(scene.tr("lexicons-add")))
            .clicked();
    });
    if !adds {
        return;
    }
    let there: std::collections::HashSet<&str> = list.words.iter().map(String::as_str).collect();
    let mut new: Vec<String> = Vec::new();
    for word in window.new_words.lines().map(str::trim) {
        if !word.is_empty() && !there.contains(word) && !new.iter().any(|one| one == word) {
            new.push(word.to_owned());
        }
    }
    if let Some(list) = draft.lexicons(project).get_mut(at) {
        list.words.extend(new);
    }
    window.new_words.clear();
}

fn words_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    (project, at, list): (&Project, usize, &Lexicon),
) {
    ui.horizontal(|ui| {
        let name = scene.tr("lexicons-search");
        let field = egui::TextEdit::singleline(&mut window.filter.typed)
            .desired_width(FIELD_WIDTH)
            .hint_text(&name);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
        window.filter.pick(&project.lexicons, at);
        let values = [("n", window.filter.rows.len().into())];
        ui.label(scene.dim(scene.texts.tr_with("lexicons-n-words", values)));
    });
    let mut removed = None;
    let n_rows = window.filter.rows.len();
    egui::ScrollArea::vertical()
        .id_salt("words")
        .auto_shrink(false)
        .show_rows(ui, ROW_HEIGHT, n_rows, |ui, range| {
            for row in window.filter.rows.get(range).unwrap_or(&[]) {
                let place = *row as usize;
                let Some(word) = list.words.get(place) else {
                    continue;
                };
                ui.horizontal(|ui| {
                    ui.set_height(ROW_HEIGHT);
                    let values = [("word", word.clone().into())];
                    let name = scene.texts.tr_with("lexicons-remove-word", values);
                    let button = ui.small_button("×");
                    button
                        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                    if button.on_hover_text(name).clicked() {
                        removed = Some(place);
                    }
                    ui.label(word);
                });
            }
        });
    if let Some(place) = removed
        && let Some(list) = draft.lexicons(project).get_mut(at)
        && place < list.words.len()
    {
        list.words.remove(place);
    }
}

fn pattern_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    (project, at, pattern): (&Project, usize, &Pattern),
) {
    let mut label = pattern.label.clone();
    let (mut renamed, mut labelled, mut removed) = (false, false, false);
    ui.horizontal(|ui| {
        let name = scene.tr("lexicons-name");
        renamed = field_ui(ui, &name, &mut window.name, FIELD_WIDTH).lost_focus();
        labelled = label_ui(ui, scene, "pattern-label", &mut label);
        removed = ui.button(scene.tr("lexicons-remove")).clicked();
    });
    let name = window.name.trim();
    let is_free = project.patterns.iter().all(|one| one.name != name);
    if renamed
        && !name.is_empty()
        && is_free
        && let Some(pattern) = draft.patterns(project).get_mut(at)
    {
        pattern.name = name.to_owned();
    }
    if labelled && let Some(pattern) = draft.patterns(project).get_mut(at) {
        pattern.label = label;
    }
    unknown_label_ui(ui, scene, project, pattern.label.as_deref());
    let name = scene.tr("lexicons-expression");
    ui.label(scene.dim(name.as_str()));
    let width = ui.available_width() - 8.0;
    let left = field_ui(ui, &name, &mut window.expression, width).lost_focus();
    if left && let Some(pattern) = draft.patterns(project).get_mut(at) {
        pattern.expression = window.expression.clone();
    }
    if let (false, Err(error)) = (
        window.expression.is_empty(),
        Query::pattern(&window.expression, Likeness::Folded),
    ) {
        let said = words::query_error_at(scene.texts, &error, &window.expression);
        ui.label(egui::RichText::new(said).color(scene.theme.accent));
    }
    ui.label(scene.dim(scene.tr("lexicons-expression-what")));
    if removed {
        draft.patterns(project).remove(at);
        window.chosen = Chosen::Nothing;
    }
}

fn built_in_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    draft: &mut Draft,
    (project, built_in): (&Project, BuiltIn),
) {
    let setting = built_in.setting(project);
    ui.heading(list::name_of(scene, built_in));
    let mut label = setting.label.clone();
    if label_ui(ui, scene, "built-in-label", &mut label)
        && let Some(list) = draft.built_in(project, built_in)
    {
        list.enabled = label.is_some();
        list.label = label;
    }
    unknown_label_ui(ui, scene, project, setting.label.as_deref());
    ui.label(scene.tr(match built_in {
        BuiltIn::Person => "lexicons-person-what",
        BuiltIn::Role => "lexicons-role-what",
        BuiltIn::Event => "lexicons-event-what",
        BuiltIn::Slogan => "lexicons-slogan-what",
    }));
    ui.label(scene.dim(scene.tr("lexicons-built-in-what")));
}
