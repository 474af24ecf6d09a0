//! What a card tells of the documents that go out: who labelled them, and where they are from.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::exchange::card;
use crate::exchange::card::agreement::Agreement;
use crate::exchange::card::agreement::decimal;
use crate::exchange::card::count;
use crate::exchange::card::listed;
use crate::exchange::card::number;
use crate::exchange::card::put;
use crate::exchange::card::put_row;
use crate::exchange::select::Layers;
use crate::exchange::select::LeftOut;
use crate::exchange::select::Selection;
use crate::exchange::select::people;
use crate::exchange::select::records;
use crate::model::document::Document;
use crate::model::document::LineEnds;
use crate::model::ids::Annotator;
use crate::model::layer::Status;
use crate::model::project::Project;

/// What a project tells of the documents that go out.
pub(super) struct About {
    /// What did not go out.
    pub(super) left_out: LeftOut,
    /// Documents and spans of each annotator who takes part.
    annotators: BTreeMap<Annotator, (usize, usize)>,
    agreement: Agreement,
    encodings: BTreeMap<String, usize>,
    line_ends: BTreeMap<&'static str, usize>,
    n_corrected: usize,
    n_done: usize,
    n_documents: usize,
}

impl About {
    pub(super) fn of(project: &Project, selection: &Selection) -> Self {
        let everybody = people(project);
        let mut about = Self {
            left_out: LeftOut::default(),
            annotators: BTreeMap::new(),
            agreement: Agreement::default(),
            encodings: BTreeMap::new(),
            line_ends: BTreeMap::new(),
            n_corrected: 0,
            n_done: 0,
            n_documents: 0,
        };
        let mut chosen = records(project, selection);
        while let Some((doc, record)) = chosen.next_of() {
            about.n_documents += 1;
            about.n_done += usize::from(record.layer.meta.status == Status::Done);
            about.count_annotators(doc, selection, &everybody);
            about.count_source(doc);
            about.agreement.add(doc, &everybody, selection);
        }
        about.left_out = chosen.into_left_out();
        about
    }

    fn count_annotators(&mut self, doc: &Document, selection: &Selection, everybody: &[Annotator]) {
        let named = match &selection.layers {
            Layers::One(one) => std::slice::from_ref(one),
            Layers::Union(named) | Layers::Majority(named) if named.is_empty() => everybody,
            Layers::Union(named) | Layers::Majority(named) => named,
        };
        let names: BTreeSet<&Annotator> = named.iter().collect();
        for layer in names.into_iter().filter_map(|name| doc.layers.get(name)) {
            let statuses = selection.statuses.as_ref();
            if statuses.is_some_and(|statuses| !statuses.contains(&layer.meta.status)) {
                continue;
            }
            let counts = layer.spans.counts().iter();
            let n_spans = counts.filter(|(label, _)| card::chosen(selection, label));
            let n_spans: usize = n_spans.map(|(_, n)| n).sum();
            let told = self.annotators.entry(layer.annotator.clone()).or_default();
            told.0 += 1;
            told.1 += n_spans;
        }
    }

    fn count_source(&mut self, doc: &Document) {
        let source = &doc.source;
        let encoding = if source.encoding.is_empty() {
            "not known"
        } else {
            &source.encoding
        };
        *self.encodings.entry(encoding.to_owned()).or_default() += 1;
        let line_ends = match source.line_ends {
            LineEnds::None => "none",
            LineEnds::Lf => "LF",
            LineEnds::CrLf => "CRLF",
            LineEnds::Cr => "CR",
            LineEnds::Mixed => "mixed",
        };
        *self.line_ends.entry(line_ends).or_default() += 1;
        self.n_corrected += usize::from(!doc.revisions.is_empty());
    }

    pub(super) fn put_annotators(&self, out: &mut String) {
        put(out, "## Annotators\n");
        put(out, "| Annotator | Documents | Spans |");
        put(out, "| --- | ---: | ---: |");
        for (annotator, (n_documents, n_spans)) in &self.annotators {
            put_row(out, &[annotator, &number(*n_documents), &number(*n_spans)]);
        }
        let (n_done, n_all) = (number(self.n_done), number(self.n_documents));
        put(
            out,
            format_args!("\n{n_done} of {n_all} documents are marked as done.\n"),
        );
    }

    pub(super) fn put_agreement(&self, out: &mut String) {
        if self.agreement.is_empty() {
            return;
        }
        put(out, "## Agreement\n");
        put(
            out,
            "| Annotator | Annotator | Shared documents | Spans in both | F1 |",
        );
        put(out, "| --- | --- | ---: | ---: | ---: |");
        for (pair, shared) in self.agreement.pairs() {
            let f1 = decimal(shared.f1_permille());
            let (n_docs, n_both) = (number(shared.n_documents), number(shared.n_both));
            put_row(out, &[&pair.0, &pair.1, &n_docs, &n_both, &f1]);
        }
        let mean = decimal(self.agreement.mean_permille());
        put(
            out,
            format_args!(
                "\nF1 = 2 · spans in both / (spans of one + spans of the other); a span is in \
                 both if range and label are the same. The mean of the pairs is {mean}. \
                 Agreement by F1 follows Hripcsak and Rothschild, *Agreement, the F-measure, and \
                 reliability in information retrieval*, JAMIA 12(3), 2005.\n"
            ),
        );
    }

    pub(super) fn put_sources(&self, out: &mut String) {
        put(out, "## Sources\n");
        put(out, "| Encoding of the files | Documents |");
        put(out, "| --- | ---: |");
        for (encoding, n) in &self.encodings {
            put_row(out, &[encoding, &number(*n)]);
        }
        let ends = self.line_ends.iter();
        let ends = listed(ends.map(|(ends, n)| format!("{ends} ({})", number(*n))));
        put(out, format_args!("\nLine ends of the files: {ends}."));
        if self.n_corrected > 0 {
            let n = count(self.n_corrected, "document");
            put(out, format_args!("The text of {n} was corrected by hand."));
        }
        out.push('\n');
    }
}
