//! What conversion broke in a text, place by place, with what can be known about it.
//!
//! GBK read one byte off after a lost one makes `。”劉忠友` into `?!眲⒅矣`: each character is the end of
//! one and the start of the next. Where pairing the bytes anew gives everyday characters up to a byte
//! that stands alone again, the shift is proved and the reading `□”劉忠友` is told, `□` for what is lost.
//! A reading is a hint and never becomes text.
//!
//! Invariants: places are in order of their starts; ordinary text has none. Damage is looked for
//! paragraph by paragraph, and no place reaches over a line end.

use std::collections::BTreeMap;
use std::fmt;

use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::artefact::toned_syllable;
use crate::text::artefact::unclosed_syllable;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::shift::Shifted;
use crate::text::shift::is_lone_byte;

/// A damaged place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DamagedPlace {
    /// The characters that show it.
    pub range: CharRange,
    /// What happened to them.
    pub harm: Harm,
    /// What stood there, where that can be proved.
    pub reading: Option<String>,
}

/// What happened to a place of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Harm {
    /// A U+FFFD stands where something could not be read.
    Replaced,
    /// Bytes were lost, and what stood between was read one byte off.
    LostBytes,
    /// A character has no meaning but one of its maker's.
    PrivateUse,
    /// Half a gloss, or one whose character is broken.
    OrphanedGloss,
    /// A bracket has no partner in a paragraph that is damaged elsewhere, or begins with it.
    UnpairedBracket,
    /// A date that no calendar has.
    ImpossibleDate,
}

impl Harm {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Replaced,
        Self::LostBytes,
        Self::PrivateUse,
        Self::OrphanedGloss,
        Self::UnpairedBracket,
        Self::ImpossibleDate,
    ];

    /// Returns the name that machines read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::LostBytes => "lost_bytes",
            Self::PrivateUse => "private_use",
            Self::OrphanedGloss => "orphaned_gloss",
            Self::UnpairedBracket => "unpaired_bracket",
            Self::ImpossibleDate => "impossible_date",
        }
    }
}

impl fmt::Display for Harm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Replaced => "something could not be read",
            Self::LostBytes => "bytes were lost, the rest was read one byte off",
            Self::PrivateUse => "a private-use character",
            Self::OrphanedGloss => "half a gloss, or one whose character is broken",
            Self::UnpairedBracket => "a bracket without its partner",
            Self::ImpossibleDate => "an impossible date",
        })
    }
}

/// The most characters of a paragraph that are looked at together.
const PIECE_CHARS: usize = 1 << 20;

/// Returns all damage of a text.
pub fn damage(text: &Text) -> Vec<DamagedPlace> {
    damage_in(text, text.range())
}

/// Returns the damage of the paragraphs that begin in a range.
///
/// Of a paragraph with more than a million characters it is not told whether brackets are paired.
pub fn damage_in(text: &Text, range: CharRange) -> Vec<DamagedPlace> {
    let mut found = Vec::new();
    let mut paragraph = text.paragraph_at(range.start());
    while paragraph < text.n_paragraphs() {
        let here = text.paragraph_range(paragraph);
        if here.start() >= range.end() {
            break;
        }
        if here.len() <= PIECE_CHARS {
            found.extend(damage_in_paragraph(text, paragraph));
        } else {
            found.extend(damage_in_pieces(text, here));
        }
        paragraph += 1;
    }
    found
}

/// Returns the damage of a very long paragraph, piece by piece; each ends with a sentence.
fn damage_in_pieces(text: &Text, paragraph: CharRange) -> Vec<DamagedPlace> {
    let mut found = Vec::new();
    let mut start = paragraph.start();
    while start < paragraph.end() {
        let most = start.plus(PIECE_CHARS).min(paragraph.end());
        let words = text.slice(CharRange::new(start, most));
        let n_behind = match words.rfind('。') {
            Some(stop) if most < paragraph.end() => {
                let behind = words.get(stop..).unwrap_or("");
                behind.chars().count() - 1
            }
            _ => 0,
        };
        let end = most.minus(n_behind);
        let piece = Text::from(text.slice(CharRange::new(start, end)));
        let places = damage_in_paragraph(&piece, 0).into_iter();
        let places = places.filter(|place| place.harm != Harm::UnpairedBracket);
        found.extend(places.map(|place| {
            let (from, to) = (place.range.start().0, place.range.end().0);
            let range = CharRange::new(start.plus(from), start.plus(to));
            DamagedPlace { range, ..place }
        }));
        start = end;
    }
    found
}

/// Returns the damage of one paragraph.
pub fn damage_in_paragraph(text: &Text, paragraph: usize) -> Vec<DamagedPlace> {
    let content = text.paragraph(paragraph);
    if content.is_ascii() {
        return Vec::new();
    }
    let mut search = Search {
        start: text.paragraph_range(paragraph).start(),
        chars: content.chars().collect(),
        found: Vec::new(),
    };
    search.run();
    search.found
}

struct Search {
    start: CharIdx,
    chars: Vec<char>,
    found: Vec<DamagedPlace>,
}

impl Search {
    fn run(&mut self) {
        let mut i = 0;
        while let Some(&c) = self.chars.get(i) {
            i += match c {
                '\u{FFFD}' => self.replaced(i),
                '?' => self.lost_byte(i),
                '(' => self.parenthesis(i),
                '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => {
                    self.add(i, 1, Harm::PrivateUse, None);
                    1
                }
                '日' => {
                    self.date(i);
                    1
                }
                _ => 1,
            };
        }
        self.brackets();
        self.found.sort_by_key(|place| place.range.start());
    }

    fn add(&mut self, from: usize, len: usize, harm: Harm, reading: Option<String>) {
        let start = self.start.plus(from);
        self.found.push(DamagedPlace {
            range: CharRange::new(start, start.plus(len)),
            harm,
            reading,
        });
    }

    fn rest(&self, from: usize) -> &[char] {
        self.chars.get(from..).unwrap_or(&[])
    }

    fn before(&self, at: usize) -> Option<char> {
        self.chars.get(at.checked_sub(1)?).copied()
    }

    fn replaced(&mut self, from: usize) -> usize {
        let len = self.rest(from).iter().take_while(|c| **c == '\u{FFFD}');
        let len = len.count();
        self.add(from, len, Harm::Replaced, None);
        len
    }

    /// Looks at a question mark that may stand for a lost byte; returns how far it was looked at.
    fn lost_byte(&mut self, at: usize) -> usize {
        let tail = toned_syllable(self.rest(at + 1).iter().copied());
        // The opening parenthesis went with the byte before it.
        let n_tail = tail.map_or(0, |n_letters| n_letters + 1);
        if n_tail > 0 {
            self.add(at, 1 + n_tail, Harm::OrphanedGloss, None);
        }
        let from = at + 1 + n_tail;
        match Shifted::of(self.rest(from), n_tail > 0) {
            None => from - at,
            Some(shifted) => {
                let len = from + shifted.n_chars - at;
                self.add(at, len, Harm::LostBytes, shifted.reading);
                if shifted.ends_in_loss {
                    // The last question mark may have half a gloss of its own.
                    let after = self.rest(at + len).iter().copied();
                    if let Some(n_letters) = toned_syllable(after) {
                        self.add(at + len - 1, n_letters + 2, Harm::OrphanedGloss, None);
                        return len + n_letters + 1;
                    }
                }
                len
            }
        }
    }

    /// Looks at a parenthesis that may begin a broken gloss; returns how far it was looked at.
    fn parenthesis(&mut self, at: usize) -> usize {
        let rest = self.rest(at);
        let is_gloss = gloss_len(rest.iter().copied());
        let is_behind_han = self.before(at).is_some_and(is_han);
        match is_gloss {
            Some(len) if is_behind_han => len,
            Some(len) => {
                // `楝F(xiàn)`: the second byte of a character was left alone.
                let is_byte = self.before(at).is_some_and(is_lone_byte);
                let is_glued = at.checked_sub(2).and_then(|i| self.chars.get(i));
                if is_byte && is_glued.is_some_and(|c| is_han(*c)) {
                    self.add(at - 1, len + 1, Harm::OrphanedGloss, None);
                }
                len
            }
            None => {
                let letters = unclosed_syllable(self.rest(at + 1).iter().copied());
                if let Some(n_letters) = letters.filter(|_| is_behind_han) {
                    self.add(at, n_letters + 1, Harm::OrphanedGloss, None);
                }
                1
            }
        }
    }

    /// Looks at the numbers before a `日`.
    fn date(&mut self, at: usize) {
        let (day_start, day) = self.number_before(at);
        if day_start == at || at - day_start > 4 {
            return;
        }
        let before = self.before(day_start);
        if before == Some('月') {
            let (month_start, month) = self.number_before(day_start - 1);
            let n_digits = day_start - 1 - month_start;
            let is_date = (1..=2).contains(&n_digits) && at - day_start <= 2;
            if is_date && !is_day(month, day) && self.before(month_start) != Some('.') {
                self.add(
                    month_start,
                    at + 1 - month_start,
                    Harm::ImpossibleDate,
                    None,
                );
            }
            return;
        }
        let is_at_start = before.is_none_or(|c| c.is_whitespace() || is_stop(c) || c == '年');
        let is_split = match at - day_start {
            3 => is_day(day / 100, day % 100) || is_day(day / 10, day % 10) && day % 10 > 0,
            4 => is_day(day / 100, day % 100),
            _ => false,
        };
        // Round numbers before `日` are spans of time, and so is what these words follow.
        let after = self.chars.get(at + 1).copied();
        let is_time =
            day % 10 == 0 || after.is_some_and(|c| "内內以之后後前间間期游遊均元".contains(c));
        if is_at_start && is_split && !is_time {
            self.add(day_start, at + 1 - day_start, Harm::ImpossibleDate, None);
        }
    }

    /// Returns where the digits before a place start, and their value.
    fn number_before(&self, at: usize) -> (usize, u32) {
        let head = self.chars.get(..at).unwrap_or(&[]);
        let (mut value, mut place, mut n) = (0_u32, 1_u32, 0);
        for c in head.iter().rev().take(6) {
            let digit = match c {
                '０'..='９' => u32::from(*c) - u32::from('０'),
                c => match c.to_digit(10) {
                    Some(digit) => digit,
                    None => break,
                },
            };
            value += digit * place;
            place *= 10;
            n += 1;
        }
        (at - n, value)
    }

    /// Looks for brackets without partners, if anything else is damaged.
    fn brackets(&mut self) {
        let mut orphans = self.orphans().into_iter().peekable();
        let mut open: Vec<(usize, char)> = Vec::new();
        let mut n_open: BTreeMap<char, usize> = BTreeMap::new();
        let mut unpaired = Vec::new();
        for (i, &c) in self.chars.iter().enumerate() {
            let at = self.start.plus(i);
            while orphans.next_if(|orphan| orphan.end() <= at).is_some() {}
            if orphans.peek().is_some_and(|orphan| orphan.contains(at)) {
                continue;
            }
            if let Some(closing) = closing_of(c) {
                open.push((i, closing));
                *n_open.entry(closing).or_default() += 1;
            } else if is_closing(c) {
                // Without the count, many brackets that pair with nothing would take for ever.
                let has_partner = n_open.get(&c).is_some_and(|n| *n > 0);
                let mut partner = None;
                if has_partner {
                    partner = open.iter().rposition(|(_, closing)| *closing == c);
                }
                match partner {
                    Some(partner) => {
                        for (_, closing) in open.iter().skip(partner) {
                            n_open.entry(*closing).and_modify(|n| *n -= 1);
                        }
                        unpaired.extend(open.drain(partner..).skip(1));
                    }
                    None => unpaired.push((i, c)),
                }
            }
        }
        unpaired.extend(open);
        let is_damaged = !self.found.is_empty();
        for (i, closing) in unpaired {
            // A heading is closed on its line, so that it needs no other damage: `【字體:`.
            if is_damaged || (i == 0 && closing == '】') {
                self.add(i, 1, Harm::UnpairedBracket, None);
            }
        }
    }

    /// Returns where half glosses are, in order.
    fn orphans(&self) -> Vec<CharRange> {
        let orphans = self.found.iter();
        let orphans = orphans.filter(|place| place.harm == Harm::OrphanedGloss);
        let mut orphans: Vec<CharRange> = orphans.map(|place| place.range).collect();
        orphans.sort_unstable();
        orphans
    }
}

fn is_day(month: u32, day: u32) -> bool {
    let n_days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 29,
        _ => return false,
    };
    (1..=n_days).contains(&day)
}

fn is_stop(c: char) -> bool {
    "，。；：、！？,.;:!?“”「」（）()《》—".contains(c)
}

fn closing_of(c: char) -> Option<char> {
    Some(match c {
        '(' => ')',
        '（' => '）',
        '【' => '】',
        '《' => '》',
        '〈' => '〉',
        '「' => '」',
        '『' => '』',
        '〔' => '〕',
        '“' => '”',
        _ => return None,
    })
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        ')' | '）' | '】' | '》' | '〉' | '」' | '』' | '〕' | '”'
    )
}

#[cfg(test)]
mod tests {
    use encoding_rs::GBK;

    use super::*;

    /// Returns each place as `harm words=reading`.
    fn found(content: &str) -> Vec<String> {
        let text = Text::from(content);
        let line = |place: DamagedPlace| {
            let reading = place.reading.map(|reading| format!("={reading}"));
            let words = text.slice(place.range);
            format!(
                "{} {words}{}",
                place.harm.name(),
                reading.unwrap_or_default()
            )
        };
        damage(&text).into_iter().map(line).collect()
    }

    /// Returns a text as it is after its byte at `lost` became a question mark in GBK.
    fn with_lost_byte(content: &str, lost: usize) -> String {
        let (bytes, _, _) = GBK.encode(content);
        let mut bytes = bytes.into_owned();
        bytes.remove(lost);
        let (head, tail) = bytes.split_at(lost);
        let read = |bytes| GBK.decode_without_bom_handling(bytes).0.into_owned();
        format!("{}?{}", read(head), read(tail))
    }

    #[test]
    fn a_run_one_byte_off_is_told_with_its_reading() {
        assert_eq!(
            found("次大會(huì)?;氐焦ぷ髦?,自己"),
            ["lost_bytes ?;氐焦ぷ髦?=□回到工作□"]
        );
        // The second byte of 長 is a letter, behind which all is well again.
        let broken = with_lost_byte("他说。劉校長的講堂", 4).replace('！', "!");
        assert!(broken.starts_with("他说?"), "{broken}");
        let run = broken
            .strip_prefix("他说")
            .unwrap()
            .strip_suffix("的講堂")
            .unwrap();
        assert_eq!(found(&broken), [format!("lost_bytes {run}=□劉校長")]);
    }

    #[test]
    fn half_glosses_are_told_from_whole_ones() {
        assert_eq!(found("當(dāng)?shù)的"), ["orphaned_gloss ?shù)"]);
        assert_eq!(
            found("當(dāng)?shù)倪^硬"),
            ["orphaned_gloss ?shù)", "lost_bytes ?shù)倪^=□過"]
        );
        assert_eq!(found("甲F(xiàn)實(shí)"), ["orphaned_gloss F(xiàn)"]);
        assert_eq!(found("統(tǒng一戰(zhàn)線"), ["orphaned_gloss (tǒng"]);
        assert_eq!(found("統(tǒng)一,什么?shu)"), Vec::<String>::new());
    }

    #[test]
    fn brackets_count_where_something_else_is_broken() {
        assert_eq!(found("(甲"), Vec::<String>::new());
        assert_eq!(found("【字體:"), ["unpaired_bracket 【"]);
        assert_eq!(found("甲【乙"), Vec::<String>::new());
        assert_eq!(found("甲】乙"), Vec::<String>::new());
        assert_eq!(
            found("《甲\u{FFFD}\u{FFFD}(乙)"),
            ["unpaired_bracket 《", "replaced \u{FFFD}\u{FFFD}"]
        );
        assert_eq!(found("甲\u{E383}《乙》"), ["private_use \u{E383}"]);
    }

    #[test]
    fn impossible_dates_are_told_from_spans_of_time() {
        for (content, date) in [
            ("731日,会议", Some("731日")),
            ("2022年1231日开会", Some("1231日")),
            ("到2月30日止", Some("2月30日")),
            ("13月5日", Some("13月5日")),
            ("７３１日", Some("７３１日")),
            ("7月31日", None),
            ("2月29日", None),
            ("365日无休", None),
            ("120日内办结", None),
            ("共115日", None),
            ("31日", None),
            ("20220731日", None),
            ("731部队", None),
        ] {
            let expected: Vec<String> = date
                .iter()
                .map(|d| format!("impossible_date {d}"))
                .collect();
            assert_eq!(found(content), expected, "{content}");
        }
    }

    #[test]
    fn a_very_long_paragraph_is_looked_at_in_pieces_and_no_place_is_cut() {
        let sentence = "次大會(huì)?;氐焦ぷ髦?,自己。";
        let width = sentence.chars().count();
        let n = PIECE_CHARS / width + 100;
        let text = Text::from(format!("甲\n{}\n731日", sentence.repeat(n)).as_str());
        let places = damage(&text);
        assert_eq!(places.len(), n + 1);
        for (i, place) in places.iter().take(n).enumerate() {
            assert_eq!(place.range.start(), CharIdx(2 + i * width + 8));
            assert_eq!(place.reading.as_deref(), Some("□回到工作□"));
        }
        let of_lines: Vec<DamagedPlace> = crate::text::find::blocks(&text)
            .flat_map(|block| damage_in(&text, block))
            .collect();
        assert_eq!(of_lines, places);
    }

    #[test]
    fn damage_everywhere_takes_no_longer_than_its_length() {
        let n = 60_000;
        let content = ["?shù)(", "\u{FFFD}《", "？》"]
            .map(|piece| piece.repeat(n))
            .concat();
        assert!(found(&content).len() > n);
    }

    #[test]
    fn ordinary_text_has_no_damage() {
        for content in [
            "什么?我们都是这里的人。真的吗?A股涨了?是的!",
            "「為什麼?」她問。(一)總則;(二)附則?有。",
            "Is it? Yes (no). naïve café (é)",
            "1) 第一条 2) 第二条 :) 拼音是 guó (国)",
            "查询 http://a.cn/?q=国&b=x?是的",
            "　　他问:“去哪?回家吗?”",
        ] {
            assert_eq!(found(content), Vec::<String>::new(), "{content}");
        }
    }
}
