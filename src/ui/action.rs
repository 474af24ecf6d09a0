//! Everything a user can ask for: one list that menus, keys, palette and help are made from.
//!
//! An action says what is asked, without parameters; what it comes to in the present place is
//! found by `resolve`. Its name is the text `action-<id>` in each language.

use crate::ui::shortcuts::Keys;
use crate::ui::text_view::Motion;

/// Every way the caret moves by key, with its id and its keys.
const MOVES: [(Motion, &str, &str); 18] = [
    (Motion::Left, "left", "ArrowLeft"),
    (Motion::Right, "right", "ArrowRight"),
    (Motion::Up, "up", "ArrowUp"),
    (Motion::Down, "down", "ArrowDown"),
    (Motion::WordLeft, "word-left", "Ctrl+ArrowLeft"),
    (Motion::WordRight, "word-right", "Ctrl+ArrowRight"),
    (Motion::ClauseLeft, "clause-left", "Alt+Comma"),
    (Motion::ClauseRight, "clause-right", "Alt+Period"),
    (Motion::SentenceLeft, "sentence-left", "Alt+ArrowLeft"),
    (Motion::SentenceRight, "sentence-right", "Alt+ArrowRight"),
    (Motion::ParagraphUp, "paragraph-up", "Ctrl+ArrowUp"),
    (Motion::ParagraphDown, "paragraph-down", "Ctrl+ArrowDown"),
    (Motion::RowStart, "row-start", "Home"),
    (Motion::RowEnd, "row-end", "End"),
    (Motion::PageUp, "page-up", "PageUp"),
    (Motion::PageDown, "page-down", "PageDown"),
    (Motion::DocumentStart, "document-start", "Ctrl+Home"),
    (Motion::DocumentEnd, "document-end", "Ctrl+End"),
];

fn move_row(motion: Motion) -> (&'static str, &'static str) {
    let row = MOVES.iter().find(|row| row.0 == motion);
    row.map_or(("", ""), |row| (row.1, row.2))
}

/// A menu of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Menu {
    File,
    Edit,
    Label,
    View,
    Help,
}

impl Menu {
    /// Every menu, in order.
    pub const ALL: [Self; 5] = [Self::File, Self::Edit, Self::Label, Self::View, Self::Help];

    /// Returns the key of its name.
    pub fn text_key(self) -> &'static str {
        match self {
            Self::File => "menu-file",
            Self::Edit => "menu-edit",
            Self::Label => "menu-label",
            Self::View => "menu-view",
            Self::Help => "menu-help",
        }
    }
}

/// Labels that have an action of their own: as many as there are digits and letters.
pub const LABEL_SLOTS: u8 = 36;

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident, $id:literal, $menu:ident, $group:literal, $keys:literal;)*) => {
        /// Something a user can ask for.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$doc])* $name,)*
            /// Give the selection the label at this place of the schema, or take it off.
            Label(u8),
            /// Move the caret.
            Move(Motion),
            /// Move the caret and keep the other end of the selection.
            Extend(Motion),
        }

        /// The actions that are one each, in menu order.
        const PLAIN: &[(Action, &str, Menu, u8, &str)] =
            &[$((Action::$name, $id, Menu::$menu, $group, $keys),)*];
    };
}

actions! {
    /// Make a project of documents to be chosen.
    NewProject, "new-project", File, 0, "Ctrl+N";
    /// Open a project.
    OpenProject, "open-project", File, 0, "Ctrl+O";
    /// Open the sample project.
    OpenSample, "open-sample", File, 0, "Ctrl+Shift+O";
    /// Add documents to the project.
    AddDocuments, "add-documents", File, 1, "Ctrl+D";
    /// Add all documents of a folder.
    AddFolder, "add-folder", File, 1, "Ctrl+Shift+D";
    /// Save the project.
    Save, "save", File, 2, "Ctrl+S";
    /// Save the project under another name.
    SaveAs, "save-as", File, 2, "Ctrl+Shift+S";
    /// Export training data.
    Export, "export", File, 3, "Ctrl+E";
    /// Look for problems in the project.
    Check, "check", File, 3, "F8";
    /// Bring in what a model outside predicts.
    ImportPredictions, "import-predictions", File, 3, "Ctrl+Shift+E";
    /// Bring in data that was labelled elsewhere.
    ImportLabelled, "import-labelled", File, 3, "Ctrl+I";
    /// List the versions kept of the project.
    Versions, "versions", File, 3, "Ctrl+Shift+H";
    /// Close the project.
    CloseProject, "close-project", File, 4, "Ctrl+W";
    /// Leave the program.
    Quit, "quit", File, 4, "Ctrl+Q";

    /// Take the last act back.
    Undo, "undo", Edit, 0, "Ctrl+Z";
    /// Make the act taken back again.
    Redo, "redo", Edit, 0, "Ctrl+Y|Ctrl+Shift+Z";
    /// List what was done, to go back to any of it.
    History, "history", Edit, 0, "Ctrl+H";
    /// Copy the selected words.
    Copy, "copy", Edit, 1, "Ctrl+C";
    /// Copy the selected words with their labels in marked notation.
    CopyMarked, "copy-marked", Edit, 1, "Ctrl+Shift+C";
    /// Copy the selected words as the reading view shows them.
    CopyShown, "copy-shown", Edit, 1, "Ctrl+Alt+C";
    /// Select the whole text.
    SelectAll, "select-all", Edit, 1, "Ctrl+A";
    /// Select the word at the caret.
    SelectWord, "select-word", Edit, 1, "W";
    /// Select the clause at the caret.
    SelectClause, "select-clause", Edit, 1, "Alt+W";
    /// Select the sentence at the caret.
    SelectSentence, "select-sentence", Edit, 1, "Shift+W";
    /// Widen the selection: word, clause, sentence, paragraph, text.
    GrowSelection, "grow-selection", Edit, 1, "Alt+ArrowUp";
    /// Narrow the selection to what it grew out of.
    ShrinkSelection, "shrink-selection", Edit, 1, "Alt+ArrowDown";
    /// Let go of the selection.
    LetGo, "let-go", Edit, 1, "Escape";
    /// Correct the paragraphs of the selection.
    CorrectText, "correct-text", Edit, 2, "F5";
    /// Look for words in the document.
    Find, "find", Edit, 2, "Ctrl+F";
    /// Look for words in all documents.
    FindInProject, "find-in-project", Edit, 2, "Ctrl+Shift+F";
    /// Go to the next place found.
    FindNext, "find-next", Edit, 2, "F3";
    /// Go to the place found before.
    FindPrevious, "find-previous", Edit, 2, "Shift+F3";
    /// Give the document another name.
    RenameDocument, "rename-document", Edit, 3, "F2";
    /// Take the document out of the project.
    RemoveDocument, "remove-document", Edit, 3, "Ctrl+Delete";
    /// Give the project another name.
    RenameProject, "rename-project", Edit, 3, "Shift+F2";
    /// Change the name under which one labels.
    RenameAnnotator, "rename-annotator", Edit, 3, "Ctrl+F2";
    /// Edit labels, relations and classes.
    EditSchema, "edit-schema", Edit, 4, "F4";
    /// Edit word lists and patterns.
    EditLexicons, "edit-lexicons", Edit, 4, "Ctrl+L";
    /// Read and edit the guideline.
    EditGuideline, "edit-guideline", Edit, 4, "Shift+F4";
    /// Change the program's settings.
    Settings, "settings", Edit, 4, "Ctrl+Comma";

    /// Take the selected span away.
    DeleteSpan, "delete-span", Label, 1, "Delete";
    /// Move the left edge of the selected span to the left.
    LeftEdgeLeft, "left-edge-left", Label, 2, "OpenBracket";
    /// Move the left edge of the selected span to the right.
    LeftEdgeRight, "left-edge-right", Label, 2, "CloseBracket";
    /// Move the right edge of the selected span to the left.
    RightEdgeLeft, "right-edge-left", Label, 2, "Shift+OpenBracket";
    /// Move the right edge of the selected span to the right.
    RightEdgeRight, "right-edge-right", Label, 2, "Shift+CloseBracket";
    /// Take hold of the next span.
    NextSpan, "next-span", Label, 3, "J";
    /// Take hold of the span before.
    PreviousSpan, "previous-span", Label, 3, "K";
    /// Take hold of the span beneath the selected one.
    SpanBeneath, "span-beneath", Label, 3, "B";
    /// Go to the next suggestion.
    NextSuggestion, "next-suggestion", Label, 6, "Tab";
    /// Go to the suggestion before.
    PreviousSuggestion, "previous-suggestion", Label, 6, "Shift+Tab";
    /// Accept the suggestion at hand.
    Accept, "accept", Label, 6, "Enter";
    /// Turn the suggestion at hand down.
    Reject, "reject", Label, 6, "Backspace";
    /// Accept all suggestions from a score on.
    AcceptAll, "accept-all", Label, 6, "Ctrl+Enter";
    /// Select the next place that may want a label, however unsure.
    NextCandidate, "next-candidate", Label, 6, "G";
    /// Label the words of the selected span in the whole document.
    RepeatHere, "repeat-here", Label, 7, "R";
    /// List the words of the selected span in all documents, to label them.
    RepeatInProject, "repeat-in-project", Label, 7, "Shift+R";
    /// Learn from what is labelled, in the open document too.
    Learn, "learn", Label, 8, "T";
    /// Forget what was learned and learn anew.
    Relearn, "relearn", Label, 8, "Ctrl+T";
    /// Show only suggestions that are surer.
    RaiseLeast, "raise-least", Label, 8, "Period";
    /// Show suggestions that are less sure too.
    LowerLeast, "lower-least", Label, 8, "Comma";
    /// Hide all suggestions, to label without them, or show them.
    ToggleBlind, "toggle-blind", Label, 8, "Shift+B";
    /// Write a note on the selected span.
    EditNote, "edit-note", Label, 4, "N";
    /// Mark the selected span as head of a relation, or join it with the marked head.
    LinkSpan, "link-span", Label, 4, "L";
    /// Mark the document as done and go to the next one.
    DocumentDone, "document-done", Label, 5, "D";
    /// Mark the document as to do.
    StatusToDo, "status-to-do", Label, 5, "Alt+1";
    /// Mark the document as in progress.
    StatusInProgress, "status-in-progress", Label, 5, "Alt+2";
    /// Mark the document as done.
    StatusDone, "status-done", Label, 5, "Alt+3";
    /// Mark the document as to discuss.
    StatusToDiscuss, "status-to-discuss", Label, 5, "Alt+4";

    /// Go to a paragraph, a character or a part of the text.
    GoTo, "go-to", View, 0, "Ctrl+G";
    /// Go to the next document.
    NextDocument, "next-document", View, 0, "Ctrl+PageDown";
    /// Go to the document before.
    PreviousDocument, "previous-document", View, 0, "Ctrl+PageUp";
    /// Put the caret into the text.
    FocusText, "focus-text", View, 0, "F6";
    /// Hide pinyin glosses or show them.
    ToggleReading, "toggle-reading", View, 0, "V";
    /// Show the text in the next script.
    NextScript, "next-script", View, 0, "S";
    /// Show where spans came from and how often suggestions were right.
    Statistics, "statistics", View, 1, "Shift+F9";
    /// Copy the tables of the statistics.
    CopyStatistics, "copy-statistics", Edit, 1, "Ctrl+F9";
    /// List what is damaged.
    ListDamage, "list-damage", View, 1, "Shift+F8";
    /// Copy the report of what is damaged.
    CopyDamage, "copy-damage", Edit, 1, "Ctrl+F8";
    /// List the suggestions.
    ToggleQueue, "toggle-queue", View, 1, "Q";
    /// List the documents in the next order.
    NextOrder, "next-order", View, 1, "O";
    /// Show or hide the documents.
    ToggleDocuments, "toggle-documents", View, 1, "F9";
    /// Show or hide the labels.
    ToggleLabels, "toggle-labels", View, 1, "F10";
    /// Larger text.
    LargerText, "larger-text", View, 2, "Ctrl+Equals|Ctrl+Plus";
    /// Smaller text.
    SmallerText, "smaller-text", View, 2, "Ctrl+Minus";
    /// Text of the usual size.
    UsualText, "usual-text", View, 2, "Ctrl+0";
    /// Lines of the text wider apart.
    WiderSpacing, "wider-spacing", View, 2, "Alt+Equals|Alt+Plus";
    /// Lines of the text closer together.
    CloserSpacing, "closer-spacing", View, 2, "Alt+Minus";
    /// More characters in a line.
    LongerLines, "longer-lines", View, 2, "Alt+CloseBracket";
    /// Fewer characters in a line.
    ShorterLines, "shorter-lines", View, 2, "Alt+OpenBracket";
    /// The usual spacing and measure of lines.
    UsualLines, "usual-lines", View, 2, "Alt+0";
    /// Dim all but the sentence at the caret, or nothing.
    ToggleFocus, "toggle-focus", View, 2, "Shift+V";
    /// The light palette or the dark one.
    ToggleTheme, "toggle-theme", View, 3, "F7";
    /// High contrast or not.
    ToggleContrast, "toggle-contrast", View, 3, "Shift+F7";
    /// The next language of the interface.
    NextLanguage, "next-language", View, 3, "Ctrl+Shift+L";

    /// Every act by name.
    Palette, "palette", Help, 0, "Ctrl+Shift+P";
    /// The keys.
    Help, "help", Help, 0, "F1";
    /// Version, licences, where files lie.
    About, "about", Help, 0, "Shift+F1";
}

impl Action {
    /// Returns every action, in menu order.
    pub fn all() -> impl Iterator<Item = Self> {
        let plain = PLAIN.iter().map(|row| row.0);
        let labels = (0..LABEL_SLOTS).map(Self::Label);
        let moves = MOVES.iter().map(|row| Self::Move(row.0));
        plain
            .chain(labels)
            .chain(moves)
            .chain(MOVES.iter().map(|row| Self::Extend(row.0)))
    }

    /// Returns the name by which settings know it.
    pub fn id(self) -> String {
        match self {
            Self::Label(slot) => format!("label-{}", slot + 1),
            Self::Move(motion) => format!("move-{}", move_row(motion).0),
            Self::Extend(motion) => format!("extend-{}", move_row(motion).0),
            _ => self.row().map_or("", |row| row.1).to_owned(),
        }
    }

    /// Returns the key of its name.
    ///
    /// A label's action is shown by the label's own name instead.
    pub fn text_key(self) -> String {
        match self {
            Self::Label(_) => "action-label".to_owned(),
            _ => format!("action-{}", self.id()),
        }
    }

    /// Returns the menu it stands in, with the group in the menu.
    pub fn menu(self) -> (Menu, u8) {
        match self {
            Self::Label(_) => (Menu::Label, 0),
            Self::Move(_) => (Menu::View, 10),
            Self::Extend(_) => (Menu::View, 11),
            _ => self.row().map_or((Menu::Help, 0), |row| (row.2, row.3)),
        }
    }

    /// Returns the keys it has unless the user chose others; a label's come from the schema.
    pub fn default_keys(self) -> Vec<Keys> {
        match self {
            Self::Label(_) => Vec::new(),
            Self::Move(motion) => Keys::parse_list(move_row(motion).1),
            Self::Extend(motion) => {
                let keys = Keys::parse_list(move_row(motion).1).into_iter();
                keys.map(|keys| Keys {
                    shift: true,
                    ..keys
                })
                .collect()
            }
            _ => self.row().map_or(Vec::new(), |row| Keys::parse_list(row.4)),
        }
    }

    /// Returns whether it acts also while a text field or a window has the keyboard.
    pub fn is_global(self) -> bool {
        matches!(
            self,
            Self::Save
                | Self::Quit
                | Self::Palette
                | Self::Help
                | Self::ToggleTheme
                | Self::Find
                | Self::FindInProject
                | Self::FindNext
                | Self::FindPrevious
                | Self::ListDamage
                | Self::CopyDamage
        )
    }

    /// Returns whether holding its key down repeats it.
    pub fn repeats(self) -> bool {
        matches!(
            self,
            Self::Move(_)
                | Self::Extend(_)
                | Self::GrowSelection
                | Self::ShrinkSelection
                | Self::LeftEdgeLeft
                | Self::LeftEdgeRight
                | Self::RightEdgeLeft
                | Self::RightEdgeRight
                | Self::NextSpan
                | Self::PreviousSpan
                | Self::NextSuggestion
                | Self::PreviousSuggestion
                | Self::NextCandidate
                | Self::RaiseLeast
                | Self::LowerLeast
                | Self::NextDocument
                | Self::PreviousDocument
                | Self::Undo
                | Self::Redo
                | Self::FindNext
                | Self::FindPrevious
                | Self::LargerText
                | Self::SmallerText
                | Self::WiderSpacing
                | Self::CloserSpacing
                | Self::LongerLines
                | Self::ShorterLines
        )
    }

    fn row(self) -> Option<&'static (Self, &'static str, Menu, u8, &'static str)> {
        PLAIN.iter().find(|row| row.0 == self)
    }
}
