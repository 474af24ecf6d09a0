//! An export from beginning to end, as the command line and the window both do it.
//!
//! [`survey`] goes through everything and says what would be written and lost; [`write()`] does it and
//! says the same again, so that the two can be held against each other; [`preview`] writes the first
//! documents into memory. All go document by document and ask after each whether to go on.

use std::io;
use std::ops::ControlFlow;

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::card::Card;
use crate::exchange::card::CardFile;
use crate::exchange::fit;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::loss::Tally;
use crate::exchange::output::Memory;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::select;
use crate::exchange::select::LeftOut;
use crate::exchange::select::Selection;
use crate::exchange::split;
use crate::exchange::split::Part;
use crate::exchange::split::Parts;
use crate::exchange::split::Split;
use crate::model::project::Project;

/// How many documents a preview writes at most.
const N_PREVIEW_DOCUMENTS: usize = 20;

/// An export as it is asked for.
#[derive(Clone, Debug)]
pub struct Export {
    /// The format, which is one that is written.
    pub format: &'static Format,
    /// How to write it.
    pub options: WriteOptions,
    /// What goes out.
    pub selection: Selection,
    /// How documents are dealt out to train, dev and test, if they are.
    pub split: Option<Split>,
}

/// What an export writes, and what it does not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Surveyed {
    /// What is written to each part; one without a name where nothing is dealt out.
    pub parts: Vec<(Option<Part>, Tally)>,
    /// What the format, or the reading view, cannot carry.
    pub losses: LossReport,
    /// What was not chosen.
    pub left_out: LeftOut,
}

impl Surveyed {
    /// Returns what is written in all.
    pub fn tally(&self) -> Tally {
        let mut all = Tally::default();
        for (_, tally) in &self.parts {
            all.join(tally);
        }
        all
    }
}

impl Export {
    /// Returns the data card of what was written; `name` is the file or folder that was asked for.
    ///
    /// `None` for pages, which are to be read and no data. `date` is the day, as `2026-03-01`.
    pub fn card(
        &self,
        project: &Project,
        surveyed: &Surveyed,
        name: &str,
        date: &str,
    ) -> Option<String> {
        self.format.read?;
        let files = surveyed.parts.iter().map(|(part, tally)| CardFile {
            name: match (part, self.format.files) {
                (None, _) => name.to_owned(),
                (Some(part), Files::Folder) => part.name().to_owned(),
                (Some(part), Files::One) => {
                    format!("{}.{}", part.name(), self.format.extension())
                }
            },
            part: *part,
            tally: tally.clone(),
        });
        let card = Card {
            project,
            selection: &self.selection,
            format: self.format,
            options: &self.options,
            files: &files.collect::<Vec<_>>(),
            split: self.split,
            losses: &surveyed.losses,
            date,
        };
        Some(card.to_markdown())
    }

    /// Returns whether what is written is one file or a folder.
    pub fn files(&self) -> Files {
        match self.split {
            Some(_) => Files::Folder,
            None => self.format.files,
        }
    }

    /// Returns how to write, with what only all documents together can tell.
    fn informed_options(&self, project: &Project) -> WriteOptions {
        let mut options = self.options.clone();
        if self.format.is_one_shape() {
            let mut layers = project.documents.iter().flat_map(|doc| doc.layers.values());
            options.any_relations = layers.any(|layer| !layer.relations.is_empty())
                && select::records(project, &self.selection)
                    .any(|record| !record.layer.relations.is_empty());
        }
        options
    }

    /// Returns what the data card is called, beside the file that was asked for or in the folder.
    pub fn card_name(&self, name: &str) -> String {
        match self.files() {
            Files::One => format!("{name}.card.md"),
            Files::Folder => "README.md".to_owned(),
        }
    }
}

/// Is told how many documents are done of how many, and says whether to go on.
pub type OnDocument<'a> = &'a mut dyn FnMut(usize, usize) -> ControlFlow<()>;

/// Says what an export would write and what would get lost; `None` if it was stopped.
pub fn survey(project: &Project, export: &Export, on_document: OnDocument<'_>) -> Option<Surveyed> {
    let done = run(project, export, on_document, &mut |_, _| Ok(()));
    done.ok()
}

/// Writes an export; `open` opens the output of each part, or the one output.
///
/// Stopped by `on_document` it is an error of the kind [`io::ErrorKind::Interrupted`]; whoever
/// opened the outputs throws them away then.
pub fn write(
    project: &Project,
    export: &Export,
    open: &mut dyn FnMut(Option<Part>) -> io::Result<Box<dyn Output>>,
    on_document: OnDocument<'_>,
) -> io::Result<Surveyed> {
    let begin = export.format.write.ok_or(io::ErrorKind::Unsupported)?;
    let options = export.informed_options(project);
    let mut writers: Vec<Box<dyn Writer>> = Vec::new();
    for part in parts_of(export) {
        writers.push(begin(open(part)?, &options)?);
    }
    let surveyed = run(
        project,
        export,
        on_document,
        &mut |part, record| match writers.get_mut(part) {
            Some(writer) => writer.put(record),
            None => Ok(()),
        },
    )?;
    for writer in writers {
        writer.finish()?;
    }
    Ok(surveyed)
}

/// Returns the first documents as the format gets them, about so many characters of them.
pub fn first_records(project: &Project, export: &Export, n_chars: usize) -> Vec<Record> {
    let records = select::records(project, &export.selection);
    let mut first = Vec::new();
    let mut n_so_far = 0;
    for record in records.take(N_PREVIEW_DOCUMENTS) {
        if n_so_far > n_chars {
            break;
        }
        let mut losses = LossReport::default();
        let fitted = fit::fit(export.format, &export.options, &record, &mut losses);
        n_so_far += fitted.as_ref().map_or(0, |record| record.text.n_chars());
        first.extend(fitted);
    }
    first
}

/// Writes the first documents into memory, and of each file so many bytes.
pub fn preview(project: &Project, export: &Export, n_bytes: usize) -> io::Result<Memory> {
    let memory = Memory::up_to(n_bytes);
    let begin = export.format.write.ok_or(io::ErrorKind::Unsupported)?;
    let options = export.informed_options(project);
    let mut writer = begin(Box::new(memory.clone()), &options)?;
    for record in first_records(project, export, n_bytes) {
        writer.put(&record)?;
    }
    writer.finish()?;
    Ok(memory)
}

fn parts_of(export: &Export) -> Vec<Option<Part>> {
    match export.split {
        Some(_) => Part::ALL.map(Some).to_vec(),
        None => vec![None],
    }
}

fn run(
    project: &Project,
    export: &Export,
    on_document: OnDocument<'_>,
    put: &mut dyn FnMut(usize, &Record) -> io::Result<()>,
) -> io::Result<Surveyed> {
    let Export {
        format,
        options,
        selection,
        ..
    } = export;
    let dealt = export
        .split
        .map(|how| split::split(project, selection, &how));
    let parts = parts_of(export);
    let mut surveyed = Surveyed {
        parts: parts.iter().map(|part| (*part, Tally::default())).collect(),
        ..Surveyed::default()
    };
    let n_documents = project.documents.len();
    let mut records = select::records(project, selection);
    let mut n_sent = 0;
    while let Some(record) = records.next() {
        if on_document(records.n_seen(), n_documents).is_break() {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let place = place_of(dealt.as_ref(), n_sent);
        n_sent += 1;
        let Some(record) = fit::fit(format, options, &record, &mut surveyed.losses) else {
            continue;
        };
        put(place, &record)?;
        if let Some((_, tally)) = surveyed.parts.get_mut(place) {
            tally.add(&record);
        }
    }
    if format.of_rows(options.rows).loses(LossKind::Relations) {
        // They are in the records all the same, which a writer passes over.
        for (_, tally) in &mut surveyed.parts {
            tally.relations.clear();
        }
    }
    surveyed.left_out = records.into_left_out();
    surveyed.losses.merge(&surveyed.left_out.losses);
    Ok(surveyed)
}

/// Returns the place of a document's part among the parts.
fn place_of(dealt: Option<&Parts>, nth: usize) -> usize {
    let part = dealt.and_then(|dealt| dealt.at(nth));
    part.and_then(|part| Part::ALL.iter().position(|p| *p == part))
        .unwrap_or(0)
}
