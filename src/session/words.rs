//! Files of words: read and decoded as documents are.

use std::path::Path;

use crate::store::source::SourceError;
use crate::store::source::open_file;
use crate::text::import;
use crate::text::import::WordTable;

/// Reads a file of words: one a line, or a table by its extension.
pub fn read_words(path: &Path) -> Result<WordTable, SourceError> {
    let file = open_file(path, None)?;
    import::words(file.media(), file.decoded()).map_err(|cause| SourceError::NotImported {
        path: path.to_owned(),
        cause,
    })
}
