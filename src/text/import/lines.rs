//! Lines of visible text, put together from the pieces of a page.
//!
//! White space of the source is one blank, or none: where a line of the source ends between two
//! Chinese characters, `会议\n开始`, a browser shows `会议开始`. Blanks at either end of a line are
//! not shown.

/// Lines in the making.
#[derive(Debug, Default)]
pub(super) struct Lines {
    out: String,
    gap: Gap,
}

/// White space seen and not yet written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Gap {
    #[default]
    None,
    Blank,
    /// With the end of a line of the source in it.
    Break,
}

impl Lines {
    /// Adds text whose white space says nothing.
    pub fn push_collapsed(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\n' | '\r' => self.gap = Gap::Break,
                ' ' | '\t' | '\u{C}' if self.gap == Gap::None => self.gap = Gap::Blank,
                ' ' | '\t' | '\u{C}' => {}
                c => {
                    self.close_gap(c);
                    self.out.push(c);
                }
            }
        }
    }

    /// Adds text as it is, with LF for every line end.
    pub fn push_kept(&mut self, text: &str) {
        let Some(first) = text.chars().next() else {
            return;
        };
        self.close_gap(first);
        if text.contains('\r') {
            let text = text.replace("\r\n", "\n").replace('\r', "\n");
            self.out.push_str(&text);
        } else {
            self.out.push_str(text);
        }
    }

    /// Notes that a line of the source ends where none of the text does.
    pub fn soft_break(&mut self) {
        self.gap = Gap::Break;
    }

    /// Begins another column of a table's row.
    pub fn next_cell(&mut self) {
        self.gap = Gap::None;
        if !self.is_at_start() {
            self.out.push('\t');
        }
    }

    /// Begins another line where there is something on this one.
    pub fn end_line(&mut self) {
        self.gap = Gap::None;
        if !self.is_at_start() {
            self.out.push('\n');
        }
    }

    /// Begins another line.
    pub fn hard_break(&mut self) {
        self.gap = Gap::None;
        self.out.push('\n');
    }

    /// Returns the text, without empty lines at its ends.
    pub fn finish(mut self) -> String {
        let end = self.out.trim_end_matches('\n').len();
        self.out.truncate(end);
        let start = self.out.len() - self.out.trim_start_matches('\n').len();
        self.out.drain(..start);
        self.out
    }

    fn is_at_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn close_gap(&mut self, next: char) {
        let gap = std::mem::take(&mut self.gap);
        let Some(last) = self.out.chars().next_back() else {
            return;
        };
        let at_start = last == '\n' || last == '\t';
        let joined = gap == Gap::Break && joins(last, next);
        if gap != Gap::None && !at_start && !joined {
            self.out.push(' ');
        }
    }
}

/// Returns whether no blank stands between two characters that a line end of the source parts.
fn joins(a: char, b: char) -> bool {
    (is_wide(a) && (is_wide(b) || is_quote(b))) || (is_quote(a) && is_wide(b))
}

/// Returns whether a character is as wide as a Chinese one, Korean syllables left out: they are
/// written with blanks. After CSS Text 3, §4.1.2.
fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x2E80..=0x312F | 0x3190..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE6F
        | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFD)
}

/// Returns whether a character is punctuation that Chinese shares with other scripts.
fn is_quote(c: char) -> bool {
    matches!(c, '“' | '”' | '‘' | '’' | '…' | '—' | '·')
}
