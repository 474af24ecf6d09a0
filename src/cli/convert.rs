//! `zhubi convert`: labelled data from one format to another, without a project.

use std::io;
use std::path::Path;

use anyhow::Context as _;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::ConvertArgs;
use crate::cli::args::OverlapArg;
use crate::cli::labelled;
use crate::cli::labelled::Destination;
use crate::cli::labelled::LabelledFile;
use crate::cli::labelled::Objections;
use crate::cli::labelled::Progress;
use crate::cli::project;
use crate::cli::speak;
use crate::exchange;
use crate::exchange::Format;
use crate::exchange::convert::Converted;
use crate::exchange::convert::Converter;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Sink;

/// Converts files; they are read once, and nothing is in its place before all are.
pub fn run(args: &ConvertArgs) -> anyhow::Result<Exit> {
    let from = exchange::format_by_name(&args.from);
    let from = from.with_context(|| format!("{} cannot be read", args.from))?;
    let to = exchange::format_by_name(&args.to);
    let to = to.with_context(|| format!("{} cannot be written", args.to))?;
    let files = labelled::files(from, &args.files)?;
    for file in &files {
        project::check_output(&args.output, &file.path, to.files)?;
    }
    let read = files.iter().map(|file| &*file.path);
    let others: Vec<&Path> = read.chain([&*args.output]).collect();
    labelled::check_report(args.how.report.as_deref(), &others)?;
    let destination = Destination::new(&args.output, to.files)?;
    let mut options = args.how.options();
    // A pipe can be read only once.
    if to.is_one_shape() && files.iter().all(|file| file.path.is_file()) {
        let survey = Converter::new(to, &options, args.annotator.as_deref(), None);
        let surveyed = read_all(args, from, &files, survey)?;
        options.any_relations = surveyed.tally.n_relations() > 0;
    }
    let open = to
        .write
        .with_context(|| format!("{} cannot be written", args.to))?;
    let failed = || format!("{} could not be written", args.output.display());
    let writer = open(Box::new(destination.draft().clone()), &options).with_context(failed)?;
    let converter = Converter::new(to, &options, args.annotator.as_deref(), Some(writer));
    let converted = read_all(args, from, &files, converter)?;
    let objections = Objections {
        refusals: &converted.refusals,
        n_refused: converted.n_refused,
        remarks: &converted.remarks,
        unread_fields: &converted.unread_fields,
        likely_units: converted.likely_units(),
    };
    objections.say();
    if converted.n_of_tokens > 0 {
        let documents = speak::count(converted.n_of_tokens, "document");
        speak::note(&format!(
            "{documents} made of tokens: white space is not what it was"
        ));
    }
    labelled::say_losses(&converted.losses);
    let forbidden = forbidden(args, to, &converted);
    let mut placed = Vec::new();
    match &forbidden {
        Some(why) => speak::note(&format!("nothing was written: {why}")),
        None => placed = destination.commit()?,
    }
    if let Some(path) = &args.how.report {
        let report = json!({
            "from": from.name,
            "to": to.name,
            "output": args.output.display().to_string(),
            "written": forbidden.is_none(),
            "why_not": forbidden,
            "files": placed.iter().map(|path| path.display().to_string()).collect::<Vec<_>>(),
            "counts": labelled::tally_to_json(&converted.tally),
            "losses": labelled::losses_to_json(&converted.losses),
            "objections": objections.to_json(),
        });
        labelled::write_report(path, &report)?;
    }
    if forbidden.is_some() {
        return Ok(Exit::Objections);
    }
    let said = labelled::said_tally(&converted.tally);
    let summary = format!("wrote {}: {said}", args.output.display());
    if project::is_standard_output(&args.output) {
        speak::note(&summary);
    } else {
        speak::result_line(&summary)?;
    }
    Ok(if converted.n_refused == 0 {
        Exit::Done
    } else {
        Exit::Objections
    })
}

/// Returns why nothing may be put in its place, if so.
fn forbidden(args: &ConvertArgs, to: &Format, converted: &Converted) -> Option<String> {
    if args.how.overlap == OverlapArg::Error && converted.losses.loses_overlaps() {
        let why = "spans share characters; --overlap longest or first keeps some";
        return Some(why.to_owned());
    }
    if converted.tally.n_documents == 0 && converted.n_refused > 0 {
        return Some("no document could be taken".to_owned());
    }
    if !args.how.strict {
        return None;
    }
    if converted.n_refused > 0 {
        return Some("something was refused, and --strict forbids that".to_owned());
    }
    converted.losses.loses_data().then(|| {
        let format = to.name;
        format!("{format} cannot carry all of it, and --strict forbids that")
    })
}

fn read_all(
    args: &ConvertArgs,
    from: &Format,
    files: &[LabelledFile],
    converter: Converter<'_>,
) -> anyhow::Result<Converted> {
    let mut told = Told {
        converter,
        progress: Progress::new(),
    };
    for file in files {
        let shown = file.path.display().to_string();
        told.converter.begin_file(&shown, file.stem());
        match labelled::read(from, file, args.offsets.as_deref(), &mut told) {
            // What stopped it is said by the end of the conversion.
            Ok(()) => {}
            Err(ReadError::Stopped) => break,
            Err(error) => {
                told.progress.end();
                let kept = format!("{shown}, nothing was written");
                return Err(anyhow::Error::from(error).context(kept));
            }
        }
    }
    told.progress.end();
    let converted = told.converter.finish();
    converted.map_err(|error: io::Error| {
        let failed = format!("{} could not be written", args.output.display());
        anyhow::Error::from(error).context(failed)
    })
}

/// A converter that tells how far it is.
struct Told<'a> {
    converter: Converter<'a>,
    progress: Progress,
}

impl Sink for Told<'_> {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        self.converter.document(incoming)?;
        self.progress.tell(self.converter.tally().n_documents, None);
        Ok(())
    }

    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason) {
        self.converter.refuse(at, n_spans, reason);
    }

    fn unread(&mut self, field: &str) {
        self.converter.unread(field);
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        self.converter.remark(at, remark);
    }
}
