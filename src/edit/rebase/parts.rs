//! Brings in deltas on what lies in a layer: spans, relations, rejections, status, notes.
//!
//! A layer that is gone is made anew where something comes into it, and left alone where something
//! goes.

use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::rebase::Differing;
use crate::edit::rebase::Rebaser;
use crate::edit::rebase::UnfitReason;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::edit::rebase::merge;
use crate::edit::rebase::merge::Merge;
use crate::edit::rebase::merge::Three;
use crate::model::finding::RelationEnd;
use crate::model::layer::Conflict;
use crate::model::layer::IgnoredFinding;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Misfit;
use crate::model::layer::Rejection;
use crate::model::layer::Status;
use crate::model::relation::Relation;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;

impl Rebaser<'_> {
    pub(super) fn layer(&self, layer: &LayerRef) -> Option<&Layer> {
        self.project().layer(&layer.doc, &layer.annotator)
    }

    /// Makes an empty layer if it is not there; returns whether it was not.
    fn ensure(&mut self, layer: &LayerRef) -> Result<bool, UnfitReason> {
        self.doc(&layer.doc)?;
        if self.layer(layer).is_some() {
            return Ok(false);
        }
        let empty = Layer::new(layer.annotator.clone());
        let (doc, diff) = (layer.doc.clone(), Diff::new(None, Some(empty.into())));
        self.push(Delta::Layer { doc, diff })?;
        Ok(true)
    }

    pub(super) fn span(
        &mut self,
        layer: &LayerRef,
        diff: Diff<Option<Span>>,
    ) -> Result<(), UnfitReason> {
        let Some(key) = diff.before.as_ref().or(diff.after.as_ref()).map(Span::key) else {
            return Ok(());
        };
        if diff.before == diff.after {
            return Ok(());
        }
        let there = |this: &Self| Some(this.layer(layer)?.spans.find(&key)?.clone());
        let Some(recorded) = diff.after else {
            return match there(self) {
                Some(there) if Some(&there) != diff.before.as_ref() => {
                    // One that came and went again says nothing of who has it otherwise.
                    if diff.before.is_some() {
                        let (layer, span) = (layer.clone(), key);
                        self.differing.push(Differing::SpanKept { layer, span });
                    }
                    Ok(())
                }
                Some(there) => self.push_span(layer, Some(there), None),
                None => Ok(()),
            };
        };
        let text = &self.doc(&layer.doc)?.text;
        if !text.holds(key.range) {
            return Err(UnfitReason::OtherWords {
                recorded: String::new(),
                found: text.slice(key.range).to_owned(),
            });
        }
        self.ensure(layer)?;
        let Some(there) = there(self) else {
            if diff.before.is_some() {
                let (layer, span) = (layer.clone(), key);
                self.differing.push(Differing::SpanBack { layer, span });
            }
            return self.push_span(layer, None, Some(recorded));
        };
        let blank = Span::new(key.range, key.label);
        let base = diff.before.unwrap_or(blank);
        let mut merge = Merge::default();
        let merged = span(&mut merge, Three::new(&base, &there, &recorded));
        if merged != there {
            self.push_span(layer, Some(there), Some(merged))?;
        }
        self.layer_conflicts(layer, merge)
    }

    fn push_span(
        &mut self,
        layer: &LayerRef,
        before: Option<Span>,
        after: Option<Span>,
    ) -> Result<(), UnfitReason> {
        self.push(Delta::Span {
            layer: layer.clone(),
            diff: Diff::new(before, after),
        })
    }

    pub(super) fn relation(
        &mut self,
        layer: &LayerRef,
        diff: Diff<Option<Relation>>,
        words: Option<&WordsOf>,
    ) -> Result<(), UnfitReason> {
        let Some(id) = diff.before.as_ref().or(diff.after.as_ref()) else {
            return Ok(());
        };
        if diff.before == diff.after {
            return Ok(());
        }
        let id = id.id.clone();
        let there = self.layer(layer).and_then(|layer| layer.relations.get(&id));
        let there = there.cloned();
        let Some(recorded) = diff.after else {
            return match there {
                Some(there) if Some(&there) == diff.before.as_ref() => {
                    self.push_relation(layer, Some(there), None)
                }
                Some(_) if diff.before.is_some() => {
                    let (layer, relation) = (layer.clone(), id);
                    let kept = Differing::RelationKept { layer, relation };
                    self.differing.push(kept);
                    Ok(())
                }
                _ => Ok(()),
            };
        };
        if there.is_none() {
            self.has_ends(layer, &recorded, words)?;
        }
        self.ensure(layer)?;
        let Some(there) = there else {
            return self.push_relation(layer, None, Some(recorded));
        };
        let blank = || Relation::new(id.key.clone(), id.head.clone(), id.tail.clone());
        let base = diff.before.unwrap_or_else(blank);
        let mut merge = Merge::default();
        let merged = relation(&mut merge, Three::new(&base, &there, &recorded));
        if merged != there {
            self.push_relation(layer, Some(there), Some(merged))?;
        }
        self.layer_conflicts(layer, merge)
    }

    /// Checks that the ends of a relation are there that were when it was recorded.
    fn has_ends(
        &self,
        layer: &LayerRef,
        relation: &Relation,
        words: Option<&WordsOf>,
    ) -> Result<(), UnfitReason> {
        self.doc(&layer.doc)?;
        let (head, tail) = match words.map(|words| &words.words) {
            Some(Words::Ends { head, tail }) => (head.is_some(), tail.is_some()),
            _ => (false, false),
        };
        for (end, was) in [(RelationEnd::Head, head), (RelationEnd::Tail, tail)] {
            let key = end.of(&relation.id);
            let found = self.layer(layer).is_some_and(|l| l.spans.contains(key));
            if was && !found {
                return Err(UnfitReason::EndGone(end));
            }
        }
        Ok(())
    }

    fn push_relation(
        &mut self,
        layer: &LayerRef,
        before: Option<Relation>,
        after: Option<Relation>,
    ) -> Result<(), UnfitReason> {
        self.push(Delta::Relation {
            layer: layer.clone(),
            diff: Box::new(Diff::new(before, after)),
        })
    }

    /// A rejection is in the set or not; who had made it is no cause of a conflict.
    pub(super) fn rejected(
        &mut self,
        layer: LayerRef,
        span: SpanKey,
        diff: Diff<Option<Rejection>>,
    ) -> Result<(), UnfitReason> {
        let there = |this: &Self| this.layer(&layer)?.rejected.get(&span).cloned();
        let before = there(self);
        let comes = diff.after.is_some() && (before.is_none() || before == diff.before);
        let goes = diff.after.is_none() && diff.before.is_some() && before.is_some();
        if diff.before == diff.after || before == diff.after || !(comes || goes) {
            return Ok(());
        }
        self.ensure(&layer)?;
        let diff = Diff::new(before, diff.after);
        self.push(Delta::Rejected { layer, span, diff })
    }

    pub(super) fn ignored(
        &mut self,
        layer: LayerRef,
        finding: IgnoredFinding,
        diff: &Diff<bool>,
    ) -> Result<(), UnfitReason> {
        let there = self.layer(&layer);
        let before = there.is_some_and(|layer| layer.ignored.contains(&finding));
        if before == diff.after || diff.before == diff.after {
            return Ok(());
        }
        self.ensure(&layer)?;
        let diff = Diff::new(before, diff.after);
        self.push(Delta::Ignored {
            layer,
            finding,
            diff,
        })
    }

    pub(super) fn meta(
        &mut self,
        layer: &LayerRef,
        diff: &Diff<LayerMeta>,
    ) -> Result<(), UnfitReason> {
        if diff.before == diff.after {
            return Ok(());
        }
        let mut base = diff.before.clone();
        if self.ensure(layer)? {
            base.status = Status::default();
        }
        let Some(there) = self.layer(layer).map(|layer| layer.meta.clone()) else {
            return Ok(());
        };
        let mut merge = Merge::default();
        let merged = meta(&mut merge, Three::new(&base, &there, &diff.after));
        self.recorder.set_meta(layer, merged)?;
        self.layer_conflicts(layer, merge)
    }

    pub(super) fn conflicts(
        &mut self,
        layer: &LayerRef,
        diff: &Diff<Vec<Conflict>>,
    ) -> Result<(), UnfitReason> {
        let there = self.layer(layer).map(|layer| layer.conflicts.clone());
        let before = there.unwrap_or_default();
        let after = merged_list(diff, &before);
        if after == before {
            return Ok(());
        }
        self.ensure(layer)?;
        let (layer, diff) = (layer.clone(), Diff::new(before, after));
        self.push(Delta::LayerConflicts { layer, diff })
    }

    pub(super) fn misfits(
        &mut self,
        layer: &LayerRef,
        diff: &Diff<Vec<Misfit>>,
    ) -> Result<(), UnfitReason> {
        let there = self.layer(layer).map(|layer| layer.misfits.clone());
        let before = there.unwrap_or_default();
        let after = merged_list(diff, &before);
        if after == before {
            return Ok(());
        }
        self.ensure(layer)?;
        let (layer, diff) = (layer.clone(), Diff::new(before, after));
        self.push(Delta::Misfits { layer, diff })
    }

    /// Adds conflicts to those of a layer, each once.
    fn layer_conflicts(&mut self, layer: &LayerRef, merge: Merge) -> Result<(), UnfitReason> {
        for conflict in merge.conflicts {
            let before = self.layer(layer).map(|layer| layer.conflicts.clone());
            let before = before.unwrap_or_default();
            if !before.contains(&conflict) {
                let mut after = before.clone();
                after.push(conflict.clone());
                self.push(Delta::LayerConflicts {
                    layer: layer.clone(),
                    diff: Diff::new(before, after),
                })?;
            }
            let layer = Some(layer.clone());
            self.differing.push(Differing::Conflict { layer, conflict });
        }
        Ok(())
    }
}

fn merged_list<T: PartialEq + Clone>(diff: &Diff<Vec<T>>, there: &[T]) -> Vec<T> {
    merge::list(Three::new(
        diff.before.as_slice(),
        there,
        diff.after.as_slice(),
    ))
}

fn span(merge: &mut Merge, three: Three<'_, Span>) -> Span {
    if let Some(plain) = three.plain() {
        return plain.clone();
    }
    let (range, label) = (three.there.range, three.there.label.clone());
    let subject = format!("span.{label}.{range}");
    let of = |part: &str| format!("{subject}.{part}");
    let [base, there, recorded] =
        [three.base, three.there, three.recorded].map(Span::detail_or_default);
    let three = Three::new(&base, &there, &recorded);
    let detail = SpanDetail {
        origin: merge.field(
            &of("origin"),
            three.map(|detail| &detail.origin),
            say_origin,
        ),
        attributes: merge.map(&of("attributes"), three.map(|detail| &detail.attributes)),
        note: merge.text(&of("note"), three.map(|detail| &detail.note)),
        entity: merge.field(&of("entity"), three.map(|detail| &detail.entity), |key| {
            key.as_ref().map_or_else(String::new, ToString::to_string)
        }),
        extra: merge.map(&of("extra"), three.map(|detail| &detail.extra)),
    };
    Span::with_detail(range, label, detail)
}

fn say_origin(origin: &Origin) -> String {
    match origin {
        Origin::Hand => "hand".to_owned(),
        Origin::Repeated => "repeated".to_owned(),
        Origin::Suggested {
            source,
            score_permille,
            corrected,
        } => {
            let corrected = if *corrected { " corrected" } else { "" };
            format!("suggested {source} {score_permille}{corrected}")
        }
        Origin::Imported { from } => format!("imported {from}"),
    }
}

fn relation(merge: &mut Merge, three: Three<'_, Relation>) -> Relation {
    let id = three.there.id.clone();
    // As reading a file names it.
    let (head, tail) = (id.head.range, id.tail.range);
    let subject = format!("relation.{}.{head}.{tail}", id.key);
    let note = three.map(|relation| &relation.note);
    let extra = three.map(|relation| &relation.extra);
    Relation {
        note: merge.text(&format!("{subject}.note"), note),
        extra: merge.map(&format!("{subject}.extra"), extra),
        id,
    }
}

fn meta(merge: &mut Merge, three: Three<'_, LayerMeta>) -> LayerMeta {
    let (was, is) = (three.base.active_seconds, three.recorded.active_seconds);
    let seconds = three.there.active_seconds;
    LayerMeta {
        status: merge.field("status", three.map(|meta| &meta.status), |status| {
            format!("{status:?}")
        }),
        classes: merge::set(three.map(|meta| &meta.classes)),
        notes: merge::list(three.map(|meta| meta.notes.as_slice())),
        active_seconds: seconds
            .saturating_sub(was.saturating_sub(is))
            .saturating_add(is.saturating_sub(was)),
        extra: merge.map("extra", three.map(|meta| &meta.extra)),
    }
}
