//! The effort benchmark on texts of our own: it ends with the gold, and its sums can be done again.

use std::path::Path;

use serde_json::Value;

#[path = "../../examples/effort/annotator/mod.rs"]
mod annotator;
#[path = "../../examples/effort/report.rs"]
mod report;

use self::annotator::Assist;
use self::annotator::gold;
use self::annotator::gold::GoldDocument;
use self::annotator::price::Act;
use self::annotator::price::Ledger;

fn own() -> Vec<GoldDocument> {
    let folder = Path::new("tests/data/effort");
    let read = gold::read(&folder.join("documents"), &folder.join("gold"));
    read.expect("the texts can be read")
}

/// Labels documents; that each ends with exactly its gold is a condition of success.
fn labelled(documents: &[GoldDocument], assist: Assist) -> Ledger {
    annotator::label(documents, assist).expect("the documents end with their gold")
}

fn figure(json: &Value, name: &str) -> f64 {
    let figure = json[name].as_f64();
    figure.unwrap_or_else(|| panic!("no {name} in {json}"))
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 0.005
}

/// Prices an act anew from what the log says of it; `held` are the modifiers held before.
fn priced(act: &Act, held: &mut Vec<String>) -> f64 {
    if act.is_decision {
        return 1.35;
    }
    let what = act.what.split(" (").next().unwrap_or_default();
    let is_of_mouse = matches!(what, "Drag" | "Click(2)");
    if is_of_mouse || what.starts_with("hand to") {
        held.clear();
    }
    match what {
        "Drag" => 1.1 + 0.1 + 1.1 + 0.1,
        "Click(2)" => 1.1 + 4.0 * 0.1,
        "hand to Mouse" | "hand to Keys" => 0.4,
        keys => {
            let mut all: Vec<String> = keys.split('+').map(str::to_owned).collect();
            all.pop();
            let n_new = all.iter().filter(|one| !held.contains(one)).count();
            *held = all;
            0.28 * (1 + n_new) as f64
        }
    }
}

#[test]
fn every_price_can_be_recomputed_from_the_log() {
    let ledger = labelled(&own(), Assist::None);
    let json = report::json(&ledger, "none");
    let mut held = Vec::new();
    let (mut hand, mut total) = (0.0, 0.0);
    for act in &ledger.acts {
        let price = priced(act, &mut held);
        assert!(near(price, act.seconds), "{price} {act:?}");
        total += price;
        hand += if act.is_decision { 0.0 } else { price };
    }
    let n_spans = figure(&json, "spans");
    assert!(near(hand, figure(&json, "hand_seconds")), "{hand}");
    assert!(near(total, figure(&json, "total_seconds")), "{total}");
    // By hand, each span is decided on once and nothing else is; the plain tool drags for each.
    assert!(near(total - hand, n_spans * 1.35), "{total} {hand}");
    assert!(near(figure(&json, "plain_hand_seconds"), n_spans * 2.68));
    assert!(near(figure(&json, "plain_total_seconds"), n_spans * 4.03));
    let sources = json["sources"].as_array().expect("there are sources");
    let names: Vec<&str> = sources
        .iter()
        .filter_map(|s| s["source"].as_str())
        .collect();
    assert_eq!(names, ["document", "hand"], "nothing is suggested");
}

#[test]
fn suggestions_save_half_of_the_hand_work_and_runs_are_alike() {
    let documents = own();
    let ledger = labelled(&documents, Assist::All);
    let again = labelled(&documents, Assist::All);
    assert_eq!(report::log(&ledger), report::log(&again));
    let json = report::json(&ledger, "all");
    assert_eq!(json, report::json(&again, "all"));
    assert_eq!(report::table(&ledger, "all"), report::table(&again, "all"));
    let share = |part, whole| figure(&json, part) / figure(&json, whole);
    assert!(share("hand_seconds", "plain_hand_seconds") < 0.5, "{json}");
    assert!(
        share("total_seconds", "plain_total_seconds") < 0.75,
        "{json}"
    );
    // What documents and sources are said to cost is all there is.
    for parts in ["documents", "sources"] {
        let parts = json[parts].as_array().expect("there are parts");
        for name in ["spans", "acts", "hand_seconds", "total_seconds"] {
            let sum: f64 = parts.iter().map(|part| figure(part, name)).sum();
            assert!(near(sum, figure(&json, name)), "{name}: {sum} {json}");
        }
    }
}

#[test]
fn gold_that_does_not_fit_its_text_is_an_error() {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        std::fs::write(path, content).expect("the file can be written");
    };
    write("甲.txt", "县长周明讲话。");
    for (line, why) in [
        (
            r#"{"start":2,"end":4,"label":"PERSON","text":"周朋"}"#,
            "周朋",
        ),
        (
            r#"{"start":2,"end":40,"label":"PERSON","text":"周明"}"#,
            "40",
        ),
        (r#"{"start":2,"end":4,"label":"PERSON"}"#, "line 1"),
    ] {
        write("甲.txt.jsonl", line);
        let read = gold::read(folder.path(), folder.path());
        let labelled = read.and_then(|documents| annotator::label(&documents, Assist::None));
        let told = labelled.expect_err("the gold is wrong");
        assert!(told.contains(why), "{told}");
    }
}

#[test]
fn on_the_example_documents_the_bounds_hold() {
    let (documents, gold) = ("../shared/documents", "../shared/gold");
    if !Path::new(documents).is_dir() {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    }
    let documents = gold::read(Path::new(documents), Path::new(gold)).expect("there is gold");
    let json = report::json(&labelled(&documents, Assist::All), "all");
    let share = |part, whole| figure(&json, part) / figure(&json, whole);
    assert!(share("hand_seconds", "plain_hand_seconds") <= 0.5, "{json}");
    assert!(
        share("total_seconds", "plain_total_seconds") <= 0.75,
        "{json}"
    );
}
