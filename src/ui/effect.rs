//! What an action can come to: the parts of the window carry these out.

use std::path::PathBuf;

use crate::edit::caret::Place;
use crate::edit::command::Command;
use crate::model::ids::Annotator;
use crate::model::span::SpanKey;
use crate::session::Version;
use crate::session::rescue::Source;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::view::ViewKind;
use crate::ui::assist::ReviewAsk;
use crate::ui::assist::order::DocOrder;
use crate::ui::assist::queue::QueueAsk;
use crate::ui::damage::DamageAsk;
use crate::ui::grow::Grown;
use crate::ui::past::PastAsk;
use crate::ui::search::FindAsk;
use crate::ui::text_view::Motion;

/// What an action came to.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Change the project; the annotator is at the place afterwards.
    Edit(Command, Place),
    /// The message shown last is closed.
    CloseNotice,
    /// Take the last act back.
    Undo,
    /// Make the act taken back again.
    Redo,
    /// Be somewhere else.
    Go(Place),
    /// Be at a place with a selection that grew out of others, or shrank back.
    Grow(Grown, Place),
    /// Move the caret, by the rows on the screen.
    MoveCaret(Motion, Extent),
    /// Put these characters on the clipboard.
    Copy(CharRange, CopyAs),
    /// Put the caret somewhere in the document, in the middle of the view.
    GoTo(CharIdx),
    /// Mark or forget the head of a relation.
    MarkHead(Option<SpanKey>),
    /// Ask the user for files.
    Choose(Choice),
    /// Open a project file.
    OpenProject(PathBuf),
    /// Copy the sample out and open it.
    OpenSample,
    /// Read documents into a new project or the open one.
    ReadDocuments(Destination, Vec<PathBuf>),
    /// Save to the project's file, or ask for one.
    Save,
    /// Show a window.
    Show(Dialog),
    /// Change something the program remembers.
    Set(Setting),
    /// Read the open document in another view.
    ReadAs(ViewKind),
    /// Put the keyboard into the text.
    FocusText,
    /// Look for words, or do something with what is found.
    Find(FindAsk),
    /// Do something with what is suggested.
    Review(ReviewAsk),
    /// List the documents in an order.
    OrderBy(DocOrder),
    /// List what is suggested, or do something with the list.
    Queue(QueueAsk),
    /// List what is damaged, or do something with the list.
    Damage(DamageAsk),
    /// List what was done, or do something with the list.
    Past(PastAsk),
    /// Put the tables of the statistics on the clipboard.
    CopyStatistics,
    /// Bring an earlier version of the project back.
    Restore(Version),
    /// Open a project whose file is damaged from something else.
    OpenRescued(PathBuf, Source),
    /// Close the project, after asking when it is not saved.
    CloseProject,
    /// Leave, after asking when the project is not saved.
    Quit,
    /// Label under another name of the project.
    WorkAs(Annotator),
    /// Give an annotator of the project another name, and label under it.
    RenameAnnotator {
        /// The name so far.
        from: Annotator,
        /// The new name.
        to: Annotator,
    },
    /// Open a project that is open elsewhere too.
    OpenBeside(PathBuf, OpenAs),
    /// Say in a message why something does not reach the disk.
    ExplainStuck,
    /// Make a project of the labelled data that was read, in the place of the open one.
    MakeOfLabelled,
    /// Say why nothing happened: the key of a text.
    Say(&'static str),
}

/// How a project is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenAs {
    /// After asking, where somebody has it open.
    Asking,
    /// Whoever else has it open.
    Anyway,
    /// To be read and not changed.
    ReadOnly,
}

/// Whether a move of the caret selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Only the caret moves.
    Caret,
    /// The other end of the selection stays.
    Selection,
}

/// In which form characters are copied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyAs {
    /// The characters of the text itself, with what a view hides.
    Text,
    /// The same, with the spans written into them.
    Marked,
    /// What the view shows of them.
    Shown,
}

/// What files are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// Documents for a new project.
    NewProject,
    /// Documents to add.
    Documents,
    /// A folder of documents to add.
    Folder,
    /// A project to open.
    Project,
    /// Where to save the project.
    SaveAs,
    /// Where to write an export.
    Export,
    /// What a model outside predicts.
    Predictions,
    /// Labelled data to bring in.
    Labelled,
    /// A folder of it.
    LabelledFolder,
    /// A file of words for the lists.
    Words,
    /// Where to write the words of the lists.
    ExportWords,
}

/// Where documents go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Destination {
    /// A new project.
    NewProject,
    /// The open project.
    OpenProject,
}

/// A window over the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Every act by name.
    Palette,
    /// The keys.
    Help,
    /// Version, licences, places.
    About,
    /// The program's settings.
    Settings,
    /// Labels, relations, classes.
    Schema,
    /// Word lists and patterns.
    Lexicons,
    /// The guideline.
    Guideline,
    /// Export of training data.
    Export,
    /// Problems of the project.
    Check,
    /// Where spans came from, and how often suggestions were right.
    Statistics,
    /// What a model outside predicts, before it comes in.
    Predictions,
    /// Labelled data, before it comes in.
    Labelled,
    /// The versions kept of the project.
    Versions,
    /// Another name for the document.
    RenameDocument,
    /// Another name for the project.
    RenameProject,
    /// Another name for the annotator.
    RenameAnnotator,
    /// A note on the span.
    Note,
    /// Other words for some of the text.
    Correct,
    /// Where to go in the document.
    GoTo,
}

/// Something the program remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Setting {
    ToggleDocuments,
    ToggleLabels,
    LargerText,
    SmallerText,
    UsualText,
    WiderSpacing,
    CloserSpacing,
    LongerLines,
    ShorterLines,
    UsualLines,
    ToggleFocus,
    ToggleBlind,
    ToggleTheme,
    ToggleContrast,
    NextLanguage,
}
