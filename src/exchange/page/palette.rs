//! The colours and letters of labels on pages that are read and printed.

use std::collections::BTreeMap;

use crate::exchange::output::WriteOptions;
use crate::model::ids::LabelKey;
use crate::model::schema::Label;
use crate::model::schema::N_COLORS;
use crate::model::schema::Names;

/// Line and ground of a label on light paper, then on dark, as the window has them.
pub const LABEL_COLORS: [[u32; 4]; N_COLORS as usize] = [
    [0x0067A8, 0xD9E9F5, 0x6DB6EA, 0x17384F],
    [0xB35A00, 0xFBE6CF, 0xF0A35A, 0x4A3014],
    [0x00795A, 0xD3EEE3, 0x5CCBA5, 0x113D32],
    [0xA1417A, 0xF5DFEC, 0xE28DBF, 0x47263A],
    [0x5D56A7, 0xE3E3FF, 0xAAA7F4, 0x323151],
    [0x9E413D, 0xFFDDD9, 0xEF958E, 0x4E2A27],
    [0x6F6600, 0xEAE8CA, 0xBBB55E, 0x3A3712],
    [0x00777F, 0xC8EFF1, 0x46C6CD, 0x023E40],
    [0x794C98, 0xEEDFFB, 0xC79DE6, 0x3E2D4B],
    [0x9A490F, 0xFDDFCF, 0xE99C70, 0x4C2C1A],
    [0x4B7013, 0xDDECD0, 0x9ABF73, 0x2C3B1C],
    [0x405FAA, 0xD9E7FF, 0x8FB0F8, 0x273552],
];

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
