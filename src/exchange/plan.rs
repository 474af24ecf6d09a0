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
use crate::exchange::incoming::Remark;
use crate::exchange::settle::Places;
use crate::exchange::settle::can_be_label;
use crate::exchange::settle::one_end;
use crate::exchange::settle::solid;
use crate::exchange::settle::units_that_fit;
use crate::exchange::stream::SolidDocuments;
use crate::exchange::stream::joined;
use crate::exchange::units::OffsetUnit;
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
    /// Relations to add to the schema, in the order they came.
    pub new_relations: Vec<RelationKey>,
    /// What is not taken, in the order of the files.
    pub refusals: Vec<Refusal>,
    /// Fields that were passed over, with how often each stood there.
    pub unread_fields: BTreeMap<String, usize>,
    /// Spans and relations that were there already or came twice.
    pub n_known: usize,
    /// Predictions without a score.
    pub n_unscored: usize,
    /// Documents with a span that does not fit their text.
    pub n_documents_with_misfits: usize,
    /// Units in which all spans of such documents would fit, and of how many of them.
    pub units_that_fit: BTreeMap<OffsetUnit, UnitHint>,
    /// What was taken otherwise than it stood in its file.
    pub remarks: Vec<(String, Place, Remark)>,
}

/// How much would fit if offsets were counted in another unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitHint {
    /// Documents with a span that does not fit as it is, all of whose spans would.
    pub n_documents: usize,
    /// Their spans.
    pub n_spans: usize,
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

    /// Returns the units that offsets may be in: those that would make every document fit.
    pub fn likely_units(&self) -> Vec<OffsetUnit> {
        let n_documents = self.n_documents_with_misfits;
        let units = self.units_that_fit.iter();
        let fit = units.filter(|(_, hint)| n_documents > 0 && hint.n_documents == n_documents);
        fit.map(|(unit, _)| *unit).collect()
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
        for incoming in joined(file.reading.documents) {
            for incoming in planner.named(file_idx, incoming) {
                planner.take_spans(file_idx, file.name, &incoming);
                if !incoming.relations.is_empty() {
                    matched.push((file_idx, incoming));
                }
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
        for incoming in joined(file.reading.documents) {
            for incoming in planner.named(file_idx, incoming) {
                planner.take_spans(file_idx, file.name, &incoming);
            }
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
    /// The documents without blanks, once a file of tokens asks for them.
    solid: Option<SolidDocuments<'a>>,
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
            solid: None,
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
        for (at, remark) in &file.reading.remarks {
            let remark = (file.file.to_owned(), at.clone(), remark.clone());
            self.plan.remarks.push(remark);
        }
        for (field, n) in &file.reading.unread_fields {
            *self.plan.unread_fields.entry(field.clone()).or_default() += n;
        }
    }

    /// Names the documents that tokens without a text belong to; other parts stay as they are.
    fn named(&mut self, file_idx: usize, incoming: Incoming) -> Vec<Incoming> {
        if !incoming.blanks_unsure {
            return vec![incoming];
        }
        let by_key = incoming.key.as_deref().and_then(|key| self.by_key(key));
        if let (Some(doc), Some(text)) = (by_key, incoming.text.as_deref())
            && solid(text).eq(solid(doc.text.as_str()))
        {
            return vec![incoming];
        }
        let project = self.project;
        let documents = self
            .solid
            .get_or_insert_with(|| SolidDocuments::new(project));
        let (parts, misfits) = documents.cut(incoming);
        for (at, n_spans, reason) in misfits {
            self.refuse(file_idx, at, n_spans, reason);
        }
        parts
    }

    fn by_key(&self, key: &str) -> Option<&'a Document> {
        let by_id = || self.project.documents.by_id(&DocId::from(key));
        let by_name = |name: &str| self.by_name.get(name).copied();
        // Files that are named after their document do without the ending of a text.
        by_name(key)
            .or_else(|| by_id().map(AsRef::as_ref))
            .or_else(|| by_name(&format!("{key}.txt")))
    }

    fn refuse(&mut self, file_idx: usize, at: Place, n_spans: usize, reason: RefusalReason) {
        self.refusals.push((file_idx, at, n_spans, reason));
    }

    /// Finds the document that a part of a file speaks of.
    fn document_of(&self, incoming: &Incoming) -> Result<&'a Document, RefusalReason> {
        let key = incoming.key.as_deref();
        let named = key.and_then(|key| self.by_key(key));
        // Tokens were held against the text of the document they are named after.
        let text = incoming.text.as_deref().filter(|_| !incoming.blanks_unsure);
        let Some(text) = text else {
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
        let places = Places::new(&doc.text, incoming);
        let mut n_misfits = 0;
        for span in &incoming.spans {
            let settled = places.span(&doc.text, incoming, span);
            n_misfits += usize::from(settled.is_err());
            match settled.and_then(|settled| self.of_known_label(span, settled)) {
                Ok(settled) => {
                    if self.is_new(doc, &mut planned, &settled.key()) {
                        let mut settled = settled;
                        let origin = self.origin(file_name, span);
                        settled.detail.get_or_insert_default().origin = origin;
                        planned.doc.spans.push(settled);
                    } else {
                        self.plan.n_known += 1;
                    }
                }
                Err(reason) => self.refuse(file_idx, span.at.clone(), 1, reason),
            }
        }
        if n_misfits > 0 {
            for unit in units_that_fit(&doc.text, incoming) {
                let hint = self.plan.units_that_fit.entry(unit).or_default();
                hint.n_documents += 1;
                hint.n_spans += incoming.spans.len();
            }
            self.plan.n_documents_with_misfits += 1;
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

    /// Takes a span whose label is in the schema or may be added to it.
    fn of_known_label(
        &mut self,
        span: &IncomingSpan,
        settled: Span,
    ) -> Result<Span, RefusalReason> {
        if !self.known_labels.contains(&settled.label) {
            if self.new_labels == NewLabels::Refuse {
                return Err(RefusalReason::UnknownLabel {
                    span: Named {
                        label: span.label.clone(),
                        start: span.start,
                        end: span.end,
                    },
                });
            }
            self.known_labels.insert(settled.label.clone());
            self.plan.new_labels.push(settled.label.clone());
        }
        Ok(settled)
    }

    fn take_relations(&mut self, file_idx: usize, incoming: &Incoming) {
        // A document that is not there was refused with its spans.
        let Ok(doc) = self.document_of(incoming) else {
            return;
        };
        let mut planned = self.take_planned(doc);
        let places = Places::new(&doc.text, incoming);
        for relation in &incoming.relations {
            match self.relation_in(doc, &planned, &places, relation) {
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

    /// Returns a relation of the schema, or one that may be added to it.
    fn relation_type(&mut self, key: &str) -> Result<RelationType, RefusalReason> {
        if let Some(kind) = self.project.schema.relation(key) {
            return Ok(kind.clone());
        }
        let is_new = !self
            .plan
            .new_relations
            .iter()
            .any(|new| new.as_str() == key);
        if is_new && (self.new_labels == NewLabels::Refuse || !can_be_label(key)) {
            let key = key.to_owned();
            return Err(RefusalReason::UnknownRelation { key });
        }
        if is_new {
            self.plan.new_relations.push(RelationKey::from(key));
        }
        Ok(RelationType::new(key))
    }

    fn relation_in(
        &mut self,
        doc: &Document,
        planned: &Planned,
        places: &Places,
        relation: &IncomingRelation,
    ) -> Result<Relation, RefusalReason> {
        let kind = self.relation_type(&relation.key)?;
        let end = |role, end: &IncomingEnd| {
            let range = places.end(end);
            let labels = range.map(|range| self.labels_at(doc, planned, &kind, role, (range, end)));
            one_end(range, labels.unwrap_or_default(), &kind.key, role, end)
        };
        let head = end(EndRole::Head, &relation.head)?;
        let tail = end(EndRole::Tail, &relation.tail)?;
        Ok(Relation::new(RelationKey::clone(&kind.key), head, tail))
    }

    /// Finds the labels of spans that an end can mean, among those there and those planned.
    fn labels_at(
        &self,
        doc: &Document,
        planned: &Planned,
        kind: &RelationType,
        role: EndRole,
        (range, end): (CharRange, &IncomingEnd),
    ) -> BTreeSet<LabelKey> {
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
        labels
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
            .sort_by_key(|(file_idx, at, _, _)| (*file_idx, at.number()));
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
