//! The cheapest way to a span that nothing suggests: which words to select, how, and what is left.
//!
//! A way selects some words by keys or by mouse, gives the label, and moves the edges by the bracket
//! keys where the words are not yet those of the span. All ways are weighed by what they cost from
//! where the hand and the caret are: moves of the caret by Dijkstra's algorithm, modifiers that stay
//! held among them.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::BinaryHeap;

use egui::Key;
use zhubi::edit::caret::Selection;
use zhubi::model::document::Document;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::segment;
use zhubi::ui::shortcuts::Keys;

use super::moves::Moves;
use super::price;
use super::price::Device;
use super::price::Gesture;
use super::price::Held;
use super::price::KEY;
use super::price::Ledger;
use super::window::keys;

/// A span farther from the caret than this, in characters, is gone to by mouse.
const MAX_WAY: usize = 300;

/// How far beyond caret and span the caret may go on its way.
const MARGIN: usize = 30;

/// How words come to be selected.
#[derive(Clone, Debug, PartialEq)]
pub enum Select {
    /// They are already.
    Nothing,
    /// By keys.
    Keys(Vec<Keys>),
    /// By dragging over them.
    Drag,
    /// By a double-click on this character.
    DoubleClick(CharIdx),
}

/// A way to a span.
#[derive(Clone, Debug)]
pub struct Plan {
    /// How the words are selected.
    pub select: Select,
    /// Which words are.
    pub words: CharRange,
    /// What all of it costs, without the decision.
    pub seconds: f64,
}

/// What a way begins from.
pub struct Start<'a> {
    /// The document.
    pub doc: &'a Document,
    /// How the caret moves in it.
    pub moves: &'a Moves<'a>,
    /// The selection.
    pub selection: Selection,
    /// Whether a span is held.
    pub holds: bool,
    /// The spans there are.
    pub spans: &'a BTreeSet<SpanKey>,
    /// Where the hand is and what it holds.
    pub ledger: &'a Ledger,
}

/// Returns what moving the edges of a span from some words to others costs.
pub fn edges_price(moves: &Moves<'_>, from: CharRange, to: CharRange) -> f64 {
    let n_left = moves.stops().between(from.start(), to.start());
    let n_right = moves.stops().between(from.end(), to.end());
    let shift = usize::from(n_right > 0);
    KEY * (n_left + n_right + shift) as f64
}

/// Returns the key that moves an edge nearer to where it is to be, if one is off.
pub fn edge_key(from: CharRange, to: CharRange) -> Option<Keys> {
    let written = if to.start() < from.start() {
        "OpenBracket"
    } else if to.start() > from.start() {
        "CloseBracket"
    } else if to.end() < from.end() {
        "Shift+OpenBracket"
    } else if to.end() > from.end() {
        "Shift+CloseBracket"
    } else {
        return None;
    };
    Some(keys(written))
}

impl Start<'_> {
    /// Returns the cheapest way.
    pub fn cheapest(&self, gold: &SpanKey) -> Option<Plan> {
        let mut plans = self.by_mouse(gold);
        plans.extend(self.by_keys(gold));
        let better = |a: &Plan, b: &Plan| a.seconds.total_cmp(&b.seconds);
        plans.into_iter().min_by(better)
    }

    /// Returns whether a label for just these words makes a span that the edges can be moved of.
    fn is_allowed(&self, gold: &SpanKey, words: CharRange) -> bool {
        let stops = self.moves.stops();
        let text = &self.doc.text;
        let is_blank = |at| text.char_at(at).is_some_and(char::is_whitespace);
        !words.is_empty()
            && words.overlaps(gold.range)
            && stops.is_stop(words.start())
            && stops.is_stop(words.end())
            && !is_blank(words.start())
            && !is_blank(words.end().minus(1))
            && !self.spans.iter().any(|span| {
                // A label on just the words of a span changes its label.
                span.range == words || (span.label == gold.label && span.range.overlaps(words))
            })
    }

    /// Returns a plan, if its words can be labelled.
    fn plan(&self, gold: &SpanKey, select: Select, words: CharRange, seconds: f64) -> Option<Plan> {
        let edges = edges_price(self.moves, words, gold.range);
        let plan = Plan {
            select,
            words,
            seconds: seconds + KEY + edges,
        };
        self.is_allowed(gold, words).then_some(plan)
    }

    fn by_mouse(&self, gold: &SpanKey) -> Vec<Plan> {
        let stops = self.moves.stops();
        let there = self.ledger.way_to(Device::Mouse);
        let price = |gesture: Gesture| there + gesture.price() + price::HOME;
        let (start, end) = (gold.range.start(), gold.range.end());
        let blanks = |c: &char| c.is_whitespace();
        let words = self.doc.text.slice(gold.range);
        let n_first = words.chars().take_while(blanks).count();
        let n_last = words.chars().rev().take_while(blanks).count();
        // Words that have a label already, and blanks at an edge, are come to by way of others.
        let dragged = [
            (start, end),
            (start.plus(n_first), end.minus(n_last)),
            (start, stops.before(end)),
            (stops.after(start), end),
            (start, stops.after(end)),
            (stops.before(start), end),
        ];
        let dragged = dragged
            .into_iter()
            .filter(|(start, end)| start < end)
            .filter_map(|(start, end)| {
                let words = CharRange::new(start, end);
                self.plan(gold, Select::Drag, words, price(Gesture::Drag))
            });
        let clicked = self.chars_of(gold).filter_map(|at| {
            let word = self.moves.word_at(at);
            let words = CharRange::new(word.start(), stops.behind_hidden(word.end()));
            let select = Select::DoubleClick(at);
            self.plan(gold, select, words, price(Gesture::Click(2)))
        });
        dragged.chain(clicked).collect()
    }

    /// Returns the characters of a span at which a caret may stand.
    fn chars_of(&self, gold: &SpanKey) -> impl Iterator<Item = CharIdx> + use<'_> {
        let end = gold.range.end();
        let mut at = self.moves.stops().behind_hidden(gold.range.start());
        std::iter::from_fn(move || {
            let here = (at < end).then_some(at)?;
            at = self.moves.stops().after(at).max(at.plus(1));
            Some(here)
        })
    }

    fn by_keys(&self, gold: &SpanKey) -> Vec<Plan> {
        let mut plans = Vec::new();
        let there = self.ledger.way_to(Device::Keys);
        let held = match self.ledger.device() {
            Device::Keys => self.ledger.held(),
            Device::Mouse => [false; 3],
        };
        let head = self.selection.head;
        if head.0.abs_diff(gold.range.start().0) > MAX_WAY {
            return plans;
        }
        let priced = |n: usize| there + KEY * n as f64;
        if !self.holds && !self.selection.is_empty() {
            let words = self.selection.range();
            plans.extend(self.plan(gold, Select::Nothing, words, there));
        }
        let bounds = CharRange::new(
            head.min(gold.range.start()).minus(MARGIN),
            head.max(gold.range.end()).plus(MARGIN),
        );
        let ways = Ways::of_caret(self.moves, self.selection, held, bounds);
        for (select, is_clause) in [("W", false), ("Alt+W", true)] {
            let select = keys(select);
            for at in self.chars_of(gold) {
                let words = match is_clause {
                    true => segment::clause_at(&self.doc.text, at),
                    false => self.moves.word_at(at),
                };
                if let Some((n, mut path)) = ways.to(at, Some(select)) {
                    path.push(select);
                    plans.extend(self.plan(gold, Select::Keys(path), words, priced(n)));
                }
            }
        }
        let near = CharRange::new(
            gold.range.start().minus(MARGIN),
            gold.range.end().plus(MARGIN),
        );
        for anchor in [gold.range.start(), gold.range.end()] {
            let extended = Ways::extended(self.moves, &ways, anchor, near);
            for (head, n, path) in extended.ends() {
                let words = CharRange::new(anchor, head);
                plans.extend(self.plan(gold, Select::Keys(path), words, priced(n)));
            }
        }
        plans
    }
}

/// A place of the caret with the modifiers that are held there.
type State = (CharIdx, Held);

/// How a state is come to: how many keys are pressed so far, and which was the last.
#[derive(Clone, Debug)]
struct Come {
    n_keys: usize,
    by: By,
}

#[derive(Clone, Copy, Debug)]
enum By {
    /// It is where the way begins.
    Start,
    /// By the first keys of the way, out of a selection.
    First(Keys),
    /// By keys from another state.
    From(State, Keys),
}

/// The cheapest ways to places of the caret.
struct Ways<'a> {
    states: BTreeMap<State, Come>,
    /// The ways that those which extend a selection begin with.
    before: Option<&'a Ways<'a>>,
}

impl<'a> Ways<'a> {
    /// Finds the ways of a caret, or out of a selection.
    fn of_caret(moves: &Moves<'_>, selection: Selection, held: Held, bounds: CharRange) -> Self {
        let mut seeds = Vec::new();
        let start = (selection.head, held);
        if selection.is_empty() {
            let come = Come {
                n_keys: 0,
                by: By::Start,
            };
            seeds.push((start, come));
        } else {
            let range = selection.range();
            for (keys, to) in moves.from(selection.head) {
                let is_plain = price::modifiers(keys) == [false; 3];
                let to = match keys.key {
                    Key::ArrowLeft if is_plain => range.start(),
                    Key::ArrowRight if is_plain => range.end(),
                    _ => to,
                };
                let come = Come {
                    n_keys: price::n_pressed(keys, held),
                    by: By::First(keys),
                };
                seeds.push(((to, price::modifiers(keys)), come));
            }
        }
        let mut states = BTreeMap::new();
        spread(moves, &mut states, seeds, bounds, false);
        Self {
            states,
            before: None,
        }
    }

    /// Finds the ways of the head of a selection that begins at a place come to before.
    fn extended(
        moves: &Moves<'_>,
        before: &'a Ways<'a>,
        anchor: CharIdx,
        bounds: CharRange,
    ) -> Self {
        let at_anchor = before.states.iter().filter(|((at, _), _)| *at == anchor);
        let seeds = at_anchor.map(|(state, come)| {
            let come = Come {
                n_keys: come.n_keys,
                by: By::Start,
            };
            (*state, come)
        });
        let mut states = BTreeMap::new();
        spread(moves, &mut states, seeds.collect(), bounds, true);
        Self {
            states,
            before: Some(before),
        }
    }

    /// Returns the keys to a place and how many are pressed, the ones pressed next among them.
    fn to(&self, at: CharIdx, next: Option<Keys>) -> Option<(usize, Vec<Keys>)> {
        let there = self.states.iter().filter(|((there, _), _)| *there == at);
        let priced = there.map(|(state, come)| {
            let next = next.map_or(0, |next| price::n_pressed(next, state.1));
            (come.n_keys + next, *state)
        });
        let (n, state) = priced.min()?;
        Some((n, self.path(state)))
    }

    /// Returns every place, how many keys are pressed to it, and which.
    fn ends(&self) -> Vec<(CharIdx, usize, Vec<Keys>)> {
        let places: BTreeSet<CharIdx> = self.states.keys().map(|(at, _)| *at).collect();
        let ends = places.into_iter().filter_map(|at| {
            let (n, path) = self.to(at, None)?;
            Some((at, n, path))
        });
        ends.collect()
    }

    fn path(&self, mut state: State) -> Vec<Keys> {
        let mut path = Vec::new();
        while let Some(come) = self.states.get(&state) {
            match come.by {
                By::Start => break,
                By::First(keys) => {
                    path.push(keys);
                    break;
                }
                By::From(from, keys) => {
                    path.push(keys);
                    state = from;
                }
            }
        }
        path.reverse();
        match self.before {
            Some(before) => [before.path(state), path].concat(),
            None => path,
        }
    }
}

/// Spreads from some states to all within bounds, the cheapest way first.
fn spread(
    moves: &Moves<'_>,
    states: &mut BTreeMap<State, Come>,
    seeds: Vec<(State, Come)>,
    bounds: CharRange,
    extend: bool,
) {
    let mut heap = BinaryHeap::new();
    for (state, come) in seeds {
        let is_better = states
            .get(&state)
            .is_none_or(|known| come.n_keys < known.n_keys);
        if is_better {
            heap.push(Reverse((come.n_keys, state)));
            states.insert(state, come);
        }
    }
    while let Some(Reverse((n_keys, state))) = heap.pop() {
        if states.get(&state).is_some_and(|come| come.n_keys < n_keys) {
            continue;
        }
        for (keys, to) in moves.from(state.0) {
            if to == state.0 || to < bounds.start() || to > bounds.end() {
                continue;
            }
            let keys = Keys {
                shift: keys.shift || extend,
                ..keys
            };
            let next = (to, price::modifiers(keys));
            let n_keys = n_keys + price::n_pressed(keys, state.1);
            let is_better = states.get(&next).is_none_or(|known| n_keys < known.n_keys);
            if is_better {
                let by = By::From(state, keys);
                states.insert(next, Come { n_keys, by });
                heap.push(Reverse((n_keys, next)));
            }
        }
    }
}
