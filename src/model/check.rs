//! What is wrong with a project, or looks so: findings for a person to judge.
//!
//! Nothing here refuses or mends. An error is data that contradicts itself or the schema; a hint is
//! what an annotator hardly meant, such as a span that ends in a space. A finding that the layer
//! ignores is left out. The order is that of the project: schema, documents, layers, reading order.
//!
//! Each span is looked at once, with a few characters at its edges, so that a million take some two seconds.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::model::document::Document;
use crate::model::edge::edge_findings;
pub use crate::model::finding::Finding;
pub use crate::model::finding::FindingKind;
pub use crate::model::finding::FindingPlace;
pub use crate::model::finding::RelationEnd;
pub use crate::model::finding::Severity;
use crate::model::ids::LabelKey;
use crate::model::layer::Conflict;
use crate::model::layer::Layer;
use crate::model::project::Project;
use crate::model::schema::AttributeKind;
use crate::model::schema::Label;
use crate::model::schema::Schema;
use crate::model::span::Span;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// Returns what is wrong with a project, or looks so.
pub fn findings(project: &Project) -> Vec<Finding> {
    let mut out = Vec::new();
    schema_findings(&project.schema, &mut out);
    conflict_findings(&project.conflicts, &FindingPlace::default(), &mut out);
    let checker = Checker::new(project);
    let mut names = BTreeSet::new();
    for doc in project.documents.iter() {
        if !names.insert(doc.name.as_str()) {
            let place = FindingPlace {
                doc: Some(doc.id.clone()),
                ..FindingPlace::default()
            };
            push(&mut out, FindingKind::DocumentName(doc.name.clone()), place);
        }
        for layer in doc.layers.values() {
            checker.layer(doc, layer, &mut out);
        }
    }
    out
}

/// Returns what is wrong with one layer of a project, or looks so.
pub fn layer_findings(project: &Project, doc: &Document, layer: &Layer) -> Vec<Finding> {
    let mut out = Vec::new();
    Checker::new(project).layer(doc, layer, &mut out);
    out
}

fn push(out: &mut Vec<Finding>, kind: FindingKind, place: FindingPlace) {
    out.push(Finding {
        severity: kind.severity(),
        kind,
        place,
    });
}

fn schema_findings(schema: &Schema, out: &mut Vec<Finding>) {
    let mut keys = BTreeSet::new();
    let mut hotkeys: BTreeMap<char, &LabelKey> = BTreeMap::new();
    for label in &schema.labels {
        if !keys.insert(&label.key) {
            let kind = FindingKind::LabelRepeated(label.key.clone());
            push(out, kind, FindingPlace::default());
        }
        let Some(hotkey) = label.hotkey else { continue };
        if let Some(first) = hotkeys.get(&hotkey) {
            let kind = FindingKind::HotkeyShared {
                hotkey,
                first: (*first).clone(),
                second: label.key.clone(),
            };
            push(out, kind, FindingPlace::default());
        } else {
            hotkeys.insert(hotkey, &label.key);
        }
    }
}

fn conflict_findings(conflicts: &[Conflict], place: &FindingPlace, out: &mut Vec<Finding>) {
    for conflict in conflicts {
        let kind = FindingKind::Conflict {
            subject: conflict.subject.clone(),
            ours: conflict.ours.clone(),
            theirs: conflict.theirs.clone(),
        };
        push(out, kind, place.clone());
    }
}

/// What the schema and the project allow, found at once by key.
struct Checker<'a> {
    schema: &'a Schema,
    labels: BTreeMap<&'a str, &'a Label>,
    classes: BTreeSet<&'a str>,
    entities: BTreeSet<&'a str>,
}

/// The findings of one layer, less those it ignores.
struct LayerOut<'a> {
    place: FindingPlace,
    ignored: BTreeSet<(&'a str, CharRange)>,
    out: &'a mut Vec<Finding>,
}

impl LayerOut<'_> {
    fn at(&mut self, kind: FindingKind, range: Option<CharRange>) {
        if range.is_none_or(|range| !self.ignored.contains(&(kind.name(), range))) {
            let place = FindingPlace {
                range,
                ..self.place.clone()
            };
            push(self.out, kind, place);
        }
    }

    fn of_span(&mut self, kind: FindingKind, span: &Span) {
        if !self.ignored.contains(&(kind.name(), span.range)) {
            let place = FindingPlace {
                span: Some(span.key()),
                range: Some(span.range),
                ..self.place.clone()
            };
            push(self.out, kind, place);
        }
    }
}

impl<'a> Checker<'a> {
    fn new(project: &'a Project) -> Self {
        let schema = &*project.schema;
        Self {
            schema,
            labels: schema.labels.iter().map(|l| (l.key.as_str(), l)).collect(),
            classes: schema.classes.iter().map(|c| c.key.as_str()).collect(),
            entities: project.entities.iter().map(|e| e.key.as_str()).collect(),
        }
    }

    fn layer(&self, doc: &Document, layer: &Layer, out: &mut Vec<Finding>) {
        let ignored = layer.ignored.iter();
        let mut out = LayerOut {
            place: FindingPlace {
                doc: Some(doc.id.clone()),
                annotator: Some(layer.annotator.clone()),
                ..FindingPlace::default()
            },
            ignored: ignored.map(|i| (i.kind.as_str(), i.range)).collect(),
            out,
        };
        for class in &layer.meta.classes {
            if !self.classes.contains(class.as_str()) {
                out.at(FindingKind::ClassUnknown(class.clone()), None);
            }
        }
        conflict_findings(&layer.conflicts, &out.place, out.out);
        misfit_findings(layer, &mut out);
        if !layer.is_prediction() {
            // What a model says is looked at when it is reviewed.
            self.spans(doc, layer, &mut out);
        }
        self.relations(layer, &mut out);
        place_findings(&doc.text, layer, &mut out);
    }

    fn spans(&self, doc: &Document, layer: &Layer, out: &mut LayerOut<'_>) {
        // For each label, the span that reaches farthest of those before.
        let mut farthest: BTreeMap<&str, &Span> = BTreeMap::new();
        for span in layer.spans.iter() {
            match self.labels.get(span.label.as_str()) {
                None => out.of_span(FindingKind::LabelUnknown(span.label.clone()), span),
                Some(label) => {
                    self.detail(label, span, out);
                    let reach = farthest.entry(label.key.as_str()).or_insert(span);
                    if !label.self_overlap
                        && !std::ptr::eq(*reach, span)
                        && reach.range.overlaps(span.range)
                    {
                        let other = reach.key();
                        out.of_span(FindingKind::Overlap { other }, span);
                    }
                    if reach.range.end() < span.range.end() {
                        *reach = span;
                    }
                }
            }
            for kind in edge_findings(&doc.text, span.range) {
                out.of_span(kind, span);
            }
        }
    }

    fn detail(&self, label: &Label, span: &Span, out: &mut LayerOut<'_>) {
        let Some(detail) = &span.detail else { return };
        for (key, value) in &detail.attributes {
            let Some(attribute) = label.attributes.iter().find(|a| a.key == *key) else {
                out.of_span(FindingKind::AttributeUnknown(key.clone()), span);
                continue;
            };
            let is_allowed = match &attribute.kind {
                AttributeKind::Choice(choices) => choices.contains(value),
                AttributeKind::YesNo => matches!(value.as_str(), "yes" | "no"),
                AttributeKind::Text => true,
            };
            if !is_allowed {
                let (key, value) = (key.clone(), value.clone());
                out.of_span(FindingKind::AttributeValue { key, value }, span);
            }
        }
        if let Some(entity) = &detail.entity
            && !self.entities.contains(entity.as_str())
        {
            out.of_span(FindingKind::EntityUnknown(entity.clone()), span);
        }
    }

    fn relations(&self, layer: &Layer, out: &mut LayerOut<'_>) {
        for id in layer.relations.keys() {
            let range = Some(id.head.range);
            let kind = self.schema.relation(&id.key);
            if kind.is_none() {
                out.at(FindingKind::RelationUnknown(id.key.clone()), range);
            }
            let relation = || id.clone();
            for end in [RelationEnd::Head, RelationEnd::Tail] {
                let span = end.of(id);
                let allowed = kind.map(|kind| match end {
                    RelationEnd::Head => &kind.heads,
                    RelationEnd::Tail => &kind.tails,
                });
                let range = Some(span.range);
                if !layer.spans.contains(span) {
                    let relation = relation();
                    out.at(FindingKind::RelationEndGone { relation, end }, range);
                }
                if allowed.is_some_and(|a| !a.is_empty() && !a.contains(&span.label)) {
                    let relation = relation();
                    out.at(FindingKind::RelationLabel { relation, end }, range);
                }
            }
        }
    }
}

fn misfit_findings(layer: &Layer, out: &mut LayerOut<'_>) {
    for misfit in &layer.misfits {
        let kind = FindingKind::Misfit {
            label: misfit.label.clone(),
            words: misfit.words.clone(),
            written: (misfit.start, misfit.end),
            reason: misfit.reason.clone(),
        };
        out.at(kind, None);
    }
}

fn place_findings(text: &Text, layer: &Layer, out: &mut LayerOut<'_>) {
    for note in &layer.meta.notes {
        if note.range.is_some_and(|range| !text.holds(range)) {
            let note_text = note.text.clone();
            out.at(FindingKind::NoteOutside { note: note_text }, note.range);
        }
    }
    for ignored in &layer.ignored {
        if !text.holds(ignored.range) {
            let kind = ignored.kind.clone();
            out.at(FindingKind::IgnoredOutside { kind }, Some(ignored.range));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::document::Source;
    use crate::model::layer::IgnoredFinding;
    use crate::model::layer::Misfit;
    use crate::model::layer::MisfitReason;
    use crate::model::layer::Note;
    use crate::model::lexicon::Entity;
    use crate::model::marked::parse;
    use crate::model::relation::Relation;
    use crate::model::schema::Attribute;
    use crate::model::span::SpanDetail;
    use crate::model::span::SpanKey;
    use crate::model::span_set::SpanSet;

    fn project_of(marked: &str, change: impl FnOnce(&mut Project, &mut Layer)) -> Project {
        let (plain, spans) = parse(marked).unwrap();
        let mut project = Project::new("试");
        let mut layer = Layer::new("anna");
        layer.spans = SpanSet::from_spans(spans).0;
        change(&mut project, &mut layer);
        let doc = Document {
            id: "0".into(),
            name: "甲.txt".to_owned(),
            source: Source::default(),
            text_sha256: String::new(),
            text: Arc::new(Text::from(plain.as_str())),
            revisions: Vec::new(),
            layers: [(layer.annotator.clone(), Arc::new(layer))].into(),
            extra: BTreeMap::default(),
        };
        project.documents.insert(0, Arc::new(doc)).unwrap();
        project
    }

    fn names(project: &Project) -> Vec<&'static str> {
        findings(project).iter().map(|f| f.kind.name()).collect()
    }

    fn names_of(marked: &str) -> Vec<&'static str> {
        names(&project_of(marked, |_, _| {}))
    }

    #[test]
    fn what_is_right_has_no_finding() {
        let marked = "⟦ROLE:县委书记⟧⟦PERSON:田小禾⟧在⟦EVENT:⟦1:ROLE:春耕⟧1⟧会上说。";
        assert_eq!(names_of(marked), [""; 0]);
    }

    #[test]
    fn spans_of_one_label_overlap_only_where_the_label_allows_it() {
        let marked = "⟦ROLE:县⟦ROLE:委⟧书⟦ROLE:记⟧⟧⟦ROLE:长⟧";
        let project = project_of(marked, |_, _| {});
        assert_eq!(names(&project), ["overlap", "overlap"]);
        let first = findings(&project).remove(0).to_string();
        let expected =
            "error: it overlaps the ROLE at 0..4, span 1..2 ROLE, layer anna, document 0";
        assert_eq!(first, expected);
        let project = project_of(marked, |project, _| {
            Arc::make_mut(&mut project.schema).labels[1].self_overlap = true;
        });
        assert_eq!(names(&project), [""; 0]);
    }

    #[test]
    fn what_the_schema_does_not_have_is_an_error() {
        let key = |start, end, label: &str| SpanKey::new(CharRange::of(start, end), label);
        let project = project_of(
            "⟦NOBODY:甲⟧⟦PERSON:乙⟧⟦ROLE:丙⟧",
            |project, layer| {
                let schema = Arc::make_mut(&mut project.schema);
                schema.labels[2].hotkey = Some('1');
                schema.labels[3].key = "EVENT".into();
                layer.meta.classes.insert("news".to_owned());
                for (name, head, tail) in [
                    ("HOLDS", key(1, 2, "PERSON"), key(2, 3, "ROLE")),
                    ("HOLDS", key(2, 3, "ROLE"), key(2, 3, "ROLE")),
                    ("HOLDS", key(1, 2, "PERSON"), key(0, 3, "ROLE")),
                    ("OWNS", key(1, 2, "PERSON"), key(2, 3, "ROLE")),
                ] {
                    let relation = Relation::new(name, head, tail);
                    layer.relations.insert(relation.id.clone(), relation);
                }
            },
        );
        let expected = [
            "label-repeated",
            "hotkey-shared",
            "class-unknown",
            "label-unknown",
            "relation-end-gone",
            "relation-unknown",
            "relation-label",
        ];
        let mut found = names(&project);
        found.sort_unstable();
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(found, expected);
        let all = findings(&project);
        assert!(all.iter().all(|f| f.severity == Severity::Error));
    }

    #[test]
    fn details_are_held_against_the_schema() {
        let project = project_of("甲乙丙", |project, layer| {
            let attribute = |key: &str, kind| Attribute {
                key: key.to_owned(),
                names: BTreeMap::new(),
                kind,
                extra: BTreeMap::new(),
            };
            let choices = vec!["former".to_owned()];
            Arc::make_mut(&mut project.schema).labels[0].attributes = vec![
                attribute("time", AttributeKind::Choice(choices)),
                attribute("sure", AttributeKind::YesNo),
            ];
            project.entities = Arc::new(vec![Entity {
                key: "E1".into(),
                name: String::new(),
                note: String::new(),
                extra: BTreeMap::new(),
            }]);
            let pairs = [("time", "former"), ("sure", "maybe"), ("age", "9")];
            let attributes = pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
            for (i, entity) in ["E1", "E2"].into_iter().enumerate() {
                let detail = SpanDetail {
                    attributes: if i == 0 {
                        BTreeMap::clone(&attributes)
                    } else {
                        BTreeMap::new()
                    },
                    entity: Some(entity.into()),
                    ..SpanDetail::default()
                };
                let span = Span::with_detail(CharRange::of(i, i + 1), "PERSON", detail);
                layer.spans.insert(span).unwrap();
            }
        });
        let expected = ["attribute-unknown", "attribute-value", "entity-unknown"];
        assert_eq!(names(&project), expected);
    }

    #[test]
    fn what_a_layer_ignores_is_left_out_and_places_beyond_the_text_are_hints() {
        let project = project_of("⟦ROLE:委员 ⟧⟦PERSON:乙 ⟧", |project, layer| {
            for range in [CharRange::of(0, 3), CharRange::of(90, 91)] {
                layer.ignored.insert(IgnoredFinding {
                    kind: "edge-space".to_owned(),
                    range,
                    reason: String::new(),
                });
            }
            layer.meta.notes.push(Note {
                range: Some(CharRange::of(2, 50)),
                ..Note::default()
            });
            layer.conflicts.push(Conflict::default());
            layer.misfits.push(Misfit {
                start: 5,
                end: 4,
                label: "ROLE".to_owned(),
                words: String::new(),
                detail: None,
                reason: MisfitReason::Empty,
            });
            project.conflicts = Arc::new(vec![Conflict::default()]);
        });
        let expected = [
            "conflict",
            "conflict",
            "misfit",
            "edge-space",
            "note-outside",
            "ignored-outside",
        ];
        assert_eq!(names(&project), expected);
        let mut project = project;
        let mut twin = Document::clone(project.documents.at(0).unwrap());
        twin.id = "1".into();
        twin.layers.clear();
        project.documents.insert(9, Arc::new(twin)).unwrap();
        assert_eq!(names(&project).last(), Some(&"document-name"));
    }
}
