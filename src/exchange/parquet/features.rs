//! What `datasets` is told of the columns: `{"info":{"features":{…}}}` in the file's metadata.
//!
//! A list of structures is spelled `[{…}]`, which all versions read; the spelling of version 5
//! (`"_type":"List"`) breaks those before it. Read are all of them.

use serde_json::Value;

/// The key in the metadata.
pub(super) const KEY: &str = "huggingface";

const TEXT: &str = r#"{"dtype":"string","_type":"Value"}"#;
const NUMBER: &str = r#"{"dtype":"int64","_type":"Value"}"#;

/// Returns what a number of names is, as JSON.
fn class_label(names: &[String]) -> String {
    if names.is_empty() {
        // A class of nothing is none to `datasets`.
        return NUMBER.to_owned();
    }
    let names: Value = names.iter().map(String::as_str).collect();
    format!(r#"{{"names":{names},"_type":"ClassLabel"}}"#)
}

/// Describes the columns of documents. The order is that of the columns, which matters.
pub(super) fn of_documents(labels: &[String]) -> String {
    let label = class_label(labels);
    let features = format!(
        r#""id":{TEXT},"text":{TEXT},"spans":[{{"start":{NUMBER},"end":{NUMBER},"label":{label}}}],"relations":[{{"head":{NUMBER},"tail":{NUMBER},"label":{TEXT}}}],"attributes":[{{"span":{NUMBER},"name":{TEXT},"value":{TEXT}}}],"notes":[{{"span":{NUMBER},"start":{NUMBER},"end":{NUMBER},"text":{TEXT}}}],"entities":[{{"span":{NUMBER},"id":{TEXT}}}],"classes":[{TEXT}],"status":{TEXT},"annotator":{TEXT}"#
    );
    format!(r#"{{"info":{{"features":{{{features}}}}}}}"#)
}

/// Describes the columns of sentences.
pub(super) fn of_tokens(tags: &[String]) -> String {
    let tag = class_label(tags);
    let features = format!(r#""id":{TEXT},"tokens":[{TEXT}],"ner_tags":[{tag}]"#);
    format!(r#"{{"info":{{"features":{{{features}}}}}}}"#)
}

/// Finds the names that numbers stand for in a column, or in a field of its structures.
pub(super) fn names_of(metadata: &Value, column: &str, field: Option<&str>) -> Option<Vec<String>> {
    let features = metadata.pointer("/info/features")?;
    let mut feature = within_lists(features.get(column)?);
    if let Some(field) = field {
        feature = within_lists(feature.get(field)?);
    }
    match feature.get("names")? {
        Value::Array(names) => {
            let names = names.iter().map(Value::as_str);
            names.map(|name| Some(name?.to_owned())).collect()
        }
        // Numbered, as on the page of a data set.
        Value::Object(names) => {
            let name = |n: usize| Some(names.get(&n.to_string())?.as_str()?.to_owned());
            (0..names.len()).map(name).collect()
        }
        _ => None,
    }
}

/// Passes over everything that only says that it is a list.
fn within_lists(mut feature: &Value) -> &Value {
    loop {
        let inner = match feature {
            Value::Array(items) => items.first(),
            Value::Object(object) => {
                let kind = object.get("_type").and_then(Value::as_str);
                let is_list = matches!(kind, Some("Sequence" | "List" | "LargeList"));
                object.get("feature").filter(|_| is_list)
            }
            _ => None,
        };
        match inner {
            Some(inner) => feature = inner,
            None => return feature,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_in_every_spelling() {
        let label = r#"{"names":["甲","b c"],"_type":"ClassLabel"}"#;
        for spans in [
            format!(r#"[{{"label":{label}}}]"#),
            format!(r#"{{"feature":{{"label":{label}}},"_type":"Sequence"}}"#),
            format!(r#"{{"feature":{{"label":{label}}},"_type":"List"}}"#),
            format!(r#"{{"label":{{"feature":{label},"_type":"List"}}}}"#),
        ] {
            let metadata = format!(r#"{{"info":{{"features":{{"spans":{spans}}}}}}}"#);
            let metadata = serde_json::from_str(&metadata).unwrap();
            let names = names_of(&metadata, "spans", Some("label"));
            assert_eq!(names.unwrap(), ["甲", "b c"], "{spans}");
        }
        let own = of_documents(&["甲\"".to_owned(), "b c".to_owned()]);
        let own = serde_json::from_str(&own).unwrap();
        let names = names_of(&own, "spans", Some("label"));
        assert_eq!(names.unwrap(), ["甲\"", "b c"]);
    }
}
