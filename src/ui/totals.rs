//! What is counted over the whole project, counted anew only where it changed.
//!
//! A project may have thousands of documents: counting them for every act would be felt. So each
//! is remembered with its share, and told by its place in memory; the reference is a weak one, so
//! that an edit need not copy a document for our sake.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::Weak;

use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::session::Session;

/// Counts over an annotator's layers.
#[derive(Debug, Default)]
pub struct Totals {
    counted_for: Option<(u64, Annotator)>,
    /// What each document adds, in their order.
    shares: Vec<Share>,
    /// Spans of each label.
    pub n_spans: BTreeMap<LabelKey, usize>,
    /// Lines of all layers that do not fit their text.
    pub n_misfits: usize,
    /// Documents marked as done.
    pub n_done: usize,
}

/// What a document adds.
#[derive(Debug)]
struct Share {
    doc: Weak<Document>,
    n_spans: BTreeMap<LabelKey, usize>,
    n_misfits: usize,
    is_done: bool,
}

impl Share {
    fn of(doc: &Arc<Document>, annotator: &Annotator) -> Self {
        let layer = doc.layer(annotator);
        Self {
            doc: Arc::downgrade(doc),
            n_spans: layer.map(|l| l.spans.counts().clone()).unwrap_or_default(),
            n_misfits: doc.layers.values().map(|layer| layer.misfits.len()).sum(),
            is_done: layer.is_some_and(|layer| layer.meta.status == Status::Done),
        }
    }

    fn is_of(&self, doc: &Arc<Document>) -> bool {
        Weak::as_ptr(&self.doc) == Arc::as_ptr(doc)
    }
}

impl Totals {
    /// Counts, unless nothing changed since the last time.
    pub fn refresh(&mut self, session: &Session, annotator: &Annotator) {
        let revision = session.revision();
        if let Some((counted, of)) = &self.counted_for
            && *counted == revision
            && of == annotator
        {
            return;
        }
        let documents = &session.project().documents;
        let before = self.counted_for.replace((revision, annotator.clone()));
        if before.is_none_or(|(_, of)| of != *annotator) || self.shares.len() != documents.len() {
            self.start_anew();
        }
        for (place, doc) in documents.iter().enumerate() {
            match self.shares.get_mut(place) {
                Some(share) if share.is_of(doc) => {}
                Some(share) => {
                    let before = std::mem::replace(share, Share::of(doc, annotator));
                    self.take_away(&before);
                    self.add(place);
                }
                None => {
                    self.shares.push(Share::of(doc, annotator));
                    self.add(place);
                }
            }
        }
    }

    fn add(&mut self, place: usize) {
        let Some(share) = self.shares.get(place) else {
            return;
        };
        for (label, n) in &share.n_spans {
            match self.n_spans.get_mut(label) {
                Some(all) => *all += n,
                None => {
                    self.n_spans.insert(label.clone(), *n);
                }
            }
        }
        self.n_misfits += share.n_misfits;
        self.n_done += usize::from(share.is_done);
    }

    fn take_away(&mut self, share: &Share) {
        for (label, n) in &share.n_spans {
            if let Some(all) = self.n_spans.get_mut(label) {
                *all -= n;
                if *all == 0 {
                    self.n_spans.remove(label);
                }
            }
        }
        self.n_misfits -= share.n_misfits;
        self.n_done -= usize::from(share.is_done);
    }

    fn start_anew(&mut self) {
        self.shares.clear();
        self.n_spans.clear();
        (self.n_misfits, self.n_done) = (0, 0);
    }

    /// Forgets what was counted, for another project.
    pub fn forget(&mut self) {
        self.counted_for = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::edit::change::LayerRef;
    use crate::edit::command::Command;
    use crate::edit::command::SameLabel;
    use crate::model::document::Source;
    use crate::model::document::sha256_hex;
    use crate::model::extra::Extra;
    use crate::model::span::Span;
    use crate::text::offset::CharRange;
    use crate::text::offset::Text;

    fn document(name: &str) -> Document {
        let text_sha256 = sha256_hex(name.as_bytes());
        Document {
            id: Document::id_for(&text_sha256, |_| false),
            name: name.to_owned(),
            source: Source::default(),
            text_sha256,
            text: Arc::new(Text::new(name)),
            revisions: Vec::new(),
            layers: BTreeMap::new(),
            extra: Extra::new(),
        }
    }

    #[test]
    fn what_is_counted_act_by_act_is_what_counting_anew_gives() {
        let mut session = Session::new_project("项目");
        let mut totals = Totals::default();
        let me = Annotator::from("甲");
        let docs = ["林知远讲话", "闻希真出席", "大会闭幕"].map(document);
        let ids = docs.each_ref().map(|doc| doc.id.clone());
        let add = |at: usize, start: usize, label: &str| Command::AddSpans {
            layer: LayerRef::new(ids[at].clone(), "甲"),
            spans: vec![Span::new(CharRange::of(start, start + 2), label)],
            same_label: SameLabel::Allow,
        };
        let done = Command::SetStatus {
            layer: LayerRef::new(ids[1].clone(), "甲"),
            status: Status::Done,
        };
        let commands = [
            Command::AddDocuments(docs.into()),
            add(0, 0, "PERSON"),
            add(1, 0, "PERSON"),
            add(1, 2, "EVENT"),
            done,
            Command::MoveDocument {
                doc: ids[1].clone(),
                place: 0,
            },
            Command::RemoveDocument(ids[0].clone()),
        ];
        let n_commands = commands.len();
        let mut check = |session: &Session| {
            totals.refresh(session, &me);
            let project = session.project();
            assert_eq!(totals.n_spans, project.counts("甲"));
            let layers = project.documents.iter().filter_map(|doc| doc.layer("甲"));
            let n_done = layers.filter(|layer| layer.meta.status == Status::Done);
            assert_eq!(totals.n_done, n_done.count());
        };
        check(&session);
        for command in commands {
            assert!(session.run(command).unwrap().changed);
            check(&session);
        }
        for _ in 0..n_commands {
            assert!(session.undo().is_some());
            check(&session);
        }
    }
}
