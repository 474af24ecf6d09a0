//! What offsets count in other formats, and their places in a text.
//!
//! In `𠀀甲` the second character lies at 1 in scalar values, at 2 in UTF-16 and at 4 in UTF-8.
//! An offset inside a character has no place.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::offset::CharIdx;
use crate::text::offset::Text;

/// What the offsets of a format count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OffsetUnit {
    /// Unicode scalar values, as we and Python do.
    #[default]
    Chars,
    /// UTF-16 code units, as Java and JavaScript do.
    Utf16,
    /// Bytes of UTF-8, as Rust and Go do.
    Bytes,
    /// What a reader takes for one character; CRLF is one.
    Graphemes,
    /// It has none: its tokens are found again in the text, in order.
    None,
}

impl OffsetUnit {
    /// Every unit that offsets can be in.
    pub const ALL: [Self; 4] = [Self::Chars, Self::Utf16, Self::Bytes, Self::Graphemes];

    /// Returns its name on the command line and in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chars => "chars",
            Self::Utf16 => "utf16",
            Self::Bytes => "bytes",
            Self::Graphemes => "graphemes",
            Self::None => "none",
        }
    }

    /// Returns the unit with a name.
    pub fn by_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|unit| unit.name() == name)
    }
}

/// Finds the places of offsets in a text, in one pass over it.
///
/// Returns one for each offset, in their order; `None` where it lies inside a character or beyond
/// the end.
pub fn places(text: &Text, unit: OffsetUnit, offsets: &[usize]) -> Vec<Option<CharIdx>> {
    if matches!(unit, OffsetUnit::Chars | OffsetUnit::None) {
        let place = |n: &usize| (*n <= text.n_chars()).then_some(CharIdx(*n));
        return offsets.iter().map(place).collect();
    }
    let mut order: Vec<usize> = (0..offsets.len()).collect();
    let offset_of = |i: &usize| offsets.get(*i).copied().unwrap_or_default();
    order.sort_by_key(offset_of);
    let mut found = vec![None; offsets.len()];
    let mut wanted = order.into_iter().peekable();
    let mut note = |n_units: usize, at: CharIdx| {
        while wanted.next_if(|i| offset_of(i) < n_units).is_some() {}
        while let Some(i) = wanted.next_if(|i| offset_of(i) == n_units) {
            if let Some(place) = found.get_mut(i) {
                *place = Some(at);
            }
        }
    };
    let (mut n_units, mut n_chars) = (0, 0);
    if unit == OffsetUnit::Graphemes {
        for grapheme in text.as_str().graphemes(true) {
            note(n_units, CharIdx(n_chars));
            n_units += 1;
            n_chars += grapheme.chars().count();
        }
    } else {
        for c in text.as_str().chars() {
            note(n_units, CharIdx(n_chars));
            n_units += if unit == OffsetUnit::Utf16 {
                c.len_utf16()
            } else {
                c.len_utf8()
            };
            n_chars += 1;
        }
    }
    note(n_units, CharIdx(n_chars));
    found
}

/// Counts what lies before each of some places that are in ascending order, in one pass.
///
/// The way back of [`places`]. A place inside a grapheme is counted at its start.
pub fn offsets(text: &Text, unit: OffsetUnit, places: &[CharIdx]) -> Vec<usize> {
    if matches!(unit, OffsetUnit::Chars | OffsetUnit::None) {
        return places.iter().map(|at| at.0).collect();
    }
    let mut counted = Vec::with_capacity(places.len());
    let mut wanted = places.iter().peekable();
    let (mut n_units, mut n_chars) = (0, 0);
    let mut pass = |n_new_chars: usize, n_new_units: usize| {
        while wanted.next_if(|at| at.0 < n_chars + n_new_chars).is_some() {
            counted.push(n_units);
        }
        n_chars += n_new_chars;
        n_units += n_new_units;
    };
    if unit == OffsetUnit::Graphemes {
        for grapheme in text.as_str().graphemes(true) {
            pass(grapheme.chars().count(), 1);
        }
    } else {
        for c in text.as_str().chars() {
            let n = if unit == OffsetUnit::Utf16 {
                c.len_utf16()
            } else {
                c.len_utf8()
            };
            pass(1, n);
        }
    }
    let n_rest = wanted.count();
    counted.extend(std::iter::repeat_n(n_units, n_rest));
    counted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_unit_counts_in_its_own_way() {
        let text = Text::from("𠀀甲\r\n乙");
        let found = |unit, offsets: &[usize]| -> Vec<Option<usize>> {
            let found = places(&text, unit, offsets);
            found.into_iter().map(|at| at.map(|at| at.0)).collect()
        };
        let all = [2, 0, 3, 1, 5, 4];
        assert_eq!(
            found(OffsetUnit::Chars, &all),
            [Some(2), Some(0), Some(3), Some(1), Some(5), Some(4)]
        );
        assert_eq!(
            found(OffsetUnit::Utf16, &[1, 2, 3, 6, 7]),
            [None, Some(1), Some(2), Some(5), None]
        );
        assert_eq!(
            found(OffsetUnit::Bytes, &[12, 4, 5, 7]),
            [Some(5), Some(1), None, Some(2)]
        );
        assert_eq!(
            found(OffsetUnit::Graphemes, &[2, 3, 4, 5]),
            [Some(2), Some(4), Some(5), None]
        );
    }

    #[test]
    fn places_and_offsets_are_each_others_way_back() {
        let text = Text::from("𠀀甲\r\n乙e\u{301}丙");
        for unit in [OffsetUnit::Chars, OffsetUnit::Utf16, OffsetUnit::Bytes] {
            let all: Vec<CharIdx> = (0..=text.n_chars()).map(CharIdx).collect();
            let there = offsets(&text, unit, &all);
            let back: Vec<CharIdx> = places(&text, unit, &there).into_iter().flatten().collect();
            assert_eq!(back, all, "{unit:?}");
        }
    }
}
