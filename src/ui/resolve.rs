//! What an action comes to in the place where it is asked for.
//!
//! Pure: an [`Action`] and an [`Env`] give an [`Effect`], or a word on why there is none. The
//! window carries effects out; tests look at them without one.

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::edit::command::Command;
use crate::model::ids::DocId;
use crate::model::ids::LabelKey;
use crate::model::layer::Status;
use crate::model::relation::Relation;
use crate::model::span::Span;
use crate::model::span::SpanKey;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::segment;
use crate::text::view::View;
use crate::ui::action::Action;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::queue::QueueAsk;
use crate::ui::assist::review::LEAST_STEP;
use crate::ui::damage::DamageAsk;
use crate::ui::effect::Choice;
use crate::ui::effect::CopyAs;
use crate::ui::effect::Dialog;
use crate::ui::effect::Effect;
use crate::ui::effect::Extent;
use crate::ui::effect::Setting;
use crate::ui::env::Env;
use crate::ui::grow;
use crate::ui::grow::Grown;
use crate::ui::labelling;
use crate::ui::past::PastAsk;
use crate::ui::reading::in_next_script;
use crate::ui::reading::with_glosses_toggled;
use crate::ui::search::FindAsk;
use crate::ui::search::Scope;
use crate::ui::search::Step;
use crate::ui::search::bulk;
use crate::ui::sheet;

/// Finds what an action comes to.
pub fn resolve(action: Action, env: &Env<'_>) -> Effect {
    match action {
        Action::NewProject => Effect::Choose(Choice::NewProject),
        Action::OpenProject => Effect::Choose(Choice::Project),
        Action::OpenSample => Effect::OpenSample,
        Action::Quit => Effect::Quit,
        Action::Palette => Effect::Show(Dialog::Palette),
        Action::Help => Effect::Show(Dialog::Help),
        Action::About => Effect::Show(Dialog::About),
        Action::Settings => Effect::Show(Dialog::Settings),
        Action::ToggleDocuments => Effect::Set(Setting::ToggleDocuments),
        Action::ToggleLabels => Effect::Set(Setting::ToggleLabels),
        Action::LargerText => Effect::Set(Setting::LargerText),
        Action::SmallerText => Effect::Set(Setting::SmallerText),
        Action::UsualText => Effect::Set(Setting::UsualText),
        Action::WiderSpacing => Effect::Set(Setting::WiderSpacing),
        Action::CloserSpacing => Effect::Set(Setting::CloserSpacing),
        Action::LongerLines => Effect::Set(Setting::LongerLines),
        Action::ShorterLines => Effect::Set(Setting::ShorterLines),
        Action::UsualLines => Effect::Set(Setting::UsualLines),
        Action::ToggleFocus => Effect::Set(Setting::ToggleFocus),
        Action::ToggleTheme => Effect::Set(Setting::ToggleTheme),
        Action::ToggleContrast => Effect::Set(Setting::ToggleContrast),
        Action::ToggleBlind => Effect::Set(Setting::ToggleBlind),
        Action::NextLanguage => Effect::Set(Setting::NextLanguage),
        Action::ImportLabelled => Effect::Choose(Choice::Labelled),
        _ if env.session.is_none() => Effect::Say("say-no-project"),
        action => in_project(action, env),
    }
}

fn in_project(action: Action, env: &Env<'_>) -> Effect {
    match action {
        Action::AddDocuments => Effect::Choose(Choice::Documents),
        Action::AddFolder => Effect::Choose(Choice::Folder),
        Action::Save => Effect::Save,
        Action::SaveAs => Effect::Choose(Choice::SaveAs),
        Action::Export => Effect::Show(Dialog::Export),
        Action::Check => Effect::Show(Dialog::Check),
        Action::ImportPredictions => Effect::Choose(Choice::Predictions),
        Action::Statistics => Effect::Show(Dialog::Statistics),
        Action::CopyStatistics => Effect::CopyStatistics,
        Action::Versions => Effect::Show(Dialog::Versions),
        Action::History => Effect::Past(PastAsk::Toggle),
        Action::CloseProject => Effect::CloseProject,
        Action::Undo => Effect::Undo,
        Action::Redo => Effect::Redo,
        Action::EditSchema => Effect::Show(Dialog::Schema),
        Action::EditLexicons => Effect::Show(Dialog::Lexicons),
        Action::EditGuideline => Effect::Show(Dialog::Guideline),
        Action::FindInProject => Effect::Find(FindAsk::Open(Scope::Project)),
        Action::FindNext => Effect::Find(FindAsk::Step(Step::Next)),
        Action::FindPrevious => Effect::Find(FindAsk::Step(Step::Previous)),
        Action::NextOrder => Effect::OrderBy(env.settings.document_order.next()),
        Action::ToggleQueue => Effect::Queue(QueueAsk::Toggle),
        Action::ListDamage => Effect::Damage(DamageAsk::Toggle),
        Action::CopyDamage => Effect::Damage(DamageAsk::Copy),
        Action::RenameProject => Effect::Show(Dialog::RenameProject),
        Action::RenameAnnotator => Effect::Show(Dialog::RenameAnnotator),
        action => match env.document() {
            Some(_) => in_document(action, env),
            None => Effect::Say("say-no-document"),
        },
    }
}

fn in_document(action: Action, env: &Env<'_>) -> Effect {
    match action {
        Action::Label(slot) => label(slot, env),
        Action::Move(motion) => Effect::MoveCaret(motion, Extent::Caret),
        Action::Extend(motion) => Effect::MoveCaret(motion, Extent::Selection),
        Action::RenameDocument => Effect::Show(Dialog::RenameDocument),
        Action::RemoveDocument => remove_document(env),
        Action::CorrectText => match to_correct(env) {
            Some(_) => Effect::Show(Dialog::Correct),
            None => Effect::Say("say-too-long-to-correct"),
        },
        Action::ToggleReading => Effect::ReadAs(with_glosses_toggled(env.reading.kind)),
        Action::NextScript => Effect::ReadAs(in_next_script(env.reading.kind)),
        Action::FocusText => Effect::FocusText,
        Action::Find => Effect::Find(FindAsk::Open(Scope::Document)),
        Action::NextDocument => step_document(env, 1),
        Action::PreviousDocument => step_document(env, -1),
        Action::Copy => copy(env, CopyAs::Text),
        Action::CopyMarked => copy(env, CopyAs::Marked),
        Action::CopyShown => copy(env, CopyAs::Shown),
        Action::GoTo => Effect::Show(Dialog::GoTo),
        Action::SelectAll => select(env, |env, _| env.document().map(|doc| doc.text.range())),
        Action::SelectWord => select(env, |env, at| {
            env.document()
                .map(|doc| segment::word_at(&doc.text, at, env.own_words))
        }),
        Action::SelectClause => select(env, |env, at| {
            env.document().map(|doc| segment::clause_at(&doc.text, at))
        }),
        Action::GrowSelection => grow_selection(env),
        Action::ShrinkSelection => shrink_selection(env),
        Action::SelectSentence => select(env, |env, at| {
            env.document().map(|doc| sheet::statement_at(&doc.text, at))
        }),
        Action::LetGo if env.marked_head.is_some() => Effect::MarkHead(None),
        Action::LetGo if env.at_hand().is_some() => Effect::Review(ReviewAsk::LetGo),
        Action::LetGo => {
            let mut place = env.place.clone();
            place.span = None;
            place.selection = Selection::caret(place.selection.head);
            if place == *env.place {
                // Nothing to let go of: what was said last goes.
                return Effect::CloseNotice;
            }
            Effect::Go(place)
        }
        Action::NextSuggestion | Action::PreviousSuggestion
            if env.assist.keys(env.place.doc.as_ref()).is_empty() =>
        {
            Effect::Say("say-no-suggestion")
        }
        Action::NextSuggestion => Effect::Review(ReviewAsk::Step(Step::Next)),
        Action::PreviousSuggestion => Effect::Review(ReviewAsk::Step(Step::Previous)),
        Action::Accept | Action::Reject if env.at_hand().is_none() => {
            Effect::Say("say-none-at-hand")
        }
        Action::Accept => Effect::Review(ReviewAsk::Accept),
        Action::Reject => Effect::Review(ReviewAsk::Reject),
        Action::AcceptAll if env.assist.expected().is_none() => Effect::Say("say-none-so-sure"),
        Action::AcceptAll => Effect::Review(ReviewAsk::AcceptAll),
        Action::NextCandidate => next_candidate(env),
        Action::RepeatHere | Action::RepeatInProject
            if env.span().is_none() && env.at_hand().is_none() =>
        {
            Effect::Say("say-no-span")
        }
        Action::RepeatHere if env.settings.blind => Effect::Say("review-blind"),
        Action::RepeatHere => Effect::Review(ReviewAsk::RepeatHere),
        Action::RepeatInProject => Effect::Review(ReviewAsk::RepeatInProject),
        Action::Learn => Effect::Review(ReviewAsk::Learn),
        Action::Relearn => Effect::Review(ReviewAsk::Relearn),
        Action::RaiseLeast => Effect::Review(ReviewAsk::StepLeast(LEAST_STEP)),
        Action::LowerLeast => Effect::Review(ReviewAsk::StepLeast(-LEAST_STEP)),
        Action::LeftEdgeLeft
        | Action::LeftEdgeRight
        | Action::RightEdgeLeft
        | Action::RightEdgeRight
            if env.at_hand().is_some() =>
        {
            move_edge_at_hand(action, env)
        }
        Action::NextSpan => step_span(env, Direction::Forward),
        Action::PreviousSpan => step_span(env, Direction::Back),
        Action::DocumentDone => document_done(env),
        Action::StatusToDo => status(env, Status::ToDo),
        Action::StatusInProgress => status(env, Status::InProgress),
        Action::StatusDone => status(env, Status::Done),
        Action::StatusToDiscuss => status(env, Status::ToDiscuss),
        action => match env.span() {
            Some(span) => on_span(action, env, span),
            None => Effect::Say("say-no-span"),
        },
    }
}

fn on_span(action: Action, env: &Env<'_>, span: &Span) -> Effect {
    match action {
        Action::DeleteSpan => remove_span(env, span.key()),
        Action::LeftEdgeLeft => move_edge(env, span, Edge::Left, Direction::Back),
        Action::LeftEdgeRight => move_edge(env, span, Edge::Left, Direction::Forward),
        Action::RightEdgeLeft => move_edge(env, span, Edge::Right, Direction::Back),
        Action::RightEdgeRight => move_edge(env, span, Edge::Right, Direction::Forward),
        Action::SpanBeneath => span_beneath(env, span),
        Action::EditNote => Effect::Show(Dialog::Note),
        Action::LinkSpan => link(env, span),
        // Every other action was taken before.
        _ => Effect::Say("say-no-span"),
    }
}

/// Gives the span taken hold of, or the selection, a label; takes it off where it is there.
fn label(slot: u8, env: &Env<'_>) -> Effect {
    let Some(label) = env.label(slot).map(|label| label.key.clone()) else {
        return Effect::Say("say-no-label");
    };
    let Some(layer) = env.layer_ref() else {
        return Effect::Say("say-no-document");
    };
    let range = trimmed(env, env.selection().range());
    let held = env.span();
    if env.at_hand().is_some() {
        return Effect::Review(ReviewAsk::AcceptAs(slot));
    }
    if held.is_none() && range.is_empty() {
        return label_candidate(env, &label);
    }
    let key = SpanKey::new(held.map_or(range, |span| span.range), label);
    let there = |key: &SpanKey| env.layer().is_some_and(|found| found.spans.contains(key));
    match held.or_else(|| only_span_over(env, range)) {
        Some(span) if span.label == key.label => remove_span(env, key),
        None if there(&key) => remove_span(env, key),
        Some(span) => {
            let command = Command::Relabel {
                layer,
                span: span.key(),
                label: key.label.clone(),
            };
            Effect::Edit(command, holding(env, key))
        }
        None => add_span(env, Span::new(key.range, key.label)),
    }
}

/// Gives a label to the likeliest place for it over the caret, where nothing is selected.
fn label_candidate(env: &Env<'_>, label: &LabelKey) -> Effect {
    let at = env.selection().head;
    let doc = env.place.doc.as_ref();
    let likeliest = env.assist.likeliest_over(doc, at, label);
    let Some(suggestion) = likeliest.filter(|_| !env.settings.blind) else {
        return Effect::Say("say-no-selection");
    };
    add_span(env, suggestion.accepted())
}

/// Selects the next place that some source would label, however unsure it is.
fn next_candidate(env: &Env<'_>) -> Effect {
    let Some(doc) = env.document() else {
        return Effect::Say("say-no-document");
    };
    let at_hand = env.at_hand().map(|at_hand| at_hand.suggestion.range);
    let here = at_hand.unwrap_or(env.selection().range());
    let is_behind = |range: CharRange| {
        let order = range.start().cmp(&here.start());
        order.then(here.end().cmp(&range.end())).is_gt()
    };
    let all = env.assist.all(Some(&doc.id));
    let next = all.iter().find(|one| is_behind(one.range));
    match next.or(all.first()).filter(|_| !env.settings.blind) {
        Some(one) if env.assist.find(&one.key()).is_some() => {
            Effect::Review(ReviewAsk::Take(one.key()))
        }
        Some(one) => Effect::Go(Place {
            selection: Selection::of(one.range),
            span: None,
            ..env.place.clone()
        }),
        None => Effect::Say("say-no-candidate"),
    }
}

/// Returns the span that covers just a range, if one alone does.
///
/// Who selects the words of a span and presses a label means that span.
fn only_span_over<'a>(env: &Env<'a>, range: CharRange) -> Option<&'a Span> {
    let spans = env.layer()?.spans.overlapping(range);
    let mut over = spans.filter(|span| span.range == range);
    over.next().filter(|_| over.next().is_none())
}

/// Gives words that have a label another one beside it.
pub fn also_label(env: &Env<'_>, range: CharRange, label: LabelKey) -> Effect {
    add_span(env, Span::new(range, label))
}

/// Returns a range without the white space and line ends at its edges.
fn trimmed(env: &Env<'_>, range: CharRange) -> CharRange {
    match env.document() {
        Some(doc) => bulk::trimmed(&doc.text, range),
        None => range,
    }
}

fn remove_span(env: &Env<'_>, key: SpanKey) -> Effect {
    let after = Place {
        span: None,
        selection: Selection::of(key.range),
        ..env.place.clone()
    };
    edit(labelling::take_off(env, key), after)
}

/// Adds a span that is held afterwards.
fn add_span(env: &Env<'_>, span: Span) -> Effect {
    let after = holding(env, span.key());
    edit(labelling::add(env, vec![span]), after)
}

fn edit(command: Option<Command>, after: Place) -> Effect {
    match command {
        Some(command) => Effect::Edit(command, after),
        None => Effect::Say("say-no-document"),
    }
}

fn holding(env: &Env<'_>, key: SpanKey) -> Place {
    Place {
        selection: Selection::of(key.range),
        span: Some(key),
        ..env.place.clone()
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    Left,
    Right,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Direction {
    Back,
    Forward,
}

fn move_edge(env: &Env<'_>, span: &Span, edge: Edge, direction: Direction) -> Effect {
    let Some(layer) = env.layer_ref() else {
        return Effect::Say("say-no-document");
    };
    let range = match with_edge_moved(env, span.range, edge, direction) {
        Ok(range) => range,
        Err(why) => return Effect::Say(why),
    };
    let after = holding(env, SpanKey::new(range, span.label.clone()));
    Effect::Edit(
        Command::Resize {
            layer,
            span: span.key(),
            range,
        },
        after,
    )
}

fn move_edge_at_hand(action: Action, env: &Env<'_>) -> Effect {
    let (edge, direction) = match action {
        Action::LeftEdgeLeft => (Edge::Left, Direction::Back),
        Action::LeftEdgeRight => (Edge::Left, Direction::Forward),
        Action::RightEdgeLeft => (Edge::Right, Direction::Back),
        _ => (Edge::Right, Direction::Forward),
    };
    let moved = env
        .at_hand()
        .map(|at_hand| with_edge_moved(env, at_hand.range, edge, direction));
    match moved {
        Some(Ok(range)) => Effect::Review(ReviewAsk::Resize(range)),
        Some(Err(why)) => Effect::Say(why),
        None => Effect::Say("say-none-at-hand"),
    }
}

/// Returns a range with one edge a character further; or why there is none.
fn with_edge_moved(
    env: &Env<'_>,
    range: CharRange,
    edge: Edge,
    direction: Direction,
) -> Result<CharRange, &'static str> {
    let Some(doc) = env.document() else {
        return Err("say-no-document");
    };
    let kind = env.reading.shown();
    let step = |at: CharIdx| match direction {
        Direction::Back => segment::grapheme_previous(&doc.text, at),
        Direction::Forward => segment::grapheme_next(&doc.text, at),
    };
    let moved = |at: CharIdx| {
        let mut to = step(at);
        // A gloss that is hidden comes and goes with its character.
        while View::of_range(&doc.text, CharRange::new(to, to.plus(1)), kind).is_hidden(to) {
            to = step(to);
        }
        to
    };
    let (start, end) = (range.start(), range.end());
    let (start, end) = match edge {
        Edge::Left => (moved(start), end),
        Edge::Right => (start, moved(end)),
    };
    if start >= end {
        return Err("say-span-too-short");
    }
    let moved = CharRange::new(start, end);
    match moved == range {
        true => Err("say-text-ends"),
        false => Ok(moved),
    }
}

/// Finds the span that lies beneath another: the next one outward over the same words.
pub fn beneath<'a>(env: &Env<'a>, span: &Span) -> Option<&'a Span> {
    let layer = env.layer()?;
    let at = CharRange::new(span.range.start(), span.range.start().plus(1));
    let mut over: Vec<&Span> = layer.spans.overlapping(at).collect();
    over.sort_by(|a, b| {
        a.range
            .len()
            .cmp(&b.range.len())
            .then_with(|| a.cmp_reading(b))
    });
    let here = over.iter().position(|other| other.key() == span.key())?;
    over.get(here + 1)
        .or(over.first())
        .copied()
        .filter(|other| other.key() != span.key())
}

fn span_beneath(env: &Env<'_>, span: &Span) -> Effect {
    match beneath(env, span) {
        Some(other) => Effect::Go(holding(env, other.key())),
        None => Effect::Say("say-nothing-beneath"),
    }
}

fn step_span(env: &Env<'_>, direction: Direction) -> Effect {
    let Some(layer) = env.layer() else {
        return Effect::Say("say-no-more-spans");
    };
    let at = env.selection().head;
    let next = match (direction, env.span()) {
        (Direction::Forward, Some(span)) => layer.spans.next_after(&span.key()),
        (Direction::Back, Some(span)) => layer.spans.previous_before(&span.key()),
        (Direction::Forward, None) => layer.spans.first_from(at),
        (Direction::Back, None) => {
            let here = SpanKey::new(CharRange::new(at, at), LabelKey::from(""));
            layer.spans.previous_before(&here)
        }
    };
    match next {
        Some(span) => Effect::Go(holding(env, span.key())),
        None => Effect::Say("say-no-more-spans"),
    }
}

/// Marks the span as head, or joins it with the head marked before.
///
/// The first relation of the schema that may go between the two is made, whichever of them its
/// head must be; where it is there already, it is taken away.
fn link(env: &Env<'_>, span: &Span) -> Effect {
    let key = span.key();
    let (Some(project), Some(layer)) = (env.project(), env.layer_ref()) else {
        return Effect::Say("say-no-document");
    };
    let still_there = |head: &&SpanKey| env.layer().is_some_and(|l| l.spans.contains(head));
    let Some(head) = env.marked_head.filter(still_there) else {
        return Effect::MarkHead(Some(key));
    };
    if *head == key {
        return Effect::MarkHead(None);
    }
    let fits = |ends: &[LabelKey], label: &LabelKey| ends.is_empty() || ends.contains(label);
    let found = project.schema.relations.iter().find_map(|kind| {
        let pairs = [(head, &key), (&key, head)];
        let fitting = pairs
            .into_iter()
            .find(|(a, b)| fits(&kind.heads, &a.label) && fits(&kind.tails, &b.label))?;
        Some(Relation::new(
            kind.key.clone(),
            fitting.0.clone(),
            fitting.1.clone(),
        ))
    });
    let Some(relation) = found else {
        return Effect::Say("say-no-relation-fits");
    };
    let there = env
        .layer()
        .is_some_and(|found| found.relations.contains_key(&relation.id));
    let command = if there {
        Command::RemoveRelations {
            layer,
            relations: vec![relation.id],
        }
    } else {
        Command::AddRelations {
            layer,
            relations: vec![relation],
        }
    };
    Effect::Edit(command, env.place.clone())
}

fn select(env: &Env<'_>, range: impl FnOnce(&Env<'_>, CharIdx) -> Option<CharRange>) -> Effect {
    let Some(range) = range(env, env.selection().head) else {
        return Effect::Say("say-no-document");
    };
    let selection = Selection::of(range);
    Effect::Go(Place {
        selection,
        span: None,
        ..env.place.clone()
    })
}

fn grow_selection(env: &Env<'_>) -> Effect {
    let Some(doc) = env.document() else {
        return Effect::Say("say-no-document");
    };
    match grow::wider(&doc.text, env.own_words, env.selection().range()) {
        Some(wider) => {
            let to = Selection::of(wider);
            regrown(env, env.grown.grown(env.place, to), to)
        }
        None => Effect::Say("say-all-selected"),
    }
}

fn shrink_selection(env: &Env<'_>) -> Effect {
    match env.grown.shrunk(env.place) {
        Some((left, to)) => regrown(env, left, to),
        None => Effect::Say("say-not-grown"),
    }
}

fn regrown(env: &Env<'_>, grown: Grown, selection: Selection) -> Effect {
    let place = Place {
        selection,
        span: None,
        ..env.place.clone()
    };
    Effect::Grow(grown, place)
}

fn copy(env: &Env<'_>, form: CopyAs) -> Effect {
    let range = env
        .span()
        .map_or(env.selection().range(), |span| span.range);
    match env.document() {
        Some(_) if !range.is_empty() => Effect::Copy(range, form),
        _ => Effect::Say("say-no-selection"),
    }
}

fn status(env: &Env<'_>, status: Status) -> Effect {
    let Some(layer) = env.layer_ref() else {
        return Effect::Say("say-no-document");
    };
    let add = Command::AddLayer(layer.clone());
    let command = Command::Batch(vec![add, Command::SetStatus { layer, status }]);
    Effect::Edit(command, env.place.clone())
}

/// Marks the document as done and goes to the next one that is not.
fn document_done(env: &Env<'_>) -> Effect {
    let Some(here) = env.place.doc.as_ref() else {
        return Effect::Say("say-no-document");
    };
    let all = env.documents_in_order();
    let place = all.iter().position(|doc| doc.id == *here).unwrap_or(0);
    let (before, behind) = all.split_at_checked(place).unwrap_or_default();
    let next = behind.iter().skip(1).chain(before).find(|doc| {
        doc.layer(env.annotator)
            .is_none_or(|layer| layer.meta.status != Status::Done)
    });
    match status(env, Status::Done) {
        Effect::Edit(command, here) => {
            let after = next.map_or(here, |doc| start_of(&doc.id));
            Effect::Edit(command, after)
        }
        other => other,
    }
}

fn step_document(env: &Env<'_>, by: isize) -> Effect {
    let Some(here) = env.place.doc.as_ref() else {
        return Effect::Say("say-no-document");
    };
    let all = env.documents_in_order();
    let place = all.iter().position(|doc| doc.id == *here);
    let place = place.and_then(|at| at.checked_add_signed(by));
    match place.and_then(|place| all.get(place)) {
        Some(doc) => Effect::Go(start_of(&doc.id)),
        None => Effect::Say("say-no-more-documents"),
    }
}

/// Characters that can be corrected at once.
const MAX_CORRECTED: usize = 5_000;

/// Returns the paragraphs of the selection, without the last line end, unless they are too long.
pub fn to_correct(env: &Env<'_>) -> Option<CharRange> {
    let text = &env.document()?.text;
    let selected = env.selection().range();
    let first = text.paragraph_range(text.paragraph_at(selected.start()));
    let last = match selected.is_empty() {
        true => first,
        false => text.paragraph_range(text.paragraph_at(selected.end().minus(1))),
    };
    let range = CharRange::new(first.start(), last.end());
    if range.len() > MAX_CORRECTED {
        return None;
    }
    let n_line_end = text
        .slice(range)
        .chars()
        .rev()
        .take_while(|c| matches!(c, '\r' | '\n'))
        .count();
    let n_line_end = n_line_end.min(2).min(last.len());
    Some(CharRange::new(range.start(), range.end().minus(n_line_end)))
}

fn remove_document(env: &Env<'_>) -> Effect {
    let Some(here) = env.place.doc.clone() else {
        return Effect::Say("say-no-document");
    };
    let all = env.documents_in_order();
    let place = all.iter().position(|doc| doc.id == here).unwrap_or(0);
    let next = all.get(place + 1);
    let next = next.or_else(|| all.get(place.checked_sub(1)?));
    let after = next.map_or_else(Place::default, |doc| start_of(&doc.id));
    Effect::Edit(Command::RemoveDocument(here), after)
}

/// Names a document without a place in it; the window goes to where the annotator was last.
fn start_of(doc: &DocId) -> Place {
    Place {
        doc: Some(doc.clone()),
        ..Place::default()
    }
}
