//! Predictions of a model outside are told from people's layers, and come back as suggestions.

use zhubi::assist::outside::BadName;
use zhubi::assist::outside::check_name;
use zhubi::assist::outside::prediction_layers;
use zhubi::assist::outside::suggestions;
use zhubi::assist::suggestion::Source;
use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::check;
use zhubi::model::ids::Annotator;
use zhubi::model::project::Project;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::vocabulary::Vocabulary;
use zhubi::text::offset::CharRange;

use crate::edit::document;

fn predicted(range: (usize, usize), source: &str, corrected: bool) -> Span {
    let detail = SpanDetail {
        origin: Origin::Suggested {
            source: source.to_owned(),
            score_permille: 730,
            corrected,
        },
        ..SpanDetail::default()
    };
    Span::with_detail(CharRange::of(range.0, range.1), "PERSON", detail)
}

fn with_layer(who: &str, spans: Vec<Span>) -> Project {
    let mut project = Project::new("案");
    let docs = vec![document("d", "县委书记王毅说")];
    apply::run(&mut project, Command::AddDocuments(docs)).unwrap();
    let add = Command::AddSpans {
        layer: LayerRef::new("d", who),
        spans,
        same_label: SameLabel::Allow,
    };
    apply::run(&mut project, add).unwrap();
    project
}

fn n_predictions(project: &Project) -> usize {
    prediction_layers(project.documents.at(0).unwrap()).count()
}

#[test]
fn only_a_layer_of_its_own_untouched_predictions_is_one() {
    let ours = |source: &str| predicted((4, 6), source, false);
    assert_eq!(n_predictions(&with_layer("bert", vec![ours("bert")])), 1);
    let by_hand = Span::new(CharRange::of(0, 2), "ROLE");
    for spans in [
        vec![],
        vec![ours("bert"), by_hand],
        vec![ours("learner")],
        vec![predicted((4, 6), "bert", true)],
    ] {
        assert_eq!(n_predictions(&with_layer("bert", spans)), 0);
    }
    let project = with_layer("bert", vec![ours("bert")]);
    // The document has a person's layer beside it.
    assert!(
        project
            .people()
            .iter()
            .eq(["甲"].map(Annotator::from).iter())
    );
    assert_eq!(project.annotators().len(), 2);
}

#[test]
fn a_prediction_comes_back_as_a_suggestion_of_its_source() {
    let project = with_layer("bert", vec![predicted((4, 6), "bert", false)]);
    let layer = project.layer(&"d".into(), "bert").unwrap();
    let [found] = &suggestions(layer).collect::<Vec<_>>()[..] else {
        panic!("not one");
    };
    assert_eq!(found.source, Source::Outside("bert".to_owned()));
    assert_eq!(found.score_permille, 730);
    assert_eq!(found.range, CharRange::of(4, 6));
    // Accepted, it is a span that says where it came from.
    let accepted = found.accepted().detail_or_default().origin;
    assert_eq!(
        accepted,
        predicted((4, 6), "bert", false).detail_or_default().origin
    );
}

#[test]
fn predictions_teach_no_words_and_are_not_checked_as_work() {
    // The two overlap with one label, which a person's layer is reported for.
    let spans = |source: &str| {
        vec![
            predicted((3, 6), source, false),
            predicted((4, 7), source, false),
        ]
    };
    let as_model = with_layer("bert", spans("bert"));
    let as_person = with_layer("甲", spans("bert"));
    assert!(check::findings(&as_model).is_empty());
    assert!(!check::findings(&as_person).is_empty());
    let n_words = |project: &Project| Vocabulary::of(project).n_behind(&Project::default());
    assert_eq!(n_words(&as_model), 0);
    assert_eq!(n_words(&as_person), 2);
}

#[test]
fn a_source_has_a_name_of_its_own() {
    let project = with_layer("甲", vec![predicted((4, 6), "bert", false)]);
    let me = Annotator::from("乙");
    let check = |name: &str| check_name(&project, Some(&me), name);
    for name in ["", " bert", "bert ", "be\nrt"] {
        assert_eq!(check(name), Err(BadName::Unwritable), "{name:?}");
    }
    for name in [
        "repeat",
        "learner",
        "lexicon:官职",
        "pattern:会",
        "lexicon",
        "hand",
    ] {
        assert_eq!(check(name), Err(BadName::OwnSource(name.to_owned())));
    }
    for name in ["甲", "乙"] {
        assert_eq!(check(name), Err(BadName::Person(name.to_owned())));
    }
    assert_eq!(check("bert"), Ok(()));
    assert_eq!(check("模型 二:大"), Ok(()));
    // Bringing the same source in again is no clash; an empty layer waits for somebody.
    let again = with_layer("bert", vec![predicted((4, 6), "bert", false)]);
    assert_eq!(check_name(&again, None, "bert"), Ok(()));
    let empty = check_name(&with_layer("bert", vec![]), None, "bert");
    assert_eq!(empty, Err(BadName::Person("bert".to_owned())));
}
