//! Where words stand on the screen: found by looking, as an eye does.
//!
//! Rows are told apart by where a press in them would put the caret; within a row the place is
//! nearly proportional to the characters, so that a few looks find it. What is out of view is scrolled
//! to with the wheel, which costs nothing: reading goes there anyway, in every tool.

use egui::Pos2;
use egui::Rect;
use egui::pos2;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;

use super::moves::Stops;
use super::window::Window;

/// How near two places may be told apart.
const STEP: f32 = 0.25;

/// Looks that may be needed before something is wrong.
const MAX_LOOKS: usize = 400;

/// A row of words: its height on the screen and the caret's first and last place in it.
#[derive(Clone, Copy, Debug)]
struct Row {
    y: f32,
    first: CharIdx,
    last: CharIdx,
}

/// Finds the place of words on the screen.
pub struct Screen<'a> {
    window: &'a mut Window,
    stops: &'a Stops,
    /// Where the text lies.
    paper: Rect,
}

impl<'a> Screen<'a> {
    /// Looks at a window that shows a document.
    pub fn new(window: &'a mut Window, stops: &'a Stops) -> Result<Self, String> {
        let paper = window.paper()?.shrink(2.0);
        Ok(Self {
            window,
            stops,
            paper,
        })
    }

    /// Returns places at the edges of some words, both in view, from which one drags over them.
    pub fn edges(&mut self, words: CharRange) -> Result<(Pos2, Pos2), String> {
        for _ in 0..4 {
            let from = self.edge(words.start(), true)?;
            let to = self.edge(words.end(), false)?;
            // Looking for the end may have scrolled.
            if self.window.look_at(from) == words.start() {
                return Ok((from, to));
            }
        }
        Err(format!("{words:?} is not in view as a whole"))
    }

    /// Returns a place from which a drag begins, or at which it ends, before the character `at`.
    ///
    /// `after` says that the words dragged over lie behind it: the place is a little inside them.
    fn edge(&mut self, at: CharIdx, after: bool) -> Result<Pos2, String> {
        let row = self.row_of(at, after)?;
        let x = self.x_of(row, at)?;
        // Well inside the words, away from the handles of a span beside them.
        let (left, right) = (self.extent(row, x, at, -1.0), self.extent(row, x, at, 1.0));
        let middle = self.boundary(row, at, left, right);
        let x = match after {
            true => middle + (right - middle) * 0.7,
            false => middle - (middle - left) * 0.7,
        };
        Ok(pos2(x, row.y))
    }

    /// Returns a place on the character `at`.
    pub fn inside(&mut self, at: CharIdx) -> Result<Pos2, String> {
        let next = self.stops.after(at);
        let (left, right) = (self.edge(at, true)?, self.edge(next, false)?);
        Ok(left.lerp(right, 0.5))
    }

    fn look(&mut self, x: f32, y: f32) -> CharIdx {
        self.window.look_at(pos2(x, y))
    }

    /// Finds the row in which a place is, and brings it into view.
    fn row_of(&mut self, at: CharIdx, after: bool) -> Result<Row, String> {
        let mut n_looks = 0;
        loop {
            let (top, bottom) = (
                self.row_at(self.paper.top() + 20.0),
                self.row_at(self.paper.bottom() - 20.0),
            );
            if at < top.first {
                self.scroll(far(at, top.first))?;
            } else if at > bottom.last || (after && at == bottom.last && at < self.stops.end()) {
                if self.is_at_end(bottom) {
                    break;
                }
                self.scroll(-far(at, bottom.last))?;
            } else {
                break;
            }
            n_looks += 1;
            if n_looks > MAX_LOOKS {
                return Err(format!("place {} cannot be scrolled to", at.0));
            }
        }
        let (mut low, mut high) = (self.paper.top(), self.paper.bottom());
        for _ in 0..24 {
            let y = (low + high) / 2.0;
            let row = self.row_at(y);
            let is_behind = row.last < at || (after && row.last == at && row.first < at);
            let is_here = row.first <= at && !is_behind;
            let is_before = row.first > at
                || (!after && row.first == at && row.last > at && {
                    // The end of words at the end of a row is in that row.
                    self.has_row_before(at, y)
                });
            if is_here && !is_before {
                return Ok(row);
            }
            if is_behind {
                low = y;
            } else {
                high = y;
            }
        }
        let row = self.row_at(high);
        match row.first <= at && at <= row.last {
            true => Ok(row),
            false => Err(format!("place {} is in no row", at.0)),
        }
    }

    /// Returns whether the row before ends with this place, in the same paragraph.
    fn has_row_before(&mut self, at: CharIdx, y: f32) -> bool {
        let mut above = y;
        while above > self.paper.top() {
            above -= 4.0;
            let row = self.row_at(above);
            if row.first != at {
                return row.last == at;
            }
        }
        false
    }

    fn is_at_end(&self, row: Row) -> bool {
        row.last >= self.stops.end()
    }

    fn row_at(&mut self, y: f32) -> Row {
        Row {
            y,
            first: self.look(self.paper.left(), y),
            last: self.look(self.paper.right(), y),
        }
    }

    fn scroll(&mut self, points: f32) -> Result<(), String> {
        self.window.wheel(self.paper.center(), points)
    }

    /// Returns an x at which a press puts the caret just there.
    fn x_of(&mut self, row: Row, at: CharIdx) -> Result<f32, String> {
        let (mut low, mut high) = (self.paper.left(), self.paper.right());
        if row.first == at {
            high = low + 1.0;
        }
        if row.last == at {
            return Ok(self.leftmost(row, at));
        }
        for _ in 0..24 {
            let x = (low + high) / 2.0;
            let seen = self.look(x, row.y);
            if seen == at {
                return Ok(x);
            }
            if seen < at { low = x } else { high = x }
        }
        match self.look(low, row.y) == at {
            true => Ok(low),
            false => Err(format!("place {} is not in its row", at.0)),
        }
    }

    /// Returns the first x from which a press puts the caret at the row's end.
    fn leftmost(&mut self, row: Row, at: CharIdx) -> f32 {
        let (mut low, mut high) = (self.paper.left(), self.paper.right());
        while high - low > STEP {
            let x = (low + high) / 2.0;
            if self.look(x, row.y) == at {
                high = x
            } else {
                low = x
            }
        }
        high
    }

    /// Returns how far to one side of `x` a press still puts the caret there, up to half a character.
    fn extent(&mut self, row: Row, x: f32, at: CharIdx, side: f32) -> f32 {
        let (mut near, mut far) = (0.0, 14.0_f32);
        if self.look(x + side * far, row.y) == at {
            return x + side * far;
        }
        while far - near > STEP {
            let middle = (near + far) / 2.0;
            if self.look(x + side * middle, row.y) == at {
                near = middle;
            } else {
                far = middle;
            }
        }
        x + side * near
    }

    /// Returns where the caret itself stands between two places that both mean it.
    fn boundary(&self, row: Row, at: CharIdx, left: f32, right: f32) -> f32 {
        // Beyond an edge of the row everything means it; within, half a character on both sides.
        if at == row.first {
            return right - 9.0;
        }
        if at == row.last {
            return left + 9.0;
        }
        (left + right) / 2.0
    }
}

/// Returns about how many points to scroll from one place to another, rather too few.
fn far(a: CharIdx, b: CharIdx) -> f32 {
    let n_chars = a.0.abs_diff(b.0) as f32;
    (n_chars * 0.6).clamp(200.0, 8_000.0)
}
