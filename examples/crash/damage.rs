//! Damages what is left of a project, and opens it.
//!
//! A journal is cut after every byte of its last records, as long as they are not very long, and
//! single bytes are changed in all files. What comes of it is said, or is a state that the project
//! went through: nothing is wrong in silence.
//!
//! Half of the journals end in blank, as the program leaves them when it is killed; what is cut off
//! of their records is blank too then.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::panic;
use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use zhubi::session::Keeper;
use zhubi::session::Patience;
use zhubi::session::Session;
use zhubi::store::journal::frame::BLANK;
use zhubi::store::journal::frame::frames;
use zhubi::store::test_disk::Chance;
use zhubi::store::test_disk::TestDisk;

use super::acts;
use super::child;
use super::rounds::Figures;
use super::rounds::history_holds;

/// Records at the end of a journal that are cut.
const N_CUT: usize = 3;

/// Cuts of one journal, beside those near the ends of records.
const MAX_CUTS: usize = 1_500;

/// Bytes from the end of a record that are near it.
const NEAR: usize = 24;

/// Bytes changed in each file.
const N_FLIPS: usize = 12;

/// Bytes at the end of which half of the flips are.
const LAST: usize = 600;

/// Blank bytes at the end of a journal.
const N_BLANK: usize = 2_000;

/// One of so many flips is in the blank.
const IN_BLANK: usize = 6;

const HASTY: Patience = Patience {
    pauses: &[Duration::from_millis(1)],
    at_end: Duration::ZERO,
    looks: Duration::ZERO,
};

type Files = Vec<(PathBuf, Vec<u8>)>;

/// What came of opening.
struct Found {
    hash: String,
    /// Whether anything was said, so that the user can look.
    is_told: bool,
    /// What does not fit in the file; a corrected text leaves some even in a whole one.
    n_problems: usize,
    unsaved: bool,
}

/// Damages copies of the project in a folder; says what is wrong with what comes of it.
pub fn damage(
    folder: &Path,
    step: usize,
    chance: &mut Chance,
    figures: &mut Figures,
) -> Result<(), String> {
    let mut files = Files::new();
    read_all(folder, &mut files).map_err(|cause| cause.to_string())?;
    if let Some(place) = journals(&files).into_iter().next_back()
        && chance.coin()
    {
        // Whoever opened it after it was killed has cut its blank off.
        files[place].1.extend([BLANK; N_BLANK]);
    }
    let whole =
        open(folder, &files, chance, figures)?.ok_or("it does not open before it is damaged")?;
    cut(folder, &files, step, chance, figures)?;
    flip(folder, &files, &whole, chance, figures)
}

fn read_all(folder: &Path, files: &mut Files) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => read_all(&path, files)?,
            false => files.push((path.clone(), fs::read(&path)?)),
        }
    }
    files.sort();
    Ok(())
}

/// Opens copies of files on a disk in memory; `None` where the project cannot be read, which says so.
fn open(
    folder: &Path,
    files: &Files,
    chance: &mut Chance,
    figures: &mut Figures,
) -> Result<Option<Found>, String> {
    let disk = TestDisk::new(1);
    for (path, bytes) in files {
        let above = path.ancestors().skip(1);
        let above: Vec<&Path> = above.take_while(|a| a.starts_with(folder)).collect();
        above
            .iter()
            .rev()
            .for_each(|folder| disk.put_folder(folder));
        disk.put(path, bytes);
    }
    let opened = panic::catch_unwind(panic::AssertUnwindSafe(|| {
        let data = Some(folder.join("数据"));
        let keeper = Keeper::on(Arc::new(disk), data, "小王".to_owned(), "电脑".to_owned());
        let path = child::project_in(folder);
        let Ok(opened) = Session::open_kept(&path, &keeper.patient(HASTY)) else {
            return Ok(None);
        };
        if chance.below(4) == 0 {
            history_holds(&opened.session, figures)?;
        }
        let report = &opened.report;
        let quiet = opened.troubles.is_empty() && !report.other_file && report.rebased.is_empty();
        Ok(Some(Found {
            hash: acts::hash(opened.session.project()),
            is_told: !quiet,
            n_problems: opened.problems.len(),
            unsaved: opened.session.unsaved(),
        }))
    }));
    opened.unwrap_or_else(|_| Err("it panics".to_owned()))
}

/// Returns the journals' parts, the one written last at the end.
fn journals(files: &Files) -> Vec<usize> {
    let is_journal = |path: &Path| path.extension().is_some_and(|ext| ext == "journal");
    let found = files.iter().enumerate();
    let found = found.filter(|(_, (path, _))| is_journal(path));
    found.map(|(place, _)| place).collect()
}

fn cut(
    folder: &Path,
    files: &Files,
    step: usize,
    chance: &mut Chance,
    figures: &mut Figures,
) -> Result<(), String> {
    if let Some(place) = journals(files).into_iter().next_back() {
        let (path, bytes) = &files[place];
        let Ok(found) = frames(bytes) else {
            return Err(format!("{} is no journal", path.display()));
        };
        let bodies = &found.bodies;
        let first = bodies.len().saturating_sub(N_CUT + 1);
        let from = bodies.get(first).map_or(0, |body| body.end + 1);
        let mut damaged = files.clone();
        let mut states = Vec::new();
        // Records of whole documents are longer than it is worth: then only the bytes at either
        // end of each record are all tried, and some between.
        let end = found.good_len.max(from);
        let n_blank = bytes.len() - end;
        let step = step.max((end - from) / MAX_CUTS);
        let is_near = |len: usize| {
            let mut ends = bodies.iter().rev().take(N_CUT + 1);
            ends.any(|body| {
                [body.start, body.end]
                    .iter()
                    .any(|end| end.abs_diff(len) < NEAR)
            })
        };
        let is_tried =
            |len: &usize| (len - from).is_multiple_of(step) || step < NEAR && is_near(*len);
        for len in (from..end).filter(is_tried) {
            damaged[place].1 = bytes[..len].to_vec();
            if n_blank > 0 {
                damaged[place].1.resize(bytes.len(), BLANK);
            }
            figures.n_cut += 1;
            let what = || format!("{} cut to {len}, {n_blank} blank", path.display());
            let found =
                open(folder, &damaged, chance, figures).map_err(|why| what() + ": " + &why)?;
            let found = found.ok_or_else(|| what() + ": it does not open")?;
            if !found.is_told {
                states.push(found.hash);
            }
        }
        // One state for each record at most, the last one whole.
        states.dedup();
        let distinct: BTreeSet<&String> = states.iter().collect();
        if states.len() > N_CUT + 1 || distinct.len() > N_CUT + 1 {
            return Err(format!("{} cut: {states:?}", path.display()));
        }
    }
    Ok(())
}

fn flip(
    folder: &Path,
    files: &Files,
    whole: &Found,
    chance: &mut Chance,
    figures: &mut Figures,
) -> Result<(), String> {
    let mut places = journals(files);
    let project = child::project_in(folder);
    places.extend(files.iter().position(|(path, _)| *path == project));
    for place in places {
        let (path, bytes) = &files[place];
        for i in 0..N_FLIPS {
            if bytes.is_empty() {
                continue;
            }
            let end = end_of(bytes);
            let is_in_blank = end < bytes.len() && chance.below(IN_BLANK) == 0;
            // Half of the others near the end, where the last acts are.
            let near = if i % 2 == 0 { end } else { end.min(LAST) };
            let at = match is_in_blank {
                true => end + chance.below(bytes.len() - end),
                false => end - 1 - chance.below(near),
            };
            let to = bytes[at] ^ u8::try_from(1 + chance.below(255)).unwrap_or(1);
            let mut damaged = files.clone();
            damaged[place].1[at] = to;
            figures.n_flipped += 1;
            let what = || format!("{}: byte {at} is {to}", path.display());
            let found =
                open(folder, &damaged, chance, figures).map_err(|why| what() + ": " + &why)?;
            let Some(found) = found else {
                figures.n_reported += 1;
                continue;
            };
            let is_told = found.is_told || found.n_problems != whole.n_problems;
            if is_in_blank && is_told && !whole.is_told {
                return Err(format!("{}: nothing was lost, and it is told", what()));
            }
            figures.n_reported += usize::from(is_told);
            if !is_told && (&found.hash, found.unsaved) != (&whole.hash, whole.unsaved) {
                return Err(format!("{}: wrong in silence", what()));
            }
        }
    }
    Ok(())
}

/// Returns where what a file says ends: a journal may be blank behind that.
fn end_of(bytes: &[u8]) -> usize {
    frames(bytes).map_or(bytes.len(), |found| bytes.len() - found.n_blank)
}
