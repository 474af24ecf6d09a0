//! What an annotator might do next: commands made by chance, for the project as it is.
//!
//! Every step can be made ahead on a copy of the project, so that a program that is about to be
//! killed can say what it will have come to.

use std::sync::Arc;

use zhubi::edit::apply;
use zhubi::edit::change::LayerRef;
use zhubi::edit::command::Command;
use zhubi::edit::command::SameLabel;
use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::layer::Note;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::lexicon::Entity;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::schema::Label;
use zhubi::model::schema::RelationType;
use zhubi::model::schema::Schema;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::session::Session;
use zhubi::store::test_disk::Chance;
use zhubi::store::write_project;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

const LABELS: [&str; 6] = ["PERSON", "ROLE", "EVENT", "SLOGAN", "ORG", "PLACE"];

const ANNOTATORS: [&str; 3] = ["甲", "乙", "丙\"丁"];

const SENTENCES: [&str; 8] = [
    "市委书记林知远出席统(tǒng)一战线“服务到家、温暖到心”大会并讲话。",
    "会议由市长王毅主持，副市长李强、陳志明等参加。\r\n",
    "中央統戰部副部長表示：“凝聚人心、匯聚力量”。\n",
    "百名医生进山村活动3月8日在𠮷林县启动，",
    "全体与会人员高唱《歌唱祖国》\u{3000}散会。\n\n",
    "全国人大常委会委员长\u{200b}赵乐际致辞\\——“为人民服务！”",
    "村支书张大山（化名）说，",
    "与会代表一致认为：发展是硬道理。\r",
];

/// One thing that is done.
#[derive(Clone, Debug)]
pub enum Step {
    /// A command of the user's.
    Do(Command),
    /// The last act is taken back.
    Undo,
    /// The act taken back last is made again.
    Redo,
    /// Time is noted, which is no act of the user's.
    Time(LayerRef, u64),
}

/// Returns the hash that two projects share only if they would be saved as the same bytes.
pub fn hash(project: &Project) -> String {
    sha256_hex(&write_project(project))
}

/// Makes a project with a few documents.
pub fn start(chance: &mut Chance) -> Project {
    let mut project = Project::new("崩溃");
    project.schema = Arc::new(Schema {
        labels: LABELS[..4].iter().map(|key| Label::new(*key)).collect(),
        relations: vec![relation_type("HOLDS")],
        ..Schema::default()
    });
    for place in 0..2 + chance.below(3) {
        let doc = Arc::new(document(&project, chance));
        project.documents.insert(place, doc).ok();
    }
    project
}

fn relation_type(key: &str) -> RelationType {
    RelationType {
        key: key.into(),
        names: Default::default(),
        heads: Vec::new(),
        tails: Vec::new(),
        description: String::new(),
        extra: Extra::new(),
    }
}

fn document(project: &Project, chance: &mut Chance) -> Document {
    let n = 2 + chance.below(12);
    let mut text: String = (0..n).map(|_| *pick(&SENTENCES, chance)).collect();
    text.push_str(&chance.below(1_000_000).to_string());
    let text_sha256 = sha256_hex(text.as_bytes());
    let id = Document::id_for(&text_sha256, |id| project.documents.by_id(id).is_some());
    Document {
        name: format!("{}.txt", id.as_str()),
        id,
        source: Source::default(),
        text_sha256,
        text: Arc::new(Text::new(text)),
        revisions: Vec::new(),
        layers: Default::default(),
        extra: Extra::new(),
    }
}

fn pick<'a, T>(of: &'a [T], chance: &mut Chance) -> &'a T {
    &of[chance.below(of.len())]
}

/// Chooses what is done next; not all of it can be.
pub fn next(project: &Project, chance: &mut Chance) -> Step {
    match chance.below(20) {
        0..3 => Step::Undo,
        3 | 4 => Step::Redo,
        5 => Step::Time(Picker { project, chance }.layer(), 7),
        _ => Step::Do(Picker { project, chance }.command()),
    }
}

/// Returns the project as it will be after a step; `None` where nothing would change.
pub fn ahead(session: &Session, step: &Step) -> Option<Project> {
    let mut project = session.project().clone();
    let changed = match step {
        Step::Do(command) => {
            let change = apply::run(&mut project, command.clone());
            change.is_ok_and(|change| !change.is_empty())
        }
        Step::Time(layer, seconds) => {
            let (layer, seconds) = (layer.clone(), *seconds);
            let noted = Command::AddActiveSeconds { layer, seconds };
            apply::run(&mut project, noted).is_ok_and(|change| !change.is_empty())
        }
        Step::Undo => session.history().next_undo().is_some_and(|entry| {
            apply::replay(&mut project, &entry.change.clone().inverse()).is_ok()
        }),
        Step::Redo => session
            .history()
            .next_redo()
            .is_some_and(|entry| apply::replay(&mut project, &entry.change).is_ok()),
    };
    changed.then_some(project)
}

/// Does it.
pub fn take(session: &mut Session, step: Step) {
    match step {
        Step::Do(command) => drop(session.run(command)),
        Step::Time(layer, seconds) => session.note_time(layer, seconds),
        Step::Undo => drop(session.undo()),
        Step::Redo => drop(session.redo()),
    }
}

struct Picker<'a> {
    project: &'a Project,
    chance: &'a mut Chance,
}

impl Picker<'_> {
    fn doc(&mut self) -> Option<&Arc<Document>> {
        let n_docs = self.project.documents.len();
        self.project.documents.at(self.chance.below(n_docs.max(1)))
    }

    fn layer(&mut self) -> LayerRef {
        let annotator = *pick(&ANNOTATORS, self.chance);
        let doc = self.doc().map_or("gone".into(), |doc| doc.id.clone());
        LayerRef::new(doc, annotator)
    }

    fn range(&mut self, layer: &LayerRef) -> CharRange {
        let doc = self.project.documents.by_id(&layer.doc);
        let n_chars = doc.map_or(1, |doc| doc.text.n_chars());
        let start = self.chance.below(n_chars);
        CharRange::of(start, (start + 1 + self.chance.below(6)).min(n_chars))
    }

    fn label(&mut self) -> &'static str {
        // One that the schema lacks is among them.
        LABELS[self.chance.below(5)]
    }

    fn spans(&self, layer: &LayerRef) -> Vec<SpanKey> {
        let layer = self.project.layer(&layer.doc, &layer.annotator);
        layer.map_or(Vec::new(), |layer| {
            layer.spans.iter().map(Span::key).collect()
        })
    }

    /// A span of the layer; where there is none, one that is to be refused.
    fn span(&mut self, layer: &LayerRef) -> SpanKey {
        let spans = self.spans(layer);
        if spans.is_empty() {
            return SpanKey::new(self.range(layer), self.label());
        }
        pick(&spans, self.chance).clone()
    }

    fn words(&mut self) -> String {
        let words = ["", "新", "备注\n第二行", "\"引\\号\"", "\u{feff}\u{0}x"];
        pick(&words, self.chance).to_string()
    }

    fn command(&mut self) -> Command {
        let layer = self.layer();
        match self.chance.below(40) {
            0..12 => self.add_spans(layer),
            12..16 => self.remove_spans(layer),
            16..20 => Command::Relabel {
                span: self.span(&layer),
                label: self.label().into(),
                layer,
            },
            20..22 => Command::Resize {
                span: self.span(&layer),
                range: self.range(&layer),
                layer,
            },
            22 => Command::SetDetail {
                span: self.span(&layer),
                detail: SpanDetail {
                    note: self.words(),
                    ..SpanDetail::default()
                },
                layer,
            },
            23..26 => Command::AddRelations {
                relations: vec![Relation::new("HOLDS", self.span(&layer), self.span(&layer))],
                layer,
            },
            26 => self.remove_relation(layer),
            27..29 => self.notes(layer),
            29 | 30 => Command::SetStatus {
                layer,
                status: *pick(&Status::ALL, self.chance),
            },
            31 => Command::Batch(vec![
                self.add_spans(layer.clone()),
                self.notes(layer),
                Command::RenameProject(format!("名{}", self.chance.below(9))),
            ]),
            _ => self.command_on_project(layer),
        }
    }

    fn command_on_project(&mut self, layer: LayerRef) -> Command {
        let n_docs = self.project.documents.len();
        match self.chance.below(10) {
            0 | 1 if n_docs < 8 => Command::AddDocuments(vec![document(self.project, self.chance)]),
            2 if n_docs > 1 => Command::RemoveDocument(layer.doc),
            3 => Command::MoveDocument {
                doc: layer.doc,
                place: self.chance.below(n_docs),
            },
            4 => Command::SetSchema(self.schema()),
            5 => Command::RenameLabel {
                from: self.label().into(),
                to: self.label().into(),
            },
            6 => Command::CorrectText {
                range: {
                    let start = self.range(&layer).start();
                    CharRange::new(start, CharIdx(start.0 + self.chance.below(3)))
                },
                words: self.words(),
                doc: layer.doc,
            },
            7 => Command::Reject {
                rejections: vec![(
                    SpanKey::new(self.range(&layer), self.label()),
                    Rejection::new("repeat", Some(500)),
                )],
                layer,
            },
            8 => Command::SetEntities(vec![Entity {
                key: format!("e{}", self.chance.below(4)).into(),
                name: self.words(),
                note: String::new(),
                extra: Extra::new(),
            }]),
            _ => Command::RemoveLayer(layer),
        }
    }

    fn add_spans(&mut self, layer: LayerRef) -> Command {
        let n = 1 + self.chance.below(3);
        let spans = (0..n).map(|_| Span::new(self.range(&layer), self.label()));
        Command::AddSpans {
            spans: spans.collect(),
            same_label: SameLabel::Allow,
            layer,
        }
    }

    fn remove_spans(&mut self, layer: LayerRef) -> Command {
        Command::RemoveSpans {
            spans: vec![self.span(&layer)],
            layer,
        }
    }

    fn remove_relation(&mut self, layer: LayerRef) -> Command {
        let there = self.project.layer(&layer.doc, &layer.annotator);
        let first = there.and_then(|layer| layer.relations.keys().next().cloned());
        Command::RemoveRelations {
            relations: first.into_iter().collect(),
            layer,
        }
    }

    fn notes(&mut self, layer: LayerRef) -> Command {
        let note = |range, text| Note {
            range,
            text,
            ..Note::default()
        };
        Command::SetNotes {
            notes: vec![
                note(Some(self.range(&layer)), self.words()),
                note(None, self.words()),
            ],
            layer,
        }
    }

    fn schema(&mut self) -> Schema {
        let mut schema = (*self.project.schema).clone();
        let key = self.label();
        match schema
            .labels
            .iter()
            .position(|label| label.key.as_str() == key)
        {
            Some(at) if self.chance.coin() => drop(schema.labels.remove(at)),
            Some(at) => schema.labels[at].description = self.words(),
            None => schema.labels.push(Label::new(key)),
        }
        schema
    }
}
