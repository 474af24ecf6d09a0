//! `zhubi new`: a project from documents.

use crate::cli::Exit;
use crate::cli::args::NewArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::model::ids::Annotator;
use crate::session::Session;

/// Makes a project, unless there is a file in its place.
pub fn run(args: NewArgs) -> anyhow::Result<Exit> {
    let path = &args.project;
    let is_project = path
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("ron"));
    if !is_project {
        anyhow::bail!(
            "{} does not end in .ron; the project to make comes first, then its documents",
            path.display()
        );
    }
    if path.symlink_metadata().is_ok() {
        anyhow::bail!(
            "{} is there already and stays as it is; zhubi documents add puts documents into it",
            path.display()
        );
    }
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    let mut session = Session::new_project(name);
    let encoding = args.encoding.as_deref();
    let read =
        project::read_documents(session.project(), &args.documents, encoding, &args.columns)?;
    let documents = read.documents;
    let n_documents = speak::count(documents.len(), "document");
    let ids: Vec<_> = documents.iter().map(|doc| doc.id.clone()).collect();
    let mut commands = vec![Command::AddDocuments(documents)];
    if let Some(annotator) = args.annotator.map(Annotator::from) {
        let layers = ids
            .into_iter()
            .map(|id| LayerRef::new(id, annotator.clone()));
        commands.extend(layers.map(Command::AddLayer));
    }
    session.run(Command::Batch(commands))?;
    session.create(path)?;
    speak::result_line(&format!("made {} with {n_documents}", path.display()))?;
    Ok(read.exit)
}
