//! Words about files: projects that do not open or save, documents that cannot be read.
//!
//! Lines and columns count from 1, as editors count them; the line itself is quoted where one
//! stands there.

use std::io;
use std::path::Path;

use fluent_bundle::FluentValue;

use crate::session::KeyKind;
use crate::session::LoadError;
use crate::session::Problem;
use crate::session::ProblemKind;
use crate::session::SaveError;
use crate::session::SourceError;
use crate::session::Spot;
use crate::text::decode::DecodeError;
use crate::text::decode::ENCODINGS;
use crate::text::import::ImportError;
use crate::text::import::RowError;
use crate::text::import::TEXT_COLUMNS;
use crate::ui::i18n::Texts;

/// How the reader of projects begins to say what it expected, and the key of our words for it.
///
/// What begins otherwise is left out: line and column say where to look.
const EXPECTED: [(&str, &str); 15] = [
    ("unexpected end of", "expected-end"),
    ("unexpected missing field", "expected-field"),
    ("unexpected duplicate field", "expected-field-once"),
    ("unexpected variant", "expected-value"),
    ("unexpected enum variant", "expected-value"),
    ("expected opening", "expected-sign"),
    ("expected closing", "expected-sign"),
    ("expected comma", "expected-comma"),
    ("expected colon", "expected-colon"),
    ("expected string", "expected-string"),
    ("expected end of string", "expected-string-end"),
    ("expected integer", "expected-number"),
    ("expected float", "expected-number"),
    ("non-whitespace trailing", "expected-nothing-more"),
    ("expected ", "expected-kind"),
];

/// What `decode` takes a file for, and the key of our words for it.
const KINDS: [(&str, &str); 13] = [
    ("a PNG picture", "kind-picture"),
    ("a JPEG picture", "kind-picture"),
    ("a GIF picture", "kind-picture"),
    ("a ZIP archive or an office document", "kind-archive"),
    ("an empty ZIP archive", "kind-archive"),
    ("a gzip archive", "kind-archive"),
    ("a 7z archive", "kind-archive"),
    ("a RAR archive", "kind-archive"),
    ("an old office document", "kind-office"),
    ("a PDF document", "kind-pdf"),
    ("an RTF document", "kind-rtf"),
    ("a program", "kind-program"),
    ("UTF-32", "kind-utf32"),
];

/// Values to put into a text.
type Values<'a> = Vec<(&'a str, FluentValue<'a>)>;

/// Returns what hinders a project from opening, line by line: what happened, where, what is safe,
/// what to do.
pub fn load_error(texts: &Texts, error: &LoadError) -> String {
    let mut lines = vec![texts.tr_with(load_key(error), load_values(texts, error))];
    if let LoadError::NotRon { why, .. } | LoadError::Misshapen { why, .. } = error {
        lines.extend(expected(texts, why));
    }
    lines.extend(load_spot(error).map(|spot| spot_line(texts, spot)));
    let (safe, to_do) = load_advice(error);
    lines.extend([texts.tr(safe), texts.tr(to_do)]);
    lines.join("\n")
}

fn load_key(error: &LoadError) -> &'static str {
    match error {
        LoadError::NotFound { .. } => "load-not-found",
        LoadError::NoPermission { .. } => "load-no-permission",
        LoadError::Unreadable { .. } => "load-unreadable",
        LoadError::Empty => "load-empty",
        LoadError::IsText => "load-is-text",
        LoadError::NotUtf8 { .. } => "load-not-utf8",
        LoadError::NotRon { .. } => "load-not-ron",
        LoadError::NotAProject => "load-not-a-project",
        LoadError::NewerFormat { .. } => "load-newer-format",
        LoadError::UnknownField { object, .. } if object.is_empty() => "load-unknown-field",
        LoadError::UnknownField { .. } => "load-unknown-field-in",
        LoadError::NumberOutOfBounds { .. } => "load-number-out-of-bounds",
        LoadError::RepeatedKey { what, .. } => match what {
            KeyKind::Label => "load-repeated-label",
            KeyKind::Relation => "load-repeated-relation",
            KeyKind::Document => "load-repeated-document",
            KeyKind::Layer => "load-repeated-layer",
        },
        LoadError::Misshapen { .. } => "load-misshapen",
    }
}

fn load_values<'a>(texts: &Texts, error: &'a LoadError) -> Values<'a> {
    match error {
        LoadError::NotFound { path } | LoadError::NoPermission { path } => {
            vec![("path", shown(path))]
        }
        LoadError::Unreadable { path, cause } => with_cause(texts, path, cause),
        LoadError::NewerFormat { found, known } => {
            vec![("found", found.as_str().into()), ("known", (*known).into())]
        }
        LoadError::UnknownField { field, object, .. } => vec![
            ("field", field.as_str().into()),
            ("object", object.as_str().into()),
        ],
        LoadError::RepeatedKey { key, .. } => vec![("key", key.as_str().into())],
        LoadError::Empty
        | LoadError::IsText
        | LoadError::NotUtf8 { .. }
        | LoadError::NotRon { .. }
        | LoadError::NotAProject
        | LoadError::NumberOutOfBounds { .. }
        | LoadError::Misshapen { .. } => vec![],
    }
}

fn load_spot(error: &LoadError) -> Option<&Spot> {
    match error {
        LoadError::NotUtf8 { spot }
        | LoadError::NotRon { spot, .. }
        | LoadError::UnknownField { spot, .. }
        | LoadError::NumberOutOfBounds { spot }
        | LoadError::RepeatedKey { spot, .. }
        | LoadError::Misshapen { spot, .. } => Some(spot),
        LoadError::NotFound { .. }
        | LoadError::NoPermission { .. }
        | LoadError::Unreadable { .. }
        | LoadError::Empty
        | LoadError::IsText
        | LoadError::NotAProject
        | LoadError::NewerFormat { .. } => None,
    }
}

/// Returns the keys of what is safe and of what to do.
fn load_advice(error: &LoadError) -> (&'static str, &'static str) {
    let to_do = match error {
        LoadError::NotFound { .. } => return ("load-safe-open", "load-not-found-do"),
        LoadError::NoPermission { .. } => "load-no-permission-do",
        LoadError::Unreadable { .. } => "load-unreadable-do",
        LoadError::Empty | LoadError::NotUtf8 { .. } => "load-do-backup",
        LoadError::NotRon { .. }
        | LoadError::NumberOutOfBounds { .. }
        | LoadError::Misshapen { .. } => "load-do-mend",
        LoadError::IsText => "load-is-text-do",
        LoadError::NotAProject => "load-not-a-project-do",
        LoadError::NewerFormat { .. } => "load-newer-format-do",
        LoadError::UnknownField { .. } => "load-unknown-field-do",
        LoadError::RepeatedKey { .. } => "load-repeated-do",
    };
    ("error-open-safe", to_do)
}

fn spot_line(texts: &Texts, spot: &Spot) -> String {
    let Spot { place, line_text } = spot;
    let place = [("line", place.line.into()), ("column", place.column.into())];
    if line_text.is_empty() {
        texts.tr_with("load-line", place)
    } else {
        let quoted = [("text", line_text.as_str().into())];
        texts.tr_with("load-line-text", place.into_iter().chain(quoted))
    }
}

/// Returns what was expected, with the names and signs that stand between backticks.
fn expected(texts: &Texts, why: &str) -> Option<String> {
    let (_, key) = EXPECTED.iter().find(|(head, _)| why.starts_with(head))?;
    let names: Vec<&str> = why.split('`').skip(1).step_by(2).collect();
    Some(texts.tr_with(key, [("names", names.join(" · ").into())]))
}

/// Returns what hinders a file from being written, and on a second line what to do.
pub fn save_error(texts: &Texts, error: &SaveError) -> String {
    let (key, values) = match error {
        SaveError::FolderMissing { path } => ("save-folder-missing", vec![("path", shown(path))]),
        SaveError::NoPermission { path, cause } => {
            ("save-no-permission", with_cause(texts, path, cause))
        }
        SaveError::DiskFull { path, cause } => ("save-disk-full", with_cause(texts, path, cause)),
        SaveError::Exists { path } => ("save-exists", vec![("path", shown(path))]),
        SaveError::InUse { path, who, host } => {
            let named = |name: &str, nobody| match name.is_empty() {
                true => texts.tr(nobody),
                false => name.to_owned(),
            };
            let values = vec![
                ("path", shown(path)),
                ("who", named(who, "other-nobody").into()),
                ("host", named(host, "other-nowhere").into()),
            ];
            ("save-in-use", values)
        }
        SaveError::ChangedOnDisk { path } => ("save-changed-on-disk", vec![("path", shown(path))]),
        SaveError::Unconfirmed { path, cause, .. } => {
            ("save-unconfirmed", with_cause(texts, path, cause))
        }
        SaveError::NotKept { path } => ("save-not-kept", vec![("path", shown(path))]),
        SaveError::Other { path, cause } => ("save-other", with_cause(texts, path, cause)),
    };
    let to_do = texts.tr(&format!("{key}-do"));
    format!("{}\n{to_do}", texts.tr_with(key, values))
}

/// Returns why a file or folder gives no document and what to do, in one line.
pub fn source_error(texts: &Texts, error: &SourceError) -> String {
    let (key, values) = match error {
        SourceError::NotFound { path } => ("source-not-found", vec![("path", shown(path))]),
        SourceError::NoPermission { path } => ("source-no-permission", vec![("path", shown(path))]),
        SourceError::Unreadable { path, cause } => {
            ("source-unreadable", with_cause(texts, path, cause))
        }
        SourceError::NoTexts { path } => ("source-no-texts", vec![("path", shown(path))]),
        SourceError::Empty { path } => ("source-empty", vec![("path", shown(path))]),
        SourceError::NotText { path, cause } => {
            let why = decode_error(texts, cause);
            (
                "source-not-text",
                vec![("path", shown(path)), ("why", why.into())],
            )
        }
        SourceError::NotImported { path, cause } => {
            let why = import_error(texts, cause);
            (
                "source-not-text",
                vec![("path", shown(path)), ("why", why.into())],
            )
        }
        SourceError::Row {
            path,
            row,
            line,
            cause,
        } => {
            let values = vec![
                ("path", shown(path)),
                ("row", (*row).into()),
                ("line", (*line).into()),
                ("why", row_error(texts, cause).into()),
            ];
            ("source-row", values)
        }
    };
    texts.tr_with(key, values)
}

/// Returns the same of a file that is named beside it.
pub fn source_error_why(texts: &Texts, error: &SourceError) -> String {
    match error {
        SourceError::NotText { cause, .. } => decode_error(texts, cause),
        SourceError::NotImported { cause, .. } => import_error(texts, cause),
        SourceError::Empty { .. } => decode_error(texts, &DecodeError::Empty),
        SourceError::Row {
            row, line, cause, ..
        } => {
            let values = [
                ("row", (*row).into()),
                ("line", (*line).into()),
                ("why", row_error(texts, cause).into()),
            ];
            texts.tr_with("import-row", values)
        }
        error => source_error(texts, error),
    }
}

/// Returns why nothing could be taken out of a file; parsers speak English only.
fn import_error(texts: &Texts, error: &ImportError) -> String {
    let (key, values) = match error {
        ImportError::Decode(error) => return decode_error(texts, error),
        ImportError::NoText => ("import-no-text", vec![]),
        ImportError::Archive { .. } => ("import-archive", vec![]),
        ImportError::NotDocx => ("import-not-docx", vec![]),
        ImportError::Xml { at, .. } => ("import-xml", vec![("at", (*at).into())]),
        ImportError::TooLarge { limit } => ("import-too-large", vec![("limit", (*limit).into())]),
        ImportError::TooDeep { limit } => ("import-too-deep", vec![("limit", (*limit).into())]),
        ImportError::NoRows => ("import-no-rows", vec![]),
        ImportError::NoTextColumn { columns } => (
            "import-no-text-column",
            vec![
                ("known", TEXT_COLUMNS.join(" · ").into()),
                ("columns", columns.join(" · ").into()),
            ],
        ),
        ImportError::NoSuchColumn { name, columns } => (
            "import-no-such-column",
            vec![
                ("name", name.as_str().into()),
                ("columns", columns.join(" · ").into()),
            ],
        ),
        ImportError::UnclosedQuote { row, line } => (
            "import-unclosed-quote",
            vec![("row", (*row).into()), ("line", (*line).into())],
        ),
    };
    texts.tr_with(key, values)
}

fn row_error(texts: &Texts, error: &RowError) -> String {
    let (key, values) = match error {
        RowError::Empty => ("row-empty", vec![]),
        RowError::NoColumn { column } => {
            ("row-no-column", vec![("column", column.as_str().into())])
        }
        RowError::TooLong { n, n_header } => (
            "row-too-long",
            vec![("n", (*n).into()), ("header", (*n_header).into())],
        ),
        RowError::NotJson { .. } => ("row-not-json", vec![]),
        RowError::NotObject => ("row-not-object", vec![]),
        RowError::NotString { column } => {
            ("row-not-string", vec![("column", column.as_str().into())])
        }
    };
    texts.tr_with(key, values)
}

fn decode_error(texts: &Texts, error: &DecodeError) -> String {
    let (key, values) = match error {
        DecodeError::Empty => ("decode-empty", vec![]),
        DecodeError::NulBytes { first, n } => (
            "decode-nul-bytes",
            vec![("first", (*first).into()), ("n", (*n).into())],
        ),
        DecodeError::NotText { looks_like } => {
            let kind = looks_like.and_then(|what| KINDS.iter().find(|(said, _)| *said == what));
            match kind {
                Some((_, kind)) => ("decode-looks-like", vec![("what", texts.tr(kind).into())]),
                None => ("decode-not-text", vec![]),
            }
        }
        DecodeError::UnknownEncoding { name } => (
            "decode-unknown-encoding",
            vec![
                ("name", name.as_str().into()),
                ("known", ENCODINGS.join(" · ").into()),
            ],
        ),
        DecodeError::Unfit {
            encoding,
            n_bad,
            first,
        } => (
            "decode-unfit",
            vec![
                ("encoding", (*encoding).into()),
                ("n", (*n_bad).into()),
                ("first", (*first).into()),
            ],
        ),
    };
    texts.tr_with(key, values)
}

/// Returns what does not fit in a project that opened, with line and column.
pub fn problem(texts: &Texts, problem: &Problem) -> String {
    let (key, values) = problem_parts(&problem.what);
    let what = texts.tr_with(key, values);
    let values = [
        ("line", problem.place.line.into()),
        ("column", problem.place.column.into()),
        ("what", what.into()),
    ];
    texts.tr_with("problem-at", values)
}

fn problem_parts(kind: &ProblemKind) -> (&'static str, Values<'_>) {
    match kind {
        ProblemKind::EmptySpan { start, end, label } => {
            ("problem-empty-span", span_values(*start, *end, label))
        }
        ProblemKind::SpanOutsideText {
            start,
            end,
            label,
            n_chars,
        } => {
            let mut values = span_values(*start, *end, label);
            values.push(("n", (*n_chars).into()));
            ("problem-span-outside-text", values)
        }
        ProblemKind::OtherWords {
            start,
            end,
            label,
            written,
            found,
        } => {
            let mut values = span_values(*start, *end, label);
            values.extend(pair(("written", written), ("found", found)));
            ("problem-other-words", values)
        }
        ProblemKind::RepeatedSpan { start, end, label } => {
            ("problem-repeated-span", span_values(*start, *end, label))
        }
        ProblemKind::RepeatedRelation { key, head, tail } => {
            let mut values = pair(("head", head), ("tail", tail));
            values.push(("key", key.as_str().into()));
            ("problem-repeated-relation", values)
        }
        ProblemKind::RepeatedEntry { list } => {
            ("problem-repeated-entry", vec![("list", (*list).into())])
        }
        ProblemKind::BackwardRange { start, end } => (
            "problem-backward-range",
            vec![("start", (*start).into()), ("end", (*end).into())],
        ),
        ProblemKind::OtherText { written, found } => (
            "problem-other-text",
            pair(("written", written), ("found", found)),
        ),
        ProblemKind::OtherId { id, found } => {
            ("problem-other-id", pair(("id", id), ("found", found)))
        }
        ProblemKind::RepeatedName { name } => (
            "problem-repeated-name",
            vec![("name", name.as_str().into())],
        ),
    }
}

fn pair<'a>(first: (&'a str, &'a String), second: (&'a str, &'a String)) -> Values<'a> {
    let value = |(name, words): (&'a str, &'a String)| (name, words.as_str().into());
    vec![value(first), value(second)]
}

fn span_values(start: usize, end: usize, label: &str) -> Values<'_> {
    vec![
        ("start", start.into()),
        ("end", end.into()),
        ("label", label.into()),
    ]
}

fn shown(path: &Path) -> FluentValue<'static> {
    path.display().to_string().into()
}

fn with_cause(texts: &Texts, path: &Path, cause: &io::Error) -> Values<'static> {
    vec![
        ("path", shown(path)),
        ("cause", cause_words(texts, cause).into()),
    ]
}

/// Returns what the system said in our words, with its number, by which others can look it up.
pub(super) fn cause_words(texts: &Texts, cause: &io::Error) -> String {
    let key = match cause.kind() {
        io::ErrorKind::NotFound => "cause-not-found",
        io::ErrorKind::PermissionDenied => "cause-permission",
        io::ErrorKind::AlreadyExists => "cause-exists",
        io::ErrorKind::IsADirectory => "cause-is-folder",
        io::ErrorKind::NotADirectory => "cause-not-folder",
        io::ErrorKind::ReadOnlyFilesystem => "cause-read-only",
        io::ErrorKind::StorageFull => "cause-full",
        io::ErrorKind::QuotaExceeded => "cause-quota",
        io::ErrorKind::FileTooLarge => "cause-too-large",
        io::ErrorKind::ResourceBusy | io::ErrorKind::ExecutableFileBusy => "cause-busy",
        io::ErrorKind::InvalidFilename => "cause-bad-name",
        io::ErrorKind::Interrupted => "cause-interrupted",
        io::ErrorKind::UnexpectedEof => "cause-cut-off",
        io::ErrorKind::TimedOut
        | io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::StaleNetworkFileHandle => "cause-timed-out",
        // Kinds of `std` can be added at any time.
        _ => "cause-other",
    };
    let said = cause.to_string();
    let Some(code) = cause.raw_os_error() else {
        return texts.tr_with(key, [("said", said.into())]);
    };
    // `std` puts the number behind the words by itself.
    let said = said.trim_end_matches(&format!(" (os error {code})"));
    let what = texts.tr_with(key, [("said", said.into())]);
    texts.tr_with("cause-code", [("what", what.into()), ("code", code.into())])
}
