//! Sums over paths held against all paths written out, and gradients against differences.

use super::*;
use crate::assist::learner::brain::step_gradients;

/// Scores and steps that look like nothing in particular.
fn arbitrary(n_labels: usize, n_chars: usize, seed: u64) -> (Vec<f32>, Steps) {
    let mut state = seed;
    let mut next = || {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(99);
        ((state >> 40) as f32 / (1 << 24) as f32 - 0.5) * 4.0
    };
    let mut steps = Steps::new(n_labels);
    for cell in &mut steps.cells {
        cell.weight = next();
    }
    let scores = (0..n_chars * 4 * n_labels).map(|_| next());
    (scores.collect(), steps)
}

/// Returns every path of tags that can be.
fn paths(steps: &Steps, n_chars: usize) -> Vec<Vec<usize>> {
    let n = steps.n_labels();
    let outside = 4 * n;
    let mut paths = vec![vec![]];
    for _ in 0..n_chars {
        let mut longer = Vec::new();
        for path in &paths {
            let last = path.last().copied().unwrap_or(outside);
            for tag in (0..=outside).filter(|tag| !steps.places(last, *tag).is_empty()) {
                longer.push(path.iter().copied().chain([tag]).collect());
            }
        }
        paths = longer;
    }
    paths.retain(|path: &Vec<usize>| path.last().is_none_or(|tag| *tag >= 2 * n));
    paths
}

fn weight_of(path: &[usize], scores: &[f32], steps: &Steps) -> f64 {
    let outside = 4 * steps.n_labels();
    let (mut last, mut sum) = (outside, 0.0);
    for (i, tag) in path.iter().enumerate() {
        let step = steps.places(last, *tag);
        sum += step
            .iter()
            .map(|p| f64::from(steps.cells[*p].weight))
            .sum::<f64>();
        if *tag < outside {
            sum += f64::from(scores[i * outside + tag]);
        }
        last = *tag;
    }
    sum
}

fn run(scores: &[f32], steps: &Steps) -> Lattice {
    let mut lattice = Lattice::default();
    lattice.run(scores, 0, 4 * steps.n_labels(), &steps.factors());
    lattice
}

/// The spans of a path: label, start, end.
fn spans_of(path: &[usize], n: usize) -> Vec<(usize, usize, usize)> {
    let mut spans = Vec::new();
    let mut start = 0;
    for (i, tag) in path.iter().enumerate() {
        match tag / n {
            0 => start = i,
            2 => spans.push((tag % n, start, i + 1)),
            3 => spans.push((tag % n, i, i + 1)),
            _ => {}
        }
    }
    spans
}

#[test]
fn sums_are_those_over_all_paths_written_out() {
    for (n_labels, n_chars) in [(1, 1), (1, 5), (2, 4), (3, 3), (MAX_DENSE + 1, 2)] {
        let (scores, steps) = arbitrary(n_labels, n_chars, 7 + n_chars as u64);
        let mut paths: Vec<(Vec<usize>, f64)> = paths(&steps, n_chars)
            .into_iter()
            .map(|path| {
                let weight = weight_of(&path, &scores, &steps).exp();
                (path, weight)
            })
            .collect();
        let all: f64 = paths.iter().map(|(_, weight)| weight).sum();
        paths.iter_mut().for_each(|(_, weight)| *weight /= all);
        let lattice = run(&scores, &steps);
        assert!(
            (lattice.log_partition() - all.ln()).abs() < 1e-3,
            "{n_labels}"
        );
        for (i, row) in lattice.marginals().enumerate() {
            for (tag, p) in row.iter().enumerate() {
                let here = paths.iter().filter(|(path, _)| path[i] == tag);
                let expected: f64 = here.map(|(_, weight)| weight).sum();
                assert!(
                    (f64::from(*p) - expected).abs() < 1e-4,
                    "{n_labels}: {i} {tag}"
                );
            }
        }
        let mut n_found = 0;
        lattice.spans(0.001, &steps.factors(), |span| {
            n_found += 1;
            let key = (span.label, span.start, span.end);
            let with = paths
                .iter()
                .filter(|(path, _)| spans_of(path, n_labels).contains(&key));
            let expected: f64 = with.map(|(_, weight)| weight).sum();
            assert!(
                (f64::from(span.probability) - expected).abs() < 1e-4,
                "{key:?}"
            );
        });
        assert!(n_found >= n_chars, "{n_found} spans");
    }
}

#[test]
fn many_labels_step_by_factors_as_all_pairs_would() {
    let n = MAX_DENSE + 1;
    let (scores, steps) = arbitrary(n, 3, 3);
    let paths = paths(&steps, 3);
    let all: f64 = paths
        .iter()
        .map(|path| weight_of(path, &scores, &steps).exp())
        .sum();
    assert!((run(&scores, &steps).log_partition() - all.ln()).abs() < 1e-3);
}

#[test]
fn gradients_are_what_small_differences_make() {
    for (n_labels, n_chars) in [(2, 5), (MAX_DENSE + 1, 4)] {
        let (scores, steps) = arbitrary(n_labels, n_chars, 11);
        let n = n_labels;
        let tags = [0, n, 2 * n, 3 * n + 1, 4 * n].map(|tag| tag as u32);
        let tags = &tags[..n_chars];
        let path: Vec<usize> = tags.iter().map(|tag| *tag as usize).collect();
        let likelihood = |scores: &[f32], steps: &Steps| {
            weight_of(&path, scores, steps) - run(scores, steps).log_partition()
        };
        let (by, near) = (0.02_f32, 0.02);
        let mut lattice = run(&scores, &steps);
        let gradients = step_gradients(&steps, &steps.factors(), &mut lattice, tags);
        for (place, gradient) in gradients.iter().enumerate() {
            let moved = |by: f32| {
                let mut steps = steps.clone();
                steps.cells[place].weight += by;
                likelihood(&scores, &steps)
            };
            let slope = (moved(by) - moved(-by)) / (2.0 * f64::from(by));
            assert!(
                (slope - f64::from(*gradient)).abs() < near,
                "step {place}: {slope} {gradient}"
            );
        }
        for place in 0..scores.len() {
            let moved = |by: f32| {
                let mut scores = scores.clone();
                scores[place] += by;
                likelihood(&scores, &steps)
            };
            let slope = (moved(by) - moved(-by)) / (2.0 * f64::from(by));
            let (i, tag) = (place / (4 * n), place % (4 * n));
            let p = lattice.marginals().nth(i).unwrap()[tag];
            let gradient = f32::from(u8::from(path[i] == tag)) - p;
            assert!((slope - f64::from(gradient)).abs() < near, "score {place}");
        }
    }
}

#[test]
fn a_chain_never_breaks_its_spans() {
    let (scores, steps) = arbitrary(2, 9, 5);
    // However sure a score is of an `I` at the start, or of a `B` at the end, neither can be.
    let mut scores = scores;
    scores[2] = 90.0;
    scores[8 * 8] = 90.0;
    let lattice = run(&scores, &steps);
    let rows: Vec<&[f32]> = lattice.marginals().collect();
    assert_eq!(rows[0][2..6], [0.0; 4]);
    assert_eq!(rows[8][..4], [0.0; 4]);
    for row in rows {
        assert!((row.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert!(row.iter().all(|p| p.is_finite()));
    }
}

#[test]
fn scores_beyond_measure_stay_numbers() {
    let (scores, steps) = arbitrary(3, 50, 5);
    let scores: Vec<f32> = scores.iter().map(|score| score * 1e6).collect();
    let lattice = run(&scores, &steps);
    assert!(lattice.marginals().flatten().all(|p| p.is_finite()));
    lattice.spans(0.1, &steps.factors(), |span| {
        assert!(span.probability.is_finite())
    });
}

#[test]
fn our_exponential_is_the_true_one() {
    for i in -700..700 {
        let x = i as f32 / 10.0;
        let (ours, theirs) = (f64::from(exp(x)), f64::from(x).exp());
        assert!((ours / theirs - 1.0).abs() < 1e-5, "{x}");
    }
}
