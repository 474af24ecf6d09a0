//! Words, sentences and graphemes around a position, for clicks and for the caret.
//!
//! Every question looks at a window of bounded size within one paragraph, so that it costs the same
//! in a line and in a novel. Words of Han characters are `jieba`'s; until its dictionary is loaded,
//! a word is the whole run of them. Glosses do not part a word: in `習(xí)近平` the three
//! characters are looked up as `習近平`, and the word is all seven characters with the gloss.
//!
//! Invariants: every answer lies on grapheme boundaries; what moves a caret moves it, but at the end.

use std::sync::OnceLock;

use jieba_rs::Jieba;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script::simplified;

/// How far to either side a word is looked for.
const WORD_REACH: usize = 200;

/// How far to either side a sentence is looked for.
const SENTENCE_REACH: usize = 2_000;

/// How far to either side a grapheme is looked for; only nonsense is longer.
const GRAPHEME_REACH: usize = 256;

/// The dictionary of words, one for the program.
pub struct Words {
    jieba: Jieba,
}

static WORDS: OnceLock<Words> = OnceLock::new();

impl Words {
    /// Returns the dictionary, loading it first if need be: some 0.2 s, for a worker thread.
    pub fn load() -> &'static Self {
        WORDS.get_or_init(|| Self {
            jieba: Jieba::new(),
        })
    }

    /// Returns the dictionary if it is loaded.
    pub fn ready() -> Option<&'static Self> {
        WORDS.get()
    }

    /// Returns the lengths of the words of a run of Han characters, in characters.
    fn word_lens(&self, run: &str) -> Vec<usize> {
        let tokens = self.jieba.cut(run, true);
        tokens.iter().map(|t| t.word.chars().count()).collect()
    }
}

/// Returns the word around a position, by the dictionary if it is loaded.
///
/// White space is one word, a mark is one. At the end of a paragraph it is the last word before;
/// it is never a line end, and empty in an empty paragraph.
pub fn word_at(text: &Text, at: CharIdx) -> CharRange {
    word_with(Words::ready(), text, at)
}

/// Returns the word around a position by a given dictionary, or by runs of like characters.
pub fn word_with(words: Option<&Words>, text: &Text, at: CharIdx) -> CharRange {
    let content = content_at(text, at);
    let Some(at) = within(content, at) else {
        return CharRange::new(content.end(), content.end());
    };
    let window = Window::around(text, content, at, WORD_REACH);
    snapped(text, window.word(words, at))
}

/// Returns the sentence around a position, without white space around it.
///
/// A position in white space before or after gets that too. Closing quotes and brackets behind a
/// stop belong to the sentence; the end of a paragraph ends one.
pub fn sentence_at(text: &Text, at: CharIdx) -> CharRange {
    let content = content_at(text, at);
    let Some(inner) = within(content, at) else {
        return CharRange::new(content.end(), content.end());
    };
    let window = Window::around(text, content, inner, SENTENCE_REACH);
    let whole = window.sentence(inner);
    let trimmed = window.trimmed(whole);
    let at = at.min(content.end());
    let reach = CharRange::new(trimmed.start().min(at), trimmed.end().max(at));
    snapped(text, reach)
}

/// Returns the next start of a word, or the end of the paragraph, or the start of the next.
pub fn next_word_boundary(text: &Text, at: CharIdx) -> CharIdx {
    let content = content_at(text, at);
    if at >= content.end() {
        return grapheme_next(text, at);
    }
    let end = word_at(text, at).end().max(grapheme_next(text, at));
    let is_space = |at| at < content.end() && text.char_at(at).is_some_and(char::is_whitespace);
    if is_space(end) {
        word_at(text, end).end().max(end)
    } else {
        end
    }
}

/// Returns the start of the word before, or the end of the paragraph before.
pub fn previous_word_boundary(text: &Text, at: CharIdx) -> CharIdx {
    let at = at.min(text.end());
    let content = content_at(text, at);
    let before = grapheme_previous(text, at);
    if at <= content.start() || at > content.end() {
        return before;
    }
    let start = word_at(text, before).start().min(before);
    let was_space = text.char_at(before).is_some_and(char::is_whitespace);
    if was_space && start > content.start() {
        let before = grapheme_previous(text, start);
        word_at(text, before).start().min(before)
    } else {
        start
    }
}

/// Returns the start of the next sentence, or the end of the text.
pub fn next_sentence(text: &Text, at: CharIdx) -> CharIdx {
    let content = content_at(text, at);
    let next = within(content, at).filter(|_| at < content.end());
    let next = next.map(|at| {
        let window = Window::around(text, content, at, SENTENCE_REACH);
        window.sentence(at).end()
    });
    match next {
        Some(next) if next < content.end() => snapped(text, CharRange::new(at, next)).end(),
        _ => {
            let paragraph = text.paragraph_at(at) + 1;
            if paragraph >= text.n_paragraphs() {
                return text.end();
            }
            let start = text.paragraph_range(paragraph).start();
            first_of(text, content_at(text, start))
        }
    }
}

/// Returns the start of the sentence, or at its start that of the sentence before.
pub fn previous_sentence(text: &Text, at: CharIdx) -> CharIdx {
    let at = at.min(text.end());
    if at == CharIdx(0) {
        return at;
    }
    let before = grapheme_previous(text, at);
    let content = content_at(text, before);
    let first = first_of(text, content);
    if at <= first && content.start() < at {
        // In the indent: on to the paragraph before, which ends at this one's start.
        return match content.start() {
            CharIdx(0) => CharIdx(0),
            start => last_sentence_start(text, content_at(text, start.minus(1)), start),
        };
    }
    last_sentence_start(text, content, at)
}

/// Returns where the last sentence of a paragraph that starts before `at` starts.
fn last_sentence_start(text: &Text, content: CharRange, at: CharIdx) -> CharIdx {
    let first = first_of(text, content);
    let Some(inner) = within(content, at.minus(1)) else {
        return content.start();
    };
    let window = Window::around(text, content, inner, SENTENCE_REACH);
    let start = snapped(text, window.sentence(inner)).start().max(first);
    if start < at { start } else { content.start() }
}

/// Returns the end of the grapheme at a position; CRLF is one.
pub fn grapheme_next(text: &Text, at: CharIdx) -> CharIdx {
    grapheme_at(text, at).end()
}

/// Returns the start of the grapheme before a position.
pub fn grapheme_previous(text: &Text, at: CharIdx) -> CharIdx {
    match at.min(text.end()) {
        CharIdx(0) => CharIdx(0),
        at => grapheme_at(text, at.minus(1)).start(),
    }
}

/// Returns the grapheme that the character at a position belongs to; empty at the end.
pub fn grapheme_at(text: &Text, at: CharIdx) -> CharRange {
    if at >= text.end() {
        return CharRange::new(text.end(), text.end());
    }
    let paragraph = text.paragraph_range(text.paragraph_at(at));
    let window = CharRange::new(
        at.minus(GRAPHEME_REACH).max(paragraph.start()),
        at.plus(GRAPHEME_REACH).min(paragraph.end()),
    );
    // A Han character starts a grapheme in any text we know of: begin at the last one.
    let near = CharRange::new(at.minus(8).max(window.start()), at);
    let n_skipped = text.slice(near).chars().rev().position(is_han);
    let first = n_skipped.map_or(window.start(), |n| at.minus(n + 1));
    let mut start = first;
    for grapheme in text
        .slice(CharRange::new(first, window.end()))
        .graphemes(true)
    {
        let end = start.plus(grapheme.chars().count());
        if at < end {
            return CharRange::new(start, end);
        }
        start = end;
    }
    CharRange::new(at, at.plus(1))
}

/// Returns a range grown to whole graphemes.
fn snapped(text: &Text, range: CharRange) -> CharRange {
    let start = grapheme_at(text, range.start()).start();
    let end = match grapheme_at(text, range.end()) {
        at_end if at_end.start() < range.end() => at_end.end(),
        _ => range.end(),
    };
    CharRange::new(start, end)
}

/// Returns the characters of the paragraph at a position, without its line end.
fn content_at(text: &Text, at: CharIdx) -> CharRange {
    let range = text.paragraph_range(text.paragraph_at(at));
    let tail = CharRange::new(range.end().minus(2).max(range.start()), range.end());
    let tail = text.slice(tail);
    let n_line_end = tail.chars().rev().take_while(|c| matches!(c, '\r' | '\n'));
    CharRange::new(range.start(), range.end().minus(n_line_end.count()))
}

/// Returns the character of `content` at or last before a position; none if there is none.
fn within(content: CharRange, at: CharIdx) -> Option<CharIdx> {
    (!content.is_empty()).then(|| at.max(content.start()).min(content.end().minus(1)))
}

/// Returns where a paragraph's first word starts, behind its indent.
fn first_of(text: &Text, content: CharRange) -> CharIdx {
    let reach = content.start().plus(SENTENCE_REACH).min(content.end());
    let head = text.slice(CharRange::new(content.start(), reach));
    let n_space = head.chars().take_while(|c| c.is_whitespace()).count();
    let first = content.start().plus(n_space);
    grapheme_at(text, first).start().min(content.end())
}

/// What belongs together in a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Space,
    Han,
    /// Letters and digits of alphabets, and what joins them.
    Latin,
    /// Kana, hangul and whatever else is a letter.
    Letter,
    Mark,
}

fn class_of(c: char) -> Class {
    match c {
        _ if c.is_whitespace() => Class::Space,
        _ if is_han(c) => Class::Han,
        '_' => Class::Latin,
        _ if c.is_alphanumeric() && (c < '\u{2E80}' || ('Ａ'..='ｚ').contains(&c)) => {
            Class::Latin
        }
        '０'..='９' => Class::Latin,
        _ if c.is_alphanumeric() => Class::Letter,
        _ => Class::Mark,
    }
}

/// Some characters of a paragraph, with those of glosses told apart.
struct Window {
    start: CharIdx,
    chars: Vec<char>,
    /// The places in `chars` that no gloss takes.
    visible: Vec<usize>,
}

impl Window {
    fn around(text: &Text, content: CharRange, at: CharIdx, reach: usize) -> Self {
        let range = CharRange::new(
            at.minus(reach).max(content.start()),
            at.plus(reach).min(content.end()),
        );
        let chars: Vec<char> = text.slice(range).chars().collect();
        let mut visible = Vec::with_capacity(chars.len());
        let mut i = 0;
        while let Some(&c) = chars.get(i) {
            visible.push(i);
            i += 1;
            if is_han(c) {
                let after = chars.get(i..).unwrap_or(&[]);
                i += gloss_len(after.iter().copied()).unwrap_or(0);
            }
        }
        Self {
            start: range.start(),
            chars,
            visible,
        }
    }

    /// Returns the character at a place among the visible ones.
    fn shown(&self, v: usize) -> Option<char> {
        self.chars.get(*self.visible.get(v)?).copied()
    }

    /// Returns the place among the visible characters that a position belongs to.
    fn visible_at(&self, at: CharIdx) -> usize {
        let i = at.0.saturating_sub(self.start.0);
        self.visible.partition_point(|&v| v <= i).saturating_sub(1)
    }

    /// Returns the characters from one visible place up to another, with their glosses.
    fn range(&self, from: usize, to: usize) -> CharRange {
        let place = |v: usize| self.visible.get(v).copied().unwrap_or(self.chars.len());
        CharRange::new(self.start.plus(place(from)), self.start.plus(place(to)))
    }

    fn word(&self, words: Option<&Words>, at: CharIdx) -> CharRange {
        let v = self.visible_at(at);
        let Some(c) = self.shown(v) else {
            return CharRange::new(at, at);
        };
        let class = if self.is_latin(v) {
            Class::Latin
        } else {
            class_of(c)
        };
        let belongs = |v: usize| match class {
            // A mark is by itself, but for those that are made of several.
            Class::Mark => self.shown(v) == Some(c) && "…—-=*~·.".contains(c),
            Class::Latin => self.is_latin(v),
            _ => self.shown(v).is_some_and(|c| class_of(c) == class),
        };
        let from = v - (0..v).rev().take_while(|&v| belongs(v)).count();
        let after = (v + 1..self.visible.len()).take_while(|&v| belongs(v));
        let to = v + 1 + after.count();
        let Some(words) = words.filter(|_| class == Class::Han) else {
            return self.range(from, to);
        };
        // The dictionary's words are mostly simplified; a conversion keeps the number of characters.
        let run: String = (from..to).filter_map(|v| self.shown(v)).collect();
        let run = simplified(&run);
        let mut start = from;
        for len in words.word_lens(&run) {
            if v < start + len {
                return self.range(start, start + len);
            }
            start += len;
        }
        self.range(from, to)
    }

    /// Returns whether a place is in a word of letters and digits: `3.14` and `don't` are one.
    fn is_latin(&self, v: usize) -> bool {
        let class = |v: Option<usize>| v.and_then(|v| self.shown(v)).map(class_of);
        let digit = |v: Option<usize>| v.and_then(|v| self.shown(v)).is_some_and(char::is_numeric);
        let (before, after) = (v.checked_sub(1), v.checked_add(1));
        match self.shown(v) {
            Some('.' | ',') => digit(before) && digit(after),
            Some('\'' | '’') => {
                class(before) == Some(Class::Latin) && class(after) == Some(Class::Latin)
            }
            Some(c) => class_of(c) == Class::Latin,
            None => false,
        }
    }

    /// Returns the sentence around a position, with the white space behind it.
    fn sentence(&self, at: CharIdx) -> CharRange {
        let i = at.0.saturating_sub(self.start.0);
        let (mut start, mut n_straight) = (0, 0);
        let mut end = 0;
        while let Some(&c) = self.chars.get(end) {
            n_straight += usize::from(c == '"');
            end += 1;
            if !self.is_stop(start, end - 1) {
                continue;
            }
            while let Some(&c) = self.chars.get(end) {
                let closes = is_closer(c) || (c == '"' && n_straight % 2 == 1);
                if !(closes || self.is_stop(start, end)) {
                    break;
                }
                n_straight += usize::from(c == '"');
                end += 1;
            }
            let rest = self.chars.get(end..).unwrap_or(&[]);
            end += rest.iter().take_while(|c| c.is_whitespace()).count();
            if i < end {
                break;
            }
            (start, n_straight) = (end, 0);
        }
        CharRange::new(self.start.plus(start), self.start.plus(end))
    }

    /// Returns whether the character at `i` ends the sentence that starts at `start`.
    fn is_stop(&self, start: usize, i: usize) -> bool {
        let c = self.chars.get(i);
        let before = i.checked_sub(1).and_then(|i| self.chars.get(i)).copied();
        let after = self.chars.get(i + 1).copied();
        let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
        match c {
            Some('。' | '！' | '？' | '；' | '…' | '｡') => true,
            // Between letters it is part of an address, such as `a.php?id=1`.
            Some('!' | '?' | ';') => {
                !(after.is_some_and(|c| c.is_ascii_graphic()) && ascii(before) && ascii(after))
            }
            Some('.') => {
                let is_open = after.is_none_or(|c| c.is_whitespace() || is_han(c) || is_closer(c));
                is_open && ascii(before) && !self.is_number_or_initial(start, i)
            }
            _ => false,
        }
    }

    /// Returns whether the dot at `i` belongs to `1. …` at a sentence's start, or to `J. Doe`.
    fn is_number_or_initial(&self, start: usize, i: usize) -> bool {
        let head = self.chars.get(start..i).unwrap_or(&[]);
        let mut tail = head.iter().rev();
        let is_number = head.iter().all(|c| c.is_numeric() || c.is_whitespace());
        let is_initial = tail.next().is_some_and(char::is_ascii_uppercase)
            && tail.next().is_none_or(|c| !c.is_ascii_alphanumeric());
        is_number || is_initial
    }

    fn trimmed(&self, range: CharRange) -> CharRange {
        let skipped = range.start().0.saturating_sub(self.start.0);
        let rest = self.chars.get(skipped..).unwrap_or(&[]);
        let chars = rest.get(..range.len()).unwrap_or(rest);
        let n_before = chars.iter().take_while(|c| c.is_whitespace()).count();
        let n_after = chars.iter().rev().take_while(|c| c.is_whitespace()).count();
        if n_before == chars.len() {
            return range;
        }
        CharRange::new(range.start().plus(n_before), range.end().minus(n_after))
    }
}

fn is_closer(c: char) -> bool {
    matches!(
        c,
        '」' | '』'
            | '”'
            | '’'
            | '）'
            | ')'
            | '》'
            | '〉'
            | '】'
            | '〕'
            | ']'
            | '］'
            | '｝'
            | '}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the word at the first `|` of `marked`.
    fn word(marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        text.slice(word_with(Some(Words::load()), &text, at))
            .to_owned()
    }

    fn sentence(marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        text.slice(sentence_at(&text, at)).to_owned()
    }

    #[test]
    fn a_word_is_the_dictionarys_and_takes_its_glosses_along() {
        for (marked, expected) in [
            ("我们|代表大家", "代表"),
            ("我|们代表大家", "我们"),
            ("統一|戰線", "統一戰線"),
            ("习|近平总书记", "习近平"),
            ("习近|平总书记", "习近平"),
            ("學(xué)習(xí)|精神", "精神"),
            ("習(xí)近|平總(zǒng)書(shū)記(jì)講話", "習(xí)近平"),
            (
                "習(xí)近平總(zǒng)書|(shū)記(jì)講話",
                "總(zǒng)書(shū)記(jì)",
            ),
            ("以後|幹(gàn)部發展", "幹(gàn)部"),
            ("他代(dài)|表(biǎo)我", "代(dài)表(biǎo)"),
            ("他代(d|ài)表(biǎo)我", "代(dài)表(biǎo)"),
            ("价格|3.14元", "3.14"),
            ("见 ww|w.gov 页", "www"),
            ("见 www|.gov 页", "."),
            ("我们|，大家", "，"),
            ("我们|……大家", "……"),
            ("我们  | 大家", "   "),
            ("我们大家|\r\n他", "大家"),
            ("|", ""),
            ("我们\n|\n他", ""),
            ("don|'t", "don't"),
        ] {
            assert_eq!(word(marked), expected, "{marked}");
        }
    }

    #[test]
    fn without_a_dictionary_a_word_is_a_run_of_like_characters() {
        let text = Text::from("今天(tiān)开会，A组");
        let word = |at| text.slice(word_with(None, &text, CharIdx(at)));
        assert_eq!(word(0), "今天(tiān)开会");
        assert_eq!(word(11), "A");
    }

    #[test]
    fn a_sentence_ends_behind_its_stop_and_the_quotes_that_close_there() {
        for (marked, expected) in [
            ("今天|开会。明天不开。", "今天开会。"),
            ("今天开会。|明天不开。", "明天不开。"),
            ("他说：“好|！”然后走了。", "他说：“好！”"),
            ("他说：「好！」|然后走了。", "然后走了。"),
            ("他说：\"好|!\"然后走了。", "他说：\"好!\""),
            ("“真的吗？！”|他问。", "他问。"),
            ("增长3|.5%。下", "增长3.5%。"),
            (
                "见 http://a.cn/b.php?id|=1 页。下",
                "见 http://a.cn/b.php?id=1 页。",
            ),
            ("Mr J. Doe came|. He left.", "Mr J. Doe came."),
            ("1. 第|一条；二", "1. 第一条；"),
            ("　　今|天\n明天", "今天"),
            ("甲。\r\n|乙", "乙"),
            ("甲。乙|\r\n丙", "乙"),
            ("甲。| 乙。", "甲。"),
            ("\n|\n", ""),
        ] {
            assert_eq!(sentence(marked), expected, "{marked}");
        }
    }

    #[test]
    fn the_caret_goes_by_sentence_and_by_grapheme() {
        let text = Text::from("　甲乙。丙丁！\r\n\n　戊👨\u{200D}👩己e\u{301}。");
        let (mut at, mut stops) = (CharIdx(0), vec![]);
        while at < text.end() {
            at = next_sentence(&text, at);
            stops.push(at.0);
        }
        assert_eq!(stops, [4, 9, 11, 19]);
        let mut back = vec![];
        while at > CharIdx(0) {
            at = previous_sentence(&text, at);
            back.push(at.0);
        }
        assert_eq!(back, [11, 9, 4, 1, 0]);
        let (mut at, mut stops) = (CharIdx(5), vec![]);
        while at < text.end() {
            at = grapheme_next(&text, at);
            stops.push(at.0);
        }
        assert_eq!(stops, [6, 7, 9, 10, 11, 12, 15, 16, 18, 19]);
    }

    #[test]
    fn a_paragraph_without_punctuation_costs_a_window() {
        let text = Text::from("国".repeat(400_000).as_str());
        assert_eq!(
            sentence_at(&text, CharIdx(200_000)).len(),
            2 * SENTENCE_REACH
        );
        assert_eq!(word_with(None, &text, CharIdx(9_000)).len(), 2 * WORD_REACH);
    }
}
