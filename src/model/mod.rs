//! The objects of a project: schema, documents, layers, spans.
//!
//! Plain values with no I/O. They change only through [`crate::edit`]; the types of the file
//! format are others and live in `store`.

pub mod check;
pub mod document;
pub mod edge;
pub mod extra;
pub mod finding;
pub mod hunt;
pub mod ids;
pub mod layer;
pub mod lexicon;
pub mod marked;
pub mod project;
pub mod relation;
pub mod schema;
pub mod span;
pub mod span_set;
pub mod vocabulary;
