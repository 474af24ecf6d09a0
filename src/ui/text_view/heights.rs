//! How high each block is and where it stands: a Fenwick tree over block heights.
//!
//! Heights are in *row units*, a row being 1 and the gap after a paragraph a quarter, so that a
//! change of the row's height in points costs nothing. All of them are multiples of a quarter,
//! which an `f64` adds without rounding: 100 MB of text is 400,000 rows or 15 million points, far
//! beyond what an `f32` can place.
//!
//! Finding the block at a height, the height before a block, and correcting one are `O(log n)`.

/// Heights of blocks in row units, with running sums.
#[derive(Clone, Debug, Default)]
pub struct Heights {
    /// `tree[i]` sums the `i & -i` heights that end with block `i - 1`; `tree[0]` is unused.
    tree: Vec<f64>,
    heights: Vec<f32>,
}

impl Heights {
    /// Builds the tree in one pass.
    pub fn new(heights: Vec<f32>) -> Self {
        let mut tree = Vec::with_capacity(heights.len() + 1);
        tree.push(0.0);
        tree.extend(heights.iter().map(|&height| f64::from(height)));
        for i in 1..tree.len() {
            let parent = i + lowest_bit(i);
            let sum = tree.get(i).copied().unwrap_or(0.0);
            if let Some(above) = tree.get_mut(parent) {
                *above += sum;
            }
        }
        Self { tree, heights }
    }

    /// Returns the number of blocks.
    pub fn n_blocks(&self) -> usize {
        self.heights.len()
    }

    /// Returns a block's height; 0 for one that is not there.
    pub fn height(&self, block: usize) -> f32 {
        self.heights.get(block).copied().unwrap_or(0.0)
    }

    /// Corrects a block's height.
    pub fn set(&mut self, block: usize, height: f32) {
        let Some(old) = self.heights.get_mut(block) else {
            return;
        };
        let delta = f64::from(height) - f64::from(*old);
        if delta == 0.0 {
            return;
        }
        *old = height;
        let mut i = block + 1;
        while let Some(sum) = self.tree.get_mut(i) {
            *sum += delta;
            i += lowest_bit(i);
        }
    }

    /// Returns the height of all blocks before `block`.
    pub fn before(&self, block: usize) -> f64 {
        let mut sum = 0.0;
        let mut i = block.min(self.n_blocks());
        while i > 0 {
            sum += self.tree.get(i).copied().unwrap_or(0.0);
            i -= lowest_bit(i);
        }
        sum
    }

    /// Returns the height of all blocks.
    pub fn total(&self) -> f64 {
        self.before(self.n_blocks())
    }

    /// Returns the block that covers a height and how far into it that height lies.
    ///
    /// Below 0 is the start of the first block, beyond the end the end of the last one.
    pub fn find(&self, at: f64) -> (usize, f64) {
        let mut rest = at.max(0.0);
        let mut block = 0;
        let mut step = self.n_blocks().next_power_of_two();
        while step > 0 {
            if let Some(&sum) = self.tree.get(block + step)
                && sum <= rest
            {
                block += step;
                rest -= sum;
            }
            step /= 2;
        }
        match self.n_blocks().checked_sub(1) {
            Some(last) if block > last => (last, f64::from(self.height(last))),
            Some(_) => (block, rest),
            None => (0, 0.0),
        }
    }
}

/// Returns the value of the lowest bit set.
fn lowest_bit(i: usize) -> usize {
    i & i.wrapping_neg()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn quarters() -> impl Strategy<Value = Vec<u16>> {
        prop::collection::vec(1_u16..400, 1..200)
    }

    proptest! {
        #[test]
        fn sums_and_finds_agree_with_adding_one_by_one(
            start in quarters(),
            changes in prop::collection::vec((0_usize..200, 1_u16..400), 0..40),
            at in 0_u32..90_000,
        ) {
            let mut naive: Vec<f32> = start.iter().map(|&q| f32::from(q) / 4.0).collect();
            let mut heights = Heights::new(naive.clone());
            for (block, quarters) in changes {
                let height = f32::from(quarters) / 4.0;
                heights.set(block, height);
                if let Some(slot) = naive.get_mut(block) {
                    *slot = height;
                }
            }
            let mut sum = 0.0;
            let mut found = None;
            let at = f64::from(at) / 4.0;
            for (block, &height) in naive.iter().enumerate() {
                prop_assert_eq!(heights.before(block), sum);
                if found.is_none() && at < sum + f64::from(height) {
                    found = Some((block, at - sum));
                }
                sum += f64::from(height);
            }
            prop_assert_eq!(heights.total(), sum);
            let last = (naive.len() - 1, f64::from(naive[naive.len() - 1]));
            prop_assert_eq!(heights.find(at), found.unwrap_or(last));
        }
    }

    #[test]
    fn a_million_blocks_are_exact() {
        let heights = Heights::new(vec![10.25; 1_000_000]);
        assert_eq!(heights.total(), 10_250_000.0);
        assert_eq!(heights.find(10_249_999.75), (999_999, 10.0));
        assert_eq!(heights.find(-3.0), (0, 0.0));
        assert_eq!(Heights::default().find(7.0), (0, 0.0));
    }
}
