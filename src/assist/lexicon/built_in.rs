//! The lists that come with the program, and how a project switches them and maps their labels.
//!
//! A project speaks of them by a lexicon without words under their name, `builtin:person`; a project
//! that has none has them on, for the label with their usual key, if its schema has that.
//! The words are plain files of our own making under `assets/lexicons`.

use std::sync::OnceLock;

use crate::assist::lexicon::words::WordIndex;
use crate::model::ids::LabelKey;
use crate::model::lexicon::Lexicon;
use crate::model::project::Project;

/// How the name of a list of the program's begins.
pub const PREFIX: &str = "builtin:";

/// What comes with the program for one label.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum BuiltIn {
    /// Names of people.
    Person,
    /// Offices and titles with their bodies.
    Role,
    /// Meetings, campaigns, crises.
    Event,
    /// Set phrases.
    Slogan,
}

impl BuiltIn {
    /// All of them, in the order they are shown in.
    pub const ALL: [Self; 4] = [Self::Person, Self::Role, Self::Event, Self::Slogan];

    /// Returns the name that a project knows it by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "builtin:person",
            Self::Role => "builtin:role",
            Self::Event => "builtin:event",
            Self::Slogan => "builtin:slogan",
        }
    }

    /// Returns the one that has a name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|built_in| built_in.name() == name)
    }

    /// Returns the key of the label it is for unless a project says otherwise.
    pub fn usual_label(self) -> LabelKey {
        LabelKey::from(match self {
            Self::Person => "PERSON",
            Self::Role => "ROLE",
            Self::Event => "EVENT",
            Self::Slogan => "SLOGAN",
        })
    }

    /// Returns how a project has it: its own entry, or the one that stands for having none.
    pub fn setting(self, project: &Project) -> Lexicon {
        let own = project
            .lexicons
            .iter()
            .find(|lexicon| lexicon.name == self.name());
        own.cloned().unwrap_or_else(|| {
            let label = self.usual_label();
            let is_known = project.schema.label(&label).is_some();
            Lexicon {
                name: self.name().to_owned(),
                label: is_known.then_some(label),
                enabled: is_known,
                ..Lexicon::default()
            }
        })
    }

    /// Returns the number of words that it looks for or composes from.
    pub fn n_words(self) -> usize {
        let of = |resource: Resource| resource.words().count();
        match self {
            Self::Person => of(Resource::Surname) + of(Resource::People),
            Self::Role => of(Resource::Title) + of(Resource::Organisation) + of(Resource::Place),
            Self::Event => of(Resource::Event),
            Self::Slogan => of(Resource::Slogan) + of(Resource::Phrase),
        }
    }
}

/// A file of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Resource {
    /// Surnames of one character and of several.
    Surname,
    /// People that many texts name.
    People,
    /// Offices and titles.
    Title,
    /// Bodies, and what their names end in.
    Organisation,
    /// Countries, provinces, cities.
    Place,
    /// Named events.
    Event,
    /// Set phrases.
    Slogan,
    /// What is a set phrase in some texts only.
    Phrase,
}

impl Resource {
    /// All of them; the place of each is its number in [`index`].
    pub const ALL: [Self; 8] = [
        Self::Surname,
        Self::People,
        Self::Title,
        Self::Organisation,
        Self::Place,
        Self::Event,
        Self::Slogan,
        Self::Phrase,
    ];

    /// Returns its number in [`index`].
    pub fn number(self) -> u16 {
        match self {
            Self::Surname => 0,
            Self::People => 1,
            Self::Title => 2,
            Self::Organisation => 3,
            Self::Place => 4,
            Self::Event => 5,
            Self::Slogan => 6,
            Self::Phrase => 7,
        }
    }

    /// Returns the name it is told by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Surname => "builtin:surnames",
            Self::People => "builtin:people",
            Self::Title => "builtin:titles",
            Self::Organisation => "builtin:organisations",
            Self::Place => "builtin:places",
            Self::Event => "builtin:events",
            Self::Slogan => "builtin:slogans",
            Self::Phrase => "builtin:phrases",
        }
    }

    /// Returns its words in the order of the file.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        let file = match self {
            Self::Surname => include_str!("../../../assets/lexicons/surnames.txt"),
            Self::People => include_str!("../../../assets/lexicons/people.txt"),
            Self::Title => include_str!("../../../assets/lexicons/titles.txt"),
            Self::Organisation => include_str!("../../../assets/lexicons/organisations.txt"),
            Self::Place => include_str!("../../../assets/lexicons/places.txt"),
            Self::Event => include_str!("../../../assets/lexicons/events.txt"),
            Self::Slogan => include_str!("../../../assets/lexicons/slogans.txt"),
            Self::Phrase => include_str!("../../../assets/lexicons/phrases.txt"),
        };
        let lines = file.lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with("//"))
    }
}

/// Returns the index of all files, made when it is first asked for: some milliseconds.
pub fn index() -> &'static WordIndex {
    static INDEX: OnceLock<WordIndex> = OnceLock::new();
    INDEX.get_or_init(|| {
        let all = Resource::ALL.into_iter();
        WordIndex::of(all.flat_map(|file| file.words().map(move |word| (word, file.number()))))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::text::script;

    #[test]
    fn the_files_hold_as_much_as_is_promised_without_repeats_and_in_simplified_characters() {
        for (file, least) in [
            (Resource::Surname, 450),
            (Resource::People, 200),
            (Resource::Title, 600),
            (Resource::Organisation, 300),
            (Resource::Place, 200),
            (Resource::Event, 300),
            (Resource::Slogan, 350),
            (Resource::Phrase, 100),
        ] {
            let words: Vec<&str> = file.words().collect();
            assert!(words.len() >= least, "{file:?} has {}", words.len());
            let distinct: BTreeSet<&str> = words.iter().copied().collect();
            assert_eq!(distinct.len(), words.len(), "{file:?} repeats");
            for word in words {
                assert_eq!(script::simplified(word), word, "{file:?}");
            }
        }
    }

    #[test]
    fn a_project_that_says_nothing_has_them_on_for_labels_it_knows() {
        let mut project = Project::new("甲");
        assert!(BuiltIn::ALL.iter().all(|one| one.setting(&project).enabled));
        project.schema = std::sync::Arc::default();
        assert!(!BuiltIn::ALL.iter().any(|one| one.setting(&project).enabled));
    }
}
