//! The list of the files: which come in, how each was read, what speaks against it.
//!
//! Only rows in sight are made. The list has the keyboard: arrows, Home, End and the pages move in
//! it, Space ticks a file.

use egui::Context;
use egui::Key;
use egui::Modifiers;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::StrokeKind;
use egui::Ui;
use egui::vec2;

use super::Entry;
use super::Import;
use super::detail;
use super::grouped;
use super::reason_words;
use crate::session::import::Look;
use crate::ui::panels::rows;
use crate::ui::panels::rows::CHECK_WIDTH;
use crate::ui::panels::rows::List;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a row of two lines.
const ROW_HEIGHT: f32 = 42.0;

fn list_id() -> egui::Id {
    egui::Id::unique("import_list")
}

/// Takes the keys of the list, if it has the keyboard.
pub(super) fn keys(ctx: &Context, import: &mut Import) {
    if !ctx.memory(|memory| memory.has_focus(list_id())) || import.entries.is_empty() {
        return;
    }
    let page = import.list.page(ROW_HEIGHT);
    let last = import.entries.len() - 1;
    let at = import.current;
    for (key, to) in [
        (Key::ArrowDown, at + 1),
        (Key::ArrowUp, at.saturating_sub(1)),
        (Key::PageDown, at + page),
        (Key::PageUp, at.saturating_sub(page)),
        (Key::Home, 0),
        (Key::End, last),
    ] {
        if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, key)) {
            import.go_to(to);
        }
    }
    if ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Space)) {
        toggle(import, at);
    }
}

fn toggle(import: &mut Import, idx: usize) {
    if import.can_tick(idx) {
        let on = !import.is_ticked(idx);
        import.tick(idx, on);
    }
}

/// Shows the list.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import) {
    ui.horizontal(|ui| {
        for (key, on) in [("import-all", true), ("import-none", false)] {
            if ui.small_button(scene.tr(key)).clicked() {
                for idx in 0..import.entries.len() {
                    import.tick(idx, on);
                }
            }
        }
    });
    let rect = ui.available_rect_before_wrap();
    let line = egui::Stroke::new(1.0, scene.theme.line);
    let painter = ui.painter();
    painter.rect(rect, 0.0, scene.theme.paper, line, StrokeKind::Outside);
    let name = scene.tr("import-list");
    let list = List {
        id: list_id(),
        name: &name,
        row_height: ROW_HEIGHT,
        n: import.entries.len(),
        current: Some(import.current),
        keys: egui::EventFilter {
            vertical_arrows: true,
            escape: true,
            ..egui::EventFilter::default()
        },
    };
    let mut view = std::mem::take(&mut import.list);
    view.ui(ui, scene.theme, list, |ui, idx| {
        let asked = row_ui(ui, scene, import, idx);
        if let Some(asked) = asked {
            if matches!(asked, Asked::Toggle) {
                toggle(import, idx);
            }
            import.go_to(idx);
        }
        asked.is_some()
    });
    // What a press asked for meanwhile is not lost.
    view.wants_row |= import.list.wants_row;
    import.list = view;
}

/// What was done to a row.
#[derive(Clone, Copy)]
enum Asked {
    Show,
    Toggle,
}

fn row_ui(ui: &mut Ui, scene: &Scene<'_>, import: &Import, idx: usize) -> Option<Asked> {
    let entry = import.entries.get(idx)?;
    let size = vec2(ui.available_width(), ROW_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::CLICK);
    let is_current = import.current == idx;
    let (what, is_warning) = match import.reason(idx) {
        Some(reason) => (reason_words(scene.texts, import, reason, idx), true),
        None => facts_words(scene, entry),
    };
    let file = &entry.found.name;
    response.widget_info(|| {
        let name = format!("{file} · {what}");
        egui::WidgetInfo::selected(Role::ListBoxOption, true, is_current, name)
    });
    rows::ground(ui, scene.theme, &response, is_current);
    let words = rect.with_min_x(rect.left() + CHECK_WIDTH + theme::STEP);
    let [_, small, body, ..] = theme::TEXT_SIZES;
    let color = if is_warning {
        scene.theme.warning
    } else {
        scene.theme.dim
    };
    let words = words.with_max_x(words.right() - 2.0 * theme::STEP);
    let (upper, lower) = words.split_top_bottom_at_fraction(0.5);
    rows::elided(ui, upper, file, body, scene.theme.ink);
    rows::elided(ui, lower, &what, small, color);
    let toggled = check_ui(ui, scene, rect, import, idx);
    let response = response.on_hover_ui(|ui| {
        ui.label(entry.found.path.display().to_string());
        ui.label(&what);
    });
    match (toggled, response.clicked()) {
        (true, _) => Some(Asked::Toggle),
        (_, true) => Some(Asked::Show),
        _ => None,
    }
}

fn check_ui(ui: &mut Ui, scene: &Scene<'_>, row: Rect, import: &Import, idx: usize) -> bool {
    let rect = Rect::from_min_size(row.min, vec2(CHECK_WIDTH + theme::STEP, row.height()));
    let (mut on, can) = (import.is_ticked(idx), import.can_tick(idx));
    let file = import.entries.get(idx).map(|entry| &entry.found.name);
    let file = file.cloned().unwrap_or_default();
    let name = scene.texts.tr_with("import-tick", [("file", file.into())]);
    let builder = egui::UiBuilder::new().max_rect(rect.shrink2(vec2(theme::STEP, 0.0)));
    let mut clicked = false;
    ui.scope_builder(builder, |ui| {
        ui.centered_and_justified(|ui| {
            let response = ui.add_enabled(can, egui::Checkbox::without_text(&mut on));
            response.widget_info(|| egui::WidgetInfo::selected(Role::CheckBox, can, on, &name));
            // The list has the keyboard for all of its rows.
            response.surrender_focus();
            clicked = response.clicked();
        });
    });
    clicked
}

/// Returns what a file was read as, and whether it wants a look.
fn facts_words(scene: &Scene<'_>, entry: &Entry) -> (String, bool) {
    let Some(look) = entry.look.as_deref() else {
        return (scene.tr("import-waiting"), false);
    };
    let Some(facts) = &look.facts else {
        return (String::new(), false);
    };
    let mut parts = vec![detail::encoding_words(scene, facts)];
    if look.head.is_some() {
        let n = [("n", look.n_documents().into())];
        parts.push(scene.texts.tr_with("import-rows", n));
    }
    let n = [("n", grouped(facts.n_chars).into())];
    parts.push(scene.texts.tr_with("import-chars", n));
    parts.push(detail::line_ends_words(scene, facts));
    let n_doubts = look.doubts.len();
    if n_doubts > 0 {
        let n = [("n", n_doubts.into())];
        parts.push(scene.texts.tr_with("import-doubts", n));
    }
    (parts.join(" · "), is_doubtful(look))
}

fn is_doubtful(look: &Look) -> bool {
    let is_unsure = look
        .facts
        .as_ref()
        .is_some_and(|facts| facts.basis == crate::text::decode::Basis::Unsure);
    is_unsure || !look.doubts.is_empty()
}
