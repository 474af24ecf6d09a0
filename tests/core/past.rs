//! The way back: a bounded history, a journal cut to it, travels, versions, rescue.

use std::path::Path;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use zhubi::edit::command::Command;
use zhubi::model::project::Project;
use zhubi::session::JournalTrouble;
use zhubi::session::Opened;
use zhubi::session::Session;
use zhubi::session::rescue::Source;
use zhubi::store::disk::Disk as _;
use zhubi::store::test_disk::TestDisk;
use zhubi::store::write_project;

use crate::edit::random;
use crate::edit::random::Raw;
use crate::kept::FILE;
use crate::kept::disk_with;
use crate::kept::keeper;

fn as_read(project: &Project) -> Project {
    zhubi::store::read_project(&write_project(project))
        .unwrap()
        .project
}

fn open_with(disk: &TestDisk, bytes: usize) -> Opened {
    Session::open_kept(Path::new(FILE), &keeper(disk).bounded(bytes)).unwrap()
}

fn flush(session: &Session) {
    assert!(session.watch().unwrap().flush(Duration::from_secs(5)));
}

fn save(session: &mut Session) {
    let saved = session.save_job(None).unwrap().run().unwrap();
    session.saved(&saved);
    flush(session);
}

/// Acts, some of them taken back and made again, some saved.
fn work(session: &mut Session, raws: &[Raw]) {
    for (i, raw) in raws.iter().enumerate() {
        match i % 7 {
            3 => drop(session.undo()),
            4 if i % 2 == 0 => drop(session.redo()),
            5 => save(session),
            _ => {
                let command = random::command(session.project(), *raw);
                session.run(command).ok();
            }
        }
    }
    flush(session);
}

/// What a history would do, an act each: the oldest first, and those taken back.
fn acts(session: &Session) -> Vec<String> {
    let history = session.history();
    let all = history.done().iter().chain(history.undone());
    all.map(|entry| format!("{:?} {:?}", entry.act, entry.change))
        .collect()
}

fn journal_len(disk: &TestDisk) -> u64 {
    let folder = format!("{FILE}.journal");
    let files = disk.list(Path::new(&folder)).unwrap();
    let journals = files
        .iter()
        .filter(|f| f.extension().is_some_and(|e| e == "journal"));
    journals.map(|file| disk.facts(file).unwrap().len).sum()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn after_a_restart_the_history_is_exactly_what_fits(
        raws in random::raws(),
        seed in any::<u64>(),
        share in 0..100_usize,
    ) {
        let start = as_read(&random::start());
        let disk = disk_with(&start, seed);
        let mut session = open_with(&disk, usize::MAX).session;
        work(&mut session, &raws);
        let was = session.project().clone();
        let (n_acts, n_done) = (acts(&session).len(), session.history().done().len());
        drop(session);
        // Counted by hand: what is oldest goes until the rest fits.
        let unbounded = open_with(&disk, usize::MAX).session;
        let weight = unbounded.history().weight();
        let bound = weight * share / 100;
        let whole = acts(&unbounded);
        prop_assert_eq!(whole.len(), n_acts);
        let entries: Vec<usize> = {
            let history = unbounded.history();
            let all = history.done().iter().chain(history.undone());
            all.map(|entry| entry.change.weight()).collect()
        };
        prop_assert_eq!(entries.iter().sum::<usize>(), weight);
        drop(unbounded);
        let mut left = weight;
        let mut n_gone = 0;
        while left > bound && n_gone < n_done && entries.len() - n_gone > 1 {
            left -= entries[n_gone];
            n_gone += 1;
        }
        // Twice: as the cutting finds it, and as the cut journal tells it.
        for _ in 0..2 {
            let opened = open_with(&disk, bound);
            prop_assert_eq!(&opened.troubles, &[]);
            prop_assert_eq!(opened.session.project(), &was);
            prop_assert_eq!(&acts(&opened.session)[..], &whole[n_gone..]);
        }
        // Also with room for more: what was dropped from the journal is gone, no more.
        let opened = open_with(&disk, usize::MAX);
        prop_assert!(acts(&opened.session).ends_with(&whole[n_gone..]));
        let mut session = opened.session;
        while session.redo().is_some() {}
        while session.undo().is_some() {}
        while session.redo().is_some() {}
    }

    #[test]
    fn cutting_a_journal_survives_a_power_cut(
        raws in random::raws(),
        seed in any::<u64>(),
        after in 1..60_u64,
    ) {
        let start = as_read(&random::start());
        let mut disk = disk_with(&start, seed);
        let mut session = open_with(&disk, usize::MAX).session;
        work(&mut session, &raws);
        let was = session.project().clone();
        drop(session);
        let session = open_with(&disk, usize::MAX).session;
        let whole = acts(&session);
        drop(session);
        disk.power_off_at(after);
        let opened = Session::open_kept(Path::new(FILE), &keeper(&disk).bounded(1));
        drop(opened);
        disk = disk.crash(seed ^ after);
        let opened = open_with(&disk, usize::MAX);
        prop_assert_eq!(&opened.troubles, &[]);
        prop_assert_eq!(&opened.report.rebased, &[]);
        prop_assert_eq!(opened.session.project(), &was);
        prop_assert!(whole.ends_with(&acts(&opened.session)));
    }
}

fn labelled(n: usize) -> Vec<Raw> {
    (0..n).map(|i| (i as u8, [i as u8; 6])).collect()
}

#[test]
fn a_journal_beyond_the_bound_becomes_short() {
    let disk = disk_with(&as_read(&random::start()), 3);
    let mut session = open_with(&disk, usize::MAX).session;
    for round in 0..40_u32 {
        let name = format!("名字{round}");
        session.run(Command::RenameProject(name)).unwrap();
    }
    save(&mut session);
    drop(session);
    let long = journal_len(&disk);
    let session = open_with(&disk, 2_000).session;
    flush(&session);
    assert!(
        journal_len(&disk) < long / 2,
        "{} of {long}",
        journal_len(&disk)
    );
    assert!(session.history().is_cut());
    let n_done = session.history().done().len();
    assert!((2..40).contains(&n_done), "{n_done}");
    assert!(session.history().weight() <= 2_000);
    drop(session);
    let session = open_with(&disk, usize::MAX).session;
    assert_eq!(session.history().done().len(), n_done);
    assert!(session.history().is_cut() && !session.unsaved());
}

#[test]
fn a_bound_leaves_the_last_act_and_what_is_saved_known() {
    let mut session = Session::new_project("甲");
    session.limit_history(1);
    session
        .run(Command::RenameProject("乙".to_owned()))
        .unwrap();
    session
        .run(Command::RenameProject("丙".to_owned()))
        .unwrap();
    assert_eq!(session.history().done().len(), 1);
    session.undo().unwrap();
    assert_eq!(session.project().name, "乙");
    assert_eq!(session.undo(), None);
    session.redo().unwrap();
    assert_eq!(session.project().name, "丙");
}

#[test]
fn a_travel_goes_to_any_state_and_each_step_is_kept() {
    let disk = disk_with(&as_read(&random::start()), 4);
    let mut session = open_with(&disk, usize::MAX).session;
    let mut projects = vec![session.project().clone()];
    let mut states = vec![session.history().first_state()];
    for name in ["一", "二", "三", "四"] {
        session
            .run(Command::RenameProject(name.to_owned()))
            .unwrap();
        projects.push(session.project().clone());
        states.push(session.history().state());
    }
    for at in [1, 3, 0, 4, 2] {
        assert!(session.travel(states[at]).is_some());
        assert_eq!(session.project(), &projects[at]);
        assert_eq!(session.travel(states[at]), None);
        flush(&session);
        drop(session);
        session = open_with(&disk, usize::MAX).session;
        assert_eq!(session.project(), &projects[at]);
        let history = session.history();
        states = std::iter::once(history.first_state())
            .chain(history.done().iter().map(|entry| entry.state()))
            .chain(history.undone().iter().rev().map(|entry| entry.state()))
            .collect();
        assert_eq!(states.len(), 5);
    }
    assert_eq!(session.travel(999_999), None);
    assert!(
        session
            .history()
            .done()
            .iter()
            .all(|entry| entry.at.is_some())
    );
}

#[test]
fn a_version_is_listed_read_and_restored_as_an_act() {
    let disk = disk_with(&as_read(&random::start()), 5);
    let mut session = open_with(&disk, usize::MAX).session;
    session
        .run(Command::RenameProject("旧".to_owned()))
        .unwrap();
    save(&mut session);
    let old = session.project().clone();
    session
        .run(Command::RenameProject("新".to_owned()))
        .unwrap();
    save(&mut session);
    let new = session.project().clone();
    let keeper = session.keeper().unwrap().clone();
    let versions = keeper.versions(Path::new(FILE));
    assert_eq!(versions.len(), 2);
    let version = keeper.read_version(&versions[1].path).unwrap();
    assert_eq!(version, old);
    let n_done = session.history().done().len();
    assert_eq!(session.restore(version.clone()), Ok(true));
    assert_eq!(session.restore(version), Ok(false));
    assert_eq!(session.project(), &old);
    assert_eq!(session.history().done().len(), n_done + 1);
    flush(&session);
    drop(session);
    let mut session = open_with(&disk, usize::MAX).session;
    assert_eq!(session.project(), &old);
    session.undo().unwrap();
    assert_eq!(session.project(), &new);
    // To look at, it can be opened but not changed.
    let mut looked = Session::open_to_read(&versions[1].path, &keeper)
        .unwrap()
        .session;
    assert_eq!(looked.project(), &old);
    assert!(looked.run(Command::RenameProject("不".to_owned())).is_err());
    assert!(looked.restore(new).is_err());
}

#[test]
fn a_journal_of_another_project_is_refused_and_kept() {
    let disk = disk_with(&as_read(&random::start()), 6);
    let mut session = open_with(&disk, usize::MAX).session;
    work(&mut session, &labelled(40));
    drop(session);
    let mut other = Project::new("别的");
    let doc = zhubi::model::document::Document {
        id: "别的文档".into(),
        ..(**random::start().documents.at(0).unwrap()).clone()
    };
    other.documents.insert(0, Arc::new(doc)).unwrap();
    let other = as_read(&other);
    disk.put(FILE, &write_project(&other));
    // Looking touches nothing.
    let looked = Session::open_to_read(Path::new(FILE), &keeper(&disk)).unwrap();
    assert_eq!(looked.troubles.len(), 1);
    let opened = open_with(&disk, usize::MAX);
    assert_eq!(opened.session.project(), &other);
    let [JournalTrouble::OtherProject { path }] = opened.troubles.as_slice() else {
        panic!("{:?}", opened.troubles);
    };
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(
        name.starts_with("other-") && name.ends_with(".journal"),
        "{name}"
    );
    assert!(disk.facts(path).unwrap().len > 100);
    flush(&opened.session);
    drop(opened);
    let again = open_with(&disk, usize::MAX);
    assert_eq!(again.troubles, []);
    assert_eq!(again.session.project(), &other);
}

/// A project with a backup, a version, and acts behind the last save, whose file is then damaged.
fn damaged(disk: &TestDisk) -> (Project, Vec<u8>) {
    let mut session = open_with(disk, usize::MAX).session;
    session
        .run(Command::RenameProject("一".to_owned()))
        .unwrap();
    save(&mut session);
    session
        .run(Command::RenameProject("二".to_owned()))
        .unwrap();
    save(&mut session);
    session
        .run(Command::RenameProject("三".to_owned()))
        .unwrap();
    flush(&session);
    let last = session.project().clone();
    drop(session);
    let mut bytes = disk.read(Path::new(FILE)).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] = b'(';
    bytes.truncate(middle + 1);
    disk.put(FILE, &bytes);
    (last, bytes)
}

#[test]
fn a_damaged_project_is_opened_from_any_copy_with_all_that_was_done() {
    for nth in 0..2 {
        let disk = disk_with(&as_read(&random::start()), 7);
        let (last, bytes) = damaged(&disk);
        let keeper = keeper(&disk);
        let error = Session::open_kept(Path::new(FILE), &keeper).unwrap_err();
        assert!(error.is_damage());
        let rescue = keeper.rescue(Path::new(FILE));
        // The backup is the version before; it is not told twice.
        assert_eq!(rescue.copies.len(), 2, "{rescue:?}");
        assert_eq!(rescue.journals.len(), 1);
        assert_eq!(rescue.journals[0].n_unsaved, 1);
        let copy = &rescue.copies[nth];
        assert_eq!(copy.n_acts, nth + 1, "{rescue:?}");
        assert_eq!(copy.n_unfit, 0);
        assert!(copy.held.is_some() && copy.when.is_some());
        let backup = zhubi::store::backup_of(Path::new(FILE));
        let backup_was = disk.read(&backup).unwrap();
        let opened = keeper.open_rescued(Path::new(FILE), &copy.source).unwrap();
        let mut session = opened.session;
        assert_eq!(session.project(), &last);
        assert!(session.unsaved() && session.replaces_damaged());
        // Nothing is touched before it is saved.
        assert_eq!(disk.read(Path::new(FILE)).unwrap(), bytes);
        save(&mut session);
        assert!(!session.unsaved() && !session.replaces_damaged());
        assert_eq!(disk.read(&backup).unwrap(), backup_was);
        let files = disk.list(Path::new("项目")).unwrap();
        let is_kept = |file: &&PathBuf| file.to_string_lossy().contains("甲.damaged-");
        let kept: Vec<&PathBuf> = files.iter().filter(is_kept).collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(disk.read(kept[0]).unwrap(), bytes);
        // It goes on like any other.
        session.undo().unwrap();
        assert_eq!(session.project().name, "二");
        session.redo().unwrap();
        save(&mut session);
        drop(session);
        let opened = open_with(&disk, usize::MAX);
        assert_eq!(opened.session.project(), &last);
        assert_eq!(opened.troubles, []);
        assert!(!opened.session.unsaved());
    }
}

#[test]
fn an_older_copy_gets_what_somebody_elses_file_brought_too() {
    let disk = disk_with(&as_read(&random::start()), 9);
    let mut session = open_with(&disk, usize::MAX).session;
    let rename = |session: &mut Session, name: &str| {
        let command = Command::RenameProject(name.to_owned());
        session.run(command).unwrap();
    };
    rename(&mut session, "一");
    save(&mut session);
    rename(&mut session, "二");
    // Somebody else writes the guideline meanwhile.
    let mut theirs = session.project().clone();
    theirs.name = "一".to_owned();
    theirs.guideline = "别人写的".into();
    disk.put(FILE, &write_project(&theirs));
    let seen = session.look_job().unwrap().run().unwrap().unwrap();
    session.take_from_disk(seen);
    rename(&mut session, "三");
    save(&mut session);
    let last = session.project().clone();
    assert_eq!(&*last.guideline, "别人写的");
    drop(session);
    disk.put(FILE, b"(format: 1, ");
    let keeper = keeper(&disk);
    let rescue = keeper.rescue(Path::new(FILE));
    assert!(rescue.copies.len() >= 2, "{rescue:?}");
    for copy in &rescue.copies {
        assert_eq!(copy.n_unfit, 0, "{copy:?}");
        let opened = keeper.open_rescued(Path::new(FILE), &copy.source).unwrap();
        assert_eq!(opened.session.project(), &last, "{copy:?}");
        assert_eq!(opened.report.rebased, [], "{copy:?}");
    }
}

#[test]
fn a_journal_alone_brings_a_project_back_that_it_saw_from_its_beginning() {
    let disk = TestDisk::new(8);
    disk.put_folder("项目");
    disk.put_folder("数据");
    let keeper = keeper(&disk);
    let mut session = Session::new_kept("甲", &keeper);
    let doc = (**random::start().documents.at(0).unwrap()).clone();
    session.run(Command::AddDocuments(vec![doc])).unwrap();
    let job = session.save_job(Some(Path::new(FILE))).unwrap();
    let saved = job.run().unwrap();
    session.saved(&saved);
    flush(&session);
    let was = session.project().clone();
    drop(session);
    disk.remove(Path::new(FILE)).unwrap();
    for version in keeper.versions(Path::new(FILE)) {
        disk.remove(&version.path).unwrap();
    }
    let rescue = keeper.rescue(Path::new(FILE));
    let [copy] = rescue.copies.as_slice() else {
        panic!("{rescue:?}");
    };
    assert_eq!(copy.source, Source::Journal);
    assert_eq!(copy.held.unwrap().n_documents, 1);
    let mut session = keeper
        .open_rescued(Path::new(FILE), &copy.source)
        .unwrap()
        .session;
    assert_eq!(session.project().documents.len(), was.documents.len());
    assert!(session.unsaved());
    save(&mut session);
    drop(session);
    let opened = open_with(&disk, usize::MAX).session;
    assert_eq!(
        opened.project().documents.at(0).unwrap().text.as_str(),
        was.documents.at(0).unwrap().text.as_str()
    );
}
