//! The bar under the text: the suggestion at hand and its keys, and accepting all that are sure.
//!
//! It is there while there are suggestions, and says so when they are hidden.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::Ui;

use crate::assist::gather::MAX_SUGGESTIONS;
use crate::assist::history::Basis;
use crate::assist::history::Expected;
use crate::text::view::View;
use crate::ui::action::Action;
use crate::ui::assist::AtHand;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::review::LEAST_LIMITS;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::words;

/// Room for which suggestion it is of how many.
const COUNT_WIDTH: f32 = 120.0;

/// Less room than this has no place for accepting all; its key works all the same.
const ROOM_FOR_ALL: f32 = 160.0;

/// With less room than this beside a suggestion what is expected is said in figures alone.
const ROOM_FOR_SENTENCE: f32 = 560.0;

/// Less room than this has no place for the slider beside the keys.
const ROOM_FOR_SLIDER: f32 = 240.0;

/// Shows the bar, if there is something to say.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let doc = scene.env.document().map(|doc| doc.id.clone());
    let assist = scene.env.assist;
    let blind = scene.env.settings.blind;
    let n = assist.keys(doc.as_ref()).len();
    let n_hidden = assist.all(doc.as_ref()).len().saturating_sub(n);
    if doc.is_none() || (!blind && n == 0 && n_hidden == 0) {
        return;
    }
    let frame = Frame::new()
        .fill(scene.theme.accent_ground)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("review_bar")
        .exact_size(theme::REVIEW_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 2.0 * theme::STEP;
                if blind {
                    ui.label(scene.tr("review-blind"));
                    scene.button_ui(ui, Action::ToggleBlind);
                    return;
                }
                // Each button stays in its place, whatever the words: who clicks twice means both.
                let count = egui::vec2(COUNT_WIDTH, ui.available_height());
                let left = Layout::left_to_right(Align::Center);
                ui.allocate_ui_with_layout(count, left, |ui| {
                    ui.set_min_width(COUNT_WIDTH);
                    count_ui(ui, scene, n);
                });
                let at_hand = scene.env.at_hand().cloned();
                buttons_ui(ui, scene, at_hand.is_some());
                let right = Layout::right_to_left(Align::Center);
                ui.with_layout(right, |ui| {
                    all_ui(ui, scene, n_hidden, at_hand.is_none());
                    ui.with_layout(left, |ui| {
                        if let Some(at_hand) = &at_hand {
                            at_hand_ui(ui, scene, at_hand);
                        }
                    });
                });
            });
        });
}

fn count_ui(ui: &mut Ui, scene: &Scene<'_>, n: usize) {
    let at = scene.env.at_hand().and(scene.env.assist.place_at_hand());
    let words = match at {
        Some(at) => {
            let values = [("at", (at + 1).into()), ("n", n.into())];
            scene.texts.tr_with("review-at", values)
        }
        None if n >= MAX_SUGGESTIONS => scene.texts.tr_with("review-many", [("n", n.into())]),
        None => scene.texts.tr_with("review-n", [("n", n.into())]),
    };
    ui.label(RichText::new(words).color(scene.theme.accent));
}

fn at_hand_ui(ui: &mut Ui, scene: &mut Scene<'_>, at_hand: &AtHand) {
    let Some(doc) = scene.env.document() else {
        return;
    };
    let [_, small, body, ..] = theme::TEXT_SIZES;
    let view = View::of_range(&doc.text, at_hand.range, scene.env.reading.shown());
    let shown = view.shown(&doc.text).into_owned();
    let room = (ui.available_width() * 0.5).max(40.0);
    let words = RichText::new(rows::drawn(ui, &shown)).size(body);
    ui.scope(|ui| {
        ui.set_max_width(room);
        ui.add(egui::Label::new(words).truncate());
    });
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(&at_hand.suggestion.label));
    let language = scene.texts.language.tag();
    let name = label.map_or(at_hand.suggestion.label.as_str(), |label| {
        label.name(language)
    });
    let ink = label.map_or(scene.theme.ink, |label| scene.theme.label(label.color).line);
    ui.label(RichText::new(format!("→ {name}")).color(ink).size(small));
    let who = words::source(scene.texts, &at_hand.suggestion.source);
    let score = f32::from(at_hand.suggestion.score_permille) / 1000.0;
    ui.add(egui::Label::new(scene.dim(format!("{score:.2} · {who}"))).truncate());
}

/// Shows the keys of the suggestion at hand, and how to come to the next.
fn buttons_ui(ui: &mut Ui, scene: &mut Scene<'_>, is_at_hand: bool) {
    let buttons = [
        (Action::Accept, "review-accept"),
        (Action::Reject, "review-reject"),
        (Action::NextSuggestion, "review-next"),
    ];
    for (action, name) in buttons {
        if is_at_hand || action == Action::NextSuggestion {
            short_ui(ui, scene, action, name);
        }
    }
}

/// Shows a button with a shorter name than the action's, which is what it is called by.
pub fn short_ui(ui: &mut Ui, scene: &mut Scene<'_>, action: Action, name: &str) {
    let keys = scene.dim(scene.keys_of(action));
    let button = egui::Button::new((scene.tr(name), keys));
    let response = ui.add_enabled(scene.can(action), button);
    let name = scene.name_of(action);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &name));
    if response.on_hover_text(name).clicked() {
        scene.ask(action);
    }
}

/// Shows, from the right, accepting all and from which score on things are shown.
fn all_ui(ui: &mut Ui, scene: &mut Scene<'_>, n_hidden: usize, with_slider: bool) {
    if let Some((n, expected)) = scene.env.assist.expected() {
        if ui.available_width() < ROOM_FOR_ALL {
            return;
        }
        short_ui(ui, scene, Action::AcceptAll, "review-all");
        let score = f64::from(scene.env.settings.accept_from()) / 1000.0;
        let share = (expected.share * 100.0).round();
        let values = [
            ("n", n.into()),
            ("score", format!("{score:.2}").into()),
            ("share", format!("{share:.0}").into()),
        ];
        let is_short = !with_slider && ui.available_width() < ROOM_FOR_SENTENCE;
        let key = match expected.basis {
            _ if is_short => "review-expected-short",
            Basis::Scores => "review-expected-scores",
            Basis::Measured | Basis::Both => "review-expected",
        };
        let words = scene.texts.tr_with(key, values);
        let label = ui.add(egui::Label::new(scene.dim(words)).truncate());
        label.on_hover_text(basis_words(scene, expected));
    }
    if !with_slider || ui.available_width() < ROOM_FOR_SLIDER {
        return;
    }
    let (lowest, highest) = LEAST_LIMITS;
    let mut least = scene.env.settings.least_permille;
    let slider = egui::Slider::new(&mut least, lowest..=highest)
        .step_by(10.0)
        .custom_formatter(|n, _| format!("{:.2}", n / 1000.0))
        .custom_parser(|typed| typed.trim().parse::<f64>().ok().map(|n| n * 1000.0));
    let name = scene.tr("review-least");
    ui.spacing_mut().slider_width = 80.0;
    let response = ui.add(slider);
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Slider, true, &name));
    let hidden = scene
        .texts
        .tr_with("review-hidden", [("n", n_hidden.into())]);
    if response
        .on_hover_text(format!("{name}\n{hidden}"))
        .changed()
    {
        scene.ask_effect(Effect::Review(ReviewAsk::SetLeast(least)));
    }
}

/// Says what the expected share is taken from.
fn basis_words(scene: &Scene<'_>, expected: Expected) -> String {
    let key = match expected.basis {
        Basis::Measured => "review-basis-measured",
        Basis::Both => "review-basis-both",
        Basis::Scores => "review-basis-scores",
    };
    scene.texts.tr_with(key, [("n", expected.n.into())])
}
