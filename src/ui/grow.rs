//! Widening a selection: word, clause, sentence, paragraph, text; and narrowing it back.

use crate::edit::caret::Place;
use crate::edit::caret::Selection;
use crate::model::ids::DocId;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment;
use crate::text::segment::OwnWords;

/// The selections that the present one grew out of, the first first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Grown {
    doc: Option<DocId>,
    /// What is selected if nothing else was done since.
    now: Selection,
    steps: Vec<Selection>,
}

impl Grown {
    /// Returns what to be left with when the selection of a place becomes another.
    pub fn grown(&self, from: &Place, to: Selection) -> Self {
        let mut steps = self.steps_to(from).to_vec();
        steps.push(from.selection);
        Self {
            doc: from.doc.clone(),
            now: to,
            steps,
        }
    }

    /// Returns the selection before the last step, and what to be left with there.
    pub fn shrunk(&self, from: &Place) -> Option<(Self, Selection)> {
        let (last, steps) = self.steps_to(from).split_last()?;
        let left = Self {
            doc: self.doc.clone(),
            now: *last,
            steps: steps.to_vec(),
        };
        Some((left, *last))
    }

    /// Returns the steps if they led to a place.
    fn steps_to(&self, place: &Place) -> &[Selection] {
        if self.doc == place.doc && self.now == place.selection {
            &self.steps
        } else {
            &[]
        }
    }
}

/// Returns the least unit of the text that covers a selection and more.
pub fn wider(text: &Text, own: &OwnWords, selected: CharRange) -> Option<CharRange> {
    let at = selected.start();
    let units: [&dyn Fn() -> CharRange; 5] = [
        &|| segment::word_at(text, at, own),
        &|| segment::clause_at(text, at),
        &|| segment::sentence_at(text, at),
        &|| segment::paragraphs_of(text, selected),
        &|| text.range(),
    ];
    let mut wider = units.into_iter().map(|unit| unit());
    wider.find(|unit| unit.covers(selected) && unit.len() > selected.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_widens_to_word_clause_sentence_paragraph_text() {
        let text = Text::from("甲。\n欧阳娜拉娜木说，她来。他走。\n乙。");
        let mut own = OwnWords::default();
        own.add("欧阳娜拉娜木");
        let mut selected = CharRange::of(5, 5);
        let mut seen = Vec::new();
        while let Some(next) = wider(&text, &own, selected) {
            seen.push(text.slice(next));
            selected = next;
        }
        assert_eq!(
            seen,
            [
                "欧阳娜拉娜木",
                "欧阳娜拉娜木说，",
                "欧阳娜拉娜木说，她来。",
                "欧阳娜拉娜木说，她来。他走。",
                text.as_str(),
            ]
        );
        let two_sentences = wider(&text, &own, CharRange::of(11, 16));
        assert_eq!(two_sentences.map(|range| text.slice(range)), Some(seen[3]));
        let two_paragraphs = wider(&text, &own, CharRange::of(1, 5));
        assert_eq!(
            two_paragraphs.map(|range| text.slice(range)),
            Some("甲。\n欧阳娜拉娜木说，她来。他走。")
        );
    }

    #[test]
    fn a_selection_that_was_changed_otherwise_has_no_way_back() {
        let place = |start, end| Place {
            selection: Selection::of(CharRange::of(start, end)),
            ..Place::default()
        };
        let first = Grown::default().grown(&place(1, 1), place(1, 3).selection);
        let second = first.grown(&place(1, 3), place(0, 9).selection);
        let (left, back) = second.shrunk(&place(0, 9)).unwrap();
        assert_eq!((back, &left), (place(1, 3).selection, &first));
        assert_eq!(left.shrunk(&place(1, 3)).unwrap().1, place(1, 1).selection);
        assert_eq!(second.shrunk(&place(0, 8)), None);
        let anew = second.grown(&place(4, 4), place(4, 5).selection);
        assert_eq!(anew.shrunk(&place(4, 5)).unwrap().0.steps, []);
    }
}
