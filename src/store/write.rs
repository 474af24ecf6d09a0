//! Writes a project as RON, one span, relation and paragraph a line, always in the same order.
//!
//! The text is put together by hand rather than by serde: pretty-printing would spread a span over
//! six lines, and escaping is four times as fast when clean stretches are copied whole.
//! It is plain RON: a reader needs no extension, not even for optional values, which are left out.
//!
//! Invariants: the same project gives the same bytes; a value at its default is left out unless
//! `projects/README.md` says that it always stands.

use crate::model::document::Document;
use crate::model::document::LineEnds;
use crate::model::document::Revision;
use crate::model::document::Source;
use crate::model::extra::Extra;
use crate::model::layer::Conflict;
use crate::model::layer::IgnoredFinding;
use crate::model::layer::Layer;
use crate::model::layer::LayerMeta;
use crate::model::layer::Misfit;
use crate::model::layer::Status;
use crate::model::lexicon::Entity;
use crate::model::lexicon::Lexicon;
use crate::model::lexicon::Pattern;
use crate::model::project::Project;
use crate::model::relation::Relation;
use crate::model::schema::Attribute;
use crate::model::schema::AttributeKind;
use crate::model::schema::DocumentClass;
use crate::model::schema::Label;
use crate::model::schema::RelationType;
use crate::model::schema::Schema;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::store::format::FORMAT;
use crate::store::ron_out::RonOut;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

const COMMENT: &str = "\
// A Zhubi project: Chinese documents and what annotators marked in them, as plain RON.
// The format is described in projects/README.md of Zhubi's repository.
";

/// Bytes set aside for a span's line beside the label and the words.
const SPAN_LINE_BYTES: usize = 64;

/// Returns a project as the bytes of its file.
pub fn write_project(project: &Project) -> Vec<u8> {
    let mut out = RonOut::telling(expected_len(project));
    out.push(COMMENT);
    out.block(|out| {
        out.field("format", |out| out.number(FORMAT));
        out.field("name", |out| out.string(&project.name));
        out.field("schema", |out| {
            out.block(|out| schema(out, &project.schema))
        });
        if !project.guideline.is_empty() {
            out.field("guideline", |out| {
                paragraphs(out, &Text::new(&*project.guideline))
            });
        }
        out.lines_if_any("lexicons", project.lexicons.iter(), |out, lexicon| {
            out.block(|out| block_of_lexicon(out, lexicon));
        });
        out.lines_if_any("patterns", project.patterns.iter(), pattern);
        out.lines_if_any("entities", project.entities.iter(), entity);
        out.lines_if_any("conflicts", project.conflicts.iter(), conflict);
        extra_field(out, &project.extra);
        out.lines("documents", project.documents.iter(), |out, doc| {
            out.block(|out| document(out, doc));
        });
    });
    out.push("\n");
    out.into_bytes()
}

fn expected_len(project: &Project) -> usize {
    let documents = project.documents.iter();
    let of_document = |doc: &Document| {
        let text = doc.text.as_str().len() + 20 * doc.text.n_paragraphs();
        let n_spans: usize = doc.layers.values().map(|layer| layer.spans.len()).sum();
        text + n_spans * SPAN_LINE_BYTES + 1_000
    };
    documents.map(|doc| of_document(doc)).sum::<usize>() + 10_000
}

pub fn schema(out: &mut RonOut, schema: &Schema) {
    out.lines("labels", schema.labels.iter(), label);
    out.lines("relations", schema.relations.iter(), relation_type);
    out.lines_if_any("classes", schema.classes.iter(), class);
    extra_field(out, &schema.extra);
}

fn label(out: &mut RonOut, label: &Label) {
    out.inline(|out| {
        out.member("key", |out| out.string(&label.key));
        out.string_map_member("names", &label.names);
        out.string_member("letter", &label.letter);
        out.member("color", |out| out.number(label.color));
        if let Some(hotkey) = label.hotkey {
            out.member("hotkey", |out| out.character(hotkey));
        }
        if label.self_overlap {
            out.member("self_overlap", |out| out.push("true"));
        }
        out.string_member("description", &label.description);
        if !label.attributes.is_empty() {
            out.member("attributes", |out| {
                out.list(label.attributes.iter(), attribute);
            });
        }
        extra_member(out, &label.extra);
    });
}

fn attribute(out: &mut RonOut, attribute: &Attribute) {
    out.inline(|out| {
        out.member("key", |out| out.string(&attribute.key));
        out.string_map_member("names", &attribute.names);
        out.member("kind", |out| match &attribute.kind {
            AttributeKind::Choice(choices) => {
                out.push("Choice(");
                out.list(choices.iter(), |out, choice| out.string(choice));
                out.push(")");
            }
            AttributeKind::YesNo => out.push("YesNo"),
            AttributeKind::Text => out.push("Text"),
        });
        extra_member(out, &attribute.extra);
    });
}

fn relation_type(out: &mut RonOut, relation: &RelationType) {
    out.inline(|out| {
        out.member("key", |out| out.string(&relation.key));
        out.string_map_member("names", &relation.names);
        for (name, labels) in [("heads", &relation.heads), ("tails", &relation.tails)] {
            if !labels.is_empty() {
                out.member(name, |out| {
                    out.list(labels.iter(), |out, label| out.string(label));
                });
            }
        }
        out.string_member("description", &relation.description);
        extra_member(out, &relation.extra);
    });
}

fn class(out: &mut RonOut, class: &DocumentClass) {
    out.inline(|out| {
        out.member("key", |out| out.string(&class.key));
        out.string_map_member("names", &class.names);
        out.string_member("description", &class.description);
        extra_member(out, &class.extra);
    });
}

pub fn block_of_lexicon(out: &mut RonOut, lexicon: &Lexicon) {
    out.field("name", |out| out.string(&lexicon.name));
    if let Some(label) = &lexicon.label {
        out.field("label", |out| out.string(label));
    }
    if !lexicon.enabled {
        out.field("enabled", |out| out.push("false"));
    }
    out.lines("words", lexicon.words.iter(), |out, word| out.string(word));
    extra_field(out, &lexicon.extra);
}

pub fn pattern(out: &mut RonOut, pattern: &Pattern) {
    out.inline(|out| {
        out.member("name", |out| out.string(&pattern.name));
        if let Some(label) = &pattern.label {
            out.member("label", |out| out.string(label));
        }
        if !pattern.enabled {
            out.member("enabled", |out| out.push("false"));
        }
        out.member("expression", |out| out.string(&pattern.expression));
        extra_member(out, &pattern.extra);
    });
}

pub fn entity(out: &mut RonOut, entity: &Entity) {
    out.inline(|out| {
        out.member("key", |out| out.string(&entity.key));
        out.string_member("name", &entity.name);
        out.string_member("note", &entity.note);
        extra_member(out, &entity.extra);
    });
}

pub fn conflict(out: &mut RonOut, conflict: &Conflict) {
    out.inline(|out| {
        out.member("subject", |out| out.string(&conflict.subject));
        out.string_member("ours", &conflict.ours);
        out.string_member("theirs", &conflict.theirs);
        extra_member(out, &conflict.extra);
    });
}

pub fn document(out: &mut RonOut, doc: &Document) {
    out.field("id", |out| out.string(&doc.id));
    out.field("name", |out| out.string(&doc.name));
    out.field("source", |out| source(out, &doc.source));
    out.field("text_sha256", |out| out.string(&doc.text_sha256));
    out.field("text", |out| paragraphs(out, &doc.text));
    out.lines_if_any("revisions", doc.revisions.iter(), revision);
    extra_field(out, &doc.extra);
    out.lines_if_any("layers", doc.layers.values(), |out, entry| {
        out.block(|out| layer(out, entry, Some(&doc.text)));
    });
}

pub fn revision(out: &mut RonOut, revision: &Revision) {
    out.block(|out| {
        out.field("text_sha256", |out| out.string(&revision.text_sha256));
        out.field("text", |out| paragraphs(out, &revision.text));
    });
}

fn source(out: &mut RonOut, source: &Source) {
    out.inline(|out| {
        out.string_member("file", &source.file);
        out.string_member("encoding", &source.encoding);
        if source.bom {
            out.member("bom", |out| out.push("true"));
        }
        let line_ends = match source.line_ends {
            LineEnds::None => None,
            LineEnds::Lf => Some("Lf"),
            LineEnds::CrLf => Some("CrLf"),
            LineEnds::Cr => Some("Cr"),
            LineEnds::Mixed => Some("Mixed"),
        };
        if let Some(line_ends) = line_ends {
            out.member("line_ends", |out| out.push(line_ends));
        }
        out.string_member("sha256", &source.sha256);
        extra_member(out, &source.extra);
    });
}

/// Writes a text as the list of its paragraphs; an empty last one says nothing and is left out.
pub fn paragraphs(out: &mut RonOut, text: &Text) {
    let paragraphs = (0..text.n_paragraphs()).map(|i| text.paragraph(i));
    let paragraphs = paragraphs.filter(|paragraph| !paragraph.is_empty());
    out.list_of_lines(paragraphs, |out, paragraph| out.string(paragraph));
}

/// Writes a layer; without the text its spans' words are left empty.
pub fn layer(out: &mut RonOut, layer: &Layer, text: Option<&Text>) {
    out.field("annotator", |out| out.string(&layer.annotator));
    meta(out, &layer.meta);
    let lines = InReadingOrder::new(layer);
    out.lines("spans", lines, |out, line| line.write(out, text));
    out.lines_if_any("relations", layer.relations.values(), relation);
    out.lines_if_any("rejected", layer.rejected.iter(), |out, (key, what)| {
        out.push("(");
        span_key(out, key);
        out.push(", ");
        out.string(&what.source);
        if let Some(score) = what.score_permille {
            out.push(", ");
            out.number(score);
        }
        out.push(")");
    });
    out.lines_if_any("ignored", layer.ignored.iter(), ignored);
    out.lines_if_any("conflicts", layer.conflicts.iter(), conflict);
    extra_field(out, &layer.meta.extra);
}

/// Writes the values of a layer as fields, but for `extra`, which ends every object.
pub fn meta(out: &mut RonOut, meta: &LayerMeta) {
    out.field("status", |out| {
        out.push(match meta.status {
            Status::ToDo => "ToDo",
            Status::InProgress => "InProgress",
            Status::Done => "Done",
            Status::ToDiscuss => "ToDiscuss",
        });
    });
    if !meta.classes.is_empty() {
        out.field("classes", |out| {
            out.list(meta.classes.iter(), |out, class| out.string(class));
        });
    }
    if meta.active_seconds > 0 {
        out.field("active_seconds", |out| out.number(meta.active_seconds));
    }
    out.lines_if_any("notes", meta.notes.iter(), |out, note| {
        out.inline(|out| {
            if let Some(range) = note.range {
                out.member("range", |out| range_pair(out, range));
            }
            out.member("text", |out| out.string(&note.text));
            extra_member(out, &note.extra);
        });
    });
}

pub fn ignored(out: &mut RonOut, ignored: &IgnoredFinding) {
    out.push("(");
    out.string(&ignored.kind);
    out.push(", ");
    range_pair(out, ignored.range);
    out.push(", ");
    out.string(&ignored.reason);
    out.push(")");
}

pub fn relation(out: &mut RonOut, relation: &Relation) {
    out.push("(");
    out.string(&relation.id.key);
    out.push(", ");
    span_key(out, &relation.id.head);
    out.push(", ");
    span_key(out, &relation.id.tail);
    if !relation.note.is_empty() || !relation.extra.is_empty() {
        out.push(", ");
        out.inline(|out| {
            out.string_member("note", &relation.note);
            extra_member(out, &relation.extra);
        });
    }
    out.push(")");
}

pub fn range_pair(out: &mut RonOut, range: CharRange) {
    out.push("(");
    out.number(range.start());
    out.push(", ");
    out.number(range.end());
    out.push(")");
}

pub fn span_key(out: &mut RonOut, key: &SpanKey) {
    out.push("(");
    out.number(key.range.start());
    out.push(", ");
    out.number(key.range.end());
    out.push(", ");
    out.string(&key.label);
    out.push(")");
}

/// A line of the list of spans.
enum SpanLine<'a> {
    Span(&'a Span),
    Misfit(&'a Misfit),
}

impl SpanLine<'_> {
    fn write(&self, out: &mut RonOut, text: Option<&Text>) {
        match self {
            Self::Span(line) => span(out, line, text.map_or("", |text| text.slice(line.range))),
            Self::Misfit(line) => misfit(out, line),
        }
    }
}

/// Writes a span's line with the words it covers.
pub fn span(out: &mut RonOut, span: &Span, words: &str) {
    let range = (span.range.start().0, span.range.end().0);
    span_line(out, range, &span.label, words, span.detail.as_deref());
}

/// Writes a line that did not fit, as it stood.
pub fn misfit(out: &mut RonOut, line: &Misfit) {
    let range = (line.start, line.end);
    span_line(out, range, &line.label, &line.words, line.detail.as_deref());
}

fn span_line(
    out: &mut RonOut,
    (start, end): (usize, usize),
    label: &str,
    words: &str,
    detail: Option<&SpanDetail>,
) {
    out.push("(");
    out.number(start);
    out.push(", ");
    out.number(end);
    out.push(", ");
    out.string(label);
    out.push(", ");
    out.string(words);
    if let Some(detail) = detail.filter(|detail| **detail != SpanDetail::default()) {
        out.push(", ");
        span_detail(out, detail);
    }
    out.push(")");
}

fn span_detail(out: &mut RonOut, detail: &SpanDetail) {
    out.inline(|out| {
        if detail.origin != Origin::Hand {
            out.member("origin", |out| origin(out, &detail.origin));
        }
        out.string_map_member("attributes", &detail.attributes);
        out.string_member("note", &detail.note);
        if let Some(entity) = &detail.entity {
            out.member("entity", |out| out.string(entity));
        }
        extra_member(out, &detail.extra);
    });
}

fn origin(out: &mut RonOut, origin: &Origin) {
    match origin {
        Origin::Hand => out.push("Hand"),
        Origin::Repeated => out.push("Repeated"),
        Origin::Suggested {
            source,
            score_permille,
            corrected,
        } => {
            out.push("Suggested");
            out.inline(|out| {
                out.member("source", |out| out.string(source));
                out.member("score", |out| out.number(score_permille));
                if *corrected {
                    out.member("corrected", |out| out.push("true"));
                }
            });
        }
        Origin::Imported { from } => {
            out.push("Imported");
            out.inline(|out| out.member("from", |out| out.string(from)));
        }
    }
}

/// The spans and misfits of a layer in one reading order; a misfit follows the span it repeats.
struct InReadingOrder<'a, I: Iterator<Item = &'a Span>> {
    spans: std::iter::Peekable<I>,
    misfits: std::iter::Peekable<std::vec::IntoIter<&'a Misfit>>,
}

impl<'a> InReadingOrder<'a, std::iter::Empty<&'a Span>> {
    fn new(layer: &'a Layer) -> InReadingOrder<'a, impl Iterator<Item = &'a Span>> {
        let mut misfits: Vec<&Misfit> = layer.misfits.iter().collect();
        misfits.sort_by(|a, b| a.cmp_reading(b));
        InReadingOrder {
            spans: layer.spans.iter().peekable(),
            misfits: misfits.into_iter().peekable(),
        }
    }
}

impl<'a, I: Iterator<Item = &'a Span>> Iterator for InReadingOrder<'a, I> {
    type Item = SpanLine<'a>;

    fn next(&mut self) -> Option<SpanLine<'a>> {
        let is_before = |misfit: &&Misfit, span: &Span| {
            let (start, end) = (span.range.start().0, span.range.end().0);
            let by_range = misfit.start.cmp(&start).then(end.cmp(&misfit.end));
            by_range
                .then_with(|| misfit.label.as_str().cmp(&span.label))
                .is_lt()
        };
        let misfit_first = match (self.misfits.peek(), self.spans.peek()) {
            (Some(misfit), Some(span)) => is_before(misfit, span),
            (misfit, _) => misfit.is_some(),
        };
        if misfit_first {
            self.misfits.next().map(SpanLine::Misfit)
        } else {
            self.spans.next().map(SpanLine::Span)
        }
    }
}

pub fn extra_field(out: &mut RonOut, extra: &Extra) {
    if !extra.is_empty() {
        out.field("extra", |out| extra_map(out, extra));
    }
}

fn extra_member(out: &mut RonOut, extra: &Extra) {
    if !extra.is_empty() {
        out.member("extra", |out| extra_map(out, extra));
    }
}

pub fn extra_map(out: &mut RonOut, extra: &Extra) {
    out.map(extra.iter(), |out, value| {
        // A value that came from a file is RON; any other is kept as the string it is.
        match ron::value::RawValue::from_ron(value) {
            Ok(value) => out.push(value.trim().get_ron()),
            Err(_) => out.string(value),
        }
    });
}
