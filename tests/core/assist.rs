//! Suggestions from what is known before anything was labelled.

mod lexicon;
mod lexicon_composed;
mod lexicon_files;
