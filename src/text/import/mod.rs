//! Texts out of the bytes of a file: one, or one a row of a table.
//!
//! A web page gives its visible text, Markdown what it looks like when read, an office document its
//! paragraphs, a table the texts of one column. Everything else is [`decode`]d as it is.
//! The kind of a file is told by the extension of its name alone.
//!
//! Invariants: no input makes this panic or run for long; memory is bounded by a multiple of the
//! input. Nothing here reads a file.

mod docx;
mod head;
mod html;
mod lines;
mod markdown;
mod table;
mod words;

use crate::text::decode;
use crate::text::decode::Basis;
use crate::text::decode::DecodeError;
use crate::text::decode::Decoded;

pub use docx::text as docx_text;
pub use head::ColumnGuess;
pub use head::Head;
pub use head::head;
pub use html::visible_text as html_text;
pub use markdown::visible_text as markdown_text;
pub use words::WordTable;
pub use words::words;
pub use words::write_words;

/// Names of the column that holds the texts, the likeliest first, where the user names none.
pub const TEXT_COLUMNS: [&str; 6] = ["text", "content", "正文", "文本", "内容", "內容"];

/// The extensions of files that hold documents, in lower case, and what is in them.
pub const EXTENSIONS: [(&str, Media); 14] = [
    ("txt", Media::Plain),
    ("md", Media::Markdown),
    ("markdown", Media::Markdown),
    ("html", Media::Html),
    ("htm", Media::Html),
    ("xhtml", Media::Html),
    ("docx", Media::Docx),
    ("docm", Media::Docx),
    ("csv", Media::Csv),
    ("tsv", Media::Tsv),
    ("tab", Media::Tsv),
    ("jsonl", Media::JsonLines),
    ("ndjson", Media::JsonLines),
    ("text", Media::Plain),
];

/// What a file holds, as far as its name tells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Media {
    /// A text as it is.
    #[default]
    Plain,
    /// A text with Markdown's marks.
    Markdown,
    /// A web page.
    Html,
    /// An Office Open XML document.
    Docx,
    /// A table with commas between its columns.
    Csv,
    /// A table with tabs between its columns.
    Tsv,
    /// An object of JSON on each line.
    JsonLines,
}

impl Media {
    /// Returns what a file with this extension holds, if such a file holds documents.
    pub fn of_extension(extension: &str) -> Option<Self> {
        let found = EXTENSIONS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(extension));
        found.map(|(_, media)| *media)
    }

    /// Returns whether each row is a document.
    pub fn is_table(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::JsonLines)
    }
}

/// The columns of a table that are wanted.
#[derive(Clone, Copy, Debug, Default)]
pub struct Columns<'a> {
    /// The one with the texts; the first of [`TEXT_COLUMNS`] that is there if not given.
    pub text: Option<&'a str>,
    /// The one with the documents' names; they are numbered if not given.
    pub name: Option<&'a str>,
}

/// What a file came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Its texts, in order.
    pub texts: Vec<ImportedText>,
    /// Rows that gave none.
    pub refused: Vec<RowRefusal>,
}

impl Imported {
    /// Returns what a file came to that is one text.
    pub fn of_one(decoded: Decoded) -> Self {
        Self {
            texts: vec![ImportedText {
                row: None,
                name: None,
                decoded,
            }],
            refused: Vec::new(),
        }
    }
}

/// A text of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportedText {
    /// The row of a table, the first being 1 and a header not counted; of JSON lines the line.
    pub row: Option<usize>,
    /// What the column for names says, made to differ from the other rows'.
    pub name: Option<String>,
    /// The text, and what was found out about it.
    pub decoded: Decoded,
}

/// A row that gave no document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowRefusal {
    /// Its number, as in [`ImportedText::row`].
    pub row: usize,
    /// The line of the file on which it begins, the first being 1.
    pub line: usize,
    /// Why.
    pub why: RowError,
}

/// Why a row gave no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowError {
    /// There is nothing in the column, or nothing but blanks.
    #[error("its text is empty")]
    Empty,
    /// It has too few columns.
    #[error("it has no column {column:?}")]
    NoColumn {
        /// The column.
        column: String,
    },
    /// It has more columns than the header: a separator in a text that is not quoted.
    #[error(
        "it has {n} columns and the header {n_header}; a text with a separator in it needs quotes"
    )]
    TooLong {
        /// Its columns.
        n: usize,
        /// Those of the header.
        n_header: usize,
    },
    /// The line is not JSON.
    #[error("it is not JSON: {why}")]
    NotJson {
        /// What the parser says.
        why: String,
    },
    /// The line is JSON, but not an object.
    #[error("it is not an object of JSON")]
    NotObject,
    /// What is in the column is not a string.
    #[error("its column {column:?} is not a string")]
    NotString {
        /// The column.
        column: String,
    },
}

/// Why a file gave no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// Its bytes are no text.
    #[error("{0}")]
    Decode(#[from] DecodeError),
    /// It holds no text that a reader would see.
    #[error("there is no visible text in it")]
    NoText,
    /// It is no ZIP archive, or a damaged one.
    #[error("its archive cannot be read: {why}")]
    Archive {
        /// What is wrong.
        why: String,
    },
    /// It is an archive of something else.
    #[error("it is no word processor document")]
    NotDocx,
    /// Its XML is damaged.
    #[error("its XML is wrong at byte {at}: {why}")]
    Xml {
        /// Where.
        at: u64,
        /// What is wrong.
        why: String,
    },
    /// It unpacks to more than any document of its size does.
    #[error("it unpacks to more than {limit} bytes")]
    TooLarge {
        /// The most that is unpacked.
        limit: u64,
    },
    /// Its elements are nested deeper than any document's are.
    #[error("its elements are nested more than {limit} deep")]
    TooDeep {
        /// The most that is followed.
        limit: usize,
    },
    /// It has a header at most.
    #[error("there are no rows in it")]
    NoRows,
    /// No column was named, and none has a name that texts usually have.
    #[error("no column is named {}; name one of {}", TEXT_COLUMNS.join(", "), columns.join(", "))]
    NoTextColumn {
        /// Those there are.
        columns: Vec<String>,
    },
    /// A column that was named is not there.
    #[error("there is no column {name:?}; there are {}", columns.join(", "))]
    NoSuchColumn {
        /// The column.
        name: String,
        /// Those there are.
        columns: Vec<String>,
    },
    /// A quote is open until the end, so that it is not known where rows end.
    #[error("a quote in row {row}, which begins on line {line}, is never closed")]
    UnclosedQuote {
        /// The row.
        row: usize,
        /// The line on which it begins.
        line: usize,
    },
}

/// Takes the texts out of a file's bytes.
///
/// `encoding` overrules what the bytes look like; an office document says its own.
pub fn import(
    media: Media,
    bytes: Vec<u8>,
    encoding: Option<&str>,
    columns: &Columns<'_>,
) -> Result<Imported, ImportError> {
    let decoded = open(media, bytes, encoding)?;
    if media.is_table() {
        return rows(media, &decoded, columns);
    }
    Ok(Imported::of_one(decoded))
}

/// Returns the one text of a file; of a table all of it, to be taken apart by [`rows`].
pub fn open(media: Media, bytes: Vec<u8>, encoding: Option<&str>) -> Result<Decoded, ImportError> {
    let decoded = match media {
        Media::Plain | Media::Csv | Media::Tsv | Media::JsonLines => {
            return Ok(decode::decode_owned(bytes, encoding)?);
        }
        Media::Markdown => {
            let file = decode::decode_owned(bytes, encoding)?;
            file.excerpt(markdown::visible_text(&file.text))
        }
        Media::Html => {
            let file = html::decode_page(bytes, encoding)?;
            file.excerpt(html::visible_text(&file.text))
        }
        Media::Docx => {
            let file = Decoded {
                encoding: "UTF-8".to_owned(),
                basis: Basis::Declared,
                ..Decoded::default()
            };
            file.excerpt(docx::text(&bytes)?)
        }
    };
    if decoded.text.trim().is_empty() {
        return Err(ImportError::NoText);
    }
    Ok(decoded)
}

/// Takes the texts out of a table that was opened.
pub fn rows(media: Media, file: &Decoded, columns: &Columns<'_>) -> Result<Imported, ImportError> {
    match media {
        Media::JsonLines => table::json_lines(file, columns),
        media => table::separated(file, media, columns),
    }
}
