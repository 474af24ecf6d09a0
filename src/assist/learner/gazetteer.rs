//! Strings that were accepted before, and how often they were when they were seen.
//!
//! `习近平`, five times a PERSON in five places, says more of its sixth place than its characters do. While
//! learning from a unit, what the unit itself holds is not counted: else each string would be known
//! already, and the learner would trust that blindly.

use std::ops::Range;

use crate::assist::learner::hash::Hashed;
use crate::assist::learner::hash::mix;

/// The fewest and the most characters of a string that is kept.
const LENS: Range<usize> = 2..33;

/// The most strings that are kept.
const MAX_STRINGS: usize = 500_000;

/// How often a string was seen, and accepted as what.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// Its places in texts that are labelled.
    pub n_seen: u32,
    /// Its places that have a span of each kind.
    pub n_accepted: Vec<(u16, u32)>,
}

/// Entries by their keys, and lengths by the first two characters.
pub type Contents<E> = (Vec<(u64, E)>, Vec<(u64, u32)>);

/// All strings that were accepted.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    entries: Hashed<Entry>,
    /// The lengths of strings by their first two characters, one bit each.
    lens: Hashed<u32>,
}

/// A known string in a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its first character.
    pub start: usize,
    /// How many characters it has.
    pub len: usize,
    /// The string's key.
    pub key: u64,
}

/// A known string in a unit, weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weighed {
    /// Where it is.
    pub found: Match,
    /// The kind that it was accepted as most often.
    pub kind: u16,
    /// Its share of accepted places: 0 for a few, 1 for half of them, 2 for all.
    pub trust: u8,
}

impl Gazetteer {
    /// Counts the spans of a unit as accepted, without its places yet.
    pub fn accept(&mut self, chars: &[char], spans: &[(Range<usize>, u16)]) {
        for (range, kind) in spans {
            let string = chars.get(range.clone()).unwrap_or_default();
            let (Some(key), Some(start)) = (key_of(string), start_of(string)) else {
                continue;
            };
            if self.entries.len() >= MAX_STRINGS && !self.entries.contains_key(&key) {
                continue;
            }
            *self.lens.entry(start).or_default() |= bit(string.len());
            let accepted = &mut self.entries.entry(key).or_default().n_accepted;
            match accepted.iter_mut().find(|(known, _)| known == kind) {
                Some((_, n)) => *n += 1,
                None => accepted.push((*kind, 1)),
            }
        }
    }

    /// Returns whether a string was accepted before.
    pub fn knows(&self, string: &[char]) -> bool {
        key_of(string).is_some_and(|key| self.entries.contains_key(&key))
    }

    /// Counts the places of known strings in a labelled unit.
    pub fn see(&mut self, chars: &[char]) {
        for found in self.matches(chars) {
            if let Some(entry) = self.entries.get_mut(&found.key) {
                entry.n_seen += 1;
            }
        }
    }

    /// Returns all places of known strings, overlapping or not, by start and length.
    pub fn matches(&self, chars: &[char]) -> Vec<Match> {
        let mut found = Vec::new();
        if self.entries.is_empty() {
            return found;
        }
        for start in 0..chars.len() {
            let rest = chars.get(start..).unwrap_or_default();
            let lens = start_of(rest).and_then(|key| self.lens.get(&key));
            let Some(mut lens) = lens.copied() else {
                continue;
            };
            let mut hash = 0;
            for (c, len) in rest.iter().zip(1..LENS.end) {
                hash = mix(hash, u64::from(*c));
                if lens & bit(len) == 0 {
                    continue;
                }
                let key = mix(hash, len as u64);
                if self.entries.contains_key(&key) {
                    found.push(Match { start, len, key });
                }
                lens &= !bit(len);
                if lens == 0 {
                    break;
                }
            }
        }
        found
    }

    /// Returns the known strings that stand side by side, of kinds in `kinds`: the longest first.
    ///
    /// What `own` accepts and sees is taken off before: spans of the unit itself while learning.
    pub fn weigh(
        &self,
        (chars, matches): (&[char], &[Match]),
        kinds: &Range<usize>,
        own: Option<&[(Range<usize>, u16)]>,
    ) -> Vec<Weighed> {
        let mut here: Hashed<u32> = Hashed::default();
        if own.is_some() {
            for found in matches {
                *here.entry(found.key).or_default() += 1;
            }
        }
        let mut own_keys: Hashed<Vec<u16>> = Hashed::default();
        for (range, kind) in own.unwrap_or_default() {
            let string = chars.get(range.clone()).unwrap_or_default();
            if let Some(key) = key_of(string) {
                own_keys.entry(key).or_default().push(*kind);
            }
        }
        let mut weighed: Vec<Weighed> = matches
            .iter()
            .filter_map(|found| {
                let entry = self.entries.get(&found.key)?;
                let n_seen =
                    entry.n_seen - here.get(&found.key).copied().unwrap_or(0).min(entry.n_seen);
                let own = own_keys
                    .get(&found.key)
                    .map(Vec::as_slice)
                    .unwrap_or_default();
                let left = entry.n_accepted.iter().map(|(kind, n)| {
                    let n_own = own.iter().filter(|own| *own == kind).count();
                    (*kind, (*n as usize).saturating_sub(n_own))
                });
                let (kind, n) = left
                    .filter(|(kind, n)| *n > 0 && kinds.contains(&usize::from(*kind)))
                    .max_by_key(|(kind, n)| (*n, std::cmp::Reverse(*kind)))?;
                let n_seen = n_seen as usize;
                let trust = u8::from(2 * n >= n_seen) + u8::from(20 * n >= 19 * n_seen);
                Some(Weighed {
                    found: *found,
                    kind,
                    trust,
                })
            })
            .collect();
        weighed.sort_by_key(|w| (std::cmp::Reverse(w.found.len), w.found.start));
        let mut taken = vec![false; chars.len()];
        weighed.retain(|w| {
            let place = taken.get_mut(w.found.start..w.found.start + w.found.len);
            let place = place.unwrap_or_default();
            let is_free = !place.iter().any(|taken| *taken);
            if is_free {
                place.fill(true);
            }
            is_free
        });
        weighed
    }

    /// Returns all that is kept, in order of their keys: entries, then lengths.
    pub fn contents(&self) -> Contents<&Entry> {
        let mut entries: Vec<(u64, &Entry)> = self.entries.iter().map(|(k, e)| (*k, e)).collect();
        entries.sort_by_key(|(key, _)| *key);
        let mut lens: Vec<(u64, u32)> = self.lens.iter().map(|(k, l)| (*k, *l)).collect();
        lens.sort_unstable();
        (entries, lens)
    }

    /// Puts back what [`Self::contents`] returned.
    pub fn from_contents((entries, lens): Contents<Entry>) -> Self {
        Self {
            entries: entries.into_iter().collect(),
            lens: lens.into_iter().collect(),
        }
    }
}

fn bit(len: usize) -> u32 {
    let place = len.checked_sub(LENS.start);
    place.map_or(0, |place| 1_u32.checked_shl(place as u32).unwrap_or(0))
}

fn start_of(chars: &[char]) -> Option<u64> {
    let (first, second) = (chars.first()?, chars.get(1)?);
    Some(mix(u64::from(*first), u64::from(*second)))
}

fn key_of(string: &[char]) -> Option<u64> {
    let hash = string.iter().fold(0, |hash, c| mix(hash, u64::from(*c)));
    LENS.contains(&string.len())
        .then(|| mix(hash, string.len() as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_does_not_know_its_own_strings() {
        let chars: Vec<char> = "习近平见李强".chars().collect();
        let spans = vec![(0..3, 0), (4..6, 0)];
        let other: Vec<char> = "李强说李强明日走".chars().collect();
        let other_spans = vec![(0..2, 0)];
        let mut known = Gazetteer::default();
        known.accept(&chars, &spans);
        known.accept(&other, &other_spans);
        known.see(&chars);
        known.see(&other);
        let matches = known.matches(&chars);
        let places = |weighed: Vec<Weighed>| -> Vec<(usize, u8)> {
            weighed.iter().map(|w| (w.found.start, w.trust)).collect()
        };
        let all = known.weigh((&chars, &matches), &(0..1), None);
        assert_eq!(places(all), [(0, 2), (4, 1)]);
        let without = known.weigh((&chars, &matches), &(0..1), Some(&spans));
        assert_eq!(places(without), [(4, 1)]);
        assert!(known.weigh((&chars, &matches), &(1..2), None).is_empty());
    }

    #[test]
    fn one_character_out_of_thirty_two_is_no_problem() {
        for len in [1, 2, 32, 33] {
            let chars = vec!['国'; len];
            let mut known = Gazetteer::default();
            known.accept(&chars, &[(0..len, 0)]);
            let n = known.matches(&chars).len();
            assert_eq!(n, usize::from(LENS.contains(&len)), "{len}");
        }
    }
}
