//! The real binary, verb by verb: what it writes, what it says, and its exit code.

mod adding;
mod check;
mod exchange;
mod exchanged;
mod find;
mod kept;
mod lexicon;
mod predictions;
mod suggest;
mod train_eval;

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;
use std::process::Stdio;

use serde_json::Value;
use tempfile::TempDir;

/// A folder to run the program in.
struct Desk {
    folder: TempDir,
}

/// What a run came to.
struct Run {
    code: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { folder }
    }

    /// Makes a desk with `甲.txt` and `乙.txt` in the project `p.ron`, with a layer `li`.
    fn with_project() -> Self {
        let desk = Self::new();
        desk.put("甲.txt", "局长林知远到会。\n会后参观。\n");
        desk.put("乙.txt", "市长周明讲话");
        desk.ok(&["new", "p.ron", "甲.txt", "乙.txt", "--annotator", "li"]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        fs::write(self.path(name), content).unwrap();
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_zhubi"));
        command.args(args).current_dir(self.folder.path());
        command.stdin(Stdio::null());
        // Nothing of a test comes among the user's own.
        command.env("XDG_DATA_HOME", self.path(".data"));
        command
    }

    fn run(&self, args: &[&str]) -> Run {
        let Output {
            status,
            stdout,
            stderr,
        } = self.command(args).output().unwrap();
        let (out, err) = (String::from_utf8(stdout), String::from_utf8(stderr));
        let run = Run {
            code: status.code().expect("it ended by itself"),
            out: out.unwrap(),
            err: err.unwrap(),
        };
        assert!(!run.err.contains("panicked"), "{args:?}: {}", run.err);
        run
    }

    /// Runs what must end with 0.
    #[track_caller]
    fn ok(&self, args: &[&str]) -> Run {
        self.ends(0, args)
    }

    #[track_caller]
    fn ends(&self, code: i32, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.code, code, "{args:?}\n{}\n{}", run.out, run.err);
        run
    }

    /// Runs what must end with 2, say so on standard error alone, and change no file.
    #[track_caller]
    fn refused(&self, args: &[&str], said: &str) {
        let before = self.files();
        let run = self.ends(2, args);
        assert!(run.err.contains(said), "{args:?}: {}", run.err);
        assert_eq!(run.out, "", "{args:?}");
        assert_eq!(self.files(), before, "{args:?}");
    }

    fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = fs::read_dir(self.folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    }

    fn shown(&self, project: &str) -> Value {
        let run = self.ok(&["show", project, "--json"]);
        serde_json::from_str(&run.out).unwrap()
    }
}

const SPANS: &str = "{\"start\":0,\"end\":2,\"label\":\"ROLE\",\"text\":\"局长\"}\n\
                     {\"start\":2,\"end\":5,\"label\":\"PERSON\",\"text\":\"林知远\"}\n\
                     {\"start\":0,\"end\":5,\"label\":\"EVENT\",\"text\":\"局长林知远\"}\n";
const RELATIONS: &str = "{\"rel\":\"HOLDS\",\"head\":[2,5],\"tail\":[0,2]}\n";

// Arguments.

#[test]
fn every_verb_explains_itself_with_an_example() {
    let desk = Desk::new();
    let verbs: [&[&str]; 14] = [
        &[],
        &["new"],
        &["show"],
        &["documents"],
        &["documents", "add"],
        &["documents", "remove"],
        &["documents", "rename"],
        &["lexicon"],
        &["lexicon", "add"],
        &["import"],
        &["export"],
        &["check"],
        &["view"],
        &["find"],
    ];
    for verb in verbs {
        let args: Vec<&str> = verb.iter().copied().chain(["--help"]).collect();
        let run = desk.ok(&args);
        assert!(run.out.contains("Example: zhubi"), "{verb:?}\n{}", run.out);
        assert_eq!(run.err, "", "{verb:?}");
    }
    assert!(desk.ok(&["--version"]).out.starts_with("zhubi "));
}

#[test]
fn wrong_use_ends_with_2_and_changes_nothing() {
    let desk = Desk::with_project();
    desk.refused(&["new"], "Usage");
    desk.refused(&["new", "q.ron"], "DOCUMENT");
    desk.refused(&["show"], "PROJECT.ron");
    desk.refused(&["shwo"], "neither a file nor a verb");
    desk.refused(&["show", "p.ron", "--yaml"], "--yaml");
    desk.refused(&["show", "gone.ron"], "gone.ron");
    desk.refused(&["export", "p.ron", "--to", "xml", "-o", "o"], "xml");
    desk.refused(&["export", "p.ron", "--to", "jsonl"], "--output");
    desk.refused(
        &["import", "p.ron", "甲.txt", "--from", "html"],
        "conll-bio",
    );
    desk.refused(&["new", "q.ron", "甲.txt", "--annotator", " "], "name");
}

#[cfg(not(feature = "gui"))]
#[test]
fn without_its_window_the_program_says_so() {
    let desk = Desk::with_project();
    desk.refused(&[], "built without its window");
    desk.refused(&["p.ron"], "built without its window");
    // A file named like a verb is a file when a folder stands before it.
    desk.put("show", "甲");
    desk.refused(&["./show"], "built without its window");
}

// Making and showing.

#[test]
fn new_makes_a_project_once() {
    let desk = Desk::new();
    desk.put("甲.txt", "\u{FEFF}林知远");
    let run = desk.ok(&["new", "p.ron", "甲.txt"]);
    assert!(run.out.contains("1 document"), "{}", run.out);
    let shown = desk.shown("p.ron");
    assert_eq!(shown["name"], "p");
    // The byte order mark belongs to the encoding.
    assert_eq!(shown["documents"][0]["characters"], 3);
    assert_eq!(shown["documents"][0]["name"], "甲.txt");
    assert_eq!(shown["documents"][0]["layers"], Value::Array(vec![]));
    desk.refused(&["new", "p.ron", "甲.txt"], "there already");
    desk.refused(&["new", "q.txt", "甲.txt"], ".ron");
    desk.refused(&["new", "none/q.ron", "甲.txt"], "none");
}

#[test]
fn what_is_no_text_is_refused_and_nothing_is_half_done() {
    let desk = Desk::new();
    desk.put("甲.txt", "林知远");
    desk.put("nul.txt", b"abc\0def\n");
    desk.put("empty.txt", "");
    desk.put("image.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    for (bad, said) in [
        ("nul.txt", "NUL"),
        ("empty.txt", "empty"),
        ("image.txt", "image.txt"),
        ("gone.txt", "gone.txt"),
    ] {
        desk.refused(&["new", "p.ron", "甲.txt", bad], said);
        assert!(!desk.path("p.ron").exists());
    }
    desk.refused(
        &["new", "p.ron", "甲.txt", "--encoding", "klingon"],
        "klingon",
    );
    // An encoding that is named is obeyed.
    desk.ok(&["new", "nul.ron", "nul.txt", "--encoding", "UTF-8"]);
}

#[test]
fn a_table_gives_a_document_a_row_and_names_those_it_leaves_out() {
    let desk = Desk::new();
    desk.put("名单.csv", "号,正文\n甲,青禾县\n乙,\n丙,田小禾\n");
    desk.put("page.html", "<title>题</title><p>春耕<p>会议");
    let run = desk.ends(1, &["new", "p.ron", "名单.csv", "page.html"]);
    assert!(
        run.err.contains("row 2 (line 3): its text is empty"),
        "{}",
        run.err
    );
    let shown = desk.shown("p.ron");
    let names = shown["documents"].as_array().unwrap().iter();
    let names: Vec<_> = names.map(|doc| doc["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["名单.csv#1", "名单.csv#3", "page.html"]);
    let named = ["--name-column", "号", "--text-column", "正文"];
    let run = desk.ends(
        1,
        &[&["documents", "add", "p.ron", "名单.csv"], &named[..]].concat(),
    );
    assert!(run.out.contains("added 甲\nadded 丙\n"), "{}", run.out);
    assert!(desk.read("p.ron").contains("名单.csv#3"));
    let said = "there are 号, 正文";
    desk.refused(
        &[
            "documents",
            "add",
            "p.ron",
            "名单.csv",
            "--text-column",
            "文",
        ],
        said,
    );
    desk.put("空.csv", "text\n \n");
    desk.refused(
        &["documents", "add", "p.ron", "空.csv"],
        "no row has a text",
    );
    let view = desk.ok(&["view", "page.html"]);
    assert_eq!(view.out.trim_end(), "春耕\n会议");
}

#[test]
fn encodings_are_guessed_aloud_or_named() {
    let desk = Desk::new();
    let text = "林知远局长出席第三届读书节座谈会,并同与会者座谈。";
    let (gb, _, _) = encoding_rs::GB18030.encode(text);
    desk.put("gb.txt", &gb);
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    desk.put("u16.txt", utf16);
    let run = desk.ok(&["new", "a.ron", "gb.txt", "u16.txt"]);
    assert!(
        run.err.contains("gb.txt: read as GB18030, guessed"),
        "{}",
        run.err
    );
    let marked = "u16.txt: read as UTF-16LE, by its byte order mark\n";
    assert!(run.err.contains(marked), "{}", run.err);
    let run = desk.ok(&["new", "b.ron", "gb.txt", "--encoding", "GB18030"]);
    assert_eq!(run.err, "gb.txt: read as GB18030, as --encoding says\n");
    for project in ["a.ron", "b.ron"] {
        let n = text.chars().count();
        assert_eq!(desk.shown(project)["documents"][0]["characters"], n);
    }
}

#[test]
fn what_is_no_text_is_named_counted_and_never_dropped() {
    let desk = Desk::with_project();
    let utf16 = |units: &[u16]| -> Vec<u8> {
        let units = [&[0xFEFF], units].concat();
        units.into_iter().flat_map(u16::to_le_bytes).collect()
    };
    let halves = [
        0x7532, 0xD800, 0x4E59, 0xDC00, 0x4E19, 0x4E01, 0x4E03, 0x4E09,
    ];
    desk.put("半.txt", utf16(&halves));
    let run = desk.ok(&["documents", "add", "p.ron", "半.txt"]);
    let said = "半.txt: 2 unpaired surrogates replaced by U+FFFD";
    assert!(run.err.contains(said), "{}", run.err);
    desk.put("零.txt", "甲\0乙\u{1}丙".as_bytes());
    desk.refused(&["documents", "add", "p.ron", "零.txt"], "1 NUL byte");
    let run = desk.ok(&["documents", "add", "p.ron", "零.txt", "--encoding", "utf-8"]);
    for said in [
        "零.txt: 1 NUL character kept",
        "零.txt: 1 control character kept",
    ] {
        assert!(run.err.contains(said), "{}", run.err);
    }
    let shown = desk.shown("p.ron");
    let documents = shown["documents"].as_array().unwrap();
    let n_chars: Vec<_> = documents.iter().map(|doc| &doc["characters"]).collect();
    assert_eq!(n_chars[n_chars.len() - 2..], [8, 5]);
    // A page says its encoding itself, a table has one for all of its rows.
    desk.put("页.html", "<meta charset=utf-8><p>春耕</p>");
    desk.put("表.csv", "正文\n春耕\n夏收\n");
    let run = desk.ok(&["documents", "add", "p.ron", "页.html", "表.csv"]);
    let expected = "页.html: read as UTF-8, as it says itself\n\
                    表.csv: read as UTF-8, all of it valid\n";
    assert_eq!(run.err, expected);
}

#[test]
fn a_text_opened_as_a_project_is_called_one() {
    let desk = Desk::with_project();
    for (name, content) in [
        ("甲.md", "春耕会议"),
        ("表.csv", "(a,b)\n"),
        ("无名", "春耕会议"),
    ] {
        desk.put(name, content.as_bytes());
        desk.refused(&["show", name], "this is a text, not a project");
        desk.refused(&["show", name], "zhubi documents add PROJECT.ron DOCUMENT");
    }
    // What is called a project is one that is damaged.
    desk.put("坏.ron", "春耕会议".as_bytes());
    desk.refused(&["show", "坏.ron"], "not a Zhubi project");
    desk.put("坏", "(format: 1,".as_bytes());
    desk.refused(&["show", "坏"], "not RON");
}

#[test]
fn show_lines_columns_up_under_chinese_names() {
    let desk = Desk::with_project();
    desk.put("甲.txt.jsonl", SPANS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl"]);
    let run = desk.ok(&["show", "p.ron"]);
    let expected = "\
p: 2 documents, 21 characters

Document  Characters  Layer  Status       PERSON  ROLE  EVENT  SLOGAN  Spans  Relations
甲.txt            15  li     to do             1     1      1       0      3          0
乙.txt             6  li     to do             0     0      0       0      0          0
All                   li     2 documents       1     1      1       0      3          0
";
    assert_eq!(run.out, expected);
    assert_eq!(run.err, "");
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let desk = Desk::with_project();
    let mut child = desk
        .command(&["show", "p.ron"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let ended = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
    assert_eq!(ended.status.code(), Some(0));
}

// Documents.

#[test]
fn documents_are_added_removed_and_renamed() {
    let desk = Desk::with_project();
    desk.put("丙.txt", "新来的");
    let run = desk.ok(&["documents", "add", "p.ron", "丙.txt"]);
    assert_eq!(run.out, "added 丙.txt\n");
    let run = desk.ok(&["documents", "rename", "p.ron", "丙.txt", "丁.txt"]);
    assert_eq!(run.out, "renamed 丙.txt to 丁.txt\n");
    let run = desk.ok(&["documents", "remove", "p.ron", "甲.txt", "乙.txt"]);
    assert_eq!(run.out.lines().count(), 2);
    let shown = desk.shown("p.ron");
    let names: Vec<_> = shown["documents"].as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 1);
    assert_eq!(names[0]["name"], "丁.txt");
}

#[test]
fn documents_that_are_not_there_or_not_free_change_nothing() {
    let desk = Desk::with_project();
    desk.put("nul.txt", b"\0");
    desk.put("丙.txt", "新来的");
    desk.refused(
        &["documents", "remove", "p.ron", "甲.txt", "丙.txt"],
        "丙.txt",
    );
    desk.refused(
        &["documents", "rename", "p.ron", "丙.txt", "丁.txt"],
        "丙.txt",
    );
    desk.refused(
        &["documents", "rename", "p.ron", "甲.txt", "乙.txt"],
        "乙.txt",
    );
    desk.refused(&["documents", "rename", "p.ron", "甲.txt", ""], "empty");
    desk.refused(&["documents", "add", "p.ron", "丙.txt", "nul.txt"], "NUL");
    desk.refused(&["documents", "add", "gone.ron", "丙.txt"], "gone.ron");
}

#[test]
fn the_same_text_twice_gets_an_id_and_a_name_of_its_own() {
    let desk = Desk::with_project();
    let run = desk.ok(&["documents", "add", "p.ron", "甲.txt"]);
    assert!(
        run.err.contains("has the same text as 甲.txt"),
        "{}",
        run.err
    );
    let shown = desk.shown("p.ron");
    let id = |i: usize| shown["documents"][i]["id"].as_str().unwrap().to_owned();
    assert_eq!(id(2), format!("{}-2", id(0)));
    assert_ne!(shown["documents"][2]["name"], shown["documents"][0]["name"]);
}

// Import.

#[test]
fn check_counts_errors_and_not_hints() {
    let desk = Desk::with_project();
    let run = desk.ok(&["check", "p.ron"]);
    assert_eq!(run.out, "");
    desk.put("甲.txt.jsonl", SPANS);
    desk.ok(&["import", "p.ron", "甲.txt.jsonl"]);
    let whole = desk.read("p.ron");
    desk.put(
        "words.ron",
        whole.replace(
            "(2, 5, \"PERSON\", \"林知远\"",
            "(2, 5, \"PERSON\", \"林知道\"",
        ),
    );
    let run = desk.ends(1, &["check", "words.ron"]);
    let line = whole
        .lines()
        .position(|line| line.contains("\"林知远\""))
        .unwrap()
        + 1;
    let place = format!("words.ron:{line}:");
    assert!(run.out.starts_with(&place), "{place} {}", run.out);
    assert!(run.out.contains(": error: "), "{}", run.out);
    let run = desk.ok(&["show", "words.ron"]);
    assert!(
        run.err.contains("zhubi check words.ron names them"),
        "{}",
        run.err
    );
}

#[test]
fn a_project_that_cannot_be_read_says_where() {
    let desk = Desk::with_project();
    let whole = desk.read("p.ron");
    let half: String = whole.chars().take(whole.chars().count() / 2).collect();
    desk.put("half.ron", half);
    desk.put("other.ron", "(window: (800, 600))");
    desk.put("newer.ron", whole.replacen("format: 1", "format: 99", 1));
    desk.put("empty.ron", "");
    for project in [
        "half.ron",
        "other.ron",
        "newer.ron",
        "empty.ron",
        "gone.ron",
    ] {
        for verb in ["check", "show"] {
            desk.refused(&[verb, project], project);
        }
        desk.refused(&["export", project, "--to", "jsonl", "-o", "o"], project);
    }
}

// View and find.

const GLOSSED: &str = "統(tǒng)一戰(zhàn)線\r\n731日,當(dāng)?shù)倪^\n";

#[test]
fn the_gold_spans_of_the_examples_go_in_and_come_out_the_same() {
    let shared = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    if !shared.is_dir() {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    }
    let listed = |folder: &str, ending: &str| {
        let entries = fs::read_dir(shared.join(folder)).unwrap();
        let paths = entries.map(|e| e.unwrap().path().display().to_string());
        let mut paths: Vec<String> = paths.filter(|path| path.ends_with(ending)).collect();
        paths.sort();
        paths
    };
    let desk = Desk::new();
    let documents = listed("documents", ".txt");
    let gold = listed("gold", ".jsonl");
    assert_eq!(documents.len(), 5);
    let args = |head: &[&str], tail: &[String]| -> Vec<String> {
        let head = head.iter().map(|arg| (*arg).to_owned());
        head.chain(tail.iter().cloned()).collect()
    };
    let run = |args: Vec<String>| desk.ok(&args.iter().map(String::as_str).collect::<Vec<_>>());
    run(args(&["new", "p.ron"], &documents));
    run(args(&["import", "p.ron", "--annotator", "gold"], &gold));
    desk.ok(&["export", "p.ron", "--to", "jsonl", "-o", "out.jsonl"]);
    let mut expected = Vec::new();
    let mut n_relations = 0;
    for path in &gold {
        let lines = fs::read_to_string(path).unwrap();
        if path.ends_with(".rel.jsonl") {
            n_relations += lines.lines().count();
            continue;
        }
        let name = Path::new(path)
            .file_stem()
            .unwrap()
            .to_string_lossy()
            .into_owned();
        for line in lines.lines() {
            expected.push((name.clone(), serde_json::from_str::<Value>(line).unwrap()));
        }
    }
    let mut found = Vec::new();
    for line in desk.read("out.jsonl").lines() {
        let doc: Value = serde_json::from_str(line).unwrap();
        let name = doc["id"].as_str().unwrap().to_owned();
        for span in doc["spans"].as_array().unwrap() {
            found.push((name.clone(), span.clone()));
        }
    }
    let sorted = |mut spans: Vec<(String, Value)>| {
        spans.sort_by_key(|(name, span)| (name.clone(), span.to_string()));
        spans
    };
    assert!(
        expected.len() > 100 && n_relations > 30,
        "the gold spans are gone"
    );
    assert_eq!(sorted(found), sorted(expected));
    assert_eq!(desk.shown("p.ron")["layers"][0]["relations"], n_relations);
    for format in ["conll-bio", "conll-bioes"] {
        desk.ok(&["export", "p.ron", "--to", format, "-o", "out.tsv"]);
    }
}
