//! A project whose file is damaged: what is wrong with it, and what else there is of it.

use std::path::PathBuf;
use std::time::SystemTime;

use egui::Context;
use egui::Key;
use egui::Modifiers;

use super::Fate;
use super::window_ui;
use crate::session;
use crate::session::LoadError;
use crate::session::Opened;
use crate::session::rescue::Copy;
use crate::session::rescue::Rescue;
use crate::session::rescue::Source;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::scene::Ask;
use crate::ui::scene::Scene;
use crate::ui::tasks::TaskResult;
use crate::ui::words;

/// What the window shows.
pub struct Damaged {
    path: PathBuf,
    /// What is wrong, line by line.
    why: String,
    rescue: Rescue,
}

impl Desk {
    /// Looks what else there is of a project that cannot be read; tells only what is wrong where
    /// nothing else can be.
    pub(in crate::ui) fn seek_rescue(&mut self, ctx: &Context, path: PathBuf, error: LoadError) {
        let keeper = self.keeper.clone().filter(|_| error.is_damage());
        let Some(keeper) = keeper else {
            self.tell_unopened(&path, &error);
            return;
        };
        self.loading = true;
        self.tasks.start(ctx, "rescue", move || {
            let rescue = keeper.rescue(&path);
            TaskResult::RescueFound(path, Box::new(error), Box::new(rescue))
        });
    }

    /// Takes what else there is of a project that cannot be read.
    pub(in crate::ui) fn take_rescue(&mut self, path: PathBuf, error: &LoadError, rescue: Rescue) {
        self.loading = false;
        self.said.clear();
        if rescue.copies.is_empty() && rescue.journals.is_empty() {
            self.tell_unopened(&path, error);
            return;
        }
        self.windows.rescue = Some(Damaged {
            path,
            why: words::load_error(&self.texts, error),
            rescue,
        });
        self.windows.freshen();
    }

    fn tell_unopened(&mut self, path: &std::path::Path, error: &LoadError) {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        let file = file.into_owned();
        let title = self.texts.tr_with("error-open", [("file", file.into())]);
        let body = words::load_error(&self.texts, error);
        self.said.clear();
        self.notices.error(title, body);
    }

    /// Opens a project from a copy.
    pub(in crate::ui) fn open_rescued(&mut self, ctx: &Context, path: PathBuf, source: Source) {
        let Some(keeper) = self.keeper.clone() else {
            return;
        };
        self.loading = true;
        self.said = self.texts.tr("said-opening");
        let gauge = self.gauges.open();
        self.tasks.start(ctx, "open project", move || {
            let opened = gauge.during(|| keeper.open_rescued(&path, &source));
            TaskResult::Rescued(path, opened.map(Box::new))
        });
    }

    /// Takes a project opened from a copy, and says what becomes of the damaged file.
    pub(in crate::ui) fn take_rescued(
        &mut self,
        ctx: &Context,
        path: PathBuf,
        opened: Result<Box<Opened>, LoadError>,
    ) {
        self.loading = false;
        match opened {
            Ok(opened) => {
                let is_damaged = opened.session.replaces_damaged();
                self.take_opened(ctx, &path, *opened);
                let file = path.file_name().unwrap_or_default().to_string_lossy();
                let file = file.into_owned();
                let values = [("file", file.into())];
                let title = self.texts.tr_with("rescue-opened", values);
                let what = match is_damaged {
                    true => "rescue-opened-damaged",
                    false => "rescue-opened-gone",
                };
                self.notices.hint(title, self.texts.tr(what));
            }
            Err(error) => self.seek_rescue(ctx, path, error),
        }
    }

    /// Shows the window.
    pub(super) fn rescue_ui(&mut self, ctx: &Context) {
        let Some(damaged) = self.windows.rescue.take() else {
            return;
        };
        let escaped = ctx.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        let frame = self.windows.frame();
        let mut asks = Vec::new();
        let scene = self.scene(&mut asks);
        let file = damaged.path.file_name().unwrap_or_default();
        let file = file.to_string_lossy().into_owned();
        let title = scene.texts.tr_with("rescue-title", [("file", file.into())]);
        let mut chosen = None;
        let fate = window_ui(ctx, &scene, &title, 760.0, frame, |ui| {
            let area = egui::ScrollArea::vertical().auto_shrink([false, true]);
            area.show(ui, |ui| chosen = contents_ui(ui, &scene, &damaged));
        });
        self.windows.fresh = false;
        if let Some(source) = chosen {
            let effect = Effect::OpenRescued(damaged.path, source);
            self.asks.push(Ask::effect(effect));
        } else if !escaped && fate == Fate::Stays {
            self.windows.rescue = Some(damaged);
        }
    }
}

fn contents_ui(ui: &mut egui::Ui, scene: &Scene<'_>, damaged: &Damaged) -> Option<Source> {
    for (i, line) in damaged.why.lines().enumerate() {
        let text = egui::RichText::new(line);
        ui.label(match i {
            0 => text.color(scene.theme.accent),
            _ => text,
        });
    }
    ui.separator();
    if damaged.rescue.copies.is_empty() {
        ui.label(scene.tr("rescue-no-copy"));
    } else {
        ui.label(scene.section("rescue-copies"));
        ui.label(scene.dim(scene.tr("rescue-copies-what")));
    }
    let mut chosen = None;
    egui::Grid::new("rescue")
        .num_columns(5)
        .striped(true)
        .spacing([16.0, 8.0])
        .show(ui, |ui| {
            for copy in &damaged.rescue.copies {
                if copy_ui(ui, scene, copy) {
                    chosen = Some(copy.source.clone());
                }
                ui.end_row();
            }
        });
    ui.add_space(8.0);
    ui.label(scene.section("rescue-journals"));
    for journal in &damaged.rescue.journals {
        let file = journal.path.file_name().unwrap_or_default();
        let values = [
            ("n", journal.n_acts.into()),
            ("unsaved", journal.n_unsaved.into()),
            ("age", age(scene, Some(at(journal.last_at))).into()),
        ];
        let said = scene.texts.tr_with("rescue-journal", values);
        ui.label(said).on_hover_text(file.to_string_lossy());
    }
    if damaged.rescue.journals.is_empty() {
        ui.label(scene.dim(scene.tr("rescue-no-journal")));
    }
    chosen
}

/// Shows a copy; returns whether it is to be opened.
fn copy_ui(ui: &mut egui::Ui, scene: &Scene<'_>, copy: &Copy) -> bool {
    let (key, file) = match &copy.source {
        Source::Backup(file) => ("rescue-backup", Some(file)),
        Source::Version(file) => ("rescue-version", Some(file)),
        Source::Journal => ("rescue-journal-alone", None),
    };
    let name = scene.tr(key);
    let label = ui.label(&name);
    if let Some(file) = file {
        label.on_hover_text(file.display().to_string());
    }
    let when = copy.when.map(session::moment);
    let age = age(scene, copy.when);
    ui.label(&age).on_hover_text(when.unwrap_or_default());
    let counts = |counts: session::Counts| {
        words::rescue::counts(scene.texts, counts.n_documents, counts.n_spans)
    };
    let held = copy.held.map(counts);
    ui.label(
        scene.dim(
            held.clone()
                .unwrap_or_else(|| scene.tr("rescue-unreadable")),
        ),
    );
    let mut with_journal = String::new();
    if let (Some(all), true) = (copy.with_journal.map(counts), copy.n_acts > 0) {
        let values = [("n", copy.n_acts.into()), ("counts", all.into())];
        with_journal = scene.texts.tr_with("rescue-with-journal", values);
        if copy.n_unfit > 0 {
            let values = [("n", copy.n_unfit.into())];
            with_journal += &scene.texts.tr_with("rescue-unfit", values);
        }
    }
    ui.label(&with_journal);
    let open = scene.tr("rescue-open");
    let enabled = held.is_some();
    let response = ui.add_enabled(enabled, egui::Button::new(&open));
    let said = [open, name, age, held.unwrap_or_default(), with_journal].join(" · ");
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Button, enabled, &said));
    response.clicked()
}

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(seconds)
}

fn age(scene: &Scene<'_>, when: Option<SystemTime>) -> String {
    when.map_or(String::new(), |when| words::ago(scene.texts, when))
}
