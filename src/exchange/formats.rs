//! The table of formats.
//!
//! What is not listed under `cannot_carry` comes back from an export when it is read again.

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::Spelling;
use crate::exchange::brat;
use crate::exchange::cas;
use crate::exchange::conll;
use crate::exchange::doccano;
use crate::exchange::jsonl;
use crate::exchange::loss;
use crate::exchange::loss::LossKind;
use crate::exchange::prodigy;
use crate::exchange::spacy;
use crate::exchange::units::OffsetUnit;

/// Every format, in the order that help lists them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "spacy",
        description: "DocBin of spaCy: entities, and the span group sc",
        extensions: &["spacy"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &[
            LossKind::Attributes,
            LossKind::SpanNotes,
            LossKind::Relations,
            LossKind::Notes,
            LossKind::Statuses,
            LossKind::Conflicts,
            LossKind::Misfits,
            LossKind::LaterValues,
            LossKind::Origins,
            LossKind::Review,
            LossKind::Time,
        ],
        spelling: Spelling::ANY,
        read: Some(spacy::read),
        write: Some(spacy::write),
    },
    Format {
        name: "cas-xmi",
        description: "UIMA CAS as XMI, with its type system",
        extensions: &["xmi"],
        files: Files::Folder,
        unit: OffsetUnit::Utf16,
        cannot_carry: &[
            LossKind::Characters,
            LossKind::LabelSpelling,
            LossKind::ValueSpelling,
            LossKind::Conflicts,
            LossKind::Misfits,
            LossKind::LaterValues,
            LossKind::Origins,
            LossKind::Review,
            LossKind::Time,
        ],
        spelling: cas::XMI_SPELLING,
        read: Some(cas::read_xmi),
        write: Some(cas::write_xmi),
    },
    Format {
        name: "cas-json",
        description: "UIMA CAS as JSON",
        extensions: &["json"],
        files: Files::Folder,
        unit: OffsetUnit::Utf16,
        cannot_carry: &[
            LossKind::Conflicts,
            LossKind::Misfits,
            LossKind::LaterValues,
            LossKind::Origins,
            LossKind::Review,
            LossKind::Time,
        ],
        spelling: Spelling::ANY,
        read: Some(cas::read_json),
        write: Some(cas::write_json),
    },
    Format {
        name: "jsonl",
        description: "JSON lines, a document a line",
        extensions: &["jsonl"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &loss::OF_THE_WORK,
        spelling: Spelling::ANY,
        read: Some(jsonl::read),
        write: Some(jsonl::write),
    },
    Format {
        name: "doccano",
        description: "doccano's JSON lines",
        extensions: &["jsonl"],
        files: Files::One,
        unit: OffsetUnit::Utf16,
        cannot_carry: &[
            LossKind::EmptyDocuments,
            LossKind::Attributes,
            LossKind::SpanNotes,
        name: "brat",
        description: "brat standoff, .txt and .ann for each document",
        extensions: &["ann"],
        files: Files::Folder,
        unit: OffsetUnit::Chars,
        cannot_carry: &[
            LossKind::Blank,
            LossKind::Trimmed,
            LossKind::LabelSpelling,
            LossKind::ValueSpelling,
            LossKind::Entities,
            LossKind::Classes,
            LossKind::Notes,
            LossKind::Statuses,
            LossKind::Conflicts,
            LossKind::Misfits,
            LossKind::LaterValues,
            LossKind::Origins,
            LossKind::Review,
            LossKind::Time,
        ],
        spelling: Spelling::ANY,
        read: Some(doccano::read),
        write: Some(doccano::write),
    },
    Format {
        name: "prodigy",
        description: "Prodigy's JSON lines, also those that spaCy is trained on",
        extensions: &["jsonl"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &loss::OF_THE_WORK,
        spelling: Spelling::ANY,
        read: Some(prodigy::read),
        write: Some(prodigy::write),
        spelling: brat::SPELLING,
        read: Some(brat::read),
        write: Some(brat::write),
    },
    Format {
        name: "conll-2003",
        description: "CoNLL-2003, a token and its tag a line, four columns",
        extensions: &["conll", "txt"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        spelling: conll::SPELLING_2003,
        read: Some(conll::read),
        write: Some(conll::write_2003),
    },
    Format {
        name: "conll-bio",
        description: "a token and its tag a line, B- I- O",
        extensions: &["tsv", "conll", "bio", "txt"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        spelling: conll::SPELLING,
        read: Some(conll::read),
        write: Some(conll::write_bio),
    },
    Format {
        name: "conll-bioes",
        description: "a token and its tag a line, B- I- E- S- O",
        extensions: &["tsv", "conll", "bioes", "txt"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        spelling: conll::SPELLING,
        read: Some(conll::read),
        write: Some(conll::write_bioes),
    },
];
