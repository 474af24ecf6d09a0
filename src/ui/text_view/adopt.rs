//! Where the characters of a row stand, read back from the glyphs that epaint made of it.
//!
//! epaint shapes a row: letters are kerned, joined to one glyph, or drawn from right to left. What
//! comes of this here is always a list of edges that grows with the text, so that a place is hit
//! where its caret is drawn and a range is one piece.

use std::ops::Range;

use egui::epaint::text::PlacedRow;

use crate::ui::text_view::cells::Ink;

/// Reads the edges of a row's characters back from the glyphs; `None` where they do not match.
///
/// `drawn` are the characters that have glyphs. Those of a word written from right to left come
/// from the left as they are drawn, with empty ones behind them; the word's characters share its
/// room in the order of the text.
pub fn adopted_xs(
    old: &[f32],
    placed: &PlacedRow,
    drawn: &str,
    inks: &[Ink],
    clusters: &[bool],
) -> Option<Vec<f32>> {
    let mut xs: Vec<f32> = Vec::with_capacity(old.len());
    let mut end = 0.0_f32;
    let mut glyphs = placed.row.glyphs.iter().peekable();
    let mut chars = drawn.chars().peekable();
    let mut i = 0;
    while let Some(ink) = inks.get(i) {
        let c = match ink {
            Ink::Glyph => Some(chars.next()?),
            _ => None,
        };
        match c {
            Some(c) if is_rtl(c) => {
                let follow = |j: &usize| inks.get(*j) == Some(&Ink::Glyph);
                let n_more = (i + 1..)
                    .take_while(follow)
                    .take_while(|_| chars.next_if(|c| is_rtl(*c)).is_some())
                    .count();
                let mut room: Option<Range<f32>> = None;
                while let Some(glyph) = glyphs.next_if(|glyph| is_rtl(glyph.chr)) {
                    let (left, right) = (glyph.pos.x, glyph.max_x());
                    room = Some(match room {
                        Some(room) => room.start.min(left)..room.end.max(right),
                        None => left..right,
                    });
                }
                let room = room?;
                end = end.max(room.end);
                spread_run(&mut xs, old.get(i..=i + 1 + n_more)?, room);
                i += 1 + n_more;
            }
            Some(_) => {
                let glyph = glyphs.next_if(|glyph| !is_rtl(glyph.chr))?;
                xs.push(glyph.pos.x);
                end = end.max(glyph.max_x());
                i += 1;
            }
            None => {
                xs.push(end);
                end += old.get(i + 1)? - old.get(i)?;
                i += 1;
            }
        }
    }
    xs.push(end);
    share_ligatures(&mut xs, inks, clusters);
    let all_matched = glyphs.next().is_none() && chars.next().is_none();
    (all_matched && xs.is_sorted()).then_some(xs)
}

/// Adds the edges of characters that share a room, as wide beside each other as they were.
fn spread_run(xs: &mut Vec<f32>, own: &[f32], room: Range<f32>) {
    let [start, .., end] = own else { return };
    let scale = (room.end - room.start) / (end - start).max(1.0);
    let n = own.len() - 1;
    xs.extend(own.iter().take(n).map(|x| room.start + (x - start) * scale));
}

/// Returns whether a letter is of a script written from right to left.
fn is_rtl(c: char) -> bool {
    matches!(
        u32::from(c),
        0x590..=0x8FF | 0xFB1D..=0xFDFF | 0xFE70..=0xFEFC | 0x1_0800..=0x1_0FFF | 0x1_E800..=0x1_EFFF
    )
}

/// Gives each cluster of a ligature, which is one glyph, an equal part of its width.
fn share_ligatures(xs: &mut [f32], inks: &[Ink], clusters: &[bool]) {
    let mut first = 0;
    for i in 0..inks.len() {
        let (Some(&left), Some(&right)) = (xs.get(i), xs.get(i + 1)) else {
            return;
        };
        let starts = clusters.get(i).copied().unwrap_or(true);
        let is_glyph = inks.get(i) == Some(&Ink::Glyph);
        if !(starts && is_glyph && i > first && left == right) {
            first = if left < right { i } else { first };
            continue;
        }
        let is_tail =
            inks.get(i + 1) != Some(&Ink::Glyph) || xs.get(i + 2).is_none_or(|&next| next > right);
        let begin = xs.get(first).copied().unwrap_or(left);
        if is_tail && right > begin {
            let step = (right - begin) / (i + 1 - first) as f32;
            for (n, x) in xs.iter_mut().take(i + 1).skip(first).enumerate() {
                *x = begin + step * n as f32;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_of_a_run_share_its_room() {
        let mut xs = vec![0.0, 10.0];
        spread_run(&mut xs, &[20.0, 30.0, 40.0, 50.0], 20.0..44.0);
        assert_eq!(xs, [0.0, 10.0, 20.0, 28.0, 36.0]);
        assert!(is_rtl('ا') && is_rtl('ש') && is_rtl('ﷺ') && !is_rtl('é') && !is_rtl('春'));
    }

    #[test]
    fn a_ligature_is_shared_by_its_letters() {
        let mut xs = [0.0, 10.0, 22.0, 22.0, 22.0, 30.0];
        let inks = [Ink::Glyph; 5];
        share_ligatures(&mut xs, &inks, &[true; 5]);
        assert_eq!(xs, [0.0, 10.0, 14.0, 18.0, 22.0, 30.0]);
    }
}
