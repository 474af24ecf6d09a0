//! Laws of texts, spans and the marked notation, over random input.

use std::collections::BTreeMap;

use proptest::prelude::*;
use zhubi::model::marked;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::ByteIdx;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

/// Characters of every width and kind that have made trouble somewhere.
const NASTY: [char; 40] = [
    '甲', '国', '統', '一', '。', '！', '？', '“', '”', '」', '、', '　', ' ', '\u{A0}', '\t',
    '\n', '\r', '\n', 'a', 'Z', '1', '.', ',', '(', ')', 'ǒ', 'x', 'í', '\u{301}', '\u{200D}',
    '👨', '👩', '🇨', '𠀀', '\u{FFFD}', '\u{E383}', '⟦', '⟧', '\\', '"',
];

fn nasty_char() -> impl Strategy<Value = char> {
    prop_oneof![
        8 => proptest::sample::select(NASTY.to_vec()),
        1 => any::<char>(),
    ]
}

fn nasty(max: usize) -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        9 => nasty_char().prop_map(String::from),
        1 => proptest::sample::select(vec!["統(tǒng)", "\r\n", "习近平", "3.14", "……"]).prop_map(str::to_owned),
    ];
    proptest::collection::vec(pieces, 0..max).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn positions_round_trip_in_every_unit(content in nasty(400)) {
        let text = Text::from(content.as_str());
        let (mut bytes, mut units) = (0, 0);
        for (i, c) in content.chars().enumerate() {
            let at = CharIdx(i);
            prop_assert_eq!(text.byte_from_char(at), ByteIdx(bytes));
            prop_assert_eq!(text.utf16_from_char(at).0, units);
            prop_assert_eq!(text.char_from_utf16(text.utf16_from_char(at)), Some(at));
            for inside in bytes..bytes + c.len_utf8() {
                prop_assert_eq!(text.char_from_byte(ByteIdx(inside)), at);
            }
            prop_assert_eq!(text.char_at(at), Some(c));
            bytes += c.len_utf8();
            units += c.len_utf16();
        }
        prop_assert_eq!(text.end(), CharIdx(content.chars().count()));
        prop_assert_eq!(text.byte_from_char(text.end()), ByteIdx(content.len()));
        prop_assert_eq!(text.char_from_byte(ByteIdx(content.len())), text.end());
        prop_assert_eq!(text.char_from_utf16(text.utf16_from_char(text.end())), Some(text.end()));
    }

    #[test]
    fn paragraphs_part_the_text(content in nasty(300)) {
        let text = Text::from(content.as_str());
        let joined: String = (0..text.n_paragraphs()).map(|i| text.paragraph(i)).collect();
        prop_assert_eq!(&joined, &content);
        let mut at = CharIdx(0);
        for i in 0..text.n_paragraphs() {
            let range = text.paragraph_range(i);
            prop_assert_eq!(range.start(), at);
            prop_assert_eq!(text.slice(range), text.paragraph(i));
            prop_assert_eq!(&content[text.paragraph_bytes(i)], text.paragraph(i));
            let body = text.paragraph(i).trim_end_matches(['\r', '\n']);
            let line_end = &text.paragraph(i)[body.len()..];
            let is_last = i + 1 == text.n_paragraphs();
            prop_assert!(["\n", "\r", "\r\n"].contains(&line_end) || (is_last && line_end.is_empty()));
            prop_assert!(!body.contains(['\r', '\n']));
            for inside in range.start().0..range.end().0 {
                prop_assert_eq!(text.paragraph_at(CharIdx(inside)), i);
            }
            at = range.end();
        }
        prop_assert_eq!(at, text.end());
    }

    #[test]
    fn a_slice_is_what_counting_gives(content in nasty(400), a in 0..450_usize, b in 0..450_usize) {
        let text = Text::from(content.as_str());
        let naive: String = content.chars().skip(a.min(b)).take(a.abs_diff(b)).collect();
        prop_assert_eq!(text.slice(CharRange::of(a, b)), naive);
    }

    #[test]
    fn marked_text_reads_back_as_it_was(
        content in nasty(40),
        spans in proptest::collection::vec((0..40_usize, 1..12_usize, 0..6_usize), 0..12),
    ) {
        let labels = ["PERSON", "ROLE", "12", "A:B", "⟦\\⟧", "事件"];
        let text = Text::from(content.as_str());
        let spans = spans.into_iter().map(|(start, len, label)| {
            Span::new(CharRange::of(start, start + len), labels[label])
        });
        let (set, _) = SpanSet::from_spans(spans.filter(|span| text.holds(span.range)));
        let printed = marked::print(&text, &set);
        let (plain, back) = marked::parse(&printed).unwrap();
        prop_assert_eq!(plain, content);
        prop_assert!(back.iter().eq(set.iter()), "{}", printed);
        let (set, left_over) = SpanSet::from_spans(back);
        prop_assert!(left_over.is_empty());
        prop_assert_eq!(marked::print(&text, &set), printed);
    }

    #[test]
    fn no_marked_text_makes_the_reader_panic(marked in "[⟦⟧\\\\:A1甲]{0,30}") {
        if let Ok((plain, spans)) = marked::parse(&marked) {
            let (set, _) = SpanSet::from_spans(spans);
            let printed = marked::print(&Text::from(plain.as_str()), &set);
            prop_assert_eq!(marked::parse(&printed).unwrap().0, plain);
        }
    }

    #[test]
    fn a_span_set_is_an_ordered_map(
        first in proptest::collection::vec((0..600_usize, 0..40_usize, 0..3_usize), 0..700),
        acts in proptest::collection::vec((0..4_usize, 0..600_usize, 0..40_usize, 0..3_usize), 0..500),
    ) {
        let labels = ["A", "B", "C"];
        let span = |start, len, label: usize| Span::new(CharRange::of(start, start + len), labels[label]);
        let mut model: BTreeMap<SpanKey, Span> = BTreeMap::new();
        let mut n_left = 0;
        for &(start, len, label) in &first {
            let span = span(start, len, label);
            if len == 0 || model.insert(span.key(), span).is_some() {
                n_left += 1;
            }
        }
        let spans = first.iter().map(|&(start, len, label)| span(start, len, label));
        let (mut set, left_over) = SpanSet::from_spans(spans);
        prop_assert_eq!(left_over.len(), n_left);
        for (act, start, len, label) in acts {
            let span = span(start, len, label);
            let key = span.key();
            match act {
                0 => {
                    let is_new = len > 0 && !model.contains_key(&key);
                    prop_assert_eq!(set.insert(span.clone()).is_ok(), is_new);
                    if is_new {
                        model.insert(key, span);
                    }
                }
                1 => prop_assert_eq!(set.remove(&key), model.remove(&key)),
                2 => {
                    let nearest = model.range(&key..).next().map(|(key, _)| key.clone());
                    if let Some(key) = nearest {
                        prop_assert_eq!(set.remove(&key), model.remove(&key));
                    }
                }
                _ => {
                    let over: Vec<&Span> = set.overlapping(key.range).collect();
                    let naive: Vec<&Span> = model.values().filter(|s| s.range.overlaps(key.range)).collect();
                    prop_assert_eq!(over, naive);
                    let after = model.keys().find(|k| **k > key).and_then(|k| model.get(k));
                    prop_assert_eq!(set.next_after(&key), after);
                    let before = model.range(..&key).next_back().map(|(_, span)| span);
                    prop_assert_eq!(set.previous_before(&key), before);
                    let from = model.values().find(|s| s.range.start() >= CharIdx(start));
                    prop_assert_eq!(set.first_from(CharIdx(start)), from);
                    prop_assert_eq!(set.find(&key), model.get(&key));
                }
            }
            prop_assert_eq!(set.len(), model.len());
        }
        prop_assert!(set.iter().eq(model.values()));
        prop_assert!(set.iter().rev().eq(model.values().rev()));
        let n_of = |label: &str| model.keys().filter(|k| k.label.as_str() == label).count();
        for label in labels {
            prop_assert_eq!(set.counts().get(label).copied().unwrap_or(0), n_of(label));
        }
    }
}
