//! Parquet, as `datasets` of Hugging Face reads it: a table with a row for each document.
//!
//! The columns are `id` (the document's name), `text`, `spans` with `start`, `end` and `label` in
//! characters, and after them what else is known: `relations` between spans by their places in the
//! list, `attributes`, `notes`, `entities` of spans likewise, `classes`, `status`, `annotator`.
//! A label is a number there; what it stands for is told in the key `huggingface` of the file's own
//! metadata (`features`), which is written last, so that labels may come up as rows are written.
//! Where a row is a sentence, the columns are `id`, `tokens` and `ner_tags`, for training a tagger.
//!
//! The crate `parquet` does the container; it is built without Arrow, for columns are all we need,
//! and with the packings that pyarrow writes unasked (snappy) or that cost nothing (gzip).
//! It believes what a file says of its sizes, so these are looked at first (`source`, `thrift`).

mod columns;
mod features;
mod reader;
mod rows;
mod source;
mod thrift;
mod tokens;
mod writer;

use std::io;

use parquet::errors::ParquetError;

pub use self::reader::read;
pub use self::writer::write;
use crate::exchange::loss::LossKind;
use crate::model::layer::Status;

/// What cannot be carried where a row is a sentence of tokens.
pub const LOST_BY_TOKENS: [LossKind; 21] = [
    LossKind::Nested,
    LossKind::Overlapping,
    LossKind::Blank,
    LossKind::Trimmed,
    LossKind::MidWord,
    LossKind::EmptyDocuments,
    LossKind::Characters,
    LossKind::LabelSpelling,
    LossKind::Attributes,
    LossKind::SpanNotes,
    LossKind::Entities,
    LossKind::Relations,
    LossKind::Classes,
    LossKind::Notes,
    LossKind::Statuses,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

/// What a status is called in the column `status`.
const STATUSES: [(&str, Status); 4] = [
    ("to-do", Status::ToDo),
    ("in-progress", Status::InProgress),
    ("done", Status::Done),
    ("to-discuss", Status::ToDiscuss),
];

/// Makes an error of writing of one of the container.
fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(source) => match source.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(source) => io::Error::other(source),
        },
        error => io::Error::other(error.to_string()),
    }
}
