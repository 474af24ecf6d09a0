//! Label Studio: one array of tasks, `{"data":{"text","doc"},"annotations":[{"result":[…]}]}`.
//!
//! Offsets count characters. A result is a span or a relation between two by their ids. What a
//! model predicts stands under `predictions`, with its version and its scores. `ls_config.xml`
//! beside the tasks makes the project that takes them: every label and relation must be in it.
//!
//! Notes on spans stand where Label Studio has them, in `meta.text` of a result. What it has no
//! place for is kept in `meta` of results and tasks, which it gives back as it got them.

mod config;
mod read;
pub(super) mod result;

use std::collections::BTreeMap;
use std::io;
use std::io::Write as _;

use serde::Serialize;

use crate::exchange::json;
use crate::exchange::label_studio::config::Config;
pub use crate::exchange::label_studio::config::SPELLING;
pub use crate::exchange::label_studio::read::read;
use crate::exchange::loss::LossKind;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::said;
use crate::exchange::said::LayerSaid;
use crate::exchange::said::SpanSaid;
use crate::model::span::Span;
use crate::model::span::SpanKey;

/// What it cannot carry beside what only the project file does: keys that XML cannot hold.
pub const CANNOT_CARRY: [LossKind; 9] = [
    LossKind::RelationNotes,
    LossKind::LabelSpelling,
    LossKind::ValueSpelling,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

/// The file that says which labels there are.
const CONFIG_FILE: &str = "ls_config.xml";

/// What the configuration calls the list of labels.
const FROM_NAME: &str = "label";

/// What it calls the text.
const TO_NAME: &str = "text";

#[derive(Serialize)]
struct Task<'a> {
    id: usize,
    data: Data<'a>,
    meta: LayerSaid<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    annotations: Option<[Annotation<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    predictions: Option<[Prediction<'a>; 1]>,
}

#[derive(Serialize)]
struct Data<'a> {
    text: &'a str,
    doc: &'a str,
}

#[derive(Serialize)]
struct Annotation<'a> {
    result: Vec<Piece<'a>>,
    was_cancelled: bool,
    ground_truth: bool,
}

#[derive(Serialize)]
struct Prediction<'a> {
    model_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    result: Vec<Piece<'a>>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Piece<'a> {
    Span(SpanPiece<'a>),
    Relation(RelationPiece<'a>),
}

#[derive(Serialize)]
struct SpanPiece<'a> {
    id: String,
    from_name: &'a str,
    to_name: &'a str,
    #[serde(rename = "type")]
    kind: &'a str,
    value: Value<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<Meta<'a>>,
}

#[derive(Serialize)]
struct Value<'a> {
    start: usize,
    end: usize,
    text: &'a str,
    labels: [&'a str; 1],
}

#[derive(Serialize)]
struct Meta<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<[&'a str; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<&'a BTreeMap<String, String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    entity: Option<&'a str>,
}

#[derive(Serialize)]
struct RelationPiece<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    from_id: String,
    to_id: String,
    direction: &'a str,
    labels: [&'a str; 1],
}

/// Begins an array of tasks; the configuration is written at the end, when all labels are known.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Tasks {
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
        config_file: output.named(CONFIG_FILE)?,
        config: Config::new(options),
        n_tasks: 0,
    }))
}

struct Tasks {
    out: io::BufWriter<OutputFile>,
    config_file: OutputFile,
    config: Config,
    n_tasks: usize,
}

impl Writer for Tasks {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let before: &[u8] = if self.n_tasks == 0 { b"[\n" } else { b",\n" };
        self.out.write_all(before)?;
        self.n_tasks += 1;
        self.config.add(record);
        json::write_one_line(&mut self.out, &task(self.n_tasks, record))
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let end: &[u8] = if self.n_tasks == 0 { b"[]\n" } else { b"\n]\n" };
        self.out.write_all(end)?;
        self.out.flush()?;
        self.config_file.write_all(self.config.xml().as_bytes())?;
        self.config_file.flush()
    }
}

fn task(id: usize, record: &Record) -> Task<'_> {
    let Record { name, text, layer } = record;
    let meta = LayerSaid::of(record, |at| at.0);
    let mut result = Vec::with_capacity(layer.spans.len() + layer.relations.len());
    let mut ids: BTreeMap<SpanKey, usize> = BTreeMap::new();
    for (n, span) in layer.spans.iter().enumerate() {
        if !layer.relations.is_empty() {
            ids.insert(span.key(), n);
        }
        let words = text.slice(span.range);
        result.push(Piece::Span(span_piece(n, span, words, meta.prediction)));
    }
    for relation in said::relations(layer) {
        let ends = (ids.get(&relation.id.head), ids.get(&relation.id.tail));
        if let (Some(head), Some(tail)) = ends {
            result.push(Piece::Relation(RelationPiece {
                kind: "relation",
                from_id: format!("s{head}"),
                to_id: format!("s{tail}"),
                direction: "right",
                labels: [&relation.id.key],
            }));
        }
    }
    let data = Data {
        text: text.as_str(),
        doc: name,
    };
    let (annotations, predictions) = if meta.prediction {
        let scores: Vec<f64> = layer.spans.iter().filter_map(said::score_of).collect();
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        let prediction = Prediction {
            model_version: &layer.annotator,
            score: (!scores.is_empty()).then(|| (mean * 1000.0).round() / 1000.0),
            result,
        };
        (None, Some([prediction]))
    } else {
        let annotation = Annotation {
            result,
            was_cancelled: false,
            ground_truth: false,
        };
        (Some([annotation]), None)
    };
    Task {
        id,
        data,
        meta,
        annotations,
        predictions,
    }
}

fn span_piece<'a>(n: usize, span: &'a Span, words: &'a str, is_prediction: bool) -> SpanPiece<'a> {
    let more = SpanSaid::of(span, is_prediction);
    let meta = Meta {
        text: more.note.map(|note| [note]),
        attributes: more.attributes,
        entity: more.entity,
    };
    let says_more = meta.text.is_some() || meta.attributes.is_some() || meta.entity.is_some();
    SpanPiece {
        id: format!("s{n}"),
        from_name: FROM_NAME,
        to_name: TO_NAME,
        kind: "labels",
        value: Value {
            start: span.range.start().0,
            end: span.range.end().0,
            text: words,
            labels: [&span.label],
        },
        score: more.score,
        meta: says_more.then_some(meta),
    }
}
