//! A text as its reader sees it: glosses hidden, in one script, with exact maps both ways.
//!
//! A view is made of a text, or of a part such as a paragraph, and never stored. `統(tǒng)一` is
//! eight characters; its view `統一` is two. The view's position 1 is the text's 7, behind the gloss
//! that belongs to `統`, so that a range chosen in the view takes the gloss of its last character.
//!
//! Invariants: both maps are monotonic, and going to the text and back gives the same position.
//! What a view shows of a part is what it shows there of the whole. A change of script changes no
//! position. The view keeps only where characters are hidden, 8 bytes for each gloss.

use std::borrow::Cow;

use memchr::memchr_iter;

use crate::text::artefact::MAX_GLOSS;
use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script;
use crate::text::script::MAX_PHRASE;
use crate::text::script::Script;

/// How far before a part its sentence is looked for, for the phrases that reach into the part.
const CONTEXT_REACH: usize = 200;

/// Whether pinyin glosses are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Glosses {
    /// They are part of the view.
    #[default]
    Shown,
    /// They are left out.
    Hidden,
}

/// How a text is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ViewKind {
    /// Whether glosses are shown.
    pub glosses: Glosses,
    /// The script the characters are shown in.
    pub script: Script,
}

impl ViewKind {
    /// The text itself.
    pub const RAW: Self = Self {
        glosses: Glosses::Shown,
        script: Script::AsIs,
    };
    /// Without glosses, in the script it is written in.
    pub const READING: Self = Self {
        glosses: Glosses::Hidden,
        script: Script::AsIs,
    };
    /// Without glosses, in simplified characters.
    pub const SIMPLIFIED: Self = Self {
        glosses: Glosses::Hidden,
        script: Script::Simplified,
    };
    /// Without glosses, in traditional characters.
    pub const TRADITIONAL: Self = Self {
        glosses: Glosses::Hidden,
        script: Script::Traditional,
    };

    /// Returns the view of a text that is written in a script: in that one it is shown as it is.
    ///
    /// A conversion to the script it has would only touch variants, such as a `范` among names.
    pub fn of_written(self, written: Script) -> Self {
        let script = if self.script == written {
            Script::AsIs
        } else {
            self.script
        };
        Self { script, ..self }
    }
}

/// A position counted in the characters that a view shows, from where the view starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ViewIdx(pub usize);

/// A half-open range of what a view shows; empty when both ends are one.
///
/// Invariant: `start <= end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct ViewRange {
    start: ViewIdx,
    end: ViewIdx,
}

impl ViewRange {
    /// Makes a range of two positions in either order.
    pub fn new(a: ViewIdx, b: ViewIdx) -> Self {
        Self {
            start: a.min(b),
            end: a.max(b),
        }
    }

    /// Makes a range of two counts in either order.
    pub fn of(a: usize, b: usize) -> Self {
        Self::new(ViewIdx(a), ViewIdx(b))
    }

    /// Returns the first position.
    pub fn start(self) -> ViewIdx {
        self.start
    }

    /// Returns the position after the last character.
    pub fn end(self) -> ViewIdx {
        self.end
    }

    /// Returns the number of characters.
    pub fn len(self) -> usize {
        self.end.0 - self.start.0
    }

    /// Returns whether no character lies in it.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// A text, or a part of one, as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    kind: ViewKind,
    range: CharRange,
    /// In order, apart from each other.
    hidden: Vec<Hidden>,
}

/// A run of hidden characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Hidden {
    /// Its first character, from the start of the view's part of the text.
    start: u32,
    /// How many characters are hidden up to its end, itself among them.
    n_until: u32,
}

impl View {
    /// Makes a view of a whole text.
    pub fn new(text: &Text, kind: ViewKind) -> Self {
        Self::of_range(text, text.range(), kind)
    }

    /// Makes a view of a part of a text, in the time that part takes.
    pub fn of_range(text: &Text, range: CharRange, kind: ViewKind) -> Self {
        let end = range.end().min(text.end());
        let range = CharRange::new(range.start().min(end), end);
        let hidden = match kind.glosses {
            Glosses::Shown => Vec::new(),
            Glosses::Hidden => hidden_in(text, range),
        };
        Self {
            kind,
            range,
            hidden,
        }
    }

    /// Makes a view of a paragraph, with its line end.
    pub fn of_paragraph(text: &Text, paragraph: usize, kind: ViewKind) -> Self {
        Self::of_range(text, text.paragraph_range(paragraph), kind)
    }

    /// Returns how the text is read.
    pub fn kind(&self) -> ViewKind {
        self.kind
    }

    /// Returns the part of the text that is shown.
    pub fn range(&self) -> CharRange {
        self.range
    }

    /// Returns how many characters of the text are hidden.
    pub fn n_hidden(&self) -> usize {
        self.hidden.last().map_or(0, |run| run.n_until as usize)
    }

    /// Returns the number of characters that are shown.
    pub fn n_chars(&self) -> usize {
        self.range.len() - self.n_hidden()
    }

    /// Returns the position after the last character that is shown.
    pub fn end(&self) -> ViewIdx {
        ViewIdx(self.n_chars())
    }

    /// Returns the hidden parts of the text, in order; each is one gloss, or what lies in the view of it.
    pub fn hidden(&self) -> impl Iterator<Item = CharRange> {
        (0..self.hidden.len()).map(|i| {
            let start = self.hidden.get(i).map_or(0, |run| run.start as usize);
            let len = self.n_until(i + 1) - self.n_until(i);
            let start = self.range.start().plus(start);
            CharRange::new(start, start.plus(len))
        })
    }

    /// Returns whether the character that begins at a position is hidden.
    pub fn is_hidden(&self, at: CharIdx) -> bool {
        self.range.contains(at) && self.view_from_raw(at) == self.view_from_raw(at.plus(1))
    }

    /// Returns the position in the text of one in the view; the end for any beyond it.
    ///
    /// Of a place behind a character with a gloss, it is the position behind the gloss.
    pub fn raw_from_view(&self, at: ViewIdx) -> CharIdx {
        let at = at.min(self.end());
        // Each run stands in the view where it starts, less what is hidden before.
        let n_runs = partition_runs(self.hidden.len(), |i| {
            let start = self.hidden.get(i).map_or(0, |run| run.start as usize);
            start - self.n_until(i) <= at.0
        });
        self.range.start().plus(at.0 + self.n_until(n_runs))
    }

    /// Returns the position in the view of one in the text; the nearest for any outside the view.
    ///
    /// Inside a gloss, it is the place behind the character that the gloss belongs to.
    pub fn view_from_raw(&self, at: CharIdx) -> ViewIdx {
        let at = at.max(self.range.start()).min(self.range.end());
        let within = at.0 - self.range.start().0;
        let n_runs = self
            .hidden
            .partition_point(|run| (run.start as usize) < within);
        let n_before = n_runs.checked_sub(1).map_or(0, |last| {
            let start = self.hidden.get(last).map_or(0, |run| run.start as usize);
            let len = self.n_until(n_runs) - self.n_until(last);
            self.n_until(last) + len.min(within - start)
        });
        ViewIdx(within - n_before)
    }

    /// Returns the characters of the text that a range of the view stands for.
    ///
    /// These are all hidden ones inside it, and a gloss that belongs to its last character.
    pub fn raw_range_from_view(&self, range: ViewRange) -> CharRange {
        CharRange::new(
            self.raw_from_view(range.start),
            self.raw_from_view(range.end),
        )
    }

    /// Returns what the view shows of a range of the text; empty if all of that is hidden.
    pub fn view_range_from_raw(&self, range: CharRange) -> ViewRange {
        ViewRange::new(
            self.view_from_raw(range.start()),
            self.view_from_raw(range.end()),
        )
    }

    /// Returns the characters that are shown; `text` must be the text the view was made of.
    pub fn shown<'a>(&self, text: &'a Text) -> Cow<'a, str> {
        let plain = self.without_hidden(text);
        if self.kind.script == Script::AsIs {
            return plain;
        }
        let (before, after) = (self.phrase_before(text), self.phrase_after(text));
        if before.is_empty() && after.is_empty() {
            return match script::converted(&plain, self.kind.script) {
                Cow::Owned(shown) => Cow::Owned(shown),
                Cow::Borrowed(_) => plain,
            };
        }
        let (n_before, n_here) = (before.chars().count(), self.n_chars());
        let sentence = format!("{before}{plain}{after}");
        let shown = script::converted(&sentence, self.kind.script);
        Cow::Owned(shown.chars().skip(n_before).take(n_here).collect())
    }

    /// Returns how many characters are hidden up to the end of the first `n_runs` runs.
    fn n_until(&self, n_runs: usize) -> usize {
        let last = n_runs.checked_sub(1).and_then(|i| self.hidden.get(i));
        last.map_or(0, |run| run.n_until as usize)
    }

    fn without_hidden<'a>(&self, text: &'a Text) -> Cow<'a, str> {
        let content = text.slice(self.range);
        if self.hidden.is_empty() {
            return Cow::Borrowed(content);
        }
        let mut plain = String::with_capacity(content.len());
        let (mut rest, mut at) = (content, 0);
        for run in self.hidden() {
            let start = run.start().0 - self.range.start().0;
            let (shown, from_run) = split_at_char(rest, start - at);
            plain.push_str(shown);
            rest = split_at_char(from_run, run.len()).1;
            at = start + run.len();
        }
        plain.push_str(rest);
        Cow::Owned(plain)
    }

    /// Returns the Han characters shown right before the view, for phrases that reach into it.
    fn phrase_before(&self, text: &Text) -> String {
        let start = self.range.start();
        // A paragraph, say, begins behind a line end.
        let before = start
            .0
            .checked_sub(1)
            .and_then(|i| text.char_at(CharIdx(i)));
        if !before.is_some_and(|c| is_han(c) || may_be_of_gloss(c)) {
            return String::new();
        }
        let reach = CharRange::new(start.minus(CONTEXT_REACH), start);
        let plain = self.neighbour(text, reach);
        let run = plain.char_indices().rev().take_while(|(_, c)| is_han(*c));
        let from = run.last().map_or(plain.len(), |(i, _)| i);
        plain.get(from..).unwrap_or("").to_owned()
    }

    fn phrase_after(&self, text: &Text) -> String {
        let end = self.range.end();
        let here = end.0.checked_sub(1).and_then(|i| text.char_at(CharIdx(i)));
        if here.is_none_or(|c| matches!(c, '\n' | '\r')) {
            return String::new();
        }
        let reach = CharRange::new(end, end.plus(MAX_PHRASE * (MAX_GLOSS + 1)));
        let plain = self.neighbour(text, reach);
        let run = plain.chars().take_while(|c| is_han(*c));
        run.take(MAX_PHRASE).collect()
    }

    /// Returns what is shown of another part of the text.
    fn neighbour(&self, text: &Text, reach: CharRange) -> String {
        let kind = ViewKind {
            script: Script::AsIs,
            ..self.kind
        };
        let view = Self::of_range(text, reach, kind);
        view.without_hidden(text).into_owned()
    }
}

/// Returns where glosses lie in a part of a text.
fn hidden_in(text: &Text, range: CharRange) -> Vec<Hidden> {
    let content = text.as_str();
    let (start, end) = (
        text.byte_from_char(range.start()).0,
        text.byte_from_char(range.end()).0,
    );
    let bytes = content.as_bytes().get(start..end).unwrap_or(&[]);
    let mut hidden = Vec::new();
    let mut n_until = 0;
    let mut add = |at: usize, len: usize| {
        // A gloss that the part's end cuts is hidden as far as the part goes.
        let len = len.min(range.len().saturating_sub(at));
        if let (Ok(start), Ok(len)) = (u32::try_from(at), u32::try_from(len))
            && len > 0
        {
            n_until += len;
            hidden.push(Hidden { start, n_until });
        }
    };
    add(0, rest_of_gloss(content, start));
    let (mut n_chars, mut counted) = (0, 0);
    for place in memchr_iter(b'(', bytes) {
        let (before, after) = content.split_at_checked(start + place).unwrap_or(("", ""));
        if !before.chars().next_back().is_some_and(is_han) {
            continue;
        }
        if let Some(len) = gloss_len(after.chars()) {
            n_chars += count_chars(bytes.get(counted..place).unwrap_or(&[]));
            counted = place;
            add(n_chars, len);
        }
    }
    hidden
}

/// Returns how many characters of a gloss that begins before a place lie behind it.
fn rest_of_gloss(content: &str, place: usize) -> usize {
    let (before, _) = content.split_at_checked(place).unwrap_or(("", ""));
    let mut behind = before.char_indices().rev().take(MAX_GLOSS - 1);
    let Some((n_back, (open, _))) = behind.by_ref().enumerate().find(|(_, (_, c))| *c == '(')
    else {
        return 0;
    };
    let (before, after) = content.split_at_checked(open).unwrap_or(("", ""));
    if !before.chars().next_back().is_some_and(is_han) {
        return 0;
    }
    let len = gloss_len(after.chars());
    len.map_or(0, |len| len.saturating_sub(n_back + 1))
}

/// Returns how many of the first `len` numbers a test holds for that no later one passes again.
fn partition_runs(len: usize, passes: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, len);
    while low < high {
        let middle = low + (high - low) / 2;
        if passes(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

/// Returns the number of characters that begin in some bytes of UTF-8.
fn count_chars(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count()
}

/// Returns whether a character may be one of a gloss.
fn may_be_of_gloss(c: char) -> bool {
    c == '(' || c == ')' || c.is_alphabetic()
}

fn split_at_char(s: &str, n_chars: usize) -> (&str, &str) {
    let at = s.char_indices().nth(n_chars).map_or(s.len(), |(i, _)| i);
    s.split_at_checked(at).unwrap_or((s, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks what is shown of `content` and that a range chosen there is the one expected.
    fn check(content: &str, kind: ViewKind, shown: &str, chosen: (usize, usize), raw: &str) {
        let text = Text::from(content);
        let view = View::new(&text, kind);
        assert_eq!(view.shown(&text), shown);
        assert_eq!(view.n_chars(), shown.chars().count());
        let range = view.raw_range_from_view(ViewRange::of(chosen.0, chosen.1));
        assert_eq!(text.slice(range), raw);
    }

    #[test]
    fn a_range_takes_the_glosses_in_it_and_that_of_its_last_character() {
        let glossed = "在統(tǒng)一戰(zhàn)線(xiàn)工作";
        let reading = ViewKind::READING;
        check(
            glossed,
            reading,
            "在統一戰線工作",
            (1, 5),
            "統(tǒng)一戰(zhàn)線(xiàn)",
        );
        check(glossed, reading, "在統一戰線工作", (2, 3), "一");
        check(glossed, reading, "在統一戰線工作", (0, 1), "在");
        check(glossed, reading, "在統一戰線工作", (4, 4), "");
        check(
            glossed,
            ViewKind::SIMPLIFIED,
            "在统一战线工作",
            (1, 2),
            "統(tǒng)",
        );
        check(glossed, ViewKind::RAW, glossed, (1, 3), "統(");
        check(
            "以后的皇后",
            ViewKind::TRADITIONAL,
            "以後的皇后",
            (1, 2),
            "后",
        );
    }

    #[test]
    fn brackets_that_are_no_glosses_stay() {
        for kept in [
            "省会(首府)城市",
            "省(区、市)",
            "夏(冬)",
            "电话(010)",
            "( 編輯:白 翔",
            "常委(擴大)",
            "咖啡(café)",
            "国(guo)",
            "国（guó）",
            "a(ā)",
            "国 (guó)",
        ] {
            assert_eq!(
                View::new(&Text::from(kept), ViewKind::READING).n_hidden(),
                0,
                "{kept}"
            );
        }
        check(
            "常委(擴(kuò)大)",
            ViewKind::READING,
            "常委(擴大)",
            (3, 4),
            "擴(kuò)",
        );
    }

    #[test]
    fn positions_inside_a_gloss_are_behind_its_character() {
        let text = Text::from("統(tǒng)一");
        let view = View::new(&text, ViewKind::READING);
        let places: Vec<usize> = (0..=8).map(|i| view.view_from_raw(CharIdx(i)).0).collect();
        assert_eq!(places, [0, 1, 1, 1, 1, 1, 1, 1, 2]);
        assert_eq!(view.hidden().collect::<Vec<_>>(), [CharRange::of(1, 7)]);
        assert!(view.is_hidden(CharIdx(1)) && view.is_hidden(CharIdx(6)));
        assert!(!view.is_hidden(CharIdx(0)) && !view.is_hidden(CharIdx(7)));
    }

    #[test]
    fn a_part_that_cuts_a_gloss_hides_what_it_has_of_it() {
        let text = Text::from("统(tǒng)一战(zhàn)线");
        let view = View::of_range(&text, CharRange::of(3, 12), ViewKind::READING);
        assert_eq!(view.shown(&text), "一战");
        assert_eq!(
            view.hidden().collect::<Vec<_>>(),
            [CharRange::of(3, 7), CharRange::of(9, 12)]
        );
        assert_eq!(view.raw_from_view(ViewIdx(0)), CharIdx(7));
    }

    #[test]
    fn phrases_reach_into_a_part_from_both_sides() {
        let text = Text::from("理发(fà)店以后");
        let shown = |a, b| {
            let view = View::of_range(&text, CharRange::of(a, b), ViewKind::TRADITIONAL);
            view.shown(&text).into_owned()
        };
        assert_eq!(shown(1, 6), "髮");
        assert_eq!(shown(8, 9), "後");
        assert_eq!(shown(0, 9), "理髮店以後");
    }
}
