//! The order of work: go through what is suggested, make what is missing, end with the gold.
//!
//! What is chosen at each step is the cheapest of what the window offers there; see `docs/effort.md`
//! for the whole strategy. After each act it is asserted that the window did what was meant.

use std::collections::BTreeSet;
use std::sync::Arc;

use zhubi::assist::suggestion::Suggestion;
use zhubi::model::document::Document;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharIdx;
use zhubi::ui::action::Action;
use zhubi::ui::assist::review::LEAST_STEP;
use zhubi::ui::shortcuts::Keys;

use super::gold::GoldDocument;
use super::moves::Moves;
use super::moves::Stops;
use super::plan::Plan;
use super::plan::Select;
use super::plan::Start;
use super::plan::edge_key;
use super::plan::edges_price;
use super::price::DECIDE;
use super::price::Fate;
use super::price::Gesture;
use super::price::HOME;
use super::price::KEY;
use super::price::Ledger;
use super::price::PLAIN_HAND;
use super::screen::Screen;
use super::window::Window;

/// What spans made by hand are counted under.
pub const HAND: &str = "hand";
/// What acts on a document as a whole are counted under.
pub const DOCUMENT: &str = "document";
/// What places labelled together are counted under.
pub const REPEAT: &str = "repeat";

/// Acts of one document after which it is clear that it will never end.
const MAX_ROUNDS: usize = 20;

/// From how many places on the same words are labelled together rather than one by one.
const REPEAT_FROM: usize = 3;

/// From how many sure ones on all are accepted together.
const ALL_FROM: usize = 4;

/// How many of about the least score one has seen before one judges them.
const SEEN_ENOUGH: usize = 8;

/// The share of right ones from which on looking at them pays: turning a wrong one down costs a key
/// and a decision, and a right one saves about a drag with both ways of the hand.
const WORTH_IT: f64 = (KEY + DECIDE) / (KEY + DECIDE + PLAIN_HAND + 2.0 * HOME - KEY);

/// Somebody who labels.
pub struct Annotator {
    window: Window,
    ledger: Ledger,
    /// The scores of what was decided on so far, and whether it was right.
    seen: Vec<(u16, bool)>,
    gold: BTreeSet<SpanKey>,
    doc: Arc<Document>,
    stops: Stops,
}

impl Annotator {
    /// Sits down before a window.
    pub fn new(window: Window) -> Result<Self, String> {
        let doc = window.document()?;
        let stops = stops_of(&window, &doc);
        Ok(Self {
            window,
            ledger: Ledger::new(),
            seen: Vec::new(),
            gold: BTreeSet::new(),
            doc,
            stops,
        })
    }

    /// Returns what was paid.
    pub fn into_ledger(self) -> Ledger {
        self.ledger
    }

    /// Labels the open document to its gold, one of these, and goes on to the next one.
    pub fn label_open(&mut self, documents: &[GoldDocument]) -> Result<(), String> {
        self.doc = self.window.document()?;
        let mut all = documents.iter();
        let document = all.find(|document| document.name == self.doc.name);
        let document = document.ok_or_else(|| format!("{} has no gold", self.doc.name))?;
        self.gold = document.spans(&self.doc.text)?;
        let told = |why: String| format!("{}: {why}", document.name);
        self.read_on().map_err(told)?;
        for _ in 0..MAX_ROUNDS {
            self.walk().map_err(told)?;
            while let Some(missing) = self.missing().into_iter().next() {
                self.make(&missing).map_err(told)?;
            }
            if self.window.shown().is_empty() {
                break;
            }
        }
        let spans = self.window.spans();
        if spans != self.gold {
            let differs = spans.symmetric_difference(&self.gold);
            let differs: Vec<String> = differs.map(|key| self.told(key)).collect();
            return Err(told(format!("is not its gold: {}", differs.join(", "))));
        }
        self.act(DOCUMENT, Action::DocumentDone, "the document is done")?;
        self.ledger.end_document(&document.name, self.gold.len());
        Ok(())
    }

    /// Reads the document so that every edge of a span can be seen.
    fn read_on(&mut self) -> Result<(), String> {
        self.stops = stops_of(&self.window, &self.doc);
        if self.all_edges_are_seen() {
            return Ok(());
        }
        self.act(DOCUMENT, Action::ToggleReading, "show the glosses")?;
        self.stops = stops_of(&self.window, &self.doc);
        match self.all_edges_are_seen() {
            true => Ok(()),
            false => Err("a span begins or ends where no caret can stand".to_owned()),
        }
    }

    fn all_edges_are_seen(&self) -> bool {
        let edges = self.gold.iter();
        let mut edges = edges.flat_map(|key| [key.range.start(), key.range.end()]);
        edges.all(|edge| self.stops.is_stop(edge))
    }

    /// Returns the spans that are not there and that nothing shown would make.
    fn missing(&self) -> BTreeSet<SpanKey> {
        let shown: BTreeSet<SpanKey> = self.window.shown().iter().map(Suggestion::key).collect();
        let spans = self.window.spans();
        let open = self.gold.iter();
        let open = open.filter(|key| !spans.contains(key) && !shown.contains(key));
        open.cloned().collect()
    }

    /// Goes through all that is suggested.
    fn walk(&mut self) -> Result<(), String> {
        while !self.window.shown().is_empty() {
            if self.raise_least()? || self.accept_all()? {
                continue;
            }
            let at_hand = match self.at_hand() {
                Some(at_hand) => at_hand,
                None => {
                    let n_before = self.ledger.acts.len();
                    self.act(DOCUMENT, Action::NextSuggestion, "to the next one")?;
                    let at_hand = self.at_hand();
                    let at_hand = at_hand.ok_or_else(|| "nothing came at hand".to_owned())?;
                    let source = at_hand.source.to_string();
                    self.ledger.count_for(n_before, &source);
                    at_hand
                }
            };
            self.decide(&at_hand)?;
        }
        Ok(())
    }

    /// Returns the suggestion at hand, if it is one of those that are shown.
    fn at_hand(&self) -> Option<Suggestion> {
        let (suggestion, _) = self.window.at_hand()?;
        // Its score may be another by now, from what was decided since it came at hand.
        let key = suggestion.key();
        let mut shown = self.window.shown().into_iter();
        shown.find(|one| one.key() == key)
    }

    /// Shows only surer ones, if those of the least score have been wrong too often to be worth it.
    fn raise_least(&mut self) -> Result<bool, String> {
        let least = self.window.least();
        let band = least..least + LEAST_STEP.unsigned_abs();
        let seen: Vec<bool> = self
            .seen
            .iter()
            .filter(|(score, _)| band.contains(score))
            .map(|(_, right)| *right)
            .collect();
        let n_right = seen.iter().filter(|right| **right).count();
        if seen.len() < SEEN_ENOUGH || n_right as f64 >= WORTH_IT * seen.len() as f64 {
            return Ok(false);
        }
        self.act(DOCUMENT, Action::RaiseLeast, "show only surer ones")?;
        Ok(self.window.least() > least)
    }

    /// Accepts all that are sure, where they are enough and none of them is wrong.
    fn accept_all(&mut self) -> Result<bool, String> {
        let from = self.window.sure_from();
        let mut sure = self.window.shown();
        sure.retain(|one| one.score_permille >= from);
        let all_right = sure.iter().all(|one| self.gold.contains(&one.key()));
        if !all_right || sure.len() < ALL_FROM || self.window.n_sure() != sure.len() {
            return Ok(false);
        }
        for one in &sure {
            self.seen.push((one.score_permille, true));
            let what = self.told(&one.key());
            self.ledger.decide(&one.source.to_string(), &what);
            self.made(&one.source.to_string(), &one.key(), Fate::Made);
        }
        self.act(DOCUMENT, Action::AcceptAll, "all that are sure")?;
        let spans = self.window.spans();
        match sure.iter().all(|one| spans.contains(&one.key())) {
            true => Ok(true),
            false => Err(format!("not all were accepted: {}", self.window.said())),
        }
    }

    /// Decides on the suggestion at hand.
    fn decide(&mut self, at_hand: &Suggestion) -> Result<(), String> {
        let key = at_hand.key();
        let is_right = self.gold.contains(&key);
        self.seen.push((at_hand.score_permille, is_right));
        let source = at_hand.source.to_string();
        if is_right {
            if self.repeat(&key, REPEAT_FROM)? {
                return Ok(());
            }
            self.ledger.decide(&source, &self.told(&key));
            self.act(&source, Action::Accept, "accept")?;
            self.made(&source, &key, Fate::Made);
            return self.expect(&key);
        }
        let missing = self.missing();
        let near = missing
            .into_iter()
            .filter(|gold| gold.range.overlaps(key.range));
        let mut best: Option<(f64, Way, SpanKey)> = None;
        for gold in near {
            for (way, seconds) in self.ways(at_hand, &gold) {
                if best.as_ref().is_none_or(|(least, ..)| seconds < *least) {
                    best = Some((seconds, way, gold.clone()));
                }
            }
        }
        match best {
            Some((_, Way::Correct, gold)) => self.correct(at_hand, &gold),
            Some((_, Way::Make, gold)) => self.make(&gold),
            _ => self.reject(at_hand),
        }
    }

    /// Returns what there is to do for a span that a wrong suggestion overlaps, with its price.
    fn ways(&self, at_hand: &Suggestion, gold: &SpanKey) -> Vec<(Way, f64)> {
        let make = self.plan(gold).map_or(f64::INFINITY, |plan| plan.seconds);
        let vanishes = at_hand.label == gold.label || at_hand.range == gold.range;
        let own = self.window.desk().env().own_words;
        let moves = Moves::new(&self.doc, &self.stops, own);
        let correct = edges_price(&moves, at_hand.range, gold.range) + KEY;
        let mut ways = vec![
            (Way::Correct, correct + DECIDE),
            (Way::Reject, KEY + DECIDE + make + DECIDE),
        ];
        if vanishes {
            ways.push((Way::Make, make + DECIDE + KEY));
        }
        ways
    }

    /// Moves the edges of the suggestion at hand, then accepts it under the right label.
    fn correct(&mut self, at_hand: &Suggestion, gold: &SpanKey) -> Result<(), String> {
        let source = at_hand.source.to_string();
        let what = format!("{} is {}", self.told(&at_hand.key()), self.told(gold));
        self.ledger.decide(&source, &what);
        while let Some((_, now)) = self.window.at_hand() {
            let Some(keys) = edge_key(now.range, gold.range) else {
                break;
            };
            self.press(&source, keys, "move an edge")?;
            let moved = self.window.at_hand().map(|(_, key)| key.range);
            if moved.is_none_or(|range| range == now.range) {
                return Err(format!("the edge did not move: {}", self.window.said()));
            }
        }
        if gold.label == at_hand.label {
            self.act(&source, Action::Accept, "accept")?;
        } else {
            let keys = self.window.label_key(&gold.label)?;
            self.press(&source, keys, "accept under another label")?;
        }
        self.made(&source, gold, Fate::Corrected);
        self.expect(gold)
    }

    fn reject(&mut self, at_hand: &Suggestion) -> Result<(), String> {
        let (source, key) = (at_hand.source.to_string(), at_hand.key());
        self.ledger
            .decide(&source, &format!("not {}", self.told(&key)));
        self.act(&source, Action::Reject, "reject")?;
        self.made(&source, &key, Fate::Rejected);
        let is_there = self.window.shown().iter().any(|one| one.key() == key);
        match is_there {
            true => Err(format!("not rejected: {}", self.told(&key))),
            false => Ok(()),
        }
    }

    /// Labels the words of what is held or at hand everywhere, if all places are right and enough.
    fn repeat(&mut self, key: &SpanKey, least: usize) -> Result<bool, String> {
        let places = self.window.to_repeat();
        let spans = self.window.spans();
        let is_right = |place: &SpanKey| self.gold.contains(place) && !spans.contains(place);
        if places.len() < least || !places.iter().all(is_right) {
            return Ok(false);
        }
        for place in &places {
            self.ledger.decide(REPEAT, &self.told(place));
            self.made(REPEAT, place, Fate::Made);
        }
        let why = format!("label {} in {} places", self.told(key), places.len());
        self.act(REPEAT, Action::RepeatHere, &why)?;
        for place in &places {
            self.expect(place)?;
        }
        Ok(true)
    }

    fn plan(&self, gold: &SpanKey) -> Option<Plan> {
        let own = self.window.desk().env().own_words;
        let moves = Moves::new(&self.doc, &self.stops, own);
        let start = Start {
            doc: &self.doc,
            moves: &moves,
            selection: self.window.selection(),
            holds: self.window.held().is_some(),
            spans: &self.window.spans(),
            ledger: &self.ledger,
        };
        start.cheapest(gold)
    }

    /// Makes a span by hand, the cheapest way, and its repeats if all of them are right.
    fn make(&mut self, gold: &SpanKey) -> Result<(), String> {
        self.ledger.decide(HAND, &self.told(gold));
        for n_tried in 0.. {
            let plan = self.plan(gold);
            let plan = plan.ok_or_else(|| format!("no way to {}", self.told(gold)))?;
            if self.select(&plan)? {
                break;
            }
            if n_tried > 2 {
                let got = self.window.selection().range();
                return Err(format!(
                    "{} cannot be selected: {plan:?} came to {got:?} {}",
                    self.told(gold),
                    self.doc.text.slice(got)
                ));
            }
        }
        let keys = self.window.label_key(&gold.label)?;
        self.press(HAND, keys, &format!("{}", gold.label))?;
        while let Some(held) = self.window.held() {
            if held.label != gold.label {
                return Err(format!("{} became {}", self.told(gold), self.told(&held)));
            }
            let Some(keys) = edge_key(held.range, gold.range) else {
                break;
            };
            self.press(HAND, keys, "move an edge")?;
            if self.window.held().as_ref() == Some(&held) {
                return Err(format!("the edge did not move: {}", self.window.said()));
            }
        }
        self.made(HAND, gold, Fate::Made);
        self.expect(gold)?;
        self.repeat(gold, 1)?;
        Ok(())
    }

    /// Selects words as planned; returns whether they are.
    fn select(&mut self, plan: &Plan) -> Result<bool, String> {
        let words = self.doc.text.slice(plan.words).to_owned();
        match &plan.select {
            Select::Nothing => {}
            Select::Keys(path) => {
                for keys in path {
                    self.press(HAND, *keys, &format!("towards {words}"))?;
                }
            }
            Select::Drag => {
                let (start, end) = (plan.words.start(), plan.words.end());
                let is_backwards = self.has_handle_at(&[start]);
                if is_backwards && self.has_handle_at(&[end]) {
                    self.act(HAND, Action::LetGo, "let go of the span held")?;
                }
                let mut screen = Screen::new(&mut self.window, &self.stops)?;
                let (from, to) = screen.edges(plan.words)?;
                self.ledger.gesture(HAND, Gesture::Drag, &words);
                match is_backwards {
                    true => self.window.drag(to, from)?,
                    false => self.window.drag(from, to)?,
                }
            }
            Select::DoubleClick(at) => {
                if self.has_handle_at(&[*at, self.stops.after(*at)]) {
                    self.act(HAND, Action::LetGo, "let go of the span held")?;
                }
                let at = self.inside(*at)?;
                self.ledger.gesture(HAND, Gesture::Click(2), &words);
                self.window.click(at, 2)?;
            }
        }
        Ok(self.window.selection().range() == plan.words)
    }

    /// Returns whether the span held has an edge there, which a press would take hold of.
    fn has_handle_at(&self, places: &[CharIdx]) -> bool {
        let held = self.window.held();
        held.is_some_and(|held| {
            places.contains(&held.range.start()) || places.contains(&held.range.end())
        })
    }

    fn inside(&mut self, at: CharIdx) -> Result<egui::Pos2, String> {
        Screen::new(&mut self.window, &self.stops)?.inside(at)
    }

    fn act(&mut self, source: &str, action: Action, why: &str) -> Result<(), String> {
        let keys = self.window.keys_of(action)?;
        self.press(source, keys, why)
    }

    fn press(&mut self, source: &str, keys: Keys, why: &str) -> Result<(), String> {
        self.ledger.press(source, keys, why);
        self.window.press(keys)
    }

    fn made(&mut self, source: &str, key: &SpanKey, fate: Fate) {
        self.ledger.fate(source, &key.label, fate);
    }

    /// Fails if a span is not there.
    fn expect(&self, key: &SpanKey) -> Result<(), String> {
        match self.window.spans().contains(key) {
            true => Ok(()),
            false => Err(format!(
                "{} did not come to be: {}",
                self.told(key),
                self.window.said()
            )),
        }
    }

    fn told(&self, key: &SpanKey) -> String {
        format!("{} {}", key.label, self.doc.text.slice(key.range))
    }
}

/// What is done where a wrong suggestion overlaps a span that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// Its edges or its label are set right.
    Correct,
    /// The span is made, and the suggestion vanishes.
    Make,
    /// It is turned down, and the span made later.
    Reject,
}

fn stops_of(window: &Window, doc: &Document) -> Stops {
    Stops::of(&doc.text, window.desk().env().reading.shown())
}
