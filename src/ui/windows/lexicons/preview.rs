//! What the chosen list finds in the open document; a click goes there.

use egui::Ui;

use super::Lexicons;
use super::work::Seen;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;

/// Height of a row.
const ROW_HEIGHT: f32 = 22.0;

/// Shows it; true when the user goes to a place.
pub(super) fn ui(ui: &mut Ui, scene: &mut Scene<'_>, window: &Lexicons) -> bool {
    if scene.env.document().is_none() {
        ui.label(scene.dim(scene.tr("lexicons-no-document")));
        return false;
    }
    let Some(seen) = window.preview.seen() else {
        ui.label(scene.dim(scene.tr("lexicons-looking")));
        return false;
    };
    let values = [("n", seen.n_found.into())];
    ui.label(scene.dim(scene.texts.tr_with("lexicons-found", values)));
    rows_ui(ui, scene, seen)
}

fn rows_ui(ui: &mut Ui, scene: &mut Scene<'_>, seen: &Seen) -> bool {
    let mut gone_to = None;
    egui::ScrollArea::vertical()
        .id_salt("found")
        .auto_shrink(false)
        .show_rows(ui, ROW_HEIGHT, seen.lines.len(), |ui, range| {
            for (range, line) in seen.lines.get(range).unwrap_or(&[]) {
                let said = format!("{}⟦{}⟧{}", line.before, line.words, line.after);
                let mut job = egui::text::LayoutJob::default();
                let [_, _, body, ..] = crate::ui::theme::TEXT_SIZES;
                let format = |color, background| egui::TextFormat {
                    font_id: egui::FontId::proportional(body),
                    color,
                    background,
                    ..Default::default()
                };
                let clear = egui::Color32::TRANSPARENT;
                job.append(&line.before, 0.0, format(scene.theme.dim, clear));
                job.append(
                    &line.words,
                    0.0,
                    format(scene.theme.ink, scene.theme.accent_ground),
                );
                job.append(&line.after, 0.0, format(scene.theme.dim, clear));
                let button = ui.add(egui::Button::new(job).frame(false));
                button.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, true, &said));
                if button.clicked() {
                    gone_to = Some(*range);
                }
            }
        });
    let Some(range) = gone_to else {
        return false;
    };
    let place = Place {
        selection: Selection::of(range),
        span: None,
        ..scene.env.place.clone()
    };
    scene.ask_effect(Effect::Go(place));
    true
}
