//! CoNLL by character: a character, a TAB and its tag a line; an empty line ends a sentence.
//!
//! White space and invisible characters cannot be tokens and are left out, so offsets are found
//! again by walking through the text ([`flat::is_blank`] says which characters to pass over).
//! A sentence ends with its line, or after `。！？` and the closing marks behind it. ASCII `!` and
//! `?` end one too, since many Chinese texts had their punctuation folded, unless a letter or
//! digit follows. Nothing ends inside a span. Documents follow each other like sentences, with no
//! `-DOCSTART-`, which most readers take for a token.

use std::borrow::Cow;
use std::io;
use std::io::Write as _;

use crate::exchange::Spelling;
use crate::exchange::flat;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::model::span::Span;
use crate::text::offset::CharIdx;
use crate::text::offset::Text;

/// What a tag can spell: what would break a line or a column becomes `_`.
pub const SPELLING: Spelling = Spelling {
    key: tag_name,
    ..Spelling::ANY
};

/// Begins a file with the tags `B-`, `I-` and `O`.
pub fn write_bio(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    begin(output, options, Scheme::Bio)
}

/// Begins a file with the tags `B-`, `I-`, `E-`, `S-` and `O`.
pub fn write_bioes(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    begin(output, options, Scheme::Bioes)
}

fn begin(
    mut output: Box<dyn Output>,
    _options: &WriteOptions,
    scheme: Scheme,
) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Rows {
        scheme,
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
    }))
}

struct Rows {
    scheme: Scheme,
    out: io::BufWriter<OutputFile>,
}

impl Writer for Rows {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        write(record, self.scheme, &mut self.out)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

/// Returns a label as a tag can hold it.
fn tag_name(label: &str) -> Cow<'_, str> {
    let breaks = |c: char| (c != ' ' && flat::is_blank(c)) || c.is_control();
    if label.contains(breaks) {
        Cow::Owned(label.replace(breaks, "_"))
    } else {
        Cow::Borrowed(label)
    }
}

/// Returns where words begin and end, in ascending order.
pub fn word_edges(text: &Text) -> Vec<CharIdx> {
    (0..=text.n_chars()).map(CharIdx).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Bio,
    Bioes,
}

fn write(record: &Record, scheme: Scheme, out: &mut impl io::Write) -> io::Result<()> {
    let text = &record.text;
    let mut spans = record.layer.spans.iter().peekable();
    let mut sentences = Sentences::default();
    let mut chars = text.as_str().chars().enumerate().peekable();
    while let Some((i, c)) = chars.next() {
        let at = CharIdx(i);
        if flat::is_blank(c) {
            sentences.pass_blank(c);
            continue;
        }
        while spans.next_if(|span| span.range.end() <= at).is_some() {}
        let span = spans.peek().filter(|span| span.range.contains(at));
        let inside = span.is_some_and(|span| span.range.start() < at);
        if sentences.ends_before(c) && !inside {
            out.write_all(b"\n")?;
        }
        let next = chars.peek().map(|(_, c)| *c);
        sentences.pass_token(c, next);
        let mut utf8 = [0; 4];
        out.write_all(c.encode_utf8(&mut utf8).as_bytes())?;
        match span {
            None => out.write_all(b"\tO\n")?,
            Some(span) => {
                let prefix = prefix(scheme, span, at);
                writeln!(out, "\t{prefix}-{}", span.label)?;
            }
        }
    }
    if sentences.any_token {
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Returns the tag's letter; a kept span begins and ends with a token.
fn prefix(scheme: Scheme, span: &Span, at: CharIdx) -> char {
    let first = span.range.start() == at;
    let last = span.range.end() == at.plus(1);
    match (scheme, first, last) {
        (Scheme::Bioes, true, true) => 'S',
        (Scheme::Bioes, false, true) => 'E',
        (_, true, _) => 'B',
        (_, false, _) => 'I',
    }
}

/// Where one sentence ends and the next begins, told character by character.
#[derive(Default)]
struct Sentences {
    any_token: bool,
    /// A line ended since the last token.
    line_ended: bool,
    /// An end of sentence stands before, with nothing but closing marks since.
    closed: bool,
    /// White space stands since the last token, so that a quotation mark opens.
    spaced: bool,
}

impl Sentences {
    fn pass_blank(&mut self, c: char) {
        self.spaced = true;
        let ends_line = matches!(
            c,
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        self.line_ended |= ends_line;
    }

    /// Returns whether a sentence ended before the token `c`.
    fn ends_before(&self, c: char) -> bool {
        let stays = !self.spaced && (is_closing(c) || is_end(c));
        self.any_token && (self.line_ended || (self.closed && !stays))
    }

    fn pass_token(&mut self, c: char, next: Option<char>) {
        let folded_inside =
            matches!(c, '!' | '?') && next.is_some_and(|next| next.is_ascii_alphanumeric());
        let ends = is_end(c) && !folded_inside;
        let still_closed = self.closed && !self.spaced && is_closing(c);
        self.closed = ends || still_closed;
        self.any_token = true;
        self.line_ended = false;
        self.spaced = false;
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '!' | '?')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '”' | '’'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '）'
            | '〕'
            | '］'
            | '｝'
            | ')'
            | ']'
            | '"'
            | '\''
    )
}
