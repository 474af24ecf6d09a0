//! Messages that stay until they are closed, above the status line.

use egui::Align;
use egui::Frame;
use egui::Layout;
use egui::Margin;
use egui::Panel;
use egui::RichText;
use egui::Ui;

use crate::ui::i18n::Texts;
use crate::ui::notices::Gravity;
use crate::ui::notices::Notices;
use crate::ui::theme::Theme;

/// Messages shown at once; the rest wait.
const N_SHOWN: usize = 3;

/// Shows the messages, the latest last.
pub fn ui(ui: &mut Ui, notices: &mut Notices, theme: &Theme, texts: &Texts) {
    let mut closed = None;
    let first = notices.open.len().saturating_sub(N_SHOWN);
    for (idx, notice) in notices.open.iter().enumerate().skip(first) {
        let (fill, ink) = match notice.gravity {
            Gravity::Error => (theme.accent_ground, theme.accent),
            Gravity::Hint => (theme.panel, theme.ink),
        };
        let frame = Frame::new()
            .fill(fill)
            .inner_margin(Margin::symmetric(12, 8));
        Panel::bottom(("notice", idx))
            .frame(frame)
            .resizable(false)
            .show(ui, |ui| {
                ui.with_layout(Layout::right_to_left(Align::Min), |ui| {
                    if ui.button(texts.tr("close")).clicked() {
                        closed = Some(idx);
                    }
                    ui.with_layout(Layout::top_down(Align::Min), |ui| {
                        ui.label(RichText::new(&notice.title).color(ink).strong());
                        if !notice.body.is_empty() {
                            ui.add(egui::Label::new(&notice.body).wrap());
                        }
                    });
                });
            });
    }
    if let Some(idx) = closed {
        notices.open.remove(idx);
    }
}
