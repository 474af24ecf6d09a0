//! Files looked at before they are imported: what is said of them, and that nothing is read twice.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;

use encoding_rs::BIG5;
use encoding_rs::GB18030;
use zhubi::edit::command::Command;
use zhubi::model::project::Project;
use zhubi::session::Session;
use zhubi::session::import;
use zhubi::session::import::ColumnWish;
use zhubi::session::import::FoundFile;
use zhubi::session::import::KnownTexts;
use zhubi::session::import::Look;
use zhubi::session::import::N_LINES;
use zhubi::session::import::N_PLACES;
use zhubi::session::import::Oddity;
use zhubi::session::import::Wish;
use zhubi::text::damage::damage;
use zhubi::text::decode::Basis;
use zhubi::text::decode::ENCODINGS;
use zhubi::text::doubt::DoubtKind;
use zhubi::text::offset::Text;

const TEXT: &str = "第三届读书节的座谈会在林州召开，林知远局长出席并同与会的同志们座谈。\n";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    fn found(&self, name: &str, bytes: impl AsRef<[u8]>) -> FoundFile {
        let path = self.put(name, bytes);
        import::list(&[path]).files.remove(0)
    }
}

fn look(found: &FoundFile, wish: &Wish) -> Look {
    import::look(found, wish, &KnownTexts::default(), &|_| true).unwrap()
}

fn wish(encoding: &str) -> Wish {
    Wish {
        encoding: ENCODINGS.into_iter().find(|known| *known == encoding),
        columns: None,
    }
}

fn imported(looks: &[Look]) -> Vec<String> {
    let documents = import::documents(&Project::new("甲"), looks);
    let texts = documents.iter().map(|doc| doc.text.as_str().to_owned());
    texts.collect()
}

#[test]
fn each_encoding_is_told_with_how_sure_it_is() {
    let folder = Folder::new();
    let text = TEXT.repeat(10);
    let units = || text.encode_utf16();
    let marked: Vec<u8> = [0xFE, 0xFF]
        .into_iter()
        .chain(units().flat_map(u16::to_be_bytes))
        .collect();
    let plain: Vec<u8> = units().flat_map(u16::to_le_bytes).collect();
    let big5 = BIG5
        .encode("第三屆讀書節的座談會在林州召開，局長出席並同與會的同志們座談。")
        .0;
    for (bytes, encoding, basis) in [
        (text.clone().into_bytes(), "UTF-8", Basis::Valid),
        (format!("\u{FEFF}{text}").into_bytes(), "UTF-8", Basis::Mark),
        (marked, "UTF-16BE", Basis::Mark),
        (plain, "UTF-16LE", Basis::Likely),
        (
            GB18030.encode(&text).0.into_owned(),
            "GB18030",
            Basis::Likely,
        ),
        (big5.repeat(10), "Big5", Basis::Likely),
        (
            GB18030.encode("青禾县城").0.into_owned(),
            "GB18030",
            Basis::Unsure,
        ),
    ] {
        let found = folder.found("文.txt", &bytes);
        let facts = look(&found, &Wish::default()).facts.unwrap();
        assert_eq!((facts.encoding.as_str(), facts.basis), (encoding, basis));
        let forced = look(&found, &wish(encoding)).facts.unwrap();
        assert_eq!(forced.basis, Basis::Named);
        assert_eq!(forced.n_chars, facts.n_chars);
    }
}

#[test]
fn what_is_shown_is_bounded_and_the_rest_is_counted() {
    let folder = Folder::new();
    let line = format!("{}\u{E000}甲\r\n", "字".repeat(1_000));
    let found = folder.found("长.txt", line.repeat(2_000));
    let look = look(&found, &Wish::default());
    assert_eq!((look.lines.len(), look.has_more), (N_LINES, true));
    let first = &look.lines[0];
    assert!(first.is_cut && first.text.chars().count() < 1_000);
    assert!(first.marks.is_empty());
    assert_eq!(look.places.len(), N_PLACES);
    assert_eq!(look.doubts.count(DoubtKind::PrivateUse), 2_000);
    let second = &look.places[1];
    assert_eq!((second.line, second.words.as_str()), (2, "\u{E000}"));
    assert_eq!(second.after, "甲");
    assert!(second.before.ends_with("字字") && second.before.chars().count() < 40);
}

#[test]
fn marks_lie_where_the_doubts_are() {
    let folder = Folder::new();
    let found = folder.found("疑.txt", "甲\u{1}乙\n丙\u{FFFD}\u{FFFD}丁\n");
    let look = look(&found, &Wish::default());
    let marks = look.lines.iter().map(|line| format!("{:?}", line.marks));
    assert_eq!(marks.collect::<Vec<_>>(), ["[1..2]", "[1..3]", "[]"]);
    let kinds: Vec<_> = look.places.iter().map(|place| place.kind).collect();
    assert_eq!(kinds, [DoubtKind::Control, DoubtKind::Replaced]);
}

#[test]
fn what_was_looked_at_is_imported_as_it_was_seen() {
    let folder = Folder::new();
    let bytes = GB18030.encode(TEXT).0.into_owned();
    let found = folder.found("县.txt", &bytes);
    let looks = [look(&found, &Wish::default()), look(&found, &wish("Big5"))];
    // The file is not read again: it is gone.
    fs::remove_file(&found.path).unwrap();
    let in_big5 = BIG5.decode_without_bom_handling(&bytes).0;
    let texts = imported(&looks);
    assert_eq!(texts[0], TEXT);
    assert_eq!(
        texts.get(1).map(String::as_str),
        looks[1].refused.is_none().then_some(&*in_big5)
    );
    assert!(import::documents(&Project::new("甲"), &[]).is_empty());
    assert!(look(&found, &Wish::default()).refused.is_some());
}

#[test]
fn oddities_are_told_and_only_in_folders() {
    let folder = Folder::new();
    folder.put("里/README.md", "# 说明");
    folder.put("里/旧.ron", "Project(format: 1)");
    folder.put("里/表.csv", "编号,释文\n1,第三届读书节的座谈会在林州召开\n");
    folder.put("里/图.png", "x");
    folder.put("里/.藏.txt", "x");
    folder.put("里/深/甲.txt", TEXT);
    let listing = import::list(&[folder.0.path().join("里")]);
    let names: Vec<&str> = listing
        .files
        .iter()
        .map(|file| file.name.as_str())
        .collect();
    assert_eq!(names, ["README.md", "旧.ron", "表.csv", "深/甲.txt"]);
    assert_eq!(listing.n_others, 1);
    let oddity = |found: &FoundFile| look(found, &Wish::default()).oddity;
    let oddities: Vec<_> = listing.files.iter().map(oddity).collect();
    let expected = [
        Some(Oddity::Companion),
        Some(Oddity::Project),
        Some(Oddity::UnclearTable),
        None,
    ];
    assert_eq!(oddities, expected);
    let chosen = Wish {
        encoding: None,
        columns: Some(ColumnWish {
            text: Some("释文".to_owned()),
            name: None,
        }),
    };
    assert!(look(&listing.files[2], &chosen).is_wanted());
    let named = import::list(&[folder.0.path().join("里/README.md")]).files;
    assert_eq!(oddity(&named[0]), None);
}

#[test]
fn texts_that_the_project_has_are_told_by_the_document() {
    let folder = Folder::new();
    let found = folder.found("甲.txt", TEXT);
    let mut session = Session::new_project("甲");
    let first = look(&found, &Wish::default());
    let documents = import::documents(session.project(), [&first]);
    session.run(Command::AddDocuments(documents)).unwrap();
    let known = KnownTexts::of(session.project());
    let look =
        |found: FoundFile| import::look(&found, &Wish::default(), &known, &|_| true).unwrap();
    // The same text in other bytes.
    let again = look(folder.found("抄.txt", GB18030.encode(TEXT).0));
    assert_eq!(again.twin.as_deref(), Some("甲.txt"));
    assert_eq!(again.oddity, Some(Oddity::Known));
    let table = look(folder.found("表.csv", format!("text\n\"{TEXT}\"\n别的\n")));
    assert_eq!((table.n_known, table.n_documents()), (1, 2));
    assert!(table.is_wanted());
}

#[test]
fn whoever_gives_up_gets_nothing() {
    let folder = Folder::new();
    let found = folder.found("甲.txt", TEXT.repeat(1_000));
    for n_asked in 0..4 {
        let n = Cell::new(0);
        let goes_on = |share: f32| {
            assert!((0.0..=1.0).contains(&share));
            n.set(n.get() + 1);
            n.get() <= n_asked
        };
        let look = import::look(&found, &Wish::default(), &KnownTexts::default(), &goes_on);
        assert!(look.is_none(), "{n_asked}");
    }
}

#[test]
fn many_rows_with_one_text_get_ids_of_their_own() {
    let folder = Folder::new();
    let found = folder.found("表.csv", format!("text\n{}", "一样的正文\n".repeat(5_000)));
    let mut session = Session::new_project("甲");
    let look = look(&found, &Wish::default());
    let documents = import::documents(session.project(), [&look]);
    session.run(Command::AddDocuments(documents)).unwrap();
    let documents = &session.project().documents;
    assert_eq!(documents.len(), 5_000);
    let last = documents.at(4_999).unwrap();
    assert!(last.id.as_str().ends_with("-5000"), "{}", last.id);
    assert_eq!(last.name, "表.csv#5000");
}

#[test]
fn the_five_documents_are_read_alike_in_every_encoding() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/documents");
    let shared = fs::canonicalize(root);
    let Ok(shared) = shared else {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    };
    let folder = Folder::new();
    for found in import::list(&[shared]).files {
        let text = fs::read_to_string(&found.path).unwrap();
        let units: Vec<u16> = text.encode_utf16().collect();
        let le = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let be = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        let mut all: Vec<(&str, Vec<u8>)> = vec![
            ("UTF-8", text.clone().into_bytes()),
            ("UTF-16LE", le),
            ("UTF-16BE", be),
        ];
        for encoding in [GB18030, BIG5] {
            let (bytes, _, lossy) = encoding.encode(&text);
            if !lossy {
                let name = if encoding == BIG5 { "Big5" } else { "GB18030" };
                all.push((name, bytes.into_owned()));
            }
        }
        for (encoding, bytes) in all {
            let look = look(&folder.found(&found.name, bytes), &Wish::default());
            let facts = look.facts.as_ref().unwrap();
            assert_eq!(facts.encoding, encoding, "{}", found.name);
            assert_ne!(facts.basis, Basis::Unsure, "{} {encoding}", found.name);
            assert_eq!(imported(&[look]).concat(), text);
        }
    }
}

#[test]
fn doubts_and_damage_are_one_number() {
    let folder = Folder::new();
    let text = "一個（甲。\n錯 zhàn）的，1987年13月45日。\n\u{E000}尾\n";
    let found = folder.found("甲.txt", text);
    let look = look(&found, &Wish::default());
    let n_damaged = damage(&Text::from(text)).len();
    assert!(look.doubts.count(DoubtKind::UnpairedBracket) > 0);
    assert!(look.doubts.count(DoubtKind::ImpossibleDate) > 0);
    assert_eq!(look.doubts.len(), n_damaged);
    assert_eq!(look.places.len(), n_damaged);

    let Ok(examples) = std::fs::read_dir("../shared/documents") else {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    };
    let mut n_all = 0;
    for file in import::list(&[PathBuf::from("../shared/documents")]).files {
        let text = std::fs::read_to_string(&file.path).unwrap();
        let look = self::look(&file, &Wish::default());
        let n_damaged = damage(&Text::from(text.as_str())).len();
        assert_eq!(look.doubts.len(), n_damaged, "{}", file.name);
        n_all += n_damaged;
    }
    assert!(n_all > 14, "{} files", examples.count());
}
