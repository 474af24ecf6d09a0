//! Puts a project together from its file and its journals.
//!
//! While the file is the one that the journal last marked as saved, the acts behind the mark are
//! made again just as they were, and the history is whole. Where the file is another one, for it
//! was pulled or synced meanwhile, they are brought in as operations on sets: what does not fit is
//! listed, never forced.

use std::sync::Arc;

use crate::edit::apply;
use crate::edit::between::between;
use crate::edit::caret::Place;
use crate::edit::change::Change;
use crate::edit::command::Act;
use crate::edit::history::History;
use crate::edit::history::NEVER_SAVED;
use crate::edit::rebase::Rebased;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::rebase;
use crate::edit::rebase::recorded;
use crate::model::project::Project;
use crate::store::journal::read::Journal;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;

/// A project with what its journals had beyond its file.
#[derive(Debug)]
pub struct Recovered {
    /// The project.
    pub project: Project,
    /// What can be taken back and made again.
    pub history: History,
    /// Acts that the file does not hold, as they stand in the journal already.
    pub tail: Vec<(u64, Arc<Acted>)>,
    /// Acts made by recovering, which the journal does not hold yet.
    pub new: Vec<Arc<Acted>>,
    /// What was recovered.
    pub report: Report,
}

impl Recovered {
    /// Takes a project as its file holds it, without a journal.
    pub fn of(project: Project) -> Self {
        let mut history = History::default();
        history.mark_saved(history.state());
        Self {
            project,
            history,
            tail: Vec::new(),
            new: Vec::new(),
            report: Report::default(),
        }
    }
}

/// What recovering came to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Acts that were made again.
    pub n_acts: usize,
    /// Whether the file was another one than the journal knew.
    pub other_file: bool,
    /// What did not fit, and what differs.
    pub rebased: Vec<Rebased>,
}

/// Puts a project together; `sha256` is that of the file it was read from, and `old_file` finds
/// the project that had a hash, if a copy of it was kept.
pub fn recover(
    project: Project,
    sha256: &str,
    journal: &Journal,
    old_file: impl FnOnce(&str) -> Option<Project>,
) -> Recovered {
    match journal.upto_in(sha256) {
        Some(upto) => on_the_same_file(project, journal, upto),
        None => on_another_file(project, journal, old_file(journal.base())),
    }
}

/// Puts a project together from an older copy of its file: the acts behind that copy are made
/// again where the journal knows it, and else the unsaved ones are brought in.
pub fn recover_copy(project: Project, sha256: &str, journal: &Journal) -> Recovered {
    match journal.upto_in_any(sha256) {
        Some(upto) => on_the_same_file(project, journal, upto),
        None => on_another_file(project, journal, None),
    }
}

/// Puts a project together from a journal alone: possible where its history goes back to a
/// project without documents.
pub fn recover_alone(mut project: Project, journal: &Journal) -> Option<Recovered> {
    let history = history_of(journal, 0);
    if history.is_cut() {
        return None;
    }
    for entry in history.done() {
        apply::replay(&mut project, &entry.change).ok()?;
    }
    (!project.documents.is_empty()).then(|| Recovered {
        history,
        ..Recovered::of(project)
    })
}

/// Brings the unsaved acts of another session's journal into what was recovered.
pub fn bring_in(recovered: &mut Recovered, journal: &Journal) {
    let tail: Vec<_> = acts_after(journal, journal.upto()).collect();
    recovered.report.n_acts += tail.len();
    let rebased = rebase_all(&mut recovered.project, &tail);
    let change = rebased.change.clone();
    let act = merge_act(&mut recovered.history, &recovered.project, change);
    recovered.new.extend(act);
    recovered.report.rebased.extend(said(rebased));
}

/// Returns the acts behind a record, in order, with their numbers.
fn acts_after(journal: &Journal, upto: u64) -> impl Iterator<Item = (u64, Arc<Acted>)> {
    let records = journal.records.iter().filter(move |r| r.n > upto);
    records.filter_map(|record| match &record.what {
        Entry::Act(acted) => Some((record.n, Arc::clone(acted))),
        _ => None,
    })
}

fn on_the_same_file(mut project: Project, journal: &Journal, upto: u64) -> Recovered {
    let mut history = history_of(journal, upto);
    let tail: Vec<_> = acts_after(journal, upto).collect();
    let mut report = Report::default();
    let mut new = Vec::new();
    for (i, (_, acted)) in tail.iter().enumerate() {
        if apply::replay(&mut project, &change_of(acted)).is_ok() {
            report.n_acts += 1;
            continue;
        }
        // A record before this one is lost: what is left is brought in as far as it fits.
        let left = tail.get(i..).unwrap_or_default();
        report.n_acts += left.len();
        let rebased = rebase_all(&mut project, left);
        history = History::default();
        history.mark_saved(NEVER_SAVED);
        new.extend(merge_act(&mut history, &project, rebased.change.clone()));
        report.rebased.extend(said(rebased));
        break;
    }
    Recovered {
        project,
        history,
        tail,
        new,
        report,
    }
}

fn on_another_file(project: Project, journal: &Journal, old: Option<Project>) -> Recovered {
    let tail: Vec<_> = acts_after(journal, journal.upto()).collect();
    let before = old.and_then(|mut old| {
        let replayed = tail
            .iter()
            .all(|(_, acted)| apply::replay(&mut old, &change_of(acted)).is_ok());
        replayed.then_some(old)
    });
    let mut merged_project = project.clone();
    let rebased = rebase_all(&mut merged_project, &tail);
    let mut history = History::default();
    let change = match &before {
        // The file that came is an act like any other, and can be taken back.
        Some(before) => {
            history = history_of(journal, journal.upto());
            between(before, &merged_project)
        }
        None => rebased.change.clone(),
    };
    if rebased.change.is_empty() && before.is_none() {
        history.mark_saved(history.state());
    } else {
        history.mark_saved(NEVER_SAVED);
    }
    let new = merge_act(&mut history, &merged_project, change);
    if rebased.change.is_empty() {
        history.mark_saved(history.state());
    }
    Recovered {
        project: merged_project,
        history,
        new: new.into_iter().collect(),
        report: Report {
            n_acts: tail.len(),
            other_file: true,
            rebased: said(rebased).into_iter().collect(),
        },
        tail,
    }
}

/// Puts a change that came from elsewhere into the history; one that did nothing leaves no trace.
fn merge_act(history: &mut History, after: &Project, change: Change) -> Option<Arc<Acted>> {
    if change.is_empty() {
        return None;
    }
    let deltas = recorded(after, &change);
    history.push(Act::Merge, change, Place::default(), Place::default());
    Some(Arc::new(Acted {
        how: How::Do,
        act: Act::Merge,
        before: Place::default(),
        after: Place::default(),
        deltas,
    }))
}

/// Returns what is worth telling of acts that were brought in.
fn said(rebased: Rebased) -> Option<Rebased> {
    (rebased != Rebased::default()).then_some(rebased)
}

/// Brings acts into a project as operations on sets.
pub fn rebase_all(project: &mut Project, acts: &[(u64, Arc<Acted>)]) -> Rebased {
    let deltas = acts
        .iter()
        .flat_map(|(_, acted)| acted.deltas.iter().cloned());
    rebase(project, &deltas.collect::<Vec<RecordedDelta>>())
}

/// Returns what an act did.
pub fn change_of(acted: &Acted) -> Change {
    Change {
        deltas: acted.deltas.iter().map(|r| r.delta.clone()).collect(),
    }
}

/// Builds the history that a journal tells, with the state that is saved marked.
///
/// Where records are missing it begins behind the last gap: an act before it may not be what it was.
fn history_of(journal: &Journal, upto: u64) -> History {
    let mut history = History::default();
    let mut last = None;
    let mut is_marked = false;
    for record in &journal.records {
        if last.is_some_and(|last| record.n > last + 1) {
            history = History::default();
            if is_marked {
                history.mark_saved(NEVER_SAVED);
            }
        }
        last = Some(record.n);
        if record.n > upto && !is_marked {
            history.mark_saved(history.state());
            is_marked = true;
        }
        if let Entry::Act(acted) = &record.what {
            step(&mut history, record.at, acted);
        }
    }
    if !is_marked {
        history.mark_saved(history.state());
    }
    if journal.records.first().is_some_and(|first| first.n > 1) {
        history.mark_cut();
    }
    history
}

/// Makes the step of a history that a record tells.
///
/// A journal that was cut tells of acts taken back whose doing is not in it any more; what they
/// did is what taking them back undid.
pub(super) fn step(history: &mut History, at: u64, acted: &Acted) {
    let change = || change_of(acted);
    let (before, after) = (acted.before.clone(), acted.after.clone());
    match acted.how {
        How::Do => history.push_at(Some(at), acted.act, change(), before, after),
        How::Undo => {
            if history.step_back().is_none() {
                let change = change().inverse();
                history.push_earlier_undone(None, acted.act, change, after, before);
            }
        }
        How::Redo => {
            history.step_forward();
        }
        How::Aside => {}
    }
}
