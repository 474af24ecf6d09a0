//! The rows of some columns, read batch by batch.
//!
//! Every column gives a list for each row: of one value where it holds no lists. A value that is
//! missing is `None`; an empty list has none.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use parquet::column::reader::ColumnReader;
use parquet::column::reader::ColumnReaderImpl;
use parquet::column::reader::get_column_reader;
use parquet::data_type::DataType;
use parquet::errors::ParquetError;
use parquet::file::reader::RowGroupReader;

use super::source::Allowance;
use super::source::Pages;

/// How many rows are read at a time.
const BATCH: usize = 64;

/// How many values the pages may have that one batch of a column is read from.
const MAX_VALUES: usize = 16 << 20;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Cell {
    Text(String),
    Number(i64),
}

impl Cell {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// What a column holds in one row.
pub(super) type Cells = Vec<Option<Cell>>;

/// A column of a group of rows.
pub(super) struct ColumnOfRows {
    reader: ColumnReader,
    allowance: Allowance,
    /// At this level a value is there, and at that one its place in the list.
    max_def: i16,
    item_def: i16,
    rows: VecDeque<Cells>,
}

impl ColumnOfRows {
    pub(super) fn new(group: &dyn RowGroupReader, column: usize) -> Result<Self, ParquetError> {
        let descr = group.metadata().schema_descr().column(column);
        let allowance = Arc::new(AtomicUsize::new(MAX_VALUES));
        let pages = Pages {
            pages: group.get_column_page_reader(column)?,
            allowance: allowance.clone(),
        };
        let is_list = descr.max_rep_level() > 0;
        Ok(Self {
            max_def: descr.max_def_level(),
            item_def: if is_list {
                descr.repeated_ancestor_def_level()
            } else {
                0
            },
            reader: get_column_reader(descr, Box::new(pages)),
            allowance,
            rows: VecDeque::new(),
        })
    }

    /// Returns the next row; an error where there are fewer than the file says.
    pub(super) fn next(&mut self) -> Result<Cells, ParquetError> {
        if self.rows.is_empty() {
            self.allowance.store(MAX_VALUES, Ordering::Relaxed);
            self.read_batch()?;
        }
        let row = self.rows.pop_front();
        row.ok_or_else(|| ParquetError::EOF("a column has too few rows".to_owned()))
    }

    fn read_batch(&mut self) -> Result<(), ParquetError> {
        let (max_def, item_def) = (self.max_def, self.item_def);
        let levels = match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => records(reader, |bytes| {
                let text = std::str::from_utf8(bytes.data());
                let text = text.map_err(|_| ParquetError::General("it is not UTF-8".to_owned()))?;
                Ok(Cell::Text(text.to_owned()))
            }),
            ColumnReader::Int64ColumnReader(reader) => records(reader, |n| Ok(Cell::Number(*n))),
            ColumnReader::Int32ColumnReader(reader) => {
                records(reader, |n| Ok(Cell::Number(i64::from(*n))))
            }
            _ => Err(ParquetError::NYI("a column of another kind".to_owned())),
        }?;
        let mut values = levels.values.into_iter();
        for i in 0..levels.n_levels {
            let level = |levels: &[i16], or: i16| levels.get(i).copied().unwrap_or(or);
            if level(&levels.reps, 0) == 0 {
                self.rows.push_back(Cells::new());
            }
            let Some(row) = self.rows.back_mut() else {
                return Err(ParquetError::General("a column begins in a row".to_owned()));
            };
            let def = level(&levels.defs, max_def);
            if def == max_def {
                row.push(values.next());
            } else if def >= item_def {
                row.push(None);
            }
        }
        Ok(())
    }
}

struct Levels {
    n_levels: usize,
    defs: Vec<i16>,
    reps: Vec<i16>,
    values: Vec<Cell>,
}

fn records<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    cell: impl Fn(&T::T) -> Result<Cell, ParquetError>,
) -> Result<Levels, ParquetError> {
    let (mut defs, mut reps, mut values) = (Vec::new(), Vec::new(), Vec::new());
    let read = reader.read_records(BATCH, Some(&mut defs), Some(&mut reps), &mut values)?;
    let (_, _, n_levels) = read;
    Ok(Levels {
        n_levels,
        defs,
        reps,
        values: values.iter().map(cell).collect::<Result<_, _>>()?,
    })
}
