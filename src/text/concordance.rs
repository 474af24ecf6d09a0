//! A place of a text in the words around it, on one line, and what such lines are sorted by.
//!
//! What stands around the place is shown without glosses, the place as it is; neither reaches out of
//! the paragraph. In `昨天習(xí)近平說(shuō)話` the place of `習(xí)近平` stands between `昨天` and `說話`.

use crate::text::fold::Folded;
use crate::text::fold::Folding;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::view::View;
use crate::text::view::ViewKind;

/// Characters of the text looked at for each one shown: it, and a gloss of six letters.
const REACH_FACTOR: usize = 9;

/// Folded characters that two lines are compared by.
const N_KEY_CHARS: usize = 12;

/// A place with what stands before and behind it; no character of it breaks a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The last characters before the place.
    pub before: String,
    /// The place itself.
    pub words: String,
    /// The first characters behind it.
    pub after: String,
}

impl Line {
    /// Makes the line of a place, with at most so many characters on each side.
    pub fn of(text: &Text, place: CharRange, n_chars: usize) -> Self {
        let (before, after) = around(text, place, n_chars * REACH_FACTOR);
        let (before, after) = (shown(text, before), shown(text, after));
        let n_skipped = before.len().saturating_sub(n_chars);
        Self {
            before: before.into_iter().skip(n_skipped).collect(),
            words: text.slice(place).chars().map(tame).collect(),
            after: after.into_iter().take(n_chars).collect(),
        }
    }
}

/// Returns what lines are sorted by when what stands before the place decides, the nearest first.
pub fn key_before(text: &Text, place: CharRange) -> String {
    let (before, _) = around(text, place, N_KEY_CHARS * REACH_FACTOR);
    let folded = Folded::new(text, before, Folding::Words);
    folded.as_str().chars().rev().take(N_KEY_CHARS).collect()
}

/// Returns what lines are sorted by when what stands behind the place decides.
pub fn key_after(text: &Text, place: CharRange) -> String {
    let (_, after) = around(text, place, N_KEY_CHARS * REACH_FACTOR);
    let folded = Folded::new(text, after, Folding::Words);
    folded.as_str().chars().take(N_KEY_CHARS).collect()
}

fn around(text: &Text, place: CharRange, reach: usize) -> (CharRange, CharRange) {
    let first = text.paragraph_range(text.paragraph_at(place.start()));
    let last = text.paragraph_range(text.paragraph_at(place.end()));
    let start = place.start().minus(reach).max(first.start());
    let end = place.end().plus(reach).min(last.end());
    (
        CharRange::new(start, place.start()),
        CharRange::new(place.end(), end),
    )
}

fn shown(text: &Text, range: CharRange) -> Vec<char> {
    let view = View::of_range(text, range, ViewKind::READING);
    view.shown(text).chars().map(tame).collect()
}

/// Returns a character that leaves a terminal and its line alone.
fn tame(c: char) -> char {
    if c.is_control() { ' ' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_hides_glosses_around_the_place_and_stays_in_its_paragraph() {
        let text = Text::from("上文\n昨(zuó)天(tiān)習(xí)近平說(shuō)話\r\n下文");
        let place = CharRange::of(16, 23);
        assert_eq!(text.slice(place), "習(xí)近平");
        let line = Line::of(&text, place, 12);
        assert_eq!(line.before, "昨天");
        assert_eq!(line.words, "習(xí)近平");
        assert_eq!(line.after, "說話  ");
        assert_eq!(Line::of(&text, place, 1).before, "天");
        assert_eq!(key_before(&text, place), "天昨");
        assert_eq!(key_after(&text, place), "说话\n");
    }
}
