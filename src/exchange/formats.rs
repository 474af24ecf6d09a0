//! The table of formats.
//!
//! What is not listed under `cannot_carry` comes back from an export when it is read again.

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::Spelling;
use crate::exchange::brat;
use crate::exchange::conll;
use crate::exchange::csv;
use crate::exchange::jsonl;
use crate::exchange::loss;
use crate::exchange::loss::LossKind;
use crate::exchange::units::OffsetUnit;
use crate::exchange::webanno;

/// Every format, in the order that help lists them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "jsonl",
        description: "JSON lines, a document a line",
        extensions: &["jsonl"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &loss::BESIDE_SPANS,
        spelling: Spelling::ANY,
        read: Some(jsonl::read),
        write: Some(jsonl::write),
    },
    Format {
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
    Format {
        name: "webanno-tsv",
        description: "WebAnno TSV 3.3, a file for each document, for INCEpTION",
        extensions: &["tsv"],
        files: Files::Folder,
        unit: OffsetUnit::Utf16,
        cannot_carry: &[
            LossKind::Blank,
            LossKind::Trimmed,
            LossKind::EmptyDocuments,
            LossKind::Characters,
            LossKind::LabelSpelling,
            LossKind::ValueSpelling,
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
        spelling: webanno::SPELLING,
        read: Some(webanno::read),
        write: Some(webanno::write),
    },
    Format {
        name: "csv",
        description: "a table of spans for a spreadsheet, without the texts",
        extensions: &["csv"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &[
            LossKind::Relations,
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
        read: Some(csv::read),
        write: Some(csv::write),
    },
];
