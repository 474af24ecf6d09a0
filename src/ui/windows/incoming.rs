//! What of files does not come in, or comes in otherwise, a line each.

use std::collections::BTreeMap;

use egui::Ui;

use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::Remark;
use crate::ui::i18n::Texts;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::words;

/// Height of a row.
const ROW_HEIGHT: f32 = 20.0;

/// Why nothing of a file came in.
#[derive(Clone, Debug)]
pub(super) enum Unread {
    /// It could not be got from the disk.
    Disk(std::io::ErrorKind),
    /// It is no labelled data.
    Content(ReadError),
}

/// What does not come in of some files, or otherwise than it stood there.
#[derive(Clone, Debug, Default)]
pub(super) struct Objections {
    /// Files of which nothing comes in.
    pub(super) unread: Vec<(String, Unread)>,
    /// What is refused.
    pub(super) refusals: Vec<Refusal>,
    /// What is taken otherwise.
    pub(super) remarks: Vec<(String, Place, Remark)>,
    /// Fields that are passed over, with how often each stood there.
    pub(super) fields: Vec<(String, usize)>,
}

impl Objections {
    /// Makes them of what was read.
    pub(super) fn new(
        unread: Vec<(String, Unread)>,
        refusals: Vec<Refusal>,
        remarks: Vec<(String, Place, Remark)>,
        fields: BTreeMap<String, usize>,
    ) -> Self {
        Self {
            unread,
            refusals,
            remarks,
            fields: fields.into_iter().collect(),
        }
    }

    /// Returns how many lines they are.
    pub(super) fn n_lines(&self) -> usize {
        self.unread.len() + self.refusals.len() + self.remarks.len() + self.fields.len()
    }

    /// Returns how many spans and relations are refused.
    pub(super) fn n_refused(&self) -> usize {
        self.refusals.iter().map(|refusal| refusal.n_spans).sum()
    }

    /// Returns a line.
    pub(super) fn line(&self, texts: &Texts, nth: usize) -> Option<String> {
        if let Some((name, why)) = self.unread.get(nth) {
            return Some(unread_line(texts, name, why));
        }
        let nth = nth.checked_sub(self.unread.len())?;
        if let Some(refusal) = self.refusals.get(nth) {
            let why = words::incoming_refusal(texts, &refusal.reason);
            return Some(line_at(texts, &refusal.file, &refusal.at, &why));
        }
        let nth = nth.checked_sub(self.refusals.len())?;
        if let Some((file, at, remark)) = self.remarks.get(nth) {
            let what = words::incoming_remark(texts, remark);
            return Some(line_at(texts, file, at, &what));
        }
        let nth = nth.checked_sub(self.remarks.len())?;
        let (field, n) = self.fields.get(nth)?;
        let values = [("field", field.as_str().into()), ("n", (*n).into())];
        Some(texts.tr_with("incoming-unread-field", values))
    }

    /// Shows every line, in so much room.
    pub(super) fn ui(&self, ui: &mut Ui, scene: &Scene<'_>, height: f32) {
        let area = egui::ScrollArea::vertical()
            .id_salt("objections")
            .max_height(height)
            .auto_shrink(false);
        area.show_rows(ui, ROW_HEIGHT, self.n_lines(), |ui, shown| {
            for line in shown.filter_map(|nth| self.line(scene.texts, nth)) {
                let line = rows::drawn(ui, &line);
                ui.add(egui::Label::new(scene.dim(line)).truncate());
            }
        });
    }
}

/// Says why nothing of a file comes in.
fn unread_line(texts: &Texts, name: &str, why: &Unread) -> String {
    let why = match why {
        Unread::Disk(std::io::ErrorKind::NotFound) => texts.tr("incoming-no-file"),
        Unread::Disk(_) => texts.tr("incoming-unreadable"),
        Unread::Content(error) => words::labelled_read_error(texts, error),
    };
    format!("{name} · {why}")
}

fn line_at(texts: &Texts, file: &str, at: &Place, what: &str) -> String {
    let at = [("line", at.to_string().into())];
    let at = texts.tr_with("incoming-line", at);
    format!("{file} · {at} · {what}")
}
