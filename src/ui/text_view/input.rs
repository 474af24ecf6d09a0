//! The mouse over the text: selecting, taking hold of spans, dragging their edges.
//!
//! Button events are taken with the positions they carry, not from where the pointer is now: a
//! press here and a release there select what lies between, also when no move came in between.
//!
//! A press puts the caret, a drag selects, a second press takes the word, a third the sentence
//! as it is labelled.
//! A click without a move takes hold of the innermost span under it, the next click there of the
//! one around it, and the one after the last lets go.

use egui::CursorIcon;
use egui::Event;
use egui::EventFilter;
use egui::Key;
use egui::PointerButton;
use egui::Pos2;
use egui::Rect;
use egui::Response;
use egui::Ui;
use egui::vec2;

use crate::edit::caret::Selection;
use crate::model::span::SpanKey;
use crate::text::damage::DamagedPlace;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::ViewEvent;
use crate::ui::text_view::page::Page;
use crate::ui::text_view::paint::HANDLE_RADIUS;
use crate::ui::text_view::paint::key_of;
use crate::ui::text_view::paint::mark_rect;

/// Presses farther apart than this are not one double-click.
const CLICK_DISTANCE: f32 = 6.0;
/// How near to a handle one has to press; little, since names and offices stand side by side.
const HANDLE_REACH: f32 = HANDLE_RADIUS;
/// How near to the mark of a hidden span one has to press.
const MARK_REACH: f32 = 3.0;
/// Points a second that dragging one point beyond an edge scrolls.
const AUTOSCROLL: f32 = 15.0;
/// The most that dragging scrolls, in points a second.
const FASTEST_AUTOSCROLL: f32 = 3_600.0;
/// A frame that took longer, in seconds, scrolls no farther.
const LONGEST_FRAME: f32 = 0.1;

/// What the mouse is doing, and did last.
#[derive(Default)]
pub struct Pointer {
    gesture: Option<Gesture>,
    /// Time, place and count of the last press.
    last_press: Option<(f64, Pos2, usize)>,
    /// The character last clicked on, to reach the span beneath on the next click.
    last_click: Option<CharIdx>,
}

enum Gesture {
    Select {
        unit: Unit,
        /// The characters pressed on: a place between two, a word, or a sentence.
        origin: CharRange,
        pressed: Pos2,
        selection: Selection,
        moved: bool,
        extends: bool,
    },
    Resize {
        span: SpanKey,
        edge: Edge,
        range: CharRange,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Char,
    Word,
    Sentence,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Start,
    End,
}

impl Pointer {
    /// Returns what a span being dragged would cover.
    pub fn preview_of(&self, key: &SpanKey) -> Option<CharRange> {
        match &self.gesture {
            Some(Gesture::Resize { span, range, .. }) if span == key => Some(*range),
            _ => None,
        }
    }

    fn count_press(&mut self, time: f64, pos: Pos2, max_delay: f64) -> usize {
        let n = match self.last_press {
            Some((then, there, n))
                if time - then <= max_delay && there.distance(pos) <= CLICK_DISTANCE =>
            {
                n % 3 + 1
            }
            _ => 1,
        };
        self.last_press = Some((time, pos, n));
        n
    }
}

/// What a frame of the mouse works with.
struct Scene<'a, 'd> {
    ui: &'a Ui,
    doc: &'a ViewDoc<'d>,
    page: &'a Page,
    events: &'a mut Vec<ViewEvent>,
}

impl TextView {
    /// Takes the frame's mouse events over the text.
    pub(super) fn pointer_ui(
        &mut self,
        ui: &Ui,
        response: &Response,
        doc: &ViewDoc<'_>,
        page: &Page,
        events: &mut Vec<ViewEvent>,
    ) {
        if response.has_focus() {
            let filter = EventFilter {
                // Tab goes through the suggestions; without any it leaves the text. F6 and Esc
                // leave it always, so that it is no trap for the keyboard.
                tab: !doc.suggestions.is_empty(),
                horizontal_arrows: true,
                vertical_arrows: true,
                escape: true,
            };
            ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        }
        let mut scene = Scene {
            ui,
            doc,
            page,
            events,
        };
        for event in ui.input(|input| input.events.clone()) {
            self.pointer_event(&mut scene, response, &event);
        }
        self.autoscroll(&mut scene);
        if ui.input(|input| input.pointer.latest_pos().is_none() && !input.pointer.any_down()) {
            self.pointer.gesture = None;
        }
    }

    fn pointer_event(&mut self, scene: &mut Scene<'_, '_>, response: &Response, event: &Event) {
        match event {
            Event::PointerButton {
                pos,
                button,
                pressed: true,
                modifiers,
            } if is_over(scene.ui, response, scene.page, *pos) => {
                scene
                    .ui
                    .memory_mut(|memory| memory.request_focus(response.id));
                match button {
                    PointerButton::Primary => self.press(scene, *pos, modifiers.shift),
                    PointerButton::Secondary => menu(scene, *pos),
                    _ => {}
                }
            }
            Event::PointerMoved(pos) => self.drag_to(scene, *pos),
            Event::PointerButton {
                pos,
                button: PointerButton::Primary,
                pressed: false,
                ..
            } => {
                self.drag_to(scene, *pos);
                self.release(scene, *pos);
            }
            Event::Key {
                key: Key::Escape,
                pressed: true,
                ..
            } if matches!(self.pointer.gesture, Some(Gesture::Resize { .. })) => {
                self.pointer.gesture = None;
                scene
                    .ui
                    .input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Escape));
            }
            _ => {}
        }
    }

    fn press(&mut self, scene: &mut Scene<'_, '_>, pos: Pos2, shift: bool) {
        if let Some((span, edge)) = handle_at(scene, pos) {
            let range = span.range;
            self.pointer.gesture = Some(Gesture::Resize { span, edge, range });
            return;
        }
        let max_delay = scene
            .ui
            .ctx()
            .options(|options| options.input_options.max_double_click_delay);
        let time = scene.ui.input(|input| input.time);
        let n_presses = self.pointer.count_press(time, pos, max_delay);
        let (at, at_row_end) = scene.page.nearest(pos);
        let under = scene.page.char_under(pos).unwrap_or(at);
        let (text, segments) = (scene.doc.text, scene.doc.segments);
        let extends = shift && n_presses == 1;
        let (unit, origin) = match n_presses {
            2 => (
                Unit::Word,
                scene.page.with_gloss(segments.word_at(text, under)),
            ),
            3 => (
                Unit::Sentence,
                scene.page.with_gloss(segments.statement_at(text, under)),
            ),
            _ if extends => {
                let anchor = scene.doc.selection.anchor;
                (Unit::Char, CharRange::new(anchor, anchor))
            }
            _ => (Unit::Char, CharRange::new(at, at)),
        };
        let selection = match unit {
            Unit::Char => Selection {
                anchor: origin.start(),
                head: at,
            },
            _ => Selection::of(origin),
        };
        self.row_end = at_row_end.then_some(at);
        self.wanted_x = None;
        scene.events.push(ViewEvent::Select(selection));
        self.pointer.gesture = Some(Gesture::Select {
            unit,
            origin,
            pressed: pos,
            selection,
            moved: false,
            extends,
        });
    }

    fn drag_to(&mut self, scene: &mut Scene<'_, '_>, pos: Pos2) {
        let (at, at_row_end) = scene.page.nearest(pos);
        match &mut self.pointer.gesture {
            Some(Gesture::Select {
                unit,
                origin,
                pressed,
                selection,
                moved,
                ..
            }) => {
                // A trembling hand still clicks, but never once the selection has changed.
                if !*moved && pressed.distance(pos) < 2.0 {
                    return;
                }
                let under = scene.page.char_under(pos).unwrap_or(at);
                let (text, segments) = (scene.doc.text, scene.doc.segments);
                let reached = match unit {
                    Unit::Char => CharRange::new(at, at),
                    Unit::Word => scene.page.with_gloss(segments.word_at(text, under)),
                    Unit::Sentence => scene.page.with_gloss(segments.statement_at(text, under)),
                };
                let next = if reached.start() < origin.start() {
                    Selection {
                        anchor: origin.end(),
                        head: reached.start(),
                    }
                } else {
                    Selection {
                        anchor: origin.start(),
                        head: reached.end().max(origin.end()),
                    }
                };
                *moved = *moved || next != *selection;
                if next != *selection {
                    *selection = next;
                    self.row_end = at_row_end.then_some(next.head);
                    scene.events.push(ViewEvent::Select(next));
                }
            }
            Some(Gesture::Resize { span, edge, range }) => {
                *range = match edge {
                    Edge::Start => {
                        let last = scene.page.shown_before(span.range.end());
                        CharRange::new(at.min(last), span.range.end())
                    }
                    Edge::End => {
                        let first = scene.page.behind_hidden(span.range.start().plus(1));
                        CharRange::new(span.range.start(), at.max(first))
                    }
                };
            }
            None => {}
        }
    }

    fn release(&mut self, scene: &mut Scene<'_, '_>, pos: Pos2) {
        match self.pointer.gesture.take() {
            Some(Gesture::Resize { span, range, .. }) if range != span.range => {
                scene.events.push(ViewEvent::Resize { span, range });
            }
            Some(Gesture::Select {
                unit: Unit::Char,
                moved: false,
                extends: false,
                ..
            }) => self.click(scene, pos),
            _ => {}
        }
    }

    /// Takes hold of the innermost span at a point, or of the one around the span held there.
    fn click(&mut self, scene: &mut Scene<'_, '_>, pos: Pos2) {
        let under = scene.page.char_under(pos);
        let around = spans_at(scene.page, pos);
        let held = scene.doc.selected_span;
        let same_place = under.is_some() && self.pointer.last_click == under;
        self.pointer.last_click = under;
        let held_at = held.and_then(|held| around.iter().position(|key| key == held));
        let next = match held_at {
            Some(i) if same_place => around.get(i + 1),
            Some(i) => around.get(i),
            None => around.first(),
        };
        // After the outermost one a click lets go, and the one after it begins anew.
        if next.is_none() {
            self.pointer.last_click = None;
        }
        if next != held {
            scene.events.push(ViewEvent::TakeHold(next.cloned()));
        }
    }

    fn autoscroll(&mut self, scene: &mut Scene<'_, '_>) {
        if self.pointer.gesture.is_none() {
            return;
        }
        let Some(pos) = scene.ui.input(|input| input.pointer.latest_pos()) else {
            return;
        };
        let rect = scene.page.rect;
        let beyond = (pos.y - rect.bottom()).max(0.0) - (rect.top() - pos.y).max(0.0);
        if beyond != 0.0 {
            let seconds = scene.ui.input(|input| input.stable_dt).min(LONGEST_FRAME);
            let speed = (beyond * AUTOSCROLL).clamp(-FASTEST_AUTOSCROLL, FASTEST_AUTOSCROLL);
            let points = speed * seconds;
            self.scroll_by(scene.ui.ctx(), scene.doc.text, points);
            self.drag_to(scene, pos);
            scene.ui.ctx().request_repaint();
        }
    }

    /// Returns the damage under the pointer.
    pub(super) fn damage_hovered(
        &self,
        ui: &Ui,
        response: &Response,
        page: &Page,
    ) -> Option<(Vec<DamagedPlace>, Rect)> {
        let pos = ui.input(|input| input.pointer.latest_pos())?;
        let is_over = response.contains_pointer() && self.pointer.gesture.is_none();
        is_over.then(|| page.damage_at(pos)).flatten()
    }

    /// Returns the innermost span under the pointer, and shows what a press would do.
    pub(super) fn hovered(
        &self,
        ui: &Ui,
        response: &Response,
        doc: &ViewDoc<'_>,
        page: &Page,
    ) -> Option<(SpanKey, Rect)> {
        let pos = ui.input(|input| input.pointer.latest_pos())?;
        if !response.contains_pointer() && self.pointer.gesture.is_none() {
            return None;
        }
        let resizing = matches!(self.pointer.gesture, Some(Gesture::Resize { .. }));
        let on_handle = doc
            .selected_span
            .is_some_and(|held| edge_at(page, held.range, pos).is_some());
        ui.ctx().set_cursor_icon(if resizing || on_handle {
            CursorIcon::ResizeHorizontal
        } else {
            CursorIcon::Text
        });
        if self.pointer.gesture.is_some() {
            return None;
        }
        let key = shown_at(page, pos).into_iter().next()?;
        let near = |rect: &Rect| rect.distance_sq_to_pos(pos);
        let rect = page
            .rects_of(key.range)
            .map(|(rect, ..)| rect)
            .min_by(|a, b| near(a).total_cmp(&near(b)))?;
        Some((key, rect))
    }
}

/// Returns whether a press at a point is meant for the view.
fn is_over(ui: &Ui, response: &Response, page: &Page, pos: Pos2) -> bool {
    // The edge of a panel reaches over the text; who drags that does not select.
    let dragged = ui.ctx().dragged_id();
    ui.is_enabled()
        && dragged.is_none_or(|id| id == response.id)
        && page.rect.contains(pos)
        && ui.clip_rect().contains(pos)
        && ui
            .ctx()
            .layer_id_at(pos)
            .is_none_or(|layer| layer == ui.layer_id())
}

/// Returns the spans at a point of the screen, the innermost first.
fn spans_at(page: &Page, pos: Pos2) -> Vec<SpanKey> {
    keys_at(page, pos, false)
}

/// Returns spans and suggestions at a point of the screen, the innermost first.
fn shown_at(page: &Page, pos: Pos2) -> Vec<SpanKey> {
    keys_at(page, pos, true)
}

/// A span of which nothing is shown is where its mark is; it comes before those it stands among.
fn keys_at(page: &Page, pos: Pos2, suggestions_too: bool) -> Vec<SpanKey> {
    let under = page.char_under(pos);
    let is_marked = |range: CharRange| {
        let mut rects = page.rects_of(range);
        let is_over = |rect: Rect| rect.width() == 0.0 && mark_reach(rect).contains(pos);
        page.rect.contains(pos) && rects.any(|(rect, ..)| is_over(rect))
    };
    let shown = page.shown.iter();
    let mut over: Vec<_> = shown
        .filter(|shown| suggestions_too || !shown.suggested)
        .filter_map(|shown| {
            let marked = is_marked(shown.range);
            let here = marked || under.is_some_and(|at| shown.range.contains(at));
            here.then_some((!marked, shown))
        })
        .collect();
    over.sort_by_key(|(drawn, shown)| (*drawn, shown.range.len()));
    let over = over.into_iter().map(|(_, shown)| shown);
    over.map(key_of).collect()
}

/// Returns where a press means a mark without width.
fn mark_reach(rect: Rect) -> Rect {
    mark_rect(rect).expand2(vec2(MARK_REACH, 0.0))
}

fn handle_at(scene: &Scene<'_, '_>, pos: Pos2) -> Option<(SpanKey, Edge)> {
    let held = scene.doc.selected_span?;
    let edge = edge_at(scene.page, held.range, pos)?;
    Some((held.clone(), edge))
}

fn edge_at(page: &Page, range: CharRange, pos: Pos2) -> Option<Edge> {
    page.rects_of(range).find_map(|(rect, is_first, is_last)| {
        let row = rect.y_range().contains(pos.y);
        let left = (pos.x - rect.left() + 2.0).abs();
        let right = (pos.x - rect.right() - 2.0).abs();
        // A handle reaches outwards more than inwards, so that short spans can be clicked.
        let near_left = is_first && left <= HANDLE_REACH && pos.x < rect.left() + 3.0;
        let near_right = is_last && right <= HANDLE_REACH && pos.x > rect.right() - 3.0;
        match (row && near_left, row && near_right) {
            (true, true) => Some(if left < right { Edge::Start } else { Edge::End }),
            (true, false) => Some(Edge::Start),
            (false, true) => Some(Edge::End),
            (false, false) => None,
        }
    })
}

fn menu(scene: &mut Scene<'_, '_>, pos: Pos2) {
    let under = scene.page.char_under(pos);
    let span = spans_at(scene.page, pos).into_iter().next();
    let at = under.unwrap_or_else(|| scene.page.nearest(pos).0);
    scene.events.push(ViewEvent::ContextMenu { pos, at, span });
}
