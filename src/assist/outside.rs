//! Predictions of a user's own model: kept as a layer under the model's name, shown as suggestions.
//!
//! They are brought in by `zhubi predictions` or in the window, once for each source; bringing a
//! source in again puts the new ones in the place of the old. The layer stays as it came: what the
//! annotator makes of a prediction is in the annotator's own layer.

use thiserror::Error;

use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::span::Origin;

/// Returns the layers of a document that are predictions, by the names of their sources.
pub fn prediction_layers(doc: &Document) -> impl Iterator<Item = &Layer> {
    let layers = doc.layers.values().map(AsRef::as_ref);
    layers.filter(|layer: &&Layer| layer.is_prediction())
}

/// Returns what a layer of predictions suggests, in reading order.
pub fn suggestions(layer: &Layer) -> impl Iterator<Item = Suggestion> + '_ {
    layer.spans.iter().filter_map(|span| {
        let detail = span.detail.as_deref()?;
        let Origin::Suggested {
            source,
            score_permille,
            ..
        } = &detail.origin
        else {
            return None;
        };
        Some(Suggestion {
            range: span.range,
            label: span.label.clone(),
            source: Source::Outside(source.clone()),
            score_permille: (*score_permille).min(1000),
        })
    })
}

/// Why a source of predictions cannot be named so.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadName {
    /// It is empty, has space at its ends, or holds what cannot be seen.
    #[error("a source has a name without space at its ends or control characters in it")]
    Unwritable,
    /// A source of the program's own is named so.
    #[error("{0:?} is the name of a source of the program's own; choose another")]
    OwnSource(String),
    /// Somebody's layer is named so.
    #[error("{0:?} is the name of somebody's layer; predictions would be taken for their work")]
    Person(String),
}

/// Checks that predictions can be kept under a name; `me` is the annotator at work, if one is.
///
/// Whether a layer of the name is somebody's is asked of the whole project.
pub fn check_name(project: &Project, me: Option<&Annotator>, name: &str) -> Result<(), BadName> {
    if name.is_empty() || name.trim() != name || name.chars().any(char::is_control) {
        return Err(BadName::Unwritable);
    }
    let is_own = !matches!(Source::read(name), Source::Outside(_));
    if is_own || ["lexicon", "pattern", "hand"].contains(&name) {
        return Err(BadName::OwnSource(name.to_owned()));
    }
    if me.is_some_and(|me| me.as_str() == name) || is_persons(project, name) {
        return Err(BadName::Person(name.to_owned()));
    }
    Ok(())
}

/// Returns whether a name is that of a model whose predictions the project holds.
pub fn is_model(project: &Project, name: &str) -> bool {
    let mut layers = project.documents.iter().filter_map(|doc| doc.layer(name));
    layers.any(Layer::is_prediction)
}

/// Returns whether layers of a name are somebody's, though they may be empty yet.
fn is_persons(project: &Project, name: &str) -> bool {
    let layers = project.documents.iter().filter_map(|doc| doc.layer(name));
    let (predictions, others): (Vec<_>, Vec<_>) = layers.partition(|layer| layer.is_prediction());
    // A model's layer is empty where a label was removed with its spans.
    let empty = Layer::new(name);
    others.iter().any(|layer| **layer != empty) || (predictions.is_empty() && !others.is_empty())
}
