//! Feeds `store_checks::folder_any` with whatever finds new ways through it.

#![no_main]

use zhubi_fuzz::memory;
use zhubi_fuzz::store_checks;

/// Bytes it may hold for any input, and for each byte of it.
const MEMORY: (usize, usize) = (2 << 20, 100);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| memory::bounded(
    bytes,
    MEMORY,
    store_checks::folder_any
));
