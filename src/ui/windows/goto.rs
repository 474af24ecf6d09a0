//! Asks where to go: `120` is a paragraph, `@5000` a character, `50%` a part of the text.
//!
//! What is typed is read while it is typed, with an input method on or off (`＠`, `％`, `１２`), and
//! the window says where it leads or why it leads nowhere.

use egui::Context;
use egui::Key;
use egui::RichText;
use egui::Ui;

use super::Fate;
use super::Frame;
use super::window_ui;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::view::View;
use crate::ui::effect::Effect;
use crate::ui::panels::rows;
use crate::ui::scene::Scene;
use crate::ui::sheet;

/// How many characters of the place one goes to are shown.
const N_SHOWN: usize = 24;

/// What is being typed.
#[derive(Default)]
pub struct GoTo {
    typed: String,
    /// Whether the field is to have the keyboard again.
    back_to_field: bool,
}

/// Why what is typed leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoPlace {
    /// Nothing is typed yet.
    #[error("nothing typed")]
    Nothing,
    /// It is none of the three forms.
    #[error("not a place")]
    Unreadable,
    /// The text has fewer paragraphs.
    #[error("only {n} paragraphs")]
    NoParagraph {
        /// How many it has.
        n: usize,
    },
    /// The text has fewer characters.
    #[error("only {n} characters")]
    NoCharacter {
        /// How many it has.
        n: usize,
    },
    /// More than the whole.
    #[error("more than the whole")]
    TooMuch,
}

/// Returns the position in a text that is meant.
pub fn place_of(typed: &str, text: &Text) -> Result<CharIdx, NoPlace> {
    let typed: String = typed.chars().filter_map(plain).collect();
    if typed.is_empty() {
        return Err(NoPlace::Nothing);
    }
    if let Some(offset) = typed.strip_prefix('@') {
        let n = text.n_chars();
        return match number(offset)? {
            offset if offset <= n => Ok(CharIdx(offset)),
            _ => Err(NoPlace::NoCharacter { n }),
        };
    }
    if let Some(percent) = typed.strip_suffix('%') {
        let is_number = percent.chars().all(|c| c.is_ascii_digit() || c == '.');
        let percent: f64 = match percent.parse() {
            Ok(percent) if is_number => percent,
            _ => return Err(NoPlace::Unreadable),
        };
        if percent > 100.0 {
            return Err(NoPlace::TooMuch);
        }
        let at = (text.n_chars() as f64 * percent / 100.0).floor() as usize;
        return Ok(CharIdx(at.min(text.n_chars())));
    }
    let n = text.n_paragraphs();
    match number(&typed)?.checked_sub(1) {
        Some(paragraph) if paragraph < n => Ok(text.paragraph_range(paragraph).start()),
        _ => Err(NoPlace::NoParagraph { n }),
    }
}

/// Returns what a full-width character stands for; nothing for a space.
fn plain(c: char) -> Option<char> {
    match c {
        ' ' | '\u{3000}' => None,
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0),
        c => Some(c),
    }
}

/// Reads digits; more than fit are beyond any text.
fn number(digits: &str) -> Result<usize, NoPlace> {
    if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
        return Err(NoPlace::Unreadable);
    }
    Ok(digits.parse().unwrap_or(usize::MAX))
}

/// Shows the window.
pub(super) fn ui(ctx: &Context, scene: &mut Scene<'_>, goto: &mut GoTo, frame: Frame) -> Fate {
    let Some(doc) = scene.env.document().cloned() else {
        return Fate::Closes;
    };
    let title = scene.tr("action-go-to");
    let (mut done, mut cancelled) = (false, false);
    let mut place = Err(NoPlace::Nothing);
    let fate = window_ui(ctx, scene, &title, 420.0, frame, |ui| {
        ui.label(scene.dim(scene.tr("goto-hint")));
        let field = egui::TextEdit::singleline(&mut goto.typed)
            .hint_text("120   @5000   50%")
            .desired_width(f32::INFINITY);
        let response = ui.add(field);
        response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::TextInput, true, &title));
        if frame.fresh || std::mem::take(&mut goto.back_to_field) {
            response.request_focus();
        }
        place = place_of(&goto.typed, &doc.text);
        done = response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter));
        let (words, color) = match place {
            Ok(at) => {
                let at = sheet::caret_place(&scene.env, at);
                (words_at(ui, scene, &doc.text, at), scene.theme.ink)
            }
            Err(why) => (words_of(scene, why), scene.theme.accent),
        };
        ui.add(egui::Label::new(RichText::new(words).color(color)).truncate());
        ui.horizontal(|ui| {
            let ok = egui::Button::new(scene.tr("ok"));
            done |= ui.add_enabled(place.is_ok(), ok).clicked();
            cancelled = ui.button(scene.tr("cancel")).clicked();
        });
    });
    match place {
        Ok(at) if done => {
            scene.ask_effect(Effect::GoTo(at));
            return Fate::Closes;
        }
        Err(_) if done => goto.back_to_field = true,
        _ => {}
    }
    if cancelled { Fate::Closes } else { fate }
}

/// Says where a position lies and what is to be seen there.
fn words_at(ui: &Ui, scene: &Scene<'_>, text: &Text, at: CharIdx) -> String {
    let paragraph = text.paragraph_at(at);
    let end = text.paragraph_range(paragraph).end();
    let shown = CharRange::new(at, at.plus(N_SHOWN).min(end).max(at));
    let seen = View::of_range(text, shown, scene.env.reading.shown());
    let words = rows::drawn(ui, seen.shown(text).trim());
    let values = [
        ("paragraph", (paragraph + 1).into()),
        ("char", at.0.into()),
        ("words", words.into()),
    ];
    scene.texts.tr_with("goto-place", values)
}

fn words_of(scene: &Scene<'_>, why: NoPlace) -> String {
    match why {
        NoPlace::Nothing => String::new(),
        NoPlace::Unreadable => scene.tr("goto-unreadable"),
        NoPlace::NoParagraph { n } => scene.texts.tr_with("goto-no-paragraph", [("n", n.into())]),
        NoPlace::NoCharacter { n } => scene.texts.tr_with("goto-no-character", [("n", n.into())]),
        NoPlace::TooMuch => scene.tr("goto-too-much"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_characters_and_parts_are_told_apart() {
        let text = Text::from("春江潮水\n连海平\n\n海上明月");
        for (typed, place) in [
            ("1", Ok(0)),
            ("2", Ok(5)),
            (" ２ ", Ok(5)),
            ("4", Ok(10)),
            ("0", Err(NoPlace::NoParagraph { n: 4 })),
            ("5", Err(NoPlace::NoParagraph { n: 4 })),
            (
                "99999999999999999999999",
                Err(NoPlace::NoParagraph { n: 4 }),
            ),
            ("@0", Ok(0)),
            ("@14", Ok(14)),
            ("＠１４", Ok(14)),
            ("@15", Err(NoPlace::NoCharacter { n: 14 })),
            ("@", Err(NoPlace::Unreadable)),
            ("@-1", Err(NoPlace::Unreadable)),
            ("50%", Ok(7)),
            ("50 ％", Ok(7)),
            ("33.3%", Ok(4)),
            ("100%", Ok(14)),
            ("101%", Err(NoPlace::TooMuch)),
            ("%", Err(NoPlace::Unreadable)),
            ("inf%", Err(NoPlace::Unreadable)),
            ("", Err(NoPlace::Nothing)),
            ("  ", Err(NoPlace::Nothing)),
            ("段", Err(NoPlace::Unreadable)),
        ] {
            assert_eq!(place_of(typed, &text), place.map(CharIdx), "{typed}");
        }
    }
}
