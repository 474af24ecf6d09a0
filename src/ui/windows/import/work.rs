//! Reading the files of the window on a thread, and taking them into the project.
//!
//! The worker says how far it is in a counter that the window looks at in its frames. Whoever gives
//! up sets a flag; a file that is being decoded then is thrown away when it is done.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering;

use egui::Context;

use super::Entry;
use super::Import;
use crate::model::project::Project;
use crate::session::Session;
use crate::session::import;
use crate::session::import::FoundFile;
use crate::session::import::KnownTexts;
use crate::session::import::Listing;
use crate::session::import::Look;
use crate::session::import::Wish;
use crate::ui::desk::Desk;
use crate::ui::effect::Destination;
use crate::ui::panels::rows::ListView;
use crate::ui::tasks::TaskResult;

/// The name of the task that reads.
pub(in crate::ui) const TASK: &str = "look at documents";

/// What the worker sends.
#[derive(Debug)]
pub enum Seen {
    /// The files that were found.
    Listed(Listing),
    /// A file that was read: its place in the list, its stamp, and what it was read as.
    Looked(usize, u64, Box<Look>),
    /// Everything asked for is sent.
    Done,
}

/// What is under way.
#[derive(Default)]
pub(super) struct Work {
    given_up: Arc<AtomicBool>,
    /// The bytes of the file that is being read which are done.
    n_bytes: Arc<AtomicU64>,
    known: Arc<KnownTexts>,
    n_workers: usize,
    /// Files that are to be read and that no worker has been told of.
    waiting: Vec<usize>,
    /// The encoding wished for every file, those still to be found among them.
    for_all: Wish,
}

impl Work {
    /// Tells the worker that nobody waits any more.
    pub(super) fn give_up(&self) {
        self.given_up.store(true, Ordering::Relaxed);
    }

    /// Returns whether a worker has not said its last.
    pub(super) fn is_going(&self) -> bool {
        self.n_workers > 0
    }

    /// Returns how a file is to be read that nobody has said anything of.
    pub(super) fn wish_for_all(&self) -> Wish {
        self.for_all.clone()
    }

    /// Returns how much of the files is read.
    pub(super) fn share_done(&self, entries: &[Entry]) -> f32 {
        let all: u64 = entries.iter().map(|entry| entry.found.n_bytes + 1).sum();
        let done = entries.iter().filter(|entry| entry.look.is_some());
        let done: u64 = done.map(|entry| entry.found.n_bytes + 1).sum();
        let done = done + self.n_bytes.load(Ordering::Relaxed);
        (done as f64 / all.max(1) as f64).min(1.0) as f32
    }
}

/// A file that is to be read.
struct Task {
    idx: usize,
    stamp: u64,
    found: FoundFile,
    wish: Wish,
}

/// What reads on the thread.
struct Reader {
    number: u64,
    given_up: Arc<AtomicBool>,
    n_bytes: Arc<AtomicU64>,
    known: Arc<KnownTexts>,
}

impl Reader {
    fn read(&self, tasks: Vec<Task>, send: &dyn Fn(TaskResult)) -> TaskResult {
        for task in tasks {
            let n_bytes = task.found.n_bytes as f64;
            let goes_on = |share: f32| {
                let done = (f64::from(share) * n_bytes) as u64;
                self.n_bytes.store(done, Ordering::Relaxed);
                !self.given_up.load(Ordering::Relaxed)
            };
            let look = import::look(&task.found, &task.wish, &self.known, &goes_on);
            self.n_bytes.store(0, Ordering::Relaxed);
            let Some(look) = look else { break };
            let seen = Seen::Looked(task.idx, task.stamp, Box::new(look));
            send(TaskResult::Seen(self.number, seen));
        }
        TaskResult::Seen(self.number, Seen::Done)
    }
}

impl Import {
    fn new(to: Destination, session: Option<&Session>, number: u64) -> Self {
        let project = session.filter(|_| to == Destination::OpenProject);
        let known = project.map(|session| KnownTexts::of(session.project()));
        Self {
            to,
            serial: session.map(Session::serial),
            number,
            entries: Vec::new(),
            refused: Vec::new(),
            n_others: 0,
            n_listing: 0,
            work: Work {
                known: Arc::new(known.unwrap_or_default()),
                ..Work::default()
            },
            current: 0,
            place: 0,
            list: ListView::default(),
        }
    }

    /// Has a file read in another way.
    pub(super) fn read_again(&mut self, idx: usize, wish: Wish) {
        let Some(entry) = self.entries.get_mut(idx) else {
            return;
        };
        entry.wish = wish;
        entry.stamp += 1;
        entry.look = None;
        if idx == self.current {
            self.place = 0;
        }
        self.work.waiting.push(idx);
    }

    /// Has every file read in an encoding, those that are still to be found among them.
    pub(super) fn read_all_in(&mut self, encoding: Option<&'static str>) -> Vec<(usize, Wish)> {
        self.work.for_all.encoding = encoding;
        let entries = self.entries.iter().enumerate();
        let others = entries.filter(|(_, entry)| entry.wish.encoding != encoding);
        let again = others.map(|(idx, entry)| {
            let wish = Wish {
                encoding,
                ..entry.wish.clone()
            };
            (idx, wish)
        });
        again.collect()
    }
}

impl Desk {
    /// Opens the window on files and folders, or adds them to the one that is open.
    pub(in crate::ui) fn look_at_documents(
        &mut self,
        ctx: &Context,
        to: Destination,
        paths: Vec<PathBuf>,
    ) {
        if self.windows.import.is_none() {
            self.windows.freshen();
            let number = self.windows.n_opened;
            let import = Import::new(to, self.session.as_ref(), number);
            self.windows.import = Some(import);
        }
        let Some(import) = &mut self.windows.import else {
            return;
        };
        import.n_listing += 1;
        let number = import.number;
        self.tasks.start(ctx, TASK, move || {
            TaskResult::Seen(number, Seen::Listed(import::list(&paths)))
        });
    }

    /// Takes what the worker sent.
    pub(in crate::ui) fn take_seen(&mut self, ctx: &Context, number: u64, seen: Seen) {
        let import = self.windows.import.take();
        let Some(mut import) = import.filter(|import| import.number == number) else {
            return;
        };
        match seen {
            Seen::Listed(listing) => {
                let n_before = import.entries.len();
                import.take_listing(listing);
                import.work.waiting.extend(n_before..import.entries.len());
            }
            Seen::Looked(idx, stamp, look) => import.take_look(idx, stamp, *look),
            Seen::Done => {
                import.work.n_workers = import.work.n_workers.saturating_sub(1);
                import.find_twins();
            }
        }
        self.read_waiting(ctx, &mut import);
        self.windows.import = Some(import);
    }

    /// Closes the window after a worker broke off.
    pub(in crate::ui) fn looking_failed(&mut self) {
        if let Some(import) = self.windows.import.take() {
            import.work.give_up();
        }
    }

    /// Starts a worker for the files that wait for one.
    pub(super) fn read_waiting(&mut self, ctx: &Context, import: &mut Import) {
        let waiting = std::mem::take(&mut import.work.waiting);
        if waiting.is_empty() {
            return;
        }
        let tasks = waiting.into_iter().filter_map(|idx| {
            let entry = import.entries.get(idx)?;
            Some(Task {
                idx,
                stamp: entry.stamp,
                found: entry.found.clone(),
                wish: entry.wish.clone(),
            })
        });
        let tasks: Vec<Task> = tasks.collect();
        import.work.n_workers += 1;
        let reader = Reader {
            number: import.number,
            given_up: Arc::clone(&import.work.given_up),
            n_bytes: Arc::clone(&import.work.n_bytes),
            known: Arc::clone(&import.work.known),
        };
        self.tasks
            .start_in_parts(ctx, TASK, move |send| reader.read(tasks, send));
    }

    /// Takes the ticked files into the project.
    pub(super) fn import(&mut self, ctx: &Context, import: Import) {
        let serial = self.session.as_ref().map(Session::serial);
        if import.to == Destination::OpenProject && import.serial != serial {
            self.said = self.texts.tr("say-other-project");
            return;
        }
        let project = match (&self.session, import.to) {
            (Some(session), Destination::OpenProject) => session.project().clone(),
            _ => Project::new(""),
        };
        let (to, looks) = (import.to, import.looks());
        self.loading = true;
        self.said = self.texts.tr("said-reading");
        self.tasks.start(ctx, "import documents", move || {
            let looks = looks.iter().map(AsRef::as_ref);
            TaskResult::Read(to, import::documents(&project, looks))
        });
    }
}
