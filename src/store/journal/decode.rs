//! Reads a record from the body of a frame.

use std::sync::Arc;

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::change::TextState;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::model::document::Document;
use crate::model::document::Revision;
use crate::model::ids::LabelKey;
use crate::model::layer::IgnoredFinding;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Misfit;
use crate::model::layer::MisfitReason;
use crate::model::layer::Note;
use crate::model::layer::Rejection;
use crate::model::relation::Relation;
use crate::model::schema::Schema;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::store::convert;
use crate::store::convert::parts;
use crate::store::format_v1 as file;
use crate::store::journal::encode::ACTS;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Brought;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Opening;
use crate::store::journal::record::Past;
use crate::store::journal::record::Record;
use crate::store::journal::record::SavedMark;
use crate::store::journal::record::TakenMark;
use crate::store::journal::record::ToldMark;
use crate::store::journal::wire;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Why the body of a good frame is no record of this format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// What did not fit, in `ron`'s words.
    pub why: String,
}

impl Undecodable {
    fn because(why: impl ToString) -> Self {
        Self {
            why: why.to_string(),
        }
    }
}

/// The greatest number of a record: more are never written, and one more is always to be had.
const MAX_N: u64 = 1 << 60;

/// Reads the body of a frame.
pub fn decode(body: &[u8]) -> Result<Record, Undecodable> {
    let record = read(body)?;
    let upto = match &record.what {
        Entry::Saving(mark) | Entry::Saved(mark) => mark.upto,
        _ => 0,
    };
    // A mark that speaks of what is yet to come would have it forgotten.
    if record.n == 0 || record.n > MAX_N || upto >= record.n {
        let (n, why) = (record.n, "no such number");
        return Err(Undecodable::because(format!("{why}: {n}, {upto}")));
    }
    Ok(record)
}

fn read(body: &[u8]) -> Result<Record, Undecodable> {
    let ron = std::str::from_utf8(body).map_err(Undecodable::because)?;
    let record: wire::Record<'_> = ron::from_str(ron).map_err(Undecodable::because)?;
    Ok(match record {
        wire::Record::Open(open) => Record {
            n: open.n,
            at: open.at,
            what: Entry::Open(Opening {
                session: open.session,
                who: open.who,
                host: open.host,
                process: open.process,
                base: open.base,
            }),
        },
        wire::Record::Saving(saved) => Record {
            n: saved.n,
            at: saved.at,
            what: Entry::Saving(mark(saved)),
        },
        wire::Record::Saved(saved) => Record {
            n: saved.n,
            at: saved.at,
            what: Entry::Saved(mark(saved)),
        },
        wire::Record::Brought(brought) => Record {
            n: brought.n,
            at: brought.at,
            what: Entry::Brought(Box::new(Brought {
                sha256: brought.sha256,
                deltas: all_recorded(brought.deltas)?,
                past: match brought.past {
                    wire::Past::GoesOn => Past::GoesOn,
                    wire::Past::Act(deltas) => Past::Act(all_recorded(deltas)?),
                    wire::Past::Ends => Past::Ends,
                },
            })),
        },
        wire::Record::Taken(taken) => Record {
            n: taken.n,
            at: taken.at,
            what: Entry::Taken(TakenMark {
                upto: taken.upto,
                by: taken.by,
            }),
        },
        wire::Record::Told(told) => Record {
            n: told.n,
            at: told.at,
            what: Entry::Told(ToldMark {
                troubles: told.troubles,
            }),
        },
        wire::Record::Act(act) => Record {
            n: act.n,
            at: act.at,
            what: Entry::Act(Arc::new(acted(*act)?)),
        },
    })
}

fn mark(saved: wire::Saved) -> SavedMark {
    SavedMark {
        upto: saved.upto,
        sha256: saved.sha256,
    }
}

fn acted(act: wire::Act<'_>) -> Result<Acted, Undecodable> {
    let kind = ACTS.iter().find(|(_, name)| *name == act.act);
    let kind = kind.ok_or_else(|| Undecodable::because(format!("no such act: {}", act.act)))?;
    Ok(Acted {
        how: match act.how {
            wire::How::Do => How::Do,
            wire::How::Undo => How::Undo,
            wire::How::Redo => How::Redo,
            wire::How::Aside => How::Aside,
        },
        act: kind.0,
        before: place(act.before),
        after: place(act.after),
        deltas: all_recorded(act.deltas)?,
    })
}

fn place(place: wire::Place<'_>) -> Place {
    let (anchor, head) = place.at;
    Place {
        doc: place.doc.map(Into::into),
        selection: Selection {
            anchor: CharIdx(anchor),
            head: CharIdx(head),
        },
        span: place.span.map(span_key),
        annotator: place.annotator.map(Into::into),
    }
}

fn span_key((start, end, label): file::SpanKey<'_>) -> SpanKey {
    SpanKey::new(CharRange::of(start, end), LabelKey::from(&*label.0))
}

fn schema(file: file::Schema) -> Result<Arc<Schema>, Undecodable> {
    let schema = parts::schema_from_file(file);
    schema
        .map(Arc::new)
        .map_err(|repeat| Undecodable::because(format!("two labels {}", repeat.key)))
}

/// Turns both sides of a difference.
fn both<A, B>(before: A, after: A, turn: impl Fn(A) -> B) -> Diff<B> {
    Diff::new(turn(before), turn(after))
}

fn lists<A, B>(before: Vec<A>, after: Vec<A>, turn: impl Fn(A) -> B) -> Diff<Vec<B>> {
    both(before, after, |side| side.into_iter().map(&turn).collect())
}

/// Turns lists of one thing or none.
fn perhaps<A, B>(before: Vec<A>, after: Vec<A>, turn: impl Fn(A) -> B) -> Diff<Option<B>> {
    both(before, after, |side| side.into_iter().next().map(&turn))
}

fn all_recorded(all: Vec<wire::Recorded<'_>>) -> Result<Vec<RecordedDelta>, Undecodable> {
    all.into_iter().map(recorded).collect()
}

fn recorded(recorded: wire::Recorded<'_>) -> Result<RecordedDelta, Undecodable> {
    let in_line = match &recorded.delta {
        wire::Delta::Span(_, _, before, after) => after.first().or(before.first()),
        _ => None,
    };
    let in_line = in_line.map(|line| line.words.0.to_string());
    let words = recorded.text.map(|text| WordsOf {
        text: text.into(),
        words: match recorded.words {
            wire::Said::Many => Words::Many,
            wire::Said::InLine => Words::At(in_line.unwrap_or_default()),
            wire::Said::At(words) => Words::At(words),
            wire::Said::Ends(head, tail) => Words::Ends {
                head: head.into_iter().next(),
                tail: tail.into_iter().next(),
            },
        },
    });
    Ok(RecordedDelta {
        delta: delta(recorded.delta)?,
        words,
    })
}

fn delta(delta: wire::Delta<'_>) -> Result<Delta, Undecodable> {
    use wire::Delta as From;
    Ok(match delta {
        From::Name(before, after) => Delta::Name(Diff::new(before, after)),
        From::Schema(before, after) => Delta::Schema(Diff::new(schema(before)?, schema(after)?)),
        From::Guideline(before, after) => Delta::Guideline(both(before, after, |text| text.0)),
        From::Lexicons(before, after) => {
            Delta::Lexicons(shared(before, after, parts::lexicon_from_file))
        }
        From::Patterns(before, after) => {
            Delta::Patterns(shared(before, after, parts::pattern_from_file))
        }
        From::Entities(before, after) => {
            Delta::Entities(shared(before, after, parts::entity_from_file))
        }
        From::Conflicts(before, after) => Delta::Conflicts(both(before, after, |side| {
            Arc::new(parts::conflicts_from_file(side))
        })),
        From::Extra(before, after) => Delta::Extra(both(before, after, |side| {
            Arc::new(parts::extra_from_file(side))
        })),
        From::Document(place, before, after) => Delta::Document {
            place,
            diff: Diff::new(document(before)?, document(after)?),
        },
        From::DocumentName(doc, before, after) => Delta::DocumentName {
            doc: doc.into(),
            diff: Diff::new(before, after),
        },
        From::Text(doc, before, after) => Delta::Text {
            doc: doc.into(),
            diff: Box::new(both(*before, *after, text_state)),
        },
        From::Layer(doc, before, after) => Delta::Layer {
            doc: doc.into(),
            diff: perhaps(before, after, |layer| Arc::new(whole_layer(layer))),
        },
        in_layer => return delta_in_layer(in_layer),
    })
}

fn delta_in_layer(delta: wire::Delta<'_>) -> Result<Delta, Undecodable> {
    use wire::Delta as From;
    Ok(match delta {
        From::Meta(doc, annotator, before, after) => Delta::Meta {
            layer: LayerRef::new(doc, annotator),
            diff: Box::new(both(*before, *after, meta)),
        },
        From::Span(doc, annotator, before, after) => Delta::Span {
            layer: LayerRef::new(doc, annotator),
            diff: perhaps(before, after, span),
        },
        From::Relation(doc, annotator, before, after) => Delta::Relation {
            layer: LayerRef::new(doc, annotator),
            diff: Box::new(perhaps(before, after, relation)),
        },
        From::Rejected(doc, annotator, span, before, after) => Delta::Rejected {
            layer: LayerRef::new(doc, annotator),
            span: span_key(span),
            diff: perhaps(before, after, |what| {
                Rejection::new(what.source, what.score)
            }),
        },
        From::Ignored(doc, annotator, (kind, (start, end), reason), before, after) => {
            Delta::Ignored {
                layer: LayerRef::new(doc, annotator),
                finding: IgnoredFinding {
                    kind,
                    range: CharRange::of(start, end),
                    reason,
                },
                diff: Diff::new(before, after),
            }
        }
        From::LayerConflicts(doc, annotator, before, after) => Delta::LayerConflicts {
            layer: LayerRef::new(doc, annotator),
            diff: both(before, after, parts::conflicts_from_file),
        },
        From::Misfits(doc, annotator, before, after) => Delta::Misfits {
            layer: LayerRef::new(doc, annotator),
            diff: lists(before, after, misfit),
        },
        _ => return Err(Undecodable::because("a delta of no layer")),
    })
}

fn shared<A, B>(before: Vec<A>, after: Vec<A>, turn: impl Fn(A) -> B) -> Diff<Arc<Vec<B>>> {
    both(before, after, |side| {
        Arc::new(side.into_iter().map(&turn).collect())
    })
}

fn document(side: Vec<file::Document<'_>>) -> Result<Option<Arc<Document>>, Undecodable> {
    let Some(doc) = side.into_iter().next() else {
        return Ok(None);
    };
    let doc = convert::document_from_file(doc);
    let doc = doc.map_err(|repeat| Undecodable::because(format!("two layers {}", repeat.key)))?;
    Ok(Some(Arc::new(doc)))
}

fn text_state(state: wire::TextState) -> TextState {
    let revision = |revision: file::Revision| Revision {
        text_sha256: revision.text_sha256,
        text: Arc::new(Text::new(revision.text.0)),
    };
    TextState {
        text_sha256: state.text_sha256,
        text: Arc::new(Text::new(state.text.0)),
        revisions: state.revisions.into_iter().map(revision).collect(),
    }
}

fn whole_layer(file: wire::Layer<'_>) -> Layer {
    Layer {
        misfits: file.misfits.into_iter().map(misfit).collect(),
        ..convert::layer_from_file(file.layer)
    }
}

fn meta(file: wire::Meta) -> LayerMeta {
    let note = |note: file::Note| Note {
        range: note.range.map(|(start, end)| CharRange::of(start, end)),
        text: note.text,
        extra: parts::extra_from_file(note.extra),
    };
    LayerMeta {
        status: parts::status_from_file(file.status),
        classes: file.classes.into_iter().collect(),
        notes: file.notes.into_iter().map(note).collect(),
        active_seconds: file.active_seconds,
        extra: parts::extra_from_file(file.extra),
    }
}

fn span(line: file::Span<'_>) -> Span {
    let range = CharRange::of(line.start, line.end);
    let label = LabelKey::from(&*line.label.0);
    match line.detail {
        None => Span::new(range, label),
        Some(detail) => Span::with_detail(range, label, parts::detail_from_file(*detail)),
    }
}

fn relation(line: file::Relation<'_>) -> Relation {
    let (head, tail) = (span_key(line.head), span_key(line.tail));
    convert::relation_from_file(line.key, head, tail, line.detail)
}

fn misfit(wire::Misfit(line, reason): wire::Misfit<'_>) -> Misfit {
    let detail = line.detail.map(|detail| parts::detail_from_file(*detail));
    Misfit {
        start: line.start,
        end: line.end,
        label: line.label.0.into_owned(),
        words: line.words.0.into_owned(),
        detail: detail.filter(|d| *d != SpanDetail::default()).map(Box::new),
        reason: match reason {
            wire::MisfitReason::Empty => MisfitReason::Empty,
            wire::MisfitReason::OutsideText(n_chars) => MisfitReason::OutsideText { n_chars },
            wire::MisfitReason::OtherWords(found) => MisfitReason::OtherWords { found },
            wire::MisfitReason::Repeated => MisfitReason::Repeated,
        },
    }
}
