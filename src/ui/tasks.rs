//! Work that no frame waits for: reading, saving, dialogs, each on a thread of its own.
//!
//! What comes back is one closed enum, taken at the start of a frame. Tests run tasks at once, in
//! the frame that starts them, so that they need no clock.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;

use crate::assist::history::History;
use crate::exchange::Files;
use crate::model::check::Finding;
use crate::model::document::Document;
use crate::model::project::Project;
use crate::model::vocabulary::Vocabulary;
use crate::session::FromDisk;
use crate::session::LoadError;
use crate::session::Opened;
use crate::session::Other;
use crate::session::SaveError;
use crate::session::Saved;
use crate::session::Session;
use crate::session::Unnamed;
use crate::session::Version;
use crate::session::rescue::Rescue;
use crate::ui::assist::engine::Gathered;
use crate::ui::assist::reader::Done;
use crate::ui::damage::DamageBatch;
use crate::ui::effect::Choice;
use crate::ui::effect::Destination;
use crate::ui::histories::Whose;
use crate::ui::search::found::Sort;
use crate::ui::search::run::Batch;
use crate::ui::search::run::Stamp;
use crate::ui::windows::export::Came as ExportCame;
use crate::ui::windows::export::Written;
use crate::ui::windows::import::Seen;
use crate::ui::windows::lexicons::Came;
use crate::ui::windows::predictions::Brought;

/// What files were asked for, and for which project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// What is to be done with them.
    pub choice: Choice,
    /// The number of the session that was open.
    pub serial: Option<u64>,
}

/// What a task came to.
#[derive(Debug)]
pub enum TaskResult {
    /// Files were chosen; none when the user gave up.
    Chosen(Asked, Vec<PathBuf>),
    /// No dialog could be shown.
    NoDialog(Asked),
    /// The task could not be started, or broke off.
    Failed(String),
    /// Where documents were left was written.
    MemorySaved,
    /// The settings were written.
    SettingsSaved(anyhow::Result<()>),
    /// A project was looked through for what is wrong, in the session with this number.
    Checked(u64, Vec<Finding>),
    /// The damaged places of a document were counted, in the session with this number.
    DamageCounted(u64, Arc<Document>, usize),
    /// Some of what is damaged, or the last of it.
    DamageListed(Box<DamageBatch>),
    /// Something came back for the window of word lists.
    Lexicons(Box<Came>),
    /// Something was found out of an export that is being chosen.
    Counted(Box<ExportCame>),
    /// A project was read.
    Opened(PathBuf, Result<Box<Opened>, LoadError>),
    /// A project is open elsewhere, and was not opened.
    InUse(PathBuf, Vec<Other>),
    /// A new project got its place among the user's data, and is to hold these documents.
    Made(Box<Session>, Vec<Document>),
    /// The file of the session with this number was looked at.
    Looked(u64, Result<Option<Box<FromDisk>>, LoadError>),
    /// What else there is of a project that cannot be read was found.
    RescueFound(PathBuf, Box<LoadError>, Box<Rescue>),
    /// A project was opened from something else than its file.
    Rescued(PathBuf, Result<Box<Opened>, LoadError>),
    /// The versions of the project were listed, in the session with this number.
    VersionsListed(u64, Vec<Version>),
    /// A version was read to be brought back, in the session with this number.
    VersionRead(u64, Box<Version>, Result<Box<Project>, LoadError>),
    /// The projects without a name were listed.
    UnnamedListed(Vec<Unnamed>),
    /// Other computers were shown that the project is open.
    Beaten,
    /// What a save left to be done is done.
    Settled,
    /// Something was seen of the files of the import window with this number.
    Seen(u64, Seen),
    /// Documents were read.
    Read(Destination, Vec<Document>),
    /// The project was written.
    Saved(PathBuf, Result<Saved, SaveError>),
    /// A file of words was written.
    Exported(PathBuf, Result<(), SaveError>),
    /// An export was written, a file or a folder, or was not.
    ExportWritten(PathBuf, Files, Written),
    /// Some of what a search found, or the last of it.
    Found(Stamp, Box<Batch>),
    /// What became of suggestions was counted, for a session and its state.
    HistoryCounted((u64, u64), Whose, Box<History>),
    /// Predictions were read and held against the project.
    PredictionsRead(Box<Brought>),
    /// What was found, in another order.
    FoundSorted(Stamp, Sort, Vec<u32>),
    /// The words of a project were read, in the session with this number.
    OwnWordsRead(u64, Box<Vocabulary>),
    /// A list of suggestions was made.
    Gathered(Box<Gathered>),
    /// A document was read for suggestions, or the learner learned.
    AssistRead(Box<Done>),
    /// The words of the language are loaded.
    WordsLoaded,
}

/// What a task sends.
#[derive(Debug)]
enum Sent {
    /// Something, with more to come.
    Part(TaskResult),
    /// What it came to in the end.
    Last(TaskResult),
}

/// Starts tasks and collects what they came to.
#[derive(Debug)]
pub struct Tasks {
    sender: mpsc::Sender<Sent>,
    receiver: mpsc::Receiver<Sent>,
    at_once: bool,
    n_running: usize,
}

impl Tasks {
    /// Makes a starter of tasks on threads.
    pub fn on_threads() -> Self {
        let (sender, receiver) = mpsc::channel();
        Self {
            sender,
            receiver,
            at_once: false,
            n_running: 0,
        }
    }

    /// Makes one that runs each task before it returns.
    pub fn at_once() -> Self {
        Self {
            at_once: true,
            ..Self::on_threads()
        }
    }

    /// Returns whether tasks run in the frame that starts them.
    pub fn run_at_once(&self) -> bool {
        self.at_once
    }

    /// Returns whether anything is under way.
    pub fn busy(&self) -> bool {
        self.n_running > 0
    }

    /// Starts a task; `name` is the thread's.
    pub fn start(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        work: impl FnOnce() -> TaskResult + Send + 'static,
    ) {
        self.start_in_parts(ctx, name, |_| work());
    }

    /// Starts a task that sends parts of its result before it is done.
    pub fn start_in_parts(
        &mut self,
        ctx: &egui::Context,
        name: &str,
        work: impl FnOnce(&dyn Fn(TaskResult)) -> TaskResult + Send + 'static,
    ) {
        self.n_running += 1;
        let (sender, repaint) = (self.sender.clone(), ctx.clone());
        let (task, failed) = (name.to_owned(), self.sender.clone());
        let run = move || {
            // When nobody listens any more the window is gone, and nothing is to be told.
            let send = |sent| {
                sender.send(sent).ok();
                repaint.request_repaint();
            };
            let part = |result| send(Sent::Part(result));
            let work = std::panic::AssertUnwindSafe(|| work(&part));
            let worked = std::panic::catch_unwind(work);
            send(Sent::Last(worked.unwrap_or(TaskResult::Failed(task))));
        };
        if self.at_once {
            run();
            return;
        }
        let thread = std::thread::Builder::new().name(name.to_owned());
        if thread.spawn(run).is_err() {
            let failure = TaskResult::Failed(name.to_owned());
            failed.send(Sent::Last(failure)).ok();
        }
    }

    /// Takes what has come back.
    pub fn take(&mut self) -> Vec<TaskResult> {
        let mut results = Vec::new();
        for sent in self.receiver.try_iter() {
            self.n_running = self
                .n_running
                .saturating_sub(usize::from(matches!(sent, Sent::Last(_))));
            let (Sent::Part(result) | Sent::Last(result)) = sent;
            results.push(result);
        }
        results
    }
}
