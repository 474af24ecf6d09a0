//! The card on what the pointer rests on: a span or a suggestion, damage, or both.
//!
//! It stands below the words it speaks of, or above them where there is no room below, and covers
//! none of them. A pointer in motion wants no card.

use std::time::Duration;

use egui::Align2;
use egui::Area;
use egui::Context;
use egui::Frame;
use egui::Id;
use egui::Rect;
use egui::RichText;
use egui::Ui;
use egui::pos2;

use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::ids::LabelKey;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::text::offset::CharRange;
use crate::text::view::View;
use crate::ui::action::Action;
use crate::ui::action::LABEL_SLOTS;
use crate::ui::panels::reading;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::text_view::ViewOutput;
use crate::ui::theme;
use crate::ui::words;

/// How long the pointer rests on a span before its card is shown.
const HOVER_MILLIS: f32 = 300.0;
/// How wide a card is at most.
const MAX_WIDTH: f32 = 360.0;
/// How high a card is taken to be before it was shown.
const LIKELY_HEIGHT: f32 = 90.0;

/// Shows the card, if the pointer has rested on something.
pub fn cards_ui(scene: &Scene<'_>, output: &ViewOutput) {
    let span = output.hovered.as_ref().and_then(|(key, _)| {
        let layer = scene.env.layer()?;
        layer.spans.find(key)
    });
    // The span held is spoken of in the panel already, where that is shown.
    let ctx = &output.response.ctx;
    let is_told = panel_is_shown(scene, ctx);
    let span = span.filter(|span| !is_told || scene.env.place.span != Some(span.key()));
    let suggestion = output
        .hovered
        .as_ref()
        .and_then(|(key, _)| scene.env.assist.find(key))
        .filter(|_| span.is_none());
    let is_labelled = span.is_some() || suggestion.is_some();
    let damage = output.damage_hovered.as_ref();
    let words = match (is_labelled, damage) {
        (true, _) => output.hovered_words,
        (false, Some((_, rect))) => Some(*rect),
        (false, None) => None,
    };
    let Some(words) = words else { return };
    let waits = HOVER_MILLIS - still_millis(ctx);
    if is_labelled && damage.is_none() && waits > 0.0 {
        ctx.request_repaint_after(Duration::from_secs_f32(waits / 1000.0));
        return;
    }
    card_ui(ctx, words, |ui| {
        if let Some(span) = span {
            span_ui(ui, scene, span);
        }
        if let Some(suggestion) = suggestion {
            suggestion_ui(ui, scene, suggestion);
        }
        if let (true, Some(_)) = (is_labelled, damage) {
            ui.separator();
        }
        if let Some((places, _)) = damage {
            reading::damage_ui(ui, scene, places);
        }
    });
}

fn panel_is_shown(scene: &Scene<'_>, ctx: &Context) -> bool {
    let wide = ctx.content_rect().width() >= theme::FOLD_RIGHT_BELOW;
    wide && scene.env.settings.labels_visible
}

/// Returns for how long the pointer has done nothing.
fn still_millis(ctx: &Context) -> f32 {
    let since = ctx.input(|input| {
        let pointer = &input.pointer;
        let moved = pointer.time_since_last_movement();
        moved.min(pointer.time_since_last_click())
    });
    since * 1000.0
}

/// Shows a card beside some words.
fn card_ui(ctx: &Context, words: Rect, contents: impl FnOnce(&mut Ui)) {
    let id = Id::unique("hover_card");
    let known = ctx.memory(|memory| memory.area_rect(id));
    let height = known.map_or(LIKELY_HEIGHT, |rect| rect.height().max(20.0));
    let room = ctx.content_rect();
    let gap = 2.0 * theme::STEP;
    let fits_below = words.bottom() + gap + height <= room.bottom();
    let fits_above = words.top() - gap - height >= room.top();
    let (place, pivot) = if fits_below || !fits_above {
        (pos2(words.left(), words.bottom() + gap), Align2::LEFT_TOP)
    } else {
        (pos2(words.left(), words.top() - gap), Align2::LEFT_BOTTOM)
    };
    Area::new(id)
        .order(egui::Order::Tooltip)
        .fixed_pos(place)
        .pivot(pivot)
        .constrain(true)
        .interactable(false)
        .show(ctx, |ui| {
            Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(MAX_WIDTH);
                contents(ui);
            });
        });
}

fn span_ui(ui: &mut Ui, scene: &Scene<'_>, span: &Span) {
    words_ui(ui, scene, span.range, &span.label);
    let detail = span.detail_or_default();
    ui.label(scene.dim(origin_words(scene, &detail.origin)));
    if !detail.note.is_empty() {
        let note = scene
            .texts
            .tr_with("hover-note", [("note", detail.note.into())]);
        ui.add(egui::Label::new(scene.dim(note).color(scene.theme.ink)).wrap());
    }
}

/// Shows a label and the words that have it, or may have it.
fn words_ui(ui: &mut Ui, scene: &Scene<'_>, range: CharRange, key: &LabelKey) {
    let Some(doc) = scene.env.document() else {
        return;
    };
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(key));
    let ink = label.map_or(scene.theme.dim, |label| scene.theme.label(label.color).line);
    let language = scene.texts.language.tag();
    let name = label.map(|label| label.name(language).to_owned());
    let name = name.unwrap_or_else(|| scene.tr("label-unknown"));
    ui.horizontal(|ui| {
        ui.label(RichText::new(name).strong().color(ink));
        ui.label(scene.dim(key.as_str()));
    });
    let words = rows::first_words(ui, &doc.text, range);
    ui.add(egui::Label::new(words).wrap());
    let view = View::of_range(&doc.text, range, scene.env.reading.shown());
    if view.n_chars() == 0 {
        ui.label(scene.dim(hidden_words(scene)));
    }
}

/// Shows a suggestion: who makes it, how sure they are, and every key that acts on it.
fn suggestion_ui(ui: &mut Ui, scene: &Scene<'_>, suggestion: &Suggestion) {
    words_ui(ui, scene, suggestion.range, &suggestion.label);
    let source = words::source(scene.texts, &suggestion.source);
    let score = f32::from(suggestion.score_permille) / 1000.0;
    let values = [
        ("source", source.into()),
        ("score", format!("{score:.2}").into()),
    ];
    ui.label(scene.dim(scene.texts.tr_with("hover-suggested", values)));
    let doc = scene.env.document();
    let also = doc.map(|doc| scene.env.assist.also_from(doc, suggestion));
    let also: Vec<String> = also
        .unwrap_or_default()
        .iter()
        .map(|source| words::source(scene.texts, source))
        .collect();
    if !also.is_empty() {
        let values = [("sources", also.join(" · ").into())];
        ui.label(scene.dim(scene.texts.tr_with("hover-also", values)));
    }
    ui.separator();
    let at_hand = scene.env.at_hand().map(|at_hand| at_hand.suggestion.key());
    if at_hand != Some(suggestion.key()) {
        ui.label(scene.dim(scene.tr("hover-take")));
    }
    ui.horizontal_wrapped(|ui| {
        for (action, name) in [
            (Action::Accept, "review-accept"),
            (Action::Reject, "review-reject"),
            (Action::NextSuggestion, "review-next"),
        ] {
            keys_ui(ui, scene, &scene.tr(name), &scene.keys_of(action));
        }
        let slots = (0..LABEL_SLOTS).map(Action::Label);
        let labels = slots.filter(|action| scene.can_name(*action));
        let keys: Vec<String> = labels.map(|action| scene.keys_of(action)).collect();
        let keys = keys.join(" ");
        keys_ui(ui, scene, &scene.tr("hover-as-label"), keys.trim());
        let edges = [
            Action::LeftEdgeLeft,
            Action::LeftEdgeRight,
            Action::RightEdgeLeft,
            Action::RightEdgeRight,
        ];
        let keys = edges.map(|action| scene.keys_of(action)).join(" ");
        keys_ui(ui, scene, &scene.tr("hover-edges"), &keys);
        for action in [Action::RepeatHere, Action::RepeatInProject] {
            keys_ui(ui, scene, &scene.name_of(action), &scene.keys_of(action));
        }
    });
}

fn keys_ui(ui: &mut Ui, scene: &Scene<'_>, name: &str, keys: &str) {
    if !keys.is_empty() {
        let words = scene.dim(format!("{name} {keys}"));
        ui.add(egui::Label::new(words.color(scene.theme.ink)).extend());
    }
}

/// Returns what is said of a span that the view hides.
fn hidden_words(scene: &Scene<'_>) -> String {
    let keys = scene.keys_of(Action::ToggleReading);
    scene.texts.tr_with("span-hidden", [("keys", keys.into())])
}

/// Returns how a span came to be.
pub fn origin_words(scene: &Scene<'_>, origin: &Origin) -> String {
    match origin {
        Origin::Hand => scene.tr("origin-hand"),
        Origin::Repeated => scene.tr("origin-repeated"),
        Origin::Suggested {
            source,
            score_permille,
            corrected,
        } => {
            let source = words::source(scene.texts, &Source::read(source));
            let score = format!("{:.2}", f32::from(*score_permille) / 1000.0);
            let values = [("source", source.into()), ("score", score.into())];
            let words = if *corrected {
                "origin-corrected"
            } else {
                "origin-suggested"
            };
            scene.texts.tr_with(words, values)
        }
        Origin::Imported { from } => {
            let values = [("from", from.as_str().into())];
            scene.texts.tr_with("origin-imported", values)
        }
    }
}
