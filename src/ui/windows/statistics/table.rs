//! The tables of the statistics: cells of text, shown as a grid or copied with tabs.

use egui::Align;
use egui::Layout;
use egui::Ui;

use crate::assist::precision::Precision;
use crate::assist::tally::Bin;
use crate::assist::tally::Counts;
use crate::assist::tally::Provenance;
use crate::assist::tally::Tally;
use crate::ui::scene::Scene;
use crate::ui::words;

/// Cells of text under headings; the first column names what a row is of.
pub struct Table {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes the table of what became of each source's spans.
    pub fn of_sources(scene: &Scene<'_>, tally: &Tally) -> Self {
        let heads = [
            "statistics-source",
            "statistics-spans",
            "statistics-accepted",
            "statistics-corrected",
            "statistics-rejected",
            "statistics-precision",
            "statistics-interval",
        ];
        let row = |(from, counts): &(Provenance, &Counts)| {
            let name = source_name(scene, from);
            let spans = counts.n_spans().to_string();
            if !matches!(from, Provenance::Suggested(_)) {
                // Nobody proposed these: they are neither right nor wrong.
                let mut row = vec![name, spans];
                row.resize(heads.len(), String::new());
                return row;
            }
            let measured = counts.precision();
            vec![
                name,
                spans,
                counts.accepted.to_string(),
                counts.corrected.to_string(),
                counts.rejected.to_string(),
                measured.map(share).unwrap_or_default(),
                measured.map(interval).unwrap_or_default(),
            ]
        };
        let mut rows: Vec<Vec<String>> = tally.sources().iter().map(row).collect();
        let mut all = vec![scene.tr("statistics-total"), tally.n_spans().to_string()];
        all.resize(heads.len(), String::new());
        rows.push(all);
        Self {
            heads: heads.map(|key| scene.tr(key)).to_vec(),
            rows,
        }
    }

    /// Makes the table of how often suggestions of each score were right.
    pub fn of_bins(scene: &Scene<'_>, bins: &[Bin]) -> Self {
        let heads = [
            "statistics-score",
            "statistics-looked-at",
            "statistics-right",
            "statistics-share",
            "statistics-interval",
        ];
        let row = |(place, bin): (usize, &Bin)| {
            let measured = bin.precision();
            vec![
                bin_name(place),
                bin.n.to_string(),
                bin.n_right.to_string(),
                measured.map(share).unwrap_or_default(),
                measured.map(interval).unwrap_or_default(),
            ]
        };
        Self {
            heads: heads.map(|key| scene.tr(key)).to_vec(),
            rows: bins.iter().enumerate().map(row).collect(),
        }
    }

    /// Makes the table of where the spans of each label came from.
    pub fn of_labels(scene: &Scene<'_>, tally: &Tally) -> Self {
        let with_spans = |(_, counts): &(Provenance, &Counts)| counts.n_spans() > 0;
        let sources = tally.sources().into_iter().filter(with_spans);
        let sources: Vec<Provenance> = sources.map(|(from, _)| from).collect();
        let mut heads = vec![scene.tr("statistics-label"), scene.tr("statistics-spans")];
        heads.extend(sources.iter().map(|from| source_name(scene, from)));
        let language = scene.texts.language.tag();
        let schema = scene.env.project().map(|project| &project.schema);
        let rows = tally.labels().iter().map(|(key, counts)| {
            let label = schema.and_then(|schema| schema.label(key));
            let name = label.map_or(key.as_str(), |label| label.name(language));
            let mut row = vec![name.to_owned(), counts.n_spans().to_string()];
            row.extend(sources.iter().map(|from| counts.of(from).to_string()));
            row
        });
        Self {
            rows: rows.collect(),
            heads,
        }
    }

    /// Shows it; a screen reader is told each row as one sentence.
    pub fn ui(&self, ui: &mut Ui, scene: &Scene<'_>, id: &str) {
        let area = egui::ScrollArea::horizontal().id_salt((id, "area"));
        area.show(ui, |ui| {
            let grid = egui::Grid::new(id).striped(true).spacing([18.0, 4.0]);
            grid.show(ui, |ui| {
                for (place, head) in self.heads.iter().enumerate() {
                    cell_ui(ui, place, |ui| _ = ui.label(scene.dim(head.as_str())));
                }
                ui.end_row();
                for row in &self.rows {
                    for (place, cell) in row.iter().enumerate() {
                        cell_ui(ui, place, |ui| {
                            let response = ui.label(cell.as_str());
                            if place == 0 {
                                let told = self.told(row);
                                response.widget_info(|| {
                                    egui::WidgetInfo::labeled(egui::Role::Label, true, &told)
                                });
                            }
                        });
                    }
                    ui.end_row();
                }
            });
        });
    }

    /// Returns a row as it is told to who does not see the headings.
    fn told(&self, row: &[String]) -> String {
        let (first, rest) = match row.split_first() {
            Some((first, rest)) => (first.as_str(), rest),
            None => return String::new(),
        };
        let cells = self.heads.iter().skip(1).zip(rest);
        let cells = cells.filter(|(_, cell)| !cell.is_empty());
        let cells: Vec<String> = cells.map(|(head, cell)| format!("{head} {cell}")).collect();
        format!("{first} · {}", cells.join(" · "))
    }

    /// Returns it with tabs between cells, as tables of calculation take it.
    pub fn tabbed(&self) -> String {
        let line = |cells: &Vec<String>| {
            let cells: Vec<String> = cells.iter().map(|cell| one_line(cell)).collect();
            cells.join("\t") + "\n"
        };
        let lines: String = self.rows.iter().map(line).collect();
        line(&self.heads) + &lines
    }
}

/// Numbers stand at the right of their column, names at the left.
fn cell_ui(ui: &mut Ui, place: usize, contents: impl FnOnce(&mut Ui)) {
    let align = if place == 0 {
        Align::LEFT
    } else {
        Align::RIGHT
    };
    ui.with_layout(Layout::top_down(align), |ui| {
        ui.style_mut().wrap_mode = Some(egui::TextWrapMode::Extend);
        contents(ui);
    });
}

/// A name may hold anything; a cell may not hold what ends one.
fn one_line(cell: &str) -> String {
    cell.replace(['\t', '\n', '\r'], " ")
}

/// Returns what a source is called in the window.
pub fn source_name(scene: &Scene<'_>, from: &Provenance) -> String {
    match from {
        Provenance::Hand => scene.tr("origin-hand"),
        Provenance::Repeated => scene.tr("origin-repeated"),
        Provenance::Imported => scene.tr("statistics-imported"),
        Provenance::Suggested(source) => words::source(scene.texts, source),
    }
}

/// Returns the sources that suggested something, as they are written and as they are.
pub fn suggesting(tally: &Tally) -> Vec<(String, Provenance)> {
    let sources = tally.sources().into_iter();
    let suggested = sources.filter_map(|(from, _)| match &from {
        Provenance::Suggested(source) => Some((source.to_string(), from)),
        _ => None,
    });
    suggested.collect()
}

/// Returns the scores of a bin: `0.9–1.0`.
pub fn bin_name(place: usize) -> String {
    let from = place as f64 / 10.0;
    format!("{from:.1}–{:.1}", from + 0.1)
}

fn share(measured: Precision) -> String {
    format!("{:.1} %", measured.share() * 100.0)
}

fn interval(measured: Precision) -> String {
    let (low, high) = measured.interval();
    format!("{:.1}–{:.1} %", low * 100.0, high * 100.0)
}
