//! `zhubi import`: labelled data into an annotator's layer.

use anyhow::Context as _;
use anyhow::bail;

use crate::assist::outside;
use crate::cli::Exit;
use crate::cli::args::ImportArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::labelled::add_labelled;
use crate::exchange;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
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
    let format = format.filter(|format| format.read.is_some());
    let format = format.with_context(|| format!("{} cannot be read", args.from))?;
    let mut files = Vec::with_capacity(args.files.len());
    for path in &args.files {
        let bytes = project::read_file(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let reading = format.reading(Input::of_bytes(&name, &bytes));
        let reading = reading.with_context(|| format!("{}, nothing was added", path.display()))?;
        files.push((path.display().to_string(), name, reading));
    }
    let readings = files.iter_mut().map(|(file, name, reading)| ReadingOf {
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
    let summary = summary(&plan, &annotator);
    let parts = std::mem::take(&mut plan.documents).into_iter();
    let parts = parts.map(|part| (part.doc, part.spans, part.relations));
    let schema = &session.project().schema;
    let command = add_labelled(schema, &annotator, &plan.new_labels, parts.collect());
    if session.run(command)?.changed {
        project::save(&mut session)?;
    }
    speak::result_line(&summary)?;
    Ok(if plan.refusals.is_empty() {
        Exit::Done
    } else {
        Exit::Objections
    })
}

/// Names what a plan refuses and what it passed over.
pub fn say_objections(plan: &ImportPlan) {
    for refusal in &plan.refusals {
        speak::note(&refusal.to_string());
    }
    if !plan.refusals.is_empty() {
        let n_refused = speak::count(plan.n_refused(), "entry");
        let n_refused = n_refused.replace("entrys", "entries");
        speak::note(&format!("{n_refused} refused; the files are as they were"));
    }
    let of_label = |reason: &RefusalReason| matches!(reason, RefusalReason::UnknownLabel { .. });
    if plan
        .refusals
        .iter()
        .any(|refusal| of_label(&refusal.reason))
    {
        speak::note("--add-labels adds the labels that are not in the project");
    }
    for (field, n) in &plan.unread_fields {
        speak::note(&format!("the field {field:?} is not read ({n} times)"));
    }
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
    line
}
