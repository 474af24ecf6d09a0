//! Whole lines cut into words: what a learner sees of a dictionary.
//!
//! `国务院总理李强到会` is cut into `国务院` `总理` `李强` `到会`, each with its part of speech; and it holds
//! the words `国务`, `国务院`, `总理` and others, wherever they overlap.
//!
//! Invariant: the words of a cut part the line.

use std::ops::Range;

use crate::text::segment::Words;

/// A word that a line was cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cut {
    /// How many characters it has.
    pub n_chars: usize,
    /// The first two letters of its part of speech: `nr` for a person's name, `ns` for a place,
    /// `nt` for an organization, `v` and a zero for a verb.
    pub part_of_speech: [u8; 2],
}

impl Words {
    /// Returns the words that a line is cut into, in order; names it has not are guessed.
    pub fn cuts(&self, line: &str) -> Vec<Cut> {
        let tags = self.jieba.tag(line, true).into_iter();
        let cuts = tags.map(|tag| {
            let mut letters = tag.tag.bytes();
            Cut {
                n_chars: tag.end - tag.start,
                part_of_speech: [letters.next().unwrap_or(0), letters.next().unwrap_or(0)],
            }
        });
        cuts.collect()
    }

    /// Returns all places of the dictionary's words in a line, in characters, overlapping or not.
    ///
    /// Words of one character are left out.
    pub fn places_in(&self, line: &str) -> Vec<Range<usize>> {
        let tokens = self.jieba.cut_all(line).into_iter();
        let places = tokens.map(|token| token.start..token.end);
        places.filter(|place| place.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_part_a_line_and_know_names_from_verbs() {
        let words = Words::load();
        let line = "国务院总理李强到会,abc。";
        let cuts = words.cuts(line);
        let n_chars: usize = cuts.iter().map(|cut| cut.n_chars).sum();
        assert_eq!(n_chars, line.chars().count());
        let kinds: Vec<(usize, [u8; 2])> = cuts
            .iter()
            .map(|cut| (cut.n_chars, cut.part_of_speech))
            .collect();
        assert_eq!(kinds[..3], [(3, *b"nt"), (2, *b"n\0"), (2, *b"nr")]);
    }

    #[test]
    fn words_in_a_line_overlap() {
        let places = Words::load().places_in("国务院总理");
        assert!(places.contains(&(0..2)) && places.contains(&(0..3)) && places.contains(&(3..5)));
    }
}
