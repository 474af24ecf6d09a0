//! What models write, read: every shape, every unit, and the files that real tools made.

use std::collections::BTreeSet;
use std::path::Path;
use std::path::PathBuf;

use proptest::prelude::*;
use serde_json::Value;
use serde_json::json;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::RefusalReason;
use zhubi::exchange::plan::ImportPlan;
use zhubi::exchange::plan::NewLabels;
use zhubi::exchange::plan::ReadingOf;
use zhubi::exchange::plan::plan_predictions;
use zhubi::exchange::predictions::PredictionFormat;
use zhubi::exchange::predictions::UNSCORED_PERMILLE;
use zhubi::exchange::predictions::read;
use zhubi::model::ids::Annotator;
use zhubi::model::project::Project;
use zhubi::model::span::Origin;

use super::document;
use super::project_of;

type Found = (usize, usize, String, Option<u16>);

fn reading(content: &str) -> Reading {
    read(content.as_bytes(), None).unwrap()
}

/// Returns the spans of a file's only document.
fn spans(content: &str) -> Vec<Found> {
    let reading = reading(content);
    assert_eq!(reading.refusals, [], "{content}");
    let [only] = &reading.documents[..] else {
        panic!("not one document: {content}");
    };
    let spans = only.spans.iter();
    spans
        .map(|s| (s.start, s.end, s.label.clone(), s.score_permille))
        .collect()
}

fn reasons(content: &str) -> Vec<RefusalReason> {
    let refusals = reading(content).refusals.into_iter();
    refusals.map(|refusal| refusal.reason).collect()
}

fn found(start: usize, end: usize, label: &str, score: Option<u16>) -> Found {
    (start, end, label.to_owned(), score)
}

#[test]
fn spans_are_lists_or_objects_and_scores_go_by_three_names() {
    for field in ["spans", "entities"] {
        let line = json!({"text": "县委书记王毅", field: [
            [0, 4, "ROLE", 0.5],
            [4, 6, "PERSON"],
            [4, 6, "PERSON", null],
            {"start": 0, "end": 4, "label": "ROLE", "score": 1},
            {"start": 0, "end": 4, "entity_group": "ROLE", "confidence": 0.0004},
            {"start": 0, "end": 4, "label": "ROLE", "probability": 0.9996, "text": "县委书记"},
        ]});
        let expected = [
            found(0, 4, "ROLE", Some(500)),
            found(4, 6, "PERSON", None),
            found(4, 6, "PERSON", None),
            found(0, 4, "ROLE", Some(1000)),
            found(0, 4, "ROLE", Some(0)),
            found(0, 4, "ROLE", Some(1000)),
        ];
        assert_eq!(spans(&line.to_string()), expected);
    }
}

#[test]
fn a_file_is_lines_or_one_value_on_any_number_of_lines() {
    let one = json!({"id": "甲", "spans": [[0, 1, "A", 0.5]]});
    let pretty = serde_json::to_string_pretty(&one).unwrap();
    let list = serde_json::to_string_pretty(&json!([one, one])).unwrap();
    let lines = format!("\n{one}\r\n\n{one}\n");
    assert_eq!(reading(&pretty).documents.len(), 1);
    let places = |content: &str| -> Vec<usize> {
        let documents = reading(content).documents.into_iter();
        documents.map(|doc| doc.at.number()).collect()
    };
    assert_eq!(places(&list), [1, 2]);
    assert_eq!(places(&lines), [2, 4]);
    // One bad line holds nothing up, wherever it is.
    let broken = format!("{{\"id\": \n{one}\n{one} x\n");
    let reading = reading(&broken);
    assert_eq!(reading.documents.len(), 1);
    let at: Vec<usize> = reading.refusals.iter().map(|r| r.at.number()).collect();
    assert_eq!(at, [1, 3]);
    let torn = format!("\n[{one},\n{one}");
    assert_eq!(self::reading(&torn).refusals[0].at.number(), 3);
}

#[test]
fn what_is_no_prediction_is_refused_with_its_reason() {
    use RefusalReason as R;
    let line = |value: Value| reasons(&value.to_string());
    assert_eq!(line(json!({"id": "甲"})), [R::NoPredictions]);
    assert_eq!(line(json!(7)), [R::NotAnObject]);
    let rejected = line(json!({"id": "甲", "spans": [[0, 1, "A"]], "answer": "reject"}));
    assert!(matches!(&rejected[..], [R::NotAccepted { answer }] if answer == "reject"));
    for score in [json!(-0.1), json!(1.01), json!("0.9"), json!(true)] {
        let found = line(json!({"id": "甲", "spans": [[0, 1, "A", score]]}));
        assert!(matches!(&found[..], [R::NotAScore { .. }]), "{found:?}");
    }
    for span in [
        json!([0, 1]),
        json!("A"),
        json!([0, 1, 7]),
        json!([0, 1, "A", 0.5, 1]),
    ] {
        let found = line(json!({"id": "甲", "spans": [span]}));
        assert!(matches!(&found[..], [R::NotASpan { .. }]), "{found:?}");
    }
    let found = line(json!({"id": "甲", "spans": [[-1, 1, "A"], [0.5, 1, "A"]]}));
    assert!(matches!(
        &found[..],
        [R::NotAPosition { .. }, R::NotAPosition { .. }]
    ));
}

#[test]
fn doccano_is_taken_where_its_units_make_no_difference() {
    let plain = json!({"text": "县委书记王毅", "label": [[0, 4, "ROLE"]]});
    assert_eq!(spans(&plain.to_string()), [found(0, 4, "ROLE", None)]);
    let entity = json!({"id": 1, "start_offset": 4, "end_offset": 6, "label": "PERSON"});
    let related = json!({"text": "县委书记王毅", "entities": [entity]});
    assert_eq!(spans(&related.to_string()), [found(4, 6, "PERSON", None)]);
    for text in [json!("𠮷野家主席"), Value::Null] {
        for line in [
            json!({"id": "甲", "text": text, "label": [[3, 5, "ROLE"]]}),
            json!({"id": "甲", "text": text, "entities": [entity]}),
        ] {
            assert_eq!(reasons(&line.to_string()), [RefusalReason::UnclearOffsets]);
        }
    }
}

fn task(predictions: Value) -> String {
    json!([{"id": 3, "data": {"text": "县委书记王毅"}, "predictions": predictions}]).to_string()
}

fn result(start: usize, end: usize, labels: Value) -> Value {
    json!({"id": "x", "from_name": "label", "to_name": "text", "type": "labels",
        "value": {"start": start, "end": end, "text": "…", "labels": labels}})
}

#[test]
fn label_studio_scores_are_the_results_or_the_predictions() {
    let mut own = result(0, 4, json!(["ROLE", "EVENT"]));
    own["score"] = json!(0.25);
    let predictions = json!([
        {"model_version": "a", "score": 0.75, "result": [own, result(4, 6, json!(["PERSON"]))]},
        {"model_version": "b", "result": [result(4, 6, json!(["PERSON"]))]},
    ]);
    assert_eq!(
        spans(&task(predictions)),
        [
            found(0, 4, "ROLE", Some(250)),
            found(0, 4, "EVENT", Some(250)),
            found(4, 6, "PERSON", Some(750)),
            found(4, 6, "PERSON", None),
        ]
    );
}

#[test]
fn what_label_studio_has_beside_spans_is_refused_by_kind() {
    use RefusalReason as R;
    let relation = json!({"type": "relation", "from_id": "a", "to_id": "b"});
    let predictions = json!([7, {"result": [relation, result(0, 4, json!([]))]}]);
    let found = reasons(&task(predictions));
    let [
        R::PredictionNumber,
        R::OtherKind { kind },
        R::WrongKind { field },
    ] = &found[..]
    else {
        panic!("{found:?}");
    };
    assert_eq!((kind.as_str(), *field), ("relation", "labels"));
    assert_eq!(reasons(&task(json!([]))), [R::NoPredictions]);
    let unclear = json!({"data": {"a": "一", "b": "二"}, "predictions": [{"result": []}]});
    assert_eq!(reasons(&unclear.to_string()), [R::UnclearText]);
    let only = json!({"data": {"body": "一", "n": 2}, "predictions": [{"result": []}]});
    assert_eq!(
        reading(&only.to_string()).documents[0].text.as_deref(),
        Some("一")
    );
}

#[test]
fn spacy_entities_and_groups_come_with_scores_from_where_they_are() {
    let span = |start: usize, end: usize, label: &str| json!({"start": start, "end": end, "label": label, "kb_id": ""});
    let doc = json!({
        "text": "县委书记王毅",
        "ents": [span(0, 4, "ROLE"), span(4, 6, "PERSON")],
        "spans": {"sc": [span(0, 2, "ORG"), span(0, 4, "ROLE")]},
        "spans_scores": {"sc": [0.4, 0.9]},
        "underscore_span": {"score": [{"start": 4, "end": 6, "value": 0.8, "label": "PERSON"}]},
        "tokens": [], "sents": [],
    });
    assert_eq!(
        spans(&doc.to_string()),
        [
            found(0, 4, "ROLE", None),
            found(4, 6, "PERSON", Some(800)),
            found(0, 2, "ORG", Some(400)),
            found(0, 4, "ROLE", Some(900)),
        ]
    );
    assert!(reading(&doc.to_string()).unread_fields.is_empty());
    // A label may be a number there, which says nothing to us.
    let one = json!({
        "text": "县委书记王毅",
        "ents": [span(4, 6, "PERSON")],
        "underscore_span": {"score": {"start": 4, "end": 6, "value": 0.7, "label": 380}},
    });
    assert_eq!(spans(&one.to_string()), [found(4, 6, "PERSON", Some(700))]);
    let none = json!({"text": "县委", "tokens": []});
    let read = read(none.to_string().as_bytes(), Some(PredictionFormat::Spacy)).unwrap();
    assert_eq!((read.documents.len(), read.refusals.len()), (1, 0));
}

fn planned(project: &Project, content: &str) -> ImportPlan {
    let files = vec![ReadingOf {
        file: "m.jsonl",
        name: "m.jsonl",
        reading: reading(content),
    }];
    let source = Annotator::from("bert");
    plan_predictions(project, &source, UNSCORED_PERMILLE, NewLabels::Add, files)
}

#[test]
fn a_document_that_is_spoken_of_is_planned_even_if_nothing_of_it_fits() {
    let project = project_of(vec![
        document("a", "甲.txt", "县委"),
        document("b", "乙.txt", "书记"),
    ]);
    let plan = planned(&project, r#"{"id":"甲.txt","spans":[[0,9,"ROLE",1]]}"#);
    assert_eq!(plan.documents.len(), 1);
    assert_eq!((plan.n_spans(), plan.n_refused()), (0, 1));
}

#[test]
fn of_spans_said_twice_the_surest_stays() {
    let project = project_of(vec![document("a", "甲.txt", "县委")]);
    let lines = r#"{"id":"甲.txt","spans":[[0,2,"ROLE",0.2],[0,2,"ROLE",0.9],[0,2,"ROLE"]]}"#;
    let plan = planned(&project, lines);
    let [span] = &plan.documents[0].spans[..] else {
        panic!("{plan:?}");
    };
    let expected = Origin::Suggested {
        source: "bert".to_owned(),
        score_permille: 900,
        corrected: false,
    };
    assert_eq!(span.detail_or_default().origin, expected);
    assert_eq!((plan.n_known, plan.n_unscored), (2, 1));
}

proptest! {
    /// Whatever a file holds, reading it comes back, and every line of JSON is told of.
    #[test]
    fn no_file_breaks_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for format in PredictionFormat::ALL.map(Some).into_iter().chain([None]) {
            let _read = read(&bytes, format);
        }
    }

    #[test]
    fn no_json_breaks_a_reader(value in json_value()) {
        for format in PredictionFormat::ALL.map(Some).into_iter().chain([None]) {
            let read = read(value.to_string().as_bytes(), format).unwrap();
            let n_told = read.documents.len() + read.refusals.len();
            let is_empty = value.as_array().is_some_and(Vec::is_empty);
            prop_assert!(n_told > 0 || is_empty, "{value}");
        }
    }
}

/// Values made of the words that the readers look for.
fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2..9_i64).prop_map(Value::from),
        (0.0..1.2_f64).prop_map(Value::from),
        "[一二labels]{0,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 4, |inner| {
        let fields = [
            "text",
            "id",
            "spans",
            "entities",
            "ents",
            "label",
            "labels",
            "start",
            "end",
            "score",
            "data",
            "predictions",
            "result",
            "value",
            "type",
            "answer",
            "tokens",
            "spans_scores",
            "underscore_span",
            "_",
        ];
        let pair = (proptest::sample::select(fields.to_vec()), inner.clone());
        prop_oneof![
            proptest::collection::vec(inner, 0..4).prop_map(Value::from),
            proptest::collection::vec(pair, 0..5)
                .prop_map(|pairs| { pairs.into_iter().map(|(k, v)| (k.to_owned(), v)).collect() }),
        ]
    })
}

fn shared() -> Option<PathBuf> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/peers");
    if !folder.is_dir() {
        eprintln!("SKIPPED: ../shared is not here");
        return None;
    }
    Some(folder)
}

type Spans = BTreeSet<(String, usize, usize, String)>;

/// The project of the texts that all samples are of, and their spans.
fn truth(folder: &Path) -> (Project, Spans) {
    let content = std::fs::read_to_string(folder.join("samples/truth.jsonl")).unwrap();
    let mut documents = Vec::new();
    let mut spans = Spans::new();
    for line in content.split('\n').filter(|line| !line.is_empty()) {
        let line: Value = serde_json::from_str(line).unwrap();
        let name = line["doc"].as_str().unwrap();
        documents.push(document(name, name, line["text"].as_str().unwrap()));
        for span in line["spans"].as_array().unwrap() {
            let at = |field: &str| usize::try_from(span[field].as_u64().unwrap()).unwrap();
            let label = span["label"].as_str().unwrap().to_owned();
            spans.insert((name.to_owned(), at("start"), at("end"), label));
        }
    }
    assert_eq!((documents.len(), spans.len()), (9, 32));
    (project_of(documents), spans)
}

fn came_in(plan: &ImportPlan) -> Spans {
    let spans = plan.documents.iter().flat_map(|doc| {
        doc.spans.iter().map(|span| {
            let (start, end) = (span.range.start().0, span.range.end().0);
            (doc.doc.to_string(), start, end, span.label.to_string())
        })
    });
    spans.collect()
}

#[test]
fn samples_of_the_tools_come_in_whole_or_say_what_does_not() {
    let Some(folder) = shared() else { return };
    let (project, truth) = truth(&folder);
    let plan = |file: &str| {
        planned(
            &project,
            &std::fs::read_to_string(folder.join(file)).unwrap(),
        )
    };
    let label_studio = plan("samples/ls_predictions.json");
    assert_eq!(came_in(&label_studio), truth);
    assert_eq!(label_studio.n_unscored, 0);
    // Its relations are no spans; each is told of.
    let others = label_studio.refusals.iter();
    assert!(others.clone().count() > 0);
    for refusal in others {
        assert!(
            matches!(refusal.reason, RefusalReason::OtherKind { .. }),
            "{refusal}"
        );
    }
    for file in ["samples/prodigy.jsonl", "samples/spacy.jsonl"] {
        let plan = plan(file);
        assert_eq!(plan.refusals, [], "{file}");
        assert!(came_in(&plan).is_subset(&truth), "{file}");
        assert_eq!(plan.n_unscored, plan.n_spans(), "{file}");
        assert!(plan.n_spans() >= 20, "{file}: {}", plan.n_spans());
    }
    // doccano's own offsets are UTF-16 units: nothing lands where it does not belong.
    for file in ["samples/doccano_rel.jsonl", "samples/doccano_seq.jsonl"] {
        let plan = plan(file);
        assert!(came_in(&plan).is_subset(&truth), "{file}");
        assert_eq!(plan.n_spans() + plan.n_refused(), truth.len(), "{file}");
        let unclear =
            |r: &zhubi::exchange::incoming::Refusal| r.reason == RefusalReason::UnclearOffsets;
        assert!(plan.refusals.iter().all(unclear), "{file}");
        assert!(plan.n_refused() > 0, "{file}");
    }
    // An export of tasks that only people worked on has nothing to bring in, and says so.
    let worked = plan("real/labelstudio/samples.json");
    assert_eq!(worked.documents, []);
    assert_eq!(worked.refusals.len(), 9);
}
