//! What the test disk loses, and that the real disk and it agree on everything else.

use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

use zhubi::store::disk::Disk;
use zhubi::store::disk::DiskFile;
use zhubi::store::disk::LockState;
use zhubi::store::disk::RealDisk;
use zhubi::store::test_disk::TestDisk;

/// What is found of `a` in 300 crashes after `act`, each kind once.
fn found_after(act: impl Fn(&TestDisk)) -> Vec<Option<Vec<u8>>> {
    let mut found: Vec<Option<Vec<u8>>> = (0..300)
        .map(|seed| {
            let disk = TestDisk::new(seed);
            disk.set_block(4);
            act(&disk);
            disk.crash(seed).peek("a")
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn what_was_synced_is_found_and_what_was_not_may_be_anything() {
    let safe = found_after(|disk| {
        let mut file = disk.create_new(Path::new("a")).unwrap();
        file.append(b"12345678").unwrap();
        file.sync().unwrap();
        disk.sync_folder(Path::new(".")).unwrap();
    });
    assert_eq!(safe, [Some(b"12345678".to_vec())]);

    let no_name = found_after(|disk| {
        let mut file = disk.create_new(Path::new("a")).unwrap();
        file.append(b"12345678").unwrap();
        file.sync().unwrap();
    });
    assert_eq!(no_name, [None, Some(b"12345678".to_vec())]);

    let no_bytes = found_after(|disk| {
        let mut file = disk.create_new(Path::new("a")).unwrap();
        file.append(b"12345678").unwrap();
        disk.sync_folder(Path::new(".")).unwrap();
    });
    for expected in ["", "1234", "12345678", "\0\0\0\x005678", "\0\0\0\0\0\0\0\0"] {
        let expected = Some(expected.as_bytes().to_vec());
        assert!(no_bytes.contains(&expected), "{no_bytes:?}");
    }
    assert!(!no_bytes.contains(&None));
}

#[test]
fn a_sync_of_data_keeps_bytes_and_forgets_lengths() {
    let long = |act: fn(&mut dyn DiskFile)| {
        found_after(|disk| {
            disk.put("a", b"12345678");
            act(&mut *disk.open_append(Path::new("a")).unwrap());
        })
    };
    let written = long(|file| {
        file.write_at(6, b"abcd").unwrap();
        file.sync_data().unwrap();
    });
    assert_eq!(written, [Some(b"123456abcd".to_vec())]);
    let cut = long(|file| {
        file.set_len(4).unwrap();
        file.write_at(0, b"a").unwrap();
        file.sync_data().unwrap();
    });
    assert_eq!(cut, [Some(b"a234".to_vec()), Some(b"a2345678".to_vec())]);
    let cut = long(|file| {
        file.set_len(4).unwrap();
        file.sync().unwrap();
    });
    assert_eq!(cut, [Some(b"1234".to_vec())]);
}

#[test]
fn what_is_written_over_other_bytes_is_there_block_by_block() {
    let found = found_after(|disk| {
        disk.put("a", b"12345678..");
        let mut file = disk.open_append(Path::new("a")).unwrap();
        file.write_at(2, b"abcdef").unwrap();
    });
    let found = found.into_iter().flatten();
    let texts: Vec<_> = found
        .map(|bytes| String::from_utf8(bytes).unwrap())
        .collect();
    let expected = ["12345678..", "1234cdef..", "12ab5678..", "12abcdef.."];
    assert_eq!(texts, expected);
}

#[test]
fn names_change_whole_but_in_any_order() {
    let found: Vec<String> = (0..200)
        .map(|seed| {
            let disk = TestDisk::new(seed);
            disk.put("a", b"");
            disk.put("b", b"");
            disk.rename(Path::new("a"), Path::new("c")).unwrap();
            disk.remove(Path::new("b")).unwrap();
            let files = disk.crash(seed).files();
            files.iter().map(|path| path.to_str().unwrap()).collect()
        })
        .collect();
    for expected in ["ab", "bc", "a", "c"] {
        assert!(found.iter().any(|names| names == expected), "{expected}");
    }
    assert!(found.iter().all(|names| "ab bc a c".contains(names)));
}

#[test]
fn a_folder_without_a_name_takes_its_files_with_it() {
    let make = |disk: &TestDisk| {
        disk.create_dir(Path::new("f")).unwrap();
        let mut file = disk.create_new(Path::new("f/a")).unwrap();
        file.append(b"1").unwrap();
        file.sync().unwrap();
        disk.sync_folder(Path::new("f")).unwrap();
    };
    let lost = |seed: u64| {
        let disk = TestDisk::new(seed);
        make(&disk);
        disk.crash(seed).files().is_empty()
    };
    assert!((0..50).any(lost));
    let safe = TestDisk::new(0);
    safe.create_dir_all(Path::new("e/f")).unwrap();
    let mut file = safe.create_new(Path::new("e/f/a")).unwrap();
    file.sync().unwrap();
    safe.sync_folder(Path::new("e/f")).unwrap();
    assert!((0..50).all(|seed| safe.crash(seed).peek("e/f/a").is_some()));
}

#[test]
fn a_sync_that_failed_is_not_made_good_by_the_next() {
    let lost = |seed: u64| {
        let disk = TestDisk::new(seed);
        let mut file = disk.create_new(Path::new("a")).unwrap();
        disk.sync_folder(Path::new(".")).unwrap();
        file.append(b"1").unwrap();
        disk.fail_at(0, ErrorKind::TimedOut);
        file.sync().unwrap_err();
        file.sync().unwrap();
        assert_eq!(disk.peek("a").unwrap(), b"1");
        disk.crash(seed).peek("a").unwrap() != b"1"
    };
    assert!((0..50).any(lost));
}

#[test]
fn it_fails_when_told_and_fills_up() {
    let disk = TestDisk::new(0);
    disk.fail_at(1, ErrorKind::PermissionDenied);
    let mut file = disk.create_new(Path::new("a")).unwrap();
    let failed = file.append(b"1234").unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::PermissionDenied);
    file.set_len(0).unwrap();
    disk.set_room(3);
    let failed = file.append(b"1234").unwrap_err();
    assert_eq!(failed.kind(), ErrorKind::StorageFull);
    assert_eq!(disk.peek("a").unwrap(), b"123");
    disk.power_off_at(0);
    file.sync().unwrap_err();
    disk.heal();
    assert!(disk.read(Path::new("a")).is_err() && disk.is_off());
}

/// What a program sees, on whatever disk.
fn use_disk(disk: &dyn Disk, folder: &Path) {
    let path = |name: &str| folder.join(name);
    let kind = |result: std::io::Result<()>| result.unwrap_err().kind();
    assert_eq!(
        kind(disk.read(&path("a")).map(drop)),
        ErrorKind::NotFound,
        "nothing there yet"
    );
    let mut file = disk.create_new(&path("a")).unwrap();
    file.append(b"12").unwrap();
    file.append(b"345").unwrap();
    assert_eq!(disk.read(&path("a")).unwrap(), b"12345");
    file.set_len(1).unwrap();
    file.append(b"6").unwrap();
    file.sync().unwrap();
    assert_eq!(disk.read(&path("a")).unwrap(), b"16");
    file.write_at(1, b"789").unwrap();
    file.write_at(2, b"x").unwrap();
    let mut there = [0; 8];
    assert_eq!(file.read_at(1, &mut there).unwrap(), 3);
    assert_eq!(&there[..3], b"7x9");
    assert_eq!(file.read_at(4, &mut there).unwrap(), 0);
    assert_eq!(file.read_at(40, &mut there).unwrap(), 0);
    assert_eq!(file.read_at(2, &mut there[..1]).unwrap(), 1);
    file.set_len(1).unwrap();
    file.append(b"6").unwrap();
    file.sync_data().unwrap();
    let again = disk.create_new(&path("a")).map(drop);
    assert_eq!(kind(again), ErrorKind::AlreadyExists);
    let nowhere = disk.create_new(&path("no/a")).map(drop);
    assert_eq!(kind(nowhere), ErrorKind::NotFound);

    let facts = disk.facts(&path("a")).unwrap();
    assert_eq!((facts.len, facts.is_dir, facts.readonly), (2, false, false));
    disk.open_append(&path("a")).unwrap().append(b"7").unwrap();
    assert_eq!(disk.read(&path("a")).unwrap(), b"167");
    let when = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
    file.touch(when).unwrap();
    assert_eq!(disk.facts(&path("a")).unwrap().modified, Some(when));

    disk.hard_link(&path("a"), &path("b")).unwrap();
    let inode = |name: &str| disk.facts(&path(name)).unwrap().id.map(|id| id.inode);
    assert_eq!(inode("a"), inode("b"));
    assert_eq!(
        kind(disk.hard_link(&path("a"), &path("b"))),
        ErrorKind::AlreadyExists
    );
    disk.rename(&path("b"), &path("c")).unwrap();
    disk.create_dir_all(&path("e/f")).unwrap();
    disk.create_dir_all(&path("e/f")).unwrap();
    assert_eq!(
        kind(disk.create_dir_all(&path("a/f"))),
        ErrorKind::NotADirectory
    );
    let listed = disk.list(folder).unwrap();
    assert_eq!(listed, [path("a"), path("c"), path("e")]);
    disk.remove(&path("c")).unwrap();
    assert_eq!(kind(disk.remove(&path("c"))), ErrorKind::NotFound);
    assert_eq!(disk.link_aim(&path("a")).unwrap(), None);
    disk.sync_folder(folder).unwrap();

    let mut other = disk.open_append(&path("a")).unwrap();
    assert_eq!(disk.lock_state(&path("a")).unwrap(), LockState::Free);
    file.try_lock().unwrap();
    assert_eq!(disk.lock_state(&path("a")).unwrap(), LockState::Held);
    let refused = other.try_lock();
    assert!(matches!(refused, Err(TryLockError::WouldBlock)));
    drop(file);
    assert_eq!(disk.lock_state(&path("a")).unwrap(), LockState::Free);
    other.try_lock().unwrap();
}

#[test]
fn both_disks_do_the_same() {
    let folder = tempfile::tempdir().unwrap();
    use_disk(&RealDisk, folder.path());
    let disk = TestDisk::new(0);
    disk.put_folder("/x");
    use_disk(&disk, Path::new("/x"));
}
