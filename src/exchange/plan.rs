//! Holds what files say against a project: what goes in, and what is refused.
//!
//! A document is found by its text if the file has it, else by name, else by id. A span goes in if
//! its range lies in the text, its words (if given) stand there and its label is in the schema.
//! Nothing is guessed: what does not fit is a [`Refusal`], and the rest is not held up by it.
//!
//! Predictions of a model are held against a project the same way, but go into a layer of their own
//! and take the place of what is there.
//!
//! The plan holds values of the model; carrying it out as one command is not here.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::collections::HashSet;

use crate::exchange::incoming::EndRole;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Named;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::Reading;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::RefusalReason;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::project::Project;
use crate::model::relation::Relation;
use crate::model::relation::RelationId;
use crate::model::schema::RelationType;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// A file that was read.
#[derive(Clone, Debug)]
pub struct ReadingOf<'a> {
    /// What refusals call it.
    pub file: &'a str,
    /// Its name without folders, kept as the origin of its spans.
    pub name: &'a str,
    /// What it says.
    pub reading: Reading,
}

/// What to do with labels that are not in the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NewLabels {
    /// Refuse their spans.
    Refuse,
    /// Add them to the schema.
    Add,
}

/// What goes into a layer, and what does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ImportPlan {
    /// What each document gets, in the project's order; a document may get a layer and no span.
    pub documents: Vec<DocumentPlan>,
    /// Labels to add to the schema, in the order they came.
    pub new_labels: Vec<LabelKey>,
    /// What is not taken, in the order of the files.
    pub refusals: Vec<Refusal>,
    /// Fields that were passed over, with how often each stood there.
    pub unread_fields: BTreeMap<String, usize>,
    /// Spans and relations that were there already or came twice.
    pub n_known: usize,
    /// Predictions without a score.
    pub n_unscored: usize,
}

impl ImportPlan {
    /// Returns how many spans go in.
    pub fn n_spans(&self) -> usize {
        self.documents.iter().map(|doc| doc.spans.len()).sum()
    }

    /// Returns how many spans of each label go in.
    pub fn label_counts(&self) -> BTreeMap<LabelKey, usize> {
        let mut counts = BTreeMap::new();
        for span in self.documents.iter().flat_map(|doc| &doc.spans) {
            *counts.entry(span.label.clone()).or_default() += 1;
        }
        counts
    }

    /// Returns how many relations go in.
    pub fn n_relations(&self) -> usize {
        self.documents.iter().map(|doc| doc.relations.len()).sum()
    }

    /// Returns how many spans and relations do not.
    pub fn n_refused(&self) -> usize {
        self.refusals.iter().map(|refusal| refusal.n_spans).sum()
    }
}

/// What goes into the layer of one document.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentPlan {
    /// The document.
    pub doc: DocId,
    /// Spans to add.
    pub spans: Vec<Span>,
    /// Relations to add; their ends are in the layer or in `spans`.
    pub relations: Vec<Relation>,
}

/// Holds files against an annotator's layers of a project.
pub fn plan(
    project: &Project,
    annotator: &Annotator,
    new_labels: NewLabels,
    files: Vec<ReadingOf<'_>>,
) -> ImportPlan {
    let mut planner = Planner::new(project, annotator, new_labels);
    let mut matched: Vec<(usize, Incoming)> = Vec::new();
    let mut names = Vec::with_capacity(files.len());
    for (file_idx, file) in files.into_iter().enumerate() {
        names.push(file.file);
        planner.take_reading(&file, file_idx);
        for incoming in file.reading.documents {
            planner.take_spans(file_idx, file.name, &incoming);
            if !incoming.relations.is_empty() {
                matched.push((file_idx, incoming));
            }
        }
    }
    // Relations come last: their ends may stand in any of the files.
    for (file_idx, incoming) in &matched {
        planner.take_relations(*file_idx, incoming);
    }
    planner.finish(&names)
}

/// Holds predictions of a model against a project; `source` names the model.
///
/// A document that the files speak of is in the plan, even without a span: what the plan says of it
/// takes the place of what was predicted before. A span that comes several times keeps its highest
/// score; one without a score gets `unscored_permille`.
pub fn plan_predictions(
    project: &Project,
    source: &Annotator,
    unscored_permille: u16,
    new_labels: NewLabels,
    files: Vec<ReadingOf<'_>>,
) -> ImportPlan {
    let mut planner = Planner::new(project, source, new_labels);
    planner.unscored = Some(unscored_permille);
    let mut names = Vec::with_capacity(files.len());
    for (file_idx, file) in files.into_iter().enumerate() {
        names.push(file.file);
        planner.take_reading(&file, file_idx);
        for incoming in file.reading.documents {
            planner.take_spans(file_idx, file.name, &incoming);
        }
    }
    planner.finish(&names)
}

struct Planner<'a> {
    project: &'a Project,
    annotator: &'a Annotator,
    /// Spans are predictions of the annotator, which is a model; the score of those without one.
    unscored: Option<u16>,
    new_labels: NewLabels,
    by_text: HashMap<&'a str, Vec<&'a Document>>,
    by_name: HashMap<&'a str, &'a Document>,
    /// What is planned, by the document's place in the project.
    planned: BTreeMap<usize, Planned>,
    plan: ImportPlan,
    /// File, line and order of each refusal, to be sorted at the end.
    refusals: Vec<(usize, Place, usize, RefusalReason)>,
    known_labels: HashSet<LabelKey>,
}

struct Planned {
    doc: DocumentPlan,
    keys: HashMap<CharRange, BTreeSet<LabelKey>>,
    relations: HashSet<RelationId>,
    /// A file says that the document has no spans, so that it gets a layer all the same.
    said_empty: bool,
}

impl<'a> Planner<'a> {
    fn new(project: &'a Project, annotator: &'a Annotator, new_labels: NewLabels) -> Self {
        let mut by_text: HashMap<&str, Vec<&Document>> = HashMap::new();
        let mut by_name = HashMap::new();
        for doc in project.documents.iter() {
            by_text.entry(doc.text.as_str()).or_default().push(doc);
            by_name.insert(doc.name.as_str(), doc.as_ref());
        }
        let labels = project.schema.labels.iter();
        Self {
            project,
            annotator,
            unscored: None,
            new_labels,
            by_text,
            by_name,
            planned: BTreeMap::new(),
            plan: ImportPlan::default(),
            refusals: Vec::new(),
            known_labels: labels.map(|label| label.key.clone()).collect(),
        }
    }

    fn take_reading(&mut self, file: &ReadingOf<'_>, file_idx: usize) {
        for refusal in &file.reading.refusals {
            let at = refusal.at.clone();
            self.refuse(file_idx, at, refusal.n_spans, refusal.reason.clone());
        }
        for (field, n) in &file.reading.unread_fields {
            *self.plan.unread_fields.entry(field.clone()).or_default() += n;
        }
    }

    fn refuse(&mut self, file_idx: usize, at: Place, n_spans: usize, reason: RefusalReason) {
        self.refusals.push((file_idx, at, n_spans, reason));
    }

    /// Finds the document that a part of a file speaks of.
    fn document_of(&self, incoming: &Incoming) -> Result<&'a Document, RefusalReason> {
        let key = incoming.key.as_deref();
        let named = key.and_then(|key| {
            let by_id = || self.project.documents.by_id(&DocId::from(key));
            let by_name = self.by_name.get(key).copied();
            by_name.or_else(|| by_id().map(AsRef::as_ref))
        });
        let Some(text) = incoming.text.as_deref() else {
            return match (named, key) {
                (Some(doc), _) => Ok(doc),
                (None, Some(name)) => Err(RefusalReason::NoSuchDocument {
                    name: name.to_owned(),
                }),
                (None, None) => Err(RefusalReason::NoSuchText),
            };
        };
        let with_text = self.by_text.get(text).map_or(&[][..], Vec::as_slice);
        match (named, with_text) {
            (Some(doc), _) if doc.text.as_str() == text => Ok(doc),
            (_, [doc]) => Ok(doc),
            (Some(doc), []) => Err(other_text(doc, text)),
            (None, []) => Err(match key {
                Some(name) => RefusalReason::NoSuchDocument {
                    name: name.to_owned(),
                },
                None => RefusalReason::NoSuchText,
            }),
            (_, several) => Err(RefusalReason::SeveralDocuments {
                n_documents: several.len(),
            }),
        }
    }

    fn take_spans(&mut self, file_idx: usize, file_name: &str, incoming: &Incoming) {
        let doc = match self.document_of(incoming) {
            Ok(doc) => doc,
            Err(reason) => {
                let n = incoming.spans.len() + incoming.relations.len();
                return self.refuse(file_idx, incoming.at.clone(), n.max(1), reason);
            }
        };
        let mut planned = self.take_planned(doc);
        let nothing = incoming.spans.is_empty() && incoming.relations.is_empty();
        planned.said_empty |= nothing && !incoming.partly_refused;
        for span in &incoming.spans {
            match self.span_in(doc, span) {
                Ok(key) => {
                    if self.is_new(doc, &mut planned, &key) {
                        let detail = SpanDetail {
                            origin: self.origin(file_name, span),
                            ..SpanDetail::default()
                        };
                        let span = Span::with_detail(key.range, key.label, detail);
                        planned.doc.spans.push(span);
                    } else {
                        self.plan.n_known += 1;
                    }
                }
                Err(reason) => self.refuse(file_idx, span.at.clone(), 1, reason),
            }
        }
        self.put_planned(doc, planned);
    }

    fn origin(&mut self, file_name: &str, span: &IncomingSpan) -> Origin {
        let Some(unscored) = self.unscored else {
            return Origin::Imported {
                from: file_name.to_owned(),
            };
        };
        self.plan.n_unscored += usize::from(span.score_permille.is_none());
        Origin::Suggested {
            source: self.annotator.to_string(),
            score_permille: span.score_permille.unwrap_or(unscored),
            corrected: false,
        }
    }

    /// Takes what is planned for a document out, so that it can be changed beside the rest.
    fn take_planned(&mut self, doc: &Document) -> Planned {
        let place = self.project.documents.place_of(&doc.id).unwrap_or(0);
        self.planned.remove(&place).unwrap_or_else(|| Planned {
            doc: DocumentPlan {
                doc: doc.id.clone(),
                spans: Vec::new(),
                relations: Vec::new(),
            },
            keys: HashMap::new(),
            relations: HashSet::new(),
            said_empty: false,
        })
    }

    fn put_planned(&mut self, doc: &Document, planned: Planned) {
        let place = self.project.documents.place_of(&doc.id).unwrap_or(0);
        self.planned.insert(place, planned);
    }

    fn is_new(&self, doc: &Document, planned: &mut Planned, key: &SpanKey) -> bool {
        if self.unscored.is_some() {
            // Of those that come twice one is chosen at the end.
            return true;
        }
        let layer = doc.layer(self.annotator);
        !layer.is_some_and(|layer| layer.spans.contains(key))
            && planned
                .keys
                .entry(key.range)
                .or_default()
                .insert(key.label.clone())
    }

    fn span_in(&mut self, doc: &Document, span: &IncomingSpan) -> Result<SpanKey, RefusalReason> {
        let named = || Named {
            label: span.label.clone(),
            start: span.start,
            end: span.end,
        };
        if span.start >= span.end {
            return Err(RefusalReason::Empty { span: named() });
        }
        let range = CharRange::of(span.start, span.end);
        if !doc.text.holds(range) {
            return Err(RefusalReason::OutsideText {
                span: named(),
                n_chars: doc.text.n_chars(),
            });
        }
        let found = doc.text.slice(range);
        if let Some(expected) = span.words.as_ref().filter(|words| *words != found) {
            return Err(RefusalReason::OtherWords {
                span: named(),
                expected: expected.clone(),
                found: found.to_owned(),
            });
        }
        let label = LabelKey::from(span.label.as_str());
        if !self.known_labels.contains(&label) {
            let bad = label.trim() != label.as_str() || label.is_empty();
            if bad || label.chars().any(char::is_control) {
                return Err(RefusalReason::BadLabel { span: named() });
            }
            if self.new_labels == NewLabels::Refuse {
                return Err(RefusalReason::UnknownLabel { span: named() });
            }
            self.known_labels.insert(label.clone());
            self.plan.new_labels.push(label.clone());
        }
        Ok(SpanKey { range, label })
    }

    fn take_relations(&mut self, file_idx: usize, incoming: &Incoming) {
        // A document that is not there was refused with its spans.
        let Ok(doc) = self.document_of(incoming) else {
            return;
        };
        let mut planned = self.take_planned(doc);
        for relation in &incoming.relations {
            match self.relation_in(doc, &planned, relation) {
                Ok(relation) => {
                    let layer = doc.layer(self.annotator);
                    let there = layer.is_some_and(|l| l.relations.contains_key(&relation.id));
                    if !there && planned.relations.insert(relation.id.clone()) {
                        planned.doc.relations.push(relation);
                    } else {
                        self.plan.n_known += 1;
                    }
                }
                Err(reason) => self.refuse(file_idx, relation.at.clone(), 1, reason),
            }
        }
        self.put_planned(doc, planned);
    }

    fn relation_in(
        &self,
        doc: &Document,
        planned: &Planned,
        relation: &IncomingRelation,
    ) -> Result<Relation, RefusalReason> {
        let Some(kind) = self.project.schema.relation(&relation.key) else {
            return Err(RefusalReason::UnknownRelation {
                key: relation.key.clone(),
            });
        };
        let head = self.end_in(doc, planned, kind, EndRole::Head, &relation.head)?;
        let tail = self.end_in(doc, planned, kind, EndRole::Tail, &relation.tail)?;
        Ok(Relation::new(RelationKey::clone(&kind.key), head, tail))
    }

    /// Finds the one span that an end can mean, among those there and those planned.
    fn end_in(
        &self,
        doc: &Document,
        planned: &Planned,
        kind: &RelationType,
        role: EndRole,
        end: &IncomingEnd,
    ) -> Result<SpanKey, RefusalReason> {
        let range = CharRange::of(end.start, end.end);
        let allowed = match role {
            EndRole::Head => &kind.heads,
            EndRole::Tail => &kind.tails,
        };
        let mut labels: BTreeSet<LabelKey> = BTreeSet::new();
        if let Some(layer) = doc.layer(self.annotator) {
            let there = layer.spans.overlapping(range);
            let there = there.filter(|span| span.range == range);
            labels.extend(there.map(|span| span.label.clone()));
        }
        labels.extend(planned.keys.get(&range).into_iter().flatten().cloned());
        labels.retain(|label| {
            let named = end
                .label
                .as_deref()
                .is_none_or(|named| named == label.as_str());
            named && (allowed.is_empty() || allowed.contains(label))
        });
        let mut found = labels.iter();
        match (found.next(), found.next()) {
            (Some(label), None) if end.start < end.end => Ok(SpanKey::new(range, label.clone())),
            (Some(_), Some(_)) => Err(RefusalReason::SeveralEnds {
                relation: kind.key.to_string(),
                role,
                start: end.start,
                end: end.end,
                labels: labels
                    .iter()
                    .map(LabelKey::as_str)
                    .collect::<Vec<_>>()
                    .join(", "),
            }),
            _ => Err(RefusalReason::NoEnd {
                relation: kind.key.to_string(),
                role,
                start: end.start,
                end: end.end,
            }),
        }
    }

    fn finish(mut self, files: &[&str]) -> ImportPlan {
        let predicted = self.unscored.is_some();
        let planned = self.planned.into_values();
        let filled = |p: &Planned| {
            predicted || p.said_empty || !p.doc.spans.is_empty() || !p.doc.relations.is_empty()
        };
        self.plan.documents = planned.filter(filled).map(|p| p.doc).collect();
        for doc in self.plan.documents.iter_mut().filter(|_| predicted) {
            self.plan.n_known += keep_surest(&mut doc.spans);
        }
        self.refusals
            .sort_by(|a, b| (a.0, a.1.number()).cmp(&(b.0, b.1.number())));
        let refusals = self.refusals.into_iter();
        self.plan.refusals = refusals
            .map(|(file_idx, at, n_spans, reason)| Refusal {
                file: files.get(file_idx).copied().unwrap_or_default().to_owned(),
                at,
                n_spans,
                reason,
            })
            .collect();
        self.plan
    }
}

/// Of spans with one range and label keeps the one of the highest score; returns how many went.
fn keep_surest(spans: &mut Vec<Span>) -> usize {
    let score = |span: &Span| match span.detail.as_deref().map(|detail| &detail.origin) {
        Some(Origin::Suggested { score_permille, .. }) => *score_permille,
        _ => 0,
    };
    let n_before = spans.len();
    spans.sort_by(|a, b| a.cmp_reading(b).then_with(|| score(b).cmp(&score(a))));
    spans.dedup_by(|b, a| a.cmp_reading(b).is_eq());
    n_before - spans.len()
}

/// Says where a file's text and a document's part ways.
fn other_text(doc: &Document, text: &str) -> RefusalReason {
    let document = doc.name.clone();
    if doc
        .revisions
        .iter()
        .any(|earlier| earlier.text.as_str() == text)
    {
        return RefusalReason::EarlierText { document };
    }
    let pairs = doc.text.as_str().chars().zip(text.chars());
    let at = pairs.take_while(|(ours, theirs)| ours == theirs).count();
    RefusalReason::OtherText { document, at }
}
