//! The quick part of suggesting: words labelled before, and one list of all that is suggested.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::assist::gather;
use crate::assist::history::Expected;
use crate::assist::history::History;
use crate::assist::outside;
use crate::assist::repeat::Repeats;
use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::text::fold::fold_words;
use crate::text::offset::Text;

/// What a list was made for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The number of the session.
    pub serial: u64,
    /// Its revision.
    pub revision: u64,
    /// The document.
    pub doc: DocId,
    /// The annotator.
    pub who: Annotator,
    /// The number of the readings it was made of.
    pub readings: u64,
    /// From which score on all are accepted at once.
    pub accept_from: u16,
    /// Which sources count.
    pub sources: Sources,
}

/// Which sources are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Sources {
    /// Words labelled before.
    pub repeat: bool,
    /// Lists and patterns.
    pub lists: bool,
    /// The learner.
    pub learner: bool,
    /// Models outside.
    pub outside: bool,
}

impl Default for Sources {
    fn default() -> Self {
        Self {
            repeat: true,
            lists: true,
            learner: true,
            outside: true,
        }
    }
}

/// What is kept from list to list.
#[derive(Debug)]
pub struct Engine {
    repeats: Repeats,
    history: History,
    serial: u64,
}

/// A list to be made.
pub struct Job {
    /// The project as it was.
    pub project: Project,
    /// What it is made for.
    pub stamp: Stamp,
    /// What lists and patterns, and the learner, found in the document.
    pub read: [Arc<Vec<Suggestion>>; 2],
}

/// A list that was made.
#[derive(Debug)]
pub struct Gathered {
    /// What is kept for the next one.
    pub engine: Box<Engine>,
    /// What it was made for.
    pub stamp: Stamp,
    /// The text it speaks of.
    pub text: Option<Arc<Text>>,
    /// The suggestions, in reading order.
    pub suggestions: Vec<Suggestion>,
    /// How many are from the score on, and what can be expected of them.
    pub expected: Option<(usize, Expected)>,
}

impl Engine {
    /// Makes one that has read nothing.
    pub fn new(who: &Annotator) -> Self {
        Self {
            repeats: Repeats::new(who.clone()),
            history: History::new(Some(who.clone())),
            serial: 0,
        }
    }

    /// Makes a list.
    pub fn gather(mut self: Box<Self>, job: Job) -> Gathered {
        let Job {
            project,
            stamp,
            read,
        } = job;
        if self.repeats.who() != &stamp.who || self.serial != stamp.serial {
            *self = Self::new(&stamp.who);
            self.serial = stamp.serial;
        }
        self.repeats.catch_up(&project);
        self.history.catch_up(&project);
        let doc = project.documents.by_id(&stamp.doc).cloned();
        let suggestions = doc
            .as_ref()
            .map(|doc| self.suggestions(&project, doc, &stamp, read))
            .unwrap_or_default();
        let least = stamp.accept_from;
        let sure = suggestions.iter().filter(|one| one.score_permille >= least);
        let sure: Vec<(String, u16)> = sure
            .map(|one| (one.source.to_string(), one.score_permille))
            .collect();
        let pairs = sure.iter().map(|(source, score)| (source.as_str(), *score));
        let expected = self.history.expect(pairs).map(|found| (sure.len(), found));
        Gathered {
            engine: self,
            stamp,
            text: doc.map(|doc| Arc::clone(&doc.text)),
            suggestions,
            expected,
        }
    }

    fn suggestions(
        &mut self,
        project: &Project,
        doc: &Document,
        stamp: &Stamp,
        read: [Arc<Vec<Suggestion>>; 2],
    ) -> Vec<Suggestion> {
        let empty = Layer::new(stamp.who.clone());
        let layer = doc.layer(&stamp.who).unwrap_or(&empty);
        let mut all = Vec::new();
        if stamp.sources.repeat {
            all = self.repeats.suggest(project, doc, &|| true);
        }
        let [lists, learned] = read;
        let mut others: Vec<Suggestion> = Vec::new();
        if stamp.sources.lists {
            others.extend(lists.iter().cloned());
        }
        if stamp.sources.learner {
            others.extend(learned.iter().cloned());
        }
        if stamp.sources.outside {
            let layers = outside::prediction_layers(doc);
            others.extend(layers.flat_map(outside::suggestions));
        }
        let known: BTreeSet<_> = project
            .schema
            .labels
            .iter()
            .map(|label| &label.key)
            .collect();
        others.retain(|one| known.contains(&one.label) && doc.text.holds(one.range));
        for mut one in others {
            let words = fold_words(doc.text.slice(one.range));
            let evidence = self.repeats.evidence(project, &words, &one.label);
            one.score_permille = gather::weighed(&one, evidence, &self.history);
            all.push(one);
        }
        all.retain(|one| known.contains(&one.label) || one.source == Source::Repeat);
        gather::chosen(all, layer)
    }
}
