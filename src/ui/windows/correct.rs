//! Corrects some paragraphs of the text; spans move along.

use egui::Context;
use egui::Key;
use egui::KeyboardShortcut;
use egui::Modifiers;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::text::offset::CharRange;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::resolve::to_correct;
use crate::ui::scene::Scene;

/// What is being typed, and in whose place it goes.
#[derive(Default)]
pub struct Correction {
    range: CharRange,
    typed: String,
    was: String,
    /// Whether it was said that Esc would throw away what was typed.
    warned: bool,
}

impl Correction {
    /// Starts with what is there.
    pub(super) fn of(env: &Env<'_>) -> Self {
        let range = to_correct(env).unwrap_or_default();
        let words = env.document().map(|doc| doc.text.slice(range).to_owned());
        let words = words.unwrap_or_default();
        Self {
            range,
            typed: words.clone(),
            was: words,
            warned: false,
        }
    }

    /// Says that Esc would throw away what was typed, unless nothing was or it was said before.
    pub(super) fn warns(&mut self) -> bool {
        let warns = self.typed != self.was && !self.warned;
        self.warned |= warns;
        warns
    }
}

/// Shows the window.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    correction: &mut Correction,
    frame: Frame,
) -> Fate {
    let title = scene.tr("action-correct-text");
    let (mut done, mut cancelled) = (false, false);
    let enter = |input: &mut egui::InputState| input.consume_key(Modifiers::COMMAND, Key::Enter);
    let by_key = ctx.input_mut(enter);
    let fate = window_ui(ctx, scene, &title, 640.0, frame, |ui| {
        ui.label(scene.dim(scene.tr("correct-what")));
        let height = (ui.available_height() - 48.0).max(80.0);
        egui::ScrollArea::vertical()
            .max_height(height)
            .show(ui, |ui| {
                let field = egui::TextEdit::multiline(&mut correction.typed);
                let response = ui.add(field.desired_width(f32::INFINITY).desired_rows(6));
                response
                    .widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
                if frame.fresh {
                    response.request_focus();
                }
            });
        ui.horizontal(|ui| {
            let shortcut =
                ctx.format_shortcut(&KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter));
            let ok = egui::Button::new(scene.tr("ok")).shortcut_text(shortcut);
            done = ui.add(ok).clicked() || by_key;
            cancelled = ui.button(scene.tr("cancel")).clicked();
            if correction.warned {
                ui.colored_label(scene.theme.accent, scene.tr("correct-again"));
            }
        });
    });
    if let (true, Some(doc)) = (done, scene.env.place.doc.clone()) {
        let after = Place {
            selection: Selection::caret(correction.range.start()),
            span: None,
            ..scene.env.place.clone()
        };
        let (range, words) = (correction.range, correction.typed.clone());
        scene.ask_effect(Effect::Edit(
            Command::CorrectText { doc, range, words },
            after,
        ));
    }
    if done || cancelled {
        Fate::Closes
    } else {
        fate
    }
}
