//! Every variant speaks every language, and no two say the same.

use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;

use super::*;
use crate::edit::change::LayerRef;
use crate::edit::command::Refusal;
use crate::exchange::loss::LossExample;
use crate::exchange::loss::LossKind;
use crate::model::check::Finding;
use crate::model::check::FindingKind;
use crate::model::check::FindingPlace;
use crate::model::check::RelationEnd;
use crate::model::layer::MisfitReason;
use crate::model::relation::Relation;
use crate::model::span::SpanKey;
use crate::session::FileStamp;
use crate::session::KeyKind;
use crate::session::KnownFile;
use crate::session::LineColumn;
use crate::session::LoadError;
use crate::session::Problem;
use crate::session::ProblemKind;
use crate::session::SaveError;
use crate::session::SourceError;
use crate::session::Spot;
use crate::text::decode;
use crate::text::decode::DecodeError;
use crate::text::import::ImportError;
use crate::text::import::RowError;
use crate::text::offset::CharRange;
use crate::ui::i18n::Language;
use crate::ui::i18n::Texts;

/// Words of Latin letters that stand in Chinese texts all the same: what the test puts in, and
/// names of encodings, formats and file name endings.
const LATIN: [&str; 24] = [
    "anna", "PERSON", "ROLE", "HOLDS", "QX", "Label", "name", "classes", "abc", "docid", "ron",
    "txt", "bak", "UTF", "LE", "BE", "GB", "Big", "NUL", "SHA", "PDF", "JSON", "text", "content",
];

/// Holds that each language has its own text for each fact.
fn check<T>(facts: &[T], english: impl Fn(&T) -> String, said: impl Fn(&Texts, &T) -> String) {
    for language in Language::ALL {
        let texts = Texts::new(language);
        let mut seen = BTreeSet::new();
        for fact in facts {
            let text = said(&texts, fact);
            assert!(!text.contains(['{', '}']), "{language:?}: {text}");
            assert!(!text.trim().is_empty(), "{language:?}: {}", english(fact));
            if language != Language::En {
                check_chinese(&text, &english(fact));
            }
            assert!(seen.insert(text.clone()), "{language:?} says twice: {text}");
        }
    }
}

fn check_chinese(text: &str, english: &str) {
    assert!(!text.contains(english), "{text}");
    let words = text.split(|c: char| !c.is_ascii_alphabetic());
    for word in words.filter(|word| word.len() > 1) {
        assert!(LATIN.contains(&word), "{word}: {text}");
    }
    let han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    assert!(text.chars().any(han), "{text}");
}

fn range(start: usize, end: usize) -> CharRange {
    CharRange::of(start, end)
}

fn span() -> SpanKey {
    SpanKey::new(range(3, 5), "PERSON")
}

fn path() -> PathBuf {
    PathBuf::from("/甲/乙.ron")
}

fn spot() -> Spot {
    Spot {
        place: LineColumn {
            line: 12,
            column: 7,
        },
        line_text: "(3, 5, \"PERSON\"".to_owned(),
    }
}

#[test]
fn refusals() {
    let label = || "PERSON".into();
    let relation = || "HOLDS".into();
    let all = [
        Refusal::NoDocument("docid".into()),
        Refusal::NoLayer(LayerRef::new("docid", "anna")),
        Refusal::EmptyAnnotator,
        Refusal::AnnotatorTaken("anna".into()),
        Refusal::DocumentTaken {
            id: "docid".into(),
            name: "甲".to_owned(),
        },
        Refusal::NameTaken("甲".to_owned()),
        Refusal::EmptyName,
        Refusal::SpanOutsideText {
            span: range(3, 5),
            n_chars: 4,
        },
        Refusal::EmptySpan(range(3, 3)),
        Refusal::NoSpan(span()),
        Refusal::SpanTaken(span()),
        Refusal::OverlapsSameLabel {
            span: span(),
            other: range(1, 4),
        },
        Refusal::NoLabel(label()),
        Refusal::LabelTaken(label()),
        Refusal::BadKey(" abc".to_owned()),
        Refusal::HotkeyTaken {
            hotkey: '4',
            first: label(),
            second: "ROLE".into(),
        },
        Refusal::LabelInUse {
            label: label(),
            n_spans: 9,
        },
        Refusal::NoRelationType(relation()),
        Refusal::RelationTypeTaken(relation()),
        Refusal::RelationInUse {
            relation: relation(),
            n: 9,
        },
        Refusal::RelationEnds {
            relation: relation(),
            head: label(),
            tail: "ROLE".into(),
        },
        Refusal::NoRelation(relation()),
        Refusal::EmptyText("甲".to_owned()),
        Refusal::Stale,
        Refusal::ReadOnly,
    ];
    check(&all, ToString::to_string, |texts, fact| {
        refusal(texts, fact).0
    });
    check(&all, ToString::to_string, |texts, fact| {
        let (title, to_do) = refusal(texts, fact);
        format!("{title}\n{to_do}")
    });
    let said = refusal(&Texts::new(Language::ZhHans), &all[11]).1;
    for fact in ["PERSON", "3–5", "1–4"] {
        assert!(said.contains(fact), "{said}");
    }
}

fn load_errors() -> Vec<LoadError> {
    let misshapen = |why: &str| LoadError::Misshapen {
        spot: spot(),
        why: why.to_owned(),
    };
    let unknown_field = |object: &str| LoadError::UnknownField {
        spot: spot(),
        field: "name".to_owned(),
        object: object.to_owned(),
    };
    let mut all = vec![
        LoadError::NotFound { path: path() },
        LoadError::NoPermission { path: path() },
        LoadError::Unreadable {
            path: path(),
            cause: io::Error::from(io::ErrorKind::TimedOut),
        },
        LoadError::Empty,
        LoadError::IsText,
        LoadError::NotUtf8 { spot: spot() },
        LoadError::NotRon {
            spot: spot(),
            why: "unexpected end of RON".to_owned(),
        },
        LoadError::NotAProject,
        LoadError::NewerFormat {
            found: "9".to_owned(),
            known: 1,
        },
        unknown_field(""),
        unknown_field("Label"),
        LoadError::NumberOutOfBounds { spot: spot() },
        misshapen("unexpected missing field named `name` in `Label`"),
        misshapen("a bolt from the blue"),
        misshapen("expected comma"),
    ];
    for what in [
        KeyKind::Label,
        KeyKind::Relation,
        KeyKind::Document,
        KeyKind::Layer,
    ] {
        all.push(LoadError::RepeatedKey {
            spot: spot(),
            what,
            key: "abc".to_owned(),
        });
    }
    all
}

#[test]
fn load_errors_name_line_column_and_the_line() {
    let all = load_errors();
    check(&all, ToString::to_string, load_error);
    for language in Language::ALL {
        let said = load_error(&Texts::new(language), &all[12]);
        for fact in ["12", "7", "(3, 5, \"PERSON\"", "name · Label"] {
            assert!(said.contains(fact), "{said}");
        }
        assert_eq!(said.lines().count(), 5, "{said}");
    }
}

#[test]
fn save_errors() {
    let cause = || io::Error::from(io::ErrorKind::StorageFull);
    let all = [
        SaveError::FolderMissing { path: path() },
        SaveError::NoPermission {
            path: path(),
            cause: io::Error::from(io::ErrorKind::PermissionDenied),
        },
        SaveError::DiskFull {
            path: path(),
            cause: cause(),
        },
        SaveError::Exists { path: path() },
        SaveError::InUse {
            path: path(),
            who: "小王".to_owned(),
            host: String::new(),
        },
        SaveError::NotKept { path: path() },
        SaveError::Other {
            path: path(),
            cause: io::Error::from_raw_os_error(5),
        },
        SaveError::ChangedOnDisk { path: path() },
        SaveError::Unconfirmed {
            path: path(),
            cause: cause(),
            written: Box::new(KnownFile {
                stamp: FileStamp::unknown(),
                sha256: String::new(),
            }),
        },
    ];
    check(&all, ToString::to_string, save_error);
    for language in Language::ALL {
        let numbered = all
            .iter()
            .find(|error| matches!(error, SaveError::Other { .. }));
        let said = save_error(&Texts::new(language), numbered.unwrap());
        assert!(said.contains(" 5"), "the system's number: {said}");
    }
}

#[test]
fn source_errors() {
    let not_text = |cause| SourceError::NotText {
        path: path(),
        cause,
    };
    let not_imported = |cause| SourceError::NotImported {
        path: path(),
        cause,
    };
    let bad_row = |cause| SourceError::Row {
        path: path(),
        row: 3,
        line: 4,
        cause,
    };
    let all = [
        SourceError::NotFound { path: path() },
        SourceError::NoPermission { path: path() },
        SourceError::Unreadable {
            path: path(),
            cause: io::Error::from(io::ErrorKind::IsADirectory),
        },
        SourceError::NoTexts { path: path() },
        SourceError::Empty { path: path() },
        not_text(DecodeError::Empty),
        not_text(DecodeError::NulBytes { first: 40, n: 2 }),
        not_text(DecodeError::NotText { looks_like: None }),
        not_text(DecodeError::NotText {
            looks_like: Some("a PDF document"),
        }),
        not_text(DecodeError::UnknownEncoding {
            name: "QX".to_owned(),
        }),
        not_text(DecodeError::Unfit {
            encoding: "Big5",
            n_bad: 33,
            first: 8,
        }),
        not_imported(ImportError::NoText),
        not_imported(ImportError::Archive {
            why: "no end".to_owned(),
        }),
        not_imported(ImportError::NotDocx),
        not_imported(ImportError::Xml {
            at: 17,
            why: "no end".to_owned(),
        }),
        not_imported(ImportError::TooLarge { limit: 1_000 }),
        not_imported(ImportError::TooDeep { limit: 1_024 }),
        not_imported(ImportError::NoRows),
        not_imported(ImportError::NoTextColumn {
            columns: vec!["标题".to_owned()],
        }),
        not_imported(ImportError::NoSuchColumn {
            name: "题".to_owned(),
            columns: vec!["标题".to_owned()],
        }),
        not_imported(ImportError::UnclosedQuote { row: 3, line: 5 }),
        bad_row(RowError::Empty),
        bad_row(RowError::NoColumn {
            column: "正文".to_owned(),
        }),
        bad_row(RowError::TooLong { n: 5, n_header: 2 }),
        bad_row(RowError::NotJson {
            why: "no end".to_owned(),
        }),
        bad_row(RowError::NotObject),
        bad_row(RowError::NotString {
            column: "正文".to_owned(),
        }),
    ];
    check(&all, ToString::to_string, source_error);
}

#[test]
fn every_kind_of_file_that_decoding_tells_apart_has_words() {
    let heads: [&[u8]; 14] = [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"%PDF-",
        b"{\\rtf",
        b"\x7fELF",
        b"\x1f\x8b\x08",
        b"7z\xbc\xaf\x27\x1c",
        b"Rar!\x1a\x07",
        b"\xff\xfe\x00\x00",
    ];
    let texts = Texts::new(Language::ZhHans);
    let path = path();
    let said = |cause| {
        let path = path.clone();
        source_error(&texts, &SourceError::NotText { path, cause })
    };
    let nothing_known = said(DecodeError::NotText { looks_like: None });
    for head in heads {
        let cause = decode::decode(head, None).unwrap_err();
        assert_ne!(said(cause), nothing_known, "{head:?}");
    }
}

#[test]
fn problems() {
    let label = || "PERSON".to_owned();
    let words = |words: &str| words.to_owned();
    let (start, end) = (3, 5);
    let kinds = [
        ProblemKind::EmptySpan {
            start,
            end: 3,
            label: label(),
        },
        ProblemKind::SpanOutsideText {
            start,
            end,
            label: label(),
            n_chars: 4,
        },
        ProblemKind::OtherWords {
            start,
            end,
            label: label(),
            written: words("甲"),
            found: words("乙"),
        },
        ProblemKind::RepeatedSpan {
            start,
            end,
            label: label(),
        },
        ProblemKind::RepeatedRelation {
            key: words("HOLDS"),
            head: words("3..5"),
            tail: words("7..9"),
        },
        ProblemKind::RepeatedEntry { list: "classes" },
        ProblemKind::BackwardRange { start: 5, end: 3 },
        ProblemKind::OtherText {
            written: words("12"),
            found: words("34"),
        },
        ProblemKind::OtherId {
            id: words("12"),
            found: words("34"),
        },
        ProblemKind::RepeatedName { name: words("甲") },
    ];
    let all = kinds.map(|what| Problem {
        trail: Default::default(),
        place: LineColumn {
            line: 12,
            column: 7,
        },
        doc: None,
        what,
    });
    check(&all, |fact| fact.what.to_string(), problem);
    let said = problem(&Texts::new(Language::ZhHant), &all[2]);
    for fact in ["12", "7", "甲", "乙"] {
        assert!(said.contains(fact), "{said}");
    }
}

fn finding_kinds() -> Vec<FindingKind> {
    let words = |words: &str| words.to_owned();
    let relation = || Relation::new("HOLDS", span(), SpanKey::new(range(7, 9), "ROLE")).id;
    let (head, tail) = (RelationEnd::Head, RelationEnd::Tail);
    let misfit = |reason| FindingKind::Misfit {
        label: words("PERSON"),
        words: words("甲"),
        written: (3, 5),
        reason,
    };
    let gone = |end| FindingKind::RelationEndGone {
        relation: relation(),
        end,
    };
    let wrong = |end| FindingKind::RelationLabel {
        relation: relation(),
        end,
    };
    vec![
        FindingKind::LabelRepeated("PERSON".into()),
        FindingKind::HotkeyShared {
            hotkey: '4',
            first: "PERSON".into(),
            second: "ROLE".into(),
        },
        FindingKind::DocumentName(words("甲")),
        FindingKind::Conflict {
            subject: words("name"),
            ours: words("甲"),
            theirs: words("乙"),
        },
        misfit(MisfitReason::Empty),
        misfit(MisfitReason::OutsideText { n_chars: 4 }),
        misfit(MisfitReason::OtherWords {
            found: words("乙")
        }),
        misfit(MisfitReason::Repeated),
        FindingKind::LabelUnknown("PERSON".into()),
        FindingKind::Overlap { other: span() },
        FindingKind::AttributeUnknown(words("abc")),
        FindingKind::AttributeValue {
            key: words("abc"),
            value: words("甲"),
        },
        FindingKind::EntityUnknown("abc".into()),
        FindingKind::ClassUnknown(words("abc")),
        FindingKind::RelationUnknown("HOLDS".into()),
        gone(head),
        gone(tail),
        wrong(head),
        wrong(tail),
        FindingKind::EdgeSpace,
        FindingKind::EdgeQuote,
        FindingKind::EdgePunctuation,
        FindingKind::EdgeGloss,
        FindingKind::GlossLeftOut,
        FindingKind::EdgeGrapheme,
        FindingKind::NoteOutside { note: words("甲") },
        FindingKind::IgnoredOutside {
            kind: words("edge-space"),
        },
    ]
}

#[test]
fn findings() {
    let all: Vec<Finding> = finding_kinds()
        .into_iter()
        .map(|kind| Finding {
            severity: kind.severity(),
            kind,
            place: FindingPlace {
                doc: Some("docid".into()),
                annotator: Some("anna".into()),
                span: Some(SpanKey::new(range(21, 34), "ROLE")),
                range: Some(range(21, 34)),
            },
        })
        .collect();
    check(&all, |fact| fact.kind.to_string(), finding);
    for language in Language::ALL {
        let texts = Texts::new(language);
        for one in &all {
            let said = finding(&texts, one);
            assert!(said.contains("anna") && said.contains("21–34"), "{said}");
            // The short title of each kind, which the list shows.
            assert!(!texts.tr(&format!("finding-{}", one.kind.name())).is_empty());
        }
    }
}

#[test]
fn examples_of_losses() {
    let example = |what: &str| LossExample {
        document: "甲".to_owned(),
        range: Some(range(3, 5)),
        what: what.to_owned(),
    };
    let texts = Texts::new(Language::ZhHans);
    let said = |kind, what| loss_example(&texts, kind, &example(what));
    assert_eq!(
        said(LossKind::Nested, "PERSON “乙”"),
        "甲 · 3–5 · PERSON “乙”"
    );
    assert_eq!(said(LossKind::Statuses, "in progress"), "甲 · 3–5 · 进行中");
    assert_eq!(said(LossKind::Time, "90 s"), "甲 · 3–5 · 90 秒");
    assert_eq!(
        said(LossKind::Review, "edge-space"),
        "甲 · 3–5 · 边缘有空白"
    );
    assert_eq!(said(LossKind::Review, "PERSON"), "甲 · 3–5 · PERSON");
}

#[test]
fn what_of_labelled_data_does_not_come_in() {
    use crate::exchange::incoming::EndRole;
    use crate::exchange::incoming::Named;
    use crate::exchange::incoming::RefusalReason as R;
    let span = || Named {
        label: "PERSON".to_owned(),
        start: 3,
        end: 5,
    };
    let abc = || "abc".to_owned();
    let reasons = [
        R::NotJson {
            column: 7,
            problem: "expected value".to_owned(),
        },
        R::NotAnObject,
        R::NoShape,
        R::WrongKind { field: "text" },
        R::NotASpan { found: abc() },
        R::NotAPosition { found: abc() },
        R::NotAScore { found: abc() },
        R::NoPredictions,
        R::NotAccepted { answer: abc() },
        R::PredictionNumber,
        R::OtherKind { kind: abc() },
        R::UnclearText,
        R::UnclearOffsets,
        R::NoSuchDocument { name: abc() },
        R::NoSuchText,
        R::NoText { name: abc() },
        R::NoSuchTokens { found: abc() },
        R::InsideCharacter { span: span() },
        R::SeveralDocuments { n_documents: 2 },
        R::OtherText {
            document: abc(),
            at: 12,
        },
        R::EarlierText { document: abc() },
        R::Empty { span: span() },
        R::OutsideText {
            span: span(),
            n_chars: 4,
        },
        R::OtherWords {
            span: span(),
            expected: "甲乙".to_owned(),
            found: "丙丁".to_owned(),
        },
        R::UnknownLabel { span: span() },
        R::BadLabel { span: span() },
        R::UnknownRelation {
            key: "HOLDS".to_owned(),
        },
        R::NoEnd {
            relation: "HOLDS".to_owned(),
            role: EndRole::Head,
            start: 3,
            end: 5,
        },
        R::SeveralEnds {
            relation: "HOLDS".to_owned(),
            role: EndRole::Tail,
            start: 3,
            end: 5,
            labels: "PERSON, ROLE".to_owned(),
        },
    ];
    check(&reasons, ToString::to_string, incoming_refusal);
}

#[test]
fn names_and_files_of_predictions() {
    use crate::assist::outside::BadName;
    use crate::assist::suggestion::Source;
    use crate::exchange::incoming::ReadError;
    let names = [
        BadName::Unwritable,
        BadName::OwnSource("abc".to_owned()),
        BadName::Person("anna".to_owned()),
    ];
    check(&names, ToString::to_string, bad_name);
    let errors = [
        ReadError::NotUtf8 { line: 3 },
        ReadError::NulByte { line: 3 },
    ];
    check(&errors, ToString::to_string, labelled_read_error);
    let sources = [
        Source::Repeat,
        Source::Learner,
        Source::Lexicon("官职".to_owned()),
        Source::Pattern("官职".to_owned()),
        Source::Outside("lexicon".to_owned()),
    ];
    check(&sources, ToString::to_string, source);
    let texts = Texts::new(Language::ZhHans);
    assert_eq!(source(&texts, &Source::Outside("bert".to_owned())), "bert");
}
