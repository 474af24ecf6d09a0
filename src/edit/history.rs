//! Undo and redo: the changes made, each with where the annotator was.
//!
//! A plain stack: an edit after an undo drops what could have been redone. The change itself is
//! kept, for it holds both sides; taking it back applies its inverse through the same path as any
//! other change.
//! Moves of the caret alone are not in it.

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
    /// Names the state of the project after it.
    state: u64,
}

/// The acts made in a project since it was opened.
#[derive(Clone, Debug, Default)]
pub struct History {
    done: Vec<Entry>,
    undone: Vec<Entry>,
    /// The last state named; names are never used twice.
    last_state: u64,
    saved_state: u64,
}

impl History {
    /// Adds an act; what could have been redone is gone.
    pub fn push(&mut self, act: Act, change: Change, before: Place, after: Place) {
        self.last_state += 1;
        self.undone.clear();
        self.done.push(Entry {
            act,
            change,
            before,
            after,
            state: self.last_state,
        });
    }

    /// Returns the act that would be taken back next.
    pub fn next_undo(&self) -> Option<&Entry> {
        self.done.last()
    }

    /// Returns the act that would be made again next.
    pub fn next_redo(&self) -> Option<&Entry> {
        self.undone.last()
    }

    /// Marks the last act as taken back and returns it.
    pub fn step_back(&mut self) -> Option<&Entry> {
        self.undone.push(self.done.pop()?);
        self.undone.last()
    }

    /// Marks the act taken back last as made again and returns it.
    pub fn step_forward(&mut self) -> Option<&Entry> {
        self.done.push(self.undone.pop()?);
        self.done.last()
    }

    /// Returns the acts made, oldest first.
    pub fn done(&self) -> &[Entry] {
        &self.done
    }

    /// Returns the acts taken back, the one to be made again next last.
    pub fn undone(&self) -> &[Entry] {
        &self.undone
    }

    /// Returns whether the act that led to the state with this name is done and not taken back.
    pub fn is_done(&self, state: u64) -> bool {
        self.done.iter().rev().any(|entry| entry.state == state)
    }

    /// Returns the name of the present state.
    pub fn state(&self) -> u64 {
        self.done.last().map_or(0, |entry| entry.state)
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
