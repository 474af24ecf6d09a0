//! A project made of labelled data alone: documents, layers and the schema they need.
//!
//! A document that comes several times with one name and one text, as where several people
//! labelled it, gets a layer for each of them. Labels, relations and attributes are taken from the
//! data; those that a new project has anyway keep their names, colours and descriptions.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Sink;
use crate::exchange::settle;
use crate::exchange::units::OffsetUnit;
use crate::model::document::Document;
use crate::model::document::IdGiver;
use crate::model::document::LineEnds;
use crate::model::document::Source;
use crate::model::document::sha256_hex;
use crate::model::document::unique_name;
use crate::model::extra::Extra;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::layer::Layer;
use crate::model::schema::Attribute;
use crate::model::schema::AttributeKind;
use crate::model::schema::Label;
use crate::model::schema::RelationType;
use crate::model::schema::Schema;
use crate::model::span::Origin;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::Text;

/// An attribute with no more values than this is a choice among them; else any text.
const MAX_CHOICES: usize = 12;

/// Gathers labelled data that is to become a project.
#[derive(Debug)]
pub struct Fresh {
    /// Whose the layers are that the data names nobody for.
    annotator: Annotator,
    documents: Vec<FreshDocument>,
    /// Documents by name, among them those of one name and different texts.
    by_name: HashMap<String, Vec<usize>>,
    labels: Labels,
    relations: BTreeMap<RelationKey, BTreeSet<(LabelKey, LabelKey)>>,
    relation_order: Vec<RelationKey>,
    classes: BTreeSet<String>,
    /// The file that is being read, and what its documents are called that it does not name.
    file: String,
    default_name: String,
    n_unnamed: usize,
    /// What was not taken.
    pub refusals: Vec<Refusal>,
    /// Fields that were passed over, with how often each stood there.
    pub unread_fields: BTreeMap<String, usize>,
    /// What was taken otherwise than it stood there, by file.
    pub remarks: Vec<(String, Place, Remark)>,
    /// Documents with a span that does not fit their text.
    pub n_documents_with_misfits: usize,
    /// Units in which all spans of such a document would fit, and of how many documents.
    pub units_that_fit: BTreeMap<OffsetUnit, usize>,
    /// Documents whose text was made of tokens, so that white space is not what it was.
    pub n_of_tokens: usize,
}

#[derive(Debug)]
struct FreshDocument {
    name: String,
    file: String,
    text: Arc<Text>,
    layers: BTreeMap<Annotator, Layer>,
}

/// What the data says of labels, in the order they came.
#[derive(Debug, Default)]
struct Labels {
    order: Vec<LabelKey>,
    known: BTreeMap<LabelKey, LabelFacts>,
}

#[derive(Debug, Default)]
struct LabelFacts {
    self_overlap: bool,
    attributes: BTreeMap<String, BTreeSet<String>>,
}

impl Fresh {
    /// Begins; `annotator` gets the layers that the data names nobody for.
    pub fn new(annotator: Annotator) -> Self {
        Self {
            annotator,
            documents: Vec::new(),
            by_name: HashMap::new(),
            labels: Labels::default(),
            relations: BTreeMap::new(),
            relation_order: Vec::new(),
            classes: BTreeSet::new(),
            file: String::new(),
            default_name: String::new(),
            n_unnamed: 0,
            refusals: Vec::new(),
            unread_fields: BTreeMap::new(),
            remarks: Vec::new(),
            n_documents_with_misfits: 0,
            units_that_fit: BTreeMap::new(),
            n_of_tokens: 0,
        }
    }

    /// Says which file is read from now on; `stem` names documents that it does not.
    pub fn begin_file(&mut self, file: &str, stem: &str) {
        file.clone_into(&mut self.file);
        stem.clone_into(&mut self.default_name);
        self.n_unnamed = 0;
    }

    /// Returns how many documents there are.
    pub fn n_documents(&self) -> usize {
        self.documents.len()
    }

    /// Returns how many spans there are.
    pub fn n_spans(&self) -> usize {
        let layers = self.documents.iter().flat_map(|doc| doc.layers.values());
        layers.map(|layer| layer.spans.len()).sum()
    }

    /// Returns how many spans of each label there are.
    pub fn counts(&self) -> BTreeMap<LabelKey, usize> {
        let mut counts = BTreeMap::new();
        let layers = self.documents.iter().flat_map(|doc| doc.layers.values());
        for (label, n) in layers.flat_map(|layer| layer.spans.counts()) {
            *counts.entry(label.clone()).or_default() += n;
        }
        counts
    }

    /// Returns the units that offsets may be in: those that would make every document fit.
    pub fn likely_units(&self) -> Vec<OffsetUnit> {
        let n_documents = self.n_documents_with_misfits;
        let units = self.units_that_fit.iter();
        let fit = units.filter(|(_, n)| n_documents > 0 && **n == n_documents);
        fit.map(|(unit, _)| *unit).collect()
    }

    /// Returns a schema with what the data speaks of, and nothing else but what it needs.
    ///
    /// Where the data has no label at all it is the schema of a new project.
    pub fn schema(&self) -> Schema {
        let usual = Schema::of_people_roles_events_slogans();
        if self.labels.order.is_empty() {
            return usual;
        }
        let mut schema = Schema::default();
        for key in &self.labels.order {
            let mut label = usual.label(key).cloned().unwrap_or_else(|| Label {
                color: schema.free_color(),
                hotkey: schema.free_hotkey(),
                ..Label::new(key.clone())
            });
            let is_taken = |hotkey| schema.label_by_hotkey(hotkey).is_some();
            if label.hotkey.is_some_and(is_taken) {
                label.hotkey = schema.free_hotkey();
            }
            if let Some(facts) = self.labels.known.get(key) {
                label.self_overlap |= facts.self_overlap;
                label.attributes = facts.attributes.iter().map(attribute_of).collect();
            }
            schema.labels.push(label);
        }
        for key in &self.relation_order {
            let ends = self.relations.get(key).into_iter().flatten();
            let usual = usual.relation(key).cloned();
            let mut relation = usual.unwrap_or_else(|| RelationType::new(key.clone()));
            let (heads, tails) = (&relation.heads, &relation.tails);
            let fits = |(head, tail): &(LabelKey, LabelKey)| {
                (heads.is_empty() || heads.contains(head))
                    && (tails.is_empty() || tails.contains(tail))
            };
            if !ends.into_iter().all(fits) {
                relation.heads.clear();
                relation.tails.clear();
            }
            relation.heads.retain(|key| schema.label(key).is_some());
            relation.tails.retain(|key| schema.label(key).is_some());
            schema.relations.push(relation);
        }
        schema
    }

    /// Returns the classes that documents were given.
    pub fn classes(&self) -> &BTreeSet<String> {
        &self.classes
    }

    /// Makes the documents with their layers, with ids and names that are one each.
    pub fn into_documents(self) -> Vec<Document> {
        let mut ids: BTreeSet<DocId> = BTreeSet::new();
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut giver = IdGiver::default();
        let mut made = Vec::with_capacity(self.documents.len());
        for fresh in self.documents {
            let text_sha256 = sha256_hex(fresh.text.as_str().as_bytes());
            let id = giver.id_for(&text_sha256, |id| ids.contains(id));
            let name = unique_name(&fresh.name, &[], |name| names.contains(name));
            ids.insert(id.clone());
            names.insert(name.clone());
            let layers = fresh.layers.into_iter();
            made.push(Document {
                id,
                name,
                source: Source {
                    file: fresh.file,
                    encoding: "UTF-8".to_owned(),
                    line_ends: LineEnds::of(fresh.text.as_str()),
                    ..Source::default()
                },
                text_sha256,
                text: fresh.text,
                revisions: Vec::new(),
                layers: layers.map(|(by, layer)| (by, Arc::new(layer))).collect(),
                extra: Extra::new(),
            });
        }
        made
    }

    fn document_of(&mut self, name: String, text: Arc<Text>) -> Option<&mut FreshDocument> {
        let places = self.by_name.entry(name.clone()).or_default();
        let known = places.iter().copied().find(|place| {
            let there = self.documents.get(*place);
            there.is_some_and(|doc| doc.text.as_str() == text.as_str())
        });
        let place = known.unwrap_or_else(|| {
            places.push(self.documents.len());
            self.documents.push(FreshDocument {
                name,
                file: self.file.clone(),
                text,
                layers: BTreeMap::new(),
            });
            self.documents.len() - 1
        });
        self.documents.get_mut(place)
    }

    fn note_schema(&mut self, layer: &Layer) {
        self.labels.note(layer);
        for id in layer.relations.keys() {
            if !self.relations.contains_key(&id.key) {
                self.relation_order.push(id.key.clone());
            }
            let ends = (id.head.label.clone(), id.tail.label.clone());
            self.relations
                .entry(id.key.clone())
                .or_default()
                .insert(ends);
        }
        self.classes.extend(layer.meta.classes.iter().cloned());
    }
}

impl Labels {
    fn note(&mut self, layer: &Layer) {
        let mut last_ends: HashMap<&LabelKey, CharIdx> = HashMap::new();
        for span in layer.spans.iter() {
            if !self.known.contains_key(&span.label) {
                self.order.push(span.label.clone());
            }
            let facts = self.known.entry(span.label.clone()).or_default();
            let last_end = last_ends.entry(&span.label).or_default();
            facts.self_overlap |= span.range.start() < *last_end;
            *last_end = span.range.end().max(*last_end);
            for (key, value) in span.detail.iter().flat_map(|detail| &detail.attributes) {
                let values = facts.attributes.entry(key.clone()).or_default();
                if values.len() <= MAX_CHOICES {
                    values.insert(value.clone());
                }
            }
        }
    }
}

fn attribute_of((key, values): (&String, &BTreeSet<String>)) -> Attribute {
    let is = |set: &[&str]| values.iter().all(|value| set.contains(&value.as_str()));
    let kind = if is(&["yes", "no"]) {
        AttributeKind::YesNo
    } else if values.len() <= MAX_CHOICES {
        AttributeKind::Choice(values.iter().cloned().collect())
    } else {
        AttributeKind::Text
    };
    Attribute {
        key: key.clone(),
        names: BTreeMap::new(),
        kind,
        extra: Extra::new(),
    }
}

impl Sink for Fresh {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        let name = match &incoming.key {
            Some(key) => key.clone(),
            None => {
                self.n_unnamed += 1;
                match self.n_unnamed {
                    1 => self.default_name.clone(),
                    n => format!("{}-{n}", self.default_name),
                }
            }
        };
        let (record, misfits) = settle::record(&incoming, &name);
        if let Some(record) = record.as_ref().filter(|_| !misfits.is_empty()) {
            self.n_documents_with_misfits += 1;
            for unit in settle::units_that_fit(&record.text, &incoming) {
                *self.units_that_fit.entry(unit).or_default() += 1;
            }
        }
        for (at, n_spans, reason) in misfits {
            self.refuse(at, n_spans, reason);
        }
        let Some(record) = record else {
            return Ok(());
        };
        self.n_of_tokens += usize::from(incoming.blanks_unsure);
        let mut layer = Arc::unwrap_or_clone(record.layer);
        if layer.annotator.is_empty() {
            layer.annotator = self.annotator.clone();
        }
        if !incoming.is_prediction {
            with_origin(&mut layer, &self.file);
        }
        self.note_schema(&layer);
        let Some(doc) = self.document_of(record.name, record.text) else {
            return Ok(());
        };
        match doc.layers.get_mut(&layer.annotator) {
            None => {
                doc.layers.insert(layer.annotator.clone(), layer);
            }
            Some(there) => join(there, layer),
        }
        Ok(())
    }

    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason) {
        self.refusals.push(Refusal {
            file: self.file.clone(),
            at,
            n_spans,
            reason,
        });
    }

    fn unread(&mut self, field: &str) {
        *self.unread_fields.entry(field.to_owned()).or_default() += 1;
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        self.remarks.push((self.file.clone(), at, remark));
    }
}

/// Says of every span which file it came from.
fn with_origin(layer: &mut Layer, file: &str) {
    let mut spans = Vec::with_capacity(layer.spans.len());
    for span in layer.spans.iter() {
        let mut span = span.clone();
        span.detail.get_or_insert_default().origin = Origin::Imported {
            from: file.to_owned(),
        };
        spans.push(span);
    }
    (layer.spans, _) = SpanSet::from_spans(spans);
}

/// Adds what a layer does not have yet of another of the same document and annotator.
fn join(there: &mut Layer, more: Layer) {
    for span in more.spans.iter() {
        let _known = there.spans.insert(span.clone());
    }
    for (id, relation) in more.relations {
        there.relations.entry(id).or_insert(relation);
    }
    there.meta.classes.extend(more.meta.classes);
    for note in more.meta.notes {
        if !there.meta.notes.contains(&note) {
            there.meta.notes.push(note);
        }
    }
    there.meta.status = there.meta.status.max(more.meta.status);
}
