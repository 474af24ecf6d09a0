//! An office document with the spans of each document, to be read, printed and commented.
//!
//! A span stands in brackets on a ground of its label's colour, with the letter of the label in
//! small type behind: `[总书记]职`; where spans cross, the letter stands at the opening bracket too.
//! A paragraph is a line of the text. The file is a zip archive that is written as a stream, its
//! body held back for the counts as a page's is; there is no date in it, so the same labels make
//! the same bytes.

use std::io;
use std::io::Write as _;

use quick_xml::escape::escape;
use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::write::StreamWriter;

use crate::exchange::loss::Tally;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::page;
use crate::exchange::page::MOST_HELD;
use crate::exchange::page::TITLE;
use crate::exchange::page::lines::Edge;
use crate::exchange::page::lines::Piece;
use crate::exchange::page::lines::pieces;
use crate::exchange::page::palette::Look;
use crate::exchange::page::palette::Palette;
use crate::exchange::page::put;
use crate::exchange::record::Record;

const CONTENT_TYPES: &str = include_str!("page/docx/content_types.xml");
const RELATIONSHIPS: &str = include_str!("page/docx/rels.xml");
const DOCUMENT_RELATIONSHIPS: &str = include_str!("page/docx/document_rels.xml");
const STYLES: &str = include_str!("page/docx/styles.xml");

const BODY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
/// A4, with margins of 2.5 cm.
const END: &str = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1418\" w:right=\"1418\" w:bottom=\"1418\" w:left=\"1418\" \
    w:header=\"709\" w:footer=\"709\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>";

/// Begins an office document.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    let out = io::BufWriter::with_capacity(1 << 18, output.main()?);
    let mut zip = ZipWriter::new_stream(out);
    for (name, content) in [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONSHIPS),
        ("word/_rels/document.xml.rels", DOCUMENT_RELATIONSHIPS),
        ("word/styles.xml", STYLES),
    ] {
        begin(&mut zip, name)?;
        zip.write_all(content.as_bytes())?;
    }
    begin(&mut zip, "word/document.xml")?;
    zip.write_all(BODY.as_bytes())?;
    Ok(Box::new(Docx {
        zip,
        held: Some(String::new()),
        palette: Palette::of(options),
        tally: Tally::default(),
    }))
}

type Zip = ZipWriter<StreamWriter<io::BufWriter<OutputFile>>>;

fn begin(zip: &mut Zip, name: &str) -> io::Result<()> {
    // No part may be longer than 4 GB: what office programs read has no larger ones.
    let options = SimpleFileOptions::default();
    zip.start_file(name, options).map_err(io_error)
}

fn io_error(error: ZipError) -> io::Error {
    match error {
        ZipError::Io(error) => error,
        error => io::Error::other(error),
    }
}

struct Docx {
    zip: Zip,
    /// What is not written yet; `None` once it was too much.
    held: Option<String>,
    palette: Palette,
    tally: Tally,
}

impl Writer for Docx {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        let is_first = self.tally.n_documents == 0;
        self.tally.add(record);
        let mut part = String::new();
        let heading = if is_first { "Heading1" } else { "Heading1New" };
        put_paragraph(&mut part, heading, &record.name);
        let facts = page::facts(record);
        put_paragraph(&mut part, "Facts", &facts);
        let style = if page::language(record) == "zh-Hant" {
            "TextHant"
        } else {
            "Text"
        };
        for paragraph in 0..record.text.n_paragraphs() {
            put(
                &mut part,
                format_args!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>"),
            );
            put_line(&mut part, record, &mut self.palette, paragraph);
            part.push_str("</w:p>\n");
            self.take(&mut part)?;
        }
        let relations = page::relations(record, &self.palette);
        put_list(&mut part, "关系 Relations", &relations);
        let remarks = page::remarks(record, &mut self.palette);
        put_list(&mut part, "备注 Remarks", &remarks);
        self.take(&mut part)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        if let Some(held) = self.held.take() {
            self.put_top(true)?;
            self.zip.write_all(held.as_bytes())?;
        } else {
            let legend = self.legend(true);
            self.zip.write_all(legend.as_bytes())?;
        }
        self.zip.write_all(END.as_bytes())?;
        let out = self.zip.finish().map_err(io_error)?;
        out.into_inner().flush()
    }
}

impl Docx {
    /// Takes the next part of the body and leaves an empty one.
    fn take(&mut self, part: &mut String) -> io::Result<()> {
        match &mut self.held {
            None => self.zip.write_all(part.as_bytes())?,
            Some(held) => {
                held.push_str(part);
                if held.len() > MOST_HELD {
                    let held = self.held.take().unwrap_or_default();
                    self.put_top(false)?;
                    self.zip.write_all(held.as_bytes())?;
                }
            }
        }
        part.clear();
        Ok(())
    }

    fn put_top(&mut self, tells_counts: bool) -> io::Result<()> {
        let mut top = String::new();
        put_paragraph(&mut top, "Title", TITLE);
        top.push_str(&self.legend(tells_counts));
        self.zip.write_all(top.as_bytes())
    }

    fn legend(&self, tells_counts: bool) -> String {
        let mut out = String::new();
        out.push_str(
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Legend\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>\
             <w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid><w:gridCol w:w=\"2600\"/>\
             <w:gridCol w:w=\"5070\"/><w:gridCol w:w=\"1400\"/></w:tblGrid>\n",
        );
        let counts = if tells_counts { "片段 Spans" } else { "" };
        let head = ["标签 Label", "说明 Description", counts].map(plain_run);
        put_row(&mut out, &head, "<w:trPr><w:tblHeader/></w:trPr>");
        for (key, look) in self.palette.iter() {
            let mut label = String::new();
            put_bracket(&mut label, look, "[");
            put_words(&mut label, &look.name, Some(look));
            put_bracket(&mut label, look, "]");
            put_letter(&mut label, look);
            let n = self.tally.labels.get(key).copied().unwrap_or(0).to_string();
            let n = plain_run(if tells_counts { &n } else { "" });
            put_row(&mut out, &[label, plain_run(&look.description), n], "");
        }
        if tells_counts {
            let documents = format!("文档 Documents: {}", self.tally.n_documents);
            let n_spans = self.tally.n_spans().to_string();
            let total = ["合计 Total", &documents, &n_spans].map(plain_run);
            put_row(&mut out, &total, "");
        }
        out.push_str("</w:tbl>\n");
        // A table wants a paragraph behind it.
        put_paragraph(&mut out, "Text", "");
        out
    }
}

fn put_row(out: &mut String, cells: &[String; 3], properties: &str) {
    out.push_str("<w:tr>");
    out.push_str(properties);
    let aligned = ["", "", "<w:pPr><w:jc w:val=\"right\"/></w:pPr>"];
    for ((cell, width), aligned) in cells.iter().zip([2600, 5070, 1400]).zip(aligned) {
        put(
            out,
            format_args!(
                "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>\
                 <w:p>{aligned}{cell}</w:p></w:tc>"
            ),
        );
    }
    out.push_str("</w:tr>\n");
}

fn put_line(out: &mut String, record: &Record, palette: &mut Palette, paragraph: usize) {
    // The words have the colour of the span that was opened last.
    let mut open: Vec<Look> = Vec::new();
    for piece in pieces(&record.text, &record.layer, paragraph) {
        match piece {
            Piece::Words(words) => put_words(out, words, open.last()),
            Piece::LineEnd => put_words(out, "↵", open.last()),
            Piece::Open(edge) => {
                let look = palette.look(&edge.span.label);
                put_opening(out, &look, &edge);
                open.push(look);
            }
            Piece::Close(edge) => {
                if let Some(look) = open.pop().filter(|_| edge.is_own) {
                    put_bracket(out, &look, "]");
                    put_letter(out, &look);
                }
            }
        }
    }
}

fn put_opening(out: &mut String, look: &Look, edge: &Edge<'_>) {
    if edge.is_own {
        put_bracket(out, look, "[");
        if edge.crosses {
            put_letter(out, look);
        }
    }
}

fn put_list(out: &mut String, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    put_paragraph(out, "Heading2", title);
    for line in lines {
        put_paragraph(out, "Remark", line);
    }
}

fn put_paragraph(out: &mut String, style: &str, words: &str) {
    let run = if words.is_empty() {
        String::new()
    } else {
        plain_run(words)
    };
    put(
        out,
        format_args!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{run}</w:p>\n"),
    );
}

fn plain_run(words: &str) -> String {
    let mut run = String::new();
    put_words(&mut run, words, None);
    run
}

/// Writes words, on the ground of a label and underlined if one is given.
fn put_words(out: &mut String, words: &str, look: Option<&Look>) {
    out.push_str("<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/>");
    if let Some([line, ground, ..]) = look.map(Look::colors) {
        put(
            out,
            format_args!(
                "<w:u w:val=\"single\" w:color=\"{line:06X}\"/>\
                 <w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{ground:06X}\"/>"
            ),
        );
    }
    out.push_str("</w:rPr>");
    for (i, part) in words.split('\t').enumerate() {
        if i > 0 {
            out.push_str("<w:tab/>");
        }
        if !part.is_empty() {
            let part = xml(part);
            put(
                out,
                format_args!("<w:t xml:space=\"preserve\">{part}</w:t>"),
            );
        }
    }
    out.push_str("</w:r>");
}

fn put_bracket(out: &mut String, look: &Look, bracket: &str) {
    let [line, ..] = look.colors();
    put(
        out,
        format_args!(
            "<w:r><w:rPr><w:b/><w:color w:val=\"{line:06X}\"/></w:rPr><w:t>{bracket}</w:t></w:r>"
        ),
    );
}

fn put_letter(out: &mut String, look: &Look) {
    let ([line, ..], letter) = (look.colors(), xml(&look.letter));
    put(
        out,
        format_args!(
            "<w:r><w:rPr><w:rFonts w:hint=\"eastAsia\"/><w:b/><w:color w:val=\"{line:06X}\"/>\
             <w:sz w:val=\"16\"/></w:rPr><w:t xml:space=\"preserve\">{letter}</w:t></w:r>"
        ),
    );
}

/// Escapes words, and replaces what XML cannot hold.
fn xml(words: &str) -> String {
    let held: String = words.chars().map(page::held_or_replaced).collect();
    // Line ends in a name would be blanks.
    escape(held.replace(['\n', '\r'], " ")).into_owned()
}
