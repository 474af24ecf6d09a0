//! Zhubi 朱笔: label Chinese documents on your own computer.
//!
//! The program is this library and a short `main`. `ARCHITECTURE.md` is the map: which module may
//! use which, what holds where, and how a key press becomes a saved change.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]
#![deny(unsafe_code)]
#![warn(missing_docs)]

pub mod assist;
pub mod cli;
pub mod edit;
pub mod exchange;
pub mod model;
pub mod session;
pub mod store;
pub mod text;
#[cfg(feature = "ui")]
pub mod ui;
