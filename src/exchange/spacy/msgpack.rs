//! Values of msgpack from a stream, with bounds on their size and depth.
//!
//! No length that stands in the file is believed: memory is taken as bytes come, and what is kept
//! is charged to a budget, so that a small file that unpacks to a huge one ends in an error.

use std::io;
use std::io::Read;

use rmp::Marker;
use rmp::decode;

use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;

/// How deep arrays and maps may lie in each other.
const MAX_DEPTH: usize = 64;

/// A value of msgpack.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// Nil, or something of an application's own type.
    Nothing,
    Bool(bool),
    Number(u64),
    /// A fraction, or a number below zero.
    Fraction(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Value>),
    Map(Vec<(Value, Value)>),
}

impl Value {
    /// Returns the bytes; Python 2 and old spaCy wrote them as text.
    pub(super) fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => Some(bytes),
            Self::Text(text) => Some(text.as_bytes()),
            _ => None,
        }
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Bytes(bytes) => std::str::from_utf8(bytes).ok(),
            _ => None,
        }
    }

    pub(super) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Number(n) => Some(*n as f64),
            Self::Fraction(n) => Some(*n),
            Self::Bool(yes) => Some(f64::from(u8::from(*yes))),
            _ => None,
        }
    }

    pub(super) fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            _ => &[],
        }
    }

    pub(super) fn pairs(&self) -> &[(Value, Value)] {
        match self {
            Self::Map(pairs) => pairs,
            _ => &[],
        }
    }
}

/// Reads values, one after the other.
pub(super) struct Unpacker<R> {
    source: R,
    /// How many bytes may still be kept in memory.
    budget: usize,
    limit: usize,
    /// Where it is, for messages.
    pub(super) at: String,
}

impl<R: Read> Unpacker<R> {
    /// Begins with the first value; no more than `limit` bytes of memory are filled.
    pub(super) fn new(source: R, limit: usize) -> Self {
        Self {
            source,
            budget: limit,
            limit,
            at: String::new(),
        }
    }

    /// Charges memory that the caller is about to fill.
    pub(super) fn charge(&mut self, n_bytes: usize) -> Result<(), ReadError> {
        let left = self.budget.checked_sub(n_bytes);
        self.budget = left.ok_or(ReadError::TooLong { limit: self.limit })?;
        Ok(())
    }

    /// Makes an error of what is wrong here.
    pub(super) fn malformed(&self, problem: impl Into<String>) -> ReadError {
        ReadError::Malformed {
            at: Place::path(0, self.at.as_str()),
            format: "a DocBin of spaCy",
            problem: problem.into(),
        }
    }

    /// Fills a buffer.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<(), ReadError> {
        let filled = self.source.read_exact(buffer);
        filled.map_err(|error| self.failed(error))
    }

    /// Makes an error of one of the stream below.
    fn failed(&self, error: io::Error) -> ReadError {
        match error.kind() {
            io::ErrorKind::FileTooLarge => {
                let limit = super::reader::MAX_UNPACKED;
                ReadError::TooLong { limit }
            }
            io::ErrorKind::UnexpectedEof => self.malformed("it ends too early"),
            io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput => {
                self.malformed(error.to_string())
            }
            _ => ReadError::from(error),
        }
    }

    fn marker(&mut self) -> Result<Marker, ReadError> {
        let marker = decode::read_marker(&mut self.source);
        marker.map_err(|decode::MarkerReadError(error)| self.failed(error))
    }

    /// Reads how many pairs a map has that stands here.
    pub(super) fn map_len(&mut self) -> Result<usize, ReadError> {
        match self.marker()? {
            Marker::FixMap(n) => Ok(usize::from(n)),
            Marker::Map16 => self.big_endian(2),
            Marker::Map32 => self.big_endian(4),
            _ => Err(self.malformed("a map should stand here")),
        }
    }

    /// Reads how many bytes stand here.
    pub(super) fn bytes_len(&mut self) -> Result<usize, ReadError> {
        match self.marker()? {
            Marker::FixStr(n) => Ok(usize::from(n)),
            Marker::Bin8 | Marker::Str8 => self.big_endian(1),
            Marker::Bin16 | Marker::Str16 => self.big_endian(2),
            Marker::Bin32 | Marker::Str32 => self.big_endian(4),
            _ => Err(self.malformed("bytes should stand here")),
        }
    }

    /// Reads the value that stands here.
    pub(super) fn value(&mut self) -> Result<Value, ReadError> {
        self.value_at(0)
    }

    fn value_at(&mut self, depth: usize) -> Result<Value, ReadError> {
        if depth > MAX_DEPTH {
            return Err(self.malformed("its values lie too deep in each other"));
        }
        self.charge(size_of::<Value>())?;
        Ok(match self.marker()? {
            Marker::False => Value::Bool(false),
            Marker::True => Value::Bool(true),
            Marker::FixPos(n) => Value::Number(u64::from(n)),
            Marker::U8 => Value::Number(self.unsigned(1)?),
            Marker::U16 => Value::Number(self.unsigned(2)?),
            Marker::U32 => Value::Number(self.unsigned(4)?),
            Marker::U64 => Value::Number(self.unsigned(8)?),
            Marker::FixNeg(n) => Value::Fraction(f64::from(n)),
            Marker::I8 => self.signed(1)?,
            Marker::I16 => self.signed(2)?,
            Marker::I32 => self.signed(4)?,
            Marker::I64 => self.signed(8)?,
            Marker::F32 => {
                let bits = self.big_endian(4)? as u32;
                Value::Fraction(f64::from(f32::from_bits(bits)))
            }
            Marker::F64 => Value::Fraction(f64::from_bits(self.unsigned(8)?)),
            Marker::FixStr(n) => self.text(usize::from(n))?,
            Marker::Str8 => self.sized(1, Self::text)?,
            Marker::Str16 => self.sized(2, Self::text)?,
            Marker::Str32 => self.sized(4, Self::text)?,
            Marker::Bin8 => self.sized(1, Self::raw)?,
            Marker::Bin16 => self.sized(2, Self::raw)?,
            Marker::Bin32 => self.sized(4, Self::raw)?,
            Marker::FixArray(n) => self.list(usize::from(n), depth)?,
            Marker::Array16 => self.sized(2, |s, n| s.list(n, depth))?,
            Marker::Array32 => self.sized(4, |s, n| s.list(n, depth))?,
            Marker::FixMap(n) => self.map(usize::from(n), depth)?,
            Marker::Map16 => self.sized(2, |s, n| s.map(n, depth))?,
            Marker::Map32 => self.sized(4, |s, n| s.map(n, depth))?,
            Marker::FixExt1 => self.own_type(1)?,
            Marker::FixExt2 => self.own_type(2)?,
            Marker::FixExt4 => self.own_type(4)?,
            Marker::FixExt8 => self.own_type(8)?,
            Marker::FixExt16 => self.own_type(16)?,
            Marker::Ext8 => self.sized(1, Self::own_type)?,
            Marker::Ext16 => self.sized(2, Self::own_type)?,
            Marker::Ext32 => self.sized(4, Self::own_type)?,
            Marker::Null | Marker::Reserved => Value::Nothing,
        })
    }

    fn sized(
        &mut self,
        n_digits: usize,
        then: impl FnOnce(&mut Self, usize) -> Result<Value, ReadError>,
    ) -> Result<Value, ReadError> {
        let n = self.big_endian(n_digits)?;
        then(self, n)
    }

    fn unsigned(&mut self, n_digits: usize) -> Result<u64, ReadError> {
        let mut bytes = [0; 8];
        if let Some(digits) = bytes.get_mut(8 - n_digits..) {
            self.fill(digits)?;
        }
        Ok(u64::from_be_bytes(bytes))
    }

    fn signed(&mut self, n_digits: usize) -> Result<Value, ReadError> {
        let n_unused = 64 - 8 * n_digits as u32;
        let number = (self.unsigned(n_digits)? << n_unused) as i64 >> n_unused;
        Ok(match u64::try_from(number) {
            Ok(number) => Value::Number(number),
            Err(_) => Value::Fraction(number as f64),
        })
    }

    /// Reads a length of up to four bytes.
    fn big_endian(&mut self, n_digits: usize) -> Result<usize, ReadError> {
        let n = self.unsigned(n_digits)?;
        usize::try_from(n).map_err(|_| self.malformed("a length is too large"))
    }

    /// Reads a number of bytes, which fill memory only as they come.
    pub(super) fn bytes(&mut self, n: usize) -> Result<Vec<u8>, ReadError> {
        self.charge(n)?;
        let mut bytes = Vec::new();
        let read = (&mut self.source).take(n as u64).read_to_end(&mut bytes);
        read.map_err(|error| self.failed(error))?;
        if bytes.len() < n {
            return Err(self.malformed("it ends too early"));
        }
        Ok(bytes)
    }

    fn raw(&mut self, n: usize) -> Result<Value, ReadError> {
        Ok(Value::Bytes(self.bytes(n)?))
    }

    /// Reads text; Python lets half a UTF-16 pair into a string, which becomes U+FFFD.
    fn text(&mut self, n: usize) -> Result<Value, ReadError> {
        let bytes = self.bytes(n)?;
        Ok(Value::Text(String::from_utf8(bytes).unwrap_or_else(
            |error| String::from_utf8_lossy(error.as_bytes()).into_owned(),
        )))
    }

    fn list(&mut self, n: usize, depth: usize) -> Result<Value, ReadError> {
        let mut items = Vec::new();
        for _ in 0..n {
            items.push(self.value_at(depth + 1)?);
        }
        Ok(Value::List(items))
    }

    fn map(&mut self, n: usize, depth: usize) -> Result<Value, ReadError> {
        let mut pairs = Vec::new();
        for _ in 0..n {
            let key = self.value_at(depth + 1)?;
            pairs.push((key, self.value_at(depth + 1)?));
        }
        Ok(Value::Map(pairs))
    }

    fn own_type(&mut self, n: usize) -> Result<Value, ReadError> {
        self.unsigned(1)?;
        let mut source = (&mut self.source).take(n as u64);
        let passed = io::copy(&mut source, &mut io::sink());
        let passed = passed.map_err(|error| self.failed(error))?;
        if passed < n as u64 {
            return Err(self.malformed("it ends too early"));
        }
        Ok(Value::Nothing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unpacked(bytes: &[u8]) -> Result<Value, ReadError> {
        Unpacker::new(bytes, 1 << 16).value()
    }

    #[test]
    fn values_come_as_they_were_packed() {
        let mut bytes = Vec::new();
        rmp::encode::write_map_len(&mut bytes, 2).unwrap();
        rmp::encode::write_str(&mut bytes, "甲").unwrap();
        rmp::encode::write_sint(&mut bytes, -40_000).unwrap();
        rmp::encode::write_uint(&mut bytes, u64::MAX).unwrap();
        rmp::encode::write_bin(&mut bytes, b"ab").unwrap();
        let pairs = vec![
            (Value::Text("甲".to_owned()), Value::Fraction(-40_000.0)),
            (Value::Number(u64::MAX), Value::Bytes(b"ab".to_vec())),
        ];
        assert_eq!(unpacked(&bytes), Ok(Value::Map(pairs)));
    }

    #[test]
    fn lengths_are_not_believed_and_depth_has_an_end() {
        let claimed = [0xDD, 0xFF, 0xFF, 0xFF, 0xFF, 0xC0];
        assert!(matches!(
            unpacked(&claimed),
            Err(ReadError::Malformed { .. })
        ));
        let mut many = claimed.to_vec();
        many.extend([0xC0; 10_000]);
        assert_eq!(unpacked(&many), Err(ReadError::TooLong { limit: 1 << 16 }));
        assert!(matches!(
            unpacked(&[0x91; 1000]),
            Err(ReadError::Malformed { .. })
        ));
        let bytes = [0xC6, 0xFF, 0xFF, 0xFF, 0xFF, 0];
        assert_eq!(unpacked(&bytes), Err(ReadError::TooLong { limit: 1 << 16 }));
    }
}
