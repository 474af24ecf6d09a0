//! The text view: a document drawn with its spans, in which one selects.
//!
//! Only what is visible is laid out. A [`TextView`] belongs to one document and keeps where it is
//! scrolled to, the heights of its blocks and what the mouse is doing; text, spans and selection
//! come in a [`ViewDoc`] every frame, and what the user did goes out as [`ViewEvent`]s. It reads
//! no keys: those are actions of the window, which move the caret by [`TextView::move_caret`].
//! It never asks for text input, so that hotkeys work while an input method is on.
//!
//! In order of a frame: `layouts` (fonts, width, row height), `page` (what is visible and where),
//! `input` (the mouse), `paint`, `focus` and `overview`, `access` (screen readers and tests).
//! All positions are [`CharIdx`] into the document, whatever a view hides of it.

mod access;
mod adopt;
mod blocks;
mod breaks;
mod cells;
mod focus;
mod heights;
mod input;
mod lanes;
mod layout;
mod layouts;
mod motion;
mod overview;
mod page;
mod paint;
mod scroll_bar;
mod style;

use egui::Rect;
use egui::Response;
use egui::Sense;
use egui::Ui;

use crate::edit::caret::Selection;
use crate::model::span::SpanKey;
use crate::model::span_set::SpanSet;
use crate::text::damage::DamagedPlace;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::view::ViewKind;
use crate::ui::text_view::input::Pointer;
use crate::ui::text_view::layouts::Layouts;
use crate::ui::text_view::overview::Overview;
use crate::ui::text_view::page::Anchor;
use crate::ui::text_view::page::Page;
use crate::ui::text_view::scroll_bar::ScrollBar;

pub use crate::ui::text_view::motion::Motion;
pub use crate::ui::text_view::style::LabelStyle;
pub use crate::ui::text_view::style::ViewStyle;

/// Cuts a text into words, clauses and sentences; the window decides how.
pub trait Segments {
    /// Returns the word around the character at `at`.
    fn word_at(&self, text: &Text, at: CharIdx) -> CharRange;

    /// Returns the clause around the character at `at`.
    fn clause_at(&self, text: &Text, at: CharIdx) -> CharRange;

    /// Returns the sentence around the character at `at`.
    fn sentence_at(&self, text: &Text, at: CharIdx) -> CharRange;

    /// Returns what a third press takes of the sentence around the character at `at`.
    fn statement_at(&self, text: &Text, at: CharIdx) -> CharRange {
        self.sentence_at(text, at)
    }
}

/// What the view shows in a frame.
#[derive(Clone, Copy)]
pub struct ViewDoc<'a> {
    /// The text; the same one each frame and not an equal one, or all is laid out anew.
    pub text: &'a Text,
    /// How it is read; every position is one of the text all the same.
    pub kind: ViewKind,
    /// The spans on it.
    pub spans: &'a SpanSet,
    /// Suggested spans in reading order.
    pub suggestions: &'a [SpanKey],
    /// The suggestion that a key would accept.
    pub suggestion_at_hand: Option<&'a SpanKey>,
    /// Places with something to say in the margin, in order.
    pub marks: &'a [CharIdx],
    /// Changes with every change of the spans.
    pub revision: u64,
    /// The selection.
    pub selection: Selection,
    /// The span taken hold of.
    pub selected_span: Option<&'a SpanKey>,
    /// The only words not dimmed, if any are to be.
    pub lit: Option<CharRange>,
    /// Words, clauses and sentences.
    pub segments: &'a dyn Segments,
}

/// What the user did with the mouse.
#[derive(Clone, Debug, PartialEq)]
pub enum ViewEvent {
    /// Selected characters or moved the caret.
    Select(Selection),
    /// Took hold of a span, or let go of the one held.
    TakeHold(Option<SpanKey>),
    /// Dragged an edge of the span held.
    Resize {
        /// The span as it was.
        span: SpanKey,
        /// What it shall cover.
        range: CharRange,
    },
    /// Asked for a menu.
    ContextMenu {
        /// Where on the screen.
        pos: egui::Pos2,
        /// Where in the text.
        at: CharIdx,
        /// The innermost span there.
        span: Option<SpanKey>,
    },
}

/// What came of a frame.
pub struct ViewOutput {
    /// The response of the text; it has the focus when the view has.
    pub response: Response,
    /// What the user did, in order.
    pub events: Vec<ViewEvent>,
    /// The innermost span or suggestion under the pointer, with where the words are drawn.
    pub hovered: Option<(SpanKey, Rect)>,
    /// All that is in view of the words of what is hovered: a card must not lie over it.
    pub hovered_words: Option<Rect>,
    /// The damage under the pointer or beside its place in the margin, with where that is drawn.
    pub damage_hovered: Option<(Vec<DamagedPlace>, Rect)>,
    /// Where the caret is drawn, if it is in view.
    pub caret_rect: Option<Rect>,
    /// The characters in view.
    pub visible: CharRange,
}

/// How far to scroll to show something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// No farther than needed, and not at all if it is in view.
    Nearest,
    /// To the middle of the view.
    Center,
}

/// A view of one document.
pub struct TextView {
    layouts: Layouts,
    anchor: Anchor,
    scroll_request: Option<(CharRange, Align)>,
    pointer: Pointer,
    scroll_bar: ScrollBar,
    overview: Overview,
    /// The x that moving by rows keeps to, with the position it was noted for.
    wanted_x: Option<(CharIdx, f32)>,
    /// A position that is shown at the end of a row rather than at the start of the next.
    row_end: Option<CharIdx>,
    view_height: f32,
    /// The caret if it was in view in the last frame.
    caret_shown: Option<CharIdx>,
}

impl Default for TextView {
    fn default() -> Self {
        Self::new()
    }
}

impl TextView {
    /// Makes a view of the start of a document.
    pub fn new() -> Self {
        Self {
            layouts: Layouts::default(),
            anchor: Anchor::start(),
            scroll_request: None,
            pointer: Pointer::default(),
            scroll_bar: ScrollBar::default(),
            overview: Overview::default(),
            wanted_x: None,
            row_end: None,
            view_height: 0.0,
            caret_shown: None,
        }
    }

    /// Returns how many Han characters a row holds, once the view was shown.
    pub fn chars_per_row(&self) -> Option<usize> {
        let n_chars = self.layouts.geometry().chars_per_row;
        (n_chars > 0).then_some(n_chars)
    }

    /// Returns where it is scrolled to: a character, and how far its row lies above the top.
    pub fn top(&self) -> (CharIdx, f32) {
        (self.anchor.at, self.anchor.dy)
    }

    /// Scrolls to where another view of the text was.
    pub fn set_top(&mut self, (at, dy): (CharIdx, f32)) {
        self.anchor = Anchor { at, dy };
        self.scroll_request = None;
    }

    /// Scrolls so that the start of `range` is in view, in the next frame.
    pub fn scroll_to(&mut self, range: CharRange, align: Align) {
        self.scroll_request = Some((range, align));
    }

    /// Returns the id by which the view in `ui` has the focus.
    pub fn id(ui: &Ui) -> egui::Id {
        ui.scope_id().with("text_view")
    }

    /// Draws the document into the room there is, and takes the mouse.
    pub fn ui(&mut self, ui: &mut Ui, doc: &ViewDoc<'_>, style: &ViewStyle) -> ViewOutput {
        let rect = ui.available_rect_before_wrap();
        ui.advance_cursor_after_rect(rect);
        let clip = ui.clip_rect().intersect(rect);
        let (text_rect, bar_rect) = scroll_bar::split(rect);
        let id = Self::id(ui);
        let response = ui.interact(text_rect, id, Sense::click_and_drag());
        let bar = ui.interact(bar_rect, id.with("bar"), Sense::drag());

        let is_new = self.layouts.prepare(ui, doc, style, text_rect);
        let anchor = self.anchor;
        let new_height = self.view_height != text_rect.height();
        self.view_height = text_rect.height();
        let head = doc.selection.head;
        if (is_new || new_height) && self.caret_shown == Some(head) {
            // The caret was in view and stays there, whatever became of the rows.
            let caret = CharRange::new(head, head);
            self.scroll_request.get_or_insert((caret, Align::Nearest));
        }
        self.scroll(ui, doc.text, &response, &bar);
        let mut page = self.lay_out_page(ui.ctx(), doc, text_rect);
        let moves = self.layouts.is_new() || self.anchor != anchor;
        if moves && self.layouts.reserve_lanes(page.n_lanes(), style) {
            page = self.lay_out_page(ui.ctx(), doc, text_rect);
        }
        self.scroll_request = None;

        let mut events = Vec::new();
        self.pointer_ui(ui, &response, doc, &page, &mut events);
        let selection = events.iter().rev().find_map(|event| match event {
            ViewEvent::Select(selection) => Some(*selection),
            _ => None,
        });
        let selection = selection.unwrap_or(doc.selection);
        let hovered = self.hovered(ui, &response, doc, &page);
        let hovered_words = hovered.as_ref().and_then(|(key, _)| page.bounds(key.range));
        let damage_hovered = self.damage_hovered(ui, &response, &page);
        let painter = ui.painter().with_clip_rect(clip);
        let caret_rect = self.paint(&painter, doc, style, &page, selection, response.has_focus());
        self.overview_ui(ui, &painter, doc, style, bar_rect);
        access::describe(ui, &response, doc, style, &page, selection);
        self.layouts.end_frame();
        self.caret_shown = caret_rect.map(|_| selection.head);
        ViewOutput {
            response,
            events,
            hovered,
            hovered_words,
            damage_hovered,
            caret_rect,
            visible: page.visible(),
        }
    }

    /// Lays out what is in view, and keeps the place.
    fn lay_out_page(&mut self, ctx: &egui::Context, doc: &ViewDoc<'_>, rect: Rect) -> Page {
        if let Some((range, align)) = self.scroll_request {
            self.anchor = page::anchor_showing(
                &mut self.layouts,
                ctx,
                doc.text,
                self.anchor,
                rect.height(),
                (range, align),
            );
        }
        let mut page = Page::new(&mut self.layouts, ctx, doc.text, self.anchor, rect);
        self.anchor = page.anchor(self.anchor);
        page.find_spans(doc);
        page
    }

    fn scroll(&mut self, ui: &Ui, text: &Text, response: &Response, bar: &Response) {
        self.scroll_bar_ui(ui, text, bar);
        if response.contains_pointer() || bar.contains_pointer() {
            let delta = ui.input_mut(|input| {
                let delta = input.smooth_scroll_delta.y;
                input.smooth_scroll_delta.y = 0.0;
                delta
            });
            self.scroll_by(ui.ctx(), text, -delta);
        }
    }

    /// Scrolls down by so many points.
    fn scroll_by(&mut self, ctx: &egui::Context, text: &Text, points: f32) {
        if points.abs() > 3.0 * self.view_height {
            let top = self.layouts.top_of(ctx, text, self.anchor) + f64::from(points);
            self.anchor = self.layouts.anchor_at(ctx, text, top);
        } else {
            self.anchor.dy += points;
        }
        if points != 0.0 {
            self.scroll_request = None;
        }
    }
}
