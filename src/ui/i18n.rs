//! Every visible word, in three languages, by key.
//!
//! The texts are Fluent resources in `assets/i18n/`. English stands behind the others: a key
//! that a language lacks is shown in English, one that English lacks as the key itself; a test
//! holds that neither happens.

use fluent_bundle::FluentArgs;
use fluent_bundle::FluentBundle;
use fluent_bundle::FluentResource;
use fluent_bundle::FluentValue;
use unic_langid::LanguageIdentifier;

/// A language of the interface.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// 简体中文.
    #[default]
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// 繁體中文.
    #[serde(rename = "zh-Hant")]
    ZhHant,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 3] = [Self::ZhHans, Self::ZhHant, Self::En];

    /// Returns its tag, as schemas name it.
    pub fn tag(self) -> &'static str {
        match self {
            Self::ZhHans => "zh-Hans",
            Self::ZhHant => "zh-Hant",
            Self::En => "en",
        }
    }

    /// Returns its name in itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::ZhHans => "简体中文",
            Self::ZhHant => "繁體中文",
            Self::En => "English",
        }
    }

    /// Returns the source of its texts.
    pub fn source(self) -> &'static str {
        match self {
            Self::ZhHans => include_str!("../../assets/i18n/zh-Hans.ftl"),
            Self::ZhHant => include_str!("../../assets/i18n/zh-Hant.ftl"),
            Self::En => include_str!("../../assets/i18n/en.ftl"),
        }
    }

    /// Returns the language of a system's locale, such as `zh_TW.UTF-8`.
    pub fn of_locale(locale: &str) -> Self {
        let locale = locale.to_ascii_lowercase().replace('_', "-");
        let traditional = ["zh-tw", "zh-hk", "zh-mo", "zh-hant"];
        if traditional.iter().any(|tag| locale.starts_with(tag)) {
            Self::ZhHant
        } else if locale.starts_with("en") {
            Self::En
        } else {
            Self::ZhHans
        }
    }
}

/// The texts of one language, with English behind it.
pub struct Texts {
    /// The language.
    pub language: Language,
    bundles: [FluentBundle<FluentResource>; 2],
}

impl Texts {
    /// Reads the texts of a language.
    pub fn new(language: Language) -> Self {
        Self {
            language,
            bundles: [bundle(language), bundle(Language::En)],
        }
    }

    /// Returns the text of a key.
    pub fn tr(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// Returns the text of a key with values put in.
    pub fn tr_with<'a>(
        &self,
        key: &str,
        values: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
    ) -> String {
        let mut args = FluentArgs::new();
        for (name, value) in values {
            args.set(name, value);
        }
        self.format(key, Some(&args))
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        for bundle in &self.bundles {
            let pattern = bundle.get_message(key).and_then(|message| message.value());
            if let Some(pattern) = pattern {
                let mut errors = Vec::new();
                let text = bundle.format_pattern(pattern, args, &mut errors);
                debug_assert!(errors.is_empty(), "{key}: {errors:?}");
                return text.into_owned();
            }
        }
        debug_assert!(false, "no text for {key}");
        key.to_owned()
    }
}

fn bundle(language: Language) -> FluentBundle<FluentResource> {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new(vec![tag]);
    // Marks of direction around values would be seen as boxes in places that draw them.
    bundle.set_use_isolating(false);
    let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(language.source().to_owned());
    bundle.add_resource_overriding(resource);
    bundle
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn keys(language: Language) -> BTreeSet<String> {
        let all = lines(language);
        let keys: BTreeSet<String> = all.iter().cloned().collect();
        let twice = all.len() - keys.len();
        assert_eq!(twice, 0, "{language:?} has keys twice");
        keys
    }

    fn lines(language: Language) -> Vec<String> {
        let lines = language.source().lines();
        lines
            .filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()))
            .filter_map(|line| line.split_once(" = ").or(line.split_once(" =")))
            .map(|(key, _)| key.to_owned())
            .collect()
    }

    #[test]
    fn every_language_has_every_text_and_parses() {
        let english = keys(Language::En);
        assert!(english.len() > 100);
        for language in Language::ALL {
            assert!(
                FluentResource::try_new(language.source().to_owned()).is_ok(),
                "{language:?}"
            );
            let theirs = keys(language);
            let missing: Vec<_> = english.symmetric_difference(&theirs).collect();
            assert!(missing.is_empty(), "{language:?}: {missing:?}");
        }
    }

    #[test]
    fn one_is_no_plural_in_english() {
        let texts = Texts::new(Language::En);
        let count = |n: usize| texts.tr_with("find-count", [("n", n.into())]);
        assert_eq!((count(0), count(1)), ("0 places".into(), "1 place".into()));
        assert_eq!(count(1234), "1234 places");
    }
}
