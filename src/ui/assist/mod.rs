//! Suggestions in the window: what is suggested in the open document, and the one at hand.
//!
//! Two tasks work on snapshots of the project and hand themselves back with what they found, so that
//! no frame waits: [`engine::Engine`] finds repeated words and makes one list of all that is suggested,
//! in milliseconds; [`reader::Reader`] reads documents with lists and the learner, and lets the learner
//! learn. Until they are back the list is the one before, without what the project has by now.
//!
//! `at_desk` keeps them up with the project, `learning` says what is learned next, `review` carries out what
//! is asked; the panels are `panels/review_bar.rs` and `panels/queue.rs`.

pub mod at_desk;
pub mod engine;
pub mod learning;
pub mod order;
pub mod queue;
pub mod reader;
pub mod review;
pub mod same;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::assist::gather::Sources;
use crate::assist::history::Expected;
use crate::assist::repeat::is_taken;
use crate::assist::suggestion::Suggestion;
use crate::edit::caret::Selection;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::assist::engine::Engine;
use crate::ui::assist::order::KnownGain;
use crate::ui::assist::order::Order;
use crate::ui::assist::order::Pass;
use crate::ui::assist::queue::Queue;
use crate::ui::assist::reader::Reader;
use crate::ui::assist::reader::Reading;
use crate::ui::assist::same::Same;
use crate::ui::search::Step;

/// Something asked of the suggestions.
#[derive(Clone, Debug, PartialEq)]
pub enum ReviewAsk {
    /// Take the next one, or the one before, at hand.
    Step(Step),
    /// Let go of the one at hand.
    LetGo,
    /// Take this one at hand.
    Take(SpanKey),
    /// Accept the one at hand.
    Accept,
    /// Accept the one at hand under the label at this place of the schema.
    AcceptAs(u8),
    /// Turn the one at hand down.
    Reject,
    /// Give the one at hand these characters.
    Resize(CharRange),
    /// Accept all from the score on.
    AcceptAll,
    /// Label the words of the span held in the whole document.
    RepeatHere,
    /// List the words of the span held in the whole project, to label them.
    RepeatInProject,
    /// Leave a place out of those that are labelled with the span held, or take it in again.
    TickRepeat(SpanKey),
    /// Learn from what is labelled.
    Learn,
    /// Forget what was learned and learn anew.
    Relearn,
    /// Show from a higher score on, or a lower one.
    StepLeast(i16),
    /// Show from this score on.
    SetLeast(u16),
    /// Accept all at once from this score on.
    SetAcceptFrom(u16),
    /// Ask these sources.
    SetSources(Sources),
}

/// The suggestion that keys speak of.
#[derive(Clone, Debug, PartialEq)]
pub struct AtHand {
    /// As it was suggested.
    pub suggestion: Suggestion,
    /// The characters it is to have.
    pub range: CharRange,
    /// The selection while it is at hand: with another one it is not.
    pub selection: Selection,
}

impl AtHand {
    /// Returns what the span would be.
    pub fn key(&self) -> SpanKey {
        SpanKey::new(self.range, self.suggestion.label.clone())
    }
}

/// What is known of suggestions in a window.
#[derive(Debug, Default)]
pub struct Assist {
    /// Everything suggested in the open document, in reading order.
    all: Vec<Suggestion>,
    /// The places in it of what is shown, and their keys.
    shown: Vec<usize>,
    keys: Vec<SpanKey>,
    /// Whose text and which document `all` speaks of.
    of: Option<(DocId, Arc<Text>)>,
    at_hand: Option<AtHand>,
    /// Where one is to be taken at hand as soon as the list is known.
    resume_at: Option<CharIdx>,
    /// What can be expected of accepting all from a score on, and how many they are.
    expected: Option<(usize, Expected)>,
    /// Places that are not to be labelled with the span held.
    unticked: Vec<SpanKey>,
    /// How many suggestions each document that was looked at has.
    n_open: BTreeMap<DocId, usize>,
    engine: Place<Engine>,
    reader: Place<Reader>,
    readings: BTreeMap<DocId, Reading>,
    gathered_for: Option<engine::Stamp>,
    listed_for: Option<(u64, u16, bool, u64)>,
    /// Grows with every reading that came in.
    n_readings: u64,
    /// Grows with every list that came in.
    version: u64,
    /// Grows whenever what is suggested or shown changes.
    n_lists: u64,
    same: Same,
    /// A span whose words are to be labelled as soon as the list is known.
    repeat_due: Option<SpanKey>,
    pub(super) learning: learning::Learning,
    /// The list of suggestions.
    pub queue: Queue,
    order: Order,
    gains: BTreeMap<DocId, KnownGain>,
    pass: Pass,
    /// Where there was nothing left to read or learn.
    idle_for: Option<at_desk::Idle>,
}

/// Something that is here, or out at work.
#[derive(Debug, Default)]
enum Place<T> {
    /// Not made yet.
    #[default]
    Nowhere,
    Here(Box<T>),
    AtWork,
}

impl<T> Place<T> {
    /// Takes it out to work; none if it is at work already.
    fn take(&mut self, make: impl FnOnce() -> T) -> Option<Box<T>> {
        match std::mem::replace(self, Self::AtWork) {
            Self::Here(it) => Some(it),
            Self::Nowhere => Some(Box::new(make())),
            Self::AtWork => None,
        }
    }
}

impl Assist {
    /// Returns everything suggested in a document, however unsure, in reading order.
    ///
    /// Only the open document is known.
    pub fn all(&self, doc: Option<&DocId>) -> &[Suggestion] {
        if self.is_of(doc) { &self.all } else { &[] }
    }

    /// Returns the keys of what is shown in a document, in reading order.
    pub fn keys(&self, doc: Option<&DocId>) -> &[SpanKey] {
        if self.is_of(doc) { &self.keys } else { &[] }
    }

    /// Returns what is shown in the open document, in reading order.
    pub fn shown(&self) -> impl Iterator<Item = &Suggestion> + '_ {
        let shown = self.shown.iter();
        shown.filter_map(|place| self.all.get(*place))
    }

    /// Returns the suggestion at hand.
    pub fn at_hand(&self) -> Option<&AtHand> {
        self.at_hand.as_ref()
    }

    /// Returns the place among those shown of the one at hand, from 0.
    pub fn place_at_hand(&self) -> Option<usize> {
        let key = self.at_hand.as_ref()?.suggestion.key();
        self.keys.binary_search(&key).ok()
    }

    /// Returns the suggestion shown with a key.
    pub fn find(&self, key: &SpanKey) -> Option<&Suggestion> {
        let place = self.keys.binary_search(key).ok()?;
        self.all.get(*self.shown.get(place)?)
    }

    /// Returns the suggestion with a key, shown or not.
    pub fn find_any(&self, key: &SpanKey) -> Option<&Suggestion> {
        let all = &self.all;
        let place = all.binary_search_by(|one| one.key().cmp(key)).ok()?;
        all.get(place)
    }

    /// Returns how many would be accepted all at once, and what can be expected of them.
    pub fn expected(&self) -> Option<(usize, Expected)> {
        self.expected
    }

    /// Returns how many suggestions a document that was looked at has.
    pub fn n_open(&self, doc: &DocId) -> Option<usize> {
        self.n_open.get(doc).copied()
    }

    /// Returns whether a place is to be labelled with the span held.
    pub fn is_ticked(&self, key: &SpanKey) -> bool {
        !self.unticked.contains(key)
    }

    /// Returns the likeliest suggestion of a label over a character, shown or not.
    pub fn likeliest_over(
        &self,
        doc: Option<&DocId>,
        at: CharIdx,
        label: &str,
    ) -> Option<&Suggestion> {
        let all = self.all(doc);
        let end = all.partition_point(|one| one.range.start() <= at);
        let before = all.get(..end).unwrap_or_default().iter();
        let touches = |one: &&Suggestion| one.range.contains(at) || one.range.end() == at;
        let over = before
            .filter(|one| one.label.as_str() == label)
            .filter(touches);
        over.max_by_key(|one| (one.range.contains(at), one.score_permille))
    }

    /// Returns whether the learner has learned something.
    pub fn has_learned(&self) -> bool {
        self.learning.knows
    }

    /// Returns whether anything is being worked out.
    pub fn is_busy(&self) -> bool {
        matches!(self.engine, Place::AtWork) || matches!(self.reader, Place::AtWork)
    }

    /// Returns whether a document is the one it speaks of.
    pub fn is_of(&self, doc: Option<&DocId>) -> bool {
        self.of.as_ref().map(|(id, _)| id) == doc
    }

    /// Takes out what a layer has by now, or has turned down.
    fn drop_taken(&mut self, layer: &Layer) {
        self.all.retain(|one| !is_taken(layer, &one.key()));
    }

    /// Finds anew what is shown: from a score on, or nothing.
    fn list(&mut self, least: u16, is_blind: bool) {
        self.shown.clear();
        self.keys.clear();
        self.n_lists += 1;
        if is_blind {
            return;
        }
        let all = self.all.iter().enumerate();
        for (place, one) in all.filter(|(_, one)| one.score_permille >= least) {
            self.shown.push(place);
            self.keys.push(one.key());
        }
    }
}
