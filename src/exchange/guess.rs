//! Tells a file's format by its name and its first bytes, where that is clear.
//!
//! JSON is told by the names of its fields, which are looked for as they are written: a quotation
//! mark in a text has a backslash before it, so that words of a text are not taken for fields.
//! What several formats could be is left open; the user then says what it is.

use crate::exchange::Format;
use crate::exchange::format_by_name;

/// How many bytes are enough to tell.
pub const N_HEAD_BYTES: usize = 256 << 10;

/// How many lines of tokens are looked at.
const N_LINES: usize = 50;

/// Returns the format of a file by its name and how it begins; `None` where that is not clear.
pub fn guess(name: &str, head: &[u8]) -> Option<&'static Format> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.unwrap_or_default().to_ascii_lowercase();
    let name = by_bytes(&ending, head).or_else(|| {
        let whole = match std::str::from_utf8(head) {
            Ok(text) => text,
            Err(error) => {
                let valid = head.get(..error.valid_up_to())?;
                std::str::from_utf8(valid).ok()?
            }
        };
        by_text(&ending, whole.trim_start_matches('\u{FEFF}'))
    })?;
    format_by_name(name).filter(|format| format.read.is_some())
}

fn by_bytes(ending: &str, head: &[u8]) -> Option<&'static str> {
    if head.starts_with(b"PAR1") {
        return Some("parquet");
    }
    (ending == "spacy").then_some("spacy")
}

fn by_text(ending: &str, text: &str) -> Option<&'static str> {
    if text.starts_with("#FORMAT=WebAnno TSV") {
        return Some("webanno-tsv");
    }
    if text.trim_start().starts_with('<') {
        let is_xmi = ending == "xmi" || text.contains("xmi:XMI");
        return is_xmi.then_some("cas-xmi");
    }
    if text.trim_start().starts_with(['{', '[']) {
        return by_fields(text.trim_start());
    }
    if ending == "ann" {
        let is_brat = |line: &str| line.is_empty() || line.starts_with(is_brat_kind);
        return text.lines().take(1).all(is_brat).then_some("brat");
    }
    if ending == "csv" {
        let columns = text.lines().next().unwrap_or_default().split(',');
        let columns: Vec<&str> = columns.map(|c| c.trim_matches('"')).collect();
        let needed = ["doc", "start", "end", "label"];
        return needed.iter().all(|c| columns.contains(c)).then_some("csv");
    }
    by_tags(text)
}

/// Returns whether a line of brat may begin so: `T1`, `R1`, `#1`, `*`.
fn is_brat_kind(c: char) -> bool {
    "TREAMN#*".contains(c)
}

fn by_fields(text: &str) -> Option<&'static str> {
    let is_array = text.starts_with('[');
    let first = text.lines().next().unwrap_or_default();
    // An object a line, or one that is spread over many.
    let is_lines = !is_array && first.trim_end().ends_with('}');
    let text = if is_lines { first } else { text };
    let has = |field: &str| values_of(text, field).next().is_some();
    let is_list = |field: &str| values_of(text, field).any(|value| value.starts_with('['));
    if has("%FEATURE_STRUCTURES") || has("%TYPES") {
        return Some("cas-json");
    }
    if has("@context") && text.contains("ns/anno") {
        return Some("web-annotation");
    }
    if has("data") && (has("annotations") || has("predictions")) {
        return Some("label-studio");
    }
    if is_array {
        return None;
    }
    if is_list("label") || has("start_offset") {
        return Some("doccano");
    }
    if has("_view_id") || has("_input_hash") || has("token_start") {
        return Some("prodigy");
    }
    if is_list("spans") {
        return Some(if has("tokens") { "prodigy" } else { "jsonl" });
    }
    if is_list("entities") {
        return Some("prodigy");
    }
    let is_span = has("start") && has("end") && has("label");
    (is_span || (has("rel") && has("head"))).then_some("jsonl")
}

/// Returns what stands behind each name of a field.
fn values_of<'a>(text: &'a str, field: &str) -> impl Iterator<Item = &'a str> {
    let quoted = format!("\"{field}\"");
    let places: Vec<&'a str> = text
        .match_indices(&quoted)
        .filter_map(|(at, found)| text.get(at + found.len()..))
        .collect();
    places.into_iter().filter_map(|rest| {
        let value = rest.trim_start().strip_prefix(':')?;
        Some(value.trim_start())
    })
}

fn by_tags(text: &str) -> Option<&'static str> {
    let whole = text.rsplit_once('\n').map_or(text, |(whole, _)| whole);
    let mut n_columns = 0;
    let (mut has_tags, mut has_ends) = (false, false);
    let lines = whole.lines().filter(|line| !line.trim().is_empty());
    for line in lines.take(N_LINES) {
        if line.starts_with("-DOCSTART-") {
            continue;
        }
        let separator = if line.contains('\t') { '\t' } else { ' ' };
        let columns: Vec<&str> = line.split(separator).collect();
        let tag = columns.last().filter(|_| columns.len() > 1)?;
        let is_tag = *tag == "O" || tag.get(1..2) == Some("-");
        if !is_tag || !tag.starts_with(|c: char| "BIOESLUM".contains(c)) {
            return None;
        }
        has_tags |= *tag != "O";
        has_ends |= tag.starts_with(['E', 'S', 'L', 'U']);
        n_columns = columns.len();
    }
    match (has_tags, n_columns, has_ends) {
        (false, ..) => None,
        (_, 4, _) => Some("conll-2003"),
        (_, _, true) => Some("conll-bioes"),
        (_, _, false) => Some("conll-bio"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(name: &str, head: &str) -> Option<&'static str> {
        guess(name, head.as_bytes()).map(|format| format.name)
    }

    #[test]
    fn fields_tell_json_formats_apart() {
        for (head, format) in [
            (r#"{"text":"甲","label":[[0,1,"A"]]}"#, "doccano"),
            (
                r#"{"text":"甲","entities":[{"id":1,"start_offset":0}],"relations":[]}"#,
                "doccano",
            ),
            (r#"{"text":"甲","entities":[[0,1,"A"]]}"#, "prodigy"),
            (
                r#"{"text":"甲","spans":[{"start":0,"end":1,"token_start":0}]}"#,
                "prodigy",
            ),
            (r#"{"id":"a","text":"甲","spans":[]}"#, "jsonl"),
            (r#"{"start":0,"end":1,"label":"A","text":"甲"}"#, "jsonl"),
            (r#"{"rel":"A","head":[0,1],"tail":[1,2]}"#, "jsonl"),
            (
                r#"[{"id":1,"data":{"text":"甲"},"annotations":[]}]"#,
                "label-studio",
            ),
            (
                "{\n \"%TYPES\" : {},\n \"%FEATURE_STRUCTURES\": []}",
                "cas-json",
            ),
            (
                r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"AnnotationPage"}"#,
                "web-annotation",
            ),
        ] {
            assert_eq!(told("a.json", head), Some(format), "{head}");
        }
        // What a text says is no field, and what could be several is left open.
        let quoted = r#"{"text":"\"data\": \"annotations\": \"label\":["}"#;
        assert_eq!(told("a.json", quoted), None);
        assert_eq!(told("a.json", "[1, 2]"), None);
        assert_eq!(told("a.jsonl", r#"{"text":"甲"}"#), None);
    }

    #[test]
    fn names_and_first_bytes_tell_the_others() {
        for (name, head, format) in [
            ("a.spacy", "x\u{1}", Some("spacy")),
            ("a.bin", "PAR1\u{15}", Some("parquet")),
            ("a.ann", "T1\tPERSON 0 1\t甲\n", Some("brat")),
            ("a.ann", "", Some("brat")),
            ("a.ann", "甲乙丙", None),
            ("a.xmi", "<?xml version=\"1.0\"?>", Some("cas-xmi")),
            ("a.xml", "<xmi:XMI xmlns:xmi=\"", Some("cas-xmi")),
            ("a.xml", "<html>", None),
            ("a.tsv", "#FORMAT=WebAnno TSV 3.3\n", Some("webanno-tsv")),
            ("a.csv", "\u{FEFF}doc,start,end,label,text\r\n", Some("csv")),
            ("a.csv", "text,label\n", None),
            ("a.txt", "甲\tB-A\n乙\tI-A\n\n丙\tO\n", Some("conll-bio")),
            ("a.txt", "甲 B-A\n乙 E-A\n", Some("conll-bioes")),
            (
                "a.conll",
                "-DOCSTART- -X- O O\n\n甲 N B-NP B-A\n乙 N I-NP O\n",
                Some("conll-2003"),
            ),
            ("a.txt", "一篇 文章\n", None),
            ("a.txt", "甲\tO\n", None),
            ("a.txt", "", None),
        ] {
            assert_eq!(told(name, head), format, "{name} {head}");
        }
    }

    #[test]
    fn any_bytes_are_borne() {
        for cut in 0..12 {
            let head = &"{\"甲\":\"乙".as_bytes()[..cut.min(12)];
            assert_eq!(guess("甲", head).map(|f| f.name), None);
        }
        assert_eq!(guess(".", b"\xFF\xFE\x00{").map(|f| f.name), None);
    }
}
