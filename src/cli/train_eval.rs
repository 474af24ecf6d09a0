//! `zhubi train-eval`: how well the learner does on labelled data of one's own.
//!
//! It learns from one file and suggests in the other; a suggestion is right when its start, end and label
//! are. Seconds are by the clock, on one thread, without the loading of the dictionary.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::Instant;

use anyhow::Context as _;
use anyhow::bail;
use serde_json::Value;
use serde_json::json;

use crate::assist::learner::Aids;
use crate::assist::learner::Example;
use crate::assist::learner::Learner;
use crate::assist::learner::NoLearner;
use crate::assist::learner::Options;
use crate::assist::learner::Updated;
use crate::assist::learner::shuffle;
use crate::assist::suggestion::Suggestion;
use crate::cli::Exit;
use crate::cli::args::TrainEvalArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::cli::table::Align;
use crate::cli::table::Table;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Reading;
use crate::exchange::input::Input;
use crate::exchange::jsonl;
use crate::model::ids::LabelKey;
use crate::model::span::SpanKey;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::Words;

/// For how long texts are tagged again to measure the speed of it.
const TAGGED_FOR: Duration = Duration::from_millis(400);

/// Where bins of scores start, in thousandths.
const BINS: [u16; 8] = [0, 200, 300, 500, 700, 800, 900, 950];

/// Learns, suggests and prints what was right.
pub fn run(args: &TrainEvalArgs) -> anyhow::Result<Exit> {
    if !(0.0..=1.0).contains(&args.score) {
        bail!("--score {} is not between 0 and 1", args.score);
    }
    let mut train = examples(&args.train)?;
    let test = examples(&args.test)?;
    shuffle(&mut train, args.seed);
    train.truncate(args.limit.unwrap_or(usize::MAX));
    let aids = Aids::of_words(Some(Words::load()));
    let labels: BTreeSet<LabelKey> = labels_of(&train);
    let labels: Vec<LabelKey> = labels.into_iter().collect();
    let options = Options {
        seed: args.seed,
        budget_chars: usize::MAX,
        ..Options::default()
    };
    let begun = Instant::now();
    let learner = match args.online {
        true => one_by_one(&train, &labels, options, aids),
        false => Learner::rebuild(&train, &labels, options, aids),
    };
    let learner = learner.with_context(|| format!("cannot learn from {}", args.train.display()))?;
    let train_seconds = begun.elapsed().as_secs_f64();
    let mut scores = Scores::default();
    for example in &test {
        let found = learner.suggest(&example.text, 0, aids);
        scores.take(&example.spans, &found, (args.score * 1000.0).round() as u16);
    }
    let speed = speed(&learner, &test, aids);
    let said = match args.json {
        true => format!("{}\n", scores.json(train_seconds, speed)),
        false => {
            let n_chars: usize = train.iter().map(|example| example.text.n_chars()).sum();
            format!(
                "{}\n{}\n{} of {n_chars} characters learned in {train_seconds:.2} s, then \
                 {speed:.0} characters a second tagged\n",
                scores.table(),
                scores.reliability_table(),
                speak::count(train.len(), "document"),
            )
        }
    };
    speak::result(said.as_bytes())?;
    Ok(Exit::Done)
}

/// Learns from one document after another; from those before the first span together with it.
fn one_by_one(
    train: &[Example],
    labels: &[LabelKey],
    options: Options,
    aids: Aids<'_>,
) -> Result<Learner, NoLearner> {
    let mut learner = Err(NoLearner::NoSpans);
    for (i, new) in train.iter().enumerate() {
        let (before, until) = (train.get(..i), train.get(..=i));
        let is_learned = learner.as_mut().is_ok_and(|learner: &mut Learner| {
            learner.update(new, before.unwrap_or_default(), aids) == Updated::Learned
        });
        if !is_learned {
            learner = Learner::rebuild(until.unwrap_or_default(), labels, options, aids);
        }
    }
    learner
}

fn labels_of(examples: &[Example]) -> BTreeSet<LabelKey> {
    let spans = examples.iter().flat_map(|example| &example.spans);
    spans.map(|span| span.label.clone()).collect()
}

/// Reads a file of which every line must be right, since numbers from half of it would mislead.
fn examples(path: &Path) -> anyhow::Result<Vec<Example>> {
    let name = path.display().to_string();
    let bytes = project::read_file(path)?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bail!("{name}: holds no document");
    }
    let mut reading = Reading::default();
    let read = jsonl::read(Input::of_bytes(&name, &bytes), &mut reading);
    read.with_context(|| name.clone())?;
    if let Some(refusal) = reading.refusals.first() {
        bail!("{name}:{}: {}", refusal.at, refusal.reason);
    }
    let documents = reading.documents.into_iter();
    documents.map(|doc| example(&name, doc)).collect()
}

fn example(name: &str, doc: Incoming) -> anyhow::Result<Example> {
    let line = doc.at;
    let Some(text) = doc.text else {
        bail!("{name}:{line}: has no \"text\"");
    };
    let text = Text::from(text.as_str());
    let mut spans = Vec::with_capacity(doc.spans.len());
    for span in doc.spans {
        let (start, end, label) = (span.start, span.end, span.label);
        if start >= end || end > text.n_chars() {
            let n = text.n_chars();
            bail!(
                "{name}:{line}: {label} from {start} to {end} is not in a text of {n} characters"
            );
        }
        spans.push(SpanKey::new(CharRange::of(start, end), label));
    }
    spans.sort();
    spans.dedup();
    Ok(Example {
        id: format!("{line}").into(),
        text: Arc::new(text),
        spans,
        rejected: Vec::new(),
        is_whole: true,
    })
}

/// Returns how many characters a second are tagged.
fn speed(learner: &Learner, test: &[Example], aids: Aids<'_>) -> f64 {
    let begun = Instant::now();
    let mut n_chars = 0;
    while begun.elapsed() < TAGGED_FOR {
        for example in test {
            std::hint::black_box(learner.suggest(&example.text, 400, aids));
            n_chars += example.text.n_chars();
        }
        if n_chars == 0 {
            return 0.0;
        }
    }
    n_chars as f64 / begun.elapsed().as_secs_f64()
}

/// Spans that there are, that were suggested, and that are both.
#[derive(Clone, Copy, Debug, Default)]
struct Counts {
    n_true: usize,
    n_found: usize,
    n_right: usize,
}

impl Counts {
    fn precision(self) -> f64 {
        share(self.n_right, self.n_found)
    }

    fn recall(self) -> f64 {
        share(self.n_right, self.n_true)
    }

    fn f1(self) -> f64 {
        share(2 * self.n_right, self.n_true + self.n_found)
    }

    fn json(self) -> Value {
        json!({"precision": self.precision(), "recall": self.recall(), "f1": self.f1()})
    }

    fn row(self, name: &str) -> Vec<String> {
        let share = |value: f64| format!("{:.1}", 100.0 * value);
        let shares = [self.precision(), self.recall(), self.f1()].map(share);
        let counts = [self.n_true, self.n_found].map(|n| n.to_string());
        let name = std::iter::once(name.to_owned());
        name.chain(shares).chain(counts).collect()
    }
}

fn share(part: usize, of: usize) -> f64 {
    match of {
        0 => 0.0,
        of => part as f64 / of as f64,
    }
}

/// What was right, by label and by score.
#[derive(Debug, Default)]
struct Scores {
    overall: Counts,
    labels: BTreeMap<LabelKey, Counts>,
    /// How many of each bin of scores were suggested, and were right.
    bins: [(usize, usize); BINS.len()],
}

impl Scores {
    fn take(&mut self, spans: &[SpanKey], found: &[Suggestion], least_permille: u16) {
        for span in spans {
            self.overall.n_true += 1;
            self.labels.entry(span.label.clone()).or_default().n_true += 1;
        }
        for suggestion in found {
            let is_right = spans.binary_search(&suggestion.key()).is_ok();
            let score = suggestion.score_permille;
            let bin = BINS
                .partition_point(|from| *from <= score)
                .saturating_sub(1);
            if let Some((n, n_right)) = self.bins.get_mut(bin) {
                *n += 1;
                *n_right += usize::from(is_right);
            }
            if score < least_permille {
                continue;
            }
            let label = self.labels.entry(suggestion.label.clone()).or_default();
            for counts in [&mut self.overall, label] {
                counts.n_found += 1;
                counts.n_right += usize::from(is_right);
            }
        }
    }

    fn json(&self, train_seconds: f64, speed: f64) -> Value {
        let labels: serde_json::Map<String, Value> = self
            .labels
            .iter()
            .map(|(label, counts)| (label.to_string(), counts.json()))
            .collect();
        let bins = self.bins().map(|(from, to, n, n_right)| {
            json!({"from": from, "to": to, "n": n, "right": share(n_right, n)})
        });
        json!({
            "overall": self.overall.json(),
            "labels": labels,
            "train_seconds": train_seconds,
            "tag_chars_per_second": speed,
            "reliability": bins.collect::<Vec<Value>>(),
        })
    }

    fn bins(&self) -> impl Iterator<Item = (f64, f64, usize, usize)> + '_ {
        let ends = BINS.iter().skip(1).chain(std::iter::once(&1000));
        let bins = BINS.iter().zip(ends).zip(&self.bins);
        bins.map(|((from, to), (n, right))| {
            (
                f64::from(*from) / 1000.0,
                f64::from(*to) / 1000.0,
                *n,
                *right,
            )
        })
    }

    fn table(&self) -> String {
        let right = ["Precision", "Recall", "F1", "Spans", "Suggested"];
        let heads = right.map(|head| (head.to_owned(), Align::Right));
        let label = std::iter::once(("Label".to_owned(), Align::Left));
        let mut table = Table::new(label.chain(heads).collect());
        for (label, counts) in &self.labels {
            table.push(counts.row(label));
        }
        table.push(self.overall.row("all"));
        table.lines()
    }

    fn reliability_table(&self) -> String {
        let heads = ["Score", "Suggested", "Right %"];
        let heads = heads.map(|head| (head.to_owned(), Align::Right));
        let mut table = Table::new(heads.to_vec());
        for (from, to, n, n_right) in self.bins().filter(|bin| bin.2 > 0) {
            table.push(vec![
                format!("{from:.2}–{to:.2}"),
                n.to_string(),
                format!("{:.1}", 100.0 * share(n_right, n)),
            ]);
        }
        table.lines()
    }
}
