//! Reads pages, lists and single Web Annotations, and the texts that lie beside them.
//!
//! Tags become spans; comments, entities and links are put on the spans they speak of, wherever in
//! the file those stand. Each source comes in once for each of those who annotated it.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde_json::Map;
use serde_json::Value;

use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingRelation;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Beside;
use crate::exchange::input::Input;
use crate::exchange::input::MAX_LINE_BYTES;
use crate::exchange::input::Sink;
use crate::exchange::json;
use crate::exchange::jsonl::without_position;
use crate::exchange::units::OffsetUnit;
use crate::exchange::web_annotation::read::target::Target;

mod target;

/// Fields of an annotation that say nothing of the text, or are read.
const KNOWN: [&str; 13] = [
    "@context",
    "id",
    "@id",
    "type",
    "motivation",
    "body",
    "bodyValue",
    "target",
    "creator",
    "created",
    "modified",
    "generated",
    "generator",
];

/// Reads a file of annotations.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let (beside, stem) = (input.beside, input.stem().to_owned());
    let unit = input.options.unit.unwrap_or(OffsetUnit::Chars);
    let content = input.all_text()?;
    let value = json::value(&content).map_err(|error| ReadError::Malformed {
        at: Place::Line(error.line()),
        format: "JSON-LD",
        problem: without_position(&error.to_string()),
    })?;
    let mut reader = Reader {
        beside,
        unit,
        sink,
        groups: Vec::new(),
        texts: BTreeMap::new(),
        spans: BTreeMap::new(),
    };
    let items = items(value);
    let mut others = Vec::new();
    for (n, item) in items.into_iter().enumerate() {
        let at = Place::path(1, format!("items[{n}]"));
        let Value::Object(object) = item else {
            reader.sink.refuse(at, 1, RefusalReason::NotAnObject);
            continue;
        };
        let annotation = Annotation::of(at, object);
        if annotation.is_tag() {
            reader.take_tag(annotation)?;
        } else {
            others.push(annotation);
        }
    }
    for annotation in others {
        reader.take_other(annotation)?;
    }
    if reader.groups.is_empty() {
        reader.group(&format!("{stem}.txt"), None)?;
    }
    for group in reader.groups {
        reader.sink.document(group.incoming)?;
    }
    Ok(())
}

/// Returns the annotations of a page, of the first page of a collection, or of a list.
fn items(value: Value) -> Vec<Value> {
    match value {
        Value::Array(items) => items,
        Value::Object(mut page) => match (page.remove("items"), page.remove("first")) {
            (Some(Value::Array(items)), _) => items,
            (None, Some(first @ Value::Object(_))) => match first {
                Value::Object(mut first) => match first.remove("items") {
                    Some(Value::Array(items)) => items,
                    _ => Vec::new(),
                },
                _ => Vec::new(),
            },
            _ => vec![Value::Object(page)],
        },
        other => vec![other],
    }
}

/// What an annotation says, with the purpose of each body.
struct Annotation {
    at: Place,
    id: Option<String>,
    motivation: String,
    creator: Option<(String, bool)>,
    /// Purpose and value of each body of text.
    said: Vec<(String, String)>,
    /// The resources that are linked to.
    links: Vec<Target>,
    targets: Vec<Target>,
    unread: Vec<String>,
}

impl Annotation {
    fn of(at: Place, mut object: Map<String, Value>) -> Self {
        let motivation = match object.get("motivation") {
            Some(Value::String(one)) => one.clone(),
            Some(Value::Array(all)) => all
                .first()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
            _ => String::new(),
        };
        let mut annotation = Self {
            at,
            id: string(&object, &["id", "@id"]),
            creator: object.get("creator").and_then(creator),
            said: Vec::new(),
            links: Vec::new(),
            targets: Vec::new(),
            unread: Vec::new(),
            motivation,
        };
        if let Some(Value::String(value)) = object.remove("bodyValue") {
            annotation.add_said("", value);
        }
        for body in listed(object.remove("body")) {
            annotation.add_body(body);
        }
        let targets = listed(object.remove("target"));
        annotation.targets = targets.iter().filter_map(Target::of).collect();
        let fields = object.keys().filter(|f| !KNOWN.contains(&f.as_str()));
        annotation.unread = fields.cloned().collect();
        annotation
    }

    fn add_said(&mut self, purpose: &str, value: String) {
        let purpose = if purpose.is_empty() {
            &self.motivation
        } else {
            purpose
        };
        self.said.push((purpose.to_owned(), value));
    }

    fn add_body(&mut self, body: Value) {
        match body {
            Value::String(iri) => self.add_said("", iri),
            Value::Object(body) => {
                let purpose = string(&body, &["purpose"]).unwrap_or_default();
                if let Some(value) = string(&body, &["value", "rdf:value"]) {
                    self.add_said(&purpose, value);
                } else if purpose == "linking" {
                    self.links.extend(Target::of(&Value::Object(body)));
                } else {
                    // A tag of a vocabulary: what it calls it, or where it stands.
                    let source = match body.get("source") {
                        Some(Value::Object(source)) => string(source, &["label", "id", "@id"]),
                        _ => string(&body, &["label", "source", "id", "@id"]),
                    };
                    match source {
                        Some(value) => self.add_said(&purpose, value),
                        None => self.unread.push("body".to_owned()),
                    }
                }
            }
            _ => self.unread.push("body".to_owned()),
        }
    }

    /// Returns the labels: tags, and what is neither a remark nor an identity of something else.
    fn labels(&self) -> impl Iterator<Item = &str> {
        let is_label = |purpose: &str| {
            matches!(purpose, "tagging" | "" | "highlighting" | "oa:tagging")
                || (purpose == "classifying" && self.targets.iter().any(|t| t.selects()))
        };
        let said = self.said.iter();
        said.filter(move |(purpose, _)| is_label(purpose))
            .map(|(_, value)| value.as_str())
    }

    /// Returns remarks, as one.
    fn note(&self) -> String {
        let is_note = |purpose: &str| {
            matches!(
                purpose,
                "commenting" | "describing" | "replying" | "questioning" | "assessing" | "editing"
            )
        };
        let said = self.said.iter().filter(|(purpose, _)| is_note(purpose));
        said.map(|(_, value)| value.as_str())
            .collect::<Vec<_>>()
            .join("\n")
    }

    fn entity(&self) -> Option<&str> {
        let mut said = self.said.iter();
        said.find(|(purpose, _)| purpose == "identifying")
            .map(|(_, value)| value.as_str())
    }

    fn is_link(&self) -> bool {
        self.motivation == "linking" || !self.links.is_empty()
    }

    fn is_tag(&self) -> bool {
        !self.is_link() && self.labels().next().is_some()
    }
}

/// Returns who made an annotation, and whether that is a program.
fn creator(value: &Value) -> Option<(String, bool)> {
    match value {
        Value::String(name) => Some((name.clone(), false)),
        Value::Object(creator) => {
            let name = string(creator, &["name", "nickname", "email", "id", "@id"])?;
            let is_program = string(creator, &["type"]).is_some_and(|kind| kind == "Software");
            Some((name, is_program))
        }
        Value::Array(all) => all.first().and_then(creator),
        _ => None,
    }
}

/// Returns the first of some fields that is a string.
fn string(object: &Map<String, Value>, fields: &[&str]) -> Option<String> {
    let mut found = fields
        .iter()
        .filter_map(|field| object.get(*field)?.as_str());
    found.next().map(str::to_owned)
}

/// Returns a value as a list: JSON-LD writes a list of one as what is in it.
fn listed(value: Option<Value>) -> Vec<Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values,
        Some(value) => vec![value],
    }
}

/// What one creator says of one source.
struct Group {
    source: String,
    creator: Option<(String, bool)>,
    incoming: Incoming,
}

struct Reader<'a> {
    beside: &'a dyn Beside,
    unit: OffsetUnit,
    sink: &'a mut dyn Sink,
    groups: Vec<Group>,
    texts: BTreeMap<String, Option<String>>,
    /// Where the span of an annotation went: which group, and which span of it.
    spans: BTreeMap<String, (usize, usize)>,
}

impl Reader<'_> {
    /// Returns the place of what a creator says of a source, which is begun if it is new.
    fn group(
        &mut self,
        source: &str,
        creator: Option<&(String, bool)>,
    ) -> Result<usize, ReadError> {
        let known = self
            .groups
            .iter()
            .position(|group| group.source == source && group.creator.as_ref() == creator);
        if let Some(at) = known {
            return Ok(at);
        }
        let text = self.text(source)?;
        let incoming = Incoming {
            unit: self.unit,
            annotator: creator.map(|(name, _)| name.clone()),
            is_prediction: creator.is_some_and(|(_, is_program)| *is_program),
            ..Incoming::new(Place::path(1, "items"), Some(source.to_owned()), text)
        };
        self.groups.push(Group {
            source: source.to_owned(),
            creator: creator.cloned(),
            incoming,
        });
        Ok(self.groups.len() - 1)
    }

    /// Returns the text of a source, if it lies beside.
    fn text(&mut self, source: &str) -> Result<Option<String>, ReadError> {
        if let Some(text) = self.texts.get(source) {
            return Ok(text.clone());
        }
        let is_name = !source.contains(['/', '\\', '\0']) && !source.starts_with('.');
        let mut content = None;
        for name in [source.to_owned(), format!("{source}.txt")] {
            if is_name && content.is_none() {
                content = self.beside.open(&name)?;
            }
        }
        let text = match content {
            None => None,
            Some(content) => {
                let mut bytes = Vec::new();
                let bound = MAX_LINE_BYTES as u64 + 1;
                content.take(bound).read_to_end(&mut bytes)?;
                if bytes.len() > MAX_LINE_BYTES {
                    let limit = MAX_LINE_BYTES;
                    return Err(ReadError::TooLong { limit });
                }
                // A byte order mark stays: it is counted by those who wrote the offsets.
                let text = String::from_utf8(bytes).map_err(|error| {
                    let head = error.as_bytes().get(..error.utf8_error().valid_up_to());
                    let lines = head.unwrap_or_default().iter().filter(|&&b| b == b'\n');
                    let line = lines.count() + 1;
                    ReadError::NotUtf8 { line }
                })?;
                Some(text)
            }
        };
        self.texts.insert(source.to_owned(), text.clone());
        Ok(text)
    }

    fn refuse(&mut self, at: &Place, reason: RefusalReason) {
        self.sink.refuse(at.clone(), 1, reason);
    }

    fn note_unread(&mut self, annotation: &Annotation) {
        for field in &annotation.unread {
            self.sink.unread(field);
        }
    }

    /// Takes an annotation with labels: a span for each, in each of its targets.
    fn take_tag(&mut self, annotation: Annotation) -> Result<(), ReadError> {
        self.note_unread(&annotation);
        if annotation.targets.is_empty() {
            let reason = RefusalReason::WrongKind { field: "target" };
            self.refuse(&annotation.at, reason);
        }
        for target in &annotation.targets {
            let n_group = self.group(target.source(), annotation.creator.as_ref())?;
            let Some(Group { incoming, .. }) = self.groups.get_mut(n_group) else {
                continue;
            };
            let range = target.range_in(incoming.text.as_deref());
            let Some((start, end)) = range else {
                incoming.partly_refused = true;
                let reason = RefusalReason::WrongKind { field: "selector" };
                self.refuse(&annotation.at, reason);
                continue;
            };
            for label in annotation.labels() {
                let n_span = incoming.spans.len();
                let mut span = IncomingSpan {
                    at: annotation.at.clone(),
                    start,
                    end,
                    label: label.to_owned(),
                    words: target.words().map(str::to_owned),
                    ..IncomingSpan::default()
                };
                let (note, entity) = (annotation.note(), annotation.entity());
                if !note.is_empty() || entity.is_some() {
                    let detail = span.detail.get_or_insert_default();
                    detail.note = note;
                    detail.entity = entity.map(str::to_owned);
                }
                incoming.spans.push(span);
                if let Some(id) = &annotation.id {
                    self.spans.entry(id.clone()).or_insert((n_group, n_span));
                }
            }
        }
        Ok(())
    }

    /// Takes what is said of a span, of two or of the whole text.
    fn take_other(&mut self, annotation: Annotation) -> Result<(), ReadError> {
        self.note_unread(&annotation);
        if annotation.is_link() {
            return self.take_link(&annotation);
        }
        let Some(target) = annotation.targets.first() else {
            let reason = RefusalReason::WrongKind { field: "target" };
            self.refuse(&annotation.at, reason);
            return Ok(());
        };
        let (note, entity) = (annotation.note(), annotation.entity());
        if let Some(span) = self.span_of(target) {
            let detail = span.detail.get_or_insert_default();
            match (detail.note.is_empty(), note.is_empty()) {
                (true, _) => detail.note = note,
                (false, false) => detail.note = format!("{}\n{note}", detail.note),
                (false, true) => {}
            }
            if let Some(entity) = entity {
                detail.entity = Some(entity.to_owned());
            }
            return Ok(());
        }
        let classes = annotation.said.iter().filter(|(p, _)| p == "classifying");
        let classes: Vec<String> = classes.map(|(_, value)| value.clone()).collect();
        if note.is_empty() && classes.is_empty() {
            let reason = RefusalReason::WrongKind { field: "body" };
            self.refuse(&annotation.at, reason);
            return Ok(());
        }
        let group = self.group(target.source(), annotation.creator.as_ref())?;
        if let Some(Group { incoming, .. }) = self.groups.get_mut(group) {
            let range = target.range_in(incoming.text.as_deref());
            incoming.classes.extend(classes);
            if !note.is_empty() {
                incoming.notes.push((range, note));
            }
        }
        Ok(())
    }

    /// Returns the span of the annotation that a target names.
    fn span_of(&mut self, target: &Target) -> Option<&mut IncomingSpan> {
        let (group, span) = *self.spans.get(target.annotation()?)?;
        self.groups.get_mut(group)?.incoming.spans.get_mut(span)
    }

    fn end_of(&mut self, target: &Target) -> Option<IncomingEnd> {
        if let Some(span) = self.span_of(target) {
            return Some(IncomingEnd {
                start: span.start,
                end: span.end,
                label: Some(span.label.clone()),
            });
        }
        let (start, end) = target.range()?;
        Some(IncomingEnd {
            start,
            end,
            label: None,
        })
    }

    /// Takes a relation: from the target to what the body links to, or from the first target to
    /// the second.
    fn take_link(&mut self, annotation: &Annotation) -> Result<(), ReadError> {
        let mut ends = annotation.targets.iter().chain(&annotation.links);
        let pair = ends.next().zip(ends.next());
        let pair =
            pair.and_then(|(head, tail)| Some((head, self.end_of(head)?, self.end_of(tail)?)));
        let Some((target, head, tail)) = pair else {
            let reason = RefusalReason::WrongKind { field: "target" };
            self.refuse(&annotation.at, reason);
            return Ok(());
        };
        let known = target.annotation().and_then(|id| self.spans.get(id));
        let group = match known {
            Some((group, _)) => *group,
            None => self.group(target.source(), annotation.creator.as_ref())?,
        };
        let key = annotation
            .said
            .first()
            .map_or("linking", |(_, value)| value);
        if let Some(Group { incoming, .. }) = self.groups.get_mut(group) {
            incoming.relations.push(IncomingRelation {
                at: annotation.at.clone(),
                key: key.to_owned(),
                head,
                tail,
            });
        }
        Ok(())
    }
}
