//! Reads the annotations of a document; its text lies beside.
//!
//! Lines stand in any order, so what is said of spans is put to them at the end. An event is told
//! by the span that triggers it: relations, attributes and notes on the one are on the other; its
//! roles are passed over.

use std::collections::HashMap;
use std::io::Read as _;

use crate::exchange::brat::parts_line;
use crate::exchange::flat::is_blank;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Named;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Input;
use crate::exchange::input::MAX_LINE_BYTES;
use crate::exchange::input::Sink;
use crate::exchange::units;
use crate::exchange::units::OffsetUnit;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Reads an `.ann` file with the `.txt` beside it.
///
/// Without the text it is read too; a project has it under the same name.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let name = format!("{}.txt", input.stem());
    let text = match input.beside.open(&name)? {
        Some(content) => Some(text_of(content)?),
        None => None,
    };
    let unit = input.options.unit.unwrap_or(OffsetUnit::Chars);
    let mut document = Incoming::new(Place::Line(1), Some(name), None);
    document.unit = unit;
    let mut reader = Reader {
        sink,
        document,
        pieces: Vec::new(),
        spans: HashMap::new(),
        events: HashMap::new(),
        later: Vec::new(),
    };
    let mut lines = input.lines()?;
    while let Some(line) = lines.next_line()? {
        let line = line.to_owned();
        reader.take_line(lines.number(), &line);
    }
    reader.finish(text)
}

/// Returns a text as brat takes it: every character counts, a byte order mark too.
fn text_of(content: impl std::io::Read) -> Result<String, ReadError> {
    let mut bytes = Vec::new();
    content
        .take(MAX_LINE_BYTES as u64 + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() > MAX_LINE_BYTES {
        let limit = MAX_LINE_BYTES;
        return Err(ReadError::TooLong { limit });
    }
    String::from_utf8(bytes).map_err(|error| {
        let head = error.as_bytes().get(..error.utf8_error().valid_up_to());
        let n_lines = head.map_or(0, |head| head.iter().filter(|&&b| b == b'\n').count());
        ReadError::NotUtf8 { line: n_lines + 1 }
    })
}

struct Reader<'a> {
    sink: &'a mut dyn Sink,
    document: Incoming,
    /// The fragments of each span, in order, and the words that the file gives.
    pieces: Vec<(Vec<(usize, usize)>, String)>,
    /// The place of each span in the document, by its id.
    spans: HashMap<String, usize>,
    /// The span that triggers an event, by the event's id.
    events: HashMap<String, String>,
    /// What is said of spans.
    later: Vec<(usize, Later)>,
}

/// What a line says of spans that may stand further on.
enum Later {
    Relation {
        key: String,
        head: String,
        tail: String,
    },
    Attribute {
        key: String,
        of: String,
        value: String,
    },
    Note {
        of: String,
        text: String,
    },
}

impl Reader<'_> {
    fn take_line(&mut self, line: usize, content: &str) {
        let Some((id, rest)) = content.split_once('\t') else {
            if !content.trim().is_empty() {
                self.refuse(line, "\\t");
            }
            return;
        };
        let (data, tail) = rest.split_once('\t').unwrap_or((rest, ""));
        let taken = match id.chars().next() {
            Some('T') => self.take_span(line, id, data, tail).ok_or("T"),
            Some('R') => self.take_relation(line, data).ok_or("R"),
            Some('A' | 'M') => self.take_attribute(line, data).ok_or("A"),
            Some('#') => self.take_note(line, data, tail).ok_or("#"),
            Some('E') => self.take_event(id, data).ok_or("E"),
            Some(first) => {
                self.sink.unread(first.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            None => Err("id"),
        };
        if let Err(field) = taken {
            self.refuse(line, field);
        }
    }

    fn refuse(&mut self, line: usize, field: &'static str) {
        self.document.partly_refused = true;
        let reason = RefusalReason::WrongKind { field };
        self.sink.refuse(Place::Line(line), 1, reason);
    }

    fn take_span(&mut self, line: usize, id: &str, data: &str, tail: &str) -> Option<()> {
        let (label, bounds) = data.split_once(' ')?;
        let mut pieces = Vec::new();
        for bounds in bounds.trim_end().split(';') {
            let (start, end) = bounds.split_once(' ')?;
            pieces.push((start.parse::<usize>().ok()?, end.parse::<usize>().ok()?));
        }
        pieces.sort_unstable();
        if label.is_empty() || self.spans.contains_key(id) {
            return None;
        }
        let (start, _) = *pieces.first()?;
        let end = pieces.iter().map(|(_, end)| *end).max()?;
        self.spans.insert(id.to_owned(), self.document.spans.len());
        self.document.spans.push(IncomingSpan {
            at: Place::Line(line),
            start,
            end,
            label: label.to_owned(),
            ..IncomingSpan::default()
        });
        self.pieces.push((pieces, tail.to_owned()));
        Some(())
    }

    fn take_relation(&mut self, line: usize, data: &str) -> Option<()> {
        let mut parts = data.split_ascii_whitespace();
        let key = parts.next()?.to_owned();
        let mut ends = [
            parts.next()?.split_once(':')?,
            parts.next()?.split_once(':')?,
        ];
        if parts.next().is_some() {
            return None;
        }
        if let [("Arg2", _), ("Arg1", _)] = ends {
            ends.reverse();
        }
        let [(_, head), (_, tail)] = ends.map(|(role, id)| (role, id.to_owned()));
        self.later.push((line, Later::Relation { key, head, tail }));
        Some(())
    }

    fn take_attribute(&mut self, line: usize, data: &str) -> Option<()> {
        let mut parts = data.splitn(3, ' ');
        let (key, of) = (
            parts.next()?.to_owned(),
            parts.next()?.trim_end().to_owned(),
        );
        // One without a value is a flag that is set.
        let value = parts.next().unwrap_or("yes").to_owned();
        self.later.push((line, Later::Attribute { key, of, value }));
        Some(())
    }

    fn take_note(&mut self, line: usize, data: &str, text: &str) -> Option<()> {
        let (kind, of) = data.split_once(' ')?;
        if kind == "AnnotatorNotes" {
            let (of, text) = (of.trim_end().to_owned(), text.to_owned());
            self.later.push((line, Later::Note { of, text }));
        } else {
            self.sink.unread("#");
        }
        Some(())
    }

    fn take_event(&mut self, id: &str, data: &str) -> Option<()> {
        self.sink.unread("E");
        let (_, trigger) = data.split_ascii_whitespace().next()?.split_once(':')?;
        self.events.insert(id.to_owned(), trigger.to_owned());
        Some(())
    }

    /// Returns the place of the span that an id stands for.
    fn span_of(&self, id: &str) -> Option<usize> {
        let id = self.events.get(id).map_or(id, String::as_str);
        self.spans.get(id).copied()
    }

    fn finish(mut self, text: Option<String>) -> Result<(), ReadError> {
        for (line, later) in std::mem::take(&mut self.later) {
            if let Err(field) = self.put_later(line, later) {
                self.refuse(line, field);
            }
        }
        let indexed = text.as_deref().map(Text::from);
        self.check_pieces(indexed.as_ref());
        self.document.text = text;
        self.sink.document(self.document)
    }

    fn put_later(&mut self, line: usize, later: Later) -> Result<(), &'static str> {
        match later {
            Later::Relation { key, head, tail } => {
                let head = self.end_of(&head).ok_or("Arg1")?;
                let tail = self.end_of(&tail).ok_or("Arg2")?;
                let at = Place::Line(line);
                let relation = IncomingRelation {
                    at,
                    key,
                    head,
                    tail,
                };
                self.document.relations.push(relation);
            }
            Later::Attribute { key, of, value } => {
                let Some(span) = self.said_of(&of, "A").ok_or("A")? else {
                    return Ok(());
                };
                let detail = span.detail.get_or_insert_default();
                detail.attributes.insert(key, value);
            }
            Later::Note { of, text } => {
                let Some(span) = self.said_of(&of, "#").ok_or("#")? else {
                    return Ok(());
                };
                let detail = span.detail.get_or_insert_default();
                if !detail.note.is_empty() {
                    detail.note.push('\n');
                }
                detail.note.push_str(&text);
            }
        }
        Ok(())
    }

    /// Returns the span that something is said of; `Some(None)` where it is said of a relation or
    /// of another thing that has no place for it, `None` where there is no such thing.
    fn said_of(&mut self, id: &str, field: &str) -> Option<Option<&mut IncomingSpan>> {
        match self.span_of(id) {
            Some(place) => Some(self.document.spans.get_mut(place)),
            None if id.starts_with('T') => None,
            None => {
                self.sink.unread(field);
                Some(None)
            }
        }
    }

    fn end_of(&self, id: &str) -> Option<IncomingEnd> {
        let span = self.document.spans.get(self.span_of(id)?)?;
        Some(IncomingEnd {
            start: span.start,
            end: span.end,
            label: Some(span.label.clone()),
        })
    }

    /// Holds fragments and words against the text.
    ///
    /// Words that stand there as brat writes them need no more looking at; others are kept, so that
    /// the span is refused later, with the unit that would make it fit.
    fn check_pieces(&mut self, text: Option<&Text>) {
        let bounds = self.pieces.iter().flat_map(|(pieces, _)| pieces);
        let bounds: Vec<usize> = bounds.flat_map(|(start, end)| [*start, *end]).collect();
        let places = match text {
            Some(text) => units::places(text, self.document.unit, &bounds),
            None => vec![None; bounds.len()],
        };
        let mut places = places.chunks_exact(2);
        for ((pieces, words), span) in self.pieces.iter().zip(&mut self.document.spans) {
            let found: Option<Vec<CharRange>> = places
                .by_ref()
                .take(pieces.len())
                .map(|pair| match pair {
                    [Some(start), Some(end)] => Some(CharRange::new(*start, *end)),
                    _ => None,
                })
                .collect();
            let found = text.zip(found);
            let as_written = |(text, ranges): &(&Text, Vec<CharRange>)| {
                let slices: Vec<&str> = ranges.iter().map(|range| text.slice(*range)).collect();
                let shown = slices.join(" ").replace(parts_line, " ");
                shown.trim_end() == words.trim_end()
            };
            let is_one = match &found {
                Some((text, ranges)) => ranges.windows(2).all(|pair| only_blank(text, pair)),
                // A line end is one character or two.
                None => pieces.windows(2).all(|pair| {
                    matches!(pair, [(_, end), (start, _)] if start.saturating_sub(*end) <= 2)
                }),
            };
            if !is_one {
                let remark = Remark::Discontinuous {
                    span: Named {
                        label: span.label.clone(),
                        start: span.start,
                        end: span.end,
                    },
                    n_pieces: pieces.len(),
                };
                self.sink.remark(span.at.clone(), remark);
            }
            let fits = match &found {
                Some(found) => as_written(found),
                None => text.is_none() && pieces.len() > 1,
            };
            span.words = (!fits && !words.is_empty()).then(|| words.clone());
        }
    }
}

/// Returns whether nothing but blanks stands between two fragments.
fn only_blank(text: &Text, pair: &[CharRange]) -> bool {
    match pair {
        [before, after] if before.end() < after.start() => {
            let between = text.slice(CharRange::new(before.end(), after.start()));
            between.chars().all(is_blank)
        }
        _ => true,
    }
}
