//! Files on their way into a project: what was found, how each is read, which of them come in.
//!
//! The files are read on a thread and shown one after the other; nothing enters a project before
//! Enter, and what enters is what was read for this window, not read again. A file that is read
//! anew, for another encoding or another column, has a new stamp, so that what comes late is told
//! from what is waited for.
//!
//! The list is in `list`, the file chosen in it in `detail`, its text in `preview`, the reading in
//! `work`. Reading itself is [`crate::session::import`].

mod detail;
mod list;
mod preview;
mod work;

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use egui::Context;
use egui::Key;
use egui::Modifiers;
use egui::Rect;
use egui::Ui;
use egui::pos2;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::session::SourceError;
use crate::session::import::FoundFile;
use crate::session::import::Listing;
use crate::session::import::Look;
use crate::session::import::Oddity;
use crate::session::import::Wish;
use crate::ui::desk::Desk;
use crate::ui::effect::Destination;
use crate::ui::i18n::Texts;
use crate::ui::panels::rows::ListView;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;
use crate::ui::words;

pub use self::work::Seen;
pub(in crate::ui) use self::work::TASK;

/// Width of the window.
const WIDTH: f32 = 1080.0;

/// A window narrower than this has the list above the file.
const STACK_BELOW: f32 = 720.0;

/// Height of the row of buttons.
const FOOT_HEIGHT: f32 = 40.0;

/// What the window holds.
pub(super) struct Import {
    /// Where the documents go.
    to: Destination,
    /// The number of the session that was open.
    serial: Option<u64>,
    /// Tells this window's results from those of one before.
    number: u64,
    entries: Vec<Entry>,
    /// What was named and cannot be looked into.
    refused: Vec<SourceError>,
    /// Files in folders that are of other kinds.
    n_others: usize,
    /// Folders and files that are still being listed.
    n_listing: usize,
    work: work::Work,
    /// The file that is shown.
    current: usize,
    /// The doubtful place of it that is shown.
    place: usize,
    list: ListView,
}

/// A file.
struct Entry {
    found: FoundFile,
    wish: Wish,
    /// What it was read as; nothing while it is read.
    look: Option<Arc<Look>>,
    /// Changes when it is read anew.
    stamp: u64,
    /// What the user said of it.
    chosen: Option<bool>,
    /// A file before it that has the same text.
    twin: Option<usize>,
}

/// What is counted over all files.
#[derive(Default)]
struct Tally {
    n_refused: usize,
    /// Documents that come in.
    n_documents: usize,
    /// Their characters.
    n_chars: usize,
    is_reading: bool,
}

/// Why a file is left out unless the user says otherwise.
#[derive(Clone, Copy, Debug)]
enum Reason<'a> {
    Refused(&'a SourceError),
    NoText,
    Odd(Oddity),
    /// Another file of the list has the same text.
    Twin(usize),
}

/// What the user did in the window.
#[derive(Default)]
struct Did {
    imports: bool,
    cancels: bool,
    /// Whether a control other than the list has the keyboard, whose Enter it is then.
    control_has_keys: bool,
    /// Files to be read anew.
    again: Vec<(usize, Wish)>,
}

impl Import {
    fn entry(&self) -> Option<&Entry> {
        self.entries.get(self.current)
    }

    /// Returns why a file is left out by itself.
    fn reason(&self, idx: usize) -> Option<Reason<'_>> {
        let entry = self.entries.get(idx)?;
        let look = entry.look.as_deref()?;
        if let Some(error) = &look.refused {
            return Some(Reason::Refused(error));
        }
        if look.n_documents() == 0 {
            return Some(Reason::NoText);
        }
        if let Some(oddity) = look.oddity {
            return Some(Reason::Odd(oddity));
        }
        entry.twin.map(Reason::Twin)
    }

    /// Returns whether a file comes in.
    fn is_ticked(&self, idx: usize) -> bool {
        let Some(entry) = self.entries.get(idx) else {
            return false;
        };
        let Some(look) = &entry.look else {
            return entry.chosen.unwrap_or(true);
        };
        let can = look.refused.is_none() && look.n_documents() > 0;
        can && entry.chosen.unwrap_or_else(|| self.reason(idx).is_none())
    }

    /// Returns whether a file can come in, as far as is known.
    fn can_tick(&self, idx: usize) -> bool {
        let look = self.entries.get(idx).and_then(|entry| entry.look.as_ref());
        look.is_none_or(|look| look.refused.is_none() && look.n_documents() > 0)
    }

    fn tick(&mut self, idx: usize, on: bool) {
        if let Some(entry) = self.entries.get_mut(idx) {
            entry.chosen = Some(on);
        }
    }

    fn is_reading(&self) -> bool {
        self.n_listing > 0
            || self.work.is_going()
            || self.entries.iter().any(|entry| entry.look.is_none())
    }

    fn tally(&self) -> Tally {
        let mut tally = Tally {
            is_reading: self.is_reading(),
            ..Tally::default()
        };
        for (idx, entry) in self.entries.iter().enumerate() {
            let Some(look) = &entry.look else { continue };
            tally.n_refused += usize::from(look.refused.is_some());
            if self.is_ticked(idx) {
                tally.n_documents += look.n_documents();
                tally.n_chars += look.facts.as_ref().map_or(0, |facts| facts.n_chars);
            }
        }
        tally
    }

    fn looks(&self) -> Vec<Arc<Look>> {
        let all = 0..self.entries.len();
        let ticked = all.filter(|idx| self.is_ticked(*idx));
        let entries = ticked.filter_map(|idx| self.entries.get(idx));
        entries.filter_map(|entry| entry.look.clone()).collect()
    }

    fn go_to(&mut self, idx: usize) {
        let idx = idx.min(self.entries.len().saturating_sub(1));
        if idx != self.current {
            self.current = idx;
            self.place = 0;
        }
        self.list.wants_row = true;
    }

    /// Notes anew which files have the same text as one before them.
    fn find_twins(&mut self) {
        let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
        for (idx, entry) in self.entries.iter_mut().enumerate() {
            let look = entry.look.as_deref().filter(|look| look.is_wanted());
            let sha256 = look.and_then(Look::text_sha256);
            entry.twin = sha256.and_then(|sha256| {
                let first = *firsts.entry(sha256.to_owned()).or_insert(idx);
                (first != idx).then_some(first)
            });
        }
    }

    /// Takes the files that were found.
    fn take_listing(&mut self, listing: Listing) {
        self.n_listing = self.n_listing.saturating_sub(1);
        let Listing {
            files,
            refused,
            n_others,
        } = listing;
        self.refused.extend(refused);
        self.n_others += n_others;
        let known = self.entries.iter().map(|entry| entry.found.path.clone());
        let known: BTreeSet<_> = known.collect();
        for found in files {
            if !known.contains(&found.path) {
                self.entries.push(Entry {
                    found,
                    wish: self.work.wish_for_all(),
                    look: None,
                    stamp: 0,
                    chosen: None,
                    twin: None,
                });
            }
        }
    }

    fn take_look(&mut self, idx: usize, stamp: u64, look: Look) {
        let Some(entry) = self.entries.get_mut(idx) else {
            return;
        };
        if entry.stamp == stamp {
            entry.look = Some(Arc::new(look));
        }
    }
}

impl Desk {
    /// Shows the window.
    pub(super) fn import_ui(&mut self, ctx: &Context) {
        let Some(mut import) = self.windows.import.take() else {
            return;
        };
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let popup = egui::Popup::is_any_open(ctx);
        let mut did = Did::default();
        let escape = |input: &mut egui::InputState| input.consume_key(Modifiers::NONE, Key::Escape);
        did.cancels = !popup && ctx.input_mut(escape);
        if !popup {
            list::keys(ctx, &mut import);
            preview::keys(ctx, &mut import);
        }
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let title = scene.tr("import-title");
        let fate = window_ui(ctx, &scene, &title, WIDTH, frame, |ui| {
            contents_ui(ui, &scene, &mut import, frame, &mut did);
        });
        let enter = ctx.input(|input| input.key_pressed(Key::Enter));
        did.imports |= enter && !popup && !did.control_has_keys;
        for (idx, wish) in std::mem::take(&mut did.again) {
            import.read_again(idx, wish);
        }
        self.read_waiting(ctx, &mut import);
        let tally = import.tally();
        let can_import = !tally.is_reading && tally.n_documents > 0;
        if did.cancels || fate == Fate::Closes {
            import.work.give_up();
            self.said.clear();
            self.focus_text();
        } else if did.imports && can_import {
            self.import(ctx, import);
        } else {
            self.windows.import = Some(import);
        }
    }
}

fn contents_ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import, frame: Frame, did: &mut Did) {
    if frame.fresh {
        import.list.wants_keys = true;
    }
    let tally = import.tally();
    summary_ui(ui, scene, import, &tally);
    let room = ui.available_rect_before_wrap();
    let body = room.with_max_y((room.bottom() - FOOT_HEIGHT).max(room.top() + 120.0));
    let gap = 3.0 * STEP;
    let (left, right) = if body.width() < STACK_BELOW {
        let y = body.top() + body.height() * 0.36;
        let below = Rect::from_min_max(pos2(body.left(), y + gap), body.max);
        (body.with_max_y(y), below)
    } else {
        let x = body.left() + body.width() * 0.42;
        let beside = Rect::from_min_max(pos2(x + gap, body.top()), body.max);
        (body.with_max_x(x), beside)
    };
    ui.scope_builder(egui::UiBuilder::new().max_rect(left), |ui| {
        list::ui(ui, scene, import);
    });
    ui.scope_builder(egui::UiBuilder::new().max_rect(right), |ui| {
        ui.set_clip_rect(right.intersect(ui.clip_rect()));
        detail::ui(ui, scene, import, did);
    });
    ui.advance_cursor_after_rect(body);
    foot_ui(ui, scene, &tally, did);
}

/// Says what was found, how far reading is, and what could not be looked into.
fn summary_ui(ui: &mut Ui, scene: &Scene<'_>, import: &Import, tally: &Tally) {
    ui.horizontal_wrapped(|ui| {
        let n = import.entries.len();
        ui.label(scene.texts.tr_with("import-found", [("n", n.into())]));
        if import.n_others > 0 {
            let n = [("n", import.n_others.into())];
            ui.label(scene.dim(scene.texts.tr_with("import-others", n)));
        }
        if tally.n_refused > 0 {
            let n = [("n", tally.n_refused.into())];
            let words = scene.texts.tr_with("import-n-refused", n);
            ui.label(egui::RichText::new(words).color(scene.theme.warning));
        }
    });
    for error in &import.refused {
        let words = words::source_error(scene.texts, error);
        ui.label(egui::RichText::new(words).color(scene.theme.warning));
    }
    if tally.is_reading {
        let done = import.work.share_done(&import.entries);
        let bar = egui::ProgressBar::new(done)
            .desired_height(6.0)
            .desired_width(ui.available_width())
            .fill(scene.theme.accent);
        let words = scene.tr("import-reading");
        let response = ui.add(bar);
        response.widget_info(|| {
            let mut info = egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, &words);
            info.value = Some(f64::from(done));
            info
        });
        ui.ctx()
            .request_repaint_after(std::time::Duration::from_millis(100));
    }
    ui.add_space(STEP);
}

fn foot_ui(ui: &mut Ui, scene: &Scene<'_>, tally: &Tally, did: &mut Did) {
    ui.horizontal(|ui| {
        let n = tally.n_documents;
        let ready = !tally.is_reading && n > 0;
        let words = scene.texts.tr_with("import-take", [("n", n.into())]);
        let button = egui::Button::new((words, scene.dim("Enter")));
        did.imports |= ui.add_enabled(ready, button).clicked();
        let button = egui::Button::new((scene.tr("cancel"), scene.dim("Esc")));
        let cancel = ui.add(button);
        did.cancels |= cancel.clicked();
        did.control_has_keys |= cancel.has_focus();
        if n > 0 {
            let words = [("n", grouped(tally.n_chars).into())];
            ui.label(scene.dim(scene.texts.tr_with("import-chars", words)));
        }
    });
}

/// Returns why a file is left out, in words.
fn reason_words(texts: &Texts, import: &Import, reason: Reason<'_>, idx: usize) -> String {
    let look = import
        .entries
        .get(idx)
        .and_then(|entry| entry.look.as_ref());
    match reason {
        Reason::Refused(error) => words::source_error_why(texts, error),
        Reason::NoText => texts.tr("import-no-row"),
        Reason::Odd(Oddity::Companion) => texts.tr("import-odd-companion"),
        Reason::Odd(Oddity::Project) => texts.tr("import-odd-project"),
        Reason::Odd(Oddity::UnclearTable) => texts.tr("import-odd-table"),
        Reason::Odd(Oddity::Known) => {
            let name = look.and_then(|look| look.twin.clone()).unwrap_or_default();
            texts.tr_with("import-odd-known", [("name", name.into())])
        }
        Reason::Twin(first) => {
            let first = import.entries.get(first);
            let name = first.map(|entry| entry.found.name.clone());
            let name = [("name", name.unwrap_or_default().into())];
            texts.tr_with("import-odd-twin", name)
        }
    }
}

/// Writes a number with a comma before every three digits.
fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
