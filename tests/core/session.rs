//! An open project: the dirty mark, undo, saving and opening, documents from disk.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Act;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::check::FindingKind;
use zhubi::model::layer::Status;
use zhubi::model::project::Documents;
use zhubi::model::span::Span;
use zhubi::session::LineColumn;
use zhubi::session::LoadError;
use zhubi::session::SaveError;
use zhubi::session::Session;
use zhubi::session::SourceError;
use zhubi::session::import::KnownTexts;
use zhubi::session::import::Sifted;
use zhubi::session::import::sift;
use zhubi::store::source;
use zhubi::store::source::Reading;
use zhubi::text::import::Columns;
use zhubi::text::offset::CharRange;

const WHO: &str = "甲";

fn rename(name: &str) -> Command {
    Command::RenameProject(name.to_owned())
}

fn add(layer: &LayerRef, spans: &[(usize, usize, &str)]) -> Command {
    let span =
        |&(start, end, label): &(usize, usize, &str)| Span::new(CharRange::of(start, end), label);
    Command::AddSpans {
        layer: layer.clone(),
        spans: spans.iter().map(span).collect(),
        same_label: SameLabel::Allow,
    }
}

/// Reads files as the command line does.
fn read(paths: &[PathBuf], encoding: Option<&str>) -> Sifted {
    let columns = Columns::default();
    sift(
        paths,
        &Reading { encoding, columns },
        &KnownTexts::default(),
    )
}

/// Makes a session with two documents read from disk, and the layer of the first.
fn with_documents(folder: &Path) -> (Session, LayerRef) {
    let paths = [("一.txt", "部长王毅说 好"), ("二.txt", "市长李强说")].map(|(name, text)| {
        fs::write(folder.join(name), text).unwrap();
        folder.join(name)
    });
    let mut session = Session::new_project("项目");
    let read = read(&paths, None);
    assert!(read.refused.is_empty());
    let documents = source::make_documents(&session.project().documents, &read.texts);
    session.run(Command::AddDocuments(documents)).unwrap();
    let doc = session.project().documents.at(0).unwrap().id.clone();
    (session, LayerRef::new(doc, WHO))
}

#[test]
fn a_project_is_unsaved_until_its_file_holds_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let mut session = Session::new_project("甲");
    assert!(session.unsaved() && session.path().is_none());
    assert!(session.save_job(None).is_none());
    session.save().unwrap();
    assert!(session.unsaved(), "there is no file to save to");
    session.create(&path).unwrap();
    assert!(!session.unsaved());
    assert_eq!(session.path(), Some(path.as_path()));

    session.run(rename("乙")).unwrap();
    assert!(session.unsaved());
    session.undo().unwrap();
    assert!(!session.unsaved(), "the file holds what it is again");
    session.redo().unwrap();
    session.save().unwrap();
    assert!(!session.unsaved());
    session.undo().unwrap();
    assert!(session.unsaved(), "the file holds what was taken back");
    // Another act in its place: the state the file holds is never reached again.
    session.run(rename("丙")).unwrap();
    session.undo().unwrap();
    assert!(session.unsaved());
    assert!(session.redo().is_some() && session.redo().is_none());
    assert!(session.unsaved());
}

#[test]
fn a_save_under_way_marks_what_it_wrote_and_not_what_came_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let mut session = Session::new_project("甲");
    session.run(rename("乙")).unwrap();
    let job = session.save_job(Some(&path)).unwrap();
    assert_eq!(job.path(), path);
    session.run(rename("丙")).unwrap();
    let saved = job.run().unwrap();
    assert!(saved.written);
    session.saved(&saved);
    assert!(session.unsaved());
    let (opened, problems) = Session::open(&path).unwrap();
    assert_eq!(opened.project().name, "乙");
    assert!(problems.is_empty() && !opened.unsaved());
    session.undo().unwrap();
    assert!(!session.unsaved());
    session.undo().unwrap();
    assert!(session.unsaved());

    let job = session.save_job(None).unwrap();
    session.redo().unwrap();
    session.saved(&job.run().unwrap());
    assert!(session.unsaved());
    assert_eq!(Session::open(&path).unwrap().0.project().name, "甲");
}

#[test]
fn saving_what_the_file_holds_leaves_it_and_its_backup_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("a.ron"), folder.path().join("a.ron.bak"));
    let (mut session, layer) = with_documents(folder.path());
    session.create(&path).unwrap();
    session.run(rename("乙")).unwrap();
    session.save().unwrap();
    let before = fs::read(&backup).unwrap();
    let saved = session.save_job(None).unwrap().run().unwrap();
    assert!(!saved.written);
    session.saved(&saved);
    session.save().unwrap();
    assert_eq!(fs::read(&backup).unwrap(), before);
    assert_ne!(fs::read(&path).unwrap(), before);

    // A file that is gone is written again, and so is another one.
    fs::remove_file(&path).unwrap();
    assert!(session.save_job(None).unwrap().run().unwrap().written);
    let other = folder.path().join("b.ron");
    let saved = session.save_job(Some(&other)).unwrap().run().unwrap();
    assert!(saved.written);
    session.saved(&saved);
    assert_eq!(session.path(), Some(other.as_path()));

    // Time is no act, but worth a save.
    session.run(add(&layer, &[])).unwrap();
    session.save().unwrap();
    session.note_time(layer.clone(), 0);
    assert!(!session.save_job(None).unwrap().run().unwrap().written);
    session.note_time(layer.clone(), 7);
    assert!(!session.unsaved());
    session.save().unwrap();
    let (opened, _) = Session::open(&other).unwrap();
    let seconds = opened
        .project()
        .layer(&layer.doc, WHO)
        .unwrap()
        .meta
        .active_seconds;
    assert_eq!(seconds, 7);
    assert!(!session.save_job(None).unwrap().run().unwrap().written);
}

#[test]
fn a_failed_save_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("gone").join("a.ron");
    let mut session = Session::new_project("甲");
    let job = session.save_job(Some(&path)).unwrap();
    assert!(matches!(job.run(), Err(SaveError::FolderMissing { .. })));
    assert!(session.create(&path).is_err());
    assert!(session.unsaved() && session.path().is_none());
}

#[test]
fn a_new_file_takes_the_place_of_none() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    fs::write(&path, "不要动").unwrap();
    let mut session = Session::new_project("甲");
    let refused = session.create(&path);
    assert!(
        matches!(refused, Err(SaveError::Exists { .. })),
        "{refused:?}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "不要动");
    assert!(session.unsaved() && session.path().is_none());
}

#[test]
fn what_was_saved_opens_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let (mut session, layer) = with_documents(folder.path());
    session
        .run(add(&layer, &[(0, 2, "ROLE"), (2, 4, "PERSON")]))
        .unwrap();
    session.create(&path).unwrap();
    let (mut opened, problems) = Session::open(&path).unwrap();
    assert!(problems.is_empty(), "{problems:?}");
    assert!(opened.project() == session.project());
    assert!(opened.undo().is_none() && opened.redo().is_none());
    let bytes = fs::read(&path).unwrap();
    let status = Status::Done;
    opened.run(Command::SetStatus { layer, status }).unwrap();
    opened.save().unwrap();
    assert_ne!(fs::read(&path).unwrap(), bytes);
    opened.undo().unwrap();
    opened.save().unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    let gone = folder.path().join("b.ron");
    assert!(matches!(
        Session::open(&gone),
        Err(LoadError::NotFound { .. })
    ));
}

#[test]
fn a_bulk_act_is_one_step_and_nothing_done_is_none() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, layer) = with_documents(folder.path());
    let n_done = session.history().done().len();
    let spans: Vec<_> = (0..6).map(|i| (i, i + 1, "EVENT")).collect();
    let done = session.run(add(&layer, &spans)).unwrap();
    assert!(done.changed);
    assert_eq!((done.n_added, done.n_removed), (6, 0));
    assert_eq!(session.history().done().len(), n_done + 1);
    let revision = session.revision();
    let again = session.run(add(&layer, &spans)).unwrap();
    assert!(!again.changed && again.n_added == 0);
    assert!(session.run(rename(" ")).is_err());
    assert_eq!(session.history().done().len(), n_done + 1);
    assert_eq!(session.revision(), revision);
    let undone = session.undo().unwrap();
    assert_eq!(undone.act, Act::AddSpans);
    assert!(session.document(&layer.doc).unwrap().layers.is_empty());
    // Nothing done keeps what can be redone.
    assert!(!session.run(rename("项目")).unwrap().changed);
    assert!(session.redo().is_some());
}

#[test]
fn time_noted_after_an_act_does_not_hinder_undo() {
    let folder = tempfile::tempdir().unwrap();
    let (mut session, layer) = with_documents(folder.path());
    session.run(add(&layer, &[])).unwrap();
    let status = Status::Done;
    let command = Command::SetStatus {
        layer: layer.clone(),
        status,
    };
    session.note_time(layer.clone(), 3);
    session.run(command).unwrap();
    session.note_time(layer.clone(), 5);
    let meta = |session: &Session| {
        let layer = session.project().layer(&layer.doc, WHO).unwrap();
        (layer.meta.status, layer.meta.active_seconds)
    };
    assert!(session.undo().is_some());
    assert_eq!(meta(&session), (Status::ToDo, 8));
    assert!(session.redo().is_some());
    assert_eq!(meta(&session), (Status::Done, 8));
}

/// Returns the line and column at which `needle` stands in a file, both counted from 1.
fn place_of(file: &str, needle: &str) -> LineColumn {
    let at = file.find(needle).expect(needle);
    assert_eq!(file.matches(needle).count(), 1, "{needle}");
    let line_start = file[..at].rfind('\n').map_or(0, |end| end + 1);
    LineColumn {
        line: file[..at].matches('\n').count() + 1,
        column: file[line_start..at].chars().count() + 1,
    }
}

#[test]
fn a_check_tells_where_in_a_file_edited_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let (mut session, first) = with_documents(folder.path());
    let second = session.project().documents.at(1).unwrap().id.clone();
    let second = LayerRef::new(second, WHO);
    let spans = [(0, 2, "ROLE"), (2, 4, "PERSON"), (3, 6, "EVENT")];
    session.run(add(&first, &spans)).unwrap();
    let overlapping = [(0, 2, "ROLE"), (1, 4, "ROLE")];
    session.run(add(&second, &overlapping)).unwrap();
    session.create(&path).unwrap();

    // The last span line of each layer goes before the others, and lines move down.
    let file = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<&str> = file.lines().collect();
    for (from, to) in [
        ("(3, 6,", "(0, 2, \"ROLE\", \"部长"),
        ("(1, 4,", "(0, 2, \"ROLE\", \"市长"),
    ] {
        let line = |start: &str, lines: &[&str]| {
            let is = |line: &&str| line.trim_start().starts_with(start);
            lines.iter().position(is).expect(start)
        };
        let taken = lines.remove(line(from, &lines));
        lines.insert(line(to, &lines), taken);
    }
    lines.insert(1, "// 手改\n\n");
    let file = lines.join("\n");
    fs::write(&path, &file).unwrap();

    let report = Session::check(&path).unwrap();
    assert!(report.problems.is_empty(), "{:?}", report.problems);
    let found: Vec<(&str, Option<LineColumn>)> = report
        .findings
        .iter()
        .map(|(finding, place)| (finding.kind.name(), *place))
        .collect();
    let is_overlap = |kind: &FindingKind| matches!(kind, FindingKind::Overlap { .. });
    assert!(report.findings.iter().any(|(f, _)| is_overlap(&f.kind)));
    assert_eq!(
        found,
        [
            ("edge-space", Some(place_of(&file, "(3, 6,"))),
            ("overlap", Some(place_of(&file, "(1, 4,"))),
        ]
    );
}

#[test]
fn documents_are_read_with_doubts_and_refusals() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        path
    };
    let good = write("好.txt", "部长王毅".as_bytes());
    // 统一战线 in GB18030, without anything that names the encoding.
    let gb18030 = [0xCD, 0xB3, 0xD2, 0xBB, 0xD5, 0xBD, 0xCF, 0xDF];
    let guessed = write("猜.txt", &gb18030.repeat(20));
    let control = write("控.txt", "甲\u{1}乙".as_bytes());
    let empty = write("空.txt", b"");
    let gone = folder.path().join("没有.txt");
    let paths = [good, guessed.clone(), control, empty, gone];
    let files = read(&paths, None);
    let documents = source::make_documents(&Documents::default(), &files.texts);
    let names: Vec<&str> = documents.iter().map(|doc| doc.name.as_str()).collect();
    assert_eq!(names, ["好.txt", "猜.txt", "控.txt"]);
    assert!(matches!(
        files.refused.as_slice(),
        [SourceError::NotFound { .. }, SourceError::Empty { .. }]
    ));
    let doubts = files.texts.iter().map(|text| {
        let decoded = &text.file.decoded;
        let guessed = decoded.basis.is_guess();
        (guessed, decoded.n_replaced, decoded.n_controls)
    });
    let doubts: Vec<_> = doubts.collect();
    assert_eq!(doubts, [(false, 0, 0), (true, 0, 0), (false, 0, 1)]);
    assert!(documents[1].text.as_str().starts_with("统一战线"));

    // Whoever names the encoding leaves nothing to guess.
    let named = read(&[guessed], Some("GB18030"));
    assert!(!named.texts[0].file.decoded.basis.is_guess());
    assert!(named.texts[0].text.as_str().starts_with("统一战线"));
}
