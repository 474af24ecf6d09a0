//! What the work cost, for people and for programs.

use std::collections::BTreeMap;

use serde_json::Value;
use serde_json::json;

use super::annotator::price::Act;
use super::annotator::price::DECIDE;
use super::annotator::price::Fate;
use super::annotator::price::Ledger;
use super::annotator::price::PLAIN_HAND;

/// Sums over some acts.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    n_spans: usize,
    n_corrected: usize,
    n_rejected: usize,
    n_acts: usize,
    hand: f64,
    decisions: f64,
}

impl Sums {
    fn add(&mut self, act: &Act) {
        self.n_acts += usize::from(act.is_act);
        if act.is_decision {
            self.decisions += act.seconds;
        } else {
            self.hand += act.seconds;
        }
    }

    fn total(&self) -> f64 {
        self.hand + self.decisions
    }

    fn plain_hand(&self) -> f64 {
        self.n_spans as f64 * PLAIN_HAND
    }

    fn plain_total(&self) -> f64 {
        self.n_spans as f64 * (PLAIN_HAND + DECIDE)
    }

    fn json(&self) -> Value {
        json!({
            "spans": self.n_spans,
            "acts": self.n_acts,
            "hand_seconds": rounded(self.hand),
            "total_seconds": rounded(self.total()),
            "plain_hand_seconds": rounded(self.plain_hand()),
            "plain_total_seconds": rounded(self.plain_total()),
        })
    }
}

fn rounded(seconds: f64) -> f64 {
    (seconds * 1000.0).round() / 1000.0
}

fn by_document(ledger: &Ledger) -> Vec<(&str, Sums)> {
    let documents = ledger.documents.iter().enumerate();
    let sums = documents.map(|(at, document)| {
        let mut sums = Sums {
            n_spans: document.n_spans,
            ..Sums::default()
        };
        let acts = ledger.acts.iter().filter(|act| act.document == at);
        acts.for_each(|act| sums.add(act));
        (document.name.as_str(), sums)
    });
    sums.collect()
}

fn by_source(ledger: &Ledger) -> BTreeMap<&str, Sums> {
    let mut found: BTreeMap<&str, Sums> = BTreeMap::new();
    for act in &ledger.acts {
        found.entry(&act.source).or_default().add(act);
    }
    for (_, source, _, fate) in &ledger.fates {
        let sums = found.entry(source).or_default();
        match fate {
            Fate::Made => sums.n_spans += 1,
            Fate::Corrected => {
                sums.n_spans += 1;
                sums.n_corrected += 1;
            }
            Fate::Rejected => sums.n_rejected += 1,
        }
    }
    found
}

fn all(ledger: &Ledger) -> Sums {
    let n_spans = ledger.documents.iter().map(|document| document.n_spans);
    let mut sums = Sums {
        n_spans: n_spans.sum(),
        ..Sums::default()
    };
    ledger.acts.iter().for_each(|act| sums.add(act));
    sums
}

/// Returns the figures as one JSON object.
pub fn json(ledger: &Ledger, assist: &str) -> Value {
    let mut object = all(ledger).json();
    let documents = by_document(ledger).into_iter().map(|(name, sums)| {
        let mut one = sums.json();
        one["name"] = name.into();
        one
    });
    let sources = by_source(ledger).into_iter().map(|(source, sums)| {
        json!({
            "source": source,
            "spans": sums.n_spans,
            "corrected": sums.n_corrected,
            "rejected": sums.n_rejected,
            "acts": sums.n_acts,
            "hand_seconds": rounded(sums.hand),
            "total_seconds": rounded(sums.total()),
        })
    });
    object["documents"] = documents.collect();
    object["sources"] = sources.collect();
    object["assist"] = assist.into();
    object
}

/// Writes the figures as tables.
pub fn table(ledger: &Ledger, assist: &str) -> String {
    let mut lines = vec![format!("assist: {assist}"), String::new()];
    let head = "spans   acts   hand s  total s  hand/span  total/span  of plain: hand  total";
    lines.push(format!("{head}  document"));
    let documents = by_document(ledger);
    let rows = documents.into_iter().chain([("all", all(ledger))]);
    for (name, sums) in rows {
        let n = sums.n_spans.max(1) as f64;
        lines.push(format!(
            "{:>5} {:>6} {:>8.1} {:>8.1} {:>10.2} {:>11.2} {:>15} {:>6}  {name}",
            sums.n_spans,
            sums.n_acts,
            sums.hand,
            sums.total(),
            sums.hand / n,
            sums.total() / n,
            share(sums.hand, sums.plain_hand()),
            share(sums.total(), sums.plain_total()),
        ));
    }
    lines.push(String::new());
    lines.push("spans  corrected  rejected   acts   hand s  total s  source".to_owned());
    for (source, sums) in by_source(ledger) {
        lines.push(format!(
            "{:>5} {:>10} {:>9} {:>6} {:>8.1} {:>8.1}  {source}",
            sums.n_spans,
            sums.n_corrected,
            sums.n_rejected,
            sums.n_acts,
            sums.hand,
            sums.total(),
        ));
    }
    lines.join("\n")
}

fn share(part: f64, whole: f64) -> String {
    match whole > 0.0 {
        true => format!("{:.1}%", 100.0 * part / whole),
        false => "–".to_owned(),
    }
}

/// Writes every act with its price, in order.
pub fn log(ledger: &Ledger) -> String {
    let mut lines = Vec::new();
    let mut document = None;
    let mut sum = 0.0;
    for act in &ledger.acts {
        if document != Some(act.document) {
            document = Some(act.document);
            sum = 0.0;
            let name = ledger.documents.get(act.document);
            let name = name.map_or("", |document| document.name.as_str());
            lines.push(format!("# {name}"));
        }
        sum += act.seconds;
        let Act {
            seconds,
            source,
            what,
            ..
        } = act;
        lines.push(format!("{seconds:5.2} {sum:9.2}  {source:<24} {what}"));
    }
    lines.join("\n")
}
