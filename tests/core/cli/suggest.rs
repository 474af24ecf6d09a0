//! `suggest`: what the window would suggest, in a shape that `predictions` reads.

use super::*;

const LABELLED: &str = r#"{"id":"甲.txt","spans":[[2,5,"PERSON"],[0,2,"ROLE"]]}"#;

/// A project in which a name was labelled that stands in the other document too.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.put("甲.txt", "局长林知远到会。\n会后参观。\n");
    desk.put("乙.txt", "市长周明、林知远讲话。六保和六稳\n");
    desk.ok(&["new", "p.ron", "甲.txt", "乙.txt"]);
    desk
}

fn spans(run: &Run, doc: &str) -> Vec<Value> {
    let lines = run
        .out
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    let mut of_doc = lines.filter(|line| line["doc"] == doc);
    of_doc.next().unwrap()["spans"].as_array().unwrap().clone()
}

#[test]
fn before_anything_is_labelled_lists_suggest_and_it_says_that_nothing_was_learned() {
    let desk = desk();
    let run = desk.ok(&["suggest", "p.ron", "--json"]);
    assert!(
        run.err.contains("the learner suggests nothing"),
        "{}",
        run.err
    );
    let found = spans(&run, "乙.txt");
    let is_one = |span: &&Value| span["text"] == "六保" && span["label"] == "SLOGAN";
    let span = found.iter().find(is_one).expect("a set phrase");
    assert_eq!((&span["start"], &span["end"]), (&11.into(), &13.into()));
    let source = span["source"].as_str().unwrap();
    assert!(source.starts_with("lexicon:builtin:slogan/"), "{source}");
    let score = span["score"].as_f64().unwrap();
    assert!((0.5..1.0).contains(&score), "{score}");
}

#[test]
fn what_was_labelled_is_suggested_elsewhere_and_not_again() {
    let desk = desk();
    desk.put("l.jsonl", LABELLED);
    desk.ok(&["import", "p.ron", "l.jsonl", "--annotator", "li"]);
    let before = desk.read("p.ron");
    let run = desk.ok(&[
        "suggest",
        "p.ron",
        "--train-on",
        "li",
        "--json",
        "--score",
        "0",
    ]);
    assert!(
        run.err.contains("learned from 2 spans of li in 1 document"),
        "{}",
        run.err
    );
    let here = spans(&run, "甲.txt");
    assert!(
        here.iter().all(|span| span["start"].as_u64() >= Some(5)),
        "{here:?}"
    );
    let there = spans(&run, "乙.txt");
    let names = there.iter().filter(|span| span["text"] == "林知远");
    let labels: Vec<_> = names.map(|span| span["label"].clone()).collect();
    assert_eq!(labels, ["PERSON"]);
    assert_eq!(desk.read("p.ron"), before, "nothing is written");
    let lines = desk.ok(&["suggest", "p.ron"]);
    assert!(lines.out.contains("⟦林知远⟧讲话"), "{}", lines.out);
    let least = desk.ok(&["suggest", "p.ron", "--score", "1"]);
    assert_eq!(least.out, "");
    // What it writes comes in as predictions.
    desk.put("s.jsonl", &run.out);
    let run = desk.ok(&["predictions", "p.ron", "s.jsonl", "--source", "other"]);
    assert!(run.out.contains("in 2 documents"), "{}", run.out);
}

#[test]
fn a_layer_that_is_not_there_and_a_score_out_of_bounds_are_refused() {
    let desk = desk();
    desk.put("l.jsonl", LABELLED);
    desk.ok(&["import", "p.ron", "l.jsonl", "--annotator", "li"]);
    let run = desk.ends(2, &["suggest", "p.ron", "--train-on", "wang"]);
    assert!(
        run.err.contains("wang") && run.err.contains("li"),
        "{}",
        run.err
    );
    for score in ["1.5", "-1", "x"] {
        let score = format!("--score={score}");
        let run = desk.ends(2, &["suggest", "p.ron", &score]);
        assert!(run.err.contains("from 0 to 1"), "{}", run.err);
    }
}
