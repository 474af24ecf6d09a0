//! Labels put on many places at once, and taken off again: one command for all.
//!
//! Pure: places and a project give a command and how many places it leaves out.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::edit::command::SameLabel;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::search::found::Chosen;

/// A command on many places.
#[derive(Clone, Debug, PartialEq)]
pub struct Bulk {
    /// What is to be done.
    pub command: Command,
    /// Spans it adds or takes away.
    pub n_spans: usize,
    /// Places it leaves as they are.
    pub n_skipped: usize,
}

/// Labels places, but for those that share characters with a span of that label.
pub fn label(
    project: &Project,
    annotator: &Annotator,
    chosen: &[Chosen<'_>],
    label: &LabelKey,
) -> Bulk {
    let self_overlap = project.schema.label(label).is_some_and(|l| l.self_overlap);
    let mut bulk = Bulk::none();
    for (doc, places) in with_documents(project, chosen, &mut bulk.n_skipped) {
        let found = doc.layer(annotator);
        let mut spans = Vec::new();
        for range in places {
            let key = SpanKey::new(trimmed(&doc.text, *range), label.clone());
            let overlaps = found.is_some_and(|layer| {
                let mut there = layer.spans.overlapping(key.range);
                there.any(|span| span.label == *label && !self_overlap || span.key() == key)
            });
            if overlaps || key.range.is_empty() {
                bulk.n_skipped += 1;
                continue;
            }
            let detail = SpanDetail {
                origin: Origin::Repeated,
                ..SpanDetail::default()
            };
            spans.push(Span::with_detail(key.range, key.label, detail));
        }
        if spans.is_empty() {
            continue;
        }
        bulk.n_spans += spans.len();
        let layer = layer_ref(doc, annotator);
        let is_rejected =
            |key: &SpanKey| found.is_some_and(|found| found.rejected.contains_key(key));
        let rejected: Vec<SpanKey> = spans.iter().map(Span::key).filter(is_rejected).collect();
        let begun = found.is_some_and(|found| found.meta.status != Status::ToDo);
        bulk.push(Command::AddSpans {
            layer: layer.clone(),
            spans,
            same_label: SameLabel::Refuse,
        });
        if !rejected.is_empty() {
            let layer = layer.clone();
            bulk.push(Command::Unreject {
                layer,
                spans: rejected,
            });
        }
        if !begun {
            let status = Status::InProgress;
            bulk.push(Command::SetStatus { layer, status });
        }
    }
    bulk
}

/// Takes away the spans that lie within places: all, or those of some labels.
///
/// A span that reaches out of its place stays.
pub fn unlabel(
    project: &Project,
    annotator: &Annotator,
    chosen: &[Chosen<'_>],
    labels: Option<&BTreeSet<LabelKey>>,
) -> Bulk {
    let mut bulk = Bulk::none();
    for (doc, places) in with_documents(project, chosen, &mut bulk.n_skipped) {
        let mut spans = Vec::new();
        for range in places {
            let n_before = spans.len();
            let there = doc
                .layer(annotator)
                .into_iter()
                .flat_map(|layer| layer.spans.overlapping(*range));
            let within = there.filter(|span| {
                range.covers(span.range) && labels.is_none_or(|labels| labels.contains(&span.label))
            });
            spans.extend(within.map(Span::key));
            bulk.n_skipped += usize::from(spans.len() == n_before);
        }
        if !spans.is_empty() {
            bulk.n_spans += spans.len();
            let layer = layer_ref(doc, annotator);
            bulk.push(Command::RemoveSpans { layer, spans });
        }
    }
    bulk
}

impl Bulk {
    fn none() -> Self {
        Self {
            command: Command::Batch(Vec::new()),
            n_spans: 0,
            n_skipped: 0,
        }
    }

    fn push(&mut self, command: Command) {
        if let Command::Batch(commands) = &mut self.command {
            commands.push(command);
        }
    }
}

/// Returns the documents as they are, but for those whose text is another by now.
fn with_documents<'a>(
    project: &'a Project,
    chosen: &'a [Chosen<'_>],
    n_skipped: &mut usize,
) -> Vec<(&'a Document, &'a [CharRange])> {
    let mut found = Vec::new();
    for Chosen { doc, ranges } in chosen {
        match project.documents.by_id(&doc.id) {
            Some(now) if Arc::ptr_eq(&now.text, &doc.text) => {
                found.push((now.as_ref(), ranges.as_slice()));
            }
            _ => *n_skipped += ranges.len(),
        }
    }
    found
}

fn layer_ref(doc: &Document, annotator: &Annotator) -> LayerRef {
    LayerRef {
        doc: doc.id.clone(),
        annotator: annotator.clone(),
    }
}

/// Returns a range without the white space at its edges: no span has it.
pub fn trimmed(text: &Text, range: CharRange) -> CharRange {
    let is_space = |at: CharIdx| text.char_at(at).is_some_and(char::is_whitespace);
    let (mut start, mut end) = (range.start(), range.end());
    while start < end && is_space(start) {
        start = start.plus(1);
    }
    while start < end && is_space(end.minus(1)) {
        end = end.minus(1);
    }
    CharRange::new(start, end)
}
