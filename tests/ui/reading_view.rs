//! The text view of a document whose glosses are hidden or whose script is another one.
//!
//! Whatever a view hides, every position that it takes or gives is one of the text.

use egui::Event;
use egui::Modifiers;
use egui::Pos2;
use egui::pos2;
use egui::vec2;
use egui_kittest::kittest::Queryable as _;
use zhubi::edit::caret::Selection;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::view::ViewKind;
use zhubi::ui::text_view::Align;
use zhubi::ui::text_view::Motion;

use crate::text_view::Desk;
use crate::text_view::Window;
use crate::text_view::button;
use crate::text_view::caret_at;
use crate::text_view::click;
use crate::text_view::harness;
use crate::text_view::pause;

/// `习近平` with glosses: the view shows 12 characters and a line end of the first paragraph.
const GLOSSED: &str = "習(xí)近平總書記(jì)在省(區)講話。\n統(tǒng)一戰(zhàn)線\n";

fn reading(kind: ViewKind) -> Desk {
    Desk {
        kind,
        ..Desk::new(GLOSSED)
    }
}

fn step(window: &mut Window, motion: Motion, extend: bool) -> usize {
    window.state_mut().move_by.push((motion, extend));
    window.step();
    window.state().selection.head.0
}

#[test]
fn the_caret_steps_over_hidden_glosses_both_ways() {
    let mut window = harness(reading(ViewKind::READING));
    let steps: Vec<usize> = (0..6)
        .map(|_| step(&mut window, Motion::Right, false))
        .collect();
    assert_eq!(steps, [5, 6, 7, 8, 9, 14]);
    let back: Vec<usize> = (0..6)
        .map(|_| step(&mut window, Motion::Left, false))
        .collect();
    assert_eq!(back, [9, 8, 7, 6, 5, 0]);
    // From within a gloss one is where the gloss ends.
    for inside in 1..5 {
        window.state_mut().selection = Selection::caret(CharIdx(inside));
        window.step();
        assert_eq!(step(&mut window, Motion::Right, false), 6);
        window.state_mut().selection = Selection::caret(CharIdx(inside));
        assert_eq!(step(&mut window, Motion::Left, false), 0);
    }
    window.state_mut().selection = Selection::caret(CharIdx(0));
    step(&mut window, Motion::Right, true);
    assert_eq!(window.state().selected(), "習(xí)");
    // In the text itself every character is a step.
    let mut window = harness(reading(ViewKind::RAW));
    assert_eq!(step(&mut window, Motion::Right, false), 1);
}

#[test]
fn what_is_selected_by_mouse_takes_the_glosses_of_its_characters() {
    for kind in [
        ViewKind::READING,
        ViewKind::SIMPLIFIED,
        ViewKind::TRADITIONAL,
    ] {
        let mut window = harness(reading(kind));
        for (from, to, words) in [
            (0, 7, "習(xí)近平"),
            (0, 5, "習(xí)"),
            (7, 14, "總書記(jì)"),
            (14, 7, "總書記(jì)"),
            (5, 14, "近平總書記(jì)"),
        ] {
            pause(&mut window);
            let from = caret_at(&mut window, from).center();
            let to = caret_at(&mut window, to).center();
            button(&mut window, from, true, Modifiers::NONE);
            button(&mut window, to, false, Modifiers::NONE);
            assert_eq!(window.state().selected(), words, "{kind:?}");
        }
    }
}

#[test]
fn a_word_pressed_twice_takes_the_gloss_behind_it() {
    // A word of this test is two characters: 書記 without the gloss of 記 at 8.
    let mut window = harness(reading(ViewKind::READING));
    let pos = caret_at(&mut window, 8).center() + vec2(6.0, 0.0);
    click(&mut window, pos);
    click(&mut window, pos);
    assert_eq!(window.state().selected(), "書記(jì)");
}

#[test]
fn each_view_is_hit_where_it_is_drawn() {
    for kind in [
        ViewKind::RAW,
        ViewKind::READING,
        ViewKind::SIMPLIFIED,
        ViewKind::TRADITIONAL,
    ] {
        let mut window = harness(reading(kind));
        let mut at = 0;
        loop {
            let rect = caret_at(&mut window, at);
            pause(&mut window);
            click(&mut window, rect.center());
            assert_eq!(window.state().selection.head.0, at, "{kind:?}");
            let next = step(&mut window, Motion::Right, false);
            if next == at {
                break;
            }
            at = next;
        }
        assert_eq!(at, GLOSSED.chars().count());
    }
}

#[test]
fn spans_are_drawn_over_what_is_shown_of_them() {
    // 習 with its gloss, the gloss alone, its end with 近, and its middle with 近平.
    let spans = [
        (0, 5, "PERSON"),
        (1, 5, "ROLE"),
        (3, 6, "EVENT"),
        (2, 7, "PERSON"),
    ];
    let mut desk = reading(ViewKind::READING).with_spans(&spans);
    desk.selection = Selection::caret(CharIdx(7));
    let mut window = harness(desk);
    let x: Vec<f32> = [0, 5, 6, 7]
        .map(|at| caret_at(&mut window, at).center().x)
        .into();
    for (name, left, right) in [
        ("人物: 習", x[0], x[1]),
        ("事件: 近", x[1], x[2]),
        ("人物: 近平", x[1], x[3]),
    ] {
        let rect = window.get_by_label(name).rect();
        assert_eq!((rect.left(), rect.right()), (left, right), "{name}");
    }
    // What is hidden wholly is a thin mark where it would stand.
    let rect = window.get_by_label("职务: ").rect();
    assert_eq!((rect.center().x, rect.width()), (x[1], 2.0));
}

#[test]
fn a_screen_reader_is_told_what_is_shown() {
    for (kind, shown) in [
        (ViewKind::RAW, "習(xí)近平總書記(jì)在省(區)講話。"),
        (ViewKind::READING, "習近平總書記在省(區)講話。"),
        (ViewKind::SIMPLIFIED, "习近平总书记在省(区)讲话。"),
    ] {
        harness(reading(kind)).get_by_label(shown);
    }
}

#[test]
fn another_view_keeps_the_place_and_so_does_the_way_back() {
    let paragraph = "習(xí)近(jìn)平總(zǒng)書(shū)記(jì)在會(huì)議上發(fā)表講(jiǎng)話。";
    for (content, at) in [
        (format!("{}\n", paragraph.repeat(6)).repeat(300), 31_000),
        (paragraph.repeat(900), 21_000),
    ] {
        let mut window = harness(Desk::new(&content));
        let range = CharRange::of(at, at);
        window.state_mut().view.scroll_to(range, Align::Center);
        window.run();
        let before = window.state().visible;
        let n_shown = before.len();
        for _ in 0..4 {
            for kind in [
                ViewKind::READING,
                ViewKind::SIMPLIFIED,
                ViewKind::TRADITIONAL,
                ViewKind::RAW,
            ] {
                window.state_mut().kind = kind;
                window.run();
                let now = window.state().visible;
                // The row at the top shows the same character: it begins less than a row before.
                let moved = before.start().0.saturating_sub(now.start().0);
                assert!(
                    now.start() <= before.start() && moved < 80,
                    "{kind:?} {moved}"
                );
                if kind != ViewKind::RAW {
                    assert!(
                        now.len() > n_shown * 5 / 4,
                        "{kind:?} shows more of the text"
                    );
                }
            }
            assert_eq!(window.state().visible, before);
        }
    }
}

#[test]
fn damage_is_marked_in_the_margin_and_told_of() {
    let mut window = harness(Desk::new(
        "完好的一段。\n731日開會,次大會(huì)?;氐焦ぷ髦?,自己\n",
    ));
    window.get_by_label("可疑: 731日");
    let rect = window.get_by_label("可疑: ?;氐焦ぷ髦?").rect();
    let first = caret_at(&mut window, 0).center();
    let (left, whole) = (first.x, first.y);
    let mut told = |pos: Pos2| {
        window.event(Event::PointerMoved(pos));
        window.step();
        let found = window.state().damage_hovered.clone();
        let places = found.map_or_else(Vec::new, |(places, _)| places);
        places
            .into_iter()
            .map(|place| (place.harm.name(), place.reading))
            .collect::<Vec<_>>()
    };
    let lost = ("lost_bytes", Some("□回到工作□".to_owned()));
    assert_eq!(told(rect.center()), std::slice::from_ref(&lost));
    // Beside the row all of it is told, and nothing beside a row that is whole.
    let date = ("impossible_date", None);
    assert_eq!(told(pos2(left - 6.0, rect.center().y)), [date, lost]);
    assert_eq!(told(pos2(left - 6.0, whole)), []);
}
