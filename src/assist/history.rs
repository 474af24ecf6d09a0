//! What became of suggestions in a project: the measure of every source.
//!
//! A project may hold a million spans, so it is counted once, away from the frame; after that
//! [`History::catch_up`] counts only what an act changed, as [`crate::model::vocabulary`] does.
//! Layers of predictions are nobody's work and are left out.
//!
//! Invariant: caught up, the tally is the one that counting the whole project gives.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::Weak;

use crate::assist::precision::Precision;
use crate::assist::tally::Tally;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::layer::Rejection;
use crate::model::project::Project;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;

/// From how many suggestions on a source's own history is trusted more than its scores.
pub const N_ENOUGH: usize = 10;

/// What became of suggestions, with what it was counted from.
#[derive(Debug, Default)]
pub struct History {
    /// Whose; all people's without.
    who: Option<Annotator>,
    tally: Tally,
    documents: Vec<Noted>,
}

/// A document as it was when it was counted.
#[derive(Debug)]
struct Noted {
    id: DocId,
    doc: Weak<Document>,
    layers: BTreeMap<Annotator, NotedLayer>,
}

#[derive(Debug)]
struct NotedLayer {
    spans: SpanSet,
    rejected: BTreeMap<SpanKey, Rejection>,
}

/// What can be expected of suggestions that are about to be accepted unseen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Expected {
    /// The share that will be right, 0 to 1.
    pub share: f64,
    /// On how many suggestions of this project that is measured; none where it is not.
    pub n: usize,
    /// What it is taken from.
    pub basis: Basis,
}

/// What an expectation is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What became of suggestions of the same sources and such scores in this project.
    Measured,
    /// The scores: too few were looked at.
    Scores,
    /// The one for some sources, the other for the rest.
    Both,
}

impl History {
    /// Makes one of an annotator's layers, or of all people's, that has counted nothing yet.
    pub fn new(who: Option<Annotator>) -> Self {
        Self {
            who,
            ..Self::default()
        }
    }

    /// Counts an annotator's layers of a project, or all people's.
    pub fn of(project: &Project, who: Option<&Annotator>) -> Self {
        let mut history = Self::new(who.cloned());
        history.catch_up(project);
        history
    }

    /// Returns whose history it is; all people's without.
    pub fn who(&self) -> Option<&Annotator> {
        self.who.as_ref()
    }

    /// Returns what was counted.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// Returns about how many spans and rejections catching up would look at.
    pub fn n_behind(&self, project: &Project) -> usize {
        let in_order = self.is_in_order(project);
        let all = project.documents.iter().enumerate();
        let changed = all.map(|(place, doc)| {
            let noted = self.documents.get(place).filter(|_| in_order);
            match noted {
                Some(noted) if noted.is_of(doc) => 0,
                noted => self.n_changed(noted, doc),
            }
        });
        changed.sum()
    }

    fn n_changed(&self, noted: Option<&Noted>, doc: &Document) -> usize {
        let layers = self.layers(doc).map(|layer| {
            let earlier = noted.and_then(|noted| noted.layers.get(&layer.annotator));
            let spans = match earlier {
                Some(earlier) => layer.spans.n_changed_since(&earlier.spans),
                None => layer.spans.len(),
            };
            spans + layer.rejected.len()
        });
        layers.sum()
    }

    /// Counts what changed in the project since it was counted last.
    pub fn catch_up(&mut self, project: &Project) {
        if self.is_in_order(project) {
            let mut noted = std::mem::take(&mut self.documents);
            for (noted, doc) in noted.iter_mut().zip(project.documents.iter()) {
                if !noted.is_of(doc) {
                    *noted = self.count(Some(noted), doc);
                }
            }
            self.documents = noted;
            return;
        }
        let noted = std::mem::take(&mut self.documents).into_iter();
        let mut noted: HashMap<DocId, Noted> = noted.map(|n| (n.id.clone(), n)).collect();
        let mut documents = Vec::with_capacity(project.documents.len());
        for doc in project.documents.iter() {
            documents.push(match noted.remove(&doc.id) {
                Some(noted) if noted.is_of(doc) => noted,
                before => self.count(before.as_ref(), doc),
            });
        }
        for gone in noted.values().flat_map(|noted| noted.layers.values()) {
            self.count_out(gone);
        }
        self.documents = documents;
    }

    /// Returns whether the documents are those that were noted, in their order.
    fn is_in_order(&self, project: &Project) -> bool {
        let docs = project.documents.iter();
        self.documents.len() == project.documents.len()
            && docs
                .zip(&self.documents)
                .all(|(doc, noted)| noted.is_of(doc) || noted.id == doc.id)
    }

    /// Counts what differs in a document from what was noted of it.
    fn count(&mut self, before: Option<&Noted>, doc: &Arc<Document>) -> Noted {
        let mut layers = BTreeMap::new();
        let none = SpanSet::default();
        for layer in self.layers(doc).collect::<Vec<_>>() {
            let earlier = before.and_then(|noted| noted.layers.get(&layer.annotator));
            let (gone, new) = layer
                .spans
                .changed_since(earlier.map_or(&none, |earlier| &earlier.spans));
            gone.for_each(|span| self.tally.remove_span(span));
            new.for_each(|span| self.tally.add_span(span));
            let empty = BTreeMap::new();
            let rejected = earlier.map_or(&empty, |earlier| &earlier.rejected);
            if *rejected != layer.rejected {
                let tally = &mut self.tally;
                rejected.values().for_each(|r| tally.remove_rejection(r));
                layer.rejected.values().for_each(|r| tally.add_rejection(r));
            }
            let noted = NotedLayer {
                spans: layer.spans.clone(),
                rejected: layer.rejected.clone(),
            };
            layers.insert(layer.annotator.clone(), noted);
        }
        for (annotator, gone) in before.into_iter().flat_map(|noted| &noted.layers) {
            if !layers.contains_key(annotator) {
                self.count_out(gone);
            }
        }
        Noted {
            id: doc.id.clone(),
            doc: Arc::downgrade(doc),
            layers,
        }
    }

    fn count_out(&mut self, layer: &NotedLayer) {
        let tally = &mut self.tally;
        layer.spans.iter().for_each(|span| tally.remove_span(span));
        let rejected = layer.rejected.values();
        rejected.for_each(|what| tally.remove_rejection(what));
    }

    /// Returns the layers of a document that are counted.
    fn layers<'a>(&self, doc: &'a Document) -> impl Iterator<Item = &'a Layer> + use<'a> {
        let who = self.who.clone();
        let layers = doc.layers.values().map(Arc::as_ref);
        layers.filter(move |layer| match &who {
            Some(who) => layer.annotator == *who,
            None => !layer.is_prediction(),
        })
    }

    /// Returns how often a source's suggestions of a score and above were right in this project.
    ///
    /// The source is as it is written. Only those whose score is known count.
    pub fn precision_from(&self, source: &str, least_permille: u16) -> Option<Precision> {
        let counts = self.tally.source(source)?;
        counts.from_score(least_permille).precision()
    }

    /// Returns what share of some suggestions will be right; each is a source and a score.
    ///
    /// For a source with [`N_ENOUGH`] suggestions looked at, of at least the lowest score given, it
    /// is the share of those that were right; for others, the mean of the scores given.
    pub fn expect<'a>(
        &self,
        suggestions: impl IntoIterator<Item = (&'a str, u16)>,
    ) -> Option<Expected> {
        let mut groups: BTreeMap<&str, Group> = BTreeMap::new();
        for (source, score) in suggestions {
            groups.entry(source).or_default().add(score);
        }
        let n_all: usize = groups.values().map(|group| group.n).sum();
        if n_all == 0 {
            return None;
        }
        let (mut right, mut n_measured) = (0.0, 0);
        let (mut by_history, mut by_scores) = (false, false);
        for (source, group) in groups {
            let measured = self.precision_from(source, group.least);
            match measured.filter(|measured| measured.n >= N_ENOUGH) {
                Some(measured) => {
                    by_history = true;
                    n_measured += measured.n;
                    right += measured.share() * group.n as f64;
                }
                None => {
                    by_scores = true;
                    right += group.score_sum;
                }
            }
        }
        Some(Expected {
            share: right / n_all as f64,
            n: n_measured,
            basis: match (by_history, by_scores) {
                (true, false) => Basis::Measured,
                (true, true) => Basis::Both,
                _ => Basis::Scores,
            },
        })
    }
}

impl Noted {
    /// Returns whether a document is the one noted, unchanged.
    fn is_of(&self, doc: &Arc<Document>) -> bool {
        Weak::as_ptr(&self.doc) == Arc::as_ptr(doc)
    }
}

/// The suggestions of one source among those given.
struct Group {
    n: usize,
    score_sum: f64,
    least: u16,
}

impl Default for Group {
    fn default() -> Self {
        Self {
            n: 0,
            score_sum: 0.0,
            least: u16::MAX,
        }
    }
}

impl Group {
    fn add(&mut self, score_permille: u16) {
        self.n += 1;
        self.score_sum += f64::from(score_permille.min(1000)) / 1000.0;
        self.least = self.least.min(score_permille);
    }
}
