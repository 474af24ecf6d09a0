//! UIMA's CAS, which INCEpTION and DKPro exchange: as XMI with its types beside it, and as JSON.
//!
//! A CAS is a text (its sofa) and feature structures on it, which have a type, an id and features:
//! numbers, strings, and references to other structures by id. Offsets count UTF-16, as Java does.
//! Both spellings of it hold the same structures, which `structures` makes of a record and
//! `found` puts together again; `xmi` and `json` only spell them.
//!
//! A span is a `NamedEntity` of DKPro, as INCEpTION's own layer of that name has it: `value` is its
//! label, `identifier` the entity it speaks of. The document's name is the title in DKPro's
//! metadata. Relations are in the shape of a relation layer of INCEpTION; for attributes, notes,
//! classes and status there are types of ours (`types`), which other readers pass over.

mod found;
mod json;
mod structures;
mod types;
mod xmi;

pub use self::json::read as read_json;
pub use self::json::write as write_json;
pub use self::xmi::SPELLING as XMI_SPELLING;
pub use self::xmi::read as read_xmi;
pub use self::xmi::write as write_xmi;
use crate::model::layer::Status;

/// The file that describes the types of all XMI files in its folder.
const TYPE_SYSTEM: &str = "TypeSystem.xml";

/// What a status is called in a CAS.
const STATUSES: [(&str, Status); 4] = [
    ("to-do", Status::ToDo),
    ("in-progress", Status::InProgress),
    ("done", Status::Done),
    ("to-discuss", Status::ToDiscuss),
];
