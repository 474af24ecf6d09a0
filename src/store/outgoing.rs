//! Files that are written for others: under another name first, then all put in their place.
//!
//! One file with what lies beside it, or a new folder. What is not committed is removed again. A
//! file that was asked for is replaced; one that only lies beside it is replaced if we wrote it, and
//! a folder is never written into.

use std::fs;
use std::fs::File;
use std::io;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;

use crate::store::disk::folder_of;

/// What tells that a file is ours; it stands within its first bytes.
const OUR_MARK: &str = "zhubi";

/// How many bytes our mark stands within.
const MARK_BYTES: u64 = 400;

/// Files that are being written; a clone writes to the same.
#[derive(Clone, Debug)]
pub struct Outgoing(Arc<Mutex<Inner>>);

#[derive(Debug)]
struct Inner {
    /// What was asked for.
    target: PathBuf,
    is_folder: bool,
    /// Where files are meanwhile: a folder beside the target.
    draft: PathBuf,
    /// Names in `draft`, and where each goes; the file asked for is the first.
    files: Vec<(String, PathBuf)>,
    has_main: bool,
}

/// What the file asked for is called in the draft; no other can be.
const MAIN: &str = "\u{1}main";

impl Outgoing {
    /// Begins a file; what is there is replaced when it is committed.
    pub fn file(target: &Path) -> io::Result<Self> {
        // Through a link, as everything is written: what it points at is replaced.
        let is_link = target
            .symlink_metadata()
            .is_ok_and(|found| found.is_symlink());
        match target.canonicalize() {
            Ok(aim) if is_link => Self::begin(&aim, false),
            _ => Self::begin(target, false),
        }
    }

    /// Begins a folder, which must not be there or be empty.
    pub fn folder(target: &Path) -> io::Result<Self> {
        match fs::read_dir(target) {
            Ok(mut entries) => {
                if entries.next().is_some() {
                    let why = format!(
                        "{} is there already and not empty; name a new folder",
                        target.display()
                    );
                    return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        Self::begin(target, true)
    }

    fn begin(target: &Path, is_folder: bool) -> io::Result<Self> {
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let beside = folder_of(target);
        let mut n = 0_u32;
        let draft = loop {
            let draft = beside.join(format!(".{name}.{n}.part"));
            match fs::create_dir(&draft) {
                Ok(()) => break draft,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && n < 1000 => n += 1,
                Err(error) => return Err(error),
            }
        };
        Ok(Self(Arc::new(Mutex::new(Inner {
            target: target.to_owned(),
            is_folder,
            draft,
            files: Vec::new(),
            has_main: false,
        }))))
    }

    /// Opens the file that was asked for.
    pub fn open_main(&self) -> io::Result<File> {
        let mut inner = self.lock();
        if inner.is_folder {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let target = inner.target.clone();
        inner.has_main = true;
        inner.open(MAIN, target)
    }

    /// Opens a file of the folder, or one beside the file that was asked for.
    ///
    /// A name may begin with the name of a folder and a slash.
    pub fn open_named(&self, name: &str) -> io::Result<File> {
        let mut inner = self.lock();
        let is_plain = |part: &str| !part.is_empty() && part != "." && part != "..";
        let parts: Vec<&str> = name.split('/').collect();
        let n_parts = if inner.is_folder { 2 } else { 1 };
        if parts.len() > n_parts || !parts.iter().all(|part| is_plain(part)) {
            return Err(io::ErrorKind::InvalidFilename.into());
        }
        let target = if inner.is_folder {
            inner.target.join(name)
        } else {
            folder_of(&inner.target).join(name)
        };
        if target == inner.target || (!inner.is_folder && is_of_others(&target)) {
            let why = format!(
                "{} is there already and was not written by Zhubi; export into another folder",
                target.display()
            );
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, why));
        }
        if let [folder, _] = parts.as_slice() {
            let folder = inner.draft.join(folder);
            if !folder.is_dir() {
                fs::create_dir(folder)?;
            }
        }
        inner.open(name, target)
    }

    /// Puts everything in its place and returns where that is, what was asked for first.
    pub fn commit(self) -> io::Result<Vec<PathBuf>> {
        let mut inner = self.lock();
        let files = std::mem::take(&mut inner.files);
        for (name, _) in &files {
            File::open(inner.draft.join(name))?.sync_all()?;
        }
        let mut placed = Vec::new();
        if inner.is_folder {
            match fs::remove_dir(&inner.target) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => fs::rename(&inner.draft, &inner.target)?,
            }
            placed.push(inner.target.clone());
        } else {
            // The file that was asked for comes last: where it is new, all of it is.
            let (main, beside): (Vec<_>, Vec<_>) =
                files.into_iter().partition(|(name, _)| name == MAIN);
            for (name, target) in beside.into_iter().chain(main) {
                fs::rename(inner.draft.join(name), &target)?;
                placed.insert(0, target);
            }
        }
        Ok(placed)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    fn open(&mut self, name: &str, target: PathBuf) -> io::Result<File> {
        let file = File::create_new(self.draft.join(name))?;
        self.files.push((name.to_owned(), target));
        Ok(file)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // After a commit of a folder there is nothing of that name any more.
        let _gone = fs::remove_dir_all(&self.draft);
    }
}

/// Returns whether a file is there that we did not write.
fn is_of_others(path: &Path) -> bool {
    let mut head = Vec::new();
    match File::open(path) {
        Ok(file) => {
            let read = file.take(MARK_BYTES).read_to_end(&mut head);
            let head = String::from_utf8_lossy(&head).to_lowercase();
            read.is_err() || !head.contains(OUR_MARK)
        }
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Opens a file to read.
pub fn open(path: &Path) -> io::Result<File> {
    File::open(path)
}

/// Opens a file of a folder by its plain name; `None` if there is none.
pub fn open_in(folder: &Path, name: &str) -> io::Result<Option<File>> {
    let is_plain = Path::new(name).file_name().is_some_and(|own| own == name);
    if !is_plain || name.contains(['/', '\\']) {
        return Ok(None);
    }
    match File::open(folder.join(name)) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Returns the files of a folder, without those of folders in it and hidden ones, in order.
pub fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && entry.path().is_file() {
            files.push(entry.path());
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_file_is_there_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("甲.json");
        fs::write(&target, "old").unwrap();
        let outgoing = Outgoing::file(&target).unwrap();
        outgoing.open_main().unwrap().write_all(b"new").unwrap();
        assert_eq!(fs::read(&target).unwrap(), b"old");
        drop(outgoing);
        assert_eq!(
            files_of(folder.path()).unwrap(),
            std::slice::from_ref(&target)
        );
        let outgoing = Outgoing::file(&target).unwrap();
        outgoing.open_main().unwrap().write_all(b"new").unwrap();
        outgoing.open_named("config.xml").unwrap();
        let placed = outgoing.commit().unwrap();
        assert_eq!(placed, [target.clone(), folder.path().join("config.xml")]);
        assert_eq!(fs::read(&target).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn what_lies_beside_is_replaced_only_if_it_is_ours() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("a.json");
        let beside = folder.path().join("c.xml");
        fs::write(&beside, "<View/>").unwrap();
        let outgoing = Outgoing::file(&target).unwrap();
        let error = outgoing.open_named("c.xml").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        fs::write(&beside, "<!-- Zhubi --><View/>").unwrap();
        assert!(outgoing.open_named("c.xml").is_ok());
        assert!(outgoing.open_named("../c.xml").is_err());
    }

    #[test]
    fn a_folder_is_new_or_empty() {
        let root = tempfile::tempdir().unwrap();
        let target = root.path().join("out");
        for _ in 0..2 {
            let outgoing = Outgoing::folder(&target).unwrap();
            outgoing.open_named("a.txt").unwrap();
            outgoing.open_named("train/b.txt").unwrap();
        }
        assert!(!target.exists());
        fs::create_dir(&target).unwrap();
        let outgoing = Outgoing::folder(&target).unwrap();
        outgoing.open_named("a.txt").unwrap();
        assert_eq!(outgoing.commit().unwrap(), std::slice::from_ref(&target));
        assert!(target.join("a.txt").is_file());
        assert!(Outgoing::folder(&target).is_err());
        assert_eq!(fs::read_dir(root.path()).unwrap().count(), 1);
    }
}
