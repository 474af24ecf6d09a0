//! What a change of the schema does to everything that names its keys.

use zhubi::edit::command::Command;
use zhubi::model::ids::LabelKey;
use zhubi::model::layer::Rejection;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::lexicon::Pattern;
use zhubi::model::project::Project;

use super::here;
use super::key;
use super::layer;
use super::marks;
use super::project;
use super::relate;
use super::relations;
use super::run;

/// A project in which ROLE is named wherever a label can be.
fn named_everywhere() -> Project {
    let mut project = project("⟦ROLE:部长⟧⟦PERSON:王毅⟧见⟦EVENT:⟦ROLE:市长⟧⟧李强");
    // The end of the last one is gone.
    let written = [
        "PERSON:王毅 HOLDS ROLE:部长",
        "PERSON:王毅 HOLDS EVENT:市长",
        "PERSON:王毅 HOLDS ROLE:李强",
    ];
    relate(&mut project, &written);
    let rejected = vec![key(&project, "ROLE:见"), key(&project, "EVENT:见")];
    let rejected = rejected.into_iter();
    let reject = Command::Reject {
        layer: here(),
        rejections: rejected
            .map(|key| (key, Rejection::new("repeat", Some(500))))
            .collect(),
    };
    run(&mut project, reject);
    let labels = ["ROLE", "PERSON"].map(|label| Some(LabelKey::from(label)));
    let lexicons = labels.clone().map(|label| Lexicon {
        label,
        ..Lexicon::default()
    });
    let patterns = labels.map(|label| Pattern {
        label,
        ..Pattern::default()
    });
    run(&mut project, Command::SetLexicons(lexicons.to_vec()));
    run(&mut project, Command::SetPatterns(patterns.to_vec()));
    project
}

/// Returns the labels of rejections, word lists, patterns, and the tails of HOLDS.
fn mentions(project: &Project) -> [Vec<&str>; 4] {
    let rejected = layer(project).rejected.keys();
    let lexicons = project.lexicons.iter();
    let patterns = project.patterns.iter();
    fn shown(label: &Option<LabelKey>) -> &str {
        label.as_deref().unwrap_or("-")
    }
    [
        rejected.map(|key| key.label.as_str()).collect(),
        lexicons.map(|lexicon| shown(&lexicon.label)).collect(),
        patterns.map(|pattern| shown(&pattern.label)).collect(),
        project.schema.relations[0]
            .tails
            .iter()
            .map(|l| l.as_str())
            .collect(),
    ]
}

#[test]
fn a_renamed_label_is_renamed_wherever_it_is_named() {
    let mut project = named_everywhere();
    let rename = |from: &str, to: &str| Command::RenameLabel {
        from: from.into(),
        to: to.into(),
    };
    run(&mut project, rename("ROLE", "职务"));
    assert_eq!(
        marks(&project),
        "⟦职务:部长⟧⟦PERSON:王毅⟧见⟦EVENT:⟦职务:市长⟧⟧李强"
    );
    assert_eq!(
        relations(&project),
        [
            "PERSON:王毅 HOLDS 职务:部长",
            "PERSON:王毅 HOLDS EVENT:市长",
            "PERSON:王毅 HOLDS 职务:李强",
        ]
    );
    assert_eq!(
        mentions(&project),
        [
            vec!["EVENT", "职务"],
            vec!["职务", "PERSON"],
            vec!["职务", "PERSON"],
            vec!["职务"]
        ]
    );
    let label = &project.schema.labels[1];
    assert_eq!((label.key.as_str(), label.hotkey), ("职务", Some('2')));
    assert!(run(&mut project, rename("职务", "职务")).is_empty());
}

#[test]
fn a_merged_label_gives_all_it_has_to_the_other() {
    let mut project = named_everywhere();
    let merge = Command::MergeLabels {
        from: "ROLE".into(),
        into: "EVENT".into(),
    };
    run(&mut project, merge);
    assert_eq!(
        marks(&project),
        "⟦EVENT:部长⟧⟦PERSON:王毅⟧见⟦EVENT:市长⟧李强"
    );
    assert_eq!(
        relations(&project),
        [
            "PERSON:王毅 HOLDS EVENT:部长",
            "PERSON:王毅 HOLDS EVENT:市长",
            "PERSON:王毅 HOLDS EVENT:李强",
        ]
    );
    assert_eq!(
        mentions(&project),
        [
            vec!["EVENT"],
            vec!["EVENT", "PERSON"],
            vec!["EVENT", "PERSON"],
            vec!["EVENT"]
        ]
    );
    assert!(project.schema.label("ROLE").is_none());
    let itself = Command::MergeLabels {
        from: "EVENT".into(),
        into: "EVENT".into(),
    };
    assert!(run(&mut project, itself).is_empty());
}

#[test]
fn a_merged_label_that_both_ends_take_is_named_once() {
    let mut project = project("甲");
    let mut schema = (*project.schema).clone();
    schema.relations[0].tails = vec!["ROLE".into(), "EVENT".into()];
    run(&mut project, Command::SetSchema(schema));
    let merge = Command::MergeLabels {
        from: "ROLE".into(),
        into: "EVENT".into(),
    };
    run(&mut project, merge);
    assert_eq!(project.schema.relations[0].tails, ["EVENT".into()]);
}

#[test]
fn a_removed_label_takes_its_data_along_and_is_named_nowhere() {
    let mut project = named_everywhere();
    run(&mut project, Command::RemoveLabel("ROLE".into()));
    assert_eq!(marks(&project), "部长⟦PERSON:王毅⟧见⟦EVENT:市长⟧李强");
    assert_eq!(
        relations(&project),
        [
            "PERSON:王毅 HOLDS EVENT:市长",
            // It lost its end before, and `check` names it.
            "PERSON:王毅 HOLDS ROLE:李强",
        ]
    );
    assert_eq!(
        mentions(&project),
        [
            vec!["EVENT"],
            vec!["-", "PERSON"],
            vec!["-", "PERSON"],
            vec![]
        ]
    );
}

#[test]
fn a_renamed_relation_is_renamed_in_every_layer() {
    let mut project = named_everywhere();
    let rename = |from: &str, to: &str| Command::RenameRelation {
        from: from.into(),
        to: to.into(),
    };
    run(&mut project, rename("HOLDS", "任职"));
    assert_eq!(
        relations(&project),
        [
            "PERSON:王毅 任职 ROLE:部长",
            "PERSON:王毅 任职 EVENT:市长",
            "PERSON:王毅 任职 ROLE:李强",
        ]
    );
    assert!(project.schema.relation("HOLDS").is_none());
    assert!(run(&mut project, rename("任职", "任职")).is_empty());
}

#[test]
fn a_schema_may_drop_what_has_no_data() {
    let mut project = named_everywhere();
    let mut schema = (*project.schema).clone();
    schema.labels.retain(|label| label.key.as_str() != "SLOGAN");
    run(&mut project, Command::SetSchema(schema.clone()));
    assert!(run(&mut project, Command::SetSchema(schema)).is_empty());
    assert!(project.schema.label("SLOGAN").is_none());
}
