//! Names of people, by their surnames and by what stands around them.
//!
//! A name is a surname and one or two characters. It is sure between an office and what a person does
//! (`主席周世安出席`), before an office or `同志`, and in an enumeration that a sure one begins. What was
//! sure once is suggested wherever it stands. A word of the dictionary is no name and none reaches
//! into one. Names from other languages are told by their dot.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::known;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::role;
use crate::assist::lexicon::tier::Tier;
use crate::text::artefact::is_han;

/// Returns the names of a piece, in order.
pub(super) fn find(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let titles = role::titles(piece);
    let mut found = famous(piece);
    found.extend(foreign(piece));
    let mut at = 0;
    while at < piece.chars.len() {
        let taken = found
            .iter()
            .find(|(range, _)| range.contains(&at))
            .map(|one| one.0.end);
        if let Some(end) = taken {
            let more = enumerated(piece, &titles, end);
            at = more.last().map_or(end, |last| last.0.end);
            found.extend(more);
            continue;
        }
        match name_at(piece, &titles, at) {
            Some((range, tier)) => {
                let end = range.end;
                found.push((range, tier));
                let more = match tier {
                    Tier::PersonMaybe => Vec::new(),
                    _ => enumerated(piece, &titles, end),
                };
                at = more.last().map_or(end, |last| last.0.end);
                found.extend(more);
            }
            None => at += 1,
        }
    }
    found.sort_by_key(|one| (one.0.start, one.0.end));
    found
}

/// Returns the places of names that are sure elsewhere.
pub(super) fn again(piece: &Piece<'_>, sure: &BTreeSet<String>) -> Vec<(Range<usize>, Tier)> {
    let mut again = Vec::new();
    let mut at = 0;
    while at < piece.chars.len() {
        let name = [4, 3, 2].into_iter().find(|n| {
            let range = at..at + n;
            range.end <= piece.chars.len() && sure.contains(&piece.words(range))
        });
        let Some(n) = name else {
            at += 1;
            continue;
        };
        let range = at..at + n;
        let is_word = n == 2 && is_a_word(piece, &range);
        if !is_word && !is_called_by(piece, range.end) {
            again.push((range.clone(), Tier::PersonAgain));
        }
        at = range.end;
    }
    again
}

/// Returns people whom everyone knows.
fn famous(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    for range in piece.longest(Resource::People) {
        let is_short = range.len() == 2;
        let is_word = is_short && is_a_word(piece, &range);
        let goes_on = is_short && piece.is_han_at(range.end) && !ends_here(piece, range.end);
        if is_word
            || goes_on
            || is_called_by(piece, range.end)
            || piece.char_before(range.start) == Some('·')
        {
            continue;
        }
        if piece.char(range.end) != Some('·') {
            found.push((range, Tier::PersonKnown));
        }
    }
    found
}

/// Returns whether a name that ends here is part of another: a doctrine, a prize, a school.
fn is_called_by(piece: &Piece<'_>, end: usize) -> bool {
    piece.one_at(end, &known::BEHIND_A_NAME).is_some()
}

/// Returns whether a name surely has ended here.
fn ends_here(piece: &Piece<'_>, end: usize) -> bool {
    let is_mark = piece.char(end).is_none_or(|c| !is_han(c) && c != '·');
    let is_link = piece.char(end).is_some_and(|c| known::LINKS.contains(c));
    is_mark || is_link || acts_at(piece, end) || piece.mark_at(end, Resource::Title).is_some()
}

fn acts_at(piece: &Piece<'_>, end: usize) -> bool {
    piece.one_at(end, &known::ACTS).is_some()
}

/// What stands on one side of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    /// Something that says nothing.
    Other,
    /// A mark, a beginning, a link.
    Open,
    /// Something that a person has there.
    Firm,
}

/// Returns the name that begins at a place.
fn name_at(piece: &Piece<'_>, titles: &[Range<usize>], at: usize) -> Option<(Range<usize>, Tier)> {
    let n_surname = surname_at(piece, at)?;
    if is_within_a_word(piece, at) {
        return None;
    }
    let left = left_of(piece, titles, at);
    if left == Side::Other {
        return None;
    }
    let shapes = shapes(piece, at, n_surname);
    let best = best_of(piece, titles, at, &shapes)?;
    let (end, right) = best;
    let tier = match (left, right) {
        (Side::Firm, Side::Firm | Side::Open) => Tier::PersonSure,
        (Side::Open, Side::Firm) if is_addressed(piece, titles, end) => Tier::PersonSure,
        (Side::Open, Side::Firm) => Tier::PersonMaybe,
        _ => return None,
    };
    let range = at..end;
    if is_called_by(piece, end) || (tier == Tier::PersonMaybe && is_part_of_words(piece, &range)) {
        return None;
    }
    Some((range, tier))
}

/// Returns how many characters the surname at a place has.
fn surname_at(piece: &Piece<'_>, at: usize) -> Option<usize> {
    piece.mark_at(at, Resource::Surname).map(|end| end - at)
}

/// Returns where a name that begins at a place may end, the longer one first.
fn shapes(piece: &Piece<'_>, at: usize, n_surname: usize) -> Vec<usize> {
    let given_to = |n: usize| {
        let given = at + n_surname..at + n_surname + n;
        let fits = given.clone().all(|i| {
            piece
                .char(i)
                .is_some_and(|c| is_han(c) && !known::NEVER_GIVEN.contains(c))
        });
        fits.then_some(given.end)
    };
    let spaced = spaced_name(piece, at, n_surname);
    let mut ends: Vec<usize> = [2, 1].into_iter().filter_map(given_to).collect();
    if n_surname == 2 {
        // `高山峰` may be 高 by its surname as well; two of two have a name of their own.
        ends.retain(|end| end - at <= 4);
    }
    ends.extend(spaced);
    ends
}

/// Returns the end of a name that is drawn out by blanks: `白 翔`.
fn spaced_name(piece: &Piece<'_>, at: usize, n_surname: usize) -> Option<usize> {
    let blanks = at + n_surname;
    let n_blanks = (blanks..blanks + 3)
        .take_while(|&i| piece.char(i) == Some(' '))
        .count();
    let given = blanks + n_blanks;
    let is_given = piece
        .char(given)
        .is_some_and(|c| is_han(c) && !known::NEVER_GIVEN.contains(c));
    let is_alone = ends_here(piece, given + 1);
    (n_surname == 1 && (1..=2).contains(&n_blanks) && is_given && is_alone).then_some(given + 1)
}

/// Chooses between the ends that a name may have.
fn best_of(
    piece: &Piece<'_>,
    titles: &[Range<usize>],
    at: usize,
    ends: &[usize],
) -> Option<(usize, Side)> {
    let mut best: Option<(usize, Side, bool)> = None;
    for &end in ends {
        let right = right_of(piece, titles, end);
        if right == Side::Other || (end - at == 2 && is_a_word(piece, &(at..end))) {
            continue;
        }
        let is_token = piece
            .token_to(end)
            .is_some_and(|token| token.range.start <= at || token.range.len() > 1)
            || piece.token_at(end).is_some();
        let is_better = best.is_none_or(|(_, side, token)| (right, is_token) > (side, token));
        if is_better {
            best = Some((end, right, is_token));
        }
    }
    best.map(|(end, right, _)| (end, right))
}

fn left_of(piece: &Piece<'_>, titles: &[Range<usize>], at: usize) -> Side {
    let mut before = at;
    while piece.char_before(before) == Some(' ') {
        before -= 1;
    }
    let is_office = titles.iter().any(|title| title.end == before);
    if is_office || piece.one_to(before, &known::INTRODUCTIONS).is_some() {
        return Side::Firm;
    }
    let is_mark = piece
        .char_before(at)
        .is_none_or(|c| !is_han(c) && !c.is_alphanumeric() && c != '·');
    if is_mark || piece.one_to(at, &known::OPENERS).is_some() {
        return Side::Open;
    }
    match piece.char_before(at) {
        Some('的' | '着' | '了') => Side::Open,
        _ => Side::Other,
    }
}

fn right_of(piece: &Piece<'_>, titles: &[Range<usize>], end: usize) -> Side {
    let is_office = titles.iter().any(|title| title.start == end);
    if is_office || acts_at(piece, end) {
        return Side::Firm;
    }
    match piece.char(end) {
        None => Side::Open,
        Some('·') => Side::Other,
        Some(c) if !is_han(c) && !c.is_alphanumeric() => Side::Open,
        Some(c) if known::LINKS.contains(c) => Side::Open,
        _ => Side::Other,
    }
}

/// Returns whether someone is addressed by what stands here: an office, `同志`.
fn is_addressed(piece: &Piece<'_>, titles: &[Range<usize>], end: usize) -> bool {
    let is_office = titles.iter().any(|title| title.start == end);
    is_office
        || piece
            .longest_at(end, &["同志", "先生", "女士", "夫妇", "一行"])
            .is_some()
}

/// Returns the names that follow a name in an enumeration.
fn enumerated(
    piece: &Piece<'_>,
    titles: &[Range<usize>],
    mut end: usize,
) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    while let Some('、') = piece.char(end) {
        let mut at = end + 1;
        while piece.char(at) == Some(' ') {
            at += 1;
        }
        let Some(n_surname) = surname_at(piece, at) else {
            break;
        };
        let shapes = shapes(piece, at, n_surname);
        let best = best_of(piece, titles, at, &shapes);
        let Some((next, _)) = best.filter(|(next, _)| !is_called_by(piece, *next)) else {
            break;
        };
        found.push((at..next, Tier::PersonSure));
        end = next;
    }
    found
}

/// Returns names that are told by their dot.
fn foreign(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let is_sound = |at: usize| piece.char(at).is_some_and(|c| known::SOUNDS.contains(c));
    let mut found: Vec<(Range<usize>, Tier)> = Vec::new();
    for dot in (0..piece.chars.len()).filter(|&at| piece.char(at) == Some('·')) {
        if found.last().is_some_and(|last| last.0.end > dot) {
            continue;
        }
        let mut start = dot;
        while start > 0
            && dot - start < 8
            && is_sound(start - 1)
            && piece.mark_to(start, Resource::Title).is_none()
        {
            start -= 1;
        }
        let mut end = dot;
        while piece.char(end) == Some('·') && is_sound(end + 1) {
            end += 1;
            let begin = end;
            while end - begin < 8 && is_sound(end) && !(end > begin && acts_at(piece, end)) {
                end += 1;
            }
        }
        let is_closed =
            !matches!(piece.char(end), Some('·' | '”')) && piece.char_before(start) != Some('“');
        if dot - start >= 2 && end - dot >= 3 && is_closed {
            found.push((start..end, Tier::PersonForeign));
        }
    }
    found
}

/// Returns whether a range is a word that the dictionary has and that is no name.
fn is_a_word(piece: &Piece<'_>, range: &Range<usize>) -> bool {
    let token = piece.token_over(range.start);
    token.is_some_and(|token| {
        token.is_known
            && token.range.start <= range.start
            && token.range.end >= range.end
            && !token.tag.starts_with("nr")
    })
}

/// Returns whether a place lies within a word of the dictionary, behind its beginning.
fn is_within_a_word(piece: &Piece<'_>, at: usize) -> bool {
    piece.token_over(at).is_some_and(|token| {
        token.range.start < at && token.is_known && !token.tag.starts_with("nr")
    })
}

/// Returns whether the words of the dictionary in a range say something else than a name.
fn is_part_of_words(piece: &Piece<'_>, range: &Range<usize>) -> bool {
    if piece.tokens.is_empty() {
        return true;
    }
    range.clone().any(|at| {
        piece.token_over(at).is_some_and(|token| {
            token.range.len() >= 2 && token.is_known && !token.tag.starts_with("nr")
        })
    })
}
