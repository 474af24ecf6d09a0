//! What the annotator knows: the documents with gold, and the spans each is to end with.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

/// A document with its gold.
pub struct GoldDocument {
    /// Its file.
    pub path: PathBuf,
    /// Its file's name.
    pub name: String,
    lines: Vec<Line>,
}

#[derive(serde::Deserialize)]
struct Line {
    start: usize,
    end: usize,
    label: String,
    text: String,
}

/// Returns the documents of a folder that have gold in another, by name.
pub fn read(documents: &Path, gold: &Path) -> Result<Vec<GoldDocument>, String> {
    let told = |path: &Path, cause| format!("{cause}: {}", path.display());
    let entries = fs::read_dir(documents).map_err(|cause| told(documents, cause))?;
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_file());
    paths.sort_by(|a, b| a.file_name().cmp(&b.file_name()));
    let mut found = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let file = gold.join(format!("{name}.jsonl"));
        if !file.is_file() {
            continue;
        }
        let content = fs::read_to_string(&file).map_err(|cause| told(&file, cause))?;
        let lines = content.lines().filter(|line| !line.trim().is_empty());
        let lines = lines.enumerate().map(|(at, line)| {
            serde_json::from_str(line)
                .map_err(|cause| format!("line {}: {cause}: {}", at + 1, file.display()))
        });
        let lines = lines.collect::<Result<Vec<Line>, String>>()?;
        found.push(GoldDocument { path, name, lines });
    }
    match found.is_empty() {
        true => Err(format!("no document has gold: {}", gold.display())),
        false => Ok(found),
    }
}

impl GoldDocument {
    /// Returns the labels its spans have.
    pub fn labels(&self) -> BTreeSet<&str> {
        self.lines.iter().map(|line| line.label.as_str()).collect()
    }

    /// Returns the spans, held against the text that the window shows.
    pub fn spans(&self, text: &Text) -> Result<BTreeSet<SpanKey>, String> {
        let mut spans = BTreeSet::new();
        for line in &self.lines {
            let told = || {
                let Line {
                    start,
                    end,
                    label,
                    text,
                } = line;
                format!("{}: {label} {start}–{end} {text}", self.name)
            };
            let range = CharRange::of(line.start, line.end);
            if line.start >= line.end || !text.holds(range) || text.slice(range) != line.text {
                return Err(format!("gold does not fit the text: {}", told()));
            }
            if !spans.insert(SpanKey::new(range, line.label.as_str())) {
                return Err(format!("gold is there twice: {}", told()));
            }
        }
        Ok(spans)
    }
}
