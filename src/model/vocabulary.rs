//! The words a project brings to the dictionary, kept up with it act by act.
//!
//! Words are what is labelled in any person's layer, the words of lexicons that are on, and the names of
//! entities. A project may hold a million spans, so they are read once, away from the frame; after
//! that [`Vocabulary::catch_up`] reads only what an act changed. What did not change is told by its
//! place in memory: documents are noted by weak references, so that an edit need not copy them for
//! our sake, and of a layer that changed only the chunks of spans that are not the ones noted.
//!
//! Invariant: caught up, the words are those that reading the whole project gives.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::{Arc, Weak};

use crate::model::document::Document;
use crate::model::ids::{Annotator, DocId};
use crate::model::lexicon::{Entity, Lexicon};
use crate::model::project::Project;
use crate::model::span_set::SpanSet;
use crate::text::offset::Text;
use crate::text::segment::OwnWords;

/// The words of a project, with what they were read from.
#[derive(Debug, Default)]
pub struct Vocabulary {
    words: OwnWords,
    documents: Vec<Noted>,
    lexicons: Weak<Vec<Lexicon>>,
    entities: Weak<Vec<Entity>>,
    /// What lexicons and entities added.
    listed: Vec<String>,
}

/// A document as it was when its words were read.
#[derive(Debug)]
struct Noted {
    id: DocId,
    doc: Weak<Document>,
    text: Arc<Text>,
    layers: BTreeMap<Annotator, SpanSet>,
}

impl Vocabulary {
    /// Reads the words of a project: a second for a million spans.
    pub fn of(project: &Project) -> Self {
        let mut vocabulary = Self::default();
        vocabulary.catch_up(project);
        vocabulary
    }

    /// Returns the words.
    pub fn words(&self) -> &OwnWords {
        &self.words
    }

    /// Returns about how many spans and words catching up would read.
    pub fn n_behind(&self, project: &Project) -> usize {
        let mut notes = Notes::of(&self.documents);
        let mut n_read = 0;
        for (place, doc) in project.documents.iter().enumerate() {
            n_read += match notes.take(place, doc) {
                None => n_spans(doc),
                Some(noted) if noted.is_of(doc) => 0,
                Some(noted) => noted.n_changed(doc),
            };
        }
        let left = notes.left();
        n_read += left
            .flat_map(|n| n.layers.values())
            .map(SpanSet::len)
            .sum::<usize>();
        if !self.lists_are_of(project) {
            let words = project.lexicons.iter().map(|lexicon| lexicon.words.len());
            n_read += words.sum::<usize>() + project.entities.len() + self.listed.len();
        }
        n_read
    }

    /// Reads what changed in the project since it was read last.
    pub fn catch_up(&mut self, project: &Project) {
        let noted = std::mem::take(&mut self.documents);
        let mut notes = Notes::of(&noted);
        let mut kept: Vec<Option<usize>> = Vec::with_capacity(project.documents.len());
        for (place, doc) in project.documents.iter().enumerate() {
            let before = notes.take(place, doc);
            match before {
                Some(before) if before.is_of(doc) => kept.push(notes.last),
                before => {
                    self.read(before, doc);
                    kept.push(None);
                }
            }
        }
        for gone in notes.left() {
            for spans in gone.layers.values() {
                remove_all(&mut self.words, &gone.text, spans);
            }
        }
        drop(notes);
        let mut noted: Vec<Option<Noted>> = noted.into_iter().map(Some).collect();
        let docs = project.documents.iter().zip(kept);
        let docs = docs.map(|(doc, kept)| {
            let unchanged = kept.and_then(|place| noted.get_mut(place)?.take());
            unchanged.unwrap_or_else(|| Noted::of(doc))
        });
        self.documents = docs.collect();
        self.read_lists(project);
    }

    /// Reads the spans of a document that were not there before, and forgets those that were.
    fn read(&mut self, before: Option<&Noted>, doc: &Document) {
        let same_text = before.filter(|noted| Arc::ptr_eq(&noted.text, &doc.text));
        if let (None, Some(noted)) = (same_text, before) {
            for spans in noted.layers.values() {
                remove_all(&mut self.words, &noted.text, spans);
            }
        }
        let none = SpanSet::default();
        let now: BTreeMap<&Annotator, &SpanSet> = labelled(doc).collect();
        for (annotator, spans) in &now {
            let earlier = same_text.and_then(|noted| noted.layers.get(*annotator));
            let (gone, new) = spans.changed_since(earlier.unwrap_or(&none));
            for span in new {
                self.words.add_range(&doc.text, span.range);
            }
            for span in gone {
                self.words.remove_range(&doc.text, span.range);
            }
        }
        let layers = same_text.into_iter().flat_map(|noted| &noted.layers);
        for (_, spans) in layers.filter(|(annotator, _)| !now.contains_key(annotator)) {
            remove_all(&mut self.words, &doc.text, spans);
        }
    }

    fn lists_are_of(&self, project: &Project) -> bool {
        let lexicons = Weak::as_ptr(&self.lexicons) == Arc::as_ptr(&project.lexicons);
        lexicons && Weak::as_ptr(&self.entities) == Arc::as_ptr(&project.entities)
    }

    fn read_lists(&mut self, project: &Project) {
        if self.lists_are_of(project) {
            return;
        }
        for word in std::mem::take(&mut self.listed) {
            self.words.remove(&word);
        }
        let lexicons = project.lexicons.iter().filter(|lexicon| lexicon.enabled);
        let words = lexicons.flat_map(|lexicon| lexicon.words.iter().cloned());
        let names = project.entities.iter().map(|entity| entity.name.clone());
        self.listed = words.chain(names).collect();
        self.listed.iter().for_each(|word| self.words.add(word));
        self.lexicons = Arc::downgrade(&project.lexicons);
        self.entities = Arc::downgrade(&project.entities);
    }
}

impl Noted {
    fn of(doc: &Arc<Document>) -> Self {
        Self {
            id: doc.id.clone(),
            doc: Arc::downgrade(doc),
            text: Arc::clone(&doc.text),
            layers: labelled(doc)
                .map(|(annotator, spans)| (annotator.clone(), spans.clone()))
                .collect(),
        }
    }

    /// Returns whether a document is the one noted, unchanged.
    fn is_of(&self, doc: &Arc<Document>) -> bool {
        Weak::as_ptr(&self.doc) == Arc::as_ptr(doc)
    }

    fn n_changed(&self, doc: &Document) -> usize {
        if !Arc::ptr_eq(&self.text, &doc.text) {
            let before = self.layers.values().map(SpanSet::len);
            return n_spans(doc) + before.sum::<usize>();
        }
        let none = SpanSet::default();
        let now: BTreeMap<&Annotator, &SpanSet> = labelled(doc).collect();
        let here = now.iter().map(|(annotator, spans)| {
            let earlier = self.layers.get(*annotator).unwrap_or(&none);
            spans.n_changed_since(earlier)
        });
        let gone = self.layers.iter();
        let gone = gone.filter(|(annotator, _)| !now.contains_key(annotator));
        here.sum::<usize>() + gone.map(|(_, spans)| spans.len()).sum::<usize>()
    }
}

/// Notes found by document: mostly each is where it was.
struct Notes<'a> {
    noted: &'a [Noted],
    is_taken: Vec<bool>,
    /// Where each is, once one was not where it was.
    places: Option<HashMap<&'a DocId, usize>>,
    /// The place of the one taken last.
    last: Option<usize>,
}

impl<'a> Notes<'a> {
    fn of(noted: &'a [Noted]) -> Self {
        Self {
            noted,
            is_taken: vec![false; noted.len()],
            places: None,
            last: None,
        }
    }

    fn take(&mut self, place: usize, doc: &Arc<Document>) -> Option<&'a Noted> {
        let noted = self.noted;
        // Of thousands of documents most are not even looked into.
        let is_it = |note: &Noted| note.is_of(doc) || note.id == doc.id;
        let is_there = noted.get(place).is_some_and(is_it);
        self.last = if is_there {
            Some(place)
        } else {
            let by_id = || {
                noted
                    .iter()
                    .zip(0..)
                    .map(|(note, n)| (&note.id, n))
                    .collect()
            };
            let places = self.places.get_or_insert_with(by_id);
            places.get(&doc.id).copied()
        };
        let last = self.last?;
        if let Some(is_taken) = self.is_taken.get_mut(last) {
            *is_taken = true;
        }
        noted.get(last)
    }

    /// Returns those that were not taken.
    fn left(&self) -> impl Iterator<Item = &'a Noted> {
        let notes = self.noted.iter().zip(&self.is_taken);
        notes
            .filter(|(_, is_taken)| !**is_taken)
            .map(|(note, _)| note)
    }
}

fn remove_all(words: &mut OwnWords, text: &Text, spans: &SpanSet) {
    spans
        .iter()
        .for_each(|span| words.remove_range(text, span.range));
}

/// Returns the spans of people; what a model outside predicts is nobody's word.
fn labelled(doc: &Document) -> impl Iterator<Item = (&Annotator, &SpanSet)> {
    let layers = doc
        .layers
        .iter()
        .filter(|(_, layer)| !layer.is_prediction());
    layers.map(|(annotator, layer)| (annotator, &layer.spans))
}

fn n_spans(doc: &Document) -> usize {
    labelled(doc).map(|(_, spans)| spans.len()).sum()
}
