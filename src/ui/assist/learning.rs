//! How far learning is: what was learned from, and what is to be learned next.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::assist::learner::NoLearner;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::span_set::SpanSet;
use crate::session::Session;
use crate::ui::assist::reader::Version;
use crate::ui::assist::reader::Work;

/// What a document taught.
#[derive(Clone, Debug)]
pub struct Taught {
    /// Its spans.
    pub spans: SpanSet,
    /// Whether it was done, so that what is not labelled taught something too.
    pub is_whole: bool,
}

/// How far learning is.
#[derive(Debug, Default)]
pub struct Learning {
    /// The documents that were learned from.
    pub from: BTreeMap<DocId, Taught>,
    /// A document that is to be learned from though it is not done.
    pub asked: Option<DocId>,
    /// Whether all is to be learned anew.
    pub anew: bool,
    /// Whether it is under way.
    pub at_work: bool,
    /// Whether there is something that was learned.
    pub knows: bool,
    /// Why there is nothing, if it was tried.
    pub refused: Option<NoLearner>,
    /// How many documents were done when there was last nothing to learn.
    pub looked_for: Option<usize>,
    /// The labels it was learned for.
    pub labels: Vec<LabelKey>,
    /// Whether the annotator asked for it and wants to be told.
    pub tell: bool,
    /// The number of the session.
    pub serial: u64,
    /// Whose layers count.
    pub who: Option<Annotator>,
    /// What stops it.
    pub given_up: Arc<AtomicBool>,
    /// The latest versions.
    pub version: Version,
}

impl Learning {
    /// Returns what is to be learned now.
    ///
    /// Documents are looked through only when another number of them is done than there was.
    pub(super) fn next(
        &self,
        session: &Session,
        (here, who): (Option<&DocId>, &Annotator),
        n_done: usize,
    ) -> Option<Work> {
        let project = session.project();
        let is_taken_back = here.is_some_and(|id| self.is_taken_back(session, id, who));
        let labels_differ = self.knows && self.labels != project.schema.label_keys();
        let is_asked = self.asked.is_some() || self.anew || labels_differ || is_taken_back;
        if !is_asked && self.looked_for == Some(n_done) {
            return None;
        }
        let done = |layer: &Layer| layer.meta.status == Status::Done && !layer.spans.is_empty();
        let finished = project
            .documents
            .iter()
            .filter(|doc| doc.layer(who).is_some_and(done));
        let finished: Vec<DocId> = finished.map(|doc| doc.id.clone()).collect();
        // One that was learned from before it was done teaches more now that it is.
        let is_new = |id: &&DocId| !self.from.get(*id).is_some_and(|taught| taught.is_whole);
        let new = finished.iter().find(is_new).cloned();
        let mut docs = finished;
        if let Some(asked) = self.asked.clone() {
            docs.retain(|id| *id != asked);
            docs.push(asked);
            return Some(Work::Learn { docs, new: None });
        }
        let mut whole = self.from.iter().filter(|(_, taught)| taught.is_whole);
        let is_undone = whole.any(|(id, _)| !docs.contains(id));
        if self.anew || labels_differ || is_undone || is_taken_back {
            // What was learned from on request is so again; of nothing, it is said why.
            let asked_before = self.from.keys().filter(|id| !docs.contains(id));
            let asked_before: Vec<DocId> = asked_before.cloned().collect();
            docs.extend(asked_before);
            return Some(Work::Learn { docs, new: None });
        }
        let new = new?;
        docs.retain(|id| *id != new);
        docs.push(new.clone());
        let new = self.knows.then_some(new);
        Some(Work::Learn { docs, new })
    }

    /// Returns whether most of what was learned from in a document was taken back since.
    fn is_taken_back(&self, session: &Session, id: &DocId, who: &Annotator) -> bool {
        let Some(taught) = self.from.get(id) else {
            return false;
        };
        let layer = session.document(id).and_then(|doc| doc.layer(who));
        let n_left = layer.map_or(0, |layer| layer.spans.len());
        2 * n_left < taught.spans.len()
    }
}
