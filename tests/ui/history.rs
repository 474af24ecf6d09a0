//! The history as a list, earlier versions, rescue of a damaged project, and a window that broke.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::Harness;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use zhubi::session::Keeper;
use zhubi::session::Session;
use zhubi::ui::action::Action;
use zhubi::ui::crash;
use zhubi::ui::desk::Desk;
use zhubi::ui::i18n::Language;
use zhubi::ui::i18n::Texts;
use zhubi::ui::settings::Settings;
use zhubi::ui::shell::Shell;
use zhubi::ui::tasks::Tasks;
use zhubi::ui::words::acts::Past;

use crate::harness::Window;
use crate::harness::make_project;

const TEXT: &str = "党的二十大之后又是党的二十大";

fn keeper(folder: &Path) -> Keeper {
    let data = Some(folder.join("data"));
    Keeper::new(data, "小王".to_owned(), "电脑".to_owned())
}

/// Opens a window that keeps what is done, with a project.
fn kept(documents: &[(&str, &str)]) -> (Window, PathBuf) {
    let mut window = Window::empty();
    let folder = window.folder.path().to_owned();
    window.harness.state_mut().keeper = Some(keeper(&folder));
    let path = make_project(&folder, "项目.ron", documents);
    window.open(std::slice::from_ref(&path));
    assert!(window.session().progress().is_some());
    (window, path)
}

fn rows(window: &Window) -> Vec<String> {
    let rows = window.harness.query_all_by_role(Role::ListBoxOption);
    rows.map(|row| row.accesskit_node().label().unwrap_or_default())
        // The documents are a list too.
        .filter(|name| !name.starts_with("甲.txt") && !name.starts_with("乙.txt"))
        .collect()
}

fn sentences(window: &Window, language: Language) -> Vec<String> {
    let session = window.session();
    let past = Past::of(session.project(), session.history());
    let texts = Texts::new(language);
    (0..past.len())
        .map(|at| past.sentence(&texts, at))
        .collect()
}

fn label(window: &mut Window, from: usize, to: usize, key: &str) {
    window.drag(TEXT, from, to);
    window.press(key);
}

#[test]
fn acts_are_told_in_words_in_every_language() {
    let (mut window, _) = kept(&[("甲.txt", TEXT), ("乙.txt", "第二篇")]);
    label(&mut window, 0, 5, "3");
    label(&mut window, 9, 14, "1");
    window.press("2");
    window.press("Delete");
    window.act(Action::StatusDone);
    window.act(Action::RemoveDocument);
    let told = sentences(&window, Language::ZhHans);
    assert_eq!(
        told,
        [
            "将“党的二十大”标为 EVENT",
            "将“党的二十大”标为 PERSON",
            "将“党的二十大”由 PERSON 改标为 ROLE",
            "删除“党的二十大”的标注 ROLE",
            "将“甲.txt”标记为完成",
            "移除文档“甲.txt”",
        ]
    );
    let english = sentences(&window, Language::En);
    assert_eq!(english[0], "labelled “党的二十大” as EVENT");
    let traditional = sentences(&window, Language::ZhHant);
    assert_eq!(traditional[0], "將「党的二十大」標為 EVENT");
    // What is taken back is told by the same words.
    for _ in 0..4 {
        window.act(Action::Undo);
    }
    assert_eq!(sentences(&window, Language::ZhHans), told);
}

#[test]
fn a_row_shows_its_place_and_enter_goes_back_to_it() {
    let (mut window, path) = kept(&[("甲.txt", TEXT), ("乙.txt", "第二篇")]);
    label(&mut window, 0, 5, "3");
    let one = window.marked();
    label(&mut window, 9, 14, "1");
    let two = window.marked();
    window.act(Action::NextDocument);
    window.act(Action::History);
    assert!(window.desk().past.visible);
    let listed = rows(&window);
    assert_eq!(listed.len(), 3, "{listed:?}");
    // The panel stays as high as it is, frame after frame.
    let title = window.tr("past-title");
    let height = |window: &Window| window.node(Role::ListBox, &title).rect();
    let before = height(&window);
    for _ in 0..20 {
        window.run();
    }
    assert_eq!(height(&window), before);
    assert!(
        listed[0].starts_with(&window.tr("past-present")),
        "{listed:?}"
    );
    assert!(listed[0].contains("PERSON") && listed[1].contains("EVENT"));
    assert!(listed[2].contains(&window.tr("past-first")));
    // Choosing shows and changes nothing.
    let revision = window.session().revision();
    window.press("ArrowDown");
    assert_eq!(window.document(), "甲.txt");
    assert_eq!(
        (window.selected(), window.marked()),
        ("党的二十大".to_owned(), two.clone())
    );
    assert_eq!(window.session().revision(), revision);
    // Two steps at once, and back again, each kept.
    window.press("ArrowDown");
    window.press("Enter");
    assert_eq!(window.marked(), TEXT);
    let listed = rows(&window);
    let taken_back = window.tr("past-taken-back");
    assert!(listed[0].starts_with(&taken_back) && listed[1].starts_with(&taken_back));
    assert!(
        listed[2].starts_with(&window.tr("past-present")),
        "{listed:?}"
    );
    window.press("ArrowUp");
    window.press("Enter");
    assert_eq!(window.marked(), one);
    window.press("Home");
    window.press("Enter");
    assert_eq!(window.marked(), two);
    window.press("Escape");
    assert!(!window.desk().past.visible);
    let watch = window.session().watch().unwrap();
    assert!(watch.flush(std::time::Duration::from_secs(5)));
    let n_acts = window.session().history().done().len();
    drop(window.harness);
    let opened = Session::open_kept(&path, &keeper(window.folder.path())).unwrap();
    assert_eq!(opened.session.history().done().len(), n_acts);
}

#[test]
fn the_setting_bounds_the_history_of_the_open_project() {
    let (mut window, _) = kept(&[("甲.txt", TEXT)]);
    label(&mut window, 0, 5, "3");
    window.harness.state_mut().settings.history_megabytes = 1;
    window.run();
    let long = "字".repeat(500_000);
    for n in 0..3 {
        let guideline = std::sync::Arc::from(format!("{n}{long}"));
        let session = window.harness.state_mut().session.as_mut().unwrap();
        session
            .run(zhubi::edit::command::Command::SetGuideline(guideline))
            .unwrap();
    }
    assert_eq!(window.session().history().done().len(), 1);
    window.act(Action::History);
    assert!(window.shows(&window.tr("past-cut")), "{}", window.said());
}

#[test]
fn a_version_is_restored_and_that_can_be_taken_back() {
    let (mut window, _) = kept(&[("甲.txt", TEXT)]);
    label(&mut window, 0, 5, "3");
    let old = window.marked();
    window.act(Action::Save);
    label(&mut window, 9, 14, "1");
    let new = window.marked();
    window.act(Action::Save);
    window.act(Action::Versions);
    let restore = window.tr("versions-restore");
    let buttons: Vec<String> = window
        .harness
        .query_all_by_role(Role::Button)
        .map(|button| button.accesskit_node().label().unwrap_or_default())
        .filter(|name| name.starts_with(&restore))
        .collect();
    assert_eq!(buttons.len(), 2, "{}", window.said());
    window.click_button(&buttons[1]);
    assert_eq!(window.marked(), old);
    assert!(
        window
            .notices()
            .contains(&window.tr("versions-restored-safe"))
    );
    window.act(Action::History);
    assert!(rows(&window)[0].contains(&window.tr("act-restore")));
    window.act(Action::History);
    window.act(Action::Undo);
    assert_eq!(window.marked(), new);
    // To look at only: nothing can be done to it.
    window.act(Action::Versions);
    let look = window.tr("versions-look");
    window.click_button(&look);
    assert!(window.session().is_read_only(), "{}", window.said());
    assert!(window.notices().contains(&window.tr("kept-version")));
    assert!(
        !window
            .desk()
            .settings
            .recent
            .iter()
            .any(|p| p.starts_with(window.folder.path().join("data")))
    );
}

#[test]
fn a_damaged_project_is_opened_from_its_copies() {
    let (mut window, path) = kept(&[("甲.txt", TEXT)]);
    label(&mut window, 0, 5, "3");
    window.act(Action::Save);
    label(&mut window, 9, 14, "1");
    let last = window.marked();
    let watch = window.session().watch().unwrap();
    assert!(watch.flush(std::time::Duration::from_secs(5)));
    let folder = window.folder;
    drop(window.harness);
    let mut bytes = fs::read(&path).unwrap();
    bytes.truncate(bytes.len() / 2);
    fs::write(&path, &bytes).unwrap();
    let mut window = Window::empty();
    window.harness.state_mut().keeper = Some(keeper(folder.path()));
    window.open(std::slice::from_ref(&path));
    let title = window
        .desk()
        .texts
        .tr_with("rescue-title", [("file", "项目.ron".into())]);
    assert!(window.shows(&title), "{}", window.said());
    // What is wrong, and where.
    assert!(
        window.shows(&window.tr("load-not-ron")),
        "{}",
        window.said()
    );
    assert!(window.shows(&window.tr("rescue-version")));
    assert!(window.shows(&window.tr("rescue-backup")));
    let open = format!(
        "{} · {}",
        window.tr("rescue-open"),
        window.tr("rescue-version")
    );
    window.click_button(&open);
    assert_eq!(window.marked(), last);
    assert!(
        window
            .notices()
            .contains(&window.tr("rescue-opened-damaged")),
        "{}",
        window.notices()
    );
    assert_eq!(fs::read(&path).unwrap(), bytes);
    window.act(Action::Save);
    assert!(Session::open(&path).is_ok());
    let kept: Vec<PathBuf> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("项目.damaged-"))
        .collect();
    assert_eq!(kept.len(), 1);
    assert_eq!(fs::read(&kept[0]).unwrap(), bytes);
}

#[cfg(debug_assertions)]
#[test]
fn a_window_that_broke_says_so_keeps_the_work_and_goes_on() {
    crash::install();
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let path = make_project(folder.path(), "项目.ron", &[("甲.txt", TEXT)]);
    let (home, opened) = (folder.path().to_owned(), path.clone());
    let mut shell = None;
    let mut harness = Harness::builder()
        .with_size([1000.0, 700.0])
        .with_max_steps(40)
        .with_context_setup(|ctx| {
            Desk::new(Settings::default(), Tasks::at_once()).prepare(ctx);
        })
        .build_ui(move |ui| {
            let ctx = ui.ctx().clone();
            let home = home.clone();
            let opened = opened.clone();
            let shell = shell.get_or_insert_with(|| {
                let make = move |ctx: &egui::Context| {
                    let mut desk = Desk::new(Settings::default(), Tasks::at_once());
                    desk.keeper = Some(keeper(&home));
                    desk.data_folder = Some(home.join("data"));
                    desk.prepare(ctx);
                    desk
                };
                let mut shell = Shell::new(&ctx, Box::new(make));
                shell.desk_mut().unwrap().open_paths(vec![opened]);
                shell
            });
            shell.logic(&ctx);
            shell.ui(ui);
        });
    harness.run();
    let texts = Texts::new(Language::default());
    let said = |harness: &Harness<'_>| -> String {
        let nodes = harness.root().children_recursive();
        nodes
            .map(|node| {
                let node = node.accesskit_node();
                let label = node.label().unwrap_or_default();
                format!("{label} {}\n", node.value().unwrap_or_default())
            })
            .collect()
    };
    assert!(said(&harness).contains(TEXT), "{}", said(&harness));
    let held = egui::Modifiers::COMMAND | egui::Modifiers::ALT | egui::Modifiers::SHIFT;
    harness.key_press_modifiers(held, egui::Key::F12);
    harness.run();
    let shown = said(&harness);
    assert!(shown.contains(&texts.tr("crash-title")), "{shown}");
    assert!(shown.contains(&texts.tr("crash-safe")), "{shown}");
    assert!(shown.contains(path.to_str().unwrap()), "{shown}");
    let report = || -> String {
        let mut reports = fs::read_dir(data.join("reports")).unwrap();
        fs::read_to_string(reports.next().unwrap().unwrap().path()).unwrap()
    };
    let plain = report();
    assert!(plain.contains("panic: broken by key") && plain.contains("records on the disk"));
    assert!(
        !plain.contains(TEXT) && !plain.contains("一段文字"),
        "{plain}"
    );
    harness.get_by_label(&texts.tr("crash-with-text")).click();
    harness.run();
    assert!(report().contains(TEXT));
    harness.get_by_label(&texts.tr("crash-with-text")).click();
    harness.run();
    assert_eq!(report(), plain);
    harness
        .get_by_label(&texts.tr("crash-restart-project"))
        .click();
    harness.run();
    assert!(said(&harness).contains(TEXT), "{}", said(&harness));
    assert!(!said(&harness).contains(&texts.tr("crash-title")));
}
