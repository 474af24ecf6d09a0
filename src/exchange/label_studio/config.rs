//! The labelling configuration of Label Studio: which labels and relations its project has.
//!
//! Labels of the project come first, in its order and colours; those that only the data has follow
//! in the order they came up.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt::Write as _;

use crate::exchange::Spelling;
use crate::exchange::label_studio::FROM_NAME;
use crate::exchange::label_studio::TO_NAME;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::Record;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::schema::N_COLORS;
use crate::model::schema::light_colors;

/// What it can spell: keys stand in XML too, which has no place for some characters.
pub const SPELLING: Spelling = Spelling {
    key: of_xml,
    ..Spelling::ANY
};

/// The configuration as far as it is known.
pub(super) struct Config {
    /// Labels with their colours and what they are.
    labels: Vec<(LabelKey, u8, String)>,
    relations: Vec<RelationKey>,
    known: HashSet<LabelKey>,
    known_relations: HashSet<RelationKey>,
}

impl Config {
    /// Begins with what the project has.
    pub(super) fn new(options: &WriteOptions) -> Self {
        let mut config = Self {
            labels: Vec::new(),
            relations: Vec::new(),
            known: HashSet::new(),
            known_relations: HashSet::new(),
        };
        for label in &options.labels {
            let key = LabelKey::from(of_xml(&label.key).as_ref());
            let hint = of_xml(&label.description).into_owned();
            config.add_label(key, label.color, hint);
        }
        for relation in &options.relations {
            config.add_relation(&RelationKey::from(of_xml(&relation.key).as_ref()));
        }
        config
    }

    /// Adds what a record has and no other before it had.
    pub(super) fn add(&mut self, record: &Record) {
        for label in record.layer.spans.counts().keys() {
            if !self.known.contains(label) {
                let color = (self.labels.len() % usize::from(N_COLORS)) as u8;
                self.add_label(label.clone(), color, String::new());
            }
        }
        for id in record.layer.relations.keys() {
            self.add_relation(&id.key);
        }
    }

    fn add_label(&mut self, key: LabelKey, color: u8, hint: String) {
        if self.known.insert(key.clone()) {
            self.labels.push((key, color, hint));
        }
    }

    fn add_relation(&mut self, key: &RelationKey) {
        if self.known_relations.insert(key.clone()) {
            self.relations.push(key.clone());
        }
    }

    /// Returns it as Label Studio reads it.
    pub(super) fn xml(&self) -> String {
        let mut xml = format!(
            "<View>\n  <!-- Written by Zhubi. -->\n  <Labels name=\"{FROM_NAME}\" toName=\"{TO_NAME}\">\n"
        );
        for (key, color, hint) in &self.labels {
            let [color, _] = light_colors(*color);
            let value = escaped(key);
            // Writing into a string cannot fail.
            let _ = write!(xml, "    <Label value=\"{value}\" background=\"{color}\"");
            if !hint.is_empty() {
                let _ = write!(xml, " hint=\"{}\"", escaped(hint));
            }
            xml += "/>\n";
        }
        xml += "  </Labels>\n";
        let _ = writeln!(xml, "  <Text name=\"{TO_NAME}\" value=\"$text\"/>");
        if !self.relations.is_empty() {
            xml += "  <Relations>\n";
            for key in &self.relations {
                let _ = writeln!(xml, "    <Relation value=\"{}\"/>", escaped(key));
            }
            xml += "  </Relations>\n";
        }
        xml += "</View>\n";
        xml
    }
}

/// Replaces characters that XML 1.0 cannot hold, not even escaped.
fn of_xml(key: &str) -> Cow<'_, str> {
    let allowed = |c: char| {
        matches!(c, '\t' | '\n' | '\r' | '\u{20}'..='\u{FFFD}' | '\u{10000}'..) && c != '\u{7F}'
    };
    if key.chars().all(allowed) {
        Cow::Borrowed(key)
    } else {
        Cow::Owned(key.replace(|c| !allowed(c), "_"))
    }
}

/// Escapes a value of an attribute; line ends and tabs would become blanks there.
fn escaped(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '&' => escaped += "&amp;",
            '<' => escaped += "&lt;",
            '>' => escaped += "&gt;",
            '"' => escaped += "&quot;",
            '\t' | '\n' | '\r' => {
                let _ = write!(escaped, "&#{};", u32::from(c));
            }
            c => escaped.push(c),
        }
    }
    escaped
}
