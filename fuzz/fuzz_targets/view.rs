//! Feeds `checks::view_any` with whatever finds new ways through it.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::view_any(bytes));
