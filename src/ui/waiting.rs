//! How far the opening and the saving of a large project are.
//!
//! Opening is shown in the window that covers the desk meanwhile, saving in the line at the bottom.
//! A small one is opened and saved in a moment: its gauge does not move, and nothing is shown.

use std::time::Duration;

use egui::Context;
use egui::Role;
use egui::Ui;
use egui::WidgetInfo;

use crate::session::Gauge;
use crate::ui::desk::Desk;
use crate::ui::scene::Scene;

/// How often what is shown is brought up to date.
const EVERY: Duration = Duration::from_millis(100);

const BAR_WIDTH: f32 = 72.0;
const BAR_HEIGHT: f32 = 6.0;

/// The gauges of what is under way.
#[derive(Debug, Default)]
pub struct Gauges {
    /// Of the project that is read.
    pub opening: Gauge,
    /// Of the project that is saved.
    pub saving: Gauge,
}

/// Something that takes a while.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UnderWay {
    /// The key of its words.
    pub key: &'static str,
    /// How much of it is done, from 0 to 1.
    pub done: f32,
}

impl Gauges {
    /// Returns a gauge for a project that is about to be read.
    pub fn open(&mut self) -> Gauge {
        self.opening = Gauge::default();
        self.opening.clone()
    }

    /// Returns a gauge for a project that is about to be saved.
    pub fn save(&mut self) -> Gauge {
        self.saving = Gauge::default();
        self.saving.clone()
    }
}

impl Desk {
    /// Returns what is under way and how far it is, once anything is known of that.
    pub(super) fn under_way(&self) -> Option<UnderWay> {
        let opening = self.loading.then_some(&self.gauges.opening);
        let saving = self.saving.then_some(&self.gauges.saving);
        let both = [
            ("status-opening-part", opening),
            ("status-saving-part", saving),
        ];
        let known = both.into_iter().filter_map(|(key, gauge)| {
            let done = gauge?.fraction();
            (done > 0.0).then_some(UnderWay { key, done })
        });
        known.into_iter().next()
    }

    /// Looks at the gauges again soon, while anything is under way.
    pub(super) fn watch_gauges(&self, ctx: &Context) {
        if self.loading || self.saving {
            ctx.request_repaint_after(EVERY);
        }
    }
}

/// Shows how far something is.
pub fn ui(ui: &mut Ui, scene: &Scene<'_>, under_way: UnderWay) {
    let percent = (under_way.done * 100.0).floor();
    let values = [("percent", percent.into())];
    let said = scene.texts.tr_with(under_way.key, values);
    let bar = egui::ProgressBar::new(under_way.done)
        .desired_height(BAR_HEIGHT)
        .desired_width(BAR_WIDTH)
        .fill(scene.theme.accent);
    let response = ui.add(bar);
    response.widget_info(|| {
        let mut info = WidgetInfo::labeled(Role::ProgressIndicator, true, &said);
        info.value = Some(f64::from(percent));
        info
    });
    ui.label(scene.dim(said));
}
