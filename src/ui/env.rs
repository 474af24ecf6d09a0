//! Where a user is when asking for something: the open project, document, selection, span.
//!
//! Borrowed from the window for one resolution; an action's effect depends on nothing else.

use std::sync::Arc;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::change::LayerRef;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::schema::Label;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::session::Session;
use crate::text::segment::OwnWords;
use crate::ui::assist::Assist;
use crate::ui::assist::AtHand;
use crate::ui::grow::Grown;
use crate::ui::reading::Reading;
use crate::ui::settings::Settings;

/// Where a user is.
pub struct Env<'a> {
    /// The open project.
    pub session: Option<&'a Session>,
    /// The open document, selection and span taken hold of.
    pub place: &'a Place,
    /// The name under which the user labels.
    pub annotator: &'a Annotator,
    /// The head of a relation to be made.
    pub marked_head: Option<&'a SpanKey>,
    /// How the open document is read.
    pub reading: Reading,
    /// What the program remembers of its user.
    pub settings: &'a Settings,
    /// The words of the project.
    pub own_words: &'a OwnWords,
    /// What the selection grew out of.
    pub grown: &'a Grown,
    /// What is suggested.
    pub assist: &'a Assist,
}

impl<'a> Env<'a> {
    /// Returns the open project.
    pub fn project(&self) -> Option<&'a Project> {
        self.session.map(Session::project)
    }

    /// Returns the open document.
    pub fn document(&self) -> Option<&'a Arc<Document>> {
        self.session?.document(self.place.doc.as_ref()?)
    }

    /// Returns the user's layer of the open document, which may not be there yet.
    pub fn layer(&self) -> Option<&'a Layer> {
        self.document()?.layer(self.annotator)
    }

    /// Returns the name of the user's layer of the open document.
    pub fn layer_ref(&self) -> Option<LayerRef> {
        Some(LayerRef {
            doc: self.place.doc.clone()?,
            annotator: self.annotator.clone(),
        })
    }

    /// Returns the selection, cut to the text.
    pub fn selection(&self) -> Selection {
        self.place.selection
    }

    /// Returns the span taken hold of, if it is still there.
    pub fn span(&self) -> Option<&'a Span> {
        self.layer()?.spans.find(self.place.span.as_ref()?)
    }

    /// Returns the suggestion at hand, while the user is where it was taken.
    pub fn at_hand(&self) -> Option<&'a AtHand> {
        let at_hand = self.assist.at_hand()?;
        let is_here = self.place.selection == at_hand.selection && self.place.span.is_none();
        let is_of = self.assist.is_of(self.place.doc.as_ref());
        (is_here && is_of && !self.settings.blind).then_some(at_hand)
    }

    /// Returns a label by its place in the schema.
    pub fn label(&self, slot: u8) -> Option<&'a Label> {
        self.project()?.schema.labels.get(usize::from(slot))
    }
}
