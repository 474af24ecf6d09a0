//! What a panel sees: the project and where the user is, words, colours, and a list to ask in.
//!
//! A panel reads and asks; it changes nothing itself. What is asked is carried out after the last
//! panel, first in first out, so that a frame never shows half a change.

use egui::RichText;

use crate::ui::action::Action;
use crate::ui::effect::Effect;
use crate::ui::env::Env;
use crate::ui::i18n::Texts;
use crate::ui::resolve::resolve;
use crate::ui::theme::TEXT_SIZES;
use crate::ui::theme::Theme;
use crate::ui::totals::Totals;

/// Something asked for in a frame.
#[derive(Clone, Debug, PartialEq)]
pub enum Ask {
    /// An action, to be resolved when its turn comes.
    Action(Action),
    /// An effect with parameters that no action has, such as going to a document clicked.
    Effect(Box<Effect>),
}

impl Ask {
    /// Asks for an effect.
    pub fn effect(effect: Effect) -> Self {
        Self::Effect(Box::new(effect))
    }
}

/// What a panel sees.
pub struct Scene<'a> {
    /// The project and where the user is.
    pub env: Env<'a>,
    /// The words.
    pub texts: &'a Texts,
    /// The colours.
    pub theme: &'a Theme,
    /// What is counted over the whole project.
    pub totals: &'a Totals,
    /// Whether a window lies over the desk.
    pub covered: bool,
    /// The last small word on what was done or why nothing was.
    pub said: &'a str,
    /// How often another layer was taken up.
    pub n_switches: u64,
    /// What is asked for.
    pub asks: &'a mut Vec<Ask>,
}

impl Scene<'_> {
    /// Returns the text of a key.
    pub fn tr(&self, key: &str) -> String {
        self.texts.tr(key)
    }

    /// Asks for an action.
    pub fn ask(&mut self, action: Action) {
        self.asks.push(Ask::Action(action));
    }

    /// Asks for an effect.
    pub fn ask_effect(&mut self, effect: Effect) {
        self.asks.push(Ask::effect(effect));
    }

    /// Returns an action's name; a label's is the label's.
    pub fn name_of(&self, action: Action) -> String {
        match action {
            Action::Label(slot) => match self.env.label(slot) {
                Some(label) => label.name(self.texts.language.tag()).to_owned(),
                None => self.tr("action-label"),
            },
            action => self.tr(&action.text_key()),
        }
    }

    /// Returns an action's keys as they are shown; empty when it has none.
    pub fn keys_of(&self, action: Action) -> String {
        if let Action::Label(slot) = action {
            let hotkey = self.env.label(slot).and_then(|label| label.hotkey);
            return hotkey
                .map(|c| c.to_ascii_uppercase().to_string())
                .unwrap_or_default();
        }
        let keys = self.env.settings.keys_of(action);
        keys.first().map(ToString::to_string).unwrap_or_default()
    }

    /// Returns whether an action has a name here: all but labels the schema has not.
    pub fn can_name(&self, action: Action) -> bool {
        match action {
            Action::Label(slot) => self.env.label(slot).is_some(),
            _ => true,
        }
    }

    /// Returns whether an action does something here.
    pub fn can(&self, action: Action) -> bool {
        let history = self.env.session.map(|session| session.history());
        let in_history = match action {
            Action::Undo => history.is_some_and(|history| history.next_undo().is_some()),
            Action::Redo => history.is_some_and(|history| history.next_redo().is_some()),
            _ => true,
        };
        self.can_name(action) && in_history && !matches!(resolve(action, &self.env), Effect::Say(_))
    }

    /// Says under the pointer what an action does, where its name does not.
    pub fn explain_ui(&self, response: egui::Response, action: Action) -> egui::Response {
        match action {
            Action::Copy | Action::CopyMarked | Action::CopyShown | Action::SelectSentence => {
                let what = self.tr(&format!("{}-what", action.text_key()));
                let mut tooltip = egui::Tooltip::for_enabled(&response);
                // Beside the menu: below it would hide the next entry.
                tooltip.popup = tooltip.popup.align(egui::RectAlign::RIGHT);
                tooltip.show(|ui| ui.label(what));
                response
            }
            _ => response,
        }
    }

    /// Returns less important text.
    pub fn dim(&self, text: impl Into<String>) -> RichText {
        let [_, small, ..] = TEXT_SIZES;
        RichText::new(text).size(small).color(self.theme.dim)
    }

    /// Returns the heading of a section of a panel.
    pub fn section(&self, key: &str) -> RichText {
        self.dim(self.tr(key))
    }

    /// Shows a button with an action's name and keys.
    pub fn button_ui(&mut self, ui: &mut egui::Ui, action: Action) -> egui::Response {
        let keys = self.dim(self.keys_of(action));
        let button = egui::Button::new((self.name_of(action), keys));
        let response = ui.add_enabled(self.can(action), button);
        if response.clicked() {
            self.ask(action);
        }
        response
    }
}
