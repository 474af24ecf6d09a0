//! Takes in what the disk brings: a project with what its journals have beyond its file, and a file
//! that somebody else has written.

use std::path::Path;

use crate::edit::caret::Selection;
use crate::edit::change::Delta;
use crate::edit::command::Act;
use crate::edit::history::History;
use crate::edit::rebase::Rebased;
use crate::session::FromDisk;
use crate::session::LoadError;
use crate::session::Opened;
use crate::session::SaveError;
use crate::session::Session;
use crate::text::offset::CharIdx;
use crate::ui::arrive::N_LINES;
use crate::ui::desk::Desk;
use crate::ui::words;
use egui::Context;

impl Desk {
    /// Takes in what was seen of the file; tells whether it cannot be written as it is.
    pub(super) fn take_seen_file(
        &mut self,
        ctx: &Context,
        seen: Result<Option<Box<FromDisk>>, LoadError>,
        is_for_save: bool,
    ) -> bool {
        match seen {
            Ok(Some(theirs)) => {
                let unkept = |s: &Session| s.unsaved() && s.progress().is_none();
                if self.session.as_ref().is_some_and(unkept) {
                    // Without a journal nobody knows what was done here since.
                    let path = self.session.as_ref().and_then(Session::path);
                    let path = path.unwrap_or(Path::new("")).to_owned();
                    let changed = SaveError::ChangedOnDisk { path };
                    self.save_failed(ctx, words::save_error(&self.texts, &changed));
                    return true;
                }
                self.merge(*theirs);
                false
            }
            // The save saw what the look did not: a file that comes and goes.
            Ok(None) if is_for_save => {
                self.save_failed(ctx, self.texts.tr("kept-look-unsure"));
                true
            }
            Ok(None) => false,
            Err(error) => {
                let why = words::load_error(&self.texts, &error);
                let said = self.texts.tr("kept-other-unreadable");
                let mut lines = vec![said, why];
                if error.is_damage() {
                    lines.push(self.texts.tr("kept-other-unreadable-do"));
                }
                self.save_failed(ctx, lines.join("\n"));
                true
            }
        }
    }

    /// Takes over what somebody else wrote, with what was done here since.
    pub(super) fn merge(&mut self, theirs: FromDisk) {
        let Some(session) = &mut self.session else {
            return;
        };
        let (was_clean, revision) = (!session.unsaved(), session.revision());
        let state = session.history().state();
        let problems = theirs.problems.clone();
        let rebased = session.take_from_disk(theirs);
        let n_gone = match session.history().state() == state {
            true => 0,
            false => n_spans_gone(session.history()),
        };
        self.kept.file_is_known();
        if session.revision() == revision && rebased == Rebased::default() {
            return;
        }
        self.kept.save_soon(session.unsaved());
        self.settle_place();
        if !problems.is_empty() {
            self.tell_problems(&problems);
        }
        let n_odd = rebased.unfit.len() + rebased.differing.len();
        if n_odd > 0 {
            let title = self.texts.tr_with("kept-merged-odd", [("n", n_odd.into())]);
            let mut lines = self.rebased_lines(&[rebased]);
            lines.push(self.texts.tr("kept-merged-safe"));
            self.notices.hint(title, lines.join("\n"));
        } else {
            let key = if was_clean {
                "kept-reloaded"
            } else {
                "kept-merged"
            };
            self.said = self.texts.tr(key);
        }
        if n_gone > 0 {
            // It may be meant, or an older file that was put back over what was saved here.
            let title = self.texts.tr_with("kept-gone", [("n", n_gone.into())]);
            self.notices.hint(title, self.texts.tr("kept-gone-do"));
        }
    }

    /// Keeps every caret inside its text, and stays in a document that is there.
    pub(super) fn settle_place(&mut self) {
        let Some(session) = &self.session else { return };
        let n_chars = |id| session.document(id).map(|doc| doc.text.n_chars());
        for (id, view) in &mut self.views {
            if let Some(n) = n_chars(id) {
                view.selection = within(view.selection, n);
            }
        }
        if let Some(n) = self.place.doc.as_ref().and_then(n_chars) {
            self.place.selection = within(self.place.selection, n);
        }
        self.leave_missing_document();
    }

    /// Returns what did not fit and what differs, a line each, as many as a message shows.
    pub(super) fn rebased_lines(&self, rebased: &[Rebased]) -> Vec<String> {
        let Some(session) = &self.session else {
            return Vec::new();
        };
        let project = session.project();
        let lines = rebased.iter().flat_map(|rebased| {
            let unfit = rebased.unfit.iter();
            let unfit = unfit.map(|unfit| words::unfit(&self.texts, project, unfit));
            let differing = rebased.differing.iter();
            unfit.chain(differing.map(|one| words::differing(&self.texts, project, one)))
        });
        let all: Vec<String> = lines.collect();
        let n_more = all.len().saturating_sub(N_LINES);
        let mut shown: Vec<String> = all.into_iter().take(N_LINES).collect();
        if n_more > 0 {
            shown.push(self.texts.tr_with("kept-more", [("n", n_more.into())]));
        }
        shown
    }

    /// Takes a project that was opened, and says what its journals had beyond its file.
    pub(super) fn take_opened(&mut self, ctx: &Context, path: &Path, opened: Opened) {
        let is_unnamed = opened.session.unnamed().is_some();
        let keeper = self.keeper.as_ref();
        let is_version = keeper.is_some_and(|keeper| keeper.is_version(path));
        if !is_unnamed && !is_version {
            self.settings.remember(path);
            self.settings_changed(ctx);
        }
        self.take_session(opened.session);
        self.tell_problems(&opened.problems);
        if is_version {
            let title = self.texts.tr("kept-version");
            self.notices.hint(title, self.texts.tr("kept-version-do"));
        }
        let report = &opened.report;
        let n_odd = report
            .rebased
            .iter()
            .map(|r| r.unfit.len() + r.differing.len());
        let n_odd: usize = n_odd.sum();
        if report.n_acts > 0 || n_odd > 0 {
            let n = report.n_acts.into();
            let title = self.texts.tr_with("kept-recovered", [("n", n)]);
            let origins = opened.origins.iter();
            let mut lines: Vec<String> = origins
                .map(|origin| words::origin(&self.texts, origin))
                .collect();
            if n_odd > 0 {
                let n = n_odd.into();
                lines.push(self.texts.tr_with("kept-recovered-odd", [("n", n)]));
                lines.extend(self.rebased_lines(&report.rebased));
                lines.push(self.texts.tr("kept-merged-safe"));
            }
            self.notices.hint(title, lines.join("\n"));
        }
        if !opened.troubles.is_empty() {
            let n = opened.troubles.len();
            let title = self.texts.tr_with("kept-troubles", [("n", n.into())]);
            let troubles = opened.troubles.iter().take(N_LINES);
            let mut lines: Vec<String> = troubles
                .map(|one| words::journal_trouble(&self.texts, one))
                .collect();
            lines.push(self.texts.tr("kept-troubles-safe"));
            self.notices.error(title, lines.join("\n"));
        }
    }
}

/// Counts the spans that went with the last act, if that brought in somebody else's file.
fn n_spans_gone(history: &History) -> usize {
    let last = history.done().back();
    let merge = last.filter(|entry| entry.act == Act::Merge);
    let deltas = merge.iter().flat_map(|entry| &entry.change.deltas);
    let gone = deltas.map(|delta| match delta {
        Delta::Span { diff, .. } => usize::from(diff.before.is_some() && diff.after.is_none()),
        Delta::Layer { diff, .. } if diff.after.is_none() => {
            diff.before.as_ref().map_or(0, |layer| layer.spans.len())
        }
        Delta::Document { diff, .. } if diff.after.is_none() => {
            let layers = diff.before.iter().flat_map(|doc| doc.layers.values());
            layers.map(|layer| layer.spans.len()).sum()
        }
        _ => 0,
    });
    gone.sum()
}

/// Cuts a selection to a text of so many characters.
fn within(selection: Selection, n_chars: usize) -> Selection {
    let cut = |at: CharIdx| CharIdx(at.0.min(n_chars));
    Selection {
        anchor: cut(selection.anchor),
        head: cut(selection.head),
    }
}
