//! Bytes in an encoding that is settled: into text, with all that is damaged in it.
//!
//! Bytes that say nothing become one U+FFFD each time; control characters stay and are counted.

use std::borrow::Cow;

use encoding_rs::DecoderResult;
use encoding_rs::UTF_8;

use crate::text::decode::Basis;
use crate::text::decode::Choice;
use crate::text::decode::Damage;
use crate::text::decode::DamageKind;
use crate::text::decode::DecodeError;
use crate::text::decode::Decoded;
use crate::text::decode::MAX_DAMAGE;
use crate::text::decode::canonical;
use crate::text::decode::is_odd_byte;
use crate::text::decode::is_utf16;
use crate::text::offset::CharIdx;

/// Bytes looked at together when control characters are searched for.
const SCAN_BYTES: usize = 4096;

/// Reads bytes as was chosen.
pub(super) fn read(bytes: Cow<'_, [u8]>, choice: &Choice) -> Result<Decoded, DecodeError> {
    let decoded = Decoded {
        encoding: canonical(choice.encoding).to_owned(),
        bom: choice.n_bom > 0,
        basis: choice.basis,
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
pub(super) fn utf8_text(bytes: Cow<'_, [u8]>, n_bom: usize) -> Result<String, Cow<'_, [u8]>> {
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
                let is_unit = n_bad == 2 && is_utf16(choice.encoding);
                out.n_unpaired += usize::from(is_unit);
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
///
/// What the user named is obeyed. One character that is cut at the end of the file says nothing
/// against what is all but sure, and a little damage nothing against a byte order mark.
fn refuse_unfit(out: &Decoded, choice: &Choice, first: Option<usize>) -> Result<(), DecodeError> {
    let Some(first) = first else { return Ok(()) };
    let n_chars = count_chars(Some(&out.text));
    let is_cut = out.text.ends_with(char::REPLACEMENT_CHARACTER) && choice.basis != Basis::Unsure;
    let n_bad = out.n_replaced - usize::from(is_cut);
    let n_spare = if choice.basis == Basis::Mark { 4 } else { 0 };
    let is_fit =
        n_bad * 4 <= n_chars + n_spare && n_bad * 50 <= n_chars + 200 && out.n_replaced < n_chars;
    match (is_fit, choice.basis) {
        (true, _) | (false, Basis::Named) => Ok(()),
        (false, Basis::Mark) => Err(DecodeError::Unfit {
            encoding: canonical(choice.encoding),
            n_bad: out.n_replaced,
            first,
        }),
        (false, _) => Err(DecodeError::NotText { looks_like: None }),
    }
}

fn count_chars(text: Option<&str>) -> usize {
    text.map_or(0, |text| text.chars().count())
}

/// Returns whether a character is a control character other than TAB, LF, FF and CR.
pub(super) fn is_odd_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\u{C}' | '\r')
}

/// Lists the control characters of the text.
///
/// Whole blocks of bytes are passed over that have none: 0xC2 leads U+0080 to U+00BF, which Chinese
/// texts have few of.
pub(super) fn add_controls(decoded: &mut Decoded) {
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
                decoded.n_nuls += usize::from(c == '\0');
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
