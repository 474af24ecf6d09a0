//! Words that come into a project's lists, sorted by their labels.
//!
//! A label is known by its key or by any of its names. Words of a label that the schema does not have
//! are counted and left out; no label is made up for them.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::ids::LabelKey;
use crate::model::lexicon::Lexicon;
use crate::model::schema::Schema;

/// Words sorted by label.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Incoming {
    /// The words of each label in their order, each once.
    pub words: BTreeMap<LabelKey, Vec<String>>,
    /// The labels that are not known, each with how many words have it.
    pub unknown: BTreeMap<String, usize>,
    /// How many words were there before, or were named twice.
    pub n_repeated: usize,
}

impl Incoming {
    /// Sorts words; those without a label of their own take `usual`, or are left out as unknown.
    pub fn of<'a>(
        entries: impl Iterator<Item = (&'a str, Option<&'a str>)>,
        usual: Option<&LabelKey>,
        schema: &Schema,
    ) -> Self {
        let mut incoming = Self::default();
        let mut seen: BTreeSet<(LabelKey, String)> = BTreeSet::new();
        for (word, named) in entries {
            let label = match named {
                Some(name) => label_named(schema, name),
                None => usual.cloned(),
            };
            let Some(label) = label else {
                let name = named.unwrap_or_default().to_owned();
                *incoming.unknown.entry(name).or_default() += 1;
                continue;
            };
            if seen.insert((label.clone(), word.to_owned())) {
                incoming
                    .words
                    .entry(label)
                    .or_default()
                    .push(word.to_owned());
            } else {
                incoming.n_repeated += 1;
            }
        }
        incoming
    }

    /// Returns how many words there are.
    pub fn n_words(&self) -> usize {
        self.words.values().map(Vec::len).sum()
    }

    /// Puts the words into lists called by a name; those of several labels have the label in theirs.
    ///
    /// A list of that name and label gets what it has not; others are made.
    pub fn add_to(self, lexicons: &mut Vec<Lexicon>, name: &str) {
        let is_one = self.words.len() == 1;
        for (label, words) in self.words {
            let name = match is_one {
                true => name.to_owned(),
                false => format!("{name} {label}"),
            };
            let is_it =
                |list: &&mut Lexicon| list.name == name && list.label.as_ref() == Some(&label);
            if let Some(list) = lexicons.iter_mut().find(is_it) {
                let there: BTreeSet<String> = list.words.iter().cloned().collect();
                list.words
                    .extend(words.into_iter().filter(|word| !there.contains(word)));
                continue;
            }
            let name = free_name(&name, |name| lexicons.iter().any(|list| list.name == name));
            lexicons.push(Lexicon {
                name,
                label: Some(label),
                enabled: true,
                words,
                ..Lexicon::default()
            });
        }
    }
}

/// Returns a name that is not taken: `甲`, `甲 2`, `甲 3`, …
pub fn free_name(name: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let numbered = (2_usize..).map(|n| format!("{name} {n}"));
    let mut all = std::iter::once(name.to_owned()).chain(numbered);
    all.find(|name| !is_taken(name)).unwrap_or_default()
}

/// Returns the label with a key or a name.
fn label_named(schema: &Schema, name: &str) -> Option<LabelKey> {
    let name = name.trim();
    let found = schema.labels.iter().find(|label| {
        let is_key = label.key.as_str().eq_ignore_ascii_case(name);
        is_key
            || label
                .names
                .values()
                .any(|one| one.eq_ignore_ascii_case(name))
    });
    found.map(|label| label.key.clone())
}
