//! What was labelled once is suggested wherever its words stand again, and not where it should not.

use proptest::prelude::*;
use zhubi::assist::gather;
use zhubi::assist::gather::Sources;
use zhubi::assist::history::History;
use zhubi::assist::repeat::Evidence;
use zhubi::assist::repeat::Repeats;
use zhubi::assist::suggestion::Source;
use zhubi::assist::suggestion::Suggestion;
use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;

use crate::edit::document;
use crate::edit::random;

const ME: &str = "甲";

fn project(texts: &[&str]) -> Project {
    let mut project = Project::new("案");
    let names = ["a", "b", "c", "d"];
    let docs = names
        .iter()
        .zip(texts)
        .map(|(name, text)| document(name, text));
    let docs: Vec<_> = docs.collect();
    apply::run(&mut project, Command::AddDocuments(docs)).unwrap();
    project
}

fn layer(doc: &str) -> LayerRef {
    LayerRef::new(doc, ME)
}

/// Labels the n-th place of some words, from 0.
fn label(project: &mut Project, doc: &str, words: &str, nth: usize, label: &str) {
    let key = key(project, doc, words, nth, label);
    let add = Command::AddSpans {
        layer: layer(doc),
        spans: vec![Span::new(key.range, key.label)],
        same_label: SameLabel::Refuse,
    };
    apply::run(project, add).unwrap();
}

fn key(project: &Project, doc: &str, words: &str, nth: usize, label: &str) -> SpanKey {
    let text = project.documents.by_id(&doc.into()).unwrap().text.as_str();
    let at = text.match_indices(words).nth(nth).unwrap().0;
    let start = text[..at].chars().count();
    SpanKey::new(CharRange::of(start, start + words.chars().count()), label)
}

fn status(project: &mut Project, doc: &str, status: Status) {
    let layer = layer(doc);
    apply::run(project, Command::AddLayer(layer.clone())).unwrap();
    apply::run(project, Command::SetStatus { layer, status }).unwrap();
}

fn suggest(project: &Project, doc: &str) -> Vec<(String, String)> {
    let mut repeats = Repeats::new(ME.into());
    repeats.catch_up(project);
    shown(project, doc, &mut repeats)
}

fn shown(project: &Project, doc: &str, repeats: &mut Repeats) -> Vec<(String, String)> {
    let doc = project.documents.by_id(&doc.into()).unwrap();
    let found = repeats.suggest(project, (doc, doc.text.range()), &|| true);
    let found = found.iter();
    found
        .map(|one| (doc.text.slice(one.range).to_owned(), one.label.to_string()))
        .collect()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    let pairs = expected.iter();
    pairs
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect()
}

#[test]
fn words_are_found_in_every_script_width_and_with_glosses() {
    let mut project = project(&["张国华发言。張國(guó)華到会，张　国华", "张国华、張國華"]);
    label(&mut project, "a", "张国华", 0, "PERSON");
    let here = pairs(&[("張國(guó)華", "PERSON"), ("张　国华", "PERSON")]);
    assert_eq!(suggest(&project, "a"), here);
    let there = pairs(&[("张国华", "PERSON"), ("張國華", "PERSON")]);
    assert_eq!(suggest(&project, "b"), there);
}

#[test]
fn one_character_a_number_and_part_of_a_latin_word_say_nothing() {
    let mut project = project(&["李 2020 VIP 李 2020 VIPS 李2020VIP"]);
    label(&mut project, "a", "李", 0, "PERSON");
    label(&mut project, "a", "2020", 0, "EVENT");
    label(&mut project, "a", "VIP", 0, "ROLE");
    assert_eq!(suggest(&project, "a"), []);
}

#[test]
fn what_lies_in_a_longer_span_of_its_label_is_left_out() {
    let mut project = project(&["主席到会。副主席发言，副主席、主席"]);
    label(&mut project, "a", "副主席", 0, "ROLE");
    label(&mut project, "a", "主席", 0, "ROLE");
    // The second deputy is suggested whole; inside the first, which is labelled, is nothing.
    let doc = project.documents.by_id(&"a".into()).unwrap().clone();
    let mut repeats = Repeats::new(ME.into());
    repeats.catch_up(&project);
    let history = History::of(&project, Some(&ME.into()));
    let known = (&mut repeats, &history);
    let none: [&[Suggestion]; 0] = [];
    let found = gather::gather(
        &project,
        (&doc, doc.text.range()),
        known,
        Sources::default(),
        none,
    );
    let words: Vec<&str> = found.iter().map(|one| doc.text.slice(one.range)).collect();
    assert_eq!(words, ["副主席", "主席"]);
    assert_eq!(found[0].range.start().0, 11);
}

#[test]
fn a_string_left_alone_more_often_than_labelled_is_not_suggested() {
    let mut project = project(&["部长讲话，部长到会，部长", "部长", "部长"]);
    label(&mut project, "a", "部长", 0, "ROLE");
    assert_eq!(suggest(&project, "b").len(), 1, "not decided on yet");
    status(&mut project, "a", Status::Done);
    assert_eq!(suggest(&project, "b"), [], "one of three");
    label(&mut project, "a", "部长", 1, "ROLE");
    assert_eq!(suggest(&project, "b").len(), 1, "two of three");
    let mut repeats = Repeats::new(ME.into());
    repeats.catch_up(&project);
    let evidence = repeats.evidence(&project, "部长", &"ROLE".into());
    let expected = Evidence {
        n_labelled: 2,
        n_seen: 3,
    };
    assert_eq!(evidence, expected);
    for (doc, nth) in [("b", 0), ("c", 0)] {
        let turned_down = key(&project, doc, "部长", nth, "ROLE");
        let reject = Command::Batch(vec![
            Command::AddLayer(layer(doc)),
            Command::Reject {
                layer: layer(doc),
                rejections: vec![(turned_down, Rejection::new("repeat", Some(800)))],
            },
        ]);
        apply::run(&mut project, reject).unwrap();
    }
    assert_eq!(suggest(&project, "a"), [], "two of five");
}

#[test]
fn what_was_rejected_at_a_place_stays_away_there_alone() {
    let mut project = project(&["林知远、林知远、林知远"]);
    label(&mut project, "a", "林知远", 0, "PERSON");
    let turned_down = key(&project, "a", "林知远", 1, "PERSON");
    let reject = Command::Reject {
        layer: layer("a"),
        rejections: vec![(turned_down.clone(), Rejection::new("repeat", None))],
    };
    apply::run(&mut project, reject).unwrap();
    let mut repeats = Repeats::new(ME.into());
    repeats.catch_up(&project);
    let doc = project.documents.by_id(&"a".into()).unwrap();
    let found = repeats.suggest(&project, (doc, doc.text.range()), &|| true);
    let ranges: Vec<CharRange> = found.iter().map(|one| one.range).collect();
    assert_eq!(ranges, [CharRange::of(8, 11)]);
}

#[test]
fn inside_a_longer_string_what_was_left_alone_there_stays_alone() {
    let text = "林知远同志。林知远主义万岁，林知远主义，林知远";
    let mut project = project(&[text]);
    label(&mut project, "a", "林知远主义", 0, "SLOGAN");
    label(&mut project, "a", "林知远", 0, "PERSON");
    let found = suggest(&project, "a");
    let expected = pairs(&[("林知远主义", "SLOGAN"), ("林知远", "PERSON")]);
    assert_eq!(found, expected, "the name of the doctrine is no person");
}

#[test]
fn another_annotator_teaches_nothing() {
    let mut project = project(&["林知远、林知远"]);
    let key = key(&project, "a", "林知远", 0, "PERSON");
    let add = Command::AddSpans {
        layer: LayerRef::new("a", "乙"),
        spans: vec![Span::new(key.range, key.label)],
        same_label: SameLabel::Refuse,
    };
    apply::run(&mut project, add).unwrap();
    assert_eq!(suggest(&project, "a"), []);
}

#[test]
fn of_what_cannot_stand_together_the_likelier_stays() {
    let mut project = project(&["中国侨联主席张国华出席"]);
    status(&mut project, "a", Status::InProgress);
    let doc = project.documents.by_id(&"a".into()).unwrap().clone();
    let one = |start, end, label: &str, score_permille| Suggestion {
        range: CharRange::of(start, end),
        label: label.into(),
        source: Source::Lexicon("甲".to_owned()),
        score_permille,
    };
    let all = vec![
        one(4, 6, "ROLE", 700),
        one(0, 6, "ROLE", 800),
        one(4, 8, "EVENT", 600),
        one(6, 9, "PERSON", 900),
        one(6, 9, "ROLE", 500),
        one(9, 11, "EVENT", 10),
        one(9, 11, "NEW", 990),
    ];
    let mut repeats = Repeats::new(ME.into());
    let known = (&mut repeats, &History::new(Some(ME.into())));
    let found = gather::gather(
        &project,
        (&doc, doc.text.range()),
        known,
        Sources::default(),
        [all.as_slice()],
    );
    let keys: Vec<SpanKey> = found.iter().map(Suggestion::key).collect();
    let expected = [
        SpanKey::new(CharRange::of(0, 6), "ROLE"),
        SpanKey::new(CharRange::of(6, 9), "PERSON"),
    ];
    assert_eq!(keys, expected);
}

#[test]
fn decisions_on_the_same_words_move_a_score_towards_them() {
    let one = Suggestion {
        range: CharRange::of(0, 2),
        label: "ROLE".into(),
        source: Source::Lexicon("甲".to_owned()),
        score_permille: 800,
    };
    let history = History::new(None);
    let score = |n_labelled, n_seen| {
        let evidence = Evidence { n_labelled, n_seen };
        gather::weighed(&one, evidence, &history)
    };
    assert_eq!(score(0, 0), 800);
    assert!(score(0, 1) < 600 && score(0, 3) < 400);
    assert!(score(3, 3) > 900);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Caught up act by act it says what reading the whole project says.
    #[test]
    fn catching_up_is_reading_anew(raws in random::raws()) {
        let mut project = random::start();
        let who = Annotator::from("甲");
        let mut repeats = Repeats::new(who.clone());
        for raw in raws {
            let command = random::command(&project, raw);
            apply::run(&mut project, command).ok();
            repeats.catch_up(&project);
        }
        let mut anew = Repeats::new(who);
        anew.catch_up(&project);
        for doc in project.documents.iter() {
            let found = repeats.suggest(&project, (doc, doc.text.range()), &|| true);
            prop_assert_eq!(found, anew.suggest(&project, (doc, doc.text.range()), &|| true));
        }
    }
}
