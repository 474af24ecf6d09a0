//! Suggestions: where they come from, what became of them, and those of models outside.

mod history;
mod learner;
mod lexicon;
mod lexicon_composed;
mod lexicon_files;
mod outside;
mod repeat;
