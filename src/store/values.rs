//! How single values of a project file are read, where serde's own way does not do.
//!
//! Three things are special. A text is a list of strings, one a paragraph, that are read into one.
//! An optional value is left out rather than wrapped in `Some`. A map refuses a key that stands
//! twice, where serde would keep the last in silence.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use ron::value::RawValue;
use serde::Deserialize;
use serde::Deserializer;
use serde::de::DeserializeSeed;
use serde::de::Error as _;
use serde::de::MapAccess;
use serde::de::SeqAccess;
use serde::de::Visitor;

use crate::store::gauge;

/// A text, read from a list of its paragraphs.
#[derive(Debug, Default)]
pub struct Paragraphs(pub Arc<str>);

impl<'de> Deserialize<'de> for Paragraphs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ParagraphsVisitor).map(Self)
    }
}

struct ParagraphsVisitor;

impl<'de> Visitor<'de> for ParagraphsVisitor {
    type Value = Arc<str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of strings, one a paragraph")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arc<str>, A::Error> {
        let mut text = String::new();
        while seq.next_element_seed(Append(&mut text))?.is_some() {}
        // Now rather than when all is read: a string that grew is longer than what is in it.
        Ok(text.into())
    }
}

/// Reads a string onto the end of another.
struct Append<'a>(&'a mut String);

impl<'de> DeserializeSeed<'de> for Append<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Append<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, paragraph: &str) -> Result<(), E> {
        gauge::parsed(paragraph);
        self.0.push_str(paragraph);
        Ok(())
    }
}

/// A string that borrows from the file unless something in it is escaped.
#[derive(Debug)]
pub struct Words<'a>(pub Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(WordsVisitor)
    }
}

struct WordsVisitor;

impl<'de> Visitor<'de> for WordsVisitor {
    type Value = Words<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_str<E>(self, words: &'de str) -> Result<Words<'de>, E> {
        gauge::parsed(words);
        Ok(Words(Cow::Borrowed(words)))
    }

    fn visit_str<E>(self, words: &str) -> Result<Words<'de>, E> {
        Ok(Words(Cow::Owned(words.to_owned())))
    }

    fn visit_string<E>(self, words: String) -> Result<Words<'de>, E> {
        Ok(Words(Cow::Owned(words)))
    }
}

/// Reads a value that is there as it is, so that an absent one is `None` and needs no `Some`.
pub fn plain<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    T::deserialize(deserializer).map(Some)
}

/// A map that refuses a key which stands twice.
#[derive(Debug)]
pub struct UniqueMap<T>(pub BTreeMap<String, T>);

impl<T> Default for UniqueMap<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for UniqueMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer
            .deserialize_map(UniqueMapVisitor(PhantomData))
            .map(Self)
    }
}

struct UniqueMapVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for UniqueMapVisitor<T> {
    type Value = BTreeMap<String, T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a map with strings for keys")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("the key `{key}` twice")));
            }
            map.insert(key, entries.next_value()?);
        }
        Ok(map)
    }
}

/// A value of any shape, kept as the RON text it stands as, without blanks and comments around it.
#[derive(Debug)]
pub struct AnyValue(pub String);

impl<'de> Deserialize<'de> for AnyValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = <&RawValue>::deserialize(deserializer)?;
        Ok(Self(value.trim().get_ron().to_owned()))
    }
}
