//! Dated copies: named for what they hold, the last ten, each project in its own folder.

use std::fs;
use std::path::Path;
use std::time::Duration;
use std::time::SystemTime;

use zhubi::model::project::Project;
use zhubi::store;
use zhubi::store::disk::Disk;
use zhubi::store::disk::RealDisk;
use zhubi::store::moment;
use zhubi::store::test_disk::TestDisk;
use zhubi::store::versions;
use zhubi::store::versions::Counts;

const FOLDER: &str = "versions/x";

fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_317_263 + seconds)
}

fn keep(disk: &dyn Disk, content: &str, when: SystemTime) -> bool {
    let counts = Counts {
        n_documents: 12,
        n_spans: content.len(),
    };
    let (folder, project) = (Path::new(FOLDER), Path::new("/甲.ron"));
    let kept = versions::keep(disk, folder, project, content.as_bytes(), counts, when);
    kept.unwrap().is_some()
}

fn contents(disk: &TestDisk) -> Vec<String> {
    let listed = versions::list(disk, Path::new(FOLDER)).unwrap();
    let content = |path: &Path| String::from_utf8(disk.peek(path).unwrap()).unwrap();
    listed
        .iter()
        .map(|version| content(&version.path))
        .collect()
}

#[test]
fn the_last_ten_are_kept_and_never_the_same_twice_in_a_row() {
    let disk = TestDisk::new(0);
    disk.put_folder(".");
    assert_eq!(versions::list(&disk, Path::new(FOLDER)).unwrap(), []);
    for n in 0..14 {
        assert!(keep(&disk, &n.to_string(), at(n)));
        assert!(!keep(&disk, &n.to_string(), at(n)));
    }
    let expected: Vec<String> = (4..14).rev().map(|n| n.to_string()).collect();
    assert_eq!(contents(&disk), expected);
    // Going back to an earlier state is a version of its own.
    assert!(keep(&disk, "5", at(14)));
    assert_eq!(contents(&disk)[..2], ["5", "13"]);
    let newest = &versions::list(&disk, Path::new(FOLDER)).unwrap()[0];
    let name = newest.path.file_name().unwrap().to_str().unwrap();
    assert_eq!(name, "20261122T031437.000Z--12d-1s--ef2d127d.ron");
    assert_eq!((newest.when, newest.n_documents), (at(14), 12));
    assert_eq!((newest.n_spans, newest.len), (1, 1));
    assert_eq!(newest.sha8, "ef2d127d");
}

#[test]
fn the_last_one_of_each_of_the_last_ten_days_is_kept_too() {
    let disk = TestDisk::new(0);
    let day = 24 * 3600;
    for n_days in 0..15 {
        for n in 0..12 {
            keep(&disk, &format!("{n_days}:{n}"), at(n_days * day + n));
        }
    }
    let last_ten = (2..12).rev().map(|n| format!("14:{n}"));
    let days = (5..14).rev().map(|n_days| format!("{n_days}:11"));
    assert_eq!(contents(&disk), last_ten.chain(days).collect::<Vec<_>>());
}

#[test]
fn a_clock_that_stands_or_was_wrong_loses_no_new_version() {
    let disk = TestDisk::new(0);
    for n in 0..12 {
        keep(&disk, &format!("same second {n}"), at(0));
    }
    assert_eq!(contents(&disk)[0], "same second 11");
    keep(&disk, "an hour back", at(0) - Duration::from_secs(3600));
    assert_eq!(contents(&disk)[0], "an hour back");
    let century = 100 * 365 * 24 * 3600;
    for n in 0..10 {
        keep(&disk, &format!("future {n}"), at(century + n));
    }
    for n in 0..10 {
        keep(&disk, &format!("today {n}"), at(10 + n));
    }
    let expected: Vec<String> = (0..10).rev().map(|n| format!("today {n}")).collect();
    assert_eq!(contents(&disk), expected);
}

#[test]
fn other_files_are_neither_listed_nor_removed() {
    let disk = TestDisk::new(0);
    let sha8 = "ef2d127d";
    let odd = [
        "notes.ron".to_owned(),
        format!("20261122T031423Z--1d-2s--{sha8}.txt"),
        format!("20261122T031423Z--1d-2s--{sha8}--x.ron"),
        format!("20261322T031423Z--1d-2s--{sha8}.ron"),
        format!("20261122T031423Z--1d--2s--{sha8}.ron"),
        format!("20261122T031423Z--99999999999999999999999d-2s--{sha8}.ron"),
        "20261122T031423Z--1d-2s--ＥＦ2d127d.ron".to_owned(),
        "----.ron".to_owned(),
    ];
    for name in &odd {
        disk.put(Path::new(FOLDER).join(name), b"x");
    }
    disk.put_folder(Path::new(FOLDER).join(format!("20261122T031423Z--1d-2s--{sha8}.ron")));
    for n in 0..12 {
        keep(&disk, &n.to_string(), at(n));
    }
    assert_eq!(contents(&disk).len(), 10);
    // And `project.txt`.
    assert_eq!(disk.files().len(), odd.len() + 10 + 1);
}

#[test]
fn a_power_cut_or_a_full_disk_never_leaves_half_a_version() {
    for cut in 0..60 {
        for seed in 0..10 {
            let disk = TestDisk::new(seed);
            for n in 0..11 {
                keep(&disk, &n.to_string(), at(n));
            }
            disk.power_off_at(cut);
            let counts = Counts {
                n_documents: 1,
                n_spans: 1,
            };
            let long = "新版".repeat(40);
            let (folder, project) = (Path::new(FOLDER), Path::new("/甲.ron"));
            let bytes = long.as_bytes();
            let kept = versions::keep(&disk, folder, project, bytes, counts, at(20));
            let found = disk.crash(seed);
            let there = contents(&found);
            assert!(there.len() >= 10 || !disk.is_off(), "{there:?}");
            assert_eq!(there.contains(&long), there[0] == long);
            assert!(kept.is_err() || there[0] == long);
            let whole = |content: &String| *content == long || content.len() < 3;
            assert!(there.iter().all(whole), "{there:?}");
        }
    }
    let disk = TestDisk::new(0);
    keep(&disk, "1", at(0));
    disk.set_room(20);
    let counts = Counts::of(&Project::new("一"));
    let (folder, project) = (Path::new(FOLDER), Path::new("/甲.ron"));
    let full = versions::keep(&disk, folder, project, &[b'2'; 40], counts, at(1));
    assert!(matches!(full, Err(store::SaveError::DiskFull { .. })));
    assert_eq!(contents(&disk), ["1"]);
}

#[test]
fn each_project_has_its_folder_which_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let all = folder.path().join("数据/versions");
    let path = folder.path().join("项目 (二).ron");
    fs::create_dir(folder.path().join("other")).unwrap();
    let early = versions::folder_for(&all, &path);
    fs::write(&path, "x").unwrap();
    let own = versions::folder_for(&all, &path);
    assert_eq!(early, own, "before there is a file and after");
    let name = own.file_name().unwrap().to_str().unwrap();
    assert!(name.ends_with("-项目--二-") && name.len() > 16, "{name}");
    let around = folder.path().join("other/../项目 (二).ron");
    assert_eq!(versions::folder_for(&all, &around), own);
    let other = folder.path().join("other/项目 (二).ron");
    assert_ne!(versions::folder_for(&all, &other), own);
    let case = folder.path().join("A.ron");
    fs::write(&case, "x").unwrap();
    let lower = folder.path().join("a.ron");
    if !lower.exists() {
        assert_ne!(versions::key_of(&case), versions::key_of(&lower));
    }

    let counts = Counts::of(&Project::new("一"));
    let kept = versions::keep(&RealDisk, &own, &path, b"1", counts, at(0)).unwrap();
    assert_eq!(fs::read(kept.unwrap()).unwrap(), b"1");
    let named = versions::project_of(&RealDisk, &own).unwrap();
    assert!(store_same(&named, &path));
    assert_eq!(versions::project_of(&RealDisk, &all), None);
    assert_eq!(versions::list(&RealDisk, &own).unwrap().len(), 1);
    // A file in the folder's place is an error and no panic.
    assert!(versions::list(&RealDisk, &path).is_err());
    assert!(versions::keep(&RealDisk, &path, &path, b"1", counts, at(0)).is_err());
    assert_eq!(moment::read_stamp("20261122T031423Z"), Some(at(0)));
}

fn store_same(a: &Path, b: &Path) -> bool {
    a.canonicalize().unwrap() == b.canonicalize().unwrap()
}
