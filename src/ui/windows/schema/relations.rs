//! The relations: key, name, and which labels stand at either end.

use egui::Ui;

use super::SchemaEditor;
use super::Wish;
use super::field_ui;
use super::free_key;
use super::name_ui;
use crate::model::extra::Extra;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::schema::Names;
use crate::model::schema::RelationType;
use crate::ui::scene::Scene;

/// Shows the relations.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, editor: &mut SchemaEditor) -> Option<Wish> {
    let language = scene.texts.language.tag();
    let labels: Vec<(LabelKey, String)> = editor
        .draft
        .labels
        .iter()
        .map(|label| (label.key.clone(), label.name(language).to_owned()))
        .collect();
    let (mut commit, mut removed) = (false, None);
    for (idx, relation) in editor.draft.relations.iter_mut().enumerate() {
        ui.push_id(idx, |ui| {
            ui.horizontal(|ui| {
                ui.label(relation.key.as_str());
                commit |= name_ui(ui, scene, &mut relation.names, 140.0);
                let label = scene.tr("schema-description");
                commit |= field_ui(ui, &label, &mut relation.description, 260.0);
                if ui.button(scene.tr("schema-remove")).clicked() {
                    removed = Some(idx);
                }
            });
            for (key, ends) in [
                ("schema-heads", &mut relation.heads),
                ("schema-tails", &mut relation.tails),
            ] {
                ui.horizontal_wrapped(|ui| {
                    ui.label(scene.dim(scene.tr(key)));
                    commit |= ends_ui(ui, &labels, ends);
                });
            }
            ui.separator();
        });
    }
    if let Some(idx) = removed {
        editor.draft.relations.remove(idx);
        commit = true;
    }
    if ui.button(scene.tr("schema-add-relation")).clicked() {
        let draft = &mut editor.draft;
        let key = free_key("RELATION", |key| draft.relation(key).is_some());
        draft.relations.push(RelationType {
            key: RelationKey::new(key),
            names: Names::new(),
            heads: Vec::new(),
            tails: Vec::new(),
            description: String::new(),
            extra: Extra::new(),
        });
        commit = true;
    }
    ui.label(scene.dim(scene.tr("schema-ends-what")));
    commit.then_some(Wish::Commit)
}

fn ends_ui(ui: &mut Ui, labels: &[(LabelKey, String)], ends: &mut Vec<LabelKey>) -> bool {
    let mut changed = false;
    for (key, name) in labels {
        let mut chosen = ends.contains(key);
        if ui.checkbox(&mut chosen, name).changed() {
            changed = true;
            if chosen {
                ends.push(key.clone());
            } else {
                ends.retain(|end| end != key);
            }
        }
    }
    changed
}
