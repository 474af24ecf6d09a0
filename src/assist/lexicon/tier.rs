//! The tiers of what the program brings: each suggests with a share of its own that is right.
//!
//! A generator that is sure of some of what it finds and less of the rest suggests them by different
//! tiers, so that a least score parts them, and each is measured by itself.

use crate::assist::lexicon::built_in::BuiltIn;

/// A part of what the program brings, with its own share of right suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Tier {
    PersonKnown,
    PersonSure,
    PersonAgain,
    PersonForeign,
    PersonMaybe,
    RoleWithBody,
    RoleBare,
    EventListed,
    EventNumbered,
    EventMeeting,
    EventVisit,
    SloganListed,
    SloganPhrase,
    SloganBuilt,
    SloganParallel,
    SloganMotto,
    SloganMaybe,
}

impl Tier {
    pub(super) const ALL: [Self; 17] = [
        Self::PersonKnown,
        Self::PersonSure,
        Self::PersonAgain,
        Self::PersonForeign,
        Self::PersonMaybe,
        Self::RoleWithBody,
        Self::RoleBare,
        Self::EventListed,
        Self::EventNumbered,
        Self::EventMeeting,
        Self::EventVisit,
        Self::SloganListed,
        Self::SloganPhrase,
        Self::SloganBuilt,
        Self::SloganParallel,
        Self::SloganMotto,
        Self::SloganMaybe,
    ];

    /// Returns where it belongs, its name there, and how sure it is, in thousandths.
    pub(super) fn traits(self) -> (BuiltIn, &'static str, u16) {
        match self {
            Self::PersonKnown => (BuiltIn::Person, "known", 950),
            Self::PersonSure => (BuiltIn::Person, "sure", 930),
            Self::PersonAgain => (BuiltIn::Person, "again", 930),
            Self::PersonForeign => (BuiltIn::Person, "foreign", 850),
            Self::PersonMaybe => (BuiltIn::Person, "maybe", 600),
            Self::RoleWithBody => (BuiltIn::Role, "body", 800),
            Self::RoleBare => (BuiltIn::Role, "bare", 850),
            Self::EventListed => (BuiltIn::Event, "listed", 800),
            Self::EventNumbered => (BuiltIn::Event, "numbered", 850),
            Self::EventMeeting => (BuiltIn::Event, "meeting", 600),
            Self::EventVisit => (BuiltIn::Event, "visit", 600),
            Self::SloganListed => (BuiltIn::Slogan, "listed", 800),
            Self::SloganPhrase => (BuiltIn::Slogan, "phrase", 400),
            Self::SloganBuilt => (BuiltIn::Slogan, "built", 850),
            Self::SloganParallel => (BuiltIn::Slogan, "parallel", 650),
            Self::SloganMotto => (BuiltIn::Slogan, "motto", 650),
            Self::SloganMaybe => (BuiltIn::Slogan, "maybe", 400),
        }
    }
}
