//! The windows over the desk: opening, saving, schema, settings, names, checks.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use egui::accesskit::Role;
use zhubi::session::Opened;
use zhubi::session::Session;
use zhubi::ui::action::Action;
use zhubi::ui::desk::NAMELESS;
use zhubi::ui::effect::Dialog;
use zhubi::ui::i18n::Language;
use zhubi::ui::i18n::Texts;
use zhubi::ui::settings::Settings;
use zhubi::ui::tasks::TaskResult;
use zhubi::ui::theme::RIGHT_WIDTH;

use crate::harness::USUAL;
use crate::harness::Window;
use crate::harness::make_project;

const TEXT: &str = "林晚秋任云川县县长。";
const MARKED: &str = "⟦PERSON:林晚秋⟧任⟦ROLE:⟦EVENT:云川县⟧县长⟧。";
const RIVER: &str = "周河生出席开工仪式。";

/// Opens a saved project and changes it.
fn changed() -> Window {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.drag(TEXT, 0, 3);
    window.press("1");
    assert!(window.session().unsaved());
    window
}

/// Reads a project's first document with its spans, from the file.
fn on_disk(path: &Path) -> String {
    let (session, problems) = Session::open(path).expect("the file opens");
    assert!(problems.is_empty(), "{problems:?}");
    let doc = session
        .project()
        .documents
        .at(0)
        .expect("it has one")
        .clone();
    match doc.layer(NAMELESS) {
        Some(layer) => zhubi::model::marked::print(&doc.text, &layer.spans),
        None => doc.text.as_str().to_owned(),
    }
}

#[test]
fn the_start_page_offers_all_ways_to_begin() {
    let folder = tempfile::tempdir().expect("a folder");
    let recent = make_project(folder.path(), "旧项目.ron", &[("甲.txt", TEXT)]);
    let mut settings = Settings::default();
    settings.remember(&recent);
    let mut window = Window::with(USUAL, settings);
    for key in [
        "action-open-sample",
        "action-new-project",
        "action-open-project",
        "start-drop",
    ] {
        assert!(window.shows(&window.tr(key)), "{key}");
    }
    window.click_button("旧项目");
    assert_eq!(window.session().path(), Some(recent.as_path()));
    assert_eq!(window.document(), "甲.txt");
}

#[test]
fn what_cannot_be_opened_is_named_and_the_open_project_stays() {
    let mut window = changed();
    let before = window.marked();
    window.press("Ctrl+S");
    let open = window.session().path().map(PathBuf::from);
    let good = fs::read(open.as_ref().expect("it has a file")).expect("it can be read");
    let newer = String::from_utf8(good.clone()).expect("RON is text");
    let newer = newer.replacen("format: 1", "format: 999", 1);
    let bad = [
        window.write("断掉.ron", &good[..good.len() / 2]),
        window.write("别家.ron", "(width: 3, height: 4)"),
        window.write("将来.ron", newer),
        window.write("空的.ron", ""),
        window.write("字节.ron", [0xFF, 0xFE, 0x00, 0xD8]),
        window.folder.path().join("没有.ron"),
    ];
    for path in bad {
        window.open(std::slice::from_ref(&path));
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .expect("a name");
        let title = window
            .desk()
            .texts
            .tr_with("error-open", [("file", name.into())]);
        assert!(window.notices().contains(&title), "{}", window.notices());
        assert!(window.shows(&title), "{name}");
        assert_eq!(window.session().path().map(PathBuf::from), open);
        assert_eq!(window.marked(), before);
        assert!(!window.session().unsaved());
    }
    assert!(window.notices().contains("999"));
}

#[test]
fn documents_that_are_none_are_named_and_the_others_come_in() {
    let mut window = changed();
    let mut binary = vec![0_u8; 64];
    binary.extend(b"\x7fELF");
    let binary = window.write("程序.txt", binary);
    let empty = window.write("空白.txt", "");
    let missing = window.folder.path().join("没有.txt");
    let good = window.write("乙.txt", RIVER);
    window.look_at(&[binary, empty, missing, good]);
    let said = window.said();
    for name in ["程序.txt · ", "空白.txt · ", "没有.txt"] {
        assert!(said.contains(name), "{said}");
    }
    let refused = window
        .desk()
        .texts
        .tr_with("import-n-refused", [("n", 2.into())]);
    assert!(window.shows(&refused), "{said}");
    window.confirm_import();
    let documents = window.session().project().documents.clone();
    let names: Vec<&str> = documents.iter().map(|doc| doc.name.as_str()).collect();
    assert!(
        names.contains(&"甲.txt") && names.contains(&"乙.txt"),
        "{names:?}"
    );
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(window.document(), "乙.txt");
    window.press("Ctrl+Z");
    assert_eq!(window.session().project().documents.len(), 1);
    assert_eq!(window.document(), "甲.txt");
}

#[test]
fn leaving_unsaved_work_is_asked_about_and_each_answer_holds() {
    for (answer, open, saved) in [
        ("cancel", true, false),
        ("leave-discard", false, false),
        ("leave-save", false, true),
    ] {
        let mut window = changed();
        let path = window.session().path().map(PathBuf::from).expect("a file");
        window.act(Action::CloseProject);
        assert!(window.shows(&window.tr("leave-title")));
        assert!(window.desk().session.is_some());
        let button = window.tr(answer);
        window.click_button(&button);
        assert_eq!(window.desk().session.is_some(), open, "{answer}");
        assert!(!window.shows(&window.tr("leave-title")));
        let expected = if saved {
            "⟦PERSON:林晚秋⟧任云川县县长。"
        } else {
            TEXT
        };
        assert_eq!(on_disk(&path), expected, "{answer}");
    }
}

#[test]
fn quitting_asks_too_and_a_saved_project_just_goes() {
    let mut window = changed();
    window.act(Action::Quit);
    assert!(!window.desk().closed);
    window.press("Escape");
    assert!(window.desk().leaving.is_none());
    assert_eq!(window.held(), "PERSON:林晚秋");
    window.press("Ctrl+S");
    window.act(Action::Quit);
    assert!(window.desk().closed);
}

#[test]
fn opening_another_project_asks_first() {
    let mut window = changed();
    let other = make_project(window.folder.path(), "另一个.ron", &[("乙.txt", RIVER)]);
    window.open(std::slice::from_ref(&other));
    assert_eq!(window.document(), "甲.txt");
    let button = window.tr("leave-save");
    window.click_button(&button);
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(window.session().path(), Some(other.as_path()));
    assert!(!window.session().unsaved());
    assert_eq!(
        on_disk(&window.folder.path().join("项目.ron")),
        "⟦PERSON:林晚秋⟧任云川县县长。"
    );
}

#[test]
fn a_failed_save_keeps_the_work_unsaved_and_says_so() {
    let mut window = changed();
    let blocker = window.write("不是文件夹", "x");
    window.act(Action::SaveAs);
    window.answer_path(&blocker.join("项目.ron"));
    assert!(window.session().unsaved());
    let title = window
        .desk()
        .texts
        .tr_with("error-save", [("file", "项目.ron".into())]);
    assert!(window.shows(&title), "{}", window.said());
    assert!(window.shows(&window.tr("status-unsaved")));
    assert_eq!(
        window.session().path(),
        Some(window.folder.path().join("项目.ron").as_path())
    );
    // Leaving with a save that fails does not leave.
    let folder = window.folder.path().join("项目.ron");
    fs::remove_file(&folder).expect("it is there");
    fs::create_dir(&folder).expect("a folder in its place");
    window.act(Action::CloseProject);
    let button = window.tr("leave-save");
    window.click_button(&button);
    assert!(window.desk().session.is_some());
    assert!(window.session().unsaved());
    assert_eq!(window.held(), "PERSON:林晚秋");
}

#[test]
fn a_new_project_is_made_of_documents_and_saved_where_one_says() {
    let mut window = Window::empty();
    let paths = [window.write("甲.txt", TEXT), window.write("乙.txt", RIVER)];
    window.act(Action::NewProject);
    window.answer_paths(&paths);
    assert_eq!(window.session().project().documents.len(), 2);
    assert!(window.shows(&window.tr("status-never-saved")));
    window.press("Ctrl+S");
    let path = window.folder.path().join("新的");
    window.answer_path(&path);
    let path = path.with_extension("ron");
    assert_eq!(window.session().path(), Some(path.as_path()));
    assert_eq!(on_disk(&path), TEXT);
    assert_eq!(window.desk().settings.recent, [path]);
    assert!(window.shows(&window.tr("status-saved")));
}

#[test]
fn the_path_window_adds_documents_and_lets_be() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let path = window.write("乙.txt", RIVER);
    window.act(Action::AddDocuments);
    window.press("Escape");
    assert!(!window.shows(&window.tr("path-why")));
    window.act(Action::AddDocuments);
    window.answer_path(&path);
    assert_eq!(window.document(), "乙.txt");
    let folder = window.folder.path().join("更多");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("丙.txt"), "开工了。").expect("a file");
    window.act(Action::AddFolder);
    window.answer_path(&folder);
    assert_eq!(window.session().project().documents.len(), 3);
}

#[test]
fn the_schema_editor_adds_labels_and_carries_spans_to_a_new_key() {
    let mut window = Window::of(&[("甲.txt", "⟦PERSON:林晚秋⟧任云川县县长。")]);
    window.act(Action::EditSchema);
    let add = window.tr("schema-add-label");
    window.click_button(&add);
    let (key, hotkey) = (window.tr("schema-key"), window.tr("schema-hotkey"));
    window.focus_field(&key);
    window.type_text("PLACE");
    window.press("Enter");
    let label = |window: &Window, key: &str| {
        let schema = &window.session().project().schema;
        schema.label(key).cloned()
    };
    assert_eq!(
        label(&window, "PLACE").and_then(|label| label.hotkey),
        Some('5')
    );
    window.focus_field(&hotkey);
    window.type_text("1");
    window.press("Enter");
    let refused = window.tr("refusal-hotkey-taken");
    assert!(window.notices().contains(&refused), "{}", window.notices());
    assert_eq!(
        label(&window, "PLACE").and_then(|label| label.hotkey),
        Some('5')
    );
    assert_eq!(window.field(&hotkey), "5");
    window.focus_field(&hotkey);
    window.type_text("7");
    window.press("Enter");
    assert_eq!(
        label(&window, "PLACE").and_then(|label| label.hotkey),
        Some('7')
    );

    window.click_role(Role::Button, "人 人物");
    window.focus_field(&key);
    window.type_text("WHO");
    window.press("Enter");
    assert_eq!(window.marked(), "⟦WHO:林晚秋⟧任云川县县长。");
    window.focus_field(&key);
    window.type_text("PLACE");
    window.press("Enter");
    let refused = window.tr("refusal-label-taken");
    assert!(window.notices().contains(&refused), "{}", window.notices());
    assert_eq!(window.field(&key), "WHO");
    window.press("Escape");
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
    window.drag(TEXT, 4, 7);
    window.press("7");
    assert_eq!(window.held(), "PLACE:云川县");
}

#[test]
fn a_hotkey_that_an_action_has_is_said_to_be_taken() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::EditSchema);
    let hotkey = window.tr("schema-hotkey");
    window.focus_field(&hotkey);
    window.type_text("d");
    window.press("Enter");
    let values = [
        ("keys", "D".into()),
        ("action", window.tr("action-document-done").into()),
    ];
    let taken = window.desk().texts.tr_with("settings-key-taken", values);
    assert!(window.shows(&taken), "{}", window.said());
}

#[test]
fn another_language_is_seen_at_once() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::Settings);
    for language in [Language::En, Language::ZhHant, Language::ZhHans] {
        window.click_role(Role::RadioButton, language.own_name());
        let texts = Texts::new(language);
        for key in [
            "menu-file",
            "panel-documents",
            "settings-theme",
            "status-saved",
        ] {
            assert!(window.shows(&texts.tr(key)), "{language:?}: {key}");
        }
    }
    window.press("Escape");
    window.act(Action::NextLanguage);
    assert_eq!(window.desk().texts.language, Language::ZhHant);
}

#[test]
fn keys_are_changed_and_conflicts_are_named() {
    let mut window = Window::with([1280.0, 4000.0], Settings::default());
    window.open_project("项目.ron", &[("甲.txt", MARKED)]);
    let name = window.tr("action-next-span");
    let take = |window: &mut Window, keys: &str| {
        window.act(Action::Settings);
        // The last of that name: the label before it is no button.
        window.click_button(&name);
        assert!(
            window.shows(&window.tr("settings-press")),
            "{}",
            window.said()
        );
        window.press(keys);
    };
    let before = window.desk().said.clone();
    for (keys, shown, taken) in [
        ("Ctrl+S", "Ctrl S", "action-save"),
        ("K", "K", "action-previous-span"),
    ] {
        take(&mut window, keys);
        let values = [("keys", shown.into()), ("action", window.tr(taken).into())];
        let said = window.desk().texts.tr_with("settings-key-taken", values);
        assert!(window.shows(&said), "{keys}: {}", window.said());
        assert_eq!(window.desk().said, before, "nothing was done");
        window.press("Escape");
    }
    take(&mut window, "1");
    let values = [("keys", "1".into()), ("action", "人物".into())];
    assert!(window.shows(&window.desk().texts.tr_with("settings-key-taken", values)));
    window.press("Escape");
    take(&mut window, "Escape");
    assert_eq!(window.desk().windows.open(), Some(Dialog::Settings));
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);

    take(&mut window, "F12");
    window.press("Escape");
    window.press("J");
    assert_eq!(window.held(), "");
    window.press("F12");
    assert_eq!(window.held(), "PERSON:林晚秋");
}

#[test]
fn names_are_changed_and_bad_ones_refused() {
    let mut window = Window::of(&[("甲.txt", MARKED), ("乙.txt", RIVER)]);
    let rename = |window: &mut Window, action: Action, name: &str| {
        window.act(action);
        window.press("Ctrl+A");
        if name.is_empty() {
            window.press("Delete");
        } else {
            window.type_text(name);
        }
        window.press("Enter");
        assert_eq!(window.desk().windows.open(), None);
    };
    rename(&mut window, Action::RenameDocument, "县长.txt");
    assert_eq!(window.document(), "县长.txt");
    rename(&mut window, Action::RenameDocument, "乙.txt");
    assert_eq!(window.document(), "县长.txt");
    assert!(window.notices().contains(&window.tr("refusal-name-taken")));
    rename(&mut window, Action::RenameProject, "云川县志");
    assert_eq!(window.session().project().name, "云川县志");
    assert!(window.shows("云川县志"));
    rename(&mut window, Action::RenameAnnotator, "王编辑");
    assert_eq!(window.desk().annotator.as_str(), "王编辑");
    assert_eq!(window.marked(), MARKED);
    assert!(window.session().project().annotators().contains("王编辑"));
    window.desk();
    rename(&mut window, Action::RenameAnnotator, "");
    assert_eq!(window.desk().annotator.as_str(), "王编辑");
    assert!(window.notices().contains(&window.tr("refusal-empty-name")));
}

#[test]
fn nobody_labels_without_a_name() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::RenameAnnotator);
    window.press("Ctrl+A");
    window.press("Delete");
    window.press("Enter");
    assert_eq!(window.desk().annotator.as_str(), NAMELESS);
    assert!(window.notices().contains(&window.tr("refusal-empty-name")));
    window.drag(TEXT, 0, 3);
    window.press("1");
    assert_eq!(window.held(), "PERSON:林晚秋");
}

#[test]
fn the_check_window_lists_an_overlap_and_goes_there() {
    let marked = "⟦1:PERSON:周河⟦2:PERSON:生⟧1出席⟧2开工仪式。";
    let mut window = Window::of(&[("甲.txt", TEXT), ("乙.txt", marked)]);
    assert_eq!(window.document(), "甲.txt");
    window.act(Action::Check);
    let what = window.tr("finding-overlap");
    window.click_button(&what);
    assert_eq!(window.document(), "乙.txt");
    assert!(window.held().starts_with("PERSON:"), "{}", window.held());
    assert_eq!(window.desk().windows.open(), None);
}

#[test]
fn the_guideline_is_edited_and_kept() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::EditGuideline);
    let field = window.tr("action-edit-guideline");
    window.focus_field(&field);
    window.type_text("人物只标姓名。");
    let ok = window.tr("ok");
    window.click_button(&ok);
    assert_eq!(&*window.session().project().guideline, "人物只标姓名。");
    window.press("Ctrl+Z");
    assert_eq!(&*window.session().project().guideline, "");
}

#[test]
fn narrow_windows_fold_the_panels_and_keys_bring_them_back() {
    let role = |window: &Window, role: Role| {
        use egui_kittest::kittest::Queryable as _;
        window.harness.query_all_by_role(role).next().is_some()
    };
    for (width, labels_folded) in [(800.0, false), (500.0, true)] {
        let mut window = Window::with([width, 600.0], Settings::default());
        window.open_project("项目.ron", &[("甲.txt", MARKED), ("乙.txt", RIVER)]);
        let rect = window.node(Role::Paragraph, TEXT).rect();
        assert!(rect.width() > 180.0 && rect.right() <= width, "{rect:?}");
        assert!(!role(&window, Role::ListBoxOption));
        assert_eq!(window.shows("人物 PERSON"), !labels_folded);

        window.act(Action::ToggleDocuments);
        assert!(role(&window, Role::ListBoxOption), "{}", window.said());
        window.click_role(Role::ListBoxOption, "乙.txt");
        assert_eq!(window.document(), "乙.txt");
        window.act(Action::ToggleDocuments);
        assert!(!role(&window, Role::ListBoxOption));
        assert!(
            window.desk().settings.documents_visible,
            "a drawer is no setting"
        );

        window.act(Action::ToggleLabels);
        assert_eq!(window.shows("人物 PERSON"), labels_folded);
        if labels_folded {
            window.harness.set_size(egui::vec2(1280.0, 600.0));
            window.run();
            assert!(role(&window, Role::ListBoxOption));
            assert_eq!(window.desk().windows.drawer, None);
            assert!(window.shows("人物 PERSON"));
        }
    }
}

#[test]
fn a_drawer_takes_the_mouse_and_a_click_beside_it_closes_it() {
    let mut window = Window::with([500.0, 600.0], Settings::default());
    window.open_project("项目.ron", &[("甲.txt", TEXT)]);
    window.drag(TEXT, 0, 3);
    window.act(Action::ToggleLabels);
    window.click_button("人物 PERSON");
    assert_eq!(window.held(), "PERSON:林晚秋");
    assert!(window.desk().windows.drawer.is_some());
    window.click_at(egui::pos2(232.0, 520.0), 1, egui::Modifiers::NONE);
    assert_eq!(window.held(), "PERSON:林晚秋");
    assert!(window.desk().windows.drawer.is_some());
    let drawer = egui::Id::unique("drawer");
    let area = window.harness.ctx.memory(|memory| memory.area_rect(drawer));
    assert_eq!(area.map(|area| area.width()), Some(RIGHT_WIDTH));
    window.click_at(egui::pos2(60.0, 400.0), 1, egui::Modifiers::NONE);
    assert_eq!(window.desk().windows.drawer, None);
}

/// Lets a task of the window come to a result.
fn deliver(window: &mut Window, result: TaskResult) {
    let ctx = window.harness.ctx.clone();
    let tasks = &mut window.harness.state_mut().tasks;
    tasks.start(&ctx, "late", move || result);
    window.run();
}

#[test]
fn a_save_that_ends_late_is_not_taken_for_another_project() {
    let mut window = changed();
    let job = window.session().save_job(None).expect("it has a file");
    let path = job.path().to_owned();
    let saved = job.run();
    window.act(Action::CloseProject);
    let button = window.tr("leave-discard");
    window.click_button(&button);
    let other = window.open_project("另一个.ron", &[("乙.txt", RIVER)]);
    window.press("D");
    assert!(window.session().unsaved());
    deliver(&mut window, TaskResult::Saved(path, saved));
    assert!(window.session().unsaved());
    assert_eq!(window.session().path(), Some(other.as_path()));
}

#[test]
fn nothing_can_be_done_to_a_project_while_another_is_read() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let other = make_project(window.folder.path(), "另一个.ron", &[("乙.txt", RIVER)]);
    let opened = Session::open(&other).map(Opened::unkept).map(Box::new);
    window.harness.state_mut().loading = true;
    window.drag(TEXT, 0, 3);
    window.press("1");
    window.press("Ctrl+A");
    assert!(!window.session().unsaved());
    assert_eq!(window.document(), "甲.txt");
    deliver(&mut window, TaskResult::Opened(other, opened));
    assert_eq!(window.document(), "乙.txt");
    assert!(!window.session().unsaved());
}

#[test]
fn several_paths_are_typed_on_lines_of_their_own() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let paths = [
        window.write("乙.txt", RIVER),
        window.write("丙.txt", "开工了。"),
    ];
    window.act(Action::AddDocuments);
    window.type_text(&paths[0].display().to_string());
    window.press("Shift+Enter");
    window.type_text(&paths[1].display().to_string());
    window.press("Enter");
    window.confirm_import();
    assert_eq!(
        window.session().project().documents.len(),
        3,
        "{}",
        window.notices()
    );
}

#[test]
fn nothing_at_the_top_covers_another_thing_in_a_narrow_window() {
    for language in Language::ALL {
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let mut window = Window::with([500.0, 400.0], settings);
        window.open_project("项目.ron", &[("甲.txt", TEXT)]);
        let names = [
            "menu-file",
            "menu-edit",
            "menu-label",
            "menu-view",
            "menu-help",
        ];
        let mut right = 0.0;
        for key in names.into_iter().chain(["action-palette"]) {
            let name = window.tr(key);
            let rect = window.node(Role::Button, &name).rect();
            assert!(
                rect.left() >= right && rect.right() <= 500.0,
                "{language:?} {key}: {rect:?}"
            );
            right = rect.right();
        }
    }
}

#[test]
fn every_window_fits_into_a_small_one() {
    let mut window = Window::with([500.0, 400.0], Settings::default());
    window.open_project("项目.ron", &[("甲.txt", MARKED)]);
    window.press("J");
    for action in [
        Action::Palette,
        Action::Help,
        Action::About,
        Action::Settings,
        Action::EditSchema,
        Action::EditGuideline,
        Action::RenameDocument,
        Action::EditNote,
        Action::Export,
        Action::Check,
    ] {
        window.act(action);
        assert!(window.desk().windows.open().is_some(), "{action:?}");
        let name = window.tr(&action.text_key());
        let rect = window.node(Role::Window, &name).rect();
        let room = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(500.0, 400.0));
        assert!(room.contains_rect(rect), "{action:?}: {rect:?}");
        window.press("Escape");
        assert_eq!(window.desk().windows.open(), None, "{action:?}");
    }
}
