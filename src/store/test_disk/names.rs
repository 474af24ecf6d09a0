//! The names on the test disk: as seen, and those that are safe.
//!
//! A rename takes place whole or not at all; apart from that any change that was not synced may be
//! lost while later ones are kept. Links are followed at the end of a path only.

use std::collections::BTreeMap;
use std::io;
use std::path::Component;
use std::path::Path;
use std::path::PathBuf;

use crate::store::disk::folder_of;
use crate::store::test_disk::Chance;
use crate::store::test_disk::Kept;
use crate::store::test_disk::chance::Mood;

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    File(usize),
    Link(PathBuf),
}

/// All names.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    live: BTreeMap<PathBuf, Node>,
    /// Those that are safe.
    base: BTreeMap<PathBuf, Node>,
    /// What was done to `base` to make it `live`.
    acts: Vec<(Act, Kept)>,
}

#[derive(Clone, Debug)]
enum Act {
    Set(PathBuf, Node),
    Unset(PathBuf),
    Rename(PathBuf, PathBuf, Node),
}

impl Act {
    fn run(&self, names: &mut BTreeMap<PathBuf, Node>) {
        match self {
            Self::Set(path, node) => {
                names.insert(path.clone(), node.clone());
            }
            Self::Unset(path) => {
                names.remove(path);
            }
            Self::Rename(from, to, node) => {
                names.remove(from);
                names.insert(to.clone(), node.clone());
            }
        }
    }

    /// The folder whose sync makes it safe.
    fn folder(&self) -> PathBuf {
        match self {
            Self::Set(path, _) | Self::Unset(path) | Self::Rename(_, path, _) => {
                plain(&folder_of(path))
            }
        }
    }
}

impl Names {
    /// Puts a name there, safe, with the folders above it.
    pub fn put(&mut self, path: &Path, node: Node) {
        let path = plain(path);
        for folder in path.ancestors().skip(1).filter(|path| !is_root(path)) {
            self.base.insert(folder.to_owned(), Node::Folder);
            self.live.insert(folder.to_owned(), Node::Folder);
        }
        self.base.insert(path.clone(), node.clone());
        self.live.insert(path, node);
    }

    pub fn files(&self) -> Vec<PathBuf> {
        let files = self.live.iter().filter(|(_, node)| **node != Node::Folder);
        files.map(|(path, _)| path.clone()).collect()
    }

    /// Returns the files that have a name, each once.
    pub fn inodes(&self) -> Vec<usize> {
        let files = self.live.values().filter_map(|node| match node {
            Node::File(inode) => Some(*inode),
            _ => None,
        });
        let mut files: Vec<usize> = files.collect();
        files.sort_unstable();
        files.dedup();
        files
    }

    /// Returns what a name stands for, be it a link.
    pub fn at(&self, path: &Path) -> io::Result<Node> {
        let path = plain(path);
        if is_root(&path) {
            return Ok(Node::Folder);
        }
        self.check_folder(&path)?;
        let node = self.live.get(&path).cloned();
        node.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Returns what a name stands for, behind all links.
    pub fn resolve(&self, path: &Path) -> io::Result<Node> {
        let mut path = path.to_owned();
        for _ in 0..40 {
            match self.at(&path)? {
                Node::Link(aim) => path = folder_of(&path).join(aim),
                node => return Ok(node),
            }
        }
        Err(io::Error::other("too many links"))
    }

    pub fn check_free(&self, path: &Path) -> io::Result<()> {
        match self.at(path) {
            Ok(_) => Err(io::ErrorKind::AlreadyExists.into()),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                self.check_folder(&plain(path))
            }
            Err(cause) => Err(cause),
        }
    }

    fn check_folder(&self, path: &Path) -> io::Result<()> {
        let folder = plain(&folder_of(path));
        match self.live.get(&folder) {
            _ if is_root(&folder) => Ok(()),
            Some(Node::Folder) => Ok(()),
            Some(_) => Err(io::ErrorKind::NotADirectory.into()),
            None => Err(io::ErrorKind::NotFound.into()),
        }
    }

    fn run(&mut self, act: Act) {
        act.run(&mut self.live);
        self.acts.push((act, Kept::Maybe));
    }

    pub fn set(&mut self, path: &Path, node: Node) {
        self.run(Act::Set(plain(path), node));
    }

    pub fn remove(&mut self, path: &Path) -> io::Result<()> {
        match self.at(path)? {
            Node::Folder => Err(io::ErrorKind::IsADirectory.into()),
            Node::File(_) | Node::Link(_) => {
                self.run(Act::Unset(plain(path)));
                Ok(())
            }
        }
    }

    pub fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        let node = self.at(from)?;
        if node == Node::Folder {
            return Err(io::ErrorKind::Unsupported.into());
        }
        match self.at(to) {
            Ok(Node::Folder) => return Err(io::ErrorKind::IsADirectory.into()),
            // Both are names of one file: POSIX has it that nothing happens.
            Ok(there) if there == node => return Ok(()),
            Ok(_) => {}
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                self.check_folder(&plain(to))?;
            }
            Err(cause) => return Err(cause),
        }
        self.run(Act::Rename(plain(from), plain(to), node));
        Ok(())
    }

    pub fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        match self.resolve(folder)? {
            Node::Folder => {}
            _ => return Err(io::ErrorKind::NotADirectory.into()),
        }
        let inner = plain(folder);
        let within = self.live.keys().filter(|path| {
            let parent = path.parent().map(Path::to_owned);
            parent == Some(inner.clone())
        });
        let named = |path: &PathBuf| path.file_name().map(|name| folder.join(name));
        Ok(within.filter_map(named).collect())
    }

    pub fn sync(&mut self, folder: &Path) -> io::Result<()> {
        match self.resolve(folder)? {
            Node::Folder => self.mark(folder, Kept::Sure),
            _ => return Err(io::ErrorKind::NotADirectory.into()),
        }
        let is_open = |(_, kept): &(Act, Kept)| *kept != Kept::Sure;
        let n_sure = self.acts.iter().position(is_open);
        let n_sure = n_sure.unwrap_or(self.acts.len());
        for (act, _) in self.acts.drain(..n_sure) {
            act.run(&mut self.base);
        }
        Ok(())
    }

    /// Takes note of a sync that failed.
    pub fn give_up(&mut self, folder: &Path) {
        self.mark(folder, Kept::Orphan);
    }

    fn mark(&mut self, folder: &Path, mark: Kept) {
        let folder = plain(folder);
        for (act, kept) in &mut self.acts {
            if *kept == Kept::Maybe && act.folder() == folder {
                *kept = mark;
            }
        }
    }

    /// Returns the names as they are found after the power was gone.
    pub fn found(&self, mood: Mood, chance: &mut Chance) -> Self {
        let mut names = self.base.clone();
        for (act, kept) in &self.acts {
            if *kept == Kept::Sure || mood.keeps(chance) {
                act.run(&mut names);
            }
        }
        // A folder that is not there takes with it what was in it.
        let has_folders = |path: &Path| {
            let mut above = path.ancestors().skip(1).filter(|path| !is_root(path));
            above.all(|folder| names.get(folder) == Some(&Node::Folder))
        };
        let found = names.iter().filter(|(path, _)| has_folders(path));
        let names: BTreeMap<PathBuf, Node> =
            found.map(|(p, node)| (p.clone(), node.clone())).collect();
        Self {
            live: names.clone(),
            base: names,
            acts: Vec::new(),
        }
    }
}

fn is_root(path: &Path) -> bool {
    path.parent().is_none()
}

/// Returns a path without the `.` in it.
fn plain(path: &Path) -> PathBuf {
    let named = |part: &Component<'_>| *part != Component::CurDir;
    path.components().filter(named).collect()
}
