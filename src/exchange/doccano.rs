//! doccano: JSON lines, offsets in UTF-16 units, `{"text","label":[[start,end,"LABEL"]],"doc"}`.
//!
//! A project with relations takes another shape, `entities` and `relations` with numbers for ids,
//! and nothing of `label`. Every line of a file must have the same fields, whatever they are: what
//! one line has and another has not becomes NaN in doccano's table, and its database takes nothing
//! of the file. So [`WriteOptions::any_relations`] decides for all lines, and nothing is written
//! that some documents have and others have not.
//!
//! Its page counts UTF-16 units (`𠀀甲`: 甲 is at 2), or grapheme clusters where a project says so;
//! its importer takes any numbers. Written as ASCII, since it may guess the encoding and guess
//! wrong. Spans may share characters only in projects that allow it; else some are dropped there.

use std::collections::BTreeMap;
use std::io;
use std::io::Write as _;

use serde::Serialize;
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
use crate::exchange::jsonl::not_json;
use crate::exchange::jsonl::position;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::predictions::not_a_span;
use crate::exchange::record::Record;
use crate::exchange::said;
use crate::exchange::units;
use crate::exchange::units::OffsetUnit;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::Text;

#[derive(Serialize)]
struct PlainLine<'a> {
    text: &'a str,
    label: Vec<(usize, usize, &'a str)>,
    doc: &'a str,
}

#[derive(Serialize)]
struct RelationLine<'a> {
    text: &'a str,
    entities: Vec<Entity<'a>>,
    relations: Vec<Relation<'a>>,
    doc: &'a str,
}

#[derive(Serialize)]
struct Entity<'a> {
    id: u64,
    start_offset: usize,
    end_offset: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct Relation<'a> {
    id: u64,
    from_id: u64,
    to_id: u64,
    #[serde(rename = "type")]
    key: &'a str,
}

/// Begins a file of lines.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Lines {
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
        any_relations: options.any_relations,
        n_ids: 0,
    }))
}

struct Lines {
    out: io::BufWriter<OutputFile>,
    any_relations: bool,
    /// How many ids were given; no two entities or relations of a file have the same.
    n_ids: u64,
}

impl Writer for Lines {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        if self.any_relations || !record.layer.relations.is_empty() {
            let line = self.relation_line(record);
            json::write_ascii(&mut self.out, &line)?;
        } else {
            json::write_ascii(&mut self.out, &plain_line(record))?;
        }
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

impl Lines {
    fn next_id(&mut self) -> u64 {
        self.n_ids += 1;
        self.n_ids
    }

    fn relation_line<'a>(&mut self, record: &'a Record) -> RelationLine<'a> {
        let counted = Counted::of(record);
        let mut ids: BTreeMap<SpanKey, u64> = BTreeMap::new();
        let mut entities = Vec::with_capacity(record.layer.spans.len());
        for span in record.layer.spans.iter() {
            let id = self.next_id();
            ids.insert(span.key(), id);
            entities.push(Entity {
                id,
                start_offset: counted.of_place(span.range.start()),
                end_offset: counted.of_place(span.range.end()),
                label: &span.label,
            });
        }
        let mut relations = Vec::with_capacity(record.layer.relations.len());
        for relation in said::relations(&record.layer) {
            let ends = (ids.get(&relation.id.head), ids.get(&relation.id.tail));
            if let (Some(&from_id), Some(&to_id)) = ends {
                relations.push(Relation {
                    id: self.next_id(),
                    from_id,
                    to_id,
                    key: &relation.id.key,
                });
            }
        }
        RelationLine {
            text: record.text.as_str(),
            entities,
            relations,
            doc: &record.name,
        }
    }
}

fn plain_line(record: &Record) -> PlainLine<'_> {
    let counted = Counted::of(record);
    let spans = record.layer.spans.iter();
    let label = spans.map(|span| {
        let (start, end) = (span.range.start(), span.range.end());
        let label = span.label.as_str();
        (counted.of_place(start), counted.of_place(end), label)
    });
    PlainLine {
        text: record.text.as_str(),
        label: label.collect(),
        doc: &record.name,
    }
}

/// The places of a record's spans in UTF-16 units.
struct Counted {
    /// Places in ascending order and what each comes to; `None` where every character is one unit.
    counted: Option<(Vec<CharIdx>, Vec<usize>)>,
}

impl Counted {
    fn of(record: &Record) -> Self {
        Self {
            counted: (!is_one_unit_each(&record.text)).then(|| {
                let spans = record.layer.spans.iter();
                let ends = spans.flat_map(|span| [span.range.start(), span.range.end()]);
                let mut places: Vec<CharIdx> = ends.collect();
                places.sort_unstable();
                places.dedup();
                let counted = units::offsets(&record.text, OffsetUnit::Utf16, &places);
                (places, counted)
            }),
        }
    }

    fn of_place(&self, place: CharIdx) -> usize {
        let Some((places, counted)) = &self.counted else {
            return place.0;
        };
        let at = places.partition_point(|known| *known < place);
        counted.get(at).copied().unwrap_or(place.0)
    }
}

/// Returns whether no character needs four bytes of UTF-8, and so two units of UTF-16.
fn is_one_unit_each(text: &Text) -> bool {
    !text.as_str().bytes().any(|byte| byte >= 0xF0)
}

/// Reads a file of either shape, also of both, and of documents with classes.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or(OffsetUnit::Utf16);
    let mut lines = input.lines()?;
    let mut number = 0;
    while let Some(line) = lines.next_line()? {
        number += 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let at = Place::Line(number);
        match json::value(line) {
            Ok(Value::Object(object)) => {
                if let Some(incoming) = document(at, unit, object, sink) {
                    sink.document(incoming)?;
                }
            }
            Ok(_) => sink.refuse(at, 1, RefusalReason::NotAnObject),
            Err(error) => sink.refuse(at, 1, not_json(&error)),
        }
    }
    Ok(())
}

fn document(
    at: Place,
    unit: OffsetUnit,
    mut object: Map<String, Value>,
    sink: &mut dyn Sink,
) -> Option<Incoming> {
    let mut refuse = |n_spans, field| {
        sink.refuse(at.clone(), n_spans, RefusalReason::WrongKind { field });
        None
    };
    let spans = match (object.remove("label"), object.remove("entities")) {
        (None | Some(Value::Null), None | Some(Value::Null)) => return refuse(1, "label"),
        (None | Some(Value::Null), Some(Value::Array(entities))) => entities,
        (Some(Value::Array(spans)), None | Some(Value::Null)) => spans,
        (Some(Value::Array(mut spans)), Some(Value::Array(entities))) => {
            spans.extend(entities);
            spans
        }
        _ => return refuse(1, "label"),
    };
    let Some(Value::String(text)) = object.remove("text") else {
        return refuse(spans.len().max(1), "text");
    };
    let mut incoming = Incoming {
        unit,
        ..Incoming::new(at.clone(), name(&mut object), Some(text))
    };
    let mut entities = BTreeMap::new();
    for value in spans {
        if let Value::String(class) = value {
            incoming.classes.push(class);
            continue;
        }
        match span(&at, &value) {
            Ok((id, span)) => {
                entities.extend(id.map(|id| (id, end_of(&span))));
                incoming.spans.push(span);
            }
            Err(reason) => {
                incoming.partly_refused = true;
                sink.refuse(at.clone(), 1, reason);
            }
        }
    }
    if let Some(Value::Array(relations)) = object.remove("relations") {
        for value in relations {
            match relation(&at, &value, &entities) {
                Ok(relation) => incoming.relations.push(relation),
                Err(reason) => sink.refuse(at.clone(), 1, reason),
            }
        }
    }
    take_strings(&mut object, "cats", &mut incoming.classes);
    let mut comments = Vec::new();
    take_strings(&mut object, "Comments", &mut comments);
    incoming.notes = comments.into_iter().map(|text| (None, text)).collect();
    // The number of a row in its database.
    object.remove("id");
    object.keys().for_each(|field| sink.unread(field));
    Some(incoming)
}

/// Takes the name that we write, or nothing: names of other files say nothing of a document.
fn name(object: &mut Map<String, Value>) -> Option<String> {
    let name = object.get("doc")?.as_str()?.to_owned();
    object.remove("doc");
    Some(name)
}

/// Takes a field away that is a list of strings.
fn take_strings(object: &mut Map<String, Value>, field: &str, into: &mut Vec<String>) {
    let Some(Value::Array(values)) = object.get(field) else {
        return;
    };
    if values.iter().all(Value::is_string) {
        let strings = values.iter().filter_map(Value::as_str);
        into.extend(strings.map(str::to_owned));
        object.remove(field);
    }
}

/// Reads `[start, end, "LABEL"]`, or an entity with its id.
fn span(at: &Place, value: &Value) -> Result<(Option<u64>, IncomingSpan), RefusalReason> {
    let (id, start, end, label) = match value {
        Value::Array(parts) => match parts.as_slice() {
            [start, end, Value::String(label)] => (None, start, end, label),
            _ => return Err(not_a_span(value)),
        },
        Value::Object(entity) => {
            let of = |field| entity.get(field).unwrap_or(&Value::Null);
            let Value::String(label) = of("label") else {
                return Err(RefusalReason::WrongKind { field: "label" });
            };
            (
                of("id").as_u64(),
                of("start_offset"),
                of("end_offset"),
                label,
            )
        }
        _ => return Err(not_a_span(value)),
    };
    let span = IncomingSpan {
        at: at.clone(),
        start: position(start)?,
        end: position(end)?,
        label: label.clone(),
        ..IncomingSpan::default()
    };
    Ok((id, span))
}

fn end_of(span: &IncomingSpan) -> IncomingEnd {
    IncomingEnd {
        start: span.start,
        end: span.end,
        label: Some(span.label.clone()),
    }
}

fn relation(
    at: &Place,
    value: &Value,
    entities: &BTreeMap<u64, IncomingEnd>,
) -> Result<IncomingRelation, RefusalReason> {
    let end = |field| {
        let id = value.get(field).and_then(Value::as_u64);
        let end = id.and_then(|id| entities.get(&id)).cloned();
        end.ok_or(RefusalReason::WrongKind { field })
    };
    let key = value.get("type").and_then(Value::as_str);
    Ok(IncomingRelation {
        at: at.clone(),
        key: key
            .ok_or(RefusalReason::WrongKind { field: "type" })?
            .to_owned(),
        head: end("from_id")?,
        tail: end("to_id")?,
    })
}
