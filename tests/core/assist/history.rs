//! What became of suggestions is counted right, whole or act by act, and fast enough.

use std::time::Duration;
use std::time::Instant;

use proptest::prelude::*;
use zhubi::assist::history::Basis;
use zhubi::assist::history::History;
use zhubi::assist::history::N_ENOUGH;
use zhubi::assist::suggestion::Source;
use zhubi::assist::tally::Counts;
use zhubi::assist::tally::Provenance;
use zhubi::assist::tally::Tally;
use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::Rejection;
use zhubi::model::project::Project;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;

use crate::edit::document;
use crate::edit::random;
use crate::edit::random::Raw;

fn project() -> Project {
    let mut project = Project::new("案");
    let docs = vec![
        document("d", &"字".repeat(400)),
        document("e", &"字".repeat(400)),
    ];
    apply::run(&mut project, Command::AddDocuments(docs)).unwrap();
    project
}

fn suggested(source: &str, score_permille: u16, corrected: bool) -> Origin {
    Origin::Suggested {
        source: source.to_owned(),
        score_permille,
        corrected,
    }
}

fn span(start: usize, label: &str, origin: Origin) -> Span {
    let detail = SpanDetail {
        origin,
        ..SpanDetail::default()
    };
    Span::with_detail(CharRange::of(start, start + 1), label, detail)
}

fn add(doc: &str, who: &str, spans: Vec<Span>) -> Command {
    Command::AddSpans {
        layer: LayerRef::new(doc, who),
        spans,
        same_label: SameLabel::Allow,
    }
}

fn reject(doc: &str, who: &str, start: usize, source: &str, score: Option<u16>) -> Command {
    let key = SpanKey::new(CharRange::of(start, start + 1), "PERSON");
    Command::Reject {
        layer: LayerRef::new(doc, who),
        rejections: vec![(key, Rejection::new(source, score))],
    }
}

/// Two people's work of every kind, and a model's predictions.
fn worked() -> Project {
    let mut project = project();
    let mine = vec![
        span(0, "PERSON", Origin::Hand),
        span(1, "ROLE", Origin::Repeated),
        span(
            2,
            "ROLE",
            Origin::Imported {
                from: "旧".to_owned(),
            },
        ),
        span(3, "PERSON", suggested("learner", 950, false)),
        span(4, "PERSON", suggested("learner", 1000, false)),
        span(5, "ROLE", suggested("learner", 620, true)),
        span(6, "ROLE", suggested("lexicon:官职", 800, false)),
    ];
    let theirs = vec![span(0, "PERSON", suggested("learner", 300, false))];
    let model = vec![
        span(0, "PERSON", suggested("bert", 990, false)),
        span(9, "EVENT", suggested("bert", 990, false)),
    ];
    for command in [
        add("d", "甲", mine),
        add("e", "乙", theirs),
        add("d", "bert", model),
        reject("d", "甲", 9, "learner", Some(940)),
        reject("d", "甲", 10, "bert", None),
    ] {
        apply::run(&mut project, command).unwrap();
    }
    project
}

fn numbers(counts: &Counts) -> (usize, usize, usize) {
    (counts.accepted, counts.corrected, counts.rejected)
}

#[test]
fn every_source_is_counted_and_predictions_are_nobodys_work() {
    let project = worked();
    let mine = History::of(&project, Some(&Annotator::from("甲")));
    let found: Vec<_> = mine.tally().sources();
    let found: Vec<_> = found
        .iter()
        .map(|(from, c)| (from.clone(), numbers(c)))
        .collect();
    let suggested = Provenance::Suggested;
    assert_eq!(
        found,
        [
            (Provenance::Hand, (1, 0, 0)),
            (Provenance::Repeated, (1, 0, 0)),
            (Provenance::Imported, (1, 0, 0)),
            (suggested(Source::Lexicon("官职".to_owned())), (1, 0, 0)),
            (suggested(Source::Learner), (2, 1, 1)),
            (suggested(Source::Outside("bert".to_owned())), (0, 0, 1)),
        ]
    );
    assert_eq!(mine.tally().n_spans(), 7);
    let all = History::of(&project, None);
    assert_eq!(numbers(all.tally().source("learner").unwrap()), (3, 1, 1));
    assert_eq!(numbers(all.tally().source("bert").unwrap()), (0, 0, 1));
    assert_eq!(all.tally().n_spans(), 8);
    let role = &all.tally().labels()["ROLE"];
    assert_eq!(role.of(&Provenance::Repeated), 1);
    assert_eq!(role.of(&suggested(Source::Learner)), 1);
    assert_eq!(role.n_spans(), 4);
    assert!(!all.tally().labels().contains_key("EVENT"));
}

#[test]
fn precision_is_of_what_was_looked_at() {
    let project = worked();
    let mine = History::of(&project, Some(&Annotator::from("甲")));
    let learner = mine.tally().source("learner").unwrap();
    let precision = learner.precision().unwrap();
    assert_eq!((precision.n_right, precision.n), (2, 4));
    let from = |least| {
        mine.precision_from("learner", least)
            .map(|p| (p.n_right, p.n))
    };
    assert_eq!(from(0), Some((2, 4)));
    assert_eq!(from(900), Some((2, 3)));
    assert_eq!(from(950), Some((2, 2)));
    assert_eq!(from(1000), Some((1, 1)));
    assert_eq!(
        mine.precision_from("bert", 0),
        None,
        "its score is not known"
    );
    assert_eq!(mine.precision_from("repeat", 0), None);
}

#[test]
fn reliability_goes_by_tenths_of_the_score() {
    let project = worked();
    let all = History::of(&project, None);
    let bins = all.tally().reliability(Some("learner"));
    let found: Vec<_> = bins.iter().map(|bin| (bin.n, bin.n_right)).collect();
    let mut expected = [(0, 0); 10];
    (expected[3], expected[6], expected[9]) = ((1, 1), (1, 0), (3, 2));
    assert_eq!(found, expected);
    let of_all = all.tally().reliability(None);
    assert_eq!((of_all[8].n, of_all[8].n_right), (1, 1));
}

#[test]
fn a_source_is_trusted_by_its_history_once_there_is_enough() {
    let mut project = project();
    let learned = |n: usize| {
        let spans = (0..n).map(|i| span(i, "PERSON", suggested("learner", 910, i == 0)));
        add("d", "甲", spans.collect())
    };
    let expect = |project: &Project| {
        let history = History::of(project, None);
        history
            .expect([("learner", 900), ("learner", 940)])
            .unwrap()
    };
    apply::run(&mut project, learned(N_ENOUGH - 1)).unwrap();
    let expected = expect(&project);
    assert_eq!((expected.basis, expected.n), (Basis::Scores, 0));
    assert!((expected.share - 0.92).abs() < 1e-9);
    apply::run(&mut project, learned(N_ENOUGH)).unwrap();
    let expected = expect(&project);
    assert_eq!((expected.basis, expected.n), (Basis::Measured, N_ENOUGH));
    assert!((expected.share - 0.9).abs() < 1e-9);
    let history = History::of(&project, None);
    let both = [("learner", 900), ("bert", 500)];
    let both = history.expect(both).unwrap();
    assert_eq!(both.basis, Basis::Both);
    assert!((both.share - 0.7).abs() < 1e-9);
    // What was looked at lies below these scores.
    let above = history.expect([("learner", 980)]).unwrap();
    assert_eq!(above.basis, Basis::Scores);
    assert_eq!(history.expect([]), None);
}

/// Counts a project layer by layer.
fn anew(project: &Project, who: Option<&Annotator>) -> Tally {
    let mut sum = Tally::default();
    for layer in project.documents.iter().flat_map(|doc| doc.layers.values()) {
        let is_counted = match who {
            Some(who) => layer.annotator == *who,
            None => !layer.is_prediction(),
        };
        if is_counted {
            sum.add(&Tally::of(layer));
        }
    }
    sum
}

/// Gives some spans of a random project an origin, so that there is something to count.
fn with_origin(project: &Project, n: u8) -> Option<Command> {
    let docs = project.documents.iter();
    let layers = docs.flat_map(|doc| doc.layers.values().map(move |layer| (doc, layer)));
    let all: Vec<_> = layers
        .flat_map(|(doc, layer)| layer.spans.iter().map(move |span| (doc, layer, span)))
        .collect();
    let (doc, layer, span) = all.get(usize::from(n) % all.len().max(1))?;
    let annotator: &str = &layer.annotator;
    let source = ["learner", "repeat", "lexicon:官", annotator][usize::from(n / 4) % 4];
    Some(Command::SetDetail {
        layer: LayerRef::new(doc.id.clone(), layer.annotator.clone()),
        span: span.key(),
        detail: SpanDetail {
            origin: suggested(source, u16::from(n) * 4, n.is_multiple_of(3)),
            ..SpanDetail::default()
        },
    })
}

proptest! {
    #[test]
    fn counted_act_by_act_is_counted_anew(raws in proptest::collection::vec(any::<(Raw, u8)>(), 1..40)) {
        let mut project = random::start();
        let who = [None, Some(Annotator::from("甲"))];
        let mut kept = who.clone().map(History::new);
        for (raw, n) in raws {
            let origin = with_origin(&project, n).filter(|_| n.is_multiple_of(2));
            let command = origin.unwrap_or_else(|| random::command(&project, raw));
            let Ok(change) = apply::run(&mut project, command) else { continue };
            for back in [false, true] {
                if back && n.is_multiple_of(5) {
                    apply::replay(&mut project, &change.clone().inverse()).unwrap();
                }
                for (history, who) in kept.iter_mut().zip(&who) {
                    history.catch_up(&project);
                    prop_assert_eq!(history.tally(), &anew(&project, who.as_ref()));
                    prop_assert_eq!(history.n_behind(&project), 0);
                }
            }
        }
    }
}

/// A million spans are counted once; an act after that costs what it touched.
#[test]
fn an_act_in_a_project_of_a_million_spans_is_counted_in_a_blink() {
    let mut project = Project::new("大");
    let text = "字".repeat(10_000);
    let docs = (0..100).map(|i| document(&format!("d{i:03}"), &text));
    apply::run(&mut project, Command::AddDocuments(docs.collect())).unwrap();
    for i in 0..100 {
        let spans = (0..10_000).map(|at| {
            let origin = match at % 3 {
                0 => suggested("learner", 900, false),
                _ => Origin::Hand,
            };
            span(at, "PERSON", origin)
        });
        apply::run(
            &mut project,
            add(&format!("d{i:03}"), "甲", spans.collect()),
        )
        .unwrap();
    }
    let begin = Instant::now();
    let mut history = History::of(&project, None);
    let whole = begin.elapsed();
    assert_eq!(history.tally().n_spans(), 1_000_000);
    let one = add("d050", "甲", vec![span(7, "ROLE", Origin::Hand)]);
    apply::run(&mut project, one).unwrap();
    assert!(
        history.n_behind(&project) < 2_000,
        "{}",
        history.n_behind(&project)
    );
    let begin = Instant::now();
    history.catch_up(&project);
    let act = begin.elapsed();
    eprintln!("a million spans: {whole:?}, one act: {act:?}");
    assert_eq!(history.tally().n_spans(), 1_000_001);
    assert!(act < Duration::from_millis(50), "{act:?}");
    assert!(whole < Duration::from_secs(20), "{whole:?}");
}
