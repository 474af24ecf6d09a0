//! What is asked of the suggestions, carried out: going through them, deciding on them.

use crate::assist::suggestion::Suggestion;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::model::ids::LabelKey;
use crate::model::layer::Rejection;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::ui::assist::AtHand;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::same::repeated;
use crate::ui::desk::Desk;
use crate::ui::labelling;
use crate::ui::search::Scope;
use crate::ui::search::Step;
use crate::ui::text_view::Align;
use egui::Context;

/// The least and the largest of the scores from which on things are shown.
pub const LEAST_LIMITS: (u16, u16) = (100, 950);

/// The least and the largest of the scores from which on all are accepted at once.
pub const ACCEPT_LIMITS: (u16, u16) = (500, 999);

/// How much a step makes of the least score.
pub const LEAST_STEP: i16 = 50;

impl Desk {
    /// Does what is asked of the suggestions.
    pub(in crate::ui) fn review(&mut self, ctx: &Context, ask: ReviewAsk) {
        match ask {
            ReviewAsk::Step(step) => self.step_suggestion(step),
            ReviewAsk::LetGo => self.assist.at_hand = None,
            ReviewAsk::Take(key) => {
                if !self.take_at_hand(&key) {
                    self.say("say-no-suggestion");
                }
            }
            ReviewAsk::Accept => self.accept(None),
            ReviewAsk::AcceptAs(slot) => {
                let label = self.env().label(slot).map(|label| label.key.clone());
                self.accept(label);
            }
            ReviewAsk::Reject => self.reject(),
            ReviewAsk::Resize(range) => {
                if let Some(at_hand) = &mut self.assist.at_hand {
                    at_hand.range = range;
                }
            }
            ReviewAsk::AcceptAll => self.accept_all(),
            ReviewAsk::RepeatHere => self.repeat_here(ctx),
            ReviewAsk::RepeatInProject => self.repeat_in_project(ctx),
            ReviewAsk::TickRepeat(key) => {
                let unticked = &mut self.assist.unticked;
                match unticked.iter().position(|one| *one == key) {
                    Some(at) => drop(unticked.remove(at)),
                    None => unticked.push(key),
                }
            }
            ReviewAsk::Learn => {
                self.assist.learning.asked = self.place.doc.clone();
                self.assist.learning.tell = true;
                self.say("said-learning");
            }
            ReviewAsk::Relearn => {
                self.assist.learning.anew = true;
                self.assist.learning.tell = true;
                self.say("said-learning");
            }
            ReviewAsk::StepLeast(by) => {
                let least = self.settings.least_permille.saturating_add_signed(by);
                self.set_least(ctx, least);
            }
            ReviewAsk::SetLeast(least) => self.set_least(ctx, least),
            ReviewAsk::SetAcceptFrom(from) => {
                let (lowest, highest) = ACCEPT_LIMITS;
                self.settings.accept_permille = from.clamp(lowest, highest);
                self.settings_changed(ctx);
            }
            ReviewAsk::SetSources(sources) => {
                self.settings.sources = sources;
                self.settings_changed(ctx);
            }
        }
    }

    pub(super) fn say(&mut self, key: &str) {
        self.said = self.texts.tr(key);
    }

    fn set_least(&mut self, ctx: &Context, least: u16) {
        let (lowest, highest) = LEAST_LIMITS;
        self.settings.least_permille = least.clamp(lowest, highest);
        let score = f64::from(self.settings.least_permille) / 1000.0;
        let values = [("score", format!("{score:.2}").into())];
        self.said = self.texts.tr_with("said-least", values);
        self.settings_changed(ctx);
    }

    /// Takes the next suggestion at hand, from the one at hand or from the caret; round the end.
    fn step_suggestion(&mut self, step: Step) {
        let keys = &self.assist.keys;
        let here = self
            .assist
            .at_hand
            .as_ref()
            .map(|at_hand| at_hand.suggestion.key());
        let place = here.and_then(|here| keys.binary_search(&here).ok());
        let caret = self.place.selection.range();
        let next = match (step, place) {
            (Step::Next, Some(place)) => keys.get(place + 1).or(keys.first()),
            (Step::Next, None) => {
                let from = keys.partition_point(|key| key.range.start() < caret.start());
                keys.get(from).or(keys.first())
            }
            (Step::Previous, Some(place)) => place
                .checked_sub(1)
                .and_then(|at| keys.get(at))
                .or(keys.last()),
            (Step::Previous, None) => {
                let to = keys.partition_point(|key| key.range.start() < caret.start());
                to.checked_sub(1)
                    .and_then(|at| keys.get(at))
                    .or(keys.last())
            }
        };
        match next.cloned() {
            Some(key) => drop(self.take_at_hand(&key)),
            None => self.say("say-no-suggestion"),
        }
    }

    /// Takes a suggestion at hand and shows it; returns whether it is there.
    pub(super) fn take_at_hand(&mut self, key: &SpanKey) -> bool {
        let Some(suggestion) = self.assist.find_any(key).cloned() else {
            return false;
        };
        let range = suggestion.range;
        let selection = Selection::caret(range.start());
        self.place.selection = selection;
        self.place.span = None;
        self.assist.at_hand = Some(AtHand {
            suggestion,
            range,
            selection,
        });
        self.show_range(range);
        true
    }

    fn show_range(&mut self, range: CharRange) {
        let id = self.place.doc.as_ref();
        if let Some(view) = id.and_then(|id| self.views.get_mut(id)) {
            view.text_view.scroll_to(range, Align::Nearest);
        }
    }

    /// Takes at hand what was clicked, if it is a suggestion and nothing else is there.
    pub(in crate::ui) fn take_clicked(&mut self, at: CharIdx) {
        let keys = self.assist.keys(self.place.doc.as_ref());
        let end = keys.partition_point(|key| key.range.start() <= at);
        let over = keys.get(..end).unwrap_or_default().iter();
        let over = over.filter(|key| key.range.contains(at));
        let Some(key) = over.min_by_key(|key| key.range.len()) else {
            return;
        };
        if let Some(suggestion) = self.assist.find(key).cloned() {
            self.assist.at_hand = Some(AtHand {
                range: suggestion.range,
                suggestion,
                selection: self.place.selection,
            });
        }
    }

    /// Makes a span of the one at hand and goes on to the next.
    fn accept(&mut self, label: Option<LabelKey>) {
        let Some(at_hand) = self.env().at_hand().cloned() else {
            self.say("say-none-at-hand");
            return;
        };
        let label = label.unwrap_or_else(|| at_hand.suggestion.label.clone());
        let key = SpanKey::new(at_hand.range, label);
        let suggested = at_hand.suggestion.key();
        let is_another = key.range != suggested.range && key.label != suggested.label;
        let span = at_hand.suggestion.accepted_as(key);
        let env = self.env();
        let Some((mut command, layer)) = labelling::add(&env, vec![span]).zip(env.layer_ref())
        else {
            return;
        };
        if is_another {
            // Another label over other words leaves what was suggested standing.
            let rejections = vec![turned_down(&at_hand.suggestion)];
            command = Command::Batch(vec![command, Command::Reject { layer, rejections }]);
        }
        self.decide(command, &at_hand);
    }

    /// Turns the one at hand down and goes on to the next.
    fn reject(&mut self) {
        let Some(at_hand) = self.env().at_hand().cloned() else {
            self.say("say-none-at-hand");
            return;
        };
        let Some(layer) = self.env().layer_ref() else {
            return;
        };
        let rejections = vec![turned_down(&at_hand.suggestion)];
        let reject = Command::Reject {
            layer: layer.clone(),
            rejections,
        };
        let command = match self.env().layer() {
            Some(_) => reject,
            None => Command::Batch(vec![Command::AddLayer(layer), reject]),
        };
        self.decide(command, &at_hand);
    }

    /// Carries out a decision on the one at hand; the next one follows.
    fn decide(&mut self, command: Command, at_hand: &AtHand) {
        let decided = at_hand.suggestion.key();
        let keys = &self.assist.keys;
        let place = keys.binary_search(&decided).ok();
        let next = place.and_then(|place| keys.get(place + 1)).cloned();
        let start = at_hand.suggestion.range.start();
        let here = Place {
            selection: Selection::caret(start),
            span: None,
            ..self.place.clone()
        };
        self.place = here.clone();
        self.assist.at_hand = None;
        if !self.edit(command, here) {
            self.assist.at_hand = Some(at_hand.clone());
            self.place.selection = at_hand.selection;
            return;
        }
        self.list_suggestions();
        let still_there = next.filter(|next| self.assist.find(next).is_some());
        if let Some(next) = still_there {
            self.take_at_hand(&next);
        } else {
            // What came next went with it, or there was none behind.
            self.take_next_from(start);
        }
    }

    /// Accepts all shown from the score on, as one act.
    fn accept_all(&mut self) {
        let from = self.settings.accept_from();
        let sure = self.assist.shown().filter(|one| one.score_permille >= from);
        let spans: Vec<Span> = sure.map(Suggestion::accepted).collect();
        if spans.is_empty() {
            self.say("say-none-so-sure");
            return;
        }
        if let Some(command) = labelling::add(&self.env(), spans) {
            let here = self.place.clone();
            self.edit(command, here);
            self.list_suggestions();
        }
    }

    /// Lists the words of the span held in the project; asked again, labels what is ticked there.
    fn repeat_in_project(&mut self, ctx: &Context) {
        let env = self.env();
        let (Some(doc), Some(key)) = (env.document(), repeated(&env)) else {
            self.say("say-no-span");
            return;
        };
        let words = doc.text.slice(key.range).to_owned();
        self.repeat_found(ctx, words, &key.label, Scope::Project);
    }
}

/// Returns what is remembered of a suggestion that is turned down.
pub(super) fn turned_down(suggestion: &Suggestion) -> (SpanKey, Rejection) {
    let source = suggestion.source.to_string();
    let rejection = Rejection::new(source, Some(suggestion.score_permille));
    (suggestion.key(), rejection)
}
