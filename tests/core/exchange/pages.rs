//! Pages to read and to print: whatever is labelled, the words stay and the marks tell all spans.

use std::sync::Arc;

use proptest::prelude::*;
use zhubi::exchange::format_by_name;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::loss::LossReport;
use zhubi::exchange::output::Memory;
use zhubi::exchange::output::WriteOptions;
use zhubi::exchange::page::MOST_HELD;
use zhubi::exchange::record::Record;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Note;
use zhubi::model::layer::Status;
use zhubi::model::marked;
use zhubi::model::relation::Relation;
use zhubi::model::schema::Label;
use zhubi::model::schema::Schema;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::import;
use zhubi::text::import::Media;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

fn record_of(name: &str, text: &str, spans: impl IntoIterator<Item = Span>) -> Record {
    let mut layer = Layer::new("li");
    for span in spans {
        let _repeated = layer.spans.insert(span);
    }
    Record {
        name: name.to_owned(),
        text: Arc::new(Text::from(text)),
        layer: Arc::new(layer),
    }
}

fn marked_record(name: &str, marked: &str) -> Record {
    let (text, spans) = marked::parse(marked).unwrap();
    record_of(name, &text, spans)
}

fn options() -> WriteOptions {
    let schema = Schema::of_people_roles_events_slogans();
    WriteOptions {
        labels: schema.labels,
        relations: schema.relations,
        ..WriteOptions::default()
    }
}

fn written(format: &str, records: &[Record], options: &WriteOptions) -> (Vec<u8>, LossReport) {
    let memory = Memory::default();
    let format = format_by_name(format).unwrap();
    let report = format.to_memory(records, options, &memory).unwrap();
    (memory.files().remove(Memory::MAIN).unwrap(), report)
}

fn page(records: &[Record], options: &WriteOptions) -> String {
    String::from_utf8(written("html", records, options).0).unwrap()
}

/// Reads an office document as the program opens one.
fn docx_text(bytes: &[u8]) -> String {
    import::open(Media::Docx, bytes.to_vec(), None)
        .unwrap()
        .text
}

// Reading pages back, as far as the tests need.

/// A line of a page: its words, and where each mark lies in them.
#[derive(Debug, Default, PartialEq)]
struct Line {
    words: String,
    marks: Vec<Mark>,
}

#[derive(Debug, Default, PartialEq)]
struct Mark {
    start: usize,
    end: usize,
    begins: bool,
    ends: bool,
    title: String,
    letter: String,
}

fn unescaped(html: &str) -> String {
    let html = html.replace("&lt;", "<").replace("&gt;", ">");
    html.replace("&quot;", "\"").replace("&amp;", "&")
}

/// Reads the lines of a page's texts; panics where an element is closed that is not open.
fn lines_of(page: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    for text in page.split("<div class=\"text\">\n").skip(1) {
        let text = text.split("</div>").next().unwrap();
        for line in text.split_terminator("</p>\n") {
            lines.push(line_of(line.strip_prefix("<p>").unwrap()));
        }
    }
    lines
}

fn line_of(html: &str) -> Line {
    let mut line = Line::default();
    let (mut open, mut elements): (Vec<Mark>, Vec<String>) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some((words, tag)) = rest.split_once('<') {
        let (tag, after) = tag.split_once('>').unwrap();
        take_words(&mut line, &mut open, elements.last(), words);
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(elements.pop().unwrap(), name, "{html}");
            if name == "mark" {
                let mut mark = open.pop().unwrap();
                mark.end = line.words.chars().count();
                line.marks.push(mark);
            }
            continue;
        }
        let name = tag.split(' ').next().unwrap();
        elements.push(name.to_owned());
        if name == "mark" {
            let value = |key: &str| {
                let value = tag.split_once(&format!("{key}=\"")).unwrap().1;
                unescaped(value.split('"').next().unwrap())
            };
            let classes = value("class");
            let has = |class| classes.split(' ').any(|c| c == class);
            open.push(Mark {
                start: line.words.chars().count(),
                begins: has("b"),
                ends: has("e"),
                title: value("title"),
                ..Mark::default()
            });
        }
    }
    take_words(&mut line, &mut open, elements.last(), rest);
    assert!(elements.is_empty(), "{html}");
    line
}

fn take_words(line: &mut Line, open: &mut [Mark], element: Option<&String>, words: &str) {
    match element.map(String::as_str) {
        Some("sub") => {
            let letter = unescaped(words).replace('\u{2060}', "");
            open.last_mut().unwrap().letter = letter;
        }
        Some("i") => assert_eq!(words, "↵"),
        _ => line.words.push_str(&unescaped(words)),
    }
}

/// Returns the lines of a text without their ends.
fn plain_lines(text: &Text) -> Vec<String> {
    let lines = (0..text.n_paragraphs()).map(|i| text.paragraph(i));
    lines
        .map(|line| line.trim_end_matches(['\r', '\n']).to_owned())
        .collect()
}

// The web page.

#[test]
fn spans_are_named_by_letter_and_title_and_crossing_ones_at_both_ends() {
    let record = marked_record("甲", "⟦ROLE:主席⟧⟦1:PERSON:习近⟦2:EVENT:平⟧1出席⟧2<会>");
    let page = page(&[record], &options());
    let lines = lines_of(&page);
    assert_eq!(lines[0].words, "主席习近平出席<会>");
    let marks: Vec<_> = lines[0]
        .marks
        .iter()
        .map(|m| (m.start, m.end, m.begins, m.ends, &*m.title, &*m.letter))
        .collect();
    assert_eq!(
        marks,
        [
            (0, 2, true, true, "ROLE 职务 職務", "职"),
            (4, 5, true, false, "EVENT 事件", "事"),
            (2, 5, true, true, "PERSON 人物", "人"),
            (5, 7, false, true, "EVENT 事件", "事"),
        ]
    );
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"zh\">\n"));
    assert!(page.contains("<title>标注文档 Annotated documents</title>"));
}

#[test]
fn a_page_brings_nothing_from_outside_and_runs_nothing() {
    let mut record = marked_record("</h2><script>x</script>", "⟦<b x=\"1\">:甲⟧乙");
    Arc::make_mut(&mut record.layer).meta.notes.push(Note {
        range: None,
        text: "<img src=http://x>".to_owned(),
        ..Note::default()
    });
    let page = page(&[record], &options());
    for bad in [
        "<script",
        "<img",
        "<link",
        "<b ",
        "url(",
        "@import",
        "src=\"",
        "href=\"http",
    ] {
        assert!(!page.contains(bad), "{bad}");
    }
    assert!(page.contains("default-src 'none'"));
    assert!(page.contains("prefers-color-scheme: dark"));
    assert!(page.contains("@media print"));
}

#[test]
fn the_legend_tells_counts_and_letters_that_two_labels_share_are_spelled_out() {
    let mut options = options();
    let place = Label {
        letter: "人".to_owned(),
        ..Label::new("PEOPLE")
    };
    options.labels.push(place);
    let records = [
        marked_record("一", "⟦PERSON:甲⟧⟦PEOPLE:乙⟧⟦ORG:丙⟧"),
        marked_record("二", "⟦PERSON:甲⟧"),
    ];
    let page = page(&records, &options);
    let legend = page.split_once("<tbody>").unwrap().1;
    let legend = legend.split_once("</table>").unwrap().0;
    let rows: Vec<(&str, &str)> = legend
        .split("<tr>")
        .skip(1)
        .map(|row| {
            let letter = row.split_once("<sub>").map_or("", |(_, rest)| rest);
            let n = row.rsplit_once("class=\"n\">").unwrap().1;
            (
                letter.split('<').next().unwrap(),
                n.split('<').next().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("PERSON", "2"),
        ("职", "0"),
        ("事", "0"),
        ("号", "0"),
        ("PEOPLE", "1"),
        ("ORG", "1"),
        ("", "4"),
    ];
    assert_eq!(rows, expected);
    assert!(page.contains("<li><a href=\"#d2\">二</a> (1)</li>"));
}

#[test]
fn what_is_noted_and_related_stands_below_the_text() {
    let mut record = marked_record("甲", "⟦ROLE:主席⟧⟦PERSON:习近平⟧");
    let layer = Arc::make_mut(&mut record.layer);
    let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
    let holds = Relation::new("HOLDS", keys[1].clone(), keys[0].clone());
    layer.relations.insert(holds.id.clone(), holds);
    let mut noted = layer.spans.remove(&keys[0]).unwrap();
    noted.detail = Some(Box::new(SpanDetail {
        attributes: [("级别".to_owned(), "国".to_owned())].into(),
        note: "查".to_owned(),
        ..SpanDetail::default()
    }));
    layer.spans.insert(noted).unwrap();
    layer.meta.status = Status::Done;
    layer.meta.classes.insert("时政".to_owned());
    let page = page(std::slice::from_ref(&record), &options());
    for said in [
        "li · 完成 done · 时政 · PERSON 1 · ROLE 1",
        "<li>习近平 — HOLDS 任职 任職 → 主席</li>",
        "<li>主席 [职]: 级别 = 国; 查</li>",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let (bytes, losses) = written("docx", &[record], &options());
    let text = docx_text(&bytes);
    assert!(text.contains("习近平 — HOLDS 任职 任職 → 主席"), "{text}");
    assert!(losses.is_empty());
}

#[test]
fn too_much_to_hold_is_streamed_with_the_counts_at_the_end() {
    let n_lines = MOST_HELD / 100;
    let line = "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸子丑\n";
    let text = line.repeat(n_lines);
    let spans = [Span::new(CharRange::of(0, 2), "PERSON")];
    let records = [
        record_of("长", &text, spans),
        marked_record("短", "⟦ROLE:职⟧"),
    ];
    let long = page(&records, &options());
    assert!(long.len() > MOST_HELD);
    assert_eq!(long.matches("<table>").count(), 2);
    let (top, rest) = long.split_once("<section").unwrap();
    assert!(top.contains("<sub>人</sub>") && !top.contains("class=\"n\">1<"));
    let end = rest.rsplit_once("</section>").unwrap().1;
    assert!(end.contains("class=\"n\">1<") && end.ends_with("</html>\n"));
    assert_eq!(long.matches("<p>").count(), n_lines + 2);
    let short = page(&records[1..], &options());
    assert_eq!(short.matches("<table>").count(), 1);
}

// The office document.

#[test]
fn an_office_document_has_each_line_with_its_spans_in_brackets() {
    let text = "⟦ROLE:主席⟧⟦1:PERSON:习近⟦2:EVENT:平⟧1出席⟧2\t<会>&\r\n⟦SLOGAN:跨\n行⟧";
    let (bytes, losses) = written("docx", &[marked_record("甲", text)], &options());
    let read = docx_text(&bytes);
    let lines: Vec<&str> = read.lines().collect();
    let at = lines.iter().position(|line| line.starts_with("[主席]职"));
    let at = at.unwrap_or_else(|| panic!("{read}"));
    assert_eq!(lines[at], "[主席]职[人习近[事平]人出席]事\t<会>&");
    assert_eq!(lines[at + 1..=at + 2], ["[跨", "行]号"]);
    assert!(losses.is_empty());
    let (again, _) = written("docx", &[marked_record("甲", text)], &options());
    assert_eq!(bytes, again, "no date, no chance");
}

#[test]
fn characters_that_pages_cannot_hold_are_replaced_and_told() {
    let text = "甲\u{0}乙\u{B}丙\u{FFFE}\u{1F600}";
    for format in ["html", "docx"] {
        let mut record = record_of("名\u{1}", text, [Span::new(CharRange::of(0, 3), "\u{2}")]);
        Arc::make_mut(&mut record.layer).meta.notes.push(Note {
            range: None,
            text: "记\u{3}\n行".to_owned(),
            ..Note::default()
        });
        let (bytes, losses) = written(format, &[record], &options());
        assert_eq!(
            losses.of(LossKind::Characters).unwrap().count,
            3,
            "{format}"
        );
        let shown = if format == "docx" {
            docx_text(&bytes)
        } else {
            String::from_utf8(bytes).unwrap()
        };
        assert!(shown.contains("名\u{FFFD}"), "{format}");
        assert!(shown.contains("\u{FFFD}\u{1F600}"), "{format}");
        let bad = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
        assert!(!shown.contains(bad), "{format}");
    }
}

#[test]
fn a_page_of_nothing_is_a_page() {
    let empty = [record_of("空", "", [])];
    for records in [&empty[..], &[]] {
        assert!(page(records, &options()).ends_with("</html>\n"));
        docx_text(&written("docx", records, &options()).0);
    }
}

// Laws.

fn any_record() -> impl Strategy<Value = Record> {
    let piece = prop_oneof![
        Just("甲"),
        Just("乙丙"),
        Just("<p>"),
        Just("&amp;\""),
        Just("\n"),
        Just("\r\n"),
        Just("\t"),
        Just("𠀀"),
    ];
    let text = prop::collection::vec(piece, 1..16).prop_map(|pieces| pieces.concat());
    let spans = prop::collection::vec((0_usize..60, 1_usize..14, 0_usize..3), 0..9);
    (text, spans).prop_map(|(text, spans)| {
        let n_chars = text.chars().count();
        let spans = spans.into_iter().map(|(start, len, label)| {
            let start = start % n_chars;
            let end = (start + len).min(n_chars);
            Span::new(CharRange::of(start, end), ["PERSON", "ROLE", "新"][label])
        });
        record_of("甲", &text, spans)
    })
}

proptest! {
    #[test]
    fn a_page_has_every_word_once_and_every_span_from_its_start_to_its_end(
        record in any_record(),
    ) {
        let lines = lines_of(&page(std::slice::from_ref(&record), &options()));
        let words: Vec<&str> = lines.iter().map(|line| line.words.as_str()).collect();
        prop_assert_eq!(words, plain_lines(&record.text));
        let marks = || lines.iter().flat_map(|line| &line.marks);
        let is_line_end = |c: char| matches!(c, '\r' | '\n');
        // A span of nothing but line ends is drawn in each of its lines, which are not its words.
        let has_words = |span: &&Span| !record.text.slice(span.range).chars().all(is_line_end);
        let spans = || record.layer.spans.iter().filter(has_words);
        for label in ["PERSON", "ROLE", "新"] {
            let of_label = |mark: &&Mark| mark.title.split(' ').next() == Some(label);
            let n_marked: usize = marks().filter(of_label).map(|m| m.end - m.start).sum();
            let of_label = |span: &&Span| &*span.label == label;
            let n_words = |span: &Span| {
                let words = record.text.slice(span.range).chars();
                words.filter(|c| !is_line_end(*c)).count()
            };
            let n_labelled: usize = spans().filter(of_label).map(n_words).sum();
            prop_assert_eq!(n_marked, n_labelled, "{}", label);
        }
        let n_spans = record.layer.spans.len();
        prop_assert_eq!(marks().filter(|mark| mark.begins).count(), n_spans);
        prop_assert_eq!(marks().filter(|mark| mark.ends).count(), n_spans);
    }

    #[test]
    fn an_office_document_has_every_word_once(record in any_record()) {
        let read = docx_text(&written("docx", std::slice::from_ref(&record), &options()).0);
        let lines = read.split('\n').skip_while(|line| !line.starts_with("li · "));
        let bare: Vec<String> = lines
            .skip(1)
            .map(|line| line.replace(['[', ']', '人', '职', '新', '↵'], ""))
            .collect();
        let mut expected = plain_lines(&record.text);
        // The reader takes empty lines at the end off.
        while expected.len() > bare.len() {
            prop_assert_eq!(expected.pop(), Some(String::new()));
        }
        prop_assert_eq!(bare, expected);
    }
}
