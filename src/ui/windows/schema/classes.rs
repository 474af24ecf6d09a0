//! What a whole document can be called.

use egui::Ui;

use super::SchemaEditor;
use super::Wish;
use super::field_ui;
use super::free_key;
use super::name_ui;
use crate::model::extra::Extra;
use crate::model::schema::DocumentClass;
use crate::model::schema::Names;
use crate::ui::scene::Scene;

/// Shows the classes.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, editor: &mut SchemaEditor) -> Option<Wish> {
    let (mut commit, mut removed) = (false, None);
    for (idx, class) in editor.draft.classes.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            ui.label(&class.key);
            commit |= name_ui(ui, scene, &mut class.names, 140.0);
            let label = scene.tr("schema-description");
            commit |= field_ui(ui, &label, &mut class.description, 260.0);
            if ui.button(scene.tr("schema-remove")).clicked() {
                removed = Some(idx);
            }
        });
    }
    if let Some(idx) = removed {
        editor.draft.classes.remove(idx);
        commit = true;
    }
    if ui.button(scene.tr("schema-add-class")).clicked() {
        let classes = &mut editor.draft.classes;
        let key = free_key("CLASS", |key| classes.iter().any(|class| class.key == key)).to_string();
        let (names, description, extra) = (Names::new(), String::new(), Extra::new());
        classes.push(DocumentClass {
            key,
            names,
            description,
            extra,
        });
        commit = true;
    }
    commit.then_some(Wish::Commit)
}
