//! What brat shows and offers: `annotation.conf` and `visual.conf`.
//!
//! The labels of the project come first, in its order, then what else the data held. A type that
//! brat cannot store (it takes `[a-zA-Z0-9_-]`) stands in a remark, since brat would offer it by
//! another name.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::exchange::brat::parts_line;
use crate::exchange::brat::type_name;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::Record;
use crate::model::ids::LabelKey;
use crate::model::schema::AttributeKind;
use crate::model::schema::Label;
use crate::model::schema::RelationType;
use crate::model::schema::light_colors;

/// What the settings are made of.
pub struct Settings {
    labels: Vec<Label>,
    relations: Vec<RelationType>,
    seen_labels: BTreeSet<String>,
    seen_relations: BTreeSet<String>,
    seen_attributes: BTreeSet<String>,
}

impl Settings {
    /// Begins with what the project has.
    pub fn new(options: &WriteOptions) -> Self {
        Self {
            labels: options.labels.clone(),
            relations: options.relations.clone(),
            seen_labels: BTreeSet::new(),
            seen_relations: BTreeSet::new(),
            seen_attributes: BTreeSet::new(),
        }
    }

    /// Adds what a record has.
    pub fn add(&mut self, record: &Record) {
        note(&mut self.seen_labels, record.layer.spans.counts().keys());
        let relations = record.layer.relations.keys().map(|id| &id.key);
        note(&mut self.seen_relations, relations);
        let details = record
            .layer
            .spans
            .iter()
            .filter_map(|s| s.detail.as_deref());
        for detail in details {
            note(&mut self.seen_attributes, detail.attributes.keys());
        }
    }

    /// Returns the types that brat offers.
    pub fn annotation_conf(&self) -> String {
        let mut conf = String::from("[entities]\n");
        let own = self.labels.iter().map(|label| type_name(&label.key));
        for label in in_order(own.map(String::from), &self.seen_labels) {
            put_type(&mut conf, &label, "");
        }
        conf.push_str("\n[relations]\n");
        let own = self
            .relations
            .iter()
            .map(|r| type_name(&r.key).into_owned());
        for key in in_order(own, &self.seen_relations) {
            let known = self.relations.iter().find(|r| type_name(&r.key) == key);
            let heads = known.map_or(&[][..], |known| &known.heads);
            let tails = known.map_or(&[][..], |known| &known.tails);
            let ends = format!("\tArg1:{}, Arg2:{}", types_of(heads), types_of(tails));
            put_type(&mut conf, &key, &ends);
        }
        conf.push_str("\n[events]\n\n[attributes]\n");
        let attributes = self.labels.iter().flat_map(|label| &label.attributes);
        let own = attributes.map(|attribute| type_name(&attribute.key).into_owned());
        for key in in_order(own, &self.seen_attributes) {
            let values = self.values_of(&key);
            put_type(&mut conf, &key, &format!("\tArg:<ENTITY>{values}"));
        }
        conf
    }

    /// Returns the answers that an attribute takes, as far as brat can offer them.
    fn values_of(&self, key: &str) -> String {
        let all = self.labels.iter().flat_map(|label| &label.attributes);
        let mut values = BTreeSet::new();
        for attribute in all.filter(|attribute| type_name(&attribute.key) == key) {
            match &attribute.kind {
                AttributeKind::Choice(choices) => note(&mut values, choices),
                AttributeKind::YesNo => note(&mut values, ["yes", "no"]),
                AttributeKind::Text => {}
            }
        }
        let bad = |c: char| c.is_whitespace() || c.is_control() || "|,:".contains(c);
        values.retain(|value| !value.is_empty() && !value.contains(bad));
        let values: Vec<String> = values.into_iter().collect();
        match values.is_empty() {
            true => String::new(),
            false => format!(", Value:{}", values.join("|")),
        }
    }

    /// Returns the names and colours that brat shows.
    pub fn visual_conf(&self) -> String {
        let mut names = String::from("[labels]\n");
        let mut colors = String::from(
            "\n[drawing]\nSPAN_DEFAULT\tfgColor:black, bgColor:#e0e0e0, borderColor:darken\n\
             ARC_DEFAULT\tcolor:black, arrowHead:triangle-5\nATTRIBUTE_DEFAULT\tglyph:*\n",
        );
        for label in &self.labels {
            let key = type_name(&label.key);
            if !can_store(&key) {
                continue;
            }
            let shown = label.name("zh-Hans");
            let shown: String = shown.chars().map(plain).collect();
            let letter: String = label.letter_or_initial().chars().map(plain).collect();
            // Writing into a string does not fail.
            let _ok = writeln!(names, "{key} | {shown} | {letter}");
            let [_, ground] = light_colors(label.color);
            let _ok = writeln!(colors, "{key}\tbgColor:{ground}");
        }
        names + &colors
    }
}

fn note<S: ToString>(seen: &mut BTreeSet<String>, keys: impl IntoIterator<Item = S>) {
    for key in keys {
        let key = key.to_string();
        if !seen.contains(&key) {
            seen.insert(key);
        }
    }
}

/// Returns the project's own types and then the others, each once.
fn in_order(own: impl Iterator<Item = String>, seen: &BTreeSet<String>) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for key in own.chain(seen.iter().cloned()) {
        if !all.contains(&key) {
            all.push(key);
        }
    }
    all
}

fn can_store(key: &str) -> bool {
    let stored = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    key.chars().all(stored) && key.contains(|c: char| c.is_ascii_alphanumeric())
}

/// Puts a line for a type, or a remark for one that brat cannot store.
fn put_type(conf: &mut String, key: &str, rest: &str) {
    if !can_store(key) {
        conf.push_str("# ");
    }
    conf.push_str(key);
    conf.push_str(rest);
    conf.push('\n');
}

/// Returns the types that an end may have.
fn types_of(labels: &[LabelKey]) -> String {
    let names = labels.iter().map(|label| type_name(label));
    let names: Vec<String> = names.map(String::from).collect();
    if names.is_empty() || !names.iter().all(|name| can_store(name)) {
        "<ENTITY>".to_owned()
    } else {
        names.join("|")
    }
}

/// Returns a character as a name in the settings can have it.
fn plain(c: char) -> char {
    if c == '|' || c.is_control() || parts_line(c) {
        ' '
    } else {
        c
    }
}
