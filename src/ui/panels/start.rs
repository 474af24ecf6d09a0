//! What one sees with nothing open: what one can do.

use egui::Align;
use egui::CentralPanel;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::RichText;
use egui::Ui;

use crate::session::Unnamed;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::words;

/// Width of the column of choices.
const WIDTH: f32 = 420.0;

/// Shows the start page.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, unnamed: &[Unnamed]) {
    let frame = Frame::new()
        .fill(scene.theme.window)
        .inner_margin(Margin::same(24));
    CentralPanel::default().frame(frame).show(ui, |ui| {
        egui::ScrollArea::vertical()
            .auto_shrink(false)
            .show(ui, |ui| {
                let margin = ((ui.available_width() - WIDTH) / 2.0).max(0.0);
                ui.add_space((ui.available_height() * 0.12).max(theme::STEP));
                ui.horizontal_top(|ui| {
                    ui.add_space(margin);
                    ui.allocate_ui_with_layout(
                        egui::vec2(WIDTH.min(ui.available_width()), 0.0),
                        Layout::top_down(Align::Min),
                        |ui| column_ui(ui, scene, unnamed),
                    );
                });
            });
    });
}

fn column_ui(ui: &mut Ui, scene: &mut Scene<'_>, unnamed: &[Unnamed]) {
    ui.label(RichText::new("朱笔").size(36.0).color(scene.theme.accent));
    ui.label(scene.tr("start-what"));
    ui.add_space(5.0 * theme::STEP);
    let choices = [
        (Action::OpenSample, "start-sample"),
        (Action::NewProject, "start-new"),
        (Action::OpenProject, "start-open"),
    ];
    for (action, what) in choices {
        let card = Frame::new()
            .fill(scene.theme.paper)
            .stroke(egui::Stroke::new(1.0, scene.theme.line))
            .corner_radius(theme::CARD_RADIUS)
            .inner_margin(Margin::symmetric(16, 12));
        card.show(ui, |ui| {
            ui.set_width(ui.available_width());
            ui.horizontal(|ui| {
                scene.button_ui(ui, action);
            });
            ui.label(scene.dim(scene.tr(what)));
        });
        ui.add_space(theme::STEP);
    }
    ui.label(scene.dim(scene.tr("start-drop")));
    unnamed_ui(ui, scene, unnamed);
    let recent = scene.env.settings.recent.clone();
    if recent.is_empty() {
        return;
    }
    ui.add_space(5.0 * theme::STEP);
    ui.label(scene.section("start-recent"));
    for path in recent {
        let name = path
            .file_stem()
            .map(|name| name.to_string_lossy().into_owned());
        let folder = path.parent().map(|folder| folder.display().to_string());
        let text = (
            name.unwrap_or_default(),
            scene.dim(folder.unwrap_or_default()),
        );
        if ui
            .add(egui::Button::new(text).frame(false).truncate())
            .clicked()
        {
            scene.ask_effect(Effect::OpenProject(path));
        }
    }
}

/// Shows the projects that were never given a name, with what they hold.
fn unnamed_ui(ui: &mut Ui, scene: &mut Scene<'_>, unnamed: &[Unnamed]) {
    if unnamed.is_empty() {
        return;
    }
    ui.add_space(5.0 * theme::STEP);
    ui.label(scene.section("start-unnamed"));
    for project in unnamed {
        let since = match project.since {
            Some(since) => words::ago(scene.texts, since),
            None => scene.tr("ago-unknown"),
        };
        let values = [
            ("since", since.into()),
            ("documents", project.n_documents.into()),
            ("spans", project.n_spans.into()),
        ];
        let what = scene.texts.tr_with("start-unnamed-what", values);
        let first = match project.first.as_str() {
            "" => scene.tr("start-unnamed-unreadable"),
            first => first.to_owned(),
        };
        let text = (first, scene.dim(what));
        let button = egui::Button::new(text).frame(false).truncate();
        if ui.add(button).clicked() {
            scene.ask_effect(Effect::OpenProject(project.path.clone()));
        }
    }
}
