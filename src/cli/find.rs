//! `zhubi find`: words or a pattern in the documents of a project, one place a line.

use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::FindArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::model::document::Document;
use crate::text::concordance::Line;
use crate::text::find::Likeness;
use crate::text::find::Query;
use crate::text::offset::CharRange;

/// Characters shown on each side of a place.
const CONTEXT_SHOWN: usize = 12;

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
    let (session, _) = project::open(&args.project)?;
    let documents = &session.project().documents;
    let (mut n_places, mut n_documents) = (0, 0);
    for doc in documents.iter() {
        let mut lines = String::new();
        let places = query.find_all(&doc.text);
        for place in &places {
            lines += &if args.json {
                json_line(doc, *place)?
            } else {
                line(doc, *place)
            };
            lines.push('\n');
        }
        speak::result(lines.as_bytes())?;
        n_places += places.len();
        n_documents += usize::from(!places.is_empty());
    }
    let places = speak::count(n_places, "place");
    let of = speak::count(documents.len(), "document");
    speak::note(&format!("{places} in {n_documents} of {of}"));
    Ok(Exit::Done)
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
