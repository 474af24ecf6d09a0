//! How long a large project takes to write and to read: `cargo bench --bench store`.
//!
//! 50 MB of Chinese text in 5,885 documents with 1,000,000 spans, as in the measurements that the
//! format was chosen by; then one document of 100 MB. The least CPU time of five runs counts.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Layer;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span_set::SpanSet;
use zhubi::store;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

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

/// Returns the time this thread spent on a processor, or by the clock where that is not known.
fn cpu_millis(since: Instant) -> f64 {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split(' ').next().and_then(|n| n.parse::<f64>().ok());
    nanos.map_or(since.elapsed().as_secs_f64() * 1e3, |nanos| nanos / 1e6)
}

fn least_millis<T>(mut run: impl FnMut() -> T) -> f64 {
    let since = Instant::now();
    let once = |run: &mut dyn FnMut() -> T| {
        let before = cpu_millis(since);
        black_box(run());
        cpu_millis(since) - before
    };
    (0..5).map(|_| once(&mut run)).fold(f64::INFINITY, f64::min)
}

fn measure(name: &str, project: &Project) {
    let bytes = store::write_project(project);
    let megabytes = bytes.len() as f64 / 1e6;
    let write = least_millis(|| store::write_project(project));
    let read = least_millis(|| store::read_project(&bytes).map(|loaded| loaded.project));
    let folder = std::env::temp_dir().join("zhubi-bench-store.ron");
    let save = least_millis(|| store::save(&folder, project));
    let _ = std::fs::remove_file(&folder);
    let _ = std::fs::remove_file(folder.with_extension("ron.bak"));
    println!(
        "{name}: {megabytes:.0} MB; write {write:.0} ms, read {read:.0} ms, save to disk {save:.0} ms"
    );
}

fn main() {
    measure(
        "50 MB of text, 1,000,000 spans, 5,885 documents",
        &project(5_885, 50_000_000, 1_000_000),
    );
    measure(
        "100 MB of text, 1,000,000 spans, 1 document",
        &project(1, 100_000_000, 1_000_000),
    );
}
