//! Commands on the list of documents and on whole layers.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::edit::apply::push_if_new;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::command::Refusal;
use crate::edit::record::Recorder;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::layer::Layer;

pub fn rename_project(recorder: &mut Recorder<'_>, name: String) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        return Err(Refusal::EmptyName);
    }
    let before = recorder.project().name.clone();
    push_if_new(recorder, before, name, Delta::Name)
}

pub fn add(recorder: &mut Recorder<'_>, docs: Vec<Document>) -> Result<(), Refusal> {
    // Asking the project for each name would take the square of the number of documents.
    let present = recorder.project().documents.iter();
    let mut names: BTreeSet<String> = present.map(|doc| doc.name.clone()).collect();
    for doc in docs {
        check_new_name(&doc.name, |name| names.contains(name))?;
        names.insert(doc.name.clone());
        let place = recorder.project().documents.len();
        let diff = Diff::new(None, Some(Arc::new(doc)));
        recorder.push(Delta::Document { place, diff })?;
    }
    Ok(())
}

pub fn remove(recorder: &mut Recorder<'_>, doc: &DocId) -> Result<(), Refusal> {
    let (place, found) = find(recorder, doc)?;
    recorder.push(Delta::Document {
        place,
        diff: Diff::new(Some(found), None),
    })
}

pub fn rename(recorder: &mut Recorder<'_>, doc: DocId, name: String) -> Result<(), Refusal> {
    let before = find(recorder, &doc)?.1.name.clone();
    if before == name {
        return Ok(());
    }
    check_name(recorder, &name)?;
    recorder.push(Delta::DocumentName {
        doc,
        diff: Diff::new(before, name),
    })
}

pub fn move_to(recorder: &mut Recorder<'_>, doc: &DocId, to: usize) -> Result<(), Refusal> {
    let (place, found) = find(recorder, doc)?;
    let to = to.min(recorder.project().documents.len().saturating_sub(1));
    if place == to {
        return Ok(());
    }
    let diff = Diff::new(Some(Arc::clone(&found)), None);
    recorder.push(Delta::Document { place, diff })?;
    recorder.push(Delta::Document {
        place: to,
        diff: Diff::new(None, Some(found)),
    })
}

pub fn add_layer(recorder: &mut Recorder<'_>, layer: &LayerRef) -> Result<(), Refusal> {
    if layer.annotator.trim().is_empty() {
        return Err(Refusal::EmptyAnnotator);
    }
    let (_, doc) = find(recorder, &layer.doc)?;
    if doc.layers.contains_key(&layer.annotator) {
        return Ok(());
    }
    let empty = Arc::new(Layer::new(layer.annotator.clone()));
    recorder.push(Delta::Layer {
        doc: layer.doc.clone(),
        diff: Diff::new(None, Some(empty)),
    })
}

pub fn remove_layer(recorder: &mut Recorder<'_>, layer: &LayerRef) -> Result<(), Refusal> {
    let (_, doc) = find(recorder, &layer.doc)?;
    let found = doc.layers.get(&layer.annotator).cloned();
    let found = found.ok_or_else(|| Refusal::NoLayer(layer.clone()))?;
    recorder.push(Delta::Layer {
        doc: layer.doc.clone(),
        diff: Diff::new(Some(found), None),
    })
}

pub fn rename_annotator(
    recorder: &mut Recorder<'_>,
    from: &Annotator,
    to: &Annotator,
) -> Result<(), Refusal> {
    if to.trim().is_empty() {
        return Err(Refusal::EmptyAnnotator);
    }
    if from == to {
        return Ok(());
    }
    let docs: Vec<Arc<Document>> = recorder.project().documents.iter().cloned().collect();
    if docs.iter().any(|doc| doc.layers.contains_key(to)) {
        return Err(Refusal::AnnotatorTaken(to.clone()));
    }
    for doc in docs {
        let Some(layer) = doc.layers.get(from) else {
            continue;
        };
        let mut renamed = Layer::clone(layer);
        renamed.annotator = to.clone();
        let (id, gone) = (doc.id.clone(), Diff::new(Some(Arc::clone(layer)), None));
        recorder.push(Delta::Layer {
            doc: id.clone(),
            diff: gone,
        })?;
        let diff = Diff::new(None, Some(Arc::new(renamed)));
        recorder.push(Delta::Layer { doc: id, diff })?;
    }
    Ok(())
}

fn find(recorder: &Recorder<'_>, doc: &DocId) -> Result<(usize, Arc<Document>), Refusal> {
    let documents = &recorder.project().documents;
    let place = documents.place_of(doc);
    place
        .and_then(|place| Some((place, Arc::clone(documents.at(place)?))))
        .ok_or_else(|| Refusal::NoDocument(doc.clone()))
}

fn check_name(recorder: &Recorder<'_>, name: &str) -> Result<(), Refusal> {
    let documents = &recorder.project().documents;
    check_new_name(name, |name| documents.by_name(name).is_some())
}

fn check_new_name(name: &str, taken: impl Fn(&str) -> bool) -> Result<(), Refusal> {
    if name.trim().is_empty() {
        Err(Refusal::EmptyName)
    } else if taken(name) {
        Err(Refusal::NameTaken(name.to_owned()))
    } else {
        Ok(())
    }
}
