//! Writes a DocBin.
//!
//! Lengths and strings stand in a DocBin before what they are of, so that nothing can be written
//! before the last document is there. Until then only the records are kept, which share their text
//! with the project; the table of tokens, 24 bytes for each character, is made as it is packed.

use std::collections::BTreeSet;
use std::collections::HashMap;
use std::io;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use rmp::encode;

use super::BEGINS;
use super::DOC;
use super::ENT_IOB;
use super::ENT_KB_ID;
use super::ENT_TYPE;
use super::GROUP;
use super::INSIDE;
use super::ORTH;
use super::OUTSIDE;
use super::strings::id_of;
use crate::exchange::flat;
use crate::exchange::flat::Overlap;
use crate::exchange::output::Output;
use crate::exchange::output::OutputFile;
use crate::exchange::output::WriteOptions;
use crate::exchange::output::Writer;
use crate::exchange::record::Record;
use crate::model::span::Span;
use crate::text::offset::CharIdx;

/// Begins a file.
pub fn write(mut output: Box<dyn Output>, options: &WriteOptions) -> io::Result<Box<dyn Writer>> {
    Ok(Box::new(Bin {
        out: output.main()?,
        overlap: options.overlap,
        records: Vec::new(),
    }))
}

struct Bin {
    out: OutputFile,
    overlap: Overlap,
    records: Vec<Record>,
}

impl Writer for Bin {
    fn put(&mut self, record: &Record) -> io::Result<()> {
        self.records.push(record.clone());
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let Self {
            out,
            overlap,
            records,
        } = *self;
        let packing = Packing::new(&records, overlap);
        let buffered = io::BufWriter::with_capacity(1 << 18, out);
        // The eight bytes of a number repeat with it: the fast way packs them nearly as small.
        let mut packed =
            io::BufWriter::with_capacity(1 << 16, ZlibEncoder::new(buffered, Compression::fast()));
        packing.write(&mut packed)?;
        let packed = packed
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        packed.finish()?.flush()
    }
}

/// What is told of all documents before any of them.
struct Packing<'a> {
    records: &'a [Record],
    overlap: Overlap,
    /// Every string that a number stands for.
    strings: BTreeSet<String>,
    /// The numbers of single characters.
    chars: HashMap<char, u64>,
    /// Every class that some document has.
    classes: BTreeSet<&'a str>,
    any_entity: bool,
}

impl<'a> Packing<'a> {
    fn new(records: &'a [Record], overlap: Overlap) -> Self {
        let mut strings = BTreeSet::from([String::new()]);
        let mut chars = HashMap::new();
        let mut classes = BTreeSet::new();
        let mut any_entity = false;
        for Record { text, layer, .. } in records {
            for c in text.as_str().chars() {
                chars.entry(c).or_insert_with(|| {
                    let string = c.to_string();
                    let id = id_of(&string);
                    strings.insert(string);
                    id
                });
            }
            for label in layer.spans.counts().keys() {
                strings.insert(label.to_string());
            }
            for span in layer.spans.iter() {
                if let Some(entity) = entity_of(span) {
                    any_entity = true;
                    strings.insert(entity.to_owned());
                }
            }
            classes.extend(layer.meta.classes.iter().map(String::as_str));
        }
        Self {
            records,
            overlap,
            strings,
            chars,
            classes,
            any_entity,
        }
    }

    fn attrs(&self) -> &'static [u64] {
        if self.any_entity {
            &[ORTH, ENT_IOB, ENT_TYPE, ENT_KB_ID]
        } else {
            &[ORTH, ENT_IOB, ENT_TYPE]
        }
    }

    fn write(&self, out: &mut impl io::Write) -> io::Result<()> {
        let attrs = self.attrs();
        let n_tokens: usize = self.records.iter().map(|r| r.text.n_chars()).sum();
        encode::write_map_len(out, 10)?;
        encode::write_str(out, "version")?;
        encode::write_str(out, "0.1")?;
        encode::write_str(out, "attrs")?;
        encode::write_array_len(out, attrs.len() as u32)?;
        for attr in attrs {
            encode::write_uint(out, *attr)?;
        }
        encode::write_str(out, "tokens")?;
        encode::write_bin_len(out, length(n_tokens.saturating_mul(8 * attrs.len()))?)?;
        for record in self.records {
            self.write_tokens(record, out)?;
        }
        encode::write_str(out, "spaces")?;
        encode::write_bin_len(out, length(n_tokens)?)?;
        io::copy(&mut io::Read::take(io::repeat(0), n_tokens as u64), out)?;
        encode::write_str(out, "lengths")?;
        encode::write_bin_len(out, length(self.records.len().saturating_mul(4))?)?;
        for record in self.records {
            let n_chars = i32::try_from(record.text.n_chars()).map_err(too_large)?;
            out.write_all(&n_chars.to_le_bytes())?;
        }
        encode::write_str(out, "strings")?;
        encode::write_array_len(out, length(self.strings.len())?)?;
        for string in &self.strings {
            encode::write_str(out, string)?;
        }
        self.write_lists(out)
    }

    /// Writes what has an entry for each document.
    fn write_lists(&self, out: &mut impl io::Write) -> io::Result<()> {
        let n_records = length(self.records.len())?;
        encode::write_str(out, "cats")?;
        encode::write_array_len(out, n_records)?;
        for record in self.records {
            self.write_cats(record, out)?;
        }
        encode::write_str(out, "flags")?;
        encode::write_array_len(out, n_records)?;
        for _ in self.records {
            encode::write_map_len(out, 1)?;
            encode::write_str(out, "has_unknown_spaces")?;
            encode::write_bool(out, false)?;
        }
        encode::write_str(out, "span_groups")?;
        encode::write_array_len(out, n_records)?;
        for record in self.records {
            encode::write_bin(out, &groups_of(record)?)?;
        }
        encode::write_str(out, "user_data")?;
        encode::write_array_len(out, n_records)?;
        for record in self.records {
            let mut data = Vec::new();
            encode::write_map_len(&mut data, 1)?;
            encode::write_str(&mut data, DOC)?;
            encode::write_str(&mut data, &record.name)?;
            encode::write_bin(out, &data)?;
        }
        Ok(())
    }

    /// Writes a row for each character.
    fn write_tokens(&self, record: &Record, out: &mut impl io::Write) -> io::Result<()> {
        let spans = record.layer.spans.iter();
        let kept = flat::flatten(&record.text, spans, self.overlap).kept;
        let whole = kept.iter().filter(|kept| kept.range == kept.span.range);
        let mut entities = whole.map(|kept| kept.span).peekable();
        let mut now = [0; 2];
        for (i, c) in record.text.as_str().chars().enumerate() {
            let at = CharIdx(i);
            while entities.next_if(|s| s.range.end() <= at).is_some() {}
            let entity = entities.peek().filter(|s| s.range.contains(at));
            let iob = match entity {
                None => OUTSIDE,
                Some(span) if span.range.start() == at => {
                    now = [id_of(&span.label), entity_of(span).map_or(0, id_of)];
                    BEGINS
                }
                Some(_) => INSIDE,
            };
            let [label, kb_id] = entity.map_or([0; 2], |_| now);
            let orth = self.chars.get(&c).copied().unwrap_or_default();
            for number in [orth, iob, label] {
                out.write_all(&number.to_le_bytes())?;
            }
            if self.any_entity {
                out.write_all(&kb_id.to_le_bytes())?;
            }
        }
        Ok(())
    }

    /// Writes 1 for the classes of a document and 0 for the rest, or nothing if it has none.
    ///
    /// spaCy takes a class that is not there for one that nobody looked at.
    fn write_cats(&self, record: &Record, out: &mut impl io::Write) -> io::Result<()> {
        let own = &record.layer.meta.classes;
        if own.is_empty() {
            encode::write_map_len(out, 0)?;
            return Ok(());
        }
        encode::write_map_len(out, length(self.classes.len())?)?;
        for class in &self.classes {
            encode::write_str(out, class)?;
            encode::write_f64(out, f64::from(u8::from(own.contains(*class))))?;
        }
        Ok(())
    }
}

fn entity_of(span: &Span) -> Option<&str> {
    let entity = span.detail.as_deref()?.entity.as_ref()?;
    Some(entity.as_str())
}

/// Packs the spans of a document as a group.
fn groups_of(record: &Record) -> io::Result<Vec<u8>> {
    let spans = &record.layer.spans;
    let mut groups = Vec::new();
    if spans.is_empty() {
        encode::write_array_len(&mut groups, 0)?;
        return Ok(groups);
    }
    let mut group = Vec::new();
    encode::write_map_len(&mut group, 3)?;
    encode::write_str(&mut group, "name")?;
    encode::write_str(&mut group, GROUP)?;
    encode::write_str(&mut group, "attrs")?;
    encode::write_map_len(&mut group, 0)?;
    encode::write_str(&mut group, "spans")?;
    encode::write_array_len(&mut group, length(spans.len())?)?;
    for span in spans.iter() {
        let mut bytes = Vec::with_capacity(40);
        let kb_id = entity_of(span).map_or(0, id_of);
        for number in [0, kb_id, id_of(&span.label)] {
            bytes.extend(number.to_be_bytes());
        }
        // As tokens, then as characters; here these are the same.
        let ends = [span.range.start(), span.range.end()];
        for place in ends.iter().chain(&ends) {
            let place = i32::try_from(place.0).map_err(too_large)?;
            bytes.extend(place.to_be_bytes());
        }
        encode::write_bin(&mut group, &bytes)?;
    }
    encode::write_map_len(&mut groups, 1)?;
    encode::write_bin(&mut groups, &group)?;
    encode::write_array_len(&mut groups, 1)?;
    encode::write_str(&mut groups, GROUP)?;
    Ok(groups)
}

fn length(n: usize) -> io::Result<u32> {
    u32::try_from(n).map_err(too_large)
}

fn too_large(_: std::num::TryFromIntError) -> io::Error {
    let problem = "one DocBin holds 4 GiB of tokens, about 170 million characters, and not more; \
                   split the documents";
    io::Error::new(io::ErrorKind::FileTooLarge, problem)
}
