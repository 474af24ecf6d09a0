//! Suggestions at the desk: kept up with the project, and what is asked of them carried out.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use egui::Context;

use crate::assist::gather::Sources;
use crate::assist::learner::NoLearner;
use crate::edit::caret::Selection;
use crate::model::ids::DocId;
use crate::session::Session;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::ui::assist::Assist;
use crate::ui::assist::engine;
use crate::ui::assist::engine::Engine;
use crate::ui::assist::engine::Gathered;
use crate::ui::assist::learning::Learning;
use crate::ui::assist::order::DocOrder;
use crate::ui::assist::order::Pass;
use crate::ui::assist::reader;
use crate::ui::assist::reader::Done;
use crate::ui::assist::reader::Reader;
use crate::ui::assist::reader::Work;
use crate::ui::assist::reader::window;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;

/// The name of the task that makes the list.
pub const GATHER: &str = "suggestions";
/// The name of the task that reads and learns.
pub const READ: &str = "learner";

/// Documents of which it is remembered what they were found to hold.
const MAX_READINGS: usize = 256;

impl Desk {
    /// Keeps the suggestions up with the project, the document and the annotator.
    pub(in crate::ui) fn keep_assist(&mut self, ctx: &Context) {
        let Some(session) = &self.session else {
            if self.assist.of.is_some() || self.assist.learning.knows {
                self.assist.learning.given_up.store(true, Ordering::Relaxed);
                self.assist.forget();
            }
            return;
        };
        let serial = session.serial();
        let learning = &self.assist.learning;
        if learning.serial != serial || learning.who.as_ref() != Some(&self.annotator) {
            learning.given_up.store(true, Ordering::Relaxed);
            self.assist.forget();
            self.assist.learning.serial = serial;
            self.assist.learning.who = Some(self.annotator.clone());
        }
        self.let_go_of_suggestion();
        self.list_suggestions();
        if self.settings.blind || session_is_covered(self) {
            return;
        }
        self.start_gathering(ctx);
        self.start_reading(ctx);
        self.keep_same(ctx);
    }

    /// Lets go of the one at hand once the annotator is elsewhere.
    fn let_go_of_suggestion(&mut self) {
        let place = &self.place;
        let at_hand = self.assist.at_hand.as_ref();
        let is_here = at_hand.is_some_and(|at_hand| {
            place.span.is_none()
                && place.selection == at_hand.selection
                && self.assist.is_of(place.doc.as_ref())
        });
        if !is_here || self.settings.blind {
            self.assist.at_hand = None;
        }
    }

    /// Takes out what the project has by now, and finds what is shown.
    pub(super) fn list_suggestions(&mut self) {
        let Some(session) = &self.session else { return };
        let here = self.place.doc.as_ref();
        let doc = here.and_then(|id| session.document(id));
        let is_of = doc.is_some_and(|doc| {
            let of = self.assist.of.as_ref();
            of.is_some_and(|(id, text)| *id == doc.id && Arc::ptr_eq(text, &doc.text))
        });
        if !is_of {
            if self.assist.of.is_some() {
                self.assist.clear();
            }
            return;
        }
        let (least, blind) = (self.settings.least_permille, self.settings.blind);
        let now = Some((session.revision(), least, blind, self.assist.version));
        if self.assist.listed_for == now {
            return;
        }
        self.assist.listed_for = now;
        if let Some(layer) = doc.and_then(|doc| doc.layer(&self.annotator)) {
            self.assist.drop_taken(layer);
        }
        self.assist.list(least, blind);
        if let (Some(id), false) = (here, blind) {
            let n = self.assist.keys.len();
            self.assist.n_open.insert(id.clone(), n);
        }
        self.keep_at_hand();
    }

    /// Brings the one at hand up to the list; where it went with others, the next one follows.
    fn keep_at_hand(&mut self) {
        let Some(key) = self.env().at_hand().map(|at_hand| at_hand.suggestion.key()) else {
            return;
        };
        let now = self.assist.find(&key).cloned();
        match (now, &mut self.assist.at_hand) {
            (Some(now), Some(at_hand)) => at_hand.suggestion = now,
            _ => {
                self.assist.at_hand = None;
                self.take_next_from(key.range.start());
            }
        }
    }

    /// Takes the first suggestion from a place on at hand, if there is one.
    pub(super) fn take_next_from(&mut self, at: CharIdx) {
        let keys = &self.assist.keys;
        let from = keys.partition_point(|key| key.range.start() < at);
        if let Some(key) = keys.get(from).cloned() {
            self.take_at_hand(&key);
        }
    }

    /// Returns what a list made now is made for.
    pub(super) fn stamp(&self) -> Option<engine::Stamp> {
        let session = self.session.as_ref()?;
        let settings = &self.settings;
        Some(engine::Stamp {
            serial: session.serial(),
            revision: session.revision(),
            doc: self.place.doc.clone()?,
            window: self.window(session)?,
            who: self.annotator.clone(),
            readings: self.assist.n_readings,
            accept_from: settings.accept_from(),
            sources: settings.sources,
        })
    }

    /// Returns the part of the open document that is read.
    fn window(&self, session: &Session) -> Option<CharRange> {
        let doc = session.document(self.place.doc.as_ref()?)?;
        Some(window(&doc.text, self.place.selection.head))
    }

    fn start_gathering(&mut self, ctx: &Context) {
        let (Some(session), Some(stamp)) = (&self.session, self.stamp()) else {
            return;
        };
        let reading = self.assist.readings.get(&stamp.doc);
        if self.assist.gathered_for.as_ref() == Some(&stamp) {
            return;
        }
        let read = reading.map_or_else(Default::default, |reading| {
            [Arc::clone(&reading.lists), Arc::clone(&reading.learned)]
        });
        let job = engine::Job {
            project: session.project().clone(),
            stamp,
            read,
        };
        let who = &self.annotator;
        let Some(engine) = self.assist.engine.take(|| Engine::new(who)) else {
            return;
        };
        self.tasks.start(ctx, GATHER, move || {
            TaskResult::Gathered(Box::new(engine.gather(job)))
        });
    }

    /// Takes a list that was made, if it speaks of where the annotator is.
    pub(in crate::ui) fn take_gathered(&mut self, gathered: Gathered) {
        let Gathered {
            engine,
            stamp,
            text,
            suggestions,
            expected,
        } = gathered;
        let assist = &mut self.assist;
        assist.engine = super::Place::Here(engine);
        let is_here = self.place.doc.as_ref() == Some(&stamp.doc) && self.annotator == stamp.who;
        let serial = self.session.as_ref().map(Session::serial);
        if !is_here || serial != Some(stamp.serial) {
            return;
        }
        assist.all = suggestions;
        assist.of = text.map(|text| (stamp.doc.clone(), text));
        assist.expected = expected;
        assist.gathered_for = Some(stamp);
        assist.version += 1;
        self.list_suggestions();
        self.resume();
    }

    /// Takes at hand what was to be as soon as it is known.
    fn resume(&mut self) {
        let Some(at) = self.assist.resume_at.take() else {
            return;
        };
        let is_here = self.place.selection == Selection::caret(at) && self.place.span.is_none();
        if self.assist.at_hand.is_none() && is_here {
            let keys = &self.assist.keys;
            let from = keys.partition_point(|key| key.range.start() < at);
            if let Some(key) = keys
                .get(from)
                .cloned()
                .filter(|key| key.range.start() == at)
            {
                self.take_at_hand(&key);
            }
        }
    }

    fn start_reading(&mut self, ctx: &Context) {
        let Some(session) = &self.session else { return };
        let learning = &self.assist.learning;
        let idle = Idle {
            revision: session.revision(),
            doc: self.place.doc.clone(),
            window: self.window(session),
            asked: learning.asked.is_some() || learning.anew,
            sources: self.settings.sources,
            order: self.settings.document_order,
        };
        let is_at_work = matches!(self.assist.reader, super::Place::AtWork);
        if is_at_work || self.assist.idle_for.as_ref() == Some(&idle) {
            return;
        }
        let reads_all = self.settings.document_order == DocOrder::Gain;
        let work = match self.next_work(session) {
            None if reads_all => {
                let sources = self.settings.sources;
                self.assist.next_gain(session, &self.annotator, sources)
            }
            work => work,
        };
        let Some(work) = work else {
            self.assist.idle_for = Some(idle);
            self.assist.learning.looked_for = Some(self.totals.n_done);
            return;
        };
        let before = match &work {
            Work::Read(id) => self.assist.readings.get(id).cloned(),
            Work::Gain(_) | Work::Learn { .. } => None,
        };
        let Some(reader) = self.assist.reader.take(Reader::default) else {
            return;
        };
        let learning = &mut self.assist.learning;
        if let Work::Learn { .. } = &work {
            learning.at_work = true;
            (learning.asked, learning.anew) = (None, false);
            learning.labels = session.project().schema.label_keys();
        }
        let job = reader::Job {
            project: session.project().clone(),
            serial: session.serial(),
            who: self.annotator.clone(),
            sources: self.settings.sources,
            work,
            at: self.place.selection.head,
            before,
            cache: self.learner_folder.clone(),
            given_up: Arc::clone(&learning.given_up),
        };
        self.tasks.start(ctx, READ, move || {
            TaskResult::AssistRead(Box::new(reader.run(job)))
        });
    }

    /// Returns what the reader is to do next: the open document first, then what is to be learned.
    fn next_work(&self, session: &Session) -> Option<Work> {
        let assist = &self.assist;
        let project = session.project();
        let at = self.place.selection.head;
        let is_read = |id: &DocId| {
            let doc = project.documents.by_id(id);
            let reading = assist.readings.get(id);
            doc.zip(reading).is_some_and(|(doc, reading)| {
                Arc::ptr_eq(&doc.text, &reading.text)
                    && reading.version == assist.learning.version
                    && reading.lists_are_of(project)
                    && reading.range == window(&doc.text, at)
            })
        };
        let here = self
            .place
            .doc
            .as_ref()
            .filter(|id| session.document(id).is_some());
        let unread = here.filter(|id| !is_read(id));
        let never_read = unread.filter(|id| !assist.readings.contains_key(*id));
        if let Some(id) = never_read {
            return Some(Work::Read(id.clone()));
        }
        if self.settings.sources.learner
            && let Some(work) =
                assist
                    .learning
                    .next(session, (here, &self.annotator), self.totals.n_done)
        {
            return Some(work);
        }
        unread.map(|id| Work::Read(id.clone()))
    }

    /// Takes what was read or learned.
    pub(in crate::ui) fn take_assist_read(&mut self, done: Done) {
        let assist = &mut self.assist;
        assist.reader = super::Place::Here(done.reader);
        assist.idle_for = None;
        assist.learning.looked_for = None;
        let learning = &mut assist.learning;
        let was_at_work = std::mem::take(&mut learning.at_work) && done.learned.is_some();
        let is_ours = self.session.as_ref().map(Session::serial) == Some(done.serial);
        if !is_ours || self.annotator != done.who {
            learning.given_up = Arc::default();
            return;
        }
        learning.version = done.version;
        if let Some((from, result)) = done.learned {
            // What was stopped leaves what was known.
            learning.knows = match &result {
                Ok(()) => true,
                Err(why) => *why == NoLearner::Stopped && learning.knows,
            };
            learning.refused = result.err();
            learning.from = from;
            if was_at_work && std::mem::take(&mut learning.tell) {
                let n = learning
                    .from
                    .values()
                    .map(|taught| taught.spans.len())
                    .sum::<usize>();
                self.said = match &learning.refused {
                    None => self.texts.tr_with("said-learned", [("n", n.into())]),
                    Some(_) => self.texts.tr("said-not-learned"),
                };
            }
        }
        if let Some((id, gain)) = done.gain {
            assist.gains.insert(id, gain);
        }
        if let Some((id, reading)) = done.reading {
            if assist.readings.len() >= MAX_READINGS && !assist.readings.contains_key(&id) {
                assist.readings.pop_first();
            }
            assist.readings.insert(id, reading);
            assist.n_readings += 1;
        }
    }

    /// Waits no longer for a task that broke off.
    pub(in crate::ui) fn assist_failed(&mut self, task: &str) {
        if task == GATHER {
            self.assist.engine = super::Place::Nowhere;
        }
        if task == READ {
            self.assist.reader = super::Place::Nowhere;
            self.assist.idle_for = None;
            self.assist.learning.at_work = false;
        }
    }
    /// Notes, after an act was taken back, that what begins at the caret is to be at hand again.
    pub(in crate::ui) fn resume_after_undo(&mut self) {
        let at = self.place.selection.head;
        self.assist.resume_at = Some(at);
    }
}

impl Assist {
    /// Forgets all, for another project.
    fn forget(&mut self) {
        let given_up = Arc::new(AtomicBool::new(false));
        let version = self.learning.version;
        self.clear();
        self.readings.clear();
        self.n_open.clear();
        self.gains.clear();
        (self.pass, self.idle_for) = (Pass::default(), None);
        self.learning = Learning {
            given_up,
            version,
            ..Learning::default()
        };
    }

    /// Forgets what it knows of the document.
    fn clear(&mut self) {
        self.all.clear();
        self.list(0, true);
        self.unticked.clear();
        (self.of, self.at_hand, self.expected) = (None, None, None);
        (self.gathered_for, self.listed_for) = (None, None);
    }
}
/// Where there was nothing to read or learn: nothing new comes up while all of it is the same.
#[derive(Clone, Debug, PartialEq)]
pub struct Idle {
    revision: u64,
    doc: Option<DocId>,
    window: Option<CharRange>,
    asked: bool,
    sources: Sources,
    order: DocOrder,
}

/// Returns whether something lies over the desk that suggestions must wait for.
fn session_is_covered(desk: &Desk) -> bool {
    desk.loading
}
