//! Writes a document as sentences of one token a character.
//!
//! A sentence reaches from its first token to the next sentence's, so that every blank between is
//! in its text; it ends with a line, but not inside a span.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::io;
use std::io::Write as _;

use crate::exchange::flat::is_blank;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::stems::Stems;
use crate::exchange::webanno::IDENTIFIER;
use crate::exchange::webanno::NOTE;
use crate::exchange::webanno::RELATIONS;
use crate::exchange::webanno::SPANS;
use crate::exchange::webanno::VALUE;
use crate::exchange::webanno::feature_of;
use crate::exchange::webanno::put_text;
use crate::exchange::webanno::put_value;
use crate::model::ids::RelationKey;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// Begins a folder.
pub fn write(output: Box<dyn Output>, _options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Folder {
        output,
        stems: Stems::default(),
    }))
}

struct Folder {
    output: Box<dyn Output>,
    stems: Stems,
}

impl Writer for Folder {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let stem = self.stems.next(record);
        let mut file = self.output.named(&format!("{stem}.tsv"))?;
        file.write_all(document_of(record).as_bytes())?;
        file.flush()
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        Ok(())
    }
}

/// A character that is a token.
struct Token {
    at: CharIdx,
    c: char,
    /// Where it begins in UTF-16.
    start: usize,
    sentence: usize,
    /// Its number in the sentence, from 1.
    number: usize,
}

/// A span with its tokens.
struct Laid<'a> {
    span: &'a Span,
    first: usize,
    last: usize,
    /// Its number, if it needs one.
    id: Option<usize>,
}

/// Everything of a document as the rows need it.
struct Sheet<'a> {
    record: &'a Record,
    tokens: Vec<Token>,
    spans: Vec<Laid<'a>>,
    /// Spans that lie on a token, by their place in `spans`.
    on_token: Vec<Vec<usize>>,
    /// Relations by the token that they stand on: key, and places of head and tail.
    relations: BTreeMap<usize, Vec<(&'a RelationKey, usize, usize)>>,
    /// The keys of attributes that the spans have.
    attributes: BTreeSet<&'a str>,
    has_notes: bool,
}

fn document_of(record: &Record) -> String {
    let sheet = Sheet::new(record);
    let mut out = String::from("#FORMAT=WebAnno TSV 3.3\n");
    sheet.put_head(&mut out);
    let mut from = 0;
    while let Some(first) = sheet.tokens.get(from) {
        let rest = sheet.tokens.iter().skip(from);
        let n_tokens = rest
            .take_while(|token| token.sentence == first.sentence)
            .count();
        sheet.put_sentence(&mut out, from, from + n_tokens);
        from += n_tokens;
    }
    out
}

impl<'a> Sheet<'a> {
    fn new(record: &'a Record) -> Self {
        let mut sheet = Self {
            record,
            tokens: tokens_of(record),
            spans: Vec::new(),
            on_token: Vec::new(),
            relations: BTreeMap::new(),
            attributes: BTreeSet::new(),
            has_notes: false,
        };
        sheet.lay_spans();
        sheet.lay_relations();
        sheet
    }

    fn lay_spans(&mut self) {
        self.on_token = vec![Vec::new(); self.tokens.len()];
        for span in self.record.layer.spans.iter() {
            let before = |at: CharIdx| self.tokens.partition_point(|token| token.at < at);
            let (first, end) = (before(span.range.start()), before(span.range.end()));
            if first == end {
                continue;
            }
            let place = self.spans.len();
            for on_token in self.on_token.iter_mut().take(end).skip(first) {
                on_token.push(place);
            }
            let last = end - 1;
            self.spans.push(Laid {
                span,
                first,
                last,
                id: None,
            });
            if let Some(detail) = span.detail.as_deref() {
                self.attributes
                    .extend(detail.attributes.keys().map(String::as_str));
                self.has_notes |= !detail.note.is_empty();
            }
        }
        let mut n_ids = 0;
        for laid in &mut self.spans {
            let stacked = self.on_token.get(laid.first).is_some_and(|on| on.len() > 1);
            if stacked || laid.first < laid.last {
                n_ids += 1;
                laid.id = Some(n_ids);
            }
        }
    }

    fn lay_relations(&mut self) {
        if self.record.layer.relations.is_empty() {
            return;
        }
        let places = self.spans.iter().enumerate();
        let places: HashMap<SpanKey, usize> = places
            .map(|(place, laid)| (laid.span.key(), place))
            .collect();
        for id in self.record.layer.relations.keys() {
            let (Some(head), Some(tail)) = (places.get(&id.head), places.get(&id.tail)) else {
                continue;
            };
            let token = self.spans.get(*tail).map_or(0, |laid| laid.first);
            let here = self.relations.entry(token).or_default();
            here.push((&id.key, *head, *tail));
        }
    }

    fn put_head(&self, out: &mut String) {
        // Writing into a string does not fail.
        let _ok = write!(out, "#T_SP={SPANS}|{IDENTIFIER}|{VALUE}");
        for key in &self.attributes {
            let _ok = write!(out, "|{}", feature_of(key));
        }
        if self.has_notes {
            let _ok = write!(out, "|{NOTE}");
        }
        out.push('\n');
        if !self.relations.is_empty() {
            let _ok = writeln!(out, "#T_RL={RELATIONS}|{VALUE}|BT_{SPANS}");
        }
        out.push('\n');
    }

    /// Puts the tokens from one place up to another, with the text up to the next sentence.
    fn put_sentence(&self, out: &mut String, from: usize, to: usize) {
        out.push('\n');
        let text = &self.record.text;
        let start = self.tokens.get(from).map_or(text.end(), |token| token.at);
        let end = self.tokens.get(to).map_or(text.end(), |token| token.at);
        let words = text.slice(CharRange::new(start, end));
        // A reader puts a line end behind each line, and takes the last off where it has to.
        let words = words.strip_suffix('\n').unwrap_or(words);
        for line in words.split('\n') {
            out.push_str("#Text=");
            put_text(out, line);
            out.push('\n');
        }
        let tokens = self.tokens.iter().enumerate();
        for (place, token) in tokens.take(to).skip(from) {
            self.put_row(out, place, token);
        }
    }

    fn put_row(&self, out: &mut String, place: usize, token: &Token) {
        let (sentence, number) = (token.sentence, token.number);
        let (start, end) = (token.start, token.start + token.c.len_utf16());
        let _ok = write!(out, "{sentence}-{number}\t{start}-{end}\t");
        let mut utf8 = [0; 4];
        put_value(out, token.c.encode_utf8(&mut utf8));
        out.push('\t');
        let on_token = self.on_token.get(place).map_or(&[][..], Vec::as_slice);
        let laid: Vec<&Laid<'_>> = on_token
            .iter()
            .filter_map(|at| self.spans.get(*at))
            .collect();
        self.put_span_cells(out, &laid);
        if !self.relations.is_empty() {
            self.put_relation_cells(out, place);
        }
        out.push('\n');
    }

    fn put_span_cells(&self, out: &mut String, laid: &[&Laid<'_>]) {
        put_cell(out, laid, |laid| {
            let detail = laid.span.detail.as_deref();
            detail.and_then(|detail| detail.entity.as_deref())
        });
        put_cell(out, laid, |laid| Some(&laid.span.label));
        for key in &self.attributes {
            put_cell(out, laid, |laid| {
                let detail = laid.span.detail.as_deref();
                detail.and_then(|detail| detail.attributes.get(*key).map(String::as_str))
            });
        }
        if self.has_notes {
            put_cell(out, laid, |laid| {
                laid.span
                    .detail
                    .as_deref()
                    .map(|detail| detail.note.as_str())
            });
        }
    }

    fn put_relation_cells(&self, out: &mut String, place: usize) {
        let Some(relations) = self.relations.get(&place) else {
            return out.push_str("_\t_\t");
        };
        for (i, (key, _, _)) in relations.iter().enumerate() {
            out.push_str(if i > 0 { "|" } else { "" });
            put_value(out, key);
        }
        out.push('\t');
        for (i, (_, head, tail)) in relations.iter().enumerate() {
            out.push_str(if i > 0 { "|" } else { "" });
            let (Some(head), Some(tail)) = (self.spans.get(*head), self.spans.get(*tail)) else {
                continue;
            };
            if let Some(first) = self.tokens.get(head.first) {
                let _ok = write!(out, "{}-{}", first.sentence, first.number);
            }
            if head.id.is_some() || tail.id.is_some() {
                let ids = (head.id.unwrap_or(0), tail.id.unwrap_or(0));
                let _ok = write!(out, "[{}_{}]", ids.0, ids.1);
            }
        }
        out.push('\t');
    }
}

/// Puts one feature of the spans on a token.
fn put_cell<'s>(
    out: &mut String,
    laid: &[&'s Laid<'_>],
    of: impl Fn(&'s Laid<'_>) -> Option<&'s str>,
) {
    if laid.is_empty() {
        out.push('_');
    }
    for (i, laid) in laid.iter().enumerate() {
        out.push_str(if i > 0 { "|" } else { "" });
        match of(laid).filter(|value| !value.is_empty()) {
            Some(value) => put_value(out, value),
            None => out.push('*'),
        }
        if let Some(id) = laid.id {
            let _ok = write!(out, "[{id}]");
        }
    }
    out.push('\t');
}

/// Returns the tokens of a text, numbered by sentence.
fn tokens_of(record: &Record) -> Vec<Token> {
    let mut spans = record.layer.spans.iter().peekable();
    let mut spans_end = CharIdx(0);
    let mut tokens: Vec<Token> = Vec::new();
    let (mut sentence, mut number, mut line_ended, mut start) = (1, 0, false, 0);
    for (i, c) in record.text.as_str().chars().enumerate() {
        let at = CharIdx(i);
        // Spans that began before this character; those that end behind it hold the sentence.
        while let Some(span) = spans.next_if(|span| span.range.start() < at) {
            spans_end = spans_end.max(span.range.end());
        }
        if is_blank(c) {
            line_ended |= c == '\n';
        } else {
            if line_ended && spans_end <= at && number > 0 {
                sentence += 1;
                number = 0;
            }
            number += 1;
            line_ended = false;
            tokens.push(Token {
                at,
                c,
                start,
                sentence,
                number,
            });
        }
        start += c.len_utf16();
    }
    tokens
}
