//! Correcting a text, and what is said about it.

use crate::harness::Window;

const TEXT: &str = "⟦PERSON:林知远⟧到会。\n会后参观。\n";

/// Opens the window on the first paragraph and types in its stead.
fn retype(window: &mut Window, words: &str) {
    window.click_char("林知远到会", 1);
    window.press("F5");
    window.press("Ctrl+A");
    window.type_text(words);
    window.run();
}

#[test]
fn a_key_takes_the_correction_and_undo_takes_what_was_said_of_it_away() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    retype(&mut window, "散会。");
    window.press("Ctrl+Enter");
    window.run();
    assert_eq!(window.marked(), "散会。\n会后参观。\n");
    let said = window.tr("correct-gone-do");
    assert!(window.notices().contains(&said), "{}", window.notices());
    // The list of what is wrong names the label and the words that are gone.
    window.press("F8");
    window.run();
    assert!(window.shows("PERSON · 林知远"));
    window.press("Escape");
    window.press("Ctrl+Z");
    window.run();
    assert_eq!(window.marked(), TEXT);
    assert_eq!(window.notices(), "");
}

#[test]
fn esc_asks_once_before_what_was_typed_goes() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    retype(&mut window, "散会。");
    window.press("Escape");
    window.run();
    let again = window.tr("correct-again");
    assert!(window.shows(&again));
    window.press("Escape");
    window.run();
    assert!(!window.shows(&again));
    assert_eq!(window.marked(), TEXT);
    // Nothing typed, nothing to ask about.
    window.press("F5");
    window.press("Escape");
    window.run();
    assert!(!window.shows(&again));
}

#[test]
fn esc_closes_the_last_message_when_there_is_nothing_else_to_leave() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    retype(&mut window, "散会。");
    window.press("Ctrl+Enter");
    window.run();
    assert_ne!(window.notices(), "");
    window.click_char("会后参观", 1);
    window.press_in_one_frame(&["Escape"]);
    window.run();
    assert_eq!(window.notices(), "");
}
