//! The two scripts of Chinese, each shown in the other one, character by character.
//!
//! `以後` becomes `以后` and `皇后` stays; the other way `以后` becomes `以後` and `皇后` stays. A character
//! with several targets takes the one of the longest phrase around it, or else its most usual one.
//!
//! Invariant: a conversion has as many characters as the text; their bytes may be more or fewer.
//! Nothing here knows of glosses; `view` takes them out first. The tables are described in
//! `assets/opencc/README.md`; words of a region (`软件`, `軟體`) are deliberately no part of them.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::OnceLock;

/// The script a text is shown in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Script {
    /// The one it is written in.
    #[default]
    AsIs,
    /// Simplified characters.
    Simplified,
    /// Traditional characters.
    Traditional,
}

/// The most characters a phrase has; what lies further away decides nothing.
pub const MAX_PHRASE: usize = 12;

/// How far into a text its script is looked for.
const SCRIPT_REACH: usize = 20_000;
/// How many times more characters one script must have than the other.
const MOST: usize = 4;

const TO_SIMPLIFIED: &str = include_str!("../../assets/opencc/to_simplified.txt");
const TO_TRADITIONAL: &str = include_str!("../../assets/opencc/to_traditional.txt");

/// The number of bits of the sieve that most places without a phrase fall through.
const SIEVE_BITS: usize = 1 << 18;

/// Reads the tables of both scripts, for a worker thread; else the first who needs one waits for it.
pub fn load() {
    script_of("");
}

/// Returns a text in another script.
pub fn converted(text: &str, to: Script) -> Cow<'_, str> {
    match Table::of(to) {
        None => Cow::Borrowed(text),
        Some(table) => Cow::Owned(table.converted(text)),
    }
}

/// Returns the script most of a text is written in, as is where it is neither.
///
/// Told by the characters near its start that only one script has; `后` and `里`, which some phrase
/// keeps, are words of both. A few of the other script are no matter.
pub fn script_of(text: &str) -> Script {
    let tables = (
        Table::of(Script::Simplified),
        Table::of(Script::Traditional),
    );
    let (Some(to_simplified), Some(to_traditional)) = tables else {
        return Script::AsIs;
    };
    let of_both = OF_BOTH.get_or_init(|| to_traditional.kept_in_phrases());
    let (mut n_simplified, mut n_traditional) = (0, 0);
    for c in text.chars().take(SCRIPT_REACH) {
        if to_simplified.paired(c) != c {
            n_traditional += 1;
        } else if to_traditional.paired(c) != c && !of_both.contains(&c) {
            n_simplified += 1;
        }
    }
    if n_traditional > MOST * n_simplified {
        Script::Traditional
    } else if n_simplified > MOST * n_traditional {
        Script::Simplified
    } else {
        Script::AsIs
    }
}

/// Returns a text in simplified characters.
pub fn simplified(text: &str) -> String {
    converted(text, Script::Simplified).into_owned()
}

/// Returns a text in traditional characters.
pub fn traditional(text: &str) -> String {
    converted(text, Script::Traditional).into_owned()
}

/// Returns the simplified form of a character that stands alone.
pub fn simplified_char(c: char) -> char {
    Table::of(Script::Simplified).map_or(c, |table| table.paired(c))
}

/// Returns the characters that become others in phrases only, such as `瞭` in `瞭解`, with these.
pub fn simplified_in_phrases() -> Vec<(char, char)> {
    let Some(table) = Table::of(Script::Simplified) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for phrase in &table.phrases {
        for (from, to) in phrase.key(table).chars().zip(phrase.reading(table).chars()) {
            if from != to && table.paired(from) == from {
                found.push((from, to));
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A phrase of a table, as places in its source.
struct Phrase {
    start: u32,
    n_key_bytes: u8,
    /// None where the pairs give the reading.
    n_reading_bytes: u8,
}

impl Phrase {
    fn key<'a>(&self, table: &Table<'a>) -> &'a str {
        let start = self.start as usize;
        let end = start + usize::from(self.n_key_bytes);
        table.source.get(start..end).unwrap_or("")
    }

    /// Returns the reading, or the phrase itself where it has none of its own.
    fn reading<'a>(&self, table: &Table<'a>) -> &'a str {
        if self.n_reading_bytes == 0 {
            return self.key(table);
        }
        let start = self.start as usize + usize::from(self.n_key_bytes) + 1;
        let end = start + usize::from(self.n_reading_bytes);
        table.source.get(start..end).unwrap_or("")
    }
}

/// One direction.
struct Table<'a> {
    source: &'a str,
    /// For each character of the basic plane its pair, or 0.
    pairs: Vec<u16>,
    /// Pairs beyond the basic plane, in order.
    far_pairs: Vec<(char, char)>,
    /// In the order of their keys.
    phrases: Vec<Phrase>,
    /// The first two characters of phrases with the first that begins so, in order.
    beginnings: Vec<(u64, usize)>,
    /// A bit for each two characters that a phrase may begin with.
    sieve: Vec<u64>,
}

/// Characters that have a traditional form and are traditional ones too.
static OF_BOTH: OnceLock<HashSet<char>> = OnceLock::new();
static SIMPLIFIED: OnceLock<Table<'static>> = OnceLock::new();
static TRADITIONAL: OnceLock<Table<'static>> = OnceLock::new();

impl Table<'static> {
    fn of(to: Script) -> Option<&'static Self> {
        match to {
            Script::AsIs => None,
            Script::Simplified => Some(SIMPLIFIED.get_or_init(|| Table::parse(TO_SIMPLIFIED))),
            Script::Traditional => Some(TRADITIONAL.get_or_init(|| Table::parse(TO_TRADITIONAL))),
        }
    }
}

impl<'a> Table<'a> {
    fn parse(source: &'a str) -> Self {
        let mut table = Self {
            source,
            pairs: vec![0; 0x1_0000],
            far_pairs: Vec::new(),
            phrases: Vec::new(),
            beginnings: Vec::new(),
            sieve: vec![0; SIEVE_BITS / 64],
        };
        let (pairs, phrases) = source.split_once('\n').unwrap_or((source, ""));
        let mut pairs = pairs.chars();
        while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
            match (table.pairs.get_mut(from as usize), u16::try_from(to as u32)) {
                (Some(pair), Ok(to)) => *pair = to,
                _ => table.far_pairs.push((from, to)),
            }
        }
        table.far_pairs.sort_unstable();
        let mut start = source.len() - phrases.len();
        for line in phrases.split_inclusive('\n') {
            let line_end = start + line.len();
            let (key, reading) = line
                .trim_end()
                .split_once(' ')
                .unwrap_or((line.trim_end(), ""));
            table.add_phrase(start, key, reading);
            start = line_end;
        }
        table
    }

    fn add_phrase(&mut self, start: usize, key: &str, reading: &str) {
        let mut chars = key.chars();
        let (Some(first), Some(second)) = (chars.next(), chars.next()) else {
            return;
        };
        let beginning = beginning(first, second);
        if self.beginnings.last().is_none_or(|b| b.0 != beginning) {
            self.beginnings.push((beginning, self.phrases.len()));
        }
        let (word, bit) = sieve_place(beginning);
        if let Some(word) = self.sieve.get_mut(word) {
            *word |= bit;
        }
        let (Ok(start), Ok(n_key_bytes), Ok(n_reading_bytes)) = (
            u32::try_from(start),
            u8::try_from(key.len()),
            u8::try_from(reading.len()),
        ) else {
            return;
        };
        self.phrases.push(Phrase {
            start,
            n_key_bytes,
            n_reading_bytes,
        });
    }

    /// Returns the characters that become others alone and stay in some phrase.
    fn kept_in_phrases(&self) -> HashSet<char> {
        let read = self.phrases.iter().filter(|p| p.n_reading_bytes > 0);
        read.flat_map(|phrase| phrase.reading(self).chars())
            .filter(|&c| self.paired(c) != c)
            .collect()
    }

    fn paired(&self, c: char) -> char {
        if let Some(&pair) = self.pairs.get(c as usize) {
            return match char::from_u32(u32::from(pair)) {
                Some('\0') | None => c,
                Some(pair) => pair,
            };
        }
        let found = self.far_pairs.binary_search_by_key(&c, |pair| pair.0);
        let found = found.ok().and_then(|i| self.far_pairs.get(i));
        found.map_or(c, |pair| pair.1)
    }

    fn converted(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + 16);
        let mut rest = text.chars();
        loop {
            let here = rest.as_str();
            let Some(c) = rest.next() else {
                return out;
            };
            // Nothing before the Han characters has a pair or begins a phrase.
            if c < '\u{2E80}' {
                out.push(c);
                continue;
            }
            match self.phrase_at(c, rest.clone().next(), here) {
                None => out.push(self.paired(c)),
                Some(phrase) => {
                    match phrase.n_reading_bytes {
                        0 => out.extend(phrase.key(self).chars().map(|c| self.paired(c))),
                        _ => out.push_str(phrase.reading(self)),
                    }
                    let after = here.get(usize::from(phrase.n_key_bytes)..);
                    rest = after.unwrap_or("").chars();
                }
            }
        }
    }

    /// Returns the longest phrase that `here` begins with; its first two characters are given.
    fn phrase_at(&self, first: char, second: Option<char>, here: &str) -> Option<&Phrase> {
        let wanted = beginning(first, second?);
        let (word, bit) = sieve_place(wanted);
        if self.sieve.get(word)? & bit == 0 {
            return None;
        }
        let found = self
            .beginnings
            .binary_search_by_key(&wanted, |b| b.0)
            .ok()?;
        let from = self.beginnings.get(found)?.1;
        let to = self.beginnings.get(found + 1);
        let to = to.map_or(self.phrases.len(), |beginning| beginning.1);
        let all = self.phrases.get(from..to)?;
        // What is behind `here` in order cannot begin it; of those before, the nearest is longest.
        let n_before = all.partition_point(|phrase| phrase.key(self) <= here);
        let before = all.get(..n_before)?;
        before
            .iter()
            .rev()
            .find(|phrase| here.starts_with(phrase.key(self)))
    }
}

fn beginning(first: char, second: char) -> u64 {
    u64::from(u32::from(first)) << 32 | u64::from(u32::from(second))
}

/// Returns the word of the sieve, and the bit in it, for the beginning of a phrase.
fn sieve_place(beginning: u64) -> (usize, u64) {
    // The multiplier is 2^64 over the golden ratio, which spreads neighbours well.
    let hash = beginning.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 46;
    let place = usize::try_from(hash).unwrap_or(0) % SIEVE_BITS;
    (place / 64, 1 << (place % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_decide_what_a_character_becomes() {
        for (simplified_text, traditional_text) in [
            ("以后的皇后", "以後的皇后"),
            ("发展理发店", "發展理髮店"),
            ("干部干净", "幹部乾淨"),
            ("党的二十大精神", "黨的二十大精神"),
            ("里程与这里", "里程與這裏"),
            ("了解一出戏", "瞭解一齣戲"),
            ("复杂反复", "複雜反覆"),
        ] {
            assert_eq!(traditional(simplified_text), traditional_text);
            assert_eq!(simplified(traditional_text), simplified_text);
        }
        assert_eq!(simplified("乾隆皇帝與乾燥"), "乾隆皇帝与干燥");
        // What is simplified already stays.
        assert_eq!(simplified("一坏就换,毛坯,著名"), "一坏就换,毛坯,著名");
    }

    #[test]
    fn the_script_of_a_text_is_told_by_most_of_its_characters() {
        for (content, script) in [
            ("皇太后和范先生干涉這裡,國家發展", Script::Traditional),
            ("皇太后住在这里,国家发展与会议", Script::Simplified),
            ("国家發展", Script::AsIs),
            ("abc 一二三人大", Script::AsIs),
            ("", Script::AsIs),
        ] {
            assert_eq!(script_of(content), script, "{content}");
        }
    }

    #[test]
    fn the_longest_phrase_wins_and_a_shorter_one_is_found_when_it_fails() {
        let table = Table::parse("甲乙\n丙丁 卯辰\n甲丙\n甲丙丁 子丑寅\n甲丙丁戊己 ABCDE\n");
        assert_eq!(table.converted("甲丙丁戊己"), "ABCDE");
        assert_eq!(table.converted("甲丙丁戊甲"), "子丑寅戊乙");
        assert_eq!(table.converted("甲丙"), "乙丙");
        assert_eq!(table.converted("甲丙乙丙丁"), "乙丙乙卯辰");
    }

    #[test]
    fn every_line_of_the_tables_is_one_to_one_and_in_order() {
        for source in [TO_SIMPLIFIED, TO_TRADITIONAL] {
            let table = Table::parse(source);
            let lines: Vec<&str> = source.lines().skip(1).collect();
            assert_eq!(table.phrases.len(), lines.len());
            assert!(table.beginnings.is_sorted_by(|a, b| a.0 < b.0));
            let mut before = "";
            for (phrase, line) in table.phrases.iter().zip(lines) {
                let (key, reading) = (phrase.key(&table), phrase.reading(&table));
                let wanted = line.split_once(' ').unwrap_or((line, line));
                assert_eq!((key, reading), wanted);
                let n_chars = key.chars().count();
                assert_eq!(reading.chars().count(), n_chars, "{line}");
                assert!((2..=MAX_PHRASE).contains(&n_chars), "{line}");
                assert!(before < key, "{line}");
                before = key;
            }
        }
    }
}
