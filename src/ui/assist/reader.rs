//! The slow part of suggesting: reading documents with lists and the learner, and learning.
//!
//! A small project is learned anew each time, which is better than learning on; a larger one is
//! learned on from the document that was finished, with a sample of the others. What was learned
//! anew is kept in a file outside the project, by a key of what it was learned from.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use crate::assist::gather::Sources;
use crate::assist::learner;
use crate::assist::learner::Aids;
use crate::assist::learner::Example;
use crate::assist::learner::Gain;
use crate::assist::learner::Learner;
use crate::assist::learner::NoLearner;
use crate::assist::learner::Options;
use crate::assist::learner::Updated;
use crate::assist::lexicon::matcher::Matcher;
use crate::assist::repeat::is_taken;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::document::sha256_hex;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::session;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;
use crate::ui::assist::learning::Taught;
use crate::ui::assist::order::KnownGain;

/// Characters of labelled text up to which a learner is built anew each time: about a second.
const SMALL_CHARS: usize = 60_000;

/// A third of the characters that are read of a very long document: half a second each.
const WINDOW_STEP: usize = 200_000;

/// The least score of what the learner says of a document, in thousandths.
const LEAST_PERMILLE: u16 = 80;

/// Characters of a document that say what there is to gain from it.
const GAIN_CHARS: usize = 200_000;

/// Learners kept in files, the latest ones.
const N_CACHED: usize = 8;

/// What is kept from task to task.
#[derive(Default)]
pub struct Reader {
    serial: u64,
    who: Option<Annotator>,
    matcher: Option<Arc<Matcher>>,
    learner: Option<Arc<Learner>>,
    /// Grow with every other matcher and learner.
    version: Version,
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reader")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

/// Which matcher and which learner.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Version {
    /// The matcher's number.
    pub matcher: u64,
    /// The learner's number.
    pub learner: u64,
}

/// What a document was found to hold.
#[derive(Clone)]
pub struct Reading {
    /// The text that was read.
    pub text: Arc<Text>,
    /// The part of it that was read: all, unless it is very long.
    pub range: CharRange,
    /// The lists it was read with.
    by: Option<Arc<Matcher>>,
    /// By what.
    pub version: Version,
    /// What lists and patterns found.
    pub lists: Arc<Vec<Suggestion>>,
    /// What the learner found.
    pub learned: Arc<Vec<Suggestion>>,
}

impl std::fmt::Debug for Reading {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reading")
            .field("version", &self.version)
            .finish_non_exhaustive()
    }
}

impl Reading {
    /// Returns whether the lists of a project are those that it was read with.
    pub fn lists_are_of(&self, project: &Project) -> bool {
        self.by.as_ref().is_some_and(|by| by.is_of(project))
    }

    /// Returns what there is to gain from labelling what a layer leaves of the document.
    ///
    /// Only the first characters of a long one count.
    pub fn gain(&self, layer: Option<&Layer>, sources: Sources) -> Gain {
        let lists = self.lists.iter().filter(|_| sources.lists);
        let learned = self.learned.iter().filter(|_| sources.learner);
        let mut found: Vec<&Suggestion> = lists.chain(learned).collect();
        // What both say is one place, as sure as the surer of them.
        found.sort_by_cached_key(|one| (one.key(), std::cmp::Reverse(one.score_permille)));
        found.dedup_by_key(|one| one.key());
        let mut gain = Gain::default();
        let is_open = |one: &&Suggestion| {
            one.range.end().0 <= GAIN_CHARS && layer.is_none_or(|l| !is_taken(l, &one.key()))
        };
        for one in found.into_iter().filter(is_open) {
            let score = f32::from(one.score_permille) / 1000.0;
            gain.n_expected += score;
            gain.n_uncertain += score.min(1.0 - score);
        }
        gain
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Read a document.
    Read(DocId),
    /// Read so much of a document as says what there is to gain from labelling it.
    Gain(DocId),
    /// Learn from these documents, the last of them new.
    Learn {
        /// The documents.
        docs: Vec<DocId>,
        /// The one that is new; all are, without.
        new: Option<DocId>,
    },
}

/// Returns what is read of a text around a place: all, unless it is very long.
///
/// It stays the same while the place moves within a third of it.
pub fn window(text: &Text, at: CharIdx) -> CharRange {
    if text.n_chars() <= 3 * WINDOW_STEP {
        return text.range();
    }
    let first = (at.0 / WINDOW_STEP).saturating_sub(1) * WINDOW_STEP;
    CharRange::of(first, (first + 3 * WINDOW_STEP).min(text.n_chars()))
}

/// Work on a snapshot.
pub struct Job {
    /// The project as it was.
    pub project: Project,
    /// The number of its session.
    pub serial: u64,
    /// Whose layers count.
    pub who: Annotator,
    /// Which sources say what there is to gain.
    pub sources: Sources,
    /// What is to be done.
    pub work: Work,
    /// Where the annotator is in the open document.
    pub at: CharIdx,
    /// What was read of the document before.
    pub before: Option<Reading>,
    /// Where learners are kept.
    pub cache: Option<PathBuf>,
    /// Set when nobody waits any more.
    pub given_up: Arc<AtomicBool>,
}

/// What came of it.
#[derive(Debug)]
pub struct Done {
    /// What is kept.
    pub reader: Box<Reader>,
    /// The number of the session.
    pub serial: u64,
    /// Whose layers counted.
    pub who: Annotator,
    /// The versions it has now.
    pub version: Version,
    /// What was read.
    pub reading: Option<(DocId, Reading)>,
    /// What there is to gain from a document.
    pub gain: Option<(DocId, KnownGain)>,
    /// What was learned from, and how it went.
    pub learned: Option<(BTreeMap<DocId, Taught>, Result<(), NoLearner>)>,
}

impl Reader {
    /// Does some work.
    pub fn run(mut self: Box<Self>, job: Job) -> Done {
        if self.serial != job.serial || self.who.as_ref() != Some(&job.who) {
            // Nobody is shown what was learned from another's work.
            *self = Self {
                serial: job.serial,
                who: Some(job.who.clone()),
                version: Version {
                    matcher: self.version.matcher + 1,
                    learner: self.version.learner + 1,
                },
                ..Self::default()
            };
        }
        self.keep_matcher(&job.project);
        let (mut reading, mut gain, mut learned) = (None, None, None);
        match &job.work {
            Work::Read(id) => {
                let doc = job.project.documents.by_id(id);
                reading = doc.map(|doc| (id.clone(), self.read(&doc.text, &job)));
            }
            Work::Gain(id) => {
                let doc = job.project.documents.by_id(id);
                gain = doc.map(|doc| (id.clone(), self.gain(doc, &job)));
            }
            Work::Learn { docs, new } => {
                let spans = |id: &DocId| {
                    let layer = job.project.layer(id, &job.who)?;
                    let taught = Taught {
                        spans: layer.spans.clone(),
                        is_whole: layer.meta.status == Status::Done,
                    };
                    Some((id.clone(), taught))
                };
                let from = docs.iter().filter_map(spans).collect();
                let result = self.learn(docs, new.as_ref(), &job);
                let is_over = |why| why != NoLearner::Stopped && self.learner.is_some();
                if result.err().is_some_and(is_over) {
                    // Nothing is left of what it was learned from.
                    self.learner = None;
                    self.version.learner += 1;
                }
                learned = Some((from, result));
            }
        }
        if let Some((id, reading)) = &reading {
            let known = self.known_gain(
                reading,
                &reading.text,
                job.project.layer(id, &job.who),
                &job,
            );
            gain = Some((id.clone(), known));
        }
        Done {
            serial: job.serial,
            who: job.who,
            version: self.version,
            reader: self,
            reading,
            gain,
            learned,
        }
    }

    fn gain(&self, doc: &Document, job: &Job) -> KnownGain {
        let text = match doc.text.n_chars() {
            n if n > GAIN_CHARS => {
                let first = doc.text.slice(CharRange::of(0, GAIN_CHARS));
                Arc::new(Text::new(first))
            }
            _ => Arc::clone(&doc.text),
        };
        let reading = self.read(&text, job);
        self.known_gain(&reading, &doc.text, doc.layer(&job.who), job)
    }

    fn known_gain(
        &self,
        reading: &Reading,
        text: &Arc<Text>,
        layer: Option<&Layer>,
        job: &Job,
    ) -> KnownGain {
        KnownGain {
            gain: reading.gain(layer, job.sources),
            sources: job.sources,
            text: Arc::downgrade(text),
            version: self.version,
        }
    }

    fn keep_matcher(&mut self, project: &Project) {
        let is_kept = self
            .matcher
            .as_ref()
            .is_some_and(|kept| kept.is_of(project));
        if is_kept {
            return;
        }
        let made = match &self.matcher {
            Some(before) => before.updated(project),
            None => Matcher::of(project),
        };
        self.matcher = Some(Arc::new(made));
        self.version.matcher += 1;
    }

    fn read(&self, text: &Arc<Text>, job: &Job) -> Reading {
        let words = Some(Words::load());
        let go_on = || !job.given_up.load(Ordering::Relaxed);
        let before = job.before.as_ref();
        let range = window(text, job.at);
        let before =
            before.filter(|before| Arc::ptr_eq(&before.text, text) && before.range == range);
        let same_lists = before.filter(|before| before.version.matcher == self.version.matcher);
        let lists = match (same_lists, &self.matcher) {
            (Some(before), _) => Arc::clone(&before.lists),
            (None, Some(matcher)) => Arc::new(matcher.suggest(text, range, words, go_on)),
            (None, None) => Arc::default(),
        };
        let learned = match &self.learner {
            Some(learner) => {
                let hits = |words: &str| self.hits(words);
                let aids = Aids {
                    words,
                    hits: &hits,
                    go_on: &go_on,
                };
                Arc::new(learner.suggest_in(text, range, LEAST_PERMILLE, aids))
            }
            None => Arc::default(),
        };
        Reading {
            text: Arc::clone(text),
            range,
            by: self.matcher.clone(),
            version: self.version,
            lists,
            learned,
        }
    }

    fn hits(&self, words: &str) -> Vec<(Range<usize>, u16)> {
        let matcher = self.matcher.as_ref();
        matcher.map_or_else(Vec::new, |matcher| matcher.numbered_hits(words))
    }

    fn learn(&mut self, docs: &[DocId], new: Option<&DocId>, job: &Job) -> Result<(), NoLearner> {
        let go_on = || !job.given_up.load(Ordering::Relaxed);
        let matcher = self.matcher.clone();
        let hits = |words: &str| {
            let matcher = matcher.as_ref();
            matcher.map_or_else(Vec::new, |matcher| matcher.numbered_hits(words))
        };
        let aids = Aids {
            words: Some(Words::load()),
            hits: &hits,
            go_on: &go_on,
        };
        let examples: Vec<Example> = docs
            .iter()
            .filter_map(|id| job.project.documents.by_id(id))
            .filter_map(|doc| Some(Example::of(doc, doc.layer(&job.who)?)))
            .collect();
        let labels = job.project.schema.label_keys();
        let n_chars: usize = examples.iter().map(|one| one.text.n_chars()).sum();
        let new = new.filter(|_| n_chars > SMALL_CHARS);
        let known = new.zip(self.learner.as_deref());
        if let Some((new, learner)) = known {
            let (new, others): (Vec<Example>, Vec<Example>) =
                examples.iter().cloned().partition(|one| one.id == *new);
            let mut learner = learner.clone();
            let is_learned = new
                .iter()
                .all(|new| learner.update(new, &others, aids) == Updated::Learned);
            if is_learned {
                self.take_learner(learner);
                return Ok(());
            }
        }
        let key = self.cache_key(&examples, &labels, &job.project);
        let file = job
            .cache
            .as_ref()
            .map(|folder| folder.join(format!("{key}.learner")));
        let cached = file
            .as_deref()
            .and_then(|file| session::read_small_file(file).ok());
        let cached = cached.and_then(|bytes| Learner::from_bytes(&bytes, &key).ok());
        let learner = match cached {
            Some(learner) => learner,
            None => {
                let learner = Learner::rebuild(&examples, &labels, Options::default(), aids)?;
                if let Some(file) = file {
                    keep(&file, &learner.to_bytes(&key));
                }
                learner
            }
        };
        self.take_learner(learner);
        Ok(())
    }

    fn take_learner(&mut self, learner: Learner) {
        self.learner = Some(Arc::new(learner));
        self.version.learner += 1;
    }

    fn cache_key(&self, examples: &[Example], labels: &[LabelKey], project: &Project) -> String {
        let mut lists = String::new();
        for lexicon in project.lexicons.iter().filter(|lexicon| lexicon.enabled) {
            lists.push_str(&lexicon.name);
            for word in &lexicon.words {
                lists.push('\n');
                lists.push_str(word);
            }
        }
        let lists = sha256_hex(lists.as_bytes());
        learner::cache_key(examples, labels, &Options::default(), &lists)
    }
}

/// Keeps a learner in a file, and no more than a few. It only saves time: failing is no matter.
fn keep(file: &Path, bytes: &[u8]) {
    if session::write_small_file(file, bytes).is_err() {
        return;
    }
    if let Some(folder) = file.parent() {
        session::keep_latest(folder, "learner", N_CACHED);
    }
}
