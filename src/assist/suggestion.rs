//! A suggestion: a range that may have a label, who says so, and how sure they are.

use std::fmt;

use crate::model::ids::LabelKey;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// A range that may have a label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The characters it covers; never empty.
    pub range: CharRange,
    /// The label's key.
    pub label: LabelKey,
    /// Who suggests it.
    pub source: Source,
    /// How sure the source is, in thousandths: the share of such suggestions it takes to be right.
    pub score_permille: u16,
}

impl Suggestion {
    /// Returns what the span would be told by.
    pub fn key(&self) -> SpanKey {
        SpanKey::new(self.range, self.label.clone())
    }

    /// Returns how a span that is made of it, as it is, came to be.
    pub fn origin(&self) -> Origin {
        Origin::Suggested {
            source: self.source.to_string(),
            score_permille: self.score_permille,
            corrected: false,
        }
    }

    /// Returns the span that is made of it when it is accepted as it is.
    pub fn accepted(&self) -> Span {
        self.accepted_as(self.key())
    }

    /// Returns the span that is made of it when it is accepted with other edges or another label.
    pub fn accepted_as(&self, key: SpanKey) -> Span {
        let mut origin = self.origin();
        if key != self.key() {
            origin.correct();
        }
        let detail = SpanDetail {
            origin,
            ..SpanDetail::default()
        };
        Span::with_detail(key.range, key.label, detail)
    }
}

/// Who suggests something.
///
/// It is written into a project by its [`fmt::Display`] form, and read back by [`Source::read`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The same words were labelled elsewhere: `repeat`.
    Repeat,
    /// They stand in a word list: `lexicon:` and its name.
    Lexicon(String),
    /// They match a regular expression: `pattern:` and its name.
    Pattern(String),
    /// The learner: `learner`.
    Learner,
    /// A model outside the program, by the name it was brought in under.
    Outside(String),
}

impl Source {
    /// Reads what [`fmt::Display`] wrote; what it does not know is a model outside.
    pub fn read(written: &str) -> Self {
        match written.split_once(':') {
            Some(("lexicon", name)) => Self::Lexicon(name.to_owned()),
            Some(("pattern", name)) => Self::Pattern(name.to_owned()),
            _ => match written {
                "repeat" => Self::Repeat,
                "learner" => Self::Learner,
                other => Self::Outside(other.to_owned()),
            },
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Repeat => f.write_str("repeat"),
            Self::Lexicon(name) => write!(f, "lexicon:{name}"),
            Self::Pattern(name) => write!(f, "pattern:{name}"),
            Self::Learner => f.write_str("learner"),
            Self::Outside(name) => f.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_read_as_it_was_written() {
        let sources = [
            Source::Repeat,
            Source::Lexicon("官职:一".to_owned()),
            Source::Pattern("会议".to_owned()),
            Source::Learner,
            Source::Outside("bert-base".to_owned()),
        ];
        for source in sources {
            assert_eq!(Source::read(&source.to_string()), source);
        }
    }
}
