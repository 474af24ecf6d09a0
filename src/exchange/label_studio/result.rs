//! One result of Label Studio: what somebody, or a model, marked in a text.
//!
//! Annotations and predictions have results of the same shape.

use std::collections::BTreeMap;

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::jsonl::position;
use crate::exchange::predictions::not_a_span;
use crate::exchange::predictions::take_score;

/// What Label Studio notes on a result that says nothing of the text.
const OF_THE_WORK: [&str; 10] = [
    "id",
    "from_name",
    "to_name",
    "type",
    "origin",
    "hidden",
    "locked",
    "readonly",
    "parentID",
    "meta",
];

/// Takes the text out of a task's data: the field of that name, or the only string.
pub(crate) fn take_text(data: &mut Map<String, Value>) -> Option<String> {
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

/// Returns how many spans and relations are kept out without a list of results.
pub(crate) fn n_results(annotation: &Value) -> usize {
    let results = annotation.get("result").and_then(Value::as_array);
    results.map_or(1, Vec::len)
}

/// Returns what a result is.
pub(crate) fn kind(result: &Value) -> &str {
    result
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or("labels")
}

/// Reads a result; one with several labels is as many spans. Fields that are passed over are noted.
///
/// `score` is for results without one of their own.
pub(crate) fn spans(
    at: &Place,
    result: Value,
    score: Option<u16>,
    unread: &mut dyn FnMut(&str),
) -> Vec<Result<IncomingSpan, RefusalReason>> {
    let kind = kind(&result).to_owned();
    let Value::Object(mut result) = result else {
        return vec![Err(not_a_span(&result))];
    };
    if kind != "labels" {
        return vec![Err(RefusalReason::OtherKind { kind })];
    }
    let Some(Value::Object(value)) = result.remove("value") else {
        return vec![Err(RefusalReason::WrongKind { field: "value" })];
    };
    let own = match take_score(&mut result) {
        Ok(own) => own,
        Err(reason) => return vec![Err(reason)],
    };
    let detail = detail(result.get("meta"), unread);
    let fields = result.keys().map(String::as_str);
    fields
        .filter(|field| !OF_THE_WORK.contains(field))
        .for_each(unread);
    of_value(at, &value, own.or(score), detail.as_ref())
}

/// Reads the value of a result.
pub(crate) fn of_value(
    at: &Place,
    value: &Map<String, Value>,
    score: Option<u16>,
    detail: Option<&IncomingDetail>,
) -> Vec<Result<IncomingSpan, RefusalReason>> {
    let Some(Value::Array(labels)) = value.get("labels") else {
        return vec![Err(RefusalReason::WrongKind { field: "labels" })];
    };
    if labels.is_empty() {
        return vec![Err(RefusalReason::WrongKind { field: "labels" })];
    }
    let span = |label: &Value| {
        let place = |field| position(value.get(field).unwrap_or(&Value::Null));
        Ok(IncomingSpan {
            at: at.clone(),
            start: place("start")?,
            end: place("end")?,
            label: match label {
                Value::String(label) => label.clone(),
                _ => return Err(RefusalReason::WrongKind { field: "labels" }),
            },
            words: value.get("text").and_then(Value::as_str).map(str::to_owned),
            score_permille: score,
            detail: detail.cloned().map(Box::new),
        })
    };
    labels.iter().map(span).collect()
}

/// Reads what was noted on a result.
fn detail(meta: Option<&Value>, unread: &mut dyn FnMut(&str)) -> Option<IncomingDetail> {
    let mut detail = IncomingDetail::default();
    let Value::Object(meta) = meta? else {
        unread("meta");
        return None;
    };
    for (field, value) in meta {
        match (field.as_str(), value) {
            ("text", Value::String(note)) => detail.note.clone_from(note),
            ("text", Value::Array(notes)) if notes.iter().all(Value::is_string) => {
                let notes: Vec<&str> = notes.iter().filter_map(Value::as_str).collect();
                detail.note = notes.join("\n");
            }
            ("attributes", Value::Object(values)) if values.values().all(Value::is_string) => {
                let values = values.iter().filter_map(|(k, v)| Some((k, v.as_str()?)));
                let values = values.map(|(key, value)| (key.clone(), value.to_owned()));
                detail.attributes = values.collect::<BTreeMap<_, _>>();
            }
            ("entity", Value::String(entity)) => detail.entity = Some(entity.clone()),
            (field, _) => unread(field),
        }
    }
    (detail != IncomingDetail::default()).then_some(detail)
}
