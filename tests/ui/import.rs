//! The import window: what it says of files, what is chosen in it, and what comes in.

use std::fs;
use std::path::PathBuf;

use egui::Key;
use egui::accesskit::Role;
use encoding_rs::BIG5;
use encoding_rs::GB18030;

use crate::harness::USUAL;
use crate::harness::Window;
use zhubi::ui::action::Action;
use zhubi::ui::i18n::Language;
use zhubi::ui::settings::Settings;
use zhubi::ui::theme::ThemeChoice;

const TEXT: &str = "林晚秋任云川县县长。";

fn names(window: &Window) -> Vec<String> {
    let session = window.desk().session.as_ref();
    let documents = session.map(|session| session.project().documents.clone());
    let documents = documents.unwrap_or_default();
    documents.iter().map(|doc| doc.name.clone()).collect()
}

fn text_of(window: &Window, name: &str) -> String {
    let documents = &window.session().project().documents;
    let doc = documents.by_name(name).expect("the document is there");
    doc.text.as_str().to_owned()
}

/// Chooses an item of a combo.
fn choose(window: &mut Window, combo: &str, item: &str) {
    window.click_role(Role::ComboBox, combo);
    window.click_button(item);
}

/// Returns the row of a file in the list.
fn row(window: &Window, file: &str) -> String {
    let said = window.said();
    let start = format!("ListBoxOption {file} · ");
    let mut rows = said.lines().filter(|line| line.starts_with(&start));
    rows.next().unwrap_or_else(|| panic!("{said}")).to_owned()
}

fn is_ticked(window: &Window, file: &str) -> bool {
    let texts = &window.desk().texts;
    let name = texts.tr_with("import-tick", [("file", file.to_owned().into())]);
    let node = window.node(Role::CheckBox, &name);
    use egui_kittest::kittest::NodeT as _;
    node.accesskit_node().toggled() == Some(egui::accesskit::Toggled::True)
}

fn toggle(window: &mut Window, file: &str) {
    let texts = &window.desk().texts;
    let name = texts.tr_with("import-tick", [("file", file.to_owned().into())]);
    window.click_role(Role::CheckBox, &name);
}

fn import_button(window: &Window, n: usize) -> String {
    let texts = &window.desk().texts;
    texts.tr_with("import-take", [("n", n.into())])
}

#[test]
fn nothing_comes_in_before_enter_and_one_act_takes_it_back() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let paths = [
        window.write("乙.txt", "河水清清。"),
        window.write("丙.txt", "开工了。"),
    ];
    window.look_at(&paths);
    assert!(window.desk().windows.imports());
    assert_eq!(names(&window), ["甲.txt"]);
    assert!(row(&window, "乙.txt").contains("UTF-8"));
    assert!(window.shows("河水清清。"), "the preview");
    window.press("Enter");
    assert_eq!(names(&window), ["甲.txt", "乙.txt", "丙.txt"]);
    assert_eq!(window.document(), "乙.txt");
    window.press("Ctrl+Z");
    assert_eq!(names(&window), ["甲.txt"]);
}

#[test]
fn escape_imports_nothing_and_leaves_the_open_project() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let path = window.write("乙.txt", "河水清清。");
    for answer in ["Escape", "cancel", "close"] {
        window.look_at(std::slice::from_ref(&path));
        if answer == "Escape" {
            window.press("Escape");
        } else {
            let button = window.tr(answer);
            window.click_button(&button);
        }
        assert!(!window.desk().windows.imports(), "{answer}");
        assert_eq!(names(&window), ["甲.txt"]);
        assert!(!window.session().unsaved());
    }
    // A new project was asked for: the one that is open stays all the same.
    window.act(Action::NewProject);
    window
        .harness
        .event(egui::Event::Paste(path.display().to_string()));
    window.run();
    window.press("Enter");
    assert!(window.desk().windows.imports());
    window.press("Escape");
    assert_eq!(names(&window), ["甲.txt"]);
}

#[test]
fn a_guess_can_be_overruled_for_one_file_and_for_all() {
    let mut window = Window::empty();
    // Four characters in either encoding: nobody can know.
    let bytes = GB18030.encode("青禾县城").0.into_owned();
    let in_big5 = BIG5.decode_without_bom_handling(&bytes).0.into_owned();
    let paths = [
        window.write("短.txt", &bytes),
        window.write("短二.txt", &bytes),
    ];
    window.look_at(&paths);
    let unsure = window.tr("import-unsure");
    assert!(
        row(&window, "短.txt").contains(&unsure),
        "{}",
        window.said()
    );
    assert!(window.shows("青禾县城"));
    let encoding = window.tr("import-encoding");
    choose(&mut window, &encoding, "Big5");
    assert!(row(&window, "短.txt").contains("Big5"), "{}", window.said());
    assert!(row(&window, "短二.txt").contains("GB18030") || !is_ticked(&window, "短二.txt"));
    let all = window.tr("import-encoding-all");
    window.click_button(&all);
    // The second has the same text, so it comes unticked, with the reason.
    let twin = window
        .desk()
        .texts
        .tr_with("import-odd-twin", [("name", "短.txt".into())]);
    assert!(
        row(&window, "短二.txt").contains(&twin),
        "{}",
        window.said()
    );
    let automatic = window.tr("import-automatic");
    choose(&mut window, &encoding, &automatic);
    assert!(
        row(&window, "短.txt").contains("GB18030"),
        "{}",
        window.said()
    );
    choose(&mut window, &encoding, "Big5");
    toggle(&mut window, "短二.txt");
    window.press("Enter");
    assert_eq!(text_of(&window, "短.txt"), in_big5);
    assert_eq!(text_of(&window, "短二.txt"), in_big5);
    let source = &window
        .session()
        .project()
        .documents
        .at(0)
        .expect("it is there")
        .source;
    assert_eq!(source.encoding, "Big5");
}

#[test]
fn an_encoding_that_does_not_fit_is_obeyed_with_its_damage_shown() {
    let mut window = Window::empty();
    let bytes = GB18030.encode(&TEXT.repeat(20)).0.into_owned();
    let path = window.write("县.txt", bytes);
    let picture = window.write("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    window.look_at(&[path, picture]);
    let (encoding, all) = (
        window.tr("import-encoding"),
        window.tr("import-encoding-all"),
    );
    let replaced = window.tr("import-doubt-replaced");
    assert!(!window.said().contains(&replaced), "{}", window.said());
    choose(&mut window, &encoding, "UTF-8");
    window.click_button(&all);
    assert!(is_ticked(&window, "县.txt"));
    assert!(!is_ticked(&window, "图.txt"), "a picture is no text");
    assert!(window.said().contains(&replaced), "{}", window.said());
    choose(&mut window, &encoding, "GB18030");
    assert!(!window.said().contains(&replaced), "{}", window.said());
    window.press("Enter");
    assert_eq!(text_of(&window, "县.txt"), TEXT.repeat(20));
}

#[test]
fn columns_of_a_table_are_guessed_shown_and_chosen() {
    let mut window = Window::empty();
    let table = "编号,标题,内容,备注\n1,春,春耕开始。,甲乙丙丁\n2,夏,夏收结束。,子丑寅卯\n";
    let path = window.write("表.csv", table);
    window.look_at(&[path]);
    assert!(
        window.shows(&import_button(&window, 2)),
        "{}",
        window.said()
    );
    assert!(window.shows("夏收结束。"));
    let column = window.tr("import-column-text");
    choose(&mut window, &column, "备注");
    let name = window.tr("import-column-name");
    let none = window.tr("import-column-none");
    choose(&mut window, &name, &none);
    window.press("Enter");
    assert_eq!(names(&window), ["表.csv#1", "表.csv#2"]);
    assert_eq!(text_of(&window, "表.csv#2"), "子丑寅卯");
    // As guessed, the titles name the documents.
    let path = window.write("表二.csv", table);
    window.open(&[path]);
    assert_eq!(text_of(&window, "夏"), "夏收结束。");
}

#[test]
fn what_nobody_wants_from_a_folder_comes_unticked_with_the_reason() {
    let mut window = Window::empty();
    let folder = window.folder.path().join("资料");
    fs::create_dir_all(folder.join("里面")).expect("a folder");
    let put = |name: &str, content: &str| {
        fs::write(folder.join(name), content).expect("the file can be written");
    };
    put("README.md", "# 说明\n这是说明。\n");
    put("项目.ron", "Project(format: 1)");
    put(
        "标注.jsonl",
        "{\"document\":\"a.txt\",\"start\":0,\"end\":2,\"label\":\"PERSON\"}\n",
    );
    put("图.png", "不是图");
    put("正文.txt", TEXT);
    put("里面/第2篇.txt", "第二篇。");
    put("里面/第10篇.txt", "第十篇。");
    window.look_at(&[folder]);
    for (file, reason) in [
        ("README.md", window.tr("import-odd-companion")),
        ("项目.ron", window.tr("import-odd-project")),
        ("标注.jsonl", "text".to_owned()),
    ] {
        assert!(
            row(&window, file).contains(&reason),
            "{}",
            row(&window, file)
        );
        assert!(!is_ticked(&window, file), "{file}");
    }
    assert!(is_ticked(&window, "里面/第2篇.txt"));
    let others = window
        .desk()
        .texts
        .tr_with("import-others", [("n", 1.into())]);
    assert!(window.shows(&others), "{}", window.said());
    toggle(&mut window, "里面/第10篇.txt");
    toggle(&mut window, "README.md");
    window.press("Enter");
    assert_eq!(names(&window), ["README.md", "正文.txt", "第2篇.txt"]);
}

#[test]
fn what_the_project_has_already_is_said() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let path = window.write("抄.txt", TEXT);
    window.look_at(&[path]);
    let reason = window
        .desk()
        .texts
        .tr_with("import-odd-known", [("name", "甲.txt".into())]);
    assert!(
        row(&window, "抄.txt").contains(&reason),
        "{}",
        window.said()
    );
    window.press("Enter");
    assert!(window.desk().windows.imports());
    // The list has the keyboard: Space ticks, Enter imports.
    window.type_key(Key::Space, " ");
    window.press("Enter");
    assert_eq!(names(&window), ["甲.txt", "抄.txt"]);
}

#[test]
fn doubtful_places_are_counted_and_gone_through() {
    let mut window = Window::empty();
    let text = format!("{TEXT}\n甲\u{1}乙\u{E383}丙\n中\0文\n");
    let path = window.write("疑.txt", text.replace('\0', ""));
    window.look_at(&[path]);
    let place = |window: &Window, at: usize| {
        let values = [("at", at.to_string().into()), ("n", "2".into())];
        window.desk().texts.tr_with("import-place", values)
    };
    assert!(window.shows(&place(&window, 1)), "{}", window.said());
    assert!(window.shows("甲[0001]乙[E383]丙"), "{}", window.said());
    window.press("F8");
    assert!(window.shows(&place(&window, 2)), "{}", window.said());
    assert!(window.shows(&window.tr("import-doubt-private-use")));
    window.press("F8");
    window.press("Shift+F8");
    assert!(window.shows(&place(&window, 1)));
    // NUL is refused as long as nobody says that the file is a text.
    let nul = window.write("零.txt", text);
    window.look_at(&[nul]);
    window.press("End");
    assert!(!is_ticked(&window, "零.txt"));
    let encoding = window.tr("import-encoding");
    choose(&mut window, &encoding, "UTF-8");
    assert!(is_ticked(&window, "零.txt"), "{}", window.said());
    assert!(window.shows(&window.tr("import-doubt-nul")));
    window.press("Enter");
    assert_eq!(names(&window), ["疑.txt", "零.txt"]);
    assert!(text_of(&window, "零.txt").contains("中\0文"));
}

#[test]
fn files_dropped_on_the_window_join_those_that_wait() {
    let mut window = Window::empty();
    let paths: Vec<PathBuf> = ["甲.txt", "乙.txt"]
        .iter()
        .map(|name| window.write(name, format!("{name}：{TEXT}")))
        .collect();
    window.look_at(&paths[..1]);
    window.look_at(&paths);
    assert!(
        window.shows(&import_button(&window, 2)),
        "{}",
        window.said()
    );
    window.press("Enter");
    assert_eq!(names(&window), ["甲.txt", "乙.txt"]);
}

#[test]
fn the_window_is_whole_in_every_language_theme_and_size() {
    for language in Language::ALL {
        for (theme, size) in [
            (ThemeChoice::Light, USUAL),
            (ThemeChoice::Dark, [620.0, 480.0]),
        ] {
            let settings = Settings {
                language,
                theme,
                ..Settings::default()
            };
            let mut window = Window::with(size, settings);
            let paths = [
                window.write("甲.txt", format!("{TEXT}\n").repeat(50)),
                window.write("表.csv", "标题,正文\n春,春耕\n"),
                window.write("坏.txt", [0_u8, 1, 2, 0, 3]),
            ];
            window.look_at(&paths);
            assert!(
                window.shows(&import_button(&window, 2)),
                "{}",
                window.said()
            );
            for key in ["ArrowDown", "ArrowDown", "Home"] {
                window.press(key);
            }
            window.press("Enter");
            assert_eq!(names(&window), ["甲.txt", "春"]);
        }
    }
}
