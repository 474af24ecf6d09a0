//! Documents from disk: which files, in which order, under which names and ids.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;

use zhubi::model::document::LineEnds;
use zhubi::model::document::sha256_hex;
use zhubi::model::project::Documents;
use zhubi::store::source;
use zhubi::store::source::SourceError;

fn write(folder: &Path, file: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(&path, bytes).unwrap();
    path
}

#[test]
fn a_folder_gives_its_text_files_in_the_order_a_person_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    for file in [
        "第10篇.txt",
        "第2篇.TXT",
        "a/b/深.txt",
        "a/1.txt",
        ".hidden.txt",
        ".git/x.txt",
        "picture.png",
        "notes.md",
        "notes.rst",
    ] {
        write(folder.path(), file, file);
    }
    let named = folder.path().join("notes.rst");
    let paths = [folder.path().to_owned(), named.clone(), named];
    let sources = source::read_sources(&paths, None);
    assert!(sources.refused.is_empty(), "{:?}", sources.refused);
    let names: Vec<&str> = sources.files.iter().map(|f| f.file_name.as_str()).collect();
    assert_eq!(
        names,
        [
            "notes.md",
            "第2篇.TXT",
            "第10篇.txt",
            "1.txt",
            "深.txt",
            "notes.rst"
        ]
    );
}

#[test]
fn each_file_that_gives_no_document_says_why_and_the_others_come_in() {
    let folder = tempfile::tempdir().unwrap();
    let good = write(folder.path(), "good.txt", "习近平");
    let empty = write(folder.path(), "empty.txt", "");
    let only_bom = write(folder.path(), "bom.txt", "\u{FEFF}");
    let binary = write(folder.path(), "binary.txt", b"\x7fELF\x02\x01\0\0\0\0\0\0");
    let bare = folder.path().join("bare");
    fs::create_dir(&bare).unwrap();
    let missing = folder.path().join("missing.txt");
    let paths = [empty, only_bom, binary, bare, missing, good];
    let sources = source::read_sources(&paths, None);
    assert_eq!(sources.files.len(), 1);
    assert_eq!(sources.files[0].decoded.text, "习近平");
    let count = |is: fn(&SourceError) -> bool| sources.refused.iter().filter(|e| is(e)).count();
    assert_eq!(count(|e| matches!(e, SourceError::Empty { .. })), 2);
    assert_eq!(count(|e| matches!(e, SourceError::NotText { .. })), 1);
    assert_eq!(count(|e| matches!(e, SourceError::NoTexts { .. })), 1);
    assert_eq!(count(|e| matches!(e, SourceError::NotFound { .. })), 1);
}

#[test]
fn a_document_knows_its_file_and_takes_its_id_from_the_text_alone() {
    let folder = tempfile::tempdir().unwrap();
    let text = "甲\r\n习近平\r\n";
    let plain = write(folder.path(), "plain.txt", text);
    let marked = write(folder.path(), "marked.txt", format!("\u{FEFF}{text}"));
    let files = source::read_sources(&[plain, marked], None).files;
    let documents = source::make_documents(&Documents::default(), files);
    let sha256 = sha256_hex(text.as_bytes());
    assert_eq!(documents[0].text_sha256, sha256);
    assert_eq!(documents[0].source.sha256, sha256);
    assert_eq!(*documents[0].id, sha256[..16]);
    assert_eq!(documents[1].text_sha256, sha256);
    assert_ne!(documents[1].source.sha256, sha256);
    assert_eq!(*documents[1].id, format!("{}-2", &sha256[..16]));
    assert!(documents[1].source.bom && !documents[0].source.bom);
    for doc in &documents {
        assert_eq!(doc.source.line_ends, LineEnds::CrLf);
        assert_eq!(doc.text.as_str(), text);
    }
}

#[test]
fn names_take_as_many_folders_as_they_need() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["x/1/a.txt", "x/2/a.txt", "y/1/a.txt"] {
        write(folder.path(), file, file);
    }
    let sources = source::read_sources(&[folder.path().to_owned()], None);
    let mut documents = Documents::default();
    let mut names = Vec::new();
    for file in sources.files.iter().chain(&sources.files[..1]).cloned() {
        let doc = source::make_documents(&documents, vec![file]).remove(0);
        names.push(doc.name.clone());
        documents.insert(usize::MAX, Arc::new(doc)).unwrap();
    }
    assert_eq!(names, ["a.txt", "2/a.txt", "1/a.txt", "x/1/a.txt"]);
    let together = source::make_documents(&Documents::default(), sources.files);
    let together: Vec<_> = together.iter().map(|doc| doc.name.as_str()).collect();
    assert_eq!(together, names[..3]);
}

#[test]
fn the_example_documents_come_in_as_they_are() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/documents");
    if !shared.is_dir() {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    }
    let sources = source::read_sources(&[shared], None);
    assert!(sources.refused.is_empty(), "{:?}", sources.refused);
    assert_eq!(sources.files.len(), 5);
    let lengths: Vec<usize> = source::make_documents(&Documents::default(), sources.files)
        .iter()
        .map(|doc| doc.text.n_chars())
        .collect();
    assert_eq!(lengths, [2_884, 2_539, 2_969, 2_343, 12_156]);
}
