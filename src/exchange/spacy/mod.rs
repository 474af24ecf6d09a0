//! spaCy's DocBin (`.spacy`): documents as tokens with their entities, packed for training.
//!
//! A DocBin is a msgpack map in a zlib stream: a table of numbers with a row for each token, the
//! strings these numbers stand for (`strings`), and for each document its groups of spans.
//! We write a token for each character, as `spacy.blank("zh")` makes them, so that every span
//! has tokens of its own and the text is that of the document, byte for byte. All spans go into
//! the group `sc`, where spaCy's span categorizer looks for them; of those that overlap the longest
//! go into the entities as well, for its entity recognizer, unless they begin or end in white space,
//! which spaCy does not train on.
//!
//! The document's name is `doc` in its user data, an entity is a span's `kb_id`, and classes are
//! categories. Read are entities and all groups of any DocBin, with words for tokens too.

mod msgpack;
mod reader;
mod strings;
mod symbols;
mod writer;

pub use self::reader::read;
pub use self::writer::write;

/// What spaCy numbers the columns that we read and write.
const ORTH: u64 = 65;
const ENT_IOB: u64 = 77;
const ENT_TYPE: u64 = 78;
const ENT_KB_ID: u64 = 452;

/// What a token is of an entity, in the column [`ENT_IOB`].
const INSIDE: u64 = 1;
const OUTSIDE: u64 = 2;
const BEGINS: u64 = 3;

/// The group of spans that spaCy's span categorizer uses where it is told no other.
const GROUP: &str = "sc";

/// The name of a document in its user data.
const DOC: &str = "doc";
