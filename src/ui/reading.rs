//! How each document is read, and how much of it is damaged.
//!
//! A document is first read without its glosses if it has any, in the script it is written in. A
//! text in traditional characters is no different as a traditional one: a conversion would only
//! touch its variants, `范` as a family name among them. Damage is counted once for each text, off
//! the frame.

use std::sync::Arc;

use egui::Context;

use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::session::Session;
use crate::text::damage::damage;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::script;
use crate::text::script::Script;
use crate::text::view::Glosses;
use crate::text::view::View;
use crate::text::view::ViewKind;
use crate::ui::desk::Desk;
use crate::ui::tasks::TaskResult;

/// How far into a text glosses are looked for.
const GLOSS_REACH: usize = 200_000;
/// The damage of a longer text, in bytes, is not counted.
const MAX_COUNTED: usize = 1_000_000;

/// How a document is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What the annotator chose.
    pub kind: ViewKind,
    /// The script most of the text is written in.
    pub written: Script,
}

impl Reading {
    /// Returns how a text is read that is opened for the first time.
    pub fn of(text: &Text) -> Self {
        let reach = CharRange::new(CharIdx(0), CharIdx(GLOSS_REACH));
        let has_glosses = View::of_range(text, reach, ViewKind::READING).n_hidden() > 0;
        Self {
            kind: if has_glosses {
                ViewKind::READING
            } else {
                ViewKind::RAW
            },
            written: script::script_of(text.as_str()),
        }
    }

    /// Returns what is to be shown.
    pub fn shown(self) -> ViewKind {
        self.kind.of_written(self.written)
    }
}

/// Returns the same view with glosses shown, or without them.
pub fn with_glosses_toggled(kind: ViewKind) -> ViewKind {
    let glosses = match kind.glosses {
        Glosses::Shown => Glosses::Hidden,
        Glosses::Hidden => Glosses::Shown,
    };
    ViewKind { glosses, ..kind }
}

/// Returns the same view in the next script.
pub fn in_next_script(kind: ViewKind) -> ViewKind {
    let script = match kind.script {
        Script::AsIs => Script::Simplified,
        Script::Simplified => Script::Traditional,
        Script::Traditional => Script::AsIs,
    };
    ViewKind { script, ..kind }
}

/// How many damaged places a text has.
#[derive(Debug)]
pub struct Damaged {
    text: Arc<str>,
    /// Not known while they are being counted.
    n_places: Option<usize>,
}

impl Desk {
    /// Finds out how the open document is to be read, when it is first shown.
    pub(super) fn prepare_reading(&mut self, ctx: &Context) {
        let Some(doc) = self.env().document().cloned() else {
            return;
        };
        let view = self.views.entry(doc.id.clone()).or_default();
        let kind = view.kind.take();
        view.reading.get_or_insert_with(|| {
            let reading = Reading::of(&doc.text);
            let kind = kind.unwrap_or(reading.kind);
            Reading { kind, ..reading }
        });
        let text = doc.text.shared();
        let is_counted = view.damaged.as_ref();
        let is_counted = is_counted.is_some_and(|damaged| Arc::ptr_eq(&damaged.text, &text));
        if is_counted || text.len() > MAX_COUNTED {
            return;
        }
        let n_places = None;
        view.damaged = Some(Damaged { text, n_places });
        self.count_damage(ctx, doc);
    }

    fn count_damage(&mut self, ctx: &Context, doc: Arc<Document>) {
        let Some(serial) = self.session.as_ref().map(Session::serial) else {
            return;
        };
        self.tasks.start(ctx, "damage", move || {
            let n_places = damage(&doc.text).len();
            TaskResult::DamageCounted(serial, doc, n_places)
        });
    }

    /// Takes the number of damaged places of a document.
    pub(super) fn take_damage_count(&mut self, serial: u64, doc: &Document, n_places: usize) {
        if self.session.as_ref().map(Session::serial) != Some(serial) {
            return;
        }
        let view = self.views.get_mut(&doc.id);
        if let Some(damaged) = view.and_then(|view| view.damaged.as_mut())
            && Arc::ptr_eq(&damaged.text, &doc.text.shared())
        {
            damaged.n_places = Some(n_places);
        }
    }

    /// Returns how many places of the open document are damaged, once they are counted.
    pub(super) fn n_damaged(&self) -> Option<usize> {
        let view = self.views.get(self.place.doc.as_ref()?)?;
        view.damaged.as_ref()?.n_places
    }

    /// Returns how a document is read.
    pub(super) fn reading_of(&self, doc: Option<&DocId>) -> Reading {
        let view = doc.and_then(|doc| self.views.get(doc));
        view.and_then(|view| view.reading).unwrap_or_default()
    }

    /// Reads the open document in another view.
    pub(super) fn read_as(&mut self, kind: ViewKind) {
        let reading = self.reading_of(self.place.doc.as_ref());
        let view = self
            .place
            .doc
            .as_ref()
            .and_then(|doc| self.views.get_mut(doc));
        if let Some(view) = view {
            view.reading = Some(Reading { kind, ..reading });
        }
    }
}
