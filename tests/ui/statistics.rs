//! The statistics: what they count, that they follow each act, and what they copy.

use egui::accesskit::Role;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::layer::Rejection;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;
use zhubi::ui::action::Action;
use zhubi::ui::desk::NAMELESS;
use zhubi::ui::effect::Dialog;
use zhubi::ui::effect::Effect;
use zhubi::ui::scene::Ask;

use crate::harness::Window;

const TEXT: &str = "县委书记王毅到会，市长周明讲话。";

fn span(start: usize, end: usize, label: &str, score_permille: u16, corrected: bool) -> Span {
    let detail = SpanDetail {
        origin: Origin::Suggested {
            source: "learner".to_owned(),
            score_permille,
            corrected,
        },
        ..SpanDetail::default()
    };
    Span::with_detail(CharRange::of(start, end), label, detail)
}

/// A window with three suggestions accepted, one of them corrected, and one rejected.
fn reviewed() -> Window {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    let doc = window
        .session()
        .project()
        .documents
        .at(0)
        .expect("one")
        .id
        .clone();
    let layer = LayerRef::new(doc, NAMELESS);
    let spans = vec![
        span(0, 4, "ROLE", 960, false),
        span(4, 6, "PERSON", 910, true),
        span(9, 11, "ROLE", 320, false),
        Span::new(CharRange::of(11, 13), "PERSON"),
    ];
    let add = Command::AddSpans {
        layer: layer.clone(),
        spans,
        same_label: SameLabel::Refuse,
    };
    let key = SpanKey::new(CharRange::of(6, 8), "EVENT");
    let reject = Command::Reject {
        layer,
        rejections: vec![(key, Rejection::new("learner", Some(350)))],
    };
    command(&mut window, add);
    command(&mut window, reject);
    window
}

fn command(window: &mut Window, command: Command) {
    let place = window.desk().place.clone();
    let ask = Ask::effect(Effect::Edit(command, place));
    window.harness.state_mut().asks.push(ask);
    window.run();
}

/// Returns what was copied in the last frames.
fn copied(window: &Window) -> String {
    let commands = window.harness.output().platform_output.commands.iter();
    let mut texts = commands.filter_map(|command| match command {
        egui::OutputCommand::CopyText(text) => Some(text.clone()),
        _ => None,
    });
    texts.next_back().expect("something was copied")
}

fn row(window: &Window, name: &str) -> String {
    let said = window.said();
    let start = format!("{name} · ");
    let told = |line: &'_ str| line.trim_start_matches("Label").trim().to_owned();
    let line = said.lines().map(told).find(|line| line.starts_with(&start));
    line.unwrap_or_else(|| panic!("no row {name}: {said}"))
}

#[test]
fn every_source_is_told_with_its_precision() {
    let mut window = reviewed();
    window.act(Action::Statistics);
    assert_eq!(window.desk().windows.open(), Some(Dialog::Statistics));
    let learner = window.tr("source-learner");
    let row_of = row(&window, &learner);
    let tr = |key: &str| window.tr(key);
    for cell in [
        format!("{} 3", tr("statistics-spans")),
        format!("{} 2", tr("statistics-accepted")),
        format!("{} 1", tr("statistics-corrected")),
        format!("{} 1", tr("statistics-rejected")),
        format!("{} 50.0 %", tr("statistics-precision")),
        format!("{} 15.0–85.0 %", tr("statistics-interval")),
    ] {
        assert!(row_of.contains(&cell), "{cell}: {row_of}");
    }
    // The curve has its numbers in a table.
    let high = row(&window, "0.9–1.0");
    assert!(
        high.contains(&format!("{} 2", tr("statistics-looked-at"))),
        "{high}"
    );
    assert!(
        high.contains(&format!("{} 1", tr("statistics-right"))),
        "{high}"
    );
    let plot = window.tr("statistics-plot");
    let _plot = window.node(Role::Image, &plot);
    window.press("Escape");
    assert_eq!(window.desk().windows.open(), None);
}

#[test]
fn the_numbers_follow_each_act() {
    let mut window = reviewed();
    window.act(Action::Statistics);
    window.press("Escape");
    window.act(Action::Undo);
    window.act(Action::Statistics);
    let learner = window.tr("source-learner");
    let rejected = window.tr("statistics-rejected");
    let row_of = row(&window, &learner);
    assert!(row_of.contains(&format!("{rejected} 0")), "{row_of}");
}

#[test]
fn mine_is_told_from_everyones() {
    let mut window = reviewed();
    let doc = window
        .session()
        .project()
        .documents
        .at(0)
        .expect("one")
        .id
        .clone();
    command(
        &mut window,
        Command::AddSpans {
            layer: LayerRef::new(doc, "乙"),
            spans: vec![span(0, 4, "ROLE", 960, false)],
            same_label: SameLabel::Refuse,
        },
    );
    window.act(Action::Statistics);
    let learner = window.tr("source-learner");
    let spans = window.tr("statistics-spans");
    assert!(row(&window, &learner).contains(&format!("{spans} 3")));
    let everyone = window.tr("statistics-everyone");
    window.click_role(Role::RadioButton, &everyone);
    assert!(row(&window, &learner).contains(&format!("{spans} 4")));
}

#[test]
fn the_tables_are_copied_by_button_and_by_key() {
    let mut window = reviewed();
    window.act(Action::Statistics);
    let copy = window.tr("action-copy-statistics");
    window.click_button(&copy);
    let said = window.tr("said-statistics-copied");
    assert_eq!(window.desk().said, said);
    // By its key too, whether the window is there or not.
    for closes in [false, true] {
        window.harness.state_mut().said.clear();
        if closes {
            window.press("Escape");
        }
        window.act(Action::CopyStatistics);
        assert_eq!(window.desk().said, said);
    }
    let ask = Ask::Action(Action::CopyStatistics);
    window.harness.state_mut().asks.push(ask);
    window.harness.step();
    let report = copied(&window);
    let rows: Vec<Vec<&str>> = report
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    let learner = window.tr("source-learner");
    assert!(
        rows.contains(&vec![&learner, "3", "2", "1", "1", "50.0 %", "15.0–85.0 %"]),
        "{report}"
    );
    assert!(
        rows.contains(&vec!["0.3–0.4", "2", "1", "50.0 %", "9.5–90.5 %"]),
        "{report}"
    );
}

#[test]
fn a_project_without_suggestions_says_so() {
    let mut window = Window::of(&[("甲.txt", TEXT)]);
    window.act(Action::Statistics);
    let none = window.tr("statistics-no-scores");
    assert!(window.shows(&none), "{}", window.said());
}
