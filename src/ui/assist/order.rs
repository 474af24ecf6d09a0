//! The order in which documents are listed and gone through.
//!
//! By what there is to gain, what is read ahead of being opened decides: the more a document holds
//! that is unsure, the earlier it comes. The list holds still under the hands. It is sorted anew when
//! a document is finished, when it is asked for, and once when all is known that was not before.

use std::cmp::Ordering;
use std::cmp::Reverse;
use std::sync::Arc;
use std::sync::Weak;

use crate::assist::gather::Sources;
use crate::assist::learner::Gain;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::layer::Status;
use crate::session::Session;
use crate::text::offset::Text;
use crate::ui::assist::Assist;
use crate::ui::assist::reader::Version;
use crate::ui::assist::reader::Work;
use crate::ui::desk::Desk;
use crate::ui::env::Env;

/// What decides the order of the documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum DocOrder {
    /// As they stand in the project.
    #[default]
    Project,
    /// Where labelling teaches most first, what is done last.
    Gain,
    /// By name, numbers in it by their size.
    Name,
    /// Begun, to do, to discuss, done.
    Status,
}

impl DocOrder {
    /// Every order.
    pub const ALL: [Self; 4] = [Self::Project, Self::Gain, Self::Name, Self::Status];

    /// Returns the one after it, round the end.
    pub fn next(self) -> Self {
        let at = Self::ALL.iter().position(|order| *order == self);
        let next = Self::ALL.get((at.unwrap_or(0) + 1) % Self::ALL.len());
        next.copied().unwrap_or_default()
    }
}

/// What labelling a document would teach, and what that was found in.
#[derive(Clone, Debug)]
pub struct KnownGain {
    /// How much.
    pub gain: Gain,
    /// The text that was read.
    pub text: Weak<Text>,
    /// By what.
    pub version: Version,
    /// Which sources counted.
    pub sources: Sources,
}

impl KnownGain {
    fn is_of(&self, text: &Arc<Text>, version: Version, sources: Sources) -> bool {
        let is_same_text = Weak::as_ptr(&self.text) == Arc::as_ptr(text);
        is_same_text && self.version == version && self.sources == sources
    }
}

/// The documents in the order they are listed in.
#[derive(Debug, Default)]
pub struct Order {
    by: DocOrder,
    made_for: Option<(u64, u64, Annotator)>,
    n_done: usize,
    /// What was known when it was sorted by gain.
    knew: Knew,
    /// Whether it is to be sorted anew.
    is_due: bool,
    /// Empty while it is that of the project.
    docs: Vec<DocId>,
}

/// How much is known of all documents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Knew {
    /// Not of all.
    #[default]
    Some,
    /// By lists and patterns.
    Lists,
    /// By the learner.
    Learned,
}

/// How far documents were read to know what they hold.
#[derive(Debug, Default)]
pub struct Pass {
    of: Option<(u64, u64, Version, Sources)>,
    next: usize,
    is_whole: bool,
}

impl<'a> Env<'a> {
    /// Returns the document in a row of the list.
    pub fn document_in_row(&self, row: usize) -> Option<&'a Arc<Document>> {
        let documents = &self.project()?.documents;
        match self.settings.document_order {
            DocOrder::Project => documents.at(row),
            _ => match self.assist.order.docs.get(row) {
                Some(id) => documents.by_id(id),
                None => documents.at(row),
            },
        }
    }

    /// Returns the documents in the order of the list.
    pub fn documents_in_order(&self) -> Vec<&'a Arc<Document>> {
        let n = self.project().map_or(0, |project| project.documents.len());
        (0..n).filter_map(|row| self.document_in_row(row)).collect()
    }
}

impl Assist {
    /// Returns what there is to gain from labelling a document, as far as it was read.
    pub fn gain(&self, doc: &DocId) -> Option<Gain> {
        self.gains.get(doc).map(|known| known.gain)
    }

    /// Returns how many of the documents were read to know what they hold; none when all were.
    pub fn n_gains_read(&self) -> Option<usize> {
        (!self.pass.is_whole).then_some(self.pass.next)
    }

    /// Returns the next document to be read to know what it holds.
    pub(super) fn next_gain(
        &mut self,
        session: &Session,
        who: &Annotator,
        sources: Sources,
    ) -> Option<Work> {
        let version = self.learning.version;
        let of = (session.serial(), session.revision(), version, sources);
        if self.pass.of.as_ref() != Some(&of) {
            let (next, is_whole) = (0, false);
            self.pass = Pass {
                of: Some(of),
                next,
                is_whole,
            };
        }
        let documents = &session.project().documents;
        while let Some(doc) = documents.at(self.pass.next) {
            let known = self.gains.get(&doc.id);
            let is_known = known.is_some_and(|known| known.is_of(&doc.text, version, sources));
            if !is_known && !is_done(doc, who) {
                return Some(Work::Gain(doc.id.clone()));
            }
            self.pass.next += 1;
        }
        self.pass.is_whole = true;
        None
    }

    fn knows(&self) -> Knew {
        let version = self.pass.of.as_ref().map(|(_, _, version, _)| *version);
        let is_whole = self.pass.is_whole && version == Some(self.learning.version);
        match (is_whole, self.learning.knows) {
            (false, _) => Knew::Some,
            (true, false) => Knew::Lists,
            (true, true) => Knew::Learned,
        }
    }
}

impl Desk {
    /// Lists the documents in an order, or in the same one anew.
    pub(in crate::ui) fn order_by(&mut self, ctx: &egui::Context, order: DocOrder) {
        self.settings.document_order = order;
        self.assist.order.is_due = true;
        let name = self.texts.tr(order_key(order));
        self.said = self.texts.tr_with("said-order", [("order", name.into())]);
        self.settings_changed(ctx);
    }

    /// Keeps the order of the list up with the project.
    pub(in crate::ui) fn keep_order(&mut self) {
        let Some(session) = &self.session else { return };
        let by = self.settings.document_order;
        let order = &self.assist.order;
        if by == DocOrder::Project {
            if order.by != by {
                self.assist.order = Order::default();
            }
            return;
        }
        let made_for = (session.serial(), session.revision(), self.annotator.clone());
        let knows = self.assist.knows();
        let n_done = self.totals.n_done;
        let is_another = order.by != by
            || order
                .made_for
                .as_ref()
                .map(|(serial, _, who)| (serial, who))
                != Some((&made_for.0, &made_for.2));
        let is_known_now = by == DocOrder::Gain && knows > order.knew;
        let sorts = is_another || order.is_due || is_known_now || n_done > order.n_done;
        if !sorts && order.made_for.as_ref() == Some(&made_for) {
            return;
        }
        let documents = &session.project().documents;
        let docs = if sorts {
            sorted(session, &self.assist, by, &self.annotator)
        } else {
            let mut docs = self.assist.order.docs.clone();
            docs.retain(|id| documents.by_id(id).is_some());
            if docs.len() != documents.len() {
                let there: std::collections::BTreeSet<DocId> = docs.iter().cloned().collect();
                let new = documents.iter().filter(|doc| !there.contains(&doc.id));
                docs.extend(new.map(|doc| doc.id.clone()));
            }
            docs
        };
        let order = &mut self.assist.order;
        order.knew = match (is_another, sorts) {
            (true, _) => knows,
            (_, true) => order.knew.max(knows),
            _ => order.knew,
        };
        (order.by, order.docs, order.n_done) = (by, docs, n_done);
        (order.made_for, order.is_due) = (Some(made_for), false);
    }
}

/// Returns the key of an order's name.
pub fn order_key(order: DocOrder) -> &'static str {
    match order {
        DocOrder::Project => "order-project",
        DocOrder::Gain => "order-gain",
        DocOrder::Name => "order-name",
        DocOrder::Status => "order-status",
    }
}

fn is_done(doc: &Document, who: &Annotator) -> bool {
    status(doc, who) == Status::Done
}

fn status(doc: &Document, who: &Annotator) -> Status {
    doc.layer(who)
        .map(|layer| layer.meta.status)
        .unwrap_or_default()
}

fn sorted(session: &Session, assist: &Assist, by: DocOrder, who: &Annotator) -> Vec<DocId> {
    let mut docs: Vec<&Arc<Document>> = session.project().documents.iter().collect();
    // The sort is stable: the order of the project decides between equals.
    match by {
        DocOrder::Project => {}
        DocOrder::Name => docs.sort_by(|a, b| by_name(&a.name, &b.name)),
        DocOrder::Status => docs.sort_by_key(|doc| match status(doc, who) {
            Status::InProgress => 0,
            Status::ToDo => 1,
            Status::ToDiscuss => 2,
            Status::Done => 3,
        }),
        DocOrder::Gain => docs.sort_by_cached_key(|doc| {
            // Thousandths, so that they can be compared.
            let thousandths = |n: f32| (n * 1000.0).round() as u64;
            let gain = assist.gain(&doc.id);
            let gain = gain.map(|gain| {
                let unsure = thousandths(gain.n_uncertain);
                (unsure, thousandths(gain.n_expected))
            });
            (is_done(doc, who), Reverse(gain))
        }),
    }
    docs.into_iter().map(|doc| doc.id.clone()).collect()
}

/// Compares names as people do: `第2章` comes before `第10章`.
fn by_name(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a.chars().peekable(), b.chars().peekable());
    loop {
        match (left.peek().copied(), right.peek().copied()) {
            (Some(x), Some(y)) if x.is_ascii_digit() && y.is_ascii_digit() => {
                let order = number(&mut left).cmp(&number(&mut right));
                if order.is_ne() {
                    return order;
                }
            }
            (Some(x), Some(y)) if x == y => {
                left.next();
                right.next();
            }
            (x, y) => return x.cmp(&y).then_with(|| a.cmp(b)),
        }
    }
}

/// Takes the digits that come next, as what they are compared by: how many, and which.
fn number(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (usize, String) {
    let mut digits = String::new();
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        if !(digits.is_empty() && digit == '0') {
            digits.push(digit);
        }
    }
    (digits.len(), digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_names_are_compared_by_their_size() {
        let mut names = ["第10章", "第2章", "第2节", "002", "1", "第", ""];
        names.sort_by(|a, b| by_name(a, b));
        assert_eq!(names, ["", "1", "002", "第", "第2章", "第2节", "第10章"]);
    }
}
