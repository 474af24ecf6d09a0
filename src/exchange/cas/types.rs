//! The types of a CAS as we write it, and how `TypeSystem.xml` and the JSON spelling list them.

use std::io;

/// The text of a document.
pub(super) const SOFA: &str = "uima.cas.Sofa";
/// What has a place in the text.
pub(super) const ANNOTATION: &str = "uima.tcas.Annotation";
const DOCUMENT: &str = "uima.tcas.DocumentAnnotation";
const STRING: &str = "uima.cas.String";

/// Title and id of a document, by DKPro.
pub(super) const METADATA: &str =
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData";
/// A span, by DKPro.
pub(super) const NAMED_ENTITY: &str = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
/// A relation, as a relation layer of INCEpTION that somebody has called `Relation`.
pub(super) const RELATION: &str = "webanno.custom.Relation";
/// An attribute of a span.
pub(super) const ATTRIBUTE: &str = "zhubi.Attribute";
/// A note on a span, or on characters.
pub(super) const NOTE: &str = "zhubi.Note";
/// A note on a document.
pub(super) const DOCUMENT_NOTE: &str = "zhubi.DocumentNote";
/// A class of a document.
pub(super) const CLASS: &str = "zhubi.DocumentClass";
/// How far the work on a document is.
pub(super) const STATUS: &str = "zhubi.DocumentStatus";

/// A type with its features; a feature's range is a type.
pub(super) struct Type {
    pub(super) name: &'static str,
    pub(super) parent: &'static str,
    pub(super) features: &'static [(&'static str, &'static str)],
}

/// Every type that is not UIMA's own.
pub(super) const TYPES: [Type; 8] = [
    Type {
        name: METADATA,
        parent: DOCUMENT,
        features: &[
            ("documentTitle", STRING),
            ("documentId", STRING),
            ("documentUri", STRING),
            ("collectionId", STRING),
            ("documentBaseUri", STRING),
            ("isLastSegment", "uima.cas.Boolean"),
        ],
    },
    Type {
        name: NAMED_ENTITY,
        parent: ANNOTATION,
        features: &[("value", STRING), ("identifier", STRING)],
    },
    Type {
        name: RELATION,
        parent: ANNOTATION,
        features: &[
            ("Governor", NAMED_ENTITY),
            ("Dependent", NAMED_ENTITY),
            ("relation", STRING),
        ],
    },
    Type {
        name: ATTRIBUTE,
        parent: ANNOTATION,
        features: &[
            ("span", NAMED_ENTITY),
            ("name", STRING),
            ("content", STRING),
        ],
    },
    Type {
        name: NOTE,
        parent: ANNOTATION,
        features: &[("span", NAMED_ENTITY), ("content", STRING)],
    },
    Type {
        name: DOCUMENT_NOTE,
        parent: ANNOTATION,
        features: &[("content", STRING)],
    },
    Type {
        name: CLASS,
        parent: ANNOTATION,
        features: &[("name", STRING)],
    },
    Type {
        name: STATUS,
        parent: ANNOTATION,
        features: &[("name", STRING)],
    },
];

/// Writes all of them as a description that UIMA loads.
pub(super) fn write_description(out: &mut impl io::Write) -> io::Result<()> {
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                <typeSystemDescription xmlns=\"http://uima.apache.org/resourceSpecifier\">\n\
                <types>\n";
    out.write_all(head.as_bytes())?;
    for Type {
        name,
        parent,
        features,
    } in &TYPES
    {
        writeln!(
            out,
            "<typeDescription>\n<name>{name}</name>\n<description/>\n\
             <supertypeName>{parent}</supertypeName>\n<features>"
        )?;
        for (feature, range) in *features {
            writeln!(
                out,
                "<featureDescription><name>{feature}</name><description/>\
                 <rangeTypeName>{range}</rangeTypeName></featureDescription>"
            )?;
        }
        out.write_all(b"</features>\n</typeDescription>\n")?;
    }
    out.write_all(b"</types>\n</typeSystemDescription>\n")
}
