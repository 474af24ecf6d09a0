//! Journals: every record is read back, and nothing that was acknowledged is lost with the power.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;
use zhubi::edit::apply;
use zhubi::edit::caret::Place;
use zhubi::edit::caret::Selection;
use zhubi::edit::change::Delta;
use zhubi::edit::change::Diff;
use zhubi::edit::command::Act;
use zhubi::edit::rebase::RecordedDelta;
use zhubi::edit::rebase::recorded;
use zhubi::model::project::Project;
use zhubi::model::span::SpanKey;
use zhubi::store::disk::Disk;
use zhubi::store::journal::decode::decode;
use zhubi::store::journal::encode::encode;
use zhubi::store::journal::frame;
use zhubi::store::journal::read;
use zhubi::store::journal::read::Journal;
use zhubi::store::journal::record::Acted;
use zhubi::store::journal::record::Brought;
use zhubi::store::journal::record::Entry;
use zhubi::store::journal::record::How;
use zhubi::store::journal::record::Opening;
use zhubi::store::journal::record::Past;
use zhubi::store::journal::record::Record;
use zhubi::store::journal::record::SavedMark;
use zhubi::store::journal::record::TakenMark;
use zhubi::store::journal::record::ToldMark;
use zhubi::store::journal::recover::recover;
use zhubi::store::journal::writer;
use zhubi::store::journal::writer::Patience;
use zhubi::store::journal::writer::Writer;
use zhubi::store::test_disk::TestDisk;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;

use crate::edit::random;
use crate::edit::random::Raw;

const FOLDER: &str = "项目/甲.ron.journal";
const ID: &str = "20261122T031423Z-9f3a1c";
const BASE: &str = "base";

const HASTY: Patience = Patience {
    pauses: &[Duration::from_millis(1)],
    at_end: Duration::ZERO,
    looks: Duration::ZERO,
};

/// Carries random commands out and returns the record of each, with the project after it.
fn acts(raws: &[Raw]) -> Vec<(Record, Project)> {
    let mut project = random::start();
    let mut acts = Vec::new();
    for (i, raw) in raws.iter().enumerate() {
        let command = random::command(&project, *raw);
        let act = command.act();
        let Ok(change) = apply::run(&mut project, command) else {
            continue;
        };
        if change.is_empty() {
            continue;
        }
        let place = |at| Place {
            doc: Some("d".into()),
            selection: Selection::caret(CharIdx(at)),
            span: Some(SpanKey::new(CharRange::of(at, at + 2), "人\"物")),
            annotator: (i % 2 == 0).then(|| "甲\n".into()),
        };
        let acted = Acted {
            how: How::Do,
            act,
            before: Place::default(),
            after: place(i),
            deltas: recorded(&project, &change),
        };
        let n = u64::try_from(acts.len()).unwrap() + 2;
        let what = Entry::Act(Arc::new(acted));
        acts.push((Record { n, at: 7, what }, project.clone()));
    }
    acts
}

fn some_raws(n: u8) -> Vec<Raw> {
    let bytes = |i: u8| [3, 7, 11, 13, 17, 19].map(|p: u8| i.wrapping_mul(p).wrapping_add(p));
    (0..n).map(|i| (20 + i % 6, bytes(i))).collect()
}

fn opening() -> Record {
    Record {
        n: 1,
        at: 6,
        what: Entry::Open(Opening {
            session: ID.to_owned(),
            base: BASE.to_owned(),
            ..Opening::default()
        }),
    }
}

fn new_place() -> writer::Place {
    writer::Place {
        folder: FOLDER.into(),
        id: ID.to_owned(),
        n_parts: 0,
        good_len: 0,
        n_blank: 0,
        durable: 0,
    }
}

fn on_disk(disk: &TestDisk) -> Journal {
    read::read(disk, Path::new(FOLDER), ID).unwrap()
}

fn renamed() -> Vec<RecordedDelta> {
    let diff = Diff::new("一\n".to_owned(), "二\"".to_owned());
    let delta = Delta::Name(diff);
    vec![RecordedDelta { delta, words: None }]
}

#[test]
fn marks_are_read_back() {
    let entries = [
        opening().what,
        Entry::Open(Opening {
            session: "s\"\n".to_owned(),
            who: "小王".to_owned(),
            host: "电脑".to_owned(),
            process: 17,
            base: String::new(),
        }),
        Entry::Saved(SavedMark {
            upto: 8,
            sha256: "ab".to_owned(),
        }),
        Entry::Brought(Box::new(Brought {
            sha256: "ab".to_owned(),
            deltas: Vec::new(),
            past: Past::Ends,
        })),
        Entry::Brought(Box::new(Brought {
            sha256: "ab".to_owned(),
            deltas: renamed(),
            past: Past::Act(renamed()),
        })),
        Entry::Taken(TakenMark {
            upto: 3,
            by: ID.to_owned(),
        }),
        Entry::Told(ToldMark { troubles: 2 }),
    ];
    for what in entries {
        let record = Record { n: 9, at: 1, what };
        assert_eq!(decode(&encode(&record)), Ok(record));
    }
    let ahead = Entry::Saved(SavedMark {
        upto: 9,
        sha256: "ab".to_owned(),
    });
    for (n, what) in [(9, ahead), (0, opening().what), (u64::MAX, opening().what)] {
        assert!(decode(&encode(&Record { n, at: 1, what })).is_err());
    }
    assert!(decode(b"").is_err());
    assert!(decode(b"Open(n: 1)").is_err());
    assert!(decode("Act(".repeat(100_000).as_bytes()).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_act_is_read_back_and_made_again(raws in random::raws()) {
        let mut again = random::start();
        for (record, project) in acts(&raws) {
            let body = encode(&record);
            let read = decode(&body);
            prop_assert_eq!(
                read.as_ref(),
                Ok(&record),
                "{}",
                String::from_utf8_lossy(&body)
            );
            let Entry::Act(acted) = read.unwrap().what else { unreachable!() };
            let change = zhubi::store::journal::recover::change_of(&acted);
            prop_assert!(apply::replay(&mut again, &change).is_ok());
            prop_assert_eq!(&again, &project);
        }
    }
}

#[test]
fn the_examples_of_the_format_are_read() {
    let page = include_str!("../../../projects/README.md");
    let block = |mark: &str| {
        let (_, from) = page.split_once(mark).unwrap();
        from.split_once("```").unwrap().0
    };
    let file = block("```text\n");
    assert!(file.starts_with(frame::HEADER));
    let found = frame::frames(file.as_bytes()).unwrap();
    assert_eq!((found.n_torn, found.damage.len()), (0, 0));
    let [saved] = found.bodies.try_into().unwrap();
    let saved = decode(&file.as_bytes()[saved]).unwrap();
    assert!(matches!(saved.what, Entry::Saved(_)));
    let act = format!("Act({}", block("```ron\nAct("));
    let act = decode(act.as_bytes()).unwrap();
    assert!(matches!(act.what, Entry::Act(_)));
}

#[test]
fn a_last_record_that_is_damaged_is_told_and_one_that_is_torn_is_not() {
    let acts = acts(&some_raws(40));
    let mut whole = frame::HEADER.as_bytes().to_vec();
    for (record, _) in &acts {
        whole.extend(frame::framed(&encode(record)));
    }
    let found = frame::frames(&whole).unwrap();
    let last = found.bodies.last().unwrap().clone();
    let before = found.bodies[found.bodies.len() - 2].end + 1;
    for at in before..whole.len() {
        for bit in 0..8 {
            let mut bad = whole.clone();
            bad[at] ^= 1 << bit;
            let read = frame::frames(&bad).unwrap();
            let is_there = read.bodies.last() == Some(&last);
            assert!(is_there || !read.damage.is_empty(), "byte {at}, bit {bit}");
        }
        let torn = frame::frames(&whole[..at]).unwrap();
        assert_eq!(torn.damage, [], "cut at {at}");
        let mut zeros = whole.clone();
        zeros[at..].fill(0);
        let n_zeros = zeros.len() - at;
        let torn = frame::frames(&zeros).unwrap();
        assert!(torn.damage.is_empty() || n_zeros < 4, "zeros from {at}");
    }
}

#[test]
fn every_kind_of_act_has_a_name_of_its_own() {
    use zhubi::store::journal::encode::ACTS;
    let names: std::collections::BTreeSet<_> = ACTS.iter().map(|(_, name)| name).collect();
    assert_eq!(names.len(), ACTS.len());
    for raw in 0..u8::try_from(random::N_KINDS).unwrap() {
        let act = random::command(&random::start(), (raw, [0; 6])).act();
        assert!(ACTS.iter().any(|(named, _)| *named == act), "{act:?}");
    }
    assert!(ACTS.iter().any(|(named, _)| *named == Act::Merge));
}

#[test]
fn what_was_acknowledged_is_there_after_a_power_cut_at_any_operation() {
    let acts = acts(&some_raws(40));
    assert!(acts.len() > 6, "{}", acts.len());
    let start = random::start();
    for cut in 0.. {
        let mut went_through = false;
        for seed in 0..10 {
            let disk = TestDisk::new(seed);
            disk.put_folder("项目");
            disk.power_off_at(cut);
            let shared: Arc<dyn Disk> = Arc::new(disk.clone());
            let journal = Writer::start(shared, new_place(), HASTY).unwrap();
            journal.append(6, opening().what);
            for (record, _) in &acts {
                journal.append(record.at, record.what.clone());
                // One sync for each, or all in one: both orders are tried.
                if seed % 2 == 0 && !journal.watch().flush(Duration::from_millis(20)) {
                    break;
                }
            }
            journal.watch().flush(Duration::from_millis(20));
            let acknowledged = journal.progress().durable;
            drop(journal);
            went_through = !disk.is_off();
            let found = disk.crash(seed);
            let there = match read::ids(&found, Path::new(FOLDER)).unwrap().as_slice() {
                [] => 0,
                _ => {
                    let journal = on_disk(&found);
                    assert_eq!(journal.troubles, [], "cut {cut}, seed {seed}");
                    let recovered = recover(start.clone(), BASE, &journal, |_| None);
                    let last = journal.place.durable;
                    let expected = match last {
                        0 | 1 => &start,
                        n => &acts[usize::try_from(n).unwrap() - 2].1,
                    };
                    assert_eq!(recovered.project, *expected);
                    assert_eq!(
                        recovered.history.done().len() as u64,
                        last.saturating_sub(1)
                    );
                    last
                }
            };
            assert!(there >= acknowledged, "cut {cut}, seed {seed}");
        }
        if went_through {
            assert!(cut > 4, "{cut} operations are too few to be true");
            return;
        }
    }
}

#[test]
fn a_disk_that_fails_for_a_while_loses_nothing() {
    let acts = acts(&some_raws(20));
    for fail in 1..70 {
        let disk = TestDisk::new(fail);
        disk.put_folder("项目");
        disk.fail_at(fail, std::io::ErrorKind::StorageFull);
        let shared: Arc<dyn Disk> = Arc::new(disk.clone());
        let journal = Writer::start(shared, new_place(), HASTY).unwrap();
        journal.append(6, opening().what);
        for (record, _) in &acts {
            journal.append(record.at, record.what.clone());
            journal.watch().flush(Duration::from_millis(1));
        }
        assert!(journal.watch().flush(Duration::from_secs(10)), "{fail}");
        assert_eq!(journal.progress().trouble, None);
        drop(journal);
        disk.heal();
        let journal = on_disk(&disk);
        assert_eq!(journal.troubles, []);
        let n: Vec<u64> = journal.records.iter().map(|record| record.n).collect();
        assert_eq!(n, (1..=acts.len() as u64 + 1).collect::<Vec<_>>());
    }
}
