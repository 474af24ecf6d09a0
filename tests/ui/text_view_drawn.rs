//! What the text view draws, and what stays where it is: words from right to left, focus, letters.

use std::sync::Arc;

use egui::Event;
use egui::FontData;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::Modifiers;
use egui::Rect;
use egui::pos2;
use egui::vec2;
use zhubi::edit::caret::Selection;
use zhubi::model::span::Span;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::ui::text_view::Align;
use zhubi::ui::text_view::Motion;

use crate::text_view::Desk;
use crate::text_view::FACE;
use crate::text_view::POEM;
use crate::text_view::Window;
use crate::text_view::button;
use crate::text_view::caret_at;
use crate::text_view::click;
use crate::text_view::harness;
use crate::text_view::pause;
use crate::text_view::skipped;
use crate::text_view::style;

/// Returns the faces of the harness with one of the system's for Hebrew and Arabic behind ours.
fn with_system_face(window: &mut Window) -> bool {
    let Ok(face) = std::fs::read("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf") else {
        return false;
    };
    let mut fonts = FontDefinitions::empty();
    let faces = [
        ("zhubi", FontData::from_static(FACE)),
        ("more", FontData::from_owned(face)),
    ];
    for (name, data) in faces {
        fonts.font_data.insert(name.to_owned(), Arc::new(data));
    }
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        let names = vec!["zhubi".to_owned(), "more".to_owned()];
        fonts.families.insert(family, names);
    }
    window.ctx.set_fonts(fonts);
    window.run();
    true
}

/// Returns the left edge of a character as it is drawn.
fn drawn_at(window: &Window, c: char) -> f32 {
    let texts = window
        .output()
        .shapes
        .iter()
        .filter_map(|clipped| match &clipped.shape {
            egui::Shape::Text(text) => Some(text),
            _ => None,
        });
    let found = { texts }.find_map(|text| {
        let mut glyphs = text.galley.rows.iter().flat_map(|row| &row.row.glyphs);
        let glyph = glyphs.find(|glyph| glyph.chr == c)?;
        Some(text.pos.x + glyph.pos.x)
    });
    found.expect("the character is drawn")
}

#[test]
fn words_from_right_to_left_are_walked_and_hit_in_the_order_of_the_text() {
    for with_face in [false, true] {
        for word in ["العربية", "שלום", "مُحَ"] {
            let content = format!("他说{word}两个字。\n后面是第二段。\n");
            let mut window = harness(Desk::new(&content));
            if with_face && !with_system_face(&mut window) {
                skipped("no face with Hebrew and Arabic is here");
                return;
            }
            let n_chars = word.chars().count();
            let mut at = CharIdx(2);
            let mut x = caret_at(&mut window, 2).center().x;
            let before = x;
            while at.0 < 2 + n_chars {
                window.state_mut().selection = Selection::caret(at);
                window.state_mut().move_by.push((Motion::Right, false));
                window.step();
                at = window.state().selection.head;
                let next = caret_at(&mut window, at.0);
                // A caret further on in the text stands further right, whatever way is read.
                assert!(next.center().x > x, "{word} {at} with a face: {with_face}");
                x = next.center().x;
                pause(&mut window);
                click(&mut window, next.center());
                assert_eq!(window.state().selection, Selection::caret(at), "{word}");
            }
            // The whole word lies between its edges, and what follows begins at the last.
            let (from, to) = (pos2(before, 0.0), pos2(x, 0.0));
            let y = caret_at(&mut window, 2).center().y;
            pause(&mut window);
            button(&mut window, pos2(from.x, y), true, Modifiers::NONE);
            button(&mut window, pos2(to.x, y), false, Modifiers::NONE);
            assert_eq!(window.state().selected(), word);
            // Carets stand where the characters around the word are drawn.
            for (c, at) in [('说', 1), ('两', 2 + n_chars), ('字', 4 + n_chars)] {
                let drawn = drawn_at(&window, c);
                let caret = caret_at(&mut window, at).center().x;
                assert!(
                    (drawn - caret).abs() < 0.1,
                    "{c} beside {word}: {drawn} {caret}"
                );
            }
        }
    }
}

/// Returns the quads drawn in a colour.
fn quads(window: &Window, color: egui::Color32) -> Vec<Rect> {
    let mut quads = Vec::new();
    for clipped in &window.output().shapes {
        let egui::Shape::Mesh(mesh) = &clipped.shape else {
            continue;
        };
        for corners in mesh.vertices.chunks(4) {
            if corners.iter().all(|corner| corner.color == color) {
                quads.push(Rect::from_points(
                    &corners.iter().map(|c| c.pos).collect::<Vec<_>>(),
                ));
            }
        }
    }
    quads
}

#[test]
fn focus_dims_all_but_the_words_at_work_and_moves_nothing() {
    let desk = Desk::new(&POEM.repeat(3)).with_spans(&[(10, 12, "PERSON")]);
    let mut window = harness(desk);
    let before: Vec<Rect> = (0..30).map(|at| caret_at(&mut window, at)).collect();
    let veil = style().paper.gamma_multiply(0.62);
    assert_eq!(quads(&window, veil), []);
    for lit in [
        CharRange::of(7, 15),
        CharRange::of(3, 26),
        CharRange::of(0, 1),
    ] {
        window.state_mut().lit = Some(lit);
        window.run();
        for (at, caret) in before.iter().enumerate() {
            assert_eq!(caret_at(&mut window, at), *caret);
            let Some(c) = window.state().text.char_at(CharIdx(at)) else {
                continue;
            };
            if c == '\n' {
                continue;
            }
            let middle = caret.center() + vec2(9.0, 0.0);
            let dimmed = quads(&window, veil)
                .iter()
                .any(|quad| quad.contains(middle));
            assert_eq!(dimmed, !lit.contains(CharIdx(at)), "{at} of {lit}");
        }
    }
}

#[test]
fn a_caret_in_view_stays_in_view_when_rows_change() {
    let mut window = harness(Desk::new(&POEM.repeat(200)));
    let at = CharIdx(3_000);
    window.state_mut().selection = Selection::caret(at);
    let range = CharRange::new(at, at);
    window.state_mut().view.scroll_to(range, Align::Center);
    window.run();
    for width in [300.0, 160.0, 900.0, 520.0] {
        window.set_size(vec2(width, 260.0));
        window.run();
        assert!(window.state().caret.is_some(), "{width}");
    }
    // Who scrolled away from the caret stays where he is.
    window
        .state_mut()
        .view
        .scroll_to(CharRange::of(0, 0), Align::Nearest);
    window.run();
    window.set_size(vec2(300.0, 260.0));
    window.run();
    assert_eq!(window.state().visible.start(), CharIdx(0));
}

#[test]
fn a_drag_below_the_view_selects_over_many_screens_and_back() {
    let content = POEM.repeat(400);
    let mut window = harness(Desk::new(&content));
    button(&mut window, pos2(200.0, 60.0), true, Modifiers::NONE);
    window.event(Event::PointerMoved(pos2(200.0, 520.0)));
    window.run_steps(60);
    let far = window.state().selection;
    assert!(far.range().len() > 300, "{far:?}");
    assert!(window.state().visible.contains(far.head.minus(1)));
    // Back inside nothing scrolls any more, and the selection follows.
    window.event(Event::PointerMoved(pos2(200.0, 200.0)));
    window.run_steps(2);
    let visible = window.state().visible;
    window.run_steps(20);
    assert_eq!(window.state().visible, visible);
    button(&mut window, pos2(200.0, 200.0), false, Modifiers::NONE);
    assert!(window.state().selection.range().len() > 300);
    assert!(window.state().selection.head < far.head);
}

#[test]
fn letters_stay_in_their_row_where_lanes_are_used_up() {
    let mut window = harness(Desk::new(POEM).with_spans(&[(0, 7, "EVENT")]));
    let next_row = caret_at(&mut window, 17).top();
    let spans: Vec<_> = (1..7)
        .map(|i| (i, 8, ["PERSON", "ROLE", "EVENT"][i % 3]))
        .collect();
    for (start, end, label) in spans {
        let span = Span::new(CharRange::of(start, end), label);
        window.state_mut().spans.insert(span).expect("it is new");
    }
    window.run();
    assert_eq!(caret_at(&mut window, 17).top(), next_row);
    for clipped in &window.output().shapes {
        let egui::Shape::Text(text) = &clipped.shape else {
            continue;
        };
        let is_letter = text.galley.text().chars().count() == 1;
        if is_letter && text.pos.y < next_row && text.pos.y > 20.0 {
            let rect = text.visual_bounding_rect();
            assert!(
                rect.bottom() <= next_row + 1.0,
                "{} {rect}",
                text.galley.text()
            );
        }
    }
}
