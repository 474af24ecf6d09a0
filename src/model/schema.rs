//! What can be labelled: labels with their attributes, relations, document classes.
//!
//! Labels, relations, attributes and classes are each told apart by a key that data names; their
//! display names are for people and differ by language.

use std::collections::BTreeMap;

use crate::model::extra::Extra;
use crate::model::ids::{LabelKey, RelationKey};

/// Display names by language tag: `zh-Hans`, `zh-Hant`, `en`.
pub type Names = BTreeMap<String, String>;

/// Number of colours a theme has for labels; a label's `color` is below it.
pub const N_COLORS: u8 = 12;

/// Lines and grounds on light paper, then on dark. The first four were measured: their lines
/// differ under simulated protanopia, deuteranopia and tritanopia. The others have their
/// lightness and chroma (OKLCH 0.50/0.125 and 0.925/0.04; 0.76/0.11 and 0.33/0.055).
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

/// Returns line and ground of a label's spans on light paper as pages write them, `#0067A8`.
pub fn light_colors(color: u8) -> [String; 2] {
    let colors = LABEL_COLORS.get(usize::from(color % N_COLORS));
    let [line, ground, ..] = colors.copied().unwrap_or_default();
    [line, ground].map(|color| format!("#{color:06X}"))
}

/// Labels, relations and document classes of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The labels, in the order they are shown.
    pub labels: Vec<Label>,
    /// The relations, in the order they are shown.
    pub relations: Vec<RelationType>,
    /// What a whole document can be called.
    pub classes: Vec<DocumentClass>,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A label that spans can have.
#[derive(Clone, Debug, PartialEq)]
pub struct Label {
    /// The key that spans and exports name.
    pub key: LabelKey,
    /// Names to show.
    pub names: Names,
    /// The one or two characters that stand under its spans, such as 人.
    pub letter: String,
    /// Index into the theme's label colours.
    pub color: u8,
    /// The key that gives it to the selection, without modifiers.
    pub hotkey: Option<char>,
    /// Whether two of its spans may share characters.
    pub self_overlap: bool,
    /// What it is and is not.
    pub description: String,
    /// Attributes its spans can carry.
    pub attributes: Vec<Attribute>,
    /// What a newer version wrote.
    pub extra: Extra,
}

impl Label {
    /// Makes a label with no names, the first colour and no key.
    pub fn new(key: impl Into<LabelKey>) -> Self {
        Self {
            key: key.into(),
            names: Names::new(),
            letter: String::new(),
            color: 0,
            hotkey: None,
            self_overlap: false,
            description: String::new(),
            attributes: Vec::new(),
            extra: Extra::new(),
        }
    }

    /// Returns its name in a language, or in any other that it has, or its key.
    pub fn name(&self, language: &str) -> &str {
        name_in(&self.names, language).unwrap_or(&self.key)
    }

    /// Returns the letter for its spans: its own, or the first of its key.
    pub fn letter_or_initial(&self) -> String {
        if self.letter.is_empty() {
            self.key.chars().take(1).collect()
        } else {
            self.letter.clone()
        }
    }
}

/// A named, directed link that two spans can have.
#[derive(Clone, Debug, PartialEq)]
pub struct RelationType {
    /// The key that data names.
    pub key: RelationKey,
    /// Names to show.
    pub names: Names,
    /// Labels it may start from; empty for any.
    pub heads: Vec<LabelKey>,
    /// Labels it may point at; empty for any.
    pub tails: Vec<LabelKey>,
    /// What it is and is not.
    pub description: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// A question about a span of a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribute {
    /// The key that data names.
    pub key: String,
    /// Names to show.
    pub names: Names,
    /// What answers it takes.
    pub kind: AttributeKind,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// What answers an attribute takes.
#[derive(Clone, Debug, PartialEq)]
pub enum AttributeKind {
    /// One of these.
    Choice(Vec<String>),
    /// `yes` or `no`.
    YesNo,
    /// Any text.
    Text,
}

impl RelationType {
    /// Returns a relation between any two spans, named by its key alone.
    pub fn new(key: impl Into<RelationKey>) -> Self {
        Self {
            key: key.into(),
            names: Names::new(),
            heads: Vec::new(),
            tails: Vec::new(),
            description: String::new(),
            extra: Extra::new(),
        }
    }
}

/// Something a whole document can be called.
#[derive(Clone, Debug, PartialEq)]
pub struct DocumentClass {
    /// The key that data names.
    pub key: String,
    /// Names to show.
    pub names: Names,
    /// What it is and is not.
    pub description: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

impl DocumentClass {
    /// Returns a class that is named by its key alone.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            names: Names::new(),
            description: String::new(),
            extra: Extra::new(),
        }
    }
}

impl Schema {
    /// Returns the schema a new project starts with: PERSON, ROLE, EVENT, SLOGAN and HOLDS.
    pub fn of_people_roles_events_slogans() -> Self {
        let label =
            |key: &str, names: [&str; 3], letter: &str, color: u8, description: &str| Label {
                names: names_of(names),
                letter: letter.to_owned(),
                color,
                hotkey: char::from_digit(u32::from(color) + 1, 10),
                description: description.to_owned(),
                ..Label::new(key)
            };
        Self {
            labels: vec![
                label(
                    "PERSON",
                    ["人物", "人物", "Person"],
                    "人",
                    0,
                    "姓名本身,不含职务和称呼",
                ),
                label(
                    "ROLE",
                    ["职务", "職務", "Role"],
                    "职",
                    1,
                    "职务或身份,连同紧接其前的单位",
                ),
                label(
                    "EVENT",
                    ["事件", "事件", "Event"],
                    "事",
                    2,
                    "有名称的或确指的会议、活动、运动、访问、危机",
                ),
                label(
                    "SLOGAN",
                    ["口号", "口號", "Slogan"],
                    "号",
                    3,
                    "固定的政治套语:成套提法、对仗语、活动口号、理论与目标名称",
                ),
            ],
            relations: vec![RelationType {
                key: "HOLDS".into(),
                names: names_of(["任职", "任職", "Holds"]),
                heads: vec!["PERSON".into()],
                tails: vec!["ROLE".into()],
                description: "此人担任此职".to_owned(),
                extra: Extra::new(),
            }],
            ..Self::default()
        }
    }

    /// Returns the keys of the labels, in the order they are shown.
    pub fn label_keys(&self) -> Vec<LabelKey> {
        self.labels.iter().map(|label| label.key.clone()).collect()
    }

    /// Returns the label with a key.
    pub fn label(&self, key: &str) -> Option<&Label> {
        self.labels.iter().find(|label| label.key.as_str() == key)
    }

    /// Returns the label that a typed character gives.
    pub fn label_by_hotkey(&self, hotkey: char) -> Option<&Label> {
        self.labels
            .iter()
            .find(|label| label.hotkey == Some(hotkey))
    }

    /// Returns the relation with a key.
    pub fn relation(&self, key: &str) -> Option<&RelationType> {
        self.relations
            .iter()
            .find(|relation| relation.key.as_str() == key)
    }

    /// Returns a colour that as few labels as possible have, the lowest of those.
    pub fn free_color(&self) -> u8 {
        let n_with = |color: u8| {
            self.labels
                .iter()
                .filter(|l| l.color % N_COLORS == color)
                .count()
        };
        (0..N_COLORS)
            .min_by_key(|&color| n_with(color))
            .unwrap_or(0)
    }

    /// Returns the first digit from 1 to 9 that gives no label.
    pub fn free_hotkey(&self) -> Option<char> {
        ('1'..='9').find(|&digit| self.label_by_hotkey(digit).is_none())
    }
}

/// Returns a name in a language, or the first in any.
pub fn name_in<'a>(names: &'a Names, language: &str) -> Option<&'a str> {
    let found = names.get(language).filter(|name| !name.is_empty());
    found
        .or_else(|| names.values().find(|name| !name.is_empty()))
        .map(String::as_str)
}

/// Makes display names from those in simplified Chinese, traditional Chinese and English.
pub fn names_of([zh_hans, zh_hant, en]: [&str; 3]) -> Names {
    let pairs = [("zh-Hans", zh_hans), ("zh-Hant", zh_hant), ("en", en)];
    pairs
        .into_iter()
        .map(|(tag, name)| (tag.to_owned(), name.to_owned()))
        .collect()
}
