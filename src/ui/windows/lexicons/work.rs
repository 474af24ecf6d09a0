//! What no frame waits for: looking for what a list finds, reading and writing files of words.
//!
//! One look is under way at a time. When something else is wanted it is given up, and the next begins
//! when it has come back and a short while has passed without another change.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use super::Chosen;
use super::Lexicons;
use super::coming::Coming;
use crate::assist::lexicon::built_in::BuiltIn;
use crate::assist::lexicon::matcher::Matcher;
use crate::model::ids::DocId;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::session;
use crate::session::Session;
use crate::session::SourceError;
use crate::session::words::read_words;
use crate::text::concordance::Line;
use crate::text::import::WordTable;
use crate::text::import::write_words;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

/// The name of the thread.
pub(in crate::ui) const TASK: &str = "lexicons";

/// The most places that are shown.
const MAX_LINES: usize = 500;

/// Characters shown on each side of a place.
const N_AROUND: usize = 22;

/// How long nothing may change before a large look begins.
const PAUSE_SECONDS: f64 = 0.25;

/// A look at no more than this begins at once: bytes of the text and words of the list.
const SMALL: usize = 200_000;

/// What came back.
#[derive(Debug)]
pub enum Came {
    /// What a list finds, with what the look is told from others by.
    Seen(Arc<AtomicBool>, Seen),
    /// A file of words was read, for the session with this number.
    Read(u64, PathBuf, Result<WordTable, SourceError>),
}

/// What a list finds in a document.
#[derive(Debug)]
pub struct Seen {
    /// How many places.
    pub(super) n_found: usize,
    /// The first of them.
    pub(super) lines: Vec<(CharRange, Line)>,
}

/// What is looked for, and where.
#[derive(Clone)]
struct Wanted {
    doc: DocId,
    text: Arc<Text>,
    what: What,
}

#[derive(Clone)]
enum What {
    List(Arc<Vec<Lexicon>>, usize),
    Pattern(String),
    BuiltIn(BuiltIn),
}

impl PartialEq for Wanted {
    fn eq(&self, other: &Self) -> bool {
        let is_same = match (&self.what, &other.what) {
            (What::List(a, i), What::List(b, j)) => Arc::ptr_eq(a, b) && i == j,
            (What::Pattern(a), What::Pattern(b)) => a == b,
            (What::BuiltIn(a), What::BuiltIn(b)) => a == b,
            _ => false,
        };
        is_same && self.doc == other.doc && Arc::ptr_eq(&self.text, &other.text)
    }
}

impl Wanted {
    /// Returns a project that has nothing else on.
    fn project(&self) -> Project {
        let mut project = Project::new("");
        let off = |built_in: BuiltIn| Lexicon {
            enabled: false,
            ..built_in.setting(&Project::new(""))
        };
        let usual = BuiltIn::Person.usual_label();
        let mut lists: Vec<Lexicon> = BuiltIn::ALL.map(off).into();
        match &self.what {
            What::List(all, at) => lists.extend(all.get(*at).map(|list| Lexicon {
                label: Some(usual),
                enabled: true,
                ..list.clone()
            })),
            What::Pattern(expression) => {
                project.patterns = Arc::new(vec![Pattern {
                    label: Some(usual),
                    enabled: true,
                    expression: expression.clone(),
                    ..Pattern::default()
                }]);
            }
            What::BuiltIn(built_in) => lists.retain(|list| list.name != built_in.name()),
        }
        project.lexicons = Arc::new(lists);
        project
    }

    fn size(&self) -> usize {
        let n_words = match &self.what {
            What::List(all, at) => all.get(*at).map_or(0, |list| list.words.len()),
            What::Pattern(_) | What::BuiltIn(_) => 0,
        };
        self.text.as_str().len() + n_words
    }

    fn look(&self, given_up: &AtomicBool) -> Seen {
        let dictionary = matches!(self.what, What::BuiltIn(_)).then(Words::load);
        let go_on = || !given_up.load(Ordering::Relaxed);
        let matcher = Matcher::of(&self.project());
        let found = matcher.suggest(&self.text, self.text.range(), dictionary, go_on);
        let first = found.iter().take(MAX_LINES);
        let lines = first.map(|one| (one.range, Line::of(&self.text, one.range, N_AROUND)));
        Seen {
            n_found: found.len(),
            lines: lines.collect(),
        }
    }
}

/// What is found, and the look under way.
#[derive(Default)]
pub(super) struct Preview {
    wanted: Option<Wanted>,
    seen: Option<Seen>,
    /// When the look begins.
    due: Option<f64>,
    /// Tells the look under way that nobody waits for it.
    under_way: Option<Arc<AtomicBool>>,
}

impl Preview {
    /// Returns what was found, if it is still what is wanted.
    pub(super) fn seen(&self) -> Option<&Seen> {
        self.seen.as_ref()
    }

    /// Gives up what is under way.
    pub(super) fn give_up(&self) {
        if let Some(given_up) = &self.under_way {
            given_up.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        self.give_up();
    }
}

impl Lexicons {
    fn wanted(&self, desk: &Desk) -> Option<Wanted> {
        let env = desk.env();
        let (project, doc) = (env.project()?, env.document()?);
        let what = match self.chosen {
            Chosen::List(at) => What::List(Arc::clone(&project.lexicons), at),
            Chosen::Pattern(_) => What::Pattern(self.expression.clone()),
            Chosen::BuiltIn(built_in) => What::BuiltIn(built_in),
            Chosen::Nothing => return None,
        };
        Some(Wanted {
            doc: doc.id.clone(),
            text: Arc::clone(&doc.text),
            what,
        })
    }
}

impl Desk {
    /// Keeps what is found in step with what is chosen and typed.
    pub(super) fn keep_preview(&mut self, ctx: &egui::Context, window: &mut Lexicons) {
        let wanted = window.wanted(self);
        let now = ctx.input(|input| input.time);
        let preview = &mut window.preview;
        if preview.wanted != wanted {
            preview.give_up();
            preview.seen = None;
            let is_small = wanted.as_ref().is_none_or(|wanted| wanted.size() <= SMALL);
            preview.due = wanted
                .as_ref()
                .map(|_| if is_small { now } else { now + PAUSE_SECONDS });
            preview.wanted = wanted;
        }
        let Some(due) = preview.due.filter(|_| preview.under_way.is_none()) else {
            return;
        };
        if due > now {
            ctx.request_repaint_after_secs((due - now) as f32);
            return;
        }
        let Some(wanted) = preview.wanted.clone() else {
            return;
        };
        preview.due = None;
        let given_up = Arc::new(AtomicBool::new(false));
        preview.under_way = Some(Arc::clone(&given_up));
        self.tasks.start(ctx, TASK, move || {
            let seen = wanted.look(&given_up);
            TaskResult::Lexicons(Box::new(Came::Seen(given_up, seen)))
        });
    }

    /// Takes what came back.
    pub(in crate::ui) fn take_lexicons(&mut self, came: Came) {
        match came {
            Came::Seen(look, seen) => {
                let preview = &mut self.windows.lexicons.preview;
                let is_ours = |under_way: &Arc<AtomicBool>| Arc::ptr_eq(under_way, &look);
                if preview.under_way.as_ref().is_some_and(is_ours) {
                    preview.under_way = None;
                    let is_wanted = !look.load(Ordering::Relaxed);
                    preview.seen = is_wanted.then_some(seen);
                }
            }
            Came::Read(serial, path, read) => self.take_words(serial, &path, read),
        }
    }

    /// Waits no longer for a look that broke off.
    pub(in crate::ui) fn lexicons_failed(&mut self) {
        self.windows.lexicons.preview.under_way = None;
    }

    /// Reads a file of words for the window.
    pub(in crate::ui) fn read_words(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(serial) = self.session.as_ref().map(Session::serial) else {
            return;
        };
        self.tasks.start(ctx, TASK, move || {
            let read = read_words(&path);
            TaskResult::Lexicons(Box::new(Came::Read(serial, path, read)))
        });
    }

    fn take_words(&mut self, serial: u64, path: &Path, read: Result<WordTable, SourceError>) {
        let session = self
            .session
            .as_ref()
            .filter(|session| session.serial() == serial);
        let Some(session) = session else { return };
        match read {
            Ok(table) => {
                let stem = path.file_stem().unwrap_or_default();
                let name = stem.to_string_lossy().into_owned();
                let coming = Coming::of(name, table, session.project());
                self.windows.lexicons.coming = Some(coming);
            }
            Err(error) => {
                let said = words::source_error(&self.texts, &error);
                self.windows.lexicons.refused = Some(said);
            }
        }
    }

    /// Writes the words of all lists with their labels.
    pub(in crate::ui) fn export_words(&mut self, ctx: &egui::Context, path: PathBuf) {
        let Some(session) = &self.session else { return };
        let lexicons = Arc::clone(&session.project().lexicons);
        self.exporting = true;
        self.tasks.start(ctx, "export", move || {
            let rows = lexicons.iter().flat_map(|list| {
                let label = list.label.as_deref().unwrap_or("");
                list.words.iter().map(move |word| (word.as_str(), label))
            });
            let written = session::write_output(&path, write_words(rows).as_bytes());
            TaskResult::Exported(path, written)
        });
    }
}
