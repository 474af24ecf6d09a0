//! The line at the bottom: what is true now.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::Ui;

use crate::model::document::LineEnds;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::kept::Keeping;
use crate::ui::kept::Stuck;
use crate::ui::scene::Scene;
use crate::ui::theme;
use crate::ui::waiting;
use crate::ui::waiting::UnderWay;

/// What the desk knows beside the scene.
pub struct Status<'a> {
    /// The last small word.
    pub said: &'a str,
    /// How far the project is on its way to the disk.
    pub keeping: &'a Keeping,
    /// Whether anything else is under way.
    pub busy: bool,
    /// What takes a while, and how far it is.
    pub under_way: Option<UnderWay>,
    /// How many places of the open document are damaged, where that is known.
    pub n_damaged: Option<usize>,
}

/// Shows the line.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, status: &Status<'_>) {
    let frame = Frame::new()
        .fill(scene.theme.panel)
        .inner_margin(Margin::symmetric(12, 0));
    Panel::bottom("status_bar")
        .exact_size(theme::STATUS_HEIGHT)
        .frame(frame)
        .show(ui, |ui| {
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                ui.spacing_mut().item_spacing.x = 4.0 * theme::STEP;
                place_ui(ui, scene);
                if let Some(n) = status.n_damaged.filter(|n| *n > 0) {
                    let values = [("n", n.into())];
                    let said = scene.dim(scene.texts.tr_with("status-damaged", values));
                    let button = ui.add(egui::Button::new(said).frame(false));
                    let what = scene.name_of(Action::ListDamage);
                    let keys = scene.keys_of(Action::ListDamage);
                    if button.on_hover_text(format!("{what}  {keys}")).clicked() {
                        scene.ask(Action::ListDamage);
                    }
                }
                saved_ui(ui, scene, status);
                if let Some(under_way) = status.under_way {
                    waiting::ui(ui, scene, under_way);
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let keys = scene.keys_of(Action::Help);
                    let help = format!("{keys} {}", scene.name_of(Action::Help));
                    if ui
                        .add(egui::Button::new(scene.dim(help)).frame(false))
                        .clicked()
                    {
                        scene.ask(Action::Help);
                    }
                    let said = scene.dim(status.said);
                    ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                        ui.add(egui::Label::new(said).truncate());
                    });
                });
            });
        });
}

fn place_ui(ui: &mut Ui, scene: &Scene<'_>) {
    let Some(doc) = scene.env.document() else {
        return;
    };
    let selection = scene.env.selection();
    let paragraph = doc.text.paragraph_at(selection.head) + 1;
    let values = [
        ("paragraph", paragraph.into()),
        ("char", selection.head.0.into()),
    ];
    ui.label(scene.dim(scene.texts.tr_with("status-place", values)));
    let n = scene
        .env
        .span()
        .map_or(selection.range().len(), |span| span.range.len());
    if n > 0 {
        ui.label(scene.dim(scene.texts.tr_with("status-selected", [("n", n.into())])));
    }
    let line_ends = match doc.source.line_ends {
        LineEnds::None => "—",
        LineEnds::Lf => "LF",
        LineEnds::CrLf => "CRLF",
        LineEnds::Cr => "CR",
        LineEnds::Mixed => "LF/CRLF",
    };
    let bom = if doc.source.bom { " BOM" } else { "" };
    ui.label(scene.dim(format!("{}{bom} · {line_ends}", doc.source.encoding)));
}

fn saved_ui(ui: &mut Ui, scene: &mut Scene<'_>, status: &Status<'_>) {
    let Some(session) = scene.env.session else {
        if status.busy && status.under_way.is_none() {
            ui.label(scene.dim(scene.tr("status-working")));
        }
        return;
    };
    let theme = scene.theme;
    let (said, color) = match status.keeping {
        Keeping::Unknown if session.unsaved() && session.path().is_none() => {
            (scene.tr("status-never-saved"), theme.warning)
        }
        Keeping::Unknown if session.unsaved() => (scene.tr("status-unsaved"), theme.warning),
        Keeping::Unknown | Keeping::Saved => (scene.tr("status-saved"), theme.good),
        Keeping::Saving if status.under_way.is_some() => return,
        Keeping::Saving => (scene.tr("status-saving"), theme.dim),
        Keeping::Journaled => (scene.tr("status-journaled"), theme.good),
        Keeping::Unnamed => (scene.tr("status-unnamed"), theme.good),
        Keeping::ReadOnly => (scene.tr("status-read-only"), theme.warning),
        Keeping::Stuck(stuck) => {
            stuck_ui(ui, scene, stuck);
            return;
        }
    };
    let [_, small, ..] = theme::TEXT_SIZES;
    ui.label(RichText::new(format!("● {said}")).size(small).color(color));
}

/// Shows what does not reach the disk; under the pointer, and after a click, why.
fn stuck_ui(ui: &mut Ui, scene: &mut Scene<'_>, stuck: &Stuck) {
    let [_, small, ..] = theme::TEXT_SIZES;
    let said = RichText::new(format!("● {}", stuck.title));
    let said = said.size(small).color(scene.theme.accent);
    let button = ui.add(egui::Button::new(said).frame(false));
    if button.on_hover_text(&stuck.body).clicked() {
        scene.ask_effect(Effect::ExplainStuck);
    }
}
