//! Keeps the open project on the disk without being asked, and notices what others do to its file.
//!
//! A project is saved when nothing was done for a while, when work goes on for long, when the
//! window loses the keyboard and before it is left; each time on a thread, and nothing in the
//! window moves for it. Its file is looked at now and then: what somebody else wrote is taken in
//! with what was done here, and never overwritten unseen. What is true of all that at the moment
//! is [`Keeping`], which the status line shows.

use std::path::Path;
use std::time::Duration;
use std::time::Instant;

use crate::session::FromDisk;
use crate::session::LoadError;
use crate::session::SaveError;
use crate::session::Session;
use crate::session::Unnamed;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;
use crate::ui::words;
use egui::Context;

/// Seconds without an act after which the project is saved.
const IDLE: f64 = 3.0;
/// Seconds after which it is saved though work goes on.
const LONGEST: f64 = 30.0;
/// Seconds between tries of a save that fails; the last one again and again.
const PAUSES: [f64; 4] = [3.0, 10.0, 30.0, 60.0];
/// Seconds between looks at the file.
const LOOKS: f64 = 10.0;
/// Seconds between signs of life for other computers.
const BEATS: f64 = 30.0;
/// Seconds that the journal may take before it is said; most often it takes milliseconds.
const PENDING: f64 = 0.3;
/// Seconds that it may fail before a message explains it.
const FAILING: f64 = 1.0;

/// How far the open project is on its way to the disk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Keeping {
    /// Nothing but the file keeps it.
    #[default]
    Unknown,
    /// The file holds everything.
    Saved,
    /// The file is being written, because somebody asked for it.
    Saving,
    /// What the file does not hold is in the journal.
    Journaled,
    /// The same, of a project without a name.
    Unnamed,
    /// It is open only to be read.
    ReadOnly,
    /// Something does not reach the disk.
    Stuck(Stuck),
}

/// What does not reach the disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stuck {
    /// What it is.
    pub title: String,
    /// What happened, what is safe, what to do.
    pub body: String,
}

/// What is to be done about a project before it is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BeforeLeaving {
    /// Nothing: it is on the disk.
    Nothing,
    /// It is saved, without a question.
    Save,
    /// The user is asked.
    Ask,
}

/// What is remembered of saving and looking.
#[derive(Debug)]
pub(super) struct Kept {
    /// The session and its revision at the last look, to see when something was done.
    revision: Option<(u64, u64)>,
    last_act: f64,
    /// When the first act was done that the file does not hold.
    behind_since: Option<f64>,
    /// Whether it is saved as soon as possible.
    due: bool,
    /// Whether the save under way was asked for by nobody.
    quiet: bool,
    /// Tries that failed since the last save.
    n_failed: usize,
    retry_at: f64,
    trouble: Option<Stuck>,
    /// Whether the file cannot be read any more, and the user was told.
    broken: bool,
    pending_since: Option<f64>,
    shown: Keeping,
    /// The title of the message that explains what does not reach the disk.
    explained: Option<String>,
    /// Whether it was explained that the journal fails, since it last did not.
    told_failing: bool,
    looking: bool,
    look_due: bool,
    last_look: f64,
    /// Whether a save waits for what the look finds, and whether nobody asked for it.
    after_look: Option<bool>,
    last_beat: f64,
    focused: bool,
    /// The time of the last frame, and when it was.
    last_frame: Option<(f64, Instant)>,
    unnamed: Option<Vec<Unnamed>>,
    listing: bool,
    /// Whether the project may stay without a name when it is left now.
    stays_unnamed: bool,
}

impl Default for Kept {
    fn default() -> Self {
        Self {
            revision: None,
            last_act: 0.0,
            behind_since: None,
            due: false,
            quiet: false,
            n_failed: 0,
            retry_at: 0.0,
            trouble: None,
            broken: false,
            pending_since: None,
            shown: Keeping::default(),
            explained: None,
            told_failing: false,
            looking: false,
            look_due: false,
            last_look: 0.0,
            after_look: None,
            last_beat: 0.0,
            focused: true,
            last_frame: None,
            unnamed: None,
            listing: false,
            stays_unnamed: false,
        }
    }
}

impl Kept {
    /// Returns what is true now.
    pub fn shown(&self) -> &Keeping {
        &self.shown
    }

    /// Returns the projects without a name, as far as they are listed.
    pub fn unnamed(&self) -> &[Unnamed] {
        self.unnamed.as_deref().unwrap_or_default()
    }

    pub fn take_unnamed(&mut self, unnamed: Vec<Unnamed>) {
        self.listing = false;
        self.unnamed = Some(unnamed);
    }

    /// Returns why the file could not be written, while that is so.
    pub fn trouble(&self) -> Option<&Stuck> {
        self.trouble.as_ref()
    }

    pub fn is_looking(&self) -> bool {
        self.looking
    }

    pub fn let_stay_unnamed(&mut self) {
        self.stays_unnamed = true;
    }

    pub fn begin_save(&mut self, quiet: bool) {
        self.quiet = quiet;
        self.due = false;
    }

    /// Returns whether the save that has ended was asked for by nobody.
    pub fn end_save(&mut self) -> bool {
        std::mem::take(&mut self.quiet)
    }

    /// Forgets why the file could not be written: what stood in the way was taken in.
    pub fn file_is_known(&mut self) {
        self.trouble = None;
        self.broken = false;
        self.retry_at = 0.0;
    }

    /// Says whether the project is to be saved as soon as possible.
    pub fn save_soon(&mut self, due: bool) {
        self.due = due;
    }

    pub fn save_went_well(&mut self) {
        self.n_failed = 0;
        self.retry_at = 0.0;
        self.trouble = None;
        self.broken = false;
        self.behind_since = None;
    }

    /// Forgets the project that was left; the list of those without a name may be another now.
    pub fn forget(&mut self) {
        *self = Self {
            focused: self.focused,
            last_frame: self.last_frame,
            last_look: self.last_look,
            last_beat: self.last_beat,
            ..Self::default()
        };
    }

    /// A task broke off: whichever it was, nothing is waited for.
    pub fn failed(&mut self) {
        (self.quiet, self.looking, self.listing) = (false, false, false);
        self.after_look = None;
    }

    fn save_failed(&mut self, time: f64, trouble: Stuck) {
        let last = PAUSES.len() - 1;
        let pause = PAUSES.get(self.n_failed.min(last)).copied();
        self.retry_at = time + pause.unwrap_or(LONGEST);
        self.n_failed += 1;
        self.trouble = Some(trouble);
    }
}

impl Desk {
    /// Saves, looks and shows signs of life when it is time; says when it will be next.
    pub(super) fn keep_project(&mut self, ctx: &Context) {
        if self.keeper.is_some() {
            let time = self.now(ctx);
            let focused = ctx.input(|input| input.raw.focused);
            if focused != self.kept.focused {
                self.kept.focused = focused;
                (self.kept.due, self.kept.look_due) = (!focused, focused);
            }
            self.note_acts(time);
            if self.session.is_none() {
                self.list_unnamed(ctx);
            } else if !self.loading && !self.saving && !self.kept.looking {
                self.save_in_time(ctx, time);
                self.look_in_time(ctx, time);
            }
            self.beat_in_time(ctx, time);
            self.wake_in_time(ctx, time);
        }
        self.watch_gauges(ctx);
        let shown = self.keeping(ctx);
        self.keep_explained(ctx, &shown);
        self.kept.shown = shown;
    }

    /// Explains without being asked that the journal fails; keeps what is explained true.
    fn keep_explained(&mut self, ctx: &Context, shown: &Keeping) {
        let time = self.now(ctx);
        let since = self.kept.pending_since;
        self.kept.told_failing &= since.is_some();
        if let Keeping::Stuck(stuck) = shown {
            if let Some(old) = self.kept.explained.take()
                && let Some(notice) = self.notices.open.iter_mut().find(|n| n.title == old)
            {
                notice.title.clone_from(&stuck.title);
                notice.body.clone_from(&stuck.body);
                self.kept.explained = Some(stuck.title.clone());
            }
            let progress = self.session.as_ref().and_then(Session::progress);
            let fails = progress.is_some_and(|progress| progress.trouble.is_some());
            let is_long = since.is_some_and(|since| time - since >= FAILING);
            if fails && is_long && !self.kept.told_failing {
                self.kept.told_failing = true;
                self.explain(stuck.clone());
            }
        } else if let Some(title) = self.kept.explained.take() {
            // It is true no more.
            self.notices.open.retain(|notice| notice.title != title);
        }
    }

    /// Returns the time, also while the window is hidden and no frame is shown.
    fn now(&mut self, ctx: &Context) -> f64 {
        let time = ctx.input(|input| input.time);
        if self.tasks.run_at_once() {
            return time;
        }
        match self.kept.last_frame {
            Some((of_frame, at)) if of_frame == time => time + at.elapsed().as_secs_f64(),
            _ => {
                self.kept.last_frame = Some((time, Instant::now()));
                time
            }
        }
    }

    fn note_acts(&mut self, time: f64) {
        let kept = &mut self.kept;
        let Some(session) = &self.session else { return };
        let now = (session.serial(), session.revision());
        if kept.revision != Some(now) {
            kept.revision = Some(now);
            kept.last_act = time;
        }
        match session.unsaved() {
            true => {
                kept.behind_since.get_or_insert(time);
            }
            false => kept.behind_since = None,
        }
    }

    /// Returns when the project is to be saved next, if anything is to be saved.
    fn save_at(&self) -> Option<f64> {
        let session = self
            .session
            .as_ref()
            .filter(|s| !s.is_read_only())
            .filter(|s| s.unsaved() || s.is_journal_gone())?;
        session.path().or(session.unnamed())?;
        if session.is_journal_gone() {
            // Nothing but the file holds what was done so far.
            return Some(self.kept.retry_at);
        }
        let since = self.kept.behind_since?;
        let at = match self.kept.due {
            true => since,
            false => (self.kept.last_act + IDLE).min(since + LONGEST),
        };
        Some(at.max(self.kept.retry_at))
    }

    fn save_in_time(&mut self, ctx: &Context, time: f64) {
        if self.save_at().is_some_and(|at| at <= time) {
            self.save_quietly(ctx);
        }
    }

    /// Saves without a word; `after_save` goes on when it is done.
    pub(super) fn save_quietly(&mut self, ctx: &Context) {
        if self.saving || self.kept.looking {
            // It goes on with `after_save` by itself, and is saved again if need be.
            return;
        }
        self.note_time();
        self.remember_place();
        let job = self.session.as_ref().and_then(Session::autosave_job);
        let Some(job) = job else {
            self.go_on_after_save(ctx);
            return;
        };
        self.saving = true;
        self.kept.begin_save(true);
        self.start_save(ctx, job);
    }

    /// Takes a save that failed, as far as something can be done about it; tells whether.
    pub(super) fn take_trouble(
        &mut self,
        ctx: &Context,
        path: &Path,
        error: &SaveError,
        quiet: bool,
    ) -> bool {
        if self.keeper.is_none() {
            return false;
        }
        if let (SaveError::Unconfirmed { written, .. }, Some(session)) = (error, &mut self.session)
        {
            session.unconfirmed(path, written);
        }
        let own = self.session.as_ref().and_then(Session::path);
        if matches!(error, SaveError::ChangedOnDisk { .. }) && own == Some(path) {
            self.kept.after_look = Some(quiet);
            self.look(ctx);
            return true;
        }
        if quiet {
            let why = words::save_error(&self.texts, error);
            self.save_failed(ctx, why);
        }
        quiet
    }

    /// Remembers that the file cannot be written; whoever wanted to leave is asked.
    pub(super) fn save_failed(&mut self, ctx: &Context, why: String) {
        let time = self.now(ctx);
        let safe = self.texts.tr("kept-file-stuck-safe");
        let trouble = Stuck {
            title: self.texts.tr("status-file-stuck"),
            body: format!("{why}\n{safe}"),
        };
        self.kept.save_failed(time, trouble);
        self.closing = false;
        if let Some(leaving) = self.windows.after_save.take() {
            self.leaving = Some(leaving);
            self.windows.freshen();
        }
        if self.save_next.is_some() {
            self.go_on_after_save(ctx);
        }
    }

    fn look_in_time(&mut self, ctx: &Context, time: f64) {
        let is_time = self.kept.look_due || self.kept.last_look + LOOKS <= time;
        if is_time && !self.saving && !self.kept.looking {
            self.look(ctx);
        }
    }

    /// Looks whether somebody else has written the project's file.
    fn look(&mut self, ctx: &Context) {
        self.kept.look_due = false;
        self.kept.last_look = self.now(ctx);
        let Some(session) = &self.session else { return };
        let serial = session.serial();
        if let Some(job) = session.look_job() {
            self.kept.looking = true;
            self.tasks.start(ctx, "look", move || {
                TaskResult::Looked(serial, job.run().map(|seen| seen.map(Box::new)))
            });
        }
    }

    /// Takes what a look at the file found.
    pub(super) fn take_looked(
        &mut self,
        ctx: &Context,
        serial: u64,
        seen: Result<Option<Box<FromDisk>>, LoadError>,
    ) {
        let of_this = self.session.as_ref().is_some_and(|s| s.serial() == serial);
        if !of_this {
            return;
        }
        self.kept.looking = false;
        let after_look = self.kept.after_look.take();
        let is_damage = seen.as_ref().is_err_and(LoadError::is_damage);
        if is_damage && after_look == Some(false) && std::mem::take(&mut self.kept.broken) {
            // They were told, and saved once more.
            if let Some(session) = &mut self.session {
                session.replace_damaged();
            }
            self.save(ctx, None);
            return;
        }
        let hindered = self.take_seen_file(ctx, seen, after_look.is_some());
        match after_look {
            // Whoever asked for the save is told in so many words.
            Some(false) if hindered => {
                self.kept.broken = is_damage;
                if let Some(trouble) = self.kept.trouble.clone() {
                    self.explain(trouble);
                }
            }
            _ if hindered => {}
            Some(false) => self.save(ctx, None),
            Some(true) => self.save_quietly(ctx),
            None if self.save_next.is_some() || self.windows.after_save.is_some() => {
                self.go_on_after_save(ctx);
            }
            None => {}
        }
    }

    /// Finds what is to be done before the open project is left.
    pub(super) fn before_leaving(&mut self) -> BeforeLeaving {
        let may_stay = std::mem::take(&mut self.kept.stays_unnamed);
        let Some(session) = &self.session else {
            return BeforeLeaving::Nothing;
        };
        let is_kept = self.keeper.is_some() && session.path().or(session.unnamed()).is_some();
        let is_empty = session.project().documents.is_empty();
        if session.is_read_only() {
            BeforeLeaving::Nothing
        } else if is_kept && session.path().is_none() && !is_empty && !may_stay {
            BeforeLeaving::Ask
        } else if is_kept && session.is_behind() {
            // Once it is saved nobody needs to be asked again.
            self.kept.stays_unnamed = may_stay;
            BeforeLeaving::Save
        } else if session.unsaved() && !is_kept {
            BeforeLeaving::Ask
        } else {
            BeforeLeaving::Nothing
        }
    }

    /// Lets go of the session; one whose disk fails is waited for elsewhere.
    pub(super) fn end_session(&mut self) {
        let Some(session) = self.session.take() else {
            return;
        };
        let waits = session.progress().is_some_and(|p| p.trouble.is_some());
        if waits {
            std::thread::spawn(move || drop(session));
        }
    }

    fn list_unnamed(&mut self, ctx: &Context) {
        let Some(keeper) = self.keeper.clone() else {
            return;
        };
        if self.kept.unnamed.is_none() && !self.kept.listing && !self.loading {
            self.kept.listing = true;
            self.tasks.start(ctx, "unnamed projects", move || {
                TaskResult::UnnamedListed(keeper.unnamed_projects())
            });
        }
    }

    fn beat_in_time(&mut self, ctx: &Context, time: f64) {
        if self.kept.last_beat + BEATS > time {
            return;
        }
        self.kept.last_beat = time;
        if let Some(job) = self.session.as_ref().and_then(Session::beat_job) {
            self.tasks.start(ctx, "beat", move || {
                job.run();
                TaskResult::Beaten
            });
        }
    }

    /// Asks for a frame when something is due next.
    fn wake_in_time(&self, ctx: &Context, time: f64) {
        if self.session.is_none() {
            return;
        }
        let looks = self.kept.last_look + LOOKS;
        // Nobody tells when the journal is there.
        let pending = self.kept.pending_since.map(|_| time + PENDING);
        let at = [Some(looks), self.save_at(), pending].into_iter().flatten();
        let at = at.filter(|at| *at > time).fold(looks, f64::min);
        let delay = (at - time).clamp(0.05, LOOKS);
        ctx.request_repaint_after(Duration::from_secs_f64(delay));
    }

    /// Finds what is true of the project's way to the disk.
    fn keeping(&mut self, ctx: &Context) -> Keeping {
        let time = self.now(ctx);
        let is_asked = self.saving && (!self.kept.quiet || self.windows.after_save.is_some());
        let Some(session) = &self.session else {
            return Keeping::Unknown;
        };
        if session.is_read_only() {
            return Keeping::ReadOnly;
        }
        let progress = session.progress();
        let n = session.n_pending();
        if n == 0 {
            self.kept.pending_since = None;
        }
        let trouble = progress
            .as_ref()
            .and_then(|progress| progress.trouble.as_ref());
        if n > 0 {
            let since = *self.kept.pending_since.get_or_insert(time);
            if trouble.is_none() && time - since < PENDING {
                return self.kept.shown.clone();
            }
            let title = self.texts.tr_with("status-pending", [("n", n.into())]);
            let body = match trouble {
                Some(trouble) => {
                    let cause = std::io::Error::new(trouble.kind, trouble.why.clone());
                    words::journal_stuck(&self.texts, &trouble.path, &cause)
                }
                None => self.texts.tr("kept-slow"),
            };
            return Keeping::Stuck(Stuck { title, body });
        }
        if is_asked {
            return Keeping::Saving;
        }
        if let Some(trouble) = &self.kept.trouble {
            return Keeping::Stuck(trouble.clone());
        }
        match (progress.is_some(), session.unsaved()) {
            _ if session.path().is_none() && session.unnamed().is_some() => Keeping::Unnamed,
            (false, _) => Keeping::Unknown,
            (true, true) => Keeping::Journaled,
            (true, false) => Keeping::Saved,
        }
    }

    /// Says in a message why something does not reach the disk.
    pub(super) fn explain_stuck(&mut self) {
        if let Keeping::Stuck(stuck) = self.kept.shown.clone() {
            self.explain(stuck);
        }
    }

    fn explain(&mut self, stuck: Stuck) {
        if let Some(old) = self.kept.explained.replace(stuck.title.clone()) {
            self.notices.open.retain(|notice| notice.title != old);
        }
        self.notices.error(stuck.title, stuck.body);
    }
}
