//! Commands that put labels on words of the open document and take them off.
//!
//! One place for every way to label, by hand, from a suggestion or by repeating: what a label key does
//! to the status and to what was turned down must not depend on it.

use crate::assist::suggestion::Source;
use crate::edit::command::Command;
use crate::edit::command::SameLabel;
use crate::model::layer::Rejection;
use crate::model::layer::Status;
use crate::model::span::Origin;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::ui::env::Env;

/// Adds spans to the user's layer; none where no document is open.
///
/// The first ones in a document also mark it as begun, and what is labelled is turned down no longer.
pub fn add(env: &Env<'_>, spans: Vec<Span>) -> Option<Command> {
    let layer = env.layer_ref()?;
    let there = env.layer();
    let begun = there.is_some_and(|found| found.meta.status != Status::ToDo);
    let keys = spans.iter().map(Span::key);
    let is_rejected = |key: &SpanKey| there.is_some_and(|found| found.rejected.contains_key(key));
    let rejected: Vec<SpanKey> = keys.filter(is_rejected).collect();
    let mut commands = vec![Command::AddSpans {
        layer: layer.clone(),
        spans,
        same_label: SameLabel::Refuse,
    }];
    if !rejected.is_empty() {
        commands.push(Command::Unreject {
            layer: layer.clone(),
            spans: rejected,
        });
    }
    if !begun {
        let status = Status::InProgress;
        commands.push(Command::SetStatus { layer, status });
    }
    Some(match commands.len() {
        1 => commands.remove(0),
        _ => Command::Batch(commands),
    })
}

/// Takes a span off; one that was suggested or repeated is turned down with it, or it would be
/// suggested again at once.
pub fn take_off(env: &Env<'_>, key: SpanKey) -> Option<Command> {
    let layer = env.layer_ref()?;
    let span = env.layer().and_then(|found| found.spans.find(&key));
    let remove = Command::RemoveSpans {
        layer: layer.clone(),
        spans: vec![key.clone()],
    };
    Some(match span.and_then(turned_down) {
        Some(rejection) => Command::Batch(vec![
            remove,
            Command::Reject {
                layer,
                rejections: vec![(key, rejection)],
            },
        ]),
        None => remove,
    })
}

/// Returns who is turned down with a span that is taken off.
fn turned_down(span: &Span) -> Option<Rejection> {
    match span.detail_or_default().origin {
        Origin::Suggested {
            source,
            score_permille,
            ..
        } => Some(Rejection::new(source, Some(score_permille))),
        Origin::Repeated => Some(Rejection::new(Source::Repeat.to_string(), None)),
        Origin::Hand | Origin::Imported { .. } => None,
    }
}
