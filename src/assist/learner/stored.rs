//! A learner as bytes, for a cache outside the project.
//!
//! A cache saves time and is never needed: what is damaged, cut short, of another version or made for
//! other content is refused, and the learner is built again.
//! The bytes are a mark with the version, the content's key, the learner, and a checksum of all of it.

use std::collections::BTreeSet;

use crate::assist::learner::Example;
use crate::assist::learner::Learner;
use crate::assist::learner::Options;
use crate::assist::learner::brain::Brain;
use crate::assist::learner::calibrate::Calibration;
use crate::assist::learner::chain::Steps;
use crate::assist::learner::gazetteer::Entry;
use crate::assist::learner::gazetteer::Gazetteer;
use crate::assist::learner::scheme::Kind;
use crate::assist::learner::scheme::MAX_KINDS;
use crate::assist::learner::scheme::Scheme;
use crate::assist::learner::table::Cell;
use crate::model::document::sha256_hex;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;

/// The mark and version; to be changed with features, tables or the order below.
const MARK: &[u8] = b"zhubi learner 1\n";

/// Characters of a checksum and of a key.
const N_HEX: usize = 64;

/// Why bytes are no learner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotStored {
    /// Another version wrote them, or something else.
    #[error("the cached learner is of another version")]
    OtherVersion,
    /// They were made from other content.
    #[error("the cached learner was made from other content")]
    OtherContent,
    /// They are not as they were written.
    #[error("the cached learner is damaged")]
    Damaged,
}

/// Returns a key that is the same for the same examples, labels, options and lists.
///
/// `lists` stands for whatever the hits come from.
pub fn cache_key(
    examples: &[Example],
    labels: &[LabelKey],
    options: &Options,
    lists: &str,
) -> String {
    let mut bytes = Vec::new();
    for label in labels {
        put_str(&mut bytes, label);
    }
    put(&mut bytes, options.seed);
    put(&mut bytes, options.budget_chars as u64);
    put(&mut bytes, options.replay_chars as u64);
    put_str(&mut bytes, lists);
    for example in examples {
        put_str(&mut bytes, &example.id);
        put_str(&mut bytes, &sha256_hex(example.text.as_str().as_bytes()));
        put(&mut bytes, u64::from(example.is_whole));
        for keys in [&example.spans, &example.rejected] {
            put(&mut bytes, keys.len() as u64);
            for key in keys {
                put(&mut bytes, key.range.start().0 as u64);
                put(&mut bytes, key.range.end().0 as u64);
                put_str(&mut bytes, &key.label);
            }
        }
    }
    sha256_hex(&bytes)
}

fn put(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push((number & 0x7F) as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn put_float(bytes: &mut Vec<u8>, number: f32) {
    bytes.extend(number.to_bits().to_le_bytes());
}

fn put_str(bytes: &mut Vec<u8>, string: &str) {
    put(bytes, string.len() as u64);
    bytes.extend(string.as_bytes());
}

fn put_cells(bytes: &mut Vec<u8>, cells: impl Iterator<Item = (usize, Cell)>) {
    let cells: Vec<(usize, Cell)> = cells.collect();
    put(bytes, cells.len() as u64);
    let mut last = 0;
    for (place, cell) in cells {
        put(bytes, (place - last) as u64);
        put_float(bytes, cell.weight);
        put_float(bytes, cell.squares);
        last = place;
    }
}

/// Bytes that are taken from the front; none once they are not what they should be.
struct Taken<'a>(&'a [u8]);

impl<'a> Taken<'a> {
    fn bytes(&mut self, n: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(taken)
    }

    fn number(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = *self.bytes(1)?.first()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn size(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// Returns how many things follow, which take a byte each at least.
    fn count(&mut self) -> Option<usize> {
        self.size().filter(|n| *n <= self.0.len())
    }

    fn float(&mut self) -> Option<f32> {
        let bytes = self.bytes(4)?.try_into().ok()?;
        Some(f32::from_bits(u32::from_le_bytes(bytes))).filter(|number| number.is_finite())
    }

    fn string(&mut self) -> Option<&'a str> {
        let n = self.size()?;
        std::str::from_utf8(self.bytes(n)?).ok()
    }

    fn cells(&mut self, mut put: impl FnMut(usize, Cell) -> bool) -> Option<()> {
        let mut place = 0_usize;
        for _ in 0..self.count()? {
            place = place.checked_add(self.size()?)?;
            let cell = Cell {
                weight: self.float()?,
                squares: self.float()?,
            };
            if !put(place, cell) {
                return None;
            }
        }
        Some(())
    }
}

impl Learner {
    /// Returns the learner as bytes, for content that has a key ([`cache_key`]).
    pub fn to_bytes(&self, key: &str) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        put_str(&mut bytes, key);
        put(&mut bytes, self.options.seed);
        put(&mut bytes, self.options.budget_chars as u64);
        put(&mut bytes, self.options.replay_chars as u64);
        put(&mut bytes, self.n_left_out as u64);
        put(&mut bytes, self.n_updates);
        put(&mut bytes, self.learned.len() as u64);
        for doc in &self.learned {
            put_str(&mut bytes, doc);
        }
        put(&mut bytes, self.labels.len() as u64);
        for label in &self.labels {
            put_str(&mut bytes, label);
        }
        let scheme = &self.brain.scheme;
        put(&mut bytes, scheme.heads.len() as u64);
        for head in &scheme.heads {
            put(&mut bytes, head.len() as u64);
            for kind in scheme.kinds.get(head.clone()).unwrap_or_default() {
                put_str(&mut bytes, &kind.label);
                put(&mut bytes, u64::from(kind.is_inner));
            }
        }
        put(&mut bytes, self.calibration.bins.len() as u64);
        for (n, n_right) in &self.calibration.bins {
            put_float(&mut bytes, *n);
            put_float(&mut bytes, *n_right);
        }
        for steps in &self.brain.steps {
            put_cells(&mut bytes, steps.cells.iter().copied().enumerate());
        }
        self.put_strings(&mut bytes);
        put_cells(&mut bytes, self.brain.table.touched());
        let checksum = sha256_hex(&bytes);
        bytes.extend(checksum.as_bytes());
        bytes
    }

    fn put_strings(&self, bytes: &mut Vec<u8>) {
        let (entries, lens) = self.gazetteer.contents();
        put(bytes, entries.len() as u64);
        for (key, entry) in entries {
            put(bytes, key);
            put(bytes, u64::from(entry.n_seen));
            put(bytes, entry.n_accepted.len() as u64);
            for (kind, n) in &entry.n_accepted {
                put(bytes, u64::from(*kind));
                put(bytes, u64::from(*n));
            }
        }
        put(bytes, lens.len() as u64);
        for (key, len) in lens {
            put(bytes, key);
            put(bytes, u64::from(len));
        }
    }

    /// Reads a learner that was made for content with this key.
    pub fn from_bytes(bytes: &[u8], key: &str) -> Result<Self, NotStored> {
        if !bytes.starts_with(MARK) {
            return Err(NotStored::OtherVersion);
        }
        let end = bytes.len().checked_sub(N_HEX);
        let (content, checksum) = end
            .and_then(|end| bytes.split_at_checked(end))
            .ok_or(NotStored::Damaged)?;
        if sha256_hex(content).as_bytes() != checksum {
            return Err(NotStored::Damaged);
        }
        let mut taken = Taken(content);
        taken.bytes(MARK.len());
        match taken.string() {
            Some(found) if found == key => {}
            Some(_) => return Err(NotStored::OtherContent),
            None => return Err(NotStored::Damaged),
        }
        let learner = learner(&mut taken).filter(|_| taken.0.is_empty());
        learner.ok_or(NotStored::Damaged)
    }
}

fn learner(taken: &mut Taken<'_>) -> Option<Learner> {
    let options = Options {
        seed: taken.number()?,
        budget_chars: taken.size()?,
        replay_chars: taken.size()?,
    };
    let (n_left_out, n_updates) = (taken.size()?, taken.number()?);
    let mut learned = BTreeSet::new();
    for _ in 0..taken.count()? {
        learned.insert(DocId::from(taken.string()?));
    }
    let mut labels = Vec::new();
    for _ in 0..taken.count()? {
        labels.push(LabelKey::from(taken.string()?));
    }
    let scheme = scheme(taken)?;
    let mut bins = Vec::new();
    for _ in 0..taken.count()? {
        bins.push((taken.float()?, taken.float()?));
    }
    let mut brain = Brain::new(scheme);
    for steps in &mut brain.steps {
        taken.cells(|place, cell| {
            let there = steps.cells.get_mut(place);
            there.map(|there| *there = cell).is_some()
        })?;
    }
    brain.factors = brain.steps.iter().map(Steps::factors).collect();
    let gazetteer = gazetteer(taken)?;
    taken.cells(|place, cell| brain.table.put(place, cell))?;
    Some(Learner {
        brain,
        gazetteer,
        calibration: Calibration::from_bins(bins),
        labels,
        options,
        n_left_out,
        n_updates,
        learned,
    })
}

fn scheme(taken: &mut Taken<'_>) -> Option<Scheme> {
    let mut heads = Vec::new();
    let mut n_kinds = 0;
    for _ in 0..taken.count()? {
        let mut kinds = Vec::new();
        for _ in 0..taken.count()? {
            kinds.push(Kind {
                label: LabelKey::from(taken.string()?),
                is_inner: taken.number()? == 1,
            });
        }
        n_kinds += kinds.len();
        heads.push(kinds);
    }
    (n_kinds <= MAX_KINDS).then(|| Scheme::new(heads))
}

fn gazetteer(taken: &mut Taken<'_>) -> Option<Gazetteer> {
    let mut entries = Vec::new();
    for _ in 0..taken.count()? {
        let key = taken.number()?;
        let n_seen = u32::try_from(taken.number()?).ok()?;
        let mut n_accepted = Vec::new();
        for _ in 0..taken.count()? {
            let kind = u16::try_from(taken.number()?).ok()?;
            n_accepted.push((kind, u32::try_from(taken.number()?).ok()?));
        }
        entries.push((key, Entry { n_seen, n_accepted }));
    }
    let mut lens = Vec::new();
    for _ in 0..taken.count()? {
        let key = taken.number()?;
        lens.push((key, u32::try_from(taken.number()?).ok()?));
    }
    Some(Gazetteer::from_contents((entries, lens)))
}
