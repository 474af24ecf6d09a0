//! Bytes of a file into text, with what was found and what could not be read.
//!
//! The encoding is, in this order: the one the user names, the one a byte order mark tells, UTF-8
//! where the bytes are valid, UTF-16 by the pattern of its NUL bytes, and else GB18030 or Big5 by
//! which of the two readings gives everyday characters. Only the last two are guesses.
//!
//! Invariants: the text is what the bytes say; line ends stay as they are. A byte order mark belongs
//! to the encoding. Bytes that say nothing become one U+FFFD each time and are listed.
//! Nothing here reads a file.

use std::borrow::Cow;

use encoding_rs::BIG5;
use encoding_rs::DecoderResult;
use encoding_rs::Encoding;
use encoding_rs::GB18030;
use encoding_rs::UTF_8;
use encoding_rs::UTF_16BE;
use encoding_rs::UTF_16LE;

use crate::text::offset::CharIdx;

/// The names that `decode` writes and that a user can force.
pub const ENCODINGS: [&str; 5] = ["UTF-8", "UTF-16LE", "UTF-16BE", "GB18030", "Big5"];

/// The longest list of damage; what lies beyond it is counted only.
pub const MAX_DAMAGE: usize = 10_000;

/// How much of a file a guess looks at.
const SAMPLE_BYTES: usize = 64 * 1024;

/// Bytes looked at together when control characters are searched for.
const SCAN_BYTES: usize = 4096;

/// Characters that every Chinese text is full of, in both scripts: a reading without them is wrong.
const EVERYDAY: &str = "的一是在不了有和人這这中大為为上個个國国我以要他時时來来用們们生到作地於于出就\
分對对成會会可主發发年動动同工也能下過过子說说產产面而方後后多定行學学法所民得經经十三之進进等部度家\
電电力如水化高自二理起小現现實实加量都兩两體体制機机當当使點点從从業业本去把性好應应開开合還还因由其些\
然前外天政四日社義义事平形相全表間间與与關关各重新內内數数正心反明看原又利比或但第向道條条只沒没結结解問问\
意建月公無无情者最立代想已通並并提直題题黨党展五員员革位入常文總总次活設设及管特件長长求基資资路級级\
統统接知將将組组見见計计別别期論论運运農农指幾几九區区強强決决西被做任據据處处給给保治北領领七海口東东導导世\
聯联認认六共權权收改再更單单教帶带安場场務务萬万每目至達达議议報报八華华名科信今集市委席書书記记";

/// A decoded file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a byte order mark.
    pub text: String,
    /// The encoding's name, one of [`ENCODINGS`].
    pub encoding: String,
    /// Whether a byte order mark stood before the text.
    pub bom: bool,
    /// Its line ends.
    pub line_ends: LineEnds,
    /// Whether the encoding was inferred from what the bytes look like.
    pub guessed: bool,
    /// What is damaged, in the order of the text; the first [`MAX_DAMAGE`] of it.
    pub damage: Vec<Damage>,
    /// How many U+FFFD stand for bytes that could not be read.
    pub n_replaced: usize,
    /// How many control characters there are beside TAB, LF, CR and FF.
    pub n_controls: usize,
}

impl Decoded {
    /// Returns a text that was taken out of this one, with what is damaged in it.
    ///
    /// Where its U+FFFD stood in the file is not known any more; they are counted only.
    pub fn excerpt(&self, text: String) -> Self {
        let n_replaced = match self.n_replaced {
            0 => 0,
            _ => text.matches(char::REPLACEMENT_CHARACTER).count(),
        };
        let mut excerpt = Self {
            line_ends: LineEnds::of(&text),
            text,
            encoding: self.encoding.clone(),
            bom: self.bom,
            guessed: self.guessed,
            n_replaced,
            ..Self::default()
        };
        add_controls(&mut excerpt);
        excerpt
    }
}

/// The line ends of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// It has one line.
    #[default]
    None,
    /// Line feeds, as on Linux and macOS.
    Lf,
    /// Carriage return and line feed, as on Windows.
    CrLf,
    /// Carriage returns, as on old Macintoshes.
    Cr,
    /// More than one kind.
    Mixed,
}

impl LineEnds {
    /// Returns the line ends of a text.
    pub fn of(text: &str) -> Self {
        let bytes = text.as_bytes();
        if !bytes.contains(&b'\r') {
            return if bytes.contains(&b'\n') {
                Self::Lf
            } else {
                Self::None
            };
        }
        let next = bytes.iter().skip(1);
        let pairs = bytes.iter().zip(next);
        let n_crlf = pairs
            .filter(|&(&a, &b)| (a == b'\r') & (b == b'\n'))
            .count();
        let n_cr = bytes.iter().filter(|&&b| b == b'\r').count() - n_crlf;
        let n_lf = bytes.iter().filter(|&&b| b == b'\n').count() - n_crlf;
        match (n_cr > 0, n_lf > 0, n_crlf > 0) {
            (true, false, false) => Self::Cr,
            (false, false, true) => Self::CrLf,
            _ => Self::Mixed,
        }
    }
}

/// A place of a text that was not decoded, or that is no readable character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The character that shows it.
    pub at: CharIdx,
    /// What it is.
    pub kind: DamageKind,
}

/// What is wrong with a place of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DamageKind {
    /// A U+FFFD stands for bytes that are nothing in the encoding.
    Replaced {
        /// Where they stand in the file.
        byte_offset: usize,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// A control character, kept as it is.
    Control(char),
}

/// Why bytes were not taken as text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// There is nothing, or nothing but a byte order mark.
    #[error("the file is empty")]
    Empty,
    /// It holds NUL bytes and is not UTF-16.
    #[error(
        "the file holds {n} NUL bytes, the first at byte {first}; name its encoding to read it anyway"
    )]
    NulBytes {
        /// The offset of the first.
        first: usize,
        /// How many there are.
        n: usize,
    },
    /// It is something else than text.
    #[error("the file is not text{}", .looks_like.map(|what| format!(" but {what}")).unwrap_or_default())]
    NotText {
        /// What its first bytes say it is.
        looks_like: Option<&'static str>,
    },
    /// The encoding named is none that is known.
    #[error("the encoding {name:?} is not known; known are {}", ENCODINGS.join(", "))]
    UnknownEncoding {
        /// The name given.
        name: String,
    },
    /// Too much of the file is nothing in the encoding named, or told by its byte order mark.
    #[error(
        "the file is not {encoding}: {n_bad} places of it are nothing there, the first at byte {first}"
    )]
    Unfit {
        /// The encoding's name.
        encoding: &'static str,
        /// How many places are no text.
        n_bad: usize,
        /// The offset of the first.
        first: usize,
    },
}

/// Decodes a file's bytes, in the encoding `forced` names or in the one they show.
pub fn decode(bytes: &[u8], forced: Option<&str>) -> Result<Decoded, DecodeError> {
    decode_cow(Cow::Borrowed(bytes), forced)
}

/// Decodes as [`decode`] does; a text in UTF-8 keeps the buffer.
pub fn decode_owned(bytes: Vec<u8>, forced: Option<&str>) -> Result<Decoded, DecodeError> {
    decode_cow(Cow::Owned(bytes), forced)
}

/// Returns an encoding's name in [`ENCODINGS`] for one of its many labels, such as `gbk`.
pub fn canonical_encoding(label: &str) -> Option<&'static str> {
    let label = label.trim();
    let found = match label.to_ascii_lowercase().replace('_', "-").as_str() {
        "cp936" | "936" | "windows-936" | "gb-18030" => GB18030,
        "cp950" | "950" | "big-5" | "big5hkscs" => BIG5,
        "utf16le" | "utf-16-le" => UTF_16LE,
        "utf16be" | "utf-16-be" => UTF_16BE,
        _ => Encoding::for_label(label.as_bytes())?,
    };
    // GBK is the part of GB18030 that has no four-byte characters.
    let found = if found == encoding_rs::GBK {
        GB18030
    } else {
        found
    };
    ENCODINGS.into_iter().find(|name| *name == canonical(found))
}

/// How the bytes are to be read.
struct Choice {
    encoding: &'static Encoding,
    n_bom: usize,
    guessed: bool,
    /// Whether the user or the byte order mark said so, so that nothing else is to be tried.
    told: bool,
}

fn decode_cow(bytes: Cow<'_, [u8]>, forced: Option<&str>) -> Result<Decoded, DecodeError> {
    let n_bom = byte_order_mark(&bytes).map_or(0, |(_, n)| n);
    if bytes.len() == n_bom {
        return Err(DecodeError::Empty);
    }
    let mut decoded = match forced {
        Some(label) => {
            let choice = forced_choice(&bytes, label)?;
            read(bytes, &choice)?
        }
        None => read_found(bytes, n_bom)?,
    };
    add_controls(&mut decoded);
    let has_binary_look = decoded.n_controls * 10 > decoded.text.len() / 2 + 20;
    if has_binary_look && forced.is_none() {
        return Err(DecodeError::NotText { looks_like: None });
    }
    decoded.line_ends = LineEnds::of(&decoded.text);
    Ok(decoded)
}

/// Reads bytes in the encoding they show; plain UTF-8, which most are, in one pass.
fn read_found(mut bytes: Cow<'_, [u8]>, n_bom: usize) -> Result<Decoded, DecodeError> {
    if n_bom == 0 && signature(&bytes).is_none() && !bytes.contains(&0) {
        let encoding = canonical(UTF_8).to_owned();
        match utf8_text(bytes, 0) {
            Ok(text) => {
                return Ok(Decoded {
                    text,
                    encoding,
                    ..Decoded::default()
                });
            }
            Err(same) => bytes = same,
        }
    }
    let choice = found_choice(&bytes)?;
    read(bytes, &choice)
}

fn forced_choice(bytes: &[u8], label: &str) -> Result<Choice, DecodeError> {
    let unknown = || DecodeError::UnknownEncoding {
        name: label.to_owned(),
    };
    let mark = byte_order_mark(bytes);
    let name = canonical_encoding(label).ok_or_else(unknown)?;
    let named = Encoding::for_label(name.as_bytes()).ok_or_else(unknown)?;
    // `UTF-16` alone leaves the order of bytes to the mark.
    let plain_utf16 = ["utf-16", "utf16"].contains(&label.trim().to_ascii_lowercase().as_str());
    let encoding = match mark {
        Some((marked, _)) if plain_utf16 && marked == UTF_16BE => UTF_16BE,
        _ => named,
    };
    let n_bom = mark.map_or(0, |(marked, n)| if marked == encoding { n } else { 0 });
    Ok(Choice {
        encoding,
        n_bom,
        guessed: false,
        told: true,
    })
}

/// Returns the encoding that the first bytes declare, and their number.
fn byte_order_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    if bytes.starts_with(&[0x84, 0x31, 0x95, 0x33]) {
        return Some((GB18030, 4));
    }
    Encoding::for_bom(bytes)
}

fn found_choice(bytes: &[u8]) -> Result<Choice, DecodeError> {
    if let Some(what) = signature(bytes) {
        return Err(DecodeError::NotText {
            looks_like: Some(what),
        });
    }
    let choice = |encoding, n_bom, guessed, told| Choice {
        encoding,
        n_bom,
        guessed,
        told,
    };
    if let Some((encoding, n_bom)) = byte_order_mark(bytes) {
        if !is_utf16(encoding) {
            refuse_nul(bytes)?;
        }
        return Ok(choice(encoding, n_bom, false, true));
    }
    if bytes.contains(&0) {
        return match utf16_by_look(bytes, std::str::from_utf8(bytes).is_ok()) {
            Some(encoding) => Ok(choice(encoding, 0, true, false)),
            None if looks_binary(bytes) => Err(DecodeError::NotText { looks_like: None }),
            None => refuse_nul(bytes).map(|()| choice(UTF_8, 0, true, false)),
        };
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let encoding = utf16_by_look(bytes, false)
            .or_else(|| damaged_utf8(bytes, error.valid_up_to()).then_some(UTF_8))
            .unwrap_or_else(|| chinese_by_look(bytes));
        return Ok(choice(encoding, 0, true, false));
    }
    Ok(choice(UTF_8, 0, false, false))
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

fn canonical(encoding: &'static Encoding) -> &'static str {
    if encoding == GB18030 {
        "GB18030"
    } else {
        encoding.name()
    }
}

fn refuse_nul(bytes: &[u8]) -> Result<(), DecodeError> {
    match bytes.iter().position(|&b| b == 0) {
        None => Ok(()),
        Some(first) => Err(DecodeError::NulBytes {
            first,
            n: bytes.iter().filter(|&&b| b == 0).count(),
        }),
    }
}

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
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let n_controls = sample.iter().filter(|&&b| is_odd_byte(b)).count();
    n_controls * 10 > sample.len() + 20
}

/// Returns the UTF-16 that bytes without a mark are, if nearly all of its units are plausible.
///
/// Letters of ASCII in pairs read as Chinese characters too (`hello` is 敨汬…), so what is valid
/// UTF-8 must be ASCII in UTF-16: a NUL in nearly every unit, always on the same side.
fn utf16_by_look(bytes: &[u8], valid_utf8: bool) -> Option<&'static Encoding> {
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
fn damaged_utf8(bytes: &[u8], n_valid: usize) -> bool {
    let head = bytes.get(..n_valid).unwrap_or(bytes);
    let mut n_sequences = head.iter().filter(|&&b| b >= 0xC0).count();
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

/// Returns GB18030 or Big5, by everyday characters, and by `chardetng` where those do not decide.
fn chinese_by_look(bytes: &[u8]) -> &'static Encoding {
    let sample = bytes.get(..SAMPLE_BYTES).unwrap_or(bytes);
    let (gb, big5) = (
        everyday_score(GB18030, sample),
        everyday_score(BIG5, sample),
    );
    if gb > big5 * 2 + 4 {
        return GB18030;
    }
    if big5 > gb * 2 + 4 {
        return BIG5;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(sample, true);
    let guess = detector.guess(Some(b"cn".as_slice()), chardetng::Utf8Detection::Deny);
    if guess == BIG5 || (guess != encoding_rs::GBK && guess != GB18030 && big5 > gb) {
        BIG5
    } else {
        GB18030
    }
}

/// Returns how many everyday characters a reading has, less those that are nothing.
fn everyday_score(encoding: &'static Encoding, sample: &[u8]) -> usize {
    let (text, _) = encoding.decode_without_bom_handling(sample);
    let (mut n_everyday, mut n_bad) = (0_usize, 0);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        n_everyday += usize::from(EVERYDAY.contains(c));
        n_bad += usize::from(c == char::REPLACEMENT_CHARACTER);
    }
    n_everyday.saturating_sub(n_bad * 4)
}

fn read(bytes: Cow<'_, [u8]>, choice: &Choice) -> Result<Decoded, DecodeError> {
    let decoded = Decoded {
        encoding: canonical(choice.encoding).to_owned(),
        bom: choice.n_bom > 0,
        guessed: choice.guessed,
        ..Decoded::default()
    };
    if choice.encoding == UTF_8 {
        match utf8_text(bytes, choice.n_bom) {
            Ok(text) => Ok(Decoded { text, ..decoded }),
            Err(bytes) => decode_all(&bytes, choice, decoded),
        }
    } else {
        decode_all(&bytes, choice, decoded)
    }
}

/// Returns the text of valid UTF-8, in the buffer it came in if it is ours; else the bytes.
fn utf8_text(bytes: Cow<'_, [u8]>, n_bom: usize) -> Result<String, Cow<'_, [u8]>> {
    match bytes {
        Cow::Borrowed(bytes) => {
            let text = bytes.get(n_bom..).map(std::str::from_utf8);
            text.and_then(Result::ok)
                .map(str::to_owned)
                .ok_or(Cow::Borrowed(bytes))
        }
        Cow::Owned(bytes) => {
            let mut text =
                String::from_utf8(bytes).map_err(|error| Cow::Owned(error.into_bytes()))?;
            text.drain(..n_bom);
            Ok(text)
        }
    }
}

/// Decodes what needs it, with a U+FFFD for each place that is nothing.
fn decode_all(bytes: &[u8], choice: &Choice, mut out: Decoded) -> Result<Decoded, DecodeError> {
    let mut decoder = choice.encoding.new_decoder_without_bom_handling();
    let mut at_byte = choice.n_bom;
    let mut first_bad = None;
    // Characters of `out.text` counted so far, and where counting stopped.
    let (mut n_chars, mut counted) = (0, 0);
    out.text.reserve(bytes.len() + bytes.len() / 2);
    loop {
        let rest = bytes.get(at_byte..).unwrap_or(&[]);
        let (result, n_read) =
            decoder.decode_to_string_without_replacement(rest, &mut out.text, true);
        at_byte += n_read;
        match result {
            DecoderResult::InputEmpty => break,
            DecoderResult::OutputFull => out.text.reserve(rest.len() + 64),
            DecoderResult::Malformed(n_bad, n_after) => {
                let end = at_byte.saturating_sub(usize::from(n_after));
                let byte_offset = end.saturating_sub(usize::from(n_bad));
                first_bad.get_or_insert(byte_offset);
                out.n_replaced += 1;
                if out.damage.len() < MAX_DAMAGE {
                    n_chars += count_chars(out.text.get(counted..));
                    counted = out.text.len();
                    out.damage.push(Damage {
                        at: CharIdx(n_chars),
                        kind: DamageKind::Replaced {
                            byte_offset,
                            bytes: bytes.get(byte_offset..end).unwrap_or(&[]).to_vec(),
                        },
                    });
                }
                out.text.reserve(4);
                out.text.push(char::REPLACEMENT_CHARACTER);
            }
        }
    }
    refuse_unfit(&out, choice, first_bad)?;
    Ok(out)
}

/// Refuses a text of which more than some 2 % is damage, or a quarter of a short one.
fn refuse_unfit(out: &Decoded, choice: &Choice, first: Option<usize>) -> Result<(), DecodeError> {
    let Some(first) = first else { return Ok(()) };
    let n_chars = count_chars(Some(&out.text));
    let is_fit = out.n_replaced * 4 <= n_chars && out.n_replaced * 50 <= n_chars + 200;
    match (is_fit, choice.told) {
        (true, _) => Ok(()),
        (false, false) => Err(DecodeError::NotText { looks_like: None }),
        (false, true) => Err(DecodeError::Unfit {
            encoding: canonical(choice.encoding),
            n_bad: out.n_replaced,
            first,
        }),
    }
}

fn count_chars(text: Option<&str>) -> usize {
    text.map_or(0, |text| text.chars().count())
}

/// Returns whether a byte is a control character of ASCII other than TAB, LF, FF and CR.
fn is_odd_byte(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != 0x0C) & (byte != b'\r')
        | (byte == 0x7F)
}

/// Returns whether a character is a control character other than TAB, LF, FF and CR.
fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\u{C}' | '\r')
}

/// Lists the control characters of the text.
///
/// Whole blocks of bytes are passed over that have none: 0xC2 leads U+0080 to U+00BF, which Chinese
/// texts have few of.
fn add_controls(decoded: &mut Decoded) {
    let bytes = decoded.text.as_bytes();
    let n_replaced = decoded.damage.len();
    // Characters are counted up to a block only where it matters.
    let (mut n_chars, mut counted, mut block_start) = (0, 0, 0);
    while block_start < bytes.len() {
        let mut block_end = (block_start + SCAN_BYTES).min(bytes.len());
        while !decoded.text.is_char_boundary(block_end) {
            block_end += 1;
        }
        let block = decoded.text.get(block_start..block_end).unwrap_or("");
        let odd = |b: u8| u8::from(is_odd_byte(b) | (b == 0xC2));
        if block.bytes().fold(0, |any, b| any | odd(b)) != 0 {
            n_chars += count_chars(decoded.text.get(counted..block_start));
            counted = block_start;
            let odd_ones = block
                .chars()
                .enumerate()
                .filter(|(_, c)| is_odd_control(*c));
            for (i, c) in odd_ones {
                decoded.n_controls += 1;
                if decoded.damage.len() < MAX_DAMAGE {
                    decoded.damage.push(Damage {
                        at: CharIdx(n_chars + i),
                        kind: DamageKind::Control(c),
                    });
                }
            }
        }
        block_start = block_end;
    }
    if n_replaced > 0 && decoded.n_controls > 0 {
        decoded.damage.sort_by_key(|damage| damage.at);
    }
}
