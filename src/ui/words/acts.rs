//! Acts of the history in words: what was done, to which words, under which label.
//!
//! `将 14 处“党的二十大”标为 EVENT`: made from a change and the project alone. The words are those
//! the document had when the act was made: a text corrected since, or a document removed since, is
//! found in the acts between then and now.

use std::sync::Arc;

use fluent_bundle::FluentValue;

use crate::edit::change::Change;
use crate::edit::change::Delta;
use crate::edit::change::LayerRef;
use crate::edit::command::Act;
use crate::edit::history::Entry;
use crate::edit::history::History;
use crate::model::document::Document;
use crate::model::ids::DocId;
use crate::model::layer::LayerMeta;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::model::span::Span;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::ui::i18n::Texts;

/// Characters of words or a name that are shown of it.
const N_SHOWN: usize = 12;
/// Places of which an act's touch tells one by one.
const N_TOUCHED: usize = 50;

/// A project and its history, to tell what an act of it spoke of.
#[derive(Clone, Copy)]
pub struct Past<'a> {
    project: &'a Project,
    history: &'a History,
}

/// Something an act touched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The document, where it was one.
    pub doc: Option<DocId>,
    /// Its name, or what of the project it was.
    pub name: String,
    /// The first words touched; empty where a whole document was.
    pub words: String,
    /// Where they stand.
    pub range: Option<CharRange>,
}

impl<'a> Past<'a> {
    /// Takes a project and its history.
    pub fn of(project: &'a Project, history: &'a History) -> Self {
        Self { project, history }
    }

    /// Returns how many acts there are, those taken back counted in.
    pub fn len(&self) -> usize {
        self.history.done().len() + self.history.undone().len()
    }

    /// Returns whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns an act by its place in time, the oldest first, whether it is taken back or not.
    pub fn act(&self, at: usize) -> Option<&'a Entry> {
        let n_done = self.history.done().len();
        let entry = match at.checked_sub(n_done) {
            None => self.history.done().get(at),
            Some(behind) => self.history.undone().iter().rev().nth(behind),
        };
        entry.map(Arc::as_ref)
    }

    /// Returns a document as an act spoke of it: its name, and its text where it is known.
    fn document(&self, at: usize, id: &DocId) -> Option<(String, Arc<Text>)> {
        let now = self.project.documents.by_id(id);
        let mut name = now.map(|doc| doc.name.clone());
        let mut text = now.map(|doc| Arc::clone(&doc.text));
        let n_done = self.history.done().len();
        // From now back to the act, or forth to one that is taken back.
        let steps: Box<dyn Iterator<Item = (usize, bool)>> = if at < n_done {
            Box::new((at + 1..n_done).rev().map(|at| (at, true)))
        } else {
            Box::new((n_done..=at).map(|at| (at, false)))
        };
        for (step, back) in steps {
            let Some(entry) = self.act(step).filter(|entry| changes_documents(entry.act)) else {
                continue;
            };
            for delta in &entry.change.deltas {
                match delta {
                    Delta::Text { doc, diff } if doc == id => {
                        let side = if back { &diff.before } else { &diff.after };
                        text = Some(Arc::clone(&side.text));
                    }
                    Delta::DocumentName { doc, diff } if doc == id => {
                        let side = if back { &diff.before } else { &diff.after };
                        name = Some(side.clone());
                    }
                    Delta::Document { diff, .. } => {
                        let side = if back { &diff.before } else { &diff.after };
                        if let Some(doc) = side.as_ref().filter(|doc| doc.id == *id) {
                            (name, text) = (Some(doc.name.clone()), Some(Arc::clone(&doc.text)));
                        }
                    }
                    _ => {}
                }
            }
        }
        Some((name?, text?))
    }

    fn words(&self, at: usize, doc: &DocId, range: CharRange) -> String {
        match self.document(at, doc) {
            Some((_, text)) if text.holds(range) => shown(text.slice(range)),
            _ => String::new(),
        }
    }

    /// Returns what an act did, in a sentence.
    pub fn sentence(&self, texts: &Texts, at: usize) -> String {
        let Some(entry) = self.act(at) else {
            return String::new();
        };
        let change = &entry.change;
        match entry.act {
            Act::RenameProject => renamed_project(texts, change),
            Act::EditProject => texts.tr(project_part(change)),
            Act::EditSchema => schema(texts, change),
            Act::AddDocuments => documents(texts, change, "act-add-document", true),
            Act::RemoveDocument => documents(texts, change, "act-remove-document", false),
            Act::EditDocument => self.document_edited(texts, at, change),
            Act::CorrectText => self.named(texts, at, change, "act-correct"),
            Act::EditLayer => self.layer(texts, at, change),
            Act::AddSpans => self.added(texts, at, change),
            Act::RemoveSpans => self.removed(texts, at, change),
            Act::Relabel => self.relabelled(texts, at, change),
            Act::Resize => self.resized(texts, at, change),
            Act::EditSpan => {
                let words = self.first_words(at, change);
                quoted(texts, "act-edit-span", words)
            }
            Act::EditRelations => relations(texts, change),
            Act::Review => count(texts, "act-review", change.deltas.len()),
            Act::Merge => merged(texts, change, "act-merge"),
            Act::Restore => merged(texts, change, "act-restore"),
        }
    }

    /// Returns the name of the document that an act touched first; empty for the project as a
    /// whole.
    pub fn document_of(&self, at: usize) -> String {
        let entry = self.act(at);
        let mut deltas = entry.iter().flat_map(|entry| &entry.change.deltas);
        let doc = deltas.find_map(Delta::doc);
        let named = doc.and_then(|doc| self.document(at, doc));
        let added = || {
            let deltas = entry.iter().flat_map(|entry| &entry.change.deltas);
            documents_of(deltas).next().map(|doc| doc.name.clone())
        };
        named
            .map(|(name, _)| name)
            .or_else(added)
            .unwrap_or_default()
    }

    /// Returns what an act touched, and how many things more than that.
    pub fn touched(&self, texts: &Texts, at: usize) -> (Vec<Touched>, usize) {
        let Some(entry) = self.act(at) else {
            return (Vec::new(), 0);
        };
        let mut all: Vec<Touched> = Vec::new();
        let mut n_more = 0;
        for delta in &entry.change.deltas {
            if all.len() >= N_TOUCHED {
                n_more += 1;
                continue;
            }
            let touched = self.touch(texts, at, delta);
            if !all.contains(&touched) {
                all.push(touched);
            }
        }
        (all, n_more)
    }

    fn touch(&self, texts: &Texts, at: usize, delta: &Delta) -> Touched {
        let range = match delta {
            Delta::Span { diff, .. } => side(&diff.after, &diff.before).map(|span| span.range),
            Delta::Relation { diff, .. } => {
                side(&diff.after, &diff.before).map(|relation| relation.id.head.range)
            }
            Delta::Rejected { span, .. } => Some(span.range),
            Delta::Text { diff, .. } => {
                let (before, after) = (&diff.before.text, &diff.after.text);
                Some(differing(before, after))
            }
            _ => None,
        };
        let Some(id) = delta.doc() else {
            let part = match delta {
                Delta::Name(diff) => format!("{} → {}", shown(&diff.before), shown(&diff.after)),
                delta => texts.tr(value_key(delta)),
            };
            return Touched {
                doc: None,
                name: part,
                words: String::new(),
                range: None,
            };
        };
        let found = self.document(at, id);
        let of_delta = documents_of([delta]).next();
        let text = match delta {
            Delta::Text { diff, .. } => Some(Arc::clone(&diff.after.text)),
            _ => found.as_ref().map(|(_, text)| Arc::clone(text)),
        };
        let name = found.map(|(name, _)| name);
        let name = name.or_else(|| of_delta.map(|doc| doc.name.clone()));
        let words = text.zip(range).filter(|(text, range)| text.holds(*range));
        Touched {
            doc: Some(id.clone()),
            name: name.unwrap_or_else(|| id.to_string()),
            words: words.map_or(String::new(), |(text, range)| shown(text.slice(range))),
            range,
        }
    }

    fn named(&self, texts: &Texts, at: usize, change: &Change, key: &str) -> String {
        let doc = change.deltas.iter().find_map(Delta::doc);
        let name = doc.and_then(|doc| self.document(at, doc));
        let name = name.map_or(String::new(), |(name, _)| shown(&name));
        texts.tr_with(key, [("name", name.into())])
    }

    fn document_edited(&self, texts: &Texts, at: usize, change: &Change) -> String {
        for delta in &change.deltas {
            if let Delta::DocumentName { diff, .. } = delta {
                let values = [
                    ("from", shown(&diff.before).into()),
                    ("to", shown(&diff.after).into()),
                ];
                return texts.tr_with("act-rename-document", values);
            }
        }
        self.named(texts, at, change, "act-move-document")
    }

    fn layer(&self, texts: &Texts, at: usize, change: &Change) -> String {
        let metas = change.deltas.iter().find_map(|delta| match delta {
            Delta::Meta { layer, diff } => Some((layer, &diff.before, &diff.after)),
            _ => None,
        });
        let layers = || {
            change.deltas.iter().filter_map(|delta| match delta {
                Delta::Layer { diff, .. } => Some(diff),
                _ => None,
            })
        };
        if let Some((layer, before, after)) = metas {
            return self.meta(texts, at, layer, before, after);
        }
        let gone = layers().find_map(|diff| diff.before.as_ref());
        let come = layers().find_map(|diff| diff.after.as_ref());
        match (gone, come) {
            (Some(gone), Some(come)) if gone.annotator != come.annotator => {
                let values = [
                    ("from", shown(&gone.annotator).into()),
                    ("to", shown(&come.annotator).into()),
                ];
                texts.tr_with("act-rename-annotator", values)
            }
            (None, Some(come)) => {
                texts.tr_with("act-add-layer", [("name", shown(&come.annotator).into())])
            }
            (Some(gone), None) => {
                let name = shown(&gone.annotator);
                texts.tr_with("act-remove-layer", [("name", name.into())])
            }
            _ => self.named(texts, at, change, "act-edit-layer"),
        }
    }

    fn meta(
        &self,
        texts: &Texts,
        at: usize,
        layer: &LayerRef,
        before: &LayerMeta,
        after: &LayerMeta,
    ) -> String {
        let name = self.document(at, &layer.doc);
        let name = name.map_or(String::new(), |(name, _)| shown(&name));
        if before.status != after.status {
            let status = texts.tr(status_key(after.status));
            let values = [("name", name.into()), ("status", status.into())];
            return texts.tr_with("act-status", values);
        }
        let key = if before.classes != after.classes {
            "act-classes"
        } else if before.notes != after.notes {
            "act-notes"
        } else {
            "act-edit-layer"
        };
        texts.tr_with(key, [("name", name.into())])
    }

    fn added(&self, texts: &Texts, at: usize, change: &Change) -> String {
        let spans: Vec<_> = spans_of(change)
            .filter(|(_, before, after)| before.is_none() && after.is_some())
            .filter_map(|(layer, _, after)| Some((layer, after?)))
            .collect();
        self.spans(texts, at, &spans, "act-add")
    }

    fn removed(&self, texts: &Texts, at: usize, change: &Change) -> String {
        let spans: Vec<_> = spans_of(change)
            .filter(|(_, before, after)| before.is_some() && after.is_none())
            .filter_map(|(layer, before, _)| Some((layer, before?)))
            .collect();
        self.spans(texts, at, &spans, "act-remove")
    }

    /// Speaks of spans: of all of a label and the same words in one, else by how many there are.
    fn spans(
        &self,
        texts: &Texts,
        at: usize,
        spans: &[(&LayerRef, &Span)],
        key: &'static str,
    ) -> String {
        let n = spans.len();
        let Some((layer, first)) = spans.first() else {
            return count(texts, key, n);
        };
        let words = self.words(at, &layer.doc, first.range);
        let is_same_label = spans.iter().all(|(_, span)| span.label == first.label);
        let is_same = |(of, span): &(&LayerRef, &Span)| {
            span.range.len() == first.range.len() && self.words(at, &of.doc, span.range) == words
        };
        // Of many the first few hundred tell.
        let is_same_words = !words.is_empty() && spans.iter().take(N_COMPARED).all(is_same);
        let values = |words: String| -> [(&'static str, FluentValue<'static>); 3] {
            [
                ("n", n.into()),
                ("label", first.label.to_string().into()),
                ("words", words.into()),
            ]
        };
        let key = match (is_same_label, is_same_words, n) {
            (true, true, 1) => format!("{key}-one"),
            (true, true, _) => format!("{key}-same"),
            (true, false, _) => format!("{key}-label"),
            (false, ..) => return count(texts, key, n),
        };
        texts.tr_with(&key, values(words))
    }

    fn relabelled(&self, texts: &Texts, at: usize, change: &Change) -> String {
        let (before, after) = both_spans(change);
        match (before, after) {
            (Some((layer, before)), Some((_, after))) => {
                let values = [
                    ("words", self.words(at, &layer.doc, after.range).into()),
                    ("from", before.label.to_string().into()),
                    ("to", after.label.to_string().into()),
                ];
                texts.tr_with("act-relabel", values)
            }
            _ => texts.tr("act-edit"),
        }
    }

    fn resized(&self, texts: &Texts, at: usize, change: &Change) -> String {
        let (before, after) = both_spans(change);
        match (before, after) {
            (Some((layer, before)), Some((_, after))) => {
                let values = [
                    ("label", after.label.to_string().into()),
                    ("from", self.words(at, &layer.doc, before.range).into()),
                    ("to", self.words(at, &layer.doc, after.range).into()),
                ];
                texts.tr_with("act-resize", values)
            }
            _ => texts.tr("act-edit"),
        }
    }

    fn first_words(&self, at: usize, change: &Change) -> String {
        let mut spans = spans_of(change);
        let first = spans.find_map(|(layer, before, after)| Some((layer, after.or(before)?)));
        first.map_or(String::new(), |(layer, span)| {
            self.words(at, &layer.doc, span.range)
        })
    }
}

/// Spans of an act whose words are compared.
const N_COMPARED: usize = 300;

fn changes_documents(act: Act) -> bool {
    matches!(
        act,
        Act::AddDocuments
            | Act::RemoveDocument
            | Act::EditDocument
            | Act::CorrectText
            | Act::Merge
            | Act::Restore
    )
}

type SpanDelta<'a> = (&'a LayerRef, Option<&'a Span>, Option<&'a Span>);

fn spans_of(change: &Change) -> impl Iterator<Item = SpanDelta<'_>> {
    change.deltas.iter().filter_map(|delta| match delta {
        Delta::Span { layer, diff } => Some((layer, diff.before.as_ref(), diff.after.as_ref())),
        _ => None,
    })
}

type InLayer<'a> = (&'a LayerRef, &'a Span);

/// Returns the first span that went and the first that came.
fn both_spans(change: &Change) -> (Option<InLayer<'_>>, Option<InLayer<'_>>) {
    let went = spans_of(change).find(|(_, before, after)| before.is_some() && after.is_none());
    let came = spans_of(change).find(|(_, before, after)| before.is_none() && after.is_some());
    (
        went.and_then(|(layer, before, _)| Some((layer, before?))),
        came.and_then(|(layer, _, after)| Some((layer, after?))),
    )
}

fn side<'a, T>(after: &'a Option<T>, before: &'a Option<T>) -> Option<&'a T> {
    after.as_ref().or(before.as_ref())
}

fn documents_of<'a>(
    deltas: impl IntoIterator<Item = &'a Delta>,
) -> impl Iterator<Item = &'a Arc<Document>> {
    deltas.into_iter().filter_map(|delta| match delta {
        Delta::Document { diff, .. } => side(&diff.after, &diff.before),
        _ => None,
    })
}

/// Returns the characters of the later text that the earlier one has not, and a little of what
/// follows where characters only went.
fn differing(before: &Text, after: &Text) -> CharRange {
    let (a, b) = (before.as_str(), after.as_str());
    let alike = |(x, y): &(char, char)| x == y;
    let start = a.chars().zip(b.chars()).take_while(alike).count();
    let most = before.n_chars().min(after.n_chars()) - start;
    let ends = a.chars().rev().zip(b.chars().rev());
    let end = ends.take_while(alike).take(most).count();
    let end = after.n_chars() - end;
    CharRange::of(start, end.max((start + 1).min(after.n_chars())))
}

fn renamed_project(texts: &Texts, change: &Change) -> String {
    let name = change.deltas.iter().find_map(|delta| match delta {
        Delta::Name(diff) => Some(diff),
        _ => None,
    });
    let Some(diff) = name else {
        return texts.tr("act-edit");
    };
    let values = [
        ("from", shown(&diff.before).into()),
        ("to", shown(&diff.after).into()),
    ];
    texts.tr_with("act-rename-project", values)
}

fn project_part(change: &Change) -> &'static str {
    match change.deltas.first() {
        Some(Delta::Guideline(_)) => "act-guideline",
        Some(Delta::Lexicons(_)) => "act-lexicons",
        Some(Delta::Patterns(_)) => "act-patterns",
        Some(Delta::Entities(_)) => "act-entities",
        Some(Delta::Conflicts(_)) => "act-conflicts",
        _ => "act-edit",
    }
}

/// Returns the key of the name of a value of the project.
fn value_key(delta: &Delta) -> &'static str {
    match delta {
        Delta::Schema(_) => "part-schema",
        Delta::Guideline(_) => "part-guideline",
        Delta::Lexicons(_) => "part-lexicons",
        Delta::Patterns(_) => "part-patterns",
        Delta::Entities(_) => "part-entities",
        _ => "part-project",
    }
}

fn schema(texts: &Texts, change: &Change) -> String {
    let spans = spans_of(change).filter(|(_, _, after)| after.is_some());
    let n_changed = spans.count();
    let (_, n_removed) = change.n_spans();
    match (n_changed, n_removed) {
        (0, 0) => texts.tr("act-schema"),
        (0, n) => count(texts, "act-schema-removed", n),
        (n, _) => count(texts, "act-schema-changed", n),
    }
}

fn documents(texts: &Texts, change: &Change, key: &str, is_after: bool) -> String {
    let named = change.deltas.iter().filter_map(|delta| match delta {
        Delta::Document { diff, .. } if is_after => diff.after.as_ref(),
        Delta::Document { diff, .. } => diff.before.as_ref(),
        _ => None,
    });
    let names: Vec<&str> = named.map(|doc| doc.name.as_str()).collect();
    match names.as_slice() {
        [] => String::new(),
        [name] => texts.tr_with(key, [("name", shown(name).into())]),
        [first, ..] => {
            let values = [("n", names.len().into()), ("name", shown(first).into())];
            texts.tr_with("act-add-documents", values)
        }
    }
}

fn relations(texts: &Texts, change: &Change) -> String {
    let (mut n_added, mut n_removed) = (0, 0);
    for delta in &change.deltas {
        if let Delta::Relation { diff, .. } = delta {
            n_added += usize::from(diff.after.is_some());
            n_removed += usize::from(diff.after.is_none());
        }
    }
    match (n_added, n_removed) {
        (0, n) => count(texts, "act-remove-relations", n),
        (n, _) => count(texts, "act-add-relations", n),
    }
}

/// Says what a change that came as a whole brought and took: spans, documents, or other values.
fn merged(texts: &Texts, change: &Change, key: &str) -> String {
    let (n_added, n_removed) = change.n_spans();
    let mut values: Vec<String> = Vec::new();
    if n_added > 0 {
        values.push(count(texts, "act-merge-added", n_added));
    }
    if n_removed > 0 {
        values.push(count(texts, "act-merge-removed", n_removed));
    }
    let n_documents = documents_of(&change.deltas).count();
    if n_documents > 0 {
        values.push(count(texts, "act-merge-documents", n_documents));
    }
    let what = texts.tr(key);
    if values.is_empty() {
        return what;
    }
    format!("{what} · {}", values.join(" · "))
}

fn status_key(status: Status) -> &'static str {
    match status {
        Status::ToDo => "status-to-do",
        Status::InProgress => "status-in-progress",
        Status::Done => "status-done",
        Status::ToDiscuss => "status-to-discuss",
    }
}

fn count(texts: &Texts, key: &str, n: usize) -> String {
    texts.tr_with(key, [("n", n.into())])
}

fn quoted(texts: &Texts, key: &str, words: String) -> String {
    texts.tr_with(key, [("words", words.into())])
}

/// Returns words on one line, cut where they are long.
fn shown(words: &str) -> String {
    let mut chars = words.chars().map(|c| if c.is_control() { ' ' } else { c });
    let mut shown: String = chars.by_ref().take(N_SHOWN).collect();
    if chars.next().is_some() {
        shown.push('…');
    }
    shown
}
