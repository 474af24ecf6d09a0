//! Every reason to refuse a command; each leaves the project exactly as it was.

use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::Refusal;
use zhubi::edit::command::SameLabel;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::schema::Label;
use zhubi::model::schema::Schema;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;

use super::DOC;
use super::WHO;
use super::document;
use super::here;
use super::key;
use super::project;
use super::refuse;
use super::relate;
use super::relation;
use super::run;

fn sample() -> Project {
    let mut project = project("⟦ROLE:部长⟧⟦PERSON:王毅⟧说⟦PERSON:李强⟧");
    relate(&mut project, &["PERSON:王毅 HOLDS ROLE:部长"]);
    project
}

fn add(layer: LayerRef, start: usize, end: usize, label: &str) -> Command {
    // The first one is good: the second must take it back.
    let good = Span::new(CharRange::of(4, 5), "EVENT");
    Command::AddSpans {
        layer,
        spans: vec![good, Span::new(CharRange::of(start, end), label)],
        same_label: SameLabel::Refuse,
    }
}

/// Every command that speaks of one layer.
fn in_layer(layer: &LayerRef) -> Vec<Command> {
    let layer = || layer.clone();
    let span = || SpanKey::new(CharRange::of(0, 2), "ROLE");
    let relation = relation(&sample(), "PERSON:王毅 HOLDS ROLE:部长");
    vec![
        Command::RemoveLayer(layer()),
        Command::SetStatus {
            layer: layer(),
            status: Status::Done,
        },
        Command::SetClasses {
            layer: layer(),
            classes: Default::default(),
        },
        Command::SetNotes {
            layer: layer(),
            notes: Vec::new(),
        },
        Command::AddActiveSeconds {
            layer: layer(),
            seconds: 1,
        },
        Command::RemoveSpans {
            layer: layer(),
            spans: vec![span()],
        },
        Command::Relabel {
            layer: layer(),
            span: span(),
            label: "EVENT".into(),
        },
        Command::Resize {
            layer: layer(),
            span: span(),
            range: CharRange::of(0, 1),
        },
        Command::SetDetail {
            layer: layer(),
            span: span(),
            detail: SpanDetail::default(),
        },
        Command::RemoveRelations {
            layer: layer(),
            relations: vec![relation.id.clone()],
        },
        Command::AddRelations {
            layer: layer(),
            relations: vec![relation],
        },
        Command::Reject {
            layer: layer(),
            rejections: vec![(span(), Rejection::default())],
        },
        Command::Unreject {
            layer: layer(),
            spans: vec![span()],
        },
        Command::SetIgnored {
            layer: layer(),
            findings: vec![zhubi::model::layer::IgnoredFinding {
                kind: String::new(),
                range: CharRange::of(0, 1),
                reason: String::new(),
            }],
            ignored: true,
        },
        Command::SetLayerConflicts {
            layer: layer(),
            conflicts: Vec::new(),
        },
        Command::SetMisfits {
            layer: layer(),
            misfits: Vec::new(),
        },
    ]
}

#[test]
fn what_is_not_there_is_named() {
    let mut project = sample();
    let no_doc = LayerRef::new("z", WHO);
    let mut commands = in_layer(&no_doc);
    commands.extend([
        add(no_doc.clone(), 0, 1, "EVENT"),
        Command::AddLayer(no_doc),
        Command::RemoveDocument("z".into()),
        Command::RenameDocument {
            doc: "z".into(),
            name: "新".to_owned(),
        },
        Command::MoveDocument {
            doc: "z".into(),
            place: 0,
        },
    ]);
    for command in commands {
        assert_eq!(
            refuse(&mut project, command),
            Refusal::NoDocument("z".into())
        );
    }
    let no_layer = LayerRef::new(DOC, "乙");
    for command in in_layer(&no_layer) {
        let refusal = refuse(&mut project, command);
        assert_eq!(refusal, Refusal::NoLayer(no_layer.clone()));
    }
}

#[test]
fn names_of_annotators_and_documents_are_there_and_their_own() {
    let mut project = sample();
    run(&mut project, Command::AddLayer(LayerRef::new(DOC, "乙")));
    let rename = |to: &str| Command::RenameAnnotator {
        from: WHO.into(),
        to: to.into(),
    };
    let taken = Refusal::AnnotatorTaken("乙".into());
    assert_eq!(refuse(&mut project, rename("乙")), taken);
    let nameless = [rename(" "), Command::AddLayer(LayerRef::new(DOC, "　")), {
        add(LayerRef::new(DOC, ""), 0, 1, "EVENT")
    }];
    for command in nameless {
        assert_eq!(refuse(&mut project, command), Refusal::EmptyAnnotator);
    }

    let mut same_id = document(DOC, "乙");
    same_id.name = "别的".to_owned();
    let mut same_name = document("e", "乙");
    same_name.name = "d.txt".to_owned();
    let mut no_name = document("e", "乙");
    no_name.name = "\t".to_owned();
    let good = || document("good", "好");
    let add = |doc| Command::AddDocuments(vec![good(), doc]);
    let refusal = refuse(&mut project, add(same_id));
    let (id, name) = (DOC.into(), "d.txt".to_owned());
    assert_eq!(refusal, Refusal::DocumentTaken { id, name });
    let taken = Refusal::NameTaken("d.txt".to_owned());
    assert_eq!(refuse(&mut project, add(same_name)), taken);
    assert_eq!(refuse(&mut project, add(no_name)), Refusal::EmptyName);
    let refusal = refuse(&mut project, add(good()));
    assert_eq!(refusal, Refusal::NameTaken("good.txt".to_owned()));
    run(&mut project, Command::AddDocuments(vec![good()]));
    let rename = |name: &str| Command::RenameDocument {
        doc: "good".into(),
        name: name.to_owned(),
    };
    assert_eq!(refuse(&mut project, rename("d.txt")), taken);
    assert_eq!(refuse(&mut project, rename("")), Refusal::EmptyName);
    let rename = Command::RenameProject(" ".to_owned());
    assert_eq!(refuse(&mut project, rename), Refusal::EmptyName);
}

#[test]
fn a_span_lies_in_the_text_and_shares_nothing_with_its_label() {
    let mut project = sample();
    let at = CharRange::of;
    let resize = |range| Command::Resize {
        layer: here(),
        span: SpanKey::new(at(2, 4), "PERSON"),
        range,
    };
    let outside = |span| Refusal::SpanOutsideText { span, n_chars: 7 };
    for (command, refusal) in [
        (add(here(), 6, 8, "SLOGAN"), outside(at(6, 8))),
        (resize(at(2, 8)), outside(at(2, 8))),
        (add(here(), 7, 7, "SLOGAN"), Refusal::EmptySpan(at(7, 7))),
        (resize(at(2, 2)), Refusal::EmptySpan(at(2, 2))),
        (add(here(), 0, 1, "X"), Refusal::NoLabel("X".into())),
        (
            resize(at(5, 7)),
            Refusal::SpanTaken(SpanKey::new(at(5, 7), "PERSON")),
        ),
        (
            resize(at(2, 6)),
            Refusal::OverlapsSameLabel {
                span: SpanKey::new(at(2, 6), "PERSON"),
                other: at(5, 7),
            },
        ),
        (
            add(here(), 3, 5, "PERSON"),
            Refusal::OverlapsSameLabel {
                span: SpanKey::new(at(3, 5), "PERSON"),
                other: at(2, 4),
            },
        ),
    ] {
        assert_eq!(refuse(&mut project, command), refusal);
    }
    let relabel = |label: &str| Command::Relabel {
        layer: here(),
        span: SpanKey::new(at(0, 2), "ROLE"),
        label: label.into(),
    };
    let refusal = refuse(&mut project, relabel("X"));
    assert_eq!(refusal, Refusal::NoLabel("X".into()));
    run(&mut project, resize(at(1, 4)));
    let refusal = refuse(&mut project, relabel("PERSON"));
    let span = SpanKey::new(at(0, 2), "PERSON");
    let other = at(1, 4);
    assert_eq!(refusal, Refusal::OverlapsSameLabel { span, other });
}

#[test]
fn spans_and_relations_that_are_gone_are_named() {
    let mut project = sample();
    let gone = SpanKey::new(CharRange::of(0, 1), "ROLE");
    let there = key(&project, "ROLE:部长");
    let commands = [
        Command::RemoveSpans {
            layer: here(),
            spans: vec![there.clone(), gone.clone()],
        },
        Command::Relabel {
            layer: here(),
            span: gone.clone(),
            label: "EVENT".into(),
        },
        Command::Resize {
            layer: here(),
            span: gone.clone(),
            range: CharRange::of(0, 3),
        },
        Command::SetDetail {
            layer: here(),
            span: gone.clone(),
            detail: SpanDetail::default(),
        },
    ];
    for command in commands {
        assert_eq!(refuse(&mut project, command), Refusal::NoSpan(gone.clone()));
    }
    let twice = Command::RemoveSpans {
        layer: here(),
        spans: vec![there.clone(), there.clone()],
    };
    assert_eq!(refuse(&mut project, twice), Refusal::NoSpan(there.clone()));

    let add = |relation| Command::AddRelations {
        layer: here(),
        relations: vec![relation],
    };
    for written in ["PERSON:王 HOLDS ROLE:部长", "PERSON:王毅 HOLDS ROLE:部"] {
        let relation = relation(&project, written);
        let refusal = refuse(&mut project, add(relation));
        assert!(matches!(refusal, Refusal::NoSpan(_)), "{refusal}");
    }
    let unknown = relation(&project, "PERSON:王毅 KNOWS PERSON:李强");
    let refusal = refuse(&mut project, add(unknown.clone()));
    assert_eq!(refusal, Refusal::NoRelationType("KNOWS".into()));
    for written in ["PERSON:王毅 HOLDS PERSON:李强", "ROLE:部长 HOLDS ROLE:部长"] {
        let relation = relation(&project, written);
        let expected = Refusal::RelationEnds {
            relation: "HOLDS".into(),
            head: relation.id.head.label.clone(),
            tail: relation.id.tail.label.clone(),
        };
        assert_eq!(refuse(&mut project, add(relation)), expected);
    }
    let there = relation(&project, "PERSON:王毅 HOLDS ROLE:部长");
    let remove = Command::RemoveRelations {
        layer: here(),
        relations: vec![there.id, unknown.id],
    };
    let refusal = refuse(&mut project, remove);
    assert_eq!(refusal, Refusal::NoRelation("KNOWS".into()));
}

fn schema_with(change: impl FnOnce(&mut Schema)) -> Command {
    let mut schema = Schema::of_people_roles_events_slogans();
    change(&mut schema);
    Command::SetSchema(schema)
}

#[test]
fn a_schema_can_be_typed_and_told_apart_and_loses_no_data() {
    let mut project = sample();
    let rename = |from: &str, to: &str| Command::RenameLabel {
        from: from.into(),
        to: to.into(),
    };
    let rename_relation = |from: &str, to: &str| Command::RenameRelation {
        from: from.into(),
        to: to.into(),
    };
    let merge = |from: &str, into: &str| Command::MergeLabels {
        from: from.into(),
        into: into.into(),
    };
    let label = |key: &str| Label::new(key);
    let no_label = || Refusal::NoLabel("X".into());
    for (command, refusal) in [
        (rename("X", "Y"), no_label()),
        (merge("X", "ROLE"), no_label()),
        (merge("ROLE", "X"), no_label()),
        (Command::RemoveLabel("X".into()), no_label()),
        (rename("ROLE", "EVENT"), Refusal::LabelTaken("EVENT".into())),
        (rename("ROLE", ""), Refusal::BadKey(String::new())),
        (rename("ROLE", " A"), Refusal::BadKey(" A".to_owned())),
        (
            rename("ROLE", "A\u{7}B"),
            Refusal::BadKey("A\u{7}B".to_owned()),
        ),
        (
            rename_relation("HOLDS", "A\n"),
            Refusal::BadKey("A\n".to_owned()),
        ),
        (
            rename_relation("X", "Y"),
            Refusal::NoRelationType("X".into()),
        ),
        (
            schema_with(|s| s.labels.push(label("ROLE"))),
            Refusal::LabelTaken("ROLE".into()),
        ),
        (
            schema_with(|s| s.labels.push(label(""))),
            Refusal::BadKey(String::new()),
        ),
        (
            schema_with(|s| s.labels[3].hotkey = Some('1')),
            Refusal::HotkeyTaken {
                hotkey: '1',
                first: "PERSON".into(),
                second: "SLOGAN".into(),
            },
        ),
        (
            schema_with(|s| s.relations.push(s.relations[0].clone())),
            Refusal::RelationTypeTaken("HOLDS".into()),
        ),
        (
            schema_with(|s| s.relations[0].tails.push("X".into())),
            no_label(),
        ),
        (
            schema_with(|s| {
                s.labels.remove(0);
                s.relations[0].heads.clear();
            }),
            Refusal::LabelInUse {
                label: "PERSON".into(),
                n_spans: 2,
            },
        ),
        (
            schema_with(|s| s.relations.clear()),
            Refusal::RelationInUse {
                relation: "HOLDS".into(),
                n: 1,
            },
        ),
    ] {
        assert_eq!(refuse(&mut project, command), refusal);
    }
    run(
        &mut project,
        schema_with(|s| {
            let mut more = s.relations[0].clone();
            more.key = "KNOWS".into();
            s.relations.push(more);
        }),
    );
    let refusal = refuse(&mut project, rename_relation("HOLDS", "KNOWS"));
    assert_eq!(refusal, Refusal::RelationTypeTaken("KNOWS".into()));
}

#[test]
fn a_batch_is_done_whole_or_not_at_all() {
    let mut project = sample();
    let commands = vec![
        Command::RenameProject("新".to_owned()),
        Command::AddDocuments(vec![document("e", "⟦EVENT:会⟧")]),
        Command::MoveDocument {
            doc: "e".into(),
            place: 0,
        },
        Command::RenameLabel {
            from: "ROLE".into(),
            to: "职务".into(),
        },
        Command::RenameAnnotator {
            from: WHO.into(),
            to: "乙".into(),
        },
        Command::RemoveLabel("PERSON".into()),
        Command::RemoveDocument(DOC.into()),
        Command::Batch(vec![Command::RemoveDocument(DOC.into())]),
    ];
    let refusal = refuse(&mut project, Command::Batch(commands));
    assert_eq!(refusal, Refusal::NoDocument(DOC.into()));
}

#[test]
fn a_change_made_for_another_state_is_stale_and_does_nothing() {
    let mut project = sample();
    let span = key(&project, "ROLE:部长");
    let first = project.clone();
    let change = run(
        &mut project,
        Command::Batch(vec![
            Command::RenameProject("新".to_owned()),
            Command::RemoveSpans {
                layer: here(),
                spans: vec![span],
            },
        ]),
    );
    // The first delta fits, the second does not.
    run(&mut project, Command::RenameProject("项目".to_owned()));
    let before = project.clone();
    assert_eq!(apply::replay(&mut project, &change), Err(Refusal::Stale));
    assert!(project == before && project != first);
}
