//! What is remembered of a file, to notice that somebody else has written it since.
//!
//! A [`FileStamp`] is cheap to take and to compare, and may differ though the bytes do not: a
//! sync folder touches, a backup gives a second name. So a [`KnownFile`] holds the hash as well,
//! and where the stamps differ the bytes decide.
//!
//! A stamp is taken *before* the bytes are read: whatever is written in between then counts as a
//! change, and not as what was read. What it cannot see is a file written in place, as long as
//! before, within the same tick of the file system's clock (2 s on FAT, some ms elsewhere).

use std::io;
use std::path::Path;
use std::time::SystemTime;

use crate::model::document::sha256_hex;
use crate::store::disk::Disk;
use crate::store::disk::FileId;

/// How a file looks from outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileStamp {
    /// Bytes in it.
    pub len: u64,
    /// When it was written last; without it the stamp proves nothing.
    pub modified: Option<SystemTime>,
    /// Which file it is, where the system has such a number.
    pub id: Option<FileId>,
}

impl FileStamp {
    /// Takes the stamp of the file at a path.
    pub fn of(disk: &dyn Disk, path: &Path) -> io::Result<Self> {
        let found = disk.facts(path)?;
        Ok(Self {
            len: found.len,
            modified: found.modified,
            id: found.id,
        })
    }

    /// Returns a stamp that is like no file's, so that its bytes will be compared.
    pub fn unknown() -> Self {
        Self {
            len: 0,
            modified: None,
            id: None,
        }
    }

    /// Returns whether the file at a path looks otherwise now.
    pub fn changed_since(&self, disk: &dyn Disk, path: &Path) -> io::Result<bool> {
        Ok(self.modified.is_none() || *self != Self::of(disk, path)?)
    }

    /// Returns whether two stamps are of one file with the same bytes, whatever its names.
    pub(super) fn is_same_writing(&self, other: &Self) -> bool {
        let inode = |stamp: &Self| stamp.id.map(|id| (id.device, id.inode));
        let facts = |stamp: &Self| (stamp.len, stamp.modified, inode(stamp));
        facts(self) == facts(other)
    }
}

/// A file as it was read or written last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownFile {
    /// How it looked.
    pub stamp: FileStamp,
    /// SHA-256 of its bytes, as hexadecimal digits.
    pub sha256: String,
}

/// What is written to a file, with its hash, which takes as long as writing does.
#[derive(Clone, Debug)]
pub struct Hashed<'a> {
    bytes: &'a [u8],
    sha256: String,
}

impl<'a> Hashed<'a> {
    /// Hashes bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        let sha256 = sha256_hex(bytes);
        Self { bytes, sha256 }
    }

    /// Returns the bytes.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Returns their SHA-256, as hexadecimal digits.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// What has become of a known file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Its bytes are the same; with the stamp it has now.
    Same(KnownFile),
    /// Somebody has written something else; this is what is there.
    Changed(KnownFile),
    /// It is not there any more.
    Gone,
}

impl KnownFile {
    /// Reads a file so that it is known from then on.
    pub fn read(disk: &dyn Disk, path: &Path) -> io::Result<(Self, Vec<u8>)> {
        let stamp = FileStamp::of(disk, path)?;
        let bytes = disk.read(path)?;
        let sha256 = sha256_hex(&bytes);
        Ok((Self { stamp, sha256 }, bytes))
    }

    /// Looks what has become of the file; reads it only if it looks otherwise.
    pub fn look(&self, disk: &dyn Disk, path: &Path) -> io::Result<Seen> {
        let found = match self.stamp.changed_since(disk, path) {
            Ok(false) => return Ok(Seen::Same(self.clone())),
            Ok(true) => Self::read(disk, path),
            Err(cause) => Err(cause),
        };
        match found {
            Ok((found, _)) if found.sha256 == self.sha256 => Ok(Seen::Same(found)),
            Ok((found, _)) => Ok(Seen::Changed(found)),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Seen::Gone),
            Err(cause) => Err(cause),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::disk::RealDisk;
    use crate::store::test_disk::TestDisk;

    #[test]
    fn bytes_decide_where_the_stamp_differs() {
        let disk = TestDisk::new(0);
        let path = Path::new("a");
        disk.put(path, b"one");
        let (known, bytes) = KnownFile::read(&disk, path).unwrap();
        assert_eq!(bytes, b"one");
        assert!(!known.stamp.changed_since(&disk, path).unwrap());
        disk.fail_at(1, io::ErrorKind::Other);
        // The bytes are not even read.
        assert_eq!(known.look(&disk, path).unwrap(), Seen::Same(known.clone()));
        disk.heal();
        disk.put(path, b"one");
        let Seen::Same(again) = known.look(&disk, path).unwrap() else {
            panic!();
        };
        assert_ne!(again.stamp, known.stamp);
        assert_eq!(again.sha256, known.sha256);
        disk.put(path, b"two");
        let seen = known.look(&disk, path).unwrap();
        assert!(matches!(seen, Seen::Changed(found) if found.sha256 == sha256_hex(b"two")));
        disk.remove(path).unwrap();
        assert_eq!(known.look(&disk, path).unwrap(), Seen::Gone);
    }

    #[test]
    fn a_real_file_written_in_place_with_its_time_set_back_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("甲.ron");
        std::fs::write(&path, "one").unwrap();
        let (known, _) = KnownFile::read(&RealDisk, &path).unwrap();
        let seen = known.look(&RealDisk, &path).unwrap();
        assert_eq!(seen, Seen::Same(known.clone()));
        // Another file under the name, with the same length and time.
        let other = folder.path().join("b");
        std::fs::write(&other, "two").unwrap();
        let file = std::fs::File::options().write(true).open(&other).unwrap();
        file.set_modified(known.stamp.modified.unwrap()).unwrap();
        std::fs::rename(&other, &path).unwrap();
        if cfg!(unix) {
            let seen = known.look(&RealDisk, &path).unwrap();
            assert!(matches!(seen, Seen::Changed(_)), "{seen:?}");
        }
        std::fs::write(&path, "longer").unwrap();
        let seen = known.look(&RealDisk, &path).unwrap();
        assert!(matches!(seen, Seen::Changed(_)), "{seen:?}");
        let nothing = KnownFile {
            stamp: FileStamp::unknown(),
            sha256: sha256_hex(b"longer"),
        };
        let seen = nothing.look(&RealDisk, &path).unwrap();
        assert!(matches!(seen, Seen::Same(_)), "{seen:?}");
    }
}
