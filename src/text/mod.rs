//! Text as it is: decoded characters, positions in them, paragraphs and words.
//!
//! Nothing here knows of labels or files.
//! Every position that leaves this module is a [`offset::CharIdx`].

pub mod artefact;
pub mod decode;
pub mod offset;
pub mod segment;
