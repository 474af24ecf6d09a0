//! Keys are silent while somebody types: in the palette, in a window's fields, in an input method.

use egui::Event;
use egui::ImeEvent;
use egui::Key;
use zhubi::ui::action::Action;
use zhubi::ui::effect::Dialog;

use crate::harness::Window;

const TEXT: &str = "林晚秋任云川县县长。";

/// Opens a document whose first word is labelled and held, with something to undo.
fn labelled() -> Window {
    let mut window = Window::of(&[("甲.txt", TEXT), ("乙.txt", "周河生出席开工仪式。")]);
    window.drag(TEXT, 0, 3);
    window.press("1");
    window
}

/// Types characters that are keys of actions, and looks whether any of them did something.
fn type_hotkeys(window: &mut Window) {
    let before = (
        window.session().revision(),
        window.marked(),
        window.document(),
    );
    for (key, text) in [
        (Key::Num1, "1"),
        (Key::D, "d"),
        (Key::J, "j"),
        (Key::B, "b"),
    ] {
        window.type_key(key, text);
    }
    for keys in [
        "Delete",
        "Backspace",
        "Home",
        "End",
        "Ctrl+Z",
        "Ctrl+Y",
        "Ctrl+A",
        "ArrowLeft",
    ] {
        window.press(keys);
    }
    let after = (
        window.session().revision(),
        window.marked(),
        window.document(),
    );
    assert_eq!(before, after);
    assert_eq!(window.held(), "PERSON:林晚秋");
}

#[test]
fn the_palette_takes_characters_and_not_their_keys() {
    let mut window = labelled();
    window.act(Action::Palette);
    for (key, text) in [(Key::Num1, "1"), (Key::D, "d"), (Key::J, "j")] {
        window.type_key(key, text);
    }
    let title = window.tr("action-palette");
    assert_eq!(window.field(&title), "1dj");
    window.press("Backspace");
    assert_eq!(window.field(&title), "1d");
    type_hotkeys(&mut window);
    assert_eq!(window.desk().windows.open(), Some(Dialog::Palette));
}

#[test]
fn the_schema_editor_takes_characters_and_not_their_keys() {
    let mut window = labelled();
    window.act(Action::EditSchema);
    let field = window.tr("schema-description");
    window.focus_field(&field);
    for (key, text) in [(Key::Num1, "1"), (Key::D, "d"), (Key::J, "j")] {
        window.type_key(key, text);
    }
    assert_eq!(window.field(&field), "1dj");
    type_hotkeys(&mut window);
    assert_eq!(window.desk().windows.open(), Some(Dialog::Schema));
}

#[test]
fn a_note_takes_characters_and_not_their_keys() {
    let mut window = labelled();
    window.press("N");
    let title = window.tr("action-edit-note");
    for (key, text) in [(Key::Num1, "1"), (Key::D, "d"), (Key::J, "j")] {
        window.type_key(key, text);
    }
    assert_eq!(window.field(&title), "1dj");
    type_hotkeys(&mut window);
    // In a text field these take typing back, not labels.
    assert_eq!(window.desk().windows.open(), Some(Dialog::Note));
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), TEXT);
}

#[test]
fn saving_works_while_typing() {
    let mut window = labelled();
    assert!(window.session().unsaved());
    window.press("N");
    window.press("Ctrl+S");
    assert!(!window.session().unsaved());
}

fn preedit(text: &str) -> Event {
    Event::Ime(ImeEvent::Preedit {
        text: text.to_owned(),
        active_range_chars: None,
    })
}

#[test]
fn an_input_method_at_work_has_all_keys() {
    let mut window = labelled();
    window.act(Action::Palette);
    window.harness.event(preedit("save"));
    window.run();
    let title = window.tr("action-palette");
    assert_eq!(window.field(&title), "save");
    let before = window.session().revision();
    // Choosing a candidate: some systems send these keys as well.
    for keys in ["1", "D", "ArrowDown", "Enter"] {
        window.press(keys);
    }
    assert_eq!(window.session().revision(), before);
    assert_eq!(window.desk().windows.open(), Some(Dialog::Palette));
    assert!(window.session().unsaved());
    window
        .harness
        .event(Event::Ime(ImeEvent::Commit("保存".to_owned())));
    window.run();
    assert_eq!(window.field(&title), "保存");
    window.press("Enter");
    assert!(!window.session().unsaved());
}

#[test]
fn a_menu_has_the_keys_while_it_is_open() {
    let mut window = labelled();
    let menu = window.tr("menu-edit");
    window.click_button(&menu);
    let item = window.tr("action-select-all");
    assert!(window.shows(&item));
    let before = window.session().revision();
    window.press("1");
    window.press("Delete");
    assert_eq!(window.session().revision(), before);
    window.press("Escape");
    assert!(!window.shows(&item), "{}", window.said());
    assert_eq!(window.held(), "PERSON:林晚秋");
    window.press("Delete");
    assert_eq!(window.marked(), TEXT);
}
