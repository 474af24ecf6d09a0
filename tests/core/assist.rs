//! What is suggested: by whom, where, and how surely.

mod learner;
