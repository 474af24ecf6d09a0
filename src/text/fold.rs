//! Words made alike: what every comparison of words in the program goes by.
//!
//! Folding hides glosses and takes out what does not make another word: the script (`黨` is `党`), the
//! width (`Ａ` is `A`), the form of punctuation (`，` is `,`, `《` is `<`), case, and blanks but for those
//! between two words of letters. A number written digit by digit in four or more characters is digits:
//! `二〇二二年` is `2022年`. So `習(xí) 近平` is the three characters `习近平`, and leads back to all eight.
//!
//! Each character is folded without regard to its neighbours, numbers and blanks excepted, so that
//! a word is found wherever it stands. That makes the script coarser here than in a view: `乾隆`
//! and `干隆` are one. Line ends stay, and no word reaches over one.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script;
use crate::text::view::View;
use crate::text::view::ViewKind;

/// How much is made alike.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Folding {
    /// Everything that does not make another word.
    #[default]
    Words,
    /// Glosses and script alone, for patterns that name punctuation, blanks or case themselves.
    Reading,
}

/// Digits of a Chinese number that is written digit by digit, in order.
const NUMERALS: [char; 10] = ['〇', '一', '二', '三', '四', '五', '六', '七', '八', '九'];

/// The least digits of a number that is not left as it is.
const MIN_NUMERALS: usize = 4;

/// A part of a text, folded, with the way back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folded<'a> {
    words: Cow<'a, str>,
    range: CharRange,
    /// Where folded characters and those of the text stop going side by side, in order.
    breaks: Vec<Break>,
}

/// A folded character whose place is not the one behind its predecessor's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Break {
    /// The folded character.
    folded: u32,
    /// Its place, from the start of the folded part of the text.
    raw: u32,
    /// How many characters the gloss of its predecessor has.
    n_gloss: u32,
}

/// Returns words as [`Folded`] has them.
pub fn fold_words(words: &str) -> String {
    let text = Text::from(words);
    let folded = Folded::new(&text, text.range(), Folding::Words);
    folded.as_str().to_owned()
}

/// Returns the simplified form of each character, standing alone, that stands for all its forms.
pub fn fold_script(words: &str) -> String {
    words
        .chars()
        .map(|c| Table::of(Folding::Reading).folded(c).unwrap_or(c))
        .collect()
}

impl<'a> Folded<'a> {
    /// Folds a part of a text, in the time that part takes.
    pub fn new(text: &'a Text, range: CharRange, folding: Folding) -> Self {
        let view = View::of_range(text, range, ViewKind::READING);
        let mut writer = Writer::new(text.slice(view.range()).len(), folding);
        let mut hidden = view.hidden();
        let mut gloss = hidden.next();
        let start = view.range().start();
        let mut chars = text.slice(view.range()).chars().enumerate();
        while let Some((raw, c)) = chars.next() {
            if let Some(run) = gloss.filter(|run| run.start() == start.plus(raw)) {
                writer.n_gloss = run.len();
                gloss = hidden.next();
                if run.len() > 1 {
                    chars.nth(run.len() - 2);
                }
                continue;
            }
            writer.take(c, raw);
        }
        writer.finish(view.range().len());
        Self {
            words: Cow::Owned(writer.words),
            range: view.range(),
            breaks: writer.breaks,
        }
    }

    /// Takes a part of a text as it is.
    pub fn exact(text: &'a Text, range: CharRange) -> Self {
        let end = range.end().min(text.end());
        let range = CharRange::new(range.start().min(end), end);
        Self {
            words: Cow::Borrowed(text.slice(range)),
            range,
            breaks: Vec::new(),
        }
    }

    /// Returns the folded words.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// Returns the part of the text that was folded.
    pub fn range(&self) -> CharRange {
        self.range
    }

    /// Returns the characters of the text that parts of the folded words stand for.
    ///
    /// The parts are ranges of bytes in [`Self::as_str`], in order and on characters. What is
    /// hidden inside a part belongs to it, and so does a gloss of its last character.
    pub fn raw_ranges(&self, parts: impl IntoIterator<Item = Range<usize>>) -> Vec<CharRange> {
        let (mut n_chars, mut counted) = (0, 0);
        let mut n_chars_at = |byte: usize| {
            let bytes = self.words.as_bytes().get(counted..byte).unwrap_or(&[]);
            n_chars += bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count();
            counted = counted.max(byte);
            n_chars
        };
        let mut ranges = Vec::new();
        for part in parts {
            let (start, end) = (n_chars_at(part.start), n_chars_at(part.end));
            let start_raw = self.raw_from_folded(start);
            let end_raw = if start < end {
                self.end_from_folded(end)
            } else {
                start_raw
            };
            ranges.push(CharRange::new(start_raw, end_raw));
        }
        ranges
    }

    /// Returns the characters of the text that a range of folded characters stands for.
    ///
    /// As [`Self::raw_ranges`] for one part, in time that does not depend on where it is.
    pub fn raw_from_chars(&self, chars: Range<usize>) -> CharRange {
        let start = self.raw_from_folded(chars.start);
        match chars.start < chars.end {
            true => CharRange::new(start, self.end_from_folded(chars.end)),
            false => CharRange::new(start, start),
        }
    }

    /// Returns where a folded character stands in the text.
    fn raw_from_folded(&self, folded: usize) -> CharIdx {
        let n_before = self.breaks.partition_point(|b| b.folded as usize <= folded);
        let last = n_before.checked_sub(1).and_then(|i| self.breaks.get(i));
        let raw = last.map_or(folded, |b| b.raw as usize + folded - b.folded as usize);
        self.range.start().plus(raw)
    }

    /// Returns where the character before a folded one ends in the text, with its gloss.
    fn end_from_folded(&self, folded: usize) -> CharIdx {
        let end = self.raw_from_folded(folded.saturating_sub(1)).plus(1);
        let at = self
            .breaks
            .binary_search_by_key(&folded, |b| b.folded as usize);
        let here = at.ok().and_then(|i| self.breaks.get(i));
        end.plus(here.map_or(0, |b| b.n_gloss as usize))
    }
}

/// Folded words as they are made.
struct Writer {
    table: &'static Table,
    folding: Folding,
    words: String,
    breaks: Vec<Break>,
    n_folded: usize,
    /// The place where the next character stands if nothing is left out before it.
    next_raw: usize,
    /// The length of the gloss behind the last character.
    n_gloss: usize,
    last: char,
    /// The first blank since the last character.
    blank: Option<usize>,
    /// The place behind a carriage return that came last.
    return_raw: Option<usize>,
    n_numerals: usize,
}

impl Writer {
    fn new(n_bytes: usize, folding: Folding) -> Self {
        Self {
            table: Table::of(folding),
            folding,
            words: String::with_capacity(n_bytes),
            breaks: Vec::new(),
            n_folded: 0,
            next_raw: 0,
            n_gloss: 0,
            last: '\n',
            blank: None,
            return_raw: None,
            n_numerals: 0,
        }
    }

    fn take(&mut self, c: char, raw: usize) {
        let Some(folded) = self.table.folded(c) else {
            return;
        };
        if self.folding == Folding::Reading {
            return self.push(folded, raw);
        }
        if folded == ' ' {
            self.blank.get_or_insert(raw);
            return;
        }
        if let Some(blank) = self.blank.take()
            && is_letter(self.last)
            && is_letter(folded)
        {
            self.push(' ', blank);
        }
        // The two characters of CRLF are one line end.
        let follows_return = c == '\n' && self.return_raw == Some(raw);
        self.return_raw = (c == '\r').then_some(raw + 1);
        if !follows_return {
            self.push(folded, raw);
        }
    }

    fn push(&mut self, c: char, raw: usize) {
        if raw != self.next_raw {
            self.add_break(raw);
        }
        self.n_gloss = 0;
        self.next_raw = raw + 1;
        self.n_folded += 1;
        self.last = c;
        let numeral = NUMERALS.iter().position(|n| *n == c);
        match numeral.filter(|_| self.folding == Folding::Words) {
            None => {
                self.n_numerals = 0;
                self.words.push(c);
            }
            Some(_) => self.push_numeral(c),
        }
    }

    fn push_numeral(&mut self, c: char) {
        self.n_numerals += 1;
        self.words.push(c);
        if self.n_numerals < MIN_NUMERALS {
            return;
        }
        let n_new = if self.n_numerals == MIN_NUMERALS {
            MIN_NUMERALS
        } else {
            1
        };
        let mut digits = Vec::with_capacity(n_new);
        for _ in 0..n_new {
            let numeral = self.words.pop();
            digits.extend(
                NUMERALS
                    .iter()
                    .zip('0'..='9')
                    .find(|(n, _)| Some(**n) == numeral),
            );
        }
        self.words
            .extend(digits.iter().rev().map(|(_, digit)| digit));
    }

    fn add_break(&mut self, raw: usize) {
        let (folded, raw) = (u32::try_from(self.n_folded), u32::try_from(raw));
        if let (Ok(folded), Ok(raw), Ok(n_gloss)) = (folded, raw, u32::try_from(self.n_gloss)) {
            self.breaks.push(Break {
                folded,
                raw,
                n_gloss,
            });
        }
    }

    fn finish(&mut self, n_raw: usize) {
        if n_raw != self.next_raw {
            self.add_break(n_raw);
        }
    }
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

/// What each character of the basic plane folds to; 0 where it is left out.
struct Table {
    folded: Vec<u16>,
}

static WORDS: OnceLock<Table> = OnceLock::new();
static READING: OnceLock<Table> = OnceLock::new();

impl Table {
    fn of(folding: Folding) -> &'static Self {
        match folding {
            Folding::Words => WORDS.get_or_init(|| Self::build(plain)),
            Folding::Reading => READING.get_or_init(|| Self::build(Some)),
        }
    }

    fn build(plain: impl Fn(char) -> Option<char>) -> Self {
        let in_phrases = script::simplified_in_phrases();
        let simplified = |c: char| {
            let mut c = script::simplified_char(c);
            // A few become another one's target: 薴 by way of 苧 is 苎.
            for _ in 0..3 {
                let found = in_phrases.iter().find(|pair| pair.0 == c);
                c = script::simplified_char(found.map_or(c, |pair| pair.1));
            }
            c
        };
        let folded = (0..=u16::MAX).map(|code| {
            let c = char::from_u32(u32::from(code)).and_then(&plain);
            c.map_or(0, |c| {
                u16::try_from(u32::from(simplified(c))).unwrap_or(code)
            })
        });
        Self {
            folded: folded.collect(),
        }
    }

    fn folded(&self, c: char) -> Option<char> {
        match self.folded.get(c as usize) {
            Some(0) => None,
            Some(&code) => char::from_u32(u32::from(code)),
            None => Some(script::simplified_char(c)),
        }
    }
}

/// Returns a character's plain form of width, punctuation and case, or none if it does not count.
fn plain(c: char) -> Option<char> {
    let c = match c {
        '！'..='～' => char::from_u32(u32::from(c) - 0xFEE0)?,
        _ => c,
    };
    Some(match c {
        '\0' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' => return None,
        '\u{2060}'..='\u{2064}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' => return None,
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        _ if c.is_whitespace() => ' ',
        '、' | '､' => ',',
        '。' | '．' | '｡' | '…' => '.',
        '“' | '”' | '‘' | '’' | '「' | '」' | '『' | '』' | '｢' | '｣' | '\'' | '〝' | '〞'
        | '〟' => '"',
        '﹁' | '﹂' | '﹃' | '﹄' | '„' | '‟' | '‚' | '‛' => '"',
        '《' | '〈' | '«' | '‹' => '<',
        '》' | '〉' | '»' | '›' => '>',
        '【' | '〔' | '〖' => '[',
        '】' | '〕' | '〗' => ']',
        '—' | '–' | '－' | '―' | '‐' | '‑' | '‒' | '─' | '−' => '-',
        '·' | '・' | '•' | '‧' | '･' | '∙' => '·',
        '〜' | '∼' => '~',
        '○' | '零' => '〇',
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(lower), None) => lower,
                _ => c,
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_the_same_fold_alike() {
        for (words, folded) in [
            ("習(xí)近平", "习近平"),
            ("习　近 平", "习近平"),
            ("　Red  Hat 公司 ", "red hat公司"),
            ("ＡＢＣ１２３", "abc123"),
            ("“四个自信”，", "\"四个自信\","),
            ("「四個自信」、", "\"四个自信\","),
            ("《求是》【网】（省）", "<求是>[网](省)"),
            ("二〇二二年十月", "2022年十月"),
            ("二○二二年", "2022年"),
            ("一九四九", "1949"),
            ("三三制", "三三制"),
            ("三个代表", "三个代表"),
            ("瞭解乾隆後發", "了解干隆后发"),
            ("薴", "苎"),
            ("——“", "--\""),
            ("甲\r\n乙", "甲\n乙"),
            ("零\u{200B}下\u{FE0F}", "〇下"),
            ("\u{F900}𠁞", "岂𠀾"),
            (" \u{3000}", ""),
        ] {
            assert_eq!(fold_words(words), folded, "{words}");
            assert_eq!(fold_words(folded), folded, "{words} again");
        }
    }

    #[test]
    fn what_is_found_leads_back_to_all_it_stands_for() {
        for (content, words, raw) in [
            ("見習(xí)近平(píng)。", "习近平", "習(xí)近平(píng)"),
            ("見習(xí)近平(píng) 。", "习近平", "習(xí)近平(píng)"),
            ("习 近 平 说", "习近平", "习 近 平"),
            ("于 二〇二二 年", "2022年", "二〇二二 年"),
            ("a　 B", "a b", "a　 B"),
            ("甲\r\n乙", "乙", "乙"),
        ] {
            let text = Text::from(content);
            let folded = Folded::new(&text, text.range(), Folding::Words);
            let at = folded.as_str().find(words).unwrap();
            let found = folded.raw_ranges(std::iter::once(at..at + words.len()));
            assert_eq!(text.slice(found[0]), raw, "{content}");
        }
    }
}
