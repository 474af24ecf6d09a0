//! Projects and files as the verbs need them: opened, saved, written, with what there is to say.
//!
//! Everything that touches a disk on behalf of a verb is here.

use std::fs;
use std::io;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;

use anyhow::Context as _;
use anyhow::bail;

use crate::cli::Exit;
use crate::cli::args::ColumnArgs;
use crate::cli::kept;
use crate::cli::speak;
use crate::exchange::Files;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::project::Project;
use crate::session::LoadError;
use crate::session::Problem;
use crate::session::SaveError;
use crate::session::Session;
use crate::session::SourceError;
use crate::session::import;
use crate::session::import::KnownTexts;
use crate::session::import::LeftOut;
use crate::session::import::Oddity;
use crate::session::user;
use crate::store;
use crate::store::source;
use crate::store::source::Reading;
use crate::store::source::SourceFile;
use crate::text::decode::Basis;
use crate::text::decode::Decoded;
use crate::text::import::Columns;

/// Opens a project to read it, with what its journals have beyond its file; touches neither.
pub fn open_to_read(path: &Path) -> anyhow::Result<(Session, Vec<Problem>)> {
    let opened = Session::open_to_read(path, &user::keeper());
    let opened = opened.map_err(|error| load_error(path, &error))?;
    kept::say_read(path, &opened);
    say_problems(path, &opened.problems);
    Ok((opened.session, opened.problems))
}

/// Opens a project to change it, with what its journals have beyond its file.
///
/// It is refused while somebody has it open. Where it has a journal what is done goes into it as
/// the window's acts do, so that it can be taken back there.
pub fn open_to_write(path: &Path) -> anyhow::Result<Session> {
    let keeper = user::keeper();
    kept::refuse_beside(path, &keeper.others(path))?;
    let opened = Session::open_for_one_act(path, &keeper);
    let opened = opened.map_err(|error| load_error(path, &error))?;
    // Somebody may have come between the question and the lock.
    kept::refuse_beside(path, &opened.others)?;
    kept::say_brought_in(path, &opened);
    say_problems(path, &opened.problems);
    Ok(opened.session)
}

fn say_problems(path: &Path, problems: &[Problem]) {
    if !problems.is_empty() {
        let n_problems = speak::count(problems.len(), "problem");
        let path = path.display();
        speak::note(&format!(
            "{path}: opened with {n_problems}, all of it kept; zhubi check {path} names them"
        ));
    }
}

/// Returns why a project could not be opened, with the file's name in it once, and whether anything
/// else is left of it.
pub fn load_error(path: &Path, error: &LoadError) -> anyhow::Error {
    let shown = path.display().to_string();
    let mut said = error.to_string();
    if !said.contains(&shown) {
        said = format!("{shown}: {said}");
    }
    if error.is_damage() {
        let rescue = user::keeper().rescue(path);
        let n_copies = rescue.copies.iter().filter(|copy| copy.held.is_some());
        match n_copies.count() {
            0 => {}
            n => {
                let versions = speak::count(n, "version");
                said += &format!("; {versions} of it can be opened in the window: zhubi {shown}");
            }
        }
    }
    anyhow::anyhow!("{said}")
}

/// Saves a project to the file it came from.
pub fn save(session: &mut Session) -> anyhow::Result<()> {
    session.save().map_err(|error| {
        if !matches!(error, SaveError::Unconfirmed { .. }) {
            // A verb that failed leaves nothing behind, in the journal either.
            session.undo();
        }
        let what = match error {
            SaveError::Unconfirmed { .. } => {
                "the project is saved, but may not outlast a power cut"
            }
            _ => "the project could not be saved; its file is as it was",
        };
        anyhow::Error::new(error).context(what)
    })
}

/// Documents read for a project.
#[derive(Debug)]
pub struct Read {
    /// The documents.
    pub documents: Vec<Document>,
    /// How the verb ends if all goes well from here on.
    pub exit: Exit,
}

/// Reads documents for a project, and says how each file was read and what is doubtful about it.
///
/// All files give documents or none are taken; a row of a table without a text is only named.
pub fn read_documents(
    project: &Project,
    paths: &[PathBuf],
    encoding: Option<&str>,
    columns: &ColumnArgs,
) -> anyhow::Result<Read> {
    let columns = Columns {
        text: columns.text_column.as_deref(),
        name: columns.name_column.as_deref(),
    };
    let known = KnownTexts::of(project);
    let sifted = import::sift(paths, &Reading { encoding, columns }, &known);
    for left_out in &sifted.left_out {
        say_left_out(left_out);
    }
    for refused in &sifted.refused {
        speak::note(&format!("zhubi: {}", source_error(refused)));
    }
    let n_whole = sifted.refused.iter().filter(|r| !r.is_partial()).count();
    if n_whole > 0 {
        let n_refused = speak::count(n_whole, "input");
        bail!("{n_refused} could not be read as text, so nothing was changed");
    }
    if sifted.texts.is_empty() {
        if sifted.refused.is_empty() {
            bail!("every file was left out, so nothing was changed; name a file to take it anyway");
        }
        bail!("no row has a text, so nothing was changed");
    }
    for of_one_file in sifted.texts.chunk_by(|a, b| a.file.path == b.file.path) {
        let files: Vec<&SourceFile> = of_one_file.iter().map(|text| &text.file).collect();
        say_reading(&files);
        say_doubts(&files);
    }
    let exit = match sifted.refused.len() {
        0 => Exit::Done,
        n => {
            let n_rows = speak::count(n, "row");
            speak::note(&format!("{n_rows} left out; the files are as they were"));
            Exit::Objections
        }
    };
    Ok(Read {
        documents: source::make_documents(&project.documents, &sifted.texts),
        exit,
    })
}

/// Says why a file of a folder is not taken.
fn say_left_out(left_out: &LeftOut) {
    let path = left_out.path.display();
    let why = match left_out.oddity {
        Oddity::Companion => "it is named like a file that comes with documents".to_owned(),
        Oddity::Project => "it is a project".to_owned(),
        Oddity::UnclearTable => {
            "it is unclear which column holds the texts; --text-column NAME says it".to_owned()
        }
        Oddity::Known => {
            let twin = left_out.twin.as_deref().unwrap_or_default();
            format!("{twin} has the same text")
        }
    };
    speak::note(&format!("{path}: left out, {why}"));
}

/// Returns what is wrong with a source, and what may be done about it here.
fn source_error(error: &SourceError) -> String {
    match error {
        SourceError::NotText { cause, .. } if cause.yields_to_a_name() => {
            format!("{error}; --encoding NAME reads it all the same")
        }
        _ => error.to_string(),
    }
}

/// Reads one document that need not be in a project, and says what is doubtful about it.
pub fn read_document(path: &Path, encoding: Option<&str>) -> anyhow::Result<Decoded> {
    let file = source::read_source(path, encoding);
    let file = file.map_err(|error| anyhow::anyhow!(source_error(&error)))?;
    if file.decoded.basis.is_guess() {
        say_reading(&[&file]);
    }
    say_doubts(&[&file]);
    Ok(file.decoded)
}

/// Says in which encoding a file was read and how sure that is.
fn say_reading(texts: &[&SourceFile]) {
    let Some(first) = texts.first() else { return };
    let decoded = &first.decoded;
    let how = match decoded.basis {
        Basis::Named => "as --encoding says",
        Basis::Mark => "by its byte order mark",
        Basis::Declared => "as it says itself",
        Basis::Valid => "all of it valid",
        Basis::Likely => "guessed from its bytes, very likely; --encoding NAME overrules it",
        Basis::Unsure => "guessed from its bytes, unsure; --encoding NAME overrules it",
    };
    let path = first.path.display();
    speak::note(&format!("{path}: read as {}, {how}", decoded.encoding));
}

/// Says what of the texts of a file is damaged, in the file or by reading it.
fn say_doubts(texts: &[&SourceFile]) {
    let Some(first) = texts.first() else { return };
    let path = first.path.display();
    let sum = |count: fn(&Decoded) -> usize| -> usize {
        texts.iter().map(|text| count(&text.decoded)).sum()
    };
    let n_unpaired = sum(|decoded| decoded.n_unpaired);
    let n_nuls = sum(|decoded| decoded.n_nuls);
    let n_replaced = sum(|decoded| decoded.n_replaced) - n_unpaired;
    let n_controls = sum(|decoded| decoded.n_controls) - n_nuls;
    if n_replaced > 0 {
        let n_places = speak::count(n_replaced, "place");
        speak::note(&format!(
            "{path}: {n_places} could not be read and {} as U+FFFD; the file is as it was",
            if n_replaced == 1 { "stands" } else { "stand" }
        ));
    }
    if n_unpaired > 0 {
        let n_unpaired = speak::count(n_unpaired, "unpaired surrogate");
        speak::note(&format!(
            "{path}: {n_unpaired} replaced by U+FFFD; the file is as it was"
        ));
    }
    for (n, what) in [(n_nuls, "NUL character"), (n_controls, "control character")] {
        if n > 0 {
            let as_it_was = if n == 1 { "as it is" } else { "as they are" };
            let n = speak::count(n, what);
            speak::note(&format!("{path}: {n} kept {as_it_was}"));
        }
    }
}

/// Refuses files that are not there, which a mistyped verb is one of.
///
/// A project that is gone may have left copies, which the window shows.
pub fn all_there(paths: &[PathBuf]) -> anyhow::Result<()> {
    let has_left = |path: &Path| {
        let is_project = path.extension().is_some_and(|end| end == "ron");
        is_project && !user::keeper().rescue(path).copies.is_empty()
    };
    let is_nothing = |path: &&PathBuf| !path.exists() && !has_left(path);
    match paths.iter().find(is_nothing) {
        None => Ok(()),
        Some(path) => bail!(
            "{} is neither a file nor a verb; zhubi --help lists the verbs",
            path.display()
        ),
    }
}

/// Reads a file of labelled data.
pub fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("{} could not be read", path.display()))
}

/// Returns the document with a name, or else with an id.
pub fn document<'a>(project: &'a Project, name: &str) -> anyhow::Result<&'a Document> {
    let by_name = project.documents.by_name(name);
    let found = by_name.or_else(|| project.documents.by_id(&DocId::from(name)));
    let found = found.with_context(|| {
        format!("no document is named {name:?}; nothing was changed (zhubi show lists them)")
    })?;
    Ok(found)
}

/// Returns the layer that is asked for, or the only one.
pub fn layer(project: &Project, named: Option<&str>, option: &str) -> anyhow::Result<Annotator> {
    if let Some(name) = named {
        return Ok(Annotator::from(name));
    }
    let all: Vec<Annotator> = project.people().into_iter().collect();
    match all.as_slice() {
        [only] => Ok(only.clone()),
        [] => bail!("the project has no layer yet; name one with {option} NAME"),
        several => bail!(
            "the project has the layers {}; say which with {option} NAME",
            listed(several)
        ),
    }
}

/// Returns names with commas between them.
pub fn listed(names: &[Annotator]) -> String {
    let names: Vec<&str> = names.iter().map(Annotator::as_str).collect();
    names.join(", ")
}

/// Refuses an output that has no folder, or that is the project, or the file that is read, itself.
pub fn check_output(output: &Path, input: &Path, files: Files) -> anyhow::Result<()> {
    if is_standard_output(output) {
        return Ok(());
    }
    let folder = match output.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        bail!(
            "there is no folder {}, so nothing was written; make it first",
            folder.display()
        );
    }
    if files == Files::One && output.is_dir() {
        bail!("{} is a folder; name a file in it", output.display());
    }
    let same = match (fs::canonicalize(output), fs::canonicalize(input)) {
        (Ok(output), Ok(project)) => output == project,
        _ => false,
    };
    if same {
        bail!(
            "{} is the project itself, or what is read; nothing was written, name another file",
            output.display()
        );
    }
    Ok(())
}

/// Returns whether `-` was named.
pub fn is_standard_output(output: &Path) -> bool {
    output.as_os_str() == "-"
}

/// Writes an output whole or not at all; a device or a pipe takes it as it comes.
pub fn write_output(output: &Path, content: &[u8]) -> anyhow::Result<()> {
    if is_standard_output(output) {
        return speak::result(content);
    }
    let failed = || format!("{} could not be written", output.display());
    // A rename over /dev/stdout or a named pipe would put a file in its place.
    let takes_streams = fs::metadata(output).is_ok_and(|found| !found.is_file());
    if takes_streams {
        let mut stream = fs::OpenOptions::new()
            .write(true)
            .open(output)
            .with_context(failed)?;
        return match stream.write_all(content) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            written => written.with_context(failed),
        };
    }
    store::write_atomic(output, content).with_context(failed)
}
