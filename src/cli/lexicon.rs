//! `zhubi lexicon`: brings words from a file into a project's word lists.

use anyhow::Context as _;

use crate::assist::lexicon::incoming::Incoming;
use crate::cli::Exit;
use crate::cli::args::LexiconAddArgs;
use crate::cli::args::LexiconVerb;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::command::Command;
use crate::model::ids::LabelKey;
use crate::session::words::read_words;

/// Does what the verb says, whole or not at all.
pub fn run(verb: LexiconVerb) -> anyhow::Result<Exit> {
    match verb {
        LexiconVerb::Add(args) => add(args),
    }
}

fn add(args: LexiconAddArgs) -> anyhow::Result<Exit> {
    let mut session = project::open_to_write(&args.project)?;
    let schema = &session.project().schema;
    let label = args.label.map(LabelKey::from);
    if let Some(label) = label.as_ref().filter(|label| schema.label(label).is_none()) {
        let known: Vec<&str> = schema.labels.iter().map(|label| &*label.key).collect();
        anyhow::bail!("there is no label {label}; there are {}", known.join(", "));
    }
    let table = read_words(&args.file)?;
    let entries = table.entries(table.word_column, table.label_column);
    let incoming = Incoming::of(entries, label.as_ref(), schema);
    let mut exit = Exit::Done;
    for (name, n) in &incoming.unknown {
        let n = speak::count(*n, "word");
        speak::note(&match name.is_empty() {
            true => format!("{n} without a label left out; name one with --label"),
            false => format!("{n} left out: there is no label {name}"),
        });
        exit = Exit::Objections;
    }
    let stem = args.file.file_stem().context("the file has no name")?;
    let name = args
        .name
        .unwrap_or_else(|| stem.to_string_lossy().into_owned());
    let n_words = incoming.n_words();
    let mut lexicons = Vec::clone(&session.project().lexicons);
    incoming.add_to(&mut lexicons, &name);
    session.run(Command::SetLexicons(lexicons))?;
    project::save(&mut session)?;
    let n_words = speak::count(n_words, "word");
    speak::result_line(&format!("{n_words} taken into {name}"))?;
    Ok(exit)
}
