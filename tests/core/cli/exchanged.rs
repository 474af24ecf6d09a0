//! `convert`, `new --from`, and exports of chosen spans in parts, with cards and reports.

use serde_json::Value;

use super::*;

/// Two documents of one annotator, one of them astral, in doccano's units.
const DOCCANO: &str = concat!(
    r#"{"text":"𠀀𠀁市长周明讲话","label":[[4,6,"ROLE"],[6,8,"PERSON"]],"doc":"甲.txt"}"#,
    "\n",
    r#"{"text":"局长林知远","label":[[0,2,"ROLE"],[2,5,"人 物"]],"doc":"乙.txt"}"#,
    "\n"
);

fn spans(desk: &Desk, project: &str, layer: &str) -> Vec<Value> {
    let export = [
        "export", project, "--to", "jsonl", "-o", "-", "--layer", layer,
    ];
    let run = desk.ok(&export);
    let lines = run.out.lines();
    lines
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn a_project_is_made_of_labelled_data_with_its_labels() {
    let desk = Desk::new();
    desk.put("all.jsonl", DOCCANO);
    let run = desk.ok(&["new", "p.ron", "--from", "doccano", "all.jsonl"]);
    assert_eq!(
        run.out,
        "made p.ron with 2 documents and 4 spans (ROLE, PERSON, 人 物)\n"
    );
    let all = spans(&desk, "p.ron", "imported");
    assert_eq!(all[0]["id"], "甲.txt");
    assert_eq!(all[0]["spans"][1]["text"], "周明");
    assert_eq!(all[0]["spans"][1]["start"], 4);
    assert_eq!(all[1]["spans"][1]["label"], "人 物");
    desk.ok(&["check", "p.ron"]);
    desk.refused(
        &["new", "p.ron", "--from", "doccano", "all.jsonl"],
        "already",
    );
}

#[test]
fn offsets_in_another_unit_are_noticed_and_read_on_consent_only() {
    let desk = Desk::new();
    let counted_by_java = r#"{"id":"甲","text":"𠀀𠀁市长周明","spans":[{"start":6,"end":8,"label":"PERSON","text":"周明"}]}"#;
    desk.put("a.jsonl", counted_by_java);
    let run = desk.ends(1, &["new", "p.ron", "--from", "jsonl", "a.jsonl"]);
    assert!(run.err.contains("look like UTF-16 offsets"), "{}", run.err);
    assert!(run.err.contains("--offsets utf16"), "{}", run.err);
    let read = ["--from", "jsonl", "a.jsonl", "--offsets", "utf16"];
    desk.ok(&[&["new", "q.ron"][..], &read].concat());
    let all = spans(&desk, "q.ron", "imported");
    assert_eq!(all[0]["spans"][0]["start"], 4);
    // The same hint where the data comes into a project, and where it is converted.
    let run = desk.ends(1, &["import", "p.ron", "a.jsonl", "--add-labels"]);
    assert!(run.err.contains("--offsets utf16"), "{}", run.err);
    let convert = [
        "convert", "--from", "jsonl", "--to", "doccano", "a.jsonl", "-o", "b",
    ];
    let run = desk.ends(1, &convert);
    assert!(run.err.contains("--offsets utf16"), "{}", run.err);
    let import = [
        "import",
        "p.ron",
        "a.jsonl",
        "--add-labels",
        "--offsets",
        "utf16",
    ];
    assert!(desk.ok(&import).out.starts_with("added 1 span"));
}

#[test]
fn strict_brings_in_all_or_nothing() {
    let desk = Desk::with_project();
    desk.put(
        "a.jsonl",
        r#"{"id":"乙.txt","spans":[[0,2,"ROLE"],[0,99,"ROLE"]]}"#,
    );
    let before = desk.read("p.ron");
    let run = desk.ends(
        1,
        &["import", "p.ron", "a.jsonl", "--strict", "--report", "r"],
    );
    assert!(run.err.contains("nothing was added"), "{}", run.err);
    assert_eq!(desk.read("p.ron"), before);
    let report: Value = serde_json::from_str(&desk.read("r")).unwrap();
    assert_eq!(report["added"], false);
    assert_eq!(report["objections"]["refused"], 1);
}

#[test]
fn a_conversion_writes_what_an_export_of_the_same_would() {
    let desk = Desk::new();
    desk.put("all.jsonl", DOCCANO);
    desk.ok(&["new", "p.ron", "--from", "doccano", "all.jsonl"]);
    for (to, out) in [("jsonl", "o.jsonl"), ("conll-bio", "o.tsv")] {
        let of_project = ["export", "p.ron", "--to", to, "-o", "whole", "--no-card"];
        desk.ok(&of_project);
        let convert = [
            "convert",
            "--from",
            "doccano",
            "--to",
            to,
            "all.jsonl",
            "-o",
            out,
        ];
        let run = desk.ok(&convert);
        assert!(run.out.contains("2 documents, 4 spans"), "{}", run.out);
        let (a, b) = (desk.read(out), desk.read("whole"));
        let without_layer = |text: String| text.replace(r#","annotator":"imported""#, "");
        assert_eq!(without_layer(a), without_layer(b), "{to}");
    }
    let itself = [
        "convert",
        "--from",
        "doccano",
        "--to",
        "jsonl",
        "all.jsonl",
        "-o",
    ];
    desk.refused(&[&itself[..], &["all.jsonl"]].concat(), "what is read");
}

#[test]
fn what_is_lost_is_reported_and_strict_writes_nothing() {
    let desk = Desk::new();
    desk.put(
        "a.jsonl",
        r#"{"id":"甲","text":"局长林知远","spans":[[0,5,"PERSON"],[0,2,"ROLE"]]}"#,
    );
    desk.ok(&["new", "p.ron", "--from", "jsonl", "a.jsonl"]);
    let to = [
        "--to",
        "conll-bio",
        "-o",
        "o.tsv",
        "--strict",
        "--report",
        "r.json",
    ];
    for verb in [
        &["export", "p.ron"][..],
        &["convert", "--from", "jsonl", "a.jsonl"],
    ] {
        let run = desk.ends(1, &[verb, &to].concat());
        assert!(run.err.contains("nothing was written"), "{}", run.err);
        assert!(!desk.path("o.tsv").exists());
        let report: Value = serde_json::from_str(&desk.read("r.json")).unwrap();
        assert_eq!(report["written"], false);
        let nested = &report["losses"][0];
        assert_eq!(
            (&nested["kind"], &nested["count"]),
            (&"nested".into(), &1.into())
        );
        assert_eq!(nested["examples"][0]["end"], 2);
    }
    let left = std::fs::read_dir(desk.path(".")).unwrap();
    assert_eq!(left.count(), 3, "a.jsonl, p.ron and r.json");
}

#[test]
fn documents_are_dealt_out_with_a_card_in_the_folder() {
    let desk = Desk::new();
    let lines: Vec<String> = (0..10)
        .map(|i| format!(r#"{{"id":"文{i}","text":"局长第{i}号","spans":[[0,2,"ROLE"]]}}"#))
        .collect();
    desk.put("a.jsonl", lines.join("\n"));
    desk.ok(&["new", "p.ron", "--from", "jsonl", "a.jsonl"]);
    let export = ["export", "p.ron", "--to", "jsonl", "--split", "8:1:1", "-o"];
    let run = desk.ok(&[&export[..], &["data"]].concat());
    assert!(run.out.contains("train 8, dev 1, test 1"), "{}", run.out);
    let n_lines = |name: &str| desk.read(name).lines().count();
    let files = ["data/train.jsonl", "data/dev.jsonl", "data/test.jsonl"];
    assert_eq!(files.map(n_lines), [8, 1, 1]);
    let card = desk.read("data/README.md");
    assert!(
        card.starts_with("---\n") && card.contains("train.jsonl"),
        "{card}"
    );
    // A folder that is there is not written into, and the same seed deals out alike.
    desk.refused(&[&export[..], &["data"]].concat(), "not empty");
    desk.ok(&[&export[..], &["again"]].concat());
    assert_eq!(desk.read("again/dev.jsonl"), desk.read("data/dev.jsonl"));
    desk.ok(&["export", "p.ron", "--to", "jsonl", "-o", "o.jsonl"]);
    assert!(desk.path("o.jsonl.card.md").exists());
}

#[test]
fn labels_documents_and_paragraphs_are_chosen() {
    let desk = Desk::new();
    desk.put(
        "a.jsonl",
        concat!(
            r#"{"id":"甲","text":"局长林知远\n无\n市长","spans":[[2,5,"PERSON"],[0,2,"ROLE"],[8,10,"ROLE"]]}"#,
            "\n",
            r#"{"id":"乙","text":"空","spans":[]}"#
        ),
    );
    desk.ok(&["new", "p.ron", "--from", "jsonl", "a.jsonl"]);
    let export = |more: &[&str]| -> Vec<Value> {
        let all = ["export", "p.ron", "--to", "jsonl", "-o", "-"];
        let run = desk.ok(&[&all[..], more].concat());
        run.out
            .lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect()
    };
    assert_eq!(
        export(&["--label", "PERSON"])[0]["spans"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(export(&["--document", "乙"]).len(), 1);
    let positive = export(&["--no-negatives"]);
    assert_eq!(positive.len(), 1);
    assert_eq!(positive[0]["text"], "局长林知远\n市长");
    assert_eq!(positive[0]["spans"][2]["start"], 6);
    desk.refused(
        &[
            "export", "p.ron", "--to", "jsonl", "-o", "o", "--label", "NONE",
        ],
        "NONE",
    );
}

#[test]
fn an_export_is_done_again_over_our_own_files_and_never_over_others() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl"]);
    let export = ["export", "p.ron", "--to", "label-studio", "-o", "t.json"];
    for _ in 0..2 {
        desk.ok(&export);
    }
    desk.put(
        "ls_config.xml",
        "<View><Text name=\"t\" value=\"$text\"/></View>",
    );
    desk.refused(&export, "ls_config.xml is there already");
    desk.put("ls_config.xml", "");
    std::fs::remove_file(desk.path("ls_config.xml")).unwrap();
    desk.put("t.json.card.md", "my own notes");
    desk.refused(&export, "t.json.card.md is there already");
    assert_eq!(desk.read("t.json.card.md"), "my own notes");
}

#[test]
fn a_file_of_another_kind_is_refused_with_a_sentence_that_begins_with_words() {
    let desk = Desk::new();
    desk.put("a.bin", b"\x78\x9c no such thing");
    for (format, said) in [
        (
            "spacy",
            "nothing was written: this is not a DocBin of spaCy: ",
        ),
        ("parquet", "nothing was written: this is not a Parquet file"),
        ("csv", "nothing was written: line 1 is not UTF-8"),
    ] {
        let convert = [
            "convert", "--from", format, "--to", "jsonl", "a.bin", "-o", "o",
        ];
        desk.refused(&convert, said);
        assert!(!desk.path("o").exists());
    }
}

#[test]
fn a_report_takes_the_place_of_nothing_but_a_report() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    let before = desk.read("p.ron");
    let export = [
        "export", "p.ron", "--to", "jsonl", "-o", "o.jsonl", "--report",
    ];
    for taken in ["p.ron", "o.jsonl", "甲.txt", "o.jsonl.card.md"] {
        desk.put("o.jsonl.card.md", "mine");
        desk.refused(&[&export[..], &[taken]].concat(), taken);
    }
    std::fs::remove_file(desk.path("o.jsonl.card.md")).unwrap();
    for _ in 0..2 {
        desk.ok(&[&export[..], &["r.json"]].concat());
    }
    desk.refused(
        &["import", "p.ron", "甲.txt.jsonl", "--report", "p.ron"],
        "p.ron",
    );
    assert_eq!(desk.read("p.ron"), before);
}

#[test]
fn a_conversion_of_nothing_leaves_the_file_that_is_there() {
    let desk = Desk::new();
    desk.put("half.jsonl", &DOCCANO[..40]);
    desk.put("good.jsonl", "good");
    let convert = [
        "convert",
        "--from",
        "doccano",
        "--to",
        "jsonl",
        "half.jsonl",
        "-o",
    ];
    let run = desk.ends(1, &[&convert[..], &["good.jsonl"]].concat());
    assert!(
        run.err.contains("nothing was written: no document"),
        "{}",
        run.err
    );
    assert_eq!(desk.read("good.jsonl"), "good");
}

#[test]
fn relations_that_go_with_their_labels_are_told() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.put("甲.txt.rel.jsonl", RELATIONS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl", "甲.txt.rel.jsonl"]);
    let export = [
        "export", "p.ron", "--to", "jsonl", "-o", "o", "--label", "PERSON",
    ];
    let run = desk.ok(&export);
    assert!(
        run.err.contains("1 relation on spans that are not chosen"),
        "{}",
        run.err
    );
}
