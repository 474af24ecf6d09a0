//! Makes the sample project from its documents and the marks below, and holds it to them.
//!
//! `UPDATE_EXPECT=1` writes `projects/sample/sample.ron` anew.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use zhubi::model::document::Document;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Note;
use zhubi::model::layer::Status;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Span;
use zhubi::model::span::SpanKey;
use zhubi::session::import::KnownTexts;
use zhubi::session::import::sift;
use zhubi::store;
use zhubi::store::sample::SAMPLE_RON;
use zhubi::store::source;
use zhubi::store::source::Reading;
use zhubi::text::offset::ByteIdx;
use zhubi::text::offset::CharRange;

const ANNOTATOR: &str = "示例";

const GUIDELINE: &str = "\
# 标注说明

- 人物:只标姓名,不带称呼和职务;姓名中间的空格一并标入。
- 职务:职务名称,连同紧挨在它前面的单位;集体的职务也标。
- 事件:有名称的或确指的会议、活动、视察。泛称的“会议”“活动”不标。
- 口号:固定的提法,如“几个几”、对仗句、活动主题。

引号、书名号、句末标点和日期不标入。不同标签可以嵌套、交叉,同一标签不可以。
夹在字里的注音随它前面的字一起标入。第三篇没有标注,请从它开始试一试。
";

/// What is marked: the label, the words, and where; everywhere for an empty context.
type Mark = (&'static str, &'static str, &'static str);

const MEETING: &[Mark] = &[
    ("EVENT", "云湾市第三届社区服务大会", ""),
    ("ROLE", "大会秘书长", ""),
    ("ROLE", "市委书记", ""),
    ("ROLE", "市长", "市长沈若川"),
    ("ROLE", "副市长", ""),
    ("ROLE", "云湾市社区服务协会会长", ""),
    ("ROLE", "各区区长", ""),
    ("ROLE", "街道办事处主任", ""),
    ("ROLE", "青石街道党工委书记", ""),
    ("PERSON", "林知远", ""),
    ("PERSON", "沈若川", ""),
    ("PERSON", "顾明澜", ""),
    ("PERSON", "周砚秋", ""),
    ("PERSON", "韩叙白", ""),
    ("PERSON", "何 静", ""),
    ("EVENT", "周砚秋助老行动", ""),
    ("EVENT", "助老行动", "她说,助老行动"),
    ("EVENT", "视察青石街道", ""),
    ("SLOGAN", "服务到家、温暖到心", ""),
    ("SLOGAN", "邻里同行", ""),
    ("SLOGAN", "五进五送", ""),
    ("SLOGAN", "人人参与、户户受益", ""),
];

/// Who holds what: the words around both, the person, the role.
type Holding = (&'static str, &'static str, &'static str);

const MEETING_HOLDS: &[Holding] = &[
    ("市委书记林知远", "林知远", "市委书记"),
    ("市长沈若川", "沈若川", "市长"),
    ("副市长、云湾市社区服务协会会长顾明澜", "顾明澜", "副市长"),
    (
        "云湾市社区服务协会会长顾明澜",
        "顾明澜",
        "云湾市社区服务协会会长",
    ),
    ("青石街道党工委书记周砚秋", "周砚秋", "青石街道党工委书记"),
    ("大会秘书长韩叙白", "韩叙白", "大会秘书长"),
];

const GLOSSED: &[Mark] = &[
    (
        "EVENT",
        "僑(qiáo)務(wù)工作座談(tán)會(huì)",
        "召開(kāi)僑(qiáo)務(wù)工作座談(tán)會(huì)",
    ),
    (
        "EVENT",
        "海棠縣(xiàn)僑(qiáo)務(wù)工作座談(tán)會(huì)",
        "",
    ),
    (
        "EVENT",
        "第五屆(jiè)“根在海棠”尋(xún)根之旅夏令營(yíng)",
        "",
    ),
    ("SLOGAN", "根在海棠", ""),
    ("SLOGAN", "凝聚僑(qiáo)心、匯(huì)聚僑(qiáo)力", ""),
    ("SLOGAN", "四個(gè)一", ""),
    ("ROLE", "縣(xiàn)委統(tǒng)戰(zhàn)部部長(zhǎng)", ""),
    ("ROLE", "縣(xiàn)僑(qiáo)聯(lián)主席", ""),
    ("ROLE", "各鄉(xiāng)鎮(zhèn)僑(qiáo)聯(lián)主席", ""),
    ("ROLE", "海棠大學(xué)教授", ""),
    ("PERSON", "陸(lù)懷(huái)民", ""),
    ("PERSON", "葉(yè)曉(xiǎo)棠", ""),
    ("PERSON", "鄭(zhèng)文國(guó)", ""),
];

const GLOSSED_HOLDS: &[Holding] = &[
    (
        "縣(xiàn)委統(tǒng)戰(zhàn)部部長(zhǎng)陸(lù)懷(huái)民",
        "陸(lù)懷(huái)民",
        "縣(xiàn)委統(tǒng)戰(zhàn)部部長(zhǎng)",
    ),
    (
        "縣(xiàn)僑(qiáo)聯(lián)主席葉(yè)曉(xiǎo)棠",
        "葉(yè)曉(xiǎo)棠",
        "縣(xiàn)僑(qiáo)聯(lián)主席",
    ),
    (
        "海棠大學(xué)教授鄭(zhèng)文國(guó)",
        "鄭(zhèng)文國(guó)",
        "海棠大學(xué)教授",
    ),
];

/// Returns where words stand in the text, in each place or inside the first of a context.
fn places(doc: &Document, words: &str, context: &str) -> Vec<CharRange> {
    let text = doc.text.as_str();
    let starts: Vec<usize> = if context.is_empty() {
        text.match_indices(words).map(|(at, _)| at).collect()
    } else {
        let outer = text.find(context).unwrap_or_else(|| panic!("{context}"));
        vec![outer + context.find(words).unwrap()]
    };
    assert!(!starts.is_empty(), "{words} is not in {}", doc.name);
    let range = |at: usize| {
        let start = doc.text.char_from_byte(ByteIdx(at));
        let end = doc.text.char_from_byte(ByteIdx(at + words.len()));
        CharRange::new(start, end)
    };
    starts.into_iter().map(range).collect()
}

fn labelled(doc: &Document, marks: &[Mark], holds: &[Holding]) -> Layer {
    let mut layer = Layer::new(ANNOTATOR);
    layer.meta.status = Status::Done;
    for (label, words, context) in marks {
        for range in places(doc, words, context) {
            layer.spans.insert(Span::new(range, *label)).unwrap();
        }
    }
    for (context, person, role) in holds {
        let outer = places(doc, context, context)[0];
        let at = |words: &str| {
            let n_before = context[..context.find(words).unwrap()].chars().count();
            let start = outer.start().0 + n_before;
            CharRange::of(start, start + words.chars().count())
        };
        let head = SpanKey::new(at(person), "PERSON");
        let tail = SpanKey::new(at(role), "ROLE");
        assert!(layer.spans.contains(&head) && layer.spans.contains(&tail));
        let relation = Relation::new("HOLDS", head, tail);
        layer.relations.insert(relation.id.clone(), relation);
    }
    layer
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("projects/sample")
}

fn made() -> Project {
    let sources = sift(&[folder()], &Reading::default(), &KnownTexts::default());
    assert!(sources.refused.is_empty(), "{:?}", sources.refused);
    let mut project = Project::new("示例项目");
    project.guideline = GUIDELINE.into();
    let documents = source::make_documents(&project.documents, &sources.texts);
    assert_eq!(documents.len(), 3);
    for (place, mut doc) in documents.into_iter().enumerate() {
        let layer = match place {
            0 => Some(labelled(&doc, MEETING, MEETING_HOLDS)),
            1 => Some(labelled(&doc, GLOSSED, GLOSSED_HOLDS)),
            _ => None,
        };
        if let Some(mut layer) = layer {
            if place == 1 {
                layer.meta.notes.push(Note {
                    range: Some(places(&doc, "縣(xiàn)", "")[0]),
                    text: "括号里的拼音是转换时带进来的,随前面的字一起标入".to_owned(),
                    ..Note::default()
                });
            }
            doc.layers = BTreeMap::from([(ANNOTATOR.into(), Arc::new(layer))]);
        }
        project.documents.insert(place, Arc::new(doc)).unwrap();
    }
    project
}

#[test]
fn the_sample_is_what_its_documents_and_marks_make() {
    let project = made();
    let bytes = store::write_project(&project);
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(folder().join("sample.ron"), &bytes).unwrap();
        return;
    }
    assert!(
        bytes == SAMPLE_RON.as_bytes(),
        "run with UPDATE_EXPECT=1 and look at the difference"
    );
    let loaded = store::read_project(SAMPLE_RON.as_bytes()).unwrap();
    assert_eq!(loaded.problems, []);
    assert_eq!(loaded.project, project);
}

#[test]
fn the_sample_shows_every_label_a_nested_a_crossing_and_a_damaged_place() {
    let project = store::read_project(SAMPLE_RON.as_bytes()).unwrap().project;
    let counts = project.counts(ANNOTATOR);
    assert!(project.schema.labels.iter().all(|l| counts[&l.key] >= 4));
    let documents: Vec<_> = project.documents.iter().collect();
    let spans: Vec<&Span> = documents[0]
        .layer(ANNOTATOR)
        .unwrap()
        .spans
        .iter()
        .collect();
    let pairs = || spans.iter().flat_map(|a| spans.iter().map(move |b| (a, b)));
    let nests = |(a, b): (&&Span, &&Span)| a.label != b.label && a.range.covers(b.range);
    let crosses = |(a, b): (&&Span, &&Span)| {
        a.range.overlaps(b.range) && !a.range.covers(b.range) && !b.range.covers(a.range)
    };
    assert!(pairs().any(nests));
    assert!(pairs().any(crosses));
    let same_label =
        |(a, b): (&&Span, &&Span)| a != b && a.label == b.label && a.range.overlaps(b.range);
    assert!(!pairs().any(same_label));
    assert!(documents[1].text.as_str().matches("(qiáo)").count() > 5);
    let damaged = documents[2];
    assert!(damaged.layers.is_empty());
    assert!(damaged.text.as_str().contains("罗?泽") && damaged.text.as_str().contains("731日"));
    for doc in documents {
        assert!((200..=500).contains(&doc.text.n_chars()), "{}", doc.name);
    }
}
