//! Places of a text just decoded that someone should look at before it is taken.
//!
//! They are what decoding replaced or kept as control characters, what [`damage`] finds of lost
//! bytes, and mojibake: a run that is valid UTF-8 once it is written in the encoding it was read in,
//! as `ä¸­å›½` and `涓浗鐨勯` are. Its reading is what the UTF-8 says.
//!
//! All that [`damage`] finds is among them, but for what lies in mojibake: where there is none, and
//! no control character, whoever counts damage comes to the same number.
//!
//! Invariants: places are in order of their starts; only so many are kept, all are counted.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::WINDOWS_1252;

use crate::text::artefact::is_han;
use crate::text::damage::Harm;
use crate::text::damage::damage_in;
use crate::text::decode::DamageKind;
use crate::text::decode::Decoded;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Characters that everyday words in UTF-8 become when they are read as GB18030: those of `，`, `。`,
/// `的`, `是`, `在`, `我` and `国`. Few of them stand in any text that is read right.
const TELLTALES: &str = "锛銆鐨鏄鍦鎴鍥";

/// Characters of one piece of mojibake.
const MAX_RUN: usize = 200;

/// Characters that a run of it has at least.
const MIN_RUN: usize = 4;

/// What is doubtful about a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DoubtKind {
    /// A U+FFFD stands for bytes that are nothing in the encoding.
    Replaced,
    /// A U+FFFD stands for half a surrogate pair.
    Unpaired,
    /// NUL, kept as it is.
    Nul,
    /// Another control character, kept as it is.
    Control,
    /// A private-use character.
    PrivateUse,
    /// Bytes were lost, and what follows was read one byte off.
    LostBytes,
    /// Half a gloss, whose other half was lost.
    OrphanedGloss,
    /// A bracket without its partner.
    UnpairedBracket,
    /// A date that no calendar has.
    ImpossibleDate,
    /// The text was read in a wrong encoding, here or before it was written.
    Mojibake,
}

impl DoubtKind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::Replaced,
        Self::Unpaired,
        Self::Nul,
        Self::Control,
        Self::PrivateUse,
        Self::LostBytes,
        Self::OrphanedGloss,
        Self::UnpairedBracket,
        Self::ImpossibleDate,
        Self::Mojibake,
    ];

    /// Returns the name that machines read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Replaced => "replaced",
            Self::Unpaired => "unpaired",
            Self::Nul => "nul",
            Self::Control => "control",
            Self::PrivateUse => "private-use",
            Self::LostBytes => "lost-bytes",
            Self::OrphanedGloss => "orphaned-gloss",
            Self::UnpairedBracket => "unpaired-bracket",
            Self::ImpossibleDate => "impossible-date",
            Self::Mojibake => "mojibake",
        }
    }
}

/// A place to be looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtfulPlace {
    /// The characters that show it.
    pub range: CharRange,
    /// What is doubtful about them.
    pub kind: DoubtKind,
    /// What stood there, where that can be proved.
    pub reading: Option<String>,
}

/// The doubtful places of a text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doubts {
    /// The first of them.
    pub places: Vec<DoubtfulPlace>,
    /// How many there are of each kind, those not kept among them.
    pub counts: BTreeMap<DoubtKind, usize>,
}

impl Doubts {
    /// Returns how many there are.
    pub fn len(&self) -> usize {
        self.counts.values().sum()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Returns how many there are of a kind.
    pub fn count(&self, kind: DoubtKind) -> usize {
        self.counts.get(&kind).copied().unwrap_or(0)
    }

    fn add(&mut self, place: DoubtfulPlace, n_kept: usize) {
        *self.counts.entry(place.kind).or_default() += 1;
        if self.places.len() < n_kept {
            self.places.push(place);
        }
    }
}

/// Finds the doubtful places of a decoded text and keeps the first `n_kept`.
///
/// `decoded` says what decoding did and need not hold the text any more. Nothing is returned when
/// `goes_on`, which is asked again and again, says that nobody waits.
pub fn doubts(
    decoded: &Decoded,
    text: &Text,
    n_kept: usize,
    goes_on: impl Fn(usize) -> bool,
) -> Option<Doubts> {
    let mut found = Doubts::default();
    let unpaired = unpaired(decoded);
    let mut controls = controls(decoded).peekable();
    for paragraph in 0..text.n_paragraphs() {
        if paragraph.is_multiple_of(256) && !goes_on(text.paragraph_bytes(paragraph).start) {
            return None;
        }
        let range = text.paragraph_range(paragraph);
        let mut here = broken(text, paragraph, &unpaired);
        while let Some(place) = controls.next_if(|place| place.range.start() < range.end()) {
            here.push(place);
        }
        let n_broken = here.len();
        mojibake(text.paragraph(paragraph), range.start(), &mut here);
        // What lies in a run of mojibake says nothing that its reading does not say better.
        let runs: Vec<CharRange> = here.iter().skip(n_broken).map(|run| run.range).collect();
        here.retain(|place| {
            let is_run = place.kind == DoubtKind::Mojibake;
            is_run || !runs.iter().any(|run| run.covers(place.range))
        });
        here.sort_by_key(|place| place.range.start());
        for place in here {
            found.add(place, n_kept);
        }
    }
    for place in controls {
        found.add(place, n_kept);
    }
    count_controls(decoded, &mut found);
    Some(found)
}

/// Counts control characters that are too many to be listed.
fn count_controls(decoded: &Decoded, found: &mut Doubts) {
    let n_others = decoded.n_controls.saturating_sub(decoded.n_nuls);
    for (kind, n) in [
        (DoubtKind::Nul, decoded.n_nuls),
        (DoubtKind::Control, n_others),
    ] {
        if n > 0 {
            found.counts.insert(kind, n);
        }
    }
}

fn unpaired(decoded: &Decoded) -> BTreeSet<CharIdx> {
    if decoded.n_unpaired == 0 {
        return BTreeSet::new();
    }
    let units = decoded.damage.iter().filter(
        |damage| matches!(&damage.kind, DamageKind::Replaced { bytes, .. } if bytes.len() == 2),
    );
    units.map(|damage| damage.at).collect()
}

fn controls(decoded: &Decoded) -> impl Iterator<Item = DoubtfulPlace> + '_ {
    decoded.damage.iter().filter_map(|damage| {
        let DamageKind::Control(c) = damage.kind else {
            return None;
        };
        Some(DoubtfulPlace {
            range: CharRange::new(damage.at, damage.at.plus(1)),
            kind: if c == '\0' {
                DoubtKind::Nul
            } else {
                DoubtKind::Control
            },
            reading: None,
        })
    })
}

/// Returns what conversion broke in a paragraph, all that the list of damage has.
fn broken(text: &Text, paragraph: usize, unpaired: &BTreeSet<CharIdx>) -> Vec<DoubtfulPlace> {
    let damage = damage_in(text, text.paragraph_range(paragraph)).into_iter();
    let places = damage.map(|place| {
        let kind = match place.harm {
            Harm::Replaced if unpaired.contains(&place.range.start()) => DoubtKind::Unpaired,
            Harm::Replaced => DoubtKind::Replaced,
            Harm::LostBytes => DoubtKind::LostBytes,
            Harm::PrivateUse => DoubtKind::PrivateUse,
            Harm::OrphanedGloss => DoubtKind::OrphanedGloss,
            Harm::UnpairedBracket => DoubtKind::UnpairedBracket,
            Harm::ImpossibleDate => DoubtKind::ImpossibleDate,
        };
        DoubtfulPlace {
            range: place.range,
            kind,
            reading: place.reading,
        }
    });
    places.collect()
}

/// Adds the runs of a paragraph that were read in a wrong encoding.
fn mojibake(content: &str, start: CharIdx, found: &mut Vec<DoubtfulPlace>) {
    if content.is_ascii() {
        return;
    }
    let mut run = Run::default();
    let mut at = start;
    for c in content.chars() {
        let side = side_of(c);
        if run.side != side || run.text.len() > MAX_RUN * 3 {
            run.finish(found);
            run = Run {
                side,
                start: at,
                ..Run::default()
            };
        }
        if side != Side::Neither {
            run.add(c);
        }
        at = at.plus(1);
    }
    run.finish(found);
}

/// The kinds of characters that mojibake is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    Neither,
    /// Letters and signs of Western Europe.
    Western,
    /// Chinese characters and others of GB18030.
    Chinese,
}

fn side_of(c: char) -> Side {
    match c {
        '\u{80}'..='\u{FF}' | 'Œ' | 'œ' | 'Š' | 'š' | 'Ÿ' | 'Ž' | 'ž' | 'ƒ' | 'ˆ' | '˜' => {
            Side::Western
        }
        '\u{2013}'..='\u{203A}' if !matches!(c, '\u{2016}') => Side::Western,
        '€' | '™' => Side::Western,
        c if c.is_ascii() => Side::Neither,
        _ => Side::Chinese,
    }
}

#[derive(Debug, Default)]
struct Run {
    side: Side,
    start: CharIdx,
    text: String,
    n_chars: usize,
    n_telltales: usize,
}

impl Run {
    fn add(&mut self, c: char) {
        self.text.push(c);
        self.n_chars += 1;
        let tells = match self.side {
            Side::Neither => false,
            Side::Western => matches!(c, '\u{80}'..='\u{BF}' | 'Ã' | 'Â' | 'ä'..='ï'),
            Side::Chinese => TELLTALES.contains(c),
        };
        self.n_telltales += usize::from(tells);
    }

    fn finish(&self, found: &mut Vec<DoubtfulPlace>) {
        if self.n_telltales == 0 || self.n_chars < MIN_RUN {
            return;
        }
        let encoding = match self.side {
            Side::Neither => return,
            Side::Western => WINDOWS_1252,
            Side::Chinese => GB18030,
        };
        if let Some(reading) = reading_of(&self.text, encoding) {
            found.push(DoubtfulPlace {
                range: CharRange::new(self.start, self.start.plus(self.n_chars)),
                kind: DoubtKind::Mojibake,
                reading: Some(reading),
            });
        }
    }
}

/// Returns what a run says when its bytes are taken as UTF-8, if it says something in Chinese.
///
/// Bytes were lost at its ends and where the wrong encoding had no character; they read as `□`.
fn reading_of(run: &str, encoding: &'static Encoding) -> Option<String> {
    let (bytes, _, _) = encoding.encode(run);
    let (mut n_good, mut n_bad) = (0_usize, 0_usize);
    let mut reading = String::new();
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars().filter(|c| !c.is_ascii()) {
            let is_chinese = is_han(c) || matches!(c, '\u{3000}'..='\u{303F}' | '！'..='～');
            n_good += usize::from(is_chinese);
            n_bad += usize::from(!is_chinese);
        }
        reading.push_str(chunk.valid());
        if !chunk.invalid().is_empty() {
            n_bad += 1;
            if !reading.ends_with('□') {
                reading.push('□');
            }
        }
    }
    (n_good >= 2 && n_good >= n_bad * 2).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::decode;

    fn found(bytes: &[u8], encoding: Option<&str>) -> (Vec<String>, Doubts) {
        let decoded = decode::decode(bytes, encoding).unwrap();
        let text = Text::from(decoded.text.as_str());
        let found = doubts(&decoded, &text, 100, |_| true).unwrap();
        let lines = found.places.iter().map(|place| {
            let words = text.slice(place.range).escape_debug().to_string();
            let reading = place.reading.as_deref().unwrap_or_default();
            format!("{} {words} {reading}", place.kind.name())
        });
        (lines.collect(), found)
    }

    #[test]
    fn utf8_read_as_something_else_is_told_with_its_reading() {
        let text = "中国的春耕。我们在路上，很好。";
        let (lines, _) = found(text.as_bytes(), Some("GB18030"));
        let readings: Vec<&str> = lines
            .iter()
            .filter_map(|line| Some(line.strip_prefix("mojibake ")?.split_once(' ')?.1))
            .collect();
        assert_eq!(readings, ["中国的春耕□", "□我们在路上，很好□"]);
        // The last byte of a character of three stands alone.
        assert_eq!(lines.last().map(String::as_str), Some("replaced \u{FFFD} "));
        assert_eq!(lines.len(), 3);
        let western: String = WINDOWS_1252
            .decode_without_bom_handling("中国很好".as_bytes())
            .0
            .into_owned();
        let (lines, _) = found(western.as_bytes(), None);
        let western = western.escape_debug();
        assert_eq!(lines, [format!("mojibake {western} 中国很好")]);
    }

    #[test]
    fn ordinary_texts_have_none() {
        for text in [
            "统(tǒng)一战(zhàn)线，很好。“党”——毛泽东",
            "Voilà un café à Besançon, où l’été… «né» naïve Œuvre",
            "涓涓细流，汇成江河。",
        ] {
            let (lines, found) = found(text.as_bytes(), None);
            assert_eq!(lines, Vec::<String>::new());
            assert!(found.is_empty());
        }
    }

    #[test]
    fn controls_and_half_pairs_are_told_apart() {
        let (lines, found) = self::found("甲\u{1}乙\0丙".as_bytes(), Some("UTF-8"));
        assert_eq!(lines, ["control \\u{1} ", "nul \\0 "]);
        assert_eq!(found.count(DoubtKind::Nul), 1);
        let units = [0x7532, 0xD800, 0x4E59, 0x4E19, 0x4E01, 0x620A];
        let bytes: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
        let (lines, _) = self::found(&bytes, Some("UTF-16LE"));
        assert_eq!(lines, ["unpaired \u{FFFD} "]);
    }

    #[test]
    fn whoever_gives_up_gets_nothing_and_few_are_kept() {
        let decoded = decode::decode("\u{E000}甲\u{E000}乙\u{E000}".as_bytes(), None).unwrap();
        let text = Text::from(decoded.text.as_str());
        assert!(doubts(&decoded, &text, 9, |_| false).is_none());
        let found = doubts(&decoded, &text, 2, |_| true).unwrap();
        assert_eq!((found.places.len(), found.len()), (2, 3));
    }
}
