//! Reads tasks of Label Studio: all that people and models made of each, also as JSON_MIN.
//!
//! A task comes in once for each annotation and each prediction of it, with who made it. A task
//! that nobody worked on comes in with its text, and says nothing of spans.

use std::collections::BTreeMap;

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::json;
use crate::exchange::json_array::Values;
use crate::exchange::jsonl::not_json;
use crate::exchange::label_studio::result;
use crate::exchange::predictions::take_name;
use crate::exchange::predictions::take_score;
use crate::exchange::said::SaidRead;
use crate::exchange::units::OffsetUnit;

/// What Label Studio notes on a task that says nothing of the text.
const OF_THE_TASK: [&str; 25] = [
    "id",
    "agreement",
    "allow_skip",
    "annotation_id",
    "annotations_ids",
    "annotations_results",
    "cancelled_annotations",
    "comment_authors",
    "comment_count",
    "created_at",
    "drafts",
    "file_upload",
    "inner_id",
    "last_comment_updated_at",
    "lead_time",
    "overlap",
    "predictions_results",
    "predictions_score",
    "project",
    "total_annotations",
    "total_predictions",
    "unresolved_comment_count",
    "updated_at",
    "updated_by",
    "is_labeled",
];

/// Reads one array of tasks, or tasks as they follow each other.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or(OffsetUnit::Chars);
    let mut values = Values::new(input.content)?;
    let mut nth = 0;
    while let Some(value) = values.next_value()? {
        nth += 1;
        let task = Task { nth, unit };
        match json::value(value) {
            Ok(Value::Object(object)) => {
                for incoming in task.documents(object, sink) {
                    sink.document(incoming)?;
                }
            }
            Ok(_) => sink.refuse(task.place(""), 1, RefusalReason::NotAnObject),
            Err(error) => sink.refuse(task.place(""), 1, not_json(&error)),
        }
    }
    Ok(())
}

/// A task by its place in the file, from 1.
struct Task {
    nth: usize,
    unit: OffsetUnit,
}

impl Task {
    fn place(&self, path: &str) -> Place {
        Place::path(self.nth, format!("[{}]{path}", self.nth - 1))
    }

    /// Reads a task; one document for each annotation and prediction.
    fn documents(&self, mut object: Map<String, Value>, sink: &mut dyn Sink) -> Vec<Incoming> {
        let made = Made {
            annotations: list(&mut object, ["annotations", "completions"]),
            predictions: list(&mut object, ["predictions", ""]),
        };
        let data = match object.remove("data") {
            Some(Value::Object(data)) => data,
            None if object.get("text").is_some_and(Value::is_string) => {
                return vec![self.minimal(object, sink)];
            }
            _ => {
                let reason = RefusalReason::WrongKind { field: "data" };
                sink.refuse(self.place(""), made.n_results().max(1), reason);
                return Vec::new();
            }
        };
        let mut data = data;
        let Some(text) = result::take_text(&mut data) else {
            let n_spans = made.n_results().max(1);
            sink.refuse(self.place(".data"), n_spans, RefusalReason::UnclearText);
            return Vec::new();
        };
        let said = self.take_meta(&mut object, sink);
        let blank = || Incoming {
            unit: self.unit,
            ..Incoming::new(self.place(""), None, Some(text.clone()))
        };
        let mut documents = Vec::new();
        for (n, annotation) in made.annotations.into_iter().enumerate() {
            let path = format!(".annotations[{n}]");
            documents.extend(self.annotation(blank(), &path, annotation, sink));
        }
        for (n, prediction) in made.predictions.into_iter().enumerate() {
            let path = format!(".predictions[{n}]");
            documents.extend(self.prediction(blank(), &path, prediction, sink));
        }
        if documents.is_empty() {
            documents.push(Incoming {
                partly_refused: true,
                ..blank()
            });
        }
        let name = take_name(&mut data);
        for incoming in &mut documents {
            incoming.key.clone_from(&name);
        }
        said.put(&mut documents);
        let fields = object.keys().map(String::as_str);
        let unread = fields.filter(|field| !OF_THE_TASK.contains(field));
        unread
            .chain(data.keys().map(String::as_str))
            .for_each(|field| sink.unread(field));
        documents
    }

    /// Takes what we write of a layer and Label Studio has no place for.
    fn take_meta(&self, object: &mut Map<String, Value>, sink: &mut dyn Sink) -> OfTheLayer {
        let mut said = SaidRead::default();
        match object.remove("meta") {
            None | Some(Value::Null) => {}
            Some(Value::Object(meta)) => {
                for (field, value) in meta {
                    if !said.take(&field, value) {
                        sink.unread(&field);
                    }
                }
            }
            Some(_) => sink.unread("meta"),
        }
        let mut of_layer = Incoming::default();
        said.put(&mut of_layer, sink);
        OfTheLayer(of_layer)
    }

    fn annotation(
        &self,
        mut incoming: Incoming,
        path: &str,
        annotation: Value,
        sink: &mut dyn Sink,
    ) -> Option<Incoming> {
        let n_spans = result::n_results(&annotation);
        let at = self.place(path);
        let Value::Object(mut annotation) = annotation else {
            sink.refuse(at, n_spans, RefusalReason::NotAnObject);
            return None;
        };
        if ["was_cancelled", "skipped"]
            .iter()
            .any(|field| annotation.get(*field) == Some(&Value::Bool(true)))
        {
            let answer = "was_cancelled".to_owned();
            sink.refuse(at, n_spans, RefusalReason::NotAccepted { answer });
            return None;
        }
        let Some(Value::Array(results)) = annotation.remove("result") else {
            let reason = RefusalReason::WrongKind { field: "result" };
            sink.refuse(at, n_spans, reason);
            return None;
        };
        incoming.at = at;
        incoming.annotator = annotation.get("completed_by").and_then(person);
        self.results(&mut incoming, path, results, None, sink);
        Some(incoming)
    }

    fn prediction(
        &self,
        mut incoming: Incoming,
        path: &str,
        prediction: Value,
        sink: &mut dyn Sink,
    ) -> Option<Incoming> {
        let n_spans = result::n_results(&prediction);
        let at = self.place(path);
        let mut prediction = match prediction {
            Value::Object(prediction) => prediction,
            Value::Number(_) => {
                sink.refuse(at, n_spans, RefusalReason::PredictionNumber);
                return None;
            }
            _ => {
                sink.refuse(at, n_spans, RefusalReason::NotAnObject);
                return None;
            }
        };
        let Some(Value::Array(results)) = prediction.remove("result") else {
            let reason = RefusalReason::WrongKind { field: "result" };
            sink.refuse(at, n_spans, reason);
            return None;
        };
        let score = match take_score(&mut prediction) {
            Ok(score) => score,
            Err(reason) => {
                sink.refuse(at, n_spans, reason);
                return None;
            }
        };
        incoming.at = at;
        incoming.is_prediction = true;
        incoming.annotator = prediction.get("model_version").and_then(person);
        self.results(&mut incoming, path, results, score, sink);
        Some(incoming)
    }

    /// Reads results: spans first, then what is said of them.
    fn results(
        &self,
        incoming: &mut Incoming,
        path: &str,
        results: Vec<Value>,
        score: Option<u16>,
        sink: &mut dyn Sink,
    ) {
        let mut by_id: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (n, value) in results.into_iter().enumerate() {
            let at = self.place(&format!("{path}.result[{n}]"));
            if result::kind(&value) != "labels" {
                others.push((at, value));
                continue;
            }
            let id = value.get("id").and_then(Value::as_str).map(str::to_owned);
            for span in result::spans(&at, value, score, &mut |field| sink.unread(field)) {
                match span {
                    Ok(span) => {
                        if let Some(id) = &id {
                            let spans = by_id.entry(id.clone()).or_default();
                            spans.push(incoming.spans.len());
                        }
                        incoming
                            .spans
                            .push(with_line_ends(span, incoming.text.as_deref()));
                    }
                    Err(reason) => {
                        incoming.partly_refused = true;
                        sink.refuse(at.clone(), 1, reason);
                    }
                }
            }
        }
        for (at, value) in others {
            let taken = match result::kind(&value) {
                "relation" => take_relation(incoming, &at, &value, &by_id),
                _ => take_value(incoming, &value, &by_id),
            };
            if let Err(reason) = taken {
                sink.refuse(at, 1, reason);
            }
        }
    }

    /// Reads a task of JSON_MIN: data, spans and bookkeeping all in one object.
    fn minimal(&self, mut object: Map<String, Value>, sink: &mut dyn Sink) -> Incoming {
        let text = match object.remove("text") {
            Some(Value::String(text)) => Some(text),
            _ => None,
        };
        let mut incoming = Incoming {
            unit: self.unit,
            annotator: object.remove("annotator").as_ref().and_then(person),
            ..Incoming::new(self.place(""), None, text)
        };
        // Its number as a task is no name.
        object.remove("id");
        incoming.key = take_name(&mut object);
        for (field, value) in object {
            let is_span = |value: &Value| value.get("labels").is_some();
            match value {
                Value::Array(values) if values.iter().any(is_span) => {
                    for (n, value) in values.into_iter().enumerate() {
                        let at = self.place(&format!(".{field}[{n}]"));
                        let spans = match &value {
                            Value::Object(value) => result::of_value(&at, value, None, None),
                            _ => vec![Err(RefusalReason::NotAnObject)],
                        };
                        for span in spans {
                            match span {
                                Ok(span) => incoming
                                    .spans
                                    .push(with_line_ends(span, incoming.text.as_deref())),
                                Err(reason) => {
                                    incoming.partly_refused = true;
                                    sink.refuse(at.clone(), 1, reason);
                                }
                            }
                        }
                    }
                }
                _ if OF_THE_TASK.contains(&field.as_str()) => {}
                _ => sink.unread(&field),
            }
        }
        incoming
    }
}

/// What people and models made of a task.
struct Made {
    annotations: Vec<Value>,
    predictions: Vec<Value>,
}

impl Made {
    fn n_results(&self) -> usize {
        let all = self.annotations.iter().chain(&self.predictions);
        all.map(result::n_results).sum()
    }
}

/// What stands in the `meta` of a task and speaks of its layer.
struct OfTheLayer(Incoming);

impl OfTheLayer {
    /// Puts it into the documents of the task.
    fn put(self, documents: &mut [Incoming]) {
        let Self(said) = self;
        for incoming in documents {
            if incoming.annotator.is_none() {
                incoming.annotator.clone_from(&said.annotator);
            }
            incoming.status = said.status;
            incoming.classes.extend(said.classes.iter().cloned());
            incoming.notes.extend(said.notes.iter().cloned());
        }
    }
}

/// Takes a list out of an object by the first of two names that it has.
fn list(object: &mut Map<String, Value>, names: [&str; 2]) -> Vec<Value> {
    for name in names {
        match object.remove(name) {
            None | Some(Value::Null) => {}
            Some(Value::Array(values)) => return values,
            Some(other) => return vec![other],
        }
    }
    Vec::new()
}

/// Returns who somebody is: a name, a number, or what an object calls them.
fn person(value: &Value) -> Option<String> {
    match value {
        Value::String(name) if !name.is_empty() => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(person) => ["username", "email", "id"]
            .iter()
            .find_map(|field| person.get(*field).filter(|value| !value.is_object()))
            .and_then(self::person),
        _ => None,
    }
}

/// Versions before 1.9 wrote line ends of a span's words as `\n` in two characters.
fn with_line_ends(mut span: IncomingSpan, text: Option<&str>) -> IncomingSpan {
    let escapes = |words: &String| {
        words.contains("\\n") && text.is_none_or(|text| !text.contains(words.as_str()))
    };
    if span.words.as_ref().is_some_and(escapes) {
        span.words = span.words.map(|words| words.replace("\\n", "\n"));
    }
    span
}

fn take_relation(
    incoming: &mut Incoming,
    at: &Place,
    value: &Value,
    by_id: &BTreeMap<String, Vec<usize>>,
) -> Result<(), RefusalReason> {
    let end = |field| {
        let id = value.get(field).and_then(Value::as_str);
        let spans = id.and_then(|id| by_id.get(id)).and_then(|all| all.first());
        let span = spans.and_then(|n| incoming.spans.get(*n));
        let span = span.ok_or(RefusalReason::WrongKind { field })?;
        Ok(IncomingEnd {
            start: span.start,
            end: span.end,
            label: Some(span.label.clone()),
        })
    };
    let (from, to) = (end("from_id")?, end("to_id")?);
    let direction = value.get("direction").and_then(Value::as_str);
    let pairs = match direction {
        Some("left") => vec![(to, from)],
        Some("bi") => vec![(from.clone(), to.clone()), (to, from)],
        _ => vec![(from, to)],
    };
    let labels = value.get("labels").and_then(Value::as_array);
    let labels = labels.map_or(&[][..], Vec::as_slice);
    let mut keys: Vec<&str> = labels.iter().filter_map(Value::as_str).collect();
    if keys.is_empty() {
        // One that was drawn and not named.
        keys.push("relation");
    }
    for key in keys {
        for (head, tail) in &pairs {
            incoming.relations.push(IncomingRelation {
                at: at.clone(),
                key: key.to_owned(),
                head: head.clone(),
                tail: tail.clone(),
            });
        }
    }
    Ok(())
}

/// Takes a choice or a text: an attribute of a span, or what is said of the whole text.
fn take_value(
    incoming: &mut Incoming,
    result: &Value,
    by_id: &BTreeMap<String, Vec<usize>>,
) -> Result<(), RefusalReason> {
    let kind = result::kind(result);
    let wrong = || RefusalReason::OtherKind {
        kind: kind.to_owned(),
    };
    let value = result.get("value").unwrap_or(&Value::Null);
    let field = match kind {
        "choices" => "choices",
        "textarea" => "text",
        _ => return Err(wrong()),
    };
    let said: Vec<String> = match value.get(field) {
        Some(Value::Array(said)) if said.iter().all(Value::is_string) => {
            let said = said.iter().filter_map(Value::as_str);
            said.map(str::to_owned).collect()
        }
        Some(Value::String(said)) => vec![said.clone()],
        _ => return Err(wrong()),
    };
    let id = result.get("id").and_then(Value::as_str);
    let of_spans = id.and_then(|id| by_id.get(id));
    if let Some(spans) = of_spans {
        let key = result.get("from_name").and_then(Value::as_str);
        let key = key.unwrap_or(kind);
        for n in spans {
            if let Some(span) = incoming.spans.get_mut(*n) {
                let detail = span.detail.get_or_insert_default();
                detail.attributes.insert(key.to_owned(), said.join("; "));
            }
        }
    } else if value.get("start").is_some() {
        return Err(wrong());
    } else if kind == "choices" {
        incoming.classes.extend(said);
    } else {
        incoming
            .notes
            .extend(said.into_iter().map(|text| (None, text)));
    }
    Ok(())
}
