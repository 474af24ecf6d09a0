//! What one edit costs in a small and in a large layer: `cargo bench --bench edit`.
//!
//! One span is added and taken away again, at places spread over the layer. With a snapshot, a copy
//! of the project is taken before each edit, as a save does, and held: the edit then copies what it
//! shares with it.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Layer;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const N_EDITS: usize = 2_000;

/// Makes a document in which each third character is a span, and the one after it is free.
fn project(n_spans: usize) -> Project {
    let span = |i: usize| Span::new(CharRange::of(3 * i, 3 * i + 1), "PERSON");
    let mut layer = Layer::new("甲");
    layer.spans = SpanSet::from_spans((0..n_spans).map(span)).0;
    let doc = Document {
        id: "d".into(),
        name: "d.txt".to_owned(),
        source: Source::default(),
        text_sha256: String::new(),
        text: Arc::new(Text::new("习近平".repeat(n_spans))),
        revisions: Vec::new(),
        layers: [(layer.annotator.clone(), Arc::new(layer))].into(),
        extra: Extra::new(),
    };
    let mut project = Project::new("bench");
    assert!(project.documents.insert(0, Arc::new(doc)).is_ok());
    project
}

/// Times of one kind of edit, in microseconds.
#[derive(Default)]
struct Times(Vec<f64>);

impl Times {
    fn take(&mut self, project: &mut Project, command: Command) {
        let start = Instant::now();
        let change = apply::run(project, command);
        self.0.push(start.elapsed().as_secs_f64() * 1e6);
        assert!(black_box(change).is_ok_and(|change| !change.is_empty()));
    }

    fn percentile(&mut self, percent: usize) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let place = (self.0.len() - 1) * percent / 100;
        self.0.get(place).copied().unwrap_or(f64::NAN)
    }
}

/// Prints the times in a layer and returns the medians of adding and of taking away.
fn measure(n_spans: usize, with_snapshot: bool) -> [f64; 2] {
    let mut project = project(n_spans);
    let layer = LayerRef::new("d", "甲");
    let (mut add, mut remove) = (Times::default(), Times::default());
    for i in 0..N_EDITS {
        // A prime far from every power of two visits the layer in no order.
        let start = 3 * (i * 7_919 % n_spans) + 1;
        let span = Span::new(CharRange::of(start, start + 1), "ROLE");
        let spans = vec![span.key()];
        let snapshot = with_snapshot.then(|| project.clone());
        let command = Command::AddSpans {
            layer: layer.clone(),
            spans: vec![span],
            same_label: SameLabel::Refuse,
        };
        add.take(&mut project, command);
        drop(snapshot);
        let snapshot = with_snapshot.then(|| project.clone());
        let layer = layer.clone();
        remove.take(&mut project, Command::RemoveSpans { layer, spans });
        drop(snapshot);
    }
    let held = if with_snapshot {
        "snapshot held"
    } else {
        "no snapshot"
    };
    for (name, times) in [("AddSpans", &mut add), ("RemoveSpans", &mut remove)] {
        let (p50, p99) = (times.percentile(50), times.percentile(99));
        println!(
            "{n_spans:>9} spans, {held:<13}, {name:<11}: p50 {p50:>7.1} µs, p99 {p99:>7.1} µs"
        );
    }
    [add.percentile(50), remove.percentile(50)]
}

fn main() {
    for with_snapshot in [false, true] {
        let small = measure(1_000, with_snapshot);
        let large = measure(1_000_000, with_snapshot);
        let [add, remove] = [0, 1].map(|i: usize| large.get(i).zip(small.get(i)));
        for (name, pair) in [("AddSpans", add), ("RemoveSpans", remove)] {
            let ratio = pair.map_or(f64::NAN, |(large, small)| large / small);
            println!("{name}: p50 at 1,000,000 is {ratio:.1} times that at 1,000");
        }
    }
}
