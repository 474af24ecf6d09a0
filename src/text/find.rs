//! Words and patterns found in a text, as positions of the text.
//!
//! A query is folded once and then asked of as many texts, or parts of one, as there are: of a
//! paragraph, or of all in order. A literal finds what is the same word (`fold`): `习近平` finds
//! `習(xí)近平`. A pattern sees the text without glosses and in simplified characters, and is itself read
//! so; `^` and `$` are the ends of a line. An exact query of either kind sees the text as it is.
//!
//! Places do not overlap; the leftmost comes first.

use memchr::memmem::Finder;
use regex::Regex;
use regex::RegexBuilder;

use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::fold::fold_script;
use crate::text::fold::fold_words;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// The least characters that are folded together; paragraphs are not parted.
const BLOCK_CHARS: usize = 1 << 17;

/// The most bytes that a pattern may be compiled to.
const PATTERN_BYTES: usize = 8 << 20;

/// Whether folding is on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Likeness {
    /// What is the same word is found.
    #[default]
    Folded,
    /// What has the same characters is found.
    Exact,
}

/// Why something cannot be looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// Nothing is left to look for: no words, or blanks alone.
    #[error("there is nothing to look for")]
    Nothing,
    /// The pattern cannot be read.
    #[error("the pattern cannot be read: {said}")]
    Pattern {
        /// What is wrong with it, and where.
        said: String,
    },
}

/// What is looked for.
#[derive(Clone, Debug)]
pub struct Query {
    needle: Needle,
    likeness: Likeness,
    /// Whether a place may reach over a line end.
    spans_lines: bool,
}

#[derive(Clone, Debug)]
enum Needle {
    Literal(Box<Finder<'static>>),
    Pattern(Regex),
}

impl Query {
    /// Makes a query for words.
    pub fn literal(words: &str, likeness: Likeness) -> Result<Self, QueryError> {
        let words = match likeness {
            Likeness::Folded => fold_words(words),
            Likeness::Exact => words.to_owned(),
        };
        if words.is_empty() {
            return Err(QueryError::Nothing);
        }
        Ok(Self {
            spans_lines: words.contains(['\n', '\r']),
            needle: Needle::Literal(Box::new(Finder::new(&words).into_owned())),
            likeness,
        })
    }

    /// Makes a query for a regular expression.
    pub fn pattern(pattern: &str, likeness: Likeness) -> Result<Self, QueryError> {
        if pattern.is_empty() {
            return Err(QueryError::Nothing);
        }
        let compiled = match likeness {
            // A range such as [黑-龥] may stand on its head when its ends are folded.
            Likeness::Folded => compile(&fold_script(pattern)).or_else(|_| compile(pattern)),
            Likeness::Exact => compile(pattern),
        };
        let regex = compiled.map_err(|said| QueryError::Pattern { said })?;
        Ok(Self {
            needle: Needle::Pattern(regex),
            likeness,
            spans_lines: true,
        })
    }

    /// Returns all places in a text, in order.
    pub fn find_all(&self, text: &Text) -> Vec<CharRange> {
        let parts = self.parts(text).into_iter();
        parts.flat_map(|part| self.find_in(text, part)).collect()
    }

    /// Returns the parts of a text that can be looked through one by one without missing a place.
    ///
    /// Where a place may reach over a line end, that is the whole text.
    pub fn parts(&self, text: &Text) -> Vec<CharRange> {
        if self.spans_lines {
            vec![text.range()]
        } else {
            blocks(text).collect()
        }
    }

    /// Returns the places in a part of a text, in order.
    pub fn find_in(&self, text: &Text, range: CharRange) -> Vec<CharRange> {
        let folded = match (&self.needle, self.likeness) {
            (_, Likeness::Exact) => Folded::exact(text, range),
            (Needle::Literal(_), Likeness::Folded) => Folded::new(text, range, Folding::Words),
            (Needle::Pattern(_), Likeness::Folded) => Folded::new(text, range, Folding::Reading),
        };
        match &self.needle {
            Needle::Literal(finder) => {
                let len = finder.needle().len();
                let found = finder.find_iter(folded.as_str().as_bytes());
                folded.raw_ranges(found.map(|at| at..at + len))
            }
            Needle::Pattern(regex) => {
                let found = regex.find_iter(folded.as_str());
                let found = found.filter(|place| !place.is_empty());
                folded.raw_ranges(found.map(|place| place.range()))
            }
        }
    }
}

/// Returns parts of a text, each of whole paragraphs, that a search can go through one by one.
///
/// Between two of them a search can be given up, or what was found be shown.
pub fn blocks(text: &Text) -> impl Iterator<Item = CharRange> {
    let mut start = text.range().start();
    std::iter::from_fn(move || {
        if start >= text.end() {
            return None;
        }
        let last = text.paragraph_at(start.plus(BLOCK_CHARS));
        let end = text.paragraph_range(last).end();
        let block = CharRange::new(start, end);
        start = end;
        Some(block)
    })
}

fn compile(pattern: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(pattern);
    let built = builder
        .multi_line(true)
        .crlf(true)
        .size_limit(PATTERN_BYTES)
        .build();
    built.map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        // Of several lines the last says what is wrong; those before it draw where.
        error => {
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").to_owned()
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "習(xí)近平在會上。\r\n习近平说：“ＡＢ股”，習 近平 ab股。\n尾";

    fn found(query: Result<Query, QueryError>) -> Vec<&'static str> {
        let text = Text::from(TEXT);
        let places = query.unwrap().find_all(&text);
        assert!(places.is_sorted_by(|a, b| a.end() <= b.start()));
        let words = places.into_iter().map(|place| text.slice(place).to_owned());
        words.map(|words| &*words.leak()).collect()
    }

    #[test]
    fn a_literal_finds_the_same_word_and_exactly_only_itself() {
        let (folded, exact) = (Likeness::Folded, Likeness::Exact);
        assert_eq!(
            found(Query::literal("习近平", folded)),
            ["習(xí)近平", "习近平", "習 近平"]
        );
        assert_eq!(found(Query::literal("習近平", folded)).len(), 3);
        assert_eq!(found(Query::literal("习近平", exact)), ["习近平"]);
        assert_eq!(found(Query::literal("AB 股", folded)), ["ＡＢ股", "ab股"]);
        assert_eq!(found(Query::literal("。\n习", folded)), ["。\r\n习"]);
        assert_eq!(
            Query::literal(" 　", folded).unwrap_err(),
            QueryError::Nothing
        );
    }

    #[test]
    fn a_pattern_sees_the_reading_and_lines() {
        let (folded, exact) = (Likeness::Folded, Likeness::Exact);
        assert_eq!(
            found(Query::pattern("習近.", folded)),
            ["習(xí)近平", "习近平"]
        );
        assert_eq!(
            found(Query::pattern("^.近平", folded)),
            ["習(xí)近平", "习近平"]
        );
        assert_eq!(found(Query::pattern("[。，]$", folded)), ["。", "。"]);
        assert_eq!(found(Query::pattern("习.平", exact)), ["习近平"]);
        assert_eq!(found(Query::pattern("x*", folded)), Vec::<&str>::new());
        let error = Query::pattern("习(", folded).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the pattern cannot be read: unclosed group"
        );
        assert!(Query::pattern("(x{900}){900}", folded).is_err());
    }

    #[test]
    fn blocks_are_all_of_a_text_and_end_with_paragraphs() {
        let text = Text::from(format!("{}\n", "字".repeat(999)).repeat(300).as_str());
        let all: Vec<CharRange> = blocks(&text).collect();
        assert!(all.len() > 1);
        let mut at = text.range().start();
        for block in &all {
            assert_eq!(block.start(), at);
            at = block.end();
            assert_eq!(text.char_at(at.minus(1)), Some('\n'));
        }
        assert_eq!(at, text.end());
    }
}
