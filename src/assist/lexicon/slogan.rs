//! Set phrases that no list has, told by the quotes around them and by how they are built.
//!
//! In quotes: sets (`“五个牢牢把握”`, `“三抓三促”`), clauses of one length (`“听党话、跟党走”`), and mottoes before
//! what they are the motto of (`“创业中华”品牌活动`). Without quotes nothing is composed.

use std::ops::Range;

use crate::assist::lexicon::known;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::tier::Tier;
use crate::text::artefact::is_han;

/// The most characters between quotes that are looked at.
const MAX_QUOTED: usize = 40;

/// Returns the set phrases of a piece, in order.
pub(super) fn find(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let all = quoted(piece).into_iter();
    let told = all.filter_map(|range| tier_of(piece, &range).map(|tier| (range, tier)));
    told.collect()
}

/// Returns what stands between quotes, without them.
pub(super) fn quoted(piece: &Piece<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in piece.chars.iter().enumerate() {
        match (c, open) {
            ('“', _) => open = Some(at + 1),
            ('”', Some(start)) => {
                if start < at && at - start <= MAX_QUOTED {
                    found.push(start..at);
                }
                open = None;
            }
            ('"', None) => open = Some(at + 1),
            ('"', Some(start)) => {
                if start < at && at - start <= MAX_QUOTED {
                    found.push(start..at);
                }
                open = None;
            }
            _ => {}
        }
    }
    found
}

fn tier_of(piece: &Piece<'_>, range: &Range<usize>) -> Option<Tier> {
    let words = piece.chars.get(range.clone())?;
    let behind = range.end + 1;
    if is_set(words) {
        return Some(Tier::SloganBuilt);
    }
    if is_parallel(words) {
        return Some(Tier::SloganParallel);
    }
    let n_han = words.iter().filter(|c| is_han(**c)).count();
    let is_plain = words
        .iter()
        .all(|c| is_han(*c) || matches!(c, '·' | ' ' | '、' | ','));
    if !is_plain || !(4..=20).contains(&n_han) {
        return None;
    }
    if piece.one_at(behind, &known::BEHIND_A_MOTTO).is_some() {
        return Some(Tier::SloganMotto);
    }
    let is_undertaking = piece
        .one_at(behind, &known::BEHIND_AN_UNDERTAKING)
        .is_some();
    if words.contains(&'·') && is_undertaking {
        return Some(Tier::SloganMotto);
    }
    is_undertaking.then_some(Tier::SloganMaybe)
}

/// Returns whether words are a set of so many, or two halves with a number each.
fn is_set(words: &[char]) -> bool {
    match words {
        [n, '个', rest @ ..] => {
            is_number(*n)
                && (2..=6).contains(&rest.len())
                && rest.iter().all(|c| is_han(*c))
                && *rest != ['人', '人']
        }
        [a, b, c, d] => {
            is_number(*a)
                && is_number(*c)
                && is_han(*b)
                && is_han(*d)
                && !is_number(*b)
                && !is_number(*d)
        }
        _ => false,
    }
}

fn is_number(c: char) -> bool {
    "一二两三四五六七八九十".contains(c)
}

/// Returns whether words are some clauses of one length.
fn is_parallel(words: &[char]) -> bool {
    let clauses: Vec<&[char]> = words.split(|c| matches!(c, '、' | ',')).collect();
    let is_one_length = |len: usize| {
        clauses
            .iter()
            .all(|clause| clause.len() == len && clause.iter().all(|c| is_han(*c)))
    };
    let len = clauses.first().map_or(0, |clause| clause.len());
    (2..=5).contains(&clauses.len()) && (3..=8).contains(&len) && is_one_length(len)
}
