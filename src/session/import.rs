//! Documents on their way into a project: looked at first, then read, or read without asking.
//!
//! [`list`] finds the files, [`look`] reads one and says all there is to know before it is taken:
//! its encoding and how sure that is, its first lines, what is doubtful about it, why it had better
//! stay out. A [`Look`] holds the texts it was made from, so that [`documents`] has nothing left to
//! read or decode. [`sift`] reads where nobody is asked, and leaves out what would be odd in a look.
//! None of this changes a project.

mod sift;

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::model::document::Document;
use crate::model::document::LineEnds;
use crate::model::project::Project;
use crate::store::listing;
use crate::store::source;
use crate::store::source::OpenedFile;
use crate::store::source::ReadyText;
use crate::store::source::SourceError;
use crate::text::decode::Basis;
use crate::text::decode::Decoded;
use crate::text::doubt;
use crate::text::doubt::DoubtKind;
use crate::text::doubt::DoubtfulPlace;
use crate::text::doubt::Doubts;
use crate::text::import::ColumnGuess;
use crate::text::import::Columns;
use crate::text::import::Head;
use crate::text::import::Media;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

pub use self::sift::LeftOut;
pub use self::sift::Sifted;
pub use self::sift::sift;
pub use crate::store::listing::FoundFile;
pub use crate::store::listing::Listing;

/// Lines of a text, or rows of a table, that are shown.
pub const N_LINES: usize = 30;

/// Characters of a line that are shown.
const LINE_CHARS: usize = 400;

/// Doubtful places of a file that are shown.
pub const N_PLACES: usize = 500;

/// Characters on either side of a doubtful place that are shown.
const CONTEXT_CHARS: usize = 24;

/// Characters of a doubtful place that are shown.
const PLACE_CHARS: usize = 60;

/// Names of files that stand in folders beside documents and are none.
const USUAL_COMPANIONS: [&str; 14] = [
    "readme",
    "license",
    "licence",
    "copying",
    "changelog",
    "contributing",
    "authors",
    "notice",
    "requirements",
    "说明",
    "說明",
    "使用说明",
    "使用說明",
    "自述文件",
];

/// How a file is to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wish {
    /// The encoding, one of [`crate::text::decode::ENCODINGS`], where it is not to be found out.
    pub encoding: Option<&'static str>,
    /// The columns of a table, where they are not to be guessed.
    pub columns: Option<ColumnWish>,
}

/// The columns of a table that are to be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnWish {
    /// The one with the texts.
    pub text: Option<String>,
    /// The one with the names of the documents; they are numbered without.
    pub name: Option<String>,
}

/// The texts that a project has already, by their SHA-256.
#[derive(Clone, Debug, Default)]
pub struct KnownTexts(HashMap<String, String>);

impl KnownTexts {
    /// Returns those of a project.
    pub fn of(project: &Project) -> Self {
        let documents = project.documents.iter();
        let texts = documents.map(|doc| (doc.text_sha256.clone(), doc.name.clone()));
        Self(texts.collect())
    }
}

/// A file that was looked at.
#[derive(Debug)]
pub struct Look {
    /// What is known of its bytes; nothing where they are no text.
    pub facts: Option<Facts>,
    /// The columns of a table, its first rows, and what was guessed of them.
    pub head: Option<Head>,
    /// The columns that were read.
    pub columns: ColumnWish,
    /// The first lines.
    pub lines: Vec<ShownLine>,
    /// Whether there are more.
    pub has_more: bool,
    /// How many places are doubtful, by kind.
    pub doubts: Doubts,
    /// The first doubtful places.
    pub places: Vec<ShownPlace>,
    /// Why it gives no document.
    pub refused: Option<SourceError>,
    /// Rows that give none, while others do.
    pub refused_rows: Vec<SourceError>,
    /// How many of its texts the project has already.
    pub n_known: usize,
    /// The document that has the same text, where there is one.
    pub twin: Option<String>,
    /// Why it had better stay out.
    pub oddity: Option<Oddity>,
    texts: Vec<ReadyText>,
}

/// What is known of a file's bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// What the file was taken for.
    pub media: Media,
    /// The encoding.
    pub encoding: String,
    /// How it is known.
    pub basis: Basis,
    /// Whether a byte order mark stood before the text.
    pub bom: bool,
    /// Its line ends.
    pub line_ends: LineEnds,
    /// How many characters its texts have.
    pub n_chars: usize,
}

/// Why a file had better stay out, though it can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// It is named as files are that stand beside documents.
    Companion,
    /// It is a project.
    Project,
    /// It was found in a folder, and it is not clear which of its columns holds texts.
    UnclearTable,
    /// The project has its text already.
    Known,
}

/// A line as it is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownLine {
    /// Its beginning, without the line end.
    pub text: String,
    /// The characters of `text` that are doubtful, in order.
    pub marks: Vec<Range<usize>>,
    /// Whether it is longer than that.
    pub is_cut: bool,
}

/// A doubtful place with the words around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownPlace {
    /// The line it is in, the first being 1.
    pub line: usize,
    /// The words before it.
    pub before: String,
    /// The place itself.
    pub words: String,
    /// The words after it.
    pub after: String,
    /// What is doubtful.
    pub kind: DoubtKind,
    /// What stood there, where that can be proved.
    pub reading: Option<String>,
}

impl Look {
    /// Returns how many documents it gives.
    pub fn n_documents(&self) -> usize {
        self.texts.len()
    }

    /// Returns what tells its text from others, if it is one text.
    pub fn text_sha256(&self) -> Option<&str> {
        match self.texts.as_slice() {
            [only] => Some(&only.text_sha256),
            _ => None,
        }
    }

    /// Returns whether it is taken unless someone says otherwise.
    pub fn is_wanted(&self) -> bool {
        self.refused.is_none() && self.oddity.is_none() && !self.texts.is_empty()
    }

    fn refusal(error: SourceError) -> Self {
        Self {
            facts: None,
            head: None,
            columns: ColumnWish::default(),
            lines: Vec::new(),
            has_more: false,
            doubts: Doubts::default(),
            places: Vec::new(),
            refused: Some(error),
            refused_rows: Vec::new(),
            n_known: 0,
            twin: None,
            oddity: None,
            texts: Vec::new(),
        }
    }
}

/// Lists the files that documents can be read from, and projects in folders.
pub fn list(paths: &[PathBuf]) -> Listing {
    listing::list(paths)
}

/// Reads a file as it is wished and says what there is to know about it.
///
/// `goes_on` is told how much of the file is done, as a share, and says whether anybody waits.
/// Nothing is returned when nobody does.
pub fn look(
    found: &FoundFile,
    wish: &Wish,
    known: &KnownTexts,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<Look> {
    if !goes_on(0.0) {
        return None;
    }
    let opened = match source::open_file(&found.path, wish.encoding) {
        Ok(opened) => opened,
        Err(error) => return Some(Look::refusal(error)),
    };
    if !goes_on(0.5) {
        return None;
    }
    let mut look = match opened.head(N_LINES) {
        Some(head) => look_at_table(opened, head, wish, goes_on)?,
        None => look_at_text(opened, goes_on)?,
    };
    let twins = look.texts.iter();
    let mut twins = twins.filter_map(|ready| known.0.get(&ready.text_sha256));
    look.twin = twins.next().cloned();
    look.n_known = usize::from(look.twin.is_some()) + twins.count();
    look.oddity = oddity(found, wish, &look);
    Some(look)
}

fn look_at_text(opened: OpenedFile, goes_on: &dyn Fn(f32) -> bool) -> Option<Look> {
    let media = opened.media();
    let files = match opened.texts(&Columns::default()) {
        Ok((files, _)) => files,
        Err(error) => return Some(Look::refusal(error)),
    };
    let texts: Vec<ReadyText> = files.into_iter().map(ReadyText::of).collect();
    let ready = texts.first()?;
    let (doubts, lines, places) = shown(&ready.file.decoded, &ready.text, goes_on)?;
    Some(Look {
        facts: Some(facts(media, &ready.file.decoded, ready.text.n_chars())),
        head: None,
        columns: ColumnWish::default(),
        has_more: ready.text.n_paragraphs() > lines.len(),
        lines,
        doubts,
        places,
        refused: None,
        refused_rows: Vec::new(),
        n_known: 0,
        twin: None,
        oddity: None,
        texts,
    })
}

fn look_at_table(
    opened: OpenedFile,
    head: Head,
    wish: &Wish,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<Look> {
    let media = opened.media();
    let columns = wish.columns.clone().unwrap_or_else(|| ColumnWish {
        text: head.text.and_then(|idx| head.columns.get(idx).cloned()),
        name: head.name.and_then(|idx| head.columns.get(idx).cloned()),
    });
    let whole = Text::new(opened.decoded().text.as_str());
    let (doubts, lines, places) = shown(opened.decoded(), &whole, goes_on)?;
    let mut facts = facts(media, opened.decoded(), whole.n_chars());
    let has_more = whole.n_paragraphs() > lines.len();
    drop(whole);
    let wanted = Columns {
        text: columns.text.as_deref(),
        name: columns.name.as_deref(),
    };
    let (files, refused_rows, refused) = match opened.texts(&wanted) {
        Ok((files, refused)) => (files, refused, None),
        Err(error) => (Vec::new(), Vec::new(), Some(error)),
    };
    let texts: Vec<ReadyText> = files.into_iter().map(ReadyText::of).collect();
    if refused.is_none() {
        facts.n_chars = texts.iter().map(|ready| ready.text.n_chars()).sum();
    }
    Some(Look {
        facts: Some(facts),
        head: Some(head),
        columns,
        lines,
        has_more,
        doubts,
        places,
        refused,
        refused_rows,
        n_known: 0,
        twin: None,
        oddity: None,
        texts,
    })
}

fn facts(media: Media, decoded: &Decoded, n_chars: usize) -> Facts {
    Facts {
        media,
        encoding: decoded.encoding.clone(),
        basis: decoded.basis,
        bom: decoded.bom,
        line_ends: decoded.line_ends,
        n_chars,
    }
}

fn oddity(found: &FoundFile, wish: &Wish, look: &Look) -> Option<Oddity> {
    let is_unclear = |head: &Head| wish.columns.is_none() && has_unclear_columns(found, head);
    if let Some(oddity) = oddity_by_name(found) {
        Some(oddity)
    } else if look.n_known > 0 && look.n_known == look.texts.len() {
        Some(Oddity::Known)
    } else if look.head.as_ref().is_some_and(is_unclear) {
        Some(Oddity::UnclearTable)
    } else {
        None
    }
}

/// Returns why a file had better stay out, as far as its name tells.
fn oddity_by_name(found: &FoundFile) -> Option<Oddity> {
    let stem = found.path.file_stem().unwrap_or_default();
    let stem = stem.to_string_lossy().to_lowercase();
    if found.is_project() {
        Some(Oddity::Project)
    } else if found.in_folder && USUAL_COMPANIONS.contains(&stem.as_str()) {
        Some(Oddity::Companion)
    } else {
        None
    }
}

/// Returns whether it is a table out of a folder that does not say which column holds texts.
fn has_unclear_columns(found: &FoundFile, head: &Head) -> bool {
    found.in_folder && head.guess != ColumnGuess::Name
}

/// Finds what is doubtful in a text, and makes what is shown of it.
fn shown(
    decoded: &Decoded,
    text: &Text,
    goes_on: &dyn Fn(f32) -> bool,
) -> Option<(Doubts, Vec<ShownLine>, Vec<ShownPlace>)> {
    let n_bytes = text.as_str().len().max(1) as f32;
    let going = |at: usize| goes_on(0.5 + 0.5 * at as f32 / n_bytes);
    let mut doubts = doubt::doubts(decoded, text, N_PLACES, going)?;
    let n_lines = text.n_paragraphs().min(N_LINES);
    let lines = (0..n_lines).map(|line| shown_line(text, line, &doubts.places));
    let lines = lines.collect();
    let places = std::mem::take(&mut doubts.places);
    let places = places.into_iter().map(|place| shown_place(text, place));
    Some((doubts, lines, places.collect()))
}

fn shown_line(text: &Text, line: usize, places: &[DoubtfulPlace]) -> ShownLine {
    let range = text.paragraph_range(line);
    let end = range.start().plus(range.len().min(LINE_CHARS));
    let room = CharRange::new(range.start(), end);
    let words = text.slice(room).trim_end_matches(['\n', '\r']);
    let n_chars = words.chars().count();
    let marks = places.iter().filter_map(|place| {
        let here = place.range.intersection(room)?;
        let start = here.start().0 - room.start().0;
        Some(start..(start + here.len()).min(n_chars))
    });
    ShownLine {
        marks: marks.filter(|mark| !mark.is_empty()).collect(),
        text: words.to_owned(),
        is_cut: end < range.end(),
    }
}

fn shown_place(text: &Text, place: DoubtfulPlace) -> ShownPlace {
    let line = text.paragraph_at(place.range.start());
    let room = text.paragraph_range(line);
    let from = |at: CharIdx, n: usize| CharIdx(at.0.saturating_sub(n).max(room.start().0));
    let upto = |at: CharIdx, n: usize| CharIdx((at.0 + n).min(room.end().0));
    let (start, end) = (place.range.start(), place.range.end());
    let slice = |a: CharIdx, b: CharIdx| {
        let words = text.slice(CharRange::new(a, b.max(a)));
        words.trim_end_matches(['\n', '\r']).to_owned()
    };
    ShownPlace {
        line: line + 1,
        before: slice(from(start, CONTEXT_CHARS), start),
        words: slice(start, end.min(upto(start, PLACE_CHARS))),
        after: slice(end, upto(end, CONTEXT_CHARS)),
        kind: place.kind,
        reading: place.reading,
    }
}

/// Makes documents for a project of the files that were looked at; nothing is read again.
pub fn documents<'a>(
    project: &Project,
    looks: impl IntoIterator<Item = &'a Look>,
) -> Vec<Document> {
    let texts = looks.into_iter().flat_map(|look| &look.texts);
    source::make_ready_documents(&project.documents, texts)
}

/// Documents read from files, with what there is to say about them.
#[derive(Debug, Default)]
pub struct ReadDocuments {
    /// The documents.
    pub documents: Vec<Document>,
    /// What could not be read, and why.
    pub refused: Vec<SourceError>,
    /// What was read with doubts.
    pub doubts: Vec<Doubt>,
}

/// What is doubtful about a document that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// The document's name; the file's where it holds several documents.
    pub document: String,
    /// The encoding, if it was guessed from what the bytes look like.
    pub guessed: Option<String>,
    /// Bytes that could not be read and stand as U+FFFD.
    pub n_replaced: usize,
    /// Control characters, kept as they are.
    pub n_controls: usize,
}

/// Reads files and folders as documents for a project, with what was refused and why.
///
/// `encoding` overrules detection for all of them.
pub fn read_documents(
    project: &Project,
    paths: &[PathBuf],
    encoding: Option<&str>,
) -> ReadDocuments {
    let sources = source::read_sources(paths, encoding);
    let facts: Vec<(PathBuf, Doubt)> = sources
        .files
        .iter()
        .map(|file| (file.path.clone(), doubt_of(&file.decoded)))
        .collect();
    let documents = source::make_documents(&project.documents, sources.files);
    let mut doubts: Vec<(PathBuf, Doubt)> = Vec::new();
    for ((path, doubt), doc) in facts.into_iter().zip(&documents) {
        match doubts.last_mut() {
            // The rows of a table are one file to whoever is asked about it.
            Some((last, whole)) if *last == path => {
                whole.n_replaced += doubt.n_replaced;
                whole.n_controls += doubt.n_controls;
                whole.document = path.file_name().map_or_else(
                    || whole.document.clone(),
                    |name| name.to_string_lossy().into_owned(),
                );
            }
            _ => {
                let document = doc.name.clone();
                doubts.push((path, Doubt { document, ..doubt }));
            }
        }
    }
    let doubts = doubts.into_iter().map(|(_, doubt)| doubt);
    let doubtful = |d: &Doubt| d.guessed.is_some() || d.n_replaced + d.n_controls > 0;
    ReadDocuments {
        doubts: doubts.filter(doubtful).collect(),
        documents,
        refused: sources.refused,
    }
}

fn doubt_of(decoded: &Decoded) -> Doubt {
    Doubt {
        document: String::new(),
        guessed: decoded.basis.is_guess().then(|| decoded.encoding.clone()),
        n_replaced: decoded.n_replaced,
        n_controls: decoded.n_controls,
    }
}
