//! Where a span came from stays with it, and what is changed by hand counts as corrected.

use zhubi::assist::suggestion::Source;
use zhubi::assist::suggestion::Suggestion;
use zhubi::edit::apply;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::layer::Misfit;
use zhubi::model::layer::MisfitReason;
use zhubi::model::project::Project;
use zhubi::model::span::Origin;
use zhubi::text::offset::CharRange;

use super::DOC;
use super::here;
use super::key;
use super::layer;
use super::project;
use super::range;
use super::run;

fn suggestion(project: &Project, written: &str) -> Suggestion {
    let key = key(project, written);
    Suggestion {
        range: key.range,
        label: key.label,
        source: Source::Learner,
        score_permille: 900,
    }
}

/// A project with one accepted suggestion, `ROLE:书记`.
fn accepted() -> Project {
    let mut project = project("县委书记王毅说");
    let span = suggestion(&project, "ROLE:书记").accepted();
    let add = Command::AddSpans {
        layer: here(),
        spans: vec![span],
        same_label: SameLabel::Refuse,
    };
    run(&mut project, add);
    project
}

fn origin(project: &Project) -> Origin {
    let span = layer(project).spans.iter().next().expect("there is a span");
    span.detail_or_default().origin
}

fn learned(corrected: bool) -> Origin {
    Origin::Suggested {
        source: "learner".to_owned(),
        score_permille: 900,
        corrected,
    }
}

#[test]
fn other_edges_and_another_label_correct_what_was_suggested() {
    let project = accepted();
    assert_eq!(origin(&project), learned(false));
    let resize = Command::Resize {
        layer: here(),
        span: key(&project, "ROLE:书记"),
        range: range(&project, "县委书记"),
    };
    let relabel = Command::Relabel {
        layer: here(),
        span: key(&project, "ROLE:书记"),
        label: "PERSON".into(),
    };
    for command in [resize, relabel] {
        // `run` also takes the change back and compares the project with what it was.
        let mut changed = project.clone();
        run(&mut changed, command);
        assert_eq!(origin(&changed), learned(true));
    }
}

#[test]
fn what_changes_nothing_or_the_schema_corrects_nothing() {
    let project = accepted();
    let same_edges = Command::Resize {
        layer: here(),
        span: key(&project, "ROLE:书记"),
        range: range(&project, "书记"),
    };
    let rename = Command::RenameLabel {
        from: "ROLE".into(),
        to: "OFFICE".into(),
    };
    let merge = Command::MergeLabels {
        from: "ROLE".into(),
        into: "PERSON".into(),
    };
    for command in [same_edges, rename, merge] {
        let mut changed = project.clone();
        run(&mut changed, command);
        assert_eq!(origin(&changed), learned(false));
    }
}

#[test]
fn a_repeated_span_stays_repeated_and_one_by_hand_by_hand() {
    for before in [Origin::Hand, Origin::Repeated] {
        let mut after = before.clone();
        after.correct();
        assert_eq!(after, before);
    }
}

#[test]
fn a_suggestion_accepted_otherwise_is_corrected_from_the_start() {
    let project = project("县委书记王毅说");
    let suggestion = suggestion(&project, "ROLE:书记");
    for (written, corrected) in [
        ("ROLE:书记", false),
        ("ROLE:县委书记", true),
        ("PERSON:书记", true),
    ] {
        let key = key(&project, written);
        let span = suggestion.accepted_as(key.clone());
        assert_eq!(span.key(), key);
        assert_eq!(span.detail_or_default().origin, learned(corrected));
    }
}

#[test]
fn lines_that_do_not_fit_stand_in_reading_order_whoever_puts_them() {
    let line = |start, end, label: &str| Misfit {
        start,
        end,
        label: label.to_owned(),
        words: String::new(),
        detail: None,
        reason: MisfitReason::Empty,
    };
    let mut project = project("⟦EVENT:甲⟧乙");
    let misfits = vec![
        line(4, 4, "B"),
        line(0, 0, "A"),
        line(0, 1, "B"),
        line(0, 1, "A"),
    ];
    let set = Command::SetMisfits {
        layer: here(),
        misfits,
    };
    apply::run(&mut project, set).unwrap();
    let order = |project: &Project| -> Vec<(usize, usize, String)> {
        let misfits = layer(project).misfits.iter();
        misfits.map(|m| (m.start, m.end, m.label.clone())).collect()
    };
    let expected = [(0, 1, "A"), (0, 1, "B"), (0, 0, "A"), (4, 4, "B")];
    let expected = expected.map(|(start, end, label)| (start, end, label.to_owned()));
    assert_eq!(order(&project), expected);
    // A span whose words all go becomes such a line, at its own place among them.
    let correct = Command::CorrectText {
        doc: DOC.into(),
        range: CharRange::of(0, 1),
        words: String::new(),
    };
    apply::run(&mut project, correct).unwrap();
    let order = order(&project);
    assert_eq!(order.len(), 5);
    assert_eq!(order.last(), Some(&(4, 4, "B".to_owned())));
}
