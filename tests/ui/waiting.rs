//! How far opening and saving a large project are, as it is shown and said.

use egui::accesskit::Role;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use zhubi::ui::i18n::Language;
use zhubi::ui::settings::Settings;

use crate::harness::USUAL;
use crate::harness::Window;

/// Returns the name and the number of the gauge that is shown.
fn shown(window: &Window) -> Option<(String, f64)> {
    let mut all = window.harness.query_all_by_role(Role::ProgressIndicator);
    let node = all.next()?;
    assert!(all.next().is_none(), "{}", window.said());
    let node = node.accesskit_node();
    Some((node.label()?, node.numeric_value()?))
}

#[test]
fn how_far_it_is_can_be_read_in_every_language() {
    for (language, opening, saving) in [
        (Language::En, "Opening: 42%", "Saving: 7%"),
        (Language::ZhHans, "正在打开：42%", "正在保存：7%"),
        (Language::ZhHant, "正在開啟：42%", "正在儲存：7%"),
    ] {
        let settings = Settings {
            language,
            ..Settings::default()
        };
        let mut window = Window::with(USUAL, settings);
        let desk = window.harness.state_mut();
        desk.loading = true;
        desk.gauges.opening.set(429);
        window.run();
        assert_eq!(shown(&window), Some((opening.to_owned(), 42.0)));
        let desk = window.harness.state_mut();
        (desk.loading, desk.saving) = (false, true);
        desk.gauges.saving.set(70);
        window.run();
        assert_eq!(shown(&window), Some((saving.to_owned(), 7.0)));
    }
}

#[test]
fn it_moves_by_itself_and_goes_when_it_is_done() {
    let mut window = Window::of(&[("甲.txt", "林晚秋任云川县县长。")]);
    // A small project is opened and saved in a moment.
    assert_eq!(shown(&window), None);
    window.harness.state_mut().saving = true;
    window.run();
    assert_eq!(shown(&window), None);
    for permille in [100, 550] {
        window.harness.state_mut().gauges.saving.set(permille);
        // No key and no mouse: the window looks by itself.
        window.wait(1);
        let number = shown(&window).map(|shown| shown.1);
        assert_eq!(number, Some(f64::from(permille / 10)));
    }
    window.harness.state_mut().saving = false;
    window.run();
    assert_eq!(shown(&window), None);
}
