//! The parts of a project file that stand by themselves: schema, lists for suggestions, a span's
//! detail, extra fields.

use std::collections::BTreeSet;

use crate::model::document;
use crate::model::extra::Extra;
use crate::model::ids::LabelKey;
use crate::model::layer;
use crate::model::lexicon;
use crate::model::schema;
use crate::model::span;
use crate::store::convert::Repeat;
use crate::store::format_v1 as file;
use crate::store::locate::Trail;
use crate::store::problem::KeyKind;

pub fn schema_from_file(file: file::Schema) -> Result<schema::Schema, Repeat> {
    let trail = Trail::default().field("schema");
    let labels: Vec<_> = file.labels.into_iter().map(label_from_file).collect();
    let relations: Vec<_> = file
        .relations
        .into_iter()
        .map(relation_type_from_file)
        .collect();
    let label_keys = labels.iter().map(|label| label.key.as_str());
    refuse_repeats(&trail.field("labels"), KeyKind::Label, label_keys)?;
    let relation_keys = relations.iter().map(|relation| relation.key.as_str());
    refuse_repeats(&trail.field("relations"), KeyKind::Relation, relation_keys)?;
    Ok(schema::Schema {
        labels,
        relations,
        classes: file.classes.into_iter().map(class_from_file).collect(),
        extra: extra_from_file(file.extra),
    })
}

fn refuse_repeats<'a>(
    trail: &Trail,
    what: KeyKind,
    keys: impl Iterator<Item = &'a str>,
) -> Result<(), Repeat> {
    let mut seen = BTreeSet::new();
    for (place, key) in keys.enumerate() {
        if !seen.insert(key) {
            return Err(Repeat {
                trail: trail.index(place).field("key"),
                what,
                key: key.to_owned(),
            });
        }
    }
    Ok(())
}

fn label_from_file(file: file::Label) -> schema::Label {
    schema::Label {
        key: file.key.into(),
        names: file.names.0,
        letter: file.letter,
        color: file.color,
        hotkey: file.hotkey,
        self_overlap: file.self_overlap,
        description: file.description,
        attributes: file
            .attributes
            .into_iter()
            .map(attribute_from_file)
            .collect(),
        extra: extra_from_file(file.extra),
    }
}

fn relation_type_from_file(file: file::RelationType) -> schema::RelationType {
    schema::RelationType {
        key: file.key.into(),
        names: file.names.0,
        heads: file.heads.into_iter().map(LabelKey::from).collect(),
        tails: file.tails.into_iter().map(LabelKey::from).collect(),
        description: file.description,
        extra: extra_from_file(file.extra),
    }
}

fn attribute_from_file(file: file::Attribute) -> schema::Attribute {
    schema::Attribute {
        key: file.key,
        names: file.names.0,
        kind: match file.kind {
            file::AttributeKind::Choice(choices) => schema::AttributeKind::Choice(choices),
            file::AttributeKind::YesNo => schema::AttributeKind::YesNo,
            file::AttributeKind::Text => schema::AttributeKind::Text,
        },
        extra: extra_from_file(file.extra),
    }
}

fn class_from_file(file: file::DocumentClass) -> schema::DocumentClass {
    schema::DocumentClass {
        key: file.key,
        names: file.names.0,
        description: file.description,
        extra: extra_from_file(file.extra),
    }
}

pub fn lexicon_from_file(file: file::Lexicon) -> lexicon::Lexicon {
    lexicon::Lexicon {
        name: file.name,
        label: file.label.map(LabelKey::from),
        enabled: file.enabled,
        words: file.words,
        extra: extra_from_file(file.extra),
    }
}

pub fn pattern_from_file(file: file::Pattern) -> lexicon::Pattern {
    lexicon::Pattern {
        name: file.name,
        label: file.label.map(LabelKey::from),
        enabled: file.enabled,
        expression: file.expression,
        extra: extra_from_file(file.extra),
    }
}

pub fn entity_from_file(file: file::Entity) -> lexicon::Entity {
    lexicon::Entity {
        key: file.key.into(),
        name: file.name,
        note: file.note,
        extra: extra_from_file(file.extra),
    }
}

pub fn conflicts_from_file(file: Vec<file::Conflict>) -> Vec<layer::Conflict> {
    let conflict = |file: file::Conflict| layer::Conflict {
        subject: file.subject,
        ours: file.ours,
        theirs: file.theirs,
        extra: extra_from_file(file.extra),
    };
    file.into_iter().map(conflict).collect()
}

pub(super) fn source_from_file(file: file::Source) -> document::Source {
    document::Source {
        file: file.file,
        encoding: file.encoding,
        bom: file.bom,
        line_ends: match file.line_ends {
            file::LineEnds::None => document::LineEnds::None,
            file::LineEnds::Lf => document::LineEnds::Lf,
            file::LineEnds::CrLf => document::LineEnds::CrLf,
            file::LineEnds::Cr => document::LineEnds::Cr,
            file::LineEnds::Mixed => document::LineEnds::Mixed,
        },
        sha256: file.sha256,
        extra: extra_from_file(file.extra),
    }
}

pub fn status_from_file(file: file::Status) -> layer::Status {
    match file {
        file::Status::ToDo => layer::Status::ToDo,
        file::Status::InProgress => layer::Status::InProgress,
        file::Status::Done => layer::Status::Done,
        file::Status::ToDiscuss => layer::Status::ToDiscuss,
    }
}

pub fn detail_from_file(file: file::SpanDetail) -> span::SpanDetail {
    span::SpanDetail {
        origin: match file.origin {
            file::Origin::Hand => span::Origin::Hand,
            file::Origin::Repeated => span::Origin::Repeated,
            file::Origin::Suggested {
                source,
                score,
                corrected,
            } => span::Origin::Suggested {
                source,
                score_permille: score,
                corrected,
            },
            file::Origin::Imported { from } => span::Origin::Imported { from },
        },
        attributes: file.attributes.0,
        note: file.note,
        entity: file.entity.map(Into::into),
        extra: extra_from_file(file.extra),
    }
}

pub fn extra_from_file(file: file::Extra) -> Extra {
    let values = file.0.into_iter();
    values.map(|(name, value)| (name, value.0)).collect()
}
