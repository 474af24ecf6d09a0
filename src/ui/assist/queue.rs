//! The suggestions of the open document as a list: by score, by their words, or as they stand.
//!
//! A row is one suggestion, or all of the same words and label when it is sorted by words; what is
//! decided on a row is one act. The rows are made anew when what is suggested changes; the one
//! chosen is known by its first suggestion, and where that is gone the row in its place is chosen.
//! The panel is in `panels/queue.rs`.

use std::cmp::Reverse;
use std::collections::HashMap;

use egui::Context;
use egui::Key;
use egui::Modifiers;

use crate::assist::suggestion::Source;
use crate::assist::suggestion::Suggestion;
use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::model::ids::LabelKey;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::fold::fold_words;
use crate::text::offset::Text;
use crate::ui::action::Action;
use crate::ui::assist::review::turned_down;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::labelling;
use crate::ui::panels::rows::ListView;
use crate::ui::scene::Ask;
use crate::ui::search;
use crate::ui::search::FindAsk;
use crate::ui::search::Keyboard;

/// Something asked of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum QueueAsk {
    /// Show it, or hide it.
    Toggle,
    /// Put the keyboard back into the text.
    Leave,
    /// Go so many rows down or up.
    Rows(isize),
    /// Take a row's suggestion at hand.
    Show(usize),
    /// Accept the row chosen, under the label at this place of the schema if there is one.
    Accept(Option<u8>),
    /// Turn the row chosen down.
    Reject,
    /// Put the rows in an order.
    SortBy(QueueSort),
    /// List only those of a label.
    OnlyLabel(Option<LabelKey>),
    /// List only those of a source.
    OnlySource(Option<Source>),
}

/// What decides the order of the rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueueSort {
    /// The surest first.
    #[default]
    Score,
    /// Those of the same words as one, the most first.
    Words,
    /// As they stand in the text.
    Text,
}

impl QueueSort {
    /// Every order.
    pub const ALL: [Self; 3] = [Self::Score, Self::Words, Self::Text];
}

/// A row: a suggestion, or several of the same words and label.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The first of them in the text.
    pub first: SpanKey,
    /// How sure they are, in the middle, in thousandths.
    pub score_permille: u16,
    /// Who suggests the first.
    pub source: Source,
    /// All of them.
    pub keys: Vec<SpanKey>,
}

/// What a list was made for.
type MadeFor = (u64, QueueSort, Option<LabelKey>, Option<Source>);

/// The list of the window.
#[derive(Debug, Default)]
pub struct Queue {
    /// How its rows are seen.
    pub list: ListView,
    /// What had the keyboard when the panel was last shown.
    pub keyboard: Keyboard,
    /// What decides the order.
    pub sort: QueueSort,
    /// The only label listed.
    pub label: Option<LabelKey>,
    /// The only source listed.
    pub source: Option<Source>,
    /// The row chosen.
    pub current: Option<usize>,
    rows: Vec<Row>,
    sources: Vec<Source>,
    made_for: Option<MadeFor>,
    /// The suggestion that was at hand when the row was last chosen.
    at_hand: Option<SpanKey>,
}

impl Queue {
    /// Returns the rows.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns who suggests anything in the document.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    fn row_of(&self, key: &SpanKey) -> Option<usize> {
        self.rows.iter().position(|row| row.keys.contains(key))
    }

    /// Puts new rows in the place of those before; what was chosen stays so, as far as it is there.
    fn take(&mut self, rows: Vec<Row>, made_for: MadeFor) {
        let chosen = self.current.and_then(|at| self.rows.get(at));
        let chosen = chosen.map(|row| row.first.clone());
        self.rows = rows;
        let same = chosen.and_then(|key| self.row_of(&key));
        let last = self.rows.len().checked_sub(1);
        self.current = same
            .or(self.current)
            .zip(last)
            .map(|(at, last)| at.min(last));
        self.made_for = Some(made_for);
    }
}

/// Makes rows of suggestions that stand in reading order.
pub fn rows_of(text: &Text, suggestions: &[&Suggestion], sort: QueueSort) -> Vec<Row> {
    if sort == QueueSort::Words {
        return grouped(text, suggestions);
    }
    let mut rows: Vec<Row> = suggestions
        .iter()
        .map(|one| Row {
            first: one.key(),
            score_permille: one.score_permille,
            source: one.source.clone(),
            keys: vec![one.key()],
        })
        .collect();
    if sort == QueueSort::Score {
        rows.sort_by_key(|row| Reverse(row.score_permille));
    }
    rows
}

/// Makes a row of all suggestions with the same folded words and label, the most first.
fn grouped(text: &Text, suggestions: &[&Suggestion]) -> Vec<Row> {
    let mut places: HashMap<(String, &LabelKey), usize> = HashMap::new();
    let mut groups: Vec<Vec<&Suggestion>> = Vec::new();
    for one in suggestions {
        let words = fold_words(text.slice(one.range));
        let place = *places.entry((words, &one.label)).or_insert(groups.len());
        match groups.get_mut(place) {
            Some(group) => group.push(one),
            None => groups.push(vec![one]),
        }
    }
    let rows = groups.into_iter().filter_map(|group| {
        let first = group.first()?;
        let sum: usize = group
            .iter()
            .map(|one| usize::from(one.score_permille))
            .sum();
        Some(Row {
            first: first.key(),
            score_permille: u16::try_from(sum / group.len()).unwrap_or(u16::MAX),
            source: first.source.clone(),
            keys: group.iter().map(|one| one.key()).collect(),
        })
    });
    let mut rows: Vec<Row> = rows.collect();
    rows.sort_by_key(|row| (Reverse(row.keys.len()), Reverse(row.score_permille)));
    rows
}

impl Desk {
    /// Returns whether the list is in sight: one list at a time, and others asked for go first.
    pub fn queue_is_shown(&self) -> bool {
        let others = self.search.visible || self.damage.visible || self.past.visible;
        self.settings.queue_visible && !others && self.session.is_some()
    }

    /// Does what was asked of the list.
    pub(in crate::ui) fn queue(&mut self, ctx: &Context, ask: QueueAsk) {
        match ask {
            QueueAsk::Toggle => self.toggle_queue(ctx),
            QueueAsk::Leave => self.focus_text(),
            QueueAsk::Rows(by) => {
                let queue = &self.assist.queue;
                let Some(last) = queue.rows.len().checked_sub(1) else {
                    return;
                };
                let row = match queue.current {
                    Some(row) => row.saturating_add_signed(by).min(last),
                    None if by > 1 => last,
                    None => 0,
                };
                self.show_row(row);
            }
            QueueAsk::Show(row) => self.show_row(row),
            QueueAsk::Accept(slot) => self.accept_row(slot),
            QueueAsk::Reject => self.reject_row(),
            QueueAsk::SortBy(sort) => {
                self.assist.queue.sort = sort;
                self.assist.queue.list.wants_row = true;
            }
            QueueAsk::OnlyLabel(label) => self.assist.queue.label = label,
            QueueAsk::OnlySource(source) => self.assist.queue.source = source,
        }
    }

    fn toggle_queue(&mut self, ctx: &Context) {
        let shows = !self.queue_is_shown();
        self.settings.queue_visible = shows;
        if shows {
            (self.search.visible, self.damage.visible) = (false, false);
            self.past.visible = false;
            let list = &mut self.assist.queue.list;
            (list.wants_keys, list.wants_row) = (true, true);
        } else {
            self.assist.queue.keyboard = Keyboard::Elsewhere;
            self.focus_text();
        }
        self.settings_changed(ctx);
    }

    /// Keeps the rows up with what is suggested, and the row chosen with the one at hand.
    pub(in crate::ui) fn keep_queue(&mut self, ctx: &Context) {
        if !self.queue_is_shown() {
            self.assist.queue.keyboard = Keyboard::Elsewhere;
            return;
        }
        if self.make_rows() {
            ctx.request_repaint();
        }
        let assist = &mut self.assist;
        let at_hand = assist.at_hand.as_ref();
        let at_hand = at_hand.map(|at_hand| at_hand.suggestion.key());
        if at_hand != assist.queue.at_hand {
            let row = at_hand.as_ref().and_then(|key| assist.queue.row_of(key));
            if row.is_some() && row != assist.queue.current {
                assist.queue.current = row;
                assist.queue.list.wants_row = true;
                ctx.request_repaint();
            }
            assist.queue.at_hand = at_hand;
        }
    }

    /// Makes the rows, unless they are those of what is suggested now; returns whether it did.
    fn make_rows(&mut self) -> bool {
        let assist = &mut self.assist;
        let queue = &assist.queue;
        let (label, source) = (queue.label.clone(), queue.source.clone());
        let made_for = (assist.n_lists, queue.sort, label, source);
        if queue.made_for.as_ref() == Some(&made_for) {
            return false;
        }
        let (_, sort, label, source) = &made_for;
        let shown: Vec<&Suggestion> = assist.shown().collect();
        let mut sources: Vec<Source> = Vec::new();
        for one in &shown {
            if !sources.contains(&one.source) {
                sources.push(one.source.clone());
            }
        }
        sources.sort();
        let is_listed = |one: &&&Suggestion| {
            let is_label = label.as_ref().is_none_or(|label| one.label == *label);
            is_label && source.as_ref().is_none_or(|source| one.source == *source)
        };
        let listed: Vec<&Suggestion> = shown.iter().filter(is_listed).copied().collect();
        let rows = match &assist.of {
            Some((_, text)) => rows_of(text, &listed, *sort),
            None => Vec::new(),
        };
        assist.queue.sources = sources;
        assist.queue.take(rows, made_for);
        true
    }

    /// Chooses a row and takes its first suggestion at hand; the keyboard stays with the list.
    fn show_row(&mut self, row: usize) {
        let queue = &mut self.assist.queue;
        let Some(first) = queue.rows.get(row).map(|row| row.first.clone()) else {
            return;
        };
        queue.current = Some(row);
        queue.list.wants_row = true;
        queue.at_hand = Some(first.clone());
        self.take_at_hand(&first);
        if self.assist.queue.keyboard != Keyboard::Elsewhere {
            self.keep_keys();
        }
    }

    /// Returns the suggestions of the row chosen.
    fn chosen(&self) -> Vec<Suggestion> {
        let queue = &self.assist.queue;
        let row = queue.current.and_then(|at| queue.rows.get(at));
        let keys = row.map(|row| row.keys.as_slice()).unwrap_or_default();
        let found = keys.iter().filter_map(|key| self.assist.find(key));
        found.cloned().collect()
    }

    fn accept_row(&mut self, slot: Option<u8>) {
        let chosen = self.chosen();
        let env = self.env();
        let label = slot.and_then(|slot| env.label(slot));
        if slot.is_some() && label.is_none() {
            self.say("say-no-label");
            return;
        }
        let label = label.map(|label| label.key.clone());
        let spans = chosen.iter().map(|one| {
            let label = label.clone().unwrap_or_else(|| one.label.clone());
            one.accepted_as(SpanKey::new(one.range, label))
        });
        // Under another label some may lie over what is there.
        let is_free = |span: &Span| {
            env.layer().is_none_or(|layer| {
                let mut there = layer.spans.overlapping(span.range);
                !there.any(|other| other.label == span.label)
            })
        };
        let spans: Vec<Span> = spans.filter(is_free).collect();
        let command = match spans.is_empty() {
            true => None,
            false => labelling::add(&env, spans),
        };
        self.decide_row(&chosen, command);
    }

    fn reject_row(&mut self) {
        let chosen = self.chosen();
        let env = self.env();
        let command = env.layer_ref().map(|layer| {
            let reject = Command::Reject {
                layer: layer.clone(),
                rejections: chosen.iter().map(turned_down).collect(),
            };
            match env.layer() {
                Some(_) => reject,
                None => Command::Batch(vec![Command::AddLayer(layer), reject]),
            }
        });
        self.decide_row(&chosen, command);
    }

    /// Carries out a decision on the row chosen; the row that comes in its place is chosen next.
    fn decide_row(&mut self, chosen: &[Suggestion], command: Option<Command>) {
        let (Some(first), Some(command)) = (chosen.first(), command) else {
            self.say("say-no-suggestion");
            return;
        };
        let here = Place {
            selection: Selection::caret(first.range.start()),
            span: None,
            ..self.place.clone()
        };
        self.place = here.clone();
        if !self.edit(command, here) {
            return;
        }
        self.list_suggestions();
        self.make_rows();
        match self.assist.queue.current {
            Some(row) => self.show_row(row),
            None => self.keep_keys(),
        }
    }

    /// Shows the list under the text.
    pub(in crate::ui) fn queue_ui(&mut self, ui: &mut egui::Ui, asks: &mut Vec<Ask>) {
        if !self.queue_is_shown() {
            return;
        }
        let mut queue = std::mem::take(&mut self.assist.queue);
        let mut scene = self.scene(asks);
        crate::ui::panels::queue::ui(ui, &mut scene, &mut queue);
        self.assist.queue = queue;
    }

    /// Takes the keys that are the panel's own while it has the keyboard.
    pub(in crate::ui) fn take_queue_keys(&mut self, ctx: &Context) {
        if self.assist.queue.keyboard == Keyboard::Elsewhere {
            return;
        }
        let in_list = self.assist.queue.keyboard == Keyboard::List;
        ctx.input_mut(|input| {
            for (key, ask, is_ours) in [
                (Key::Escape, QueueAsk::Leave, true),
                (Key::Enter, QueueAsk::Accept(None), in_list),
                (Key::Backspace, QueueAsk::Reject, in_list),
            ] {
                if is_ours && input.consume_key(Modifiers::NONE, key) {
                    self.asks.push(Ask::effect(Effect::Queue(ask)));
                }
            }
        });
    }
}

/// Returns what an action comes to while the list has the keyboard.
pub fn in_list(action: Action) -> Option<QueueAsk> {
    match search::in_list(action)? {
        FindAsk::Rows(by) => Some(QueueAsk::Rows(by)),
        FindAsk::Label(slot) => Some(QueueAsk::Accept(Some(slot))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::offset::CharRange;

    fn suggestion(start: usize, end: usize, label: &str, score_permille: u16) -> Suggestion {
        Suggestion {
            range: CharRange::of(start, end),
            label: label.into(),
            source: Source::Repeat,
            score_permille,
        }
    }

    #[test]
    fn rows_of_the_same_words_and_label_are_one_and_others_stand_by_score_or_place() {
        let text = Text::new("闻希真、聞希真、周河生");
        let all = [
            suggestion(0, 3, "PERSON", 600),
            suggestion(4, 7, "PERSON", 800),
            suggestion(8, 11, "PERSON", 900),
        ];
        let all: Vec<&Suggestion> = all.iter().collect();
        let starts = |sort| -> Vec<(usize, usize, u16)> {
            let rows = rows_of(&text, &all, sort);
            let rows = rows.iter();
            rows.map(|row| {
                (
                    row.first.range.start().0,
                    row.keys.len(),
                    row.score_permille,
                )
            })
            .collect()
        };
        assert_eq!(
            starts(QueueSort::Score),
            [(8, 1, 900), (4, 1, 800), (0, 1, 600)]
        );
        assert_eq!(starts(QueueSort::Words), [(0, 2, 700), (8, 1, 900)]);
        assert_eq!(
            starts(QueueSort::Text),
            [(0, 1, 600), (4, 1, 800), (8, 1, 900)]
        );
    }
}
