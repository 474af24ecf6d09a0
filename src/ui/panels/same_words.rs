//! The same words elsewhere in the document: under the span held, each place with a tick.
//!
//! Only rows in sight are made: a document may hold a name ten thousand times.

use egui::FontId;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Stroke;
use egui::Ui;
use egui::epaint::text::cursor::CCursor;
use egui::text::LayoutJob;
use egui::text::TextFormat;
use egui::text::TextWrapping;
use egui::vec2;

use crate::assist::suggestion::Suggestion;
use crate::model::document::Document;
use crate::model::ids::LabelKey;
use crate::text::concordance::Line;
use crate::ui::action::Action;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::same::repeated;
use crate::ui::effect::Effect;
use crate::ui::panels::review_bar::short_ui;
use crate::ui::panels::rows;
use crate::ui::panels::rows::CHECK_WIDTH;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a row.
const ROW_HEIGHT: f32 = 24.0;
/// Rows in sight at a time.
const N_ROWS: usize = 10;
/// Characters shown before the words, so that these are seen themselves.
const N_BEFORE: usize = 4;
/// Characters shown behind them.
const N_AFTER: usize = 12;
/// Characters of the words that are shown.
const N_WORDS: usize = 24;

/// Shows the places, if a span is held or a suggestion is at hand.
pub fn ui(ui: &mut Ui, scene: &mut Scene<'_>) {
    if scene.env.settings.blind {
        return;
    }
    let (Some(doc), Some(key)) = (scene.env.document().cloned(), repeated(&scene.env)) else {
        return;
    };
    let assist = scene.env.assist;
    let Some(n) = assist.n_same(&doc.id, &key) else {
        return;
    };
    ui.add_space(3.0 * theme::STEP);
    ui.horizontal(|ui| {
        let values = [("n", n.into())];
        ui.label(scene.dim(scene.texts.tr_with("panel-same-words", values)));
    });
    // Before the places: however many these are, the buttons are in sight.
    ui.horizontal_wrapped(|ui| {
        if n > 0 {
            short_ui(ui, scene, Action::RepeatHere, "same-here");
        }
        short_ui(ui, scene, Action::RepeatInProject, "same-project");
    });
    if n > 0 {
        let mut asked = None;
        let height = ROW_HEIGHT * n.min(N_ROWS) as f32;
        egui::ScrollArea::vertical()
            .id_salt("same words")
            .max_height(height)
            .auto_shrink([false, true])
            .show_rows(ui, ROW_HEIGHT, n, |ui, rows| {
                ui.spacing_mut().item_spacing.y = 0.0;
                for at in rows {
                    if let Some(one) = assist.same_at(&doc.id, &key, at) {
                        asked = row_ui(ui, scene, &doc, one).or(asked.take());
                    }
                }
            });
        if let Some(ask) = asked {
            scene.ask_effect(Effect::Review(ask));
        }
    }
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, doc: &Document, one: &Suggestion) -> Option<ReviewAsk> {
    let (rect, response) =
        ui.allocate_exact_size(vec2(ui.available_width(), ROW_HEIGHT), Sense::click());
    let key = one.key();
    let line = rows::drawn_line(ui, &Line::of(&doc.text, one.range, N_AFTER), N_WORDS);
    let is_ticked = scene.env.assist.is_ticked(&key);
    let said = format!("{}{}{}", line.before, line.words, line.after);
    response
        .widget_info(|| egui::WidgetInfo::selected(Role::ListBoxOption, true, is_ticked, &said));
    rows::ground(ui, scene.theme, &response, false);
    let room = rect.with_min_x(rect.left() + CHECK_WIDTH);
    let [_, small, ..] = theme::TEXT_SIZES;
    line_ui(ui, scene, room, &line, &one.label, (N_BEFORE, small));
    let box_rect = Rect::from_min_size(rect.min, vec2(CHECK_WIDTH, ROW_HEIGHT));
    let mut on = is_ticked;
    let tick = ui.put(box_rect, egui::Checkbox::without_text(&mut on));
    let values = [("words", said.clone().into())];
    let name = scene.texts.tr_with("same-tick", values);
    tick.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, true, is_ticked, &name));
    if tick.clicked() {
        return Some(ReviewAsk::TickRepeat(key));
    }
    let clicked = response.clicked();
    response.on_hover_text(said);
    clicked.then_some(ReviewAsk::Take(key))
}

/// Draws the words over a dashed line, with what stands around them.
pub fn line_ui(
    ui: &Ui,
    scene: &Scene<'_>,
    room: Rect,
    line: &Line,
    label: &LabelKey,
    (n_shown, size): (usize, f32),
) {
    let format = |color| TextFormat::simple(FontId::proportional(size), color);
    let n_before = line.before.chars().count();
    let mut before: String = line
        .before
        .chars()
        .skip(n_before.saturating_sub(n_shown))
        .collect();
    if n_before > n_shown {
        before.insert(0, '…');
    }
    let mut job = LayoutJob::default();
    job.append(&before, 0.0, format(scene.theme.dim));
    job.append(&line.words, 0.0, format(scene.theme.ink));
    job.append(&line.after, 0.0, format(scene.theme.dim));
    job.wrap = TextWrapping::truncate_at_width(room.width());
    let galley = ui.painter().layout_job(job);
    let at = room.left_center() - vec2(0.0, galley.size().y / 2.0);
    let x_of = |n: usize| at.x + galley.pos_from_cursor(CCursor::new(n)).left();
    let start = before.chars().count();
    let (left, right) = (x_of(start), x_of(start + line.words.chars().count()));
    let schema = scene.env.project().map(|project| &project.schema);
    let label = schema.and_then(|schema| schema.label(label));
    let ink = label.map_or(scene.theme.dim, |label| scene.theme.label(label.color).line);
    let y = at.y + galley.size().y + 1.0;
    let ends = [egui::pos2(left, y), egui::pos2(right.min(room.right()), y)];
    let dashes = egui::Shape::dashed_line(&ends, Stroke::new(1.5, ink), 4.0, 3.0);
    ui.painter().extend(dashes);
    ui.painter().galley(at, galley, scene.theme.ink);
}
