//! Journals that are filled ahead: records go over blank, and no way of ending does them harm.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use zhubi::store::disk::Disk;
use zhubi::store::disk::RealDisk;
use zhubi::store::journal::encode::encode;
use zhubi::store::journal::frame;
use zhubi::store::journal::frame::Frames;
use zhubi::store::journal::read;
use zhubi::store::journal::read::Journal;
use zhubi::store::journal::record::Entry;
use zhubi::store::journal::record::Opening;
use zhubi::store::journal::record::Record;
use zhubi::store::journal::writer::Patience;
use zhubi::store::journal::writer::Place;
use zhubi::store::journal::writer::Writer;
use zhubi::store::test_disk::Chance;
use zhubi::store::test_disk::TestDisk;

const FOLDER: &str = "项目/甲.ron.journal";
const FIRST: &str = "项目/甲.ron.journal/乙.journal";
const ID: &str = "乙";

const HASTY: Patience = Patience {
    pauses: &[Duration::from_millis(1)],
    at_end: Duration::ZERO,
    looks: Duration::ZERO,
};

/// How long a disk that works is waited for.
const WAIT: Duration = Duration::from_secs(20);

fn disk(seed: u64) -> TestDisk {
    let disk = TestDisk::new(seed);
    disk.put_folder("项目");
    disk
}

fn journal(disk: &dyn Disk) -> Journal {
    read::read(disk, Path::new(FOLDER), ID).unwrap()
}

/// Begins a journal, or goes on with the one that is there.
fn writer(disk: &TestDisk) -> Writer {
    let place = match disk.files().iter().any(|file| file.starts_with(FOLDER)) {
        true => journal(disk).place,
        false => Place {
            folder: FOLDER.into(),
            id: ID.to_owned(),
            n_parts: 0,
            good_len: 0,
            n_blank: 0,
            durable: 0,
        },
    };
    Writer::start(Arc::new(disk.clone()), place, HASTY).unwrap()
}

/// What the `n`th record says; some are longer than others.
fn entry(n: u64) -> Entry {
    let len = usize::try_from(n * 7 % 60).unwrap();
    Entry::Open(Opening {
        who: "王".repeat(len),
        base: format!("{n}"),
        ..Opening::default()
    })
}

/// Writes records and waits for each.
fn write(writer: &Writer, n_records: u64) {
    for _ in 0..n_records {
        let n = writer.progress().accepted + 1;
        assert_eq!(writer.append(1, entry(n)), n);
        assert!(writer.watch().flush(WAIT));
    }
}

fn frames(disk: &TestDisk, path: &str) -> Frames {
    frame::frames(&disk.peek(path).unwrap()).unwrap()
}

/// Asserts that a journal holds the records up to one, and nothing that is wrong.
fn assert_whole(disk: &TestDisk, n_records: u64) {
    let journal = journal(disk);
    assert_eq!(journal.troubles, []);
    let expected: Vec<_> = (1..=n_records).map(entry).collect();
    let found: Vec<_> = journal.records.into_iter().map(|r| r.what).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_session_at_work_fills_ahead_and_cuts_that_off_at_its_end() {
    let disk = disk(1);
    let at_work = writer(&disk);
    write(&at_work, 3);
    let few = frames(&disk, FIRST);
    assert_eq!((few.bodies.len(), few.n_blank), (3, 0));
    write(&at_work, 500);
    let many = frames(&disk, FIRST);
    assert_eq!((many.bodies.len(), many.n_torn), (503, 0));
    assert!(many.n_blank > 0);
    // About as much at most as there is.
    assert!(many.n_blank < 2 * many.good_len, "{many:?}");
    let bytes = disk.peek(FIRST).unwrap();
    drop(at_work);
    assert_eq!(disk.peek(FIRST).unwrap(), bytes[..many.good_len]);
    assert_whole(&disk, 503);
    assert_eq!(journal(&disk).n_blank, 0);
}

#[test]
fn records_go_over_blank_without_making_the_file_longer() {
    let disk = disk(1);
    let at_work = writer(&disk);
    write(&at_work, 8);
    let len = disk.peek(FIRST).unwrap().len();
    let mut n_blank = frames(&disk, FIRST).n_blank;
    for _ in 0..40 {
        write(&at_work, 1);
        let found = frames(&disk, FIRST);
        assert!(found.n_blank < n_blank);
        n_blank = found.n_blank;
        assert_eq!(disk.peek(FIRST).unwrap().len(), len);
    }
}

#[test]
fn what_a_killed_session_left_blank_is_written_over_by_the_next() {
    let killed = disk(1);
    let at_work = writer(&killed);
    write(&at_work, 10);
    let left = killed.peek(FIRST).unwrap();
    drop(at_work);
    let disk = disk(1);
    disk.put(FIRST, &left);
    let place = journal(&disk).place;
    let lens = (place.good_len, place.n_blank);
    assert_eq!(lens.0 + lens.1, left.len() as u64);
    assert!(lens.1 > 0);
    let next = writer(&disk);
    write(&next, 5);
    let there = disk.peek(FIRST).unwrap();
    assert_eq!(there.len(), left.len());
    assert_eq!(frames(&disk, FIRST).bodies.len(), 15);
    drop(next);
    assert!(disk.peek(FIRST).unwrap().len() < left.len());
    assert_eq!(disk.files(), [Path::new(FIRST)]);
    assert_whole(&disk, 15);
}

#[test]
fn on_a_full_disk_the_records_count_and_not_the_blank() {
    let bytes_of = |n| {
        let (at, what) = (1, entry(n));
        frame::framed(&encode(&Record { n, at, what })).len()
    };
    let n_bytes = |n| frame::HEADER.len() + (1..=n).map(bytes_of).sum::<usize>();
    for beside in [0, 1, 500, 12_000] {
        let disk = disk(1);
        disk.set_room((n_bytes(20) + beside) as u64);
        let at_work = writer(&disk);
        write(&at_work, 20);
        assert_eq!(at_work.progress().trouble, None);
        // Nothing is held back from others either.
        assert_eq!(disk.peek(FIRST).unwrap().len(), n_bytes(20));
        // As soon as there is room again, it goes on as ever.
        disk.set_room(u64::MAX);
        write(&at_work, 80);
        assert!(frames(&disk, FIRST).n_blank > 0, "{beside}");
        drop(at_work);
        assert_eq!(disk.files(), [Path::new(FIRST)]);
        assert_whole(&disk, 100);
    }
}

#[test]
fn a_disk_that_fails_once_at_any_operation_loses_nothing() {
    for kind in [ErrorKind::StorageFull, ErrorKind::TimedOut] {
        for n in 0..60 {
            let disk = disk(n);
            disk.fail_at(n, kind);
            let at_work = writer(&disk);
            write(&at_work, 15);
            drop(at_work);
            disk.heal();
            assert_whole(&disk, 15);
            let next = writer(&disk);
            write(&next, 15);
            drop(next);
            assert_whole(&disk, 30);
        }
    }
}

#[test]
fn what_another_program_wrote_into_a_journal_is_neither_overwritten_nor_cut() {
    // Where the next record goes, further on in the blank, and behind it.
    for (place, goes_on) in [(0, false), (3_000, true), (usize::MAX, false)] {
        let disk = disk(1);
        let at_work = writer(&disk);
        write(&at_work, 10);
        let ours = frames(&disk, FIRST);
        let at = ours.good_len + place.min(ours.n_blank);
        let theirs = "他们".as_bytes();
        let mut file = disk.open_append(Path::new(FIRST)).unwrap();
        file.write_at(at as u64, theirs).unwrap();
        write(&at_work, 3);
        assert_eq!(at_work.progress().is_gone, !goes_on);
        drop(at_work);
        assert_eq!(&disk.peek(FIRST).unwrap()[at..][..theirs.len()], theirs);
        // Whoever wrote it may use the same numbers: what follows has an id of its own.
        let ids = read::ids(&disk, Path::new(FOLDER)).unwrap();
        let n_records = |id: &String| {
            let journal = read::read(&disk, Path::new(FOLDER), id).unwrap();
            journal.records.len()
        };
        let mut n_each: Vec<usize> = ids.iter().map(n_records).collect();
        n_each.sort_unstable();
        let expected = if goes_on { vec![13] } else { vec![3, 10] };
        assert_eq!(n_each, expected);
    }
}

/// What random sessions came upon.
#[derive(Debug, Default)]
struct Seen {
    n_blank: usize,
    n_torn_in_blank: usize,
    n_shorter: usize,
    n_gone_on: usize,
}

#[test]
fn any_row_of_sessions_and_power_cuts_loses_nothing_acknowledged() {
    let mut seen = Seen::default();
    for seed in 0..250 {
        let mut chance = Chance::new(seed);
        let mut disk = disk(seed);
        disk.set_block([16, 64, 512][chance.below(3)]);
        for _ in 0..6 {
            disk = session_and_power_cut(&disk, &mut chance, &mut seen);
        }
    }
    assert!(seen.n_blank > 100 && seen.n_torn_in_blank > 50, "{seen:?}");
    assert!(seen.n_shorter > 20 && seen.n_gone_on > 100, "{seen:?}");
}

fn session_and_power_cut(disk: &TestDisk, chance: &mut Chance, seen: &mut Seen) -> TestDisk {
    let at_work = writer(disk);
    let n_before = disk.files().len();
    let first = at_work.progress().durable;
    disk.power_off_at(chance.below(90) as u64);
    for _ in 0..chance.below(40) {
        at_work.append(1, entry(at_work.progress().accepted + 1));
        // Most are waited for, some come in one write with others.
        if chance.below(4) > 0 && !at_work.watch().flush(Duration::from_millis(3)) {
            break;
        }
    }
    // Some sessions come to their end, and cut their blank off, before the power goes.
    if chance.below(4) == 0 {
        at_work.watch().flush(Duration::from_millis(3));
    }
    let acknowledged = at_work.progress().durable;
    let n_in_flight = at_work.progress().accepted - acknowledged;
    let found = match chance.coin() {
        true => disk.crash(chance.next_u64()),
        false => {
            let len = disk.peek(FIRST).map_or(0, |bytes| bytes.len());
            drop(at_work);
            seen.n_shorter += usize::from(disk.peek(FIRST).is_some_and(|bytes| bytes.len() < len));
            disk.crash(chance.next_u64())
        }
    };
    seen.n_gone_on += usize::from(n_before > 0 && acknowledged > first);
    if !found.files().iter().any(|file| file.starts_with(FOLDER)) {
        assert_eq!(acknowledged, 0);
        return found;
    }
    let journal = journal(&found);
    let n_found = journal.place.durable;
    assert!(n_found >= acknowledged, "{n_found} of {acknowledged}");
    // Of records in one write a later one may be there without an earlier one, which is told.
    assert!(journal.troubles.is_empty() || n_in_flight > 1);
    let numbers: Vec<u64> = journal.records.iter().map(|record| record.n).collect();
    for n in 1..=acknowledged {
        assert!(numbers.contains(&n), "{n} of {numbers:?}");
    }
    let is_entry = |record: &Record| record.what == entry(record.n);
    assert!(journal.records.iter().all(is_entry));
    seen.n_blank += usize::from(journal.place.n_blank > 0);
    seen.n_torn_in_blank += usize::from(journal.n_torn > 0 && journal.n_blank > 0);
    match journal.troubles.is_empty() {
        true => found,
        // A gap stays told for ever: the next session begins anew.
        false => self::disk(chance.next_u64()),
    }
}

#[test]
fn the_real_disk_is_filled_ahead_and_cut_too() {
    let folder = tempfile::tempdir().unwrap();
    let place = Place {
        folder: folder.path().to_owned(),
        id: ID.to_owned(),
        n_parts: 0,
        good_len: 0,
        n_blank: 0,
        durable: 0,
    };
    let at_work = Writer::start(Arc::new(RealDisk), place, HASTY).unwrap();
    write(&at_work, 10);
    let path = folder.path().join(format!("{ID}.journal"));
    let there = frame::frames(&std::fs::read(&path).unwrap()).unwrap();
    assert!(there.n_blank > 0 && there.bodies.len() == 10);
    drop(at_work);
    let left = std::fs::metadata(&path).unwrap().len();
    assert_eq!(left, there.good_len as u64);
}
