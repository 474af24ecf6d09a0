//! The columns of a group of rows, until they are written.
//!
//! A column that holds a list for each row is stored flat, with two levels beside each value: 0 in
//! `reps` where a row begins and 1 where its list goes on; in `defs` how much of the way to the
//! value is there. `[], [7, null]` in a column of lists of structures is
//! `defs 1 4 3`, `reps 0 0 1`, values `7`.

use std::io;

use parquet::column::writer::ColumnWriterImpl;
use parquet::data_type::ByteArray;
use parquet::data_type::ByteArrayType;
use parquet::data_type::DataType;
use parquet::data_type::Int64Type;
use parquet::file::writer::SerializedRowGroupWriter;
use parquet::schema::types::ColumnDescriptor;

use super::io_error;

/// One column.
pub(super) struct Column {
    values: Values,
    defs: Vec<i16>,
    reps: Vec<i16>,
    max_def: i16,
    is_list: bool,
}

enum Values {
    Texts(Vec<ByteArray>),
    Numbers(Vec<i64>),
}

impl Column {
    pub(super) fn new(descr: &ColumnDescriptor) -> Self {
        let values = match descr.physical_type() {
            parquet::basic::Type::INT64 => Values::Numbers(Vec::new()),
            _ => Values::Texts(Vec::new()),
        };
        Self {
            values,
            defs: Vec::new(),
            reps: Vec::new(),
            max_def: descr.max_def_level(),
            is_list: descr.max_rep_level() > 0,
        }
    }

    /// Adds a row with one value or none.
    pub(super) fn put_text(&mut self, text: Option<&str>) {
        self.defs
            .push(text.map_or(self.max_def - 1, |_| self.max_def));
        self.push_text(text);
    }

    /// Adds a row with a list of texts.
    pub(super) fn put_texts<'a>(&mut self, texts: impl Iterator<Item = &'a str>) {
        let n_before = self.begin_list();
        for text in texts {
            self.put_level(n_before, true);
            self.push_text(Some(text));
        }
        self.end_list(n_before);
    }

    /// Adds a row with a list of numbers, some of which may be missing.
    pub(super) fn put_numbers(&mut self, numbers: impl Iterator<Item = Option<i64>>) {
        let n_before = self.begin_list();
        for number in numbers {
            self.put_level(n_before, number.is_some());
            if let (Values::Numbers(values), Some(number)) = (&mut self.values, number) {
                values.push(number);
            }
        }
        self.end_list(n_before);
    }

    fn push_text(&mut self, text: Option<&str>) {
        if let (Values::Texts(values), Some(text)) = (&mut self.values, text) {
            values.push(ByteArray::from(text));
        }
    }

    fn begin_list(&self) -> usize {
        self.defs.len()
    }

    fn put_level(&mut self, n_before: usize, there: bool) {
        self.reps.push(i16::from(self.defs.len() > n_before));
        self.defs.push(self.max_def - i16::from(!there));
    }

    /// A list without anything in it has levels too.
    fn end_list(&mut self, n_before: usize) {
        if self.defs.len() == n_before {
            self.reps.push(0);
            self.defs.push(1);
        }
    }

    fn write(
        &self,
        rows: &mut SerializedRowGroupWriter<'_, impl io::Write + Send>,
    ) -> io::Result<()> {
        let Some(mut writer) = rows.next_column().map_err(io_error)? else {
            return Err(io::Error::other(
                "there are more columns than the schema has",
            ));
        };
        match &self.values {
            Values::Texts(values) => self.write_values(writer.typed::<ByteArrayType>(), values),
            Values::Numbers(values) => self.write_values(writer.typed::<Int64Type>(), values),
        }?;
        writer.close().map_err(io_error)
    }

    fn write_values<T: DataType>(
        &self,
        writer: &mut ColumnWriterImpl<'_, T>,
        values: &[T::T],
    ) -> io::Result<()> {
        let reps = self.is_list.then_some(self.reps.as_slice());
        let written = writer.write_batch(values, Some(&self.defs), reps);
        written.map(|_| ()).map_err(io_error)
    }

    fn clear(&mut self) {
        match &mut self.values {
            Values::Texts(values) => values.clear(),
            Values::Numbers(values) => values.clear(),
        }
        self.defs.clear();
        self.reps.clear();
    }
}

/// Writes all columns as a group of rows and empties them.
pub(super) fn write_out(
    columns: &mut [Column],
    mut rows: SerializedRowGroupWriter<'_, impl io::Write + Send>,
) -> io::Result<()> {
    for column in columns {
        column.write(&mut rows)?;
        column.clear();
    }
    rows.close().map_err(io_error)?;
    Ok(())
}
