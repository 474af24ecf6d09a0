//! A web page with the spans of each document, to be read and to be printed.
//!
//! Each span has its own ground, a line under it with an edge at both its ends, and behind it the
//! letter of its label, so that a print without colours tells as much; lines of spans around others
//! lie lower. The page is one file without scripts and brings nothing from outside; it is dark where
//! the browser is. The letters are `sub` elements; what else stands in a line is the text as it is.
//!
//! What is written is held back up to [`MOST_HELD`] bytes, so that the legend in front can tell
//! counts. If there is more, the legend goes out without and stands at the end again, with counts.

pub mod lines;
pub mod palette;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::io;
use std::io::Write as _;

use crate::exchange::Spelling;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::Tally;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::page::lines::Piece;
use crate::exchange::page::lines::pieces;
use crate::exchange::page::palette::Palette;
use crate::exchange::record::Record;
use crate::model::layer::Status;
use crate::model::schema::LABEL_COLORS;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::script::Script;
use crate::text::script::script_of;

/// How many bytes of documents are held back for the counts.
pub const MOST_HELD: usize = 16 << 20;

/// What a page has no place for.
pub const CANNOT_CARRY: [LossKind; 7] = [
    LossKind::Characters,
    LossKind::Conflicts,
    LossKind::Misfits,
    LossKind::LaterValues,
    LossKind::Origins,
    LossKind::Review,
    LossKind::Time,
];

/// Characters that neither a page nor an office document can hold are replaced.
pub const SPELLING: Spelling = Spelling {
    char: held_or_replaced,
    ..Spelling::ANY
};

/// How many heights of lines under spans are told apart.
const N_HEIGHTS: usize = 6;

/// No line is broken at this character: a letter stays with its span.
const JOINER: char = '\u{2060}';

const STYLE: &str = include_str!("page/page.css");

/// What the page is called.
pub(super) const TITLE: &str = "标注文档 Annotated documents";

/// Begins a page.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Page {
        out: io::BufWriter::with_capacity(1 << 18, output.main()?),
        held: Some(String::new()),
        palette: Palette::of(options),
        tally: Tally::default(),
        contents: Vec::new(),
    }))
}

struct Page {
    out: io::BufWriter<OutputFile>,
    /// What is not written yet; `None` once it was too much.
    held: Option<String>,
    palette: Palette,
    tally: Tally,
    /// Name and number of spans of each document.
    contents: Vec<(String, usize)>,
}

impl Writer for Page {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        self.tally.add(record);
        let n_spans = record.layer.spans.len();
        self.contents.push((record.name.clone(), n_spans));
        let mut part = String::new();
        let number = self.contents.len();
        put_head(&mut part, record, number);
        self.take(&mut part)?;
        for paragraph in 0..record.text.n_paragraphs() {
            put_line(&mut part, record, &mut self.palette, paragraph);
            self.take(&mut part)?;
        }
        part.push_str("</div>\n");
        put_list(
            &mut part,
            "关系 Relations",
            relations(record, &self.palette),
        );
        let remarks = remarks(record, &mut self.palette);
        put_list(&mut part, "备注 Remarks", remarks);
        part.push_str("</section>\n");
        self.take(&mut part)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        match self.held.take() {
            Some(held) => {
                self.put_top(Counts::Told)?;
                self.out.write_all(held.as_bytes())?;
            }
            None => {
                let legend = self.legend(Counts::Told);
                self.out.write_all(legend.as_bytes())?;
            }
        }
        self.out.write_all(b"</main>\n</body>\n</html>\n")?;
        self.out.flush()
    }
}

/// Whether the legend tells how many spans there are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counts {
    Told,
    NotYet,
}

impl Page {
    /// Takes the next part of the page and leaves an empty one.
    fn take(&mut self, part: &mut String) -> io::Result<()> {
        match &mut self.held {
            None => self.out.write_all(part.as_bytes())?,
            Some(held) => {
                held.push_str(part);
                if held.len() > MOST_HELD {
                    let held = self.held.take().unwrap_or_default();
                    self.put_top(Counts::NotYet)?;
                    self.out.write_all(held.as_bytes())?;
                }
            }
        }
        part.clear();
        Ok(())
    }

    fn put_top(&mut self, counts: Counts) -> io::Result<()> {
        let mut top = String::new();
        top.push_str("<!DOCTYPE html>\n<html lang=\"zh\">\n<head>\n<meta charset=\"utf-8\">\n");
        top.push_str(
            "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; \
             style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n",
        );
        put(&mut top, format_args!("<title>{TITLE}</title>\n<style>\n"));
        put_style(&mut top);
        put(
            &mut top,
            format_args!("</style>\n</head>\n<body>\n<main>\n<h1>{TITLE}</h1>\n"),
        );
        top.push_str(&self.legend(counts));
        if counts == Counts::Told && self.contents.len() > 1 {
            top.push_str("<nav aria-label=\"文档 Documents\">\n<ol>\n");
            for (i, (name, n_spans)) in self.contents.iter().enumerate() {
                let (number, name) = (i + 1, escaped(name));
                put(
                    &mut top,
                    format_args!("<li><a href=\"#d{number}\">{name}</a> ({n_spans})</li>\n"),
                );
            }
            top.push_str("</ol>\n</nav>\n");
        }
        self.out.write_all(top.as_bytes())
    }

    fn legend(&self, counts: Counts) -> String {
        let mut out = String::new();
        out.push_str("<table>\n<thead><tr><th>标签 Label</th><th>说明 Description</th>");
        let is_told = counts == Counts::Told;
        if is_told {
            out.push_str("<th class=\"n\">片段 Spans</th>");
        }
        out.push_str("</tr></thead>\n<tbody>\n");
        for (key, look) in self.palette.iter() {
            let (color, letter) = (look.color, escaped(&look.letter));
            let (name, description) = (escaped(&look.name), escaped(&look.description));
            put(
                &mut out,
                format_args!(
                    "<tr><td><mark class=\"b e l{color}\">{name}<sub>{letter}</sub></mark></td>\
                     <td>{description}</td>"
                ),
            );
            if is_told {
                let n = self.tally.labels.get(key).copied().unwrap_or(0);
                put(&mut out, format_args!("<td class=\"n\">{n}</td>"));
            }
            out.push_str("</tr>\n");
        }
        out.push_str("</tbody>\n");
        if is_told {
            let (n_spans, n_docs) = (self.tally.n_spans(), self.tally.n_documents);
            put(
                &mut out,
                format_args!(
                    "<tfoot><tr><th>合计 Total</th><td>文档 Documents: {n_docs}</td>\
                     <td class=\"n\">{n_spans}</td></tr></tfoot>\n"
                ),
            );
        }
        out.push_str("</table>\n");
        out
    }
}

/// Writes the colours behind the rules that use them: on light paper, on dark, in print.
fn put_style(out: &mut String) {
    out.push_str(STYLE);
    let put_labels = |out: &mut String, [line, ground]: [usize; 2]| {
        for (i, colors) in LABEL_COLORS.iter().enumerate() {
            let of = |place: usize| colors.get(place).copied().unwrap_or_default();
            let (line, ground) = (of(line), of(ground));
            put(
                out,
                format_args!(".l{i} {{ --c: #{line:06x}; --g: #{ground:06x}; }}\n"),
            );
        }
    };
    put_labels(out, [0, 1]);
    out.push_str("@media screen and (prefers-color-scheme: dark) {\n");
    out.push_str(":root { --paper: #201f1c; --ink: #e8e4db; --dim: #9a948a; --line: #34312b; }\n");
    put_labels(out, [2, 3]);
    out.push_str("}\n@media print {\n");
    out.push_str(":root { --paper: #fff; --ink: #000; --dim: #444; }\n");
    out.push_str("body { max-width: none; padding: 0; }\n");
    out.push_str("mark { print-color-adjust: exact; -webkit-print-color-adjust: exact; }\n");
    out.push_str("section + section { break-before: page; }\nh2 { border: 0; margin-top: 0; }\n");
    out.push_str("h2, h3, .facts { break-after: avoid; }\ntr { break-inside: avoid; }\n}\n");
}

fn put_head(out: &mut String, record: &Record, number: usize) {
    let lang = language(record);
    put(
        out,
        format_args!(
            "<section lang=\"{lang}\" aria-labelledby=\"d{number}\">\n<h2 id=\"d{number}\">{}</h2>\n",
            escaped(&record.name)
        ),
    );
    let facts = facts(record);
    put(
        out,
        format_args!(
            "<p class=\"facts\">{}</p>\n<div class=\"text\">\n",
            escaped(&facts)
        ),
    );
}

fn put_line(out: &mut String, record: &Record, palette: &mut Palette, paragraph: usize) {
    out.push_str("<p>");
    for piece in pieces(&record.text, &record.layer, paragraph) {
        match piece {
            Piece::Words(words) => out.push_str(&escaped(words)),
            Piece::LineEnd => out.push_str("<i aria-label=\"换行\">↵</i>"),
            Piece::Open(edge) => {
                let look = palette.look(&edge.span.label);
                let height = edge.height.min(N_HEIGHTS - 1);
                let begins = if edge.is_own { "b " } else { "" };
                let ends = if edge.ends { "e " } else { "" };
                let title = escaped(&look.name);
                let color = look.color;
                put(
                    out,
                    format_args!(
                        "<mark class=\"{begins}{ends}h{height} l{color}\" title=\"{title}\">"
                    ),
                );
                if edge.crosses && edge.is_own {
                    put(
                        out,
                        format_args!("<sub>{}{JOINER}</sub>", escaped(&look.letter)),
                    );
                }
            }
            Piece::Close(edge) => {
                if edge.is_own {
                    let look = palette.look(&edge.span.label);
                    put(
                        out,
                        format_args!("<sub>{JOINER}{}</sub>", escaped(&look.letter)),
                    );
                }
                out.push_str("</mark>");
            }
        }
    }
    out.push_str("</p>\n");
}

fn put_list(out: &mut String, title: &str, lines: Vec<String>) {
    if lines.is_empty() {
        return;
    }
    put(out, format_args!("<h3>{title}</h3>\n<ul>\n"));
    for line in lines {
        put(out, format_args!("<li>{}</li>\n", escaped(&line)));
    }
    out.push_str("</ul>\n");
}

/// Returns the language of a document's text, for its font.
pub(super) fn language(record: &Record) -> &'static str {
    match script_of(record.text.as_str()) {
        Script::Traditional => "zh-Hant",
        Script::Simplified => "zh-Hans",
        Script::AsIs => "zh",
    }
}

/// Says who labelled a document, how far that is, and how many spans of each label there are.
pub(super) fn facts(record: &Record) -> String {
    let layer = &record.layer;
    let status = match layer.meta.status {
        Status::ToDo => "待标 to do",
        Status::InProgress => "进行中 in progress",
        Status::Done => "完成 done",
        Status::ToDiscuss => "待讨论 to discuss",
    };
    let mut facts = vec![layer.annotator.to_string(), status.to_owned()];
    facts.extend(layer.meta.classes.iter().cloned());
    for (label, n) in layer.spans.counts() {
        facts.push(format!("{label} {n}"));
    }
    facts.join(" · ")
}

/// Says each relation of a document in words.
pub(super) fn relations(record: &Record, palette: &Palette) -> Vec<String> {
    let relations = record.layer.relations.values();
    let said = relations.map(|relation| {
        let name = palette.relation(&relation.id.key);
        let words = |end: &SpanKey| one_line(record.text.slice(end.range));
        let (head, tail) = (words(&relation.id.head), words(&relation.id.tail));
        let note = match relation.note.as_str() {
            "" => String::new(),
            note => format!(" ({note})"),
        };
        format!("{head} — {name} → {tail}{note}")
    });
    said.collect()
}

/// Says what is noted of a document and of its spans.
pub(super) fn remarks(record: &Record, palette: &mut Palette) -> Vec<String> {
    let Record { text, layer, .. } = record;
    let notes = layer.meta.notes.iter().map(|note| match note.range {
        Some(range) if !range.is_empty() => {
            format!("{}: {}", one_line(text.slice(range)), note.text)
        }
        _ => note.text.clone(),
    });
    let mut remarks: Vec<String> = notes.collect();
    for span in layer.spans.iter() {
        remarks.extend(remark_on(span, record, palette));
    }
    remarks
}

fn remark_on(span: &Span, record: &Record, palette: &mut Palette) -> Option<String> {
    let detail = span.detail.as_deref()?;
    let mut said: Vec<String> = Vec::new();
    let attributes = detail.attributes.iter();
    said.extend(attributes.map(|(key, value)| format!("{key} = {value}")));
    said.extend(detail.entity.as_ref().map(|entity| format!("→ {entity}")));
    if !detail.note.is_empty() {
        said.push(detail.note.clone());
    }
    let words = one_line(record.text.slice(span.range));
    let letter = palette.look(&span.label).letter;
    (!said.is_empty()).then(|| format!("{words} [{letter}]: {}", said.join("; ")))
}

/// Returns words without line ends, cut where they are long.
fn one_line(words: &str) -> String {
    const MOST: usize = 60;
    let mut line: String = words.chars().take(MOST).collect();
    if words.chars().nth(MOST).is_some() {
        line.push('…');
    }
    line.replace(['\r', '\n'], " ")
}

/// Returns a character, or U+FFFD for one that XML or HTML cannot hold.
pub(super) fn held_or_replaced(c: char) -> char {
    let is_held = match c {
        '\t' | '\n' | '\r' => true,
        '\u{FDD0}'..='\u{FDEF}' => false,
        c => !c.is_control() && (u32::from(c) & 0xFFFE) != 0xFFFE,
    };
    if is_held { c } else { '\u{FFFD}' }
}

/// Escapes words for an element or an attribute in double quotes.
pub(super) fn escaped(words: &str) -> Cow<'_, str> {
    let stays = |c: char| !matches!(c, '&' | '<' | '>' | '"') && held_or_replaced(c) == c;
    if words.chars().all(stays) {
        return Cow::Borrowed(words);
    }
    let mut out = String::with_capacity(words.len() + 16);
    for c in words.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(held_or_replaced(c)),
        }
    }
    Cow::Owned(out)
}

/// Writes into a string, which takes everything.
pub(super) fn put(out: &mut String, what: std::fmt::Arguments<'_>) {
    let _whole = out.write_fmt(what);
}
