//! What a reader of a format should know, one note for each.

/// Returns what a card says of a format; of one that is not here, nothing of its own.
pub(super) fn of(format: &str) -> &'static str {
    match format {
        "doccano" => {
            "doccano JSONL: a document a line, `text` with `label` as lists of start, end and \
             label, or `entities` and `relations` where there are relations; `doc` is the \
             document's name. Import it as JSONL into a project that allows overlapping spans."
        }
        "label-studio" => {
            "Label Studio JSON: a list of tasks with `data.text` and their annotations; `data.doc` \
             is the document's name. `ls_config.xml` beside it is the labelling configuration."
        }
        "prodigy" => {
            "Prodigy JSONL: a document a line with `text`, `tokens` and `spans`; `token_end` is \
             the last token and not the one after it, and `meta.doc` is the document's name."
        }
        "spacy" => {
            "spaCy DocBin: load it with `DocBin().from_disk(path)` and a blank `zh` pipeline. \
             Spans that share characters are in the span group `sc`, the others also in `ents`."
        }
        "brat" => {
            "brat standoff: for each document its text in a `.txt` and its labels in an `.ann` \
             beside it. Line ends are those of the text and count; a span over one is written in \
             fragments."
        }
        "conll-2003" => {
            "CoNLL-2003 columns: token, two columns without meaning, tag; a blank line ends a \
             sentence and `-DOCSTART-` begins a document. White space is no token."
        }
        "conll-bio" => {
            "A token, a tab and its tag a line: `B-` begins a span, `I-` goes on with it, `O` is \
             none. A blank line ends a sentence. White space is no token."
        }
        "conll-bioes" => {
            "A token, a tab and its tag a line: `B-` begins a span, `I-` goes on with it, `E-` \
             ends it, `S-` is one of a single token, `O` is none. A blank line ends a sentence. \
             White space is no token."
        }
        "webanno-tsv" => {
            "WebAnno TSV 3.3, as INCEpTION and WebAnno read it: a file for each document. Only \
             offsets tell white space outside of sentences."
        }
        "cas-xmi" => {
            "UIMA CAS as XMI with its type system beside it, as INCEpTION, dkpro and cassis read \
             it: `NamedEntity` with the label in `value`."
        }
        "cas-json" => {
            "UIMA CAS as JSON 0.4, as INCEpTION and cassis read it: `NamedEntity` with the label \
             in `value`."
        }
        "web-annotation" => {
            "W3C Web Annotation as JSON-LD: each span an annotation with its label as a tag, a \
             position selector and a quote selector."
        }
        "parquet" => {
            "Parquet with the features that Hugging Face `datasets` knows it by: \
             `load_dataset(\"parquet\", data_files=…)`. `id` is the document's name."
        }
        "csv" => "A span a row, as a spreadsheet opens it: UTF-8 with a byte order mark.",
        "jsonl" => {
            "JSON lines: a document a line, `id` its name, `text`, and `spans` as objects with \
             `start`, `end`, `label` and the words as `text`. Where there is something to say, a \
             line also has `relations`, `status`, `classes`, `notes` and `annotator`, and a span \
             `attributes`, `note` and `entity`."
        }
        "html" => "A web page to read and to print; it is not made to be read by programs.",
        "docx" => "An office document to read and to print; it is not made for programs.",
        _ => "See the description above.",
    }
}
