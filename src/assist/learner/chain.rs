//! A chain of tags over characters: how probable each is, and each span of them.
//!
//! A span of a label begins with `B`, goes on with `I` and ends with `E`, or is one `S`; what is outside
//! is `O`. `国务院总理` as ORG and ROLE is `B I E B E`. So a tag that is *open* (`B`, `I`) is followed by an
//! `I` or `E` of its label alone, and a *closed* one (`E`, `S`, `O`) by any `B`, `S` or `O`. What follows a
//! closed tag depends on the label it closes only, so that a step costs the square of the number of
//! labels and not of the tags; with many labels that square is made of two factors, and a step
//! costs their number.
//!
//! A row of tags is `[B of each label | I … | E … | S … | O]`. A score is added for each tag but `O`, whose
//! score is 0: only differences count.

#[cfg(test)]
mod tests;

use crate::assist::learner::table::Cell;

/// The most labels of a chain whose transitions have a weight for each pair.
pub const MAX_DENSE: usize = 24;

/// The farthest a tag's score counts below the best of its character.
const FLOOR: f32 = -55.0;

/// Weights of the steps from one tag to the next.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    n_labels: usize,
    /// `B→I`, `B→E`, `I→I`, `I→E` of each label, then those between spans.
    pub cells: Vec<Cell>,
}

impl Steps {
    /// Returns steps of no weight.
    pub fn new(n_labels: usize) -> Self {
        let n = n_labels + 1;
        let n_between = if n_labels <= MAX_DENSE { n * n } else { 3 * n };
        Self {
            n_labels,
            cells: vec![Cell::default(); 4 * n_labels + n_between],
        }
    }

    /// Returns the factors that these weights stand for.
    pub fn factors(&self) -> Factors {
        let mut inner: Vec<f32> = self.cells.iter().map(|cell| exp(cell.weight)).collect();
        let between = inner.split_off(inner.len().min(4 * self.n_labels));
        Factors {
            n_labels: self.n_labels,
            inner,
            between,
        }
    }

    /// Returns the number of labels.
    pub fn n_labels(&self) -> usize {
        self.n_labels
    }

    /// Returns the places of the weights of a step between two tags of a row.
    ///
    /// Before the first character is a tag outside. A step that cannot be has none.
    pub fn places(&self, from: usize, to: usize) -> Vec<usize> {
        let n = self.n_labels;
        let of = |tag: usize| (tag / n.max(1), tag % n.max(1));
        let class = |tag: usize| if tag >= 4 * n { 0 } else { of(tag).1 + 1 };
        let is_open = |tag: usize| tag < 2 * n;
        let goes_on = |tag: usize| (n..3 * n).contains(&tag);
        match (is_open(from), goes_on(to)) {
            (true, true) if of(from).1 == of(to).1 => {
                vec![(2 * of(from).0 + of(to).0 - 1) * n + of(from).1]
            }
            (true, _) | (_, true) => Vec::new(),
            _ => {
                let (a, b, width) = (class(from), class(to), n + 1);
                if n <= MAX_DENSE {
                    return vec![4 * n + a * width + b];
                }
                let mut places = vec![4 * n + a, 4 * n + width + b];
                places.extend((a == b).then_some(4 * n + 2 * width + a));
                places
            }
        }
    }
}

/// What steps multiply the weight of a path with.
///
/// Between spans, class 0 is outside and class `l + 1` is label `l`. For few labels there is a factor for
/// each pair of classes; for many it is one of the class before, one of the class after, and one
/// more where they are the same.
#[derive(Clone, Debug)]
pub struct Factors {
    n_labels: usize,
    inner: Vec<f32>,
    between: Vec<f32>,
}

impl Factors {
    fn inner(&self, kind: usize) -> &[f32] {
        let start = kind * self.n_labels;
        self.inner
            .get(start..start + self.n_labels)
            .unwrap_or_default()
    }

    fn parts(&self) -> (&[f32], &[f32], &[f32]) {
        let n = self.n_labels + 1;
        let (before, rest) = self.between.split_at(n.min(self.between.len()));
        let (after, same) = rest.split_at(n.min(rest.len()));
        (before, after, same)
    }

    fn is_dense(&self) -> bool {
        self.n_labels <= MAX_DENSE
    }

    /// Sums over the classes before: what arrives at each class from `closed`.
    fn arrivals(&self, closed: &[f32], into: &mut [f32]) {
        let n = self.n_labels + 1;
        if self.is_dense() {
            into.fill(0.0);
            for (mass, row) in closed.iter().zip(self.between.chunks_exact(n)) {
                for (sum, factor) in into.iter_mut().zip(row) {
                    *sum += mass * factor;
                }
            }
            return;
        }
        let (before, after, same) = self.parts();
        let total: f32 = closed.iter().zip(before).map(|(c, b)| c * b).sum();
        let each = closed.iter().zip(before).zip(after.iter().zip(same));
        for (sum, ((c, b), (a, s))) in into.iter_mut().zip(each) {
            *sum = a * ((total - c * b).max(0.0) + c * b * s);
        }
    }

    /// Sums over the classes after: what each class before leads to of `ahead`.
    fn departures(&self, ahead: &[f32], into: &mut [f32]) {
        let n = self.n_labels + 1;
        if self.is_dense() {
            for (sum, row) in into.iter_mut().zip(self.between.chunks_exact(n)) {
                *sum = row.iter().zip(ahead).map(|(factor, a)| factor * a).sum();
            }
            return;
        }
        let (before, after, same) = self.parts();
        let total: f32 = ahead.iter().zip(after).map(|(g, a)| g * a).sum();
        let each = ahead.iter().zip(after).zip(before.iter().zip(same));
        for (sum, ((g, a), (b, s))) in into.iter_mut().zip(each) {
            *sum = b * ((total - g * a).max(0.0) + g * a * s);
        }
    }
}

/// Returns `e^x` by arithmetic alone, so that it is the same on every computer.
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-80.0, 80.0) * std::f32::consts::LOG2_E;
    // Adding and taking away 1.5 · 2^23 rounds to a whole number.
    let whole = (x + 12_582_912.0) - 12_582_912.0;
    let rest = x - whole;
    let mut sum = 1.540_353e-4_f32;
    for factor in [
        1.333_355_8e-3,
        9.618_129e-3,
        5.550_411e-2,
        2.402_265e-1,
        std::f32::consts::LN_2,
        1.0,
    ] {
        sum = sum * rest + factor;
    }
    sum * f32::from_bits(((whole as i32 + 127) << 23) as u32)
}

/// A row of tags taken apart.
struct Row<'a> {
    begin: &'a [f32],
    inside: &'a [f32],
    end: &'a [f32],
    single: &'a [f32],
    outside: f32,
}

impl<'a> Row<'a> {
    fn of(row: &'a [f32], n_labels: usize) -> Self {
        let part = |k: usize| {
            row.get(k * n_labels..(k + 1) * n_labels)
                .unwrap_or_default()
        };
        Self {
            begin: part(0),
            inside: part(1),
            end: part(2),
            single: part(3),
            outside: row.last().copied().unwrap_or(0.0),
        }
    }
}

/// Takes a row of tags apart for writing: `B`, `I`, `E`, `S`, `O`.
fn parts_mut(row: &mut [f32], n_labels: usize) -> [&mut [f32]; 5] {
    let n = |row: &[f32]| n_labels.min(row.len());
    let at = n(row);
    let (begin, rest) = row.split_at_mut(at);
    let at = n(rest);
    let (inside, rest) = rest.split_at_mut(at);
    let at = n(rest);
    let (end, rest) = rest.split_at_mut(at);
    let at = n(rest);
    let (single, outside) = rest.split_at_mut(at);
    [begin, inside, end, single, outside]
}

/// What is known of a line's tags: weights of all paths, summed.
#[derive(Debug, Default)]
pub struct Lattice {
    n_labels: usize,
    n_chars: usize,
    /// `e` to the scores, less the best of each character.
    emitted: Vec<f32>,
    forward: Vec<f32>,
    backward: Vec<f32>,
    /// The probability of each tag of each character.
    marginals: Vec<f32>,
    /// The logarithm of all that was divided by, for the weight of all paths.
    log_scale: f64,
    closed: Vec<f32>,
    met: Vec<f32>,
}

impl Lattice {
    /// Sums over all paths for scores of `n_chars` rows of `4 * n_labels`.
    ///
    /// A row starts every `stride` scores, the first at `offset`.
    pub fn run(&mut self, scores: &[f32], offset: usize, stride: usize, factors: &Factors) {
        self.n_labels = factors.n_labels;
        self.n_chars = scores.len() / stride.max(1);
        let width = self.width();
        for rows in [
            &mut self.emitted,
            &mut self.forward,
            &mut self.backward,
            &mut self.marginals,
        ] {
            rows.clear();
            rows.resize(self.n_chars * width, 0.0);
        }
        for sums in [&mut self.closed, &mut self.met] {
            sums.clear();
            sums.resize(self.n_labels + 1, 0.0);
        }
        self.log_scale = 0.0;
        self.emit(scores, offset, stride);
        self.go_forward(factors);
        self.go_backward(factors);
        self.meet();
    }

    /// Returns the number of tags of a character.
    pub fn width(&self) -> usize {
        4 * self.n_labels + 1
    }

    /// Returns the probabilities of the tags of each character.
    pub fn marginals(&self) -> impl Iterator<Item = &[f32]> {
        self.marginals.chunks_exact(self.width())
    }

    fn emit(&mut self, scores: &[f32], offset: usize, stride: usize) {
        let n_tags = 4 * self.n_labels;
        let rows = self.emitted.chunks_exact_mut(n_tags + 1);
        for (row, scores) in rows.zip(scores.chunks_exact(stride.max(1))) {
            let scores = scores.get(offset..offset + n_tags).unwrap_or_default();
            let best = scores.iter().fold(0.0_f32, |best, s| best.max(*s));
            self.log_scale += f64::from(best);
            for (weight, score) in row.iter_mut().zip(scores) {
                *weight = exp((score - best).max(FLOOR));
            }
            if let Some(outside) = row.last_mut() {
                *outside = exp((-best).max(FLOOR));
            }
        }
    }

    fn go_forward(&mut self, factors: &Factors) {
        let (n, width) = (self.n_labels, self.width());
        self.closed.fill(0.0);
        if let Some(outside) = self.closed.first_mut() {
            *outside = 1.0;
        }
        let mut before: &[f32] = &[];
        let rows = self.forward.chunks_exact_mut(width);
        for (row, emitted) in rows.zip(self.emitted.chunks_exact(width)) {
            factors.arrivals(&self.closed, &mut self.met);
            let emitted = Row::of(emitted, n);
            let last = Row::of(before, n);
            let [begin, inside, end, single, outside] = parts_mut(row, n);
            let arrived = self.met.get(1..).unwrap_or_default();
            for ((to, from), e) in begin.iter_mut().zip(arrived).zip(emitted.begin) {
                *to = from * e;
            }
            for ((to, from), e) in single.iter_mut().zip(arrived).zip(emitted.single) {
                *to = from * e;
            }
            for (to, kind, e) in [(inside, 0, emitted.inside), (end, 1, emitted.end)] {
                let (from_begin, from_inside) = (factors.inner(kind), factors.inner(kind + 2));
                let open = last.begin.iter().zip(last.inside);
                let steps = from_begin.iter().zip(from_inside);
                for (((to, (b, i)), (fb, fi)), e) in to.iter_mut().zip(open).zip(steps).zip(e) {
                    *to = (b * fb + i * fi) * e;
                }
            }
            for to in outside {
                *to = self.met.first().copied().unwrap_or(0.0) * emitted.outside;
            }
            self.log_scale += f64::from(normalize(row)).ln();
            before = row;
            close(&Row::of(before, n), &mut self.closed);
        }
        // A path ends closed.
        let total: f32 = self.closed.iter().sum();
        self.log_scale += f64::from(total.max(f32::MIN_POSITIVE)).ln();
    }

    fn go_backward(&mut self, factors: &Factors) {
        let (n, width) = (self.n_labels, self.width());
        let mut after: Option<(&[f32], &[f32])> = None;
        let rows = self.backward.chunks_exact_mut(width).rev();
        for (row, emitted) in rows.zip(self.emitted.chunks_exact(width).rev()) {
            match after {
                None => {
                    let [_, _, end, single, outside] = parts_mut(row, n);
                    for closed in [end, single, outside] {
                        closed.fill(1.0);
                    }
                }
                Some((next, next_emitted)) => {
                    let (next, e) = (Row::of(next, n), Row::of(next_emitted, n));
                    ahead(&next, &e, &mut self.closed);
                    factors.departures(&self.closed, &mut self.met);
                    let [begin, inside, end, single, outside] = parts_mut(row, n);
                    let led = self.met.get(1..).unwrap_or_default();
                    end.copy_from_slice(led);
                    single.copy_from_slice(led);
                    outside.fill(self.met.first().copied().unwrap_or(0.0));
                    for (to, kind) in [(begin, 0), (inside, 2)] {
                        let steps = factors.inner(kind).iter().zip(factors.inner(kind + 1));
                        let on = next.inside.iter().zip(e.inside);
                        let off = next.end.iter().zip(e.end);
                        for (((to, (go, stop)), (ni, ei)), (ne, ee)) in
                            to.iter_mut().zip(steps).zip(on).zip(off)
                        {
                            *to = go * ni * ei + stop * ne * ee;
                        }
                    }
                }
            }
            normalize(row);
            after = Some((row, emitted));
        }
    }

    fn meet(&mut self) {
        let width = self.width();
        let sums = self.marginals.chunks_exact_mut(width);
        let forward = self.forward.chunks_exact(width);
        for ((row, f), b) in sums.zip(forward).zip(self.backward.chunks_exact(width)) {
            for ((sum, f), b) in row.iter_mut().zip(f).zip(b) {
                *sum = f * b;
            }
            normalize(row);
        }
    }

    /// Returns the logarithm of the summed weight of all paths.
    #[cfg(test)]
    pub fn log_partition(&self) -> f64 {
        self.log_scale
    }

    /// Adds how often each step is to be expected to a row like [`Steps::cells`].
    pub fn add_expected_steps(&mut self, factors: &Factors, expected: &mut [f32]) {
        let (n, width) = (self.n_labels, self.width());
        let (inner, between) = expected.split_at_mut((4 * n).min(expected.len()));
        // The start of a line is like a character outside.
        let mut left = vec![0.0; n + 1];
        if let Some(outside) = left.first_mut() {
            *outside = 1.0;
        }
        let backward = self.backward.chunks_exact(width);
        let emitted = self.emitted.chunks_exact(width);
        let marginals = self.marginals.chunks_exact(width);
        let mut last: &[f32] = &[];
        for ((b, e), m) in backward.zip(emitted).zip(marginals) {
            let (next, e) = (Row::of(b, n), Row::of(e, n));
            ahead(&next, &e, &mut self.closed);
            factors.departures(&self.closed, &mut self.met);
            add_between(factors, &left, &self.closed, &self.met, between);
            let before = Row::of(last, n);
            for (open, kind) in [(before.begin, 0), (before.inside, 2)] {
                let label = factors.inner(kind).iter().zip(factors.inner(kind + 1));
                let on = next.inside.iter().zip(e.inside);
                let off = next.end.iter().zip(e.end);
                let each = open.iter().zip(label).zip(on).zip(off).enumerate();
                for (l, (((mass, (go, stop)), (ni, ei)), (ne, ee))) in each {
                    let (go, stop) = (go * ni * ei, stop * ne * ee);
                    let share = mass / (go + stop).max(f32::MIN_POSITIVE);
                    add(inner, kind * n + l, share * go);
                    add(inner, (kind + 1) * n + l, share * stop);
                }
            }
            close(&Row::of(m, n), &mut left);
            last = m;
        }
    }

    /// Calls back with each span that is at least so probable: its label, start, end, probability.
    ///
    /// A span's probability is that of its whole path, from `B` to `E` or as an `S`.
    pub fn spans(&self, least: f32, factors: &Factors, mut found: impl FnMut(Marginal)) {
        for start in 0..self.n_chars {
            let Some(row) = self.marginals.get(start * self.width()..) else {
                return;
            };
            let row = Row::of(row.get(..self.width()).unwrap_or_default(), self.n_labels);
            for (label, (begin, single)) in row.begin.iter().zip(row.single).enumerate() {
                if *single >= least {
                    found(Marginal {
                        label,
                        start,
                        end: start + 1,
                        probability: single.min(1.0),
                    });
                }
                if *begin >= least {
                    self.follow(label, start, begin.min(1.0), (least, factors), &mut found);
                }
            }
        }
    }

    /// Follows the open paths of a label from where they begin.
    fn follow(
        &self,
        label: usize,
        start: usize,
        begun: f32,
        (least, factors): (f32, &Factors),
        found: &mut impl FnMut(Marginal),
    ) {
        let (width, n) = (self.width(), self.n_labels);
        let value = |rows: &[f32], at: usize, part: usize| {
            rows.get(at * width + part * n + label)
                .copied()
                .unwrap_or(0.0)
        };
        let mut reached = begun;
        for at in start + 1..self.n_chars {
            let kind = if at == start + 1 { 0 } else { 2 };
            let step = |kind: usize| factors.inner(kind).get(label).copied().unwrap_or(0.0);
            let go = step(kind) * value(&self.emitted, at, 1) * value(&self.backward, at, 1);
            let stop = step(kind + 1) * value(&self.emitted, at, 2) * value(&self.backward, at, 2);
            let share = reached / (go + stop).max(f32::MIN_POSITIVE);
            if share * stop >= least {
                found(Marginal {
                    label,
                    start,
                    end: at + 1,
                    probability: share * stop,
                });
            }
            reached = share * go;
            if reached < least {
                return;
            }
        }
    }
}

/// A span and how probable it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Marginal {
    /// The label's place in the chain.
    pub label: usize,
    /// The first character.
    pub start: usize,
    /// The character behind the last.
    pub end: usize,
    /// Between 0 and 1.
    pub probability: f32,
}

fn add(sums: &mut [f32], at: usize, value: f32) {
    if let Some(sum) = sums.get_mut(at) {
        *sum += value;
    }
}

/// Divides a row by its sum and returns that.
fn normalize(row: &mut [f32]) -> f32 {
    let sum = row.iter().sum::<f32>().max(f32::MIN_POSITIVE);
    let factor = 1.0 / sum;
    for value in row {
        *value *= factor;
    }
    sum
}

/// Sums what is closed of each class.
fn close(row: &Row<'_>, into: &mut [f32]) {
    let closed = row.end.iter().zip(row.single).map(|(e, s)| e + s);
    for (sum, value) in into
        .iter_mut()
        .zip(std::iter::once(row.outside).chain(closed))
    {
        *sum = value;
    }
}

/// Sums what lies ahead of a step into each class.
fn ahead(next: &Row<'_>, emitted: &Row<'_>, into: &mut [f32]) {
    let begin = next.begin.iter().zip(emitted.begin);
    let single = next.single.iter().zip(emitted.single);
    let each = begin.zip(single).map(|((b, eb), (s, es))| b * eb + s * es);
    let outside = std::iter::once(next.outside * emitted.outside);
    for (sum, value) in into.iter_mut().zip(outside.chain(each)) {
        *sum = value;
    }
}

/// Adds the expected steps from the classes of one character to those of the next.
fn add_between(factors: &Factors, left: &[f32], ahead: &[f32], departed: &[f32], sums: &mut [f32]) {
    let n = factors.n_labels + 1;
    let share = |mass: &f32, all: &f32| mass / all.max(f32::MIN_POSITIVE);
    if factors.is_dense() {
        let rows = sums
            .chunks_exact_mut(n)
            .zip(factors.between.chunks_exact(n));
        for ((sums, row), (mass, all)) in rows.zip(left.iter().zip(departed)) {
            let share = share(mass, all);
            if share <= 0.0 {
                continue;
            }
            for ((sum, factor), ahead) in sums.iter_mut().zip(row).zip(ahead) {
                *sum += share * factor * ahead;
            }
        }
        return;
    }
    let (before, after, same) = factors.parts();
    let from: Vec<f32> = left
        .iter()
        .zip(departed)
        .zip(before)
        .map(|((mass, all), b)| share(mass, all) * b)
        .collect();
    let to: Vec<f32> = ahead.iter().zip(after).map(|(g, a)| g * a).collect();
    let all_from: f32 = from.iter().sum();
    let steps = from.iter().zip(&to).zip(same).zip(left).enumerate();
    for (class, (((from, to), same), left)) in steps {
        let repeated = from * to * same;
        add(sums, class, *left);
        add(sums, n + class, to * (all_from - from).max(0.0) + repeated);
        add(sums, 2 * n + class, repeated);
    }
}
