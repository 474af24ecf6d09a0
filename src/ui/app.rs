//! The desk in a window of the system.

use std::path::PathBuf;

use anyhow::anyhow;

use crate::session::user;
use crate::text::script;
use crate::text::segment::Words;
use crate::ui::crash;
use crate::ui::desk::Desk;
use crate::ui::effect::Effect;
use crate::ui::memory::Memory;
use crate::ui::scene::Ask;
use crate::ui::settings::Settings;
use crate::ui::shell::Shell;
use crate::ui::tasks::TaskResult;
use crate::ui::tasks::Tasks;

/// Size of the window at the first start, in points.
const WINDOW_SIZE: [f32; 2] = [1280.0, 800.0];
/// The smallest window in which nothing is cut off.
const SMALLEST_SIZE: [f32; 2] = [480.0, 360.0];

/// What to open when the window appears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Opening {
    /// Nothing: the start page.
    Nothing,
    /// A project, or documents for a new one.
    Paths(Vec<PathBuf>),
    /// The sample project.
    Sample,
}

/// Opens the window and returns when it is closed.
///
/// Fails with a sentence where no window can be opened, as on a machine without a display.
pub fn run(opening: Opening) -> anyhow::Result<()> {
    let viewport = egui::ViewportBuilder::default()
        .with_title("朱笔 Zhubi")
        .with_app_id("zhubi")
        .with_inner_size(WINDOW_SIZE)
        .with_min_inner_size(SMALLEST_SIZE)
        .with_drag_and_drop(true);
    let options = eframe::NativeOptions {
        viewport,
        ..eframe::NativeOptions::default()
    };
    let started = eframe::run_native(
        "zhubi",
        options,
        Box::new(move |context| Ok(Box::new(App::new(&context.egui_ctx, opening)))),
    );
    started.map_err(|error| {
        anyhow!(
            "no window could be opened{}; a desktop with OpenGL is needed, \
             the commands of `zhubi --help` work without one",
            match error {
                // Its words name a line of source code.
                eframe::Error::Winit(_) | eframe::Error::WinitEventLoop(_) => String::new(),
                error => format!(": {error}"),
            }
        )
    })
}

struct App {
    shell: Shell,
}

impl App {
    fn new(ctx: &egui::Context, opening: Opening) -> Self {
        crash::install();
        let mut shell = Shell::new(ctx, Box::new(new_desk));
        if let Some(desk) = shell.desk_mut() {
            match opening {
                Opening::Nothing => {}
                Opening::Paths(paths) => desk.open_paths(paths),
                Opening::Sample => desk.asks.push(Ask::effect(Effect::OpenSample)),
            }
        }
        Self { shell }
    }
}

fn new_desk(ctx: &egui::Context) -> Desk {
    let mut desk = Desk::new(Settings::load(), Tasks::on_threads());
    desk.memory = Memory::load();
    desk.keeper = Some(user::keeper());
    desk.learner_folder = user::folders().map(|folders| folders.data.join("learner"));
    desk.prepare(ctx);
    desk.tasks.start(ctx, "words", || {
        script::load();
        Words::load();
        TaskResult::WordsLoaded
    });
    desk
}

impl eframe::App for App {
    fn logic(&mut self, ctx: &egui::Context, _frame: &mut eframe::Frame) {
        self.shell.logic(ctx);
    }

    fn ui(&mut self, ui: &mut egui::Ui, _frame: &mut eframe::Frame) {
        self.shell.ui(ui);
    }

    fn clear_color(&self, visuals: &egui::Visuals) -> [f32; 4] {
        let window = self.shell.desk().map(|desk| desk.theme.window);
        window
            .unwrap_or(visuals.panel_fill)
            .to_normalized_gamma_f32()
    }
}
