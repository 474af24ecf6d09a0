//! What is on disk after a save that worked, and after one that did not.

use std::fs;
use std::path::Path;

use zhubi::model::project::Project;
use zhubi::store;
use zhubi::store::SaveError;
use zhubi::store::problem::LoadError;

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn name_in(path: &Path) -> String {
    store::load(path).unwrap().0.project.name
}

#[test]
fn the_file_before_the_last_save_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("项目.ron");
    store::save(&path, &Project::new("一")).unwrap();
    assert_eq!(names(folder.path()), ["项目.ron"]);
    store::save(&path, &Project::new("二")).unwrap();
    store::save(&path, &Project::new("三")).unwrap();
    assert_eq!(names(folder.path()), ["项目.ron", "项目.ron.bak"]);
    assert_eq!(name_in(&path), "三");
    assert_eq!(name_in(&folder.path().join("项目.ron.bak")), "二");
    let (loaded, bytes) = store::load(&path).unwrap();
    assert_eq!(store::write_project(&loaded.project), bytes);
}

#[test]
fn a_missing_folder_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let project = Project::new("一");
    let missing = folder.path().join("no");
    match store::save(&missing.join("a.ron"), &project) {
        Err(SaveError::FolderMissing { path }) => assert_eq!(path, missing),
        other => panic!("{other:?}"),
    }
    // A parent that is a file fails the same way for every user, root too.
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    match store::save(&file.join("a.ron"), &project) {
        Err(SaveError::FolderMissing { path }) => assert_eq!(path, file),
        other => panic!("{other:?}"),
    }
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn a_protected_file_and_a_folder_in_its_place_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    store::save(&path, &Project::new("一")).unwrap();
    let mut permissions = fs::metadata(&path).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&path, permissions).unwrap();
    let result = store::save(&path, &Project::new("二"));
    assert!(
        matches!(result, Err(SaveError::NoPermission { .. })),
        "{result:?}"
    );
    assert_eq!(name_in(&path), "一");
    let result = store::save(folder.path(), &Project::new("二"));
    assert!(matches!(result, Err(SaveError::Other { .. })), "{result:?}");
    assert_eq!(names(folder.path()), ["a.ron"]);
}

#[cfg(unix)]
#[test]
fn a_link_is_written_through_and_the_mode_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    let (here, there) = (folder.path().join("here"), folder.path().join("there"));
    fs::create_dir(&here).unwrap();
    fs::create_dir(&there).unwrap();
    let (link, target) = (here.join("link.ron"), there.join("real.ron"));
    std::os::unix::fs::symlink("../there/second.ron", &link).unwrap();
    std::os::unix::fs::symlink("real.ron", there.join("second.ron")).unwrap();
    // The target of a link need not be there yet.
    store::save(&link, &Project::new("一")).unwrap();
    fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
    store::save(&link, &Project::new("二")).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(name_in(&target), "二");
    assert_eq!(
        fs::metadata(&target).unwrap().permissions().mode() & 0o777,
        0o640
    );
    assert_eq!(names(&here), ["link.ron"]);
    assert_eq!(names(&there), ["real.ron", "real.ron.bak", "second.ron"]);
    let circle = folder.path().join("circle.ron");
    std::os::unix::fs::symlink("circle.ron", &circle).unwrap();
    assert!(store::save(&circle, &Project::new("三")).is_err());
}

#[test]
fn a_new_file_never_replaces_one_and_an_export_leaves_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.ron");
    store::create_new(&path, b"1").unwrap();
    let result = store::create_new(&path, b"2");
    assert!(
        matches!(result, Err(SaveError::Exists { .. })),
        "{result:?}"
    );
    assert_eq!(fs::read(&path).unwrap(), b"1");
    store::write_atomic(&path, b"3").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"3");
    assert_eq!(names(folder.path()), ["a.ron"]);
    let result = store::create_new(&folder.path().join("no/a.ron"), b"2");
    assert!(
        matches!(result, Err(SaveError::FolderMissing { .. })),
        "{result:?}"
    );
}

#[test]
fn a_file_that_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let result = store::load(&folder.path().join("no.ron"));
    assert!(matches!(result, Err(LoadError::NotFound { .. })));
    let result = store::load(folder.path());
    assert!(matches!(result, Err(LoadError::Unreadable { .. })));
    let empty = folder.path().join("empty.ron");
    fs::write(&empty, "\n").unwrap();
    assert!(matches!(store::load(&empty), Err(LoadError::Empty)));
}
