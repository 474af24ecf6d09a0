//! What can be typed: verbs, options and their help, as clap reads them.
//!
//! Types and texts only. Each verb does its work in the module that has its name.

mod exchanged;

use std::path::PathBuf;

use clap::Args;
use clap::Parser;
use clap::Subcommand;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use self::exchanged::readable;
use self::exchanged::unit;
use crate::exchange::predictions::PredictionFormat;
use crate::model::layer::Status;
use crate::text::view::ViewKind;

pub use self::exchanged::ConvertArgs;
pub use self::exchanged::ExportArgs;
pub use self::exchanged::ImportArgs;
pub use self::exchanged::OverlapArg;

/// Label Chinese documents: people, roles, events, slogans.
#[derive(Debug, Parser)]
#[command(
    name = "zhubi",
    version,
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Without a verb a window opens with the project or the documents given.\n\
                  A document named like a verb is opened as ./show.\n\n\
                  Exit code: 0 done; 1 something was refused, lost or wrong; 2 wrong use or \
                  unreadable input.\n\n\
                  Example: zhubi 报告.ron"
)]
pub struct Cli {
    /// What to do without a window.
    #[command(subcommand)]
    pub verb: Option<Verb>,
    /// A project, or documents to label.
    #[arg(value_name = "PROJECT.ron | DOCUMENT")]
    pub files: Vec<PathBuf>,
    /// Open the sample project.
    #[arg(long, conflicts_with = "files")]
    pub sample: bool,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make a project from documents
    New(NewArgs),
    /// Show documents, layers, counts per label and status
    Show(ShowArgs),
    /// Add, remove or rename documents of a project
    Documents(DocumentsArgs),
    /// Bring words into the word lists of a project
    Lexicon(LexiconArgs),
    /// Add labelled data to an annotator's layer
    Import(ImportArgs),
    /// Bring in what a model predicts, to be reviewed as suggestions
    Predictions(PredictionsArgs),
    /// Write labels for other tools
    Export(ExportArgs),
    /// Turn labelled data from one format into another, without a project
    Convert(ConvertArgs),
    /// Name everything that is wrong with a project
    Check(CheckArgs),
    /// Print a document as the window shows it
    View(ViewArgs),
    /// Find words in the documents of a project
    Find(FindArgs),
    /// Print what the window would suggest
    Suggest(SuggestArgs),
    /// Learn from labelled data, and measure on other labelled data how well that works
    TrainEval(TrainEvalArgs),
}

/// Arguments of `new`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi new 报告.ron texts/*.txt --annotator li\n\
                        Example: zhubi new 报告.ron --from doccano all.jsonl"
)]
pub struct NewArgs {
    /// The project file to make; it must not be there yet
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Files of text (.txt, .md, .html, .docx), tables of texts (.csv, .tsv, .jsonl), or folders
    #[arg(value_name = "DOCUMENT", required = true)]
    pub documents: Vec<PathBuf>,
    /// The files are labelled data of this format, and the project is made with their labels
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    pub from: Option<String>,
    /// What offsets of labelled data count, where that is not what the format says
    #[arg(long, value_name = "UNIT", value_parser = unit(), requires = "from")]
    pub offsets: Option<String>,
    /// Makes an empty layer with this name in each document; with --from, whose layers the data
    /// has that it names nobody for
    #[arg(long, value_name = "NAME", value_parser = annotator_name)]
    pub annotator: Option<String>,
    /// The documents' encoding, such as UTF-8, GB18030 or Big5; found out if not given
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The columns of tables
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Which columns of a table are wanted; each of its rows is a document.
#[derive(Args, Debug)]
pub struct ColumnArgs {
    /// The column of a table with the texts; text, content, 正文, 文本 or 内容 if not given
    #[arg(long, value_name = "NAME")]
    pub text_column: Option<String>,
    /// The column of a table with the documents' names; they are named FILE#ROW if not given
    #[arg(long, value_name = "NAME")]
    pub name_column: Option<String>,
}

/// Arguments of `show`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi show 报告.ron --json\n\n\
                  The JSON is one object. \"name\", \"labels\", \"relations\" and \"problems\" (how \
                  many check would name on loading) are the project's. \"documents\" lists each \
                  document with \"id\", \"name\", \"characters\", \"encoding\" and its \"layers\"; \
                  each of these has \"annotator\", \"status\" (to_do, in_progress, done, \
                  to_discuss), \"spans\", \"relations\" and \"counts\" (spans by label). \
                  \"layers\" sums these up by annotator, with \"documents\" for how many have one. \
                  Fields may be added, none will change.")]
pub struct ShowArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Writes JSON instead of a table
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `lexicon`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi lexicon add 报告.ron 职务.csv --label ROLE")]
pub struct LexiconArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: LexiconVerb,
}

/// What `lexicon` does.
#[derive(Debug, Subcommand)]
pub enum LexiconVerb {
    /// Take words from a file
    Add(LexiconAddArgs),
}

/// Arguments of `lexicon add`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi lexicon add 报告.ron 职务.csv --label ROLE\n\n\
                  A .txt file has a word on each line. A table (.csv, .tsv) has a column of words and \
                  may have one of labels (keys or names); words of a label that the project does \
                  not have are named and left out."
)]
pub struct LexiconAddArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// The file with the words
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// The label of words that have none in the file
    #[arg(long, value_name = "LABEL")]
    pub label: Option<String>,
    /// What the list is called; the file's name if not given
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
}

/// Arguments of `documents`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi documents add 报告.ron 第二批/*.txt")]
pub struct DocumentsArgs {
    /// What to do with them.
    #[command(subcommand)]
    pub verb: DocumentsVerb,
}

/// The verbs of `documents`.
#[derive(Debug, Subcommand)]
pub enum DocumentsVerb {
    /// Add documents at the end
    Add(AddArgs),
    /// Remove documents with all their layers
    Remove(RemoveArgs),
    /// Give a document another name
    Rename(RenameArgs),
}

/// Arguments of `documents add`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi documents add 报告.ron 第二批/*.txt --encoding GB18030")]
pub struct AddArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Files of text (.txt, .md, .html, .docx), tables of texts (.csv, .tsv, .jsonl), or folders
    #[arg(value_name = "DOCUMENT", required = true)]
    pub documents: Vec<PathBuf>,
    /// The documents' encoding, such as UTF-8, GB18030 or Big5; found out if not given
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
    /// The columns of tables
    #[command(flatten)]
    pub columns: ColumnArgs,
}

/// Arguments of `documents remove`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi documents remove 报告.ron 旧稿.txt")]
pub struct RemoveArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Names or ids of documents
    #[arg(value_name = "NAME", required = true)]
    pub documents: Vec<String>,
}

/// Arguments of `documents rename`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi documents rename 报告.ron a.txt 讲话.txt")]
pub struct RenameArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// The document's name or id
    #[arg(value_name = "NAME")]
    pub from: String,
    /// Its new name
    #[arg(value_name = "NEW-NAME")]
    pub to: String,
}

/// Arguments of `predictions`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi predictions 报告.ron bert.jsonl --source bert --json\n\n\
                  Each span is a suggestion of the source until somebody accepts or rejects it. \
                  Bringing a source in again replaces what it said of the same documents.\n\n\
                  Formats: jsonl, a document a line: {\"text\" or \"id\", \
                  \"spans\":[[start,end,\"LABEL\",score],…]}, each span a list or an object, also \
                  under \"entities\" (Prodigy, doccano); label-studio, tasks with \
                  \"predictions\"; spacy, what Doc.to_json gives, a document a line or a list. \
                  Offsets count Unicode characters, scores go from 0 to 1. What does not fit is \
                  named and left out, the rest comes in.\n\n\
                  JSON: {\"source\",\"documents\",\"spans\",\"labels\":{LABEL:n},\"new_labels\":[…],\
                  \"repeated\",\"unscored\",\"replaced\",\"kept_documents\",\
                  \"refused\":[{\"file\",\"line\",\"spans\",\"reason\"}],\"unread_fields\":{FIELD:n}}"
)]
pub struct PredictionsArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Files of predictions
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// What the model is called; no annotator may have the name
    #[arg(long, value_name = "NAME")]
    pub source: String,
    /// The files' format; found out for each document if not given
    #[arg(long, value_name = "FORMAT", value_parser = predicted())]
    pub format: Option<String>,
    /// The score of spans without one
    #[arg(long, value_name = "SCORE", default_value = "0.5", value_parser = score)]
    pub default_score: u16,
    /// Adds labels to the project that it does not have, instead of refusing their spans
    #[arg(long)]
    pub add_labels: bool,
    /// Prints what came in and what did not as JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `check`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi check 报告.ron --sources texts\n\n\
                  Each line is FILE:LINE:COLUMN: error|hint: sentence. Exit code 1 if there is an \
                  error; hints do not count. With --sources each document is held against the \
                  file it was read from, found by its name and the SHA-256 of its bytes in DIR and \
                  all folders in it; whatever is not the same is an error.\n\n\
                  The JSON is one object. \"findings\" lists what the lines say, with \"line\", \
                  \"column\", \"severity\" (error, hint), \"message\" and, where it speaks of \
                  one, \"document\" and \"id\". With --sources, \"sources\" lists each document \
                  with \"document\", \"id\", \"file\", \"encoding\", \"state\" (same, changed, \
                  renamed, missing, unreadable, no_file), \"path\", and for a changed one \"text\" \
                  (same, other_row, other, unknown). Fields may be added, none will change.")]
pub struct CheckArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Compares the documents with the files of a folder
    #[arg(long, value_name = "DIR")]
    pub sources: Option<PathBuf>,
    /// The column of a table with the texts, where it was named on import
    #[arg(long, value_name = "NAME", requires = "sources")]
    pub text_column: Option<String>,
    /// Writes JSON instead of lines
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `view`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi view 报告.txt --as simplified\n\n\
                  The JSON of --map is one object. \"document\", \"encoding\" and \"as\" say what was \
                  read, and how; \"characters\" counts those of the text, \"shown\" those of the \
                  view. \"hidden\" lists ranges [start,end] of the text. \"damage\" lists places with \
                  \"start\", \"end\", \"kind\" (replaced, lost_bytes, private_use, orphaned_gloss, \
                  unpaired_bracket, impossible_date), \"text\" and, where it can be proved, \
                  \"reading\". Offsets count Unicode characters of the text. Fields may be added, none \
                  will change.")]
pub struct ViewArgs {
    /// A text file
    #[arg(value_name = "DOCUMENT")]
    pub document: PathBuf,
    /// How to read it
    #[arg(long = "as", value_enum, value_name = "VIEW", default_value_t = ViewArg::Reading)]
    pub view: ViewArg,
    /// Writes JSON of what is hidden and what is damaged, instead of the text
    #[arg(long)]
    pub map: bool,
    /// The document's encoding, such as UTF-8, GB18030 or Big5; found out if not given
    #[arg(long, value_name = "NAME")]
    pub encoding: Option<String>,
}

/// Values of `--as`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ViewArg {
    /// Without pinyin glosses
    Reading,
    /// Without glosses, in simplified characters
    Simplified,
    /// Without glosses, in traditional characters
    Traditional,
    /// The text itself
    Raw,
}

impl From<ViewArg> for ViewKind {
    fn from(view: ViewArg) -> Self {
        match view {
            ViewArg::Reading => Self::READING,
            ViewArg::Simplified => Self::SIMPLIFIED,
            ViewArg::Traditional => Self::TRADITIONAL,
            ViewArg::Raw => Self::RAW,
        }
    }
}

/// Arguments of `find`.
#[derive(Args, Debug)]
#[command(after_help = "Example: zhubi find 报告.ron 习近平 --json\n\n\
                  Words are found in either script, with glosses and blanks in them or not, and in \
                  any width or case. A line is DOCUMENT:START-END: and the words among their \
                  neighbours. With --json each line is an object with \"document\", \"start\", \
                  \"end\" and \"words\". Offsets count Unicode characters. It is no error to find \
                  nothing.\n\n\
                  --label, --unlabelled and --status go by the layers of all annotators, or with \
                  --annotator by that one's, and then only in documents that have the layer. A \
                  document without a layer is one to do.")]
pub struct FindArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// What to look for
    #[arg(value_name = "WORDS")]
    pub words: String,
    /// Takes WORDS for a regular expression; ^ and $ are the ends of a line
    #[arg(long)]
    pub regex: bool,
    /// Finds the same characters only
    #[arg(long)]
    pub exact: bool,
    /// Only places that share characters with a span of this label; may be given again
    #[arg(long, value_name = "LABEL", conflicts_with = "unlabelled")]
    pub label: Vec<String>,
    /// Only places that share no character with a span
    #[arg(long)]
    pub unlabelled: bool,
    /// Whose layers count; all if not given
    #[arg(long, value_name = "NAME", value_parser = annotator_name)]
    pub annotator: Option<String>,
    /// Only documents of this status
    #[arg(long, value_enum, value_name = "STATUS")]
    pub status: Option<StatusArg>,
    /// Writes JSON lines
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `suggest`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi suggest project.ron --train-on 小王 --score 0.7\n\n\
                  Nothing is written into the project. Suggested is what the window would suggest \
                  to that annotator: words labelled before, word lists and patterns, models \
                  brought in, and the learner, which learns from all that the layer holds.\n\n\
                  The JSON is one object a line, a document each: \"doc\", \"id\" and \"spans\", a list of \
                  {\"start\",\"end\",\"label\",\"score\",\"source\",\"text\"}, positions in characters, \
                  scores between 0 and 1; `zhubi predictions` reads it."
)]
pub struct SuggestArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Whose layer is learned from and left as it is; needed where there are several
    #[arg(long, value_name = "LAYER")]
    pub train_on: Option<String>,
    /// The least score, between 0 and 1
    #[arg(long, value_name = "SCORE", default_value = "0.5", value_parser = score)]
    pub score: u16,
    /// Writes JSON
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `train-eval`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi train-eval train.jsonl test.jsonl --limit 100\n\n\
                  Each line of both files is a document: {\"text\":\"…\",\"spans\":[[0,2,\"NAME\"],…]}, \
                  positions in characters. A span counts as found when its start, end and label \
                  are all right.\n\n\
                  The JSON is one object: \"overall\" with \"precision\", \"recall\" and \"f1\", \
                  \"labels\" with the same for each, \"train_seconds\", \"tag_chars_per_second\", \
                  and \"reliability\", which lists for spans by their score \"from\", \"to\", \"n\" \
                  and \"right\". All but seconds and counts are fractions of 1."
)]
pub struct TrainEvalArgs {
    /// What is learned
    #[arg(value_name = "TRAIN.jsonl")]
    pub train: PathBuf,
    /// What it is measured on
    #[arg(value_name = "TEST.jsonl")]
    pub test: PathBuf,
    /// Learns from so many lines only: the first after a shuffle
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// What the shuffle and the learner draw from
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// The least score of a span that counts as suggested, between 0 and 1
    #[arg(long, value_name = "SCORE", default_value_t = 0.3)]
    pub score: f32,
    /// Learns one line after the other, as the window does with documents that are marked done
    #[arg(long)]
    pub online: bool,
    /// Writes JSON
    #[arg(long)]
    pub json: bool,
}

/// Values of `--status`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum StatusArg {
    /// Nothing yet
    ToDo,
    /// Begun
    InProgress,
    /// Finished
    Done,
    /// Finished but for a question
    ToDiscuss,
}

impl From<StatusArg> for Status {
    fn from(status: StatusArg) -> Self {
        match status {
            StatusArg::ToDo => Self::ToDo,
            StatusArg::InProgress => Self::InProgress,
            StatusArg::Done => Self::Done,
            StatusArg::ToDiscuss => Self::ToDiscuss,
        }
    }
}

fn annotator_name(name: &str) -> Result<String, &'static str> {
    let bad = name.trim() != name || name.is_empty() || name.chars().any(char::is_control);
    if bad {
        return Err("a name cannot be empty or have white space at its ends");
    }
    Ok(name.to_owned())
}

fn predicted() -> PossibleValuesParser {
    PossibleValuesParser::new(PredictionFormat::ALL.map(PredictionFormat::name))
}

/// Reads a score from 0 to 1 as thousandths.
fn score(written: &str) -> Result<u16, &'static str> {
    let score = written.parse::<f64>().ok();
    let score = score.filter(|score| (0.0..=1.0).contains(score));
    let score = score.ok_or("a score is a number from 0 to 1")?;
    Ok((score * 1000.0).round() as u16)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definitions_agree_with_each_other() {
        Cli::command().debug_assert();
    }
}
