//! Documents in from pages, Markdown, office documents and tables: what a reader sees, row by row.

use std::io::Cursor;
use std::io::Write as _;

use encoding_rs::GB18030;
use proptest::prelude::*;
use zhubi::text::decode::DecodeError;
use zhubi::text::import::Columns;
use zhubi::text::import::EXTENSIONS;
use zhubi::text::import::ImportError;
use zhubi::text::import::Imported;
use zhubi::text::import::Media;
use zhubi::text::import::RowError;
use zhubi::text::import::docx_text;
use zhubi::text::import::html_text;
use zhubi::text::import::import;
use zhubi::text::import::markdown_text;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn document_xml(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
         <w:document xmlns:w=\"{WORD}\" \
         xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\">\
         <w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

fn docx(body: &str) -> Vec<u8> {
    archive(&[("word/document.xml", document_xml(body).as_bytes())])
}

fn table(media: Media, content: &str, text: Option<&str>, name: Option<&str>) -> Imported {
    import(media, content.into(), None, &Columns { text, name }).unwrap()
}

fn refused(media: Media, content: &str) -> ImportError {
    import(media, content.into(), None, &Columns::default()).unwrap_err()
}

/// The rows with a text: number, name and text.
fn texts(imported: &Imported) -> Vec<(usize, Option<&str>, &str)> {
    let texts = imported.texts.iter();
    texts
        .map(|t| (t.row.unwrap(), t.name.as_deref(), t.decoded.text.as_str()))
        .collect()
}

/// The rows without one: number, line and reason.
fn rows_refused(imported: &Imported) -> Vec<(usize, usize, RowError)> {
    let refused = imported.refused.iter();
    refused.map(|r| (r.row, r.line, r.why.clone())).collect()
}

#[test]
fn a_page_gives_the_lines_that_a_browser_shows() {
    for (page, shown) in [
        ("<p>甲</p><p>乙", "甲\n乙"),
        ("甲<br>乙<br/><br>丙", "甲\n乙\n\n丙"),
        ("<div>甲<div>乙</div>丙</div>", "甲\n乙\n丙"),
        ("  two\n   words \t here  ", "two words here"),
        ("<b> bold </b> <i> x</i>", "bold x"),
        // A line of the source that ends between Chinese characters leaves no blank.
        ("会议\n  开始", "会议开始"),
        ("会议 开始", "会议 开始"),
        ("他说\n“好”", "他说“好”"),
        ("中文\nabc", "中文 abc"),
        ("한국\n어", "한국 어"),
        ("a&amp;b&nbsp;c&#31166;&lt;d&hellip;", "a&b\u{A0}c禾<d…"),
        ("<pre>\n a\r\n  b\n</pre>c", " a\n  b\nc"),
        (
            "<table><tr><td>甲<td>乙<tr><th>丙</th><th>丁</table>",
            "甲\t乙\n丙\t丁",
        ),
        ("<ul><li>一<li>二</ul>三", "一\n二\n三"),
        (
            "<ruby>禾<rp>(</rp><rt>hé</rt><rp>)</rp></ruby>苗",
            "禾(hé)苗",
        ),
        ("<h1>题</h1>文<hr>末", "题\n文\n末"),
        ("<textarea><b>甲</textarea>", "<b>甲"),
        ("甲<!-- 注 -->乙<![CDATA[x]]>", "甲乙"),
        ("", ""),
    ] {
        assert_eq!(html_text(page), shown, "{page}");
    }
}

#[test]
fn what_a_page_hides_is_left_out_to_its_end_and_not_further() {
    for (page, shown) in [
        (
            "<head><title>题</title><script>a<b</script><style>p{}</style></head>文",
            "文",
        ),
        ("<title>题</title><p>文", "文"),
        ("甲<script>if (a</b>c) '</p>'</script>乙", "甲乙"),
        ("<div hidden>甲<div>乙</div>丙</div>丁", "丁"),
        ("<p hidden>甲<p>乙", "乙"),
        ("<p hidden>甲<b>乙</b></p>丙", "丙"),
        ("<div><p hidden>甲</div>乙", "乙"),
        ("<ul><li hidden>甲<ul><li>乙</ul><li>丙</ul>丁", "丙\n丁"),
        ("<ul><li>甲<li hidden>乙</ul>丙", "甲\n丙"),
        ("<table><tr><td hidden>甲<td>乙</table>", "乙"),
        ("<span style='color:red; DISPLAY : none'>甲</span>乙", "乙"),
        ("<img hidden>甲<input hidden>乙", "甲乙"),
        ("<svg/>甲<svg><text>乙</text></svg>丙", "甲丙"),
        ("<dialog>甲</dialog><dialog open>乙</dialog>", "乙"),
        ("<noscript>请打开脚本</noscript>甲", "甲"),
        ("<template>甲</template><iframe>乙</iframe>丙", "丙"),
        ("<div hidden>甲", ""),
    ] {
        assert_eq!(html_text(page), shown, "{page}");
    }
}

#[test]
fn a_page_is_read_in_the_encoding_it_declares_if_it_is_in_that() {
    let page = |meta: &str| format!("<html><head>{meta}</head><body>青禾县开会</body></html>");
    let metas = [
        "<meta charset=gb2312>",
        "<META http-equiv='Content-Type' content='text/html; charset=GBK'>",
    ];
    let read = |bytes: &[u8], forced| {
        let columns = Columns::default();
        let imported = import(Media::Html, bytes.to_vec(), forced, &columns).unwrap();
        imported.texts[0].decoded.clone()
    };
    for meta in metas {
        let bytes = GB18030.encode(&page(meta)).0.into_owned();
        let decoded = read(&bytes, None);
        assert_eq!(
            (decoded.text.as_str(), decoded.basis.is_guess()),
            ("青禾县开会", false)
        );
        assert_eq!(decoded.encoding, "GB18030");
        // UTF-8 under a false flag.
        let decoded = read(page(meta).as_bytes(), Some("UTF-8"));
        assert_eq!(decoded.text, "青禾县开会");
        let marked = format!("\u{FEFF}{}", page(meta));
        assert_eq!(read(marked.as_bytes(), None).text, "青禾县开会");
    }
    let wrong = GB18030.encode(&page("<meta charset=utf-8>")).0.into_owned();
    let decoded = read(&wrong, None);
    assert_eq!(
        (decoded.text.as_str(), decoded.basis.is_guess()),
        ("青禾县开会", true)
    );
}

#[test]
fn markdown_gives_a_line_for_each_paragraph_and_no_marks() {
    for (source, shown) in [
        ("# 题\n\n一段\n续行\n\n二段", "题\n一段续行\n二段"),
        ("one\ntwo  \nthree\\\nfour", "one two\nthree\nfour"),
        ("**粗**、*斜*、~~删~~、`码 码`", "粗、斜、删、码 码"),
        (
            "[词](http://a.invalid) ![图](b.png) <http://c.invalid>",
            "词 图 http://c.invalid",
        ),
        ("[词][1]\n\n[1]: http://a.invalid", "词"),
        ("- 甲\n  - 乙\n- [x] 丙\n\n1. 丁", "甲\n乙\n丙\n丁"),
        ("> 引\n> 文", "引文"),
        ("```rust\nlet a  = 1;\n  b\n```\n后", "let a  = 1;\n  b\n后"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a\tb\n1\t2"),
        ("---\ntitle: x\n---\n文", "文"),
        ("甲<br>乙<b>丙</b>", "甲\n乙丙"),
        ("<div>块<script>1</script>\n二</div>\n\n文", "块二\n文"),
        ("2 &lt; 3 \\*星\\*", "2 < 3 *星*"),
        ("文[^1]\n\n[^1]: 注", "文\n注"),
    ] {
        assert_eq!(markdown_text(source), shown, "{source}");
    }
}

#[test]
fn an_office_document_gives_its_paragraphs() {
    for (body, shown) in [
        (
            "<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r></w:p><w:p/><w:p><w:r><w:t>丙</w:t></w:r></w:p>",
            "甲乙\n\n丙",
        ),
        (
            "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r></w:p>",
            "甲\t乙\n丙",
        ),
        (
            "<w:p><w:r><w:t xml:space=\"preserve\"> a </w:t></w:r><w:r><w:t> b </w:t></w:r></w:p>",
            " a b",
        ),
        (
            "<w:p><w:r><w:t>a&amp;b&#x79BE;&lt;</w:t></w:r></w:p>",
            "a&b禾<",
        ),
        // Tracked changes: what was inserted is there, what was deleted or moved away is not.
        (
            "<w:p><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom></w:p>",
            "新",
        ),
        (
            "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p><w:p><w:r><w:t>乙</w:t></w:r></w:p>",
            "甲乙",
        ),
        (
            "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>见</w:t></w:r><w:r><w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>也</w:t></w:r></w:p>",
            "见也",
        ),
        (
            "<w:p><w:r><w:t>注</w:t></w:r><w:r><w:footnoteReference w:id=\"2\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
            "注",
        ),
        (
            "<w:p><w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>hé</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>禾</w:t></w:r></w:rubyBase></w:ruby></w:r></w:p>",
            "禾(hé)",
        ),
        (
            "<w:p><w:r><w:t>前</w:t><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent><w:t>后</w:t></w:r></w:p>",
            "前后\n框",
        ),
        (
            "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>乙</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
            "甲\n乙",
        ),
        (
            "<w:p><w:r><w:t>3</w:t><w:noBreakHyphen/><w:t>4</w:t><w:sym w:font=\"Wingdings\" w:char=\"F0FC\"/></w:r></w:p>",
            "3\u{2011}4\u{F0FC}",
        ),
    ] {
        assert_eq!(docx_text(&docx(body)).as_deref(), Ok(shown), "{body}");
    }
}

#[test]
fn an_office_document_is_found_by_its_relationships_and_in_the_strict_namespace() {
    let relationships = "<Relationships><Relationship Target=\"/word/other.xml\" \
        Type=\"http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument\"/></Relationships>";
    let document = "<x:document xmlns:x=\"http://purl.oclc.org/ooxml/wordprocessingml/main\">\
        <x:body><x:p><x:r><x:t>甲</x:t></x:r></x:p></x:body></x:document>";
    let bytes = archive(&[
        ("_rels/.rels", relationships.as_bytes()),
        ("word/other.xml", document.as_bytes()),
        ("word/document.xml", b"<no/>"),
    ]);
    assert_eq!(docx_text(&bytes).as_deref(), Ok("甲"));
}

#[test]
fn an_archive_that_is_no_document_or_a_trap_is_refused() {
    let is = |bytes: &[u8]| docx_text(bytes).unwrap_err();
    assert_eq!(is(b""), ImportError::Decode(DecodeError::Empty));
    assert_eq!(is(b"plain words"), ImportError::NotDocx);
    assert_eq!(is(&archive(&[("a.txt", b"a")])), ImportError::NotDocx);
    let sheet = archive(&[("word/document.xml", b"<workbook/>")]);
    assert_eq!(is(&sheet), ImportError::NotDocx);
    let old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and more";
    let looks_like = Some("an old office document");
    assert_eq!(
        is(old),
        ImportError::Decode(DecodeError::NotText { looks_like })
    );
    assert!(matches!(is(b"PK\x03\x04 cut"), ImportError::Archive { .. }));
    // Twelve million blanks in some 12 KB: within every bound but that of the ratio.
    let bomb = docx(&format!("<w:p>{}</w:p>", " ".repeat(12_000_000)));
    assert!(bomb.len() < 40_000, "{}", bomb.len());
    assert!(matches!(is(&bomb), ImportError::TooLarge { .. }));
    let deep = docx(&format!(
        "{}{}",
        "<w:p>".repeat(5_000),
        "</w:p>".repeat(5_000)
    ));
    assert_eq!(is(&deep), ImportError::TooDeep { limit: 1_024 });
    let entities = document_xml("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>");
    let entities = entities.replace(
        "<w:document",
        "<!DOCTYPE w [<!ENTITY a \"&b;&b;\"><!ENTITY b \"lol\">]><w:document",
    );
    let declared = archive(&[("word/document.xml", entities.as_bytes())]);
    assert!(matches!(is(&declared), ImportError::Xml { .. }));
    let undeclared = docx("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>");
    assert!(matches!(is(&undeclared), ImportError::Xml { .. }));
    let whole = document_xml("<w:p><w:r><w:t>甲</w:t></w:r></w:p>");
    let cut = archive(&[("word/document.xml", &whole.as_bytes()[..whole.len() - 30])]);
    assert!(matches!(is(&cut), ImportError::Xml { .. }));
    assert_eq!(refused(Media::Html, "<p hidden>甲"), ImportError::NoText);
}

#[test]
fn a_row_is_a_document_and_one_without_a_text_is_named() {
    let csv = "编号,正文,来源\r\n\
               a,\"田小禾说:\r\n“好,好”\",甲\r\n\
               b,,乙\r\n\
               \r\n\
               c,一,二,三\r\n\
               d,末\r\n\
               e\r\n";
    let imported = table(Media::Csv, csv, None, None);
    let expected = [(1, None, "田小禾说:\r\n“好,好”"), (4, None, "末")];
    assert_eq!(texts(&imported), expected);
    let column = || "正文".to_owned();
    let expected = [
        (2, 4, RowError::Empty),
        (3, 6, RowError::TooLong { n: 4, n_header: 3 }),
        (5, 8, RowError::NoColumn { column: column() }),
    ];
    assert_eq!(rows_refused(&imported), expected);
}

#[test]
fn columns_are_chosen_by_name_and_names_made_to_differ() {
    let csv = "title,text,body\n甲,a,一\n甲,b,二\n甲 (2),c,三\n ,d,四\n\"x\ny\",e,五\n";
    let imported = table(Media::Csv, csv, Some("body"), Some("title"));
    let names: Vec<_> = texts(&imported).iter().map(|(_, name, _)| *name).collect();
    let expected = [
        Some("甲"),
        Some("甲 (2)"),
        Some("甲 (2) (2)"),
        None,
        Some("x y"),
    ];
    assert_eq!(names, expected);
    assert_eq!(texts(&imported)[4], (5, Some("x y"), "五"));
    assert_eq!(texts(&table(Media::Csv, csv, None, None))[0].2, "a");
    let columns = |csv| refused(Media::Csv, csv);
    let known = vec!["标题".to_owned(), "摘要".to_owned()];
    assert_eq!(
        columns("标题,摘要\n甲,一\n"),
        ImportError::NoTextColumn {
            columns: known.clone()
        }
    );
    let name = Some("body");
    let none = import(
        Media::Csv,
        "标题,摘要\n".into(),
        None,
        &Columns { text: name, name },
    );
    let expected = ImportError::NoSuchColumn {
        name: "body".to_owned(),
        columns: known,
    };
    assert_eq!(none, Err(expected));
    assert_eq!(columns("text\n"), ImportError::NoRows);
}

#[test]
fn separators_and_quotes_are_those_of_the_file() {
    let read = |media, content| {
        let imported = table(media, content, None, None);
        assert_eq!(imported.refused, [], "{content}");
        let texts = imported.texts.into_iter().map(|t| t.decoded.text);
        texts.collect::<Vec<String>>()
    };
    assert_eq!(read(Media::Csv, "id;text\n1;a,b\n"), ["a,b"]);
    assert_eq!(read(Media::Csv, "Text\n\"a \"\"b\"\"\"\n"), ["a \"b\""]);
    assert_eq!(read(Media::Tsv, "id\ttext\n1\t\"a\tb\"\n"), ["a\tb"]);
    assert_eq!(read(Media::Tsv, "id\ttext\n1\t\"a\"\n"), ["a"]);
    // These quotes belong to the texts: taken for others, one would swallow the next row.
    assert_eq!(
        read(Media::Tsv, "id\ttext\n1\t\"开\n2\t\"完\n"),
        ["\"开", "\"完"]
    );
    let open = refused(Media::Csv, "id,text\n1,a\n2,\"b\n3,c\n");
    assert_eq!(open, ImportError::UnclosedQuote { row: 2, line: 3 });
    assert_eq!(read(Media::Csv, "id,text\r1,a\r2,b"), ["a", "b"]);
}

#[test]
fn a_line_of_json_is_a_document_and_one_that_is_none_is_named() {
    let lines = "{\"id\":7,\"content\":\"甲\\n一\"}\n\
                 \n\
                 {\"id\":\"七\",\"content\":\" \"}\n\
                 [1]\n\
                 {\"content\":\n\
                 {\"content\":5}\n\
                 {\"id\":7,\"content\":\"乙\"}\r\n\
                 {\"id\":8}\n\
                 {\"content\":\"\\ud800\"}";
    let imported = table(Media::JsonLines, lines, None, Some("id"));
    let expected = [(1, Some("7"), "甲\n一"), (7, Some("7 (2)"), "乙")];
    assert_eq!(texts(&imported), expected);
    let refused_rows = rows_refused(&imported);
    let at: Vec<_> = refused_rows
        .iter()
        .map(|(row, line, _)| (*row, *line))
        .collect();
    assert_eq!(at, [(3, 3), (4, 4), (5, 5), (6, 6), (8, 8), (9, 9)]);
    assert_eq!(refused_rows[0].2, RowError::Empty);
    assert_eq!(refused_rows[1].2, RowError::NotObject);
    assert!(matches!(refused_rows[2].2, RowError::NotJson { .. }));
    assert!(matches!(refused_rows[3].2, RowError::NotString { .. }));
    assert!(matches!(refused_rows[4].2, RowError::NoColumn { .. }));
    assert!(matches!(refused_rows[5].2, RowError::NotJson { .. }));
    let nested = format!("{{\"text\":\"a\",\"x\":{}", "[".repeat(100_000));
    let imported = table(Media::JsonLines, &nested, None, None);
    assert!(matches!(imported.refused[0].why, RowError::NotJson { .. }));
    let unknown = refused(Media::JsonLines, "{\"a\":\"甲\",\"b\":1}");
    let columns = vec!["a".to_owned(), "b".to_owned()];
    assert_eq!(unknown, ImportError::NoTextColumn { columns });
}

#[test]
fn damage_of_a_file_is_told_of_the_row_it_is_in() {
    let mut bytes = "text\n甲乙丙丁甲乙丙丁\n".as_bytes().to_vec();
    bytes.extend_from_slice("甲乙\u{1}丙丁".as_bytes());
    bytes.extend_from_slice(b"\xff\n");
    let imported = import(Media::Csv, bytes, None, &Columns::default()).unwrap();
    let damage = imported.texts.iter().map(|t| &t.decoded);
    let damage: Vec<_> = damage.map(|d| (d.n_replaced, d.n_controls)).collect();
    assert_eq!(damage, [(0, 0), (1, 1)]);
}

#[test]
fn long_inputs_take_time_in_proportion() {
    let n = 100_000;
    for page in [
        "<div>".repeat(n),
        "<b x=1>".repeat(n),
        "<p hidden>".repeat(n),
        "<a b='".repeat(n),
        "&".repeat(n),
        "<ul hidden><li>".repeat(n),
        "</p>".repeat(n),
    ] {
        assert!(html_text(&page).len() <= page.len());
    }
    for source in [
        "> ".repeat(n),
        "[".repeat(n),
        "*a_ ".repeat(n),
        "- ".repeat(2_000),
    ] {
        assert!(markdown_text(&source).len() <= source.len());
    }
    let rows = format!("name,text\n{}", "甲,乙\n".repeat(n));
    let imported = table(Media::Csv, &rows, None, Some("name"));
    assert_eq!(imported.texts[n - 1].name.as_deref(), Some("甲 (100000)"));
}

/// A sample of each kind, to be damaged.
fn samples() -> Vec<Vec<u8>> {
    let body = "<w:p><w:r><w:t>甲&amp;乙</w:t><w:tab/></w:r></w:p>";
    vec![
        docx(body),
        document_xml(body).into_bytes(),
        "<p hidden>甲<p>乙<script>a</script><td>丙<pre>\n丁</pre>&#31166;".into(),
        "# 题\n\n- 甲 [乙](丙)\n\n| a | b |\n|---|---|\n| 1 | 2 |\n".into(),
        "id,text\n1,\"甲\n乙\"\n2,\n3,丙,丁\n".into(),
        "{\"text\":\"甲\"}\n{\"text\":5}\n".into(),
    ]
}

fn take_every_way(bytes: &[u8]) {
    for (_, media) in EXTENSIONS {
        let name = Some("id");
        for columns in [Columns::default(), Columns { text: None, name }] {
            if let Ok(imported) = import(media, bytes.to_vec(), None, &columns) {
                let mut texts = imported.texts.iter().map(|t| &t.decoded.text);
                assert!(texts.all(|text| !text.is_empty()));
            }
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        take_every_way(&bytes);
    }

    #[test]
    fn no_damage_makes_it_panic(
        sample in 0..6_usize,
        edits in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..6),
        cut in any::<u16>(),
    ) {
        let mut bytes = samples().swap_remove(sample);
        for (at, byte) in edits {
            let at = usize::from(at) % bytes.len();
            bytes[at] = byte;
        }
        bytes.truncate(bytes.len() - usize::from(cut) % bytes.len() / 4);
        take_every_way(&bytes);
    }

    #[test]
    fn any_xml_in_an_archive_is_taken_or_refused(xml in "(<w:(p|r|t|rt|ruby|del|pPr)>|</w:(p|r|t|rt|ruby|del|pPr)>|甲|&amp;|<w:tab/>){0,60}") {
        take_every_way(&docx(&xml));
    }
}
