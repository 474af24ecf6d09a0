//! The command line: verbs that do without a window what the window does.
//!
//! Results go to standard output, everything said about them to standard error. A verb returns an
//! [`Exit`]; an error it returns is wrong use or unreadable input, and nothing was changed then.
//! `main` starts the window, which is not here.

mod args;
mod check;
mod convert;
mod documents;
mod export;
mod find;
mod import;
mod kept;
mod labelled;
mod lexicon;
mod new;
mod predictions;
mod project;
mod show;
mod speak;
mod suggest;
mod table;
mod train_eval;
mod view;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser as _;

use crate::cli::args::Cli;
use crate::cli::args::Verb;

/// What a command line came to.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is done, well or not.
    Exit(Exit),
    /// A window is wanted, with these files in it.
    Window(Vec<PathBuf>),
    /// A window is wanted, with the sample project in it.
    Sample,
}

/// How a verb ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done.
    Done,
    /// Something was refused or lost, or is wrong with what was checked.
    Objections,
    /// Wrong use, or input that cannot be read.
    Unusable,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Objections => 1,
            Exit::Unusable => 2,
        })
    }
}

/// Does what the arguments ask for, the program's name first among them.
pub fn run(args: impl IntoIterator<Item = OsString>) -> Outcome {
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => return Outcome::Exit(usage(&error)),
    };
    let done = match cli.verb {
        None if cli.sample => return Outcome::Sample,
        None => match project::all_there(&cli.files) {
            Ok(()) => return Outcome::Window(cli.files),
            Err(error) => Err(error),
        },
        Some(Verb::New(args)) => new::run(args),
        Some(Verb::Show(args)) => show::run(&args),
        Some(Verb::Documents(args)) => documents::run(args.verb),
        Some(Verb::Lexicon(args)) => lexicon::run(args.verb),
        Some(Verb::Import(args)) => import::run(args),
        Some(Verb::Predictions(args)) => predictions::run(&args),
        Some(Verb::Export(args)) => export::run(&args),
        Some(Verb::Convert(args)) => convert::run(&args),
        Some(Verb::Check(args)) => check::run(&args),
        Some(Verb::View(args)) => view::run(&args),
        Some(Verb::Find(args)) => find::run(&args),
        Some(Verb::Suggest(args)) => suggest::run(&args),
        Some(Verb::TrainEval(args)) => train_eval::run(&args),
    };
    Outcome::Exit(done.unwrap_or_else(|error| {
        speak::error(&error);
        Exit::Unusable
    }))
}

/// Says an error that concerns the whole program, as `main` does.
pub fn say_error(error: &anyhow::Error) -> Exit {
    speak::error(error);
    Exit::Unusable
}

/// Prints help or what is wrong with the arguments; a reader that went away is no error.
fn usage(error: &clap::Error) -> Exit {
    let _gone = error.print();
    if error.use_stderr() {
        Exit::Unusable
    } else {
        Exit::Done
    }
}
