//! What acts cost, by the keystroke-level model of Card, Moran and Newell.
//!
//! A [`Ledger`] holds every act with its price, so that anyone can add them up again. It knows where
//! the annotator's hand is and which modifiers are held: `Shift` held over five presses is one press
//! of Shift and five of the other key.

use zhubi::ui::shortcuts::Keys;

/// Pressing a key.
pub const KEY: f64 = 0.28;
/// Pointing at something.
pub const POINT: f64 = 1.1;
/// Pressing or releasing a button of the mouse.
pub const BUTTON: f64 = 0.1;
/// Moving the hand between the mouse and the keys.
pub const HOME: f64 = 0.4;
/// Deciding on a span or a suggestion.
pub const DECIDE: f64 = 1.35;

/// Dragging over words in the plain tool, and everything for a span there but deciding.
pub const PLAIN_HAND: f64 = 2.0 * (POINT + BUTTON) + KEY;

/// Where the hand is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Device {
    /// On the keys.
    Keys,
    /// On the mouse.
    Mouse,
}

/// What the mouse does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesture {
    /// Drag over words.
    Drag,
    /// Click so many times.
    Click(usize),
}

impl Gesture {
    /// Returns what it costs, the hand being on the mouse.
    pub fn price(self) -> f64 {
        match self {
            Self::Drag => 2.0 * (POINT + BUTTON),
            Self::Click(n) => POINT + 2.0 * BUTTON * n as f64,
        }
    }
}

/// Which of Ctrl, Alt and Shift are held.
pub type Held = [bool; 3];

/// Returns the modifiers of some keys.
pub fn modifiers(keys: Keys) -> Held {
    [keys.ctrl, keys.alt, keys.shift]
}

/// Returns how many keys are pressed for some keys while modifiers are held already.
pub fn n_pressed(keys: Keys, held: Held) -> usize {
    let wanted = modifiers(keys).into_iter().zip(held);
    1 + wanted.filter(|(wanted, held)| *wanted && !held).count()
}

/// One thing done, or decided.
#[derive(Clone, Debug)]
pub struct Act {
    /// The document's place among those labelled.
    pub document: usize,
    /// Who made or suggested what it is about: `hand`, `document`, or a suggestion's source.
    pub source: String,
    /// What was done.
    pub what: String,
    /// Whether it is an act of the hand; a decision or a hand that moves is none.
    pub is_act: bool,
    /// What it costs.
    pub seconds: f64,
    /// Whether it is a decision.
    pub is_decision: bool,
}

/// What became of a span or a suggestion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// A span was made.
    Made,
    /// A suggestion was accepted with other edges or another label.
    Corrected,
    /// A suggestion was turned down.
    Rejected,
}

/// A document's share.
#[derive(Clone, Debug)]
pub struct Labelled {
    /// Its name.
    pub name: String,
    /// Spans it has.
    pub n_spans: usize,
}

/// Everything that was paid for.
#[derive(Debug)]
pub struct Ledger {
    /// The acts, in order.
    pub acts: Vec<Act>,
    /// The documents, in order.
    pub documents: Vec<Labelled>,
    /// What became of spans and suggestions: document, source, label, words, fate.
    pub fates: Vec<(usize, String, String, Fate)>,
    device: Device,
    held: Held,
}

impl Ledger {
    /// Makes one in which nothing is written; the hands lie on the keys.
    pub fn new() -> Self {
        Self {
            acts: Vec::new(),
            documents: Vec::new(),
            fates: Vec::new(),
            device: Device::Keys,
            held: [false; 3],
        }
    }

    /// Returns where the hand is.
    pub fn device(&self) -> Device {
        self.device
    }

    /// Returns what moving the hand to a device would cost.
    pub fn way_to(&self, device: Device) -> f64 {
        if self.device == device { 0.0 } else { HOME }
    }

    /// Returns which modifiers are held.
    pub fn held(&self) -> Held {
        self.held
    }

    /// Notes that keys are pressed.
    pub fn press(&mut self, source: &str, keys: Keys, why: &str) {
        self.move_to(source, Device::Keys);
        let n = n_pressed(keys, self.held);
        self.held = modifiers(keys);
        let what = format!("{} ({why})", keys.source());
        self.push(source, what, true, KEY * n as f64, false);
    }

    /// Notes a gesture of the mouse.
    pub fn gesture(&mut self, source: &str, gesture: Gesture, why: &str) {
        self.move_to(source, Device::Mouse);
        self.held = [false; 3];
        let what = format!("{gesture:?} ({why})");
        self.push(source, what, true, gesture.price(), false);
    }

    /// Notes a decision.
    pub fn decide(&mut self, source: &str, what: &str) {
        self.push(source, format!("decide: {what}"), false, DECIDE, true);
    }

    /// Notes what became of something; a span made or a suggestion turned down.
    pub fn fate(&mut self, source: &str, label: &str, fate: Fate) {
        let document = self.documents.len();
        self.fates
            .push((document, source.to_owned(), label.to_owned(), fate));
    }

    /// Counts the acts from a number on for a source that was not known before.
    pub fn count_for(&mut self, from: usize, source: &str) {
        for act in self.acts.iter_mut().skip(from) {
            source.clone_into(&mut act.source);
        }
    }

    /// Ends a document.
    pub fn end_document(&mut self, name: &str, n_spans: usize) {
        let name = name.to_owned();
        self.documents.push(Labelled { name, n_spans });
    }

    fn move_to(&mut self, source: &str, device: Device) {
        if self.device != device {
            self.device = device;
            self.push(source, format!("hand to {device:?}"), false, HOME, false);
        }
    }

    fn push(&mut self, source: &str, what: String, is_act: bool, seconds: f64, decides: bool) {
        self.acts.push(Act {
            document: self.documents.len(),
            source: source.to_owned(),
            what,
            is_act,
            seconds,
            is_decision: decides,
        });
    }
}
