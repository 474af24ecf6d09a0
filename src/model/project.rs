//! A project: schema, documents and what suggestions draw on.
//!
//! A copy of a project shares everything with the original, so that a snapshot for saving is taken
//! in the frame that asks for it; an edit copies only the path down to what it touches.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use crate::model::document::Document;
use crate::model::extra::Extra;
use crate::model::ids::{Annotator, DocId, LabelKey};
use crate::model::layer::{Conflict, Layer};
use crate::model::lexicon::{Entity, Lexicon, Pattern};
use crate::model::schema::Schema;

/// A whole project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Project {
    /// The name shown in the window's title.
    pub name: String,
    /// What can be labelled.
    pub schema: Arc<Schema>,
    /// The labelling guideline, as Markdown.
    pub guideline: Arc<str>,
    /// Word lists.
    pub lexicons: Arc<Vec<Lexicon>>,
    /// Regular expressions.
    pub patterns: Arc<Vec<Pattern>>,
    /// Entities, by key.
    pub entities: Arc<Vec<Entity>>,
    /// The documents.
    pub documents: Documents,
    /// Differences of a merge that concern the whole project.
    pub conflicts: Arc<Vec<Conflict>>,
    /// What a newer version wrote.
    pub extra: Arc<Extra>,
}

impl Project {
    /// Makes a project without documents, with the four labels it starts with.
    pub fn new(name: impl Into<String>) -> Self {
        let schema = Arc::new(Schema::of_people_roles_events_slogans());
        Self {
            name: name.into(),
            schema,
            ..Self::default()
        }
    }

    /// Returns an annotator's layer of a document.
    pub fn layer(&self, doc: &DocId, annotator: &str) -> Option<&Layer> {
        self.documents.by_id(doc)?.layer(annotator)
    }

    /// Returns the names of all layers.
    pub fn annotators(&self) -> BTreeSet<Annotator> {
        self.documents
            .iter()
            .flat_map(|doc| doc.layers.keys().cloned())
            .collect()
    }

    /// Returns the names of the layers that people made; a model's predictions are nobody's work.
    pub fn people(&self) -> BTreeSet<Annotator> {
        let layers = self.documents.iter().flat_map(|doc| doc.layers.values());
        let people = layers.filter(|layer| !layer.is_prediction());
        people.map(|layer| layer.annotator.clone()).collect()
    }

    /// Returns the number of spans of each label in an annotator's layers.
    pub fn counts(&self, annotator: &str) -> BTreeMap<LabelKey, usize> {
        let mut counts = BTreeMap::new();
        for layer in self.documents.iter().filter_map(|doc| doc.layer(annotator)) {
            for (label, n) in layer.spans.counts() {
                *counts.entry(label.clone()).or_default() += n;
            }
        }
        counts
    }
}

/// The documents of a project in their order, found by id at once.
///
/// Invariant: ids are unique, and `places` holds the place of each.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    list: Arc<Vec<Arc<Document>>>,
    places: Arc<HashMap<DocId, usize>>,
}

impl Documents {
    /// Returns the number of documents.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Returns the documents in order.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Arc<Document>> + ExactSizeIterator + '_ {
        self.list.iter()
    }

    /// Returns the document at a place.
    pub fn at(&self, place: usize) -> Option<&Arc<Document>> {
        self.list.get(place)
    }

    /// Returns the place of a document.
    pub fn place_of(&self, id: &DocId) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// Returns the document with an id.
    pub fn by_id(&self, id: &DocId) -> Option<&Arc<Document>> {
        self.at(self.place_of(id)?)
    }

    /// Returns the document with a name.
    pub fn by_name(&self, name: &str) -> Option<&Arc<Document>> {
        self.list.iter().find(|doc| doc.name == name)
    }

    /// Returns the document with an id, to be changed; only `edit::apply` and loading may.
    pub fn by_id_mut(&mut self, id: &DocId) -> Option<&mut Document> {
        let place = self.place_of(id)?;
        Arc::make_mut(&mut self.list)
            .get_mut(place)
            .map(Arc::make_mut)
    }

    /// Puts a document at a place, or at the end for any beyond; gives it back if its id is taken.
    pub fn insert(&mut self, place: usize, doc: Arc<Document>) -> Result<(), Arc<Document>> {
        if self.places.contains_key(&doc.id) {
            return Err(doc);
        }
        let list = Arc::make_mut(&mut self.list);
        let place = place.min(list.len());
        Arc::make_mut(&mut self.places).insert(doc.id.clone(), place);
        list.insert(place, doc);
        self.number_from(place + 1);
        Ok(())
    }

    /// Takes a document out.
    pub fn remove(&mut self, id: &DocId) -> Option<Arc<Document>> {
        let place = self.place_of(id)?;
        let list = Arc::make_mut(&mut self.list);
        let doc = (place < list.len()).then(|| list.remove(place))?;
        Arc::make_mut(&mut self.places).remove(id);
        self.number_from(place);
        Some(doc)
    }

    fn number_from(&mut self, place: usize) {
        let places = Arc::make_mut(&mut self.places);
        for (i, doc) in self.list.iter().enumerate().skip(place) {
            places.insert(doc.id.clone(), i);
        }
    }
}

impl PartialEq for Documents {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.list, &other.list) || self.list == other.list
    }
}
