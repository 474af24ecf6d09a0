//! Files in every encoding become the same text; what is no text is refused by name.

use std::path::Path;
use std::path::PathBuf;

use encoding_rs::BIG5;
use encoding_rs::GB18030;
use proptest::prelude::*;
use zhubi::text::decode::DamageKind;
use zhubi::text::decode::DecodeError;
use zhubi::text::decode::Decoded;
use zhubi::text::decode::ENCODINGS;
use zhubi::text::decode::LineEnds;
use zhubi::text::decode::decode;
use zhubi::text::decode::decode_owned;
use zhubi::text::offset::CharIdx;

/// Texts of our own, in both scripts, with and without glosses, short and long.
const SAMPLES: [&str; 8] = [
    "青禾县委书记田小禾今天主持会议,研究春耕工作。\n会议指出,要把各项任务落到实处。\n",
    "青禾縣委書記田小禾今天主持會議,研究春耕工作。\n會議指出,要把各項任務落到實處。\n",
    "中國(guó)的學(xué)習(xí)會(huì)議,由主席宣布開(kāi)始。\n第二行在這裡。\n",
    "他说：“我们都是这里的人。”她问：「为什么？」\n",
    "人民代表大会",
    "在香港的會議上,啲代表話唔同意。\n",
    "Plain words, no Chinese at all.\n",
    "𠮷野先生来了,大家都很高兴,这是他第一次到这个地方来。\n",
];

/// Encodes a text, unless the encoding lacks one of its characters.
fn encoded(text: &str, encoding: &str, bom: bool) -> Option<Vec<u8>> {
    let marked = if bom {
        format!("\u{FEFF}{text}")
    } else {
        text.to_owned()
    };
    let whole = |encoding: &'static encoding_rs::Encoding, text: &str| {
        let (bytes, _, has_unmappable) = encoding.encode(text);
        (!has_unmappable).then(|| bytes.into_owned())
    };
    match encoding {
        "UTF-8" => Some(marked.into_bytes()),
        "UTF-16LE" => Some(marked.encode_utf16().flat_map(u16::to_le_bytes).collect()),
        "UTF-16BE" => Some(marked.encode_utf16().flat_map(u16::to_be_bytes).collect()),
        "GB18030" => whole(GB18030, &marked),
        "Big5" if !bom => whole(BIG5, text),
        _ => None,
    }
}

/// Checks that a text comes back from every encoding, by itself and when it is named.
fn check_everywhere(text: &str, named: &str) -> usize {
    let mut n = 0;
    let crlf = text.replace("\r\n", "\n").replace('\n', "\r\n");
    for text in [text, &crlf] {
        for encoding in ENCODINGS {
            for bom in [false, true] {
                let Some(bytes) = encoded(text, encoding, bom) else {
                    continue;
                };
                let case = format!("{named}: {encoding}, bom {bom}");
                let is_short_or_ascii =
                    text.is_ascii() && encoding != "UTF-16LE" && encoding != "UTF-16BE";
                let found = decode(&bytes, None).unwrap_or_else(|e| panic!("{case}: {e}"));
                assert_eq!(found.text, text, "{case}, found {}", found.encoding);
                if !is_short_or_ascii {
                    assert_eq!(
                        (found.encoding.as_str(), found.bom),
                        (encoding, bom),
                        "{case}"
                    );
                }
                assert_eq!(found.line_ends, LineEnds::of(text), "{case}");
                assert_eq!(found.damage.len(), 0, "{case}");
                let forced = decode(&bytes, Some(encoding)).unwrap();
                assert_eq!(
                    (forced.text.as_str(), forced.basis.is_guess()),
                    (text, false),
                    "{case}"
                );
                assert_eq!(decode_owned(bytes, None).unwrap(), found, "{case}");
                n += 1;
            }
        }
    }
    n
}

#[test]
fn own_samples_come_back_from_every_encoding() {
    for sample in SAMPLES {
        assert!(check_everywhere(sample, sample) >= 14);
    }
}

#[test]
fn the_example_documents_come_back_from_every_encoding() {
    let Ok(folder) = std::fs::read_dir("../shared/documents") else {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    };
    for file in folder {
        let path = file.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        check_everywhere(&text, &path.display().to_string());
    }
}

#[test]
fn what_is_no_text_is_refused_by_name() {
    let empty = DecodeError::Empty;
    for bytes in [
        &b""[..],
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xfe\xff",
        b"\x84\x31\x95\x33",
    ] {
        assert_eq!(decode(bytes, None), Err(empty.clone()));
        assert_eq!(decode(bytes, Some("UTF-8")), Err(empty.clone()));
    }
    let nul = decode("甲\0乙\0".as_bytes(), None);
    assert_eq!(nul, Err(DecodeError::NulBytes { first: 3, n: 2 }));
    assert_eq!(
        decode("甲\0乙\0".as_bytes(), Some("utf8"))
            .unwrap()
            .n_controls,
        2
    );
    let unknown = decode(b"a", Some("klingon")).unwrap_err();
    assert_eq!(
        unknown.to_string(),
        "the encoding \"klingon\" is not known; known are UTF-8, UTF-16LE, UTF-16BE, GB18030, Big5"
    );
    let mut marked = b"\xef\xbb\xbf".to_vec();
    marked.extend(encoded(SAMPLES[0], "GB18030", false).unwrap());
    let unfit = decode(&marked, None).unwrap_err();
    assert!(
        matches!(
            unfit,
            DecodeError::Unfit {
                encoding: "UTF-8",
                first: 3,
                ..
            }
        ),
        "{unfit}"
    );
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";
    let looks_like = Some("a PNG picture");
    assert_eq!(decode(png, None), Err(DecodeError::NotText { looks_like }));
    let mut noise: Vec<u8> = Vec::new();
    let mut state = 1_u32;
    for _ in 0..4_000 {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        noise.push((state >> 24) as u8);
    }
    assert_eq!(
        decode(&noise, None),
        Err(DecodeError::NotText { looks_like: None })
    );
    noise.retain(|&b| b != 0);
    assert_eq!(
        decode(&noise, None),
        Err(DecodeError::NotText { looks_like: None })
    );
}

#[test]
fn a_named_encoding_is_obeyed_unless_the_file_is_plainly_binary() {
    let half = SAMPLES[0].repeat(20);
    let mut mixed = half.clone().into_bytes();
    mixed.extend(encoded(&half, "GB18030", false).unwrap());
    assert_eq!(
        decode(&mixed, None),
        Err(DecodeError::NotText { looks_like: None })
    );
    let found = decode(&mixed, Some("UTF-8")).unwrap();
    assert!(found.text.starts_with(&half), "{}", found.text);
    assert_eq!(found.n_replaced, found.text.matches('\u{FFFD}').count());
    assert!(found.n_replaced > 20, "{}", found.n_replaced);
    let found = decode(&mixed, Some("gbk")).unwrap();
    assert!(found.text.ends_with(&half), "{}", found.text);

    let kinds = [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some("a PNG picture")),
        (
            b"PK\x03\x04\x14\0\x06\0\x08\0",
            Some("a ZIP archive or an office document"),
        ),
        (b"a\0b\0c\0d\0e\0f\0g\0h\0i\0", None),
    ];
    for (bytes, looks_like) in kinds {
        for encoding in ["UTF-8", "GB18030", "Big5"] {
            let refusal = DecodeError::NotText { looks_like };
            assert_eq!(decode(bytes, Some(encoding)), Err(refusal));
        }
    }
    // What only begins like such a file is the text that it is said to be.
    let page = b"%PDF- is how they begin.";
    assert_eq!(decode(page, Some("UTF-8")).unwrap().text.len(), page.len());
}

#[test]
fn a_short_text_in_utf16_with_a_mark_is_read_with_its_damage() {
    for units in [
        [0xFEFF, 0x4E2D, 0xD800],
        [0xFEFF, 0xDC00, 0x4E2D],
        [0xFEFF, 0xD800, 0x4E2D],
    ] {
        let utf16: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
        let found = decode(&utf16, None).unwrap();
        assert_eq!((found.n_replaced, found.n_unpaired), (1, 1), "{units:x?}");
        assert_eq!(found.text.replace('\u{FFFD}', ""), "中");
    }
    let utf16 = b"\xff\xfe\x2d\x4e\xfd\x56\x00\xd8";
    let found = decode(utf16, None).unwrap();
    assert_eq!((found.text.as_str(), found.n_unpaired), ("中国\u{FFFD}", 1));
}

#[test]
fn a_short_text_that_is_cut_in_its_last_character_stays_utf8() {
    for text in ["王小明在北京工作", "中国", "é中", "这是𠮷"] {
        let n_last = text.chars().next_back().unwrap().len_utf8();
        for n_cut in 1..n_last {
            let bytes = &text.as_bytes()[..text.len() - n_cut];
            let found = decode(bytes, None).unwrap_or_else(|e| panic!("{text}: {e}"));
            let whole: String = text.chars().take(text.chars().count() - 1).collect();
            assert_eq!(found.text, format!("{whole}\u{FFFD}"));
            assert_eq!((found.encoding.as_str(), found.n_replaced), ("UTF-8", 1));
            assert!(found.basis.is_guess());
        }
    }
}

#[test]
fn a_guess_with_private_use_characters_yields_to_one_without() {
    for text in [
        "王小明在北京。",
        "統一思想",
        "李大華。",
        "會議紀錄",
        "王小明",
    ] {
        let bytes = encoded(text, "Big5", false).unwrap();
        let as_gb = GB18030.decode_without_bom_handling(&bytes).0;
        let is_odd = |c: char| ('\u{E000}'..='\u{F8FF}').contains(&c) || c == '\u{FFFD}';
        assert!(as_gb.chars().any(is_odd), "{text} proves nothing: {as_gb}");
        let found = decode(&bytes, None).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(
            (found.text.as_str(), found.encoding.as_str()),
            (text, "Big5")
        );
    }
}

#[test]
fn encodings_go_by_many_names() {
    for (label, name) in [
        ("gbk", "GB18030"),
        ("GB2312", "GB18030"),
        ("cp936", "GB18030"),
        ("big5-hkscs", "Big5"),
        ("cp950", "Big5"),
        (" utf8 ", "UTF-8"),
        ("utf-16", "UTF-16LE"),
        ("UTF-16BE", "UTF-16BE"),
    ] {
        assert_eq!(
            zhubi::text::decode::canonical_encoding(label),
            Some(name),
            "{label}"
        );
    }
    assert_eq!(zhubi::text::decode::canonical_encoding("latin1"), None);
    let be = encoded("中国", "UTF-16BE", true).unwrap();
    assert_eq!(decode(&be, Some("utf-16")).unwrap().text, "中国");
}

#[test]
fn damage_is_named_by_place_and_bytes() {
    let mut bytes = "这是一个很长的句子,里面坏了一处。".as_bytes().to_vec();
    bytes[7] = 0xFF;
    let found = decode(&bytes, None).unwrap();
    assert_eq!(
        (found.encoding.as_str(), found.basis.is_guess()),
        ("UTF-8", true)
    );
    assert!(found.text.starts_with("这是\u{FFFD}"), "{}", found.text);
    assert_eq!(found.damage[0].at, CharIdx(2));
    let replaced = |byte_offset, bytes: &[u8]| DamageKind::Replaced {
        byte_offset,
        bytes: bytes.to_vec(),
    };
    assert_eq!(found.damage[0].kind, replaced(6, &[0xE4]));

    let units = [
        0xFEFF, 0x4E2D, 0xD800, 0x56FD, 0xDC00, 0x4EBA, 0x4EBA, 0x4EBA, 0x4EBA,
    ];
    let utf16: Vec<u8> = units.into_iter().flat_map(u16::to_le_bytes).collect();
    let found = decode(&utf16, None).unwrap();
    assert_eq!(found.text, "中\u{FFFD}国\u{FFFD}人人人人");
    assert_eq!(found.n_replaced, 2);
    assert_eq!(found.damage[0].kind, replaced(4, &[0x00, 0xD8]));
    assert_eq!(
        (found.damage[1].at, &found.damage[1].kind),
        (CharIdx(3), &replaced(8, &[0x00, 0xDC]))
    );

    let found = decode("一\u{8}二\u{85}三\u{C}\t".as_bytes(), None).unwrap();
    let controls: Vec<_> = found
        .damage
        .iter()
        .map(|d| (d.at.0, d.kind.clone()))
        .collect();
    assert_eq!(
        controls,
        [
            (1, DamageKind::Control('\u{8}')),
            (3, DamageKind::Control('\u{85}'))
        ]
    );

    let mut gb = encoded(SAMPLES[0], "GB18030", false).unwrap();
    gb[20] = 0xFF;
    let found = decode(&gb, None).unwrap();
    assert_eq!(found.encoding, "GB18030");
    assert_eq!(found.n_replaced, found.text.matches('\u{FFFD}').count());
}

/// Says all of a result but the text, one fact a line, and then the text.
fn report(found: Result<Decoded, DecodeError>) -> String {
    let found = match found {
        Ok(found) => found,
        Err(error) => return format!("refused: {error}\n"),
    };
    let Decoded {
        text,
        encoding,
        bom,
        line_ends,
        basis,
        damage,
        ..
    } = found;
    let mut out = format!(
        "{encoding}, bom {bom}, line ends {line_ends:?}, {}\n",
        basis.name()
    );
    for damage in damage {
        out += &format!("damage at {}: {:?}\n", damage.at, damage.kind);
    }
    out + &format!("{text:?}\n")
}

#[test]
fn fixtures_decode_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/decode");
    let mut cases: Vec<PathBuf> = std::fs::read_dir(root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 6);
    for case in cases {
        let bytes = std::fs::read(case.join("input.txt")).unwrap();
        let found = report(decode(&bytes, None));
        let expect = case.join("expect.txt");
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&expect, &found).unwrap();
        }
        assert_eq!(
            found,
            std::fs::read_to_string(&expect).unwrap(),
            "{}",
            case.display()
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        for forced in [None].into_iter().chain(ENCODINGS.map(Some)) {
            let found = decode(&bytes, forced);
            prop_assert_eq!(&found, &decode_owned(bytes.clone(), forced));
            if let Ok(found) = found {
                for damage in &found.damage {
                    let shown = found.text.chars().nth(damage.at.0);
                    match damage.kind {
                        DamageKind::Replaced { .. } => prop_assert_eq!(shown, Some('\u{FFFD}')),
                        DamageKind::Control(c) => prop_assert_eq!(shown, Some(c)),
                    }
                }
            }
        }
    }

    #[test]
    fn valid_utf8_is_never_altered(text in "[^\\x00-\\x08\\x0E-\\x1F\\x7F]{1,200}") {
        let found = decode(text.as_bytes(), None);
        let expected = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        if let Ok(found) = found {
            prop_assert_eq!(found.text, expected);
        } else {
            // Only a file of little else than C1 controls, or with nothing in it, is refused.
            let n_controls = text.chars().filter(|c| c.is_control()).count();
            prop_assert!(expected.is_empty() || n_controls * 10 > expected.len() / 2);
        }
    }
}
