//! What each command on documents, layers, spans and relations does.

use std::collections::BTreeSet;

use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Act;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::edit::labelled::add_labelled;
use zhubi::model::ids::LabelKey;
use zhubi::model::layer::Conflict;
use zhubi::model::layer::IgnoredFinding;
use zhubi::model::layer::Misfit;
use zhubi::model::layer::MisfitReason;
use zhubi::model::layer::Note;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::lexicon::Entity;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::lexicon::Pattern;
use zhubi::model::project::Project;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;

use super::DOC;
use super::WHO;
use super::check;
use super::document;
use super::here;
use super::key;
use super::layer;
use super::marks;
use super::project;
use super::range;
use super::relate;
use super::relation;
use super::relations;
use super::run;

fn add(project: &Project, written: &[&str]) -> Command {
    let spans = written.iter().map(|w| key(project, w));
    Command::AddSpans {
        layer: here(),
        spans: spans.map(|key| Span::new(key.range, key.label)).collect(),
        same_label: SameLabel::Refuse,
    }
}

fn remove(project: &Project, written: &[&str]) -> Command {
    Command::RemoveSpans {
        layer: here(),
        spans: written.iter().map(|w| key(project, w)).collect(),
    }
}

fn relabel(project: &Project, span: &str, label: &str) -> Command {
    Command::Relabel {
        layer: here(),
        span: key(project, span),
        label: label.into(),
    }
}

fn resize(project: &Project, span: &str, words: &str) -> Command {
    Command::Resize {
        layer: here(),
        span: key(project, span),
        range: range(project, words),
    }
}

fn detail(note: &str) -> SpanDetail {
    SpanDetail {
        origin: Origin::Suggested {
            source: "lexicon".to_owned(),
            score_permille: 900,
            corrected: false,
        },
        note: note.to_owned(),
        ..SpanDetail::default()
    }
}

#[test]
fn spans_are_added_nested_crossing_and_beside() {
    check(
        "总书记习近平说",
        |p| add(p, &["ROLE:总书记", "PERSON:习近平"]),
        "⟦ROLE:总书记⟧⟦PERSON:习近平⟧说",
    );
    check(
        "⟦ROLE:县委书记⟧来",
        |p| add(p, &["PERSON:县委"]),
        "⟦ROLE:⟦PERSON:县委⟧书记⟧来",
    );
    check(
        "⟦EVENT:甲乙⟧丙",
        |p| add(p, &["ROLE:乙丙"]),
        "⟦1:EVENT:甲⟦2:ROLE:乙⟧1丙⟧2",
    );
    check(
        "⟦EVENT:甲⟧乙",
        |p| add(p, &["EVENT:乙"]),
        "⟦EVENT:甲⟧⟦EVENT:乙⟧",
    );
    check("⟦EVENT:甲⟧乙", |p| add(p, &["EVENT:甲"]), "⟦EVENT:甲⟧乙");
}

#[test]
fn a_label_may_overlap_itself_when_the_schema_or_the_command_says_so() {
    let mut allowed = project("⟦EVENT:甲乙⟧丙");
    let mut command = add(&allowed, &["EVENT:乙丙"]);
    if let Command::AddSpans { same_label, .. } = &mut command {
        *same_label = SameLabel::Allow;
    }
    run(&mut allowed, command);
    assert_eq!(marks(&allowed), "⟦1:EVENT:甲⟦2:EVENT:乙⟧1丙⟧2");

    let mut by_schema = project("⟦EVENT:甲乙⟧丙");
    let mut schema = (*by_schema.schema).clone();
    schema.labels[2].self_overlap = true;
    run(&mut by_schema, Command::SetSchema(schema));
    let command = add(&by_schema, &["EVENT:乙丙"]);
    run(&mut by_schema, command);
    assert_eq!(marks(&by_schema), "⟦1:EVENT:甲⟦2:EVENT:乙⟧1丙⟧2");
}

#[test]
fn adding_a_span_that_is_there_keeps_its_detail() {
    let mut project = project("⟦EVENT:甲⟧乙");
    let span = key(&project, "EVENT:甲");
    run(
        &mut project,
        Command::SetDetail {
            layer: here(),
            span: span.clone(),
            detail: detail("旧"),
        },
    );
    let command = add(&project, &["EVENT:甲"]);
    assert!(run(&mut project, command).is_empty());
    let kept = layer(&project).spans.find(&span).unwrap();
    assert_eq!(kept.detail_or_default(), detail("旧"));
    // The default detail is none at all.
    run(
        &mut project,
        Command::SetDetail {
            layer: here(),
            span: span.clone(),
            detail: SpanDetail::default(),
        },
    );
    assert_eq!(layer(&project).spans.find(&span).unwrap().detail, None);
}

#[test]
fn the_first_span_of_an_annotator_makes_the_layer() {
    let mut project = project("甲");
    let there = LayerRef::new(DOC, "乙");
    let command = Command::AddSpans {
        layer: there.clone(),
        spans: vec![Span::new(CharRange::of(0, 1), "EVENT")],
        same_label: SameLabel::Refuse,
    };
    let change = run(&mut project, command);
    assert_eq!(change.n_spans(), (1, 0));
    assert_eq!(project.layer(&there.doc, "乙").unwrap().spans.len(), 1);
}

#[test]
fn spans_go_with_their_relations_and_no_others() {
    let mut project = project("⟦ROLE:部长⟧⟦PERSON:王毅⟧、⟦ROLE:市长⟧⟦PERSON:李强⟧");
    relate(
        &mut project,
        &[
            "PERSON:王毅 HOLDS ROLE:部长",
            "PERSON:李强 HOLDS ROLE:市长",
            "PERSON:李强 HOLDS ROLE:部长",
        ],
    );
    let command = remove(&project, &["ROLE:部长"]);
    let change = run(&mut project, command);
    assert_eq!(change.n_spans(), (0, 1));
    assert_eq!(relations(&project), ["PERSON:李强 HOLDS ROLE:市长"]);
    let command = remove(&project, &["PERSON:王毅", "PERSON:李强", "ROLE:市长"]);
    run(&mut project, command);
    assert_eq!(marks(&project), "部长王毅、市长李强");
    assert!(relations(&project).is_empty());
}

#[test]
fn a_span_keeps_detail_and_relations_through_another_label_or_range() {
    check(
        "⟦ROLE:县委⟧书记",
        |p| resize(p, "ROLE:县委", "县委书记"),
        "⟦ROLE:县委书记⟧",
    );
    check(
        "⟦ROLE:县委书记⟧",
        |p| resize(p, "ROLE:县委书记", "书记"),
        "县委⟦ROLE:书记⟧",
    );
    check(
        "⟦ROLE:书记⟧",
        |p| relabel(p, "ROLE:书记", "ROLE"),
        "⟦ROLE:书记⟧",
    );

    let mut project = project("⟦ROLE:县委⟧书记⟦PERSON:田小禾⟧");
    relate(&mut project, &["PERSON:田小禾 HOLDS ROLE:县委"]);
    let span = key(&project, "ROLE:县委");
    run(
        &mut project,
        Command::SetDetail {
            layer: here(),
            span,
            detail: detail("随"),
        },
    );
    let command = resize(&project, "ROLE:县委", "县委书记");
    run(&mut project, command);
    assert_eq!(relations(&project), ["PERSON:田小禾 HOLDS ROLE:县委书记"]);
    let command = relabel(&project, "ROLE:县委书记", "EVENT");
    run(&mut project, command);
    assert_eq!(marks(&project), "⟦EVENT:县委书记⟧⟦PERSON:田小禾⟧");
    assert_eq!(relations(&project), ["PERSON:田小禾 HOLDS EVENT:县委书记"]);
    let moved = key(&project, "EVENT:县委书记");
    let moved = layer(&project).spans.find(&moved).unwrap();
    let mut kept = detail("随");
    kept.origin.correct();
    assert_eq!(moved.detail_or_default(), kept);
}

#[test]
fn a_label_given_where_the_span_is_already_joins_the_two() {
    let mut project = project("⟦PERSON:⟦ROLE:王毅⟧⟧⟦EVENT:会⟧");
    relate(
        &mut project,
        &[
            "PERSON:王毅 HOLDS EVENT:会",
            "ROLE:王毅 HOLDS EVENT:会",
            "EVENT:会 HOLDS ROLE:王毅",
        ],
    );
    let command = relabel(&project, "ROLE:王毅", "PERSON");
    run(&mut project, command);
    assert_eq!(marks(&project), "⟦PERSON:王毅⟧⟦EVENT:会⟧");
    assert_eq!(
        relations(&project),
        ["PERSON:王毅 HOLDS EVENT:会", "EVENT:会 HOLDS PERSON:王毅"]
    );
}

#[test]
fn joining_two_spans_is_no_new_overlap() {
    // Imported data: PERSON overlaps itself already, and joining makes it no worse.
    let marked = "⟦1:PERSON:甲⟦2:PERSON:⟦3:ROLE:乙⟧1丙⟧2⟧3";
    let mut project = project(marked);
    let command = relabel(&project, "ROLE:乙丙", "PERSON");
    run(&mut project, command);
    assert_eq!(marks(&project), "⟦1:PERSON:甲⟦2:PERSON:乙⟧1丙⟧2");
}

#[test]
fn relations_are_added_and_taken_away() {
    let mut project = project("⟦ROLE:部长⟧⟦PERSON:王毅⟧");
    let holds = relation(&project, "PERSON:王毅 HOLDS ROLE:部长");
    let add = |relations| Command::AddRelations {
        layer: here(),
        relations,
    };
    run(&mut project, add(vec![holds.clone()]));
    assert_eq!(relations(&project), ["PERSON:王毅 HOLDS ROLE:部长"]);
    let mut noted = holds.clone();
    noted.note = "新".to_owned();
    assert!(run(&mut project, add(vec![noted])).is_empty());
    let remove = Command::RemoveRelations {
        layer: here(),
        relations: vec![holds.id],
    };
    run(&mut project, remove);
    assert!(relations(&project).is_empty());
}

#[test]
fn what_a_layer_says_of_the_whole_document_is_replaced() {
    let mut project = project("甲乙");
    run(
        &mut project,
        Command::SetStatus {
            layer: here(),
            status: Status::Done,
        },
    );
    run(
        &mut project,
        Command::SetClasses {
            layer: here(),
            classes: BTreeSet::from(["news".to_owned()]),
        },
    );
    let notes = vec![Note {
        text: "疑".to_owned(),
        ..Note::default()
    }];
    run(
        &mut project,
        Command::SetNotes {
            layer: here(),
            notes: notes.clone(),
        },
    );
    for seconds in [20, 22] {
        run(
            &mut project,
            Command::AddActiveSeconds {
                layer: here(),
                seconds,
            },
        );
    }
    let meta = &layer(&project).meta;
    assert_eq!((meta.status, meta.active_seconds), (Status::Done, 42));
    assert_eq!(meta.notes, notes);
    assert!(meta.classes.contains("news"));
    let again = Command::SetStatus {
        layer: here(),
        status: Status::Done,
    };
    assert!(run(&mut project, again).is_empty());
}

#[test]
fn suggestions_turned_down_are_remembered_and_forgotten() {
    let mut project = project("甲乙");
    let spans = [key(&project, "EVENT:甲"), key(&project, "ROLE:乙")];
    let reject = Command::Reject {
        layer: here(),
        rejections: spans
            .iter()
            .map(|key| (key.clone(), Rejection::new("repeat", Some(870))))
            .collect(),
    };
    run(&mut project, reject.clone());
    assert!(run(&mut project, reject).is_empty());
    assert_eq!(
        layer(&project).rejected[&spans[0]],
        Rejection::new("repeat", Some(870))
    );
    let unreject = Command::Unreject {
        layer: here(),
        spans: vec![spans[0].clone()],
    };
    run(&mut project, unreject);
    assert!(layer(&project).rejected.keys().eq(&spans[1..]));
}

#[test]
fn findings_conflicts_and_misfits_are_settled() {
    let mut project = project("甲乙");
    let finding = IgnoredFinding {
        kind: "edge-space".to_owned(),
        range: CharRange::of(0, 1),
        reason: "原文如此".to_owned(),
    };
    for ignored in [true, false, true] {
        run(
            &mut project,
            Command::SetIgnored {
                layer: here(),
                findings: vec![finding.clone(), finding.clone()],
                ignored,
            },
        );
        assert_eq!(layer(&project).ignored.contains(&finding), ignored);
    }
    let conflicts = vec![Conflict {
        subject: "status".to_owned(),
        ..Conflict::default()
    }];
    let misfits = vec![Misfit {
        start: 3,
        end: 1,
        label: "EVENT".to_owned(),
        words: "丙".to_owned(),
        detail: None,
        reason: MisfitReason::Empty,
    }];
    run(
        &mut project,
        Command::Batch(vec![
            Command::SetLayerConflicts {
                layer: here(),
                conflicts: conflicts.clone(),
            },
            Command::SetMisfits {
                layer: here(),
                misfits: misfits.clone(),
            },
            Command::SetConflicts(conflicts.clone()),
        ]),
    );
    assert_eq!(layer(&project).conflicts, conflicts);
    assert_eq!(layer(&project).misfits, misfits);
    assert_eq!(*project.conflicts, conflicts);
}

#[test]
fn the_parts_of_a_project_are_replaced() {
    let mut project = project("甲");
    let lexicons = vec![Lexicon {
        name: "职务".to_owned(),
        ..Lexicon::default()
    }];
    let patterns = vec![Pattern {
        name: "届".to_owned(),
        ..Pattern::default()
    }];
    let entities = vec![Entity {
        key: "e".into(),
        name: "国务院".to_owned(),
        note: String::new(),
        extra: Default::default(),
    }];
    let commands = [
        Command::RenameProject("新名".to_owned()),
        Command::SetGuideline("只标姓名".into()),
        Command::SetLexicons(lexicons.clone()),
        Command::SetPatterns(patterns.clone()),
        Command::SetEntities(entities.clone()),
    ];
    for command in commands {
        assert!(!run(&mut project, command.clone()).is_empty());
        assert!(run(&mut project, command).is_empty());
    }
    assert_eq!(
        (project.name.as_str(), &*project.guideline),
        ("新名", "只标姓名")
    );
    assert_eq!(*project.lexicons, lexicons);
    assert_eq!(*project.patterns, patterns);
    assert_eq!(*project.entities, entities);
}

fn ids(project: &Project) -> Vec<&str> {
    project
        .documents
        .iter()
        .map(|doc| doc.id.as_str())
        .collect()
}

#[test]
fn documents_come_move_and_go() {
    let mut project = project("甲");
    let docs = ["e", "f", "g"].map(|id| document(id, "乙⟦EVENT:会⟧"));
    run(&mut project, Command::AddDocuments(docs.to_vec()));
    assert_eq!(ids(&project), ["d", "e", "f", "g"]);
    for (doc, place, expected) in [
        ("g", 0, ["g", "d", "e", "f"]),
        ("g", 2, ["d", "e", "g", "f"]),
        ("d", 99, ["e", "g", "f", "d"]),
        ("d", 3, ["e", "g", "f", "d"]),
    ] {
        let doc = doc.into();
        run(&mut project, Command::MoveDocument { doc, place });
        assert_eq!(ids(&project), expected);
        for (place, doc) in project.documents.iter().enumerate() {
            assert_eq!(project.documents.place_of(&doc.id), Some(place));
        }
    }
    run(&mut project, Command::RemoveDocument("g".into()));
    assert_eq!(ids(&project), ["e", "f", "d"]);
    let rename = |name: &str| Command::RenameDocument {
        doc: "e".into(),
        name: name.to_owned(),
    };
    assert!(run(&mut project, rename("e.txt")).is_empty());
    run(&mut project, rename("第1篇"));
    assert_eq!(project.documents.by_name("第1篇").unwrap().id.as_str(), "e");
}

#[test]
fn layers_come_go_and_change_hands() {
    let mut project = project("⟦EVENT:会⟧");
    let more = document("e", "⟦ROLE:市长⟧");
    run(&mut project, Command::AddDocuments(vec![more]));
    let there = LayerRef::new(DOC, "乙");
    run(&mut project, Command::AddLayer(there.clone()));
    assert!(run(&mut project, Command::AddLayer(there.clone())).is_empty());
    run(&mut project, Command::RemoveLayer(there));
    let rename = |from: &str, to: &str| Command::RenameAnnotator {
        from: from.into(),
        to: to.into(),
    };
    run(&mut project, rename(WHO, "丙"));
    assert!(run(&mut project, rename("丁", "戊")).is_empty());
    assert!(run(&mut project, rename("丙", "丙")).is_empty());
    for doc in project.documents.iter() {
        assert_eq!(doc.layers.len(), 1);
        assert_eq!(doc.layers["丙"].annotator.as_str(), "丙");
        assert_eq!(doc.layers["丙"].spans.len(), 1);
    }
}

#[test]
fn each_command_of_a_batch_sees_what_the_ones_before_it_left() {
    check(
        "⟦ROLE:县委⟧书记",
        |p| {
            Command::Batch(vec![
                resize(p, "ROLE:县委", "县委书记"),
                Command::Batch(vec![relabel(p, "ROLE:县委书记", "EVENT")]),
                add(p, &["ROLE:书记"]),
            ])
        },
        "⟦EVENT:县委⟦ROLE:书记⟧⟧",
    );
    let mut project = project("甲");
    assert!(run(&mut project, Command::Batch(Vec::new())).is_empty());
    assert_eq!(Command::Batch(Vec::new()).act(), Act::EditProject);
}

#[test]
fn labelled_data_comes_in_as_one_command() {
    let mut project = project("⟦EVENT:会⟧议市长");
    let spans = [key(&project, "EVENT:会议"), key(&project, "职务:市长")];
    let spans = spans.map(|key| Span::new(key.range, key.label)).to_vec();
    let labels = [LabelKey::from("职务")];
    let parts = vec![(DOC.into(), spans, Vec::new())];
    let command = add_labelled(&project.schema, &WHO.into(), &labels, &[], parts);
    run(&mut project, command);
    assert_eq!(marks(&project), "⟦EVENT:⟦EVENT:会⟧议⟧⟦职务:市长⟧");
    let label = project.schema.label("职务").unwrap();
    assert_eq!((label.color, label.hotkey), (4, Some('5')));
}
