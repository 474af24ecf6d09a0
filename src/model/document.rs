//! A text with where it came from and what each annotator said of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use sha2::Digest as _;
use sha2::Sha256;

use crate::model::extra::Extra;
use crate::model::ids::{Annotator, DocId};
use crate::model::layer::Layer;
pub use crate::text::decode::LineEnds;
use crate::text::offset::Text;

/// Hexadecimal digits of a text's SHA-256 that make the id of its document.
pub const ID_DIGITS: usize = 16;

/// A document of a project.
///
/// Invariant: the key of each layer is its annotator.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Its id, kept for ever.
    pub id: DocId,
    /// Its name, unique in the project: the file's name with extension.
    pub name: String,
    /// Where the text came from.
    pub source: Source,
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: Arc<Text>,
    /// Earlier texts of a document whose text was corrected, oldest first.
    pub revisions: Vec<Revision>,
    /// One layer an annotator.
    pub layers: BTreeMap<Annotator, Arc<Layer>>,
    /// What a newer version wrote.
    pub extra: Extra,
}

impl Document {
    /// Returns an annotator's layer.
    pub fn layer(&self, annotator: &str) -> Option<&Layer> {
        self.layers.get(annotator).map(Arc::as_ref)
    }

    /// Returns the id for a text with this SHA-256, in hexadecimal: its first 16 digits, with the
    /// first of `-2`, `-3`, … that is not taken where the digits alone are.
    pub fn id_for(text_sha256: &str, taken: impl Fn(&DocId) -> bool) -> DocId {
        let digits: String = text_sha256.chars().take(ID_DIGITS).collect();
        first_free(|n| numbered_id(&digits, n), taken)
    }
}

/// Gives ids to many documents one after the other.
///
/// It remembers how far each text has come, so that a thousand times the same text is no slower
/// than a thousand texts, and gives what [`Document::id_for`] would.
#[derive(Clone, Debug, Default)]
pub struct IdGiver {
    /// The number to be tried next behind the digits.
    next: BTreeMap<String, u64>,
}

impl IdGiver {
    /// Returns the id for a text with this SHA-256, as [`Document::id_for`] does.
    ///
    /// What is given must be taken the next time.
    pub fn id_for(&mut self, text_sha256: &str, taken: impl Fn(&DocId) -> bool) -> DocId {
        let digits: String = text_sha256.chars().take(ID_DIGITS).collect();
        let next = self.next.entry(digits.clone()).or_insert(1);
        loop {
            let id = numbered_id(&digits, *next);
            *next += 1;
            if !taken(&id) {
                return id;
            }
        }
    }
}

fn numbered_id(digits: &str, n: u64) -> DocId {
    match n {
        1 => DocId::from(digits),
        n => DocId::from(format!("{digits}-{n}")),
    }
}

/// Returns a name for a document from its file's name and its folders, the nearest first.
///
/// As few folders as needed stand before it: `a.txt`, `2020/a.txt`, `news/2020/a.txt`. When all of
/// them do not make it unique, a number follows: `news/2020/a.txt (2)`.
pub fn unique_name(file: &str, folders: &[String], taken: impl Fn(&str) -> bool) -> String {
    let mut name = file.to_owned();
    for folder in folders {
        if !taken(&name) {
            return name;
        }
        name = format!("{folder}/{name}");
    }
    first_free(
        |n| match n {
            1 => name.clone(),
            n => format!("{name} ({n})"),
        },
        |name| taken(name),
    )
}

/// Returns the first value from `make(1)`, `make(2)`, … on that is not taken.
fn first_free<T>(make: impl Fn(u64) -> T, taken: impl Fn(&T) -> bool) -> T {
    let mut n = 1;
    loop {
        let value = make(n);
        if !taken(&value) {
            return value;
        }
        n += 1;
    }
}

/// Returns the SHA-256 of bytes in hexadecimal, in lower case.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    let hex = digits.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    hex.filter_map(|digit| char::from_digit(u32::from(digit), 16))
        .collect()
}

/// Where a text came from, as found when it was opened.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// The file's name, without folders.
    pub file: String,
    /// The encoding's name, such as `UTF-8` or `GB18030`.
    pub encoding: String,
    /// Whether a byte order mark stood before the text.
    pub bom: bool,
    /// Its line ends.
    pub line_ends: LineEnds,
    /// SHA-256 of the file's bytes, in hexadecimal; empty for a text that came from no file.
    pub sha256: String,
    /// What a newer version wrote.
    pub extra: Extra,
}

/// An earlier text of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// SHA-256 of the text in UTF-8, in hexadecimal.
    pub text_sha256: String,
    /// The text.
    pub text: Arc<Text>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeat_gets_the_first_free_number_behind_its_id() {
        let sha256 = sha256_hex("统一".as_bytes());
        assert_eq!(sha256.len(), 64);
        assert_eq!(sha256_hex(b"").get(..16), Some("e3b0c44298fc1c14"));
        let taken = ["e3b0c44298fc1c14", "e3b0c44298fc1c14-2"];
        let id = Document::id_for(&sha256_hex(b""), |id| taken.contains(&id.as_str()));
        assert_eq!(id.as_str(), "e3b0c44298fc1c14-3");
        assert_eq!(*Document::id_for(&sha256, |_| false), sha256[..ID_DIGITS]);
    }

    #[test]
    fn ids_given_one_after_the_other_are_those_given_alone() {
        let sha256 = [sha256_hex(b""), sha256_hex("统一".as_bytes())];
        let mut ids = vec![DocId::from("e3b0c44298fc1c14-3")];
        let mut giver = IdGiver::default();
        for i in 0..12 {
            let alone = Document::id_for(&sha256[i % 2], |id| ids.contains(id));
            let given = giver.id_for(&sha256[i % 2], |id| ids.contains(id));
            assert_eq!(given, alone);
            ids.push(given);
        }
        assert_eq!(ids[11].as_str(), "e3b0c44298fc1c14-7");
    }

    #[test]
    fn a_thousand_times_the_same_text_is_asked_about_a_thousand_times() {
        let sha256 = sha256_hex(b"");
        let mut ids = std::collections::BTreeSet::new();
        let n_asked = std::cell::Cell::new(0);
        let mut giver = IdGiver::default();
        for _ in 0..1_000 {
            let id = giver.id_for(&sha256, |id| {
                n_asked.set(n_asked.get() + 1);
                ids.contains(id)
            });
            ids.insert(id);
        }
        assert_eq!((ids.len(), n_asked.get()), (1_000, 1_000));
    }

    #[test]
    fn a_name_takes_as_few_folders_as_it_needs() {
        let folders = ["2020".to_owned(), "news".to_owned()];
        let name = |taken: &[&str]| unique_name("a.txt", &folders, |n| taken.contains(&n));
        assert_eq!(name(&[]), "a.txt");
        assert_eq!(name(&["a.txt"]), "2020/a.txt");
        let all = ["a.txt", "2020/a.txt", "news/2020/a.txt"];
        assert_eq!(name(&all[..2]), "news/2020/a.txt");
        assert_eq!(name(&all), "news/2020/a.txt (2)");
        assert_eq!(unique_name("a.txt", &[], |n| n == "a.txt"), "a.txt (2)");
    }
}
