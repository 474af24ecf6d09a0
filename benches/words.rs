//! What a project's own words cost: `cargo bench --no-default-features --bench words`.
//!
//! A project of 1,000,000 spans in 100 documents, and one of as many in one layer: reading its words
//! once, catching up after one act, and finding the word, the clause and the sentence at a place.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::vocabulary::Vocabulary;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::segment;
use zhubi::text::segment::Words;

const N_SPANS: usize = 1_000_000;
const SPAN_CHARS: usize = 4;

/// Common characters, of which texts without repetition are made.
const CHARS: &str = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严";

/// Characters in an order that does not come again soon.
fn text(n_chars: usize, seed: u64) -> String {
    let chars: Vec<char> = CHARS.chars().collect();
    let mut state = seed;
    let mut content = String::with_capacity(n_chars * 3);
    for i in 0..n_chars {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        let c = chars[(state >> 33) as usize % chars.len()];
        content.push(if i % 200 == 199 { '\n' } else { c });
    }
    content
}

fn project(n_docs: usize) -> Project {
    let mut project = Project::new("甲");
    let n_each = N_SPANS / n_docs;
    let docs = (0..n_docs).map(|n| Document {
        id: format!("{n}").as_str().into(),
        name: format!("{n}.txt"),
        source: Source::default(),
        text_sha256: String::new(),
        text: Arc::new(Text::from(text(n_each * SPAN_CHARS, n as u64).as_str())),
        revisions: Vec::new(),
        layers: Default::default(),
        extra: Default::default(),
    });
    let add = Command::AddDocuments(docs.collect());
    apply::run(&mut project, add).expect("documents can be added");
    for n in 0..n_docs {
        let places = (0..n_each).map(|i| CharRange::of(i * SPAN_CHARS, i * SPAN_CHARS + 3));
        label(&mut project, n, "PERSON", places);
    }
    project
}

fn label(project: &mut Project, doc: usize, label: &str, places: impl Iterator<Item = CharRange>) {
    let add = Command::AddSpans {
        layer: LayerRef {
            doc: format!("{doc}").as_str().into(),
            annotator: "甲".into(),
        },
        spans: places.map(|range| Span::new(range, label)).collect(),
        same_label: SameLabel::Refuse,
    };
    apply::run(project, add).expect("spans can be added");
}

fn timed<T>(name: &str, n: u32, mut run: impl FnMut(usize) -> T) {
    let mut times: Vec<Duration> = Vec::new();
    for i in 0..n {
        let before = Instant::now();
        black_box(run(i as usize));
        times.push(before.elapsed());
    }
    times.sort();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
    println!(
        "  {name:<44} {:>9.3} ms p50 {:>9.3} ms most",
        at(0.5),
        at(1.0)
    );
}

fn main() {
    let before = Instant::now();
    let words = Some(Words::load());
    println!("dictionary: {:?}", before.elapsed());
    for n_docs in [100, 1] {
        println!("{N_SPANS} spans in {n_docs} documents");
        let mut project = project(n_docs);
        let mut vocabulary = Vocabulary::default();
        timed("read all words", 1, |_| vocabulary.catch_up(&project));
        println!("  words: {}", vocabulary.words().len());
        timed("nothing to catch up with", 100, |_| {
            vocabulary.n_behind(&project)
        });
        timed("an act", 100, |i| {
            let start = i * SPAN_CHARS + 1;
            label(
                &mut project,
                0,
                "ROLE",
                std::iter::once(CharRange::of(start, start + 2)),
            );
        });
        timed("an act, and its words", 100, |i| {
            let start = (i + 200) * SPAN_CHARS + 1;
            label(
                &mut project,
                0,
                "ROLE",
                std::iter::once(CharRange::of(start, start + 2)),
            );
            let n = vocabulary.n_behind(&project);
            vocabulary.catch_up(&project);
            n
        });
        let text = Arc::clone(&project.documents.at(0).expect("a document").text);
        let own = vocabulary.words();
        let place = |i: usize| CharIdx(i * 7_919 % text.n_chars());
        let none = segment::OwnWords::default();
        timed("a word, without own words", 1_000, |i| {
            segment::word_with(words, &none, &text, place(i))
        });
        timed("a word, with them", 1_000, |i| {
            segment::word_with(words, own, &text, place(i))
        });
        timed("a clause", 1_000, |i| segment::clause_at(&text, place(i)));
        timed("a sentence", 1_000, |i| {
            segment::sentence_at(&text, place(i))
        });
    }
}
