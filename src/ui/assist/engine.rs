//! The quick part of suggesting: words labelled before, and one list of all that is suggested.

use std::sync::Arc;

use crate::assist::gather;
use crate::assist::gather::Sources;
use crate::assist::history::Expected;
use crate::assist::history::History;
use crate::assist::repeat::Repeats;
use crate::assist::suggestion::Suggestion;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::project::Project;
use crate::text::offset::CharRange;
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
    /// The part of the document that is looked at.
    pub window: CharRange,
    /// The annotator.
    pub who: Annotator,
    /// The number of the readings it was made of.
    pub readings: u64,
    /// From which score on all are accepted at once.
    pub accept_from: u16,
    /// Which sources count.
    pub sources: Sources,
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
            .map(|doc| {
                let read = read.iter().map(|found| found.as_slice());
                let known = (&mut self.repeats, &self.history);
                gather::gather(&project, (doc, stamp.window), known, stamp.sources, read)
            })
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
}
