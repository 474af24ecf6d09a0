//! Starts a verb of the command line, or the window.

use std::process::ExitCode;

use zhubi::cli;
use zhubi::cli::Outcome;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(exit) => exit.into(),
        window => open_window(window),
    }
}

#[cfg(feature = "gui")]
fn open_window(window: Outcome) -> ExitCode {
    use zhubi::ui::app::Opening;

    let opening = match window {
        Outcome::Window(files) if !files.is_empty() => Opening::Paths(files),
        Outcome::Sample => Opening::Sample,
        _ => Opening::Nothing,
    };
    match zhubi::ui::app::run(opening) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::say_error(&error).into(),
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(_window: Outcome) -> ExitCode {
    let error = anyhow::anyhow!(
        "this zhubi was built without its window; zhubi --help lists what it does without one"
    );
    cli::say_error(&error).into()
}
