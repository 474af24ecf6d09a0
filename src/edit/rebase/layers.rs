//! Brings in deltas on whole layers, and corrections of a text, which replace every layer.
//!
//! A correction is recorded as the new text with each layer before and after it. Layers that are
//! as they were recorded become what was recorded; others are carried along, whoever made them.

use std::sync::Arc;

use crate::edit::apply::text::Moves;
use crate::edit::between;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::change::TextState;
use crate::edit::rebase::Differing;
use crate::edit::rebase::Rebaser;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::Unfit;
use crate::edit::rebase::UnfitReason;
use crate::model::document::Revision;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Status;
use crate::text::offset::Text;

/// A layer before and after a correction.
type Corrected<'a> = (&'a Arc<Layer>, &'a Arc<Layer>);

impl Rebaser<'_> {
    /// Brings in a delta on a text or a layer with those behind it that belong to it; returns how
    /// many that were.
    pub(super) fn text_or_layer(&mut self, item: &RecordedDelta, rest: &[RecordedDelta]) -> usize {
        let Some(doc) = item.delta.doc() else {
            return 1;
        };
        let (done, n) = if matches!(item.delta, Delta::Text { .. }) {
            let layers = corrected_layers(doc, rest.iter());
            (self.text(&item.delta, &layers), 1 + layers.len())
        } else {
            // Taken back, a correction has its layers first.
            let layers = corrected_layers(doc, [item].into_iter().chain(rest));
            let text = layers.len().checked_sub(1).and_then(|n| rest.get(n));
            let text = text.filter(|text| {
                matches!(text.delta, Delta::Text { .. }) && text.delta.doc() == Some(doc)
            });
            let next = rest.first();
            match (text, next.and_then(|next| renamed(item, next))) {
                (Some(text), _) => (self.text(&text.delta, &layers), 1 + layers.len()),
                // Taken away and put back as it was.
                (None, Some((from, to))) if from.annotator == *to => (Ok(()), 2),
                (None, Some((from, to))) => (self.rename(doc, from, to), 2),
                (None, None) => (self.whole_layer(item), 1),
            }
        };
        if let Err(reason) = done {
            let delta = item.delta.clone();
            self.unfit.push(Unfit { delta, reason });
        }
        n
    }

    fn text(&mut self, delta: &Delta, layers: &[Corrected<'_>]) -> Result<(), UnfitReason> {
        let Delta::Text { doc, diff } = delta else {
            return Ok(());
        };
        let document = Arc::clone(self.doc(doc)?);
        let before = between::text_state(&document);
        let Some(after) = next_text(&before, diff)? else {
            return Ok(());
        };
        let (old, new) = (Arc::clone(&before.text), Arc::clone(&after.text));
        let moves = Moves::between(&old, &new);
        self.push(Delta::Text {
            doc: doc.clone(),
            diff: Box::new(Diff::new(before, after)),
        })?;
        for (annotator, there) in &document.layers {
            let mut recorded = layers.iter();
            let recorded = recorded.find(|(before, _)| before.annotator == *annotator);
            match recorded {
                Some((before, after)) if same_but_time(before, there) => {
                    let mut after = Layer::clone(after);
                    after.meta.active_seconds = there.meta.active_seconds;
                    self.replace(doc, Some(there), Some(after.into()))?;
                }
                Some((before, after)) => {
                    let carried = moves.layer(there, &old, &new);
                    self.replace(doc, Some(there), Some(carried.into()))?;
                    // What the record says beyond the carrying, as when a span comes back.
                    let base = moves.layer(before, &old, &new);
                    self.parts(doc, &base, after);
                }
                None => {
                    let carried = moves.layer(there, &old, &new);
                    self.replace(doc, Some(there), Some(carried.into()))?;
                }
            }
        }
        Ok(())
    }

    /// Puts one layer in the place of another, if they differ.
    fn replace(
        &mut self,
        doc: &DocId,
        before: Option<&Arc<Layer>>,
        after: Option<Arc<Layer>>,
    ) -> Result<(), UnfitReason> {
        if before == after.as_ref() {
            return Ok(());
        }
        self.push(Delta::Layer {
            doc: doc.clone(),
            diff: Diff::new(before.cloned(), after),
        })
    }

    /// Brings in the difference of two layers on the text that is there, part by part.
    fn parts(&mut self, doc: &DocId, base: &Layer, recorded: &Layer) {
        let name = LayerRef::new(doc.clone(), recorded.annotator.clone());
        let mut deltas = Vec::new();
        between::layer(&mut deltas, &name, base, recorded);
        for delta in deltas {
            self.part(&RecordedDelta { delta, words: None });
        }
    }

    pub(super) fn whole_layer(&mut self, item: &RecordedDelta) -> Result<(), UnfitReason> {
        let Delta::Layer { doc, diff } = &item.delta else {
            return Ok(());
        };
        let Some(annotator) = either(diff).map(|layer| layer.annotator.clone()) else {
            return Ok(());
        };
        let there = self.layer_of(doc, &annotator);
        let name = LayerRef::new(doc.clone(), annotator.clone());
        let others_too = match (&diff.before, &there) {
            (None, Some(_)) => !self.others.layers.insert(name.clone()),
            (Some(_), _) => diff.after.is_none() && self.others.layers.remove(&name),
            (None, None) => false,
        };
        if diff.after.is_none() && (there.is_none() || others_too) {
            return Ok(());
        }
        let grounded = self.grounded(item);
        let recorded = match &grounded {
            Ok(Delta::Layer { diff, .. }) => Ok((diff.before.as_ref(), diff.after.as_ref())),
            Ok(_) => return Ok(()),
            Err(reason) => Err(reason.clone()),
        };
        match (recorded, &there) {
            (Ok((Some(seen), None)), Some(there)) if holds_no_more(there, seen) => {
                self.replace(doc, Some(there), None)
            }
            (Ok((_, None)) | Err(_), Some(_)) if diff.after.is_none() => {
                self.differing.push(Differing::LayerKept(name));
                Ok(())
            }
            (Ok((None, Some(recorded))), None) => {
                self.doc(doc)?;
                self.replace(doc, None, Some(Arc::clone(recorded)))
            }
            (Ok((before, Some(recorded))), _) => {
                self.doc(doc)?;
                if before.is_some() && before == there.as_ref() {
                    return self.replace(doc, before, Some(Arc::clone(recorded)));
                }
                let mut empty = Layer::new(annotator);
                // The time of one layer that came to both is counted once.
                empty.meta.active_seconds = recorded.meta.active_seconds;
                self.parts(doc, before.map_or(&empty, |before| before), recorded);
                Ok(())
            }
            (Ok((_, None)), _) => Ok(()),
            (Err(reason), _) => Err(reason),
        }
    }

    /// Gives a layer another annotator, whatever it holds by now.
    fn rename(
        &mut self,
        doc: &DocId,
        from: &Arc<Layer>,
        to: &Annotator,
    ) -> Result<(), UnfitReason> {
        self.doc(doc)?;
        let there = self.layer_of(doc, &from.annotator);
        let taken = self.layer_of(doc, to).is_some();
        let Some(there) = there else {
            if !taken {
                let layer = LayerRef::new(doc.clone(), from.annotator.clone());
                self.differing.push(Differing::LayerGone(layer));
            }
            return Ok(());
        };
        let mut named = Layer::clone(&there);
        named.annotator = to.clone();
        if taken {
            self.parts(doc, &Layer::new(to.clone()), &named);
            return self.replace(doc, Some(&there), None);
        }
        self.replace(doc, Some(&there), None)?;
        self.replace(doc, None, Some(named.into()))
    }

    fn layer_of(&self, doc: &DocId, annotator: &Annotator) -> Option<Arc<Layer>> {
        let doc = self.project().documents.by_id(doc)?;
        doc.layers.get(annotator).cloned()
    }
}

fn either(diff: &Diff<Option<Arc<Layer>>>) -> Option<&Arc<Layer>> {
    diff.before.as_ref().or(diff.after.as_ref())
}

/// Returns the layers of a document that stand first as replaced, each annotator once.
fn corrected_layers<'a>(
    doc: &DocId,
    items: impl Iterator<Item = &'a RecordedDelta>,
) -> Vec<Corrected<'a>> {
    let mut layers: Vec<Corrected<'a>> = Vec::new();
    for item in items {
        let Delta::Layer { doc: of, diff } = &item.delta else {
            break;
        };
        let (Some(before), Some(after)) = (&diff.before, &diff.after) else {
            break;
        };
        let again = |(known, _): &Corrected<'_>| known.annotator == before.annotator;
        if of != doc || layers.iter().any(again) {
            break;
        }
        layers.push((before, after));
    }
    layers
}

/// Returns the layer and its new annotator if two deltas are the two halves of a new name.
fn renamed<'a>(
    gone: &'a RecordedDelta,
    come: &'a RecordedDelta,
) -> Option<(&'a Arc<Layer>, &'a Annotator)> {
    let (Delta::Layer { doc, diff: gone }, Delta::Layer { doc: same, diff }) =
        (&gone.delta, &come.delta)
    else {
        return None;
    };
    let (Some(from), None, None, Some(to)) = (&gone.before, &gone.after, &diff.before, &diff.after)
    else {
        return None;
    };
    let mut named = Layer::clone(from);
    named.annotator = to.annotator.clone();
    // Of two empty layers nothing says that they are one.
    let empty = *to == Arc::new(Layer::new(to.annotator.clone()));
    (doc == same && !empty && named == **to).then_some((from, &to.annotator))
}

/// Returns the text that a recorded correction leads to; `None` if it is there already.
fn next_text(there: &TextState, diff: &Diff<TextState>) -> Result<Option<TextState>, UnfitReason> {
    let Diff { before, after } = diff;
    let same = |a: &TextState, b: &TextState| a.text == b.text && a.revisions == b.revisions;
    if same(there, after) {
        return Ok(None);
    }
    if same(there, before) {
        return Ok(Some(after.clone()));
    }
    if after.revisions.len() <= before.revisions.len() {
        // A correction is taken back that is not there, or that others followed.
        let is_there = begins_with(there, before);
        let is_not = !is_there && begins_with(there, after);
        return is_not.then_some(None).ok_or(UnfitReason::OtherText);
    }
    if begins_with(there, after) {
        return Ok(None);
    }
    if there.text != before.text {
        return Err(UnfitReason::OtherText);
    }
    let mut after = after.clone();
    after.revisions.clone_from(&there.revisions);
    after.revisions.push(Revision {
        text_sha256: there.text_sha256.clone(),
        text: Arc::clone(&there.text),
    });
    Ok(Some(after))
}

/// Returns whether the texts of a document began with those of an earlier state.
fn begins_with(there: &TextState, earlier: &TextState) -> bool {
    let (mut there, mut earlier) = (texts(there), texts(earlier));
    earlier.all(|text| there.next() == Some(text))
}

fn texts(state: &TextState) -> impl Iterator<Item = &Arc<Text>> {
    let earlier = state.revisions.iter().map(|revision| &revision.text);
    earlier.chain([&state.text])
}

fn same_but_time(a: &Arc<Layer>, b: &Arc<Layer>) -> bool {
    if Arc::ptr_eq(a, b) {
        return true;
    }
    let mut a = Layer::clone(a);
    a.meta.active_seconds = b.meta.active_seconds;
    a == **b
}

/// Returns whether a layer holds nothing that one who removed it had not seen.
pub(super) fn holds_no_more(there: &Layer, seen: &Layer) -> bool {
    let mut spans = there.spans.iter();
    let mut relations = there.relations.iter();
    let mut rejected = there.rejected.iter();
    spans.all(|span| seen.spans.find(&span.key()) == Some(span))
        && relations.all(|(id, relation)| seen.relations.get(id) == Some(relation))
        && rejected.all(|(key, what)| seen.rejected.get(key) == Some(what))
        && there.ignored.is_subset(&seen.ignored)
        && there.conflicts.iter().all(|c| seen.conflicts.contains(c))
        && there.misfits.iter().all(|m| seen.misfits.contains(m))
        && meta_holds_no_more(&there.meta, &seen.meta)
}

fn meta_holds_no_more(there: &LayerMeta, seen: &LayerMeta) -> bool {
    let mut extra = there.extra.iter();
    (there.status == Status::default() || there.status == seen.status)
        && there.classes.is_subset(&seen.classes)
        && there.notes.iter().all(|note| seen.notes.contains(note))
        && extra.all(|(key, value)| seen.extra.get(key) == Some(value))
}
