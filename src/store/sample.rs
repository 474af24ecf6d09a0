//! The sample project that the program carries with it.
//!
//! The tracked file is `projects/sample/sample.ron`; a test writes it anew from its documents and
//! marks, and holds that it loads without a problem. It is copied out before it is opened.

/// The sample project's file.
pub const SAMPLE_RON: &str = include_str!("../../projects/sample/sample.ron");

/// The name that a copy of the sample gets.
pub const SAMPLE_FILE_NAME: &str = "sample.ron";
