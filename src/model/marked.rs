//! Text with its spans written into it, for tests and for copying.
//!
//! `⟦ROLE:总书记⟧⟦PERSON:习近平⟧` marks two spans; they nest by nesting. A plain `⟧` closes the last
//! plain bracket still open. Spans that cross are numbered at both ends: in
//! `⟦1:EVENT:甲⟦2:ROLE:乙⟧1丙⟧2` EVENT is 甲乙 and ROLE 乙丙.
//!
//! A backslash takes the meaning from the character after it. It is written before `⟦`, `⟧` and
//! itself, before `:` in a label, before the first digit of a label of digits alone, and before a
//! digit of the text that would be read as the number of the bracket it follows.
//!
//! Law: `parse` gives back what `print` was given, but for what range and label do not tell.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::model::span::Span;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Why a marked text cannot be read; `at` counts its characters.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MarkedError {
    /// A bracket opens without a label and a colon.
    #[error("no label behind the bracket at character {at}")]
    NoLabel {
        /// The place of the bracket.
        at: usize,
    },
    /// A bracket is still open at the end.
    #[error("the bracket of {label} is not closed")]
    Unclosed {
        /// The label.
        label: String,
    },
    /// A bracket closes what is not open.
    #[error("the bracket at character {at} closes nothing")]
    Unopened {
        /// The place of the bracket.
        at: usize,
    },
    /// A number is given to a bracket while another has it.
    #[error("the number {number} at character {at} is taken")]
    NumberTaken {
        /// The number.
        number: String,
        /// The place of the bracket.
        at: usize,
    },
    /// A span holds no character.
    #[error("the span of {label} is empty")]
    Empty {
        /// The label.
        label: String,
    },
    /// Two spans have one range and label.
    #[error("the span of {label} over {range} stands twice")]
    Repeated {
        /// The label.
        label: String,
        /// The range.
        range: CharRange,
    },
    /// A backslash stands at the end.
    #[error("a backslash stands at the end")]
    Backslash,
}

/// Reads a marked text into the plain text and its spans in reading order.
pub fn parse(marked: &str) -> Result<(String, Vec<Span>), MarkedError> {
    let mut parser = Parser {
        rest: marked.chars().enumerate().peekable(),
        plain: String::new(),
        n_chars: 0,
        open: Vec::new(),
        spans: Vec::new(),
    };
    parser.run()?;
    let Parser {
        plain, mut spans, ..
    } = parser;
    spans.sort_by(Span::cmp_reading);
    let pairs = spans.iter().zip(spans.iter().skip(1));
    if let Some((twice, _)) = { pairs }.find(|(a, b)| a.cmp_reading(b).is_eq()) {
        return Err(MarkedError::Repeated {
            label: twice.label.as_str().to_owned(),
            range: twice.range,
        });
    }
    Ok((plain, spans))
}

/// Writes a text with its spans; those that reach beyond the text are left out.
pub fn print(text: &Text, spans: &SpanSet) -> String {
    let spans: Vec<&Span> = spans.iter().filter(|s| text.holds(s.range)).collect();
    let numbers = numbers_of_crossing(&spans);
    let mut printer = Printer::default();
    let mut chars = text.as_str().chars();
    let mut next = spans.iter().zip(&numbers).peekable();
    for at in 0..=text.n_chars() {
        let at = CharIdx(at);
        printer.close(at);
        while let Some((span, number)) = next.next_if(|(span, _)| span.range.start() == at) {
            printer.open(span, *number);
        }
        if let Some(c) = chars.next() {
            printer.push(c);
        }
    }
    printer.out
}

struct Parser<I: Iterator<Item = (usize, char)>> {
    rest: std::iter::Peekable<I>,
    plain: String,
    n_chars: usize,
    open: Vec<Open>,
    spans: Vec<Span>,
}

/// A bracket that is open: its number, empty for none, its label, and where it opened.
struct Open {
    number: String,
    label: String,
    start: usize,
}

impl<I: Iterator<Item = (usize, char)>> Parser<I> {
    fn run(&mut self) -> Result<(), MarkedError> {
        while let Some((at, c)) = self.rest.next() {
            match c {
                '⟦' => self.bracket(at)?,
                '⟧' => self.close(at)?,
                '\\' => {
                    let (_, c) = self.rest.next().ok_or(MarkedError::Backslash)?;
                    self.push(c);
                }
                _ => self.push(c),
            }
        }
        match self.open.pop() {
            Some(Open { label, .. }) => Err(MarkedError::Unclosed { label }),
            None => Ok(()),
        }
    }

    fn push(&mut self, c: char) {
        self.plain.push(c);
        self.n_chars += 1;
    }

    fn bracket(&mut self, at: usize) -> Result<(), MarkedError> {
        let (first, is_number) = self.field(at)?;
        let (number, label) = if is_number {
            let (label, _) = self.field(at)?;
            (first, label)
        } else {
            (String::new(), first)
        };
        if !number.is_empty() && self.open.iter().any(|open| open.number == number) {
            return Err(MarkedError::NumberTaken { number, at });
        }
        let start = self.n_chars;
        self.open.push(Open {
            number,
            label,
            start,
        });
        Ok(())
    }

    /// Reads up to a colon; tells whether what it read is a number.
    fn field(&mut self, at: usize) -> Result<(String, bool), MarkedError> {
        let mut field = String::new();
        let mut is_number = true;
        loop {
            let no_label = MarkedError::NoLabel { at };
            match self.rest.next() {
                Some((_, ':')) if field.is_empty() => return Err(no_label),
                Some((_, ':')) => return Ok((field, is_number)),
                Some((_, '\\')) => {
                    field.push(self.rest.next().ok_or(MarkedError::Backslash)?.1);
                    is_number = false;
                }
                None | Some((_, '⟦' | '⟧')) => return Err(no_label),
                Some((_, c)) => {
                    is_number &= c.is_ascii_digit();
                    field.push(c);
                }
            }
        }
    }

    fn close(&mut self, at: usize) -> Result<(), MarkedError> {
        let mut number = String::new();
        if self.open.iter().any(|open| !open.number.is_empty()) {
            while let Some((_, digit)) = self.rest.next_if(|(_, c)| c.is_ascii_digit()) {
                number.push(digit);
            }
        }
        let place = self.open.iter().rposition(|open| open.number == number);
        let Open { label, start, .. } = place
            .map(|place| self.open.remove(place))
            .ok_or(MarkedError::Unopened { at })?;
        let range = CharRange::of(start, self.n_chars);
        if range.is_empty() {
            return Err(MarkedError::Empty { label });
        }
        self.spans.push(Span::new(range, label));
        Ok(())
    }
}

/// Numbers the spans that cross another, from 1 in reading order; 0 stands for none.
fn numbers_of_crossing(spans: &[&Span]) -> Vec<usize> {
    let mut crosses = vec![false; spans.len()];
    let mut open: Vec<(usize, CharIdx)> = Vec::new();
    for (i, span) in spans.iter().enumerate() {
        open.retain(|(_, end)| *end > span.range.start());
        // Those open start before or where this one does, and are longer if where.
        for (other, end) in &open {
            if *end < span.range.end() {
                for place in [i, *other] {
                    if let Some(crosses) = crosses.get_mut(place) {
                        *crosses = true;
                    }
                }
            }
        }
        open.push((i, span.range.end()));
    }
    let mut n = 0;
    let number = |crosses| {
        n += usize::from(crosses);
        if crosses { n } else { 0 }
    };
    crosses.into_iter().map(number).collect()
}

#[derive(Default)]
struct Printer {
    out: String,
    /// The numbers of the brackets that are open, by where they close, in the order they opened.
    open: BTreeMap<CharIdx, Vec<usize>>,
    n_numbered_open: usize,
    /// Whether a digit now would be read as the number of a bracket.
    digit_is_number: bool,
}

impl Printer {
    fn open(&mut self, span: &Span, number: usize) {
        self.out.push('⟦');
        if number > 0 {
            self.n_numbered_open += 1;
            // Writing into a string does not fail.
            let _ = write!(self.out, "{number}:");
        }
        let is_number = span.label.chars().all(|c| c.is_ascii_digit());
        for (i, c) in span.label.chars().enumerate() {
            if matches!(c, '⟦' | '⟧' | '\\' | ':') || (is_number && i == 0) {
                self.out.push('\\');
            }
            self.out.push(c);
        }
        self.out.push(':');
        self.digit_is_number = false;
        self.open.entry(span.range.end()).or_default().push(number);
    }

    fn close(&mut self, at: CharIdx) {
        for number in self.open.remove(&at).into_iter().flatten().rev() {
            // The parser looks for a number while a numbered bracket is open, this one included.
            self.digit_is_number = self.n_numbered_open > 0;
            self.out.push('⟧');
            if number > 0 {
                let _ = write!(self.out, "{number}");
                self.n_numbered_open -= 1;
            }
        }
    }

    fn push(&mut self, c: char) {
        let is_digit = self.digit_is_number && c.is_ascii_digit();
        if matches!(c, '⟦' | '⟧' | '\\') || is_digit {
            self.out.push('\\');
        }
        self.out.push(c);
        self.digit_is_number = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spans_of(marked: &str) -> Vec<(usize, usize, String)> {
        let (_, spans) = parse(marked).unwrap();
        let triple = |s: Span| {
            let (start, end) = (s.range.start().0, s.range.end().0);
            (start, end, s.label.as_str().to_owned())
        };
        spans.into_iter().map(triple).collect()
    }

    fn triple(start: usize, end: usize, label: &str) -> (usize, usize, String) {
        (start, end, label.to_owned())
    }

    #[test]
    fn brackets_nest_and_numbered_ones_cross() {
        assert_eq!(
            spans_of("见⟦ROLE:⟦ORG:县委⟧书记⟧⟦PERSON:田小禾⟧。"),
            [
                triple(1, 5, "ROLE"),
                triple(1, 3, "ORG"),
                triple(5, 8, "PERSON")
            ]
        );
        assert_eq!(
            spans_of("⟦1:EVENT:甲⟦2:ROLE:乙⟧1丙⟧2"),
            [triple(0, 2, "EVENT"), triple(1, 3, "ROLE")]
        );
        assert_eq!(spans_of("⟦EVENT:会⟧12日"), [triple(0, 1, "EVENT")]);
    }

    #[test]
    fn what_the_notation_uses_is_escaped() {
        for (text, range, label) in [
            ("⟦甲⟧\\", (0, 4), "A:B"),
            ("甲1乙", (0, 1), "12"),
            ("甲:乙", (0, 3), "\\⟦"),
        ] {
            let (set, _) = SpanSet::from_spans([Span::new(CharRange::of(range.0, range.1), label)]);
            let printed = print(&Text::from(text), &set);
            let (plain, spans) = parse(&printed).unwrap();
            assert_eq!(plain, text, "{printed}");
            assert!(spans.iter().eq(set.iter()), "{printed}");
        }
        let (plain, spans) = parse("⟦1:A:甲⟦2:B:乙⟧1\\7⟧2\\8").unwrap();
        assert_eq!(plain, "甲乙78");
        let (set, _) = SpanSet::from_spans(spans);
        let printed = print(&Text::from(plain.as_str()), &set);
        assert_eq!(printed, "⟦1:A:甲⟦2:B:乙⟧1\\7⟧2\\8");
    }

    #[test]
    fn what_is_no_marked_text_is_named() {
        for (marked, why) in [
            ("甲⟦乙⟧", "no label behind the bracket at character 1"),
            ("⟦:乙⟧", "no label behind the bracket at character 0"),
            ("⟦A:乙", "the bracket of A is not closed"),
            ("乙⟧", "the bracket at character 1 closes nothing"),
            ("⟦A:⟧", "the span of A is empty"),
            ("⟦A:⟦A:甲⟧⟧", "the span of A over 0..1 stands twice"),
            ("⟦1:A:甲⟦1:B:乙⟧1⟧1", "the number 1 at character 6 is taken"),
            ("甲\\", "a backslash stands at the end"),
        ] {
            assert_eq!(parse(marked).unwrap_err().to_string(), why, "{marked}");
        }
    }
}
