//! What became of suggestions, counted for whoever asks: the statistics, and accepting many.
//!
//! A single act is counted in the frame that asks; what takes longer, such as a project just
//! opened, is counted on a thread, and until then there is nothing to say.

use crate::assist::history::History;
use crate::model::ids::Annotator;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;

/// The name of the task.
const TASK: &str = "history";

/// Spans and rejections that a frame may count: about a millisecond.
const COUNTED_AT_ONCE: usize = 5_000;

/// Whose suggestions are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Those of the annotator at work.
    #[default]
    Mine,
    /// Those of all people.
    Everyone,
}

/// What was counted, and for which state of which project.
#[derive(Debug, Default)]
pub struct Histories {
    mine: Kept,
    everyone: Kept,
}

#[derive(Debug, Default)]
struct Kept {
    history: Option<History>,
    /// Number and revision of the session it was last brought up to.
    seen: Option<(u64, u64)>,
    counting: bool,
}

impl Histories {
    fn kept(&mut self, whose: Whose) -> &mut Kept {
        match whose {
            Whose::Mine => &mut self.mine,
            Whose::Everyone => &mut self.everyone,
        }
    }

    /// Returns what was counted last; it may be a few acts behind.
    pub fn get(&self, whose: Whose) -> Option<&History> {
        match whose {
            Whose::Mine => self.mine.history.as_ref(),
            Whose::Everyone => self.everyone.history.as_ref(),
        }
    }

    /// Waits no longer for a task that broke off; the next question tries again.
    pub fn note_failure(&mut self, task: &str) {
        if task == TASK {
            *self = Self::default();
        }
    }
}

impl Desk {
    /// Counts what changed since somebody asked last, or has it counted.
    ///
    /// After it [`Histories::get`] gives the answer, or nothing while it is being counted.
    pub(super) fn keep_history(&mut self, ctx: &egui::Context, whose: Whose) {
        let who: Option<Annotator> = match whose {
            Whose::Mine => Some(self.annotator.clone()),
            Whose::Everyone => None,
        };
        let kept = self.histories.kept(whose);
        let Some(session) = &self.session else {
            *kept = Kept::default();
            return;
        };
        let now = (session.serial(), session.revision());
        let is_of_now = kept.seen.is_some_and(|(serial, _)| serial == now.0)
            && kept
                .history
                .as_ref()
                .is_some_and(|h| h.who() == who.as_ref());
        if !is_of_now {
            kept.history = None;
        }
        if kept.counting || (is_of_now && kept.seen == Some(now)) {
            return;
        }
        let project = session.project();
        let mut history = kept.history.take().unwrap_or(History::new(who.clone()));
        kept.seen = Some(now);
        if history.n_behind(project) <= COUNTED_AT_ONCE {
            history.catch_up(project);
            kept.history = Some(history);
            return;
        }
        kept.counting = true;
        let project = project.clone();
        self.tasks.start(ctx, TASK, move || {
            history.catch_up(&project);
            TaskResult::HistoryCounted(now, whose, Box::new(history))
        });
    }

    /// Takes what was counted; what changed meanwhile is counted when somebody asks again.
    pub(super) fn take_history(&mut self, seen: (u64, u64), whose: Whose, history: History) {
        let kept = self.histories.kept(whose);
        kept.counting = false;
        let is_open = self.session.as_ref().map(Session::serial) == Some(seen.0);
        kept.history = is_open.then_some(history);
        kept.seen = is_open.then_some(seen);
    }
}
