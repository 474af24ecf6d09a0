//! Saving on a disk that loses its power, fails and fills up: the old file or the new one, whole.

use std::io::ErrorKind;
use std::path::Path;
use std::path::PathBuf;

use proptest::prelude::*;
use zhubi::store;
use zhubi::store::KnownFile;
use zhubi::store::SaveError;
use zhubi::store::disk::Disk;
use zhubi::store::test_disk::Chance;
use zhubi::store::test_disk::TestDisk;

const FILE: &str = "项目/甲.ron";
const BACKUP: &str = "项目/甲.ron.bak";

/// Crashes that are tried at each operation.
const N_CRASHES: u64 = 60;

fn disk(seed: u64, hard_links: bool) -> TestDisk {
    let disk = TestDisk::new(seed);
    disk.put_folder("项目");
    if hard_links {
        disk
    } else {
        disk.without_hard_links()
    }
}

fn save(disk: &TestDisk, content: &str) -> Result<KnownFile, SaveError> {
    store::save_bytes(disk, Path::new(FILE), content.as_bytes(), None)
}

fn read(disk: &TestDisk, path: &str) -> Option<String> {
    disk.peek(path)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

fn version(n: usize) -> String {
    format!("第 {n} 版，{}", "朱笔".repeat(7 + n % 5))
}

/// Runs `act` with the power cut at each of its operations, and `check`s what is found.
fn at_each_cut(
    start: impl Fn(u64) -> TestDisk,
    act: impl Fn(&TestDisk) -> bool,
    check: impl Fn(&TestDisk, bool),
) {
    for cut in 0.. {
        let mut went_through = false;
        for seed in 0..N_CRASHES {
            let disk = start(seed);
            disk.power_off_at(cut);
            let done = act(&disk);
            went_through = !disk.is_off();
            assert!(done || disk.is_off(), "it failed with the power on");
            check(&disk.crash(seed), done);
        }
        if went_through {
            assert!(cut > 5, "{cut} operations are too few to be true");
            return;
        }
    }
}

#[test]
fn a_power_cut_at_any_moment_leaves_the_old_file_or_the_new() {
    let (old, new) = (version(1), version(2));
    for hard_links in [true, false] {
        let start = |seed| {
            let disk = disk(seed, hard_links);
            disk.put(FILE, old.as_bytes());
            disk.put(BACKUP, version(0).as_bytes());
            disk
        };
        at_each_cut(
            start,
            |disk| save(disk, &new).is_ok(),
            |found, done| {
                let there = read(found, FILE).unwrap();
                assert!(there == new || (there == old && !done), "{there:?} {done}");
                let backup = read(found, BACKUP).unwrap();
                assert!(backup == version(0) || backup == old, "{backup:?}");
                assert!(!done || backup == old);
                // And work goes on.
                save(found, &version(3)).unwrap();
                assert_eq!(read(found, FILE).unwrap(), version(3));
                assert_eq!(read(found, BACKUP).unwrap(), there);
            },
        );
    }
}

#[test]
fn a_first_save_and_a_new_file_are_there_whole_or_not_at_all() {
    let new = version(1);
    let path = Path::new(FILE);
    for hard_links in [true, false] {
        let check = |found: &TestDisk, done: bool| match read(found, FILE) {
            Some(there) => assert_eq!(there, new),
            None => assert!(!done),
        };
        let start = |seed| disk(seed, hard_links);
        at_each_cut(start, |disk| save(disk, &new).is_ok(), check);
        let create = |disk: &TestDisk| store::create_new_on(disk, path, new.as_bytes()).is_ok();
        at_each_cut(start, create, check);
    }
}

#[test]
fn a_folder_that_was_made_for_a_file_is_there_after_a_power_cut() {
    at_each_cut(
        TestDisk::new,
        |disk| {
            let made = disk.create_dir_all(Path::new("a/b"));
            made.is_ok() && store::write_atomic_on(disk, Path::new("a/b/c"), b"1").is_ok()
        },
        |found, done| {
            let there = read(found, "a/b/c");
            assert!(there.as_deref() == Some("1") || (there.is_none() && !done));
        },
    );
}

#[test]
fn an_operation_that_fails_leaves_the_old_file_and_nothing_else() {
    let kinds = [
        ErrorKind::StorageFull,
        ErrorKind::PermissionDenied,
        ErrorKind::TimedOut,
    ];
    let mut errors = Vec::new();
    for (kind, hard_links) in kinds.into_iter().flat_map(|k| [(k, true), (k, false)]) {
        for n in 0.. {
            let disk = disk(n, hard_links);
            disk.put(FILE, version(1).as_bytes());
            let before = disk.n_operations();
            disk.fail_at(n, kind);
            let saved = save(&disk, &version(2));
            let n_operations = disk.n_operations() - before;
            disk.heal();
            let there = read(&disk, FILE).unwrap();
            match saved {
                Ok(_) => assert_eq!(there, version(2)),
                Err(SaveError::Unconfirmed { written, .. }) => {
                    assert_eq!(there, version(2));
                    // The session that wrote it does not take it for somebody else's.
                    let bytes = version(3);
                    let path = Path::new(FILE);
                    store::save_bytes(&disk, path, bytes.as_bytes(), Some(&written)).unwrap();
                }
                Err(error) => {
                    assert_eq!(there, version(1), "{error}");
                    errors.push(error);
                }
            }
            let left: Vec<PathBuf> = disk.files();
            let known = |path: &PathBuf| path == Path::new(FILE) || path == Path::new(BACKUP);
            // Only what fails in the removing itself may stay, for the next save to sweep.
            let n_left = left.iter().filter(|path| !known(path)).count();
            assert!(n_left <= 1, "{left:?}");
            if n > n_operations {
                break;
            }
        }
    }
    let full = |error: &SaveError| matches!(error, SaveError::DiskFull { .. });
    let refused = |error: &SaveError| matches!(error, SaveError::NoPermission { .. });
    assert!(errors.iter().any(full) && errors.iter().any(refused));
}

#[test]
fn a_full_disk_and_one_that_forgets_are_named_and_leave_nothing_behind() {
    let old = version(1);
    let new = version(2);
    for room in 0..new.len() {
        let disk = disk(0, true);
        disk.put(FILE, old.as_bytes());
        disk.set_room((old.len() + room) as u64);
        let result = save(&disk, &new);
        assert!(matches!(result, Err(SaveError::DiskFull { .. })), "{room}");
        assert_eq!(disk.files(), [Path::new(FILE)]);
        assert_eq!(read(&disk, FILE).unwrap(), old);
    }
    let mut n_lost = 0;
    for n in 0..20 {
        let disk = disk(0, true);
        disk.put(FILE, old.as_bytes());
        disk.forget_at(n);
        match save(&disk, &new) {
            Ok(_) => assert_eq!(read(&disk, FILE).unwrap(), new),
            Err(SaveError::NotKept { .. }) => {
                n_lost += 1;
                assert_eq!(disk.files(), [Path::new(FILE)]);
                assert_eq!(read(&disk, FILE).unwrap(), old);
            }
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(n_lost, 1);
}

proptest! {
    /// Saves, failures and crashes in any order: what was acknowledged is never lost, and what is
    /// found was saved at some time since.
    #[test]
    fn what_was_saved_outlives_any_row_of_failures_and_crashes(seed: u64, hard_links: bool) {
        let mut chance = Chance::new(seed);
        let mut disk = disk(seed, hard_links);
        // What may be found: the last one acknowledged, and those tried since.
        let mut possible: Vec<Option<String>> = vec![None];
        for n in 0..12 {
            let n_later = chance.below(30) as u64;
            match chance.below(5) {
                0 => disk.fail_at(n_later, ErrorKind::TimedOut),
                1 => disk.power_off_at(n_later),
                2 => disk.fail_at(n_later, ErrorKind::StorageFull),
                _ => {}
            }
            match save(&disk, &version(n)) {
                Ok(_) => possible = vec![Some(version(n))],
                Err(_) => possible.push(Some(version(n))),
            }
            if disk.is_off() || chance.below(4) == 0 {
                disk = disk.crash(chance.next_u64());
                let there = read(&disk, FILE);
                prop_assert!(possible.contains(&there), "{there:?} of {possible:?}");
                possible = vec![there];
            }
            disk.heal();
        }
    }
}
