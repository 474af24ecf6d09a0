//! `zhubi export`: an annotator's layer for other tools, with what gets lost told first.

use anyhow::Context as _;
use anyhow::bail;

use crate::cli::Exit;
use crate::cli::args::ExportArgs;
use crate::cli::args::OverlapArg;
use crate::cli::project;
use crate::cli::speak;
use crate::exchange;
use crate::exchange::fit;
use crate::exchange::loss;
use crate::exchange::loss::LossReport;
use crate::exchange::loss::Tally;
use crate::exchange::output::Memory;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::Record;
use crate::exchange::record::records_of;
use crate::model::project::Project;

/// Writes a layer, unless what gets lost forbids it.
pub fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    project::check_output(&args.output, &args.project)?;
    let (session, _) = project::open_to_read(&args.project)?;
    let format = exchange::format_by_name(&args.to);
    let format = format.with_context(|| format!("{} cannot be written", args.to))?;
    let documents = documents(session.project(), args.layer.as_deref())?;
    let options = WriteOptions {
        overlap: args.overlap.into(),
        ..WriteOptions::default()
    };
    let report = loss::report(format, &documents, &options);
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
    let memory = Memory::default();
    format.to_memory(&documents, &options, &memory)?;
    let content = memory.files().remove(Memory::MAIN).unwrap_or_default();
    project::write_output(&args.output, &content)?;
    let mut tally = Tally::default();
    for record in &documents {
        let mut report = LossReport::default();
        if let Some(record) = fit::fit(format, &options, record, &mut report) {
            tally.add(&record);
        }
    }
    let summary = summary(args, &tally);
    if project::is_standard_output(&args.output) {
        speak::note(&summary);
    } else {
        speak::result_line(&summary)?;
    }
    Ok(Exit::Done)
}

/// Returns the documents that have the layer and says which have not.
fn documents(project: &Project, named: Option<&str>) -> anyhow::Result<Vec<Record>> {
    let annotator = project::layer(project, named, "--layer")?;
    let all: Vec<_> = project.annotators().into_iter().collect();
    if !all.contains(&annotator) {
        if all.is_empty() {
            bail!("the project has no layer {annotator} and no other; nothing was written");
        }
        let all = project::listed(&all);
        bail!("the project has no layer {annotator}; it has {all}, and nothing was written");
    }
    let (documents, without_layer) = records_of(project, &annotator);
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
fn summary(args: &ExportArgs, tally: &Tally) -> String {
    let n_spans = speak::count(tally.n_spans(), "span");
    let n_documents = speak::count(tally.n_documents, "document");
    let mut line = format!("wrote {}: {n_documents}, {n_spans}", args.output.display());
    let counts = tally.labels.iter();
    let counts: Vec<String> = counts.map(|(label, n)| format!("{label} {n}")).collect();
    if !counts.is_empty() {
        line += &format!(" ({})", counts.join(", "));
    }
    line
}
