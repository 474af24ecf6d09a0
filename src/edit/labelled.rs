//! The one command that an import of labelled data, or of a model's predictions, is.

use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::edit::command::SameLabel;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::project::Project;
use crate::model::relation::Relation;
use crate::model::schema::Label;
use crate::model::schema::RelationType;
use crate::model::schema::Schema;
use crate::model::span::Span;

/// What comes into the layer of one document.
pub type LabelledPart = (DocId, Vec<Span>, Vec<Relation>);

/// Makes the command that adds labels and relations to a schema, then spans and relations to an annotator's
/// layers, which it makes where they are not there.
///
/// Spans may overlap others of their label: the data is as it is, and `check` names them.
pub fn add_labelled(
    schema: &Schema,
    annotator: &Annotator,
    new_labels: &[LabelKey],
    new_relations: &[RelationKey],
    parts: Vec<LabelledPart>,
) -> Command {
    let mut commands = Vec::with_capacity(2 * parts.len() + 1);
    commands.extend(add_to_schema(schema, new_labels, new_relations));
    for (doc, spans, relations) in parts {
        let layer = LayerRef::new(doc, annotator.clone());
        commands.push(Command::AddSpans {
            layer: layer.clone(),
            spans,
            same_label: SameLabel::Allow,
        });
        if !relations.is_empty() {
            commands.push(Command::AddRelations { layer, relations });
        }
    }
    Command::Batch(commands)
}

/// Makes the command that puts a model's predictions in the place of those it made before.
///
/// What is there of the source goes from the documents named, and from no others.
pub fn put_predictions(
    project: &Project,
    source: &Annotator,
    new_labels: &[LabelKey],
    parts: Vec<LabelledPart>,
) -> Command {
    let mut commands = Vec::with_capacity(2 * parts.len() + 1);
    commands.extend(add_to_schema(&project.schema, new_labels, &[]));
    for (doc, spans, _) in parts {
        let is_there = project.layer(&doc, source).is_some();
        let layer = LayerRef::new(doc, source.clone());
        if is_there {
            commands.push(Command::RemoveLayer(layer.clone()));
        }
        if !spans.is_empty() {
            commands.push(Command::AddSpans {
                layer,
                spans,
                same_label: SameLabel::Allow,
            });
        }
    }
    Command::Batch(commands)
}

/// Makes the command that adds labels to a schema, each with a free colour and key, and relations
/// between any two spans.
fn add_to_schema(
    schema: &Schema,
    new_labels: &[LabelKey],
    new_relations: &[RelationKey],
) -> Option<Command> {
    let mut schema = schema.clone();
    for key in new_labels {
        let label = Label {
            color: schema.free_color(),
            hotkey: schema.free_hotkey(),
            ..Label::new(key.clone())
        };
        schema.labels.push(label);
    }
    for key in new_relations {
        schema.relations.push(RelationType::new(key.clone()));
    }
    let is_more = !(new_labels.is_empty() && new_relations.is_empty());
    is_more.then_some(Command::SetSchema(schema))
}
