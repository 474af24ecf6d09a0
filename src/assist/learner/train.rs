//! How a learner is built from documents, and how it learns from one more.
//!
//! Building goes over all units several times, in an order drawn from the seed. Before, part of them is
//! kept back in turn, to see what the probabilities are worth. An update first looks at the new
//! document as it would have been suggested, which tells the same; then it learns it twice, mixed with
//! units of earlier ones, without which it would forget those.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::assist::learner::Aids;
use crate::assist::learner::Example;
use crate::assist::learner::LEAST_LOOKED_AT;
use crate::assist::learner::Learner;
use crate::assist::learner::NoLearner;
use crate::assist::learner::Options;
use crate::assist::learner::Updated;
use crate::assist::learner::brain::Brain;
use crate::assist::learner::brain::Desk;
use crate::assist::learner::brain::Lesson;
use crate::assist::learner::calibrate::Calibration;
use crate::assist::learner::decode::candidates;
use crate::assist::learner::decode::chosen;
use crate::assist::learner::features::Seen;
use crate::assist::learner::gazetteer::Gazetteer;
use crate::assist::learner::hash::Draw;
use crate::assist::learner::scheme;
use crate::assist::learner::scheme::Scheme;
use crate::assist::learner::scheme::Told;
use crate::assist::learner::table::Rate;
use crate::assist::learner::unit;
use crate::assist::learner::unit::Unit;
use crate::model::ids::LabelKey;
use crate::text::offset::CharRange;

/// How a learner that is built learns.
const BUILDING: Rate = Rate {
    step: 0.2,
    shrink: 1e-4,
};

/// Passes over the new document in an update.
const N_UPDATE_PASSES: usize = 4;

/// The most units of earlier documents that are drawn for an update.
const MAX_DRAWN: usize = 600;

/// Longer documents take too long to draw from.
const MAX_REPLAYED_FROM: usize = 200_000;

/// How much a unit counts where a suggestion was turned down.
const REJECTED_WEIGHT: f32 = 2.0;

/// Passes over characters, for few characters and for many.
const PASSES: Range<usize> = 6..14;

/// Characters that are gone over in all, as long as there are passes left.
const PASSED_CHARS: usize = 400_000;

/// Parts of the documents of which each is kept back once, when there are few characters.
const N_FOLDS: usize = 3;

/// With more characters, a part is kept back for most of the passes instead.
const FEW_CHARS: usize = 15_000;

/// A unit with its spans.
struct Piece {
    /// Which document it is of.
    doc: usize,
    unit: Unit,
    spans: Vec<(Range<usize>, u16)>,
    weight: f32,
}

/// Returns a unit's features, with what is known of its strings but from itself.
pub fn seen(
    unit: &Unit,
    gazetteer: &Gazetteer,
    scheme: &Scheme,
    aids: Aids<'_>,
    own: Option<&[(Range<usize>, u16)]>,
) -> Seen {
    let mut seen = Seen::of(&unit.chars, aids.words);
    let matches = gazetteer.matches(&unit.chars);
    for head in &scheme.heads {
        seen.add_known(&gazetteer.weigh((&unit.chars, &matches), head, own));
    }
    seen.add_hits(&(aids.hits)(&unit.words()));
    seen.finish();
    seen
}

/// Returns the units of a document that are learned from, and how many spans lie in none.
///
/// It stops where the budget of characters ends.
fn pieces(
    (doc, example): (usize, &Example),
    told: &Told,
    scheme: &Scheme,
    mut budget: usize,
) -> (Vec<Piece>, usize) {
    let mut spans: Vec<(CharRange, u16)> = told
        .spans
        .iter()
        .filter_map(|(i, kind)| {
            let place = u16::try_from(scheme.place(kind)?).ok()?;
            Some((example.spans.get(*i)?.range, place))
        })
        .collect();
    spans.sort_by_key(|(range, _)| (range.start(), std::cmp::Reverse(range.end())));
    let mut rejected: Vec<_> = example.rejected.iter().map(|key| key.range).collect();
    rejected.sort_by_key(|range| range.start());
    let mut n_left_out = example.spans.len() - spans.len();
    let (mut pieces, mut at, mut at_rejected) = (Vec::new(), 0, 0);
    for unit in unit::units(&example.text) {
        let Some(reach) = unit.raw_range(0..unit.raw.len()) else {
            continue;
        };
        let mut inside = Vec::new();
        while let Some((range, kind)) = spans.get(at).filter(|s| s.0.start() < reach.end()) {
            match unit.folded_range(*range) {
                Some(folded) => inside.push((folded, *kind)),
                None => n_left_out += 1,
            }
            at += 1;
        }
        let before = at_rejected;
        while rejected
            .get(at_rejected)
            .is_some_and(|r| r.start() < reach.end())
        {
            at_rejected += 1;
        }
        let was_rejected = at_rejected > before;
        if example.is_whole || was_rejected || !inside.is_empty() {
            if unit.chars.len() > budget {
                break;
            }
            budget -= unit.chars.len();
            pieces.push(Piece {
                doc,
                unit,
                spans: inside,
                weight: if was_rejected { REJECTED_WEIGHT } else { 1.0 },
            });
        }
    }
    (pieces, n_left_out)
}

/// Returns by how much more time a character takes with many labels.
fn toll(scheme: &Scheme) -> usize {
    1 + scheme.n_scores() / 64
}

fn n_chars_of(pieces: &[Piece]) -> usize {
    pieces.iter().map(|piece| piece.unit.chars.len()).sum()
}

fn lesson(piece: &Piece, gazetteer: &Gazetteer, scheme: &Scheme, aids: Aids<'_>) -> Lesson {
    let seen = seen(&piece.unit, gazetteer, scheme, aids, Some(&piece.spans));
    Lesson::new(seen, piece.spans.clone(), scheme, piece.weight)
}

/// Compares what would be suggested in a unit with what is true of it.
fn judge(brain: &Brain, lesson: &Lesson, desk: &mut Desk, calibration: &mut Calibration) {
    brain.read(&lesson.seen, desk);
    for candidate in chosen(candidates(brain, desk, LEAST_LOOKED_AT), lesson.seen.len()) {
        let span = candidate.span;
        let is_right = lesson.spans.iter().any(|(range, kind)| {
            (range.start, range.end) == (span.start, span.end)
                && usize::from(*kind) == candidate.kind
        });
        calibration.see(span.probability, is_right);
    }
}

/// Goes over lessons a number of times.
fn go_over(
    brain: &mut Brain,
    lessons: &[&Lesson],
    (n_passes, rate): (usize, Rate),
    draw: &mut Draw,
    go_on: &dyn Fn() -> bool,
) -> Result<(), NoLearner> {
    let mut order: Vec<&Lesson> = lessons.to_vec();
    let mut desk = Desk::default();
    for _ in 0..n_passes {
        draw.shuffle(&mut order);
        for lesson in &order {
            if !go_on() {
                return Err(NoLearner::Stopped);
            }
            brain.learn(lesson, rate, draw, &mut desk);
        }
    }
    Ok(())
}

/// Splits lessons into those of a fold and the others; documents stay whole if there are enough.
fn folds(pieces: &[Piece], n_folds: usize) -> Vec<usize> {
    let n_docs = pieces.last().map_or(0, |piece| piece.doc + 1);
    let n = pieces.len().max(1);
    let by_place = pieces.iter().enumerate();
    let fold = by_place.map(|(i, piece)| match n_docs >= n_folds {
        true => piece.doc % n_folds,
        false => i * n_folds / n,
    });
    fold.collect()
}

impl Learner {
    /// Builds a learner from labelled documents, for some labels.
    ///
    /// Of many documents it takes as many as fit the budget, drawn by the seed.
    pub fn rebuild(
        examples: &[Example],
        labels: &[LabelKey],
        options: Options,
        aids: Aids<'_>,
    ) -> Result<Self, NoLearner> {
        let mut draw = Draw::new(options.seed);
        let mut told = Vec::with_capacity(examples.len());
        for example in examples {
            if !(aids.go_on)() {
                return Err(NoLearner::Stopped);
            }
            told.push(scheme::tell(example));
        }
        let scheme = Scheme::of(told.iter(), labels);
        if scheme.kinds.is_empty() {
            return Err(NoLearner::NoSpans);
        }
        let mut order: Vec<usize> = (0..examples.len()).collect();
        draw.shuffle(&mut order);
        let budget = options.budget_chars / toll(&scheme);
        let (mut learned, mut n_left_out, mut n_chars) = (Vec::new(), 0, 0);
        for (doc, i) in order.into_iter().enumerate() {
            if !(aids.go_on)() {
                return Err(NoLearner::Stopped);
            }
            let (Some(example), Some(told)) = (examples.get(i), told.get(i)) else {
                continue;
            };
            let (mut pieces, n) = pieces((doc, example), told, &scheme, budget - n_chars);
            n_left_out += n + told.n_left_out;
            n_chars += n_chars_of(&pieces);
            learned.append(&mut pieces);
        }
        if learned.iter().all(|piece| piece.spans.is_empty()) {
            return Err(NoLearner::NoneFits);
        }
        let mut gazetteer = Gazetteer::default();
        for piece in &learned {
            gazetteer.accept(&piece.unit.chars, &piece.spans);
        }
        for piece in &learned {
            gazetteer.see(&piece.unit.chars);
        }
        let mut lessons = Vec::with_capacity(learned.len());
        for piece in &learned {
            if !(aids.go_on)() {
                return Err(NoLearner::Stopped);
            }
            lessons.push(lesson(piece, &gazetteer, &scheme, aids));
        }
        let folds = folds(&learned, if n_chars < FEW_CHARS { N_FOLDS } else { 10 });
        let (brain, calibration) =
            taught(&scheme, &lessons, &folds, n_chars, &mut draw, aids.go_on)?;
        Ok(Self {
            brain,
            gazetteer,
            calibration,
            labels: labels.to_vec(),
            options,
            n_left_out,
            n_updates: 0,
            learned: examples.iter().map(|example| example.id.clone()).collect(),
        })
    }

    /// Learns from one more document, and again from a sample of the others.
    ///
    /// A document that was learned before is learned again as it is now.
    pub fn update(&mut self, new: &Example, others: &[Example], aids: Aids<'_>) -> Updated {
        let told = scheme::tell(new);
        if self.brain.scheme.is_outgrown_by(&told, &self.labels) {
            return Updated::Outgrown;
        }
        self.n_updates += 1;
        let mut draw = Draw::new(self.options.seed ^ self.n_updates << 20);
        let budget = self.options.budget_chars;
        let (fresh, n_left_out) = pieces((0, new), &told, &self.brain.scheme, budget);
        self.n_left_out += n_left_out + told.n_left_out;
        if !self.judge_new(&fresh, aids) {
            return Updated::Stopped;
        }
        self.take_strings(&fresh, self.learned.contains(&new.id));
        self.learned.insert(new.id.clone());
        let n_replayed =
            self.options.replay_chars.min(3 * n_chars_of(&fresh)) / toll(&self.brain.scheme);
        let mut learned = fresh;
        learned.append(&mut self.replayed(others, n_replayed, &mut draw));
        let mut lessons = Vec::with_capacity(learned.len());
        for piece in &learned {
            if !(aids.go_on)() {
                return Updated::Stopped;
            }
            lessons.push(lesson(piece, &self.gazetteer, &self.brain.scheme, aids));
        }
        let lessons: Vec<&Lesson> = lessons.iter().collect();
        let plan = (N_UPDATE_PASSES, BUILDING);
        match go_over(&mut self.brain, &lessons, plan, &mut draw, aids.go_on) {
            Ok(()) => Updated::Learned,
            Err(_) => Updated::Stopped,
        }
    }

    /// Compares what would have been suggested in new units with what is true of them.
    fn judge_new(&mut self, fresh: &[Piece], aids: Aids<'_>) -> bool {
        let mut desk = Desk::default();
        self.calibration.fade();
        for piece in fresh {
            if !(aids.go_on)() {
                return false;
            }
            let seen = self.see(&piece.unit, aids);
            let lesson = Lesson::new(seen, piece.spans.clone(), &self.brain.scheme, 1.0);
            judge(&self.brain, &lesson, &mut desk, &mut self.calibration);
        }
        self.calibration.fit();
        true
    }

    /// Takes in the strings of new units; of those that were counted before only what is new.
    fn take_strings(&mut self, fresh: &[Piece], was_counted: bool) {
        for piece in fresh {
            let chars = &piece.unit.chars;
            let mut spans = piece.spans.clone();
            spans.retain(|(range, _)| {
                let string = chars.get(range.clone()).unwrap_or_default();
                !(was_counted && self.gazetteer.knows(string))
            });
            self.gazetteer.accept(chars, &spans);
        }
        for piece in fresh.iter().filter(|_| !was_counted) {
            self.gazetteer.see(&piece.unit.chars);
        }
    }

    /// Draws units of earlier documents, up to a budget.
    fn replayed(&self, others: &[Example], budget: usize, draw: &mut Draw) -> Vec<Piece> {
        let mut drawn: BTreeMap<usize, Vec<Piece>> = BTreeMap::new();
        let (mut n_chars, mut learned) = (0, Vec::new());
        for _ in 0..MAX_DRAWN {
            let doc = draw.below(others.len());
            let Some(example) = others.get(doc).filter(|_| n_chars < budget) else {
                break;
            };
            if example.text.n_chars() > MAX_REPLAYED_FROM {
                continue;
            }
            let left = drawn.entry(doc).or_insert_with(|| {
                let told = scheme::tell(example);
                pieces((doc, example), &told, &self.brain.scheme, usize::MAX).0
            });
            if left.is_empty() {
                continue;
            }
            let piece = left.swap_remove(draw.below(left.len()));
            n_chars += piece.unit.chars.len();
            learned.push(piece);
        }
        learned
    }
}

/// Teaches a brain, and finds what its probabilities are worth.
fn taught(
    scheme: &Scheme,
    lessons: &[Lesson],
    folds: &[usize],
    n_chars: usize,
    draw: &mut Draw,
    go_on: &dyn Fn() -> bool,
) -> Result<(Brain, Calibration), NoLearner> {
    let n_passes = (PASSED_CHARS / n_chars.max(1)).clamp(PASSES.start, PASSES.end);
    let mut calibration = Calibration::default();
    let mut desk = Desk::default();
    let mut brain;
    let all: Vec<&Lesson> = lessons.iter().collect();
    let split = |fold: usize| -> (Vec<&Lesson>, Vec<&Lesson>) {
        let (back, rest): (Vec<_>, Vec<_>) =
            lessons.iter().zip(folds).partition(|(_, f)| **f == fold);
        let lessons = |part: Vec<(_, _)>| part.into_iter().map(|(lesson, _)| lesson).collect();
        (lessons(back), lessons(rest))
    };
    if n_chars < FEW_CHARS {
        for fold in 0..N_FOLDS {
            let (back, rest) = split(fold);
            let mut other = Brain::new(scheme.clone());
            go_over(&mut other, &rest, (n_passes, BUILDING), draw, go_on)?;
            for lesson in back {
                judge(&other, lesson, &mut desk, &mut calibration);
            }
        }
        brain = Brain::new(scheme.clone());
        go_over(&mut brain, &all, (n_passes, BUILDING), draw, go_on)?;
    } else {
        let (back, rest) = split(0);
        let n_last = 1;
        brain = Brain::new(scheme.clone());
        go_over(
            &mut brain,
            &rest,
            (n_passes - n_last, BUILDING),
            draw,
            go_on,
        )?;
        for lesson in &back {
            judge(&brain, lesson, &mut desk, &mut calibration);
        }
        go_over(&mut brain, &back, (2, BUILDING), draw, go_on)?;
        go_over(&mut brain, &all, (n_last, BUILDING), draw, go_on)?;
    }
    calibration.fit();
    Ok((brain, calibration))
}
