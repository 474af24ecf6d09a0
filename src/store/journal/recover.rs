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
use crate::edit::rebase::holds;
use crate::edit::rebase::rebase;
use crate::edit::rebase::recorded;
use crate::model::project::Project;
use crate::store::journal::read::Journal;
use crate::store::journal::read::Numbered;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Past;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;

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
    /// What the journal has to tell before them, where it did not stand on the file.
    pub brought: Option<Brought>,
    /// A save whose mark the journal lacks.
    pub saved: Option<SavedMark>,
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
            brought: None,
            saved: None,
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
        Some(upto) => {
            let tail = journal.acts_after(upto).collect();
            on_the_same_file(project, sha256, journal, upto, tail)
        }
        None => on_another_file(project, sha256, journal, old_file(journal.base())),
    }
}

/// Puts a project together from an older copy of its file: the acts behind that copy are made
/// again where the journal knows it, and else the unsaved ones are brought in.
pub fn recover_copy(project: Project, sha256: &str, journal: &Journal) -> Recovered {
    match journal.acts_behind_copy(sha256) {
        Some((upto, tail)) => on_the_same_file(project, sha256, journal, upto, tail),
        None => on_another_file(project, sha256, journal, None),
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
    let tail: Vec<_> = journal.acts_after(journal.upto()).collect();
    recovered.report.n_acts += n_acts(&tail);
    let rebased = rebase_all(&mut recovered.project, &tail);
    let change = rebased.change.clone();
    let act = merge_act(&mut recovered.history, &recovered.project, change);
    recovered.new.extend(act);
    recovered.report.rebased.extend(said(rebased));
}

fn on_the_same_file(
    project: Project,
    sha256: &str,
    journal: &Journal,
    upto: u64,
    tail: Vec<Numbered>,
) -> Recovered {
    let mut recovered = Recovered {
        project: project.clone(),
        history: history_of(journal, upto),
        tail: Vec::new(),
        new: Vec::new(),
        brought: None,
        saved: None,
        report: Report {
            n_acts: n_acts(&tail),
            ..Report::default()
        },
    };
    let made = &mut recovered.project;
    let stuck = tail
        .iter()
        .position(|(_, acted)| apply::replay(made, &change_of(acted)).is_err());
    let Some(first) = stuck else {
        recovered.tail = tail;
        // The save was done, and its mark is missing.
        recovered.saved = (journal.base() != sha256).then(|| SavedMark {
            upto,
            sha256: sha256.to_owned(),
        });
        return recovered;
    };
    // A record before this one is lost: what is left is brought in as far as it fits.
    let left = tail.get(first..).unwrap_or_default();
    let rebased = rebase_all(&mut recovered.project, left);
    recovered.report.rebased.push(rebased);
    recovered.history = History::default();
    recovered.bring(&project, sha256, Past::Ends);
    recovered
}

fn on_another_file(
    project: Project,
    sha256: &str,
    journal: &Journal,
    old: Option<Project>,
) -> Recovered {
    let upto = upto_within(&project, journal);
    let tail: Vec<_> = journal.acts_after(upto).collect();
    let before = old.and_then(|mut old| {
        let mut since = journal.acts_after(journal.upto());
        let replayed = since.all(|(_, acted)| apply::replay(&mut old, &change_of(&acted)).is_ok());
        replayed.then_some(old)
    });
    let mut recovered = Recovered::of(project.clone());
    let rebased = rebase_all(&mut recovered.project, &tail);
    recovered.report = Report {
        n_acts: n_acts(&tail),
        other_file: true,
        rebased: said(rebased).into_iter().collect(),
    };
    let past = match before {
        // The file that came is an act like any other, and can be taken back.
        Some(before) => {
            recovered.history = history_of(journal, upto);
            let change = between(&before, &recovered.project);
            match change.is_empty() {
                true => Past::GoesOn,
                false => {
                    let deltas = recorded(&recovered.project, &change);
                    let (from, to) = (Place::default(), Place::default());
                    recovered.history.push(Act::Merge, change, from, to);
                    Past::Act(deltas)
                }
            }
        }
        None => Past::Ends,
    };
    recovered.bring(&project, sha256, past);
    recovered
}

/// Returns the number of the last record that a file holds that somebody else has written.
///
/// It may have been written upon one whose save was never marked as done; then it holds what was
/// done up to that save.
fn upto_within(project: &Project, journal: &Journal) -> u64 {
    let upto = journal.upto();
    let begun = journal.begun().map(|mark| mark.upto);
    let within = |to: &u64| {
        let acts = journal.acts_after(upto).filter(|(n, _)| n <= to);
        let deltas: Vec<RecordedDelta> = acts.flat_map(|(_, a)| a.deltas.clone()).collect();
        !deltas.is_empty() && holds(project, &deltas)
    };
    begun.filter(|to| *to > upto).find(within).unwrap_or(upto)
}

impl Recovered {
    /// Has the journal stand on the file from here on.
    fn bring(&mut self, file: &Project, sha256: &str, past: Past) {
        let brought = Brought::of(file, sha256, &self.project, past);
        self.history.mark_saved(match brought.deltas.is_empty() {
            true => self.history.state(),
            false => NEVER_SAVED,
        });
        self.brought = Some(brought);
    }
}

impl Brought {
    /// Says how a project differs from a file that it is to stand on.
    pub fn of(file: &Project, sha256: &str, project: &Project, past: Past) -> Self {
        Self {
            sha256: sha256.to_owned(),
            deltas: recorded(project, &between(file, project)),
            past,
        }
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

/// Counts what the user did; that time was worked is nothing to tell.
fn n_acts(tail: &[Numbered]) -> usize {
    let done = tail
        .iter()
        .filter(|(_, acted)| acted.how != How::Aside || acted.act == Act::Merge);
    done.count()
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
    change_by(&acted.deltas)
}

fn change_by(deltas: &[RecordedDelta]) -> Change {
    Change {
        deltas: deltas.iter().map(|r| r.delta.clone()).collect(),
    }
}

/// Builds the history that a journal tells, with the state that is saved marked.
///
/// Where records are missing it begins behind the last gap: an act before it may not be what it was.
fn history_of(journal: &Journal, upto: u64) -> History {
    let mut history = History::default();
    let mut last = None;
    let mut saved = None;
    for record in &journal.records {
        if last.is_some_and(|last| record.n > last + 1) {
            history = History::default();
            saved = saved.map(|_| NEVER_SAVED);
        }
        last = Some(record.n);
        let is_after = record.n > upto;
        if is_after && saved.is_none() {
            saved = Some(history.state());
        }
        tell(&mut history, record);
        if let Entry::Brought(brought) = &record.what
            && is_after
        {
            saved = Some(match brought.deltas.is_empty() {
                true => history.state(),
                false => NEVER_SAVED,
            });
        }
    }
    history.mark_saved(saved.unwrap_or_else(|| history.state()));
    if journal.records.first().is_some_and(|first| first.n > 1) {
        history.mark_cut();
    }
    history
}

/// Makes the steps of a history that a record tells.
///
/// A journal that was cut tells of acts taken back whose doing is not in it any more; what they
/// did is what taking them back undid.
pub(super) fn tell(history: &mut History, record: &Record) {
    let at = Some(record.at);
    match &record.what {
        Entry::Act(acted) => tell_act(history, record.at, acted),
        Entry::Brought(brought) => match &brought.past {
            Past::GoesOn => {}
            Past::Act(deltas) => {
                let (from, to) = (Place::default(), Place::default());
                history.push_at(at, Act::Merge, change_by(deltas), from, to);
            }
            Past::Ends => *history = History::default(),
        },
        _ => {}
    }
}

fn tell_act(history: &mut History, at: u64, acted: &Acted) {
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
            if history.step_forward().is_none() {
                history.push_at(Some(at), acted.act, change(), before, after);
            }
        }
        How::Aside => {}
    }
}
