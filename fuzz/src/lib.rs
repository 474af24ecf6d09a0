//! What the fuzz targets share: what must hold, and how much memory it may take.

pub mod checks;
pub mod labelled_checks;
pub mod memory;
pub mod store_checks;
