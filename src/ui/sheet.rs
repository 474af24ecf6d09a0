//! What is done with the sheet beside labelling: copying, going somewhere, the measure of lines.

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::model::marked;
use crate::model::span::Span;
use crate::model::span_set::SpanSet;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment;
use crate::text::view::View;
use crate::ui::action::Action;
use crate::ui::desk::Desk;
use crate::ui::effect::CopyAs;
use crate::ui::env::Env;
use crate::ui::text_view::Align;

/// Returns what goes to the clipboard for some characters of the open document.
///
/// As marked text it has the spans that lie in the range whole; one that is cut by its edge would be
/// another span.
pub fn copied(env: &Env<'_>, range: CharRange, form: CopyAs) -> Option<String> {
    let text = &env.document()?.text;
    let words = text.slice(range);
    Some(match form {
        CopyAs::Text => words.to_owned(),
        CopyAs::Shown => View::of_range(text, range, env.reading.shown())
            .shown(text)
            .into_owned(),
        CopyAs::Marked => {
            let spans = env.layer().map(|layer| spans_within(&layer.spans, range));
            marked::print(&Text::from(words), &spans.unwrap_or_default())
        }
    })
}

/// Marks that end a sentence or a clause and are no part of what it says.
const STOPS: &str = "。．！？；，、：…—!?;,:";

/// Returns the sentence around a position without the stops at its end, as it is labelled.
pub fn statement_at(text: &Text, at: CharIdx) -> CharRange {
    let sentence = segment::sentence_at(text, at);
    let words = text.slice(sentence);
    let n_stops = words.chars().rev().take_while(|&c| STOPS.contains(c));
    let end = sentence.end().minus(n_stops.count());
    if end <= sentence.start() {
        return sentence;
    }
    CharRange::new(sentence.start(), end)
}

/// Returns the spans that lie in a range whole, counted from its start.
fn spans_within(spans: &SpanSet, range: CharRange) -> SpanSet {
    let within = spans.overlapping(range);
    let within = within.filter(|span| range.covers(span.range));
    let moved = within.map(|span| {
        let (start, end) = (span.range.start(), span.range.end());
        let by = range.start().0;
        Span::new(
            CharRange::new(start.minus(by), end.minus(by)),
            span.label.clone(),
        )
    });
    SpanSet::from_spans(moved).0
}

/// Returns the nearest place at or behind a position at which a caret can be seen.
pub fn caret_place(env: &Env<'_>, at: CharIdx) -> CharIdx {
    let Some(doc) = env.document() else {
        return at;
    };
    let cluster = segment::grapheme_at(&doc.text, at.min(doc.text.end()));
    let mut at = cluster.start();
    let kind = env.reading.shown();
    while View::of_range(&doc.text, CharRange::new(at, at.plus(1)), kind).is_hidden(at) {
        at = at.plus(1);
    }
    at
}

impl Desk {
    /// Puts characters on the clipboard.
    pub(super) fn copy(&mut self, ctx: &egui::Context, range: CharRange, form: CopyAs) {
        let words = copied(&self.env(), range, form);
        ctx.copy_text(words.unwrap_or_default());
        self.said = self.texts.tr(match form {
            CopyAs::Text => "said-copied",
            CopyAs::Marked => "said-copied-marked",
            CopyAs::Shown => "said-copied-shown",
        });
    }

    /// Puts the caret somewhere in the open document, into the middle of the view.
    pub(super) fn go_to(&mut self, at: CharIdx) {
        let at = caret_place(&self.env(), at);
        self.place = Place {
            selection: Selection::caret(at),
            span: None,
            ..self.place.clone()
        };
        self.show_place(Align::Center);
        self.focus_text();
    }

    /// Gives lines more characters or fewer, from the number that is in force.
    pub(super) fn step_measure(&mut self, by: i16) {
        let chosen = self.settings.measure_chars;
        let shown = self.measure_shown().unwrap_or(chosen);
        if by > 0 && shown < chosen {
            let values = [("n", shown.into())];
            self.said = self.texts.tr_with("say-no-room-for-lines", values);
            return;
        }
        let n = shown.min(chosen).saturating_add_signed(by);
        self.settings.choose_measure(n);
    }

    /// Returns how many Han characters a line of the open document holds.
    fn measure_shown(&self) -> Option<u16> {
        let view = self.views.get(self.place.doc.as_ref()?)?;
        u16::try_from(view.text_view.chars_per_row()?).ok()
    }

    /// Says how to see the words of the span taken hold of, if the view hides all of them.
    pub(super) fn tell_hidden_span(&mut self) {
        let env = self.env();
        let (Some(doc), Some(span)) = (env.document(), env.span()) else {
            return;
        };
        let view = View::of_range(&doc.text, span.range, env.reading.shown());
        if view.n_chars() > 0 {
            return;
        }
        let keys = self.settings.keys_of(Action::ToggleReading);
        let keys = keys.first().map(ToString::to_string).unwrap_or_default();
        self.said = self.texts.tr_with("span-hidden", [("keys", keys.into())]);
    }

    /// Says when the span at a place is an end of relations that its label may not be.
    pub(super) fn tell_misfitting_relations(&mut self, place: &Place) {
        let n = n_misfitting_relations(&self.env(), place);
        if n > 0 {
            let title = self.texts.tr_with("relabel-misfits", [("n", n.into())]);
            self.notices
                .hint(title, self.texts.tr("relabel-misfits-do"));
        }
    }
}

fn n_misfitting_relations(env: &Env<'_>, place: &Place) -> usize {
    let (Some(project), Some(layer), Some(key)) = (env.project(), env.layer(), &place.span) else {
        return 0;
    };
    let relations = layer.relations_of(key);
    let fits =
        |ends: &[crate::model::ids::LabelKey], label| ends.is_empty() || ends.contains(label);
    let misfits = relations.filter(|relation| {
        let id = &relation.id;
        let kind = project.schema.relation(&id.key);
        kind.is_some_and(|kind| {
            !fits(&kind.heads, &id.head.label) || !fits(&kind.tails, &id.tail.label)
        })
    });
    misfits.count()
}
