//! Verbs beside journals and locks: what they read, what they refuse, what they leave behind.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::session::Keeper;
use zhubi::session::Session;

use super::Desk;

/// Opens the project of a desk as a window does, and adds a layer that is not saved.
fn window_with_a_layer(desk: &Desk) -> Session {
    let keeper = Keeper::new(None, "小王".to_owned(), "电脑乙".to_owned());
    let opened = Session::open_kept(&desk.path("p.ron"), &keeper).unwrap();
    assert!(opened.troubles.is_empty() && opened.others.is_empty());
    let mut session = opened.session;
    let doc = session.project().documents.at(0).unwrap().id.clone();
    session
        .run(Command::AddLayer(LayerRef::new(doc, "zhao")))
        .unwrap();
    let watch = session.watch().unwrap();
    assert!(watch.flush(Duration::from_secs(20)));
    session
}

/// Everything beside the project: the journals, the locks, with their bytes.
fn journals(desk: &Desk) -> Vec<(PathBuf, Vec<u8>)> {
    let listed = fs::read_dir(desk.path("p.ron.journal")).unwrap();
    let paths = listed.map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = paths
        .map(|path| (path.clone(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}

#[test]
fn reading_verbs_see_what_a_session_has_not_saved_and_touch_nothing() {
    for is_alive in [true, false] {
        let desk = Desk::with_project();
        let session = window_with_a_layer(&desk);
        let _alive = is_alive.then_some(session);
        let before = (journals(&desk), desk.files());
        let said = "1 act of an unsaved session included (小王 on 电脑乙";
        let run = desk.ok(&["show", "p.ron"]);
        assert!(run.out.contains("zhao"), "{}", run.out);
        assert!(run.err.contains(said), "{}", run.err);
        for args in [
            &["check", "p.ron"][..],
            &["find", "p.ron", "局长"],
            &["export", "p.ron", "--to", "jsonl", "--output", "-"],
        ] {
            let run = desk.run(args);
            assert!(run.err.contains(said), "{args:?}: {}", run.err);
        }
        assert_eq!((journals(&desk), desk.files()), before);
    }
}

#[test]
fn writing_verbs_refuse_what_somebody_has_open_and_name_them() {
    let desk = Desk::with_project();
    let session = window_with_a_layer(&desk);
    let before = journals(&desk);
    desk.put("丙.txt", "又一篇");
    desk.put("s.jsonl", super::SPANS);
    for args in [
        &["documents", "add", "p.ron", "丙.txt"][..],
        &["documents", "remove", "p.ron", "甲.txt"],
        &["documents", "rename", "p.ron", "甲.txt", "丁.txt"],
    ] {
        desk.refused(args, "p.ron is open: by 小王 on 电脑乙");
    }
    assert_eq!(journals(&desk), before);
    drop(session);
    desk.ok(&["documents", "add", "p.ron", "丙.txt"]);
}

#[test]
fn writing_verbs_bring_in_what_a_session_left_and_can_be_taken_back_in_a_window() {
    let desk = Desk::with_project();
    drop(window_with_a_layer(&desk));
    let run = desk.ok(&["documents", "rename", "p.ron", "甲.txt", "丁.txt"]);
    assert!(
        run.err.contains("1 act of an unsaved session brought in"),
        "{}",
        run.err
    );
    // The file has both, and nothing is left to be recovered.
    let (session, _) = Session::open(&desk.path("p.ron")).unwrap();
    let doc = session.project().documents.by_name("丁.txt").unwrap();
    assert!(doc.layer("zhao").is_some());
    assert_eq!(desk.ok(&["show", "p.ron"]).err, "");
    let keeper = Keeper::new(None, String::new(), "电脑乙".to_owned());
    let opened = Session::open_kept(&desk.path("p.ron"), &keeper).unwrap();
    assert_eq!(opened.report.n_acts, 0);
    let mut session = opened.session;
    session.undo().unwrap();
    assert!(session.project().documents.by_name("甲.txt").is_some());
    session.undo().unwrap();
    let doc = session.project().documents.by_name("甲.txt").unwrap();
    assert!(doc.layer("zhao").is_none());
}

#[test]
fn what_is_wrong_with_a_journal_is_said_and_the_file_is_shown() {
    let desk = Desk::with_project();
    fs::create_dir(desk.path("p.ron.journal")).unwrap();
    desk.put(
        "p.ron.journal/20260101T000000Z-000001-000000.journal",
        "something else entirely, and much longer than the first line of any journal is\n",
    );
    let run = desk.ok(&["show", "p.ron"]);
    assert!(
        run.err.contains("is no journal that this version knows"),
        "{}",
        run.err
    );
    assert!(run.out.contains("甲.txt"));
}

#[test]
fn verbs_begin_no_journal_where_there_is_none() {
    let desk = Desk::with_project();
    desk.ok(&["documents", "rename", "p.ron", "甲.txt", "丁.txt"]);
    desk.ok(&["show", "p.ron"]);
    assert!(!desk.path("p.ron.journal").exists());
}

#[test]
fn a_verb_whose_save_fails_leaves_nothing_in_the_journal() {
    let desk = Desk::with_project();
    let session = window_with_a_layer(&desk);
    drop(session);
    let before = desk.read("p.ron");
    // A folder where the backup belongs: the file cannot be replaced without losing it.
    fs::create_dir(desk.path("p.ron.bak")).unwrap();
    let args = ["documents", "rename", "p.ron", "甲.txt", "丁.txt"];
    let run = desk.run(&args);
    assert_eq!(run.code, 2, "{}", run.err);
    assert_eq!(desk.read("p.ron"), before);
    let run = desk.ok(&["show", "p.ron"]);
    assert!(
        run.out.contains("甲.txt") && !run.out.contains("丁.txt"),
        "{}",
        run.out
    );
}

#[test]
fn a_damaged_project_is_said_to_have_versions_where_it_has() {
    let desk = Desk::with_project();
    let whole = std::fs::read(desk.path("p.ron")).unwrap();
    desk.put("p.ron.bak", &whole);
    desk.put("p.ron", &whole[..whole.len() / 2]);
    let said = "can be opened in the window: zhubi p.ron";
    desk.refused(&["show", "p.ron"], said);
    std::fs::remove_file(desk.path("p.ron")).unwrap();
    desk.refused(&["show", "p.ron"], said);
    desk.put("q.ron", "(format: 1, ");
    let run = desk.run(&["show", "q.ron"]);
    assert!(!run.err.contains("window"), "{}", run.err);
}
