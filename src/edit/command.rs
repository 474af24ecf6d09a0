//! What can be asked of a project, and why it may be refused.

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

use crate::edit::change::LayerRef;
use crate::model::document::Document;
use crate::model::ids::{Annotator, DocId, LabelKey, RelationKey};
use crate::model::layer::{Conflict, IgnoredFinding, Misfit, Note, Rejection, Status};
use crate::model::lexicon::{Entity, Lexicon, Pattern};
use crate::model::relation::{Relation, RelationId};
use crate::model::schema::Schema;
use crate::model::span::{Span, SpanDetail, SpanKey};
use crate::text::offset::CharRange;

/// Something asked of a project: applied whole, or refused and nothing changes.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Gives the project a name.
    RenameProject(String),
    /// Replaces the guideline.
    SetGuideline(Arc<str>),
    /// Replaces the word lists.
    SetLexicons(Vec<Lexicon>),
    /// Replaces the patterns.
    SetPatterns(Vec<Pattern>),
    /// Replaces the entities.
    SetEntities(Vec<Entity>),
    /// Replaces the project's own conflicts, as when one is settled.
    SetConflicts(Vec<Conflict>),
    /// Replaces the schema; a label or relation whose key goes must have no data.
    SetSchema(Schema),
    /// Gives a label another key and carries its data along.
    RenameLabel {
        /// The key it has.
        from: LabelKey,
        /// The key it gets.
        to: LabelKey,
    },
    /// Turns every span of a label into one of another and removes the first from the schema.
    MergeLabels {
        /// The label that goes.
        from: LabelKey,
        /// The label that stays.
        into: LabelKey,
    },
    /// Removes a label from the schema together with its spans and their relations.
    RemoveLabel(LabelKey),
    /// Gives a relation another key and carries its data along.
    RenameRelation {
        /// The key it has.
        from: RelationKey,
        /// The key it gets.
        to: RelationKey,
    },
    /// Adds documents at the end.
    AddDocuments(Vec<Document>),
    /// Removes a document with its layers.
    RemoveDocument(DocId),
    /// Gives a document another name.
    RenameDocument {
        /// The document.
        doc: DocId,
        /// Its new name.
        name: String,
    },
    /// Puts other words in the place of some of a document's text, as when it is corrected.
    ///
    /// The text so far is kept as a revision. Spans, relations, notes, rejections and ignored
    /// findings move along; a span of which no character is left becomes a line that does not fit.
    CorrectText {
        /// The document.
        doc: DocId,
        /// The characters that go; may be empty, to add some.
        range: CharRange,
        /// What comes in their place.
        words: String,
    },
    /// Moves a document in the list.
    MoveDocument {
        /// The document.
        doc: DocId,
        /// Its new place.
        place: usize,
    },
    /// Adds an empty layer; nothing happens if it is there.
    AddLayer(LayerRef),
    /// Removes a layer with all it holds.
    RemoveLayer(LayerRef),
    /// Gives an annotator another name in every document.
    RenameAnnotator {
        /// The name so far.
        from: Annotator,
        /// The new name; no layer may have it.
        to: Annotator,
    },
    /// Says how far the annotator is.
    SetStatus {
        /// The layer.
        layer: LayerRef,
        /// The status.
        status: Status,
    },
    /// Replaces the document classes given.
    SetClasses {
        /// The layer.
        layer: LayerRef,
        /// Keys of the classes.
        classes: BTreeSet<String>,
    },
    /// Replaces the notes.
    SetNotes {
        /// The layer.
        layer: LayerRef,
        /// The notes.
        notes: Vec<Note>,
    },
    /// Adds to the time worked.
    AddActiveSeconds {
        /// The layer.
        layer: LayerRef,
        /// Seconds to add.
        seconds: u64,
    },
    /// Adds spans, and the layer if it is not there; spans that are there already stay as they are.
    AddSpans {
        /// The layer.
        layer: LayerRef,
        /// The spans.
        spans: Vec<Span>,
        /// What to do with one that shares characters with another of its label.
        same_label: SameLabel,
    },
    /// Takes spans away, with their relations.
    RemoveSpans {
        /// The layer.
        layer: LayerRef,
        /// The spans.
        spans: Vec<SpanKey>,
    },
    /// Gives a span another label; its relations and its detail come along.
    ///
    /// One that was suggested is corrected from then on.
    Relabel {
        /// The layer.
        layer: LayerRef,
        /// The span.
        span: SpanKey,
        /// Its new label.
        label: LabelKey,
    },
    /// Gives a span another range; its relations and its detail come along.
    ///
    /// One that was suggested is corrected from then on.
    Resize {
        /// The layer.
        layer: LayerRef,
        /// The span.
        span: SpanKey,
        /// Its new range.
        range: CharRange,
    },
    /// Replaces a span's origin, attributes, note and entity.
    SetDetail {
        /// The layer.
        layer: LayerRef,
        /// The span.
        span: SpanKey,
        /// The new detail.
        detail: SpanDetail,
    },
    /// Adds relations; ones that are there already stay as they are.
    AddRelations {
        /// The layer.
        layer: LayerRef,
        /// The relations.
        relations: Vec<Relation>,
    },
    /// Takes relations away.
    RemoveRelations {
        /// The layer.
        layer: LayerRef,
        /// The relations.
        relations: Vec<RelationId>,
    },
    /// Remembers suggestions as turned down.
    Reject {
        /// The layer.
        layer: LayerRef,
        /// The suggestions, each with who had made it and how sure they were.
        rejections: Vec<(SpanKey, Rejection)>,
    },
    /// Forgets that suggestions were turned down.
    Unreject {
        /// The layer.
        layer: LayerRef,
        /// The suggestions.
        spans: Vec<SpanKey>,
    },
    /// Leaves findings out, or in again.
    SetIgnored {
        /// The layer.
        layer: LayerRef,
        /// The findings.
        findings: Vec<IgnoredFinding>,
        /// Whether they are to be left out.
        ignored: bool,
    },
    /// Replaces a layer's conflicts, as when one is settled.
    SetLayerConflicts {
        /// The layer.
        layer: LayerRef,
        /// The conflicts that stay.
        conflicts: Vec<Conflict>,
    },
    /// Replaces a layer's lines that do not fit the text, as when one is dropped.
    SetMisfits {
        /// The layer.
        layer: LayerRef,
        /// The lines that stay.
        misfits: Vec<Misfit>,
    },
    /// Several commands as one, each on what the ones before it left.
    Batch(Vec<Command>),
}

/// What to do with a span that shares characters with another of its label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SameLabel {
    /// Refuse the command, unless the label may overlap itself.
    Refuse,
    /// Take it all the same; `check` will name it.
    Allow,
}

impl Command {
    /// Returns the kind of act, for the history and for messages.
    pub fn act(&self) -> Act {
        match self {
            Self::RenameProject(_) => Act::RenameProject,
            Self::SetGuideline(_)
            | Self::SetLexicons(_)
            | Self::SetPatterns(_)
            | Self::SetEntities(_)
            | Self::SetConflicts(_) => Act::EditProject,
            Self::SetSchema(_)
            | Self::RenameLabel { .. }
            | Self::MergeLabels { .. }
            | Self::RemoveLabel(_)
            | Self::RenameRelation { .. } => Act::EditSchema,
            Self::AddDocuments(_) => Act::AddDocuments,
            Self::RemoveDocument(_) => Act::RemoveDocument,
            Self::RenameDocument { .. } | Self::MoveDocument { .. } => Act::EditDocument,
            Self::CorrectText { .. } => Act::CorrectText,
            Self::AddLayer(_) | Self::RemoveLayer(_) | Self::RenameAnnotator { .. } => {
                Act::EditLayer
            }
            Self::SetStatus { .. }
            | Self::SetClasses { .. }
            | Self::SetNotes { .. }
            | Self::AddActiveSeconds { .. }
            | Self::SetLayerConflicts { .. }
            | Self::SetIgnored { .. }
            | Self::SetMisfits { .. } => Act::EditLayer,
            Self::AddSpans { .. } => Act::AddSpans,
            Self::RemoveSpans { .. } => Act::RemoveSpans,
            Self::Relabel { .. } => Act::Relabel,
            Self::Resize { .. } => Act::Resize,
            Self::SetDetail { .. } => Act::EditSpan,
            Self::AddRelations { .. } | Self::RemoveRelations { .. } => Act::EditRelations,
            Self::Reject { .. } | Self::Unreject { .. } => Act::Review,
            Self::Batch(commands) => commands.first().map_or(Act::EditProject, Self::act),
        }
    }
}

/// The kinds of act a history tells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// The project got another name.
    RenameProject,
    /// Guideline, word lists, patterns or entities changed.
    EditProject,
    /// Labels, relations or classes changed.
    EditSchema,
    /// Documents were added.
    AddDocuments,
    /// A document was removed.
    RemoveDocument,
    /// A document was renamed or moved.
    EditDocument,
    /// A document's text was corrected.
    CorrectText,
    /// A layer was added, removed or renamed, or its status, classes or notes changed.
    EditLayer,
    /// Spans were labelled.
    AddSpans,
    /// Spans were taken away.
    RemoveSpans,
    /// A span got another label.
    Relabel,
    /// A span got another range.
    Resize,
    /// A span's attributes, note or entity changed.
    EditSpan,
    /// Relations were added or taken away.
    EditRelations,
    /// Suggestions were turned down.
    Review,
    /// What others wrote into the project's file was taken over.
    Merge,
    /// An earlier version of the project was brought back.
    Restore,
}

/// Why a command was not carried out; the project is as it was.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum Refusal {
    /// The document is not in the project.
    #[error("the project has no document {0}")]
    NoDocument(DocId),
    /// The annotator has no layer in the document.
    #[error("document {} has no layer of {}", .0.doc, .0.annotator)]
    NoLayer(LayerRef),
    /// A layer would have no name.
    #[error("an annotator's name cannot be empty")]
    EmptyAnnotator,
    /// Another layer has the name.
    #[error("there is a layer of {0} already")]
    AnnotatorTaken(Annotator),
    /// A document with the id is there already.
    #[error("the project has document {name} ({id}) already")]
    DocumentTaken {
        /// The id.
        id: DocId,
        /// The name of the document there.
        name: String,
    },
    /// No character of the document would be left.
    #[error("no text of document {0} would be left")]
    EmptyText(String),
    /// Another document has the name.
    #[error("the project has a document named {0} already")]
    NameTaken(String),
    /// A document or the project would have no name.
    #[error("a name cannot be empty")]
    EmptyName,
    /// The span does not lie in the text.
    #[error("span {span} ends beyond the text, which has {n_chars} characters")]
    SpanOutsideText {
        /// The span's range.
        span: CharRange,
        /// The text's length.
        n_chars: usize,
    },
    /// The span covers no character.
    #[error("span {0} is empty")]
    EmptySpan(CharRange),
    /// The layer has no such span.
    #[error("there is no span {} {}", .0.label, .0.range)]
    NoSpan(SpanKey),
    /// The layer has a span with that range and label.
    #[error("there is a span {} {} already", .0.label, .0.range)]
    SpanTaken(SpanKey),
    /// The span shares characters with another of its label, which may not overlap itself.
    #[error("span {} {} shares characters with {} of the same label", .span.label, .span.range, .other)]
    OverlapsSameLabel {
        /// The span asked for.
        span: SpanKey,
        /// The range of the one that is there.
        other: CharRange,
    },
    /// The schema has no such label.
    #[error("the schema has no label {0}")]
    NoLabel(LabelKey),
    /// The schema has a label with the key.
    #[error("the schema has a label {0} already")]
    LabelTaken(LabelKey),
    /// A key is empty or holds white space or control characters.
    #[error("{0:?} cannot be a key: it must not be empty or hold white space at its ends")]
    BadKey(String),
    /// Two labels would have one hotkey.
    #[error("labels {first} and {second} would both have the key {hotkey}")]
    HotkeyTaken {
        /// The key.
        hotkey: char,
        /// The label that has it.
        first: LabelKey,
        /// The label that asks for it.
        second: LabelKey,
    },
    /// The label still has spans.
    #[error("label {label} has {n_spans} spans: rename it, merge it, or remove it with its spans")]
    LabelInUse {
        /// The label.
        label: LabelKey,
        /// Its spans in all layers.
        n_spans: usize,
    },
    /// The schema has no such relation.
    #[error("the schema has no relation {0}")]
    NoRelationType(RelationKey),
    /// The schema has a relation with the key.
    #[error("the schema has a relation {0} already")]
    RelationTypeTaken(RelationKey),
    /// The relation still has data.
    #[error("relation {relation} is used {n} times")]
    RelationInUse {
        /// The relation.
        relation: RelationKey,
        /// How often it is used.
        n: usize,
    },
    /// The relation may not join these labels.
    #[error("relation {relation} cannot go from {head} to {tail}")]
    RelationEnds {
        /// The relation.
        relation: RelationKey,
        /// The head's label.
        head: LabelKey,
        /// The tail's label.
        tail: LabelKey,
    },
    /// The layer has no such relation.
    #[error("there is no relation {0}")]
    NoRelation(RelationKey),
    /// What was to change is not as it was when the change was made.
    #[error("the project is not as it was when this change was made")]
    Stale,
    /// The project is open only to be read.
    #[error("the project is open read-only")]
    ReadOnly,
}
