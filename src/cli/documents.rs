//! `zhubi documents`: adds, removes and renames documents of a project.

use crate::cli::Exit;
use crate::cli::args::AddArgs;
use crate::cli::args::DocumentsVerb;
use crate::cli::args::RemoveArgs;
use crate::cli::args::RenameArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::command::Command;

/// Does what the verb says, whole or not at all.
pub fn run(verb: DocumentsVerb) -> anyhow::Result<Exit> {
    match verb {
        DocumentsVerb::Add(args) => add(&args),
        DocumentsVerb::Remove(args) => remove(&args),
        DocumentsVerb::Rename(args) => rename(args),
    }
}

fn add(args: &AddArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    let encoding = args.encoding.as_deref();
    let read =
        project::read_documents(session.project(), &args.documents, encoding, &args.columns)?;
    let documents = read.documents;
    let added: Vec<String> = documents.iter().map(|doc| doc.name.clone()).collect();
    for doc in &documents {
        let twin = session.project().documents.iter();
        let mut twin = twin.filter(|other| other.text_sha256 == doc.text_sha256);
        if let Some(twin) = twin.next() {
            speak::note(&format!("{}: has the same text as {}", doc.name, twin.name));
        }
    }
    session.run(Command::AddDocuments(documents))?;
    project::save(&mut session)?;
    for name in added {
        speak::result_line(&format!("added {name}"))?;
    }
    Ok(read.exit)
}

fn remove(args: &RemoveArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    let mut commands = Vec::new();
    let mut said = Vec::new();
    for name in &args.documents {
        let doc = project::document(session.project(), name)?;
        let removal = Command::RemoveDocument(doc.id.clone());
        if commands.contains(&removal) {
            continue;
        }
        let n_spans = doc.layers.values().map(|layer| layer.spans.len()).sum();
        let n_layers = speak::count(doc.layers.len(), "layer");
        let n_spans = speak::count(n_spans, "span");
        said.push(format!(
            "removed {} with {n_layers} and {n_spans}",
            doc.name
        ));
        commands.push(removal);
    }
    session.run(Command::Batch(commands))?;
    project::save(&mut session)?;
    for line in said {
        speak::result_line(&line)?;
    }
    Ok(Exit::Done)
}

fn rename(args: RenameArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    let doc = project::document(session.project(), &args.from)?;
    let (doc, from) = (doc.id.clone(), doc.name.clone());
    let said = format!("renamed {from} to {}", args.to);
    session.run(Command::RenameDocument { doc, name: args.to })?;
    project::save(&mut session)?;
    speak::result_line(&said)?;
    Ok(Exit::Done)
}
