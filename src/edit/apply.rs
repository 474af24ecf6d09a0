//! Carries out commands: the only way in which a project changes.
//!
//! A command is checked and carried out step by step; when a step is refused, the steps before it
//! are taken back, so that it is done whole or not at all.
//! What a command on the schema does is in `schema.rs`, on spans and relations in `spans.rs`.

mod documents;
mod schema;
mod spans;
pub(in crate::edit) mod text;

use std::sync::Arc;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::edit::command::Refusal;
use crate::edit::record::Recorder;
use crate::edit::record::perform;
use crate::model::layer::Misfit;
use crate::model::project::Project;

/// Carries out a command and returns what it did, which may be nothing.
pub fn run(project: &mut Project, command: Command) -> Result<Change, Refusal> {
    let mut recorder = Recorder::new(project);
    match step(&mut recorder, command) {
        Ok(()) => Ok(recorder.finish()),
        Err(refusal) => {
            recorder.roll_back();
            Err(refusal)
        }
    }
}

/// Carries out a change made before, or its inverse, whole or not at all.
pub fn replay(project: &mut Project, change: &Change) -> Result<(), Refusal> {
    for (n_done, delta) in change.deltas.iter().enumerate() {
        if let Err(refusal) = perform(project, delta) {
            let done = change.deltas.iter().take(n_done).cloned().collect();
            for delta in (Change { deltas: done }).inverse().deltas {
                let undone = perform(project, &delta);
                debug_assert!(undone.is_ok(), "a delta just made can be taken back");
            }
            return Err(refusal);
        }
    }
    Ok(())
}

fn step(recorder: &mut Recorder<'_>, command: Command) -> Result<(), Refusal> {
    match command {
        Command::Batch(commands) => commands
            .into_iter()
            .try_for_each(|command| step(recorder, command)),
        Command::RenameProject(name) => documents::rename_project(recorder, name),
        Command::SetGuideline(after) => {
            let before = Arc::clone(&recorder.project().guideline);
            push_if_new(recorder, before, after, Delta::Guideline)
        }
        Command::SetLexicons(after) => {
            let before = Arc::clone(&recorder.project().lexicons);
            push_if_new(recorder, before, Arc::new(after), Delta::Lexicons)
        }
        Command::SetPatterns(after) => {
            let before = Arc::clone(&recorder.project().patterns);
            push_if_new(recorder, before, Arc::new(after), Delta::Patterns)
        }
        Command::SetEntities(after) => {
            let before = Arc::clone(&recorder.project().entities);
            push_if_new(recorder, before, Arc::new(after), Delta::Entities)
        }
        Command::SetConflicts(after) => {
            let before = Arc::clone(&recorder.project().conflicts);
            push_if_new(recorder, before, Arc::new(after), Delta::Conflicts)
        }
        Command::SetSchema(schema) => schema::set(recorder, schema),
        Command::RenameLabel { from, to } => schema::rename_label(recorder, &from, &to),
        Command::MergeLabels { from, into } => schema::merge_labels(recorder, &from, &into),
        Command::RemoveLabel(label) => schema::remove_label(recorder, &label),
        Command::RenameRelation { from, to } => schema::rename_relation(recorder, &from, &to),
        Command::AddDocuments(docs) => documents::add(recorder, docs),
        Command::RemoveDocument(doc) => documents::remove(recorder, &doc),
        Command::RenameDocument { doc, name } => documents::rename(recorder, doc, name),
        Command::CorrectText { doc, range, words } => text::correct(recorder, &doc, range, &words),
        Command::MoveDocument { doc, place } => documents::move_to(recorder, &doc, place),
        Command::AddLayer(layer) => documents::add_layer(recorder, &layer),
        Command::RemoveLayer(layer) => documents::remove_layer(recorder, &layer),
        Command::RenameAnnotator { from, to } => documents::rename_annotator(recorder, &from, &to),
        command => step_in_layer(recorder, command),
    }
}

fn step_in_layer(recorder: &mut Recorder<'_>, command: Command) -> Result<(), Refusal> {
    match command {
        Command::SetStatus { layer, status } => {
            let mut meta = recorder.layer(&layer)?.meta.clone();
            meta.status = status;
            recorder.set_meta(&layer, meta)
        }
        Command::SetClasses { layer, classes } => {
            let mut meta = recorder.layer(&layer)?.meta.clone();
            meta.classes = classes;
            recorder.set_meta(&layer, meta)
        }
        Command::SetNotes { layer, notes } => {
            let mut meta = recorder.layer(&layer)?.meta.clone();
            meta.notes = notes;
            recorder.set_meta(&layer, meta)
        }
        Command::AddActiveSeconds { layer, seconds } => {
            let mut meta = recorder.layer(&layer)?.meta.clone();
            meta.active_seconds = meta.active_seconds.saturating_add(seconds);
            recorder.set_meta(&layer, meta)
        }
        Command::AddSpans {
            layer,
            spans,
            same_label,
        } => spans::add(recorder, &layer, spans, same_label),
        Command::RemoveSpans { layer, spans } => spans::remove(recorder, &layer, &spans),
        Command::Relabel { layer, span, label } => spans::relabel(recorder, &layer, &span, label),
        Command::Resize { layer, span, range } => spans::resize(recorder, &layer, &span, range),
        Command::SetDetail {
            layer,
            span,
            detail,
        } => spans::set_detail(recorder, &layer, &span, detail),
        Command::AddRelations { layer, relations } => {
            spans::add_relations(recorder, &layer, relations)
        }
        Command::RemoveRelations { layer, relations } => {
            spans::remove_relations(recorder, &layer, &relations)
        }
        Command::Reject { layer, rejections } => {
            let rejections = rejections.into_iter();
            let rejections = rejections.map(|(span, rejection)| (span, Some(rejection)));
            spans::set_rejected(recorder, &layer, rejections)
        }
        Command::Unreject { layer, spans } => {
            spans::set_rejected(recorder, &layer, spans.into_iter().map(|span| (span, None)))
        }
        Command::SetIgnored {
            layer,
            findings,
            ignored,
        } => {
            for finding in findings {
                let before = recorder.layer(&layer)?.ignored.contains(&finding);
                let (layer, diff) = (layer.clone(), Diff::new(before, ignored));
                if before != ignored {
                    recorder.push(Delta::Ignored {
                        layer,
                        finding,
                        diff,
                    })?;
                }
            }
            Ok(())
        }
        Command::SetLayerConflicts { layer, conflicts } => {
            let before = recorder.layer(&layer)?.conflicts.clone();
            push_if_new(
                recorder,
                before,
                conflicts,
                in_layer(&layer, |layer, diff| Delta::LayerConflicts { layer, diff }),
            )
        }
        Command::SetMisfits { layer, mut misfits } => {
            misfits.sort_by(Misfit::cmp_reading);
            let before = recorder.layer(&layer)?.misfits.clone();
            push_if_new(
                recorder,
                before,
                misfits,
                in_layer(&layer, |layer, diff| Delta::Misfits { layer, diff }),
            )
        }
        // Every other command was taken by `step`.
        _ => Ok(()),
    }
}

fn in_layer<T>(
    layer: &LayerRef,
    delta: impl FnOnce(LayerRef, Diff<T>) -> Delta,
) -> impl FnOnce(Diff<T>) -> Delta {
    let layer = layer.clone();
    move |diff| delta(layer, diff)
}

fn push_if_new<T: PartialEq>(
    recorder: &mut Recorder<'_>,
    before: T,
    after: T,
    delta: impl FnOnce(Diff<T>) -> Delta,
) -> Result<(), Refusal> {
    if before == after {
        return Ok(());
    }
    recorder.push(delta(Diff::new(before, after)))
}
