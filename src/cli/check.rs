//! `zhubi check`: everything that is wrong with a project, each with its place in the file.
//!
//! The shape of the JSON is promised by the help in `args.rs`: fields may come, none changes.

mod sources;

use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::CheckArgs;
use crate::cli::check::sources::Compared;
use crate::cli::kept;
use crate::cli::project;
use crate::cli::speak;
use crate::model::check::FindingKind;
use crate::model::check::Severity;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::session::CheckReport;
use crate::session::LineColumn;
use crate::session::Session;
use crate::session::user;

/// Something to be said of a place in the file; the order is that of the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Remark {
    line: usize,
    column: usize,
    severity: Severity,
    sentence: String,
    doc: Option<DocId>,
}

/// Prints each problem and finding as `FILE:LINE:COLUMN: error|hint: sentence`, or as JSON.
pub fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let path = &args.project;
    let checked = Session::check_to_read(path, &user::keeper());
    let (report, opened) = checked.map_err(|error| project::load_error(path, &error))?;
    kept::say_read(path, &opened);
    let folder = args.sources.as_deref();
    let column = args.text_column.as_deref();
    let compared = folder.map(|folder| Compared::with(&report.project, folder, column));
    let compared = compared.transpose()?;
    let mut remarks = remarks_of(&report);
    if let Some(compared) = &compared {
        let places = report.document_places.iter();
        for ((doc, sentence), place) in compared.sentences().zip(places) {
            let Some(sentence) = sentence else { continue };
            remarks.push(Remark::of(*place, Severity::Error, sentence, Some(&doc.id)));
        }
    }
    remarks.sort();
    remarks.dedup();
    let name_of = |id: &DocId| report.project.documents.by_id(id);
    if args.json {
        let findings: Vec<Value> = remarks
            .iter()
            .map(|remark| remark.json(remark.doc.as_ref().and_then(name_of).map(AsRef::as_ref)))
            .collect();
        let mut said = json!({ "findings": findings });
        if let (Some(compared), Some(said)) = (&compared, said.as_object_mut()) {
            said.insert("sources".to_owned(), compared.json());
        }
        let mut said = serde_json::to_vec_pretty(&said)?;
        said.push(b'\n');
        speak::result(&said)?;
    } else {
        let mut listed = String::new();
        for remark in &remarks {
            let doc = remark.doc.as_ref().and_then(name_of);
            listed += &format!(
                "{}:{}\n",
                path.display(),
                remark.said(doc.map(AsRef::as_ref))
            );
        }
        speak::result(listed.as_bytes())?;
    }
    if let Some(compared) = &compared {
        compared.say_counts();
    }
    let of = |wanted: Severity| remarks.iter().filter(|r| r.severity == wanted).count();
    let (n_errors, n_hints) = (of(Severity::Error), of(Severity::Hint));
    let (errors, hints) = (
        speak::count(n_errors, "error"),
        speak::count(n_hints, "hint"),
    );
    speak::note(&format!("{}: {errors}, {hints}", path.display()));
    Ok(if n_errors == 0 {
        Exit::Done
    } else {
        Exit::Objections
    })
}

fn remarks_of(report: &CheckReport) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for problem in &report.problems {
        let severity = if problem.what.is_hint() {
            Severity::Hint
        } else {
            Severity::Error
        };
        let (place, sentence) = (Some(problem.place), problem.what.to_string());
        remarks.push(Remark::of(place, severity, sentence, problem.doc.as_ref()));
    }
    // Lines that do not fit their text are among the problems already.
    let is_misfit = |kind: &FindingKind| matches!(kind, FindingKind::Misfit { .. });
    for (finding, place) in report.findings.iter().filter(|(f, _)| !is_misfit(&f.kind)) {
        let sentence = format!("{}{}", finding.kind, finding.place);
        let doc = finding.place.doc.as_ref();
        remarks.push(Remark::of(*place, finding.severity, sentence, doc));
    }
    remarks
}

impl Remark {
    fn of(
        place: Option<LineColumn>,
        severity: Severity,
        sentence: String,
        doc: Option<&DocId>,
    ) -> Self {
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        Self {
            line,
            column,
            severity,
            sentence,
            doc: doc.cloned(),
        }
    }

    /// Returns the line without the file; a document is told by its name, and by its id in brackets.
    fn said(&self, doc: Option<&Document>) -> String {
        let Self {
            line,
            column,
            severity,
            sentence,
            ..
        } = self;
        let doc = match (doc, &self.doc) {
            (Some(doc), _) => format!(", document {} ({})", doc.name, doc.id),
            (None, Some(id)) => format!(", document {id}"),
            (None, None) => String::new(),
        };
        format!("{line}:{column}: {severity}: {sentence}{doc}")
    }

    fn json(&self, doc: Option<&Document>) -> Value {
        let mut said = json!({
            "line": self.line,
            "column": self.column,
            "severity": self.severity.to_string(),
            "message": self.sentence,
        });
        if let (Some(id), Some(said)) = (&self.doc, said.as_object_mut()) {
            said.insert("id".to_owned(), json!(id.as_str()));
            said.insert("document".to_owned(), json!(doc.map(|doc| &doc.name)));
        }
        said
    }
}
