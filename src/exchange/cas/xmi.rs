//! The XMI spelling of a CAS: an element for each structure, its features for attributes.
//!
//! The text is an attribute too. XML turns a line end or a TAB in an attribute into a blank, so
//! these are written as `&#10;`, `&#13;` and `&#9;`; and XML 1.0 has no place at all for most
//! control characters, which become U+FFFD. The types stand in `TypeSystem.xml` beside the files;
//! where that is missing, features of types that we do not know are passed over, for they may be
//! words or references.
//!
//! Entities other than the five of XML and numbered characters are refused, as is a DTD.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::io;
use std::io::Read as _;
use std::io::Write as _;

use quick_xml::NsReader;
use quick_xml::XmlVersion;
use quick_xml::events::BytesDecl;
use quick_xml::events::BytesEnd;
use quick_xml::events::BytesStart;
use quick_xml::events::Event;
use quick_xml::events::attributes::Attribute;
use quick_xml::name::ResolveResult;

use super::TYPE_SYSTEM;
use super::found::Found;
use super::found::Given;
use super::found::GivenFeature;
use super::found::Kind;
use super::structures::Feature;
use super::structures::SOFA_ID;
use super::structures::Structure;
use super::structures::structures;
use super::types;
use crate::exchange::Spelling;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::decoded;
use crate::exchange::input::Content;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::stems::Stems;
use crate::exchange::units::OffsetUnit;

/// What XML 1.0 can spell.
pub const SPELLING: Spelling = Spelling {
    key: of_xml,
    value: of_xml,
    char: char_of_xml,
    ..Spelling::ANY
};

/// How deep elements may lie in each other; a CAS needs three.
const MAX_DEPTH: usize = 32;
/// How many features a structure may have.
const MAX_FEATURES: usize = 4_096;
/// How large the description of types may be; that of all of DKPro has less than one MiB.
const MAX_TYPES_BYTES: usize = 32 << 20;

const XMI: &str = "http://www.omg.org/XMI";

fn char_of_xml(c: char) -> char {
    match c {
        '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'.. => c,
        _ => char::REPLACEMENT_CHARACTER,
    }
}

fn of_xml(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| char_of_xml(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(char_of_xml).collect())
    }
}

/// Begins a folder with a file for each document.
pub fn write(output: Box<dyn Output>, _options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Folder {
        output,
        stems: Stems::default(),
    }))
}

struct Folder {
    output: Box<dyn Output>,
    stems: Stems,
}

impl Writer for Folder {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let name = format!("{}.xmi", self.stems.next(record));
        let mut out = io::BufWriter::with_capacity(1 << 16, self.output.named(&name)?);
        write_document(record, &mut out)?;
        out.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let mut out = io::BufWriter::new(self.output.named(TYPE_SYSTEM)?);
        types::write_description(&mut out)?;
        out.flush()
    }
}

/// Package and name of a type.
fn parts_of(type_name: &str) -> (&str, &str) {
    type_name.rsplit_once('.').unwrap_or(("", type_name))
}

/// The prefix of each package, and the address that stands for it.
fn namespaces() -> BTreeMap<&'static str, (String, String)> {
    let mut all = BTreeMap::new();
    let own = types::TYPES.iter().map(|own| own.name);
    for name in own.chain([types::SOFA]) {
        let (package, _) = parts_of(name);
        let last = package.rsplit('.').find(|part| *part != "type");
        let address = format!("http:///{}.ecore", package.replace('.', "/"));
        all.insert(package, (last.unwrap_or(package).to_owned(), address));
    }
    all
}

fn write_document(record: &Record, out: &mut impl io::Write) -> io::Result<()> {
    let mut xml = quick_xml::Writer::new_with_indent(out, b' ', 1);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let namespaces = namespaces();
    let mut root = BytesStart::new("xmi:XMI");
    root.push_attribute(("xmlns:xmi", XMI));
    for (prefix, address) in namespaces.values() {
        root.push_attribute((format!("xmlns:{prefix}").as_str(), address.as_str()));
    }
    root.push_attribute(("xmi:version", "2.0"));
    xml.write_event(Event::Start(root))?;
    let mut null = BytesStart::new("cas:NULL");
    null.push_attribute(("xmi:id", "0"));
    xml.write_event(Event::Empty(null))?;
    let mut members = String::new();
    for structure in structures(record) {
        if !members.is_empty() {
            members.push(' ');
        }
        members.push_str(&structure.id.to_string());
        let (package, local) = parts_of(structure.type_name);
        let prefix = namespaces.get(package).map_or("", |(prefix, _)| prefix);
        let element = element_of(structure, format!("{prefix}:{local}"));
        xml.write_event(Event::Empty(element))?;
    }
    let mut sofa = BytesStart::new("cas:Sofa");
    push(&mut sofa, "xmi:id", &SOFA_ID.to_string());
    push(&mut sofa, "sofaNum", "1");
    push(&mut sofa, "sofaID", "_InitialView");
    push(&mut sofa, "mimeType", "text/plain");
    push(&mut sofa, "sofaString", record.text.as_str());
    xml.write_event(Event::Empty(sofa))?;
    let mut view = BytesStart::new("cas:View");
    push(&mut view, "sofa", &SOFA_ID.to_string());
    push(&mut view, "members", &members);
    xml.write_event(Event::Empty(view))?;
    xml.write_event(Event::End(BytesEnd::new("xmi:XMI")))?;
    xml.into_inner().write_all(b"\n")
}

fn element_of(structure: Structure, name: String) -> BytesStart<'static> {
    let mut element = BytesStart::new(name);
    push(&mut element, "xmi:id", &structure.id.to_string());
    push(&mut element, "sofa", &SOFA_ID.to_string());
    push(&mut element, "begin", &structure.begin.to_string());
    push(&mut element, "end", &structure.end.to_string());
    for (name, feature) in structure.features {
        match feature {
            Feature::Text(text) => push(&mut element, name, &text),
            Feature::Reference(id) => push(&mut element, name, &id.to_string()),
        }
    }
    element
}

/// Adds an attribute, with what would not come back from one written as a number.
fn push(element: &mut BytesStart<'_>, name: &str, value: &str) {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match char_of_xml(c) {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\t' => escaped.push_str("&#9;"),
            '\n' => escaped.push_str("&#10;"),
            '\r' => escaped.push_str("&#13;"),
            // XML 1.1 takes these for line ends.
            '\u{85}' => escaped.push_str("&#133;"),
            '\u{2028}' => escaped.push_str("&#8232;"),
            c => escaped.push(c),
        }
    }
    element.push_attribute(Attribute::from((name.as_bytes(), escaped.as_bytes())));
}

/// Reads a file.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let stem = input.stem().to_owned();
    let unit = input.options.unit.unwrap_or(OffsetUnit::Utf16);
    let types = match input.beside.open(TYPE_SYSTEM)? {
        Some(content) => ranges_of(content)?,
        None => Ranges::new(),
    };
    let content = input.all_text()?;
    let mut found = Found::default();
    let mut reader = Structures::new(&content, "a CAS in XMI");
    while let Some(given) = reader.next(&types, sink)? {
        found.take(&given, sink);
    }
    found.documents(&stem, unit, sink)
}

/// What the features of types are, by the type's name and theirs.
type Ranges = HashMap<(String, String), Kind>;

/// The structures of a file, one after the other.
struct Structures<'a> {
    xml: NsReader<&'a [u8]>,
    content: &'a str,
    format: &'static str,
    version: XmlVersion,
    depth: usize,
    /// The root was seen.
    begun: bool,
}

impl<'a> Structures<'a> {
    fn new(content: &'a str, format: &'static str) -> Self {
        Self {
            xml: NsReader::from_str(content),
            content,
            format,
            version: XmlVersion::default(),
            depth: 0,
            begun: false,
        }
    }

    fn malformed(&self, problem: impl Into<String>) -> ReadError {
        let at = usize::try_from(self.xml.buffer_position()).unwrap_or(usize::MAX);
        let head = self.content.as_bytes().get(..at).unwrap_or_default();
        let line = head.iter().filter(|&&byte| byte == b'\n').count() + 1;
        ReadError::Malformed {
            at: Place::Line(line),
            format: self.format,
            problem: problem.into(),
        }
    }

    fn next(&mut self, types: &Ranges, sink: &mut dyn Sink) -> Result<Option<Given>, ReadError> {
        loop {
            let event = self.xml.read_event();
            let event = event.map_err(|error| self.malformed(error.to_string()))?;
            match event {
                Event::Decl(decl) => {
                    let version = decl.xml_version();
                    self.version = version.map_err(|error| self.malformed(error.to_string()))?;
                }
                Event::Start(start) => {
                    self.depth += 1;
                    if let Some(given) = self.begin(&start, types, sink)? {
                        return Ok(Some(given));
                    }
                }
                Event::Empty(start) => {
                    self.depth += 1;
                    let given = self.begin(&start, types, sink)?;
                    self.depth -= 1;
                    if given.is_some() {
                        return Ok(given);
                    }
                }
                Event::End(_) => self.depth = self.depth.saturating_sub(1),
                Event::DocType(_) => {
                    return Err(self.malformed("it has a DTD, and those are not read"));
                }
                Event::Eof if !self.begun || self.depth > 0 => {
                    return Err(self.malformed("it ends too early"));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    fn begin(
        &mut self,
        start: &BytesStart<'_>,
        types: &Ranges,
        sink: &mut dyn Sink,
    ) -> Result<Option<Given>, ReadError> {
        match self.depth {
            1 => {
                let local = start.local_name();
                if local.as_ref() != b"XMI" {
                    return Err(self.malformed("its root is not xmi:XMI"));
                }
                self.begun = true;
                Ok(None)
            }
            2 => self.given(start, types).map(Some),
            // A feature of several values.
            3.. if self.depth <= MAX_DEPTH => {
                let name = start.local_name();
                sink.unread(&String::from_utf8_lossy(name.as_ref()));
                Ok(None)
            }
            _ => Err(self.malformed("its elements lie too deep in each other")),
        }
    }

    fn given(&self, start: &BytesStart<'_>, types: &Ranges) -> Result<Given, ReadError> {
        let (address, local) = self.xml.resolver().resolve_element(start.name());
        let local = String::from_utf8_lossy(local.as_ref()).into_owned();
        let ResolveResult::Bound(address) = address else {
            return Err(self.malformed(format!("the package of {local} is not declared")));
        };
        let address = String::from_utf8_lossy(address.as_ref()).into_owned();
        let mut given = Given {
            at: Place::default(),
            id: None,
            type_name: type_name(&address, &local),
            features: Vec::new(),
        };
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|error| self.malformed(error.to_string()))?;
            let value = attribute.normalized_value(self.version);
            let value = value.map_err(|error| self.malformed(error.to_string()))?;
            let key = String::from_utf8_lossy(attribute.key.as_ref()).into_owned();
            if key == "xmi:id" {
                given.id = value.parse().ok();
            }
            if key.contains(':') || key == "xmlns" {
                continue;
            }
            if given.features.len() == MAX_FEATURES {
                return Err(self.malformed("a structure has too many features"));
            }
            let kind = types.get(&(given.type_name.clone(), key.clone()));
            given.features.push(GivenFeature {
                kind: kind.copied().unwrap_or(Kind::Unknown),
                name: key,
                value: value.into_owned(),
            });
        }
        given.at = match given.id {
            Some(id) => Place::path(1, format!("{local}[xmi:id={id}]")),
            None => Place::path(1, local),
        };
        Ok(given)
    }
}

/// Returns the type that an element's namespace and name stand for.
fn type_name(address: &str, local: &str) -> String {
    let package = address.strip_prefix("http:///").unwrap_or(address);
    let package = package.strip_suffix(".ecore").unwrap_or(package);
    match package {
        "" | "uima/noNamespace" => local.to_owned(),
        package => format!("{}.{local}", package.replace('/', ".")),
    }
}

/// Reads of `TypeSystem.xml` which features are plain values and which refer to others.
fn ranges_of(content: Box<dyn Content>) -> Result<Ranges, ReadError> {
    let mut bytes = Vec::new();
    let bound = MAX_TYPES_BYTES as u64 + 1;
    content.take(bound).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_TYPES_BYTES {
        let limit = MAX_TYPES_BYTES;
        return Err(ReadError::TooLong { limit });
    }
    let content = decoded(&bytes)?;
    let malformed = |problem: String| ReadError::Malformed {
        at: Place::path(0, TYPE_SYSTEM),
        format: "a description of UIMA types",
        problem,
    };
    let mut xml = quick_xml::Reader::from_str(&content);
    let mut ranges = Ranges::new();
    let (mut type_name, mut feature) = (String::new(), String::new());
    let mut path: Vec<String> = Vec::new();
    loop {
        let event = xml.read_event().map_err(|e| malformed(e.to_string()))?;
        match event {
            Event::Start(start) => {
                if path.len() == MAX_DEPTH {
                    return Err(malformed(
                        "its elements lie too deep in each other".to_owned(),
                    ));
                }
                path.push(String::from_utf8_lossy(start.local_name().as_ref()).into_owned());
            }
            Event::End(_) => {
                path.pop();
            }
            Event::Text(text) => {
                let text = text.decode().map_err(|e| malformed(e.to_string()))?;
                let text = text.trim();
                let mut above = path.iter().rev().map(String::as_str);
                match (above.next(), above.next()) {
                    (Some("name"), Some("typeDescription")) => text.clone_into(&mut type_name),
                    (Some("name"), Some("featureDescription")) => text.clone_into(&mut feature),
                    (Some("rangeTypeName"), _) => {
                        ranges.insert((type_name.clone(), feature.clone()), kind_of(text));
                    }
                    _ => {}
                }
            }
            Event::DocType(_) => {
                return Err(malformed("it has a DTD, and those are not read".to_owned()));
            }
            Event::Eof => return Ok(ranges),
            _ => {}
        }
    }
}

/// Returns what a feature is whose range is a type.
fn kind_of(range: &str) -> Kind {
    let plain = [
        "String", "Integer", "Float", "Boolean", "Byte", "Short", "Long", "Double",
    ];
    match range.strip_prefix("uima.cas.") {
        Some(simple) if plain.contains(&simple) => Kind::Plain,
        _ => Kind::Reference,
    }
}
