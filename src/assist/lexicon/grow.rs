//! The body that stands before an office or a meeting: how far to the left a name reaches.
//!
//! `出席会议的云川省文联主席` has `云川省文联` before its office. Words are taken one by one, from the right: those
//! of our lists whole, others by their kind in the dictionary, until a mark, a verb, a person or a
//! particle. What was taken counts only if a body or a place is among it; what stands before those is
//! given back. Without a dictionary only our lists are taken.

use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::known;
use crate::assist::lexicon::reading::Piece;
use crate::text::artefact::is_han;

/// The most characters that a body has.
const MAX_BODY: usize = 40;

/// The last characters of what a place is.
const UNITS: [char; 9] = ['省', '市', '县', '区', '州', '镇', '乡', '村', '旗'];

/// A word taken.
struct Step {
    start: usize,
    end: usize,
    /// Whether a body or a place is told by it alone.
    is_firm: bool,
}

/// Returns where the body begins that ends at a place; the place itself if there is none.
pub(super) fn body_before(piece: &Piece<'_>, end: usize) -> usize {
    let mut steps: Vec<Step> = Vec::new();
    let mut at = end;
    while end - at < MAX_BODY {
        let taken = listed(piece, at)
            .or_else(|| by_place(piece, at, &steps))
            .or_else(|| by_kind(piece, at, &steps))
            .or_else(|| joined(piece, at, &steps));
        let Some(step) = taken else {
            break;
        };
        at = step.start;
        steps.push(step);
    }
    // The leftmost steps are given back until one can begin a name.
    while let Some(last) = steps.last() {
        let next_is_body = steps
            .iter()
            .rev()
            .nth(1)
            .is_some_and(|next| ends_a_body(piece, next));
        if last.is_firm || next_is_body {
            break;
        }
        steps.pop();
    }
    let has_body = steps
        .iter()
        .any(|step| step.is_firm || ends_a_body(piece, step));
    match steps.last() {
        Some(last) if has_body => last.start,
        _ => end,
    }
}

/// Takes a body or a place of our lists.
fn listed(piece: &Piece<'_>, at: usize) -> Option<Step> {
    let body = piece.mark_to(at, Resource::Organisation);
    let place = piece.mark_to(at, Resource::Place);
    let start = body.into_iter().chain(place).min()?;
    // `华中科技大学` is one word of the dictionary, and `省委` may be parted otherwise there.
    let over = piece
        .token_over(start)
        .filter(|token| token.range.start < start);
    let start = match over {
        Some(token) if token.range.end > at => start,
        // What was guessed is a name of a place, since a unit or a body ends it.
        Some(token) if is_name_like(&token.tag) || !token.is_known => token.range.start,
        Some(_) => return None,
        None => start,
    };
    Some(Step {
        start,
        end: at,
        is_firm: true,
    })
}

/// Takes what has no entry but is told by its place: `省` before a body, `七届`, the `桥头` of `桥头村`.
fn by_place(piece: &Piece<'_>, at: usize, steps: &[Step]) -> Option<Step> {
    let step = |start: usize| Step {
        start,
        end: at,
        is_firm: true,
    };
    let is_open = |start: usize| piece.char_before(start).is_none_or(|c| !is_han(c));
    let last = steps.last();
    let before_body = last.is_none_or(|last| last.is_firm || ends_a_body(piece, last));
    if piece.char_before(at) == Some('届') {
        let n = (0..at - 1)
            .rev()
            .take_while(|&i| piece.char(i).is_some_and(is_numeral))
            .count();
        return (n > 0 && last.is_some()).then(|| step(at - 1 - n));
    }
    let is_unit = |at: usize| piece.char(at).is_some_and(|c| UNITS.contains(&c));
    let token = piece.token_to(at)?;
    if token.range.len() == 1 && is_unit(token.range.start) && before_body {
        return Some(step(token.range.start));
    }
    // `恩平` before `市侨联`.
    let names_a_place = last.is_some_and(|last| is_unit(last.start));
    let tag = token.tag.as_str();
    let fits = (2..=3).contains(&token.range.len())
        && (matches!(tag, "n" | "nr" | "nrt" | "nz" | "ns" | "s" | "j") || !token.is_known);
    if names_a_place && fits {
        return Some(step(token.range.start));
    }
    let start = at.checked_sub(2)?;
    let is_pair =
        names_a_place && piece.is_han_at(start) && token.range.len() == 1 && is_open(start);
    is_pair.then(|| step(start))
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

fn is_name_like(tag: &str) -> bool {
    tag.starts_with('n') || tag == "j"
}

/// Takes a word of the dictionary that names of bodies are made of.
fn by_kind(piece: &Piece<'_>, at: usize, steps: &[Step]) -> Option<Step> {
    let token = piece.token_to(at)?;
    let word = piece.words(token.range.clone());
    if known::NO_BODY.contains(&word) || token.range.start > at {
        return None;
    }
    let n_chars = token.range.len();
    let ends_body = word
        .chars()
        .next_back()
        .is_some_and(|c| known::BODY_ENDS.contains(c));
    let next_is_body = steps.last().is_some_and(|next| ends_a_body(piece, next));
    let tag = token.tag.as_str();
    let takes = match tag {
        "ns" | "nt" | "nz" => true,
        "n" | "j" | "vn" | "l" | "an" | "ng" | "b" => n_chars >= 2 || ends_body,
        // A verb or an adjective is part of a name only right before what it is the kind of.
        "v" | "a" | "ad" | "vd" | "d" => {
            n_chars >= 2 && next_is_body && is_inside(piece, token.range.start)
        }
        "m" => piece.starts(token.range.start, "第") && next_is_body,
        _ => !token.is_known && n_chars >= 2 && ends_body,
    };
    let is_place = tag == "ns" || tag == "nt" || (ends_body && n_chars >= 2 && tag != "v");
    takes.then_some(Step {
        start: token.range.start,
        end: at,
        is_firm: is_place,
    })
}

/// Returns whether a place within a body is before here: a verb cannot begin one.
fn is_inside(piece: &Piece<'_>, at: usize) -> bool {
    let listed = piece.mark_to(at, Resource::Organisation).is_some()
        || piece.mark_to(at, Resource::Place).is_some();
    let token = piece.token_to(at);
    listed
        || token.is_some_and(|token| matches!(token.tag.as_str(), "ns" | "nt" | "n" | "nz" | "j"))
}

/// Takes `与` in `材料科学与工程学院`, where a name goes on to a place or a body before it.
fn joined(piece: &Piece<'_>, at: usize, steps: &[Step]) -> Option<Step> {
    let is_joint = matches!(piece.char_before(at), Some('与' | '和'));
    let last = steps.last()?;
    let is_long = ends_a_body(piece, last) || steps.len() >= 2;
    if !is_joint || !is_long {
        return None;
    }
    let mut before = at - 1;
    for _ in 0..3 {
        let token = piece.token_to(before)?;
        let is_firm = matches!(token.tag.as_str(), "ns" | "nt")
            || piece.mark_to(before, Resource::Organisation).is_some();
        let is_noun = matches!(token.tag.as_str(), "n" | "vn" | "nz" | "j" | "l" | "an");
        if is_firm && before < at - 1 {
            return Some(Step {
                start: at - 1,
                end: at,
                is_firm: false,
            });
        }
        if !is_noun || is_firm {
            return None;
        }
        before = token.range.start;
    }
    None
}

fn ends_a_body(piece: &Piece<'_>, step: &Step) -> bool {
    let last = piece.char_before(step.end);
    step.end - step.start >= 2 && last.is_some_and(|c| known::BODY_ENDS.contains(c))
}
