//! Finds the places of what a file says in the text it speaks of.
//!
//! Offsets are counted in the file's unit; where the file holds tokens and no text, white space
//! differs, and the k-th character that is no blank is the same on both sides:
//! `习近平 主席` in the document and `习近平主席` made of tokens.
//! A span fits if both ends lie between characters of the text, it covers at least one, its label
//! can be one, and the words that the file gives stand there.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use crate::exchange::flat;
use crate::exchange::incoming::EndRole;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::IncomingEnd;
use crate::exchange::incoming::IncomingSpan;
use crate::exchange::incoming::Named;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::record::Record;
use crate::exchange::units;
use crate::exchange::units::OffsetUnit;
use crate::model::ids::EntityKey;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Note;
use crate::model::relation::Relation;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Something that does not fit: where it stands, how many spans it keeps out, and why.
pub type Misfit = (Place, usize, RefusalReason);

/// The places of a file's offsets in a text.
pub enum Places {
    /// They count characters of this text, of so many.
    Own(usize),
    /// They were looked up, in ascending order.
    Found(Vec<((usize, Side), Option<CharIdx>)>),
}

/// Whether a position begins or ends something; the blanks between tokens lie before what begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// It begins something.
    Start,
    /// It ends something.
    End,
}

impl Places {
    /// Finds every position that spans, ends of relations and notes of a document name.
    pub fn new(text: &Text, incoming: &Incoming) -> Self {
        let own = incoming.text.as_deref().filter(|_| incoming.blanks_unsure);
        let own = own.filter(|own| *own != text.as_str());
        let counts_chars = matches!(incoming.unit, OffsetUnit::Chars | OffsetUnit::None);
        if own.is_none() && counts_chars {
            return Self::Own(text.n_chars());
        }
        let mut wanted = Vec::with_capacity(2 * incoming.spans.len());
        let spans = incoming.spans.iter().map(|span| (span.start, span.end));
        let relations = incoming.relations.iter();
        let ends = relations.flat_map(|r| [(r.head.start, r.head.end), (r.tail.start, r.tail.end)]);
        let notes = incoming.notes.iter().filter_map(|(range, _)| *range);
        for (start, end) in spans.chain(ends).chain(notes) {
            wanted.push((start, Side::Start));
            wanted.push((end, Side::End));
        }
        wanted.sort_unstable();
        wanted.dedup();
        let offsets: Vec<usize> = wanted.iter().map(|(offset, _)| *offset).collect();
        let places = match own {
            None => units::places(text, incoming.unit, &offsets),
            Some(own) => over_blanks(text, &Text::from(own), incoming.unit, &wanted),
        };
        Self::Found(wanted.into_iter().zip(places).collect())
    }

    /// Returns the characters from one offset to another; `None` if either has no place.
    ///
    /// Empty where the end does not lie after the start.
    fn range(&self, start: usize, end: usize) -> Option<CharRange> {
        let place = |offset: usize, side| match self {
            Self::Own(n_chars) => (offset <= *n_chars).then_some(CharIdx(offset)),
            Self::Found(found) => {
                let at = found.binary_search_by_key(&(offset, side), |(wanted, _)| *wanted);
                found.get(at.ok()?).and_then(|(_, place)| *place)
            }
        };
        let (start, end) = (place(start, Side::Start)?, place(end, Side::End)?);
        Some(CharRange::new(start, end.max(start)))
    }

    /// Returns where a span lies, with what the file says of it beside; its origin is `Hand`.
    pub fn span(
        &self,
        text: &Text,
        incoming: &Incoming,
        span: &IncomingSpan,
    ) -> Result<Span, RefusalReason> {
        let named = || Named {
            label: span.label.clone(),
            start: span.start,
            end: span.end,
        };
        if span.start >= span.end {
            return Err(RefusalReason::Empty { span: named() });
        }
        let Some(range) = self.range(span.start, span.end) else {
            let within = within(text, incoming, span.end);
            return Err(if within {
                RefusalReason::InsideCharacter { span: named() }
            } else {
                RefusalReason::OutsideText {
                    span: named(),
                    n_chars: text.n_chars(),
                }
            });
        };
        if range.is_empty() {
            return Err(RefusalReason::Empty { span: named() });
        }
        let found = text.slice(range);
        if let Some(expected) = span.words.as_deref() {
            let same = if incoming.blanks_unsure {
                solid(expected).eq(solid(found))
            } else {
                expected == found
            };
            if !same {
                return Err(RefusalReason::OtherWords {
                    span: named(),
                    expected: expected.to_owned(),
                    found: found.to_owned(),
                });
            }
        }
        if !can_be_label(&span.label) {
            return Err(RefusalReason::BadLabel { span: named() });
        }
        let mut settled = Span::new(range, span.label.as_str());
        if let Some(detail) = span.detail.as_deref() {
            settled.detail = Some(Box::new(SpanDetail {
                attributes: detail.attributes.clone(),
                note: detail.note.clone(),
                entity: detail.entity.as_deref().map(EntityKey::from),
                ..SpanDetail::default()
            }));
        }
        Ok(settled)
    }

    /// Returns the characters that an end of a relation covers, if it has a place.
    pub fn end(&self, end: &IncomingEnd) -> Option<CharRange> {
        let range = self.range(end.start, end.end)?;
        (!range.is_empty()).then_some(range)
    }

    /// Returns the notes on a document; one whose characters have no place is on all of it.
    pub fn notes(&self, incoming: &Incoming) -> Vec<Note> {
        let notes = incoming.notes.iter().map(|(range, text)| Note {
            range: range.and_then(|(start, end)| self.range(start, end)),
            text: text.clone(),
            extra: BTreeMap::new(),
        });
        notes.collect()
    }
}

/// Returns whether an offset is not beyond the end, in the unit of its file.
fn within(text: &Text, incoming: &Incoming, offset: usize) -> bool {
    let own = incoming.text.as_deref().filter(|_| incoming.blanks_unsure);
    let end = |text: &Text| units::offsets(text, incoming.unit, &[text.end()]);
    let end = match own {
        Some(own) => end(&Text::from(own)),
        None => end(text),
    };
    end.first().is_some_and(|end| offset <= *end)
}

/// Returns whether a key can name a label, a relation or an attribute.
pub fn can_be_label(key: &str) -> bool {
    !key.is_empty() && key.trim() == key && !key.chars().any(char::is_control)
}

/// Returns the characters of a text that are no blanks.
pub fn solid(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| !flat::is_blank(*c))
}

/// Finds positions of a text made of tokens in the text they were made of.
fn over_blanks(
    text: &Text,
    own: &Text,
    unit: OffsetUnit,
    wanted: &[(usize, Side)],
) -> Vec<Option<CharIdx>> {
    let offsets: Vec<usize> = wanted.iter().map(|(offset, _)| *offset).collect();
    let own_places = units::places(own, unit, &offsets);
    let count = |text: &Text| {
        // The place of each character that is no blank.
        let chars = text.as_str().chars().enumerate();
        let solid = chars.filter(|(_, c)| !flat::is_blank(*c));
        solid.map(|(i, _)| CharIdx(i)).collect::<Vec<_>>()
    };
    let (own_solid, solid) = (count(own), count(text));
    let find = |(place, side): (Option<CharIdx>, Side)| {
        let n_before = own_solid.partition_point(|at| Some(*at) < place);
        let place = place?;
        match side {
            Side::Start => solid.get(n_before).copied(),
            Side::End => {
                let last = n_before.checked_sub(1)?;
                solid.get(last).map(|at| at.plus(1))
            }
        }
        .or_else(|| (place.0 == 0).then_some(CharIdx(0)))
    };
    let sides = wanted.iter().map(|(_, side)| *side);
    own_places.into_iter().zip(sides).map(find).collect()
}

/// Returns the units in which every span of a document would fit its text.
///
/// Says nothing where there are no spans. The unit that the file was read in is left out.
pub fn units_that_fit(text: &Text, incoming: &Incoming) -> Vec<OffsetUnit> {
    if incoming.spans.is_empty() || incoming.unit == OffsetUnit::None {
        return Vec::new();
    }
    let others = OffsetUnit::ALL.into_iter().filter(|u| *u != incoming.unit);
    let fits = |unit: &OffsetUnit| {
        let counted = Incoming {
            unit: *unit,
            ..incoming.clone()
        };
        let places = Places::new(text, &counted);
        let mut spans = counted.spans.iter();
        spans.all(|span| places.span(text, &counted, span).is_ok())
    };
    others.filter(fits).collect()
}

/// Makes a record of what a file says of a document, without a project.
///
/// `default_name` is for a document that the file does not name. Returns what does not fit beside;
/// `None` if the file has no text for it.
pub fn record(incoming: &Incoming, default_name: &str) -> (Option<Record>, Vec<Misfit>) {
    let mut misfits = Vec::new();
    let n_spans = incoming.spans.len() + incoming.relations.len();
    let Some(text) = incoming.text.as_deref() else {
        let name = incoming.key.clone().unwrap_or_default();
        misfits.push((
            incoming.at.clone(),
            n_spans.max(1),
            RefusalReason::NoText { name },
        ));
        return (None, misfits);
    };
    let text = Text::from(text);
    let (layer, misfits) = layer(&text, incoming);
    let record = Record {
        name: incoming.key.as_deref().unwrap_or(default_name).to_owned(),
        text: Arc::new(text),
        layer: Arc::new(layer),
    };
    (Some(record), misfits)
}

/// Makes a layer of what a file says of a text, with what does not fit.
pub fn layer(text: &Text, incoming: &Incoming) -> (Layer, Vec<Misfit>) {
    let mut misfits = Vec::new();
    let places = Places::new(text, incoming);
    let annotator = incoming.annotator.as_deref().unwrap_or_default();
    let mut spans = Vec::with_capacity(incoming.spans.len());
    for span in &incoming.spans {
        match places.span(text, incoming, span) {
            Ok(mut settled) => {
                if incoming.is_prediction {
                    let origin = Origin::Suggested {
                        source: annotator.to_owned(),
                        score_permille: span
                            .score_permille
                            .unwrap_or(super::predictions::UNSCORED_PERMILLE),
                        corrected: false,
                    };
                    settled.detail.get_or_insert_default().origin = origin;
                }
                spans.push(settled);
            }
            Err(reason) => misfits.push((span.at.clone(), 1, reason)),
        }
    }
    let (spans, _doubled) = SpanSet::from_spans(spans);
    let mut relations = BTreeMap::new();
    for relation in &incoming.relations {
        let end = |role, end| key_of_end(&spans, &places, &relation.key, role, end);
        let ends = end(EndRole::Head, &relation.head)
            .and_then(|head| Ok((head, end(EndRole::Tail, &relation.tail)?)));
        match ends {
            Ok((head, tail)) => {
                let key = RelationKey::from(relation.key.as_str());
                let relation = Relation::new(key, head, tail);
                relations.insert(relation.id.clone(), relation);
            }
            Err(reason) => misfits.push((relation.at.clone(), 1, reason)),
        }
    }
    let layer = Layer {
        meta: LayerMeta {
            status: incoming.status.unwrap_or_default(),
            classes: incoming.classes.iter().cloned().collect(),
            notes: places.notes(incoming),
            ..LayerMeta::default()
        },
        spans,
        relations,
        ..Layer::new(annotator)
    };
    (layer, misfits)
}

/// Finds the one span that an end of a relation can mean.
fn key_of_end(
    spans: &SpanSet,
    places: &Places,
    relation: &str,
    role: EndRole,
    end: &IncomingEnd,
) -> Result<SpanKey, RefusalReason> {
    let range = places.end(end);
    let mut labels = BTreeSet::new();
    if let Some(range) = range {
        let there = spans.overlapping(range).filter(|span| span.range == range);
        labels.extend(there.map(|span| span.label.clone()));
    }
    labels.retain(|label| {
        end.label
            .as_deref()
            .is_none_or(|named| named == label.as_str())
    });
    one_end(range, labels, relation, role, end)
}

/// Takes the one label that an end may mean, or says what stands against it.
pub fn one_end(
    range: Option<CharRange>,
    labels: BTreeSet<LabelKey>,
    relation: &str,
    role: EndRole,
    end: &IncomingEnd,
) -> Result<SpanKey, RefusalReason> {
    let mut found = labels.iter();
    match (range, found.next(), found.next()) {
        (Some(range), Some(label), None) => Ok(SpanKey::new(range, label.clone())),
        (Some(_), Some(_), Some(_)) => Err(RefusalReason::SeveralEnds {
            relation: relation.to_owned(),
            role,
            start: end.start,
            end: end.end,
            labels: labels
                .iter()
                .map(LabelKey::as_str)
                .collect::<Vec<_>>()
                .join(", "),
        }),
        _ => Err(RefusalReason::NoEnd {
            relation: relation.to_owned(),
            role,
            start: end.start,
            end: end.end,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize) -> IncomingSpan {
        IncomingSpan {
            start,
            end,
            label: "A".to_owned(),
            ..IncomingSpan::default()
        }
    }

    fn settled(text: &str, incoming: &Incoming) -> Vec<Result<(usize, usize), RefusalReason>> {
        let text = Text::from(text);
        let places = Places::new(&text, incoming);
        let spans = incoming.spans.iter();
        let found = spans.map(|span| places.span(&text, incoming, span));
        found
            .map(|span| span.map(|span| (span.range.start().0, span.range.end().0)))
            .collect()
    }

    #[test]
    fn tokens_are_found_over_blanks() {
        let incoming = Incoming {
            text: Some("甲乙丙\n丁".to_owned()),
            blanks_unsure: true,
            spans: vec![span(0, 2), span(1, 3), span(2, 5), span(4, 5)],
            ..Incoming::default()
        };
        let found = settled("\u{3000}甲 乙\r\n丙\u{3000}丁\n", &incoming);
        assert_eq!(found, [Ok((1, 4)), Ok((3, 7)), Ok((6, 9)), Ok((8, 9))]);
    }

    #[test]
    fn a_unit_that_would_fit_is_found() {
        let mut counted = span(4, 6);
        counted.words = Some("乙丙".to_owned());
        let incoming = Incoming {
            spans: vec![counted],
            ..Incoming::default()
        };
        let text = Text::from("𠀀𠀀乙丙");
        assert!(matches!(
            settled("𠀀𠀀乙丙", &incoming)[..],
            [Err(RefusalReason::OutsideText { .. })]
        ));
        assert_eq!(units_that_fit(&text, &incoming), [OffsetUnit::Utf16]);
    }

    #[test]
    fn an_offset_inside_a_character_is_told_from_one_outside() {
        let incoming = Incoming {
            unit: OffsetUnit::Utf16,
            spans: vec![span(1, 3), span(0, 4)],
            ..Incoming::default()
        };
        let found = settled("𠀀甲", &incoming);
        assert!(matches!(
            found[0],
            Err(RefusalReason::InsideCharacter { .. })
        ));
        assert!(matches!(found[1], Err(RefusalReason::OutsideText { .. })));
    }
}
