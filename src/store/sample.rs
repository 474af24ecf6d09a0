//! The sample project that the program carries with it.
//!
//! The tracked file is `projects/sample/sample.ron`; a test writes it anew from its documents and
//! marks, and holds that it loads without a problem. It is copied out before it is opened.

use std::path::Path;
use std::path::PathBuf;

use crate::store;
use crate::store::SaveError;

/// The sample project's file.
pub const SAMPLE_RON: &str = include_str!("../../projects/sample/sample.ron");

/// The name that a copy of the sample gets.
pub const SAMPLE_FILE_NAME: &str = "sample.ron";

/// Copies the sample into a folder and returns the copy's path.
///
/// A copy that lies there already stays as it is, with whatever was labelled in it.
pub fn copy_out(folder: &Path) -> Result<PathBuf, SaveError> {
    let path = folder.join(SAMPLE_FILE_NAME);
    if !path.exists() {
        store::write_small(&path, SAMPLE_RON.as_bytes())?;
    }
    Ok(path)
}
