//! How far reading or writing a large project is, for whoever waits for it.
//!
//! A [`Gauge`] is looked at from any thread. What runs under [`Gauge::during`] moves it as it gets
//! on, without having to be handed it: reading and writing are the same whether anybody looks or
//! not, and nothing that comes of them hangs on it. Work is told in stages, each with its share of
//! the whole.
//!
//! The reader of RON does not say where in the file it is. But a string that it found unescaped
//! borrows from the file, so its address says so; from there on the others are counted.
//!
//! Invariants: a gauge never goes back; it does not move for what is done in a moment.

use std::cell::Cell;
use std::cell::RefCell;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicU32;
use std::sync::atomic::Ordering;

/// Shares of the whole, for a file that is opened: read and hashed, parsed, made into the model;
/// what is left is the journal's.
pub const READ: Range<u32> = 0..120;
pub const PARSED: Range<u32> = 120..720;
pub const CONVERTED: Range<u32> = 720..980;

/// Shares of the whole, for a project that is saved: written out, put into its file and compared;
/// then the same for the dated copy.
pub const WRITTEN: Range<u32> = 0..400;
pub const IN_FILE: Range<u32> = 400..600;
pub const IN_COPY: Range<u32> = 750..950;

/// Files of fewer bytes are read and written in a moment.
const LARGE: usize = 8_000_000;

/// Bytes that a line of a text has beside the paragraph: blanks, quotes, an escaped line end, comma.
const LINE: usize = 13;

/// Bytes after which it is worth telling anew.
const STEP: usize = 100_000;

/// How far a piece of work is.
#[derive(Clone, Debug, Default)]
pub struct Gauge {
    permille: Arc<AtomicU32>,
}

impl Gauge {
    /// Returns how much is done, from 0 to 1; 0 as long as nothing is known.
    pub fn fraction(&self) -> f32 {
        self.permille.load(Ordering::Relaxed) as f32 / 1_000.0
    }

    /// Says how much is done.
    pub fn set(&self, permille: u32) {
        self.permille
            .fetch_max(permille.min(1_000), Ordering::Relaxed);
    }

    /// Runs work on this thread that moves the gauge.
    pub fn during<T>(&self, work: impl FnOnce() -> T) -> T {
        let outer = HERE.with(|here| here.gauge.replace(Some(self.clone())));
        let _restored = Restored(outer);
        work()
    }
}

/// Puts the gauge back that was there before, also when work panics.
struct Restored(Option<Gauge>);

impl Drop for Restored {
    fn drop(&mut self) {
        HERE.with(|here| {
            here.source.set((0, 0));
            here.gauge.replace(self.0.take());
        });
    }
}

/// The gauge of a thread, with the file that is being parsed.
struct Here {
    gauge: RefCell<Option<Gauge>>,
    /// Where the file lies in memory: its first byte, and the one behind it.
    source: Cell<(usize, usize)>,
    /// How far in it its reader is, and where it is worth telling anew.
    at: Cell<usize>,
    next: Cell<usize>,
}

thread_local! {
    static HERE: Here = const {
        Here {
            gauge: RefCell::new(None),
            source: Cell::new((0, 0)),
            at: Cell::new(0),
            next: Cell::new(0),
        }
    };
}

/// Tells that so much of a stage is done.
pub fn tell(stage: &Range<u32>, n_done: usize, n_all: usize) {
    if n_all < LARGE {
        return;
    }
    HERE.with(|here| {
        if let Some(gauge) = here.gauge.borrow().as_ref() {
            let width = u64::from(stage.end.saturating_sub(stage.start));
            let part = n_done.min(n_all) as u64 * width / n_all as u64;
            gauge.set(stage.start + u32::try_from(part).unwrap_or(0));
        }
    });
}

/// Tells that a file is about to be parsed.
pub fn parse(source: &str) {
    HERE.with(|here| {
        if source.len() >= LARGE && here.gauge.borrow().is_some() {
            let start = source.as_ptr().addr();
            here.source.set((start, start + source.len()));
            here.at.set(0);
            here.next.set(STEP);
        }
    });
}

/// Tells that a string was parsed, which may be a part of the file.
pub fn parsed(part: &str) {
    HERE.with(|here| {
        let (start, end) = here.source.get();
        if start == end {
            return;
        }
        let address = part.as_ptr().addr();
        let at = match (start..end).contains(&address) {
            true => address - start,
            false => here.at.get() + LINE,
        };
        let at = at + part.len();
        here.at.set(at);
        if at >= here.next.get() {
            here.next.set(at + STEP);
            tell(&PARSED, at, end - start);
        }
    });
}

/// Counts up to a whole and tells it now and then.
pub struct Counter {
    stage: Range<u32>,
    n_all: usize,
    n_done: usize,
    next: usize,
}

impl Counter {
    pub fn new(stage: Range<u32>, n_all: usize) -> Self {
        Self {
            stage,
            n_all,
            n_done: 0,
            next: STEP,
        }
    }

    /// Counts on.
    pub fn add(&mut self, n: usize) {
        self.at(self.n_done + n);
    }

    /// Has come so far.
    pub fn at(&mut self, n_done: usize) {
        self.n_done = n_done;
        if n_done >= self.next {
            self.next = n_done + STEP;
            tell(&self.stage, n_done, self.n_all);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_moves_the_gauge_it_runs_under_and_no_other() {
        let (outer, inner) = (Gauge::default(), Gauge::default());
        tell(&(0..1_000), LARGE, LARGE);
        outer.during(|| {
            tell(&(0..500), LARGE / 2, LARGE);
            inner.during(|| tell(&(500..1_000), LARGE, LARGE));
            // It does not go back, and what is small does not move it.
            tell(&(0..500), LARGE / 4, LARGE);
            tell(&(0..1_000), 1, 1);
        });
        tell(&(0..1_000), LARGE, LARGE);
        assert_eq!((outer.fraction(), inner.fraction()), (0.25, 1.0));
    }

    #[test]
    fn a_part_of_the_file_tells_how_far_its_reader_is_and_others_are_counted_from_there() {
        let source = "字".repeat(LARGE / 3 + 1);
        let done = |gauge: &Gauge| {
            let share = (PARSED.end - PARSED.start) as f32;
            (gauge.fraction() * 1_000.0 - PARSED.start as f32) / share
        };
        let gauge = Gauge::default();
        gauge.during(|| {
            parse(&source);
            parsed("字");
            assert_eq!(gauge.fraction(), 0.0);
            let half = source.len() / 2 / 3 * 3;
            parsed(source.get(half..half + 3).unwrap());
            assert!((done(&gauge) - 0.5).abs() < 0.01, "{}", done(&gauge));
            parsed(&"字".repeat(LARGE / 12));
            assert!((done(&gauge) - 0.75).abs() < 0.01, "{}", done(&gauge));
        });
        let before = gauge.fraction();
        parsed(source.get(source.len() - 3..).unwrap());
        assert_eq!(gauge.fraction(), before);
    }
}
