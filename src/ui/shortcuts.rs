//! Keys: how they are written, matched against input, and told from one another.
//!
//! A key is matched by what it types and by its place on the keyboard, so that brackets work on a
//! keyboard that types others there. `Ctrl` is the command key on macOS.
//! Keys are silent while a text field has the keyboard, but for those that act everywhere.

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

    fn matches(self, event: &Pressed) -> bool {
        let held = event.modifiers;
        let same = held.command == self.ctrl && held.alt == self.alt && held.shift == self.shift;
        same && (event.key == self.key || event.physical_key == Some(self.key))
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
            Key::Equals => "=",
            Key::Minus => "-",
            Key::Plus => "+",
            key => key.name(),
        })
    }
}

struct Pressed {
    key: Key,
    physical_key: Option<Key>,
    modifiers: Modifiers,
}

/// Takes the keys of actions out of a frame's input and returns the actions, in order.
///
/// `labels` are the keys of the schema's labels in their order. Keys with the most modifiers are
/// tried first. While `typing`, only actions that act everywhere are taken.
pub fn take(
    input: &mut egui::InputState,
    settings: &Settings,
    labels: &[Option<char>],
    typing: bool,
) -> Vec<Action> {
    // While a button is down, Esc belongs to what is being dragged.
    let dragging = input.pointer.any_down();
    let mut table: Vec<(Keys, Action)> = Action::all()
        .filter(|action| !typing || action.is_global())
        .filter(|action| !dragging || *action != Action::LetGo)
        .flat_map(|action| {
            settings
                .keys_of(action)
                .into_iter()
                .map(move |keys| (keys, action))
        })
        .collect();
    if !typing {
        let hotkeys = (0..)
            .zip(labels)
            .filter_map(|(slot, hotkey)| Some((Keys::of_hotkey((*hotkey)?)?, Action::Label(slot))));
        table.extend(hotkeys);
    }
    let n_modifiers =
        |keys: &Keys| usize::from(keys.ctrl) + usize::from(keys.alt) + usize::from(keys.shift);
    table.sort_by_key(|(keys, _)| std::cmp::Reverse(n_modifiers(keys)));

    let mut taken = Vec::new();
    input.events.retain(|event| {
        let found = match event {
            egui::Event::Key {
                key,
                physical_key,
                pressed: true,
                modifiers,
                ..
            } => {
                let (key, physical_key) = (*key, *physical_key);
                let pressed = Pressed {
                    key,
                    physical_key,
                    modifiers: *modifiers,
                };
                table
                    .iter()
                    .find(|(keys, _)| keys.matches(&pressed))
                    .map(|row| row.1)
            }
            // The system sends these in place of the keys.
            egui::Event::Copy if !typing => Some(Action::Copy),
            _ => None,
        };
        taken.extend(found);
        found.is_none()
    });
    taken
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
