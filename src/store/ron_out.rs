//! Puts RON text together: strings with what must be escaped, brackets, lines and indents.
//!
//! A *block* has each field on a line of its own; an *inline* object has all of them on one.
//! What could not be seen in a diff is escaped: controls, line and paragraph separators, marks of
//! writing direction, zero-width characters and the byte order mark. `统(tǒng)一` stays as it is.

use std::collections::BTreeMap;
use std::fmt::Display;
use std::fmt::Write as _;

use crate::store::gauge;
use crate::store::gauge::Counter;

/// Blanks for each level of depth.
const INDENT: &str = "  ";

/// RON text under construction.
pub struct RonOut {
    text: String,
    depth: usize,
    /// Whether the inline object being written has a member already.
    in_object: bool,
    counter: Counter,
}

impl RonOut {
    pub fn with_capacity(n_bytes: usize) -> Self {
        Self {
            text: String::with_capacity(n_bytes),
            depth: 0,
            in_object: false,
            counter: Counter::new(gauge::WRITTEN, 0),
        }
    }

    /// Makes one that tells how much of about so many bytes is written.
    pub fn telling(n_bytes: usize) -> Self {
        Self {
            counter: Counter::new(gauge::WRITTEN, n_bytes),
            ..Self::with_capacity(n_bytes)
        }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.text.into_bytes()
    }

    pub fn push(&mut self, ron: &str) {
        self.text.push_str(ron);
    }

    pub fn number(&mut self, number: impl Display) {
        // Writing to a string cannot fail.
        let _ = write!(self.text, "{number}");
    }

    pub fn character(&mut self, c: char) {
        self.text.push('\'');
        match c {
            '\'' => self.text.push_str("\\'"),
            '"' => self.text.push('"'),
            c => self.escaped(c),
        }
        self.text.push('\'');
    }

    pub fn string(&mut self, string: &str) {
        self.text.push('"');
        let mut rest = string;
        while let Some(at) = rest.bytes().position(may_need_escape) {
            self.text.push_str(rest.get(..at).unwrap_or(""));
            rest = rest.get(at..).unwrap_or("");
            let mut chars = rest.chars();
            if let Some(c) = chars.next() {
                self.escaped(c);
            }
            rest = chars.as_str();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    fn escaped(&mut self, c: char) {
        match c {
            '"' => self.text.push_str("\\\""),
            '\\' => self.text.push_str("\\\\"),
            '\n' => self.text.push_str("\\n"),
            '\r' => self.text.push_str("\\r"),
            '\t' => self.text.push_str("\\t"),
            c if is_invisible(c) => {
                let _ = write!(self.text, "\\u{{{:x}}}", u32::from(c));
            }
            c => self.text.push(c),
        }
    }

    fn new_line(&mut self) {
        self.text.push('\n');
        self.counter.at(self.text.len());
        for _ in 0..self.depth {
            self.text.push_str(INDENT);
        }
    }

    /// Writes `(`, the fields that `fields` writes, each on a line, and `)`.
    pub fn block(&mut self, fields: impl FnOnce(&mut Self)) {
        self.text.push('(');
        self.depth += 1;
        fields(self);
        self.depth -= 1;
        self.new_line();
        self.text.push(')');
    }

    /// Writes a field of a block.
    pub fn field(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        self.new_line();
        self.text.push_str(name);
        self.text.push_str(": ");
        value(self);
        self.text.push(',');
    }

    /// Writes a field of a block that is a list with each entry on a line.
    pub fn lines<T>(
        &mut self,
        name: &str,
        entries: impl Iterator<Item = T>,
        entry: impl FnMut(&mut Self, T),
    ) {
        self.field(name, |out| out.list_of_lines(entries, entry));
    }

    /// The same, or nothing at all for an empty list.
    pub fn lines_if_any<T>(
        &mut self,
        name: &str,
        entries: impl Iterator<Item = T>,
        entry: impl FnMut(&mut Self, T),
    ) {
        let mut entries = entries.peekable();
        if entries.peek().is_some() {
            self.lines(name, entries, entry);
        }
    }

    /// Writes a list with each entry on a line; an empty one as `[]`.
    pub fn list_of_lines<T>(
        &mut self,
        entries: impl Iterator<Item = T>,
        mut entry: impl FnMut(&mut Self, T),
    ) {
        let mut entries = entries.peekable();
        self.text.push('[');
        if entries.peek().is_some() {
            self.depth += 1;
            for value in entries {
                self.new_line();
                entry(self, value);
                self.text.push(',');
            }
            self.depth -= 1;
            self.new_line();
        }
        self.text.push(']');
    }

    /// Writes a list on one line.
    pub fn list<T>(
        &mut self,
        entries: impl Iterator<Item = T>,
        mut entry: impl FnMut(&mut Self, T),
    ) {
        self.text.push('[');
        for (i, value) in entries.enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            entry(self, value);
        }
        self.text.push(']');
    }

    /// Writes `(`, the members that `members` writes, all on one line, and `)`.
    pub fn inline(&mut self, members: impl FnOnce(&mut Self)) {
        self.text.push('(');
        let outer = std::mem::replace(&mut self.in_object, false);
        members(self);
        self.in_object = outer;
        self.text.push(')');
    }

    /// Writes a member of an inline object.
    pub fn member(&mut self, name: &str, value: impl FnOnce(&mut Self)) {
        if self.in_object {
            self.text.push_str(", ");
        }
        self.in_object = true;
        self.text.push_str(name);
        self.text.push_str(": ");
        value(self);
    }

    /// Writes a string as a member of an inline object, or nothing for an empty one.
    pub fn string_member(&mut self, name: &str, string: &str) {
        if !string.is_empty() {
            self.member(name, |out| out.string(string));
        }
    }

    /// Writes a map of strings as a member of an inline object, or nothing for an empty one.
    pub fn string_map_member(&mut self, name: &str, map: &BTreeMap<String, String>) {
        if !map.is_empty() {
            self.member(name, |out| {
                out.map(map.iter(), |out, value| out.string(value));
            });
        }
    }

    /// Writes a map on one line.
    pub fn map<'a, T: 'a>(
        &mut self,
        entries: impl Iterator<Item = (&'a String, T)>,
        mut value_of: impl FnMut(&mut Self, T),
    ) {
        self.text.push('{');
        for (i, (key, value)) in entries.enumerate() {
            if i > 0 {
                self.text.push_str(", ");
            }
            self.string(key);
            self.text.push_str(": ");
            value_of(self, value);
        }
        self.text.push('}');
    }
}

/// Returns whether a character that begins with this byte may have to be escaped.
///
/// C2 begins U+0080 to U+00BF, D8 the Arabic letter mark, E2 U+2000 to U+2FFF, EF U+F000 to U+FFFF.
fn may_need_escape(byte: u8) -> bool {
    matches!(
        byte,
        0..=0x1F | b'"' | b'\\' | 0x7F | 0xC2 | 0xD8 | 0xE2 | 0xEF
    )
}

/// Returns whether a character would not be seen, or would change how others are seen.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{AD}' | '\u{61C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{2028}'..='\u{202E}'
                | '\u{2060}'..='\u{206F}'
                | '\u{FEFF}'
                | '\u{FFF9}'..='\u{FFFB}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_is_read_back_and_no_invisible_one_is_written() {
        let all: String = (0..=0x2FFFF_u32).filter_map(char::from_u32).collect();
        let mut out = RonOut::with_capacity(0);
        out.string(&all);
        let ron = String::from_utf8(out.into_bytes()).unwrap();
        assert_eq!(ron::from_str::<String>(&ron).unwrap(), all);
        assert!(!ron.contains(is_invisible));
        for c in all
            .chars()
            .filter(|c| !('\u{3000}'..='\u{F000}').contains(c))
        {
            let mut out = RonOut::with_capacity(0);
            out.character(c);
            let ron = String::from_utf8(out.into_bytes()).unwrap();
            assert_eq!(ron::from_str::<char>(&ron), Ok(c), "{ron}");
        }
    }

    #[test]
    fn only_what_cannot_be_seen_is_escaped() {
        let mut out = RonOut::with_capacity(0);
        out.string("統(tǒng)一“”——…，。\"\\\n\u{A0}\u{200B}");
        assert_eq!(
            String::from_utf8(out.into_bytes()).unwrap(),
            "\"統(tǒng)一“”——…，。\\\"\\\\\\n\u{A0}\\u{200b}\""
        );
    }
}
