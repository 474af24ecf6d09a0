//! The columns and the first rows of a table, for someone to choose the texts from.
//!
//! Which column holds the texts is guessed by its name, and else by how long what stands in it is;
//! lines with labels are no texts, however long they are.

use serde_json::Value;

use crate::text::decode::Decoded;
use crate::text::import::Media;
use crate::text::import::TEXT_COLUMNS;
use crate::text::import::table;

/// Names that the column with the documents' names usually has, the likeliest first.
const NAME_COLUMNS: [&str; 11] = [
    "title",
    "name",
    "标题",
    "標題",
    "题目",
    "題目",
    "篇名",
    "名称",
    "名稱",
    "文件名",
    "檔名",
];

/// Names of columns that labelled data has and texts have not.
const LABELLED_COLUMNS: [&str; 8] = [
    "start",
    "end",
    "label",
    "labels",
    "span",
    "spans",
    "entities",
    "relations",
];

/// Characters that the texts of a column have on the average at least to be taken for texts.
const LEAST_CHARS: usize = 8;

/// Characters of a field that are shown.
const FIELD_CHARS: usize = 300;

/// Columns of a table that are looked at; one with more is no table of texts.
const MAX_COLUMNS: usize = 200;

/// The columns of a table and its first rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Head {
    /// The names of its columns.
    pub columns: Vec<String>,
    /// Its first rows: the beginnings of the fields, one for each column.
    pub rows: Vec<Vec<String>>,
    /// The column that most likely holds the texts.
    pub text: Option<usize>,
    /// The column that most likely holds the names of the documents.
    pub name: Option<usize>,
    /// What `text` goes by.
    pub guess: ColumnGuess,
}

/// What the guess of a column goes by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColumnGuess {
    /// There is none.
    #[default]
    None,
    /// It is named as such columns are.
    Name,
    /// Its fields are the longest.
    Length,
}

/// Returns the columns of a table and its first `n_rows` rows.
pub fn head(media: Media, file: &Decoded, n_rows: usize) -> Head {
    let mut head = match media {
        Media::JsonLines => json_head(file, n_rows),
        media => separated_head(media, file, n_rows),
    };
    if let Some(idx) = place_of(&head.columns, &TEXT_COLUMNS) {
        (head.text, head.guess) = (Some(idx), ColumnGuess::Name);
    } else if let Some(idx) = longest(&head) {
        (head.text, head.guess) = (Some(idx), ColumnGuess::Length);
    }
    let name = place_of(&head.columns, &NAME_COLUMNS);
    head.name = name.filter(|idx| Some(*idx) != head.text);
    head
}

fn separated_head(media: Media, file: &Decoded, n_rows: usize) -> Head {
    let mut records = table::records(&file.text, table::Style::of(media, &file.text));
    let Some(header) = records.next() else {
        return Head::default();
    };
    let columns = header.fields.iter().take(MAX_COLUMNS);
    let columns: Vec<String> = columns.map(|name| cut(name.trim())).collect();
    let rows = records.take(n_rows).map(|record| {
        let fields = 0..columns.len();
        let field = |idx| cut(record.fields.get(idx).unwrap_or_default());
        fields.map(field).collect()
    });
    let rows = rows.collect();
    Head {
        columns,
        rows,
        ..Head::default()
    }
}

fn json_head(file: &Decoded, n_rows: usize) -> Head {
    let objects = table::lines_of(file).filter_map(|(_, line)| table::object(line).ok());
    let objects: Vec<_> = objects.take(n_rows).collect();
    let mut columns: Vec<String> = Vec::new();
    for key in objects.iter().flat_map(|object| object.keys()) {
        if !columns.contains(key) && columns.len() < MAX_COLUMNS {
            columns.push(key.clone());
        }
    }
    let rows = objects.iter().map(|object| {
        let fields = columns.iter().map(|key| match object.get(key) {
            Some(Value::String(text)) => cut(text),
            Some(Value::Null) | None => String::new(),
            Some(other) => cut(&other.to_string()),
        });
        fields.collect()
    });
    let rows = rows.collect();
    Head {
        columns,
        rows,
        ..Head::default()
    }
}

fn cut(field: &str) -> String {
    field.chars().take(FIELD_CHARS).collect()
}

fn place_of(columns: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| {
        let mut columns = columns.iter();
        columns.position(|column| column.eq_ignore_ascii_case(name))
    })
}

/// Returns the column whose fields are longest, unless they are short or those of labelled data.
fn longest(head: &Head) -> Option<usize> {
    if place_of(&head.columns, &LABELLED_COLUMNS).is_some() {
        return None;
    }
    let n_chars = |idx: usize| -> usize {
        let fields = head.rows.iter().filter_map(|row| row.get(idx));
        fields.map(|field| field.chars().count()).sum()
    };
    let all = 0..head.columns.len();
    let (idx, n) = all
        .map(|idx| (idx, n_chars(idx)))
        .rev()
        .max_by_key(|(_, n)| *n)?;
    (n > 0 && n >= LEAST_CHARS * head.rows.len()).then_some(idx)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(media: Media, content: &str) -> Head {
        let file = Decoded {
            text: content.to_owned(),
            ..Decoded::default()
        };
        head(media, &file, 3)
    }

    #[test]
    fn columns_are_guessed_by_name_then_by_length() {
        let head = of(Media::Csv, "编号,标题,内容\n1,春,开会\n2,夏,开工\n");
        assert_eq!((head.text, head.name), (Some(2), Some(1)));
        assert_eq!(head.guess, ColumnGuess::Name);
        assert_eq!(head.rows[1], ["2", "夏", "开工"]);
        let body = "林知远局长出席第三届读书节座谈会";
        let head = of(Media::Tsv, &format!("id\tbody\n1\t{body}\n2\t{body}\n"));
        assert_eq!((head.text, head.guess), (Some(1), ColumnGuess::Length));
        let head = of(Media::Csv, "a,b\n1,2\n");
        assert_eq!((head.text, head.guess), (None, ColumnGuess::None));
    }

    #[test]
    fn lines_of_labels_hold_no_texts() {
        let line = r#"{"document":"很长很长的文件名称.txt","start":1,"end":3,"label":"PERSON"}"#;
        let head = of(Media::JsonLines, line);
        assert_eq!(head.text, None);
        assert_eq!(head.columns, ["document", "end", "label", "start"]);
        let head = of(Media::JsonLines, r#"{"text":"开会","meta":{"n":1}}"#);
        assert_eq!(head.text, Some(1));
        assert_eq!(head.rows, [[r#"{"n":1}"#, "开会"]]);
    }
}
