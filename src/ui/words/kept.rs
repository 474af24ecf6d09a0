//! Words about journals and locks: what was recovered, what did not fit, who has a project open.

use std::io;
use std::path::Path;
use std::time::SystemTime;

use super::files::cause_words;
use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::rebase::Differing;
use crate::edit::rebase::Unfit;
use crate::edit::rebase::UnfitReason;
use crate::model::finding::RelationEnd;
use crate::model::ids::DocId;
use crate::model::project::Project;
use crate::model::span::SpanKey;
use crate::session::JournalTrouble;
use crate::session::NotAJournal;
use crate::session::Origin;
use crate::session::Other;
use crate::ui::i18n::Texts;

/// Returns who has a project open, where, and since when.
pub fn other(texts: &Texts, other: &Other) -> String {
    let key = if other.here {
        "other-here"
    } else {
        "other-there"
    };
    let since = match other.since {
        Some(since) => ago(texts, since),
        None => texts.tr("ago-unknown"),
    };
    let values = [
        ("who", named(texts, &other.who, "other-nobody").into()),
        ("host", named(texts, &other.host, "other-nowhere").into()),
        ("since", since.into()),
    ];
    texts.tr_with(key, values)
}

/// Returns whose acts were recovered, and when the last of them was done.
pub fn origin(texts: &Texts, origin: &Origin) -> String {
    let values = [
        ("who", named(texts, &origin.who, "other-nobody").into()),
        ("host", named(texts, &origin.host, "other-nowhere").into()),
        ("at", ago(texts, origin.at).into()),
    ];
    let key = match origin.here && origin.who.is_empty() {
        true => "kept-origin-here",
        false => "kept-origin",
    };
    texts.tr_with(key, values)
}

fn named(texts: &Texts, name: &str, nobody: &str) -> String {
    if name.is_empty() {
        texts.tr(nobody)
    } else {
        name.to_owned()
    }
}

/// Returns how long ago something was.
pub fn ago(texts: &Texts, when: SystemTime) -> String {
    const UNITS: [(u64, &str); 3] = [
        (24 * 60 * 60, "ago-days"),
        (60 * 60, "ago-hours"),
        (60, "ago-minutes"),
    ];
    let passed = SystemTime::now().duration_since(when).unwrap_or_default();
    let passed = passed.as_secs();
    let unit = UNITS.iter().find(|(seconds, _)| passed >= *seconds);
    match unit {
        Some((seconds, key)) => texts.tr_with(key, [("n", (passed / seconds).into())]),
        None => texts.tr("ago-now"),
    }
}

/// Returns why the journal takes no more, what is safe and what to do.
pub fn journal_stuck(texts: &Texts, path: &Path, cause: &io::Error) -> String {
    let values = [
        ("path", path.display().to_string().into()),
        ("cause", cause_words(texts, cause).into()),
    ];
    let safe = texts.tr("kept-journal-stuck-safe");
    format!("{}\n{safe}", texts.tr_with("kept-journal-stuck", values))
}

/// Returns what could not be read of a journal.
pub fn journal_trouble(texts: &Texts, trouble: &JournalTrouble) -> String {
    let shown = |path: &Path| path.display().to_string().into();
    let (key, values) = match trouble {
        JournalTrouble::Unreadable { path, why } => (
            "journal-unreadable",
            vec![("path", shown(path)), ("said", why.as_str().into())],
        ),
        JournalTrouble::NotAJournal { path, what } => match what {
            NotAJournal::Other => ("journal-other", vec![("path", shown(path))]),
            NotAJournal::Newer(number) => (
                "journal-newer",
                vec![("path", shown(path)), ("number", number.as_str().into())],
            ),
        },
        JournalTrouble::Damaged { path, at, n_bytes } => (
            "journal-damaged",
            vec![
                ("path", shown(path)),
                ("at", (*at).into()),
                ("n", (*n_bytes).into()),
            ],
        ),
        JournalTrouble::Unknown { path, why } => (
            "journal-unknown",
            vec![("path", shown(path)), ("said", why.as_str().into())],
        ),
        JournalTrouble::OtherProject { path } => (
            "journal-other-project",
            vec![("path", path.display().to_string().into())],
        ),
        JournalTrouble::Missing { from, n } => (
            "journal-missing",
            vec![("from", (*from).into()), ("n", (*n).into())],
        ),
    };
    texts.tr_with(key, values)
}

/// Returns what could not be brought in: the document, what it was, and why.
pub fn unfit(texts: &Texts, project: &Project, unfit: &Unfit) -> String {
    let place = match unfit.delta.doc() {
        Some(doc) => document(project, doc),
        None => texts.tr("unfit-project"),
    };
    let values = [
        ("place", place.into()),
        ("what", delta(texts, &unfit.delta).into()),
        ("why", reason(texts, project, &unfit.reason).into()),
    ];
    texts.tr_with("unfit-line", values)
}

fn document(project: &Project, doc: &DocId) -> String {
    let found = project.documents.by_id(doc);
    found.map_or_else(|| doc.to_string(), |doc| doc.name.clone())
}

fn delta(texts: &Texts, delta: &Delta) -> String {
    let key = match delta {
        Delta::Span { diff, .. } => {
            let span = diff.after.as_ref().or(diff.before.as_ref());
            return span.map_or_else(String::new, |span| span_words(texts, &span.key()));
        }
        Delta::Rejected { span, .. } => return span_words(texts, span),
        Delta::Name(_) | Delta::DocumentName { .. } => "unfit-name",
        Delta::Schema(_) => "unfit-schema",
        Delta::Guideline(_) => "unfit-guideline",
        Delta::Lexicons(_)
        | Delta::Patterns(_)
        | Delta::Entities(_)
        | Delta::Conflicts(_)
        | Delta::Extra(_) => "unfit-values",
        Delta::Document { .. } => "unfit-document",
        Delta::Text { .. } => "unfit-text",
        Delta::Layer { .. }
        | Delta::Meta { .. }
        | Delta::LayerConflicts { .. }
        | Delta::Misfits { .. } => "unfit-layer",
        Delta::Relation { .. } => "unfit-relation",
        Delta::Ignored { .. } => "unfit-ignored",
    };
    texts.tr(key)
}

fn span_words(texts: &Texts, span: &SpanKey) -> String {
    let values = [
        ("label", span.label.as_str().to_owned().into()),
        ("start", span.range.start().0.into()),
        ("end", span.range.end().0.into()),
    ];
    texts.tr_with("unfit-span", values)
}

fn reason(texts: &Texts, project: &Project, reason: &UnfitReason) -> String {
    match reason {
        UnfitReason::NoDocument(doc) => {
            let doc = document(project, doc);
            texts.tr_with("unfit-no-document", [("doc", doc.into())])
        }
        UnfitReason::OtherWords { recorded, found } => texts.tr_with(
            "unfit-other-words",
            [
                ("recorded", recorded.as_str().into()),
                ("found", found.as_str().into()),
            ],
        ),
        UnfitReason::OtherText => texts.tr("unfit-other-text"),
        UnfitReason::WordsGone => texts.tr("unfit-words-gone"),
        UnfitReason::EndGone(RelationEnd::Head) => texts.tr("unfit-head-gone"),
        UnfitReason::EndGone(RelationEnd::Tail) => texts.tr("unfit-tail-gone"),
        UnfitReason::Refused(refusal) => super::refusal(texts, refusal).0,
    }
}

/// Returns what was brought in otherwise than it was done.
pub fn differing(texts: &Texts, project: &Project, differing: &Differing) -> String {
    let in_layer = |layer: &LayerRef| {
        vec![
            ("doc", document(project, &layer.doc).into()),
            ("annotator", layer.annotator.to_string().into()),
        ]
    };
    let with_span = |layer: &LayerRef, span: &SpanKey| {
        let mut values = in_layer(layer);
        values.push(("span", span_words(texts, span).into()));
        values
    };
    let of_doc = |doc: &DocId| vec![("doc", document(project, doc).into())];
    let (key, values) = match differing {
        Differing::Conflict { conflict, .. } => (
            "differs-conflict",
            vec![
                ("subject", conflict.subject.as_str().into()),
                ("ours", conflict.ours.as_str().into()),
                ("theirs", conflict.theirs.as_str().into()),
            ],
        ),
        Differing::DocumentKept(doc) => ("differs-document-kept", of_doc(doc)),
        Differing::DocumentGone(doc) => ("differs-document-gone", of_doc(doc)),
        Differing::Renamed { wanted, name, .. } => (
            "differs-renamed",
            vec![
                ("wanted", wanted.as_str().into()),
                ("name", name.as_str().into()),
            ],
        ),
        Differing::LayerKept(layer) => ("differs-layer-kept", in_layer(layer)),
        Differing::LayerGone(layer) => ("differs-layer-gone", in_layer(layer)),
        Differing::SpanKept { layer, span } => ("differs-span-kept", with_span(layer, span)),
        Differing::SpanBack { layer, span } => ("differs-span-back", with_span(layer, span)),
        Differing::RelationKept { layer, .. } => ("differs-relation-kept", in_layer(layer)),
    };
    texts.tr_with(key, values)
}
