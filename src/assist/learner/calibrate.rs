//! What a probability of the chain is worth: the share of suggestions like it that were right.
//!
//! A learner that has seen little is too sure of itself. So its probabilities are compared with what turned
//! out, on units that it had not learned from, and bent by a line on the scale of log odds. The line
//! starts from a cautious guess that counts as much as a handful of suggestions.

/// Bins of log odds from [`LOWEST`] up, each [`WIDTH`] wide.
const N_BINS: usize = 24;
const LOWEST: f64 = -4.0;
const WIDTH: f64 = 0.5;

/// What is believed before anything was seen: slope and offset.
const GUESS: (f64, f64) = (0.8, -0.2);

/// How many suggestions the guess counts as.
const GUESS_WEIGHT: f64 = 12.0;

/// The most suggestions that what was seen before counts as, when a document more is seen.
const MEMORY: f32 = 400.0;

/// Suggestions seen so far, and the line that fits them.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// For each bin how many were suggested, and how many were right.
    pub bins: Vec<(f32, f32)>,
    slope: f64,
    offset: f64,
}

impl Default for Calibration {
    fn default() -> Self {
        Self {
            bins: vec![(0.0, 0.0); N_BINS],
            slope: GUESS.0,
            offset: GUESS.1,
        }
    }
}

fn odds_of(probability: f32) -> f64 {
    let p = f64::from(probability).clamp(1e-4, 1.0 - 1e-4);
    (p / (1.0 - p)).ln()
}

impl Calibration {
    /// Restores one from its bins.
    pub fn from_bins(bins: Vec<(f32, f32)>) -> Self {
        let mut calibration = Self {
            bins,
            ..Self::default()
        };
        calibration.bins.resize(N_BINS, (0.0, 0.0));
        calibration.fit();
        calibration
    }

    /// Lets what was seen so far count for no more than so much, before more is seen.
    pub fn fade(&mut self) {
        let n_seen: f32 = self.bins.iter().map(|(n, _)| n).sum();
        let kept = (MEMORY / n_seen.max(1.0)).min(1.0);
        for (n, n_right) in &mut self.bins {
            *n *= kept;
            *n_right *= kept;
        }
    }

    /// Takes in a suggestion that turned out right or wrong.
    pub fn see(&mut self, probability: f32, is_right: bool) {
        let bin = ((odds_of(probability) - LOWEST) / WIDTH).max(0.0) as usize;
        if let Some((n, n_right)) = self.bins.get_mut(bin.min(N_BINS - 1)) {
            *n += 1.0;
            *n_right += f32::from(u8::from(is_right));
        }
    }

    /// Fits the line to what was seen, by Newton's method.
    pub fn fit(&mut self) {
        let (mut slope, mut offset) = GUESS;
        for _ in 0..12 {
            let (pull_slope, pull_offset) = (GUESS.0 - slope, GUESS.1 - offset);
            let mut gradient = (GUESS_WEIGHT * pull_slope, GUESS_WEIGHT * pull_offset);
            let mut curve = (GUESS_WEIGHT, 0.0, GUESS_WEIGHT);
            for (bin, (n, n_right)) in self.bins.iter().enumerate() {
                let odds = LOWEST + WIDTH * (bin as f64 + 0.5);
                let p = 1.0 / (1.0 + (-(slope * odds + offset)).exp());
                let miss = f64::from(*n_right) - f64::from(*n) * p;
                let weight = f64::from(*n) * (p * (1.0 - p)).max(1e-4);
                gradient.0 += miss * odds;
                gradient.1 += miss;
                curve.0 += weight * odds * odds;
                curve.1 += weight * odds;
                curve.2 += weight;
            }
            let det = (curve.0 * curve.2 - curve.1 * curve.1).max(1e-9);
            let step = |a: f64, b: f64| (a / det).clamp(-b, b);
            slope += step(gradient.0 * curve.2 - gradient.1 * curve.1, 0.5);
            offset += step(gradient.1 * curve.0 - gradient.0 * curve.1, 1.0);
            slope = slope.clamp(0.2, 1.5);
            offset = offset.clamp(-3.0, 2.0);
        }
        (self.slope, self.offset) = (slope, offset);
    }

    /// Returns the share of suggestions of a probability that are expected to be right.
    pub fn share(&self, probability: f32) -> f32 {
        let odds = self.slope * odds_of(probability) + self.offset;
        (1.0 / (1.0 + (-odds).exp())) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_boaster_is_believed_less_and_a_modest_one_more() {
        let mut boaster = Calibration::default();
        let mut modest = Calibration::default();
        for i in 0..400 {
            boaster.see(0.95, i % 2 == 0);
            modest.see(0.7, i % 10 != 0);
            boaster.see(0.3, i % 5 == 0);
            modest.see(0.3, i % 5 == 0);
        }
        boaster.fit();
        modest.fit();
        assert!(
            (boaster.share(0.95) - 0.5).abs() < 0.08,
            "{}",
            boaster.share(0.95)
        );
        assert!(
            (modest.share(0.7) - 0.9).abs() < 0.08,
            "{}",
            modest.share(0.7)
        );
    }

    #[test]
    fn what_says_nothing_changes_nothing() {
        let mut calibration = Calibration::default();
        calibration.fit();
        assert_eq!(calibration, Calibration::default());
        calibration.see(f32::NAN, true);
        calibration.fit();
        assert!(calibration.share(0.5).is_finite());
    }
}
