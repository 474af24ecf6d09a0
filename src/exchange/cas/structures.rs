//! A record as the feature structures of a CAS.

use std::collections::HashMap;

use super::STATUSES;
use super::types;
use crate::exchange::record::Record;
use crate::exchange::units;
use crate::exchange::units::OffsetUnit;
use crate::model::layer::Status;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// The id of the text.
pub(super) const SOFA_ID: usize = 1;

/// A feature structure on the text.
pub(super) struct Structure {
    pub(super) id: usize,
    pub(super) type_name: &'static str,
    /// In UTF-16.
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) features: Vec<(&'static str, Feature)>,
}

pub(super) enum Feature {
    Text(String),
    /// The id of another structure.
    Reference(usize),
}

/// Makes the structures of a record, with ids from 2 in their order.
pub(super) fn structures(record: &Record) -> Vec<Structure> {
    let mut maker = Maker::new(record);
    let whole = record.text.range();
    let title = Feature::Text(record.name.clone());
    let language = Feature::Text("zh".to_owned());
    maker.add(
        types::METADATA,
        whole,
        vec![("language", language), ("documentTitle", title)],
    );
    let mut id_of_span: HashMap<SpanKey, usize> = HashMap::new();
    for span in record.layer.spans.iter() {
        let label = Feature::Text(span.label.to_string());
        let mut features = vec![("value", label)];
        let detail = span.detail.as_deref();
        if let Some(entity) = detail.and_then(|detail| detail.entity.as_ref()) {
            features.push(("identifier", Feature::Text(entity.to_string())));
        }
        let id = maker.add(types::NAMED_ENTITY, span.range, features);
        if !record.layer.relations.is_empty() {
            id_of_span.insert(span.key(), id);
        }
        let Some(detail) = detail else {
            continue;
        };
        for (name, content) in &detail.attributes {
            let features = vec![
                ("span", Feature::Reference(id)),
                ("name", Feature::Text(name.clone())),
                ("content", Feature::Text(content.clone())),
            ];
            maker.add(types::ATTRIBUTE, span.range, features);
        }
        if !detail.note.is_empty() {
            let features = vec![
                ("span", Feature::Reference(id)),
                ("content", Feature::Text(detail.note.clone())),
            ];
            maker.add(types::NOTE, span.range, features);
        }
    }
    for id in record.layer.relations.keys() {
        let ends = (id_of_span.get(&id.head), id_of_span.get(&id.tail));
        if let (Some(head), Some(tail)) = ends {
            let features = vec![
                ("Governor", Feature::Reference(*head)),
                ("Dependent", Feature::Reference(*tail)),
                ("relation", Feature::Text(id.key.to_string())),
            ];
            // INCEpTION has a relation lie where its dependent does.
            maker.add(types::RELATION, id.tail.range, features);
        }
    }
    maker.add_meta(record);
    maker.made
}

struct Maker {
    /// Every place that is asked for, in order, with its offset in UTF-16.
    places: Vec<CharIdx>,
    offsets: Vec<usize>,
    made: Vec<Structure>,
}

impl Maker {
    fn new(record: &Record) -> Self {
        let whole = record.text.range();
        let spans = record.layer.spans.iter().map(|span| span.range);
        let notes = record.layer.meta.notes.iter().filter_map(|n| n.range);
        let ranges = spans.chain(notes).chain([whole]);
        let mut places: Vec<CharIdx> = ranges.flat_map(|r| [r.start(), r.end()]).collect();
        places.sort_unstable();
        places.dedup();
        let offsets = units::offsets(&record.text, OffsetUnit::Utf16, &places);
        Self {
            places,
            offsets,
            made: Vec::new(),
        }
    }

    fn offset(&self, at: CharIdx) -> usize {
        let place = self.places.binary_search(&at).ok();
        let offset = place.and_then(|place| self.offsets.get(place));
        offset.copied().unwrap_or_default()
    }

    fn add(
        &mut self,
        type_name: &'static str,
        range: CharRange,
        features: Vec<(&'static str, Feature)>,
    ) -> usize {
        let id = SOFA_ID + 1 + self.made.len();
        self.made.push(Structure {
            id,
            type_name,
            begin: self.offset(range.start()),
            end: self.offset(range.end()),
            features,
        });
        id
    }

    fn add_meta(&mut self, record: &Record) {
        let meta = &record.layer.meta;
        let whole = record.text.range();
        for note in &meta.notes {
            let features = vec![("content", Feature::Text(note.text.clone()))];
            match note.range {
                Some(range) => self.add(types::NOTE, range, features),
                None => self.add(types::DOCUMENT_NOTE, whole, features),
            };
        }
        for class in &meta.classes {
            let features = vec![("name", Feature::Text(class.clone()))];
            self.add(types::CLASS, whole, features);
        }
        let mut names = STATUSES.iter();
        if let Some((name, _)) = names.find(|(_, status)| *status == meta.status)
            && meta.status != Status::default()
        {
            let features = vec![("name", Feature::Text((*name).to_owned()))];
            self.add(types::STATUS, whole, features);
        }
    }
}
