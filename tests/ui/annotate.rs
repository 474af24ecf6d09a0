//! Labelling by mouse and keys, from a drag to the project that holds the span.

use egui::Event;
use egui::Key;
use egui::Modifiers;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use zhubi::model::layer::Status;
use zhubi::text::segment;
use zhubi::ui::action::Action;

use crate::harness::Window;

const TOWN: &str = "林晚秋任云川县县长。";
const FEAST: &str = "她主持丰收大会。";
const RIVER: &str = "周河生出席开工仪式。";

/// Opens two documents without spans.
fn town() -> Window {
    let town = format!("{TOWN}\n{FEAST}\n");
    Window::of(&[("甲.txt", &town), ("乙.txt", RIVER)])
}

/// Opens one document with spans written into it.
fn marked(text: &str) -> Window {
    Window::of(&[("甲.txt", text)])
}

fn first_line(window: &Window) -> String {
    window
        .marked()
        .lines()
        .next()
        .unwrap_or_default()
        .to_owned()
}

fn status(window: &Window) -> Status {
    let layer = window.desk().env().layer();
    layer.map(|layer| layer.meta.status).unwrap_or_default()
}

#[test]
fn a_label_goes_on_comes_off_and_changes() {
    let mut window = town();
    window.drag(TOWN, 0, 3);
    assert_eq!(window.selected(), "林晚秋");
    assert_eq!(status(&window), Status::ToDo);
    window.press("1");
    assert_eq!(first_line(&window), "⟦PERSON:林晚秋⟧任云川县县长。");
    assert_eq!(window.held(), "PERSON:林晚秋");
    assert_eq!(status(&window), Status::InProgress);
    assert!(window.shows("人物: 林晚秋"), "{}", window.said());
    window.press("1");
    assert_eq!(first_line(&window), TOWN);
    assert_eq!(window.selected(), "林晚秋");
    window.press("1");
    window.press("2");
    assert_eq!(first_line(&window), "⟦ROLE:林晚秋⟧任云川县县长。");
    window.press("Delete");
    assert_eq!(first_line(&window), TOWN);
    let before = window.session().revision();
    window.press("Delete");
    assert_eq!(window.session().revision(), before);
    assert_eq!(window.desk().said, window.tr("say-no-span"));
}

#[test]
fn keys_of_one_frame_all_count() {
    let mut window = town();
    window.drag(TOWN, 0, 3);
    window.press_in_one_frame(&["1", "2"]);
    assert_eq!(first_line(&window), "⟦ROLE:林晚秋⟧任云川县县长。");
    window.press_in_one_frame(&["2", "2", "2", "3"]);
    assert_eq!(first_line(&window), "⟦EVENT:林晚秋⟧任云川县县长。");
    window.press_in_one_frame(&["Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z", "Ctrl+Z"]);
    assert_eq!(first_line(&window), TOWN);
    assert!(!window.session().unsaved());
}

#[test]
fn edges_move_by_key_and_never_cross() {
    let mut window = marked("林晚秋任云川县⟦ROLE:县长⟧。");
    window.click_char(TOWN, 7);
    assert_eq!(window.held(), "ROLE:县长");
    window.press("OpenBracket");
    assert_eq!(window.held(), "ROLE:县县长");
    window.press("CloseBracket");
    window.press("CloseBracket");
    assert_eq!(window.held(), "ROLE:长");
    window.press("CloseBracket");
    assert_eq!(window.held(), "ROLE:长");
    assert_eq!(window.desk().said, window.tr("say-span-too-short"));
    // Keyboards send the character typed, with the place of the key beside it.
    for (key, place, held) in [
        (Key::CloseCurlyBracket, Key::CloseBracket, "ROLE:长。"),
        (Key::OpenCurlyBracket, Key::OpenBracket, "ROLE:长"),
    ] {
        window.harness.event(Event::Key {
            key,
            physical_key: Some(place),
            pressed: true,
            repeat: false,
            modifiers: Modifiers::SHIFT,
        });
        window.run();
        assert_eq!(window.held(), held);
    }
    window.press("Shift+CloseBracket");
    window.press("Shift+CloseBracket");
    assert_eq!(window.held(), "ROLE:长。");
    assert_eq!(window.desk().said, window.tr("say-text-ends"));
}

#[test]
fn the_edge_buttons_do_as_their_keys() {
    let mut window = marked("林晚秋任云川县⟦ROLE:县长⟧。");
    window.click_char(TOWN, 7);
    let name = window.tr("action-left-edge-left");
    window.click_button(&name);
    assert_eq!(window.held(), "ROLE:县县长");
    let name = window.tr("action-right-edge-left");
    window.click_button(&name);
    assert_eq!(window.held(), "ROLE:县县");
}

#[test]
fn an_edge_is_dragged_and_escape_lets_it_be() {
    let mut window = marked("林晚秋任云川县⟦ROLE:县长⟧。");
    window.click_char(TOWN, 7);
    let (from, to) = (window.edge_at(TOWN, 7), window.edge_at(TOWN, 4));
    let drag_to = |window: &mut Window, from: egui::Pos2, to: egui::Pos2| {
        window.pause();
        window.harness.event(Event::PointerMoved(from));
        window.harness.event(press(from, true));
        window.harness.event(Event::PointerMoved(to));
        window.run();
    };
    let from = from - egui::vec2(1.0, 0.0);
    drag_to(&mut window, from, to);
    window.press("Escape");
    window.harness.event(press(to, false));
    window.run();
    assert_eq!(first_line(&window), "林晚秋任云川县⟦ROLE:县长⟧。");
    assert_eq!(window.held(), "ROLE:县长");
    drag_to(&mut window, from, to);
    assert_eq!(first_line(&window), "林晚秋任云川县⟦ROLE:县长⟧。");
    window.harness.event(press(to, false));
    window.run();
    assert_eq!(first_line(&window), "林晚秋任⟦ROLE:云川县县长⟧。");
    window.press("Ctrl+Z");
    assert_eq!(first_line(&window), "林晚秋任云川县⟦ROLE:县长⟧。");
}

fn press(pos: egui::Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: egui::PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

#[test]
fn a_second_click_and_its_key_reach_the_span_beneath() {
    let mut window = marked("林晚秋任⟦EVENT:云川县⟦ROLE:县长⟧⟧。");
    window.click_char(TOWN, 8);
    assert_eq!(window.held(), "ROLE:县长");
    window.click_char(TOWN, 8);
    assert_eq!(window.held(), "EVENT:云川县县长");
    window.click_char(TOWN, 8);
    assert_eq!(window.held(), "");
    window.click_char(TOWN, 8);
    assert_eq!(window.held(), "ROLE:县长");
    window.press("B");
    assert_eq!(window.held(), "EVENT:云川县县长");
}

#[test]
fn spans_are_walked_in_reading_order() {
    let mut window = marked("⟦PERSON:林晚秋⟧任⟦ROLE:⟦EVENT:云川县⟧县长⟧。");
    let mut walked = Vec::new();
    for _ in 0..4 {
        window.press("J");
        walked.push(window.held());
    }
    assert_eq!(
        walked,
        [
            "PERSON:林晚秋",
            "ROLE:云川县县长",
            "EVENT:云川县",
            "EVENT:云川县"
        ]
    );
    assert_eq!(window.desk().said, window.tr("say-no-more-spans"));
    window.press("K");
    window.press("K");
    assert_eq!(window.held(), "PERSON:林晚秋");
    window.press("Escape");
    assert_eq!(window.held(), "");
    window.press("J");
    assert_ne!(window.held(), "");
}

#[test]
fn clicks_select_words_and_sentences() {
    segment::Words::load();
    let mut window = town();
    window.click_at(window.char_at(FEAST, 4), 2, Modifiers::NONE);
    assert_eq!(window.selected(), "丰收");
    window.click_at(window.char_at(FEAST, 4), 3, Modifiers::NONE);
    // The stop is no part of what one labels.
    assert_eq!(window.selected(), FEAST.trim_end_matches('。'));
    window.click_at(window.edge_at(TOWN, 4), 1, Modifiers::NONE);
    assert_eq!(window.selected(), "");
    window.click_at(window.edge_at(TOWN, 7), 1, Modifiers::SHIFT);
    assert_eq!(window.selected(), "云川县");
    window.press("1");
    assert_eq!(first_line(&window), "林晚秋任⟦PERSON:云川县⟧县长。");
}

#[test]
fn arrows_with_shift_select() {
    let mut window = town();
    window.click_at(window.edge_at(TOWN, 4), 1, Modifiers::NONE);
    for _ in 0..3 {
        window.press("Shift+ArrowRight");
    }
    assert_eq!(window.selected(), "云川县");
    window.press("Shift+ArrowLeft");
    assert_eq!(window.selected(), "云川");
    window.press("ArrowRight");
    assert_eq!(window.selected(), "");
    window.press("Ctrl+Home");
    window.press("Shift+ArrowDown");
    assert_eq!(window.selected(), format!("{TOWN}\n"));
    window.press("Ctrl+A");
    assert_eq!(window.selected(), window.marked());
    window.press("Ctrl+Home");
    window.press("Alt+Shift+ArrowRight");
    assert!(window.selected().starts_with(TOWN));
    window.press("Escape");
    assert_eq!(window.selected(), "");
}

#[test]
fn undo_and_redo_bring_back_caret_and_document() {
    let mut window = town();
    window.drag(TOWN, 0, 3);
    window.press("1");
    window.press("Ctrl+PageDown");
    assert_eq!(window.document(), "乙.txt");
    window.drag(RIVER, 3, 5);
    window.press("Ctrl+Z");
    assert_eq!(window.document(), "甲.txt");
    assert_eq!(first_line(&window), TOWN);
    assert_eq!(
        (window.selected(), window.held()),
        ("林晚秋".to_owned(), String::new())
    );
    assert_eq!(status(&window), Status::ToDo);
    window.press("Ctrl+PageDown");
    assert_eq!(window.selected(), "出席");
    window.press("Ctrl+Y");
    assert_eq!(window.document(), "甲.txt");
    assert_eq!(window.held(), "PERSON:林晚秋");
    window.press("Ctrl+Y");
    assert_eq!(window.desk().said, window.tr("say-no-history"));
}

#[test]
fn done_goes_on_to_the_next_document() {
    let mut window = town();
    window.press("D");
    assert_eq!(window.document(), "乙.txt");
    let status_of = |window: &Window, name: &str| {
        let doc = window.session().project().documents.by_name(name).cloned();
        let doc = doc.expect("the document is there");
        doc.layer(&window.desk().annotator)
            .map(|layer| layer.meta.status)
    };
    assert_eq!(status_of(&window, "甲.txt"), Some(Status::Done));
    let done = format!("甲.txt · 0 · {}", window.tr("status-done"));
    assert!(window.shows(&done), "{}", window.said());
    window.press("D");
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(status_of(&window, "乙.txt"), Some(Status::Done));
    window.press("Alt+4");
    assert_eq!(status_of(&window, "乙.txt"), Some(Status::ToDiscuss));
    for _ in 0..3 {
        window.press("Ctrl+Z");
    }
    assert_eq!(window.document(), "甲.txt");
    assert!(status_of(&window, "甲.txt").is_none_or(|status| status == Status::ToDo));
}

#[test]
fn a_note_is_written_and_shown() {
    let mut window = marked("⟦PERSON:林晚秋⟧任云川县县长。");
    window.press("J");
    window.press("N");
    window.type_text("同名者另有一人");
    window.press("Enter");
    let env = window.desk().env();
    let note = env.span().map(|span| span.detail_or_default().note);
    assert_eq!(note.as_deref(), Some("同名者另有一人"));
    assert!(window.shows("同名者另有一人"));
    assert_eq!(window.desk().windows.open(), None);
    window.press("Ctrl+Z");
    assert!(!window.shows("同名者另有一人"));
}

#[test]
fn two_spans_are_joined_from_either_end_and_parted_again() {
    let mut window = marked("⟦PERSON:林晚秋⟧任⟦ROLE:云川县县长⟧。");
    let n = |window: &Window| {
        window
            .desk()
            .env()
            .layer()
            .map_or(0, |layer| layer.relations.len())
    };
    window.click_char(TOWN, 5);
    window.press("L");
    assert!(window.desk().marked_head.is_some());
    window.click_char(TOWN, 1);
    window.press("L");
    assert_eq!(n(&window), 1);
    let layer = window
        .desk()
        .env()
        .layer()
        .cloned()
        .expect("there is a layer");
    let relation = layer.relations.keys().next().expect("there is one");
    assert_eq!(relation.head.label.as_str(), "PERSON");
    assert_eq!(relation.tail.label.as_str(), "ROLE");
    assert!(window.shows("→ 云川县县长"), "{}", window.said());
    let remove = window.tr("span-remove-relation");
    window.click_button(&remove);
    assert_eq!(n(&window), 0);
    window.press("Ctrl+Z");
    assert_eq!(n(&window), 1);
}

#[test]
fn a_head_that_was_removed_is_no_head() {
    let mut window = marked("⟦PERSON:林晚秋⟧任⟦ROLE:云川县县长⟧。");
    window.click_char(TOWN, 1);
    window.press("L");
    window.press("Delete");
    window.click_char(TOWN, 5);
    window.press("L");
    assert_eq!(window.notices(), "");
    let head = window
        .desk()
        .marked_head
        .clone()
        .expect("the other is marked");
    assert_eq!(head.label.as_str(), "ROLE");
}

#[test]
fn labels_and_documents_answer_the_mouse() {
    let mut window = town();
    window.drag(FEAST, 3, 7);
    window.click_button("事件 EVENT");
    assert_eq!(window.held(), "EVENT:丰收大会");
    assert!(window.shows("事件 EVENT · 1/1"), "{}", window.said());
    // The keyboard is in the text again.
    window.press("2");
    assert_eq!(window.held(), "ROLE:丰收大会");
    window.click_role(Role::ListBoxOption, "乙.txt");
    assert_eq!(window.document(), "乙.txt");
    assert!(window.harness.query_by_label(RIVER).is_some());
    assert!(window.harness.query_by_label(TOWN).is_none());
    window.click_role(Role::ListBoxOption, "甲.txt");
    assert_eq!(window.held(), "ROLE:丰收大会");
}

#[test]
fn overlap_within_a_label_is_refused_and_said() {
    let before = "⟦PERSON:林晚秋⟧任云川县县长。";
    let mut window = marked(before);
    let revision = window.session().revision();
    window.drag(TOWN, 1, 5);
    window.press("1");
    assert_eq!(window.marked(), before);
    assert_eq!(window.session().revision(), revision);
    assert!(!window.session().unsaved());
    let said = window.tr("refusal-overlap");
    assert!(window.shows(&said), "{}", window.said());
    assert_eq!(window.selected(), "晚秋任云");
    // Another label may.
    window.press("2");
    assert_eq!(window.held(), "ROLE:晚秋任云");
    let close = window.tr("close");
    window.click_button(&close);
    assert_eq!(window.notices(), "");
}

#[test]
fn the_text_never_asks_for_an_input_method_and_fields_do() {
    let mut window = town();
    window.click_char(TOWN, 1);
    let ime = |window: &Window| window.harness.output().platform_output.ime.is_some();
    assert!(window.node(Role::Document, "").is_focused());
    assert!(!ime(&window));
    window.act(Action::Palette);
    assert!(ime(&window));
    window.press("Escape");
    assert!(!ime(&window));
    assert!(window.node(Role::Document, "").is_focused());
}

#[test]
fn copy_puts_the_words_on_the_clipboard() {
    let mut window = town();
    window.drag(TOWN, 0, 3);
    window.harness.input_mut().events.push(Event::Copy);
    window.harness.step();
    let copied = window.harness.output().platform_output.commands.clone();
    let words = egui::OutputCommand::CopyText("林晚秋".to_owned());
    assert!(copied.contains(&words), "{copied:?}");
}

#[test]
fn the_menu_of_a_right_click_speaks_of_the_span_under_it() {
    let mut window = marked("⟦PERSON:林晚秋⟧任⟦ROLE:云川县县长⟧。");
    window.click_char(TOWN, 1);
    let pos = window.char_at(TOWN, 6);
    for pressed in [true, false] {
        window.harness.event(Event::PointerButton {
            pos,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: Modifiers::NONE,
        });
    }
    window.run();
    assert_eq!(window.held(), "ROLE:云川县县长");
    // Of two with this name the menu's is the one shown last.
    let name = window.tr("action-delete-span");
    let items = window.harness.query_all_by_label_contains(&name);
    items.last().expect("the menu is open").click();
    window.run();
    assert_eq!(first_line(&window), "⟦PERSON:林晚秋⟧任云川县县长。");
    window.press("1");
    assert_eq!(
        first_line(&window),
        "⟦PERSON:林晚秋⟧任⟦PERSON:云川县县长⟧。"
    );
}
