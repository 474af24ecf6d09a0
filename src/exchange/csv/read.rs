//! Reads rows of spans; columns go by their name, in any order.
//!
//! What a spreadsheet made of the file is read too: semicolons or TABs between the columns, UTF-16.
//! Rows of one document that stand together make one part of it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::io;
use std::io::Read as _;
use std::io::Seek as _;
use std::rc::Rc;

use crate::exchange::csv::ATTRIBUTE;
use crate::exchange::csv::ATTRIBUTES;
use crate::exchange::csv::is_guarded;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::decoded;
use crate::exchange::incoming::quoted;
use crate::exchange::input::Content;
use crate::exchange::input::Input;
use crate::exchange::input::MAX_LINE_BYTES;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;

/// Reads a table of spans.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or(OffsetUnit::Chars);
    let file = input.stem().to_owned();
    let mut content = as_utf8(input.content)?;
    let separator = separator_of(&mut *content)?;
    let n_since = Rc::new(Cell::new(0));
    let bounded = Bounded {
        content,
        n_since: Rc::clone(&n_since),
    };
    let mut rows = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 18)
        .from_reader(bounded);
    let mut table = Table {
        sink,
        unit,
        file,
        columns: Vec::new(),
        document: None,
    };
    let mut row = csv::ByteRecord::new();
    loop {
        let line = rows.position().line() as usize;
        let more = rows.read_byte_record(&mut row);
        let more = more.map_err(|error| failed(&error, line, n_since.get()))?;
        if !more {
            break;
        }
        n_since.set(0);
        let line = row.position().map_or(line, |at| at.line() as usize);
        if table.columns.is_empty() {
            table.take_head(line, &row)?;
        } else {
            table.take_row(line, &row)?;
        }
    }
    if table.columns.is_empty() {
        return Err(malformed(1, "it has no row with the names of columns"));
    }
    table.finish()
}

/// Returns a content as UTF-8 without a byte order mark.
fn as_utf8(mut content: Box<dyn Content>) -> Result<Box<dyn Content>, ReadError> {
    let mut head = Vec::with_capacity(3);
    (&mut content).take(3).read_to_end(&mut head)?;
    if head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]) {
        content.rewind()?;
        let mut bytes = Vec::new();
        let bound = MAX_LINE_BYTES as u64 + 1;
        content.take(bound).read_to_end(&mut bytes)?;
        if bytes.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES;
            return Err(ReadError::TooLong { limit });
        }
        let text = decoded(&bytes)?.into_owned();
        return Ok(Box::new(io::Cursor::new(text.into_bytes())));
    }
    let n_bom = if head == [0xEF, 0xBB, 0xBF] { 3 } else { 0 };
    content.seek(io::SeekFrom::Start(n_bom))?;
    Ok(content)
}

/// Returns what stands between columns: what the first line has most of.
fn separator_of(content: &mut dyn Content) -> Result<u8, ReadError> {
    let start = content.stream_position()?;
    let mut head = Vec::new();
    content.take(1 << 16).read_to_end(&mut head)?;
    content.seek(io::SeekFrom::Start(start))?;
    let first = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let count = |separator: &u8| first.iter().filter(|byte| *byte == separator).count();
    let mut best = b',';
    for separator in [b';', b'\t'] {
        if count(&separator) > count(&best) {
            best = separator;
        }
    }
    Ok(best)
}

/// Bytes of which no more than [`MAX_LINE_BYTES`] are read for one row.
struct Bounded {
    content: Box<dyn Content>,
    n_since: Rc<Cell<usize>>,
}

impl io::Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.n_since.get() > MAX_LINE_BYTES {
            return Err(io::ErrorKind::InvalidData.into());
        }
        let n_read = self.content.read(buffer)?;
        self.n_since.set(self.n_since.get() + n_read);
        Ok(n_read)
    }
}

fn failed(error: &csv::Error, line: usize, n_since: usize) -> ReadError {
    if n_since > MAX_LINE_BYTES {
        let limit = MAX_LINE_BYTES;
        return ReadError::LongLine { line, limit };
    }
    match error.kind() {
        csv::ErrorKind::Io(error) => ReadError::Io {
            problem: error.to_string(),
        },
        _ => malformed(line, &error.to_string()),
    }
}

fn malformed(line: usize, problem: &str) -> ReadError {
    ReadError::Malformed {
        at: Place::Line(line),
        format: "CSV of spans",
        problem: problem.to_owned(),
    }
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Column {
    Doc,
    Start,
    End,
    Label,
    Text,
    Note,
    Entity,
    Attribute(String),
    Attributes,
    Other(String),
}

impl Column {
    fn of(name: &str) -> Self {
        let lower = name.trim().to_ascii_lowercase();
        match lower.as_str() {
            "doc" | "document" => Self::Doc,
            "start" => Self::Start,
            "end" => Self::End,
            "label" => Self::Label,
            "text" => Self::Text,
            "note" => Self::Note,
            "entity" => Self::Entity,
            ATTRIBUTES => Self::Attributes,
            _ => match name.strip_prefix(ATTRIBUTE) {
                Some(key) => Self::Attribute(key.to_owned()),
                None => Self::Other(name.to_owned()),
            },
        }
    }
}

struct Table<'a> {
    sink: &'a mut dyn Sink,
    unit: OffsetUnit,
    /// The file's name, for rows that name no document.
    file: String,
    columns: Vec<Column>,
    /// The document of the rows before.
    document: Option<Incoming>,
}

/// The cells of a row that stand for themselves.
#[derive(Default)]
struct Cells {
    doc: Option<String>,
    start: String,
    end: String,
    label: String,
    text: Option<String>,
    detail: IncomingDetail,
}

impl Table<'_> {
    fn take_head(&mut self, line: usize, row: &csv::ByteRecord) -> Result<(), ReadError> {
        for name in row {
            let name = std::str::from_utf8(name).map_err(|_| ReadError::NotUtf8 { line })?;
            self.columns.push(Column::of(name));
        }
        for wanted in [Column::Start, Column::End, Column::Label] {
            if !self.columns.contains(&wanted) {
                let problem = "it has no columns named start, end and label";
                return Err(malformed(line, problem));
            }
        }
        Ok(())
    }

    fn take_row(&mut self, line: usize, row: &csv::ByteRecord) -> Result<(), ReadError> {
        let cells = match self.cells_of(line, row)? {
            Ok(cells) => cells,
            Err(field) => {
                self.refuse(line, RefusalReason::WrongKind { field });
                return Ok(());
            }
        };
        let key = match &cells.doc {
            Some(doc) if !doc.is_empty() => doc.clone(),
            _ => self.file.clone(),
        };
        let known = self.document.as_ref().and_then(|doc| doc.key.as_deref());
        if known != Some(key.as_str()) {
            self.finish_document()?;
            let mut incoming = Incoming::new(Place::Line(line), Some(key), None);
            incoming.unit = self.unit;
            self.document = Some(incoming);
        }
        if cells.start.is_empty() && cells.end.is_empty() && cells.label.is_empty() {
            // Only the document is named: it has no span.
            return Ok(());
        }
        match span_of(line, cells) {
            Ok(span) => {
                if let Some(document) = &mut self.document {
                    document.spans.push(span);
                }
            }
            Err(reason) => self.refuse(line, reason),
        }
        Ok(())
    }

    /// Returns what a row says, or the name of a column that cannot be understood.
    fn cells_of(
        &mut self,
        line: usize,
        row: &csv::ByteRecord,
    ) -> Result<Result<Cells, &'static str>, ReadError> {
        let mut cells = Cells::default();
        for (column, cell) in self.columns.iter().zip(row) {
            let cell = std::str::from_utf8(cell).map_err(|_| ReadError::NotUtf8 { line })?;
            let value = || unguarded(cell).to_owned();
            match column {
                Column::Doc => cells.doc = Some(value()),
                Column::Start => cells.start = cell.trim().to_owned(),
                Column::End => cells.end = cell.trim().to_owned(),
                Column::Label => cells.label = value(),
                Column::Text => cells.text = Some(value()).filter(|text| !text.is_empty()),
                Column::Note => cells.detail.note = value(),
                Column::Entity => cells.detail.entity = Some(value()).filter(|e| !e.is_empty()),
                Column::Attribute(_) | Column::Attributes | Column::Other(_) if cell.is_empty() => {
                }
                Column::Attribute(key) => {
                    cells.detail.attributes.insert(key.clone(), value());
                }
                Column::Attributes => {
                    let others: Result<BTreeMap<String, String>, _> = serde_json::from_str(cell);
                    let Ok(others) = others else {
                        return Ok(Err(ATTRIBUTES));
                    };
                    cells.detail.attributes.extend(others);
                }
                Column::Other(name) => self.sink.unread(name),
            }
        }
        Ok(Ok(cells))
    }

    fn refuse(&mut self, line: usize, reason: RefusalReason) {
        if let Some(document) = &mut self.document {
            document.partly_refused = true;
        }
        self.sink.refuse(Place::Line(line), 1, reason);
    }

    fn finish_document(&mut self) -> Result<(), ReadError> {
        match self.document.take() {
            Some(document) => self.sink.document(document),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<(), ReadError> {
        self.finish_document()
    }
}

/// Returns the span of a row.
fn span_of(line: usize, cells: Cells) -> Result<IncomingSpan, RefusalReason> {
    let Cells {
        doc: _,
        start,
        end,
        label,
        text,
        detail,
    } = cells;
    let position = |found: String| {
        let parsed = found.parse::<usize>();
        parsed.map_err(|_| RefusalReason::NotAPosition {
            found: quoted(&found),
        })
    };
    Ok(IncomingSpan {
        at: Place::Line(line),
        start: position(start)?,
        end: position(end)?,
        label,
        words: text,
        score_permille: None,
        detail: (detail != IncomingDetail::default()).then(|| Box::new(detail)),
    })
}

/// Returns a cell without the apostrophe that keeps it from being run.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_guarded(rest) => rest,
        _ => cell,
    }
}
