//! Counts the memory that a check holds at once, and holds it to a multiple of its input.
//!
//! libFuzzer's own limit is one for all inputs, and needs a sanitizer; this holds in a replay too.
//! Only what Rust allocates is counted, on all threads: a target runs one input at a time.

use std::alloc::GlobalAlloc;
use std::alloc::Layout;
use std::alloc::System;
use std::sync::Once;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;

/// Bytes that a check of labelled data may hold for any input, and for each byte of it.
///
/// A tree of JSON values takes most; packed formats may be unpacked to 1 MiB and 200 bytes a byte.
pub const OF_LABELLED_DATA: (usize, usize) = (64 << 20, 4_000);

/// An input that has every table read that is read only once.
const WARM: &str = "習(xí)近平，统一 a,b\n# 甲\n";

static HELD: AtomicUsize = AtomicUsize::new(0);
static MOST: AtomicUsize = AtomicUsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn take(n_bytes: usize) {
    let held = HELD.fetch_add(n_bytes, Relaxed) + n_bytes;
    MOST.fetch_max(held, Relaxed);
}

// SAFETY: everything is passed on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        take(layout.size());
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, n_bytes: usize) -> *mut u8 {
        take(n_bytes);
        HELD.fetch_sub(layout.size(), Relaxed);
        unsafe { System.realloc(at, layout, n_bytes) }
    }
}

/// Runs a check, which may hold `fixed` bytes at once for any input, and `factor` for each of its bytes.
pub fn bounded(bytes: &[u8], (fixed, factor): (usize, usize), check: fn(&[u8])) {
    static WARMED: Once = Once::new();
    WARMED.call_once(|| check(WARM.as_bytes()));
    let before = HELD.load(Relaxed);
    MOST.store(before, Relaxed);
    check(bytes);
    let most = MOST.load(Relaxed).saturating_sub(before);
    let allowed = fixed + bytes.len() * factor;
    let len = bytes.len();
    assert!(
        most <= allowed,
        "{most} bytes held for an input of {len}, {allowed} are allowed"
    );
    if std::env::var_os("ZHUBI_FUZZ_MEMORY").is_some() {
        eprintln!("{most} bytes held for an input of {len}");
    }
}
