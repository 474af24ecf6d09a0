//! From probabilities of tags to spans that can be offered.
//!
//! Each span has the probability of its whole path, and of those that overlap in a head the more probable
//! one is chosen: so also spans that are rather wrong than right can be offered, with a score that
//! says so, and none stands in another's way.

use crate::assist::learner::brain::Brain;
use crate::assist::learner::brain::Desk;
use crate::assist::learner::chain::Marginal;

/// A span of a unit with its probability.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Candidate {
    /// The span, its label counted within its head.
    pub span: Marginal,
    /// The label's kind.
    pub kind: usize,
    /// The head.
    pub head: usize,
}

/// Returns the spans that are at least so probable, by what was last read on the desk.
pub fn candidates(brain: &Brain, desk: &Desk, least: f32) -> Vec<Candidate> {
    let mut found = Vec::new();
    let heads = brain.scheme.heads.iter().zip(&brain.factors);
    for (head, ((kinds, factors), lattice)) in heads.zip(&desk.lattices).enumerate() {
        lattice.spans(least, factors, |span| {
            let kind = kinds.start + span.label;
            found.push(Candidate { span, kind, head });
        });
    }
    found
}

/// Chooses the more probable of those that overlap in a head.
pub fn chosen(mut candidates: Vec<Candidate>, n_chars: usize) -> Vec<Candidate> {
    candidates.sort_by(|a, b| {
        let score = b.span.probability.total_cmp(&a.span.probability);
        score.then_with(|| (a.span.start, a.kind).cmp(&(b.span.start, b.kind)))
    });
    let n_heads = candidates.iter().map(|c| c.head + 1).max().unwrap_or(0);
    let mut taken = vec![false; n_chars * n_heads];
    candidates.retain(|candidate| {
        let start = candidate.head * n_chars;
        let place = taken.get_mut(start + candidate.span.start..start + candidate.span.end);
        let place = place.unwrap_or_default();
        let is_free = !place.iter().any(|taken| *taken);
        if is_free {
            place.fill(true);
        }
        is_free
    });
    candidates
}

#[cfg(test)]
mod tests {
    use super::*;

    fn candidate(head: usize, start: usize, end: usize, probability: f32) -> Candidate {
        let span = Marginal {
            label: 0,
            start,
            end,
            probability,
        };
        Candidate {
            span,
            kind: head,
            head,
        }
    }

    #[test]
    fn of_those_that_overlap_in_a_head_the_best_stays() {
        let all = vec![
            candidate(0, 0, 4, 0.3),
            candidate(0, 3, 6, 0.5),
            candidate(0, 0, 3, 0.2),
            candidate(1, 2, 5, 0.1),
        ];
        let kept: Vec<(usize, usize)> = chosen(all, 6)
            .iter()
            .map(|c| (c.head, c.span.start))
            .collect();
        assert_eq!(kept, [(0, 3), (0, 0), (1, 2)]);
    }
}
