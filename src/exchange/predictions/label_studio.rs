//! Tasks of Label Studio: `{"data":{"text"},"predictions":[{"result":[…],"score"}]}`.
//!
//! Its offsets count characters. A result may have a score of its own; else the prediction's counts
//! for all of its results. All predictions of a task are taken, whichever version made them; what
//! annotators made is not.

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::jsonl::position;
use crate::exchange::predictions::Reader;
use crate::exchange::predictions::not_a_span;
use crate::exchange::predictions::take_name;
use crate::exchange::predictions::take_score;

/// Reads one task.
pub fn take(reader: &mut Reader, mut task: Map<String, Value>) {
    let Some(Value::Array(predictions)) = task.remove("predictions") else {
        return reader.refuse(0, RefusalReason::NoPredictions);
    };
    let n_spans = predictions.iter().map(n_results).sum();
    let Some(Value::Object(mut data)) = task.remove("data") else {
        return reader.refuse(n_spans, RefusalReason::WrongKind { field: "data" });
    };
    if predictions.is_empty() {
        // Not that there is nothing in the text: nobody asked a model.
        return reader.refuse(0, RefusalReason::NoPredictions);
    }
    let Some(text) = take_text(&mut data) else {
        return reader.refuse(n_spans, RefusalReason::UnclearText);
    };
    let mut incoming = Incoming {
        at: Place::Line(reader.line),
        key: take_name(&mut data),
        text: Some(text),
        ..Incoming::default()
    };
    task.remove("id");
    reader.note_unread(task.keys().chain(data.keys()));
    for prediction in predictions {
        take_prediction(reader, &mut incoming, prediction);
    }
    reader.reading.documents.push(incoming);
}

fn n_results(prediction: &Value) -> usize {
    let results = prediction.get("result").and_then(Value::as_array);
    results.map_or(1, Vec::len)
}

/// Takes the text out of a task's data: the field of that name, or the only string.
fn take_text(data: &mut Map<String, Value>) -> Option<String> {
    let mut strings = data.iter().filter(|(_, value)| value.is_string());
    let only = match (strings.next(), strings.next()) {
        (Some((field, _)), None) => Some(field.clone()),
        _ => None,
    };
    let has_text = data.get("text").is_some_and(Value::is_string);
    let field = if has_text { "text" } else { only.as_deref()? };
    match data.remove(field) {
        Some(Value::String(text)) => Some(text),
        _ => None,
    }
}

fn take_prediction(reader: &mut Reader, incoming: &mut Incoming, prediction: Value) {
    let n_spans = n_results(&prediction);
    let mut refuse = |reader: &mut Reader, reason| {
        incoming.partly_refused = true;
        reader.refuse(n_spans, reason);
    };
    let mut prediction = match prediction {
        Value::Object(prediction) => prediction,
        Value::Number(_) => return refuse(reader, RefusalReason::PredictionNumber),
        _ => return refuse(reader, RefusalReason::NotAnObject),
    };
    let Some(Value::Array(results)) = prediction.remove("result") else {
        return refuse(reader, RefusalReason::WrongKind { field: "result" });
    };
    let score = match take_score(&mut prediction) {
        Ok(score) => score,
        Err(reason) => return refuse(reader, reason),
    };
    prediction.remove("id");
    reader.note_unread(prediction.keys());
    for result in results {
        for span in spans(reader, result, score) {
            reader.push(incoming, span);
        }
    }
}

/// Reads a result; one with several labels is as many spans.
fn spans(
    reader: &mut Reader,
    result: Value,
    score: Option<u16>,
) -> Vec<Result<IncomingSpan, RefusalReason>> {
    let Value::Object(mut result) = result else {
        return vec![Err(not_a_span(&result))];
    };
    let kind = result
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("labels");
    if kind != "labels" {
        let kind = kind.to_owned();
        return vec![Err(RefusalReason::OtherKind { kind })];
    }
    let Some(Value::Object(value)) = result.remove("value") else {
        return vec![Err(RefusalReason::WrongKind { field: "value" })];
    };
    let own = match take_score(&mut result) {
        Ok(own) => own,
        Err(reason) => return vec![Err(reason)],
    };
    let of_use = ["id", "from_name", "to_name", "type"];
    let unread = result.keys().filter(|key| !of_use.contains(&key.as_str()));
    reader.note_unread(unread.collect::<Vec<_>>());
    let Some(Value::Array(labels)) = value.get("labels") else {
        return vec![Err(RefusalReason::WrongKind { field: "labels" })];
    };
    if labels.is_empty() {
        return vec![Err(RefusalReason::WrongKind { field: "labels" })];
    }
    let span = |label: &Value| one_span(Place::Line(reader.line), &value, label, own.or(score));
    labels.iter().map(span).collect()
}

fn one_span(
    at: Place,
    value: &Map<String, Value>,
    label: &Value,
    score_permille: Option<u16>,
) -> Result<IncomingSpan, RefusalReason> {
    let place = |field| position(value.get(field).unwrap_or(&Value::Null));
    Ok(IncomingSpan {
        at,
        start: place("start")?,
        end: place("end")?,
        label: match label {
            Value::String(label) => label.clone(),
            _ => return Err(RefusalReason::WrongKind { field: "labels" }),
        },
        words: value.get("text").and_then(Value::as_str).map(str::to_owned),
        score_permille,
        detail: None,
    })
}
