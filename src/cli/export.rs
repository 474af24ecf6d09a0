//! `zhubi export`: labels for other tools, with what gets lost told first.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::path::Path;
use std::time::SystemTime;

use anyhow::Context as _;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::ExportArgs;
use crate::cli::args::OverlapArg;
use crate::cli::labelled;
use crate::cli::labelled::Destination;
use crate::cli::labelled::Progress;
use crate::cli::project;
use crate::cli::speak;
use crate::exchange;
use crate::exchange::export;
use crate::exchange::export::Export;
use crate::exchange::export::Surveyed;
use crate::exchange::output::WriteOptions;
use crate::exchange::select::Layers;
use crate::exchange::select::LeftOut;
use crate::exchange::select::Negatives;
use crate::exchange::select::Selection;
use crate::exchange::select::Why;
use crate::model::ids::Annotator;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::session::labelled_files;

/// Writes what is asked for, unless what gets lost forbids it.
pub fn run(args: &ExportArgs) -> anyhow::Result<Exit> {
    let (session, _) = project::open_to_read(&args.project)?;
    let project = session.project();
    let export = export_of(args, project)?;
    let files = export.files();
    project::check_output(&args.output, &args.project, files)?;
    let card = args
        .output
        .with_file_name(export.card_name(&name_of(&args.output)));
    let others = [&*args.project, &*args.output, &*card];
    labelled::check_report(args.how.report.as_deref(), &others)?;
    let mut progress = Progress::new();
    let mut tell = |n_done, n_all| {
        progress.tell(n_done, Some(n_all));
        ControlFlow::Continue(())
    };
    let surveyed = export::survey(project, &export, &mut tell);
    let surveyed = surveyed.context("the export was stopped; nothing was written")?;
    say_left_out(&surveyed.left_out);
    labelled::say_losses(&surveyed.losses);
    let forbidden = forbidden(args, &export, &surveyed);
    let mut placed = Vec::new();
    if let Some(why) = &forbidden {
        speak::note(&format!("nothing was written: {why}"));
    } else {
        let destination = Destination::new(&args.output, files)?;
        let (name, day) = (
            name_of(&args.output),
            labelled_files::day(SystemTime::now()),
        );
        let card = (!args.no_card && !destination.is_stream()).then_some((&*name, &*day));
        let draft = destination.draft();
        let written = labelled_files::write_draft(project, &export, draft, card, &mut tell);
        let failed = || format!("{} could not be written", args.output.display());
        let written = written.with_context(failed)?;
        debug_assert_eq!(written, surveyed, "what is written is what was announced");
        placed = destination.commit()?;
    }
    progress.end();
    if let Some(path) = &args.how.report {
        let report = report(args, &export, &surveyed, forbidden.as_deref(), &placed);
        labelled::write_report(path, &report)?;
    }
    if forbidden.is_some() {
        return Ok(Exit::Objections);
    }
    let summary = summary(args, &surveyed);
    if project::is_standard_output(&args.output) {
        speak::note(&summary);
    } else {
        speak::result_line(&summary)?;
    }
    Ok(Exit::Done)
}

/// Returns what a file or a folder is called, without the folders it lies in.
fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// Returns why nothing may be written, if so.
fn forbidden(args: &ExportArgs, export: &Export, surveyed: &Surveyed) -> Option<String> {
    let losses = &surveyed.losses;
    if args.how.overlap == OverlapArg::Error && losses.loses_overlaps() {
        let why = "spans share characters; --overlap longest or first keeps some";
        return Some(why.to_owned());
    }
    (args.how.strict && losses.loses_data()).then(|| {
        let format = export.format.name;
        format!("{format} cannot carry all of it, and --strict forbids that")
    })
}

fn export_of(args: &ExportArgs, project: &Project) -> anyhow::Result<Export> {
    let format = exchange::format_by_name(&args.to);
    let format = format.with_context(|| format!("{} cannot be written", args.to))?;
    let schema = &project.schema;
    let documents = args.document.iter().map(|name| {
        let doc = project::document(project, name)?;
        anyhow::Ok(doc.id.clone())
    });
    let documents: BTreeSet<_> = documents.collect::<Result<_, _>>()?;
    for label in &args.label {
        if schema.label(label).is_none() {
            bail!("the project has no label {label}; nothing was written");
        }
    }
    let labels: BTreeSet<LabelKey> = args.label.iter().map(|l| LabelKey::from(&**l)).collect();
    let statuses: BTreeSet<Status> = args.status.iter().map(|s| Status::from(*s)).collect();
    let unless_empty = |is_empty: bool| !is_empty;
    let selection = Selection {
        layers: layers(args, project)?,
        statuses: unless_empty(statuses.is_empty()).then_some(statuses),
        labels: unless_empty(labels.is_empty()).then_some(labels),
        documents: unless_empty(documents.is_empty()).then_some(documents),
        negatives: if args.no_negatives {
            Negatives::LeftOut
        } else {
            Negatives::Kept
        },
        view: args.view.into(),
    };
    Ok(Export {
        format,
        options: WriteOptions {
            labels: schema.labels.clone(),
            relations: schema.relations.clone(),
            ..args.how.options()
        },
        selection,
        split: args.split(),
    })
}

/// Returns whose spans are asked for.
fn layers(args: &ExportArgs, project: &Project) -> anyhow::Result<Layers> {
    let all: Vec<Annotator> = project.annotators().into_iter().collect();
    let named: Vec<Annotator> = args.layer.iter().map(|l| Annotator::from(&**l)).collect();
    for annotator in &named {
        if !all.contains(annotator) {
            let there = match all.as_slice() {
                [] => "and no other".to_owned(),
                all => format!("it has {}", project::listed(all)),
            };
            bail!("the project has no layer {annotator}; {there}, and nothing was written");
        }
    }
    if args.union {
        return Ok(Layers::Union(named));
    }
    if args.majority {
        return Ok(Layers::Majority(named));
    }
    match named.as_slice() {
        [_, _, ..] => bail!("several layers are written with --union or --majority"),
        [only] => Ok(Layers::One(only.clone())),
        [] => Ok(Layers::One(project::layer(project, None, "--layer")?)),
    }
}

/// Says which documents and spans were not chosen.
fn say_left_out(left_out: &LeftOut) {
    for (why, unsent) in &left_out.documents {
        let why = match why {
            Why::NotChosen => continue,
            Why::NoLayer => "without the layer".to_owned(),
            Why::Status(status) => format!("that are {}", status_name(*status)),
            Why::NoSpans => "without spans".to_owned(),
        };
        let documents = speak::count(unsent.count, "document");
        let first: Vec<&str> = unsent.names.iter().map(String::as_str).take(3).collect();
        let more = if unsent.count > first.len() {
            ", …"
        } else {
            ""
        };
        let stay = if unsent.count == 1 { "stays" } else { "stay" };
        speak::note(&format!(
            "{documents} {why} {stay} out: {}{more}",
            first.join(", ")
        ));
    }
    if left_out.n_relations > 0 {
        let relations = speak::count(left_out.n_relations, "relation");
        speak::note(&format!(
            "{relations} on spans that are not chosen left out"
        ));
    }
    for (label, n) in &left_out.labels {
        let spans = speak::count(*n, "span");
        speak::note(&format!("{spans} of {label} not chosen"));
    }
    if left_out.n_minority > 0 {
        let spans = speak::count(left_out.n_minority, "span");
        speak::note(&format!("{spans} that no more than half have left out"));
    }
    if left_out.n_paragraphs > 0 {
        let paragraphs = speak::count(left_out.n_paragraphs, "paragraph");
        speak::note(&format!("{paragraphs} without spans left out"));
    }
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::ToDo => "to do",
        Status::InProgress => "in progress",
        Status::Done => "done",
        Status::ToDiscuss => "to discuss",
    }
}

/// Says what was written, label by label.
fn summary(args: &ExportArgs, surveyed: &Surveyed) -> String {
    let said = labelled::said_tally(&surveyed.tally());
    let mut line = format!("wrote {}: {said}", args.output.display());
    if surveyed.parts.len() > 1 {
        let parts = surveyed.parts.iter().filter_map(|(part, tally)| {
            let name = part.as_ref()?.name();
            Some(format!("{name} {}", tally.n_documents))
        });
        line += &format!("; {}", parts.collect::<Vec<_>>().join(", "));
    }
    line
}

fn report(
    args: &ExportArgs,
    export: &Export,
    surveyed: &Surveyed,
    forbidden: Option<&str>,
    placed: &[std::path::PathBuf],
) -> Value {
    let parts = surveyed.parts.iter().filter_map(|(part, tally)| {
        let part = part.as_ref()?;
        Some((part.name().to_owned(), labelled::tally_to_json(tally)))
    });
    let left_out = surveyed.left_out.documents.iter().map(|(why, unsent)| {
        let why = match why {
            Why::NotChosen => "not-chosen".to_owned(),
            Why::NoLayer => "no-layer".to_owned(),
            Why::Status(status) => format!("status {}", status_name(*status)),
            Why::NoSpans => "no-spans".to_owned(),
        };
        json!({"why": why, "count": unsent.count, "first": unsent.names})
    });
    json!({
        "format": export.format.name,
        "offsets": export.format.unit.name(),
        "output": args.output.display().to_string(),
        "written": forbidden.is_none(),
        "why_not": forbidden,
        "files": placed.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
        "counts": labelled::tally_to_json(&surveyed.tally()),
        "parts": parts.collect::<serde_json::Map<_, _>>(),
        "losses": labelled::losses_to_json(&surveyed.losses),
        "left_out": left_out.collect::<Vec<_>>(),
        "paragraphs_left_out": surveyed.left_out.n_paragraphs,
        "minority_spans_left_out": surveyed.left_out.n_minority,
        "relations_left_out": surveyed.left_out.n_relations,
    })
}
