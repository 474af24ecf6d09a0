//! Work that no frame waits for: reading, saving, dialogs, each on a thread of its own.
//!
//! What comes back is one closed enum, taken at the start of a frame. Tests run tasks at once, in
//! the frame that starts them, so that they need no clock.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;

use crate::model::check::Finding;
use crate::model::document::Document;
use crate::session::LoadError;
use crate::session::Problem;
use crate::session::ReadDocuments;
use crate::session::SaveError;
use crate::session::Saved;
use crate::session::Session;
use crate::ui::resolve::Choice;
use crate::ui::resolve::Destination;
use crate::ui::windows::export::Counted;

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
    /// The settings were written.
    SettingsSaved(anyhow::Result<()>),
    /// A project was looked through for what is wrong, in the session with this number.
    Checked(u64, Vec<Finding>),
    /// The damaged places of a document were counted, in the session with this number.
    DamageCounted(u64, Arc<Document>, usize),
    /// What an export would lose was counted.
    Counted(Box<Counted>),
    /// A project was read.
    Opened(PathBuf, Result<Box<(Session, Vec<Problem>)>, LoadError>),
    /// Documents were read.
    Read(Destination, ReadDocuments),
    /// The project was written.
    Saved(PathBuf, Result<Saved, SaveError>),
    /// An export was written.
    Exported(PathBuf, Result<(), SaveError>),
    /// The words of the language are loaded.
    WordsLoaded,
}

/// Starts tasks and collects what they came to.
#[derive(Debug)]
pub struct Tasks {
    sender: mpsc::Sender<TaskResult>,
    receiver: mpsc::Receiver<TaskResult>,
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
        self.n_running += 1;
        let (sender, repaint) = (self.sender.clone(), ctx.clone());
        let (task, failed) = (name.to_owned(), self.sender.clone());
        let run = move || {
            let worked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
            // When nobody listens any more the window is gone, and nothing is to be told.
            sender.send(worked.unwrap_or(TaskResult::Failed(task))).ok();
            repaint.request_repaint();
        };
        if self.at_once {
            run();
            return;
        }
        let thread = std::thread::Builder::new().name(name.to_owned());
        if thread.spawn(run).is_err() {
            failed.send(TaskResult::Failed(name.to_owned())).ok();
        }
    }

    /// Takes what has come back.
    pub fn take(&mut self) -> Vec<TaskResult> {
        let results: Vec<TaskResult> = self.receiver.try_iter().collect();
        self.n_running = self.n_running.saturating_sub(results.len());
        results
    }
}
