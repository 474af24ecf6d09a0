//! Where in a project file the things stand that `check` speaks of.
//!
//! The model knows documents by id, layers by annotator and spans by range and label; a file has
//! them in any order. So the file is read once more, and what is asked for is looked up in it.

use std::collections::HashMap;

use crate::model::check::FindingPlace;
use crate::store::format_v1;
use crate::store::locate;
use crate::store::locate::LineColumn;
use crate::store::locate::Trail;

/// Returns line and column of each place, or of what it lies in; `None` where nothing is found.
pub fn places_of(source: &[u8], wanted: &[FindingPlace]) -> Vec<Option<LineColumn>> {
    let source = std::str::from_utf8(source)
        .map(locate::without_bom)
        .unwrap_or("");
    let Ok(file) = ron::from_str::<format_v1::Project<'_>>(source) else {
        return vec![None; wanted.len()];
    };
    let trails = Trails::of(&file);
    let trails: Vec<Trail> = wanted.iter().map(|place| trails.to(place)).collect();
    locate::locate_all(source, &trails)
}

/// The way to each document and layer, and the spans of the layers asked for.
struct Trails<'a> {
    documents: HashMap<&'a str, (usize, &'a format_v1::Document<'a>)>,
    layers: HashMap<(usize, &'a str), (usize, HashMap<(usize, usize, &'a str), usize>)>,
}

impl<'a> Trails<'a> {
    fn of(file: &'a format_v1::Project<'a>) -> Self {
        let mut documents = HashMap::new();
        let mut layers = HashMap::new();
        for (doc_place, doc) in file.documents.iter().enumerate() {
            documents.insert(&*doc.id, (doc_place, doc));
            for (place, layer) in doc.layers.iter().enumerate() {
                let spans = layer.spans.iter().enumerate();
                let spans = spans.map(|(i, span)| ((span.start, span.end, &*span.label.0), i));
                layers.insert((doc_place, &*layer.annotator), (place, spans.collect()));
            }
        }
        Self { documents, layers }
    }

    fn to(&self, place: &FindingPlace) -> Trail {
        let trail = Trail::default();
        let Some(id) = &place.doc else {
            return trail.field("schema");
        };
        let Some((doc_place, _)) = self.documents.get(id.as_str()) else {
            return trail;
        };
        let trail = trail.field("documents").index(*doc_place);
        let Some(annotator) = &place.annotator else {
            return trail;
        };
        let layer = self.layers.get(&(*doc_place, annotator.as_str()));
        let Some((layer_place, spans)) = layer else {
            return trail;
        };
        let trail = trail.field("layers").index(*layer_place);
        let span = place.span.as_ref().and_then(|span| {
            spans.get(&(
                span.range.start().0,
                span.range.end().0,
                span.label.as_str(),
            ))
        });
        match span {
            Some(place) => trail.field("spans").index(*place),
            None => trail,
        }
    }
}
