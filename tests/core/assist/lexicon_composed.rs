//! What the program's own lists and generators suggest, on sentences made up for it.
//!
//! In a sentence `⟦LABEL:words⟧` is what must be suggested of that label; of the labels that are
//! checked nothing else may be.

use std::collections::BTreeMap;

use zhubi::assist::lexicon::matcher::Matcher;
use zhubi::model::marked;
use zhubi::model::project::Project;
use zhubi::text::offset::Text;
use zhubi::text::segment::Words;

fn check(label: &str, sentences: &[&str]) {
    let matcher = Matcher::of(&Project::new("甲"));
    let mut wrong = Vec::new();
    for sentence in sentences {
        let (plain, spans) = marked::parse(sentence).expect("the sentence is marked well");
        let text = Text::from(plain.as_str());
        let all = matcher.suggest(&text, text.range(), Some(Words::load()), || true);
        let ours = all.iter().filter(|one| one.label.as_str() == label);
        let found: Vec<&str> = ours.map(|one| text.slice(one.range)).collect();
        let wanted: Vec<&str> = spans.iter().map(|span| text.slice(span.range)).collect();
        if found != wanted {
            wrong.push(format!("{plain}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn people_stand_behind_offices_and_before_what_they_do() {
    check(
        "PERSON",
        &[
            "省水利厅厅长⟦PERSON:周世安⟧出席开幕式。",
            "县委书记⟦PERSON:罗敏⟧在会上讲话，副县长⟦PERSON:欧阳明远⟧主持。",
            "⟦PERSON:冯志刚⟧主席表示，工作要抓实。",
            "副会长⟦PERSON:田芳⟧、⟦PERSON:李永祥⟧、⟦PERSON:马骏⟧参加会议。",
            "本报记者⟦PERSON:白 翔⟧报道",
            "省長⟦PERSON:劉建國⟧講話。",
            "⟦PERSON:何国华⟧同志逝世。",
            "美国总统⟦PERSON:约翰·肯特⟧来访。",
            "秘书长⟦PERSON:宋立新⟧主持会议。会上，⟦PERSON:宋立新⟧就下一步工作提出要求。",
            "以⟦PERSON:习近平⟧同志为核心的党中央",
        ],
    );
}

#[test]
fn words_doctrines_and_bodies_are_no_people() {
    check(
        "PERSON",
        &[
            "高举旗帜，全面贯彻习近平新时代中国特色社会主义思想和邓小平理论。",
            "安全部门、高校、常务委员会、马上就办、方便群众、万众一心。",
            "书记处、主任办公会和董事会通过了任务清单。",
            "省委常委会、国务院和有关部门负责同志参加。",
            "学习雷锋精神，走进鲁迅故居。",
            "主席团成员名单，各省（区、市）代表。",
        ],
    );
}

#[test]
fn offices_have_the_body_before_them() {
    check(
        "ROLE",
        &[
            "⟦ROLE:云川市侨联党组书记⟧、⟦ROLE:主席⟧周世安出席。",
            "⟦ROLE:省委统战部副部长⟧罗敏到会。",
            "他是⟦ROLE:中国作协创作联络部部长⟧。",
            "以习近平同志为核心，⟦ROLE:总书记⟧强调",
            "评审组的⟦ROLE:负责人⟧参加。",
            "请⟦ROLE:党的二十大代表⟧韦敏宣讲。",
            "⟦ROLE:华东师范大学校长⟧说。",
            "⟦ROLE:省文联六届委员会常委⟧参加会议。",
            "⟦ROLE:二级调研员⟧唐勇到会。",
            "⟦ROLE:全国人大代表⟧、⟦ROLE:政协委员⟧建言。",
        ],
    );
}

#[test]
fn what_only_looks_like_an_office_is_none() {
    check(
        "ROLE",
        &[
            "委员会、理事会、董事会、主席团和书记处开会。",
            "全国人民代表大会代表团。",
            "召开市长办公会和主席会议。",
            "法律顾问委员会发言。",
            "在党的坚强领导下，代表广大群众。",
        ],
    );
}

#[test]
fn meetings_are_told_by_their_numbers_and_bodies() {
    check(
        "EVENT",
        &[
            "⟦EVENT:云川省侨联六届三次常委(扩大)会议⟧在宁召开。",
            "贯彻⟦EVENT:党的二十大⟧和⟦EVENT:二十届二中、三中全会⟧精神。",
            "⟦EVENT:十九大⟧以来，⟦EVENT:十代会⟧以来",
            "筹备⟦EVENT:第九次全国文艺志愿者代表大会⟧。",
            "出席⟦EVENT:第十一届江海湾青年创业论坛⟧。",
            "⟦EVENT:第十三届全国人民代表大会第四次会议⟧开幕。",
            "省⟦EVENT:换届选举⟧工作；抗击⟦EVENT:新冠肺炎疫情⟧。",
            "开展⟦EVENT:“三严三实”专题教育⟧。",
            "总书记⟦EVENT:视察贵州⟧重要讲话。",
            "召开⟦EVENT:乡村阅读推广工作座谈会⟧，部署工作。",
            "⟦EVENT:庆祝中国共产党成立100周年大会⟧隆重举行。",
        ],
    );
}

#[test]
fn bare_meetings_and_counts_are_no_events() {
    check(
        "EVENT",
        &[
            "会议指出，要开好座谈会。",
            "召开一次重要会议，又召开会议，参加活动。",
            "三大任务、五大平台、十大品牌、第三次会议。",
            "第七届委员会委员。",
            "疫情防控形势。",
        ],
    );
}

#[test]
fn set_phrases_stand_in_lists_and_between_quotes() {
    check(
        "SLOGAN",
        &[
            "增强“⟦SLOGAN:四个意识⟧”、坚定“⟦SLOGAN:四個自信⟧”。",
            "⟦SLOGAN:习近平新时代中国特色社会主义思想⟧是指南。",
            "落实“⟦SLOGAN:六个下沉⟧”要求，推进“⟦SLOGAN:五联五促⟧”。",
            "坚持“⟦SLOGAN:走千家、访百姓⟧”。"
                .replace("走千家、访百姓", "走千家、访万户")
                .as_str(),
            "擦亮“⟦SLOGAN:江海同心⟧”品牌活动。",
            "⟦SLOGAN:外防输入、内防反弹⟧，⟦SLOGAN:人类命运共同体⟧。",
            "实现⟦SLOGAN:中华民族伟大复兴⟧。",
        ],
    );
}

#[test]
fn plain_counts_and_quoted_sentences_are_no_set_phrases() {
    check(
        "SLOGAN",
        &[
            "讲了“三件事”和“四点体会”，来了三个人。",
            "他说：“今天的天气很好，我们去看一看大江。”",
            "“十四五”规划，招“才”引“财”。",
        ],
    );
}

/// A sanity figure on labelled documents, which nothing here was tuned to.
#[test]
fn gold_documents_are_met_with_precision() {
    let root = std::path::Path::new("../shared");
    if !root.exists() {
        eprintln!("SKIPPED: ../shared is not here");
        return;
    }
    let matcher = Matcher::of(&Project::new("甲"));
    let mut counts: BTreeMap<String, [usize; 3]> = BTreeMap::new();
    for file in std::fs::read_dir(root.join("gold")).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let Some(document) = name.strip_suffix(".txt.jsonl") else {
            continue;
        };
        let content =
            std::fs::read_to_string(root.join("documents").join(format!("{document}.txt")))
                .unwrap();
        let text = Text::from(content.as_str());
        let gold: Vec<(usize, usize, String)> = std::fs::read_to_string(&path)
            .unwrap()
            .lines()
            .map(|line| {
                let value: serde_json::Value = serde_json::from_str(line).unwrap();
                let at = |key: &str| usize::try_from(value[key].as_u64().unwrap()).unwrap();
                (
                    at("start"),
                    at("end"),
                    value["label"].as_str().unwrap().to_owned(),
                )
            })
            .collect();
        for (_, _, label) in &gold {
            counts.entry(label.clone()).or_default()[2] += 1;
        }
        for one in matcher.suggest(&text, text.range(), Some(Words::load()), || true) {
            let key = (
                one.range.start().0,
                one.range.end().0,
                one.label.to_string(),
            );
            let count = counts.entry(one.label.to_string()).or_default();
            count[0] += 1;
            count[1] += usize::from(gold.contains(&key));
        }
    }
    let share = |a: usize, b: usize| a as f64 / b.max(1) as f64;
    for (label, [n, right, n_gold]) in &counts {
        println!(
            "{label}: precision {:.2}, recall {:.2}",
            share(*right, *n),
            share(*right, *n_gold)
        );
    }
    let [n, right, n_gold] = counts.values().fold([0; 3], |sum, one| {
        [sum[0] + one[0], sum[1] + one[1], sum[2] + one[2]]
    });
    assert!(
        share(right, n) > 0.75 && share(right, n_gold) > 0.6,
        "{counts:?}"
    );
}
