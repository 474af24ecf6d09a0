//! `zhubi export`: an annotator's layer for other tools, with what gets lost told first.

use std::collections::BTreeMap;

use anyhow::Context as _;
use anyhow::bail;

use crate::cli::Exit;
use crate::cli::args::ExportArgs;
use crate::cli::args::OverlapArg;
use crate::cli::project;
use crate::cli::speak;
use crate::exchange;
use crate::exchange::Format;
use crate::exchange::LabelledDocument;
use crate::exchange::flat::Overlap;
use crate::exchange::flat::flatten;
use crate::exchange::loss;
use crate::exchange::loss::LossReport;
use crate::model::project::Project;

/// Writes a layer, unless what gets lost forbids it.
pub fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    project::check_output(&args.output, &args.project)?;
    let (session, _) = project::open_to_read(&args.project)?;
    let format = exchange::format_by_name(&args.to);
    let format = format.with_context(|| format!("{} cannot be written", args.to))?;
    let documents = documents(session.project(), args.layer.as_deref())?;
    let overlap = Overlap::from(args.overlap);
    let report = loss::report(format, &documents, overlap);
    say_loss(&report);
    if args.overlap == OverlapArg::Error && report.loses_overlaps() {
        speak::note(
            "nothing was written: spans share characters; --overlap longest or first keeps some",
        );
        return Ok(Exit::Objections);
    }
    if args.strict && report.loses_data() {
        speak::note(&format!(
            "nothing was written: {} cannot carry all of it, and --strict forbids that",
            format.name
        ));
        return Ok(Exit::Objections);
    }
    let mut content = Vec::new();
    let written = format.write_all(&documents, overlap, &mut content);
    written.with_context(|| format!("{} cannot be written", format.name))??;
    project::write_output(&args.output, &content)?;
    let summary = summary(args, format, &documents, overlap);
    if project::is_standard_output(&args.output) {
        speak::note(&summary);
    } else {
        speak::result_line(&summary)?;
    }
    Ok(Exit::Done)
}

/// Returns the documents that have the layer and says which have not.
fn documents<'a>(
    project: &'a Project,
    named: Option<&str>,
) -> anyhow::Result<Vec<LabelledDocument<'a>>> {
    let annotator = project::layer(project, named, "--layer")?;
    let all: Vec<_> = project.annotators().into_iter().collect();
    if !all.contains(&annotator) {
        if all.is_empty() {
            bail!("the project has no layer {annotator} and no other; nothing was written");
        }
        let all = project::listed(&all);
        bail!("the project has no layer {annotator}; it has {all}, and nothing was written");
    }
    let (documents, without_layer) = exchange::labelled_documents(project, &annotator);
    if !without_layer.is_empty() {
        let n_documents = speak::count(without_layer.len(), "document");
        let first: Vec<&str> = without_layer.iter().copied().take(3).collect();
        let more = if without_layer.len() > first.len() {
            ", …"
        } else {
            ""
        };
        speak::note(&format!(
            "{n_documents} without a layer {annotator} stay out: {}{more}",
            first.join(", ")
        ));
    }
    Ok(documents)
}

fn say_loss(report: &LossReport) {
    for (kind, loss) in report.iter() {
        let examples: Vec<String> = loss.examples.iter().map(ToString::to_string).collect();
        let more = if loss.count > examples.len() {
            "; …"
        } else {
            ""
        };
        let (count, lost) = (loss.count, kind.said(loss.count));
        speak::note(&format!("{count} {lost}: {}{more}", examples.join("; ")));
    }
}

/// Says what was written, label by label.
fn summary(
    args: &ExportArgs,
    format: &Format,
    documents: &[LabelledDocument<'_>],
    overlap: Overlap,
) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for LabelledDocument { doc, layer } in documents {
        if format.flat() {
            for kept in flatten(&doc.text, layer.spans.iter(), overlap).kept {
                *counts.entry(kept.span.label.as_str()).or_default() += 1;
            }
        } else {
            for (label, n) in layer.spans.counts() {
                *counts.entry(label.as_str()).or_default() += n;
            }
        }
    }
    let n_spans = speak::count(counts.values().sum(), "span");
    let n_documents = speak::count(documents.len(), "document");
    let mut line = format!("wrote {}: {n_documents}, {n_spans}", args.output.display());
    let counts: Vec<String> = counts
        .iter()
        .map(|(label, n)| format!("{label} {n}"))
        .collect();
    if !counts.is_empty() {
        line += &format!(" ({})", counts.join(", "));
    }
    line
}
