//! The program that is killed: a session at work, which says what it is about to do and what it
//! has been told is safe.
//!
//! Lines begin with `crash:`, for a test's own output may stand between them: `open`, `try` and
//! `ack` with the hash of the project, `saving`, `saved`, `done`, and `fault` with what is wrong.

use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zhubi::session::Keeper;
use zhubi::session::SaveError;
use zhubi::session::Session;
use zhubi::store::test_disk::Chance;

use super::acts;

/// What every line begins with.
pub const MARK: &str = "crash: ";

/// The variable that tells the program to be the one that is killed, and with what.
pub const TASK: &str = "ZHUBI_CRASH_TASK";

/// How long a disk is waited for before that is a fault.
const WAIT: Duration = Duration::from_secs(60);

/// What a child is to do.
#[derive(Clone, Debug)]
pub struct Task {
    /// The folder with the project.
    pub folder: PathBuf,
    /// What its steps are chosen by.
    pub seed: u64,
    /// Steps after which it ends by itself.
    pub n_steps: usize,
    /// Whether time is noted too.
    pub times: bool,
}

impl Task {
    /// Returns it as the value of [`TASK`].
    pub fn to_variable(&self) -> String {
        let (seed, n_steps, times) = (self.seed, self.n_steps, u8::from(self.times));
        format!("{seed},{n_steps},{times},{}", self.folder.display())
    }

    /// Returns what this program is to do; `None` in a program that is to kill others.
    pub fn of_this_program() -> Option<Self> {
        Self::read(&std::env::var(TASK).ok()?)
    }

    /// Reads what [`Self::to_variable`] returned.
    pub fn read(task: &str) -> Option<Self> {
        let mut parts = task.splitn(4, ',');
        let mut number = || parts.next()?.parse::<u64>().ok();
        let (seed, n_steps, times) = (number()?, number()?, number()?);
        Some(Self {
            seed,
            n_steps: usize::try_from(n_steps).ok()?,
            times: times == 1,
            folder: parts.next()?.into(),
        })
    }
}

/// The project of a folder.
pub fn project_in(folder: &Path) -> PathBuf {
    folder.join("项目/甲.ron")
}

/// The keeper that parent and child share.
pub fn keeper_in(folder: &Path) -> Keeper {
    let data = folder.join("数据");
    Keeper::new(Some(data), "小王".to_owned(), "电脑".to_owned())
}

fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    // The line end comes first too: the test's name may stand on this line already.
    let written = writeln!(out, "\n{MARK}{line}").and_then(|()| out.flush());
    if written.is_err() {
        // Whoever listened is gone.
        std::process::exit(2);
    }
}

/// Works until it is killed, or has done its steps.
pub fn work(task: &Task) {
    let path = project_in(&task.folder);
    let opened = match Session::open_kept(&path, &keeper_in(&task.folder)) {
        Ok(opened) => opened,
        Err(cause) => return say(&format!("fault it does not open: {cause}")),
    };
    let mut worker = Worker {
        session: opened.session,
        chance: Chance::new(task.seed),
        saving: None,
    };
    say(&format!("open {}", acts::hash(worker.session.project())));
    for _ in 0..task.n_steps {
        worker.step(task.times);
    }
    worker.take_save(true);
    drop(worker);
    say("done");
}

type SaveResult = Result<zhubi::session::Saved, SaveError>;

struct Worker {
    session: Session,
    chance: Chance,
    saving: Option<mpsc::Receiver<SaveResult>>,
}

impl Worker {
    fn step(&mut self, times: bool) {
        self.take_save(false);
        if self.saving.is_none() && self.chance.below(12) == 0 {
            self.begin_save();
        }
        let step = acts::next(self.session.project(), &mut self.chance);
        if matches!(step, acts::Step::Time(..)) && !times {
            return;
        }
        let Some(ahead) = acts::ahead(&self.session, &step) else {
            // What is refused, or changes nothing, is left out half the time.
            if self.chance.coin() {
                let revision = self.session.revision();
                acts::take(&mut self.session, step);
                if self.session.revision() != revision {
                    say("fault a step that was to change nothing changed something");
                }
            }
            return;
        };
        let hash = acts::hash(&ahead);
        say(&format!("try {hash}"));
        acts::take(&mut self.session, step);
        if *self.session.project() != ahead {
            say("fault a step came out otherwise than on a copy");
        }
        // Some acts come faster than the disk.
        if self.chance.below(4) > 0 {
            match self.session.watch() {
                Some(watch) if watch.flush(WAIT) => say(&format!("ack {hash}")),
                Some(_) => say("fault the journal does not come to an end"),
                None => say("fault there is no journal"),
            }
        }
    }

    fn begin_save(&mut self) {
        let Some(job) = self.session.save_job(None) else {
            return say("fault there is nothing to save to");
        };
        let (sender, receiver) = mpsc::channel();
        say("saving");
        thread::spawn(move || sender.send(job.run()).ok());
        self.saving = Some(receiver);
    }

    /// Takes the result of a save, as a frame does, or waits for it.
    fn take_save(&mut self, wait: bool) {
        let Some(saving) = &self.saving else { return };
        let result = match wait {
            true => saving.recv().ok(),
            false => saving.try_recv().ok(),
        };
        let Some(result) = result else { return };
        self.saving = None;
        match result {
            Ok(saved) => {
                self.session.saved(&saved);
                say("saved");
            }
            Err(cause) => say(&format!("fault it does not save: {cause}")),
        }
    }
}
