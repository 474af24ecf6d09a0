# Every visible word of the window, by key. The same keys stand in each language.

menu-file = File
menu-edit = Edit
menu-label = Label
menu-view = View
menu-help = Help
menu-recent = Open recent

action-new-project = New project from documents…
action-open-project = Open project…
action-open-sample = Open the sample
action-add-documents = Add documents…
action-add-folder = Add a folder…
action-save = Save
action-save-as = Save as…
action-export = Export training data…
action-check = Check the project
action-close-project = Close project
action-quit = Quit
action-undo = Undo
action-redo = Redo
action-copy = Copy the words
action-select-all = Select the whole text
action-select-word = Select the word
action-select-sentence = Select the sentence
action-let-go = Let go of the selection
action-rename-document = Rename document…
action-remove-document = Remove document from the project
action-rename-project = Rename project…
action-rename-annotator = Label under another name…
action-edit-schema = Labels and relations…
action-edit-guideline = Guideline…
action-settings = Settings…
action-label = Label
action-delete-span = Remove span
action-left-edge-left = Left edge to the left
action-left-edge-right = Left edge to the right
action-right-edge-left = Right edge to the left
action-right-edge-right = Right edge to the right
action-next-span = Next span
action-previous-span = Previous span
action-span-beneath = Span beneath
action-edit-note = Note…
action-link-span = Relation from or to here
action-document-done = Done, next document
action-status-to-do = Status: to do
action-status-in-progress = Status: in progress
action-status-done = Status: done
action-status-to-discuss = Status: to discuss
action-next-document = Next document
action-previous-document = Previous document
action-focus-text = Go to the text
action-toggle-documents = Documents panel
action-toggle-labels = Labels panel
action-larger-text = Larger text
action-smaller-text = Smaller text
action-usual-text = Usual text size
action-toggle-theme = Light or dark
action-toggle-contrast = High contrast
action-next-language = Next language
action-palette = Commands
action-help = Keys and help
action-about = About Zhubi
action-move-left = Left
action-move-right = Right
action-move-up = Up a row
action-move-down = Down a row
action-move-word-left = Word left
action-move-word-right = Word right
action-move-sentence-left = Sentence back
action-move-sentence-right = Sentence on
action-move-paragraph-up = Paragraph back
action-move-paragraph-down = Paragraph on
action-move-row-start = Start of the row
action-move-row-end = End of the row
action-move-page-up = Page up
action-move-page-down = Page down
action-move-document-start = Start of the document
action-move-document-end = End of the document
action-extend-left = Select left
action-extend-right = Select right
action-extend-up = Select a row up
action-extend-down = Select a row down
action-extend-word-left = Select a word left
action-extend-word-right = Select a word right
action-extend-sentence-left = Select a sentence back
action-extend-sentence-right = Select a sentence on
action-extend-paragraph-up = Select a paragraph back
action-extend-paragraph-down = Select a paragraph on
action-extend-row-start = Select to the start of the row
action-extend-row-end = Select to the end of the row
action-extend-page-up = Select a page up
action-extend-page-down = Select a page down
action-extend-document-start = Select to the start of the document
action-extend-document-end = Select to the end of the document

ok = OK

cancel = Cancel

close = Close

start-what = Label people, roles, events and slogans in Chinese documents, on your own computer
start-sample = Three short documents to try everything on
start-new = Choose texts; they are copied into a new project, the files stay as they are
start-open = A .ron file made here or by a colleague
start-drop = Or drop files, a folder or a project onto this window
start-recent = Recent projects

panel-documents = Documents
panel-progress = Documents done
panel-layers = Layers
panel-labels = Labels
panel-counts = Here / all
panel-span = Selected span
panel-selection = Selected words
panel-how = How to label
panel-relations = Relations

hint-select = Drag over words or double-click one, then press the key of a label
hint-press = Press the key of a label

span-label = Label
span-place = Place
span-place-value = { $start }–{ $end } · { $n } characters
span-origin = Origin
span-note = Note
span-left-edge = Left edge
span-right-edge = Right edge
span-head = Relation starts at: { $words }
span-remove-relation = Remove

origin-hand = By hand
origin-repeated = Repeated

label-unknown = Unknown label

paper-name = Text of the document
paper-empty = This project has no documents yet
paper-measure = { $size } px · { $n } characters a line

status-place = Paragraph { $paragraph } · character { $char }
status-selected = { $n } selected
status-saved = Saved
status-unsaved = Not saved
status-never-saved = Not saved to a file yet
status-saving = Saving…
status-working = Working…
status-to-do = To do
status-in-progress = In progress
status-done = Done
status-to-discuss = To discuss

say-no-project = Open or make a project first
say-no-document = Add a document first
say-no-selection = Select some words first
say-no-span = Click a span first
say-no-label = There is no such label
say-span-too-short = A span holds at least one character
say-text-ends = The text ends here
say-nothing-beneath = There is no span beneath this one
say-no-more-spans = There are no more spans
say-no-more-documents = There are no more documents
say-no-relation-fits = No relation joins these two labels
say-no-history = There is nothing more to undo or redo
say-other-project = Another project is open now, so nothing was done
say-one-project = Drop one project by itself, or documents

said-undone = Undone
said-redone = Redone
said-copied = Copied
said-head-marked = Now select the other span and press the key again
said-head-forgotten = The relation's start is forgotten
said-labelled = { $n } labelled
said-removed = { $n } removed
said-changed = Changed
said-reading = Reading documents…
said-opening = Opening…
said-opened = Opened · you label as { $name }
said-saved = Saved
said-added = { $n } documents added
said-exported = Exported to { $file }

new-project-name = New project

files-projects = Zhubi projects
files-documents = Texts
files-new-project = Documents for a new project
files-add-documents = Documents to add
files-add-folder = A folder of documents
files-open-project = Open a project
files-save-as = Save the project as
files-export = Write the export to

path-why = This system offers no file dialog, so type or paste the path; several go on lines of their own
path-hint = /home/…/file.txt

leave-title = The project is not saved
leave-question = Save “{ $name }” before it is closed?
leave-save = Save
leave-discard = Do not save

error-open = { $file } could not be opened
error-open-safe = The file was not touched, and what was open stays open
error-save = { $file } could not be saved
error-save-safe = Your work is still here and the file on disk is as it was; save again, or save as another file
error-export = { $file } could not be written
error-sample = The sample could not be copied out
error-settings = The settings could not be saved
error-documents = { $n } files could not be read
error-documents-safe = Nothing was changed in them; the other files were added
error-export-own = { $file } is the project itself
error-export-own-do = Nothing was written; choose another file
error-task = Something went wrong while working ({ $task })

notice-doubts = Please look at these documents

doubt-encoding = read as { $encoding }, guessed
doubt-replaced = { $n } places could not be read and show as ▯
doubt-controls = { $n } control characters kept

notice-problems = { $n } things in this project do not fit
notice-problems-safe = Everything was kept as it stood; F8 lists it

refusal-overlap = Two spans of one label may not overlap
refusal-span-taken = There is such a span already
refusal-label-taken = There is a label with this key already
refusal-hotkey-taken = Two labels cannot have one key
refusal-label-in-use = The label still has spans; merge it or remove it with them
refusal-bad-key = This cannot be a key
refusal-name-taken = Another document has this name
refusal-empty-name = A name cannot be empty
refusal-annotator-taken = Another layer has this name
refusal-document-taken = This document is in the project already
refusal-other = This cannot be done

palette-hint = Part of a command's or a document's name
palette-nothing = Nothing has this name

help-mouse = Drag to select · double-click a word · triple-click a sentence · Shift-click to extend · click a span to take hold of it, again for the one beneath · drag the handles of its edges
help-extend = Shift with a move of the caret selects

about-licence = Free software under MIT or Apache-2.0
about-font = Zhubi Sans, a part of Noto Sans CJK SC, under the SIL Open Font License 1.1
about-config = Settings
about-data = The sample and other files of the program

guideline-what = What each label is and is not; it is saved in the project

check-nothing = Nothing was found
check-found = { $n } findings; a click goes there
check-working = Looking…

export-format = Format
export-layer = Layer
export-overlap = Where spans share characters
export-longest = Keep the longest
export-first = Keep the first
export-error = Write nothing
export-no-layer = Nothing is labelled yet
export-counts = { $documents } documents, { $spans } spans
export-unlabelled = { $n } documents without this layer are left out
export-no-loss = This format carries everything
export-loss = This format cannot carry
export-stuck = Some spans share characters, so nothing will be written
export-write = Write the file…
export-working = Counting…

format-jsonl = a document a line, with its spans
format-conll-bio = a character a line, B- I- O
format-conll-bioes = a character a line, B- I- E- S- O

loss-nested = nested spans
loss-overlapping = overlapping spans
loss-blank = spans of white space
loss-trimmed = white space at the ends of spans
loss-label-spelling = labels that are spelled otherwise there
loss-attributes = attribute values
loss-span-notes = notes on spans
loss-entities = names of entities
loss-relations = relations
loss-classes = document classes
loss-notes = notes on documents
loss-statuses = document statuses
loss-conflicts = conflicts of a merge
loss-misfits = lines that do not fit their text
loss-later-values = values of a later version
loss-origins = origins of spans
loss-review = rejected suggestions and ignored findings
loss-time = times of work

finding-label-repeated = Two labels with one key
finding-hotkey-shared = Two labels with one hotkey
finding-document-name = Two documents with one name
finding-conflict = A merge left two values
finding-misfit = A span that does not fit the text
finding-label-unknown = A label that the schema lacks
finding-overlap = Spans of one label overlap
finding-attribute-unknown = An attribute that the label lacks
finding-attribute-value = A value that the attribute lacks
finding-entity-unknown = An entity that is not listed
finding-class-unknown = A class that the schema lacks
finding-relation-unknown = A relation that the schema lacks
finding-relation-end-gone = A relation whose end is gone
finding-relation-label = A relation between labels it does not join
finding-edge-space = White space at an edge
finding-edge-quote = A quotation mark at an edge
finding-edge-punctuation = Punctuation at the end
finding-edge-gloss = An edge inside a gloss
finding-gloss-left-out = The last character's gloss is left out
finding-edge-grapheme = An edge inside a character
finding-note-outside = A note beyond the text
finding-ignored-outside = An ignored finding beyond the text

settings-annotator = Your name
settings-annotator-what = Your spans lie in a layer of this name
settings-language = Language
settings-theme = Look
settings-text-size = Size of the text
settings-keys = Keys
settings-keys-what = Click keys to change them; keys of labels are in Labels and relations
settings-press = Press keys…
settings-usual = Usual
settings-key-taken = { $keys } belongs to: { $action }

theme-system = As the system
theme-light = Light
theme-dark = Dark

schema-labels = Labels
schema-relations = Relations
schema-classes = Document classes
schema-key = Key in the data
schema-name = Name
schema-letter = Letter
schema-hotkey = Hotkey
schema-color = Color
schema-description = Description
schema-self-overlap = Its spans may overlap each other
schema-attributes = Attributes
schema-add-label = + Label
schema-add-attribute = + Attribute
schema-add-relation = + Relation
schema-add-class = + Class
schema-remove = Remove
schema-kind = Answers
schema-choice = Choice
schema-yes-no = Yes or no
schema-text = Text
schema-values = Choices, separated by commas
schema-n-spans = { $n } spans in all layers
schema-merge = Merge into…
schema-remove-label = Remove label…
schema-remove-sure = Remove it with its { $n } spans
schema-heads = From
schema-tails = To
schema-ends-what = No label chosen means any

loading-title = Opening…

replace-title = The file is there already
replace-question = Replace { $file }?
replace-do = Replace
