//! What `export`, `convert`, `import` and `new` share: reading files of labelled data, putting
//! what is written in its place, and saying what was lost and refused.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::io::IsTerminal as _;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context as _;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

use crate::cli::project;
use crate::cli::speak;
use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Sink;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::loss::Tally;
use crate::exchange::units::OffsetUnit;
use crate::session::labelled_files;
use crate::session::labelled_files::Draft;

/// How many refusals are said one by one; the rest by number.
const MAX_SAID: usize = 100;

/// How many bytes of a file tell whether it is a report.
const HEAD_BYTES: u64 = 64;

/// How often progress is told.
const TOLD_EVERY: Duration = Duration::from_millis(500);

/// A file of labelled data to read.
#[derive(Clone, Debug)]
pub struct LabelledFile {
    /// As it was named.
    pub path: PathBuf,
    /// Its name without folders.
    pub name: String,
}

impl LabelledFile {
    /// Returns its name without folders and ending.
    pub fn stem(&self) -> &str {
        match self.name.rsplit_once('.') {
            Some((stem, _)) if !stem.is_empty() => stem,
            _ => &self.name,
        }
    }
}

/// Finds the files to read among what was named.
pub fn files(format: &Format, named: &[PathBuf]) -> anyhow::Result<Vec<LabelledFile>> {
    for path in named {
        if path.symlink_metadata().is_err() {
            bail!("{} is not there; nothing was done", path.display());
        }
    }
    let files = labelled_files::files_to_read(format, named).context("a folder cannot be read")?;
    if files.is_empty() {
        let endings: Vec<String> = format.extensions.iter().map(|e| format!(".{e}")).collect();
        bail!(
            "no file to read among what was named: files of {} end in {}",
            format.name,
            endings.join(" or ")
        );
    }
    let named = files.into_iter().map(|path| LabelledFile {
        name: path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned(),
        path,
    });
    Ok(named.collect())
}

/// Reads one file into a sink.
pub fn read(
    format: &Format,
    file: &LabelledFile,
    unit: Option<&str>,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let unit = unit.and_then(OffsetUnit::by_name);
    labelled_files::read_file(format, &file.path, unit, sink)
}

/// What was not taken of files, as it is said and reported.
#[derive(Debug)]
pub struct Objections<'a> {
    /// What was refused, the first of it.
    pub refusals: &'a [Refusal],
    /// How many spans and relations that keeps out, and what was not kept of it.
    pub n_refused: usize,
    /// What was taken otherwise than it stood there.
    pub remarks: &'a [(String, Place, Remark)],
    /// Fields that were passed over.
    pub unread_fields: &'a BTreeMap<String, usize>,
    /// The units in which everything would fit, if it does not.
    pub likely_units: Vec<OffsetUnit>,
}

impl Objections<'_> {
    /// Says them on standard error; `kept` is what is as it was.
    pub fn say(&self) {
        for refusal in self.refusals.iter().take(MAX_SAID) {
            speak::note(&refusal.to_string());
        }
        if self.refusals.len() > MAX_SAID {
            let n = self.refusals.len() - MAX_SAID;
            speak::note(&format!("… and {n} more; --report FILE lists them"));
        }
        if self.n_refused > 0 {
            let entries = match self.n_refused {
                1 => "1 entry".to_owned(),
                n => format!("{n} entries"),
            };
            speak::note(&format!("{entries} refused; the files are as they were"));
        }
        for unit in &self.likely_units {
            let what = match unit {
                OffsetUnit::Utf16 => "UTF-16 offsets",
                OffsetUnit::Bytes => "offsets in bytes of UTF-8",
                OffsetUnit::Graphemes => "offsets in graphemes",
                OffsetUnit::Chars | OffsetUnit::None => "offsets in characters",
            };
            speak::note(&format!(
                "these look like {what}, with which every span would fit; --offsets {} reads them \
                 so",
                unit.name()
            ));
        }
        if self.likely_units.len() > 1 {
            speak::note("more than one unit would fit: look at the words before you choose");
        }
        for (file, at, remark) in self.remarks.iter().take(MAX_SAID) {
            speak::note(&format!("{file}:{at}: {remark}"));
        }
        if self.remarks.len() > MAX_SAID {
            let n = self.remarks.len() - MAX_SAID;
            speak::note(&format!("… and {n} more like it"));
        }
        for (field, n) in self.unread_fields {
            speak::note(&format!("the field {field:?} is not read ({n} times)"));
        }
    }

    /// Returns them for a report.
    pub fn to_json(&self) -> Value {
        let refused = self.refusals.iter().map(|refusal| {
            json!({
                "file": refusal.file,
                "at": refusal.at.to_string(),
                "spans": refusal.n_spans,
                "reason": refusal.reason.to_string(),
            })
        });
        let remarks = self.remarks.iter().map(|(file, at, remark)| {
            json!({"file": file, "at": at.to_string(), "remark": remark.to_string()})
        });
        let units = self.likely_units.iter().map(|unit| unit.name());
        json!({
            "refused": self.n_refused,
            "refusals": refused.collect::<Vec<_>>(),
            "remarks": remarks.collect::<Vec<_>>(),
            "unread_fields": self.unread_fields,
            "likely_offsets": units.collect::<Vec<_>>(),
        })
    }
}

/// Says what a format cannot carry.
pub fn say_losses(losses: &LossReport) {
    for (kind, loss) in losses.iter() {
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

/// Returns what a format cannot carry, for a report.
pub fn losses_to_json(losses: &LossReport) -> Value {
    let all = losses.iter().map(|(kind, loss)| {
        let examples = loss.examples.iter().map(|example| {
            json!({
                "document": example.document,
                "start": example.range.map(|range| range.start().0),
                "end": example.range.map(|range| range.end().0),
                "what": example.what,
            })
        });
        json!({
            "kind": kind.name(),
            "count": loss.count,
            "bookkeeping": LossKind::is_bookkeeping(kind),
            "said": kind.said(loss.count),
            "examples": examples.collect::<Vec<_>>(),
        })
    });
    Value::Array(all.collect())
}

/// Returns counts for a report.
pub fn tally_to_json(tally: &Tally) -> Value {
    let labels: BTreeMap<&str, usize> = tally
        .labels
        .iter()
        .map(|(key, n)| (key.as_str(), *n))
        .collect();
    let relations: BTreeMap<&str, usize> = tally
        .relations
        .iter()
        .map(|(key, n)| (key.as_str(), *n))
        .collect();
    json!({
        "documents": tally.n_documents,
        "characters": tally.n_chars,
        "spans": tally.n_spans(),
        "labels": labels,
        "relations": relations,
    })
}

/// Says counts in words: `2 documents, 5 spans (PERSON 3, ROLE 2), 1 relation`.
pub fn said_tally(tally: &Tally) -> String {
    let documents = speak::count(tally.n_documents, "document");
    let mut said = format!("{documents}, {}", speak::count(tally.n_spans(), "span"));
    let counts = tally.labels.iter();
    let counts: Vec<String> = counts.map(|(label, n)| format!("{label} {n}")).collect();
    if !counts.is_empty() {
        said += &format!(" ({})", counts.join(", "));
    }
    if tally.n_relations() > 0 {
        said += &format!(", {}", speak::count(tally.n_relations(), "relation"));
    }
    said
}

/// Refuses a report that would take the place of something else, or has no folder to lie in.
///
/// `others` are what is read and written besides. A file that is there is replaced only if it is a
/// report too, or empty.
pub fn check_report(report: Option<&Path>, others: &[&Path]) -> anyhow::Result<()> {
    let Some(report) = report else {
        return Ok(());
    };
    for other in others {
        project::check_output(report, other, Files::One)?;
        let is_same = report == *other && !project::is_standard_output(report);
        if is_same {
            bail!(
                "{} is named twice; nothing was done, name another file for the report",
                report.display()
            );
        }
    }
    let mut head = Vec::new();
    if let Ok(file) = fs::File::open(report)
        && file.metadata().is_ok_and(|found| found.is_file())
    {
        file.take(HEAD_BYTES).read_to_end(&mut head)?;
        let head = String::from_utf8_lossy(&head);
        let is_report = head.starts_with("{\n  \"");
        if !(head.is_empty() || is_report) {
            bail!(
                "{} is there already and is no report; nothing was done, name another file",
                report.display()
            );
        }
    }
    Ok(())
}

/// Writes a report as JSON.
pub fn write_report(path: &Path, report: &Value) -> anyhow::Result<()> {
    let mut bytes = serde_json::to_vec_pretty(report)?;
    bytes.push(b'\n');
    project::write_output(path, &bytes)
}

/// Where an export goes, and how it gets there.
pub struct Destination {
    /// As it was named.
    output: PathBuf,
    /// Written where a stream takes what is done.
    staged: Option<PathBuf>,
    draft: Draft,
}

impl Destination {
    /// Begins a file or a folder; a stream takes a file once it is done.
    pub fn new(output: &Path, files: Files) -> anyhow::Result<Self> {
        let is_stream = project::is_standard_output(output)
            || fs::metadata(output).is_ok_and(|found| !found.is_file() && !found.is_dir());
        if is_stream && files == Files::Folder {
            bail!("a folder cannot go to {}; name a folder", output.display());
        }
        let staged = is_stream.then(|| {
            let name = format!("zhubi-{}.export", std::process::id());
            std::env::temp_dir().join(name)
        });
        let target = staged.as_deref().unwrap_or(output);
        let failed = || format!("{} could not be written", output.display());
        let draft = Draft::new(target, files).with_context(failed)?;
        Ok(Self {
            output: output.to_owned(),
            staged,
            draft,
        })
    }

    /// Returns whether it goes to a stream, beside which nothing can lie.
    pub fn is_stream(&self) -> bool {
        self.staged.is_some()
    }

    /// Returns where to write.
    pub fn draft(&self) -> &Draft {
        &self.draft
    }

    /// Puts everything in its place and returns where that is.
    pub fn commit(self) -> anyhow::Result<Vec<PathBuf>> {
        let failed = || format!("{} could not be written", self.output.display());
        let placed = self.draft.commit().with_context(failed)?;
        let Some(staged) = self.staged else {
            return Ok(placed);
        };
        let sent = send(&staged, &self.output);
        for file in &placed {
            let _gone = fs::remove_file(file);
        }
        match sent {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
            sent => sent.with_context(failed)?,
        }
        Ok(vec![self.output])
    }
}

fn send(staged: &Path, output: &Path) -> io::Result<()> {
    let mut file = fs::File::open(staged)?;
    if project::is_standard_output(output) {
        let mut out = io::stdout().lock();
        io::copy(&mut file, &mut out)?;
        out.flush()
    } else {
        let mut out = fs::OpenOptions::new().write(true).open(output)?;
        io::copy(&mut file, &mut out)?;
        out.flush()
    }
}

/// Tells on a terminal how far something is, now and then.
pub struct Progress {
    told: Option<Instant>,
    n_told: usize,
}

impl Progress {
    /// Begins, silent where standard error is no terminal.
    pub fn new() -> Self {
        Self {
            told: io::stderr().is_terminal().then(Instant::now),
            n_told: 0,
        }
    }

    /// Tells how many documents are done, of how many if that is known.
    pub fn tell(&mut self, n_done: usize, n_all: Option<usize>) {
        let Some(told) = self.told else {
            return;
        };
        if told.elapsed() < TOLD_EVERY {
            return;
        }
        self.told = Some(Instant::now());
        self.n_told += 1;
        let of_all = n_all.map(|n| format!(" of {n}")).unwrap_or_default();
        let _gone = write!(io::stderr().lock(), "\r{n_done}{of_all} documents");
    }

    /// Ends the line, if one was begun.
    pub fn end(&self) {
        if self.n_told > 0 {
            speak::note("");
        }
    }
}
