//! Which labels one chain of tags can hold together: those that never overlap in accepted text.
//!
//! A person may be named inside an event, but none inside another person; so persons and roles share
//! a head, and events are in another. Labels in one head help each other: what is a role is no name.
//! Spans of a label inside others of the same label are told as a kind of their own, its *inner* one.
//!
//! A few overlaps among many spans are taken for slips and do not part labels.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::assist::learner::Example;
use crate::model::ids::LabelKey;
use crate::text::offset::CharIdx;

/// The most kinds of spans that are learned; the rarest go without.
pub const MAX_KINDS: usize = 512;

/// Overlaps in a hundred of the rarer kind's spans that do not part two kinds.
const SLIPS_PERCENT: usize = 1;

/// The most earlier spans that one is compared with.
const MAX_OPEN: usize = 64;

/// A label, or what is inside spans of the same label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kind {
    /// The label.
    pub label: LabelKey,
    /// Whether it is inside another span of the label.
    pub is_inner: bool,
}

/// Kinds of spans and the heads that they share.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scheme {
    /// Kinds, those of one head side by side.
    pub kinds: Vec<Kind>,
    /// The kinds of each head.
    pub heads: Vec<Range<usize>>,
    places: BTreeMap<Kind, usize>,
}

/// Spans of one document with their kinds, as far as they can be learned.
pub struct Told {
    /// A span's place in the example, and its kind.
    pub spans: Vec<(usize, Kind)>,
    /// Pairs of kinds that overlap, the lesser first.
    pub overlaps: BTreeMap<(Kind, Kind), usize>,
    /// Spans deeper inside their own label than is learned.
    pub n_left_out: usize,
}

/// Tells the kinds of a document's spans, and which overlap.
pub fn tell(example: &Example) -> Told {
    let mut order: Vec<usize> = (0..example.spans.len()).collect();
    order.sort_by_key(|i| example.spans.get(*i));
    let mut told = Told {
        spans: Vec::new(),
        overlaps: BTreeMap::new(),
        n_left_out: 0,
    };
    let mut ends: BTreeMap<Kind, CharIdx> = BTreeMap::new();
    let mut open: Vec<(CharIdx, Kind)> = Vec::new();
    for i in order {
        let Some(span) = example.spans.get(i) else {
            continue;
        };
        let fits = [false, true].into_iter().find_map(|is_inner| {
            let label = span.label.clone();
            let kind = Kind { label, is_inner };
            let end = ends.get(&kind).copied().unwrap_or_default();
            (end <= span.range.start()).then_some(kind)
        });
        let Some(kind) = fits else {
            told.n_left_out += 1;
            continue;
        };
        open.retain(|(end, _)| *end > span.range.start());
        for (_, other) in &open {
            let pair = match *other < kind {
                true => (other.clone(), kind.clone()),
                false => (kind.clone(), other.clone()),
            };
            *told.overlaps.entry(pair).or_default() += 1;
        }
        if open.len() < MAX_OPEN {
            open.push((span.range.end(), kind.clone()));
        }
        ends.insert(kind.clone(), span.range.end());
        told.spans.push((i, kind));
    }
    told
}

impl Scheme {
    /// Finds the heads for the spans of some documents; kinds of other labels are left out.
    pub fn of<'a>(told: impl Iterator<Item = &'a Told>, labels: &[LabelKey]) -> Self {
        let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
        let mut overlaps: BTreeMap<(Kind, Kind), usize> = BTreeMap::new();
        for told in told {
            for (_, kind) in &told.spans {
                if labels.contains(&kind.label) {
                    *counts.entry(kind.clone()).or_default() += 1;
                }
            }
            for (pair, n) in &told.overlaps {
                *overlaps.entry(pair.clone()).or_default() += n;
            }
        }
        let mut order: Vec<(Kind, usize)> = counts.into_iter().collect();
        order.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        order.truncate(MAX_KINDS);
        let mut heads: Vec<Vec<(Kind, usize)>> = Vec::new();
        for (kind, n) in order {
            let parted = |(other, n_other): &(Kind, usize)| {
                let pair = match *other < kind {
                    true => (other.clone(), kind.clone()),
                    false => (kind.clone(), other.clone()),
                };
                let n_overlaps = overlaps.get(&pair).copied().unwrap_or(0);
                n_overlaps * 100 > n.min(*n_other) * SLIPS_PERCENT
            };
            match heads.iter_mut().find(|head| !head.iter().any(parted)) {
                Some(head) => head.push((kind, n)),
                None => heads.push(vec![(kind, n)]),
            }
        }
        let kinds = |head: Vec<(Kind, usize)>| head.into_iter().map(|(kind, _)| kind).collect();
        Self::new(heads.into_iter().map(kinds))
    }

    /// Makes one of the kinds of each head.
    pub fn new(heads: impl IntoIterator<Item = Vec<Kind>>) -> Self {
        let mut scheme = Self::default();
        for head in heads {
            let start = scheme.kinds.len();
            scheme.kinds.extend(head);
            scheme.heads.push(start..scheme.kinds.len());
        }
        let places = scheme.kinds.iter().cloned().zip(0..);
        scheme.places = places.collect();
        scheme
    }

    /// Returns a kind's place.
    pub fn place(&self, kind: &Kind) -> Option<usize> {
        self.places.get(kind).copied()
    }

    /// Returns the number of scores of a character: one for each tag of each kind.
    pub fn n_scores(&self) -> usize {
        4 * self.kinds.len()
    }

    /// Returns whether what is told of a document needs other heads than these.
    pub fn is_outgrown_by(&self, told: &Told, labels: &[LabelKey]) -> bool {
        let is_new = |kind: &Kind| labels.contains(&kind.label) && self.place(kind).is_none();
        let head_of = |kind: &Kind| {
            let place = self.place(kind)?;
            self.heads.iter().position(|head| head.contains(&place))
        };
        let n_spans = told.spans.len();
        let n_parted: usize = told
            .overlaps
            .iter()
            .filter(|((a, b), _)| head_of(a).is_some() && head_of(a) == head_of(b))
            .map(|(_, n)| n)
            .sum();
        let has_room = self.kinds.len() < MAX_KINDS;
        (has_room && told.spans.iter().any(|(_, kind)| is_new(kind)))
            || n_parted > 1 && n_parted * 100 > n_spans * SLIPS_PERCENT
    }
}
