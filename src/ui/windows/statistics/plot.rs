//! Scores against what became of them, drawn: a source whose scores mean what they say lies on the
//! diagonal. The numbers stand in the table beneath.

use egui::Role;
use egui::Ui;
use egui::WidgetInfo;
use egui_plot::GridMark;
use egui_plot::Line;
use egui_plot::LineStyle;
use egui_plot::Plot;
use egui_plot::PlotPoints;
use egui_plot::Points;

use crate::assist::tally::Bin;
use crate::ui::scene::Scene;

const HEIGHT: f32 = 280.0;
/// The largest side of the square that the curve is drawn in.
const WIDTH: f32 = 460.0;
/// Room around the unit square, so that dots on its edges are whole.
const EDGE: f64 = 0.03;
/// What lies between two lines of the grid.
const STEP: f64 = 0.2;
const DOT_RADIUS: f32 = 4.0;
const LINE_WIDTH: f32 = 1.5;

/// Draws the curve: the share right of each bin with its interval, and the diagonal.
pub fn ui(ui: &mut Ui, scene: &Scene<'_>, bins: &[Bin]) {
    let theme = scene.theme;
    let measured: Vec<(f64, f64, (f64, f64))> = bins
        .iter()
        .enumerate()
        .filter_map(|(place, bin)| {
            let measured = bin.precision()?;
            let middle = place as f64 / 10.0 + 0.05;
            Some((middle, measured.share(), measured.interval()))
        })
        .collect();
    let plot = Plot::new("reliability")
        .height(HEIGHT)
        .width(WIDTH.min(ui.available_width()))
        .default_x_bounds(-EDGE, 1.0 + EDGE)
        .default_y_bounds(-EDGE, 1.0 + EDGE)
        .x_axis_label(scene.dim(scene.tr("statistics-score")))
        .y_axis_label(scene.dim(scene.tr("statistics-share")))
        .show_background(false)
        .grid_color(theme.line)
        .grid_fade(0.0)
        .x_grid_spacer(|_| marks())
        .y_grid_spacer(|_| marks())
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false);
    let shown = plot.show(ui, |plot| {
        let diagonal = Line::new("", PlotPoints::from(vec![[0.0, 0.0], [1.0, 1.0]]));
        plot.line(
            diagonal
                .color(theme.dim)
                .style(LineStyle::dashed_dense())
                .width(1.0),
        );
        for (middle, _, (low, high)) in &measured {
            let interval = PlotPoints::from(vec![[*middle, *low], [*middle, *high]]);
            plot.line(Line::new("", interval).color(theme.dim).width(LINE_WIDTH));
        }
        let points = || -> Vec<[f64; 2]> {
            let points = measured.iter().map(|(middle, share, _)| [*middle, *share]);
            points.collect()
        };
        let curve = Line::new("", PlotPoints::from(points()));
        plot.line(curve.color(theme.accent).width(LINE_WIDTH));
        let dots = Points::new("", PlotPoints::from(points()));
        plot.points(dots.color(theme.accent).radius(DOT_RADIUS));
    });
    let told = scene.tr("statistics-plot");
    shown
        .response
        .widget_info(|| WidgetInfo::labeled(Role::Image, true, &told));
}

/// Returns where the lines of the grid are, on either axis.
fn marks() -> Vec<GridMark> {
    let marks = (0..=5).map(|i| GridMark {
        value: f64::from(i) * STEP,
        step_size: STEP,
    });
    marks.collect()
}
