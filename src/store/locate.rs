//! Finds where in a project file a value stands, for messages with line and column.
//!
//! A [`Trail`] says how one gets to a value: `documents`, then the entry at 3, then `spans`, then
//! the entry at 17. The file is walked once for any number of trails; strings, raw strings,
//! characters, comments (nested ones too) and brackets are understood, nothing else has to be.
//!
//! The walk never recurses deeper than the longest trail, so a file of brackets does no harm.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;

/// One step towards a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// Into the field of a struct, or the entry of a map, with this name.
    Field(Cow<'static, str>),
    /// Into the entry of a list or tuple at this place, counted from 0.
    Index(usize),
}

/// The way from the whole file to a value in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trail(pub Vec<Step>);

impl Trail {
    /// Returns the trail of the field with a name of the value that this one leads to.
    pub fn field(&self, name: &'static str) -> Self {
        self.with(Step::Field(Cow::Borrowed(name)))
    }

    /// Returns the trail of the entry at a place of the value that this one leads to.
    pub fn index(&self, place: usize) -> Self {
        self.with(Step::Index(place))
    }

    fn with(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }
}

impl fmt::Display for Trail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, step) in self.0.iter().enumerate() {
            match step {
                Step::Field(name) if i == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

/// A place in a file; line and column count from 1, columns in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// The line.
    pub line: usize,
    /// The column, in characters.
    pub column: usize,
}

impl fmt::Display for LineColumn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// Returns where the value that a trail leads to begins in a project file.
pub fn locate(source: &str, trail: &Trail) -> Option<LineColumn> {
    locate_all(source, std::slice::from_ref(trail))
        .into_iter()
        .next()
        .flatten()
}

/// Returns where the value of each trail begins, walking the file once for all of them.
pub fn locate_all(source: &str, trails: &[Trail]) -> Vec<Option<LineColumn>> {
    let source = without_bom(source);
    let mut found = offsets(source, trails);
    found.sort_unstable_by_key(|&(_, offset)| offset);
    let mut places = vec![None; trails.len()];
    let mut counter = Counter::new(source);
    for (trail_idx, offset) in found {
        if let Some(place) = places.get_mut(trail_idx) {
            *place = Some(counter.place_of(offset));
        }
    }
    places
}

/// Returns the source from the value of a trail on, up to the end of that value.
pub(super) fn value_text<'a>(source: &'a str, trail: &Trail) -> Option<&'a str> {
    let source = without_bom(source);
    let (_, start) = offsets(source, std::slice::from_ref(trail)).pop()?;
    let mut walker = Walker::at(source, start);
    walker.skip_value();
    source.get(start..walker.at).map(str::trim_end)
}

/// Returns the source without a byte order mark in front.
pub(super) fn without_bom(source: &str) -> &str {
    source.strip_prefix('\u{FEFF}').unwrap_or(source)
}

/// Counts lines and columns for byte offsets in rising order.
struct Counter<'a> {
    source: &'a str,
    at: usize,
    place: LineColumn,
}

impl<'a> Counter<'a> {
    fn new(source: &'a str) -> Self {
        let place = LineColumn { line: 1, column: 1 };
        Self {
            source,
            at: 0,
            place,
        }
    }

    fn place_of(&mut self, offset: usize) -> LineColumn {
        let between = self.source.get(self.at..offset).unwrap_or("");
        let n_lines = between.bytes().filter(|&byte| byte == b'\n').count();
        match between.rfind('\n').and_then(|end| between.get(end + 1..)) {
            Some(last_line) => self.place.column = 1 + last_line.chars().count(),
            None => self.place.column += between.chars().count(),
        }
        self.place.line += n_lines;
        self.at = offset.max(self.at);
        self.place
    }
}

/// The wanted trails as a tree.
#[derive(Default)]
struct Wanted {
    trails: Vec<usize>,
    children: BTreeMap<Step, Wanted>,
}

fn offsets(source: &str, trails: &[Trail]) -> Vec<(usize, usize)> {
    let mut root = Wanted::default();
    for (trail_idx, trail) in trails.iter().enumerate() {
        let mut node = &mut root;
        for step in &trail.0 {
            node = node.children.entry(step.clone()).or_default();
        }
        node.trails.push(trail_idx);
    }
    let mut walker = Walker::at(source, 0);
    walker.skip_attributes();
    let mut found = Vec::with_capacity(trails.len());
    walker.walk(&root, &mut found);
    found
}

struct Walker<'a> {
    source: &'a str,
    at: usize,
}

impl<'a> Walker<'a> {
    fn at(source: &'a str, at: usize) -> Self {
        Self { source, at }
    }

    fn rest(&self) -> &'a str {
        self.source.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<u8> {
        self.source.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }

    /// Notes where this value begins and goes into it as far as something in it is wanted.
    ///
    /// Returns whether it stopped inside the brackets of the value.
    fn walk(&mut self, wanted: &Wanted, found: &mut Vec<(usize, usize)>) -> bool {
        self.skip_blank();
        found.extend(wanted.trails.iter().map(|&trail| (trail, self.at)));
        if wanted.children.is_empty() {
            return false;
        }
        self.identifier();
        self.skip_blank();
        let open = self.peek();
        if !matches!(open, Some(b'(' | b'[' | b'{')) {
            return false;
        }
        self.at += 1;
        let mut n_left = wanted.children.len();
        for place in 0.. {
            self.skip_blank();
            if n_left == 0 || matches!(self.peek(), None | Some(b')' | b']' | b'}')) {
                break;
            }
            let step = match open {
                Some(b'(') => self.field_name().map(Step::Field),
                Some(b'{') => self.map_key().map(Step::Field),
                _ => None,
            };
            let step = step.unwrap_or(Step::Index(place));
            if let Some(child) = wanted.children.get(&step) {
                if self.walk(child, found) {
                    self.leave_brackets();
                }
                n_left -= 1;
            }
            self.skip_value();
            if !self.take(b',') {
                break;
            }
        }
        true
    }

    fn leave_brackets(&mut self) {
        while self.peek().is_some() {
            self.skip_value();
            if !self.take(b',') {
                break;
            }
        }
        self.at += usize::from(matches!(self.peek(), Some(b')' | b']' | b'}')));
    }

    /// Reads `name:`, or stays where it is.
    fn field_name(&mut self) -> Option<Cow<'static, str>> {
        let start = self.at;
        let name = self.identifier();
        self.skip_blank();
        if !name.is_empty() && self.take(b':') {
            return Some(Cow::Owned(name.to_owned()));
        }
        self.at = start;
        None
    }

    /// Reads `"name":`; for a key of another kind, skips it with its colon.
    fn map_key(&mut self) -> Option<Cow<'static, str>> {
        let start = self.at;
        let is_string = self.peek() == Some(b'"');
        while !matches!(self.peek(), None | Some(b':' | b',' | b')' | b']' | b'}')) {
            self.skip_token();
        }
        let key = self.source.get(start..self.at)?;
        self.take(b':');
        let key = is_string.then(|| ron::from_str::<String>(key).ok())??;
        Some(Cow::Owned(key))
    }

    fn identifier(&mut self) -> &'a str {
        let rest = self.rest();
        let name = rest
            .strip_prefix("r#")
            .filter(|r| !r.starts_with(['"', '#']));
        let name = name.unwrap_or(rest);
        let len = name.find(|c: char| !is_identifier(c)).unwrap_or(name.len());
        self.at += rest.len() - name.len() + len;
        name.get(..len).unwrap_or("")
    }

    /// Skips what stands before the first value: `#![enable(…)]`.
    fn skip_attributes(&mut self) {
        self.skip_blank();
        while self.rest().starts_with("#!") {
            self.at += 2;
            self.skip_blank();
            self.at += usize::from(self.peek() == Some(b'['));
            self.skip_value();
            self.at += usize::from(self.peek() == Some(b']'));
            self.skip_blank();
        }
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = self.rest();
            let trimmed = rest.trim_start_matches(is_blank);
            self.at += rest.len() - trimmed.len();
            if trimmed.starts_with("//") || trimmed.starts_with("/*") {
                self.skip_comment();
            } else {
                return;
            }
        }
    }

    fn skip_comment(&mut self) {
        let rest = self.rest();
        if rest.starts_with("//") {
            self.at += rest.find('\n').unwrap_or(rest.len());
            return;
        }
        let mut depth = 0_usize;
        let mut bytes = rest.bytes().enumerate().peekable();
        while let Some((i, byte)) = bytes.next() {
            match (byte, bytes.peek().map(|next| next.1)) {
                (b'/', Some(b'*')) => depth += 1,
                (b'*', Some(b'/')) => depth = depth.saturating_sub(1),
                _ => continue,
            }
            bytes.next();
            if depth == 0 {
                self.at += i + 2;
                return;
            }
        }
        self.at = self.source.len();
    }

    /// Goes to the comma or the closing bracket after the value it stands before or in.
    fn skip_value(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek() {
            match byte {
                b'(' | b'[' | b'{' => depth += 1,
                b')' | b']' | b'}' if depth == 0 => return,
                b')' | b']' | b'}' => depth -= 1,
                b',' if depth == 0 => return,
                _ => {
                    self.skip_token();
                    continue;
                }
            }
            self.at += 1;
        }
    }

    /// Skips a string, a character, a word, a comment, or one character of anything else.
    fn skip_token(&mut self) {
        let rest = self.rest();
        let Some(first) = rest.chars().next() else {
            return;
        };
        match first {
            '"' => self.skip_string(),
            '\'' => self.skip_char(),
            '/' if rest.starts_with("//") || rest.starts_with("/*") => self.skip_comment(),
            c if is_identifier(c) => {
                let len = rest.find(|c: char| !is_identifier(c)).unwrap_or(rest.len());
                self.at += len;
                if matches!(rest.get(..len), Some("r" | "br")) {
                    self.skip_raw_string();
                }
            }
            c => self.at += c.len_utf8(),
        }
    }

    fn skip_string(&mut self) {
        self.at += 1;
        loop {
            let rest = self.rest();
            let Some(end) = rest.find(['"', '\\']) else {
                self.at = self.source.len();
                return;
            };
            self.at += end;
            if self.take(b'"') {
                return;
            }
            self.at += 1;
            self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        }
    }

    fn skip_char(&mut self) {
        self.at += 1;
        let escaped = self.take(b'\\');
        self.at += self.rest().chars().next().map_or(0, char::len_utf8);
        if escaped {
            let rest = self.rest();
            let end = rest.find(['\'', ',', ')', '\n']);
            self.at += end.unwrap_or(rest.len());
        }
        self.take(b'\'');
    }

    /// Skips `#"…"#` after its `r`; stays when what follows is no string.
    fn skip_raw_string(&mut self) {
        let rest = self.rest();
        let n_hashes = rest.bytes().take_while(|&byte| byte == b'#').count();
        let Some(content) = rest.get(n_hashes..).and_then(|r| r.strip_prefix('"')) else {
            return;
        };
        let close = format!("\"{}", "#".repeat(n_hashes));
        match content.find(&close) {
            Some(end) => self.at += n_hashes + 1 + end + close.len(),
            None => self.at = self.source.len(),
        }
    }
}

fn is_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// RON's white space.
fn is_blank(c: char) -> bool {
    matches!(
        c,
        '\t'..='\r' | ' ' | '\u{85}' | '\u{200E}' | '\u{200F}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trail(steps: &[Step]) -> Trail {
        Trail(steps.to_vec())
    }

    fn field(name: &'static str) -> Step {
        Step::Field(Cow::Borrowed(name))
    }

    const SOURCE: &str = r####"#![enable(implicit_some)]
// a (comment] with "marks
Project( /* one /* in */ another ( */
    name: r#"raw " ) ]"#, // )
    quote: '\'', other: ')', word: "a \" ]",
    documents: [
        (id: "甲", spans: []),
        (id: "乙,", spans: [(1, 2, "A"), ( 3,4,"B")], extra: {"x": [1, 2], 'c': 5, "y\n": 7}),
    ],
    format: 1)
"####;

    #[test]
    fn every_kind_of_token_is_walked_over() {
        let in_second = |rest: &[Step]| {
            let mut steps = vec![field("documents"), Step::Index(1)];
            steps.extend_from_slice(rest);
            Trail(steps)
        };
        let trails = [
            trail(&[field("format")]),
            in_second(&[field("spans"), Step::Index(1)]),
            in_second(&[field("spans"), Step::Index(1), Step::Index(2)]),
            in_second(&[field("extra"), field("x"), Step::Index(1)]),
            in_second(&[field("extra"), Step::Field("y\n".into())]),
            in_second(&[field("spans"), Step::Index(2)]),
            trail(&[field("name")]),
            Trail::default(),
        ];
        let at = |line, column| Some(LineColumn { line, column });
        assert_eq!(
            locate_all(SOURCE, &trails),
            [
                at(10, 13),
                at(8, 41),
                at(8, 47),
                at(8, 71),
                at(8, 90),
                None,
                at(4, 11),
                at(3, 1),
            ]
        );
        for (trail, place) in trails.iter().zip(locate_all(SOURCE, &trails)) {
            assert_eq!(locate(SOURCE, trail), place, "{trail}");
        }
    }

    #[test]
    fn any_beginning_of_a_file_is_walked_without_harm() {
        let wanted = trail(&[field("documents"), Step::Index(1), field("spans")]);
        for end in (0..SOURCE.len()).filter(|&i| SOURCE.is_char_boundary(i)) {
            locate(&SOURCE[..end], &wanted);
        }
        let deep = "(a: [".repeat(1_000_000);
        assert_eq!(locate(&deep, &wanted), None);
    }

    #[test]
    fn the_text_of_a_value_ends_before_its_comma() {
        let wanted = trail(&[field("format")]);
        assert_eq!(value_text("(format: 12 , a: 1)", &wanted), Some("12"));
        assert_eq!(value_text("\u{FEFF}(a: 1, format:7)", &wanted), Some("7"));
        assert_eq!(value_text("(a: (format: 3))", &wanted), None);
    }
}
