//! What is kept of a panic, and the report that a user can send.
//!
//! [`install`] makes every panic of a thread leave its message and place behind, and flushes the
//! journal of the session that the thread watches. A report says what happened where, and never
//! words of a document unless the user wants that: a panic's message can quote them.

use std::backtrace::Backtrace;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::panic::PanicHookInfo;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use std::time::SystemTime;

use crate::session;
use crate::session::Progress;
use crate::session::SaveError;
use crate::session::Watch;

/// How long a panic waits for the journal.
const FLUSH: Duration = Duration::from_secs(2);

/// A panic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// What was said.
    pub message: String,
    /// File, line and column of the program.
    pub place: String,
    /// The calls that led there, where they are known.
    pub backtrace: String,
}

thread_local! {
    static LAST: RefCell<Option<Caught>> = const { RefCell::new(None) };
    static WATCH: RefCell<Option<Watch>> = const { RefCell::new(None) };
}

/// Makes panics leave behind what is known of them, from now on and in every thread.
pub fn install() {
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        WATCH
            .try_with(|watch| {
                if let Some(watch) = watch.try_borrow().ok().as_deref().and_then(Option::as_ref) {
                    watch.flush(FLUSH);
                }
            })
            .ok();
        let caught = caught(info);
        LAST.try_with(|last| {
            if let Ok(mut last) = last.try_borrow_mut() {
                *last = Some(caught);
            }
        })
        .ok();
        before(info);
    }));
}

/// Remembers which journal a panic of this thread is to flush.
pub fn watch(watch: Option<Watch>) {
    WATCH.set(watch);
}

/// Takes what the last panic of this thread left behind.
pub fn take() -> Caught {
    LAST.take().unwrap_or_default()
}

fn caught(info: &PanicHookInfo<'_>) -> Caught {
    let payload = info.payload();
    let said = payload.downcast_ref::<&str>().map(ToString::to_string);
    let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
    let place = info.location().map(ToString::to_string);
    Caught {
        message: said.unwrap_or_default(),
        place: place.unwrap_or_default(),
        backtrace: Backtrace::force_capture().to_string(),
    }
}

/// What a report says beside the panic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The panic.
    pub caught: Caught,
    /// How far the journal was, where there was one.
    pub progress: Option<Progress>,
    /// The open document's text, if the user wants it in the report.
    pub text: Option<String>,
}

impl Report {
    /// Returns the report, in English, for those who mend the program.
    pub fn text(&self) -> String {
        let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
        let message = match self.text {
            Some(_) => self.caught.message.clone(),
            None => without_quotes(&self.caught.message),
        };
        let mut out = format!(
            "Zhubi {}, {os} {arch}\n\npanic: {message}\nat: {}\n",
            env!("CARGO_PKG_VERSION"),
            self.caught.place
        );
        let journal = match &self.progress {
            None => "none".to_owned(),
            Some(progress) => {
                let Progress {
                    accepted,
                    durable,
                    trouble,
                    is_gone,
                } = progress;
                let trouble = trouble.as_ref().map(|trouble| trouble.kind.to_string());
                let trouble = trouble.map_or(String::new(), |why| format!(", {why}"));
                let gone = if *is_gone {
                    ", removed by somebody"
                } else {
                    ""
                };
                format!("{durable} of {accepted} records on the disk{trouble}{gone}")
            }
        };
        // Writing into a string does not fail.
        writeln!(out, "journal: {journal}").ok();
        writeln!(out, "\nbacktrace:\n{}", self.caught.backtrace).ok();
        if let Some(text) = &self.text {
            writeln!(out, "\nopen document:\n{text}").ok();
        }
        out
    }

    /// Writes the report to a file.
    pub fn write(&self, path: &Path) -> Result<(), SaveError> {
        session::write_small_file(path, self.text().as_bytes())
    }
}

/// Returns where a report of now goes, under the user's data.
pub fn report_path(data: &Path) -> PathBuf {
    let when = session::moment(SystemTime::now()).replace([':', ' '], "-");
    data.join("reports").join(format!("zhubi-{when}.txt"))
}

/// Returns a message without what it quotes and without any character beyond ASCII.
fn without_quotes(message: &str) -> String {
    let mut out = String::new();
    let mut open: Option<char> = None;
    for c in message.chars() {
        match (open, c) {
            (Some(close), c) if c == close => {
                out.push('…');
                out.push(c);
                open = None;
            }
            (Some(_), _) => {}
            (None, '`' | '"' | '\'') => {
                out.push(c);
                open = Some(c);
            }
            (None, c) if c.is_ascii() => out.push(c),
            (None, _) => out.push('?'),
        }
    }
    if open.is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_quotes_no_document_unless_that_is_wanted() {
        let message =
            "byte index 1 is not a char boundary; it is inside '党' of `党的二十大 is`, 说";
        let mut report = Report {
            caught: Caught {
                message: message.to_owned(),
                place: "src/a.rs:1:2".to_owned(),
                backtrace: "0: main".to_owned(),
            },
            progress: Some(Progress {
                accepted: 7,
                durable: 6,
                trouble: None,
                is_gone: false,
            }),
            text: None,
        };
        let plain = report.text();
        assert!(!plain.contains('党') && !plain.contains('说') && !plain.contains(" is`"));
        assert!(plain.contains("panic: byte index 1 is not a char boundary; it is inside '…'"));
        assert!(plain.contains("at: src/a.rs:1:2") && plain.contains("6 of 7 records"));
        assert!(plain.contains(env!("CARGO_PKG_VERSION")) && plain.contains("0: main"));
        report.text = Some("全文".to_owned());
        assert!(report.text().contains("全文") && report.text().contains(message));
    }
}
