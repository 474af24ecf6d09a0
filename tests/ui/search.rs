//! Search in the window: what is found, how it is listed, gone through and labelled.

use std::collections::BTreeSet;

use egui::Key;
use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::hunt::Labelled;
use zhubi::model::hunt::Restriction;
use zhubi::model::hunt::Whose;
use zhubi::model::ids::DocId;
use zhubi::model::layer::Status;
use zhubi::model::span::Span;
use zhubi::text::find::Likeness;
use zhubi::text::find::QueryError;
use zhubi::text::offset::CharRange;
use zhubi::ui::search::Scope;
use zhubi::ui::search::found::FoundDoc;
use zhubi::ui::search::found::Hit;
use zhubi::ui::search::run::Batch;
use zhubi::ui::search::run::Progress;
use zhubi::ui::search::run::Stamp;
use zhubi::ui::tasks::TaskResult;

use crate::harness::Window;

const FIRST: &str = "昨天習(xí)近平到會。\n⟦PERSON:习近平⟧说话。\n今天習 近平走了。\n";
const SECOND: &str = "周河生见习近平。\n";

fn two() -> Window {
    Window::of(&[("甲.txt", FIRST), ("乙.txt", SECOND)])
}

/// Opens the panel and types what is to be found.
fn find(window: &mut Window, keys: &str, words: &str) {
    window.press(keys);
    window.press("Ctrl+A");
    window.type_text(words);
    window.run();
}

/// Returns the rows of the list as they are said, from the top.
fn rows(window: &Window) -> Vec<String> {
    let all = window.harness.query_all_by_role(Role::ListBoxOption);
    let said = all.filter_map(|node| {
        let place = node.rect().top();
        let name = node.accesskit_node().label()?;
        name.contains('⟦').then_some((place, name))
    });
    let mut said: Vec<(f32, String)> = said.collect();
    said.sort_by(|a, b| a.0.total_cmp(&b.0));
    said.into_iter().map(|row| row.1).collect()
}

fn check_all(window: &mut Window) {
    let name = window.tr("find-check-all");
    window.click_button(&name);
}

#[test]
fn folded_words_find_glossed_and_traditional_ones_and_exact_ones_only_themselves() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    assert_eq!(
        rows(&window),
        [
            "昨天⟦習(xí)近平⟧到會。 ",
            "⟦习近平⟧说话。  · 人物",
            "今天⟦習 近平⟧走了。 "
        ]
    );
    window.click_role(Role::CheckBox, &window.tr("find-exact"));
    assert_eq!(rows(&window), ["⟦习近平⟧说话。  · 人物"]);
    window.click_button(&window.tr("find-everywhere"));
    let all = rows(&window);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(all[1], "周河生见⟦习近平⟧。  · 乙.txt");
}

#[test]
fn a_pattern_finds_and_a_bad_one_says_why() {
    let mut window = two();
    find(&mut window, "Ctrl+Shift+F", "[到见走].");
    assert_eq!(rows(&window).len(), 0);
    assert!(window.shows(&window.tr("find-nothing")));
    window.click_role(Role::CheckBox, &window.tr("find-pattern"));
    assert_eq!(rows(&window).len(), 3, "{}", window.said());
    window.press("Ctrl+A");
    window.type_text("习(");
    assert_eq!(rows(&window).len(), 0);
    let what = window.tr("pattern-group-open");
    let values = [
        ("what", what.into()),
        ("at", 2.into()),
        ("part", "(".into()),
    ];
    let said = window.desk().texts.tr_with("pattern-at", values);
    assert!(window.shows(&said), "{}", window.said());
    window.press("Ctrl+A");
    window.type_text("。$");
    assert_eq!(rows(&window).len(), 4);
    assert!(!window.shows(&window.tr("pattern-group-open")));
}

fn labelled(labelled: Labelled) -> Restriction {
    Restriction {
        labelled,
        ..Restriction::default()
    }
}

fn in_status(status: Status) -> Restriction {
    Restriction {
        status: Some(status),
        ..Restriction::default()
    }
}

fn restrict(window: &mut Window, restriction: Restriction) -> Vec<String> {
    window.harness.state_mut().search.form.restriction = restriction;
    window.run();
    rows(window)
}

#[test]
fn restrictions_look_at_the_layer_at_work() {
    let mut window = two();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    let mut of = |restriction: Restriction| restrict(&mut window, restriction).len();
    let yes =
        |labels: &[&str]| labelled(Labelled::Yes(labels.iter().map(|l| (*l).into()).collect()));
    assert_eq!(of(Restriction::default()), 4);
    assert_eq!(of(labelled(Labelled::No)), 3);
    assert_eq!(of(yes(&[])), 1);
    assert_eq!(of(yes(&["PERSON"])), 1);
    assert_eq!(of(yes(&["ROLE"])), 0);
    assert_eq!(of(in_status(Status::ToDo)), 4);
    // A document whose status is set is no longer one to do.
    window.press("Escape");
    window.press("Alt+3");
    window.press("Ctrl+Shift+F");
    let mut of = |restriction: Restriction| restrict(&mut window, restriction).len();
    assert_eq!(of(in_status(Status::ToDo)), 1);
    assert_eq!(of(in_status(Status::Done)), 3);
    // Both at once.
    assert_eq!(
        of(Restriction {
            labelled: Labelled::No,
            ..in_status(Status::Done)
        }),
        2
    );
}

#[test]
fn restrictions_look_at_the_layers_of_another_annotator_or_of_all() {
    let mut window = two();
    let id = |window: &Window, at: usize| {
        let documents = &window.session().project().documents;
        documents.at(at).unwrap().id.clone()
    };
    let layer = LayerRef {
        doc: id(&window, 1),
        annotator: "李".into(),
    };
    let add = Command::AddSpans {
        layer,
        spans: vec![Span::new(CharRange::of(4, 7), "ROLE")],
        same_label: SameLabel::Refuse,
    };
    let session = window.harness.state_mut().session.as_mut().unwrap();
    session.run(add).unwrap();
    window.run();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    let with = |labelled: Labelled, whose: Whose| Restriction {
        labelled,
        whose,
        status: None,
    };
    let li = || Whose::Of("李".into());
    let any = || Labelled::Yes(BTreeSet::new());
    let second = "周河生见⟦习近平⟧。 ";
    let mut of = |labelled, whose| restrict(&mut window, with(labelled, whose));
    assert_eq!(of(any(), Whose::Mine), ["⟦习近平⟧说话。  · 人物 · 甲.txt"]);
    assert_eq!(of(any(), li()), [format!("{second} · 职务 · 乙.txt")]);
    let all = of(any(), Whose::Anyone);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(all[1].contains("职务"), "{all:?}");
    assert_eq!(of(Labelled::No, Whose::Mine).len(), 3);
    assert_eq!(of(Labelled::No, Whose::Anyone).len(), 2);
    // Of one annotator only the documents they have begun are looked through.
    assert_eq!(of(Labelled::No, li()).len(), 0);
    assert_eq!(of(Labelled::Either, li()).len(), 1);
    assert_eq!(of(Labelled::Either, Whose::Anyone).len(), 4);
    // The annotators of the project stand in the menu.
    window.click_button(&window.tr("find-anyone"));
    let texts = &window.desk().texts;
    let name = texts.tr_with("find-of", [("name", "李".into())]);
    window.click_button(&name);
    assert_eq!(window.desk().search.form.restriction.whose, li());
    assert_eq!(rows(&window).len(), 1);
    window.click_button(&window.tr("find-any-status"));
    let done = window.tr("status-done");
    let texts = &window.desk().texts;
    let name = texts.tr_with("find-in-status", [("status", done.into())]);
    window.click_button(&name);
    assert_eq!(rows(&window).len(), 0);
}

#[test]
fn the_restriction_is_chosen_from_a_menu_and_labels_are_checked() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    window.click_button(&window.tr("find-any"));
    window.click_button(&window.tr("find-labelled"));
    assert_eq!(rows(&window).len(), 1);
    window.click_role(Role::CheckBox, "职务");
    assert_eq!(rows(&window).len(), 0);
    window.click_role(Role::CheckBox, "人物");
    assert_eq!(rows(&window).len(), 1);
}

#[test]
fn a_long_search_waits_for_the_next_key_and_shows_nothing_of_other_words_meanwhile() {
    let mut window = two();
    window.harness.state_mut().search.patience_bytes = 0;
    find(&mut window, "Ctrl+Shift+F", "习");
    window.harness.run_steps(30);
    assert_eq!(rows(&window).len(), 4);
    let n_searches = window.desk().search.n_searches();
    let events = &mut window.harness.input_mut().events;
    events.push(egui::Event::Text("近".to_owned()));
    window.harness.step();
    window.harness.step();
    assert_eq!(rows(&window).len(), 0, "what was found was for other words");
    assert!(window.desk().search.is_going());
    // Another key begins the wait anew.
    let events = &mut window.harness.input_mut().events;
    events.push(egui::Event::Text("平".to_owned()));
    window.harness.run_steps(8);
    assert!(window.desk().search.is_going());
    window.harness.run_steps(8);
    assert_eq!(rows(&window).len(), 4);
    assert!(!window.desk().search.is_going());
    // Each change drops what the one before came to; one search was made.
    let now = window.desk().search.n_searches();
    assert_eq!(now - n_searches, 3, "two waits, one search");
    // Enter does not wait.
    let events = &mut window.harness.input_mut().events;
    events.push(egui::Event::Text("说".to_owned()));
    window.harness.step();
    window.press_in_one_frame(&["Enter"]);
    assert_eq!(window.selected(), "习近平说");
}

#[test]
fn letters_of_an_input_method_are_not_looked_for() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    let preedit = |text: &str| {
        egui::Event::Ime(egui::ImeEvent::Preedit {
            text: text.to_owned(),
            active_range_chars: None,
        })
    };
    window.harness.event(preedit("shuo"));
    window.run();
    assert_eq!(rows(&window).len(), 3, "the list is as it was");
    let commit = egui::Event::Ime(egui::ImeEvent::Commit("说".to_owned()));
    window.harness.event(commit);
    window.run();
    assert_eq!(window.field(&window.tr("find-words")), "习近平说");
    assert_eq!(rows(&window), ["⟦习近平说⟧话。  · 人物"]);
}

#[test]
fn rows_are_sorted_by_the_words_before_from_the_place_outward_and_by_those_behind() {
    let mut window = Window::of(&[("甲.txt", "丙甲会乙\n乙丁会甲\n甲乙会丙\n")]);
    find(&mut window, "Ctrl+F", "会");
    let first = |window: &Window| -> Vec<String> {
        let chars = rows(window).into_iter();
        chars.map(|row| row.chars().take(2).collect()).collect()
    };
    assert_eq!(first(&window), ["丙甲", "乙丁", "甲乙"]);
    window.click_button(&window.tr("find-sort-text"));
    window.click_button(&window.tr("find-sort-before"));
    // 丁 U+4E01, 丙 U+4E19, 乙 U+4E59, 甲 U+7532.
    assert_eq!(first(&window), ["乙丁", "甲乙", "丙甲"]);
    window.click_button(&window.tr("find-sort-before"));
    window.click_button(&window.tr("find-sort-after"));
    assert_eq!(first(&window), ["甲乙", "丙甲", "乙丁"]);
}

#[test]
fn a_click_selects_the_place_in_its_document_and_the_arrows_go_on_from_there() {
    let mut window = two();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    window.click_role(Role::ListBoxOption, "周河生见⟦习近平⟧");
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(window.selected(), "习近平");
    window.press("ArrowUp");
    assert_eq!(window.document(), "甲.txt");
    assert_eq!(window.selected(), "習 近平");
    window.press("Home");
    assert_eq!(window.selected(), "習(xí)近平");
    window.press("ArrowUp");
    assert_eq!(window.selected(), "習(xí)近平");
    window.press("Enter");
    // Now the text has the keyboard.
    window.press("1");
    assert!(window.marked().contains("⟦PERSON:習(xí)近平⟧"));
    assert_eq!(window.desk().search.found.n_checked(), 0);
}

#[test]
fn next_and_previous_go_round_in_the_order_of_the_text_also_when_the_panel_is_closed() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    window.press("Enter");
    assert_eq!(window.selected(), "習(xí)近平");
    assert_eq!(window.field(&window.tr("find-words")), "习近平");
    window.press("Enter");
    assert_eq!(window.selected(), "习近平");
    window.press("Escape");
    assert!(!window.desk().search.visible);
    window.press("F3");
    assert_eq!(window.selected(), "習 近平");
    window.press("F3");
    assert_eq!(window.selected(), "習(xí)近平");
    window.press("Shift+F3");
    assert_eq!(window.selected(), "習 近平");
    // In the next document the search begins anew.
    window.press("Ctrl+PageDown");
    window.press("F3");
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(window.selected(), "习近平");
}

#[test]
fn labelling_what_is_checked_is_one_act_and_leaves_out_what_overlaps() {
    let mut window = two();
    let before = window.marked();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    window.press("ArrowDown");
    window.press("1");
    assert_eq!(window.desk().said, window.tr("say-nothing-checked"));
    assert_eq!(window.marked(), before);
    window.press("Ctrl+A");
    window.press("1");
    let values = [("n", 3.into()), ("m", 1.into())];
    let said = window.desk().texts.tr_with("said-find-labelled", values);
    assert_eq!(window.desk().said, said);
    assert_eq!(
        window.marked(),
        "昨天⟦PERSON:習(xí)近平⟧到會。\n⟦PERSON:习近平⟧说话。\n今天⟦PERSON:習 近平⟧走了。\n"
    );
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), before);
    assert!(!window.session().unsaved());
    // The space bar checks one row; a button labels it.
    window.press("Ctrl+A");
    window.click_button(&window.tr("find-check-invert"));
    window.press("Home");
    window.press("Space");
    let texts = &window.desk().texts;
    let name = texts.tr_with("find-label-checked", [("label", "职务".into())]);
    window.click_button(&name);
    assert!(window.marked().starts_with("昨天⟦ROLE:習(xí)近平⟧到會。"));
    let origin = window.session().project().documents.at(0).and_then(|doc| {
        let layer = doc.layers.values().next()?;
        Some(layer.spans.iter().next()?.detail_or_default().origin)
    });
    assert_eq!(origin, Some(zhubi::model::span::Origin::Repeated));
}

#[test]
fn labels_are_taken_off_what_is_checked_as_one_act() {
    let mut window = two();
    let before = window.marked();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    check_all(&mut window);
    window.press("2");
    window.click_button(&window.tr("find-unlabel"));
    let values = [("n", 5.into()), ("m", 0.into())];
    let said = window.desk().texts.tr_with("said-find-removed", values);
    assert_eq!(window.desk().said, said);
    assert!(!window.marked().contains('⟦'), "{}", window.marked());
    window.press("Ctrl+Z");
    window.press("Ctrl+Z");
    assert_eq!(window.marked(), before);
}

#[test]
fn keys_are_silent_in_the_field_and_escape_gives_them_back_to_the_text() {
    let mut window = two();
    window.press("Ctrl+F");
    let field = window.tr("find-words");
    window.type_key(Key::Num1, "1");
    window.type_key(Key::J, "j");
    assert_eq!(window.field(&field), "1j");
    assert_eq!(window.held(), "");
    window.press("Escape");
    assert!(!window.desk().search.visible);
    window.press("J");
    assert_eq!(window.held(), "PERSON:习近平");
    window.press("Ctrl+F");
    assert_eq!(
        window.field(&field),
        "习近平",
        "the selected words are taken"
    );
}

#[test]
fn what_comes_late_is_dropped() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    let (serial, revision) = (window.session().serial(), window.session().revision());
    let doc = window.session().project().documents.at(0).unwrap().clone();
    let send = |window: &mut Window, stamp: Stamp| {
        let batch = Batch {
            docs: vec![FoundDoc::of(&doc)],
            hits: vec![Hit {
                doc: 0,
                range: CharRange::of(0, 1),
            }],
            progress: Progress::Done,
        };
        let ctx = window.harness.ctx.clone();
        let tasks = &mut window.harness.state_mut().tasks;
        tasks.start(&ctx, "late", move || {
            TaskResult::Found(stamp, Box::new(batch))
        });
        window.run();
        window.desk().search.found.len()
    };
    let query = window.desk().search.n_searches();
    let now = Stamp {
        serial,
        revision,
        query,
    };
    assert_eq!(
        send(
            &mut window,
            Stamp {
                query: query - 1,
                ..now
            }
        ),
        3
    );
    assert_eq!(
        send(
            &mut window,
            Stamp {
                serial: serial + 1,
                ..now
            }
        ),
        3
    );
    assert_eq!(send(&mut window, now), 4);
}

#[test]
fn a_list_that_a_change_made_wrong_says_so_and_is_made_anew_with_its_checks() {
    let mut window = two();
    find(&mut window, "Ctrl+Shift+F", "习近平");
    window.harness.state_mut().search.form.restriction = labelled(Labelled::No);
    window.run();
    window.press("ArrowDown");
    window.press("Space");
    window.press("End");
    window.press("Space");
    assert!(!window.desk().search.outdated);
    window.press("1");
    assert!(window.desk().search.outdated);
    assert!(window.shows(&window.tr("find-outdated")));
    assert_eq!(rows(&window).len(), 3, "what is shown stays");
    window.click_button(&window.tr("find-again"));
    assert!(!window.desk().search.outdated);
    assert_eq!(rows(&window).len(), 1);
    // Without a restriction, a label changes nothing about what is found.
    window.harness.state_mut().search.form.restriction = Restriction::default();
    window.run();
    check_all(&mut window);
    window.press("3");
    assert!(!window.desk().search.outdated);
    // A document taken out does.
    let second: DocId = window
        .session()
        .project()
        .documents
        .at(1)
        .unwrap()
        .id
        .clone();
    let session = window.harness.state_mut().session.as_mut().unwrap();
    session.run(Command::RemoveDocument(second)).unwrap();
    window.run();
    assert!(window.desk().search.outdated);
    assert_eq!(window.desk().search.found.n_checked(), 4);
    window.click_button(&window.tr("find-again"));
    assert_eq!(rows(&window).len(), 3);
    assert_eq!(window.desk().search.found.n_checked(), 3);
}

#[test]
fn a_character_that_no_face_has_is_listed() {
    let text = "甲\u{FFFD}习近平\u{E383}走。\n";
    let mut window = Window::of(&[("甲.txt", text)]);
    find(&mut window, "Ctrl+F", "习近平");
    assert_eq!(rows(&window), ["甲\u{FFFD}⟦习近平⟧\u{E383}走。 "]);
}

#[test]
fn a_long_list_makes_only_the_rows_in_sight_and_goes_to_its_end() {
    let mut text = "习近平讲话。\n".repeat(19_999);
    text.push_str("习近平最后。\n");
    let mut window = Window::of(&[("甲.txt", &text)]);
    find(&mut window, "Ctrl+F", "習近平");
    assert_eq!(window.desk().search.found.len(), 20_000);
    assert!(rows(&window).len() < 20);
    window.press("ArrowDown");
    window.press("End");
    assert_eq!(window.desk().search.current, Some(19_999));
    let last = window.desk().env().selection().range();
    assert_eq!(last, CharRange::of(19_999 * 7, 19_999 * 7 + 3));
    let shown = rows(&window);
    assert!(shown.iter().any(|row| row.contains("最后")), "{shown:?}");
    assert!(shown.len() < 20);
}

#[test]
fn a_project_that_goes_takes_what_was_found_with_it() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    window.press("Escape");
    window.press("Ctrl+W");
    assert!(window.desk().search.found.is_empty());
    window.open_project("丙.ron", &[("丙.txt", SECOND)]);
    window.press("F3");
    assert_eq!(window.selected(), "习近平");
    assert_eq!(window.desk().search.form.scope, Scope::Document);
    assert_eq!(window.desk().search.form.likeness, Likeness::Folded);
    find(&mut window, "Ctrl+F", " ");
    assert_eq!(window.desk().search.refused(), Some(&QueryError::Nothing));
    assert!(window.shows(&window.tr("find-no-words")));
}

#[test]
fn all_means_those_still_to_be_found_too_and_labelling_waits_for_them() {
    let mut window = two();
    find(&mut window, "Ctrl+F", "习近平");
    let stamp = Stamp {
        serial: window.session().serial(),
        revision: window.session().revision(),
        query: window.desk().search.n_searches(),
    };
    let send = |window: &mut Window, at: usize, progress: Progress| {
        let doc = window.session().project().documents.at(0).unwrap().clone();
        let batch = Batch {
            docs: vec![FoundDoc::of(&doc)],
            hits: vec![Hit {
                doc: 0,
                range: CharRange::of(at, at + 2),
            }],
            progress,
        };
        let ctx = window.harness.ctx.clone();
        let tasks = &mut window.harness.state_mut().tasks;
        tasks.start(&ctx, "late", move || {
            TaskResult::Found(stamp, Box::new(batch))
        });
        window.run();
    };
    send(&mut window, 0, Progress::Going(0.5));
    check_all(&mut window);
    assert_eq!(window.desk().search.found.n_checked(), 4);
    // More is on its way: an act now would leave it out.
    let before = window.marked();
    let unlabel = window.tr("find-unlabel");
    window.click_button(&unlabel);
    assert!(window.shows(&window.tr("say-still-searching")));
    assert_eq!(window.marked(), before);
    send(&mut window, 2, Progress::Done);
    assert_eq!(window.desk().search.found.n_checked(), 5);
    window.click_button(&unlabel);
    assert_ne!(window.marked(), before);
}
