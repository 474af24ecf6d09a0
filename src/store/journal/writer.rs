//! The thread that puts records on the device, so that no frame waits for a disk.
//!
//! Records are handed over as they are; the thread frames them, writes all that have come, and
//! syncs once for all of them. When the disk fails they stay in memory, and are tried again in a
//! new part of the journal: after a sync that failed nothing is known of the bytes before it.
//! What goes into a file, and where, is `part`'s; here is when.
//! The parts of a journal are `ID.journal`, `ID.2.journal`, …; a record that stands in two of them
//! has one number.
//!
//! Invariant: [`Progress::durable`] is a record's number only once it and all before it are synced.

use std::io;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::Condvar;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use crate::store::disk::Disk;
use crate::store::disk::folder_of;
use crate::store::journal::encode::encode;
use crate::store::journal::frame::HEADER;
use crate::store::journal::frame::framed;
use crate::store::journal::id;
use crate::store::journal::part::Ahead;
use crate::store::journal::part::Part;
use crate::store::journal::record::Entry;
use crate::store::journal::record::Record;

/// Bytes that are gathered for one sync at most, beside the record that goes beyond.
const BATCH_BYTES: usize = 4 << 20;

/// How long a disk that fails is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// Pauses between tries, the last one again and again.
    pub pauses: &'static [Duration],
    /// How long the end of the program waits.
    pub at_end: Duration,
    /// How often at most the journal's name is looked at, whether it still leads to the file.
    ///
    /// Not with every record: some file systems write a file's times down with the first change
    /// after they were asked for, which makes a sync a third slower (ext4 on Linux 6.13 or later).
    pub looks: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        const PAUSES: [Duration; 5] = [
            Duration::from_millis(100),
            Duration::from_millis(500),
            Duration::from_secs(1),
            Duration::from_secs(3),
            Duration::from_secs(10),
        ];
        Self {
            pauses: &PAUSES,
            at_end: Duration::from_secs(2),
            looks: Duration::from_millis(20),
        }
    }
}

/// The pause between tries at the end of the program.
const AT_END: Duration = Duration::from_millis(100);

/// How long one who waits for the device does not sleep: a fast one has synced by then, and to be
/// woken would take a tenth of that again.
const AWAKE: Duration = Duration::from_micros(200);

/// How long the thread looks for the next record before it sleeps: who waits for each record has
/// the next one within that time, and to be woken takes a good part of it.
const LINGER: Duration = Duration::from_micros(40);

/// Puts records on the device, in order, from a thread of its own.
#[derive(Debug)]
pub struct Writer {
    pen: Option<Pen>,
    shared: Arc<Shared>,
    thread: Option<thread::JoinHandle<()>>,
}

/// What is known of a journal's way to the device.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// The number of the last record handed over.
    pub accepted: u64,
    /// The number of the last record on the device.
    pub durable: u64,
    /// Why the disk takes no more, while it does not.
    pub trouble: Option<Trouble>,
    /// Whether somebody has removed the journal's files, or goes on with them as if the session had
    /// ended: another journal has to be begun.
    pub is_gone: bool,
}

/// Why records wait in memory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// The journal's file.
    pub path: PathBuf,
    /// What kind of failure it was.
    pub kind: io::ErrorKind,
    /// What the system said.
    pub why: String,
}

#[derive(Debug, Default)]
struct Shared {
    progress: Mutex<Progress>,
    moved: Condvar,
    /// The journal's first part.
    first: PathBuf,
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Progress> {
        // Numbers are whole whatever a thread died of.
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes into a journal from any thread.
#[derive(Clone, Debug)]
pub struct Pen {
    sender: mpsc::Sender<Record>,
    shared: Arc<Shared>,
}

impl Pen {
    /// Hands an entry over, made `at` so many seconds since 1970-01-01 UTC; returns its number.
    pub fn append(&self, at: u64, what: Entry) -> u64 {
        // Numbers are given in the order in which records are sent.
        let mut progress = self.shared.lock();
        progress.accepted += 1;
        let n = progress.accepted;
        // Without a thread the record is not durable, which `progress` tells.
        self.sender.send(Record { n, at, what }).ok();
        n
    }

    /// Returns a way to wait for the device.
    pub fn watch(&self) -> Watch {
        Watch {
            shared: Arc::clone(&self.shared),
        }
    }
}

/// A way to ask for a journal's progress from another thread, such as a panic's.
#[derive(Clone, Debug)]
pub struct Watch {
    shared: Arc<Shared>,
}

impl Watch {
    /// Looks whether the journal's files are still there, for [`Progress::is_gone`] to tell.
    pub fn look(&self, disk: &dyn Disk) {
        let was_made = self.shared.lock().durable > 0;
        if was_made && is_gone(disk, &self.shared.first) {
            self.shared.lock().is_gone = true;
        }
    }

    /// Waits until everything handed over is on the device, or a time is up; tells which.
    pub fn flush(&self, wait: Duration) -> bool {
        let since = Instant::now();
        let mut progress = self.shared.lock();
        loop {
            if progress.durable >= progress.accepted {
                return true;
            }
            let elapsed = since.elapsed();
            let left = wait.saturating_sub(elapsed);
            if left.is_zero() {
                return false;
            }
            if elapsed < AWAKE {
                drop(progress);
                thread::yield_now();
                progress = self.shared.lock();
                continue;
            }
            let waited = self.shared.moved.wait_timeout(progress, left);
            progress = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

impl Writer {
    /// Starts a thread that goes on with a journal.
    ///
    /// Fails only where no thread can be started.
    pub fn start(disk: Arc<dyn Disk>, place: Place, patience: Patience) -> io::Result<Self> {
        let progress = Progress {
            accepted: place.durable,
            durable: place.durable,
            ..Progress::default()
        };
        let shared = Arc::new(Shared {
            progress: Mutex::new(progress),
            moved: Condvar::new(),
            first: part_path(&place.folder, &place.id, 1),
        });
        let (sender, receiver) = mpsc::channel();
        let mut hand = Hand {
            disk,
            shared: Arc::clone(&shared),
            part: None,
            ahead: Ahead::default(),
            fresh: false,
            place,
            patience,
            looked: None,
        };
        let thread = thread::Builder::new()
            .name("journal".to_owned())
            .spawn(move || hand.run(&receiver))?;
        Ok(Self {
            pen: Some(Pen {
                sender,
                shared: Arc::clone(&shared),
            }),
            shared,
            thread: Some(thread),
        })
    }

    /// Hands an entry over, as [`Pen::append`] does.
    pub fn append(&self, at: u64, what: Entry) -> u64 {
        // It is there until the writer is dropped.
        self.pen.as_ref().map_or(0, |pen| pen.append(at, what))
    }

    /// Returns what writes from another thread; the journal ends when all of them are gone.
    pub fn pen(&self) -> Option<Pen> {
        self.pen.clone()
    }

    /// Returns how far the journal is.
    pub fn progress(&self) -> Progress {
        self.shared.lock().clone()
    }

    /// Returns a way to wait for the device from elsewhere.
    pub fn watch(&self) -> Watch {
        Watch {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.pen = None;
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

/// Where a journal lies and how far it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The folder of the journals.
    pub folder: PathBuf,
    /// The journal's id.
    pub id: String,
    /// Parts that are there.
    pub n_parts: usize,
    /// Where the last good frame of the last part ends, if all that follows is blank; otherwise 0.
    pub good_len: u64,
    /// Blank bytes behind it.
    pub n_blank: u64,
    /// The number of the last record there.
    pub durable: u64,
}

/// Returns the name of a part of a journal, the first being 1.
pub fn part_path(folder: &Path, id: &str, part: usize) -> PathBuf {
    folder.join(match part {
        0 | 1 => format!("{id}.journal"),
        n => format!("{id}.{n}.journal"),
    })
}

/// Writes the records that a new journal begins with, all of them or none, and returns its length.
pub fn write_whole(
    disk: &dyn Disk,
    folder: &Path,
    id: &str,
    records: impl Iterator<Item = Record>,
) -> io::Result<u64> {
    let path = part_path(folder, id, 1);
    let early = path.with_added_extension("new");
    let mut file = disk.create_new(&early)?;
    let mut bytes = HEADER.as_bytes().to_vec();
    let mut len = 0;
    let mut write = |bytes: &mut Vec<u8>| {
        len += bytes.len();
        file.append(&std::mem::take(bytes))
    };
    let written = (|| {
        for record in records {
            bytes.extend(framed(&encode(&record)));
            if bytes.len() >= BATCH_BYTES {
                write(&mut bytes)?;
            }
        }
        write(&mut bytes)
    })();
    let written = written.and_then(|()| {
        file.sync()?;
        drop(file);
        disk.rename(&early, &path)?;
        disk.sync_folder(folder)
    });
    if let Err(cause) = written {
        let _ = disk.remove(&early);
        let _ = disk.remove(&path);
        return Err(cause);
    }
    u64::try_from(len).map_err(io::Error::other)
}

/// Waits for a record; returns nothing once there can be none.
fn next(records: &mpsc::Receiver<Record>) -> Option<Record> {
    let since = Instant::now();
    while since.elapsed() < LINGER {
        match records.try_recv() {
            Ok(record) => return Some(record),
            Err(mpsc::TryRecvError::Empty) => thread::yield_now(),
            Err(mpsc::TryRecvError::Disconnected) => return None,
        }
    }
    records.recv().ok()
}

fn is_gone(disk: &dyn Disk, path: &Path) -> bool {
    let found = disk.facts(path);
    found.is_err_and(|cause| cause.kind() == io::ErrorKind::NotFound)
}

/// What the thread holds.
#[derive(Debug)]
struct Hand {
    disk: Arc<dyn Disk>,
    shared: Arc<Shared>,
    part: Option<Part>,
    ahead: Ahead,
    /// Whether the part is new and holds no record that is durable.
    fresh: bool,
    place: Place,
    patience: Patience,
    /// When the part's name was looked at last.
    looked: Option<Instant>,
}

impl Hand {
    fn run(&mut self, records: &mpsc::Receiver<Record>) {
        while let Some(first) = next(records) {
            let mut last = first.n;
            let mut bytes = framed(&encode(&first));
            while bytes.len() < BATCH_BYTES {
                let Ok(next) = records.try_recv() else { break };
                last = next.n;
                bytes.extend(framed(&encode(&next)));
            }
            if !self.write(&bytes, last, records) {
                return;
            }
        }
        if let Some(part) = self.part.take() {
            part.close();
        }
    }

    /// Writes until it succeeds; gives up only when the program ends.
    fn write(&mut self, bytes: &[u8], last: u64, records: &mpsc::Receiver<Record>) -> bool {
        let mut pauses = self.patience.pauses.iter();
        let mut pause = Duration::ZERO;
        let mut ending_since: Option<Instant> = None;
        // Records that come while the disk fails wait here and go with these.
        let mut bytes = std::borrow::Cow::Borrowed(bytes);
        let mut last = last;
        loop {
            match self.try_write(&bytes) {
                Ok(()) => {
                    let mut progress = self.shared.lock();
                    progress.durable = last;
                    progress.trouble = None;
                    self.place.durable = last;
                    // Whoever wakes takes the lock: it has to be free by then.
                    drop(progress);
                    self.shared.moved.notify_all();
                    return true;
                }
                Err(_) if self.part.as_ref().is_some_and(Part::is_foreign) => continue,
                Err(cause) => {
                    self.give_part_up();
                    let mut progress = self.shared.lock();
                    progress.trouble = Some(Trouble {
                        path: part_path(&self.place.folder, &self.place.id, self.place.n_parts),
                        kind: cause.kind(),
                        why: cause.to_string(),
                    });
                    drop(progress);
                    self.shared.moved.notify_all();
                }
            }
            pause = pauses.next().copied().unwrap_or(pause);
            let until = Instant::now() + pause;
            loop {
                let left = until.saturating_duration_since(Instant::now());
                match records.recv_timeout(left) {
                    Ok(next) => {
                        last = next.n;
                        bytes.to_mut().extend(framed(&encode(&next)));
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => break,
                    Err(mpsc::RecvTimeoutError::Disconnected) => {
                        let since = *ending_since.get_or_insert_with(Instant::now);
                        if since.elapsed() >= self.patience.at_end {
                            return false;
                        }
                        thread::sleep(left.min(AT_END));
                        break;
                    }
                }
            }
        }
    }

    fn try_write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.leave_part_of_others();
        let part = match &mut self.part {
            Some(part) => part,
            None => {
                let opened = self.open_part()?;
                self.part.insert(opened)
            }
        };
        part.write(bytes, &mut self.ahead)?;
        self.fresh = false;
        Ok(())
    }

    /// Leaves a part that is not this session's any more: one that was removed, or one that another
    /// session goes on with, whose computer took this one for ended. What is written into it now
    /// would be found by nobody, or take the numbers of the other's records.
    fn leave_part_of_others(&mut self) {
        let Place { folder, id, .. } = &self.place;
        let Some(part) = &self.part else { return };
        let is_due = self
            .looked
            .is_none_or(|at| at.elapsed() >= self.patience.looks);
        if !is_due && !part.is_foreign() {
            return;
        }
        self.looked = Some(Instant::now());
        let found = self.disk.facts(&part_path(folder, id, self.place.n_parts));
        let is_longer = |len: u64| found.as_ref().is_ok_and(|facts| facts.len != len);
        let is_foreign = part.is_foreign() || part.len().is_some_and(is_longer);
        let is_gone = found.is_err_and(|cause| cause.kind() == io::ErrorKind::NotFound);
        if is_foreign {
            // Under another id no numbers meet.
            self.place.id = id::other(&self.place.id);
            self.place.n_parts = 0;
        }
        if is_foreign || is_gone {
            self.part = None;
            self.shared.lock().is_gone = true;
        }
    }

    /// Leaves a part that failed; an empty one goes, so that a full disk does not gather them.
    fn give_part_up(&mut self) {
        self.part = None;
        self.ahead.put_off();
        if std::mem::take(&mut self.fresh) {
            let Place { folder, id, .. } = &self.place;
            // Where it cannot be removed it stays, and has no record that counts.
            self.disk
                .remove(&part_path(folder, id, self.place.n_parts))
                .ok();
        }
    }

    /// Opens the part to go on with; one that failed, or is torn, is left as it is.
    fn open_part(&mut self) -> io::Result<Part> {
        let (folder, id) = (self.place.folder.clone(), self.place.id.clone());
        // Only this one: where the project's own folder is gone, nothing is put in its place.
        match self.disk.facts(&folder) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                self.disk.create_dir(&folder)?;
                self.disk.sync_folder(&folder_of(&folder))?;
            }
            found => _ = found?,
        }
        // Only once: whatever fails from here on goes into a new part.
        let good_len = std::mem::take(&mut self.place.good_len);
        if self.place.n_parts > 0 && good_len > 0 {
            let path = part_path(&folder, &id, self.place.n_parts);
            let len = good_len.saturating_add(self.place.n_blank);
            if self.disk.facts(&path).is_ok_and(|facts| facts.len == len) {
                return Ok(Part::new(self.disk.open_append(&path)?, good_len, len));
            }
        }
        let mut file = loop {
            self.place.n_parts += 1;
            match self
                .disk
                .create_new(&part_path(&folder, &id, self.place.n_parts))
            {
                Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => {}
                made => break made?,
            }
        };
        self.fresh = true;
        file.append(HEADER.as_bytes())?;
        // A part whose name is there begins as a journal does, or holds nothing yet.
        file.sync()?;
        self.disk.sync_folder(&folder)?;
        let len = u64::try_from(HEADER.len()).unwrap_or(0);
        Ok(Part::new(file, len, len))
    }
}
