//! Counts the memory that a piece of work holds at its most, for benches.
//!
//! Only what Rust allocates is counted, on all threads, and only while something is measured: the
//! rest of a bench is not slowed. A block that grows counts twice while it is moved, though the
//! system may move nothing, so the figures are no smaller than the truth.

use std::alloc::GlobalAlloc;
use std::alloc::Layout;
use std::alloc::System;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicIsize;
use std::sync::atomic::Ordering::Relaxed;

static COUNTS: AtomicBool = AtomicBool::new(false);
static HELD: AtomicIsize = AtomicIsize::new(0);
static MOST: AtomicIsize = AtomicIsize::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn take(n_bytes: usize) {
    if COUNTS.load(Relaxed) {
        let n_bytes = n_bytes as isize;
        let held = HELD.fetch_add(n_bytes, Relaxed) + n_bytes;
        MOST.fetch_max(held, Relaxed);
    }
}

fn give_back(n_bytes: usize) {
    if COUNTS.load(Relaxed) {
        HELD.fetch_sub(n_bytes as isize, Relaxed);
    }
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
        give_back(layout.size());
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, n_bytes: usize) -> *mut u8 {
        take(n_bytes);
        give_back(layout.size());
        unsafe { System.realloc(at, layout, n_bytes) }
    }
}

/// Runs something; returns the most bytes held at once above what was held before.
pub fn most<T>(work: impl FnOnce() -> T) -> (T, usize) {
    HELD.store(0, Relaxed);
    MOST.store(0, Relaxed);
    COUNTS.store(true, Relaxed);
    let done = work();
    COUNTS.store(false, Relaxed);
    (done, usize::try_from(MOST.load(Relaxed)).unwrap_or(0))
}
