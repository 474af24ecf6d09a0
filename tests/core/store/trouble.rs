//! The real binary on real disks that are full, protected, limited or not what they should be.

use std::fs;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command;
use std::process::Output;

use tempfile::TempDir;
use zhubi::model::project::Project;
use zhubi::store;
use zhubi::store::SaveError;

/// What the program says when it could not do what it was asked.
const FAILED: i32 = 2;

/// Makes a folder with the project `甲.ron` and a text that is too big for it.
fn desk() -> (TempDir, PathBuf, Vec<u8>) {
    let desk = tempfile::tempdir().unwrap();
    fs::write(desk.path().join("大.txt"), "市长周明讲话。".repeat(4_000)).unwrap();
    let path = desk.path().join("甲.ron");
    store::save(&path, &Project::new("甲")).unwrap();
    let bytes = fs::read(&path).unwrap();
    (desk, path, bytes)
}

/// Runs a shell script in a folder, in which `$ZHUBI` is the program.
fn shell(folder: &Path, script: &str) -> Output {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]).current_dir(folder);
    shell.env("ZHUBI", env!("CARGO_BIN_EXE_zhubi"));
    shell.output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn assert_refused(output: &Output, expected: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(expected), "{said}");
    assert!(said.contains("its file is as it was"), "{said}");
    assert_eq!(output.status.code(), Some(FAILED), "{said}");
}

#[cfg(unix)]
#[test]
fn a_limit_on_the_size_of_files_is_said_and_the_old_file_stays() {
    let (desk, path, bytes) = desk();
    let add = "ulimit -f 4; exec \"$ZHUBI\" documents add 甲.ron 大.txt";
    let output = shell(desk.path(), &format!("trap '' XFSZ; {add}"));
    assert_refused(&output, "no space left to write 甲.ron");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(desk.path()), ["大.txt", "甲.ron"]);
    // Where the signal is not ignored, the system kills the program in the middle of the write.
    let output = shell(desk.path(), add);
    assert!(output.status.code().is_none_or(|code| code > 128));
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(desk.path()).len(), 3, "what it was writing is left");
    let output = shell(desk.path(), "exec \"$ZHUBI\" documents add 甲.ron 大.txt");
    assert!(output.status.success(), "{output:?}");
    assert_ne!(fs::read(&path).unwrap(), bytes);
    assert_eq!(fs::read(desk.path().join("甲.ron.bak")).unwrap(), bytes);
}

/// Runs a script in a folder with a small file system of its own, which goes with the script.
///
/// Nothing where this user may mount none.
#[cfg(target_os = "linux")]
fn on_small_disk(folder: &Path, script: &str) -> Option<Output> {
    let mount = "mount -t tmpfs -o size=32k none 盘 && cp 甲.ron 盘/ && cd 盘";
    fs::create_dir(folder.join("盘")).unwrap();
    let try_it = "mount -t tmpfs none 盘";
    let may = shell(folder, &format!("unshare -m sh -c '{try_it}'"));
    if !may.status.success() {
        eprintln!("SKIPPED: no file system may be mounted here");
        return None;
    }
    let script = format!("unshare -m sh -c '{mount} && {script}'");
    Some(shell(folder, &script))
}

/// What the scripts say afterwards: the exit code, what lies there, and whether it is as it was.
#[cfg(target_os = "linux")]
const TELL: &str = "; echo code $?; ls -A; cmp 甲.ron ../甲.ron && echo same";

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_leaves_the_old_file_alone() {
    let (desk, _, _) = desk();
    let script = format!("\"$ZHUBI\" documents add 甲.ron ../大.txt{TELL}");
    if let Some(output) = on_small_disk(desk.path(), &script) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("no space left to write 甲.ron"), "{said}");
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(told, format!("code {FAILED}\n甲.ron\nsame\n"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_cannot_be_written_is_said() {
    let (desk, _, _) = desk();
    let add = "\"$ZHUBI\" documents add 甲.ron ../大.txt";
    let script = format!("mount -o remount,ro \"$PWD\" && {add}{TELL}");
    if let Some(output) = on_small_disk(desk.path(), &script) {
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("no permission to write 甲.ron"), "{said}");
        let told = String::from_utf8_lossy(&output.stdout);
        assert_eq!(told, format!("code {FAILED}\n甲.ron\nsame\n"));
    }
}

#[test]
fn the_longest_name_a_folder_takes_can_be_saved_twice_and_a_longer_one_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(format!("{}.ron", "长".repeat(83)));
    if fs::write(&path, "x").is_err() {
        eprintln!("SKIPPED: this file system takes no name of 253 bytes");
        return;
    }
    fs::remove_file(&path).unwrap();
    store::create_new(&path, &store::write_project(&Project::new("一"))).unwrap();
    store::save(&path, &Project::new("二")).unwrap();
    store::save(&path, &Project::new("三")).unwrap();
    assert_eq!(store::load(&path).unwrap().0.project.name, "三");
    let backup = store::load(&store::backup_of(&path)).unwrap();
    assert_eq!(backup.0.project.name, "二");
    assert_eq!(names(folder.path()).len(), 2);
    let longer = folder.path().join(format!("{}.ron", "长".repeat(300)));
    let refused = store::save(&longer, &Project::new("四"));
    assert!(
        matches!(refused, Err(SaveError::Other { .. })),
        "{refused:?}"
    );
    assert_eq!(names(folder.path()).len(), 2);
}

#[test]
fn a_path_of_300_characters_is_as_good_as_any() {
    let root = tempfile::tempdir().unwrap();
    let mut folder = root.path().to_owned();
    for _ in 0..6 {
        folder.push("很长的文件夹名".repeat(8));
    }
    assert!(folder.to_str().unwrap().chars().count() > 300);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("甲.ron");
    for name in ["一", "二", "三"] {
        store::save(&path, &Project::new(name)).unwrap();
        assert_eq!(store::load(&path).unwrap().0.project.name, name);
    }
    assert_eq!(names(&folder), ["甲.ron", "甲.ron.bak"]);
}

#[test]
fn names_that_differ_by_case_alone_are_never_mixed_up_in_silence() {
    let folder = tempfile::tempdir().unwrap();
    let (upper, lower) = (folder.path().join("A.ron"), folder.path().join("a.ron"));
    store::create_new(&upper, &store::write_project(&Project::new("上"))).unwrap();
    let project = store::write_project(&Project::new("下"));
    match store::create_new(&lower, &project) {
        // They are one file here, and it was not replaced.
        Err(SaveError::Exists { .. }) => {
            assert_eq!(store::load(&lower).unwrap().0.project.name, "上");
        }
        made => {
            made.unwrap();
            store::save(&lower, &Project::new("下下")).unwrap();
            assert_eq!(store::load(&upper).unwrap().0.project.name, "上");
            assert_eq!(names(folder.path()), ["A.ron", "a.ron", "a.ron.bak"]);
        }
    }
}

#[test]
fn a_folder_that_vanishes_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let share = folder.path().join("share");
    fs::create_dir(&share).unwrap();
    let path = share.join("甲.ron");
    let known = store::save_over(&path, &Project::new("一"), None).unwrap();
    fs::rename(&share, folder.path().join("gone")).unwrap();
    match store::save_over(&path, &Project::new("二"), Some(&known)) {
        Err(SaveError::FolderMissing { path }) => assert_eq!(path, share),
        other => panic!("{other:?}"),
    }
    fs::rename(folder.path().join("gone"), &share).unwrap();
    store::save_over(&path, &Project::new("二"), Some(&known)).unwrap();
}

#[test]
fn a_folder_in_the_backups_place_is_no_way_to_lose_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("甲.ron");
    store::save(&path, &Project::new("一")).unwrap();
    fs::create_dir(folder.path().join("甲.ron.bak")).unwrap();
    store::save(&path, &Project::new("二")).unwrap_err();
    assert_eq!(store::load(&path).unwrap().0.project.name, "一");
    assert_eq!(names(folder.path()), ["甲.ron", "甲.ron.bak"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_or_into_a_missing_one_is_refused_and_stays() {
    let folder = tempfile::tempdir().unwrap();
    let link = |name: &str, aim: &str| {
        let path = folder.path().join(name);
        std::os::unix::fs::symlink(aim, &path).unwrap();
        path
    };
    fs::create_dir(folder.path().join("there")).unwrap();
    let to_folder = link("a.ron", "there");
    let to_nowhere = link("b.ron", "missing/real.ron");
    let result = store::save(&to_folder, &Project::new("一"));
    assert!(matches!(result, Err(SaveError::Other { .. })), "{result:?}");
    match store::save(&to_nowhere, &Project::new("一")) {
        Err(SaveError::FolderMissing { path }) => {
            assert_eq!(path, folder.path().join("missing"));
        }
        other => panic!("{other:?}"),
    }
    let new = store::create_new(&to_nowhere, b"1");
    assert!(matches!(new, Err(SaveError::Exists { .. })), "{new:?}");
    assert_eq!(names(folder.path()), ["a.ron", "b.ron", "there"]);
    assert!(to_nowhere.is_symlink() && to_folder.is_symlink());
}
