//! What is counted over the whole project, counted anew only when it changed.
//!
//! A project may have thousands of documents: counting them in every frame would be felt.

use std::collections::BTreeMap;

use crate::model::ids::Annotator;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::session::Session;

/// Counts over an annotator's layers.
#[derive(Debug, Default)]
pub struct Totals {
    counted_for: Option<(u64, Annotator)>,
    /// Spans of each label.
    pub n_spans: BTreeMap<LabelKey, usize>,
    /// Lines of all layers that do not fit their text.
    pub n_misfits: usize,
    /// Documents marked as done.
    pub n_done: usize,
}

impl Totals {
    /// Counts, unless nothing changed since the last time.
    pub fn refresh(&mut self, session: &Session, annotator: &Annotator) {
        let now = (session.revision(), annotator.clone());
        if self.counted_for.as_ref() == Some(&now) {
            return;
        }
        self.counted_for = Some(now);
        let project = session.project();
        self.n_spans = project.counts(annotator);
        let layers = project.documents.iter().flat_map(|doc| doc.layers.values());
        self.n_misfits = layers.map(|layer| layer.misfits.len()).sum();
        let layers = project
            .documents
            .iter()
            .filter_map(|doc| doc.layer(annotator));
        self.n_done = layers
            .filter(|layer| layer.meta.status == Status::Done)
            .count();
    }

    /// Forgets what was counted, for another project.
    pub fn forget(&mut self) {
        self.counted_for = None;
    }
}
