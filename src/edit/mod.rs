//! How a project changes: a command is checked, becomes a change, and can be undone.
//!
//! `Command` is what is asked, `Change` what was done. Only [`apply`] changes a project.

pub mod apply;
pub mod between;
pub mod caret;
pub mod change;
pub mod command;
pub mod history;
pub mod labelled;
pub mod rebase;
mod record;
mod weight;
