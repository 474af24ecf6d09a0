//! Tokens without a text, found again in the documents of a project.
//!
//! A file of tokens has lost its white space, and often also where one document ends and the next
//! begins. What is left of a document without blanks ([`solid`]) tells it: the tokens of the file
//! are cut where one document's run out. Of several documents that fit the longest is taken, of
//! equal ones each in its turn.

use std::collections::HashMap;

use crate::exchange::flat::is_blank;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::settle::Misfit;
use crate::exchange::settle::solid;
use crate::model::document::Document;
use crate::model::project::Project;

/// Documents are looked up by so many of their first characters.
const N_HEAD: usize = 8;

/// The documents of a project without blanks.
pub struct SolidDocuments<'a> {
    documents: Vec<(&'a Document, Vec<char>)>,
    /// Places in `documents`, the longest first.
    by_head: HashMap<Vec<char>, Vec<usize>>,
}

impl<'a> SolidDocuments<'a> {
    /// Reads every document of a project.
    pub fn new(project: &'a Project) -> Self {
        let documents: Vec<(&Document, Vec<char>)> = project
            .documents
            .iter()
            .map(|doc| (doc.as_ref(), solid(doc.text.as_str()).collect()))
            .filter(|(_, solid): &(_, Vec<char>)| !solid.is_empty())
            .collect();
        let mut by_head: HashMap<Vec<char>, Vec<usize>> = HashMap::new();
        for (place, (_, solid)) in documents.iter().enumerate() {
            let head = solid.iter().copied().take(N_HEAD).collect();
            by_head.entry(head).or_default().push(place);
        }
        let n_chars = |place: &usize| documents.get(*place).map_or(0, |(_, solid)| solid.len());
        for places in by_head.values_mut() {
            places.sort_by_key(|place| (std::cmp::Reverse(n_chars(place)), *place));
        }
        Self { documents, by_head }
    }

    /// Names the documents that tokens belong to, cutting them where a document ends.
    ///
    /// Each part that comes back has the name of its document for a key. Tokens that are in no
    /// document come back as misfits, with the spans they would have had.
    pub fn cut(&self, incoming: Incoming) -> (Vec<Incoming>, Vec<Misfit>) {
        let own = incoming.text.as_deref().unwrap_or_default();
        let tokens: Vec<(usize, char)> = own
            .chars()
            .enumerate()
            .filter(|(_, c)| !is_blank(*c))
            .collect();
        let line_starts = starts_of_lines(own);
        let mut used = vec![false; self.documents.len()];
        let mut cuts: Vec<(usize, Option<usize>)> = Vec::new();
        let mut at = 0;
        while at < tokens.len() {
            let rest = tokens.get(at..).unwrap_or_default();
            match self.longest(rest, &used, incoming.may_be_several) {
                Some(place) => {
                    if let Some(used) = used.get_mut(place) {
                        *used = true;
                    }
                    cuts.push((at, Some(place)));
                    at += self
                        .documents
                        .get(place)
                        .map_or(1, |(_, solid)| solid.len());
                }
                None => {
                    if cuts.last().is_none_or(|(_, place)| place.is_some()) {
                        cuts.push((at, None));
                    }
                    let here = tokens.get(at).map_or(0, |(i, _)| *i);
                    let next = line_starts.partition_point(|start| *start <= here);
                    let next = line_starts.get(next).copied().unwrap_or(usize::MAX);
                    at = tokens.partition_point(|(i, _)| *i < next).max(at + 1);
                }
            }
        }
        self.parts(&incoming, &tokens, &cuts)
    }

    /// Finds the longest document that the tokens begin with, or that they all are.
    fn longest(&self, rest: &[(usize, char)], used: &[bool], several: bool) -> Option<usize> {
        let mut again = None;
        for n_head in (1..=N_HEAD.min(rest.len())).rev() {
            let head: Vec<char> = rest.iter().take(n_head).map(|(_, c)| *c).collect();
            for place in self.by_head.get(&head).into_iter().flatten() {
                let Some((_, solid)) = self.documents.get(*place) else {
                    continue;
                };
                // A shorter head is that of a document which is no longer.
                let is_whole = n_head == N_HEAD || solid.len() == n_head;
                let fits = is_whole
                    && solid.len() <= rest.len()
                    && (several || solid.len() == rest.len())
                    && solid.iter().zip(rest).all(|(a, (_, b))| a == b);
                if fits && !used.get(*place).copied().unwrap_or(false) {
                    return Some(*place);
                }
                if fits && again.is_none() {
                    again = Some(*place);
                }
            }
        }
        again
    }

    fn parts(
        &self,
        incoming: &Incoming,
        tokens: &[(usize, char)],
        cuts: &[(usize, Option<usize>)],
    ) -> (Vec<Incoming>, Vec<Misfit>) {
        let (mut parts, mut misfits) = (Vec::new(), Vec::new());
        let own: Vec<char> = incoming
            .text
            .as_deref()
            .unwrap_or_default()
            .chars()
            .collect();
        let mut spans: Vec<&IncomingSpan> = incoming.spans.iter().collect();
        spans.sort_by_key(|span| span.start);
        let mut spans = spans.into_iter().peekable();
        for (i, (first, place)) in cuts.iter().enumerate() {
            let start = tokens.get(*first).map_or(own.len(), |(at, _)| *at);
            let next = cuts.get(i + 1).and_then(|(next, _)| tokens.get(*next));
            let end = next.map_or(own.len(), |(at, _)| *at);
            let mut here = Vec::new();
            while let Some(span) = spans.next_if(|span| span.start < end) {
                here.push(span);
            }
            let text: String = own.get(start..end).unwrap_or_default().iter().collect();
            let at = here.first().map_or(&incoming.at, |span| &span.at).clone();
            let doc = place.and_then(|place| self.documents.get(place));
            let Some((doc, _)) = doc else {
                let found = text.trim_end().to_owned();
                let reason = RefusalReason::NoSuchTokens { found };
                misfits.push((at, here.len().max(1), reason));
                continue;
            };
            let moved = |span: &IncomingSpan| IncomingSpan {
                start: span.start.saturating_sub(start),
                end: span.end.saturating_sub(start),
                ..span.clone()
            };
            parts.push(Incoming {
                at,
                key: Some(doc.name.clone()),
                text: Some(text),
                spans: here.into_iter().map(moved).collect(),
                relations: Vec::new(),
                notes: Vec::new(),
                ..incoming.clone()
            });
        }
        (parts, misfits)
    }
}

/// Joins pieces that go on to the rows of documents they are of.
pub fn joined(pieces: Vec<Incoming>) -> Vec<Incoming> {
    let mut whole: Vec<Incoming> = Vec::with_capacity(pieces.len());
    let mut n_chars = 0;
    for piece in pieces {
        match whole.last_mut().filter(|before| before.goes_on) {
            Some(before) => {
                let text = before.text.get_or_insert_default();
                if n_chars == 0 {
                    n_chars = text.chars().count();
                }
                text.push('\n');
                n_chars += 1;
                let moved = piece.spans.into_iter().map(|span| IncomingSpan {
                    start: span.start + n_chars,
                    end: span.end + n_chars,
                    ..span
                });
                before.spans.extend(moved);
                let more = piece.text.unwrap_or_default();
                n_chars += more.chars().count();
                text.push_str(&more);
                before.goes_on = piece.goes_on;
                before.partly_refused |= piece.partly_refused;
            }
            None => {
                n_chars = 0;
                whole.push(piece);
            }
        }
    }
    whole
}

/// Returns where each line of a text starts, in characters.
fn starts_of_lines(text: &str) -> Vec<usize> {
    let ends = text.chars().enumerate().filter(|(_, c)| *c == '\n');
    ends.map(|(i, _)| i + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(text: &str, (start, end): (usize, usize), goes_on: bool) -> Incoming {
        Incoming {
            text: Some(text.to_owned()),
            blanks_unsure: true,
            may_be_several: true,
            goes_on,
            spans: vec![IncomingSpan {
                start,
                end,
                label: "A".to_owned(),
                ..IncomingSpan::default()
            }],
            ..Incoming::default()
        }
    }

    #[test]
    fn pieces_are_joined_where_they_go_on_and_nowhere_else() {
        let pieces = vec![
            piece("甲乙", (0, 1), true),
            piece("丙", (0, 1), true),
            piece("丁戊", (1, 2), false),
            piece("己", (0, 1), false),
        ];
        let whole = joined(pieces);
        let texts: Vec<_> = whole.iter().map(|doc| doc.text.as_deref()).collect();
        assert_eq!(texts, [Some("甲乙\n丙\n丁戊"), Some("己")]);
        let first = &whole[0].spans;
        let places: Vec<_> = first.iter().map(|span| (span.start, span.end)).collect();
        assert_eq!(places, [(0, 1), (3, 4), (6, 7)]);
    }
}
