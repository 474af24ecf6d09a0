//! Tests of the window: panels driven without one, and the real binary in a real one.

mod font;
mod real_window;
mod text_view;
