//! Tables that must hold: every act has words, a menu, keys, a row in the palette and in help.

use std::collections::HashMap;
use std::collections::HashSet;

use egui::accesskit::Role;
use zhubi::ui::action::Action;
use zhubi::ui::action::Menu;
use zhubi::ui::i18n::Language;
use zhubi::ui::i18n::Texts;
use zhubi::ui::settings::Settings;
use zhubi::ui::shortcuts::Keys;

use crate::harness::USUAL;
use crate::harness::Window;

const TEXT: &str = "林晚秋任云川县县长。";

fn plain() -> impl Iterator<Item = Action> {
    Action::all().filter(|action| !matches!(action, Action::Label(_)))
}

fn moves(action: Action) -> bool {
    matches!(action, Action::Move(_) | Action::Extend(_))
}

#[test]
fn every_action_has_a_text_of_its_own_in_each_language() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let source = language.source();
        let mut seen = HashMap::new();
        for action in plain() {
            let key = action.text_key();
            let stands = source
                .lines()
                .any(|line| line.starts_with(&format!("{key} =")));
            assert!(stands, "{language:?}: {key}");
            let name = texts.tr(&key);
            assert!(
                !name.trim().is_empty() && name != key,
                "{language:?}: {key}"
            );
            assert_eq!(seen.insert(name, action), None, "{language:?}: {key}");
        }
    }
}

#[test]
fn every_action_stands_in_one_menu_or_moves_the_caret() {
    let ids: HashSet<String> = Action::all().map(Action::id).collect();
    assert_eq!(ids.len(), Action::all().count(), "ids differ");
    assert!(ids.iter().all(|id| !id.is_empty()));
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    for menu in Menu::ALL {
        let closed = window.said();
        let mut before: Vec<&str> = closed.lines().collect();
        let name = window.tr(menu.text_key());
        window.click_button(&name);
        let open = window.said();
        let added: Vec<&str> = open
            .lines()
            .filter(|line| match before.iter().position(|other| other == line) {
                Some(at) => {
                    before.swap_remove(at);
                    false
                }
                None => line.starts_with("Button"),
            })
            .collect();
        let mut expected: Vec<String> = Action::all()
            .filter(|action| action.menu().0 == menu && !moves(*action))
            .filter_map(|action| item(&window, action))
            .collect();
        if menu == Menu::File {
            expected.insert(2, format!("Button {}  ", window.tr("menu-recent")));
        }
        let (mut added, mut expected) = (trimmed(added), trimmed(expected));
        added.sort();
        expected.sort();
        assert_eq!(added, expected, "{menu:?}");
        window.press("Escape");
    }
}

/// Returns how an action's row of a menu is said.
fn item(window: &Window, action: Action) -> Option<String> {
    let env = window.desk().env();
    let (name, keys) = match action {
        Action::Label(slot) => {
            let label = env.label(slot)?;
            let hotkey = label.hotkey.map(String::from).unwrap_or_default();
            (label.name("zh-Hans").to_owned(), hotkey)
        }
        action => {
            let keys = env.settings.keys_of(action);
            let keys = keys.first().map(ToString::to_string).unwrap_or_default();
            (window.tr(&action.text_key()), keys)
        }
    };
    Some(format!("Button {name} {keys}"))
}

fn trimmed(lines: Vec<impl AsRef<str>>) -> Vec<String> {
    let trimmed = lines.iter().map(|line| line.as_ref().trim().to_owned());
    trimmed.collect()
}

#[test]
fn the_palette_finds_every_action_by_its_name() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.press("Ctrl+Shift+P");
    let field = window.tr("action-palette");
    for action in plain() {
        let name = window.tr(&action.text_key());
        window.press("Ctrl+A");
        window.type_text(&name);
        assert_eq!(window.field(&field), name);
        let found = window.said();
        let row = |line: &str| line.starts_with("Button") && line.contains(&name);
        assert!(found.lines().any(row), "{name}\n{found}");
    }
    window.press("Ctrl+A");
    window.type_text("没有这样的命令");
    assert!(window.shows(&window.tr("palette-nothing")));
}

#[test]
fn the_palette_does_what_it_finds_and_goes_to_documents() {
    let mut window = Window::of(&[("甲.txt", TEXT), ("乙.txt", "周河生出席开工仪式。")]);
    window.press("Ctrl+Shift+P");
    window.type_text("select-all");
    window.press("Enter");
    assert_eq!(window.selected(), TEXT);
    window.press("Ctrl+Shift+P");
    window.type_text("乙.txt");
    window.press("Enter");
    assert_eq!(window.document(), "乙.txt");
}

#[test]
fn help_lists_every_action_with_its_keys() {
    let mut window = Window::with([1280.0, 4000.0], Settings::default());
    window.open_project("项目.ron", &[("甲.txt", TEXT)]);
    window.press("F1");
    let said = window.said();
    let has = |text: &str| said.lines().any(|line| line == format!("Label  {text}"));
    for action in plain().filter(|action| !matches!(action, Action::Extend(_))) {
        let name = window.tr(&action.text_key());
        assert!(has(&name), "{name}\n{said}");
        let keys = window.desk().settings.keys_of(action);
        let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
        assert!(has(&keys.join(" / ")), "{name}: {keys:?}");
    }
    assert!(has(&window.tr("help-extend")));
}

/// Every key the settings give differs, labels' included; returns what is shared.
fn shared(settings: &Settings, hotkeys: &[char]) -> Vec<Keys> {
    let mut seen: HashSet<Keys> = hotkeys.iter().filter_map(|c| Keys::of_hotkey(*c)).collect();
    let all = Action::all().flat_map(|action| settings.keys_of(action));
    all.filter(|keys| !seen.insert(*keys)).collect()
}

#[test]
fn keys_chosen_by_the_user_replace_the_usual_ones_and_stay_apart() {
    let mut settings = Settings::default();
    let digits = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];
    assert_eq!(shared(&settings, &digits), []);
    settings
        .keys
        .insert("next-span".to_owned(), "Ctrl+J|F12".to_owned());
    assert_eq!(shared(&settings, &digits), []);
    settings
        .keys
        .insert("previous-span".to_owned(), "F12".to_owned());
    assert_eq!(shared(&settings, &digits), Keys::parse_list("F12"));
    settings.keys.remove("previous-span");

    let mut window = Window::with(USUAL, settings);
    window.open_project(
        "项目.ron",
        &[("甲.txt", "⟦PERSON:林晚秋⟧任⟦ROLE:云川县县长⟧。")],
    );
    window.press("J");
    assert_eq!(window.held(), "");
    window.press("F12");
    assert_eq!(window.held(), "PERSON:林晚秋");
    window.press("Ctrl+J");
    assert_eq!(window.held(), "ROLE:云川县县长");
    // The menu says the chosen keys.
    let menu = window.tr("menu-label");
    window.click_button(&menu);
    let name = window.tr("action-next-span");
    assert!(window.node(Role::Button, &name).rect().is_positive());
    assert!(!window.desk().settings.keys_of(Action::NextSpan).is_empty());
}

#[test]
fn keys_that_cannot_be_read_leave_the_action_without_and_nothing_breaks() {
    let mut settings = Settings::default();
    settings
        .keys
        .insert("undo".to_owned(), "Ctrl+Nonsense".to_owned());
    settings
        .keys
        .insert("no-such-action".to_owned(), "F3".to_owned());
    assert_eq!(settings.keys_of(Action::Undo), []);
    let mut window = Window::with(USUAL, settings);
    window.open_project("项目.ron", &[("甲.txt", TEXT)]);
    window.drag(TEXT, 0, 3);
    window.press("1");
    window.press("Ctrl+Z");
    assert_eq!(window.held(), "PERSON:林晚秋");
}
