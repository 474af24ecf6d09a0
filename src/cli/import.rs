//! `zhubi import`: labelled data into an annotator's layer.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

use crate::assist::outside;
use crate::cli::Exit;
use crate::cli::args::ImportArgs;
use crate::cli::labelled;
use crate::cli::labelled::Objections;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::labelled::add_labelled;
use crate::exchange;
use crate::exchange::incoming::Reading;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::plan;
use crate::exchange::plan::ImportPlan;
use crate::exchange::plan::NewLabels;
use crate::exchange::plan::ReadingOf;
use crate::model::ids::Annotator;

/// Adds what fits and names what does not.
pub fn run(args: ImportArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    let annotator = project::layer(session.project(), args.annotator.as_deref(), "--annotator")?;
    if outside::is_model(session.project(), &annotator) {
        bail!("{annotator} is a model: zhubi predictions brings in what it says");
    }
    let format = exchange::format_by_name(&args.from);
    let format = format.with_context(|| format!("{} cannot be read", args.from))?;
    let files = labelled::files(format, &args.files)?;
    let read = files.iter().map(|file| &*file.path);
    let others: Vec<&Path> = read.chain([&*args.project]).collect();
    labelled::check_report(args.report.as_deref(), &others)?;
    let mut readings = Vec::with_capacity(files.len());
    for file in &files {
        let mut reading = Reading::default();
        let read = labelled::read(format, file, args.offsets.as_deref(), &mut reading);
        read.with_context(|| format!("{}, nothing was added", file.path.display()))?;
        readings.push((file.path.display().to_string(), &file.name, reading));
    }
    let readings = readings.iter_mut().map(|(file, name, reading)| ReadingOf {
        file,
        name,
        reading: std::mem::take(reading),
    });
    let new_labels = if args.add_labels {
        NewLabels::Add
    } else {
        NewLabels::Refuse
    };
    let mut plan = plan::plan(
        session.project(),
        &annotator,
        new_labels,
        readings.collect(),
    );
    say_objections(&plan);
    let is_whole = plan.refusals.is_empty();
    let forbidden = args.strict && !is_whole;
    let report = report(&args, &plan, &annotator, !forbidden);
    let summary = summary(&plan, &annotator);
    if forbidden {
        speak::note("nothing was added: something was refused, and --strict forbids that");
    } else {
        let parts = std::mem::take(&mut plan.documents).into_iter();
        let parts = parts.map(|part| (part.doc, part.spans, part.relations));
        let schema = &session.project().schema;
        let command = add_labelled(
            schema,
            &annotator,
            &plan.new_labels,
            &plan.new_relations,
            parts.collect(),
        );
        if session.run(command)?.changed {
            project::save(&mut session)?;
        }
        speak::result_line(&summary)?;
    }
    if let Some(path) = &args.report {
        labelled::write_report(path, &report)?;
    }
    Ok(if is_whole {
        Exit::Done
    } else {
        Exit::Objections
    })
}

fn objections(plan: &ImportPlan) -> Objections<'_> {
    Objections {
        refusals: &plan.refusals,
        n_refused: plan.n_refused(),
        remarks: &plan.remarks,
        unread_fields: &plan.unread_fields,
        likely_units: plan.likely_units(),
    }
}

/// Names what a plan refuses and what it passed over.
pub fn say_objections(plan: &ImportPlan) {
    objections(plan).say();
    let is_unknown = |reason: &RefusalReason| {
        matches!(
            reason,
            RefusalReason::UnknownLabel { .. } | RefusalReason::UnknownRelation { .. }
        )
    };
    if plan
        .refusals
        .iter()
        .any(|refusal| is_unknown(&refusal.reason))
    {
        speak::note("--add-labels adds the labels that are not in the project");
    }
}

fn report(args: &ImportArgs, plan: &ImportPlan, annotator: &Annotator, added: bool) -> Value {
    let counts = plan.label_counts();
    let labels: BTreeMap<&str, usize> = counts.iter().map(|(key, n)| (key.as_str(), *n)).collect();
    let new_labels: Vec<&str> = plan.new_labels.iter().map(|key| key.as_str()).collect();
    let new_relations: Vec<&str> = plan.new_relations.iter().map(|key| key.as_str()).collect();
    json!({
        "format": args.from,
        "layer": annotator.as_str(),
        "added": added,
        "documents": plan.documents.len(),
        "spans": plan.n_spans(),
        "relations": plan.n_relations(),
        "labels": labels,
        "new_labels": new_labels,
        "new_relations": new_relations,
        "there_already": plan.n_known,
        "objections": objections(plan).to_json(),
    })
}

fn summary(plan: &ImportPlan, annotator: &Annotator) -> String {
    let n_spans = speak::count(plan.n_spans(), "span");
    let n_relations = speak::count(plan.n_relations(), "relation");
    let n_documents = speak::count(plan.documents.len(), "document");
    let mut line =
        format!("added {n_spans} and {n_relations} to the layer {annotator} of {n_documents}");
    if plan.n_known > 0 {
        line += &format!("; {} there already", plan.n_known);
    }
    for label in &plan.new_labels {
        line += &format!("; new label {label}");
    }
    for relation in &plan.new_relations {
        line += &format!("; new relation {relation}");
    }
    line
}
