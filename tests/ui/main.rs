//! Tests of the window: panels driven without one, and the real binary in a real one.

mod actions;
mod annotate;
mod dialogs;
mod font;
mod harness;
mod reading;
mod reading_view;
mod real_window;
mod search;
mod segments;
mod text_view;
mod typing;
