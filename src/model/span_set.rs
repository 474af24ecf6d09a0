//! The spans of one layer as a set in reading order, cheap to copy and to edit at any size.
//!
//! Spans lie in chunks of at most `CHUNK_SPANS` behind `Arc`. A copy shares every chunk; an edit
//! copies one. Each chunk remembers how far its spans reach, so that asking for the spans over a
//! paragraph skips chunks without opening them.
//!
//! Invariants: chunks are never empty; spans are in strict reading order across all of them, so no
//! two have one range and one label; no span is empty.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::ids::LabelKey;
use crate::model::span::{Span, SpanKey};
use crate::text::offset::{CharIdx, CharRange};

/// A chunk that grows beyond this is split in two.
const CHUNK_SPANS: usize = 256;

/// A set of spans in reading order.
#[derive(Clone, Debug, Default)]
pub struct SpanSet {
    chunks: Vec<Chunk>,
    n_spans: usize,
    counts: BTreeMap<LabelKey, usize>,
    /// No span is longer; so none that starts farther before a place reaches it.
    longest: usize,
}

#[derive(Clone, Debug)]
struct Chunk {
    first_start: CharIdx,
    max_end: CharIdx,
    spans: Arc<Vec<Span>>,
}

impl Chunk {
    fn new(spans: Vec<Span>) -> Option<Self> {
        let first_start = spans.first()?.range.start();
        let max_end = spans.iter().map(|s| s.range.end()).max()?;
        Some(Self {
            first_start,
            max_end,
            spans: Arc::new(spans),
        })
    }

    fn measure(&mut self) {
        self.first_start = self.spans.first().map_or(CharIdx(0), |s| s.range.start());
        self.max_end = self
            .spans
            .iter()
            .map(|s| s.range.end())
            .max()
            .unwrap_or_default();
    }
}

impl SpanSet {
    /// Builds a set from spans in any order.
    ///
    /// Returns it with the spans that are left over: empty ones, and those whose range and label
    /// an earlier one has.
    pub fn from_spans(spans: impl IntoIterator<Item = Span>) -> (Self, Vec<Span>) {
        let mut spans: Vec<Span> = spans.into_iter().collect();
        spans.sort_by(Span::cmp_reading);
        let mut left_over = Vec::new();
        let mut kept: Vec<Span> = Vec::with_capacity(spans.len());
        for span in spans {
            let repeated = kept
                .last()
                .is_some_and(|last| last.cmp_reading(&span).is_eq());
            if span.range.is_empty() || repeated {
                left_over.push(span);
            } else {
                kept.push(span);
            }
        }
        let mut set = Self {
            n_spans: kept.len(),
            longest: kept.iter().map(|span| span.range.len()).max().unwrap_or(0),
            ..Self::default()
        };
        for span in &kept {
            *set.counts.entry(span.label.clone()).or_default() += 1;
        }
        let mut rest = kept.into_iter();
        loop {
            let part: Vec<Span> = rest.by_ref().take(CHUNK_SPANS / 2).collect();
            let Some(chunk) = Chunk::new(part) else { break };
            set.chunks.push(chunk);
        }
        (set, left_over)
    }

    /// Returns the number of spans.
    pub fn len(&self) -> usize {
        self.n_spans
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.n_spans == 0
    }

    /// Returns the number of spans of each label that has any.
    pub fn counts(&self) -> &BTreeMap<LabelKey, usize> {
        &self.counts
    }

    /// Returns the span with this range and label.
    pub fn find(&self, key: &SpanKey) -> Option<&Span> {
        let (chunk_idx, at) = self.locate(key).ok()?;
        self.chunks.get(chunk_idx)?.spans.get(at)
    }

    /// Returns whether a span has this range and label.
    pub fn contains(&self, key: &SpanKey) -> bool {
        self.locate(key).is_ok()
    }

    /// Adds a span; returns it unchanged when it is empty or its range and label are taken.
    pub fn insert(&mut self, span: Span) -> Result<(), Span> {
        if span.range.is_empty() {
            return Err(span);
        }
        let Err((chunk_idx, at)) = self.locate(&span.key()) else {
            return Err(span);
        };
        *self.counts.entry(span.label.clone()).or_default() += 1;
        self.n_spans += 1;
        self.longest = self.longest.max(span.range.len());
        match self.chunks.get_mut(chunk_idx) {
            None => self.chunks.extend(Chunk::new(vec![span])),
            Some(chunk) => {
                chunk.max_end = chunk.max_end.max(span.range.end());
                let spans = Arc::make_mut(&mut chunk.spans);
                spans.insert(at.min(spans.len()), span);
                let tail = (spans.len() > CHUNK_SPANS).then(|| spans.split_off(CHUNK_SPANS / 2));
                if tail.is_some() {
                    chunk.measure();
                } else {
                    chunk.first_start = chunk
                        .spans
                        .first()
                        .map_or(chunk.first_start, |s| s.range.start());
                }
                if let Some(chunk) = tail.and_then(Chunk::new) {
                    self.chunks.insert(chunk_idx + 1, chunk);
                }
            }
        }
        Ok(())
    }

    /// Takes a span out.
    pub fn remove(&mut self, key: &SpanKey) -> Option<Span> {
        let (chunk_idx, at) = self.locate(key).ok()?;
        let chunk = self.chunks.get_mut(chunk_idx)?;
        let spans = Arc::make_mut(&mut chunk.spans);
        let span = (at < spans.len()).then(|| spans.remove(at))?;
        if chunk.spans.is_empty() {
            self.chunks.remove(chunk_idx);
        } else {
            chunk.measure();
        }
        self.n_spans -= 1;
        if let Some(count) = self.counts.get_mut(&span.label) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&span.label);
            }
        }
        Some(span)
    }

    /// Returns every span in reading order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Span> + '_ {
        self.chunks.iter().flat_map(|chunk| chunk.spans.iter())
    }

    /// Returns spans of an earlier copy that may be gone, and spans here that may be new.
    ///
    /// They are those of the chunks that the two do not share: some may be in both lists, and what
    /// is in neither did not change. It costs a look at each chunk, and what changed.
    pub fn changed_since<'a>(
        &'a self,
        earlier: &'a Self,
    ) -> (
        impl Iterator<Item = &'a Span>,
        impl Iterator<Item = &'a Span>,
    ) {
        let (gone, new) = self.chunks_changed_since(earlier);
        let spans = |chunks: &'a [Chunk]| chunks.iter().flat_map(|chunk| chunk.spans.iter());
        (spans(gone), spans(new))
    }

    /// Returns how many spans [`Self::changed_since`] returns.
    pub fn n_changed_since(&self, earlier: &Self) -> usize {
        let (gone, new) = self.chunks_changed_since(earlier);
        gone.iter().chain(new).map(|chunk| chunk.spans.len()).sum()
    }

    fn chunks_changed_since<'a>(&'a self, earlier: &'a Self) -> (&'a [Chunk], &'a [Chunk]) {
        let (before, now) = (earlier.chunks.as_slice(), self.chunks.as_slice());
        let is_same = |(a, b): &(&Chunk, &Chunk)| Arc::ptr_eq(&a.spans, &b.spans);
        let n_first = before.iter().zip(now).take_while(is_same).count();
        let before = before.get(n_first..).unwrap_or(&[]);
        let now = now.get(n_first..).unwrap_or(&[]);
        let backwards = before.iter().rev().zip(now.iter().rev());
        let n_last = backwards.take_while(is_same).count();
        let until = |chunks: &'a [Chunk]| chunks.get(..chunks.len() - n_last).unwrap_or(&[]);
        (until(before), until(now))
    }

    /// Returns the spans that share a character with `range`, in reading order.
    pub fn overlapping(&self, range: CharRange) -> impl Iterator<Item = &Span> + '_ {
        let earliest = range.start().minus(self.longest);
        let first = self
            .chunks
            .partition_point(|chunk| chunk.first_start < earliest);
        self.chunks
            .iter()
            .skip(first.saturating_sub(1))
            .take_while(move |chunk| chunk.first_start < range.end())
            .filter(move |chunk| chunk.max_end > range.start())
            .flat_map(|chunk| chunk.spans.iter())
            .take_while(move |span| span.range.start() < range.end())
            .filter(move |span| span.range.overlaps(range))
    }

    /// Returns the first span in reading order that starts at `at` or later.
    pub fn first_from(&self, at: CharIdx) -> Option<&Span> {
        let chunk_idx = self.chunks.partition_point(|chunk| chunk.first_start < at);
        let before = chunk_idx.checked_sub(1).and_then(|i| self.chunks.get(i));
        let here = self.chunks.get(chunk_idx);
        [before, here].into_iter().flatten().find_map(|chunk| {
            chunk
                .spans
                .get(chunk.spans.partition_point(|span| span.range.start() < at))
        })
    }

    /// Returns the span after `key` in reading order, whether or not `key` is in the set.
    pub fn next_after(&self, key: &SpanKey) -> Option<&Span> {
        let (chunk_idx, at) = match self.locate(key) {
            Ok((chunk_idx, at)) => (chunk_idx, at + 1),
            Err(place) => place,
        };
        let here = self.chunks.get(chunk_idx)?;
        here.spans
            .get(at)
            .or_else(|| self.chunks.get(chunk_idx + 1)?.spans.first())
    }

    /// Returns the span before `key` in reading order, whether or not `key` is in the set.
    pub fn previous_before(&self, key: &SpanKey) -> Option<&Span> {
        let (Ok((chunk_idx, at)) | Err((chunk_idx, at))) = self.locate(key);
        match at.checked_sub(1) {
            Some(at) => self.chunks.get(chunk_idx)?.spans.get(at),
            None => self.chunks.get(chunk_idx.checked_sub(1)?)?.spans.last(),
        }
    }

    /// Finds the chunk and the place in it of a key, or where it would go.
    ///
    /// Where it would go lies beyond the last chunk only in an empty set.
    fn locate(&self, key: &SpanKey) -> Result<(usize, usize), (usize, usize)> {
        let after = self.chunks.partition_point(|chunk| {
            chunk
                .spans
                .first()
                .is_some_and(|first| first.cmp_key(key).is_le())
        });
        let chunk_idx = after.saturating_sub(1);
        let Some(chunk) = self.chunks.get(chunk_idx) else {
            return Err((chunk_idx, 0));
        };
        match chunk.spans.binary_search_by(|span| span.cmp_key(key)) {
            Ok(at) => Ok((chunk_idx, at)),
            Err(at) => Err((chunk_idx, at)),
        }
    }
}

impl PartialEq for SpanSet {
    fn eq(&self, other: &Self) -> bool {
        self.n_spans == other.n_spans && self.iter().eq(other.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, label: &str) -> Span {
        Span::new(CharRange::of(start, end), label)
    }

    #[test]
    fn a_thousand_inserts_in_any_order_come_out_in_reading_order() {
        let mut set = SpanSet::default();
        for i in 0..1_000 {
            let start = (i * 7_919) % 1_000;
            set.insert(span(start, start + 5, "A")).unwrap();
        }
        assert_eq!(set.len(), 1_000);
        assert!(set.iter().map(|s| s.range.start().0).eq(0..1_000));
        assert!(set.insert(span(3, 8, "A")).is_err());
        let over: Vec<usize> = set
            .overlapping(CharRange::of(500, 502))
            .map(|s| s.range.start().0)
            .collect();
        assert_eq!(over, [496, 497, 498, 499, 500, 501]);
    }

    #[test]
    fn a_long_early_span_is_found_far_behind_its_start() {
        let mut spans = vec![span(0, 100_000, "EVENT")];
        spans.extend((1..5_000).map(|i| span(i, i + 1, "PERSON")));
        let (set, _) = SpanSet::from_spans(spans);
        let over: Vec<_> = set.overlapping(CharRange::of(90_000, 90_001)).collect();
        assert_eq!(over, [&span(0, 100_000, "EVENT")]);
    }

    #[test]
    fn stepping_visits_every_span_and_copies_share_chunks() {
        let (set, left) = SpanSet::from_spans((0..700).map(|i| span(i, i + 1, "A")));
        assert!(left.is_empty());
        let mut at = set.first_from(CharIdx(0)).unwrap().key();
        let mut n = 1;
        while let Some(next) = set.next_after(&at) {
            assert_eq!(set.previous_before(&next.key()).unwrap().key(), at);
            at = next.key();
            n += 1;
        }
        assert_eq!(n, 700);
        let mut copy = set.clone();
        copy.remove(&SpanKey::new(CharRange::of(300, 301), "A"))
            .unwrap();
        let shared = set.chunks.iter().zip(&copy.chunks);
        assert_eq!(
            shared
                .filter(|(a, b)| !Arc::ptr_eq(&a.spans, &b.spans))
                .count(),
            1
        );
        assert_eq!((set.len(), copy.len(), copy.counts()["A"]), (700, 699, 699));
    }
}
