//! Words that a project brings to the dictionary: what was labelled in it, and its word lists.
//!
//! They are held as folding leaves them, so that `習(xí)近平` labelled once is a word wherever
//! `习近平` stands, in either script and with glosses or not. The dictionary of the language is one for
//! the program and stays as it is; these are looked up beside it, around one position at a time.
//!
//! A word is counted as often as it is added: it goes when it was removed as often.
//! What is too long to be a word, or holds a mark between clauses, is none.

use std::collections::HashMap;

use crate::text::artefact::MAX_GLOSS;
use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// The most characters of a word when folded: `中国共产党第二十次全国代表大会` has 15.
pub const MAX_OWN_CHARS: usize = 24;

/// The least: a single character would part the words it stands in.
const MIN_OWN_CHARS: usize = 2;

/// The most characters of a word in a text, glosses and all.
const MAX_RAW_CHARS: usize = MAX_OWN_CHARS * (1 + MAX_GLOSS);

/// A set of words, folded.
#[derive(Clone, Debug, Default)]
pub struct OwnWords {
    counts: HashMap<Box<str>, u32>,
    /// The lengths of words by their first character, one bit each; too many after a removal.
    lens: HashMap<char, u32>,
}

impl OwnWords {
    /// Returns the number of words.
    pub fn len(&self) -> usize {
        self.counts.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.counts.is_empty()
    }

    /// Returns whether some words are one of these when folded.
    pub fn contains(&self, words: &str) -> bool {
        let text = Text::from(words);
        folded_word(&text, text.range()).is_some_and(|word| self.counts.contains_key(&*word))
    }

    /// Adds words.
    pub fn add(&mut self, words: &str) {
        let text = Text::from(words);
        self.add_range(&text, text.range());
    }

    /// Takes words away that were added.
    pub fn remove(&mut self, words: &str) {
        let text = Text::from(words);
        self.remove_range(&text, text.range());
    }

    /// Adds what stands in a range of a text.
    pub fn add_range(&mut self, text: &Text, range: CharRange) {
        let Some(word) = folded_word(text, range) else {
            return;
        };
        if let Some(count) = self.counts.get_mut(&*word) {
            *count = count.saturating_add(1);
            return;
        }
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            *self.lens.entry(first).or_default() |= 1 << (1 + chars.count());
        }
        self.counts.insert(word.into_boxed_str(), 1);
    }

    /// Takes away what stands in a range of a text and was added.
    pub fn remove_range(&mut self, text: &Text, range: CharRange) {
        let Some(word) = folded_word(text, range) else {
            return;
        };
        if let Some(count) = self.counts.get_mut(&*word) {
            *count -= 1;
            if *count == 0 {
                self.counts.remove(&*word);
            }
        }
    }

    /// Returns all places of these words in a part of a text, also those that overlap.
    ///
    /// A gloss of a word's last character belongs to it.
    pub(super) fn places(&self, text: &Text, range: CharRange) -> Vec<CharRange> {
        if self.is_empty() {
            return Vec::new();
        }
        let folded = Folded::new(text, range, Folding::Words);
        let words = folded.as_str();
        let starts: Vec<usize> = words.char_indices().map(|(byte, _)| byte).collect();
        let end_of = |n: usize| starts.get(n).copied().unwrap_or(words.len());
        let chars = (0..starts.len()).map(|n| end_of(n)..end_of(n + 1));
        let raw = folded.raw_ranges(chars);
        let mut places = Vec::new();
        for (n, c) in words.chars().enumerate() {
            let lens = self.lens.get(&c).copied().unwrap_or(0);
            for len in (MIN_OWN_CHARS..=MAX_OWN_CHARS).filter(|len| lens >> len & 1 == 1) {
                let word = (n + len <= starts.len())
                    .then(|| words.get(end_of(n)..end_of(n + len)))
                    .flatten();
                let is_own = word.is_some_and(|word| self.counts.contains_key(word));
                if let (true, Some(first), Some(last)) = (is_own, raw.get(n), raw.get(n + len - 1))
                {
                    places.push(CharRange::new(first.start(), last.end()));
                }
            }
        }
        places
    }
}

impl PartialEq for OwnWords {
    fn eq(&self, other: &Self) -> bool {
        self.counts == other.counts
    }
}

/// Returns what stands in a range, folded, if it is a word.
fn folded_word(text: &Text, range: CharRange) -> Option<String> {
    if range.len() > MAX_RAW_CHARS {
        return None;
    }
    let folded = Folded::new(text, range, Folding::Words);
    let word = folded.as_str();
    let n_chars = word.chars().count();
    let is_word = (MIN_OWN_CHARS..=MAX_OWN_CHARS).contains(&n_chars)
        && !word.contains([',', ';', ':', '!', '?', '\n'])
        && !word.ends_with('.')
        && word.contains(char::is_alphanumeric);
    is_word.then(|| word.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_goes_when_it_was_removed_as_often_as_it_was_added() {
        let mut own = OwnWords::default();
        own.add("習(xí)近平");
        own.add("习 近平");
        assert_eq!(own.len(), 1);
        own.remove("习近平");
        assert!(own.contains("習近平"));
        own.remove("習近平(píng)");
        assert!(own.is_empty() && !own.contains("习近平"));
        own.remove("习近平");
        assert!(own.is_empty());
    }

    #[test]
    fn sentences_and_single_characters_are_no_words() {
        let mut own = OwnWords::default();
        for words in [
            "",
            "党",
            "张三、李四",
            "他来了。",
            "甲\n乙",
            "“”",
            "坚持和发展中国特色社会主义实现社会主义现代化和民族复兴",
        ] {
            own.add(words);
            assert!(own.is_empty(), "{words}");
        }
        for words in ["C919", "弗拉基米尔·普京", "Red Hat", "《求是》", "J. Doe"] {
            own.add(words);
            assert!(own.contains(words), "{words}");
        }
    }
}
