//! Words and patterns found in a text, as positions of the text.
//!
//! A query is folded once and then asked of as many texts, or parts of one, as there are: of a
//! paragraph, or of all in order. A literal finds what is the same word (`fold`): `习近平` finds
//! `習(xí)近平`. A pattern sees the text without glosses and in simplified characters, and is itself read
//! so; `^` and `$` are the ends of a line. An exact query of either kind sees the text as it is.
//!
//! Places do not overlap; the leftmost comes first. Matching takes time in proportion to the part
//! of a text it looks at, and a search can be given up between any two places.
//!
//! What holds a line end, and what lies in a paragraph of more than [`WHOLE_CHARS`], is looked for
//! in windows that overlap: there a place longer than [`REACH_CHARS`] may be missed.

use memchr::memmem::Finder;
use regex::Regex;
use regex::RegexBuilder;
use regex_syntax::hir::Class;
use regex_syntax::hir::Hir;
use regex_syntax::hir::HirKind;
use regex_syntax::hir::Look;

use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::fold::fold_script;
use crate::text::fold::fold_words;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// The least characters that are folded together; paragraphs are not parted.
const BLOCK_CHARS: usize = 1 << 15;

/// The most characters that are looked through at once.
pub const WHOLE_CHARS: usize = 1 << 21;

/// How far a place in a window may reach out of it.
pub const REACH_CHARS: usize = 1 << 18;

/// Characters of a window that are decided by one look.
const WINDOW_CHARS: usize = 1 << 20;

/// How far before a window a number, a blank or a gloss may begin that reaches into it.
const LEAD_CHARS: usize = 1 << 10;

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
    #[error("the pattern cannot be read{}: {said}", .at.map(|at| format!(" at character {}", at.start().0 + 1)).unwrap_or_default())]
    Pattern {
        /// What is wrong with it.
        said: String,
        /// Which characters of the pattern are, where that can be told.
        at: Option<CharRange>,
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

/// A part of a text that can be looked through by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Where the places begin that are asked for.
    pub range: CharRange,
    /// What is looked at to find them; more than the range only in a window.
    around: CharRange,
    /// Whether what is looked at ends where a place might go on.
    is_cut: bool,
}

impl Part {
    fn whole(range: CharRange) -> Self {
        Self {
            range,
            around: range,
            is_cut: false,
        }
    }
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
        let (regex, hir) = match likeness {
            // A range such as [黑-龥] may stand on its head when its ends are folded.
            Likeness::Folded => compile(&fold_script(pattern)).or_else(|_| compile(pattern)),
            Likeness::Exact => compile(pattern),
        }?;
        Ok(Self {
            needle: Needle::Pattern(regex),
            likeness,
            spans_lines: may_span_lines(&hir),
        })
    }

    /// Returns all places in a text, in order.
    pub fn find_all(&self, text: &Text) -> Vec<CharRange> {
        let mut all: Vec<CharRange> = Vec::new();
        for part in self.parts(text) {
            let end = all.last().map_or(CharIdx(0), |place| place.end());
            let take = |places: Vec<CharRange>| all.extend(after(places, end));
            self.look_through(text, part, || true, take);
        }
        all
    }

    /// Returns the places in a range of a text, seen by itself, in order.
    pub fn find_in(&self, text: &Text, range: CharRange) -> Vec<CharRange> {
        let mut all = Vec::new();
        let take = |places| all.extend(places);
        self.look_through(text, Part::whole(range), || true, take);
        all
    }

    /// Returns the parts of a text that can be looked through one by one.
    ///
    /// No place is missed but for long ones in a window, and none is found twice; one from a window
    /// may overlap the last of the window before.
    pub fn parts(&self, text: &Text) -> Vec<Part> {
        let pieces: Vec<CharRange> = if self.spans_lines {
            vec![text.range()]
        } else {
            blocks(text).collect()
        };
        let parts = pieces.into_iter().flat_map(windows);
        parts.collect()
    }

    /// Finds the places of a part of a text and hands them over in order, a few at a time.
    ///
    /// Before each place it asks whether to go on.
    pub fn look_through(
        &self,
        text: &Text,
        part: Part,
        go_on: impl Fn() -> bool,
        mut take: impl FnMut(Vec<CharRange>),
    ) {
        if !go_on() {
            return;
        }
        let folded = self.folded(text, part.around);
        let is_ours = |place: &CharRange| {
            let goes_on = part.is_cut && place.end() == part.around.end();
            part.range.contains(place.start()) && !goes_on
        };
        let mut n_found = 0;
        let mut found = Vec::new();
        let mut hand_over = |found: &mut Vec<std::ops::Range<usize>>| {
            let places = folded.raw_ranges(found.drain(..)).into_iter();
            take(places.filter(is_ours).collect());
        };
        let mut add = |place: std::ops::Range<usize>| {
            found.push(place);
            n_found += 1;
            // As many as there were before: the first one at once, and few times in all.
            if found.len() * 2 > n_found {
                hand_over(&mut found);
            }
        };
        match &self.needle {
            Needle::Literal(finder) => {
                let len = finder.needle().len();
                let all = finder.find_iter(folded.as_str().as_bytes());
                all.take_while(|_| go_on()).for_each(|at| add(at..at + len));
            }
            Needle::Pattern(regex) => {
                let all = regex
                    .find_iter(folded.as_str())
                    .take_while(|_| go_on())
                    .filter(|place| !place.is_empty());
                all.for_each(|place| add(place.range()));
            }
        }
        hand_over(&mut found);
    }

    /// Returns a part of a text as the needle sees it.
    fn folded<'a>(&self, text: &'a Text, range: CharRange) -> Folded<'a> {
        match (&self.needle, self.likeness) {
            (_, Likeness::Exact) => Folded::exact(text, range),
            (Needle::Literal(_), Likeness::Folded) => Folded::new(text, range, Folding::Words),
            (Needle::Pattern(_), Likeness::Folded) => Folded::new(text, range, Folding::Reading),
        }
    }
}

/// Returns the places that begin at a position or behind it.
pub fn after(places: Vec<CharRange>, end: CharIdx) -> impl Iterator<Item = CharRange> {
    places
        .into_iter()
        .skip_while(move |place| place.start() < end)
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

/// Returns a piece of a text as it is, or as windows if it is very long.
fn windows(piece: CharRange) -> Vec<Part> {
    if piece.len() <= WHOLE_CHARS {
        return vec![Part::whole(piece)];
    }
    let mut parts = Vec::new();
    let mut start = piece.start();
    while start < piece.end() {
        let end = start.plus(WINDOW_CHARS).min(piece.end());
        let lead = start.minus(LEAD_CHARS).max(piece.start());
        let reach = end.plus(REACH_CHARS).min(piece.end());
        parts.push(Part {
            range: CharRange::new(start, end),
            around: CharRange::new(lead, reach),
            is_cut: reach < piece.end(),
        });
        start = end;
    }
    parts
}

fn compile(pattern: &str) -> Result<(Regex, Hir), QueryError> {
    let mut parser = regex_syntax::ParserBuilder::new();
    let parsed = parser.multi_line(true).crlf(true).build().parse(pattern);
    let hir = parsed.map_err(|error| {
        let (said, span) = match &error {
            regex_syntax::Error::Parse(error) => (error.kind().to_string(), Some(*error.span())),
            regex_syntax::Error::Translate(error) => {
                (error.kind().to_string(), Some(*error.span()))
            }
            error => (error.to_string(), None),
        };
        let n_chars = |n_bytes: usize| {
            let before = pattern.get(..n_bytes).unwrap_or(pattern);
            before.chars().count()
        };
        let at = span.map(|at| CharRange::of(n_chars(at.start.offset), n_chars(at.end.offset)));
        QueryError::Pattern { said, at }
    })?;
    let mut builder = RegexBuilder::new(pattern);
    let built = builder
        .multi_line(true)
        .crlf(true)
        .size_limit(PATTERN_BYTES)
        .build();
    let regex = built.map_err(|error| QueryError::Pattern {
        said: match error {
            regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
            error => error.to_string(),
        },
        at: None,
    })?;
    Ok((regex, hir))
}

/// Returns whether what a pattern finds may hold a line end, or depends on where the text ends.
fn may_span_lines(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Empty => false,
        HirKind::Literal(literal) => literal.0.iter().any(|byte| matches!(byte, b'\n' | b'\r')),
        HirKind::Class(Class::Unicode(class)) => {
            let holds = |c| {
                class
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&c))
            };
            holds('\n') || holds('\r')
        }
        HirKind::Class(Class::Bytes(class)) => {
            let holds = |c| {
                class
                    .iter()
                    .any(|range| (range.start()..=range.end()).contains(&c))
            };
            holds(b'\n') || holds(b'\r')
        }
        HirKind::Look(look) => matches!(look, Look::Start | Look::End),
        HirKind::Repetition(repeated) => may_span_lines(&repeated.sub),
        HirKind::Capture(capture) => may_span_lines(&capture.sub),
        HirKind::Concat(all) | HirKind::Alternation(all) => all.iter().any(may_span_lines),
    }
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
    fn a_gloss_belongs_to_its_character_and_is_found_by_itself_only_exactly() {
        let (folded, exact) = (Likeness::Folded, Likeness::Exact);
        assert_eq!(found(Query::literal("习", folded))[0], "習(xí)");
        assert_eq!(found(Query::literal("近", folded))[0], "近");
        assert_eq!(found(Query::pattern("习近?", folded))[0], "習(xí)近");
        assert_eq!(found(Query::literal("xí", folded)), Vec::<&str>::new());
        assert_eq!(found(Query::pattern("[a-z]í", folded)), Vec::<&str>::new());
        assert_eq!(found(Query::literal("xí", exact)), ["xí"]);
        assert_eq!(found(Query::pattern("習.x[^近]*近", exact)), ["習(xí)近"]);
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
            "the pattern cannot be read at character 2: unclosed group"
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

    #[test]
    fn what_is_wrong_with_a_pattern_is_told_with_its_place() {
        for (pattern, at) in [
            ("習(xí", Some((1, 2))),
            ("[。习", Some((0, 1))),
            ("习近\\q", Some((2, 4))),
            ("习{3,1}", Some((1, 6))),
            ("习\\p{Foo}", Some((1, 8))),
            ("(x{900}){900}", None),
        ] {
            let error = Query::pattern(pattern, Likeness::Folded).unwrap_err();
            let QueryError::Pattern { at: said, .. } = error else {
                panic!("{error:?}");
            };
            assert_eq!(said, at.map(|(a, b)| CharRange::of(a, b)), "{pattern}");
        }
    }

    #[test]
    fn only_patterns_that_may_reach_over_a_line_end_see_a_text_at_once() {
        let text = Text::from("一二三四五六七八\n".repeat(2 * BLOCK_CHARS / 9).as_str());
        for (pattern, spans) in [
            ("一.*八", false),
            ("^一|八$", false),
            ("[一-龥]+\\b", false),
            ("[^，]+", true),
            ("八\\s", true),
            ("(?s)一.八", true),
            ("八\\n", true),
            ("\\A一", true),
            ("八\\z", true),
        ] {
            let query = Query::pattern(pattern, Likeness::Exact).unwrap();
            assert_eq!(query.parts(&text).len() == 1, spans, "{pattern}");
        }
    }

    #[test]
    fn a_paragraph_that_is_very_long_is_looked_through_in_windows_and_nothing_is_missed() {
        let sentence = "又習(xí)近平二〇二二年講a b話，";
        let n = WHOLE_CHARS / sentence.chars().count() + 1_000;
        let text = Text::from(sentence.repeat(n).as_str());
        let width = sentence.chars().count();
        let query = |words| Query::literal(words, Likeness::Folded).unwrap();
        let pattern = |words| Query::pattern(words, Likeness::Folded).unwrap();
        assert_eq!(query("习近平").parts(&text).len(), 3);
        for (query, from, to) in [
            (query("习近平"), 1, 8),
            (query("2022年"), 8, 13),
            (query("讲a b话"), 13, 18),
            (query("又"), 0, 1),
            (pattern("习近.二"), 1, 9),
            (pattern("[^，]+，"), 0, width),
        ] {
            let found = query.find_all(&text);
            let expected = (0..n).map(|i| CharRange::of(i * width + from, i * width + to));
            assert_eq!(found.len(), n, "{query:?}");
            assert!(found.into_iter().eq(expected), "{query:?}");
        }
    }

    #[test]
    fn what_is_too_long_for_a_window_is_left_out_and_never_cut_short() {
        let mut content = "字".repeat(WHOLE_CHARS + WINDOW_CHARS);
        content.push('尾');
        let text = Text::from(content.as_str());
        let pattern = |words| Query::pattern(words, Likeness::Exact).unwrap();
        assert!(
            pattern("字+尾")
                .find_all(&text)
                .iter()
                .all(|place| place.end() == text.end())
        );
        assert!(pattern("字{3}$").find_all(&text).is_empty());
        assert_eq!(pattern("字尾$").find_all(&text).len(), 1);
    }

    #[test]
    fn a_pattern_of_quadratic_work_hands_over_its_first_places_and_can_be_given_up() {
        let text = Text::from("甲".repeat(50_000).as_str());
        // Each place is looked for up to the end of the text.
        let query = Query::pattern("甲.*乙|甲", Likeness::Exact).unwrap();
        let n_asked = std::cell::Cell::new(0);
        let go_on = || {
            n_asked.set(n_asked.get() + 1);
            n_asked.get() < 12
        };
        let mut handed = Vec::new();
        for part in query.parts(&text) {
            query.look_through(&text, part, go_on, |places| handed.push(places.len()));
        }
        assert_eq!(handed, [1, 2, 4, 3]);
    }
}
