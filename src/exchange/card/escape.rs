//! Words as they stand in Markdown and in YAML, whatever is in them.

use std::fmt::Write as _;

/// Escapes words for a line or a table cell of Markdown.
///
/// A backslash before ASCII punctuation stands for the sign itself. Line ends and control
/// characters become spaces, so that a cell stays one.
pub(super) fn cell(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    for c in words.trim().chars() {
        if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') {
            out.push(' ');
            continue;
        }
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~' | '&' | '$' | '!'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Writes words as a string of YAML in double quotes.
pub(super) fn yaml(words: &str) -> String {
    let mut out = String::with_capacity(words.len() + 2);
    out.push('"');
    for c in words.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control()
                || matches!(
                    c,
                    '\u{2028}' | '\u{2029}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}'
                ) =>
            {
                // A string takes everything.
                let _whole = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_of_markdown_and_yaml_are_escaped_and_chinese_is_not() {
        assert_eq!(cell("甲|乙_丙#\r\n丁<b>"), r"甲\|乙\_丙\#  丁\<b\>");
        assert_eq!(
            yaml("甲: \"乙\" \\ #\n\u{85}"),
            r#""甲: \"乙\" \\ #\n\u0085""#
        );
    }
}
