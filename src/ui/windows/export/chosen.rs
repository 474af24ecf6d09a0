//! What is chosen of an export, what of it is remembered, and the export it comes to.
//!
//! Whose spans, which documents and which labels belong to a project and are forgotten with it; the
//! rest is remembered in the settings, each choice by its name. A name that nobody knows any more
//! is passed over, so that settings of another version stay readable.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::assist::outside;
use crate::exchange;
use crate::exchange::Format;
use crate::exchange::export::Export;
use crate::exchange::flat::Overlap;
use crate::exchange::loss::LossKind;
use crate::exchange::output::Rows;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::select;
use crate::exchange::select::Layers;
use crate::exchange::select::Negatives;
use crate::exchange::select::Selection;
use crate::exchange::split::Split;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::model::project::Project;
use crate::text::view::ViewKind;

/// The format of somebody who never exported.
const FIRST_FORMAT: &str = "jsonl";

/// Whose spans go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    One,
    Union,
    Majority,
}

/// Which documents go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    All,
    This,
    Ticked,
}

/// Every value of a choice with its name, in settings and in the keys of texts.
pub(super) type Named<T> = &'static [(T, &'static str)];

pub(super) const WHOSE: Named<Whose> = &[
    (Whose::One, "one"),
    (Whose::Union, "union"),
    (Whose::Majority, "majority"),
];

pub(super) const REACHES: Named<Reach> = &[
    (Reach::All, "all"),
    (Reach::This, "this"),
    (Reach::Ticked, "ticked"),
];

pub(super) const STATUSES: Named<Status> = &[
    (Status::ToDo, "to-do"),
    (Status::InProgress, "in-progress"),
    (Status::Done, "done"),
    (Status::ToDiscuss, "to-discuss"),
];

pub(super) const VIEWS: Named<ViewKind> = &[
    (ViewKind::RAW, "raw"),
    (ViewKind::READING, "reading"),
    (ViewKind::SIMPLIFIED, "simplified"),
    (ViewKind::TRADITIONAL, "traditional"),
];

pub(super) const OVERLAPS: Named<Overlap> = &[
    (Overlap::Longest, "longest"),
    (Overlap::First, "first"),
    (Overlap::Error, "error"),
];

pub(super) const TOKENS: Named<Tokens> = &[
    (Tokens::Chars, "chars"),
    (Tokens::WordsCut, "words"),
    (Tokens::WordsKept, "whole-words"),
];

pub(super) const ROWS: Named<Rows> = &[(Rows::Documents, "documents"), (Rows::Tokens, "tokens")];

/// What is remembered of the last export.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Remembered {
    format: String,
    whose: String,
    /// Statuses that stay out.
    not_statuses: BTreeSet<String>,
    without_negatives: bool,
    view: String,
    splits: bool,
    ratios: Option<[u32; 3]>,
    seed: u64,
    overlap: String,
    tokens: String,
    rows: String,
    strict: bool,
    without_card: bool,
}

/// What is chosen.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Chosen {
    /// The format's name.
    pub(super) format: &'static str,
    pub(super) whose: Whose,
    pub(super) layer: Option<Annotator>,
    /// Who takes part in a union or a majority, and who was there to be asked.
    pub(super) people: BTreeSet<Annotator>,
    pub(super) known: BTreeSet<Annotator>,
    pub(super) statuses: BTreeSet<Status>,
    /// Labels that stay out.
    pub(super) without_labels: BTreeSet<LabelKey>,
    pub(super) reach: Reach,
    pub(super) documents: Arc<BTreeSet<DocId>>,
    pub(super) with_negatives: bool,
    pub(super) view: ViewKind,
    pub(super) splits: bool,
    pub(super) split: Split,
    pub(super) overlap: Overlap,
    pub(super) tokens: Tokens,
    pub(super) rows: Rows,
    pub(super) strict: bool,
    pub(super) with_card: bool,
}

impl Default for Chosen {
    fn default() -> Self {
        Self::of(&Remembered::default())
    }
}

impl Chosen {
    /// Takes up what is remembered.
    pub(super) fn of(remembered: &Remembered) -> Self {
        let written = |name: &str| {
            let format = exchange::format_by_name(name);
            format.filter(|format| format.write.is_some())
        };
        let statuses = STATUSES.iter();
        let statuses = statuses.filter(|(_, name)| !remembered.not_statuses.contains(*name));
        let usual = Split::default();
        let ratios = remembered.ratios.filter(|ratios| *ratios != [0; 3]);
        Self {
            format: written(&remembered.format).map_or(FIRST_FORMAT, |format| format.name),
            whose: by_name(WHOSE, &remembered.whose, Whose::One),
            layer: None,
            people: BTreeSet::new(),
            known: BTreeSet::new(),
            statuses: statuses.map(|(status, _)| *status).collect(),
            without_labels: BTreeSet::new(),
            reach: Reach::All,
            documents: Arc::default(),
            with_negatives: !remembered.without_negatives,
            view: by_name(VIEWS, &remembered.view, ViewKind::RAW),
            splits: remembered.splits,
            split: Split {
                ratios: ratios.unwrap_or(usual.ratios),
                seed: remembered.seed,
            },
            overlap: by_name(OVERLAPS, &remembered.overlap, Overlap::default()),
            tokens: by_name(TOKENS, &remembered.tokens, Tokens::default()),
            rows: by_name(ROWS, &remembered.rows, Rows::default()),
            strict: remembered.strict,
            with_card: !remembered.without_card,
        }
    }

    /// Returns what is to be remembered.
    pub(super) fn remembered(&self) -> Remembered {
        let statuses = STATUSES.iter();
        let not_statuses = statuses.filter(|(status, _)| !self.statuses.contains(status));
        Remembered {
            format: self.format.to_owned(),
            whose: name_of(WHOSE, self.whose),
            not_statuses: not_statuses.map(|(_, name)| (*name).to_owned()).collect(),
            without_negatives: !self.with_negatives,
            view: name_of(VIEWS, self.view),
            splits: self.splits,
            ratios: Some(self.split.ratios),
            seed: self.split.seed,
            overlap: name_of(OVERLAPS, self.overlap),
            tokens: name_of(TOKENS, self.tokens),
            rows: name_of(ROWS, self.rows),
            strict: self.strict,
            without_card: !self.with_card,
        }
    }

    /// Takes up a project as it is now: whoever came to it takes part in a union or a majority.
    ///
    /// Of one layer it is the user's own, or the first of a person.
    pub(super) fn take_project(&mut self, project: &Project, user: &Annotator) {
        let people = select::people(project);
        let annotators = project.annotators();
        self.layer = if annotators.contains(user) && !outside::is_model(project, user) {
            Some(user.clone())
        } else {
            let first = people.first().cloned();
            first.or_else(|| annotators.iter().next().cloned())
        };
        self.people
            .retain(|annotator| annotators.contains(annotator));
        for person in people {
            if self.known.insert(person.clone()) {
                self.people.insert(person);
            }
        }
    }

    /// Returns the format.
    pub(super) fn format(&self) -> Option<&'static Format> {
        exchange::format_by_name(self.format)
    }

    /// Returns whether a character of what is written has room for one label only.
    pub(super) fn is_flat(&self) -> bool {
        self.format().is_some_and(Format::flat) || self.is_rows_of_tokens()
    }

    fn is_rows_of_tokens(&self) -> bool {
        self.has_rows() && self.rows == Rows::Tokens
    }

    /// Returns whether what is written has tokens.
    pub(super) fn has_tokens(&self) -> bool {
        let loses = |format: &Format| format.loses(LossKind::MidWord) && format.read.is_some();
        self.format().is_some_and(loses) || self.is_rows_of_tokens() || self.format == "prodigy"
    }

    /// Returns whether there is a choice of what a row is.
    pub(super) fn has_rows(&self) -> bool {
        self.format == "parquet"
    }

    /// Returns the key of what is missing before anything can be written.
    pub(super) fn lacks(&self, project: &Project, doc: Option<&DocId>) -> Option<&'static str> {
        let labels = &project.schema.labels;
        let is_out = |key| self.without_labels.contains(key);
        let no_label = !labels.is_empty() && labels.iter().all(|label| is_out(&label.key));
        let lacks = [
            (self.whose == Whose::One && self.layer.is_none(), "layer"),
            (
                self.whose != Whose::One && self.people.is_empty(),
                "annotators",
            ),
            (self.statuses.is_empty(), "status"),
            (no_label, "labels"),
            (self.reach == Reach::This && doc.is_none(), "documents"),
            (
                self.reach == Reach::Ticked && self.documents.is_empty(),
                "documents",
            ),
            (self.splits && self.split.ratios == [0; 3], "split"),
        ];
        let first = lacks.into_iter().find(|(lacks, _)| *lacks);
        first.map(|(_, what)| what)
    }

    /// Returns the export; `doc` is the document that is open.
    pub(super) fn export(&self, project: &Project, doc: Option<&DocId>) -> Option<Export> {
        let schema = &project.schema;
        let labels = schema.labels.iter().map(|label| &label.key);
        let labels = labels.filter(|key| !self.without_labels.contains(*key));
        let documents = match self.reach {
            Reach::All => None,
            Reach::This => Some(doc.into_iter().cloned().collect()),
            Reach::Ticked => Some(BTreeSet::clone(&self.documents)),
        };
        Some(Export {
            format: self.format()?,
            options: WriteOptions {
                overlap: self.overlap,
                tokens: self.tokens,
                rows: if self.has_rows() {
                    self.rows
                } else {
                    Rows::default()
                },
                labels: schema.labels.clone(),
                relations: schema.relations.clone(),
                ..WriteOptions::default()
            },
            selection: Selection {
                layers: self.layers(project)?,
                statuses: (self.statuses.len() < STATUSES.len()).then(|| self.statuses.clone()),
                labels: (!self.without_labels.is_empty()).then(|| labels.cloned().collect()),
                documents,
                negatives: if self.with_negatives {
                    Negatives::Kept
                } else {
                    Negatives::LeftOut
                },
                view: self.view,
            },
            split: self.splits.then_some(self.split),
        })
    }

    fn layers(&self, project: &Project) -> Option<Layers> {
        let everybody: BTreeSet<Annotator> = select::people(project).into_iter().collect();
        let named = if self.people == everybody {
            Vec::new()
        } else {
            self.people.iter().cloned().collect()
        };
        Some(match self.whose {
            Whose::One => Layers::One(self.layer.clone()?),
            Whose::Union => Layers::Union(named),
            Whose::Majority => Layers::Majority(named),
        })
    }
}

fn by_name<T: Copy>(all: Named<T>, name: &str, usual: T) -> T {
    let named = all.iter().find(|(_, known)| *known == name);
    named.map_or(usual, |(value, _)| *value)
}

/// Returns the name of a value.
pub(super) fn name_of<T: PartialEq>(all: Named<T>, value: T) -> String {
    let named = all.iter().find(|(known, _)| *known == value);
    named.map_or_else(String::new, |(_, name)| (*name).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_comes_back() {
        let chosen = Chosen {
            format: "conll-bioes",
            whose: Whose::Majority,
            statuses: [Status::Done, Status::ToDiscuss].into(),
            with_negatives: false,
            view: ViewKind::SIMPLIFIED,
            splits: true,
            split: Split {
                ratios: [7, 2, 1],
                seed: 42,
            },
            overlap: Overlap::First,
            tokens: Tokens::WordsKept,
            rows: Rows::Tokens,
            strict: true,
            with_card: false,
            ..Chosen::default()
        };
        let written = serde_json::to_string(&chosen.remembered()).unwrap();
        let read: Remembered = serde_json::from_str(&written).unwrap();
        assert_eq!(Chosen::of(&read), chosen);
    }

    #[test]
    fn names_of_another_version_are_passed_over() {
        let other = r#"{"format":"of tomorrow","view":"sideways","not_statuses":["asleep"],
            "ratios":[0,0,0],"colour":1}"#;
        let read: Remembered = serde_json::from_str(other).unwrap();
        assert_eq!(Chosen::of(&read), Chosen::default());
    }
}
