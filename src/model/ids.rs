//! Names by which the objects of a project are told apart.
//!
//! All are short shared strings: cloning one is cheap, comparing goes by content.
//! None is ever drawn at random, so that two people who add the same document agree on its id.

use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

macro_rules! string_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Wraps a string.
            pub fn new(id: impl Into<Arc<str>>) -> Self {
                Self(id.into())
            }

            /// Returns the string.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self::new(id)
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self::new(id)
            }
        }

        impl Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

string_id! {
    /// A document's id: the first 16 hexadecimal digits of the SHA-256 of its decoded text, with
    /// `-2`, `-3`, … for a repeat. Kept for ever, also when the text is corrected later.
    DocId
}

string_id! {
    /// A label's key in the schema and in every span, such as `PERSON`.
    LabelKey
}

string_id! {
    /// A relation's key in the schema, such as `HOLDS`.
    RelationKey
}

string_id! {
    /// The name of a layer: its annotator, or `gold` for an adjudicated one.
    Annotator
}

string_id! {
    /// An entity's key: the person or body that several spans speak of.
    EntityKey
}
