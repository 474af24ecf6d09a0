//! Every act by name: type a part of it, choose with the arrows, Enter does it.
//!
//! Documents are found too, so that one can go to any by a part of its name.

use egui::Context;
use egui::Event;
use egui::ImeEvent;
use egui::Key;
use egui::Modifiers;

use super::Fate;
use super::Frame;
use super::card;
use crate::edit::caret::Place;
use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;

/// Rows shown at once, where the window is high enough.
const N_ROWS: usize = 12;
/// Height of a row.
const ROW_HEIGHT: f32 = 24.0;
/// Where the palette begins, and what stands in it beside the rows.
const TOP: f32 = 60.0;
const BESIDE_ROWS: f32 = 120.0;

/// What is being typed and which row is chosen.
#[derive(Default)]
pub struct Palette {
    typed: String,
    chosen: usize,
    /// Whether an input method is at work, which has the keys then.
    composing: bool,
}

struct Row {
    name: String,
    keys: String,
    enabled: bool,
    ask: Ask,
}

/// Shows the window.
pub(super) fn ui(ctx: &Context, scene: &mut Scene<'_>, state: &mut Palette, frame: Frame) -> Fate {
    let rows = rows(scene, &state.typed);
    let [down, up, enter] = ctx.input_mut(|input| {
        let was_composing = state.composing;
        for event in &input.events {
            match event {
                Event::Ime(ImeEvent::Preedit { text, .. }) => state.composing = !text.is_empty(),
                Event::Ime(ImeEvent::Commit(_)) => state.composing = false,
                _ => {}
            }
        }
        let taken = [Key::ArrowDown, Key::ArrowUp, Key::Enter]
            .map(|key| input.consume_key(Modifiers::NONE, key));
        // The key that ends a composition comes with its end, so it is not ours either.
        taken.map(|taken| taken && !was_composing && !state.composing)
    });
    let last = rows.len().saturating_sub(1);
    state.chosen = state.chosen.saturating_add(usize::from(down)).min(last);
    state.chosen = state.chosen.saturating_sub(usize::from(up));
    let mut done = enter.then_some(state.chosen);
    let title = scene.tr("action-palette");
    let mut open = true;
    egui::Window::new(&title)
        .id(egui::Id::unique("palette"))
        .open(&mut open)
        .collapsible(false)
        .resizable(false)
        .anchor(egui::Align2::CENTER_TOP, [0.0, TOP])
        .frame(card(scene))
        .show(ctx, |ui| {
            ui.set_width(520.0_f32.min(ctx.content_rect().width() - 64.0));
            let field = egui::TextEdit::singleline(&mut state.typed)
                .hint_text(scene.tr("palette-hint"))
                .desired_width(f32::INFINITY);
            let response = ui.add(field);
            response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
            if response.changed() {
                state.chosen = 0;
            }
            if frame.fresh {
                response.request_focus();
            }
            let room = ctx.content_rect().height() - TOP - BESIDE_ROWS;
            let n_rows = room / (ROW_HEIGHT + ui.spacing().item_spacing.y);
            let n_rows = (n_rows as usize).clamp(1, N_ROWS);
            let first = (state.chosen + 1).saturating_sub(n_rows);
            for (idx, row) in rows.iter().enumerate().skip(first).take(n_rows) {
                let text = (row.name.as_str(), scene.dim(&row.keys));
                let button = egui::Button::selectable(idx == state.chosen, text)
                    .min_size(egui::vec2(ui.available_width(), ROW_HEIGHT));
                if ui.add_enabled(row.enabled, button).clicked() {
                    done = Some(idx);
                }
            }
            if rows.is_empty() {
                ui.label(scene.dim(scene.tr("palette-nothing")));
            }
        });
    match done.and_then(|idx| rows.into_iter().nth(idx)) {
        Some(row) if row.enabled => {
            scene.asks.push(row.ask);
            Fate::Closes
        }
        _ if !open => Fate::Closes,
        _ => Fate::Stays,
    }
}

fn rows(scene: &Scene<'_>, typed: &str) -> Vec<Row> {
    let wanted = typed.trim().to_lowercase();
    let hit = |name: &str| name.to_lowercase().contains(&wanted);
    let actions = Action::all()
        .filter(|action| scene.can_name(*action))
        .map(|action| Row {
            name: scene.name_of(action),
            keys: scene.keys_of(action),
            enabled: scene.can(action),
            ask: Ask::Action(action),
        });
    let mut rows: Vec<Row> = actions
        .filter(|row| hit(&row.name) || hit_id(&row.ask, &wanted))
        .collect();
    // What can be done here comes first.
    rows.sort_by_key(|row| !row.enabled);
    if wanted.is_empty() {
        return rows;
    }
    let documents = scene
        .env
        .project()
        .into_iter()
        .flat_map(|project| project.documents.iter());
    rows.extend(
        documents
            .filter(|doc| hit(&doc.name))
            .take(N_ROWS)
            .map(|doc| Row {
                name: doc.name.clone(),
                keys: String::new(),
                enabled: true,
                ask: Ask::effect(Effect::Go(Place {
                    doc: Some(doc.id.clone()),
                    ..Place::default()
                })),
            }),
    );
    rows
}

/// An action is found by its English id too, whatever the language.
fn hit_id(ask: &Ask, wanted: &str) -> bool {
    matches!(ask, Ask::Action(action) if action.id().contains(wanted))
}
