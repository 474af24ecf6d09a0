//! A file as the reader of its container sees it, with bounds on what it may make of it.
//!
//! The reader asks for bytes by place and length, and fills as much memory as the file says that a
//! page unpacks to, or a dictionary has entries. So the head of each page is looked at as its bytes
//! are asked for, and each page is looked at before it is decoded.

use std::io;
use std::io::Read;
use std::io::Seek as _;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::column::page::PageMetadata;
use parquet::column::page::PageReader;
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;
use parquet::file::reader::Length;

use super::thrift;
use crate::exchange::input::Content;
use crate::exchange::input::MAX_LINE_BYTES;

/// The most bytes that the head of a page may have.
const MAX_HEAD_BYTES: u64 = 1 << 20;

/// How a file ends: the length of its description, and this.
const MAGIC: &[u8; 4] = b"PAR1";

/// Bytes of a file in any order.
#[derive(Clone)]
pub(super) struct Source {
    shared: Arc<Mutex<Shared>>,
    n_bytes: u64,
}

struct Shared {
    content: Box<dyn Content>,
    /// Where something was read last that may be the head of a page.
    head_at: Option<u64>,
}

impl Source {
    pub(super) fn new(mut content: Box<dyn Content>) -> io::Result<Self> {
        let n_bytes = content.seek(io::SeekFrom::End(0))?;
        let shared = Shared {
            content,
            head_at: None,
        };
        Ok(Self {
            shared: Arc::new(Mutex::new(shared)),
            n_bytes,
        })
    }

    /// Returns whether what the file says of its columns can be believed.
    pub(super) fn columns_fit(&self) -> io::Result<bool> {
        let Some(tail_at) = self.n_bytes.checked_sub(8) else {
            return Ok(false);
        };
        let tail = self.bytes(tail_at, 8)?;
        let (Some(length), Some(magic)) = (tail.first_chunk::<4>(), tail.last_chunk::<4>()) else {
            return Ok(false);
        };
        let n_bytes = u32::from_le_bytes(*length);
        let begin = tail_at.checked_sub(u64::from(n_bytes));
        match begin {
            Some(begin) if magic == MAGIC && n_bytes as usize <= MAX_LINE_BYTES => {
                let description = self.bytes(begin, n_bytes as usize)?;
                Ok(thrift::schema_fits(&description))
            }
            _ => Ok(false),
        }
    }

    fn bytes(&self, start: u64, n_bytes: usize) -> io::Result<Vec<u8>> {
        let end = start.checked_add(n_bytes as u64);
        if end.is_none_or(|end| end > self.n_bytes) || n_bytes > MAX_LINE_BYTES {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.content.seek(io::SeekFrom::Start(start))?;
        let mut bytes = vec![0; n_bytes];
        shared.content.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    /// Returns where a head stands that was read last, and forgets it.
    fn take_head_at(&self) -> Option<u64> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.head_at.take()
    }
}

impl Length for Source {
    fn len(&self) -> u64 {
        self.n_bytes
    }
}

impl ChunkReader for Source {
    type T = io::BufReader<From>;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.head_at = Some(start);
        let from = From {
            shared: self.shared.clone(),
            at: start,
        };
        Ok(io::BufReader::with_capacity(1 << 10, from))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes, ParquetError> {
        if let Some(head_at) = self.take_head_at()
            && let Some(n_head @ 1..) = start.checked_sub(head_at)
        {
            let fits = n_head <= MAX_HEAD_BYTES
                && thrift::page_fits(&self.bytes(head_at, n_head as usize)?);
            if !fits {
                let problem = "a page would unpack to too much";
                return Err(ParquetError::General(problem.to_owned()));
            }
        }
        Ok(Bytes::from(self.bytes(start, length)?))
    }
}

/// Reads on from a place.
pub(super) struct From {
    shared: Arc<Mutex<Shared>>,
    at: u64,
}

impl Read for From {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        shared.content.seek(io::SeekFrom::Start(self.at))?;
        let n = shared.content.read(buffer)?;
        self.at = self.at.saturating_add(n as u64);
        Ok(n)
    }
}

/// How many values the pages that were read since it was set may still have.
pub(super) type Allowance = Arc<AtomicUsize>;

/// The pages of a column, each looked at before it is decoded.
pub(super) struct Pages {
    pub(super) pages: Box<dyn PageReader>,
    pub(super) allowance: Allowance,
}

impl Pages {
    fn check(&self, page: &Page) -> Result<(), ParquetError> {
        let wrong = |problem: String| Err(ParquetError::General(problem));
        match page {
            Page::DictionaryPage {
                buf, num_values, ..
            } => {
                // The shortest value is an empty string, whose length takes four bytes.
                if *num_values as usize > buf.len() / 4 {
                    return wrong("a dictionary has fewer values than it says".to_owned());
                }
            }
            Page::DataPage {
                num_values,
                encoding,
                ..
            }
            | Page::DataPageV2 {
                num_values,
                encoding,
                ..
            } => {
                // Others say how much they unpack to, and their decoders believe them.
                let known = [
                    Encoding::PLAIN,
                    Encoding::RLE,
                    Encoding::RLE_DICTIONARY,
                    Encoding::PLAIN_DICTIONARY,
                ];
                if !known.contains(encoding) {
                    return wrong(format!("values encoded as {encoding} are not read"));
                }
                let n_values = *num_values as usize;
                let left = self.allowance.load(Ordering::Relaxed);
                match left.checked_sub(n_values) {
                    Some(left) => self.allowance.store(left, Ordering::Relaxed),
                    None => return wrong("a row has too many values".to_owned()),
                }
            }
        }
        Ok(())
    }
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Result<Option<Page>, ParquetError> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            self.check(page)?;
        }
        Ok(page)
    }

    /// Nothing is skipped here, so nobody asks; and a head that was peeked at is not looked at again.
    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>, ParquetError> {
        Err(ParquetError::General("pages are read in order".to_owned()))
    }

    fn skip_next_page(&mut self) -> Result<(), ParquetError> {
        self.get_next_page().map(|_| ())
    }

    /// A row may go on in the next page.
    fn at_record_boundary(&mut self) -> Result<bool, ParquetError> {
        Ok(false)
    }
}

impl Iterator for Pages {
    type Item = Result<Page, ParquetError>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
