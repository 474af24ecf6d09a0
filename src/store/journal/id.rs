//! Ids of journals: `20261122T031423Z-9f3a1c-d48f1d`, when one was begun in UTC, a random number, and
//! digits that stand for the computer.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher as _;
use std::hash::Hasher as _;
use std::time::SystemTime;

use crate::store::moment;

/// Makes an id for a journal that is begun now on a computer with these digits.
pub fn new(computer: &str) -> String {
    let now = moment::stamp(SystemTime::now());
    format!("{now}-{:06x}-{computer}", random())
}

/// Makes another id of the same moment and computer.
pub fn other(id: &str) -> String {
    match (id.split_once('-'), id.rsplit_once('-')) {
        (Some((when, _)), Some((_, computer))) => format!("{when}-{:06x}-{computer}", random()),
        _ => format!("{id}-{:06x}", random()),
    }
}

/// Returns when a journal was begun, if its id says so.
pub fn begun(id: &str) -> Option<SystemTime> {
    id.split('-').next().and_then(moment::read_stamp)
}

fn random() -> u64 {
    RandomState::new().build_hasher().finish() & 0xFF_FFFF
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_says_when_and_where_and_another_is_alike_but_for_its_number() {
        let id = new("d48f1d");
        assert!(id.ends_with("-d48f1d"));
        assert!(begun(&id).unwrap() <= SystemTime::now());
        let alike = other(&id);
        assert_eq!(begun(&alike), begun(&id));
        assert!(alike.ends_with("-d48f1d") && alike.len() == id.len());
        assert_eq!(begun("乙"), None);
        assert!(other("乙").starts_with("乙-"));
    }
}
