//! The panel under the text that lists the suggestions of the open document, to decide on them.
//!
//! Only rows in sight are made. Enter accepts the row chosen, Backspace turns it down, a label's
//! key accepts it under that label, Esc goes back to the text.

use egui::Align;
use egui::Layout;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::vec2;

use crate::text::concordance::Line;
use crate::text::offset::Text;
use crate::text::view::View;
use crate::ui::action::Action;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::queue::Queue;
use crate::ui::assist::queue::QueueAsk;
use crate::ui::assist::queue::QueueSort;
use crate::ui::assist::queue::Row;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::panels::rows::List;
use crate::ui::panels::rows::ROW_HEIGHT;
use crate::ui::panels::same_words;
use crate::ui::panels::sources;
use crate::ui::scene::Scene;
use crate::ui::search::Keyboard;
use crate::ui::theme;
use crate::ui::words;

/// Height of the panel unless the user drags its edge.
const HEIGHT: f32 = 256.0;
/// The least height, with a few rows in sight.
const MIN_HEIGHT: f32 = 150.0;
/// Width of the column beside the list.
const SIDE_WIDTH: f32 = 288.0;
/// The least width at which there is room for it.
const SIDE_FROM: f32 = 620.0;
/// Width of the column of scores, or of counts and scores.
const SCORE_WIDTH: f32 = 84.0;
/// Width of the labels' names.
const LABEL_WIDTH: f32 = 84.0;
/// Width of the sources' names.
const SOURCE_WIDTH: f32 = 96.0;
/// Characters of a row's words that are shown.
const N_WORDS: usize = 40;

/// Returns the id of the list.
pub fn list_id() -> egui::Id {
    egui::Id::unique("queue_list")
}

/// Shows the panel.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &mut Queue) {
    let heights = (MIN_HEIGHT, HEIGHT);
    queue.keyboard = rows::lower_panel(ui, scene.theme, "queue", heights, list_id(), |ui| {
        let is_wide = ui.available_width() >= SIDE_FROM;
        head_ui(ui, scene, queue, is_wide);
        if scene.env.settings.blind {
            ui.label(scene.dim(scene.tr("review-blind")));
            scene.button_ui(ui, Action::ToggleBlind);
            return;
        }
        let mut rect = ui.available_rect_before_wrap();
        if is_wide {
            let side = rect.with_min_x(rect.right() - SIDE_WIDTH);
            rect.max.x -= SIDE_WIDTH + 4.0 * theme::STEP;
            let side = egui::UiBuilder::new().max_rect(side);
            ui.scope_builder(side, |ui| {
                let area = egui::ScrollArea::vertical().id_salt("queue side");
                area.auto_shrink(false)
                    .show(ui, |ui| controls_ui(ui, scene));
            });
        }
        let side = egui::UiBuilder::new().max_rect(rect);
        ui.scope_builder(side, |ui| list_ui(ui, scene, queue));
    });
}

fn head_ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &Queue, is_wide: bool) {
    if is_wide {
        ui.horizontal(|ui| {
            choices_ui(ui, scene, queue);
            let right = Layout::right_to_left(Align::Center);
            ui.with_layout(right, |ui| close_ui(ui, scene));
        });
        return;
    }
    ui.horizontal_wrapped(|ui| {
        choices_ui(ui, scene, queue);
        ui.menu_button(scene.dim(scene.tr("queue-sources")), |ui| {
            controls_ui(ui, scene);
        });
        close_ui(ui, scene);
    });
}

fn close_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if ui.button(scene.tr("close")).clicked() {
        scene.ask_effect(Effect::Queue(QueueAsk::Toggle));
    }
}

/// Shows how many are listed, in which order, and which of them.
fn choices_ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &Queue) {
    ui.label(scene.tr("action-toggle-queue"));
    if scene.env.settings.blind {
        return;
    }
    let n: usize = queue.rows().iter().map(|row| row.keys.len()).sum();
    ui.label(scene.dim(n.to_string()));
    for sort in QueueSort::ALL {
        let name = scene.dim(scene.tr(sort_key(sort)));
        if ui.selectable_label(queue.sort == sort, name).clicked() {
            scene.ask_effect(Effect::Queue(QueueAsk::SortBy(sort)));
        }
    }
    label_filter_ui(ui, scene, queue);
    source_filter_ui(ui, scene, queue);
}

fn sort_key(sort: QueueSort) -> &'static str {
    match sort {
        QueueSort::Score => "queue-by-score",
        QueueSort::Words => "queue-by-words",
        QueueSort::Text => "queue-by-text",
    }
}

fn label_filter_ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &Queue) {
    let Some(project) = scene.env.project() else {
        return;
    };
    let language = scene.texts.language.tag();
    let labels = project.schema.labels.iter();
    let labels: Vec<_> = labels
        .map(|label| (label.key.clone(), label.name(language).to_owned()))
        .collect();
    let any = scene.tr("queue-any-label");
    let now = labels
        .iter()
        .find(|(key, _)| Some(key) == queue.label.as_ref());
    let now = now.map_or(any.clone(), |(_, name)| name.clone());
    ui.menu_button(scene.dim(now), |ui| {
        let each = labels.into_iter().map(|(key, name)| (Some(key), name));
        for (label, name) in std::iter::once((None, any)).chain(each) {
            if ui.selectable_label(queue.label == label, name).clicked() {
                scene.ask_effect(Effect::Queue(QueueAsk::OnlyLabel(label)));
                ui.close();
            }
        }
    });
}

fn source_filter_ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &Queue) {
    let any = scene.tr("queue-any-source");
    let name = |source| words::source(scene.texts, source);
    let now = queue.source.as_ref().map_or(any.clone(), name);
    ui.menu_button(scene.dim(now), |ui| {
        let each = queue.sources().iter().cloned().map(Some);
        for source in std::iter::once(None).chain(each) {
            let name = source
                .as_ref()
                .map_or(any.clone(), |source| words::source(scene.texts, source));
            if ui.selectable_label(queue.source == source, name).clicked() {
                scene.ask_effect(Effect::Queue(QueueAsk::OnlySource(source)));
                ui.close();
            }
        }
    });
}

/// Shows what decides which suggestions there are, and asks for what is changed.
fn controls_ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    let mut settings = scene.env.settings.clone();
    ui.spacing_mut().item_spacing.y = theme::STEP;
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.section("queue-least"));
        sources::least_ui(ui, scene, &mut settings);
    });
    ui.horizontal_wrapped(|ui| {
        ui.label(scene.section("queue-accept-from"));
        sources::accept_ui(ui, scene, &mut settings);
    });
    sources::sources_ui(ui, scene, &mut settings);
    let now = scene.env.settings;
    let mut asks = Vec::new();
    if settings.least_permille != now.least_permille {
        asks.push(ReviewAsk::SetLeast(settings.least_permille));
    }
    if settings.accept_permille != now.accept_permille {
        asks.push(ReviewAsk::SetAcceptFrom(settings.accept_permille));
    }
    if settings.sources != now.sources {
        asks.push(ReviewAsk::SetSources(settings.sources));
    }
    for ask in asks {
        scene.ask_effect(Effect::Review(ask));
    }
    sources::learner_ui(ui, scene);
}

fn list_ui(ui: &mut Ui, scene: &mut Scene<'_>, queue: &mut Queue) {
    let Some(doc) = scene.env.document().cloned() else {
        return;
    };
    let n = queue.rows().len();
    if n == 0 {
        let is_busy = scene.env.assist.is_busy();
        let key = if is_busy {
            "queue-busy"
        } else {
            "say-no-suggestion"
        };
        ui.label(scene.dim(scene.tr(key)));
    }
    let name = scene.tr("action-toggle-queue");
    let list = List {
        id: list_id(),
        name: &name,
        row_height: ROW_HEIGHT,
        n,
        current: queue.current,
        keys: egui::EventFilter {
            horizontal_arrows: true,
            vertical_arrows: true,
            escape: true,
            ..egui::EventFilter::default()
        },
    };
    let mut asked = None;
    let mut view = std::mem::take(&mut queue.list);
    view.ui(ui, scene.theme, list, |ui, at| {
        let Some(row) = queue.rows().get(at) else {
            return false;
        };
        let pressed = row_ui(ui, scene, &doc.text, row, queue.current == Some(at));
        if pressed {
            asked = Some(QueueAsk::Show(at));
        }
        pressed
    });
    queue.list = view;
    if let Some(ask) = asked {
        // What had the keyboard is looked at when the ask is carried out.
        queue.keyboard = Keyboard::List;
        scene.ask_effect(Effect::Queue(ask));
    }
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, text: &Text, row: &Row, is_current: bool) -> bool {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    if !text.holds(row.first.range) {
        return false;
    }
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(&row.first.label));
    let language = scene.texts.language.tag();
    let label_name = label.map_or(row.first.label.as_str(), |label| label.name(language));
    let ink = label.map_or(scene.theme.dim, |label| scene.theme.label(label.color).line);
    let n = row.keys.len();
    let score = f32::from(row.score_permille) / 1000.0;
    let score = match n {
        1 => format!("{score:.2}"),
        n => format!("{n} × {score:.2}"),
    };
    let source = words::source(scene.texts, &row.source);
    let [_, _, body, ..] = theme::TEXT_SIZES;
    let score_at = rect.left() + theme::STEP;
    let label_at = score_at + SCORE_WIDTH;
    let words_at = label_at + LABEL_WIDTH;
    let source_at = (rect.right() - SOURCE_WIDTH).max(words_at + LABEL_WIDTH);
    let cell = |left: f32, right: f32| rect.with_min_x(left).with_max_x(right - theme::STEP);
    let room = cell(words_at, source_at);
    let n_around = (room.width() / body) as usize;
    let n_around = (n_around.saturating_sub(row.first.range.len()) / 2).clamp(2, N_WORDS);
    let line = line_of(ui, scene, text, row, n_around);
    response.widget_info(|| {
        let Line {
            before,
            words,
            after,
        } = &line;
        let said = format!("{score} · {label_name} · {before}⟦{words}⟧{after} · {source}");
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_current, said)
    });
    rows::ground(ui, scene.theme, &response, is_current);
    let dim = scene.theme.dim;
    rows::elided(ui, cell(score_at, label_at), &score, body, scene.theme.ink);
    rows::elided(ui, cell(label_at, words_at), label_name, body, ink);
    let label = &row.first.label;
    same_words::line_ui(ui, scene, room, &line, label, (n_around, body));
    rows::elided(ui, cell(source_at, rect.right()), &source, body, dim);
    response.clicked()
}

/// Returns the words of a row, with what stands around them where it is one place alone.
fn line_of(ui: &Ui, scene: &Scene<'_>, text: &Text, row: &Row, n_around: usize) -> Line {
    let range = row.first.range;
    let view = View::of_range(text, range, scene.env.reading.shown());
    let words = view.shown(text).into_owned();
    let around = match row.keys.len() {
        1 => Line::of(text, range, n_around),
        _ => Line::default(),
    };
    let line = match words.is_empty() {
        // All of it is hidden: better the words as they are than none.
        true => Line {
            words: text.slice(range).to_owned(),
            ..around
        },
        false => Line { words, ..around },
    };
    rows::drawn_line(ui, &line, N_WORDS)
}
