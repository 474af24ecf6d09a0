//! The difference of two projects leads from one to the other and back.

use std::sync::Arc;

use proptest::prelude::*;
use zhubi::edit::apply;
use zhubi::edit::between::between;
use zhubi::edit::change::Change;
use zhubi::edit::change::Delta;
use zhubi::model::document::Document;
use zhubi::model::project::Project;

use super::random;

fn after(raws: Vec<random::Raw>) -> Project {
    let mut project = random::start();
    for raw in raws {
        let command = random::command(&project, raw);
        let _ = apply::run(&mut project, command);
    }
    project
}

/// Goes there and back; returns the way.
fn there_and_back(old: &Project, new: &Project) -> Change {
    let change = between(old, new);
    let mut project = old.clone();
    apply::replay(&mut project, &change).unwrap();
    assert!(project == *new, "{change:?}");
    apply::replay(&mut project, &change.clone().inverse()).unwrap();
    assert!(project == *old, "back by {change:?}");
    change
}

/// Makes the project anew, so that it shares nothing.
fn unshared(project: &Project) -> Project {
    let mut copy = Project {
        schema: Arc::new((*project.schema).clone()),
        ..project.clone()
    };
    copy.documents = Default::default();
    for (place, doc) in project.documents.iter().enumerate() {
        let mut doc = Document::clone(doc);
        for layer in doc.layers.values_mut() {
            *layer = Arc::new((**layer).clone());
        }
        copy.documents.insert(place, Arc::new(doc)).unwrap();
    }
    copy
}

proptest! {
    #[test]
    fn any_two_projects_are_a_change_apart(a in random::raws(), b in random::raws()) {
        let (a, b) = (after(a), after(b));
        there_and_back(&a, &b);
        prop_assert!(between(&a, &unshared(&a)).is_empty());
    }

    #[test]
    fn a_new_order_moves_as_few_documents_as_can_be(
        order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let listed = |order: &[usize]| {
            let mut project = Project::new("项目");
            for (place, n) in order.iter().enumerate() {
                let doc = super::document(&format!("d{n}"), "⟦EVENT:大会⟧");
                project.documents.insert(place, doc.into()).unwrap();
            }
            project
        };
        let change = there_and_back(&listed(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), &listed(&order));
        let mut longest = vec![1; order.len()];
        for at in 0..order.len() {
            let runs = (0..at).filter(|&i| order[i] < order[at]).map(|i| longest[i] + 1);
            longest[at] = runs.max().unwrap_or(1);
        }
        let n_stay = longest.into_iter().max().unwrap_or(0);
        prop_assert_eq!(change.deltas.len(), 2 * (order.len() - n_stay));
    }
}

#[test]
fn what_no_command_changes_is_reached_too() {
    let old = random::start();
    let mut new = old.clone();
    new.extra = Arc::new([("later".to_owned(), "1".to_owned())].into());
    let doc = new.documents.by_id_mut(&super::DOC.into()).unwrap();
    doc.source.encoding = "GB18030".to_owned();
    doc.extra.insert("later".to_owned(), "2".to_owned());
    doc.name = "乙.txt".to_owned();
    let layer = Arc::make_mut(doc.layers.get_mut(super::WHO).unwrap());
    layer.meta.extra.insert("later".to_owned(), "3".to_owned());
    let change = there_and_back(&old, &new);
    assert_eq!(change.deltas.len(), 4, "{change:?}");
}

#[test]
fn a_span_more_is_one_delta() {
    let old = random::start();
    let mut new = old.clone();
    let doc = new.documents.by_id_mut(&super::DOC.into()).unwrap();
    let layer = Arc::make_mut(doc.layers.get_mut(super::WHO).unwrap());
    let key = super::key(&old, "EVENT:说好");
    let span = zhubi::model::span::Span::new(key.range, key.label);
    layer.spans.insert(span.clone()).unwrap();
    let change = there_and_back(&old, &new);
    let [Delta::Span { diff, .. }] = change.deltas.as_slice() else {
        panic!("{change:?}")
    };
    assert_eq!((&diff.before, &diff.after), (&None, &Some(span)));
}
