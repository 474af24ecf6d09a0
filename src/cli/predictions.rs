//! `zhubi predictions`: what a model outside predicts, as suggestions of a named source.
//!
//! The shape of the JSON is promised by the help in `args.rs`: fields may come, none changes.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use serde_json::json;

use crate::assist::outside;
use crate::cli::Exit;
use crate::cli::args::PredictionsArgs;
use crate::cli::import;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::labelled::put_predictions;
use crate::exchange::incoming::Reading;
use crate::exchange::plan;
use crate::exchange::plan::ImportPlan;
use crate::exchange::plan::NewLabels;
use crate::exchange::plan::ReadingOf;
use crate::exchange::predictions;
use crate::exchange::predictions::Earlier;
use crate::exchange::predictions::PredictionFormat;
use crate::model::ids::Annotator;

/// Puts what fits in the place of what the source said before, and names what does not fit.
pub fn run(args: &PredictionsArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    outside::check_name(session.project(), None, &args.source)?;
    let source = Annotator::from(args.source.as_str());
    let format = args.format.as_deref().and_then(PredictionFormat::by_name);
    let mut readings = Vec::with_capacity(args.files.len());
    for path in &args.files {
        readings.push((path.display().to_string(), read(path, format)?));
    }
    let readings = readings.iter_mut().map(|(file, reading)| ReadingOf {
        file,
        name: file,
        reading: std::mem::take(reading),
    });
    let new_labels = if args.add_labels {
        NewLabels::Add
    } else {
        NewLabels::Refuse
    };
    let plan = plan::plan_predictions(
        session.project(),
        &source,
        args.default_score,
        new_labels,
        readings.collect(),
    );
    let earlier = Earlier::of(session.project(), &source, &plan);
    let report = if args.json {
        let mut said = serde_json::to_vec_pretty(&json_of(&plan, &source, earlier))?;
        said.push(b'\n');
        said
    } else {
        import::say_objections(&plan);
        say_scores(&plan, args.default_score);
        format!("{}\n", summary(&plan, &source, earlier)).into_bytes()
    };
    let is_whole = plan.refusals.is_empty();
    let parts = plan.documents.into_iter();
    let parts = parts.map(|part| (part.doc, part.spans, part.relations));
    let command = put_predictions(
        session.project(),
        &source,
        &plan.new_labels,
        parts.collect(),
    );
    if session.run(command)?.changed {
        project::save(&mut session)?;
    }
    speak::result(&report)?;
    Ok(if is_whole {
        Exit::Done
    } else {
        Exit::Objections
    })
}

fn read(path: &Path, format: Option<PredictionFormat>) -> anyhow::Result<Reading> {
    let bytes = project::read_file(path)?;
    let reading = predictions::read(&bytes, format);
    reading.with_context(|| format!("{}, nothing came in", path.display()))
}

fn say_scores(plan: &ImportPlan, default_permille: u16) {
    if plan.n_unscored > 0 {
        let spans = speak::count(plan.n_unscored, "span");
        let score = f64::from(default_permille) / 1000.0;
        speak::note(&format!(
            "{spans} came without a score and got {score:.2}; --default-score gives another"
        ));
    }
}

fn summary(plan: &ImportPlan, source: &Annotator, earlier: Earlier) -> String {
    let spans = speak::count(plan.n_spans(), "span");
    let documents = speak::count(plan.documents.len(), "document");
    let mut line = format!("{spans} of {source} in {documents}");
    let counts: Vec<String> = plan
        .label_counts()
        .iter()
        .map(|(label, n)| format!("{label} {n}"))
        .collect();
    if !counts.is_empty() {
        line += &format!(" ({})", counts.join(", "));
    }
    if plan.n_known > 0 {
        line += &format!("; {} said twice", plan.n_known);
    }
    if earlier.n_replaced > 0 {
        let spans = speak::count(earlier.n_replaced, "earlier span");
        line += &format!("; {spans} replaced");
    }
    if earlier.n_kept_documents > 0 {
        let documents = speak::count(earlier.n_kept_documents, "other document");
        line += &format!("; {documents} as before");
    }
    for label in &plan.new_labels {
        line += &format!("; new label {label}");
    }
    line
}

fn json_of(plan: &ImportPlan, source: &Annotator, earlier: Earlier) -> Value {
    let counts = plan.label_counts();
    let labels: BTreeMap<&str, usize> = counts.iter().map(|(key, n)| (key.as_str(), *n)).collect();
    let refused = plan.refusals.iter().map(|refusal| {
        json!({
            "file": refusal.file,
            "line": refusal.at.number(),
            "spans": refusal.n_spans,
            "reason": refusal.reason.to_string(),
        })
    });
    let new_labels = plan.new_labels.iter().map(|label| label.as_str());
    json!({
        "source": source.as_str(),
        "documents": plan.documents.len(),
        "spans": plan.n_spans(),
        "labels": labels,
        "new_labels": new_labels.collect::<Vec<_>>(),
        "repeated": plan.n_known,
        "unscored": plan.n_unscored,
        "replaced": earlier.n_replaced,
        "kept_documents": earlier.n_kept_documents,
        "refused": refused.collect::<Vec<_>>(),
        "unread_fields": plan.unread_fields,
    })
}
