//! What bytes look like that do not say what they are.
//!
//! A common kind of file that is no text is told by its first bytes, UTF-16 by the pattern of its
//! units, damaged UTF-8 by how much of it is valid, and GB18030 or Big5 by which of the two readings
//! gives everyday characters. Only the beginning of a file is looked at.

use encoding_rs::BIG5;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;

use crate::text::decode::Basis;
use crate::text::decode::is_odd_byte;

/// How much of a file a guess looks at.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Characters that every Chinese text is full of, in both scripts: a reading without them is wrong.
const EVERYDAY: &str = "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就\
分對对成會会可主發发年動动同工也能下過过子說说產产面而方後后多定行學学法所民得經经十三之進进等部度家\
電电力如水化高自二理起小現现實实加量都兩两體体制機机當当使點点從从業业本去把性好應应開开合還还因由其些\
然前外天政四日社義义事平形相全表間间與与關关各重新內内數数正心反明看原又利比或但第向道條条只沒没結结解問问\
意建月公無无情者最立代想已通並并提直題题黨党展五員员革位入常文總总次活設设及管特件長长求基資资路級级\
統统接知將将組组見见計计別别期論论運运農农指幾几九區区強强決决西被做任據据處处給给保治北領领七海口東东導导世\
聯联認认六共權权收改再更單单教帶带安場场務务萬万每目至達达議议報报八華华名科信今集市委席書书記记";

/// Returns what a file is whose first bytes are those of a common kind that is not plain text.
pub(super) fn signature(bytes: &[u8]) -> Option<&'static str> {
    const SIGNATURES: [(&[u8], &str); 14] = [
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"\xff\xd8\xff", "a JPEG picture"),
        (b"GIF87a", "a GIF picture"),
        (b"GIF89a", "a GIF picture"),
        (b"PK\x03\x04", "a ZIP archive or an office document"),
        (b"PK\x05\x06", "an empty ZIP archive"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            "an old office document",
        ),
        (b"%PDF-", "a PDF document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x7fELF", "a program"),
        (b"\x1f\x8b\x08", "a gzip archive"),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
        (b"Rar!\x1a\x07", "a RAR archive"),
        (b"\xff\xfe\x00\x00", "UTF-32"),
    ];
    let found = SIGNATURES.iter().find(|(head, _)| bytes.starts_with(head));
    found.map(|(_, what)| *what)
}

/// Returns whether many bytes at the beginning are control characters.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let n_controls = sample.iter().filter(|&&b| is_odd_byte(b)).count();
    n_controls * 10 > sample.len() + 20
}

/// Returns the UTF-16 that bytes without a mark are, if nearly all of its units are plausible.
///
/// Letters of ASCII in pairs read as Chinese characters too (`hello` is 敨汬…), so what is valid
/// UTF-8 must be ASCII in UTF-16: a NUL in nearly every unit, always on the same side.
pub(super) fn utf16(bytes: &[u8], valid_utf8: bool) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    if !bytes.len().is_multiple_of(2) || bytes.len() < 4 {
        return None;
    }
    let n_units = sample.len() / 2;
    let (mut n_le, mut n_be, mut n_nul_first, mut n_nul_second) = (0, 0, 0, 0);
    for pair in sample.chunks_exact(2) {
        let &[first, second] = pair else { continue };
        n_le += usize::from(is_plausible_unit(u16::from_le_bytes([first, second])));
        n_be += usize::from(is_plausible_unit(u16::from_be_bytes([first, second])));
        n_nul_first += usize::from(first == 0);
        n_nul_second += usize::from(second == 0);
    }
    let is_it = |n_plausible: usize, n_nul: usize, n_nul_other: usize| {
        if valid_utf8 {
            n_nul * 10 >= n_units * 8 && n_nul_other == 0
        } else {
            n_units >= 6 && n_plausible * 100 >= n_units * 95
        }
    };
    if n_le >= n_be && is_it(n_le, n_nul_second, n_nul_first) {
        Some(UTF_16LE)
    } else if n_be >= n_le && is_it(n_be, n_nul_first, n_nul_second) {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// Returns whether a UTF-16 unit is one that Chinese texts have.
fn is_plausible_unit(unit: u16) -> bool {
    matches!(unit,
        0x09 | 0x0A | 0x0D | 0x20..=0x7E | 0xA0..=0x17F | 0x1CD..=0x1DC | 0x2010..=0x2027
        | 0x2030..=0x203B | 0x2160..=0x2182 | 0x2460..=0x24FF | 0x2500..=0x26FF | 0x3000..=0x312F
        | 0x4E00..=0x9FFF | 0xD83C..=0xD87F | 0xDC00..=0xDFFF | 0xFF00..=0xFFEF)
}

/// Returns whether bytes are UTF-8 but for a few: nothing else makes so many valid sequences.
///
/// What is wrong first is `error`. A text that is cut in its last character needs but one sequence.
pub(super) fn is_damaged_utf8(bytes: &[u8], error: std::str::Utf8Error) -> bool {
    let n_valid = error.valid_up_to();
    let head = bytes.get(..n_valid).unwrap_or(bytes);
    let mut n_sequences = head.iter().filter(|&&b| b >= 0xC0).count();
    if error.error_len().is_none() && n_sequences > 0 {
        return true;
    }
    let (mut n_bad, mut was_bad) = (0, false);
    for chunk in bytes.get(n_valid..).unwrap_or(&[]).utf8_chunks() {
        n_sequences += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        // What is bad side by side is one place.
        let is_next_to_bad = was_bad && chunk.valid().is_empty();
        was_bad = !chunk.invalid().is_empty();
        n_bad += usize::from(was_bad && !is_next_to_bad);
    }
    n_bad * 10 <= n_sequences
}

/// Returns GB18030 or Big5, by everyday characters; where those do not decide, the one of them that
/// makes no odd characters, and else what `chardetng` says.
///
/// It is likely where everyday characters decide, and there are more of them than chance gives.
pub(super) fn chinese(bytes: &[u8]) -> (&'static Encoding, Basis) {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let (gb, n_odd_gb) = everyday_score(GB18030, sample);
    let (big5, n_odd_big5) = everyday_score(BIG5, sample);
    if gb > big5 * 2 + 4 {
        return (GB18030, basis_of(gb, sample));
    }
    if big5 > gb * 2 + 4 {
        return (BIG5, basis_of(big5, sample));
    }
    match (n_odd_gb, n_odd_big5) {
        (1.., 0) => return (BIG5, Basis::Unsure),
        (0, 1..) => return (GB18030, Basis::Unsure),
        _ => {}
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"cn".as_slice()), chardetng::Utf8Detection::Deny);
    let is_gb = guess == encoding_rs::GBK || guess == GB18030;
    if guess == BIG5 || (!is_gb && big5 > gb) {
        (BIG5, Basis::Unsure)
    } else {
        (GB18030, Basis::Unsure)
    }
}

/// Returns how sure a reading is with so many everyday characters: they are a third or so of any
/// Chinese text, and a twentieth of a wrong reading at most.
fn basis_of(n_everyday: usize, sample: &[u8]) -> Basis {
    let n_pairs = sample.iter().filter(|byte| !byte.is_ascii()).count() / 2;
    if n_everyday * 8 >= n_pairs {
        Basis::Likely
    } else {
        Basis::Unsure
    }
}

/// Returns how many everyday characters a reading has, less those that are nothing; and how many
/// are odd: nothing, or for private use.
fn everyday_score(encoding: &'static Encoding, sample: &[u8]) -> (usize, usize) {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut n_everyday, mut n_bad, mut n_private) = (0_usize, 0, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        n_everyday += usize::from(EVERYDAY.contains(c));
        n_bad += usize::from(c == char::REPLACEMENT_CHARACTER);
        n_private += usize::from(is_unassigned(c));
    }
    (n_everyday.saturating_sub(n_bad * 4), n_bad + n_private)
}

/// Returns whether a character is for private use, or in a plane where no character is assigned.
fn is_unassigned(c: char) -> bool {
    matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{3_3480}'..='\u{10_FFFF}')
}
