//! A simulated annotator: labels documents in the real window, and pays for every key and every move.
//!
//! `gold` is what the annotator knows, `window` what is seen and touched, `screen` where words stand on
//! it, `price` what acts cost, `moves` and `plan` how the cheapest way to a span is found, `work` the
//! order of work. The model is described in `docs/effort.md`.
//!
//! Invariant: nothing is read but what the window shows, and nothing is done but by key and pointer.

pub mod gold;
mod moves;
mod plan;
pub mod price;
mod screen;
mod window;
mod work;

use std::path::PathBuf;

use zhubi::assist::gather::Sources;

use self::gold::GoldDocument;
use self::price::Ledger;

/// Which sources of suggestions are switched on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Assist {
    /// All of them.
    All,
    /// None: every span is made by hand.
    None,
    /// Words labelled before.
    Repeat,
    /// Word lists and patterns.
    Lexicon,
    /// The learner.
    Learner,
}

impl Assist {
    /// Returns the sources as the settings have them.
    pub fn sources(self) -> Sources {
        let is = |one: Self| self == Self::All || self == one;
        Sources {
            repeat: is(Self::Repeat),
            lists: is(Self::Lexicon),
            learner: is(Self::Learner),
            outside: self == Self::All,
        }
    }
}

/// Labels documents to their gold, in order, starting from a project with nothing in it.
///
/// Fails if a document does not end with exactly its gold, or an act does not do what it is for.
pub fn label(documents: &[GoldDocument], assist: Assist) -> Result<Ledger, String> {
    let paths: Vec<PathBuf> = documents.iter().map(|doc| doc.path.clone()).collect();
    let mut window = window::Window::open(&paths, assist.sources())?;
    window.know_labels(documents)?;
    let mut annotator = work::Annotator::new(window)?;
    for _ in documents {
        annotator.label_open(documents)?;
    }
    Ok(annotator.into_ledger())
}
