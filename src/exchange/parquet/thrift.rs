//! Looks at the sizes that stand in a Parquet file before its reader believes them.
//!
//! A file's description of itself and the head of each page are in Thrift's compact spelling. Only
//! as much of that is understood here as it takes to find a size: a field is a byte of kind and
//! distance to the one before, numbers are seven bits a byte.

use crate::exchange::input::MAX_LINE_BYTES;

/// How many columns and groups of columns a file may have, and how deep in each other.
const MAX_ELEMENTS: usize = 10_000;
const MAX_DEPTH: usize = 32;

/// The kinds of fields.
const TRUE: u8 = 1;
const FALSE: u8 = 2;
const BYTE: u8 = 3;
const I16: u8 = 4;
const I32: u8 = 5;
const I64: u8 = 6;
const DOUBLE: u8 = 7;
const BINARY: u8 = 8;
const LIST: u8 = 9;
const SET: u8 = 10;
const MAP: u8 = 11;
const STRUCT: u8 = 12;

/// Returns whether the page behind this head may be unpacked.
pub(super) fn page_fits(head: &[u8]) -> bool {
    let mut size = None;
    let mut walk = Walk(head);
    let walked = walk.fields(0, |walk, id, kind| match (id, kind) {
        // `uncompressed_page_size`.
        (2, I32) => {
            size = Some(walk.zigzag()?);
            Some(true)
        }
        _ => Some(false),
    });
    let fits = |size: i64| usize::try_from(size).is_ok_and(|size| size <= MAX_LINE_BYTES);
    walked.is_some() && size.is_some_and(fits)
}

/// Returns whether the columns of a file are as many as it says, and not too deep in each other.
pub(super) fn schema_fits(description: &[u8]) -> bool {
    let mut fits = false;
    let mut walk = Walk(description);
    let walked = walk.fields(0, |walk, id, kind| match (id, kind) {
        // `schema`, the columns in the order of a walk through their tree.
        (2, LIST) => {
            fits = tree_fits(&walk.children()?);
            Some(true)
        }
        _ => Some(false),
    });
    walked.is_some() && fits
}

/// Returns whether these numbers of children are those of one tree.
fn tree_fits(n_children: &[usize]) -> bool {
    // How many are still to come, of each group that is open.
    let mut open = vec![1_usize];
    for n in n_children {
        while open.last() == Some(&0) {
            open.pop();
        }
        let Some(rest) = open.last_mut() else {
            return false;
        };
        *rest -= 1;
        if *n > n_children.len() || open.len() > MAX_DEPTH {
            return false;
        }
        open.push(*n);
    }
    open.iter().all(|rest| *rest == 0)
}

/// What is left to walk through.
struct Walk<'a>(&'a [u8]);

impl Walk<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn pass_bytes(&mut self, n: usize) -> Option<()> {
        self.0 = self.0.get(n..)?;
        Some(())
    }

    fn varint(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn zigzag(&mut self) -> Option<i64> {
        let number = self.varint()?;
        Some((number >> 1) as i64 ^ -((number & 1) as i64))
    }

    /// Walks through the fields of a structure; `take` says whether it has read one.
    fn fields(
        &mut self,
        depth: usize,
        mut take: impl FnMut(&mut Self, i64, u8) -> Option<bool>,
    ) -> Option<()> {
        let mut id = 0_i64;
        loop {
            let head = self.byte()?;
            if head == 0 {
                return Some(());
            }
            let kind = head & 0x0F;
            id = match head >> 4 {
                0 => self.zigzag()?,
                distance => id.checked_add(i64::from(distance))?,
            };
            if !take(self, id, kind)? {
                self.pass(kind, depth)?;
            }
        }
    }

    /// Passes over a value.
    fn pass(&mut self, kind: u8, depth: usize) -> Option<()> {
        if depth > MAX_DEPTH {
            return None;
        }
        match kind {
            TRUE | FALSE => Some(()),
            BYTE => self.pass_bytes(1),
            I16 | I32 | I64 => self.varint().map(|_| ()),
            DOUBLE => self.pass_bytes(8),
            BINARY => {
                let n = usize::try_from(self.varint()?).ok()?;
                self.pass_bytes(n)
            }
            LIST | SET => {
                let (n, kind) = self.list_head()?;
                (0..n).try_for_each(|_| self.pass_item(kind, depth + 1))
            }
            MAP => {
                let n = self.varint()?;
                let kinds = if n == 0 { 0 } else { self.byte()? };
                (0..n).try_for_each(|_| {
                    self.pass_item(kinds >> 4, depth + 1)?;
                    self.pass_item(kinds & 0x0F, depth + 1)
                })
            }
            STRUCT => self.fields(depth + 1, |_, _, _| Some(false)),
            _ => None,
        }
    }

    /// Passes over an item of a list, where a truth takes a byte.
    fn pass_item(&mut self, kind: u8, depth: usize) -> Option<()> {
        match kind {
            TRUE | FALSE => self.pass_bytes(1),
            kind => self.pass(kind, depth),
        }
    }

    fn list_head(&mut self) -> Option<(u64, u8)> {
        let head = self.byte()?;
        let n = match head >> 4 {
            15 => self.varint()?,
            n => u64::from(n),
        };
        Some((n, head & 0x0F))
    }

    /// Reads how many children each element of a list of columns has.
    fn children(&mut self) -> Option<Vec<usize>> {
        let (n, kind) = self.list_head()?;
        if kind != STRUCT || n > MAX_ELEMENTS as u64 {
            return None;
        }
        let mut all = Vec::new();
        for _ in 0..n {
            let mut n_children = 0;
            self.fields(1, |walk, id, kind| match (id, kind) {
                // `num_children`.
                (5, I32) => {
                    n_children = usize::try_from(walk.zigzag()?).ok()?;
                    Some(true)
                }
                _ => Some(false),
            })?;
            all.push(n_children);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_large_as_it_says() {
        // type 0, 1,000 bytes unpacked, 20 packed.
        assert!(page_fits(&[0x15, 0, 0x15, 0xD0, 0x0F, 0x15, 40, 0]));
        // 2 GiB unpacked.
        let huge = [0x15, 0, 0x15, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 0x15, 40, 0];
        assert!(!page_fits(&huge));
        assert!(!page_fits(&[0x15, 0]));
        // A list that says it has more than there is.
        assert!(!page_fits(&[0x19, 0xF5, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]));
    }

    #[test]
    fn columns_are_a_tree() {
        assert!(tree_fits(&[2, 0, 1, 0]));
        assert!(tree_fits(&[0]));
        assert!(!tree_fits(&[2, 0]));
        assert!(!tree_fits(&[1, 0, 0]));
        assert!(!tree_fits(&[1_000_000, 0]));
        let mut deep = vec![1; 100];
        deep.push(0);
        assert!(!tree_fits(&deep));
    }
}
