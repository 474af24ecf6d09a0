//! The weights, and how they learn: gradients of the likelihood of tags, one unit at a time.
//!
//! A unit is scored, its chains are summed over, and each feature takes a step along the difference between
//! the tags as they are and as they were expected.

use std::ops::Range;

use crate::assist::learner::chain::Factors;
use crate::assist::learner::chain::Lattice;
use crate::assist::learner::chain::Steps;
use crate::assist::learner::features::Seen;
use crate::assist::learner::hash::Draw;
use crate::assist::learner::scheme::Scheme;
use crate::assist::learner::table::Rate;
use crate::assist::learner::table::Table;

/// What scores count when all features are there, of which half were when they were learned.
///
/// Some weights stand in for each other, so it is more than a half.
const READING: f32 = 0.7;

/// Gradients smaller than this are not worth a step.
const LEAST_GRADIENT: f32 = 0.004;

/// A unit with what is true of it.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// Its features.
    pub seen: Seen,
    /// Its spans as folded characters, and their kinds' places.
    pub spans: Vec<(Range<usize>, u16)>,
    /// The tags of its characters in each head.
    pub tags: Vec<Vec<u32>>,
    /// How much it counts.
    pub weight: f32,
}

impl Lesson {
    /// Writes spans as tags of each head; of two that overlap in a head the first is taken.
    pub fn new(seen: Seen, spans: Vec<(Range<usize>, u16)>, scheme: &Scheme, weight: f32) -> Self {
        let tags = scheme.heads.iter().map(|head| {
            let (n, outside) = (head.len() as u32, 4 * head.len() as u32);
            let mut tags = vec![outside; seen.len()];
            for (range, kind) in &spans {
                let Some(label) = usize::from(*kind).checked_sub(head.start) else {
                    continue;
                };
                let label = label as u32;
                let place = tags.get_mut(range.clone()).unwrap_or_default();
                if label >= n || place.iter().any(|tag| *tag != outside) {
                    continue;
                }
                place.fill(n + label);
                let is_alone = place.len() == 1;
                if let Some(first) = place.first_mut() {
                    *first = if is_alone { 3 * n + label } else { label };
                }
                if let (Some(last), false) = (place.last_mut(), is_alone) {
                    *last = 2 * n + label;
                }
            }
            tags
        });
        Self {
            tags: tags.collect(),
            seen,
            spans,
            weight,
        }
    }
}

/// Space for the work on a unit, used again for the next.
#[derive(Debug, Default)]
pub struct Desk {
    features: Vec<u32>,
    ends: Vec<u32>,
    scores: Vec<f32>,
    gradients: Vec<(u32, f32)>,
    gradient_ends: Vec<u32>,
    /// What is known of the tags of each head.
    pub lattices: Vec<Lattice>,
}

/// All that is learned but strings and trust.
#[derive(Clone, Debug)]
pub struct Brain {
    /// What there is to tell apart.
    pub scheme: Scheme,
    /// Weights of features.
    pub table: Table,
    /// Weights of steps, by head.
    pub steps: Vec<Steps>,
    /// What the steps come to.
    pub factors: Vec<Factors>,
}

impl Brain {
    /// Makes one that knows nothing.
    pub fn new(scheme: Scheme) -> Self {
        let steps: Vec<Steps> = scheme.heads.iter().map(|h| Steps::new(h.len())).collect();
        Self {
            table: Table::new(scheme.n_scores()),
            factors: steps.iter().map(Steps::factors).collect(),
            steps,
            scheme,
        }
    }

    /// Finds the probabilities of all tags of a unit, in the desk's lattices.
    pub fn read(&self, seen: &Seen, desk: &mut Desk) {
        seen.rows(&mut desk.features, &mut desk.ends);
        self.score(seen.len(), READING, desk);
    }

    /// Sums up the features on the desk, and what they come to as a chain.
    fn score(&self, n_chars: usize, scale: f32, desk: &mut Desk) {
        let width = self.scheme.n_scores();
        desk.scores.clear();
        desk.scores.resize(n_chars * width, 0.0);
        let mut start = 0;
        let rows = desk.scores.chunks_exact_mut(width.max(1));
        for (scores, end) in rows.zip(&desk.ends) {
            let end = *end as usize;
            for feature in desk.features.get(start..end).unwrap_or_default() {
                self.table.add_to(*feature, scores);
            }
            start = end;
            scores.iter_mut().for_each(|score| *score *= scale);
        }
        desk.lattices
            .resize_with(self.scheme.heads.len(), Lattice::default);
        let heads = self.scheme.heads.iter().zip(&self.factors);
        for ((head, factors), lattice) in heads.zip(&mut desk.lattices) {
            lattice.run(&desk.scores, 4 * head.start, width, factors);
        }
    }

    /// Learns from a unit, without some of its features.
    pub fn learn(&mut self, lesson: &Lesson, rate: Rate, draw: &mut Draw, desk: &mut Desk) {
        lesson.seen.rows(&mut desk.features, &mut desk.ends);
        drop_some(&mut desk.features, &mut desk.ends, draw);
        self.score(lesson.seen.len(), 1.0, desk);
        self.gather(lesson, desk);
        self.learn_steps(lesson, rate, desk);
        let (mut start, mut first) = (0, 0);
        for (end, last) in desk.ends.iter().zip(&desk.gradient_ends) {
            let (end, last) = (*end as usize, *last as usize);
            let gradients = desk.gradients.get(first..last).unwrap_or_default();
            if !gradients.is_empty() {
                for feature in desk.features.get(start..end).unwrap_or_default() {
                    self.table.learn(*feature, gradients, rate);
                }
            }
            (start, first) = (end, last);
        }
    }

    /// Lists the gradients of each character's tags that are worth a step.
    fn gather(&self, lesson: &Lesson, desk: &mut Desk) {
        desk.gradients.clear();
        desk.gradient_ends.clear();
        let mut marginals: Vec<_> = desk.lattices.iter().map(Lattice::marginals).collect();
        for i in 0..lesson.seen.len() {
            let heads = self.scheme.heads.iter().zip(&lesson.tags);
            for ((head, tags), marginals) in heads.zip(&mut marginals) {
                let tag = tags.get(i).copied().unwrap_or(0) as usize;
                let row = marginals.next().unwrap_or_default();
                for (t, p) in row.iter().take(4 * head.len()).enumerate() {
                    let gradient = f32::from(u8::from(t == tag)) - p;
                    if gradient.abs() > LEAST_GRADIENT {
                        let tag = (4 * head.start + t) as u32;
                        desk.gradients.push((tag, gradient * lesson.weight));
                    }
                }
            }
            desk.gradient_ends.push(desk.gradients.len() as u32);
        }
    }

    fn learn_steps(&mut self, lesson: &Lesson, rate: Rate, desk: &mut Desk) {
        let heads = self.steps.iter_mut().zip(&mut self.factors);
        let lattices = desk.lattices.iter_mut().zip(&lesson.tags);
        for ((steps, factors), (lattice, tags)) in heads.zip(lattices) {
            let gradients = step_gradients(steps, factors, lattice, tags);
            for (cell, gradient) in steps.cells.iter_mut().zip(gradients) {
                if gradient.abs() > LEAST_GRADIENT {
                    cell.learn(gradient * lesson.weight, rate);
                }
            }
            *factors = steps.factors();
        }
    }
}

/// Takes half of the features away, drawn anew each time.
fn drop_some(features: &mut Vec<u32>, ends: &mut [u32], draw: &mut Draw) {
    let (mut at, mut n_kept) = (0_u32, 0);
    let mut ends = ends.iter_mut().peekable();
    let mut bits = 1;
    features.retain(|_| {
        while let Some(end) = ends.next_if(|end| **end <= at) {
            *end = n_kept;
        }
        at += 1;
        if bits == 1 {
            bits = draw.bits() | 1 << 32;
        }
        let is_kept = bits & 1 == 1;
        bits >>= 1;
        n_kept += u32::from(is_kept);
        is_kept
    });
    ends.for_each(|end| *end = n_kept);
}

/// Returns how much more often each step was taken than was expected.
pub fn step_gradients(
    steps: &Steps,
    factors: &Factors,
    lattice: &mut Lattice,
    tags: &[u32],
) -> Vec<f32> {
    let mut gradients = vec![0.0; steps.cells.len()];
    lattice.add_expected_steps(factors, &mut gradients);
    for gradient in &mut gradients {
        *gradient = -*gradient;
    }
    let mut last = 4 * steps.n_labels();
    for tag in tags {
        for place in steps.places(last, *tag as usize) {
            if let Some(gradient) = gradients.get_mut(place) {
                *gradient += 1.0;
            }
        }
        last = *tag as usize;
    }
    gradients
}
