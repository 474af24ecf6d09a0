//! Undo and redo: the changes made, each with where the annotator was.
//!
//! A plain stack: an edit after an undo drops what could have been redone. The change itself is
//! kept, for it holds both sides; taking it back applies its inverse through the same path as any
//! other change.
//! Moves of the caret alone are not in it.
//!
//! A copy shares every act, so that one is taken in the frame that asks for it.
//! It is bounded in bytes: what is oldest goes first, and the last act always stays, however large.
//! A state keeps its name when the acts before it go, so that what is saved is still known.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::edit::caret::Place;
use crate::edit::change::Change;
use crate::edit::command::Act;

/// A state that no history reaches: a project that no file holds.
pub const NEVER_SAVED: u64 = u64::MAX;

/// One act that can be taken back.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What kind of act it was.
    pub act: Act,
    /// What it did.
    pub change: Change,
    /// Where the annotator was before.
    pub before: Place,
    /// Where the annotator was after.
    pub after: Place,
    /// When it was made, in seconds since 1970-01-01 UTC, where that is known.
    pub at: Option<u64>,
    /// How many bytes it is taken to hold.
    weight: usize,
    /// Names the state of the project after it.
    state: u64,
}

impl Entry {
    /// Returns the name of the state of the project after it.
    pub fn state(&self) -> u64 {
        self.state
    }
}

/// The acts made in a project.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: VecDeque<Arc<Entry>>,
    undone: Vec<Arc<Entry>>,
    /// Bytes of all of them.
    weight: usize,
    /// Bytes they may have.
    limit: Option<usize>,
    /// The state before the oldest act that is kept.
    first_state: u64,
    /// Whether acts before the oldest one were dropped.
    is_cut: bool,
    /// The last state named; names are never used twice.
    last_state: u64,
    saved_state: u64,
}

impl History {
    /// Adds an act; what could have been redone is gone.
    pub fn push(&mut self, act: Act, change: Change, before: Place, after: Place) {
        self.push_at(None, act, change, before, after);
    }

    /// Adds an act that was made at a time, in seconds since 1970-01-01 UTC.
    pub fn push_at(
        &mut self,
        at: Option<u64>,
        act: Act,
        change: Change,
        before: Place,
        after: Place,
    ) {
        self.last_state += 1;
        let gone = self.undone.drain(..).map(|entry| entry.weight);
        self.weight -= gone.sum::<usize>();
        let weight = change.weight();
        self.weight += weight;
        self.done.push_back(Arc::new(Entry {
            act,
            change,
            before,
            after,
            at,
            weight,
            state: self.last_state,
        }));
        self.drop_oldest();
    }

    /// Adds an act that was made before all that are known, and was taken back; `change` is what
    /// it did. A history that is read from its middle comes upon such ones.
    pub fn push_earlier_undone(
        &mut self,
        at: Option<u64>,
        act: Act,
        change: Change,
        before: Place,
        after: Place,
    ) {
        debug_assert!(self.done.is_empty(), "an act that is known comes first");
        let weight = change.weight();
        self.weight += weight;
        self.undone.push(Arc::new(Entry {
            act,
            change,
            before,
            after,
            at,
            weight,
            state: self.first_state,
        }));
        self.last_state += 1;
        self.first_state = self.last_state;
    }

    /// Bounds it from now on: what is oldest goes until the rest has so many bytes at most.
    pub fn limit(&mut self, bytes: usize) {
        self.limit = Some(bytes);
        self.drop_oldest();
    }

    fn drop_oldest(&mut self) {
        let Some(limit) = self.limit else { return };
        while self.weight > limit && self.done.len() + self.undone.len() > 1 {
            let Some(oldest) = self.done.pop_front() else {
                break;
            };
            self.weight -= oldest.weight;
            self.first_state = oldest.state;
            self.is_cut = true;
        }
    }

    /// Returns how many bytes it is taken to hold.
    pub fn weight(&self) -> usize {
        self.weight
    }

    /// Returns whether acts before the oldest one were dropped.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Remembers that there were acts before the oldest one.
    pub fn mark_cut(&mut self) {
        self.is_cut = true;
    }

    /// Returns the name of the state before the oldest act.
    pub fn first_state(&self) -> u64 {
        self.first_state
    }

    /// Returns the act that would be taken back next.
    pub fn next_undo(&self) -> Option<&Entry> {
        self.done.back().map(Arc::as_ref)
    }

    /// Returns the act that would be made again next.
    pub fn next_redo(&self) -> Option<&Entry> {
        self.undone.last().map(Arc::as_ref)
    }

    /// Marks the last act as taken back and returns it.
    pub fn step_back(&mut self) -> Option<&Entry> {
        self.undone.push(self.done.pop_back()?);
        self.next_redo()
    }

    /// Marks the act taken back last as made again and returns it.
    pub fn step_forward(&mut self) -> Option<&Entry> {
        self.done.push_back(self.undone.pop()?);
        self.next_undo()
    }

    /// Returns the acts made, oldest first.
    pub fn done(&self) -> &VecDeque<Arc<Entry>> {
        &self.done
    }

    /// Returns the acts taken back, the one to be made again next last.
    pub fn undone(&self) -> &[Arc<Entry>] {
        &self.undone
    }

    /// Returns whether the act that led to the state with this name is done and not taken back.
    pub fn is_done(&self, state: u64) -> bool {
        self.done.iter().rev().any(|entry| entry.state == state)
    }

    /// Returns the name of the present state.
    pub fn state(&self) -> u64 {
        self.done
            .back()
            .map_or(self.first_state, |entry| entry.state)
    }

    /// Remembers that the state with this name is what the file holds.
    pub fn mark_saved(&mut self, state: u64) {
        self.saved_state = state;
    }

    /// Returns whether the present state is not what the file holds.
    pub fn unsaved(&self) -> bool {
        self.state() != self.saved_state
    }
}
