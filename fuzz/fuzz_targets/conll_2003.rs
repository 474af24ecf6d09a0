//! Feeds `labelled_checks::conll_2003` with whatever finds new ways through it.

#![no_main]

use zhubi_fuzz::labelled_checks;
use zhubi_fuzz::memory;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    memory::bounded(bytes, memory::OF_LABELLED_DATA, labelled_checks::conll_2003);
});
