//! Correcting a text: what moves along, what stays, what no longer fits.

use zhubi::edit::command::Command;
use zhubi::edit::command::Refusal;
use zhubi::edit::command::SameLabel;
use zhubi::model::layer::Note;
use zhubi::model::marked;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::text::offset::CharRange;

use super::DOC;
use super::WHO;
use super::document;
use super::here;
use super::run;

fn project(marked: &str) -> Project {
    let mut project = Project::new("样例");
    let added = Command::AddDocuments(vec![document(DOC, marked)]);
    run(&mut project, added);
    project
}

fn correct(project: &mut Project, start: usize, end: usize, words: &str) {
    let (doc, words) = (DOC.into(), words.to_owned());
    let range = CharRange::of(start, end);
    run(project, Command::CorrectText { doc, range, words });
}

fn shown(project: &Project) -> String {
    let doc = project.documents.by_id(&DOC.into()).unwrap();
    marked::print(&doc.text, &doc.layer(WHO).unwrap().spans)
}

fn check(before: &str, (start, end, words): (usize, usize, &str), after: &str) {
    let mut project = project(before);
    correct(&mut project, start, end, words);
    assert_eq!(shown(&project), after);
}

#[test]
fn spans_before_stay_and_spans_behind_move() {
    let before = "⟦PERSON:林晚秋⟧任云穿县⟦ROLE:县长⟧。";
    check(
        before,
        (4, 6, "云川"),
        "⟦PERSON:林晚秋⟧任云川县⟦ROLE:县长⟧。",
    );
    check(before, (4, 6, ""), "⟦PERSON:林晚秋⟧任县⟦ROLE:县长⟧。");
    check(
        before,
        (3, 3, "同志"),
        "⟦PERSON:林晚秋⟧同志任云穿县⟦ROLE:县长⟧。",
    );
}

#[test]
fn a_span_over_a_corrected_character_keeps_its_edges() {
    check("⟦PERSON:林碗秋⟧到会", (1, 2, "晚"), "⟦PERSON:林晚秋⟧到会");
    check("⟦PERSON:林秋⟧到会", (0, 2, "林晚秋"), "⟦PERSON:林晚秋⟧到会");
    check("由⟦PERSON:林晚秋⟧主持", (0, 3, ""), "⟦PERSON:秋⟧主持");
}

#[test]
fn a_span_of_which_nothing_is_left_is_kept_as_a_line_that_does_not_fit() {
    let mut project = project("版权所有 ⟦ROLE:编辑⟧。正文⟦PERSON:林晚秋⟧。");
    correct(&mut project, 0, 8, "");
    assert_eq!(shown(&project), "正文⟦PERSON:林晚秋⟧。");
    let doc = project.documents.by_id(&DOC.into()).unwrap();
    let layer = doc.layer(WHO).unwrap();
    let [misfit] = layer.misfits.as_slice() else {
        panic!("{:?}", layer.misfits)
    };
    assert_eq!(
        (misfit.start, misfit.end, misfit.words.as_str()),
        (5, 7, "编辑")
    );
}

#[test]
fn the_earlier_text_is_kept_and_notes_move() {
    let mut project = project("甲乙丙丁");
    let note = |start, end| Note {
        range: Some(CharRange::of(start, end)),
        text: "看".to_owned(),
        ..Note::default()
    };
    let notes = vec![note(3, 4), note(0, 1)];
    run(
        &mut project,
        Command::SetNotes {
            layer: here(),
            notes,
        },
    );
    correct(&mut project, 0, 1, "一二");
    let doc = project.documents.by_id(&DOC.into()).unwrap();
    assert_eq!(doc.text.as_str(), "一二乙丙丁");
    assert_eq!(doc.revisions.len(), 1);
    assert_eq!(doc.revisions[0].text.as_str(), "甲乙丙丁");
    let ranges: Vec<_> = doc
        .layer(WHO)
        .unwrap()
        .meta
        .notes
        .iter()
        .map(|n| n.range)
        .collect();
    assert_eq!(ranges, [Some(CharRange::of(4, 5)), None]);
}

#[test]
fn labels_go_on_in_the_corrected_text_and_nothing_may_be_left_empty() {
    let mut project = project("甲乙");
    correct(&mut project, 2, 2, "丙丁");
    let spans = vec![Span::new(CharRange::of(2, 4), "PERSON")];
    let same_label = SameLabel::Refuse;
    run(
        &mut project,
        Command::AddSpans {
            layer: here(),
            spans,
            same_label,
        },
    );
    assert_eq!(shown(&project), "甲乙⟦PERSON:丙丁⟧");
    let (doc, words) = (DOC.into(), String::new());
    let range = CharRange::of(0, 4);
    let refused = zhubi::edit::apply::run(&mut project, Command::CorrectText { doc, range, words });
    assert_eq!(refused.unwrap_err(), Refusal::EmptyText("d.txt".to_owned()));
}
