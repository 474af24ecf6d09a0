//! How often a source was right, and how sure that is.

/// The quantile of the normal distribution that leaves one fortieth on either side.
const Z: f64 = 1.959_963_984_540_054;

/// A share measured on some observations, with the interval it lies in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    /// How many were right.
    pub n_right: usize,
    /// How many there were; never none.
    pub n: usize,
}

impl Precision {
    /// Makes a precision; nothing is known of none.
    pub fn new(n_right: usize, n: usize) -> Option<Self> {
        (n > 0).then_some(Self { n_right, n })
    }

    /// Returns the share that was right, 0 to 1.
    pub fn share(self) -> f64 {
        self.n_right as f64 / self.n as f64
    }

    /// Returns where the true share lies, 95 times of 100: Wilson's score interval.
    ///
    /// It holds for few observations and at the ends, where the usual one does not: E. B. Wilson,
    /// Probable inference, the law of succession, and statistical inference, Journal of the
    /// American Statistical Association 22 (1927), 209–212.
    pub fn interval(self) -> (f64, f64) {
        let (n, p) = (self.n as f64, self.share());
        let z2 = Z * Z;
        let scale = 1.0 + z2 / n;
        let centre = (p + z2 / (2.0 * n)) / scale;
        let half = Z * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / scale;
        // At the ends it touches them, but for the last digit of the arithmetic.
        let low = if self.n_right == 0 {
            0.0
        } else {
            centre - half
        };
        let high = if self.n_right == self.n {
            1.0
        } else {
            centre + half
        };
        (low.max(0.0), high.min(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(n_right: usize, n: usize, low: f64, high: f64) {
        let (a, b) = Precision::new(n_right, n).unwrap().interval();
        assert!((a - low).abs() < 5e-5, "{a} is not {low}");
        assert!((b - high).abs() < 5e-5, "{b} is not {high}");
    }

    #[test]
    fn intervals_are_those_of_the_tables() {
        // As Newcombe's comparison of methods (Statistics in Medicine 17, 1998) has them.
        check(81, 263, 0.2553, 0.3662);
        check(15, 148, 0.0624, 0.1605);
        check(0, 20, 0.0, 0.1611);
        check(1, 29, 0.0061, 0.1718);
        check(20, 20, 0.8389, 1.0);
    }

    #[test]
    fn of_no_observation_nothing_is_known() {
        assert_eq!(Precision::new(0, 0), None);
    }
}
