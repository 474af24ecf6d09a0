//! Makes a document fit a format, and counts what does not.
//!
//! Everything a format cannot carry is settled here by its row in the table, so that a writer
//! writes what it is given and reading it again gives just that back: spans that may not share
//! characters are chosen among ([`flat`]), ends trimmed of white space, labels and values spelled
//! as the format can, characters of a text that it has no place for replaced by U+FFFD, one for
//! one, so that no offset moves. Relations go where a format has no place for them; what else it has
//! none for (attributes, notes, …) stays in the record, and the writer passes it over.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::sync::Arc;

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::conll;
use crate::exchange::flat;
use crate::exchange::flat::DropReason;
use crate::exchange::incoming::quoted;
use crate::exchange::loss::LossExample;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::record::Record;
use crate::exchange::stems::stem_of;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::relation::Relation;
use crate::model::relation::RelationId;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Returns a record as a format can carry it, and adds what it cannot to a report.
///
/// `None` if it cannot carry the document at all.
pub fn fit(
    format: &Format,
    options: &WriteOptions,
    record: &Record,
    report: &mut LossReport,
) -> Option<Record> {
    let format = &format.of_rows(options.rows);
    let mut losses = Losses {
        format,
        record,
        report,
    };
    losses.count_layer();
    if record.text.n_chars() == 0 && format.loses(LossKind::EmptyDocuments) {
        losses.add(LossKind::EmptyDocuments, None, String::new);
        return None;
    }
    let mut fitted = record.clone();
    if let Some(moved) = losses.fit_spans(options) {
        put_spans(&mut fitted.layer, moved, &mut losses);
    }
    losses.fit_values(&mut fitted.layer);
    if format.loses(LossKind::Relations) && !fitted.layer.relations.is_empty() {
        // Who counts what was written counts them.
        Arc::make_mut(&mut fitted.layer).relations.clear();
    }
    if let Some(text) = losses.fit_text() {
        fitted.text = text;
    }
    Some(fitted)
}

/// Spans with the key that each has in the format.
type Moved = Vec<(SpanKey, Span)>;

/// Counts for one record and one format.
struct Losses<'a> {
    format: &'a Format,
    record: &'a Record,
    report: &'a mut LossReport,
}

impl<'a> Losses<'a> {
    /// Counts something, if the format cannot carry it.
    fn add(&mut self, kind: LossKind, range: Option<CharRange>, what: impl FnOnce() -> String) {
        if self.format.loses(kind) {
            let document = &self.record.name;
            self.report.add(kind, || LossExample {
                document: document.clone(),
                range,
                what: what(),
            });
        }
    }

    fn add_span(&mut self, kind: LossKind, span: &Span) {
        let text = &self.record.text;
        self.add(kind, Some(span.range), || {
            let words = quoted(text.slice(span.range));
            format!("{} {words}", span.label.escape_debug())
        });
    }

    /// Chooses spans, trims them and spells their labels; `None` if all stay as they are.
    fn fit_spans(&mut self, options: &WriteOptions) -> Option<Moved> {
        let spans = &self.record.layer.spans;
        for span in spans.iter() {
            self.count_detail(span);
        }
        let spelling = self.format.spelling;
        let trims = self.format.flat() || self.format.loses(LossKind::Trimmed);
        let labels = spans.counts().keys();
        let spelled: HashMap<&LabelKey, LabelKey> = labels
            .filter_map(|label| match (spelling.key)(label) {
                Cow::Owned(spelled) if spelled != label.as_str() => {
                    Some((label, LabelKey::from(spelled.as_str())))
                }
                _ => None,
            })
            .collect();
        if !trims && spelled.is_empty() {
            return None;
        }
        let mut moved = Vec::with_capacity(spans.len());
        for (range, span) in self.chosen(options) {
            let mut fitted = span.clone();
            fitted.range = range;
            if let Some(label) = spelled.get(&span.label) {
                self.add_span(LossKind::LabelSpelling, span);
                fitted.label = label.clone();
            }
            moved.push((span.key(), fitted));
        }
        Some(moved)
    }

    /// Chooses the spans that go out, each with its range there, in reading order.
    fn chosen(&mut self, options: &WriteOptions) -> Vec<(CharRange, &'a Span)> {
        let Record { text, layer, .. } = self.record;
        let mut chosen = Vec::with_capacity(layer.spans.len());
        if self.format.flat() {
            let whole = self.of_whole_words(options);
            let flat = flat::flatten(text, whole.into_iter(), options.overlap);
            for (span, reason) in flat.dropped {
                let kind = match reason {
                    DropReason::Nested => LossKind::Nested,
                    DropReason::Overlapping => LossKind::Overlapping,
                    DropReason::Blank => LossKind::Blank,
                };
                self.add_span(kind, span);
            }
            chosen.extend(flat.kept.iter().map(|kept| (kept.range, kept.span)));
        } else {
            let trims = self.format.loses(LossKind::Trimmed);
            for span in layer.spans.iter() {
                if !trims {
                    chosen.push((span.range, span));
                } else if let Some(range) = flat::trimmed(text, span.range) {
                    chosen.push((range, span));
                } else {
                    self.add_span(LossKind::Blank, span);
                }
            }
        }
        for (range, span) in &chosen {
            if *range != span.range {
                self.add_span(LossKind::Trimmed, span);
            }
        }
        chosen
    }

    /// Leaves out spans that begin or end inside a word, where words stay whole.
    fn of_whole_words(&mut self, options: &WriteOptions) -> Vec<&'a Span> {
        let Record { text, layer, .. } = self.record;
        if options.tokens != Tokens::WordsKept || !self.format.loses(LossKind::MidWord) {
            return layer.spans.iter().collect();
        }
        let edges = conll::word_edges(text);
        let mut whole = Vec::with_capacity(layer.spans.len());
        for span in layer.spans.iter() {
            let range = flat::trimmed(text, span.range).unwrap_or(span.range);
            let at_edges = [range.start(), range.end()];
            if at_edges.iter().all(|at| edges.binary_search(at).is_ok()) {
                whole.push(span);
            } else {
                self.add_span(LossKind::MidWord, span);
            }
        }
        whole
    }

    fn count_detail(&mut self, span: &Span) {
        let Some(detail) = span.detail.as_deref() else {
            return;
        };
        for _ in &detail.attributes {
            self.add_span(LossKind::Attributes, span);
        }
        for _ in &detail.extra {
            self.add_span(LossKind::LaterValues, span);
        }
        let said = [
            (!detail.note.is_empty(), LossKind::SpanNotes),
            (detail.entity.is_some(), LossKind::Entities),
            (detail.origin != Origin::Hand, LossKind::Origins),
        ];
        for (_, kind) in said.into_iter().filter(|(said, _)| *said) {
            self.add_span(kind, span);
        }
    }

    /// Spells attributes, relations and notes as the format can.
    fn fit_values(&mut self, layer: &mut Arc<Layer>) {
        let spelling = self.format.spelling;
        let spells_all = |key: &str| matches!((spelling.key)(key), Cow::Borrowed(_));
        let holds_all = |value: &str| matches!((spelling.value)(value), Cow::Borrowed(_));
        let mut respelled = Vec::new();
        for span in layer.spans.iter() {
            let Some(detail) = span.detail.as_deref() else {
                continue;
            };
            let attributes = &detail.attributes;
            let fits = holds_all(&detail.note)
                && attributes
                    .iter()
                    .all(|(k, v)| spells_all(k) && holds_all(v));
            if fits {
                continue;
            }
            let mut fitted = span.clone();
            if let Some(detail) = fitted.detail.as_mut() {
                let kinds = [
                    (!holds_all(&detail.note), LossKind::SpanNotes),
                    (
                        attributes
                            .iter()
                            .any(|(k, v)| !(spells_all(k) && holds_all(v))),
                        LossKind::Attributes,
                    ),
                ];
                for (_, kind) in kinds.into_iter().filter(|(changes, _)| *changes) {
                    // What goes out not at all was counted as that.
                    if !self.format.loses(kind) {
                        self.add_span(LossKind::ValueSpelling, span);
                    }
                }
                detail.note = (spelling.value)(&detail.note).into_owned();
                let spelled = |(key, value): (&String, &String)| {
                    let key = (spelling.key)(key).into_owned();
                    (key, (spelling.value)(value).into_owned())
                };
                detail.attributes = attributes.iter().map(spelled).collect();
            }
            respelled.push(fitted);
        }
        if !respelled.is_empty() {
            let layer = Arc::make_mut(layer);
            for span in respelled {
                layer.spans.remove(&span.key());
                let _known = layer.spans.insert(span);
            }
        }
        self.fit_layer_values(layer);
    }

    fn fit_layer_values(&mut self, layer: &mut Arc<Layer>) {
        let spelling = self.format.spelling;
        let spelled = |key: &str| match (spelling.key)(key) {
            Cow::Owned(spelled) if spelled != key => Some(spelled),
            _ => None,
        };
        let ids = layer.relations.keys();
        let changed = ids.filter_map(|id| Some((id.clone(), spelled(&id.key)?)));
        for (id, key) in changed.collect::<Vec<_>>() {
            if !self.format.loses(LossKind::Relations) {
                self.add(LossKind::ValueSpelling, None, || id.key.to_string());
            }
            let layer = Arc::make_mut(layer);
            if let Some(mut relation) = layer.relations.remove(&id) {
                relation.id.key = RelationKey::from(key.as_str());
                layer.relations.insert(relation.id.clone(), relation);
            }
        }
        let fits = |text: &str| matches!((spelling.value)(text), Cow::Borrowed(_));
        if layer.meta.notes.iter().any(|note| !fits(&note.text)) {
            for note in &mut Arc::make_mut(layer).meta.notes {
                if !fits(&note.text) && !self.format.loses(LossKind::Notes) {
                    self.add(LossKind::ValueSpelling, note.range, || quoted(&note.text));
                }
                note.text = (spelling.value)(&note.text).into_owned();
            }
        }
    }

    /// Replaces characters that the format has no place for; `None` if there are none.
    fn fit_text(&mut self) -> Option<Arc<Text>> {
        if !self.format.loses(LossKind::Characters) {
            return None;
        }
        let char = self.format.spelling.char;
        let text = self.record.text.as_str();
        if text.chars().all(|c| char(c) == c) {
            return None;
        }
        for (i, c) in text.chars().enumerate().filter(|(_, c)| char(*c) != *c) {
            let range = CharRange::of(i, i + 1);
            self.add(LossKind::Characters, Some(range), || {
                c.escape_unicode().to_string()
            });
        }
        let fitted: String = text.chars().map(char).collect();
        Some(Arc::new(Text::from(fitted.as_str())))
    }

    /// Counts a name that a file cannot have.
    fn count_name(&mut self) {
        let name = &self.record.name;
        let stem = stem_of(self.record, self.format.spelling);
        if name.strip_suffix(".txt") != Some(&stem) && *name != stem {
            self.report.add(LossKind::DocumentNames, || LossExample {
                document: name.clone(),
                range: None,
                what: stem,
            });
        }
    }

    fn count_layer(&mut self) {
        let Record { layer, .. } = self.record;
        self.add(LossKind::DocumentNames, None, String::new);
        if self.format.files == Files::Folder {
            self.count_name();
        }
        for Relation { id, note, .. } in layer.relations.values() {
            let what = || format!("{} {} → {}", id.key, id.head.range, id.tail.range);
            self.add(LossKind::Relations, None, what);
            if !note.is_empty() {
                self.add(LossKind::RelationNotes, None, what);
            }
        }
        for class in &layer.meta.classes {
            self.add(LossKind::Classes, None, || class.clone());
        }
        for note in &layer.meta.notes {
            self.add(LossKind::Notes, note.range, || quoted(&note.text));
        }
        let status = match layer.meta.status {
            Status::ToDo => None,
            Status::InProgress => Some("in progress"),
            Status::Done => Some("done"),
            Status::ToDiscuss => Some("to discuss"),
        };
        if let Some(status) = status {
            self.add(LossKind::Statuses, None, || status.to_owned());
        }
        for conflict in &layer.conflicts {
            self.add(LossKind::Conflicts, None, || conflict.subject.clone());
        }
        for misfit in &layer.misfits {
            self.add(LossKind::Misfits, None, || {
                format!("{} {}", misfit.label, quoted(&misfit.words))
            });
        }
        for key in layer.meta.extra.keys() {
            self.add(LossKind::LaterValues, None, || key.clone());
        }
        for key in layer.rejected.keys() {
            self.add(LossKind::Review, Some(key.range), || key.label.to_string());
        }
        for finding in &layer.ignored {
            self.add(LossKind::Review, Some(finding.range), || {
                finding.kind.clone()
            });
        }
        if layer.meta.active_seconds > 0 {
            self.add(LossKind::Time, None, || {
                format!("{} s", layer.meta.active_seconds)
            });
        }
    }
}

/// Puts fitted spans into a layer, and its relations on them; those that lost an end go.
fn put_spans(layer: &mut Arc<Layer>, moved: Moved, losses: &mut Losses<'_>) {
    let mut fitted = Layer {
        annotator: layer.annotator.clone(),
        meta: layer.meta.clone(),
        ..Layer::new(layer.annotator.clone())
    };
    if !layer.relations.is_empty() {
        let keys: HashMap<&SpanKey, SpanKey> =
            moved.iter().map(|(was, span)| (was, span.key())).collect();
        let mut relations = BTreeMap::new();
        for relation in layer.relations.values() {
            let RelationId { head, key, tail } = &relation.id;
            let ends = (keys.get(head), keys.get(tail));
            let (Some(new_head), Some(new_tail)) = ends else {
                if !losses.format.loses(LossKind::Relations) {
                    losses.report.add(LossKind::Relations, || LossExample {
                        document: losses.record.name.clone(),
                        range: None,
                        what: format!("{key} {} → {}", head.range, tail.range),
                    });
                }
                continue;
            };
            let mut relation = relation.clone();
            relation.id = RelationId {
                head: new_head.clone(),
                key: key.clone(),
                tail: new_tail.clone(),
            };
            relations.insert(relation.id.clone(), relation);
        }
        fitted.relations = relations;
    }
    let (spans, doubled) = SpanSet::from_spans(moved.into_iter().map(|(_, span)| span));
    fitted.spans = spans;
    for span in &doubled {
        // Two labels that are spelled alike, or two ranges that were trimmed alike.
        losses.add_span(LossKind::LabelSpelling, span);
    }
    *layer = Arc::new(fitted);
}
