//! The values of a JSON file one after the other: of its one array, or as they follow each other.
//!
//! Tools write all tasks of a project as one array, which can be larger than the memory. It is cut
//! here at the commas between its values; what is in a value is for its reader, so that a bad one
//! keeps nobody from the next.

use std::io;
use std::io::BufRead as _;

use memchr::memchr2;

use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::input::Content;
use crate::exchange::input::MAX_LINE_BYTES;
use crate::exchange::input::as_utf8;

/// Gives the values of a file; none may be longer than [`MAX_LINE_BYTES`].
pub(super) struct Values {
    content: io::BufReader<Box<dyn Content>>,
    value: Vec<u8>,
    /// How many values were given.
    n_given: usize,
    /// The line that is read, from 1.
    line: usize,
    shape: Shape,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Nothing was read yet.
    Unknown,
    /// One array of values.
    Array,
    /// Values with white space between them.
    Row,
    /// Nothing more will come.
    Ended,
}

/// Where in a value one is.
#[derive(Default)]
struct Within {
    depth: usize,
    in_string: bool,
    escaped: bool,
    /// Whether any byte of it was seen.
    begun: bool,
}

impl Values {
    pub(super) fn new(content: Box<dyn Content>) -> Result<Self, ReadError> {
        Ok(Self {
            content: io::BufReader::with_capacity(1 << 18, as_utf8(content)?),
            value: Vec::new(),
            n_given: 0,
            line: 1,
            shape: Shape::Unknown,
        })
    }

    /// Returns the next value as it is written, `None` after the last one.
    pub(super) fn next_value(&mut self) -> Result<Option<&str>, ReadError> {
        if !self.begin_value()? {
            return Ok(None);
        }
        self.value.clear();
        let line = self.line;
        let mut within = Within::default();
        loop {
            let chunk = self.content.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let (n_taken, ended) = within.pass(chunk);
            let taken = chunk.get(..n_taken).unwrap_or(chunk);
            self.line += memchr::memchr_iter(b'\n', taken).count();
            self.value.extend_from_slice(taken);
            self.content.consume(n_taken);
            if self.value.len() > MAX_LINE_BYTES {
                let limit = MAX_LINE_BYTES;
                return Err(ReadError::LongLine { line, limit });
            }
            if ended {
                break;
            }
        }
        self.n_given += 1;
        let value = std::str::from_utf8(&self.value);
        value.map(Some).map_err(|_| ReadError::NotUtf8 { line })
    }

    /// Goes to where the next value begins; `false` if there is none.
    fn begin_value(&mut self) -> Result<bool, ReadError> {
        let mut parted = self.n_given == 0;
        loop {
            let next = self.content.fill_buf()?.first().copied();
            match (self.shape, next) {
                (Shape::Ended, _) | (Shape::Unknown | Shape::Row, None) => return Ok(false),
                (_, Some(blank @ (b' ' | b'\t' | b'\r' | b'\n'))) => {
                    self.line += usize::from(blank == b'\n');
                }
                (Shape::Unknown, Some(b'[')) => self.shape = Shape::Array,
                (Shape::Unknown | Shape::Row, Some(_)) => {
                    self.shape = Shape::Row;
                    return Ok(true);
                }
                (Shape::Array, Some(b']')) => self.shape = Shape::Ended,
                (Shape::Array, Some(b',')) if !parted => parted = true,
                (Shape::Array, Some(byte)) if parted && byte != b',' => return Ok(true),
                (Shape::Array, Some(byte)) => {
                    let found = byte.escape_ascii();
                    return Err(self.malformed(format!("'{found}' stands between two values")));
                }
                (Shape::Array, None) => {
                    return Err(self.malformed("it ends before its list does".to_owned()));
                }
            }
            self.content.consume(1);
        }
    }

    fn malformed(&self, problem: String) -> ReadError {
        ReadError::Malformed {
            at: Place::Line(self.line),
            format: "JSON",
            problem,
        }
    }
}

impl Within {
    /// Goes through bytes up to the end of the value; returns how many are of it, and whether it
    /// ends there.
    fn pass(&mut self, bytes: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            let begun = std::mem::replace(&mut self.begun, true);
            if self.escaped {
                self.escaped = false;
                at += 1;
                continue;
            }
            if self.in_string {
                let rest = bytes.get(at..).unwrap_or_default();
                let Some(n) = memchr2(b'"', b'\\', rest) else {
                    return (bytes.len(), false);
                };
                at += n;
                self.escaped = bytes.get(at) == Some(&b'\\');
                self.in_string = self.escaped;
                at += 1;
                if !self.in_string && self.depth == 0 {
                    return (at, true);
                }
                continue;
            }
            match byte {
                b'"' => self.in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' if self.depth == 1 => return (at + 1, true),
                // A number or a word, or what is none of these, ends before what parts values.
                b']' | b',' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 && begun => {
                    return (at, true);
                }
                _ => {}
            }
            at += 1;
        }
        (bytes.len(), false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(text: &str) -> (Vec<String>, Option<ReadError>) {
        let content = Box::new(io::Cursor::new(text.as_bytes().to_vec()));
        let mut values = Values::new(content).unwrap();
        let mut all = Vec::new();
        loop {
            match values.next_value() {
                Ok(Some(value)) => all.push(value.to_owned()),
                Ok(None) => return (all, None),
                Err(error) => return (all, Some(error)),
            }
        }
    }

    #[test]
    fn an_array_is_cut_at_its_commas_and_a_row_at_its_ends() {
        let array = "\u{FEFF} [ {\"a\":[1,\"]}\\\"\"]} , 2,\"x,\",null\n] rest";
        let (found, error) = values(array);
        assert_eq!(error, None);
        assert_eq!(found, ["{\"a\":[1,\"]}\\\"\"]}", "2", "\"x,\"", "null"]);
        assert_eq!(values("{\"a\":1}\n{}{}").0, ["{\"a\":1}", "{}", "{}"]);
        assert_eq!(values(",,]").0, [",", ",", "]"]);
        assert_eq!(values("").0, Vec::<String>::new());
        assert_eq!(values("[]"), (Vec::new(), None));
    }

    #[test]
    fn what_comes_before_a_break_is_given() {
        let (found, error) = values("[{},\n{\"a\":");
        assert_eq!(found, ["{}", "{\"a\":"]);
        assert!(
            error
                .unwrap()
                .to_string()
                .starts_with("line 2: this is not JSON: it ends")
        );
        let (found, error) = values("[1,,2]");
        assert_eq!(found, ["1"]);
        assert!(error.is_some());
        assert!(values("[1 2]").1.is_some());
    }
}
