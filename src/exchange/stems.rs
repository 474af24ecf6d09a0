//! Names of files in a folder, one for each document.
//!
//! `甲.txt` goes out as `甲`; a second document of that name as `甲-2`. Names that differ by case
//! only are one to Windows and macOS, and so they are here.

use std::collections::HashSet;

use crate::exchange::Spelling;
use crate::exchange::record::Record;

/// The stems given out so far.
#[derive(Clone, Debug)]
pub struct Stems {
    /// In lower case.
    taken: HashSet<String>,
    /// How the format spells a character of a name.
    name_char: fn(char) -> char,
}

impl Default for Stems {
    fn default() -> Self {
        Self::spelled(Spelling::ANY)
    }
}

/// Returns a record's stem as a format spells it, whether or not another has it too.
pub fn stem_of(record: &Record, spelling: Spelling) -> String {
    record.stem().chars().map(spelling.name_char).collect()
}

impl Stems {
    /// Gives out stems as a format spells them.
    pub fn spelled(spelling: Spelling) -> Self {
        Self {
            taken: HashSet::new(),
            name_char: spelling.name_char,
        }
    }

    /// Returns the stem for a record, which no other has.
    pub fn next(&mut self, record: &Record) -> String {
        let first: String = record.stem().chars().map(self.name_char).collect();
        let mut stem = first.clone();
        let mut n = 1;
        while !self.taken.insert(stem.to_lowercase()) {
            n += 1;
            stem = format!("{first}-{n}");
        }
        stem
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::layer::Layer;
    use crate::text::offset::Text;

    #[test]
    fn no_two_files_have_one_name() {
        let mut stems = Stems::default();
        let names = ["a.txt", "A", "a-2", "甲/乙.txt", "甲_乙"];
        let given = names.map(|name| {
            stems.next(&Record {
                name: name.to_owned(),
                text: Arc::new(Text::from("")),
                layer: Arc::new(Layer::new("li")),
            })
        });
        assert_eq!(given, ["a", "A-2", "a-2-2", "甲_乙", "甲_乙-2"]);
    }
}
