//! A table whose columns stand under each other on a terminal, Chinese or not.

use unicode_width::UnicodeWidthStr as _;

/// How a column's cells stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At its left edge, as words do.
    Left,
    /// At its right edge, as numbers do.
    Right,
}

/// Rows of cells under a head.
#[derive(Debug)]
pub struct Table {
    columns: Vec<(String, Align)>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// Makes a table of columns with their heads.
    pub fn new(columns: Vec<(String, Align)>) -> Self {
        Self {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row; cells beyond the columns are left out.
    pub fn push(&mut self, row: Vec<String>) {
        self.rows.push(row);
    }

    /// Returns the lines, two blanks between columns and none at their ends.
    pub fn lines(&self) -> String {
        let heads = self.columns.iter().map(|(head, _)| shown(head)).collect();
        let mut rows: Vec<Vec<String>> = vec![heads];
        for row in &self.rows {
            rows.push(row.iter().map(|cell| shown(cell)).collect());
        }
        let width_of = |i: usize| {
            let cells = rows.iter().filter_map(|row| row.get(i));
            cells.map(|cell| cell.width()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width_of).collect();
        let mut lines = String::new();
        for row in &rows {
            let mut line = String::new();
            for ((cell, (_, align)), width) in row.iter().zip(&self.columns).zip(&widths) {
                let blanks = " ".repeat(width.saturating_sub(cell.width()));
                match align {
                    Align::Left => line.extend([cell.as_str(), &blanks, "  "]),
                    Align::Right => line.extend([&blanks, cell.as_str(), "  "]),
                }
            }
            lines.push_str(line.trim_end());
            lines.push('\n');
        }
        lines
    }
}

/// Returns a cell with control characters escaped, so that a name cannot steer the terminal.
fn shown(cell: &str) -> String {
    let mut shown = String::with_capacity(cell.len());
    for c in cell.chars() {
        if c.is_control() {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_columns_a_character_and_escapes_stay_tame() {
        let columns = [("Name", Align::Left), ("n", Align::Right)];
        let mut table = Table::new(columns.map(|(h, a)| (h.to_owned(), a)).to_vec());
        table.push(vec!["报告.txt".to_owned(), "7".to_owned()]);
        table.push(vec!["a\u{1B}[2J".to_owned(), "12".to_owned()]);
        let expected = "Name         n\n报告.txt     7\na\\u{1b}[2J  12\n";
        assert_eq!(table.lines(), expected);
    }
}
