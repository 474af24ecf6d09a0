<<<<<<< HEAD
//! Suggestions: where they come from, what became of them, and those of models outside.

mod history;
mod outside;
=======
//! Suggestions from what is known before anything was labelled.

mod lexicon;
mod lexicon_composed;
mod lexicon_files;
>>>>>>> lexicon
