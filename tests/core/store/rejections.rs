//! Rejections in a journal: those from before there were scores are read as ever.

use zhubi::edit::change::Delta;
use zhubi::edit::change::Diff;
use zhubi::edit::change::LayerRef;
use zhubi::model::layer::Rejection;
use zhubi::model::span::SpanKey;
use zhubi::store::journal::decode::decode;
use zhubi::store::journal::encode::encode;
use zhubi::store::journal::record::Entry;
use zhubi::text::offset::CharRange;

fn record(before: &str, after: &str) -> String {
    format!(
        "Act((n: 17, at: 7, how: Do, act: \"Review\", deltas: [\n  \
         (delta: Rejected(\"d\", \"甲\", (1, 3, \"ROLE\"), {before}, {after})),\n]))"
    )
}

/// Decodes a record with one delta and checks that it is written back just so.
fn diff_of(written: &str) -> Diff<Option<Rejection>> {
    let record = decode(written.as_bytes()).unwrap();
    let again = decode(&encode(&record)).unwrap();
    assert_eq!(again, record);
    let Entry::Act(acted) = record.what else {
        panic!("no act: {written}");
    };
    let [recorded] = &acted.deltas[..] else {
        panic!("not one delta: {written}");
    };
    let Delta::Rejected { layer, span, diff } = recorded.delta.clone() else {
        panic!("another delta: {written}");
    };
    assert_eq!(layer, LayerRef::new("d", "甲"));
    assert_eq!(span, SpanKey::new(CharRange::of(1, 3), "ROLE"));
    diff
}

#[test]
fn old_and_new_forms_are_read() {
    let old = Rejection::new("learner", None);
    let new = Rejection::new("bert \"base\"", Some(940));
    let cases = [
        ("[]", "[\"learner\"]", None, Some(old.clone())),
        ("[\"learner\"]", "[]", Some(old.clone()), None),
        (
            "[\"learner\"]",
            "[(\"bert \\\"base\\\"\", 940)]",
            Some(old),
            Some(new.clone()),
        ),
        ("[(\"bert \\\"base\\\"\",940)]", "[]", Some(new), None),
    ];
    for (before, after, was, is) in cases {
        assert_eq!(diff_of(&record(before, after)), Diff::new(was, is));
    }
}

#[test]
fn one_without_a_score_is_written_as_before_there_were_scores() {
    for after in ["[\"learner\"]", "[(\"learner\", 1000)]"] {
        let read = decode(record("[]", after).as_bytes()).unwrap();
        let written = String::from_utf8(encode(&read)).unwrap();
        assert!(written.contains(after), "{written}");
    }
}

#[test]
fn what_is_neither_form_is_refused() {
    for after in [
        "[940]",
        "[(\"learner\")]",
        "[(\"learner\", 70000)]",
        "[(\"a\", 1, 2)]",
    ] {
        assert!(decode(record("[]", after).as_bytes()).is_err(), "{after}");
    }
}
