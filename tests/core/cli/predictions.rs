//! `predictions`: what a model outside says comes in as suggestions, and nothing is dropped unsaid.

use super::*;

const SCORED: &str = concat!(
    r#"{"id":"甲.txt","text":"局长林知远到会。\n会后参观。\n","spans":[[2,5,"PERSON",0.93],[0,2,"ROLE",0.5]]}"#,
    "\n",
    r#"{"id":"乙.txt","spans":[{"start":2,"end":4,"label":"PERSON","score":0.71}]}"#,
    "\n"
);

fn bring(file: &str) -> [&str; 5] {
    ["predictions", "p.ron", file, "--source", "bert"]
}

#[test]
fn spans_come_in_as_suggestions_of_their_source() {
    let desk = Desk::with_project();
    desk.put("m.jsonl", SCORED);
    let run = desk.ok(&bring("m.jsonl"));
    assert_eq!(
        run.out,
        "3 spans of bert in 2 documents (PERSON 2, ROLE 1)\n"
    );
    assert_eq!(run.err, "");
    let saved = desk.read("p.ron");
    assert!(
        saved.contains(
            r#"(2, 5, "PERSON", "林知远", (origin: Suggested(source: "bert", score: 930)))"#
        ),
        "{saved}"
    );
    // It is nobody's layer: `li` is still the only one to work in.
    desk.put("a.jsonl", r#"{"id":"乙.txt","spans":[[0,2,"ROLE"]]}"#);
    let run = desk.ok(&["import", "p.ron", "a.jsonl"]);
    assert!(run.out.contains("to the layer li"), "{}", run.out);
    desk.ok(&["check", "p.ron"]);
    let import = ["import", "p.ron", "a.jsonl", "--annotator", "bert"];
    let run = desk.ends(2, &import);
    assert!(run.err.contains("bert is a model"), "{}", run.err);
    let shown = desk.shown("p.ron");
    let layers = shown["documents"][0]["layers"].as_array().unwrap();
    let marked = layers.iter().map(|layer| layer["predictions"] == true);
    assert_eq!(marked.collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_source_brought_in_again_replaces_what_it_said_of_the_same_documents() {
    let desk = Desk::with_project();
    desk.put("m.jsonl", SCORED);
    desk.ok(&bring("m.jsonl"));
    let once = desk.read("p.ron");
    let run = desk.ok(&bring("m.jsonl"));
    assert!(run.out.contains("3 earlier spans replaced"), "{}", run.out);
    assert_eq!(desk.read("p.ron"), once);
    desk.put("n.jsonl", r#"{"id":"甲.txt","spans":[]}"#);
    let run = desk.ok(&bring("n.jsonl"));
    assert_eq!(
        run.out,
        "0 spans of bert in 1 document; 2 earlier spans replaced; 1 other document as before\n"
    );
    assert!(!desk.read("p.ron").contains("林知远\", (origin"));
    assert!(desk.read("p.ron").contains("周明\", (origin"));
}

#[test]
fn everything_that_does_not_come_in_is_listed() {
    let desk = Desk::with_project();
    let lines = [
        r#"{"id":"丙.txt","spans":[[0,2,"ROLE",0.5],[2,4,"ROLE",0.5]]}"#,
        r#"{"id":"乙.txt","text":"市长周明讲话！","spans":[[0,2,"ROLE",0.5]]}"#,
        r#"{"id":"乙.txt","spans":[[0,2,"OFFICE",0.5],[0,99,"ROLE",0.5],[0,2,"ROLE",87],[2,2,"ROLE",1]]}"#,
        r#"{"id":"乙.txt","spans":[{"start":0,"end":2,"label":"ROLE","text":"局长","score":0.5}]}"#,
        r#"{"id":"乙.txt","spans":[[0,2,"ROLE",0.4],[0,2,"ROLE",0.8],[2,4,"PERSON"]],"model":"x"}"#,
        r#"{"id":"乙.txt"}"#,
        "{",
    ];
    desk.put("m.jsonl", lines.join("\n"));
    let run = desk.ends(1, &[&bring("m.jsonl")[..], &["--json"]].concat());
    let said: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(said["source"], "bert");
    assert_eq!(said["spans"], 2);
    assert_eq!(said["labels"], serde_json::json!({"PERSON": 1, "ROLE": 1}));
    assert_eq!(said["repeated"], 1);
    assert_eq!(said["unscored"], 1);
    assert_eq!(said["unread_fields"], serde_json::json!({"model": 1}));
    let refused = said["refused"].as_array().unwrap();
    let found: Vec<_> = refused
        .iter()
        .map(|r| (r["line"].as_u64().unwrap(), r["spans"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            (1, 2),
            (2, 1),
            (3, 1),
            (3, 1),
            (3, 1),
            (3, 1),
            (4, 1),
            (6, 1),
            (7, 1)
        ]
    );
    // Of the two that say the same the surer one counts; one without a score is at a half.
    let saved = desk.read("p.ron");
    assert!(saved.contains(r#""市长", (origin: Suggested(source: "bert", score: 800))"#));
    assert!(saved.contains(r#""周明", (origin: Suggested(source: "bert", score: 500))"#));
    let run = desk.ends(1, &bring("m.jsonl"));
    assert!(
        run.err
            .contains("87 is not a score; scores are numbers from 0 to 1")
    );
    assert!(run.err.contains("1 span came without a score and got 0.50"));
    assert!(run.err.contains("10 entries refused"), "{}", run.err);
}

#[test]
fn a_name_that_is_taken_is_refused_with_a_sentence() {
    let desk = Desk::with_project();
    desk.put("m.jsonl", SCORED);
    let before = desk.read("p.ron");
    for (name, why) in [
        ("learner", "the name of a source of the program's own"),
        ("lexicon:官", "the name of a source of the program's own"),
        ("li", "the name of somebody's layer"),
        (" bert", "without space at its ends"),
    ] {
        let run = desk.ends(2, &["predictions", "p.ron", "m.jsonl", "--source", name]);
        assert!(run.err.contains(why), "{}", run.err);
    }
    assert_eq!(desk.read("p.ron"), before);
}

#[test]
fn labels_and_another_default_score_come_on_request() {
    let desk = Desk::with_project();
    desk.put("m.jsonl", r#"{"id":"乙.txt","spans":[[0,2,"OFFICE"]]}"#);
    let more = ["--add-labels", "--default-score", "0.85"];
    let run = desk.ok(&[&bring("m.jsonl")[..], &more].concat());
    assert!(run.out.contains("new label OFFICE"), "{}", run.out);
    assert!(desk.read("p.ron").contains("score: 850"));
    let run = desk.ends(
        2,
        &[&bring("m.jsonl")[..], &["--default-score", "8"]].concat(),
    );
    assert!(run.err.contains("a score is a number from 0 to 1"));
}
