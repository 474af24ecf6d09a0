//! `{"text","spans":[[start,end,"LABEL",score],…]}`, also with objects, also under `entities`.
//!
//! What Prodigy and Hugging Face pipelines write is read, with what is not needed noted. So is what
//! doccano writes, under `label` or with `start_offset`, as far as its offsets are clear: its page
//! counts UTF-16 units, its importer takes what it gets.

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::jsonl::position;
use crate::exchange::predictions::Reader;
use crate::exchange::predictions::not_a_span;
use crate::exchange::said::score;

/// Reads one document.
pub fn take(reader: &mut Reader, mut document: Map<String, Value>) {
    let field = ["spans", "entities", "label"]
        .into_iter()
        .find(|field| document.get(*field).is_some_and(Value::is_array));
    let Some(field) = field else {
        return reader.refuse(1, RefusalReason::NoPredictions);
    };
    let Some(Value::Array(spans)) = document.remove(field) else {
        return reader.refuse(1, RefusalReason::WrongKind { field: "spans" });
    };
    if let Some(Value::String(answer)) = document.get("answer")
        && answer != "accept"
    {
        let answer = answer.clone();
        return reader.refuse(spans.len(), RefusalReason::NotAccepted { answer });
    }
    let Some(mut incoming) = reader.begin(&mut document, spans.len().max(1)) else {
        return;
    };
    document.remove("answer");
    reader.note_unread(document.keys());
    let is_plain = incoming.text.as_deref().is_some_and(is_one_unit_each);
    for value in spans {
        let of_doccano = field == "label" || value.get("start_offset").is_some();
        let span = if of_doccano && !is_plain {
            Err(RefusalReason::UnclearOffsets)
        } else {
            span(reader, value)
        };
        reader.push(&mut incoming, span);
    }
    reader.reading.documents.push(incoming);
}

/// Returns whether every character is one UTF-16 unit.
fn is_one_unit_each(text: &str) -> bool {
    text.chars().all(|c| c.len_utf16() == 1)
}

fn span(reader: &mut Reader, value: Value) -> Result<IncomingSpan, RefusalReason> {
    match value {
        Value::Object(object) => {
            let fields = if object.contains_key("start_offset") {
                ("start_offset", "end_offset")
            } else {
                ("start", "end")
            };
            reader.span_of_object(object, fields)
        }
        Value::Array(parts) => span_of_parts(Place::Line(reader.line), &parts),
        other => Err(not_a_span(&other)),
    }
}

fn span_of_parts(at: Place, parts: &[Value]) -> Result<IncomingSpan, RefusalReason> {
    let (start, end, label, score_permille) = match parts {
        [start, end, Value::String(label)] | [start, end, Value::String(label), Value::Null] => {
            (start, end, label, None)
        }
        [start, end, Value::String(label), sure] => (start, end, label, Some(score(sure)?)),
        _ => return Err(not_a_span(&Value::Array(parts.to_vec()))),
    };
    Ok(IncomingSpan {
        at,
        start: position(start)?,
        end: position(end)?,
        label: label.clone(),
        words: None,
        score_permille,
        detail: None,
    })
}
