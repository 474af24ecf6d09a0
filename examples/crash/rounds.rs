//! Kills a program at work, opens what it left, and compares.
//!
//! A series goes on with one project over several kills, so that its history grows; between two of
//! them somebody else may write into the file, as Git does. What is found must be the state that
//! was acknowledged last, or one that was announced since.

use std::io::BufRead as _;
use std::io::BufReader;
use std::io::Read as _;
use std::path::Path;
use std::path::PathBuf;
use std::process::Command as Program;
use std::process::Stdio;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;
use std::time::Instant;

use zhubi::edit::apply;
use zhubi::edit::command::Command;
use zhubi::model::project::Project;
use zhubi::session::Opened;
use zhubi::session::Session;
use zhubi::store;
use zhubi::store::test_disk::Chance;

use super::acts;
use super::child;
use super::child::Task;
use super::damage;

/// A journal is cut after every byte in one series of so many: it has to be opened as often.
const EVERY: u64 = 8;

/// Which of them it is.
const EVERY_BYTE: u64 = EVERY - 1;

/// Bytes of a report that are printed.
const MAX_SAID: usize = 600;

/// A child that says nothing for so long hangs.
const SILENCE: Duration = Duration::from_secs(120);

/// How to start the program that is killed.
#[derive(Clone, Debug)]
pub struct Killed {
    /// The file.
    pub program: PathBuf,
    /// What it is started with.
    pub arguments: Vec<String>,
}

/// What came of it all.
#[derive(Debug, Default)]
pub struct Figures {
    /// Programs that were started.
    pub n_rounds: usize,
    /// Those killed, rather than ended by themselves.
    pub n_killed: usize,
    /// Those killed between the begin and the end of a save.
    pub n_in_save: usize,
    /// Those killed before the project was open.
    pub n_in_opening: usize,
    /// Steps announced.
    pub n_tried: usize,
    /// Steps acknowledged.
    pub n_acknowledged: usize,
    /// Rounds after which a step was there that had not been acknowledged.
    pub n_ahead: usize,
    /// Times that the file was written by somebody else.
    pub n_foreign: usize,
    /// Acts that were taken back to the first one and made again.
    pub n_undone: usize,
    /// The most acts in a history.
    pub longest: usize,
    /// Journals cut, and opened.
    pub n_cut: usize,
    /// Bytes changed, in files that were opened then.
    pub n_flipped: usize,
    /// Changed bytes that were reported; the others did no harm.
    pub n_reported: usize,
    /// What is wrong.
    pub failures: Vec<String>,
}

/// How much is tried.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Programs to start.
    pub n_rounds: usize,
    /// Those that work on one project.
    pub series: usize,
    /// A journal is cut after one byte in so many of its last records; that of one series in eight
    /// after every byte, where there are so many.
    pub cut_step: usize,
    /// What chance is made of.
    pub seed: u64,
}

/// Kills and opens.
pub fn run(killed: &Killed, folder: &Path, plan: Plan) -> Figures {
    let mut figures = Figures::default();
    let mut n_series = 0;
    while figures.n_rounds < plan.n_rounds {
        let seed = plan.seed;
        let seed = seed.wrapping_mul(1_000_003).wrapping_add(n_series);
        let folder = folder.join(n_series.to_string());
        let mut series = Series::begin(killed, &folder, seed);
        for _ in 0..plan.series.min(plan.n_rounds - figures.n_rounds) {
            let n_failures = figures.failures.len();
            figures.n_rounds += 1;
            series.round(&mut figures);
            if figures.failures.len() > n_failures {
                break;
            }
        }
        let step = match n_series % EVERY {
            EVERY_BYTE => 1,
            _ => plan.cut_step,
        };
        series.damage(step, &mut figures);
        if series.n_failures(&figures) == 0 {
            std::fs::remove_dir_all(&folder).ok();
        }
        n_series += 1;
    }
    figures
}

/// What a child said.
#[derive(Debug, Default)]
struct Said {
    opened: Option<String>,
    /// Hashes of the state acknowledged last and of those announced since.
    states: Vec<String>,
    n_tried: usize,
    n_acknowledged: usize,
    n_saving: usize,
    is_saving: bool,
    done: bool,
    faults: Vec<String>,
}

impl Said {
    fn hear(&mut self, line: &str) {
        let Some(line) = line.strip_prefix(child::MARK) else {
            return;
        };
        let (what, hash) = line.split_once(' ').unwrap_or((line, ""));
        match what {
            "open" => {
                self.opened = Some(hash.to_owned());
                self.states = vec![hash.to_owned()];
            }
            "try" => {
                self.n_tried += 1;
                self.states.push(hash.to_owned());
            }
            "ack" => {
                self.n_acknowledged += 1;
                self.states = vec![hash.to_owned()];
            }
            "saving" => {
                self.n_saving += 1;
                self.is_saving = true;
            }
            "saved" => self.is_saving = false,
            "done" => self.done = true,
            _ => self.faults.push(line.to_owned()),
        }
    }
}

/// When a child is killed.
#[derive(Clone, Copy, Debug)]
enum Moment {
    /// After some time.
    After(Duration),
    /// Some time after a save has begun.
    InSave(usize, Duration),
    /// After some time when a step has been announced.
    AtStep(usize, Duration),
    /// Not at all.
    Never,
}

impl Moment {
    fn any(chance: &mut Chance) -> Self {
        let micros = |chance: &mut Chance, n| Duration::from_micros(chance.below(n) as u64);
        match chance.below(20) {
            0..6 => Self::After(micros(chance, 150_000)),
            6..13 => Self::InSave(1 + chance.below(3), micros(chance, 25_000)),
            13..19 => Self::AtStep(1 + chance.below(40), micros(chance, 6_000)),
            _ => Self::Never,
        }
    }

    /// Returns how long to wait yet, once it is known.
    fn due(self, said: &Said, started: Instant) -> Option<Duration> {
        match self {
            Self::After(after) => Some(after.saturating_sub(started.elapsed())),
            Self::InSave(n, after) => (said.n_saving >= n).then_some(after),
            Self::AtStep(n, after) => (said.n_tried >= n).then_some(after),
            Self::Never => None,
        }
    }
}

struct Series<'a> {
    killed: &'a Killed,
    folder: PathBuf,
    seed: u64,
    chance: Chance,
    /// Whether time is noted, which nothing takes back.
    times: bool,
    start: String,
    /// Whether the history reaches back to the start.
    is_whole: bool,
    /// The project as it was found last.
    last: Project,
}

impl<'a> Series<'a> {
    fn begin(killed: &'a Killed, folder: &Path, seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let path = child::project_in(folder);
        let made = acts::start(&mut chance);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        store::save(&path, &made).unwrap();
        Self {
            killed,
            folder: folder.to_owned(),
            seed,
            times: chance.coin(),
            chance,
            start: timeless(&made),
            is_whole: true,
            last: made,
        }
    }

    fn fail(&self, figures: &mut Figures, what: &str) {
        let (round, seed) = (figures.n_rounds, self.seed);
        let folder = self.folder.display();
        let failure = format!("round {round}, series {seed}, {folder}: {what}");
        eprintln!("{failure}");
        figures.failures.push(failure);
    }

    fn n_failures(&self, figures: &Figures) -> usize {
        let mark = format!("series {},", self.seed);
        let ours = figures.failures.iter();
        ours.filter(|failure| failure.contains(&mark)).count()
    }

    fn round(&mut self, figures: &mut Figures) {
        let said = self.kill_one(figures);
        for fault in &said.faults {
            self.fail(figures, fault);
        }
        figures.n_tried += said.n_tried;
        figures.n_acknowledged += said.n_acknowledged;
        figures.n_in_save += usize::from(said.is_saving);
        figures.n_in_opening += usize::from(said.opened.is_none());
        let was = acts::hash(&self.last);
        if said.opened.as_ref().is_some_and(|opened| *opened != was) {
            self.fail(figures, "the child found another project than the parent");
        }
        let expected = match said.opened {
            Some(_) => said.states,
            None => vec![was],
        };
        let Some(opened) = self.open(figures, &expected, false) else {
            return;
        };
        let found = acts::hash(opened.session.project());
        figures.n_ahead += usize::from(expected.first() != Some(&found));
        self.last = opened.session.project().clone();
        drop(opened);
        if self.chance.below(8) == 0 {
            self.foreign(figures);
        }
    }

    /// Starts a child, kills it, and returns what it said until then.
    fn kill_one(&mut self, figures: &mut Figures) -> Said {
        let moment = Moment::any(&mut self.chance);
        let task = Task {
            folder: self.folder.clone(),
            seed: self.chance.next_u64(),
            n_steps: match moment {
                Moment::Never => 1 + self.chance.below(60),
                _ => 10_000,
            },
            times: self.times,
        };
        let started = Instant::now();
        let mut child = Program::new(&self.killed.program)
            .args(&self.killed.arguments)
            .env(child::TASK, task.to_variable())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let (out, mut err) = (child.stdout.take().unwrap(), child.stderr.take().unwrap());
        let (sender, lines) = mpsc::channel();
        let reader = thread::spawn(move || {
            // A line that the kill cut off says nothing.
            let mut out = BufReader::new(out);
            let mut line = String::new();
            while out.read_line(&mut line).is_ok_and(|n| n > 0) {
                if line.ends_with('\n') {
                    sender.send(line.trim_end().to_owned()).ok();
                }
                line.clear();
            }
        });
        let complaints = thread::spawn(move || {
            let mut complaints = String::new();
            err.read_to_string(&mut complaints).ok();
            complaints
        });
        let mut said = Said::default();
        let mut until = None;
        loop {
            if until.is_none() {
                let due = moment.due(&said, started);
                until = due.map(|due| Instant::now() + due);
            }
            let left = until.map_or(SILENCE, |until| {
                until.saturating_duration_since(Instant::now())
            });
            match lines.recv_timeout(left) {
                Ok(line) => said.hear(&line),
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    if until.is_none() {
                        said.faults.push("the child hangs".to_owned());
                    }
                    break;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            }
        }
        // SIGKILL, on systems that have it.
        child.kill().ok();
        let status = child.wait().unwrap();
        reader.join().ok();
        while let Ok(line) = lines.try_recv() {
            said.hear(&line);
        }
        figures.n_killed += usize::from(!said.done);
        let complaints = complaints.join().unwrap_or_default();
        if !complaints.is_empty() {
            said.faults.push(format!("the child wrote: {complaints}"));
        }
        if matches!(moment, Moment::Never) && !(said.done && status.success()) {
            said.faults.push(format!("the child ended early: {status}"));
        }
        said
    }

    /// Opens what a child left and holds it against what is expected.
    fn open(&self, figures: &mut Figures, expected: &[String], foreign: bool) -> Option<Opened> {
        let path = child::project_in(&self.folder);
        let opened = match Session::open_kept(&path, &child::keeper_in(&self.folder)) {
            Ok(opened) => opened,
            Err(cause) => {
                self.fail(figures, &format!("it does not open: {cause}"));
                return None;
            }
        };
        let n_others = opened.others.len();
        // Lines that do not fit since a text was corrected are problems of the file; the hash
        // holds them too.
        if !opened.troubles.is_empty() || n_others > 0 {
            let what = format!("{:?}, {n_others} others", opened.troubles);
            self.fail(figures, &what);
        }
        let report = &opened.report;
        if report.other_file != foreign || (!foreign && !report.rebased.is_empty()) {
            let mut what = format!("{report:?}");
            what.truncate(what.floor_char_boundary(MAX_SAID));
            self.fail(figures, &what);
        }
        let found = acts::hash(opened.session.project());
        if !expected.contains(&found) {
            let what = format!("{found} is none of {expected:?}");
            let expected = self.folder.join("expected.ron");
            std::fs::write(expected, store::write_project(&self.last)).ok();
            let project = store::write_project(opened.session.project());
            std::fs::write(self.folder.join("found.ron"), project).ok();
            self.fail(figures, &what);
        }
        match history_holds(&opened.session, figures) {
            Err(why) => self.fail(figures, &why),
            Ok(first) => {
                if self.is_whole && !foreign && timeless(&first) != self.start {
                    self.fail(figures, "what is taken back is not the start");
                }
            }
        }
        Some(opened)
    }

    /// Somebody else writes into the file, which may lack what the journal has.
    fn foreign(&mut self, figures: &mut Figures) {
        let path = child::project_in(&self.folder);
        let guideline = format!("指南第{}版\n", figures.n_rounds);
        let guideline = || Command::SetGuideline(guideline.as_str().into());
        let (mut theirs, _) = Session::open(&path).unwrap();
        if theirs.project().guideline != self.last.guideline {
            // What was taken over earlier is taken back and not saved: both sides would change it,
            // and one value would rightly stand as a conflict.
            return;
        }
        theirs.run(guideline()).unwrap();
        theirs.save().unwrap();
        figures.n_foreign += 1;
        self.is_whole = false;
        apply::run(&mut self.last, guideline()).unwrap();
        let expected = [acts::hash(&self.last)];
        self.open(figures, &expected, true);
        // What was brought in is brought in once.
        self.open(figures, &expected, false);
    }

    fn damage(&mut self, step: usize, figures: &mut Figures) {
        if let Err(what) = damage::damage(&self.folder, step, &mut self.chance, figures) {
            self.fail(figures, &what);
        }
    }
}

/// Returns a project's bytes without the time worked, which goes with a layer that is taken back.
fn timeless(project: &Project) -> String {
    let written = store::write_project(project);
    let written = String::from_utf8_lossy(&written);
    let lines = written
        .lines()
        .filter(|line| !line.contains("active_seconds:"));
    lines.collect()
}

/// Takes every act of the history back on a copy and makes it again; returns the first state.
pub fn history_holds(session: &Session, figures: &mut Figures) -> Result<Project, String> {
    let mut project = session.project().clone();
    let history = session.history();
    figures.longest = figures.longest.max(history.done().len());
    let undone = history.undone().iter().rev();
    for entry in undone.clone() {
        apply::replay(&mut project, &entry.change)
            .map_err(|why| format!("an act cannot be made again: {why}"))?;
    }
    for entry in history.undone().iter().chain(history.done().iter().rev()) {
        figures.n_undone += 1;
        apply::replay(&mut project, &entry.change.clone().inverse())
            .map_err(|why| format!("an act cannot be taken back: {why}"))?;
    }
    let first = project.clone();
    for entry in history.done() {
        apply::replay(&mut project, &entry.change)
            .map_err(|why| format!("an act cannot be made once more: {why}"))?;
    }
    if timeless(&project) != timeless(session.project()) {
        return Err("taken back and made again it is another project".to_owned());
    }
    Ok(first)
}
