//! Offices and titles, each with the body that stands right before it.
//!
//! `中国侨联党组书记、主席` is two: the first with its body, the second alone. A body joined by `的` is left
//! out. What only looks like an office (`委员会`, `主席团`, `代表大会`) is none, and a word too common to be
//! one by itself (`委员`) is one with its body only.

use std::ops::Range;

use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::grow;
use crate::assist::lexicon::known;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::tier::Tier;
use crate::text::artefact::is_han;

/// Returns the offices of a piece, in order.
pub(super) fn find(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found: Vec<(Range<usize>, Tier)> = Vec::new();
    for title in titles(piece) {
        let free = found.last().map_or(0, |last| last.0.end);
        if let Some((range, tier)) = office(piece, &title)
            && range.start >= free
        {
            found.push((range, tier));
        }
    }
    found.extend(delegates(piece));
    found
}

/// Returns the places of offices in a piece, bare.
pub(super) fn titles(piece: &Piece<'_>) -> Vec<Range<usize>> {
    let mut titles = piece.longest(Resource::Title);
    titles.retain(|title| !is_something_else(piece, title));
    titles
}

fn office(piece: &Piece<'_>, title: &Range<usize>) -> Option<(Range<usize>, Tier)> {
    let word = piece.words(title.clone());
    let ranked = rank_before(piece, title.start);
    let start = grow::body_before(piece, ranked);
    let start = unit_before(piece, start, title);
    let start = former_before(piece, start);
    let has_body = start < ranked;
    if !has_body && known::NEED_A_BODY.contains(&word) {
        let tier = match is_beside_a_name(piece, title) {
            true => Tier::RoleBare,
            false => return None,
        };
        return Some((ranked..title.end, tier));
    }
    let tier = if has_body {
        Tier::RoleWithBody
    } else {
        Tier::RoleBare
    };
    Some((start..title.end, tier))
}

/// Returns whether a name stands next to a common title: a mark or a beginning on its other side.
fn is_beside_a_name(piece: &Piece<'_>, title: &Range<usize>) -> bool {
    let is_open = |c: Option<char>| c.is_none_or(|c| !is_han(c));
    let named_behind = piece.mark_at(title.end, Resource::Surname).is_some();
    named_behind && is_open(piece.char_before(title.start))
}

/// Returns where the words begin that belong to an office before it, such as `常务副`.
fn rank_before(piece: &Piece<'_>, mut start: usize) -> usize {
    while let Some(before) = piece.one_to(start, &known::RANKS) {
        let is_word = piece.token_over(before).is_none_or(|token| {
            token.range.start >= before || !token.is_known || token.range.end > start
        });
        let is_bare =
            piece.ends(start, "总") || piece.ends(start, "代") || piece.ends(start, "助理");
        if !is_word || is_bare {
            break;
        }
        start = before;
    }
    start
}

/// Returns where `省` begins before an office that begins with a body itself: `省侨联主席`.
fn unit_before(piece: &Piece<'_>, start: usize, title: &Range<usize>) -> usize {
    let body = piece.mark_at(start, Resource::Organisation);
    let has_body = start == title.start && body.is_some_and(|end| end < title.end);
    let is_unit = matches!(
        piece.char_before(start),
        Some('省' | '市' | '县' | '区' | '州')
    );
    if !has_body || !is_unit {
        return start;
    }
    match grow::body_before(piece, start) {
        grown if grown < start => grown,
        _ => start - 1,
    }
}

/// Returns where `原` or `前` begins before a body or an office, if a clause begins with it.
fn former_before(piece: &Piece<'_>, start: usize) -> usize {
    let is_former = matches!(piece.char_before(start), Some('原' | '前'));
    let before = start.checked_sub(2).and_then(|at| piece.char(at));
    match is_former && before.is_none_or(|c| !is_han(c)) {
        true => start - 1,
        false => start,
    }
}

fn is_something_else(piece: &Piece<'_>, title: &Range<usize>) -> bool {
    let end = title.end;
    if let Some(behind) = piece.one_at(end, &known::NO_OFFICE_BEHIND) {
        // `书记处书记` is one, `主席国际` is not `主席国`, and a name may begin so: `主席国庆`.
        let is_word = piece
            .token_over(end)
            .is_none_or(|token| token.range.end <= behind.max(end + 1));
        if is_word {
            return true;
        }
    }
    let last = piece.char_before(end);
    let names_a_body = matches!(last, Some('委' | '员' | '事' | '问' | '表'));
    if names_a_body && piece.one_at(end, &known::BODY_BEHIND).is_some() {
        let meets = ["会见", "会上", "会后", "会同", "会谈", "会晤"];
        return piece.longest_at(end, &meets).is_none();
    }
    if piece.starts(end, "(扩大)会") || piece.starts(end, "扩大会") {
        return true;
    }
    // `学会长期`, `导师长`, `处长期`: a word of the dictionary goes on.
    let last_token = piece.token_over(end.saturating_sub(1));
    last_token.is_some_and(|token| {
        token.range.end > end
            && token.range.start > title.start
            && token.is_known
            && token.range.len() > 1
    })
}

/// Returns delegates of a congress: `党的二十大代表`.
fn delegates(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    for at in 0..piece.chars.len() {
        let is_it = piece.starts(at, "大代表")
            && !piece.starts(at, "大代表大会")
            && !piece.starts(at, "大代表团");
        if !is_it {
            continue;
        }
        let n_numerals = (0..at)
            .rev()
            .take_while(|&i| is_numeral(piece.char(i)))
            .count();
        if n_numerals == 0 {
            continue;
        }
        let start = at - n_numerals;
        let start = piece
            .longest_to(start, &["党的", "中共", "中国共产党"])
            .unwrap_or(start);
        found.push((start..at + 3, Tier::RoleWithBody));
    }
    found
}

fn is_numeral(c: Option<char>) -> bool {
    c.is_some_and(|c| "一二三四五六七八九十".contains(c))
}
