//! The one command that an import of labelled data is.

use crate::edit::change::LayerRef;
use crate::edit::command::Command;
use crate::edit::command::SameLabel;
use crate::model::ids::Annotator;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::relation::Relation;
use crate::model::schema::Label;
use crate::model::schema::Schema;
use crate::model::span::Span;

/// What comes into the layer of one document.
pub type LabelledPart = (DocId, Vec<Span>, Vec<Relation>);

/// Makes the command that adds labels to a schema, then spans and relations to an annotator's
/// layers, which it makes where they are not there.
///
/// Spans may overlap others of their label: the data is as it is, and `check` names them.
pub fn add_labelled(
    schema: &Schema,
    annotator: &Annotator,
    new_labels: &[LabelKey],
    parts: Vec<LabelledPart>,
) -> Command {
    let mut commands = Vec::with_capacity(2 * parts.len() + 1);
    if !new_labels.is_empty() {
        let mut schema = schema.clone();
        for key in new_labels {
            let label = Label {
                color: schema.free_color(),
                hotkey: schema.free_hotkey(),
                ..Label::new(key.clone())
            };
            schema.labels.push(label);
        }
        commands.push(Command::SetSchema(schema));
    }
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
