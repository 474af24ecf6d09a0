//! GBK read one byte off: what characters come to when their bytes are paired anew.
//!
//! `眲⒅矣` behind a lost byte is `B1 84 A2 D6 D2 D3`, of which `84 A2 D6 D2` is `劉忠`. A new pairing counts
//! as proved only where it gives everyday characters, and ends where a byte stands alone again: at a
//! letter that is a second byte (`v` in `講`), or at a second loss. A lost character reads `□`.
//!
//! Deliberately not here: where to look for such runs, which is `damage`'s.

use encoding_rs::GB18030;
use encoding_rs::GBK;

use crate::text::artefact::is_han;
use crate::text::artefact::toned_syllable;
use crate::text::script;

/// Stands in a reading for a character that is lost.
const LOST: char = '□';

/// The longest run that is paired anew.
const MAX_RUN: usize = 200;

/// What characters that were read one byte off come to.
pub struct Shifted {
    /// How many they are.
    pub n_chars: usize,
    /// What stood there, where that is proved.
    pub reading: Option<String>,
    /// Whether the last of them stands for a second lost byte.
    pub ends_in_loss: bool,
}

impl Shifted {
    /// Pairs the bytes of what follows a lost byte anew; none unless that is proved.
    ///
    /// `orphaned` says that half a gloss stands between, which is proof enough that a byte is lost.
    pub fn of(run: &[char], orphaned: bool) -> Option<Self> {
        let (first, rest) = run.split_first()?;
        let (_, mut lead) = shifted_bytes(*first)?;
        let mut reading = String::from(LOST);
        let mut evidence = Evidence::default();
        evidence.see_raw(*first);
        for (i, &c) in rest.iter().enumerate().take(MAX_RUN) {
            let n_chars = i + 2;
            if c == '?' {
                reading.push(LOST);
                let next = rest.get(i + 1..).unwrap_or(&[]);
                let is_orphaned = toned_syllable(next.iter().copied()).is_some();
                // With half a gloss before and nothing whole between, something is lost for sure.
                let is_bare = orphaned && i == 0 && evidence.n_odd > 0;
                let is_proved = evidence.proves(orphaned || is_orphaned);
                return (is_proved || is_bare).then_some(Self {
                    n_chars,
                    reading: is_proved.then_some(reading),
                    ends_in_loss: true,
                });
            }
            if is_lone_byte(c) {
                let paired = paired(lead, u8::try_from(c).ok()?)?;
                evidence.see_paired(paired);
                reading.push(paired);
                return evidence.proves(orphaned).then_some(Self {
                    n_chars,
                    reading: Some(reading),
                    ends_in_loss: false,
                });
            }
            let (trail, next_lead) = shifted_bytes(c)?;
            let paired = paired(lead, trail)?;
            evidence.see_raw(c);
            evidence.see_paired(paired);
            reading.push(paired);
            lead = next_lead;
        }
        None
    }
}

/// How well a new pairing of bytes reads.
#[derive(Default)]
struct Evidence {
    /// Everyday characters of the reading.
    n_common: usize,
    /// Other characters of the reading, punctuation apart.
    n_rare: usize,
    /// Characters of the text that do not belong in a Chinese one.
    n_odd: usize,
}

impl Evidence {
    fn see_raw(&mut self, c: char) {
        let is_mark = c.is_ascii() || matches!(c, '\u{3000}'..='\u{303F}');
        self.n_odd += usize::from(!is_mark && !is_common(c));
    }

    fn see_paired(&mut self, c: char) {
        if is_common(c) {
            self.n_common += 1;
        } else if is_han(c) || !is_chinese_mark(c) {
            self.n_rare += 1;
        }
    }

    /// Returns whether the reading is the better one; beside half a gloss less is needed.
    fn proves(&self, orphaned: bool) -> bool {
        let reads_well = self.n_rare * 5 <= self.n_common;
        if orphaned {
            reads_well && self.n_common >= 1
        } else {
            reads_well && self.n_common >= 2 && self.n_odd >= 1
        }
    }
}

/// Returns the two bytes a character has in GBK; full width where conversion may have narrowed it.
fn shifted_bytes(c: char) -> Option<(u8, u8)> {
    if matches!(c, '!' | ',' | ':' | ';' | '(' | ')') {
        return Some((0xA3, u8::try_from(c).ok()? + 0x80));
    }
    let mut buffer = [0; 4];
    let (bytes, _, has_unmappable) = GB18030.encode(c.encode_utf8(&mut buffer));
    match *bytes {
        [first, second] if !has_unmappable => Some((first, second)),
        _ => None,
    }
}

/// Returns the character that two bytes are in GBK, if it is one of a text.
fn paired(lead: u8, trail: u8) -> Option<char> {
    let bytes = [lead, trail];
    let (decoded, had_errors) = GBK.decode_without_bom_handling(&bytes);
    let mut chars = decoded.chars();
    let paired = chars.next().filter(|_| !had_errors)?;
    let is_text = is_han(paired) || is_chinese_mark(paired);
    (chars.next().is_none() && is_text).then_some(paired)
}

/// Returns whether a character's simplified form is among the 3,755 most used, GB 2312's level 1.
fn is_common(c: char) -> bool {
    if !is_han(c) {
        return false;
    }
    let mut buffer = [0; 4];
    let simple = script::simplified_char(c);
    let (bytes, _, _) = GBK.encode(simple.encode_utf8(&mut buffer));
    matches!(*bytes, [0xB0..=0xD7, 0xA1..=0xFF])
}

fn is_chinese_mark(c: char) -> bool {
    "、。·—…‘’“”〔〕〈〉《》「」『』【】！（），：；？．".contains(c)
}

/// Returns whether a character may be a second byte of GBK that stands alone.
pub fn is_lone_byte(c: char) -> bool {
    matches!(c, '@'..='~') && !matches!(c, '[' | ']' | '{' | '}' | '|' | '~')
}
