//! Who may use whom: the table of `ARCHITECTURE.md`, held against the text of `src`.
//!
//! The checker reads source as text with comments and strings blanked out. It sees `crate::x`,
//! `zhubi::x`, crates by name and paths of `std`; it does not see through macros or glob re-exports.
//! A new row or arrow is a design change: say why in the commit.
//!
//! It also holds that each file begins with a `//!` header and stays under 900 lines.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

/// A module and the modules of ours that it may name, besides itself.
const MODULES: &[(&str, &[&str])] = &[
    ("text", &[]),
    ("model", &["text"]),
    ("edit", &["text", "model"]),
    ("assist", &["text", "model"]),
    ("exchange", &["text", "model"]),
    ("team", &["text", "model", "edit"]),
    ("store", &["text", "model", "edit"]),
    // `session` opens and places the files that `exchange` reads and writes.
    ("session", &["text", "model", "edit", "store", "exchange"]),
    (
        "ui",
        &[
            "text", "model", "edit", "assist", "exchange", "team", "session",
        ],
    ),
    (
        "cli",
        &[
            "text", "model", "edit", "assist", "exchange", "team", "store", "session",
        ],
    ),
    ("main", &["ui", "cli"]),
];

const EVERYWHERE: &[&str] = &["*"];
const NOWHERE: &[&str] = &[];

/// A crate, a path of `std` or a macro, and the modules that may touch it.
const OUTSIDE: &[(&str, &[&str])] = &[
    ("anyhow", &["ui", "cli", "main"]),
    // What a page of a Parquet file is.
    ("bytes", &["exchange"]),
    ("chardetng", &["text"]),
    ("clap", &["cli"]),
    ("crc32fast", &["store"]),
    // `text` reads tables that hold documents; `exchange` those that hold spans.
    ("csv", &["text", "exchange"]),
    // Many words looked for at once.
    ("daachorse", &["assist"]),
    ("eframe", &["ui"]),
    ("egui", &["ui"]),
    ("egui_kittest", NOWHERE),
    ("egui_plot", &["ui"]),
    // Labelled data in UTF-16 is told by its byte order mark alone, without `text`'s guessing.
    ("encoding_rs", &["text", "exchange"]),
    // The window and the command line must find the same journals.
    ("etcetera", &["session"]),
    // A DocBin of spaCy is packed with zlib.
    ("flate2", &["exchange"]),
    ("fluent_bundle", &["ui"]),
    // Who has a project open is told with the computer.
    ("gethostname", &["session"]),
    ("html5gum", &["text"]),
    ("jieba_rs", &["text"]),
    ("jiff", &["store"]),
    ("memchr", &["text", "store", "exchange"]),
    ("parquet", &["exchange"]),
    ("pollster", &["ui"]),
    ("pulldown_cmark", &["text"]),
    // Documents that are XML, and labels that are.
    ("quick_xml", &["text", "exchange"]),
    ("regex", &["text"]),
    // Where a pattern is wrong, and whether it can reach over a line end.
    ("regex_syntax", &["text"]),
    ("rfd", &["ui"]),
    // What a DocBin of spaCy is, unpacked.
    ("rmp", &["exchange"]),
    ("ron", &["store"]),
    ("serde", &["exchange", "store", "cli", "ui"]),
    // `text` reads JSON lines that hold documents; `exchange` those that hold labels.
    ("serde_json", &["text", "exchange", "cli", "ui"]),
    ("sha2", &["model", "store"]),
    // Which characters of a text are still there after it was corrected.
    ("similar", &["edit"]),
    ("thiserror", EVERYWHERE),
    ("unic_langid", &["ui"]),
    // The text view asks it for the clusters of what it draws, many at a time; some formats count
    // them.
    ("unicode_segmentation", &["text", "exchange", "ui"]),
    ("unicode_width", &["cli"]),
    ("zip", &["text", "exchange"]),
    // `session` for the user's name, in `user.rs`.
    ("std::env", &["session", "cli", "ui", "main"]),
    ("std::fs", &["store", "cli"]),
    ("std::net", NOWHERE),
    // `session` for the number of the process that keeps a journal.
    ("std::process", &["session", "cli", "ui", "main"]),
    // `store` for the journal's writer.
    ("std::thread", &["store", "session", "cli", "ui"]),
    // `store` for the times of files: which changed, and whose lock still beats.
    ("std::time", &["session", "store", "cli", "ui"]),
    ("print!", &["cli"]),
    ("println!", &["cli"]),
    ("eprint!", &["cli", "main"]),
    ("eprintln!", &["cli", "main"]),
    ("dbg!", NOWHERE),
];

const MAX_LINES: usize = 900;
/// Tables of data, which may be longer.
const LONG_TABLES: &[&str] = &[];

#[derive(Debug, PartialEq, Eq)]
struct Finding {
    line: usize,
    what: String,
}

/// Returns what `source`, the file at `path` under `src`, does against the tables.
fn findings(path: &str, source: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let mut report = |line: usize, what: String| found.push(Finding { line, what });

    if !source.starts_with("//!") {
        report(1, "begins without a `//!` header".to_owned());
    }
    let n_lines = source.lines().count();
    if n_lines > MAX_LINES && !LONG_TABLES.contains(&path) {
        report(
            n_lines,
            format!("is {n_lines} lines long, over {MAX_LINES}"),
        );
    }

    let module = module_of(path);
    let code = blank_comments_and_strings(source);
    let mut in_tests = false;
    for (line_idx, line) in code.lines().enumerate() {
        let number = line_idx + 1;
        in_tests |= line.starts_with("mod tests {");
        if module != "lib" {
            for used in roots_after(line, &["crate::", "zhubi::"]) {
                if let Some(why) = refusal(module, used) {
                    report(number, why);
                }
            }
            if escapes(path, line) {
                report(
                    number,
                    "leaves its module by `super`; write `crate::…`".to_owned(),
                );
            }
        }
        if line.contains("std::{") {
            report(
                number,
                "groups paths of std; write one `use` for each module".to_owned(),
            );
        }
        if in_tests {
            continue;
        }
        for (thing, may) in OUTSIDE {
            let allowed = may.contains(&module) || *may == EVERYWHERE;
            if !allowed && names_outside(line, thing) {
                report(number, format!("`{module}` may not touch `{thing}`"));
            }
        }
    }
    found
}

/// The first part of the path under `src`: a folder's or a file's name.
fn module_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap_or(path);
    first.strip_suffix(".rs").unwrap_or(first)
}

fn refusal(module: &str, used: &str) -> Option<String> {
    if used.is_empty() {
        return Some("groups modules of ours; write one `use` for each".to_owned());
    }
    if used == module || !MODULES.iter().any(|(name, _)| *name == used) {
        return None;
    }
    let row = MODULES.iter().find(|(name, _)| *name == module);
    match row {
        None => Some(format!("`{module}` has no row in the table")),
        Some((_, may)) if may.contains(&used) => None,
        Some(_) => Some(format!("`{module}` may not use `{used}`")),
    }
}

/// The names that follow each of `prefixes` in a line; an empty one where a group follows.
fn roots_after<'a>(line: &'a str, prefixes: &[&str]) -> Vec<&'a str> {
    let mut roots = Vec::new();
    for prefix in prefixes {
        for (at, _) in line.match_indices(prefix) {
            if !ends_in_name(&line[..at]) {
                let rest = &line[at + prefix.len()..];
                let end = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
                roots.push(&rest[..end]);
            }
        }
    }
    roots
}

/// Whether a chain of `super::` in a line reaches the root of the crate.
fn escapes(path: &str, line: &str) -> bool {
    let depth = path.split('/').filter(|part| *part != "mod.rs").count();
    line.contains(&"super::".repeat(depth))
        && !(depth == 1 && line.trim_start().starts_with("use super::"))
}

fn names_outside(line: &str, thing: &str) -> bool {
    line.match_indices(thing).any(|(at, _)| {
        let before = &line[..at];
        let after = &line[at + thing.len()..];
        let starts = !ends_in_name(before) && !before.ends_with("::") && !before.ends_with('.');
        let ends = if thing.ends_with('!') {
            true
        } else if thing.starts_with("std::") {
            !after.starts_with(is_name)
        } else {
            let used_whole = before.trim_end().ends_with("use") && !after.starts_with(is_name);
            after.starts_with("::") || used_whole
        };
        starts && ends
    })
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn ends_in_name(text: &str) -> bool {
    text.ends_with(is_name)
}

/// Replaces what is inside comments, strings and character literals by spaces, line by line.
fn blank_comments_and_strings(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = literal_end(&chars, at);
        for c in &chars[at..end.max(at + 1)] {
            let kept = end <= at || *c == '\n';
            out.push(if kept { *c } else { ' ' });
        }
        at = end.max(at + 1);
    }
    out
}

/// The end of the comment or literal that begins at `at`, or `at` where none does.
fn literal_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    let after_name = at > 0 && is_name(chars[at - 1]);
    match chars[at] {
        '/' if next == Some('/') => position_of(chars, at, &['\n']),
        '/' if next == Some('*') => position_of(chars, at + 2, &['*', '/']) + 2,
        '"' => quoted_end(chars, at, '"'),
        'r' if !after_name && matches!(next, Some('"' | '#')) => raw_end(chars, at),
        // A lifetime has no closing quote one or two places on.
        '\'' if next == Some('\\') || chars.get(at + 2) == Some(&'\'') => {
            quoted_end(chars, at, '\'')
        }
        _ => at,
    }
}

fn quoted_end(chars: &[char], at: usize, quote: char) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != quote {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(chars.len())
}

fn raw_end(chars: &[char], at: usize) -> usize {
    let n_hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
    let open = at + 1 + n_hashes;
    if chars.get(open) != Some(&'"') {
        return at;
    }
    let mut close = vec!['"'];
    close.extend(std::iter::repeat_n('#', n_hashes));
    (position_of(chars, open + 1, &close) + close.len()).min(chars.len())
}

fn position_of(chars: &[char], from: usize, wanted: &[char]) -> usize {
    (from..chars.len())
        .find(|at| chars[*at..].starts_with(wanted))
        .unwrap_or(chars.len())
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push(path);
        }
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files under a folder of the project with their text, paths written with `/`.
fn sources(folder: &str) -> Vec<(String, String)> {
    let base = root().join(folder);
    let mut paths = Vec::new();
    rust_files(&base, &mut paths);
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(&base).unwrap().to_str().unwrap();
            (name.replace('\\', "/"), fs::read_to_string(&path).unwrap())
        })
        .collect()
}

#[test]
fn the_source_keeps_to_the_table() {
    let sources = sources("src");
    assert!(sources.len() > 10, "only {} files in src", sources.len());
    let wrong: Vec<String> = sources
        .iter()
        .flat_map(|(path, source)| {
            findings(path, source)
                .into_iter()
                .map(move |finding| format!("src/{path}:{}: {}", finding.line, finding.what))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn tests_have_headers_and_stay_short() {
    for (path, source) in sources("tests") {
        assert!(source.starts_with("//!"), "tests/{path}:1: no `//!` header");
        let n_lines = source.lines().count();
        assert!(n_lines <= MAX_LINES, "tests/{path}: {n_lines} lines");
    }
}

#[test]
fn every_dependency_has_a_row() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut section = "";
    let mut n_dependencies = 0;
    for line in manifest.lines() {
        if line.starts_with('[') {
            section = line;
        } else if section == "[dependencies]"
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once(['=', '.'])
        {
            let name = name.trim().replace('-', "_");
            n_dependencies += 1;
            assert!(
                OUTSIDE.iter().any(|(thing, _)| *thing == name),
                "Cargo.toml: `{name}` has no row in tests/core/layering.rs"
            );
        }
    }
    assert!(n_dependencies > 10, "read {n_dependencies} dependencies");
}

#[test]
fn the_arrows_make_no_circle() {
    for (place, (module, may)) in MODULES.iter().enumerate() {
        for used in *may {
            let used_place = MODULES.iter().position(|(name, _)| name == used);
            assert!(used_place.is_some_and(|p| p < place), "{module} → {used}");
        }
    }
}

#[test]
fn the_checker_catches_what_is_forbidden() {
    let cases = [
        (
            "text/view.rs",
            "use crate::model::Span;",
            "`text` may not use `model`",
        ),
        (
            "edit/apply.rs",
            "    crate::store::load();",
            "`edit` may not use `store`",
        ),
        (
            "ui/app.rs",
            "use crate::store::file;",
            "`ui` may not use `store`",
        ),
        (
            "cli/show.rs",
            "use crate::ui::theme;",
            "`cli` may not use `ui`",
        ),
        (
            "main.rs",
            "use zhubi::model::Span;",
            "`main` may not use `model`",
        ),
        (
            "other.rs",
            "use crate::text::Text;",
            "`other` has no row in the table",
        ),
        (
            "edit/apply.rs",
            "use crate::{model, text};",
            "groups modules of ours; write one `use` for each",
        ),
        (
            "edit/apply.rs",
            "use super::super::store;",
            "leaves its module by `super`; write `crate::…`",
        ),
        (
            "ui/panels/a.rs",
            "super::super::super::store::load();",
            "leaves its module by `super`; write `crate::…`",
        ),
        (
            "model/ids.rs",
            "use serde::Serialize;",
            "`model` may not touch `serde`",
        ),
        (
            "team/merge.rs",
            "    let t = std::time::Instant::now();",
            "`team` may not touch `std::time`",
        ),
        (
            "exchange/jsonl.rs",
            "use std::fs;",
            "`exchange` may not touch `std::fs`",
        ),
        (
            "store/file.rs",
            "use std::net::TcpStream;",
            "`store` may not touch `std::net`",
        ),
        (
            "store/file.rs",
            "use std::{fs, io};",
            "groups paths of std; write one `use` for each module",
        ),
        (
            "session.rs",
            "    println!();",
            "`session` may not touch `println!`",
        ),
        ("model/ids.rs", "use egui;", "`model` may not touch `egui`"),
        (
            "cli/mod.rs",
            "let c: egui::Color32 = 'x'; let s = \"a\";",
            "`cli` may not touch `egui`",
        ),
    ];
    for (path, line, what) in cases {
        let source = format!("//! Header.\n/* a\n   comment */\n{line}\n");
        let expected = Finding {
            line: 4,
            what: what.to_owned(),
        };
        assert_eq!(findings(path, &source), [expected], "{path}: {line}");
    }
    let headless = findings("text/view.rs", "use std::fmt;\n");
    assert_eq!(headless[0].what, "begins without a `//!` header");
    let long = format!("//! Header.\n{}", "\n".repeat(MAX_LINES));
    assert_eq!(findings("text/view.rs", &long).len(), 1);
}

#[test]
fn the_checker_lets_the_rest_pass() {
    let source = r##"//! Header that names crate::ui and std::fs.

use std::fmt;

use crate::model::{Label, Span};
use crate::text::offset::CharIdx;
use thiserror::Error;

use super::apply;

// crate::store is not used here, nor std::time.
const WORDS: &str = "use crate::ui; \" std::fs";
const RAW: &str = r#"crate::cli "quoted" egui::Ui"#;
fn quote<'a>(c: char) -> bool { c == '"' || c == '\'' }
fn local(x: &my::ron::Value) { x.egui::<u8>(); }

#[cfg(test)]
mod tests {
    use std::time::Instant;
}
"##;
    assert_eq!(findings("edit/history.rs", source), []);
}
