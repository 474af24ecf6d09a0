//! `view` and `find`.

use super::*;

#[test]
fn view_prints_what_the_window_shows() {
    let desk = Desk::new();
    desk.put("甲.txt", GLOSSED);
    for (view, shown) in [
        ("reading", "統一戰線\r\n731日,當?shù)倪^\n"),
        ("simplified", "统一战线\r\n731日,当?shù)倪^\n"),
        ("traditional", "統一戰線\r\n731日,當?shù)倪^\n"),
        ("raw", GLOSSED),
    ] {
        let run = desk.ok(&["view", "甲.txt", "--as", view]);
        assert_eq!(run.out, shown, "{view}");
        assert!(run.err.contains("3 damaged places"), "{}", run.err);
    }
    assert_eq!(
        desk.ok(&["view", "甲.txt"]).out,
        "統一戰線\r\n731日,當?shù)倪^\n"
    );
    let (bytes, _, _) = encoding_rs::GB18030.encode("習(xí)近平總書記");
    desk.put("乙.txt", bytes);
    let run = desk.ok(&["view", "乙.txt", "--encoding", "gbk", "--as", "simplified"]);
    assert_eq!((run.out.as_str(), run.err.as_str()), ("习近平总书记", ""));
}

#[test]
fn the_map_of_a_view_lists_what_is_hidden_and_damaged() {
    let desk = Desk::new();
    desk.put("甲.txt", GLOSSED);
    let run = desk.ok(&["view", "甲.txt", "--map"]);
    let map: Value = serde_json::from_str(&run.out).unwrap();
    let expected = serde_json::json!({
        "document": "甲.txt", "encoding": "UTF-8", "as": "reading", "characters": 38, "shown": 20,
        "hidden": [[1, 7], [9, 15], [24, 30]],
        "damage": [
            {"start": 18, "end": 22, "kind": "impossible_date", "text": "731日"},
            {"start": 30, "end": 35, "kind": "orphaned_gloss", "text": "?shù)"},
            {"start": 30, "end": 37, "kind": "lost_bytes", "text": "?shù)倪^", "reading": "□過"},
        ],
    });
    assert_eq!(map, expected);
    let raw = desk.ok(&["view", "甲.txt", "--map", "--as", "raw"]);
    let raw: Value = serde_json::from_str(&raw.out).unwrap();
    assert_eq!(
        (&raw["hidden"], &raw["shown"]),
        (&serde_json::json!([]), &raw["characters"])
    );
    desk.refused(&["view", "无.txt"], "no such file");
    desk.refused(&["view", "甲.txt", "--as", "wild"], "possible values");
}

#[test]
fn find_tells_places_in_each_document() {
    let desk = Desk::new();
    desk.put("甲.txt", "見習(xí)近 平(píng)說。\n习近平到会。\n");
    desk.put("乙.txt", "无人。");
    desk.ok(&["new", "p.ron", "甲.txt", "乙.txt"]);
    let run = desk.ok(&["find", "p.ron", "習近平", "--json"]);
    let lines: Vec<Value> = run
        .out
        .lines()
        .map(|l| serde_json::from_str(l).unwrap())
        .collect();
    let place = |start: usize, end: usize, words: &str| serde_json::json!({"document": "甲.txt", "start": start, "end": end, "words": words});
    assert_eq!(
        lines,
        [place(1, 15, "習(xí)近 平(píng)"), place(18, 21, "习近平")]
    );
    assert!(
        run.err.contains("2 places in 1 of 2 documents"),
        "{}",
        run.err
    );
    let run = desk.ok(&["find", "p.ron", "习近平"]);
    let expected = "甲.txt:1-15: 見⟦習(xí)近 平(píng)⟧說。\n甲.txt:18-21: ⟦习近平⟧到会。\n";
    assert_eq!(run.out, expected);
    let run = desk.ok(&["find", "p.ron", "习近平", "--exact", "--json"]);
    assert_eq!(run.out.lines().count(), 1);
    let run = desk.ok(&["find", "p.ron", "^习.平|无[^。]", "--regex", "--json"]);
    assert_eq!(run.out.lines().count(), 2);
    assert_eq!(desk.ok(&["find", "p.ron", "没有"]).out, "");
    desk.refused(
        &["find", "p.ron", "(", "--regex"],
        "the pattern cannot be read",
    );
    desk.refused(&["find", "p.ron", " 　"], "nothing to look for");
    desk.refused(&["find", "q.ron", "甲"], "q.ron");
    desk.refused(
        &["find", "p.ron", "习近(", "--regex"],
        "at character 3: unclosed group",
    );
}

#[test]
fn find_is_restricted_by_label_annotator_and_status() {
    let desk = Desk::new();
    desk.put("甲.txt", "周河生见林知远。");
    desk.put("乙.txt", "林知远到会。");
    desk.ok(&["new", "p.ron", "甲.txt", "乙.txt"]);
    let person = |range: &str| format!("{{\"text\":\"周河生见林知远。\",\"spans\":[{range}]}}\n");
    desk.put("li.jsonl", person("[0,3,\"PERSON\"]"));
    desk.put("wang.jsonl", person("[4,7,\"PERSON\"],[0,3,\"ROLE\"]"));
    for name in ["li", "wang"] {
        let file = format!("{name}.jsonl");
        desk.ok(&["import", "p.ron", &file, "--annotator", name]);
    }
    let found = |options: &[&str]| -> Vec<String> {
        let search = ["find", "p.ron", "周河生|林知远", "--regex"];
        let run = desk.ok(&[&search, options].concat());
        let places = run
            .out
            .lines()
            .map(|line| line.split(": ").next().unwrap().to_owned());
        places.collect()
    };
    let (zhou, lin, other) = ("甲.txt:0-3", "甲.txt:4-7", "乙.txt:0-3");
    for (options, expected) in [
        (&[][..], &[zhou, lin, other][..]),
        (&["--unlabelled"], &[other]),
        (&["--unlabelled", "--annotator", "li"], &[lin]),
        (&["--label", "PERSON"], &[zhou, lin]),
        (&["--label", "PERSON", "--annotator", "li"], &[zhou]),
        (&["--label", "ROLE"], &[zhou]),
        (
            &[
                "--label",
                "ROLE",
                "--label",
                "PERSON",
                "--annotator",
                "wang",
            ],
            &[zhou, lin],
        ),
        (&["--annotator", "wang"], &[zhou, lin]),
        (&["--status", "to_do"], &[zhou, lin, other]),
        (&["--status", "to_do", "--unlabelled"], &[other]),
        (&["--status", "done"], &[]),
    ] {
        assert_eq!(found(options), expected, "{options:?}");
    }
    let refused = |options: &[&str], why| {
        desk.refused(&[&["find", "p.ron", "周"], options].concat(), why);
    };
    refused(&["--label", "无"], "there is no label");
    refused(&["--annotator", "zhao"], "there are li, wang");
    refused(&["--status", "half"], "possible values");
    refused(&["--label", "ROLE", "--unlabelled"], "cannot be used with");
}

// The example documents and their gold spans.
