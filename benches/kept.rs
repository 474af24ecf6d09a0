//! What a frame costs while a large project saves itself, beside frames in which it does not.
//!
//! A project of 100 MB of text is opened in the whole window, drawn into no screen; something is
//! labelled in every third frame, and the project saves itself on its thread meanwhile. The bar is
//! that no frame is held for more than 8 ms by it. The processor's time of the window's own thread
//! stands beside the clock's, which other work on the machine can stretch.
//!
//! The same while the learner learns and suggestions are gathered after each act.
//!
//! `cargo bench --no-default-features --features ui --bench kept`

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use egui::Pos2;
use egui::RawInput;
use egui::Rect;
use egui::Vec2;
use egui::vec2;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span_set::SpanSet;
use zhubi::session::Keeper;
use zhubi::store;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::script;
use zhubi::text::segment::Words;
use zhubi::ui::action::Action;
use zhubi::ui::desk::Desk;
use zhubi::ui::effect::Effect;
use zhubi::ui::scene::Ask;
use zhubi::ui::settings::Settings;
use zhubi::ui::tasks::Tasks;

const SIZE: Vec2 = vec2(1280.0, 800.0);
const N_BYTES: usize = 100_000_000;
const N_SPANS: usize = 300_000;
const SENTENCE: &str = "市委书记林知远出席统一战线“服务到家、温暖到心”大会并讲话——会议由市长主持。";
const WHO: &str = "甲";

/// Frames that are looked at without a save.
const N_FRAMES: usize = 1_500;
/// Saves that are looked at.
const N_SAVES: usize = 5;
/// Spans that are added at once.
const N_BULK: usize = 20_000;
/// Documents that the learner learns from, and the frames that are looked at at least meanwhile.
const N_LEARNED: usize = 60;
const N_LEARNING: usize = 600;
/// From one frame to the next.
const PACE: Duration = Duration::from_millis(4);
/// Seconds without an act after which the project saves itself, and a little more.
const IDLE: f64 = 3.5;
/// The longest that a frame may be held.
const BAR: Duration = Duration::from_millis(8);

fn main() {
    // `cargo test --benches` runs this too, and wants no figures.
    if std::env::args().any(|arg| arg == "--test") {
        return;
    }
    let folder = match std::env::var_os("ZHUBI_BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    // SAFETY: no other thread runs yet. The user's own settings are not to be written.
    unsafe {
        std::env::set_var("XDG_CONFIG_HOME", folder.path().join("config"));
        std::env::set_var("XDG_DATA_HOME", folder.path().join("data"));
    }
    // The window reads these on a thread of its own when it starts.
    script::load();
    Words::load();
    println!("ms for each frame");
    for (name, n_documents) in [("6,000 documents", 6_000), ("one document", 1)] {
        println!("100 MB of text, 300,000 spans, {name}");
        let path = folder.path().join(format!("{n_documents}.ron"));
        measure(&path, n_documents);
    }
}

fn measure(path: &Path, n_documents: usize) {
    store::save(path, &project(n_documents)).unwrap();
    let mut bench = Bench::new(path);
    bench.open(path);
    let quiet: Vec<Took> = (0..N_FRAMES).map(|_| bench.frame_with_act()).collect();
    let (mut begun, mut meanwhile, mut ended) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..N_SAVES {
        bench.save(&mut begun, &mut meanwhile, &mut ended);
    }
    let mut bulk = [Vec::new(), Vec::new(), Vec::new()];
    for _ in 0..N_SAVES {
        bench.act_in_bulk();
        let [begun, meanwhile, ended] = &mut bulk;
        bench.save(begun, meanwhile, ended);
    }
    tell("without a save", &quiet);
    tell("the frames that begin one", &begun);
    tell("while one is under way", &meanwhile);
    tell("the frames that end one", &ended);
    let [bulk_begun, bulk_meanwhile, bulk_ended] = &bulk;
    tell("the same for 20,000 new spans", bulk_begun);
    tell("while one is under way", bulk_meanwhile);
    tell("the frames that end one", bulk_ended);
    let learning = bench.learn();
    tell("while the learner learns", &learning);
    let single = [&begun, &meanwhile, &ended, &learning]
        .into_iter()
        .flatten();
    let all = single.chain(bulk.iter().flatten());
    let longest = all.map(|took| took.held).max().unwrap();
    let met = if longest < BAR { "met" } else { "MISSED" };
    println!("  no frame held for more than {BAR:?}: {met}");
}

/// What a frame took.
#[derive(Clone, Copy)]
struct Took {
    cpu: Duration,
    /// By the clock, but for the time in which others had the processor.
    held: Duration,
    wall: Duration,
}

fn tell(name: &str, all: &[Took]) {
    let line = |of: fn(&Took) -> Duration| {
        let mut times: Vec<Duration> = all.iter().map(of).collect();
        times.sort();
        let at = |per_mille: usize| {
            let time = times[(times.len() - 1) * per_mille / 1_000];
            time.as_secs_f64() * 1e3
        };
        let (p50, p99, p999, max) = (at(500), at(990), at(999), at(1_000));
        format!("p50 {p50:5.2}  p99 {p99:5.2}  p99.9 {p999:5.2}  max {max:5.2}")
    };
    let (cpu, held) = (line(|took| took.cpu), line(|took| took.held));
    let wall = line(|took| took.wall);
    println!("  {name}, {} frames", all.len());
    println!("    CPU            {cpu}");
    println!("    CPU and waits  {held}");
    println!("    clock          {wall}");
}

/// The window without a screen.
struct Bench {
    ctx: egui::Context,
    desk: Desk,
    begun: Instant,
    /// Seconds that were jumped over.
    jumped: f64,
    n_acts: usize,
    n_bulks: usize,
}

impl Bench {
    fn new(path: &Path) -> Self {
        let mut desk = Desk::new(Settings::default(), Tasks::on_threads());
        let data = path.with_extension("data");
        desk.keeper = Some(Keeper::new(Some(data), WHO.to_owned(), "bench".to_owned()));
        desk.settings.annotator = WHO.to_owned();
        let ctx = egui::Context::default();
        desk.prepare(&ctx);
        Self {
            ctx,
            desk,
            begun: Instant::now(),
            jumped: 0.0,
            n_acts: 0,
            n_bulks: 0,
        }
    }

    fn open(&mut self, path: &Path) {
        self.desk.open_paths(vec![path.to_owned()]);
        while self.desk.session.is_none() {
            self.frame();
        }
        // Its words are read, and its documents are looked through.
        for _ in 0..200 {
            self.frame_with_act();
        }
        while self.desk.tasks.busy() {
            self.frame();
        }
    }

    /// Shows a frame at its time.
    fn frame(&mut self) -> Took {
        let next = self.begun.elapsed();
        let delay = run_delay();
        let (wall, cpu) = (Instant::now(), cpu_time());
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(next.as_secs_f64() + self.jumped),
            focused: true,
            ..RawInput::default()
        };
        let Self { ctx, desk, .. } = self;
        let mut output = ctx.run_ui(input, |ui| {
            let ctx = ui.ctx().clone();
            desk.logic(&ctx);
            desk.ui(ui);
        });
        output.textures_delta.clear();
        let shapes = ctx.tessellate(output.shapes, output.pixels_per_point);
        assert!(!shapes.is_empty());
        let (cpu, wall) = (cpu_time().saturating_sub(cpu), wall.elapsed());
        let delay = run_delay().saturating_sub(delay);
        let held = wall.saturating_sub(delay).max(cpu);
        let took = Took { cpu, held, wall };
        std::thread::sleep(PACE.saturating_sub(took.wall));
        took
    }

    /// Shows a frame; something is labelled in every third.
    fn frame_with_act(&mut self) -> Took {
        self.n_acts += 1;
        if self.n_acts.is_multiple_of(3) {
            self.act();
        }
        self.frame()
    }

    /// Labels something somewhere, or takes it away again.
    fn act(&mut self) {
        let i = self.n_acts / 3 - 1;
        let documents = &self.desk.session.as_ref().unwrap().project().documents;
        let doc = documents.at(i / 2 * 7_919 % documents.len()).unwrap();
        let start = i / 2 * 104_729 % (doc.text.n_chars() - 4);
        let layer = LayerRef::new(doc.id.clone(), WHO);
        let span = Span::new(CharRange::of(start, start + 4), "SLOGAN");
        let command = match i % 2 {
            0 => Command::AddSpans {
                layer,
                spans: vec![span],
                same_label: SameLabel::Allow,
            },
            _ => Command::RemoveSpans {
                layer,
                spans: vec![span.key()],
            },
        };
        let place = self.desk.place.clone();
        let edit = Effect::Edit(command, place);
        self.desk.asks.push(Ask::effect(edit));
    }

    /// Labels 20,000 places at once.
    fn act_in_bulk(&mut self) {
        self.n_bulks += 1;
        let documents = &self.desk.session.as_ref().unwrap().project().documents;
        let commands = documents.iter().take(N_BULK).map(|doc| {
            let n = N_BULK / documents.len().min(N_BULK);
            let first = 5 * self.n_bulks;
            let spans = (0..n).map(|i| {
                let start = (first + i * 53) % (doc.text.n_chars() - 2);
                Span::new(CharRange::of(start, start + 1), "EVENT")
            });
            Command::AddSpans {
                layer: LayerRef::new(doc.id.clone(), WHO),
                spans: spans.collect(),
                same_label: SameLabel::Allow,
            }
        });
        let command = Command::Batch(commands.collect());
        let edit = Effect::Edit(command, self.desk.place.clone());
        self.desk.asks.push(Ask::effect(edit));
        self.frame();
    }

    /// Finishes documents and lets the learner learn from them while work goes on.
    fn learn(&mut self) -> Vec<Took> {
        let documents = &self.desk.session.as_ref().unwrap().project().documents;
        let done = documents
            .iter()
            .take(N_LEARNED)
            .map(|doc| Command::SetStatus {
                layer: LayerRef::new(doc.id.clone(), WHO),
                status: Status::Done,
            });
        let finish = Effect::Edit(Command::Batch(done.collect()), self.desk.place.clone());
        self.desk.asks.push(Ask::effect(finish));
        self.desk.asks.push(Ask::Action(Action::Learn));
        let mut took = Vec::new();
        while took.len() < N_LEARNING || !self.desk.assist.has_learned() {
            took.push(self.frame_with_act());
            assert!(took.len() < 100 * N_LEARNING, "nothing was learned");
        }
        took
    }

    /// Lets the project save itself once while work goes on.
    fn save(&mut self, begun: &mut Vec<Took>, meanwhile: &mut Vec<Took>, ended: &mut Vec<Took>) {
        while self.desk.tasks.busy() {
            self.frame();
        }
        while !self.desk.session.as_ref().unwrap().unsaved() {
            self.frame_with_act();
        }
        let revision = self.desk.session.as_ref().unwrap().revision();
        self.jumped += IDLE;
        begun.push(self.frame());
        while !self.desk.saving {
            // A look at the file came first.
            begun.push(self.frame());
        }
        while self.desk.saving {
            meanwhile.push(self.frame_with_act());
        }
        // The last of them took the result, and the next ones are the first without.
        ended.extend(meanwhile.pop());
        ended.extend((0..3).map(|_| self.frame_with_act()));
        let session = self.desk.session.as_ref().unwrap();
        assert!(session.revision() > revision, "nothing was done meanwhile");
        let notices = self.desk.notices.open.iter();
        let told: Vec<&str> = notices.map(|notice| notice.title.as_str()).collect();
        assert!(told.is_empty(), "{told:?}");
    }
}

fn project(n_documents: usize) -> Project {
    let mut project = Project::new("bench");
    let n_spans = N_SPANS / n_documents;
    for place in 0..n_documents {
        let n_sentences = N_BYTES / n_documents / (SENTENCE.len() + 1);
        let paragraph = format!("{SENTENCE}\n");
        let text = Text::new(format!("{place}\n") + &paragraph.repeat(n_sentences));
        let step = text.n_chars() / n_spans;
        let spans = (0..n_spans).map(|i| {
            let label = ["PERSON", "ROLE", "EVENT"][i % 3];
            Span::new(CharRange::of(i * step, i * step + 3), label)
        });
        let mut layer = Layer::new(WHO);
        layer.spans = SpanSet::from_spans(spans).0;
        let text_sha256 = sha256_hex(text.as_str().as_bytes());
        let doc = Document {
            id: Document::id_for(&text_sha256, |_| false),
            name: format!("{place}.txt"),
            source: Source::default(),
            text_sha256,
            text: Arc::new(text),
            revisions: Vec::new(),
            layers: [(layer.annotator.clone(), Arc::new(layer))].into(),
            extra: Extra::new(),
        };
        assert!(project.documents.insert(place, Arc::new(doc)).is_ok());
    }
    project
}

/// Returns how long this thread was ready to run and others had the processor, where it is known.
fn run_delay() -> Duration {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').nth(1).and_then(|n| n.parse().ok());
    Duration::from_nanos(nanos.unwrap_or(0))
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
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}
