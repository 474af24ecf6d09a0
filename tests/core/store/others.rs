//! A file that somebody else writes too: what is noticed, refused and let be.

use std::fs;
use std::path::Path;

use zhubi::model::project::Project;
use zhubi::store;
use zhubi::store::KnownFile;
use zhubi::store::SaveError;
use zhubi::store::disk::Disk;
use zhubi::store::disk::RealDisk;
use zhubi::store::test_disk::TestDisk;

fn name_in(path: &Path) -> String {
    store::load(path).unwrap().0.project.name
}

#[test]
fn a_project_changed_on_disk_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("项目.ron");
    let known = store::save_over(&path, &Project::new("一"), None).unwrap();
    let known = store::save_over(&path, &Project::new("二"), Some(&known)).unwrap();
    let (_, _, loaded) = store::load_known(&RealDisk, &path).unwrap();
    assert_eq!(loaded, known, "what was saved is known as if it were read");
    // A sync folder writes the file of another computer.
    fs::write(&path, store::write_project(&Project::new("别人的"))).unwrap();
    let before = fs::read_dir(folder.path()).unwrap().count();
    let refused = store::save_over(&path, &Project::new("三"), Some(&known));
    match refused {
        Err(SaveError::ChangedOnDisk { path: named }) => assert_eq!(named, path),
        other => panic!("{other:?}"),
    }
    assert_eq!(name_in(&path), "别人的");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), before);
    // Whoever has read it may replace it.
    let (_, _, known) = store::load_known(&RealDisk, &path).unwrap();
    let known = store::save_over(&path, &Project::new("三"), Some(&known)).unwrap();
    // Gone: written anew.
    fs::remove_file(&path).unwrap();
    store::save_over(&path, &Project::new("四"), Some(&known)).unwrap();
    assert_eq!(name_in(&path), "四");
}

#[test]
fn a_file_that_was_only_touched_or_holds_the_same_is_saved_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let first = store::save_over(&path, &Project::new("一"), None).unwrap();
    fs::write(&path, store::write_project(&Project::new("一"))).unwrap();
    assert!(first.stamp.changed_since(&RealDisk, &path).unwrap());
    store::save_over(&path, &Project::new("二"), Some(&first)).unwrap();
    // Somebody has written just what is to be written.
    store::save_over(&path, &Project::new("二"), Some(&first)).unwrap();
    assert_eq!(name_in(&path), "二");
}

#[test]
fn what_is_written_while_the_save_is_at_work_is_not_overwritten() {
    let path = Path::new("a.ron");
    let theirs = || {
        let disk = TestDisk::new(0);
        disk.put(path, b"one");
        let known = KnownFile::read(&disk, path).unwrap().0;
        (disk, known)
    };
    // Without interference so many operations.
    let (disk, known) = theirs();
    let before = disk.n_operations();
    store::save_bytes(&disk, path, b"two", Some(&known)).unwrap();
    assert!(disk.n_operations() > before + 10);
    let meddling = Meddling {
        disk: theirs().0,
        path,
    };
    let (known, _) = KnownFile::read(&meddling.disk, path).unwrap();
    let refused = store::save_bytes(&meddling, path, b"two", Some(&known));
    assert!(
        matches!(refused, Err(SaveError::ChangedOnDisk { .. })),
        "{refused:?}"
    );
    assert_eq!(meddling.disk.peek(path).unwrap(), b"theirs");
    assert_eq!(meddling.disk.files(), [path]);
}

/// A disk on which another program writes a file while a temporary one is read back.
#[derive(Debug)]
struct Meddling {
    disk: TestDisk,
    path: &'static Path,
}

impl Disk for Meddling {
    fn holds(&self, path: &Path, bytes: &[u8]) -> std::io::Result<bool> {
        self.disk.put(self.path, b"theirs");
        self.disk.holds(path, bytes)
    }
    fn create_new(&self, path: &Path) -> std::io::Result<Box<dyn store::disk::DiskFile>> {
        self.disk.create_new(path)
    }
    fn open_append(&self, path: &Path) -> std::io::Result<Box<dyn store::disk::DiskFile>> {
        self.disk.open_append(path)
    }
    fn read(&self, path: &Path) -> std::io::Result<Vec<u8>> {
        self.disk.read(path)
    }
    fn facts(&self, path: &Path) -> std::io::Result<store::disk::FileFacts> {
        self.disk.facts(path)
    }
    fn link_aim(&self, path: &Path) -> std::io::Result<Option<std::path::PathBuf>> {
        self.disk.link_aim(path)
    }
    fn copy_permissions(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.copy_permissions(from, to)
    }
    fn rename(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.rename(from, to)
    }
    fn hard_link(&self, from: &Path, to: &Path) -> std::io::Result<()> {
        self.disk.hard_link(from, to)
    }
    fn remove(&self, path: &Path) -> std::io::Result<()> {
        self.disk.remove(path)
    }
    fn create_dir(&self, path: &Path) -> std::io::Result<()> {
        self.disk.create_dir(path)
    }
    fn list(&self, folder: &Path) -> std::io::Result<Vec<std::path::PathBuf>> {
        self.disk.list(folder)
    }
    fn sync_folder(&self, folder: &Path) -> std::io::Result<()> {
        self.disk.sync_folder(folder)
    }
    fn lock_state(&self, path: &Path) -> std::io::Result<store::disk::LockState> {
        self.disk.lock_state(path)
    }
}

#[test]
fn two_saves_at_once_both_leave_a_whole_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    let contents = ["甲".repeat(300_000), "乙".repeat(400_000)];
    std::thread::scope(|scope| {
        for content in &contents {
            let path = &path;
            scope.spawn(move || {
                for _ in 0..10 {
                    // Both name their backup at once; only one of the two wins each time.
                    let _ = store::write_atomic(path, content.as_bytes());
                    let there = fs::read(path).unwrap();
                    assert!([300_000 * 3, 400_000 * 3].contains(&there.len()));
                }
            });
        }
    });
    let there = fs::read_to_string(&path).unwrap();
    assert!(contents.contains(&there));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}
