//! Where spans came from and what became of suggestions: by source, by label, by score.
//!
//! What is counted is in `assist`; the tables are made in `table`, which also writes them for the
//! clipboard, and the curve is drawn by `plot`, whose numbers stand in a table beside it.

mod plot;
mod table;

use egui::Context;
use egui::Ui;

use super::Fate;
use super::Windows;
use super::window_ui;
use crate::assist::tally::Tally;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::histories::Whose;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;

use self::table::Table;

/// Width of the window.
const WIDTH: f32 = 860.0;

/// What was chosen.
#[derive(Default)]
pub struct Statistics {
    whose: Whose,
    /// The source whose scores are held against what became of them; all without.
    source: Option<String>,
}

impl Desk {
    /// Shows the window.
    pub(super) fn statistics_ui(&mut self, ctx: &Context, windows: &mut Windows) -> Fate {
        let frame = windows.frame();
        let statistics = &mut windows.statistics;
        self.keep_history(ctx, statistics.whose);
        let mut asks = std::mem::take(&mut self.asks);
        let scene = self.scene(&mut asks);
        let mut copies = false;
        let history = self.histories.get(statistics.whose);
        let title = scene.tr("action-statistics");
        let fate = window_ui(ctx, &scene, &title, WIDTH, frame, |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.radio_value(
                    &mut statistics.whose,
                    Whose::Mine,
                    scene.tr("statistics-mine"),
                );
                let everyone = scene.tr("statistics-everyone");
                ui.radio_value(&mut statistics.whose, Whose::Everyone, everyone);
                ui.add_space(12.0);
                let keys = scene.dim(scene.keys_of(Action::CopyStatistics));
                let name = scene.name_of(Action::CopyStatistics);
                copies = ui.button((name, keys)).clicked();
            });
            ui.add_space(4.0);
            match history {
                Some(history) => contents_ui(ui, &scene, statistics, history.tally()),
                None => _ = ui.label(scene.tr("statistics-working")),
            }
        });
        if copies {
            asks.push(Ask::Action(Action::CopyStatistics));
        }
        self.asks = asks;
        fate
    }

    /// Puts the tables on the clipboard, as text with tabs.
    pub(in crate::ui) fn copy_statistics(&mut self, ctx: &Context) {
        let whose = self.windows.statistics.whose;
        self.keep_history(ctx, whose);
        let Some(history) = self.histories.get(whose) else {
            self.said = self.texts.tr("statistics-working");
            return;
        };
        let mut asks = Vec::new();
        let report = report(&self.scene(&mut asks), history.tally());
        ctx.copy_text(report);
        self.said = self.texts.tr("said-statistics-copied");
    }
}

fn contents_ui(ui: &mut Ui, scene: &Scene<'_>, statistics: &mut Statistics, tally: &Tally) {
    let area = egui::ScrollArea::vertical().auto_shrink(false);
    area.show(ui, |ui| {
        ui.label(scene.section("statistics-sources"));
        Table::of_sources(scene, tally).ui(ui, scene, "sources");
        ui.label(scene.dim(scene.tr("statistics-what")));
        ui.add_space(12.0);
        ui.label(scene.section("statistics-scores"));
        source_ui(ui, scene, &mut statistics.source, tally);
        let bins = tally.reliability(statistics.source.as_deref());
        if bins.iter().all(|bin| bin.n == 0) {
            ui.label(scene.tr("statistics-no-scores"));
        } else {
            plot::ui(ui, scene, &bins);
            Table::of_bins(scene, &bins).ui(ui, scene, "scores");
        }
        ui.add_space(12.0);
        ui.label(scene.section("statistics-labels"));
        Table::of_labels(scene, tally).ui(ui, scene, "labels");
    });
}

/// Lets one choose the source whose scores are shown.
fn source_ui(ui: &mut Ui, scene: &Scene<'_>, chosen: &mut Option<String>, tally: &Tally) {
    let sources = table::suggesting(tally);
    if chosen
        .as_ref()
        .is_some_and(|source| tally.source(source).is_none())
    {
        *chosen = None;
    }
    ui.horizontal_wrapped(|ui| {
        ui.radio_value(chosen, None, scene.tr("statistics-all-sources"));
        for (source, name) in sources {
            let name = table::source_name(scene, &name);
            ui.radio_value(chosen, Some(source), name);
        }
    });
}

/// Returns all tables as text, an empty line between them.
fn report(scene: &Scene<'_>, tally: &Tally) -> String {
    let tables = [
        Table::of_sources(scene, tally),
        Table::of_bins(scene, &tally.reliability(None)),
        Table::of_labels(scene, tally),
    ];
    tables.map(|table| table.tabbed()).join("\n")
}
