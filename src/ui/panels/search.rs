//! The panel under the text: what is looked for, what is found, and labels for many places at once.
//!
//! Esc closes it from anywhere in it. The list of places is in `concordance.rs`.

use std::collections::BTreeSet;

use egui::Align;
use egui::Key;
use egui::Layout;
use egui::Modifiers;
use egui::RichText;
use egui::Ui;
use egui::text::CCursor;
use egui::text::CCursorRange;
use egui::text_edit::TextEditState;

use crate::model::hunt::Labelled;
use crate::model::hunt::Restriction;
use crate::model::hunt::Whose;
use crate::model::layer::Status;
use crate::text::find::Likeness;
use crate::ui::action::Action;
use crate::ui::action::LABEL_SLOTS;
use crate::ui::effect::Effect;
use crate::ui::panels::concordance;
use crate::ui::panels::documents;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::search::FindAsk;
use crate::ui::search::Scope;
use crate::ui::search::Search;
use crate::ui::search::Step;
use crate::ui::search::Syntax;
use crate::ui::search::found::Checks;
use crate::ui::search::found::Sort;
use crate::ui::search::run::Progress;
use crate::ui::theme;
use crate::ui::words;

/// Height of the panel unless the user drags its edge.
const HEIGHT: f32 = 300.0;
/// The least height, with a few rows in sight.
const MIN_HEIGHT: f32 = 210.0;
/// Width of the field.
const FIELD_WIDTH: f32 = 240.0;

/// Returns the id of the field.
fn field_id() -> egui::Id {
    egui::Id::unique("find_words")
}

/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &mut Search) {
    let (heights, list) = ((MIN_HEIGHT, HEIGHT), concordance::list_id());
    search.keyboard = rows::lower_panel(ui, scene.theme, "search", heights, list, |ui| {
        form_ui(ui, scene, search);
        bulk_ui(ui, scene, search);
        concordance::ui(ui, scene, search);
    });
}

fn form_ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &mut Search) {
    let before = search.form.clone();
    ui.horizontal(|ui| {
        field_ui(ui, scene, search);
        let form = &mut search.form;
        let mut exact = form.likeness == Likeness::Exact;
        let mut pattern = form.syntax == Syntax::Pattern;
        ui.checkbox(&mut exact, scene.tr("find-exact"))
            .on_hover_text(scene.tr("find-exact-what"));
        ui.checkbox(&mut pattern, scene.tr("find-pattern"));
        form.likeness = if exact {
            Likeness::Exact
        } else {
            Likeness::Folded
        };
        form.syntax = if pattern {
            Syntax::Pattern
        } else {
            Syntax::Words
        };
        for (scope, key) in [
            (Scope::Document, "find-in-document"),
            (Scope::Project, "find-everywhere"),
        ] {
            ui.selectable_value(&mut form.scope, scope, scene.tr(key));
        }
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if ui.button(scene.tr("close")).clicked() {
                scene.ask_effect(Effect::Find(FindAsk::Close));
            }
        });
    });
    ui.horizontal_wrapped(|ui| {
        restriction_ui(ui, scene, search);
        let now = scene.tr(sort_key(search.form.sort));
        ui.menu_button(scene.dim(now), |ui| {
            for sort in Sort::ALL {
                let name = scene.tr(sort_key(sort));
                ui.selectable_value(&mut search.form.sort, sort, name);
            }
        });
        state_ui(ui, scene, search);
    });
    let same_words = before.words == search.form.words;
    if same_words && before != search.form {
        search.wants_keys = true;
    }
}

fn field_ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &mut Search) {
    let id = field_id();
    let has_keys = ui.ctx().memory(|memory| memory.has_focus(id));
    let composing = |event: &egui::Event| matches!(event, egui::Event::Ime(_));
    let down = has_keys
        && ui.input_mut(|input| {
            !input.events.iter().any(composing)
                && input.consume_key(Modifiers::NONE, Key::ArrowDown)
        });
    ui.input(|input| {
        for event in &input.events {
            match event {
                egui::Event::Ime(egui::ImeEvent::Preedit { text, .. }) => {
                    search.composing = has_keys && !text.is_empty();
                }
                egui::Event::Ime(egui::ImeEvent::Commit(_)) => search.composing = false,
                _ => {}
            }
        }
    });
    search.composing &= has_keys;
    let name = scene.tr("find-words");
    let field = egui::TextEdit::singleline(&mut search.form.words)
        .id(id)
        .hint_text(&name)
        .desired_width(FIELD_WIDTH);
    let response = ui.add(field);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &name));
    let entered = response.lost_focus()
        && ui.input(|input| input.key_pressed(Key::Enter) && !input.events.iter().any(composing));
    if entered {
        scene.ask_effect(Effect::Find(FindAsk::Step(Step::Next)));
        response.request_focus();
    }
    if std::mem::take(&mut search.wants_keys) {
        response.request_focus();
        let n_chars = search.form.words.chars().count();
        let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
        let all = CCursorRange::two(CCursor::new(0), CCursor::new(n_chars));
        state.cursor.set_char_range(Some(all));
        state.store(ui.ctx(), id);
    }
    if down {
        search.list.wants_keys = true;
        if search.current.is_none() {
            scene.ask_effect(Effect::Find(FindAsk::Rows(0)));
        }
    }
}

fn sort_key(sort: Sort) -> &'static str {
    match sort {
        Sort::Text => "find-sort-text",
        Sort::Before => "find-sort-before",
        Sort::After => "find-sort-after",
    }
}

fn labelled_name(scene: &Scene<'_>, labelled: &Labelled) -> String {
    match labelled {
        Labelled::Either => scene.tr("find-any"),
        Labelled::No => scene.tr("find-unlabelled"),
        Labelled::Yes(_) => scene.tr("find-labelled"),
        Labelled::NotAs(key) => {
            let label = scene
                .env
                .project()
                .and_then(|project| project.schema.label(key));
            let name = label.map_or(key.as_str(), |l| l.name(scene.texts.language.tag()));
            let values = [("label", name.to_owned().into())];
            scene.texts.tr_with("find-not-as", values)
        }
    }
}

fn whose_name(scene: &Scene<'_>, whose: &Whose) -> String {
    match whose {
        Whose::Mine => scene.tr("find-mine"),
        Whose::Anyone => scene.tr("find-anyone"),
        Whose::Of(annotator) => {
            let name = annotator.as_str().to_owned();
            scene.texts.tr_with("find-of", [("name", name.into())])
        }
    }
}

fn status_name(scene: &Scene<'_>, status: Option<Status>) -> String {
    match status {
        None => scene.tr("find-any-status"),
        Some(status) => {
            let status = scene.tr(documents::status_key(status));
            scene
                .texts
                .tr_with("find-in-status", [("status", status.into())])
        }
    }
}

/// Shows a menu of values under the one chosen.
fn choice_ui<T: PartialEq>(
    ui: &mut Ui,
    scene: &Scene<'_>,
    chosen: &mut T,
    all: impl FnOnce() -> Vec<T>,
    name: impl Fn(&Scene<'_>, &T) -> String,
) {
    let now = name(scene, chosen);
    ui.menu_button(scene.dim(now), |ui| {
        for value in all() {
            let name = name(scene, &value);
            ui.selectable_value(chosen, value, name);
        }
    });
}

fn restriction_ui(ui: &mut Ui, scene: &Scene<'_>, search: &mut Search) {
    let Some(project) = scene.env.project() else {
        return;
    };
    let Restriction {
        labelled,
        whose,
        status,
    } = &mut search.form.restriction;
    let labels = match labelled {
        Labelled::Yes(labels) => labels.clone(),
        _ => BTreeSet::new(),
    };
    let all = || vec![Labelled::Either, Labelled::No, Labelled::Yes(labels)];
    choice_ui(ui, scene, labelled, all, labelled_name);
    let all = || {
        let others = project.annotators().into_iter().map(Whose::Of);
        let own = [Whose::Mine, Whose::Anyone];
        own.into_iter().chain(others).collect()
    };
    choice_ui(ui, scene, whose, all, whose_name);
    let all = || {
        let each = Status::ALL.into_iter().map(Some);
        std::iter::once(None).chain(each).collect()
    };
    choice_ui(ui, scene, status, all, |scene, status| {
        status_name(scene, *status)
    });
    let Labelled::Yes(labels) = labelled else {
        return;
    };
    for label in &project.schema.labels {
        let mut on = labels.contains(&label.key);
        let name = label.name(scene.texts.language.tag());
        if ui.checkbox(&mut on, name).changed() {
            if on {
                labels.insert(label.key.clone());
            } else {
                labels.remove(&label.key);
            }
        }
    }
}

/// Says how many places there are, how far the search is, or why there is none.
fn state_ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &Search) {
    let n = search.found.len();
    let count = scene.texts.tr_with("find-count", [("n", n.into())]);
    match &search.progress {
        None => {}
        Some(Progress::Refused(error)) => {
            let [_, small, ..] = theme::TEXT_SIZES;
            let why = RichText::new(words::query_error_at(
                scene.texts,
                error,
                &search.form.words,
            ))
            .size(small);
            ui.label(why.color(scene.theme.accent));
        }
        Some(Progress::Going(share)) => {
            let percent = (share * 100.0).floor();
            let going = scene
                .texts
                .tr_with("find-going", [("percent", percent.into())]);
            ui.label(scene.dim(format!("{count} · {going}")));
            // A short search is over before anyone could press.
            let is_long = (0.01..0.99).contains(share);
            if is_long && ui.button(scene.tr("find-stop")).clicked() {
                scene.ask_effect(Effect::Find(FindAsk::Stop));
            }
        }
        Some(Progress::Done) => {
            ui.label(scene.dim(count));
        }
        Some(ended @ (Progress::Cut | Progress::Stopped)) => {
            let key = if *ended == Progress::Cut {
                "find-cut"
            } else {
                "find-stopped"
            };
            let why = scene.tr(key);
            ui.label(scene.dim(format!("{count} · {why}")));
        }
    }
    if search.outdated {
        let [_, small, ..] = theme::TEXT_SIZES;
        let outdated = RichText::new(scene.tr("find-outdated")).size(small);
        ui.label(outdated.color(scene.theme.warning));
        if ui.button(scene.tr("find-again")).clicked() {
            scene.ask_effect(Effect::Find(FindAsk::Again));
        }
    }
}

/// Shows what can be done with the places checked.
fn bulk_ui(ui: &mut Ui, scene: &mut Scene<'_>, search: &mut Search) {
    if search.found.is_empty() {
        return;
    }
    let mut asked = None;
    ui.horizontal_wrapped(|ui| {
        for (key, which) in [
            ("find-check-all", Checks::All),
            ("find-check-none", Checks::None),
            ("find-check-invert", Checks::Invert),
        ] {
            if ui.button(scene.tr(key)).clicked() {
                asked = Some(FindAsk::Check(which));
            }
        }
        let n = search.found.n_checked();
        ui.label(scene.dim(scene.texts.tr_with("find-checked", [("n", n.into())])));
        for slot in 0..LABEL_SLOTS {
            let Some(label) = scene.env.label(slot) else {
                break;
            };
            let ink = scene.theme.label(label.color);
            let name = scene.name_of(Action::Label(slot));
            let text = RichText::new(&name).color(scene.theme.ink);
            let keys = scene.dim(scene.keys_of(Action::Label(slot)));
            let button = egui::Button::new((text, keys)).fill(ink.ground);
            let response = ui.add_enabled(n > 0, button);
            let name = scene
                .texts
                .tr_with("find-label-checked", [("label", name.into())]);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, n > 0, &name));
            if response.on_hover_text(&name).clicked() {
                asked = Some(FindAsk::Label(slot));
            }
        }
        let remove = egui::Button::new(scene.tr("find-unlabel"));
        if ui.add_enabled(n > 0, remove).clicked() {
            asked = Some(FindAsk::Unlabel);
        }
    });
    if let Some(ask) = asked {
        search.list.wants_keys = true;
        scene.ask_effect(Effect::Find(ask));
    }
}
