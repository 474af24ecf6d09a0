//! Sessions that keep what they accept: on a disk that loses its power, nothing acknowledged goes.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::time::SystemTime;

use proptest::prelude::*;
use zhubi::edit::caret::Place;
use zhubi::model::project::Project;
use zhubi::session::Keeper;
use zhubi::session::Opened;
use zhubi::session::Patience;
use zhubi::session::Session;
use zhubi::store::disk::Disk;
use zhubi::store::test_disk::Chance;
use zhubi::store::test_disk::TestDisk;
use zhubi::store::write_project;

use crate::edit::random;
use crate::edit::random::Raw;

pub const FILE: &str = "项目/甲.ron";

const HASTY: Patience = Patience {
    pauses: &[Duration::from_millis(1)],
    at_end: Duration::ZERO,
    looks: Duration::ZERO,
};

/// How long a disk without power is waited for.
const WAIT: Duration = Duration::from_millis(50);

/// Makes one on a disk for 小王, who waits for nothing.
pub fn keeper(disk: &TestDisk) -> Keeper {
    let disk: Arc<dyn Disk> = Arc::new(disk.clone());
    let data = Some("数据".into());
    Keeper::on(disk, data, "小王".to_owned(), "电脑".to_owned()).patient(HASTY)
}

/// Makes a disk with a project on it.
pub fn disk_with(project: &Project, seed: u64) -> TestDisk {
    let disk = TestDisk::new(seed);
    disk.put_folder("项目");
    disk.put_folder("数据");
    disk.put(FILE, &write_project(project));
    disk
}

fn open(disk: &TestDisk) -> Opened {
    Session::open_kept(Path::new(FILE), &keeper(disk)).unwrap()
}

fn flush(session: &Session) -> bool {
    session.watch().is_some_and(|watch| watch.flush(WAIT))
}

/// The projects that were acknowledged last, and that the next act would make.
struct Story {
    acknowledged: Project,
    /// What came after, and was not acknowledged.
    after: Vec<Project>,
}

/// One step: an act, one taken back or made again, or a save; returns whether the project changed.
fn step(session: &mut Session, raw: Raw, chance: &mut Chance) -> bool {
    let before = session.revision();
    match chance.below(10) {
        0 | 1 => {
            session.undo();
        }
        2 => {
            session.redo();
        }
        3 => {
            if let Some(job) = session.save_job(None)
                && let Ok(saved) = job.run()
            {
                session.saved(&saved);
            }
        }
        _ => {
            let command = random::command(session.project(), raw);
            session.run(command).ok();
        }
    }
    session.revision() != before
}

/// Works until the disk loses its power.
fn work(disk: &TestDisk, raws: &[Raw], seed: u64) -> Option<Story> {
    let mut session = open_if_on(disk)?;
    let mut story = Story {
        acknowledged: session.project().clone(),
        after: Vec::new(),
    };
    let mut chance = Chance::new(seed);
    for raw in raws {
        if step(&mut session, *raw, &mut chance) {
            story.after.push(session.project().clone());
        }
        // Most acts are waited for; some come faster than the disk.
        if chance.below(4) > 0 {
            if !flush(&session) {
                break;
            }
            if let Some(last) = story.after.pop() {
                story.acknowledged = last;
            }
            story.after.clear();
        }
    }
    Some(story)
}

fn open_if_on(disk: &TestDisk) -> Option<Session> {
    let opened = Session::open_kept(Path::new(FILE), &keeper(disk)).ok()?;
    // A journal that cannot be read is told, and what is shown then acknowledges nothing.
    opened.troubles.is_empty().then_some(opened.session)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn nothing_acknowledged_goes_with_the_power(
        raws in random::raws(),
        seed in any::<u64>(),
        cuts in proptest::collection::vec(5..150_u64, 1..4),
    ) {
        // As a file holds it, so that what is read is what was written.
        let start = zhubi::store::read_project(&write_project(&random::start())).unwrap();
        let mut disk = disk_with(&start.project, seed);
        let mut expected = vec![start.project];
        for cut in cuts {
            disk.power_off_at(cut);
            let story = work(&disk, &raws, seed);
            disk = disk.crash(seed ^ cut);
            if let Some(story) = story {
                expected = vec![story.acknowledged];
                expected.extend(story.after);
            }
            let opened = open(&disk);
            prop_assert_eq!(&opened.troubles, &[]);
            prop_assert_eq!(&opened.report.rebased, &[]);
            let found = opened.session.project();
            prop_assert!(expected.contains(found));
            expected = vec![found.clone()];
        }
    }

    #[test]
    fn undo_reaches_back_over_restarts(raws in random::raws(), seed in any::<u64>()) {
        let start = zhubi::store::read_project(&write_project(&random::start())).unwrap();
        let disk = disk_with(&start.project, seed);
        let mut chance = Chance::new(seed);
        let mut session = open(&disk).session;
        for raw in &raws {
            step(&mut session, *raw, &mut chance);
            if chance.below(5) == 0 {
                prop_assert!(flush(&session));
                let (done, undone) = (session.history().done().len(), session.history().undone().len());
                let was = session.project().clone();
                let unsaved = session.unsaved();
                drop(session);
                session = open(&disk).session;
                prop_assert_eq!(session.project(), &was);
                prop_assert_eq!(session.unsaved(), unsaved);
                prop_assert_eq!(session.history().done().len(), done);
                prop_assert_eq!(session.history().undone().len(), undone);
            }
        }
        while session.undo().is_some() {}
        prop_assert_eq!(session.project(), &start.project);
    }
}

#[test]
fn a_project_without_a_name_has_a_file_from_its_first_moment() {
    let disk = disk_with(&random::start(), 1);
    let keeper = keeper(&disk);
    let mut session = Session::new_kept("未命名", &keeper);
    for raw in 0..20 {
        let command = random::command(session.project(), (raw, [raw; 6]));
        session.run(command).ok();
    }
    assert!(flush(&session) && session.unsaved());
    let was = session.project().clone();
    let n_done = session.history().done().len();
    assert!(n_done > 0);
    drop(session);
    let [path] = keeper.unnamed().try_into().unwrap();
    let mut session = Session::open_kept(&path, &keeper).unwrap().session;
    assert_eq!(session.project(), &was);
    assert_eq!((session.path(), session.unnamed()), (None, Some(&*path)));
    // With a name the file among the data goes, and the history stays.
    let named = Path::new("项目/乙.ron");
    let saved = session.save_job(Some(named)).unwrap().run().unwrap();
    session.saved(&saved);
    assert_eq!(session.path(), Some(named));
    assert_eq!(keeper.unnamed(), Vec::<std::path::PathBuf>::new());
    assert!(flush(&session));
    drop(session);
    let session = Session::open_kept(named, &keeper).unwrap().session;
    assert_eq!(session.project(), &was);
    assert_eq!(session.history().done().len(), n_done);
    assert!(!session.unsaved());
}

#[test]
fn two_sessions_at_a_time_lose_nothing() {
    let disk = disk_with(&random::start(), 1);
    let label = |session: &mut Session, who: &str| {
        use zhubi::edit::change::LayerRef;
        use zhubi::edit::command::Command;
        let made = Command::AddLayer(LayerRef::new("more1", who));
        session
            .run_at(made, &Place::default(), &Place::default())
            .unwrap();
        assert!(flush(session));
    };
    let (mut one, other) = (open(&disk).session, open(&disk));
    assert_eq!(other.others.len(), 1);
    assert_eq!(other.others[0].who, "小王");
    let mut two = other.session;
    label(&mut one, "一");
    label(&mut two, "二");
    // One saves; two may not write over it, takes it in, and saves.
    let saved = one.save_job(None).unwrap().run().unwrap();
    one.saved(&saved);
    let refused = two.save_job(None).unwrap().run().unwrap_err();
    assert!(matches!(
        refused,
        zhubi::session::SaveError::ChangedOnDisk { .. }
    ));
    let theirs = two.look_job().unwrap().run().unwrap().unwrap();
    let rebased = two.take_from_disk(theirs);
    assert_eq!((rebased.unfit.len(), rebased.differing.len()), (0, 0));
    // A third act of each, and both are killed.
    label(&mut one, "三");
    label(&mut two, "四");
    drop((one, two));
    let opened = open(&disk);
    let doc = opened.session.document(&"more1".into()).unwrap();
    let names: Vec<&str> = doc.layers.keys().map(|name| name.as_str()).collect();
    for name in ["一", "二", "三", "四"] {
        assert!(names.contains(&name), "{names:?}");
    }
    assert_eq!(opened.troubles, []);
    assert!(flush(&opened.session));
    let was = opened.session.project().clone();
    drop(opened);
    // The journal whose acts are in the other one is kept, and read no more.
    let opened = open(&disk);
    assert_eq!(opened.session.project(), &was);
    assert_eq!(opened.origins.len(), 1);
    let files = disk.list(Path::new(&format!("{FILE}.journal"))).unwrap();
    let named = |begin: &str| {
        let names = files.iter().filter_map(|file| file.file_name()?.to_str());
        let of_kind = names.filter(|name| name.ends_with(".journal") && name.starts_with(begin));
        of_kind.count()
    };
    assert_eq!((named("taken-"), named("2")), (1, 1), "{files:?}");
}

#[test]
fn a_journal_that_somebody_removes_is_begun_anew_with_all_of_its_history() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    let label = |session: &mut Session, who: &str| {
        use zhubi::edit::change::LayerRef;
        use zhubi::edit::command::Command;
        let made = Command::AddLayer(LayerRef::new("more1", who));
        session.run(made).unwrap();
        assert!(flush(session));
    };
    let names = |session: &Session| {
        let doc = session.document(&"more1".into()).unwrap();
        let names = doc.layers.keys().filter(|name| name.as_str() != "甲");
        names.map(|name| name.as_str()).collect::<String>()
    };
    label(&mut session, "一");
    label(&mut session, "二");
    let remove = || {
        for file in disk.list(Path::new(&format!("{FILE}.journal"))).unwrap() {
            disk.remove(&file).unwrap();
        }
    };
    remove();
    assert!(!session.is_journal_gone());
    // The next act is on the disk all the same, and what is missing is known.
    label(&mut session, "三");
    assert!(session.is_journal_gone());
    // Another journal is begun by the save that follows, with the whole history.
    let job = session.autosave_job().unwrap();
    let saved = job.run().unwrap();
    label(&mut session, "四");
    drop(session.saved(&saved));
    assert!(!session.is_journal_gone());
    assert!(flush(&session));
    session.undo().unwrap();
    assert!(flush(&session));
    drop(session);
    let mut session = open(&disk).session;
    for n in (1..=3).rev() {
        assert_eq!(names(&session).chars().count(), n);
        session.undo().unwrap();
    }
    assert_eq!(session.project(), &random::start());
    // A look finds it too, where nothing is done.
    assert!(flush(&session));
    remove();
    assert!(!session.is_journal_gone());
    session.beat_job().unwrap().run();
    assert!(session.is_journal_gone());
    // Also when the power goes before anything is saved.
    label(&mut session, "五");
    let opened = open(&disk.crash(3));
    assert!(names(&opened.session).contains('五'));
}

#[test]
fn a_link_and_the_project_behind_it_have_one_journal() {
    let disk = disk_with(&random::start(), 1);
    let link = Path::new("项目/链接.ron");
    disk.put_link(link, "甲.ron");
    let mut session = Session::open_kept(link, &keeper(&disk)).unwrap().session;
    make_layer(&mut session);
    assert!(flush(&session));
    assert_eq!(keeper(&disk).others(Path::new(FILE)).len(), 1);
    let was = session.project().clone();
    drop(session);
    assert_eq!(open(&disk).session.project(), &was);
}

#[test]
fn a_lock_is_of_the_computer_that_goes_on_with_the_journal_not_of_the_one_that_began_it() {
    let disk = disk_with(&random::start(), 1);
    let at = |host: &str, disk: &TestDisk| {
        let disk: Arc<dyn Disk> = Arc::new(disk.clone());
        Keeper::on(disk, None, host.to_owned(), host.to_owned()).patient(HASTY)
    };
    let open_at = |host| Session::open_kept(Path::new(FILE), &at(host, &disk)).unwrap();
    let begun = open_at("一").session;
    assert!(flush(&begun));
    drop(begun);
    let running = open_at("二").session;
    assert!(flush(&running));
    // A sync folder brings the files; the system's lock stays where it is.
    let copy = TestDisk::new(2);
    copy.put_folder("项目");
    copy.put_folder(format!("{FILE}.journal"));
    for file in disk.files() {
        copy.put(&file, &disk.peek(&file).unwrap());
        if file.extension().is_some_and(|end| end == "lock") {
            let mut lock = copy.open_append(&file).unwrap();
            lock.touch(SystemTime::now()).unwrap();
        }
    }
    let others = at("一", &copy).others(Path::new(FILE));
    let [other] = others.as_slice() else {
        panic!("{others:?}");
    };
    assert_eq!((other.host.as_str(), other.here), ("二", false));
}

#[test]
fn a_session_that_was_taken_for_ended_loses_nothing_and_takes_no_numbers() {
    // With and without blank behind the records that both go on from.
    for n_before in [1, 6] {
        let disk = disk_with(&random::start(), 1);
        let label = |session: &mut Session, who: &str| {
            use zhubi::edit::change::LayerRef;
            use zhubi::edit::command::Command;
            let made = Command::AddLayer(LayerRef::new("more1", who));
            session.run(made).unwrap();
            assert!(flush(session));
        };
        let mut asleep = open(&disk).session;
        let begun: Vec<String> = (0..n_before).map(|n| format!("睡{n}")).collect();
        begun.iter().for_each(|who| label(&mut asleep, who));
        // Its computer slept for so long that another takes its lock away.
        let folder = format!("{FILE}.journal");
        let files = disk.list(Path::new(&folder)).unwrap();
        let lock = files
            .iter()
            .find(|f| f.extension().is_some_and(|e| e == "lock"));
        disk.remove(lock.unwrap()).unwrap();
        let mut awake = open(&disk).session;
        label(&mut awake, "醒一");
        label(&mut asleep, "睡一");
        label(&mut awake, "醒二");
        label(&mut asleep, "睡二");
        assert!(asleep.is_journal_gone() || awake.is_journal_gone());
        drop((asleep, awake));
        let opened = open(&disk);
        let doc = opened.session.document(&"more1".into()).unwrap();
        let names: Vec<&str> = doc.layers.keys().map(|name| name.as_str()).collect();
        for name in ["醒一", "醒二", "睡一", "睡二"] {
            assert!(names.contains(&name), "{n_before}: {names:?}");
        }
        for name in &begun {
            assert!(names.contains(&name.as_str()), "{n_before}: {names:?}");
        }
    }
}

#[test]
fn acts_that_come_to_nothing_are_no_recovery() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    make_layer(&mut session);
    let saved = session.save_job(None).unwrap().run().unwrap();
    session.saved(&saved);
    session.undo().unwrap();
    session.redo().unwrap();
    assert!(flush(&session) && !session.unsaved());
    drop(session);
    for _ in 0..2 {
        let opened = open(&disk);
        assert_eq!(opened.report.n_acts, 0);
        assert_eq!(opened.origins, []);
        assert!(!opened.session.unsaved());
        assert_eq!(opened.session.history().done().len(), 1);
        assert!(flush(&opened.session));
    }
}

#[test]
fn a_project_that_somebody_has_open_is_replaced_by_no_other() {
    let disk = disk_with(&random::start(), 1);
    let other = Path::new("项目/乙.ron");
    disk.put(other, &write_project(&Project::new("乙")));
    let session = open(&disk).session;
    let theirs = Session::open_kept(other, &keeper(&disk)).unwrap().session;
    assert!(flush(&theirs));
    let before = disk.peek(other);
    let refused = session.save_job(Some(other)).unwrap().run().unwrap_err();
    let is_in_use =
        matches!(&refused, zhubi::session::SaveError::InUse { who, .. } if who == "小王");
    assert!(is_in_use, "{refused:?}");
    assert_eq!(disk.peek(other), before);
    // Once it is closed it can be; its journal is not taken for the other's.
    drop(theirs);
    let saved = session.save_job(Some(other)).unwrap().run().unwrap();
    let mut session = session;
    drop(session.saved(&saved));
    assert!(flush(&session));
    let files = disk.list(Path::new("项目/乙.ron.journal")).unwrap();
    let is_aside = |file: &std::path::PathBuf| file.to_string_lossy().contains("/other-");
    assert_eq!(files.iter().filter(|file| is_aside(file)).count(), 1);
}

#[test]
fn the_own_file_is_the_own_one_by_whatever_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("甲.ron");
    zhubi::store::save(&path, &random::start()).unwrap();
    let data = Some(folder.path().join("数据"));
    let keeper = Keeper::new(data, "小王".to_owned(), "电脑".to_owned());
    let mut session = Session::open_kept(&path, &keeper).unwrap().session;
    make_layer(&mut session);
    assert!(session.watch().unwrap().flush(Duration::from_secs(20)));
    std::fs::create_dir(folder.path().join("旁")).unwrap();
    let spelled = folder.path().join("旁/../甲.ron");
    let saved = session.save_job(Some(&spelled)).unwrap().run().unwrap();
    drop(session.saved(&saved));
    assert_eq!(session.path(), Some(path.as_path()));
    assert!(!session.unsaved());
    assert!(session.undo().is_some());
}

#[test]
fn where_no_journal_can_lie_beside_a_project_it_lies_among_the_users_data() {
    let disk = disk_with(&random::start(), 1);
    disk.put(format!("{FILE}.journal"), b"not a folder");
    let mut session = open(&disk).session;
    make_layer(&mut session);
    assert!(flush(&session));
    let was = session.project().clone();
    drop(session);
    let kept = disk.files();
    let is_journal = |path: &&std::path::PathBuf| path.extension().is_some_and(|e| e == "journal");
    let journals: Vec<_> = kept.iter().filter(is_journal).collect();
    assert!(
        journals
            .iter()
            .any(|path| path.starts_with("数据/journals")),
        "{kept:?}"
    );
    let opened = open(&disk);
    assert_eq!(opened.session.project(), &was);
    assert_eq!(opened.report.n_acts, 1);
}

#[test]
fn whoever_goes_on_with_a_journal_has_the_project_open_since_then() {
    let disk = disk_with(&random::start(), 1);
    drop(open(&disk));
    let folder = format!("{FILE}.journal");
    let journals = disk.list(Path::new(&folder)).unwrap();
    let [journal] = journals.as_slice() else {
        panic!("{journals:?}")
    };
    let name = journal.file_name().unwrap().to_str().unwrap();
    let (_, rest) = name.split_once('-').unwrap();
    let old = format!("{folder}/20200101T000000Z-{rest}");
    disk.rename(journal, Path::new(&old)).unwrap();
    let before = SystemTime::now() - Duration::from_secs(1);
    let session = open(&disk).session;
    assert!(flush(&session));
    let files = disk.list(Path::new(&folder)).unwrap();
    assert!(files.contains(&old.into()), "{files:?}");
    let others = keeper(&disk).others(Path::new(FILE));
    assert_eq!(others.len(), 1);
    assert!(others[0].since.unwrap() >= before, "{others:?}");
}

/// Writes the project's file as somebody else does, from what it holds now.
fn write_elsewhere(disk: &TestDisk, guideline: &str) {
    use zhubi::edit::command::Command;
    let held = disk.peek(FILE).unwrap();
    let mut project = zhubi::store::read_project(&held).unwrap().project;
    let command = Command::SetGuideline(guideline.into());
    zhubi::edit::apply::run(&mut project, command).unwrap();
    disk.put(FILE, &write_project(&project));
}

fn note(session: &mut Session, seconds: u64) {
    let layer = zhubi::edit::change::LayerRef::new("more1", "一");
    session.note_time(layer, seconds);
}

fn seconds(session: &Session) -> u64 {
    let layer = session.project().layer(&"more1".into(), "一");
    layer.map_or(0, |layer| layer.meta.active_seconds)
}

fn make_layer(session: &mut Session) {
    use zhubi::edit::change::LayerRef;
    use zhubi::edit::command::Command;
    let made = Command::AddLayer(LayerRef::new("more1", "一"));
    session.run(made).unwrap();
}

#[test]
fn a_file_written_elsewhere_is_brought_in_once() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    make_layer(&mut session);
    note(&mut session, 7);
    assert!(flush(&session));
    drop(session);
    write_elsewhere(&disk, "别处");
    for round in 0..3 {
        let opened = open(&disk);
        assert_eq!(opened.report.other_file, round == 0);
        let session = opened.session;
        assert_eq!(&*session.project().guideline, "别处");
        assert_eq!(seconds(&session), 7, "round {round}");
        assert!(session.unsaved(), "round {round}");
        assert!(flush(&session));
    }
    // And what is in the history can be taken back to its first act.
    let mut session = open(&disk).session;
    while !session.history().done().is_empty() {
        assert!(session.undo().is_some());
    }
}

#[test]
fn time_noted_before_a_crash_reaches_the_file() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    make_layer(&mut session);
    session.save().unwrap();
    note(&mut session, 7);
    assert!(flush(&session));
    drop(session);
    let mut session = open(&disk).session;
    assert_eq!(seconds(&session), 7);
    session.save().unwrap();
    assert!(flush(&session));
    drop(session);
    assert_eq!(seconds(&open(&disk).session), 7);
    let held = zhubi::store::read_project(&disk.peek(FILE).unwrap()).unwrap();
    let layer = held.project.layer(&"more1".into(), "一").unwrap();
    assert_eq!(layer.meta.active_seconds, 7);
}

#[test]
fn what_is_done_while_a_copy_is_saved_is_kept_beside_the_copy() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    let named = Path::new("项目/丙.ron");
    let job = session.save_job(Some(named)).unwrap();
    make_layer(&mut session);
    note(&mut session, 7);
    let saved = job.run().unwrap();
    session.saved(&saved);
    assert!(flush(&session) && session.unsaved());
    let was = session.project().clone();
    drop(session);
    let opened = Session::open_kept(named, &keeper(&disk)).unwrap();
    assert_eq!(*opened.session.project(), was);
    assert!(opened.session.unsaved());
    assert_eq!(opened.session.history().done().len(), 1);
}

#[test]
fn the_way_back_beside_a_copy_goes_over_what_was_done_while_it_was_saved() {
    let disk = disk_with(&random::start(), 1);
    let mut session = open(&disk).session;
    let first = session.project().clone();
    make_layer(&mut session);
    let named = Path::new("项目/丁.ron");
    let job = session.save_job(Some(named)).unwrap();
    assert!(session.undo().is_some() && session.redo().is_some());
    let rename = zhubi::edit::command::Command::RenameProject("丁".to_owned());
    assert!(session.run(rename).unwrap().changed);
    let saved = job.run().unwrap();
    session.saved(&saved);
    let last = session.project().clone();
    assert!(flush(&session));
    drop(session);
    let mut session = Session::open_kept(named, &keeper(&disk)).unwrap().session;
    assert_eq!(*session.project(), last);
    assert!(session.unsaved());
    assert!(session.undo().is_some() && !session.unsaved());
    assert!(session.undo().is_some() && session.undo().is_none());
    assert_eq!(*session.project(), first);
}

#[test]
fn what_a_save_leaves_to_be_done_may_wait_and_is_not_forgotten() {
    let disk = disk_with(&random::start(), 1);
    let keeper = keeper(&disk);
    let name = |file: &str| {
        let mut session = Session::new_kept("未命名", &keeper);
        let job = session.save_job(Some(Path::new(file))).unwrap();
        let saved = job.run().unwrap();
        assert_eq!(keeper.unnamed().len(), 1);
        let left = session.saved(&saved).unwrap();
        // The session has its place already; the old one waits.
        assert_eq!(
            (session.path(), session.unnamed()),
            (Some(Path::new(file)), None)
        );
        assert_eq!(keeper.unnamed().len(), 1);
        (session, left)
    };
    let (session, left) = name("项目/戊.ron");
    left.run();
    assert!(keeper.unnamed().is_empty() && flush(&session));
    let (session, left) = name("项目/己.ron");
    drop(left);
    assert!(keeper.unnamed().is_empty() && flush(&session));
}
