//! The one Chinese face the program brings, first in both of egui's families.
//!
//! As a fallback behind a Latin face it would cost twice the layout time and rows would take the
//! Latin height; and with a face of the system the window would look different on each machine.

use std::sync::Arc;

/// The family name of the embedded face.
pub const FACE: &str = "zhubi-sans";

/// The face itself; provenance and licence stand beside it.
pub const FACE_BYTES: &[u8] = include_bytes!("../../assets/fonts/ZhubiSans-Regular.otf");

/// Returns egui's faces with ours in front.
pub fn definitions() -> egui::FontDefinitions {
    let mut fonts = egui::FontDefinitions::default();
    let face = egui::FontData::from_static(FACE_BYTES);
    fonts.font_data.insert(FACE.to_owned(), Arc::new(face));
    for family in [egui::FontFamily::Proportional, egui::FontFamily::Monospace] {
        fonts
            .families
            .entry(family)
            .or_default()
            .insert(0, FACE.to_owned());
    }
    fonts
}
