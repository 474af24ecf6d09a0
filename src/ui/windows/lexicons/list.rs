//! What there is: word lists, patterns, and what comes with the program, each with its switch.

use egui::Ui;

use super::Chosen;
use super::Draft;
use super::Lexicons;
use crate::assist::lexicon::built_in::BuiltIn;
use crate::assist::lexicon::incoming::free_name;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::ui::effect::Choice;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;

/// Shows them with the buttons that make and remove them.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, window: &mut Lexicons, draft: &mut Draft) {
    let Some(project) = scene.env.project() else {
        return;
    };
    ui.horizontal_wrapped(|ui| {
        if ui.button(scene.tr("lexicons-new-list")).clicked() {
            add_list(scene, window, draft, project);
        }
        if ui.button(scene.tr("lexicons-new-pattern")).clicked() {
            add_pattern(scene, window, draft, project);
        }
        if ui.button(scene.tr("lexicons-import")).clicked() {
            window.refused = None;
            scene.ask_effect(Effect::Choose(Choice::Words));
        }
        let has_words = project.lexicons.iter().any(|list| !list.words.is_empty());
        let export = egui::Button::new(scene.tr("lexicons-export"));
        if ui.add_enabled(has_words, export).clicked() {
            scene.ask_effect(Effect::Choose(Choice::ExportWords));
        }
    });
    egui::ScrollArea::vertical()
        .id_salt("lexicons")
        .auto_shrink(false)
        .show(ui, |ui| {
            own_ui(ui, scene, (window, draft), project);
            patterns_ui(ui, scene, (window, draft), project);
            ui.label(scene.section("lexicons-built-in"));
            for built_in in BuiltIn::ALL {
                built_in_ui(ui, scene, (window, draft), (project, built_in));
            }
        });
}

fn own_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    project: &Project,
) {
    ui.label(scene.section("lexicons-lists"));
    let own = project.lexicons.iter().enumerate();
    for (at, list) in own.filter(|(_, list)| BuiltIn::named(&list.name).is_none()) {
        let chosen = Chosen::List(at);
        let row = Row {
            name: &list.name,
            count: list.words.len().to_string(),
            enabled: list.enabled,
            is_chosen: window.chosen == chosen,
        };
        match row_ui(ui, scene, &row) {
            Some(Done::Switched) => {
                if let Some(list) = draft.lexicons(project).get_mut(at) {
                    list.enabled = !list.enabled;
                }
            }
            Some(Done::Chosen) => window.chosen = chosen,
            None => {}
        }
    }
}

fn patterns_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    project: &Project,
) {
    ui.label(scene.section("lexicons-patterns"));
    for (at, pattern) in project.patterns.iter().enumerate() {
        let chosen = Chosen::Pattern(at);
        let row = Row {
            name: &pattern.name,
            count: String::new(),
            enabled: pattern.enabled,
            is_chosen: window.chosen == chosen,
        };
        match row_ui(ui, scene, &row) {
            Some(Done::Switched) => {
                if let Some(pattern) = draft.patterns(project).get_mut(at) {
                    pattern.enabled = !pattern.enabled;
                }
            }
            Some(Done::Chosen) => window.chosen = chosen,
            None => {}
        }
    }
}

fn built_in_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    (window, draft): (&mut Lexicons, &mut Draft),
    (project, built_in): (&Project, BuiltIn),
) {
    let setting = built_in.setting(project);
    let row = Row {
        name: &name_of(scene, built_in),
        count: built_in.n_words().to_string(),
        enabled: setting.enabled,
        is_chosen: window.chosen == Chosen::BuiltIn(built_in),
    };
    match row_ui(ui, scene, &row) {
        Some(Done::Switched) => {
            if let Some(list) = draft.built_in(project, built_in) {
                list.enabled = !list.enabled;
            }
        }
        Some(Done::Chosen) => window.chosen = Chosen::BuiltIn(built_in),
        None => {}
    }
}

/// Returns what a list of the program's is called.
pub(super) fn name_of(scene: &Scene<'_>, built_in: BuiltIn) -> String {
    scene.tr(match built_in {
        BuiltIn::Person => "lexicons-person",
        BuiltIn::Role => "lexicons-role",
        BuiltIn::Event => "lexicons-event",
        BuiltIn::Slogan => "lexicons-slogan",
    })
}

struct Row<'a> {
    name: &'a str,
    count: String,
    enabled: bool,
    is_chosen: bool,
}

/// What was done to a row.
enum Done {
    Switched,
    Chosen,
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, row: &Row<'_>) -> Option<Done> {
    let mut done = None;
    ui.horizontal(|ui| {
        let mut enabled = row.enabled;
        let switch = ui.checkbox(&mut enabled, "");
        let values = [("name", row.name.to_owned().into())];
        let name = scene.texts.tr_with("lexicons-on", values);
        switch.widget_info(|| {
            egui::WidgetInfo::selected(egui::Role::CheckBox, true, row.enabled, &name)
        });
        if switch.clicked() {
            done = Some(Done::Switched);
        }
        if ui.selectable_label(row.is_chosen, row.name).clicked() {
            done = Some(Done::Chosen);
        }
        if !row.count.is_empty() {
            ui.label(scene.dim(row.count.as_str()));
        }
    });
    done
}

fn add_list(scene: &Scene<'_>, window: &mut Lexicons, draft: &mut Draft, project: &Project) {
    let lists = draft.lexicons(project);
    let name = scene.tr("lexicons-list-name");
    let name = free_name(&name, |name| lists.iter().any(|list| list.name == name));
    window.chosen = Chosen::List(lists.len());
    lists.push(Lexicon {
        name,
        label: project.schema.labels.first().map(|label| label.key.clone()),
        enabled: true,
        ..Lexicon::default()
    });
}

fn add_pattern(scene: &Scene<'_>, window: &mut Lexicons, draft: &mut Draft, project: &Project) {
    let patterns = draft.patterns(project);
    let name = scene.tr("lexicons-pattern-name");
    let name = free_name(&name, |name| patterns.iter().any(|one| one.name == name));
    window.chosen = Chosen::Pattern(patterns.len());
    patterns.push(Pattern {
        name,
        label: project.schema.labels.first().map(|label| label.key.clone()),
        enabled: true,
        ..Pattern::default()
    });
}
