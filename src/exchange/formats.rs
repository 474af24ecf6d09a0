//! The table of formats.
//!
//! What is not listed under `cannot_carry` comes back from an export when it is read again.

use crate::exchange::Files;
use crate::exchange::Format;
use crate::exchange::Spelling;
use crate::exchange::conll;
use crate::exchange::doccano;
use crate::exchange::jsonl;
use crate::exchange::label_studio;
use crate::exchange::loss;
use crate::exchange::loss::LossKind;
use crate::exchange::prodigy;
use crate::exchange::units::OffsetUnit;
use crate::exchange::web_annotation;

/// Every format, in the order that help lists them.
pub const FORMATS: &[Format] = &[
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
        name: "label-studio",
        description: "Label Studio's tasks, with annotations or predictions",
        extensions: &["json"],
        files: Files::One,
        unit: OffsetUnit::Chars,
        cannot_carry: &label_studio::CANNOT_CARRY,
        spelling: label_studio::SPELLING,
        read: Some(label_studio::read),
        write: Some(label_studio::write),
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
    },
    Format {
        name: "web-annotation",
        description: "W3C Web Annotation, a text and a page about it for each document",
        extensions: &["jsonld"],
        files: Files::Folder,
        unit: OffsetUnit::Chars,
        cannot_carry: &web_annotation::CANNOT_CARRY,
        spelling: Spelling::ANY,
        read: Some(web_annotation::read),
        write: Some(web_annotation::write),
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
];
