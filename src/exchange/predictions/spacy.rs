//! What spaCy's `Doc.to_json` gives: `{"text","ents":[…],"spans":{"sc":[…]}}`, a document each.
//!
//! Entities and every group of spans are taken; a range with a label that stands in several is one
//! span. Its offsets count characters. spaCy writes no scores by itself: they are read from `score`
//! of a span, from an extension `score` (`underscore_span`), or from `spans_scores` of the document
//! or of its `_`, a list for each group in the order of its spans.

use std::collections::HashMap;

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::predictions::Reader;
use crate::exchange::predictions::not_a_span;
use crate::exchange::said::score;

/// What spaCy writes of every text, whatever was predicted.
const OF_TOKENS: [&str; 3] = ["tokens", "sents", "cats"];

/// Reads one document.
pub fn take(reader: &mut Reader, mut document: Map<String, Value>) {
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for (field, value) in [
        ("ents", document.remove("ents")),
        ("spans", document.remove("spans")),
    ] {
        match value {
            None | Some(Value::Null) => {}
            Some(Value::Array(spans)) => groups.push((field.to_owned(), spans)),
            Some(Value::Object(named)) if field == "spans" => {
                for (name, spans) in named {
                    match spans {
                        Value::Array(spans) => groups.push((name, spans)),
                        _ => reader.refuse(1, RefusalReason::WrongKind { field: "spans" }),
                    }
                }
            }
            Some(_) => return reader.refuse(1, RefusalReason::WrongKind { field }),
        }
    }
    if groups.is_empty() && !document.contains_key("tokens") {
        return reader.refuse(1, RefusalReason::NoPredictions);
    }
    let n_spans = groups.iter().map(|(_, spans)| spans.len()).sum();
    let Some(mut incoming) = reader.begin(&mut document, n_spans) else {
        return;
    };
    let scores = Scores::take(&mut document);
    let unread = document.keys();
    reader.note_unread(unread.filter(|field| !OF_TOKENS.contains(&field.as_str())));
    for (group, spans) in groups {
        for (place, value) in spans.into_iter().enumerate() {
            take_span(reader, &mut incoming, value, |span| {
                scores.of(&group, place, span)
            });
        }
    }
    reader.reading.documents.push(incoming);
}

fn take_span(
    reader: &mut Reader,
    incoming: &mut Incoming,
    value: Value,
    score_of: impl FnOnce(&IncomingSpan) -> Result<Option<u16>, RefusalReason>,
) {
    let span = match value {
        Value::Object(mut object) => {
            // Without a knowledge base these say nothing.
            for field in ["kb_id", "id"] {
                if object.get(field).and_then(Value::as_str) == Some("") {
                    object.remove(field);
                }
            }
            reader.span_of_object(object, ("start", "end"))
        }
        other => Err(not_a_span(&other)),
    };
    let scored = span.and_then(|mut span| {
        if span.score_permille.is_none() {
            span.score_permille = score_of(&span)?;
        }
        Ok(span)
    });
    reader.push(incoming, scored);
}

/// The scores that stand apart from the spans.
#[derive(Default)]
struct Scores {
    by_group: HashMap<String, Vec<Value>>,
    by_place: HashMap<(u64, u64, Option<String>), Value>,
}

impl Scores {
    fn take(document: &mut Map<String, Value>) -> Self {
        let mut scores = Self::default();
        let apart = match document.remove("spans_scores") {
            Some(apart) => Some(apart),
            None => document
                .get_mut("_")
                .and_then(Value::as_object_mut)
                .and_then(|own| own.remove("spans_scores")),
        };
        match apart {
            Some(Value::Object(groups)) => {
                for (name, values) in groups {
                    if let Value::Array(values) = values {
                        scores.by_group.insert(name, values);
                    }
                }
            }
            // The group that spaCy's own component writes into.
            Some(Value::Array(values)) => {
                scores.by_group.insert("sc".to_owned(), values);
            }
            _ => {}
        }
        let extension = document
            .get_mut("underscore_span")
            .and_then(Value::as_object_mut)
            .and_then(|own| own.remove("score"));
        // A list of entries; before spaCy wrote lists, the one entry that was last.
        let entries = match extension {
            Some(Value::Array(entries)) => entries,
            Some(entry @ Value::Object(_)) => vec![entry],
            _ => Vec::new(),
        };
        for entry in entries {
            let number = |field| entry.get(field).and_then(Value::as_u64);
            let label = entry.get("label").and_then(Value::as_str);
            if let (Some(start), Some(end), Some(value)) =
                (number("start"), number("end"), entry.get("value"))
            {
                let place = (start, end, label.map(str::to_owned));
                scores.by_place.insert(place, value.clone());
            }
        }
        for field in ["_", "underscore_span"] {
            if document
                .get(field)
                .and_then(Value::as_object)
                .is_some_and(Map::is_empty)
            {
                document.remove(field);
            }
        }
        scores
    }

    fn of(
        &self,
        group: &str,
        place: usize,
        span: &IncomingSpan,
    ) -> Result<Option<u16>, RefusalReason> {
        let (start, end) = (span.start as u64, span.end as u64);
        let here = |label| self.by_place.get(&(start, end, label));
        let listed = self.by_group.get(group).and_then(|all| all.get(place));
        let found = listed.or_else(|| here(Some(span.label.clone())));
        let found = found
            .or_else(|| here(None))
            .filter(|value| !value.is_null());
        found.map(score).transpose()
    }
}
