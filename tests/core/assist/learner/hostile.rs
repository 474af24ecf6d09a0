//! Projects that nobody would make, and some that many do: empty ones.

use super::*;

fn rebuilt(examples: &[Example], labels: &[LabelKey]) -> Result<Learner, NoLearner> {
    Learner::rebuild(examples, labels, Options::default(), no_words())
}

#[test]
fn it_says_why_there_is_none() {
    let over = Example {
        spans: vec![SpanKey::new(CharRange::of(1, 4), "PERSON")],
        ..example("1", "甲乙\n丙丁")
    };
    let far = "国".repeat(900);
    let far = example("1", &format!("⟦EVENT:{far}⟧"));
    for (examples, labels, why) in [
        (vec![], labels(), NoLearner::NoSpans),
        (vec![example("1", "无人。")], labels(), NoLearner::NoSpans),
        (vec![example("1", "")], labels(), NoLearner::NoSpans),
        (vec![news(1)], vec![], NoLearner::NoSpans),
        (vec![news(1)], vec!["OTHER".into()], NoLearner::NoSpans),
        (vec![over], labels(), NoLearner::NoneFits),
        (vec![far], labels(), NoLearner::NoneFits),
    ] {
        assert_eq!(rebuilt(&examples, &labels).err(), Some(why));
    }
}

#[test]
fn it_stops_when_it_is_told_to_wherever_it_is() {
    let docs: Vec<Example> = (0..2).map(news).collect();
    let n_asked = Cell::new(0_usize);
    for stop_after in [0, 1, 3, 10, 40, 200] {
        n_asked.set(0);
        let go_on = || {
            n_asked.set(n_asked.get() + 1);
            n_asked.get() <= stop_after
        };
        let aids = Aids {
            go_on: &go_on,
            ..no_words()
        };
        let built = Learner::rebuild(&docs, &labels(), Options::default(), aids);
        assert_eq!(built.err(), Some(NoLearner::Stopped));
        assert_eq!(n_asked.get(), stop_after + 1, "it asked on");
    }
    let mut learner = built(&docs);
    let stopped = Aids {
        go_on: &|| false,
        ..no_words()
    };
    assert_eq!(learner.update(&news(3), &docs, stopped), Updated::Stopped);
    assert!(learner.suggest(&news(3).text, 0, stopped).is_empty());
    assert_eq!(learner.gain(&news(3).text, stopped).n_expected, 0.0);
    assert!(!learner.suggest(&news(3).text, 300, no_words()).is_empty());
}

#[test]
fn a_label_on_everything_is_learned() {
    let words = "甲乙丙丁戊己庚辛壬癸。子丑寅卯。";
    let each = Example {
        spans: (0..words.chars().count())
            .map(|i| SpanKey::new(CharRange::of(i, i + 1), "PERSON"))
            .collect(),
        ..example("1", words)
    };
    let all = example("1", &format!("⟦PERSON:{words}⟧"));
    for (doc, n_least) in [(each, 10), (all, 1)] {
        let learner = rebuilt(std::slice::from_ref(&doc), &labels()).unwrap();
        let found = learner.suggest(&doc.text, 0, no_words());
        let n_right = found
            .iter()
            .filter(|s| doc.spans.contains(&s.key()))
            .count();
        assert!(n_right >= n_least, "{n_right} of {}", doc.spans.len());
    }
}

#[test]
fn every_range_labelled_at_once_is_learned_as_far_as_it_can_be() {
    let text = "甲乙丙丁戊己庚辛壬癸".repeat(3);
    let n = text.chars().count();
    let ranges = (0..n).flat_map(|a| (a + 1..=n).map(move |b| (a, b)));
    let spans = ranges.map(|(a, b)| SpanKey::new(CharRange::of(a, b), "PERSON"));
    let doc = Example {
        spans: spans.collect(),
        ..example("1", &text)
    };
    let learner = rebuilt(std::slice::from_ref(&doc), &labels()).unwrap();
    assert!(learner.n_left_out() > 400);
    learner.suggest(&doc.text, 0, no_words());
}

#[test]
fn two_hundred_labels_make_the_table_no_larger() {
    assert!(Learner::n_bytes(200) < Learner::n_bytes(1) + (1 << 16));
    assert!(Learner::n_bytes(100_000) < 64 << 20);
    let names: Vec<LabelKey> = (0..200).map(|n| format!("L{n}").into()).collect();
    let line = |n: usize| {
        format!(
            "第⟦L{n}:{}⟧号。\n",
            char::from_u32(0x4E00 + n as u32).unwrap()
        )
    };
    let doc = example("1", &(0..200).map(line).collect::<String>());
    let options = Options {
        budget_chars: 1_300,
        ..Options::default()
    };
    let learner = Learner::rebuild(&[doc], &names, options, no_words()).unwrap();
    assert_eq!(
        learner.heads().iter().map(Vec::len).collect::<Vec<_>>(),
        [200]
    );
    let text = Text::from("第一号。");
    let found = learner.suggest(&text, 0, no_words());
    assert!(found.len() <= 4, "{found:?}");
}

#[test]
fn a_paragraph_without_end_is_taken_in_pieces() {
    // Without a mark, and larger than is learned from: what is left out is not looked at.
    let mut long = "局长王伟主持会议".repeat(40_000);
    long.push('。');
    let n_asked = Cell::new(0_usize);
    let go_on = || {
        n_asked.set(n_asked.get() + 1);
        n_asked.get() < 20_000
    };
    let aids = Aids {
        go_on: &go_on,
        ..no_words()
    };
    let spans = (0..40_000).map(|i| SpanKey::new(CharRange::of(i * 8 + 2, i * 8 + 4), "PERSON"));
    let doc = Example {
        spans: spans.collect(),
        ..example("1", &long)
    };
    let options = Options {
        budget_chars: 1_600,
        ..Options::default()
    };
    let learner = Learner::rebuild(std::slice::from_ref(&doc), &labels(), options, aids).unwrap();
    assert!(n_asked.get() < 400, "{}", n_asked.get());
    n_asked.set(19_990);
    let found = learner.suggest(&doc.text, 300, aids);
    let reached = found.last().map_or(0, |s| s.range.end().0);
    assert!((1_000..4_000).contains(&reached), "{reached}");
    let middle = CharIdx(160_003);
    let best = learner.best_around(&doc.text, middle, &"PERSON".into(), no_words());
    assert_eq!(best.map(|s| s.range), Some(CharRange::of(160_002, 160_004)));
}

#[test]
fn whatever_a_text_holds_suggestions_lie_in_it_and_on_none_of_their_label() {
    let learner = built(&(0..2).map(news).collect::<Vec<_>>());
    let strange = [
        "",
        "\n\r\n\u{2028}\u{85}\0",
        "👨\u{200D}👩\u{FE0F}e\u{301}局长\u{200B}王伟",
        "局\n长\n王\r伟",
        "(zhǎng)(zhǎng)長(zhǎng)(zhǎng)",
        "\u{10FFFF}𠀀𠮷野家局长𠮷野",
        "２０２２年二〇二二年局长ＡＢＣ王伟",
        "　　　　",
    ];
    let mixed: String = (0..300_u32)
        .filter_map(|i| char::from_u32(i * 397 % 0x3_0000))
        .collect();
    for text in strange.into_iter().chain([mixed.as_str()]) {
        let text = Text::from(text.repeat(3).as_str());
        let found = learner.suggest(&text, 0, no_words());
        for (i, s) in found.iter().enumerate() {
            assert!(!s.range.is_empty() && text.holds(s.range), "{s:?}");
            let others = found.iter().skip(i + 1).filter(|o| o.label == s.label);
            assert!(
                others.clone().all(|o| !o.range.overlaps(s.range)),
                "{found:?}"
            );
        }
        for at in 0..=text.n_chars().min(40) {
            learner.best_around(&text, CharIdx(at), &"PERSON".into(), no_words());
        }
    }
}
