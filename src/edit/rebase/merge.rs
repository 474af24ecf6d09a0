//! Merges values three ways: what was there, what is there, what was recorded.
//!
//! A value that only one side changed is that side's. Where both changed it, the one that is there
//! stays, and the two are noted as a conflict. Lists are merged by key, or as sets; the order is
//! that of the side that changed it, and what comes new stands at the end.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fmt::Display;

use crate::model::extra::Extra;
use crate::model::layer::Conflict;

/// The three states of one value.
pub struct Three<'a, T: ?Sized> {
    /// What was there when the record was made.
    pub base: &'a T,
    /// What is there.
    pub there: &'a T,
    /// What the record made of it.
    pub recorded: &'a T,
}

impl<T: ?Sized> Clone for Three<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: ?Sized> Copy for Three<'_, T> {}

impl<'a, T: ?Sized> Three<'a, T> {
    /// Names the three states.
    pub fn new(base: &'a T, there: &'a T, recorded: &'a T) -> Self {
        Self {
            base,
            there,
            recorded,
        }
    }

    /// Returns a part of each.
    pub fn map<U: ?Sized>(self, part: impl Fn(&'a T) -> &'a U) -> Three<'a, U> {
        Three::new(part(self.base), part(self.there), part(self.recorded))
    }
}

impl<'a, T: PartialEq + ?Sized> Three<'a, T> {
    /// Returns the one that holds, unless both sides changed it.
    pub fn plain(self) -> Option<&'a T> {
        if self.there == self.recorded || self.recorded == self.base {
            Some(self.there)
        } else if self.there == self.base {
            Some(self.recorded)
        } else {
            None
        }
    }
}

/// Collects the conflicts of a merge.
#[derive(Default)]
pub struct Merge {
    /// What both sides changed.
    pub conflicts: Vec<Conflict>,
}

impl Merge {
    /// Notes two values of one subject.
    pub fn conflict(&mut self, subject: &str, ours: String, theirs: String) {
        self.conflicts.push(Conflict {
            subject: subject.to_owned(),
            ours,
            theirs,
            extra: Extra::new(),
        });
    }

    /// Merges one value.
    pub fn field<T: PartialEq + Clone>(
        &mut self,
        subject: &str,
        three: Three<'_, T>,
        say: impl Fn(&T) -> String,
    ) -> T {
        let plain = three.plain().cloned();
        plain.unwrap_or_else(|| {
            self.conflict(subject, say(three.there), say(three.recorded));
            three.there.clone()
        })
    }

    /// Merges a text.
    pub fn text(&mut self, subject: &str, three: Three<'_, String>) -> String {
        self.field(subject, three, String::clone)
    }

    /// Merges values by their keys.
    pub fn map(
        &mut self,
        subject: &str,
        three: Three<'_, BTreeMap<String, String>>,
    ) -> BTreeMap<String, String> {
        if let Some(plain) = three.plain() {
            return plain.clone();
        }
        let keys: BTreeSet<&String> = three.there.keys().chain(three.recorded.keys()).collect();
        let mut merged = BTreeMap::new();
        for key in keys {
            let of = |map: &BTreeMap<String, String>| map.get(key).cloned();
            let (base, there, recorded) = (of(three.base), of(three.there), of(three.recorded));
            let three = Three::new(&base, &there, &recorded);
            let value = self.field(&format!("{subject}.{key}"), three, |value| {
                value.clone().unwrap_or_default()
            });
            merged.extend(value.map(|value| (key.clone(), value)));
        }
        merged
    }

    /// Merges a list whose entries are told apart by a key.
    ///
    /// An entry that one side removed and the other changed stays.
    pub fn keyed<T: PartialEq + Clone, K: Ord + Display + 'static>(
        &mut self,
        subject: &str,
        three: Three<'_, [T]>,
        key: impl Fn(&T) -> &K,
        mut merge: impl FnMut(&mut Self, &str, Three<'_, T>) -> T,
        blank: impl Fn(&T) -> T,
    ) -> Vec<T> {
        if let Some(plain) = three.plain() {
            return plain.to_vec();
        }
        let keys = |list| index(list, &key);
        let (Some(base), Some(there), Some(recorded)) =
            (keys(three.base), keys(three.there), keys(three.recorded))
        else {
            // Two entries of one key cannot be told apart by it.
            return list(three);
        };
        let mut merged: BTreeMap<&K, T> = BTreeMap::new();
        for (name, entry) in there.iter().chain(&recorded) {
            let found = (base.get(name), there.get(name), recorded.get(name));
            let subject = format!("{subject}.{name}");
            let entry = match found {
                _ if merged.contains_key(name) => continue,
                (_, Some(there), Some(recorded)) => {
                    let nothing = blank(entry);
                    let base = base.get(name).copied().unwrap_or(&nothing);
                    merge(self, &subject, Three::new(base, there, recorded))
                }
                (None, Some(only), None) | (None, None, Some(only)) => T::clone(only),
                // One side removed it: it goes if the other left it as it was.
                (Some(base), Some(there), None) if base != there => {
                    self.conflict(&subject, name.to_string(), String::new());
                    T::clone(there)
                }
                (Some(base), None, Some(recorded)) if base != recorded => {
                    self.conflict(&subject, String::new(), name.to_string());
                    T::clone(recorded)
                }
                _ => continue,
            };
            merged.insert(name, entry);
        }
        let stays = |entry: &&T| merged.contains_key(key(entry));
        let order = ordered(three, stays, &key);
        let mut merged = merged;
        order
            .into_iter()
            .filter_map(|name| merged.remove(name))
            .collect()
    }
}

/// Returns the entries of a list by their keys; `None` if two have one.
fn index<'a, T, K: Ord + 'static>(
    list: &'a [T],
    key: &impl Fn(&T) -> &K,
) -> Option<BTreeMap<&'a K, &'a T>> {
    let index: BTreeMap<&K, &T> = list.iter().map(|entry| (key(entry), entry)).collect();
    (index.len() == list.len()).then_some(index)
}

/// Returns the keys of what stays in the order of the side that changed it.
///
/// Only what stays counts: then the order that comes out is one that a second merge leaves alone.
fn ordered<'a, T, K: Ord + 'static>(
    three: Three<'a, [T]>,
    stays: impl Fn(&&'a T) -> bool,
    key: &impl Fn(&T) -> &K,
) -> Vec<&'a K> {
    let keys = |list: &'a [T]| -> Vec<&'a K> { list.iter().filter(&stays).map(key).collect() };
    let (base, there, recorded) = (keys(three.base), keys(three.there), keys(three.recorded));
    // What was only added or removed leaves the rest in its order.
    let kept = |list: &[&'a K], other: &[&'a K]| -> Vec<&'a K> {
        let other: BTreeSet<&K> = other.iter().copied().collect();
        let kept = list.iter().copied().filter(|key| other.contains(key));
        kept.collect()
    };
    let unchanged = |list: &[&'a K]| kept(list, &base) == kept(&base, list);
    let (first, second) = if unchanged(&there) && !unchanged(&recorded) {
        (recorded, there)
    } else {
        (there, recorded)
    };
    let mut seen = BTreeSet::new();
    let all = first.into_iter().chain(second);
    all.filter(|key| seen.insert(*key)).collect()
}

/// Merges two lists without keys: what one side took out goes, what one put in comes.
pub fn list<T: PartialEq + Clone>(three: Three<'_, [T]>) -> Vec<T> {
    if let Some(plain) = three.plain() {
        return plain.to_vec();
    }
    let Three {
        base,
        there,
        recorded,
    } = three;
    let stays = |entry: &&T| !base.contains(entry) || recorded.contains(entry);
    let mut merged: Vec<T> = there.iter().filter(stays).cloned().collect();
    for entry in recorded {
        if !base.contains(entry) && !merged.contains(entry) {
            merged.push(entry.clone());
        }
    }
    merged
}

/// Merges two sets.
pub fn set<T: Ord + Clone>(three: Three<'_, BTreeSet<T>>) -> BTreeSet<T> {
    let Three {
        base,
        there,
        recorded,
    } = three;
    let stays = |entry: &&T| !base.contains(entry) || recorded.contains(entry);
    let stay = there.iter().filter(stays);
    stay.chain(recorded.difference(base)).cloned().collect()
}
