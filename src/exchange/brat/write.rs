//! Writes a text and its annotations as brat does.

use std::collections::BTreeMap;
use std::collections::HashMap;
use std::io;
use std::io::Write as _;

use crate::exchange::brat::parts_line;
use crate::exchange::brat::settings::Settings;
use crate::exchange::output::Output;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::exchange::stems::Stems;
use crate::model::span::SpanDetail;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;

/// Begins a folder.
pub fn write(output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Folder {
        output,
        stems: Stems::default(),
        settings: Settings::new(options),
    }))
}

struct Folder {
    output: Box<dyn Output>,
    stems: Stems,
    settings: Settings,
}

impl Writer for Folder {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let stem = self.stems.next(record);
        let mut text = self.output.named(&format!("{stem}.txt"))?;
        text.write_all(record.text.as_str().as_bytes())?;
        text.flush()?;
        let mut annotations = self.output.named(&format!("{stem}.ann"))?;
        annotations.write_all(&lines_of(record)?)?;
        self.settings.add(record);
        annotations.flush()
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let mut settings = self.output.named("annotation.conf")?;
        settings.write_all(self.settings.annotation_conf().as_bytes())?;
        settings.flush()?;
        let mut colors = self.output.named("visual.conf")?;
        colors.write_all(self.settings.visual_conf().as_bytes())?;
        colors.flush()
    }
}

/// Returns the annotations of a record, a line each: spans, then what is said of them.
fn lines_of(record: &Record) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let mut ids: HashMap<SpanKey, usize> = HashMap::new();
    let has_relations = !record.layer.relations.is_empty();
    let mut said = Vec::new();
    for (i, span) in record.layer.spans.iter().enumerate() {
        let id = i + 1;
        if has_relations {
            ids.insert(span.key(), id);
        }
        write!(out, "T{id}\t{} ", span.label)?;
        put_pieces(&mut out, record.text.slice(span.range), span.range)?;
        out.push(b'\n');
        if let Some(detail) = span.detail.as_deref() {
            said.push((id, detail));
        }
    }
    let ends = record.layer.relations.values().map(|r| &r.id);
    let ends = ends.filter_map(|id| Some((&id.key, ids.get(&id.head)?, ids.get(&id.tail)?)));
    for (i, (key, head, tail)) in ends.enumerate() {
        let id = i + 1;
        writeln!(out, "R{id}\t{key} Arg1:T{head} Arg2:T{tail}\t")?;
    }
    put_said(&mut out, &said)?;
    Ok(out)
}

/// Puts the attributes and notes of spans.
fn put_said(out: &mut Vec<u8>, said: &[(usize, &SpanDetail)]) -> io::Result<()> {
    let attributes = said.iter().flat_map(|(span, detail)| {
        let set: &BTreeMap<String, String> = &detail.attributes;
        set.iter().map(move |(key, value)| (span, key, value))
    });
    // A value that says nothing cannot be told from a flag that is set.
    let attributes = attributes.filter(|(_, _, value)| !value.is_empty());
    for (i, (span, key, value)) in attributes.enumerate() {
        writeln!(out, "A{}\t{key} T{span} {value}", i + 1)?;
    }
    let notes = said.iter().filter(|(_, detail)| !detail.note.is_empty());
    for (i, (span, detail)) in notes.enumerate() {
        writeln!(out, "#{}\tAnnotatorNotes T{span}\t{}", i + 1, detail.note)?;
    }
    Ok(())
}

/// Puts the fragments of a span and its words: `2 6;7 11⇥中国侨联 十届五次`.
fn put_pieces(out: &mut Vec<u8>, words: &str, range: CharRange) -> io::Result<()> {
    let mut start = range.start();
    let mut shown = String::with_capacity(words.len());
    for piece in words.split(parts_line) {
        let end = start.plus(piece.chars().count());
        if !piece.is_empty() {
            if !shown.is_empty() {
                shown.push(' ');
                out.push(b';');
            }
            shown.push_str(piece);
            write!(out, "{start} {end}")?;
        }
        start = end.plus(1);
    }
    write!(out, "\t{shown}")
}
