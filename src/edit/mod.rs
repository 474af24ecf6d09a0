//! How a project changes: a command is checked, becomes a change, and can be undone.

pub mod caret;
