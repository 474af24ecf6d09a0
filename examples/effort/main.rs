//! What labelling costs: a simulated annotator at work in the real window, paid by the keystroke.
//!
//! `cargo run --release --example effort -- --documents DIR --gold DIR [--assist all] [--json]`
//!
//! `docs/effort.md` describes the model. Ends with 1 if a document does not end with its gold.

mod annotator;
mod report;

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use clap::ValueEnum as _;

use crate::annotator::Assist;

#[derive(Debug, Parser)]
struct Arguments {
    /// The folder of the documents; those with gold are labelled, by name.
    #[arg(long)]
    documents: PathBuf,
    /// The folder of the gold: for `NAME` a file `NAME.jsonl` of start, end, label and text.
    #[arg(long)]
    gold: PathBuf,
    /// Which sources of suggestions are on.
    #[arg(long, value_enum, default_value_t = Assist::All)]
    assist: Assist,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
    /// Print every act with its price, before the figures.
    #[arg(long)]
    log: bool,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(said) => {
            // A reader that goes away is no error.
            writeln!(std::io::stdout(), "{said}").ok();
            ExitCode::SUCCESS
        }
        Err(why) => {
            eprintln!("effort: {why}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<String, String> {
    let documents = annotator::gold::read(&arguments.documents, &arguments.gold)?;
    let ledger = annotator::label(&documents, arguments.assist)?;
    let assist = arguments.assist.to_possible_value();
    let assist = assist.map(|value| value.get_name().to_owned());
    let assist = assist.unwrap_or_default();
    let mut said = String::new();
    if arguments.log {
        said = report::log(&ledger) + "\n\n";
    }
    said += &match arguments.json {
        true => format!("{:#}", report::json(&ledger, &assist)),
        false => report::table(&ledger, &assist),
    };
    Ok(said)
}
