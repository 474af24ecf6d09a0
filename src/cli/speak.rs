//! Standard output and standard error, used here and nowhere else.
//!
//! A reader that went away (`zhubi show … | head`) is not an error: nobody is left to tell.

use std::io;
use std::io::Write as _;

use anyhow::Context as _;

/// Writes a result to standard output.
pub fn result(content: &[u8]) -> anyhow::Result<()> {
    let mut out = io::stdout().lock();
    let written = out.write_all(content).and_then(|()| out.flush());
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("the result could not be written to standard output"),
    }
}

/// Writes a result of one line to standard output.
pub fn result_line(line: &str) -> anyhow::Result<()> {
    result(format!("{line}\n").as_bytes())
}

/// Says something about the result on standard error.
pub fn note(line: &str) {
    let _gone = writeln!(io::stderr().lock(), "{line}");
}

/// Says an error with its causes on standard error.
pub fn error(error: &anyhow::Error) {
    note(&format!("zhubi: {error:#}"));
}

/// Returns a count with its noun: `1 span`, `2 spans`.
pub fn count(n: usize, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_not_many() {
        assert_eq!(count(1, "span"), "1 span");
        assert_eq!(count(0, "span"), "0 spans");
    }
}
