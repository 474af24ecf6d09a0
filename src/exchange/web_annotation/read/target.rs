//! What an annotation speaks of: a source, characters of it, or another annotation.

use serde_json::Map;
use serde_json::Value;

/// A target, or the resource that a body links to.
pub(super) struct Target {
    /// The file's name.
    source: String,
    /// The annotation it speaks of.
    annotation: Option<String>,
    range: Option<(usize, usize)>,
    quote: Option<Quote>,
}

struct Quote {
    exact: String,
    prefix: String,
    suffix: String,
}

impl Target {
    /// Reads one; `None` if it names nothing.
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(iri) => Some(Self {
                source: file_name(iri),
                annotation: Some(iri.clone()),
                range: fragment(iri.split_once('#').unwrap_or_default().1),
                quote: None,
            }),
            Value::Object(object) => Self::of_object(object),
            _ => None,
        }
    }

    fn of_object(object: &Map<String, Value>) -> Option<Self> {
        let string = |field: &str| object.get(field).and_then(Value::as_str);
        let id = string("id").or_else(|| string("@id"));
        let source = match object.get("source") {
            Some(Value::String(source)) => Some(source.as_str()),
            Some(Value::Object(source)) => source.get("id").and_then(Value::as_str),
            _ => None,
        };
        let iri = source.or(id)?;
        let mut target = Self {
            source: file_name(iri),
            annotation: string("scope").or(id).map(str::to_owned),
            range: fragment(iri.split_once('#').unwrap_or_default().1),
            quote: None,
        };
        match object.get("selector") {
            Some(Value::Array(all)) => all.iter().for_each(|one| target.select(one)),
            Some(one) => target.select(one),
            None => {}
        }
        Some(target)
    }

    fn select(&mut self, selector: &Value) {
        let string = |field: &str| selector.get(field).and_then(Value::as_str);
        let number = |field: &str| {
            let value = selector.get(field)?;
            // What was linked data in between comes as a typed string.
            let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
            number.and_then(|n| usize::try_from(n).ok())
        };
        match string("type").unwrap_or_default() {
            "TextPositionSelector" | "oa:TextPositionSelector" => {
                self.range = number("start").zip(number("end")).or(self.range);
            }
            "TextQuoteSelector" | "oa:TextQuoteSelector" => {
                let around = |field| string(field).unwrap_or_default().to_owned();
                self.quote = string("exact").map(|exact| Quote {
                    exact: exact.to_owned(),
                    prefix: around("prefix"),
                    suffix: around("suffix"),
                });
            }
            "FragmentSelector" | "oa:FragmentSelector" => {
                self.range = self.range.or_else(|| fragment(string("value")?));
            }
            _ => {}
        }
    }

    /// Returns the name of the file it speaks of.
    pub(super) fn source(&self) -> &str {
        &self.source
    }

    /// Returns the id of the annotation that it may speak of.
    pub(super) fn annotation(&self) -> Option<&str> {
        self.annotation.as_deref()
    }

    /// Returns whether it speaks of a part of its source.
    pub(super) fn selects(&self) -> bool {
        self.range.is_some() || self.quote.is_some()
    }

    /// Returns the words that should stand there.
    pub(super) fn words(&self) -> Option<&str> {
        self.quote.as_ref().map(|quote| quote.exact.as_str())
    }

    /// Returns where it starts and ends, if it says so in numbers.
    pub(super) fn range(&self) -> Option<(usize, usize)> {
        self.range
    }

    /// Returns where it starts and ends; words without numbers are looked for in the text.
    pub(super) fn range_in(&self, text: Option<&str>) -> Option<(usize, usize)> {
        self.range.or_else(|| {
            let (text, quote) = (text?, self.quote.as_ref()?);
            let whole = format!("{}{}{}", quote.prefix, quote.exact, quote.suffix);
            let mut found = text.match_indices(&whole);
            let (at, _) = found.next()?;
            if whole.is_empty() || found.next().is_some() {
                return None;
            }
            let start = text.get(..at)?.chars().count() + quote.prefix.chars().count();
            Some((start, start + quote.exact.chars().count()))
        })
    }
}

/// Reads the characters of a fragment by RFC 5147: `char=0,3`.
fn fragment(fragment: &str) -> Option<(usize, usize)> {
    let range = fragment.strip_prefix("char=")?;
    let range = range.split(';').next()?;
    let (start, end) = range.split_once(',')?;
    Some((start.parse().ok()?, end.parse().ok()?))
}

/// Returns the last part of an IRI without what comes after `?` or `#`, with `%20` undone.
fn file_name(iri: &str) -> String {
    let path = iri.split(['#', '?']).next().unwrap_or(iri);
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut bytes = Vec::with_capacity(name.len());
    let mut rest = name.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = (byte == b'%').then(|| hex_byte(after)).flatten();
        bytes.push(decoded.unwrap_or(byte));
        rest = decoded.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8(bytes).unwrap_or_else(|_| name.to_owned())
}

/// Returns the byte that two hexadecimal digits stand for.
fn hex_byte(bytes: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(bytes.get(..2)?).ok()?;
    let is_hex = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hex
        .then(|| u8::from_str_radix(digits, 16).ok())
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_by_the_last_part_of_its_iri() {
        assert_eq!(
            file_name("http://a.b/c/%E7%94%B2%20.txt?x#char=1,2"),
            "甲 .txt"
        );
        assert_eq!(file_name("甲.txt"), "甲.txt");
        assert_eq!(file_name("100%.txt"), "100%.txt");
    }

    #[test]
    fn words_are_found_only_where_they_stand_once() {
        let target = |prefix: &str| {
            let selector = serde_json::json!({
                "type": "TextQuoteSelector", "exact": "甲", "prefix": prefix, "suffix": ""
            });
            let value = serde_json::json!({"source": "a.txt", "selector": selector});
            Target::of(&value).unwrap().range_in(Some("甲乙甲丙"))
        };
        assert_eq!(target("乙"), Some((2, 3)));
        assert_eq!(target(""), None);
    }
}
