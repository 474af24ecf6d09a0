//! `zhubi check`: documents by name, JSON, and sources held against their files.

use std::fs;

use serde_json::Value;
use zhubi::edit::command::Command;
use zhubi::session::Session;
use zhubi::text::offset::CharRange;

use super::Desk;
use super::Run;

const TABLE: &str = "text,编号\n局长到会。,1\n市长讲话。,2\n书记参观。,3\n";

/// Makes a project of files in `texts`: `甲.txt`, `2020/乙.txt`, `2021/乙.txt`, three rows of a table.
fn desk() -> Desk {
    let desk = Desk::new();
    for folder in ["texts/2020", "texts/2021", "texts/.git"] {
        fs::create_dir_all(desk.path(folder)).unwrap();
    }
    desk.put("texts/甲.txt", "局长林知远到会。\n会后参观。\n");
    desk.put("texts/2020/乙.txt", "市长周明讲话");
    desk.put("texts/2021/乙.txt", "市长周明又讲话");
    desk.put("texts/名单.csv", TABLE);
    desk.ok(&["new", "p.ron", "texts"]);
    desk
}

fn compare(desk: &Desk, code: i32) -> Run {
    desk.ends(code, &["check", "p.ron", "--sources", "texts"])
}

/// Returns the state and the text of each document's source, as JSON tells them.
fn states(desk: &Desk, code: i32) -> Vec<String> {
    let run = desk.ends(code, &["check", "p.ron", "--sources", "texts", "--json"]);
    let said: Value = serde_json::from_str(&run.out).unwrap();
    let sources = said["sources"].as_array().unwrap().iter();
    let state = |source: &Value| {
        let part = |key: &str| source[key].as_str().unwrap_or("-").to_owned();
        format!("{} {} {}", part("document"), part("state"), part("text"))
    };
    sources.map(state).collect()
}

#[test]
fn unchanged_sources_are_the_same() {
    let desk = desk();
    let run = compare(&desk, 0);
    assert_eq!(run.out, "");
    assert_eq!(run.err, "texts: 6 the same\np.ron: 0 errors, 0 hints\n");
    let all = states(&desk, 0);
    assert!(
        all.iter().all(|state| state.ends_with(" same -")),
        "{all:?}"
    );
    assert_eq!(all.len(), 6);
    // From elsewhere in the tree too.
    desk.ends(1, &["check", "p.ron", "--sources", "texts/2020"]);
    desk.refused(
        &["check", "p.ron", "--sources", "nowhere"],
        "the folder nowhere could not be read",
    );
}

#[test]
fn what_is_not_the_same_is_named_with_its_place() {
    let desk = desk();
    fs::rename(desk.path("texts/甲.txt"), desk.path("texts/2021/丙.txt")).unwrap();
    fs::remove_file(desk.path("texts/2020/乙.txt")).unwrap();
    desk.put("texts/2021/乙.txt", "市长周明不讲话");
    // What is hidden is no source.
    desk.put("texts/.git/乙.txt", "市长周明讲话");
    let run = compare(&desk, 1);
    let project = desk.read("p.ron");
    let line = project
        .lines()
        .position(|line| line.contains("甲.txt"))
        .unwrap();
    let said = |part: &str| assert!(run.out.contains(part), "{part}\n{}", run.out);
    said(
        "error: its source 甲.txt has another name, the same bytes: texts/2021/丙.txt, document 甲.txt (",
    );
    said(
        "its source 乙.txt has changed, and its text with it: texts/2021/乙.txt, document 乙.txt (",
    );
    said(
        "its source 乙.txt has changed, and its text with it: texts/2021/乙.txt, document 2021/乙.txt (",
    );
    assert!(
        run.err
            .contains("texts: 3 the same, 2 changed, 1 under another name\n"),
        "{}",
        run.err
    );
    assert!(
        run.err.ends_with("p.ron: 3 errors, 0 hints\n"),
        "{}",
        run.err
    );
    let first = run.out.lines().next().unwrap();
    let place: Vec<&str> = first.split(':').collect();
    let found: usize = place[1].parse().unwrap();
    assert!(
        place[0] == "p.ron" && found.abs_diff(line + 1) <= 2,
        "{first} {line}"
    );
    fs::remove_file(desk.path("texts/2021/乙.txt")).unwrap();
    let run = compare(&desk, 1);
    let sentence = "its source 乙.txt is not in texts, nor under another name, document 乙.txt (";
    assert!(run.out.contains(sentence), "{}", run.out);
    assert!(run.err.contains("2 missing"), "{}", run.err);
}

#[test]
fn other_bytes_may_hold_the_same_text() {
    let desk = desk();
    let mut bytes = vec![0xFF, 0xFE];
    let text = "局长林知远到会。\n会后参观。\n";
    bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
    desk.put("texts/甲.txt", bytes);
    let run = compare(&desk, 1);
    let sentence = "its source 甲.txt has changed, its text has not; it was in UTF-8 and is in \
                    UTF-16LE: texts/甲.txt, document 甲.txt (";
    assert!(run.out.contains(sentence), "{}", run.out);
    assert!(states(&desk, 1).contains(&"甲.txt changed same".to_owned()));
    desk.put("texts/甲.txt", text.replace('\n', "\r\n"));
    assert!(states(&desk, 1).contains(&"甲.txt changed other".to_owned()));
    desk.put("texts/甲.txt", "");
    assert!(states(&desk, 1).contains(&"甲.txt changed unknown".to_owned()));
}

#[test]
fn a_correction_in_the_project_is_no_change_of_the_source() {
    let desk = desk();
    let (mut session, _) = Session::open(&desk.path("p.ron")).unwrap();
    let doc = session
        .project()
        .documents
        .by_name("甲.txt")
        .unwrap()
        .id
        .clone();
    let range = CharRange::of(0, 2);
    let words = "县长".to_owned();
    session
        .run(Command::CorrectText { doc, range, words })
        .unwrap();
    session.save().unwrap();
    assert!(states(&desk, 0).contains(&"甲.txt same -".to_owned()));
    desk.put("texts/甲.txt", "\u{FEFF}局长林知远到会。\n会后参观。\n");
    assert!(states(&desk, 1).contains(&"甲.txt changed same".to_owned()));
    desk.put("texts/甲.txt", "县长林知远到会。\n会后参观。\n");
    assert!(states(&desk, 1).contains(&"甲.txt changed other".to_owned()));
}

#[test]
fn the_rows_of_a_table_are_found_by_their_text() {
    let desk = desk();
    let rows = |desk: &Desk| -> Vec<String> {
        let all = states(desk, 1).into_iter();
        all.filter(|state| state.starts_with("名单.csv")).collect()
    };
    desk.put(
        "texts/名单.csv",
        TABLE.replace("市长讲话。", "市长不讲话。"),
    );
    let expected = [
        "名单.csv#1 changed same",
        "名单.csv#2 changed other",
        "名单.csv#3 changed same",
    ];
    assert_eq!(rows(&desk), expected);
    desk.put("texts/名单.csv", TABLE.replace("局长到会。,1\n", ""));
    let expected = [
        "名单.csv#1 changed other",
        "名单.csv#2 changed other_row",
        "名单.csv#3 changed other_row",
    ];
    assert_eq!(rows(&desk), expected);
    let run = compare(&desk, 1);
    let sentence = "its source 名单.csv#3 has changed, its text has not; it is in row 2 now: \
                    texts/名单.csv, document 名单.csv#3 (";
    assert!(run.out.contains(sentence), "{}", run.out);
    desk.put("texts/名单.csv", TABLE.replace("text", "新列"));
    assert!(
        rows(&desk)
            .iter()
            .all(|row| row.ends_with("changed unknown"))
    );
    let named = [
        "check",
        "p.ron",
        "--sources",
        "texts",
        "--text-column",
        "新列",
    ];
    let run = desk.ends(1, &named);
    assert!(
        run.out
            .contains("has changed, its text has not: texts/名单.csv"),
        "{}",
        run.out
    );
    let moved = desk.path("texts/2020/名册.csv");
    desk.put("texts/名单.csv", TABLE);
    fs::rename(desk.path("texts/名单.csv"), moved).unwrap();
    assert!(rows(&desk).iter().all(|row| row.ends_with("renamed -")));
}

#[test]
fn a_finding_names_its_document() {
    let desk = Desk::with_project();
    desk.put(
        "甲.txt.jsonl",
        "{\"start\":0,\"end\":8,\"label\":\"EVENT\",\"text\":\"局长林知远到会。\"}\n",
    );
    desk.ok(&["import", "p.ron", "甲.txt.jsonl"]);
    let run = desk.ok(&["check", "p.ron"]);
    assert!(
        run.out
            .contains(": hint: it begins or ends with punctuation"),
        "{}",
        run.out
    );
    assert!(
        run.out.contains(", layer li, document 甲.txt ("),
        "{}",
        run.out
    );
    let whole = desk.read("p.ron");
    desk.put(
        "words.ron",
        whole.replace("\"局长林知远到会。\"", "\"局长林知道到会。\""),
    );
    let run = desk.ends(1, &["check", "words.ron"]);
    assert!(run.out.contains(", document 甲.txt ("), "{}", run.out);
    let run = desk.ends(1, &["check", "words.ron", "--json"]);
    let said: Value = serde_json::from_str(&run.out).unwrap();
    let findings = said["findings"].as_array().unwrap();
    assert!(
        findings
            .iter()
            .any(|f| f["severity"] == "error" && f["document"] == "甲.txt")
    );
    assert!(said.get("sources").is_none());
}
