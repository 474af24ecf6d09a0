//! The window: panels, the text view, actions and what they come to.
//!
//! `desk` is the window's state and the order of a frame; `action`, `env`, `resolve` and `effect` say what
//! can be asked and what it comes to; `carry` does it, `disk` begins what waits for a disk and
//! `arrive` takes it back; `search` finds words; `panels` and `windows` show. `app` puts the
//! desk into a system window and is the only part that needs one.

pub mod action;
#[cfg(feature = "gui")]
pub mod app;
mod arrive;
pub mod assist;
mod brought;
mod carry;
pub mod crash;
pub mod damage;
pub mod desk;
mod disk;
pub mod effect;
pub mod env;
pub mod files;
pub mod fonts;
pub mod grow;
pub mod histories;
pub mod i18n;
pub mod kept;
pub mod labelling;
pub mod memory;
pub mod notices;
mod own_words;
pub mod panels;
pub mod past;
pub mod reading;
pub mod resolve;
pub mod scene;
pub mod search;
pub mod settings;
mod sheet;
pub mod shell;
pub mod shortcuts;
pub mod tasks;
pub mod text_view;
pub mod theme;
pub mod totals;
mod versions;
pub mod waiting;
pub mod windows;
pub mod words;
