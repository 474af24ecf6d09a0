//! A project that gets another file: its journal begins anew beside that one.
//!
//! A history may be long and a disk slow, so the thread that writes the file begins the journal
//! too, with the history up to the snapshot. What was done meanwhile follows when the result is
//! taken, from the old journal, which goes only then: at no moment is an act in neither. What is
//! left after that, [`SettleJob`], waits for the disk once more and needs no session.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::session::SaveJob;
use crate::session::Saved;
use crate::session::Session;
use crate::session::keeper::Keeper;
use crate::session::keeping::Keeping;
use crate::session::keeping::TAKE_OVER;
use crate::session::keeping::Watch;
use crate::store::KnownFile;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Past;

/// Steps of acts that are let go of at once: less than a tenth of a millisecond.
const AT_ONCE: usize = 1_000;

/// A journal that was begun beside a new file, until a session takes it.
#[derive(Clone, Debug, Default)]
pub(super) struct Begun(Arc<Mutex<Option<Keeping>>>);

impl Begun {
    pub fn is_begun(&self) -> bool {
        let begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.is_some()
    }

    fn take(&self) -> Option<Keeping> {
        let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        begun.take()
    }
}

impl SaveJob {
    /// Begins a journal beside a file that is new to the project; waits for the disk.
    pub(super) fn begin_journal(&self, known: Option<&KnownFile>) -> Begun {
        let (Some(keeper), Some(history), Some(known)) = (&self.keeper, &self.history, known)
        else {
            return Begun::default();
        };
        let (path, sha256) = (&*self.path, &*known.sha256);
        if !self.is_own {
            keeper.set_journals_aside(path);
        }
        let told = Keeping::start_with(keeper, path, sha256, history);
        let past = match told {
            Some(_) => Past::GoesOn,
            None => Past::Ends,
        };
        let begun = told.or_else(|| Keeping::start(keeper, path, None, None, sha256));
        let begun = begun.map(|mut keeping| {
            keeping.brought(Brought::of(&self.project, sha256, &self.project, past));
            keeping
        });
        Begun(Arc::new(Mutex::new(begun)))
    }
}

impl Session {
    /// Goes on with the journal that was begun beside a file that the project has just got.
    pub(super) fn keep_at_new_place(
        &mut self,
        saved: &Saved,
        known: &KnownFile,
    ) -> Option<SettleJob> {
        let keeper = self.keeper.clone()?;
        let old = self.keeping.take();
        let since: Vec<_> = match &old {
            Some(old) => old.acts_since(saved.upto).map(Arc::clone).collect(),
            None => Vec::new(),
        };
        let is_same_file = saved.begun_anew;
        let mut job = SettleJob {
            old,
            taken: None,
            unnamed: None,
            saved: Vec::new(),
        };
        let Some(mut keeping) = saved.begun.take() else {
            return Some(job);
        };
        // Each step counts a revision.
        let n_steps = self.revision.saturating_sub(saved.revision);
        if usize::try_from(n_steps) == Ok(since.len()) {
            since.into_iter().for_each(|acted| keeping.act(acted));
        } else {
            // Nobody wrote all of them down: what they came to is kept, and no way back.
            let file = &saved.project;
            let brought = Brought::of(file, &known.sha256, &self.project, Past::Ends);
            keeping.brought(brought);
        }
        if is_same_file {
            job.taken = Some((keeping.watch(), keeping.lock_id()));
        }
        let moved = self.unnamed.take_if(|unnamed| *unnamed != saved.path);
        job.unnamed = moved.map(|unnamed| Unnamed {
            keeper,
            path: unnamed,
            watch: keeping.watch(),
        });
        self.keeping = Some(keeping);
        Some(job)
    }
}

/// Where a project lay that has a name now.
#[derive(Debug)]
struct Unnamed {
    keeper: Keeper,
    path: PathBuf,
    /// The journal that its acts are in now.
    watch: Watch,
}

/// What is left to be done after a save: acts that the file holds are let go of; where it is another
/// file the old journal ends, and a project that lay among the user's data goes from there.
///
/// It takes a while, or waits for the disk. One that is dropped does it at once.
#[derive(Debug)]
pub struct SettleJob {
    old: Option<Keeping>,
    /// The journal of the same file that goes on with the old one, and its id.
    taken: Option<(Watch, String)>,
    unnamed: Option<Unnamed>,
    saved: Vec<Arc<Acted>>,
}

impl SettleJob {
    /// Lets acts go; there is a job only where they are many.
    pub(super) fn of_acts(saved: Vec<Arc<Acted>>) -> Option<Self> {
        let n_deltas: usize = saved.iter().map(|acted| acted.deltas.len()).sum();
        (n_deltas > AT_ONCE).then(|| Self {
            old: None,
            taken: None,
            unnamed: None,
            saved,
        })
    }

    /// Does it, on whatever thread it is called.
    pub fn run(self) {}
}

impl Drop for SettleJob {
    fn drop(&mut self) {
        if let (Some(old), Some((watch, id))) = (&mut self.old, self.taken.take())
            && watch.flush(TAKE_OVER)
        {
            // Else what is left of it would be brought in again.
            old.taken_by(id);
        }
        // The old one first: its lock and its thread end with it.
        self.old = None;
        self.saved.clear();
        if let Some(unnamed) = self.unnamed.take()
            && unnamed.watch.flush(TAKE_OVER)
        {
            unnamed.keeper.remove_unnamed(&unnamed.path);
        }
    }
}
