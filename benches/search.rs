//! How long a search takes: `cargo bench --no-default-features --bench search`.
//!
//! 100 MB of Chinese, half of it traditional with glosses, as 5,000 documents, as one document of
//! paragraphs, and as one of a single paragraph. Characters are drawn with the frequencies that
//! characters of a language have, so that neither caches nor guesses of branches are spared. The time that
//! passes counts, the least of three runs: until the first place is known, until all are, and from giving
//! up half-way until all threads stand still.
//!
//! The same for repeating a label: the places that are not labelled yet found and labelled as one act,
//! and what is suggested in the open document after a span more.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::sync::mpsc;
use std::time::Duration;
use std::time::Instant;

use zhubi::assist::repeat::Repeats;
use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::hunt::Hunt;
use zhubi::model::hunt::InOrder;
use zhubi::model::hunt::Labelled;
use zhubi::model::hunt::Restriction;
use zhubi::model::ids::Annotator;
use zhubi::model::ids::LabelKey;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::text::find::Likeness;
use zhubi::text::find::Query;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const N_BYTES: usize = 100_000_000;
const N_DOCUMENTS: usize = 5_000;

/// Draws the same numbers each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: usize) -> usize {
        // The constants are Knuth's.
        let next = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = next.wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) as usize) % n
    }

    /// Draws a character; the first ones of the list come most often.
    fn han(&mut self, all: &[char]) -> char {
        let at = self.below(all.len()) * self.below(all.len()) / all.len();
        all[at * self.below(all.len()) / all.len()]
    }
}

/// Returns text of at least so many bytes; its paragraphs end as `end` says.
fn written(draw: &mut Draw, n_bytes: usize, is_traditional: bool, end: &str) -> String {
    let simplified: Vec<char> = "的一是在不了有和人这中大为上个国我以要他".chars().collect();
    let han = (0x4E00..0x9FA5).step_by(5).filter_map(char::from_u32);
    let all: Vec<char> = simplified.into_iter().chain(han).collect();
    let mut text = String::with_capacity(n_bytes + 4_000);
    while text.len() < n_bytes {
        for _ in 0..1 + draw.below(6) {
            for _ in 0..8 + draw.below(30) {
                let c = draw.han(&all);
                text.push(c);
                if is_traditional && draw.below(3) == 0 {
                    text.push_str(["(zhàn)", "(dǎng)", "(huì)"][draw.below(3)]);
                }
            }
            match (draw.below(40), is_traditional) {
                (0, true) => text.push_str("縣(xiàn)委書(shū)記(jì)田小禾"),
                (0, false) => text.push_str("县委书记田小禾"),
                _ => {}
            }
            text.push_str(["，", "。", "：“"][draw.below(3)]);
        }
        text.push_str(end);
    }
    text
}

fn project(n_documents: usize, end: &str) -> Project {
    let mut draw = Draw(1);
    let mut project = Project::new("甲");
    let documents = (0..n_documents).map(|idx| {
        let half = N_BYTES / n_documents / 2;
        let mut text = written(&mut draw, half, false, end);
        text += &written(&mut draw, half, true, end);
        Document {
            id: idx.to_string().as_str().into(),
            name: format!("{idx}.txt"),
            source: Source::default(),
            text_sha256: String::new(),
            text: Arc::new(Text::from(text.as_str())),
            revisions: Vec::new(),
            layers: Default::default(),
            extra: Default::default(),
        }
    });
    let add = Command::AddDocuments(documents.collect());
    apply::run(&mut project, add).unwrap();
    project
}

struct Times {
    first: Duration,
    all: Duration,
    stop: Duration,
    n_places: usize,
}

fn search(project: &Project, query: &Query, n_threads: usize, give_up: bool) -> Times {
    let restriction = Restriction::default();
    let given_up = AtomicBool::new(false);
    let started = Instant::now();
    let me = "甲".into();
    let hunt = Hunt::new(project, None, query, (&restriction, &me), &given_up);
    let (mut first, mut n_places, mut gave_up) = (Duration::ZERO, 0, started);
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..n_threads {
            let (sender, hunt) = (sender.clone(), &hunt);
            scope.spawn(move || {
                hunt.work(|caught| {
                    sender.send(caught).ok();
                })
            });
        }
        drop(sender);
        let mut order = InOrder::new(&hunt);
        for caught in receiver {
            order.take(caught, |doc_idx, place| {
                if n_places == 0 {
                    first = started.elapsed();
                }
                n_places += 1;
                black_box((doc_idx, place));
            });
            if give_up && order.share() > 0.3 && !given_up.load(Ordering::Relaxed) {
                given_up.store(true, Ordering::Relaxed);
                gave_up = Instant::now();
            }
        }
    });
    Times {
        first,
        all: started.elapsed(),
        stop: gave_up.elapsed(),
        n_places,
    }
}

/// Labels words wherever they are not labelled yet; returns how long that took and how many they are.
fn repeat(project: &Project, words: &str, n_threads: usize) -> (Duration, usize) {
    let mut project = project.clone();
    let given_up = AtomicBool::new(false);
    let (me, label) = (Annotator::from("甲"), LabelKey::from("ROLE"));
    let started = Instant::now();
    let query = Query::literal(words, Likeness::Folded).unwrap();
    let restriction = Restriction {
        labelled: Labelled::NotAs(label.clone()),
        ..Restriction::default()
    };
    let hunt = Hunt::new(&project, None, &query, (&restriction, &me), &given_up);
    let mut spans: BTreeMap<usize, Vec<Span>> = BTreeMap::new();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..n_threads {
            let (sender, hunt) = (sender.clone(), &hunt);
            scope.spawn(move || {
                hunt.work(|caught| {
                    sender.send(caught).ok();
                })
            });
        }
        drop(sender);
        let mut order = InOrder::new(&hunt);
        for caught in receiver {
            order.take(caught, |doc_idx, place| {
                let spans = spans.entry(doc_idx).or_default();
                spans.push(Span::new(place, label.clone()));
            });
        }
    });
    let n_spans = spans.values().map(Vec::len).sum();
    let adds = spans.into_iter().map(|(doc_idx, spans)| Command::AddSpans {
        layer: LayerRef::new(hunt.document(doc_idx).unwrap().id.clone(), me.clone()),
        spans,
        same_label: SameLabel::Refuse,
    });
    let command = Command::Batch(adds.collect());
    drop(hunt);
    apply::run(&mut project, command).unwrap();
    (started.elapsed(), n_spans)
}

/// Labels the first place of some words in the first document; returns how long it takes until they
/// are suggested elsewhere in it, where everything else is known.
fn suggest(project: &Project, words: &str) -> (Duration, usize) {
    let mut project = project.clone();
    let mut repeats = Repeats::new("甲".into());
    let mut times = Vec::new();
    let mut n_suggested = 0;
    for (words, label) in [("田小禾", "PERSON"), (words, "ROLE")] {
        let doc = Arc::clone(project.documents.at(0).unwrap());
        let place = Query::literal(words, Likeness::Folded)
            .unwrap()
            .find_all(&doc.text)[0];
        let add = Command::AddSpans {
            layer: LayerRef::new(doc.id.clone(), "甲"),
            spans: vec![Span::new(place, label)],
            same_label: SameLabel::Refuse,
        };
        apply::run(&mut project, add).unwrap();
        let doc = Arc::clone(project.documents.at(0).unwrap());
        let started = Instant::now();
        repeats.catch_up(&project);
        let end = doc.text.n_chars().min(600_000);
        let read = (doc.as_ref(), CharRange::of(0, end));
        n_suggested = repeats.suggest(&project, read, &|| true).len();
        times.push(started.elapsed());
    }
    (times[1], n_suggested)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}

fn measure(name: &str, project: &Project, query: &Query) {
    for n_threads in [1, 2] {
        let runs = || (0..3).map(|_| search(project, query, n_threads, false));
        let best = runs().min_by_key(|times| times.all).unwrap();
        let stops = (0..3).map(|_| search(project, query, n_threads, true).stop);
        println!(
            "  {name:<36} {n_threads} thr. {:>7.0} ms  first {:>6.1} ms  stop {:>6.1} ms  {:>8} places",
            millis(best.all),
            millis(best.first),
            millis(stops.max().unwrap()),
            best.n_places
        );
    }
}

fn main() {
    let literal = |words, likeness| Query::literal(words, likeness).unwrap();
    let pattern = |words| Query::pattern(words, Likeness::Folded).unwrap();
    let queries = [
        ("words, folded", literal("县委书记", Likeness::Folded)),
        ("a word everywhere, folded", literal("一", Likeness::Folded)),
        ("words, exact", literal("县委书记", Likeness::Exact)),
        ("县委.{2}田", pattern("县委.{2}田")),
        ("[0-9]{4}年|.记田小", pattern("[0-9]{4}年|.记田小")),
        ("[^，。]+书记 (over lines)", pattern("[^，。]+书记")),
        ("(.*)*记$", pattern("(.*)*记$")),
    ];
    for (name, n_documents, end) in [
        ("5,000 documents", N_DOCUMENTS, "\n"),
        ("one document", 1, "\n"),
        ("one document of one paragraph", 1, ""),
    ] {
        let project = project(n_documents, end);
        println!("100 MB, {name}");
        for (name, query) in &queries {
            measure(name, &project, query);
        }
        for n_threads in [1, 2] {
            let (time, n) = repeat(&project, "县委书记", n_threads);
            println!(
                "  {:<36} {n_threads} thr. {:>7.0} ms  {n:>40} spans",
                "repeated in the project",
                millis(time)
            );
        }
        let (time, n) = suggest(&project, "县委书记");
        println!(
            "  {:<36} 1 thr. {:>7.1} ms  {n:>40} suggested",
            "suggested in the first document",
            millis(time)
        );
    }
}
