//! What the verbs say of journals and locks: what was found beside a project, and who has it open.

use std::path::Path;

use anyhow::bail;

use crate::cli::speak;
use crate::session::JournalTrouble;
use crate::session::Opened;
use crate::session::Other;
use crate::store::moment;

/// Says what a project that is only read has beyond its file.
pub fn say_read(path: &Path, opened: &Opened) {
    if opened.report.n_acts > 0 {
        let n_acts = speak::count(opened.report.n_acts, "act");
        let path = path.display();
        let sessions = whose(opened);
        speak::note(&format!(
            "{path}: {n_acts} of an unsaved session included ({sessions}); \
             the file and the journal are as they were"
        ));
    }
    say_what_did_not_fit(path, opened);
}

/// Says what a project that is about to be changed got out of its journals.
pub fn say_brought_in(path: &Path, opened: &Opened) {
    if opened.report.n_acts > 0 {
        let n_acts = speak::count(opened.report.n_acts, "act");
        let path = path.display();
        let sessions = whose(opened);
        speak::note(&format!(
            "{path}: {n_acts} of an unsaved session brought in ({sessions})"
        ));
    }
    say_what_did_not_fit(path, opened);
}

/// Refuses to change what somebody has open.
pub fn refuse_beside(path: &Path, others: &[Other]) -> anyhow::Result<()> {
    let Some(other) = others.first() else {
        return Ok(());
    };
    bail!(
        "{} is open: {}; nothing was changed, close it there first",
        path.display(),
        described(other)
    )
}

fn described(other: &Other) -> String {
    let who = named(&other.who, "somebody");
    let host = match (other.here, other.host.as_str()) {
        (true, "") => "this computer".to_owned(),
        (true, host) => format!("{host} (this computer)"),
        (false, host) => named(host, "another computer").to_owned(),
    };
    let since = other
        .since
        .map(|since| format!(" since {}", moment::local(since)));
    format!("by {who} on {host}{}", since.unwrap_or_default())
}

fn whose(opened: &Opened) -> String {
    let sessions = opened.origins.iter().map(|origin| {
        let (who, host) = (
            named(&origin.who, "somebody"),
            named(&origin.host, "a computer"),
        );
        format!("{who} on {host}, last at {}", moment::local(origin.at))
    });
    sessions.collect::<Vec<_>>().join("; ")
}

fn named<'a>(name: &'a str, nobody: &'a str) -> &'a str {
    if name.is_empty() { nobody } else { name }
}

fn say_what_did_not_fit(path: &Path, opened: &Opened) {
    for rebased in &opened.report.rebased {
        for unfit in &rebased.unfit {
            let doc = unfit.delta.doc().map(ToString::to_string);
            let project = opened.session.project();
            let name = unfit
                .delta
                .doc()
                .and_then(|doc| project.documents.by_id(doc));
            let name = name.map(|doc| doc.name.clone()).or(doc);
            let what = name.unwrap_or_else(|| "the project".to_owned());
            let reason = &unfit.reason;
            speak::note(&format!(
                "{}: not brought in, in {what}: {reason}; the journal keeps it",
                path.display()
            ));
        }
        if !rebased.differing.is_empty() {
            let n = speak::count(rebased.differing.len(), "value");
            let path = path.display();
            speak::note(&format!(
                "{path}: {n} brought in otherwise than recorded, so that nobody's work goes"
            ));
        }
    }
    for trouble in &opened.troubles {
        speak::note(&trouble_line(trouble));
    }
}

fn trouble_line(trouble: &JournalTrouble) -> String {
    match trouble {
        JournalTrouble::Unreadable { path, why } => {
            format!("the journal {} cannot be read: {why}", path.display())
        }
        JournalTrouble::NotAJournal { path, .. } => format!(
            "{} is no journal that this version knows; it is left alone",
            path.display()
        ),
        JournalTrouble::Damaged { path, at, n_bytes } => {
            let n = speak::count(*n_bytes, "byte");
            let path = path.display();
            format!("{path}: {n} damaged from byte {at} on; what stands around them is used")
        }
        JournalTrouble::Unknown { path, why } => {
            format!("{}: a record that is not understood: {why}", path.display())
        }
        JournalTrouble::OtherProject { path } => format!(
            "{}: a journal of another project, which has nothing in common with this one; \
             it was not brought in",
            path.display()
        ),
        JournalTrouble::Missing { from, n } => {
            let n = speak::count(usize::try_from(*n).unwrap_or(usize::MAX), "record");
            format!(
                "the journal misses {n} from number {from} on; what follows was brought in as far as it fits"
            )
        }
    }
}
