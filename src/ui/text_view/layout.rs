//! One block of text laid out: rows, and where each character stands in its row.
//!
//! A block is a paragraph, or a part of a very long one. Rows are broken by `breaks`, then given
//! to epaint as one job with a line end between rows. Positions are read back from the galley it
//! makes, so that what is hit is what is seen; the galley itself is asked for again every frame,
//! since the glyph atlas may be cleared.
//!
//! Where a view hides characters, what is shown is laid out as if it were the text, and then spread
//! over the characters of the block: of `習(xí)近` the gloss stands without width behind 習, in the same
//! row, and no caret stands before or in it.
//!
//! Invariant: the rows cover every character of the block once and in order. Row `r` holds
//! `row.chars`, and `xs` has one more entry than it has characters, from the left edge of the
//! first to the right edge of the last.

use std::ops::Range;

use egui::Color32;
use egui::FontId;
use egui::Galley;
use egui::epaint::text::ByteIndex;
use egui::text::LayoutJob;
use egui::text::LayoutSection;
use egui::text::TextFormat;

use crate::text::damage::DamagedPlace;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::view::View;
use crate::ui::text_view::adopt::adopted_xs;
use crate::ui::text_view::breaks::Cell;
use crate::ui::text_view::breaks::row_starts;
use crate::ui::text_view::cells::Ink;
use crate::ui::text_view::cells::Measure;
use crate::ui::text_view::cells::cells_of;

/// The gap after a paragraph, in rows; a quarter, so that sums of heights stay exact.
pub const PARAGRAPH_GAP: f32 = 0.25;
/// Height of a paragraph without anything to read, in rows; its caret still fits in.
const BLANK_PARAGRAPH: f32 = 0.6;

/// A row of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its characters, counted from the start of the block.
    pub chars: Range<usize>,
    /// The left edge of each character, and the right edge of the last, in points.
    pub xs: Vec<f32>,
}

impl Row {
    /// Returns how wide it is.
    pub fn width(&self) -> f32 {
        self.xs.last().copied().unwrap_or(0.0)
    }

    /// Returns the left edge of a character of the block, the row's edge for one beyond it.
    pub fn x_of(&self, char_in_block: usize) -> f32 {
        let i = char_in_block.saturating_sub(self.chars.start);
        self.xs.get(i).copied().unwrap_or_else(|| self.width())
    }
}

/// A character drawn as a box with its name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NamedBox {
    /// The character, counted from the start of the block.
    pub char_in_block: usize,
    /// The row it stands in.
    pub row: usize,
    /// The character itself.
    pub c: char,
}

/// A block laid out.
#[derive(Clone, Debug)]
pub struct BlockLayout {
    /// Its characters in the document.
    pub range: CharRange,
    /// Its rows; at least one.
    pub rows: Vec<Row>,
    /// Characters drawn as boxes.
    pub boxes: Vec<NamedBox>,
    /// What epaint draws.
    pub job: LayoutJob,
    /// Whether it is the last block of its paragraph.
    pub ends_paragraph: bool,
    /// For each character, whether a grapheme cluster begins there.
    clusters: Vec<bool>,
    inks: Vec<Ink>,
    /// What is damaged in it.
    pub damage: Vec<DamagedPlace>,
    /// How many characters at its end are a line end.
    n_line_end: usize,
}

/// How text is drawn, as far as it decides the layout.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// The typeface and its size.
    pub font: FontId,
    /// How wide a row may be, in points.
    pub row_width: f32,
    /// How high a row is, in points.
    pub pitch: f32,
}

impl BlockLayout {
    /// Lays out `text`, which is the block at `range`.
    ///
    /// Positions are sums of advances until [`BlockLayout::adopt`] corrects them.
    pub fn new(
        text: &str,
        range: CharRange,
        ends_paragraph: bool,
        setting: &Setting,
        measure: &mut impl Measure,
    ) -> Self {
        let (cells, inks) = cells_of(text, measure);
        let mut starts = row_starts(&cells, setting.row_width);
        starts.push(cells.len());
        let rows = starts.windows(2).filter_map(|pair| match pair {
            [start, end] => Some(row_of(&cells, *start..*end)),
            _ => None,
        });
        let rows: Vec<Row> = rows.collect();
        let (job, boxes) = job_of(text, &cells, &inks, &rows, setting);
        let n_line_end = inks.iter().rev().take_while(|&&ink| ink == Ink::Nothing);
        Self {
            range,
            rows,
            boxes,
            job,
            ends_paragraph,
            n_line_end: n_line_end.count(),
            clusters: cells.iter().map(|cell| cell.cluster).collect(),
            inks,
            damage: Vec::new(),
        }
    }

    /// Lays out what a view shows of the block it was made of.
    pub fn of_view(
        view: &View,
        text: &Text,
        ends_paragraph: bool,
        setting: &Setting,
        measure: &mut impl Measure,
    ) -> Self {
        let start = view.range().start();
        let shown = CharRange::new(start, start.plus(view.n_chars()));
        let mut layout = Self::new(&view.shown(text), shown, ends_paragraph, setting, measure);
        if view.n_hidden() > 0 {
            layout.spread(view);
        }
        layout
    }

    /// Gives hidden characters their places among those laid out.
    fn spread(&mut self, view: &View) {
        self.range = view.range();
        let n_chars = self.range.len();
        let mut hidden = vec![false; n_chars];
        for run in view.hidden() {
            let start = self.char_in_block(run.start());
            let places = hidden.iter_mut().skip(start).take(run.len());
            places.for_each(|place| *place = true);
        }
        let is_hidden = |i: usize| hidden.get(i).copied().unwrap_or(false);
        let shown: Vec<usize> = (0..n_chars).filter(|&i| !is_hidden(i)).collect();
        let place = |i: usize| shown.get(i).copied().unwrap_or(n_chars);
        for row in &mut self.rows {
            // The block's first row takes what is hidden before it, as where a gloss was cut.
            let first = row.chars.start;
            let start = if first == 0 { 0 } else { place(first) };
            let end = place(row.chars.end);
            let mut xs = Vec::with_capacity(end - start + 1);
            let mut n_shown = first;
            for i in start..end {
                xs.push(row.x_of(n_shown));
                n_shown += usize::from(!is_hidden(i));
            }
            xs.push(row.width());
            row.chars = start..end;
            row.xs = xs;
        }
        for boxed in &mut self.boxes {
            boxed.char_in_block = place(boxed.char_in_block);
        }
        let mut cells = self.clusters.iter().copied().zip(self.inks.iter().copied());
        let spread = hidden.iter().map(|&hidden| match hidden {
            true => (false, Ink::Hidden),
            false => cells.next().unwrap_or((true, Ink::Nothing)),
        });
        (self.clusters, self.inks) = spread.collect();
    }

    /// Takes over the positions of the galley made of its job.
    ///
    /// A word written from right to left is drawn so, by epaint, while positions in it run from left
    /// to right all the same, in the order of the text: the place after its first letter is near
    /// its left edge. Its edges are where they are drawn, and so is all around it. A row whose glyphs
    /// do not match its characters one to one keeps its own positions, stretched to the width it is
    /// drawn in.
    pub fn adopt(&mut self, galley: &Galley) {
        let Self {
            rows,
            inks,
            clusters,
            job,
            ..
        } = self;
        let drawn = job.text.split('\n');
        for ((row, placed), drawn) in rows.iter_mut().zip(&galley.rows).zip(drawn) {
            let inks = inks.get(row.chars.clone()).unwrap_or_default();
            let clusters = clusters.get(row.chars.clone()).unwrap_or_default();
            match adopted_xs(&row.xs, placed, drawn, inks, clusters) {
                Some(xs) => row.xs = xs,
                None if row.width() > 0.0 => {
                    let scale = placed.row.size.x / row.width();
                    row.xs.iter_mut().for_each(|x| *x *= scale);
                }
                None => {}
            }
        }
    }

    /// Returns whether it is a paragraph in which nothing is to be read.
    pub fn is_blank_paragraph(&self) -> bool {
        self.ends_paragraph && self.rows.len() == 1 && self.job.text.trim().is_empty()
    }

    /// Returns the block's height in rows; the gap after a paragraph is a quarter of one.
    ///
    /// A blank paragraph takes less than a row: texts from the web are full of them.
    pub fn height_in_rows(&self) -> f32 {
        if self.is_blank_paragraph() {
            return BLANK_PARAGRAPH;
        }
        let gap = if self.ends_paragraph {
            PARAGRAPH_GAP
        } else {
            0.0
        };
        self.rows.len() as f32 + gap
    }

    /// Returns the row that shows the character at `at`; the last one for any beyond the block.
    pub fn row_at(&self, at: CharIdx) -> usize {
        let i = self.char_in_block(at);
        self.rows
            .partition_point(|row| row.chars.start <= i)
            .saturating_sub(1)
    }

    /// Returns a position counted from the start of the block.
    pub fn char_in_block(&self, at: CharIdx) -> usize {
        at.0.saturating_sub(self.range.start().0)
    }

    /// Returns the position between clusters of a row that is nearest to `x`.
    ///
    /// The end of a row is the start of the next one; in a paragraph's last row it lies before
    /// the line end.
    pub fn nearest(&self, row: usize, x: f32) -> CharIdx {
        let Some(line) = self.rows.get(row) else {
            return self.range.start();
        };
        let last = self.last_stop(line);
        let stops = (line.chars.start..last)
            .filter(|&i| self.clusters.get(i).copied().unwrap_or(true))
            .chain([last]);
        let near = stops.min_by(|&a, &b| {
            let (a, b) = ((line.x_of(a) - x).abs(), (line.x_of(b) - x).abs());
            a.total_cmp(&b)
        });
        self.range.start().plus(near.unwrap_or(line.chars.start))
    }

    /// Returns the character whose cluster is drawn at `x` in a row.
    pub fn char_under(&self, row: usize, x: f32) -> Option<CharIdx> {
        let line = self.rows.get(row)?;
        let i = (line.chars.start..self.last_stop(line))
            .find(|&i| line.x_of(i) <= x && x < line.x_of(i + 1))?;
        Some(self.range.start().plus(i))
    }

    /// Returns the last position of a row, counted from the start of the block.
    pub fn last_stop(&self, row: &Row) -> usize {
        let is_last = row.chars.end == self.range.len();
        row.chars.end
            - if is_last {
                self.n_line_end.min(row.chars.len())
            } else {
                0
            }
    }

    /// Returns the last position of the block itself, before its line end if it has one.
    pub fn last_char(&self) -> usize {
        self.range.len() - self.n_line_end
    }

    /// Returns whether a view hides a character of the block.
    fn is_hidden(&self, char_in_block: usize) -> bool {
        self.inks.get(char_in_block) == Some(&Ink::Hidden)
    }

    /// Returns the position at or behind `at` that is not before or in hidden text.
    pub fn behind_hidden(&self, at: CharIdx) -> CharIdx {
        let from = self.char_in_block(at);
        let n_hidden = (from..).take_while(|&i| self.is_hidden(i)).count();
        at.plus(n_hidden)
    }

    /// Returns the last character before `at` that is shown, if it is one of the block.
    pub fn shown_before(&self, at: CharIdx) -> Option<CharIdx> {
        let here = 0..self.char_in_block(at).min(self.range.len());
        let last = here.rev().find(|&i| !self.is_hidden(i))?;
        Some(self.range.start().plus(last))
    }

    /// Returns whether a caret may stand before a character of the block.
    pub fn is_stop(&self, char_in_block: usize) -> bool {
        self.clusters.get(char_in_block).copied().unwrap_or(true)
    }

    /// Returns the pieces of `range` drawn in this block: the row, and the edges in it.
    ///
    /// They cover what is shown of it. A range that is hidden wholly is a piece without width.
    pub fn pieces(&self, range: CharRange) -> impl Iterator<Item = Piece> + '_ {
        let here = range.intersection(self.range);
        let begins_here = range.start() >= self.range.start();
        let from = here.map(|here| self.behind_hidden(here.start()));
        let rows = match (here, from) {
            (Some(here), Some(from)) if from < here.end() => {
                self.row_at(from)..self.row_at(here.end().minus(1)) + 1
            }
            // What is shown of it, if anything, stands in other blocks.
            (Some(here), _) if here == range => {
                let row = self.row_at(here.start());
                row..row + 1
            }
            _ => 0..0,
        };
        let end = self.char_in_block(range.end());
        let start = from.map_or(0, |from| self.char_in_block(from)).min(end);
        rows.filter_map(move |row| {
            let line = self.rows.get(row)?;
            let first = start.max(line.chars.start);
            let last = end.min(line.chars.end);
            Some(Piece {
                row,
                left: line.x_of(first),
                right: line.x_of(last),
                is_first: begins_here && first == start,
                is_last: range.end().0 == self.range.start().0 + last,
            })
        })
    }
}

/// The part of a range that lies in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Piece {
    /// The row of the block.
    pub row: usize,
    /// Its left edge from the row's start.
    pub left: f32,
    /// Its right edge from the row's start.
    pub right: f32,
    /// Whether the range begins in it.
    pub is_first: bool,
    /// Whether the range ends in it.
    pub is_last: bool,
}

/// Builds a row from the widths of its cells.
fn row_of(cells: &[Cell], chars: Range<usize>) -> Row {
    let mut x = 0.0;
    let mut xs = Vec::with_capacity(chars.len() + 1);
    xs.push(x);
    for cell in cells.get(chars.clone()).unwrap_or_default() {
        x += cell.width;
        xs.push(x);
    }
    Row { chars, xs }
}

/// Writes the text that epaint draws, a line end after each row, and lists what it cannot draw.
///
/// What takes room but has no glyph becomes space before the next section.
fn job_of(
    text: &str,
    cells: &[Cell],
    inks: &[Ink],
    rows: &[Row],
    setting: &Setting,
) -> (LayoutJob, Vec<NamedBox>) {
    let format = TextFormat {
        font_id: setting.font.clone(),
        color: Color32::PLACEHOLDER,
        line_height: Some(setting.pitch),
        ..TextFormat::default()
    };
    let mut job = LayoutJob {
        // Not `usize::MAX`: that would cache each row as a galley of its own.
        wrap: egui::text::TextWrapping {
            max_width: f32::INFINITY,
            max_rows: usize::MAX - 1,
            ..Default::default()
        },
        ..LayoutJob::default()
    };
    job.text.reserve(text.len() + rows.len());
    let mut boxes = Vec::new();
    let mut section = (0, 0.0);
    let mut space = 0.0;
    let mut chars = text.chars();
    for (row_idx, row) in rows.iter().enumerate() {
        if row_idx > 0 {
            job.text.push('\n');
            space = 0.0;
        }
        for (i, c) in row.chars.clone().zip(chars.by_ref()) {
            let (Some(cell), Some(ink)) = (cells.get(i), inks.get(i)) else {
                continue;
            };
            if *ink == Ink::Glyph {
                if space > 0.0 {
                    close_section(&mut job, section, &format);
                    section = (job.text.len(), space);
                    space = 0.0;
                }
                job.text.push(c);
                continue;
            }
            space += cell.width;
            if *ink == Ink::Box {
                boxes.push(NamedBox {
                    char_in_block: i,
                    row: row_idx,
                    c,
                });
            }
        }
    }
    close_section(&mut job, section, &format);
    (job, boxes)
}

fn close_section(job: &mut LayoutJob, (start, leading_space): (usize, f32), format: &TextFormat) {
    let end = job.text.len();
    // An empty job has one empty section; epaint takes the height of an empty row from it.
    if start < end || job.sections.is_empty() && leading_space == 0.0 {
        job.sections.push(LayoutSection {
            leading_space,
            byte_range: ByteIndex(start)..ByteIndex(end),
            format: format.clone(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::text_view::cells::tests::Plain;
    use proptest::prelude::*;

    fn lay_out(text: &str, row_width: f32) -> BlockLayout {
        let setting = Setting {
            font: FontId::proportional(18.0),
            row_width,
            pitch: 41.0,
        };
        let range = CharRange::of(100, 100 + text.chars().count());
        BlockLayout::new(text, range, true, &setting, &mut Plain)
    }

    fn nasty() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            "[春江花月夜“”《》(),。]{0,12}",
            "[a-z ]{0,9}",
            Just("👨\u{200D}👩\u{200D}👧".to_owned()),
            Just("e\u{301}\u{327}".to_owned()),
            Just("\u{E383}\u{FFFD}\u{200B}".to_owned()),
            Just("\t\u{A0}\u{3000}".to_owned()),
            Just("العربية".to_owned()),
        ];
        let end = prop_oneof![Just(""), Just("\n"), Just("\r\n"), Just("\r")];
        (prop::collection::vec(part, 0..12), end).prop_map(|(parts, end)| parts.concat() + end)
    }

    proptest! {
        #[test]
        fn rows_cover_every_character_once_and_in_order(
            text in nasty(),
            row_width in 20_f32..400.0,
        ) {
            let layout = lay_out(&text, row_width);
            let mut next = 0;
            for row in &layout.rows {
                prop_assert_eq!(row.chars.start, next);
                prop_assert_eq!(row.xs.len(), row.chars.len() + 1);
                prop_assert!(row.xs.is_sorted());
                next = row.chars.end;
            }
            prop_assert_eq!(next, text.chars().count());
            let n_drawn = layout.job.text.chars().count() + 1 - layout.rows.len();
            let n_kept = layout.inks.iter().filter(|&&ink| ink == Ink::Glyph).count();
            prop_assert_eq!(n_drawn, n_kept);
            layout.job.debug_sanity_check();
        }

        #[test]
        fn a_position_is_found_again_where_it_is_drawn(
            text in nasty(),
            row_width in 40_f32..400.0,
        ) {
            let layout = lay_out(&text, row_width);
            for (row_idx, row) in layout.rows.iter().enumerate() {
                for i in row.chars.start..layout.last_stop(row) {
                    if !layout.is_stop(i) || row.x_of(i) == row.x_of(i + 1) {
                        continue;
                    }
                    let at = layout.range.start().plus(i);
                    prop_assert_eq!(layout.row_at(at), row_idx);
                    prop_assert_eq!(layout.char_in_block(at), i);
                    prop_assert_eq!(layout.nearest(row_idx, row.x_of(i)), at);
                    prop_assert_eq!(layout.char_under(row_idx, row.x_of(i) + 0.5), Some(at));
                }
            }
        }
    }

    #[test]
    fn a_range_is_drawn_in_one_piece_a_row() {
        let layout = lay_out("春江潮水连海平海上明月共潮生\n", 7.0 * 18.0);
        let pieces: Vec<Piece> = layout.pieces(CharRange::of(105, 109)).collect();
        let edges: Vec<_> = pieces.iter().map(|p| (p.row, p.left, p.right)).collect();
        assert_eq!(edges, [(0, 90.0, 126.0), (1, 0.0, 36.0)]);
        assert_eq!((pieces[0].is_first, pieces[0].is_last), (true, false));
        assert_eq!((pieces[1].is_first, pieces[1].is_last), (false, true));
        assert_eq!(layout.pieces(CharRange::of(0, 100)).count(), 0);
    }

    #[test]
    fn glyphs_that_run_backwards_leave_positions_in_the_order_of_the_text() {
        let ctx = egui::Context::default();
        ctx.run_ui(egui::RawInput::default(), |_| {})
            .textures_delta
            .clear();
        let mut layout = lay_out("abcdef", 400.0);
        let galley = ctx.fonts_mut(|fonts| fonts.layout_job(layout.job.clone()));
        let mut galley = Galley::clone(&galley);
        let row = std::sync::Arc::make_mut(&mut galley.rows[0].row);
        let xs: Vec<f32> = row.glyphs.iter().map(|glyph| glyph.pos.x).rev().collect();
        for (glyph, x) in row.glyphs.iter_mut().zip(xs) {
            glyph.pos.x = x;
        }
        layout.adopt(&galley);
        let row = &layout.rows[0];
        assert!(row.xs.is_sorted());
        assert_eq!((row.xs[0], row.xs.len()), (0.0, 7));
        assert!((row.width() - galley.rows[0].row.size.x).abs() < 0.01);
    }
}
