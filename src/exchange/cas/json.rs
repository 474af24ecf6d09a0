//! The JSON spelling of a CAS, version 0.4: everything of a document in one object.
//!
//! `%TYPES` describes the types, `%FEATURE_STRUCTURES` lists the structures with `%ID` and `%TYPE`;
//! a feature that refers to another has an `@` before its name. Every character can stand in it.

use std::fmt;
use std::io;
use std::io::Write as _;

use serde::de;
use serde::de::DeserializeSeed;
use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use super::found::Found;
use super::found::Given;
use super::found::GivenFeature;
use super::found::Kind;
use super::structures::Feature;
use super::structures::SOFA_ID;
use super::structures::Structure;
use super::structures::structures;
use super::types;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::input::Input;
use crate::exchange::input::Sink;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::stems::Stems;
use crate::exchange::units::OffsetUnit;

const STRUCTURES: &str = "%FEATURE_STRUCTURES";
const VIEW: &str = "_InitialView";

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
        let name = format!("{}.json", self.stems.next(record));
        let mut out = io::BufWriter::new(self.output.named(&name)?);
        let sofa = json!({
            "%ID": SOFA_ID,
            "%TYPE": types::SOFA,
            "sofaNum": 1,
            "sofaID": VIEW,
            "mimeType": "text/plain",
            "sofaString": record.text.as_str(),
        });
        let structures = structures(record);
        let members: Vec<usize> = structures.iter().map(|s| s.id).collect();
        let mut all = vec![sofa];
        all.extend(structures.into_iter().map(object_of));
        let cas = json!({
            "%TYPES": types_object(),
            STRUCTURES: all,
            "%VIEWS": { VIEW: { "%SOFA": SOFA_ID, "%MEMBERS": members } },
        });
        serde_json::to_writer(&mut out, &cas)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

fn object_of(structure: Structure) -> Value {
    let Structure {
        id,
        type_name,
        begin,
        end,
        features,
    } = structure;
    let mut object = Map::new();
    object.insert("%ID".to_owned(), id.into());
    object.insert("%TYPE".to_owned(), type_name.into());
    object.insert("@sofa".to_owned(), SOFA_ID.into());
    object.insert("begin".to_owned(), begin.into());
    object.insert("end".to_owned(), end.into());
    for (name, feature) in features {
        match feature {
            Feature::Text(text) => object.insert(name.to_owned(), text.into()),
            Feature::Reference(id) => object.insert(format!("@{name}"), id.into()),
        };
    }
    Value::Object(object)
}

fn types_object() -> Value {
    let mut all = Map::new();
    for own in &types::TYPES {
        let mut object = Map::new();
        object.insert("%NAME".to_owned(), own.name.into());
        object.insert("%SUPER_TYPE".to_owned(), own.parent.into());
        for (feature, range) in own.features {
            let described = json!({ "%NAME": feature, "%RANGE": range });
            object.insert((*feature).to_owned(), described);
        }
        all.insert(own.name.to_owned(), Value::Object(object));
    }
    Value::Object(all)
}

/// Reads a file.
pub fn read(input: Input<'_>, sink: &mut dyn Sink) -> Result<(), ReadError> {
    let stem = input.stem().to_owned();
    let unit = input.options.unit.unwrap_or(OffsetUnit::Utf16);
    let content = input.all_text()?;
    let mut found = Found::default();
    let mut reader = Structures {
        found: &mut found,
        sink: &mut *sink,
        any: false,
    };
    let mut json = serde_json::Deserializer::from_str(&content);
    let read = (&mut reader)
        .deserialize(&mut json)
        .and_then(|()| json.end());
    let any = reader.any;
    let malformed = |line, problem| ReadError::Malformed {
        at: Place::Line(line),
        format: "a CAS in JSON",
        problem,
    };
    read.map_err(|error| malformed(error.line(), error.to_string()))?;
    if !any {
        return Err(malformed(1, format!("it has no {STRUCTURES}")));
    }
    found.documents(&stem, unit, sink)
}

/// Takes the structures one after the other, so that only one of them is a tree of values.
struct Structures<'a> {
    found: &'a mut Found,
    sink: &'a mut dyn Sink,
    any: bool,
}

impl<'de> DeserializeSeed<'de> for &mut Structures<'_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> de::Visitor<'de> for &mut Structures<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: de::MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == STRUCTURES {
                self.any = true;
                map.next_value_seed(List(&mut *self))?;
            } else {
                map.next_value::<de::IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

/// The list of structures.
struct List<'a, 'b>(&'a mut Structures<'b>);

impl<'de> DeserializeSeed<'de> for List<'_, '_> {
    type Value = ();

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> de::Visitor<'de> for List<'_, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of feature structures")
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        let Structures { found, sink, .. } = self.0;
        let mut n = 0;
        while let Some(value) = seq.next_element::<Value>()? {
            let at = Place::path(1, format!("{STRUCTURES}[{n}]"));
            n += 1;
            match value {
                Value::Object(object) => found.take(&given(at, object), *sink),
                _ => sink.refuse(at, 1, RefusalReason::NotAnObject),
            }
        }
        Ok(())
    }
}

fn given(at: Place, object: Map<String, Value>) -> Given {
    let mut given = Given {
        at,
        id: None,
        type_name: String::new(),
        features: Vec::new(),
    };
    for (key, value) in object {
        match (key.as_str(), value) {
            ("%ID", value) => given.id = value.as_u64(),
            ("%TYPE", Value::String(name)) => given.type_name = name,
            (_, Value::Null) => {}
            (_, value) => {
                let kind = match (&value, key.starts_with('@')) {
                    (Value::Array(_) | Value::Object(_), _) => Kind::Unknown,
                    (_, true) => Kind::Reference,
                    (_, false) => Kind::Plain,
                };
                let value = match value {
                    Value::String(text) => text,
                    value => value.to_string(),
                };
                let name = key.strip_prefix('@').unwrap_or(&key).to_owned();
                given.features.push(GivenFeature { name, value, kind });
            }
        }
    }
    given
}
