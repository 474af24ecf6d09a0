//! The list of the files: which come in, how each was read, what speaks against it.
//!
//! Only rows in sight are made. The list has the keyboard: arrows, Home, End and the pages move in
//! it, Space ticks a file.

use egui::Context;
use egui::FontId;
use egui::Key;
use egui::Modifiers;
use egui::Rect;
use egui::Role;
use egui::Sense;
use egui::Ui;
use egui::pos2;
use egui::text::LayoutJob;
use egui::text::TextWrapping;
use egui::vec2;

use super::Entry;
use super::Import;
use super::detail;
use super::grouped;
use super::reason_words;
use crate::session::import::Look;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a row of two lines.
const ROW_HEIGHT: f32 = 42.0;

/// Width kept for the check box.
const CHECK_WIDTH: f32 = 26.0;

/// How the list is seen.
#[derive(Default)]
pub(super) struct ListView {
    /// Whether the list is to have the keyboard.
    pub wants_keys: bool,
    /// Whether the current row is to be in sight.
    pub wants_row: bool,
    /// How far it is scrolled, and how high it is.
    viewport: (f32, f32),
}

fn list_id() -> egui::Id {
    egui::Id::unique("import_list")
}

/// Takes the keys of the list, if it has the keyboard.
pub(super) fn keys(ctx: &Context, import: &mut Import) {
    if !ctx.memory(|memory| memory.has_focus(list_id())) || import.entries.is_empty() {
        return;
    }
    let page = (import.list.viewport.1 / ROW_HEIGHT).floor().max(1.0) as usize;
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
    let list = ui.interact(rect, list_id(), Sense::click());
    let name = scene.tr("import-list");
    list.widget_info(|| egui::WidgetInfo::labeled(Role::ListBox, true, &name));
    ui.memory_mut(|memory| {
        let filter = egui::EventFilter {
            tab: false,
            horizontal_arrows: false,
            vertical_arrows: true,
            escape: true,
        };
        memory.set_focus_lock_filter(list_id(), filter);
    });
    if std::mem::take(&mut import.list.wants_keys) {
        list.request_focus();
    }
    let (line, kind) = if list.has_focus() {
        (scene.theme.accent, egui::StrokeKind::Inside)
    } else {
        (scene.theme.line, egui::StrokeKind::Inside)
    };
    ui.painter().rect(
        rect,
        0.0,
        scene.theme.paper,
        egui::Stroke::new(1.0, line),
        kind,
    );
    let inside = rect.shrink(1.0);
    ui.scope_builder(egui::UiBuilder::new().max_rect(inside), |ui| {
        rows_ui(ui, scene, import);
    });
    if list.clicked() {
        list.request_focus();
    }
}

fn rows_ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import) {
    ui.spacing_mut().item_spacing.y = 0.0;
    let mut area = egui::ScrollArea::vertical().auto_shrink(false);
    if std::mem::take(&mut import.list.wants_row) {
        let (offset, height) = import.list.viewport;
        let top = import.current as f32 * ROW_HEIGHT;
        let least = top + ROW_HEIGHT - height.max(ROW_HEIGHT);
        if !(least..=top).contains(&offset) {
            area = area.vertical_scroll_offset(if offset > top { top } else { least.max(0.0) });
        }
    }
    let n = import.entries.len();
    let output = area.show_rows(ui, ROW_HEIGHT, n, |ui, rows| {
        for idx in rows {
            match row_ui(ui, scene, import, idx) {
                Some(Asked::Show) => import.go_to(idx),
                Some(Asked::Toggle) => {
                    toggle(import, idx);
                    import.go_to(idx);
                }
                None => continue,
            }
            ui.memory_mut(|memory| memory.request_focus(list_id()));
        }
    });
    import.list.viewport = (output.state.clamped_offset().y, output.inner_rect.height());
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
    let fill = match (is_current, response.hovered()) {
        (true, _) => Some(scene.theme.accent_ground),
        (_, true) => Some(scene.theme.window),
        _ => None,
    };
    if let Some(fill) = fill {
        ui.painter().rect_filled(rect, 0.0, fill);
    }
    let words = rect.with_min_x(rect.left() + CHECK_WIDTH + theme::STEP);
    let [_, small, body, ..] = theme::TEXT_SIZES;
    let color = if is_warning {
        scene.theme.warning
    } else {
        scene.theme.dim
    };
    line_ui(ui, words, rect.top() + 4.0, file, body, scene.theme.ink);
    line_ui(ui, words, rect.top() + 23.0, &what, small, color);
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

fn line_ui(ui: &Ui, room: Rect, top: f32, words: &str, size: f32, color: egui::Color32) {
    let font = FontId::proportional(size);
    let mut job = LayoutJob::simple_singleline(words.to_owned(), font, color);
    job.wrap = TextWrapping::truncate_at_width(room.width() - 2.0 * theme::STEP);
    let galley = ui.painter().layout_job(job);
    ui.painter().galley(pos2(room.left(), top), galley, color);
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
