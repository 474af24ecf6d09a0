//! The middle of the window: the sheet with the open document's text.

use std::collections::BTreeMap;

use egui::CentralPanel;
use egui::FontId;
use egui::Frame;
use egui::Margin;
use egui::Ui;

use crate::edit::caret::Selection;
use crate::model::ids::LabelKey;
use crate::model::schema::Schema;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment;
use crate::text::segment::OwnWords;
use crate::text::view::ViewKind;
use crate::ui::action::Action;
use crate::ui::assist::AtHand;
use crate::ui::env::Env;
use crate::ui::panels::documents;
use crate::ui::panels::hover;
use crate::ui::panels::reading;
use crate::ui::resolve;
use crate::ui::scene::Scene;
use crate::ui::settings::LINE_SPACING_LIMITS;
use crate::ui::settings::Settings;
use crate::ui::sheet;
use crate::ui::text_view::LabelStyle;
use crate::ui::text_view::Segments;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::ViewOutput;
use crate::ui::text_view::ViewStyle;
use crate::ui::theme;

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

    fn statement_at(&self, text: &Text, at: CharIdx) -> CharRange {
        sheet::statement_at(text, at)
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
        head_ui(ui, scene, view.chars_per_row());
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
        let at_hand = scene.env.at_hand().map(AtHand::key);
        let segments = ByDictionary {
            own: scene.env.own_words,
        };
        let shown = ViewDoc {
            revision: scene.env.session.map_or(0, |s| s.revision()) + scene.n_switches,
            selected_span: span.as_ref(),
            suggestions: scene.env.assist.keys(Some(&doc.id)),
            suggestion_at_hand: at_hand.as_ref(),
            kind: scene.env.reading.shown(),
            lit: scene
                .env
                .settings
                .focus_mode
                .then(|| lit(&scene.env))
                .flatten(),
            ..shown(&doc.text, spans, selection, &segments)
        };
        let measure = view.chars_per_row();
        let output = view.ui(ui, &shown, &style);
        if view.chars_per_row() != measure {
            // The row over the text said how it was before.
            ui.ctx().request_repaint();
        }
        output.response.context_menu(|ui| menu_ui(ui, scene));
        if !scene.covered {
            hover::cards_ui(scene, &output);
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
        lit: None,
        segments,
    }
}

/// Returns the words at work: the sentences of the span held, of the selection, or of the caret.
fn lit(env: &Env<'_>) -> Option<CharRange> {
    let text = &env.document()?.text;
    let range = env
        .span()
        .map_or(env.selection().range(), |span| span.range);
    let first = segment::sentence_at(text, range.start());
    if range.is_empty() {
        return Some(first);
    }
    let last = segment::sentence_at(text, range.end().minus(1));
    let start = first.start().min(range.start());
    Some(CharRange::new(start, last.end().max(range.end())))
}

fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>, chars_per_row: Option<usize>) {
    let margin = Margin {
        left: 16,
        right: 32,
        top: 8,
        bottom: 0,
    };
    Frame::new().inner_margin(margin).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
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
            if ui.available_size_before_wrap().x < MEASURE_WIDTH {
                return;
            }
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                measure_ui(ui, scene, chars_per_row);
            });
        });
    });
}

/// Says how large the text is and how many characters a line really holds.
fn measure_ui(ui: &mut Ui, scene: &Scene<'_>, chars_per_row: Option<usize>) {
    let settings = scene.env.settings;
    let chosen = usize::from(settings.measure_chars);
    let measure = chars_per_row.unwrap_or(chosen);
    let size = settings.text_size.round();
    let values = [("size", size.into()), ("n", measure.into())];
    let label = ui.label(scene.dim(scene.texts.tr_with("paper-measure", values)));
    if measure < chosen {
        let values = [("n", measure.into()), ("chosen", chosen.into())];
        label.on_hover_text(scene.texts.tr_with("paper-measure-less", values));
    }
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
        Action::CopyMarked,
        Action::CopyShown,
        Action::SelectSentence,
        Action::GoTo,
    ];
    for action in labels.into_iter().chain(others) {
        let button = egui::Button::new(scene.name_of(action)).shortcut_text(scene.keys_of(action));
        let response = ui.add_enabled(scene.can(action), button);
        if scene.explain_ui(response, action).clicked() {
            scene.ask(action);
            ui.close();
        }
    }
    also_ui(ui, scene);
}

/// Offers a further label for words that have one: its key would change the label they have.
fn also_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let (Some(project), Some(range)) = (scene.env.project(), labelled_range(&scene.env)) else {
        return;
    };
    let language = scene.texts.language.tag();
    let is_there = |label| {
        let key = SpanKey::new(range, label);
        scene
            .env
            .layer()
            .is_some_and(|layer| layer.spans.contains(&key))
    };
    let others = project.schema.labels.iter();
    let others: Vec<(LabelKey, String)> = others
        .filter(|label| !is_there(label.key.clone()))
        .map(|label| (label.key.clone(), label.name(language).to_owned()))
        .collect();
    ui.menu_button(scene.tr("menu-also-label"), |ui| {
        for (label, name) in others {
            if ui.button(name).clicked() {
                scene.ask_effect(resolve::also_label(&scene.env, range, label));
                ui.close();
            }
        }
    });
}

/// Returns the words of the span held, or the selection if a span covers just that.
fn labelled_range(env: &Env<'_>) -> Option<CharRange> {
    if let Some(span) = env.span() {
        return Some(span.range);
    }
    let range = env.selection().range();
    let mut over = env.layer()?.spans.overlapping(range);
    over.any(|span| span.range == range).then_some(range)
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
        line_height_factor: spacing(scene.env.settings),
        measure_chars: usize::from(scene.env.settings.measure_chars),
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

/// Returns the line spacing chosen; a file written by hand may hold any.
fn spacing(settings: &Settings) -> f32 {
    let (closest, widest) = LINE_SPACING_LIMITS;
    settings.line_spacing.clamp(closest, widest)
}

fn label_styles(scene: &Scene<'_>, schema: &Schema) -> BTreeMap<LabelKey, LabelStyle> {
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
