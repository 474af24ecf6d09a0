//! Meetings that are told by what they are about, where they are held or were.
//!
//! `召开学习贯彻党的二十大精神座谈会`: what stands between holding and the head is the name, if it is more than
//! a usual word; `乡村阅读推广交流活动在宁落幕` the other way round. Campaigns in quotes are here too:
//! `“不忘初心、牢记使命”主题教育`.

use std::ops::Range;

use crate::assist::lexicon::known;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::slogan;
use crate::assist::lexicon::tier::Tier;
use crate::text::artefact::is_han;

/// The most characters of a name before its head.
const MAX_BEFORE: usize = 32;

/// The least characters before a head that make a name.
const MIN_BEFORE: usize = 4;

/// Returns such meetings and campaigns of a piece.
pub(super) fn find(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = campaigns(piece);
    let mut at = 0;
    while at < piece.chars.len() {
        match held_behind(piece, at) {
            Some(range) => {
                at = range.end;
                found.push((range, Tier::EventMeeting));
            }
            None => at += 1,
        }
    }
    found.extend(held_before(piece));
    found
}

/// Returns the meeting that a verb at a place brings about.
fn held_behind(piece: &Piece<'_>, at: usize) -> Option<Range<usize>> {
    let start = piece.one_at(at, &known::HOLDS)?;
    let start = (start..start + 1).find(|&i| piece.char(i) != Some('了'))?;
    let end = head_within(piece, start)?;
    is_a_name(piece, &(start..end)).then_some(start..end)
}

/// Returns the end of the last head in a clause that may be a name.
fn head_within(piece: &Piece<'_>, start: usize) -> Option<usize> {
    let mut found = None;
    let mut at = start;
    while at < start + MAX_BEFORE && is_inner(piece, at) {
        // `工作会` and `会议` may share a character.
        found = found.max(piece.one_at(at, &known::HELD));
        at += 1;
    }
    let end = found?;
    let is_other = ["精神", "上", "室", "议程", "代表", "筹备", "材料"];
    piece.longest_at(end, &is_other).is_none().then_some(end)
}

fn is_inner(piece: &Piece<'_>, at: usize) -> bool {
    match piece.char(at) {
        Some('的') => piece.ends(at + 1, "党的"),
        Some('、') => true,
        Some(c) => {
            is_han(c)
                || matches!(c, '“' | '”' | '《' | '》' | '(' | ')' | '·' | '-')
                || c.is_ascii_alphanumeric()
        }
        None => false,
    }
}

/// Returns whether more than usual words stand before the head.
fn is_a_name(piece: &Piece<'_>, range: &Range<usize>) -> bool {
    let head = piece.one_to(range.end, &known::HELD).unwrap_or(range.end);
    if piece.one_at(range.start, &known::ONE_OF_MANY).is_some() {
        return false;
    }
    let mut at = range.start;
    while let Some(end) = piece.one_at(at, &known::PLAIN_BEFORE) {
        at = end;
    }
    head.saturating_sub(at) >= MIN_BEFORE
}

/// Returns meetings that are told to have been held.
fn held_before(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    for end in 1..piece.chars.len() {
        if piece.one_to(end, &known::HELD).is_none() || !was_held(piece, end) {
            continue;
        }
        let mut start = end;
        while start > 0
            && end - start < MAX_BEFORE
            && is_inner(piece, start - 1)
            && piece.char(start - 1) != Some('、')
        {
            start -= 1;
        }
        let start = behind_a_date(piece, start, end);
        let verbs = [
            "召开", "举行", "举办", "主办", "承办", "出席", "参加", "表示", "指出", "关于",
        ];
        let says_more = (start..end).any(|at| piece.longest_at(at, &verbs).is_some());
        let range = start..end;
        if !says_more
            && end - start <= MAX_BEFORE
            && is_a_name(piece, &range)
            && is_begun(piece, start)
        {
            found.push((range, Tier::EventMeeting));
        }
    }
    found
}

/// Returns whether a clause begins at a place.
fn is_begun(piece: &Piece<'_>, start: usize) -> bool {
    piece
        .char_before(start)
        .is_none_or(|c| !is_han(c) || matches!(c, '午' | '日' | '天'))
}

fn was_held(piece: &Piece<'_>, end: usize) -> bool {
    if piece.one_at(end, &known::WAS_HELD).is_some() {
        return true;
    }
    let is_placed = piece.char(end) == Some('在');
    is_placed
        && (end + 1..end + 16)
            .take_while(|&at| piece.is_han_at(at))
            .any(|at| piece.one_at(at, &known::WAS_HELD).is_some())
}

/// Returns where a clause goes on behind the date it begins with.
fn behind_a_date(piece: &Piece<'_>, start: usize, end: usize) -> usize {
    let day = (start..end).take(12).filter(|&at| {
        let is_day = matches!(piece.char(at), Some('日' | '午' | '晚'));
        is_day
            && piece.chars.get(start..at).is_some_and(|c| {
                c.iter()
                    .all(|c| c.is_ascii_digit() || "年月日上下一二三四五六七八九十〇".contains(*c))
            })
    });
    day.max().map_or(start, |at| at + 1)
}

/// Returns campaigns named by their motto: `“三严三实”专题教育`, from the quote on.
fn campaigns(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let heads = [
        "主题教育",
        "专题教育",
        "学习教育",
        "主题教育活动",
        "学习实践活动",
        "教育实践活动",
        "专项斗争",
        "专项整治",
    ];
    let quoted = slogan::quoted(piece).into_iter();
    let named = quoted.filter_map(|range| {
        let end = piece.longest_at(range.end + 1, &heads)?;
        Some((range.start - 1..end, Tier::EventNumbered))
    });
    named.collect()
}
