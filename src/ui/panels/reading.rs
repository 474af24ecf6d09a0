//! The switches over the sheet that say how the text is read, and what explains damage.

use egui::Button;
use egui::Role;
use egui::Ui;
use egui::WidgetInfo;

use crate::text::damage::DamagedPlace;
use crate::text::script::Script;
use crate::text::view::Glosses;
use crate::text::view::ViewKind;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// More damaged places than this are not explained at once.
const N_EXPLAINED: usize = 4;

/// Shows the switches: with glosses or without, and the script.
pub fn switches_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let kind = scene.env.reading.kind;
    let glosses = |glosses| ViewKind { glosses, ..kind };
    let script = |script| ViewKind { script, ..kind };
    ui.scope(|ui| {
        ui.spacing_mut().item_spacing.x = 2.0;
        for (key, to) in [
            ("reading", glosses(Glosses::Hidden)),
            ("raw", glosses(Glosses::Shown)),
        ] {
            switch_ui(ui, scene, key, to, Action::ToggleReading);
        }
        ui.add_space(theme::STEP);
        for (key, to) in [
            ("as-is", script(Script::AsIs)),
            ("simplified", script(Script::Simplified)),
            ("traditional", script(Script::Traditional)),
        ] {
            switch_ui(ui, scene, key, to, Action::NextScript);
        }
    });
}

/// Shows the switch to a view; its text is short, its name says what it does.
fn switch_ui(ui: &mut Ui, scene: &mut Scene<'_>, key: &str, to: ViewKind, action: Action) {
    let is_on = scene.env.reading.kind == to;
    let name = scene.tr(&format!("view-{key}-name"));
    let text = scene.tr(&format!("view-{key}"));
    let keys = scene.keys_of(action);
    let response = ui.add(Button::selectable(is_on, text));
    response.widget_info(|| WidgetInfo::selected(Role::Button, ui.is_enabled(), is_on, &name));
    if response.on_hover_text(format!("{name}  {keys}")).clicked() {
        scene.ask_effect(Effect::ReadAs(to));
    }
}

/// Explains some damage.
pub fn damage_ui(ui: &mut Ui, scene: &Scene<'_>, places: &[DamagedPlace]) {
    for place in places.iter().take(N_EXPLAINED) {
        explain_ui(ui, scene, place);
    }
}

fn explain_ui(ui: &mut Ui, scene: &Scene<'_>, place: &DamagedPlace) {
    let name = place.harm.name().replace('_', "-");
    ui.label(scene.tr(&format!("damage-{name}")));
    if let Some(reading) = &place.reading {
        let values = [("reading", reading.as_str().into())];
        ui.label(scene.dim(scene.texts.tr_with("damage-hint", values)));
    }
}
