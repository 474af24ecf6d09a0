//! Moving the caret by key: by cluster, word, clause, sentence, row, paragraph, page.
//!
//! Moving works outside the view too, by laying out the blocks it needs. Moving by rows keeps to
//! the x it began at, so that passing a short row does not lose it. Words, clauses and sentences are those
//! of the text; what a view hides is stepped over.

use std::sync::Arc;

use egui::Context;

use crate::edit::caret::Selection;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::layout::BlockLayout;

/// Where to move the caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Motion {
    Left,
    Right,
    WordLeft,
    WordRight,
    ClauseLeft,
    ClauseRight,
    SentenceLeft,
    SentenceRight,
    Up,
    Down,
    ParagraphUp,
    ParagraphDown,
    RowStart,
    RowEnd,
    PageUp,
    PageDown,
    DocumentStart,
    DocumentEnd,
}

/// A row of the document.
struct Place {
    block: usize,
    row: usize,
    layout: Arc<BlockLayout>,
}

impl TextView {
    /// Returns the selection after moving its head, with the anchor left behind if `extend`.
    ///
    /// The document must have been shown before; else nothing moves. The caller scrolls to the
    /// new head with [`TextView::scroll_to`].
    pub fn move_caret(
        &mut self,
        ctx: &Context,
        doc: &ViewDoc<'_>,
        selection: Selection,
        motion: Motion,
        extend: bool,
    ) -> Selection {
        if !self.layouts.is_ready(doc.text) {
            return selection;
        }
        let wanted = self.wanted_x.take();
        let row_end = self.row_end.take();
        let head = selection.head.min(doc.text.end());
        let head = self.behind_hidden(ctx, doc.text, head);
        let range = selection.range();
        let at_row_end = row_end == Some(head);
        let to = match motion {
            Motion::Left if !extend && !selection.is_empty() => range.start(),
            Motion::Right if !extend && !selection.is_empty() => range.end(),
            Motion::Left => self.stop_before(ctx, doc.text, head),
            Motion::Right => self.stop_after(ctx, doc.text, head),
            Motion::WordLeft => self.word_left(ctx, doc, head),
            Motion::WordRight => self.word_right(ctx, doc, head),
            Motion::ClauseLeft => self.part_left(ctx, doc, head, clause_at),
            Motion::ClauseRight => self.part_right(ctx, doc, head, clause_at),
            Motion::SentenceLeft => self.part_left(ctx, doc, head, sentence_at),
            Motion::SentenceRight => self.part_right(ctx, doc, head, sentence_at),
            Motion::Up => self.by_rows(ctx, doc.text, head, (-1, wanted, at_row_end)),
            Motion::Down => self.by_rows(ctx, doc.text, head, (1, wanted, at_row_end)),
            Motion::PageUp | Motion::PageDown => {
                let rows = self.rows_per_page();
                let rows = if motion == Motion::PageUp {
                    -rows
                } else {
                    rows
                };
                let pitch = self.layouts.geometry().pitch;
                self.scroll_by(ctx, doc.text, rows as f32 * pitch);
                self.by_rows(ctx, doc.text, head, (rows, wanted, at_row_end))
            }
            Motion::RowStart => {
                let place = self.place_of(ctx, doc.text, head, at_row_end);
                place.start()
            }
            Motion::RowEnd => {
                let place = self.place_of(ctx, doc.text, head, at_row_end);
                let end = place.end();
                self.row_end = Some(end);
                end
            }
            Motion::ParagraphUp => paragraph_up(doc.text, head),
            Motion::ParagraphDown => paragraph_down(doc.text, head),
            Motion::DocumentStart => CharIdx(0),
            Motion::DocumentEnd => doc.text.end(),
        };
        let to = self.behind_hidden(ctx, doc.text, to);
        selection.moved(to, extend)
    }

    fn rows_per_page(&self) -> isize {
        let pitch = self.layouts.geometry().pitch.max(1.0);
        ((self.view_height / pitch).floor() as isize - 1).max(1)
    }

    /// Returns a position moved behind hidden text that it is before or in.
    fn behind_hidden(&mut self, ctx: &Context, text: &Text, at: CharIdx) -> CharIdx {
        let block = self.layouts.block_at(ctx, text, at);
        self.layouts.layout(ctx, text, block).behind_hidden(at)
    }

    /// Returns the next position a caret may stand at.
    fn stop_after(&mut self, ctx: &Context, text: &Text, at: CharIdx) -> CharIdx {
        let block = self.layouts.block_at(ctx, text, at);
        let layout = self.layouts.layout(ctx, text, block);
        let end = layout.last_char();
        let from = layout.char_in_block(at) + 1;
        let next = (from..=end).find(|&i| i == end || layout.is_stop(i));
        next.map_or(layout.range.end(), |i| layout.range.start().plus(i))
    }

    /// Returns the position before it at which a caret may stand.
    fn stop_before(&mut self, ctx: &Context, text: &Text, at: CharIdx) -> CharIdx {
        let mut block = self.layouts.block_at(ctx, text, at);
        if at == self.layouts.blocks().range(block).start() {
            let Some(before) = block.checked_sub(1) else {
                return CharIdx(0);
            };
            block = before;
        }
        let layout = self.layouts.layout(ctx, text, block);
        let end = layout.last_char();
        let i = layout.char_in_block(at).min(layout.range.len());
        if i > end {
            return layout.range.start().plus(end);
        }
        let stop = (0..i).rev().find(|&i| layout.is_stop(i));
        // The end of a block inside a paragraph is the start of the next: step over its last.
        layout.range.start().plus(stop.unwrap_or(0))
    }

    fn word_right(&mut self, ctx: &Context, doc: &ViewDoc<'_>, at: CharIdx) -> CharIdx {
        let mut to = doc.segments.word_at(doc.text, at).end();
        if to <= at {
            return self.stop_after(ctx, doc.text, at);
        }
        while doc.text.char_at(to).is_some_and(is_blank) {
            to = to.plus(1);
        }
        to
    }

    fn word_left(&mut self, ctx: &Context, doc: &ViewDoc<'_>, at: CharIdx) -> CharIdx {
        let mut to = self.stop_before(ctx, doc.text, at);
        while to.0 > 0 && doc.text.char_at(to).is_some_and(is_blank) {
            to = to.minus(1);
        }
        let start = doc.segments.word_at(doc.text, to).start();
        self.leftwards(ctx, doc.text, start, to)
    }

    fn part_right(
        &mut self,
        ctx: &Context,
        doc: &ViewDoc<'_>,
        at: CharIdx,
        part_at: PartAt,
    ) -> CharIdx {
        let to = part_at(doc, at).end();
        if to > at {
            to
        } else {
            self.stop_after(ctx, doc.text, at)
        }
    }

    fn part_left(
        &mut self,
        ctx: &Context,
        doc: &ViewDoc<'_>,
        at: CharIdx,
        part_at: PartAt,
    ) -> CharIdx {
        let before = self.stop_before(ctx, doc.text, at);
        let start = part_at(doc, before).start();
        self.leftwards(ctx, doc.text, start, before)
    }

    /// Returns `start` behind what is hidden there, but no farther right than `limit`.
    fn leftwards(&mut self, ctx: &Context, text: &Text, start: CharIdx, limit: CharIdx) -> CharIdx {
        self.behind_hidden(ctx, text, start).min(limit)
    }

    /// Returns the position so many rows further on, at the x wanted.
    fn by_rows(
        &mut self,
        ctx: &Context,
        text: &Text,
        at: CharIdx,
        (n_rows, wanted, at_row_end): (isize, Option<(CharIdx, f32)>, bool),
    ) -> CharIdx {
        let mut place = self.place_of(ctx, text, at, at_row_end);
        let x = match wanted {
            Some((noted_for, x)) if noted_for == at => x,
            _ => place.x_of(at),
        };
        for _ in 0..n_rows.unsigned_abs() {
            let next = if n_rows < 0 {
                self.row_above(ctx, text, &place)
            } else {
                self.row_below(ctx, text, &place)
            };
            match next {
                Some(next) => place = next,
                // Beyond the first or last row there is only the end of the text.
                None if n_rows < 0 => return CharIdx(0),
                None => return text.end(),
            }
        }
        let to = place.layout.nearest(place.row, x);
        self.wanted_x = Some((to, x));
        self.row_end = (to == place.end()).then_some(to);
        to
    }

    fn place_of(&mut self, ctx: &Context, text: &Text, at: CharIdx, at_row_end: bool) -> Place {
        let block = self.layouts.block_at(ctx, text, at);
        let layout = self.layouts.layout(ctx, text, block);
        let row = layout.row_at(at);
        let place = Place { block, row, layout };
        let wraps_here = at_row_end && place.start() == at && {
            let paragraph = text.paragraph_range(text.paragraph_at(at));
            paragraph.start() < at
        };
        if wraps_here {
            return self.row_above(ctx, text, &place).unwrap_or(place);
        }
        place
    }

    fn row_above(&mut self, ctx: &Context, text: &Text, place: &Place) -> Option<Place> {
        if let Some(row) = place.row.checked_sub(1) {
            return Some(Place {
                block: place.block,
                row,
                layout: Arc::clone(&place.layout),
            });
        }
        let block = place.block.checked_sub(1)?;
        let layout = self.layouts.layout(ctx, text, block);
        let row = layout.rows.len().saturating_sub(1);
        Some(Place { block, row, layout })
    }

    fn row_below(&mut self, ctx: &Context, text: &Text, place: &Place) -> Option<Place> {
        if place.row + 1 < place.layout.rows.len() {
            return Some(Place {
                block: place.block,
                row: place.row + 1,
                layout: Arc::clone(&place.layout),
            });
        }
        let block = place.block + 1;
        (block < self.layouts.blocks().n_blocks()).then(|| Place {
            block,
            row: 0,
            layout: self.layouts.layout(ctx, text, block),
        })
    }
}

impl Place {
    fn start(&self) -> CharIdx {
        let row = self.layout.rows.get(self.row);
        self.layout
            .range
            .start()
            .plus(row.map_or(0, |row| row.chars.start))
    }

    fn end(&self) -> CharIdx {
        let row = self.layout.rows.get(self.row);
        let end = row.map_or(0, |row| self.layout.last_stop(row));
        self.layout.range.start().plus(end)
    }

    fn x_of(&self, at: CharIdx) -> f32 {
        let row = self.layout.rows.get(self.row);
        row.map_or(0.0, |row| row.x_of(self.layout.char_in_block(at)))
    }
}

/// Finds the clause or the sentence at a position.
type PartAt = fn(&ViewDoc<'_>, CharIdx) -> CharRange;

fn clause_at(doc: &ViewDoc<'_>, at: CharIdx) -> CharRange {
    doc.segments.clause_at(doc.text, at)
}

fn sentence_at(doc: &ViewDoc<'_>, at: CharIdx) -> CharRange {
    doc.segments.sentence_at(doc.text, at)
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{3000}' | '\u{A0}')
}

fn paragraph_up(text: &Text, at: CharIdx) -> CharIdx {
    let paragraph = text.paragraph_at(at);
    let start = text.paragraph_range(paragraph).start();
    if start < at {
        return start;
    }
    text.paragraph_range(paragraph.saturating_sub(1)).start()
}

fn paragraph_down(text: &Text, at: CharIdx) -> CharIdx {
    text.paragraph_range(text.paragraph_at(at)).end()
}
