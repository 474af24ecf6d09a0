//! Writes a record as RON, by hand and on few lines; [`crate::store::journal::decode`] reads it.

use crate::edit::caret::Place;
use crate::edit::change::Delta;
use crate::edit::change::Diff;
use crate::edit::change::LayerRef;
use crate::edit::change::TextState;
use crate::edit::command::Act;
use crate::edit::rebase::RecordedDelta;
use crate::edit::rebase::Words;
use crate::edit::rebase::WordsOf;
use crate::model::layer::Layer;
use crate::model::layer::Misfit;
use crate::model::layer::MisfitReason;
use crate::model::layer::Rejection;
use crate::store::journal::record::Acted;
use crate::store::journal::record::Entry;
use crate::store::journal::record::How;
use crate::store::journal::record::Past;
use crate::store::journal::record::Record;
use crate::store::ron_out::RonOut;
use crate::store::write;
use crate::text::offset::Text;

/// Every kind of act with its name in a journal; a name is for ever.
pub const ACTS: &[(Act, &str)] = &[
    (Act::RenameProject, "RenameProject"),
    (Act::EditProject, "EditProject"),
    (Act::EditSchema, "EditSchema"),
    (Act::AddDocuments, "AddDocuments"),
    (Act::RemoveDocument, "RemoveDocument"),
    (Act::EditDocument, "EditDocument"),
    (Act::CorrectText, "CorrectText"),
    (Act::EditLayer, "EditLayer"),
    (Act::AddSpans, "AddSpans"),
    (Act::RemoveSpans, "RemoveSpans"),
    (Act::Relabel, "Relabel"),
    (Act::Resize, "Resize"),
    (Act::EditSpan, "EditSpan"),
    (Act::EditRelations, "EditRelations"),
    (Act::Review, "Review"),
    (Act::Merge, "Merge"),
    (Act::Restore, "Restore"),
];

/// Bytes set aside for a record; a larger one grows.
const RECORD_BYTES: usize = 512;

/// Returns a record as the body of a frame.
pub fn encode(record: &Record) -> Vec<u8> {
    let mut out = RonOut::with_capacity(RECORD_BYTES);
    let (n, at) = (record.n, record.at);
    let numbers = |out: &mut RonOut| {
        out.member("n", |out| out.number(n));
        out.member("at", |out| out.number(at));
    };
    match &record.what {
        Entry::Open(opening) => {
            out.push("Open(");
            out.inline(|out| {
                numbers(out);
                out.member("session", |out| out.string(&opening.session));
                out.string_member("who", &opening.who);
                out.string_member("host", &opening.host);
                out.member("process", |out| out.number(opening.process));
                out.string_member("base", &opening.base);
            });
        }
        Entry::Saving(mark) | Entry::Saved(mark) => {
            let is_done = matches!(record.what, Entry::Saved(_));
            out.push(if is_done { "Saved(" } else { "Saving(" });
            out.inline(|out| {
                numbers(out);
                out.member("upto", |out| out.number(mark.upto));
                out.member("sha256", |out| out.string(&mark.sha256));
            });
        }
        Entry::Brought(brought) => {
            out.push("Brought(");
            out.inline(|out| {
                numbers(out);
                out.member("sha256", |out| out.string(&brought.sha256));
                out.member("deltas", |out| {
                    out.list_of_lines(brought.deltas.iter(), recorded);
                });
                out.member("past", |out| past(out, &brought.past));
            });
        }
        Entry::Taken(mark) => {
            out.push("Taken(");
            out.inline(|out| {
                numbers(out);
                out.member("upto", |out| out.number(mark.upto));
                out.member("by", |out| out.string(&mark.by));
            });
        }
        Entry::Told(mark) => {
            out.push("Told(");
            out.inline(|out| {
                numbers(out);
                out.member("troubles", |out| out.number(mark.troubles));
            });
        }
        Entry::Act(acted) => {
            out.push("Act(");
            out.inline(|out| {
                numbers(out);
                act(out, acted);
            });
        }
    }
    out.push(")");
    out.into_bytes()
}

fn past(out: &mut RonOut, past: &Past) {
    match past {
        Past::GoesOn => out.push("GoesOn"),
        Past::Ends => out.push("Ends"),
        Past::Act(deltas) => Parts::of(out, "Act")
            .part(|out| out.list_of_lines(deltas.iter(), recorded))
            .end(),
    }
}

fn act(out: &mut RonOut, acted: &Acted) {
    out.member("how", |out| {
        out.push(match acted.how {
            How::Do => "Do",
            How::Undo => "Undo",
            How::Redo => "Redo",
            How::Aside => "Aside",
        });
    });
    let name = ACTS.iter().find(|(act, _)| *act == acted.act);
    out.member("act", |out| out.string(name.map_or("", |(_, name)| name)));
    for (name, at) in [("before", &acted.before), ("after", &acted.after)] {
        if *at != Place::default() {
            out.member(name, |out| place(out, at));
        }
    }
    out.member("deltas", |out| {
        out.list_of_lines(acted.deltas.iter(), recorded);
    });
}

fn place(out: &mut RonOut, place: &Place) {
    out.inline(|out| {
        if let Some(doc) = &place.doc {
            out.member("doc", |out| out.string(doc));
        }
        let (anchor, head) = (place.selection.anchor, place.selection.head);
        out.member("at", |out| {
            out.push("(");
            out.number(anchor);
            out.push(", ");
            out.number(head);
            out.push(")");
        });
        if let Some(span) = &place.span {
            out.member("span", |out| write::span_key(out, span));
        }
        if let Some(annotator) = &place.annotator {
            out.member("annotator", |out| out.string(annotator));
        }
    });
}

/// Writes a variant with its parts.
struct Parts<'a> {
    out: &'a mut RonOut,
    n: usize,
}

impl<'a> Parts<'a> {
    fn of(out: &'a mut RonOut, variant: &str) -> Self {
        out.push(variant);
        out.push("(");
        Self { out, n: 0 }
    }

    fn part(mut self, write: impl FnOnce(&mut RonOut)) -> Self {
        if self.n > 0 {
            self.out.push(", ");
        }
        self.n += 1;
        write(self.out);
        self
    }

    fn string(self, string: &str) -> Self {
        self.part(|out| out.string(string))
    }

    fn layer(self, layer: &LayerRef) -> Self {
        self.string(&layer.doc).string(&layer.annotator)
    }

    fn both<T>(self, diff: &Diff<T>, mut write: impl FnMut(&mut RonOut, &T)) -> Self {
        self.part(|out| write(out, &diff.before))
            .part(|out| write(out, &diff.after))
    }

    /// Lists that hold one thing or none.
    fn perhaps<T>(self, diff: &Diff<Option<T>>, mut write: impl FnMut(&mut RonOut, &T)) -> Self {
        self.both(diff, |out, side| out.list(side.iter(), &mut write))
    }

    fn lists<T>(self, diff: &Diff<Vec<T>>, mut write: impl FnMut(&mut RonOut, &T)) -> Self {
        self.both(diff, |out, side| out.list_of_lines(side.iter(), &mut write))
    }

    fn end(self) {
        self.out.push(")");
    }
}

fn recorded(out: &mut RonOut, recorded: &RecordedDelta) {
    let is_span = matches!(recorded.delta, Delta::Span { .. });
    out.inline(|out| {
        let mut in_line = "";
        if let Some(WordsOf { text, words }) = &recorded.words {
            out.member("text", |out| out.string(text));
            match words {
                Words::At(words) if is_span => in_line = words,
                words => out.member("words", |out| said(out, words)),
            }
        }
        out.member("delta", |out| delta(out, &recorded.delta, in_line));
    });
}

fn said(out: &mut RonOut, words: &Words) {
    let list = |out: &mut RonOut, end: &Option<String>| {
        out.list(end.iter(), |out, words| out.string(words));
    };
    match words {
        Words::Many => out.push("Many"),
        Words::At(words) => Parts::of(out, "At").string(words).end(),
        Words::Ends { head, tail } => Parts::of(out, "Ends")
            .part(|out| list(out, head))
            .part(|out| list(out, tail))
            .end(),
    }
}

fn delta(out: &mut RonOut, delta: &Delta, words: &str) {
    match delta {
        Delta::Name(diff) => Parts::of(out, "Name")
            .both(diff, |out, name| out.string(name))
            .end(),
        Delta::Schema(diff) => Parts::of(out, "Schema")
            .both(diff, |out, schema| {
                out.block(|out| write::schema(out, schema))
            })
            .end(),
        Delta::Guideline(diff) => Parts::of(out, "Guideline")
            .both(diff, |out, text| {
                write::paragraphs(out, &Text::new(&**text));
            })
            .end(),
        Delta::Lexicons(diff) => Parts::of(out, "Lexicons")
            .both(diff, |out, all| {
                out.list_of_lines(all.iter(), |out, lexicon| {
                    out.block(|out| write::block_of_lexicon(out, lexicon));
                });
            })
            .end(),
        Delta::Patterns(diff) => Parts::of(out, "Patterns")
            .both(diff, |out, all| {
                out.list_of_lines(all.iter(), write::pattern)
            })
            .end(),
        Delta::Entities(diff) => Parts::of(out, "Entities")
            .both(diff, |out, all| {
                out.list_of_lines(all.iter(), write::entity)
            })
            .end(),
        Delta::Conflicts(diff) => Parts::of(out, "Conflicts")
            .both(diff, |out, all| {
                out.list_of_lines(all.iter(), write::conflict)
            })
            .end(),
        Delta::Extra(diff) => Parts::of(out, "Extra")
            .both(diff, |out, extra| write::extra_map(out, extra))
            .end(),
        Delta::Document { place, diff } => Parts::of(out, "Document")
            .part(|out| out.number(place))
            .perhaps(diff, |out, doc| {
                out.block(|out| write::document(out, doc));
            })
            .end(),
        Delta::DocumentName { doc, diff } => Parts::of(out, "DocumentName")
            .string(doc)
            .both(diff, |out, name| out.string(name))
            .end(),
        Delta::Text { doc, diff } => Parts::of(out, "Text")
            .string(doc)
            .both(diff, text_state)
            .end(),
        Delta::Layer { doc, diff } => Parts::of(out, "Layer")
            .string(doc)
            .perhaps(diff, |out, layer| whole_layer(out, layer))
            .end(),
        in_layer => delta_in_layer(out, in_layer, words),
    }
}

fn delta_in_layer(out: &mut RonOut, delta: &Delta, words: &str) {
    match delta {
        Delta::Meta { layer, diff } => Parts::of(out, "Meta")
            .layer(layer)
            .both(diff, |out, meta| {
                out.block(|out| {
                    write::meta(out, meta);
                    write::extra_field(out, &meta.extra);
                });
            })
            .end(),
        Delta::Span { layer, diff } => Parts::of(out, "Span")
            .layer(layer)
            .perhaps(diff, |out, span| write::span(out, span, words))
            .end(),
        Delta::Relation { layer, diff } => Parts::of(out, "Relation")
            .layer(layer)
            .perhaps(diff, write::relation)
            .end(),
        Delta::Rejected { layer, span, diff } => Parts::of(out, "Rejected")
            .layer(layer)
            .part(|out| write::span_key(out, span))
            .perhaps(diff, rejection)
            .end(),
        Delta::Ignored {
            layer,
            finding,
            diff,
        } => Parts::of(out, "Ignored")
            .layer(layer)
            .part(|out| write::ignored(out, finding))
            .both(diff, |out, is| out.push(if *is { "true" } else { "false" }))
            .end(),
        Delta::LayerConflicts { layer, diff } => Parts::of(out, "LayerConflicts")
            .layer(layer)
            .lists(diff, write::conflict)
            .end(),
        Delta::Misfits { layer, diff } => Parts::of(out, "Misfits")
            .layer(layer)
            .lists(diff, misfit)
            .end(),
        _ => debug_assert!(false, "the others are written by `delta`"),
    }
}

fn text_state(out: &mut RonOut, state: &TextState) {
    out.block(|out| {
        out.field("text_sha256", |out| out.string(&state.text_sha256));
        out.field("text", |out| write::paragraphs(out, &state.text));
        out.lines_if_any("revisions", state.revisions.iter(), write::revision);
    });
}

/// Writes a layer with its misfits apart, so that it can be read without its text.
fn whole_layer(out: &mut RonOut, layer: &Layer) {
    let fitting = Layer {
        misfits: Vec::new(),
        ..layer.clone()
    };
    out.block(|out| {
        out.field("layer", |out| {
            out.block(|out| write::layer(out, &fitting, None));
        });
        out.lines_if_any("misfits", layer.misfits.iter(), misfit);
    });
}

/// One without a score is written as before there were scores.
fn rejection(out: &mut RonOut, rejection: &Rejection) {
    match rejection.score_permille {
        None => out.string(&rejection.source),
        Some(score) => {
            out.push("(");
            out.string(&rejection.source);
            out.push(", ");
            out.number(score);
            out.push(")");
        }
    }
}

fn misfit(out: &mut RonOut, line: &Misfit) {
    out.push("(");
    write::misfit(out, line);
    out.push(", ");
    match &line.reason {
        MisfitReason::Empty => out.push("Empty"),
        MisfitReason::Repeated => out.push("Repeated"),
        MisfitReason::OutsideText { n_chars } => {
            out.push("OutsideText(");
            out.number(n_chars);
            out.push(")");
        }
        MisfitReason::OtherWords { found } => {
            out.push("OtherWords(");
            out.string(found);
            out.push(")");
        }
    }
    out.push(")");
}
