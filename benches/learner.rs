//! What the learner costs: `cargo bench --no-default-features --bench learner`.
//!
//! Documents of made-up news with people, offices, meetings and slogans: building from 100,000 characters,
//! an update by a document of 5,000, suggesting, a span around a caret, and the same with 200 labels
//! and in one paragraph of 1 MB. CPU time of this thread; the bounds are those of the project, and a line
//! says where one is not kept.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use zhubi::assist::learner::Aids;
use zhubi::assist::learner::Example;
use zhubi::assist::learner::Learner;
use zhubi::assist::learner::Options;
use zhubi::assist::learner::Updated;
use zhubi::model::ids::LabelKey;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::segment::Words;

const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗";
const GIVEN: &str = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂";
const OFFICES: [&str; 8] = [
    "市委书记",
    "市长",
    "省长",
    "主任",
    "局长",
    "副主席",
    "秘书长",
    "校长",
];
const PLACES: [&str; 6] = ["青禾县", "临江市", "云山省", "东湖区", "北川镇", "南岭村"];
const MEETINGS: [&str; 4] = ["工作会议", "座谈会", "代表大会", "动员大会"];
const WORK: [&str; 6] = [
    "乡村振兴",
    "生态保护",
    "安全生产",
    "科技创新",
    "教育发展",
    "民生保障",
];

/// Numbers in an order that does not come again soon.
struct Dice(u64);

impl Dice {
    fn of(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (self.0 >> 33) as usize % n
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.of(from.len())]
    }

    fn letter(&mut self, from: &str) -> char {
        from.chars().nth(self.of(from.chars().count())).unwrap()
    }
}

/// Makes a document of sentences with their spans.
fn news(n_chars: usize, seed: u64, n_labels: usize, is_one_paragraph: bool) -> Example {
    let mut dice = Dice(seed * 2 + 1);
    let (mut text, mut at, mut spans) = (String::new(), 0, Vec::new());
    let mut add = |words: &str, label: Option<&str>, n: usize| {
        let end = at + words.chars().count();
        if let Some(label) = label {
            let label = if n_labels > 4 {
                format!("{label}{}", n % (n_labels / 4))
            } else {
                label.to_owned()
            };
            spans.push(SpanKey::new(CharRange::of(at, end), label));
        }
        text.push_str(words);
        at = end;
        at
    };
    loop {
        let (place, work) = (dice.pick(&PLACES), dice.pick(&WORK));
        let office = dice.pick(&OFFICES);
        let name = [
            dice.letter(SURNAMES),
            dice.letter(GIVEN),
            dice.letter(GIVEN),
        ];
        let name: String = name.iter().collect();
        let n = dice.of(1_000);
        add(place, None, 0);
        add(office, Some("ROLE"), n);
        add(&name, Some("PERSON"), n);
        add("日前出席", None, 0);
        let meeting = format!("{place}{work}{}", dice.pick(&MEETINGS));
        add(&meeting, Some("EVENT"), n);
        add("并讲话，强调要坚持“", None, 0);
        add(&format!("抓{work}、促发展"), Some("SLOGAN"), n);
        let end = add(
            if is_one_paragraph {
                "”。"
            } else {
                "”。\n"
            },
            None,
            0,
        );
        if end >= n_chars {
            break;
        }
    }
    Example {
        id: format!("{seed}").into(),
        text: Arc::new(Text::from(text.as_str())),
        spans,
        rejected: Vec::new(),
        is_whole: true,
    }
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

fn timed<T>(name: &str, bound_secs: f64, mut run: impl FnMut() -> T) -> T {
    let before = cpu_time();
    let done = run();
    let seconds = (cpu_time() - before).as_secs_f64();
    let kept = if seconds <= bound_secs {
        ""
    } else {
        "  OVER ITS BOUND"
    };
    println!(
        "  {name:<52} {:>9.1} ms (bound {bound_secs} s){kept}",
        seconds * 1e3
    );
    done
}

fn labels_of(examples: &[Example]) -> Vec<LabelKey> {
    let spans = examples.iter().flat_map(|example| &example.spans);
    let labels: std::collections::BTreeSet<LabelKey> = spans.map(|s| s.label.clone()).collect();
    labels.into_iter().collect()
}

fn main() {
    let words = timed("load the dictionary", 1.0, Words::load);
    let aids = Aids::of_words(Some(words));
    for n_labels in [4, 200] {
        println!("{n_labels} labels");
        let factor = if n_labels > 4 { 10.0 } else { 1.0 };
        let docs: Vec<Example> = (0..20)
            .map(|seed| news(5_000, seed, n_labels, false))
            .collect();
        let labels = labels_of(&docs);
        let mut learner = timed("build from 100,000 characters", 5.0 * factor, || {
            let built = Learner::rebuild(&docs, &labels, Options::default(), aids);
            built.expect("there are spans")
        });
        let new = news(5_000, 99, n_labels, false);
        let done = timed("update by 5,000 characters", 0.2 * factor, || {
            learner.update(&new, &docs, aids)
        });
        assert_eq!(done, Updated::Learned);
        let other = news(100_000, 77, n_labels, false);
        timed(
            "suggest in 100,000 characters",
            100_000.0 / 300_000.0 * factor,
            || learner.suggest(&other.text, 300, aids).len(),
        );
        let label = &other.spans[0].label;
        timed("a span around a caret", 0.005 * factor, || {
            let at = other.spans[0].range.start();
            black_box(learner.best_around(&other.text, at, label, aids))
        });
        timed("gain of 100,000 characters", 0.4 * factor, || {
            learner.gain(&other.text, aids)
        });
        let long = news(350_000, 5, n_labels, true);
        timed("suggest in one paragraph of 1 MB", 2.0 * factor, || {
            learner.suggest(&long.text, 300, aids).len()
        });
        timed("a span around its middle", 0.05 * factor, || {
            black_box(learner.best_around(&long.text, CharIdx(175_000), label, aids))
        });
        timed("build from it", 20.0 * factor, || {
            Learner::rebuild(
                std::slice::from_ref(&long),
                &labels,
                Options::default(),
                aids,
            )
            .is_ok()
        });
        let bytes = timed("to bytes", 1.0 * factor, || learner.to_bytes("key"));
        let n_bytes = bytes.len();
        println!("  {n_bytes} bytes");
        timed("from bytes", 1.0 * factor, || {
            Learner::from_bytes(&bytes, "key").is_ok()
        });
    }
}
