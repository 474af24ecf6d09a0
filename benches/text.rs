//! How fast a text becomes what people read: `cargo bench --no-default-features --bench text`.
//!
//! Decoding, views, folding, finding and damage over 30 MB of Chinese, beside a plain pass of
//! `encoding_rs` over the same bytes. The least CPU time of five runs counts; figures are MB of UTF-8 a second,
//! but for GB18030, where they are of its own bytes.

use std::hint::black_box;
use std::time::Duration;

use encoding_rs::GB18030;
use encoding_rs::UTF_8;
use zhubi::text::damage;
use zhubi::text::decode;
use zhubi::text::find::Likeness;
use zhubi::text::find::Query;
use zhubi::text::fold::Folded;
use zhubi::text::fold::Folding;
use zhubi::text::offset::Text;
use zhubi::text::view::View;
use zhubi::text::view::ViewKind;

const N_BYTES: usize = 30_000_000;
const MODERN: &str =
    "市委书记林知远今天出席统一战线“服务到家、温暖到心”大会并发表讲话，会议由市长主持。";
const GLOSSED: &str = "青禾縣(xiàn)委書(shū)記(jì)田小禾出席統(tǒng)一戰(zhàn)線(xiàn)大會(huì)並發(fā)表講(jiǎng)話。";

fn repeated(sentence: &str) -> String {
    let mut text = String::with_capacity(N_BYTES + 1_000);
    let mut n_sentences = 0;
    while text.len() < N_BYTES {
        text.push_str(sentence);
        n_sentences += 1;
        if n_sentences % 5 == 0 {
            text.push('\n');
        }
    }
    text
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

fn rate<T>(name: &str, n_bytes: usize, mut run: impl FnMut() -> T) {
    let mut least = f64::INFINITY;
    for _ in 0..5 {
        let before = cpu_time();
        black_box(run());
        least = least.min((cpu_time() - before).as_secs_f64());
    }
    println!("  {name:<44} {:>7.0} MB/s", n_bytes as f64 / 1e6 / least);
}

fn measure(name: &str, content: &str) {
    println!("{name}");
    let (utf8, n) = (content.as_bytes(), content.len());
    let (gb, _, _) = GB18030.encode(content);
    rate("encoding_rs, UTF-8", n, || {
        UTF_8.decode(utf8).0.into_owned()
    });
    rate("decode, UTF-8", n, || decode::decode(utf8, None));
    rate("encoding_rs, GB18030", gb.len(), || {
        GB18030.decode(&gb).0.into_owned()
    });
    rate("decode, GB18030", gb.len(), || decode::decode(&gb, None));
    let text = Text::from(content);
    rate("index", n, || Text::from(content));
    for (name, kind) in [
        ("view, glosses hidden", ViewKind::READING),
        ("view, simplified", ViewKind::SIMPLIFIED),
        ("view, traditional", ViewKind::TRADITIONAL),
    ] {
        rate(&format!("{name}: maps"), n, || View::new(&text, kind));
        rate(&format!("{name}: maps and characters"), n, || {
            View::new(&text, kind).shown(&text).len()
        });
        rate(&format!("{name}: paragraph by paragraph"), n, || {
            let paragraphs = 0..text.n_paragraphs();
            let shown = paragraphs.map(|p| View::of_paragraph(&text, p, kind).shown(&text).len());
            shown.sum::<usize>()
        });
    }
    rate("fold", n, || {
        Folded::new(&text, text.range(), Folding::Words)
    });
    let words = Query::literal("统一战线", Likeness::Folded).unwrap();
    rate("find, folded", n, || words.find_all(&text));
    let words = Query::literal("大会", Likeness::Exact).unwrap();
    rate("find, exact", n, || words.find_all(&text));
    let pattern = Query::pattern("统一.线", Likeness::Folded).unwrap();
    rate("find, pattern", n, || pattern.find_all(&text));
    rate("damage", n, || damage::damage(&text));
}

fn main() {
    measure(
        "modern, simplified, full-width punctuation",
        &repeated(MODERN),
    );
    measure("traditional with glosses", &repeated(GLOSSED));
}
