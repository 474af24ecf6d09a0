//! Which lane under the row each span's line is drawn in.
//!
//! Spans are taken in reading order, and each gets the first lane that no earlier span over one of
//! its characters has: in `⟦ROLE:中国侨联⟦EVENT:会议⟧主席⟧` the role has lane 0 and the event
//! lane 1. A span keeps its lane whatever part of the text is shown, because lanes are given out
//! from a place where no span reaches across, as far back as [`LOOK_BACK_CHARS`].

use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// More spans over one character than this share the last lane.
pub const MAX_LANES: usize = 8;

/// How far back from the page a place without spans is looked for.
const LOOK_BACK_CHARS: usize = 4_000;

/// Gives out lanes in reading order.
#[derive(Clone, Debug, Default)]
pub struct Lanes {
    /// Where the last span of each lane ends.
    ends: [CharIdx; MAX_LANES],
    /// How many lanes were used.
    pub n_used: usize,
}

impl Lanes {
    /// Returns the lane of the next range in reading order.
    pub fn place(&mut self, range: CharRange) -> usize {
        let free = self.ends.iter().position(|end| *end <= range.start());
        let lane = free.unwrap_or(MAX_LANES - 1);
        if let Some(end) = self.ends.get_mut(lane) {
            *end = range.end().max(*end);
        }
        self.n_used = self.n_used.max(lane + 1);
        lane
    }
}

/// Returns the nearest place at or before `page` that no span reaches across.
pub fn quiet_start(spans: &SpanSet, page: CharIdx) -> CharIdx {
    let limit = page.minus(LOOK_BACK_CHARS);
    let mut start = page;
    // Each round takes in the spans that reach across the place found so far.
    for _ in 0..LOOK_BACK_CHARS {
        let here = CharRange::new(start.minus(1), start.plus(1));
        let earliest = spans
            .overlapping(here)
            .filter(|span| span.range.start() < start && span.range.end() > start)
            .map(|span| span.range.start())
            .filter(|&from| from >= limit)
            .min();
        match earliest {
            Some(from) => start = from,
            None => break,
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::span::Span;

    fn lanes(ranges: &[(usize, usize)]) -> Vec<usize> {
        let mut lanes = Lanes::default();
        ranges
            .iter()
            .map(|&(a, b)| lanes.place(CharRange::of(a, b)))
            .collect()
    }

    #[test]
    fn nested_crossing_and_neighbouring_spans_take_the_first_free_lane() {
        assert_eq!(lanes(&[(0, 10), (2, 4), (4, 6), (5, 12)]), [0, 1, 1, 2]);
        assert_eq!(lanes(&[(0, 3), (3, 6), (6, 9)]), [0, 0, 0]);
        assert_eq!(lanes(&[(0, 3), (0, 3)]), [0, 1]);
        let deep: Vec<_> = (0..12).map(|i| (i, 40 - i)).collect();
        assert_eq!(lanes(&deep)[11], MAX_LANES - 1);
    }

    #[test]
    fn a_chain_of_crossing_spans_is_followed_back_to_its_start() {
        let chain = (0..50).map(|i| Span::new(CharRange::of(100 + 2 * i, 103 + 2 * i), "A"));
        let whole = Span::new(CharRange::of(0, 9_000_000), "B");
        let (set, _) = SpanSet::from_spans(chain.chain([whole]));
        assert_eq!(quiet_start(&set, CharIdx(180)), CharIdx(100));
        assert_eq!(quiet_start(&set, CharIdx(5_000)), CharIdx(5_000));
    }
}
