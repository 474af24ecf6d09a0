//! `train-eval`: the numbers it prints, and what it says of files that are not right.

use super::*;

/// Made-up lines of people in office.
fn lines(n: usize, first: usize) -> String {
    let surnames: Vec<char> = "王李张刘陈杨赵黄周吴".chars().collect();
    let given: Vec<char> = "伟芳娜敏静丽强磊军洋".chars().collect();
    let lines = (first..first + n).map(|i| {
        let (a, b) = (surnames[i % 10], given[(i * 7 + i / 10) % 10]);
        let office = ["局长", "市长", "主任"][i % 3];
        format!(
            "{{\"text\":\"昨天，{office}{a}{b}到会。\",\"spans\":[[3,5,\"ROLE\"],[5,7,\"PERSON\"]]}}\n"
        )
    });
    lines.collect()
}

#[test]
fn train_eval_prints_the_numbers_it_promises() {
    let desk = Desk::new();
    desk.put("train.jsonl", lines(30, 0));
    desk.put("test.jsonl", lines(20, 100));
    let args = ["train-eval", "train.jsonl", "test.jsonl", "--limit", "20"];
    let run = desk.ok(&[&args[..], &["--json"]].concat());
    let numbers: Value = serde_json::from_str(&run.out).unwrap();
    for path in ["/overall", "/labels/PERSON", "/labels/ROLE"] {
        for name in ["precision", "recall", "f1"] {
            let share = numbers.pointer(&format!("{path}/{name}")).unwrap();
            let share = share.as_f64().unwrap();
            assert!((0.8..=1.0).contains(&share), "{path} {name} {share}");
        }
    }
    assert!(numbers["train_seconds"].as_f64().unwrap() > 0.0);
    assert!(numbers["tag_chars_per_second"].as_f64().unwrap() > 0.0);
    let n_in_bins: u64 = numbers["reliability"]
        .as_array()
        .unwrap()
        .iter()
        .map(|bin| bin["n"].as_u64().unwrap())
        .sum();
    assert!(n_in_bins >= 32, "{n_in_bins}");
    let again = desk.ok(&[&args[..], &["--json"]].concat());
    let again: Value = serde_json::from_str(&again.out).unwrap();
    assert_eq!(
        (&again["overall"], &again["reliability"]),
        (&numbers["overall"], &numbers["reliability"])
    );

    let said = desk.ok(&args).out;
    for words in [
        "Precision",
        "PERSON",
        "all",
        "Right %",
        "20 documents of 200 characters",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let online = desk.ok(&[&args[..], &["--online"]].concat()).out;
    assert!(online.contains("PERSON"), "{online}");
}

#[test]
fn train_eval_names_the_line_that_is_wrong() {
    let desk = Desk::new();
    desk.put("good.jsonl", lines(3, 0));
    for (line, says) in [
        ("{", "bad.jsonl:4:"),
        ("[]", "bad.jsonl:4:"),
        ("{\"spans\":[]}", "bad.jsonl:4: has no \"text\""),
        (
            "{\"text\":\"甲乙\",\"spans\":[[0,3,\"A\"]]}",
            "bad.jsonl:4: A from 0 to 3 is not in a text of 2",
        ),
        (
            "{\"text\":\"甲乙\",\"spans\":[[1,1,\"A\"]]}",
            "bad.jsonl:4: A from 1 to 1",
        ),
        (
            "{\"text\":\"甲乙\",\"spans\":[[-1,1,\"A\"]]}",
            "bad.jsonl:4:",
        ),
        ("{\"text\":\"甲乙\",\"spans\":[[0,1]]}", "bad.jsonl:4:"),
        ("{\"text\":7,\"spans\":[]}", "bad.jsonl:4:"),
    ] {
        desk.put("bad.jsonl", format!("{}{line}\n", lines(3, 0)));
        desk.refused(&["train-eval", "bad.jsonl", "good.jsonl"], says);
        desk.refused(&["train-eval", "good.jsonl", "bad.jsonl"], says);
    }
    desk.put("none.jsonl", "{\"text\":\"甲乙\",\"spans\":[]}\n");
    desk.put("empty.jsonl", "\n\n");
    desk.refused(&["train-eval", "none.jsonl", "good.jsonl"], "no span");
    desk.refused(
        &["train-eval", "good.jsonl", "empty.jsonl"],
        "holds no document",
    );
    desk.refused(&["train-eval", "good.jsonl", "无.jsonl"], "无.jsonl");
    desk.refused(
        &["train-eval", "good.jsonl", "good.jsonl", "--score", "7"],
        "between 0 and 1",
    );
    desk.refused(
        &["train-eval", "good.jsonl", "good.jsonl", "--limit", "0"],
        "no span",
    );
}

/// F1 in hundredths, and the share right of those scored 0.9 and more.
fn measured(desk: &Desk, args: &[&str]) -> (f64, f64) {
    let run = desk.ok(&[&["train-eval"], args, &["--json"]].concat());
    let numbers: Value = serde_json::from_str(&run.out).unwrap();
    let bins = numbers["reliability"].as_array().unwrap();
    let sure = bins
        .iter()
        .filter(|bin| bin["from"].as_f64().unwrap() >= 0.9);
    let (n, right) = sure.fold((0.0, 0.0), |(n, right), bin| {
        let here = bin["n"].as_f64().unwrap();
        (n + here, right + here * bin["right"].as_f64().unwrap())
    });
    (
        100.0 * numbers["overall"]["f1"].as_f64().unwrap(),
        right / n,
    )
}

#[test]
fn few_lines_of_real_data_teach_what_is_promised() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/datasets");
    let (train, dev) = (
        folder.join("resume_train.jsonl"),
        folder.join("resume_dev.jsonl"),
    );
    if !train.exists() {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    }
    let desk = Desk::new();
    // A part of the lines: unoptimized code is slow.
    let some: Vec<String> = fs::read_to_string(dev)
        .unwrap()
        .lines()
        .take(150)
        .map(str::to_owned)
        .collect();
    desk.put("dev.jsonl", some.join("\n"));
    for (limit, least) in [("50", 60.0), ("100", 75.0)] {
        let train = train.to_str().unwrap();
        let (f1, right) = measured(&desk, &[train, "dev.jsonl", "--limit", limit]);
        assert!(f1 >= least, "{limit} lines: F1 {f1}");
        assert!(
            right >= 0.85,
            "{limit} lines: {right} right of those at 0.9 or more"
        );
    }
}
