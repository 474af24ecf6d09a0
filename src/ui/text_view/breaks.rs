//! Where rows of Chinese text end.
//!
//! epaint lets `“ 《` end a row and `· — )` begin one, so rows are broken here and handed to it
//! ready-made. The rules are those of GB/T 15834 and 中文排版需求: no row begins with closing
//! punctuation, none ends with an opening mark, `——` and `……` stay whole, and neither a run of
//! Latin letters nor a number is split unless it is longer than a row.
//!
//! With rows of four characters, `他说“好”。` becomes `他说` and `“好”。`: the opening quote may
//! not end the first row.
//!
//! Spaces at the end of a row hang over its edge, so that no row begins with one.

/// A character as the row breaker sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cell {
    /// How far the next character stands from it, in points.
    pub width: f32,
    /// How it behaves at the ends of rows.
    pub class: Class,
    /// Whether a grapheme cluster begins here; rows and carets never stand elsewhere.
    pub cluster: bool,
}

/// How a character behaves at the ends of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Han, Kana, placeholders and whatever else may stand anywhere.
    Free,
    /// A letter or digit that is read as part of a word.
    Word,
    /// A mark that begins no row.
    Close,
    /// An ASCII `.` `,` `:` and the like: a mark that begins no row and, inside a word such as
    /// `3.14` or `a.b@c.cn`, ends none.
    Inner,
    /// A slash, which begins no row and may end one inside an address.
    Slash,
    /// A mark that ends no row.
    Open,
    /// A space or line end, which hangs over the end of a row.
    Space,
    /// A no-break space or joiner, which sticks to both sides.
    Glue,
}

/// Returns how a character behaves at the ends of rows.
pub fn class_of(c: char) -> Class {
    match c {
        ' ' | '\n' | '\r' | '\u{2000}'..='\u{2006}' | '\u{2008}'..='\u{200A}' => Class::Space,
        '\u{A0}' | '\u{202F}' | '\u{2060}' | '\u{2007}' => Class::Glue,
        '(' | '[' | '{' | '“' | '‘' | '（' | '［' | '｛' | '《' | '〈' | '「' | '『' | '【'
        | '〔' | '〖' | '〘' | '〚' | '｢' | '〝' | '«' | '‹' | '$' | '¥' | '￥' | '£' | '€'
        | '№' | '＄' | '￡' | '｟' => Class::Open,
        '.' | ',' | ':' | ';' | '!' | '?' | '\'' | '’' | '·' => Class::Inner,
        ')' | ']' | '}' | '%' | '‰' | '℃' | '°' | '”' | '）' | '］' | '｝' | '》' | '〉' | '」'
        | '』' | '】' | '〕' | '〗' | '〙' | '〛' | '｣' | '〞' | '〟' | '»' | '›' | '，' | '、'
        | '。' | '．' | '？' | '！' | '：' | '；' | '…' | '⋯' | '‥' | '—' | '―' | '⸺' | '–'
        | '～' | '〜' | '・' | '･' | '•' | '‧' | '％' | '｡' | '､' | '々' | '〻' | 'ー' | '゛'
        | '゜' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' | '¢' | '￠' | '｠' => Class::Close,
        '/' | '／' => Class::Slash,
        '-' | '"' | '_' | '@' | '&' | '=' | '+' | '#' | '~' | '*' | '\\' | '|' | '^' | '<'
        | '>' | '`' => Class::Word,
        '0'..='9' | 'A'..='Z' | 'a'..='z' => Class::Word,
        _ if is_wide(c) => Class::Free,
        _ if c.is_alphanumeric() => Class::Word,
        _ => Class::Free,
    }
}

/// Returns whether a row may end on either side of a letter: scripts written without spaces.
fn is_wide(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0E00..=0x0EFF
            | 0x1000..=0x109F
            | 0x1780..=0x17FF
            | 0x2E80..=0x31FF
            | 0x3200..=0x33FF
            | 0x3400..=0x4DBF
            | 0x4E00..=0xA4CF
            | 0xE000..=0xFAFF
            | 0xFE30..=0xFE4F
            | 0xFF00..=0xFFEF
            | 0x1_F000..=0x1_FAFF
            | 0x2_0000..=0x10_FFFF
    )
}

/// Rows are allowed to be wider by this, so that adding up widths never pushes a character out.
const SLACK: f32 = 0.25;

/// How many spaces may hang over the end of a row.
const HUNG: f32 = 2.5;

/// Returns the index of each row's first cell; the first is 0, and there is at least one.
pub fn row_starts(cells: &[Cell], row_width: f32) -> Vec<usize> {
    let mut starts = vec![0];
    let mut row = Row::default();
    for (i, cell) in cells.iter().enumerate() {
        if cell.cluster && i > row.start {
            if row.may_end_before(cell.class) {
                row.place = Some((i, row.x));
            }
            row.cluster = (i, row.x);
        }
        let is_space = cell.class == Class::Space;
        // A line end always hangs; of a long run of spaces, only the first few.
        let hangs = is_space && (cell.width == 0.0 || row.x <= row_width + HUNG * cell.width);
        if is_space && !hangs && cell.cluster {
            row.place = Some((i, row.x));
        }
        while row.x + cell.width > row_width + SLACK && !hangs {
            let (at, x) = row.place.unwrap_or(row.cluster);
            if at <= row.start {
                break;
            }
            starts.push(at);
            row.begin(at, x);
        }
        row.x += cell.width;
        row.last = [row.last[1], Some(cell.class)];
        if cell.class != Class::Space {
            row.last_solid = Some(cell.class);
        }
    }
    starts
}

/// The row being filled.
#[derive(Default)]
struct Row {
    start: usize,
    /// Its width so far.
    x: f32,
    /// The last place where it may end, with its width up to there.
    place: Option<(usize, f32)>,
    /// The last start of a grapheme cluster, with its width up to there.
    cluster: (usize, f32),
    /// The classes of the last two characters, the later one last.
    last: [Option<Class>; 2],
    /// The class of the last character that is no space.
    last_solid: Option<Class>,
}

impl Row {
    /// Returns whether the row may end before a character of class `next`.
    fn may_end_before(&self, next: Class) -> bool {
        let [before, Some(last)] = self.last else {
            return false;
        };
        if self.last_solid == Some(Class::Open) {
            return false;
        }
        match (last, next) {
            (_, Class::Close | Class::Inner | Class::Slash | Class::Space | Class::Glue)
            | (Class::Glue, _)
            | (Class::Word, Class::Word) => false,
            (Class::Inner, Class::Word) => before != Some(Class::Word),
            _ => true,
        }
    }

    /// Begins the next row at a cell that stood at `x` in this one.
    fn begin(&mut self, at: usize, x: f32) {
        self.start = at;
        self.x -= x;
        self.place = None;
        self.cluster.1 -= x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cells one unit wide for Han and half a unit for ASCII, every character its own cluster.
    fn cells(text: &str) -> Vec<Cell> {
        text.chars()
            .map(|c| Cell {
                width: match c {
                    '\n' => 0.0,
                    _ if c.is_ascii() => 0.5,
                    _ => 1.0,
                },
                class: class_of(c),
                cluster: true,
            })
            .collect()
    }

    fn rows(text: &str, width: f32) -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        let mut starts = row_starts(&cells(text), width);
        starts.push(chars.len());
        starts
            .windows(2)
            .map(|w| chars[w[0]..w[1]].iter().collect())
            .collect()
    }

    #[test]
    fn rows_end_where_chinese_rows_may_end() {
        let table: &[(f32, &str, &[&str])] = &[
            (4.0, "春江花月夜", &["春江花月", "夜"]),
            (4.0, "他说“好”。", &["他说", "“好”。"]),
            (4.0, "春江花月。夜", &["春江花", "月。夜"]),
            (4.0, "春江花月,夜", &["春江花", "月,夜"]),
            (4.0, "读了《诗》", &["读了", "《诗》"]),
            (3.0, "读了《诗》", &["读了", "《诗》"]),
            (4.0, "他走了——远", &["他走", "了——远"]),
            (4.0, "他走了……远", &["他走", "了……远"]),
            (4.0, "欧阳·修文集", &["欧阳·修", "文集"]),
            (3.0, "欧阳修·文集", &["欧阳", "修·文", "集"]),
            (4.0, "用 egui 画窗", &["用 egui ", "画窗"]),
            (4.0, "在纸上画window", &["在纸上画", "window"]),
            (4.0, "共3.1415元", &["共3.1415", "元"]),
            (4.0, "价格3.14159", &["价格", "3.14159"]),
            (5.0, "增长百分97%整", &["增长百分", "97%整"]),
            (3.0, "省(区、市)长", &["省", "(区、", "市)长"]),
            (3.0, "春江花   月", &["春江花   ", "月"]),
            (3.0, "春江花       月\n", &["春江花   ", "    月\n"]),
            (3.0, "春江花  \n", &["春江花  \n"]),
            (2.0, "abcdefghij", &["abcd", "efgh", "ij"]),
            (2.0, "。。。。。", &["。。", "。。", "。"]),
            (4.0, "三个字¥50元", &["三个字", "¥50元"]),
            (4.0, "", &[""]),
        ];
        for (width, text, expected) in table {
            assert_eq!(rows(text, *width), *expected, "{text} in rows of {width}");
        }
    }

    proptest! {
        #[test]
        fn rows_keep_every_character_and_the_rules(
            text in "[春江月夜“”《》(),。、…—·a-c0-2 %]{0,60}",
            width in 4_u8..12,
        ) {
            let rows = rows(&text, f32::from(width));
            prop_assert_eq!(rows.concat(), text.clone());
            for pair in rows.windows(2) {
                let (end, start) = (pair[0].trim_end(), &pair[1]);
                let all_free = pair[0].chars().any(|c| class_of(c) == Class::Free);
                let first = start.chars().next().map(class_of);
                let unbroken = !matches!(first, Some(Class::Close | Class::Inner));
                let opens = end.chars().last().map(class_of) == Some(Class::Open);
                // A row without a Han character may have had no better place to end.
                prop_assert!(!all_free || (unbroken && !opens) || too_long(&text, width));
            }
        }
    }

    /// Returns whether a run that may not be split is longer than a row.
    fn too_long(text: &str, width: u8) -> bool {
        let mut run = 0.0;
        let mut row = Row::default();
        for cell in cells(text) {
            run = if row.may_end_before(cell.class) {
                0.0
            } else {
                run
            };
            run += cell.width;
            if run > f32::from(width) {
                return true;
            }
            row.last = [row.last[1], Some(cell.class)];
            if cell.class != Class::Space {
                row.last_solid = Some(cell.class);
            }
        }
        false
    }
}
