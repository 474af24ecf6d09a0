//! The cache: it gives back what was put in, or nothing.

use zhubi::assist::learner::NotStored;
use zhubi::assist::learner::cache_key;

use super::*;

#[test]
fn a_learner_read_back_suggests_and_learns_as_before() {
    let docs: Vec<Example> = (0..3).map(news).collect();
    let mut kept = built(&docs);
    let bytes = kept.to_bytes("key");
    let mut read = Learner::from_bytes(&bytes, "key").unwrap();
    assert!(read.to_bytes("key") == bytes);
    let text = &news(7).text;
    let suggested = |learner: &Learner| learner.suggest(text, 0, no_words());
    assert_eq!(suggested(&read), suggested(&kept));
    assert!(!suggested(&read).is_empty());
    kept.update(&news(5), &docs, no_words());
    read.update(&news(5), &docs, no_words());
    assert_eq!(suggested(&read), suggested(&kept));
}

#[test]
fn damage_is_refused() {
    let learner = built(&[example("1", "⟦PERSON:王伟⟧来了。")]);
    let bytes = learner.to_bytes("key");
    assert_eq!(
        Learner::from_bytes(&bytes, "other").err(),
        Some(NotStored::OtherContent)
    );
    for n in [0, 1, 15, 16, 20, 80, bytes.len() / 2, bytes.len() - 1] {
        assert!(
            Learner::from_bytes(&bytes[..n], "key").is_err(),
            "{n} bytes"
        );
    }
    for place in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x10;
        let read = Learner::from_bytes(&damaged, "key");
        let why = if place < 16 {
            NotStored::OtherVersion
        } else {
            NotStored::Damaged
        };
        assert_eq!(read.err(), Some(why), "{place}");
    }
    let mut longer = bytes.clone();
    longer.push(0);
    assert_eq!(
        Learner::from_bytes(&longer, "key").err(),
        Some(NotStored::Damaged)
    );
    assert_eq!(
        Learner::from_bytes(&[], "key").err(),
        Some(NotStored::OtherVersion)
    );
}

#[test]
fn a_key_changes_with_all_that_a_learner_follows_from() {
    let docs = [news(1)];
    let key = |docs: &[Example], labels: &[LabelKey], seed: u64, lists: &str| {
        let options = Options {
            seed,
            ..Options::default()
        };
        cache_key(docs, labels, &options, lists)
    };
    let first = key(&docs, &labels(), 1, "");
    assert_eq!(first, key(&docs, &labels(), 1, ""));
    let mut less = docs.clone();
    less[0].spans.pop();
    let mut rejected = docs.clone();
    rejected[0]
        .rejected
        .push(SpanKey::new(CharRange::of(0, 1), "ROLE"));
    let mut part = docs.clone();
    part[0].is_whole = false;
    let others = [
        key(&less, &labels(), 1, ""),
        key(&rejected, &labels(), 1, ""),
        key(&part, &labels(), 1, ""),
        key(&[news(2)], &labels(), 1, ""),
        key(&[], &labels(), 1, ""),
        key(&docs, &labels()[1..], 1, ""),
        key(&docs, &labels(), 2, ""),
        key(&docs, &labels(), 1, "surnames"),
    ];
    for (i, other) in others.iter().enumerate() {
        assert_ne!(&first, other, "{i}");
    }
}
