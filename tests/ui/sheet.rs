//! The sheet beside labelling: its lines, going somewhere, copying, cards, and what is remembered.

use egui::Event;
use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::Queryable as _;
use zhubi::text::offset::CharIdx;
use zhubi::ui::action::Action;
use zhubi::ui::settings::LINE_SPACING_LIMITS;
use zhubi::ui::settings::MEASURE_LIMITS;
use zhubi::ui::settings::Settings;

use crate::harness::USUAL;
use crate::harness::Window;

const TOWN: &str = "林晚秋任云川县县长。";
const FEAST: &str = "她主持丰收大会。";
/// A span over a gloss alone, which the reading view hides.
const HIDDEN: &str = "統⟦EVENT:(tǒng)⟧一戰(zhàn)線";

fn town() -> Window {
    Window::of(&[("甲.txt", &format!("{TOWN}{FEAST}\n{FEAST}\n"))])
}

/// A text of many paragraphs, each of which says which it is.
fn long() -> String {
    let paragraph = |n: usize| format!("第{n}段说山中没有别的事，只有松与月。\n");
    (1..=300).map(paragraph).collect()
}

fn measure(window: &Window, n: usize) -> String {
    let values = [
        ("size", window.desk().settings.text_size.into()),
        ("n", n.into()),
    ];
    window.desk().texts.tr_with("paper-measure", values)
}

fn copied(window: &mut Window, keys: &str) -> String {
    let parsed = zhubi::ui::shortcuts::Keys::parse(keys).expect("keys");
    let modifiers = egui::Modifiers {
        ctrl: parsed.ctrl,
        command: parsed.ctrl,
        alt: parsed.alt,
        shift: parsed.shift,
        mac_cmd: false,
    };
    let event = |pressed| Event::Key {
        key: parsed.key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    };
    let events = [event(true), event(false)];
    window.harness.input_mut().events.extend(events);
    window.harness.step();
    let commands = window.harness.output().platform_output.commands.clone();
    let copied = commands.into_iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text),
        _ => None,
    });
    copied.unwrap_or_default()
}

#[test]
fn lines_are_as_long_and_as_far_apart_as_one_likes() {
    let mut window = Window::of(&[("甲.txt", &long().replace('\n', "").repeat(2))]);
    assert!(window.shows(&measure(&window, 37)), "{}", window.said());
    window.act(Action::ShorterLines);
    assert!(window.shows(&measure(&window, 36)), "{}", window.said());
    window.act(Action::LongerLines);
    window.act(Action::LongerLines);
    assert_eq!(window.desk().settings.measure_chars, 38);
    assert!(window.shows(&measure(&window, 38)), "{}", window.said());
    let height = |window: &Window| window.node(Role::Paragraph, "第1段").rect().height();
    window.act(Action::UsualLines);
    assert_eq!(window.desk().settings.measure_chars, 37);
    let (usual, n_usual) = (height(&window), window.desk().env().selection().head);
    window.act(Action::WiderSpacing);
    assert_eq!(window.desk().settings.line_spacing, 2.4);
    assert!(height(&window) >= usual, "rows are cut by the sheet's end");
    for _ in 0..40 {
        window.act(Action::WiderSpacing);
    }
    assert_eq!(window.desk().settings.line_spacing, LINE_SPACING_LIMITS.1);
    for _ in 0..40 {
        window.act(Action::CloserSpacing);
    }
    assert_eq!(window.desk().settings.line_spacing, LINE_SPACING_LIMITS.0);
    assert_eq!(window.desk().env().selection().head, n_usual);
}

#[test]
fn spacing_moves_the_next_line_by_what_it_says() {
    let mut window = Window::of(&[("甲.txt", &format!("⟦PERSON:林晚秋⟧\n{FEAST}\n"))]);
    let apart = |window: &Window| {
        let first = window.node(Role::Paragraph, "林晚秋").rect();
        window.node(Role::Paragraph, FEAST).rect().top() - first.top()
    };
    let usual = apart(&window);
    for _ in 0..10 {
        window.act(Action::WiderSpacing);
    }
    // One more size of the text for a row, and a quarter of that for the gap.
    let more = apart(&window) - usual;
    assert!((more - 1.25 * 18.0).abs() <= 1.5, "{more}");
    window.act(Action::UsualLines);
    assert_eq!(apart(&window), usual);
}

#[test]
fn a_narrow_window_says_how_much_room_there_is() {
    let mut window = Window::with([890.0, 600.0], Settings::default());
    window.open_project("项目.ron", &[("甲.txt", &long())]);
    let shown = (MEASURE_LIMITS.0..37)
        .map(usize::from)
        .find(|n| window.shows(&measure(&window, *n)));
    let shown = shown.expect("the sheet holds fewer characters than usual");
    window.act(Action::LongerLines);
    let values = [("n", shown.into())];
    let said = window.desk().texts.tr_with("say-no-room-for-lines", values);
    assert_eq!(window.desk().said, said);
    assert_eq!(window.desk().settings.measure_chars, 37);
    // Shorter lines begin at what is there, not at what was wished for.
    window.act(Action::ShorterLines);
    assert!(window.shows(&measure(&window, shown - 1)));
}

#[test]
fn the_settings_hold_the_lines_too() {
    let mut window = town();
    window.act(Action::Settings);
    for key in ["settings-line-spacing", "settings-measure"] {
        let name = window.tr(key);
        window.node(Role::Slider, &name);
    }
    let focus = window.tr("action-toggle-focus");
    window.click_role(Role::CheckBox, &focus);
    assert!(window.desk().settings.focus_mode);
    let written = serde_json::to_string(&window.desk().settings).expect("they can be written");
    let read: Settings = serde_json::from_str(&written).expect("they can be read");
    assert_eq!(read, window.desk().settings);
}

#[test]
fn one_goes_to_a_paragraph_a_character_or_a_part() {
    let mut window = Window::of(&[("甲.txt", &long())]);
    for (typed, paragraph, head) in [
        ("120", 120, None),
        ("@5000", 0, Some(5000)),
        ("50%", 153, None),
    ] {
        window.act(Action::GoTo);
        window.type_text(typed);
        window.press("Enter");
        assert_eq!(window.desk().windows.open(), None);
        let env = window.desk().env();
        let caret = env.selection();
        let text = &env.document().expect("open").text;
        assert!(caret.is_empty());
        if paragraph > 0 {
            assert_eq!(text.paragraph_at(caret.head) + 1, paragraph, "{typed}");
        }
        assert!(head.is_none_or(|head| caret.head == CharIdx(head)));
        let shown = text
            .paragraph(text.paragraph_at(caret.head))
            .trim()
            .to_owned();
        // Its paragraph is in view, and the keyboard in the text.
        window.node(Role::Paragraph, &shown);
        assert!(window.node(Role::Document, "").is_focused());
    }
}

#[test]
fn a_place_that_is_not_there_is_refused_in_words_and_can_be_mended() {
    let mut window = town();
    window.act(Action::GoTo);
    let refused = |window: &Window, key: &str, n: usize| {
        let said = window.desk().texts.tr_with(key, [("n", n.into())]);
        assert!(window.shows(&said), "{said}: {}", window.said());
    };
    window.type_text("99");
    refused(&window, "goto-no-paragraph", 3);
    window.press("Enter");
    assert!(window.desk().windows.open().is_some());
    // The field has the keyboard still.
    window.press("Ctrl+A");
    window.type_text("段");
    refused(&window, "goto-unreadable", 0);
    window.press("Ctrl+A");
    window.type_text("＠12");
    assert!(!window.shows(&window.tr("goto-unreadable")));
    window.press("Enter");
    assert_eq!(window.desk().env().selection().head, CharIdx(12));
    window.act(Action::GoTo);
    window.type_text("2");
    window.press("Escape");
    assert_eq!(window.desk().env().selection().head, CharIdx(12));
}

#[test]
fn one_never_goes_into_a_character_or_into_what_is_hidden() {
    let mut window = Window::of(&[("甲.txt", "統(tǒng)一e\u{301}戰(zhàn)線")]);
    for (typed, head) in [("@3", 7), ("@9", 8), ("@10", 10), ("@13", 17), ("@18", 18)] {
        window.act(Action::GoTo);
        window.type_text(typed);
        // Before one goes the window says where, and shows what one will see there.
        let words = match head {
            7 => "一e\u{301}戰線",
            8 => "e\u{301}戰線",
            10 => "戰線",
            17 => "線",
            _ => "",
        };
        let values = [
            ("paragraph", 1.into()),
            ("char", head.into()),
            ("words", words.into()),
        ];
        let place = window.desk().texts.tr_with("goto-place", values);
        assert!(window.shows(&place), "{place}: {}", window.said());
        window.press("Enter");
        assert_eq!(
            window.desk().env().selection().head,
            CharIdx(head),
            "{typed}"
        );
    }
}

#[test]
fn focus_goes_with_the_caret_and_is_remembered() {
    let mut window = town();
    window.act(Action::ToggleFocus);
    assert!(window.desk().settings.focus_mode);
    window.act(Action::ToggleFocus);
    assert!(!window.desk().settings.focus_mode);
}

#[test]
fn words_are_copied_as_they_are_with_labels_and_as_shown() {
    let mut window = Window::of(&[(
        "甲.txt",
        "⟦ROLE:總書記(jì)⟧⟦PERSON:習(xí)近平⟧在⟦EVENT:大會(huì)上講⟧話。",
    )]);
    window.drag("總書記習近平在大會", 0, 8);
    assert_eq!(window.selected(), "總書記(jì)習(xí)近平在大");
    // The span that the selection cuts is no span of what is copied.
    let marked = "⟦ROLE:總書記(jì)⟧⟦PERSON:習(xí)近平⟧在大";
    assert_eq!(copied(&mut window, "Ctrl+Shift+C"), marked);
    assert_eq!(window.desk().said, window.tr("said-copied-marked"));
    assert_eq!(copied(&mut window, "Ctrl+Alt+C"), "總書記習近平在大");
    assert_eq!(copied(&mut window, "Ctrl+C"), "總書記(jì)習(xí)近平在大");
    window.run();
    window.act(Action::NextScript);
    assert_eq!(copied(&mut window, "Ctrl+Alt+C"), "总书记习近平在大");
    assert_eq!(copied(&mut window, "Ctrl+C"), "總書記(jì)習(xí)近平在大");
}

#[test]
fn a_card_tells_of_a_span_and_never_lies_over_its_words() {
    let sentence = "山中没有别的事只有松与月".repeat(3);
    let filler = format!("{sentence}\n").repeat(9);
    let marked = format!(
        "⟦PERSON:林晚秋⟧任县长。\n{filler}⟦EVENT:{}⟧。\n",
        sentence.repeat(3)
    );
    let mut window = Window::of(&[("甲.txt", &marked)]);
    let origin = window.tr("origin-hand");
    let first_of = |name: &'static str| match name {
        "人物: 林晚秋" => "林晚秋",
        _ => "山中没有别的事只有松与月山中没有别的事只有松与月山中没有别的事只有松与月山",
    };
    for name in ["人物: 林晚秋", "事件: 山中"] {
        let rect = window.node(Role::Mark, name).rect();
        window.harness.event(Event::PointerMoved(rect.center()));
        window.harness.run_steps(6);
        assert!(!window.shows(&origin), "the pointer has not rested yet");
        window.harness.run_steps(30);
        let card = window.harness.get_by_label(&origin).rect();
        let paragraph = window.node(Role::Paragraph, first_of(name)).rect();
        assert!(!card.intersects(rect), "{card} {rect}");
        assert!(!card.intersects(paragraph), "{card} {paragraph}");
        window
            .harness
            .event(Event::PointerMoved(egui::pos2(2.0, 2.0)));
        window.pause();
        assert!(!window.shows(&origin), "the card goes with the pointer");
    }
}

#[test]
fn a_card_tells_origin_and_note() {
    use zhubi::edit::change::LayerRef;
    use zhubi::edit::command::Command;
    use zhubi::edit::command::SameLabel;
    use zhubi::model::span::Origin;
    use zhubi::model::span::Span;
    use zhubi::model::span::SpanDetail;
    use zhubi::text::offset::CharRange;
    let mut window = town();
    let origins = [
        Origin::Repeated,
        Origin::Suggested {
            source: "lexicon".to_owned(),
            score_permille: 930,
            corrected: false,
        },
        Origin::Imported {
            from: "旧.jsonl".to_owned(),
        },
    ];
    let spans = origins.into_iter().enumerate().map(|(i, origin)| {
        let detail = SpanDetail {
            origin,
            note: format!("备注{i}"),
            ..SpanDetail::default()
        };
        Span::with_detail(CharRange::of(3 * i, 3 * i + 2), "PERSON", detail)
    });
    let layer = LayerRef {
        doc: window
            .desk()
            .env()
            .place
            .doc
            .clone()
            .expect("a document is open"),
        annotator: window.desk().annotator.clone(),
    };
    let command = Command::AddSpans {
        layer,
        spans: spans.collect(),
        same_label: SameLabel::Refuse,
    };
    let session = window.harness.state_mut().session.as_mut();
    session.expect("open").run(command).expect("it fits");
    window.run();
    let texts = &window.desk().texts;
    let source = texts.tr("source-lexicon");
    let suggested = [("source", source.into()), ("score", "0.93".into())];
    let told = [
        texts.tr("origin-repeated"),
        texts.tr_with("origin-suggested", suggested),
        texts.tr_with("origin-imported", [("from", "旧.jsonl".into())]),
    ];
    for (i, told) in told.iter().enumerate() {
        let pos = window.char_at(TOWN, 3 * i);
        window.harness.event(Event::PointerMoved(pos));
        window.pause();
        assert!(window.shows(told), "{told}: {}", window.said());
        assert!(window.shows(&format!("备注{i}")));
    }
}

#[test]
fn where_a_document_was_left_is_remembered_after_a_restart() {
    let second = format!("{HIDDEN}{TOWN}\n");
    let mut window = Window::empty();
    let path = window.open_project("项目.ron", &[("甲.txt", &long()), ("乙.txt", &second)]);
    window.act(Action::GoTo);
    window.type_text("200");
    window.press("Enter");
    window.press("Shift+ArrowRight");
    window.act(Action::NextDocument);
    window.act(Action::NextScript);
    window.press("Ctrl+End");
    let end = window.desk().env().selection();
    window.act(Action::CloseProject);
    assert!(window.desk().session.is_none());
    let memory = window.desk().memory.clone();
    assert_eq!(memory.len(), 2);

    let mut again = Window::empty();
    again.harness.state_mut().memory = memory;
    again.open(&[path]);
    // The document left last is open, with its caret and its view.
    assert_eq!(again.document(), "乙.txt");
    assert_eq!(again.desk().env().selection(), end);
    assert!(again.shows("统一战线"), "{}", again.said());
    again.act(Action::PreviousDocument);
    assert_eq!(again.document(), "甲.txt");
    assert_eq!(again.selected(), "第");
    again.node(Role::Paragraph, "第200段");
}

#[test]
fn selecting_the_words_of_a_span_and_a_label_relabels_it() {
    let mut window = Window::of(&[("甲.txt", &format!("⟦PERSON:林晚秋⟧任云川县县长。{FEAST}\n"))]);
    window.drag(TOWN, 0, 3);
    assert_eq!(window.held(), "");
    window.press("2");
    assert!(
        window.marked().starts_with("⟦ROLE:林晚秋⟧任"),
        "{}",
        window.marked()
    );
    assert_eq!(window.held(), "ROLE:林晚秋");
    window.drag(TOWN, 0, 3);
    window.press("2");
    assert!(
        window.marked().starts_with("林晚秋任"),
        "{}",
        window.marked()
    );
    // Where two spans cover just these words it is not told which is meant: neither is changed.
    let two = "⟦PERSON:⟦ROLE:林晚秋⟧⟧任云川县县长。";
    let mut window = Window::of(&[("甲.txt", two)]);
    window.drag(TOWN, 0, 3);
    window.press("3");
    assert_eq!(
        window.desk().env().layer().map(|layer| layer.spans.len()),
        Some(3)
    );
    window.drag(TOWN, 0, 3);
    window.press("1");
    assert_eq!(
        window.desk().env().layer().map(|layer| layer.spans.len()),
        Some(2)
    );
}

#[test]
fn a_second_label_on_the_same_words_is_given_from_the_menu() {
    let mut window = Window::of(&[("甲.txt", &format!("⟦PERSON:林晚秋⟧任云川县县长。{FEAST}\n"))]);
    let pos = window.char_at(TOWN, 1);
    for pressed in [true, false] {
        window.harness.event(Event::PointerButton {
            pos,
            button: egui::PointerButton::Secondary,
            pressed,
            modifiers: egui::Modifiers::NONE,
        });
    }
    window.run();
    let also = window.tr("menu-also-label");
    window.click_button(&also);
    let items = window.harness.query_all_by_label("职务");
    items.last().expect("the menu offers it").click();
    window.run();
    let spans = window.desk().env().layer().map(|layer| layer.spans.len());
    assert_eq!(spans, Some(2), "{}", window.marked());
    assert_eq!(window.held(), "ROLE:林晚秋");
}

#[test]
fn a_new_label_that_relations_do_not_allow_is_told_of() {
    let mut window = Window::of(&[("甲.txt", "⟦PERSON:林晚秋⟧任⟦ROLE:云川县县长⟧。")]);
    window.click_char(TOWN, 1);
    window.press("L");
    window.click_char(TOWN, 5);
    window.press("L");
    assert_eq!(window.notices(), "");
    window.press("3");
    let values = [("n", 1.into())];
    let title = window.desk().texts.tr_with("relabel-misfits", values);
    assert!(window.notices().contains(&title), "{}", window.notices());
    assert_eq!(window.held(), "EVENT:云川县县长");
}

#[test]
fn a_span_that_the_view_hides_can_be_reached_and_seen() {
    let mut window = Window::of(&[("甲.txt", HIDDEN)]);
    let values = [("keys", "V".into())];
    let said = window.desk().texts.tr_with("span-hidden", values);
    window.press("J");
    assert_eq!(window.held(), "EVENT:(tǒng)");
    assert_eq!(window.desk().said, said);
    window.press("Escape");
    assert_eq!(window.held(), "");
    // A click on its mark takes hold of it too.
    let mark = window.node(Role::Mark, "事件: ").rect();
    window.click_at(mark.center(), 1, egui::Modifiers::NONE);
    assert_eq!(window.held(), "EVENT:(tǒng)");
    window.press("V");
    let shown = window.node(Role::Mark, "事件: (tǒng)").rect();
    assert!(shown.width() > 30.0);
    window.press("Delete");
    assert_eq!(window.marked(), "統(tǒng)一戰(zhàn)線");
}

#[test]
fn the_caret_is_there_while_another_has_the_keyboard() {
    let mut window = Window::with(USUAL, Settings::default());
    window.open_project("项目.ron", &[("甲.txt", &long())]);
    window.act(Action::GoTo);
    window.type_text("100");
    window.press("Enter");
    window.act(Action::Find);
    window.node(Role::Paragraph, "第100段");
    // Larger text and shorter lines leave it in view.
    for _ in 0..12 {
        window.press("F6");
        window.act(Action::LargerText);
        window.act(Action::ShorterLines);
        window.node(Role::Paragraph, "第100段");
    }
    window.type_key(Key::Escape, "");
}
