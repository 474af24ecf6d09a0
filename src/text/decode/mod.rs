//! Bytes of a file into text, with what was found and what could not be read.
//!
//! The encoding is, in this order: the one the user names, the one a byte order mark tells, UTF-8
//! where the bytes are valid, UTF-16 by the pattern of its NUL bytes, and else GB18030 or Big5 by
//! which of the two readings gives everyday characters. Only the last two are guesses; how sure
//! each answer is stands in [`Basis`].
//!
//! Invariants: the text is what the bytes say; line ends stay as they are. A byte order mark belongs
//! to the encoding. Bytes that say nothing become one U+FFFD each time and are listed.
//! Nothing here reads a file. What the bytes look like is in `look`, turning them into text in `read`.

mod look;
mod read;

use std::borrow::Cow;

use encoding_rs::BIG5;
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
    /// How the encoding is known.
    pub basis: Basis,
    /// What is damaged, in the order of the text; the first [`MAX_DAMAGE`] of it.
    pub damage: Vec<Damage>,
    /// How many U+FFFD stand for bytes that could not be read.
    pub n_replaced: usize,
    /// How many of these stand for half a surrogate pair of UTF-16.
    pub n_unpaired: usize,
    /// How many control characters there are beside TAB, LF, CR and FF.
    pub n_controls: usize,
    /// How many of these are NUL.
    pub n_nuls: usize,
}

/// How an encoding is known, the surest first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The user named it.
    Named,
    /// A byte order mark tells it.
    Mark,
    /// The file says it in words, or is of a kind that has but one.
    Declared,
    /// The bytes are valid UTF-8, which other texts are not by chance.
    #[default]
    Valid,
    /// It was guessed, and nothing else comes near.
    Likely,
    /// It was guessed, and might be another.
    Unsure,
}

impl Basis {
    /// Returns whether the encoding was inferred from what the bytes look like.
    pub fn is_guess(self) -> bool {
        matches!(self, Self::Likely | Self::Unsure)
    }

    /// Returns the name that machines read.
    pub fn name(self) -> &'static str {
        match self {
            Self::Named => "named",
            Self::Mark => "mark",
            Self::Declared => "declared",
            Self::Valid => "valid",
            Self::Likely => "likely",
            Self::Unsure => "unsure",
        }
    }
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
            basis: self.basis,
            n_replaced,
            ..Self::default()
        };
        read::add_controls(&mut excerpt);
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
        "the file holds {}, the first at byte {first}",
        counted(*n, "NUL byte", "NUL bytes")
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
    /// Too much of the file is nothing in the encoding that its byte order mark tells.
    #[error(
        "the file is not {encoding}, though its byte order mark says so: {} no text in it, the first at byte {first}",
        counted(*n_bad, "place is", "places are")
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

impl DecodeError {
    /// Returns whether the file may be read all the same once the user names an encoding.
    pub fn yields_to_a_name(&self) -> bool {
        match self {
            Self::NulBytes { .. } | Self::Unfit { .. } => true,
            Self::NotText { looks_like } => looks_like.is_none(),
            Self::Empty | Self::UnknownEncoding { .. } => false,
        }
    }
}

/// Returns a number with the words for one or for several.
fn counted(n: usize, one: &str, several: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { several })
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
    basis: Basis,
}

fn decode_cow(bytes: Cow<'_, [u8]>, forced: Option<&str>) -> Result<Decoded, DecodeError> {
    let n_bom = byte_order_mark(&bytes).map_or(0, |(_, n)| n);
    if bytes.len() == n_bom {
        return Err(DecodeError::Empty);
    }
    let mut decoded = match forced {
        Some(label) => {
            let choice = forced_choice(&bytes, label)?;
            let looks_like = look::signature(&bytes);
            let decoded = read::read(bytes, &choice)?;
            refuse_plainly_binary(decoded, looks_like)?
        }
        None => read_found(bytes, n_bom)?,
    };
    read::add_controls(&mut decoded);
    let has_binary_look = decoded.n_controls * 10 > decoded.text.len() / 2 + 20;
    if has_binary_look && forced.is_none() {
        return Err(DecodeError::NotText { looks_like: None });
    }
    decoded.line_ends = LineEnds::of(&decoded.text);
    Ok(decoded)
}

/// Passes a text on that was read as the user wished, unless it is plainly none: by its first bytes,
/// with damage or control characters in it, or by ever so many of these.
fn refuse_plainly_binary(
    decoded: Decoded,
    looks_like: Option<&'static str>,
) -> Result<Decoded, DecodeError> {
    let text = &decoded.text;
    let n_odd = text.chars().filter(|&c| read::is_odd_control(c)).count();
    let is_noise = n_odd * 10 > text.chars().count() + 20;
    let is_known = looks_like.is_some() && n_odd + decoded.n_replaced > 0;
    if is_noise || is_known {
        return Err(DecodeError::NotText { looks_like });
    }
    Ok(decoded)
}

/// Reads bytes in the encoding they show; plain UTF-8, which most are, in one pass.
fn read_found(mut bytes: Cow<'_, [u8]>, n_bom: usize) -> Result<Decoded, DecodeError> {
    if n_bom == 0 && look::signature(&bytes).is_none() && !bytes.contains(&0) {
        let encoding = canonical(UTF_8).to_owned();
        match read::utf8_text(bytes, 0) {
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
    read::read(bytes, &choice)
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
        basis: Basis::Named,
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
    if let Some(what) = look::signature(bytes) {
        return Err(DecodeError::NotText {
            looks_like: Some(what),
        });
    }
    let choice = |encoding, n_bom, basis| Choice {
        encoding,
        n_bom,
        basis,
    };
    if let Some((encoding, n_bom)) = byte_order_mark(bytes) {
        if !is_utf16(encoding) {
            refuse_nul(bytes)?;
        }
        return Ok(choice(encoding, n_bom, Basis::Mark));
    }
    if bytes.contains(&0) {
        return match look::utf16(bytes, std::str::from_utf8(bytes).is_ok()) {
            Some(encoding) => Ok(choice(encoding, 0, Basis::Likely)),
            None if look::is_binary(bytes) => Err(DecodeError::NotText { looks_like: None }),
            None => refuse_nul(bytes).map(|()| choice(UTF_8, 0, Basis::Unsure)),
        };
    }
    if let Err(error) = std::str::from_utf8(bytes) {
        let (encoding, basis) = if let Some(utf16) = look::utf16(bytes, false) {
            (utf16, Basis::Likely)
        } else if look::is_damaged_utf8(bytes, error) {
            (UTF_8, Basis::Likely)
        } else {
            look::chinese(bytes)
        };
        return Ok(choice(encoding, 0, basis));
    }
    Ok(choice(UTF_8, 0, Basis::Valid))
}

fn is_utf16(encoding: &'static Encoding) -> bool {
    encoding == UTF_16LE || encoding == UTF_16BE
}

/// Returns what a file is whose first bytes are those of a common kind that is not plain text.
pub(super) fn signature(bytes: &[u8]) -> Option<&'static str> {
    look::signature(bytes)
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

/// Returns whether a byte is a control character of ASCII other than TAB, LF, FF and CR.
fn is_odd_byte(byte: u8) -> bool {
    (byte < 0x20) & (byte != b'\t') & (byte != b'\n') & (byte != 0x0C) & (byte != b'\r')
        | (byte == 0x7F)
}
