//! How many bytes a change holds, by estimate: what bounds the history.
//!
//! Both sides of each difference count, though the project or the next act may share one of them:
//! after a restart nothing is shared, and the bound has to hold then too.

use std::sync::Arc;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::TextState;
use crate::model::document::Document;
use crate::model::document::Revision;
use crate::model::layer::Conflict;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Misfit;
use crate::model::layer::Rejection;
use crate::model::lexicon::Entity;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::relation::Relation;
use crate::model::schema::Schema;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::text::offset::Text;

/// Bytes of an entry of the history beside its change.
const ENTRY_BYTES: usize = 256;
/// Bytes of a string beside its characters, or of a link in a tree or list.
const SMALL_BYTES: usize = 32;
/// Bytes of a label, a relation or a class of the schema, with its names in some languages.
const SCHEMA_PART_BYTES: usize = 512;
/// A text keeps where its paragraphs and characters begin.
const TEXT_SHARE: usize = 8;

impl Change {
    /// Estimates how many bytes it takes to keep it.
    pub fn weight(&self) -> usize {
        ENTRY_BYTES + self.deltas.iter().map(Delta::weight).sum::<usize>()
    }
}

impl Delta {
    fn weight(&self) -> usize {
        let held = match self {
            Self::Name(diff) | Self::DocumentName { diff, .. } => both(diff, string),
            Self::Schema(diff) => both(diff, |schema| of_schema(schema)),
            Self::Guideline(diff) => both(diff, |guideline| guideline.len()),
            Self::Lexicons(diff) => both(diff, |all| each(all.iter(), of_lexicon)),
            Self::Patterns(diff) => both(diff, |all| each(all.iter(), of_pattern)),
            Self::Entities(diff) => both(diff, |all| each(all.iter(), of_entity)),
            Self::Conflicts(diff) => both(diff, |all| each(all.iter(), of_conflict)),
            Self::Extra(diff) => both(diff, |extra| extra.len() * SCHEMA_PART_BYTES),
            Self::Document { diff, .. } => both(diff, |doc| each(doc.iter(), of_document)),
            Self::Text { diff, .. } => both(diff, of_text_state),
            Self::Layer { diff, .. } => both(diff, |layer| each(layer.iter(), of_layer)),
            Self::Meta { diff, .. } => both(diff, of_meta),
            Self::Span { diff, .. } => both(diff, |span| each(span.iter(), of_span)),
            Self::Relation { diff, .. } => both(diff, |found| each(found.iter(), of_relation)),
            Self::Rejected { diff, .. } => both(diff, |what| each(what.iter(), of_rejection)),
            Self::Ignored { finding, .. } => string(&finding.kind) + string(&finding.reason),
            Self::LayerConflicts { diff, .. } => both(diff, |all| each(all.iter(), of_conflict)),
            Self::Misfits { diff, .. } => both(diff, |all| each(all.iter(), of_misfit)),
        };
        size_of::<Self>() + held
    }
}

fn both<T>(diff: &Diff<T>, weight: impl Fn(&T) -> usize) -> usize {
    weight(&diff.before) + weight(&diff.after)
}

fn each<'a, T: 'a>(all: impl Iterator<Item = &'a T>, weight: impl Fn(&T) -> usize) -> usize {
    all.map(weight).sum()
}

fn string<S: AsRef<str>>(string: &S) -> usize {
    SMALL_BYTES + string.as_ref().len()
}

fn of_schema(schema: &Schema) -> usize {
    let attributes = schema.labels.iter().map(|label| label.attributes.len());
    let n_parts = schema.labels.len()
        + schema.relations.len()
        + schema.classes.len()
        + schema.extra.len()
        + attributes.sum::<usize>();
    n_parts * SCHEMA_PART_BYTES
}

fn of_lexicon(lexicon: &Lexicon) -> usize {
    size_of::<Lexicon>() + string(&lexicon.name) + each(lexicon.words.iter(), string)
}

fn of_pattern(pattern: &Pattern) -> usize {
    size_of::<Pattern>() + string(&pattern.name) + string(&pattern.expression)
}

fn of_entity(entity: &Entity) -> usize {
    size_of::<Entity>() + string(&entity.name) + string(&entity.note)
}

fn of_conflict(conflict: &Conflict) -> usize {
    let words = [&conflict.subject, &conflict.ours, &conflict.theirs];
    size_of::<Conflict>() + words.into_iter().map(string).sum::<usize>()
}

fn of_text(text: &Text) -> usize {
    let len = text.as_str().len();
    len + len / TEXT_SHARE
}

fn of_revision(revision: &Revision) -> usize {
    size_of::<Revision>() + of_text(&revision.text)
}

fn of_text_state(state: &TextState) -> usize {
    // The revisions share their texts with the states before.
    of_text(&state.text) + state.revisions.len() * size_of::<Revision>()
}

fn of_document(doc: &Arc<Document>) -> usize {
    size_of::<Document>()
        + of_text(&doc.text)
        + each(doc.revisions.iter(), of_revision)
        + each(doc.layers.values(), of_layer)
}

fn of_layer(layer: &Arc<Layer>) -> usize {
    size_of::<Layer>()
        + each(layer.spans.iter(), of_span)
        + each(layer.relations.values(), of_relation)
        + each(layer.rejected.values(), of_rejection)
        + layer.ignored.len() * 4 * SMALL_BYTES
        + each(layer.conflicts.iter(), of_conflict)
        + each(layer.misfits.iter(), of_misfit)
        + of_meta(&layer.meta)
}

fn of_rejection(rejection: &Rejection) -> usize {
    size_of::<Rejection>() + string(&rejection.source)
}

fn of_meta(meta: &LayerMeta) -> usize {
    size_of::<LayerMeta>()
        + each(meta.classes.iter(), string)
        + each(meta.notes.iter(), |note| SMALL_BYTES + string(&note.text))
        + meta.extra.len() * SCHEMA_PART_BYTES
}

fn of_span(span: &Span) -> usize {
    size_of::<Span>() + span.detail.as_deref().map_or(0, of_detail)
}

fn of_detail(detail: &SpanDetail) -> usize {
    let attributes = detail.attributes.iter();
    let attributes = attributes.map(|(key, value)| string(key) + string(value));
    size_of::<SpanDetail>() + string(&detail.note) + attributes.sum::<usize>()
}

fn of_relation(relation: &Relation) -> usize {
    size_of::<Relation>() + SMALL_BYTES + relation.note.len()
}

fn of_misfit(misfit: &Misfit) -> usize {
    size_of::<Misfit>() + string(&misfit.label) + string(&misfit.words)
}
