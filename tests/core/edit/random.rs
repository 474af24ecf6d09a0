//! Random commands: small numbers, read against the project as it is when their turn comes.

use proptest::collection::vec;
use proptest::prelude::*;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::ids::DocId;
use zhubi::model::layer::Conflict;
use zhubi::model::layer::IgnoredFinding;
use zhubi::model::layer::Misfit;
use zhubi::model::layer::MisfitReason;
use zhubi::model::layer::Note;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::lexicon::Entity;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::lexicon::Pattern;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::relation::RelationId;
use zhubi::model::schema::Label;
use zhubi::model::schema::Schema;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::text::offset::CharRange;

use super::document;
use super::project;
use super::relate;

/// The kinds of commands, as [`kind`] numbers them.
pub const N_KINDS: usize = 37;

const LABELS: [&str; 5] = ["PERSON", "ROLE", "EVENT", "SLOGAN", "X"];

/// What one command is made of.
pub type Raw = (u8, [u8; 6]);

pub fn raw() -> impl Strategy<Value = Raw> {
    (0..N_KINDS as u8, any::<[u8; 6]>())
}

/// Commands on the spans of one layer come more often than others.
pub fn raws() -> impl Strategy<Value = Vec<Raw>> {
    let of_spans = (20..26_u8, any::<[u8; 6]>());
    vec(prop_oneof![raw(), of_spans], 1..40)
}

/// A small project with nested, crossing and adjacent spans and relations, one without its end.
pub fn start() -> Project {
    let mut project = project("⟦1:EVENT:市⟦2:ROLE:长⟧1⟦PERSON:王毅⟧⟧2、⟦PERSON:⟦ROLE:李强⟧⟧说好");
    let written = ["PERSON:王毅 HOLDS ROLE:李强", "PERSON:李强 HOLDS ROLE:说"];
    relate(&mut project, &written);
    for (place, marked) in ["⟦EVENT:大会⟧", "没有标注"].into_iter().enumerate() {
        let doc = document(&format!("more{place}"), marked);
        project.documents.insert(9, doc.into()).unwrap();
    }
    project
}

/// Makes a command that mostly, not always, can be carried out.
pub fn command(project: &Project, (kind, n): Raw) -> Command {
    Picker { project, n }.command(kind)
}

struct Picker<'a> {
    project: &'a Project,
    n: [u8; 6],
}

impl Picker<'_> {
    /// The first document more often than others, and now and then one that is gone.
    fn doc(&self) -> DocId {
        let n_docs = self.project.documents.len();
        let place = usize::from(self.n[0]) % (2 * n_docs + 1);
        let place = if place > n_docs { 0 } else { place };
        let doc = self.project.documents.at(place);
        doc.map_or("gone".into(), |doc| doc.id.clone())
    }

    fn layer(&self) -> LayerRef {
        let annotators = ["甲", "甲", "甲", "乙", ""];
        LayerRef::new(self.doc(), annotators[usize::from(self.n[1]) % 5])
    }

    fn label(&self, i: usize) -> &'static str {
        LABELS[usize::from(self.n[i]) % LABELS.len()]
    }

    fn range(&self) -> CharRange {
        let start = usize::from(self.n[2]) % 11;
        CharRange::of(start, start + usize::from(self.n[3]) % 4)
    }

    /// A span of the layer, or now and then one that it need not have.
    fn span(&self, i: usize) -> SpanKey {
        let layer = self.layer();
        let layer = self.project.layer(&layer.doc, &layer.annotator);
        let keys: Vec<SpanKey> = layer.map_or(Vec::new(), |layer| {
            layer.spans.iter().map(Span::key).collect()
        });
        let place = usize::from(self.n[i]) % (keys.len() + 1);
        let other = || SpanKey::new(self.range(), self.label(4));
        keys.get(place).cloned().unwrap_or_else(other)
    }

    fn relation(&self) -> RelationId {
        let layer = self.layer();
        let layer = self.project.layer(&layer.doc, &layer.annotator);
        let place = usize::from(self.n[2]) % 3;
        let found = layer.and_then(|layer| layer.relations.keys().nth(place).cloned());
        found.unwrap_or_else(|| Relation::new("HOLDS", self.span(2), self.span(3)).id)
    }

    fn rejected(&self, layer: &LayerRef) -> SpanKey {
        let layer = self.project.layer(&layer.doc, &layer.annotator);
        let first = layer.and_then(|layer| layer.rejected.keys().next().cloned());
        first.unwrap_or_else(|| SpanKey::new(self.range(), self.label(4)))
    }

    fn text(&self) -> String {
        ["", "新", "d.txt", "说"][usize::from(self.n[5]) % 4].to_owned()
    }

    fn schema(&self) -> Schema {
        let mut schema = (*self.project.schema).clone();
        match self.n[2] % 5 {
            0 => schema.labels.retain(|l| l.key.as_str() != self.label(3)),
            1 => schema.labels.push(Label::new(self.label(3))),
            2 => schema
                .labels
                .iter_mut()
                .for_each(|l| l.self_overlap ^= true),
            3 => schema.labels.reverse(),
            _ => schema.relations.clear(),
        }
        schema
    }

    fn command(&self, kind: u8) -> Command {
        match kind {
            0 => Command::RenameProject(self.text()),
            1 => Command::SetGuideline(self.text().into()),
            2 => Command::SetLexicons(vec![Lexicon {
                label: Some(self.label(2).into()),
                ..Lexicon::default()
            }]),
            3 => Command::SetPatterns(vec![Pattern {
                label: Some(self.label(2).into()),
                ..Pattern::default()
            }]),
            4 => Command::SetEntities(vec![Entity {
                key: self.text().into(),
                name: self.text(),
                note: String::new(),
                extra: Default::default(),
            }]),
            5 => Command::SetConflicts(self.conflicts()),
            6 => Command::SetSchema(self.schema()),
            7 => Command::RenameLabel {
                from: self.label(2).into(),
                to: self.label(3).into(),
            },
            8 => Command::MergeLabels {
                from: self.label(2).into(),
                into: self.label(3).into(),
            },
            9 => Command::RemoveLabel(self.label(2).into()),
            10 => Command::RenameRelation {
                from: ["HOLDS", "任职"][usize::from(self.n[2]) % 2].into(),
                to: ["HOLDS", "任职"][usize::from(self.n[3]) % 2].into(),
            },
            11 => {
                let id = format!("new{}", self.n[2] % 3);
                Command::AddDocuments(vec![document(&id, "⟦PERSON:新⟧人来了")])
            }
            12 => Command::RemoveDocument(self.doc()),
            13 => Command::RenameDocument {
                doc: self.doc(),
                name: self.text(),
            },
            14 => Command::MoveDocument {
                doc: self.doc(),
                place: usize::from(self.n[2]) % 5,
            },
            15 => Command::AddLayer(self.layer()),
            16 => Command::RemoveLayer(self.layer()),
            17 => Command::RenameAnnotator {
                from: self.layer().annotator,
                to: ["甲", "乙", "丙"][usize::from(self.n[2]) % 3].into(),
            },
            18 => Command::SetStatus {
                layer: self.layer(),
                status: Status::ALL[usize::from(self.n[2]) % 4],
            },
            19 => Command::SetClasses {
                layer: self.layer(),
                classes: [self.text()].into(),
            },
            _ => self.command_in_layer(kind),
        }
    }

    fn conflicts(&self) -> Vec<Conflict> {
        vec![Conflict {
            subject: self.text(),
            ..Conflict::default()
        }]
    }

    fn command_in_layer(&self, kind: u8) -> Command {
        let layer = self.layer();
        match kind {
            20 | 21 => {
                let more = CharRange::of(usize::from(self.n[5]) % 9, 9);
                let same_label = match kind {
                    20 => SameLabel::Refuse,
                    _ => SameLabel::Allow,
                };
                let second = Span::new(more, self.label(5));
                let spans = [Span::new(self.range(), self.label(4)), second];
                let n = 1 + usize::from(self.n[5] % 2);
                Command::AddSpans {
                    layer,
                    spans: spans.into_iter().take(n).collect(),
                    same_label,
                }
            }
            22 => Command::RemoveSpans {
                layer,
                spans: vec![self.span(2)],
            },
            23 => Command::RemoveSpans {
                layer,
                spans: vec![self.span(2), self.span(3)],
            },
            24 => Command::Relabel {
                layer,
                span: self.span(2),
                label: self.label(3).into(),
            },
            25 => Command::Resize {
                layer,
                span: self.span(4),
                range: self.range(),
            },
            26 => Command::SetDetail {
                layer,
                span: self.span(2),
                detail: SpanDetail {
                    note: self.text(),
                    ..SpanDetail::default()
                },
            },
            27 => Command::AddRelations {
                layer,
                relations: vec![Relation::new("HOLDS", self.span(2), self.span(3))],
            },
            28 => Command::RemoveRelations {
                layer,
                relations: vec![self.relation()],
            },
            29 => Command::Reject {
                layer,
                rejections: vec![(
                    SpanKey::new(self.range(), self.label(4)),
                    Rejection::new(self.text(), Some(u16::from(self.n[2]))),
                )],
            },
            30 => Command::Unreject {
                spans: vec![self.rejected(&layer)],
                layer,
            },
            31 => Command::SetIgnored {
                layer,
                findings: vec![IgnoredFinding {
                    kind: "edge-space".to_owned(),
                    range: self.range(),
                    reason: String::new(),
                }],
                ignored: self.n[4].is_multiple_of(2),
            },
            32 => Command::SetLayerConflicts {
                layer,
                conflicts: self.conflicts(),
            },
            33 => self.misfits(layer),
            34 => Command::SetNotes {
                layer,
                notes: vec![Note {
                    range: Some(self.range()),
                    text: self.text(),
                    ..Note::default()
                }],
            },
            35 => {
                // A few characters at most, so that there stays something to label.
                let start = self.range().start();
                let n = usize::from(self.n[5] % 3);
                Command::CorrectText {
                    doc: layer.doc,
                    range: CharRange::new(start, start.plus(n)),
                    words: self.text().repeat(2),
                }
            }
            _ => self.batch(layer),
        }
    }

    fn misfits(&self, layer: LayerRef) -> Command {
        let misfit = Misfit {
            start: 0,
            end: 0,
            label: self.text(),
            words: self.text(),
            detail: None,
            reason: MisfitReason::Empty,
        };
        let misfits = vec![misfit];
        Command::SetMisfits { layer, misfits }
    }

    /// Three commands, each made for the project before the first.
    fn batch(&self, layer: LayerRef) -> Command {
        let seconds = u64::from(self.n[5]);
        let mut commands = vec![Command::AddActiveSeconds { layer, seconds }];
        let mut n = self.n;
        for _ in 0..2 {
            n.rotate_left(1);
            let kind = n[5] % 35;
            let project = self.project;
            commands.push(Picker { project, n }.command(kind));
        }
        Command::Batch(commands)
    }
}

/// Numbers the kinds of commands; a new one breaks the build here.
pub fn kind(command: &Command) -> usize {
    match command {
        Command::RenameProject(_) => 0,
        Command::SetGuideline(_) => 1,
        Command::SetLexicons(_) => 2,
        Command::SetPatterns(_) => 3,
        Command::SetEntities(_) => 4,
        Command::SetConflicts(_) => 5,
        Command::SetSchema(_) => 6,
        Command::RenameLabel { .. } => 7,
        Command::MergeLabels { .. } => 8,
        Command::RemoveLabel(_) => 9,
        Command::RenameRelation { .. } => 10,
        Command::AddDocuments(_) => 11,
        Command::RemoveDocument(_) => 12,
        Command::RenameDocument { .. } => 13,
        Command::MoveDocument { .. } => 14,
        Command::AddLayer(_) => 15,
        Command::RemoveLayer(_) => 16,
        Command::RenameAnnotator { .. } => 17,
        Command::SetStatus { .. } => 18,
        Command::SetClasses { .. } => 19,
        Command::AddSpans {
            same_label: SameLabel::Refuse,
            ..
        } => 20,
        Command::AddSpans { .. } => 21,
        Command::RemoveSpans { spans, .. } => 22 + usize::from(spans.len() > 1),
        Command::Relabel { .. } => 24,
        Command::Resize { .. } => 25,
        Command::SetDetail { .. } => 26,
        Command::AddRelations { .. } => 27,
        Command::RemoveRelations { .. } => 28,
        Command::Reject { .. } => 29,
        Command::Unreject { .. } => 30,
        Command::SetIgnored { .. } => 31,
        Command::SetLayerConflicts { .. } => 32,
        Command::SetMisfits { .. } => 33,
        Command::SetNotes { .. } => 34,
        Command::CorrectText { .. } => 35,
        Command::Batch(_) => 36,
        // Made only inside a batch.
        Command::AddActiveSeconds { .. } => N_KINDS,
    }
}
