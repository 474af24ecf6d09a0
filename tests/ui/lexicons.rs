//! The window of word lists and patterns.

use egui::accesskit::Role;
use zhubi::edit::command::Command;
use zhubi::model::lexicon::Lexicon;
use zhubi::ui::action::Action;

use crate::harness::Window;

const TEXT: &str = "周世安任云川县县长，县长罗敏卸任。";

fn open() -> Window {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::EditLexicons);
    window
}

fn click(window: &mut Window, key: &str) {
    let name = window.tr(key);
    window.click_button(&name);
}

fn found(window: &Window, n: usize) -> bool {
    let texts = &window.desk().texts;
    window.shows(&texts.tr_with("lexicons-found", [("n", n.into())]))
}

fn add_words(window: &mut Window, words: &str) {
    let field = window.tr("lexicons-new-words");
    window.click_role(Role::TextInput, &field);
    window.type_text(words);
    click(window, "lexicons-add");
}

fn lists(window: &Window) -> Vec<String> {
    let lexicons = window.session().project().lexicons.iter();
    let told = lexicons.map(|list| {
        let label = list.label.as_deref().unwrap_or("-");
        format!(
            "{} {label} {} {}",
            list.name,
            list.enabled,
            list.words.join(",")
        )
    });
    told.collect()
}

#[test]
fn a_word_added_to_a_new_list_is_found_at_once_and_each_step_is_undone() {
    let mut window = open();
    click(&mut window, "lexicons-new-list");
    assert!(found(&window, 0), "{}", window.said());
    add_words(&mut window, "县长\n縣(xiàn)長\n县长\n罗敏");
    let name = window.tr("lexicons-list-name");
    assert_eq!(
        lists(&window),
        [format!("{name} PERSON true 县长,縣(xiàn)長,罗敏")]
    );
    assert!(found(&window, 3), "{}", window.said());
    assert!(
        window.shows("周世安任云川县⟦县长⟧，县长罗敏卸任。"),
        "{}",
        window.said()
    );
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
    window.press("Ctrl+Z");
    assert_eq!(lists(&window), [format!("{name} PERSON true ")]);
    window.press("Ctrl+Z");
    assert!(lists(&window).is_empty());
}

#[test]
fn a_click_on_a_place_goes_there() {
    let mut window = open();
    click(&mut window, "lexicons-new-list");
    add_words(&mut window, "罗敏");
    window.click_role(Role::Button, "周世安任云川县县长，县长⟦罗敏⟧");
    assert_eq!(window.desk().windows.open(), None);
    assert_eq!(window.selected(), "罗敏");
}

#[test]
fn a_pattern_is_looked_for_as_it_is_typed_and_its_error_is_told_with_its_place() {
    let mut window = open();
    click(&mut window, "lexicons-new-pattern");
    let field = window.tr("lexicons-expression");
    window.focus_field(&field);
    window.type_text("[周罗].");
    assert!(found(&window, 2), "{}", window.said());
    assert_eq!(window.session().project().patterns[0].expression, "");
    window.type_text("(");
    let what = window.tr("pattern-group-open");
    let values = [
        ("what", what.into()),
        ("at", 6.into()),
        ("part", "(".into()),
    ];
    let told = window.desk().texts.tr_with("pattern-at", values);
    assert!(window.shows(&told), "{}", window.said());
    assert!(found(&window, 0));
    window.press("Backspace");
    window.press("Enter");
    assert_eq!(window.session().project().patterns[0].expression, "[周罗].");
}

#[test]
fn what_comes_with_the_program_is_switched_in_the_project() {
    let mut window = open();
    assert!(found(&window, 2), "{}", window.said());
    let person = window.tr("lexicons-person");
    let texts = &window.desk().texts;
    let switch = texts.tr_with("lexicons-on", [("name", person.into())]);
    window.click_role(Role::CheckBox, &switch);
    assert_eq!(lists(&window), ["builtin:person PERSON false "]);
    window.click_role(Role::CheckBox, &switch);
    assert_eq!(lists(&window), ["builtin:person PERSON true "]);
}

#[test]
fn words_come_in_from_a_table_and_what_has_no_label_here_is_told() {
    let mut window = open();
    let table = window.write("词.csv", "词语,标签\n罗敏,人物\n县长,ROLE\n广场,地点\n");
    click(&mut window, "lexicons-import");
    window.answer_path(&table);
    let values = [("label", "地点".into()), ("n", 1.into())];
    let told = window
        .desk()
        .texts
        .tr_with("lexicons-coming-unknown", values);
    assert!(window.shows(&told), "{}", window.said());
    assert!(lists(&window).is_empty());
    click(&mut window, "lexicons-take");
    assert_eq!(
        lists(&window),
        ["词 PERSON PERSON true 罗敏", "词 ROLE ROLE true 县长"]
    );
    let out = window.folder.path().join("出.csv");
    click(&mut window, "lexicons-export");
    window.answer_path(&out);
    let written = std::fs::read_to_string(&out).expect("the words are written");
    assert_eq!(written, "word,label\n罗敏,PERSON\n县长,ROLE\n");
}

#[test]
fn a_damaged_table_is_refused_in_the_window() {
    let mut window = open();
    let table = window.write("坏.csv", "word,label\n\"罗敏,PERSON\n县长,ROLE\n");
    click(&mut window, "lexicons-import");
    window.answer_path(&table);
    let values = [("row", 1.into()), ("line", 2.into())];
    let why = window.desk().texts.tr_with("import-unclosed-quote", values);
    assert!(window.shows(&why), "{}", window.said());
    assert!(lists(&window).is_empty());
}

#[test]
fn of_a_hundred_thousand_words_only_rows_in_sight_are_shown() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let words = (0..100_000).map(|n| format!("词{n}")).collect();
    let list = Lexicon {
        name: "万".to_owned(),
        enabled: true,
        words,
        ..Lexicon::default()
    };
    let session = window.harness.state_mut().session.as_mut();
    let session = session.expect("a project is open");
    session
        .run(Command::SetLexicons(vec![list]))
        .expect("the list fits");
    window.act(Action::EditLexicons);
    assert!(window.said().lines().count() < 1_000);
    let search = window.tr("lexicons-search");
    window.focus_field(&search);
    window.type_text("词9999");
    let texts = &window.desk().texts;
    let n = texts.tr_with("lexicons-n-words", [("n", 11.into())]);
    assert!(window.shows(&n), "{}", window.said());
    let remove = texts.tr_with("lexicons-remove-word", [("word", "词99990".into())]);
    window.click_button(&remove);
    assert_eq!(window.session().project().lexicons[0].words.len(), 99_999);
}
