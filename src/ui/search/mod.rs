//! Search in the window: what is looked for, what is found, and what is done with it.
//!
//! A change of what is looked for begins a search with a number of its own and gives up the one
//! before; whatever comes back with another number is dropped. What is shown stays when the
//! project changes, and is said to be out of date where that may matter.
//!
//! `run` looks through texts, `found` holds the list, `bulk` makes commands of it, `at_desk` ties
//! them to the window; the panel is in `panels/search.rs`.

pub mod at_desk;
pub mod bulk;
pub mod found;
pub mod run;

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;

use crate::model::hunt::Restriction;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::text::find::Likeness;
use crate::text::find::QueryError;
use crate::ui::action::Action;
use crate::ui::env::Env;
use crate::ui::panels::rows::ListView;
use crate::ui::search::found::Checks;
use crate::ui::search::found::Found;
use crate::ui::search::found::Sort;
use crate::ui::search::run::Progress;
use crate::ui::search::run::Stamp;
use crate::ui::text_view::Motion;

/// Where is looked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// In the open document.
    #[default]
    Document,
    /// In all documents.
    Project,
}

/// How the words are meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Syntax {
    /// As words.
    #[default]
    Words,
    /// As a regular expression.
    Pattern,
}

/// What is looked for, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// The words or the pattern.
    pub words: String,
    /// How they are meant.
    pub syntax: Syntax,
    /// Whether folding is on.
    pub likeness: Likeness,
    /// The document; none for all.
    pub document: Option<DocId>,
    /// Which places.
    pub restriction: Restriction,
    /// The annotator at work.
    pub annotator: Annotator,
}

/// What stands in the fields of the panel.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Form {
    /// The words or the pattern.
    pub words: String,
    /// How they are meant.
    pub syntax: Syntax,
    /// Whether folding is on.
    pub likeness: Likeness,
    /// Where is looked.
    pub scope: Scope,
    /// Which places.
    pub restriction: Restriction,
    /// What decides the order of the rows.
    pub sort: Sort,
}

impl Form {
    /// Returns what is asked for in a place; nothing where there is nothing to look for or through.
    pub fn request(&self, env: &Env<'_>) -> Option<Request> {
        env.session?;
        let document = match self.scope {
            Scope::Document => Some(env.document()?.id.clone()),
            Scope::Project => None,
        };
        (!self.words.is_empty()).then(|| Request {
            words: self.words.clone(),
            syntax: self.syntax,
            likeness: self.likeness,
            document,
            restriction: self.restriction.clone(),
            annotator: env.annotator.clone(),
        })
    }
}

/// Something asked of the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FindAsk {
    /// Show the panel and type in it.
    Open(Scope),
    /// Hide it; the keyboard goes back to the text.
    Close,
    /// Go to the next place from the caret.
    Step(Step),
    /// Go so many rows down or up the list.
    Rows(isize),
    /// Go to the place chosen, and put the keyboard into the text.
    Enter,
    /// Go to a place.
    Show(usize),
    /// Check the place chosen, or take the check away.
    Toggle,
    /// Check places.
    Check(Checks),
    /// Give the checked places the label at this place of the schema.
    Label(u8),
    /// Take labels off the checked places.
    Unlabel,
    /// Look again.
    Again,
    /// Give up what is under way and keep what is found.
    Stop,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// To the end of the text.
    Next,
    /// To its start.
    Previous,
}

/// What has the keyboard, of the panel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keyboard {
    /// Nothing of it.
    #[default]
    Elsewhere,
    /// The field, or a button.
    Form,
    /// The list of places.
    List,
}

/// Bytes that are looked through while one key goes up and the next one down.
const PATIENCE_BYTES: usize = 4_000_000;

/// How long a longer search waits for the next key.
const PATIENCE_SECONDS: f64 = 0.18;

/// The search of the window.
#[derive(Debug)]
pub struct Search {
    /// Whether the panel is shown.
    pub visible: bool,
    /// What stands in its fields.
    pub form: Form,
    /// What is found.
    pub found: Found,
    /// The place gone to last.
    pub current: Option<usize>,
    /// Whether the field wants the keyboard.
    pub wants_keys: bool,
    /// Whether the list wants it.
    pub wants_list: bool,
    /// How the list is seen.
    pub list: ListView,
    /// What had the keyboard when the panel was last shown.
    pub keyboard: Keyboard,
    /// How far the search is; nothing before the first.
    pub progress: Option<Progress>,
    /// Whether the project changed so that the list may be wrong.
    pub outdated: bool,
    /// Whether an input method holds letters in the field that are no words yet.
    pub composing: bool,
    /// A search through more bytes than this waits until no key is pressed for a moment.
    pub patience_bytes: usize,
    /// What is to be looked for at a time, unless something else is asked for before.
    due: Option<(f64, Request)>,
    /// What is looked for.
    request: Option<Request>,
    /// The state of the history the list holds for.
    state: u64,
    /// How many documents the project had then.
    n_documents: usize,
    n_searches: u64,
    given_up: Option<Arc<AtomicBool>>,
    /// The search and order for which rows are being sorted.
    sorting: Option<(u64, Sort)>,
    /// The step to make when everything is found.
    pending: Option<Step>,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            visible: false,
            form: Form::default(),
            found: Found::default(),
            current: None,
            wants_keys: false,
            wants_list: false,
            list: ListView::default(),
            keyboard: Keyboard::default(),
            progress: None,
            outdated: false,
            composing: false,
            patience_bytes: PATIENCE_BYTES,
            due: None,
            request: None,
            state: 0,
            n_documents: 0,
            n_searches: 0,
            given_up: None,
            sorting: None,
            pending: None,
        }
    }
}

impl Search {
    /// Returns why nothing can be looked for, if so.
    pub fn refused(&self) -> Option<&QueryError> {
        match &self.progress {
            Some(Progress::Refused(error)) => Some(error),
            _ => None,
        }
    }

    /// Returns whether a search is under way.
    pub fn is_going(&self) -> bool {
        matches!(self.progress, Some(Progress::Going(_)))
    }

    /// Returns how many seconds are left until a search begins that waits for the next key.
    ///
    /// What was found before is gone by then, so that a list never belongs to other words.
    fn waits(&mut self, request: &Request, n_bytes: usize, now: f64) -> Option<f64> {
        let due = match &self.due {
            Some((due, for_what)) if for_what == request => *due,
            _ => {
                let is_long = n_bytes > self.patience_bytes;
                let due = now + if is_long { PATIENCE_SECONDS } else { 0.0 };
                self.clear();
                self.due = Some((due, request.clone()));
                self.progress = Some(Progress::Going(0.0));
                due
            }
        };
        (now < due).then_some(due - now)
    }

    /// Returns the number of the search begun last.
    pub fn n_searches(&self) -> u64 {
        self.n_searches
    }

    /// Gives up what is under way and forgets what was found, as when the project goes.
    pub fn forget(&mut self) {
        self.stop();
        *self = Self {
            form: Form {
                restriction: Restriction::default(),
                ..std::mem::take(&mut self.form)
            },
            n_searches: self.n_searches + 1,
            ..Self::default()
        };
    }

    /// Gives up the search under way.
    fn stop(&mut self) {
        if let Some(given_up) = self.given_up.take() {
            given_up.store(true, Ordering::Relaxed);
        }
    }

    /// Begins a search: returns its stamp, and what tells it that it was given up.
    fn begin(&mut self, request: Request, serial: u64, revision: u64) -> (Stamp, Arc<AtomicBool>) {
        self.stop();
        self.n_searches += 1;
        self.found = if self.request.as_ref() == Some(&request) {
            self.found.again()
        } else {
            Found::default()
        };
        let given_up = Arc::new(AtomicBool::new(false));
        self.given_up = Some(Arc::clone(&given_up));
        (self.request, self.due) = (Some(request), None);
        self.current = None;
        self.progress = Some(Progress::Going(0.0));
        (self.outdated, self.sorting) = (false, None);
        let query = self.n_searches;
        let stamp = Stamp {
            serial,
            revision,
            query,
        };
        (stamp, given_up)
    }

    /// Ends a search without another.
    fn clear(&mut self) {
        self.stop();
        self.n_searches += 1;
        self.found = Found::default();
        (self.request, self.progress, self.current) = (None, None, None);
        (self.outdated, self.pending, self.sorting) = (false, None, None);
        self.due = None;
    }
}

/// Returns what an action comes to while the list of places has the keyboard.
pub fn in_list(action: Action) -> Option<FindAsk> {
    /// Rows that a page has, near enough.
    const PAGE: isize = 8;
    Some(match action {
        Action::Label(slot) => FindAsk::Label(slot),
        Action::Move(Motion::Up) => FindAsk::Rows(-1),
        Action::Move(Motion::Down) => FindAsk::Rows(1),
        Action::Move(Motion::PageUp) => FindAsk::Rows(-PAGE),
        Action::Move(Motion::PageDown) => FindAsk::Rows(PAGE),
        Action::Move(Motion::RowStart | Motion::DocumentStart) => FindAsk::Rows(isize::MIN),
        Action::Move(Motion::RowEnd | Motion::DocumentEnd) => FindAsk::Rows(isize::MAX),
        Action::SelectAll => FindAsk::Check(Checks::All),
        _ => return None,
    })
}
