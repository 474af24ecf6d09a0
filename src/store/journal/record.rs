//! What a journal holds, record by record.

use std::sync::Arc;

use crate::edit::caret::Place;
use crate::edit::command::Act;
use crate::edit::rebase::RecordedDelta;

/// One record of a journal, with its number and when it was made.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Its number; each record of a journal has the next one, whatever was cut off before it.
    pub n: u64,
    /// When it was made, in seconds since 1970-01-01 UTC.
    pub at: u64,
    /// What it says.
    pub what: Entry,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// A session took the journal up.
    Open(Opening),
    /// Something was done to the project.
    Act(Arc<Acted>),
    /// The project file is about to be replaced by one that holds what was done so far.
    Saving(SavedMark),
    /// The project file holds what was done so far.
    Saved(SavedMark),
    /// What was done so far came together with a project file that somebody else has written.
    Brought(Box<Brought>),
    /// Another session's journal holds what was done so far.
    Taken(TakenMark),
    /// A user was told what could not be read of the journal before this record.
    Told(ToldMark),
}

/// Who took a journal up, and on what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Opening {
    /// The session's id.
    pub session: String,
    /// The name the computer knows its user by; may be empty.
    pub who: String,
    /// The computer's name; may be empty.
    pub host: String,
    /// The number of the process.
    pub process: u32,
    /// SHA-256 of the project file as it was read, in hexadecimal; empty where there was none.
    pub base: String,
}

/// An act as it was carried out.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// Whether it was new, taken back, or made again.
    pub how: How,
    /// What kind of act it is.
    pub act: Act,
    /// Where the annotator was before.
    pub before: Place,
    /// Where the annotator was after.
    pub after: Place,
    /// What was done, in order; for an act taken back, what taking it back did.
    pub deltas: Vec<RecordedDelta>,
}

/// How an act relates to the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// It is a new act.
    Do,
    /// The last act was taken back.
    Undo,
    /// The act taken back last was made again.
    Redo,
    /// It is in no history, such as the time worked.
    Aside,
}

/// A save of the project file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedMark {
    /// The number of the last record that the file holds.
    pub upto: u64,
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
}

/// A project file of somebody else's, with what this journal had beyond it.
///
/// From here on the journal stands on that file. It is one record, so that it is there or not.
#[derive(Clone, Debug, PartialEq)]
pub struct Brought {
    /// SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// What makes the project out of what the file holds.
    pub deltas: Vec<RecordedDelta>,
    /// What becomes of the history so far.
    pub past: Past,
}

impl Brought {
    /// Returns what it did beyond its file, as an act that is in no history.
    pub fn as_act(&self) -> Arc<Acted> {
        merged(How::Aside, &self.deltas)
    }

    /// Returns what it did to the project that was open, where that is known to anybody but the
    /// file.
    pub fn upon_copy(&self) -> Option<Arc<Acted>> {
        match &self.past {
            Past::GoesOn => None,
            Past::Act(deltas) => Some(merged(How::Do, deltas)),
            Past::Ends => Some(self.as_act()),
        }
    }
}

fn merged(how: How, deltas: &[RecordedDelta]) -> Arc<Acted> {
    Arc::new(Acted {
        how,
        act: Act::Merge,
        before: Place::default(),
        after: Place::default(),
        deltas: deltas.to_vec(),
    })
}

/// What becomes of a history when another file is taken over.
#[derive(Clone, Debug, PartialEq)]
pub enum Past {
    /// It goes on with the state that was reached.
    GoesOn,
    /// It goes on, and taking the file over is an act of it that did this.
    Act(Vec<RecordedDelta>),
    /// It cannot be reached from the project any more, and begins anew.
    Ends,
}

/// A mark in the journal of a session that broke off: its acts are in another journal now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenMark {
    /// The number of the last record that was taken over.
    pub upto: u64,
    /// The id of the journal that took it.
    pub by: String,
}

/// A mark that what could not be read was told, so that it is not told at every opening.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToldMark {
    /// How many things could not be read; where there are more one day, all are told again.
    pub troubles: u64,
}
