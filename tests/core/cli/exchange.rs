//! `import` and `export`.

use super::*;

#[test]
fn spans_and_relations_come_in_once() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.put("甲.txt.rel.jsonl", RELATIONS);
    let files = ["甲.txt.rel.jsonl", "甲.txt.jsonl"];
    let import = ["import", "p.ron", files[0], files[1]];
    let run = desk.ok(&import);
    assert_eq!(
        run.out,
        "added 3 spans and 1 relation to the layer li of 1 document\n"
    );
    let once = desk.read("p.ron");
    let run = desk.ok(&import);
    assert!(run.out.contains("4 there already"), "{}", run.out);
    assert_eq!(desk.read("p.ron"), once);
}

#[test]
fn what_does_not_fit_is_named_and_the_rest_goes_in() {
    let desk = Desk::with_project();
    let lines = format!(
        "{SPANS}{}\n",
        r#"{"start":2,"end":5,"label":"ROLE","text":"林知道"}"#
    );
    desk.put("甲.txt.jsonl", lines);
    let run = desk.ends(1, &["import", "p.ron", "甲.txt.jsonl"]);
    assert!(run.out.starts_with("added 3 spans"), "{}", run.out);
    let said = "甲.txt.jsonl:4: ROLE 2..5 should cover “林知道”, but the text has “林知远” there";
    assert!(run.err.contains(said), "{}", run.err);
    assert_eq!(desk.shown("p.ron")["layers"][0]["spans"], 3);
}

#[test]
fn labels_come_in_on_request_only() {
    let desk = Desk::with_project();
    desk.put("a.jsonl", r#"{"id":"乙.txt","spans":[[0,2,"OFFICE"]]}"#);
    let run = desk.ends(1, &["import", "p.ron", "a.jsonl"]);
    assert!(
        run.err.contains("OFFICE 0..2 has a label that is not in"),
        "{}",
        run.err
    );
    assert!(run.err.contains("--add-labels"), "{}", run.err);
    let run = desk.ok(&["import", "p.ron", "a.jsonl", "--add-labels"]);
    assert!(run.out.contains("new label OFFICE"), "{}", run.out);
    let shown = desk.shown("p.ron");
    assert_eq!(shown["labels"].as_array().unwrap().len(), 5);
    assert_eq!(shown["layers"][0]["counts"]["OFFICE"], 1);
    desk.ok(&["check", "p.ron"]);
}

#[test]
fn the_layer_is_named_or_the_only_one() {
    let desk = Desk::new();
    desk.put("乙.txt", "市长周明讲话");
    desk.put("a.jsonl", r#"{"id":"乙.txt","spans":[[0,2,"ROLE"]]}"#);
    desk.ok(&["new", "p.ron", "乙.txt"]);
    desk.refused(&["import", "p.ron", "a.jsonl"], "--annotator");
    desk.refused(&["export", "p.ron", "--to", "jsonl", "-o", "o"], "--layer");
    desk.ok(&["import", "p.ron", "a.jsonl", "--annotator", "gold"]);
    desk.ok(&["import", "p.ron", "a.jsonl"]);
    desk.ok(&["import", "p.ron", "a.jsonl", "--annotator", "wu"]);
    desk.refused(&["import", "p.ron", "a.jsonl"], "gold, wu");
    desk.refused(&["export", "p.ron", "--to", "jsonl", "-o", "o"], "gold, wu");
    let export = ["export", "p.ron", "--to", "jsonl", "-o", "o", "--layer"];
    desk.refused(&[&export[..], &["none"]].concat(), "none");
    desk.ok(&[&export[..], &["gold"]].concat());
}

#[test]
fn a_file_that_cannot_be_read_keeps_everything_out() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.put("bad.jsonl", b"{\"start\":0}\n\xB0\xA1");
    desk.put("nul.jsonl", b"\0");
    desk.refused(&["import", "p.ron", "甲.txt.jsonl", "bad.jsonl"], "line 2");
    desk.refused(&["import", "p.ron", "甲.txt.jsonl", "nul.jsonl"], "NUL");
    desk.refused(
        &["import", "p.ron", "甲.txt.jsonl", "gone.jsonl"],
        "gone.jsonl",
    );
    desk.refused(&["import", "p.ron", "."], ".");
}

#[test]
fn spans_of_one_label_that_overlap_come_in_and_check_names_them() {
    let desk = Desk::with_project();
    let line = r#"{"id":"乙.txt","spans":[[0,4,"EVENT"],[2,6,"EVENT"]]}"#;
    desk.put("a.jsonl", line);
    desk.ok(&["import", "p.ron", "a.jsonl"]);
    let run = desk.ends(1, &["check", "p.ron"]);
    let line = run
        .out
        .lines()
        .find(|line| line.contains("error: "))
        .unwrap();
    let parts: Vec<&str> = line.splitn(4, ':').collect();
    assert_eq!(parts[0], "p.ron");
    assert!(parts[1].parse::<usize>().unwrap() > 1, "{line}");
    assert!(parts[2].parse::<usize>().is_ok(), "{line}");
}

// Export.

#[test]
fn an_export_is_the_same_bytes_twice_and_comes_back_whole() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl"]);
    for format in ["jsonl", "conll-bio", "conll-bioes"] {
        let run = desk.ok(&["export", "p.ron", "--to", format, "-o", "once"]);
        assert!(
            run.out.starts_with("wrote once: 2 documents, "),
            "{}",
            run.out
        );
        desk.ok(&["export", "p.ron", "--to", format, "-o", "twice"]);
        assert_eq!(desk.read("once"), desk.read("twice"));
        let run = desk.ok(&["export", "p.ron", "--to", format, "-o", "-"]);
        assert_eq!(run.out, desk.read("once"));
    }
    desk.ok(&[
        "export",
        "p.ron",
        "--to",
        "jsonl",
        "-o",
        "out.jsonl",
        "--strict",
    ]);
    let line = r#"{"id":"甲.txt","text":"局长林知远到会。\n会后参观。\n","spans":[{"start":0,"end":5,"label":"EVENT","text":"局长林知远"},{"start":0,"end":2,"label":"ROLE","text":"局长"},{"start":2,"end":5,"label":"PERSON","text":"林知远"}],"annotator":"li"}"#;
    assert_eq!(desk.read("out.jsonl").lines().next().unwrap(), line);
    desk.ok(&["new", "q.ron", "甲.txt", "乙.txt"]);
    desk.ok(&["import", "q.ron", "out.jsonl", "--annotator", "li"]);
    desk.ok(&["export", "q.ron", "--to", "jsonl", "-o", "back.jsonl"]);
    assert_eq!(desk.read("back.jsonl"), desk.read("out.jsonl"));
}

#[test]
fn what_gets_lost_is_told_and_can_be_forbidden() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.put("甲.txt.rel.jsonl", RELATIONS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl", "甲.txt.rel.jsonl"]);
    let export = |more: &[&str]| {
        let args = ["export", "p.ron", "--to", "conll-bio", "-o", "out"];
        desk.run(&[&args[..], more].concat())
    };
    for forbids in [["--overlap", "error"].as_slice(), &["--strict"]] {
        let run = export(forbids);
        assert_eq!(
            (run.code, run.out.as_str()),
            (1, ""),
            "{forbids:?}: {}",
            run.err
        );
        assert!(
            run.err
                .contains("2 nested spans left out: 甲.txt 0..2 ROLE “局长”"),
            "{}",
            run.err
        );
        assert!(run.err.contains("nothing was written"), "{}", run.err);
        assert!(!desk.path("out").exists());
    }
    let run = export(&[]);
    assert_eq!(run.code, 0);
    assert!(run.out.contains("1 span (EVENT 1)"), "{}", run.out);
    assert!(desk.read("out").starts_with("局\tB-EVENT\n长\tI-EVENT\n"));
    let jsonl = ["export", "p.ron", "--to", "jsonl", "-o", "out.jsonl"];
    desk.ok(&[&jsonl[..], &["--strict"]].concat());
    assert!(desk.read("out.jsonl").contains("\"relations\":[{\"rel\""));
    desk.ok(&[&jsonl[..], &["--overlap", "error"]].concat());
}

#[test]
fn an_output_needs_a_folder_and_never_replaces_the_project() {
    let desk = Desk::with_project();
    let export = |out: &'static str| ["export", "p.ron", "--to", "jsonl", "-o", out];
    desk.refused(&export("none/out"), "no folder none");
    desk.refused(&export("p.ron"), "is the project itself");
    desk.refused(&export("."), "is a folder");
}

#[cfg(unix)]
#[test]
fn a_device_is_written_to_and_not_replaced() {
    let desk = Desk::with_project();
    let link = desk.path("sink");
    std::os::unix::fs::symlink("/dev/null", &link).unwrap();
    desk.ok(&["export", "p.ron", "--to", "jsonl", "-o", "sink"]);
    assert!(!fs::metadata(&link).unwrap().is_file());
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

// Check.
