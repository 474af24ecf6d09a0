//! The journal of a project: every accepted act, on the device before the next one matters.
//!
//! Beside `PROJECT.ron` lies the folder `PROJECT.ron.journal` with a journal for each session that
//! ran at a time. A journal is the history too: saving the project appends a mark and cuts nothing.
//! `projects/README.md` describes the format.

pub mod cut;
pub mod decode;
pub mod encode;
pub mod frame;
pub mod id;
mod part;
pub mod read;
pub mod record;
pub mod recover;
mod wire;
pub mod writer;
