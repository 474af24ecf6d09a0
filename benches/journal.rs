//! How fast acts reach the device, beside SQLite on the same disk: `cargo bench --bench journal`.
//!
//! A session's own path is measured: a span is labelled, its record is framed, written and synced,
//! and waited for. SQLite gets rows of the same bytes, each in a transaction of its own, with a
//! write-ahead log and `synchronous=FULL`. The two take turns, so that the disk has the same hour
//! for both. `ZHUBI_BENCH_FOLDER` names a folder on the disk to measure.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use rusqlite::Connection;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
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

const SENTENCE: &str =
    "市委书记林知远出席统一战线“服务到家、温暖到心”大会并讲话——会议由市长主持。\n";

/// Acts in one turn, and turns.
const N_ACTS: usize = 400;
const N_TURNS: usize = 15;

/// Acts that wait for the device at a time.
const OUTSTANDING: usize = 8;

/// How long the disk is waited for.
const WAIT: Duration = Duration::from_secs(120);

/// Makes a project of documents of 1,000 spans each.
fn project(n_spans: usize) -> Project {
    let mut project = Project::new("bench");
    for place in 0..n_spans.div_ceil(1_000) {
        let text = Text::new(format!("{place}\n") + &SENTENCE.repeat(200));
        let spans = (0..1_000.min(n_spans)).map(|i| {
            let label = ["PERSON", "ROLE", "EVENT"][i % 3];
            Span::new(CharRange::of(i * 7, i * 7 + 3), label)
        });
        let mut layer = Layer::new("甲");
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
    let labels = ["PERSON", "ROLE", "EVENT", "SLOGAN"];
    let mut schema = (*project.schema).clone();
    schema.labels = labels.map(zhubi::model::schema::Label::new).into();
    project.schema = Arc::new(schema);
    project
}

fn open(folder: &Path, n_spans: usize) -> Session {
    let path = folder.join(format!("{n_spans}.ron"));
    store::save(&path, &project(n_spans)).unwrap();
    reopen(&path)
}

fn reopen(path: &Path) -> Session {
    let keeper = Keeper::new(None, "甲".to_owned(), "bench".to_owned());
    Session::open_kept(path, &keeper).unwrap().session
}

/// Labels a span, or takes it away again.
fn act(session: &mut Session, i: usize) {
    let doc = session.project().documents.at(0).unwrap().id.clone();
    let layer = LayerRef::new(doc, "甲");
    let start = (i / 2 * 5) % 7_000;
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
    assert!(session.run(command).unwrap().changed);
}

/// Returns acts in a second, and the median time of one up to the device.
fn turn(session: &mut Session, outstanding: usize) -> (f64, Duration) {
    let watch = session.watch().unwrap();
    assert!(watch.flush(WAIT));
    let mut times = Vec::new();
    let since = Instant::now();
    for i in 0..N_ACTS {
        let begun = Instant::now();
        act(session, i);
        if outstanding == 1 {
            assert!(watch.flush(WAIT));
        } else {
            // As long as fewer wait, the next act goes on at once.
            wait_for(session, outstanding - 1);
        }
        times.push(begun.elapsed());
    }
    assert!(watch.flush(WAIT));
    let all = since.elapsed();
    times.sort();
    (N_ACTS as f64 / all.as_secs_f64(), times[N_ACTS / 2])
}

fn wait_for(session: &Session, at_most: usize) {
    loop {
        let progress = session.progress().unwrap();
        if progress.accepted - progress.durable <= at_most as u64 {
            return;
        }
        std::thread::sleep(Duration::from_micros(20));
    }
}

struct Sqlite(Connection);

impl Sqlite {
    fn open(folder: &Path) -> Self {
        let db = Connection::open(folder.join("beside.sqlite")).unwrap();
        let mode: String = db
            .query_row("PRAGMA journal_mode=WAL", [], |row| row.get(0))
            .unwrap();
        assert_eq!(mode, "wal");
        db.execute_batch(
            "PRAGMA synchronous=FULL; CREATE TABLE acts (n INTEGER PRIMARY KEY, body BLOB);",
        )
        .unwrap();
        let level: i64 = db
            .query_row("PRAGMA synchronous", [], |row| row.get(0))
            .unwrap();
        assert_eq!(level, 2, "FULL");
        Self(db)
    }

    fn turn(&self, row: &[u8]) -> f64 {
        let mut insert = self
            .0
            .prepare("INSERT INTO acts (body) VALUES (?1)")
            .unwrap();
        let since = Instant::now();
        for _ in 0..N_ACTS {
            assert_eq!(insert.execute([row]).unwrap(), 1);
        }
        N_ACTS as f64 / since.elapsed().as_secs_f64()
    }
}

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn beside_sqlite(folder: &Path) {
    let mut session = open(folder, 1_000);
    turn(&mut session, 1);
    let sqlite = Sqlite::open(folder);
    let row = vec![b'x'; 300];
    sqlite.turn(&row);
    let (mut one, mut eight, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let mut ratios = Vec::new();
    for _ in 0..N_TURNS {
        let (ours, beside) = (turn(&mut session, 1).0, sqlite.turn(&row));
        one.push(ours);
        theirs.push(beside);
        ratios.push(ours / beside);
        eight.push(turn(&mut session, OUTSTANDING).0);
    }
    println!("acts in a second, each waited for   {:>9.0}", median(one));
    println!("acts in a second, 8 outstanding     {:>9.0}", median(eight));
    println!(
        "SQLite, an insert a transaction     {:>9.0}",
        median(theirs)
    );
    println!(
        "acts for each insert, turn by turn  {:>9.2}",
        median(ratios)
    );
}

fn by_size(folder: &Path) {
    let mut small = open(folder, 1_000);
    let mut large = open(folder, 1_000_000);
    let (mut in_small, mut in_large) = (Vec::new(), Vec::new());
    for _ in 0..N_TURNS {
        in_small.push(turn(&mut small, 1).1.as_secs_f64() * 1e3);
        in_large.push(turn(&mut large, 1).1.as_secs_f64() * 1e3);
    }
    let (small, large) = (median(in_small), median(in_large));
    println!("an act among     1,000 spans        {small:>9.3} ms");
    println!("an act among 1,000,000 spans        {large:>9.3} ms");
    println!("ratio                               {:>9.2}", large / small);
    assert!(large <= 2.0 * small, "an act costs more in a large project");
}

/// Compares an act among 1,000 spans with one among 1,000,000 of the same layer.
fn by_size_in_one_document(folder: &Path) {
    let folder = folder.join("one");
    std::fs::create_dir(&folder).unwrap();
    let open = |n_spans: usize| {
        let path = folder.join(format!("{n_spans}.ron"));
        store::save(&path, &project_in_one_layer(n_spans)).unwrap();
        reopen(&path)
    };
    let (mut small, mut large) = (open(1_000), open(1_000_000));
    let (mut in_small, mut in_large) = (Vec::new(), Vec::new());
    let (mut handed_small, mut handed_large) = (Vec::new(), Vec::new());
    for _ in 0..N_TURNS {
        in_small.push(turn(&mut small, 1).1.as_secs_f64() * 1e3);
        in_large.push(turn(&mut large, 1).1.as_secs_f64() * 1e3);
        handed_small.push(until_handed_over(&mut small));
        handed_large.push(until_handed_over(&mut large));
    }
    let (small, large) = (median(in_small), median(in_large));
    let ratio = large / small;
    println!("an act in a layer of     1,000      {small:>9.3} ms");
    println!("an act in a layer of 1,000,000      {large:>9.3} ms");
    println!("ratio                               {ratio:>9.2}");
    let (small, large) = (median(handed_small), median(handed_large));
    println!("the same without the disk           {small:>9.4} ms, {large:.4} ms");
    assert!(ratio <= 2.0, "an act costs more in a large layer");
}

/// Makes a project whose spans all lie in one layer.
fn project_in_one_layer(n_spans: usize) -> Project {
    let mut project = project(1);
    let mut doc = Document::clone(project.documents.at(0).unwrap());
    assert!(project.documents.remove(&doc.id).is_some());
    let n_chars = n_spans * 7 + 10_000;
    let n_sentences = n_chars / SENTENCE.chars().count() + 1;
    doc.text = Arc::new(Text::new(SENTENCE.repeat(n_sentences)));
    doc.text_sha256 = sha256_hex(doc.text.as_str().as_bytes());
    doc.id = Document::id_for(&doc.text_sha256, |_| false);
    let spans = (0..n_spans).map(|i| {
        let label = ["PERSON", "ROLE", "EVENT"][i % 3];
        Span::new(CharRange::of(i * 7, i * 7 + 3), label)
    });
    let layer = doc.layers.values_mut().next().unwrap();
    Arc::make_mut(layer).spans = SpanSet::from_spans(spans).0;
    assert!(project.documents.insert(0, Arc::new(doc)).is_ok());
    project
}

/// Returns the milliseconds of an act up to where the journal has it, the disk not waited for.
fn until_handed_over(session: &mut Session) -> f64 {
    let since = Instant::now();
    (0..N_ACTS).for_each(|i| act(session, i));
    let each = since.elapsed().as_secs_f64() * 1e3 / N_ACTS as f64;
    assert!(session.watch().unwrap().flush(WAIT));
    each
}

fn opening(folder: &Path) {
    const N: usize = 100_000;
    let folder = folder.join("opening");
    std::fs::create_dir(&folder).unwrap();
    let mut session = open(&folder, 1_000);
    let path = session.path().unwrap().to_owned();
    let plain = Instant::now();
    drop(Session::open(&path).unwrap());
    let plain = plain.elapsed();
    for i in 0..N {
        act(&mut session, i);
    }
    assert!(session.watch().unwrap().flush(WAIT));
    drop(session);
    let bytes: u64 = std::fs::read_dir(folder.join("1000.ron.journal"))
        .unwrap()
        .map(|file| file.unwrap().metadata().unwrap().len())
        .sum();
    let since = Instant::now();
    let mut session = reopen(&path);
    let unsaved = since.elapsed();
    assert_eq!(session.history().done().len(), N);
    session.save().unwrap();
    drop(session);
    let since = Instant::now();
    let session = reopen(&path);
    let saved = since.elapsed();
    assert_eq!(session.history().done().len(), N);
    println!(
        "a journal of 100,000 acts           {:>9.1} MB",
        bytes as f64 / 1e6
    );
    println!(
        "opening without it                  {:>9.1} ms",
        plain.as_secs_f64() * 1e3
    );
    println!(
        "opening with it, none saved         {:>9.1} ms",
        unsaved.as_secs_f64() * 1e3
    );
    println!(
        "opening with it, all saved          {:>9.1} ms",
        saved.as_secs_f64() * 1e3
    );
}

fn main() {
    let folder = match std::env::var_os("ZHUBI_BENCH_FOLDER") {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    beside_sqlite(folder.path());
    by_size(folder.path());
    by_size_in_one_document(folder.path());
    opening(folder.path());
}
