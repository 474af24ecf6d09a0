//! Bringing in what a model predicts: shown before it comes in, one act, and nothing unsaid.

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use zhubi::assist::outside;
use zhubi::ui::action::Action;
use zhubi::ui::effect::Dialog;

use crate::harness::Window;

const TEXT: &str = "县委书记王毅到会。";

const LINES: &str = concat!(
    r#"{"id":"甲.txt","spans":[[0,4,"ROLE",0.9],[4,6,"PERSON"],[0,99,"ROLE",0.5]]}"#,
    "\n",
    r#"{"id":"丙.txt","spans":[[0,2,"ROLE",0.5]]}"#,
    "\n",
    r#"{"id":"乙.txt","spans":[[0,2,"OFFICE",0.5]],"model":"x"}"#,
);

fn window() -> Window {
    Window::of(&[("甲.txt", TEXT), ("乙.txt", "市长周明讲话。")])
}

/// Asks for predictions and names the files.
fn bring(window: &mut Window, content: &str) {
    let path = window.write("bert.jsonl", content);
    window.act(Action::ImportPredictions);
    window.answer_path(&path);
    window.run();
    assert_eq!(window.desk().windows.open(), Some(Dialog::Predictions));
}

fn predicted(window: &Window) -> Vec<(String, String, u16)> {
    let docs = window.session().project().documents.iter();
    let layers = docs.flat_map(|doc| outside::prediction_layers(doc).map(move |l| (doc, l)));
    let found = layers.flat_map(|(doc, layer)| {
        outside::suggestions(layer).map(move |suggestion| {
            (
                layer.annotator.to_string(),
                doc.text.slice(suggestion.range).to_owned(),
                suggestion.score_permille,
            )
        })
    });
    found.collect()
}

#[test]
fn what_comes_in_and_what_does_not_is_shown_first_and_is_one_act() {
    let mut window = window();
    bring(&mut window, LINES);
    assert_eq!(window.field(&window.tr("predictions-source")), "bert");
    let said = window.said();
    let texts = &window.desk().texts;
    let tr = |key: &str, values: &[(&'static str, usize)]| {
        texts.tr_with(key, values.iter().map(|(name, n)| (*name, (*n).into())))
    };
    for expected in [
        tr("predictions-counts", &[("spans", 2), ("documents", 2)]),
        tr("predictions-refused", &[("n", 3)]),
        tr("incoming-line", &[("line", 3)]),
    ] {
        assert!(said.contains(&expected), "{expected}: {said}");
    }
    // A document that is not there, a label that is not, an offset beyond the end, a field.
    for part in ["丙.txt", "OFFICE 0–2", "0–99", "model"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    assert_eq!(
        predicted(&window),
        [],
        "nothing comes in before one says so"
    );
    let take = window.tr("predictions-take");
    window.click_button(&take);
    let expected = [
        ("bert".to_owned(), "县委书记".to_owned(), 900),
        ("bert".to_owned(), "王毅".to_owned(), 500),
    ];
    assert_eq!(predicted(&window), expected);
    assert_eq!(window.desk().windows.open(), None);
    window.act(Action::Undo);
    assert_eq!(predicted(&window), []);
    window.act(Action::Redo);
    assert_eq!(predicted(&window).len(), 2);
}

#[test]
fn labels_are_added_on_request_and_the_same_model_replaces_its_spans() {
    let mut window = window();
    bring(&mut window, LINES);
    let add = window.tr("predictions-add-labels");
    window.click_role(Role::CheckBox, &add);
    assert!(window.shows("OFFICE 1"), "{}", window.said());
    let take = window.tr("predictions-take");
    window.click_button(&take);
    assert_eq!(predicted(&window).len(), 3);
    bring(
        &mut window,
        r#"{"id":"甲.txt","spans":[[4,6,"PERSON",0.25]]}"#,
    );
    let texts = &window.desk().texts;
    let replaced = texts.tr_with(
        "predictions-replaced",
        [("n", 2.into()), ("score", "".into())],
    );
    let kept = texts.tr_with("predictions-kept", [("n", 1.into()), ("score", "".into())]);
    assert!(
        window.shows(&replaced) && window.shows(&kept),
        "{}",
        window.said()
    );
    window.click_button(&take);
    let found: Vec<u16> = predicted(&window)
        .into_iter()
        .map(|found| found.2)
        .collect();
    assert_eq!(found, [250, 500]);
}

#[test]
fn a_name_that_is_taken_cannot_come_in() {
    let mut window = window();
    bring(&mut window, LINES);
    let field = window.tr("predictions-source");
    window.focus_field(&field);
    window.type_text("learner");
    let texts = &window.desk().texts;
    let why = texts.tr_with("bad-name-own", [("name", "learner".into())]);
    assert!(window.shows(&why), "{}", window.said());
    let take = window.tr("predictions-take");
    let button = window.node(Role::Button, &take);
    assert!(button.accesskit_node().is_disabled());
    window.focus_field(&field);
    window.type_text("模型二");
    window.click_button(&take);
    assert!(predicted(&window).iter().all(|found| found.0 == "模型二"));
    assert_eq!(predicted(&window).len(), 2);
}

#[test]
fn a_file_that_is_none_says_so() {
    let mut window = window();
    let folder = window.write("x.jsonl", "");
    window.act(Action::ImportPredictions);
    window.answer_path(&folder.with_file_name("missing.jsonl"));
    window.run();
    let why = window.tr("incoming-no-file");
    assert!(window.shows(&why), "{}", window.said());
}

#[test]
fn predictions_are_marked_in_the_list_of_layers() {
    let mut window = window();
    bring(&mut window, LINES);
    let take = window.tr("predictions-take");
    window.click_button(&take);
    let texts = &window.desk().texts;
    let marked = texts.tr_with("layer-predictions", [("name", "bert".into())]);
    assert!(window.shows(&marked), "{}", window.said());
}

#[test]
fn nobody_works_under_a_models_name() {
    use zhubi::ui::effect::Effect;
    use zhubi::ui::scene::Ask;
    let mut window = window();
    bring(&mut window, LINES);
    let take = window.tr("predictions-take");
    window.click_button(&take);
    let me = window.desk().annotator.clone();
    let ask = Ask::effect(Effect::WorkAs("bert".into()));
    window.harness.state_mut().asks.push(ask);
    window.run();
    assert_eq!(window.desk().annotator, me);
    assert_eq!(window.desk().said, window.tr("say-is-model"));
}
