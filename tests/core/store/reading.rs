//! What is refused, what is told, and where.

use std::fmt::Write as _;

use zhubi::model::relation::Relation;
use zhubi::model::span::SpanKey;
use zhubi::store;
use zhubi::store::LineColumn;
use zhubi::store::Target;
use zhubi::store::problem::KeyKind;
use zhubi::store::problem::LoadError;
use zhubi::store::sample::SAMPLE_RON;
use zhubi::text::offset::CharRange;

fn refusal(source: &str) -> LoadError {
    match store::read_project(source.as_bytes()) {
        Ok(loaded) => panic!("read as {:?}", loaded.project.name),
        Err(error) => error,
    }
}

fn at(line: usize, column: usize) -> LineColumn {
    LineColumn { line, column }
}

/// Puts `new` before the first `before` of the sample; returns it with the place of `new`.
fn sample_with(new: &str, before: &str) -> (String, LineColumn) {
    let byte = SAMPLE_RON
        .find(before)
        .unwrap_or_else(|| panic!("{before}"));
    let (head, tail) = SAMPLE_RON.split_at(byte);
    let line = 1 + head.matches('\n').count();
    let column = 1 + head.rsplit('\n').next().unwrap().chars().count();
    (format!("{head}{new}{tail}"), at(line, column))
}

#[test]
fn an_unknown_field_is_refused_by_name_and_place_in_every_object() {
    for before in [
        "name: \"示例项目\"",
        "labels: [",
        "key: \"PERSON\"",
        "key: \"HOLDS\"",
        "id: \"",
        "file: \"1-",
        "annotator: \"示例\"",
        "range: (",
    ] {
        let (source, place) = sample_with("futuré: [1, (a: \"x)\")], ", before);
        match refusal(&source) {
            LoadError::UnknownField { spot, field, .. } => {
                assert_eq!((spot.place, field.as_str()), (place, "futuré"), "{before}");
                assert!(spot.line_text.contains("futuré"), "{}", spot.line_text);
            }
            other => panic!("{before}: {other}"),
        }
        let (source, _) = sample_with("extra: {\"futuré\": [1, (a: \"x)\")]}, ", before);
        let loaded = store::read_project(source.as_bytes()).unwrap();
        assert_eq!(loaded.problems, [], "{before}");
        let saved = String::from_utf8(store::write_project(&loaded.project)).unwrap();
        assert!(
            saved.contains("extra: {\"futuré\": [1, (a: \"x)\")]}"),
            "{before}"
        );
    }
}

#[test]
fn an_unknown_part_of_a_span_line_is_refused() {
    let line = "\"PERSON\", \"林知远\"";
    for (part, name) in [
        ("(colour: 1)", "colour"),
        ("(origin: Suggested(by: 1))", "by"),
    ] {
        let source = SAMPLE_RON.replacen(line, &format!("{line}, {part}"), 1);
        match refusal(&source) {
            LoadError::UnknownField { field, .. } => assert_eq!(field, name),
            other => panic!("{other}"),
        }
    }
    let source = SAMPLE_RON.replacen(line, &format!("{line}, (), 6"), 1);
    assert!(matches!(refusal(&source), LoadError::Misshapen { .. }));
    let source = SAMPLE_RON.replacen(line, "\"PERSON\"", 1);
    assert!(matches!(refusal(&source), LoadError::Misshapen { .. }));
}

#[test]
fn a_newer_format_is_told_before_anything_else_is_read() {
    let newer = "(format: 2, every: thing, else_is: <new and not even RON>";
    match refusal(newer) {
        LoadError::NewerFormat { found, known } => assert_eq!((found.as_str(), known), ("2", 1)),
        other => panic!("{other}"),
    }
    let error = refusal(&SAMPLE_RON.replacen("format: 1", "format: 99999999999999999999999", 1));
    assert!(matches!(error, LoadError::NewerFormat { .. }), "{error}");
}

#[test]
fn every_beginning_of_a_project_is_refused_without_harm() {
    let whole = SAMPLE_RON.trim_end();
    for end in 0..whole.len() {
        let error = store::read_project(&whole.as_bytes()[..end]).unwrap_err();
        let is_clear = matches!(
            error,
            LoadError::Empty | LoadError::NotUtf8 { .. } | LoadError::NotRon { .. }
        );
        assert!(is_clear, "cut at {end}: {error}");
    }
    store::read_project(whole.as_bytes()).unwrap();
}

#[test]
fn the_ron_of_another_program_is_no_project() {
    for foreign in [
        "Scene(entities: [(id: 1, components: {\"A\": (x: 1.5)})])",
        "{\"a\": 1}",
        "[1, 2, 3]",
        "\"text\"",
        "42",
        "(format: \"png\", name: \"x\")",
        "(name: \"x\", schema: (labels: []), documents: [])",
        "(format: 0)",
    ] {
        let error = refusal(foreign);
        assert!(
            matches!(error, LoadError::NotAProject),
            "{foreign}: {error}"
        );
    }
    let error = refusal("(format: 1, size: (640, 480))");
    assert!(matches!(error, LoadError::UnknownField { .. }), "{error}");
    let error = refusal("(format: 1, name: \"png\")");
    assert!(matches!(error, LoadError::Misshapen { .. }), "{error}");
    let error = refusal("{\"format\": 1}");
    assert!(matches!(error, LoadError::Misshapen { .. }), "{error}");
}

#[test]
fn two_of_a_key_are_refused_where_the_second_stands() {
    let cases = [
        ("key: \"ROLE\"", "key: \"PERSON\"", KeyKind::Label, "PERSON"),
        (
            "    relations: [\n      (key",
            "    relations: [\n      (key: \"HOLDS\"),\n      (key",
            KeyKind::Relation,
            "HOLDS",
        ),
    ];
    for (old, new, kind, repeated) in cases {
        assert!(SAMPLE_RON.contains(old), "{old}");
        match refusal(&SAMPLE_RON.replacen(old, new, 1)) {
            LoadError::RepeatedKey { spot, what, key } => {
                assert_eq!((what, key.as_str()), (kind, repeated));
                let n_before = usize::from(kind == KeyKind::Relation);
                assert!(spot.place.line > 5 + n_before && spot.line_text.contains(repeated));
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn numbers_that_are_too_large_are_told_with_their_place() {
    let (source, place) = sample_with("active_seconds: 18446744073709551616, ", "spans: [");
    match refusal(&source) {
        LoadError::NumberOutOfBounds { spot } => assert_eq!(spot.place.line, place.line),
        other => panic!("{other}"),
    }
    let error = refusal(&SAMPLE_RON.replacen("color: 0", "color: 256", 1));
    assert!(
        matches!(error, LoadError::NumberOutOfBounds { .. }),
        "{error}"
    );
    let error = refusal(&SAMPLE_RON.replacen("color: 0", "color: -1", 1));
    assert!(!error.to_string().is_empty());
}

#[test]
fn depth_and_length_do_no_harm() {
    for (open, close) in [
        ("[", "]"),
        ("(", ")"),
        ("{1:", "}"),
        ("Some(", ")"),
        ("/*", "*/"),
    ] {
        for n in [200, 1_000_000] {
            let deep = format!("{}{}", open.repeat(n), close.repeat(n));
            refusal(&deep);
            refusal(&format!("(format: 1, extra: {{\"a\": {deep}}})"));
        }
    }
    let mut long = String::from("(format: 1, name: \"");
    long.push_str(&"统\\t".repeat(2_000_000));
    refusal(&long);
    long.push_str("\", schema: (labels: []), documents: [])");
    let loaded = store::read_project(long.as_bytes()).unwrap();
    assert_eq!(loaded.project.name.chars().count(), 4_000_000);
    let error = refusal(&long.replace("documents", "dokuments"));
    assert!(error.to_string().len() < 1_000);
}

#[test]
fn a_byte_order_mark_is_read_over() {
    let with_bom = format!("\u{FEFF}{SAMPLE_RON}");
    let loaded = store::read_project(with_bom.as_bytes()).unwrap();
    assert_eq!(store::write_project(&loaded.project), SAMPLE_RON.as_bytes());
    let error = refusal(&with_bom.replacen("format: 1,", "format: 1, x: 1,", 1));
    assert!(error.to_string().starts_with("4:14"), "{error}");
}

#[test]
fn a_byte_that_is_no_utf8_is_told_with_its_place() {
    let mut bytes = b"(\n  name: \"".to_vec();
    bytes.extend("习".as_bytes());
    bytes.push(0xFF);
    match store::read_project(&bytes).unwrap_err() {
        LoadError::NotUtf8 { spot } => assert_eq!(spot.place, at(2, 11)),
        other => panic!("{other}"),
    }
}

#[test]
fn ten_thousand_misfits_are_each_told_at_their_line() {
    let mut spans = String::new();
    for i in 0..10_000 {
        writeln!(spans, "({}, {}, \"A\", \"x\"),", i + 1, i + 2).unwrap();
    }
    let source = format!(
        "(format: 1, name: \"\", schema: (labels: []), documents: [(id: \"e3b0c44298fc1c14\", name: \
         \"a\", source: (), text_sha256: \
         \"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\", text: [], layers: \
         [(annotator: \"a\", status: ToDo, spans: [\n{spans}])])])"
    );
    let loaded = store::read_project(source.as_bytes()).unwrap();
    assert_eq!(loaded.problems.len(), 10_000);
    for (i, problem) in loaded.problems.iter().enumerate() {
        assert_eq!(problem.place, at(i + 2, 1));
        let trail = format!("documents[0].layers[0].spans[{i}]");
        assert_eq!(problem.trail.to_string(), trail);
    }
    let saved = store::write_project(&loaded.project);
    assert!(
        String::from_utf8(saved)
            .unwrap()
            .contains("(10000, 10001, \"A\", \"x\"),")
    );
}

#[test]
fn every_object_is_found_in_a_file_in_any_order() {
    let source = "(documents: [(id: \"x\", name: \"\", source: (), text_sha256: \"\", text: [\"甲乙丙\"],\n\
                  layers: [\n(annotator: \"乙\", status: ToDo, spans: []),\n\
                  (spans: [\n(1, 2, \"A\", \"乙\"),\n(0, 1, \"A\", \"甲\")],\n\
                  relations: [(\"R\", (1, 2, \"A\"), (0, 1, \"A\")),\n(\"R\", (0, 1, \"A\"), (1, 2, \"A\"))],\n\
                  annotator: \"甲\", status: ToDo)])],\n\
                  schema: (relations: [(key: \"R\")],\nlabels: [(key: \"B\"), (key: \"A\")]), name: \"\", format: 1)";
    let (doc, annotator) = (|| "x".into(), || "甲".into());
    let key = |start, end| SpanKey::new(CharRange::of(start, end), "A");
    let relation = Relation::new("R", key(0, 1), key(1, 2)).id;
    let targets = [
        Target::Span(doc(), annotator(), key(0, 1)),
        Target::Relation(doc(), annotator(), relation),
        Target::Layer(doc(), annotator()),
        Target::Document(doc()),
        Target::Label("A".into()),
        Target::RelationType("R".into()),
        Target::Span(doc(), annotator(), key(0, 2)),
        Target::Label("C".into()),
    ];
    assert_eq!(
        store::find_all(source.as_bytes(), &targets),
        [
            Some(at(6, 1)),
            Some(at(8, 1)),
            Some(at(4, 1)),
            Some(at(1, 14)),
            Some(at(11, 22)),
            Some(at(10, 22)),
            None,
            None,
        ]
    );
}
