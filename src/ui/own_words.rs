//! The words of the open project, kept up with it for double clicks and for the caret.
//!
//! A single act is read in the frame after it; what takes longer, such as a project just opened or
//! a label put everywhere at once, is read on a thread, and until then the words are those before.

use crate::model::vocabulary::Vocabulary;
use crate::session::Session;
use crate::text::segment::OwnWords;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;

/// The name of the task.
const TASK: &str = "own-words";

/// Spans that a frame may read: about a millisecond.
const READ_AT_ONCE: usize = 1_000;

/// The words, and the state of the project that they were last looked at for.
#[derive(Debug, Default)]
pub(super) struct Kept {
    vocabulary: Vocabulary,
    /// Serial number and revision of the session.
    seen: Option<(u64, u64)>,
    reading: bool,
}

impl Kept {
    /// Returns the words.
    pub fn words(&self) -> &OwnWords {
        self.vocabulary.words()
    }

    /// Waits no longer for a task that broke off; the next act tries again.
    pub fn note_failure(&mut self, task: &str) {
        self.reading = self.reading && task != TASK;
    }
}

impl Desk {
    /// Reads what changed in the project, or has it read.
    pub(super) fn keep_own_words(&mut self, ctx: &egui::Context) {
        let kept = &mut self.own_words;
        let Some(session) = &self.session else {
            if kept.seen.is_some() && !kept.reading {
                *kept = Kept::default();
            }
            return;
        };
        let now = Some((session.serial(), session.revision()));
        if kept.reading || kept.seen == now {
            return;
        }
        kept.seen = now;
        let project = session.project();
        if kept.vocabulary.n_behind(project) <= READ_AT_ONCE {
            kept.vocabulary.catch_up(project);
            return;
        }
        kept.reading = true;
        let (serial, project) = (session.serial(), project.clone());
        self.tasks.start(ctx, TASK, move || {
            TaskResult::OwnWordsRead(serial, Box::new(Vocabulary::of(&project)))
        });
    }

    /// Takes the words that were read; the next frame reads what changed meanwhile.
    pub(super) fn take_own_words(&mut self, serial: u64, vocabulary: Vocabulary) {
        self.own_words.reading = false;
        self.own_words.seen = None;
        if self.session.as_ref().map(Session::serial) == Some(serial) {
            let before = std::mem::replace(&mut self.own_words.vocabulary, vocabulary);
            // Letting thousands of documents go takes longer than a frame may.
            let thread = std::thread::Builder::new().name("old-words".to_owned());
            thread.spawn(move || drop(before)).ok();
        }
    }
}
