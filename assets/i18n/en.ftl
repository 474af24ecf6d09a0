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
action-import-predictions = Bring in predictions…
action-statistics = Statistics
action-copy-statistics = Copy the statistics
action-check = Check the project
action-close-project = Close project
action-quit = Quit
action-undo = Undo
action-redo = Redo
action-copy = Copy the words
action-copy-marked = Copy with labels
action-copy-shown = Copy as shown
action-copy-what = The characters of the text itself, with the glosses that a reading view hides
action-copy-marked-what = The same characters with their spans written in, such as ⟦PERSON:习近平⟧; spans cut by the edge of the selection are left out
action-copy-shown-what = The characters as the reading view shows them: without hidden glosses, in the script chosen
action-select-sentence-what = Without the stop at its end, as it is labelled
action-select-all = Select the whole text
action-select-word = Select the word
action-select-clause = Select the clause
action-select-sentence = Select the sentence
action-grow-selection = Widen the selection
action-shrink-selection = Narrow the selection back
action-let-go = Let go of the selection
action-find = Find in the document…
action-find-in-project = Find in the project…
action-find-next = Next place found
action-find-previous = Previous place found
action-list-damage = Damaged places
action-copy-damage = Copy the report of damage
action-rename-document = Rename document…
action-remove-document = Remove document from the project
action-rename-project = Rename project…
action-rename-annotator = Label under another name…
action-edit-schema = Labels and relations…
action-edit-lexicons = Word lists and patterns…
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
action-go-to = Go to…
action-previous-document = Previous document
action-focus-text = Go to the text
action-toggle-reading = Hide or show pinyin glosses
action-next-script = Next script
action-toggle-documents = Documents panel
action-toggle-labels = Labels panel
action-larger-text = Larger text
action-smaller-text = Smaller text
action-usual-text = Usual text size
action-wider-spacing = Lines wider apart
action-closer-spacing = Lines closer together
action-longer-lines = Longer lines
action-shorter-lines = Shorter lines
action-usual-lines = Usual lines
action-toggle-focus = Dim all but the sentence
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
action-move-clause-left = Clause back
action-move-clause-right = Clause on
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
action-extend-clause-left = Select a clause back
action-extend-clause-right = Select a clause on
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
action-correct-text = Correct the text…

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
layer-predictions = { $name } · predictions
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
span-hidden = The reading view hides these words; { $keys } shows them

origin-hand = By hand
origin-repeated = Repeated
origin-suggested = Suggested by { $source } · score { $score }
origin-corrected = Suggested by { $source } · score { $score } · corrected by hand
origin-imported = Imported from { $from }
source-repeat = same words
source-lexicon = word lists
source-learner = what was learned
hover-note = Note: { $note }
menu-also-label = Label also as
relabel-misfits = { $n ->
    [one] One relation of this span does not fit its new label
   *[other] { $n } relations of this span do not fit its new label
}
relabel-misfits-do = They are kept. Take the label back with undo, or remove them in the panel of the span.
goto-hint = A paragraph 120, a character @5000, or a part of the text 50%
goto-place = Paragraph { $paragraph } · character { $char } · { $words }
goto-unreadable = Type a number, @ and a number, or a number and %
goto-no-paragraph = The text has paragraphs 1 to { $n }
goto-no-character = The text has characters 0 to { $n }
goto-too-much = The text ends at 100%

label-unknown = Unknown label

paper-name = Text of the document
paper-empty = This project has no documents yet
paper-measure = { $size } px · { $n } characters a line
paper-measure-less = Lines are set to { $chosen } characters; there is room for { $n }
paper-damage = Damaged
view-reading = Reading
view-reading-name = Read without pinyin glosses
view-raw = Source
view-raw-name = Read the text with everything in it
view-as-is = As is
view-as-is-name = Characters as they are written
view-simplified = Simp.
view-simplified-name = As simplified characters
view-traditional = Trad.
view-traditional-name = As traditional characters
damage-lost-bytes = Bytes were lost here; what follows was read one byte off.
damage-private-use = A private-use character; what it stood for is not known.
damage-orphaned-gloss = Half a gloss, or one whose character is broken.
damage-unpaired-bracket = A bracket without its partner.
damage-impossible-date = No calendar has this date; a digit or a character may be missing.
damage-replaced = Something here could not be read and was replaced.
damage-hint = It may have read: { $reading }
damage-title = Damaged places
damage-copy = Copy report
damage-copy-what = A table with tabs, to paste into a spreadsheet or a letter to the publisher
damage-nothing = Nothing damaged was found
damage-list = Damaged places
damage-column-document = Document
damage-column-paragraph = Paragraph
damage-column-start = Start
damage-column-end = End
damage-column-kind = Kind
damage-column-text = Characters
damage-column-context = Context
damage-column-reading = Proved reading
said-damage-copied = { $n ->
    [one] Report copied, 1 place
   *[other] Report copied, { $n } places
}
harm-replaced = Unreadable
harm-lost-bytes = Lost bytes
harm-private-use = Private-use character
harm-orphaned-gloss = Broken gloss
harm-unpaired-bracket = Unpaired bracket
harm-impossible-date = Impossible date
harm-unpaired = Half surrogate pairs
harm-nul = NUL characters, kept
harm-control = Control characters, kept
harm-mojibake = Wrong encoding (mojibake)

status-place = Paragraph { $paragraph } · character { $char }
status-selected = { $n } selected
status-damaged = { $n ->
    [one] 1 damaged place
   *[other] { $n } damaged places
}
status-saved = Saved
status-unsaved = Not saved
status-never-saved = Not saved to a file yet
status-saving = Saving…
status-saving-part = Saving: { $percent }%
status-opening-part = Opening: { $percent }%
status-working = Working…
status-to-do = To do
status-in-progress = In progress
status-done = Done
status-to-discuss = To discuss

say-no-project = Open or make a project first
say-is-model = That is a model: accept what it predicts into your own layer
say-no-document = Add a document first
say-no-selection = Select some words first
say-no-span = Click a span first
say-no-label = There is no such label
say-span-too-short = A span holds at least one character
say-text-ends = The text ends here
say-nothing-beneath = There is no span beneath this one
say-all-selected = The whole text is selected
say-not-grown = The selection was not widened
say-no-more-spans = There are no more spans
say-no-more-documents = There are no more documents
say-no-relation-fits = No relation joins these two labels
say-no-history = There is nothing more to undo or redo
say-other-project = Another project is open now, so nothing was done
say-one-project = Drop one project by itself, or documents
say-too-long-to-correct = Select fewer characters to correct
say-no-room-for-lines = There is room for { $n } characters a line and no more

said-undone = Undone: { $act }
said-redone = Redone: { $act }
said-copied = Copied
said-copied-marked = Copied with labels
said-copied-shown = Copied as shown
said-head-marked = Now select the other span and press the key again
said-head-forgotten = The relation's start is forgotten
said-labelled = { $n } labelled
said-removed = { $n } removed
said-changed = Changed
said-reading = Reading documents…
said-opening = Opening…
said-opened = Opened · you label as { $name }
said-saved = Saved
said-added = { $n ->
    [one] 1 document added
   *[other] { $n } documents added
}
said-exported = Exported to { $file }

new-project-name = New project

files-projects = Zhubi projects
files-documents = Texts
files-new-project = Documents for a new project
files-add-documents = Documents to add
files-add-folder = A folder of documents
files-open-project = Open a project
files-save-as = Save the project as
files-words = Words to bring in
files-export-words = Write the words to
files-export = Write the export to

path-why = This system offers no file dialog, so type or paste the path; several go on lines of their own (Shift+Enter)
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
error-export-own = { $file } is the project itself
error-export-own-do = Nothing was written; choose another file
error-task = Something went wrong while working ({ $task })

notice-problems = { $n ->
    [one] One thing in this project does not fit
   *[other] { $n } things in this project do not fit
}
notice-problems-safe = Everything was kept as it stood; F8 lists it

refusal-no-document = The document is not in the project
refusal-no-document-do = Document { $doc }; choose another in the documents panel
refusal-no-layer = The document has no such layer
refusal-no-layer-do = Layer { $annotator }, document { $doc }; label something first, or work in another layer
refusal-empty-annotator = An annotator's name cannot be empty
refusal-empty-annotator-do = Type at least one character
refusal-annotator-taken = Another layer has this name
refusal-annotator-taken-do = There is a layer “{ $annotator }” already; choose another name
refusal-document-taken = This document is in the project already
refusal-document-taken-do = It is there as “{ $name }” ({ $doc }); work on that one
refusal-name-taken = Another document has this name
refusal-name-taken-do = There is a document “{ $name }” already; choose another name
refusal-empty-name = A name cannot be empty
refusal-empty-name-do = Type at least one character
refusal-span-outside-text = The span lies beyond the text
refusal-span-outside-text-do = { $start }–{ $end }, while the text has { $n } characters; select words of the text
refusal-empty-span = A span holds at least one character
refusal-empty-span-do = No words are selected at { $start }; select some first
refusal-no-span = There is no such span
refusal-no-span-do = { $label } at { $start }–{ $end } may have been removed; click another span, or undo
refusal-span-taken = There is such a span already
refusal-span-taken-do = { $label } at { $start }–{ $end }; choose other words or another label
refusal-overlap = Two spans of one label may not overlap
refusal-overlap-do = { $label } at { $start }–{ $end } shares characters with { $other_start }–{ $other_end }; change one of the two, or let the label overlap itself in Labels and relations
refusal-no-label = There is no such label
refusal-no-label-do = The project has no label { $label }; add it in Labels and relations
refusal-label-taken = There is a label with this key already
refusal-label-taken-do = The key { $label } is in use; choose another
refusal-bad-key = This cannot be a key
refusal-bad-key-do = “{ $key }” is empty, begins or ends with white space, or holds control characters; type another
refusal-hotkey-taken = Two labels cannot have one key
refusal-hotkey-taken-do = { $first } and { $second } would both have { $hotkey }; give one of them another key
refusal-label-in-use = The label still has spans; merge it or remove it with them
refusal-label-in-use-do = { $n ->
    [one] { $label } has 1 span in all layers
   *[other] { $label } has { $n } spans in all layers
}
refusal-no-relation-type = There is no such kind of relation
refusal-no-relation-type-do = The project has no relation { $relation }; add it in Labels and relations
refusal-relation-type-taken = There is a relation with this key already
refusal-relation-type-taken-do = The key { $relation } is in use; choose another
refusal-relation-in-use = The relation is still in use
refusal-relation-in-use-do = { $n ->
    [one] { $relation } joins spans in 1 place; remove it first
   *[other] { $relation } joins spans in { $n } places; remove these first
}
refusal-relation-ends = The relation does not join these labels
refusal-relation-ends-do = { $relation } may not go from { $head } to { $tail }; choose other spans, or allow it in Labels and relations
refusal-no-relation = There is no such relation here
refusal-no-relation-do = { $relation } may have been removed; click the span again, or undo
refusal-stale = The project has changed in the meantime
refusal-stale-do = This step no longer fits and nothing was changed; make it anew
refusal-empty-text = No text would be left
refusal-empty-text-do = Document “{ $name }” must keep at least one character; remove the document instead
refusal-other = This cannot be done

load-not-found = There is no file { $path }
load-not-found-do = See whether it was moved or renamed, or lies on a disk that is not connected
load-no-permission = There is no permission to read { $path }
load-no-permission-do = Ask its owner for it, or for a copy
load-unreadable = { $path } could not be read: { $cause }
load-unreadable-do = Check the disk or the network, and try again
load-empty = The file is empty
load-not-utf8 = From here on the file is not text in UTF-8: it is damaged, or no project
load-not-ron = The file is damaged here, or breaks off
load-not-a-project = The file is no Zhubi project
load-not-a-project-do = Choose a .ron file that was saved here; texts are added to a project as documents
load-newer-format = A newer Zhubi saved it: format { $found }, while this one reads up to { $known }
load-newer-format-do = Update Zhubi, and open it again
load-unknown-field = There is an unknown field “{ $field }”
load-unknown-field-in = There is an unknown field “{ $field }” in { $object }
load-unknown-field-do = Correct its name in a text editor; if a newer Zhubi wrote it, update
load-number-out-of-bounds = A number here is too large or below zero
load-repeated-label = Two labels have the key “{ $key }”
load-repeated-relation = Two relations have the key “{ $key }”
load-repeated-document = Two documents have the id “{ $key }”
load-repeated-layer = A document has two layers of “{ $key }”
load-repeated-do = Rename or remove one of the two in a text editor
load-misshapen = Something here is not as a project has it
load-line = Line { $line }, column { $column }
load-line-text = Line { $line }, column { $column }: { $text }
load-do-mend = Mend the line in a text editor; or copy the backup beside it, whose name ends in .bak, to a .ron file and open that
load-do-backup = If it was a project: copy the backup beside it, whose name ends in .bak, to a .ron file and open that
load-safe-open = What was open stays open

expected-end = The file ends too early
expected-field = A field is missing: { $names }
expected-field-once = A field is there twice: { $names }
expected-sign = Expected here: { $names }
expected-comma = A comma is missing
expected-colon = A colon is missing
expected-string = A text in quotation marks is missing
expected-string-end = A quotation mark is not closed
expected-number = A number is missing
expected-nothing-more = There is something after the project's end
expected-value = Unknown value: { $names }
expected-kind = A value of another kind is needed

save-folder-missing = The folder { $path } is not there
save-folder-missing-do = Make the folder, or choose another
save-no-permission = There is no permission to write { $path }: { $cause }
save-no-permission-do = Choose a folder of your own
save-disk-full = There is no space left for { $path }: { $cause }
save-disk-full-do = Free some space, or choose another disk
save-exists = There is already a file { $path }
save-exists-do = Choose another name
save-in-use = { $path } is open: { $who } on the computer { $host }
save-in-use-do = Nothing was written; choose another name, or have it closed there first
save-changed-on-disk = Somebody else has changed { $path } since it was opened here
save-changed-on-disk-do = Save as another file, or open the file anew to see what has changed
save-unconfirmed = { $path } is written, but the disk did not confirm it: { $cause }
save-unconfirmed-do = Save again; if this comes back, save on another disk
save-not-kept = The disk did not keep what was written to { $path }
save-not-kept-do = The disk may be failing; choose another
save-other = { $path } could not be written: { $cause }
save-other-do = Check the disk or the network, and try again

cause-not-found = no such file or folder
cause-permission = the system does not allow it
cause-exists = the name is taken
cause-is-folder = it is a folder
cause-not-folder = a part of the path is no folder
cause-read-only = the disk is read-only
cause-full = the disk is full
cause-quota = the quota is used up
cause-too-large = the file is too large for the disk
cause-busy = another program holds the file
cause-bad-name = the system cannot take this name
cause-interrupted = it was broken off
cause-timed-out = the disk or the network does not answer
cause-cut-off = the file ends too early
cause-other = { $said }
cause-code = { $what } (system error { $code })

source-not-found = { $path }: no such file or folder; see whether it was moved or renamed
source-no-permission = { $path }: no permission to read it; ask its owner
source-unreadable = { $path }: could not be read, { $cause }
source-no-texts = { $path }: the folder holds no files with documents; add files of other names one by one
source-empty = { $path }: the file is empty, there is nothing to label
source-not-text = { $path }: { $why }
source-row = { $path }: row { $row } (line { $line }): { $why }; the other rows are not concerned

import-no-text = there is no visible text in it
import-archive = its archive is damaged; save it anew in the program that made it
import-not-docx = it is no word processor document
import-xml = it is damaged at byte { $at } of its text; save it anew in the program that made it
import-too-large = it unpacks to more than { $limit } bytes, as no document does
import-too-deep = its elements are nested more than { $limit } deep, as in no document
import-no-rows = there are no rows in it
import-no-text-column = no column is named { $known }; there are { $columns }; choose the one with the texts
import-no-such-column = there is no column { $name }; there are { $columns }
import-unclosed-quote = a quote in row { $row } (line { $line }) is never closed

row-empty = its text is empty
row-no-column = it has no column { $column }
row-too-long = it has { $n } columns and the header { $header }; a text with a comma in it needs quotes
row-not-json = the line is not valid JSON
row-not-object = the line is not an object
row-not-string = column { $column } is not text

decode-empty = there is no text in it
decode-nul-bytes = { $n ->
    [one] it holds a NUL byte, at byte { $first }; if it is text, choose its encoding
   *[other] it holds { $n } NUL bytes, the first at byte { $first }; if it is text, choose its encoding
}
decode-not-text = it is not text in one encoding; choose one to read it all the same, or save its words as a text file and add that
decode-looks-like = it is { $what }; save its words as a text file and add that
decode-unknown-encoding = there is no encoding “{ $name }”; known are { $known }
decode-unfit = { $n ->
    [one] it is not { $encoding }: 1 place does not fit, at byte { $first }; choose another encoding
   *[other] it is not { $encoding }: { $n } places do not fit, the first at byte { $first }; choose another encoding
}
kind-picture = a picture
kind-archive = an archive or an office document
kind-office = an office document
kind-pdf = a PDF document
kind-rtf = an RTF document
kind-program = a program
kind-utf32 = text in UTF-32

problem-at = Line { $line }, column { $column }: { $what }
problem-empty-span = { $label } { $start }–{ $end } holds no character
problem-span-outside-text = { $label } { $start }–{ $end } ends beyond the text of { $n } characters
problem-other-words = { $label } { $start }–{ $end } says “{ $written }”, the text has “{ $found }” there
problem-repeated-span = { $label } { $start }–{ $end } is there twice; the first is kept as a span
problem-repeated-relation = Relation { $key } from { $head } to { $tail } is there twice; the first is kept
problem-repeated-entry = An entry of “{ $list }” is there twice; the first is kept
problem-backward-range = { $start }–{ $end } runs backwards; read as { $end }–{ $start }
problem-other-text = The text is not the one that was saved: its SHA-256 is { $found }, not { $written }
problem-other-id = The document's id { $id } does not come from its text, which gives { $found }
problem-repeated-name = A second document is named “{ $name }”

says-label-repeated = Two labels have the key { $key }
says-hotkey-shared = The labels { $first } and { $second } share the key { $hotkey }
says-document-name = Two documents are named “{ $name }”
says-conflict = A merge left two values of { $subject }: “{ $ours }” and “{ $theirs }”
says-misfit-empty = { $label } “{ $words }” at { $start }–{ $end } starts where it ends, or after
says-misfit-outside = { $label } “{ $words }” at { $start }–{ $end } ends beyond the text of { $n } characters
says-misfit-other-words = { $label } “{ $words }” at { $start }–{ $end }: the text has “{ $found }” there
says-misfit-repeated = { $label } “{ $words }” at { $start }–{ $end } is there twice
says-label-unknown = The project has no label { $key }
says-overlap = It shares characters with { $label } at { $start }–{ $end }
says-attribute-unknown = Its label has no attribute { $key }
says-attribute-value = The attribute { $key } does not take “{ $value }”
says-entity-unknown = The project has no entity { $key }
says-class-unknown = The project has no document class { $key }
says-relation-unknown = The project has no relation { $key }
says-head-gone = A { $key } starts at { $label } { $start }–{ $end }, which is gone
says-tail-gone = A { $key } points at { $label } { $start }–{ $end }, which is gone
says-head-label = A { $key } may not start at { $label } { $start }–{ $end }
says-tail-label = A { $key } may not point at { $label } { $start }–{ $end }
says-edge-space = It begins or ends with white space
says-edge-quote = It takes in a quotation mark at its edge
says-edge-punctuation = It begins or ends with punctuation
says-edge-gloss = It cuts a pinyin gloss in two
says-gloss-left-out = It leaves out the gloss of its last character
says-edge-grapheme = It cuts what is shown as one character
says-note-outside = A note lies beyond the text: “{ $note }”
says-ignored-outside = A finding left out lies beyond the text: { $kind }
says-error = Error
says-hint = Hint
says-layer = layer { $annotator }
says-span = { $label } { $start }–{ $end }
says-range = characters { $start }–{ $end }

loss-example = { $document } · { $what }
loss-example-at = { $document } · { $start }–{ $end } · { $what }
loss-seconds = { $n ->
    [one] 1 second
   *[other] { $n } seconds
}

palette-hint = Part of a command's or a document's name
palette-nothing = Nothing has this name

help-mouse = Drag to select · double-click a word · triple-click a sentence without its stop · Shift-click to extend · click a span to take hold of it, again for the one beneath · drag the handles of its edges
help-extend = Shift with a move of the caret selects

about-licence = Free software under MIT or Apache-2.0
about-font = Zhubi Sans, a part of Noto Sans CJK SC, under the SIL Open Font License 1.1
about-config = Settings
about-data = The sample and other files of the program

guideline-what = What each label is and is not; it is saved in the project

check-nothing = Nothing was found
check-found = { $n ->
    [one] 1 finding; a click goes there
   *[other] { $n } findings; a click goes there
}
check-working = Looking…

export-format = Format
export-overlap = Where spans share characters
export-longest = Keep the longest
export-first = Keep the first
export-error = Write nothing
export-no-layer = Nothing is labelled yet
export-counts = { $documents ->
    [one] 1 document
   *[other] { $documents } documents
}, { $spans ->
    [one] 1 span
   *[other] { $spans } spans
}
export-no-loss = This format carries everything
export-loss = This format cannot carry
export-stuck = Some spans share characters, so nothing will be written
export-write = Write the file…
export-working = Counting: { $done } of { $all } documents

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
settings-line-spacing = Line spacing
settings-measure = Characters a line
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
schema-n-spans = { $n ->
    [one] 1 span in all layers
   *[other] { $n } spans in all layers
}
schema-merge = Merge into…
schema-remove-label = Remove label…
schema-remove-sure = { $n ->
    [one] Remove it with its 1 span
   *[other] Remove it with its { $n } spans
}
schema-heads = From
schema-tails = To
schema-ends-what = No label chosen means any

lexicons-lists = Word lists
lexicons-patterns = Patterns
lexicons-built-in = Built in
lexicons-new-list = New list
lexicons-new-pattern = New pattern
lexicons-list-name = New list
lexicons-pattern-name = New pattern
lexicons-import = Import…
lexicons-export = Export…
lexicons-remove = Remove
lexicons-name = Name of the list
lexicons-label = Label it suggests
lexicons-no-label = No label
lexicons-on = Suggest by { $name }
lexicons-choose = Choose a list or a pattern
lexicons-new-words = Words to add, one a line
lexicons-add = Add words
lexicons-search = Search in the list
lexicons-n-words = { $n ->
    [one] 1 word
   *[other] { $n } words
}
lexicons-remove-word = Remove { $word }
lexicons-expression = Regular expression
lexicons-expression-what = It sees the text in simplified characters and without glosses, as the search does.
lexicons-unknown-label = The project has no label { $label }: nothing is suggested
lexicons-no-document = Open a document to see what is found
lexicons-looking = Looking…
lexicons-found = { $n ->
    [0] Nothing is found in the open document
    [one] 1 place in the open document
   *[other] { $n } places in the open document
}
lexicons-person = Names of people
lexicons-role = Offices and titles
lexicons-event = Meetings and events
lexicons-slogan = Set phrases
lexicons-person-what = Surnames with what stands around them: an office before, what a person does behind. Also well-known names and names with a dot.
lexicons-role-what = Titles with the body right before them.
lexicons-event-what = Congresses and sessions by their numbers, meetings by what they are about, named campaigns and crises.
lexicons-slogan-what = Sets, formulas, doctrines and goals; also sets and mottoes in quotes.
lexicons-built-in-what = It comes with the program. Whether it suggests, and which label, is kept in the project.
lexicons-word-column = Column of the words
lexicons-label-column = Column of the labels
lexicons-no-column = None
lexicons-column = Column { $n }
lexicons-usual-label = Label of words without one
lexicons-n-coming = { $n ->
    [one] 1 word comes in
   *[other] { $n } words come in
}
lexicons-coming-unknown = { $n ->
    [one] 1 word is left out: the project has no label { $label }
   *[other] { $n } words are left out: the project has no label { $label }
}
lexicons-coming-unlabelled = { $n ->
    [one] 1 word is left out: it has no label
   *[other] { $n } words are left out: they have no label
}
lexicons-take = Bring the words in

loading-title = Opening…

replace-title = The file is there already
replace-question = Replace { $file }?
replace-do = Replace

correct-what = Spans move along; the earlier text is kept in the project
correct-again = Press Esc again to throw away what you changed
correct-gone = { $n ->
    [one] One span lost its words
   *[other] { $n } spans lost their words
}
correct-gone-do = They are kept and F8 lists them; Ctrl+Z takes the correction back
find-words = Words to find
find-exact = Exact
find-exact-what = Script, width and pinyin glosses make a difference
find-pattern = Regular expression
find-in-document = This document
find-everywhere = Whole project
find-any = All places
find-unlabelled = Unlabelled
find-labelled = Labelled
find-in-status = Documents: { $status }
find-sort-text = In text order
find-sort-before = By the words before
find-sort-after = By the words after
find-count = { $n ->
    [one] 1 place
   *[other] { $n } places
}
find-going = searching { $percent }%
find-cut = there are more than are listed
find-outdated = The project changed since
find-again = Search again
find-nothing = Nothing was found
find-no-words = There is nothing to look for
find-list = Places found
find-check = Check { $words }
find-check-all = Check all
find-check-none = Check none
find-check-invert = Invert checks
find-checked = { $n } checked
find-label-checked = Label the checked places { $label }
find-unlabel = Remove labels from the checked
find-mine = Labels: mine
find-anyone = Labels: anyone's
find-of = Labels: { $name }
find-any-status = Documents: any status
find-stop = Stop
find-stopped = stopped, there may be more
say-nothing-found = Nothing was found
say-still-searching = The search is still going: wait for its end, or stop it
say-nothing-checked = Check some places first
say-place-gone = This place is gone; search again
said-find-at = Place { $i } of { $n }
said-find-labelled = { $n } labelled, { $m } skipped
said-find-removed = { $n ->
    [one] 1 label removed, { $m } skipped
   *[other] { $n } labels removed, { $m } skipped
}
said-document-removed = Document removed from the project; Ctrl+Z brings it back
pattern-group-open = The pattern has a ( without its )
pattern-group-closed = The pattern has a ) without its (
pattern-class-open = The pattern has a [ without its ]
pattern-class-range = The pattern has a range in brackets that cannot be
pattern-escape = The pattern has a backslash before a character that has no meaning there
pattern-escape-end = The pattern ends in a backslash
pattern-hex = The pattern has a hexadecimal code that is no character
pattern-count = The pattern has a count in braces that is not complete
pattern-count-range = The pattern has a count in braces whose first number is the larger
pattern-nothing-repeated = The pattern has nothing before a sign of repetition
pattern-look-around = The pattern looks ahead or behind, which is not supported
pattern-back-reference = The pattern refers back to a group, which is not supported
pattern-property = The pattern names a kind of characters that does not exist
pattern-too-large = The pattern is too large
pattern-other = The pattern cannot be read: { $said }
pattern-at = { $what } (character { $at }: { $part })

## Import

import-title = Import documents
import-found = Files: { $n }
import-others = { $n ->
    [one] and 1 of another kind in the folders
   *[other] and { $n } of other kinds in the folders
}
import-n-refused = { $n } cannot be read
import-reading = Reading…
import-waiting = Waiting to be read…
import-list = Files to import
import-tick = Import { $file }
import-all = Check all
import-none = Check none
import-take = { $n ->
    [one] Import 1 document
   *[other] Import { $n } documents
}
import-chars = { $n } characters
import-rows = { $n ->
    [one] 1 row
   *[other] { $n } rows
}
import-doubts = { $n ->
    [one] 1 doubtful place
   *[other] { $n } doubtful places
}
import-no-doubts = Nothing doubtful found
import-encoding = Encoding
import-encoding-all = Use for all files
import-automatic = Automatic
import-column-text = Column with the texts
import-column-name = Column with the names
import-column-none = None
import-sure-named = (chosen by you)
import-sure-mark = (certain: byte order mark)
import-sure-declared = (certain: the file says so)
import-sure-valid = (certain: valid)
import-likely = (guessed: very likely)
import-unsure = (guessed: unsure)
import-docx = Word document
import-bom = with byte order mark
import-ends-none = one line
import-ends-lf = LF line ends
import-ends-crlf = CRLF line ends
import-ends-cr = CR line ends
import-ends-mixed = mixed line ends
import-n-known = { $n } already in the project
import-no-row = No row of it has a text
import-row = Row { $row } (line { $line }) is left out: { $why }
import-more-rows = { $n ->
    [one] and 1 more row
   *[other] and { $n } more rows
}
import-more = … and more below that is not shown here
import-odd-companion = Left out: named like a file that comes with documents
import-odd-project = Left out: this is a project; open it with Open project
import-odd-table = Left out: unclear which column holds the texts; choose it
import-odd-known = Left out: the project has the same text in { $name }
import-odd-twin = Left out: the same text as { $name }
import-previous = Previous
import-next = Next
import-place = Doubtful place { $at } of { $n }
import-line = Line { $line }
import-place-reading = Most likely stood here: { $reading }
load-is-text = This is a text and not a project
load-is-text-do = To label it, choose New project, or Add documents in an open project, and then this file

refusal-read-only = The project is open read-only
refusal-read-only-do = Nothing was changed. Save it under another name to work on a copy, or open it again when nobody else has it open.
status-journaled = In the journal
status-unnamed = In the journal · no name yet
status-read-only = Read-only
status-pending = { $n ->
    [one] 1 change not on disk yet
   *[other] { $n } changes not on disk yet
}
status-file-stuck = In the journal · the project file cannot be written
title-read-only = {" "}(read-only)
kept-slow = The disk takes longer than usual. What is not on it yet is in memory and is being written; do not switch the computer off.
kept-journal-stuck = The journal { $path } cannot be written: { $cause }
kept-journal-stuck-safe = What is already on disk is safe; the changes counted here are only in memory. Free some space or make the folder writable, or save under another name. It is tried again by itself.
kept-file-stuck-safe = The file is as it was and every change is in the journal, which is read the next time the project is opened. It is tried again by itself.
kept-look-unsure = The file changes while it is being looked at, so nothing was written over it.
kept-other-unreadable = Somebody else has changed the file, and it cannot be read now. It is left as it is.
kept-other-unreadable-do = Save once more (Ctrl+S) to keep that file under another name and write what is here
kept-reloaded = Somebody else changed the file; it was read again
kept-gone = { $n ->
    [one] 1 span that was here is not in the file that somebody else has written
   *[other] { $n } spans that were here are not in the file that somebody else has written
}
kept-gone-do = Ctrl+Z brings back what was here; the history (Ctrl+H) shows what went
kept-version = This is a version of the project, not the project itself
kept-version-do = It can be looked at and copied from, not changed. Open the project again to go on with it; its versions window brings this one back.
kept-merged = Somebody else changed the file; both sides' work is in it
kept-merged-odd = { $n ->
    [one] Somebody else changed the file too: 1 thing needs a look
   *[other] Somebody else changed the file too: { $n } things need a look
}
kept-merged-safe = Everything else was brought in. The journal keeps every act, also those listed here.
kept-more = … and { $n } more
kept-recovered = { $n ->
    [one] 1 change that the file did not hold was recovered
   *[other] { $n } changes that the file did not hold were recovered
}
kept-recovered-odd = { $n ->
    [one] 1 of them did not fit, or differs:
   *[other] { $n } of them did not fit, or differ:
}
kept-origin = From the journal of { $who } on { $host }, last act { $at }
kept-origin-here = From the journal on this computer, last act { $at }
kept-troubles = { $n ->
    [one] 1 thing in the journal could not be read
   *[other] { $n } things in the journal could not be read
}
kept-troubles-safe = Everything else was read. The files stay where they are, untouched.
journal-unreadable = { $path } cannot be read: { $said }
journal-other = { $path } is no journal
journal-newer = { $path } was written by a newer version (format { $number })
journal-damaged = { $n ->
    [one] { $path }: 1 byte damaged, byte { $at }; what stands before and behind it was read
   *[other] { $path }: { $n } bytes damaged from byte { $at } on; what stands before and behind them was read
}
journal-unknown = { $path }: a record that this version does not understand: { $said }
journal-missing = { $n ->
    [one] Record { $from } is missing; what follows was brought in as far as it fits
   *[other] { $n } records are missing from number { $from } on; what follows was brought in as far as it fits
}
unfit-line = { $place }: { $what } — { $why }
unfit-project = The project
unfit-name = a name
unfit-schema = the labels
unfit-guideline = the guideline
unfit-values = values of the project
unfit-document = a document
unfit-text = a corrected text
unfit-layer = values of a layer
unfit-relation = a relation
unfit-ignored = a finding left out
unfit-span = { $label } at { $start }–{ $end }
unfit-no-document = the document { $doc } is gone
unfit-other-words = the text has “{ $found }” where it had “{ $recorded }”
unfit-other-text = it was made for another text
unfit-words-gone = the characters were corrected away
unfit-head-gone = the relation's start is gone
unfit-tail-gone = the relation's end is gone
differs-conflict = { $subject }: both sides changed it; “{ $ours }” stays, “{ $theirs }” is kept beside it
differs-document-kept = { $doc } was removed by one side and stays, for the other side worked on it
differs-document-gone = { $doc } was removed by the other side and stays removed
differs-renamed = “{ $wanted }” is taken, so the document is named “{ $name }”
differs-layer-kept = The layer of { $annotator } in { $doc } was removed by one side and stays, for the other side worked on it
differs-layer-gone = The layer of { $annotator } in { $doc } was removed by the other side and stays removed
differs-span-kept = { $doc }: { $span } was removed by one side and stays, for the other side changed it
differs-span-back = { $doc }: { $span } was removed by the other side and is back, for it was changed here
differs-relation-kept = { $doc }: a relation was removed by one side and stays, for the other side changed its note
ago-unknown = at an unknown time
other-here = { $who }, in another window on this computer ({ $host }), opened { $since }
other-there = { $who }, on the computer { $host }, opened { $since }
other-nobody = somebody
other-nowhere = without a name
in-use-title = The project is open already
in-use-file = { $file } is open:
in-use-what = Read-only changes nothing. If both of you work on it, both journals are kept and what you do is merged.
in-use-read = Open read-only
in-use-anyway = Open anyway
say-already-open = This project is open already
leave-stuck-title = The project file cannot be written
leave-journaled = You can leave: every change is in the journal and is there the next time the project is opened.
leave-lost = Changes that are on no disk yet would be lost.
leave-again = Try again
leave-anyway = Leave
leave-unnamed-title = Give the project a name?
leave-unnamed-question = The project has no name yet. Everything is on disk; without a name it stays on the start page.
leave-name = Give it a name…
leave-there = Leave it there
start-unnamed = Projects without a name
start-unnamed-what = begun { $since } · { $documents } documents · { $spans } spans
start-unnamed-unreadable = Cannot be read; open it to see why

action-history = History
action-versions = Earlier versions…
past-title = History
past-count = { $n ->
    [one] 1 act
   *[other] { $n } acts
}
past-undone = { $n } taken back
past-travel = Go back to here
past-present = Now
past-taken-back = Taken back
past-first = As it was before
past-cut = Earlier acts are no longer kept
past-touched = What it touched
past-is-here = The project is in this state
said-travelled = Gone to another state of the history
ago-now = just now
ago-minutes = { $n } min ago
ago-hours = { $n } h ago
ago-days = { $n ->
    [one] 1 day ago
   *[other] { $n } days ago
}
act-add = { $n ->
    [one] labelled 1 place
   *[other] labelled { $n } places
}
act-add-one = labelled “{ $words }” as { $label }
act-add-same = labelled { $n } × “{ $words }” as { $label }
act-add-label = { $n ->
    [one] labelled 1 place as { $label }, “{ $words }”
   *[other] labelled { $n } places as { $label }, first “{ $words }”
}
act-remove = { $n ->
    [one] removed 1 span
   *[other] removed { $n } spans
}
act-remove-one = removed { $label } from “{ $words }”
act-remove-same = removed { $label } from { $n } × “{ $words }”
act-remove-label = { $n ->
    [one] removed 1 span { $label }, “{ $words }”
   *[other] removed { $n } spans { $label }, first “{ $words }”
}
act-relabel = “{ $words }”: { $from } → { $to }
act-resize = { $label }: “{ $from }” → “{ $to }”
act-edit-span = edited note or attributes of “{ $words }”
act-add-relations = { $n ->
    [one] added 1 relation
   *[other] added { $n } relations
}
act-remove-relations = { $n ->
    [one] removed 1 relation
   *[other] removed { $n } relations
}
act-review = { $n ->
    [one] turned down 1 suggestion
   *[other] turned down { $n } suggestions
}
act-rename-project = renamed the project from “{ $from }” to “{ $to }”
act-guideline = edited the guideline
act-lexicons = edited the word lists
act-patterns = edited the patterns
act-entities = edited the entities
act-conflicts = settled conflicts
act-edit = edited the project
act-schema = edited labels and relations
act-schema-changed = { $n ->
    [one] edited labels and relations, with 1 span
   *[other] edited labels and relations, with { $n } spans
}
act-schema-removed = { $n ->
    [one] edited labels and relations, removed 1 span
   *[other] edited labels and relations, removed { $n } spans
}
act-add-document = added the document “{ $name }”
act-add-documents = “{ $name }” and others, { $n } documents
act-remove-document = removed the document “{ $name }”
act-rename-document = renamed the document “{ $from }” to “{ $to }”
act-move-document = moved the document “{ $name }”
act-correct = corrected the text of “{ $name }”
act-status = “{ $name }”: { $status }
act-classes = classified “{ $name }”
act-notes = edited the notes on “{ $name }”
act-edit-layer = edited the layer of “{ $name }”
act-add-layer = added the layer of “{ $name }”
act-remove-layer = removed the layer of “{ $name }”
act-rename-annotator = renamed the annotator “{ $from }” to “{ $to }”
act-merge = took in changes from the disk
act-restore = restored an earlier version
act-merge-added = { $n ->
    [one] 1 span added
   *[other] { $n } spans added
}
act-merge-removed = { $n ->
    [one] 1 span removed
   *[other] { $n } spans removed
}
act-merge-documents = { $n ->
    [one] 1 document
   *[other] { $n } documents
}
part-schema = Labels and relations
part-guideline = Guideline
part-lexicons = Word lists
part-patterns = Patterns
part-entities = Entities
part-project = Project
version-counts = { $documents } documents, { $spans } spans
versions-working = Looking for versions…
versions-none = No version is kept yet; one is kept with each save
versions-what = The last saves of this project. Restoring one is an act that can be taken back; nothing is lost by it.
versions-look = Open read-only
versions-restore = Restore
versions-restoring = Reading the version…
versions-restored = Restored the version of { $when }
versions-restored-safe = What was there before is in the history: taking this act back brings it back
versions-same = The project is just like that version
versions-unreadable = The version of { $when } cannot be read
rescue-title = “{ $file }” is damaged or gone
rescue-copies = It can be opened from
rescue-copies-what = The damaged file stays as it is until you save; then it is kept under another name beside the project.
rescue-no-copy = There is no backup and no earlier version that could be opened
rescue-backup = Backup
rescue-version = Version
rescue-journal-alone = The journal alone
rescue-unreadable = cannot be read either
rescue-with-journal = { $n ->
    [one] with 1 act of the journal: { $counts }
   *[other] with { $n } acts of the journal: { $counts }
}
rescue-unfit = { $n ->
    [one] , 1 does not fit
   *[other] , { $n } do not fit
}
rescue-open = Open
rescue-journals = Journals
rescue-journal = { $n ->
    [one] 1 act, { $unsaved } behind the last save; last written { $age }
   *[other] { $n } acts, { $unsaved } of them behind the last save; last written { $age }
}
rescue-no-journal = There is no journal
rescue-opened = “{ $file }” was opened from a copy
rescue-opened-damaged = The next save writes the project anew; the damaged file is kept beside it, with “damaged” and the time in its name
rescue-opened-gone = The next save writes the project anew
journal-other-project = A journal of another project was found and not brought in; it is kept as { $path }
settings-history = Undo and history
settings-history-what = Acts that go beyond are forgotten, the oldest first
crash-title = The window broke down
crash-safe = Everything you did is on the disk. Nothing is lost.
crash-not-safe = Not everything could be written to the disk. Leave this window open and make room or reconnect the drive; the program keeps trying.
crash-no-journal = The project is as it was saved last.
crash-no-project = No project was open.
crash-project = Your project
crash-what = What happened
crash-place = Where in the program
crash-report = A report was written to
crash-report-what = If you send it to the makers of the program, they can mend this. It holds no text of your documents unless you tick the box.
crash-with-text = Put the text of the open document into the report
crash-no-report = No report could be written.
crash-restart = Restart
crash-restart-project = Restart and open the project
crash-quit = Quit

statistics-mine = My layers
statistics-everyone = Everyone’s layers
statistics-working = Counting…
statistics-sources = By source
statistics-scores = By score
statistics-labels = By label
statistics-source = Source
statistics-label = Label
statistics-spans = Spans
statistics-accepted = Accepted
statistics-corrected = Corrected
statistics-rejected = Rejected
statistics-precision = Right
statistics-interval = 95 % interval
statistics-score = Score
statistics-looked-at = Looked at
statistics-right = Right
statistics-share = Share right
statistics-total = All
statistics-imported = Imported
statistics-all-sources = All sources
statistics-what = Right is what was accepted as it stood, out of all that was accepted, corrected or rejected. The interval is Wilson’s.
statistics-no-scores = No suggestion with a score was looked at yet
statistics-plot = Share of suggestions that were right, by score; the numbers stand below
said-statistics-copied = The statistics are on the clipboard

source-lexicon-named = word list { $name }
source-pattern-named = pattern { $name }

files-predictions = Predictions to bring in
predictions-source = Name of the model
predictions-any-format = Find out
predictions-unscored = Score of spans without one
predictions-add-labels = Add labels that the project does not have
predictions-take = Bring in
predictions-working = Reading…
predictions-counts = { $spans } spans in { $documents } documents come in
predictions-twice = { $n } are said twice; the highest score counts
predictions-without-score = { $n } have no score and get { $score }
predictions-replaced = { $n } spans that the model gave before are replaced
predictions-kept = { $n } other documents keep what the model gave before
predictions-new-labels = New labels: { $labels }
predictions-all-fit = Everything fits
predictions-refused = { $n ->
    [one] 1 span does not come in:
   *[other] { $n } spans do not come in:
}
said-predictions = { $n } predictions of { $source } are suggestions now

bad-name-unwritable = Give the model a name without space at its ends
bad-name-own = { $name } is the name of a source of the program; choose another
bad-name-person = { $name } is somebody’s layer; the predictions would be taken for their work

incoming-line = entry { $line }
incoming-unread-field = The field { $field } is not read ({ $n } times)
incoming-no-file = The file is not there
incoming-unreadable = The file cannot be read
incoming-not-utf8 = Line { $line } is not UTF-8; save the file as that
incoming-nul = Line { $line } holds a NUL byte; this is no text file
incoming-not-json = This is not JSON (column { $column })
incoming-not-an-object = This is no JSON object
incoming-no-shape = This is no document, span or relation
incoming-wrong-kind = “{ $field }” is missing, or is not what it should be
incoming-not-a-span = { $found } is no span
incoming-not-a-position = { $found } is no position; positions are whole numbers from 0 up
incoming-not-a-score = { $found } is no score; scores are numbers from 0 to 1
incoming-no-predictions = There are no predictions here
incoming-not-accepted = This was answered with { $answer }, so it is not taken
incoming-prediction-number = The prediction is only a number; export the tasks together with their predictions
incoming-other-kind = { $kind } is no labelled span, and only those are taken
incoming-unclear-text = It is not clear which field holds the text; name it “text”
incoming-unclear-offsets = It is not clear whether the offsets count characters or UTF-16 units, and in this text that differs
incoming-no-such-document = No document is named { $name } or has that text
incoming-no-such-text = No document has this text, and none is named
incoming-several-documents = { $n } documents have this text; name the one that is meant
incoming-other-text = The text differs from { $document } from character { $at } on
incoming-earlier-text = This is the text of { $document } before it was corrected
incoming-empty = { $label } { $start }–{ $end } covers no character
incoming-outside-text = { $label } { $start }–{ $end } ends beyond the text of { $n } characters
incoming-other-words = { $label } { $start }–{ $end } should cover “{ $expected }”, but “{ $found }” stands there
incoming-unknown-label = { $label } { $start }–{ $end } has a label that the project does not have
incoming-bad-label = { $label } { $start }–{ $end } has a label that cannot be one
incoming-unknown-relation = The project has no relation { $key }
incoming-no-end = { $relation }: there is no span at { $start }–{ $end } that it may { $role }
incoming-several-ends = { $relation }: at { $start }–{ $end } it may { $role } any of { $labels }; name one
incoming-head = start from
incoming-tail = point at

# Suggestions
action-next-suggestion = Next suggestion
action-previous-suggestion = Previous suggestion
action-accept = Accept
action-reject = Reject
action-accept-all = Accept all that are sure
action-next-candidate = Next place that may want a label
action-repeat-here = Label the same words in the document
action-repeat-in-project = Label the same words in the project…
action-learn = Learn from what is labelled
action-relearn = Forget and learn anew
action-raise-least = Only surer suggestions
action-lower-least = Less sure suggestions too
action-toggle-blind = Label without suggestions
action-toggle-queue = List of suggestions
say-no-suggestion = There are no suggestions here
say-none-at-hand = Go to a suggestion first
say-none-so-sure = No suggestion is that sure
say-no-candidate = Nothing more may want a label
say-nothing-to-repeat = The same words stand nowhere else unlabelled
said-learning = Learning from what is labelled
said-learned = Learned from { $n ->
    [one] one span
   *[other] { $n } spans
}
said-not-learned = There is nothing to learn from yet: label something first
said-least = Suggestions are shown from a score of { $score } on
said-blind = Suggestions are hidden
said-not-blind = Suggestions are shown
find-not-as = not yet labelled { $label }
review-blind = Suggestions are hidden
review-at = Suggestion { $at } / { $n }
review-n = { $n ->
    [one] One suggestion
   *[other] { $n } suggestions
}
review-expected = { $n } at { $score } or more, { $share }% right
review-least = Show from this score on
review-hidden = { $n ->
    [one] One is hidden
   *[other] { $n } are hidden
}
review-basis-measured = By { $n } suggestions of these sources decided on in this project
review-basis-both = Partly by { $n } suggestions decided on in this project, partly by the scores
review-basis-scores = By the scores alone: too few suggestions were decided on in this project
source-builtin-person-known = well-known people
source-builtin-person-sure = people beside offices
source-builtin-person-again = people named before
source-builtin-person-foreign = foreign names
source-builtin-person-maybe = possible names
source-builtin-role-body = offices with their body
source-builtin-role-bare = offices
source-builtin-event-listed = known events
source-builtin-event-numbered = numbered meetings
source-builtin-event-meeting = meetings
source-builtin-event-visit = visits
source-builtin-slogan-listed = set phrases
source-builtin-slogan-phrase = common phrases
source-builtin-slogan-built = numbered sets
source-builtin-slogan-parallel = parallel phrases
source-builtin-slogan-motto = mottoes
source-builtin-slogan-maybe = possible slogans
review-accept = Accept
review-reject = Reject
review-next = Next
review-all = Accept all
hover-suggested = Suggested by { $source } · score { $score }
hover-also = Also by { $sources }
hover-take = After a click on it:
hover-as-label = Accept as another label
hover-edges = Move the edges first
panel-same-words = Same words, unlabelled { $n }
same-tick = Label { $words } with the others
review-accept-from = Accept all from this score on
sources-repeat = Words labelled before
sources-lists = Word lists and patterns
sources-learner = The learner
sources-outside = Models outside
queue-sources = Sources
queue-by-score = By score
queue-by-words = By words
queue-by-text = As they stand
queue-any-label = All labels
queue-any-source = All sources
learner-off = The learner is switched off
learner-none-fits = Every span reaches over more than can be learned at once
learner-stopped = Learning was stopped
learner-nothing = Nothing is learned yet: finish a document ({ $done }), or learn from what is labelled ({ $learn })
learner-knows = Learned from { $n ->
    [one] one span
   *[other] { $n } spans
} in { $m ->
    [one] one document
   *[other] { $m } documents
}
action-next-order = List documents in the next order
order-project = As added
order-gain = By gain
order-name = By name
order-status = By status
order-gain-what = First the documents of which the program is least sure: labelling those teaches it most
order-anew = Sort anew
said-order = Documents: { $order }
documents-read = { $n } of { $m } read
gain-unknown = Not read yet
gain-none = Nothing is expected in it
settings-assist = Suggestions
gain-short = About { $n }, { $unsure } unsure
gain-why = About { $n ->
    [one] one span is
   *[other] { $n } spans are
} expected in it, { $unsure } of them unsure
documents-open = { $n ->
    [one] One suggestion is open
   *[other] { $n } suggestions are open
}
same-here = Label here
same-project = In the project…
queue-least = Show from
queue-accept-from = Accept all from
queue-busy = Looking for suggestions…
review-expected-scores = { $n } at { $score } or more, { $share }% right by their scores
review-many = { $n } suggestions and more
review-expected-short = { $n } ≥ { $score } · { $share }%
incoming-long-line = Line { $line } is too long to be read; nothing was brought in
incoming-too-long = The file is larger than { $mib } MiB, or unpacks to more, and is not read as one piece; nothing was brought in
incoming-malformed = { $place }: this is not in the format that was chosen; nothing was brought in
incoming-not-beside = { $name } has to lie beside it; nothing was brought in
incoming-stopped = Stopped; nothing was brought in
loss-mid-word = spans that begin or end inside a word, left out
loss-hidden = spans that the reading view hides, left out
loss-empty-documents = documents without text, left out
loss-characters = characters the format has no place for, replaced
loss-value-spelling = notes, attributes and relations spelled otherwise
loss-document-names = document names, left out
incoming-no-text = { $name } comes without a text and is not in the project
incoming-no-such-tokens = These words follow each other in no document: { $words }
incoming-inside-character = { $label } { $start }–{ $end } starts or ends inside a character

export-whose = Whose spans
export-whose-one = One layer
export-whose-union = What any of these has
export-whose-majority = What more than half of these have
export-status = Only layers of these statuses
export-documents = Documents
export-reach-all = All
export-reach-this = The open one
export-reach-ticked = Ticked
export-tick-all = Tick all
export-tick-none = Tick none
export-n-ticked = { $n } ticked
export-labels = Labels
export-text = Text
export-view-raw = As it is
export-view-reading = Without pinyin glosses
export-view-simplified = Without glosses, simplified
export-view-traditional = Without glosses, traditional
export-negatives = With paragraphs that have no span
export-rows = What a row is
export-rows-documents = A document with its spans
export-rows-tokens = A sentence with a tag for each token
export-tokens = What a token is
export-tokens-chars = A character
export-tokens-words = A word, cut where a span ends in it
export-tokens-whole-words = A whole word; spans that end in one stay out
export-split = Parts
export-split-do = Deal documents out to train, dev and test
export-ratio-train = Train
export-ratio-dev = Dev
export-ratio-test = Test
export-seed = Seed
export-part-train = train { $n }
export-part-dev = dev { $n }
export-part-test = test { $n }
export-strict = Write nothing if anything gets lost
export-card = With a card that says what is in the data
export-strict-stuck = Something gets lost, so nothing will be written
export-lacks-layer = Choose a layer
export-lacks-annotators = Tick at least one layer
export-lacks-status = Tick at least one status
export-lacks-labels = Tick at least one label
export-lacks-documents = Choose at least one document
export-lacks-split = Give at least one part a share
export-relations = Relations: { $counts }
export-no-data-loss = Texts and labels go out whole
export-loss-of-work = Of the work, and not of the text, this stays out too:
export-lost = Lost: { $losses }
export-left-no-layer = { $n ->
    [one] 1 document without the layer stays out: { $names }
   *[other] { $n } documents without the layer stay out: { $names }
}
export-left-status = { $n ->
    [one] 1 document of the status “{ $status }” stays out: { $names }
   *[other] { $n } documents of the status “{ $status }” stay out: { $names }
}
export-left-no-spans = { $n ->
    [one] 1 document without spans stays out: { $names }
   *[other] { $n } documents without spans stay out: { $names }
}
export-left-labels = Spans of other labels stay out: { $counts }
export-left-minority = { $n ->
    [one] 1 span that no more than half have stays out
   *[other] { $n } spans that no more than half have stay out
}
export-left-paragraphs = { $n ->
    [one] 1 paragraph without spans is left out of the texts
   *[other] { $n } paragraphs without spans are left out of the texts
}
export-preview = How it begins
export-write-folder = Write into a new folder…
export-writing = { $done } of { $all } documents
export-stopped = Stopped; nothing was written
export-holds-spacy = A DocBin for spaCy: doc.ents holds the longest of spans that share characters, the span group sc all of them, and user_data the name of the document. The first documents:
export-holds-parquet = A Parquet file that datasets of Hugging Face reads, with the columns of the documents or sentences chosen. The first documents:
export-holds-html = A web page: a legend with counts, then the texts with their spans coloured and named. The first documents:
export-holds-docx = A document for an office program: a legend with counts, then the texts with their spans coloured and named. The first documents:
export-holds-other = Not a text file. The first documents:
export-group-lines = Lines and tables
export-group-training = For training
export-group-tools = For other annotation tools
export-group-pages = To read and to print
format-doccano = lines for doccano, with relations
format-label-studio = tasks for Label Studio, with its labelling configuration
format-prodigy = lines for Prodigy, and to train spaCy
format-spacy = binary documents for spaCy
format-brat = a folder, a text and its annotations for each document
format-conll-2003 = a character or word a line, four columns
format-webanno-tsv = a folder of tables for WebAnno and INCEpTION
format-cas-xmi = a folder, UIMA CAS with its type system
format-cas-json = a folder, UIMA CAS as JSON
format-web-annotation = web annotations of the W3C, JSON-LD
format-parquet = a table for datasets of Hugging Face
format-csv = a row for each span, for a spreadsheet
format-html = a web page to read
format-docx = an office document to read and to print
files-export-folder = Name a new folder for the export
error-export-folder = { $file } is there already and not an empty folder; nothing was written, name a new one
error-export-beside = A file that goes beside { $file } is there already and was not written by Zhubi; nothing was written, choose another folder
loss-relation-notes = notes on relations, left out
action-import-labelled = Bring in labelled data…
files-labelled = Labelled data to bring in
files-labelled-folder = A folder of labelled data
labelled-files = Files
labelled-other-files = Other files…
labelled-folder = A folder…
labelled-more-files = { $n ->
    [one] and 1 more
   *[other] and { $n } more
}
labelled-choose-format = Choose the format
labelled-guessed = Told from the file
labelled-no-format = The files do not tell which format they are in; choose it
labelled-no-files = Nothing to read among what was chosen: files of this format end in { $endings }
labelled-unit = What offsets count
labelled-unit-usual = As the format has it: { $unit }
unit-chars = characters
unit-utf16 = UTF-16 units
unit-bytes = bytes of UTF-8
unit-graphemes = characters as one sees them
labelled-into = Into
labelled-into-new = A new layer
labelled-into-layer = A layer of the project
labelled-into-project = A new project
labelled-name = Name of the layer
labelled-name-in-project = Layer of data that names nobody
labelled-bad-name = The layer needs a name
labelled-no-layer = Choose a layer
labelled-name-model = This is a model; what it predicts comes in as predictions
labelled-name-there = There is a layer of that name; choose it, or give another
labelled-working = Reading: { $n ->
    [one] 1 document
   *[other] { $n } documents
}
labelled-found = In the files: { $documents ->
    [one] 1 document
   *[other] { $documents } documents
}, { $files ->
    [one] 1 file
   *[other] { $files } files
}
labelled-counts = { $spans ->
    [one] 1 span
   *[other] { $spans } spans
} and { $relations ->
    [one] 1 relation
   *[other] { $relations } relations
} in { $documents ->
    [one] 1 document
   *[other] { $documents } documents
} come in
labelled-makes = A project of { $documents ->
    [one] 1 document
   *[other] { $documents } documents
} with { $spans ->
    [one] 1 span
   *[other] { $spans } spans
}
labelled-classes = Document classes: { $classes }
labelled-tokens = { $n ->
    [one] 1 document is made of tokens; its white space is not what it was
   *[other] { $n } documents are made of tokens; their white space is not what it was
}
labelled-known = { $n ->
    [one] 1 is there already or comes twice
   *[other] { $n } are there already or come twice
}
labelled-missing = The project does not have these: { $labels }
labelled-add = Add them to the project
labelled-looks-like = These look like offsets in { $unit }: with them every span would fit
labelled-remarks = To know:
labelled-take = Bring in
labelled-make = Make the project
said-labelled-data = { $spans ->
    [one] 1 span
   *[other] { $spans } spans
} in { $documents ->
    [one] 1 document
   *[other] { $documents } documents
} came into the layer { $layer }
said-project-of-data = Made a project of { $documents ->
    [one] 1 document
   *[other] { $documents } documents
} with { $spans ->
    [one] 1 span
   *[other] { $spans } spans
}
incoming-discontinuous = { $label } { $start }–{ $end } has { $n } pieces; it is taken as one span that covers them
incoming-begun-inside = { $n } spans begin with a tag that goes on; they are taken to begin there
labelled-none-here = None of these documents is in the project; a new project can be made of them
labelled-read-as = Read as { $unit }
labelled-several-units = Counted in another unit every span would fit, but in more than one:
incoming-malformed-file = This is not in the format that was chosen; nothing was brought in
export-left-relations = { $n ->
    [one] 1 relation on spans that are not chosen stays out
   *[other] { $n } relations on spans that are not chosen stay out
}
