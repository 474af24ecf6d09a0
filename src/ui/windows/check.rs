//! What is wrong with the project, or looks so; a click goes there.

use egui::Context;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::model::check::Finding;
use crate::model::check::FindingKind;
use crate::model::check::Severity;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;
use crate::ui::words;

/// Height of a finding's row.
const ROW_HEIGHT: f32 = 24.0;

/// Shows the window.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    findings: Option<&[Finding]>,
    frame: Frame,
) -> Fate {
    let mut go = None;
    let title = scene.tr("action-check");
    let fate = window_ui(ctx, scene, &title, 640.0, frame, |ui| {
        let Some(findings) = findings else {
            ui.label(scene.tr("check-working"));
            return;
        };
        if findings.is_empty() {
            ui.label(scene.tr("check-nothing"));
            return;
        }
        let n = findings.len();
        ui.label(scene.texts.tr_with("check-found", [("n", n.into())]));
        let list = egui::ScrollArea::vertical().auto_shrink(false);
        list.show_rows(ui, ROW_HEIGHT, n, |ui, rows| {
            for finding in findings.get(rows).unwrap_or_default() {
                let color = match finding.severity {
                    Severity::Error => scene.theme.accent,
                    Severity::Hint => scene.theme.ink,
                };
                let text = egui::RichText::new(words(scene, finding)).color(color);
                let button = egui::Button::new(text).frame(false).truncate();
                if ui
                    .add(button)
                    .on_hover_text(words::finding(scene.texts, finding))
                    .clicked()
                {
                    go = place(finding);
                }
            }
        });
    });
    match go {
        Some((annotator, place)) => {
            if let Some(annotator) = annotator {
                scene.ask_effect(Effect::WorkAs(annotator));
            }
            scene.ask_effect(Effect::Go(place));
            Fate::Closes
        }
        None => fate,
    }
}

fn words(scene: &Scene<'_>, finding: &Finding) -> String {
    let what = scene.tr(&format!("finding-{}", finding.kind.name()));
    let doc = finding
        .place
        .doc
        .as_ref()
        .and_then(|id| scene.env.session?.document(id));
    let name = doc.map(|doc| doc.name.as_str()).unwrap_or_default();
    let range = finding.place.range;
    if let FindingKind::Misfit { label, words, .. } = &finding.kind {
        return format!("{what} · {label} · {words} · {name}");
    }
    let covered = doc
        .zip(range)
        .map(|(doc, range)| doc.text.slice(range))
        .unwrap_or_default();
    format!("{what} · {covered} · {name}")
}

fn place(finding: &Finding) -> Option<(Option<crate::model::ids::Annotator>, Place)> {
    let place = &finding.place;
    let doc = place.doc.clone()?;
    let selection = place.range.map(Selection::of).unwrap_or_default();
    let there = Place {
        doc: Some(doc),
        selection,
        span: place.span.clone(),
        annotator: None,
    };
    Some((place.annotator.clone(), there))
}
