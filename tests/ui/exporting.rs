//! Labelled data out: the choices, what they come to before anything is written, and the writing.

use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command as Program;

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::exchange;
use zhubi::exchange::export::Export;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::select::Layers;
use zhubi::exchange::select::Selection;
use zhubi::model::ids::Annotator;
use zhubi::model::span::Span;
use zhubi::session::labelled_files;
use zhubi::text::offset::CharRange;
use zhubi::ui::action::Action;
use zhubi::ui::desk::NAMELESS;
use zhubi::ui::effect::Dialog;
use zhubi::ui::i18n::Language;
use zhubi::ui::settings::Settings;
use zhubi::ui::tasks::Tasks;

use crate::harness::Window;

const MARKED: &str = "⟦PERSON:林晚秋⟧任⟦ROLE:⟦EVENT:云川县⟧县长⟧。\n当天无事。";
const RIVER: &str = "⟦PERSON:周河生⟧出席开工仪式。";
const PLAIN: &str = "开工了。";

fn window() -> Window {
    Window::of(&[("甲.txt", MARKED), ("乙.txt", RIVER), ("丙.txt", PLAIN)])
}

/// Opens the window and chooses a format.
fn open(window: &mut Window, format: &str) {
    window.act(Action::Export);
    choose(window, format);
}

fn choose(window: &mut Window, format: &str) {
    let combo = window.tr("export-format");
    window.click_role(Role::ComboBox, &combo);
    window.click_button(&format!("{format} — "));
}

fn radio(window: &mut Window, key: &str) {
    let name = window.tr(key);
    window.click_role(Role::RadioButton, &name);
}

fn tick(window: &mut Window, key: &str) {
    let name = window.tr(key);
    window.click_role(Role::CheckBox, &name);
}

/// Asks for the file and names it.
fn write(window: &mut Window, path: &Path) {
    let key = if window.shows(&window.tr("export-write-folder")) {
        "export-write-folder"
    } else {
        "export-write"
    };
    let write = window.tr(key);
    window.click_button(&write);
    window.answer_path(path);
}

fn said(window: &Window, key: &str, values: &[(&'static str, usize)]) -> String {
    let values = values.iter().map(|(name, n)| (*name, (*n).into()));
    window.desk().texts.tr_with(key, values)
}

fn folder(window: &Window, name: &str) -> PathBuf {
    let folder = window.folder.path().join(name);
    fs::create_dir(&folder).expect("a folder");
    folder
}

/// Runs the command line in the window's folder.
fn command_line(window: &Window, args: &[&str]) {
    let run = Program::new(env!("CARGO_BIN_EXE_zhubi"))
        .args(["export", "项目.ron"])
        .args(args)
        .current_dir(window.folder.path())
        .output()
        .expect("the program runs");
    assert!(run.status.success(), "{run:?}");
}

/// Returns every file of a folder, by its name from there.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().expect("a name").to_string_lossy();
        if path.is_dir() {
            let inner = files(&path).into_iter();
            found.extend(inner.map(|(file, bytes)| (format!("{name}/{file}"), bytes)));
        } else {
            found.push((name.into_owned(), fs::read(&path).expect("a file")));
        }
    }
    found.sort();
    found
}

fn names(folder: &Path) -> Vec<String> {
    files(folder).into_iter().map(|(name, _)| name).collect()
}

/// Gives the first document a second annotator, who says less.
fn add_second_annotator(window: &mut Window) {
    let session = window.harness.state_mut().session.as_mut();
    let session = session.expect("a project is open");
    let doc = session.project().documents.at(0).expect("a document");
    let command = Command::AddSpans {
        layer: LayerRef::new(doc.id.clone(), Annotator::from("小李")),
        spans: vec![Span::new(CharRange::of(0, 3), "PERSON")],
        same_label: SameLabel::Allow,
    };
    session.run(command).expect("it fits");
    window.act(Action::Save);
    window.run();
}

#[test]
fn what_is_written_is_what_the_command_line_writes() {
    let mut window = window();
    add_second_annotator(&mut window);
    let (ours, theirs) = (folder(&window, "ours"), folder(&window, "theirs"));
    let layer = ["--layer", NAMELESS];
    let cases: [(&str, &str, &[&str], &[&str]); 6] = [
        ("jsonl", "a.jsonl", &[], &layer),
        ("doccano", "b.jsonl", &[], &layer),
        (
            "conll-bioes",
            "c.tsv",
            &["export-first", "export-tokens-words", "export-view-reading"],
            &[
                "--layer",
                NAMELESS,
                "--overlap",
                "first",
                "--tokens",
                "words",
                "--as",
                "reading",
            ],
        ),
        ("brat", "d", &["export-view-raw"], &layer),
        ("spacy", "e.spacy", &["export-whose-union"], &["--union"]),
        (
            "prodigy",
            "f.jsonl",
            &["export-whose-majority"],
            &["--majority", "--tokens", "words"],
        ),
    ];
    for (format, file, choices, args) in cases {
        open(&mut window, format);
        for choice in choices {
            radio(&mut window, choice);
        }
        write(&mut window, &ours.join(file));
        assert_eq!(window.desk().windows.open(), None, "{}", window.said());
        let out = format!("theirs/{file}");
        command_line(&window, &[&["--to", format, "-o", &out], args].concat());
        assert_eq!(files(&ours), files(&theirs), "{format}");
    }
    // Each with its card: a file's beside it, a folder's in it.
    let names = names(&ours);
    assert!(names.contains(&"a.jsonl.card.md".to_owned()), "{names:?}");
    assert!(names.contains(&"d/README.md".to_owned()), "{names:?}");
}

#[test]
fn doccano_with_relations_is_of_one_shape_from_the_first_line_on() {
    let mut window = window();
    let session = window.harness.state_mut().session.as_mut();
    let session = session.expect("a project is open");
    let doc = session.project().documents.at(0).expect("a document");
    let relation = zhubi::model::relation::Relation::new(
        "HOLDS",
        zhubi::model::span::SpanKey::new(CharRange::of(0, 3), "PERSON"),
        zhubi::model::span::SpanKey::new(CharRange::of(4, 9), "ROLE"),
    );
    let command = Command::AddRelations {
        layer: LayerRef::new(doc.id.clone(), Annotator::from(NAMELESS)),
        relations: vec![relation],
    };
    session.run(command).expect("it fits");
    window.act(Action::Save);
    let (ours, theirs) = (folder(&window, "ours"), folder(&window, "theirs"));
    open(&mut window, "doccano");
    assert!(window.shows("from_id") && window.shows(r#""relations":[]"#));
    write(&mut window, &ours.join("a.jsonl"));
    command_line(&window, &["--to", "doccano", "-o", "theirs/a.jsonl"]);
    assert_eq!(files(&ours), files(&theirs));
}

#[test]
fn parts_go_into_a_new_folder_and_never_into_one_with_something_in_it() {
    let mut window = window();
    let (ours, theirs) = (folder(&window, "ours"), folder(&window, "theirs"));
    open(&mut window, "conll-bio");
    tick(&mut window, "export-split-do");
    for part in ["train", "dev", "test"] {
        let n = usize::from(part == "train") * 2;
        let part = said(&window, &format!("export-part-{part}"), &[("n", n)]);
        assert!(window.shows(&part), "{part}: {}", window.said());
    }
    tick(&mut window, "export-card");
    fs::create_dir(ours.join("full")).expect("a folder");
    fs::write(ours.join("full/mine.txt"), "mine").expect("a file");
    write(&mut window, &ours.join("full"));
    let file = ours.join("full").display().to_string();
    let texts = &window.desk().texts;
    let why = texts.tr_with("error-export-folder", [("file", file.into())]);
    assert!(window.shows(&why), "{}", window.said());
    assert_eq!(names(&ours), ["full/mine.txt"]);
    // The window is still there, and another folder will do.
    write(&mut window, &ours.join("new"));
    let args = ["--to", "conll-bio", "-o", "theirs/new", "--split", "8:1:1"];
    command_line(&window, &[&args[..], &["--no-card"]].concat());
    fs::remove_dir_all(ours.join("full")).expect("it is there");
    assert_eq!(files(&ours), files(&theirs));
    let expected = ["new/dev.tsv", "new/test.tsv", "new/train.tsv"];
    assert_eq!(names(&ours), expected);
}

#[test]
fn what_is_lost_and_what_stays_out_is_told_first() {
    let mut window = window();
    open(&mut window, "jsonl");
    assert!(!window.shows(&window.tr("loss-nested")));
    let counts = said(&window, "export-counts", &[("documents", 2), ("spans", 4)]);
    assert!(window.shows(&counts), "{}", window.said());
    assert!(window.shows("人物 2 · 职务 1"), "{}", window.said());
    assert!(window.shows("丙.txt"), "it has no layer");
    choose(&mut window, "conll-bio");
    let nested = format!("1 × {}", window.tr("loss-nested"));
    assert!(window.shows(&nested), "{}", window.said());
    assert!(
        window.shows("甲.txt · 4–7 · EVENT “云川县”"),
        "{}",
        window.said()
    );
    // The other of the two goes, once the label of the outer one stays out.
    window.click_role(Role::CheckBox, "职务");
    assert!(!window.shows(&nested));
    let texts = &window.desk().texts;
    let others = texts.tr_with("export-left-labels", [("counts", "职务 1".into())]);
    assert!(window.shows(&others), "{}", window.said());
}

#[test]
fn strict_writes_nothing_where_something_gets_lost() {
    let mut window = window();
    open(&mut window, "conll-bio");
    tick(&mut window, "export-strict");
    assert!(window.shows(&window.tr("export-strict-stuck")));
    let write = window.tr("export-write");
    assert!(
        window
            .node(Role::Button, &write)
            .accesskit_node()
            .is_disabled()
    );
    tick(&mut window, "export-strict");
    radio(&mut window, "export-error");
    assert!(window.shows(&window.tr("export-stuck")));
    window.click_button(&write);
    assert!(!window.shows(&window.tr("path-why")));
    // A format that carries the spans writes them, strictly or not.
    choose(&mut window, "doccano");
    tick(&mut window, "export-strict");
    assert!(!window.shows(&window.tr("export-strict-stuck")));
    assert!(
        !window
            .node(Role::Button, &write)
            .accesskit_node()
            .is_disabled()
    );
}

#[test]
fn the_preview_follows_every_choice() {
    let mut window = window();
    open(&mut window, "jsonl");
    assert!(window.shows(r#""id":"甲.txt""#), "{}", window.said());
    assert!(window.shows("项目.jsonl"));
    choose(&mut window, "conll-bio");
    assert!(window.shows("林    B-PERSON\n晚    I-PERSON"));
    choose(&mut window, "conll-bioes");
    assert!(window.shows("秋    E-PERSON"), "{}", window.said());
    assert!(window.shows("当    O"));
    tick(&mut window, "export-negatives");
    assert!(!window.shows("当    O"), "a paragraph without a span");
    let left = said(&window, "export-left-paragraphs", &[("n", 1)]);
    assert!(window.shows(&left), "{}", window.said());
    // A folder is shown by its first files, what is no text in words and as marked text.
    choose(&mut window, "brat");
    assert!(window.shows("甲.ann") && window.shows("T1"));
    choose(&mut window, "spacy");
    assert!(window.shows(&window.tr("export-holds-spacy")));
    assert!(window.shows("【PERSON:林晚秋】任"), "{}", window.said());
    radio(&mut window, "export-reach-this");
    assert!(
        !window.shows("周河生】出席"),
        "only the document that is open"
    );
}

#[test]
fn documents_are_ticked_one_by_one() {
    let mut window = window();
    open(&mut window, "jsonl");
    radio(&mut window, "export-reach-ticked");
    assert!(window.shows(&window.tr("export-lacks-documents")));
    window.click_role(Role::CheckBox, "乙.txt");
    let one = said(&window, "export-counts", &[("documents", 1), ("spans", 1)]);
    assert!(window.shows(&one), "{}", window.said());
    let all = window.tr("export-tick-all");
    window.click_button(&all);
    let both = said(&window, "export-counts", &[("documents", 2), ("spans", 4)]);
    assert!(window.shows(&both), "{}", window.said());
}

#[test]
fn what_was_chosen_is_there_the_next_time() {
    let mut window = window();
    open(&mut window, "conll-bioes");
    radio(&mut window, "export-first");
    radio(&mut window, "export-tokens-whole-words");
    tick(&mut window, "export-split-do");
    tick(&mut window, "export-card");
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
    let remembered = window.desk().settings.export.clone();
    let settings = Settings {
        export: remembered.clone(),
        ..Settings::default()
    };
    let mut other = Window::with([1024.0, 700.0], settings);
    other.open_project("项目.ron", &[("甲.txt", MARKED)]);
    other.act(Action::Export);
    assert!(other.shows("conll-bioes — "));
    assert!(other.shows("B-PERSON"));
    other.press("Escape");
    assert_eq!(other.desk().settings.export, remembered);
}

#[test]
fn the_end_is_told_with_counts_and_place() {
    let mut window = window();
    open(&mut window, "conll-bio");
    let path = window.folder.path().join("o.tsv");
    write(&mut window, &path);
    let notices = window.notices();
    for part in [
        &path.display().to_string(),
        "人物 2 · 职务 1",
        &format!("1 × {}", window.tr("loss-nested")),
    ] {
        assert!(notices.contains(part), "{part}: {notices}");
    }
    assert_eq!(window.desk().windows.open(), None);
}

#[test]
fn a_file_that_is_there_is_replaced_after_asking_and_its_neighbours_only_if_they_are_ours() {
    let mut window = window();
    let path = window.write("o.jsonl", "mine");
    open(&mut window, "jsonl");
    write(&mut window, &path);
    assert_eq!(fs::read(&path).expect("a file"), b"mine");
    let agree = window.tr("replace-do");
    window.click_button(&agree);
    assert!(fs::read(&path).expect("a file").starts_with(b"{"));
    // The card of the first is ours and is written over; one of somebody else stops all of it.
    fs::write(window.folder.path().join("p.jsonl.card.md"), "notes").expect("a file");
    open(&mut window, "jsonl");
    let other = window.folder.path().join("p.jsonl");
    write(&mut window, &other);
    let file = other.display().to_string();
    let texts = &window.desk().texts;
    let why = texts.tr_with("error-export-beside", [("file", file.into())]);
    assert!(window.shows(&why), "{}", window.said());
    assert!(!other.exists());
}

/// Opens a project of many documents of a few words.
fn of_many(n: usize) -> Window {
    let mut window = Window::of(&[("甲.txt", MARKED)]);
    let session = window.harness.state_mut().session.as_mut();
    let session = session.expect("a project is open");
    let first = session.project().documents.at(0).expect("a document");
    let copies = (0..n).map(|i| {
        let mut copy = zhubi::model::document::Document::clone(first);
        copy.id = format!("copy-{i}").as_str().into();
        copy.name = format!("{i}.txt");
        copy
    });
    let command = Command::AddDocuments(copies.collect());
    session.run(command).expect("they fit");
    window.run();
    window
}

#[test]
fn stopped_in_the_middle_it_leaves_nothing() {
    let window = of_many(20);
    let out = folder(&window, "out");
    for format in ["jsonl", "brat"] {
        let export = Export {
            format: exchange::format_by_name(format).expect("a format"),
            options: WriteOptions::default(),
            selection: Selection {
                layers: Layers::One(NAMELESS.into()),
                ..Selection::default()
            },
            split: None,
        };
        let mut stop = |n_done, _| match n_done {
            ..7 => ControlFlow::Continue(()),
            _ => ControlFlow::Break(()),
        };
        let project = window.session().project();
        let target = out.join("o");
        let day = Some("2026-03-01");
        let written = labelled_files::write_export(project, &export, &target, day, &mut stop);
        let error = written.expect_err("it was stopped");
        assert_eq!(error.kind(), std::io::ErrorKind::Interrupted);
        assert_eq!(names(&out), Vec::<String>::new(), "{format}");
    }
}

#[test]
fn cancel_stops_the_writing_and_the_window_stays() {
    let mut window = of_many(20_000);
    open(&mut window, "brat");
    window.harness.state_mut().tasks = Tasks::on_threads();
    let write = window.tr("export-write-folder");
    window.click_button(&write);
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    let until = |window: &mut Window, holds: &dyn Fn(&Window) -> bool| {
        while !holds(window) {
            assert!(std::time::Instant::now() < deadline, "{}", window.said());
            window.harness.step();
        }
    };
    until(&mut window, &|window| window.shows(&window.tr("path-why")));
    let out = folder(&window, "out");
    let target = out.join("o").display().to_string();
    window.harness.event(egui::Event::Paste(target));
    window.harness.step();
    window.press_step("Enter");
    until(&mut window, &|window| window.shows("20001"));
    assert!(fs::read_dir(&out).expect("a folder").next().is_some());
    window.press_step("Escape");
    until(&mut window, &|window| {
        window.shows(&window.tr("export-stopped"))
    });
    assert_eq!(window.desk().windows.open(), Some(Dialog::Export));
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 0);
}

#[test]
fn every_format_is_named_in_every_language_and_fits_a_small_window() {
    for language in Language::ALL {
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let mut window = Window::with([1024.0, 700.0], settings);
        window.open_project("项目.ron", &[("甲.txt", MARKED)]);
        window.act(Action::Export);
        for format in exchange::FORMATS.iter().filter(|f| f.write.is_some()) {
            choose(&mut window, format.name);
            assert_eq!(window.desk().windows.open(), Some(Dialog::Export));
            let write = match format.files {
                exchange::Files::One => window.tr("export-write"),
                exchange::Files::Folder => window.tr("export-write-folder"),
            };
            let rect = window.node(Role::Button, &write).rect();
            let room = egui::Rect::from_min_max(egui::pos2(0.0, 0.0), egui::pos2(1024.0, 700.0));
            assert!(room.contains_rect(rect), "{} {rect:?}", format.name);
        }
    }
}
