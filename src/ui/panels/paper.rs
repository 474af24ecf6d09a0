//! The middle of the window: the sheet with the open document's text.

use std::collections::BTreeMap;

use egui::CentralPanel;
use egui::FontId;
use egui::Frame;
use egui::Margin;
use egui::Ui;

use crate::edit::caret::Selection;
use crate::model::schema::Schema;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment;
use crate::text::segment::OwnWords;
use crate::text::view::ViewKind;
use crate::ui::action::Action;
use crate::ui::panels::documents;
use crate::ui::panels::reading;
use crate::ui::scene::Scene;
use crate::ui::text_view::LabelStyle;
use crate::ui::text_view::Segments;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::ViewOutput;
use crate::ui::text_view::ViewStyle;
use crate::ui::theme;

/// How long the pointer rests on a span before its card is shown.
const HOVER_MILLIS: f32 = 300.0;
/// Less room than this is not enough for the measure in the row over the text.
const MEASURE_WIDTH: f32 = 160.0;

/// Words by the project and the dictionary, clauses and sentences by punctuation.
pub struct ByDictionary<'a> {
    /// The words of the project.
    pub own: &'a OwnWords,
}

impl Segments for ByDictionary<'_> {
    fn word_at(&self, text: &Text, at: CharIdx) -> CharRange {
        segment::word_at(text, at, self.own)
    }

    fn clause_at(&self, text: &Text, at: CharIdx) -> CharRange {
        segment::clause_at(text, at)
    }

    fn sentence_at(&self, text: &Text, at: CharIdx) -> CharRange {
        segment::sentence_at(text, at)
    }
}

/// Shows the sheet; nothing comes of a project without documents.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, view: &mut TextView) -> Option<ViewOutput> {
    let frame = Frame::new().fill(scene.theme.paper);
    let shown = CentralPanel::default().frame(frame).show(ui, |ui| {
        let Some(doc) = scene.env.document().cloned() else {
            empty_ui(ui, scene);
            return None;
        };
        head_ui(ui, scene);
        let none = SpanSet::default();
        let spans = scene.env.layer().map_or(&none, |layer| &layer.spans);
        let style = style(scene);
        let span = scene.env.span().map(|span| span.key());
        // The ring says that a span is held; the ground of a selection would hide its colour.
        let selection = scene.env.selection();
        let held = span
            .as_ref()
            .is_some_and(|span| span.range == selection.range());
        let selection = if held {
            Selection::caret(selection.head)
        } else {
            selection
        };
        let segments = ByDictionary {
            own: scene.env.own_words,
        };
        let shown = ViewDoc {
            revision: scene.env.session.map_or(0, |s| s.revision()) + scene.n_switches,
            selected_span: span.as_ref(),
            kind: scene.env.reading.shown(),
            ..shown(&doc.text, spans, selection, &segments)
        };
        let output = view.ui(ui, &shown, &style);
        output.response.context_menu(|ui| menu_ui(ui, scene));
        if !scene.covered {
            hover_ui(scene, &doc.text, &output);
            reading::damage_card_ui(scene, &output);
        }
        Some(output)
    });
    shown.inner
}

/// Returns what a text view is to show where nothing else is known.
pub fn shown<'a>(
    text: &'a Text,
    spans: &'a SpanSet,
    selection: Selection,
    segments: &'a dyn Segments,
) -> ViewDoc<'a> {
    ViewDoc {
        text,
        kind: ViewKind::RAW,
        spans,
        suggestions: &[],
        suggestion_at_hand: None,
        marks: &[],
        revision: 0,
        selection,
        selected_span: None,
        segments,
    }
}

fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let margin = Margin {
        left: 16,
        right: 32,
        top: 8,
        bottom: 0,
    };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal(|ui| {
            reading::switches_ui(ui, scene);
            ui.add_space(theme::STEP);
            let status = scene
                .env
                .layer()
                .map(|layer| layer.meta.status)
                .unwrap_or_default();
            let text = scene.tr(documents::status_key(status));
            ui.menu_button(scene.dim(text), |ui| {
                for action in [
                    Action::StatusToDo,
                    Action::StatusInProgress,
                    Action::StatusDone,
                    Action::StatusToDiscuss,
                ] {
                    if scene.button_ui(ui, action).clicked() {
                        ui.close();
                    }
                }
            });
            scene.button_ui(ui, Action::DocumentDone);
            if ui.available_width() < MEASURE_WIDTH {
                return;
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                let size = scene.env.settings.text_size;
                let measure = theme::MEASURE_CHARS;
                let values = [("size", size.into()), ("n", measure.into())];
                ui.label(scene.dim(scene.texts.tr_with("paper-measure", values)));
            });
        });
    });
}

fn empty_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    ui.vertical_centered(|ui| {
        ui.add_space(ui.available_height() * 0.3);
        ui.label(scene.tr("paper-empty"));
        ui.add_space(theme::STEP);
        scene.button_ui(ui, Action::AddDocuments);
        scene.button_ui(ui, Action::AddFolder);
    });
}

fn menu_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let labels = (0..crate::ui::action::LABEL_SLOTS).map(Action::Label);
    let labels: Vec<Action> = labels.filter(|action| scene.can_name(*action)).collect();
    let others = [
        Action::DeleteSpan,
        Action::EditNote,
        Action::LinkSpan,
        Action::SpanBeneath,
        Action::Copy,
        Action::SelectSentence,
    ];
    for action in labels.into_iter().chain(others) {
        let button = egui::Button::new(scene.name_of(action)).shortcut_text(scene.keys_of(action));
        if ui.add_enabled(scene.can(action), button).clicked() {
            scene.ask(action);
            ui.close();
        }
    }
}

/// Says of a span under the pointer what it is, never over the words it speaks of.
fn hover_ui(scene: &Scene<'_>, text: &Text, output: &ViewOutput) {
    let Some((key, rect)) = &output.hovered else {
        return;
    };
    // The span held is spoken of in the panel already, and a pointer in motion wants no card.
    let held = scene.env.place.span.as_ref() == Some(key);
    let still = output.response.ctx.input(|input| {
        let since = input.pointer.time_since_last_movement();
        since.min(input.pointer.time_since_last_click()) * 1000.0
    });
    if held || still < HOVER_MILLIS {
        let wait = std::time::Duration::from_millis(HOVER_MILLIS as u64);
        output.response.ctx.request_repaint_after(wait);
        return;
    }
    let Some(span) = scene.env.layer().and_then(|layer| layer.spans.find(key)) else {
        return;
    };
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(&key.label));
    let name = label.map_or(key.label.as_str(), |label| {
        label.name(scene.texts.language.tag())
    });
    let place = egui::pos2(rect.left(), rect.bottom() + 2.0 * theme::STEP);
    let ctx = &output.response.ctx;
    let area = egui::Area::new(egui::Id::unique("hover_card")).order(egui::Order::Tooltip);
    area.fixed_pos(place)
        .constrain(true)
        .interactable(false)
        .show(ctx, |ui| {
            egui::Frame::popup(ui.style()).show(ui, |ui| {
                ui.set_max_width(320.0);
                let words: String = text.slice(key.range).chars().take(40).collect();
                ui.label(format!("{name} {} · {words}", key.label));
                let note = span.detail_or_default().note;
                if !note.is_empty() {
                    ui.label(scene.dim(note));
                }
            });
        });
}

/// Returns how the text view is to look.
pub fn style(scene: &Scene<'_>) -> ViewStyle {
    let theme = scene.theme;
    let plain = LabelStyle {
        line: theme.dim,
        ground: theme.window,
        letter: "?".to_owned(),
        name: scene.tr("label-unknown"),
    };
    let schema = scene.env.project().map(|project| &*project.schema);
    let high_contrast = scene.env.settings.high_contrast;
    ViewStyle {
        font: FontId::proportional(scene.env.settings.text_size),
        line_height_factor: theme::LINE_HEIGHT,
        measure_chars: theme::MEASURE_CHARS as usize,
        span_line_width: if high_contrast { 3.0 } else { 2.0 },
        ink: theme.ink,
        dim: theme.dim,
        line: theme.line,
        paper: theme.paper,
        selection: theme.selection,
        accent: theme.accent,
        labels: schema
            .map(|schema| label_styles(scene, schema))
            .unwrap_or_default(),
        unknown_label: plain,
        name: scene.tr("paper-name"),
        damage_name: scene.tr("paper-damage"),
    }
}

fn label_styles(
    scene: &Scene<'_>,
    schema: &Schema,
) -> BTreeMap<crate::model::ids::LabelKey, LabelStyle> {
    let language = scene.texts.language.tag();
    let styles = schema.labels.iter().map(|label| {
        let ink = scene.theme.label(label.color);
        let style = LabelStyle {
            line: ink.line,
            ground: ink.ground,
            letter: label.letter_or_initial(),
            name: label.name(language).to_owned(),
        };
        (label.key.clone(), style)
    });
    styles.collect()
}
