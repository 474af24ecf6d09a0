//! The colours and letters of labels on pages that are read and printed.

use std::collections::BTreeMap;

use crate::exchange::output::WriteOptions;
use crate::model::ids::LabelKey;
use crate::model::schema::LABEL_COLORS;
use crate::model::schema::Label;
use crate::model::schema::N_COLORS;
use crate::model::schema::Names;

/// How a label looks on a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Index into [`LABEL_COLORS`].
    pub color: usize,
    /// What stands at the end of its spans; no other label has it.
    pub letter: String,
    /// Its key and its names, such as `PERSON 人物`.
    pub name: String,
    /// What it is.
    pub description: String,
}

impl Look {
    /// Returns line and ground on light paper, then on dark.
    pub fn colors(&self) -> [u32; 4] {
        LABEL_COLORS.get(self.color).copied().unwrap_or_default()
    }
}

/// The looks of a project's labels, and of those that come up beside them.
#[derive(Clone, Debug, Default)]
pub struct Palette {
    looks: BTreeMap<LabelKey, Look>,
    /// The order in which they are told.
    order: Vec<LabelKey>,
    relations: BTreeMap<String, String>,
}

impl Palette {
    /// Takes the labels of the project.
    pub fn of(options: &WriteOptions) -> Self {
        let mut palette = Self::default();
        for label in &options.labels {
            let letter = label.letter_or_initial();
            let twins = options.labels.iter().filter(|other| {
                let other = other.letter_or_initial();
                other == letter
            });
            // A letter that two labels have tells neither.
            let letter = if twins.count() > 1 {
                label.key.to_string()
            } else {
                letter
            };
            palette.add(label, letter);
        }
        for relation in &options.relations {
            let name = named(&relation.key, &relation.names);
            palette.relations.insert(relation.key.to_string(), name);
        }
        palette
    }

    /// Returns how a label looks; one that is not known yet gets a colour of its own.
    pub fn look(&mut self, key: &LabelKey) -> Look {
        if let Some(look) = self.looks.get(key) {
            return look.clone();
        }
        let mut label = Label::new(key.clone());
        label.color = u8::try_from(self.order.len() % usize::from(N_COLORS)).unwrap_or_default();
        self.add(&label, key.to_string());
        self.looks.get(key).cloned().unwrap_or_default()
    }

    /// Returns the name of a relation.
    pub fn relation<'a>(&'a self, key: &'a str) -> &'a str {
        self.relations.get(key).map_or(key, String::as_str)
    }

    /// Returns all labels, those of the project first.
    pub fn iter(&self) -> impl Iterator<Item = (&LabelKey, &Look)> {
        let order = self.order.iter();
        order.filter_map(|key| self.looks.get_key_value(key))
    }

    fn add(&mut self, label: &Label, letter: String) {
        let look = Look {
            color: usize::from(label.color % N_COLORS),
            letter,
            name: named(&label.key, &label.names),
            description: label.description.clone(),
        };
        if self.looks.insert(label.key.clone(), look).is_none() {
            self.order.push(label.key.clone());
        }
    }
}

fn named(key: &str, names: &Names) -> String {
    let mut all = vec![key];
    for tag in ["zh-Hans", "zh-Hant"] {
        let name = names.get(tag).map_or("", String::as_str);
        if !name.is_empty() && !all.contains(&name) {
            all.push(name);
        }
    }
    all.join(" ")
}
