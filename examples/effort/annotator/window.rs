//! The real window without a screen: frames with keys and pointer, and what can be seen in it.
//!
//! Tasks run at once, and after each act frames go by until nothing is under way, as for somebody
//! who waits for the suggestions before going on.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use egui::Context;
use egui::Event;
use egui::Modifiers;
use egui::PointerButton;
use egui::Pos2;
use egui::RawInput;
use egui::Rect;
use egui::vec2;
use zhubi::assist::gather::Sources;
use zhubi::assist::suggestion::Suggestion;
use zhubi::edit::caret::Selection;
use zhubi::edit::command::Command;
use zhubi::model::document::Document;
use zhubi::model::schema::Label;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharIdx;
use zhubi::ui::action::Action;
use zhubi::ui::desk::Desk;
use zhubi::ui::settings::Settings;
use zhubi::ui::shortcuts::Keys;
use zhubi::ui::tasks::Tasks;

use super::gold::GoldDocument;

/// Size of the window.
pub const SIZE: egui::Vec2 = vec2(1280.0, 800.0);

/// Frames after which something that never comes to rest is given up.
const MAX_FRAMES: usize = 2_000;

/// The window.
pub struct Window {
    ctx: Context,
    desk: Desk,
    time: f64,
}

impl Window {
    /// Opens a new project with documents, as they come in when they are dropped on the window.
    pub fn open(paths: &[PathBuf], sources: Sources) -> Result<Self, String> {
        let settings = Settings {
            sources,
            ..Settings::default()
        };
        let ctx = Context::default();
        let mut desk = Desk::new(settings, Tasks::at_once());
        desk.prepare(&ctx);
        let mut window = Self {
            ctx,
            desk,
            time: 0.0,
        };
        window.settle()?;
        window.desk.open_paths(paths.to_vec());
        window.settle()?;
        if window.desk.windows.imports() {
            window.press(keys("Enter"))?;
        }
        let n = window
            .desk
            .env()
            .project()
            .map_or(0, |project| project.documents.len());
        match n == paths.len() {
            true => Ok(window),
            false => Err(format!("{n} of {} documents came in", paths.len())),
        }
    }

    /// Gives the project labels that it lacks, as the schema window would.
    pub fn know_labels(&mut self, documents: &[GoldDocument]) -> Result<(), String> {
        let wanted: BTreeSet<&str> = documents.iter().flat_map(GoldDocument::labels).collect();
        let Some(session) = &mut self.desk.session else {
            return Err("no project is open".to_owned());
        };
        let mut schema = session.project().schema.as_ref().clone();
        let n_before = schema.labels.len();
        let settings = &self.desk.settings;
        let all = Action::all().flat_map(|action| settings.keys_of(action));
        let used: Vec<Keys> = all.collect();
        for key in wanted {
            if schema.label(key).is_some() {
                continue;
            }
            let is_free = |hotkey: &char| {
                let keys = Keys::of_hotkey(*hotkey);
                let is_used = keys.is_none_or(|keys| used.contains(&keys));
                let mut labels = schema.labels.iter();
                !is_used && !labels.any(|label| label.hotkey == Some(*hotkey))
            };
            let hotkey = ('1'..='9').chain('a'..='z').find(is_free);
            schema.labels.push(Label {
                hotkey,
                ..Label::new(key)
            });
        }
        if schema.labels.len() > n_before {
            let set = Command::SetSchema(schema);
            session.run(set).map_err(|refusal| refusal.to_string())?;
        }
        self.settle()
    }

    /// Returns the document that is open.
    pub fn document(&self) -> Result<Arc<Document>, String> {
        let doc = self.desk.env().document().cloned();
        doc.ok_or_else(|| "no document is open".to_owned())
    }

    /// Returns the spans that the document has.
    pub fn spans(&self) -> BTreeSet<SpanKey> {
        let layer = self.desk.env().layer();
        let spans = layer.map(|layer| layer.spans.iter().map(|span| span.key()).collect());
        spans.unwrap_or_default()
    }

    /// Returns what is suggested in the text.
    pub fn shown(&self) -> Vec<Suggestion> {
        let doc = self.desk.env().place.doc.as_ref();
        if self.desk.assist.keys(doc).is_empty() {
            return Vec::new();
        }
        self.desk.assist.shown().cloned().collect()
    }

    /// Returns the suggestion at hand, with the edges it was given.
    pub fn at_hand(&self) -> Option<(Suggestion, SpanKey)> {
        let at_hand = self.desk.env().at_hand()?;
        Some((at_hand.suggestion.clone(), at_hand.key()))
    }

    /// Returns the places that repeating would label, as the window lists them.
    pub fn to_repeat(&self) -> Vec<SpanKey> {
        let env = self.desk.env();
        let held = env.span().map(|span| span.key());
        let key = held.or_else(|| env.at_hand().map(|at_hand| at_hand.key()));
        let (Some(doc), Some(key)) = (env.document(), key) else {
            return Vec::new();
        };
        let same = env.assist.same_words(doc, &key);
        same.into_iter().map(Suggestion::key).collect()
    }

    /// Returns how many suggestions would be accepted at once, as the bar says it.
    pub fn n_sure(&self) -> usize {
        self.desk.assist.expected().map_or(0, |(n, _)| n)
    }

    /// Returns from which score on that is.
    pub fn sure_from(&self) -> u16 {
        self.desk.settings.accept_permille
    }

    /// Returns from which score on suggestions are shown, as the slider says it.
    pub fn least(&self) -> u16 {
        self.desk.settings.least_permille
    }

    /// Returns where the text lies on the screen.
    pub fn paper(&self) -> Result<Rect, String> {
        let focused = self.ctx.memory(|memory| memory.focused());
        let text = focused.and_then(|id| self.ctx.read_response(id));
        let rect = text.map(|text| text.rect);
        rect.ok_or_else(|| "the text has not the keyboard".to_owned())
    }

    /// Returns the selection, or where the caret is.
    pub fn selection(&self) -> Selection {
        self.desk.place.selection
    }

    /// Returns the span taken hold of.
    pub fn held(&self) -> Option<SpanKey> {
        self.desk.env().span().map(|span| span.key())
    }

    /// Returns the last word on what was done.
    pub fn said(&self) -> &str {
        &self.desk.said
    }

    /// Returns where the annotator is.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Returns the keys of an action.
    pub fn keys_of(&self, action: Action) -> Result<Keys, String> {
        let keys = self.desk.settings.keys_of(action);
        let keys = keys.first().copied();
        keys.ok_or_else(|| format!("{} has no keys", action.id()))
    }

    /// Returns the key of a label.
    pub fn label_key(&self, label: &str) -> Result<Keys, String> {
        let project = self.desk.env().project();
        let label_is = project.and_then(|project| project.schema.label(label));
        let hotkey = label_is.and_then(|label| label.hotkey);
        let keys = hotkey.and_then(Keys::of_hotkey);
        keys.ok_or_else(|| format!("the label {label} has no key"))
    }

    /// Presses keys and waits.
    pub fn press(&mut self, keys: Keys) -> Result<(), String> {
        let modifiers = Modifiers {
            alt: keys.alt,
            ctrl: keys.ctrl,
            shift: keys.shift,
            mac_cmd: false,
            command: keys.ctrl,
        };
        let event = |pressed| Event::Key {
            key: keys.key,
            physical_key: None,
            pressed,
            repeat: false,
            modifiers,
        };
        self.frame(vec![event(true)]);
        self.frame(vec![event(false)]);
        self.settle()
    }

    /// Presses the button at one place and releases it at another, and waits.
    pub fn drag(&mut self, from: Pos2, to: Pos2) -> Result<(), String> {
        self.pause();
        self.frame(vec![Event::PointerMoved(from)]);
        self.frame(vec![button(from, true)]);
        self.frame(vec![Event::PointerMoved(from.lerp(to, 0.5))]);
        self.frame(vec![Event::PointerMoved(to)]);
        self.frame(vec![button(to, false)]);
        self.settle()
    }

    /// Clicks at a place so many times, and waits.
    pub fn click(&mut self, at: Pos2, n: usize) -> Result<(), String> {
        self.pause();
        self.frame(vec![Event::PointerMoved(at)]);
        for _ in 0..n {
            self.frame(vec![button(at, true)]);
            self.frame(vec![button(at, false)]);
        }
        self.settle()
    }

    /// Returns where a press at a place would put the caret, and leaves all as it was.
    ///
    /// This is how the simulation sees where words stand on the screen; nobody pays for seeing.
    pub fn look_at(&mut self, at: Pos2) -> CharIdx {
        self.pause();
        let place = self.desk.place.clone();
        let events = [true, false].map(|pressed| button(at, pressed));
        let moved = Event::PointerMoved(at);
        self.frame([vec![moved], events.to_vec()].concat());
        let seen = self.desk.place.selection.head;
        self.desk.place = place;
        seen
    }

    /// Turns the wheel over the text; up is positive.
    pub fn wheel(&mut self, at: Pos2, points: f32) -> Result<(), String> {
        let wheel = Event::MouseWheel {
            unit: egui::MouseWheelUnit::Point,
            delta: vec2(0.0, points),
            phase: egui::TouchPhase::Move,
            source: egui::MouseWheelSource::Wheel,
            modifiers: Modifiers::NONE,
        };
        self.frame(vec![Event::PointerMoved(at), wheel]);
        for _ in 0..40 {
            self.frame(Vec::new());
        }
        self.settle()
    }

    /// Shows frames until nothing is under way.
    fn settle(&mut self) -> Result<(), String> {
        for n in 0..MAX_FRAMES {
            self.frame(Vec::new());
            if n > 0 && !self.desk.tasks.busy() && !self.desk.assist.is_busy() {
                return Ok(());
            }
        }
        Err("the window never comes to rest".to_owned())
    }

    /// Lets so much time go by that the next press is no double-click.
    fn pause(&mut self) {
        self.time += 1.0;
    }

    fn frame(&mut self, events: Vec<Event>) {
        self.time += 1.0 / 60.0;
        let input = RawInput {
            screen_rect: Some(Rect::from_min_size(Pos2::ZERO, SIZE)),
            time: Some(self.time),
            events,
            focused: true,
            ..RawInput::default()
        };
        let desk = &mut self.desk;
        let mut output = self.ctx.run_ui(input, |ui| {
            let ctx = ui.ctx().clone();
            desk.logic(&ctx);
            desk.ui(ui);
        });
        output.textures_delta.clear();
    }
}

fn button(pos: Pos2, pressed: bool) -> Event {
    Event::PointerButton {
        pos,
        button: PointerButton::Primary,
        pressed,
        modifiers: Modifiers::NONE,
    }
}

/// Reads keys that are written right.
pub fn keys(written: &str) -> Keys {
    Keys::parse(written).expect("the keys are written right")
}
