//! Recorded acts brought into a project that changed meanwhile: laws over random ones, and cases.

mod cases;

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::prelude::*;
use zhubi::edit::apply;
use zhubi::edit::change::Change;
use zhubi::edit::change::Delta;
use zhubi::edit::command::Command;
use zhubi::edit::rebase::Rebased;
use zhubi::edit::rebase::RecordedDelta;
use zhubi::edit::rebase::rebase;
use zhubi::edit::rebase::recorded;
use zhubi::model::project::Project;
use zhubi::model::span::Span;

use super::laws::broken;
use super::laws::without_time;
use super::random;
use super::random::N_KINDS;
use super::random::Raw;

/// Carries out random commands, taking some back; returns the records and the commands done.
fn act(project: &mut Project, raws: Vec<Raw>) -> (Vec<RecordedDelta>, Vec<Command>) {
    let (mut records, mut commands) = (Vec::new(), Vec::new());
    for raw in raws {
        let command = random::command(project, raw);
        if let Ok(change) = apply::run(project, command.clone()) {
            records.extend(recorded(project, &change));
            if raw.1[4] % 8 == 7 {
                let back = change.inverse();
                apply::replay(project, &back).unwrap();
                records.extend(recorded(project, &back));
            }
            commands.push(command);
        }
    }
    (records, commands)
}

/// Brings records in; the change must take itself back and do itself again.
fn bring(project: &mut Project, records: &[RecordedDelta]) -> Rebased {
    let start = project.clone();
    let rebased = rebase(project, records);
    let end = project.clone();
    assert_eq!(broken(&end), None);
    let mut again = end.clone();
    apply::replay(&mut again, &rebased.change.clone().inverse()).unwrap();
    assert!(again == start, "the inverse of {:?}", rebased.change);
    apply::replay(&mut again, &rebased.change).unwrap();
    assert!(again == end, "{:?} again", rebased.change);
    rebased
}

/// Commands of some kinds, by one of the annotators 甲 (0) and 乙 (3).
fn raws_of(kinds: &'static [u8], who: Option<u8>) -> impl Strategy<Value = Vec<Raw>> {
    let kind = proptest::sample::select(kinds);
    let raw = (kind, any::<[u8; 6]>()).prop_map(move |(kind, mut n)| {
        n[1] = who.unwrap_or(n[1]);
        (kind, n)
    });
    vec(raw, 1..30)
}

/// What is done in one layer.
const IN_LAYER: &[u8] = &[
    18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34,
];

/// What leaves documents, layers and texts where they are.
const IN_PLACE: &[u8] = &[
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29,
    30, 31, 32, 33, 34,
];

fn keys(project: &Project) -> BTreeSet<String> {
    let layers = project
        .documents
        .iter()
        .flat_map(|doc| doc.layers.values().map(move |layer| (doc, layer)));
    let keys = layers.flat_map(|(doc, layer)| {
        let name = |span: &Span| format!("{} {} {:?}", doc.id, layer.annotator, span.key());
        layer.spans.iter().map(name).collect::<Vec<_>>()
    });
    keys.collect()
}

fn removed(records: &[RecordedDelta]) -> BTreeSet<String> {
    let spans = records.iter().filter_map(|record| match &record.delta {
        Delta::Span { layer, diff } => {
            let key = diff.before.as_ref()?.key();
            Some(format!("{} {} {key:?}", layer.doc, layer.annotator))
        }
        _ => None,
    });
    spans.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn on_the_project_they_were_made_for_records_are_a_replay(raws in random::raws()) {
        let start = random::start();
        let mut end = start.clone();
        let (records, commands) = act(&mut end, raws);
        let mut project = start.clone();
        let rebased = bring(&mut project, &records);
        prop_assert_eq!(&rebased.unfit, &vec![], "{:?}", commands);
        prop_assert_eq!(&rebased.differing, &vec![], "{:?}", commands);
        prop_assert!(project == end, "{commands:?}");
        // What is in is not brought in again.
        prop_assert_eq!(bring(&mut project, &records), Rebased::default());
    }

    #[test]
    fn what_was_brought_in_is_not_brought_in_twice(
        ours in raws_of(IN_PLACE, None),
        theirs in raws_of(IN_PLACE, None),
    ) {
        let mut end = random::start();
        let (records, commands) = act(&mut end, ours);
        let mut project = random::start();
        let (_, their_commands) = act(&mut project, theirs);
        bring(&mut project, &records);
        let once = without_time(&project);
        let again = bring(&mut project, &records);
        prop_assert!(
            without_time(&project) == once,
            "{commands:?} onto {their_commands:?} does again {:?}", again.change
        );
    }

    #[test]
    fn acts_of_two_annotators_come_to_one_in_either_order(
        a in raws_of(IN_LAYER, Some(0)),
        b in raws_of(IN_LAYER, Some(3)),
    ) {
        let (mut a_first, mut b_first) = (random::start(), random::start());
        let (of_a, _) = act(&mut a_first, a);
        let (of_b, _) = act(&mut b_first, b);
        let onto_a = bring(&mut a_first, &of_b);
        let onto_b = bring(&mut b_first, &of_a);
        prop_assert!(a_first == b_first, "{:#?}", zhubi::edit::between::between(&a_first, &b_first));
        prop_assert!(onto_a.unfit.is_empty() && onto_b.unfit.is_empty());
    }

    #[test]
    fn spans_two_copies_of_a_layer_got_come_to_one_set(
        a in raws_of(&[20, 21], None),
        b in raws_of(&[20, 21], None),
    ) {
        let (mut a_first, mut b_first) = (random::start(), random::start());
        let (of_a, _) = act(&mut a_first, a);
        let (of_b, _) = act(&mut b_first, b);
        let union: BTreeSet<String> = &keys(&a_first) | &keys(&b_first);
        bring(&mut a_first, &of_b);
        bring(&mut b_first, &of_a);
        prop_assert!(a_first == b_first, "{:#?}", zhubi::edit::between::between(&a_first, &b_first));
        let taken_back: BTreeSet<String> = &removed(&of_a) | &removed(&of_b);
        prop_assert_eq!(&keys(&a_first) | &taken_back, &union | &taken_back);
    }

    #[test]
    fn no_span_goes_that_the_records_do_not_take_away(
        ours in raws_of(IN_PLACE, None),
        theirs in random::raws(),
    ) {
        let mut end = random::start();
        let (records, commands) = act(&mut end, ours);
        let mut project = random::start();
        act(&mut project, theirs);
        let before = keys(&project);
        // A text that was corrected has the spans elsewhere.
        let corrected = project.documents.iter().any(|doc| !doc.revisions.is_empty());
        bring(&mut project, &records);
        let gone: Vec<String> = before.difference(&keys(&project)).cloned().collect();
        let taken_away = removed(&records);
        prop_assert!(
            corrected || gone.iter().all(|key| taken_away.contains(key)),
            "{gone:?} by {commands:?}"
        );
    }

    #[test]
    fn any_acts_can_be_brought_into_any_project(a in random::raws(), b in random::raws()) {
        let mut end = random::start();
        let (records, _) = act(&mut end, a);
        let mut project = random::start();
        act(&mut project, b);
        bring(&mut project, &records);
    }
}

#[test]
fn the_kinds_in_place_are_all_but_those_on_whole_documents_layers_and_texts() {
    let others: Vec<u8> = (0..N_KINDS as u8)
        .filter(|kind| !IN_PLACE.contains(kind))
        .collect();
    // Remove and move a document, remove and rename a layer, correct a text; batches mix them.
    assert_eq!(others, [12, 14, 16, 17, 35, 36]);
}

#[test]
fn no_records_do_nothing() {
    assert_eq!(bring(&mut random::start(), &[]).change, Change::default());
}
