//! The same words elsewhere: listed for the span held, and labelled all at once.
//!
//! Found once for each list and span, since a document may hold them ten thousand times and a panel
//! asks in every frame. Whoever labels the rest before the list is made waits for it, and loses
//! nothing: the request is carried out as soon as the list is there.

use std::sync::Arc;

use egui::Context;

use crate::assist::outside;
use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::fold::fold_words;
use crate::ui::assist::Assist;
use crate::ui::assist::AtHand;
use crate::ui::assist::reader::window;
use crate::ui::desk::Desk;
use crate::ui::env::Env;
use crate::ui::labelling;
use crate::ui::search::Scope;

/// The places of the same words as a span, for one list.
#[derive(Debug, Default)]
pub struct Same {
    found_for: Option<(u64, DocId, SpanKey)>,
    /// Places in the list of everything suggested.
    places: Vec<usize>,
}

impl Assist {
    /// Returns the suggestions, shown or not, of the same words and label as a span, in reading order.
    pub fn same_words(&self, doc: &Document, key: &SpanKey) -> Vec<&Suggestion> {
        let places = self.same_places(doc, key);
        places.iter().filter_map(|at| self.all.get(*at)).collect()
    }

    /// Returns how many places of the same words were found for a span; none before they are sought.
    pub fn n_same(&self, doc: &DocId, key: &SpanKey) -> Option<usize> {
        self.same_of(doc, key).map(<[usize]>::len)
    }

    /// Returns one of the places found for a span.
    pub fn same_at(&self, doc: &DocId, key: &SpanKey, at: usize) -> Option<&Suggestion> {
        self.all.get(*self.same_of(doc, key)?.get(at)?)
    }

    fn same_of(&self, doc: &DocId, key: &SpanKey) -> Option<&[usize]> {
        let (list, of, span) = self.same.found_for.as_ref()?;
        let is_of = *list == self.n_lists && of == doc && span == key;
        is_of.then_some(&self.same.places)
    }

    fn same_places(&self, doc: &Document, key: &SpanKey) -> Vec<usize> {
        if !self.is_of(Some(&doc.id)) {
            return Vec::new();
        }
        let words = fold_words(doc.text.slice(key.range));
        let n_chars = words.chars().count();
        let is_same = |one: &Suggestion| {
            one.label == key.label
                && one.range.len() >= n_chars
                && one.range != key.range
                && fold_words(doc.text.slice(one.range)) == words
        };
        let all = self.all.iter().enumerate();
        all.filter(|(_, one)| is_same(one))
            .map(|(at, _)| at)
            .collect()
    }

    /// Finds the places for a span; returns whether they were not known.
    fn seek_same(&mut self, of: Option<(&Document, SpanKey)>) -> bool {
        let Some((doc, key)) = of else {
            self.same.found_for = None;
            return false;
        };
        if self.same_of(&doc.id, &key).is_some() {
            return false;
        }
        self.same.places = self.same_places(doc, &key);
        self.same.found_for = Some((self.n_lists, doc.id.clone(), key));
        true
    }

    /// Returns who else says what a suggestion says, as far as that is known without asking them.
    pub fn also_from(&self, doc: &Document, one: &Suggestion) -> Vec<Source> {
        let is_same = |other: &&Suggestion| other.range == one.range && other.label == one.label;
        let reading = self.readings.get(&doc.id);
        let reading = reading.filter(|reading| std::sync::Arc::ptr_eq(&reading.text, &doc.text));
        let read = reading.into_iter().flat_map(|reading| {
            let (lists, learned) = (reading.lists.iter(), reading.learned.iter());
            lists.chain(learned)
        });
        let mut others: Vec<Source> = read
            .filter(is_same)
            .map(|other| other.source.clone())
            .collect();
        let key = one.key();
        for layer in outside::prediction_layers(doc) {
            if layer.spans.contains(&key) {
                others.push(Source::Outside(layer.annotator.to_string()));
            }
        }
        others.retain(|other| *other != one.source);
        others.sort();
        others.dedup();
        others
    }
}

impl Desk {
    /// Finds the same words for the span held, or for the suggestion at hand.
    pub(in crate::ui) fn keep_same(&mut self, ctx: &egui::Context) {
        let env = self.env();
        let doc = env.document().cloned();
        let key = repeated(&env).filter(|_| !self.settings.blind);
        let of = doc.as_deref().zip(key);
        if self.assist.seek_same(of) {
            // The panel was shown before they were known.
            ctx.request_repaint();
        }
        self.repeat_if_due();
    }

    /// Labels the words of the span held wherever they are suggested in the document, as one act.
    pub(super) fn repeat_here(&mut self, ctx: &Context) {
        let Some(key) = repeated(&self.env()) else {
            self.say("say-no-span");
            return;
        };
        let env = self.env();
        let here = env.document().map(|doc| Arc::clone(&doc.text));
        if let Some(text) = here.filter(|text| window(text, key.range.start()) != text.range()) {
            // Only a part of it is read for suggestions: a search goes through all of it.
            let words = text.slice(key.range).to_owned();
            self.repeat_found(ctx, words, &key.label, Scope::Document);
            return;
        }
        self.assist.repeat_due = Some(key);
        self.repeat_if_due();
    }

    /// Labels what was asked for, once the list speaks of the project as it is.
    fn repeat_if_due(&mut self) {
        let Some(key) = self.assist.repeat_due.clone() else {
            return;
        };
        let env = self.env();
        if repeated(&env).as_ref() != Some(&key) {
            self.assist.repeat_due = None;
            return;
        }
        if self.assist.gathered_for.is_none() || self.assist.gathered_for != self.stamp() {
            return;
        }
        self.assist.repeat_due = None;
        self.repeat_now(&key);
    }

    fn repeat_now(&mut self, key: &SpanKey) {
        let env = self.env();
        let Some(doc) = env.document().cloned() else {
            return;
        };
        // The one at hand is accepted with the others.
        let at_hand = env.at_hand().filter(|_| env.span().is_none()).cloned();
        let own = at_hand.map(|at_hand| at_hand.suggestion.accepted_as(at_hand.key()));
        let same = self.assist.same_words(&doc, key).into_iter();
        let ticked =
            same.filter(|one| self.assist.is_ticked(&one.key()) && !one.range.overlaps(key.range));
        let others: Vec<Span> = ticked.map(|one| by_repeating(one.key())).collect();
        if others.is_empty() && own.is_none() {
            self.say("say-nothing-to-repeat");
            return;
        }
        let spans = own.into_iter().chain(others).collect();
        if let Some(command) = labelling::add(&self.env(), spans) {
            let here = self.place.clone();
            if self.edit(command, here) {
                self.assist.unticked.clear();
                self.list_suggestions();
            }
        }
    }
}

/// Returns the span whose words are to be repeated: the one held, or the one at hand.
pub fn repeated(env: &Env<'_>) -> Option<SpanKey> {
    let held = env.span().map(Span::key);
    held.or_else(|| env.at_hand().map(AtHand::key))
}

fn by_repeating(key: SpanKey) -> Span {
    let detail = SpanDetail {
        origin: Origin::Repeated,
        ..SpanDetail::default()
    };
    Span::with_detail(key.range, key.label, detail)
}
