//! The one place where a project is changed: deltas are carried out and written down.
//!
//! Each delta is checked against the project first, so that one made for another state does
//! nothing. What was carried out can be rolled back, which makes a command whole or nothing.

use std::sync::Arc;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::change::TextState;
use crate::edit::command::Refusal;
use crate::model::document::Document;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::project::Project;
use crate::model::relation::Relation;
use crate::model::span::Span;

/// Carries out deltas on a project and keeps them.
pub struct Recorder<'a> {
    project: &'a mut Project,
    deltas: Vec<Delta>,
}

impl<'a> Recorder<'a> {
    /// Starts with nothing done.
    pub fn new(project: &'a mut Project) -> Self {
        Self {
            project,
            deltas: Vec::new(),
        }
    }

    /// Returns the project as it is after what was done so far.
    pub fn project(&self) -> &Project {
        self.project
    }

    /// Carries out a delta; one that changes nothing is left out.
    pub fn push(&mut self, delta: Delta) -> Result<(), Refusal> {
        perform(self.project, &delta)?;
        self.deltas.push(delta);
        Ok(())
    }

    /// Replaces a layer's values, if they differ.
    pub fn set_meta(&mut self, layer: &LayerRef, after: LayerMeta) -> Result<(), Refusal> {
        let before = self.layer(layer)?.meta.clone();
        if before == after {
            return Ok(());
        }
        self.push(Delta::Meta {
            layer: layer.clone(),
            diff: Box::new(Diff::new(before, after)),
        })
    }

    /// Returns a layer or says that it is not there.
    pub fn layer(&self, layer: &LayerRef) -> Result<&Layer, Refusal> {
        let doc = self.project.documents.by_id(&layer.doc);
        let doc = doc.ok_or_else(|| Refusal::NoDocument(layer.doc.clone()))?;
        doc.layer(&layer.annotator)
            .ok_or_else(|| Refusal::NoLayer(layer.clone()))
    }

    /// Returns what was done.
    pub fn finish(self) -> Change {
        Change {
            deltas: self.deltas,
        }
    }

    /// Takes back what was done.
    pub fn roll_back(self) {
        let Self { project, deltas } = self;
        for delta in (Change { deltas }).inverse().deltas {
            let undone = perform(project, &delta);
            debug_assert!(
                undone.is_ok(),
                "a delta just made can be taken back: {undone:?}"
            );
        }
    }
}

/// Carries out one delta, if the project is as the delta says it was.
pub fn perform(project: &mut Project, delta: &Delta) -> Result<(), Refusal> {
    match delta {
        Delta::Name(diff) => swap(&mut project.name, diff),
        Delta::Schema(diff) => swap(&mut project.schema, diff),
        Delta::Guideline(diff) => swap(&mut project.guideline, diff),
        Delta::Lexicons(diff) => swap(&mut project.lexicons, diff),
        Delta::Patterns(diff) => swap(&mut project.patterns, diff),
        Delta::Entities(diff) => swap(&mut project.entities, diff),
        Delta::Conflicts(diff) => swap(&mut project.conflicts, diff),
        Delta::Extra(diff) => swap(&mut project.extra, diff),
        Delta::Document { place, diff } => swap_document(project, *place, diff),
        Delta::DocumentName { doc, diff } => {
            let document = project.documents.by_id_mut(doc);
            let document = document.ok_or_else(|| Refusal::NoDocument(doc.clone()))?;
            swap(&mut document.name, diff)
        }
        Delta::Text { doc, diff } => {
            let document = project.documents.by_id_mut(doc);
            swap_text(
                document.ok_or_else(|| Refusal::NoDocument(doc.clone()))?,
                diff,
            )
        }
        Delta::Layer { doc, diff } => {
            let document = project.documents.by_id_mut(doc);
            let document = document.ok_or_else(|| Refusal::NoDocument(doc.clone()))?;
            swap_layer(document, diff)
        }
        Delta::Meta { layer, diff } => swap_meta(&mut layer_mut(project, layer)?.meta, diff),
        Delta::Span { layer, diff } => swap_span(layer_mut(project, layer)?, diff),
        Delta::Relation { layer, diff } => swap_relation(layer_mut(project, layer)?, diff),
        Delta::Rejected { layer, span, diff } => {
            let rejected = &mut layer_mut(project, layer)?.rejected;
            if rejected.get(span) != diff.before.as_ref() {
                return Err(Refusal::Stale);
            }
            match &diff.after {
                Some(rejection) => rejected.insert(span.clone(), rejection.clone()),
                None => rejected.remove(span),
            };
            Ok(())
        }
        Delta::Ignored {
            layer,
            finding,
            diff,
        } => {
            let ignored = &mut layer_mut(project, layer)?.ignored;
            if ignored.contains(finding) != diff.before {
                return Err(Refusal::Stale);
            }
            if diff.after {
                ignored.insert(finding.clone());
            } else {
                ignored.remove(finding);
            }
            Ok(())
        }
        Delta::LayerConflicts { layer, diff } => {
            swap(&mut layer_mut(project, layer)?.conflicts, diff)
        }
        Delta::Misfits { layer, diff } => swap(&mut layer_mut(project, layer)?.misfits, diff),
    }
}

fn swap<T: Clone + PartialEq>(value: &mut T, diff: &Diff<T>) -> Result<(), Refusal> {
    if *value != diff.before {
        return Err(Refusal::Stale);
    }
    value.clone_from(&diff.after);
    Ok(())
}

/// Swaps all values but the time, which goes by the difference.
///
/// Time is noted between the acts of a history and is in none of them: taking an act back must
/// neither stumble over it nor take it away.
fn swap_meta(meta: &mut LayerMeta, diff: &Diff<LayerMeta>) -> Result<(), Refusal> {
    let Diff { before, after } = diff;
    let seconds = std::mem::replace(&mut meta.active_seconds, before.active_seconds);
    if *meta != *before {
        meta.active_seconds = seconds;
        return Err(Refusal::Stale);
    }
    meta.clone_from(after);
    let (was, is) = (before.active_seconds, after.active_seconds);
    meta.active_seconds = seconds
        .saturating_sub(was.saturating_sub(is))
        .saturating_add(is.saturating_sub(was));
    Ok(())
}

fn layer_mut<'a>(project: &'a mut Project, layer: &LayerRef) -> Result<&'a mut Layer, Refusal> {
    let doc = project.documents.by_id_mut(&layer.doc);
    let doc = doc.ok_or_else(|| Refusal::NoDocument(layer.doc.clone()))?;
    let found = doc.layers.get_mut(&layer.annotator);
    found
        .map(Arc::make_mut)
        .ok_or_else(|| Refusal::NoLayer(layer.clone()))
}

fn swap_document(
    project: &mut Project,
    place: usize,
    diff: &Diff<Option<Arc<Document>>>,
) -> Result<(), Refusal> {
    if let Some(before) = &diff.before {
        let at = project
            .documents
            .place_of(&before.id)
            .ok_or(Refusal::Stale)?;
        if at != place {
            return Err(Refusal::Stale);
        }
        project.documents.remove(&before.id);
    }
    match &diff.after {
        Some(after) => {
            let documents = &mut project.documents;
            let inserted = documents.insert(place, Arc::clone(after));
            inserted.map_err(|doc| Refusal::DocumentTaken {
                id: doc.id.clone(),
                name: documents
                    .by_id(&doc.id)
                    .map_or_else(String::new, |there| there.name.clone()),
            })
        }
        None => Ok(()),
    }
}

fn swap_text(document: &mut Document, diff: &Diff<TextState>) -> Result<(), Refusal> {
    let Diff { before, after } = diff;
    if document.text != before.text || document.revisions != before.revisions {
        return Err(Refusal::Stale);
    }
    document.text = Arc::clone(&after.text);
    document.text_sha256.clone_from(&after.text_sha256);
    document.revisions.clone_from(&after.revisions);
    Ok(())
}

fn swap_layer(document: &mut Document, diff: &Diff<Option<Arc<Layer>>>) -> Result<(), Refusal> {
    let either = diff.before.as_ref().or(diff.after.as_ref());
    let Some(annotator) = either.map(|layer| layer.annotator.clone()) else {
        return Ok(());
    };
    if document.layers.contains_key(&annotator) != diff.before.is_some() {
        return Err(Refusal::Stale);
    }
    match &diff.after {
        Some(after) => document.layers.insert(annotator, Arc::clone(after)),
        None => document.layers.remove(&annotator),
    };
    Ok(())
}

fn swap_span(layer: &mut Layer, diff: &Diff<Option<Span>>) -> Result<(), Refusal> {
    if let Some(before) = &diff.before {
        let key = before.key();
        if layer.spans.find(&key) != Some(before) {
            return Err(Refusal::Stale);
        }
        layer.spans.remove(&key);
    }
    match &diff.after {
        Some(after) => layer
            .spans
            .insert(after.clone())
            .map_err(|span| Refusal::SpanTaken(span.key())),
        None => Ok(()),
    }
}

fn swap_relation(layer: &mut Layer, diff: &Diff<Option<Relation>>) -> Result<(), Refusal> {
    let either = diff.before.as_ref().or(diff.after.as_ref());
    let Some(id) = either.map(|relation| relation.id.clone()) else {
        return Ok(());
    };
    if layer.relations.get(&id) != diff.before.as_ref() {
        return Err(Refusal::Stale);
    }
    match &diff.after {
        Some(after) => layer.relations.insert(id, after.clone()),
        None => layer.relations.remove(&id),
    };
    Ok(())
}
