//! A search over a snapshot of a project, away from the frame, on as many threads as help.
//!
//! What is found is sent as soon as there is anything, then a few times a second, in the order of
//! the project. A search that was given up stops at its next place, or at the end of the part of a
//! text it is in.

use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::model::hunt::Caught;
use crate::model::hunt::Hunt;
use crate::model::hunt::InOrder;
use crate::model::project::Project;
use crate::text::concordance;
use crate::text::find::Query;
use crate::text::find::QueryError;
use crate::ui::search::Request;
use crate::ui::search::Syntax;
use crate::ui::search::found::FoundDoc;
use crate::ui::search::found::Hit;
use crate::ui::search::found::Sort;

/// The most places that are kept.
pub const MAX_HITS: usize = 500_000;

/// The most threads that search; the window has one of its own.
const MAX_THREADS: usize = 8;

/// The time between two batches.
const BATCH_TIME: Duration = Duration::from_millis(40);

/// Which search something was found by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The number of the session.
    pub serial: u64,
    /// Its revision when the search began.
    pub revision: u64,
    /// The number of the search.
    pub query: u64,
}

/// How far a search is.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// This share of the characters is looked through.
    Going(f32),
    /// Everything is found.
    Done,
    /// There is more than is kept.
    Cut,
    /// It was given up; there may be more.
    Stopped,
    /// There is nothing to look for, or the pattern is bad.
    Refused(QueryError),
}

/// Some of what is found.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Documents not named in a batch before.
    pub docs: Vec<FoundDoc>,
    /// Places, whose documents are counted over all batches.
    pub hits: Vec<Hit>,
    /// How far the search is.
    pub progress: Progress,
}

/// A search to be made.
#[derive(Debug)]
pub struct Job {
    /// The project as it was.
    pub project: Project,
    /// What is looked for.
    pub request: Request,
    /// Set when nobody waits any more.
    pub given_up: Arc<AtomicBool>,
}

impl Job {
    /// Makes the search; sends what is found and returns the last of it.
    pub fn run(&self, send: impl Fn(Batch)) -> Batch {
        let Request {
            words,
            syntax,
            likeness,
            ..
        } = &self.request;
        let query = match syntax {
            Syntax::Words => Query::literal(words, *likeness),
            Syntax::Pattern => Query::pattern(words, *likeness),
        };
        let query = match query {
            Ok(query) => query,
            Err(error) => return Batch::empty(Progress::Refused(error)),
        };
        let Request {
            document,
            restriction,
            annotator,
            ..
        } = &self.request;
        let hunt = Hunt::new(
            &self.project,
            document.as_ref(),
            &query,
            (restriction, annotator),
            &self.given_up,
        );
        let mut run = Run::new(&hunt);
        thread::scope(|scope| {
            let (sender, receiver) = mpsc::channel();
            let work = |sender: mpsc::Sender<Caught>| {
                // Who listens no more has given the search up.
                hunt.work(|caught| {
                    sender.send(caught).ok();
                });
            };
            let n_started = (0..n_threads(&hunt)).filter(|idx| {
                let sender = sender.clone();
                let thread = thread::Builder::new().name(format!("search {idx}"));
                thread.spawn_scoped(scope, move || work(sender)).is_ok()
            });
            if n_started.count() == 0 {
                work(sender.clone());
            }
            drop(sender);
            let end = run.listen(&receiver, &send);
            if end != Progress::Done {
                // The other threads have no more to do.
                self.given_up.store(true, Ordering::Relaxed);
            }
            run.pending.progress = end;
        });
        run.pending
    }
}

/// Returns how many threads have work and a processor.
fn n_threads(hunt: &Hunt<'_>) -> usize {
    let n_processors = thread::available_parallelism().map_or(1, NonZero::get);
    n_processors.min(MAX_THREADS).min(hunt.n_parts())
}

impl Batch {
    fn empty(progress: Progress) -> Self {
        Self {
            docs: Vec::new(),
            hits: Vec::new(),
            progress,
        }
    }
}

/// A search under way.
struct Run<'h, 'a> {
    hunt: &'h Hunt<'a>,
    order: InOrder<'h, 'a>,
    pending: Batch,
    n_docs: u32,
    n_hits: usize,
    /// Which document of the search was named last.
    named: Option<usize>,
    /// When the last batch was sent.
    sent: Option<Instant>,
}

impl<'h, 'a> Run<'h, 'a> {
    fn new(hunt: &'h Hunt<'a>) -> Self {
        Self {
            hunt,
            order: InOrder::new(hunt),
            pending: Batch::empty(Progress::Going(0.0)),
            n_docs: 0,
            n_hits: 0,
            named: None,
            sent: None,
        }
    }

    /// Takes what the threads find until they are done; returns how the search ended.
    fn listen(&mut self, found: &mpsc::Receiver<Caught>, send: &impl Fn(Batch)) -> Progress {
        loop {
            match found.recv_timeout(BATCH_TIME) {
                Ok(caught) => {
                    if !self.take(caught) {
                        return Progress::Cut;
                    }
                }
                Err(mpsc::RecvTimeoutError::Timeout) => {}
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
            self.send_if_due(send);
        }
        if self.hunt.is_given_up() {
            Progress::Stopped
        } else {
            Progress::Done
        }
    }

    /// Takes what a thread found; returns whether there is room for more.
    fn take(&mut self, caught: Caught) -> bool {
        let Self {
            hunt,
            order,
            pending,
            n_docs,
            n_hits,
            named,
            ..
        } = self;
        let mut is_full = false;
        order.take(caught, |doc_idx, range| {
            if *n_hits == MAX_HITS {
                is_full = true;
                return;
            }
            if *named != Some(doc_idx) {
                let doc = hunt.document(doc_idx).map(|doc| FoundDoc::of(doc));
                *n_docs += u32::from(doc.is_some());
                pending.docs.extend(doc);
                *named = Some(doc_idx);
            }
            *n_hits += 1;
            let doc = n_docs.saturating_sub(1);
            pending.hits.push(Hit { doc, range });
        });
        !is_full
    }

    fn send_if_due(&mut self, send: &impl Fn(Batch)) {
        let first = self.n_hits > 0 && self.n_hits == self.pending.hits.len();
        let due = self.sent.is_none_or(|at| at.elapsed() >= BATCH_TIME);
        if !due && !first {
            return;
        }
        self.sent = Some(Instant::now());
        let progress = Progress::Going(self.order.share());
        let next = Batch::empty(progress.clone());
        let mut batch = std::mem::replace(&mut self.pending, next);
        batch.progress = progress;
        send(batch);
    }
}

/// Returns the places in another order, as positions in the order of the text.
pub fn sorted(docs: &[FoundDoc], hits: &[Hit], sort: Sort) -> Vec<u32> {
    let mut order: Vec<u32> = (0..u32::try_from(hits.len()).unwrap_or(u32::MAX)).collect();
    let key = |idx: &u32| {
        let hit = hits.get(*idx as usize);
        let doc = hit.and_then(|hit| docs.get(hit.doc as usize));
        match (hit, doc, sort) {
            (Some(hit), Some(doc), Sort::Before) => concordance::key_before(&doc.text, hit.range),
            (Some(hit), Some(doc), Sort::After) => concordance::key_after(&doc.text, hit.range),
            _ => String::new(),
        }
    };
    order.sort_by_cached_key(key);
    order
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;
    use crate::edit::apply;
    use crate::edit::command::Command;
    use crate::model::document::Document;
    use crate::model::document::Source;
    use crate::model::hunt::Restriction;
    use crate::text::find::Likeness;
    use crate::text::offset::CharRange;
    use crate::text::offset::Text;

    const N_LINES: usize = 30_000;

    fn job() -> Job {
        let mut project = Project::new("甲");
        let text = Text::from("又習(xí)近平講話。\n".repeat(N_LINES).as_str());
        let doc = Document {
            id: "1".into(),
            name: "甲.txt".to_owned(),
            source: Source::default(),
            text_sha256: String::new(),
            text: Arc::new(text),
            revisions: Vec::new(),
            layers: Default::default(),
            extra: Default::default(),
        };
        apply::run(&mut project, Command::AddDocuments(vec![doc])).unwrap();
        Job {
            project,
            request: Request {
                words: "习近平".to_owned(),
                syntax: Syntax::Words,
                likeness: Likeness::Folded,
                document: None,
                restriction: Restriction {
                    labelled: crate::model::hunt::Labelled::No,
                    ..Restriction::default()
                },
                annotator: "甲".into(),
            },
            given_up: Arc::default(),
        }
    }

    #[test]
    fn the_first_places_come_before_the_last_and_all_come_once() {
        let sent = RefCell::new(Vec::new());
        let last = job().run(|batch| sent.borrow_mut().push(batch));
        let mut sent = sent.into_inner();
        assert!(matches!(&sent[0].progress, Progress::Going(share) if *share < 1.0));
        assert!(!sent[0].hits.is_empty() && sent[0].hits.len() < N_LINES);
        assert_eq!(last.progress, Progress::Done);
        sent.push(last);
        let docs: usize = sent.iter().map(|batch| batch.docs.len()).sum();
        assert_eq!(docs, 1);
        let hits: Vec<Hit> = sent.into_iter().flat_map(|batch| batch.hits).collect();
        assert_eq!(hits.len(), N_LINES);
        let expected = (0..N_LINES).map(|line| CharRange::of(line * 12 + 1, line * 12 + 8));
        assert!(hits.iter().map(|hit| hit.range).eq(expected));
    }

    #[test]
    fn a_search_that_is_given_up_stops() {
        let job = job();
        let last = job.run(|_| job.given_up.store(true, Ordering::Relaxed));
        assert_eq!(last.progress, Progress::Stopped);
        assert!(last.hits.len() < N_LINES);
    }
}
