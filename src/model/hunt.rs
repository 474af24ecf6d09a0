//! Words looked for in the documents of a project: which places are wanted, and in what order.
//!
//! The work is cut into parts that any number of threads take one after another, each by
//! [`Hunt::work`]; nothing here starts one. What they find comes in any order and is put into that
//! of the project by [`InOrder`], as soon as all before it is known.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::text::find;
use crate::text::find::Part;
use crate::text::find::Query;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;

/// Which places are wanted, by what was said of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Restriction {
    /// By their labels.
    pub labelled: Labelled,
    /// By whose labels and whose status.
    pub whose: Whose,
    /// By the status of their document; a document nobody began is one to do.
    pub status: Option<Status>,
}

/// Which places are wanted, by their labels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Labelled {
    /// All.
    #[default]
    Either,
    /// Those that share no character with a span.
    No,
    /// Those that share no character with a span of this label.
    NotAs(LabelKey),
    /// Those that share characters with a span of one of these labels; of any, if there are none.
    Yes(BTreeSet<LabelKey>),
}

/// Whose labels and whose status count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Whose {
    /// Those of the annotator at work.
    #[default]
    Mine,
    /// Those of one annotator, and only in documents in which they have a layer; documents without
    /// one count only where those to do are asked for.
    Of(Annotator),
    /// Those of all.
    Anyone,
}

impl Restriction {
    /// Returns whether nothing is left out.
    pub fn takes_all(&self) -> bool {
        let Self {
            labelled,
            whose,
            status,
        } = self;
        let of_one = matches!(whose, Whose::Of(_));
        *labelled == Labelled::Either && status.is_none() && !of_one
    }

    /// Returns the layers of a document that count; `me` is the annotator at work.
    pub fn layers<'a>(&self, doc: &'a Document, me: &Annotator) -> Vec<&'a Layer> {
        match &self.whose {
            Whose::Mine => doc.layer(me).into_iter().collect(),
            Whose::Of(annotator) => doc.layer(annotator).into_iter().collect(),
            Whose::Anyone => {
                let layers = doc.layers.values().map(Arc::as_ref);
                layers.filter(|layer| !layer.is_prediction()).collect()
            }
        }
    }

    /// Returns whether a document may have places that are wanted.
    pub fn takes_document(&self, layers: &[&Layer]) -> bool {
        match self.status {
            Some(status) if layers.is_empty() => status == Status::default(),
            Some(status) => layers.iter().any(|layer| layer.meta.status == status),
            None => !layers.is_empty() || !matches!(self.whose, Whose::Of(_)),
        }
    }

    /// Returns whether a place of a document is wanted.
    pub fn takes_place(&self, layers: &[&Layer], range: CharRange) -> bool {
        let mut spans = layers
            .iter()
            .flat_map(|layer| layer.spans.overlapping(range));
        match &self.labelled {
            Labelled::Either => true,
            Labelled::No => spans.next().is_none(),
            Labelled::NotAs(label) => !spans.any(|span| span.label == *label),
            Labelled::Yes(labels) if labels.is_empty() => spans.next().is_some(),
            Labelled::Yes(labels) => spans.any(|span| labels.contains(&span.label)),
        }
    }
}

/// A search through documents, shared by the threads that make it.
#[derive(Debug)]
pub struct Hunt<'a> {
    query: &'a Query,
    restriction: &'a Restriction,
    docs: Vec<Searched<'a>>,
    parts: Vec<(usize, Part)>,
    /// The part that is taken next.
    next: AtomicUsize,
    given_up: &'a AtomicBool,
}

#[derive(Debug)]
struct Searched<'a> {
    doc: &'a Arc<Document>,
    layers: Vec<&'a Layer>,
}

/// What was found in a part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caught {
    part_idx: usize,
    places: Vec<CharRange>,
    /// Whether the part is looked through.
    is_last: bool,
}

impl<'a> Hunt<'a> {
    /// Prepares a search in one document, or in all.
    ///
    /// Setting `given_up` stops all threads before their next place.
    pub fn new(
        project: &'a Project,
        document: Option<&DocId>,
        query: &'a Query,
        (restriction, me): (&'a Restriction, &Annotator),
        given_up: &'a AtomicBool,
    ) -> Self {
        let docs: Vec<&Arc<Document>> = match document {
            Some(id) => project.documents.by_id(id).into_iter().collect(),
            None => project.documents.iter().collect(),
        };
        let searched = docs.into_iter().map(|doc| Searched {
            layers: restriction.layers(doc, me),
            doc,
        });
        let docs: Vec<Searched<'_>> = searched
            .filter(|searched| restriction.takes_document(&searched.layers))
            .collect();
        let parts = docs.iter().enumerate().flat_map(|(doc_idx, searched)| {
            let parts = query.parts(&searched.doc.text).into_iter();
            parts.map(move |part| (doc_idx, part))
        });
        Self {
            query,
            restriction,
            parts: parts.collect(),
            docs,
            next: AtomicUsize::new(0),
            given_up,
        }
    }

    /// Returns how many parts there are, and so how many threads can have work.
    pub fn n_parts(&self) -> usize {
        self.parts.len()
    }

    /// Returns whether nobody waits for the rest any more.
    pub fn is_given_up(&self) -> bool {
        self.given_up.load(Ordering::Relaxed)
    }

    /// Returns the document at a place among those looked through.
    pub fn document(&self, doc_idx: usize) -> Option<&'a Arc<Document>> {
        self.docs.get(doc_idx).map(|searched| searched.doc)
    }

    /// Takes one part after another until there is none, and sends what is found.
    pub fn work(&self, mut send: impl FnMut(Caught)) {
        let go_on = || !self.is_given_up();
        while go_on() {
            let part_idx = self.next.fetch_add(1, Ordering::Relaxed);
            let Some((doc_idx, part)) = self.parts.get(part_idx) else {
                return;
            };
            let Some(searched) = self.docs.get(*doc_idx) else {
                return;
            };
            let text = &searched.doc.text;
            self.query.look_through(text, *part, go_on, |mut places| {
                places.retain(|place| self.restriction.takes_place(&searched.layers, *place));
                if !places.is_empty() {
                    send(Caught {
                        part_idx,
                        places,
                        is_last: false,
                    });
                }
            });
            send(Caught {
                part_idx,
                places: Vec::new(),
                is_last: true,
            });
        }
    }
}

/// Puts what threads find into the order of the project.
#[derive(Debug)]
pub struct InOrder<'h, 'a> {
    hunt: &'h Hunt<'a>,
    /// The part that is being told.
    part_idx: usize,
    /// What was found behind it, and whether that is all of its part.
    waiting: BTreeMap<usize, (Vec<CharRange>, bool)>,
    /// The document and the end of the last place told.
    last: Option<(usize, CharIdx)>,
    n_chars: usize,
    n_chars_done: usize,
}

impl<'h, 'a> InOrder<'h, 'a> {
    /// Waits for what a search finds.
    pub fn new(hunt: &'h Hunt<'a>) -> Self {
        Self {
            hunt,
            part_idx: 0,
            waiting: BTreeMap::new(),
            last: None,
            n_chars: hunt.parts.iter().map(|(_, part)| part.range.len()).sum(),
            n_chars_done: 0,
        }
    }

    /// Takes what was found, and tells all whose turn it is: the place of the document, and places.
    pub fn take(&mut self, caught: Caught, mut tell: impl FnMut(usize, CharRange)) {
        let Caught {
            part_idx,
            places,
            is_last,
        } = caught;
        let waiting = self.waiting.entry(part_idx).or_default();
        waiting.0.extend(places);
        waiting.1 = is_last;
        if is_last {
            let part = self.hunt.parts.get(part_idx);
            self.n_chars_done += part.map_or(0, |(_, part)| part.range.len());
        }
        while let Some((places, is_done)) = self.waiting.get_mut(&self.part_idx) {
            let Some((doc_idx, _)) = self.hunt.parts.get(self.part_idx) else {
                return;
            };
            let (places, is_done) = (std::mem::take(places), *is_done);
            let last = self.last.filter(|last| last.0 == *doc_idx);
            // A place in a window may reach into the next one.
            for place in find::after(places, last.map_or(CharIdx(0), |last| last.1)) {
                self.last = Some((*doc_idx, place.end()));
                tell(*doc_idx, place);
            }
            if !is_done {
                return;
            }
            self.waiting.remove(&self.part_idx);
            self.part_idx += 1;
        }
    }

    /// Returns which share of the characters is looked through.
    pub fn share(&self) -> f32 {
        self.n_chars_done as f32 / self.n_chars.max(1) as f32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::document::Source;
    use crate::text::find::Likeness;
    use crate::text::find::WHOLE_CHARS;
    use crate::text::offset::Text;

    fn project(texts: &[&str]) -> Project {
        let documents = texts.iter().enumerate().map(|(idx, text)| Document {
            id: idx.to_string().as_str().into(),
            name: format!("{idx}.txt"),
            source: Source::default(),
            text_sha256: String::new(),
            text: Arc::new(Text::from(*text)),
            revisions: Vec::new(),
            layers: Default::default(),
            extra: Default::default(),
        });
        let mut project = Project::new("甲");
        for (place, doc) in documents.enumerate() {
            project.documents.insert(place, Arc::new(doc)).unwrap();
        }
        project
    }

    /// Returns what is told when what is found comes in the order that `shuffle` makes of it.
    fn told(
        project: &Project,
        query: &Query,
        shuffle: impl Fn(&mut Vec<Caught>),
    ) -> Vec<(usize, CharRange)> {
        let (restriction, given_up) = (Restriction::default(), AtomicBool::new(false));
        let me = "甲".into();
        let hunt = Hunt::new(project, None, query, (&restriction, &me), &given_up);
        let mut caught = Vec::new();
        hunt.work(|one| caught.push(one));
        shuffle(&mut caught);
        let (mut order, mut told) = (InOrder::new(&hunt), Vec::new());
        for one in caught {
            order.take(one, |doc_idx, place| told.push((doc_idx, place)));
        }
        assert!((order.share() - 1.0).abs() < 1e-6);
        told
    }

    #[test]
    fn what_threads_find_in_any_order_is_told_in_that_of_the_project() {
        let line = "又習(xí)近平講話。\n";
        let long = line.repeat(20_000);
        let project = project(&[&long, "无人。", "习近平，习近平", &long]);
        let query = Query::literal("习近平", Likeness::Folded).unwrap();
        let docs = project.documents.iter().enumerate();
        let expected: Vec<(usize, CharRange)> = docs
            .flat_map(|(idx, doc)| {
                let places = query.find_all(&doc.text).into_iter();
                places.map(move |place| (idx, place))
            })
            .collect();
        assert_eq!(expected.len(), 40_002);
        assert_eq!(told(&project, &query, |_| {}), expected);
        // Parts come in any order, but each thread sends what it finds in one in order.
        let backwards = |caught: &mut Vec<Caught>| caught.sort_by_key(|c| usize::MAX - c.part_idx);
        assert_eq!(told(&project, &query, backwards), expected);
        let odd_first = |caught: &mut Vec<Caught>| caught.sort_by_key(|c| c.part_idx % 2 == 0);
        assert_eq!(told(&project, &query, odd_first), expected);
    }

    #[test]
    fn places_of_two_windows_do_not_overlap() {
        let text = "乙甲".repeat(WHOLE_CHARS / 2 + 10);
        let project = project(&[&text]);
        let query = Query::pattern("甲.{5}", Likeness::Exact).unwrap();
        let told = told(&project, &query, |_| {});
        assert!(told.is_sorted_by(|a, b| a.1.end() <= b.1.start()));
        // One in six characters, but where two windows meet.
        assert!(told.len() > text.chars().count() / 6 - 5, "{}", told.len());
    }

    #[test]
    fn a_search_that_is_given_up_takes_no_other_part() {
        let project = project(&["习近平", "习近平"]);
        let query = Query::literal("习近平", Likeness::Folded).unwrap();
        let (restriction, given_up) = (Restriction::default(), AtomicBool::new(true));
        let me = "甲".into();
        let hunt = Hunt::new(&project, None, &query, (&restriction, &me), &given_up);
        let mut n_caught = 0;
        hunt.work(|_| n_caught += 1);
        assert_eq!((n_caught, hunt.is_given_up()), (0, true));
    }
}
