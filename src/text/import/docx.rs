//! The paragraphs of an Office Open XML document, one a line.
//!
//! Only the main part of the archive is unpacked, as a stream, and no further than
//! [`MAX_UNPACKED`] or [`MAX_RATIO`] allow. Deleted and moved-away text, hidden text, field codes,
//! notes, comments, headers and footers are left out; a text box comes after its paragraph.
//! A phonetic guide becomes `统(tǒng)`, which reading views know as a gloss.

use std::io;
use std::io::BufReader;
use std::io::Cursor;
use std::io::Read;

use quick_xml::Reader;
use quick_xml::events::BytesRef;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use quick_xml::name::QName;
use zip::ZipArchive;
use zip::result::ZipError;

use crate::text::decode;
use crate::text::decode::DecodeError;
use crate::text::import::ImportError;

/// The most that is unpacked: some fifty million characters of XML, more than any book has.
const MAX_UNPACKED: u64 = 256 * 1024 * 1024;

/// How many times as large as the file the unpacked XML may be; documents have 5 to 50.
const MAX_RATIO: u64 = 200;

/// What a small file may unpack to at any ratio.
const FREE_BYTES: u64 = 1024 * 1024;

/// How deep elements may be nested; tables in tables in text boxes reach some fifty.
const MAX_DEPTH: usize = 1024;

const WORD: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
];
const MATH: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"http://purl.oclc.org/ooxml/officeDocument/math",
];
const COMPATIBILITY: [&[u8]; 1] = [b"http://schemas.openxmlformats.org/markup-compatibility/2006"];

/// Returns the text of a document, a line for each of its paragraphs.
pub fn text(bytes: &[u8]) -> Result<String, ImportError> {
    if !bytes.starts_with(b"PK") {
        return Err(match (bytes.is_empty(), decode::signature(bytes)) {
            (true, _) => DecodeError::Empty.into(),
            (_, None) => ImportError::NotDocx,
            (_, looks_like) => DecodeError::NotText { looks_like }.into(),
        });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| archive_error(&error))?;
    let n_bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let limit = MAX_UNPACKED.min(FREE_BYTES + n_bytes.saturating_mul(MAX_RATIO));
    let part = main_part(&mut archive, limit)?;
    let part = archive.by_name(&part).map_err(|error| match error {
        ZipError::FileNotFound => ImportError::NotDocx,
        error => archive_error(&error),
    })?;
    let mut body = Body::default();
    walk(part, limit, |event| body.take(event))?;
    if body.depth > 0 {
        let (at, why) = (0, "it ends before its last element does".to_owned());
        return Err(ImportError::Xml { at, why });
    }
    body.end_of_document();
    Ok(body.out.trim_end_matches('\n').to_owned())
}

fn archive_error(error: &ZipError) -> ImportError {
    ImportError::Archive {
        why: error.to_string(),
    }
}

/// Returns the name of the part that is the document, as the archive's relationships tell.
fn main_part(archive: &mut ZipArchive<Cursor<&[u8]>>, limit: u64) -> Result<String, ImportError> {
    let mut found = None;
    if let Ok(relationships) = archive.by_name("_rels/.rels") {
        walk(relationships, limit, |event| {
            if let Event::Start(tag) = event
                && attribute(tag, |key| key.as_ref() == b"Type")
                    .is_some_and(|t| t.ends_with(b"/officeDocument"))
                && let Some(target) = attribute(tag, |key| key.as_ref() == b"Target")
            {
                let target = String::from_utf8_lossy(&target).into_owned();
                found = Some(target.trim_start_matches(['.', '/']).to_owned());
            }
            Ok(())
        })?;
    }
    Ok(found.unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// Reads the events of a part of XML, not more than `limit` bytes of it.
fn walk(
    part: impl Read,
    limit: u64,
    mut take: impl FnMut(&Event<'_>) -> Result<(), Wrong>,
) -> Result<(), ImportError> {
    let limited = Limited {
        inner: part,
        n_left: limit,
    };
    let mut reader = Reader::from_reader(BufReader::new(limited));
    reader.config_mut().expand_empty_elements = true;
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let event = match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) => return Ok(()),
            Ok(event) => event,
            Err(quick_xml::Error::Io(error)) if error.kind() == io::ErrorKind::FileTooLarge => {
                return Err(ImportError::TooLarge { limit });
            }
            Err(quick_xml::Error::Io(error)) => {
                let why = error.to_string();
                return Err(ImportError::Archive { why });
            }
            Err(error) => {
                let (at, why) = (reader.error_position(), error.to_string());
                return Err(ImportError::Xml { at, why });
            }
        };
        take(&event).map_err(|wrong| match wrong {
            Wrong::Import(error) => error,
            Wrong::Xml(why) => ImportError::Xml {
                at: reader.buffer_position(),
                why,
            },
        })?;
    }
}

/// What is wrong with an event: its place is known to [`walk`].
#[derive(Debug)]
enum Wrong {
    Import(ImportError),
    Xml(String),
}

/// A reader that fails where more comes than is allowed.
#[derive(Debug)]
struct Limited<R> {
    inner: R,
    n_left: u64,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        let n_read = u64::try_from(n).unwrap_or(u64::MAX);
        self.n_left = self
            .n_left
            .checked_sub(n_read)
            .ok_or(io::ErrorKind::FileTooLarge)?;
        Ok(n)
    }
}

/// The prefixes that the root element gives to the namespaces looked at.
#[derive(Debug, Default)]
struct Prefixes {
    word: Option<Vec<u8>>,
    math: Option<Vec<u8>>,
    compatibility: Option<Vec<u8>>,
}

/// Properties that are being read, which hold no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Properties {
    Paragraph,
    Run,
}

/// A document being read.
#[derive(Debug, Default)]
struct Body {
    out: String,
    prefixes: Prefixes,
    depth: usize,
    /// The depth of the outermost element that is left out.
    left_out: Option<usize>,
    /// The properties being read, and the depth of their element.
    properties: Option<(Properties, usize)>,
    /// Open paragraphs; the second and later ones lie in text boxes.
    paragraphs: Vec<Paragraph>,
    /// Lines of text boxes, until the paragraph that holds them ends.
    boxes: String,
    /// Open runs, and whether each is hidden.
    runs: Vec<bool>,
    /// Where the text began whose element is open, and whether its blanks at the ends count.
    open_text: Option<(usize, bool)>,
    /// A phonetic guide that awaits the end of its base.
    guide: Option<String>,
}

/// A paragraph being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    /// Whether its end was deleted, so that the next one goes on in its line.
    end_deleted: bool,
    guide_start: Option<usize>,
}

impl Body {
    fn take(&mut self, event: &Event<'_>) -> Result<(), Wrong> {
        let bad = |error: &dyn std::error::Error| Wrong::Xml(error.to_string());
        match event {
            Event::Start(tag) => self.start(tag)?,
            Event::End(tag) => {
                let name = tag.name();
                self.end(name.as_ref());
            }
            Event::Text(text) if self.open_text.is_some() => {
                self.push(&text.xml10_content().map_err(|e| bad(&e))?);
            }
            Event::CData(text) if self.open_text.is_some() => {
                self.push(&text.xml10_content().map_err(|e| bad(&e))?);
            }
            Event::GeneralRef(reference) => {
                let c = resolve(reference)?;
                if self.open_text.is_some() {
                    self.push(c.encode_utf8(&mut [0; 4]));
                }
            }
            Event::DocType(_) => {
                return Err(Wrong::Xml("it declares a document type".to_owned()));
            }
            _ => {}
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Wrong> {
        if self.depth == 0 {
            self.prefixes = prefixes(tag);
            let name = tag.name();
            if self.local_name(name.as_ref()) != Some((Space::Word, b"document")) {
                return Err(Wrong::Import(ImportError::NotDocx));
            }
        }
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            let limit = MAX_DEPTH;
            return Err(Wrong::Import(ImportError::TooDeep { limit }));
        }
        if self.left_out.is_some() {
            return Ok(());
        }
        let name = tag.name();
        let Some((space, name)) = self.local_name(name.as_ref()) else {
            return Ok(());
        };
        if let Some((kind, _)) = self.properties {
            self.start_property(kind, name, tag);
            return Ok(());
        }
        match (space, name) {
            (Space::Word, b"del" | b"moveFrom" | b"sectPr" | b"tblPr" | b"trPr" | b"tcPr")
            | (Space::Word, b"rubyPr" | b"sdtPr")
            | (Space::Compatibility, b"Fallback") => self.left_out = Some(self.depth),
            (Space::Word, b"pPr") => self.properties = Some((Properties::Paragraph, self.depth)),
            (_, b"rPr") => self.properties = Some((Properties::Run, self.depth)),
            (Space::Word, b"p") => self.paragraphs.push(Paragraph::default()),
            (Space::Word | Space::Math, b"r") => self.runs.push(false),
            (Space::Word | Space::Math, b"t") => {
                let keeps = attribute(tag, |key| key.as_ref() == b"xml:space")
                    .is_some_and(|v| v == b"preserve");
                let start = self.paragraphs.last().map_or(0, |p| p.text.len());
                self.open_text = Some((start, keeps));
            }
            (Space::Word, b"tab" | b"ptab") => self.push("\t"),
            (Space::Word, b"br" | b"cr") => self.push("\n"),
            (Space::Word, b"noBreakHyphen") => self.push("\u{2011}"),
            (Space::Word, b"sym") => self.push_symbol(tag),
            (Space::Word, b"rt") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.guide_start = Some(paragraph.text.len());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn start_property(&mut self, kind: Properties, name: &[u8], tag: &BytesStart<'_>) {
        match (kind, name) {
            (_, b"rPrChange" | b"pPrChange") => self.left_out = Some(self.depth),
            (Properties::Paragraph, b"del" | b"moveFrom") => {
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    paragraph.end_deleted = true;
                }
            }
            (Properties::Run, b"vanish") => {
                let value = attribute(tag, |key| key.local_name().as_ref() == b"val");
                let is_off = value.is_some_and(|v| matches!(&*v, b"0" | b"false" | b"off"));
                if let Some(hidden) = self.runs.last_mut() {
                    *hidden = !is_off;
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &[u8]) {
        let depth = self.depth;
        self.depth = depth.saturating_sub(1);
        if let Some(outermost) = self.left_out {
            if outermost == depth {
                self.left_out = None;
            }
            return;
        }
        if let Some((_, outermost)) = self.properties {
            if outermost == depth {
                self.properties = None;
            }
            return;
        }
        let Some((space, name)) = self.local_name(name) else {
            return;
        };
        match (space, name) {
            (Space::Word, b"p") => self.end_paragraph(),
            (Space::Word | Space::Math, b"r") => {
                self.runs.pop();
            }
            (Space::Word | Space::Math, b"t") => self.end_text(),
            (Space::Word, b"rt") => {
                if let Some(paragraph) = self.paragraphs.last_mut()
                    && let Some(start) = paragraph.guide_start.take()
                {
                    let guide = paragraph.text.get(start..).unwrap_or_default().to_owned();
                    paragraph.text.truncate(start);
                    self.guide = Some(guide);
                }
            }
            (Space::Word, b"ruby") => {
                if let Some(guide) = self.guide.take()
                    && let Some(paragraph) = self.paragraphs.last_mut()
                    && !guide.is_empty()
                {
                    paragraph.text.push_str(&format!("({guide})"));
                }
            }
            _ => {}
        }
    }

    fn end_text(&mut self) {
        let Some((start, keeps_blanks)) = self.open_text.take() else {
            return;
        };
        if keeps_blanks {
            return;
        }
        if let Some(paragraph) = self.paragraphs.last_mut()
            && let Some(added) = paragraph.text.get(start..)
        {
            let xml_blanks = [' ', '\t', '\n', '\r'];
            let trimmed = added.trim_matches(xml_blanks).to_owned();
            paragraph.text.truncate(start);
            paragraph.text.push_str(&trimmed);
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let target = if self.paragraphs.is_empty() {
            &mut self.out
        } else {
            &mut self.boxes
        };
        target.push_str(&paragraph.text);
        if !paragraph.end_deleted {
            target.push('\n');
        }
        if self.paragraphs.is_empty() && !self.boxes.is_empty() {
            if !self.out.ends_with('\n') {
                self.out.push('\n');
            }
            self.out.push_str(&std::mem::take(&mut self.boxes));
        }
    }

    fn end_of_document(&mut self) {
        let rest = std::mem::take(&mut self.boxes);
        self.out.push_str(&rest);
    }

    fn push(&mut self, text: &str) {
        let is_hidden = self.runs.last().copied().unwrap_or(false);
        if let Some(paragraph) = self.paragraphs.last_mut()
            && !is_hidden
        {
            paragraph.text.push_str(text);
        }
    }

    /// Adds a character of a symbol font, which may be one that only that font knows.
    fn push_symbol(&mut self, tag: &BytesStart<'_>) {
        let value = attribute(tag, |key| key.local_name().as_ref() == b"char");
        let c = value
            .and_then(|value| String::from_utf8(value).ok())
            .and_then(|hex| u32::from_str_radix(&hex, 16).ok())
            .and_then(char::from_u32);
        if let Some(c) = c {
            self.push(c.encode_utf8(&mut [0; 4]));
        }
    }

    /// Returns an element's namespace, if it is one looked at, and its name there.
    fn local_name<'a>(&self, name: &'a [u8]) -> Option<(Space, &'a [u8])> {
        let mut parts = name.splitn(2, |&b| b == b':');
        let first = parts.next().unwrap_or_default();
        let (prefix, local) = match parts.next() {
            Some(local) => (first, local),
            None => (&b""[..], first),
        };
        let is = |known: &Option<Vec<u8>>| known.as_deref() == Some(prefix);
        if is(&self.prefixes.word) {
            Some((Space::Word, local))
        } else if is(&self.prefixes.math) {
            Some((Space::Math, local))
        } else if is(&self.prefixes.compatibility) {
            Some((Space::Compatibility, local))
        } else {
            None
        }
    }
}

/// The namespaces looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Word,
    Math,
    Compatibility,
}

fn prefixes(root: &BytesStart<'_>) -> Prefixes {
    let mut prefixes = Prefixes::default();
    for attribute in root.attributes().with_checks(false).flatten() {
        let key = attribute.key.as_ref();
        let prefix = match key.strip_prefix(b"xmlns") {
            Some(b"") => b"",
            Some([b':', prefix @ ..]) => prefix,
            _ => continue,
        };
        let value = attribute.value.as_ref();
        if WORD.contains(&value) {
            prefixes.word = Some(prefix.to_vec());
        } else if MATH.contains(&value) {
            prefixes.math = Some(prefix.to_vec());
        } else if COMPATIBILITY.contains(&value) {
            prefixes.compatibility = Some(prefix.to_vec());
        }
    }
    prefixes
}

/// Returns the value of the first attribute whose name is wanted.
fn attribute(tag: &BytesStart<'_>, is_wanted: impl Fn(QName<'_>) -> bool) -> Option<Vec<u8>> {
    let mut attributes = tag.attributes();
    // A name that comes twice is no reason to look at each pair.
    let mut attributes = attributes.with_checks(false).flatten();
    let found = attributes.find(|attribute| is_wanted(attribute.key))?;
    Some(found.value.into_owned())
}

/// Returns the character that a reference stands for; XML itself has five names.
fn resolve(reference: &BytesRef<'_>) -> Result<char, Wrong> {
    let by_number = reference
        .resolve_char_ref()
        .map_err(|error| Wrong::Xml(error.to_string()))?;
    if let Some(c) = by_number {
        return Ok(c);
    }
    match &**reference {
        b"lt" => Ok('<'),
        b"gt" => Ok('>'),
        b"amp" => Ok('&'),
        b"quot" => Ok('"'),
        b"apos" => Ok('\''),
        _ => Err(Wrong::Xml("it refers to an entity".to_owned())),
    }
}
