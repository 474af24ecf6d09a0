//! Which suggestions are shown: who is asked, from which score on, and what the learner knows.
//!
//! The same controls stand in the list of suggestions and in the settings.

use egui::Role;
use egui::Slider;
use egui::Ui;

use crate::assist::learner::NoLearner;
use crate::ui::action::Action;
use crate::ui::assist::review::ACCEPT_LIMITS;
use crate::ui::assist::review::LEAST_LIMITS;
use crate::ui::scene::Scene;
use crate::ui::settings::Settings;

/// Height of the line that a slider runs on.
const RAIL_HEIGHT: f32 = 3.0;

/// Shows who is asked for suggestions.
pub fn sources_ui(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let sources = &mut settings.sources;
    ui.horizontal_wrapped(|ui| {
        for (on, key) in [
            (&mut sources.repeat, "sources-repeat"),
            (&mut sources.lists, "sources-lists"),
            (&mut sources.learner, "sources-learner"),
            (&mut sources.outside, "sources-outside"),
        ] {
            ui.checkbox(on, scene.tr(key));
        }
    });
}

/// Shows the slider of the least score.
pub fn least_ui(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let value = &mut settings.least_permille;
    score_ui(ui, scene, "review-least", value, LEAST_LIMITS);
}

/// Shows the slider of the score from which on all are accepted at once.
pub fn accept_ui(ui: &mut Ui, scene: &Scene<'_>, settings: &mut Settings) {
    let value = &mut settings.accept_permille;
    score_ui(ui, scene, "review-accept-from", value, ACCEPT_LIMITS);
}

fn score_ui(
    ui: &mut Ui,
    scene: &Scene<'_>,
    key: &str,
    value: &mut u16,
    (lowest, highest): (u16, u16),
) {
    let name = scene.tr(key);
    ui.scope(|ui| {
        // The colour of fields is that of the paper, on which a rail is not seen.
        ui.visuals_mut().widgets.inactive.bg_fill = scene.theme.dim;
        ui.spacing_mut().slider_rail_height = RAIL_HEIGHT;
        ui.spacing_mut().slider_width = 100.0;
        let slider = Slider::new(value, lowest..=highest)
            .step_by(10.0)
            .custom_formatter(|n, _| format!("{:.2}", n / 1000.0))
            .custom_parser(|typed| typed.trim().parse::<f64>().ok().map(|n| n * 1000.0));
        let response = ui.add(slider);
        response.widget_info(|| egui::WidgetInfo::labeled(Role::Slider, true, &name));
        response.on_hover_text(&name);
    });
}

/// Says what the learner knows, or why it knows nothing, with what can be done about it.
pub fn learner_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.add(egui::Label::new(scene.dim(learner_words(scene))).wrap());
    ui.horizontal_wrapped(|ui| {
        scene.button_ui(ui, Action::Learn);
        scene.button_ui(ui, Action::Relearn);
    });
}

/// Returns what the learner knows.
pub fn learner_words(scene: &Scene<'_>) -> String {
    let learning = &scene.env.assist.learning;
    if !scene.env.settings.sources.learner {
        return scene.tr("learner-off");
    }
    if learning.at_work {
        return scene.tr("said-learning");
    }
    match learning.refused {
        Some(NoLearner::NoSpans) => scene.tr("said-not-learned"),
        Some(NoLearner::NoneFits) => scene.tr("learner-none-fits"),
        Some(NoLearner::Stopped) => scene.tr("learner-stopped"),
        None if learning.knows => {
            let n: usize = learning.from.values().map(|from| from.spans.len()).sum();
            let values = [("n", n.into()), ("m", learning.from.len().into())];
            scene.texts.tr_with("learner-knows", values)
        }
        None => {
            let keys = [Action::DocumentDone, Action::Learn].map(|action| scene.keys_of(action));
            let [done, learn] = keys;
            let values = [("done", done.into()), ("learn", learn.into())];
            scene.texts.tr_with("learner-nothing", values)
        }
    }
}
