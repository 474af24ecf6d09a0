//! `zhubi find`: words or a pattern in the documents of a project, one place a line.

use std::num::NonZero;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::thread;

use anyhow::bail;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::FindArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::model::document::Document;
use crate::model::hunt::Caught;
use crate::model::hunt::Hunt;
use crate::model::hunt::InOrder;
use crate::model::hunt::Labelled;
use crate::model::hunt::Restriction;
use crate::model::hunt::Whose;
use crate::model::ids::Annotator;
use crate::model::project::Project;
use crate::text::concordance::Line;
use crate::text::find::Likeness;
use crate::text::find::Query;
use crate::text::offset::CharRange;

/// Characters shown on each side of a place.
const CONTEXT_SHOWN: usize = 12;

/// The most threads that search.
const MAX_THREADS: usize = 8;

/// Bytes of lines that are written at once.
const WRITTEN_AT_ONCE: usize = 1 << 16;

/// Prints each place where the words are found.
pub fn run(args: &FindArgs) -> anyhow::Result<Exit> {
    let likeness = if args.exact {
        Likeness::Exact
    } else {
        Likeness::Folded
    };
    let query = if args.regex {
        Query::pattern(&args.words, likeness)?
    } else {
        Query::literal(&args.words, likeness)?
    };
    let (session, _) = project::open_to_read(&args.project)?;
    let project = session.project();
    let restriction = restriction(args, project)?;
    let nobody = Annotator::from("");
    let given_up = AtomicBool::new(false);
    let hunt = Hunt::new(project, None, &query, (&restriction, &nobody), &given_up);
    let mut printed = Printed::new(args.json);
    thread::scope(|scope| -> anyhow::Result<()> {
        let (sender, receiver) = mpsc::channel();
        let work = |sender: mpsc::Sender<Caught>| {
            hunt.work(|caught| {
                sender.send(caught).ok();
            });
        };
        let n_processors = thread::available_parallelism().map_or(1, NonZero::get);
        let n_started = (0..n_processors.min(MAX_THREADS)).filter(|_| {
            let sender = sender.clone();
            let spawned = thread::Builder::new().spawn_scoped(scope, move || work(sender));
            spawned.is_ok()
        });
        if n_started.count() == 0 {
            work(sender.clone());
        }
        drop(sender);
        let mut order = InOrder::new(&hunt);
        for caught in receiver {
            let mut written = Ok(());
            order.take(caught, |doc_idx, place| {
                if let (Some(doc), true) = (hunt.document(doc_idx), written.is_ok()) {
                    written = printed.add(doc, doc_idx, place);
                }
            });
            written?;
        }
        printed.write()
    })?;
    let places = speak::count(printed.n_places, "place");
    let of = speak::count(project.documents.len(), "document");
    speak::note(&format!("{places} in {} of {of}", printed.n_documents));
    Ok(Exit::Done)
}

/// Returns which places are wanted; labels and names that the project lacks are refused.
fn restriction(args: &FindArgs, project: &Project) -> anyhow::Result<Restriction> {
    for label in &args.label {
        if project.schema.label(label).is_none() {
            let labels = project.schema.labels.iter();
            let known: Vec<&str> = labels.map(|label| label.key.as_str()).collect();
            bail!("there is no label {label}; there are {}", known.join(", "));
        }
    }
    if let Some(name) = &args.annotator {
        let known = project.annotators();
        if !known.iter().any(|annotator| annotator.as_str() == name) {
            let known: Vec<&str> = known.iter().map(Annotator::as_str).collect();
            bail!(
                "there is no layer of {name}; there are {}",
                known.join(", ")
            );
        }
    }
    let labels = args.label.iter().map(|label| label.as_str().into());
    Ok(Restriction {
        labelled: match (args.unlabelled, args.label.is_empty()) {
            (true, _) => Labelled::No,
            (false, true) => Labelled::Either,
            (false, false) => Labelled::Yes(labels.collect()),
        },
        whose: match &args.annotator {
            Some(name) => Whose::Of(name.as_str().into()),
            None => Whose::Anyone,
        },
        status: args.status.map(Into::into),
    })
}

/// What is printed of what is found.
struct Printed {
    is_json: bool,
    lines: String,
    n_places: usize,
    n_documents: usize,
    last_doc: Option<usize>,
}

impl Printed {
    fn new(is_json: bool) -> Self {
        Self {
            is_json,
            lines: String::new(),
            n_places: 0,
            n_documents: 0,
            last_doc: None,
        }
    }

    fn add(&mut self, doc: &Document, doc_idx: usize, place: CharRange) -> anyhow::Result<()> {
        self.n_places += 1;
        self.n_documents += usize::from(self.last_doc != Some(doc_idx));
        self.last_doc = Some(doc_idx);
        self.lines += &if self.is_json {
            json_line(doc, place)?
        } else {
            line(doc, place)
        };
        self.lines.push('\n');
        if self.lines.len() < WRITTEN_AT_ONCE {
            return Ok(());
        }
        self.write()
    }

    fn write(&mut self) -> anyhow::Result<()> {
        speak::result(self.lines.as_bytes())?;
        self.lines.clear();
        Ok(())
    }
}

fn json_line(doc: &Document, place: CharRange) -> anyhow::Result<String> {
    Ok(serde_json::to_string(&json!({
        "document": doc.name,
        "start": place.start().0,
        "end": place.end().0,
        "words": doc.text.slice(place),
    }))?)
}

/// Returns `DOCUMENT:START-END: before⟦words⟧after`, without glosses around the words.
fn line(doc: &Document, place: CharRange) -> String {
    let around = Line::of(&doc.text, place, CONTEXT_SHOWN);
    let (name, start, end) = (&doc.name, place.start(), place.end());
    let (before, words, after) = (around.before, around.words, around.after);
    let line = format!("{name}:{start}-{end}: {before}⟦{words}⟧{after}");
    line.trim_end().to_owned()
}
