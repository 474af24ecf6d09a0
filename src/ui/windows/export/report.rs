//! What would be written, what gets lost and what stays out, and what was written in the end.

use egui::RichText;
use egui::Ui;

use crate::exchange::export::Surveyed;
use crate::exchange::loss::Loss;
use crate::exchange::loss::LossKind;
use crate::exchange::loss::Tally;
use crate::exchange::select::LeftOut;
use crate::exchange::select::Unsent;
use crate::exchange::select::Why;
use crate::model::ids::LabelKey;
use crate::model::ids::RelationKey;
use crate::model::schema::Schema;
use crate::model::schema::name_in;
use crate::ui::i18n::Texts;
use crate::ui::scene::Scene;
use crate::ui::theme::STEP;
use crate::ui::words;

use super::chosen;

/// Shows what was counted.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, surveyed: &Surveyed) {
    let schema = scene.env.project().map(|project| &*project.schema);
    for line in counted(scene.texts, schema, surveyed) {
        ui.label(line);
    }
    for line in left_out(scene.texts, schema, &surveyed.left_out) {
        ui.label(scene.dim(line));
    }
    ui.add_space(STEP);
    let losses = &surveyed.losses;
    if losses.is_empty() {
        ui.label(RichText::new(scene.tr("export-no-loss")).color(scene.theme.good));
        return;
    }
    let (work, data): (Vec<_>, Vec<_>) = losses
        .iter()
        .partition(|(kind, _)| LossKind::is_bookkeeping(*kind));
    if data.is_empty() {
        ui.label(RichText::new(scene.tr("export-no-data-loss")).color(scene.theme.good));
    } else {
        ui.label(RichText::new(scene.tr("export-loss")).color(scene.theme.warning));
        losses_ui(ui, scene, &data);
    }
    if !work.is_empty() {
        ui.label(scene.dim(scene.tr("export-loss-of-work")));
        losses_ui(ui, scene, &work);
    }
}

fn losses_ui(ui: &mut Ui, scene: &Scene<'_>, losses: &[(LossKind, &Loss)]) {
    for (kind, loss) in losses {
        let what = scene.tr(&format!("loss-{}", kind.name()));
        ui.label(format!("{} × {what}", loss.count));
        for example in &loss.examples {
            let example = words::loss_example(scene.texts, *kind, example);
            ui.label(scene.dim(format!("    {example}")));
        }
    }
}

/// Says what is written: documents and spans, by label and by part.
fn counted(texts: &Texts, schema: Option<&Schema>, surveyed: &Surveyed) -> Vec<String> {
    let tally = surveyed.tally();
    let values = [
        ("documents", tally.n_documents.into()),
        ("spans", tally.n_spans().into()),
    ];
    let mut lines = vec![texts.tr_with("export-counts", values)];
    lines.extend(by_label(texts, schema, &tally));
    let parts: Vec<String> = surveyed
        .parts
        .iter()
        .filter_map(|(part, tally)| {
            let values = [("n", tally.n_documents.into())];
            Some(texts.tr_with(&format!("export-part-{}", part.as_ref()?.name()), values))
        })
        .collect();
    if !parts.is_empty() {
        lines.push(parts.join(" · "));
    }
    lines
}

/// Returns the counts of labels and of relations, a line each, where there are any.
pub(in crate::ui::windows) fn by_label(
    texts: &Texts,
    schema: Option<&Schema>,
    tally: &Tally,
) -> Vec<String> {
    let labels = tally.labels.iter();
    let labels = labels.map(|(key, n)| format!("{} {n}", label_name(texts, schema, key)));
    let relations = tally.relations.iter();
    let relations = relations.map(|(key, n)| format!("{} {n}", relation_name(texts, schema, key)));
    let mut lines = Vec::new();
    if !tally.labels.is_empty() {
        lines.push(labels.collect::<Vec<_>>().join(" · "));
    }
    if !tally.relations.is_empty() {
        let counts = relations.collect::<Vec<_>>().join(" · ");
        lines.push(texts.tr_with("export-relations", [("counts", counts.into())]));
    }
    lines
}

/// Returns what a label is called in the language of the window.
pub(in crate::ui::windows) fn label_name(
    texts: &Texts,
    schema: Option<&Schema>,
    key: &LabelKey,
) -> String {
    let label = schema.and_then(|schema| schema.label(key));
    let name = label.map_or(key.as_str(), |label| label.name(texts.language.tag()));
    name.to_owned()
}

/// Returns what a relation is called in the language of the window.
fn relation_name(texts: &Texts, schema: Option<&Schema>, key: &RelationKey) -> String {
    let relation = schema.and_then(|schema| schema.relation(key));
    let name = relation.and_then(|relation| name_in(&relation.names, texts.language.tag()));
    name.unwrap_or(key.as_str()).to_owned()
}

/// Says what stays out though its documents were asked for.
fn left_out(texts: &Texts, schema: Option<&Schema>, left_out: &LeftOut) -> Vec<String> {
    let mut lines = Vec::new();
    for (why, unsent) in &left_out.documents {
        let key = match why {
            Why::NotChosen => continue,
            Why::NoLayer => "export-left-no-layer",
            Why::Status(_) => "export-left-status",
            Why::NoSpans => "export-left-no-spans",
        };
        let status = match why {
            Why::Status(status) => {
                let status = chosen::name_of(chosen::STATUSES, *status);
                texts.tr(&format!("status-{status}"))
            }
            _ => String::new(),
        };
        let values = [
            ("n", unsent.count.into()),
            ("names", names(unsent).into()),
            ("status", status.into()),
        ];
        lines.push(texts.tr_with(key, values));
    }
    if !left_out.labels.is_empty() {
        let counts = left_out.labels.iter();
        let counts = counts.map(|(key, n)| format!("{} {n}", label_name(texts, schema, key)));
        let counts = counts.collect::<Vec<_>>().join(" · ");
        lines.push(texts.tr_with("export-left-labels", [("counts", counts.into())]));
    }
    for (n, key) in [
        (left_out.n_relations, "export-left-relations"),
        (left_out.n_minority, "export-left-minority"),
        (left_out.n_paragraphs, "export-left-paragraphs"),
    ] {
        if n > 0 {
            lines.push(texts.tr_with(key, [("n", n.into())]));
        }
    }
    lines
}

fn names(unsent: &Unsent) -> String {
    let mut names = unsent.names.join("、");
    if unsent.count > unsent.names.len() {
        names.push('…');
    }
    names
}

/// Says what was written and what was lost, a line each.
pub(super) fn written(texts: &Texts, schema: Option<&Schema>, surveyed: &Surveyed) -> Vec<String> {
    let mut lines = counted(texts, schema, surveyed);
    let losses = surveyed.losses.iter();
    let losses = losses.filter(|(kind, _)| !kind.is_bookkeeping());
    let losses: Vec<String> = losses
        .map(|(kind, loss)| {
            let what = texts.tr(&format!("loss-{}", kind.name()));
            format!("{} × {what}", loss.count)
        })
        .collect();
    if !losses.is_empty() {
        let losses = losses.join(" · ");
        lines.push(texts.tr_with("export-lost", [("losses", losses.into())]));
    }
    lines
}
