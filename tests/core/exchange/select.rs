//! What goes out of a project: whose spans, how read, and what each document is for.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use zhubi::exchange::loss::LossKind;
use zhubi::exchange::record::Record;
use zhubi::exchange::select::Layers;
use zhubi::exchange::select::LeftOut;
use zhubi::exchange::select::Negatives;
use zhubi::exchange::select::Selection;
use zhubi::exchange::select::Why;
use zhubi::exchange::select::people;
use zhubi::exchange::select::records;
use zhubi::exchange::split::Dealer;
use zhubi::exchange::split::Part;
use zhubi::exchange::split::Split;
use zhubi::exchange::split::split;
use zhubi::model::document::Document;
use zhubi::model::document::sha256_hex;
use zhubi::model::ids::Annotator;
use zhubi::model::layer::IgnoredFinding;
use zhubi::model::layer::Layer;
use zhubi::model::layer::Note;
use zhubi::model::layer::Rejection;
use zhubi::model::layer::Status;
use zhubi::model::marked;
use zhubi::model::project::Project;
use zhubi::model::relation::Relation;
use zhubi::model::span::Origin;
use zhubi::model::span::Span;
use zhubi::model::span::SpanDetail;
use zhubi::text::offset::CharIdx;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;
use zhubi::text::view::View;
use zhubi::text::view::ViewKind;

use super::document;
use super::project_of;

/// Makes a document of one text that several have marked.
fn labelled(name: &str, layers: &[(&str, &str)]) -> Document {
    let (text, _) = marked::parse(layers[0].1).unwrap();
    let mut doc = document(name, name, &text);
    for (annotator, marked) in layers {
        let (same, spans) = marked::parse(marked).unwrap();
        assert_eq!(same, text, "layers of one text");
        let mut layer = Layer::new(*annotator);
        for span in spans {
            layer.spans.insert(span).unwrap();
        }
        doc.layers.insert((*annotator).into(), Arc::new(layer));
    }
    doc
}

fn change(doc: &mut Document, annotator: &str, change: impl FnOnce(&mut Layer)) {
    change(Arc::make_mut(doc.layers.get_mut(annotator).unwrap()));
}

fn sent(project: &Project, selection: &Selection) -> (Vec<Record>, LeftOut) {
    let mut chosen = records(project, selection);
    let sent: Vec<Record> = chosen.by_ref().collect();
    (sent, chosen.into_left_out())
}

fn marked(record: &Record) -> String {
    marked::print(&record.text, &record.layer.spans)
}

fn all_marked(project: &Project, selection: &Selection) -> Vec<String> {
    sent(project, selection).0.iter().map(marked).collect()
}

fn names(names: &[&str]) -> Vec<Annotator> {
    names.iter().map(|name| Annotator::from(*name)).collect()
}

fn union() -> Selection {
    Selection::default()
}

fn majority(of: &[&str]) -> Selection {
    Selection {
        layers: Layers::Majority(names(of)),
        ..Selection::default()
    }
}

fn one(annotator: &str) -> Selection {
    Selection {
        layers: Layers::One(annotator.into()),
        ..Selection::default()
    }
}

// Whose spans.

const THREE: [(&str, &str); 3] = [
    ("li", "⟦ROLE:主席⟧⟦PERSON:习近平⟧出席会议"),
    ("wang", "⟦ROLE:主席⟧⟦PERSON:习近平⟧出席⟦EVENT:会议⟧"),
    ("zhao", "主席⟦PERSON:习近平⟧⟦EVENT:出席会议⟧"),
];

#[test]
fn one_union_and_majority_take_what_one_any_and_most_have() {
    let project = project_of(vec![labelled("甲", &THREE), labelled("乙", &THREE[1..2])]);
    assert_eq!(all_marked(&project, &one("li")), [THREE[0].1]);
    let both = "⟦ROLE:主席⟧⟦PERSON:习近平⟧⟦EVENT:出席⟦EVENT:会议⟧⟧";
    assert_eq!(all_marked(&project, &union()), [both, THREE[1].1]);
    let (most, left_out) = sent(&project, &majority(&[]));
    let most: Vec<String> = most.iter().map(marked).collect();
    assert_eq!(most, ["⟦ROLE:主席⟧⟦PERSON:习近平⟧出席会议", THREE[1].1]);
    assert_eq!(left_out.n_minority, 2);
    // Half is not more than half; a name given twice votes once.
    let two = all_marked(&project, &majority(&["zhao", "wang", "zhao"]));
    assert_eq!(two, ["主席⟦PERSON:习近平⟧出席会议", THREE[1].1]);
}

#[test]
fn what_nobody_changes_is_shared_with_the_project() {
    let project = project_of(vec![labelled("甲", &THREE[..1])]);
    let doc = project.documents.at(0).unwrap();
    for selection in [union(), one("li"), majority(&["wang", "li"])] {
        let (sent, left_out) = sent(&project, &selection);
        assert!(Arc::ptr_eq(&sent[0].text, &doc.text));
        assert!(Arc::ptr_eq(&sent[0].layer, &doc.layers["li"]));
        assert_eq!(left_out, LeftOut::default());
    }
}

#[test]
fn predictions_of_a_model_take_part_only_where_named() {
    let mut doc = labelled("甲", &[THREE[0], ("model", THREE[2].1)]);
    let predicted = |layer: &mut Layer| {
        let spans: Vec<Span> = layer.spans.iter().cloned().collect();
        for span in spans {
            layer.spans.remove(&span.key());
            let origin = Origin::Suggested {
                source: "model".to_owned(),
                score_permille: 900,
                corrected: false,
            };
            let detail = SpanDetail {
                origin,
                ..SpanDetail::default()
            };
            let span = Span::with_detail(span.range, span.label, detail);
            layer.spans.insert(span).unwrap();
        }
    };
    change(&mut doc, "model", predicted);
    // It found nothing in the other.
    let nothing = labelled("乙", &[("model", "主席习近平")]);
    let project = project_of(vec![doc, nothing]);
    assert_eq!(people(&project), names(&["li"]));
    assert_eq!(all_marked(&project, &union()), [THREE[0].1]);
    assert_eq!(all_marked(&project, &majority(&[])), [THREE[0].1]);
    let named = all_marked(&project, &majority(&["li", "model"]));
    assert_eq!(named, ["主席⟦PERSON:习近平⟧出席会议", "主席习近平"]);
}

#[test]
fn relations_attributes_classes_and_notes_go_by_votes_and_the_first_decides() {
    let mut doc = labelled("甲", &THREE);
    let (role, person) = (CharRange::of(0, 2), CharRange::of(2, 5));
    for (annotator, kind, note) in [("li", "党", ""), ("wang", "政", "二"), ("zhao", "政", "三")]
    {
        change(&mut doc, annotator, |layer| {
            let key = Span::new(person, "PERSON").key();
            layer.spans.remove(&key);
            let detail = SpanDetail {
                attributes: [("kind".to_owned(), kind.to_owned())].into(),
                note: note.to_owned(),
                ..SpanDetail::default()
            };
            let span = Span::with_detail(person, "PERSON", detail);
            layer.spans.insert(span).unwrap();
            layer.meta.classes.insert("news".to_owned());
            layer.meta.classes.insert(annotator.to_owned());
            layer.meta.status = Status::Done;
            let relation = Relation::new("HOLDS", key, Span::new(role, "ROLE").key());
            if annotator != "zhao" {
                layer.relations.insert(relation.id.clone(), relation);
            }
        });
    }
    let project = project_of(vec![doc]);
    let most = &sent(&project, &majority(&["li", "wang", "zhao"])).0[0].layer;
    let any = &sent(&project, &union()).0[0].layer;
    let kind = |layer: &Layer| {
        let span = layer.spans.find(&Span::new(person, "PERSON").key());
        let detail = span.unwrap().detail_or_default();
        (detail.attributes["kind"].clone(), detail.note)
    };
    assert_eq!(kind(most), ("政".to_owned(), "二".to_owned()));
    assert_eq!(kind(any), ("党".to_owned(), "二".to_owned()));
    assert_eq!((most.relations.len(), any.relations.len()), (1, 1));
    assert_eq!((most.meta.classes.len(), any.meta.classes.len()), (1, 4));
    assert_eq!(most.meta.status, Status::Done);
    assert_eq!(&*most.annotator, "li+wang+zhao");
    let reversed = Selection {
        layers: Layers::Union(names(&["zhao", "wang", "li"])),
        ..Selection::default()
    };
    let first = &sent(&project, &reversed).0[0].layer;
    assert_eq!(kind(first), ("政".to_owned(), "三".to_owned()));
}

// Which documents and labels.

#[test]
fn each_document_that_stays_out_has_a_reason_and_a_name() {
    let mut done = labelled("甲", &THREE[..2]);
    for annotator in ["li", "wang"] {
        change(&mut done, annotator, |l| l.meta.status = Status::Done);
    }
    let mut half = labelled("乙", &THREE[..2]);
    change(&mut half, "wang", |l| l.meta.status = Status::Done);
    let begun = labelled("丙", &THREE[..1]);
    let untouched = document("丁", "丁", "无人标注");
    let project = project_of(vec![done, half, begun, untouched]);
    let selection = Selection {
        statuses: Some([Status::Done].into()),
        ..Selection::default()
    };
    let (out, left_out) = sent(&project, &selection);
    let out: Vec<_> = out.iter().map(|r| (&*r.name, marked(r))).collect();
    let merged = "⟦ROLE:主席⟧⟦PERSON:习近平⟧出席⟦EVENT:会议⟧".to_owned();
    assert_eq!(out, [("甲", merged.clone()), ("乙", merged)]);
    let why: Vec<_> = left_out
        .documents
        .iter()
        .map(|(why, unsent)| (*why, unsent.count, unsent.names.join(" ")))
        .collect();
    assert_eq!(
        why,
        [
            (Why::NoLayer, 1, "丁".to_owned()),
            (Why::Status(Status::ToDo), 1, "丙".to_owned()),
        ]
    );
    let selection = Selection {
        documents: Some(["丙".into()].into()),
        ..one("li")
    };
    let (out, left_out) = sent(&project, &selection);
    assert_eq!(out.len(), 1);
    assert_eq!(left_out.documents[&Why::NotChosen].count, 3);
    assert_eq!(left_out.n_documents(), 3);
}

#[test]
fn spans_of_other_labels_go_and_relations_on_them() {
    let mut doc = labelled("甲", &THREE[1..2]);
    change(&mut doc, "wang", |layer| {
        let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
        for (head, tail) in [(1, 0), (1, 2)] {
            let relation = Relation::new("R", keys[head].clone(), keys[tail].clone());
            layer.relations.insert(relation.id.clone(), relation);
        }
    });
    let project = project_of(vec![doc]);
    let selection = Selection {
        labels: Some(["PERSON".into(), "ROLE".into()].into()),
        ..Selection::default()
    };
    let (out, left_out) = sent(&project, &selection);
    assert_eq!(marked(&out[0]), "⟦ROLE:主席⟧⟦PERSON:习近平⟧出席会议");
    assert_eq!(out[0].layer.relations.len(), 1);
    assert_eq!(left_out.labels, BTreeMap::from([("EVENT".into(), 1)]));
}

// How the text is read.

#[test]
fn paragraphs_without_spans_are_left_out_and_positions_follow() {
    let text = "标题\n\n⟦PERSON:习近平⟧出席\r\n无\n⟦EVENT:会议\n闭幕⟧了\n完";
    let mut doc = labelled("甲", &[("li", text)]);
    change(&mut doc, "li", |layer| {
        for (range, text) in [((0, 2), "题"), ((7, 9), "出"), ((0, 0), "首")] {
            layer.meta.notes.push(Note {
                range: Some(CharRange::of(range.0, range.1)),
                text: text.to_owned(),
                ..Note::default()
            });
        }
        layer.ignored.insert(IgnoredFinding {
            kind: "k".to_owned(),
            range: CharRange::of(0, 2),
            reason: String::new(),
        });
        let key = Span::new(CharRange::of(7, 9), "EVENT").key();
        layer.rejected.insert(key, Rejection::default());
    });
    let none = labelled("乙", &[("li", "什么也没有")]);
    let project = project_of(vec![doc, none]);
    let selection = Selection {
        negatives: Negatives::LeftOut,
        ..Selection::default()
    };
    let (out, left_out) = sent(&project, &selection);
    assert_eq!(out.len(), 1);
    assert_eq!(
        marked(&out[0]),
        "⟦PERSON:习近平⟧出席\r\n⟦EVENT:会议\n闭幕⟧了\n"
    );
    assert_eq!(left_out.n_paragraphs, 4);
    assert_eq!(left_out.documents[&Why::NoSpans].names, ["乙"]);
    let layer = &out[0].layer;
    let notes: Vec<_> = layer
        .meta
        .notes
        .iter()
        .map(|n| (&*n.text, n.range))
        .collect();
    assert_eq!(notes, [("出", Some(CharRange::of(3, 5))), ("首", None)]);
    let rejected = layer.rejected.keys().map(|key| key.range);
    assert_eq!(rejected.collect::<Vec<_>>(), [CharRange::of(3, 5)]);
    assert!(layer.ignored.is_empty() && left_out.losses.is_empty());
}

#[test]
fn a_reading_view_moves_spans_and_tells_those_it_hides() {
    let text = "在⟦EVENT:統(tǒng)一⟧戰(⟦ROLE:zhàn⟧)線工作";
    let mut doc = labelled("甲", &[("li", text)]);
    change(&mut doc, "li", |layer| {
        // The character alone is the same as with its gloss.
        for range in [CharRange::of(1, 2), CharRange::of(1, 8)] {
            layer.spans.insert(Span::new(range, "A")).unwrap();
        }
        let keys: Vec<_> = layer.spans.iter().map(Span::key).collect();
        for (head, tail) in [(0, 1), (0, 3), (1, 2)] {
            let relation = Relation::new("R", keys[head].clone(), keys[tail].clone());
            layer.relations.insert(relation.id.clone(), relation);
        }
    });
    let project = project_of(vec![doc]);
    let read = |view| {
        let selection = Selection {
            view,
            ..Selection::default()
        };
        let (out, left_out) = sent(&project, &selection);
        (marked(&out[0]), out[0].clone(), left_out.losses)
    };
    let (shown, record, losses) = read(ViewKind::READING);
    assert_eq!(shown, "在⟦EVENT:⟦A:統⟧一⟧戰線工作");
    let hidden = losses.of(LossKind::Hidden).unwrap();
    assert_eq!(hidden.count, 2);
    assert_eq!(hidden.examples[1].to_string(), "甲 11..15 ROLE “zhàn”");
    assert_eq!(losses.of(LossKind::Relations).unwrap().count, 2);
    assert_eq!(record.layer.relations.len(), 1);
    assert_eq!(read(ViewKind::SIMPLIFIED).0, "在⟦EVENT:⟦A:统⟧一⟧战线工作");
    let (raw, record, losses) = read(ViewKind::RAW);
    assert!(raw.contains("tǒng") && losses.is_empty());
    assert!(Arc::ptr_eq(
        &record.text,
        &project.documents.at(0).unwrap().text
    ));
}

// Laws.

/// Texts with glosses, line ends and spans over anything.
fn any_marked() -> impl Strategy<Value = (String, Vec<(usize, usize, usize)>)> {
    let piece = prop_oneof![
        Just("統(tǒng)"),
        Just("一"),
        Just("戰(zhàn)線(xiàn)"),
        Just("\n"),
        Just("\r\n"),
        Just("𠀀"),
        Just("a(b)"),
        Just("以后"),
    ];
    let text = prop::collection::vec(piece, 1..24).prop_map(|pieces| pieces.concat());
    let spans = prop::collection::vec((0_usize..80, 1_usize..12, 0_usize..2), 0..6);
    (text, spans)
}

fn project_with(text: &str, spans: &[(usize, usize, usize)]) -> Project {
    let n_chars = text.chars().count();
    let mut layer = Layer::new("li");
    for (start, len, label) in spans {
        let start = start % n_chars;
        let end = (start + len).min(n_chars);
        let _repeated = layer
            .spans
            .insert(Span::new(CharRange::of(start, end), ["A", "B"][*label]));
    }
    let mut doc = document("甲", "甲", text);
    doc.layers.insert("li".into(), Arc::new(layer));
    project_of(vec![doc])
}

/// Returns label and words of each span, less what a view hides; sorted.
fn words_in(text: &Text, layer: &Layer, hides: &View) -> BTreeSet<(String, String)> {
    let words = |span: &Span| {
        let places = (span.range.start().0..span.range.end().0).map(CharIdx);
        let shown = places.filter(|at| !hides.is_hidden(*at));
        shown.filter_map(|at| text.char_at(at)).collect::<String>()
    };
    let spans = layer.spans.iter();
    let said = spans.map(|span| (span.label.to_string(), words(span)));
    said.filter(|(_, words)| !words.is_empty()).collect()
}

proptest! {
    #[test]
    fn spans_cover_the_same_words_however_the_text_is_read((text, spans) in any_marked()) {
        let project = project_with(&text, &spans);
        let doc = project.documents.at(0).unwrap();
        let layer = doc.layer("li").unwrap();
        for view in [ViewKind::RAW, ViewKind::READING] {
            let hides = View::new(&doc.text, view);
            let expected = words_in(&doc.text, layer, &hides);
            for negatives in [Negatives::Kept, Negatives::LeftOut] {
                let selection = Selection { view, negatives, ..Selection::default() };
                let (out, left_out) = sent(&project, &selection);
                let Some(record) = out.first() else {
                    prop_assert!(expected.is_empty() && negatives == Negatives::LeftOut);
                    continue;
                };
                let nothing_hidden = View::new(&record.text, ViewKind::RAW);
                let found = words_in(&record.text, &record.layer, &nothing_hidden);
                prop_assert_eq!(&found, &expected);
                let lost = left_out.losses.of(LossKind::Hidden).map_or(0, |loss| loss.count);
                prop_assert_eq!(record.layer.spans.len() + lost, layer.spans.len());
            }
        }
    }

    #[test]
    fn the_paragraphs_that_stay_are_those_with_spans((text, spans) in any_marked()) {
        let project = project_with(&text, &spans);
        let doc = project.documents.at(0).unwrap();
        let layer = doc.layer("li").unwrap();
        let stays = |i: &usize| {
            let paragraph = doc.text.paragraph_range(*i);
            layer.spans.iter().any(|span| span.range.overlaps(paragraph))
        };
        let kept = (0..doc.text.n_paragraphs()).filter(stays);
        let expected: String = kept.map(|i| doc.text.paragraph(i)).collect();
        let selection = Selection { negatives: Negatives::LeftOut, ..Selection::default() };
        let (out, left_out) = sent(&project, &selection);
        let found = out.first().map_or("", |record| record.text.as_str());
        prop_assert_eq!(found, expected);
        if !out.is_empty() {
            let n_gone = (0..doc.text.n_paragraphs()).filter(|i| !stays(i)).count();
            prop_assert_eq!(left_out.n_paragraphs, n_gone);
        }
    }

    #[test]
    fn a_script_changes_no_position((text, spans) in any_marked()) {
        let project = project_with(&text, &spans);
        let read = |view| {
            let selection = Selection { view, ..Selection::default() };
            sent(&project, &selection).0.remove(0)
        };
        let (plain, simplified) = (read(ViewKind::READING), read(ViewKind::SIMPLIFIED));
        prop_assert_eq!(plain.text.n_chars(), simplified.text.n_chars());
        prop_assert_eq!(&plain.layer.spans, &simplified.layer.spans);
    }
}

// Parts.

fn dealt(texts: &[usize], split: &Split) -> Vec<Part> {
    let mut dealer = Dealer::default();
    for text in texts {
        dealer.add(&text.to_string());
    }
    dealer.deal(split).iter().collect()
}

/// Returns how far the best way to deal groups is from the ratios, trying all.
fn least_distance(groups: &[usize], ratios: [u32; 3]) -> u64 {
    let n_all: usize = groups.iter().sum();
    let mut sums = BTreeSet::from([[0_usize; 3]]);
    for size in groups {
        let mut next = BTreeSet::new();
        for sum in &sums {
            for (i, _) in ratios.iter().enumerate().filter(|(_, ratio)| **ratio > 0) {
                let mut sum = *sum;
                sum[i] += size;
                next.insert(sum);
            }
        }
        sums = next;
    }
    sums.into_iter()
        .map(|sum| distance(sum, ratios, n_all))
        .min()
        .unwrap()
}

fn distance(sizes: [usize; 3], ratios: [u32; 3], n_all: usize) -> u64 {
    let total: u64 = ratios.iter().map(|r| u64::from(*r)).sum();
    let parts = sizes.into_iter().zip(ratios);
    parts
        .map(|(size, r)| (size as u64 * total).abs_diff(u64::from(r) * n_all as u64))
        .sum()
}

fn ratios() -> impl Strategy<Value = [u32; 3]> {
    let some = |ratios: &[u32; 3]| ratios.iter().sum::<u32>() > 0;
    prop::array::uniform3(0_u32..9).prop_filter("some share", some)
}

proptest! {
    #[test]
    fn equal_texts_stay_together_and_sizes_are_as_near_as_they_can_be(
        texts in prop::collection::vec(0_usize..9, 0..30),
        ratios in ratios(),
        seed: u64,
        turned in 0_usize..30,
    ) {
        let split = Split { ratios, seed };
        let parts = dealt(&texts, &split);
        prop_assert_eq!(parts.len(), texts.len());
        let mut part_of = BTreeMap::new();
        let mut sizes = [0; 3];
        for (text, part) in texts.iter().zip(&parts) {
            prop_assert_eq!(part_of.entry(*text).or_insert(*part), part);
            sizes[*part as usize] += 1;
        }
        for (size, ratio) in sizes.iter().zip(ratios) {
            prop_assert!(ratio > 0 || *size == 0);
        }
        let groups: Vec<usize> = part_of
            .keys()
            .map(|text| texts.iter().filter(|t| *t == text).count())
            .collect();
        let found = distance(sizes, ratios, texts.len());
        prop_assert_eq!(found, least_distance(&groups, ratios));
        // Their order says nothing.
        let mut turned_texts = texts.clone();
        turned_texts.rotate_left(turned % texts.len().max(1));
        turned_texts.reverse();
        for (text, part) in turned_texts.iter().zip(dealt(&turned_texts, &split)) {
            prop_assert_eq!(part_of[text], part);
        }
    }

    #[test]
    fn texts_that_all_differ_are_dealt_to_the_document(n in 0_usize..3000, ratios in ratios()) {
        let mut dealer = Dealer::default();
        (0..n).for_each(|i| dealer.add(&i.to_string()));
        let sizes = dealer.deal(&Split { ratios, seed: 1 }).sizes();
        let total: u32 = ratios.iter().sum();
        for (size, ratio) in sizes.into_iter().zip(ratios) {
            let share = ratio as usize * n;
            prop_assert!((size * total as usize).abs_diff(share) < total as usize);
        }
    }
}

#[test]
fn the_same_texts_are_dealt_alike_on_every_machine() {
    let texts: Vec<usize> = (0..20).collect();
    let split = |seed| Split {
        ratios: [8, 1, 1],
        seed,
    };
    let places = |seed, part| {
        let parts = dealt(&texts, &split(seed)).into_iter().enumerate();
        let places = parts.filter(|(_, p)| *p == part).map(|(i, _)| i);
        places.collect::<Vec<_>>()
    };
    // Written down once: other numbers would deal old data anew.
    assert_eq!(places(0, Part::Dev), [2, 4]);
    assert_eq!(places(0, Part::Test), [1, 3]);
    assert_ne!(places(0, Part::Test), places(1, Part::Test));
}

#[test]
fn texts_that_read_alike_stay_together() {
    let glossed = "⟦A:統⟧(tǒng)一";
    let plain = "⟦A:統⟧一";
    let filler = |i: usize| labelled(&format!("{i}"), &[("li", &format!("⟦A:文⟧{i}"))]);
    let mut documents: Vec<Document> = (0..8).map(filler).collect();
    documents.push(labelled("甲", &[("li", glossed)]));
    documents.push(labelled("乙", &[("li", plain)]));
    documents.push(labelled("丙", &[("li", glossed)]));
    for doc in &mut documents[..9] {
        doc.text_sha256 = sha256_hex(doc.text.as_str().as_bytes());
    }
    let project = project_of(documents);
    let mut ever_apart = false;
    for seed in 0..40 {
        let by = Split {
            ratios: [1, 1, 1],
            seed,
        };
        let read = Selection {
            view: ViewKind::READING,
            ..Selection::default()
        };
        let parts = split(&project, &read, &by);
        assert_eq!(parts.iter().len(), 11);
        assert!(parts.at(8) == parts.at(9) && parts.at(8) == parts.at(10));
        let parts = split(&project, &Selection::default(), &by);
        assert_eq!(parts.at(8), parts.at(10));
        ever_apart |= parts.at(8) != parts.at(9);
    }
    assert!(ever_apart, "unread they are two texts");
}
