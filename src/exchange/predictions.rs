//! Predictions of a user's own model: spans with scores, in the formats models write.
//!
//! All are JSON: one value with a list of documents, a single document, or a document a line. Each
//! document is read as what it looks like unless a format is asked for. Offsets count characters,
//! the end excluded; what counts otherwise is refused where that would make a difference.
//!
//! A score is a number from 0 to 1: `score`, `confidence` or `probability` of a span. Not every
//! model gives one; what such spans are worth is for the caller to say.

mod json_lines;
mod label_studio;
mod spacy;

use std::collections::HashSet;

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Reading;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::decoded;
use crate::exchange::jsonl::position;
use crate::exchange::jsonl::shortened;
use crate::exchange::jsonl::without_position;
use crate::exchange::plan::ImportPlan;
use crate::exchange::said::score;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::project::Project;

/// The score of a prediction without one, in thousandths, unless somebody says otherwise.
///
/// To take it for certain would put it before everything that knows how sure it is.
pub const UNSCORED_PERMILLE: u16 = 500;

/// Fields in which a score may stand; the first that is there counts.
const SCORE_FIELDS: [&str; 3] = ["score", "confidence", "probability"];

/// Fields that name the document.
const NAME_FIELDS: [&str; 4] = ["doc", "id", "name", "document"];

/// A format of predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PredictionFormat {
    /// A document a line: `{"text","spans":[[start,end,"LABEL",score]]}`, Prodigy's among them.
    JsonLines,
    /// Tasks of Label Studio with `predictions`.
    LabelStudio,
    /// What spaCy's `Doc.to_json` gives.
    Spacy,
}

impl PredictionFormat {
    /// Every format, in the order that help lists them.
    pub const ALL: [Self; 3] = [Self::JsonLines, Self::LabelStudio, Self::Spacy];

    /// Returns its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::LabelStudio => "label-studio",
            Self::Spacy => "spacy",
        }
    }

    /// Returns the format with a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.name() == name)
    }

    /// Returns what a document looks like.
    fn of(document: &Map<String, Value>) -> Self {
        let has = |field: &str| document.contains_key(field);
        if has("predictions") || (has("data") && !has("text")) {
            Self::LabelStudio
        } else if has("ents") || document.get("spans").is_some_and(Value::is_object) {
            Self::Spacy
        } else {
            Self::JsonLines
        }
    }
}

/// What a project has of a source before its predictions are brought in again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Earlier {
    /// Spans in documents that the plan speaks of: they go.
    pub n_replaced: usize,
    /// Documents with predictions that the plan does not speak of: they stay as they are.
    pub n_kept_documents: usize,
}

impl Earlier {
    /// Looks for what a plan takes the place of.
    pub fn of(project: &Project, source: &Annotator, plan: &ImportPlan) -> Self {
        let planned: HashSet<&DocId> = plan.documents.iter().map(|doc| &doc.doc).collect();
        let mut earlier = Self::default();
        for doc in project.documents.iter() {
            let Some(layer) = doc.layer(source) else {
                continue;
            };
            if planned.contains(&doc.id) {
                earlier.n_replaced += layer.spans.len();
            } else {
                earlier.n_kept_documents += 1;
            }
        }
        earlier
    }
}

/// Reads a file; every document of it in one format, or in the one it looks like.
///
/// Where the whole file is one JSON value, what is called a line is the place of a document in it.
pub fn read(bytes: &[u8], format: Option<PredictionFormat>) -> Result<Reading, ReadError> {
    let content = decoded(bytes)?;
    let mut reader = Reader {
        format,
        line: 0,
        reading: Reading::default(),
    };
    each_value(&content, &mut reader);
    Ok(reader.reading)
}

/// Gives a reader every document of a file.
fn each_value(content: &str, reader: &mut Reader) {
    let whole = content.trim();
    let first = whole.split('\n').next().unwrap_or_default();
    let is_lines = whole.starts_with('{') && serde_json::from_str::<Value>(first.trim()).is_ok();
    if !is_lines {
        match serde_json::from_str::<Value>(whole) {
            Ok(Value::Array(all)) => {
                for (i, value) in all.into_iter().enumerate() {
                    reader.take(i + 1, value);
                }
                return;
            }
            Ok(value) => return reader.take(1, value),
            Err(error) if whole.starts_with('[') => {
                let lines_before = content.len() - content.trim_start().len();
                let before = content.get(..lines_before).unwrap_or_default();
                let line = before.matches('\n').count() + error.line();
                return reader.not_json(line, &error);
            }
            // Lines, the first of which is not as it should be.
            Err(_) => {}
        }
    }
    for (i, line) in content.split('\n').enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        match serde_json::from_str::<Value>(line) {
            Ok(value) => reader.take(i + 1, value),
            Err(error) => reader.not_json(i + 1, &error),
        }
    }
}

/// What was read so far.
struct Reader {
    format: Option<PredictionFormat>,
    /// Where the document stands that is read.
    line: usize,
    reading: Reading,
}

impl Reader {
    fn take(&mut self, line: usize, value: Value) {
        self.line = line;
        let Value::Object(document) = value else {
            return self.refuse(1, RefusalReason::NotAnObject);
        };
        let format = self.format;
        match format.unwrap_or_else(|| PredictionFormat::of(&document)) {
            PredictionFormat::JsonLines => json_lines::take(self, document),
            PredictionFormat::LabelStudio => label_studio::take(self, document),
            PredictionFormat::Spacy => spacy::take(self, document),
        }
    }

    fn not_json(&mut self, line: usize, error: &serde_json::Error) {
        self.line = line;
        let column = error.column();
        let problem = without_position(&error.to_string());
        self.refuse(1, RefusalReason::NotJson { column, problem });
    }

    fn refuse(&mut self, n_spans: usize, reason: RefusalReason) {
        self.reading.refusals.push(Refusal {
            file: String::new(),
            at: Place::Line(self.line),
            n_spans,
            reason,
        });
    }

    fn note_unread<'k>(&mut self, fields: impl IntoIterator<Item = &'k String>) {
        for field in fields {
            let n = self.reading.unread_fields.entry(field.clone());
            *n.or_default() += 1;
        }
    }

    /// Begins a document: takes its name and its text out of an object.
    ///
    /// Refuses it where the text is something else, with as many spans as are said.
    fn begin(&mut self, object: &mut Map<String, Value>, n_spans: usize) -> Option<Incoming> {
        let text = match object.remove("text") {
            Some(Value::String(text)) => Some(text),
            Some(Value::Null) | None => None,
            Some(_) => {
                self.refuse(n_spans, RefusalReason::WrongKind { field: "text" });
                return None;
            }
        };
        Some(Incoming {
            at: Place::Line(self.line),
            key: take_name(object),
            text,
            ..Incoming::default()
        })
    }

    /// Takes a span, or refuses it and goes on.
    fn push(&mut self, incoming: &mut Incoming, span: Result<IncomingSpan, RefusalReason>) {
        match span {
            Ok(span) => incoming.spans.push(span),
            Err(reason) => {
                incoming.partly_refused = true;
                self.refuse(1, reason);
            }
        }
    }

    /// Reads a span that is an object; what else stands in it is noted.
    fn span_of_object(
        &mut self,
        mut object: Map<String, Value>,
        (start, end): (&'static str, &'static str),
    ) -> Result<IncomingSpan, RefusalReason> {
        let label = object
            .remove("label")
            .or_else(|| object.remove("entity_group"));
        let Some(Value::String(label)) = label else {
            return Err(RefusalReason::WrongKind { field: "label" });
        };
        let words = match object.remove("text") {
            Some(Value::String(words)) => Some(words),
            Some(Value::Null) | None => None,
            Some(_) => return Err(RefusalReason::WrongKind { field: "text" }),
        };
        let span = IncomingSpan {
            at: Place::Line(self.line),
            start: position(&object.remove(start).unwrap_or_default())?,
            end: position(&object.remove(end).unwrap_or_default())?,
            label,
            words,
            score_permille: take_score(&mut object)?,
            detail: None,
        };
        self.note_unread(object.keys());
        Ok(span)
    }
}

/// Takes what names a document out of an object.
pub(super) fn take_name(object: &mut Map<String, Value>) -> Option<String> {
    let named = NAME_FIELDS
        .into_iter()
        .find_map(|field| match object.get(field) {
            Some(Value::String(name)) => Some((field, name.clone())),
            Some(Value::Number(number)) => Some((field, number.to_string())),
            _ => None,
        });
    let (field, name) = named?;
    object.remove(field);
    Some(name)
}

/// Takes a score out of an object, if it has one.
pub(super) fn take_score(object: &mut Map<String, Value>) -> Result<Option<u16>, RefusalReason> {
    for field in SCORE_FIELDS {
        if let Some(value) = object.remove(field).filter(|value| !value.is_null()) {
            return score(&value).map(Some);
        }
    }
    Ok(None)
}

pub(super) fn not_a_span(value: &Value) -> RefusalReason {
    RefusalReason::NotASpan {
        found: shortened(&value.to_string()).into_owned(),
    }
}
