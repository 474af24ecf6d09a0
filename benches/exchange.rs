//! Labelled data out and in: 100,000 documents of 1,000 characters with 30 spans each.
//!
//! `cargo bench --no-default-features --bench exchange` writes each of some formats and reads it
//! again, on one thread, and prints bytes of text by second of that thread's own time, and the most
//! memory a conversion took.
//! The documents are made as they are asked for, so that the bench itself holds none of them; the
//! same making without a format is printed as well, and taken off. `-- 10000` takes fewer.
//! What is written goes to a file in the system's folder for such, which is read from there.

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;

use zhubi::exchange::Format;
use zhubi::exchange::convert::Converter;
use zhubi::exchange::fit::fit;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Incoming;
use zhubi::exchange::incoming::Place;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::incoming::Remark;
use zhubi::exchange::input::Alone;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::input::Sink;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Output;
use zhubi::exchange::output::OutputFile;
use zhubi::exchange::output::Tokens;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::Record;
use zhubi::exchange::settle;
use zhubi::model::layer::Layer;
use zhubi::model::span::Span;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const N_DOCUMENTS: usize = 100_000;
const N_CHARS: usize = 1_000;
const N_SPANS: usize = 30;
const FORMATS: [&str; 4] = ["conll-bio", "jsonl", "doccano", "prodigy"];
/// Words are looked up in a dictionary, which takes its time: so many documents only.
const N_BY_WORD: usize = 2_000;

/// Words that texts are made of; invented, and of the kind that is labelled.
const WORDS: [&str; 12] = [
    "市长",
    "周明",
    "在会上",
    "指出",
    "，",
    "要坚持",
    "绿色发展",
    "理念",
    "。",
    "副局长",
    "林知远",
    "出席座谈会",
];

fn main() {
    let n_documents = std::env::args()
        .skip(1)
        .find_map(|arg| arg.parse().ok())
        .unwrap_or(N_DOCUMENTS);
    let n_bytes: usize = (0..n_documents)
        .map(|i| record(i).text.as_str().len())
        .sum();
    let making = timed(|| {
        let n: usize = (0..n_documents).map(|i| record(i).layer.spans.len()).sum();
        assert_eq!(n, n_documents * N_SPANS);
    });
    let megabytes = n_bytes as f64 / 1e6;
    println!("{n_documents} documents, {megabytes:.0} MB of text; made in {making:.2?}");
    println!("{:12} {:>14} {:>14}", "format", "out MB/s", "in MB/s");
    for name in FORMATS {
        let format = format_by_name(name).expect("it is a format");
        let path = std::env::temp_dir().join(format!("zhubi-bench-{}", std::process::id()));
        let options = WriteOptions::default();
        let writing = timed(|| write(format, &options, &path, n_documents));
        let writing = writing.saturating_sub(making);
        let reading = timed(|| read(format, &path, n_documents));
        let rate = |time: Duration| megabytes / time.as_secs_f64();
        println!("{name:12} {:>14.0} {:>14.0}", rate(writing), rate(reading));
        std::fs::remove_file(&path).expect("it was written");
    }
    by_word(n_documents, megabytes);
    convert(n_documents, megabytes);
}

/// The time this thread has worked, so that others on the machine do not count.
#[cfg(unix)]
fn cpu_time() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec as u32)
}

#[cfg(not(unix))]
fn cpu_time() -> Duration {
    static START: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    START.elapsed()
}

fn timed(work: impl FnOnce()) -> Duration {
    let before = cpu_time();
    work();
    cpu_time() - before
}

/// Makes the document with a number; the same number makes the same document.
fn record(number: usize) -> Record {
    let mut state = number as u64 + 1;
    let mut next = |n: usize| {
        // Knuth's MMIX generator.
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let mut text = String::with_capacity(3 * N_CHARS);
    let mut n_chars = 0;
    let mut layer = Layer::new("bench");
    let mut spans = Vec::with_capacity(N_SPANS);
    let apart = N_CHARS / N_SPANS;
    while n_chars < N_CHARS {
        let word = WORDS[next(WORDS.len())];
        let n = word.chars().count();
        if spans.len() < N_SPANS && n_chars >= spans.len() * apart {
            let label = ["PERSON", "ROLE", "EVENT", "SLOGAN"][next(4)];
            spans.push(Span::new(CharRange::of(n_chars, n_chars + n), label));
        }
        text.push_str(word);
        n_chars += n;
    }
    (layer.spans, _) = zhubi::model::span_set::SpanSet::from_spans(spans);
    Record {
        name: format!("{number:06}.txt"),
        text: Arc::new(Text::from(text.as_str())),
        layer: Arc::new(layer),
    }
}

/// The one file that is written.
struct OneFile(std::path::PathBuf);

impl Output for OneFile {
    fn main(&mut self) -> io::Result<OutputFile> {
        Ok(Box::new(File::create(&self.0)?))
    }

    fn named(&mut self, _name: &str) -> io::Result<OutputFile> {
        Ok(Box::new(io::sink()))
    }
}

fn write(format: &Format, options: &WriteOptions, path: &std::path::Path, n_documents: usize) {
    let open = format.write.expect("it is written");
    let mut writer = open(Box::new(OneFile(path.to_owned())), options).expect("it opens");
    let mut report = LossReport::default();
    for number in 0..n_documents {
        let fitted = fit(format, options, &record(number), &mut report);
        writer
            .put(&fitted.expect("it has a text"))
            .expect("there is room");
    }
    writer.finish().expect("there is room");
}

/// Settles what is read in its own text, as every import does, and forgets it.
#[derive(Default)]
struct Settled {
    n_spans: usize,
}

impl Sink for Settled {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        let (record, misfits) = settle::record(&incoming, "document");
        assert!(misfits.is_empty(), "{misfits:?}");
        self.n_spans += record.expect("it has a text").layer.spans.len();
        Ok(())
    }

    fn refuse(&mut self, at: Place, _n_spans: usize, reason: RefusalReason) {
        panic!("{at}: {reason}");
    }

    fn unread(&mut self, field: &str) {
        panic!("{field} is not read");
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        panic!("{at}: {remark}");
    }
}

fn input(path: &std::path::Path) -> Input<'_> {
    Input {
        name: "bench",
        content: Box::new(File::open(path).expect("it was written")),
        beside: &Alone,
        options: ReadOptions::default(),
    }
}

fn read(format: &Format, path: &std::path::Path, n_documents: usize) {
    let read = format.read.expect("it is read");
    let mut settled = Settled::default();
    read(input(path), &mut settled).expect("it is whole");
    assert_eq!(settled.n_spans, n_documents * N_SPANS);
}

/// CoNLL by word, of a part of the documents.
fn by_word(n_documents: usize, megabytes: f64) {
    let path = std::env::temp_dir().join(format!("zhubi-bench-{}", std::process::id()));
    let format = format_by_name("conll-bio").expect("it is a format");
    let n = N_BY_WORD.min(n_documents);
    for (tokens, name) in [
        (Tokens::WordsCut, "words, cut at spans"),
        (Tokens::WordsKept, "whole words"),
    ] {
        let options = WriteOptions {
            tokens,
            ..WriteOptions::default()
        };
        let time = timed(|| write(format, &options, &path, n));
        let rate = megabytes * n as f64 / n_documents as f64 / time.as_secs_f64();
        println!("conll-bio by {name:20} {rate:>6.1} MB/s out");
    }
    std::fs::remove_file(&path).expect("it was written");
}

/// From JSON lines to CoNLL and back without a project, with the memory that takes.
fn convert(n_documents: usize, megabytes: f64) {
    let folder = std::env::temp_dir();
    let name = |end: &str| folder.join(format!("zhubi-bench-{}.{end}", std::process::id()));
    let (first, second) = (name("first"), name("second"));
    let jsonl = format_by_name("jsonl").expect("it is a format");
    write(jsonl, &WriteOptions::default(), &first, n_documents);
    let options = WriteOptions::default();
    for to in ["conll-bio", "prodigy"] {
        let to = format_by_name(to).expect("it is a format");
        let open = to.write.expect("it is written");
        let writer = open(Box::new(OneFile(second.clone())), &options).expect("it opens");
        let mut converter = Converter::new(to, &options, None, Some(writer));
        let time = timed(|| {
            let read = jsonl.read.expect("it is read");
            read(input(&first), &mut converter).expect("it is whole");
            let converted = converter.finish().expect("there is room");
            assert_eq!(converted.tally.n_documents, n_documents);
        });
        let rate = megabytes / time.as_secs_f64();
        let most = resident_kib() / 1024;
        println!(
            "jsonl to {:10} {rate:>6.0} MB/s; never more than {most} MiB held",
            to.name
        );
    }
    for path in [first, second] {
        std::fs::remove_file(path).expect("it was written");
    }
}

/// Returns the most memory this process ever held, where the system tells (Linux); else 0.
fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().nth(1));
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}
