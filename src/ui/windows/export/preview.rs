//! The first lines of what an export would write.
//!
//! What is written is shown as it is: the one file, or the first files of a folder with their names.
//! Formats that are no text, and pages, are told in words, with the first documents beside: each
//! with its spans in brackets, as the format gets them.

use std::io;

use egui::RichText;
use egui::Ui;

use crate::exchange::export;
use crate::exchange::export::Export;
use crate::exchange::output::Memory;
use crate::model::marked;
use crate::model::project::Project;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;

/// How many bytes of a file are made, and how many characters of documents.
const N_BYTES: usize = 12_000;
/// How many files are shown, how many lines of the only one, and of each of several.
const N_FILES: usize = 6;
const N_LINES: usize = 60;
const N_LINES_EACH: usize = 14;
/// How many characters of a line are shown.
const N_LINE_CHARS: usize = 400;
/// How many documents are shown of a format that is no text.
const N_DOCUMENTS: usize = 5;

/// Formats of pages: text, and yet nothing to read as it stands.
const PAGES: [&str; 1] = ["html"];

/// Formats that are told in words of their own.
const TOLD: [&str; 4] = ["spacy", "parquet", "html", "docx"];

/// What an export would begin with.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Preview {
    /// The first files, each with its name and its first lines.
    Files(Vec<(String, Vec<String>)>),
    /// The first documents with their spans, of a format that is no text.
    Documents(Vec<(String, Vec<String>)>),
    /// It could not be made.
    Failed(String),
}

impl Preview {
    /// Writes the beginning of an export.
    pub(super) fn of(project: &Project, export: &Export) -> Self {
        match export::preview(project, export, N_BYTES) {
            Ok(memory) if !PAGES.contains(&export.format.name) => {
                files(&memory).unwrap_or_else(|| documents(project, export))
            }
            Ok(_) => documents(project, export),
            Err(error) => Self::failed(&error),
        }
    }

    fn failed(error: &io::Error) -> Self {
        Self::Failed(error.to_string())
    }
}

/// Returns the files as text; `None` if one of them is none.
fn files(memory: &Memory) -> Option<Preview> {
    let files = memory.files();
    let n_lines = if files.len() > 1 {
        N_LINES_EACH
    } else {
        N_LINES
    };
    let mut shown = Vec::new();
    for (name, bytes) in files.into_iter().take(N_FILES) {
        let text = text_of(&bytes)?;
        shown.push((name, first_lines(text, n_lines)));
    }
    Some(Preview::Files(shown))
}

/// Returns bytes as text, a character that is cut off at the end left out.
fn text_of(bytes: &[u8]) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to())?;
            std::str::from_utf8(whole).ok()?
        }
        Err(_) => return None,
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    (!text.contains('\0')).then_some(text)
}

fn first_lines(text: &str, n_lines: usize) -> Vec<String> {
    let mut lines: Vec<String> = text.lines().take(n_lines).map(cut).collect();
    if text.lines().nth(n_lines).is_some() {
        lines.push("…".to_owned());
    }
    lines
}

fn cut(line: &str) -> String {
    let mut cut: String = line.chars().take(N_LINE_CHARS).collect();
    if cut.len() < line.len() {
        cut.push('…');
    }
    cut
}

fn documents(project: &Project, export: &Export) -> Preview {
    let records = export::first_records(project, export, N_BYTES);
    let shown = records.into_iter().take(N_DOCUMENTS).map(|record| {
        let text = marked::print(&record.text, &record.layer.spans);
        // Brackets that the face of the window has.
        let text = text.replace('⟦', "【").replace('⟧', "】");
        (record.name, first_lines(&text, N_LINES_EACH))
    });
    Preview::Documents(shown.collect())
}

/// Shows it; `format` is the format's name, `file` what the one file would be called.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, preview: &Preview, format: &str, file: &str) {
    let shown = match preview {
        Preview::Failed(why) => {
            ui.label(RichText::new(why).color(scene.theme.warning));
            return;
        }
        Preview::Files(shown) => shown,
        Preview::Documents(shown) => {
            let known = TOLD.iter().find(|known| **known == format);
            let what = known.unwrap_or(&"other");
            ui.label(scene.tr(&format!("export-holds-{what}")));
            shown
        }
    };
    for (name, lines) in shown {
        let name = if name.is_empty() { file } else { name };
        ui.add_space(STEP);
        ui.label(scene.dim(rows::drawn(ui, name)));
        let lines: Vec<String> = lines
            .iter()
            .map(|line| rows::drawn(ui, &line.replace('\t', "    ")))
            .collect();
        let frame = egui::Frame::new()
            .fill(scene.theme.paper)
            .corner_radius(crate::ui::theme::CONTROL_RADIUS)
            .inner_margin(egui::Margin::same(8));
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            let text = RichText::new(lines.join("\n")).monospace();
            ui.add(egui::Label::new(text).wrap());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_within_a_character_is_text_and_what_is_none_is_not() {
        assert_eq!(text_of("甲乙".as_bytes()), Some("甲乙"));
        assert_eq!(text_of(&"甲乙".as_bytes()[..4]), Some("甲"));
        assert_eq!(text_of("\u{FEFF}甲".as_bytes()), Some("甲"));
        assert_eq!(text_of(b"PAR1\xFF\x00abc"), None);
        assert_eq!(text_of(b"a\0b"), None);
    }

    #[test]
    fn long_lines_and_many_lines_are_cut_and_say_so() {
        assert_eq!(first_lines("甲\n乙\n丙", 2), ["甲", "乙", "…"]);
        let long = "甲".repeat(N_LINE_CHARS + 1);
        let cut = first_lines(&long, 2);
        assert_eq!(cut, [format!("{}…", "甲".repeat(N_LINE_CHARS))]);
    }
}
