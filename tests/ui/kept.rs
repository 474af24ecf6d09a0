//! Keeping without being asked: saved by itself, recovered, shared, in trouble, left.

use std::fs;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use egui::accesskit::Role;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::model::ids::DocId;
use zhubi::session::Keeper;
use zhubi::session::Patience;
use zhubi::session::Session;
use zhubi::store::test_disk::TestDisk;
use zhubi::ui::action::Action;
use zhubi::ui::desk::NAMELESS;

use crate::harness::Window;
use crate::harness::keeper;
use crate::harness::make_project;

const TEXT: &str = "林晚秋任云川县县长。";
const LABELLED: &str = "⟦PERSON:林晚秋⟧任云川县县长。";
const RIVER: &str = "周河生出席开工仪式。";

/// Opens a project in a window that keeps it, and labels a name.
fn changed() -> (Window, PathBuf) {
    let mut window = Window::keeping();
    let path = window.open_project("项目.ron", &[("甲.txt", TEXT)]);
    label(&mut window);
    (window, path)
}

fn label(window: &mut Window) {
    window.drag(TEXT, 0, 3);
    window.press("1");
    assert_eq!(window.marked(), LABELLED);
    window.flush();
}

/// Reads the first document of a project with its spans, from the file alone.
fn on_disk(path: &Path) -> String {
    let (session, problems) = Session::open(path).expect("the file opens");
    assert_eq!(problems, []);
    let doc = session.project().documents.at(0).expect("a document");
    match doc.layer(NAMELESS) {
        Some(layer) => zhubi::model::marked::print(&doc.text, &layer.spans),
        None => doc.text.as_str().to_owned(),
    }
}

/// Somebody else adds a layer to the project in its file.
fn somebody_adds_a_layer(path: &Path, who: &str) {
    let (mut session, _) = Session::open(path).expect("the file opens");
    let doc = session
        .project()
        .documents
        .at(0)
        .expect("a document")
        .id
        .clone();
    let added = Command::AddLayer(LayerRef::new(doc, who));
    session.run(added).expect("the layer is new");
    session.save().expect("it can be saved");
}

fn layers(window: &Window) -> Vec<String> {
    let doc = window
        .session()
        .project()
        .documents
        .at(0)
        .expect("a document");
    doc.layers.keys().map(ToString::to_string).collect()
}

fn makes_read_only(folder: &Path, read_only: bool) {
    let mut permissions = fs::metadata(folder).expect("it is there").permissions();
    permissions.set_readonly(read_only);
    fs::set_permissions(folder, permissions).expect("it is ours");
}

#[test]
fn it_is_saved_by_itself_when_nothing_is_done_and_nothing_blinks() {
    let (mut window, path) = changed();
    assert!(window.session().unsaved());
    assert!(window.shows(&window.tr("status-journaled")));
    assert_eq!(on_disk(&path), TEXT);
    let saving = window.tr("status-saving");
    for _ in 0..60 * 4 {
        window.harness.step();
        assert!(!window.shows(&saving));
    }
    assert!(!window.session().unsaved());
    assert_eq!(on_disk(&path), LABELLED);
    assert!(window.shows(&window.tr("status-saved")));
    assert!(!window.desk().said.contains(&window.tr("said-saved")));
}

#[test]
fn it_is_saved_while_work_goes_on_and_when_the_keyboard_goes() {
    let (mut window, path) = changed();
    // Never three seconds without an act.
    for _ in 0..16 {
        window.press("Shift+CloseBracket");
        window.press("Shift+OpenBracket");
        window.wait(2);
    }
    assert_eq!(on_disk(&path), LABELLED);
    window.press("Delete");
    assert!(window.session().unsaved());
    window.focus(false);
    assert_eq!(on_disk(&path), TEXT);
    assert!(!window.session().unsaved());
}

#[test]
fn a_project_with_a_name_is_left_without_a_question_and_saved() {
    let (mut window, path) = changed();
    window.act(Action::CloseProject);
    assert!(window.desk().session.is_none());
    assert_eq!(on_disk(&path), LABELLED);

    let (mut window, path) = changed();
    window.act(Action::Quit);
    assert!(window.desk().closed);
    assert_eq!(on_disk(&path), LABELLED);

    let (mut window, path) = changed();
    let other = make_project(window.folder.path(), "另一个.ron", &[("乙.txt", RIVER)]);
    window.open(std::slice::from_ref(&other));
    assert_eq!(window.session().path(), Some(other.as_path()));
    assert_eq!(on_disk(&path), LABELLED);
}

#[test]
fn what_was_taken_back_before_leaving_can_be_made_again_after() {
    let (mut window, path) = changed();
    window.act(Action::CloseProject);
    window.open(std::slice::from_ref(&path));
    assert_eq!(window.marked(), LABELLED);
    assert!(
        window.desk().notices.open.is_empty(),
        "{}",
        window.notices()
    );
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), TEXT);
}

#[test]
fn a_project_without_a_name_stays_and_is_offered_until_it_has_one() {
    let mut window = Window::keeping();
    let text = window.write("甲.txt", TEXT);
    window.open(&[text]);
    label(&mut window);
    assert!(window.shows(&window.tr("status-unnamed")));
    let at = window
        .session()
        .unnamed()
        .expect("it has a place")
        .to_owned();
    assert!(at.starts_with(window.folder.path()));
    window.act(Action::CloseProject);
    assert!(window.shows(&window.tr("leave-unnamed-title")));
    let there = window.tr("leave-there");
    window.click_button(&there);
    assert!(window.desk().session.is_none());
    assert_eq!(on_disk(&at), LABELLED);
    // On the start page with what it holds, and nowhere among the recent ones.
    window.run();
    assert!(
        window.shows(&window.tr("start-unnamed")),
        "{}",
        window.said()
    );
    assert_eq!(window.desk().settings.recent, Vec::<PathBuf>::new());
    window.click_button("甲.txt");
    assert_eq!(window.marked(), LABELLED);
    // A name, and it is gone from there.
    window.act(Action::CloseProject);
    let name = window.tr("leave-name");
    window.click_button(&name);
    let path = window.folder.path().join("有名字.ron");
    window.answer_path(&path);
    assert!(window.desk().session.is_none(), "{}", window.said());
    assert_eq!(on_disk(&path), LABELLED);
    window.run();
    assert!(!window.shows(&window.tr("start-unnamed")));
    assert!(!at.exists());
}

#[test]
fn after_a_kill_everything_accepted_is_there_and_it_is_said() {
    let (mut window, path) = changed();
    // Nothing is saved and nothing is said to anybody: the lock is gone with the program alone.
    window.harness.state_mut().session = None;
    assert_eq!(on_disk(&path), TEXT);
    let mut again = Window::empty();
    let folder = window.folder.path().to_owned();
    again.harness.state_mut().keeper = Some(keeper(&folder, "小李"));
    again.open(std::slice::from_ref(&path));
    assert_eq!(again.marked(), LABELLED);
    let notices = again.notices();
    let title = again
        .desk()
        .texts
        .tr_with("kept-recovered", [("n", 1.into())]);
    assert!(notices.contains(&title), "{notices}");
    assert!(
        notices.contains("小王") && notices.contains("电脑甲"),
        "{notices}"
    );
    assert_eq!(again.desk().notices.open.len(), 1, "{notices}");
    again.wait(4);
    assert_eq!(on_disk(&path), LABELLED);
    again.press("Ctrl+Z");
    assert_eq!(again.marked(), TEXT);
}

#[test]
fn damage_in_a_journal_is_told_with_what_was_kept() {
    let (mut window, path) = changed();
    window.press("Ctrl+Z");
    window.press("Ctrl+Y");
    window.flush();
    window.harness.state_mut().session = None;
    let folder = path.with_extension("ron.journal");
    let journal = fs::read_dir(&folder).expect("the folder is there");
    let journal = journal.map(|entry| entry.expect("an entry").path());
    let journal = journal.filter(|path| path.extension().is_some_and(|e| e == "journal"));
    let journal = journal.last().expect("a journal");
    let mut bytes = fs::read(&journal).expect("it can be read");
    // A byte of the second of the three acts.
    let at = bytes.len() * 2 / 3;
    bytes[at] ^= 1;
    fs::write(&journal, bytes).expect("it can be written");
    window.open(std::slice::from_ref(&path));
    let notices = window.notices();
    assert!(
        notices.contains(&window.tr("kept-troubles-safe")),
        "{notices}"
    );
    let name = journal
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    assert!(notices.contains(&name), "{notices}");
    // It is told once, and again when there is more of it.
    let safe = window.tr("kept-troubles-safe");
    let reopen = |window: &mut Window, harm: bool| {
        window.flush();
        window.harness.state_mut().session = None;
        window.harness.state_mut().notices.open.clear();
        if harm {
            let mut bytes = fs::read(&journal).expect("it can be read");
            let at = bytes.windows(5).position(|five| five == b"Open(");
            bytes[at.expect("it was opened")] ^= 1;
            fs::write(&journal, bytes).expect("it can be written");
        }
        window.open(std::slice::from_ref(&path));
        window.notices().contains(&safe)
    };
    let told = [false, true, false].map(|harm| reopen(&mut window, harm));
    assert_eq!(told, [false, true, false]);
}

#[test]
fn who_has_it_open_is_told_and_each_answer_holds() {
    let mut first = Window::keeping();
    let path = first.open_project("项目.ron", &[("甲.txt", TEXT)]);
    let mut second = Window::empty();
    second.harness.state_mut().keeper = Some(keeper(first.folder.path(), "小李"));
    let title = second.tr("in-use-title");
    second.open(std::slice::from_ref(&path));
    assert!(second.shows(&title), "{}", second.said());
    assert!(
        second.shows("小王") && second.shows("电脑甲"),
        "{}",
        second.said()
    );
    let cancel = second.tr("cancel");
    second.click_button(&cancel);
    assert!(second.desk().session.is_none() && !second.shows(&title));

    // Read-only: nothing is changed, and it is said why.
    second.open(std::slice::from_ref(&path));
    let read = second.tr("in-use-read");
    second.click_button(&read);
    assert!(second.session().is_read_only());
    assert!(second.shows(&second.tr("status-read-only")));
    assert!(
        second
            .desk()
            .windows
            .title
            .contains(&second.tr("title-read-only"))
    );
    second.drag(TEXT, 0, 3);
    second.press("1");
    assert_eq!(second.marked(), TEXT);
    assert!(second.notices().contains(&second.tr("refusal-read-only")));
    second.wait(4);
    assert_eq!(keeper(first.folder.path(), "").others(&path).len(), 1);
    // A copy under another name can be worked on.
    let copy = first.folder.path().join("副本.ron");
    second.act(Action::SaveAs);
    second.answer_path(&copy);
    assert!(!second.session().is_read_only());
    label(&mut second);
    second.act(Action::CloseProject);
    assert_eq!(on_disk(&copy), LABELLED);
    assert_eq!(on_disk(&path), TEXT);

    // Anyway: both work, and nothing of either goes.
    second.open(std::slice::from_ref(&path));
    let anyway = second.tr("in-use-anyway");
    second.click_button(&anyway);
    assert!(!second.session().is_read_only());
    label(&mut second);
    first.press("D");
    first.flush();
    first.wait(4);
    second.wait(15);
    first.wait(15);
    for window in [&first, &second] {
        assert_eq!(window.marked(), LABELLED);
        assert!(!window.session().unsaved());
        let doc = window
            .session()
            .project()
            .documents
            .at(0)
            .expect("a document");
        let layer = doc.layer(NAMELESS).expect("both worked in it");
        assert_eq!(layer.meta.status, zhubi::model::layer::Status::Done);
    }
    assert_eq!(on_disk(&path), LABELLED);
}

#[test]
fn the_open_project_is_not_asked_about_when_it_is_opened_again() {
    let (mut window, path) = changed();
    window.open(std::slice::from_ref(&path));
    assert!(window.shows(&window.tr("say-already-open")));
    assert_eq!(window.marked(), LABELLED);
}

#[test]
fn a_clean_project_is_read_again_when_somebody_else_writes_it() {
    let mut window = Window::keeping();
    let path = window.open_project("项目.ron", &[("甲.txt", TEXT), ("乙.txt", RIVER)]);
    window.click_char(TEXT, 4);
    let before = window.desk().place.clone();
    somebody_adds_a_layer(&path, "小李");
    window.wait(11);
    assert_eq!(layers(&window), ["小李"]);
    assert!(window.shows(&window.tr("kept-reloaded")));
    assert_eq!(window.desk().place, before);
    assert!(!window.session().unsaved());
    // At once when the window gets the keyboard.
    window.focus(false);
    somebody_adds_a_layer(&path, "小陈");
    window.focus(true);
    assert_eq!(layers(&window).len(), 2);
    window.press("Ctrl+Z");
    assert_eq!(layers(&window), ["小李"]);
}

#[test]
fn an_older_file_put_back_over_what_was_saved_is_told_and_can_be_taken_back() {
    let (mut window, path) = changed();
    let old = fs::read(&path).expect("it can be read");
    window.press("Ctrl+S");
    assert_eq!(on_disk(&path), LABELLED);
    let is_told = |window: &Window| {
        let texts = &window.desk().texts;
        let title = texts.tr_with("kept-gone", [("n", 1.into())]);
        window.notices().contains(&title)
    };
    assert!(!is_told(&window));
    fs::write(&path, old).expect("it can be written");
    window.wait(11);
    assert_eq!(window.marked(), TEXT);
    assert!(is_told(&window), "{}", window.notices());
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), LABELLED);
}

#[test]
fn what_both_did_is_merged_and_saved_whoever_notices_first() {
    // By the save that nobody asked for, the one that somebody asks for, and on leaving.
    for how in ["wait", "save", "leave"] {
        let (mut window, path) = changed();
        somebody_adds_a_layer(&path, "小李");
        match how {
            "wait" => window.wait(5),
            "save" => window.press("Ctrl+S"),
            _ => window.act(Action::CloseProject),
        }
        assert_eq!(on_disk(&path), LABELLED, "{how}");
        let (session, _) = Session::open(&path).expect("the file opens");
        let doc = session.project().documents.at(0).expect("a document");
        assert!(doc.layer("小李").is_some(), "{how}");
        assert_eq!(window.desk().session.is_none(), how == "leave", "{how}");
        assert!(
            window.desk().notices.open.is_empty(),
            "{}",
            window.notices()
        );
    }
}

#[test]
fn what_does_not_fit_is_listed_and_the_other_side_is_not_written_over() {
    let (mut window, path) = changed();
    let (mut session, _) = Session::open(&path).expect("the file opens");
    let doc: DocId = session
        .project()
        .documents
        .at(0)
        .expect("a document")
        .id
        .clone();
    session
        .run(Command::RemoveDocument(doc))
        .expect("it is there");
    session.save().expect("it can be saved");
    window.wait(5);
    let notices = window.notices();
    assert!(notices.contains("PERSON"), "{notices}");
    assert!(
        notices.contains(&window.tr("kept-merged-safe")),
        "{notices}"
    );
    assert_eq!(window.session().project().documents.len(), 0);
    let (session, _) = Session::open(&path).expect("the file opens");
    assert_eq!(session.project().documents.len(), 0);
    // It is all in the history.
    window.press("Ctrl+Z");
    assert_eq!(window.session().project().documents.len(), 1);
}

#[test]
fn a_file_that_somebody_else_broke_is_left_alone_and_said() {
    let (mut window, path) = changed();
    fs::write(&path, "<<<<<<< HEAD\n").expect("it can be written");
    window.wait(5);
    assert!(
        window.shows(&window.tr("status-file-stuck")),
        "{}",
        window.said()
    );
    assert_eq!(fs::read(&path).expect("it is there"), b"<<<<<<< HEAD\n");
    assert_eq!(window.marked(), LABELLED);
    // Whoever saves is told in so many words.
    assert!(window.desk().notices.open.is_empty());
    window.press("Ctrl+S");
    assert!(
        window
            .notices()
            .contains(&window.tr("kept-other-unreadable"))
    );
    assert_eq!(fs::read(&path).expect("it is there"), b"<<<<<<< HEAD\n");
    // Once more, and it is kept under another name.
    window.press("Ctrl+S");
    assert_eq!(on_disk(&path), LABELLED);
    assert_eq!(window.notices(), "");
    let files = fs::read_dir(path.parent().expect("a folder")).expect("it is there");
    let mut paths = files.map(|file| file.expect("an entry").path());
    let kept = paths.find(|path| path.to_string_lossy().contains(".damaged-"));
    let kept = fs::read(kept.expect("the file that was broken")).expect("it can be read");
    assert_eq!(kept, b"<<<<<<< HEAD\n");
    // It goes on as before.
    window.press("Ctrl+Z");
    window.wait(5);
    assert_eq!(on_disk(&path), TEXT);
}

#[test]
fn trouble_with_the_file_is_said_tried_again_and_leaving_loses_nothing() {
    let (mut window, path) = changed();
    let good = fs::read(&path).expect("it can be read");
    fs::remove_file(&path).expect("it is there");
    fs::create_dir(&path).expect("a folder in its place");
    window.wait(5);
    let stuck = window.tr("status-file-stuck");
    assert!(window.shows(&stuck), "{}", window.said());
    assert!(
        window.desk().notices.open.is_empty(),
        "{}",
        window.notices()
    );
    window.click_role(Role::Button, &format!("● {stuck}"));
    assert!(
        window
            .notices()
            .contains(&window.tr("kept-file-stuck-safe"))
    );
    // Leaving asks, and says that nothing is lost.
    window.act(Action::CloseProject);
    assert!(
        window.shows(&window.tr("leave-journaled")),
        "{}",
        window.said()
    );
    window.press("Escape");
    assert!(window.desk().session.is_some());
    // It goes by itself when the trouble does.
    fs::remove_dir(&path).expect("it is empty");
    fs::write(&path, &good).expect("it can be written");
    window.wait(70);
    assert_eq!(on_disk(&path), LABELLED);
    assert!(
        window.shows(&window.tr("status-saved")),
        "{}",
        window.said()
    );

    // The same, and one leaves.
    window.press("Ctrl+Z");
    window.flush();
    fs::remove_file(&path).expect("it is there");
    fs::create_dir(&path).expect("a folder in its place");
    window.act(Action::CloseProject);
    let leave = window.tr("leave-anyway");
    window.click_button(&leave);
    assert!(window.desk().session.is_none());
    fs::remove_dir(&path).expect("it is empty");
    fs::write(&path, good).expect("it can be written");
    window.open(std::slice::from_ref(&path));
    assert_eq!(window.marked(), TEXT);
}

#[test]
fn a_folder_that_may_not_be_written_is_named_and_the_journal_lies_elsewhere() {
    let window = Window::keeping();
    let folder = window.folder.path().join("只读");
    fs::create_dir(&folder).expect("a new folder");
    let path = make_project(&folder, "项目.ron", &[("甲.txt", TEXT)]);
    makes_read_only(&folder, true);
    if fs::write(folder.join("x"), "x").is_ok() {
        use std::io::Write as _;
        makes_read_only(&folder, false);
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: this user may write everywhere").expect("it is open");
        return;
    }
    let mut window = window;
    window.open(std::slice::from_ref(&path));
    label(&mut window);
    window.wait(4);
    assert!(
        window.shows(&window.tr("status-file-stuck")),
        "{}",
        window.said()
    );
    makes_read_only(&folder, false);
    window.wait(70);
    assert_eq!(on_disk(&path), LABELLED);
}

#[test]
fn what_is_on_no_disk_yet_is_counted_with_the_reason_and_gets_there_by_itself() {
    let mut window = Window::empty();
    let path = make_project(window.folder.path(), "项目.ron", &[("甲.txt", TEXT)]);
    let disk = TestDisk::new(1);
    let mut folders: Vec<&Path> = window.folder.path().ancestors().collect();
    folders.reverse();
    folders.iter().for_each(|folder| disk.put_folder(folder));
    disk.put(&path, &fs::read(&path).expect("it is there"));
    const HASTY: Patience = Patience {
        pauses: &[Duration::from_millis(1)],
        at_end: Duration::ZERO,
        looks: Duration::ZERO,
    };
    let keeper = Keeper::on(Arc::new(disk.clone()), None, String::new(), String::new());
    window.harness.state_mut().keeper = Some(keeper.patient(HASTY));
    window.open(std::slice::from_ref(&path));
    window.flush();
    disk.fail_from(0, io::ErrorKind::StorageFull);
    window.drag(TEXT, 0, 3);
    window.press("1");
    let since = Instant::now();
    let is_told = |window: &Window| {
        window
            .session()
            .progress()
            .is_some_and(|p| p.trouble.is_some())
    };
    while !is_told(&window) {
        assert!(
            since.elapsed() < Duration::from_secs(20),
            "the disk never failed"
        );
        std::thread::yield_now();
    }
    window.run();
    let pending = window
        .desk()
        .texts
        .tr_with("status-pending", [("n", 1.into())]);
    assert!(window.shows(&pending), "{}", window.said());
    assert_eq!(window.notices(), "");
    // It is said in so many words when it lasts, and once.
    window.wait(2);
    assert!(window.notices().contains(&pending), "{}", window.notices());
    window.harness.state_mut().notices.open.clear();
    window.wait(2);
    assert_eq!(window.notices(), "");
    window.click_role(Role::Button, &format!("● {pending}"));
    assert!(
        window
            .notices()
            .contains(&window.tr("kept-journal-stuck-safe"))
    );
    // What was closed comes again by the click only; as long as it is open it stays true.
    window.drag(TEXT, 4, 6);
    window.press("1");
    window.wait(2);
    let two = window
        .desk()
        .texts
        .tr_with("status-pending", [("n", 2.into())]);
    let notices = window.notices();
    assert!(notices.contains(&two), "{notices}");
    assert_eq!(window.desk().notices.open.len(), 1, "{notices}");
    disk.heal();
    window.flush();
    window.wait(5);
    assert_eq!(window.notices(), "");
    assert!(!window.shows(&two), "{}", window.said());
    assert!(
        window.shows(&window.tr("status-saved")),
        "{}",
        window.said()
    );
    assert!(!window.session().unsaved());
}
