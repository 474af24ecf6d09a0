//! Writes tokens with their tags, a line each.
//!
//! Rows are put together in one buffer as bytes and a label's tags are spelled once, so that a
//! corpus goes out at the speed of the disk. Spans come as [`crate::exchange::fit`] left them: none
//! shares a character with another, and each begins and ends with one that is a token.

use std::collections::HashMap;
use std::io;
use std::io::Write as _;

use crate::exchange::conll::DOCUMENT_START;
use crate::exchange::conll::sentences::Sentences;
use crate::exchange::conll::words::word_edges;
use crate::exchange::flat;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::model::ids::LabelKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// How many bytes of rows are collected before they are written.
const BUFFER_BYTES: usize = 1 << 18;

/// Begins a file of four columns with the tags `B-`, `I-` and `O`.
pub fn write_2003(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    begin(output, options, Scheme::Bio, Columns::Four)
}

/// Begins a file of two columns with the tags `B-`, `I-` and `O`.
pub fn write_bio(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    begin(output, options, Scheme::Bio, Columns::Two)
}

/// Begins a file of two columns with the tags `B-`, `I-`, `E-`, `S-` and `O`.
pub fn write_bioes(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    begin(output, options, Scheme::Bioes, Columns::Two)
}

fn begin(
    mut output: Box<dyn Output>,
    options: &WriteOptions,
    scheme: Scheme,
    columns: Columns,
) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Rows {
        scheme,
        columns,
        tokens: options.tokens,
        out: output.main()?,
        buffer: Vec::with_capacity(BUFFER_BYTES + BUFFER_BYTES / 4),
        tags: HashMap::new(),
    }))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Bio,
    Bioes,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Columns {
    /// Token, TAB, tag.
    Two,
    /// Token, part of speech, chunk, tag; the middle ones are not known.
    Four,
}

impl Columns {
    /// Returns what stands between a token and its tag.
    fn between(self) -> &'static str {
        match self {
            Self::Two => "\t",
            Self::Four => " -X- _ ",
        }
    }

    /// Returns the end of a row without a label.
    fn outside(self) -> &'static [u8] {
        match self {
            Self::Two => b"\tO\n",
            Self::Four => b" -X- _ O\n",
        }
    }
}

/// The ends of rows with a label.
struct Tags {
    begin: Vec<u8>,
    inside: Vec<u8>,
    end: Vec<u8>,
    single: Vec<u8>,
}

impl Tags {
    fn new(scheme: Scheme, columns: Columns, label: &str) -> Self {
        let between = columns.between();
        let row_end = |letter| format!("{between}{letter}-{label}\n").into_bytes();
        let is_bio = scheme == Scheme::Bio;
        Self {
            begin: row_end('B'),
            inside: row_end('I'),
            end: row_end(if is_bio { 'I' } else { 'E' }),
            single: row_end(if is_bio { 'B' } else { 'S' }),
        }
    }
}

struct Rows {
    scheme: Scheme,
    columns: Columns,
    tokens: Tokens,
    out: OutputFile,
    buffer: Vec<u8>,
    tags: HashMap<LabelKey, Tags>,
}

impl Writer for Rows {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        for label in record.layer.spans.counts().keys() {
            if !self.tags.contains_key(label) {
                let tags = Tags::new(self.scheme, self.columns, label);
                self.tags.insert(label.clone(), tags);
            }
        }
        if self.columns == Columns::Four {
            let start = format!("{DOCUMENT_START} -X- O O\n\n");
            self.buffer.extend_from_slice(start.as_bytes());
        }
        match self.tokens {
            Tokens::Chars => self.put_rows(record, &mut Edges::All)?,
            Tokens::WordsCut | Tokens::WordsKept => {
                let edges = edges_with_spans(record);
                self.put_rows(record, &mut Edges::Words(&edges))?;
            }
        }
        self.write_out(BUFFER_BYTES)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.write_out(0)?;
        self.out.flush()
    }
}

impl Rows {
    /// Writes the buffer if it holds at least `n_bytes`.
    fn write_out(&mut self, n_bytes: usize) -> io::Result<()> {
        if self.buffer.len() >= n_bytes {
            self.out.write_all(&self.buffer)?;
            self.buffer.clear();
        }
        Ok(())
    }

    fn put_rows(&mut self, record: &Record, edges: &mut Edges<'_>) -> io::Result<()> {
        let outside = self.columns.outside();
        let mut spans = record.layer.spans.iter();
        let mut span: Option<Tagged<'_>> = None;
        let mut next_span = spans.next();
        let mut sentences = Sentences::default();
        let mut token_start = CharIdx(0);
        let mut chars = record.text.as_str().chars();
        let mut after = chars.next();
        let mut at = CharIdx(0);
        while let Some(c) = after {
            after = chars.next();
            let (here, next) = (at, at.plus(1));
            at = next;
            if flat::is_blank(c) {
                sentences.pass_blank(c);
                continue;
            }
            if edges.holds(here) {
                token_start = here;
                span = span.filter(|span| here < span.range.end());
                while let Some(new) = next_span.filter(|new| new.range.start() <= here) {
                    let tags = self.tags.get(&new.label);
                    let range = new.range;
                    span = tags.map(|tags| Tagged { range, tags });
                    next_span = spans.next();
                }
                let inside = span.is_some_and(|span| span.range.start() < here);
                if sentences.ends_before(c) && !inside {
                    self.buffer.push(b'\n');
                }
            }
            sentences.pass_token(c, after);
            let mut utf8 = [0; 4];
            let utf8 = c.encode_utf8(&mut utf8);
            self.buffer.extend_from_slice(utf8.as_bytes());
            if edges.holds(next) {
                let rest = span.map_or(outside, |span| span.row_end(token_start, next));
                self.buffer.extend_from_slice(rest);
                if self.buffer.len() >= BUFFER_BYTES {
                    self.out.write_all(&self.buffer)?;
                    self.buffer.clear();
                }
            }
        }
        if sentences.any_token {
            self.buffer.push(b'\n');
        }
        Ok(())
    }
}

/// A span with its tags.
#[derive(Clone, Copy)]
struct Tagged<'a> {
    range: CharRange,
    tags: &'a Tags,
}

impl<'a> Tagged<'a> {
    /// Returns the end of the row of a token in the span.
    fn row_end(self, token_start: CharIdx, token_end: CharIdx) -> &'a [u8] {
        let is_first = token_start <= self.range.start();
        let is_last = self.range.end() <= token_end;
        match (is_first, is_last) {
            (true, true) => &self.tags.single,
            (true, false) => &self.tags.begin,
            (false, true) => &self.tags.end,
            (false, false) => &self.tags.inside,
        }
    }
}

/// Where tokens begin and end.
enum Edges<'a> {
    /// Before and after every character.
    All,
    /// At these places, from the next one that will be asked for.
    Words(&'a [CharIdx]),
}

impl Edges<'_> {
    /// Returns whether a token begins or ends at a place; asked for in ascending order.
    fn holds(&mut self, at: CharIdx) -> bool {
        let Self::Words(edges) = self else {
            return true;
        };
        while let Some((first, rest)) = edges.split_first() {
            if *first >= at {
                return *first == at;
            }
            *edges = rest;
        }
        false
    }
}

/// Returns where words and spans begin and end.
fn edges_with_spans(record: &Record) -> Vec<CharIdx> {
    let mut edges = word_edges(&record.text);
    let spans = record.layer.spans.iter();
    edges.extend(spans.flat_map(|span| [span.range.start(), span.range.end()]));
    edges.sort_unstable();
    edges.dedup();
    edges
}
