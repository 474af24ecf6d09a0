//! Chooses what goes out of a project: whose spans, of which documents, labels and paragraphs.
//!
//! Used so, by the command line and the window alike:
//!
//! ```text
//! let selection = Selection { negatives: Negatives::LeftOut, ..Selection::default() };
//! let mut records = select::records(&project, &selection);
//! for record in records.by_ref() {
//!     // lazily, one document at a time: fit it, write it
//! }
//! let left_out = records.into_left_out();    // what did not go out, and why
//! loss_report.merge(&left_out.losses);       // spans that a reading view hides
//! ```
//!
//! A record shares text and layer with the project wherever the selection leaves them as they are.
//! The order of the steps: layers by status, made one (`merged`), labels, reading view, paragraphs
//! without spans (`moved`). Parts for training are dealt out by [`crate::exchange::split`].

mod merged;
mod moved;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::exchange::incoming::quoted;
use crate::exchange::loss::LossExample;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::record::Record;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::model::span::Span;
use crate::text::view::ViewKind;

/// How many names of documents are kept for each reason to leave some out.
const N_NAMES: usize = 5;

/// What goes out of a project; the default is everything that people labelled.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// Whose spans.
    pub layers: Layers,
    /// Only layers with one of these statuses; `None` for any.
    ///
    /// A layer with another takes no part in a union or a majority.
    pub statuses: Option<BTreeSet<Status>>,
    /// Only spans with one of these labels; `None` for any. Relations on others go with them.
    pub labels: Option<BTreeSet<LabelKey>>,
    /// Only these documents; `None` for all.
    pub documents: Option<BTreeSet<DocId>>,
    /// Whether paragraphs without spans go out.
    pub negatives: Negatives,
    /// How the text is read; every position follows.
    ///
    /// A text that is written in the asked script stays as it is, as in the window.
    pub view: ViewKind,
}

/// Whose spans go out.
#[derive(Clone, Debug, PartialEq)]
pub enum Layers {
    /// Those of one annotator, or of the one who settled what others disagreed on.
    One(Annotator),
    /// Everything that any of these has; where two say different things of one span, the first.
    ///
    /// An empty list is everybody, by name; predictions of models only take part where named.
    Union(Vec<Annotator>),
    /// What more than half of these have, of those who have a layer of the document.
    ///
    /// It goes by range and label; relations, attributes and classes likewise. What is said beside
    /// them is taken from the first who has the span. An empty list is everybody, as in a union.
    Majority(Vec<Annotator>),
}

impl Default for Layers {
    fn default() -> Self {
        Self::Union(Vec::new())
    }
}

/// Whether paragraphs without spans go out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Negatives {
    /// Texts are whole.
    #[default]
    Kept,
    /// They are left out of the text and positions follow; a document without spans stays out.
    LeftOut,
}

/// Why a document does not go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Why {
    /// It was not chosen.
    NotChosen,
    /// Nobody who was asked for has a layer of it.
    ///
    /// Written without spans it would teach a model that there are none in it.
    NoLayer,
    /// The layers of it that were asked for have another status; of several the first.
    Status(Status),
    /// No span of it is left, and texts without spans were not asked for.
    NoSpans,
}

/// Some documents that do not go out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// How many.
    pub count: usize,
    /// The names of the first.
    pub names: Vec<String>,
}

/// What did not go out of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LeftOut {
    /// Whole documents.
    pub documents: BTreeMap<Why, Unsent>,
    /// Spans of labels that were not asked for.
    pub labels: BTreeMap<LabelKey, usize>,
    /// Spans that no majority has.
    pub n_minority: usize,
    /// Relations on spans of other labels, or that no more than half have.
    pub n_relations: usize,
    /// Paragraphs without spans, of documents that go out.
    pub n_paragraphs: usize,
    /// What was asked for and got lost: spans that a reading view leaves nothing of.
    pub losses: LossReport,
}

impl LeftOut {
    /// Returns how many documents stay out.
    pub fn n_documents(&self) -> usize {
        self.documents.values().map(|unsent| unsent.count).sum()
    }

    fn add(&mut self, why: Why, document: &str) {
        let unsent = self.documents.entry(why).or_default();
        unsent.count += 1;
        if unsent.names.len() < N_NAMES {
            unsent.names.push(document.to_owned());
        }
    }
}

/// The records that go out, one by one in the project's order; see [`records`].
#[derive(Clone, Debug)]
pub struct Records<'a> {
    project: &'a Project,
    selection: &'a Selection,
    everybody: Vec<Annotator>,
    next: usize,
    left_out: LeftOut,
}

/// Returns what goes out of a project, a document at a time.
pub fn records<'a>(project: &'a Project, selection: &'a Selection) -> Records<'a> {
    let everybody = match &selection.layers {
        Layers::Union(named) | Layers::Majority(named) if named.is_empty() => people(project),
        _ => Vec::new(),
    };
    Records {
        project,
        selection,
        everybody,
        next: 0,
        left_out: LeftOut::default(),
    }
}

/// Returns who labelled by hand, by name.
///
/// [`Project::people`] also has a model that found nothing in some document; not here.
pub fn people(project: &Project) -> Vec<Annotator> {
    let layers = || {
        let documents = project.documents.iter();
        documents.flat_map(|doc| doc.layers.values())
    };
    let models: BTreeSet<&Annotator> = layers()
        .filter(|layer| layer.is_prediction())
        .map(|layer| &layer.annotator)
        .collect();
    let by_hand: BTreeSet<&Annotator> = layers()
        .filter(|layer| !models.contains(&layer.annotator) || has_own_spans(layer))
        .map(|layer| &layer.annotator)
        .collect();
    by_hand.into_iter().cloned().collect()
}

fn has_own_spans(layer: &Layer) -> bool {
    !layer.spans.is_empty() && !layer.is_prediction()
}

impl<'a> Records<'a> {
    /// Returns what was left out so far.
    pub fn left_out(&self) -> &LeftOut {
        &self.left_out
    }

    /// Goes through the rest and returns what was left out of all.
    pub fn into_left_out(mut self) -> LeftOut {
        self.by_ref().for_each(drop);
        self.left_out
    }

    /// Returns how many documents of the project were looked at; it has `project.documents.len()`.
    pub fn n_seen(&self) -> usize {
        self.next
    }

    /// Returns the next record with the document it is of.
    pub(super) fn next_of(&mut self) -> Option<(&'a Arc<Document>, Record)> {
        loop {
            let doc = self.project.documents.at(self.next)?;
            self.next += 1;
            match self.record_of(doc) {
                Ok(record) => return Some((doc, record)),
                Err(why) => self.left_out.add(why, &doc.name),
            }
        }
    }

    fn record_of(&mut self, doc: &Document) -> Result<Record, Why> {
        let selection = self.selection;
        let chosen = selection.documents.as_ref();
        if chosen.is_some_and(|chosen| !chosen.contains(&doc.id)) {
            return Err(Why::NotChosen);
        }
        let layers = self.layers_of(doc)?;
        let layer = match (&selection.layers, layers.as_slice()) {
            (_, []) => return Err(Why::NoLayer),
            (_, [only]) => Arc::clone(only),
            (Layers::One(_) | Layers::Union(_), all) => Arc::new(merged::merged(all, 1)),
            (Layers::Majority(_), all) => {
                let merged = merged::merged(all, all.len() / 2 + 1);
                self.left_out.n_minority += merged::n_different(all) - merged.spans.len();
                Arc::new(merged)
            }
        };
        let n_relations = match layers.as_slice() {
            [only] => only.relations.len(),
            all => {
                let distinct = all.iter().flat_map(|layer| layer.relations.keys());
                distinct.collect::<BTreeSet<_>>().len()
            }
        };
        let layer = self.with_chosen_labels(layer);
        self.left_out.n_relations += n_relations.saturating_sub(layer.relations.len());
        let mut record = Record::of(doc, &layer);
        if selection.view != ViewKind::RAW {
            record = moved::shown(record, selection.view, &mut self.left_out.losses);
        }
        if selection.negatives == Negatives::LeftOut {
            let without = moved::without_negatives(record).ok_or(Why::NoSpans)?;
            self.left_out.n_paragraphs += without.n_paragraphs;
            record = without.record;
        }
        Ok(record)
    }

    /// Returns the layers that were asked for, in the order they were.
    fn layers_of<'d>(&self, doc: &'d Document) -> Result<Vec<&'d Arc<Layer>>, Why> {
        let named = match &self.selection.layers {
            Layers::One(annotator) => std::slice::from_ref(annotator),
            Layers::Union(named) | Layers::Majority(named) if named.is_empty() => &self.everybody,
            Layers::Union(named) | Layers::Majority(named) => named,
        };
        let mut layers = Vec::new();
        let mut other_status = None;
        for (i, annotator) in named.iter().enumerate() {
            let is_repeat = named.iter().take(i).any(|earlier| earlier == annotator);
            let Some(layer) = doc.layers.get(annotator).filter(|_| !is_repeat) else {
                continue;
            };
            let status = layer.meta.status;
            let statuses = self.selection.statuses.as_ref();
            if statuses.is_none_or(|statuses| statuses.contains(&status)) {
                layers.push(layer);
            } else {
                other_status = other_status.or(Some(status));
            }
        }
        match other_status {
            Some(status) if layers.is_empty() => Err(Why::Status(status)),
            _ => Ok(layers),
        }
    }

    /// Takes out spans of other labels, with what hangs on them.
    fn with_chosen_labels(&mut self, layer: Arc<Layer>) -> Arc<Layer> {
        let Some(labels) = &self.selection.labels else {
            return layer;
        };
        for (label, n) in layer.spans.counts() {
            if !labels.contains(label) {
                *self.left_out.labels.entry(label.clone()).or_default() += n;
            }
        }
        let fits = layer.spans.counts().keys().all(|l| labels.contains(l))
            && layer.rejected.keys().all(|key| labels.contains(&key.label))
            && layer.misfits.iter().all(|m| labels.contains(&*m.label));
        if fits {
            return layer;
        }
        let mut chosen = Layer::clone(&layer);
        let spans = layer.spans.iter().filter(|s| labels.contains(&s.label));
        chosen.spans = moved::set_of(spans.cloned());
        chosen
            .relations
            .retain(|id, _| labels.contains(&id.head.label) && labels.contains(&id.tail.label));
        chosen.rejected.retain(|key, _| labels.contains(&key.label));
        chosen.misfits.retain(|m| labels.contains(&*m.label));
        Arc::new(chosen)
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.next_of().map(|(_, record)| record)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let n_rest = self.project.documents.len().saturating_sub(self.next);
        (0, Some(n_rest))
    }
}

/// Returns an example of a span that gets lost, with its place in the document.
fn example_of(record: &Record, span: &Span) -> LossExample {
    let words = quoted(record.text.slice(span.range));
    LossExample {
        document: record.name.clone(),
        range: Some(span.range),
        what: format!("{} {words}", span.label.escape_debug()),
    }
}

/// Counts spans that nothing is left of.
fn add_hidden(losses: &mut LossReport, record: &Record, span: &Span) {
    losses.add(LossKind::Hidden, || example_of(record, span));
}
