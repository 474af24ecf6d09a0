//! The data card of an export: what a page of a Hugging Face data set tells, as Markdown.
//!
//! ```text
//! let card = Card { project, selection, format, options, files, split, losses, date: "2026-03-01" };
//! let markdown = card.to_markdown();   // OUT.card.md, or README.md in a folder that we made
//! ```
//!
//! First a block of YAML that the site reads, then tables for people: labels, splits, annotators
//! and how far they agree, sources, how the text was made, what is not in it. What a name holds of
//! `|`, `#` or quotes is escaped. The same project and selection make the same bytes.

mod about;
mod agreement;
mod escape;
mod notes;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::exchange::Format;
use crate::exchange::card::about::About;
use crate::exchange::card::escape::cell;
use crate::exchange::card::escape::yaml;
use crate::exchange::flat::Overlap;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::LossReport;
use crate::exchange::loss::Tally;
use crate::exchange::output::Rows;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::select::Layers;
use crate::exchange::select::LeftOut;
use crate::exchange::select::Negatives;
use crate::exchange::select::Selection;
use crate::exchange::select::Why;
use crate::exchange::split::Part;
use crate::exchange::split::Split;
use crate::exchange::units::OffsetUnit;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::model::schema::Names;
use crate::text::script::Script;
use crate::text::view::Glosses;
use crate::text::view::ViewKind;

/// Formats whose files the site's viewer loads by their name alone.
const LOADED: [&str; 3] = ["parquet", "jsonl", "prodigy"];

/// What a card is made of.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// Where the data comes from.
    pub project: &'a Project,
    /// What of it went out.
    pub selection: &'a Selection,
    /// In which format.
    pub format: &'a Format,
    /// How it was written.
    pub options: &'a WriteOptions,
    /// The files or folders that were written, in the order they are told.
    pub files: &'a [CardFile],
    /// How documents were dealt out, if they were.
    pub split: Option<Split>,
    /// What got lost: by the format, and by the selection ([`LeftOut::losses`]).
    pub losses: &'a LossReport,
    /// The day, as `2026-03-01`.
    pub date: &'a str,
}

/// A file of an export.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CardFile {
    /// Its name as seen from the card, such as `train.parquet`.
    pub name: String,
    /// What its documents are for, if they were dealt out.
    pub part: Option<Part>,
    /// What it holds.
    pub tally: Tally,
}

impl Card<'_> {
    /// Writes the card.
    pub fn to_markdown(&self) -> String {
        let about = About::of(self.project, self.selection);
        let mut out = String::new();
        self.put_front_matter(&mut out);
        self.put_head(&mut out);
        self.put_labels(&mut out);
        self.put_relations(&mut out);
        self.put_files(&mut out);
        about.put_annotators(&mut out);
        about.put_agreement(&mut out);
        about.put_sources(&mut out);
        self.put_text(&mut out);
        self.put_losses(&mut out, &about.left_out);
        self.put_format(&mut out);
        out
    }

    fn total(&self) -> Tally {
        let mut total = Tally::default();
        for Tally {
            n_documents,
            n_chars,
            labels,
            relations,
        } in self.files.iter().map(|file| &file.tally)
        {
            total.n_documents += n_documents;
            total.n_chars += n_chars;
            for (label, n) in labels {
                *total.labels.entry(label.clone()).or_default() += n;
            }
            // What the format has no place for is counted as lost.
            let relations = Some(relations).filter(|_| !self.format.loses(LossKind::Relations));
            for (relation, n) in relations.into_iter().flatten() {
                *total.relations.entry(relation.clone()).or_default() += n;
            }
        }
        total
    }

    fn put_front_matter(&self, out: &mut String) {
        let n_documents = self.total().n_documents;
        out.push_str("---\n");
        // Also tells that a card which lies in the way of another is ours.
        put(out, "tags:\n- zhubi");
        put(
            out,
            format_args!("pretty_name: {}", yaml(&self.project.name)),
        );
        put(out, "language:\n- zh");
        put(out, "task_categories:\n- token-classification");
        put(out, "task_ids:\n- named-entity-recognition");
        let size = size_category(n_documents);
        put(out, format_args!("size_categories:\n- {}", yaml(size)));
        if LOADED.contains(&self.format.name) && !self.files.is_empty() {
            put(out, "configs:\n- config_name: default\n  data_files:");
            // The site does not load a part without a row.
            for file in self.files.iter().filter(|f| f.tally.n_documents > 0) {
                put(out, format_args!("  - split: {}", split_name(file.part)));
                put(out, format_args!("    path: {}", yaml(&file.name)));
            }
        }
        out.push_str("---\n\n");
    }

    fn put_head(&self, out: &mut String) {
        let total = self.total();
        put(out, format_args!("# {}\n", cell(&self.project.name)));
        put(
            out,
            format_args!(
                "{} in Chinese with {} and {}, written on {} as {}: {}.\n",
                count(total.n_documents, "document"),
                count(total.n_spans(), "labelled span"),
                count(total.n_relations(), "relation"),
                cell(self.date),
                cell(self.format.name),
                cell(self.format.description),
            ),
        );
    }

    fn put_labels(&self, out: &mut String) {
        let total = self.total();
        put(out, "## Labels\n");
        put(out, "| Label | Name | What it is | Spans |");
        put(out, "| --- | --- | --- | ---: |");
        let mut told = BTreeSet::new();
        for label in &self.project.schema.labels {
            let is_chosen = chosen(self.selection, &label.key);
            let n_spans = total.labels.get(&label.key).copied().unwrap_or(0);
            if !is_chosen && n_spans == 0 {
                continue;
            }
            told.insert(&label.key);
            put_row(
                out,
                &[
                    &label.key,
                    &all_names(&label.names),
                    &label.description,
                    &number(n_spans),
                ],
            );
        }
        for (label, n_spans) in &total.labels {
            if !told.contains(label) {
                put_row(out, &[label, "", "", &number(*n_spans)]);
            }
        }
        out.push('\n');
    }

    fn put_relations(&self, out: &mut String) {
        let total = self.total();
        if total.relations.is_empty() {
            return;
        }
        put(out, "## Relations\n");
        put(out, "| Relation | Name | From | To | What it is | Number |");
        put(out, "| --- | --- | --- | --- | --- | ---: |");
        for (key, n) in &total.relations {
            let n = number(*n);
            let Some(relation) = self.project.schema.relation(key) else {
                put_row(out, &[key, "", "", "", "", &n]);
                continue;
            };
            let ends = |labels: &[LabelKey]| match labels {
                [] => "any".to_owned(),
                labels => listed(labels.iter().map(LabelKey::as_str)),
            };
            let (heads, tails) = (ends(&relation.heads), ends(&relation.tails));
            let names = all_names(&relation.names);
            let row = [&**key, &names, &heads, &tails, &relation.description, &n];
            put_row(out, &row);
        }
        out.push('\n');
    }

    fn put_files(&self, out: &mut String) {
        let labels: Vec<LabelKey> = self.total().labels.into_keys().collect();
        put(out, "## Files\n");
        let mut head = vec!["File", "Split", "Documents", "Characters", "Spans"];
        head.extend(labels.iter().map(|label| &**label));
        put_row(out, &head);
        let right = head.iter().skip(2).map(|_| " ---: |");
        put(
            out,
            format_args!("| --- | --- |{}", right.collect::<String>()),
        );
        for CardFile { name, part, tally } in self.files {
            let mut row = vec![
                name.clone(),
                part.map_or("all", |part| part.name()).to_owned(),
                number(tally.n_documents),
                number(tally.n_chars),
                number(tally.n_spans()),
            ];
            let n_of = |label| number(tally.labels.get(label).copied().unwrap_or(0));
            row.extend(labels.iter().map(n_of));
            put_row(out, &row.iter().map(String::as_str).collect::<Vec<_>>());
        }
        out.push('\n');
        if let Some(Split { ratios, seed }) = self.split {
            let [train, dev, test] = ratios;
            put(
                out,
                format_args!(
                    "Documents were dealt out whole, train to dev to test as {train} to {dev} to \
                     {test}, with seed {seed}; documents with the same text are in the same \
                     file.\n"
                ),
            );
        }
    }

    fn put_text(&self, out: &mut String) {
        let Selection {
            layers,
            negatives,
            view,
            ..
        } = self.selection;
        put(out, "## How the text and the spans were made\n");
        put(out, format_args!("- {}", text_made(*view)));
        put(
            out,
            match negatives {
                Negatives::Kept => "- Texts are whole, with their paragraphs without spans.",
                Negatives::LeftOut => "- Paragraphs without any span are left out of the texts.",
            },
        );
        put(
            out,
            match layers {
                Layers::One(_) => "- The spans are those of one annotator.",
                Layers::Union(_) => {
                    "- The spans are all that any annotator of a document has (range and label)."
                }
                Layers::Majority(_) => {
                    "- The spans are those that more than half of the annotators of a document have \
                 (range and label)."
                }
            },
        );
        if self.format.flat() {
            put(
                out,
                match self.options.overlap {
                    Overlap::Longest => "- Of spans that share characters the longest is kept.",
                    Overlap::First => "- Of spans that share characters the first is kept.",
                    Overlap::Error => "- No two spans share a character.",
                },
            );
        }
        let tokens = match (self.format.flat(), self.options.tokens) {
            (true, Tokens::Chars) => Some("- A token is a character."),
            (true, Tokens::WordsCut) => {
                Some("- A token is a word; one that a span begins or ends in is cut there.")
            }
            (true, Tokens::WordsKept) => {
                Some("- A token is a word; spans that begin or end inside one are left out.")
            }
            _ => None,
        };
        out.extend(tokens.map(|tokens| format!("{tokens}\n")));
        if self.options.rows == Rows::Tokens {
            put(
                out,
                "- A row is a sentence: a list of tokens and a list of tags.",
            );
        }
        out.push('\n');
    }

    fn put_losses(&self, out: &mut String, left_out: &LeftOut) {
        put(out, "## What is not in it\n");
        let mut lines = Vec::new();
        for (why, unsent) in &left_out.documents {
            let n = count(unsent.count, "document");
            let why = match why {
                Why::NotChosen => "not chosen",
                Why::NoLayer => "that nobody labelled",
                Why::Status(status) => match status {
                    Status::ToDo => "still to do",
                    Status::InProgress => "in progress",
                    Status::Done => "done",
                    Status::ToDiscuss => "to be discussed",
                },
                Why::NoSpans => "without any span",
            };
            lines.push(format!("{n} {why}"));
        }
        for (label, n) in &left_out.labels {
            let n = count(*n, "span");
            lines.push(format!("{n} of the label {}, not chosen", cell(label)));
        }
        if left_out.n_minority > 0 {
            let n = count(left_out.n_minority, "span");
            lines.push(format!("{n} that no majority of annotators has"));
        }
        if left_out.n_paragraphs > 0 {
            let n = count(left_out.n_paragraphs, "paragraph");
            lines.push(format!("{n} without any span"));
        }
        for (kind, loss) in self.losses.iter() {
            let n = number(loss.count);
            lines.push(format!("{n} {}", kind.said(loss.count)));
        }
        if lines.is_empty() {
            put(out, "Nothing of the project's labels was left out.\n");
            return;
        }
        for line in lines {
            put(out, format_args!("- {line}"));
        }
        out.push('\n');
    }

    fn put_format(&self, out: &mut String) {
        put(out, "## Format\n");
        put(out, format_args!("{}\n", notes::of(self.format.name)));
        put(
            out,
            match self.format.unit {
                OffsetUnit::Chars => {
                    "Offsets count Unicode code points from 0, as Python does; an end is the place \
                 after the last character."
                }
                OffsetUnit::Utf16 => {
                    "Offsets count UTF-16 code units from 0, as Java and JavaScript do; an end is the \
                 place after the last."
                }
                OffsetUnit::Bytes => "Offsets count bytes of UTF-8 from 0; an end is exclusive.",
                OffsetUnit::Graphemes => {
                    "Offsets count grapheme clusters from 0; an end is exclusive."
                }
                OffsetUnit::None => "It has no offsets.",
            },
        );
        put(
            out,
            "Rights in the texts are not known to the program that wrote this card: name a \
             licence before you pass the data on.",
        );
    }
}

fn chosen(selection: &Selection, label: &LabelKey) -> bool {
    let labels = selection.labels.as_ref();
    labels.is_none_or(|labels| labels.contains(label))
}

fn text_made(ViewKind { glosses, script }: ViewKind) -> String {
    let script = match script {
        Script::AsIs => None,
        Script::Simplified => Some("written in simplified characters"),
        Script::Traditional => Some("written in traditional characters"),
    };
    let glosses = match glosses {
        Glosses::Shown => None,
        Glosses::Hidden => Some("without pinyin glosses"),
    };
    match (glosses, script) {
        (None, None) => "Texts are as in the sources.".to_owned(),
        (Some(how), None) | (None, Some(how)) => format!("Texts are {how}; offsets follow."),
        (Some(glosses), Some(script)) => {
            format!("Texts are {glosses}, {script}; offsets follow.")
        }
    }
}

/// Returns what the site calls a part; a file that was not dealt out is to train with.
fn split_name(part: Option<Part>) -> &'static str {
    match part {
        None | Some(Part::Train) => "train",
        Some(Part::Dev) => "validation",
        Some(Part::Test) => "test",
    }
}

fn size_category(n_rows: usize) -> &'static str {
    match n_rows {
        0..1_000 => "n<1K",
        1_000..10_000 => "1K<n<10K",
        10_000..100_000 => "10K<n<100K",
        100_000..1_000_000 => "100K<n<1M",
        1_000_000..10_000_000 => "1M<n<10M",
        _ => "n>10M",
    }
}

/// Returns the different names of something, in the order of their languages.
fn all_names(names: &Names) -> String {
    let mut all: Vec<&str> = Vec::new();
    for name in names.values().filter(|name| !name.is_empty()) {
        if !all.contains(&name.as_str()) {
            all.push(name);
        }
    }
    all.join(" / ")
}

fn listed(parts: impl Iterator<Item = impl AsRef<str>>) -> String {
    let parts: Vec<String> = parts.map(|part| part.as_ref().to_owned()).collect();
    parts.join(", ")
}

fn count(n: usize, one: &str) -> String {
    let s = if n == 1 { "" } else { "s" };
    format!("{} {one}{s}", number(n))
}

/// Writes a number with a comma for each thousand.
fn number(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn put(out: &mut String, line: impl std::fmt::Display) {
    // A string takes everything.
    let _whole = writeln!(out, "{line}");
}

fn put_row(out: &mut String, cells: &[&str]) {
    let cells: Vec<String> = cells.iter().map(|text| cell(text)).collect();
    put(out, format_args!("| {} |", cells.join(" | ")));
}
