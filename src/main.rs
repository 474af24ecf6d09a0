//! Starts a verb of the command line, or the window.

use std::path::PathBuf;
use std::process::ExitCode;

use zhubi::cli;
use zhubi::cli::Outcome;

fn main() -> ExitCode {
    match cli::run(std::env::args_os()) {
        Outcome::Exit(exit) => exit.into(),
        Outcome::Window(files) => open_window(files),
    }
}

#[cfg(feature = "gui")]
fn open_window(files: Vec<PathBuf>) -> ExitCode {
    match zhubi::ui::app::run(files) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::say_error(&error).into(),
    }
}

#[cfg(not(feature = "gui"))]
fn open_window(_files: Vec<PathBuf>) -> ExitCode {
    let error = anyhow::anyhow!(
        "this zhubi was built without its window; zhubi --help lists what it does without one"
    );
    cli::say_error(&error).into()
}
