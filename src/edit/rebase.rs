//! Brings recorded acts into a project that changed meanwhile, as operations on sets.
//!
//! A delta says what was there and what came; the project may by now hold a third thing. A span is
//! in the set or not, a value is merged three ways (what was there, what is there, what was to
//! come), and where both sides changed one value the one that is there stays and the other is kept
//! beside it as a conflict. Nothing that somebody else made goes: what cannot be brought in is
//! listed as [`Unfit`], what was brought in otherwise as [`Differing`].
//!
//! A delta that points into a text names that text. If the document's text was corrected since, the
//! place is carried along the corrections; if it is another text, the words must still stand there.
//! Records are made by [`recorded`]; how deltas on one thing become one is in `net.rs`, how values
//! are merged in `merge.rs`, documents and whole layers are in `documents.rs` and `layers.rs`, what
//! lies in a layer in `parts.rs`.

mod documents;
mod exact;
mod ground;
mod layers;
mod merge;
mod net;
mod parts;
mod records;
mod values;

use std::collections::HashMap;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

use thiserror::Error;

pub use self::records::recorded;

use crate::edit::between::between;
use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::command::Refusal;
use crate::edit::rebase::ground::Way;
use crate::edit::record::Recorder;
use crate::model::document::Document;
use crate::model::finding::RelationEnd;
use crate::model::ids::DocId;
use crate::model::layer::Conflict;
use crate::model::project::Project;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;

/// A delta as a journal keeps it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedDelta {
    /// What was done.
    pub delta: Delta,
    /// What the text said, for a delta that points into one without holding it.
    pub words: Option<WordsOf>,
}

/// The text that a delta pointed into, and what it said there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordsOf {
    /// The first 16 hexadecimal digits of the text's SHA-256; more do no harm.
    pub text: Arc<str>,
    /// What the text said.
    pub words: Words,
}

/// What a text said where a delta points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// At too many places to say: a whole layer, or notes.
    Many,
    /// At one: a span, a rejection, an ignored finding.
    At(String),
    /// At both ends of a relation; `None` for an end that was no span even then.
    Ends {
        /// Where it starts from.
        head: Option<String>,
        /// Where it points at.
        tail: Option<String>,
    },
}

/// What came of bringing acts into a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rebased {
    /// What was done; its inverse takes it back.
    pub change: Change,
    /// What could not be brought in, in the order it was made.
    pub unfit: Vec<Unfit>,
    /// What was brought in otherwise than recorded.
    pub differing: Vec<Differing>,
}

/// A recorded delta that could not be brought in.
#[derive(Clone, Debug, PartialEq)]
pub struct Unfit {
    /// What was recorded.
    pub delta: Delta,
    /// Why it does not fit.
    pub reason: UnfitReason,
}

/// Why a recorded delta does not fit.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum UnfitReason {
    /// The document is gone.
    #[error("the project has no document {0} any more")]
    NoDocument(DocId),
    /// The text has other words there.
    #[error("the text has {found:?} where it had {recorded:?}")]
    OtherWords {
        /// What was there.
        recorded: String,
        /// What is there.
        found: String,
    },
    /// It says much of a text that the document never had.
    #[error("it was made for another text")]
    OtherText,
    /// None of the characters it spoke of is left.
    #[error("the characters it speaks of were corrected away")]
    WordsGone,
    /// A span that the relation links is gone.
    #[error("the {0} of the relation is gone")]
    EndGone(RelationEnd),
    /// It could not be carried out.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// Something brought in otherwise than recorded, so that nobody's work goes.
#[derive(Clone, Debug, PartialEq)]
pub enum Differing {
    /// Both sides changed a value; it is now in the conflicts of the layer or of the project.
    Conflict {
        /// The layer, unless it concerns the project.
        layer: Option<LayerRef>,
        /// Both values.
        conflict: Conflict,
    },
    /// A removed document stays, for it holds what the one who removed it had not seen.
    DocumentKept(DocId),
    /// A document that was moved or changed is gone, and stays so.
    DocumentGone(DocId),
    /// A document has a number behind its name, which another document has.
    Renamed {
        /// The document.
        doc: DocId,
        /// The name recorded.
        wanted: String,
        /// The name it has.
        name: String,
    },
    /// A removed layer stays, for it holds what the one who removed it had not seen.
    LayerKept(LayerRef),
    /// A layer that was renamed is gone, and stays so.
    LayerGone(LayerRef),
    /// A removed span stays, for its detail was changed.
    SpanKept {
        /// The layer.
        layer: LayerRef,
        /// The span.
        span: SpanKey,
    },
    /// A removed span is back, for its detail was changed.
    SpanBack {
        /// The layer.
        layer: LayerRef,
        /// The span.
        span: SpanKey,
    },
    /// A removed relation stays, for its note was changed.
    RelationKept {
        /// The layer.
        layer: LayerRef,
        /// The relation.
        relation: RelationId,
    },
}

/// Brings recorded acts into a project.
///
/// Acts that are in it already, as they stand, change nothing; only the time worked is added each
/// time where something else does not show that they are in.
pub fn rebase(project: &mut Project, deltas: &[RecordedDelta]) -> Rebased {
    if records::are_in(project, deltas) {
        return Rebased::default();
    }
    // What nobody touched is made just as it was, step by step.
    if let Some(exact) = exact::made(project, deltas) {
        let change = between(project, &exact);
        *project = exact;
        return Rebased {
            change,
            ..Rebased::default()
        };
    }
    let mut rebaser = Rebaser::new(project);
    rebaser.all(&net::net(deltas));
    rebaser.finish()
}

/// Returns whether a project is as recorded acts left it, each of which could be taken back.
pub fn holds(project: &Project, deltas: &[RecordedDelta]) -> bool {
    records::are_in(project, deltas)
}

/// A project under way, with what did not come out as recorded.
struct Rebaser<'a> {
    recorder: Recorder<'a>,
    unfit: Vec<Unfit>,
    differing: Vec<Differing>,
    /// Documents that were added or renamed.
    named: Vec<DocId>,
    /// Documents between two places; `None` for one that is gone.
    moving: HashMap<DocId, Option<Arc<Document>>>,
    /// Documents and layers that were there when the records added them: what comes of those who
    /// made them is no concern of the records.
    others: Others,
    /// Ways from recorded texts to those that documents have.
    ways: HashMap<(DocId, Arc<str>), Rc<Way>>,
}

/// What others made too.
#[derive(Default)]
struct Others {
    documents: HashSet<DocId>,
    layers: HashSet<LayerRef>,
}

impl<'a> Rebaser<'a> {
    fn new(project: &'a mut Project) -> Self {
        Self {
            recorder: Recorder::new(project),
            unfit: Vec::new(),
            differing: Vec::new(),
            named: Vec::new(),
            moving: HashMap::new(),
            others: Others::default(),
            ways: HashMap::new(),
        }
    }

    fn finish(mut self) -> Rebased {
        self.free_names();
        Rebased {
            change: self.recorder.finish(),
            unfit: self.unfit,
            differing: self.differing,
        }
    }

    fn all(&mut self, items: &[RecordedDelta]) {
        let next = net::next_of_same_document(items);
        let mut at = 0;
        while let Some(item) = items.get(at) {
            let rest = items.get(at + 1..).unwrap_or_default();
            at += match &item.delta {
                Delta::Document { place, diff } => {
                    let again = next.get(at).copied().flatten();
                    let again = again.and_then(|at| items.get(at));
                    self.document(*place, diff, again.map(|item| &item.delta));
                    1
                }
                Delta::Text { .. } | Delta::Layer { .. } => self.text_or_layer(item, rest),
                _ => {
                    self.part(item);
                    1
                }
            };
        }
    }

    /// Brings in a delta on a value of the project, a document's name or a part of a layer.
    fn part(&mut self, item: &RecordedDelta) {
        let done = self.grounded(item).and_then(|delta| match delta {
            Delta::DocumentName { doc, diff } => self.document_name(&doc, diff),
            Delta::Meta { layer, diff } => self.meta(&layer, &diff),
            Delta::Span { layer, diff } => self.span(&layer, diff),
            Delta::Relation { layer, diff } => self.relation(&layer, *diff, item.words.as_ref()),
            Delta::Rejected { layer, span, diff } => self.rejected(layer, span, diff),
            Delta::Ignored {
                layer,
                finding,
                diff,
            } => self.ignored(layer, finding, &diff),
            Delta::LayerConflicts { layer, diff } => self.conflicts(&layer, &diff),
            Delta::Misfits { layer, diff } => self.misfits(&layer, &diff),
            delta => self.value(delta),
        });
        if let Err(reason) = done {
            let delta = item.delta.clone();
            self.unfit.push(Unfit { delta, reason });
        }
    }

    fn project(&self) -> &Project {
        self.recorder.project()
    }

    fn doc(&self, doc: &DocId) -> Result<&Arc<Document>, UnfitReason> {
        let found = self.project().documents.by_id(doc);
        found.ok_or_else(|| UnfitReason::NoDocument(doc.clone()))
    }

    fn push(&mut self, delta: Delta) -> Result<(), UnfitReason> {
        if matches!(delta, Delta::Text { .. } | Delta::Document { .. }) {
            self.ways.clear();
        }
        Ok(self.recorder.push(delta)?)
    }
}
