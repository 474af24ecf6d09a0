//! `zhubi check`: everything that is wrong with a project, each with its place in the file.

use crate::cli::Exit;
use crate::cli::args::CheckArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::model::check::FindingKind;
use crate::model::check::Severity;
use crate::session::Session;

/// Prints each problem and finding as `FILE:LINE:COLUMN: error|hint: sentence`.
pub fn run(args: &CheckArgs) -> anyhow::Result<Exit> {
    let path = &args.project;
    let report = Session::check(path).map_err(|error| project::load_error(path, &error))?;
    // Kept by line and column, to be printed in the order of the file.
    let mut lines: Vec<(usize, usize, Severity, String)> = Vec::new();
    for problem in &report.problems {
        let severity = if problem.what.is_hint() {
            Severity::Hint
        } else {
            Severity::Error
        };
        let (line, column) = (problem.place.line, problem.place.column);
        let said = format!("{severity}: {}", problem.what);
        lines.push((line, column, severity, said));
    }
    // Lines that do not fit their text are among the problems already.
    let is_misfit = |kind: &FindingKind| matches!(kind, FindingKind::Misfit { .. });
    for (finding, place) in report.findings.iter().filter(|(f, _)| !is_misfit(&f.kind)) {
        let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
        lines.push((line, column, finding.severity, finding.to_string()));
    }
    lines.sort();
    lines.dedup();
    let mut listed = String::new();
    for (line, column, _, said) in &lines {
        let path = path.display();
        listed += &format!("{path}:{line}:{column}: {said}\n");
    }
    speak::result(listed.as_bytes())?;
    let of = |wanted: Severity| lines.iter().filter(|(_, _, s, _)| *s == wanted).count();
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
