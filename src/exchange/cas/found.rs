//! Puts a document together of the feature structures that stand in a CAS.
//!
//! Structures come in any order and refer to each other by id, so that all of them are taken
//! before anything is made of them. Which types are spans is told by their names: those of named
//! entities, those of INCEpTION's custom layers (`webanno.custom.…`), and whatever else has a place
//! in the text and is not of the tools' own types for sentences, words and grammar. A span's label
//! is its `value` or `label`, else the last part of the name of its type.

use std::collections::BTreeMap;
use std::collections::HashMap;

use super::STATUSES;
use super::types;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingDetail;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Sink;
use crate::exchange::units::OffsetUnit;
use crate::model::layer::Status;

/// Packages of types that are no labels of anybody.
const TOOLS: [&str; 6] = [
    "uima.",
    "de.tudarmstadt.ukp.dkpro.core.",
    "de.tudarmstadt.ukp.clarin.webanno.",
    "de.tudarmstadt.ukp.inception.",
    "org.dkpro.core.",
    "zhubi.",
];

/// Packages among those whose types are labels.
const ENTITIES: [&str; 2] = [
    "de.tudarmstadt.ukp.dkpro.core.api.ner.type.",
    "org.dkpro.core.api.ner.type.",
];

/// Features that every structure on a text has.
const PLACE: [&str; 3] = ["sofa", "begin", "end"];

/// A feature structure as it stands in a file.
#[derive(Debug)]
pub(super) struct Given {
    pub(super) at: Place,
    pub(super) id: Option<u64>,
    /// With its package, `uima.tcas.Annotation`.
    pub(super) type_name: String,
    pub(super) features: Vec<GivenFeature>,
}

#[derive(Debug)]
pub(super) struct GivenFeature {
    pub(super) name: String,
    pub(super) value: String,
    pub(super) kind: Kind,
}

/// What the value of a feature is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A string, a number or a truth.
    Plain,
    /// The id of another structure.
    Reference,
    /// One of them; the file does not say which.
    Unknown,
}

impl Given {
    fn value(&self, name: &str) -> Option<&str> {
        let feature = self.features.iter().find(|feature| feature.name == name)?;
        Some(&feature.value)
    }

    fn number<T: std::str::FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.trim().parse().ok()
    }

    fn local_name(&self) -> &str {
        let last = self.type_name.rsplit('.').next();
        last.unwrap_or(&self.type_name)
    }

    fn is_in(&self, packages: &[&str]) -> bool {
        let mut packages = packages.iter();
        packages.any(|package| self.type_name.starts_with(package))
    }
}

#[derive(Default)]
struct Sofa {
    name: String,
    text: Option<String>,
    partly_refused: bool,
}

struct FoundSpan {
    sofa: Option<u64>,
    span: IncomingSpan,
}

struct FoundRelation {
    at: Place,
    sofa: Option<u64>,
    key: String,
    ends: [Option<u64>; 2],
}

struct FoundNote {
    sofa: Option<u64>,
    range: Option<(usize, usize)>,
    text: String,
}

/// Takes structures as they are read.
#[derive(Default)]
pub(super) struct Found {
    sofas: BTreeMap<u64, Sofa>,
    spans: Vec<FoundSpan>,
    place_of_span: HashMap<u64, usize>,
    relations: Vec<FoundRelation>,
    /// What is said of spans, with their ids.
    attributes: Vec<(u64, String, String)>,
    span_notes: Vec<(u64, String)>,
    /// What is said of documents, with the ids of their texts.
    titles: BTreeMap<Option<u64>, String>,
    notes: Vec<FoundNote>,
    classes: Vec<(Option<u64>, String)>,
    statuses: BTreeMap<Option<u64>, Status>,
}

impl Found {
    /// Takes a structure.
    pub(super) fn take(&mut self, given: &Given, sink: &mut dyn Sink) {
        let sofa = given.number("sofa");
        let text = |name: &str| given.value(name).unwrap_or_default().to_owned();
        match given.type_name.as_str() {
            types::SOFA => self.take_sofa(given),
            types::METADATA => {
                let title = given.value("documentTitle").filter(|t| !t.is_empty());
                if let Some(title) = title {
                    self.titles.insert(sofa, title.to_owned());
                }
            }
            types::ATTRIBUTE => {
                if let Some(span) = given.number("span") {
                    self.attributes.push((span, text("name"), text("content")));
                }
            }
            types::NOTE | types::DOCUMENT_NOTE => {
                let text = text("content");
                let on_all = given.type_name == types::DOCUMENT_NOTE;
                let range = (given.number("begin"), given.number("end"));
                let range = range.0.zip(range.1).filter(|_| !on_all);
                match given.number("span") {
                    Some(span) => self.span_notes.push((span, text)),
                    None => self.notes.push(FoundNote { sofa, range, text }),
                }
            }
            types::CLASS => self.classes.push((sofa, text("name"))),
            types::STATUS => {
                let name = text("name");
                let status = STATUSES.iter().find(|(known, _)| *known == name);
                match status {
                    Some((_, status)) => {
                        self.statuses.insert(sofa, *status);
                    }
                    None => sink.unread("status"),
                }
            }
            _ if given.is_in(&["uima."]) => {}
            _ if given.is_in(&TOOLS) && !given.is_in(&ENTITIES) => {
                sink.unread(given.local_name());
            }
            _ if given.value("Governor").is_some() || given.value("Dependent").is_some() => {
                self.take_relation(given, sofa, sink);
            }
            _ if given.value("begin").is_some() || given.value("end").is_some() => {
                self.take_span(given, sofa, sink);
            }
            _ => sink.unread(given.local_name()),
        }
    }

    fn take_sofa(&mut self, given: &Given) {
        let Some(id) = given.id else {
            return;
        };
        let sofa = self.sofas.entry(id).or_default();
        sofa.name = given.value("sofaID").unwrap_or_default().to_owned();
        sofa.text = given.value("sofaString").map(str::to_owned);
    }

    fn take_relation(&mut self, given: &Given, sofa: Option<u64>, sink: &mut dyn Sink) {
        let key = ["relation", "value", "label"];
        let key = key.into_iter().find_map(|name| given.value(name));
        let read = ["relation", "value", "label", "Governor", "Dependent"];
        note_unread(given, &read, sink);
        self.relations.push(FoundRelation {
            at: given.at.clone(),
            sofa,
            key: key.unwrap_or(given.local_name()).to_owned(),
            ends: [given.number("Governor"), given.number("Dependent")],
        });
    }

    fn take_span(&mut self, given: &Given, sofa: Option<u64>, sink: &mut dyn Sink) {
        let at = given.at.clone();
        let mut refuse = |reason| {
            sink.refuse(at.clone(), 1, reason);
            if let Some(sofa) = sofa {
                self.sofas.entry(sofa).or_default().partly_refused = true;
            }
        };
        let place = |name: &str| {
            given
                .number(name)
                .ok_or_else(|| RefusalReason::NotAPosition {
                    found: given
                        .value(name)
                        .unwrap_or("nothing")
                        .chars()
                        .take(40)
                        .collect(),
                })
        };
        let (start, end) = match (place("begin"), place("end")) {
            (Ok(start), Ok(end)) => (start, end),
            (Err(reason), _) | (_, Err(reason)) => return refuse(reason),
        };
        let label_feature = ["value", "label"].into_iter().find(|name| {
            let mut features = given.features.iter();
            features.any(|f| f.name == *name && f.kind != Kind::Reference)
        });
        let label = label_feature.and_then(|name| given.value(name));
        let label = match label {
            Some(label) => label,
            // Nobody has said yet what it is.
            None if given.type_name == types::NAMED_ENTITY => {
                return refuse(RefusalReason::WrongKind { field: "value" });
            }
            None => given.local_name(),
        };
        let mut detail = IncomingDetail::default();
        for feature in &given.features {
            let name = feature.name.as_str();
            if PLACE.contains(&name) || Some(name) == label_feature {
                continue;
            }
            if name == "identifier" && given.is_in(&ENTITIES) {
                detail.entity = Some(feature.value.clone());
            } else if feature.kind == Kind::Plain {
                detail
                    .attributes
                    .insert(feature.name.clone(), feature.value.clone());
            } else {
                sink.unread(name);
            }
        }
        if let Some(id) = given.id {
            self.place_of_span.insert(id, self.spans.len());
        }
        self.spans.push(FoundSpan {
            sofa,
            span: IncomingSpan {
                at: given.at.clone(),
                start,
                end,
                label: label.to_owned(),
                detail: (detail != IncomingDetail::default()).then(|| Box::new(detail)),
                ..IncomingSpan::default()
            },
        });
    }

    /// Hands over a document for each text; one that has no title is named after the file.
    pub(super) fn documents(
        mut self,
        stem: &str,
        unit: OffsetUnit,
        sink: &mut dyn Sink,
    ) -> Result<(), ReadError> {
        self.describe_spans();
        let mut documents: BTreeMap<u64, Incoming> = BTreeMap::new();
        for (nth, (id, sofa)) in self.sofas.iter().enumerate() {
            // One that names a file elsewhere, or was only referred to.
            let Some(text) = &sofa.text else {
                sink.unread("sofa");
                continue;
            };
            let title = self.titles.get(&Some(*id)).cloned();
            let name = title.unwrap_or_else(|| match nth {
                0 => stem.to_owned(),
                _ => format!("{stem}/{}", sofa.name),
            });
            let at = Place::path(nth + 1, sofa.name.as_str());
            let mut incoming = Incoming::new(at, Some(name), Some(text.clone()));
            incoming.unit = unit;
            incoming.partly_refused = sofa.partly_refused;
            incoming.status = self.statuses.get(&Some(*id)).copied();
            documents.insert(*id, incoming);
        }
        let of = |sofa: Option<u64>| sofa.or_else(|| self.sofas.keys().next().copied());
        self.add_relations(&mut documents, sink);
        for FoundNote { sofa, range, text } in self.notes {
            if let Some(document) = of(sofa).and_then(|id| documents.get_mut(&id)) {
                document.notes.push((range, text));
            }
        }
        for (sofa, class) in self.classes {
            if let Some(document) = of(sofa).and_then(|id| documents.get_mut(&id)) {
                document.classes.push(class);
            }
        }
        for FoundSpan { sofa, span } in self.spans {
            match of(sofa).and_then(|id| documents.get_mut(&id)) {
                Some(document) => document.spans.push(span),
                None => sink.refuse(span.at, 1, RefusalReason::WrongKind { field: "sofa" }),
            }
        }
        for (_, document) in documents {
            sink.document(document)?;
        }
        Ok(())
    }

    /// Puts attributes and notes on the spans that they are of.
    fn describe_spans(&mut self) {
        for (id, name, content) in std::mem::take(&mut self.attributes) {
            if let Some(detail) = self.detail_of(id) {
                detail.attributes.insert(name, content);
            }
        }
        for (id, content) in std::mem::take(&mut self.span_notes) {
            if let Some(detail) = self.detail_of(id) {
                detail.note = content;
            }
        }
    }

    fn detail_of(&mut self, id: u64) -> Option<&mut IncomingDetail> {
        let place = self.place_of_span.get(&id)?;
        let found = self.spans.get_mut(*place)?;
        Some(found.span.detail.get_or_insert_default())
    }

    fn add_relations(&self, documents: &mut BTreeMap<u64, Incoming>, sink: &mut dyn Sink) {
        for relation in &self.relations {
            let end = |id: Option<u64>| {
                let found = self.spans.get(*self.place_of_span.get(&id?)?)?;
                Some(IncomingEnd {
                    start: found.span.start,
                    end: found.span.end,
                    label: Some(found.span.label.clone()),
                })
            };
            let sofa = relation.sofa.or_else(|| self.sofas.keys().next().copied());
            let document = sofa.and_then(|id| documents.get_mut(&id));
            let [head, tail] = relation.ends.map(end);
            let field = match (&document, &head, &tail) {
                (None, _, _) => "sofa",
                (_, None, _) => "Governor",
                _ => "Dependent",
            };
            let (Some(document), Some(head), Some(tail)) = (document, head, tail) else {
                sink.refuse(relation.at.clone(), 1, RefusalReason::WrongKind { field });
                continue;
            };
            document.relations.push(IncomingRelation {
                at: relation.at.clone(),
                key: relation.key.clone(),
                head,
                tail,
            });
        }
    }
}

fn note_unread(given: &Given, read: &[&str], sink: &mut dyn Sink) {
    for feature in &given.features {
        let name = feature.name.as_str();
        if !PLACE.contains(&name) && !read.contains(&name) {
            sink.unread(name);
        }
    }
}
