//! What must hold for any bytes in files of labelled data, format by format.
//!
//! Whatever is read lies in its text; and what is written of it in the same format is read as the
//! same again. Bytes after the first U+001E are what lies beside the file, under any name. To end
//! without a panic, in time and within memory is the rest of it.

use std::collections::BTreeSet;
use std::io;

use zhubi::exchange::Files;
use zhubi::exchange::Format;
use zhubi::exchange::fit::fit;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Incoming;
use zhubi::exchange::incoming::Place;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::incoming::Remark;
use zhubi::exchange::input::Beside;
use zhubi::exchange::input::Content;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::input::Sink;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::Record;
use zhubi::exchange::settle;
use zhubi::exchange::units::OffsetUnit;

/// Documents that are kept to be written again.
const MAX_KEPT: usize = 32;

/// The name of a target, that of its format, and what must hold.
pub type Check = (&'static str, &'static str, fn(&[u8]));

macro_rules! checks {
    ($($function:ident $name:literal),* $(,)?) => {
        $(
            /// Holds the format to it.
            pub fn $function(bytes: &[u8]) {
                check($name, bytes);
            }
        )*

        /// The formats that have a check: the name of the target, their own, and the check.
        pub const ALL: &[Check] = &[$((stringify!($function), $name, $function)),*];
    };
}

checks! {
    jsonl "jsonl",
    doccano "doccano",
    label_studio "label-studio",
    prodigy "prodigy",
    spacy "spacy",
    brat "brat",
    conll_2003 "conll-2003",
    conll_bio "conll-bio",
    conll_bioes "conll-bioes",
    webanno_tsv "webanno-tsv",
    cas_xmi "cas-xmi",
    cas_json "cas-json",
    web_annotation "web-annotation",
    parquet "parquet",
    csv "csv",
}

/// The one thing that lies beside a file, whatever it is called.
struct Same(Option<Vec<u8>>);

impl Beside for Same {
    fn open(&self, _name: &str) -> io::Result<Option<Box<dyn Content>>> {
        let content = self.0.clone();
        Ok(content.map(|bytes| Box::new(io::Cursor::new(bytes)) as Box<dyn Content>))
    }
}

/// Settles every document and keeps the first ones.
#[derive(Default)]
struct Settled {
    records: Vec<Record>,
    n_documents: usize,
    n_of_tokens: usize,
}

impl Sink for Settled {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        self.n_documents += 1;
        self.n_of_tokens += usize::from(incoming.blanks_unsure);
        let (record, _) = settle::record(&incoming, "文");
        let Some(record) = record else {
            return Ok(());
        };
        for span in record.layer.spans.iter() {
            assert!(record.text.holds(span.range) && !span.range.is_empty());
        }
        for id in record.layer.relations.keys() {
            let ends = [&id.head, &id.tail];
            assert!(ends.iter().all(|end| record.layer.spans.contains(end)));
        }
        if self.records.len() < MAX_KEPT {
            self.records.push(record);
        }
        Ok(())
    }

    fn refuse(&mut self, at: Place, _n_spans: usize, reason: RefusalReason) {
        assert!(!at.to_string().is_empty() && !reason.to_string().is_empty());
    }

    fn unread(&mut self, _field: &str) {}

    fn remark(&mut self, _at: Place, remark: Remark) {
        assert!(!remark.to_string().is_empty());
    }
}

fn check(name: &str, bytes: &[u8]) {
    let format = format_by_name(name).expect("it is a format");
    let cut = bytes.iter().position(|byte| *byte == 0x1E);
    let packed = matches!(name, "spacy" | "parquet");
    let (main, beside) = match cut.filter(|_| !packed) {
        Some(at) => (&bytes[..at], Some(bytes[at + 1..].to_vec())),
        None => (bytes, None),
    };
    let file = format!("文.{}", format.extension());
    let mut settled = Settled::default();
    let read = read(format, &file, main.to_vec(), &Same(beside), &mut settled);
    if let Err(error) = read {
        assert!(!error.to_string().is_empty());
    }
    if settled.n_of_tokens == 0 && format.unit != OffsetUnit::None {
        comes_back(format, settled.records);
    }
}

fn read(
    format: &Format,
    name: &str,
    content: Vec<u8>,
    beside: &dyn Beside,
    sink: &mut dyn Sink,
) -> Result<(), ReadError> {
    let input = Input {
        name,
        content: Box::new(io::Cursor::new(content)),
        beside,
        options: ReadOptions::default(),
    };
    format.read.expect("it is read")(input, sink)
}

/// What is written of records that came from anywhere is read as the same.
fn comes_back(format: &Format, records: Vec<Record>) {
    let (options, mut losses) = (WriteOptions::default(), LossReport::default());
    let fitted: Vec<Record> = records
        .iter()
        .filter_map(|record| fit(format, &options, record, &mut losses))
        .collect();
    let memory = Memory::default();
    let open = format.write.expect("it is written");
    let mut writer = open(Box::new(memory.clone()), &options).expect("memory opens");
    for record in &fitted {
        writer.put(record).expect("memory takes it");
    }
    writer.finish().expect("memory takes it");
    let mut again = Settled::default();
    for (name, bytes) in memory.files() {
        let is_primary = match format.files {
            Files::One => name == Memory::MAIN,
            Files::Folder => format.is_primary(&name),
        };
        if is_primary {
            read(format, &name, bytes, &memory, &mut again).expect("what we write is whole");
        }
    }
    if again
        .records
        .iter()
        .any(|record| record.text.n_chars() == 0)
        || again.n_documents == 0
    {
        // A file without a text of its own, or a document without one.
        return;
    }
    let keys = |records: &[Record]| {
        let keys = records.iter().map(|record| {
            let spans = record.layer.spans.iter();
            let spans: BTreeSet<_> = spans.map(|s| (s.range, s.label.to_string())).collect();
            (record.text.as_str().to_owned(), spans)
        });
        keys.filter(|(text, _)| !text.is_empty())
            .collect::<BTreeSet<_>>()
    };
    if again.n_of_tokens == 0 && again.records.len() < MAX_KEPT {
        assert_eq!(keys(&again.records), keys(&fitted), "{}", format.name);
    }
}
