//! Files of labelled data as readers see them: bytes in order, the files beside, and lines.
//!
//! A reader hands what it finds to a [`Sink`], one document after the other, so that a file larger
//! than the memory can be read. [`Lines`] gives the lines of a text file: UTF-8, or UTF-16 with a
//! byte order mark as Windows shells write it. No line may be longer than [`MAX_LINE_BYTES`].
//!
//! Opening files is not here: the callers do it.

use std::io;
use std::io::BufRead as _;
use std::io::Read as _;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::incoming::decoded;
use crate::exchange::units::OffsetUnit;

/// The longest line, and the longest single value, that is read: 256 MiB.
///
/// A document of 40 million Chinese characters fits, also with each one escaped as `\u4e2d`.
pub const MAX_LINE_BYTES: usize = 256 << 20;

/// Bytes that can be read in any order.
pub trait Content: io::Read + io::Seek + Send {}

impl<T: io::Read + io::Seek + Send> Content for T {}

/// The files that lie in the folder of the file that is read.
pub trait Beside {
    /// Opens one by its name; `None` if there is none.
    fn open(&self, name: &str) -> io::Result<Option<Box<dyn Content>>>;
}

/// No files beside.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Beside for Alone {
    fn open(&self, _name: &str) -> io::Result<Option<Box<dyn Content>>> {
        Ok(None)
    }
}

/// A file to read.
pub struct Input<'a> {
    /// Its name without folders, by which some formats name their document.
    pub name: &'a str,
    /// What is in it.
    pub content: Box<dyn Content>,
    /// The files that lie with it.
    pub beside: &'a dyn Beside,
    /// How to read it.
    pub options: ReadOptions,
}

/// How to read a file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReadOptions {
    /// What the offsets count, where that is not what the format says.
    pub unit: Option<OffsetUnit>,
}

impl<'a> Input<'a> {
    /// Makes one of bytes, with no files beside.
    pub fn of_bytes(name: &'a str, bytes: &[u8]) -> Self {
        Self {
            name,
            content: Box::new(io::Cursor::new(bytes.to_vec())),
            beside: &Alone,
            options: ReadOptions::default(),
        }
    }

    /// Returns its name without the last ending.
    pub fn stem(&self) -> &'a str {
        match self.name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => self.name,
        }
    }

    /// Reads all of it, which is refused where it is longer than `limit` bytes.
    pub fn all_bytes(self, limit: usize) -> Result<Vec<u8>, ReadError> {
        let mut bytes = Vec::new();
        let bound = (limit as u64).saturating_add(1);
        self.content.take(bound).read_to_end(&mut bytes)?;
        if bytes.len() > limit {
            return Err(ReadError::TooLong { limit });
        }
        Ok(bytes)
    }

    /// Reads all of it as text, which is refused where it is longer than [`MAX_LINE_BYTES`].
    pub fn all_text(self) -> Result<String, ReadError> {
        let bytes = self.all_bytes(MAX_LINE_BYTES)?;
        Ok(decoded(&bytes)?.into_owned())
    }

    /// Goes on line by line.
    pub fn lines(self) -> Result<Lines, ReadError> {
        Lines::new(self.content)
    }
}

/// Takes what a reader finds.
pub trait Sink {
    /// Takes a document, or a part of one.
    ///
    /// An error stops the reader, which passes it on.
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError>;

    /// Notes something that cannot be understood, with how many spans and relations it keeps out.
    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason);

    /// Notes a field that is passed over.
    fn unread(&mut self, field: &str);

    /// Notes something that was taken otherwise than it stood there.
    fn remark(&mut self, at: Place, remark: Remark);
}

/// The lines of a file, one at a time and without their ends (LF or CRLF).
pub struct Lines {
    content: io::BufReader<Box<dyn Content>>,
    line: Vec<u8>,
    number: usize,
}

impl Lines {
    /// Begins with the first line; a byte order mark is passed over.
    pub fn new(content: Box<dyn Content>) -> Result<Self, ReadError> {
        let content = as_utf8(content)?;
        Ok(Self {
            content: io::BufReader::with_capacity(1 << 18, content),
            line: Vec::new(),
            number: 0,
        })
    }

    /// Returns the number of the line given last, from 1.
    pub fn number(&self) -> usize {
        self.number
    }

    /// Returns where the line given last stands.
    pub fn place(&self) -> Place {
        Place::Line(self.number)
    }

    /// Returns the next line, `None` after the last one.
    ///
    /// A line that is too long, is no UTF-8 or holds a NUL byte is an error, after which nothing
    /// more should be read.
    pub fn next_line(&mut self) -> Result<Option<&str>, ReadError> {
        self.line.clear();
        self.number += 1;
        let bound = MAX_LINE_BYTES as u64 + 1;
        let mut bounded = (&mut self.content).take(bound);
        if bounded.read_until(b'\n', &mut self.line)? == 0 {
            self.number -= 1;
            return Ok(None);
        }
        let line = self.number;
        if self.line.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES;
            return Err(ReadError::LongLine { line, limit });
        }
        if self.line.last() == Some(&b'\n') {
            self.line.pop();
            if self.line.last() == Some(&b'\r') {
                self.line.pop();
            }
        }
        let text = std::str::from_utf8(&self.line).map_err(|_| ReadError::NotUtf8 { line })?;
        if text.contains('\0') {
            return Err(ReadError::NulByte { line });
        }
        Ok(Some(text))
    }

    /// Returns the next lines with their ends, as many as are at hand; `None` after the last one.
    ///
    /// For formats of very short lines, of which there are many millions. The same errors as with
    /// [`Lines::next_line`]; [`Lines::number`] counts the last of them.
    pub fn next_block(&mut self) -> Result<Option<&str>, ReadError> {
        let n_whole = {
            let at_hand = self.content.fill_buf()?;
            at_hand
                .iter()
                .rposition(|&byte| byte == b'\n')
                .map(|at| at + 1)
        };
        self.line.clear();
        let bound = match n_whole {
            Some(n_whole) => n_whole as u64,
            None => MAX_LINE_BYTES as u64 + 1,
        };
        let mut bounded = (&mut self.content).take(bound);
        let n_read = match n_whole {
            Some(_) => bounded.read_to_end(&mut self.line)?,
            None => bounded.read_until(b'\n', &mut self.line)?,
        };
        if n_read == 0 {
            return Ok(None);
        }
        let first = self.number + 1;
        let line_at = |at: usize| {
            let head = self.line.get(..at).unwrap_or_default();
            first + head.iter().filter(|&&byte| byte == b'\n').count()
        };
        if n_whole.is_none() && self.line.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES;
            return Err(ReadError::LongLine { line: first, limit });
        }
        let text = std::str::from_utf8(&self.line).map_err(|error| ReadError::NotUtf8 {
            line: line_at(error.valid_up_to()),
        })?;
        if let Some(at) = text.find('\0') {
            return Err(ReadError::NulByte { line: line_at(at) });
        }
        let ends_line = text.ends_with('\n');
        self.number = line_at(self.line.len()) - usize::from(ends_line);
        Ok(Some(text))
    }
}

/// Passes over a byte order mark; UTF-16, which such a mark tells, becomes UTF-8.
pub(super) fn as_utf8(mut content: Box<dyn Content>) -> Result<Box<dyn Content>, ReadError> {
    let mut head = Vec::with_capacity(3);
    (&mut content).take(3).read_to_end(&mut head)?;
    let is_utf16 = head.starts_with(&[0xFF, 0xFE]) || head.starts_with(&[0xFE, 0xFF]);
    if is_utf16 {
        let bound = MAX_LINE_BYTES as u64;
        (&mut content).take(bound).read_to_end(&mut head)?;
        if head.len() > MAX_LINE_BYTES {
            let limit = MAX_LINE_BYTES;
            return Err(ReadError::TooLong { limit });
        }
        let text = decoded(&head)?.into_owned();
        return Ok(Box::new(io::Cursor::new(text.into_bytes())));
    }
    let n_bom = if head == [0xEF, 0xBB, 0xBF] { 3 } else { 0 };
    content.seek(io::SeekFrom::Start(n_bom))?;
    Ok(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(bytes: &[u8]) -> Vec<String> {
        let mut lines = Input::of_bytes("a", bytes).lines().unwrap();
        let mut all = Vec::new();
        while let Some(line) = lines.next_line().unwrap() {
            all.push(line.to_owned());
        }
        all
    }

    #[test]
    fn lines_end_at_lf_and_crlf_and_the_mark_is_no_part_of_them() {
        assert_eq!(lines(b""), Vec::<String>::new());
        assert_eq!(lines("\u{FEFF}甲\r\n\n乙".as_bytes()), ["甲", "", "乙"]);
        let utf16 = "\u{FEFF}甲\n乙".encode_utf16();
        let utf16: Vec<u8> = utf16.flat_map(u16::to_le_bytes).collect();
        assert_eq!(lines(&utf16), ["甲", "乙"]);
    }

    #[test]
    fn a_line_that_is_no_text_is_named() {
        let mut lines = Input::of_bytes("a", b"a\nb\xFF\n").lines().unwrap();
        assert_eq!(lines.next_line(), Ok(Some("a")));
        assert_eq!(lines.next_line(), Err(ReadError::NotUtf8 { line: 2 }));
    }

    #[test]
    fn blocks_are_whole_lines_and_count_as_such() {
        let content = "甲\r\n\n乙乙\n".repeat(50_000) + "丙";
        let mut lines = Input::of_bytes("a", content.as_bytes()).lines().unwrap();
        let mut all = String::new();
        while let Some(block) = lines.next_block().unwrap() {
            all.push_str(block);
            assert!(block.ends_with('\n') || all.len() == content.len());
        }
        assert_eq!((all == content, lines.number()), (true, 150_001));
        let mut lines = Input::of_bytes("a", b"a\n\nb\xFF\n").lines().unwrap();
        assert_eq!(lines.next_block(), Err(ReadError::NotUtf8 { line: 3 }));
        let mut lines = Input::of_bytes("a", b"a\n\0").lines().unwrap();
        assert_eq!(lines.next_block(), Ok(Some("a\n")));
        assert_eq!(lines.next_block(), Err(ReadError::NulByte { line: 2 }));
    }

    #[test]
    fn a_file_is_refused_at_its_limit_and_not_before() {
        assert_eq!(Input::of_bytes("a", b"abc").all_bytes(3).unwrap(), b"abc");
        let error = Input::of_bytes("a", b"abcd").all_bytes(3).unwrap_err();
        assert_eq!(error, ReadError::TooLong { limit: 3 });
    }
}
