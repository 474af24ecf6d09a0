//! The window: panels, the text view, actions and what they come to.

pub mod text_view;
