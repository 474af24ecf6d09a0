//! The text view under the mouse and the caret, without a window.
//!
//! Places on the screen are asked of the view's own accessibility nodes, so that no test knows how
//! high a row is. Words are single characters and sentences end with `。`: where they end is not
//! the view's business.

use std::io::Write as _;
use std::sync::Arc;

use egui::Event;
use egui::FontData;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::Modifiers;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::pos2;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use zhubi::edit::caret::Selection;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::text::damage::DamagedPlace;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::view::ViewKind;
use zhubi::ui::text_view::Align;
use zhubi::ui::text_view::LabelStyle;
use zhubi::ui::text_view::Motion;
use zhubi::ui::text_view::Segments;
use zhubi::ui::text_view::TextView;
use zhubi::ui::text_view::ViewDoc;
use zhubi::ui::text_view::ViewEvent;
use zhubi::ui::text_view::ViewStyle;

/// Says that a test did nothing; `eprintln!` would keep it to itself when the test passes.
pub fn skipped(why: &str) {
    writeln!(std::io::stderr(), "SKIPPED: {why}").expect("stderr can be written");
}

pub const FACE: &[u8] = include_bytes!("../../assets/fonts/ZhubiSans-Regular.otf");

/// Two characters a word, sentences up to `。`.
struct Plain;

impl Segments for Plain {
    fn word_at(&self, text: &Text, at: CharIdx) -> CharRange {
        let start = at.0 / 2 * 2;
        CharRange::of(start, (start + 2).min(text.n_chars()))
    }

    fn clause_at(&self, text: &Text, at: CharIdx) -> CharRange {
        self.sentence_at(text, at)
    }

    fn sentence_at(&self, text: &Text, at: CharIdx) -> CharRange {
        let chars: Vec<char> = text.as_str().chars().collect();
        let before = chars[..at.0].iter().rposition(|&c| c == '。');
        let after = chars[at.0..].iter().position(|&c| c == '。');
        let start = before.map_or(0, |i| i + 1);
        let end = after.map_or(chars.len(), |i| at.0 + i + 1);
        CharRange::of(start, end)
    }
}

/// A document and what the view told of it.
pub struct Desk {
    pub view: TextView,
    pub text: Text,
    pub kind: ViewKind,
    pub spans: SpanSet,
    pub suggestions: Vec<SpanKey>,
    pub selection: Selection,
    pub held: Option<SpanKey>,
    pub lit: Option<CharRange>,
    pub events: Vec<ViewEvent>,
    pub caret: Option<Rect>,
    pub visible: CharRange,
    pub hovered: Option<(SpanKey, Rect)>,
    pub damage_hovered: Option<(Vec<DamagedPlace>, Rect)>,
    /// A text field above the view, if it is to be there.
    pub field: Option<String>,
    pub asked_for_ime: bool,
    pub move_by: Vec<(Motion, bool)>,
}

impl Desk {
    pub fn new(content: &str) -> Self {
        Self {
            view: TextView::new(),
            text: Text::from(content),
            kind: ViewKind::RAW,
            spans: SpanSet::default(),
            suggestions: Vec::new(),
            selection: Selection::default(),
            held: None,
            lit: None,
            events: Vec::new(),
            caret: None,
            visible: CharRange::default(),
            hovered: None,
            damage_hovered: None,
            field: None,
            asked_for_ime: false,
            move_by: Vec::new(),
        }
    }

    pub fn with_spans(mut self, spans: &[(usize, usize, &str)]) -> Self {
        let spans = spans
            .iter()
            .map(|&(start, end, label)| Span::new(CharRange::of(start, end), label));
        self.spans = SpanSet::from_spans(spans).0;
        self
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        if let Some(field) = &mut self.field {
            let label = ui.label("查找");
            ui.text_edit_singleline(field).labelled_by(label.id);
        }
        let doc = ViewDoc {
            text: &self.text,
            kind: self.kind,
            spans: &self.spans,
            suggestions: &self.suggestions,
            suggestion_at_hand: self.suggestions.first(),
            marks: &[],
            revision: self.spans.len() as u64,
            selection: self.selection,
            selected_span: self.held.as_ref(),
            lit: self.lit,
            segments: &Plain,
        };
        for (motion, extend) in self.move_by.drain(..) {
            let ctx = ui.ctx().clone();
            self.selection = self
                .view
                .move_caret(&ctx, &doc, self.selection, motion, extend);
            let head = self.selection.head;
            self.view
                .scroll_to(CharRange::new(head, head), Align::Nearest);
        }
        let doc = ViewDoc {
            selection: self.selection,
            ..doc
        };
        let output = self.view.ui(ui, &doc, &style());
        for event in output.events {
            match &event {
                ViewEvent::Select(selection) => self.selection = *selection,
                ViewEvent::TakeHold(held) => self.held.clone_from(held),
                _ => {}
            }
            self.events.push(event);
        }
        self.caret = output.caret_rect;
        self.visible = output.visible;
        self.hovered = output.hovered;
        self.damage_hovered = output.damage_hovered;
        self.asked_for_ime |= ui.ctx().output(|output| output.ime.is_some());
    }

    pub fn selected(&self) -> &str {
        self.text.slice(self.selection.range())
    }
}

pub fn style() -> ViewStyle {
    let label = |name: &str, letter: &str| LabelStyle {
        line: egui::Color32::BLUE,
        ground: egui::Color32::LIGHT_BLUE,
        letter: letter.to_owned(),
        name: name.to_owned(),
    };
    ViewStyle {
        font: egui::FontId::proportional(18.0),
        line_height_factor: 2.3,
        measure_chars: 20,
        span_line_width: 2.0,
        ink: egui::Color32::BLACK,
        dim: egui::Color32::GRAY,
        line: egui::Color32::LIGHT_GRAY,
        paper: egui::Color32::WHITE,
        selection: egui::Color32::LIGHT_RED,
        accent: egui::Color32::RED,
        labels: [
            ("PERSON".into(), label("人物", "人")),
            ("ROLE".into(), label("职务", "职")),
            ("EVENT".into(), label("事件", "事")),
        ]
        .into(),
        unknown_label: label("?", "?"),
        name: "文档".to_owned(),
        damage_name: "可疑".to_owned(),
    }
}

pub fn harness(desk: Desk) -> Harness<'static, Desk> {
    let mut harness = Harness::builder()
        .with_size(vec2(520.0, 400.0))
        .with_step_dt(1.0 / 60.0)
        .with_context_setup(|ctx| {
            let mut fonts = FontDefinitions::empty();
            fonts
                .font_data
                .insert("zhubi".to_owned(), Arc::new(FontData::from_static(FACE)));
            for family in [FontFamily::Proportional, FontFamily::Monospace] {
                fonts.families.insert(family, vec!["zhubi".to_owned()]);
            }
            ctx.set_fonts(fonts);
        })
        .build_ui_state(|ui, desk: &mut Desk| desk.ui(ui), desk);
    harness.run();
    harness
}

pub type Window = Harness<'static, Desk>;

pub fn button(window: &mut Window, pos: Pos2, pressed: bool, modifiers: Modifiers) {
    window.event(Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers,
    });
    window.step();
}

pub fn click(window: &mut Window, pos: Pos2) {
    button(window, pos, true, Modifiers::NONE);
    button(window, pos, false, Modifiers::NONE);
}

/// Waits until the next press is no double-click.
pub fn pause(window: &mut Window) {
    window.run_steps(30);
}

/// Returns where the caret at a position is drawn.
pub fn caret_at(window: &mut Window, at: usize) -> Rect {
    let before = window.state().selection;
    window.state_mut().selection = Selection::caret(CharIdx(at));
    window.step();
    let rect = window.state().caret.expect("the position is in view");
    window.state_mut().selection = before;
    window.step();
    rect
}

/// Returns the middle of a character.
fn middle_of(window: &mut Window, at: usize) -> Pos2 {
    let (left, right) = (caret_at(window, at), caret_at(window, at + 1));
    if left.top() == right.top() {
        left.center().lerp(right.center(), 0.5)
    } else {
        left.center() + vec2(4.0, 0.0)
    }
}

pub const POEM: &str = "春江潮水连海平。海上明月共潮生。\n滟滟随波千万里。何处春江无月明。\n";

#[test]
fn a_drag_selects_and_the_end_of_the_drag_is_the_caret() {
    let mut window = harness(Desk::new(POEM));
    let (from, to) = (caret_at(&mut window, 2), caret_at(&mut window, 5));
    button(&mut window, from.center(), true, Modifiers::NONE);
    for i in 1..=4 {
        let pos = from.center().lerp(to.center(), i as f32 / 4.0);
        window.event(Event::PointerMoved(pos));
        window.step();
    }
    button(&mut window, to.center(), false, Modifiers::NONE);
    assert_eq!(window.state().selected(), "潮水连");
    assert_eq!(window.state().selection.head, CharIdx(5));
}

#[test]
fn a_press_and_a_release_elsewhere_select_without_a_move_between() {
    let mut window = harness(Desk::new(POEM));
    let (from, to) = (caret_at(&mut window, 12), caret_at(&mut window, 8));
    button(&mut window, from.center(), true, Modifiers::NONE);
    button(&mut window, to.center(), false, Modifiers::NONE);
    assert_eq!(window.state().selected(), "海上明月");
    assert_eq!(window.state().selection.head, CharIdx(8));
}

#[test]
fn a_drag_goes_over_paragraphs() {
    let mut window = harness(Desk::new(POEM));
    let (from, to) = (caret_at(&mut window, 14), caret_at(&mut window, 19));
    button(&mut window, from.center(), true, Modifiers::NONE);
    button(&mut window, to.center(), false, Modifiers::NONE);
    assert_eq!(window.state().selected(), "生。\n滟滟");
}

#[test]
fn a_second_press_takes_the_word_and_a_third_the_sentence() {
    let mut window = harness(Desk::new(POEM));
    let pos = middle_of(&mut window, 9);
    click(&mut window, pos);
    assert_eq!(window.state().selected(), "");
    click(&mut window, pos);
    assert_eq!(window.state().selected(), "海上");
    click(&mut window, pos);
    assert_eq!(window.state().selected(), "海上明月共潮生。");
    pause(&mut window);
    click(&mut window, pos);
    assert_eq!(window.state().selected(), "");
}

#[test]
fn dragging_after_a_double_press_selects_whole_words() {
    let mut window = harness(Desk::new(POEM));
    let (from, to) = (middle_of(&mut window, 8), middle_of(&mut window, 3));
    click(&mut window, from);
    button(&mut window, from, true, Modifiers::NONE);
    button(&mut window, to, false, Modifiers::NONE);
    assert_eq!(window.state().selected(), "潮水连海平。海上");
}

#[test]
fn shift_extends_from_where_the_caret_was() {
    let mut window = harness(Desk::new(POEM));
    let (from, to) = (caret_at(&mut window, 2), caret_at(&mut window, 4));
    click(&mut window, from.center());
    pause(&mut window);
    button(&mut window, to.center(), true, Modifiers::SHIFT);
    button(&mut window, to.center(), false, Modifiers::SHIFT);
    assert_eq!(window.state().selected(), "潮水");
}

#[test]
fn clicking_again_reaches_the_span_around_and_then_none() {
    let spans = [(2, 8, "EVENT"), (3, 5, "ROLE"), (4, 5, "PERSON")];
    let mut window = harness(Desk::new(POEM).with_spans(&spans));
    let pos = middle_of(&mut window, 4);
    let mut held = Vec::new();
    for _ in 0..5 {
        click(&mut window, pos);
        pause(&mut window);
        let key = window.state().held.as_ref();
        held.push(key.map(|key| key.label.to_string()).unwrap_or_default());
    }
    assert_eq!(held, ["PERSON", "ROLE", "EVENT", "", "PERSON"]);
    let outside = middle_of(&mut window, 12);
    click(&mut window, outside);
    assert_eq!(window.state().held, None);
}

#[test]
fn dragging_a_handle_resizes_once_and_escape_cancels() {
    let key = SpanKey::new(CharRange::of(2, 5), "EVENT");
    let mut desk = Desk::new(POEM).with_spans(&[(2, 5, "EVENT")]);
    desk.held = Some(key.clone());
    let mut window = harness(desk);
    let handle = caret_at(&mut window, 5).center() + vec2(2.0, 0.0);
    let to = caret_at(&mut window, 7).center();
    button(&mut window, handle, true, Modifiers::NONE);
    window.event(Event::PointerMoved(to));
    window.step();
    assert_eq!(window.state().events, []);
    button(&mut window, to, false, Modifiers::NONE);
    let range = CharRange::of(2, 7);
    let resize = ViewEvent::Resize { span: key, range };
    assert_eq!(window.state().events, [resize]);

    window.state_mut().events.clear();
    pause(&mut window);
    button(&mut window, handle, true, Modifiers::NONE);
    window.event(Event::PointerMoved(to));
    window.step();
    window.key_press(egui::Key::Escape);
    window.step();
    button(&mut window, to, false, Modifiers::NONE);
    assert_eq!(window.state().events, []);
}

#[test]
fn spans_and_paragraphs_are_found_by_name_and_a_span_can_be_clicked() {
    let mut window = harness(Desk::new(POEM).with_spans(&[(10, 12, "PERSON")]));
    window.get_by_label("春江潮水连海平。海上明月共潮生。");
    window.get_by_label("文档");
    let rect = window.get_by_label("人物: 明月").rect();
    click(&mut window, rect.center());
    let held = window.state().held.clone();
    assert_eq!(held, Some(SpanKey::new(CharRange::of(10, 12), "PERSON")));
    window.event(Event::PointerMoved(rect.center()));
    window.step();
    let (key, hovered) = window.state().hovered.clone().expect("a span is hovered");
    assert_eq!((Some(key), hovered.left()), (held, rect.left()));
}

#[test]
fn a_right_click_asks_for_a_menu_on_the_span() {
    let mut window = harness(Desk::new(POEM).with_spans(&[(10, 12, "PERSON")]));
    let pos = middle_of(&mut window, 11);
    window.event(Event::PointerButton {
        pos,
        button: PointerButton::Secondary,
        pressed: true,
        modifiers: Modifiers::NONE,
    });
    window.step();
    let span = Some(SpanKey::new(CharRange::of(10, 12), "PERSON"));
    let at = CharIdx(11);
    assert_eq!(
        window.state().events,
        [ViewEvent::ContextMenu { pos, at, span }]
    );
}

#[test]
fn a_click_takes_the_keys_from_a_text_field_and_asks_for_no_input_method() {
    let mut desk = Desk::new(POEM);
    desk.field = Some(String::new());
    let mut window = harness(desk);
    window.get_by_label("查找").focus();
    window.get_by_role(egui::accesskit::Role::TextInput).focus();
    window.run();
    window.event(Event::Text("甲".to_owned()));
    window.step();
    assert_eq!(window.state().field.as_deref(), Some("甲"));
    let pos = middle_of(&mut window, 3);
    click(&mut window, pos);
    window.state_mut().asked_for_ime = false;
    window.event(Event::Text("2".to_owned()));
    window.step();
    for key in [egui::Key::ArrowDown, egui::Key::Escape] {
        window.key_press(key);
        window.step();
    }
    window.event(Event::Text("2".to_owned()));
    window.step();
    assert_eq!(window.state().field.as_deref(), Some("甲"));
    assert!(!window.state().asked_for_ime);
    assert!(window.get_by_label("文档").is_focused());
    // Tab leaves: the text is no trap for the keyboard.
    window.key_press(egui::Key::Tab);
    window.run();
    assert!(!window.get_by_label("文档").is_focused());
}

/// Text that goes wrong where characters are counted in another way.
const NASTY: &str = "甲\u{E383}乙\u{FFFD}\u{200B}丙\r\ne\u{301}👨\u{200D}👩\u{200D}👧é\tx\u{A0}y\r\n\u{A0}\u{A0}\r\n\u{FEFF}“丁”——\u{202E}戊\u{AD}\rα βγ العربية。\n\nfin";

#[test]
fn every_place_a_caret_can_stand_is_hit_where_it_is_drawn() {
    let mut desk = Desk::new(NASTY);
    desk.view = TextView::new();
    let mut window = harness(desk);
    let mut places = Vec::new();
    let mut at = Selection::default();
    loop {
        places.push(at.head);
        window.state_mut().selection = at;
        window.state_mut().move_by.push((Motion::Right, false));
        window.step();
        let next = window.state().selection;
        if next == at {
            break;
        }
        assert!(next.head > at.head);
        at = next;
    }
    // One cluster is one step: e with its accent, the CRLFs. The face has no emoji, so that each
    // part of the family is a box, and yet one step.
    for inside in [7, 9, 11, 12, 13, 14, 21, 25] {
        let inside = CharIdx(inside);
        let text = &window.state().text;
        let c = text.char_at(inside);
        assert!(!places.contains(&inside), "{inside} {c:?} in {places:?}");
    }
    let mut back = Vec::new();
    for _ in &places {
        back.push(window.state().selection.head);
        window.state_mut().move_by.push((Motion::Left, false));
        window.step();
    }
    back.reverse();
    assert_eq!(back, places);
    for place in places {
        let rect = caret_at(&mut window, place.0);
        click(&mut window, rect.center());
        pause(&mut window);
        let selection = window.state().selection;
        assert_eq!(selection, Selection::caret(place), "at {rect:?}");
    }
}

#[test]
fn a_document_is_scrolled_jumped_and_walked_through() {
    let content = POEM.repeat(400);
    let mut window = harness(Desk::new(&content));
    let end = window.state().text.end();
    window
        .state_mut()
        .view
        .scroll_to(CharRange::new(end, end), Align::Nearest);
    window.run();
    assert_eq!(window.state().visible.end(), end);
    window.state_mut().selection = Selection::caret(end);
    window.step();
    assert!(window.state().caret.is_some());

    window
        .state_mut()
        .move_by
        .push((Motion::DocumentStart, false));
    window.run();
    assert_eq!(window.state().visible.start(), CharIdx(0));
    let first = window.state().caret.expect("the caret is in view");
    let pos = pos2(200.0, 200.0);
    window.event(Event::PointerMoved(pos));
    window.step();
    window.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -10.0),
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    });
    // The wheel's motion is smoothed over some frames.
    window.run_steps(40);
    let moved = window.state().caret.expect("the caret is still in view");
    assert_eq!(first.top() - moved.top(), 10.0);
}

#[test]
fn a_corrected_height_above_moves_nothing_in_view() {
    // Latin is narrower than Han: the heights guessed for these paragraphs are wrong.
    let content = format!("{}\n", "egui ".repeat(60)).repeat(200);
    let mut window = harness(Desk::new(&content));
    let at = CharIdx(150 * 301 + 40);
    let range = CharRange::new(at, at);
    window.state_mut().selection = Selection::caret(at);
    window.state_mut().view.scroll_to(range, Align::Center);
    window.run();
    let before = window.state().caret.expect("in view");
    // Walking up measures what is above; coming back finds the caret where it was.
    window.event(Event::PointerMoved(pos2(200.0, 200.0)));
    window.step();
    for delta in [150.0, -150.0] {
        window.event(Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, delta),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        });
        // The wheel's motion is smoothed over some frames.
        window.run_steps(40);
    }
    let after = window.state().caret.expect("in view");
    assert!((before.top() - after.top()).abs() < 0.6, "{before} {after}");
}

#[test]
fn up_and_down_keep_to_the_column_over_short_rows() {
    let mut window = harness(Desk::new("一二三四五六\n七\n八九十甲乙丙\n"));
    window.state_mut().selection = Selection::caret(CharIdx(5));
    window.step();
    let mut heads = Vec::new();
    for motion in [Motion::Down, Motion::Down, Motion::Up, Motion::Up] {
        window.state_mut().move_by.push((motion, false));
        window.step();
        heads.push(window.state().selection.head.0);
    }
    assert_eq!(heads, [8, 14, 8, 5]);
    window.state_mut().move_by.push((Motion::RowEnd, true));
    window.step();
    assert_eq!(window.state().selected(), "六");
    window.state_mut().move_by.push((Motion::RowStart, true));
    window.step();
    assert_eq!(window.state().selected(), "一二三四五");
}

#[test]
fn one_endless_paragraph_is_walked_row_by_row_without_a_seam() {
    let mut desk = Desk::new(&"春江潮水连海平海上明月共潮生".repeat(5_000));
    desk.selection = Selection::caret(CharIdx(40_000));
    let mut window = harness(desk);
    let at = CharRange::of(40_000, 40_000);
    window.state_mut().view.scroll_to(at, Align::Center);
    window.run();
    let mut heads = Vec::new();
    for motion in std::iter::repeat_n(Motion::Down, 200).chain([Motion::Up; 200]) {
        window.state_mut().move_by.push((motion, false));
        window.step();
        heads.push(window.state().selection.head.0);
        assert!(window.state().caret.is_some());
    }
    // Every row is full: each step is a whole row of twenty characters.
    for (i, head) in heads.iter().take(200).enumerate() {
        assert_eq!(*head, 40_000 + 20 * (i + 1));
    }
    assert_eq!(heads.last(), Some(&40_000));
}

#[test]
fn labelling_moves_no_text() {
    let mut window = harness(Desk::new(POEM).with_spans(&[(0, 7, "EVENT")]));
    let before = caret_at(&mut window, 20);
    let nested = Span::new(CharRange::of(2, 4), "PERSON");
    window.state_mut().spans.insert(nested).expect("it is new");
    window.run();
    assert_eq!(caret_at(&mut window, 20), before);
    let deeper = Span::new(CharRange::of(2, 3), "ROLE");
    window.state_mut().spans.insert(deeper).expect("it is new");
    window.run();
    assert_eq!(caret_at(&mut window, 20), before);
    let key = SpanKey::new(CharRange::of(0, 7), "EVENT");
    window.state_mut().spans.remove(&key);
    window.run();
    assert_eq!(caret_at(&mut window, 20), before);
}

#[test]
fn dragging_the_thumb_and_the_edge_scrolls() {
    let content = POEM.repeat(400);
    let mut window = harness(Desk::new(&content));
    let bar = pos2(505.0, 20.0);
    button(&mut window, bar, true, Modifiers::NONE);
    window.event(Event::PointerMoved(pos2(505.0, 395.0)));
    window.step();
    button(&mut window, pos2(505.0, 395.0), false, Modifiers::NONE);
    window.step();
    let near_end = window.state().visible.end().0;
    assert!(near_end + 100 > window.state().text.n_chars(), "{near_end}");

    let before = window.state().visible.start();
    button(&mut window, pos2(200.0, 200.0), true, Modifiers::NONE);
    window.event(Event::PointerMoved(pos2(200.0, -40.0)));
    window.run_steps(20);
    button(&mut window, pos2(200.0, -40.0), false, Modifiers::NONE);
    let after = window.state();
    assert!(after.visible.start() < before);
    assert!(after.selection.range().len() > 100);
}

#[test]
fn suggestions_are_drawn_and_named_but_are_no_spans() {
    let mut desk = Desk::new(POEM);
    desk.suggestions = vec![SpanKey::new(CharRange::of(1, 3), "ROLE")];
    let mut window = harness(desk);
    let rect = window.get_by_label("职务: 江潮").rect();
    click(&mut window, rect.center());
    assert_eq!(window.state().held, None);
    assert_eq!(window.state().events.len(), 1);
}

/// The harness panics at a character that no font has: each must be drawn or named in a box.
#[test]
fn the_example_documents_are_read_through_without_a_missing_glyph() {
    let Ok(folder) = std::fs::read_dir("../shared/documents") else {
        skipped("../shared is not here");
        return;
    };
    let paths = folder.map(|entry| entry.expect("the folder can be read").path());
    let texts: Vec<String> = paths
        .filter_map(|path| std::fs::read_to_string(path).ok())
        .collect();
    assert!(!texts.is_empty());
    let kinds = [
        ViewKind::RAW,
        ViewKind::READING,
        ViewKind::SIMPLIFIED,
        ViewKind::TRADITIONAL,
    ];
    for (content, kind) in texts.iter().flat_map(|c| kinds.map(|kind| (c, kind))) {
        let mut window = harness(Desk {
            kind,
            ..Desk::new(content)
        });
        let end = window.state().text.end();
        let mut seen = CharIdx(0);
        while window.state().visible.end() < end {
            let visible = window.state().visible;
            assert!(visible.start() <= seen, "{seen} was passed over");
            seen = visible.end();
            let motion = (Motion::PageDown, false);
            window.state_mut().move_by.push(motion);
            window.step();
            window.step();
        }
    }
}
