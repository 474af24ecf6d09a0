//! What can be typed about labelled data: `import`, `export`, `convert`.

use std::path::PathBuf;

use clap::Args;
use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use crate::cli::args::StatusArg;
use crate::cli::args::ViewArg;
use crate::cli::args::annotator_name;
use crate::exchange;
use crate::exchange::flat::Overlap;
use crate::exchange::output::Rows;
use crate::exchange::output::Tokens;
use crate::exchange::output::WriteOptions;
use crate::exchange::split::Split;
use crate::exchange::units::OffsetUnit;

/// Arguments of `import`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi import 报告.ron --from doccano all.jsonl --annotator gold --add-labels\n\n\
                  A document is found by its text, its name or its id. Spans that do not fit it \
                  are named and left out, the rest goes in; where another unit of offsets would \
                  make them fit, that is said.\n\n\
                  JSON lines (jsonl) may be documents ({\"id\",\"text\",\"spans\":[…]}, each span an \
                  object or [start,end,\"LABEL\"]), spans ({\"start\",\"end\",\"label\",\"text\"}, the \
                  file named DOCUMENT.jsonl) or relations ({\"rel\",\"head\":[start,end],\
                  \"tail\":[start,end]}, the file named DOCUMENT.rel.jsonl)."
)]
pub struct ImportArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// Files of labelled data, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The files' format
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", value_parser = readable())]
    pub from: String,
    /// The layer to add to, made where it is not there; the only one if not given
    #[arg(long, value_name = "NAME", value_parser = annotator_name)]
    pub annotator: Option<String>,
    /// Adds labels and relations to the project that it does not have, instead of refusing them
    #[arg(long)]
    pub add_labels: bool,
    /// What the offsets count, where that is not what the format says
    #[arg(long, value_name = "UNIT", value_parser = unit())]
    pub offsets: Option<String>,
    /// Brings in nothing if something does not fit
    #[arg(long)]
    pub strict: bool,
    /// Writes what was done and refused as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

/// Arguments of `export`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi export 报告.ron --to conll-bioes -o train.tsv --layer gold\n\
                  Example: zhubi export 报告.ron --to parquet -o data --majority --split 8:1:1\n\n\
                  What the format cannot carry is told before anything is written. A card that \
                  says what is in it is written beside the file (OUT.card.md), or into the folder \
                  (README.md)."
)]
pub struct ExportArgs {
    /// The project
    #[arg(value_name = "PROJECT.ron")]
    pub project: PathBuf,
    /// The format
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    pub to: String,
    /// The file to write, or - for standard output; the folder, for formats of several files
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// The layer to write; the only one if not given. Several with --union or --majority
    #[arg(long, value_name = "NAME")]
    pub layer: Vec<String>,
    /// Writes what any of the layers has, all of them if none is named
    #[arg(long, conflicts_with = "majority")]
    pub union: bool,
    /// Writes what more than half of the layers have, all of them if none is named
    #[arg(long)]
    pub majority: bool,
    /// Only layers of this status; may be given several times
    #[arg(long, value_enum, value_name = "STATUS")]
    pub status: Vec<StatusArg>,
    /// Only spans of this label; may be given several times
    #[arg(long, value_name = "LABEL")]
    pub label: Vec<String>,
    /// Only this document, by name or id; may be given several times
    #[arg(long, value_name = "DOCUMENT")]
    pub document: Vec<String>,
    /// Leaves out paragraphs without spans; offsets follow
    #[arg(long)]
    pub no_negatives: bool,
    /// The text as the window shows it, instead of the text as it is; offsets follow
    #[arg(long = "as", value_enum, value_name = "VIEW", default_value_t = ViewArg::Raw)]
    pub view: ViewArg,
    /// Deals documents out to train, dev and test, such as 8:1:1; OUT is a folder then
    #[arg(long, value_name = "RATIO", value_parser = ratios)]
    pub split: Option<[u32; 3]>,
    /// Another seed deals out otherwise
    #[arg(long, value_name = "N", default_value_t = 0, requires = "split")]
    pub seed: u64,
    /// How it is written
    #[command(flatten)]
    pub how: WriteArgs,
    /// Writes no card
    #[arg(long)]
    pub no_card: bool,
}

/// Arguments of `convert`.
#[derive(Args, Debug)]
#[command(
    after_help = "Example: zhubi convert --from label-studio --to spacy tasks.json -o train.spacy\n\n\
                  Documents go from one format to the other one by one, without a project, so \
                  that files may be larger than the memory."
)]
pub struct ConvertArgs {
    /// Files of labelled data, or folders of them
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The files' format
    #[arg(long, value_name = "FORMAT", value_parser = readable())]
    pub from: String,
    /// The format to write
    #[arg(long, value_name = "FORMAT", value_parser = writable())]
    pub to: String,
    /// The file to write, or - for standard output; the folder, for formats of several files
    #[arg(short, long, value_name = "OUT")]
    pub output: PathBuf,
    /// Only layers of this annotator, where the files name several
    #[arg(long, value_name = "NAME")]
    pub annotator: Option<String>,
    /// What the offsets count, where that is not what the format says
    #[arg(long, value_name = "UNIT", value_parser = unit())]
    pub offsets: Option<String>,
    /// How it is written
    #[command(flatten)]
    pub how: WriteArgs,
}

/// How labelled data is written.
#[derive(Args, Debug)]
pub struct WriteArgs {
    /// Which spans a format keeps that has room for one label a character
    #[arg(long, value_enum, default_value_t = OverlapArg::Longest)]
    pub overlap: OverlapArg,
    /// What one token is, in the CoNLL formats
    #[arg(long, value_enum, default_value_t = TokensArg::Chars)]
    pub tokens: TokensArg,
    /// What a row is, in Parquet
    #[arg(long, value_enum, default_value_t = RowsArg::Documents)]
    pub rows: RowsArg,
    /// Writes nothing if anything gets lost
    #[arg(long)]
    pub strict: bool,
    /// Writes what was written and lost as JSON
    #[arg(long, value_name = "FILE")]
    pub report: Option<PathBuf>,
}

impl WriteArgs {
    /// Returns the options of a writer, without labels.
    pub fn options(&self) -> WriteOptions {
        WriteOptions {
            overlap: self.overlap.into(),
            tokens: match self.tokens {
                TokensArg::Chars => Tokens::Chars,
                TokensArg::Words => Tokens::WordsCut,
                TokensArg::WholeWords => Tokens::WordsKept,
            },
            rows: match self.rows {
                RowsArg::Documents => Rows::Documents,
                RowsArg::Tokens => Rows::Tokens,
            },
            ..WriteOptions::default()
        }
    }
}

impl ExportArgs {
    /// Returns how documents are dealt out, if they are.
    pub fn split(&self) -> Option<Split> {
        let seed = self.seed;
        self.split.map(|ratios| Split { ratios, seed })
    }
}

/// Values of `--overlap`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum OverlapArg {
    /// Keep the longest of spans that share characters
    Longest,
    /// Keep the first of them
    First,
    /// Write nothing if any do
    Error,
}

impl From<OverlapArg> for Overlap {
    fn from(overlap: OverlapArg) -> Self {
        match overlap {
            OverlapArg::Longest => Self::Longest,
            OverlapArg::First => Self::First,
            OverlapArg::Error => Self::Error,
        }
    }
}

/// Values of `--tokens`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TokensArg {
    /// Characters
    Chars,
    /// Words, cut where a span begins or ends in one
    Words,
    /// Words as they are; spans that begin or end in one are left out
    WholeWords,
}

/// Values of `--rows`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RowsArg {
    /// Documents with their spans
    Documents,
    /// Sentences with a tag for each token
    Tokens,
}

pub(super) fn readable() -> PossibleValuesParser {
    let formats = exchange::FORMATS.iter().filter(|f| f.read.is_some());
    PossibleValuesParser::new(formats.map(|format| format.name))
}

fn writable() -> PossibleValuesParser {
    let formats = exchange::FORMATS.iter().filter(|f| f.write.is_some());
    PossibleValuesParser::new(formats.map(|format| format.name))
}

pub(super) fn unit() -> PossibleValuesParser {
    PossibleValuesParser::new(OffsetUnit::ALL.map(OffsetUnit::name))
}

/// Reads `8:1:1`, or `9:1` without a test part.
fn ratios(written: &str) -> Result<[u32; 3], &'static str> {
    let wrong = "shares are whole numbers with colons between them, such as 8:1:1";
    let shares: Result<Vec<u32>, _> = written.split(':').map(str::parse).collect();
    let shares = match shares.map_err(|_| wrong)?.as_slice() {
        [train, dev, test] => [*train, *dev, *test],
        [train, dev] => [*train, *dev, 0],
        _ => return Err(wrong),
    };
    if shares == [0; 3] {
        return Err("at least one share is more than 0");
    }
    Ok(shares)
}
