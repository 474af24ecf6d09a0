//! The real program in a real window: Xvfb is the screen, xdotool the hand, the file the witness.
//!
//! Nothing in the program knows of these tests. Every line of the document is the same row of
//! names, so a drag selects names wherever the rows happen to lie.
//!
//! Screenshots of every main state go to `target/screenshots`.
//! Without Xvfb, xdotool, ImageMagick or strace the tests say so and pass, unless
//! `ZHUBI_WINDOW_TESTS=required` is set, as `make test` does when it has installed them.

use std::ffi::OsStr;
use std::fs;
use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Write as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Child;
use std::process::Command;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use tempfile::TempDir;

/// How long anything may take; software drawing on a busy machine is slow.
const PATIENCE: Duration = Duration::from_secs(60);
const POLL: Duration = Duration::from_millis(50);
const SCREEN: &str = "1280x800";
const NAMES: &str = "王小明李小红张小军赵小兰王小明李小红张小军赵小兰";
const N_LINES: usize = 30;
const ANNOTATOR: &str = "hand";

/// One window at a time: they would fight for the processor, not for the screen.
static TURN: Mutex<()> = Mutex::new(());

/// A child that ends with the test, however the test ends.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Waits until the program has ended by itself and returns its exit code.
    fn ended(&mut self) -> Option<i32> {
        wait_for("the program to end", || self.0.try_wait().unwrap()).code()
    }
}

/// A screen with a mouse and a keyboard, and a home folder of its own.
struct Desk {
    display: String,
    home: TempDir,
    program: PathBuf,
    // Last, so that the screen outlives nothing that draws on it.
    _screen: Running,
    _turn: MutexGuard<'static, ()>,
}

impl Desk {
    /// Sets up a desk, or says loudly why there is none.
    fn new(tools: &[&str]) -> Option<Self> {
        let missing: Vec<&str> = tools.iter().copied().filter(|t| !is_installed(t)).collect();
        let program = program();
        if missing.is_empty()
            && let Some(program) = program
        {
            let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
            let (screen, display) = start_screen();
            let home = tempfile::tempdir().unwrap();
            fs::create_dir(home.path().join("run")).unwrap();
            return Some(Self {
                display,
                home,
                program,
                _screen: screen,
                _turn: turn,
            });
        }
        let why = format!("no window (`gui` feature) or no {missing:?}");
        let required = std::env::var("ZHUBI_WINDOW_TESTS").is_ok_and(|v| v == "required");
        assert!(!required, "the tests in a real window are required: {why}");
        // Not by `eprintln!`, which the test harness keeps to itself when a test passes.
        let mut stderr = std::io::stderr();
        writeln!(stderr, "SKIPPED: {why}").unwrap();
        None
    }

    fn path(&self, name: &str) -> PathBuf {
        self.home.path().join(name)
    }

    fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let home = self.home.path();
        let mut command = Command::new(program);
        command
            .env("DISPLAY", &self.display)
            .env("HOME", home)
            .env("XDG_CONFIG_HOME", home.join("config"))
            .env("XDG_DATA_HOME", home.join("data"))
            .env("XDG_STATE_HOME", home.join("state"))
            .env("XDG_CACHE_HOME", home.join("cache"))
            .env("XDG_RUNTIME_DIR", home.join("run"))
            .env("LANG", "C.UTF-8")
            .env("LIBGL_ALWAYS_SOFTWARE", "1")
            .env_remove("WAYLAND_DISPLAY")
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .stdin(Stdio::null());
        command
    }

    /// Runs the program without a window and returns what it printed.
    fn zhubi(&self, arguments: &[&OsStr]) -> String {
        output_of(self.command(&self.program).args(arguments))
    }

    /// Makes a project of one document, `N_LINES` rows of `NAMES`.
    fn new_project(&self) -> PathBuf {
        let document = self.path("names.txt");
        fs::write(&document, format!("{NAMES}\n").repeat(N_LINES)).unwrap();
        let project = self.path("names.ron");
        self.zhubi(&[
            "new".as_ref(),
            project.as_ref(),
            document.as_ref(),
            "--annotator".as_ref(),
            ANNOTATOR.as_ref(),
        ]);
        project
    }

    /// Starts a command that opens a window, and gives that window the keyboard.
    fn open(&self, command: &mut Command) -> Running {
        let log = fs::File::create(self.path("log.txt")).unwrap();
        let mut running = Running(command.stdout(Stdio::null()).stderr(log).spawn().unwrap());
        let window = wait_for("a window", || {
            if let Some(status) = running.0.try_wait().unwrap() {
                let log = fs::read_to_string(self.path("log.txt")).unwrap();
                panic!("the program ended before its window came: {status}\n{log}");
            }
            let mut search = self.command("xdotool");
            search.args(["search", "--onlyvisible", "--name", "."]);
            let output = search.output().unwrap();
            let found = String::from_utf8(output.stdout).unwrap();
            found.lines().last().map(str::to_owned)
        });
        self.hand(&["windowfocus", "--sync", &window]);
        self.wait_until_painted();
        running
    }

    fn hand(&self, arguments: &[&str]) {
        output_of(self.command("xdotool").args(arguments));
    }

    fn key(&self, keys: &str) {
        self.hand(&["key", keys]);
    }

    /// Presses at one place, moves to another in steps, and lets go there.
    fn drag(&self, from: (i32, i32), to: (i32, i32)) {
        let at = |(x, y): (i32, i32)| [x.to_string(), y.to_string()];
        let [x, y] = at(from);
        self.hand(&["mousemove", "--sync", &x, &y, "mousedown", "1"]);
        for step in 1..=8 {
            let part = |a: i32, b: i32| a + (b - a) * step / 8;
            let [x, y] = at((part(from.0, to.0), part(from.1, to.1)));
            self.hand(&["mousemove", &x, &y]);
        }
        self.hand(&["mouseup", "1"]);
    }

    fn pixels(&self) -> Vec<u8> {
        let mut import = self.command("import");
        import.args(["-window", "root", "-depth", "8", "rgb:-"]);
        import.output().unwrap().stdout
    }

    /// Waits until something is drawn and two pictures in a row are the same.
    fn wait_until_painted(&self) -> Vec<u8> {
        let mut last = Vec::new();
        wait_for("a picture that stays", || {
            let now = self.pixels();
            let drawn = now.chunks_exact(3).any(|pixel| pixel != &now[..3]);
            let stays = drawn && now == last;
            last = now;
            stays.then(|| last.clone())
        })
    }

    /// Waits until the picture differs from `before` and stays.
    fn changed(&self, before: &[u8], what: &str) -> Vec<u8> {
        wait_for(&format!("the window to change: {what}"), || {
            let now = self.wait_until_painted();
            (now != before).then_some(now)
        })
    }

    /// The same, and keeps the picture under a name.
    fn changed_and_kept(&self, before: &[u8], name: &str) -> Vec<u8> {
        let pixels = self.changed(before, name);
        self.keep(&pixels, name);
        pixels
    }

    fn keep(&self, pixels: &[u8], name: &str) {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../screenshots");
        fs::create_dir_all(&folder).unwrap();
        let raw = self.path("picture.rgb");
        fs::write(&raw, pixels).unwrap();
        let mut convert = self.command("convert");
        convert.args(["-size", SCREEN, "-depth", "8"]);
        convert.arg(format!("rgb:{}", raw.display()));
        output_of(convert.arg(folder.join(name).with_extension("png")));
    }
}

/// The program under test, if it has a window.
fn program() -> Option<PathBuf> {
    let given = std::env::var_os("ZHUBI_BIN").map(PathBuf::from);
    given.or_else(|| cfg!(feature = "gui").then(|| env!("CARGO_BIN_EXE_zhubi").into()))
}

fn is_installed(tool: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(tool).is_file())
}

fn start_screen() -> (Running, String) {
    let mut screen = Command::new("Xvfb")
        .args(["-displayfd", "1", "-screen", "0", &format!("{SCREEN}x24")])
        .args(["-nolisten", "tcp", "-noreset"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut number = String::new();
    let told = BufReader::new(screen.stdout.take().unwrap()).read_line(&mut number);
    let screen = Running(screen);
    assert!(told.unwrap() > 0, "Xvfb did not start");
    (screen, format!(":{}", number.trim()))
}

fn output_of(command: &mut Command) -> String {
    let output = command
        .output()
        .unwrap_or_else(|e| panic!("{command:?}: {e}"));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "{command:?}: {}\n{stderr}",
        output.status
    );
    String::from_utf8(output.stdout).unwrap()
}

fn wait_for<T>(what: &str, mut ready: impl FnMut() -> Option<T>) -> T {
    let since = Instant::now();
    loop {
        if let Some(value) = ready() {
            return value;
        }
        assert!(since.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(POLL);
    }
}

/// The spans in a project file, read from its text and not by the code that wrote it.
fn spans_on_disk(project: &Path) -> Vec<(usize, usize, String, String)> {
    let file = fs::read_to_string(project).unwrap();
    file.lines().filter_map(span_of_line).collect()
}

/// Reads `(12, 15, "PERSON", "习近平")`, with or without a further part.
fn span_of_line(line: &str) -> Option<(usize, usize, String, String)> {
    let mut parts = line.trim().strip_prefix('(')?.splitn(4, ", ");
    let start = parts.next()?.parse().ok()?;
    let end = parts.next()?.parse().ok()?;
    let label = parts.next()?.trim_matches('"').to_owned();
    let words = parts.next()?.strip_prefix('"')?.split('"').next()?;
    Some((start, end, label, words.to_owned()))
}

/// Drags over a row of names, labels it with a key, saves and quits; returns what the file then holds.
fn label_a_name_by_hand(desk: &Desk, project: &Path, running: &mut Running) {
    desk.drag((520, 300), (640, 300));
    desk.key("1");
    desk.key("ctrl+s");
    wait_for("the span on disk", || {
        (!spans_on_disk(project).is_empty()).then_some(())
    });
    desk.key("ctrl+q");
    assert_eq!(running.ended(), Some(0));
}

#[test]
fn a_name_dragged_over_and_labelled_by_key_is_on_disk() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import", "convert"]) else {
        return;
    };
    let project = desk.new_project();
    assert_eq!(spans_on_disk(&project), []);
    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    label_a_name_by_hand(&desk, &project, &mut running);

    let spans = spans_on_disk(&project);
    let [(start, end, label, words)] = spans.as_slice() else {
        panic!("{spans:?}");
    };
    let text = format!("{NAMES}\n").repeat(N_LINES);
    let covered: String = text.chars().skip(*start).take(end - start).collect();
    assert_eq!(label, "PERSON");
    assert_eq!(*words, covered);
    assert!(
        words.chars().count() >= 2 && NAMES.contains(words.as_str()),
        "{words}"
    );
    let file = fs::read_to_string(&project).unwrap();
    assert!(file.contains(ANNOTATOR), "{file}");
    desk.zhubi(&["check".as_ref(), project.as_ref()]);
}

#[test]
fn the_caret_is_where_it_was_left_when_the_program_starts_again() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import"]) else {
        return;
    };
    let project = desk.new_project();
    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    let shown = desk.wait_until_painted();
    desk.key("ctrl+End");
    desk.changed(&shown, "the end of the text");
    desk.key("ctrl+q");
    assert_eq!(running.ended(), Some(0));

    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    for keys in [
        "Up",
        "shift+Right",
        "shift+Right",
        "shift+Right",
        "1",
        "ctrl+s",
    ] {
        desk.key(keys);
    }
    let spans = wait_for("the span on disk", || {
        let spans = spans_on_disk(&project);
        (!spans.is_empty()).then_some(spans)
    });
    desk.key("ctrl+q");
    assert_eq!(running.ended(), Some(0));
    // The first name of the last row, three characters of it.
    let row = NAMES.chars().count() + 1;
    let start = row * (N_LINES - 1);
    assert_eq!(spans[0].0..spans[0].1, start..start + 3);
}

#[test]
fn what_was_labelled_is_there_after_the_program_was_killed() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import", "convert"]) else {
        return;
    };
    let project = desk.new_project();
    let before = fs::read(&project).unwrap();
    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    let shown = desk.wait_until_painted();
    desk.drag((520, 300), (640, 300));
    desk.changed(&shown, "a selection");
    desk.key("1");
    // On the device as soon as it is accepted: the journal is the witness, not the file.
    let journaled = || {
        let files = fs::read_dir(desk.path("names.ron.journal")).ok()?;
        let files = files.filter_map(|entry| fs::read_to_string(entry.ok()?.path()).ok());
        files
            .into_iter()
            .any(|text| text.contains("PERSON"))
            .then_some(())
    };
    wait_for("the label in the journal", journaled);
    running.0.kill().unwrap();
    running.0.wait().unwrap();
    let was_saved = fs::read(&project).unwrap() != before;

    let shown = desk.zhubi(&["show".as_ref(), project.as_ref()]);
    assert!(shown.contains("PERSON"), "{shown}");
    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    desk.keep(&desk.wait_until_painted(), "11-recovered");
    // Nobody is asked, for what is recovered is saved on the way out.
    desk.key("ctrl+q");
    assert_eq!(running.ended(), Some(0));
    assert_eq!(
        spans_on_disk(&project).len(),
        1,
        "saved before the kill: {was_saved}"
    );
}

#[test]
fn a_window_that_breaks_down_loses_nothing_reports_it_and_goes_on() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import", "convert"]) else {
        return;
    };
    let project = desk.new_project();
    let mut running = desk.open(desk.command(&desk.program).arg(&project));
    let open = desk.wait_until_painted();
    desk.drag((520, 300), (640, 300));
    let selected = desk.changed(&open, "a selection");
    desk.key("1");
    let labelled = desk.changed(&selected, "a label");
    // A program built to be tested breaks down at this key.
    desk.key("ctrl+alt+shift+F12");
    let reports = || {
        let files = fs::read_dir(desk.path("data/zhubi/reports")).ok()?;
        files.filter_map(Result::ok).next()
    };
    let report = fs::read_to_string(wait_for("a report", reports).path()).unwrap();
    assert!(report.contains("broken by key"), "{report}");
    assert!(!report.contains("一段文字"), "{report}");
    assert!(
        NAMES.chars().all(|name| !report.contains(name)),
        "words of the document are in it: {report}"
    );
    desk.changed_and_kept(&labelled, "12-broken");
    assert!(running.0.try_wait().unwrap().is_none(), "the program ended");
    // Enter goes on with the project and what was done to it.
    desk.key("Return");
    let spans = wait_for("the span on disk", || {
        let spans = spans_on_disk(&project);
        (!spans.is_empty()).then_some(spans)
    });
    assert_eq!(spans.len(), 1);
    desk.keep(&desk.wait_until_painted(), "13-mended");
    desk.key("ctrl+z");
    wait_for("it to be taken back", || {
        spans_on_disk(&project).is_empty().then_some(())
    });
    desk.key("ctrl+q");
    assert_eq!(running.ended(), Some(0));
}

#[test]
fn no_internet_socket_is_opened() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import", "strace"]) else {
        return;
    };
    let project = desk.new_project();
    let trace = desk.path("sockets.txt");
    let mut strace = desk.command("strace");
    strace.args(["-f", "-qq", "-e", "trace=socket,socketpair", "-o"]);
    strace.arg(&trace).arg(&desk.program).arg(&project);
    let mut running = desk.open(&mut strace);
    label_a_name_by_hand(&desk, &project, &mut running);

    let trace = fs::read_to_string(&trace).unwrap();
    let internet: Vec<&str> = trace.lines().filter(|l| l.contains("AF_INET")).collect();
    assert_eq!(internet, [""; 0]);
    // The screen is reached by a local socket: the trace did see sockets.
    assert!(trace.contains("AF_UNIX"), "{trace}");
}

#[test]
fn every_main_state_has_its_picture() {
    let Some(desk) = Desk::new(&["Xvfb", "xdotool", "import", "convert"]) else {
        return;
    };
    let start = desk.open(&mut desk.command(&desk.program));
    desk.keep(&desk.wait_until_painted(), "01-start");
    drop(start);

    let project = desk.new_project();
    let _running = desk.open(desk.command(&desk.program).arg(&project));
    let open = desk.wait_until_painted();
    desk.keep(&open, "02-project");
    desk.drag((520, 300), (640, 300));
    let selected = desk.changed_and_kept(&open, "03-selection");
    desk.key("1");
    desk.changed_and_kept(&selected, "04-labelled");
    // It is saved by itself, which the line below says: nothing else may change the picture then.
    wait_for("the span on disk", || {
        (!spans_on_disk(&project).is_empty()).then_some(())
    });
    thread::sleep(Duration::from_secs(1));
    let labelled = desk.wait_until_painted();
    for (keys, name) in [
        ("F1", "05-keys"),
        ("ctrl+shift+p", "06-palette"),
        ("F4", "07-schema"),
        ("ctrl+e", "08-export"),
        ("ctrl+comma", "09-settings"),
    ] {
        desk.key(keys);
        let shown = desk.changed_and_kept(&labelled, name);
        desk.key("Escape");
        desk.changed(&shown, "closed again");
    }
    desk.key("F7");
    desk.changed_and_kept(&labelled, "10-other-palette");
}

#[test]
fn a_line_of_a_span_is_read() {
    let expected = Some((12, 15, "PERSON".to_owned(), "习近平".to_owned()));
    assert_eq!(
        span_of_line(r#"        (12, 15, "PERSON", "习近平"),"#),
        expected
    );
    assert_eq!(
        span_of_line(r#"(12, 15, "PERSON", "习近平", (note: "x")),"#),
        expected
    );
    assert_eq!(span_of_line(r#"(name: "x")"#), None);
}
