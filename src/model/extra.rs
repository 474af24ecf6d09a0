//! Values of later versions that this version keeps without reading them.

use std::collections::BTreeMap;

/// What a newer program wrote into an object: each value as the RON text it stood as.
///
/// Empty in nearly every object, and then nothing of it is written.
pub type Extra = BTreeMap<String, String>;
