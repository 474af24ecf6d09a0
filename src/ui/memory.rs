//! Where each document was left: caret, scroll and view, also after the program was closed.
//!
//! Kept as JSON beside the settings, the document left last first, for a bounded number of them.
//! A document is known by its project's file and its id. What cannot be read is forgotten: nothing
//! of a project lies in it.

use std::path::Path;
use std::path::PathBuf;

use crate::edit::caret::Selection;
use crate::model::ids::DocId;
use crate::session;
use crate::session::Session;
use crate::text::offset::CharIdx;
use crate::text::offset::Text;
use crate::text::script::Script;
use crate::text::segment;
use crate::text::view::Glosses;
use crate::text::view::ViewKind;
use crate::ui::desk::Desk;
use crate::ui::desk::View;
use crate::ui::settings;
use crate::ui::tasks::TaskResult;

/// Documents remembered; the one left longest ago is forgotten first.
pub const N_REMEMBERED: usize = 500;
/// The file in the folder of the settings.
const FILE_NAME: &str = "places.json";

/// Where documents were left.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Memory {
    /// The one left last first.
    left: Vec<Left>,
}

/// Where a document was left.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(super) struct Left {
    project: PathBuf,
    document: String,
    /// The end of the selection that stays.
    anchor: usize,
    /// The end that moves: the caret.
    head: usize,
    /// The character whose row was at the top.
    top: usize,
    /// How far that row lay above the top, in points.
    top_dy: f32,
    /// How it was read: glosses hidden, and the script; nothing if it was never shown.
    view: Option<(bool, Characters)>,
}

/// A script, as the file names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
enum Characters {
    AsIs,
    Simplified,
    Traditional,
}

impl Memory {
    /// Reads what is remembered.
    pub fn load() -> Self {
        let file = settings::folders().map(|folders| folders.config.join(FILE_NAME));
        let bytes = file.and_then(|file| session::read_small_file(&file).ok());
        let memory = bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok());
        memory.unwrap_or_default()
    }

    /// Writes it.
    pub fn save(&self) -> anyhow::Result<()> {
        let Some(folders) = settings::folders() else {
            return Ok(());
        };
        let bytes = serde_json::to_vec_pretty(self)?;
        session::write_small_file(&folders.config.join(FILE_NAME), &bytes)?;
        Ok(())
    }

    /// Returns how many documents are remembered.
    pub fn len(&self) -> usize {
        self.left.len()
    }

    /// Returns whether none is.
    pub fn is_empty(&self) -> bool {
        self.left.is_empty()
    }

    /// Returns the document of a project that was left last.
    pub fn last_of(&self, project: &Path) -> Option<DocId> {
        let last = self.left.iter().find(|left| left.project == project)?;
        Some(DocId::from(last.document.as_str()))
    }

    fn find(&self, project: &Path, doc: &DocId) -> Option<&Left> {
        let is_it = |left: &&Left| left.project == project && left.document == doc.as_str();
        self.left.iter().find(is_it)
    }

    fn note(&mut self, left: Left) {
        let is_it = |other: &Left| other.project == left.project && other.document == left.document;
        self.left.retain(|other| !is_it(other));
        self.left.insert(0, left);
        self.left.truncate(N_REMEMBERED);
    }
}

impl Left {
    fn of(project: &Path, doc: &DocId, view: &View) -> Self {
        let (top, top_dy) = view.text_view.top();
        Self {
            project: project.to_owned(),
            document: doc.as_str().to_owned(),
            anchor: view.selection.anchor.0,
            head: view.selection.head.0,
            top: top.0,
            top_dy,
            view: view.reading.map(|r| r.kind).or(view.kind).map(|kind| {
                let characters = match kind.script {
                    Script::AsIs => Characters::AsIs,
                    Script::Simplified => Characters::Simplified,
                    Script::Traditional => Characters::Traditional,
                };
                (kind.glosses == Glosses::Hidden, characters)
            }),
        }
    }

    /// Returns the view as it was left, for a text that may have changed since.
    fn view(&self, text: &Text) -> View {
        let place = |at: usize| segment::grapheme_at(text, CharIdx(at).min(text.end())).start();
        let mut view = View {
            selection: Selection {
                anchor: place(self.anchor),
                head: place(self.head),
            },
            kind: self.view.map(|(hides_glosses, characters)| ViewKind {
                glosses: match hides_glosses {
                    true => Glosses::Hidden,
                    false => Glosses::Shown,
                },
                script: match characters {
                    Characters::AsIs => Script::AsIs,
                    Characters::Simplified => Script::Simplified,
                    Characters::Traditional => Script::Traditional,
                },
            }),
            ..View::default()
        };
        let dy = if self.top_dy.is_finite() {
            self.top_dy.clamp(-100.0, 1_000.0)
        } else {
            0.0
        };
        view.text_view.set_top((place(self.top), dy));
        view
    }
}

impl Desk {
    /// Makes a view of a document, as it was left if that is known.
    pub(super) fn view_left(&self, doc: &DocId) -> View {
        let Some(session) = &self.session else {
            return View::default();
        };
        let left = session.path().and_then(|path| self.memory.find(path, doc));
        match (left, session.document(doc)) {
            (Some(left), Some(found)) => left.view(&found.text),
            _ => View::default(),
        }
    }

    /// Notes where the open document is left.
    pub(super) fn remember_place(&mut self) {
        let Some(doc) = self.place.doc.clone() else {
            return;
        };
        let (selection, span) = (self.place.selection, self.place.span.clone());
        if let Some(view) = self.views.get_mut(&doc) {
            view.selection = selection;
            view.span = span;
        }
        let path = self.session.as_ref().and_then(Session::path);
        if let (Some(path), Some(view)) = (path, self.views.get(&doc)) {
            self.memory.note(Left::of(path, &doc, view));
        }
    }

    /// Writes what is remembered; one file is written at a time.
    pub(super) fn keep_memory(&mut self, ctx: &egui::Context) {
        let is_written = self.memory_written.as_ref() == self.memory.left.first();
        if self.tasks.run_at_once() || is_written || self.memory_writing {
            return;
        }
        self.memory_writing = true;
        self.memory_written = self.memory.left.first().cloned();
        let memory = self.memory.clone();
        self.tasks.start(ctx, "places", move || {
            // Where one was is no data: a disk that is full has told so for the project itself.
            memory.save().ok();
            TaskResult::MemorySaved
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(project: &str, document: usize) -> Left {
        Left {
            project: PathBuf::from(project),
            document: document.to_string(),
            head: document,
            ..Left::default()
        }
    }

    #[test]
    fn the_last_documents_are_remembered_and_no_more_than_some() {
        let mut memory = Memory::default();
        for n in 0..N_REMEMBERED + 20 {
            memory.note(left("甲.ron", n));
        }
        memory.note(left("乙.ron", 3));
        memory.note(left("甲.ron", 100));
        assert_eq!(memory.len(), N_REMEMBERED);
        assert_eq!(memory.last_of(Path::new("甲.ron")), Some("100".into()));
        assert_eq!(memory.last_of(Path::new("乙.ron")), Some("3".into()));
        assert_eq!(memory.last_of(Path::new("丙.ron")), None);
        assert_eq!(memory.find(Path::new("甲.ron"), &"20".into()), None);
        let written = serde_json::to_vec(&memory).expect("it can be written");
        let read: Memory = serde_json::from_slice(&written).expect("and read");
        assert_eq!(read, memory);
    }

    #[test]
    fn a_place_beyond_a_text_that_became_shorter_is_its_end() {
        let left = Left {
            anchor: 5,
            head: 900,
            top: 700,
            top_dy: f32::NAN,
            ..Left::default()
        };
        let text = Text::from("春e\u{301}\u{301}江");
        let view = left.view(&text);
        assert_eq!(view.selection.head, text.end());
        assert_eq!(view.text_view.top(), (text.end(), 0.0));
        let within = Left { head: 3, ..left };
        assert_eq!(within.view(&text).selection.head, CharIdx(1));
    }
}
