//! How the text view looks: sizes and colours, all given by the theme.

use std::collections::BTreeMap;

use egui::Color32;
use egui::FontId;

use crate::model::ids::LabelKey;

/// Sizes and colours of a text view.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewStyle {
    /// The typeface and size of the text; a Chinese font should be first in its family.
    pub font: FontId,
    /// How high a row with one lane is, in font sizes.
    pub line_height_factor: f32,
    /// How many Han characters a row holds where there is room.
    pub measure_chars: usize,
    /// How thick a span's line is.
    pub span_line_width: f32,
    /// Text, caret and the ring of the span held.
    pub ink: Color32,
    /// Paragraph numbers and boxes of characters without a glyph.
    pub dim: Color32,
    /// Fine lines.
    pub line: Color32,
    /// What everything stands on.
    pub paper: Color32,
    /// The ground of selected text.
    pub selection: Color32,
    /// The suggestion at hand, marks in the margin.
    pub accent: Color32,
    /// Labels by key.
    pub labels: BTreeMap<LabelKey, LabelStyle>,
    /// Spans of labels that the schema does not have.
    pub unknown_label: LabelStyle,
    /// The name of the whole view for a screen reader.
    pub name: String,
    /// What a screen reader says before damaged words.
    pub damage_name: String,
}

impl ViewStyle {
    /// Returns the look of a label.
    pub fn label(&self, key: &LabelKey) -> &LabelStyle {
        self.labels.get(key).unwrap_or(&self.unknown_label)
    }
}

/// The look of a label's spans.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelStyle {
    /// The line and the letter.
    pub line: Color32,
    /// The ground of the words; transparent for none.
    pub ground: Color32,
    /// One or two characters at the start of the line, such as 人.
    pub letter: String,
    /// The label's name for a screen reader, such as 人物.
    pub name: String,
}
