//! Lists of words out of a file: one a line, or the columns of a table.
//!
//! A table may have a header; it is told by the names of its columns. Without one the first column
//! holds the words and the second, if there is one, their labels. A line of a text is a word as it is,
//! also one that begins with `#`; only blanks around it are left out.

use crate::text::decode::Decoded;
use crate::text::import::ImportError;
use crate::text::import::Media;
use crate::text::import::table;
use crate::text::import::table::Style;

/// Names of the column that holds the words.
const WORD_COLUMNS: [&str; 14] = [
    "word", "words", "term", "name", "text", "词", "詞", "词语", "詞語", "词条", "詞條", "名称",
    "姓名", "字词",
];

/// Names of the column that holds their labels.
const LABEL_COLUMNS: [&str; 10] = [
    "label", "labels", "tag", "type", "标签", "標籤", "类别", "類別", "类型", "類型",
];

/// The rows of a file of words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WordTable {
    /// The names of its columns; of a table without a header, and of lines, none.
    pub header: Option<Vec<String>>,
    /// The rows below the header, each as long as it is in the file.
    pub rows: Vec<Vec<String>>,
    /// The column that seems to hold the words.
    pub word_column: usize,
    /// The column that seems to hold their labels.
    pub label_column: Option<usize>,
}

impl WordTable {
    /// Returns the most columns that a row has.
    pub fn n_columns(&self) -> usize {
        let of_header = self.header.as_ref().map_or(0, Vec::len);
        let of_rows = self.rows.iter().map(Vec::len);
        of_rows.max().unwrap_or(0).max(of_header)
    }

    /// Returns the words of a column with what stands in another, without empty ones.
    pub fn entries(
        &self,
        word: usize,
        label: Option<usize>,
    ) -> impl Iterator<Item = (&str, Option<&str>)> {
        self.rows.iter().filter_map(move |row| {
            let word = filled(row, word)?;
            Some((word, label.and_then(|label| filled(row, label))))
        })
    }
}

fn filled(row: &[String], at: usize) -> Option<&str> {
    let cell = row.get(at).map(|cell| cell.trim());
    cell.filter(|cell| !cell.is_empty())
}

/// Takes the words out of a file that was decoded.
pub fn words(media: Media, file: &Decoded) -> Result<WordTable, ImportError> {
    match media {
        Media::Csv | Media::Tsv => of_table(media, file),
        _ => of_lines(file),
    }
}

fn of_lines(file: &Decoded) -> Result<WordTable, ImportError> {
    let lines = table::lines_of(file).map(|(_, line)| vec![line.trim().to_owned()]);
    let rows: Vec<Vec<String>> = lines.collect();
    if rows.is_empty() {
        return Err(ImportError::NoRows);
    }
    Ok(WordTable {
        header: None,
        rows,
        word_column: 0,
        label_column: None,
    })
}

fn of_table(media: Media, file: &Decoded) -> Result<WordTable, ImportError> {
    let style = Style::of(media, &file.text);
    table::check_closed(&file.text, style)?;
    let records = table::records(&file.text, style);
    let row = |record: table::Record| -> Vec<String> {
        record
            .fields
            .iter()
            .map(|field| field.trim().to_owned())
            .collect()
    };
    let mut rows: Vec<Vec<String>> = records.map(row).collect();
    let column = |names: &[&str]| {
        let first = rows.first()?;
        let is_named = |cell: &String| names.iter().any(|name| cell.eq_ignore_ascii_case(name));
        first.iter().position(is_named)
    };
    let (word, label) = (column(&WORD_COLUMNS), column(&LABEL_COLUMNS));
    let has_header = word.is_some() || label.is_some();
    let header = has_header.then(|| rows.remove(0));
    rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
    if rows.is_empty() {
        return Err(ImportError::NoRows);
    }
    let n_columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let word_column = word.unwrap_or(usize::from(label == Some(0)));
    let second = (!has_header && n_columns > 1).then_some(1);
    Ok(WordTable {
        header,
        rows,
        word_column,
        label_column: label.or(second),
    })
}

/// Writes words with their labels as a table that [`words`] reads.
pub fn write_words<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut written = String::from("word,label\n");
    for (word, label) in rows {
        for (cell, end) in [(word, ','), (label, '\n')] {
            if cell.contains(['"', ',', '\n', '\r']) || cell.trim() != cell {
                written.push('"');
                written.push_str(&cell.replace('"', "\"\""));
                written.push('"');
            } else {
                written.push_str(cell);
            }
            written.push(end);
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::decode::decode;

    fn read(media: Media, content: &str) -> Result<WordTable, ImportError> {
        words(media, &decode(content.as_bytes(), None).unwrap())
    }

    fn entries(table: &WordTable) -> Vec<(&str, Option<&str>)> {
        table
            .entries(table.word_column, table.label_column)
            .collect()
    }

    #[test]
    fn each_line_is_a_word_also_one_with_a_mark() {
        let table = read(Media::Plain, " 书记 \n\n#hashtag\r\n甲,乙\n").unwrap();
        assert_eq!(
            entries(&table),
            [("书记", None), ("#hashtag", None), ("甲,乙", None)]
        );
    }

    #[test]
    fn columns_are_told_by_their_names_or_by_their_order() {
        let with_header = read(
            Media::Csv,
            "id,标签,词语\n1,ROLE,书记\n2,,\"甲,乙\"\n3,EVENT,\n",
        )
        .unwrap();
        assert_eq!(
            entries(&with_header),
            [("书记", Some("ROLE")), ("甲,乙", None)]
        );
        let bare = read(Media::Tsv, "书记\tROLE\n林晚秋\tPERSON\n").unwrap();
        assert_eq!(bare.header, None);
        assert_eq!(
            entries(&bare),
            [("书记", Some("ROLE")), ("林晚秋", Some("PERSON"))]
        );
    }

    #[test]
    fn a_quote_that_never_closes_and_a_header_alone_are_refused() {
        let damaged = read(
            Media::Csv,
            "word,label\n书记,ROLE\n\"总书记,ROLE\n主席,ROLE\n",
        );
        assert_eq!(damaged, Err(ImportError::UnclosedQuote { row: 2, line: 3 }));
        assert_eq!(read(Media::Csv, "word,label\n"), Err(ImportError::NoRows));
    }

    #[test]
    fn what_is_written_reads_back() {
        let rows = [
            ("甲,乙", "ROLE"),
            (" 白 翔 ", ""),
            ("说“\"”", "EVENT"),
            ("#x", "ROLE"),
        ];
        let table = read(Media::Csv, &write_words(rows.into_iter())).unwrap();
        let back = [
            ("甲,乙", Some("ROLE")),
            ("白 翔", None),
            ("说“\"”", Some("EVENT")),
            ("#x", Some("ROLE")),
        ];
        assert_eq!(entries(&table), back);
    }
}
