//! From one format to another without a project, document by document.
//!
//! A [`Converter`] is the sink of a reader: each document is settled in its own text, made to fit
//! the other format and written at once, so that memory holds one document. What does not fit its
//! text is kept out and named; what the other format cannot carry is counted.

use std::collections::BTreeMap;
use std::io;

use crate::exchange::Format;
use crate::exchange::fit;
use crate::exchange::incoming::Incoming;
use crate::exchange::incoming::Place;
use crate::exchange::incoming::ReadError;
use crate::exchange::incoming::Refusal;
use crate::exchange::incoming::RefusalReason;
use crate::exchange::incoming::Remark;
use crate::exchange::input::Sink;
use crate::exchange::loss::LossReport;
use crate::exchange::loss::Tally;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::settle;
use crate::exchange::units::OffsetUnit;
use crate::text::offset::Text;

/// How many refusals and remarks are kept with their places; more are counted.
pub const MAX_NAMED: usize = 1_000;

/// What came of a conversion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Converted {
    /// What was written.
    pub tally: Tally,
    /// What the format cannot carry.
    pub losses: LossReport,
    /// What of the files was not taken, up to [`MAX_NAMED`].
    pub refusals: Vec<Refusal>,
    /// How many spans and relations all refusals keep out.
    pub n_refused: usize,
    /// What was taken otherwise than it stood there, up to [`MAX_NAMED`], by file.
    pub remarks: Vec<(String, Place, Remark)>,
    /// Fields that were passed over, with how often each stood there.
    pub unread_fields: BTreeMap<String, usize>,
    /// Documents with a span that does not fit their text.
    pub n_documents_with_misfits: usize,
    /// Units in which all spans of such a document would fit, and of how many documents.
    pub units_that_fit: BTreeMap<OffsetUnit, usize>,
    /// Documents whose text was made of tokens, so that white space is not what it was.
    pub n_of_tokens: usize,
}

impl Converted {
    /// Returns the units that offsets may be in: those that would make every document fit.
    pub fn likely_units(&self) -> Vec<OffsetUnit> {
        let n_documents = self.n_documents_with_misfits;
        let units = self.units_that_fit.iter();
        let fit = units.filter(|(_, n)| n_documents > 0 && **n == n_documents);
        fit.map(|(unit, _)| *unit).collect()
    }
}

/// Takes documents as they are read and writes each in another format.
pub struct Converter<'a> {
    format: &'a Format,
    options: &'a WriteOptions,
    /// Nothing is written where only losses are to be known.
    writer: Option<Box<dyn Writer>>,
    /// Only layers of this annotator are taken, if one is named.
    annotator: Option<&'a str>,
    /// The file that is being read.
    file: String,
    /// What a document is called that the file does not name.
    default_name: String,
    n_unnamed: usize,
    failed: Option<io::Error>,
    converted: Converted,
}

impl<'a> Converter<'a> {
    /// Begins with a writer, or without one where only losses are to be counted.
    pub fn new(
        format: &'a Format,
        options: &'a WriteOptions,
        annotator: Option<&'a str>,
        writer: Option<Box<dyn Writer>>,
    ) -> Self {
        Self {
            format,
            options,
            writer,
            annotator,
            file: String::new(),
            default_name: String::new(),
            n_unnamed: 0,
            failed: None,
            converted: Converted::default(),
        }
    }

    /// Says which file is read from now on; `stem` names documents that it does not.
    pub fn begin_file(&mut self, file: &str, stem: &str) {
        file.clone_into(&mut self.file);
        stem.clone_into(&mut self.default_name);
        self.n_unnamed = 0;
    }

    /// Returns how much was written so far.
    pub fn tally(&self) -> &Tally {
        &self.converted.tally
    }

    /// Writes what belongs at the end and returns what came of it all.
    ///
    /// A failure to write is what stopped the reader with [`ReadError::Stopped`].
    pub fn finish(self) -> io::Result<Converted> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        if let Some(writer) = self.writer {
            writer.finish()?;
        }
        Ok(self.converted)
    }

    /// Returns what a document is called: as the file says, or after the file.
    fn name(&mut self, incoming: &Incoming) -> String {
        if let Some(key) = &incoming.key {
            return key.clone();
        }
        self.n_unnamed += 1;
        match self.n_unnamed {
            1 => self.default_name.clone(),
            n => format!("{}-{n}", self.default_name),
        }
    }

    /// Notes in which units the spans of a document would fit.
    fn note_units(&mut self, text: &Text, incoming: &Incoming) {
        self.converted.n_documents_with_misfits += 1;
        for unit in settle::units_that_fit(text, incoming) {
            *self.converted.units_that_fit.entry(unit).or_default() += 1;
        }
    }
}

impl Sink for Converter<'_> {
    fn document(&mut self, incoming: Incoming) -> Result<(), ReadError> {
        let of_another = self
            .annotator
            .is_some_and(|wanted| incoming.annotator.as_deref().is_some_and(|by| by != wanted));
        if of_another {
            return Ok(());
        }
        let name = self.name(&incoming);
        let (record, misfits) = settle::record(&incoming, &name);
        if let Some(record) = record.as_ref().filter(|_| !misfits.is_empty()) {
            self.note_units(&record.text, &incoming);
        }
        for (at, n_spans, reason) in misfits {
            self.refuse(at, n_spans, reason);
        }
        let Some(record) = record else {
            return Ok(());
        };
        self.converted.n_of_tokens += usize::from(incoming.blanks_unsure);
        let losses = &mut self.converted.losses;
        let Some(record) = fit::fit(self.format, self.options, &record, losses) else {
            return Ok(());
        };
        if let Some(writer) = &mut self.writer
            && let Err(error) = writer.put(&record)
        {
            self.failed = Some(error);
            return Err(ReadError::Stopped);
        }
        self.converted.tally.add(&record);
        Ok(())
    }

    fn refuse(&mut self, at: Place, n_spans: usize, reason: RefusalReason) {
        self.converted.n_refused += n_spans;
        if self.converted.refusals.len() < MAX_NAMED {
            self.converted.refusals.push(Refusal {
                file: self.file.clone(),
                at,
                n_spans,
                reason,
            });
        }
    }

    fn unread(&mut self, field: &str) {
        match self.converted.unread_fields.get_mut(field) {
            Some(n) => *n += 1,
            None => {
                let fields = &mut self.converted.unread_fields;
                if fields.len() < MAX_NAMED {
                    fields.insert(field.to_owned(), 1);
                }
            }
        }
    }

    fn remark(&mut self, at: Place, remark: Remark) {
        if self.converted.remarks.len() < MAX_NAMED {
            let file = self.file.clone();
            self.converted.remarks.push((file, at, remark));
        }
    }
}
