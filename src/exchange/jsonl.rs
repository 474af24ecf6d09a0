//! JSON lines: `{"id","text","spans":[{"start","end","label","text"}]}`, offsets in characters.
//!
//! `id` is the document's name. Written without blanks and in the project's order, so that the
//! same layer is the same bytes; everything that some reader takes for a line end inside a string
//! is escaped, so that a line stays a line.
//! What else a layer says stands in more fields, where there is something: `attributes`, `note` and
//! `entity` of spans, `relations` (`[{"rel","head":[start,end,"LABEL"],"tail":[…]}]`), `status`,
//! `classes` and `notes`. Each line says whose labels they are (`annotator`), and one of
//! a model that it is its `prediction`, with the `score` of each span.
//!
//! Three shapes are read, told apart line by line:
//! a document (`spans` as objects or as `[start, end, "LABEL"]`),
//! a span (`{"start","end","label","text"}`) of the document the file is named after, and
//! a relation (`{"rel","head":[start,end],"tail":[start,end]}`), in a file named `….rel.jsonl`.

mod quick;

use std::borrow::Cow;
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
use crate::exchange::jsonl::quick::QuickLine;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::said::LayerSaid;
use crate::exchange::said::SaidRead;
use crate::exchange::said::SpanSaid;
use crate::exchange::said::SpanSaidRead;
use crate::exchange::said::relations;
use crate::exchange::said::score;
use crate::exchange::units::OffsetUnit;
use crate::model::span::SpanKey;

#[derive(Serialize)]
struct DocumentLine<'a> {
    id: &'a str,
    text: &'a str,
    spans: Vec<SpanObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<RelationObject<'a>>,
    #[serde(flatten)]
    said: Option<LayerSaid<'a>>,
}

/// A span; one that says more is written as [`FullSpan`], which takes longer.
#[derive(Serialize)]
#[serde(untagged)]
enum SpanObject<'a> {
    Plain(PlainSpan<'a>),
    Full(FullSpan<'a>),
}

#[derive(Serialize)]
struct PlainSpan<'a> {
    start: usize,
    end: usize,
    label: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct FullSpan<'a> {
    #[serde(flatten)]
    span: PlainSpan<'a>,
    #[serde(flatten)]
    said: SpanSaid<'a>,
}

#[derive(Serialize)]
struct RelationObject<'a> {
    rel: &'a str,
    head: (usize, usize, &'a str),
    tail: (usize, usize, &'a str),
}

/// Begins a file of lines.
pub fn write(mut output: Box<dyn Output>, _options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Lines {
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
    }))
}

struct Lines {
    out: io::BufWriter<OutputFile>,
}

impl Writer for Lines {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        json::write_one_line(&mut self.out, &document_line(record))?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

fn document_line(record: &Record) -> DocumentLine<'_> {
    let Record { name, text, layer } = record;
    let said = LayerSaid::of(record, |at| at.0);
    let spans: Vec<SpanObject<'_>> = layer
        .spans
        .iter()
        .map(|span| {
            let plain = PlainSpan {
                start: span.range.start().0,
                end: span.range.end().0,
                label: &span.label,
                text: text.slice(span.range),
            };
            let more = SpanSaid::of(span, said.prediction);
            if more.says_more() {
                SpanObject::Full(FullSpan {
                    span: plain,
                    said: more,
                })
            } else {
                SpanObject::Plain(plain)
            }
        })
        .collect();
    let relations: Vec<RelationObject<'_>> = relations(layer)
        .map(|relation| RelationObject {
            rel: &relation.id.key,
            head: end_of(&relation.id.head),
            tail: end_of(&relation.id.tail),
        })
        .collect();
    let says_more = said.says_more() || said.annotator.is_some_and(|by| !by.is_empty());
    DocumentLine {
        id: name,
        text: text.as_str(),
        spans,
        relations,
        said: says_more.then_some(said),
    }
}

fn end_of(key: &SpanKey) -> (usize, usize, &str) {
    (key.range.start().0, key.range.end().0, &key.label)
}

/// Reads a file of any of the three shapes.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let file = input.name;
    let unit = input.options.unit.unwrap_or_default();
    let mut lines = input.lines()?;
    let mut reader = Reader {
        file,
        unit,
        sink,
        own: None,
        own_relations: None,
        n_lines: 0,
    };
    let mut number = 0;
    while let Some(line) = lines.next_line()? {
        number += 1;
        let line = line.trim();
        if !line.is_empty() {
            reader.take_line(number, line)?;
        }
    }
    reader.finish()
}

/// What the lines read so far have come to.
struct Reader<'a> {
    file: &'a str,
    /// What offsets count.
    unit: OffsetUnit,
    sink: &'a mut dyn Sink,
    /// The document the file is named after, with its span lines.
    own: Option<Incoming>,
    /// The same for relation lines, whose files have another ending.
    own_relations: Option<Incoming>,
    n_lines: usize,
}

impl Reader<'_> {
    fn take_line(&mut self, line: usize, content: &str) -> Result<(), ReadError> {
        self.n_lines += 1;
        if let Some(quick) = quick::read(content, line) {
            return self.take_quick(quick);
        }
        let object = match json::value(content) {
            Ok(Value::Object(object)) => object,
            Ok(_) => {
                self.refuse(line, RefusalReason::NotAnObject);
                return Ok(());
            }
            Err(error) => {
                self.refuse(line, not_json(&error));
                return Ok(());
            }
        };
        if object.contains_key("spans") {
            return self.take_document(line, object);
        }
        if object.contains_key("rel") {
            self.take_relation(line, object);
        } else if object.contains_key("start") || object.contains_key("end") {
            self.take_span(line, &object);
        } else {
            self.refuse(line, RefusalReason::NoShape);
        }
        Ok(())
    }

    fn take_quick(&mut self, quick: QuickLine) -> Result<(), ReadError> {
        let QuickLine {
            mut incoming,
            said,
            unread,
        } = quick;
        said.put(&mut incoming, self.sink);
        self.note_unread(unread.iter().map(String::as_str));
        self.document(incoming)
    }

    fn take_document(
        &mut self,
        line: usize,
        mut object: Map<String, Value>,
    ) -> Result<(), ReadError> {
        let key = match object.remove("id") {
            Some(Value::String(id)) => Some(id),
            Some(Value::Number(id)) => Some(id.to_string()),
            Some(Value::Null) | None => None,
            Some(_) => return self.refused(line, "id"),
        };
        let text = match object.remove("text") {
            Some(Value::String(text)) => Some(text),
            Some(Value::Null) | None => None,
            Some(_) => return self.refused(line, "text"),
        };
        let Some(Value::Array(spans)) = object.remove("spans") else {
            return self.refused(line, "spans");
        };
        let mut incoming = Incoming::new(Place::Line(line), key, text);
        for span in &spans {
            match self.span_from_json(line, span) {
                Ok(span) => incoming.spans.push(span),
                Err(reason) => {
                    incoming.partly_refused = true;
                    self.refuse(line, reason);
                }
            }
        }
        let relations = match object.remove("relations") {
            Some(Value::Array(relations)) => relations,
            Some(Value::Null) | None => Vec::new(),
            Some(_) => {
                self.refuse(line, RefusalReason::WrongKind { field: "relations" });
                Vec::new()
            }
        };
        for relation in relations {
            let relation = match relation {
                Value::Object(relation) => self.relation_from_object(line, relation),
                _ => Err(RefusalReason::NotAnObject),
            };
            match relation {
                Ok(relation) => incoming.relations.push(relation),
                Err(reason) => self.refuse(line, reason),
            }
        }
        let mut said = SaidRead::default();
        for field in SaidRead::FIELDS {
            if let Some(value) = object.remove(field)
                && !said.take(field, value)
            {
                self.refuse(line, RefusalReason::WrongKind { field });
            }
        }
        said.put(&mut incoming, self.sink);
        self.note_unread(object.keys().map(String::as_str));
        self.document(incoming)
    }

    fn refused(&mut self, line: usize, field: &'static str) -> Result<(), ReadError> {
        self.refuse(line, RefusalReason::WrongKind { field });
        Ok(())
    }

    fn take_span(&mut self, line: usize, object: &Map<String, Value>) {
        match self.span_from_object(line, object) {
            Ok(span) => {
                let key = document_name(self.file, ".jsonl").to_owned();
                let own = self
                    .own
                    .get_or_insert_with(|| Incoming::new(Place::Line(line), Some(key), None));
                own.spans.push(span);
            }
            Err(reason) => self.refuse(line, reason),
        }
    }

    fn take_relation(&mut self, line: usize, object: Map<String, Value>) {
        let relation = match self.relation_from_object(line, object) {
            Ok(relation) => relation,
            Err(reason) => return self.refuse(line, reason),
        };
        let name = document_name(self.file, ".rel.jsonl").to_owned();
        let own = self
            .own_relations
            .get_or_insert_with(|| Incoming::new(Place::Line(line), Some(name), None));
        own.relations.push(relation);
    }

    fn relation_from_object(
        &mut self,
        line: usize,
        mut object: Map<String, Value>,
    ) -> Result<IncomingRelation, RefusalReason> {
        let Some(Value::String(key)) = object.remove("rel") else {
            return Err(RefusalReason::WrongKind { field: "rel" });
        };
        let mut end = |field| {
            let end = object.remove(field).as_ref().and_then(end_from_json);
            end.ok_or(RefusalReason::WrongKind { field })
        };
        let (head, tail) = (end("head")?, end("tail")?);
        self.note_unread(object.keys().map(String::as_str));
        Ok(IncomingRelation {
            at: Place::Line(line),
            key,
            head,
            tail,
        })
    }

    fn span_from_json(
        &mut self,
        line: usize,
        value: &Value,
    ) -> Result<IncomingSpan, RefusalReason> {
        match value {
            Value::Object(object) => self.span_from_object(line, object),
            Value::Array(parts) => match parts.as_slice() {
                [start, end, Value::String(label)] => Ok(IncomingSpan {
                    at: Place::Line(line),
                    start: position(start)?,
                    end: position(end)?,
                    label: label.clone(),
                    ..IncomingSpan::default()
                }),
                _ => Err(RefusalReason::NotASpan {
                    found: shortened(&value.to_string()).into_owned(),
                }),
            },
            _ => Err(RefusalReason::NotASpan {
                found: shortened(&value.to_string()).into_owned(),
            }),
        }
    }

    fn span_from_object(
        &mut self,
        line: usize,
        object: &Map<String, Value>,
    ) -> Result<IncomingSpan, RefusalReason> {
        let Some(label) = object.get("label").and_then(Value::as_str) else {
            return Err(RefusalReason::WrongKind { field: "label" });
        };
        let words = match object.get("text") {
            Some(Value::String(words)) => Some(words.clone()),
            Some(Value::Null) | None => None,
            Some(_) => return Err(RefusalReason::WrongKind { field: "text" }),
        };
        let mut said = SpanSaidRead::default();
        for field in SpanSaidRead::FIELDS {
            if let Some(value) = object.get(field)
                && !said.take(field, value.clone())
            {
                return Err(RefusalReason::WrongKind { field });
            }
        }
        let span = IncomingSpan {
            at: Place::Line(line),
            start: position(object.get("start").unwrap_or(&Value::Null))?,
            end: position(object.get("end").unwrap_or(&Value::Null))?,
            label: label.to_owned(),
            words,
            score_permille: object.get("score").and_then(|sure| score(sure).ok()),
            detail: said.detail(),
        };
        let fields = object.keys().map(String::as_str);
        let is_known = |field: &str| match field {
            "start" | "end" | "label" | "text" => true,
            "score" => span.score_permille.is_some(),
            field => SpanSaidRead::FIELDS.contains(&field),
        };
        self.note_unread(fields.filter(|field| !is_known(field)));
        Ok(span)
    }

    fn note_unread<'k>(&mut self, keys: impl Iterator<Item = &'k str>) {
        for key in keys {
            self.sink.unread(key);
        }
    }

    fn document(&mut self, mut incoming: Incoming) -> Result<(), ReadError> {
        incoming.unit = self.unit;
        self.sink.document(incoming)
    }

    fn refuse(&mut self, line: usize, reason: RefusalReason) {
        self.sink.refuse(Place::Line(line), 1, reason);
    }

    /// A file without any line says that its document has no spans.
    fn finish(mut self) -> Result<(), ReadError> {
        if self.n_lines == 0 && !ends_with(self.file, ".rel.jsonl") {
            let key = document_name(self.file, ".jsonl").to_owned();
            self.own = Some(Incoming::new(Place::Line(1), Some(key), None));
        }
        let rest = self.own.take().into_iter().chain(self.own_relations.take());
        for incoming in rest {
            self.document(incoming)?;
        }
        Ok(())
    }
}

/// Returns a whole number that is not below zero.
pub(super) fn position(value: &Value) -> Result<usize, RefusalReason> {
    let whole = value.as_u64().and_then(|n| usize::try_from(n).ok());
    whole.ok_or_else(|| RefusalReason::NotAPosition {
        found: shortened(&value.to_string()).into_owned(),
    })
}

/// Reads `[start, end]` or `[start, end, "LABEL"]`.
fn end_from_json(value: &Value) -> Option<IncomingEnd> {
    let (start, end, label) = match value.as_array()?.as_slice() {
        [start, end] => (start, end, None),
        [start, end, Value::String(label)] => (start, end, Some(label.clone())),
        _ => return None,
    };
    Some(IncomingEnd {
        start: position(start).ok()?,
        end: position(end).ok()?,
        label,
    })
}

fn ends_with(file: &str, ending: &str) -> bool {
    let at = file.len().checked_sub(ending.len());
    at.and_then(|at| file.get(at..))
        .is_some_and(|tail| tail.eq_ignore_ascii_case(ending))
}

/// Returns the document that a file is named after: its name without the ending.
fn document_name<'a>(file: &'a str, ending: &str) -> &'a str {
    let stem = |ending: &str| {
        let at = file.len().checked_sub(ending.len())?;
        ends_with(file, ending).then(|| file.get(..at)).flatten()
    };
    stem(ending).or_else(|| stem(".jsonl")).unwrap_or(file)
}

/// Returns why something that should be JSON is none.
pub(super) fn not_json(error: &serde_json::Error) -> RefusalReason {
    RefusalReason::NotJson {
        column: error.column(),
        problem: without_position(&error.to_string()),
    }
}

/// Takes serde's `at line 1 column 7` off: the line within a line says nothing.
pub(super) fn without_position(message: &str) -> String {
    let end = message.rfind(" at line ").unwrap_or(message.len());
    message.get(..end).unwrap_or(message).to_owned()
}

/// Cuts what is quoted in a message after forty characters.
pub(super) fn shortened(quoted: &str) -> Cow<'_, str> {
    match quoted.char_indices().nth(40) {
        None => Cow::Borrowed(quoted),
        Some((at, _)) => Cow::Owned(format!("{}…", quoted.get(..at).unwrap_or(quoted))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_after_its_document_with_the_last_ending_off() {
        assert_eq!(document_name("甲.txt.jsonl", ".jsonl"), "甲.txt");
        assert_eq!(document_name("甲.jsonl.jsonl", ".jsonl"), "甲.jsonl");
        assert_eq!(document_name("甲.txt.rel.jsonl", ".rel.jsonl"), "甲.txt");
        assert_eq!(document_name("甲.txt.JSONL", ".rel.jsonl"), "甲.txt");
        assert_eq!(document_name("甲", ".jsonl"), "甲");
    }
}
