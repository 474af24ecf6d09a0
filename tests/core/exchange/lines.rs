//! Formats of lines: CoNLL, brat, WebAnno TSV and tables, as others write them and as we do.

use std::collections::BTreeMap;
use std::sync::Arc;

use zhubi::exchange::fit::fit;
use zhubi::exchange::format_by_name;
use zhubi::exchange::incoming::Place;
use zhubi::exchange::incoming::ReadError;
use zhubi::exchange::incoming::Reading;
use zhubi::exchange::incoming::Remark;
use zhubi::exchange::input::Input;
use zhubi::exchange::input::ReadOptions;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::Output as _;
use zhubi::exchange::output::Tokens;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::record::Record;
use zhubi::model::layer::Layer;
use zhubi::model::relation::Relation;
use zhubi::model::schema::Attribute;
use zhubi::model::schema::AttributeKind;
use zhubi::model::schema::Label;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

fn record(name: &str, text: &str, spans: &[(usize, usize, &str)]) -> Record {
    let mut layer = Layer::new("li");
    for (start, end, label) in spans {
        let span = Span::new(CharRange::of(*start, *end), *label);
        layer.spans.insert(span).unwrap();
    }
    Record {
        name: name.to_owned(),
        text: Arc::new(Text::from(text)),
        layer: Arc::new(layer),
    }
}

/// Writes records in a format; what gets lost, and the files.
fn written(
    format: &str,
    options: &WriteOptions,
    records: &[Record],
) -> (Vec<(LossKind, usize)>, BTreeMap<String, String>) {
    let memory = Memory::default();
    let format = format_by_name(format).unwrap();
    let report = format.to_memory(records, options, &memory).unwrap();
    let losses = report.iter().map(|(kind, loss)| (kind, loss.count));
    let files = memory.files().into_iter();
    let files = files.map(|(name, bytes)| (name, String::from_utf8(bytes).unwrap()));
    (losses.collect(), files.collect())
}

fn main_file(format: &str, options: &WriteOptions, records: &[Record]) -> String {
    written(format, options, records)
        .1
        .remove(Memory::MAIN)
        .unwrap()
}

fn read(format: &str, name: &str, content: &str) -> Result<Reading, ReadError> {
    read_beside(
        format,
        name,
        content,
        &Memory::default(),
        ReadOptions::default(),
    )
}

fn read_beside(
    format: &str,
    name: &str,
    content: &str,
    beside: &Memory,
    options: ReadOptions,
) -> Result<Reading, ReadError> {
    format_by_name(format).unwrap().reading(Input {
        name,
        content: Box::new(std::io::Cursor::new(content.as_bytes().to_vec())),
        beside,
        options,
    })
}

/// Returns text and spans of each document: `甲乙 0..1 A`.
fn told(reading: &Reading) -> Vec<String> {
    let documents = reading.documents.iter().map(|document| {
        let mut said = document.text.clone().unwrap_or_default();
        for span in &document.spans {
            said += &format!(" {}..{} {}", span.start, span.end, span.label);
        }
        said
    });
    documents.collect()
}

// CoNLL.

#[test]
fn every_scheme_of_tags_is_read_as_what_it_says() {
    for (content, expected) in [
        ("习\tB-P\n近\tI-P\n来\tO\n", "习近来 0..2 P"),
        ("习 B-P\r\n近 I-P\r\n\r\n来 O", "习近\n来 0..2 P"),
        ("甲\tB-P\n乙\tB-P\n", "甲乙 0..1 P 1..2 P"),
        // IOB1: B- only parts neighbors of one label.
        ("甲\tI-P\n乙\tB-P\n丙\tI-R\n", "甲乙丙 0..1 P 1..2 P 2..3 R"),
        ("甲\tB-P\n乙\tE-P\n丙\tS-P\n", "甲乙丙 0..2 P 2..3 P"),
        ("甲\tB-P\n乙\tL-P\n丙\tU-P\n", "甲乙丙 0..2 P 2..3 P"),
        ("甲 B-P\n乙 M-P\n丙 E-P\n丁 S-R\n", "甲乙丙丁 0..3 P 3..4 R"),
        (
            "EU NNP B-NP B-ORG\nrejects VBZ B-VP O\n",
            "EU rejects 0..2 ORG",
        ),
        ("New\tB-L\nYork\tI-L\n的\tO\n", "New York的 0..8 L"),
        ("1\tB-N\n3\tI-N\n0\tI-N\n", "130 0..3 N"),
        ("1 O\n \tO\n- B-A-B\n", "1 - 2..3 A-B"),
        ("# text = 甲\n甲\tB-大 事\n", "甲 0..1 大 事"),
        ("\n\n甲\tO\n\n\n乙\tO\n\n", "甲\n乙"),
    ] {
        let reading = read("conll-bio", "a.tsv", content).unwrap();
        assert_eq!(told(&reading), [expected], "{content:?}");
        assert_eq!(reading.refusals, []);
        let document = &reading.documents[0];
        assert!(document.blanks_unsure && document.may_be_several);
    }
}

#[test]
fn documents_are_told_by_their_first_line_and_handed_on_there() {
    let content = "-DOCSTART- -X- O O\n\n甲 -X- _ I-P\n乙 -X- _ I-P\n\n-DOCSTART- -X- O\n\
                   -DOCSTART-\n丙 -X- _ I-R\n";
    let reading = read("conll-2003", "a.conll", content).unwrap();
    assert_eq!(told(&reading), ["甲乙 0..2 P", "", "丙 0..1 R"]);
    let lines: Vec<usize> = reading.documents.iter().map(|d| d.at.number()).collect();
    assert_eq!(lines, [1, 6, 7]);
    assert!(reading.documents.iter().all(|d| !d.may_be_several));
    let remark = Remark::BegunInside { n_spans: 1 };
    assert_eq!(
        reading.remarks,
        [(Place::Line(3), remark.clone()), (Place::Line(8), remark)]
    );
}

#[test]
fn rows_without_a_tag_are_refused_and_their_tokens_kept() {
    let reading = read("conll-bio", "a.tsv", "甲\tB-P\n乙\n丙\tI-P\n丁\tPERSON\n").unwrap();
    assert_eq!(told(&reading), ["甲乙丙丁 0..1 P 2..3 P"]);
    let lines: Vec<usize> = reading.refusals.iter().map(|r| r.at.number()).collect();
    assert_eq!(lines, [2, 4]);
    assert!(reading.documents[0].partly_refused);
    let many = read("conll-bio", "a.tsv", &"甲\n".repeat(5_000)).unwrap();
    assert_eq!(many.refusals.len(), 101);
    let n: usize = many.refusals.iter().map(|r| r.n_spans).sum();
    assert_eq!(n, 5_000);
}

#[test]
fn four_columns_begin_with_their_document() {
    let records = [
        record("甲.txt", "习近平 来。", &[(0, 3, "人 物")]),
        record("乙.txt", "好", &[]),
    ];
    let (losses, files) = written("conll-2003", &WriteOptions::default(), &records);
    assert_eq!(
        losses,
        [(LossKind::LabelSpelling, 1), (LossKind::DocumentNames, 2)]
    );
    assert_eq!(
        files[Memory::MAIN],
        "-DOCSTART- -X- O O\n\n习 -X- _ B-人_物\n近 -X- _ I-人_物\n平 -X- _ I-人_物\n\
         来 -X- _ O\n。 -X- _ O\n\n-DOCSTART- -X- O O\n\n好 -X- _ O\n\n"
    );
}

#[test]
fn words_are_cut_where_a_span_ends_or_its_span_is_left_out() {
    let records = [record(
        "甲",
        "國務院總理來了",
        &[(0, 3, "ORG"), (3, 4, "ROLE")],
    )];
    let options = |tokens| WriteOptions {
        tokens,
        ..WriteOptions::default()
    };
    let cut = main_file("conll-bioes", &options(Tokens::WordsCut), &records);
    assert_eq!(cut, "國務院\tS-ORG\n總\tS-ROLE\n理\tO\n來\tO\n了\tO\n\n");
    let (losses, kept) = written("conll-bioes", &options(Tokens::WordsKept), &records);
    assert_eq!(
        losses,
        [(LossKind::MidWord, 1), (LossKind::DocumentNames, 1)]
    );
    assert_eq!(
        kept[Memory::MAIN],
        "國務院\tS-ORG\n總理\tO\n來\tO\n了\tO\n\n"
    );
}

// brat.

fn detailed() -> Record {
    let mut doc = record(
        "新/华.txt",
        "首甲\u{2028}乙\r\n丙\t丁",
        &[(1, 9, "EVENT"), (1, 2, "人 物")],
    );
    let layer = Arc::make_mut(&mut doc.layer);
    let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
    let mut span = layer.spans.remove(&keys[1]).unwrap();
    span.detail = Some(Box::new(SpanDetail {
        attributes: [("级 别".to_owned(), "高 [1]".to_owned())].into(),
        note: "一|二".to_owned(),
        entity: Some("Q_1".into()),
        ..SpanDetail::default()
    }));
    layer.spans.insert(span).unwrap();
    let relation = Relation::new("HOLDS", keys[1].clone(), keys[0].clone());
    layer.relations.insert(relation.id.clone(), relation);
    doc
}

#[test]
fn brat_gets_fragments_over_whatever_ends_a_line() {
    let mut label = Label::new("PERSON");
    label.names = [("zh-Hans".to_owned(), "人物".to_owned())].into();
    label.attributes.push(Attribute {
        key: "level".to_owned(),
        names: BTreeMap::new(),
        kind: AttributeKind::Choice(vec!["高".to_owned(), "低".to_owned()]),
        extra: BTreeMap::new(),
    });
    let options = WriteOptions {
        labels: vec![label],
        ..WriteOptions::default()
    };
    let (losses, files) = written("brat", &options, &[detailed(), record("新_华", "", &[])]);
    assert_eq!(
        losses,
        [
            (LossKind::LabelSpelling, 1),
            (LossKind::ValueSpelling, 1),
            (LossKind::Entities, 1),
            (LossKind::DocumentNames, 1),
        ]
    );
    assert_eq!(
        files["新_华.ann"],
        "T1\tEVENT 1 2;3 4;6 7;8 9\t甲 乙 丙 丁\nT2\t人_物 1 2\t甲\n\
         R1\tHOLDS Arg1:T2 Arg2:T1\t\nA1\t级_别 T2 高 [1]\n#1\tAnnotatorNotes T2\t一|二\n"
    );
    assert_eq!(files["新_华.txt"], "首甲\u{2028}乙\r\n丙\t丁");
    assert_eq!(
        (files["新_华-2.ann"].as_str(), files["新_华-2.txt"].as_str()),
        ("", "")
    );
    let conf = &files["annotation.conf"];
    assert!(conf.starts_with("[entities]\nPERSON\nEVENT\n# 人_物\n\n[relations]\nHOLDS\tArg1:<ENTITY>, Arg2:<ENTITY>\n"), "{conf}");
    assert!(
        conf.contains("level\tArg:<ENTITY>, Value:低|高\n"),
        "{conf}"
    );
    assert!(
        files["visual.conf"].contains("PERSON | 人物 | P\n"),
        "{}",
        files["visual.conf"]
    );
}

#[test]
fn brat_is_read_with_its_text_beside() {
    let beside = Memory::default();
    let mut text = beside.clone().named("d.txt").unwrap();
    text.write_all("𠀀北京，\n上海市长张三".as_bytes()).unwrap();
    drop(text);
    let content = "R1\tHOLDS Arg2:T1 Arg1:E1\nT1\tRole 1 3;5 7\t北京 上海\n\
                   T2\tCity 2 4;5 6\t京， 上\r\nT3\tPerson 8 9\t张\nE1\tMeet:T3 Who:T1\n\
                   A1\tSure T3\nA2\tLevel E1 very high\n#1\tAnnotatorNotes T3\t备 注\n\
                   #2\tAnnotatorNotes T3\t二\n*\tAlias T1 T2\nN1\tRef T1 Q:1\t北\n\
                   T4 broken\nT5\tX 1\t甲\nR2\tHOLDS Arg1:T9 Arg2:T1\n";
    let options = ReadOptions::default();
    let reading = read_beside("brat", "d.ann", content, &beside, options).unwrap();
    assert_eq!(
        told(&reading),
        ["𠀀北京，\n上海市长张三 1..7 Role 2..6 City 8..9 Person"]
    );
    let document = &reading.documents[0];
    assert_eq!(document.key.as_deref(), Some("d.txt"));
    let words: Vec<_> = document.spans.iter().map(|s| s.words.as_deref()).collect();
    // The last was labelled on another text: its words are kept, so that it is refused.
    assert_eq!(words, [None, None, Some("张")]);
    assert_eq!(reading.remarks.len(), 1, "{:?}", reading.remarks);
    assert!(matches!(
        &reading.remarks[0].1,
        Remark::Discontinuous { n_pieces: 2, .. }
    ));
    let detail = document.spans[2].detail.as_ref().unwrap();
    assert_eq!(
        (
            detail.attributes["Sure"].as_str(),
            detail.attributes["Level"].as_str()
        ),
        ("yes", "very high")
    );
    assert_eq!(detail.note, "备 注\n二");
    let ends = &document.relations[0];
    assert_eq!((ends.head.start, ends.tail.start), (8, 1));
    let lines: Vec<usize> = reading.refusals.iter().map(|r| r.at.number()).collect();
    assert_eq!(lines, [12, 13, 14]);
    let unread: Vec<&str> = reading.unread_fields.keys().map(String::as_str).collect();
    assert_eq!(unread, ["*", "E", "N"]);
}

// Tables.

#[test]
fn a_table_runs_in_no_spreadsheet_and_comes_back_exactly() {
    let nasty = [
        "=1+1",
        "'=1",
        "-5",
        "@A",
        "'twas",
        "a,b;\"c\"\r\nd",
        "＝甲",
        "\t",
    ];
    let text = nasty.concat();
    let mut doc = record("=甲.txt", &text, &[]);
    let layer = Arc::make_mut(&mut doc.layer);
    let mut at = 0;
    for words in nasty {
        let len = words.chars().count();
        let detail = SpanDetail {
            attributes: [
                ("level".to_owned(), words.to_owned()),
                (words.to_owned(), String::new()),
            ]
            .into(),
            note: words.to_owned(),
            entity: Some(words.into()),
            ..SpanDetail::default()
        };
        let span = Span::with_detail(CharRange::of(at, at + len), "=L", detail);
        layer.spans.insert(span).unwrap();
        at += len;
    }
    let mut label = Label::new("=L");
    label.attributes.push(Attribute {
        key: "level".to_owned(),
        names: BTreeMap::new(),
        kind: AttributeKind::Text,
        extra: BTreeMap::new(),
    });
    let options = WriteOptions {
        labels: vec![label],
        ..WriteOptions::default()
    };
    let records = [doc.clone(), record("空.txt", "", &[])];
    let out = main_file("csv", &options, &records);
    assert!(
        out.starts_with(
            "\u{FEFF}doc,start,end,label,text,note,entity,attribute:level,attributes\r\n\
         '=甲.txt,0,4,'=L,'=1+1,'=1+1,'=1+1,'=1+1,\"{\"\"=1+1\"\":\"\"\"\"}\"\r\n"
        ),
        "{out}"
    );
    assert!(out.ends_with("空.txt,,,,,,,,\r\n"), "{out}");
    let utf16: Vec<u8> = out.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let semicolons = "doc;start;end;label;text\n=甲.txt;0;4;=L;=1+1\n";
    let format = format_by_name("csv").unwrap();
    for bytes in [out.as_bytes(), &utf16] {
        let reading = format.reading(Input::of_bytes("a.csv", bytes)).unwrap();
        assert_eq!(reading.refusals, []);
        let [first, second] = &reading.documents[..] else {
            panic!("{:?}", reading.documents);
        };
        assert_eq!(first.key.as_deref(), Some("=甲.txt"));
        assert_eq!(
            (second.key.as_deref(), second.spans.len()),
            (Some("空.txt"), 0)
        );
        for (span, back) in doc.layer.spans.iter().zip(&first.spans) {
            let (detail, back_detail) =
                (span.detail.as_ref().unwrap(), back.detail.as_ref().unwrap());
            assert_eq!(back.words.as_deref(), Some(doc.text.slice(span.range)));
            assert_eq!(back_detail.attributes, detail.attributes);
            assert_eq!(
                (&back_detail.note, back_detail.entity.as_deref()),
                (&detail.note, detail.entity.as_deref())
            );
            assert_eq!(
                (back.start, back.label.as_str()),
                (span.range.start().0, "=L")
            );
        }
    }
    assert_eq!(
        told(&read("csv", "a.csv", semicolons).unwrap()),
        [" 0..4 =L"]
    );
}

#[test]
fn rows_of_a_table_that_say_no_span_are_refused() {
    let content = "label,start,end,mood\nA,0,1,gut\nA,x,1,\nA,0,,\n";
    let reading = read("csv", "甲.csv", content).unwrap();
    assert_eq!(told(&reading), [" 0..1 A"]);
    assert_eq!(reading.documents[0].key.as_deref(), Some("甲"));
    let lines: Vec<usize> = reading.refusals.iter().map(|r| r.at.number()).collect();
    assert_eq!(lines, [3, 4]);
    assert_eq!(reading.unread_fields["mood"], 1);
    for other in ["", "a,b\n1,2\n"] {
        let error = read("csv", "甲.csv", other).unwrap_err();
        assert!(matches!(error, ReadError::Malformed { .. }), "{error}");
    }
}

// WebAnno TSV.

#[test]
fn webanno_gets_a_token_a_character_and_numbers_where_spans_meet() {
    let (losses, files) = written("webanno-tsv", &WriteOptions::default(), &[detailed()]);
    assert_eq!(losses, [(LossKind::DocumentNames, 1)]);
    let layer = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity";
    assert_eq!(
        files["新_华.tsv"],
        format!(
            "#FORMAT=WebAnno TSV 3.3\n#T_SP={layer}|identifier|value|attr_级_20_别|note\n\
             #T_RL=webanno.custom.Relation|value|BT_{layer}\n\n\n\
             #Text=首甲\u{2028}乙\\r\n#Text=丙\\t丁\n\
             1-1\t0-1\t首\t_\t_\t_\t_\t_\t_\t\n\
             1-2\t1-2\t甲\t*[1]|Q\\_1[2]\tEVENT[1]|人 物[2]\t*[1]|高 \\[1\\][2]\t*[1]|一\\|二[2]\tHOLDS\t1-2[2_1]\t\n\
             1-3\t3-4\t乙\t*[1]\tEVENT[1]\t*[1]\t*[1]\t_\t_\t\n\
             1-4\t6-7\t丙\t*[1]\tEVENT[1]\t*[1]\t*[1]\t_\t_\t\n\
             1-5\t8-9\t丁\t*[1]\tEVENT[1]\t*[1]\t*[1]\t_\t_\t\n"
        )
    );
    let reading = read("webanno-tsv", "新_华.tsv", &files["新_华.tsv"]).unwrap();
    assert_eq!(reading.refusals, []);
    assert_eq!(
        told(&reading),
        ["首甲\u{2028}乙\r\n丙\t丁 1..9 EVENT 1..2 人 物"]
    );
    let document = &reading.documents[0];
    let detail = document.spans[1].detail.as_ref().unwrap();
    assert_eq!(
        detail.attributes,
        BTreeMap::from([("级 别".to_owned(), "高 [1]".to_owned())])
    );
    assert_eq!(
        (detail.note.as_str(), detail.entity.as_deref()),
        ("一|二", Some("Q_1"))
    );
    let ends = &document.relations[0];
    assert_eq!(
        (ends.key.as_str(), ends.head.end, ends.tail.end),
        ("HOLDS", 2, 9)
    );
}

#[test]
fn a_sentence_ends_with_its_line_and_keeps_the_blanks_behind_it() {
    let doc = record("甲", "𠀀\r\n\r\n　乙\n丙丁\n", &[(6, 9, "A")]);
    let (_, files) = written(
        "webanno-tsv",
        &WriteOptions::default(),
        std::slice::from_ref(&doc),
    );
    let rows: Vec<&str> = files["甲.tsv"].lines().skip(4).collect();
    assert_eq!(
        rows,
        [
            "#Text=𠀀\\r",
            "#Text=\\r",
            "#Text=　",
            "1-1\t0-2\t𠀀\t_\t_\t",
            "",
            "#Text=乙",
            "#Text=丙丁",
            "2-1\t7-8\t乙\t*[1]\tA[1]\t",
            "2-2\t9-10\t丙\t*[1]\tA[1]\t",
            "2-3\t10-11\t丁\t_\t_\t",
        ]
    );
    let reading = read("webanno-tsv", "甲.tsv", &files["甲.tsv"]).unwrap();
    assert_eq!(told(&reading), ["𠀀\r\n\r\n　乙\n丙丁 7..10 A"]);
    let mut report = LossReport::default();
    let format = format_by_name("webanno-tsv").unwrap();
    let options = WriteOptions::default();
    assert_eq!(
        fit(format, &options, &doc, &mut report).unwrap().text,
        doc.text
    );
}

#[test]
fn layers_of_webanno_are_read_by_what_they_are() {
    let content = "#FORMAT=WebAnno TSV 3.2\n#T_SP=de.x.Lemma|value\n#T_SP=webanno.custom.Person|\n\
                   #T_SP=webanno.custom.Role|rank|value\n\
                   #T_RL=webanno.custom.Holds|BT_webanno.custom.Role\n#T_CH=webanno.custom.CorefLink|referenceType|referenceRelation\n\n\n\
                   #Text=甲乙 Mr丙\n1-1\t0-1\t甲\tl\t*\t_\t_\t_\t_\n1-2\t1-2\t乙\tl\t_\t高|*\tR|*\t1-3\t_\t_\n\
                   1-3\t3-6\tMr丙\tl\t_\t_\t_\t_\t_\t_\t_\n1-3.1\t5-6\t丙\t_\t_\t*\tR2\t_\t_\t_\t_\n1-4\tx\t甲\n";
    let reading = read("webanno-tsv", "甲.tsv", content).unwrap();
    let document = &reading.documents[0];
    assert_eq!(document.text.as_deref(), Some("甲乙 Mr丙"));
    assert!(
        reading.unread_fields.contains_key("de.x.Lemma"),
        "{reading:?}"
    );
    assert!(!reading.refusals.is_empty());
    let spans: Vec<_> = document
        .spans
        .iter()
        .map(|s| (s.start, s.end, s.label.as_str()))
        .collect();
    assert_eq!(
        spans,
        [(0, 1, "Person"), (1, 2, "R"), (1, 2, "Role"), (5, 6, "R2")]
    );
    assert!(matches!(
        read("webanno-tsv", "a", "甲"),
        Err(ReadError::Malformed { .. })
    ));
    let far = "#FORMAT=WebAnno TSV 3.3\n#T_SP=a.B|value\n\n\n#Text=甲\n1-1\t99999999999-99999999999\t甲\tX\n";
    assert!(matches!(
        read("webanno-tsv", "a", far),
        Err(ReadError::Malformed { .. })
    ));
}
