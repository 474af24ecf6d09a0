//! Random projects with everything filled, for the laws of the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::collection::btree_map;
use proptest::collection::btree_set;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use zhubi::model::document::Document;
use zhubi::model::document::LineEnds;
use zhubi::model::document::Revision;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::ids::LabelKey;
use zhubi::model::layer::Conflict;
use zhubi::model::layer::IgnoredFinding;
use zhubi::model::layer::Layer;
use zhubi::model::layer::LayerMeta;
use zhubi::model::layer::Note;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::lexicon::Entity;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::lexicon::Pattern;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::relation::RelationId;
use zhubi::model::schema::Attribute;
use zhubi::model::schema::AttributeKind;
use zhubi::model::schema::DocumentClass;
use zhubi::model::schema::Label;
use zhubi::model::schema::RelationType;
use zhubi::model::schema::Schema;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::model::span::SpanKey;
use zhubi::model::span_set::SpanSet;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

/// Strings of what goes wrong first: quotes, escapes, controls, line ends of every kind, astral
/// characters, separators, marks of direction, the end of a comment.
pub fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => any::<char>().prop_map(String::from),
        8 => prop::sample::select(vec![
            "习近平", "統(tǒng)一", "\n", "\r", "\r\n", "\"", "\\", "\\n", "'", "𠀀", "\u{2028}",
            "\u{85}", "\u{0}", "\u{7f}", "\u{feff}", "\u{202e}", "\u{e383}", "*/", "//", "r#\"", "\t",
            "{", "(", "]", ",", "\u{a0}", "e\u{301}",
        ]).prop_map(String::from),
    ];
    vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn label_key() -> impl Strategy<Value = LabelKey> {
    prop::sample::select(vec!["PERSON", "ROLE", "事 \"件\n", ""]).prop_map(LabelKey::from)
}

fn extra() -> impl Strategy<Value = Extra> {
    let value = prop::sample::select(vec![
        "1",
        "-2.5",
        "\"a, b)\"",
        "[1, (x: 2, y: {'c': None})]",
        "Some(())",
        "r#\"raw \" )\"#",
        "Name(a: true /* a ) */)",
        "[ // why\n 1,]",
    ]);
    let few = btree_map(text(), value.prop_map(String::from), 1..3);
    prop_oneof![3 => Just(Extra::new()), 1 => few]
}

fn names() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(text(), text(), 0..3)
}

fn range() -> impl Strategy<Value = CharRange> {
    (0..40_usize, 0..40_usize).prop_map(|(a, b)| CharRange::of(a, b))
}

fn span_key() -> impl Strategy<Value = SpanKey> {
    (range(), label_key()).prop_map(|(range, label)| SpanKey { range, label })
}

fn origin() -> impl Strategy<Value = Origin> {
    prop_oneof![
        Just(Origin::Hand),
        Just(Origin::Repeated),
        (text(), any::<u16>(), any::<bool>()).prop_map(|(source, score_permille, corrected)| {
            Origin::Suggested {
                source,
                score_permille,
                corrected,
            }
        }),
        text().prop_map(|from| Origin::Imported { from }),
    ]
}

fn detail() -> impl Strategy<Value = SpanDetail> {
    let entity = option::of(text().prop_map(Into::into));
    (origin(), names(), text(), entity, extra()).prop_map(
        |(origin, attributes, note, entity, extra)| SpanDetail {
            origin,
            attributes,
            note,
            entity,
            extra,
        },
    )
}

fn conflicts() -> impl Strategy<Value = Vec<Conflict>> {
    let one =
        (text(), text(), text(), extra()).prop_map(|(subject, ours, theirs, extra)| Conflict {
            subject,
            ours,
            theirs,
            extra,
        });
    vec(one, 0..3)
}

fn meta() -> impl Strategy<Value = LayerMeta> {
    let note = (option::of(range()), text(), extra()).prop_map(|(range, text, extra)| Note {
        range,
        text,
        extra,
    });
    let status = prop::sample::select(Status::ALL.to_vec());
    let classes = btree_set(text(), 0..3);
    (status, classes, vec(note, 0..3), any::<u64>(), extra()).prop_map(
        |(status, classes, notes, active_seconds, extra)| LayerMeta {
            status,
            classes,
            notes,
            active_seconds,
            extra,
        },
    )
}

fn relations() -> impl Strategy<Value = BTreeMap<RelationId, Relation>> {
    let one = (text(), span_key(), span_key(), text(), extra()).prop_map(
        |(key, head, tail, note, extra)| Relation {
            note,
            extra,
            ..Relation::new(key, head, tail)
        },
    );
    let many = vec(one, 0..4);
    many.prop_map(|all| all.into_iter().map(|r| (r.id.clone(), r)).collect())
}

fn layer(n_chars: usize) -> impl Strategy<Value = Layer> {
    let span = (0..=n_chars, 0..=n_chars, label_key(), option::of(detail()));
    let spans = vec(span, 0..8).prop_map(|spans| {
        let spans = spans.into_iter().map(|(a, b, label, detail)| {
            Span::with_detail(CharRange::of(a, b), label, detail.unwrap_or_default())
        });
        SpanSet::from_spans(spans).0
    });
    let ignored = (text(), range(), text()).prop_map(|(kind, range, reason)| IgnoredFinding {
        kind,
        range,
        reason,
    });
    let rejection = (text(), any::<Option<u16>>());
    let rejection = rejection.prop_map(|(source, score)| Rejection::new(source, score));
    let rejected = btree_map(span_key(), rejection, 0..3);
    let rest = (relations(), rejected, btree_set(ignored, 0..3), conflicts());
    (meta(), spans, rest).prop_map(|(meta, spans, rest)| {
        let (relations, rejected, ignored, conflicts) = rest;
        Layer {
            meta,
            spans,
            relations,
            rejected,
            ignored,
            conflicts,
            ..Layer::new("")
        }
    })
}

fn document() -> impl Strategy<Value = Document> {
    let line_ends = prop::sample::select(vec![
        LineEnds::None,
        LineEnds::Lf,
        LineEnds::CrLf,
        LineEnds::Cr,
        LineEnds::Mixed,
    ]);
    let source = (text(), text(), any::<bool>(), line_ends, text(), extra()).prop_map(
        |(file, encoding, bom, line_ends, sha256, extra)| Source {
            file,
            encoding,
            bom,
            line_ends,
            sha256,
            extra,
        },
    );
    let revision = text().prop_map(|text| Revision {
        text_sha256: sha256_hex(text.as_bytes()),
        text: Arc::new(Text::new(text)),
    });
    let with_layers = text().prop_flat_map(|text| {
        let n_chars = text.chars().count();
        (Just(text), btree_map(self::text(), layer(n_chars), 0..3))
    });
    (source, vec(revision, 0..2), with_layers, extra()).prop_map(
        |(source, revisions, (text, layers), extra)| {
            let of_layer = |(name, mut layer): (String, Layer)| {
                layer.annotator = name.into();
                (layer.annotator.clone(), Arc::new(layer))
            };
            Document {
                id: "".into(),
                name: String::new(),
                source,
                text_sha256: sha256_hex(text.as_bytes()),
                text: Arc::new(Text::new(text)),
                revisions,
                layers: layers.into_iter().map(of_layer).collect(),
                extra,
            }
        },
    )
}

fn attribute() -> impl Strategy<Value = Attribute> {
    let kind = prop_oneof![
        vec(text(), 0..3).prop_map(AttributeKind::Choice),
        Just(AttributeKind::YesNo),
        Just(AttributeKind::Text),
    ];
    (text(), names(), kind, extra()).prop_map(|(key, names, kind, extra)| Attribute {
        key,
        names,
        kind,
        extra,
    })
}

fn schema() -> impl Strategy<Value = Schema> {
    let look = (
        text(),
        any::<u8>(),
        option::of(any::<char>()),
        any::<bool>(),
    );
    let rest = (text(), vec(attribute(), 0..3), extra());
    let label = (names(), look, rest).prop_map(|(names, look, rest)| {
        let (letter, color, hotkey, self_overlap) = look;
        let (description, attributes, extra) = rest;
        Label {
            names,
            letter,
            color,
            hotkey,
            self_overlap,
            description,
            attributes,
            extra,
            ..Label::new("")
        }
    });
    let labels = btree_map(text(), label, 0..4).prop_map(|labels| {
        let keyed = |(key, label): (String, Label)| Label {
            key: key.into(),
            ..label
        };
        labels.into_iter().map(keyed).rev().collect::<Vec<_>>()
    });
    let ends = || vec(label_key(), 0..3);
    let relation = (names(), ends(), ends(), text(), extra());
    let relations = btree_map(text(), relation, 0..3).prop_map(|relations| {
        let keyed = relations.into_iter().map(|(key, relation)| {
            let (names, heads, tails, description, extra) = relation;
            RelationType {
                key: key.into(),
                names,
                heads,
                tails,
                description,
                extra,
            }
        });
        keyed.collect::<Vec<_>>()
    });
    let class = (text(), names(), text(), extra()).prop_map(|(key, names, description, extra)| {
        DocumentClass {
            key,
            names,
            description,
            extra,
        }
    });
    (labels, relations, vec(class, 0..3), extra()).prop_map(
        |(labels, relations, classes, extra)| Schema {
            labels,
            relations,
            classes,
            extra,
        },
    )
}

fn lexicons() -> impl Strategy<Value = Vec<Lexicon>> {
    let words = vec(text(), 0..4);
    let one = (
        text(),
        option::of(label_key()),
        any::<bool>(),
        words,
        extra(),
    )
        .prop_map(|(name, label, enabled, words, extra)| Lexicon {
            name,
            label,
            enabled,
            words,
            extra,
        });
    vec(one, 0..3)
}

fn patterns() -> impl Strategy<Value = Vec<Pattern>> {
    let one = (
        text(),
        option::of(label_key()),
        any::<bool>(),
        text(),
        extra(),
    )
        .prop_map(|(name, label, enabled, expression, extra)| Pattern {
            name,
            label,
            enabled,
            expression,
            extra,
        });
    vec(one, 0..3)
}

fn entities() -> impl Strategy<Value = Vec<Entity>> {
    let one = (text(), text(), text(), extra()).prop_map(|(key, name, note, extra)| Entity {
        key: key.into(),
        name,
        note,
        extra,
    });
    vec(one, 0..3)
}

/// Projects whose files hold no problem.
pub fn project() -> impl Strategy<Value = Project> {
    let texts = (text(), text());
    let lists = (lexicons(), patterns(), entities(), conflicts());
    (texts, schema(), lists, vec(document(), 0..4), extra()).prop_map(
        |((name, guideline), schema, lists, documents, extra)| {
            let (lexicons, patterns, entities, conflicts) = lists;
            let mut project = Project {
                name,
                schema: Arc::new(schema),
                guideline: guideline.into(),
                lexicons: Arc::new(lexicons),
                patterns: Arc::new(patterns),
                entities: Arc::new(entities),
                conflicts: Arc::new(conflicts),
                extra: Arc::new(extra),
                ..Project::default()
            };
            for (place, mut doc) in documents.into_iter().enumerate() {
                let first = doc.revisions.first().map(|first| &first.text_sha256);
                let sha256 = first.unwrap_or(&doc.text_sha256);
                let taken = |id: &_| project.documents.by_id(id).is_some();
                doc.id = Document::id_for(sha256, taken);
                doc.name = format!("{place}\".txt");
                project.documents.insert(place, Arc::new(doc)).unwrap();
            }
            project
        },
    )
}
