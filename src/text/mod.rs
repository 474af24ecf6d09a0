//! Text as it is: decoded characters, positions in them, paragraphs, words, and ways to read it.
//!
//! Nothing here knows of labels or files.
//! Every position that leaves this module is a [`offset::CharIdx`], or one of a [`view::View`].

pub mod artefact;
pub mod concordance;
pub mod damage;
pub mod decode;
pub mod doubt;
pub mod find;
pub mod fold;
pub mod import;
pub mod offset;
pub mod script;
pub mod segment;
mod shift;
pub mod view;
