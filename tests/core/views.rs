//! Reading views, folding, finding and damage: fixtures, laws, and counts over the example documents.
//!
//! A fixture's `input.txt` is a text; `expect.txt` is what each view shows of it, what it hides, and
//! what is damaged.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::path::PathBuf;

use proptest::prelude::*;
use zhubi::text::damage::Harm;
use zhubi::text::damage::damage;
use zhubi::text::decode;
use zhubi::text::find::Likeness;
use zhubi::text::find::Query;
use zhubi::text::fold::Folded;
use zhubi::text::fold::Folding;
use zhubi::text::fold::fold_words;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::script;
use zhubi::text::view::Glosses;
use zhubi::text::view::View;
use zhubi::text::view::ViewIdx;
use zhubi::text::view::ViewKind;
use zhubi::text::view::ViewRange;

const KINDS: [(&str, ViewKind); 4] = [
    ("raw", ViewKind::RAW),
    ("reading", ViewKind::READING),
    ("simplified", ViewKind::SIMPLIFIED),
    ("traditional", ViewKind::TRADITIONAL),
];

/// Says what the views of a text show and hide, and what of it is damaged.
fn report(content: &str) -> String {
    let text = Text::from(content);
    let mut out = String::new();
    for (name, kind) in KINDS.into_iter().skip(1) {
        let view = View::new(&text, kind);
        writeln!(out, "{name}: {} characters", view.n_chars()).unwrap();
        for line in view.shown(&text).split_inclusive('\n') {
            writeln!(out, "  {line:?}").unwrap();
        }
    }
    for hidden in View::new(&text, ViewKind::READING).hidden() {
        writeln!(out, "hidden {hidden} {}", text.slice(hidden)).unwrap();
    }
    for place in damage(&text) {
        let words = text.slice(place.range);
        let reading = place.reading.map(|reading| format!(", read {reading}"));
        let (range, harm) = (place.range, place.harm.name());
        writeln!(
            out,
            "damage {range} {harm} {words:?}{}",
            reading.unwrap_or_default()
        )
        .unwrap();
    }
    out
}

#[test]
fn fixtures_are_shown_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/views");
    let mut cases: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 4);
    for case in cases {
        let found = report(&fs::read_to_string(case.join("input.txt")).unwrap());
        let expect = case.join("expect.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            fs::write(&expect, &found).unwrap();
        }
        let expected = fs::read_to_string(&expect).unwrap_or_default();
        assert_eq!(found, expected, "{}", case.display());
    }
}

/// The example documents in order, or none where they are not.
fn documents() -> Vec<Text> {
    let Ok(folder) = fs::read_dir("../shared/documents") else {
        eprintln!("SKIPPED: ../shared is not here");
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let decoded = decode::decode(&fs::read(path).unwrap(), None).unwrap();
        Text::new(decoded.text)
    };
    paths.iter().map(read).collect()
}

#[test]
fn the_example_documents_have_the_glosses_and_mentions_that_were_counted() {
    let texts = documents();
    if texts.is_empty() {
        return;
    }
    let views = texts.iter().map(|text| View::new(text, ViewKind::READING));
    let n_glosses: Vec<usize> = views.map(|view| view.hidden().count()).collect();
    assert_eq!(n_glosses, [204, 0, 275, 0, 930]);
    for (words, n_folded, n_exact) in [("习近平", 34, 13), ("党的二十大", 73, 1)] {
        let count = |likeness| {
            let query = Query::literal(words, likeness).unwrap();
            texts
                .iter()
                .map(|text| query.find_all(text).len())
                .sum::<usize>()
        };
        assert_eq!(
            (count(Likeness::Folded), count(Likeness::Exact)),
            (n_folded, n_exact),
            "{words}"
        );
    }
}

#[test]
fn simplified_documents_stay_as_they_are_and_traditional_ones_become_so() {
    for (i, text) in documents().iter().enumerate() {
        let shown = |kind| View::new(text, kind).shown(text).into_owned();
        let (reading, simplified) = (shown(ViewKind::READING), shown(ViewKind::SIMPLIFIED));
        assert_eq!(reading == simplified, [1, 3].contains(&i), "document {i}");
        assert_eq!(script::simplified(&simplified), simplified, "document {i}");
    }
}

#[test]
fn the_example_documents_have_the_damage_that_was_seen() {
    let texts = documents();
    if texts.is_empty() {
        return;
    }
    let places: Vec<_> = texts.iter().map(damage).collect();
    assert_eq!(places[0], []);
    assert_eq!(places[3], []);
    assert_eq!(texts[1].slice(places[1][0].range), "731日");
    assert_eq!(
        (places[1].len(), places[1][0].harm),
        (1, Harm::ImpossibleDate)
    );
    let readings: Vec<&str> = places
        .iter()
        .flatten()
        .filter_map(|p| p.reading.as_deref())
        .collect();
    for wanted in ["劉忠友教授的宣", "回到工作"] {
        assert!(
            readings.iter().any(|r| r.contains(wanted)),
            "{wanted}: {readings:?}"
        );
    }
    // In these two each question mark stands for a byte.
    for (text, places, n_lost) in [(&texts[2], &places[2], 1), (&texts[4], &places[4], 11)] {
        let marks = text.as_str().chars().enumerate().filter(|(_, c)| *c == '?');
        let marks: Vec<CharIdx> = marks.map(|(i, _)| CharIdx(i)).collect();
        assert_eq!(marks.len(), n_lost);
        assert!(
            marks
                .iter()
                .all(|at| places.iter().any(|place| place.range.contains(*at)))
        );
    }
    let n_orphans = places
        .iter()
        .flatten()
        .filter(|p| p.harm == Harm::OrphanedGloss)
        .count();
    assert!(n_orphans >= 7, "{n_orphans}");
}

/// What views have to do with: scripts, glosses and their halves, phrases, blanks, line ends.
const PIECES: [&str; 44] = [
    "統(tǒng)",
    "(xiàn)",
    "國(guó)",
    "(",
    ")",
    "tǒng",
    "发",
    "展",
    "理",
    "店",
    "皇",
    "后",
    "以",
    "後",
    "乾",
    "隆",
    "燥",
    "瞭",
    "解",
    "干",
    "里",
    "甲",
    "。",
    "，",
    ",",
    "“",
    " ",
    "　",
    "\u{A0}",
    "\n",
    "\r\n",
    "\r",
    "a",
    "B",
    "Ｃ",
    "1",
    "二",
    "〇",
    "\u{200B}",
    "é",
    "👨",
    "\u{200D}",
    "𠌥",
    "?",
];

fn content() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        20 => proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn kind() -> impl Strategy<Value = ViewKind> {
    let glosses = proptest::sample::select(vec![Glosses::Shown, Glosses::Hidden]);
    let scripts = vec![
        script::Script::AsIs,
        script::Script::Simplified,
        script::Script::Traditional,
    ];
    let script = proptest::sample::select(scripts);
    (glosses, script).prop_map(|(glosses, script)| ViewKind { glosses, script })
}

proptest! {
    #[test]
    fn both_maps_of_a_view_are_monotonic_and_one_undoes_the_other(
        content in content(), kind in kind(), a in 0_usize..400, b in 0_usize..400,
    ) {
        let text = Text::from(content.as_str());
        let view = View::of_range(&text, CharRange::of(a.min(text.n_chars()), b), kind);
        let shown: Vec<char> = view.shown(&text).chars().collect();
        prop_assert_eq!(shown.len(), view.n_chars());
        let is_hidden: Vec<bool> = (0..text.n_chars()).map(|i| view.is_hidden(CharIdx(i))).collect();
        let n_hidden: usize = view.hidden().map(CharRange::len).sum();
        prop_assert_eq!(is_hidden.iter().filter(|hidden| **hidden).count(), n_hidden);
        // The naive map: the characters that are shown, counted.
        let mut n_before = 0;
        for (i, is_hidden) in is_hidden.iter().enumerate() {
            let at = CharIdx(i);
            if !view.range().contains(at) {
                continue;
            }
            prop_assert_eq!(view.view_from_raw(at), ViewIdx(n_before));
            if !is_hidden {
                prop_assert_eq!(view.raw_from_view(ViewIdx(n_before)), at);
                if kind.script == script::Script::AsIs {
                    prop_assert_eq!(text.char_at(at), Some(shown[n_before]));
                }
                n_before += 1;
            }
        }
        prop_assert_eq!(view.view_from_raw(view.range().end()), view.end());
        prop_assert_eq!(view.raw_from_view(view.end()), view.range().end());
        let mut before = view.range().start();
        for v in 0..=view.n_chars() {
            let raw = view.raw_from_view(ViewIdx(v));
            prop_assert!(before <= raw);
            prop_assert_eq!(view.view_from_raw(raw), ViewIdx(v));
            before = raw;
        }
    }

    #[test]
    fn a_range_chosen_in_a_view_comes_back(
        content in content(), kind in kind(), a in 0_usize..200, b in 0_usize..200,
    ) {
        let text = Text::from(content.as_str());
        let view = View::new(&text, kind);
        let n = view.n_chars();
        let chosen = ViewRange::of(a.min(n), b.min(n));
        let raw = view.raw_range_from_view(chosen);
        prop_assert_eq!(view.view_range_from_raw(raw), chosen);
        prop_assert_eq!(raw.is_empty(), chosen.is_empty());
        // Nothing hidden is cut at either end.
        prop_assert!(chosen.is_empty() || !view.is_hidden(raw.start()));
        prop_assert!(chosen.is_empty() || !view.is_hidden(raw.end()));
    }

    #[test]
    fn parts_of_a_view_are_the_whole(
        content in content(), kind in kind(), cuts in proptest::collection::vec(0_usize..400, 0..6),
    ) {
        let text = Text::from(content.as_str());
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(text.n_chars())).collect();
        cuts.extend([0, text.n_chars()]);
        cuts.sort_unstable();
        let whole = View::new(&text, kind);
        let (mut shown, mut hidden) = (String::new(), 0);
        for pair in cuts.windows(2) {
            let part = View::of_range(&text, CharRange::of(pair[0], pair[1]), kind);
            shown.push_str(&part.shown(&text));
            hidden += part.n_hidden();
        }
        prop_assert_eq!(shown, whole.shown(&text));
        prop_assert_eq!(hidden, whole.n_hidden());
        let paragraphs = (0..text.n_paragraphs()).map(|p| View::of_paragraph(&text, p, kind));
        let by_paragraph: String = paragraphs.map(|view| view.shown(&text).into_owned()).collect();
        prop_assert_eq!(by_paragraph, whole.shown(&text));
    }

    #[test]
    fn scripts_keep_the_number_of_characters(content in content()) {
        let n_chars = content.chars().count();
        prop_assert_eq!(script::simplified(&content).chars().count(), n_chars);
        prop_assert_eq!(script::traditional(&content).chars().count(), n_chars);
    }

    #[test]
    fn folding_twice_is_folding_once_and_every_part_leads_back(content in content()) {
        let text = Text::from(content.as_str());
        let folded = Folded::new(&text, text.range(), Folding::Words);
        // Without its blank `国 (guó)` looks like a glossed character.
        if View::new(&Text::from(folded.as_str()), ViewKind::READING).n_hidden() == 0 {
            prop_assert_eq!(fold_words(folded.as_str()), folded.as_str());
        }
        let ends: Vec<usize> = folded.as_str().char_indices().map(|(i, _)| i).collect();
        let ends: Vec<usize> = ends.into_iter().chain([folded.as_str().len()]).collect();
        let chars = ends.windows(2).map(|pair| pair[0]..pair[1]);
        let raw = folded.raw_ranges(chars);
        prop_assert!(raw.is_sorted_by(|a, b| a.end() <= b.start()));
        for (range, c) in raw.iter().zip(folded.as_str().chars()) {
            prop_assert!(!range.is_empty() && text.holds(*range));
            let alone = fold_words(text.slice(*range));
            let is_blank = c == ' ' && text.slice(*range).trim().is_empty();
            let is_digit = c.is_ascii_digit();
            prop_assert!(is_blank || is_digit || alone == c.to_string(), "{:?} {:?}", c, alone);
        }
    }

    #[test]
    fn a_word_cut_from_a_text_is_found_where_it_was(
        content in content(), a in 0_usize..200, len in 1_usize..8,
    ) {
        let text = Text::from(content.as_str());
        let view = View::new(&text, ViewKind::READING);
        let start = a.min(view.n_chars());
        let range = ViewRange::of(start, (start + len).min(view.n_chars()));
        let raw = view.raw_range_from_view(range);
        let words = text.slice(raw);
        if let Ok(query) = Query::literal(words, Likeness::Exact) {
            let found = query.find_all(&text);
            prop_assert!(found.iter().any(|place| place.overlaps(raw)));
            prop_assert!(found.iter().all(|place| text.slice(*place) == words));
        }
        let shown = script::traditional(words);
        let digits = words.chars().any(|c| "〇二".contains(c));
        if let Ok(query) = Query::literal(&shown, Likeness::Folded) && !digits {
            let found = query.find_all(&text);
            let first = found.first().map(|place| fold_words(text.slice(*place)));
            prop_assert_eq!(first, Some(fold_words(&shown)));
            prop_assert_eq!(query.find_in(&text, text.range()), found);
        }
    }

    #[test]
    fn no_text_makes_damage_panic_or_leave_its_paragraph(content in content()) {
        let text = Text::from(content.as_str());
        for place in damage(&text) {
            prop_assert!(!place.range.is_empty() && text.holds(place.range));
            let last = place.range.end().minus(1);
            prop_assert_eq!(text.paragraph_at(place.range.start()), text.paragraph_at(last));
        }
    }
}
