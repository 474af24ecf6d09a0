//! Reads files of tokens: BIO in both kinds, BIOES, BILOU and BMES, told by their tags.
//!
//! A row has two columns or more, with TABs or spaces between them; the first is the token, the
//! last its tag. The text is made of the tokens: nothing between them but a space between two words
//! of letters, and a line end between sentences, so its white space is not that of the document.
//! What a file of characters says of `130周年` is `130周年`, what one of words says of `New York` is
//! `New York`.
//!
//! A line `-DOCSTART-` begins a document, which is handed on there. A tag that goes on where nothing
//! is open (`I-` after `O` or after another label) begins a span, which is told once a document:
//! so does every span of IOB1.

use crate::exchange::conll::DOCUMENT_START;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;

/// How many rows that cannot be understood are named one by one; of more, the number is told.
const N_NAMED_REFUSALS: usize = 100;

/// Reads a file of any of the kinds.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let mut lines = input.lines()?;
    let mut reader = Reader {
        sink,
        line: 0,
        named_start: false,
        n_refused: 0,
        more_refused: None,
        document: Building::default(),
    };
    while let Some(block) = lines.next_block()? {
        for line in block.split_inclusive('\n') {
            let line = line.strip_suffix('\n').unwrap_or(line);
            let line = line.strip_suffix('\r').unwrap_or(line);
            reader.take_line(line)?;
        }
    }
    reader.finish()
}

struct Reader<'a> {
    sink: &'a mut dyn Sink,
    /// The number of the line taken last.
    line: usize,
    /// A line `-DOCSTART-` stood before.
    named_start: bool,
    /// Rows that were refused.
    n_refused: usize,
    /// The first of those that are not named one by one, and how many they are.
    more_refused: Option<(usize, usize)>,
    document: Building,
}

/// What has no mark between documents is given in pieces of this many characters, so that a file of
/// any length can be read.
const MAX_PIECE_CHARS: usize = 4_000_000;

/// A document that is being read.
#[derive(Default)]
struct Building {
    /// The line that it starts on.
    line: usize,
    text: String,
    n_chars: usize,
    spans: Vec<IncomingSpan>,
    /// Whether the last span may go on.
    open: bool,
    /// A sentence ended since the last token.
    broken: bool,
    /// The last token, if a space belongs between it and another word.
    last_word: Option<WordLength>,
    /// Where a span first began with a tag that goes on, and how many did.
    begun_inside: Option<(usize, usize)>,
    partly_refused: bool,
}

/// How long a token of letters is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum WordLength {
    One,
    More,
}

/// What a tag says of its token.
enum Tag<'a> {
    Outside,
    Begin(&'a str),
    Inside(&'a str),
    End(&'a str),
    Single(&'a str),
}

impl<'a> Tag<'a> {
    fn of(column: &'a str) -> Option<Self> {
        if column == "O" {
            return Some(Self::Outside);
        }
        let mut parts = column.chars();
        let letter = parts.next()?;
        let dash = parts.next()?;
        let label = parts.as_str();
        if !matches!(dash, '-' | '_') || label.is_empty() {
            return None;
        }
        match letter {
            'B' => Some(Self::Begin(label)),
            'I' | 'M' => Some(Self::Inside(label)),
            'E' | 'L' => Some(Self::End(label)),
            'S' | 'U' => Some(Self::Single(label)),
            _ => None,
        }
    }
}

/// Returns the first and the last column of a row; the last is missing where there is one only.
fn columns(line: &str) -> (&str, Option<&str>) {
    if let Some((token, rest)) = line.split_once('\t') {
        let last = rest.rsplit('\t').next().unwrap_or(rest).trim_matches(' ');
        let token = if token.is_empty() { " " } else { token };
        return (token, Some(last));
    }
    let row = line.trim_end_matches(' ');
    match (row.split_once(' '), row.rsplit_once(' ')) {
        (Some((token, _)), Some((_, last))) => {
            // A row whose token is a space.
            let token = if token.is_empty() { " " } else { token };
            (token, Some(last))
        }
        _ => (row, None),
    }
}

/// Returns whether a line begins a document.
fn is_start(line: &str) -> bool {
    let rest = line.strip_prefix(DOCUMENT_START);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
}

/// Returns whether a row has four columns, of which the third is not known.
///
/// Label Studio makes a token of `-DOCSTART-` in a text; no line that begins a document has a `_`.
fn is_filled(line: &str) -> bool {
    line.split([' ', '\t']).nth(2) == Some("_")
}

impl Reader<'_> {
    fn take_line(&mut self, line: &str) -> Result<(), ReadError> {
        self.line += 1;
        if line.is_empty() {
            self.document.end_sentence();
            if self.document.n_chars > MAX_PIECE_CHARS && !self.named_start {
                return self.hand_over(true);
            }
            return Ok(());
        }
        if is_start(line) && !(self.document.in_sentence() && is_filled(line)) {
            self.finish_document()?;
            self.named_start = true;
            self.document.line = self.line;
            return Ok(());
        }
        let (token, column) = columns(line);
        let Some(tag) = column.and_then(Tag::of) else {
            self.take_untagged(line, token);
            return Ok(());
        };
        if self.document.n_chars == 0 && !self.named_start {
            self.document.line = self.line;
        }
        let (start, end) = self.document.put_token(token);
        self.document.put_tag(&tag, start, end, self.line);
        Ok(())
    }

    /// Takes a row whose tag is missing or none; its token is text all the same.
    fn take_untagged(&mut self, line: &str, token: &str) {
        if line.trim_matches([' ', '\t']).is_empty() {
            return self.document.end_sentence();
        }
        if line.starts_with("# ") {
            return self.sink.unread("#");
        }
        self.document.put_token(token);
        self.document.open = false;
        self.document.partly_refused = true;
        self.n_refused += 1;
        if self.n_refused <= N_NAMED_REFUSALS {
            let reason = RefusalReason::WrongKind { field: "tag" };
            self.sink.refuse(Place::Line(self.line), 1, reason);
        } else {
            let (_, n) = self.more_refused.get_or_insert((self.line, 0));
            *n += 1;
        }
    }

    fn finish_document(&mut self) -> Result<(), ReadError> {
        self.hand_over(false)
    }

    /// Gives away what was read of a document, or of a row of them that goes on.
    fn hand_over(&mut self, goes_on: bool) -> Result<(), ReadError> {
        let document = std::mem::take(&mut self.document);
        if document.n_chars == 0 && !self.named_start {
            return Ok(());
        }
        if let Some((line, n_spans)) = document.begun_inside {
            let remark = Remark::BegunInside { n_spans };
            self.sink.remark(Place::Line(line), remark);
        }
        let mut incoming = Incoming::new(Place::Line(document.line), None, Some(document.text));
        incoming.blanks_unsure = true;
        incoming.may_be_several = !self.named_start;
        incoming.goes_on = goes_on;
        incoming.spans = document.spans;
        incoming.partly_refused = document.partly_refused;
        self.sink.document(incoming)
    }

    fn finish(mut self) -> Result<(), ReadError> {
        self.finish_document()?;
        if let Some((line, n)) = self.more_refused {
            let reason = RefusalReason::WrongKind { field: "tag" };
            self.sink.refuse(Place::Line(line), n, reason);
        }
        Ok(())
    }
}

impl Building {
    /// Returns whether a row stands right before.
    fn in_sentence(&self) -> bool {
        self.n_chars > 0 && !self.broken
    }

    fn end_sentence(&mut self) {
        self.open = false;
        self.broken = true;
    }

    /// Puts a token at the end of the text; returns where it starts and ends.
    fn put_token(&mut self, token: &str) -> (usize, usize) {
        let mut chars = token.chars();
        let first = chars.next();
        let n_token = usize::from(first.is_some()) + chars.count();
        let length = match n_token {
            1 => WordLength::One,
            _ => WordLength::More,
        };
        if self.broken && self.n_chars > 0 {
            self.text.push('\n');
            self.n_chars += 1;
        } else if let Some(before) = self.last_word
            && first.is_some_and(is_letter)
            && (before == WordLength::More || length == WordLength::More)
        {
            self.text.push(' ');
            self.n_chars += 1;
        }
        self.broken = false;
        let last = match length {
            WordLength::One => first,
            WordLength::More => token.chars().next_back(),
        };
        self.last_word = last.filter(|c| is_letter(*c)).map(|_| length);
        let start = self.n_chars;
        self.text.push_str(token);
        self.n_chars += n_token;
        (start, self.n_chars)
    }

    fn put_tag(&mut self, tag: &Tag<'_>, start: usize, end: usize, line: usize) {
        let (label, begins, ends) = match tag {
            Tag::Outside => {
                self.open = false;
                return;
            }
            Tag::Begin(label) => (*label, true, false),
            Tag::Inside(label) => (*label, false, false),
            Tag::End(label) => (*label, false, true),
            Tag::Single(label) => (*label, true, true),
        };
        let before = self.spans.last_mut().filter(|_| self.open && !begins);
        match before.filter(|span| span.label == label) {
            Some(span) => span.end = end,
            None => {
                if !begins {
                    let (_, n_spans) = self.begun_inside.get_or_insert((line, 0));
                    *n_spans += 1;
                }
                self.spans.push(IncomingSpan {
                    at: Place::Line(line),
                    start,
                    end,
                    label: label.to_owned(),
                    ..IncomingSpan::default()
                });
            }
        }
        self.open = !ends;
    }
}

/// Returns whether a character is one that words with spaces between them are made of.
fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric() || (c > '\u{7F}' && c < '\u{2E80}' && c.is_alphanumeric())
}
