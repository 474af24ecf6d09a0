//! Laws of words, clauses, sentences and graphemes, over random input; words a project brings.

use std::sync::Arc;

use proptest::prelude::*;
use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::project::Project;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::model::vocabulary::Vocabulary;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::segment;
use zhubi::text::segment::OwnWords;
use zhubi::text::segment::Words;

/// Marks of every kind, characters of every width, and what joins them.
const PIECES: [&str; 60] = [
    "甲",
    "国",
    "統",
    "一",
    "代表",
    "团",
    "人民",
    "中国",
    "习近平",
    "習(xí)近平",
    "統(tǒng)",
    "欧阳",
    "。",
    "！",
    "？",
    "；",
    "，",
    "：",
    "、",
    "……",
    "—",
    "——",
    "“",
    "”",
    "「",
    "」",
    "《",
    "》",
    "（",
    "）",
    "(",
    ")",
    "\"",
    "’",
    "　",
    " ",
    "\u{A0}",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "a",
    "Z",
    "1",
    ".",
    ",",
    ":",
    ";",
    "?",
    "3.14",
    "http://",
    "ǒ",
    "\u{301}",
    "\u{200D}",
    "👨",
    "👩",
    "🇨",
    "𠀀",
    "\u{FFFD}",
    "\\",
];

fn pieces(max: usize) -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..max).prop_map(|pieces| pieces.concat())
}

fn own_words() -> impl Strategy<Value = OwnWords> {
    let word = proptest::collection::vec(proptest::sample::select(PIECES.to_vec()), 1..4);
    proptest::collection::vec(word, 0..6).prop_map(|words| {
        let mut own = OwnWords::default();
        words.iter().for_each(|word| own.add(&word.concat()));
        own
    })
}

/// Returns every place between graphemes.
fn edges(content: &str) -> Vec<usize> {
    let mut edges = vec![0];
    for g in unicode_segmentation::UnicodeSegmentation::graphemes(content, true) {
        edges.push(edges.last().unwrap() + g.chars().count());
    }
    edges
}

/// Returns the characters of the paragraph at a position, without its line end.
fn content_of(text: &Text, at: CharIdx) -> CharRange {
    let range = text.paragraph_range(text.paragraph_at(at));
    let paragraph = text.slice(range).chars().rev();
    let n_line_end = paragraph.take_while(|c| "\r\n".contains(*c)).count();
    CharRange::new(range.start(), range.end().minus(n_line_end))
}

proptest! {
    #[test]
    fn answers_hold_their_position_and_lie_between_graphemes(
        content in pieces(60),
        own in own_words(),
        at in 0..90_usize,
    ) {
        let text = Text::from(content.as_str());
        let at = CharIdx(at.min(text.n_chars()));
        let edges = edges(&content);
        let inside = content_of(&text, at);
        for range in [
            segment::word_with(None, &own, &text, at),
            segment::word_with(Some(Words::load()), &own, &text, at),
            segment::clause_at(&text, at),
            segment::sentence_at(&text, at),
        ] {
            let inner = at.min(inside.end());
            prop_assert!(range.start() <= inner && inner <= range.end(), "{range} at {at}");
            prop_assert!(inside.covers(range), "{range} at {at}");
            prop_assert!(edges.contains(&range.start().0), "{range} at {at}");
            prop_assert!(edges.contains(&range.end().0), "{range} at {at}");
            prop_assert_eq!(range.is_empty(), inside.is_empty());
        }
    }

    #[test]
    fn words_part_a_paragraph(content in pieces(30), own in own_words()) {
        let text = Text::from(content.as_str());
        for words in [None, Some(Words::load())] {
            for i in 0..text.n_chars() {
                let at = CharIdx(i);
                if !content_of(&text, at).contains(at) {
                    continue;
                }
                let word = segment::word_with(words, &own, &text, at);
                prop_assert!(word.contains(at));
                for inside in word.start().0..word.end().0 {
                    let same = segment::word_with(words, &own, &text, CharIdx(inside));
                    prop_assert_eq!(same, word, "at {} and {}", at, inside);
                }
            }
        }
    }

    #[test]
    fn sentences_part_a_paragraph_and_clauses_a_sentence(content in pieces(60)) {
        let text = Text::from(content.as_str());
        let is_blank = |i: usize| text.char_at(CharIdx(i)).is_none_or(char::is_whitespace);
        // White space between two belongs to whichever is asked for.
        for &i in edges(&content).iter().filter(|i| !is_blank(**i)) {
            let at = CharIdx(i);
            let (clause, sentence) = (segment::clause_at(&text, at), segment::sentence_at(&text, at));
            prop_assert!(clause.contains(at) && sentence.covers(clause), "{clause} {sentence}");
            for (whole, part_at) in [
                (clause, segment::clause_at as fn(&Text, CharIdx) -> CharRange),
                (sentence, segment::sentence_at),
            ] {
                for inside in (whole.start().0..whole.end().0).filter(|i| !is_blank(*i)) {
                    prop_assert_eq!(part_at(&text, CharIdx(inside)), whole, "{} {}", at, inside);
                }
            }
        }
    }

    #[test]
    fn the_caret_always_moves_by_a_grapheme(content in pieces(60)) {
        let text = Text::from(content.as_str());
        let edges = edges(&content);
        for i in 0..=text.n_chars() {
            let next = edges.iter().copied().find(|edge| *edge > i).unwrap_or(i);
            let before = edges.iter().copied().rfind(|edge| *edge < i).unwrap_or(0);
            prop_assert_eq!(segment::grapheme_next(&text, CharIdx(i)), CharIdx(next));
            prop_assert_eq!(segment::grapheme_previous(&text, CharIdx(i)), CharIdx(before));
        }
    }

    #[test]
    fn what_was_labelled_is_a_word_where_it_stands_alone(before in "[，。“（]?", after in "[，。”）]?") {
        let mut own = OwnWords::default();
        own.add("欧阳娜拉娜木");
        for name in ["欧阳娜拉娜木", "歐陽娜拉娜木", "歐(ōu)陽(yáng)娜拉娜木(mù)"] {
            let text = Text::from(format!("{before}{name}{after}").as_str());
            let start = before.chars().count();
            let expected = CharRange::of(start, start + name.chars().count());
            for at in start..expected.end().0 {
                for words in [None, Some(Words::load())] {
                    let word = segment::word_with(words, &own, &text, CharIdx(at));
                    prop_assert_eq!(word, expected);
                }
            }
        }
    }
}

const N_DOCS: usize = 3;

fn document(n: usize, content: &str) -> Document {
    Document {
        id: format!("{n}").as_str().into(),
        name: format!("{n}.txt"),
        source: Source::default(),
        text_sha256: String::new(),
        text: Arc::new(Text::from(content)),
        revisions: Vec::new(),
        layers: Default::default(),
        extra: Default::default(),
    }
}

fn project() -> Project {
    let content = "欧阳娜拉娜木和习近平(píng)在中国人民大学。".repeat(4);
    let docs = (0..N_DOCS).map(|n| document(n, &content)).collect();
    let mut project = Project::new("甲");
    apply::run(&mut project, Command::AddDocuments(docs)).unwrap();
    project
}

fn layer(doc: usize, annotator: usize) -> LayerRef {
    LayerRef {
        doc: format!("{doc}").as_str().into(),
        annotator: ["甲", "乙"][annotator].into(),
    }
}

/// What may happen to a project, as far as words go.
#[derive(Clone, Debug)]
enum Step {
    Add(usize, usize, usize, usize),
    Remove(usize, usize, usize),
    Undo,
    Correct(usize, usize),
    RemoveDocument(usize),
    Lexicon(usize),
    CatchUp,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => (0..N_DOCS, 0..2_usize, 0..80_usize, 1..12_usize)
            .prop_map(|(doc, by, at, len)| Step::Add(doc, by, at, len)),
        2 => (0..N_DOCS, 0..2_usize, 0..40_usize).prop_map(|(doc, by, n)| Step::Remove(doc, by, n)),
        1 => Just(Step::Undo),
        1 => (0..N_DOCS, 0..40_usize).prop_map(|(doc, at)| Step::Correct(doc, at)),
        1 => (0..N_DOCS).prop_map(Step::RemoveDocument),
        1 => (0..3_usize).prop_map(Step::Lexicon),
        3 => Just(Step::CatchUp),
    ]
}

fn run(project: &mut Project, done: &mut Vec<Project>, step: &Step) {
    let before = project.clone();
    let command = match *step {
        Step::Add(doc, by, at, len) => Command::AddSpans {
            layer: layer(doc, by),
            spans: vec![Span::new(CharRange::of(at, at + len), "PERSON")],
            same_label: SameLabel::Refuse,
        },
        Step::Remove(doc, by, n) => {
            let at = layer(doc, by);
            let spans = project.layer(&at.doc, at.annotator.as_str());
            let keys: Vec<SpanKey> = spans
                .into_iter()
                .flat_map(|layer| layer.spans.iter().map(Span::key))
                .skip(n)
                .take(1)
                .collect();
            Command::RemoveSpans {
                layer: at,
                spans: keys,
            }
        }
        Step::Undo => {
            *project = done.pop().unwrap_or(before);
            return;
        }
        Step::Correct(doc, at) => Command::CorrectText {
            doc: layer(doc, 0).doc,
            range: CharRange::of(at, at + 1),
            words: "甲乙".to_owned(),
        },
        Step::RemoveDocument(doc) => Command::RemoveDocument(layer(doc, 0).doc),
        Step::Lexicon(n) => {
            let words = ["中国人民大学", "娜木", "四个自信"][..=n].iter();
            project.lexicons = Arc::new(vec![Lexicon {
                enabled: true,
                words: words.map(|word| (*word).to_owned()).collect(),
                ..Lexicon::default()
            }]);
            return;
        }
        Step::CatchUp => return,
    };
    if apply::run(project, command).is_ok() {
        done.push(before);
    }
}

proptest! {
    #[test]
    fn catching_up_gives_what_reading_everything_does(
        steps in proptest::collection::vec(step(), 0..40),
    ) {
        let (mut project, mut done) = (project(), Vec::new());
        let mut vocabulary = Vocabulary::default();
        for step in &steps {
            run(&mut project, &mut done, step);
            if matches!(step, Step::CatchUp) {
                vocabulary.catch_up(&project);
                prop_assert_eq!(vocabulary.n_behind(&project), 0);
                let anew = Vocabulary::of(&project);
                prop_assert_eq!(vocabulary.words(), anew.words());
            }
        }
    }
}

#[test]
fn a_label_in_one_document_makes_a_word_in_another() {
    let mut project = project();
    let mut vocabulary = Vocabulary::of(&project);
    assert!(vocabulary.words().is_empty());
    let text = Arc::clone(&project.documents.at(1).unwrap().text);
    let word_at = |vocabulary: &Vocabulary, at| {
        let words = Some(Words::load());
        let word = segment::word_with(words, vocabulary.words(), &text, CharIdx(at));
        text.slice(word).to_owned()
    };
    assert_ne!(word_at(&vocabulary, 3), "欧阳娜拉娜木");
    let mut done = Vec::new();
    run(&mut project, &mut done, &Step::Add(0, 0, 0, 6));
    assert_eq!(vocabulary.n_behind(&project), 1);
    vocabulary.catch_up(&project);
    assert_eq!(word_at(&vocabulary, 3), "欧阳娜拉娜木");
    run(&mut project, &mut done, &Step::Undo);
    vocabulary.catch_up(&project);
    assert_ne!(word_at(&vocabulary, 3), "欧阳娜拉娜木");
}
