//! The list of what is damaged: what stands in it, how it is gone through, what is copied.

use std::fs;

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use zhubi::edit::command::Command;
use zhubi::text::damage::Harm;
use zhubi::ui::action::Action;
use zhubi::ui::damage::DamageBatch;
use zhubi::ui::damage::Listing;
use zhubi::ui::scene::Ask;
use zhubi::ui::search::Scope;
use zhubi::ui::tasks::TaskResult;

use crate::harness::Window;

const FIRST: &str = "開頭一段。\n次大會(huì)?;氐焦ぷ髦?,自己在731日到\n731日,開會。\n";
const SECOND: &str = "全好。\n統(tǒng一戰(zhàn)線\n";

fn two() -> Window {
    Window::of(&[("甲.txt", FIRST), ("乙.txt", SECOND)])
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

fn copied(window: &Window) -> Option<String> {
    let commands = &window.harness.output().platform_output.commands;
    commands.iter().find_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    })
}

#[test]
fn each_place_is_listed_with_its_kind_its_place_and_what_may_have_stood_there() {
    let mut window = two();
    window.act(Action::ListDamage);
    let kind = |key: &str| window.tr(key);
    let at = |paragraph: usize, char: usize| {
        let values = [("paragraph", paragraph.into()), ("char", char.into())];
        window.desk().texts.tr_with("status-place", values)
    };
    let hint = [("reading", "□回到工作□".into())];
    let hint = window.desk().texts.tr_with("damage-hint", hint);
    let (lost, date) = (kind("harm-lost-bytes"), kind("harm-impossible-date"));
    assert_eq!(
        rows(&window),
        [
            format!(
                "{lost} · {} · 次大會⟦?;氐焦ぷ髦?⟧,自己在731日到  · {hint}",
                at(2, 14)
            ),
            format!("{date} · {} · ⟦731日⟧,開會。 ", at(3, 31)),
        ]
    );
    // Nothing is repaired.
    assert_eq!(window.marked(), FIRST);
    assert!(!window.session().unsaved());
    window.click_button(&window.tr("find-everywhere"));
    let all = rows(&window);
    assert_eq!(all.len(), 3, "{all:?}");
    assert!(
        all[2].starts_with(&window.tr("harm-orphaned-gloss")),
        "{all:?}"
    );
    assert!(all[2].ends_with("⟦(tǒng⟧一戰線  · 乙.txt"), "{all:?}");
    // The same key closes it.
    window.act(Action::ListDamage);
    assert!(!window.desk().damage.visible);
    assert_eq!(rows(&window).len(), 0);
}

#[test]
fn a_kind_is_counted_and_shown_alone() {
    let mut window = two();
    window.act(Action::ListDamage);
    window.click_button(&window.tr("find-everywhere"));
    let damage = &window.desk().damage;
    assert_eq!(damage.count(Harm::LostBytes), 1);
    assert_eq!(damage.count(Harm::UnpairedBracket), 0);
    let chip = format!("{} 1", window.tr("harm-orphaned-gloss"));
    window.click_button(&chip);
    assert_eq!(rows(&window).len(), 1);
    assert!(rows(&window)[0].contains("(tǒng"));
    window.click_button(&chip);
    assert_eq!(rows(&window).len(), 3);
}

#[test]
fn arrows_a_click_and_enter_go_to_a_place() {
    let mut window = two();
    window.act(Action::ListDamage);
    window.press("ArrowDown");
    assert_eq!(window.selected(), "?;氐焦ぷ髦?");
    window.press("ArrowDown");
    assert_eq!(window.selected(), "731日");
    window.press("ArrowDown");
    window.press("Home");
    assert_eq!(window.selected(), "?;氐焦ぷ髦?");
    window.click_button(&window.tr("find-everywhere"));
    window.press("End");
    assert_eq!(window.document(), "乙.txt");
    assert_eq!(window.selected(), "(tǒng");
    let name = window.tr("harm-impossible-date");
    window.click_role(Role::ListBoxOption, &name);
    assert_eq!(window.document(), "甲.txt");
    assert_eq!(window.selected(), "731日");
    // Enter gives the text the keyboard, so that what is chosen can be labelled or noted.
    window.press("Enter");
    assert!(window.desk().damage.visible);
    window.press("1");
    assert!(window.marked().contains("⟦PERSON:731日⟧"));
    window.act(Action::ListDamage);
    window.act(Action::ListDamage);
    window.press("Escape");
    assert!(!window.desk().damage.visible);
}

#[test]
fn the_count_in_the_status_line_opens_it_and_search_takes_its_place() {
    let mut window = two();
    let said = window
        .desk()
        .texts
        .tr_with("status-damaged", [("n", 2.into())]);
    window.click_button(&said);
    assert_eq!(rows(&window).len(), 2);
    window.act(Action::Find);
    assert!(window.desk().search.visible && !window.desk().damage.visible);
    window.act(Action::ListDamage);
    assert!(!window.desk().search.visible && window.desk().damage.visible);
}

#[test]
fn the_report_is_a_table_for_whoever_published_the_texts() {
    let mut window = two();
    window.act(Action::CopyDamage);
    assert!(window.desk().damage.visible);
    let said = window
        .desk()
        .texts
        .tr_with("said-damage-copied", [("n", 2.into())]);
    assert_eq!(window.desk().said, said);
    window.harness.state_mut().damage.scope = Scope::Project;
    window.run();
    let pushed = Ask::Action(Action::CopyDamage);
    window.harness.state_mut().asks.push(pushed);
    window.harness.step();
    let report = copied(&window).expect("the report is copied");
    let lines: Vec<Vec<&str>> = report.lines().map(|l| l.split('\t').collect()).collect();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| line.len() == 8), "{lines:?}");
    assert_eq!(lines[0][0], window.tr("damage-column-document"));
    let kind = window.tr("harm-lost-bytes");
    let context = "次大會(huì)?;氐焦ぷ髦?,自己在731日到";
    assert_eq!(
        lines[1],
        [
            "甲.txt",
            "2",
            "14",
            "21",
            &kind,
            "?;氐焦ぷ髦?",
            context,
            "□回到工作□"
        ]
    );
    assert_eq!(lines[3][..4], ["乙.txt", "2", "5", "10"]);
    assert_eq!(lines[3][7], "");
}

#[test]
fn the_list_follows_the_documents_and_no_label_begins_it_anew() {
    let mut window = two();
    window.act(Action::ListDamage);
    window.press("Ctrl+PageDown");
    assert_eq!(rows(&window).len(), 1, "the list is of the open document");
    window.click_button(&window.tr("find-everywhere"));
    window.press("ArrowDown");
    assert_eq!(window.desk().damage.current, Some(0));
    window.press("Enter");
    window.press("1");
    assert_eq!(window.desk().damage.current, Some(0));
    let first = window
        .session()
        .project()
        .documents
        .at(0)
        .unwrap()
        .id
        .clone();
    let session = window.harness.state_mut().session.as_mut().unwrap();
    session.run(Command::RemoveDocument(first)).unwrap();
    window.run();
    assert_eq!(rows(&window).len(), 1, "{:?}", rows(&window));
    window.press("Ctrl+S");
    window.press("Ctrl+W");
    window.open_project("丙.ron", &[("丙.txt", "全好。\n")]);
    assert_eq!(rows(&window).len(), 0);
    assert!(window.shows(&window.tr("damage-nothing")));
}

#[test]
fn a_character_that_no_face_has_is_listed() {
    let mut window = Window::of(&[("甲.txt", "甲\u{FFFD}\u{FFFD}乙\u{E383}。\n")]);
    window.act(Action::ListDamage);
    let all = rows(&window);
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(
        all[0].contains("甲⟦\u{FFFD}\u{FFFD}⟧乙\u{E383}。"),
        "{all:?}"
    );
    assert!(
        all[1].starts_with(&window.tr("harm-private-use")),
        "{all:?}"
    );
}

#[test]
fn what_comes_late_is_dropped() {
    let mut window = two();
    window.act(Action::ListDamage);
    let batch = DamageBatch {
        list: 0,
        rows: Vec::new(),
        listing: Listing::Going(0.5),
    };
    let ctx = window.harness.ctx.clone();
    let tasks = &mut window.harness.state_mut().tasks;
    tasks.start(&ctx, "late", || TaskResult::DamageListed(Box::new(batch)));
    window.run();
    assert_eq!(window.desk().damage.listing, Some(Listing::Done));
}

#[test]
fn a_long_list_makes_only_the_rows_in_sight() {
    let text = "731日,走。\n".repeat(20_000);
    let mut window = Window::of(&[("甲.txt", &text)]);
    window.act(Action::ListDamage);
    assert_eq!(window.desk().damage.n_places(), 20_000);
    assert!(rows(&window).len() < 20);
    window.press("End");
    assert_eq!(window.desk().damage.current, Some(19_999));
    assert_eq!(
        window.desk().env().selection().range().start().0,
        19_999 * 8
    );
}

#[test]
fn the_example_documents_list_what_was_counted_in_them() {
    let folder = std::path::Path::new("../shared/documents");
    let Ok(entries) = fs::read_dir(folder) else {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    };
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut window = Window::empty();
    window.open(&paths);
    window.act(Action::ListDamage);
    window.harness.state_mut().damage.scope = Scope::Project;
    window.run();
    let damage = &window.desk().damage;
    let expected: usize = paths
        .iter()
        .map(|path| {
            let text = fs::read_to_string(path).unwrap();
            zhubi::text::damage::damage(&text.as_str().into()).len()
        })
        .sum();
    assert_eq!(damage.n_places(), expected);
    assert_eq!(damage.count(Harm::LostBytes), 7);
    assert_eq!(damage.count(Harm::ImpossibleDate), 1);
    assert_eq!(
        damage.count(Harm::PrivateUse),
        0,
        "it stands in a run of lost bytes"
    );
}
