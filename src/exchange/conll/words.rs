//! Where the words of a text begin and end, for files of tokens.
//!
//! Words are the dictionary's, looked up as the window looks them up under a click: traditional
//! characters as simplified ones, and without glosses, which belong to the word before them, so
//! that `習(xí)近平` is one word. Letters and digits of alphabets are not parted, nor is a grapheme.
//! White space and invisible characters are never part of a word.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::exchange::flat::is_blank;
use crate::text::artefact::gloss_len;
use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::Text;
use crate::text::script::simplified_char;
use crate::text::segment::Words;

/// Returns where words begin and end, in ascending order.
///
/// Loads the dictionary if need be. The start and the end of the text are among them.
pub fn word_edges(text: &Text) -> Vec<CharIdx> {
    let words = Words::load();
    let mut edges = vec![CharIdx(0)];
    let mut start = CharIdx(0);
    for paragraph in 0..text.n_paragraphs() {
        let paragraph = text.paragraph(paragraph);
        start = add_edges(words, paragraph, start, &mut edges);
    }
    edges
}

/// Adds the edges of a paragraph that begins at `start`; returns where it ends.
fn add_edges(words: &Words, paragraph: &str, start: CharIdx, edges: &mut Vec<CharIdx>) -> CharIdx {
    let chars: Vec<char> = paragraph.chars().collect();
    let mut is_edge = vec![false; chars.len() + 1];
    let mut set = |place: usize, value: bool| {
        if let Some(edge) = is_edge.get_mut(place) {
            *edge = value;
        }
    };
    let (line, places) = looked_up(&chars);
    let mut n_seen = 0;
    for cut in words.cuts(&line) {
        n_seen += cut.n_chars;
        set(places.get(n_seen).copied().unwrap_or(chars.len()), true);
    }
    let (mut place, mut in_word) = (0, false);
    for grapheme in paragraph.graphemes(true) {
        let letter = grapheme.chars().next().is_some_and(is_letter);
        if letter && in_word {
            set(place, false);
        }
        in_word = letter;
        let n_chars = grapheme.chars().count();
        (1..n_chars).for_each(|n| set(place + n, false));
        place += n_chars;
    }
    for (i, _) in chars.iter().enumerate().filter(|(_, c)| is_blank(**c)) {
        set(i, true);
        set(i + 1, true);
    }
    set(chars.len(), true);
    let last = edges.last().copied();
    let found = is_edge.iter().enumerate().filter(|(_, is_edge)| **is_edge);
    let found = found.map(|(i, _)| start.plus(i));
    edges.extend(found.filter(|at| Some(*at) != last));
    start.plus(chars.len())
}

/// Returns a line as the dictionary is asked for it, and where each of its characters stands.
fn looked_up(chars: &[char]) -> (String, Vec<usize>) {
    let mut line = String::with_capacity(chars.len() * 3);
    let mut places = Vec::with_capacity(chars.len());
    let mut i = 0;
    while let Some(&c) = chars.get(i) {
        line.push(simplified_char(c));
        places.push(i);
        i += 1;
        if is_han(c) {
            let after = chars.get(i..).unwrap_or_default();
            i += gloss_len(after.iter().copied()).unwrap_or(0);
        }
    }
    (line, places)
}

/// Returns whether a character is a letter or a digit of an alphabet, which stand together.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        && (c < '\u{2E80}' || ('Ａ'..='ｚ').contains(&c) || ('０'..='９').contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parted(content: &str) -> Vec<String> {
        let text = Text::from(content);
        let edges = word_edges(&text);
        let pairs = edges.iter().zip(edges.iter().skip(1));
        pairs
            .map(|(a, b)| {
                text.slice(crate::text::offset::CharRange::new(*a, *b))
                    .to_owned()
            })
            .collect()
    }

    #[test]
    fn words_part_a_text_with_their_glosses_and_letters_whole() {
        for (content, expected) in [
            ("习近平总书记来了", "习近平|总书记|来|了"),
            ("習(xí)近平總書記", "習(xí)近平|總書記"),
            ("café C919 3.14元", "café| |C919| |3.14|元"),
            ("甲\r\n乙\n", "甲|\r|\n|乙|\n"),
            ("e\u{301}a\u{200B}b", "e\u{301}a|\u{200B}|b"),
            ("", ""),
        ] {
            assert_eq!(parted(content).join("|"), expected, "{content:?}");
        }
    }
}
