//! Feeds `checks::docx_any` with whatever finds new ways through it.

#![no_main]

#[path = "../checks.rs"]
mod checks;
#[path = "../memory.rs"]
mod memory;

/// Bytes it may hold for any input, and for each byte of it: eight times what may be unpacked, which
/// is 1 MiB and 200 bytes a byte.
const MEMORY: (usize, usize) = (8 << 20, 8 * 200);

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| memory::bounded(bytes, MEMORY, checks::docx_any));
