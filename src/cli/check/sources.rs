//! `zhubi check --sources`: documents held against the files they were read from.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;
use serde_json::json;

use crate::cli::speak;
use crate::model::document::Document;
use crate::model::project::Project;
use crate::store::compare;
use crate::store::compare::Comparison;
use crate::store::compare::SourceState;
use crate::store::compare::TextState;

/// The documents of a project, compared with the files of a folder.
pub struct Compared<'a> {
    project: &'a Project,
    folder: &'a Path,
    comparison: Comparison,
}

impl<'a> Compared<'a> {
    /// Compares, and says what could not be looked at.
    pub fn with(
        project: &'a Project,
        folder: &'a Path,
        text_column: Option<&str>,
    ) -> anyhow::Result<Self> {
        let comparison = compare::compare_sources(project, folder, text_column);
        let comparison = comparison
            .with_context(|| format!("the folder {} could not be read", folder.display()))?;
        for (path, why) in &comparison.unreadable {
            let path = path.display();
            speak::note(&format!("{path}: could not be read: {why}"));
        }
        Ok(Self {
            project,
            folder,
            comparison,
        })
    }

    /// Returns the documents in order, each with what is to be said of its source, if anything.
    pub fn sentences(&self) -> impl Iterator<Item = (&'a Document, Option<String>)> {
        let states = self.states();
        states.map(|(doc, state)| (doc, sentence(doc, state, self.folder)))
    }

    /// Returns what JSON tells: each document with the state of its source.
    pub fn json(&self) -> Value {
        let sources = self.states().map(|(doc, state)| {
            json!({
                "document": doc.name,
                "id": doc.id.as_str(),
                "file": doc.source.file,
                "encoding": doc.source.encoding,
                "state": state_name(state),
                "path": path_of(state),
                "text": text_name(state),
            })
        });
        sources.collect()
    }

    /// Says how many documents are in which state.
    pub fn say_counts(&self) {
        let n = |name: &str| {
            let states = self.comparison.states.iter();
            states.filter(|state| state_name(state) == name).count()
        };
        let mut said = format!("{}: {} the same", self.folder.display(), n("same"));
        for (name, word) in [
            ("changed", "changed"),
            ("renamed", "under another name"),
            ("missing", "missing"),
            ("unreadable", "unreadable"),
            ("no_file", "from no file"),
        ] {
            if n(name) > 0 {
                said += &format!(", {} {word}", n(name));
            }
        }
        speak::note(&said);
    }

    fn states(&self) -> impl Iterator<Item = (&'a Document, &SourceState)> {
        let docs = self.project.documents.iter().map(AsRef::as_ref);
        docs.zip(&self.comparison.states)
    }
}

fn sentence(doc: &Document, state: &SourceState, folder: &Path) -> Option<String> {
    let file = &doc.source.file;
    Some(match state {
        SourceState::NoFile | SourceState::Same { .. } => return None,
        SourceState::Missing => {
            let folder = folder.display();
            format!("its source {file} is not in {folder}, nor under another name")
        }
        SourceState::Renamed { path } => {
            let path = path.display();
            format!("its source {file} has another name, the same bytes: {path}")
        }
        SourceState::Unreadable { path, why } => {
            let path = path.display();
            format!("its source {file} could not be read: {why}: {path}")
        }
        SourceState::Changed { path, text } => {
            let path = path.display();
            match text {
                TextState::Same { encoding } if *encoding != doc.source.encoding => {
                    let before = &doc.source.encoding;
                    format!(
                        "its source {file} has changed, its text has not; \
                         it was in {before} and is in {encoding}: {path}"
                    )
                }
                TextState::Same { .. } => {
                    format!("its source {file} has changed, its text has not: {path}")
                }
                TextState::OtherRow { row } => format!(
                    "its source {file} has changed, its text has not; it is in row {row} now: {path}"
                ),
                TextState::Other => {
                    format!("its source {file} has changed, and its text with it: {path}")
                }
                TextState::Unknown { why } => format!(
                    "its source {file} has changed, its text cannot be taken out of it: {why}: {path}"
                ),
            }
        }
    })
}

fn state_name(state: &SourceState) -> &'static str {
    match state {
        SourceState::NoFile => "no_file",
        SourceState::Same { .. } => "same",
        SourceState::Renamed { .. } => "renamed",
        SourceState::Changed { .. } => "changed",
        SourceState::Missing => "missing",
        SourceState::Unreadable { .. } => "unreadable",
    }
}

fn path_of(state: &SourceState) -> Option<String> {
    match state {
        SourceState::NoFile | SourceState::Missing => None,
        SourceState::Same { path }
        | SourceState::Renamed { path }
        | SourceState::Changed { path, .. }
        | SourceState::Unreadable { path, .. } => Some(path.display().to_string()),
    }
}

fn text_name(state: &SourceState) -> Option<&'static str> {
    let SourceState::Changed { text, .. } = state else {
        return None;
    };
    Some(match text {
        TextState::Same { .. } => "same",
        TextState::OtherRow { .. } => "other_row",
        TextState::Other => "other",
        TextState::Unknown { .. } => "unknown",
    })
}
