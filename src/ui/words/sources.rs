//! What sources of suggestions are called, and why predictions do not come in.

use fluent_bundle::FluentValue;

use crate::assist::outside::BadName;
use crate::assist::suggestion::Source;
use crate::exchange::incoming::EndRole;
use crate::exchange::incoming::Named;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::incoming::quoted;
use crate::ui::i18n::Texts;

/// Values to put into a text.
type Values<'a> = Vec<(&'a str, FluentValue<'a>)>;

/// Returns what a source is called.
pub fn source(texts: &Texts, source: &Source) -> String {
    let named = |key, name: &str| texts.tr_with(key, [("name", name.to_owned().into())]);
    match source {
        Source::Repeat => texts.tr("source-repeat"),
        Source::Learner => texts.tr("source-learner"),
        Source::Lexicon(name) => match name.strip_prefix("builtin:") {
            Some(tier) => texts.tr(&format!("source-builtin-{}", tier.replace('/', "-"))),
            None => named("source-lexicon-named", name),
        },
        Source::Pattern(name) => named("source-pattern-named", name),
        // From before word lists had names.
        Source::Outside(name) if name == "lexicon" => texts.tr("source-lexicon"),
        Source::Outside(name) => name.clone(),
    }
}

/// Returns why a source cannot be named so.
pub fn bad_name(texts: &Texts, bad: &BadName) -> String {
    match bad {
        BadName::Unwritable => texts.tr("bad-name-unwritable"),
        BadName::OwnSource(name) => named(texts, "bad-name-own", name),
        BadName::Person(name) => named(texts, "bad-name-person", name),
    }
}

fn named(texts: &Texts, key: &str, name: &str) -> String {
    texts.tr_with(key, [("name", name.to_owned().into())])
}

/// Returns why nothing of a file of labelled data can be read.
pub fn labelled_read_error(texts: &Texts, error: &ReadError) -> String {
    let (key, name, value): (_, _, FluentValue<'_>) = match error {
        ReadError::NotUtf8 { line } => ("incoming-not-utf8", "line", (*line).into()),
        ReadError::NulByte { line } => ("incoming-nul", "line", (*line).into()),
        ReadError::LongLine { line, .. } => ("incoming-long-line", "line", (*line).into()),
        ReadError::TooLong { limit } => ("incoming-too-long", "mib", (limit >> 20).into()),
        ReadError::Malformed { at, .. } => {
            let place = at.to_string();
            if place.is_empty() || place == "0" {
                return texts.tr("incoming-malformed-file");
            }
            return texts.tr_with("incoming-malformed", [("place", place.into())]);
        }
        ReadError::NotBeside { name } => ("incoming-not-beside", "name", name.as_str().into()),
        ReadError::Io { .. } => return texts.tr("incoming-unreadable"),
        ReadError::Stopped => return texts.tr("incoming-stopped"),
    };
    texts.tr_with(key, [(name, value)])
}

/// Returns why something of labelled data does not come in.
pub fn incoming_refusal(texts: &Texts, reason: &RefusalReason) -> String {
    let (key, values) = key_and_values(texts, reason);
    texts.tr_with(key, values)
}

/// Returns what was taken otherwise than it stood in labelled data.
pub fn incoming_remark(texts: &Texts, remark: &Remark) -> String {
    match remark {
        Remark::Discontinuous { span, n_pieces } => {
            let mut values = of(span);
            values.push(("n", (*n_pieces).into()));
            texts.tr_with("incoming-discontinuous", values)
        }
        Remark::BegunInside { n_spans } => {
            texts.tr_with("incoming-begun-inside", [("n", (*n_spans).into())])
        }
    }
}

fn key_and_values<'a>(texts: &Texts, reason: &'a RefusalReason) -> (&'static str, Values<'a>) {
    use RefusalReason as R;
    match reason {
        R::NotJson { column, .. } => ("incoming-not-json", vec![("column", (*column).into())]),
        R::NotAnObject => ("incoming-not-an-object", Vec::new()),
        R::NoShape => ("incoming-no-shape", Vec::new()),
        R::WrongKind { field } => ("incoming-wrong-kind", vec![("field", (*field).into())]),
        R::NotASpan { found } => ("incoming-not-a-span", vec![text("found", found)]),
        R::NotAPosition { found } => ("incoming-not-a-position", vec![text("found", found)]),
        R::NotAScore { found } => ("incoming-not-a-score", vec![text("found", found)]),
        R::NoPredictions => ("incoming-no-predictions", Vec::new()),
        R::NotAccepted { answer } => ("incoming-not-accepted", vec![text("answer", answer)]),
        R::PredictionNumber => ("incoming-prediction-number", Vec::new()),
        R::OtherKind { kind } => ("incoming-other-kind", vec![text("kind", kind)]),
        R::UnclearText => ("incoming-unclear-text", Vec::new()),
        R::UnclearOffsets => ("incoming-unclear-offsets", Vec::new()),
        R::NoSuchDocument { name } => ("incoming-no-such-document", vec![text("name", name)]),
        R::NoSuchText => ("incoming-no-such-text", Vec::new()),
        R::NoText { name } => ("incoming-no-text", vec![("name", name.as_str().into())]),
        R::NoSuchTokens { found } => {
            let words = quoted(found);
            ("incoming-no-such-tokens", vec![("words", words.into())])
        }
        R::SeveralDocuments { n_documents } => (
            "incoming-several-documents",
            vec![("n", (*n_documents).into())],
        ),
        R::OtherText { document, at } => (
            "incoming-other-text",
            vec![text("document", document), ("at", (*at).into())],
        ),
        R::EarlierText { document } => ("incoming-earlier-text", vec![text("document", document)]),
        R::Empty { span } => ("incoming-empty", of(span)),
        R::InsideCharacter { span } => ("incoming-inside-character", of(span)),
        R::OutsideText { span, n_chars } => {
            let mut values = of(span);
            values.push(("n", (*n_chars).into()));
            ("incoming-outside-text", values)
        }
        R::OtherWords {
            span,
            expected,
            found,
        } => {
            let mut values = of(span);
            values.extend([text("expected", expected), text("found", found)]);
            ("incoming-other-words", values)
        }
        R::UnknownLabel { span } => ("incoming-unknown-label", of(span)),
        R::BadLabel { span } => ("incoming-bad-label", of(span)),
        R::UnknownRelation { key } => ("incoming-unknown-relation", vec![text("key", key)]),
        R::NoEnd {
            relation,
            role,
            start,
            end,
        } => (
            "incoming-no-end",
            end_values(texts, relation, *role, (*start, *end)),
        ),
        R::SeveralEnds {
            relation,
            role,
            start,
            end,
            labels,
        } => {
            let mut values = end_values(texts, relation, *role, (*start, *end));
            values.push(text("labels", labels));
            ("incoming-several-ends", values)
        }
    }
}

fn text<'a>(name: &'static str, value: &'a str) -> (&'static str, FluentValue<'a>) {
    (name, value.into())
}

fn of(span: &Named) -> Values<'_> {
    vec![
        ("label", span.label.as_str().into()),
        ("start", span.start.into()),
        ("end", span.end.into()),
    ]
}

fn end_values<'a>(
    texts: &Texts,
    relation: &'a str,
    role: EndRole,
    (start, end): (usize, usize),
) -> Values<'a> {
    let role = texts.tr(match role {
        EndRole::Head => "incoming-head",
        EndRole::Tail => "incoming-tail",
    });
    vec![
        ("relation", relation.into()),
        ("role", role.into()),
        ("start", start.into()),
        ("end", end.into()),
    ]
}
