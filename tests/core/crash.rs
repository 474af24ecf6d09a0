//! A program that is killed at work loses nothing: a few rounds of `examples/crash`.
//!
//! The program that is killed is this one, told by a variable to run one test only.

use std::path::PathBuf;

#[path = "../../examples/crash/acts.rs"]
mod acts;
#[path = "../../examples/crash/child.rs"]
mod child;
#[path = "../../examples/crash/damage.rs"]
mod damage;
#[path = "../../examples/crash/rounds.rs"]
mod rounds;

/// Does nothing unless it is started by the test below.
#[test]
fn the_program_that_is_killed() {
    if let Some(task) = child::Task::of_this_program() {
        child::work(&task);
    }
}

#[test]
fn a_program_that_is_killed_loses_nothing() {
    if child::Task::of_this_program().is_some() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let name = format!("{}::the_program_that_is_killed", module_path!());
    // The path of a test does not begin with the crate.
    let name = name.split_once("::").unwrap().1.to_owned();
    let killed = rounds::Killed {
        program: std::env::current_exe().unwrap(),
        arguments: ["--exact", "--nocapture", "--test-threads=1"]
            .map(str::to_owned)
            .into_iter()
            .chain([name])
            .collect(),
    };
    let plan = rounds::Plan {
        n_rounds: 20,
        series: 5,
        cut_step: 23,
        seed: 7,
    };
    let figures = rounds::run(&killed, folder.path(), plan);
    assert_eq!(figures.failures, Vec::<String>::new());
    assert_eq!(figures.n_rounds, 20);
    // It has to have come to something.
    assert!(figures.n_killed > 10, "{figures:?}");
    assert!(figures.n_acknowledged > 100, "{figures:?}");
    assert!(figures.n_cut > 20 && figures.n_reported > 10, "{figures:?}");
}

#[test]
fn a_task_is_read_as_it_was_given() {
    let task = child::Task {
        folder: PathBuf::from("/a,b/中"),
        seed: u64::MAX,
        n_steps: 3,
        times: true,
    };
    let read = child::Task::read(&task.to_variable()).unwrap();
    assert_eq!(format!("{read:?}"), format!("{task:?}"));
    assert!(child::Task::read("1,2").is_none());
}
