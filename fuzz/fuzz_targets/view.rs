//! Feeds `checks::view_any` with whatever finds new ways through it.

#![no_main]

#[path = "../checks.rs"]
mod checks;
#[path = "../memory.rs"]
mod memory;

/// Bytes it may hold for any input, and for each byte of it.
const MEMORY: (usize, usize) = (64 << 10, 64);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| memory::bounded(bytes, MEMORY, checks::view_any));
