//! Cases of bringing recorded acts into a project that others changed.

use std::sync::Arc;

use zhubi::edit::apply;
use zhubi::edit::change::Delta;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::edit::rebase::Differing;
use zhubi::edit::rebase::RecordedDelta;
use zhubi::edit::rebase::UnfitReason;
use zhubi::edit::rebase::Words;
use zhubi::edit::rebase::recorded;
use zhubi::model::document::Document;
use zhubi::model::document::sha256_hex;
use zhubi::model::finding::RelationEnd;
use zhubi::model::layer::Note;
use zhubi::model::layer::Status;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::project::Project;
use zhubi::model::schema::Label;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::Text;

use super::bring;
use crate::edit::DOC;
use crate::edit::here;
use crate::edit::key;
use crate::edit::layer;
use crate::edit::marks;
use crate::edit::project;
use crate::edit::range;
use crate::edit::relation;
use crate::edit::relations;
use crate::edit::run;

/// Makes records of commands on a copy of a project.
fn records(start: &Project, commands: Vec<Command>) -> Vec<RecordedDelta> {
    let mut project = start.clone();
    let mut records = Vec::new();
    for command in commands {
        let change = run(&mut project, command);
        records.extend(recorded(&project, &change));
    }
    records
}

fn label(project: &Project, written: &str) -> Command {
    let key = key(project, written);
    Command::AddSpans {
        layer: here(),
        spans: vec![Span::new(key.range, key.label)],
        same_label: SameLabel::Refuse,
    }
}

fn unlabel(project: &Project, written: &str) -> Command {
    Command::RemoveSpans {
        layer: here(),
        spans: vec![key(project, written)],
    }
}

fn note(project: &Project, written: &str, note: &str) -> Command {
    Command::SetDetail {
        layer: here(),
        span: key(project, written),
        detail: SpanDetail {
            note: note.to_owned(),
            ..SpanDetail::default()
        },
    }
}

fn correct(project: &Project, words: &str, by: &str) -> Command {
    Command::CorrectText {
        doc: DOC.into(),
        range: range(project, words),
        words: by.to_owned(),
    }
}

/// Puts another text in the place of the document's, without a trace of the first.
fn with_text(project: &Project, text: &str) -> Project {
    let mut project = project.clone();
    let doc = project.documents.by_id_mut(&DOC.into()).unwrap();
    doc.text = Arc::new(Text::from(text));
    doc.text_sha256 = sha256_hex(text.as_bytes());
    project
}

#[test]
fn a_record_holds_the_words_of_the_text_it_was_made_on() {
    let start = project("国家主席习进平说");
    let mut mid = start.clone();
    run(&mut mid, correct(&start, "进", "近"));
    let commands = vec![
        label(&start, "PERSON:习进平"),
        correct(&start, "国家", ""),
        Command::RemoveDocument(DOC.into()),
    ];
    let records = records(&start, commands);
    let words: Vec<(bool, Option<&Words>)> = records
        .iter()
        .map(|record| {
            let is_span = matches!(record.delta, Delta::Span { .. });
            (is_span, record.words.as_ref().map(|words| &words.words))
        })
        .collect();
    let at = Words::At("习进平".to_owned());
    let expected = [
        (true, Some(&at)),
        (false, None),
        (false, Some(&Words::Many)),
        (false, None),
    ];
    assert_eq!(words, expected);
    let of_first = records[0].words.as_ref().unwrap();
    let mark = &sha256_hex("国家主席习进平说".as_bytes())[..16];
    assert_eq!(&*of_first.text, mark);
    let of_second = records[2].words.as_ref().unwrap();
    assert_eq!(
        &*of_second.text,
        &sha256_hex("主席习进平说".as_bytes())[..16]
    );
}

#[test]
fn a_change_that_corrects_between_two_spans_is_recorded_on_both_texts() {
    let start = project("国家主席习近平说");
    let mut end = start.clone();
    let corrected = project("主席习近平说");
    let change = run(
        &mut end,
        Command::Batch(vec![
            label(&start, "PERSON:习近平"),
            correct(&start, "国家", ""),
            label(&corrected, "ROLE:主席"),
        ]),
    );
    let records = recorded(&end, &change);
    let said = records.iter().filter_map(|record| record.words.as_ref());
    let said: Vec<&Words> = said.map(|words| &words.words).collect();
    let at = |words: &str| Words::At(words.to_owned());
    assert_eq!(said, [&at("习近平"), &Words::Many, &at("主席")]);
    let mut project = start.clone();
    bring(&mut project, &records);
    assert_eq!(marks(&project), "⟦ROLE:主席⟧⟦PERSON:习近平⟧说");
}

#[test]
fn spans_of_both_sides_are_there_in_the_end() {
    let start = project("⟦EVENT:大会⟧上王毅说");
    let records = records(
        &start,
        vec![label(&start, "PERSON:王毅"), unlabel(&start, "EVENT:大会")],
    );
    let mut theirs = project("⟦ROLE:⟦EVENT:大会⟧⟧上王⟦ROLE:毅⟧说");
    let rebased = bring(&mut theirs, &records);
    assert_eq!(marks(&theirs), "⟦ROLE:大会⟧上⟦PERSON:王⟦ROLE:毅⟧⟧说");
    assert_eq!((rebased.unfit, rebased.differing), (vec![], vec![]));
}

#[test]
fn a_text_that_was_corrected_meanwhile_carries_spans_along() {
    let start = project("国家主席习进平说");
    let commands = vec![label(&start, "PERSON:习进平"), label(&start, "ROLE:国家")];
    let records = records(&start, commands);
    let mut theirs = start.clone();
    run(&mut theirs, correct(&start, "国家", ""));
    let again = correct(&theirs, "进", "近");
    // The name is two corrections away, the role is gone with its characters.
    let doc = theirs.documents.by_id(&DOC.into()).unwrap();
    assert_eq!(doc.text.as_str(), "主席习进平说");
    run(&mut theirs, again);
    let rebased = bring(&mut theirs, &records);
    assert_eq!(marks(&theirs), "主席⟦PERSON:习近平⟧说");
    let [unfit] = rebased.unfit.as_slice() else {
        panic!("{:?}", rebased.unfit)
    };
    assert_eq!(unfit.reason, UnfitReason::WordsGone);
}

#[test]
fn on_a_text_never_seen_the_words_must_stand_where_they_stood() {
    let start = project("主席习近平说话");
    let commands = vec![label(&start, "PERSON:习近平"), label(&start, "EVENT:说话")];
    let records = records(&start, commands);
    let mut theirs = with_text(&start, "主席习近平讲话");
    let rebased = bring(&mut theirs, &records);
    assert_eq!(marks(&theirs), "主席⟦PERSON:习近平⟧讲话");
    let [unfit] = rebased.unfit.as_slice() else {
        panic!("{:?}", rebased.unfit)
    };
    let (recorded, found) = ("说话".to_owned(), "讲话".to_owned());
    assert_eq!(unfit.reason, UnfitReason::OtherWords { recorded, found });
    let mut empty = Project::new("项目");
    let rebased = bring(&mut empty, &records);
    let reasons = rebased.unfit.into_iter().map(|unfit| unfit.reason);
    assert!(reasons.eq([
        UnfitReason::NoDocument(DOC.into()),
        UnfitReason::NoDocument(DOC.into())
    ]));
}

#[test]
fn a_correction_carries_what_others_labelled_meanwhile() {
    let start = project("国家主席⟦PERSON:习进平⟧说");
    let records = records(
        &start,
        vec![correct(&start, "国家主席习进平", "主席习近平")],
    );
    let mut theirs = start.clone();
    run(&mut theirs, label(&start, "ROLE:主席"));
    let other = LayerRef::new(DOC, "乙");
    run(
        &mut theirs,
        Command::AddSpans {
            layer: other.clone(),
            spans: vec![Span::new(range(&start, "说"), "EVENT")],
            same_label: SameLabel::Refuse,
        },
    );
    let rebased = bring(&mut theirs, &records);
    assert_eq!((rebased.unfit, rebased.differing), (vec![], vec![]));
    assert_eq!(marks(&theirs), "⟦ROLE:主席⟧⟦PERSON:习近平⟧说");
    let of_other = theirs.layer(&other.doc, &other.annotator).unwrap();
    let event = of_other.spans.iter().next().unwrap();
    assert_eq!(event.range, range(&theirs, "说"));
    // The same correction once more, and one that was taken on from another text.
    let done = theirs.clone();
    bring(&mut theirs, &records);
    assert!(theirs == done);
    let mut elsewhere = with_text(&start, "国家主席习进平讲");
    let rebased = bring(&mut elsewhere, &records);
    assert_eq!(rebased.unfit.len(), 1);
    assert_eq!(rebased.unfit[0].reason, UnfitReason::OtherText);
}

#[test]
fn a_correction_taken_back_brings_back_what_it_cost() {
    let start = project("国家⟦ROLE:主席⟧说");
    let mut corrected = start.clone();
    let change = run(&mut corrected, correct(&start, "主席", "元首"));
    assert_eq!(layer(&corrected).misfits.len(), 1);
    let back = change.inverse();
    let mut ours = corrected.clone();
    apply::replay(&mut ours, &back).unwrap();
    let records = recorded(&ours, &back);
    let mut theirs = corrected.clone();
    run(&mut theirs, label(&corrected, "EVENT:说"));
    bring(&mut theirs, &records);
    assert_eq!(marks(&theirs), "国家⟦ROLE:主席⟧⟦EVENT:说⟧");
    assert!(layer(&theirs).misfits.is_empty());
    // Where the correction never was there is nothing to take back.
    let mut untouched = start.clone();
    assert!(bring(&mut untouched, &records).change.is_empty());
}

#[test]
fn a_note_that_both_changed_is_a_conflict_and_one_that_one_changed_is_not() {
    let start = project("⟦EVENT:大会⟧上⟦PERSON:王毅⟧说");
    let records = records(
        &start,
        vec![
            note(&start, "EVENT:大会", "我们"),
            note(&start, "PERSON:王毅", "外长"),
        ],
    );
    let mut theirs = start.clone();
    run(&mut theirs, note(&start, "EVENT:大会", "他们"));
    let rebased = bring(&mut theirs, &records);
    let found = |written: &str| {
        let key = key(&theirs, written);
        layer(&theirs)
            .spans
            .find(&key)
            .unwrap()
            .detail_or_default()
            .note
    };
    assert_eq!(
        (found("EVENT:大会").as_str(), found("PERSON:王毅").as_str()),
        ("他们", "外长")
    );
    let [conflict] = layer(&theirs).conflicts.as_slice() else {
        panic!("{:?}", layer(&theirs).conflicts)
    };
    assert_eq!(conflict.subject, "span.EVENT.0..2.note");
    assert_eq!(
        (conflict.ours.as_str(), conflict.theirs.as_str()),
        ("他们", "我们")
    );
    let conflict = conflict.clone();
    let layer = Some(here());
    assert_eq!(rebased.differing, [Differing::Conflict { layer, conflict }]);
}

#[test]
fn a_span_that_one_removed_and_the_other_noted_stays_in_either_order() {
    let start = project("⟦EVENT:大会⟧上说");
    let remove = vec![unlabel(&start, "EVENT:大会")];
    let noted = vec![note(&start, "EVENT:大会", "何时")];
    let (removing, noting) = (
        records(&start, remove.clone()),
        records(&start, noted.clone()),
    );
    let (mut removed, mut with_note) = (start.clone(), start.clone());
    run(&mut removed, remove[0].clone());
    run(&mut with_note, noted[0].clone());
    let back = bring(&mut removed, &noting).differing;
    let kept = bring(&mut with_note, &removing).differing;
    assert!(removed == with_note);
    let (layer, span) = (here(), key(&start, "EVENT:大会"));
    let (also_layer, also_span) = (layer.clone(), span.clone());
    assert_eq!(kept, [Differing::SpanKept { layer, span }]);
    let (layer, span) = (also_layer, also_span);
    assert_eq!(back, [Differing::SpanBack { layer, span }]);
}

#[test]
fn a_relation_whose_end_is_gone_does_not_fit() {
    let start = project("⟦ROLE:外长⟧⟦PERSON:王毅⟧说");
    let holds = relation(&start, "PERSON:王毅 HOLDS ROLE:外长");
    let records = records(
        &start,
        vec![Command::AddRelations {
            layer: here(),
            relations: vec![holds],
        }],
    );
    let mut theirs = project("⟦ROLE:外长⟧王毅说");
    let rebased = bring(&mut theirs, &records);
    assert_eq!(
        rebased.unfit[0].reason,
        UnfitReason::EndGone(RelationEnd::Head)
    );
    assert!(rebased.change.is_empty());
    let mut theirs = project("⟦ROLE:外长⟧⟦PERSON:王毅⟧⟦EVENT:说⟧");
    bring(&mut theirs, &records);
    assert_eq!(relations(&theirs), ["PERSON:王毅 HOLDS ROLE:外长"]);
}

#[test]
fn what_a_layer_says_of_the_document_is_merged_value_by_value() {
    let start = project("大会上说");
    let in_layer = |status, class: &str, words: &str, seconds| {
        let layer = here();
        let notes = vec![Note {
            range: Some(range(&start, words)),
            text: words.to_owned(),
            ..Note::default()
        }];
        vec![
            Command::SetStatus {
                layer: layer.clone(),
                status,
            },
            Command::SetClasses {
                layer: layer.clone(),
                classes: [class.to_owned()].into(),
            },
            Command::SetNotes {
                layer: layer.clone(),
                notes,
            },
            Command::AddActiveSeconds { layer, seconds },
        ]
    };
    let records = records(&start, in_layer(Status::Done, "会议", "大会", 60));
    let mut theirs = start.clone();
    for command in in_layer(Status::ToDiscuss, "讲话", "说", 30) {
        run(&mut theirs, command);
    }
    bring(&mut theirs, &records);
    let layer = layer(&theirs);
    assert!(layer.meta.classes.iter().eq(["会议", "讲话"]));
    let notes: Vec<&str> = layer.meta.notes.iter().map(|n| n.text.as_str()).collect();
    assert_eq!(notes, ["说", "大会"]);
    assert_eq!(layer.meta.active_seconds, 90);
    assert_eq!(layer.meta.status, Status::ToDiscuss);
    let said = &layer.conflicts[0];
    let said = [&said.subject, &said.ours, &said.theirs].map(String::as_str);
    assert_eq!(said, ["status", "ToDiscuss", "Done"]);
}

#[test]
fn schemas_are_merged_by_label_and_field_and_hold_together() {
    let start = project("大会");
    let mut ours = (*start.schema).clone();
    ours.labels.push(Label {
        hotkey: Some('7'),
        ..Label::new("PLACE")
    });
    ours.labels[0].color = 9;
    ours.labels[1].description = "我们".to_owned();
    ours.labels.swap(0, 2);
    let mut theirs = (*start.schema).clone();
    theirs.labels.push(Label {
        hotkey: Some('7'),
        ..Label::new("TIME")
    });
    theirs.labels[0].letter = "名".to_owned();
    theirs.labels[1].description = "他们".to_owned();
    let records = records(&start, vec![Command::SetSchema(ours)]);
    let mut project = start.clone();
    run(&mut project, Command::SetSchema(theirs));
    bring(&mut project, &records);
    let schema = Arc::clone(&project.schema);
    let keys: Vec<&str> = schema.labels.iter().map(|l| l.key.as_str()).collect();
    assert_eq!(keys, ["EVENT", "ROLE", "PERSON", "SLOGAN", "PLACE", "TIME"]);
    let person = schema.label("PERSON").unwrap();
    assert_eq!((person.color, person.letter.as_str()), (9, "名"));
    assert_eq!(schema.label("ROLE").unwrap().description, "他们");
    assert_eq!(schema.label("TIME").unwrap().hotkey, Some('7'));
    assert_eq!(schema.label("PLACE").unwrap().hotkey, None);
    let subjects: Vec<&str> = project
        .conflicts
        .iter()
        .map(|c| c.subject.as_str())
        .collect();
    assert_eq!(subjects, ["schema.ROLE.description", "schema.PLACE.hotkey"]);
    // It can be edited on, as only a schema that holds together can.
    run(
        &mut project,
        Command::RenameLabel {
            from: "TIME".into(),
            to: "DATE".into(),
        },
    );
}

#[test]
fn word_lists_are_merged_by_name_and_word() {
    let list = |words: &[&str]| Lexicon {
        name: "会议".to_owned(),
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Lexicon::default()
    };
    let mut start = project("大会");
    run(
        &mut start,
        Command::SetLexicons(vec![list(&["大会", "全会"])]),
    );
    let other = Lexicon {
        name: "人名".to_owned(),
        ..Lexicon::default()
    };
    let ours = vec![list(&["大会", "峰会"]), other.clone()];
    let records = records(&start, vec![Command::SetLexicons(ours)]);
    run(
        &mut start,
        Command::SetLexicons(vec![list(&["大会", "全会", "年会"])]),
    );
    bring(&mut start, &records);
    assert_eq!(*start.lexicons, [list(&["大会", "年会", "峰会"]), other]);
    assert!(start.conflicts.is_empty());
}

#[test]
fn documents_and_layers_in_which_others_worked_stay() {
    let start = project("⟦EVENT:大会⟧上说");
    let gone = records(&start, vec![Command::RemoveDocument(DOC.into())]);
    let emptied = records(&start, vec![Command::RemoveLayer(here())]);
    let mut theirs = start.clone();
    run(&mut theirs, label(&start, "PERSON:说"));
    let before = theirs.clone();
    let kept = bring(&mut theirs, &gone).differing;
    assert_eq!(kept, [Differing::DocumentKept(DOC.into())]);
    let kept = bring(&mut theirs, &emptied).differing;
    assert_eq!(kept, [Differing::LayerKept(here())]);
    assert!(theirs == before);
    // What others took away stands in nobody's way.
    let mut theirs = start.clone();
    run(&mut theirs, unlabel(&start, "EVENT:大会"));
    assert_eq!(bring(&mut theirs, &gone).differing, []);
    assert!(theirs.documents.is_empty());
}

#[test]
fn a_layer_that_got_another_name_takes_along_what_came_into_it() {
    let start = project("⟦EVENT:大会⟧上说");
    let (from, to) = ("甲".into(), "丙".into());
    let records = records(&start, vec![Command::RenameAnnotator { from, to }]);
    let mut theirs = start.clone();
    run(&mut theirs, label(&start, "PERSON:说"));
    bring(&mut theirs, &records);
    let doc = theirs.documents.by_id(&DOC.into()).unwrap();
    assert!(doc.layers.keys().map(|name| name.as_str()).eq(["丙"]));
    assert_eq!(doc.layer("丙").unwrap().spans.len(), 2);
}

#[test]
fn a_document_that_both_added_has_the_layers_of_both_and_names_stay_apart() {
    let start = project("大会");
    let named = |id: &str, name: &str, marked: &str| Document {
        name: name.to_owned(),
        ..crate::edit::document(id, marked)
    };
    let ours = vec![
        named("new", "新.txt", "⟦EVENT:大会⟧说"),
        named("a", "同.txt", "说"),
    ];
    let records = records(&start, vec![Command::AddDocuments(ours)]);
    let mut theirs = start.clone();
    let added = vec![
        named("new", "别.txt", "大会⟦PERSON:说⟧"),
        named("b", "同.txt", "讲"),
    ];
    run(&mut theirs, Command::AddDocuments(added));
    let rebased = bring(&mut theirs, &records);
    let names: Vec<&str> = theirs
        .documents
        .iter()
        .map(|doc| doc.name.as_str())
        .collect();
    assert_eq!(names, ["d.txt", "别.txt", "同.txt (2)", "同.txt"]);
    assert_eq!(theirs.layer(&"new".into(), "甲").unwrap().spans.len(), 2);
    let (wanted, name) = ("同.txt".to_owned(), "同.txt (2)".to_owned());
    let doc = "a".into();
    assert_eq!(
        rebased.differing,
        [Differing::Renamed { doc, wanted, name }]
    );
    let once = theirs.clone();
    bring(&mut theirs, &records);
    assert!(theirs == once);
}

#[test]
fn a_document_moves_with_what_came_into_it() {
    let mut start = project("⟦EVENT:大会⟧上说");
    let more = crate::edit::document("more", "大会");
    run(&mut start, Command::AddDocuments(vec![more]));
    let moved = vec![Command::MoveDocument {
        doc: DOC.into(),
        place: 1,
    }];
    let records = records(&start, moved);
    let mut theirs = start.clone();
    run(&mut theirs, label(&start, "PERSON:说"));
    let rebased = bring(&mut theirs, &records);
    assert_eq!(theirs.documents.place_of(&DOC.into()), Some(1));
    assert_eq!(
        (marks(&theirs).as_str(), rebased.unfit),
        ("⟦EVENT:大会⟧上⟦PERSON:说⟧", vec![])
    );
    let mut gone = start.clone();
    run(&mut gone, Command::RemoveDocument(DOC.into()));
    let rebased = bring(&mut gone, &records);
    assert_eq!(rebased.differing, [Differing::DocumentGone(DOC.into())]);
}
