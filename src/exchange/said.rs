//! What our JSON says of a document beside its spans, in the fields of one name in every format.
//!
//! A field is written only where there is something, so a line of nothing but spans is one that
//! every tool knows. Tools that do not know a field keep it as what it is to them: metadata.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::Serialize;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Sink;
use crate::exchange::jsonl::shortened;
use crate::exchange::record::Record;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::relation::Relation;
use crate::model::relation::RelationId;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::text::offset::CharIdx;

/// What is written of a document beside its spans.
#[derive(Serialize)]
pub(super) struct LayerSaid<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub annotator: Option<&'a str>,
    #[serde(skip_serializing_if = "is_false")]
    pub prediction: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub classes: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<NoteSaid<'a>>,
}

/// A note as it is written.
#[derive(Serialize)]
pub(super) struct NoteSaid<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    pub text: &'a str,
}

/// A note as it is read.
#[derive(Deserialize)]
pub(super) struct NoteRead {
    #[serde(default)]
    start: Option<usize>,
    #[serde(default)]
    end: Option<usize>,
    text: String,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl<'a> LayerSaid<'a> {
    /// Takes it from a layer; `place` counts in the unit of the format.
    pub(super) fn of(record: &'a Record, place: impl Fn(CharIdx) -> usize) -> Self {
        let layer = &record.layer;
        let notes = layer.meta.notes.iter().map(|note| NoteSaid {
            start: note.range.map(|range| place(range.start())),
            end: note.range.map(|range| place(range.end())),
            text: &note.text,
        });
        Self {
            annotator: Some(&layer.annotator),
            prediction: layer.is_prediction(),
            status: status_name(layer.meta.status),
            classes: layer.meta.classes.iter().map(String::as_str).collect(),
            notes: notes.collect(),
        }
    }

    /// Returns whether anything stands in it but the annotator.
    pub(super) fn says_more(&self) -> bool {
        let said = self.status.is_some() || !self.classes.is_empty() || !self.notes.is_empty();
        said || self.prediction
    }
}

/// Returns the name of a status in files; `None` where nothing was done yet.
fn status_name(status: Status) -> Option<&'static str> {
    match status {
        Status::ToDo => None,
        Status::InProgress => Some("in-progress"),
        Status::Done => Some("done"),
        Status::ToDiscuss => Some("to-discuss"),
    }
}

fn status_by_name(name: &str) -> Option<Status> {
    match name {
        "to-do" => Some(Status::ToDo),
        name => Status::ALL
            .into_iter()
            .find(|status| status_name(*status) == Some(name)),
    }
}

/// What is read of a document beside its spans.
#[derive(Default)]
pub(super) struct SaidRead {
    pub annotator: Option<String>,
    pub prediction: bool,
    pub status: Option<String>,
    pub classes: Vec<String>,
    pub notes: Vec<NoteRead>,
}

impl SaidRead {
    /// The fields, for readers of values.
    pub(super) const FIELDS: [&'static str; 5] =
        ["annotator", "prediction", "status", "classes", "notes"];

    /// Takes one of the fields; returns whether it was of the kind it should be.
    pub(super) fn take(&mut self, field: &str, value: Value) -> bool {
        match field {
            "annotator" => set(&mut self.annotator, value),
            "prediction" => set(&mut self.prediction, value),
            "status" => set(&mut self.status, value),
            "classes" => set(&mut self.classes, value),
            "notes" => set(&mut self.notes, value),
            _ => false,
        }
    }

    /// Puts it into a document that has its spans already.
    ///
    /// Scores of what is no prediction are passed over.
    pub(super) fn put(self, incoming: &mut Incoming, sink: &mut dyn Sink) {
        if let Some(name) = &self.status {
            incoming.status = status_by_name(name);
            if incoming.status.is_none() {
                sink.unread("status");
            }
        }
        incoming.annotator = self.annotator;
        incoming.is_prediction = self.prediction;
        incoming.classes = self.classes;
        let notes = self.notes.into_iter();
        incoming.notes = notes
            .map(|note| (note.start.zip(note.end), note.text))
            .collect();
        if !incoming.is_prediction {
            for span in &mut incoming.spans {
                if span.score_permille.take().is_some() {
                    sink.unread("score");
                }
            }
        }
    }
}

/// Reads a value into its place; returns whether it is of the kind that goes there.
fn set<T: for<'de> Deserialize<'de>>(place: &mut T, value: Value) -> bool {
    match T::deserialize(value) {
        Ok(read) => {
            *place = read;
            true
        }
        Err(_) => false,
    }
}

/// What is written of a span beside range, label and words.
#[derive(Default, Serialize)]
pub(super) struct SpanSaid<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attributes: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entity: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
}

impl<'a> SpanSaid<'a> {
    /// Takes it from a span, with the score where the layer is a model's.
    pub(super) fn of(span: &'a Span, is_prediction: bool) -> Self {
        let Some(detail) = span.detail.as_deref() else {
            return Self::default();
        };
        Self {
            attributes: Some(&detail.attributes).filter(|all| !all.is_empty()),
            note: Some(detail.note.as_str()).filter(|note| !note.is_empty()),
            entity: detail.entity.as_deref(),
            score: score_of(span).filter(|_| is_prediction),
        }
    }

    /// Returns whether anything stands in it.
    pub(super) fn says_more(&self) -> bool {
        self.attributes.is_some()
            || self.note.is_some()
            || self.entity.is_some()
            || self.score.is_some()
    }
}

/// Returns how sure a model was of a span.
pub(super) fn score_of(span: &Span) -> Option<f64> {
    match &span.detail.as_deref()?.origin {
        Origin::Suggested { score_permille, .. } => Some(f64::from(*score_permille) / 1000.0),
        _ => None,
    }
}

/// What is read of a span beside range, label and words.
#[derive(Default)]
pub(super) struct SpanSaidRead {
    pub attributes: BTreeMap<String, String>,
    pub note: Option<String>,
    pub entity: Option<String>,
}

impl SpanSaidRead {
    /// The fields, for readers of values.
    pub(super) const FIELDS: [&'static str; 3] = ["attributes", "note", "entity"];

    /// Takes one of the fields; returns whether it was of the kind it should be.
    pub(super) fn take(&mut self, field: &str, value: Value) -> bool {
        match field {
            "attributes" => set(&mut self.attributes, value),
            "note" => set(&mut self.note, value),
            "entity" => set(&mut self.entity, value),
            _ => false,
        }
    }

    /// Returns it as a detail, if there is anything.
    pub(super) fn detail(self) -> Option<Box<IncomingDetail>> {
        let detail = IncomingDetail {
            attributes: self.attributes,
            note: self.note.unwrap_or_default(),
            entity: self.entity,
        };
        (detail != IncomingDetail::default()).then(|| Box::new(detail))
    }
}

/// Reads a score in thousandths: a number from 0 to 1.
pub(super) fn score(value: &Value) -> Result<u16, RefusalReason> {
    let found = value.as_f64().filter(|score| (0.0..=1.0).contains(score));
    let score = found.ok_or_else(|| RefusalReason::NotAScore {
        found: shortened(&value.to_string()).into_owned(),
    })?;
    Ok((score * 1000.0).round() as u16)
}

/// Returns the relations of a layer that have both their ends.
pub(super) fn relations(layer: &Layer) -> impl Iterator<Item = &Relation> + '_ {
    let has_ends = |id: &RelationId| {
        [&id.head, &id.tail]
            .iter()
            .all(|end| layer.spans.contains(end))
    };
    layer
        .relations
        .values()
        .filter(move |relation| has_ends(&relation.id))
}
