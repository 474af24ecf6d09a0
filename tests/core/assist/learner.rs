//! The learner: what it learns, that it comes out alike, and that nothing brings it down.

mod hostile;
mod stored;

use std::cell::Cell;
use std::sync::Arc;

use zhubi::assist::learner::Aids;
use zhubi::assist::learner::Example;
use zhubi::assist::learner::Hits;
use zhubi::assist::learner::Learner;
use zhubi::assist::learner::NoLearner;
use zhubi::assist::learner::Options;
use zhubi::assist::learner::Updated;
use zhubi::assist::suggestion::Source;
use zhubi::assist::suggestion::Suggestion;
use zhubi::model::ids::LabelKey;
use zhubi::model::marked;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

/// Reads a document in the notation of `marked`.
fn example(id: &str, marked: &str) -> Example {
    let (text, spans) = marked::parse(marked).unwrap();
    Example {
        id: id.into(),
        text: Arc::new(Text::from(text.as_str())),
        spans: spans.iter().map(|span| span.key()).collect(),
        rejected: Vec::new(),
        is_whole: true,
    }
}

/// Makes news of people in office, other people in each.
fn news(id: usize) -> Example {
    let surnames: Vec<char> = "王李张刘陈杨赵黄周吴".chars().collect();
    let given: Vec<char> = "伟芳娜敏静丽强磊军洋".chars().collect();
    let offices = ["市委书记", "市长", "主任", "局长", "秘书长"];
    let acts = [
        "出席会议并讲话",
        "到青禾县调研",
        "主持了座谈会",
        "会见了代表",
    ];
    let lines = (0..12).map(|i| {
        let n = id * 31 + i * 7;
        let name: String = [
            surnames[n % 10],
            given[(n / 3) % 10],
            given[(n * 3 + id) % 10],
        ]
        .iter()
        .collect();
        let (office, act) = (offices[(n / 2) % 5], acts[(n + i) % 4]);
        format!("昨天，⟦ROLE:{office}⟧⟦PERSON:{name}⟧{act}。\n大家认为这很好。\n")
    });
    example(&format!("{id}"), &lines.collect::<String>())
}

fn labels() -> Vec<LabelKey> {
    ["PERSON", "ROLE", "EVENT", "SLOGAN"]
        .map(LabelKey::from)
        .to_vec()
}

fn no_words() -> Aids<'static> {
    Aids::of_words(None)
}

fn built(examples: &[Example]) -> Learner {
    Learner::rebuild(examples, &labels(), Options::default(), no_words()).unwrap()
}

/// Returns what is suggested as `LABEL:words`, in order.
fn said(text: &Text, found: &[Suggestion]) -> Vec<String> {
    let said = found
        .iter()
        .map(|s| format!("{}:{}", s.label, text.slice(s.range)));
    said.collect()
}

fn score_of(learner: &Learner, text: &Text, words: &str) -> u16 {
    let found = learner.suggest(text, 0, no_words());
    let of = found.iter().filter(|s| text.slice(s.range) == words);
    of.map(|s| s.score_permille).max().unwrap_or(0)
}

#[test]
fn it_suggests_names_it_never_saw_in_either_script_with_their_glosses() {
    let learner = built(&(0..4).map(news).collect::<Vec<_>>());
    let text =
        Text::from("昨天，局長(zhǎng)鄭(zhèng)大同主持了座談會(huì)。\n大家認(rèn)為這很好。");
    let found = learner.suggest(&text, 500, no_words());
    assert_eq!(
        said(&text, &found),
        ["ROLE:局長(zhǎng)", "PERSON:鄭(zhèng)大同"]
    );
    assert!(found.iter().all(|s| s.source == Source::Learner));
    assert!(found.iter().all(|s| s.score_permille <= 1000));
}

#[test]
fn one_document_is_enough_to_begin_with() {
    let learner = built(&[news(1)]);
    let unseen = news(9);
    let found = learner.suggest(&unseen.text, 300, no_words());
    let n_right = found
        .iter()
        .filter(|s| unseen.spans.contains(&s.key()))
        .count();
    assert!(n_right * 10 >= unseen.spans.len() * 7, "{n_right}");
    assert!(
        n_right * 10 >= found.len() * 7,
        "{n_right} of {}",
        found.len()
    );
}

#[test]
fn the_same_documents_and_seed_make_the_same_bytes() {
    let docs: Vec<Example> = (0..3).map(news).collect();
    let made = |seed: u64| {
        let options = Options {
            seed,
            ..Options::default()
        };
        let mut learner = Learner::rebuild(&docs[..2], &labels(), options, no_words()).unwrap();
        assert_eq!(
            learner.update(&docs[2], &docs[..2], no_words()),
            Updated::Learned
        );
        learner.to_bytes("key")
    };
    assert!(made(1) == made(1));
    assert!(made(1) != made(2));
}

#[test]
fn labels_that_overlap_are_in_different_heads() {
    let line = "⟦EVENT:⟦PERSON:李强⟧专题会⟧由⟦ROLE:局长⟧⟦PERSON:王伟⟧主持。\n";
    let learner = built(&[example("1", &line.repeat(4))]);
    let heads: Vec<Vec<&str>> = learner
        .heads()
        .iter()
        .map(|head| head.iter().map(|label| label.as_str()).collect())
        .collect();
    assert_eq!(heads, [vec!["PERSON", "ROLE"], vec!["EVENT"]]);
    let text = Text::from("李强专题会由局长王伟主持。");
    let found = learner.suggest(&text, 500, no_words());
    assert_eq!(
        said(&text, &found),
        [
            "EVENT:李强专题会",
            "PERSON:李强",
            "ROLE:局长",
            "PERSON:王伟"
        ]
    );
}

#[test]
fn spans_inside_their_own_label_are_suggested_too() {
    let line = "在⟦EVENT:⟦EVENT:党代会⟧精神学习班⟧上发言。\n";
    let learner = built(&[example("1", &line.repeat(6))]);
    let text = Text::from("在党代会精神学习班上发言。");
    let found = learner.suggest(&text, 500, no_words());
    assert_eq!(
        said(&text, &found),
        ["EVENT:党代会精神学习班", "EVENT:党代会"]
    );
}

#[test]
fn an_update_teaches_a_string_at_once() {
    let docs: Vec<Example> = (0..3).map(news).collect();
    let mut learner = built(&docs);
    let text = Text::from("会上提到欧阳娜拉的事迹。");
    let before = score_of(&learner, &text, "欧阳娜拉");
    let new = example(
        "new",
        &"有人说⟦PERSON:欧阳娜拉⟧很好。\n我见过⟦PERSON:欧阳娜拉⟧一次。\n".repeat(2),
    );
    assert_eq!(learner.update(&new, &docs, no_words()), Updated::Learned);
    let after = score_of(&learner, &text, "欧阳娜拉");
    assert!(after > before + 200, "{before} then {after}");
}

#[test]
fn a_rejection_is_a_lesson() {
    let docs: Vec<Example> = (0..3).map(news).collect();
    let mut learner = built(&docs);
    let text = Text::from("昨天，局长周到热情地服务。\n昨天，局长吴所谓地笑了。");
    let before = score_of(&learner, &text, "局长");
    assert!(before > 500, "{before}");
    let found = learner.suggest(&text, 0, no_words());
    let new = Example {
        id: "new".into(),
        text: Arc::new(text.clone()),
        spans: Vec::new(),
        rejected: found.iter().map(Suggestion::key).collect(),
        is_whole: false,
    };
    for _ in 0..3 {
        assert_eq!(learner.update(&new, &docs, no_words()), Updated::Learned);
    }
    let after = score_of(&learner, &text, "局长");
    assert!(after < before, "{before} then {after}");
}

#[test]
fn a_label_or_an_overlap_it_has_no_place_for_outgrows_it() {
    let docs: Vec<Example> = (0..2).map(news).collect();
    let mut learner = built(&docs);
    for (marked, expected) in [
        ("⟦EVENT:党代会⟧开幕。", Updated::Outgrown),
        (
            &"⟦ROLE:局长⟦PERSON:王伟⟧⟧来。".repeat(3) as &str,
            Updated::Outgrown,
        ),
        ("⟦OTHER:党代会⟧开幕。", Updated::Learned),
        ("⟦PERSON:王伟⟧来了。", Updated::Learned),
    ] {
        let new = example("new", marked);
        assert_eq!(
            learner.update(&new, &docs, no_words()),
            expected,
            "{marked}"
        );
    }
}

#[test]
fn the_span_around_a_caret_covers_it_and_has_the_label() {
    let learner = built(&(0..4).map(news).collect::<Vec<_>>());
    let text = Text::from("大家说。\n昨天，局長(zhǎng)鄭(zhèng)大同主持了座談會(huì)。");
    for (at, label, expected) in [
        (7, "PERSON", None),
        (8, "ROLE", Some("局長(zhǎng)")),
        (11, "ROLE", Some("局長(zhǎng)")),
        (20, "PERSON", Some("鄭(zhèng)大同")),
        (24, "PERSON", Some("鄭(zhèng)大同")),
        (26, "PERSON", Some("鄭(zhèng)大同")),
        (27, "PERSON", Some("鄭(zhèng)大同")),
        (28, "PERSON", None),
        (17, "ROLE", Some("局長(zhǎng)")),
        (8, "EVENT", None),
        (9_999, "ROLE", None),
    ] {
        let label = LabelKey::from(label);
        let best = learner.best_around(&text, CharIdx(at), &label, no_words());
        let best = best.filter(|s| s.score_permille > 200);
        assert_eq!(
            best.as_ref().map(|s| text.slice(s.range)),
            expected,
            "{at} {label}"
        );
        assert!(
            best.is_none_or(|s| s.label == label
                && s.range.start().0 <= at
                && at <= s.range.end().0)
        );
    }
}

#[test]
fn there_is_more_to_gain_where_more_is_to_be_found() {
    let learner = built(&(0..3).map(news).collect::<Vec<_>>());
    let (short, long) = (news(8), example("2", "大家认为这很好。\n"));
    let some = learner.gain(&short.text, no_words());
    let none = learner.gain(&long.text, no_words());
    assert!(some.n_expected > 12.0 && some.n_expected < 40.0, "{some:?}");
    assert!(none.n_expected < 1.0, "{none:?}");
    assert!(some.n_uncertain <= some.n_expected / 2.0 + 0.01);
}

#[test]
fn word_lists_are_heard() {
    let line = "⟦PERSON:甲乙⟧说丙丁好。\n戊己说庚辛好。\n⟦PERSON:子丑⟧说寅卯好。\n";
    let docs = [example("1", &line.repeat(3))];
    let text = Text::from("天地说玄黄好。");
    let score = |hits: &Hits<'_>| {
        let aids = Aids { hits, ..no_words() };
        let learner = Learner::rebuild(&docs, &labels(), Options::default(), aids).unwrap();
        let found = learner.suggest(&text, 0, aids);
        let of = found.iter().filter(|s| s.range == CharRange::of(0, 2));
        of.map(|s| s.score_permille).max().unwrap_or(0)
    };
    let listed = |words: &str| {
        let chars: Vec<char> = words.chars().collect();
        let pairs = chars.windows(2).enumerate();
        let known =
            |pair: &[char]| ["甲乙", "子丑", "天地"].contains(&&*pair.iter().collect::<String>());
        pairs
            .filter(|(_, pair)| known(pair))
            .map(|(i, _)| (i..i + 2, 7))
            .collect()
    };
    let (without, with) = (score(&|_| Vec::new()), score(&listed));
    assert!(with > without + 100, "{without} without, {with} with");
}
