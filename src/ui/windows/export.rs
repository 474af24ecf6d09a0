//! Labelled data out: what of it and how, what gets lost, and its first lines, before it is written.
//!
//! The choices stand on one side (`options`), what they come to on the other: counts and losses
//! (`report`) and the beginning of the output (`preview`). Both are made on a thread (`work`), which
//! also writes. What is chosen, and what of it is remembered, is in `chosen`.

mod chosen;
pub(super) mod options;
mod preview;
pub(super) mod report;
mod work;

use egui::Context;
use egui::Rect;
use egui::RichText;
use egui::ScrollArea;
use egui::Ui;
use egui::pos2;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::exchange::Files;
use crate::exchange::flat::Overlap;
use crate::ui::desk::Desk;
use crate::ui::effect::Choice;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;

use self::chosen::Chosen;
use self::work::Count;
use self::work::Meter;

pub use self::chosen::Remembered;
pub use self::work::Came;
pub use self::work::Written;

/// Width of the window.
const WIDTH: f32 = 1040.0;

/// A window narrower than this has one side below the other.
const STACK_BELOW: f32 = 640.0;

/// Height of what stands at the bottom.
const FOOT_HEIGHT: f32 = 76.0;

/// How often what is shown of work under way is brought up to date.
const EVERY: std::time::Duration = std::time::Duration::from_millis(100);

/// What was chosen, and what it comes to.
#[derive(Default)]
pub struct Export {
    chosen: Chosen,
    /// The number of the session that was chosen of.
    serial: Option<u64>,
    count: Option<Count>,
    /// How far the export is that is being written.
    writing: Option<Meter>,
    /// Why the last one was not written.
    problem: Option<String>,
}

/// What was done in the foot.
#[derive(Default)]
struct Did {
    writes: bool,
    stops: bool,
}

impl Export {
    /// Takes up what is remembered, and of another project all of it.
    pub(super) fn open(&mut self, env: &Env<'_>) {
        self.problem = None;
        let Some(session) = env.session else { return };
        if self.serial != Some(session.serial()) {
            self.serial = Some(session.serial());
            self.chosen = Chosen::of(&env.settings.export);
        }
        self.chosen.take_project(session.project(), env.annotator);
    }

    /// Returns a file name to propose.
    pub fn file_name(&self, project: &str) -> String {
        let stem = if project.is_empty() { "zhubi" } else { project };
        match self.chosen.format() {
            Some(format) if self.files() == Files::One => {
                format!("{stem}.{}", format.extension())
            }
            _ => format!("{stem}-{}", self.chosen.format),
        }
    }

    /// Returns whether a file is asked for or a folder.
    pub(in crate::ui) fn files(&self) -> Files {
        match self.chosen.format() {
            Some(format) if !self.chosen.splits => format.files,
            _ => Files::Folder,
        }
    }

    /// Stops what is being written; returns whether anything was.
    pub(super) fn stop_writing(&self) -> bool {
        if let Some(meter) = &self.writing {
            meter.stop();
        }
        self.writing.is_some()
    }

    /// Returns the key of what forbids writing, whatever was chosen.
    fn forbidden(&self) -> Option<&'static str> {
        let losses = &self.count.as_ref()?.surveyed.as_ref()?.losses;
        let clash = self.chosen.overlap == Overlap::Error && losses.loses_overlaps();
        if self.chosen.is_flat() && clash {
            return Some("export-stuck");
        }
        (self.chosen.strict && losses.loses_data()).then_some("export-strict-stuck")
    }
}

impl Desk {
    /// Remembers what was chosen, and lets go of what nobody looks at any more.
    pub(super) fn close_export(&mut self, ctx: &Context) {
        let export = &mut self.windows.export;
        export.stop_counting();
        let remembered = export.chosen.remembered();
        if self.settings.export != remembered {
            self.settings.export = remembered;
            self.settings_changed(ctx);
        }
    }

    /// Shows the window.
    pub(super) fn export_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let export = &mut windows.export;
        self.count_export(ctx, export);
        let mut asks = std::mem::take(&mut self.asks);
        let scene = self.scene(&mut asks);
        let title = scene.tr("action-export");
        let mut did = Did::default();
        let before = export.chosen.clone();
        let mut fate = window_ui(ctx, &scene, &title, WIDTH, frame, |ui| {
            contents_ui(ui, &scene, export, &mut did);
        });
        self.asks = asks;
        if before != export.chosen {
            export.problem = None;
            ctx.request_repaint();
        }
        if export.writing.is_some() {
            ctx.request_repaint_after(EVERY);
            did.stops |= fate == Fate::Closes;
            fate = Fate::Stays;
        }
        if did.stops {
            export.stop_writing();
        }
        if did.writes {
            export.problem = None;
            self.asks.push(Ask::effect(Effect::Choose(Choice::Export)));
        }
        fate
    }
}

fn contents_ui(ui: &mut Ui, scene: &Scene<'_>, export: &mut Export, did: &mut Did) {
    let room = ui.available_rect_before_wrap();
    let body = room.with_max_y((room.bottom() - FOOT_HEIGHT).max(room.top() + 100.0));
    if body.width() < STACK_BELOW {
        ui.scope_builder(egui::UiBuilder::new().max_rect(body), |ui| {
            let area = ScrollArea::vertical().auto_shrink(false);
            area.show(ui, |ui| {
                options_ui(ui, scene, export);
                ui.separator();
                outcome_ui(ui, scene, export);
            });
        });
    } else {
        let x = body.left() + (body.width() * 0.42).max(300.0);
        let right = Rect::from_min_max(pos2(x + 4.0 * STEP, body.top()), body.max);
        let sides = [("options", body.with_max_x(x)), ("outcome", right)];
        for (side, rect) in sides {
            ui.scope_builder(egui::UiBuilder::new().max_rect(rect), |ui| {
                let area = ScrollArea::vertical().id_salt(side).auto_shrink(false);
                area.show(ui, |ui| {
                    if side == "options" {
                        options_ui(ui, scene, export);
                    } else {
                        outcome_ui(ui, scene, export);
                    }
                });
            });
        }
    }
    ui.advance_cursor_after_rect(body);
    ui.separator();
    foot_ui(ui, scene, export, did);
}

fn options_ui(ui: &mut Ui, scene: &Scene<'_>, export: &mut Export) {
    ui.add_enabled_ui(export.writing.is_none(), |ui| {
        options::ui(ui, scene, &mut export.chosen);
    });
}

/// Shows what the choices come to.
fn outcome_ui(ui: &mut Ui, scene: &Scene<'_>, export: &Export) {
    let Some(count) = &export.count else {
        return;
    };
    match &count.surveyed {
        Some(surveyed) => report::ui(ui, scene, surveyed),
        None => {
            let (done, all) = count.meter.read();
            let values = [("done", done.into()), ("all", all.into())];
            ui.label(scene.texts.tr_with("export-working", values));
            ui.ctx().request_repaint_after(EVERY);
        }
    }
    if let Some(preview) = &count.preview {
        ui.add_space(2.0 * STEP);
        ui.label(scene.section("export-preview"));
        let project = scene.env.project().map(|project| project.name.as_str());
        let file = export.file_name(project.unwrap_or_default());
        preview::ui(ui, scene, preview, export.chosen.format, &file);
    }
}

/// Shows the buttons, what forbids writing, and how far it is.
fn foot_ui(ui: &mut Ui, scene: &Scene<'_>, export: &mut Export, did: &mut Did) {
    ui.horizontal_wrapped(|ui| {
        ui.add_enabled_ui(export.writing.is_none(), |ui| {
            options::around_ui(ui, scene, &mut export.chosen);
        });
    });
    let counted = export.count.as_ref();
    let counted = counted.is_some_and(|count| count.surveyed.is_some());
    let forbidden = export.forbidden();
    let place = scene.env.place;
    let lacks = scene.env.project();
    let lacks = lacks.and_then(|project| export.chosen.lacks(project, place.doc.as_ref()));
    ui.horizontal_wrapped(|ui| {
        if let Some(meter) = &export.writing {
            let (done, all) = meter.read();
            let values = [("done", done.into()), ("all", all.into())];
            let words = scene.texts.tr_with("export-writing", values);
            progress_ui(ui, scene, done as f32 / all.max(1) as f32, &words);
            did.stops |= ui.button((scene.tr("cancel"), scene.dim("Esc"))).clicked();
            return;
        }
        let key = match export.files() {
            Files::One => "export-write",
            Files::Folder => "export-write-folder",
        };
        let button = egui::Button::new(scene.tr(key));
        let ready = counted && forbidden.is_none() && lacks.is_none();
        did.writes |= ui.add_enabled(ready, button).clicked();
        let warn = |words: String| RichText::new(words).color(scene.theme.warning);
        if let Some(problem) = &export.problem {
            ui.label(RichText::new(problem).color(scene.theme.accent));
        } else if let Some(key) = forbidden {
            ui.label(warn(scene.tr(key)));
        } else if let Some(what) = lacks {
            ui.label(warn(scene.tr(&format!("export-lacks-{what}"))));
        }
    });
}

/// Shows how far something is.
fn progress_ui(ui: &mut Ui, scene: &Scene<'_>, share: f32, words: &str) {
    let bar = egui::ProgressBar::new(share)
        .desired_height(6.0)
        .desired_width(180.0)
        .fill(scene.theme.accent);
    let response = ui.add(bar);
    response.widget_info(|| {
        let mut info = egui::WidgetInfo::labeled(egui::Role::ProgressIndicator, true, words);
        info.value = Some(f64::from(share));
        info
    });
    ui.label(words);
}
