//! How long matching word lists takes: `cargo bench --no-default-features --bench lexicon`.
//!
//! 100,000 words in 30 MB of Chinese, half of it traditional with glosses, as paragraphs. Characters are
//! drawn with the frequencies that characters of a language have. Then what the program's own lists
//! and generators suggest, with the dictionary and without, on sentences such as official texts have.

use std::hint::black_box;
use std::time::Duration;
use std::time::Instant;

use zhubi::assist::lexicon::built_in::BuiltIn;
use zhubi::assist::lexicon::matcher::Matcher;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::project::Project;
use zhubi::text::fold::Folded;
use zhubi::text::fold::Folding;
use zhubi::text::offset::Text;
use zhubi::text::segment::Words;

const N_BYTES: usize = 30_000_000;
const N_WORDS: usize = 100_000;

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

fn timed<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    let mut least = Duration::MAX;
    let mut last = None;
    for _ in 0..3 {
        let since = Instant::now();
        last = Some(black_box(work()));
        least = least.min(since.elapsed());
    }
    (last.expect("it ran"), least)
}

fn main() {
    let mut draw = Draw(7);
    let common: Vec<char> = "的一是在不了有和人这中大为上个国我以要他".chars().collect();
    let han = (0x4E00..0x9FA5).step_by(5).filter_map(char::from_u32);
    let all: Vec<char> = common.into_iter().chain(han).collect();
    let mut content = String::with_capacity(N_BYTES + 1_000);
    while content.len() < N_BYTES {
        let glossed = draw.below(2) == 0;
        for _ in 0..20 + draw.below(200) {
            content.push(draw.han(&all));
            if glossed && draw.below(8) == 0 {
                content.push_str("(huì)");
            }
        }
        content.push_str("。\n");
    }
    let words = (0..N_WORDS).map(|_| (0..2 + draw.below(3)).map(|_| draw.han(&all)).collect());
    let list = Lexicon {
        name: "words".to_owned(),
        label: Some("PERSON".into()),
        enabled: true,
        words: words.collect(),
        ..Lexicon::default()
    };
    let mut project = Project::new("bench");
    let off = BuiltIn::ALL.map(|one| Lexicon {
        name: one.name().to_owned(),
        ..Lexicon::default()
    });
    project.lexicons = std::sync::Arc::new(off.into_iter().chain([list]).collect());
    let (matcher, built) = timed(|| Matcher::of(&project));
    println!("build, {N_WORDS} words: {built:?}");
    let megabytes = content.len() as f64 / 1e6;
    let text = Text::new(content);
    let told = |what: &str, n: usize, megabytes: f64, time: Duration| {
        let speed = megabytes / time.as_secs_f64();
        println!("{what}: {n} found, {time:?}, {speed:.1} MB/s");
    };
    let folded = Folded::new(&text, text.range(), Folding::Words);
    let (n, time) = timed(|| matcher.hits(&folded).len());
    told(
        "hits, on folded text",
        n,
        folded.as_str().len() as f64 / 1e6,
        time,
    );
    let (n, time) = timed(|| matcher.suggest(&text, text.range(), None, || true).len());
    told("suggestions of a list", n, megabytes, time);

    let sentences = "云川市侨联党组书记、主席周世安出席云川市第三次归侨侨眷代表大会，副主席罗敏、黄炜主持。\n\
        会议强调，要增强“四个意识”、坚定“四个自信”，深入学习贯彻党的二十大精神，推动侨联事业高质量发展。\n\
        各级组织要围绕中心、服务大局，团结引领广大侨胞，为经济社会发展贡献力量。\n";
    let official = Text::from(sentences.repeat(8_000).as_str());
    let megabytes = official.as_str().len() as f64 / 1e6;
    let matcher = Matcher::of(&Project::new("bench"));
    let (n, time) = timed(|| {
        matcher
            .suggest(&official, official.range(), None, || true)
            .len()
    });
    told("composed, without the dictionary", n, megabytes, time);
    let dictionary = Some(Words::load());
    let (n, time) = timed(|| {
        matcher
            .suggest(&official, official.range(), dictionary, || true)
            .len()
    });
    told("composed, with the dictionary", n, megabytes, time);
}
