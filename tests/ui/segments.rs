//! Words the project brings, clauses, and selections that grow: by mouse and by key.

use egui::Modifiers;
use zhubi::text::segment::Words;
use zhubi::ui::action::Action;
use zhubi::ui::text_view::Motion;

use crate::harness::Window;

const SAID: &str = "记者欧阳娜拉娜木说，她来。他走。";
const TRADITIONAL: &str = "歐陽娜拉娜木走了。";

fn names() -> Window {
    Words::load();
    let text = format!("{SAID}\n{TRADITIONAL}\n");
    Window::of(&[("甲.txt", &text), ("乙.txt", TRADITIONAL)])
}

/// Returns what a double click on a character selects.
fn double_clicked(window: &mut Window, paragraph: &str, at: usize) -> String {
    window.click_at(window.char_at(paragraph, at), 2, Modifiers::NONE);
    window.selected()
}

#[test]
fn a_name_once_labelled_is_selected_whole_by_a_double_click() {
    let mut window = names();
    assert_ne!(double_clicked(&mut window, TRADITIONAL, 3), "歐陽娜拉娜木");
    window.drag(SAID, 2, 8);
    window.press("1");
    assert_eq!(window.held(), "PERSON:欧阳娜拉娜木");
    for at in 0..6 {
        assert_eq!(double_clicked(&mut window, TRADITIONAL, at), "歐陽娜拉娜木");
    }
    window.act(Action::ToggleReading);
    window.act(Action::NextScript);
    assert_eq!(double_clicked(&mut window, SAID, 5), "欧阳娜拉娜木");
    // In another document as well, and by key.
    window.act(Action::NextDocument);
    window.act(Action::SelectWord);
    assert_eq!(window.selected(), "歐陽娜拉娜木");
    window.act(Action::LetGo);
    window.act(Action::Move(Motion::DocumentStart));
    window.act(Action::Extend(Motion::WordRight));
    assert_eq!(window.selected(), "歐陽娜拉娜木");
    window.act(Action::PreviousDocument);
    window.act(Action::Undo);
    window.act(Action::LetGo);
    assert_ne!(double_clicked(&mut window, SAID, 5), "欧阳娜拉娜木");
}

#[test]
fn a_project_is_opened_with_its_words() {
    Words::load();
    let spans = format!("⟦PERSON:欧阳娜拉娜木⟧\n{}", "⟦ROLE:部长⟧\n".repeat(3_000));
    let window = &mut Window::of(&[("甲.txt", &spans), ("乙.txt", TRADITIONAL)]);
    window.act(Action::NextDocument);
    assert_eq!(double_clicked(window, TRADITIONAL, 3), "歐陽娜拉娜木");
}

#[test]
fn a_selection_grows_and_shrinks_back() {
    let mut window = names();
    window.click_char(SAID, 10);
    window.act(Action::SelectClause);
    assert_eq!(window.selected(), "她来。");
    window.act(Action::Move(Motion::DocumentStart));
    let mut seen = vec![window.selected()];
    for _ in 0..4 {
        window.act(Action::GrowSelection);
        seen.push(window.selected());
    }
    let expected = [
        "",
        "记者",
        "记者欧阳娜拉娜木说，",
        "记者欧阳娜拉娜木说，她来。",
        SAID,
    ];
    assert_eq!(seen, expected);
    window.act(Action::GrowSelection);
    window.act(Action::GrowSelection);
    assert_eq!(window.desk().said, window.tr("say-all-selected"));
    window.act(Action::ShrinkSelection);
    for expected in expected.iter().rev() {
        assert_eq!(window.selected(), *expected);
        window.act(Action::ShrinkSelection);
    }
    assert_eq!(window.desk().said, window.tr("say-not-grown"));
    window.act(Action::GrowSelection);
    window.act(Action::Extend(Motion::Right));
    window.act(Action::ShrinkSelection);
    assert_eq!(window.desk().said, window.tr("say-not-grown"));
}

#[test]
fn the_caret_goes_by_clause() {
    let mut window = names();
    window.act(Action::Move(Motion::DocumentStart));
    window.act(Action::Move(Motion::ClauseRight));
    window.act(Action::Extend(Motion::ClauseRight));
    assert_eq!(window.selected(), "她来。");
    window.act(Action::Move(Motion::ClauseRight));
    window.act(Action::Extend(Motion::ClauseLeft));
    assert_eq!(window.selected(), "他走。");
    window.act(Action::Move(Motion::ClauseLeft));
    window.act(Action::Extend(Motion::ClauseLeft));
    assert_eq!(window.selected(), "记者欧阳娜拉娜木说，");
}
