//! A labelled document on its way between a project and a format.
//!
//! What goes out is a row of records: chosen from a project by [`crate::exchange::select`], or read
//! from files of another format and settled by [`crate::exchange::settle`]. Text and layer are
//! shared with the project, so that a record costs nothing until [`crate::exchange::fit`] changes it.

use std::sync::Arc;

use crate::model::document::Document;
use crate::model::ids::Annotator;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::text::offset::Text;

/// A document with the one layer of it that goes out.
#[derive(Clone, Debug)]
pub struct Record {
    /// The document's name in the project, or what the file it was read from calls it.
    pub name: String,
    /// Its text.
    pub text: Arc<Text>,
    /// Its labels; every range lies in the text.
    pub layer: Arc<Layer>,
}

impl Record {
    /// Takes a document with one of its layers.
    pub fn of(doc: &Document, layer: &Arc<Layer>) -> Self {
        Self {
            name: doc.name.clone(),
            text: doc.text.clone(),
            layer: layer.clone(),
        }
    }

    /// Returns its name as a file can be called on every system, without an ending.
    ///
    /// `新华/甲.txt` is `新华_甲`; a name of nothing but such characters is `_`.
    pub fn stem(&self) -> String {
        let name = self.name.strip_suffix(".txt").unwrap_or(&self.name);
        let bad = |c: char| c.is_control() || r#"<>:"/\|?*"#.contains(c);
        let stem = name.replace(bad, "_");
        let stem = stem.trim_matches([' ', '.']);
        let short: String = stem.chars().take(80).collect();
        if short.is_empty() {
            "_".to_owned()
        } else {
            short
        }
    }
}

/// Returns the documents that an annotator has a layer of, in the project's order.
///
/// One without a layer was never looked at; written without spans it would teach a model that
/// there are none in it. Its name comes back in the second list instead.
pub fn records_of<'a>(project: &'a Project, annotator: &str) -> (Vec<Record>, Vec<&'a str>) {
    let mut records = Vec::new();
    let mut without_layer = Vec::new();
    let annotator = Annotator::from(annotator);
    for doc in project.documents.iter() {
        match doc.layers.get(&annotator) {
            Some(layer) => records.push(Record::of(doc, layer)),
            None => without_layer.push(doc.name.as_str()),
        }
    }
    (records, without_layer)
}
