//! What must hold for any bytes in a project's files; called as those of `checks` are.
//!
//! To end without a panic, in time and within memory is the rest of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use zhubi::model::document::sha256_hex;
use zhubi::model::project::Project;
use zhubi::session::Keeper;
use zhubi::session::Patience;
use zhubi::session::Session;
use zhubi::store::disk::Disk;
use zhubi::store::journal::decode::decode;
use zhubi::store::journal::encode::encode;
use zhubi::store::journal::frame::HEADER;
use zhubi::store::journal::frame::framed;
use zhubi::store::journal::frame::frames;
use zhubi::store::journal::read;
use zhubi::store::journal::record::Entry;
use zhubi::store::journal::record::Opening;
use zhubi::store::journal::record::Record;
use zhubi::store::journal::recover;
use zhubi::store::lock;
use zhubi::store::moment;
use zhubi::store::read_project;
use zhubi::store::test_disk::TestDisk;
use zhubi::store::versions;
use zhubi::store::write_project;

const FILE: &str = "p/甲.ron";
const FOLDER: &str = "p/甲.ron.journal";
const ID: &str = "20261122T031423Z-9f3a1c-d48f1d";

/// The project that journals are brought into.
const SMALL: &str = include_str!("../corpus/project/small");

const HASTY: Patience = Patience {
    pauses: &[Duration::from_millis(1)],
    at_end: Duration::ZERO,
    looks: Duration::ZERO,
};

/// A project that can be read is written as a file that is read as the same.
pub fn project_any(bytes: &[u8]) {
    if let Ok(loaded) = read_project(bytes) {
        is_stable(&loaded.project);
    }
}

fn is_stable(project: &Project) {
    let written = write_project(project);
    let read = read_project(&written);
    let again = read.map(|again| write_project(&again.project));
    assert!(
        again.as_ref().is_ok_and(|again| *again == written),
        "{}\n--- is read as ---\n{again:?}",
        String::from_utf8_lossy(&written)
    );
}

/// Records come back as they were written, and whatever a journal says, a small project that it is
/// brought into stays a whole one.
///
/// Bytes that are no journal are taken for the bodies of its records, divided by U+001E: no fuzzer
/// finds a checksum.
pub fn journal_any(bytes: &[u8]) {
    let Ok(found) = frames(bytes) else {
        return journal_any(&journal_of(bytes));
    };
    assert_eq!(found.good_len + found.n_torn + found.n_blank, bytes.len());
    for body in found.bodies {
        if let Ok(record) = decode(&bytes[body]) {
            assert_eq!(decode(&encode(&record)), Ok(record));
        }
    }
    let disk = TestDisk::new(1);
    disk.put_folder("p");
    disk.put_folder(FOLDER);
    disk.put(format!("{FOLDER}/{ID}.journal"), bytes);
    let journal = read::read(&disk, Path::new(FOLDER), ID).unwrap();
    let small = || read_project(SMALL.as_bytes()).unwrap().project;
    for sha256 in [journal.base(), "another"] {
        let recovered = recover::recover(small(), sha256, &journal, |_| Some(small()));
        is_stable(&recovered.project);
    }
    // And as the program does it, twice: what it added has to be read too.
    disk.put(FILE, SMALL.as_bytes());
    let first = open(&disk);
    assert_eq!(open(&disk), first);
}

fn journal_of(bytes: &[u8]) -> Vec<u8> {
    let opening = Record {
        n: 1,
        at: 1,
        what: Entry::Open(Opening {
            base: sha256_hex(SMALL.as_bytes()),
            ..Opening::default()
        }),
    };
    let mut journal = HEADER.as_bytes().to_vec();
    journal.extend(framed(&encode(&opening)));
    for body in bytes.split(|byte| *byte == 0x1E) {
        journal.extend(framed(body));
    }
    journal
}

/// Opens the project; returns the bytes that it would be saved as.
fn open(disk: &TestDisk) -> Option<Vec<u8>> {
    let shared: Arc<dyn Disk> = Arc::new(disk.clone());
    let data = Some("数据".into());
    let keeper = Keeper::on(shared, data, "甲".to_owned(), "乙".to_owned()).patient(HASTY);
    let opened = Session::open_kept(Path::new(FILE), &keeper).ok()?;
    let written = write_project(opened.session.project());
    let read = read_project(&written);
    assert!(read.is_ok_and(|read| write_project(&read.project) == written));
    let watch = opened.session.watch();
    assert!(watch.is_some_and(|watch| watch.flush(Duration::from_secs(20))));
    Some(written)
}

/// Whatever lies in a folder of journals, locks or versions: it is listed, and the project opens.
///
/// Each line is the name of a file and what it holds, divided by a tab.
pub fn folder_any(bytes: &[u8]) {
    let disk = TestDisk::new(1);
    for folder in ["p", FOLDER, "数据"] {
        disk.put_folder(folder);
    }
    disk.put(FILE, SMALL.as_bytes());
    let text = String::from_utf8_lossy(bytes);
    for line in text.lines().take(MAX_FILES) {
        let (name, held) = line.split_once('\t').unwrap_or((line, ""));
        let is_name =
            !name.is_empty() && name != "." && name != ".." && !name.contains(['/', '\0']);
        if is_name {
            disk.put(format!("{FOLDER}/{name}"), held.as_bytes());
        }
        moment::read_stamp(name);
    }
    let (folder, now) = (Path::new(FOLDER), SystemTime::UNIX_EPOCH);
    let locks = lock::locks(&disk, folder, now, &|_| None).unwrap();
    assert!(locks.iter().all(|lock| !lock.session_id.is_empty()));
    for id in read::ids(&disk, folder).unwrap() {
        read::read(&disk, folder, &id).unwrap();
    }
    versions::list(&disk, folder).unwrap();
    let whole = write_project(&read_project(SMALL.as_bytes()).unwrap().project);
    assert_eq!(open(&disk), Some(whole));
}

/// Files that are made at most.
const MAX_FILES: usize = 64;
