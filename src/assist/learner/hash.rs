//! Hashing and drawing that come out alike on every computer and in every run.

use std::hash::BuildHasherDefault;
use std::hash::Hasher;

/// Mixes two numbers into one that looks like neither.
pub fn mix(a: u64, b: u64) -> u64 {
    let x = (a ^ 0x9E37_79B9_7F4A_7C15).wrapping_mul(0xBF58_476D_1CE4_E5B9)
        ^ b.wrapping_mul(0x94D0_49BB_1331_11EB);
    (x ^ (x >> 29)).wrapping_mul(0x2127_599B_F432_5C37)
}

/// Returns the number of a feature: what it asks, and the answer.
pub fn feature(template: u32, a: u32, b: u32) -> u32 {
    let x = mix(
        u64::from(a) | (u64::from(template) << 32),
        u64::from(b) | 0x5_0000_0000,
    );
    (x >> 32) as u32
}

/// Keeps keys that are hashes already.
pub type Hashed<V> = std::collections::HashMap<u64, V, BuildHasherDefault<Kept>>;

/// A hasher of keys that are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub struct Kept(u64);

impl Hasher for Kept {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0, u64::from(*byte));
        }
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Numbers that follow from a seed.
#[derive(Clone, Copy, Debug)]
pub struct Draw(u64);

impl Draw {
    /// Starts from a seed.
    pub fn new(seed: u64) -> Self {
        Self(mix(seed, 0x5EED))
    }

    /// Returns 32 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mix(self.0, self.0 >> 31) >> 32
    }

    /// Returns a number below `n`; 0 for none.
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let drawn = mix(self.0, self.0 >> 31) >> 11;
        (drawn % (n as u64).max(1)) as usize
    }

    /// Puts items in an order that follows from the seed.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}
