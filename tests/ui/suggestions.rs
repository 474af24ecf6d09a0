//! Suggestions as they are used: label once, go through what is suggested, take it back.
//!
//! Tasks run at once, so that a list is there a frame after the act that it follows from.

use egui::accesskit::Role;
use egui_kittest::Node;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use zhubi::assist::gather::Sources;
use zhubi::assist::suggestion::Source;
use zhubi::model::layer::Status;
use zhubi::model::span::Origin;
use zhubi::ui::action::Action;
use zhubi::ui::settings::Settings;

use crate::harness::USUAL;
use crate::harness::Window;

/// A name in both scripts and with glosses in it.
const NAMES: &str = "闻希真出席，主席闻希真讲话，聞希真致辞，闻(wén)希真离席。";

/// Settings in which only words labelled before are suggested.
fn only_repeats() -> Settings {
    Settings {
        sources: Sources {
            repeat: true,
            lists: false,
            learner: false,
            outside: false,
        },
        ..Settings::default()
    }
}

fn window_of(documents: &[(&str, &str)]) -> Window {
    window_with(only_repeats(), documents)
}

fn window_with(settings: Settings, documents: &[(&str, &str)]) -> Window {
    let mut window = Window::with(USUAL, settings);
    window.open_project("项目.ron", documents);
    window
}

/// Returns what is shown in the open document, as `LABEL:words@start`.
fn suggested(window: &Window) -> Vec<String> {
    let env = window.desk().env();
    let doc = env.document().expect("a document is open");
    let keys = env.assist.keys(Some(&doc.id)).iter();
    keys.map(|key| {
        let words = doc.text.slice(key.range);
        format!("{}:{words}@{}", key.label, key.range.start().0)
    })
    .collect()
}

/// Returns the words and label of the suggestion at hand.
fn at_hand(window: &Window) -> String {
    let env = window.desk().env();
    let doc = env.document().expect("a document is open");
    env.at_hand().map_or(String::new(), |at_hand| {
        let key = at_hand.key();
        let words = doc.text.slice(key.range);
        format!("{}:{words}@{}", key.label, key.range.start().0)
    })
}

/// Returns how the spans of the open document came to be, in reading order.
fn origins(window: &Window) -> Vec<Origin> {
    let env = window.desk().env();
    let spans = env.layer().map(|layer| layer.spans.iter());
    spans
        .into_iter()
        .flatten()
        .map(|span| span.detail_or_default().origin)
        .collect()
}

/// Labels the first name by hand, as a person.
fn label_first(window: &mut Window) {
    window.drag("闻希真出席", 0, 3);
    window.press("1");
}

#[test]
fn a_name_labelled_once_is_suggested_wherever_it_stands() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    assert_eq!(suggested(&window), [""; 0]);
    label_first(&mut window);
    let expected = [
        "PERSON:闻希真@8",
        "PERSON:聞希真@14",
        "PERSON:闻(wén)希真@20",
    ];
    assert_eq!(suggested(&window), expected);
    let n = window.desk().texts.tr_with("review-n", [("n", 3.into())]);
    assert!(window.shows(&n), "{}", window.said());
}

#[test]
fn tab_enter_and_backspace_go_through_what_is_suggested() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    assert_eq!(at_hand(&window), "PERSON:闻希真@8");
    window.press("Enter");
    assert_eq!(at_hand(&window), "PERSON:聞希真@14");
    window.press("Backspace");
    assert_eq!(at_hand(&window), "PERSON:闻(wén)希真@20");
    window.press("Shift+Tab");
    assert_eq!(at_hand(&window), "PERSON:闻(wén)希真@20");
    window.press("Enter");
    assert_eq!(at_hand(&window), "");
    assert_eq!(suggested(&window), [""; 0]);
    let marked = "⟦PERSON:闻希真⟧出席，主席⟦PERSON:闻希真⟧讲话，聞希真致辞，\
                  ⟦PERSON:闻(wén)希真⟧离席。";
    assert_eq!(window.marked(), marked);
    let [hand, accepted, last] = &origins(&window)[..] else {
        panic!("{:?}", origins(&window));
    };
    assert_eq!(*hand, Origin::Hand);
    for origin in [accepted, last] {
        let Origin::Suggested {
            source, corrected, ..
        } = origin
        else {
            panic!("{origin:?}");
        };
        assert_eq!(Source::read(source), Source::Repeat);
        assert!(!corrected);
    }
}

#[test]
fn an_accept_that_is_taken_back_has_the_suggestion_at_hand_again() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("Enter");
    window.press("Ctrl+Z");
    assert_eq!(at_hand(&window), "PERSON:闻希真@8");
    window.press("Backspace");
    assert_eq!(at_hand(&window), "PERSON:聞希真@14");
    window.press("Ctrl+Z");
    assert_eq!(at_hand(&window), "PERSON:闻希真@8");
}

#[test]
fn what_was_rejected_stays_away() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("Backspace");
    let rest = ["PERSON:聞希真@14", "PERSON:闻(wén)希真@20"];
    assert_eq!(suggested(&window), rest);
    window.press("Ctrl+Z");
    assert_eq!(suggested(&window).len(), 3);
    window.press("Ctrl+Y");
    assert_eq!(suggested(&window), rest);
    window.press("Ctrl+S");
    let path = window.folder.path().join("项目.ron");
    window.press("Ctrl+W");
    window.open(&[path]);
    assert_eq!(suggested(&window), rest);
}

#[test]
fn brackets_before_enter_make_it_corrected() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("[");
    window.press("[");
    assert_eq!(at_hand(&window), "PERSON:主席闻希真@6");
    window.press("Enter");
    assert!(
        window.marked().contains("⟦PERSON:主席闻希真⟧"),
        "{}",
        window.marked()
    );
    let Origin::Suggested { corrected, .. } = &origins(&window)[1] else {
        panic!("{:?}", origins(&window));
    };
    assert!(corrected);
}

#[test]
fn a_label_key_accepts_as_another_label() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("2");
    assert!(
        window.marked().contains("⟦ROLE:闻希真⟧"),
        "{}",
        window.marked()
    );
    let Origin::Suggested { corrected, .. } = &origins(&window)[1] else {
        panic!("{:?}", origins(&window));
    };
    assert!(corrected);
}

#[test]
fn r_labels_all_that_are_ticked_as_one_act() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    let before = window.marked();
    let heading = window
        .desk()
        .texts
        .tr_with("panel-same-words", [("n", 3.into())]);
    assert!(window.shows(&heading), "{}", window.said());
    let tick = window
        .desk()
        .texts
        .tr_with("same-tick", [("words", "".into())]);
    let boxes = window.said();
    let boxes = boxes.lines().filter(|line| line.starts_with("CheckBox"));
    let boxes: Vec<&str> = boxes.filter(|line| line.contains(tick.trim())).collect();
    assert_eq!(boxes.len(), 3, "{}", window.said());
    let name = boxes[1].trim_start_matches("CheckBox ").trim().to_owned();
    window.click_role(Role::CheckBox, &name);
    window.press("R");
    let marked = "⟦PERSON:闻希真⟧出席，主席⟦PERSON:闻希真⟧讲话，聞希真致辞，\
                  ⟦PERSON:闻(wén)希真⟧离席。";
    assert_eq!(window.marked(), marked);
    assert_eq!(origins(&window)[1], Origin::Repeated);
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), before);
}

#[test]
fn r_at_a_suggestion_accepts_it_with_the_others() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("R");
    let found = origins(&window);
    assert_eq!(found.len(), 4, "{}", window.marked());
    assert!(
        matches!(
            found[1],
            Origin::Suggested {
                corrected: false,
                ..
            }
        ),
        "{found:?}"
    );
    assert_eq!(found[2], Origin::Repeated);
}

#[test]
fn shift_r_lists_the_project_and_labels_there_what_is_ticked() {
    let two = [("甲.txt", NAMES), ("乙.txt", "闻希真到会。聞希真发言。")];
    let mut window = window_of(&two);
    label_first(&mut window);
    window.press("Shift+R");
    assert_eq!(window.rows().len(), 5, "{:?}", window.rows());
    assert_eq!(window.held(), "PERSON:闻希真");
    window.press("Shift+R");
    let project = window.session().project();
    let n = project.counts(&window.desk().annotator)["PERSON"];
    assert_eq!(n, 6, "{}{}", window.desk().said, window.notices());
    window.press("Ctrl+Z");
    let project = window.session().project();
    assert_eq!(project.counts(&window.desk().annotator)["PERSON"], 1);
}

#[test]
fn accepting_all_says_before_how_many_and_how_sure() {
    let settings = Settings {
        accept_permille: 600,
        ..only_repeats()
    };
    let mut window = window_with(settings, &[("甲.txt", NAMES)]);
    label_first(&mut window);
    let (n, expected) = window.desk().assist.expected().expect("something is sure");
    assert_eq!(n, 3);
    let values = [
        ("n", n.into()),
        ("score", "0.60".into()),
        ("share", format!("{:.0}", expected.share * 100.0).into()),
    ];
    let said = window
        .desk()
        .texts
        .tr_with("review-expected-scores", values);
    assert!(window.shows(&said), "{said}\n{}", window.said());
    window.press("Ctrl+Enter");
    assert_eq!(origins(&window).len(), 4);
    window.press("Ctrl+Z");
    assert_eq!(origins(&window).len(), 1);
}

#[test]
fn blind_hides_everything() {
    let mut window = window_of(&[("甲.txt", NAMES), ("乙.txt", "闻希真到会。")]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    assert_ne!(at_hand(&window), "");
    window.press("Shift+B");
    assert_eq!(at_hand(&window), "");
    assert_eq!(suggested(&window), [""; 0]);
    let before = window.marked();
    for keys in ["Tab", "F6", "Enter", "Backspace", "Ctrl+Enter", "R"] {
        window.press(keys);
        assert_eq!(window.marked(), before, "{keys}");
    }
    window.click_char("闻希真出席", 1);
    assert_eq!(window.held(), "PERSON:闻希真");
    for key in ["panel-same-words", "same-tick"] {
        let values = [("n", 3.into()), ("words", "".into())];
        let said = window.desk().texts.tr_with(key, values);
        assert!(!window.shows(said.trim()), "{}", window.said());
    }
    assert!(window.shows(&window.tr("review-blind")));
    window.press("Shift+B");
    assert_eq!(suggested(&window).len(), 3);
}

/// Returns whether the text has the keyboard.
fn text_has_keys(window: &Window) -> bool {
    window
        .node(Role::Document, "")
        .accesskit_node()
        .is_focused()
}

#[test]
fn tab_leaves_the_text_without_suggestions_and_f6_and_esc_with_them() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    assert!(text_has_keys(&window));
    window.press("Tab");
    assert!(!text_has_keys(&window));
    window.press("F6");
    assert!(text_has_keys(&window));
    label_first(&mut window);
    window.press("Tab");
    assert!(text_has_keys(&window), "it goes to a suggestion");
    assert_ne!(at_hand(&window), "");
    window.press("F6");
    assert!(!text_has_keys(&window));
    window.press("F6");
    assert!(text_has_keys(&window));
    window.press("Escape");
    assert_eq!(at_hand(&window), "", "first the suggestion is let go of");
    assert!(text_has_keys(&window));
    window.press("Escape");
    assert!(!text_has_keys(&window));
}

#[test]
fn nothing_suggested_shares_characters_with_a_span_of_its_label() {
    let mut window = window_of(&[("甲.txt", "委员闻希真，闻希真同志到会，闻希真讲话。")]);
    window.drag("委员闻希真", 2, 5);
    window.press("1");
    assert_eq!(suggested(&window).len(), 2);
    window.drag("委员闻希真", 6, 11);
    window.press("1");
    assert_eq!(suggested(&window), ["PERSON:闻希真@14"]);
}

#[test]
fn each_document_has_its_own_suggestions() {
    let mut window = window_of(&[("甲.txt", NAMES), ("乙.txt", "闻希真到会。")]);
    label_first(&mut window);
    window.press("Escape");
    window.press("Tab");
    window.press("Ctrl+PageDown");
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(at_hand(&window), "");
    assert_eq!(suggested(&window), ["PERSON:闻希真@0"]);
    window.press("Tab");
    window.press("Enter");
    assert_eq!(window.marked(), "⟦PERSON:闻希真⟧到会。");
    window.press("Ctrl+PageUp");
    assert_eq!(suggested(&window).len(), 3);
    assert!(window.marked().starts_with("⟦PERSON:闻希真⟧出席，主席闻"));
}

#[test]
fn keys_raise_and_lower_the_least_score() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    let mut n_pressed = 0;
    while !suggested(&window).is_empty() {
        window.act(Action::RaiseLeast);
        n_pressed += 1;
        assert!(
            n_pressed < 20,
            "{:?}",
            window.desk().settings.least_permille
        );
    }
    assert!(n_pressed > 0);
    window.press("Tab");
    assert_eq!(at_hand(&window), "");
    window.act(Action::LowerLeast);
    assert_eq!(suggested(&window).len(), 3);
    assert_eq!(Status::InProgress, status(&window));
}

fn status(window: &Window) -> Status {
    let layer = window.desk().env().layer().map(|layer| layer.meta.status);
    layer.unwrap_or_default()
}

/// Returns the rows of the list of suggestions as they are said.
fn queue_rows(window: &Window) -> Vec<String> {
    let rows = window.rows().into_iter();
    rows.map(|row| {
        let words = row
            .split('⟦')
            .nth(1)
            .and_then(|rest| rest.split('⟧').next());
        let score = row.split(" · ").next().unwrap_or_default();
        let n = score.split(" × ").next().filter(|_| score.contains('×'));
        format!("{}{}", n.unwrap_or_default(), words.unwrap_or_default())
    })
    .collect()
}

/// A text with two names, one of them often.
const TWO_NAMES: &str = "闻希真见周河生，闻希真讲话，聞希真致辞，周河生离席。";

fn with_two_names() -> Window {
    let mut window = window_of(&[("甲.txt", TWO_NAMES)]);
    window.drag("闻希真见", 0, 3);
    window.press("1");
    window.drag("闻希真见", 4, 7);
    window.press("1");
    window.press("Escape");
    window
}

#[test]
fn the_queue_lists_by_score_words_and_place_and_decides_on_rows() {
    let mut window = with_two_names();
    window.press("Q");
    assert!(window.desk().queue_is_shown());
    window.click_button(&window.tr("queue-by-text"));
    assert_eq!(queue_rows(&window), ["闻希真", "聞希真", "周河生"]);
    window.click_button(&window.tr("queue-by-words"));
    assert_eq!(queue_rows(&window), ["2闻希真", "周河生"]);
    window.press("Q");
    window.press("Q");
    window.press("ArrowDown");
    window.press("Home");
    assert_eq!(at_hand(&window), "PERSON:闻希真@8");
    let n_acts = window.session().history().done().len();
    window.press("Enter");
    assert_eq!(window.session().history().done().len(), n_acts + 1);
    assert_eq!(queue_rows(&window), ["周河生"]);
    assert_eq!(at_hand(&window), "PERSON:周河生@20");
    window.press("Backspace");
    assert_eq!(queue_rows(&window), [""; 0]);
    let marked = "⟦PERSON:闻希真⟧见⟦PERSON:周河生⟧，⟦PERSON:闻希真⟧讲话，\
                  ⟦PERSON:聞希真⟧致辞，周河生离席。";
    assert_eq!(window.marked(), marked);
    window.press("Ctrl+Z");
    window.press("Ctrl+Z");
    assert_eq!(queue_rows(&window), ["2闻希真", "周河生"]);
}

#[test]
fn a_label_key_in_the_queue_accepts_the_row_as_that_label() {
    let mut window = with_two_names();
    window.press("Q");
    window.click_button(&window.tr("queue-by-words"));
    window.press("Q");
    window.press("Q");
    window.press("End");
    assert_eq!(at_hand(&window), "PERSON:周河生@20");
    window.press("2");
    assert!(
        window.marked().ends_with("⟦ROLE:周河生⟧离席。"),
        "{}",
        window.marked()
    );
    window.press("Escape");
    assert!(text_has_keys(&window));
    assert!(window.desk().queue_is_shown());
}

#[test]
fn the_queue_is_one_list_among_others() {
    let mut window = with_two_names();
    window.press("Q");
    assert!(window.desk().queue_is_shown());
    window.press("Ctrl+H");
    assert!(window.desk().past.visible && !window.desk().queue_is_shown());
    window.press("Escape");
    assert!(window.desk().queue_is_shown());
    window.press("Ctrl+F");
    window.press("Escape");
    window.press("Ctrl+H");
    window.act(Action::ToggleQueue);
    assert!(window.desk().queue_is_shown() && !window.desk().past.visible);
}

#[test]
fn a_source_that_is_switched_off_suggests_nothing() {
    let mut window = with_two_names();
    assert_eq!(suggested(&window).len(), 3);
    window.press("Q");
    let repeat = window.tr("sources-repeat");
    window.click_role(Role::CheckBox, &repeat);
    assert_eq!(suggested(&window), [""; 0]);
    window.click_role(Role::CheckBox, &repeat);
    assert_eq!(suggested(&window).len(), 3);
}

#[test]
fn unticked_places_of_the_project_stay_unlabelled() {
    let two = [("甲.txt", NAMES), ("乙.txt", "闻希真到会。聞希真发言。")];
    let mut window = window_of(&two);
    label_first(&mut window);
    window.press("Shift+R");
    let values = [("words", "聞希真".into())];
    let name = window.desk().texts.tr_with("find-check", values);
    window.click_role(Role::CheckBox, &name);
    // The list has the keyboard by now.
    window.act(Action::RepeatInProject);
    let project = window.session().project();
    assert_eq!(project.counts(&window.desk().annotator)["PERSON"], 5);
}

/// Settings in which only the learner suggests.
fn only_learner() -> Settings {
    Settings {
        sources: Sources {
            repeat: false,
            lists: false,
            learner: true,
            outside: false,
        },
        least_permille: 100,
        ..Settings::default()
    }
}

/// Two documents that teach what a name is, and two to be labelled.
const TAUGHT: [(&str, &str); 4] = [
    (
        "第1篇.txt",
        "主席⟦PERSON:闻希真⟧讲话。主席⟦PERSON:周河生⟧讲话。主席⟦PERSON:林知远⟧出席。",
    ),
    (
        "第2篇.txt",
        "主席⟦PERSON:林知远⟧讲话。主席⟦PERSON:闻希真⟧出席。主席⟦PERSON:周河生⟧出席。",
    ),
    ("第10篇.txt", "天气很好。大家都来了。"),
    (
        "第3篇.txt",
        "主席闻希真讲话。主席周河生讲话。主席林知远出席。主席宋佳讲话。",
    ),
];

/// Returns the names of the documents as they are listed.
fn listed(window: &Window) -> Vec<String> {
    let env = window.desk().env();
    let docs = env.documents_in_order().into_iter();
    docs.map(|doc| doc.name.trim_end_matches(".txt").to_owned())
        .collect()
}

#[test]
fn what_is_done_teaches_the_learner_which_suggests_in_other_documents() {
    let mut window = window_with(only_learner(), &TAUGHT);
    window.press("D");
    window.press("D");
    assert_eq!(window.document(), "第10篇.txt");
    window.press("Ctrl+PageDown");
    let found = suggested(&window);
    assert!(found.contains(&"PERSON:闻希真@2".to_owned()), "{found:?}");
    window.press("Tab");
    window.press("Enter");
    let Some(Origin::Suggested { source, .. }) = origins(&window).into_iter().next() else {
        panic!("{:?}", origins(&window));
    };
    assert_eq!(source, "learner");
    window.press("Q");
    let values = [("n", 6.into()), ("m", 2.into())];
    let knows = window.desk().texts.tr_with("learner-knows", values);
    assert!(window.shows(&knows), "{}", window.said());
    window.act(Action::Relearn);
    let said = window
        .desk()
        .texts
        .tr_with("said-learned", [("n", 6.into())]);
    assert_eq!(window.desk().said, said);
}

#[test]
fn with_nothing_to_learn_from_it_is_said_why() {
    let mut window = window_with(only_learner(), &[("甲.txt", NAMES)]);
    for action in [Action::Relearn, Action::Learn] {
        window.press("Escape");
        window.act(action);
        assert_eq!(window.desk().said, window.tr("said-not-learned"));
    }
    window.drag("闻希真出席", 0, 3);
    window.press("1");
    window.press("D");
    window.press("Q");
    let values = [("n", 1.into()), ("m", 1.into())];
    let knows = window.desk().texts.tr_with("learner-knows", values);
    assert!(window.shows(&knows), "{}", window.said());
}

#[test]
fn another_annotator_is_shown_nothing_learned_from_the_first() {
    let mut window = window_with(only_learner(), &TAUGHT);
    window.press("D");
    window.press("D");
    window.press("Ctrl+PageDown");
    assert!(!suggested(&window).is_empty());
    let other = zhubi::ui::effect::Effect::WorkAs("乙".into());
    let ask = zhubi::ui::scene::Ask::effect(other);
    window.harness.state_mut().asks.push(ask);
    window.run();
    assert_eq!(suggested(&window), [""; 0]);
}

#[test]
fn documents_are_listed_by_name_and_gone_through_as_listed() {
    let mut window = window_with(only_learner(), &TAUGHT);
    assert_eq!(listed(&window), ["第1篇", "第2篇", "第10篇", "第3篇"]);
    while window.desk().settings.document_order != zhubi::ui::assist::order::DocOrder::Name {
        window.act(Action::NextOrder);
    }
    assert_eq!(listed(&window), ["第1篇", "第2篇", "第3篇", "第10篇"]);
    window.press("Ctrl+PageDown");
    window.press("Ctrl+PageDown");
    assert_eq!(window.document(), "第3篇.txt");
    window.press("D");
    assert_eq!(window.document(), "第10篇.txt");
}

#[test]
fn what_teaches_most_comes_first_and_says_why() {
    let mut window = window_with(only_learner(), &TAUGHT);
    window.act(Action::NextOrder);
    assert_eq!(listed(&window), ["第1篇", "第2篇", "第10篇", "第3篇"]);
    window.press("D");
    let after = listed(&window);
    let place = |name: &str| after.iter().position(|doc| doc == name);
    assert_eq!(place("第1篇"), Some(3), "{after:?}");
    assert!(place("第3篇") < place("第10篇"), "{after:?}");
    let id = |name: &str| {
        let documents = &window.session().project().documents;
        documents.by_name(name).expect("it is there").id.clone()
    };
    let gain = window.desk().assist.gain(&id("第3篇.txt"));
    let gain = gain.expect("it was read unopened");
    assert!(gain.n_expected > 1.0, "{gain:?}");
    let values = [
        ("n", (gain.n_expected.round() as usize).into()),
        ("unsure", (gain.n_uncertain.round() as usize).into()),
    ];
    let why = window.desk().texts.tr_with("gain-why", values);
    assert!(window.shows(&why), "{why}\n{}", window.said());
    // Labelling moves nothing.
    let before = listed(&window);
    window.press("Ctrl+A");
    window.press("2");
    assert_eq!(listed(&window), before);
    window.press("Shift+B");
    assert!(!window.shows(&why));
}

#[test]
fn resting_on_a_suggestion_tells_of_it_beside_its_words() {
    let mut window = window_of(&[("甲.txt", NAMES)]);
    label_first(&mut window);
    window.press("Escape");
    let at = window.char_at("闻希真出席", 9);
    window.harness.event(egui::Event::PointerMoved(at));
    window.harness.run_steps(40);
    let take = window.tr("hover-take");
    assert!(window.shows(&take), "{}", window.said());
    let reject = format!("{} Backspace", window.tr("review-reject"));
    let card = {
        let all = window.harness.query_all_by_role(Role::Label);
        let says = |node: &Node<'_>| node.value().as_deref() == Some(take.as_str());
        let found = all.into_iter().find(says);
        found.expect("the card is there").rect()
    };
    let words = window.node(Role::Paragraph, "闻希真出席").rect();
    assert!(card.top() >= words.bottom() || card.bottom() <= words.top());
    assert!(window.shows(&reject), "{}", window.said());
    window.click_char("闻希真出席", 9);
    assert_eq!(at_hand(&window), "PERSON:闻希真@8");
    window.harness.run_steps(40);
    assert!(!window.shows(&take), "{}", window.said());
    assert!(window.shows(&reject), "{}", window.said());
}

#[test]
fn of_thousands_of_places_only_those_in_sight_are_made() {
    let text = "闻希真到会，".repeat(3_000);
    let mut window = window_of(&[("甲.txt", &text)]);
    window.press("Shift+ArrowRight");
    window.press("Shift+ArrowRight");
    window.press("Shift+ArrowRight");
    window.press("1");
    let heading = window
        .desk()
        .texts
        .tr_with("panel-same-words", [("n", 2_999.into())]);
    assert!(window.shows(&heading), "{}", window.desk().said);
    window.press("Q");
    let said = window.said();
    let n = |role: &str| said.lines().filter(|line| line.starts_with(role)).count();
    assert!((5..40).contains(&n("CheckBox")), "{}", n("CheckBox"));
    assert!(
        (10..60).contains(&n("ListBoxOption")),
        "{}",
        n("ListBoxOption")
    );
    window.press("R");
    assert_eq!(origins(&window).len(), 3_000);
    window.press("Ctrl+Z");
    assert_eq!(origins(&window).len(), 1);
}

#[test]
fn enter_presses_the_button_that_has_the_keyboard_and_accepts_nothing() {
    let mut window = with_two_names();
    window.press("Tab");
    let (before, taken) = (window.marked(), at_hand(&window));
    window.press("F6");
    assert!(!text_has_keys(&window));
    for keys in ["Tab", "Tab", "Backspace", "Enter"] {
        window.press(keys);
        assert_eq!(window.marked(), before, "{keys}");
    }
    assert_eq!(at_hand(&window), taken);
}
