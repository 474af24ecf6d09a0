//! Tests of the window: panels driven without one, and the real binary in a real one.

mod actions;
mod annotate;
mod correcting;
mod damage;
mod deciding;
mod dialogs;
mod effort;
mod font;
mod harness;
mod history;
mod import;
mod kept;
mod lexicons;
mod predictions;
mod reading;
mod reading_view;
mod real_window;
mod search;
mod segments;
mod sheet;
mod statistics;
mod suggestions;
mod text_view;
mod text_view_drawn;
mod typing;
mod waiting;
