//! What a format cannot carry, counted before anything is written.
//!
//! A report has one line for each [`LossKind`] that occurs, with how often and the first examples,
//! in the order of [`LossKind::ALL`]. Where it is empty, reading the export gives the layer back.
//! How a span came to be and how long one worked are told too, but are no reason to stop: see
//! [`LossKind::is_bookkeeping`].

use std::collections::BTreeMap;
use std::fmt;

use crate::exchange::Format;
use crate::exchange::LabelledDocument;
use crate::exchange::conll;
use crate::exchange::flat;
use crate::exchange::flat::DropReason;
use crate::exchange::flat::Overlap;
use crate::exchange::incoming::quoted;
use crate::model::layer::Status;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::text::offset::CharRange;

/// How many examples of a kind are kept.
const N_EXAMPLES: usize = 3;

/// What can get lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LossKind {
    /// Spans in others, or around others, where one character takes one label.
    Nested,
    /// Spans that cross the edge of others, where one character takes one label.
    Overlapping,
    /// Spans of nothing but white space or invisible characters, which are no tokens.
    Blank,
    /// White space or invisible characters at the ends of spans.
    Trimmed,
    /// Labels with characters that the format uses itself; each is written as `_`.
    LabelSpelling,
    /// Attributes of spans.
    Attributes,
    /// Notes on spans.
    SpanNotes,
    /// Entities that spans speak of.
    Entities,
    /// Relations.
    Relations,
    /// Document classes.
    Classes,
    /// Notes on documents.
    Notes,
    /// Statuses of documents.
    Statuses,
    /// Conflicts of a merge.
    Conflicts,
    /// Lines of the project file that do not fit their text.
    Misfits,
    /// Values that a later version wrote.
    LaterValues,
    /// Where spans came from.
    Origins,
    /// Rejected suggestions and ignored findings.
    Review,
    /// Time worked.
    Time,
}

/// What a format of spans and nothing else cannot carry.
pub const BESIDE_SPANS: [LossKind; 13] = [
    LossKind::Attributes,
    LossKind::SpanNotes,
    LossKind::Entities,
    LossKind::Relations,
    LossKind::Classes,
    LossKind::Notes,
    LossKind::Statuses,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

impl LossKind {
    /// Every kind, in the order they are reported.
    pub const ALL: [Self; 18] = [
        Self::Nested,
        Self::Overlapping,
        Self::Blank,
        Self::Trimmed,
        Self::LabelSpelling,
        Self::Attributes,
        Self::SpanNotes,
        Self::Entities,
        Self::Relations,
        Self::Classes,
        Self::Notes,
        Self::Statuses,
        Self::Conflicts,
        Self::Misfits,
        Self::LaterValues,
        Self::Origins,
        Self::Review,
        Self::Time,
    ];

    /// Returns whether it tells of the work and not of the text: no loss to a reader of the data.
    pub fn is_bookkeeping(self) -> bool {
        matches!(self, Self::Origins | Self::Review | Self::Time)
    }

    /// Returns a short name that stays the same, for translations and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nested => "nested",
            Self::Overlapping => "overlapping",
            Self::Blank => "blank",
            Self::Trimmed => "trimmed",
            Self::LabelSpelling => "label-spelling",
            Self::Attributes => "attributes",
            Self::SpanNotes => "span-notes",
            Self::Entities => "entities",
            Self::Relations => "relations",
            Self::Classes => "classes",
            Self::Notes => "notes",
            Self::Statuses => "statuses",
            Self::Conflicts => "conflicts",
            Self::Misfits => "misfits",
            Self::LaterValues => "later-values",
            Self::Origins => "origins",
            Self::Review => "review",
            Self::Time => "time",
        }
    }

    /// Says what is lost of one or of many, to stand after their number.
    pub fn said(self, count: usize) -> String {
        let (one, many, fate) = match self {
            Self::Nested => ("nested span", "nested spans", "left out"),
            Self::Overlapping => ("overlapping span", "overlapping spans", "left out"),
            Self::Blank => ("span", "spans", "of white space left out"),
            Self::Trimmed => ("span", "spans", "without white space at the ends"),
            Self::LabelSpelling => ("span", "spans", "with the label spelled otherwise"),
            Self::Attributes => ("attribute", "attributes", "of spans left out"),
            Self::SpanNotes => ("note", "notes", "on spans left out"),
            Self::Entities => ("entity", "entities", "of spans left out"),
            Self::Relations => ("relation", "relations", "left out"),
            Self::Classes => ("document class", "document classes", "left out"),
            Self::Notes => ("note", "notes", "on documents left out"),
            Self::Statuses => ("document status", "document statuses", "left out"),
            Self::Conflicts => ("conflict", "conflicts", "of a merge left out"),
            Self::Misfits => ("span", "spans", "not fitting the text left out"),
            Self::LaterValues => ("value", "values", "of a later version left out"),
            Self::Origins => ("origin", "origins", "of spans left out"),
            Self::Review => ("remark", "remarks", "of review left out"),
            Self::Time => ("time", "times", "worked left out"),
        };
        let noun = if count == 1 { one } else { many };
        format!("{noun} {fate}")
    }
}

/// One kind of loss.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Loss {
    /// How often it occurs.
    pub count: usize,
    /// The first places where it does.
    pub examples: Vec<LossExample>,
}

/// A place where something gets lost.
#[derive(Clone, Debug, PartialEq)]
pub struct LossExample {
    /// The document's name.
    pub document: String,
    /// The characters, if it is a matter of some.
    pub range: Option<CharRange>,
    /// Label and words, or what it is.
    pub what: String,
}

impl fmt::Display for LossExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.range {
            Some(range) => write!(f, "{} {range} {}", self.document, self.what),
            None => write!(f, "{} {}", self.document, self.what),
        }
    }
}

/// Everything a format cannot carry of some documents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LossReport {
    kinds: BTreeMap<LossKind, Loss>,
}

impl LossReport {
    /// Returns whether nothing gets lost.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// Returns whether anything gets lost that a reader of the data would miss.
    pub fn loses_data(&self) -> bool {
        self.kinds.keys().any(|kind| !kind.is_bookkeeping())
    }

    /// Returns whether spans are left out because others take their characters.
    pub fn loses_overlaps(&self) -> bool {
        let clash = |kind: &LossKind| matches!(kind, LossKind::Nested | LossKind::Overlapping);
        self.kinds.keys().any(clash)
    }

    /// Returns what gets lost of a kind.
    pub fn of(&self, kind: LossKind) -> Option<&Loss> {
        self.kinds.get(&kind)
    }

    /// Returns every kind that occurs, in the order of [`LossKind::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (LossKind, &Loss)> {
        self.kinds.iter().map(|(kind, loss)| (*kind, loss))
    }

    fn add(&mut self, kind: LossKind, example: impl FnOnce() -> LossExample) {
        let loss = self.kinds.entry(kind).or_default();
        loss.count += 1;
        if loss.examples.len() < N_EXAMPLES {
            loss.examples.push(example());
        }
    }
}

/// Counts what a format cannot carry of these documents.
pub fn report(format: &Format, documents: &[LabelledDocument<'_>], overlap: Overlap) -> LossReport {
    let mut report = LossReport::default();
    for labelled in documents {
        count_flattening(&mut report, labelled, format, overlap);
        for span in labelled.layer.spans.iter() {
            count_detail(&mut report, labelled, span);
        }
        count_layer(&mut report, labelled);
    }
    report
        .kinds
        .retain(|kind, _| format.cannot_carry.contains(kind));
    report
}

fn count_flattening(
    report: &mut LossReport,
    labelled: &LabelledDocument<'_>,
    format: &Format,
    overlap: Overlap,
) {
    if !format.flat() {
        return;
    }
    let flat = flat::flatten(&labelled.doc.text, labelled.layer.spans.iter(), overlap);
    for (span, reason) in &flat.dropped {
        let kind = match reason {
            DropReason::Nested => LossKind::Nested,
            DropReason::Overlapping => LossKind::Overlapping,
            DropReason::Blank => LossKind::Blank,
        };
        report.add(kind, || span_example(labelled, span));
    }
    for kept in &flat.kept {
        if kept.range != kept.span.range {
            report.add(LossKind::Trimmed, || span_example(labelled, kept.span));
        }
        if conll::tag_name(kept.label()) != kept.label().as_str() {
            report.add(LossKind::LabelSpelling, || {
                span_example(labelled, kept.span)
            });
        }
    }
}

fn count_detail(report: &mut LossReport, labelled: &LabelledDocument<'_>, span: &Span) {
    let Some(detail) = span.detail.as_deref() else {
        return;
    };
    let example = || span_example(labelled, span);
    for _ in &detail.attributes {
        report.add(LossKind::Attributes, example);
    }
    for _ in &detail.extra {
        report.add(LossKind::LaterValues, example);
    }
    let said = [
        (!detail.note.is_empty(), LossKind::SpanNotes),
        (detail.entity.is_some(), LossKind::Entities),
        (detail.origin != Origin::Hand, LossKind::Origins),
    ];
    for (_, kind) in said.into_iter().filter(|(said, _)| *said) {
        report.add(kind, example);
    }
}

fn count_layer(report: &mut LossReport, labelled: &LabelledDocument<'_>) {
    let LabelledDocument { doc, layer } = labelled;
    let example = |range: Option<CharRange>, what: &str| LossExample {
        document: doc.name.clone(),
        range,
        what: what.to_owned(),
    };
    for relation in layer.relations.values() {
        let id = &relation.id;
        report.add(LossKind::Relations, || {
            example(
                None,
                &format!("{} {} → {}", id.key, id.head.range, id.tail.range),
            )
        });
    }
    for class in &layer.meta.classes {
        report.add(LossKind::Classes, || example(None, class));
    }
    for note in &layer.meta.notes {
        report.add(LossKind::Notes, || example(note.range, &quoted(&note.text)));
    }
    if layer.meta.status != Status::ToDo {
        let status = match layer.meta.status {
            Status::ToDo => "to do",
            Status::InProgress => "in progress",
            Status::Done => "done",
            Status::ToDiscuss => "to discuss",
        };
        report.add(LossKind::Statuses, || example(None, status));
    }
    for conflict in &layer.conflicts {
        report.add(LossKind::Conflicts, || example(None, &conflict.subject));
    }
    for misfit in &layer.misfits {
        report.add(LossKind::Misfits, || {
            example(None, &format!("{} {}", misfit.label, quoted(&misfit.words)))
        });
    }
    for key in layer.meta.extra.keys() {
        report.add(LossKind::LaterValues, || example(None, key));
    }
    for key in layer.rejected.keys() {
        report.add(LossKind::Review, || example(Some(key.range), &key.label));
    }
    for finding in &layer.ignored {
        report.add(LossKind::Review, || {
            example(Some(finding.range), &finding.kind)
        });
    }
    if layer.meta.active_seconds > 0 {
        report.add(LossKind::Time, || {
            example(None, &format!("{} s", layer.meta.active_seconds))
        });
    }
}

fn span_example(labelled: &LabelledDocument<'_>, span: &Span) -> LossExample {
    let words = quoted(labelled.doc.text.slice(span.range));
    LossExample {
        document: labelled.doc.name.clone(),
        range: Some(span.range),
        what: format!("{} {words}", span.label.escape_debug()),
    }
}
