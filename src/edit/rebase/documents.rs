//! Brings in deltas on documents: ones that come, go, move, or change their name.
//!
//! A document is told from others by its id. One that is there already takes in the layers of one
//! that comes; one that goes stays if somebody worked in it meanwhile. A move is recorded as a
//! document that goes and comes again as it was.

use std::collections::HashMap;
use std::sync::Arc;

use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::rebase::Differing;
use crate::edit::rebase::Rebaser;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::Unfit;
use crate::edit::rebase::UnfitReason;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::edit::rebase::layers::holds_no_more;
use crate::edit::rebase::merge::Merge;
use crate::edit::rebase::merge::Three;
use crate::edit::rebase::records::mark_of;
use crate::model::document::Document;
use crate::model::document::unique_name;
use crate::model::ids::DocId;

impl Rebaser<'_> {
    /// Brings in a delta on a document; `again` is the next delta on it.
    pub(super) fn document(
        &mut self,
        place: usize,
        diff: &Diff<Option<Arc<Document>>>,
        again: Option<&Delta>,
    ) {
        let done = match (&diff.before, &diff.after) {
            (Some(gone), None) => match again {
                Some(again) if comes_back(gone, again) => self.take_out(&gone.id),
                _ => self.remove(gone),
            },
            (None, Some(come)) => match self.moving.remove(&come.id) {
                Some(taken_out) => self.put_in(place, taken_out),
                None => self.add(place, come),
            },
            (Some(before), Some(after)) => self.change(before, after),
            (None, None) => Ok(()),
        };
        if let Err(reason) = done {
            let diff = diff.clone();
            let delta = Delta::Document { place, diff };
            self.unfit.push(Unfit { delta, reason });
        }
    }

    fn found(&self, doc: &DocId) -> Option<(usize, Arc<Document>)> {
        let documents = &self.project().documents;
        let place = documents.place_of(doc)?;
        Some((place, Arc::clone(documents.at(place)?)))
    }

    /// Takes out a document that a later delta puts in again.
    fn take_out(&mut self, doc: &DocId) -> Result<(), UnfitReason> {
        let found = self.found(doc);
        if let Some((place, there)) = &found {
            let diff = Diff::new(Some(Arc::clone(there)), None);
            let place = *place;
            self.push(Delta::Document { place, diff })?;
        }
        let taken_out = found.map(|(_, doc)| doc);
        self.moving.insert(doc.clone(), taken_out);
        if let Some(None) = self.moving.get(doc) {
            self.differing.push(Differing::DocumentGone(doc.clone()));
        }
        Ok(())
    }

    fn put_in(&mut self, place: usize, doc: Option<Arc<Document>>) -> Result<(), UnfitReason> {
        if doc.is_none() {
            return Ok(());
        }
        let place = place.min(self.project().documents.len());
        let diff = Diff::new(None, doc);
        self.push(Delta::Document { place, diff })
    }

    fn remove(&mut self, seen: &Arc<Document>) -> Result<(), UnfitReason> {
        let Some((place, there)) = self.found(&seen.id) else {
            return Ok(());
        };
        if self.others.documents.remove(&seen.id) {
            return Ok(());
        }
        if !document_holds_no_more(&there, seen) {
            let kept = Differing::DocumentKept(seen.id.clone());
            self.differing.push(kept);
            return Ok(());
        }
        let diff = Diff::new(Some(there), None);
        self.push(Delta::Document { place, diff })
    }

    fn add(&mut self, place: usize, come: &Arc<Document>) -> Result<(), UnfitReason> {
        if self.found(&come.id).is_none() {
            self.named.push(come.id.clone());
            return self.put_in(place, Some(Arc::clone(come)));
        }
        self.others.documents.insert(come.id.clone());
        for layer in come.layers.values() {
            let item = RecordedDelta {
                delta: Delta::Layer {
                    doc: come.id.clone(),
                    diff: Diff::new(None, Some(Arc::clone(layer))),
                },
                words: Some(WordsOf {
                    text: mark_of(&come.text_sha256),
                    words: Words::Many,
                }),
            };
            if let Err(reason) = self.whole_layer(&item) {
                let delta = item.delta;
                self.unfit.push(Unfit { delta, reason });
            }
        }
        Ok(())
    }

    /// Changes what no smaller delta reaches: where a text came from, and what newer versions
    /// wrote.
    fn change(&mut self, before: &Arc<Document>, after: &Arc<Document>) -> Result<(), UnfitReason> {
        let Some((place, there)) = self.found(&before.id) else {
            let gone = Differing::DocumentGone(before.id.clone());
            self.differing.push(gone);
            return Ok(());
        };
        let mut merge = Merge::default();
        let three = Three::new(&**before, &*there, &**after);
        let subject = format!("document.{}", before.id);
        let changed = if there == *before {
            Arc::clone(after)
        } else {
            Arc::new(Document {
                source: merge.field(
                    &format!("{subject}.source"),
                    three.map(|doc| &doc.source),
                    |source| format!("{} {}", source.file, source.encoding),
                ),
                extra: merge.map(&format!("{subject}.extra"), three.map(|doc| &doc.extra)),
                ..Document::clone(&there)
            })
        };
        if changed != there {
            let diff = Diff::new(Some(there), Some(changed));
            self.push(Delta::Document { place, diff })?;
        }
        self.project_conflicts(merge)
    }

    pub(super) fn document_name(
        &mut self,
        doc: &DocId,
        diff: Diff<String>,
    ) -> Result<(), UnfitReason> {
        let there = self.doc(doc)?.name.clone();
        if is_numbered(&there, &diff.after) && diff.before != diff.after {
            return Ok(());
        }
        let mut merge = Merge::default();
        let three = Three::new(&diff.before, &there, &diff.after);
        let name = merge.text(&format!("document.{doc}.name"), three);
        if name != there {
            self.named.push(doc.clone());
            let (doc, diff) = (doc.clone(), Diff::new(there, name));
            self.push(Delta::DocumentName { doc, diff })?;
        }
        self.project_conflicts(merge)
    }

    /// Puts a number behind each name brought in that another document has too.
    pub(super) fn free_names(&mut self) {
        if self.named.is_empty() {
            return;
        }
        let mut n_with: HashMap<String, usize> = HashMap::new();
        for doc in self.project().documents.iter() {
            *n_with.entry(doc.name.clone()).or_default() += 1;
        }
        for doc in std::mem::take(&mut self.named) {
            let Some((_, there)) = self.found(&doc) else {
                continue;
            };
            let wanted = there.name.clone();
            if n_with.get(&wanted).copied().unwrap_or(0) < 2 {
                continue;
            }
            let name = unique_name(&wanted, &[], |name| n_with.contains_key(name));
            let diff = Diff::new(wanted.clone(), name.clone());
            let delta = Delta::DocumentName {
                doc: doc.clone(),
                diff,
            };
            if let Err(reason) = self.push(delta.clone()) {
                self.unfit.push(Unfit { delta, reason });
                continue;
            }
            *n_with.entry(wanted.clone()).or_default() -= 1;
            n_with.insert(name.clone(), 1);
            self.differing
                .push(Differing::Renamed { doc, wanted, name });
        }
    }
}

/// Returns whether a delta puts a document that was taken out in again as it was.
fn comes_back(gone: &Arc<Document>, delta: &Delta) -> bool {
    let Delta::Document { diff, .. } = delta else {
        return false;
    };
    let come = diff.after.as_ref().filter(|_| diff.before.is_none());
    come.is_some_and(|come| Arc::ptr_eq(come, gone) || come == gone)
}

/// Returns whether a name is another with a number behind it, as `free_names` gives one.
fn is_numbered(name: &str, wanted: &str) -> bool {
    let number = name.strip_prefix(wanted).and_then(|rest| {
        let rest = rest.strip_prefix(" (")?;
        rest.strip_suffix(')')
    });
    number.is_some_and(|number| number.parse::<u64>().is_ok())
}

/// Returns whether a document holds nothing that one who removed it had not seen.
fn document_holds_no_more(there: &Document, seen: &Document) -> bool {
    let mut layers = there.layers.iter();
    there.name == seen.name
        && there.text == seen.text
        && layers.all(|(annotator, layer)| {
            let seen = seen.layers.get(annotator);
            seen.is_some_and(|seen| Arc::ptr_eq(layer, seen) || holds_no_more(layer, seen))
        })
}
