//! What the JSON formats of other tools say, and what is refused of them, with the place.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Incoming;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Output as _;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::records_of;
use zhubi::model::layer::Layer;
use zhubi::model::relation::Relation;
use zhubi::model::schema::Label;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;

use super::LAYER;
use super::document;
use super::project_of;
use super::with_layer;

const FORMATS: [&str; 5] = [
    "jsonl",
    "doccano",
    "label-studio",
    "prodigy",
    "web-annotation",
];

fn try_read(format: &str, content: &[u8]) -> Result<Reading, ReadError> {
    let format = format_by_name(format).unwrap();
    format.reading(Input::of_bytes("文.json", content))
}

fn read(format: &str, content: &str) -> Reading {
    try_read(format, content.as_bytes()).unwrap()
}

/// Spans as `start..end LABEL`.
fn spans(incoming: &Incoming) -> Vec<String> {
    let spans = incoming.spans.iter();
    spans
        .map(|s| format!("{}..{} {}", s.start, s.end, s.label))
        .collect()
}

/// Refusals as place and reason.
fn refusals(reading: &Reading) -> Vec<(String, RefusalReason)> {
    let refusals = reading.refusals.iter();
    refusals
        .map(|r| (r.at.to_string(), r.reason.clone()))
        .collect()
}

/// Writes documents with the layer that each has.
fn write(format: &str, docs: Vec<(&str, &str, Layer)>, options: &WriteOptions) -> Memory {
    let documents = docs
        .into_iter()
        .enumerate()
        .map(|(i, (name, text, layer))| {
            let mut doc = document(&format!("id{i}"), name, text);
            doc.layers.insert(LAYER.into(), std::sync::Arc::new(layer));
            doc
        });
    let project = project_of(documents.collect());
    let (records, _) = records_of(&project, LAYER);
    let memory = Memory::default();
    let format = format_by_name(format).unwrap();
    format.to_memory(&records, options, &memory).unwrap();
    memory
}

fn layer(spans: &[(usize, usize, &str)]) -> Layer {
    let spans = spans
        .iter()
        .map(|(start, end, label)| Span::new(CharRange::of(*start, *end), *label));
    let doc = with_layer(document("a", "a", ""), spans);
    doc.layer(LAYER).unwrap().clone()
}

fn main_file(memory: &Memory) -> String {
    String::from_utf8(memory.files().remove(Memory::MAIN).unwrap()).unwrap()
}

// doccano.

#[test]
fn doccano_counts_utf16_units_and_is_written_as_ascii() {
    let plain = layer(&[(1, 2, "人 物"), (0, 1, "A")]);
    let memory = write(
        "doccano",
        vec![("甲.txt", "𠀀甲\r\n", plain)],
        &WriteOptions::default(),
    );
    let written = main_file(&memory);
    assert!(written.is_ascii());
    let value: Value = serde_json::from_str(&written).unwrap();
    let expected = json!({
        "text": "𠀀甲\r\n", "label": [[0, 2, "A"], [2, 3, "人 物"]], "doc": "甲.txt"
    });
    assert_eq!(value, expected);
}

#[test]
fn all_lines_of_doccano_have_the_same_fields_where_any_document_has_relations() {
    let mut with = layer(&[(0, 1, "A"), (1, 2, "B")]);
    let ends: Vec<_> = with.spans.iter().map(Span::key).collect();
    let relation = Relation::new("HOLDS", ends[1].clone(), ends[0].clone());
    with.relations.insert(relation.id.clone(), relation);
    let options = WriteOptions {
        any_relations: true,
        ..WriteOptions::default()
    };
    let docs = vec![("a", "甲乙", layer(&[(0, 1, "A")])), ("b", "丙丁", with)];
    let written = main_file(&write("doccano", docs, &options));
    let lines: Vec<Value> = written
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let fields = |value: &Value| {
        value
            .as_object()
            .unwrap()
            .keys()
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(fields(&lines[0]), fields(&lines[1]));
    let ids: Vec<&Value> = lines
        .iter()
        .flat_map(|line| line["entities"].as_array().unwrap())
        .map(|entity| &entity["id"])
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(ids[0] != ids[1] && ids[1] != ids[2] && ids[0] != ids[2]);
    let relation = &lines[1]["relations"][0];
    assert_eq!((&relation["from_id"], &relation["to_id"]), (ids[2], ids[1]));
}

#[test]
fn doccano_says_on_which_line_something_is_wrong() {
    let lines = "{\"text\":\"甲乙\",\"label\":[[0,1,\"A\"],[0,-1,\"A\"],[1]],\"x\":1}\n\
                 {\"text\":\"甲乙\"}\n\n[]\n{\n\
                 {\"text\":\"甲\",\"entities\":[],\"relations\":[{\"from_id\":1}]}\n\
                 {\"text\":\"甲\",\"label\":[\"好\"],\"Comments\":[\"存疑\"],\"id\":9}";
    let reading = read("doccano", lines);
    assert_eq!(spans(&reading.documents[0]), ["0..1 A"]);
    assert!(reading.documents[0].partly_refused);
    let places: Vec<String> = refusals(&reading).into_iter().map(|(at, _)| at).collect();
    assert_eq!(places, ["1", "1", "2", "4", "5", "6"]);
    assert_eq!(reading.unread_fields, BTreeMap::from([("x".to_owned(), 1)]));
    let last = reading.documents.last().unwrap();
    assert_eq!(last.classes, ["好"]);
    assert_eq!(last.notes, [(None, "存疑".to_owned())]);
    assert_eq!(last.key, None);
}

// Label Studio.

#[test]
fn each_person_and_each_model_of_a_task_comes_in_on_their_own() {
    let result = |id: &str, start: usize, label: &str| {
        json!({"id": id, "type": "labels", "from_name": "l", "to_name": "t",
               "value": {"start": start, "end": start + 1, "labels": [label]},
               "meta": {"text": ["存疑"]}})
    };
    let tasks = json!([{
        "id": 1, "data": {"text": "𠀀甲乙", "doc": "甲.txt"},
        "annotations": [
            {"completed_by": 3, "result": [result("a", 1, "A"), result("b", 2, "B"),
                {"type": "relation", "from_id": "a", "to_id": "b", "direction": "left",
                 "labels": ["HOLDS"]},
                {"id": "a", "type": "choices", "from_name": "级别",
                 "value": {"start": 1, "end": 2, "choices": ["高"]}},
                {"id": "z", "type": "choices", "from_name": "类", "value": {"choices": ["通讯"]}}]},
            {"completed_by": {"id": 4, "email": "li@example.org"}, "result": []},
            {"completed_by": 5, "was_cancelled": true, "result": [result("a", 0, "A")]},
        ],
        "predictions": [{"model_version": "m1", "score": 0.25, "result": [result("p", 0, "C")]}],
    }]);
    let reading = read("label-studio", &tasks.to_string());
    let who: Vec<_> = reading
        .documents
        .iter()
        .map(|d| {
            (
                d.annotator.as_deref().unwrap(),
                d.is_prediction,
                d.key.as_deref(),
            )
        })
        .collect();
    let doc = Some("甲.txt");
    assert_eq!(
        who,
        [
            ("3", false, doc),
            ("li@example.org", false, doc),
            ("m1", true, doc)
        ]
    );
    let first = &reading.documents[0];
    assert_eq!(spans(first), ["1..2 A", "2..3 B"]);
    let relation = &first.relations[0];
    assert_eq!((relation.head.start, relation.tail.start), (2, 1));
    let detail = first.spans[0].detail.as_deref().unwrap();
    assert_eq!(
        (detail.note.as_str(), detail.attributes["级别"].as_str()),
        ("存疑", "高")
    );
    assert_eq!(first.classes, ["通讯"]);
    assert_eq!(
        first.spans[1].at.to_string(),
        "[0].annotations[0].result[1]"
    );
    assert_eq!(reading.documents[2].spans[0].score_permille, Some(250));
    let answer = "was_cancelled".to_owned();
    let refused = RefusalReason::NotAccepted { answer };
    assert_eq!(
        refusals(&reading),
        [("[0].annotations[2]".to_owned(), refused)]
    );
}

#[test]
fn label_studio_is_read_on_after_what_is_wrong_and_says_where() {
    let tasks = r#"[{"data":{"text":"甲"},"annotations":[{"result":[
            {"type":"labels","value":{"start":0,"end":"1","labels":["A"]}},
            {"type":"rectangle","value":{}},
            {"type":"labels","value":{"start":0,"end":1,"labels":["B"]}}]}]},
        {"annotations":[]}, 7, {"data":{"text":"乙"}},
        {"data":{"a":"甲","b":"乙"},"predictions":[]}, {"#;
    let mut reading = Reading::default();
    let format = format_by_name("label-studio").unwrap();
    let input = Input::of_bytes("t.json", tasks.as_bytes());
    let ended = (format.read.unwrap())(input, &mut reading);
    assert!(matches!(ended, Err(ReadError::Malformed { .. }) | Ok(())));
    assert_eq!(spans(&reading.documents[0]), ["0..1 B"]);
    let places: Vec<String> = refusals(&reading).into_iter().map(|(at, _)| at).collect();
    assert_eq!(
        places,
        [
            "[0].annotations[0].result[0]",
            "[0].annotations[0].result[1]",
            "[1]",
            "[2]",
            "[4].data",
            "[5]",
        ]
    );
    // Nobody worked on it: it has a text, and no spans does not mean that there are none.
    let unlabelled = &reading.documents[1];
    assert_eq!(unlabelled.text.as_deref(), Some("乙"));
    assert!(unlabelled.partly_refused);
}

#[test]
fn label_studio_gets_its_configuration_and_predictions_as_such() {
    let suggested = |start: usize, label: &str, score_permille: u16| {
        let origin = Origin::Suggested {
            source: "m1".to_owned(),
            score_permille,
            corrected: false,
        };
        let detail = SpanDetail {
            origin,
            ..SpanDetail::default()
        };
        Span::with_detail(CharRange::of(start, start + 1), label, detail)
    };
    let mut layer = Layer::new("m1");
    for span in [suggested(0, "大 事", 900), suggested(1, "A&\"<", 500)] {
        layer.spans.insert(span).unwrap();
    }
    let options = WriteOptions {
        labels: vec![Label::new("大 事"), Label::new("无")],
        ..WriteOptions::default()
    };
    let memory = write("label-studio", vec![("a", "甲乙", layer)], &options);
    let config = String::from_utf8(memory.files()["ls_config.xml"].clone()).unwrap();
    let labels: Vec<&str> = config.split("<Label value=\"").skip(1).collect();
    let labels: Vec<&str> = labels
        .iter()
        .map(|l| l.split('"').next().unwrap())
        .collect();
    assert_eq!(labels, ["大 事", "无", "A&amp;&quot;&lt;"]);
    let written = main_file(&memory);
    let tasks: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(tasks[0].get("annotations"), None);
    let prediction = &tasks[0]["predictions"][0];
    assert_eq!(prediction["model_version"], "m1");
    assert_eq!(prediction["score"], 0.7);
    let reading = read("label-studio", &written);
    let scores: Vec<_> = reading.documents[0]
        .spans
        .iter()
        .map(|s| s.score_permille)
        .collect();
    assert_eq!(scores, [Some(900), Some(500)]);
    assert!(reading.documents[0].is_prediction);
}

// Prodigy.

#[test]
fn prodigy_is_taken_where_it_was_accepted_and_names_last_tokens() {
    let memory = write(
        "prodigy",
        vec![("甲.txt", "甲 乙\n", layer(&[(0, 3, "A"), (2, 3, "B")]))],
        &WriteOptions::default(),
    );
    let line: Value = serde_json::from_str(&main_file(&memory)).unwrap();
    let tokens: Vec<&str> = line["tokens"]
        .as_array()
        .unwrap()
        .iter()
        .map(|token| token["text"].as_str().unwrap())
        .collect();
    assert_eq!(tokens, ["甲", " ", "乙", "\n"]);
    let ends = |n: usize| {
        (
            &line["spans"][n]["token_start"],
            &line["spans"][n]["token_end"],
        )
    };
    assert_eq!(ends(0), (&json!(0), &json!(2)));
    assert_eq!(ends(1), (&json!(2), &json!(2)));
    assert_eq!(line["meta"]["doc"], "甲.txt");
    let lines = "{\"text\":\"甲乙\",\"spans\":[{\"start\":0,\"end\":1,\"label\":\"A\"}],\"answer\":\"reject\"}\n\
                 {\"text\":\"甲乙\",\"entities\":[[0,2,\"B\"]]}\n\
                 {\"text\":\"甲乙\",\"answer\":\"accept\",\"_annotator_id\":\"li\"}\n{\"text\":\"甲乙\"}";
    let reading = read("prodigy", lines);
    assert_eq!(spans(&reading.documents[0]), ["0..2 B"]);
    assert_eq!(reading.documents[1].annotator.as_deref(), Some("li"));
    let places: Vec<String> = refusals(&reading).into_iter().map(|(at, _)| at).collect();
    assert_eq!(places, ["1", "4"]);
}

// Web annotations.

#[test]
fn annotations_of_others_are_read_with_their_remarks_and_links() {
    let target = |start: usize, end: usize| {
        json!({"source": "http://example.org/%E7%94%B2.txt",
               "selector": {"type": "TextPositionSelector", "start": start, "end": end}})
    };
    let page = json!([
        {"id": "#1", "motivation": "tagging", "creator": {"name": "li"}, "target": target(0, 1),
         "body": [{"type": "TextualBody", "purpose": "tagging", "value": "A"},
                  {"type": "TextualBody", "purpose": "commenting", "value": "存疑"}]},
        {"id": "#2", "body": "B", "creator": {"name": "li"},
         "target": {"source": "甲.txt", "selector":
             {"type": "TextQuoteSelector", "exact": "丙", "prefix": "乙", "suffix": ""}}},
        {"motivation": "linking", "body": {"purpose": "tagging", "value": "HOLDS"},
         "target": [{"id": "#1"}, {"id": "#2"}]},
        {"motivation": "commenting", "creator": {"name": "li"}, "bodyValue": "好",
         "target": "甲.txt#char=1,2"},
        {"motivation": "highlighting", "target": target(0, 1)},
        3,
    ]);
    let mut memory = Memory::default();
    memory
        .named("甲.txt")
        .unwrap()
        .write_all("甲乙丙".as_bytes())
        .unwrap();
    let input = Input {
        name: "甲.jsonld",
        content: Box::new(std::io::Cursor::new(page.to_string().into_bytes())),
        beside: &memory,
        options: ReadOptions::default(),
    };
    let reading = format_by_name("web-annotation")
        .unwrap()
        .reading(input)
        .unwrap();
    let [incoming] = &reading.documents[..] else {
        panic!("{:?}", reading.documents);
    };
    assert_eq!(incoming.text.as_deref(), Some("甲乙丙"));
    assert_eq!(spans(incoming), ["0..1 A", "2..3 B"]);
    assert_eq!(incoming.spans[0].detail.as_deref().unwrap().note, "存疑");
    let relation = &incoming.relations[0];
    assert_eq!(
        (
            relation.head.start,
            relation.tail.start,
            relation.key.as_str()
        ),
        (0, 2, "HOLDS")
    );
    assert_eq!(incoming.notes, [(Some((1, 2)), "好".to_owned())]);
    let places: Vec<String> = refusals(&reading).into_iter().map(|(at, _)| at).collect();
    assert_eq!(places, ["items[5]", "items[4]"]);
}

#[test]
fn pages_of_documents_with_one_name_are_told_apart() {
    let docs = vec![
        ("新华/甲 一.txt", "甲", layer(&[])),
        ("新华_甲_一.txt", "乙", layer(&[(0, 1, "A")])),
    ];
    let memory = write("web-annotation", docs, &WriteOptions::default());
    let names: Vec<String> = memory.files().into_keys().collect();
    let stem = "新华_甲_一";
    let expected = [".jsonld", ".txt", "-2.jsonld", "-2.txt"].map(|end| format!("{stem}{end}"));
    let mut expected = expected.to_vec();
    expected.sort();
    assert_eq!(names, expected);
}

// Anything.

/// Values that look like what the readers look for.
fn value() -> impl Strategy<Value = Value> {
    let fields = [
        "text",
        "spans",
        "label",
        "entities",
        "relations",
        "data",
        "annotations",
        "predictions",
        "result",
        "value",
        "start",
        "end",
        "labels",
        "meta",
        "id",
        "from_id",
        "to_id",
        "type",
        "items",
        "body",
        "target",
        "selector",
        "source",
        "purpose",
        "motivation",
        "head",
        "tail",
        "rel",
        "notes",
        "status",
        "classes",
        "score",
        "answer",
        "doc",
        "completed_by",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0..9_u64).prop_map(Value::from),
        Just(Value::from(0.5)),
        "[a-z甲𠀀]{0,3}".prop_map(Value::from),
        Just(Value::from("labels")),
        Just(Value::from("TextPositionSelector")),
    ];
    leaf.prop_recursive(5, 40, 5, move |inner| {
        let pair = (proptest::sample::select(fields.to_vec()), inner.clone());
        prop_oneof![
            proptest::collection::vec(inner, 0..5).prop_map(Value::from),
            proptest::collection::vec(pair, 0..7).prop_map(|pairs| {
                let pairs = pairs.into_iter().map(|(k, v)| (k.to_owned(), v));
                Value::Object(pairs.collect())
            }),
        ]
    })
}

proptest! {
    #[test]
    fn no_value_makes_a_reader_panic(value in value(), n_cut in 0..200_usize) {
        let whole = value.to_string();
        let cut: String = whole.chars().take(n_cut).collect();
        for format in FORMATS {
            for content in [&whole, &cut, &format!("[{whole},{cut}")] {
                let _any = try_read(format, content.as_bytes());
            }
        }
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..80)) {
        for format in FORMATS {
            let _any = try_read(format, &bytes);
        }
    }

    /// The quick way through a line gives what the way value by value gives.
    #[test]
    fn quick_and_slow_reading_of_jsonl_say_the_same(value in value()) {
        let Value::Object(mut line) = value else { return Ok(()) };
        line.insert("spans".to_owned(), json!([[0, 1, "A"]]));
        let quick = read("jsonl", &Value::Object(line.clone()).to_string());
        // A text or a name that is none keeps out all of it.
        prop_assume!(!quick.documents.is_empty());
        // A span that is none sends the line the slow way.
        line.insert("spans".to_owned(), json!([[0, 1, "A"], 7]));
        let slow = read("jsonl", &Value::Object(line).to_string());
        prop_assert_eq!(quick.refusals.len() + 1, slow.refusals.len());
        prop_assert_eq!(&quick.unread_fields, &slow.unread_fields);
        for (quick, slow) in quick.documents.iter().zip(&slow.documents) {
            let mut slow = slow.clone();
            slow.partly_refused = quick.partly_refused;
            prop_assert_eq!(quick, &slow);
        }
    }
}
