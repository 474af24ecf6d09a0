//! What a frame of the text view costs on long documents.
//!
//! Prints p50, p99 and the longest of a frame's CPU time, tessellation included, for documents of
//! 10 and 100 MB with 1,000,000 spans and for a paragraph of 320,000 characters, and for reading
//! views of glossed ones. The bar is 4 ms at p99, and that it does not grow with the document.
//! Nothing is timed in tests.
//!
//! `cargo bench --no-default-features --features ui --bench text_view`

use std::sync::Arc;
use std::time::Duration;

use egui::Event;
use egui::FontData;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::Modifiers;
use egui::MouseWheelUnit;
use egui::PointerButton;
use egui::Pos2;
use egui::RawInput;
use egui::Rect;
use egui::TouchPhase;
use egui::Vec2;
use egui::pos2;
use egui::vec2;
use zhubi::edit::caret::Selection;
use zhubi::model::span::Span;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::script;
use zhubi::text::view::ViewKind;
use zhubi::ui::text_view::Align;
use zhubi::ui::text_view::LabelStyle;
use zhubi::ui::text_view::Segments;
use zhubi::ui::text_view::TextView;
use zhubi::ui::text_view::ViewDoc;
use zhubi::ui::text_view::ViewEvent;
use zhubi::ui::text_view::ViewStyle;

const N_SPANS: usize = 1_000_000;
const SIZE: Vec2 = vec2(1280.0, 1400.0);
const FONTS: [&str; 2] = [
    "assets/fonts/ZhubiSans-Regular.otf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
];

fn main() {
    // `cargo test --benches` runs this too, and wants no figures.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    // The window reads these tables on a thread of its own when it starts.
    script::load();
    println!("frame CPU time in ms, {SIZE:?} points");
    for (name, bytes) in [("10 MB", 10_000_000), ("100 MB", 100_000_000)] {
        let content = Words::new(7).document(bytes, 80..1_400);
        measure(name, &content);
    }
    let content = Words::new(7).document(320_000 * 3, 400_000..400_001);
    measure("one paragraph of 320,000 characters", &content);
    let glossed = Words::new(7).glossed();
    for (name, bytes, paragraph) in [
        ("100 MB with glosses", 100_000_000, 80..1_400),
        (
            "one paragraph of 400,000 characters with glosses",
            1_200_000,
            400_000..400_001,
        ),
    ] {
        let content = glossed.clone().document(bytes, paragraph);
        measure_views(name, &content);
    }
}

/// Measures reading views, and the frame in which one takes the place of another.
fn measure_views(name: &str, content: &str) {
    let text = Text::new(content);
    let spans = spans(&text);
    let mut bench = Bench::new(&text, &spans);
    let (_, first) = timed(|| bench.frame(Vec::new()));
    println!(
        "{name}: {} characters; first frame {}",
        text.n_chars(),
        ms(first)
    );
    for (name, kind) in [
        ("raw", ViewKind::RAW),
        ("reading", ViewKind::READING),
        ("simplified", ViewKind::SIMPLIFIED),
        ("traditional", ViewKind::TRADITIONAL),
    ] {
        bench.kind = kind;
        let (_, switched) = timed(|| bench.frame(Vec::new()));
        println!("  {name}: frame of the switch {}", ms(switched));
        for _ in 0..200 {
            bench.frame(Vec::new());
            bench.jump();
        }
        bench.frame(vec![Event::PointerMoved(pos2(400.0, 400.0))]);
        bench.run("at rest", 300, |_, _| Vec::new());
        bench.run("wheel", 600, |_, _| vec![wheel(-60.0)]);
        bench.run("new page every frame", 400, |_, i| {
            let down = (i / 100) % 2 == 0;
            vec![wheel(if down { -SIZE.y } else { SIZE.y })]
        });
        bench.run("random jump", 400, |bench, _| {
            bench.jump();
            Vec::new()
        });
    }
}

fn measure(name: &str, content: &str) {
    let (text, text_time) = timed(|| Text::new(content));
    let spans = spans(&text);
    let mut bench = Bench::new(&text, &spans);
    let (_, first) = timed(|| bench.frame(Vec::new()));
    println!(
        "{name}: {} characters, {} spans, {} paragraphs; text index {}, first frame with block index {}",
        text.n_chars(),
        spans.len(),
        text.n_paragraphs(),
        ms(text_time),
        ms(first),
    );
    // Let the overview strip finish, and every glyph reach the atlas.
    for _ in 0..200 {
        bench.frame(Vec::new());
        bench.jump();
    }
    // Somewhere in the first half, with the pointer over the text.
    let at = CharRange::of(text.n_chars() / 3, text.n_chars() / 3);
    bench.view.scroll_to(at, Align::Center);
    bench.frame(vec![Event::PointerMoved(pos2(400.0, 400.0))]);
    bench.run("at rest", 300, |_, _| Vec::new());
    bench.run("wheel", 600, |_, _| vec![wheel(-60.0)]);
    bench.run("new page every frame", 400, |_, i| {
        let down = (i / 100) % 2 == 0;
        vec![wheel(if down { -SIZE.y } else { SIZE.y })]
    });
    bench.run("random jump", 400, |bench, _| {
        bench.jump();
        Vec::new()
    });
    bench.run("drag-select", 400, |_, i| {
        let y = 100.0 + (i % 60) as f32 * 20.0;
        let at = pos2(400.0 + (i % 37) as f32 * 10.0, y);
        match i {
            0 => vec![Event::PointerMoved(at), press(at, true)],
            _ => vec![Event::PointerMoved(at)],
        }
    });
    bench.frame(vec![press(pos2(500.0, 500.0), false)]);
    bench.run("an edit every frame", 300, |bench, _| {
        bench.revision += 1;
        Vec::new()
    });
    bench.run("focus mode, new page", 400, |bench, i| {
        let start = bench.selection.head.0;
        bench.lit = Some(CharRange::of(start, start + 40));
        let down = (i / 100) % 2 == 0;
        vec![wheel(if down { -SIZE.y } else { SIZE.y })]
    });
    bench.lit = None;
    // Every other frame breaks all rows anew, and finds the height of all blocks again.
    bench.run("another measure", 60, |bench, i| {
        bench.style.measure_chars = [37, 60][i % 2];
        Vec::new()
    });
    bench.run("another spacing", 60, |bench, i| {
        bench.style.line_height_factor = [2.3, 3.0][i % 2];
        Vec::new()
    });
}

struct Bench<'a> {
    ctx: egui::Context,
    view: TextView,
    style: ViewStyle,
    text: &'a Text,
    spans: &'a SpanSet,
    selection: Selection,
    revision: u64,
    kind: ViewKind,
    lit: Option<CharRange>,
    time: f64,
    words: Words,
}

impl<'a> Bench<'a> {
    fn new(text: &'a Text, spans: &'a SpanSet) -> Self {
        let ctx = egui::Context::default();
        ctx.set_fonts(fonts());
        // Two frames to load the fonts.
        for _ in 0..2 {
            ctx.run_ui(RawInput::default(), |_| {})
                .textures_delta
                .clear();
        }
        Self {
            ctx,
            view: TextView::new(),
            style: style(),
            text,
            spans,
            selection: Selection::default(),
            revision: 0,
            kind: ViewKind::RAW,
            lit: None,
            time: 0.0,
            words: Words::new(3),
        }
    }

    fn jump(&mut self) {
        let at = CharIdx(self.words.below(self.text.n_chars()));
        self.view
            .scroll_to(CharRange::new(at, at.plus(2)), Align::Center);
    }

    fn run(
        &mut self,
        name: &str,
        n_frames: usize,
        mut events: impl FnMut(&mut Self, usize) -> Vec<Event>,
    ) {
        let mut times = Vec::with_capacity(n_frames);
        for i in 0..n_frames {
            let events = events(self, i);
            times.push(timed(|| self.frame(events)).1);
        }
        times.sort();
        let at = |per_mille: usize| times[(times.len() - 1) * per_mille / 1000];
        println!(
            "  {name:<22} p50 {}  p99 {}  max {}",
            ms(at(500)),
            ms(at(990)),
            ms(at(1000))
        );
    }

    fn frame(&mut self, events: Vec<Event>) -> usize {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let Self {
            ctx,
            view,
            style,
            text,
            spans,
            selection,
            revision,
            kind,
            lit,
            ..
        } = self;
        let mut new_selection = *selection;
        let mut output = ctx.run_ui(input, |ui| {
            let doc = ViewDoc {
                text,
                kind: *kind,
                spans,
                suggestions: &[],
                suggestion_at_hand: None,
                marks: &[],
                revision: *revision,
                selection: *selection,
                selected_span: None,
                lit: *lit,
                segments: &Single,
            };
            for event in view.ui(ui, &doc, style).events {
                if let ViewEvent::Select(to) = event {
                    new_selection = to;
                }
            }
        });
        *selection = new_selection;
        output.textures_delta.clear();
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        shapes.len()
    }
}

/// Every character a word, a clause and a sentence: the bench has no use for them.
struct Single;

impl Segments for Single {
    fn word_at(&self, _: &Text, at: CharIdx) -> CharRange {
        CharRange::new(at, at.plus(1))
    }

    fn clause_at(&self, _: &Text, at: CharIdx) -> CharRange {
        CharRange::new(at, at.plus(1))
    }

    fn sentence_at(&self, _: &Text, at: CharIdx) -> CharRange {
        CharRange::new(at, at.plus(1))
    }
}

fn wheel(y: f32) -> Event {
    Event::MouseWheel {
        unit: MouseWheelUnit::Point,
        delta: vec2(0.0, y),
        phase: TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
        modifiers: Modifiers::NONE,
    }
}

fn press(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

fn timed<R>(work: impl FnOnce() -> R) -> (R, Duration) {
    let start = cpu_time();
    let result = work();
    (result, cpu_time().saturating_sub(start))
}

/// Returns the time this thread has had a processor, so that nothing else is counted.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Returns the time that has passed, for want of a thread's own clock.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<std::time::Instant> = std::sync::OnceLock::new();
    START.get_or_init(std::time::Instant::now).elapsed()
}

fn ms(time: Duration) -> String {
    format!("{:7.3}", time.as_secs_f64() * 1_000.0)
}

fn fonts() -> FontDefinitions {
    let found = FONTS.iter().find_map(|path| std::fs::read(path).ok());
    let bytes = found.expect("a Chinese font, in assets/fonts or as fonts-wqy-microhei");
    let mut fonts = FontDefinitions::empty();
    fonts
        .font_data
        .insert("han".to_owned(), Arc::new(FontData::from_owned(bytes)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec!["han".to_owned()]);
    }
    fonts
}

fn style() -> ViewStyle {
    let label = |letter: &str, name: &str, line: [u8; 3], ground: [u8; 3]| LabelStyle {
        line: egui::Color32::from_rgb(line[0], line[1], line[2]),
        ground: egui::Color32::from_rgb(ground[0], ground[1], ground[2]),
        letter: letter.to_owned(),
        name: name.to_owned(),
    };
    let person = label("人", "人物", [0, 103, 168], [217, 233, 245]);
    let role = label("职", "职务", [179, 90, 0], [251, 230, 207]);
    let event = label("事", "事件", [0, 121, 90], [211, 238, 227]);
    let slogan = label("号", "口号", [161, 65, 122], [245, 223, 236]);
    ViewStyle {
        font: egui::FontId::proportional(18.0),
        line_height_factor: 2.3,
        measure_chars: 37,
        span_line_width: 2.0,
        ink: egui::Color32::from_rgb(31, 29, 26),
        dim: egui::Color32::from_rgb(119, 113, 106),
        line: egui::Color32::from_rgb(226, 220, 208),
        paper: egui::Color32::from_rgb(255, 253, 248),
        selection: egui::Color32::from_rgb(246, 227, 222),
        accent: egui::Color32::from_rgb(184, 50, 31),
        labels: [
            ("PERSON".into(), person.clone()),
            ("ROLE".into(), role),
            ("EVENT".into(), event),
            ("SLOGAN".into(), slogan),
        ]
        .into(),
        unknown_label: person,
        name: "document".to_owned(),
        damage_name: "damaged".to_owned(),
    }
}

/// Spans spread over the text, a third of them within another.
fn spans(text: &Text) -> SpanSet {
    let n_spans = N_SPANS.min(text.n_chars() / 3);
    let step = text.n_chars() as f64 / n_spans as f64 * 3.0;
    let labels = ["PERSON", "ROLE", "EVENT", "SLOGAN"];
    let keys: Vec<zhubi::model::ids::LabelKey> = labels.iter().map(|&l| l.into()).collect();
    let spans = (0..n_spans).filter_map(|i| {
        let group = (i / 3) as f64 * step;
        let start = group as usize + [0, 2, 9][i % 3];
        let range = CharRange::of(start, start + [8, 3, 3][i % 3]);
        text.holds(range)
            .then(|| Span::new(range, keys[(i + i / 7) % 4].clone()))
    });
    SpanSet::from_spans(spans).0
}

/// Chinese without meaning, the same every time.
#[derive(Clone)]
struct Words {
    state: u64,
    /// Whether one character in four has a gloss.
    glossed: bool,
}

impl Words {
    fn new(seed: u64) -> Self {
        let glossed = false;
        Self {
            state: seed,
            glossed,
        }
    }

    fn glossed(self) -> Self {
        Self {
            glossed: true,
            ..self
        }
    }

    /// Returns a number below `n`; the generator is Knuth's MMIX.
    fn below(&mut self, n: usize) -> usize {
        let next = self.state.wrapping_mul(6_364_136_223_846_793_005);
        self.state = next.wrapping_add(1_442_695_040_888_963_407);
        (self.state >> 33) as usize % n.max(1)
    }

    fn document(&mut self, bytes: usize, paragraph: std::ops::Range<usize>) -> String {
        let mut content = String::with_capacity(bytes + 64);
        while content.len() < bytes {
            let n_chars = paragraph.start + self.below(paragraph.len());
            self.paragraph(&mut content, n_chars, bytes);
            content.push('\n');
        }
        content
    }

    fn paragraph(&mut self, content: &mut String, n_chars: usize, bytes: usize) {
        let mut to_mark = 8 + self.below(16);
        for i in 0..n_chars {
            if content.len() >= bytes {
                return;
            }
            to_mark -= 1;
            if to_mark == 0 || i + 1 == n_chars {
                let marks = ['，', '。', '、', '；', '，', '。'];
                content.push(marks[self.below(marks.len())]);
                to_mark = 8 + self.below(16);
            } else if to_mark == 7 && self.below(9) == 0 {
                content.push_str(["2020年", "“六稳”", "(首府)", "《通知》"][self.below(4)]);
            } else {
                // Common characters cluster at the start of the block; 3,000 of them are used.
                let code = 0x4E00 + (self.below(3_000) * self.below(3_000) / 3_000) as u32;
                content.extend(char::from_u32(code));
                if self.glossed && self.below(4) == 0 {
                    content.push_str(["(xí)", "(zhàn)", "(guó)", "(jì)"][self.below(4)]);
                }
            }
        }
    }
}
