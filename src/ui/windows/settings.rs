//! The program's settings: language, look, name, keys.

use egui::Context;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::model::ids::Annotator;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::i18n::Language;
use crate::ui::panels::sources;
use crate::ui::scene::Scene;
use crate::ui::settings::HISTORY_MEGABYTES_LIMITS;
use crate::ui::settings::LINE_SPACING_LIMITS;
use crate::ui::settings::LINE_SPACING_STEP;
use crate::ui::settings::MEASURE_LIMITS;
use crate::ui::settings::Settings;
use crate::ui::shortcuts::Keys;
use crate::ui::theme::ThemeChoice;

/// Which action's keys are being typed.
#[derive(Default)]
pub struct KeyEditor {
    waiting: Option<Action>,
    taken: Option<(Keys, Action)>,
}

impl KeyEditor {
    /// Returns whether the next keys pressed are taken.
    pub(super) fn waits(&self) -> bool {
        self.waiting.is_some()
    }
}

impl Desk {
    /// Shows the window.
    pub(super) fn settings_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let keys = &mut windows.keys;
        let mut settings = self.settings.clone();
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        if let Some(action) = keys.waiting {
            take_keys(ctx, &scene, &mut settings, keys, action);
        }
        let fate = window_ui(
            ctx,
            &scene,
            &scene.tr("action-settings"),
            600.0,
            frame,
            |ui| {
                egui::ScrollArea::vertical()
                    .auto_shrink(false)
                    .show(ui, |ui| {
                        look_ui(ui, &scene, &mut settings);
                        ui.separator();
                        keys_ui(ui, &scene, &mut settings, keys);
                    });
            },
        );
        if settings != self.settings {
            let renamed = settings.annotator != self.settings.annotator;
            self.settings = settings;
            if renamed && self.session.is_none() {
                self.annotator =
                    Annotator::from(self.settings.annotator_or(crate::ui::desk::NAMELESS));
            }
            self.settings_changed(ctx);
        }
        fate
    }
}

fn look_ui(ui: &mut egui::Ui, scene: &Scene<'_>, settings: &mut Settings) {
    egui::Grid::new("settings")
        .num_columns(2)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            ui.label(scene.dim(scene.tr("settings-annotator")));
            let name = ui.text_edit_singleline(&mut settings.annotator);
            let label = scene.tr("settings-annotator");
            name.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &label));
            ui.end_row();
            ui.label("");
            ui.label(scene.dim(scene.tr("settings-annotator-what")));
            ui.end_row();
            ui.label(scene.dim(scene.tr("settings-language")));
            ui.horizontal(|ui| {
                for language in Language::ALL {
                    ui.radio_value(&mut settings.language, language, language.own_name());
                }
            });
            ui.end_row();
            ui.label(scene.dim(scene.tr("settings-theme")));
            ui.horizontal(|ui| {
                for (theme, key) in [
                    (ThemeChoice::System, "theme-system"),
                    (ThemeChoice::Light, "theme-light"),
                    (ThemeChoice::Dark, "theme-dark"),
                ] {
                    ui.radio_value(&mut settings.theme, theme, scene.tr(key));
                }
                ui.checkbox(
                    &mut settings.high_contrast,
                    scene.tr("action-toggle-contrast"),
                );
            });
            ui.end_row();
            let size = egui::Slider::new(&mut settings.text_size, 12.0..=40.0).step_by(1.0);
            slider_ui(ui, scene, "settings-text-size", size);
            lines_ui(ui, scene, settings);
            history_ui(ui, scene, settings);
            assist_ui(ui, scene, settings);
        });
}

fn lines_ui(ui: &mut egui::Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let (closest, widest) = LINE_SPACING_LIMITS;
    let spacing = egui::Slider::new(&mut settings.line_spacing, closest..=widest)
        .step_by(f64::from(LINE_SPACING_STEP))
        .fixed_decimals(1);
    slider_ui(ui, scene, "settings-line-spacing", spacing);
    let (fewest, most) = MEASURE_LIMITS;
    let measure = egui::Slider::new(&mut settings.measure_chars, fewest..=most);
    slider_ui(ui, scene, "settings-measure", measure);
    ui.label("");
    ui.horizontal(|ui| {
        ui.checkbox(&mut settings.focus_mode, scene.tr("action-toggle-focus"));
        if ui.button(scene.tr("action-usual-lines")).clicked() {
            let usual = Settings::default();
            settings.line_spacing = usual.line_spacing;
            settings.measure_chars = usual.measure_chars;
        }
    });
    ui.end_row();
}

/// Height of the line that a slider runs on.
const RAIL_HEIGHT: f32 = 3.0;

/// Shows who suggests, from which score on, and whether anything is suggested at all.
fn assist_ui(ui: &mut egui::Ui, scene: &Scene<'_>, settings: &mut Settings) {
    ui.label(scene.dim(scene.tr("settings-assist")));
    ui.checkbox(&mut settings.blind, scene.tr("action-toggle-blind"));
    ui.end_row();
    ui.label(scene.dim(scene.tr("queue-sources")));
    ui.scope(|ui| sources::sources_ui(ui, scene, settings));
    ui.end_row();
    ui.label(scene.dim(scene.tr("review-least")));
    sources::least_ui(ui, scene, settings);
    ui.end_row();
    ui.label(scene.dim(scene.tr("review-accept-from")));
    sources::accept_ui(ui, scene, settings);
    ui.end_row();
}

fn history_ui(ui: &mut egui::Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let (least, most) = HISTORY_MEGABYTES_LIMITS;
    let bound = egui::Slider::new(&mut settings.history_megabytes, least..=most)
        .logarithmic(true)
        .suffix(" MB");
    slider_ui(ui, scene, "settings-history", bound);
    ui.label("");
    ui.label(scene.dim(scene.tr("settings-history-what")));
    ui.end_row();
}

fn slider_ui(ui: &mut egui::Ui, scene: &Scene<'_>, key: &str, slider: egui::Slider<'_>) {
    let name = scene.tr(key);
    ui.label(scene.dim(&name));
    ui.scope(|ui| {
        // The colour of fields is that of the paper, on which a rail is not seen.
        ui.visuals_mut().widgets.inactive.bg_fill = scene.theme.dim;
        ui.spacing_mut().slider_rail_height = RAIL_HEIGHT;
        let response = ui.add(slider);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, &name));
    });
    ui.end_row();
}

fn keys_ui(ui: &mut egui::Ui, scene: &Scene<'_>, settings: &mut Settings, keys: &mut KeyEditor) {
    ui.label(scene.section("settings-keys"));
    ui.label(scene.dim(scene.tr("settings-keys-what")));
    if let Some((taken, by)) = keys.taken {
        let values = [
            ("keys", taken.to_string().into()),
            ("action", scene.name_of(by).into()),
        ];
        let text = egui::RichText::new(scene.texts.tr_with("settings-key-taken", values));
        ui.label(text.color(scene.theme.accent));
    }
    let actions =
        Action::all().filter(|action| !matches!(action, Action::Label(_) | Action::Extend(_)));
    egui::Grid::new("keys")
        .num_columns(3)
        .striped(true)
        .show(ui, |ui| {
            for action in actions {
                ui.label(scene.name_of(action));
                let shown: Vec<String> = settings
                    .keys_of(action)
                    .iter()
                    .map(ToString::to_string)
                    .collect();
                let shown = shown.join(" / ");
                let waiting = keys.waiting == Some(action);
                let text = if waiting {
                    scene.tr("settings-press")
                } else {
                    shown
                };
                let name = format!("{} · {text}", scene.name_of(action));
                let response = ui.selectable_label(waiting, text);
                response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
                if response.clicked() {
                    keys.waiting = Some(action);
                    keys.taken = None;
                }
                let changed = settings.keys.contains_key(&action.id());
                let usual = egui::Button::new(scene.tr("settings-usual"));
                if ui.add_enabled(changed, usual).clicked() {
                    settings.keys.remove(&action.id());
                }
                ui.end_row();
            }
        });
}

/// Takes the next key pressed as an action's, unless another action has it.
fn take_keys(
    ctx: &Context,
    scene: &Scene<'_>,
    settings: &mut Settings,
    keys: &mut KeyEditor,
    action: Action,
) {
    let pressed = ctx.input_mut(|input| {
        let found = input.events.iter().find_map(|event| match event {
            egui::Event::Key {
                key,
                pressed: true,
                modifiers,
                ..
            } if !is_modifier(*key) => Some(Keys {
                ctrl: modifiers.command,
                alt: modifiers.alt,
                shift: modifiers.shift,
                key: *key,
            }),
            _ => None,
        });
        if found.is_some() {
            input
                .events
                .retain(|event| !matches!(event, egui::Event::Key { .. }));
        }
        found
    });
    let Some(pressed) = pressed else { return };
    keys.waiting = None;
    let plain = Keys {
        ctrl: false,
        alt: false,
        shift: false,
        key: egui::Key::Escape,
    };
    if pressed == plain {
        return;
    }
    let labels = scene
        .env
        .project()
        .map(|project| project.schema.labels.len())
        .unwrap_or(0);
    let of_label = (0..u8::MAX)
        .zip(0..labels)
        .map(|(slot, _)| Action::Label(slot))
        .find(|label| {
            matches!(label, Action::Label(slot) if scene.env.label(*slot).and_then(|l| l.hotkey)
            .and_then(Keys::of_hotkey) == Some(pressed))
        });
    let other = Action::all()
        .find(|other| *other != action && settings.keys_of(*other).contains(&pressed))
        .or(of_label);
    match other {
        Some(other) => keys.taken = Some((pressed, other)),
        None => {
            settings.keys.insert(action.id(), pressed.source());
        }
    }
}

/// Returns whether a key only changes what others mean: the one to come is waited for.
fn is_modifier(key: egui::Key) -> bool {
    use egui::Key;
    matches!(
        key,
        Key::ShiftLeft
            | Key::ShiftRight
            | Key::ControlLeft
            | Key::ControlRight
            | Key::AltLeft
            | Key::AltRight
            | Key::SuperLeft
            | Key::SuperRight
    )
}
