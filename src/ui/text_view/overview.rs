//! The strip beside the text that shows where in the document the spans are.
//!
//! The text is divided among the strip's pixels, and each pixel remembers which labels occur in
//! its part. That is worked out once for each revision, a part of it a frame where spans are many;
//! until it is done the strip shows what it showed before. Labels have columns of their own, so
//! that a rare one is seen among many.

use egui::Mesh;
use egui::Painter;
use egui::Rect;
use egui::Shape;
use egui::Ui;
use egui::pos2;

use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::view::ViewKind;
use crate::ui::text_view::TextView;
use crate::ui::text_view::ViewDoc;
use crate::ui::text_view::blocks::Blocks;
use crate::ui::text_view::style::ViewStyle;

/// How high a mark is.
const MARK_HEIGHT: f32 = 2.0;
/// How many spans are looked through in a frame, at most by one part of the strip more.
const SPANS_PER_FRAME: usize = 20_000;
/// Finding the spans of a part passes over all before it, which counts as this share of them.
const PASSED_SPANS: usize = 256;
/// Columns of marks side by side.
const N_COLUMNS: usize = 4;

/// The labels in each part of the strip.
#[derive(Default)]
pub struct Overview {
    /// For each part of the strip, a bit for each label.
    buckets: Vec<u64>,
    made_for: Option<Task>,
    next: Option<Progress>,
}

/// What the marks depend on.
#[derive(Clone, Debug, PartialEq)]
struct Task {
    revision: u64,
    n_spans: usize,
    n_chars: usize,
    n_buckets: usize,
    labels: usize,
    kind: ViewKind,
}

struct Progress {
    task: Task,
    buckets: Vec<u64>,
}

impl Overview {
    /// Goes on with the marks; returns whether more is to be done.
    fn advance(
        &mut self,
        doc: &ViewDoc<'_>,
        style: &ViewStyle,
        task: Task,
        blocks: &Blocks,
    ) -> bool {
        if self.made_for.as_ref() == Some(&task) {
            return false;
        }
        if self.next.as_ref().is_none_or(|next| next.task != task) {
            let buckets = Vec::with_capacity(task.n_buckets);
            self.next = Some(Progress { task, buckets });
        }
        let Some(progress) = &mut self.next else {
            return false;
        };
        let mut n_spans = 0;
        while progress.buckets.len() < progress.task.n_buckets {
            let range = bucket_range(progress.buckets.len(), progress.task.n_buckets, doc, blocks);
            let (bits, n) = labels_in(range, doc, style);
            progress.buckets.push(bits);
            n_spans += n + progress.task.n_spans / PASSED_SPANS;
            if n_spans > SPANS_PER_FRAME {
                break;
            }
        }
        if progress.buckets.len() < progress.task.n_buckets {
            return true;
        }
        if let Some(done) = self.next.take() {
            self.buckets = done.buckets;
            self.made_for = Some(done.task);
        }
        false
    }
}

/// Returns the characters that a part of the strip stands for.
fn bucket_range(bucket: usize, n_buckets: usize, doc: &ViewDoc<'_>, blocks: &Blocks) -> CharRange {
    let heights = blocks.heights();
    let edge = |bucket: usize| {
        if bucket >= n_buckets {
            return doc.text.end();
        }
        let at = heights.total() * bucket as f64 / n_buckets.max(1) as f64;
        let (block, within) = heights.find(at);
        let range = blocks.range(block);
        let height = f64::from(heights.height(block)).max(f64::EPSILON);
        let part = (within / height * range.len() as f64) as usize;
        CharIdx(range.start().0 + part.min(range.len()))
    };
    CharRange::new(edge(bucket), edge(bucket + 1))
}

/// Returns a bit for each label with a span in `range`, and how many spans were looked at.
fn labels_in(range: CharRange, doc: &ViewDoc<'_>, style: &ViewStyle) -> (u64, usize) {
    let n_present = doc.spans.counts().len() as u32;
    let mut bits = 0_u64;
    let mut n = 0;
    for span in doc.spans.overlapping(range) {
        n += 1;
        bits |= 1 << label_bit(style, &span.label);
        if bits.count_ones() >= n_present.min(u64::BITS) {
            break;
        }
    }
    (bits, n)
}

/// Returns a label's place among those of the style; unknown ones share the last.
fn label_bit(style: &ViewStyle, key: &str) -> usize {
    let place = style.labels.keys().position(|label| label.as_str() == key);
    place.unwrap_or(63).min(63)
}

impl TextView {
    /// Draws the strip over the scroll bar.
    pub(super) fn overview_ui(
        &mut self,
        ui: &Ui,
        painter: &Painter,
        doc: &ViewDoc<'_>,
        style: &ViewStyle,
        rect: Rect,
    ) {
        let task = Task {
            revision: doc.revision,
            n_spans: doc.spans.len(),
            n_chars: doc.text.n_chars(),
            n_buckets: (rect.height() / MARK_HEIGHT).max(1.0) as usize,
            labels: style.labels.len(),
            kind: doc.kind,
        };
        if self
            .overview
            .advance(doc, style, task, self.layouts.blocks())
        {
            ui.ctx().request_repaint();
        }
        self.paint_bar(painter, doc, style, rect);
        let colors: Vec<_> = style.labels.values().map(|label| label.line).collect();
        let mut mesh = Mesh::default();
        let step = rect.height() / self.overview.buckets.len().max(1) as f32;
        let column = (rect.width() - 4.0) / N_COLUMNS as f32;
        for (i, bits) in self.overview.buckets.iter().enumerate() {
            let top = rect.top() + i as f32 * step;
            let mut rest = *bits;
            while rest != 0 {
                let label = rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let color = colors.get(label).copied();
                let left = rect.left() + 2.0 + (label % N_COLUMNS) as f32 * column;
                let mark = Rect::from_min_max(
                    pos2(left, top),
                    pos2(left + column, top + MARK_HEIGHT.min(step.max(1.0))),
                );
                mesh.add_colored_rect(mark, color.unwrap_or(style.unknown_label.line));
            }
        }
        painter.add(Shape::mesh(mesh));
    }
}
