//! Deciding on suggestions as people do: twice in the same place, then otherwise, then taken back.

use egui::accesskit::Role;
use zhubi::assist::gather::Sources;
use zhubi::ui::action::Action;
use zhubi::ui::settings::Settings;

use crate::harness::USUAL;
use crate::harness::Window;

const TEXT: &str = "闻希真出席，主席闻希真讲话，闻希真致辞，闻希真离席。闻希真组织者走了。";

fn window(sources: Sources) -> Window {
    let settings = Settings {
        sources,
        least_permille: 100,
        ..Settings::default()
    };
    let mut window = Window::with(USUAL, settings);
    window.open_project("项目.ron", &[("甲.txt", TEXT)]);
    window.drag("闻希真出席", 0, 3);
    window.press("1");
    window
}

fn only(repeat: bool, learner: bool) -> Sources {
    Sources {
        repeat,
        learner,
        lists: false,
        outside: false,
    }
}

/// Returns where what is shown begins.
fn starts(window: &Window) -> Vec<usize> {
    let env = window.desk().env();
    let keys = env.assist.keys(env.place.doc.as_ref()).iter();
    keys.map(|key| key.range.start().0).collect()
}

fn at_hand(window: &Window) -> Option<usize> {
    let at_hand = window.desk().env().at_hand()?;
    Some(at_hand.range.start().0)
}

#[test]
fn a_label_that_is_taken_off_is_not_suggested_there_again() {
    let mut window = window(only(true, false));
    assert_eq!(starts(&window), [8, 14, 20, 26]);
    window.press("Tab");
    window.press("Enter");
    window.press("Escape");
    // The accepted one is taken hold of and taken off with its own key.
    window.press("K");
    assert_eq!(window.held(), "PERSON:闻希真");
    window.press("1");
    assert_eq!(starts(&window), [14, 20, 26], "{}", window.marked());
    // Labelled by hand after all, it was turned down no longer.
    window.drag("闻希真出席", 8, 11);
    window.press("1");
    let env = window.desk().env();
    assert!(env.layer().unwrap().rejected.is_empty());
    for _ in 0..2 {
        window.press("Ctrl+Z");
    }
    assert_eq!(
        starts(&window),
        [14, 20, 26],
        "taken back to the accepted span"
    );
    window.press("Ctrl+Z");
    assert_eq!(starts(&window), [8, 14, 20, 26]);
}

#[test]
fn what_goes_with_others_leaves_the_next_at_hand() {
    let mut window = window(only(true, false));
    window.press("Tab");
    assert_eq!(at_hand(&window), Some(8));
    window.press("R");
    assert_eq!(starts(&window), [0; 0]);
    assert_eq!(at_hand(&window), None, "nothing is left to decide on");
    window.press("Enter");
    let n = window.session().project().counts(&window.desk().annotator)["PERSON"];
    assert_eq!(n, 5);
}

#[test]
fn r_on_the_last_of_its_words_accepts_it() {
    let mut window = window(only(true, false));
    window.press("Tab");
    for keys in ["Enter", "Backspace", "Backspace"] {
        window.press(keys);
    }
    assert_eq!(at_hand(&window), Some(26));
    window.press("R");
    assert_eq!(at_hand(&window), None);
    assert!(
        window.marked().ends_with("⟦PERSON:闻希真⟧组织者走了。"),
        "{}",
        window.marked()
    );
}

#[test]
fn another_label_over_other_words_puts_the_suggestion_away() {
    let mut window = window(only(true, false));
    window.press("Tab");
    window.press("OpenBracket");
    window.press("2");
    assert_eq!(starts(&window), [14, 20, 26]);
    assert!(
        window.marked().contains("⟦ROLE:席闻希真⟧"),
        "{}",
        window.marked()
    );
    window.press("Ctrl+Z");
    assert_eq!(starts(&window), [8, 14, 20, 26], "one act");
}

#[test]
fn what_was_learned_from_and_taken_back_is_forgotten() {
    const TWICE: &str = "主席闻希真讲话。主席周河生讲话。";
    let settings = Settings {
        sources: only(false, true),
        least_permille: 100,
        ..Settings::default()
    };
    let mut window = Window::with(USUAL, settings);
    let text = format!("首先，{TWICE}\n{TWICE}\n");
    window.open_project("项目.ron", &[("甲.txt", &text)]);
    for start in [5, 13] {
        window.drag("首先", start, start + 3);
        window.press("1");
    }
    window.press("T");
    assert_eq!(starts(&window), [22, 30], "{}", window.desk().said);
    window.press("Ctrl+Z");
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), text);
    assert_eq!(
        starts(&window),
        [0; 0],
        "nothing is labelled, so nothing is known"
    );
}

#[test]
fn the_buttons_stay_where_they_are_from_one_suggestion_to_the_next() {
    let mut window = window(only(true, false));
    window.press("Tab");
    let accept = window.tr("action-accept");
    let before = window.node(Role::Button, &accept).rect();
    // A longer one comes up, and the pointer is still over the same button.
    window.press("Shift+CloseBracket");
    window.press("Shift+CloseBracket");
    assert_eq!(window.node(Role::Button, &accept).rect(), before);
    window.act(Action::NextSuggestion);
    assert_eq!(window.node(Role::Button, &accept).rect(), before);
}

#[test]
fn a_candidate_that_is_shown_is_at_hand_when_one_goes_to_it() {
    let mut window = window(only(true, false));
    window.press("Escape");
    window.press("G");
    assert_eq!(at_hand(&window), Some(8));
    window.press("G");
    assert_eq!(at_hand(&window), Some(14));
    window.press("Enter");
    assert_eq!(at_hand(&window), Some(20));
}

#[test]
fn what_was_learned_is_kept_outside_the_project_and_a_damaged_copy_is_no_matter() {
    let folder = tempfile::tempdir().unwrap();
    let learners = folder.path().join("learner");
    let documents = [
        (
            "甲.txt",
            "主席⟦PERSON:闻希真⟧讲话。主席⟦PERSON:周河生⟧讲话。",
        ),
        ("乙.txt", "主席闻希真讲话。主席周河生讲话。"),
    ];
    let learn = || {
        let settings = Settings {
            sources: only(false, true),
            least_permille: 100,
            ..Settings::default()
        };
        let mut window = Window::with(USUAL, settings);
        window.harness.state_mut().learner_folder = Some(learners.clone());
        window.open_project("项目.ron", &documents);
        window.press("D");
        assert_eq!(window.document(), "乙.txt");
        starts(&window)
    };
    let files = || {
        let files = std::fs::read_dir(&learners).unwrap();
        files.map(|file| file.unwrap().path()).collect::<Vec<_>>()
    };
    let learned = learn();
    assert!(!learned.is_empty());
    let [file] = &files()[..] else {
        panic!("{:?}", files());
    };
    let kept = std::fs::read(file).unwrap();
    assert_eq!(learn(), learned, "read from the file");
    std::fs::write(file, &kept[..kept.len() / 2]).unwrap();
    assert_eq!(learn(), learned, "learned anew");
    assert_eq!(std::fs::read(file).unwrap(), kept, "the same to the byte");
}
