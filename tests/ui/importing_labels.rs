//! Labelled data in: shown before it comes in, one act or one project, and nothing unsaid.

use std::fs;
use std::path::PathBuf;

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use zhubi::model::marked;
use zhubi::ui::action::Action;
use zhubi::ui::effect::Dialog;
use zhubi::ui::i18n::Language;
use zhubi::ui::settings::Settings;

use crate::harness::Window;

const TEXT: &str = "县委书记王毅到会。";
const ASTRAL: &str = "𠀀𠀁市长周明讲话。";

/// doccano's lines, the second in characters where it should be UTF-16.
const DOCCANO: &str = concat!(
    r#"{"text":"县委书记王毅到会。","label":[[0,4,"ROLE"],[4,6,"PERSON"]],"doc":"甲"}"#,
    "\n",
);

fn window() -> Window {
    Window::of(&[("甲.txt", TEXT), ("乙.txt", ASTRAL)])
}

/// Asks for labelled data and names the files.
fn bring(window: &mut Window, files: &[PathBuf]) {
    window.act(Action::ImportLabelled);
    window.answer_paths(files);
    window.run();
    assert_eq!(window.desk().windows.open(), Some(Dialog::Labelled));
}

fn bring_content(window: &mut Window, name: &str, content: &str) {
    let path = window.write(name, content);
    bring(window, &[path]);
}

/// Returns the texts of a project with an annotator's spans written into them.
fn labelled(window: &Window, annotator: &str) -> Vec<String> {
    let docs = window.session().project().documents.iter();
    let layers = docs.filter_map(|doc| Some((doc, doc.layer(annotator)?)));
    layers
        .map(|(doc, layer)| marked::print(&doc.text, &layer.spans))
        .collect()
}

fn said(window: &Window, key: &str, values: &[(&'static str, usize)]) -> String {
    let values = values.iter().map(|(name, n)| (*name, (*n).into()));
    window.desk().texts.tr_with(key, values)
}

fn click(window: &mut Window, key: &str) {
    let name = window.tr(key);
    window.click_button(&name);
}

fn is_disabled(window: &Window, key: &str) -> bool {
    let name = window.tr(key);
    window
        .node(Role::Button, &name)
        .accesskit_node()
        .is_disabled()
}

#[test]
fn a_layer_comes_in_as_one_act_and_undo_takes_it_back() {
    let mut window = window();
    bring_content(&mut window, "gold.jsonl", DOCCANO);
    // The format is told from the file, the layer named after it.
    assert!(window.shows("doccano — "), "{}", window.said());
    assert!(window.shows(&window.tr("labelled-guessed")));
    assert_eq!(window.field(&window.tr("labelled-name")), "gold");
    let counts = [("spans", 2), ("documents", 1), ("relations", 0)];
    let counts = said(&window, "labelled-counts", &counts);
    assert!(window.shows(&counts), "{}", window.said());
    assert!(window.shows("人物 1 · 职务 1"), "{}", window.said());
    assert!(window.shows("甲.txt 2"), "{}", window.said());
    assert!(window.shows(&window.tr("predictions-all-fit")));
    assert!(
        labelled(&window, "gold").is_empty(),
        "nothing before one says so"
    );
    click(&mut window, "labelled-take");
    assert_eq!(window.desk().windows.open(), None);
    let expected = ["⟦ROLE:县委书记⟧⟦PERSON:王毅⟧到会。"];
    assert_eq!(labelled(&window, "gold"), expected);
    window.act(Action::Undo);
    assert!(labelled(&window, "gold").is_empty());
    window.act(Action::Redo);
    assert_eq!(labelled(&window, "gold"), expected);
}

#[test]
fn utf16_offsets_are_noticed_and_read_on_consent_only() {
    let mut window = window();
    let counted_by_java = concat!(
        r#"{"id":"乙.txt","spans":[{"start":4,"end":6,"label":"ROLE","text":"市长"},"#,
        r#"{"start":6,"end":8,"label":"PERSON","text":"周明"}]}"#
    );
    bring_content(&mut window, "java.jsonl", counted_by_java);
    let unit = window.tr("unit-utf16");
    let hint = [("unit", unit.clone().into())];
    let hint = window.desk().texts.tr_with("labelled-looks-like", hint);
    assert!(window.shows(&hint), "{}", window.said());
    let refused = said(&window, "predictions-refused", &[("n", 2)]);
    assert!(window.shows(&refused), "{}", window.said());
    // Where it stands and why it does not fit.
    assert!(window.shows("java.jsonl · "), "{}", window.said());
    assert!(
        window.shows("“市长”") && window.shows("“周明"),
        "{}",
        window.said()
    );
    assert!(is_disabled(&window, "labelled-take"));
    let texts = &window.desk().texts;
    let button = texts.tr_with("labelled-read-as", [("unit", unit.into())]);
    window.click_button(&button);
    assert!(!window.shows(&hint));
    let counts = [("spans", 2), ("documents", 1), ("relations", 0)];
    assert!(window.shows(&said(&window, "labelled-counts", &counts)));
    click(&mut window, "labelled-take");
    assert_eq!(
        labelled(&window, "java"),
        ["𠀀𠀁⟦ROLE:市长⟧⟦PERSON:周明⟧讲话。"]
    );
}

#[test]
fn units_that_would_fit_as_well_are_all_offered() {
    let mut window = window();
    // A letter with its accent is two characters, and no words are given.
    let lines = "{\"text\":\"𠀀e\u{301}周明\",\"label\":[[1,4,\"PERSON\"]],\"doc\":\"丁\"}";
    bring_content(&mut window, "d.jsonl", lines);
    let new = window.tr("labelled-into-project");
    window.click_role(Role::RadioButton, &new);
    assert!(window.shows(&window.tr("labelled-several-units")));
    let unit = window.tr("unit-graphemes");
    let texts = &window.desk().texts;
    let button = texts.tr_with("labelled-read-as", [("unit", unit.into())]);
    window.click_button(&button);
    assert!(window.shows(&window.tr("predictions-all-fit")));
    click(&mut window, "labelled-make");
    assert_eq!(labelled(&window, "d"), ["𠀀⟦PERSON:e\u{301}周明⟧"]);
}

#[test]
fn labels_and_relations_that_are_missing_are_asked_about() {
    let mut window = window();
    let lines = concat!(
        r#"{"id":"甲.txt","spans":[[0,4,"OFFICE"],[4,6,"PERSON"]],"#,
        r#""relations":[{"rel":"SERVES","head":[4,6,"PERSON"],"tail":[0,4,"OFFICE"]}]}"#
    );
    bring_content(&mut window, "a.jsonl", lines);
    let missing = window.tr("labelled-add");
    assert!(window.shows("OFFICE 1 · SERVES 1"), "{}", window.said());
    window.click_role(Role::CheckBox, &missing);
    let counts = [("spans", 2), ("documents", 1), ("relations", 1)];
    let counts = said(&window, "labelled-counts", &counts);
    assert!(window.shows(&counts), "{}", window.said());
    click(&mut window, "labelled-take");
    let project = window.session().project();
    assert!(project.schema.label("OFFICE").is_some());
    assert!(project.schema.relation("SERVES").is_some());
    assert_eq!(labelled(&window, "a").len(), 1);
    window.act(Action::Undo);
    let project = window.session().project();
    assert!(project.schema.label("OFFICE").is_none(), "it is one act");
}

#[test]
fn it_can_go_to_a_layer_that_is_there_but_not_under_a_new_name_that_is_taken() {
    let mut window = Window::of(&[("甲.txt", "⟦ROLE:县委书记⟧王毅到会。")]);
    let me = window.desk().annotator.to_string();
    bring_content(&mut window, "a.jsonl", DOCCANO);
    let field = window.tr("labelled-name");
    window.focus_field(&field);
    window.type_text(&me);
    assert!(window.shows(&window.tr("labelled-name-there")));
    assert!(is_disabled(&window, "labelled-take"));
    window.focus_field(&field);
    window.press("Delete");
    assert!(window.shows(&window.tr("labelled-bad-name")));
    let layer = window.tr("labelled-into-layer");
    window.click_role(Role::RadioButton, &layer);
    window.click_role(Role::RadioButton, &me);
    let known = said(&window, "labelled-known", &[("n", 1)]);
    assert!(window.shows(&known), "{}", window.said());
    click(&mut window, "labelled-take");
    assert_eq!(
        labelled(&window, &me),
        ["⟦ROLE:县委书记⟧⟦PERSON:王毅⟧到会。"]
    );
}

#[test]
fn a_project_is_made_of_the_data_where_none_is_open() {
    let mut window = Window::empty();
    bring_content(&mut window, "gold.jsonl", DOCCANO);
    let makes = said(&window, "labelled-makes", &[("documents", 1), ("spans", 2)]);
    assert!(window.shows(&makes), "{}", window.said());
    click(&mut window, "labelled-make");
    assert_eq!(
        labelled(&window, "gold"),
        ["⟦ROLE:县委书记⟧⟦PERSON:王毅⟧到会。"]
    );
    assert_eq!(window.desk().annotator.as_str(), "gold");
    assert!(window.session().unsaved());
}

#[test]
fn a_project_made_of_data_takes_the_place_of_the_open_one_after_asking() {
    let mut window = window();
    window.drag(TEXT, 0, 4);
    window.press("2");
    assert!(window.session().unsaved());
    bring_content(&mut window, "gold.jsonl", DOCCANO);
    let new = window.tr("labelled-into-project");
    window.click_role(Role::RadioButton, &new);
    click(&mut window, "labelled-make");
    // The open one is not saved: first it is asked about.
    assert_eq!(window.session().project().documents.len(), 2);
    let give_up = window.tr("leave-discard");
    window.click_button(&give_up);
    assert_eq!(window.session().project().documents.len(), 1);
    assert_eq!(labelled(&window, "gold").len(), 1);
}

#[test]
fn data_of_other_documents_says_that_a_project_can_be_made_of_it() {
    let mut window = Window::of(&[("丙.txt", "别的文本。")]);
    bring_content(&mut window, "gold.jsonl", DOCCANO);
    let hint = window.tr("labelled-none-here");
    assert!(window.shows(&hint), "{}", window.said());
    assert!(is_disabled(&window, "labelled-take"));
    let new = window.tr("labelled-into-project");
    window.click_role(Role::RadioButton, &new);
    assert!(!window.shows(&hint));
    assert!(!is_disabled(&window, "labelled-make"));
}

#[test]
fn a_folder_is_read_and_what_came_in_pieces_is_told() {
    let mut window = window();
    let folder = window.folder.path().join("brat");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("甲.txt"), TEXT).expect("a file");
    let ann = "T1\tROLE 0 2;3 4\t县委 记\nT2\tPERSON 4 6\t王毅\n";
    fs::write(folder.join("甲.ann"), ann).expect("a file");
    bring(&mut window, &[folder]);
    assert!(window.shows("brat — "), "{}", window.said());
    let values = [
        ("label", "ROLE".into()),
        ("start", 0.into()),
        ("end", 4.into()),
        ("n", 2.into()),
    ];
    let remark = window
        .desk()
        .texts
        .tr_with("incoming-discontinuous", values);
    assert!(window.shows(&remark), "{}", window.said());
    click(&mut window, "labelled-take");
    assert_eq!(
        labelled(&window, "brat"),
        ["⟦ROLE:县委书记⟧⟦PERSON:王毅⟧到会。"]
    );
}

#[test]
fn what_is_not_clear_is_chosen_and_other_files_can_be() {
    let mut window = window();
    bring_content(&mut window, "a.json", "[1, 2]");
    assert!(window.shows(&window.tr("labelled-no-format")));
    assert!(is_disabled(&window, "labelled-take"));
    let combo = window.tr("export-format");
    window.click_role(Role::ComboBox, &combo);
    window.click_button("doccano — ");
    assert!(window.shows("a.json · "), "{}", window.said());
    assert!(is_disabled(&window, "labelled-take"));
    let path = window.write("b.jsonl", DOCCANO);
    click(&mut window, "labelled-other-files");
    window.answer_path(&path);
    assert_eq!(window.desk().windows.open(), Some(Dialog::Labelled));
    assert!(!is_disabled(&window, "labelled-take"), "{}", window.said());
    // A file that is not there says so.
    click(&mut window, "labelled-other-files");
    window.answer_path(&path.with_file_name("missing.ann"));
    window.click_role(Role::ComboBox, &combo);
    window.click_button("doccano — ");
    assert!(
        window.shows(&window.tr("incoming-no-file")),
        "{}",
        window.said()
    );
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
}

#[test]
fn a_file_that_can_be_no_document_is_taken_for_labelled_data() {
    let mut window = window();
    let folder = window.folder.path().join("brat");
    fs::create_dir(&folder).expect("a folder");
    fs::write(folder.join("甲.txt"), TEXT).expect("a file");
    let ann = folder.join("甲.ann");
    fs::write(&ann, "T1\tPERSON 4 6\t王毅\n").expect("a file");
    window.look_at(std::slice::from_ref(&ann));
    assert_eq!(window.desk().windows.open(), Some(Dialog::Labelled));
    window.press("Escape");
    // A text is a document, whatever lies beside it.
    window.look_at(&[folder.join("甲.txt")]);
    assert!(window.desk().windows.imports());
}

#[test]
fn the_window_fits_into_a_small_one_in_every_language() {
    for language in Language::ALL {
        for size in [[1024.0, 700.0], [500.0, 400.0]] {
            let settings = Settings {
                language,
                ..Settings::default()
            };
            let mut window = Window::with(size, settings);
            window.open_project("项目.ron", &[("甲.txt", TEXT)]);
            bring_content(&mut window, "gold.jsonl", DOCCANO);
            let room = egui::Rect::from_min_max(egui::Pos2::ZERO, egui::pos2(size[0], size[1]));
            let take = window.tr("labelled-take");
            let rect = window.node(Role::Button, &take).rect();
            assert!(room.contains_rect(rect), "{language:?} {size:?} {rect:?}");
        }
    }
}
