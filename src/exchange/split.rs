//! Deals documents out to training, development and test.
//!
//! ```text
//! let split = Split { ratios: [8, 1, 1], seed: 7 };
//! let parts = split::split(&project, &selection, &split);
//! for (record, part) in select::records(&project, &selection).zip(parts.iter()) { … }
//! ```
//!
//! Documents with the same text are one group, before and after a reading view, so that no text
//! that was learned is tested. Groups are put in an order by a hash of text and seed: the same on
//! every machine, whatever the order and the names of the documents. The larger ones are dealt
//! first, each to the part that lacks most of its share; where groups are so large that this misses
//! the shares, all ways of dealing are tried if there are few enough.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::exchange::select::Selection;
use crate::exchange::select::records;
use crate::model::document::sha256_hex;
use crate::model::project::Project;

/// How to deal documents out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split {
    /// The shares of train, dev and test, of any sum: 8, 1 and 1 or 80, 10 and 10. A part with 0
    /// gets nothing; all 0 is all to train.
    pub ratios: [u32; 3],
    /// Another deals otherwise.
    pub seed: u64,
}

impl Default for Split {
    /// Eight to one to one.
    fn default() -> Self {
        Self {
            ratios: [8, 1, 1],
            seed: 0,
        }
    }
}

/// What a document is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// A model learns from it.
    Train,
    /// Settings of a model are chosen by it.
    Dev,
    /// A model is judged by it.
    Test,
}

impl Part {
    /// Every part, in the order of [`Split::ratios`].
    pub const ALL: [Self; 3] = [Self::Train, Self::Dev, Self::Test];

    /// Returns its name, as files are called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Dev => "dev",
            Self::Test => "test",
        }
    }

    fn place(self) -> usize {
        match self {
            Self::Train => 0,
            Self::Dev => 1,
            Self::Test => 2,
        }
    }
}

/// The part of each document, in the order they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    parts: Vec<Part>,
}

impl Parts {
    /// Returns the parts, one for each document.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Part> + '_ {
        self.parts.iter().copied()
    }

    /// Returns the part of the document at a place.
    pub fn at(&self, place: usize) -> Option<Part> {
        self.parts.get(place).copied()
    }

    /// Returns how many documents train, dev and test have.
    pub fn sizes(&self) -> [usize; 3] {
        Part::ALL.map(|part| self.parts.iter().filter(|p| **p == part).count())
    }
}

/// Deals out the records of a selection, in the order that [`records`] has.
pub fn split(project: &Project, selection: &Selection, split: &Split) -> Parts {
    let mut dealer = Dealer::default();
    let mut chosen = records(project, selection);
    while let Some((doc, record)) = chosen.next_of() {
        let is_own = std::sync::Arc::ptr_eq(&doc.text, &record.text);
        let before = if doc.text_sha256.is_empty() {
            sha256_hex(doc.text.as_str().as_bytes())
        } else {
            doc.text_sha256.clone()
        };
        let after = (!is_own).then(|| sha256_hex(record.text.as_str().as_bytes()));
        dealer.add_hashes(before, after);
    }
    dealer.deal(split)
}

/// Gathers texts and deals them out; for records that are of no project.
#[derive(Clone, Debug, Default)]
pub struct Dealer {
    /// The group of each text, by its hash.
    groups: HashMap<String, usize>,
    /// For each group the one it was joined to, itself if none.
    joined: Vec<usize>,
    /// The group of each document.
    documents: Vec<usize>,
}

/// Documents that stay together.
struct Group {
    /// Their order among all, by text and seed.
    order: String,
    size: usize,
    id: usize,
}

impl Dealer {
    /// Takes the next document by its text.
    pub fn add(&mut self, text: &str) {
        self.add_hashes(sha256_hex(text.as_bytes()), None);
    }

    fn add_hashes(&mut self, before: String, after: Option<String>) {
        // A text before reading and one after it are told apart: to be in both is chance.
        let group = self.group_of(before);
        if let Some(after) = after {
            let other = self.group_of(after);
            let (a, b) = (self.root(group), self.root(other));
            if let Some(joined) = self.joined.get_mut(a.max(b)) {
                *joined = a.min(b);
            }
        }
        self.documents.push(group);
    }

    fn group_of(&mut self, hash: String) -> usize {
        let joined = &mut self.joined;
        *self.groups.entry(hash).or_insert_with(|| {
            joined.push(joined.len());
            joined.len() - 1
        })
    }

    fn root(&self, mut group: usize) -> usize {
        while let Some(&to) = self.joined.get(group).filter(|to| **to != group) {
            group = to;
        }
        group
    }

    /// Deals out what was added.
    pub fn deal(&self, split: &Split) -> Parts {
        let mut groups = self.groups_in_order(split.seed);
        let sizes: Vec<usize> = groups.iter().map(|group| group.size).collect();
        let parts = dealt(&sizes, split.ratios);
        let by_id: HashMap<usize, Part> =
            groups.drain(..).map(|group| group.id).zip(parts).collect();
        let part = |group: &usize| by_id.get(&self.root(*group)).copied();
        Parts {
            parts: self
                .documents
                .iter()
                .map(|group| part(group).unwrap_or(Part::Train))
                .collect(),
        }
    }

    /// Returns the groups, the larger first, of equals as their text and the seed have it.
    fn groups_in_order(&self, seed: u64) -> Vec<Group> {
        let mut names: HashMap<usize, &str> = HashMap::new();
        for (hash, group) in &self.groups {
            let name = names.entry(self.root(*group)).or_insert(hash);
            *name = (*name).min(hash);
        }
        let mut sizes: HashMap<usize, usize> = HashMap::new();
        for group in &self.documents {
            *sizes.entry(self.root(*group)).or_default() += 1;
        }
        let mut groups: Vec<Group> = sizes
            .into_iter()
            .map(|(id, size)| {
                let name = names.get(&id).copied().unwrap_or_default();
                let order = sha256_hex(format!("{seed} {name}").as_bytes());
                Group { order, size, id }
            })
            .collect();
        groups.sort_by(|a, b| (Reverse(a.size), &a.order).cmp(&(Reverse(b.size), &b.order)));
        groups
    }
}

/// Deals groups of these sizes, the larger first.
fn dealt(sizes: &[usize], ratios: [u32; 3]) -> Vec<Part> {
    let ratios = if ratios == [0; 3] { [1, 0, 0] } else { ratios };
    let shares = Shares::new(ratios, sizes.iter().sum());
    let (greedy, distance) = dealt_by_lack(sizes, &shares);
    if distance == shares.least_distance() {
        return greedy;
    }
    // So few that all ways fit into 32 MB of bits.
    let n_bits = (shares.n_all + 1)
        .saturating_pow(2)
        .saturating_mul(sizes.len() + 1);
    if n_bits > 1 << 28 {
        return greedy;
    }
    dealt_by_trying(sizes, &shares, distance).unwrap_or(greedy)
}

/// What each part should get.
struct Shares {
    ratios: [u128; 3],
    sum: u128,
    n_all: usize,
}

impl Shares {
    fn new(ratios: [u32; 3], n_all: usize) -> Self {
        let ratios = ratios.map(u128::from);
        Self {
            ratios,
            sum: ratios.iter().sum(),
            n_all,
        }
    }

    /// Returns how far sizes are from the shares, in units of a document over the sum of ratios.
    ///
    /// Nothing may go to a part without share.
    fn distance(&self, sizes: [usize; 3]) -> u128 {
        let parts = sizes.into_iter().zip(self.ratios);
        let distances = parts.map(|(size, ratio)| match (size, ratio) {
            (1.., 0) => u128::MAX / 8,
            _ => (size as u128 * self.sum).abs_diff(ratio * self.n_all as u128),
        });
        distances.sum()
    }

    /// Returns the distance if all groups were of one document.
    fn least_distance(&self) -> u128 {
        let ones = vec![1; self.n_all];
        dealt_by_lack(&ones, self).1
    }
}

/// Gives each group to the part that lacks most of its share.
fn dealt_by_lack(sizes: &[usize], shares: &Shares) -> (Vec<Part>, u128) {
    let mut dealt = [0_usize; 3];
    let mut parts = Vec::with_capacity(sizes.len());
    for size in sizes {
        let lacks = |part: &Part| {
            let ratio = shares.ratios.get(part.place()).copied().unwrap_or(0);
            let has = dealt.get(part.place()).copied().unwrap_or(0);
            let wanted = i128::try_from(ratio * shares.n_all as u128).unwrap_or(i128::MAX);
            let held = i128::try_from(has as u128 * shares.sum).unwrap_or(i128::MAX);
            (ratio > 0).then(|| wanted - held)
        };
        // Of equals the first.
        let part = Part::ALL
            .into_iter()
            .rev()
            .max_by_key(lacks)
            .unwrap_or(Part::Train);
        if let Some(has) = dealt.get_mut(part.place()) {
            *has += size;
        }
        parts.push(part);
    }
    let distance = shares.distance(dealt);
    (parts, distance)
}

/// Finds the nearest of all ways to deal; `None` if none is nearer than `bound`.
fn dealt_by_trying(sizes: &[usize], shares: &Shares, bound: u128) -> Option<Vec<Part>> {
    let side = shares.n_all + 1;
    let mut reached = vec![Sums::new(side)];
    reached.first_mut()?.put(0, 0);
    for &size in sizes {
        let next = reached.last()?.with_group(size);
        reached.push(next);
    }
    let (mut best, mut at) = (bound, None);
    for (train, dev) in reached.last()?.iter() {
        let test = shares.n_all.checked_sub(train + dev);
        let distance = test.map(|test| shares.distance([train, dev, test]));
        if let Some(distance) = distance.filter(|d| *d < best) {
            (best, at) = (distance, Some((train, dev)));
        }
    }
    let (mut train, mut dev) = at?;
    let mut parts = Vec::with_capacity(sizes.len());
    for (before, &size) in reached.iter().zip(sizes).rev() {
        if train.checked_sub(size).is_some_and(|t| before.has(t, dev)) {
            train -= size;
            parts.push(Part::Train);
        } else if dev.checked_sub(size).is_some_and(|d| before.has(train, d)) {
            dev -= size;
            parts.push(Part::Dev);
        } else {
            parts.push(Part::Test);
        }
    }
    parts.reverse();
    Some(parts)
}

/// Which sizes of train and dev some groups can come to.
struct Sums {
    side: usize,
    bits: Vec<u64>,
}

impl Sums {
    fn new(side: usize) -> Self {
        let bits = vec![0; (side * side).div_ceil(64)];
        Self { side, bits }
    }

    fn put(&mut self, train: usize, dev: usize) {
        let bit = train * self.side + dev;
        if let Some(word) = self.bits.get_mut(bit / 64).filter(|_| dev < self.side) {
            *word |= 1 << (bit % 64);
        }
    }

    fn has(&self, train: usize, dev: usize) -> bool {
        let bit = train * self.side + dev;
        let word = self.bits.get(bit / 64).filter(|_| dev < self.side);
        word.is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn iter(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let set = self.bits.iter().enumerate();
        let bits = set.flat_map(|(i, word)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| i * 64 + bit)
        });
        bits.map(|bit| (bit / self.side, bit % self.side))
    }

    /// Returns the sums with one more group, which goes to train, to dev or to test.
    fn with_group(&self, size: usize) -> Self {
        let mut next = Self {
            side: self.side,
            bits: self.bits.clone(),
        };
        for (train, dev) in self.iter() {
            next.put(train + size, dev);
            next.put(train, dev + size);
        }
        next
    }
}
