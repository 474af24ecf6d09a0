//! `zhubi lexicon`: words that are taken, and what is said of those that are not.

use super::Desk;

#[test]
fn words_are_taken_and_a_label_that_is_not_there_is_named() {
    let desk = Desk::with_project();
    desk.put(
        "词.csv",
        "词语,标签\n林知远,人物\n局长,ROLE\n会后,地点\n参观,\n",
    );
    let run = desk.ends(1, &["lexicon", "add", "p.ron", "词.csv", "--name", "单"]);
    assert!(run.out.contains("2 words taken into 单"), "{}", run.out);
    assert!(
        run.err.contains("1 word left out: there is no label 地点"),
        "{}",
        run.err
    );
    assert!(
        run.err.contains("1 word without a label left out"),
        "{}",
        run.err
    );
    let project = desk.read("p.ron");
    assert!(
        project.contains("单 PERSON") && project.contains("\"林知远\""),
        "{project}"
    );

    desk.put("甲词.txt", "市长\n周明\n");
    let run = desk.ok(&["lexicon", "add", "p.ron", "甲词.txt", "--label", "ROLE"]);
    assert!(run.out.contains("2 words taken into 甲词"), "{}", run.out);
    desk.ok(&["check", "p.ron"]);
}

#[test]
fn a_damaged_table_and_a_label_that_is_not_there_change_nothing() {
    let desk = Desk::with_project();
    desk.put("坏.csv", "word,label\n\"局长,ROLE\n市长,ROLE\n");
    desk.refused(&["lexicon", "add", "p.ron", "坏.csv"], "never closed");
    desk.put("词.txt", "局长\n");
    desk.refused(
        &["lexicon", "add", "p.ron", "词.txt", "--label", "WHO"],
        "there is no label WHO",
    );
}
