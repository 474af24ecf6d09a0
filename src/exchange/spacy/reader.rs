//! Reads any DocBin that spaCy writes.
//!
//! The table of tokens comes before the strings that its numbers stand for. So it is read as a
//! stream of which the word of each token and the runs of entities are kept, numbers for both, and
//! documents are made of them at the end. A token's words are followed by a blank where `spaces`
//! says so; where spaCy did not know, [`Incoming::blanks_unsure`] is set.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::io;
use std::io::Read;

use flate2::read::ZlibDecoder;

use super::BEGINS;
use super::DOC;
use super::ENT_IOB;
use super::ENT_KB_ID;
use super::ENT_TYPE;
use super::INSIDE;
use super::ORTH;
use super::msgpack::Unpacker;
use super::msgpack::Value;
use super::strings::id_of;
use super::symbols::SYMBOLS;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;

/// How large a DocBin may be unpacked: no field of msgpack holds more.
pub(super) const MAX_UNPACKED: usize = u32::MAX as usize;

/// How much of one is kept in memory: 1 GiB, which holds some 100 million characters.
const MAX_KEPT: usize = 1 << 30;

/// How many columns a table of tokens may have; spaCy knows of fewer than a hundred.
const MAX_COLUMNS: usize = 128;

/// Reads a file.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let unit = input.options.unit.unwrap_or_default();
    let packed = io::BufReader::with_capacity(1 << 16, input.content);
    let unpacked = Bounded {
        source: ZlibDecoder::new(packed),
        n_left: MAX_UNPACKED,
    };
    let unpacked = io::BufReader::with_capacity(1 << 16, unpacked);
    let bin = Bin::read(&mut Unpacker::new(unpacked, MAX_KEPT))?;
    bin.documents(unit, sink)
}

/// Ends in an error where more than a number of bytes come.
struct Bounded<R> {
    source: R,
    n_left: usize,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.source.read(buffer)?;
        let left = self.n_left.checked_sub(n);
        self.n_left = left.ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(n)
    }
}

/// An entity's tokens, from the beginning of the file.
struct Run {
    start: usize,
    end: usize,
    label: u64,
    kb_id: u64,
}

/// What is kept of a DocBin.
#[derive(Default)]
struct Bin {
    attrs: Vec<u64>,
    /// The place of each token's word in `words`.
    tokens: Vec<u32>,
    /// The numbers of the words.
    words: Vec<u64>,
    runs: Vec<Run>,
    spaces: Vec<u8>,
    lengths: Vec<u8>,
    strings: Vec<Value>,
    cats: Vec<Value>,
    flags: Vec<Value>,
    groups: Vec<Value>,
    user_data: Vec<Value>,
}

impl Bin {
    fn read(source: &mut Unpacker<impl Read>) -> Result<Self, ReadError> {
        let mut bin = Self::default();
        let n_fields = source.map_len()?;
        for _ in 0..n_fields {
            source.at = "a key".to_owned();
            let key = source.value()?;
            let key = key.as_str().unwrap_or_default();
            source.at = key.to_owned();
            match key {
                "attrs" => bin.attrs = attrs_of(source)?,
                "tokens" => bin.read_tokens(source)?,
                "spaces" => bin.spaces = bytes_of(source)?,
                "lengths" => bin.lengths = bytes_of(source)?,
                "strings" => bin.strings = list_of(source)?,
                "cats" => bin.cats = list_of(source)?,
                "flags" => bin.flags = list_of(source)?,
                "span_groups" => bin.groups = list_of(source)?,
                "user_data" => bin.user_data = list_of(source)?,
                _ => {
                    source.value()?;
                }
            }
        }
        for (field, there) in [
            ("attrs", !bin.attrs.is_empty()),
            ("strings", !bin.strings.is_empty()),
        ] {
            if !there {
                source.at = field.to_owned();
                return Err(source.malformed("it is not there or empty"));
            }
        }
        Ok(bin)
    }

    /// Reads the table, a row of as many numbers as there are attributes for each token.
    fn read_tokens(&mut self, source: &mut Unpacker<impl Read>) -> Result<(), ReadError> {
        let n_bytes = source.bytes_len()?;
        let column = |attr: u64| self.attrs.iter().position(|a| *a == attr);
        let Some(orth) = column(ORTH) else {
            return Err(source.malformed("no column before it holds the words (ORTH)"));
        };
        let (iob, label, kb_id) = (column(ENT_IOB), column(ENT_TYPE), column(ENT_KB_ID));
        let mut row = vec![0; 8 * self.attrs.len()];
        if n_bytes % row.len() != 0 {
            return Err(source.malformed("its rows are not whole"));
        }
        let mut place_of: HashMap<u64, u32> = HashMap::new();
        for at in 0..n_bytes / row.len() {
            source.fill(&mut row)?;
            let (cells, _) = row.as_chunks::<8>();
            let cell = |column: Option<usize>| {
                let cell = column.and_then(|column| cells.get(column));
                cell.map_or(0, |cell| u64::from_le_bytes(*cell))
            };
            let word = cell(Some(orth));
            let place = match place_of.get(&word) {
                Some(place) => *place,
                None => {
                    source.charge(64)?;
                    let place = self.words.len() as u32;
                    self.words.push(word);
                    place_of.insert(word, place);
                    place
                }
            };
            source.charge(size_of::<u32>())?;
            self.tokens.push(place);
            let (iob, label, kb_id) = (cell(iob), cell(label), cell(kb_id));
            let goes_on = |run: &&mut Run| run.end == at && run.label == label;
            match self.runs.last_mut().filter(goes_on) {
                Some(run) if iob == INSIDE => run.end = at + 1,
                _ if iob == INSIDE || iob == BEGINS => {
                    source.charge(size_of::<Run>())?;
                    self.runs.push(Run {
                        start: at,
                        end: at + 1,
                        label,
                        kb_id,
                    });
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Hands over the documents.
    fn documents(&self, unit: OffsetUnit, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let strings = self.strings.iter().filter_map(Value::as_str);
        let reserved = SYMBOLS.iter().map(|(name, _)| *name);
        let names: HashMap<u64, &str> = strings.chain(reserved).map(|s| (id_of(s), s)).collect();
        let words: Vec<Option<&str>> = self
            .words
            .iter()
            .map(|id| {
                if *id == 0 {
                    Some("")
                } else {
                    names.get(id).copied()
                }
            })
            .collect();
        let (lengths, _) = self.lengths.as_chunks::<4>();
        let mut first = 0;
        let mut runs = self.runs.as_slice();
        for (i, length) in lengths.iter().enumerate() {
            let n_tokens = usize::try_from(i32::from_le_bytes(*length)).unwrap_or_default();
            let end = first + n_tokens;
            let Some(tokens) = self.tokens.get(first..end) else {
                return Err(ReadError::Malformed {
                    at: Place::path(i + 1, format!("lengths[{i}]")),
                    format: "a DocBin of spaCy",
                    problem: "there are not that many tokens".to_owned(),
                });
            };
            let n_own = runs.partition_point(|run| run.start < end);
            // An entity that goes on in the next document begins there again.
            let n_done = runs.partition_point(|run| run.end <= end);
            let own = runs.get(..n_own).unwrap_or_default();
            runs = runs.get(n_done..).unwrap_or_default();
            let document = Document {
                bin: self,
                names: &names,
                words: &words,
                i,
                first,
                tokens,
                runs: own,
            };
            document.hand_over(unit, sink)?;
            first = end;
        }
        Ok(())
    }
}

fn attrs_of(source: &mut Unpacker<impl Read>) -> Result<Vec<u64>, ReadError> {
    let value = source.value()?;
    let number = |value: &Value| match value {
        Value::Number(number) => Some(*number),
        _ => None,
    };
    let attrs: Option<Vec<u64>> = value.items().iter().map(number).collect();
    match attrs {
        Some(attrs) if (1..=MAX_COLUMNS).contains(&attrs.len()) => Ok(attrs),
        _ => Err(source.malformed("a list of numbers should stand here")),
    }
}

fn bytes_of(source: &mut Unpacker<impl Read>) -> Result<Vec<u8>, ReadError> {
    let n = source.bytes_len()?;
    source.bytes(n)
}

fn list_of(source: &mut Unpacker<impl Read>) -> Result<Vec<Value>, ReadError> {
    match source.value()? {
        Value::List(items) => Ok(items),
        _ => Err(source.malformed("a list should stand here")),
    }
}

/// One document of a DocBin.
struct Document<'a> {
    bin: &'a Bin,
    names: &'a HashMap<u64, &'a str>,
    words: &'a [Option<&'a str>],
    /// Its place in the file, from 0.
    i: usize,
    /// The place of its first token in the file.
    first: usize,
    tokens: &'a [u32],
    runs: &'a [Run],
}

/// A span in characters, with the numbers of its label and its entity.
struct Mark {
    start: usize,
    end: usize,
    label: u64,
    kb_id: u64,
}

/// A document's spans as they are found, each once.
#[derive(Default)]
struct Found {
    /// Where each is among the spans, if it was not refused.
    seen: BTreeMap<(usize, usize, u64), Option<usize>>,
    spans: Vec<IncomingSpan>,
}

impl Document<'_> {
    fn place(&self, path: String) -> Place {
        Place::path(self.i + 1, path)
    }

    fn hand_over(&self, unit: OffsetUnit, sink: &mut dyn Sink) -> Result<(), ReadError> {
        let i = self.i;
        let at = self.place(format!("[{i}]"));
        let flag = |value: &Value| {
            let mut flags = value.pairs().iter();
            flags.any(|(key, value)| {
                key.as_str() == Some("has_unknown_spaces") && *value == Value::Bool(true)
            })
        };
        let blanks_unsure = self.bin.flags.get(i).is_some_and(flag);
        let Some((text, edges)) = self.text(blanks_unsure) else {
            let reason = RefusalReason::WrongKind { field: "strings" };
            sink.refuse(at, self.runs.len(), reason);
            return Ok(());
        };
        let mut found = Found::default();
        let mut partly_refused = false;
        for run in self.runs {
            let range = (
                run.start.max(self.first),
                run.end.min(self.first + self.tokens.len()),
            );
            let (start, end) = (range.0 - self.first, range.1 - self.first);
            let chars = (
                edges.get(start),
                end.checked_sub(1).and_then(|last| edges.get(last)),
            );
            if let (Some((start, _)), Some((_, end))) = chars {
                let mark = Mark {
                    start: *start,
                    end: *end,
                    label: run.label,
                    kb_id: run.kb_id,
                };
                partly_refused |= !self.add(&mut found, mark, &at, sink);
            }
        }
        partly_refused |= !self.add_groups(&mut found, &edges, sink);
        let mut incoming = Incoming::new(at, self.name(sink), Some(text));
        incoming.unit = unit;
        incoming.blanks_unsure = blanks_unsure;
        incoming.partly_refused = partly_refused;
        incoming.spans = found.spans;
        incoming.classes = self.classes();
        sink.document(incoming)
    }

    /// Returns the text with the places of the tokens' first and last characters in it; `None` if
    /// a word is not among the strings.
    fn text(&self, blanks_unsure: bool) -> Option<(String, Vec<(usize, usize)>)> {
        let mut text = String::new();
        let mut edges = Vec::with_capacity(self.tokens.len());
        let mut n_chars = 0;
        for (i, token) in self.tokens.iter().enumerate() {
            let word = self.words.get(*token as usize).copied().flatten()?;
            text.push_str(word);
            let end = n_chars + word.chars().count();
            edges.push((n_chars, end));
            n_chars = end;
            let space = self.bin.spaces.get(self.first + i);
            if blanks_unsure || space.is_some_and(|space| *space != 0) {
                text.push(' ');
                n_chars += 1;
            }
        }
        Some((text, edges))
    }

    /// Adds the spans of all groups; `false` if one cannot be understood.
    fn add_groups(&self, found: &mut Found, edges: &[(usize, usize)], sink: &mut dyn Sink) -> bool {
        let i = self.i;
        let Some(bytes) = self.bin.groups.get(i).and_then(Value::as_bytes) else {
            return true;
        };
        if bytes.is_empty() {
            return true;
        }
        let mut whole = true;
        let groups = Unpacker::new(bytes, MAX_KEPT).value();
        let groups = groups.unwrap_or(Value::Nothing);
        // A map from groups to their names; before spaCy 3.3 a list of groups.
        let packed = groups.pairs().iter().map(|(group, _)| group);
        for (n, packed) in packed.chain(groups.items()).enumerate() {
            let at = self.place(format!("span_groups[{i}][{n}]"));
            let group = packed.as_bytes();
            let group = group.and_then(|bytes| Unpacker::new(bytes, MAX_KEPT).value().ok());
            let field = |(key, _): &&(Value, Value)| key.as_str() == Some("spans");
            let spans = group.as_ref().and_then(|g| g.pairs().iter().find(field));
            let Some((_, spans)) = spans else {
                let field = "span_groups";
                sink.refuse(at, 1, RefusalReason::WrongKind { field });
                whole = false;
                continue;
            };
            for span in spans.items() {
                let span = span.as_bytes().and_then(GroupSpan::of);
                let Some(span) = span else {
                    let field = "span_groups";
                    sink.refuse(at.clone(), 1, RefusalReason::WrongKind { field });
                    whole = false;
                    continue;
                };
                whole &= self.add(found, span.mark(edges), &at, sink);
            }
        }
        if !matches!(groups, Value::List(_) | Value::Map(_)) {
            let at = self.place(format!("span_groups[{i}]"));
            let field = "span_groups";
            sink.refuse(at, 1, RefusalReason::WrongKind { field });
            whole = false;
        }
        whole
    }

    /// Adds a span unless it is there; `false` if its label is not among the strings.
    fn add(&self, found: &mut Found, mark: Mark, at: &Place, sink: &mut dyn Sink) -> bool {
        let Mark {
            start,
            end,
            label,
            kb_id,
        } = mark;
        let entity = self.names.get(&kb_id).filter(|_| kb_id != 0);
        let detail = entity.map(|entity| {
            Box::new(IncomingDetail {
                entity: Some((*entity).to_owned()),
                ..IncomingDetail::default()
            })
        });
        if let Some(known) = found.seen.get(&(start, end, label)) {
            // The column with what entities speak of need not be there; groups always have it.
            if let Some(span) = known.and_then(|known| found.spans.get_mut(known)) {
                span.detail = span.detail.take().or(detail);
            }
            return true;
        }
        found.seen.insert((start, end, label), None);
        let name = if label == 0 {
            Some("")
        } else {
            self.names.get(&label).copied()
        };
        let Some(name) = name else {
            let field = "strings";
            sink.refuse(at.clone(), 1, RefusalReason::WrongKind { field });
            return false;
        };
        let place = found.spans.len();
        found.seen.insert((start, end, label), Some(place));
        found.spans.push(IncomingSpan {
            at: at.clone(),
            start,
            end,
            label: name.to_owned(),
            detail,
            ..IncomingSpan::default()
        });
        true
    }

    /// Returns the name of the document in its user data.
    fn name(&self, sink: &mut dyn Sink) -> Option<String> {
        let bytes = self.bin.user_data.get(self.i)?.as_bytes()?;
        let data = Unpacker::new(bytes, MAX_KEPT).value().ok()?;
        let mut name = None;
        for (key, value) in data.pairs() {
            match (key.as_str(), value.as_str()) {
                (Some(DOC), Some(value)) => name = Some(value.to_owned()),
                (Some(key), _) => sink.unread(&format!("user_data.{key}")),
                (None, _) => sink.unread("user_data"),
            }
        }
        name
    }

    /// Returns the categories that are more true than not.
    fn classes(&self) -> Vec<String> {
        let cats = self.bin.cats.get(self.i).map_or(&[][..], Value::pairs);
        let holds = |value: &Value| value.as_f64().is_some_and(|value| value >= 0.5);
        let classes = cats.iter().filter(|(_, value)| holds(value));
        let names = classes.filter_map(|(key, _)| key.as_str());
        names.map(str::to_owned).collect()
    }
}

/// A span of a group: eight bytes each for three numbers, four each for four places.
struct GroupSpan {
    kb_id: u64,
    label: u64,
    tokens: (i32, i32),
    chars: (i32, i32),
}

impl GroupSpan {
    fn of(bytes: &[u8]) -> Option<Self> {
        let (numbers, _) = bytes.get(..24)?.as_chunks::<8>();
        let (places, _) = bytes.get(24..)?.as_chunks::<4>();
        let number = |at: usize| numbers.get(at).map(|bytes| u64::from_be_bytes(*bytes));
        let place = |at: usize| places.get(at).map(|bytes| i32::from_be_bytes(*bytes));
        Some(Self {
            kb_id: number(1)?,
            label: number(2)?,
            tokens: (place(0)?, place(1)?),
            chars: (place(2)?, place(3)?),
        })
    }

    /// Takes the characters of its tokens, or if there are no such tokens those it says.
    fn mark(&self, edges: &[(usize, usize)]) -> Mark {
        let place = |n: i32| usize::try_from(n).unwrap_or(usize::MAX);
        let first = edges.get(place(self.tokens.0));
        let last = place(self.tokens.1).checked_sub(1);
        let last = last.and_then(|last| edges.get(last));
        let (start, end) = match (first, last) {
            (Some((start, _)), Some((_, end))) if start < end => (*start, *end),
            _ => (place(self.chars.0), place(self.chars.1)),
        };
        Mark {
            start,
            end,
            label: self.label,
            kb_id: self.kb_id,
        }
    }
}
