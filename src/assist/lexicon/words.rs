//! Many words looked for at once, on folded text.
//!
//! A double array of characters finds all places of all words in one pass. A word that begins or ends
//! with a letter or digit stands alone: `VIP` is not found in `VIPS`. Of one list only the leftmost
//! longest places count; the lists are looked through side by side and do not hide one another.

use std::ops::Range;

use daachorse::CharwiseDoubleArrayAhoCorasick;

use crate::text::fold::fold_words;

/// A place of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its bytes in the folded text.
    pub bytes: Range<usize>,
    /// The list that has it.
    pub list: u16,
}

/// The words of several lists.
#[derive(Default)]
pub struct WordIndex {
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Where the lists of each word end in `lists`.
    ends: Vec<u32>,
    /// The lists of the words, one word after the other.
    lists: Vec<u16>,
}

impl WordIndex {
    /// Makes an index of words with the list each is in; folds them first.
    pub fn of<'a>(words: impl Iterator<Item = (&'a str, u16)>) -> Self {
        let folded = words.map(|(word, list)| (fold_words(word), list));
        let mut folded: Vec<(String, u16)> = folded.filter(|(word, _)| !word.is_empty()).collect();
        folded.sort_unstable();
        folded.dedup();
        let mut index = Self::default();
        let mut distinct: Vec<(&str, u32)> = Vec::with_capacity(folded.len());
        for (word, list) in &folded {
            if distinct
                .last()
                .is_none_or(|(last, _)| *last != word.as_str())
            {
                let n = u32::try_from(distinct.len()).unwrap_or(u32::MAX);
                distinct.push((word, n));
                index.ends.push(0);
            }
            index.lists.push(*list);
            if let Some(end) = index.ends.last_mut() {
                *end = u32::try_from(index.lists.len()).unwrap_or(u32::MAX);
            }
        }
        // It fails for no words, and for more than four thousand million of them.
        index.automaton = CharwiseDoubleArrayAhoCorasick::with_values(distinct).ok();
        index
    }

    /// Returns the number of different words.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns every place of every word in folded text, by where they end.
    pub fn all_places<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = Place> + 'a {
        let found = self
            .automaton
            .as_ref()
            .map(|automaton| automaton.find_overlapping_iter(folded));
        let found = found.into_iter().flatten();
        found
            .map(|found| (found.start()..found.end(), found.value()))
            .filter(|(bytes, _)| stands_alone(folded, bytes))
            .flat_map(|(bytes, word)| {
                let lists = self.lists_of(word).iter();
                lists.map(move |&list| Place {
                    bytes: bytes.clone(),
                    list,
                })
            })
    }

    /// Returns the leftmost longest places of each list, by where they begin.
    pub fn places(&self, folded: &str) -> Vec<Place> {
        longest_of_each(self.all_places(folded).collect())
    }

    fn lists_of(&self, word: u32) -> &[u16] {
        let word = word as usize;
        let end_of = |word: usize| self.ends.get(word).map_or(0, |&end| end as usize);
        let start = word.checked_sub(1).map_or(0, end_of);
        self.lists.get(start..end_of(word)).unwrap_or(&[])
    }
}

/// Keeps the leftmost longest places of each list, by where they begin, the longer one first.
fn longest_of_each(mut places: Vec<Place>) -> Vec<Place> {
    places.sort_unstable_by(|a, b| {
        let key = |place: &Place| {
            (
                place.list,
                place.bytes.start,
                std::cmp::Reverse(place.bytes.end),
            )
        };
        key(a).cmp(&key(b))
    });
    let mut last: Option<(u16, usize)> = None;
    places.retain(|place| {
        let is_free = last.is_none_or(|(list, end)| list != place.list || end <= place.bytes.start);
        if is_free {
            last = Some((place.list, place.bytes.end));
        }
        is_free
    });
    places.sort_unstable_by(|a, b| {
        let key = |place: &Place| {
            (
                place.bytes.start,
                std::cmp::Reverse(place.bytes.end),
                place.list,
            )
        };
        key(a).cmp(&key(b))
    });
    places
}

/// Returns whether no letter or digit goes on at either edge of a place.
fn stands_alone(folded: &str, bytes: &Range<usize>) -> bool {
    let part = |range: Range<usize>| folded.get(range).unwrap_or("");
    let goes_on =
        |a: Option<char>, b: Option<char>| a.is_some_and(is_letter) && b.is_some_and(is_letter);
    let word = part(bytes.clone());
    let before = part(0..bytes.start).chars().next_back();
    let behind = part(bytes.end..folded.len()).chars().next();
    !goes_on(before, word.chars().next()) && !goes_on(word.chars().next_back(), behind)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() && c < '\u{2E80}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(words: &[(&str, u16)], text: &str) -> Vec<String> {
        let folded = fold_words(text);
        let places = WordIndex::of(words.iter().copied()).places(&folded);
        let told = places.into_iter();
        told.map(|place| format!("{}:{}", place.list, &folded[place.bytes]))
            .collect()
    }

    #[test]
    fn the_longest_word_of_each_list_is_found() {
        let words = [
            ("总书记", 0),
            ("书记", 0),
            ("书记", 1),
            ("記處", 1),
            ("书记", 1),
        ];
        assert_eq!(found(&words, "總書記處"), ["0:总书记", "1:书记"]);
        assert_eq!(
            found(&words, "书记、书记"),
            ["0:书记", "1:书记", "0:书记", "1:书记"]
        );
        assert!(found(&[], "书记").is_empty());
        assert!(found(&[("", 0), (" ", 0)], "书 记").is_empty());
    }

    #[test]
    fn words_of_letters_stand_alone() {
        let words = [("VIP", 0), ("C919", 0), ("a股", 0)];
        assert_eq!(
            found(&words, "VIPS、vip客户，ＶＩＰ，3VIP"),
            ["0:vip", "0:vip"]
        );
        assert_eq!(found(&words, "大飞机Ｃ９１９首飞 C9190"), ["0:c919"]);
        assert_eq!(found(&words, "看A股，看NA股"), ["0:a股"]);
    }
}
