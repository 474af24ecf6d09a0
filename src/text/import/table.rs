//! The texts of one column: of tables with separators, and of JSON lines.
//!
//! A row that gives no text is refused by its number, and the others come in. Only where rows end
//! cannot be known is the whole file refused.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use csv::ReaderBuilder;
use csv::StringRecord;
use serde_json::Map;
use serde_json::Value;

use crate::text::decode::Decoded;
use crate::text::decode::LineEnds;
use crate::text::import::Columns;
use crate::text::import::ImportError;
use crate::text::import::Imported;
use crate::text::import::ImportedText;
use crate::text::import::Media;
use crate::text::import::RowError;
use crate::text::import::RowRefusal;
use crate::text::import::TEXT_COLUMNS;

/// Characters that a document's name taken from a table has at most.
const MAX_NAME_CHARS: usize = 120;

/// Takes the texts out of a table with separators and a header.
pub(super) fn separated(
    file: &Decoded,
    media: Media,
    columns: &Columns<'_>,
) -> Result<Imported, ImportError> {
    let style = Style::of(media, &file.text);
    let mut records = records(&file.text, style);
    let header = records.next().ok_or(ImportError::NoRows)?.fields;
    let header: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let text_idx = text_column(&header, columns.text)?;
    let name_idx = columns
        .name
        .map(|name| named_column(&header, name))
        .transpose()?;
    let mut table = Table::new(file);
    let mut last = None;
    for (row_idx, record) in records.enumerate() {
        let (row, line) = (row_idx + 1, record.line);
        let filled = record.fields.iter().enumerate();
        let n_filled = filled.filter(|(_, f)| !f.is_empty()).last();
        let n_filled = n_filled.map_or(0, |(idx, _)| idx + 1);
        let name = name_idx.and_then(|idx| record.fields.get(idx));
        let text = match record.fields.get(text_idx) {
            _ if n_filled > header.len() => Err(RowError::TooLong {
                n: record.fields.len(),
                n_header: header.len(),
            }),
            Some(text) => Ok(text.to_owned()),
            None => Err(RowError::NoColumn {
                column: header.get(text_idx).cloned().unwrap_or_default(),
            }),
        };
        table.add(row, line, name, text);
        last = Some((row, line, record.start));
    }
    if let Some((row, line, start)) = last
        && style.quoted
        && is_unclosed(file.text.get(start..).unwrap_or_default())
    {
        return Err(ImportError::UnclosedQuote { row, line });
    }
    table.finish()
}

/// Takes the texts out of lines that hold an object each.
pub(super) fn json_lines(file: &Decoded, columns: &Columns<'_>) -> Result<Imported, ImportError> {
    let lines = || lines_of(file);
    let objects = lines().filter_map(|(_, line)| object(line).ok());
    let text_key = match columns.text {
        Some(name) => {
            let key = key_among(objects, &[name])?;
            key.map_err(|columns| ImportError::NoSuchColumn {
                name: name.to_owned(),
                columns,
            })?
        }
        None => key_among(objects, &TEXT_COLUMNS)?
            .map_err(|columns| ImportError::NoTextColumn { columns })?,
    };
    if let Some(name) = columns.name {
        let objects = lines().filter_map(|(_, line)| object(line).ok());
        key_among(objects, &[name])?.map_err(|columns| ImportError::NoSuchColumn {
            name: name.to_owned(),
            columns,
        })?;
    }
    let mut table = Table::new(file);
    for (line_idx, line) in lines() {
        let line_number = line_idx + 1;
        let (name, text) = match object(line) {
            Ok(mut fields) => {
                let name = columns.name.and_then(|key| name_of(fields.get(key)?));
                let text = match fields.remove(&text_key) {
                    Some(Value::String(text)) => Ok(text),
                    Some(Value::Null) => Err(RowError::Empty),
                    Some(_) => Err(RowError::NotString {
                        column: text_key.clone(),
                    }),
                    None => Err(RowError::NoColumn {
                        column: text_key.clone(),
                    }),
                };
                (name, text)
            }
            Err(error) => (None, Err(error)),
        };
        table.add(line_number, line_number, name.as_deref(), text);
    }
    table.finish()
}

/// Returns the lines of a file that hold something, with their places.
pub(super) fn lines_of(file: &Decoded) -> impl Iterator<Item = (usize, &str)> {
    let line_end = if file.line_ends == LineEnds::Cr {
        '\r'
    } else {
        '\n'
    };
    let lines = file.text.split(line_end).enumerate();
    lines.filter(|(_, line)| !line.trim().is_empty())
}

/// Texts in the making.
#[derive(Debug)]
struct Table<'a> {
    file: &'a Decoded,
    imported: Imported,
    names: BTreeSet<String>,
    /// How often a name was asked for.
    n_uses: BTreeMap<String, usize>,
}

impl<'a> Table<'a> {
    fn new(file: &'a Decoded) -> Self {
        Self {
            file,
            imported: Imported::default(),
            names: BTreeSet::new(),
            n_uses: BTreeMap::new(),
        }
    }

    fn add(&mut self, row: usize, line: usize, name: Option<&str>, text: Result<String, RowError>) {
        match text {
            Ok(text) if !text.trim().is_empty() => {
                let name = name.and_then(|name| self.unique(name));
                self.imported.texts.push(ImportedText {
                    row: Some(row),
                    name,
                    decoded: self.file.excerpt(text),
                });
            }
            Ok(_) => self.refuse(row, line, RowError::Empty),
            Err(why) => self.refuse(row, line, why),
        }
    }

    fn refuse(&mut self, row: usize, line: usize, why: RowError) {
        self.imported.refused.push(RowRefusal { row, line, why });
    }

    /// Returns a name that no row before has, or nothing for one that is no name.
    fn unique(&mut self, name: &str) -> Option<String> {
        let clean = name.replace(char::is_control, " ");
        let clean: String = clean.trim().chars().take(MAX_NAME_CHARS).collect();
        let clean = clean.trim_end();
        if clean.is_empty() {
            return None;
        }
        let n_uses = self.n_uses.entry(clean.to_owned()).or_insert(0);
        loop {
            *n_uses += 1;
            let unique = match *n_uses {
                1 => clean.to_owned(),
                n => format!("{clean} ({n})"),
            };
            if self.names.insert(unique.clone()) {
                return Some(unique);
            }
        }
    }

    fn finish(self) -> Result<Imported, ImportError> {
        if self.imported.texts.is_empty() && self.imported.refused.is_empty() {
            return Err(ImportError::NoRows);
        }
        Ok(self.imported)
    }
}

/// Returns the place of the column with the texts.
fn text_column(header: &[String], named: Option<&str>) -> Result<usize, ImportError> {
    if let Some(name) = named {
        return named_column(header, name);
    }
    let usual = TEXT_COLUMNS.iter().find_map(|usual| {
        let mut header = header.iter();
        header.position(|name| name.eq_ignore_ascii_case(usual))
    });
    usual.ok_or_else(|| ImportError::NoTextColumn {
        columns: header.to_vec(),
    })
}

fn named_column(header: &[String], name: &str) -> Result<usize, ImportError> {
    let place = header.iter().position(|column| column == name.trim());
    place.ok_or_else(|| ImportError::NoSuchColumn {
        name: name.to_owned(),
        columns: header.to_vec(),
    })
}

/// Returns the first of `wanted` that an object has, or else the keys of the first object.
fn key_among(
    objects: impl Iterator<Item = Map<String, Value>>,
    wanted: &[&str],
) -> Result<Result<String, Vec<String>>, ImportError> {
    let mut keys: Option<Vec<String>> = None;
    for fields in objects {
        let found = wanted.iter().find(|key| fields.contains_key(**key));
        if let Some(found) = found {
            return Ok(Ok((*found).to_owned()));
        }
        keys.get_or_insert_with(|| fields.keys().cloned().collect());
    }
    // Without an object each line is refused by itself.
    let Some(keys) = keys else {
        return Ok(Ok(wanted.first().copied().unwrap_or_default().to_owned()));
    };
    Ok(Err(keys))
}

pub(super) fn object(line: &str) -> Result<Map<String, Value>, RowError> {
    match serde_json::from_str(line) {
        Ok(Value::Object(fields)) => Ok(fields),
        Ok(_) => Err(RowError::NotObject),
        Err(error) => Err(RowError::NotJson {
            why: error.to_string(),
        }),
    }
}

fn name_of(value: &Value) -> Option<String> {
    match value {
        Value::String(name) => Some(name.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    separator: u8,
    quoted: bool,
}

impl Style {
    /// Returns how the table of a file is written.
    pub(super) fn of(media: Media, text: &str) -> Self {
        match media {
            Media::Tsv => Self {
                separator: b'\t',
                quoted: is_quoted_tsv(text),
            },
            _ => Self {
                separator: separator_of(text),
                quoted: true,
            },
        }
    }
}

/// A row of a table.
#[derive(Debug)]
pub(super) struct Record {
    /// What stands in its columns.
    pub fields: StringRecord,
    /// The byte at which it begins.
    start: usize,
    /// The line on which it begins, the first being 1.
    line: usize,
}

pub(super) fn records(text: &str, style: Style) -> impl Iterator<Item = Record> + '_ {
    let reader = ReaderBuilder::new()
        .delimiter(style.separator)
        .quoting(style.quoted)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let bytes = text.as_bytes();
    let (mut counted, mut line) = (0, 1);
    // Bytes of a `str` can be read and are UTF-8: there is no error to be had.
    reader
        .into_records()
        .map_while(Result::ok)
        .map(move |fields| {
            let said = fields.position().map_or(0, csv::Position::byte);
            let said = usize::try_from(said).unwrap_or(bytes.len());
            // The reader's place is that after the row before, whose line end may lie ahead.
            let rest = bytes.get(said..).unwrap_or_default();
            let n_ends = rest.iter().take_while(|b| matches!(b, b'\r' | b'\n'));
            let start = said + n_ends.count();
            line += n_line_ends(bytes.get(counted..start).unwrap_or_default());
            counted = start;
            Record {
                fields,
                start,
                line,
            }
        })
}

fn n_line_ends(bytes: &[u8]) -> usize {
    let n_lf = bytes.iter().filter(|&&b| b == b'\n').count();
    let next = bytes.iter().skip(1).chain([&0]);
    let lone_cr = bytes
        .iter()
        .zip(next)
        .filter(|&(&a, &b)| a == b'\r' && b != b'\n');
    n_lf + lone_cr.count()
}

/// Returns what separates the columns of the first line: a comma, unless there is none.
fn separator_of(text: &str) -> u8 {
    let first = text.lines().next().unwrap_or_default();
    let others = [b';', b'\t'];
    if first.contains(',') {
        return b',';
    }
    let found = others
        .into_iter()
        .find(|other| first.as_bytes().contains(other));
    found.unwrap_or(b',')
}

/// Returns whether quotes around a field of a table with tabs are not part of it.
///
/// They are in some programs' files and not in others'. A table all of whose lines have the same
/// number of fields has no line ends in fields; there, each field that begins with a quote must end
/// with one for them to mean anything.
fn is_quoted_tsv(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.is_empty());
    let n_columns = lines
        .clone()
        .next()
        .map_or(0, |line| line.split('\t').count());
    if lines
        .clone()
        .any(|line| line.split('\t').count() != n_columns)
    {
        return true;
    }
    lines.all(|line| line.split('\t').all(is_whole_field))
}

fn is_whole_field(field: &str) -> bool {
    let Some(rest) = field.strip_prefix('"') else {
        return true;
    };
    let inside = rest.strip_suffix('"');
    inside.is_some_and(|inside| !inside.replace("\"\"", "").contains('"'))
}

/// Refuses a table whose last row has a quote open until the end; rows are counted below the first.
pub(super) fn check_closed(text: &str, style: Style) -> Result<(), ImportError> {
    let last = records(text, style).enumerate().last();
    match last {
        Some((row, record))
            if style.quoted && is_unclosed(text.get(record.start..).unwrap_or_default()) =>
        {
            Err(ImportError::UnclosedQuote {
                row,
                line: record.line,
            })
        }
        _ => Ok(()),
    }
}

/// Returns whether the last row of a table goes on over the end of its line with a quote open.
fn is_unclosed(last_row: &str) -> bool {
    let is_odd = last_row.bytes().filter(|&b| b == b'"').count() % 2 == 1;
    is_odd && last_row.trim_end().contains(['\n', '\r'])
}
