//! Asks about a project that cannot simply be left: it has no name, or its file cannot be written.
//!
//! A project with a file is saved by itself, and nobody is asked.

use egui::Context;
use egui::Key;

use super::Fate;
use super::window_ui;
use crate::session::Session;
use crate::ui::desk::Desk;
use crate::ui::effect::Choice;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answer {
    Save,
    /// It stays as it is on the disk.
    Leave,
    Stay,
}

/// What is asked.
struct Question {
    title: &'static str,
    lines: Vec<String>,
    answers: [(&'static str, Answer); 3],
}

impl Desk {
    /// Shows the question.
    pub(super) fn leaving_ui(&mut self, ctx: &Context) {
        let frame = self.windows.frame();
        self.windows.fresh = false;
        let question = self.leaving_question();
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let mut answer = None;
        let title = scene.tr(question.title);
        let fate = window_ui(ctx, &scene, &title, 460.0, frame, |ui| {
            for line in &question.lines {
                ui.label(line);
            }
            ui.horizontal_wrapped(|ui| {
                for (key, given) in question.answers {
                    let response = ui.button(scene.tr(key));
                    if response.clicked() {
                        answer = Some(given);
                    }
                    if given == Answer::Save && frame.fresh {
                        response.request_focus();
                    }
                }
            });
        });
        if fate == Fate::Closes || ctx.input(|input| input.key_pressed(Key::Escape)) {
            answer = Some(Answer::Stay);
        }
        if let Some(answer) = answer {
            self.answer_leaving(ctx, answer);
        }
    }

    fn leaving_question(&self) -> Question {
        let session = self.session.as_ref();
        let name = session.map(|s| s.project().name.clone());
        let named = [("name", name.unwrap_or_default().into())];
        let is_unnamed = session.is_some_and(|s| s.unnamed().is_some() && s.path().is_none());
        if let Some(trouble) = self.kept.trouble() {
            let n = session.map_or(0, Session::n_pending);
            let is_journaled = session.is_some_and(|s| s.progress().is_some()) && n == 0;
            let (safe, leave) = if is_journaled {
                (self.texts.tr("leave-journaled"), "leave-anyway")
            } else {
                (self.texts.tr("leave-lost"), "leave-discard")
            };
            Question {
                title: "leave-stuck-title",
                lines: vec![trouble.body.clone(), safe],
                answers: [
                    ("leave-again", Answer::Save),
                    (leave, Answer::Leave),
                    ("cancel", Answer::Stay),
                ],
            }
        } else if is_unnamed {
            Question {
                title: "leave-unnamed-title",
                lines: vec![self.texts.tr("leave-unnamed-question")],
                answers: [
                    ("leave-name", Answer::Save),
                    ("leave-there", Answer::Leave),
                    ("cancel", Answer::Stay),
                ],
            }
        } else {
            Question {
                title: "leave-title",
                lines: vec![self.texts.tr_with("leave-question", named)],
                answers: [
                    ("leave-save", Answer::Save),
                    ("leave-discard", Answer::Leave),
                    ("cancel", Answer::Stay),
                ],
            }
        }
    }

    fn answer_leaving(&mut self, ctx: &Context, answer: Answer) {
        let session = self.session.as_ref();
        let is_kept = session.is_some_and(|s| s.unnamed().is_some() && s.path().is_none());
        match answer {
            Answer::Save if is_kept && self.kept.trouble().is_none() => {
                self.windows.after_save = self.leaving.take();
                self.choose(ctx, Choice::SaveAs);
            }
            Answer::Save if self.keeper.is_some() => {
                self.kept.let_stay_unnamed();
                self.windows.after_save = self.leaving.take();
                self.save_quietly(ctx);
            }
            Answer::Save => {
                self.windows.after_save = self.leaving.take();
                self.save(ctx, None);
            }
            Answer::Leave if is_kept && self.kept.trouble().is_none() => {
                self.kept.let_stay_unnamed();
                if let Some(leaving) = self.leaving.take() {
                    self.leave(ctx, leaving);
                }
            }
            Answer::Leave => {
                if let Some(leaving) = self.leaving.take() {
                    self.left(ctx, leaving);
                }
            }
            Answer::Stay => {
                self.leaving = None;
                self.focus_text();
            }
        }
    }
}
