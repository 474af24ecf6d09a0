//! What a format cannot carry, counted before anything is written.
//!
//! What it is that does not fit is found by [`crate::exchange::fit`], which also makes it fit.
//! A report has one line for each [`LossKind`] that occurs, with how often and the first examples,
//! in the order of [`LossKind::ALL`]. Where it is empty, reading the export gives the layer back.
//! How a span came to be and how long one worked are told too, but are no reason to stop: see
//! [`LossKind::is_bookkeeping`].

use std::collections::BTreeMap;
use std::fmt;

use crate::exchange::Format;
use crate::exchange::fit;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::Record;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
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
    /// Spans that begin or end inside a word, where a word takes one label.
    MidWord,
    /// Spans that a reading view leaves nothing of, or nothing but what another is already.
    Hidden,
    /// Documents without text.
    EmptyDocuments,
    /// Characters of texts that the format has no place for.
    Characters,
    /// Labels with characters that the format uses itself.
    LabelSpelling,
    /// Notes, and names and values of attributes and relations, with such characters.
    ValueSpelling,
    /// Attributes of spans.
    Attributes,
    /// Notes on spans.
    SpanNotes,
    /// Entities that spans speak of.
    Entities,
    /// Relations.
    Relations,
    /// Notes on relations.
    RelationNotes,
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
    /// Names of documents, or where one ends and the next begins.
    DocumentNames,
}

/// What a format of spans and nothing else cannot carry.
pub const BESIDE_SPANS: [LossKind; 14] = [
    LossKind::Attributes,
    LossKind::SpanNotes,
    LossKind::Entities,
    LossKind::Relations,
    LossKind::RelationNotes,
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

/// What no format but the project file carries.
pub const OF_THE_WORK: [LossKind; 7] = [
    LossKind::RelationNotes,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

impl LossKind {
    /// Every kind, in the order they are reported.
    pub const ALL: [Self; 25] = [
        Self::Nested,
        Self::Overlapping,
        Self::Blank,
        Self::Trimmed,
        Self::MidWord,
        Self::Hidden,
        Self::EmptyDocuments,
        Self::Characters,
        Self::LabelSpelling,
        Self::ValueSpelling,
        Self::Attributes,
        Self::SpanNotes,
        Self::Entities,
        Self::Relations,
        Self::RelationNotes,
        Self::Classes,
        Self::Notes,
        Self::Statuses,
        Self::Conflicts,
        Self::Misfits,
        Self::LaterValues,
        Self::Origins,
        Self::Review,
        Self::Time,
        Self::DocumentNames,
    ];

    /// Returns whether it tells of the work and not of the text: no loss to a reader of the data.
    pub fn is_bookkeeping(self) -> bool {
        matches!(
            self,
            Self::Origins | Self::Review | Self::Time | Self::DocumentNames
        )
    }

    /// Returns a short name that stays the same, for translations and reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Nested => "nested",
            Self::Overlapping => "overlapping",
            Self::Blank => "blank",
            Self::Trimmed => "trimmed",
            Self::MidWord => "mid-word",
            Self::Hidden => "hidden",
            Self::EmptyDocuments => "empty-documents",
            Self::Characters => "characters",
            Self::LabelSpelling => "label-spelling",
            Self::ValueSpelling => "value-spelling",
            Self::Attributes => "attributes",
            Self::SpanNotes => "span-notes",
            Self::Entities => "entities",
            Self::Relations => "relations",
            Self::RelationNotes => "relation-notes",
            Self::Classes => "classes",
            Self::Notes => "notes",
            Self::Statuses => "statuses",
            Self::Conflicts => "conflicts",
            Self::Misfits => "misfits",
            Self::LaterValues => "later-values",
            Self::Origins => "origins",
            Self::Review => "review",
            Self::Time => "time",
            Self::DocumentNames => "document-names",
        }
    }

    /// Says what is lost of one or of many, to stand after their number.
    pub fn said(self, count: usize) -> String {
        let (one, many, fate) = match self {
            Self::Nested => ("nested span", "nested spans", "left out"),
            Self::Overlapping => ("overlapping span", "overlapping spans", "left out"),
            Self::Blank => ("span", "spans", "of white space left out"),
            Self::Trimmed => ("span", "spans", "without white space at the ends"),
            Self::MidWord => ("span", "spans", "that begin or end inside a word left out"),
            Self::Hidden => ("span", "spans", "that the reading view hides left out"),
            Self::EmptyDocuments => ("document", "documents", "without text left out"),
            Self::Characters => ("character", "characters", "of texts replaced"),
            Self::LabelSpelling => ("span", "spans", "with the label spelled otherwise"),
            Self::ValueSpelling => (
                "note, attribute or relation",
                "notes, attributes and relations",
                "spelled otherwise",
            ),
            Self::Attributes => ("attribute", "attributes", "of spans left out"),
            Self::SpanNotes => ("note", "notes", "on spans left out"),
            Self::Entities => ("entity", "entities", "of spans left out"),
            Self::Relations => ("relation", "relations", "left out"),
            Self::RelationNotes => ("note", "notes", "on relations left out"),
            Self::Classes => ("document class", "document classes", "left out"),
            Self::Notes => ("note", "notes", "on documents left out"),
            Self::Statuses => ("document status", "document statuses", "left out"),
            Self::Conflicts => ("conflict", "conflicts", "of a merge left out"),
            Self::Misfits => ("span", "spans", "not fitting the text left out"),
            Self::LaterValues => ("value", "values", "of a later version left out"),
            Self::Origins => ("span", "spans", "written without its origin"),
            Self::Review => ("remark", "remarks", "of review left out"),
            Self::Time => ("time", "times", "worked left out"),
            Self::DocumentNames => ("document name", "document names", "left out or changed"),
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

    /// Adds what another report counts, as if it had come after this one.
    pub fn merge(&mut self, other: &Self) {
        for (kind, more) in &other.kinds {
            let loss = self.kinds.entry(*kind).or_default();
            loss.count += more.count;
            let n_room = N_EXAMPLES.saturating_sub(loss.examples.len());
            loss.examples
                .extend(more.examples.iter().take(n_room).cloned());
        }
    }

    /// Counts one more of a kind.
    pub(super) fn add(&mut self, kind: LossKind, example: impl FnOnce() -> LossExample) {
        let loss = self.kinds.entry(kind).or_default();
        loss.count += 1;
        if loss.examples.len() < N_EXAMPLES {
            loss.examples.push(example());
        }
    }
}

/// Counts what a format cannot carry of these records.
pub fn report<'a>(
    format: &Format,
    records: impl IntoIterator<Item = &'a Record>,
    options: &WriteOptions,
) -> LossReport {
    let mut report = LossReport::default();
    for record in records {
        fit::fit(format, options, record, &mut report);
    }
    report
}

/// What is written, by count.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// Documents.
    pub n_documents: usize,
    /// Their characters.
    pub n_chars: usize,
    /// Spans of each label.
    pub labels: BTreeMap<LabelKey, usize>,
    /// Relations of each key.
    pub relations: BTreeMap<RelationKey, usize>,
}

impl Tally {
    /// Counts a record as it is written.
    pub fn add(&mut self, record: &Record) {
        self.n_documents += 1;
        self.n_chars += record.text.n_chars();
        for (label, n) in record.layer.spans.counts() {
            *self.labels.entry(label.clone()).or_default() += n;
        }
        for id in record.layer.relations.keys() {
            *self.relations.entry(id.key.clone()).or_default() += 1;
        }
    }

    /// Adds what was counted elsewhere.
    pub fn join(&mut self, other: &Self) {
        self.n_documents += other.n_documents;
        self.n_chars += other.n_chars;
        for (label, n) in &other.labels {
            *self.labels.entry(label.clone()).or_default() += n;
        }
        for (key, n) in &other.relations {
            *self.relations.entry(key.clone()).or_default() += n;
        }
    }

    /// Returns how many spans there are.
    pub fn n_spans(&self) -> usize {
        self.labels.values().sum()
    }

    /// Returns how many relations there are.
    pub fn n_relations(&self) -> usize {
        self.relations.values().sum()
    }
}
