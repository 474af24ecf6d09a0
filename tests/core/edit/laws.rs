//! Laws of commands over random ones.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use zhubi::edit::apply;
use zhubi::edit::caret::Place;
use zhubi::edit::caret::Selection;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::layer::Layer;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::session::Session;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;

use super::random;
use super::random::N_KINDS;

fn n_dangling(project: &Project) -> usize {
    let layers = project.documents.iter().flat_map(|doc| doc.layers.values());
    let dangling = |layer: &Layer| {
        let ids = layer.relations.keys();
        let gone = |key: &SpanKey| !layer.spans.contains(key);
        ids.filter(|id| gone(&id.head) || gone(&id.tail)).count()
    };
    layers.map(|layer| dangling(layer)).sum()
}

/// Returns what is broken of that which always holds.
pub fn broken(project: &Project) -> Option<String> {
    let mut names = BTreeSet::new();
    let mut ids = BTreeSet::new();
    for (place, doc) in project.documents.iter().enumerate() {
        if !names.insert(&doc.name) || !ids.insert(&*doc.id) {
            return Some(format!("{} ({}) stands twice", doc.name, doc.id));
        }
        if project.documents.place_of(&doc.id) != Some(place) {
            return Some(format!("{} is not found at {place}", doc.id));
        }
        for (annotator, layer) in &doc.layers {
            if *annotator != layer.annotator {
                return Some(format!("{annotator} holds a layer of {}", layer.annotator));
            }
            let mut rest = layer.spans.iter().peekable();
            while let Some(span) = rest.next() {
                let next = rest.peek();
                let ordered = next.is_none_or(|next| span.cmp_reading(next).is_lt());
                if !ordered || !doc.text.holds(span.range) || span.range.is_empty() {
                    return Some(format!("span {:?}", span.key()));
                }
            }
            let counted: usize = layer.spans.counts().values().sum();
            if counted != layer.spans.iter().count() || counted != layer.spans.len() {
                return Some(format!("{counted} spans counted"));
            }
        }
    }
    let labels: BTreeSet<&str> = project
        .schema
        .labels
        .iter()
        .map(|l| l.key.as_str())
        .collect();
    if labels.len() != project.schema.labels.len() {
        return Some("a label stands twice".to_owned());
    }
    let relations = project.schema.relations.iter();
    let mut ends = relations.flat_map(|r| r.heads.iter().chain(&r.tails));
    ends.find(|end| !labels.contains(end.as_str()))
        .map(|end| format!("an end of label {end}"))
}

fn place(n: usize) -> Place {
    Place {
        doc: Some(format!("{n}").into()),
        selection: Selection::caret(CharIdx(n)),
        span: None,
        annotator: None,
    }
}

proptest! {
    #[test]
    fn a_command_is_done_whole_and_taken_back_or_refused_without_a_trace(raws in random::raws()) {
        let mut project = random::start();
        prop_assert_eq!(broken(&project), None);
        for raw in raws {
            let before = project.clone();
            let n_before = n_dangling(&before);
            let command = random::command(&project, raw);
            match apply::run(&mut project, command.clone()) {
                Err(refusal) => prop_assert!(project == before, "{command:?}: {refusal}"),
                Ok(change) => {
                    prop_assert_eq!(change.is_empty(), project == before, "{:?}", command);
                    prop_assert_eq!(broken(&project), None, "{:?}", command);
                    prop_assert!(n_dangling(&project) <= n_before, "{command:?}");
                    let after = project.clone();
                    let inverse = change.clone().inverse();
                    prop_assert_eq!(inverse.clone().inverse(), change.clone());
                    prop_assert_eq!(apply::replay(&mut project, &inverse), Ok(()));
                    prop_assert!(project == before, "the inverse of {command:?}");
                    prop_assert_eq!(apply::replay(&mut project, &change), Ok(()));
                    prop_assert!(project == after, "{command:?} again");
                }
            }
        }
    }

    #[test]
    fn undoing_all_gives_the_start_and_redoing_all_the_end(
        raws in random::raws(),
        wander in proptest::collection::vec(any::<bool>(), 0..30),
    ) {
        let mut session = Session::new_project("项目");
        let docs = random::start().documents.iter().map(|doc| (**doc).clone()).collect();
        let mut states = vec![session.project().clone()];
        let mut commands = vec![Command::AddDocuments(docs)];
        let mut raws = raws.into_iter();
        while let Some(command) = commands.pop() {
            let n = states.len();
            let done = session.run_at(command, &place(2 * n), &place(2 * n + 1));
            if done.is_ok_and(|done| done.changed) {
                states.push(session.project().clone());
            }
            prop_assert_eq!(session.history().done().len() + 1, states.len());
            commands.extend(raws.next().map(|raw| random::command(session.project(), raw)));
        }
        let mut at = states.len() - 1;
        let n_undo = vec![true; at + 1];
        let n_redo = vec![false; at + 1];
        for back in n_undo.into_iter().chain(n_redo).chain(wander) {
            let revision = session.revision();
            let undone = if back { session.undo() } else { session.redo() };
            let expected = if back {
                let n = at;
                at = at.saturating_sub(1);
                (n > 0).then(|| place(2 * n))
            } else {
                at = (at + 1).min(states.len() - 1);
                undone.as_ref().map(|_| place(2 * at + 1))
            };
            prop_assert_eq!(undone.as_ref().map(|undone| undone.place.clone()), expected);
            prop_assert_eq!(session.revision() > revision, undone.is_some());
            prop_assert!(*session.project() == states[at], "{at}");
        }
    }

    #[test]
    fn time_noted_between_the_acts_stands_in_the_way_of_none(raws in random::raws()) {
        let mut session = Session::new_project("项目");
        let docs = random::start().documents.iter().map(|doc| (**doc).clone()).collect();
        session.run(Command::AddDocuments(docs)).unwrap();
        for raw in raws {
            let command = random::command(session.project(), raw);
            let _ = session.run(command);
            session.note_time(super::here(), 1);
        }
        let end = without_time(session.project());
        let n = session.history().done().len();
        for _ in 0..n {
            prop_assert!(session.undo().is_some());
        }
        prop_assert!(session.project().documents.is_empty());
        for _ in 0..n {
            session.note_time(super::here(), 1);
            prop_assert!(session.redo().is_some());
        }
        prop_assert!(without_time(session.project()) == end);
    }

    #[test]
    fn span_commands_do_what_they_do_to_a_plain_set(raws in proptest::collection::vec(
        (20..26_u8, any::<[u8; 6]>()), 1..60,
    )) {
        let mut project = random::start();
        for (kind, mut n) in raws {
            // The layer of the first document.
            (n[0], n[1]) = (0, 0);
            let command = random::command(&project, (kind, n));
            let naive = naive(&project, &command);
            let done = apply::run(&mut project, command.clone());
            prop_assert_eq!(done.is_ok(), naive.is_some(), "{:?}: {:?}", command, done);
            if let Some(naive) = naive {
                prop_assert_eq!(plain(&project), naive, "{:?}", command);
            }
        }
    }

    #[test]
    fn a_copy_of_a_set_stays_as_it_was(
        n_first in 0..900_usize,
        acts in proptest::collection::vec((any::<bool>(), 0..900_usize, 1..4_usize), 1..80),
    ) {
        let span = |start, len| Span::new(CharRange::of(start, start + len), "A");
        let (mut set, _) = SpanSet::from_spans((0..n_first).map(|i| span(i, 1)));
        let mut copies = Vec::new();
        for (is_insert, start, len) in acts {
            copies.push((set.clone(), set.iter().cloned().collect::<Vec<Span>>()));
            if is_insert {
                let _ = set.insert(span(start, len));
            } else {
                set.remove(&span(start, len).key());
            }
        }
        for (copy, spans) in copies {
            prop_assert!(copy.iter().eq(&spans));
            prop_assert_eq!(copy.len(), spans.len());
            prop_assert_eq!(copy.counts().values().sum::<usize>(), spans.len());
        }
    }
}

pub fn without_time(project: &Project) -> Project {
    let mut project = project.clone();
    let ids: Vec<_> = project.documents.iter().map(|doc| doc.id.clone()).collect();
    for id in ids {
        let doc = project.documents.by_id_mut(&id).unwrap();
        for layer in doc.layers.values_mut() {
            std::sync::Arc::make_mut(layer).meta.active_seconds = 0;
        }
    }
    project
}

type Plain = BTreeSet<(usize, usize, String)>;

fn entry(range: CharRange, label: &str) -> (usize, usize, String) {
    (range.start().0, range.end().0, label.to_owned())
}

fn plain(project: &Project) -> Plain {
    let spans = super::layer(project).spans.iter();
    spans.map(|span| entry(span.range, &span.label)).collect()
}

/// Returns what a command on spans makes of the layer, the plain way; `None` if it is refused.
fn naive(project: &Project, command: &Command) -> Option<Plain> {
    let mut set = plain(project);
    let n_chars = project.documents.by_id(&super::DOC.into())?.text.n_chars();
    // Of the labels that occur here all but X are in the schema, and none may overlap itself.
    let fits = |set: &Plain, (start, end, label): &(usize, usize, String)| {
        let shares = |o: &&(usize, usize, String)| o.2 == *label && o.0 < *end && *start < o.1;
        let other = set.iter().find(shares);
        (start < end && *end <= n_chars && label != "X").then_some(other.is_none())
    };
    match command {
        Command::AddSpans {
            spans, same_label, ..
        } => {
            for span in spans {
                let new = entry(span.range, &span.label);
                if !set.contains(&new) {
                    let alone = fits(&set, &new)?;
                    (alone || *same_label == SameLabel::Allow).then(|| set.insert(new))?;
                }
            }
        }
        Command::RemoveSpans { spans, .. } => {
            for key in spans {
                set.remove(&entry(key.range, &key.label)).then_some(())?;
            }
        }
        Command::Relabel { span, label, .. } => {
            let new = entry(span.range, label);
            let gone = entry(span.range, &span.label);
            set.remove(&gone).then_some(())?;
            if new != gone && !set.contains(&new) {
                fits(&set, &new)?.then_some(())?;
            }
            set.insert(new);
        }
        Command::Resize { span, range, .. } => {
            let new = entry(*range, &span.label);
            let gone = entry(span.range, &span.label);
            set.remove(&gone).then_some(())?;
            if new != gone {
                fits(&set, &new)?.then_some(())?;
            }
            set.insert(new);
        }
        other => panic!("no command on spans: {other:?}"),
    }
    Some(set)
}

#[test]
fn the_random_commands_are_of_every_kind_done_and_refused() {
    let mut runner = TestRunner::deterministic();
    let (mut done, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..600 {
        let raws = random::raws().new_tree(&mut runner).unwrap().current();
        let mut project = random::start();
        for raw in raws {
            let command = random::command(&project, raw);
            let kind = random::kind(&command);
            match apply::run(&mut project, command) {
                Ok(change) if !change.is_empty() => done.insert(kind),
                Ok(_) => false,
                Err(_) => refused.insert(kind),
            };
        }
    }
    assert!(done.iter().copied().eq(0..N_KINDS), "{done:?}");
    // The parts of a project are never refused.
    let free = 1..6;
    let expected = (0..N_KINDS).filter(|kind| !free.contains(kind));
    assert!(refused.iter().copied().eq(expected), "{refused:?}");
}
