//! How long a large project takes to open and to save: `cargo bench --bench store`.
//!
//! 50 MB of Chinese text in 5,885 documents with 1,000,000 spans, as in the measurements that the
//! format was chosen by; then one document of 100 MB. A session opens and saves it as the window
//! does: hashes, lock, journal, reading back, the dated copy and waiting for the device counted in.
//! Beside it `ron` reads and writes the same texts and spans through serde.
//!
//! CPU is that of all threads; of five runs the one with the least counts. Memory is the most that
//! is held at once above what was held before. `ZHUBI_BENCH_FOLDER` names a folder on the disk to
//! measure.

use std::hint::black_box;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use serde::Deserialize;
use serde::Serialize;

use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Layer;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span_set::SpanSet;
use zhubi::session::Keeper;
use zhubi::session::Session;
use zhubi::store;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

mod memory;

const N_RUNS: usize = 5;

/// Seconds of CPU that opening and saving 50 MB with 1,000,000 spans may take.
const BARS: [f64; 2] = [1.5, 0.8];

/// How often the size of the file may be held in memory.
const MEMORY_BAR: f64 = 3.0;

const SENTENCE: &str =
    "市委书记林知远出席统(tǒng)一战线“服务到家、温暖到心”大会并讲话——会议,由市长主持。";

fn document(place: usize, n_bytes: usize, n_spans: usize) -> Document {
    let mut text = format!("{place}\n");
    while text.len() < n_bytes {
        text.push_str(SENTENCE);
        if text.len() % 7 == 0 {
            text.push('\n');
        }
    }
    let text = Text::new(text);
    let step = text.n_chars() / n_spans.max(1);
    let spans = (0..n_spans).map(|i| {
        let start = i * step;
        let label = if i % 3 == 0 { "ROLE" } else { "PERSON" };
        Span::new(CharRange::of(start, start + 1 + i % 6), label)
    });
    let mut layer = Layer::new("甲");
    layer.spans = SpanSet::from_spans(spans.filter(|s| text.holds(s.range))).0;
    let text_sha256 = sha256_hex(text.as_str().as_bytes());
    Document {
        id: Document::id_for(&text_sha256, |_| false),
        name: format!("{place}.txt"),
        source: Source::default(),
        text_sha256,
        text: Arc::new(text),
        revisions: Vec::new(),
        layers: [(layer.annotator.clone(), Arc::new(layer))].into(),
        extra: Extra::new(),
    }
}

fn project(n_documents: usize, n_bytes: usize, n_spans: usize) -> Project {
    let mut project = Project::new("bench");
    for place in 0..n_documents {
        let doc = document(place, n_bytes / n_documents, n_spans / n_documents);
        assert!(project.documents.insert(place, Arc::new(doc)).is_ok());
    }
    project
}

/// The texts and spans of a project as serde would have them without our help.
#[derive(Serialize, Deserialize)]
struct Plain {
    documents: Vec<PlainDocument>,
}

#[derive(Serialize, Deserialize)]
struct PlainDocument {
    id: String,
    name: String,
    text_sha256: String,
    text: Vec<String>,
    spans: Vec<(usize, usize, String, String)>,
}

impl Plain {
    fn of(project: &Project) -> Self {
        let document = |doc: &Arc<Document>| {
            let text = &doc.text;
            let spans = doc.layers.values().flat_map(|layer| layer.spans.iter());
            PlainDocument {
                id: doc.id.to_string(),
                name: doc.name.clone(),
                text_sha256: doc.text_sha256.clone(),
                text: (0..text.n_paragraphs())
                    .map(|i| text.paragraph(i).to_owned())
                    .collect(),
                spans: spans
                    .map(|span| {
                        let (start, end) = (span.range.start().0, span.range.end().0);
                        let words = text.slice(span.range).to_owned();
                        (start, end, span.label.to_string(), words)
                    })
                    .collect(),
            }
        };
        Self {
            documents: project.documents.iter().map(document).collect(),
        }
    }
}

/// What a piece of work took.
#[derive(Clone, Copy)]
struct Took {
    cpu: f64,
    wall: f64,
}

impl std::fmt::Display for Took {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cpu, wall } = self;
        write!(f, "{cpu:6.2} s of CPU, {wall:6.2} s by the clock")
    }
}

/// Returns the time that all threads of this program have had a processor.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).unwrap_or_default()
}

/// Returns the time that has passed, for want of a clock of the program's own.
#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed()
}

/// Runs something five times on what `prepare` makes; what comes of it is dropped untimed.
fn least<P, T>(mut prepare: impl FnMut() -> P, mut run: impl FnMut(P) -> T) -> Took {
    let mut least: Option<Took> = None;
    for _ in 0..N_RUNS {
        let prepared = prepare();
        let (cpu, wall) = (cpu_time(), Instant::now());
        let done = black_box(run(prepared));
        let took = Took {
            cpu: cpu_time().saturating_sub(cpu).as_secs_f64(),
            wall: wall.elapsed().as_secs_f64(),
        };
        drop(done);
        if least.is_none_or(|least| took.cpu < least.cpu) {
            least = Some(took);
        }
    }
    least.unwrap()
}

fn verdict(met: bool) -> &'static str {
    if met { "met" } else { "MISSED" }
}

/// The folder of one project, with what is kept of it.
struct Place {
    folder: PathBuf,
    path: PathBuf,
}

impl Place {
    fn new(folder: &Path, name: &str) -> Self {
        let folder = folder.join(name);
        std::fs::create_dir(&folder).unwrap();
        let path = folder.join("project.ron");
        Self { folder, path }
    }

    fn open(&self) -> Session {
        let data = Some(self.folder.join("data"));
        let keeper = Keeper::new(data, "甲".to_owned(), "bench".to_owned());
        Session::open_kept(&self.path, &keeper).unwrap().session
    }
}

/// Changes something small, so that there is something to save.
fn act(session: &mut Session) {
    let name = session.project().name.clone() + "1";
    let rename = zhubi::edit::command::Command::RenameProject(name);
    assert!(session.run(rename).unwrap().changed);
}

fn save(session: &mut Session) {
    // As the window does: on another thread, from a snapshot.
    let job = session.save_job(None).unwrap();
    let saved = std::thread::spawn(move || job.run().unwrap());
    let saved = saved.join().unwrap();
    session.saved(&saved);
}

fn measure(folder: &Path, name: &str, project: Project, has_bars: bool) {
    let place = Place::new(folder, name);
    let bytes = store::write_project(&project);
    std::fs::write(&place.path, &bytes).unwrap();
    let len = bytes.len() as f64;
    println!("{name}: a file of {:.0} MB", len / 1e6);

    let ours_read = least(|| (), |()| store::read_project(&bytes).unwrap());
    let ours_written = least(|| (), |()| store::write_project(&project));
    drop(bytes);
    beside_ron(&Plain::of(&project), ours_read, ours_written);
    drop(project);

    let opened = least(|| (), |()| place.open());
    let (session, open_most) = memory::most(|| place.open());
    let session = std::cell::RefCell::new(session);
    let saved = least(
        || act(&mut session.borrow_mut()),
        |()| save(&mut session.borrow_mut()),
    );
    act(&mut session.borrow_mut());
    let ((), save_most) = memory::most(|| save(&mut session.borrow_mut()));

    let (open_most, save_most) = (open_most as f64 / len, save_most as f64 / len);
    println!("  opening                {opened}");
    println!("  saving                 {saved}");
    println!("  memory, opening        {open_most:6.2} times the file");
    println!("  memory, saving         {save_most:6.2} times the file, beside the project itself");
    if has_bars {
        let [open_bar, save_bar] = BARS;
        println!(
            "  opening under {open_bar} s of CPU: {}",
            verdict(opened.cpu < open_bar)
        );
        println!(
            "  saving under {save_bar} s of CPU: {}",
            verdict(saved.cpu < save_bar)
        );
        println!(
            "  saving under {save_bar} s by the clock: {}",
            verdict(saved.wall < save_bar)
        );
    }
    for most in [open_most, save_most] {
        assert!(
            most < MEMORY_BAR,
            "more memory than {MEMORY_BAR} times the file"
        );
    }
    std::fs::remove_dir_all(&place.folder).unwrap();
}

fn beside_ron(plain: &Plain, ours_read: Took, ours_written: Took) {
    let pretty = || ron::ser::to_string_pretty(plain, ron::ser::PrettyConfig::new()).unwrap();
    let theirs = pretty();
    let read = || ron::from_str::<Plain>(&theirs).unwrap();
    let theirs_written = least(|| (), |()| pretty());
    let theirs_read = least(|| (), |()| read());
    println!("  read, ours             {ours_read}");
    println!("  read, ron and serde    {theirs_read}");
    println!("  written, ours          {ours_written}");
    println!("  written, ron and serde {theirs_written}");
    assert!(
        ours_written.cpu < theirs_written.cpu,
        "writing the lines ourselves is no faster"
    );
}

fn main() {
    let folder = match std::env::var_os("ZHUBI_BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    let name = "50 MB of text, 1,000,000 spans, 5,885 documents";
    measure(
        folder.path(),
        name,
        project(5_885, 50_000_000, 1_000_000),
        true,
    );
    let name = "100 MB of text, 1,000,000 spans, 1 document";
    measure(
        folder.path(),
        name,
        project(1, 100_000_000, 1_000_000),
        false,
    );
}
