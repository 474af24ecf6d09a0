//! The units in which a text is laid out and scrolled.
//!
//! A block is a paragraph. A paragraph of more than [`MAX_BLOCK_CHARS`] is first cut into
//! *stretches* after ends of sentences, and each stretch into several blocks. When a stretch is
//! first shown, its rows are found in one pass and its blocks are moved to begin at rows, so that
//! no reader can tell where one block ends; only every 65,536 characters may a row end early.
//!
//! Invariants: blocks cover the text once and in order; each but a text's only one holds a
//! character, except the empty paragraph after a last line end.

use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::text_view::heights::Heights;
use crate::ui::text_view::layout::PARAGRAPH_GAP;

/// A longer paragraph is laid out in parts.
pub const MAX_BLOCK_CHARS: usize = 2_000;
/// The length aimed at for those parts.
const PART_CHARS: usize = 1_500;
/// Rows of a longer stretch would take too much of a frame to find.
const STRETCH_CHARS: usize = 65_536;
/// How far back from a stretch's end the end of a sentence is looked for.
const SENTENCE_CHARS: usize = 400;

/// The blocks of a text and their heights.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    /// Where each block starts; the text's end closes the last.
    starts: Vec<CharIdx>,
    end: CharIdx,
    stretches: Vec<Stretch>,
    heights: Heights,
}

/// A part of a long paragraph whose rows are found together.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Its characters.
    pub range: CharRange,
    /// Whether it ends its paragraph.
    pub ends_paragraph: bool,
    first_block: usize,
    n_blocks: usize,
    /// Whether its blocks begin at rows of the present width.
    settled: bool,
}

impl Blocks {
    /// Cuts a text into blocks and estimates their heights for rows of `chars_per_row`.
    pub fn new(text: &Text, chars_per_row: usize) -> Self {
        let mut blocks = Self {
            starts: Vec::with_capacity(text.n_paragraphs()),
            end: text.end(),
            ..Self::default()
        };
        for paragraph in 0..text.n_paragraphs() {
            let range = text.paragraph_range(paragraph);
            if range.len() <= MAX_BLOCK_CHARS {
                blocks.starts.push(range.start());
            } else {
                blocks.push_long(text, range);
            }
        }
        blocks.estimate(text, chars_per_row);
        blocks
    }

    /// Forgets measured heights, for rows of another width.
    pub fn estimate(&mut self, text: &Text, chars_per_row: usize) {
        for stretch in &mut self.stretches {
            stretch.settled = false;
        }
        let chars_per_row = chars_per_row.max(1);
        let mut paragraph_starts =
            (1..text.n_paragraphs()).map(|i| text.paragraph_range(i).start());
        let mut next_paragraph = paragraph_starts.next().unwrap_or(self.end);
        let mut heights = Vec::with_capacity(self.starts.len());
        let ends = self.starts.iter().skip(1).copied().chain([self.end]);
        let n_blocks = self.starts.len();
        for (i, (start, end)) in self.starts.iter().copied().zip(ends).enumerate() {
            let ends_paragraph = end >= next_paragraph;
            if ends_paragraph {
                next_paragraph = paragraph_starts.next().unwrap_or(self.end);
            }
            let n_line_end = usize::from(ends_paragraph && i + 1 < n_blocks);
            let n_chars = (end.0 - start.0).saturating_sub(n_line_end);
            let n_rows = n_chars.div_ceil(chars_per_row).max(1);
            let gap = if ends_paragraph { PARAGRAPH_GAP } else { 0.0 };
            heights.push(n_rows as f32 + gap);
        }
        self.heights = Heights::new(heights);
    }

    /// Returns the number of blocks, at least one.
    pub fn n_blocks(&self) -> usize {
        self.starts.len()
    }

    /// Returns the heights, in rows.
    pub fn heights(&self) -> &Heights {
        &self.heights
    }

    /// Takes note of a block's measured height.
    pub fn set_height(&mut self, block: usize, rows: f32) {
        self.heights.set(block, rows);
    }

    /// Returns the block that a position lies in; the last one for any beyond the end.
    pub fn at(&self, at: CharIdx) -> usize {
        self.starts
            .partition_point(|start| *start <= at)
            .saturating_sub(1)
    }

    /// Returns a block's characters; empty beyond the last.
    pub fn range(&self, block: usize) -> CharRange {
        let start = self.starts.get(block).copied().unwrap_or(self.end);
        let end = self.starts.get(block + 1).copied().unwrap_or(self.end);
        CharRange::new(start, end)
    }

    /// Returns the stretch of a block whose rows are still to be found.
    pub fn unsettled(&self, block: usize) -> Option<(usize, &Stretch)> {
        let after = self
            .stretches
            .partition_point(|stretch| stretch.first_block <= block);
        let at = after.checked_sub(1)?;
        let stretch = self.stretches.get(at)?;
        let here = block < stretch.first_block + stretch.n_blocks;
        (here && !stretch.settled).then_some((at, stretch))
    }

    /// Moves the blocks of a stretch to begin at rows; `rows` are the rows' starts in it.
    pub fn settle(&mut self, stretch: usize, rows: &[usize]) {
        let Some(stretch) = self.stretches.get_mut(stretch) else {
            return;
        };
        stretch.settled = true;
        let (n_rows, n_blocks) = (rows.len(), stretch.n_blocks);
        if n_rows < n_blocks {
            return;
        }
        for i in 0..n_blocks {
            let first = i * n_rows / n_blocks;
            let after = (i + 1) * n_rows / n_blocks;
            let block = stretch.first_block + i;
            if let (Some(start), Some(row)) = (self.starts.get_mut(block), rows.get(first)) {
                *start = stretch.range.start().plus(*row);
            }
            let ends_paragraph = stretch.ends_paragraph && i + 1 == n_blocks;
            let gap = if ends_paragraph { PARAGRAPH_GAP } else { 0.0 };
            self.heights.set(block, (after - first) as f32 + gap);
        }
    }

    fn push_long(&mut self, text: &Text, paragraph: CharRange) {
        let mut start = paragraph.start();
        while start < paragraph.end() {
            let end = stretch_end(text, start, paragraph.end());
            let range = CharRange::new(start, end);
            let n_blocks = range.len().div_ceil(PART_CHARS);
            self.stretches.push(Stretch {
                range,
                ends_paragraph: end == paragraph.end(),
                first_block: self.starts.len(),
                n_blocks,
                settled: false,
            });
            let part = |i: usize| start.plus(i * range.len() / n_blocks);
            self.starts.extend((0..n_blocks).map(part));
            start = end;
        }
    }
}

/// Returns where to end a stretch: after a sentence, else anywhere between two Han characters.
///
/// A gloss stays with its character: a closing parenthesis before one counts as one.
fn stretch_end(text: &Text, start: CharIdx, limit: CharIdx) -> CharIdx {
    let full = start.plus(STRETCH_CHARS);
    // A short rest is taken along, so that no stretch is a single row.
    if limit.0 - start.0 <= STRETCH_CHARS + SENTENCE_CHARS {
        return limit;
    }
    let from = full.minus(SENTENCE_CHARS);
    let window = text.slice(CharRange::new(from, full.plus(1)));
    let mut chars = window.chars().enumerate().peekable();
    let mut sentence = None;
    let mut between = None;
    while let Some((i, c)) = chars.next() {
        let Some(&(_, next)) = chars.peek() else {
            break;
        };
        let is_han = |c| ('\u{4E00}'..='\u{9FFF}').contains(&c);
        if is_han(next) && matches!(c, '。' | '！' | '？' | '；') {
            sentence = Some(i + 1);
        } else if is_han(next) && (is_han(c) || c == ')') {
            between = Some(i + 1);
        }
    }
    sentence.or(between).map_or(full, |n| from.plus(n))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_cover(blocks: &Blocks, text: &Text) {
        let mut next = CharIdx(0);
        for block in 0..blocks.n_blocks() {
            let range = blocks.range(block);
            assert_eq!(range.start(), next);
            assert!(!range.is_empty() || range.start() == text.end());
            assert_eq!(blocks.at(range.start()), block);
            next = range.end();
        }
        assert_eq!(next, text.end());
        assert_eq!(blocks.heights().n_blocks(), blocks.n_blocks());
    }

    #[test]
    fn short_paragraphs_are_blocks_and_their_heights_are_guessed() {
        let text = Text::from("一二三\n\n一二三四五六七八\n");
        let blocks = Blocks::new(&text, 4);
        check_cover(&blocks, &text);
        let heights: Vec<f32> = (0..4).map(|i| blocks.heights().height(i)).collect();
        assert_eq!(heights, [1.25, 1.25, 2.25, 1.25]);
        assert_eq!(Blocks::new(&Text::from(""), 4).n_blocks(), 1);
    }

    #[test]
    fn a_long_paragraph_is_cut_after_sentences_and_settles_on_rows() {
        let sentence = "春江潮水连海平,海上明月共潮生。";
        let text = Text::from(sentence.repeat(12_500).as_str());
        let mut blocks = Blocks::new(&text, 37);
        check_cover(&blocks, &text);
        assert!(blocks.n_blocks() > 130);
        for stretch in &blocks.stretches[1..] {
            assert_eq!(stretch.range.start().0 % sentence.chars().count(), 0);
        }
        let (at, stretch) = blocks.unsettled(50).unwrap();
        let n_chars = stretch.range.len();
        let rows: Vec<usize> = (0..n_chars).step_by(37).collect();
        let first = stretch.range.start().0;
        blocks.settle(at, &rows);
        check_cover(&blocks, &text);
        assert!(blocks.unsettled(50).is_none());
        assert_eq!((blocks.range(50).start().0 - first) % 37, 0);
        assert_eq!(blocks.range(50).len() % 37, 0);
        assert_eq!(
            blocks.heights().height(50),
            (blocks.range(50).len() / 37) as f32
        );
        blocks.estimate(&text, 20);
        assert!(blocks.unsettled(50).is_some());
    }
}
