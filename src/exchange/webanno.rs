//! WebAnno TSV 3.3: a folder with a `.tsv` for each document, as INCEpTION exchanges them.
//!
//! A sentence is its text (`#Text=`, a line for each of its lines) and a row for each token: where
//! it stands in UTF-16 units, and what lies on it, a column for each feature. Here every character
//! that is no blank is a token, so that no span needs a part of one. A span over several tokens, or
//! on a token that others lie on too, bears a number: `PERSON[2]`; those on one token are parted by
//! `|`. A relation stands on the first token of the span that it points at:
//! `HOLDS⇥1-4[2_3]`, from the span 2 that begins at `1-4` to the span 3 here.
//!
//! The label is the `value` of a named entity, its entity the `identifier`; attributes and the note
//! are features of their own, whose names are spelled as UIMA can (`feature_of`).
//!
//! Blanks before the first token are spaces to a reader, and a last line end may come or go; so the
//! text is not taken for the document's own.

mod read;
mod text;
mod write;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::exchange::Spelling;

pub use crate::exchange::webanno::read::read;
pub use crate::exchange::webanno::write::write;

/// The type of the spans.
const SPANS: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";

/// The type of the relations.
const RELATIONS: &str = "webanno.custom.Relation";

/// The feature that holds the entity.
const IDENTIFIER: &str = "identifier";

/// The feature that holds the label.
const VALUE: &str = "value";

/// The feature that holds the note.
const NOTE: &str = "note";

/// What the name of a feature begins with that is spelled otherwise than its attribute.
const SPELLED: &str = "attr_";

/// What a cell can spell: a line end or a TAB in a note, but no other control character.
pub const SPELLING: Spelling = Spelling {
    key: plain_key,
    value: plain_value,
    char: text_char,
    ..Spelling::ANY
};

fn plain_key(key: &str) -> Cow<'_, str> {
    if key.contains(char::is_control) {
        Cow::Owned(key.replace(char::is_control, "_"))
    } else {
        Cow::Borrowed(key)
    }
}

fn plain_value(value: &str) -> Cow<'_, str> {
    let bad = |c: char| c.is_control() && !matches!(c, '\t' | '\n');
    if value.contains(bad) {
        Cow::Owned(value.replace("\r\n", "\n").replace(bad, " "))
    } else {
        Cow::Borrowed(value)
    }
}

fn text_char(c: char) -> char {
    if c == '\0' { '\u{FFFD}' } else { c }
}

/// Returns the name of the feature for an attribute.
///
/// UIMA takes letters, digits and `_`; other keys are spelled with numbers for the rest, `级 别` as
/// `attr_级_20_别`.
fn feature_of(key: &str) -> Cow<'_, str> {
    let mut chars = key.chars();
    let begins = chars.next().is_some_and(char::is_alphabetic);
    let plain = chars.all(|c| c.is_alphanumeric() || c == '_');
    let taken = [IDENTIFIER, VALUE, NOTE].contains(&key) || key.starts_with(SPELLED);
    if begins && plain && !taken {
        return Cow::Borrowed(key);
    }
    let mut spelled = String::from(SPELLED);
    for c in key.chars() {
        if c.is_alphanumeric() {
            spelled.push(c);
        } else {
            // Writing into a string does not fail.
            let _ok = write!(spelled, "_{:x}_", u32::from(c));
        }
    }
    Cow::Owned(spelled)
}

/// Returns the attribute that a feature is for.
fn attribute_of(feature: &str) -> String {
    let Some(mut rest) = feature.strip_prefix(SPELLED) else {
        return feature.to_owned();
    };
    let mut key = String::with_capacity(rest.len());
    while let Some((before, behind)) = rest.split_once('_') {
        key.push_str(before);
        let number = behind.split_once('_');
        let spelled = number.and_then(|(hex, after)| {
            let c = u32::from_str_radix(hex, 16).ok().and_then(char::from_u32)?;
            Some((c, after))
        });
        match spelled {
            Some((c, after)) => {
                key.push(c);
                rest = after;
            }
            None => {
                key.push('_');
                rest = behind;
            }
        }
    }
    key.push_str(rest);
    key
}

/// Puts a value with what cells are parted by escaped.
fn put_value(out: &mut String, value: &str) {
    let mut chars = value.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' | '[' | ']' | '|' | '_' | ';' | '*' => out.extend(['\\', c]),
            '-' if chars.peek() == Some(&'>') => out.push_str("\\-"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            _ => out.push(c),
        }
    }
}

/// Returns a value as it was before [`put_value`].
fn value_of(cell: &str) -> String {
    let mut value = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            value.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => value.push('\t'),
            Some('n') => value.push('\n'),
            Some(c @ ('\\' | '[' | ']' | '|' | '_' | ';' | '*' | '-' | '\t')) => value.push(c),
            Some(other) => value.extend(['\\', other]),
            None => value.push('\\'),
        }
    }
    value
}

/// Puts a line of a sentence as Java escapes it; it holds no line end.
fn put_text(out: &mut String, line: &str) {
    for c in line.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\r' => out.push_str("\\r"),
            '\u{C}' => out.push_str("\\f"),
            '\u{8}' => out.push_str("\\b"),
            '\u{0}'..='\u{7}' | '\u{E}'..='\u{1F}' => out.extend(['\\', c]),
            _ => out.push(c),
        }
    }
}

/// Returns a line of a sentence as it was before [`put_text`].
fn text_of(line: &str) -> String {
    let mut text = String::with_capacity(line.len());
    let mut chars = line.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match chars.next() {
            Some('t') => text.push('\t'),
            Some('r') => text.push('\r'),
            Some('n') => text.push('\n'),
            Some('f') => text.push('\u{C}'),
            Some('b') => text.push('\u{8}'),
            Some(c @ ('\\' | '\u{0}'..='\u{7}' | '\u{E}'..='\u{1F}')) => text.push(c),
            Some(other) => text.extend(['\\', other]),
            None => text.push('\\'),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_values_and_lines_come_back() {
        for key in [
            "level", "级别", "级 别", "value", "attr_a", "a_b", "_20_", "1", "a-_b",
        ] {
            let feature = feature_of(key);
            assert_eq!(attribute_of(&feature), key, "{feature}");
            let fits = feature.chars().all(|c| c.is_alphanumeric() || c == '_');
            assert!(
                fits && feature.starts_with(char::is_alphabetic),
                "{feature}"
            );
        }
        for value in [
            "a->b", "->", "-", "\\", "\\t", "\t\n", "[1]|_;*", "\\[", "习",
        ] {
            let mut cell = String::new();
            put_value(&mut cell, value);
            assert_eq!(value_of(&cell), value, "{cell}");
        }
        for line in [
            "\\t",
            "\t\r\u{C}\u{8}",
            "\u{1}\\\u{1F}",
            "\u{B}\u{85}#Text=",
        ] {
            let mut out = String::new();
            put_text(&mut out, line);
            assert_eq!(text_of(&out), line, "{out:?}");
        }
    }
}
