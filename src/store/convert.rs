//! Turns a project file of format 1, as serde read it, into the model.
//!
//! A span goes into its layer only if the text has its words where it says; any other is kept as a
//! misfit and told. What a file may not hold at all (two labels with one key) is a [`Repeat`].
//! The way back, from the model to the file, is [`crate::store::write`].

pub mod parts;

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::btree_map::Entry;
use std::sync::Arc;

use crate::model::document;
use crate::model::document::sha256_hex;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer;
use crate::model::layer::MisfitReason;
use crate::model::project;
use crate::model::project::Documents;
use crate::model::relation;
use crate::model::span;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::store::convert::parts::conflicts_from_file;
use crate::store::convert::parts::detail_from_file;
use crate::store::convert::parts::entity_from_file;
use crate::store::convert::parts::extra_from_file;
use crate::store::convert::parts::lexicon_from_file;
use crate::store::convert::parts::pattern_from_file;
use crate::store::convert::parts::schema_from_file;
use crate::store::convert::parts::source_from_file;
use crate::store::convert::parts::status_from_file;
use crate::store::format_v1 as file;
use crate::store::gauge;
use crate::store::gauge::Counter;
use crate::store::locate::Trail;
use crate::store::problem::KeyKind;
use crate::store::problem::ProblemKind;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

type Relations = BTreeMap<relation::RelationId, relation::Relation>;

/// A problem before its place in the file was looked up.
#[derive(Debug)]
pub struct Unplaced {
    pub trail: Trail,
    pub doc: Option<DocId>,
    pub what: ProblemKind,
}

/// Two objects with one key, where that cannot be.
#[derive(Debug)]
pub struct Repeat {
    pub trail: Trail,
    pub what: KeyKind,
    pub key: String,
}

/// Turns a whole file into a project and what is wrong with it.
pub fn model_from_file(
    file: file::Project<'_>,
) -> Result<(project::Project, Vec<Unplaced>), Repeat> {
    let mut reading = Reading::default();
    let schema = schema_from_file(file.schema)?;
    for label in &schema.labels {
        reading.label(&label.key);
    }
    let trail = Trail::default().field("documents");
    let mut documents = Documents::default();
    let mut names = BTreeSet::new();
    let n_bytes = file.documents.iter().map(|doc| doc.text.0.len());
    let mut counter = Counter::new(gauge::CONVERTED, n_bytes.sum());
    for (place, doc) in file.documents.into_iter().enumerate() {
        let trail = trail.index(place);
        let n_bytes = doc.text.0.len();
        let doc = reading.document(&trail, doc)?;
        if !names.insert(doc.name.clone()) {
            let name = doc.name.clone();
            reading.tell(trail.field("name"), ProblemKind::RepeatedName { name });
        }
        documents
            .insert(place, Arc::new(doc))
            .map_err(|doc| Repeat {
                trail: trail.field("id"),
                what: KeyKind::Document,
                key: doc.id.to_string(),
            })?;
        counter.add(n_bytes);
    }
    let project = project::Project {
        name: file.name,
        schema: Arc::new(schema),
        guideline: file.guideline.0,
        lexicons: Arc::new(file.lexicons.into_iter().map(lexicon_from_file).collect()),
        patterns: Arc::new(file.patterns.into_iter().map(pattern_from_file).collect()),
        entities: Arc::new(file.entities.into_iter().map(entity_from_file).collect()),
        documents,
        conflicts: Arc::new(conflicts_from_file(file.conflicts)),
        extra: Arc::new(extra_from_file(file.extra)),
    };
    Ok((project, reading.problems))
}

/// Turns a document that stands by itself into the model.
pub fn document_from_file(file: file::Document<'_>) -> Result<document::Document, Repeat> {
    Reading::default().document(&Trail::default(), file)
}

/// Turns a layer that stands by itself into the model, its spans taken at their word.
pub fn layer_from_file(file: file::Layer<'_>) -> layer::Layer {
    Reading::default().layer(&Trail::default(), file, None)
}

/// Turns a relation into the model.
pub fn relation_from_file(
    key: String,
    head: SpanKey,
    tail: SpanKey,
    detail: Option<file::RelationDetail>,
) -> relation::Relation {
    let mut read = relation::Relation::new(key, head, tail);
    if let Some(detail) = detail {
        read.note = detail.note;
        read.extra = extra_from_file(detail.extra);
    }
    read
}

/// What is gathered and shared while a file is read.
#[derive(Default)]
struct Reading {
    problems: Vec<Unplaced>,
    /// One shared key for each label, however many spans name it.
    labels: BTreeMap<String, LabelKey>,
    doc: Option<DocId>,
}

impl Reading {
    fn tell(&mut self, trail: Trail, what: ProblemKind) {
        let doc = self.doc.clone();
        self.problems.push(Unplaced { trail, doc, what });
    }

    fn label(&mut self, key: &str) -> LabelKey {
        if let Some(label) = self.labels.get(key) {
            return label.clone();
        }
        let label = LabelKey::from(key);
        self.labels.insert(key.to_owned(), label.clone());
        label
    }

    fn document(
        &mut self,
        trail: &Trail,
        file: file::Document<'_>,
    ) -> Result<document::Document, Repeat> {
        let id = DocId::from(file.id);
        self.doc = Some(id.clone());
        let revisions = self.revisions(trail, file.revisions);
        self.check_hash(trail, &file.text_sha256, &file.text.0);
        let first_sha256 = revisions
            .first()
            .map_or(&file.text_sha256, |first| &first.text_sha256);
        let expected: String = first_sha256.chars().take(document::ID_DIGITS).collect();
        if !id.starts_with(&expected) {
            let what = ProblemKind::OtherId {
                id: id.to_string(),
                found: expected,
            };
            self.tell(trail.field("id"), what);
        }
        let text = Text::new(file.text.0);
        let mut layers = BTreeMap::new();
        for (place, layer) in file.layers.into_iter().enumerate() {
            let trail = trail.field("layers").index(place);
            let layer = self.layer(&trail, layer, Some(&text));
            let annotator = layer.annotator.clone();
            if layers.contains_key(&annotator) {
                return Err(Repeat {
                    trail: trail.field("annotator"),
                    what: KeyKind::Layer,
                    key: annotator.to_string(),
                });
            }
            layers.insert(annotator, Arc::new(layer));
        }
        self.doc = None;
        Ok(document::Document {
            id,
            name: file.name,
            source: source_from_file(file.source),
            text_sha256: file.text_sha256,
            text: Arc::new(text),
            revisions,
            layers,
            extra: extra_from_file(file.extra),
        })
    }

    fn revisions(
        &mut self,
        trail: &Trail,
        revisions: Vec<file::Revision>,
    ) -> Vec<document::Revision> {
        let trail = trail.field("revisions");
        let mut read = Vec::with_capacity(revisions.len());
        for (place, revision) in revisions.into_iter().enumerate() {
            self.check_hash(&trail.index(place), &revision.text_sha256, &revision.text.0);
            read.push(document::Revision {
                text_sha256: revision.text_sha256,
                text: Arc::new(Text::new(revision.text.0)),
            });
        }
        read
    }

    fn check_hash(&mut self, trail: &Trail, written: &str, text: &str) {
        let found = sha256_hex(text.as_bytes());
        if found != written {
            let written = written.to_owned();
            self.tell(
                trail.field("text_sha256"),
                ProblemKind::OtherText { written, found },
            );
        }
    }

    /// Reads a layer; without the text its spans are taken at their word.
    fn layer(&mut self, trail: &Trail, file: file::Layer<'_>, text: Option<&Text>) -> layer::Layer {
        let (spans, misfits) = self.spans(&trail.field("spans"), file.spans, text);
        let mut notes = Vec::with_capacity(file.notes.len());
        for (place, note) in file.notes.into_iter().enumerate() {
            let trail = || trail.field("notes").index(place).field("range");
            notes.push(layer::Note {
                range: note.range.map(|range| self.range(trail, range)),
                text: note.text,
                extra: extra_from_file(note.extra),
            });
        }
        let mut ignored = BTreeSet::new();
        for (place, (kind, range, reason)) in file.ignored.into_iter().enumerate() {
            let trail = trail.field("ignored").index(place);
            let range = self.range(|| trail.index(1), range);
            if !ignored.insert(layer::IgnoredFinding {
                kind,
                range,
                reason,
            }) {
                self.tell(trail, ProblemKind::RepeatedEntry { list: "ignored" });
            }
        }
        let mut classes = BTreeSet::new();
        for (place, class) in file.classes.into_iter().enumerate() {
            if !classes.insert(class) {
                let trail = trail.field("classes").index(place);
                self.tell(trail, ProblemKind::RepeatedEntry { list: "classes" });
            }
        }
        let (relations, differing) = self.relations(&trail.field("relations"), file.relations);
        let mut conflicts = conflicts_from_file(file.conflicts);
        conflicts.extend(differing);
        layer::Layer {
            annotator: Annotator::from(file.annotator),
            meta: layer::LayerMeta {
                status: status_from_file(file.status),
                classes,
                notes,
                active_seconds: file.active_seconds,
                extra: extra_from_file(file.extra),
            },
            spans,
            relations,
            rejected: self.rejected(&trail.field("rejected"), file.rejected),
            ignored,
            conflicts,
            misfits,
        }
    }

    fn rejected(
        &mut self,
        trail: &Trail,
        entries: Vec<file::Rejected<'_>>,
    ) -> BTreeMap<SpanKey, layer::Rejection> {
        let mut rejected = BTreeMap::new();
        for (place, entry) in entries.into_iter().enumerate() {
            let key = self.span_key(|| trail.index(place).index(0), entry.key);
            match rejected.entry(key) {
                Entry::Vacant(vacant) => {
                    vacant.insert(layer::Rejection::new(entry.source, entry.score));
                }
                Entry::Occupied(_) => {
                    let what = ProblemKind::RepeatedEntry { list: "rejected" };
                    self.tell(trail.index(place), what);
                }
            }
        }
        rejected
    }

    /// Returns the relations, and what a second line for one of them says otherwise.
    fn relations(
        &mut self,
        trail: &Trail,
        entries: Vec<file::Relation<'_>>,
    ) -> (Relations, Vec<layer::Conflict>) {
        let mut relations = Relations::new();
        let mut differing = Vec::new();
        for (place, entry) in entries.into_iter().enumerate() {
            let head = self.span_key(|| trail.index(place).index(1), entry.head);
            let tail = self.span_key(|| trail.index(place).index(2), entry.tail);
            let read = relation_from_file(entry.key, head, tail, entry.detail);
            match relations.entry(read.id.clone()) {
                Entry::Vacant(vacant) => {
                    vacant.insert(read);
                }
                Entry::Occupied(first) => {
                    let relation::RelationId { key, head, tail } = read.id.clone();
                    let (head, tail) = (head.range.to_string(), tail.range.to_string());
                    if *first.get() != read {
                        differing.push(layer::Conflict {
                            subject: format!("relation.{key}.{head}.{tail}.note"),
                            ours: first.get().note.clone(),
                            theirs: read.note,
                            extra: read.extra,
                        });
                    }
                    let key = key.to_string();
                    let what = ProblemKind::RepeatedRelation { key, head, tail };
                    self.tell(trail.index(place), what);
                }
            }
        }
        (relations, differing)
    }

    fn span_key(&mut self, trail: impl FnOnce() -> Trail, key: file::SpanKey<'_>) -> SpanKey {
        let (start, end, label) = key;
        SpanKey {
            range: self.range(trail, (start, end)),
            label: self.label(&label.0),
        }
    }

    fn range(&mut self, trail: impl FnOnce() -> Trail, (start, end): file::Range) -> CharRange {
        if start > end {
            self.tell(trail(), ProblemKind::BackwardRange { start, end });
        }
        CharRange::of(start, end)
    }

    /// Sorts span lines into those that fit the text and those that do not.
    fn spans(
        &mut self,
        trail: &Trail,
        lines: Box<[file::Span<'_>]>,
        text: Option<&Text>,
    ) -> (SpanSet, Vec<layer::Misfit>) {
        let mut fitting = Vec::with_capacity(lines.len());
        let mut misfits = Vec::new();
        let mut seen = Seen::default();
        for (place, line) in lines.into_iter().enumerate() {
            let label = self.label(&line.label.0);
            let detail = line.detail.map(|detail| detail_from_file(*detail));
            let range = CharRange::of(line.start, line.end);
            let (start, end) = (line.start, line.end);
            let unfit = text.and_then(|text| unfit(start, end, &line.words.0, text));
            let reason = unfit.or_else(|| {
                (!seen.is_new(range, &label, &fitting)).then_some(MisfitReason::Repeated)
            });
            match reason {
                None => fitting.push(match detail {
                    None => span::Span::new(range, label),
                    Some(detail) => span::Span::with_detail(range, label, detail),
                }),
                Some(reason) => {
                    let misfit = layer::Misfit {
                        start: line.start,
                        end: line.end,
                        label: label.to_string(),
                        words: line.words.0.into_owned(),
                        detail: detail
                            .filter(|detail| *detail != span::SpanDetail::default())
                            .map(Box::new),
                        reason,
                    };
                    self.tell(trail.index(place), problem_of(&misfit));
                    misfits.push(misfit);
                }
            }
        }
        misfits.sort_by(layer::Misfit::cmp_reading);
        // Nothing is left over: empty and repeated lines were taken out above.
        let (spans, _) = SpanSet::from_spans(fitting);
        (spans, misfits)
    }
}

/// Tells whether a range and label came before; cheap while they come in reading order.
#[derive(Default)]
struct Seen {
    /// Filled from the first line on that is out of order.
    all: Option<BTreeSet<SpanKey>>,
}

impl Seen {
    fn is_new(&mut self, range: CharRange, label: &LabelKey, before: &[span::Span]) -> bool {
        let key = SpanKey {
            range,
            label: label.clone(),
        };
        if let Some(all) = &mut self.all {
            return all.insert(key);
        }
        match before.last().map(|last| last.cmp_key(&key)) {
            None | Some(Ordering::Less) => true,
            Some(Ordering::Equal) => false,
            Some(Ordering::Greater) => {
                let all = self
                    .all
                    .insert(before.iter().map(span::Span::key).collect());
                all.insert(key)
            }
        }
    }
}

/// Returns why a span's line does not fit a text.
fn unfit(start: usize, end: usize, words: &str, text: &Text) -> Option<MisfitReason> {
    if start >= end {
        return Some(MisfitReason::Empty);
    }
    if end > text.n_chars() {
        let n_chars = text.n_chars();
        return Some(MisfitReason::OutsideText { n_chars });
    }
    let found = text.slice(CharRange::of(start, end));
    (found != words).then(|| MisfitReason::OtherWords {
        found: found.to_owned(),
    })
}

fn problem_of(misfit: &layer::Misfit) -> ProblemKind {
    let (start, end, label) = (misfit.start, misfit.end, misfit.label.clone());
    match &misfit.reason {
        MisfitReason::Empty => ProblemKind::EmptySpan { start, end, label },
        MisfitReason::OutsideText { n_chars } => ProblemKind::SpanOutsideText {
            start,
            end,
            label,
            n_chars: *n_chars,
        },
        MisfitReason::OtherWords { found } => ProblemKind::OtherWords {
            start,
            end,
            label,
            written: misfit.words.clone(),
            found: found.clone(),
        },
        MisfitReason::Repeated => ProblemKind::RepeatedSpan { start, end, label },
    }
}
