//! Writes documents, or sentences, as rows.
//!
//! Rows are collected until there are some megabytes of them and go out as a group, so that memory
//! is bounded however many there are.

use std::collections::HashMap;
use std::io;
use std::io::Write as _;
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::EnabledStatistics;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use parquet::schema::types::ColumnPath;

use super::STATUSES;
use super::columns::Column;
use super::columns::write_out;
use super::features;
use super::io_error;
use super::tokens;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::Rows;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::model::layer::Status;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// How many bytes and rows a group of rows has, about.
const MAX_GROUP_BYTES: usize = 16 << 20;
const MAX_GROUP_ROWS: usize = 20_000;

const OF_DOCUMENTS: &str = "message schema {
    optional binary id (STRING);
    optional binary text (STRING);
    optional group spans (LIST) { repeated group list { optional group element {
        optional int64 start; optional int64 end; optional int64 label;
    } } }
    optional group relations (LIST) { repeated group list { optional group element {
        optional int64 head; optional int64 tail; optional binary label (STRING);
    } } }
    optional group attributes (LIST) { repeated group list { optional group element {
        optional int64 span; optional binary name (STRING); optional binary value (STRING);
    } } }
    optional group notes (LIST) { repeated group list { optional group element {
        optional int64 span; optional int64 start; optional int64 end;
        optional binary text (STRING);
    } } }
    optional group entities (LIST) { repeated group list { optional group element {
        optional int64 span; optional binary id (STRING);
    } } }
    optional group classes (LIST) { repeated group list {
        optional binary element (STRING);
    } }
    optional binary status (STRING);
    optional binary annotator (STRING);
}";

const OF_TOKENS: &str = "message schema {
    optional binary id (STRING);
    optional group tokens (LIST) { repeated group list { optional binary element (STRING); } }
    optional group ner_tags (LIST) { repeated group list { optional int64 element; } }
}";

/// Begins a file.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    let message = match options.rows {
        Rows::Documents => OF_DOCUMENTS,
        Rows::Tokens => OF_TOKENS,
    };
    let schema = Arc::new(parse_message_type(message).map_err(io_error)?);
    let text = ColumnPath::from("text");
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by("zhubi".to_owned())
        .set_column_dictionary_enabled(text.clone(), false)
        .set_column_statistics_enabled(text, EnabledStatistics::None)
        .build();
    let file = SerializedFileWriter::new(output.main()?, schema, Arc::new(properties));
    let file = file.map_err(io_error)?;
    let columns = file.schema_descr().columns().iter();
    let columns = columns.map(|descr| Column::new(descr)).collect();
    let mut table = Table {
        file,
        columns,
        rows: options.rows,
        tokens: options.tokens,
        n_bytes: 0,
        n_rows: 0,
        names: Names::default(),
    };
    if options.rows == Rows::Tokens {
        table.names.number(tokens::OUTSIDE);
    }
    for label in &options.labels {
        match options.rows {
            Rows::Documents => {
                table.names.number(&label.key);
            }
            Rows::Tokens => table.names.number_tags(&label.key),
        }
    }
    Ok(Box::new(table))
}

/// Names by number, in the order they came.
#[derive(Default)]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, i64>,
}

impl Names {
    fn number(&mut self, name: &str) -> i64 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = self.names.len() as i64;
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// Numbers both tags of a label.
    fn number_tags(&mut self, label: &str) {
        for letter in ['B', 'I'] {
            self.number(&format!("{letter}-{label}"));
        }
    }
}

struct Table {
    file: SerializedFileWriter<OutputFile>,
    columns: Vec<Column>,
    rows: Rows,
    tokens: Tokens,
    /// How much the columns hold.
    n_bytes: usize,
    n_rows: usize,
    names: Names,
}

impl Writer for Table {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        match self.rows {
            Rows::Documents => self.put_document(record),
            Rows::Tokens => self.put_sentences(record),
        }
        if self.n_bytes >= MAX_GROUP_BYTES || self.n_rows >= MAX_GROUP_ROWS {
            self.write_out()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if self.n_rows > 0 {
            self.write_out()?;
        }
        let names = &self.names.names;
        let features = match self.rows {
            Rows::Documents => features::of_documents(names),
            Rows::Tokens => features::of_tokens(names),
        };
        let key = features::KEY.to_owned();
        self.file
            .append_key_value_metadata(KeyValue::new(key, features));
        let mut out = self.file.into_inner().map_err(io_error)?;
        out.flush()
    }
}

impl Table {
    fn write_out(&mut self) -> io::Result<()> {
        let rows = self.file.next_row_group().map_err(io_error)?;
        write_out(&mut self.columns, rows)?;
        (self.n_bytes, self.n_rows) = (0, 0);
        Ok(())
    }

    fn put_document(&mut self, record: &Record) {
        let layer = &record.layer;
        let spans: Vec<&Span> = layer.spans.iter().collect();
        self.n_rows += 1;
        self.n_bytes += record.name.len() + record.text.as_str().len() + 128;
        self.n_bytes += 64 * (spans.len() + layer.relations.len());
        let place_of: HashMap<SpanKey, i64> = if layer.relations.is_empty() {
            HashMap::new()
        } else {
            let keys = (0..).zip(&spans).map(|(i, span)| (span.key(), i));
            keys.collect()
        };
        let labels: Vec<i64> = spans.iter().map(|s| self.names.number(&s.label)).collect();
        let mut row = Row(self.columns.iter_mut());
        row.text(Some(&record.name));
        row.text(Some(record.text.as_str()));
        let number = |n: usize| Some(n as i64);
        row.numbers(spans.iter().map(|s| number(s.range.start().0)));
        row.numbers(spans.iter().map(|s| number(s.range.end().0)));
        row.numbers(labels.into_iter().map(Some));
        let place = |key: &SpanKey| place_of.get(key).copied();
        let relations = || layer.relations.keys();
        row.numbers(relations().map(|id| place(&id.head)));
        row.numbers(relations().map(|id| place(&id.tail)));
        row.texts(relations().map(|id| id.key.as_str()));
        put_details(&mut row, record, &spans);
        row.texts(layer.meta.classes.iter().map(String::as_str));
        let mut names = STATUSES.iter();
        let status = names.find(|(_, status)| *status == layer.meta.status);
        let said = layer.meta.status != Status::default();
        row.text(status.filter(|_| said).map(|(name, _)| *name));
        let annotator = layer.annotator.as_str();
        row.text((!annotator.is_empty()).then_some(annotator));
    }

    fn put_sentences(&mut self, record: &Record) {
        for label in record.layer.spans.counts().keys() {
            self.names.number_tags(label);
        }
        for sentence in tokens::sentences(record, self.tokens) {
            self.n_rows += 1;
            self.n_bytes += record.name.len() + 64 * sentence.len();
            let mut tags = Vec::with_capacity(sentence.len());
            for token in &sentence {
                let tag = match token.span {
                    None => self.names.number(tokens::OUTSIDE),
                    Some(span) => {
                        let begins = span.range.start() == token.range.start();
                        let letter = if begins { 'B' } else { 'I' };
                        self.names.number(&format!("{letter}-{}", span.label))
                    }
                };
                tags.push(tag);
            }
            let mut row = Row(self.columns.iter_mut());
            row.text(Some(&record.name));
            row.texts(sentence.iter().map(|token| record.text.slice(token.range)));
            row.numbers(tags.into_iter().map(Some));
        }
    }
}

/// Writes what is said of spans, and the notes on the document after those on spans.
fn put_details(row: &mut Row<'_>, record: &Record, spans: &[&Span]) {
    let details = || {
        let numbered = (0_i64..).zip(spans);
        numbered.filter_map(|(i, span)| Some((i, span.detail.as_deref()?)))
    };
    let attributes = || details().flat_map(|(i, d)| d.attributes.iter().map(move |a| (i, a)));
    row.numbers(attributes().map(|(i, _)| Some(i)));
    row.texts(attributes().map(|(_, (name, _))| name.as_str()));
    row.texts(attributes().map(|(_, (_, value))| value.as_str()));
    let noted = || details().filter(|(_, detail)| !detail.note.is_empty());
    let notes = || record.layer.meta.notes.iter();
    let start = |range: CharRange| range.start().0 as i64;
    let end = |range: CharRange| range.end().0 as i64;
    row.numbers(noted().map(|(i, _)| Some(i)).chain(notes().map(|_| None)));
    row.numbers(
        noted()
            .map(|_| None)
            .chain(notes().map(|n| n.range.map(start))),
    );
    row.numbers(
        noted()
            .map(|_| None)
            .chain(notes().map(|n| n.range.map(end))),
    );
    let of_spans = noted().map(|(_, detail)| detail.note.as_str());
    row.texts(of_spans.chain(notes().map(|note| note.text.as_str())));
    let entities = || details().filter_map(|(i, d)| Some((i, d.entity.as_ref()?)));
    row.numbers(entities().map(|(i, _)| Some(i)));
    row.texts(entities().map(|(_, entity)| entity.as_str()));
}

/// A row that is being put into the columns, one after the other.
struct Row<'a>(std::slice::IterMut<'a, Column>);

impl Row<'_> {
    fn text(&mut self, text: Option<&str>) {
        if let Some(column) = self.0.next() {
            column.put_text(text);
        }
    }

    fn texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        if let Some(column) = self.0.next() {
            column.put_texts(texts);
        }
    }

    fn numbers(&mut self, numbers: impl Iterator<Item = Option<i64>>) {
        if let Some(column) = self.0.next() {
            column.put_numbers(numbers);
        }
    }
}
