//! How far work on a thread is, and the word that nobody wants it any more.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

/// Tells how far a task is, and tells it to stop; a clone is the same.
#[derive(Clone, Debug, Default)]
pub(super) struct Meter(Arc<Dial>);

#[derive(Debug, Default)]
struct Dial {
    n_done: AtomicUsize,
    n_all: AtomicUsize,
    stopped: AtomicBool,
}

impl Meter {
    /// Notes how far the task is, and says whether it is to go on.
    pub(super) fn note(&self, n_done: usize, n_all: usize) -> ControlFlow<()> {
        self.0.n_done.store(n_done, Ordering::Relaxed);
        self.0.n_all.store(n_all, Ordering::Relaxed);
        if self.0.stopped.load(Ordering::Relaxed) {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }

    /// Tells the task that nobody wants it any more.
    pub(super) fn stop(&self) {
        self.0.stopped.store(true, Ordering::Relaxed);
    }

    /// Returns how much is done, and of how much.
    pub(super) fn read(&self) -> (usize, usize) {
        let [done, all] = [&self.0.n_done, &self.0.n_all].map(|n| n.load(Ordering::Relaxed));
        (done, all)
    }
}
