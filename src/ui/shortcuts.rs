//! Keys: how they are written, matched against input, and told from one another.
//!
//! A key is matched by what it types and by its place on the keyboard, so that brackets work on a
//! keyboard that types others there. `Ctrl` is the command key on macOS.
//! Keys are silent while a text field has the keyboard, but for those that act everywhere.
//! Modifiers must be held exactly, so no two keys match one press.

use std::fmt;

use egui::Key;
use egui::Modifiers;

use crate::ui::action::Action;
use crate::ui::settings::Settings;

/// A key with modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Keys {
    /// Control, or Command on macOS.
    pub ctrl: bool,
    /// Alt, or Option on macOS.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
    /// The key.
    pub key: Key,
}

impl Keys {
    /// Reads keys as settings write them: `Ctrl+Shift+P`.
    pub fn parse(source: &str) -> Option<Self> {
        let mut keys = Self {
            ctrl: false,
            alt: false,
            shift: false,
            key: Key::Escape,
        };
        let mut parts: Vec<&str> = source.split('+').map(str::trim).collect();
        keys.key = Key::from_name(parts.pop()?)?;
        for part in parts {
            match part {
                "Ctrl" => keys.ctrl = true,
                "Alt" => keys.alt = true,
                "Shift" => keys.shift = true,
                _ => return None,
            }
        }
        Some(keys)
    }

    /// Reads several, separated by `|`; ones that cannot be read are left out.
    pub fn parse_list(source: &str) -> Vec<Self> {
        source.split('|').filter_map(Self::parse).collect()
    }

    /// Returns the keys that type a label's character.
    pub fn of_hotkey(hotkey: char) -> Option<Self> {
        let key = Key::from_name(&hotkey.to_ascii_uppercase().to_string())?;
        Some(Self {
            ctrl: false,
            alt: false,
            shift: false,
            key,
        })
    }

    /// Returns how settings write them.
    pub fn source(self) -> String {
        let mut source = String::new();
        for (held, name) in [
            (self.ctrl, "Ctrl+"),
            (self.alt, "Alt+"),
            (self.shift, "Shift+"),
        ] {
            source.push_str(if held { name } else { "" });
        }
        source + self.key.name()
    }

    fn matches(self, key: Key, held: Modifiers) -> bool {
        let same = held.command == self.ctrl && held.alt == self.alt && held.shift == self.shift;
        same && key == self.key
    }
}

impl fmt::Display for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shifted = match (self.ctrl || self.alt, self.shift, self.key) {
            (false, true, Key::OpenBracket) => Some("{"),
            (false, true, Key::CloseBracket) => Some("}"),
            _ => None,
        };
        if let Some(shifted) = shifted {
            return f.write_str(shifted);
        }
        for (held, name) in [(self.ctrl, "Ctrl "), (self.alt, "Alt "), (self.shift, "⇧ ")] {
            f.write_str(if held { name } else { "" })?;
        }
        f.write_str(match self.key {
            Key::Escape => "Esc",
            Key::ArrowLeft => "←",
            Key::ArrowRight => "→",
            Key::ArrowUp => "↑",
            Key::ArrowDown => "↓",
            Key::OpenBracket => "[",
            Key::CloseBracket => "]",
            Key::Comma => ",",
            Key::Period => ".",
            Key::Equals => "=",
            Key::Minus => "-",
            Key::Plus => "+",
            key => key.name(),
        })
    }
}

/// How far keys reach into the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Nothing else has the keyboard.
    All,
    /// A button or a list has it, which Tab leaves and Enter presses: none that goes by these.
    Beside,
    /// A text field has it: only actions that act everywhere.
    Everywhere,
    /// A window lies over the desk: nearly none.
    Covered,
    /// Something waits for an answer: none.
    None,
}

impl Reach {
    fn includes(self, action: Action) -> bool {
        match self {
            Self::All => true,
            Self::Beside => !matches!(
                action,
                Action::NextSuggestion
                    | Action::PreviousSuggestion
                    | Action::Accept
                    | Action::Reject
            ),
            Self::Everywhere => action.is_global(),
            Self::Covered => matches!(
                action,
                Action::ToggleTheme | Action::Save | Action::CopyStatistics
            ),
            Self::None => false,
        }
    }
}

/// Takes the keys of actions out of a frame's input and returns the actions, in order.
///
/// `labels` are the keys of the schema's labels in their order; they go before the keys of
/// actions. What a key types is looked up first, then its place on the keyboard.
/// A key held down repeats only what is meant to be repeated.
pub fn take(
    input: &mut egui::InputState,
    settings: &Settings,
    labels: &[Option<char>],
    reach: Reach,
) -> Vec<Action> {
    let is_key = |event: &egui::Event| {
        matches!(
            event,
            egui::Event::Key { pressed: true, .. } | egui::Event::Copy
        )
    };
    if !input.events.iter().any(is_key) {
        return Vec::new();
    }
    // While a button is down, Esc belongs to what is being dragged.
    let dragging = input.pointer.any_down();
    let table = table(settings, labels, |action| {
        reach.includes(action) && !(dragging && action == Action::LetGo)
    });
    let find = |key: Key, held: Modifiers| {
        let row = table.iter().find(|(keys, _)| keys.matches(key, held));
        row.map(|row| row.1)
    };
    let mut taken = Vec::new();
    input.events.retain(|event| {
        let found = match event {
            egui::Event::Key {
                key,
                physical_key,
                pressed: true,
                repeat,
                modifiers,
            } => {
                let by_place = || find((*physical_key)?, *modifiers);
                let action = find(*key, *modifiers).or_else(by_place);
                if *repeat && action.is_some_and(|action| !action.repeats()) {
                    return false;
                }
                action
            }
            // The system sends this in place of the keys.
            egui::Event::Copy if matches!(reach, Reach::All | Reach::Beside) => Some(Action::Copy),
            _ => None,
        };
        taken.extend(found);
        found.is_none()
    });
    taken
}

fn table(
    settings: &Settings,
    labels: &[Option<char>],
    wanted: impl Fn(Action) -> bool,
) -> Vec<(Keys, Action)> {
    let of_labels = (0..=u8::MAX)
        .zip(labels)
        .filter_map(|(slot, hotkey)| Some((Keys::of_hotkey((*hotkey)?)?, Action::Label(slot))));
    let of_actions = Action::all().flat_map(|action| {
        let keys = settings.keys_of(action).into_iter();
        keys.map(move |keys| (keys, action))
    });
    of_labels
        .chain(of_actions)
        .filter(|(_, action)| wanted(*action))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    #[test]
    fn every_key_is_written_as_it_is_read() {
        for action in Action::all() {
            for keys in action.default_keys() {
                assert_eq!(Keys::parse(&keys.source()), Some(keys), "{action:?}");
            }
            let labelled = matches!(action, Action::Label(_));
            assert_eq!(
                action.default_keys().is_empty(),
                labelled,
                "{action:?} has no key"
            );
        }
    }

    #[test]
    fn no_two_actions_share_keys() {
        let mut seen: HashMap<Keys, Action> = HashMap::new();
        for digit in '1'..='9' {
            seen.insert(Keys::of_hotkey(digit).unwrap(), Action::Label(0));
        }
        for action in Action::all() {
            for keys in action.default_keys() {
                assert_eq!(seen.insert(keys, action), None, "{keys} is twice there");
            }
        }
    }
}
