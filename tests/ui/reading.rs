//! Reading a document in another view: switches, keys, what is remembered, damage explained.

use egui::Event;
use egui::accesskit::Role;
use egui::pos2;
use zhubi::ui::action::Action;

use crate::harness::Window;

const GLOSSED: &str = "習(xí)近平同皇后范先生的國家發(fā)展會議。";
const SHOWN: &str = "習近平同皇后范先生的國家發展會議。";
const PLAIN: &str = "习近平同皇后范先生的国家发展会议。";

fn has_paragraph(window: &Window, shown: &str) -> bool {
    window.said().contains(&format!("Paragraph {shown} "))
}

#[test]
fn a_document_with_glosses_opens_without_them_and_is_labelled_whole() {
    let mut window = Window::of(&[("一.txt", GLOSSED)]);
    assert!(has_paragraph(&window, SHOWN), "{}", window.said());
    window.drag(SHOWN, 0, 3);
    assert_eq!(window.selected(), "習(xí)近平");
    window.press("1");
    assert!(window.marked().starts_with("⟦PERSON:習(xí)近平⟧同"));
    // The gloss goes with its character when an edge is moved, and comes back with it.
    window.act(Action::LeftEdgeRight);
    assert!(window.marked().starts_with("習(xí)⟦PERSON:近平⟧同"));
    window.act(Action::LeftEdgeLeft);
    window.act(Action::RightEdgeLeft);
    window.act(Action::RightEdgeLeft);
    assert!(window.marked().starts_with("⟦PERSON:習(xí)⟧近平同"));
    window.act(Action::ToggleReading);
    assert!(has_paragraph(&window, GLOSSED));
    window.act(Action::RightEdgeLeft);
    assert!(window.marked().starts_with("⟦PERSON:習(xí⟧)近平同"));
}

#[test]
fn each_document_remembers_how_it_is_read() {
    let mut window = Window::of(&[("一.txt", GLOSSED), ("二.txt", PLAIN)]);
    window.act(Action::NextScript);
    assert!(has_paragraph(&window, PLAIN));
    window.act(Action::NextDocument);
    assert!(has_paragraph(&window, PLAIN));
    window.act(Action::NextScript);
    // It is simplified already, and stays as it is.
    assert!(has_paragraph(&window, PLAIN));
    window.act(Action::NextScript);
    assert!(has_paragraph(&window, "習近平同皇后範先生的國家發展會議。"));
    window.act(Action::PreviousDocument);
    assert!(has_paragraph(&window, PLAIN));
    // As a traditional text it is what it is, whatever tables say of 后 and 范.
    window.act(Action::NextScript);
    assert!(has_paragraph(&window, SHOWN));
}

#[test]
fn the_switches_say_what_they_do_and_do_it() {
    let mut window = Window::of(&[("一.txt", GLOSSED)]);
    for (name, shown) in [
        ("view-raw-name", GLOSSED),
        (
            "view-simplified-name",
            "习(xí)近平同皇后范先生的国家发(fā)展会议。",
        ),
        ("view-reading-name", PLAIN),
        ("view-as-is-name", SHOWN),
        ("view-traditional-name", SHOWN),
    ] {
        let name = window.tr(name);
        window.click_button(&name);
        assert!(has_paragraph(&window, shown), "{name}: {}", window.said());
    }
}

#[test]
fn damage_is_counted_below_and_explained_where_it_is() {
    let mut window = Window::of(&[
        ("一.txt", "731日開會,次大會(huì)?;氐焦ぷ髦?,自己"),
        ("二.txt", PLAIN),
    ]);
    let count = |window: &Window, n: usize| {
        let texts = &window.desk().texts;
        texts.tr_with("status-damaged", [("n", n.into())])
    };
    assert!(window.shows(&count(&window, 2)));
    let (date, hint) = (window.tr("damage-impossible-date"), "□回到工作□");
    assert!(!window.shows(&date));
    let rect = {
        let name = format!("{}: 731日", window.tr("paper-damage"));
        window.node(Role::Comment, &name).rect()
    };
    window.harness.event(Event::PointerMoved(rect.center()));
    window.pause();
    assert!(window.shows(&date) && !window.shows(hint));
    let margin = pos2(rect.left() - 6.0, rect.center().y);
    window.harness.event(Event::PointerMoved(margin));
    window.pause();
    assert!(window.shows(&date) && window.shows(hint));
    window.act(Action::NextDocument);
    assert!(!window.shows(&count(&window, 2)));
}
