//! A file of words on its way into the lists: which columns, which labels, what is left out.

use egui::Ui;

use super::Draft;
use super::Lexicons;
use super::label_ui;
use crate::assist::lexicon::incoming::Incoming;
use crate::model::ids::LabelKey;
use crate::model::project::Project;
use crate::text::import::WordTable;
use crate::ui::scene::Scene;

/// How many labels that are not known are named.
const MAX_NAMED: usize = 8;

/// A file that was read.
pub(super) struct Coming {
    /// What its list is to be called.
    name: String,
    table: WordTable,
    word_column: usize,
    label_column: Option<usize>,
    /// The label of words that have none of their own.
    usual: Option<LabelKey>,
    sorted: Incoming,
}

impl Coming {
    pub(super) fn of(name: String, table: WordTable, project: &Project) -> Self {
        let mut coming = Self {
            name,
            word_column: table.word_column,
            label_column: table.label_column,
            table,
            usual: project.schema.labels.first().map(|label| label.key.clone()),
            sorted: Incoming::default(),
        };
        coming.sort(project);
        coming
    }

    fn sort(&mut self, project: &Project) {
        let entries = self.table.entries(self.word_column, self.label_column);
        self.sorted = Incoming::of(entries, self.usual.as_ref(), &project.schema);
    }
}

/// Shows the file and what it comes to.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, window: &mut Lexicons, draft: &mut Draft) {
    let (Some(coming), Some(project)) = (&mut window.coming, scene.env.project()) else {
        return;
    };
    ui.heading(coming.name.as_str());
    let mut changed = false;
    egui::Grid::new("coming")
        .num_columns(2)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            if coming.table.n_columns() > 1 {
                changed |= columns_ui(ui, scene, coming);
            }
            ui.label(scene.dim(scene.tr("lexicons-usual-label")));
            changed |= label_ui(ui, scene, "usual", &mut coming.usual);
            ui.end_row();
        });
    if changed {
        coming.sort(project);
    }
    let values = [("n", coming.sorted.n_words().into())];
    ui.label(scene.texts.tr_with("lexicons-n-coming", values));
    for (label, n) in coming.sorted.unknown.iter().take(MAX_NAMED) {
        let key = match label.is_empty() {
            true => "lexicons-coming-unlabelled",
            false => "lexicons-coming-unknown",
        };
        let values = [("label", label.clone().into()), ("n", (*n).into())];
        let said = scene.texts.tr_with(key, values);
        ui.label(egui::RichText::new(said).color(scene.theme.accent));
    }
    let (mut takes, mut cancels) = (false, false);
    ui.horizontal(|ui| {
        let has_words = coming.sorted.n_words() > 0;
        let take = egui::Button::new(scene.tr("lexicons-take"));
        takes = ui.add_enabled(has_words, take).clicked();
        cancels = ui.button(scene.tr("cancel")).clicked();
    });
    if takes {
        let sorted = std::mem::take(&mut coming.sorted);
        sorted.add_to(draft.lexicons(project), &coming.name);
    }
    if takes || cancels {
        window.coming = None;
    }
}

fn columns_ui(ui: &mut Ui, scene: &Scene<'_>, coming: &mut Coming) -> bool {
    let names: Vec<String> = (0..coming.table.n_columns())
        .map(|at| {
            let header = coming
                .table
                .header
                .as_ref()
                .and_then(|header| header.get(at));
            let named = header.filter(|name| !name.is_empty()).cloned();
            named.unwrap_or_else(|| {
                scene
                    .texts
                    .tr_with("lexicons-column", [("n", (at + 1).into())])
            })
        })
        .collect();
    let name_of = |at: usize| names.get(at).cloned().unwrap_or_default();
    let mut changed = false;
    let words = scene.tr("lexicons-word-column");
    ui.label(scene.dim(words.as_str()));
    let combo =
        egui::ComboBox::from_id_salt("word-column").selected_text(name_of(coming.word_column));
    let combo = combo.show_ui(ui, |ui| {
        for (at, name) in names.iter().enumerate() {
            changed |= ui
                .selectable_value(&mut coming.word_column, at, name)
                .changed();
        }
    });
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &words));
    ui.end_row();
    let labels = scene.tr("lexicons-label-column");
    let none = scene.tr("lexicons-no-column");
    ui.label(scene.dim(labels.as_str()));
    let shown = coming.label_column.map_or(none.clone(), name_of);
    let combo = egui::ComboBox::from_id_salt("label-column").selected_text(shown);
    let combo = combo.show_ui(ui, |ui| {
        changed |= ui
            .selectable_value(&mut coming.label_column, None, none)
            .changed();
        for (at, name) in names.iter().enumerate() {
            changed |= ui
                .selectable_value(&mut coming.label_column, Some(at), name)
                .changed();
        }
    });
    combo
        .response
        .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &labels));
    ui.end_row();
    changed
}
