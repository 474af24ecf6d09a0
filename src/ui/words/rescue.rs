//! What versions and copies of a project hold, in words.

use crate::ui::i18n::Texts;

/// Says how many documents and spans there are.
pub fn counts(texts: &Texts, n_documents: usize, n_spans: usize) -> String {
    let values = [("documents", n_documents.into()), ("spans", n_spans.into())];
    texts.tr_with("version-counts", values)
}

/// Writes a size: `12 KB`, `3.4 MB`.
pub fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    match bytes {
        0..KILO => format!("{bytes} B"),
        bytes if bytes < KILO * KILO => format!("{} KB", bytes / KILO),
        bytes => {
            let tenths = bytes * 10 / (KILO * KILO);
            format!("{}.{} MB", tenths / 10, tenths % 10)
        }
    }
}
