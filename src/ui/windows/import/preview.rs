//! The first lines of a file as they were decoded, and its doubtful places one by one.
//!
//! What is doubtful stands on a ground of its own. A character that the face has not, or that shows
//! nothing, is written as its number, `[E383]`, so that nothing is hidden.

use std::ops::Range;

use egui::Context;
use egui::FontId;
use egui::Key;
use egui::Modifiers;
use egui::TextFormat;
use egui::Ui;
use egui::text::LayoutJob;

use super::Did;
use super::Import;
use super::detail;
use super::grouped;
use crate::session::import::Look;
use crate::session::import::ShownPlace;
use crate::text::import::Head;
use crate::ui::scene::Scene;
use crate::ui::theme;

/// Height of a row of a table, and of a line of a text at least.
const LINE_HEIGHT: f32 = 22.0;

/// Width of a column of a table that does not hold the texts.
const COLUMN_WIDTH: f32 = 110.0;

/// Takes the keys that go to the next doubtful place and to the one before.
pub(super) fn keys(ctx: &Context, import: &mut Import) {
    // The longer key first: the shorter one would take it too.
    let previous = ctx.input_mut(|input| input.consume_key(Modifiers::SHIFT, Key::F8));
    let next = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F8));
    if next {
        step(import, 1);
    }
    if previous {
        step(import, -1);
    }
}

fn step(import: &mut Import, by: isize) {
    let look = import.entry().and_then(|entry| entry.look.as_ref());
    let n = look.map_or(0, |look| look.places.len());
    if n > 0 {
        import.place = import.place.saturating_add_signed(by).min(n - 1);
    }
}

/// Shows the places and the lines.
pub(super) fn ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import, look: &Look, did: &mut Did) {
    if !look.places.is_empty() {
        places_ui(ui, scene, import, look, did);
        ui.add_space(theme::STEP);
    }
    if look.facts.is_none() {
        return;
    }
    let room = ui.available_rect_before_wrap();
    let stroke = egui::Stroke::new(1.0, scene.theme.line);
    let kind = egui::StrokeKind::Inside;
    ui.painter()
        .rect(room, 0.0, scene.theme.paper, stroke, kind);
    let builder = egui::UiBuilder::new().max_rect(room.shrink(6.0));
    ui.scope_builder(builder, |ui| {
        let salt = (import.number, import.current);
        let area = egui::ScrollArea::vertical()
            .id_salt(salt)
            .auto_shrink(false);
        area.show(ui, |ui| match &look.head {
            Some(head) if !head.columns.is_empty() => table_ui(ui, scene, look, head),
            _ => lines_ui(ui, scene, look),
        });
    });
}

fn places_ui(ui: &mut Ui, scene: &Scene<'_>, import: &mut Import, look: &Look, did: &mut Did) {
    let at = import.place.min(look.places.len() - 1);
    ui.horizontal(|ui| {
        let previous = egui::Button::new((scene.tr("import-previous"), scene.dim("Shift+F8")));
        let previous = ui.add_enabled(at > 0, previous);
        let next = egui::Button::new((scene.tr("import-next"), scene.dim("F8")));
        let next = ui.add_enabled(at + 1 < look.places.len(), next);
        did.control_has_keys |= previous.has_focus() || next.has_focus();
        if previous.clicked() {
            step(import, -1);
        }
        if next.clicked() {
            step(import, 1);
        }
        let values = [
            ("at", grouped(at + 1).into()),
            ("n", grouped(look.doubts.len()).into()),
        ];
        ui.label(scene.texts.tr_with("import-place", values));
    });
    if let Some(place) = look.places.get(at) {
        place_ui(ui, scene, place);
    }
}

fn place_ui(ui: &mut Ui, scene: &Scene<'_>, place: &ShownPlace) {
    let ShownPlace {
        before,
        words,
        after,
        ..
    } = place;
    let line = [("line", grouped(place.line).into())];
    let line = scene.texts.tr_with("import-line", line);
    let kind = detail::kind_words(scene, place.kind);
    ui.label(scene.dim(format!("{line} · {kind}")));
    let start = before.chars().count();
    let mark = start..start + words.chars().count();
    let whole = format!("{before}{words}{after}");
    let job = job(ui, scene, &whole, &[mark]);
    ui.label(job);
    if let Some(reading) = &place.reading {
        let values = [("reading", reading.clone().into())];
        ui.label(scene.dim(scene.texts.tr_with("import-place-reading", values)));
    }
}

fn lines_ui(ui: &mut Ui, scene: &Scene<'_>, look: &Look) {
    for (idx, line) in look.lines.iter().enumerate() {
        ui.horizontal_top(|ui| {
            let [note, ..] = theme::TEXT_SIZES;
            let number = egui::RichText::new((idx + 1).to_string()).size(note);
            let number = egui::Label::new(number.color(scene.theme.dim));
            ui.add_sized([24.0, LINE_HEIGHT], number);
            let mut job = job(ui, scene, &line.text, &line.marks);
            if line.is_cut {
                job.append("…", 0.0, plain(scene));
            }
            ui.add(egui::Label::new(job).wrap());
        });
    }
    if look.has_more {
        ui.label(scene.dim(scene.tr("import-more")));
    }
}

fn table_ui(ui: &mut Ui, scene: &Scene<'_>, look: &Look, head: &Head) {
    let place = |wanted: &Option<String>| {
        let wanted = wanted.as_ref()?;
        head.columns.iter().position(|column| column == wanted)
    };
    let (text, name) = (place(&look.columns.text), place(&look.columns.name));
    // What is taken comes first, so that it is in sight however many columns there are.
    let mut order: Vec<usize> = [name, text].into_iter().flatten().collect();
    order.extend((0..head.columns.len()).filter(|idx| Some(*idx) != text && Some(*idx) != name));
    let is_alone = text.is_none();
    let wide = (ui.available_width() - COLUMN_WIDTH * 1.6).max(COLUMN_WIDTH);
    egui::ScrollArea::horizontal().show(ui, |ui| {
        egui::Grid::new("import_table")
            .num_columns(order.len())
            .min_row_height(LINE_HEIGHT)
            .striped(true)
            .show(ui, |ui| {
                let width = |idx: usize| match Some(idx) == text && !is_alone {
                    true => wide,
                    false => COLUMN_WIDTH,
                };
                for idx in &order {
                    let title = head.columns.get(*idx).map_or("", String::as_str);
                    let is_taken = Some(*idx) == text || Some(*idx) == name;
                    let mut title = egui::RichText::new(title).strong();
                    if is_taken {
                        title = title.color(scene.theme.accent);
                    }
                    cell_ui(ui, width(*idx), title.into());
                }
                ui.end_row();
                for row in &head.rows {
                    for idx in &order {
                        let field = row.get(*idx).map_or("", String::as_str);
                        let field = field.replace(['\n', '\r'], " ");
                        let words = job(ui, scene, &field, &[]);
                        cell_ui(ui, width(*idx), words.into());
                    }
                    ui.end_row();
                }
            });
    });
    if look.n_documents() > head.rows.len() {
        ui.label(scene.dim(scene.tr("import-more")));
    }
}

fn cell_ui(ui: &mut Ui, width: f32, words: egui::WidgetText) {
    let size = egui::vec2(width, LINE_HEIGHT);
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(size, layout, |ui| {
        ui.set_min_width(width);
        ui.set_max_width(width);
        ui.add(egui::Label::new(words).truncate());
    });
}

fn plain(scene: &Scene<'_>) -> TextFormat {
    let [_, _, body, ..] = theme::TEXT_SIZES;
    TextFormat {
        font_id: FontId::proportional(body),
        color: scene.theme.ink,
        ..TextFormat::default()
    }
}

/// Lays a line out with what is doubtful on a ground of its own.
fn job(ui: &Ui, scene: &Scene<'_>, words: &str, marks: &[Range<usize>]) -> LayoutJob {
    let usual = plain(scene);
    let marked = TextFormat {
        background: scene.theme.accent_ground,
        color: scene.theme.accent,
        underline: egui::Stroke::new(1.0, scene.theme.accent),
        ..usual.clone()
    };
    let mut job = LayoutJob::default();
    let (mut run, mut run_is_marked) = (String::new(), false);
    for (i, c) in words.chars().enumerate() {
        let shown = shown_char(ui.ctx(), &usual.font_id, c);
        let is_marked = shown.is_err() || marks.iter().any(|mark| mark.contains(&i));
        if is_marked != run_is_marked && !run.is_empty() {
            let format = if run_is_marked { &marked } else { &usual };
            job.append(&run, 0.0, format.clone());
            run.clear();
        }
        run_is_marked = is_marked;
        match shown {
            Ok(c) => run.push(c),
            Err(number) => run.push_str(&number),
        }
    }
    let format = if run_is_marked { marked } else { usual };
    job.append(&run, 0.0, format);
    job.wrap.break_anywhere = true;
    job
}

/// Returns a character that can be seen, or what is written in its stead.
fn shown_char(ctx: &Context, font: &FontId, c: char) -> Result<char, String> {
    match c {
        '\u{FFFD}' => Err("□".to_owned()),
        '\t' => Ok(c),
        c if c.is_ascii() && !c.is_control() => Ok(c),
        c if is_unseen(c) || !ctx.fonts_mut(|fonts| fonts.has_glyph(font, c)) => {
            Err(format!("[{:04X}]", u32::from(c)))
        }
        c => Ok(c),
    }
}

fn is_unseen(c: char) -> bool {
    let is_private = matches!(c, '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}');
    let is_format = matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{FEFF}');
    c.is_control() || is_private || is_format
}
