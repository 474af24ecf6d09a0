//! Who has a project open: locks that end with their program, and heartbeats where none do.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use zhubi::store::disk::Disk;
use zhubi::store::disk::LockState;
use zhubi::store::disk::RealDisk;
use zhubi::store::lock;
use zhubi::store::lock::Alive;
use zhubi::store::lock::SILENCE;
use zhubi::store::lock::SessionLock;
use zhubi::store::test_disk::TestDisk;

const ID: &str = "20261122T031423Z-9f3a1c";

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_317_263)
}

/// Returns whose locks lie in a folder and whether they are alive.
fn alive(
    disk: &dyn Disk,
    folder: &Path,
    now: SystemTime,
    local: Option<bool>,
) -> Vec<(String, Alive)> {
    let locks = lock::locks(disk, folder, now, &|_| local).unwrap();
    let facts = locks.into_iter().map(|lock| (lock.session_id, lock.alive));
    facts.collect()
}

#[test]
fn a_lock_is_seen_while_it_is_held_and_gone_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("长".repeat(80)).join("项目.ron.journal");
    assert_eq!(alive(&RealDisk, &folder, now(), None), []);
    fs::create_dir_all(&folder).unwrap();
    let mut own = SessionLock::take(Arc::new(RealDisk), &folder, ID, now()).unwrap();
    assert!(own.system_knows());
    let later = now() + 10 * SILENCE;
    for local in [None, Some(true), Some(false)] {
        let found = alive(&RealDisk, &folder, later, local);
        assert_eq!(found, [(ID.to_owned(), Alive::Yes)]);
    }
    own.beat(later).unwrap();
    let found = lock::locks(&RealDisk, &folder, later, &|_| None).unwrap();
    assert_eq!(found[0].beat, Some(later));
    // Somebody tidied up.
    fs::remove_file(own.path()).unwrap();
    own.beat(later).unwrap();
    assert_eq!(alive(&RealDisk, &folder, later, None).len(), 1);
    assert_eq!(
        RealDisk.lock_state(own.path()).unwrap(),
        LockState::Held,
        "held again"
    );
    let twice = SessionLock::take(Arc::new(RealDisk), &folder, ID, now());
    let refused = twice.unwrap_err().kind();
    assert_eq!(refused, std::io::ErrorKind::AlreadyExists);
    drop(own);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

#[test]
fn a_lock_nobody_holds_is_stale_here_and_told_by_its_heartbeat_elsewhere() {
    let disk = TestDisk::new(0);
    let path = Path::new("j").join(format!("{ID}.lock"));
    disk.put(&path, b"");
    let beat = |when| disk.open_append(&path).unwrap().touch(when).unwrap();
    let found = |local| alive(&disk, Path::new("j"), now(), local)[0].1;
    let second = Duration::from_secs(1);
    for (when, elsewhere) in [
        (now(), Alive::Yes),
        (now() - SILENCE + second, Alive::Yes),
        (now() - SILENCE, Alive::Stale),
        (now() + second, Alive::Yes),
        (now() + SILENCE, Alive::Unknown),
    ] {
        beat(when);
        assert_eq!(found(Some(true)), Alive::Stale);
        assert_eq!(found(Some(false)), elsewhere);
        assert_eq!(found(None), elsewhere);
    }
}

#[test]
fn without_locks_of_the_system_the_heartbeat_tells() {
    let disk = TestDisk::new(0).without_locks();
    disk.put_folder("j");
    let own = SessionLock::take(Arc::new(disk.clone()), Path::new("j"), ID, now()).unwrap();
    assert!(!own.system_knows());
    let found = |when| alive(&disk, Path::new("j"), when, Some(true))[0].1;
    assert_eq!(found(now() + SILENCE / 2), Alive::Yes);
    assert_eq!(found(now() + SILENCE), Alive::Stale);
}

#[test]
fn a_lock_ends_with_the_power_and_a_stale_one_can_be_removed() {
    for cut in 0..12 {
        let disk = TestDisk::new(cut);
        disk.put_folder("j");
        disk.power_off_at(cut);
        let own = SessionLock::take(Arc::new(disk.clone()), Path::new("j"), ID, now());
        let found = disk.crash(cut);
        drop(own);
        let locks = lock::locks(&found, Path::new("j"), now(), &|_| Some(true)).unwrap();
        for lock in locks {
            assert_eq!(lock.alive, Alive::Stale);
            lock::remove_stale(&found, &lock).unwrap();
        }
        // The same session may take its lock again, whatever lies there.
        SessionLock::take(Arc::new(found), Path::new("j"), ID, now()).unwrap();
    }
    let disk = TestDisk::new(0);
    disk.put_folder("j");
    let own = SessionLock::take(Arc::new(disk.clone()), Path::new("j"), ID, now()).unwrap();
    let held = lock::locks(&disk, Path::new("j"), now(), &|_| None).unwrap();
    lock::remove_stale(&disk, &held[0]).unwrap_err();
    assert!(disk.peek(own.path()).is_some());
}

#[test]
fn a_lock_that_cannot_be_made_leaves_nothing() {
    for n in 0..6 {
        let disk = TestDisk::new(0);
        disk.put_folder("j");
        disk.fail_at(n, std::io::ErrorKind::PermissionDenied);
        let taken = SessionLock::take(Arc::new(disk.clone()), Path::new("j"), ID, now());
        drop(taken);
        disk.heal();
        assert!(disk.files().len() <= usize::from(n == 5), "{n}");
    }
    for bad in ["", "../a", "a/b", "a.b", "会话", "a\0b"] {
        let taken = SessionLock::take(Arc::new(RealDisk), Path::new("."), bad, now());
        assert!(taken.is_err(), "{bad}");
    }
}

#[cfg(unix)]
#[test]
fn odd_files_in_the_folder_are_no_locks_and_hold_nobody_up() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str| fs::write(folder.path().join(name), "x").unwrap();
    for name in ["a.journal", "b.lock.new", "lock", "甲.LOCK"] {
        put(name);
    }
    fs::create_dir(folder.path().join("folder.lock")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path().join("link.lock")).unwrap();
    let pipe = folder.path().join("pipe.lock");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|made| made.success()) || !pipe.exists());
    use std::os::unix::ffi::OsStrExt as _;
    let not_utf8 = std::ffi::OsStr::from_bytes(b"\xff\xfe.lock");
    // Not every system takes such a name.
    let _ = fs::write(folder.path().join(not_utf8), "x");
    put("长长.lock");
    put("A.lock");
    put("a.lock");
    let found = alive(&RealDisk, folder.path(), SystemTime::now(), Some(true));
    let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["A", "a", "长长"]);
    assert!(found.iter().all(|(_, alive)| *alive == Alive::Stale));
    let file = folder.path().join("a.journal");
    assert!(lock::locks(&RealDisk, &file, now(), &|_| None).is_err());
}
