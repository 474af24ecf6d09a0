//! Projects on disk: reading, writing, and where a value stands in a file.
//!
//! [`load`] and [`save`] are the two that matter. A project file is read whole, turned into the
//! model, and told apart from it: the file's own types are in `format_v1`. A damaged file opens as
//! far as it can be read, with a list of [`problem::Problem`]s.
//!
//! Only this module touches `std::fs` and `ron`.

mod convert;
mod file;
mod format;
mod format_v1;
pub mod journal;
mod locate;
pub mod problem;
mod ron_out;
pub mod sample;
pub mod source;
mod values;
mod write;

use std::fs;
use std::io;
use std::path::Path;

pub use self::file::SaveError;
pub use self::file::create_new;
pub use self::file::save;
pub use self::file::write_atomic;
pub use self::format::FORMAT;
pub use self::format::Loaded;
pub use self::format::read_project;
pub use self::locate::LineColumn;
pub use self::locate::Step;
pub use self::locate::Trail;
pub use self::locate::locate;
pub use self::locate::locate_all;
pub use self::write::write_project;

use crate::store::problem::LoadError;

/// Reads the project file at a path; returns it with the bytes it was read from.
pub fn load(path: &Path) -> Result<(Loaded, Vec<u8>), LoadError> {
    let bytes = fs::read(path).map_err(|cause| unreadable(path, cause))?;
    Ok((read_project(&bytes)?, bytes))
}

fn unreadable(path: &Path, cause: io::Error) -> LoadError {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::NotFound => LoadError::NotFound { path },
        io::ErrorKind::PermissionDenied => LoadError::NoPermission { path },
        _ => LoadError::Unreadable { path, cause },
    }
}
