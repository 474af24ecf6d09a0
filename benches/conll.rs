//! What files of tokens cost: `cargo bench --no-default-features --bench conll`.
//!
//! Documents of 1,000 characters with 30 spans each, made to fit and written in every format of
//! tokens by character and by word, and read again. Speeds are in bytes of the texts and of the
//! thread's own time; nothing touches a disk.

use std::io;
use std::sync::Arc;
use std::time::Duration;

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
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Output;
use zhubi::exchange::output::OutputFile;
use zhubi::exchange::output::Tokens;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::Record;
use zhubi::model::layer::Layer;
use zhubi::model::span::Span;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const N_DOCUMENTS: usize = 100_000;
/// So many are read: they lie in memory.
const N_READ: usize = 10_000;
/// Words are looked up, which takes its time: so many documents only.
const N_BY_WORD: usize = 1_000;
/// Texts that are not alike; they come again and again.
const N_TEXTS: usize = 500;
const N_CHARS: usize = 1_000;
const N_SPANS: usize = 30;

const CHARS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

fn record(seed: usize) -> Record {
    let chars: Vec<char> = CHARS.chars().collect();
    let mut state = seed as u64;
    let mut content = String::with_capacity(N_CHARS * 3);
    for i in 0..N_CHARS {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let c = chars[(state >> 33) as usize % chars.len()];
        content.push(match i {
            _ if i % 200 == 199 => '\n',
            _ if i % 40 == 39 => '。',
            _ => c,
        });
    }
    let mut layer = Layer::new("gold");
    for i in 0..N_SPANS {
        let start = i * (N_CHARS / N_SPANS) + 1;
        let label = ["PERSON", "ROLE", "EVENT", "SLOGAN"][i % 4];
        let span = Span::new(CharRange::of(start, start + 3 + i % 7), label);
        layer.spans.insert(span).unwrap();
    }
    Record {
        name: format!("{seed}.txt"),
        text: Arc::new(Text::from(content.as_str())),
        layer: Arc::new(layer),
    }
}

/// An output that keeps nothing.
struct Nowhere;

impl Output for Nowhere {
    fn main(&mut self) -> io::Result<OutputFile> {
        Ok(Box::new(io::sink()))
    }

    fn named(&mut self, _name: &str) -> io::Result<OutputFile> {
        Ok(Box::new(io::sink()))
    }
}

/// Counts what is read.
#[derive(Default)]
struct Count {
    n_documents: usize,
    n_spans: usize,
}

impl Sink for Count {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        self.n_documents += 1;
        self.n_spans += incoming.spans.len();
        Ok(())
    }

    fn refuse(&mut self, at: Place, _n_spans: usize, reason: RefusalReason) {
        panic!("{at}: {reason}");
    }

    fn unread(&mut self, field: &str) {
        panic!("{field}");
    }

    fn remark(&mut self, _at: Place, _remark: Remark) {}
}

fn put_all(format: &str, tokens: Tokens, n: usize, records: &[Record], output: Box<dyn Output>) {
    let format = format_by_name(format).unwrap();
    let options = WriteOptions {
        tokens,
        ..WriteOptions::default()
    };
    let mut writer = format.write.unwrap()(output, &options).unwrap();
    let mut report = LossReport::default();
    for record in records.iter().cycle().take(n) {
        let fitted = fit(format, &options, record, &mut report).unwrap();
        writer.put(&fitted).unwrap();
    }
    writer.finish().unwrap();
}

/// Returns the time that this thread has worked.
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

/// Runs something with so many documents and says how fast it was.
fn timed(what: &str, n_documents: usize, run: impl FnOnce()) {
    let before = cpu_time();
    run();
    let seconds = (cpu_time() - before).as_secs_f64();
    let n_bytes = n_documents * N_CHARS * 3;
    println!("{what}: {:.1} MB/s", n_bytes as f64 / 1e6 / seconds);
}

fn main() {
    let records: Vec<Record> = (0..N_TEXTS).map(record).collect();
    for name in ["conll-2003", "conll-bio", "conll-bioes", "jsonl"] {
        timed(&format!("{name} written"), N_DOCUMENTS, || {
            put_all(
                name,
                Tokens::Chars,
                N_DOCUMENTS,
                &records,
                Box::new(Nowhere),
            );
        });
        let memory = Memory::default();
        put_all(
            name,
            Tokens::Chars,
            N_READ,
            &records,
            Box::new(memory.clone()),
        );
        let bytes = memory.files().remove(Memory::MAIN).unwrap();
        let input = Input {
            name: "a.conll",
            content: Box::new(io::Cursor::new(bytes)),
            beside: &Alone,
            options: ReadOptions::default(),
        };
        let mut count = Count::default();
        let read = format_by_name(name).unwrap().read.unwrap();
        timed(&format!("{name} read"), N_READ, || {
            read(input, &mut count).unwrap()
        });
        assert_eq!(count.n_spans, N_READ * N_SPANS);
    }
    for tokens in [Tokens::WordsCut, Tokens::WordsKept] {
        timed(
            &format!("conll-bio by {tokens:?} written"),
            N_BY_WORD,
            || {
                put_all("conll-bio", tokens, N_BY_WORD, &records, Box::new(Nowhere));
            },
        );
    }
}
