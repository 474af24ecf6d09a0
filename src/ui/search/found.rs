//! What a search has found so far, which of it is checked, and in which order it is listed.
//!
//! Places are kept in the order of the project and named by their position in it, `hit_idx`;
//! sorted rows are those positions in another order.

use std::collections::HashSet;
use std::sync::Arc;

use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// A document in which something was found, with the text it was found in.
#[derive(Clone, Debug, PartialEq)]
pub struct FoundDoc {
    /// The document.
    pub id: DocId,
    /// Its text when it was looked through.
    pub text: Arc<Text>,
}

impl FoundDoc {
    /// Names a document and its text.
    pub fn of(doc: &Document) -> Self {
        Self {
            id: doc.id.clone(),
            text: Arc::clone(&doc.text),
        }
    }
}

/// A place that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which of the documents found.
    pub doc: u32,
    /// The characters.
    pub range: CharRange,
}

/// What decides the order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Where a place stands.
    #[default]
    Text,
    /// What stands before it, from the place outward.
    Before,
    /// What stands behind it.
    After,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Text, Self::Before, Self::After];
}

/// Which rows a button checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checks {
    /// Every row.
    All,
    /// No row.
    None,
    /// Those that are not.
    Invert,
}

/// The checked places of one document, in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Chosen<'a> {
    /// The document.
    pub doc: &'a FoundDoc,
    /// The places.
    pub ranges: Vec<CharRange>,
}

/// What a search has found so far.
#[derive(Clone, Debug, Default)]
pub struct Found {
    docs: Vec<FoundDoc>,
    hits: Vec<Hit>,
    checked: Vec<bool>,
    n_checked: usize,
    order: Option<(Sort, Vec<u32>)>,
    /// Whether a place that is found from now on is checked, for all were.
    checks_new: bool,
    /// Places to be checked as soon as they are found again.
    to_check: HashSet<(DocId, CharRange)>,
}

impl Found {
    /// Makes an empty list in which what is checked here will be checked when it is found again.
    pub fn again(&self) -> Self {
        let checked = self.hits.iter().zip(&self.checked).filter(|(_, on)| **on);
        let to_check = checked.filter_map(|(hit, _)| Some((self.doc(*hit)?.id.clone(), hit.range)));
        Self {
            to_check: to_check.collect(),
            ..Self::default()
        }
    }

    /// Adds what was found next.
    pub fn add(&mut self, docs: Vec<FoundDoc>, hits: Vec<Hit>) {
        self.docs.extend(docs);
        self.order = None;
        for hit in &hits {
            let was_checked = || {
                let doc = self.doc(*hit);
                doc.is_some_and(|doc| self.to_check.contains(&(doc.id.clone(), hit.range)))
            };
            let on = self.checks_new || !self.to_check.is_empty() && was_checked();
            self.checked.push(on);
            self.n_checked += usize::from(on);
        }
        self.hits.extend(hits);
    }

    /// Takes the rows' order, if it is one of these places.
    pub fn set_order(&mut self, sort: Sort, order: Vec<u32>) {
        if order.len() == self.hits.len() {
            self.order = Some((sort, order));
        }
    }

    /// Returns what decides the order of the rows.
    pub fn sort(&self) -> Sort {
        self.order.as_ref().map_or(Sort::Text, |order| order.0)
    }

    /// Goes back to the order of the text.
    pub fn unsort(&mut self) {
        self.order = None;
    }

    /// Returns how many places there are.
    pub fn len(&self) -> usize {
        self.hits.len()
    }

    /// Returns whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.hits.is_empty()
    }

    /// Returns the documents.
    pub fn docs(&self) -> &[FoundDoc] {
        &self.docs
    }

    /// Returns the places in the order of the project.
    pub fn hits(&self) -> &[Hit] {
        &self.hits
    }

    /// Returns a place.
    pub fn hit(&self, hit_idx: usize) -> Option<Hit> {
        self.hits.get(hit_idx).copied()
    }

    /// Returns the document of a place.
    pub fn doc(&self, hit: Hit) -> Option<&FoundDoc> {
        self.docs.get(hit.doc as usize)
    }

    /// Returns the place that a row shows.
    pub fn hit_idx(&self, row: usize) -> Option<usize> {
        match &self.order {
            Some((_, order)) => order.get(row).map(|idx| *idx as usize),
            None => (row < self.hits.len()).then_some(row),
        }
    }

    /// Returns the row that shows a place.
    pub fn row(&self, hit_idx: usize) -> Option<usize> {
        match &self.order {
            Some((_, order)) => order.iter().position(|idx| *idx as usize == hit_idx),
            None => (hit_idx < self.hits.len()).then_some(hit_idx),
        }
    }

    /// Returns whether a place is checked.
    pub fn is_checked(&self, hit_idx: usize) -> bool {
        self.checked.get(hit_idx).copied().unwrap_or(false)
    }

    /// Returns how many places are checked.
    pub fn n_checked(&self) -> usize {
        self.n_checked
    }

    /// Checks a place that is not, and the other way round.
    pub fn toggle(&mut self, hit_idx: usize) {
        if let Some(on) = self.checked.get_mut(hit_idx) {
            *on = !*on;
            self.n_checked = self.checked.iter().filter(|on| **on).count();
        }
    }

    /// Checks places, those that are still to be found among them.
    pub fn check(&mut self, which: Checks) {
        self.checks_new = match which {
            Checks::All => true,
            Checks::None => false,
            Checks::Invert => !self.checks_new,
        };
        for on in &mut self.checked {
            *on = match which {
                Checks::All => true,
                Checks::None => false,
                Checks::Invert => !*on,
            };
        }
        self.n_checked = self.checked.iter().filter(|on| **on).count();
    }

    /// Returns the checked places by document.
    pub fn chosen(&self) -> Vec<Chosen<'_>> {
        let mut chosen: Vec<Chosen<'_>> = Vec::new();
        let mut last = None;
        for (hit, _) in self.hits.iter().zip(&self.checked).filter(|(_, on)| **on) {
            let Some(doc) = self.doc(*hit) else { continue };
            if last != Some(hit.doc) {
                let ranges = Vec::new();
                chosen.push(Chosen { doc, ranges });
                last = Some(hit.doc);
            }
            if let Some(of_doc) = chosen.last_mut() {
                of_doc.ranges.push(hit.range);
            }
        }
        chosen
    }
}
