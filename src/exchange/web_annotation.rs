//! W3C Web Annotation: for each document its text and an annotation page about it, a folder of all.
//!
//! `甲.txt` is the text as it is, and `甲.jsonld` an `AnnotationPage` whose items point into it by
//! characters and, so that one still finds the place in a text that was edited, by the words with
//! 32 characters before and after. A span is an annotation with the motivation `tagging`.
//! What else is said is an annotation of its own, so that who reads tags finds nothing but tags:
//! `commenting` for notes, `identifying` for entities, `classifying` for classes of the whole text
//! and `linking` for relations, from the target to the body. Those name characters by RFC 5147
//! (`char=0,3`) and the annotation that they speak of by `scope`.
//!
//! File names become parts of IRIs and are read by some without undoing `%20`, so what would need
//! it is `_`.

mod read;

use std::collections::BTreeMap;
use std::io;
use std::io::Write as _;

use serde::Serialize;

use crate::exchange::Spelling;
use crate::exchange::json;
use crate::exchange::loss::LossKind;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::said;
use crate::exchange::stems::Stems;
pub use crate::exchange::web_annotation::read::read;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// What it has no usual place for.
pub const CANNOT_CARRY: [LossKind; 9] = [
    LossKind::RelationNotes,
    LossKind::Attributes,
    LossKind::Statuses,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

const CONTEXT: &str = "http://www.w3.org/ns/anno.jsonld";
const TEXT_FRAGMENT: &str = "http://tools.ietf.org/rfc/rfc5147";

/// How many characters before and after a span are quoted.
const N_AROUND: usize = 32;

#[derive(Serialize)]
struct Annotation<'a> {
    id: String,
    #[serde(rename = "type")]
    kind: &'a str,
    motivation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    creator: Option<Creator<'a>>,
    body: Vec<Body<'a>>,
    target: Target<'a>,
}

#[derive(Clone, Copy, Serialize)]
struct Creator<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Body<'a> {
    Textual(Textual<'a>),
    Place(Target<'a>),
}

#[derive(Serialize)]
struct Textual<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    purpose: &'a str,
    value: &'a str,
    format: &'a str,
}

#[derive(Serialize)]
struct Target<'a> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    purpose: Option<&'a str>,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    selector: Vec<Selector<'a>>,
}

#[derive(Serialize)]
#[serde(tag = "type")]
enum Selector<'a> {
    #[serde(rename = "TextPositionSelector")]
    Position { start: usize, end: usize },
    #[serde(rename = "TextQuoteSelector")]
    Quote {
        exact: &'a str,
        prefix: &'a str,
        suffix: &'a str,
    },
    #[serde(rename = "FragmentSelector")]
    Fragment {
        #[serde(rename = "conformsTo")]
        conforms_to: &'a str,
        value: String,
    },
}

/// Names of files stand in addresses, where some characters mean something else.
pub const SPELLING: Spelling = Spelling {
    name_char: |c| {
        if c.is_whitespace() || "%#?[]{}^`\\|<>\"".contains(c) {
            '_'
        } else {
            c
        }
    },
    ..Spelling::ANY
};

/// Begins a folder.
pub fn write(output: Box<dyn Output>, _options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Folder {
        output,
        stems: Stems::spelled(SPELLING),
    }))
}

struct Folder {
    output: Box<dyn Output>,
    stems: Stems,
}

impl Writer for Folder {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let stem = self.stems.next(record);
        let source = format!("{stem}.txt");
        let mut text = self.output.named(&source)?;
        text.write_all(record.text.as_str().as_bytes())?;
        text.flush()?;
        let file = format!("{stem}.jsonld");
        let out = self.output.named(&file)?;
        let mut page = Page {
            out: io::BufWriter::new(out),
            file: &file,
            source: &source,
            creator: creator(record),
            n_items: 0,
        };
        page.begin()?;
        page.items(record)?;
        page.finish()
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

fn creator(record: &Record) -> Option<Creator<'_>> {
    let name = record.layer.annotator.as_str();
    let kind = if record.layer.is_prediction() {
        "Software"
    } else {
        "Person"
    };
    (!name.is_empty()).then_some(Creator { kind, name })
}

/// A page that is being written.
struct Page<'a, W: io::Write> {
    out: W,
    file: &'a str,
    source: &'a str,
    creator: Option<Creator<'a>>,
    n_items: usize,
}

impl<'a, W: io::Write> Page<'a, W> {
    fn begin(&mut self) -> io::Result<()> {
        write!(self.out, "{{\"@context\":\"{CONTEXT}\",\"id\":")?;
        json::write_one_line(&mut self.out, &self.file)?;
        self.out
            .write_all(b",\"type\":\"AnnotationPage\",\"items\":[")
    }

    fn finish(mut self) -> io::Result<()> {
        let end: &[u8] = if self.n_items == 0 {
            b"]}\n"
        } else {
            b"\n]}\n"
        };
        self.out.write_all(end)?;
        self.out.flush()
    }

    /// Writes spans, then what is said of them, of two of them and of the whole text.
    fn items(&mut self, record: &Record) -> io::Result<()> {
        let layer = &record.layer;
        let mut ids: BTreeMap<SpanKey, String> = BTreeMap::new();
        for span in layer.spans.iter() {
            let selector = selectors(&record.text, span.range);
            let id = self.put(
                "tagging",
                vec![textual("tagging", &span.label)],
                None,
                selector,
            )?;
            ids.insert(span.key(), id);
        }
        for span in layer.spans.iter() {
            let Some(detail) = span.detail.as_deref() else {
                continue;
            };
            let scope = ids.get(&span.key()).map(String::as_str);
            if !detail.note.is_empty() {
                let body = textual("commenting", &detail.note);
                self.put("commenting", vec![body], scope, fragment(span.range))?;
            }
            if let Some(entity) = &detail.entity {
                let body = textual("identifying", entity);
                self.put("identifying", vec![body], scope, fragment(span.range))?;
            }
        }
        for relation in said::relations(layer) {
            let scope = |key: &SpanKey| ids.get(key).map(String::as_str);
            let (head, tail) = (&relation.id.head, &relation.id.tail);
            let to = Target {
                kind: "SpecificResource",
                purpose: Some("linking"),
                source: self.source,
                scope: scope(tail),
                selector: fragment(tail.range),
            };
            let body = vec![textual("tagging", &relation.id.key), Body::Place(to)];
            self.put("linking", body, scope(head), fragment(head.range))?;
        }
        for class in &layer.meta.classes {
            let body = textual("classifying", class);
            self.put("classifying", vec![body], None, Vec::new())?;
        }
        for note in &layer.meta.notes {
            let selector = note.range.map(fragment).unwrap_or_default();
            let body = textual("commenting", &note.text);
            self.put("commenting", vec![body], None, selector)?;
        }
        Ok(())
    }

    /// Writes an annotation and returns its id.
    fn put(
        &mut self,
        motivation: &str,
        body: Vec<Body<'_>>,
        scope: Option<&str>,
        selector: Vec<Selector<'_>>,
    ) -> io::Result<String> {
        let before: &[u8] = if self.n_items == 0 { b"\n" } else { b",\n" };
        self.out.write_all(before)?;
        self.n_items += 1;
        let id = format!("{}#{}", self.file, self.n_items);
        let annotation = Annotation {
            id: id.clone(),
            kind: "Annotation",
            motivation,
            creator: self.creator,
            body,
            target: Target {
                kind: "SpecificResource",
                purpose: None,
                source: self.source,
                scope,
                selector,
            },
        };
        json::write_one_line(&mut self.out, &annotation)?;
        Ok(id)
    }
}

fn textual<'a>(purpose: &'a str, value: &'a str) -> Body<'a> {
    Body::Textual(Textual {
        kind: "TextualBody",
        purpose,
        value,
        format: "text/plain",
    })
}

/// Names characters by their place and by their words.
fn selectors(text: &Text, range: CharRange) -> Vec<Selector<'_>> {
    let (start, end) = (range.start(), range.end());
    let before = CharRange::new(start.minus(N_AROUND.min(start.0)), start);
    let after = CharRange::new(end, end.plus(N_AROUND));
    vec![
        Selector::Position {
            start: start.0,
            end: end.0,
        },
        Selector::Quote {
            exact: text.slice(range),
            prefix: text.slice(before),
            suffix: text.slice(after),
        },
    ]
}

fn fragment(range: CharRange) -> Vec<Selector<'static>> {
    vec![Selector::Fragment {
        conforms_to: TEXT_FRAGMENT,
        value: format!("char={},{}", range.start().0, range.end().0),
    }]
}
