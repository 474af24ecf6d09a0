//! Colours and sizes of the window: the only place where either is written down.
//!
//! Two palettes, light and dark, and one of high contrast for each. A label's colour is an index
//! into the palette, so that a project looks right in all of them.

use egui::Color32;

use crate::model::schema::LABEL_COLORS;
use crate::model::schema::N_COLORS;

/// Height of the row of menus.
pub const TOP_HEIGHT: f32 = 40.0;
/// Width of the documents' panel.
pub const LEFT_WIDTH: f32 = 228.0;
/// Width of the labels' panel.
pub const RIGHT_WIDTH: f32 = 272.0;
/// Height of the bar of suggestions.
pub const REVIEW_HEIGHT: f32 = 44.0;
/// Height of the status line.
pub const STATUS_HEIGHT: f32 = 26.0;
/// A window narrower than this folds the documents' panel.
pub const FOLD_LEFT_BELOW: f32 = 900.0;
/// A window narrower than this folds the labels' panel too.
pub const FOLD_RIGHT_BELOW: f32 = 640.0;
/// The unit of spacing.
pub const STEP: f32 = 4.0;
/// Corner radius of buttons and fields.
pub const CONTROL_RADIUS: u8 = 6;
/// Corner radius of cards and windows.
pub const CARD_RADIUS: u8 = 8;
/// Sizes of type: notes, small, body, heading, title.
pub const TEXT_SIZES: [f32; 5] = [11.0, 12.0, 13.0, 16.0, 18.0];
/// Line height of the paper in ems, with room for one lane.
pub const LINE_HEIGHT: f32 = 2.3;
/// Han characters in a line of the paper.
pub const MEASURE_CHARS: u16 = 37;

/// Which palette the window uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ThemeChoice {
    /// As the system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Every colour of the window.
#[derive(Clone, Debug, PartialEq)]
pub struct Theme {
    /// Whether it is a dark one.
    pub dark: bool,
    /// Behind everything.
    pub window: Color32,
    /// Panels.
    pub panel: Color32,
    /// The sheet the text stands on.
    pub paper: Color32,
    /// Text.
    pub ink: Color32,
    /// Less important text.
    pub dim: Color32,
    /// Separating lines and borders.
    pub line: Color32,
    /// What is active.
    pub accent: Color32,
    /// The ground of what is active.
    pub accent_ground: Color32,
    /// The ground of selected text.
    pub selection: Color32,
    /// The shadow of windows over the desk.
    pub shadow: Color32,
    /// What went well.
    pub good: Color32,
    /// What needs a look.
    pub warning: Color32,
    /// Line and ground of each label colour.
    pub labels: [LabelInk; N_COLORS as usize],
}

/// The two colours of a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LabelInk {
    /// The line under its spans.
    pub line: Color32,
    /// The ground of its spans.
    pub ground: Color32,
}

fn rgb(hex: u32) -> Color32 {
    let [_, r, g, b] = hex.to_be_bytes();
    Color32::from_rgb(r, g, b)
}

impl Theme {
    /// Returns the light palette.
    pub fn light() -> Self {
        Self {
            dark: false,
            window: rgb(0xF4F1EA),
            panel: rgb(0xFAF8F3),
            paper: rgb(0xFFFDF8),
            ink: rgb(0x1F1D1A),
            dim: rgb(0x77716A),
            line: rgb(0xE2DCD0),
            accent: rgb(0xB8321F),
            accent_ground: rgb(0xF6E3DE),
            selection: rgb(0xD8D2C4),
            shadow: Color32::from_black_alpha(60),
            good: rgb(0x00795A),
            warning: rgb(0xA35A00),
            labels: LABEL_COLORS.map(|[line, ground, _, _]| LabelInk {
                line: rgb(line),
                ground: rgb(ground),
            }),
        }
    }

    /// Returns the dark palette.
    pub fn dark() -> Self {
        Self {
            dark: true,
            window: rgb(0x151412),
            panel: rgb(0x1C1B18),
            paper: rgb(0x201F1C),
            ink: rgb(0xE8E4DB),
            dim: rgb(0x9A948A),
            line: rgb(0x34312B),
            accent: rgb(0xE8705C),
            accent_ground: rgb(0x3A2320),
            selection: rgb(0x4A453C),
            shadow: Color32::from_black_alpha(120),
            good: rgb(0x5CCBA5),
            warning: rgb(0xF0A35A),
            labels: LABEL_COLORS.map(|[_, _, line, ground]| LabelInk {
                line: rgb(line),
                ground: rgb(ground),
            }),
        }
    }

    /// Returns it with pure ink on pure paper and no grounds.
    pub fn high_contrast(self) -> Self {
        let (ink, paper) = if self.dark {
            (Color32::WHITE, Color32::BLACK)
        } else {
            (Color32::BLACK, Color32::WHITE)
        };
        let labels = self.labels.map(|label| LabelInk {
            ground: paper,
            ..label
        });
        Self {
            window: paper,
            panel: paper,
            paper,
            ink,
            dim: ink,
            line: ink,
            labels,
            ..self
        }
    }

    /// Returns the colours of a label.
    pub fn label(&self, color: u8) -> LabelInk {
        let idx = usize::from(color % N_COLORS);
        self.labels.get(idx).copied().unwrap_or(LabelInk {
            line: self.ink,
            ground: self.paper,
        })
    }

    /// Makes egui's own widgets use this palette.
    pub fn apply(&self, ctx: &egui::Context) {
        let mut visuals = if self.dark {
            egui::Visuals::dark()
        } else {
            egui::Visuals::light()
        };
        visuals.panel_fill = self.panel;
        visuals.window_fill = self.panel;
        visuals.extreme_bg_color = self.paper;
        visuals.text_edit_bg_color = Some(self.paper);
        visuals.faint_bg_color = self.window;
        visuals.window_stroke.color = self.line;
        visuals.selection.bg_fill = self.accent_ground;
        visuals.selection.stroke.color = self.accent;
        visuals.hyperlink_color = self.accent;
        visuals.warn_fg_color = self.warning;
        visuals.error_fg_color = self.accent;
        visuals.window_corner_radius = egui::CornerRadius::same(CARD_RADIUS);
        visuals.menu_corner_radius = egui::CornerRadius::same(CARD_RADIUS);
        let widgets = &mut visuals.widgets;
        for state in [
            &mut widgets.noninteractive,
            &mut widgets.inactive,
            &mut widgets.hovered,
            &mut widgets.active,
            &mut widgets.open,
        ] {
            state.corner_radius = egui::CornerRadius::same(CONTROL_RADIUS);
            state.fg_stroke.color = self.ink;
            state.bg_fill = self.paper;
            state.weak_bg_fill = self.paper;
            state.bg_stroke = egui::Stroke::new(1.0, self.line);
            state.expansion = 0.0;
        }
        widgets.noninteractive.bg_fill = self.panel;
        widgets.hovered.weak_bg_fill = self.accent_ground;
        widgets.hovered.bg_fill = self.accent_ground;
        widgets.hovered.bg_stroke.color = self.dim;
        widgets.active.weak_bg_fill = self.accent_ground;
        widgets.open.weak_bg_fill = self.accent_ground;
        ctx.set_visuals(visuals);
        ctx.all_styles_mut(|style| {
            let [_, small, body, heading, _] = TEXT_SIZES;
            let family = egui::FontFamily::Proportional;
            for (text_style, size) in [
                (egui::TextStyle::Small, small),
                (egui::TextStyle::Body, body),
                (egui::TextStyle::Button, body),
                (egui::TextStyle::Heading, heading),
            ] {
                style
                    .text_styles
                    .insert(text_style, egui::FontId::new(size, family.clone()));
            }
            style.text_styles.insert(
                egui::TextStyle::Monospace,
                egui::FontId::new(body, egui::FontFamily::Monospace),
            );
            style.spacing.item_spacing = egui::vec2(2.0 * STEP, STEP);
            style.spacing.button_padding = egui::vec2(2.0 * STEP, STEP);
            style.spacing.interact_size.y = 24.0;
            // Lists that open may be as high as the window has room for.
            style.spacing.default_area_size.y = 640.0;
            style.animation_time = 0.0;
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f32 {
        let linear = |c: u8| {
            let c = f32::from(c) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r()) + 0.7152 * linear(color.g()) + 0.0722 * linear(color.b())
    }

    /// The contrast ratio of WCAG 2.2.
    fn contrast(a: Color32, b: Color32) -> f32 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn ink_reads_on_every_ground_and_every_line_on_paper() {
        for theme in [Theme::light(), Theme::dark()] {
            assert!(contrast(theme.ink, theme.paper) > 9.3);
            assert!(contrast(theme.ink, theme.selection) > 7.0);
            for on in [theme.panel, theme.paper] {
                assert!(contrast(theme.dim, on) > 4.5, "{:?}", theme.dim);
                assert!(contrast(theme.accent, on) > 4.5);
            }
            assert!(contrast(theme.accent, theme.accent_ground) > 4.5);
            for label in theme.labels {
                assert!(contrast(theme.ink, label.ground) > 9.3, "{label:?}");
                assert!(contrast(label.line, theme.paper) > 4.7, "{label:?}");
            }
        }
    }
}
