//! How far two annotators agree: F1 over the documents that both labelled.
//!
//! With `A` and `B` their spans by range and label, F1 = 2 · |A ∩ B| / (|A| + |B|), the same
//! whichever of the two is taken for the truth. Where what nobody labelled cannot be counted it is
//! what kappa comes to: G. Hripcsak, A. S. Rothschild, "Agreement, the F-measure, and reliability
//! in information retrieval", JAMIA 12(3):296–298, 2005.

use std::collections::BTreeMap;

use crate::exchange::select::Selection;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::span::Span;

/// What two annotators have on the documents that both labelled.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Shared {
    /// The documents.
    pub(super) n_documents: usize,
    /// Spans that both have.
    pub(super) n_both: usize,
    /// Spans of the one and of the other.
    n_spans: usize,
}

impl Shared {
    /// Returns F1 in thousandths, rounded; `None` if neither has a span.
    pub(super) fn f1_permille(&self) -> Option<usize> {
        let half = self.n_spans / 2;
        (2_000 * self.n_both + half).checked_div(self.n_spans)
    }
}

/// What each pair of annotators has.
#[derive(Clone, Debug, Default)]
pub(super) struct Agreement {
    pairs: BTreeMap<(Annotator, Annotator), Shared>,
}

impl Agreement {
    pub(super) fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    pub(super) fn pairs(&self) -> impl Iterator<Item = (&(Annotator, Annotator), &Shared)> {
        self.pairs.iter()
    }

    /// Returns the mean of the pairs that have any spans.
    pub(super) fn mean_permille(&self) -> Option<usize> {
        let all: Vec<usize> = self
            .pairs
            .values()
            .filter_map(Shared::f1_permille)
            .collect();
        (all.iter().sum::<usize>() + all.len() / 2).checked_div(all.len())
    }

    /// Counts a document for each two who labelled it.
    ///
    /// A layer that is to do and empty is one that was only looked at.
    pub(super) fn add(&mut self, doc: &Document, people: &[Annotator], selection: &Selection) {
        let is_labelled = |layer: &&Layer| {
            let status = layer.meta.status;
            let statuses = selection.statuses.as_ref();
            statuses.is_none_or(|statuses| statuses.contains(&status))
                && (status != Status::ToDo || !layer.spans.is_empty())
        };
        let layers = people.iter().filter_map(|name| doc.layer(name));
        let layers: Vec<&Layer> = layers.filter(is_labelled).collect();
        let is_chosen = |span: &&Span| super::chosen(selection, &span.label);
        for (i, one) in layers.iter().enumerate() {
            for other in layers.iter().skip(i + 1) {
                let n_of = |layer: &Layer| layer.spans.iter().filter(is_chosen).count();
                let both = one.spans.iter().filter(is_chosen);
                let n_both = both.filter(|s| other.spans.contains(&s.key())).count();
                let pair = (one.annotator.clone(), other.annotator.clone());
                let shared = self.pairs.entry(pair).or_default();
                shared.n_documents += 1;
                shared.n_both += n_both;
                shared.n_spans += n_of(one) + n_of(other);
            }
        }
    }
}

/// Writes thousandths as `0.857`.
pub(super) fn decimal(permille: Option<usize>) -> String {
    match permille {
        Some(n) => format!("{}.{:03}", n / 1_000, n % 1_000),
        None => "–".to_owned(),
    }
}
