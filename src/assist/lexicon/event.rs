//! Meetings that are told by a number: congresses, sessions, conferences.
//!
//! `云川省文联六届三次常委(扩大)会议`, `二十届二中、三中全会`, `党的二十大`, `第九次全国文艺志愿者代表大会`: a number
//! with what it counts, the head that the name ends in, and the body before it. Visits and
//! anniversaries are here too; meetings without a number are in `meeting`.

use std::ops::Range;

use crate::assist::lexicon::built_in::Resource;
use crate::assist::lexicon::grow;
use crate::assist::lexicon::known;
use crate::assist::lexicon::meeting;
use crate::assist::lexicon::reading::Piece;
use crate::assist::lexicon::tier::Tier;
use crate::text::artefact::is_han;

/// The most characters between a number and the head of a name.
const MAX_INNER: usize = 24;

/// Returns the events of a piece, in order.
pub(super) fn find(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found: Vec<(Range<usize>, Tier)> = Vec::new();
    let mut at = 0;
    while at < piece.chars.len() {
        match congress(piece, at).or_else(|| session(piece, at)) {
            Some(range) => {
                at = range.end;
                found.push((range, Tier::EventNumbered));
            }
            None => at += 1,
        }
    }
    found.extend(visits(piece));
    found.extend(anniversaries(piece));
    found.extend(meeting::find(piece));
    found
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "〇一二三四五六七八九十百".contains(c)
}

/// Returns the end of the number at a place that nothing of a number stands before.
fn number_at(piece: &Piece<'_>, at: usize) -> Option<usize> {
    let goes_on = piece.char_before(at).is_some_and(is_numeral);
    let n = (at..at + 6)
        .take_while(|&i| piece.char(i).is_some_and(is_numeral))
        .count();
    (!goes_on && n > 0).then_some(at + n)
}

/// Returns a party congress by its short name: `党的二十大`, `十九大`.
fn congress(piece: &Piece<'_>, at: usize) -> Option<Range<usize>> {
    let end = number_at(piece, at)?;
    if piece.char(end) != Some('大') || piece.char(at).is_some_and(|c| c.is_ascii_digit()) {
        return None;
    }
    let prefixed = piece.longest_to(at, &["党的", "中共", "中国共产党"]);
    let number = piece.words(at..end);
    let is_late = end - at >= 2 && (number.starts_with('十') || number.starts_with("二十"));
    let other = [
        "会", "类", "项", "任务", "品牌", "行动", "战略", "工程", "举措", "重点", "亮点", "功能",
        "平台", "新闻",
    ];
    let counts = piece.longest_at(end + 1, &other).is_some();
    match prefixed {
        Some(start) => Some(start..end + 1),
        None if is_late && !counts => Some(at..end + 1),
        None => None,
    }
}

/// Returns a meeting by its numbers: `十届五次常委会议`, `第九次全国文艺志愿者代表大会`, `十代会`.
fn session(piece: &Piece<'_>, at: usize) -> Option<Range<usize>> {
    let has_ordinal = piece.char(at) == Some('第');
    let number = number_at(piece, if has_ordinal { at + 1 } else { at })?;
    let unit = piece.char(number)?;
    if unit == '代' && piece.char(number + 1) == Some('会') && !has_ordinal {
        let start = grow::body_before(piece, at);
        return Some(start..number + 2);
    }
    let is_terms = unit == '届';
    let is_times = unit == '次' && has_ordinal;
    let is_plenum = unit == '中' && piece.starts(number, "中全会") && !has_ordinal;
    if is_plenum {
        return Some(at..number + 3);
    }
    if !is_terms && !is_times {
        return None;
    }
    let end = head_behind(piece, number + 1)?;
    let party = piece.longest_to(at, &["党的", "中国共产党", "中共"]);
    let start = party.unwrap_or_else(|| grow::body_before(piece, at));
    let inner = number + 1..end;
    // `第三次会议` is no name until it is told of what.
    let is_bare = inner.len() <= 2 && start == at && is_times;
    let has_more = is_terms || inner.len() > 2 || start < at;
    (!is_bare && has_more).then_some(start..end)
}

/// Returns the end of the name of a meeting whose number ends at a place.
fn head_behind(piece: &Piece<'_>, from: usize) -> Option<usize> {
    let mut at = from;
    let mut found: Option<usize> = None;
    while at < from + MAX_INNER {
        let end = piece
            .one_at(at, &known::MEETINGS)
            .or_else(|| piece.starts(at, "中全会").then_some(at + 3));
        if let Some(end) = end {
            found = Some(end);
            // `代表大会第四次会议` goes on, and so does `会议暨表彰大会` not.
            let goes_on = piece.char(end) == Some('第') && number_at(piece, end + 1).is_some();
            if !goes_on {
                break;
            }
            at = end;
            continue;
        }
        if !is_inner(piece, at)
            || piece.longest_at(at, &["召开", "举行", "举办", "以来", "开幕", "委员会第"])
                == Some(at + 2)
        {
            break;
        }
        at += 1;
    }
    // `七届委员会会议室` and `三中全会精神`: what goes on as a word is none, the rest is.
    found.filter(|&end| !piece.starts(end, "室") && !piece.starts(end, "厅"))
}

/// Returns whether a character may stand within the name of a meeting.
fn is_inner(piece: &Piece<'_>, at: usize) -> bool {
    match piece.char(at) {
        Some('、') => piece.char_before(at) == Some('中') && number_at(piece, at + 1).is_some(),
        Some('的' | '在' | '了' | '是') => false,
        Some(c) => is_han(c) || matches!(c, '(' | ')' | '·' | '-') || c.is_ascii_alphanumeric(),
        None => false,
    }
}

/// Returns visits: `视察甘肃`.
fn visits(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < piece.chars.len() {
        let verb = piece.one_at(at, &known::VISITS);
        let place = verb.and_then(|verb| place_at(piece, verb));
        let is_word = verb.is_some_and(|verb| verb - at == 2);
        match place {
            Some(end) if is_word && !is_body(piece, end) => {
                found.push((at..end, Tier::EventVisit));
                at = end;
            }
            _ => at += 1,
        }
    }
    found
}

/// Returns whether a place goes on to a body or an institution that was visited.
fn is_body(piece: &Piece<'_>, end: usize) -> bool {
    piece.mark_at(end, Resource::Organisation).is_some()
}

/// Returns the end of a name of a place.
fn place_at(piece: &Piece<'_>, at: usize) -> Option<usize> {
    let listed = piece.mark_at(at, Resource::Place);
    let token = piece.token_at(at).filter(|token| token.tag == "ns");
    let end = listed
        .into_iter()
        .chain(token.map(|token| token.range.end))
        .max()?;
    let unit = ["省", "市", "县", "区", "自治区"];
    Some(piece.longest_at(end, &unit).unwrap_or(end))
}

/// Returns anniversaries with what was held for them: `庆祝中国共产党成立100周年大会`.
fn anniversaries(piece: &Piece<'_>) -> Vec<(Range<usize>, Tier)> {
    let mut found = Vec::new();
    for at in 0..piece.chars.len() {
        let Some(begin) = piece.longest_at(at, &["庆祝", "纪念"]) else {
            continue;
        };
        let Some(years) = (begin..begin + 28).find(|&i| piece.starts(i, "周年")) else {
            continue;
        };
        let is_one = (begin..years).all(|i| is_inner(piece, i));
        let held = [
            "大会",
            "座谈会",
            "活动",
            "文艺演出",
            "文艺晚会",
            "招待会",
            "展览",
            "主题展",
            "系列活动",
        ];
        if let (true, Some(end)) = (is_one, piece.longest_at(years + 2, &held)) {
            found.push((at..end, Tier::EventNumbered));
        }
    }
    found
}
