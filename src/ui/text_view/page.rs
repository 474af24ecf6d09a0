//! What is in view: blocks and where they stand on the screen, and the spans over them.
//!
//! The place is kept as an [`Anchor`], a character and how far its row lies above the top of the
//! view. Nothing but scrolling changes it: when an estimated height above turns out wrong, the window
//! gets narrower, or the text is read in another view, the anchor's row stays where it is.

use std::sync::Arc;

use egui::Context;
use egui::Pos2;
use egui::Rect;
use egui::pos2;

use crate::model::ids::LabelKey;
use crate::text::damage::DamagedPlace;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::text_view::Align;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::lanes::Lanes;
use crate::ui::text_view::lanes::MAX_LANES;
use crate::ui::text_view::lanes::quiet_start;
use crate::ui::text_view::layout::BlockLayout;
use crate::ui::text_view::layouts::Geometry;
use crate::ui::text_view::layouts::Layouts;

/// Room above the first row.
const TOP_MARGIN: f32 = 12.0;
/// How far left of the text a mark in the margin is pointed at.
const MARK_REACH: f32 = 14.0;
/// How long a suggestion can be, at most, to be seen from behind its start.
const MAX_SUGGESTION_CHARS: usize = 2_000;

/// Where the view is scrolled to.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Anchor {
    /// A character, usually the first of the row at the top.
    pub at: CharIdx,
    /// How far the top of its row lies above the top of the view, in points.
    pub dy: f32,
}

impl Anchor {
    /// Returns the anchor of a view of the start of a text.
    pub fn start() -> Self {
        Self {
            at: CharIdx(0),
            dy: -TOP_MARGIN,
        }
    }
}

/// A block in view.
pub struct Placed {
    /// Its number.
    pub block: usize,
    /// The top of its first row on the screen.
    pub top: f32,
    /// Its layout.
    pub layout: Arc<BlockLayout>,
}

/// A span or suggestion in view.
pub struct Shown {
    /// Its characters.
    pub range: CharRange,
    /// Its label.
    pub label: LabelKey,
    /// The lane of its line.
    pub lane: usize,
    /// Whether it is only a suggestion.
    pub suggested: bool,
}

/// The part of the document that is in view.
pub struct Page {
    /// The view on the screen.
    pub rect: Rect,
    /// Measures of its rows.
    pub geometry: Geometry,
    /// The blocks in view, from top to bottom; at least one.
    pub placed: Vec<Placed>,
    /// Spans and suggestions over them, in reading order, spans first.
    pub shown: Vec<Shown>,
    n_lanes: usize,
    /// The top of the first block from the top of the view, not rounded to pixels: slow scrolling
    /// moves by less than one a frame.
    first_top: f32,
}

impl Page {
    /// Lays out the blocks that are in view from `anchor` on.
    pub fn new(
        layouts: &mut Layouts,
        ctx: &Context,
        text: &Text,
        anchor: Anchor,
        rect: Rect,
    ) -> Self {
        let geometry = layouts.geometry();
        let pitch = geometry.pitch;
        let mut block = layouts.block_at(ctx, text, anchor.at);
        let row = layouts.layout(ctx, text, block).row_at(anchor.at);
        let mut y = -(row as f32) * pitch - anchor.dy;
        let mut walk = Walk {
            layouts,
            ctx,
            text,
            pitch,
        };
        walk.step_to_top(&mut block, &mut y);
        let mut placed = walk.down(block, y, rect.height());
        let bottom = placed
            .last()
            .map_or(y, |last| last.top + last.layout.height_in_rows() * pitch);
        let is_end = placed
            .last()
            .is_some_and(|last| last.block + 1 == walk.n_blocks());
        let spare = rect.height() - pitch - bottom;
        if is_end && spare > 0.0 && (block > 0 || y < TOP_MARGIN) {
            y += spare;
            walk.step_to_top(&mut block, &mut y);
            placed = walk.down(block, y, rect.height());
        }
        let first_top = placed.first().map_or(y, |first| first.top);
        for placed in &mut placed {
            placed.top = rect.top() + geometry.round(placed.top);
        }
        Self {
            rect,
            geometry,
            placed,
            shown: Vec::new(),
            n_lanes: 0,
            first_top,
        }
    }

    /// Returns the place to keep: the row at the top.
    ///
    /// While that shows the character kept so far, that one is kept, so that rows which break
    /// elsewhere for a while bring back the same place.
    pub fn anchor(&self, so_far: Anchor) -> Anchor {
        let Some(first) = self.placed.first() else {
            return Anchor::default();
        };
        let above = -self.first_top;
        let last_row = first.layout.rows.len().saturating_sub(1);
        let row = ((above / self.geometry.pitch).floor().max(0.0) as usize).min(last_row);
        let start = first.layout.rows.get(row).map_or(0, |row| row.chars.start);
        let is_kept =
            first.layout.range.contains(so_far.at) && first.layout.row_at(so_far.at) == row;
        let at = first.layout.range.start().plus(start);
        Anchor {
            at: if is_kept { so_far.at } else { at },
            dy: above - row as f32 * self.geometry.pitch,
        }
    }

    /// Takes the spans and suggestions over what is in view, and gives them lanes.
    pub fn find_spans(&mut self, doc: &ViewDoc<'_>) {
        let visible = self.visible();
        let from = quiet_start(doc.spans, visible.start());
        let mut lanes = Lanes::default();
        let mut n_lanes = 0;
        let around = CharRange::new(from, visible.end());
        self.shown.clear();
        for span in doc.spans.overlapping(around) {
            let lane = lanes.place(span.range);
            if span.range.overlaps(visible) {
                n_lanes = n_lanes.max(lane + 1);
                self.shown.push(Shown {
                    range: span.range,
                    label: span.label.clone(),
                    lane,
                    suggested: false,
                });
            }
        }
        let n_before = doc
            .suggestions
            .partition_point(|key| key.range.start() < visible.end());
        let early = visible.start().minus(MAX_SUGGESTION_CHARS);
        let n_early = doc
            .suggestions
            .partition_point(|key| key.range.start() < early);
        for key in doc.suggestions.iter().take(n_before).skip(n_early) {
            if key.range.overlaps(visible) {
                let lane = self.free_lane(key.range);
                n_lanes = n_lanes.max(lane + 1);
                self.shown.push(Shown {
                    range: key.range,
                    label: key.label.clone(),
                    lane,
                    suggested: true,
                });
            }
        }
        self.n_lanes = n_lanes;
    }

    /// Returns the first lane in which nothing shown shares a character with `range`.
    fn free_lane(&self, range: CharRange) -> usize {
        let taken: Vec<usize> = self
            .shown
            .iter()
            .filter(|shown| shown.range.overlaps(range))
            .map(|shown| shown.lane)
            .collect();
        let max = MAX_LANES - 1;
        (0..max).find(|lane| !taken.contains(lane)).unwrap_or(max)
    }

    /// Returns how far the lanes are apart: closer than planned if there are more than planned.
    pub fn lane_step(&self) -> f32 {
        let geometry = &self.geometry;
        let room = geometry.pitch - geometry.ground_top - geometry.ground_height;
        geometry.lane_height.min(room / self.n_lanes.max(1) as f32)
    }

    /// Returns how many lanes the spans in view take.
    pub fn n_lanes(&self) -> usize {
        self.n_lanes
    }

    /// Returns the characters in view, by whole rows.
    pub fn visible(&self) -> CharRange {
        let start = self.placed.first().map(|placed| {
            let row = self.row_at_y(placed, self.rect.top());
            let row = placed.layout.rows.get(row).map_or(0, |row| row.chars.start);
            placed.layout.range.start().plus(row)
        });
        let end = self.placed.last().map(|placed| {
            let row = self.row_at_y(placed, self.rect.bottom());
            let row = placed.layout.rows.get(row).map_or(0, |row| row.chars.end);
            placed.layout.range.start().plus(row)
        });
        CharRange::new(start.unwrap_or_default(), end.unwrap_or_default())
    }

    fn row_at_y(&self, placed: &Placed, y: f32) -> usize {
        let row = ((y - placed.top) / self.geometry.pitch).floor().max(0.0) as usize;
        row.min(placed.layout.rows.len().saturating_sub(1))
    }

    /// Returns the block and row at a height of the screen, the nearest ones outside the text.
    fn place_at(&self, y: f32) -> Option<(&Placed, usize)> {
        let below = self.placed.partition_point(|placed| placed.top <= y);
        let placed = self.placed.get(below.saturating_sub(1))?;
        Some((placed, self.row_at_y(placed, y)))
    }

    /// Returns the position between characters nearest to a point of the screen.
    ///
    /// The flag tells that it is meant as the end of its row, not as the start of the next one.
    pub fn nearest(&self, pos: Pos2) -> (CharIdx, bool) {
        let Some((placed, row)) = self.place_at(pos.y) else {
            return (CharIdx(0), false);
        };
        let at = placed.layout.nearest(row, pos.x - self.geometry.text_left);
        (
            at,
            placed.layout.row_at(at) != row || at == placed.layout.range.end(),
        )
    }

    fn placed_at(&self, at: CharIdx) -> Option<&Placed> {
        let after = self
            .placed
            .partition_point(|placed| placed.layout.range.start() <= at);
        self.placed.get(after.checked_sub(1)?)
    }

    /// Returns a position moved behind hidden text that it is before or in.
    pub fn behind_hidden(&self, at: CharIdx) -> CharIdx {
        let placed = self.placed_at(at);
        placed.map_or(at, |placed| placed.layout.behind_hidden(at))
    }

    /// Returns a range with the gloss that belongs to its last character, if it is hidden.
    pub fn with_gloss(&self, range: CharRange) -> CharRange {
        if range.is_empty() {
            return range;
        }
        CharRange::new(range.start(), self.behind_hidden(range.end()))
    }

    /// Returns the last character before `at` that is shown.
    pub fn shown_before(&self, at: CharIdx) -> CharIdx {
        let before = at.minus(1);
        let placed = self.placed_at(before);
        let shown = placed.and_then(|placed| placed.layout.shown_before(at));
        shown.unwrap_or(before)
    }

    /// Returns the damage at a point of the screen, or in the row that a point of the margin is
    /// beside, with where it is drawn.
    pub fn damage_at(&self, pos: Pos2) -> Option<(Vec<DamagedPlace>, Rect)> {
        let (placed, row) = self.place_at(pos.y)?;
        let damage = &placed.layout.damage;
        let margin = self.geometry.text_left - MARK_REACH..self.geometry.text_left;
        if margin.contains(&pos.x) && self.rect.contains(pos) {
            let rect = self.word_rect(placed.top, row, -MARK_REACH, 0.0);
            let starts_here =
                |place: &&DamagedPlace| placed.layout.row_at(place.range.start()) == row;
            let places: Vec<_> = damage.iter().filter(starts_here).cloned().collect();
            return (!places.is_empty() && rect.y_range().contains(pos.y))
                .then_some((places, rect));
        }
        let at = self.char_under(pos)?;
        let over = damage.iter().filter(|place| place.range.contains(at));
        let places: Vec<_> = over.cloned().collect();
        let range = places.first()?.range;
        let near = |rect: &Rect| rect.distance_sq_to_pos(pos);
        let rects = self.rects_of(range).map(|(rect, ..)| rect);
        let rect = rects.min_by(|a, b| near(a).total_cmp(&near(b)))?;
        Some((places, rect))
    }

    /// Returns the character drawn at a point of the screen.
    pub fn char_under(&self, pos: Pos2) -> Option<CharIdx> {
        let (placed, row) = self.place_at(pos.y)?;
        let bottom = placed.top + (row + 1) as f32 * self.geometry.pitch;
        if !self.rect.contains(pos) || pos.y < placed.top || pos.y > bottom {
            return None;
        }
        placed
            .layout
            .char_under(row, pos.x - self.geometry.text_left)
    }

    /// Returns where words are drawn, a rectangle for each row, with whether the range begins and
    /// ends in it.
    pub fn rects_of(&self, range: CharRange) -> impl Iterator<Item = (Rect, bool, bool)> + '_ {
        let first = self
            .placed
            .partition_point(|placed| placed.layout.range.end() <= range.start());
        self.placed
            .iter()
            .skip(first)
            .take_while(move |placed| placed.layout.range.start() < range.end())
            .flat_map(move |placed| {
                placed.layout.pieces(range).map(move |piece| {
                    let rect = self.word_rect(placed.top, piece.row, piece.left, piece.right);
                    (rect, piece.is_first, piece.is_last)
                })
            })
            .filter(|(rect, ..)| rect.bottom() > self.rect.top() - 60.0)
            .filter(|(rect, ..)| rect.top() < self.rect.bottom() + 60.0)
    }

    /// Returns the least rectangle around all that is in view of some words, with their lanes.
    pub fn bounds(&self, range: CharRange) -> Option<Rect> {
        let lanes = self.geometry.pitch - self.geometry.ground_top - self.geometry.ground_height;
        let rects = self.rects_of(range).map(|(mut rect, ..)| {
            rect.max.y += lanes;
            rect
        });
        rects
            .filter(|rect| rect.intersects(self.rect))
            .reduce(Rect::union)
    }

    /// Returns the ground of words in a row of a block.
    fn word_rect(&self, top: f32, row: usize, left: f32, right: f32) -> Rect {
        let geometry = &self.geometry;
        let top = top + row as f32 * geometry.pitch + geometry.ground_top;
        Rect::from_min_max(
            pos2(geometry.text_left + left, top),
            pos2(geometry.text_left + right, top + geometry.ground_height),
        )
    }

    /// Returns where a caret at a position stands, if that is in view.
    pub fn caret_rect(&self, at: CharIdx, at_row_end: bool) -> Option<Rect> {
        let after = self
            .placed
            .partition_point(|placed| placed.layout.range.start() <= at);
        let mut placed = self.placed.get(after.checked_sub(1)?)?;
        let mut row = placed.layout.row_at(at);
        let starts_row = |placed: &Placed, row: usize| {
            let first = placed.layout.rows.get(row).map_or(0, |row| row.chars.start);
            placed.layout.range.start().plus(first) == at
        };
        if at_row_end && starts_row(placed, row) {
            if row > 0 {
                row -= 1;
            } else if let Some(before) = after.checked_sub(2).and_then(|i| self.placed.get(i))
                && !before.layout.ends_paragraph
            {
                placed = before;
                row = before.layout.rows.len().saturating_sub(1);
            }
        }
        if at > placed.layout.range.end() {
            return None;
        }
        let line = placed.layout.rows.get(row)?;
        let x = line.x_of(placed.layout.char_in_block(at));
        let rect = self.word_rect(placed.top, row, x, x);
        let visible = rect.bottom() > self.rect.top() && rect.top() < self.rect.bottom();
        visible.then_some(rect)
    }
}

/// Steps from block to block.
struct Walk<'a> {
    layouts: &'a mut Layouts,
    ctx: &'a Context,
    text: &'a Text,
    pitch: f32,
}

impl Walk<'_> {
    fn n_blocks(&self) -> usize {
        self.layouts.blocks().n_blocks()
    }

    fn height(&mut self, block: usize) -> f32 {
        let layout = self.layouts.layout(self.ctx, self.text, block);
        layout.height_in_rows() * self.pitch
    }

    /// Steps to the block at the top of the view, `y` being where the block stands below it.
    fn step_to_top(&mut self, block: &mut usize, y: &mut f32) {
        while *y > 0.0 && *block > 0 {
            *block -= 1;
            *y -= self.height(*block);
        }
        while *block + 1 < self.n_blocks() {
            let height = self.height(*block);
            if *y + height > 0.0 {
                break;
            }
            *y += height;
            *block += 1;
        }
        if *block == 0 && *y > TOP_MARGIN {
            *y = TOP_MARGIN;
        }
    }

    fn down(&mut self, first: usize, top: f32, view_height: f32) -> Vec<Placed> {
        let mut placed = Vec::new();
        let mut y = top;
        for block in first..self.n_blocks() {
            if y >= view_height && !placed.is_empty() {
                break;
            }
            let layout = self.layouts.layout(self.ctx, self.text, block);
            let height = layout.height_in_rows() * self.pitch;
            placed.push(Placed {
                block,
                top: y,
                layout,
            });
            y += height;
        }
        placed
    }
}

/// Returns the anchor from which the start of a range is in view.
pub fn anchor_showing(
    layouts: &mut Layouts,
    ctx: &Context,
    text: &Text,
    anchor: Anchor,
    view_height: f32,
    (range, align): (CharRange, Align),
) -> Anchor {
    let pitch = layouts.geometry().pitch;
    let at = range.start();
    let block = layouts.block_at(ctx, text, at);
    let row = layouts.layout(ctx, text, block).row_at(at);
    let target = (layouts.blocks().heights().before(block) + row as f64) * f64::from(pitch);
    // How far below the top of the view the row stands now.
    let y = target - layouts.top_of(ctx, text, anchor);
    let last = f64::from((view_height - 1.5 * pitch).max(0.0));
    let margin = f64::from(pitch / 2.0).min(last);
    let near = f64::from(view_height);
    let y = match align {
        Align::Nearest if y >= margin && y <= last => return anchor,
        Align::Nearest if y < margin && y > -near => margin,
        Align::Nearest if y > last && y < last + near => last,
        _ => f64::from((view_height - pitch) / 2.0),
    };
    // Whole pixels, so that no later rounding tips the row to either side.
    Anchor {
        at,
        dy: layouts.geometry().round(-y as f32),
    }
}
