//! A document line read straight into what comes of it, without a tree of values between.
//!
//! Whatever is not as it should be is an error here, without a word of what: the caller then reads
//! the line value by value and says so.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de;
use serde::de::DeserializeSeed;
use serde::de::Error as _;
use serde::de::IgnoredAny;
use serde::de::MapAccess;
use serde::de::SeqAccess;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::said::SaidRead;
use crate::exchange::said::SpanSaidRead;

/// A document line and the fields of it that are passed over.
pub(super) struct QuickLine {
    pub incoming: Incoming,
    pub said: SaidRead,
    pub unread: Vec<String>,
}

/// Reads a line; `None` if it is no document, or if anything in it is not as it should be.
pub(super) fn read(line: &str, number: usize) -> Option<QuickLine> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let quick = DocumentSeed(number).deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(quick)
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum DocumentField {
    Id,
    Text,
    Spans,
    Relations,
    Annotator,
    Prediction,
    Status,
    Classes,
    Notes,
    Other(String),
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum SpanField {
    Start,
    End,
    Label,
    Text,
    Attributes,
    Note,
    Entity,
    Score,
    Other(String),
}

#[derive(Deserialize)]
#[serde(field_identifier, rename_all = "lowercase")]
enum RelationField {
    Rel,
    Head,
    Tail,
    Other(String),
}

/// Reads a document of a line.
struct DocumentSeed(usize);

impl<'de> DeserializeSeed<'de> for DocumentSeed {
    type Value = QuickLine;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<QuickLine, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> de::Visitor<'de> for DocumentSeed {
    type Value = QuickLine;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a document")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<QuickLine, A::Error> {
        let at = Place::Line(self.0);
        let mut incoming = Incoming::new(at.clone(), None, None);
        let mut said = SaidRead::default();
        let mut unread = Vec::new();
        let mut has_spans = false;
        while let Some(field) = map.next_key::<DocumentField>()? {
            match field {
                DocumentField::Id => incoming.key = map.next_value::<Name>()?.0,
                DocumentField::Text => incoming.text = map.next_value()?,
                DocumentField::Spans => {
                    let list = List::new(&at, &mut unread);
                    incoming.spans = map.next_value_seed(list)?;
                    has_spans = true;
                }
                DocumentField::Relations => {
                    let list = List::new(&at, &mut unread);
                    incoming.relations = map.next_value_seed(list)?;
                }
                DocumentField::Annotator => said.annotator = map.next_value()?,
                DocumentField::Prediction => said.prediction = map.next_value()?,
                DocumentField::Status => said.status = map.next_value()?,
                DocumentField::Classes => said.classes = map.next_value()?,
                DocumentField::Notes => said.notes = map.next_value()?,
                DocumentField::Other(other) => {
                    map.next_value::<IgnoredAny>()?;
                    unread.push(other);
                }
            }
        }
        if !has_spans {
            return Err(A::Error::missing_field("spans"));
        }
        Ok(QuickLine {
            incoming,
            said,
            unread,
        })
    }
}

/// The name of a document: a string, or a whole number.
struct Name(Option<String>);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NameVisitor)
    }
}

struct NameVisitor;

impl de::Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Name, E> {
        Ok(Name(Some(name.to_owned())))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Name, E> {
        Ok(Name(Some(number.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Name, E> {
        Ok(Name(None))
    }
}

/// Something that a list of a document holds.
trait Item: Sized {
    fn read<'de, D>(
        deserializer: D,
        at: &Place,
        unread: &mut Vec<String>,
    ) -> Result<Self, D::Error>
    where
        D: de::Deserializer<'de>;
}

/// Reads a list of spans or of relations.
struct List<'a, T> {
    at: &'a Place,
    unread: &'a mut Vec<String>,
    items: Vec<T>,
}

impl<'a, T> List<'a, T> {
    fn new(at: &'a Place, unread: &'a mut Vec<String>) -> Self {
        Self {
            at,
            unread,
            items: Vec::new(),
        }
    }
}

impl<'de, T: Item> DeserializeSeed<'de> for List<'_, T> {
    type Value = Vec<T>;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, T: Item> de::Visitor<'de> for List<'_, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut seq: A) -> Result<Vec<T>, A::Error> {
        while let Some(item) = seq.next_element_seed(One::<T> {
            at: self.at,
            unread: &mut *self.unread,
            item: std::marker::PhantomData,
        })? {
            self.items.push(item);
        }
        Ok(self.items)
    }
}

/// Reads one thing of a list.
struct One<'a, T> {
    at: &'a Place,
    unread: &'a mut Vec<String>,
    item: std::marker::PhantomData<T>,
}

impl<'de, T: Item> DeserializeSeed<'de> for One<'_, T> {
    type Value = T;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer, self.at, self.unread)
    }
}

impl Item for IncomingSpan {
    fn read<'de, D>(deserializer: D, at: &Place, unread: &mut Vec<String>) -> Result<Self, D::Error>
    where
        D: de::Deserializer<'de>,
    {
        deserializer.deserialize_any(SpanVisitor { at, unread })
    }
}

struct SpanVisitor<'a> {
    at: &'a Place,
    unread: &'a mut Vec<String>,
}

impl<'de> de::Visitor<'de> for SpanVisitor<'_> {
    type Value = IncomingSpan;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a span")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IncomingSpan, A::Error> {
        let (mut start, mut end, mut label) = (None, None, None);
        let mut words = None;
        let mut score = None;
        let mut said = SpanSaidRead::default();
        while let Some(field) = map.next_key::<SpanField>()? {
            match field {
                SpanField::Start => start = Some(map.next_value()?),
                SpanField::End => end = Some(map.next_value()?),
                SpanField::Label => label = Some(map.next_value()?),
                SpanField::Text => words = map.next_value()?,
                SpanField::Attributes => {
                    said.attributes = map.next_value::<BTreeMap<String, String>>()?;
                }
                SpanField::Note => said.note = map.next_value()?,
                SpanField::Entity => said.entity = map.next_value()?,
                SpanField::Score => score = map.next_value::<Option<f64>>()?,
                SpanField::Other(other) => {
                    map.next_value::<IgnoredAny>()?;
                    self.unread.push(other);
                }
            }
        }
        let (Some(start), Some(end), Some(label)) = (start, end, label) else {
            return Err(A::Error::custom("no span"));
        };
        Ok(IncomingSpan {
            at: self.at.clone(),
            start,
            end,
            label,
            words,
            score_permille: score.map(permille).transpose()?,
            detail: said.detail(),
        })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<IncomingSpan, A::Error> {
        let (start, end) = (seq.next_element()?, seq.next_element()?);
        let (label, more) = (seq.next_element()?, seq.next_element::<IgnoredAny>()?);
        let (Some(start), Some(end), Some(label), None) = (start, end, label, more) else {
            return Err(A::Error::custom("no span"));
        };
        Ok(IncomingSpan {
            at: self.at.clone(),
            start,
            end,
            label,
            ..IncomingSpan::default()
        })
    }
}

fn permille<E: de::Error>(score: f64) -> Result<u16, E> {
    if (0.0..=1.0).contains(&score) {
        Ok((score * 1000.0).round() as u16)
    } else {
        Err(E::custom("no score"))
    }
}

impl Item for IncomingRelation {
    fn read<'de, D>(deserializer: D, at: &Place, unread: &mut Vec<String>) -> Result<Self, D::Error>
    where
        D: de::Deserializer<'de>,
    {
        deserializer.deserialize_map(RelationVisitor { at, unread })
    }
}

struct RelationVisitor<'a> {
    at: &'a Place,
    unread: &'a mut Vec<String>,
}

impl<'de> de::Visitor<'de> for RelationVisitor<'_> {
    type Value = IncomingRelation;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a relation")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<IncomingRelation, A::Error> {
        let (mut key, mut head, mut tail) = (None, None, None);
        while let Some(field) = map.next_key::<RelationField>()? {
            match field {
                RelationField::Rel => key = Some(map.next_value()?),
                RelationField::Head => head = Some(map.next_value::<End>()?),
                RelationField::Tail => tail = Some(map.next_value::<End>()?),
                RelationField::Other(other) => {
                    map.next_value::<IgnoredAny>()?;
                    self.unread.push(other);
                }
            }
        }
        let (Some(key), Some(head), Some(tail)) = (key, head, tail) else {
            return Err(A::Error::custom("no relation"));
        };
        Ok(IncomingRelation {
            at: self.at.clone(),
            key,
            head: head.0,
            tail: tail.0,
        })
    }
}

struct End(IncomingEnd);

impl<'de> Deserialize<'de> for End {
    fn deserialize<D: de::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(EndVisitor)
    }
}

struct EndVisitor;

impl<'de> de::Visitor<'de> for EndVisitor {
    type Value = End;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an end of a relation")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<End, A::Error> {
        let (start, end) = (seq.next_element()?, seq.next_element()?);
        let (label, more) = (seq.next_element()?, seq.next_element::<IgnoredAny>()?);
        let (Some(start), Some(end), None) = (start, end, more) else {
            return Err(A::Error::custom("no end"));
        };
        Ok(End(IncomingEnd { start, end, label }))
    }
}
