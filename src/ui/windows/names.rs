//! Windows with one field: names of document, project and annotator, and a span's note.

use egui::Context;
use egui::Key;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::edit::command::Command;
use crate::model::ids::Annotator;
use crate::ui::effect::Dialog;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::scene::Scene;

/// What is being typed.
#[derive(Default)]
pub struct Name {
    typed: String,
}

impl Name {
    /// Starts with what is there.
    pub(super) fn of(dialog: Dialog, env: &Env<'_>) -> Self {
        let typed = match dialog {
            Dialog::RenameDocument => env.document().map(|doc| doc.name.clone()),
            Dialog::RenameProject => env.project().map(|project| project.name.clone()),
            Dialog::RenameAnnotator => Some(env.annotator.to_string()),
            _ => env.span().map(|span| span.detail_or_default().note),
        };
        Self {
            typed: typed.unwrap_or_default(),
        }
    }
}

/// Shows the window.
pub(super) fn ui(
    ctx: &Context,
    scene: &mut Scene<'_>,
    name: &mut Name,
    dialog: Dialog,
    frame: Frame,
) -> Fate {
    let title = scene.tr(match dialog {
        Dialog::RenameDocument => "action-rename-document",
        Dialog::RenameProject => "action-rename-project",
        Dialog::RenameAnnotator => "action-rename-annotator",
        _ => "action-edit-note",
    });
    let (mut done, mut cancelled) = (false, false);
    let fate = window_ui(ctx, scene, &title, 420.0, frame, |ui| {
        let field = egui::TextEdit::singleline(&mut name.typed).desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
        if frame.fresh {
            response.request_focus();
        }
        done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        ui.horizontal(|ui| {
            done |= ui.button(scene.tr("ok")).clicked();
            cancelled = ui.button(scene.tr("cancel")).clicked();
        });
    });
    if done {
        let typed = name.typed.trim().to_owned();
        if let Some(effect) = effect(dialog, &scene.env, typed) {
            scene.ask_effect(effect);
        }
    }
    if done || cancelled {
        Fate::Closes
    } else {
        fate
    }
}

fn effect(dialog: Dialog, env: &Env<'_>, typed: String) -> Option<Effect> {
    let place = env.place.clone();
    let command = match dialog {
        Dialog::RenameDocument => Command::RenameDocument {
            doc: env.place.doc.clone()?,
            name: typed,
        },
        Dialog::RenameProject => Command::RenameProject(typed),
        Dialog::RenameAnnotator => {
            let to = Annotator::from(typed);
            if env.project()?.annotators().contains(env.annotator) {
                return Some(Effect::RenameAnnotator {
                    from: env.annotator.clone(),
                    to,
                });
            }
            return Some(Effect::WorkAs(to));
        }
        _ => {
            let span = env.span()?;
            let mut detail = span.detail_or_default();
            detail.note = typed;
            Command::SetDetail {
                layer: env.layer_ref()?,
                span: span.key(),
                detail,
            }
        }
    };
    Some(Effect::Edit(command, place))
}
