//! A search over a snapshot of a project, away from the frame, part by part.
//!
//! What is found is sent as soon as there is anything, then a few times a second. A search that
//! was given up stops at the end of the part of a text it is in.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use std::time::Instant;

use crate::model::document::Document;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::text::concordance;
use crate::text::find::Query;
use crate::text::find::QueryError;
use crate::text::offset::CharRange;
use crate::ui::search::Request;
use crate::ui::search::Restriction;
use crate::ui::search::Syntax;
use crate::ui::search::found::FoundDoc;
use crate::ui::search::found::Hit;
use crate::ui::search::found::Sort;

/// The most places that are kept.
pub const MAX_HITS: usize = 500_000;

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
        let docs: Vec<&Arc<Document>> = match &self.request.document {
            Some(id) => self.project.documents.by_id(id).into_iter().collect(),
            None => self.project.documents.iter().collect(),
        };
        let n_bytes = docs.iter().map(|doc| doc.text.as_str().len()).sum();
        let mut run = Run {
            job: self,
            query: &query,
            pending: Batch::empty(Progress::Going(0.0)),
            n_docs: 0,
            n_hits: 0,
            n_bytes,
            n_bytes_done: 0,
            sent: None,
        };
        for doc in docs {
            if let Some(end) = run.look_through(doc, &send) {
                run.pending.progress = end;
                return run.pending;
            }
        }
        run.pending.progress = Progress::Done;
        run.pending
    }
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
struct Run<'a> {
    job: &'a Job,
    query: &'a Query,
    pending: Batch,
    n_docs: u32,
    n_hits: usize,
    n_bytes: usize,
    n_bytes_done: usize,
    /// When the last batch was sent.
    sent: Option<Instant>,
}

impl Run<'_> {
    /// Looks through a document; returns why the search ends with it, if it does.
    fn look_through(&mut self, doc: &Document, send: &impl Fn(Batch)) -> Option<Progress> {
        let layer = doc.layer(&self.job.request.annotator);
        let restriction = &self.job.request.restriction;
        let n_bytes = doc.text.as_str().len();
        let mut named = false;
        let parts = match restriction {
            Restriction::Status(status)
                if layer.map(|layer| layer.meta.status).unwrap_or_default() != *status =>
            {
                Vec::new()
            }
            _ => self.query.parts(&doc.text),
        };
        let n_chars = doc.text.n_chars().max(1);
        for part in parts {
            if self.job.given_up.load(Ordering::Relaxed) {
                return Some(Progress::Done);
            }
            for range in self.query.find_in(&doc.text, part) {
                if !takes(restriction, layer, range) {
                    continue;
                }
                if self.n_hits == MAX_HITS {
                    return Some(Progress::Cut);
                }
                if !named {
                    self.pending.docs.push(FoundDoc::of(doc));
                    self.n_docs += 1;
                    named = true;
                }
                self.n_hits += 1;
                let doc = self.n_docs.saturating_sub(1);
                self.pending.hits.push(Hit { doc, range });
            }
            let here = n_bytes as f32 * (part.end().0 as f32 / n_chars as f32);
            self.send_if_due(here, send);
        }
        self.n_bytes_done += n_bytes;
        None
    }

    fn send_if_due(&mut self, n_bytes_here: f32, send: &impl Fn(Batch)) {
        let first = self.n_hits > 0 && self.n_hits == self.pending.hits.len();
        let due = self.sent.is_some_and(|at| at.elapsed() >= BATCH_TIME);
        if self.sent.is_some() && !due && !first {
            return;
        }
        self.sent = Some(Instant::now());
        let n_done = self.n_bytes_done as f32 + n_bytes_here;
        let share = n_done / self.n_bytes.max(1) as f32;
        let next = Batch::empty(Progress::Going(share));
        let mut batch = std::mem::replace(&mut self.pending, next);
        batch.progress = Progress::Going(share);
        send(batch);
    }
}

/// Returns whether a place is one of those asked for.
fn takes(restriction: &Restriction, layer: Option<&Layer>, range: CharRange) -> bool {
    let mut spans = layer
        .into_iter()
        .flat_map(|layer| layer.spans.overlapping(range));
    match restriction {
        Restriction::None | Restriction::Status(_) => true,
        Restriction::Unlabelled => spans.next().is_none(),
        Restriction::Labels(labels) if labels.is_empty() => spans.next().is_some(),
        Restriction::Labels(labels) => spans.any(|span| labels.contains(&span.label)),
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
    use crate::model::document::Source;
    use crate::text::find::Likeness;
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
                restriction: Restriction::Unlabelled,
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
        assert!(
            matches!(&sent[0].progress, Progress::Going(share) if *share > 0.0 && *share < 1.0)
        );
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
        assert!(last.hits.is_empty());
    }
}
