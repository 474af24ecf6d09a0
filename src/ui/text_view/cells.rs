//! Characters as cells: how wide each is, whether it can be drawn, and where clusters begin.
//!
//! A character that no font has, or that would be invisible, becomes a *placeholder*: a small box
//! with its name, such as `U+E383` or `ZWSP`, as wide as the box. Nothing that is in a document is
//! left out of its picture.
//!
//! `e\u{301}` is one cluster of two cells; a caret stands before or after it, never within.

use std::borrow::Cow;
use std::collections::HashMap;

use egui::FontId;
use egui::epaint::text::FontsView;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::ui::text_view::breaks::Cell;
use crate::ui::text_view::breaks::Class;
use crate::ui::text_view::breaks::class_of;

/// How a tab is drawn: this many times as wide as a Han character.
const TAB_EMS: f32 = 2.0;

/// What fonts say of characters.
pub trait Measure {
    /// Returns a character's advance in points, `None` if no font has it.
    fn advance(&mut self, c: char) -> Option<f32>;

    /// Returns the width of a Han character.
    fn em(&self) -> f32;

    /// Returns the width of the box that names a character.
    fn box_width(&mut self, name: &str) -> f32;
}

/// What is drawn for a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// Its glyph.
    Glyph,
    /// Nothing, but it takes its width.
    Blank,
    /// A box with its name.
    Box,
    /// Nothing, and no width: a line end.
    Nothing,
    /// Nothing, and no width: the view hides it.
    Hidden,
}

/// Measures the characters of a text, one cell and one ink for each.
pub fn cells_of(text: &str, measure: &mut impl Measure) -> (Vec<Cell>, Vec<Ink>) {
    let blank_line = text.chars().all(char::is_whitespace);
    let mut cells = Vec::with_capacity(text.len() / 3 + 1);
    let mut inks = Vec::with_capacity(text.len() / 3 + 1);
    for c in text.chars() {
        let (cell, ink) = cell_of(c, blank_line, measure);
        cells.push(cell);
        inks.push(ink);
    }
    join_clusters(text, &mut cells, &mut inks, measure);
    (cells, inks)
}

fn cell_of(c: char, blank_line: bool, measure: &mut impl Measure) -> (Cell, Ink) {
    let cell = |width, class| Cell {
        width,
        class,
        cluster: true,
    };
    match c {
        '\n' | '\r' => (cell(0.0, Class::Space), Ink::Nothing),
        '\t' => (cell(TAB_EMS * measure.em(), Class::Free), Ink::Blank),
        _ if is_shown_by_name(c) || (blank_line && c == '\u{A0}') => box_cell(c, measure),
        _ => match measure.advance(c) {
            Some(width) => (cell(width, class_of(c)), Ink::Glyph),
            None => box_cell(c, measure),
        },
    }
}

fn box_cell(c: char, measure: &mut impl Measure) -> (Cell, Ink) {
    let cell = Cell {
        width: measure.box_width(&name_of(c)),
        class: Class::Free,
        cluster: true,
    };
    (cell, Ink::Box)
}

/// Returns whether a character is always shown by its name: it is invisible, or means damage.
fn is_shown_by_name(c: char) -> bool {
    c.is_control()
        || matches!(
            u32::from(c),
            0xAD | 0x34F
                | 0x61C
                | 0x115F..=0x1160
                | 0x17B4..=0x17B5
                | 0x180B..=0x180F
                | 0x200B..=0x200F
                | 0x2028..=0x202E
                | 0x2060..=0x206F
                | 0x3164
                | 0xE000..=0xF8FF
                | 0xFE00..=0xFE0F
                | 0xFEFF
                | 0xFFA0
                | 0xFFF0..=0xFFFD
                | 0xE_0000..=0x10_FFFF
        )
}

/// Returns whether a character only shapes the cluster it stands in, and has no glyph of its own.
fn is_joiner(c: char) -> bool {
    matches!(
        u32::from(c),
        0x34F | 0x200C | 0x200D | 0xFE00..=0xFE0F | 0xE_0020..=0xE_007F | 0xE_0100..=0xE_01EF
    )
}

/// Returns the name in a character's box.
pub fn name_of(c: char) -> Cow<'static, str> {
    let name = match u32::from(c) {
        0x00 => "NUL",
        0x08 => "BS",
        0x0B => "VT",
        0x0C => "FF",
        0x1B => "ESC",
        0x7F => "DEL",
        0xA0 => "NBSP",
        0xAD => "SHY",
        0x200B => "ZWSP",
        0x200C => "ZWNJ",
        0x200D => "ZWJ",
        0x200E => "LRM",
        0x200F => "RLM",
        0x2028 => "LS",
        0x2029 => "PS",
        0xFEFF => "BOM",
        code => return Cow::Owned(format!("U+{code:04X}")),
    };
    Cow::Borrowed(name)
}

/// Returns whether a character always is a cluster of its own beside others of its kind.
fn is_plain(c: char) -> bool {
    matches!(
        u32::from(c),
        0x20..=0x7E
            | 0xB7
            | 0x2010..=0x2027
            | 0x3000..=0x3029
            | 0x3041..=0x3096
            | 0x30A1..=0x30FA
            | 0x3400..=0x4DBF
            | 0x4E00..=0x9FFF
            | 0xF900..=0xFAFF
            | 0xFF01..=0xFF5E
    )
}

/// Marks the cells that begin no cluster, and names the parts of clusters that cannot be drawn.
///
/// Asking `unicode-segmentation` costs more than measuring, so only runs that hold a character
/// beyond the plain ones are given to it, each with its plain neighbours.
fn join_clusters(text: &str, cells: &mut [Cell], inks: &mut [Ink], measure: &mut impl Measure) {
    let mut before = (0, 0);
    let mut run: Option<(usize, usize)> = None;
    for (i, (byte, c)) in text.char_indices().enumerate() {
        if is_plain(c) {
            if let Some((first, from)) = run.take() {
                let part = text.get(from..byte).unwrap_or("");
                join_run(part, first, cells, inks, measure);
            }
            before = (i, byte);
        } else if run.is_none() {
            run = Some(before);
        }
    }
    if let Some((first, from)) = run {
        join_run(text.get(from..).unwrap_or(""), first, cells, inks, measure);
    }
}

fn join_run(
    part: &str,
    first: usize,
    cells: &mut [Cell],
    inks: &mut [Ink],
    measure: &mut impl Measure,
) {
    let mut at = first;
    for cluster in part.graphemes(true) {
        let n = cluster.chars().count();
        if n > 1 && cluster != "\r\n" {
            let drawable = cluster
                .chars()
                .all(|c| is_joiner(c) || (!is_shown_by_name(c) && measure.advance(c).is_some()));
            for (i, c) in (at..).zip(cluster.chars()) {
                let (Some(cell), Some(ink)) = (cells.get_mut(i), inks.get_mut(i)) else {
                    continue;
                };
                cell.cluster = i == at;
                if drawable {
                    *ink = Ink::Glyph;
                    if is_joiner(c) {
                        cell.width = 0.0;
                    }
                }
            }
        } else if n > 1 {
            for cell in cells.iter_mut().skip(at + 1).take(n - 1) {
                cell.cluster = false;
            }
        }
        at += n;
    }
}

/// Widths of characters in one font, remembered.
#[derive(Default)]
pub struct Advances {
    /// Characters of the basic plane, by code; NaN stands for not asked yet, below 0 for no glyph.
    basic: Vec<f32>,
    others: HashMap<char, f32>,
    em: f32,
}

impl Advances {
    /// Forgets everything, for another font.
    pub fn clear(&mut self) {
        *self = Self::default();
    }
}

/// Measures with the fonts of a context, and remembers in an [`Advances`].
pub struct FontMeasure<'a, 'f> {
    fonts: &'a mut FontsView<'f>,
    font: &'a FontId,
    advances: &'a mut Advances,
}

impl<'a, 'f> FontMeasure<'a, 'f> {
    /// Puts the parts together.
    pub fn new(fonts: &'a mut FontsView<'f>, font: &'a FontId, advances: &'a mut Advances) -> Self {
        if advances.basic.is_empty() {
            advances.basic = vec![f32::NAN; 0x1_0000];
            advances.em = em_of(fonts, font);
        }
        Self {
            fonts,
            font,
            advances,
        }
    }

    /// Returns the fonts, to lay out with.
    pub fn fonts(&mut self) -> &mut FontsView<'f> {
        self.fonts
    }
}

/// Returns the width of a Han character in a font, or its size where no font has one.
pub fn em_of(fonts: &mut FontsView<'_>, font: &FontId) -> f32 {
    let width = fonts.glyph_width(font, '国');
    if width > 0.0 { width } else { font.size }
}

/// Returns the size of the letters in a box beside text of `size`.
pub fn box_font_size(size: f32) -> f32 {
    (size * 0.5).max(7.0)
}

impl Measure for FontMeasure<'_, '_> {
    fn advance(&mut self, c: char) -> Option<f32> {
        let known = match self.advances.basic.get(u32::from(c) as usize) {
            Some(width) => (!width.is_nan()).then_some(*width),
            None => self.advances.others.get(&c).copied(),
        };
        let width = known.unwrap_or_else(|| {
            let width = if self.fonts.has_glyph(self.font, c) {
                self.fonts.glyph_width(self.font, c)
            } else {
                -1.0
            };
            match self.advances.basic.get_mut(u32::from(c) as usize) {
                Some(slot) => *slot = width,
                None => {
                    self.advances.others.insert(c, width);
                }
            }
            width
        });
        (width >= 0.0).then_some(width)
    }

    fn em(&self) -> f32 {
        self.advances.em
    }

    fn box_width(&mut self, name: &str) -> f32 {
        let scale = box_font_size(self.font.size) / self.font.size.max(1.0);
        let letters: f32 = name.chars().filter_map(|c| self.advance(c)).sum();
        (letters * scale).ceil() + 6.0
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;

    /// A font in which ASCII is half as wide as the rest, with no emoji and no Arabic.
    pub struct Plain;

    impl Measure for Plain {
        fn advance(&mut self, c: char) -> Option<f32> {
            match u32::from(c) {
                0x300..=0x36F => Some(0.0),
                0x600..=0x6FF | 0x1_F000..=0x1_FAFF => None,
                0x20..=0x7E => Some(9.0),
                _ => Some(18.0),
            }
        }

        fn em(&self) -> f32 {
            18.0
        }

        fn box_width(&mut self, name: &str) -> f32 {
            5.0 * name.len() as f32 + 6.0
        }
    }

    fn inks(text: &str) -> String {
        let (cells, inks) = cells_of(text, &mut Plain);
        cells
            .iter()
            .zip(&inks)
            .map(|(cell, ink)| match (ink, cell.cluster) {
                (Ink::Glyph, true) => 'g',
                (Ink::Glyph, false) => '+',
                (Ink::Blank, _) => '_',
                (Ink::Box, true) => 'B',
                (Ink::Box, false) => 'b',
                (Ink::Nothing, true) => 'n',
                (Ink::Nothing, false) => '.',
                (Ink::Hidden, _) => 'h',
            })
            .collect()
    }

    #[test]
    fn what_cannot_be_seen_is_boxed_and_clusters_stay_together() {
        for (text, expected) in [
            ("中国\r\n", "ggn."),
            ("甲\u{E383}乙\u{FFFD}\u{200B}\u{FEFF}\u{AD}", "gBgBBBB"),
            ("甲\u{A0}乙", "ggg"),
            ("\u{A0}\u{A0}\n", "BBn"),
            ("e\u{301}x", "g+g"),
            ("x\te", "g_g"),
            ("👨\u{200D}👩", "Bbb"),
            ("葛\u{E0100}城", "g+g"),
            ("\u{202E}abc\u{202C}", "BgggB"),
            ("ا", "B"),
            ("\u{7}\u{1B}", "BB"),
            ("\u{301}", "g"),
            ("", ""),
        ] {
            assert_eq!(inks(text), expected, "{text:?}");
        }
    }

    #[test]
    fn boxes_name_the_character() {
        assert_eq!(name_of('\u{E383}'), "U+E383");
        assert_eq!(name_of('\u{200B}'), "ZWSP");
        assert_eq!(name_of('😀'), "U+1F600");
        assert_eq!(name_of('\u{7}'), "U+0007");
    }
}
