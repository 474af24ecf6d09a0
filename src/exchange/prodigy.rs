//! Prodigy: JSON lines, `{"text","tokens","spans":[{"start","end","token_start","token_end"}]}`.
//!
//! Offsets count characters. A token is a character, so that every span begins and ends with one;
//! `token_end` is the last token and not the one after it. All tokens with `ws` set to false come
//! to the text again, which Prodigy holds against it. What else a layer says stands in fields of
//! the names that [`crate::exchange::jsonl`] uses; Prodigy keeps them as they are.
//!
//! spaCy's training data is read too: `entities` or `spans` as `[start, end, "LABEL"]`.

use std::io;
use std::io::Write as _;

use serde::Serialize;
use serde_json::Map;
use serde_json::Value;

use crate::exchange::conll;
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
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::predictions::not_a_span;
use crate::exchange::record::Record;
use crate::exchange::said::LayerSaid;
use crate::exchange::said::SaidRead;
use crate::exchange::said::SpanSaid;
use crate::exchange::said::SpanSaidRead;
use crate::exchange::said::relations;
use crate::exchange::said::score;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

#[derive(Serialize)]
struct Line<'a> {
    text: &'a str,
    meta: Meta<'a>,
    tokens: Vec<Token<'a>>,
    spans: Vec<SpanObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<RelationObject<'a>>,
    #[serde(flatten)]
    said: Option<LayerSaid<'a>>,
    answer: &'a str,
    _view_id: &'a str,
}

#[derive(Serialize)]
struct Meta<'a> {
    doc: &'a str,
}

#[derive(Serialize)]
struct Token<'a> {
    text: &'a str,
    start: usize,
    end: usize,
    id: usize,
    ws: bool,
}

#[derive(Clone, Copy, Serialize)]
struct Ends<'a> {
    start: usize,
    end: usize,
    token_start: usize,
    token_end: usize,
    label: &'a str,
}

#[derive(Serialize)]
struct SpanObject<'a> {
    #[serde(flatten)]
    ends: Ends<'a>,
    #[serde(flatten)]
    said: SpanSaid<'a>,
}

/// A relation; `head` and `child` are the last tokens of the spans.
#[derive(Serialize)]
struct RelationObject<'a> {
    head: usize,
    child: usize,
    head_span: Ends<'a>,
    child_span: Ends<'a>,
    label: &'a str,
}

/// Begins a file of lines.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Lines {
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
        tokens: options.tokens,
    }))
}

struct Lines {
    out: io::BufWriter<OutputFile>,
    tokens: Tokens,
}

impl Writer for Lines {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let edges = token_edges(record, self.tokens);
        json::write_one_line(&mut self.out, &line(record, &edges))?;
        self.out.write_all(b"\n")
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns where tokens begin and end, in ascending order; every span begins and ends at one.
fn token_edges(record: &Record, tokens: Tokens) -> Vec<CharIdx> {
    if tokens == Tokens::Chars {
        return (0..=record.text.n_chars()).map(CharIdx).collect();
    }
    let mut edges = conll::word_edges(&record.text);
    edges.extend([CharIdx(0), record.text.end()]);
    let spans = record.layer.spans.iter();
    edges.extend(spans.flat_map(|span| [span.range.start(), span.range.end()]));
    edges.sort_unstable();
    edges.dedup();
    edges
}

fn line<'a>(record: &'a Record, edges: &[CharIdx]) -> Line<'a> {
    let Record { name, text, layer } = record;
    let pairs = edges.iter().zip(edges.iter().skip(1)).enumerate();
    let mut rest = text.as_str();
    let tokens = pairs.map(|(id, (start, end))| {
        let n_bytes = rest.char_indices().nth(end.0 - start.0);
        let n_bytes = n_bytes.map_or(rest.len(), |(at, _)| at);
        let (token, after) = rest.split_at_checked(n_bytes).unwrap_or((rest, ""));
        rest = after;
        Token {
            text: token,
            start: start.0,
            end: end.0,
            id,
            ws: false,
        }
    });
    let tokens = tokens.collect();
    let said = LayerSaid::of(record, |at| at.0);
    let ends = |range: CharRange, label: &'a str| Ends {
        start: range.start().0,
        end: range.end().0,
        token_start: edges.partition_point(|edge| *edge < range.start()),
        token_end: edges
            .partition_point(|edge| *edge < range.end())
            .saturating_sub(1),
        label,
    };
    let spans: Vec<SpanObject<'a>> = layer
        .spans
        .iter()
        .map(|span| SpanObject {
            ends: ends(span.range, &span.label),
            said: SpanSaid::of(span, said.prediction),
        })
        .collect();
    let relations = relations(layer).map(|relation| {
        let of = |key: &'a SpanKey| ends(key.range, &key.label);
        let (head, tail) = (of(&relation.id.head), of(&relation.id.tail));
        RelationObject {
            head: head.token_end,
            child: tail.token_end,
            head_span: head,
            child_span: tail,
            label: &relation.id.key,
        }
    });
    let relations: Vec<RelationObject<'a>> = relations.collect();
    let more_of_spans = spans.iter().any(|span| span.said.says_more());
    let says_more = said.says_more() || more_of_spans || !relations.is_empty();
    Line {
        text: text.as_str(),
        meta: Meta { doc: name },
        tokens,
        spans,
        _view_id: if relations.is_empty() {
            "spans_manual"
        } else {
            "relations"
        },
        relations,
        said: says_more.then_some(said),
        answer: "accept",
    }
}

/// Reads what Prodigy gives out, and what spaCy is trained on.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let mut reader = Reader {
        at: Place::Line(0),
        unit: input.options.unit,
        sink,
    };
    let mut lines = input.lines()?;
    let mut number = 0;
    while let Some(line) = lines.next_line()? {
        number += 1;
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        reader.at = Place::Line(number);
        // They come to the text again, and are most of the line.
        match json::value_without(line, "tokens") {
            Ok(Value::Object(object)) => reader.take(object)?,
            Ok(_) => reader.refuse(1, RefusalReason::NotAnObject),
            Err(error) => reader.refuse(1, not_json(&error)),
        }
    }
    Ok(())
}

/// What Prodigy says of a task that is nobody's labelling.
const OF_THE_TASK: [&str; 12] = [
    "_input_hash",
    "_task_hash",
    "_timestamp",
    "_view_id",
    "_is_binary",
    "_annotator_id",
    "_session_id",
    "answer",
    "config",
    "options",
    "tokens",
    "path",
];

struct Reader<'a> {
    /// Where the line stands that is read.
    at: Place,
    unit: Option<crate::exchange::units::OffsetUnit>,
    sink: &'a mut dyn Sink,
}

impl Reader<'_> {
    fn refuse(&mut self, n_spans: usize, reason: RefusalReason) {
        self.sink.refuse(self.at.clone(), n_spans, reason);
    }

    fn take(&mut self, mut object: Map<String, Value>) -> Result<(), ReadError> {
        let spans = match (object.remove("spans"), object.remove("entities")) {
            (Some(Value::Array(spans)), None | Some(Value::Null))
            | (None | Some(Value::Null), Some(Value::Array(spans))) => spans,
            (Some(Value::Array(mut spans)), Some(Value::Array(entities))) => {
                spans.extend(entities);
                spans
            }
            // A task that was accepted without a span has no list of them.
            (None | Some(Value::Null), None | Some(Value::Null))
                if object.contains_key("answer") || object.contains_key("tokens") =>
            {
                Vec::new()
            }
            _ => {
                self.refuse(1, RefusalReason::WrongKind { field: "spans" });
                return Ok(());
            }
        };
        let Some(Value::String(text)) = object.remove("text") else {
            self.refuse(
                spans.len().max(1),
                RefusalReason::WrongKind { field: "text" },
            );
            return Ok(());
        };
        if let Some(Value::String(answer)) = object.get("answer")
            && answer != "accept"
        {
            let answer = answer.clone();
            self.refuse(spans.len(), RefusalReason::NotAccepted { answer });
            return Ok(());
        }
        let mut incoming = Incoming {
            unit: self.unit.unwrap_or_default(),
            ..Incoming::new(self.at.clone(), None, Some(text))
        };
        for value in &spans {
            match self.span(value) {
                Ok(span) => incoming.spans.push(span),
                Err(reason) => {
                    incoming.partly_refused = true;
                    self.refuse(1, reason);
                }
            }
        }
        self.take_relations(&mut object, &mut incoming);
        let named = ["_annotator_id", "_session_id"];
        let mut annotators = named.iter().filter_map(|f| object.get(*f)?.as_str());
        let annotator = annotators.next().map(str::to_owned);
        let mut said = SaidRead::default();
        for field in SaidRead::FIELDS {
            if let Some(value) = object.remove(field)
                && !said.take(field, value)
            {
                self.refuse(1, RefusalReason::WrongKind { field });
            }
        }
        said.put(&mut incoming, self.sink);
        incoming.annotator = incoming.annotator.or(annotator);
        self.take_meta(&mut object, &mut incoming);
        take_classes(&mut object, &mut incoming);
        let rest = object.keys().map(String::as_str);
        for field in rest.filter(|field| !OF_THE_TASK.contains(field)) {
            self.sink.unread(field);
        }
        self.sink.document(incoming)
    }

    /// Takes the name of the document out of what was noted on it.
    fn take_meta(&mut self, object: &mut Map<String, Value>, incoming: &mut Incoming) {
        let Some(meta) = object.remove("meta") else {
            return;
        };
        if let Value::Object(mut meta) = meta {
            if let Some(Value::String(name)) = meta.get("doc") {
                incoming.key = Some(name.clone());
                meta.remove("doc");
            }
            meta.keys().for_each(|field| self.sink.unread(field));
        } else {
            self.sink.unread("meta");
        }
    }

    fn span(&mut self, value: &Value) -> Result<IncomingSpan, RefusalReason> {
        let object = match value {
            Value::Object(object) => object,
            Value::Array(parts) => {
                return match parts.as_slice() {
                    [start, end, Value::String(label)] => Ok(IncomingSpan {
                        at: self.at.clone(),
                        start: position(start)?,
                        end: position(end)?,
                        label: label.clone(),
                        ..IncomingSpan::default()
                    }),
                    _ => Err(not_a_span(value)),
                };
            }
            _ => return Err(not_a_span(value)),
        };
        let Some(Value::String(label)) = object.get("label") else {
            return Err(RefusalReason::WrongKind { field: "label" });
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
            at: self.at.clone(),
            start: position(object.get("start").unwrap_or(&Value::Null))?,
            end: position(object.get("end").unwrap_or(&Value::Null))?,
            label: label.clone(),
            words: object
                .get("text")
                .and_then(Value::as_str)
                .map(str::to_owned),
            score_permille: object.get("score").and_then(|sure| score(sure).ok()),
            detail: said.detail(),
        };
        for field in object.keys().map(String::as_str) {
            match field {
                "start" | "end" | "label" | "text" | "token_start" | "token_end" | "type" => {}
                "source" | "input_hash" | "rank" => {}
                "score" if span.score_permille.is_some() => {}
                field if SpanSaidRead::FIELDS.contains(&field) => {}
                field => self.sink.unread(field),
            }
        }
        Ok(span)
    }

    fn take_relations(&mut self, object: &mut Map<String, Value>, incoming: &mut Incoming) {
        let relations = match object.remove("relations") {
            None | Some(Value::Null) => return,
            Some(Value::Array(relations)) => relations,
            Some(_) => return self.refuse(1, RefusalReason::WrongKind { field: "relations" }),
        };
        for value in relations {
            let end = |field| {
                let end = value.get(field).and_then(end_of);
                end.ok_or(RefusalReason::WrongKind { field })
            };
            let key = value.get("label").and_then(Value::as_str);
            let key = key.ok_or(RefusalReason::WrongKind { field: "label" });
            let ends = end("head_span").and_then(|head| Ok((head, end("child_span")?)));
            match key.and_then(|key| Ok((key, ends?))) {
                Ok((key, (head, tail))) => incoming.relations.push(IncomingRelation {
                    at: self.at.clone(),
                    key: key.to_owned(),
                    head,
                    tail,
                }),
                Err(reason) => self.refuse(1, reason),
            }
        }
    }
}

/// Takes the choices that were made on the whole text.
fn take_classes(object: &mut Map<String, Value>, incoming: &mut Incoming) {
    if let Some(Value::Array(chosen)) = object.get("accept")
        && chosen.iter().all(Value::is_string)
    {
        let chosen = chosen.iter().filter_map(Value::as_str);
        incoming.classes.extend(chosen.map(str::to_owned));
        object.remove("accept");
    }
}

/// Reads a span as an end of a relation; one of a single token may have no label.
fn end_of(span: &Value) -> Option<IncomingEnd> {
    Some(IncomingEnd {
        start: position(span.get("start")?).ok()?,
        end: position(span.get("end")?).ok()?,
        label: span.get("label").and_then(Value::as_str).map(str::to_owned),
    })
}
