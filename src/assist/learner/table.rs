//! Weights of features, in one table of fixed size for all labels.
//!
//! A feature's hash says where its row starts; a row has a weight for each tag of each kind of span and
//! may lie over other rows. So two hundred labels make rows longer, not the table larger.
//! Each weight has the sum of its squared gradients beside it, by which its steps grow smaller
//! (AdaGrad).

/// Weights of the table, a power of two.
const SIZE: usize = 1 << 22;

/// Rows start at multiples of this, a line of the processor's cache.
const ALIGN: usize = 16;

/// How a table learns.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rate {
    /// The length of a step.
    pub step: f32,
    /// How strongly weights are drawn to zero.
    pub shrink: f32,
}

/// A weight, and what was learned of it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cell {
    /// The weight.
    pub weight: f32,
    /// The sum of the squares of its gradients.
    pub squares: f32,
}

impl Cell {
    /// Takes a step along a gradient.
    pub fn learn(&mut self, gradient: f32, rate: Rate) {
        let gradient = gradient - rate.shrink * self.weight;
        self.squares += gradient * gradient;
        self.weight += rate.step * gradient / (self.squares + 0.1).sqrt();
    }
}

/// Weights of all features.
#[derive(Clone, Debug)]
pub struct Table {
    width: usize,
    align: usize,
    /// Weights and their squares; bare numbers, so that untouched memory is never written.
    cells: Vec<[f32; 2]>,
}

impl Table {
    /// Makes a table of no weight with rows of `width`.
    pub fn new(width: usize) -> Self {
        Self {
            width,
            align: width.next_power_of_two().clamp(1, ALIGN),
            cells: vec![[0.0; 2]; SIZE + width],
        }
    }

    /// Returns how many bytes a table takes whose rows have `width` weights.
    pub fn n_bytes(width: usize) -> usize {
        (SIZE + width) * size_of::<Cell>()
    }

    fn row(&self, feature: u32) -> std::ops::Range<usize> {
        let n_starts = SIZE / self.align;
        let start = (feature as usize & (n_starts - 1)) * self.align;
        start..start + self.width
    }

    /// Adds a feature's weights to scores.
    pub fn add_to(&self, feature: u32, scores: &mut [f32]) {
        let row = self.cells.get(self.row(feature)).unwrap_or_default();
        for (score, [weight, _]) in scores.iter_mut().zip(row) {
            *score += weight;
        }
    }

    /// Takes a step of a feature's weights along gradients of some tags.
    pub fn learn(&mut self, feature: u32, gradients: &[(u32, f32)], rate: Rate) {
        let row = self.row(feature);
        let row = self.cells.get_mut(row).unwrap_or_default();
        for (tag, gradient) in gradients {
            if let Some(there) = row.get_mut(*tag as usize) {
                let [weight, squares] = *there;
                let mut cell = Cell { weight, squares };
                cell.learn(*gradient, rate);
                *there = [cell.weight, cell.squares];
            }
        }
    }

    /// Returns the cells that were touched, with their places.
    pub fn touched(&self) -> impl Iterator<Item = (usize, Cell)> + '_ {
        let cells = self.cells.iter().enumerate();
        cells
            .filter(|(_, [_, squares])| *squares != 0.0)
            .map(|(place, [weight, squares])| {
                let (weight, squares) = (*weight, *squares);
                (place, Cell { weight, squares })
            })
    }

    /// Sets a cell; returns whether the table has the place.
    pub fn put(&mut self, place: usize, cell: Cell) -> bool {
        let there = self.cells.get_mut(place);
        there
            .map(|there| *there = [cell.weight, cell.squares])
            .is_some()
    }
}
