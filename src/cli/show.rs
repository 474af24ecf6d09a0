//! `zhubi show`: documents, layers, counts per label and status, as a table or as JSON.
//!
//! The shape of the JSON is promised by the help in `args.rs`: fields may come, none changes.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::Value;
use serde_json::json;

use crate::cli::Exit;
use crate::cli::args::ShowArgs;
use crate::cli::project;
use crate::cli::speak;
use crate::cli::table::Align;
use crate::cli::table::Table;
use crate::model::ids::Annotator;
use crate::model::ids::LabelKey;
use crate::model::layer::Layer;
use crate::model::layer::Status;
use crate::model::project::Project;

/// Shows a project.
pub fn run(args: &ShowArgs) -> anyhow::Result<Exit> {
    let (session, problems) = project::open_to_read(&args.project)?;
    let overview = Overview::of(session.project(), problems.len());
    if args.json {
        let mut json = serde_json::to_vec_pretty(&overview.json())?;
        json.push(b'\n');
        speak::result(&json)?;
    } else {
        speak::result(overview.lines(session.project()).as_bytes())?;
    }
    Ok(Exit::Done)
}

struct Overview<'a> {
    name: &'a str,
    labels: Vec<&'a str>,
    relations: Vec<&'a str>,
    problems: usize,
    documents: Vec<DocumentRow<'a>>,
    layers: Vec<LayerSum<'a>>,
}

struct DocumentRow<'a> {
    id: &'a str,
    name: &'a str,
    characters: usize,
    encoding: &'a str,
    layers: Vec<LayerRow<'a>>,
}

struct LayerRow<'a> {
    annotator: &'a str,
    status: &'static str,
    /// What a model says, and nobody's work.
    is_prediction: bool,
    spans: usize,
    relations: usize,
    counts: BTreeMap<&'a str, usize>,
}

struct LayerSum<'a> {
    annotator: &'a str,
    documents: usize,
    spans: usize,
    relations: usize,
    counts: BTreeMap<&'a str, usize>,
}

impl<'a> Overview<'a> {
    fn of(project: &'a Project, n_problems: usize) -> Self {
        let schema = &project.schema;
        let mut sums: BTreeMap<&Annotator, LayerSum<'a>> = BTreeMap::new();
        let mut documents = Vec::with_capacity(project.documents.len());
        for doc in project.documents.iter() {
            let mut layers = Vec::with_capacity(doc.layers.len());
            for (annotator, layer) in &doc.layers {
                let row = LayerRow::of(annotator, layer);
                let sum = sums.entry(annotator).or_insert_with(|| LayerSum {
                    annotator,
                    documents: 0,
                    spans: 0,
                    relations: 0,
                    counts: BTreeMap::new(),
                });
                sum.add(&row);
                layers.push(row);
            }
            documents.push(DocumentRow {
                id: &doc.id,
                name: &doc.name,
                characters: doc.text.n_chars(),
                encoding: &doc.source.encoding,
                layers,
            });
        }
        Self {
            name: &project.name,
            labels: schema.labels.iter().map(|l| l.key.as_str()).collect(),
            relations: schema.relations.iter().map(|r| r.key.as_str()).collect(),
            problems: n_problems,
            documents,
            layers: sums.into_values().collect(),
        }
    }

    fn json(&self) -> Value {
        let layer = |row: &LayerRow<'_>| {
            json!({
                "annotator": row.annotator,
                "status": row.status,
                "predictions": row.is_prediction,
                "spans": row.spans,
                "relations": row.relations,
                "counts": row.counts,
            })
        };
        let document = |doc: &DocumentRow<'_>| {
            json!({
                "id": doc.id,
                "name": doc.name,
                "characters": doc.characters,
                "encoding": doc.encoding,
                "layers": doc.layers.iter().map(layer).collect::<Vec<_>>(),
            })
        };
        let sum = |sum: &LayerSum<'_>| {
            json!({
                "annotator": sum.annotator,
                "documents": sum.documents,
                "spans": sum.spans,
                "relations": sum.relations,
                "counts": sum.counts,
            })
        };
        json!({
            "name": self.name,
            "labels": self.labels,
            "relations": self.relations,
            "problems": self.problems,
            "documents": self.documents.iter().map(document).collect::<Vec<_>>(),
            "layers": self.layers.iter().map(sum).collect::<Vec<_>>(),
        })
    }

    fn lines(&self, project: &Project) -> String {
        let n_documents = speak::count(self.documents.len(), "document");
        let n_chars: usize = self.documents.iter().map(|doc| doc.characters).sum();
        let n_chars = speak::count(n_chars, "character");
        let head = format!("{}: {n_documents}, {n_chars}\n\n", project.name);
        let labels = self.all_labels();
        let mut table = Table::new(columns(&labels));
        for doc in &self.documents {
            let characters = doc.characters.to_string();
            let start = |name: &str| vec![name.to_owned(), characters.clone()];
            let mut row = start(doc.name);
            if doc.layers.is_empty() {
                row.push("–".to_owned());
                table.push(row);
                continue;
            }
            for layer in &doc.layers {
                row.push(layer.annotator.to_owned());
                row.push(if layer.is_prediction {
                    "predictions".to_owned()
                } else {
                    layer.status.replace('_', " ")
                });
                row.extend(cells(&labels, &layer.counts, layer.spans, layer.relations));
                table.push(std::mem::replace(&mut row, start(doc.name)));
            }
        }
        for sum in &self.layers {
            let n_documents = speak::count(sum.documents, "document");
            let mut row = vec!["All".to_owned(), String::new()];
            row.extend([sum.annotator.to_owned(), n_documents]);
            row.extend(cells(&labels, &sum.counts, sum.spans, sum.relations));
            table.push(row);
        }
        head + &table.lines()
    }

    /// Returns the labels of the schema and then those that only spans have.
    fn all_labels(&self) -> Vec<&'a str> {
        let mut labels = self.labels.clone();
        let used = self
            .layers
            .iter()
            .flat_map(|sum| sum.counts.keys().copied());
        let used: BTreeSet<&str> = used.collect();
        let schema: BTreeSet<&str> = labels.iter().copied().collect();
        labels.extend(used.difference(&schema));
        labels
    }
}

impl<'a> LayerRow<'a> {
    fn of(annotator: &'a Annotator, layer: &'a Layer) -> Self {
        let counts = layer.spans.counts().iter();
        Self {
            annotator,
            status: match layer.meta.status {
                Status::ToDo => "to_do",
                Status::InProgress => "in_progress",
                Status::Done => "done",
                Status::ToDiscuss => "to_discuss",
            },
            is_prediction: layer.is_prediction(),
            spans: layer.spans.len(),
            relations: layer.relations.len(),
            counts: counts
                .map(|(label, n)| (LabelKey::as_str(label), *n))
                .collect(),
        }
    }
}

impl<'a> LayerSum<'a> {
    fn add(&mut self, row: &LayerRow<'a>) {
        self.documents += 1;
        self.spans += row.spans;
        self.relations += row.relations;
        for (label, n) in &row.counts {
            *self.counts.entry(label).or_default() += n;
        }
    }
}

fn columns(labels: &[&str]) -> Vec<(String, Align)> {
    let mut columns = vec![
        ("Document".to_owned(), Align::Left),
        ("Characters".to_owned(), Align::Right),
        ("Layer".to_owned(), Align::Left),
        ("Status".to_owned(), Align::Left),
    ];
    let labels = labels.iter().map(|label| (*label).to_owned());
    columns.extend(labels.map(|label| (label, Align::Right)));
    columns.push(("Spans".to_owned(), Align::Right));
    columns.push(("Relations".to_owned(), Align::Right));
    columns
}

fn cells(
    labels: &[&str],
    counts: &BTreeMap<&str, usize>,
    n_spans: usize,
    n_relations: usize,
) -> Vec<String> {
    let counts = labels.iter().map(|label| counts.get(label).copied());
    let counts = counts.map(Option::unwrap_or_default);
    let all = counts.chain([n_spans, n_relations]);
    all.map(|n| n.to_string()).collect()
}
