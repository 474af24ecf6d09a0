//! Files read without asking: those named are taken, those out of folders unless they are odd.
//!
//! What is odd is what a window would show without a check mark, and nothing else. A file that was
//! named is wanted, whatever it is. Nothing here changes a project.

use std::path::Path;
use std::path::PathBuf;

use super::KnownTexts;
use super::Oddity;
use super::has_unclear_columns;
use super::oddity_by_name;
use crate::store::listing;
use crate::store::listing::FoundFile;
use crate::store::source;
use crate::store::source::Reading;
use crate::store::source::ReadyText;
use crate::store::source::SourceError;

/// What reading files came to.
#[derive(Debug, Default)]
pub struct Sifted {
    /// The texts, in order.
    pub texts: Vec<ReadyText>,
    /// What was left out, in order.
    pub left_out: Vec<LeftOut>,
    /// What could not be read, and why.
    pub refused: Vec<SourceError>,
}

/// A file that can be read and was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The file.
    pub path: PathBuf,
    /// Why.
    pub oddity: Oddity,
    /// What has the same text: a document of the project, or a file that was taken.
    pub twin: Option<String>,
}

/// Reads files and folders, and leaves out of folders what had better stay out.
pub fn sift(paths: &[PathBuf], reading: &Reading<'_>, known: &KnownTexts) -> Sifted {
    let listing = listing::list(paths);
    let mut sifted = Sifted {
        refused: listing.refused,
        ..Sifted::default()
    };
    // Those of this very import count as known once they are taken.
    let mut known = known.clone();
    for found in &listing.files {
        if let Err(error) = sifted.take(found, reading, &mut known) {
            sifted.refused.push(error);
        }
    }
    sifted
}

impl Sifted {
    fn take(
        &mut self,
        found: &FoundFile,
        reading: &Reading<'_>,
        known: &mut KnownTexts,
    ) -> Result<(), SourceError> {
        let path = found.path.as_path();
        if let Some(oddity) = oddity_by_name(found).filter(|_| found.in_folder) {
            self.leave_out(path, oddity, None);
            return Ok(());
        }
        let opened = source::open_file(path, reading.encoding)?;
        let head = opened.head(1).filter(|_| reading.columns.text.is_none());
        if head.is_some_and(|head| has_unclear_columns(found, &head)) {
            self.leave_out(path, Oddity::UnclearTable, None);
            return Ok(());
        }
        let (files, refused) = opened.texts(&reading.columns)?;
        let texts: Vec<ReadyText> = files.into_iter().map(ReadyText::of).collect();
        let mut twins = texts.iter().map(|text| known.0.get(&text.text_sha256));
        let first_twin = twins.next().flatten().cloned();
        if found.in_folder && first_twin.is_some() && twins.all(|twin| twin.is_some()) {
            self.leave_out(path, Oddity::Known, first_twin);
            return Ok(());
        }
        for text in &texts {
            let name = || path.display().to_string();
            known.0.entry(text.text_sha256.clone()).or_insert_with(name);
        }
        self.texts.extend(texts);
        self.refused.extend(refused);
        Ok(())
    }

    fn leave_out(&mut self, path: &Path, oddity: Oddity, twin: Option<String>) {
        let path = path.to_owned();
        self.left_out.push(LeftOut { path, oddity, twin });
    }
}
