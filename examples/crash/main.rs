//! Kills the program at work, again and again, and looks at what is left:
//! `cargo run --release --example crash -- --rounds 1000 [--seed 1]`.
//!
//! Ends with 1 if anything that was acknowledged is gone, or anything is wrong in silence.

mod acts;
mod child;
mod damage;
mod rounds;

use std::process::ExitCode;
use std::time::Instant;

use clap::Parser;

#[derive(Debug, Parser)]
struct Arguments {
    /// Programs to start and kill.
    #[arg(long, default_value_t = 100)]
    rounds: usize,
    /// What everything that is left to chance is chosen by; the moments of the disk are not.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// A folder on the disk that is to be tried; one for temporary files unless it is given.
    #[arg(long)]
    folder: Option<std::path::PathBuf>,
}

fn main() -> ExitCode {
    if let Some(task) = child::Task::of_this_program() {
        child::work(&task);
        return ExitCode::SUCCESS;
    }
    let arguments = Arguments::parse();
    let temporary = match &arguments.folder {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let mut temporary = match temporary {
        Ok(temporary) => temporary,
        Err(cause) => {
            eprintln!("no folder to work in: {cause}");
            return ExitCode::FAILURE;
        }
    };
    let killed = rounds::Killed {
        program: std::env::current_exe().unwrap_or_default(),
        arguments: Vec::new(),
    };
    let since = Instant::now();
    let plan = rounds::Plan {
        n_rounds: arguments.rounds,
        series: 12,
        cut_step: 37,
        seed: arguments.seed,
    };
    let figures = rounds::run(&killed, temporary.path(), plan);
    table(&figures, since.elapsed().as_secs_f64());
    if figures.failures.is_empty() {
        return ExitCode::SUCCESS;
    }
    temporary.disable_cleanup(true);
    println!("what is left: {}", temporary.path().display());
    ExitCode::FAILURE
}

fn table(figures: &rounds::Figures, seconds: f64) {
    let rows = [
        ("programs started", figures.n_rounds),
        ("… killed", figures.n_killed),
        ("… … in a save", figures.n_in_save),
        ("… … before the project was open", figures.n_in_opening),
        ("steps announced", figures.n_tried),
        ("steps acknowledged", figures.n_acknowledged),
        (
            "rounds with a step beyond the last one acknowledged",
            figures.n_ahead,
        ),
        ("files written by somebody else between", figures.n_foreign),
        ("acts taken back and made again", figures.n_undone),
        ("longest history", figures.longest),
        ("journals cut", figures.n_cut),
        ("bytes changed", figures.n_flipped),
        ("… and reported", figures.n_reported),
        ("failures", figures.failures.len()),
    ];
    for (what, n) in rows {
        println!("{n:>9}  {what}");
    }
    println!("{seconds:>9.1}  seconds");
}
