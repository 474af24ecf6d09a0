//! `zhubi suggest`: what the window would suggest, a line a suggestion.
//!
//! The shape of the JSON is promised by the help in `args.rs`: fields may come, none changes.

use anyhow::bail;
use serde_json::json;

use crate::assist::gather;
use crate::assist::gather::Sources;
use crate::assist::history::History;
use crate::assist::learner::Aids;
use crate::assist::learner::Example;
use crate::assist::learner::Learner;
use crate::assist::learner::Options;
use crate::assist::lexicon::matcher::ListProblem;
use crate::assist::lexicon::matcher::ListProblemKind;
use crate::assist::lexicon::matcher::Matcher;
use crate::assist::repeat::Repeats;
use crate::assist::suggestion::Suggestion;
use crate::cli::Exit;
use crate::cli::args::SuggestArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::project::Project;
use crate::text::concordance::Line;
use crate::text::segment::Words;

/// Characters shown on each side of a suggestion.
const CONTEXT_SHOWN: usize = 12;

/// Prints what is suggested in each document.
pub fn run(args: &SuggestArgs) -> anyhow::Result<Exit> {
    let (session, _) = project::open_to_read(&args.project)?;
    let project = session.project();
    let who = match (&args.train_on, project.people().is_empty()) {
        // Nobody has labelled anything: lists and models outside suggest all the same.
        (None, true) => Annotator::from(""),
        (named, _) => project::layer(project, named.as_deref(), "--train-on")?,
    };
    let people = project.people();
    if args.train_on.is_some() && !people.contains(&who) {
        let people: Vec<Annotator> = people.into_iter().collect();
        bail!(
            "nobody named {who} has a layer in the project; there are: {}",
            project::listed(&people)
        );
    }
    let words = Some(Words::load());
    let matcher = Matcher::of(project);
    matcher.problems().iter().for_each(say_problem);
    let hits = |folded: &str| matcher.numbered_hits(folded);
    let aids = Aids {
        hits: &hits,
        ..Aids::of_words(words)
    };
    let learner = learned(project, &who, aids);
    let mut repeats = Repeats::new(who.clone());
    repeats.catch_up(project);
    let history = History::of(project, Some(&who));
    for doc in project.documents.iter() {
        let lists = matcher.suggest(&doc.text, doc.text.range(), words, || true);
        let learned = learner.as_ref();
        let learned =
            learned.map(|learner| learner.suggest(&doc.text, gather::LEAST_PERMILLE, aids));
        let read = [lists, learned.unwrap_or_default()];
        let read = read.iter().map(Vec::as_slice);
        let known = (&mut repeats, &history);
        let mut found = gather::gather(
            project,
            (doc, doc.text.range()),
            known,
            Sources::default(),
            read,
        );
        found.retain(|one| one.score_permille >= args.score);
        let said = if args.json {
            json_of(doc, &found)
        } else {
            found.iter().map(|one| line_of(doc, one)).collect()
        };
        speak::result(said.as_bytes())?;
    }
    Ok(Exit::Done)
}

/// Learns from all that a layer holds, and says from how much.
fn learned(project: &Project, who: &Annotator, aids: Aids<'_>) -> Option<Learner> {
    let docs = project.documents.iter();
    let examples = docs.filter_map(|doc| Some(Example::of(doc, doc.layer(who)?)));
    let examples: Vec<Example> = examples.filter(|one| !one.spans.is_empty()).collect();
    let n_spans = examples.iter().map(|one| one.spans.len()).sum();
    let labels = project.schema.label_keys();
    match Learner::rebuild(&examples, &labels, Options::default(), aids) {
        Ok(learner) => {
            let (spans, docs) = (
                speak::count(n_spans, "span"),
                speak::count(examples.len(), "document"),
            );
            speak::note(&format!("learned from {spans} of {who} in {docs}"));
            Some(learner)
        }
        Err(why) => {
            speak::note(&format!("the learner suggests nothing: {why}"));
            None
        }
    }
}

fn say_problem(problem: &ListProblem) {
    let name = &problem.name;
    let why = match &problem.kind {
        ListProblemKind::Expression(error) => error.to_string(),
        ListProblemKind::UnknownLabel(label) => format!("the schema has no label {label}"),
    };
    speak::note(&format!("{name:?} suggests nothing: {why}"));
}

fn line_of(doc: &Document, one: &Suggestion) -> String {
    let line = Line::of(&doc.text, one.range, CONTEXT_SHOWN);
    let score = f32::from(one.score_permille) / 1000.0;
    format!(
        "{}:{} {} {score:.2} {} {}⟦{}⟧{}\n",
        doc.name, one.range, one.label, one.source, line.before, line.words, line.after
    )
}

fn json_of(doc: &Document, found: &[Suggestion]) -> String {
    let spans = found.iter().map(|one| {
        json!({
            "start": one.range.start().0,
            "end": one.range.end().0,
            "label": one.label.as_str(),
            "score": f64::from(one.score_permille) / 1000.0,
            "source": one.source.to_string(),
            "text": doc.text.slice(one.range),
        })
    });
    let spans: Vec<_> = spans.collect();
    let line = json!({"doc": doc.name, "id": doc.id.as_str(), "spans": spans});
    format!("{line}\n")
}
