//! The files of exports and imports: what [`crate::exchange`] reads and writes, on the disk.
//!
//! An export is written under another name and put in its place whole ([`Draft::commit`]); one
//! that is dropped leaves nothing. Which files of a folder are read is told by the format.

use std::io;
use std::io::Read as _;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::time::SystemTime;

use crate::exchange::FORMATS;
use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::export;
use crate::exchange::export::Export;
use crate::exchange::export::OnDocument;
use crate::exchange::export::Surveyed;
use crate::exchange::guess;
use crate::exchange::incoming::ReadError;
use crate::exchange::input::Beside;
use crate::exchange::input::Content;
use crate::exchange::input::Input;
use crate::exchange::input::ReadOptions;
use crate::exchange::input::Sink;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::split::Part;
use crate::exchange::units::OffsetUnit;
use crate::model::project::Project;
use crate::store::moment;
use crate::store::outgoing;
use crate::store::outgoing::Outgoing;
use crate::text::import::EXTENSIONS;

/// How many files are looked into for their format.
const N_GUESSED: usize = 20;

/// An export that is being written.
#[derive(Clone, Debug)]
pub struct Draft {
    files: Outgoing,
    /// Where in the folder it goes, if it is a part of an export.
    prefix: String,
    /// What the one file of a part is called in the folder.
    main: Option<String>,
}

impl Draft {
    /// Begins one file with what lies beside it, or a folder that is new or empty.
    pub fn new(target: &Path, files: Files) -> io::Result<Self> {
        let files = match files {
            Files::One => Outgoing::file(target)?,
            Files::Folder => Outgoing::folder(target)?,
        };
        Ok(Self {
            files,
            prefix: String::new(),
            main: None,
        })
    }

    /// Returns a part of an export whose target is a folder: a file in it, or a folder in it.
    pub fn part(&self, name: &str, format: &Format) -> Self {
        let mut part = self.clone();
        match format.files {
            Files::One => part.main = Some(format!("{name}.{}", format.extension())),
            Files::Folder => part.prefix = format!("{name}/"),
        }
        part
    }

    /// Puts a text beside the file that was asked for, or into the folder.
    pub fn put_text(&self, name: &str, text: &str) -> io::Result<()> {
        self.files.open_named(name)?.write_all(text.as_bytes())
    }

    /// Puts everything in its place and returns where that is, what was asked for first.
    pub fn commit(self) -> io::Result<Vec<PathBuf>> {
        self.files.commit()
    }
}

impl Output for Draft {
    fn main(&mut self) -> io::Result<OutputFile> {
        Ok(Box::new(match &self.main {
            Some(name) => self.files.open_named(name)?,
            None => self.files.open_main()?,
        }))
    }

    fn named(&mut self, name: &str) -> io::Result<OutputFile> {
        let name = format!("{}{name}", self.prefix);
        match self.files.open_named(&name) {
            Ok(file) => Ok(Box::new(file)),
            // What belongs to all parts of an export is written by the first.
            Err(error) if self.main.is_some() && error.kind() == io::ErrorKind::AlreadyExists => {
                Ok(Box::new(io::sink()))
            }
            Err(error) => Err(error),
        }
    }
}

/// The folder of a file that is read.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Returns the folder that a file lies in.
    pub fn of(file: &Path) -> Self {
        Self(crate::store::disk::folder_of(file))
    }
}

impl Beside for Folder {
    fn open(&self, name: &str) -> io::Result<Option<Box<dyn Content>>> {
        let file = outgoing::open_in(&self.0, name)?;
        Ok(file.map(|file| Box::new(file) as Box<dyn Content>))
    }
}

/// Writes an export to a file, or to a folder that is new or empty, and returns where all of it is.
///
/// With a `date`, the day as `2026-03-01`, the data card goes with it. Stopped by `on_document` it
/// is an error of the kind [`io::ErrorKind::Interrupted`], and nothing is left.
pub fn write_export(
    project: &Project,
    export: &Export,
    target: &Path,
    date: Option<&str>,
    on_document: OnDocument<'_>,
) -> io::Result<(Surveyed, Vec<PathBuf>)> {
    let draft = Draft::new(target, export.files())?;
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let surveyed = write_draft(
        project,
        export,
        &draft,
        date.map(|date| (&*name, date)),
        on_document,
    )?;
    Ok((surveyed, draft.commit()?))
}

/// Writes an export to a draft; with the name of what was asked for and a date, its data card too.
pub fn write_draft(
    project: &Project,
    export: &Export,
    draft: &Draft,
    card: Option<(&str, &str)>,
    on_document: OnDocument<'_>,
) -> io::Result<Surveyed> {
    let mut open = |part: Option<Part>| {
        let output = match part {
            Some(part) => draft.part(part.name(), export.format),
            None => draft.clone(),
        };
        Ok(Box::new(output) as Box<dyn Output>)
    };
    let surveyed = export::write(project, export, &mut open, on_document)?;
    if let Some((name, date)) = card
        && let Some(card) = export.card(project, &surveyed, name, date)
    {
        draft.put_text(&export.card_name(name), &card)?;
    }
    Ok(surveyed)
}

/// Returns the day of a moment where this computer is, as `2026-03-01`.
pub fn day(when: SystemTime) -> String {
    moment::local(when)
        .chars()
        .take_while(|c| *c != ' ')
        .collect()
}

/// Reads one file into a sink; `unit` is what its offsets count, where the format is not believed.
pub fn read_file(
    format: &Format,
    path: &Path,
    unit: Option<OffsetUnit>,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let folder = Folder::of(path);
    let input = Input {
        name: &name,
        content: open(path)?,
        beside: &folder,
        options: ReadOptions { unit },
    };
    let Some(read) = format.read else {
        return Err(ReadError::from(io::Error::from(io::ErrorKind::Unsupported)));
    };
    read(input, sink)
}

/// Returns the format of the first of these files that tells it by its name and first bytes.
///
/// A folder stands for the files in it.
pub fn guess(named: &[PathBuf]) -> Option<&'static Format> {
    let mut n_looked = 0;
    for path in named {
        let files = if path.is_dir() {
            outgoing::files_of(path).unwrap_or_default()
        } else {
            vec![path.clone()]
        };
        for file in files {
            let found = guess_file(&file);
            n_looked += 1;
            if found.is_some() || n_looked >= N_GUESSED {
                return found;
            }
        }
    }
    None
}

fn guess_file(path: &Path) -> Option<&'static Format> {
    let name = path.file_name()?.to_string_lossy();
    let mut head = Vec::new();
    let bound = guess::N_HEAD_BYTES as u64;
    open(path).ok()?.take(bound).read_to_end(&mut head).ok()?;
    guess::guess(&name, &head)
}

/// Returns whether a name is one that only labelled data has, and no document that is to be labelled.
pub fn is_labelled_by_name(path: &Path) -> bool {
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let is_documents = EXTENSIONS
        .iter()
        .any(|(known, _)| known.eq_ignore_ascii_case(&ending));
    let mut read = FORMATS.iter().filter(|format| format.read.is_some());
    let is = |known: &&str| known.eq_ignore_ascii_case(&ending);
    !is_documents && ending != "json" && read.any(|format| format.extensions.iter().any(is))
}

/// Opens a file to read.
pub fn open(path: &Path) -> io::Result<Box<dyn Content>> {
    Ok(Box::new(outgoing::open(path)?))
}

/// Returns the files to read of those that were named: a folder stands for those in it that are of
/// the format; of a format of several files those that only lie beside are left out.
pub fn files_to_read(format: &Format, named: &[PathBuf]) -> io::Result<Vec<PathBuf>> {
    let is_primary = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        format.is_primary(&name)
    };
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            files.extend(outgoing::files_of(path)?.into_iter().filter(is_primary));
        } else if format.files == Files::One || is_primary(path) {
            files.push(path.clone());
        }
    }
    Ok(files)
}
