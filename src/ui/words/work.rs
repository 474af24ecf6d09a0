//! Words about the project itself: commands refused, findings, what an export leaves out.
//!
//! Places are given as the side panel gives them: the first character and the one after the last,
//! counted from 0.

use fluent_bundle::FluentValue;

use crate::edit::command::Refusal;
use crate::exchange::loss::LossExample;
use crate::exchange::loss::LossKind;
use crate::model::check::Finding;
use crate::model::check::FindingKind;
use crate::model::check::RelationEnd;
use crate::model::check::Severity;
use crate::model::layer::MisfitReason;
use crate::model::relation::RelationId;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;
use crate::ui::i18n::Texts;

/// The kinds of findings that a layer can leave out, which files name by these words.
const HINT_NAMES: [&str; 6] = [
    "edge-space",
    "edge-quote",
    "edge-punctuation",
    "edge-gloss",
    "gloss-left-out",
    "edge-grapheme",
];

/// The statuses as a loss names them, and their keys.
const STATUSES: [(&str, &str); 4] = [
    ("to do", "status-to-do"),
    ("in progress", "status-in-progress"),
    ("done", "status-done"),
    ("to discuss", "status-to-discuss"),
];

/// Values to put into a text.
type Values<'a> = Vec<(&'a str, FluentValue<'a>)>;

/// Returns what a refusal says: what happened in one line, then the facts and what to do.
pub fn refusal(texts: &Texts, refusal: &Refusal) -> (String, String) {
    let key = refusal_key(refusal);
    let to_do = texts.tr_with(&format!("{key}-do"), refusal_values(refusal));
    (texts.tr(key), to_do)
}

fn refusal_key(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::NoDocument(_) => "refusal-no-document",
        Refusal::NoLayer(_) => "refusal-no-layer",
        Refusal::EmptyAnnotator => "refusal-empty-annotator",
        Refusal::AnnotatorTaken(_) => "refusal-annotator-taken",
        Refusal::DocumentTaken { .. } => "refusal-document-taken",
        Refusal::NameTaken(_) => "refusal-name-taken",
        Refusal::EmptyName => "refusal-empty-name",
        Refusal::EmptyText(_) => "refusal-empty-text",
        Refusal::SpanOutsideText { .. } => "refusal-span-outside-text",
        Refusal::EmptySpan(_) => "refusal-empty-span",
        Refusal::NoSpan(_) => "refusal-no-span",
        Refusal::SpanTaken(_) => "refusal-span-taken",
        Refusal::OverlapsSameLabel { .. } => "refusal-overlap",
        Refusal::NoLabel(_) => "refusal-no-label",
        Refusal::LabelTaken(_) => "refusal-label-taken",
        Refusal::BadKey(_) => "refusal-bad-key",
        Refusal::HotkeyTaken { .. } => "refusal-hotkey-taken",
        Refusal::LabelInUse { .. } => "refusal-label-in-use",
        Refusal::NoRelationType(_) => "refusal-no-relation-type",
        Refusal::RelationTypeTaken(_) => "refusal-relation-type-taken",
        Refusal::RelationInUse { .. } => "refusal-relation-in-use",
        Refusal::RelationEnds { .. } => "refusal-relation-ends",
        Refusal::NoRelation(_) => "refusal-no-relation",
        Refusal::Stale => "refusal-stale",
        Refusal::ReadOnly => "refusal-read-only",
    }
}

fn refusal_values(refusal: &Refusal) -> Values<'_> {
    match refusal {
        Refusal::EmptyAnnotator | Refusal::EmptyName | Refusal::Stale | Refusal::ReadOnly => vec![],
        Refusal::NoDocument(doc) => vec![("doc", text(doc))],
        Refusal::NoLayer(layer) => vec![
            ("annotator", text(&layer.annotator)),
            ("doc", text(&layer.doc)),
        ],
        Refusal::AnnotatorTaken(annotator) => vec![("annotator", text(annotator))],
        Refusal::DocumentTaken { id, name } => vec![("doc", text(id)), ("name", text(name))],
        Refusal::NameTaken(name) | Refusal::EmptyText(name) => vec![("name", text(name))],
        Refusal::SpanOutsideText { span, n_chars } => {
            with(range_values(*span), [("n", (*n_chars).into())])
        }
        Refusal::EmptySpan(range) => range_values(*range),
        Refusal::NoSpan(key) | Refusal::SpanTaken(key) => span_values(key),
        Refusal::OverlapsSameLabel { span, other } => with(
            span_values(span),
            [
                ("other_start", other.start().0.into()),
                ("other_end", other.end().0.into()),
            ],
        ),
        Refusal::NoLabel(label) | Refusal::LabelTaken(label) => vec![("label", text(label))],
        Refusal::BadKey(key) => vec![("key", text(key))],
        Refusal::HotkeyTaken {
            hotkey,
            first,
            second,
        } => hotkey_values(*hotkey, first, second),
        Refusal::LabelInUse { label, n_spans } => {
            vec![("label", text(label)), ("n", (*n_spans).into())]
        }
        Refusal::NoRelationType(key)
        | Refusal::RelationTypeTaken(key)
        | Refusal::NoRelation(key) => vec![("relation", text(key))],
        Refusal::RelationInUse { relation, n } => {
            vec![("relation", text(relation)), ("n", (*n).into())]
        }
        Refusal::RelationEnds {
            relation,
            head,
            tail,
        } => vec![
            ("relation", text(relation)),
            ("head", text(head)),
            ("tail", text(tail)),
        ],
    }
}

/// Returns what a finding says, and on a second line how grave it is and where.
///
/// The document is not named; a list of findings shows its name rather than its id.
pub fn finding(texts: &Texts, finding: &Finding) -> String {
    let Finding {
        severity,
        kind,
        place,
    } = finding;
    let mut parts = vec![texts.tr(match severity {
        Severity::Error => "says-error",
        Severity::Hint => "says-hint",
    })];
    if let Some(annotator) = &place.annotator {
        parts.push(texts.tr_with("says-layer", [("annotator", text(annotator))]));
    }
    if let Some(span) = &place.span {
        parts.push(texts.tr_with("says-span", span_values(span)));
    } else if let Some(range) = place.range {
        parts.push(texts.tr_with("says-range", range_values(range)));
    }
    let what = texts.tr_with(finding_key(kind), finding_values(texts, kind));
    format!("{what}\n{}", parts.join(" · "))
}

fn finding_key(kind: &FindingKind) -> &'static str {
    match kind {
        FindingKind::LabelRepeated(_) => "says-label-repeated",
        FindingKind::HotkeyShared { .. } => "says-hotkey-shared",
        FindingKind::DocumentName(_) => "says-document-name",
        FindingKind::Conflict { .. } => "says-conflict",
        FindingKind::Misfit { reason, .. } => match reason {
            MisfitReason::Empty => "says-misfit-empty",
            MisfitReason::OutsideText { .. } => "says-misfit-outside",
            MisfitReason::OtherWords { .. } => "says-misfit-other-words",
            MisfitReason::Repeated => "says-misfit-repeated",
        },
        FindingKind::LabelUnknown(_) => "says-label-unknown",
        FindingKind::Overlap { .. } => "says-overlap",
        FindingKind::AttributeUnknown(_) => "says-attribute-unknown",
        FindingKind::AttributeValue { .. } => "says-attribute-value",
        FindingKind::EntityUnknown(_) => "says-entity-unknown",
        FindingKind::ClassUnknown(_) => "says-class-unknown",
        FindingKind::RelationUnknown(_) => "says-relation-unknown",
        FindingKind::RelationEndGone { end, .. } => match end {
            RelationEnd::Head => "says-head-gone",
            RelationEnd::Tail => "says-tail-gone",
        },
        FindingKind::RelationLabel { end, .. } => match end {
            RelationEnd::Head => "says-head-label",
            RelationEnd::Tail => "says-tail-label",
        },
        FindingKind::EdgeSpace => "says-edge-space",
        FindingKind::EdgeQuote => "says-edge-quote",
        FindingKind::EdgePunctuation => "says-edge-punctuation",
        FindingKind::EdgeGloss => "says-edge-gloss",
        FindingKind::GlossLeftOut => "says-gloss-left-out",
        FindingKind::EdgeGrapheme => "says-edge-grapheme",
        FindingKind::NoteOutside { .. } => "says-note-outside",
        FindingKind::IgnoredOutside { .. } => "says-ignored-outside",
    }
}

fn finding_values<'a>(texts: &Texts, kind: &'a FindingKind) -> Values<'a> {
    match kind {
        FindingKind::LabelRepeated(key) | FindingKind::LabelUnknown(key) => {
            vec![("key", text(key))]
        }
        FindingKind::HotkeyShared {
            hotkey,
            first,
            second,
        } => hotkey_values(*hotkey, first, second),
        FindingKind::DocumentName(name) => vec![("name", text(name))],
        FindingKind::Conflict {
            subject,
            ours,
            theirs,
        } => vec![
            ("subject", text(subject)),
            ("ours", text(ours)),
            ("theirs", text(theirs)),
        ],
        FindingKind::Misfit {
            label,
            words,
            written: (start, end),
            reason,
        } => {
            let values = vec![
                ("label", text(label)),
                ("words", text(words)),
                ("start", (*start).into()),
                ("end", (*end).into()),
            ];
            with(values, misfit_value(reason))
        }
        FindingKind::Overlap { other } => span_values(other),
        FindingKind::AttributeUnknown(key) | FindingKind::ClassUnknown(key) => {
            vec![("key", text(key))]
        }
        FindingKind::AttributeValue { key, value } => {
            vec![("key", text(key)), ("value", text(value))]
        }
        FindingKind::EntityUnknown(key) => vec![("key", text(key))],
        FindingKind::RelationUnknown(key) => vec![("key", text(key))],
        FindingKind::RelationEndGone { relation, end }
        | FindingKind::RelationLabel { relation, end } => end_values(relation, *end),
        FindingKind::EdgeSpace
        | FindingKind::EdgeQuote
        | FindingKind::EdgePunctuation
        | FindingKind::EdgeGloss
        | FindingKind::GlossLeftOut
        | FindingKind::EdgeGrapheme => vec![],
        FindingKind::NoteOutside { note } => vec![("note", text(note))],
        FindingKind::IgnoredOutside { kind } => vec![("kind", hint_name(texts, kind).into())],
    }
}

fn misfit_value(reason: &MisfitReason) -> Option<(&'static str, FluentValue<'_>)> {
    match reason {
        MisfitReason::Empty | MisfitReason::Repeated => None,
        MisfitReason::OutsideText { n_chars } => Some(("n", (*n_chars).into())),
        MisfitReason::OtherWords { found } => Some(("found", text(found))),
    }
}

fn end_values(relation: &RelationId, end: RelationEnd) -> Values<'_> {
    with(
        span_values(end.of(relation)),
        [("key", text(&relation.key))],
    )
}

/// Returns the title of a finding that a layer leaves out, or its name as it is written.
fn hint_name(texts: &Texts, name: &str) -> String {
    if HINT_NAMES.contains(&name) {
        texts.tr(&format!("finding-{name}"))
    } else {
        name.to_owned()
    }
}

/// Returns where something of a kind gets lost, and what.
pub fn loss_example(texts: &Texts, kind: LossKind, example: &LossExample) -> String {
    let LossExample {
        document,
        range,
        what,
    } = example;
    if what.is_empty() {
        return document.clone();
    }
    let what = loss_words(texts, kind, what);
    let values = vec![("document", text(document)), ("what", what.into())];
    match range {
        Some(range) => texts.tr_with("loss-example-at", with(values, range_values(*range))),
        None => texts.tr_with("loss-example", values),
    }
}

fn loss_words(texts: &Texts, kind: LossKind, what: &str) -> String {
    match kind {
        LossKind::Statuses => {
            let status = STATUSES.iter().find(|(said, _)| *said == what);
            status.map_or_else(|| what.to_owned(), |(_, key)| texts.tr(key))
        }
        LossKind::Time => {
            let seconds = what.trim_end_matches(" s").to_owned();
            texts.tr_with("loss-seconds", [("n", seconds.into())])
        }
        LossKind::Review => hint_name(texts, what),
        LossKind::Nested
        | LossKind::Overlapping
        | LossKind::Blank
        | LossKind::Trimmed
        | LossKind::MidWord
        | LossKind::Hidden
        | LossKind::EmptyDocuments
        | LossKind::Characters
        | LossKind::LabelSpelling
        | LossKind::ValueSpelling
        | LossKind::Attributes
        | LossKind::SpanNotes
        | LossKind::Entities
        | LossKind::Relations
        | LossKind::RelationNotes
        | LossKind::Classes
        | LossKind::Notes
        | LossKind::Conflicts
        | LossKind::Misfits
        | LossKind::LaterValues
        | LossKind::Origins
        | LossKind::DocumentNames => what.to_owned(),
    }
}

fn text(words: &str) -> FluentValue<'_> {
    words.into()
}

fn with<'a>(
    mut values: Values<'a>,
    more: impl IntoIterator<Item = (&'a str, FluentValue<'a>)>,
) -> Values<'a> {
    values.extend(more);
    values
}

fn range_values(range: CharRange) -> Values<'static> {
    vec![
        ("start", range.start().0.into()),
        ("end", range.end().0.into()),
    ]
}

fn span_values(key: &SpanKey) -> Values<'_> {
    with(range_values(key.range), [("label", text(&key.label))])
}

fn hotkey_values<'a>(hotkey: char, first: &'a str, second: &'a str) -> Values<'a> {
    vec![
        ("hotkey", hotkey.to_string().into()),
        ("first", text(first)),
        ("second", text(second)),
    ]
}
