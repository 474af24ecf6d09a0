//! Word lists and patterns: what a project and the program know before anything is labelled.
//!
//! A [`matcher::Matcher`] is made of a project's lists and patterns and of the lists that come with
//! the program. Lists are matched on the folded view by an automaton, patterns on the reading view;
//! the generators (`person`, `role`, `event`, `slogan`) compose what no list can hold, such as an
//! office with its body, from the words and marks around. All give back positions in the text.
//!
//! Each list tells how sure it is; a generator is parted into tiers that each have their own say.

pub mod built_in;
pub mod incoming;
pub mod matcher;
pub mod words;

mod event;
mod grow;
mod known;
mod meeting;
mod person;
mod reading;
mod role;
mod slogan;
mod tier;
