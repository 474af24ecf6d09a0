//! Frames of a journal file: how many bytes, their checksum, the bytes.
//!
//! ```text
//! zhubi journal 1
//! 57 8c1f02aa
//! …57 bytes…
//! ```
//!
//! Behind the last frame the file may be blank: line feeds, which the next frames are written over.
//!
//! A power cut can leave the last frame torn: short, full of zeros or of what lay on the device
//! before, or with stretches of it still blank. Anything else that does not fit is damage, at the
//! end of a file too. Reading goes on behind damage at the next frame whose checksum holds, so that
//! one bad byte costs one record and not all that follow.
//!
//! Invariants: reading never panics and never takes more memory than the file; a frame is handed
//! out only if its checksum holds. A frame begins with a digit, and its body does not end in a line
//! feed, so that the last byte that is not blank is the end of what was written.

use std::cmp::Ordering;
use std::ops::Range;

/// The first line of a journal.
pub const HEADER: &str = "zhubi journal 1\n";

/// What every first line of a journal begins with, whatever its format.
const MARK: &str = "zhubi journal ";

/// Digits of a length at most: ten gigabytes.
const MAX_LEN_DIGITS: usize = 10;

const CRC_DIGITS: usize = 8;

/// What the end of a file is filled with before there are frames to stand there.
pub const BLANK: u8 = b'\n';

/// Bytes of which a device keeps all or none, at least; a power of two. Every device that is in use
/// keeps 512 or more together, and so all of as many.
const BLOCK: usize = 16;

/// The fewest bytes that a frame has, line feeds not counted.
const MIN_FRAME: usize = "0 00000000".len();

/// Bytes that do not belong into a text, as many as a damaged record at the end may have.
const MAX_ODD: usize = 3;

/// Bytes whose checksum is taken in vain, as a multiple of the file's, before reading gives up:
/// a file made to look like thousands of long frames must not take for ever.
const MAX_VAIN: usize = 4;

/// Puts a body into a frame.
pub fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("{} {:08x}\n", body.len(), crc32fast::hash(body)).into_bytes();
    frame.extend_from_slice(body);
    frame.push(b'\n');
    frame
}

/// The frames of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// The body of each frame whose checksum holds, in the order of the file.
    pub bodies: Vec<Range<usize>>,
    /// Stretches that are no frame, and that no power cut explains.
    pub damage: Vec<Damage>,
    /// Where the last good frame ends.
    pub good_len: usize,
    /// Bytes behind the last good frame that are not blank, and blank ones among them: torn off
    /// while they were written.
    pub n_torn: usize,
    /// Blank bytes at the end of the file.
    pub n_blank: usize,
}

/// A stretch of a journal that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// The bytes.
    pub bytes: Range<usize>,
    /// The good frames before it.
    pub n_before: usize,
}

/// Why a file is no journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAJournal {
    /// It begins otherwise.
    Other,
    /// Its format has a number that this version does not know.
    Newer(String),
}

/// Finds the frames of a file.
///
/// A file no longer than its first line is an empty journal, whatever stands there: the power went
/// while it was made.
pub fn frames(file: &[u8]) -> Result<Frames, NotAJournal> {
    if !file.starts_with(HEADER.as_bytes()) {
        return match file {
            torn if torn.len() <= HEADER.len() => Ok(Frames {
                n_torn: torn.len(),
                ..Frames::default()
            }),
            other if other.starts_with(MARK.as_bytes()) => {
                let rest = other.get(MARK.len()..).unwrap_or_default();
                let number = rest.iter().take_while(|byte| byte.is_ascii_digit());
                let number: String = number
                    .take(MAX_LEN_DIGITS)
                    .map(|&b| char::from(b))
                    .collect();
                Err(if number.is_empty() || number == "1" {
                    NotAJournal::Other
                } else {
                    NotAJournal::Newer(number)
                })
            }
            _ => Err(NotAJournal::Other),
        };
    }
    let mut found = Frames {
        good_len: HEADER.len(),
        ..Frames::default()
    };
    let mut at = HEADER.len();
    let mut vain = MAX_VAIN.saturating_mul(file.len());
    while at < file.len() {
        if let Some((body, end)) = frame_at(file, at, &mut vain) {
            if at > found.good_len {
                found.damage.push(Damage {
                    bytes: found.good_len..at,
                    n_before: found.bodies.len(),
                });
            }
            found.bodies.push(body);
            found.good_len = end;
            at = end;
        } else {
            // A frame begins a line.
            let line = file.get(at..).unwrap_or_default();
            at += memchr::memchr(b'\n', line).map_or(line.len(), |end| end + 1);
            at += n_blank(file.get(at..).unwrap_or_default());
        }
    }
    let rest = file.get(found.good_len..).unwrap_or_default();
    let n_torn = rest.iter().rposition(|byte| *byte != BLANK);
    found.n_torn = n_torn.map_or(0, |last| last + 1);
    found.n_blank = rest.len() - found.n_torn;
    if !is_torn(file, found.good_len, found.n_torn) {
        found.damage.push(Damage {
            bytes: found.good_len..found.good_len + found.n_torn,
            n_before: found.bodies.len(),
        });
    }
    Ok(found)
}

/// Returns how many blank bytes there are before another.
fn n_blank(bytes: &[u8]) -> usize {
    let other = bytes.iter().position(|byte| *byte != BLANK);
    other.unwrap_or(bytes.len())
}

/// Returns whether bytes behind the last good frame are one that was never written to its end, or
/// too few for one, such as a byte that changed in the blank.
///
/// They begin at `at`, and the file is blank behind them. If they are not torn they were whole,
/// perhaps acknowledged, and are damaged: that has to be told.
fn is_torn(file: &[u8], at: usize, n_bytes: usize) -> bool {
    let rest = file.get(at..at + n_bytes).unwrap_or_default();
    let n_said = rest.iter().filter(|byte| **byte != BLANK).count();
    if n_said < MIN_FRAME || has_blank_block(rest, at) {
        return true;
    }
    let control = |text: &str| {
        text.chars()
            .filter(|c| c.is_control() && *c != '\n')
            .count()
    };
    let chunks = rest.utf8_chunks();
    let n_odd: usize = chunks
        .map(|chunk| control(chunk.valid()) + usize::from(!chunk.invalid().is_empty()))
        .sum();
    // Zeros and rubbish have many of them, a damaged record a few.
    if n_odd > MAX_ODD {
        return true;
    }
    let Some(end) = memchr::memchr(b'\n', rest) else {
        let is_header = |b: &u8| b.is_ascii_hexdigit() || *b == b' ';
        return rest.len() <= MAX_LEN_DIGITS + 1 + CRC_DIGITS && rest.iter().all(is_header);
    };
    let header = rest.get(..end).unwrap_or_default();
    let body = rest.get(end + 1..).unwrap_or_default();
    let Some((len, crc)) = std::str::from_utf8(header).ok().and_then(header_of) else {
        return false;
    };
    match body.len().cmp(&len) {
        // Either the file ends too early, or a block of the device that was to hold the end of the
        // frame is still blank. And it is not the length that is damaged.
        Ordering::Less => {
            let end = (at + header.len() + 1).saturating_add(len);
            let is_lost = file.len() <= end || (at + rest.len()).next_multiple_of(BLOCK) < end;
            is_lost && crc32fast::hash(body) != crc
        }
        // Only its line feed is missing.
        Ordering::Equal => crc32fast::hash(body) == crc,
        Ordering::Greater => false,
    }
}

/// Returns whether a block of the device has not been written, in a stretch of the file that begins
/// at a place and whose last block has.
fn has_blank_block(stretch: &[u8], at: usize) -> bool {
    let n_first = (BLOCK - at % BLOCK).min(stretch.len());
    let (first, rest) = stretch.split_at(n_first);
    let is_blank = |block: &[u8]| !block.is_empty() && n_blank(block) == block.len();
    is_blank(first) || rest.chunks(BLOCK).any(is_blank)
}

/// Returns the length and the checksum that a header says.
fn header_of(header: &str) -> Option<(usize, u32)> {
    let (len, crc) = header.split_once(' ')?;
    Some((len.parse().ok()?, u32::from_str_radix(crc, 16).ok()?))
}

/// Returns the body of the frame that begins at a byte, and where the frame ends.
fn frame_at(file: &[u8], at: usize, vain: &mut usize) -> Option<(Range<usize>, usize)> {
    let rest = file.get(at..)?;
    let n_digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
    if n_digits == 0 || n_digits > MAX_LEN_DIGITS || rest.get(n_digits) != Some(&b' ') {
        return None;
    }
    let len: usize = std::str::from_utf8(rest.get(..n_digits)?)
        .ok()?
        .parse()
        .ok()?;
    let crc = rest.get(n_digits + 1..n_digits + 1 + CRC_DIGITS)?;
    let crc = u32::from_str_radix(std::str::from_utf8(crc).ok()?, 16).ok()?;
    if rest.get(n_digits + 1 + CRC_DIGITS) != Some(&b'\n') {
        return None;
    }
    let start = at + n_digits + 2 + CRC_DIGITS;
    let end = start.checked_add(len)?;
    let body = file.get(start..end)?;
    // What stands behind the body may be anything: the checksum says that the body is whole.
    let behind = *file.get(end)?;
    if *vain < body.len() {
        return None;
    }
    if crc32fast::hash(body) != crc {
        *vain -= body.len();
        return None;
    }
    // Nothing is appended behind a line that has no end.
    let is_open = file.len() == end + 1 && behind != b'\n';
    Some((start..end, end + usize::from(!is_open)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn journal(bodies: &[&[u8]]) -> Vec<u8> {
        let mut file = HEADER.as_bytes().to_vec();
        for body in bodies {
            file.extend(framed(body));
        }
        file
    }

    const BODIES: [&[u8]; 4] = [b"one", "二\n3 00000000\nabc\n".as_bytes(), b"", b"four"];

    fn read(file: &[u8]) -> Vec<Vec<u8>> {
        let found = frames(file).unwrap();
        let bodies = found.bodies.into_iter();
        bodies.map(|body| file[body].to_vec()).collect()
    }

    #[test]
    fn frames_are_read_back() {
        let file = journal(&BODIES);
        let found = frames(&file).unwrap();
        assert_eq!((found.good_len, found.n_torn), (file.len(), 0));
        assert_eq!(found.damage, []);
        assert_eq!(read(&file), BODIES);
    }

    #[test]
    fn a_file_cut_anywhere_keeps_every_whole_frame() {
        let file = journal(&BODIES);
        for n in 0..file.len() {
            let found = frames(&file[..n]).unwrap();
            let whole =
                (0..=BODIES.len()).rfind(|&n_bodies| journal(&BODIES[..n_bodies]).len() <= n);
            assert_eq!(found.bodies.len(), whole.unwrap_or(0), "cut at {n}");
            assert_eq!(found.damage, [], "cut at {n}");
            assert_eq!(found.good_len + found.n_torn + found.n_blank, n);
        }
    }

    #[test]
    fn a_flipped_bit_costs_its_own_frame_at_most() {
        let file = journal(&BODIES);
        for at in HEADER.len()..file.len() {
            for bit in 0..8 {
                let mut bad = file.clone();
                bad[at] ^= 1 << bit;
                let kept = read(&bad);
                let bodies = || BODIES.iter().map(|body| body.to_vec());
                let lost: Vec<_> = bodies().filter(|body| !kept.contains(body)).collect();
                assert!(lost.len() <= 1, "byte {at}, bit {bit}");
                assert!(kept.iter().all(|body| bodies().any(|b| b == *body)));
                let found = frames(&bad).unwrap();
                assert!(
                    lost.is_empty() || !found.damage.is_empty(),
                    "byte {at}, bit {bit} is lost in silence"
                );
            }
        }
    }

    fn blank(n: usize) -> Vec<u8> {
        vec![BLANK; n]
    }

    #[test]
    fn a_blank_end_is_no_damage_and_frames_go_on_before_it() {
        let whole = journal(&BODIES);
        for n in [1, 2, 15, 16, 17, 4_096, 300_000] {
            let mut file = whole.clone();
            file.extend(blank(n));
            let found = frames(&file).unwrap();
            assert_eq!(found.damage, []);
            assert_eq!(found.bodies.len(), BODIES.len());
            let lens = (found.good_len, found.n_torn, found.n_blank);
            assert_eq!(lens, (whole.len(), 0, n));
            // The next one stands where the last one ended.
            let next = framed(b"next");
            file.resize(file.len().max(whole.len() + next.len()), BLANK);
            file[whole.len()..][..next.len()].copy_from_slice(&next);
            assert_eq!(read(&file).last().unwrap(), b"next");
            assert_eq!(frames(&file).unwrap().damage, []);
        }
    }

    /// A frame of several blocks, none of which is blank by itself.
    const LONG: &str = "Act((n: 8, at: 1, how: Do,\n  act: \"RenameProject\",\n  deltas: []))";

    #[test]
    fn a_frame_of_which_any_blocks_are_still_blank_is_torn() {
        for shift in 0..BLOCK {
            let mut whole = journal(&[&b"0123456789abcdefghi"[..shift + 1]]);
            let at = whole.len();
            whole.extend(framed(LONG.as_bytes()));
            let last = (whole.len() - 1) / BLOCK;
            let first = at / BLOCK;
            whole.extend(blank(100));
            for kept in 0..1_u32 << (last - first + 1) {
                let mut torn = whole.clone();
                for block in (first..=last).filter(|block| kept & 1 << (block - first) == 0) {
                    let bytes = (block * BLOCK).max(at)..(block + 1) * BLOCK;
                    torn[bytes].fill(BLANK);
                }
                let found = frames(&torn).unwrap();
                // Where only line feeds are lost in a block, nothing is.
                assert_eq!(found.bodies.len(), 1 + usize::from(torn == whole));
                assert_eq!(found.damage, [], "shift {shift}, kept {kept:b}");
                assert_eq!(found.good_len + found.n_torn + found.n_blank, torn.len());
                let is_all_blank = torn[at..].iter().all(|byte| *byte == BLANK);
                assert_eq!(found.n_torn == 0, is_all_blank || torn == whole);
            }
        }
    }

    #[test]
    fn a_changed_byte_in_the_blank_is_no_damage_and_in_the_last_frame_it_is() {
        let mut file = journal(&[b"one", LONG.as_bytes()]);
        let end = file.len();
        let last = journal(&[b"one"]).len();
        file.extend(blank(200));
        let mut n_lost = 0;
        for at in last..file.len() {
            for bit in 0..8 {
                let mut bad = file.clone();
                bad[at] ^= 1 << bit;
                let found = frames(&bad).unwrap();
                // The line feed behind a frame may be anything, a digit of a sum may be a capital.
                let is_read = found.bodies.len() == 2;
                assert!(is_read || at + 1 < end, "byte {at}, bit {bit}");
                assert_eq!(found.damage.is_empty(), is_read, "byte {at}, bit {bit}");
                assert_eq!(found.n_torn > 0, !is_read || at >= end);
                n_lost += usize::from(!is_read);
            }
        }
        assert!(n_lost > (end - last) * 7, "{n_lost}");
    }

    #[test]
    fn zeros_and_rubbish_in_the_blank_are_torn() {
        for rubbish in [0_u8, 0xA7] {
            let mut file = journal(&BODIES);
            let end = file.len();
            file.extend(blank(50));
            file.extend([rubbish; 40]);
            file.extend(blank(50));
            let found = frames(&file).unwrap();
            assert_eq!((found.damage, found.good_len), (Vec::new(), end));
            assert_eq!((found.n_torn, found.n_blank), (90, 50));
        }
    }

    #[test]
    fn other_files_and_newer_journals_are_told_apart() {
        assert_eq!(frames(b"(format: 1, name: \"\")"), Err(NotAJournal::Other));
        assert_eq!(frames(b"zhubi journal x\n1 2\n"), Err(NotAJournal::Other));
        assert_eq!(frames(&[0; HEADER.len()]).unwrap().n_torn, HEADER.len());
        let newer = frames(b"zhubi journal 27\n1 2\n");
        assert_eq!(newer, Err(NotAJournal::Newer("27".to_owned())));
        assert_eq!(frames(b"").unwrap(), Frames::default());
    }
}
