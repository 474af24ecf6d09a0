//! Reads rows that are documents, or sentences of tokens.
//!
//! Only the columns are read that mean something here, some rows at a time. What a label's number
//! stands for is in the metadata; without, the label is the number. A list of structures and a
//! structure of lists are read alike: `datasets` has written both.

use std::io;
use std::panic::AssertUnwindSafe;
use std::panic::catch_unwind;

use parquet::basic::Type as Physical;
use parquet::errors::ParquetError;
use parquet::file::metadata::ParquetMetaData;
use parquet::file::reader::FileReader as _;
use parquet::file::serialized_reader::SerializedFileReader;
use parquet::schema::types::ColumnDescriptor;
use serde_json::Value;

use super::STATUSES;
use super::features;
use super::rows::Cell;
use super::rows::Cells;
use super::rows::ColumnOfRows;
use super::source::Source;
use super::tokens::Building;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
use crate::exchange::input::MAX_LINE_BYTES;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;

/// Parts of a column's path that only say that it holds a list.
const LISTS: [&str; 6] = ["list", "element", "item", "array", "bag", "array_element"];

/// Names that columns go by.
const SPANS: [&str; 3] = ["spans", "entities", "ents"];
const TAGS: [&str; 4] = ["ner_tags", "tags", "labels", "ner"];

/// Reads a file.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or_default();
    let source = Source::new(input.content)?;
    if !source.columns_fit()? {
        return Err(malformed(0, "its end does not describe columns".to_owned()));
    }
    let file = unbroken(0, || {
        SerializedFileReader::new(source).map_err(|error| failed(0, &error))
    })?;
    let metadata = file.metadata();
    let table = Table::of(metadata, unit, sink)?;
    let mut document = None;
    let mut nth = 0;
    for place in 0..metadata.num_row_groups() {
        let group = unbroken(nth, || {
            file.get_row_group(place)
                .map_err(|error| failed(nth, &error))
        })?;
        let new = |column: &Option<usize>| {
            let column = column.as_ref();
            column
                .map(|column| ColumnOfRows::new(group.as_ref(), *column))
                .transpose()
        };
        let columns = unbroken(nth, || {
            let columns: Result<Vec<_>, _> = table.columns.iter().map(new).collect();
            columns.map_err(|error: ParquetError| failed(nth, &error))
        });
        let mut columns = columns?;
        for _ in 0..group.metadata().num_rows() {
            nth += 1;
            let mut row = unbroken(nth, || {
                let next = columns.iter_mut().map(|column| match column {
                    Some(column) => column.next(),
                    None => Ok(Cells::new()),
                });
                let row: Result<Vec<Cells>, _> = next.collect();
                row.map_err(|error| failed(nth, &error))
            })?;
            let row = Row {
                table: &table,
                cells: &mut row,
                at: Place::Line(nth),
            };
            if table.is_tokens {
                row.add_sentence(&mut document, sink)?;
            } else {
                row.hand_over(sink)?;
            }
        }
    }
    finish(document, unit, sink)
}

/// Runs what decodes the container; where the decoder breaks on bytes that it did not foresee, that
/// is an error of the file.
fn unbroken<T>(row: usize, decode: impl FnOnce() -> Result<T, ReadError>) -> Result<T, ReadError> {
    let decoded = catch_unwind(AssertUnwindSafe(decode));
    decoded.unwrap_or_else(|_| Err(malformed(row, "its bytes are damaged".to_owned())))
}

fn malformed(row: usize, problem: String) -> ReadError {
    ReadError::Malformed {
        at: Place::Line(row),
        format: "a Parquet file that we read",
        problem,
    }
}

fn failed(row: usize, error: &ParquetError) -> ReadError {
    let io_error = match error {
        ParquetError::External(source) => source.downcast_ref::<io::Error>(),
        _ => None,
    };
    match io_error.map(io::Error::kind) {
        Some(io::ErrorKind::UnexpectedEof) | None => malformed(row, error.to_string()),
        Some(_) => ReadError::Io {
            problem: error.to_string(),
        },
    }
}

/// What columns are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Use {
    Id,
    Text,
    Start,
    End,
    Label,
    Head,
    Tail,
    Relation,
    AttributeSpan,
    AttributeName,
    AttributeValue,
    NoteSpan,
    NoteStart,
    NoteEnd,
    NoteText,
    EntitySpan,
    EntityId,
    Classes,
    Status,
    Annotator,
    Tokens,
    Tags,
}

impl Use {
    const ALL: [Self; 22] = [
        Self::Id,
        Self::Text,
        Self::Start,
        Self::End,
        Self::Label,
        Self::Head,
        Self::Tail,
        Self::Relation,
        Self::AttributeSpan,
        Self::AttributeName,
        Self::AttributeValue,
        Self::NoteSpan,
        Self::NoteStart,
        Self::NoteEnd,
        Self::NoteText,
        Self::EntitySpan,
        Self::EntityId,
        Self::Classes,
        Self::Status,
        Self::Annotator,
        Self::Tokens,
        Self::Tags,
    ];

    /// Returns what a column is for, by its name and that of the field in its structures.
    fn of(column: &str, field: Option<&str>) -> Option<Self> {
        Some(match (column, field) {
            ("id", None) => Self::Id,
            ("text", None) => Self::Text,
            ("relations", Some("head")) => Self::Head,
            ("relations", Some("tail")) => Self::Tail,
            ("relations", Some("label")) => Self::Relation,
            ("attributes", Some("span")) => Self::AttributeSpan,
            ("attributes", Some("name")) => Self::AttributeName,
            ("attributes", Some("value")) => Self::AttributeValue,
            ("notes", Some("span")) => Self::NoteSpan,
            ("notes", Some("start")) => Self::NoteStart,
            ("notes", Some("end")) => Self::NoteEnd,
            ("notes", Some("text")) => Self::NoteText,
            ("entities", Some("span")) => Self::EntitySpan,
            ("entities", Some("id")) => Self::EntityId,
            ("classes", None) => Self::Classes,
            ("status", None) => Self::Status,
            ("annotator", None) => Self::Annotator,
            ("tokens", None) => Self::Tokens,
            (column, Some("start")) if SPANS.contains(&column) => Self::Start,
            (column, Some("end")) if SPANS.contains(&column) => Self::End,
            (column, Some("label")) if SPANS.contains(&column) => Self::Label,
            (column, None) if TAGS.contains(&column) => Self::Tags,
            _ => return None,
        })
    }

    /// Returns how deep lists lie in it, and whether it holds numbers or text; `None` for either.
    fn kind(self) -> (i16, Option<Physical>) {
        match self {
            Self::Id => (0, None),
            Self::Text | Self::Status | Self::Annotator => (0, Some(Physical::BYTE_ARRAY)),
            Self::Label | Self::Tags => (1, None),
            Self::Start
            | Self::End
            | Self::Head
            | Self::Tail
            | Self::AttributeSpan
            | Self::NoteSpan
            | Self::NoteStart
            | Self::NoteEnd
            | Self::EntitySpan => (1, Some(Physical::INT64)),
            Self::Relation
            | Self::AttributeName
            | Self::AttributeValue
            | Self::NoteText
            | Self::EntityId
            | Self::Classes
            | Self::Tokens => (1, Some(Physical::BYTE_ARRAY)),
        }
    }

    fn can_be(self, descr: &ColumnDescriptor) -> bool {
        let (depth, wanted) = self.kind();
        let kind = match descr.physical_type() {
            Physical::INT32 => Physical::INT64,
            kind => kind,
        };
        let known = matches!(kind, Physical::INT64 | Physical::BYTE_ARRAY);
        descr.max_rep_level() == depth && known && wanted.is_none_or(|wanted| wanted == kind)
    }
}

/// What is known of the columns.
struct Table {
    unit: OffsetUnit,
    /// The column for each use, in the order of [`Use::ALL`].
    columns: Vec<Option<usize>>,
    is_tokens: bool,
    /// What numbers of labels, or of tags, stand for.
    names: Option<Vec<String>>,
}

impl Table {
    fn of(
        metadata: &ParquetMetaData,
        unit: OffsetUnit,
        sink: &mut dyn Sink,
    ) -> Result<Self, ReadError> {
        let schema = metadata.file_metadata().schema_descr();
        let mut columns = vec![None; Use::ALL.len()];
        let mut named: Vec<Option<(String, Option<String>)>> = vec![None; Use::ALL.len()];
        let mut unread: Vec<String> = Vec::new();
        for (place, descr) in schema.columns().iter().enumerate() {
            let path = descr.path().parts();
            let column = path.first().map_or("", String::as_str);
            let mut fields = path.iter().skip(1).map(String::as_str);
            let field = fields.rfind(|field| !LISTS.contains(field));
            let what = Use::of(column, field).filter(|what| what.can_be(descr));
            let slot = what.map(|what| what as usize);
            match slot.and_then(|slot| Some((columns.get_mut(slot)?, named.get_mut(slot)?))) {
                Some((slot @ None, name)) => {
                    *slot = Some(place);
                    *name = Some((column.to_owned(), field.map(str::to_owned)));
                }
                _ => unread.push(match field {
                    Some(field) => format!("{column}.{field}"),
                    None => column.to_owned(),
                }),
            }
        }
        let has = |what: Use| columns.get(what as usize).is_some_and(Option::is_some);
        let is_tokens = !has(Use::Text) && has(Use::Tokens) && has(Use::Tags);
        let of_documents = [Use::Text, Use::Start, Use::End, Use::Label];
        let is_documents = of_documents.into_iter().all(has);
        if !is_tokens && !is_documents {
            let problem = "it has neither columns \"text\" and \"spans\" with start, end and label \
                           nor columns \"tokens\" and \"ner_tags\"";
            return Err(malformed(0, problem.to_owned()));
        }
        for field in &unread {
            sink.unread(field);
        }
        let pairs = metadata.file_metadata().key_value_metadata();
        let pair = pairs.and_then(|pairs| pairs.iter().find(|pair| pair.key == features::KEY));
        let described = pair.and_then(|pair| pair.value.as_deref());
        let described: Option<Value> = described.and_then(|d| serde_json::from_str(d).ok());
        let labels = if is_tokens { Use::Tags } else { Use::Label };
        let labels = named.get(labels as usize).cloned().flatten();
        let names = described
            .zip(labels)
            .and_then(|(described, (column, field))| {
                features::names_of(&described, &column, field.as_deref())
            });
        Ok(Self {
            unit,
            columns,
            is_tokens,
            names,
        })
    }

    fn name(&self, cell: &Cell) -> Option<String> {
        match (cell, &self.names) {
            (Cell::Number(number), Some(names)) => {
                let number = usize::try_from(*number).ok()?;
                names.get(number).cloned()
            }
            _ => Some(cell.text()),
        }
    }
}

/// A row of a table.
struct Row<'a> {
    table: &'a Table,
    /// By use, in the order of [`Use::ALL`].
    cells: &'a mut [Cells],
    at: Place,
}

impl Row<'_> {
    fn take(&mut self, what: Use) -> Cells {
        let cells = self.cells.get_mut(what as usize);
        cells.map(std::mem::take).unwrap_or_default()
    }

    fn take_one(&mut self, what: Use) -> Option<String> {
        match self.take(what).into_iter().next().flatten()? {
            Cell::Text(text) => Some(text),
            Cell::Number(number) => Some(number.to_string()),
        }
    }

    fn hand_over(mut self, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let (id, text) = (self.take_one(Use::Id), self.take_one(Use::Text));
        let mut incoming = Incoming::new(self.at.clone(), id, text);
        incoming.unit = self.table.unit;
        // By their places in the list; one that is refused leaves its place empty.
        let mut spans = self.spans(&mut incoming, sink);
        self.describe(&mut incoming, &mut spans);
        self.add_relations(&mut incoming, &spans, sink);
        incoming.spans = spans.into_iter().flatten().collect();
        let classes = self.take(Use::Classes).into_iter().flatten();
        incoming.classes = classes.map(|class| class.text()).collect();
        if let Some(status) = self.take_one(Use::Status) {
            let known = STATUSES.iter().find(|(name, _)| *name == status);
            incoming.status = known.map(|(_, status)| *status);
        }
        incoming.annotator = self.take_one(Use::Annotator);
        sink.document(incoming)
    }

    fn spans(&mut self, incoming: &mut Incoming, sink: &mut dyn Sink) -> Vec<Option<IncomingSpan>> {
        let (starts, ends) = (self.take(Use::Start), self.take(Use::End));
        let labels = self.take(Use::Label);
        let n_spans = starts.len().max(ends.len()).max(labels.len());
        let mut spans = Vec::new();
        for i in 0..n_spans {
            let place = |cells: &Cells| match cells.get(i) {
                Some(Some(cell)) => position(cell),
                _ => Err(RefusalReason::NotAPosition {
                    found: "null".to_owned(),
                }),
            };
            let label = labels.get(i).and_then(Option::as_ref);
            let label = label.and_then(|label| self.table.name(label));
            let label = label.ok_or(RefusalReason::WrongKind { field: "label" });
            let span = || -> Result<IncomingSpan, RefusalReason> {
                Ok(IncomingSpan {
                    at: self.at.clone(),
                    start: place(&starts)?,
                    end: place(&ends)?,
                    label: label?,
                    ..IncomingSpan::default()
                })
            };
            match span() {
                Ok(span) => spans.push(Some(span)),
                Err(reason) => {
                    sink.refuse(self.at.clone(), 1, reason);
                    incoming.partly_refused = true;
                    spans.push(None);
                }
            }
        }
        spans
    }

    /// Puts attributes, notes and entities on their spans; notes on none are the document's.
    fn describe(&mut self, incoming: &mut Incoming, spans: &mut [Option<IncomingSpan>]) {
        let names = self.take(Use::AttributeName);
        let attributes = self.take(Use::AttributeSpan).into_iter().zip(names);
        for ((place, name), value) in attributes.zip(self.take(Use::AttributeValue)) {
            if let (Some(span), Some(name)) = (span_at(spans, place.as_ref()), name) {
                let value = value.map(|value| value.text()).unwrap_or_default();
                let detail = span.detail.get_or_insert_default();
                detail.attributes.insert(name.text(), value);
            }
        }
        let starts = self.take(Use::NoteStart).into_iter();
        let ranges = starts.zip(self.take(Use::NoteEnd));
        let places = self.take(Use::NoteSpan).into_iter();
        for ((place, range), text) in places.zip(ranges).zip(self.take(Use::NoteText)) {
            let text = text.map(|text| text.text()).unwrap_or_default();
            if let Some(span) = span_at(spans, place.as_ref()) {
                span.detail.get_or_insert_default().note = text;
            } else {
                let range = match range {
                    (Some(start), Some(end)) => position(&start).ok().zip(position(&end).ok()),
                    _ => None,
                };
                incoming.notes.push((range, text));
            }
        }
        let entities = self.take(Use::EntitySpan).into_iter();
        for (place, entity) in entities.zip(self.take(Use::EntityId)) {
            if let (Some(span), Some(entity)) = (span_at(spans, place.as_ref()), entity) {
                span.detail.get_or_insert_default().entity = Some(entity.text());
            }
        }
    }

    fn add_relations(
        &mut self,
        incoming: &mut Incoming,
        spans: &[Option<IncomingSpan>],
        sink: &mut dyn Sink,
    ) {
        let ends = self.take(Use::Head).into_iter().zip(self.take(Use::Tail));
        for ((head, tail), key) in ends.zip(self.take(Use::Relation)) {
            let end = |place: Option<Cell>| {
                let place = position(&place?).ok()?;
                let span = spans.get(place)?.as_ref()?;
                Some(IncomingEnd {
                    start: span.start,
                    end: span.end,
                    label: Some(span.label.clone()),
                })
            };
            let at = self.at.clone();
            match (end(head), end(tail), key) {
                (Some(head), Some(tail), Some(key)) => {
                    let key = key.text();
                    incoming.relations.push(IncomingRelation {
                        at,
                        key,
                        head,
                        tail,
                    });
                }
                (None, _, _) => sink.refuse(at, 1, RefusalReason::WrongKind { field: "head" }),
                (_, None, _) => sink.refuse(at, 1, RefusalReason::WrongKind { field: "tail" }),
                _ => sink.refuse(at, 1, RefusalReason::WrongKind { field: "label" }),
            }
        }
    }

    /// Adds a sentence to the document it belongs to: that of the rows before with the same id.
    fn add_sentence(
        mut self,
        document: &mut Option<Sentences>,
        sink: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        let id = self.take_one(Use::Id);
        let goes_on = document
            .as_ref()
            .is_some_and(|before| id.is_some() && before.id == id);
        if !goes_on {
            let before = document.replace(Sentences {
                id,
                at: self.at.clone(),
                building: Building::default(),
                partly_refused: false,
            });
            finish(before, self.table.unit, sink)?;
        }
        let (tokens, tags) = (self.take(Use::Tokens), self.take(Use::Tags));
        let Some(document) = document else {
            return Ok(());
        };
        let mut refused = tokens.len() != tags.len();
        document.building.end_sentence();
        let mut tags = tags.into_iter();
        for token in tokens {
            let token = token.map(|token| token.text()).unwrap_or_default();
            let tag = tags.next().flatten();
            let tag = tag.and_then(|tag| self.table.name(&tag));
            refused |= tag.is_none();
            let tag = tag.unwrap_or_default();
            document.building.put(&token, &tag, &self.at);
        }
        if document.building.text.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES;
            return Err(ReadError::TooLong { limit });
        }
        if refused {
            sink.refuse(self.at, 1, RefusalReason::WrongKind { field: "ner_tags" });
            document.partly_refused = true;
        }
        Ok(())
    }
}

/// A document whose sentences are being read.
struct Sentences {
    id: Option<String>,
    at: Place,
    building: Building,
    partly_refused: bool,
}

fn finish(
    document: Option<Sentences>,
    unit: OffsetUnit,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let Some(document) = document else {
        return Ok(());
    };
    let mut incoming = Incoming::new(document.at, document.id, Some(document.building.text));
    incoming.unit = unit;
    incoming.blanks_unsure = true;
    incoming.spans = document.building.spans;
    incoming.partly_refused = document.partly_refused;
    sink.document(incoming)
}

fn span_at<'a>(
    spans: &'a mut [Option<IncomingSpan>],
    place: Option<&Cell>,
) -> Option<&'a mut IncomingSpan> {
    let place = position(place?).ok()?;
    spans.get_mut(place)?.as_mut()
}

fn position(cell: &Cell) -> Result<usize, RefusalReason> {
    let place = match cell {
        Cell::Number(number) => usize::try_from(*number).ok(),
        Cell::Text(_) => None,
    };
    place.ok_or_else(|| RefusalReason::NotAPosition { found: cell.text() })
}
