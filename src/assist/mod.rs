//! Suggestions: what a program can propose to label, from whatever it knows.
//!
//! Nothing here enters a layer by itself: sources propose, the annotator accepts or rejects with
//! a key, and what was rejected is remembered. All sources match and learn on the folded view
//! ([`crate::text::fold`]) and give back positions in the text.

pub mod gather;
pub mod history;
pub mod learner;
pub mod lexicon;
pub mod outside;
pub mod precision;
pub mod repeat;
pub mod suggestion;
pub mod tally;
