//! The parts of the window, each a function of what it sees.

pub mod concordance;
pub mod damage;
pub mod documents;
pub mod history;
pub mod hover;
pub mod labels;
pub mod menu_bar;
pub mod notices;
pub mod paper;
pub mod queue;
pub mod reading;
pub mod review_bar;
pub mod rows;
pub mod same_words;
pub mod search;
pub mod sources;
pub mod start;
pub mod status_bar;
