//! The labels: a list, and one of them in full.

use egui::Color32;
use egui::Sense;
use egui::Ui;

use super::SchemaEditor;
use super::Wish;
use super::field_ui;
use super::free_key;
use super::name_ui;
use crate::model::extra::Extra;
use crate::model::ids::LabelKey;
use crate::model::schema::Attribute;
use crate::model::schema::AttributeKind;
use crate::model::schema::Label;
use crate::model::schema::N_COLORS;
use crate::model::schema::Names;
use crate::ui::action::Action;
use crate::ui::scene::Scene;
use crate::ui::shortcuts::Keys;

/// Shows the labels.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, editor: &mut SchemaEditor) -> Option<Wish> {
    let mut wish = list_ui(ui, scene, editor);
    ui.separator();
    wish = one_ui(ui, scene, editor).or(wish);
    wish
}

fn list_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &mut SchemaEditor) -> Option<Wish> {
    let mut opened = None;
    ui.horizontal_wrapped(|ui| {
        for (idx, label) in editor.draft.labels.iter().enumerate() {
            let name = label.name(scene.texts.language.tag());
            let ink = scene.theme.label(label.color);
            let text = egui::RichText::new(format!("{} {name}", label.letter_or_initial()));
            let text = text.background_color(ink.ground);
            if ui.selectable_label(idx == editor.label, text).clicked() {
                opened = Some(idx);
            }
        }
        if ui.button(scene.tr("schema-add-label")).clicked() {
            opened = Some(usize::MAX);
        }
    });
    match opened {
        Some(usize::MAX) => {
            let draft = &mut editor.draft;
            let key = free_key("LABEL", |key| draft.label(key).is_some());
            let label = Label {
                color: draft.free_color(),
                hotkey: draft.free_hotkey(),
                ..Label::new(LabelKey::new(key))
            };
            draft.labels.push(label);
            editor.open_label(editor.draft.labels.len() - 1);
            Some(Wish::Commit)
        }
        Some(idx) => {
            editor.open_label(idx);
            None
        }
        None => None,
    }
}

fn one_ui(ui: &mut Ui, scene: &Scene<'_>, editor: &mut SchemaEditor) -> Option<Wish> {
    let others: Vec<(LabelKey, String)> = editor
        .draft
        .labels
        .iter()
        .enumerate()
        .filter(|(idx, _)| *idx != editor.label)
        .map(|(_, label)| {
            (
                label.key.clone(),
                label.name(scene.texts.language.tag()).to_owned(),
            )
        })
        .collect();
    let typed_key = &mut editor.key;
    let label = editor.draft.labels.get_mut(editor.label)?;
    let mut wish = None;
    let mut commit = false;
    egui::Grid::new("label")
        .num_columns(2)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            ui.label(scene.dim(scene.tr("schema-key")));
            if field_ui(ui, &scene.tr("schema-key"), typed_key, 200.0)
                && typed_key.trim() != label.key.as_str()
            {
                let to = LabelKey::from(typed_key.trim());
                wish = Some(Wish::RenameLabel(label.key.clone(), to));
            }
            ui.end_row();
            ui.label(scene.dim(scene.tr("schema-name")));
            commit |= name_ui(ui, scene, &mut label.names, 200.0);
            ui.end_row();
            ui.label(scene.dim(scene.tr("schema-letter")));
            commit |= field_ui(ui, &scene.tr("schema-letter"), &mut label.letter, 60.0);
            ui.end_row();
            ui.label(scene.dim(scene.tr("schema-hotkey")));
            commit |= hotkey_ui(ui, scene, label);
            ui.end_row();
            ui.label(scene.dim(scene.tr("schema-color")));
            commit |= colors_ui(ui, scene, label);
            ui.end_row();
            ui.label(scene.dim(scene.tr("schema-description")));
            commit |= field_ui(
                ui,
                &scene.tr("schema-description"),
                &mut label.description,
                420.0,
            );
            ui.end_row();
            ui.label("");
            let overlaps = scene.tr("schema-self-overlap");
            commit |= ui.checkbox(&mut label.self_overlap, overlaps).changed();
            ui.end_row();
        });
    commit |= attributes_ui(ui, scene, label);
    ui.separator();
    wish = wish.or(ends_ui(ui, scene, label.key.clone(), &others));
    wish.or(commit.then_some(Wish::Commit))
}

fn hotkey_ui(ui: &mut Ui, scene: &Scene<'_>, label: &mut Label) -> bool {
    let mut typed: String = label.hotkey.iter().collect();
    let left = ui.horizontal(|ui| {
        let left = field_ui(ui, &scene.tr("schema-hotkey"), &mut typed, 60.0);
        if let Some((keys, action)) = taken_by(scene, label.hotkey) {
            let values = [
                ("keys", keys.to_string().into()),
                ("action", scene.name_of(action).into()),
            ];
            let text = scene.texts.tr_with("settings-key-taken", values);
            ui.label(egui::RichText::new(text).color(scene.theme.accent));
        }
        left
    });
    let hotkey = typed.chars().last().map(|c| c.to_ascii_lowercase());
    label.hotkey = hotkey.filter(char::is_ascii_alphanumeric);
    left.inner
}

/// Returns the action that has a label's key, and so leaves none for the label.
fn taken_by(scene: &Scene<'_>, hotkey: Option<char>) -> Option<(Keys, Action)> {
    let keys = Keys::of_hotkey(hotkey?)?;
    let has = |action: &Action| scene.env.settings.keys_of(*action).contains(&keys);
    Some((keys, Action::all().find(has)?))
}

fn colors_ui(ui: &mut Ui, scene: &Scene<'_>, label: &mut Label) -> bool {
    let mut changed = false;
    ui.horizontal(|ui| {
        for color in 0..N_COLORS {
            let (rect, response) = ui.allocate_exact_size(egui::vec2(22.0, 22.0), Sense::click());
            let ink = scene.theme.label(color);
            let chosen = label.color == color;
            let name = format!("{} {}", scene.tr("schema-color"), color + 1);
            response.widget_info(|| {
                egui::WidgetInfo::selected(egui::Role::RadioButton, true, chosen, &name)
            });
            ui.painter().rect_filled(rect, 4.0, ink.ground);
            ui.painter().hline(
                rect.x_range(),
                rect.bottom() - 2.0,
                egui::Stroke::new(4.0, ink.line),
            );
            let ring = if chosen || response.has_focus() {
                scene.theme.ink
            } else {
                Color32::TRANSPARENT
            };
            let ring = egui::Stroke::new(2.0, ring);
            ui.painter()
                .rect_stroke(rect, 4.0, ring, egui::StrokeKind::Outside);
            if response.clicked() {
                label.color = color;
                changed = true;
            }
        }
    });
    changed
}

fn attributes_ui(ui: &mut Ui, scene: &Scene<'_>, label: &mut Label) -> bool {
    let (mut commit, mut removed) = (false, None);
    let label_key = label.key.to_string();
    ui.label(scene.section("schema-attributes"));
    for (idx, attribute) in label.attributes.iter_mut().enumerate() {
        ui.horizontal(|ui| {
            commit |= field_ui(ui, &scene.tr("schema-key"), &mut attribute.key, 110.0);
            commit |= name_ui(ui, scene, &mut attribute.names, 110.0);
            commit |= kind_ui(ui, scene, attribute, (&label_key, idx));
            if ui.button(scene.tr("schema-remove")).clicked() {
                removed = Some(idx);
            }
        });
    }
    if let Some(idx) = removed {
        label.attributes.remove(idx);
        commit = true;
    }
    if ui.button(scene.tr("schema-add-attribute")).clicked() {
        let taken = |key: &str| {
            label
                .attributes
                .iter()
                .any(|attribute| attribute.key == key)
        };
        let key = free_key("attribute", taken).to_string();
        let (names, kind, extra) = (Names::new(), AttributeKind::YesNo, Extra::new());
        label.attributes.push(Attribute {
            key,
            names,
            kind,
            extra,
        });
        commit = true;
    }
    commit
}

fn kind_ui(ui: &mut Ui, scene: &Scene<'_>, attribute: &mut Attribute, salt: (&str, usize)) -> bool {
    let mut commit = false;
    let shown = |kind: &AttributeKind| match kind {
        AttributeKind::Choice(_) => "schema-choice",
        AttributeKind::YesNo => "schema-yes-no",
        AttributeKind::Text => "schema-text",
    };
    let text = scene.tr(shown(&attribute.kind));
    ui.push_id(salt, |ui| {
        let combo = egui::ComboBox::from_id_salt("kind").selected_text(text);
        let response = combo.show_ui(ui, |ui| {
            for kind in [
                AttributeKind::Choice(Vec::new()),
                AttributeKind::YesNo,
                AttributeKind::Text,
            ] {
                let name = scene.tr(shown(&kind));
                commit |= ui
                    .selectable_value(&mut attribute.kind, kind, name)
                    .changed();
            }
        });
        let name = scene.tr("schema-kind");
        response
            .response
            .widget_info(|| egui::WidgetInfo::labeled(egui::Role::ComboBox, true, &name));
        if let AttributeKind::Choice(values) = &mut attribute.kind {
            let id = ui.scope_id().with("values");
            let mut typed = ui
                .data(|data| data.get_temp::<String>(id))
                .unwrap_or(values.join("、"));
            if field_ui(ui, &scene.tr("schema-values"), &mut typed, 160.0) {
                let parts = typed.split(['、', ',', ',', '/']).map(str::trim);
                *values = parts
                    .filter(|part| !part.is_empty())
                    .map(str::to_owned)
                    .collect();
                ui.data_mut(|data| data.remove::<String>(id));
                commit = true;
            } else {
                ui.data_mut(|data| data.insert_temp(id, typed));
            }
        }
    });
    commit
}

/// The ways a label ends: merged into another, or removed.
fn ends_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: LabelKey,
    others: &[(LabelKey, String)],
) -> Option<Wish> {
    let mut wish = None;
    let documents = scene
        .env
        .project()
        .into_iter()
        .flat_map(|p| p.documents.iter());
    let layers = documents.flat_map(|doc| doc.layers.values());
    let n: usize = layers
        .filter_map(|layer| layer.spans.counts().get(&key))
        .sum();
    ui.label(scene.dim(scene.texts.tr_with("schema-n-spans", [("n", n.into())])));
    ui.horizontal(|ui| {
        ui.add_enabled_ui(!others.is_empty(), |ui| {
            ui.menu_button(scene.tr("schema-merge"), |ui| {
                for (other, name) in others {
                    if ui.button(name).clicked() {
                        wish = Some(Wish::MergeLabels(key.clone(), other.clone()));
                        ui.close();
                    }
                }
            });
        });
        ui.menu_button(scene.tr("schema-remove-label"), |ui| {
            let sure = scene.texts.tr_with("schema-remove-sure", [("n", n.into())]);
            if ui.button(sure).clicked() {
                wish = Some(Wish::RemoveLabel(key.clone()));
                ui.close();
            }
        });
    });
    wish
}
