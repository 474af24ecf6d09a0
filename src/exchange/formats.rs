//! The table of formats.
//!
//! What is not listed under `cannot_carry` comes back from an export when it is read again.

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::Spelling;
use crate::exchange::conll;
use crate::exchange::jsonl;
use crate::exchange::loss;
use crate::exchange::loss::LossKind;
use crate::exchange::page;
use crate::exchange::page_docx;
use crate::exchange::units::OffsetUnit;

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
        name: "conll-bio",
        description: "a character and its tag a line, B- I- O",
        extensions: &["tsv", "conll", "bio", "txt"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        spelling: conll::SPELLING,
        read: None,
        write: Some(conll::write_bio),
    },
    Format {
        name: "conll-bioes",
        description: "a character and its tag a line, B- I- E- S- O",
        extensions: &["tsv", "conll", "bioes", "txt"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &LossKind::ALL,
        spelling: conll::SPELLING,
        read: None,
        write: Some(conll::write_bioes),
    },
    Format {
        name: "html",
        description: "a web page to read and to print",
        extensions: &["html"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &page::CANNOT_CARRY,
        spelling: page::SPELLING,
        read: None,
        write: Some(page::write),
    },
    Format {
        name: "docx",
        description: "an office document to read and to print",
        extensions: &["docx"],
        files: Files::One,
        unit: OffsetUnit::None,
        cannot_carry: &page::CANNOT_CARRY,
        spelling: page::SPELLING,
        read: None,
        write: Some(page_docx::write),
    },
];
