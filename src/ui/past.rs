//! The history as a list: what was done, newest first, and going back to any of it.
//!
//! The row chosen is known by the state after its act, so that it stays chosen while others come
//! and go. Choosing shows the place and changes nothing; travelling undoes or redoes step by step.
//! The panel is in `panels/history.rs`, the words in `words/acts.rs`.

use egui::Context;
use egui::Key;
use egui::Modifiers;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::history::History;
use crate::session::Session;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::panels::rows::ListView;
use crate::ui::scene::Ask;
use crate::ui::search;
use crate::ui::search::FindAsk;
use crate::ui::search::Keyboard;
use crate::ui::text_view::Align;
use crate::ui::words::acts::Past;

/// Something asked of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PastAsk {
    /// Show it, or hide it.
    Toggle,
    /// Hide it; the keyboard goes back to the text.
    Close,
    /// Go so many rows down or up.
    Rows(isize),
    /// Show the place of a row's act.
    Show(usize),
    /// Go to the state of the row chosen.
    Enter,
    /// Go to the state of a row.
    Travel(usize),
}

/// The list of the window.
#[derive(Debug, Default)]
pub struct PastList {
    /// Whether it is shown.
    pub visible: bool,
    /// The state after the act chosen.
    pub current: Option<u64>,
    /// How its rows are seen.
    pub list: ListView,
    /// What had the keyboard when the panel was last shown.
    pub keyboard: Keyboard,
    /// The bound that was given to the keeper, and to which session.
    bounded: Option<(Option<u64>, u32)>,
}

/// Returns how many rows there are: one for each act, and one for before them all.
pub fn n_rows(history: &History) -> usize {
    history.done().len() + history.undone().len() + 1
}

/// Returns which act a row shows, counted from the oldest; nothing for before them all.
pub fn act_of_row(history: &History, row: usize) -> Option<usize> {
    (n_rows(history) - 1).checked_sub(row + 1)
}

/// Returns the state that a row stands for.
pub fn state_of_row(history: &History, row: usize) -> u64 {
    let n_done = history.done().len();
    let Some(at) = act_of_row(history, row) else {
        return history.first_state();
    };
    let entry = match at.checked_sub(n_done) {
        None => history.done().get(at),
        Some(behind) => history.undone().iter().rev().nth(behind),
    };
    entry.map_or(history.first_state(), |entry| entry.state())
}

/// Returns the row that stands for a state.
pub fn row_of_state(history: &History, state: u64) -> Option<usize> {
    let undone = history.undone().iter();
    let done = history.done().iter().rev();
    let found = undone.chain(done).position(|entry| entry.state() == state);
    let first = (history.first_state() == state).then(|| n_rows(history) - 1);
    found.or(first)
}

impl Desk {
    /// Does what was asked of the list of acts.
    pub(super) fn list_past(&mut self, ctx: &Context, ask: PastAsk) {
        match ask {
            PastAsk::Toggle if self.past.visible => self.close_past(),
            PastAsk::Toggle => self.open_past(),
            PastAsk::Close => self.close_past(),
            PastAsk::Rows(by) => self.step_past(by),
            PastAsk::Show(row) => self.show_past(row),
            PastAsk::Enter => {
                let history = self.session.as_ref().map(Session::history);
                let row = history.zip(self.past.current);
                if let Some(row) = row.and_then(|(h, state)| row_of_state(h, state)) {
                    self.travel(ctx, row);
                }
            }
            PastAsk::Travel(row) => self.travel(ctx, row),
        }
    }

    fn open_past(&mut self) {
        self.search.visible = false;
        self.damage.visible = false;
        self.past.visible = true;
        self.past.list.wants_keys = true;
        self.past.list.wants_row = true;
        self.past.current = self.session.as_ref().map(|s| s.history().state());
    }

    fn close_past(&mut self) {
        self.past.visible = false;
        self.past.keyboard = Keyboard::Elsewhere;
        self.focus_text();
    }

    fn step_past(&mut self, by: isize) {
        let Some(session) = &self.session else { return };
        let history = session.history();
        let chosen = self.past.current.and_then(|s| row_of_state(history, s));
        let now = row_of_state(history, history.state()).unwrap_or(0);
        let row = chosen.unwrap_or(now).saturating_add_signed(by);
        let last = n_rows(history) - 1;
        self.show_past(row.min(last));
    }

    /// Chooses a row and shows where its act was; nothing changes.
    fn show_past(&mut self, row: usize) {
        let Some(session) = &self.session else { return };
        let history = session.history();
        self.past.current = Some(state_of_row(history, row));
        self.past.list.wants_row = true;
        let place = act_of_row(history, row).and_then(|at| self.place_of_act(at));
        if let Some(place) = place {
            self.go(place);
            self.show_place(Align::Nearest);
        }
        if self.past.keyboard != Keyboard::Elsewhere {
            self.keep_keys();
        }
    }

    /// Returns where an act was, as far as it is there still.
    fn place_of_act(&self, at: usize) -> Option<Place> {
        let session = self.session.as_ref()?;
        let past = Past::of(session.project(), session.history());
        let entry = past.act(at)?;
        let (touched, _) = past.touched(&self.texts, at);
        let touched = touched.into_iter().find_map(|touched| {
            let doc = session.document(&touched.doc?)?;
            let range = touched.range.filter(|range| doc.text.holds(*range));
            Some((doc.id.clone(), range))
        });
        if let Some((doc, Some(range))) = &touched {
            return Some(Place {
                doc: Some(doc.clone()),
                selection: Selection::of(*range),
                ..Place::default()
            });
        }
        let is_there = |place: &&Place| {
            let doc = place.doc.as_ref().and_then(|id| session.document(id));
            doc.is_some_and(|doc| doc.text.holds(place.selection.range()))
        };
        let seen = [&entry.after, &entry.before].into_iter().find(is_there);
        let seen = seen.map(|place| Place {
            annotator: None,
            span: None,
            ..place.clone()
        });
        let doc = touched.map(|(doc, _)| Place {
            doc: Some(doc),
            ..Place::default()
        });
        seen.or(doc)
    }

    fn travel(&mut self, ctx: &Context, row: usize) {
        let Some(session) = &self.session else { return };
        let state = state_of_row(session.history(), row);
        self.past.current = Some(state);
        if session.history().state() == state {
            self.said = self.texts.tr("past-is-here");
            return;
        }
        self.step_history(ctx, |session| session.travel(state), "said-travelled");
        self.settle_place();
        if self.past.keyboard != Keyboard::Elsewhere {
            self.keep_keys();
        }
    }

    /// Takes the keys that are the panel's own while it has the keyboard.
    pub(super) fn take_past_keys(&mut self, ctx: &Context) {
        if self.past.keyboard == Keyboard::Elsewhere {
            return;
        }
        let in_list = self.past.keyboard == Keyboard::List;
        ctx.input_mut(|input| {
            for (key, ask, is_ours) in [
                (Key::Escape, PastAsk::Close, true),
                (Key::Enter, PastAsk::Enter, in_list),
            ] {
                if is_ours && input.consume_key(Modifiers::NONE, key) {
                    self.asks.push(Ask::effect(Effect::Past(ask)));
                }
            }
        });
    }

    /// Bounds the histories as the settings say.
    pub(super) fn keep_past(&mut self) {
        let megabytes = self.settings.history_megabytes;
        let serial = self.session.as_ref().map(Session::serial);
        if self.past.bounded == Some((serial, megabytes)) {
            return;
        }
        self.past.bounded = Some((serial, megabytes));
        let bytes = (megabytes as usize).saturating_mul(1 << 20);
        if let Some(session) = &mut self.session {
            session.limit_history(bytes);
        }
        self.keeper = self.keeper.take().map(|keeper| keeper.bounded(bytes));
    }
}

/// Returns what an action comes to while the list has the keyboard.
pub fn in_list(action: Action) -> Option<PastAsk> {
    match search::in_list(action)? {
        FindAsk::Rows(by) => Some(PastAsk::Rows(by)),
        _ => None,
    }
}
