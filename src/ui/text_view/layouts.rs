//! The layouts of the blocks in view, and what they depend on.
//!
//! A block's layout is kept while font, row width, row height and kind of view stay what they are;
//! its galley is not (see `layout`). Changing the row width, the font or the view throws heights
//! away, a higher row does not, since heights are counted in rows.

use std::collections::HashMap;
use std::sync::Arc;

use egui::Context;
use egui::FontId;
use egui::Rect;
use egui::Ui;
use egui::epaint::text::FontsView;

use crate::text::damage::DamagedPlace;
use crate::text::damage::Harm;
use crate::text::damage::damage_in_paragraph;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::view::Glosses;
use crate::text::view::View;
use crate::text::view::ViewIdx;
use crate::text::view::ViewKind;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::blocks::Blocks;
use crate::ui::text_view::breaks::row_starts;
use crate::ui::text_view::cells::Advances;
use crate::ui::text_view::cells::FontMeasure;
use crate::ui::text_view::cells::cells_of;
use crate::ui::text_view::cells::em_of;
use crate::ui::text_view::lanes::MAX_LANES;
use crate::ui::text_view::layout::BlockLayout;
use crate::ui::text_view::layout::Setting;
use crate::ui::text_view::page::Anchor;
use crate::ui::text_view::style::ViewStyle;
use crate::ui::theme::LINE_HEIGHT;

/// The least room beside the text.
const SIDE_MARGIN: f32 = 16.0;
/// More layouts than this are not kept beyond their frame.
const N_KEPT: usize = 256;
/// How many places of a text, and how many characters at each, are looked at for hidden ones.
const SAMPLES: (usize, usize) = (32, 1_000);

/// The layouts of one document's blocks.
#[derive(Default)]
pub struct Layouts {
    blocks: Blocks,
    text: Option<Arc<str>>,
    kind: ViewKind,
    advances: Advances,
    probe: Option<Probe>,
    setting: Option<Setting>,
    geometry: Geometry,
    n_lanes: usize,
    lanes_known: bool,
    kept: HashMap<usize, Kept>,
    frame: u64,
}

struct Kept {
    layout: Arc<BlockLayout>,
    frame: u64,
}

/// What changes when the fonts of a context do.
#[derive(Clone, Debug, PartialEq)]
struct Probe {
    font: FontId,
    pixels_per_point: f32,
    em: f32,
    latin: f32,
    row_height: f32,
    has_han: bool,
    /// How many fonts of the system were brought in for characters that ours lack.
    n_discovered: usize,
}

impl Probe {
    fn new(fonts: &mut FontsView<'_>, font: &FontId, pixels_per_point: f32) -> Self {
        Self {
            font: font.clone(),
            pixels_per_point,
            em: em_of(fonts, font),
            latin: fonts.glyph_width(font, 'm'),
            row_height: fonts.row_height(font),
            has_han: fonts.has_glyph(font, '国'),
            n_discovered: fonts.discovered_fonts().len(),
        }
    }
}

/// Where things stand in a row and a row on the page, in points.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Geometry {
    /// Where rows begin on the screen.
    pub text_left: f32,
    /// How wide a row may be.
    pub row_width: f32,
    /// How many Han characters fit into it.
    pub chars_per_row: usize,
    /// From one row to the next.
    pub pitch: f32,
    /// From the top of a row to the ground of its words.
    pub ground_top: f32,
    /// How high that ground is.
    pub ground_height: f32,
    /// From one lane to the next.
    pub lane_height: f32,
    /// The size of the letters in the lanes.
    pub letter_size: f32,
    /// The size of one pixel.
    pub pixel: f32,
}

impl Geometry {
    /// Returns where a row's galley is to be drawn so that its words stand on their ground.
    pub fn galley_shift(&self) -> f32 {
        self.ground_top + (self.ground_height - self.pitch) / 2.0
    }

    /// Rounds to whole pixels.
    pub fn round(&self, points: f32) -> f32 {
        (points / self.pixel).round() * self.pixel
    }
}

impl Layouts {
    /// Takes the document, the fonts and the room of this frame.
    ///
    /// Returns whether rows that were there before are other ones now, or of another height.
    pub fn prepare(&mut self, ui: &Ui, doc: &ViewDoc<'_>, style: &ViewStyle, rect: Rect) -> bool {
        self.frame += 1;
        let ppp = ui.ctx().pixels_per_point();
        let probe = ui.fonts_mut(|fonts| Probe::new(fonts, &style.font, ppp));
        let room = rect.width() - 2.0 * SIDE_MARGIN;
        let chars_per_row =
            ((room / probe.em).floor() as usize).clamp(4, style.measure_chars.max(4));
        let row_width = chars_per_row as f32 * probe.em;
        let new_font = self.probe.as_ref() != Some(&probe);
        if new_font {
            self.advances.clear();
        }
        let new_width = new_font || self.geometry.chars_per_row != chars_per_row;
        let same_text = self
            .text
            .as_ref()
            .is_some_and(|text| Arc::ptr_eq(text, &doc.text.shared()));
        let new_kind = std::mem::replace(&mut self.kind, doc.kind) != doc.kind;
        if !same_text || new_kind {
            self.kept.clear();
        }
        if !same_text {
            self.text = Some(doc.text.shared());
            let chars_per_row = text_chars_per_row(doc.text, doc.kind, chars_per_row);
            self.blocks = Blocks::new(doc.text, chars_per_row);
        } else if new_width || new_kind {
            let chars_per_row = text_chars_per_row(doc.text, doc.kind, chars_per_row);
            self.blocks.estimate(doc.text, chars_per_row);
        }
        self.geometry.pixel = 1.0 / ppp;
        self.geometry.chars_per_row = chars_per_row;
        self.geometry.row_width = row_width;
        let left = rect.left() + ((rect.width() - row_width) / 2.0).max(SIDE_MARGIN);
        self.geometry.text_left = self.geometry.round(left);
        self.probe = Some(probe);
        self.n_lanes = self.n_lanes.max(1);
        let pitch = self.geometry.pitch;
        self.set_rows(style);
        same_text && (new_width || new_kind || pitch != self.geometry.pitch)
    }

    /// Makes room for as many lanes and one more; returns whether that moved the text.
    ///
    /// The number never shrinks. It grows only while text moves anyway, when a document is opened
    /// or scrolled: what is labelled meanwhile gets the spare lane, and beyond that lanes move
    /// closer together.
    pub fn reserve_lanes(&mut self, n_used: usize, style: &ViewStyle) -> bool {
        let is_first = !std::mem::replace(&mut self.lanes_known, true);
        if n_used <= self.n_lanes && !is_first {
            return false;
        }
        let before = self.n_lanes;
        self.n_lanes = (n_used + 1).clamp(before, MAX_LANES);
        self.set_rows(style);
        self.n_lanes != before
    }

    /// Returns whether no page has been shown yet.
    pub fn is_new(&self) -> bool {
        !self.lanes_known
    }

    /// Works out the rows' measures, and forgets the layouts when they changed.
    fn set_rows(&mut self, style: &ViewStyle) {
        let size = style.font.size;
        let geometry = &mut self.geometry;
        geometry.letter_size = (size * 0.5).max(8.0);
        geometry.lane_height = geometry.round(style.span_line_width + geometry.letter_size.ceil());
        geometry.ground_top = geometry.round(2.0);
        geometry.ground_height = geometry.round(size * 1.2 + 2.0);
        let needed = geometry.ground_top
            + geometry.ground_height
            + self.n_lanes as f32 * geometry.lane_height;
        // What is wider than usual is added whatever the lanes need; none is closer than they need.
        let more = size * (style.line_height_factor - LINE_HEIGHT);
        let pitch = needed.max(size * LINE_HEIGHT) + more;
        geometry.pitch = geometry.round(pitch.max(needed));
        let setting = Setting {
            font: style.font.clone(),
            row_width: geometry.row_width,
            pitch: geometry.pitch,
        };
        if self.setting.as_ref() != Some(&setting) {
            self.setting = Some(setting);
            self.kept.clear();
        }
    }

    /// Returns the measures of this frame.
    pub fn geometry(&self) -> Geometry {
        self.geometry
    }

    /// Returns the blocks with their heights.
    pub fn blocks(&self) -> &Blocks {
        &self.blocks
    }

    /// Returns whether a document has been shown, so that its blocks can be laid out.
    pub fn is_ready(&self, text: &Text) -> bool {
        let shown = self.text.as_ref();
        self.setting.is_some() && shown.is_some_and(|shown| Arc::ptr_eq(shown, &text.shared()))
    }

    /// Returns the block that a position lies in.
    pub fn block_at(&mut self, ctx: &Context, text: &Text, at: CharIdx) -> usize {
        let block = self.blocks.at(at);
        if self.settle(ctx, text, block) {
            return self.blocks.at(at);
        }
        block
    }

    /// Lays out a block, or returns the layout it has.
    pub fn layout(&mut self, ctx: &Context, text: &Text, block: usize) -> Arc<BlockLayout> {
        self.settle(ctx, text, block);
        let range = self.blocks.range(block);
        if let Some(kept) = self.kept.get_mut(&block)
            && kept.layout.range == range
        {
            kept.frame = self.frame;
            return Arc::clone(&kept.layout);
        }
        let paragraph_end = text.paragraph_range(text.paragraph_at(range.start())).end();
        let ends_paragraph = range.end() == paragraph_end;
        let setting = self.setting.clone().unwrap_or_else(|| Setting {
            font: FontId::default(),
            row_width: f32::INFINITY,
            pitch: 1.0,
        });
        let view = View::of_range(text, range, self.kind);
        let damage = damage_of(text, range);
        let advances = &mut self.advances;
        let layout = ctx.fonts_mut(|fonts| {
            let mut measure = FontMeasure::new(fonts, &setting.font, advances);
            let mut layout =
                BlockLayout::of_view(&view, text, ends_paragraph, &setting, &mut measure);
            layout.damage = damage;
            let galley = measure.fonts().layout_job(layout.job.clone());
            layout.adopt(&galley);
            Arc::new(layout)
        });
        self.blocks.set_height(block, layout.height_in_rows());
        let kept = Kept {
            layout: Arc::clone(&layout),
            frame: self.frame,
        };
        self.kept.insert(block, kept);
        layout
    }

    /// Finds the rows of the stretch a block lies in; returns whether blocks may have moved.
    fn settle(&mut self, ctx: &Context, text: &Text, block: usize) -> bool {
        let (Some((at, stretch)), Some(setting)) = (self.blocks.unsettled(block), &self.setting)
        else {
            return false;
        };
        let view = View::of_range(text, stretch.range, self.kind);
        let shown = view.shown(text);
        let advances = &mut self.advances;
        let mut rows = ctx.fonts_mut(|fonts| {
            let mut measure = FontMeasure::new(fonts, &setting.font, advances);
            row_starts(&cells_of(&shown, &mut measure).0, setting.row_width)
        });
        for row in rows.iter_mut().skip(1) {
            *row = view.raw_from_view(ViewIdx(*row)).0 - stretch.range.start().0;
        }
        self.blocks.settle(at, &rows);
        true
    }

    /// Returns how far below the start of the text the top of the view lies, in points.
    pub fn top_of(&mut self, ctx: &Context, text: &Text, anchor: Anchor) -> f64 {
        let block = self.block_at(ctx, text, anchor.at);
        let row = self.layout(ctx, text, block).row_at(anchor.at);
        let rows = self.blocks.heights().before(block) + row as f64;
        rows * f64::from(self.geometry.pitch) + f64::from(anchor.dy)
    }

    /// Returns the anchor of a view whose top lies so far below the start of the text.
    pub fn anchor_at(&mut self, ctx: &Context, text: &Text, top: f64) -> Anchor {
        let pitch = f64::from(self.geometry.pitch.max(1.0));
        let (mut block, _) = self.blocks.heights().find(top / pitch);
        if self.settle(ctx, text, block) {
            block = self.blocks.heights().find(top / pitch).0;
        }
        let layout = self.layout(ctx, text, block);
        let within = (top / pitch - self.blocks.heights().before(block)).max(0.0);
        let row = (within.floor() as usize).min(layout.rows.len().saturating_sub(1));
        let first = layout.rows.get(row).map_or(0, |row| row.chars.start);
        Anchor {
            at: layout.range.start().plus(first),
            dy: ((within - row as f64) * pitch) as f32,
        }
    }

    /// Drops layouts that this frame had no use for, if there are many.
    pub fn end_frame(&mut self) {
        if self.kept.len() > N_KEPT {
            let frame = self.frame;
            self.kept.retain(|_, kept| kept.frame == frame);
        }
    }
}

/// Returns about how many characters of the text a row shows, those hidden in it among them.
fn text_chars_per_row(text: &Text, kind: ViewKind, chars_per_row: usize) -> usize {
    if kind.glosses == Glosses::Shown {
        return chars_per_row;
    }
    let (n_samples, len) = SAMPLES;
    let step = (text.n_chars() / n_samples).max(len);
    let starts = (0..text.n_chars()).step_by(step);
    let samples = starts.map(|start| View::of_range(text, CharRange::of(start, start + len), kind));
    let (mut n_chars, mut n_shown) = (0, 0);
    for view in samples {
        n_chars += view.range().len();
        n_shown += view.n_chars();
    }
    chars_per_row * n_chars.max(1) / n_shown.max(1)
}

/// Returns what is damaged in a block.
///
/// Of a part of a paragraph it cannot be told whether its brackets are paired.
fn damage_of(text: &Text, range: CharRange) -> Vec<DamagedPlace> {
    let paragraph = text.paragraph_at(range.start());
    if text.paragraph_range(paragraph) == range {
        return damage_in_paragraph(text, paragraph);
    }
    let places = damage_in_paragraph(&Text::from(text.slice(range)), 0).into_iter();
    let places = places.filter(|place| place.harm != Harm::UnpairedBracket);
    let in_text = |at: CharIdx| range.start().plus(at.0);
    places
        .map(|place| DamagedPlace {
            range: CharRange::new(in_text(place.range.start()), in_text(place.range.end())),
            ..place
        })
        .collect()
}
