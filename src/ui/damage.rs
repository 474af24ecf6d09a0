//! The list of what is damaged, in the open document or the whole project; nothing is repaired here.
//!
//! Texts are looked through away from the frame, part by part, and what is found is shown as it
//! comes. The list belongs to texts: when the documents have others by now, it is made anew.
//! The panel is in `panels/damage.rs`.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use egui::Context;
use egui::Key;
use egui::Modifiers;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::model::ids::DocId;
use crate::text::damage::DamagedPlace;
use crate::text::damage::Harm;
use crate::text::damage::damage_in;
use crate::text::find;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::i18n::Texts;
use crate::ui::panels::rows::ListView;
use crate::ui::scene::Ask;
use crate::ui::search::FindAsk;
use crate::ui::search::Keyboard;
use crate::ui::search::Scope;
use crate::ui::search::found::FoundDoc;
use crate::ui::tasks::TaskResult;
use crate::ui::text_view::Align;

/// The name of the thread that looks for damage.
pub const TASK: &str = "damage list";

/// The most places that are kept.
pub const MAX_PLACES: usize = 200_000;

/// The time between two batches.
const BATCH_TIME: Duration = Duration::from_millis(60);

/// Characters on each side of a place in the report.
const N_REPORTED: usize = 20;

/// Something asked of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DamageAsk {
    /// Show it, or hide it.
    Toggle,
    /// Hide it; the keyboard goes back to the text.
    Close,
    /// Go so many rows down or up.
    Rows(isize),
    /// Go to the place chosen, and put the keyboard into the text.
    Enter,
    /// Go to the place of a row.
    Show(usize),
    /// Put the report of all rows on the clipboard.
    Copy,
}

/// How far the list is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Listing {
    /// This share of the characters is looked through.
    Going(f32),
    /// Everything is listed.
    Done,
    /// There is more than is kept.
    Cut,
}

/// A damaged place in a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Which of the documents looked through.
    pub doc: u32,
    /// The place.
    pub place: DamagedPlace,
}

/// Some of what is damaged.
#[derive(Clone, Debug, PartialEq)]
pub struct DamageBatch {
    /// The number of the list.
    pub list: u64,
    /// Places in order.
    pub rows: Vec<Row>,
    /// How far the list is.
    pub listing: Listing,
}

/// The list of the window.
#[derive(Debug, Default)]
pub struct DamageList {
    /// Whether it is shown.
    pub visible: bool,
    /// Where is looked.
    pub scope: Scope,
    /// The one kind shown; none for all.
    pub only: Option<Harm>,
    /// The row gone to last.
    pub current: Option<usize>,
    /// How far the list is; nothing before the first.
    pub listing: Option<Listing>,
    /// How it is seen.
    pub list: ListView,
    /// What had the keyboard when the panel was last shown.
    pub keyboard: Keyboard,
    docs: Vec<FoundDoc>,
    rows: Vec<Row>,
    /// Positions in `rows` of one kind, when only that one is shown.
    shown: Option<(Harm, Vec<u32>)>,
    counts: [usize; Harm::ALL.len()],
    n_lists: u64,
    given_up: Option<Arc<AtomicBool>>,
    /// Where the documents were last compared with those listed.
    seen: Option<Seen>,
    /// Whether the report is to be copied when everything is listed.
    copies: bool,
}

/// What decides which texts belong to the list; a label changes it too, but none of the texts.
#[derive(Debug, PartialEq)]
struct Seen {
    scope: Scope,
    doc: Option<DocId>,
    serial: u64,
    state: u64,
}

impl DamageList {
    /// Returns how many rows are shown.
    pub fn len(&self) -> usize {
        match &self.shown {
            Some((_, shown)) => shown.len(),
            None => self.rows.len(),
        }
    }

    /// Returns whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns a row that is shown, with its document.
    pub fn row(&self, row_idx: usize) -> Option<(&Row, &FoundDoc)> {
        let idx = match &self.shown {
            Some((_, shown)) => *shown.get(row_idx)? as usize,
            None => row_idx,
        };
        let row = self.rows.get(idx)?;
        Some((row, self.docs.get(row.doc as usize)?))
    }

    /// Returns how many places are damaged in a way.
    pub fn count(&self, harm: Harm) -> usize {
        let idx = Harm::ALL.iter().position(|kind| *kind == harm);
        idx.and_then(|idx| self.counts.get(idx))
            .copied()
            .unwrap_or(0)
    }

    /// Returns how many places are damaged.
    pub fn n_places(&self) -> usize {
        self.rows.len()
    }

    /// Returns whether these are the documents listed, with the same texts.
    fn is_of(&self, docs: &[FoundDoc]) -> bool {
        let is_same =
            |(a, b): (&FoundDoc, &FoundDoc)| a.id == b.id && Arc::ptr_eq(&a.text, &b.text);
        self.docs.len() == docs.len() && self.docs.iter().zip(docs).all(is_same)
    }

    fn add(&mut self, batch: DamageBatch) {
        for row in &batch.rows {
            let idx = Harm::ALL.iter().position(|kind| *kind == row.place.harm);
            if let Some(count) = idx.and_then(|idx| self.counts.get_mut(idx)) {
                *count += 1;
            }
        }
        self.rows.extend(batch.rows);
        self.listing = Some(batch.listing);
        self.shown = None;
        self.choose_shown();
    }

    /// Makes the rows those of the kind chosen.
    fn choose_shown(&mut self) {
        if self.shown.as_ref().map(|shown| shown.0) == self.only {
            return;
        }
        self.shown = self.only.map(|only| {
            let rows = self.rows.iter().zip(0_u32..);
            let of_kind = rows.filter(|(row, _)| row.place.harm == only);
            (only, of_kind.map(|(_, idx)| idx).collect())
        });
        self.current = None;
    }

    fn forget(&mut self) {
        if let Some(given_up) = self.given_up.take() {
            given_up.store(true, Ordering::Relaxed);
        }
        self.n_lists += 1;
        (self.docs, self.rows, self.shown) = (Vec::new(), Vec::new(), None);
        self.counts = [0; Harm::ALL.len()];
        (self.listing, self.current) = (None, None);
    }
}

impl Desk {
    /// Does what was asked of the list of damage.
    pub(in crate::ui) fn list_damage(&mut self, ctx: &Context, ask: DamageAsk) {
        match ask {
            DamageAsk::Toggle if self.damage.visible => self.close_damage(),
            DamageAsk::Toggle => self.open_damage(),
            DamageAsk::Close => self.close_damage(),
            DamageAsk::Rows(by) => self.step_damage(by),
            DamageAsk::Enter => {
                if let Some(row_idx) = self.damage.current {
                    self.show_damage(row_idx);
                }
                self.focus_text();
            }
            DamageAsk::Show(row_idx) => self.show_damage(row_idx),
            DamageAsk::Copy => {
                if !self.damage.visible {
                    self.open_damage();
                }
                self.damage.copies = true;
                self.keep_damage(ctx);
            }
        }
    }

    /// Keeps the list in step with the documents, after a frame's changes.
    pub(in crate::ui) fn keep_damage(&mut self, ctx: &Context) {
        let Some(session) = self.session.as_ref().filter(|_| !self.loading) else {
            return;
        };
        if !self.damage.visible {
            return;
        }
        let seen = Seen {
            scope: self.damage.scope,
            doc: self.place.doc.clone(),
            serial: session.serial(),
            state: session.history().state(),
        };
        if self.damage.listing.is_none() || self.damage.seen.as_ref() != Some(&seen) {
            let docs: Vec<FoundDoc> = match seen.scope {
                Scope::Document => {
                    let doc = self.env().document().cloned();
                    doc.iter().map(|doc| FoundDoc::of(doc)).collect()
                }
                Scope::Project => {
                    let documents = session.project().documents.iter();
                    documents.map(|doc| FoundDoc::of(doc)).collect()
                }
            };
            self.damage.seen = Some(seen);
            if self.damage.listing.is_none() || !self.damage.is_of(&docs) {
                self.begin_damage_list(ctx, docs);
            }
        }
        self.damage.choose_shown();
        let is_whole = !matches!(self.damage.listing, None | Some(Listing::Going(_)));
        if self.damage.copies && is_whole {
            self.damage.copies = false;
            self.copy_damage(ctx);
        }
    }

    /// Takes some of what is damaged, unless another list was begun since.
    pub(in crate::ui) fn take_damage(&mut self, batch: DamageBatch) {
        if batch.list == self.damage.n_lists {
            self.damage.add(batch);
        }
    }

    /// Takes the keys that are the panel's own while it has the keyboard.
    pub(in crate::ui) fn take_damage_keys(&mut self, ctx: &Context) {
        if self.damage.keyboard == Keyboard::Elsewhere {
            return;
        }
        let in_list = self.damage.keyboard == Keyboard::List;
        ctx.input_mut(|input| {
            for (key, ask, is_ours) in [
                (Key::Escape, DamageAsk::Close, true),
                (Key::Enter, DamageAsk::Enter, in_list),
            ] {
                if is_ours && input.consume_key(Modifiers::NONE, key) {
                    self.asks.push(Ask::effect(Effect::Damage(ask)));
                }
            }
        });
    }

    fn open_damage(&mut self) {
        self.search.visible = false;
        self.damage.visible = true;
        self.damage.list.wants_keys = true;
    }

    fn close_damage(&mut self) {
        self.damage.visible = false;
        self.damage.copies = false;
        self.damage.keyboard = Keyboard::Elsewhere;
        self.damage.forget();
        self.focus_text();
    }

    fn begin_damage_list(&mut self, ctx: &Context, docs: Vec<FoundDoc>) {
        let list = &mut self.damage;
        list.forget();
        let given_up = Arc::new(AtomicBool::new(false));
        list.given_up = Some(Arc::clone(&given_up));
        list.listing = Some(Listing::Going(0.0));
        list.docs.clone_from(&docs);
        let number = list.n_lists;
        self.tasks.start_in_parts(ctx, TASK, move |send| {
            let send = |batch| send(TaskResult::DamageListed(Box::new(batch)));
            TaskResult::DamageListed(Box::new(listed(number, &docs, &given_up, send)))
        });
    }

    fn step_damage(&mut self, by: isize) {
        let Some(last) = self.damage.len().checked_sub(1) else {
            return;
        };
        let row_idx = match self.damage.current {
            Some(row_idx) => row_idx.saturating_add_signed(by).min(last),
            None if by > 1 => last,
            None => 0,
        };
        self.show_damage(row_idx);
    }

    /// Selects a damaged place and scrolls to it; the keyboard stays with the panel if it has it.
    fn show_damage(&mut self, row_idx: usize) {
        let Some((row, doc)) = self.damage.row(row_idx) else {
            return;
        };
        let now = self.session.as_ref().and_then(|s| s.document(&doc.id));
        if now.is_none_or(|now| !Arc::ptr_eq(&now.text, &doc.text)) {
            self.said = self.texts.tr("say-place-gone");
            return;
        }
        let place = Place {
            doc: Some(doc.id.clone()),
            selection: Selection::of(row.place.range),
            ..Place::default()
        };
        self.go(place);
        self.show_place(Align::Nearest);
        if self.damage.keyboard != Keyboard::Elsewhere {
            self.keep_keys();
        }
        (self.damage.current, self.damage.list.wants_row) = (Some(row_idx), true);
    }

    fn copy_damage(&mut self, ctx: &Context) {
        let list = &self.damage;
        if list.is_empty() {
            self.said = self.texts.tr("damage-nothing");
            return;
        }
        let report = self.damage_report();
        let values = [("n", list.len().into())];
        self.said = self.texts.tr_with("said-damage-copied", values);
        ctx.copy_text(report);
    }

    /// Returns a table of the rows shown, for those who published the texts.
    fn damage_report(&self) -> String {
        let list = &self.damage;
        let columns = COLUMNS.map(|key| self.texts.tr(key));
        let mut report = columns.join("\t") + "\n";
        for row_idx in 0..list.len() {
            let Some((row, doc)) = list.row(row_idx) else {
                break;
            };
            let now = self.session.as_ref().and_then(|s| s.document(&doc.id));
            let name = now.map_or("", |now| now.name.as_str());
            report += &report_line(&self.texts, name, &doc.text, &row.place);
            report.push('\n');
        }
        report
    }
}

/// The keys of the names of the report's columns.
const COLUMNS: [&str; 8] = [
    "damage-column-document",
    "damage-column-paragraph",
    "damage-column-start",
    "damage-column-end",
    "damage-column-kind",
    "damage-column-text",
    "damage-column-context",
    "damage-column-reading",
];

/// Returns the key of the short name of a kind of damage.
pub fn harm_key(harm: Harm) -> String {
    format!("harm-{}", harm.name().replace('_', "-"))
}

fn report_line(texts: &Texts, name: &str, text: &Text, place: &DamagedPlace) -> String {
    let paragraph = text.paragraph_at(place.range.start());
    let within = text.paragraph_range(paragraph);
    let context = CharRange::new(
        place.range.start().minus(N_REPORTED).max(within.start()),
        place.range.end().plus(N_REPORTED).min(within.end()),
    );
    let cells = [
        name.to_owned(),
        (paragraph + 1).to_string(),
        place.range.start().0.to_string(),
        place.range.end().0.to_string(),
        texts.tr(&harm_key(place.harm)),
        text.slice(place.range).to_owned(),
        text.slice(context).trim_end().to_owned(),
        place.reading.clone().unwrap_or_default(),
    ];
    // A tab or a line end would begin another cell.
    cells
        .map(|cell| cell.replace(char::is_control, " "))
        .join("\t")
}

/// Looks through documents; sends what is damaged and returns the last of it.
fn listed(
    list: u64,
    docs: &[FoundDoc],
    given_up: &AtomicBool,
    send: impl Fn(DamageBatch),
) -> DamageBatch {
    let n_chars: usize = docs.iter().map(|doc| doc.text.n_chars()).sum();
    let (mut n_done, mut n_places) = (0, 0);
    let batch = |rows: Vec<Row>, listing| DamageBatch {
        list,
        rows,
        listing,
    };
    let mut rows = Vec::new();
    let mut sent = Instant::now();
    for (doc, number) in docs.iter().zip(0_u32..) {
        for block in find::blocks(&doc.text) {
            if given_up.load(Ordering::Relaxed) {
                return batch(rows, Listing::Done);
            }
            for place in damage_in(&doc.text, block) {
                if n_places == MAX_PLACES {
                    return batch(rows, Listing::Cut);
                }
                n_places += 1;
                rows.push(Row { doc: number, place });
            }
            n_done += block.len();
            if sent.elapsed() >= BATCH_TIME {
                let share = n_done as f32 / n_chars.max(1) as f32;
                send(batch(std::mem::take(&mut rows), Listing::Going(share)));
                sent = Instant::now();
            }
        }
    }
    batch(rows, Listing::Done)
}

/// Returns what an action comes to while the list has the keyboard.
pub fn in_list(action: Action) -> Option<DamageAsk> {
    use crate::ui::search;
    match search::in_list(action)? {
        FindAsk::Rows(by) => Some(DamageAsk::Rows(by)),
        _ => None,
    }
}
