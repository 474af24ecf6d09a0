//! `zhubi new`: a project from documents.

use anyhow::Context as _;

use crate::cli::Exit;
use crate::cli::args::NewArgs;
use crate::cli::labelled;
use crate::cli::labelled::Objections;
use crate::cli::project;
use crate::cli::speak;
use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::exchange;
use crate::exchange::fresh::Fresh;
use crate::model::ids::Annotator;
use crate::model::schema::DocumentClass;
use crate::session::Session;

/// Whose the layers are that labelled data names nobody for.
const NAMELESS: &str = "imported";

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
    if let Some(from) = &args.from {
        return of_labelled_data(&args, from, session);
    }
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

/// Makes a project of labelled data: documents, labels and layers are what the files say.
fn of_labelled_data(args: &NewArgs, from: &str, mut session: Session) -> anyhow::Result<Exit> {
    let format = exchange::format_by_name(from);
    let format = format.with_context(|| format!("{from} cannot be read"))?;
    let files = labelled::files(format, &args.documents)?;
    let annotator = args.annotator.as_deref().unwrap_or(NAMELESS);
    let mut fresh = Fresh::new(Annotator::from(annotator));
    for file in &files {
        let shown = file.path.display().to_string();
        fresh.begin_file(&file.name, file.stem());
        let read = labelled::read(format, file, args.offsets.as_deref(), &mut fresh);
        read.with_context(|| format!("{shown}, no project was made"))?;
    }
    let n_refused = fresh.refusals.iter().map(|refusal| refusal.n_spans).sum();
    Objections {
        refusals: &fresh.refusals,
        n_refused,
        remarks: &fresh.remarks,
        unread_fields: &fresh.unread_fields,
        likely_units: fresh.likely_units(),
    }
    .say();
    if fresh.n_documents() == 0 {
        anyhow::bail!("there is no document in what was named; no project was made");
    }
    if fresh.n_of_tokens > 0 {
        let documents = speak::count(fresh.n_of_tokens, "document");
        speak::note(&format!(
            "{documents} made of tokens: white space is not what it was"
        ));
    }
    let documents = speak::count(fresh.n_documents(), "document");
    let spans = speak::count(fresh.n_spans(), "span");
    let is_whole = fresh.refusals.is_empty();
    let mut schema = fresh.schema();
    for class in fresh.classes() {
        schema.classes.push(DocumentClass::new(class));
    }
    let labels = schema.labels.iter().map(|label| label.key.to_string());
    let labels = labels.collect::<Vec<_>>().join(", ");
    session.run(Command::Batch(vec![
        Command::SetSchema(schema),
        Command::AddDocuments(fresh.into_documents()),
    ]))?;
    session.create(&args.project)?;
    let path = args.project.display();
    speak::result_line(&format!(
        "made {path} with {documents} and {spans} ({labels})"
    ))?;
    Ok(if is_whole {
        Exit::Done
    } else {
        Exit::Objections
    })
}
