//! The whole window for tests, with no system window and no GPU.
//!
//! A test opens documents of its own from a temporary folder, does what a user does with mouse and
//! keys, and reads the session or what a screen reader would be told. Texts are asked of the desk by
//! key, so that no test knows a word of the interface. Nothing touches the user's own folders: tasks
//! run at once, which keeps the settings in memory.
//!
//! Characters are found by the paragraph's rectangle: test texts are plain Han on one row, each as
//! wide as the face is high.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use egui::Event;
use egui::Key;
use egui::Modifiers;
use egui::PointerButton;
use egui::Pos2;
use egui::accesskit::Role;
use egui::pos2;
use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::Node;
use egui_kittest::kittest::NodeT as _;
use egui_kittest::kittest::Queryable as _;
use egui_kittest::kittest::by;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::marked;
use zhubi::session::Keeper;
use zhubi::session::Session;
use zhubi::session::import::KnownTexts;
use zhubi::session::import::sift;
use zhubi::store::source::Reading;
use zhubi::store::source::make_documents;
use zhubi::ui::action::Action;
use zhubi::ui::desk::Desk;
use zhubi::ui::desk::NAMELESS;
use zhubi::ui::settings::Settings;
use zhubi::ui::shortcuts::Keys;
use zhubi::ui::tasks::Tasks;

/// A window of a test, with the folder its files lie in.
pub struct Window {
    /// The window.
    pub harness: Harness<'static, Desk>,
    /// Its folder, removed with it.
    pub folder: tempfile::TempDir,
}

/// Size of the window unless a test wants another.
pub const USUAL: [f32; 2] = [1280.0, 800.0];

impl Window {
    /// Opens a window with nothing in it.
    pub fn empty() -> Self {
        Self::with(USUAL, Settings::default())
    }

    /// Opens a window of a size with nothing in it.
    pub fn with(size: [f32; 2], settings: Settings) -> Self {
        let desk = Desk::new(settings, Tasks::at_once());
        let harness = Harness::builder()
            .with_size(size)
            .with_step_dt(1.0 / 60.0)
            .with_max_steps(40)
            .with_context_setup(|ctx| {
                Desk::new(Settings::default(), Tasks::at_once()).prepare(ctx);
            })
            .build_ui_state(
                |ui, desk: &mut Desk| {
                    let ctx = ui.ctx().clone();
                    desk.logic(&ctx);
                    desk.ui(ui);
                },
                desk,
            );
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let mut window = Self { harness, folder };
        window.run();
        window
    }

    /// Opens a window that keeps what is done in it, with nothing in it.
    ///
    /// What it keeps lies in its folder and not among the user's data.
    pub fn keeping() -> Self {
        let mut window = Self::empty();
        window.keep("小王");
        window
    }

    /// Keeps what is done from now on, for a user with a name.
    pub fn keep(&mut self, who: &str) {
        let keeper = keeper(self.folder.path(), who);
        self.harness.state_mut().keeper = Some(keeper);
        self.run();
    }

    /// Lets some seconds go by.
    pub fn wait(&mut self, seconds: usize) {
        self.harness.run_steps(60 * seconds);
    }

    /// Waits until the journal is on the disk.
    pub fn flush(&mut self) {
        let watch = self.session().watch().expect("there is a journal");
        assert!(watch.flush(std::time::Duration::from_secs(20)));
        self.run();
    }

    /// Gives the window the keyboard of the system, or takes it away.
    pub fn focus(&mut self, focused: bool) {
        self.harness.input_mut().focused = focused;
        self.run();
    }

    /// Opens a saved project of documents with spans written into them.
    pub fn of(documents: &[(&str, &str)]) -> Self {
        let mut window = Self::empty();
        window.open_project("项目.ron", documents);
        window
    }

    /// Makes a project of documents with spans written into them and opens it.
    pub fn open_project(&mut self, name: &str, documents: &[(&str, &str)]) -> PathBuf {
        let path = make_project(self.folder.path(), name, documents);
        self.open(std::slice::from_ref(&path));
        path
    }

    /// Opens files as the command line does, and takes documents as they are.
    pub fn open(&mut self, paths: &[PathBuf]) {
        self.look_at(paths);
        self.confirm_import();
    }

    /// Opens files as the command line does, and leaves the import window open.
    pub fn look_at(&mut self, paths: &[PathBuf]) {
        self.harness.state_mut().open_paths(paths.to_vec());
        self.run();
    }

    /// Takes what the import window has ticked, if it is there.
    pub fn confirm_import(&mut self) {
        if self.desk().windows.imports() {
            self.press("Enter");
            assert!(!self.desk().windows.imports(), "{}", self.said());
        }
    }

    /// Writes a file into the folder.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).expect("the file can be written");
        path
    }

    /// Shows frames until nothing moves.
    pub fn run(&mut self) {
        self.harness.run();
    }

    /// Waits until the next press is no double-click.
    pub fn pause(&mut self) {
        self.harness.run_steps(30);
    }

    /// Returns the desk.
    pub fn desk(&self) -> &Desk {
        self.harness.state()
    }

    /// Returns the open project.
    pub fn session(&self) -> &Session {
        self.desk().session.as_ref().expect("a project is open")
    }

    /// Returns a text of the interface.
    pub fn tr(&self, key: &str) -> String {
        self.desk().texts.tr(key)
    }

    /// Returns the open document's name.
    pub fn document(&self) -> String {
        let doc = self.desk().env().document().cloned();
        doc.map(|doc| doc.name.clone()).unwrap_or_default()
    }

    /// Returns the open document with the spans of the user's layer written into it.
    pub fn marked(&self) -> String {
        let env = self.desk().env();
        let doc = env.document().expect("a document is open");
        let none = zhubi::model::span_set::SpanSet::default();
        let spans = env.layer().map_or(&none, |layer| &layer.spans);
        marked::print(&doc.text, spans)
    }

    /// Returns the selected words.
    pub fn selected(&self) -> String {
        let env = self.desk().env();
        let doc = env.document().expect("a document is open");
        doc.text.slice(env.selection().range()).to_owned()
    }

    /// Returns the span taken hold of as `LABEL:words`; nothing when there is none.
    pub fn held(&self) -> String {
        let env = self.desk().env();
        match (env.document(), env.span()) {
            (Some(doc), Some(span)) => format!("{}:{}", span.label, doc.text.slice(span.range)),
            _ => String::new(),
        }
    }

    /// Returns the titles of the messages not closed yet, a line each, with their bodies.
    pub fn notices(&self) -> String {
        let open = self.desk().notices.open.iter();
        open.map(|notice| format!("{}\n{}\n", notice.title, notice.body))
            .collect()
    }

    /// Returns the rows of the list of places as they are said, from the top.
    pub fn rows(&self) -> Vec<String> {
        let all = self.harness.query_all_by_role(Role::ListBoxOption);
        let said = all.filter_map(|node| {
            let place = node.rect().top();
            let name = node.accesskit_node().label()?;
            name.contains('⟦').then_some((place, name))
        });
        let mut said: Vec<(f32, String)> = said.collect();
        said.sort_by(|a, b| a.0.total_cmp(&b.0));
        said.into_iter().map(|row| row.1).collect()
    }

    /// Presses keys as settings write them, such as `Ctrl+Z`.
    pub fn press(&mut self, keys: &str) {
        let held = modifiers_of(keys);
        for event in key_events(keys) {
            self.harness.event_modifiers(event, held);
        }
        self.run();
    }

    /// Presses keys and shows one frame, while something is under way that never rests.
    pub fn press_step(&mut self, keys: &str) {
        let held = modifiers_of(keys);
        for event in key_events(keys) {
            self.harness.event_modifiers(event, held);
        }
        self.harness.step();
    }

    /// Presses keys so that one frame gets all of them.
    pub fn press_in_one_frame(&mut self, all: &[&str]) {
        let events = all.iter().flat_map(|keys| key_events(keys));
        self.harness.input_mut().events.extend(events);
        self.run();
    }

    /// Types a character as a keyboard does: the key and the text it gives.
    pub fn type_key(&mut self, key: Key, text: &str) {
        let modifiers = Modifiers::NONE;
        self.harness.input_mut().events.extend([
            key_event(key, true, modifiers),
            Event::Text(text.to_owned()),
            key_event(key, false, modifiers),
        ]);
        self.run();
    }

    /// Types a text into what has the keyboard.
    pub fn type_text(&mut self, text: &str) {
        self.harness.event(Event::Text(text.to_owned()));
        self.run();
    }

    /// Does an action by its key.
    pub fn act(&mut self, action: Action) {
        let keys = self.desk().settings.keys_of(action);
        let keys = keys.first().expect("the action has a key").source();
        self.press(&keys);
    }

    /// Returns the middle of the character at `at` of the paragraph that says `paragraph`.
    pub fn char_at(&self, paragraph: &str, at: usize) -> Pos2 {
        let rect = self.node(Role::Paragraph, paragraph).rect();
        let width = self.desk().settings.text_size;
        pos2(rect.left() + (at as f32 + 0.5) * width, rect.center().y)
    }

    /// Returns where the caret before the character at `at` of a paragraph stands.
    pub fn edge_at(&self, paragraph: &str, at: usize) -> Pos2 {
        self.char_at(paragraph, at) - vec2(self.desk().settings.text_size / 2.0, 0.0)
    }

    /// Drags over the characters from `from` up to `to` of a paragraph.
    pub fn drag(&mut self, paragraph: &str, from: usize, to: usize) {
        self.pause();
        let from = self.edge_at(paragraph, from) + vec2(1.0, 0.0);
        let to = self.edge_at(paragraph, to) - vec2(1.0, 0.0);
        self.harness.event(Event::PointerMoved(from));
        self.button(from, true, Modifiers::NONE);
        for i in 1..=4 {
            let there = from.lerp(to, i as f32 / 4.0);
            self.harness.event(Event::PointerMoved(there));
        }
        self.button(to, false, Modifiers::NONE);
        self.run();
    }

    /// Clicks at a place so many times.
    pub fn click_at(&mut self, pos: Pos2, n: usize, modifiers: Modifiers) {
        self.pause();
        self.harness.event(Event::PointerMoved(pos));
        for _ in 0..n {
            self.button(pos, true, modifiers);
            self.button(pos, false, modifiers);
        }
        self.run();
    }

    /// Clicks on the character at `at` of a paragraph.
    pub fn click_char(&mut self, paragraph: &str, at: usize) {
        self.click_at(self.char_at(paragraph, at), 1, Modifiers::NONE);
    }

    fn button(&mut self, pos: Pos2, pressed: bool, modifiers: Modifiers) {
        self.harness.event(Event::PointerButton {
            pos,
            button: PointerButton::Primary,
            pressed,
            modifiers,
        });
    }

    /// Returns the one node with a role whose name begins with a text.
    pub fn node<'a>(&'a self, role: Role, name: &'a str) -> Node<'a> {
        let named = by().role(role).predicate(move |node| {
            let label = node.label().unwrap_or_default();
            label.starts_with(name)
        });
        self.harness.get(named)
    }

    /// Clicks the first button whose name begins with a text.
    pub fn click_button(&mut self, name: &str) {
        self.click_role(Role::Button, name);
    }

    /// Clicks the first node with a role whose name begins with a text.
    pub fn click_role(&mut self, role: Role, name: &str) {
        self.pause();
        let found = {
            let all = self.harness.query_all_by_role(role);
            let named = |node: &Node<'_>| {
                let label = node.accesskit_node().label();
                label.is_some_and(|label| label.starts_with(name))
            };
            all.into_iter().find(named).map(|node| node.click())
        };
        assert!(found.is_some(), "no {role:?} {name}: {}", self.said());
        self.run();
    }

    /// Returns whether a text can be read anywhere in the window.
    pub fn shows(&self, text: &str) -> bool {
        self.said().contains(text)
    }

    /// Returns all names and values that a screen reader is told, a line each.
    pub fn said(&self) -> String {
        let nodes = self.harness.root().children_recursive();
        let said = nodes.map(|node| {
            let node = node.accesskit_node();
            format!(
                "{:?} {} {}\n",
                node.role(),
                node.label().unwrap_or_default(),
                node.value().unwrap_or_default()
            )
        });
        said.collect()
    }

    /// Puts the keyboard into a text field, with all of its text selected.
    pub fn focus_field(&mut self, name: &str) {
        self.click_role(Role::TextInput, name);
        self.press("Ctrl+A");
    }

    /// Returns what stands in a text field.
    pub fn field(&self, name: &str) -> String {
        self.harness
            .get_by_role_and_label(Role::TextInput, name)
            .value()
            .unwrap_or_default()
    }

    /// Types a path into the window that stands in for the system's dialog.
    pub fn answer_path(&mut self, path: &Path) {
        self.answer_paths(&[path.to_owned()]);
    }

    /// Types paths, a line each.
    pub fn answer_paths(&mut self, paths: &[PathBuf]) {
        assert!(self.shows(&self.tr("path-why")), "{}", self.said());
        let lines: Vec<String> = paths.iter().map(|p| p.display().to_string()).collect();
        self.harness.event(Event::Paste(lines.join("\n")));
        self.run();
        self.press("Enter");
        self.confirm_import();
    }
}

/// Makes what keeps sessions in a folder of a test.
pub fn keeper(folder: &Path, who: &str) -> Keeper {
    let data = folder.join("数据");
    Keeper::new(Some(data), who.to_owned(), "电脑甲".to_owned())
}

/// Makes a project file of documents with spans written into them, in a layer of the nameless.
pub fn make_project(folder: &Path, name: &str, documents: &[(&str, &str)]) -> PathBuf {
    let mut session = Session::new_project(name.trim_end_matches(".ron"));
    for (file, marked) in documents {
        let (plain, spans) = marked::parse(marked).expect("the marked text is well-formed");
        let source = folder.join(file);
        fs::write(&source, plain).expect("the document can be written");
        let read = sift(&[source], &Reading::default(), &KnownTexts::default());
        let documents = make_documents(&session.project().documents, &read.texts);
        let id = documents[0].id.clone();
        let mut run = |command| {
            session.run(command).expect("the command fits");
        };
        run(Command::AddDocuments(documents));
        if !spans.is_empty() {
            run(Command::AddSpans {
                layer: LayerRef {
                    doc: id,
                    annotator: NAMELESS.into(),
                },
                spans,
                same_label: SameLabel::Allow,
            });
        }
    }
    let path = folder.join(name);
    session.create(&path).expect("the project can be written");
    path
}

fn parsed(keys: &str) -> Keys {
    Keys::parse(keys).expect("the keys are written right")
}

fn modifiers_of(keys: &str) -> Modifiers {
    let keys = parsed(keys);
    Modifiers {
        alt: keys.alt,
        ctrl: keys.ctrl,
        shift: keys.shift,
        mac_cmd: false,
        command: keys.ctrl,
    }
}

fn key_events(keys: &str) -> Vec<Event> {
    let (key, modifiers) = (parsed(keys).key, modifiers_of(keys));
    let both = [true, false].map(|pressed| key_event(key, pressed, modifiers));
    both.to_vec()
}

fn key_event(key: Key, pressed: bool, modifiers: Modifiers) -> Event {
    Event::Key {
        key,
        physical_key: None,
        pressed,
        repeat: false,
        modifiers,
    }
}
