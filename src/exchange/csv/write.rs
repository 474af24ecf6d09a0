//! Writes a row for each span.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;

use crate::exchange::csv::ATTRIBUTE;
use crate::exchange::csv::ATTRIBUTES;
use crate::exchange::csv::COLUMNS;
use crate::exchange::csv::is_guarded;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::model::span::Span;

/// Begins a file.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    let mut out = output.main()?;
    out.write_all("\u{FEFF}".as_bytes())?;
    let mut attributes: Vec<String> = Vec::new();
    for attribute in options.labels.iter().flat_map(|label| &label.attributes) {
        if !attributes.contains(&attribute.key) {
            attributes.push(attribute.key.clone());
        }
    }
    let mut rows = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .buffer_capacity(1 << 18)
        .from_writer(out);
    let own = attributes.iter().map(|key| format!("{ATTRIBUTE}{key}"));
    let head = COLUMNS.iter().map(|column| (*column).to_owned());
    rows.write_record(head.chain(own).chain([ATTRIBUTES.to_owned()]))?;
    Ok(Box::new(Rows { rows, attributes }))
}

struct Rows {
    rows: csv::Writer<OutputFile>,
    /// The attributes that have a column.
    attributes: Vec<String>,
}

impl Writer for Rows {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        for span in record.layer.spans.iter() {
            self.put_span(record, span)?;
        }
        if record.layer.spans.is_empty() {
            self.rows.write_field(guarded(&record.name).as_bytes())?;
            let n_columns = COLUMNS.len() + self.attributes.len() + 1;
            for _ in 1..n_columns {
                self.rows.write_field("")?;
            }
            self.end_row()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.rows.flush()
    }
}

impl Rows {
    fn end_row(&mut self) -> io::Result<()> {
        Ok(self.rows.write_record(None::<&[u8]>)?)
    }

    fn put_span(&mut self, record: &Record, span: &Span) -> io::Result<()> {
        let rows = &mut self.rows;
        rows.write_field(guarded(&record.name).as_bytes())?;
        rows.write_field(span.range.start().to_string())?;
        rows.write_field(span.range.end().to_string())?;
        rows.write_field(guarded(&span.label).as_bytes())?;
        rows.write_field(guarded(record.text.slice(span.range)).as_bytes())?;
        let detail = span.detail.as_deref();
        let note = detail.map_or("", |detail| &detail.note);
        rows.write_field(guarded(note).as_bytes())?;
        let entity = detail.and_then(|detail| detail.entity.as_deref());
        rows.write_field(guarded(entity.unwrap_or_default()).as_bytes())?;
        let none = BTreeMap::new();
        let said = detail.map_or(&none, |detail| &detail.attributes);
        for key in &self.attributes {
            let value = said.get(key).map_or("", String::as_str);
            rows.write_field(guarded(value).as_bytes())?;
        }
        // An empty value cannot be told from none in a column of its own.
        let others = said
            .iter()
            .filter(|(key, value)| value.is_empty() || !self.attributes.contains(key));
        let others: BTreeMap<&String, &String> = others.collect();
        match others.is_empty() {
            true => rows.write_field("")?,
            false => rows.write_field(serde_json::to_string(&others)?)?,
        }
        self.end_row()
    }
}

/// Returns a cell that no spreadsheet runs.
fn guarded(cell: &str) -> Cow<'_, str> {
    if is_guarded(cell) {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}
