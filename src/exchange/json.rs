//! What the JSON formats share: how strings are escaped, and values of a bounded size.
//!
//! serde_json bounds how deep a value nests but not how many it holds: 256 MiB of `0,0,0,…` would
//! come to gigabytes in memory. [`value`] stops at [`MAX_VALUES`].

use std::cell::Cell;
use std::fmt;
use std::io;

use memchr::memchr3_iter;
use serde::Serialize;
use serde::de;
use serde::de::DeserializeSeed;
use serde::de::Error as _;
use serde::de::IgnoredAny;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde_json::Map;
use serde_json::Number;
use serde_json::Value;
use serde_json::ser::Formatter;

/// How many values one document may hold that is not read on the quick way.
const MAX_VALUES: usize = 4 << 20;

/// Compact JSON that also escapes the line ends JSON itself would let stand.
pub(super) struct OneLine;

impl Formatter for OneLine {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        // U+007F, and the first bytes of U+0085 and of U+2028 and U+2029.
        for at in memchr3_iter(0x7F, 0xC2, 0xE2, fragment.as_bytes()) {
            let (Some(plain), Some(rest)) = (fragment.get(written..at), fragment.get(at..)) else {
                continue;
            };
            let first = rest.chars().next();
            let breaks = |c: &char| matches!(c, '\u{7F}' | '\u{85}' | '\u{2028}' | '\u{2029}');
            if let Some(c) = first.filter(breaks) {
                out.write_all(plain.as_bytes())?;
                write!(out, "\\u{:04x}", u32::from(c))?;
                written = at + c.len_utf8();
            }
        }
        let rest = fragment.get(written..).unwrap_or_default();
        out.write_all(rest.as_bytes())
    }
}

/// Compact JSON of nothing but ASCII: every other character is `\uXXXX`, or two of them.
pub(super) struct Ascii;

impl Formatter for Ascii {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut escaped = Vec::with_capacity(fragment.len() * 2);
        for c in fragment.chars() {
            if c.is_ascii() && c != '\u{7F}' {
                escaped.push(c as u8);
                continue;
            }
            for unit in c.encode_utf16(&mut [0; 2]) {
                escaped.extend_from_slice(b"\\u");
                for shift in [12, 8, 4, 0] {
                    let digit = (*unit >> shift & 0xF) as u8;
                    escaped.push(if digit < 10 {
                        b'0' + digit
                    } else {
                        b'a' + digit - 10
                    });
                }
            }
        }
        out.write_all(&escaped)
    }
}

/// Writes a value as [`OneLine`] does.
pub(super) fn write_one_line(out: &mut impl io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, OneLine);
    Ok(value.serialize(&mut serializer)?)
}

/// Writes a value as [`Ascii`] does.
pub(super) fn write_ascii(out: &mut impl io::Write, value: &impl Serialize) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, Ascii);
    Ok(value.serialize(&mut serializer)?)
}

/// Reads a value of no more than [`MAX_VALUES`].
pub(super) fn value(text: &str) -> Result<Value, serde_json::Error> {
    value_without(text, "")
}

/// Reads a value of no more than [`MAX_VALUES`]; one of its fields is null, whatever is in it.
pub(super) fn value_without(text: &str, passed_over: &str) -> Result<Value, serde_json::Error> {
    let left = Cell::new(MAX_VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let bounded = Bounded {
        left: &left,
        passed_over,
    };
    let value = bounded.deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok(value)
}

/// Reads a value as long as there is room left for one more.
#[derive(Clone, Copy)]
struct Bounded<'b> {
    left: &'b Cell<usize>,
    /// The field that is passed over; empty for none.
    passed_over: &'b str,
}

impl Bounded<'_> {
    /// Reads what is in a value, of which nothing is passed over.
    fn within(self) -> Self {
        Self {
            passed_over: "",
            ..self
        }
    }
}

impl<'de> DeserializeSeed<'de> for Bounded<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        let Some(left) = self.left.get().checked_sub(1) else {
            let limit = format!("one document holds more than {MAX_VALUES} values");
            return Err(D::Error::custom(limit));
        };
        self.left.set(left);
        deserializer.deserialize_any(self)
    }
}

impl<'de> de::Visitor<'de> for Bounded<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element_seed(self.within())? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut values = Map::new();
        while let Some(key) = map.next_key::<String>()? {
            let value = if key == self.passed_over && !key.is_empty() {
                map.next_value::<IgnoredAny>()?;
                Value::Null
            } else {
                map.next_value_seed(self.within())?
            };
            values.insert(key, value);
        }
        Ok(Value::Object(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reader_may_take_for_a_line_end_is_escaped() {
        let mut out = Vec::new();
        let text = "甲\u{2028}乙\u{85}丙\u{7F}\u{2029}“丁”é";
        write_one_line(&mut out, &text).unwrap();
        let written = String::from_utf8(out).unwrap();
        assert_eq!(written, "\"甲\\u2028乙\\u0085丙\\u007f\\u2029“丁”é\"");
    }

    #[test]
    fn ascii_writes_characters_of_two_units_as_two() {
        let mut out = Vec::new();
        write_ascii(&mut out, &"a\"𠀀甲\u{7F}\n").unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#""a\"\ud840\udc00\u7532\u007f\n""#
        );
    }

    #[test]
    fn a_value_of_too_many_values_is_refused_and_others_are_what_they_are() {
        let same = r#"{"a":[1,-2,0.5,"甲",null,true]}"#;
        assert_eq!(value(same).unwrap().to_string(), same);
        let without = value_without(r#"{"a":[1],"b":{"a":2}}"#, "a").unwrap();
        assert_eq!(without.to_string(), r#"{"a":null,"b":{"a":2}}"#);
        let many = format!("[{}0]", "0,".repeat(MAX_VALUES));
        assert!(value(&many).unwrap_err().to_string().contains("more than"));
    }
}
