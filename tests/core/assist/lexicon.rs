//! Lists and patterns of a project, matched: where, by whom, and what stays silent.

use std::cell::Cell;
use std::sync::Arc;

use zhubi::assist::lexicon::matcher::ListProblemKind;
use zhubi::assist::lexicon::matcher::Matcher;
use zhubi::assist::suggestion::Source;
use zhubi::edit::apply;
use zhubi::edit::command::Command;
use zhubi::model::lexicon::Lexicon;
use zhubi::model::lexicon::Pattern;
use zhubi::model::project::Project;
use zhubi::text::find::QueryError;
use zhubi::text::fold::Folded;
use zhubi::text::fold::Folding;
use zhubi::text::offset::CharRange;
use zhubi::text::offset::Text;

fn list(name: &str, label: &str, words: &[&str]) -> Lexicon {
    Lexicon {
        name: name.to_owned(),
        label: Some(label.into()),
        enabled: true,
        words: words.iter().map(|word| (*word).to_owned()).collect(),
        ..Lexicon::default()
    }
}

fn pattern(name: &str, label: &str, expression: &str) -> Pattern {
    Pattern {
        name: name.to_owned(),
        label: Some(label.into()),
        enabled: true,
        expression: expression.to_owned(),
        ..Pattern::default()
    }
}

/// Returns a project with lists of its own and without the program's.
fn project(lists: Vec<Lexicon>, patterns: Vec<Pattern>) -> Project {
    let off = [
        "builtin:person",
        "builtin:role",
        "builtin:event",
        "builtin:slogan",
    ];
    let off = off.map(|name| Lexicon {
        name: name.to_owned(),
        ..Lexicon::default()
    });
    let mut project = Project::new("甲");
    project.lexicons = Arc::new(lists.into_iter().chain(off).collect());
    project.patterns = Arc::new(patterns);
    project
}

fn told(matcher: &Matcher, content: &str) -> Vec<String> {
    let text = Text::from(content);
    let all = matcher
        .suggest(&text, text.range(), None, || true)
        .into_iter();
    all.map(|one| format!("{}:{} {}", one.label, text.slice(one.range), one.source))
        .collect()
}

fn suggested(project: &Project, content: &str) -> Vec<String> {
    told(&Matcher::of(project), content)
}

#[test]
fn a_word_is_found_in_every_form_with_its_glosses() {
    let project = project(vec![list("人", "PERSON", &["习近平", "習仲勛"])], vec![]);
    assert_eq!(
        suggested(&project, "見習(xí)近平(píng)講，习 近平说，与习仲勋"),
        [
            "PERSON:習(xí)近平(píng) lexicon:人",
            "PERSON:习 近平 lexicon:人",
            "PERSON:习仲勋 lexicon:人"
        ]
    );
}

#[test]
fn the_longest_of_a_label_stays_and_labels_do_not_hide_one_another() {
    let lists = vec![
        list("长", "ROLE", &["总书记", "书记"]),
        list("另", "ROLE", &["书记处书记"]),
        list("事", "EVENT", &["书记"]),
        list("一字", "ROLE", &["党"]),
    ];
    assert_eq!(
        suggested(&project(lists, vec![]), "党总书记处书记"),
        [
            "EVENT:书记 lexicon:事",
            "ROLE:书记处书记 lexicon:另",
            "EVENT:书记 lexicon:事"
        ]
    );
}

#[test]
fn words_of_letters_stand_alone() {
    let project = project(vec![list("甲", "ROLE", &["VIP", "C919"])], vec![]);
    assert_eq!(
        suggested(&project, "VIPS vip Ｃ９１９首飞 C9190"),
        ["ROLE:vip lexicon:甲", "ROLE:Ｃ９１９ lexicon:甲"]
    );
}

#[test]
fn what_is_off_or_has_no_label_is_silent_and_an_unknown_label_is_told() {
    let mut off = list("关", "ROLE", &["书记"]);
    off.enabled = false;
    let mut bare = list("无", "ROLE", &["书记"]);
    bare.label = None;
    let unknown = list("谁", "WHO", &["书记"]);
    let mut still = pattern("静", "ROLE", "书.");
    still.enabled = false;
    let matcher = Matcher::of(&project(vec![off, bare, unknown], vec![still]));
    assert!(told(&matcher, "书记").is_empty());
    let problems: Vec<_> = matcher
        .problems()
        .iter()
        .map(|p| (p.name.as_str(), &p.kind))
        .collect();
    assert_eq!(
        problems,
        [("谁", &ListProblemKind::UnknownLabel("WHO".into()))]
    );
}

#[test]
fn a_pattern_sees_simplified_text_without_glosses() {
    let patterns = vec![pattern(
        "届",
        "EVENT",
        "[一二三四五六七八九十]+屆.{0,4}會議",
    )];
    assert_eq!(
        suggested(&project(vec![], patterns), "省僑聯七屆七次會(huì)議(yì)開"),
        ["EVENT:七屆七次會(huì)議(yì) pattern:届"]
    );
}

#[test]
fn a_bad_pattern_is_told_with_its_place_and_the_others_work() {
    let patterns = vec![
        pattern("坏", "ROLE", "书(记"),
        pattern("好", "ROLE", "书记"),
    ];
    let matcher = Matcher::of(&project(vec![], patterns));
    let [problem] = matcher.problems() else {
        panic!("{:?}", matcher.problems());
    };
    assert_eq!(problem.name, "坏");
    let ListProblemKind::Expression(QueryError::Pattern { at, .. }) = &problem.kind else {
        panic!("{problem:?}");
    };
    assert_eq!(*at, Some(CharRange::of(1, 2)));
    assert_eq!(told(&matcher, "书记"), ["ROLE:书记 pattern:好"]);
}

#[test]
fn hits_count_folded_characters_and_hold_lists_without_a_label() {
    let mut bare = list("无", "ROLE", &["书记", "王"]);
    bare.label = None;
    let matcher = Matcher::of(&project(vec![bare], vec![]));
    let text = Text::from("見 王(wáng)書(shū)記");
    let folded = Folded::new(&text, text.range(), Folding::Words);
    let hits = matcher.hits(&folded).into_iter();
    let ours = hits
        .filter(|hit| hit.list == 0)
        .map(|hit| (hit.chars.start, hit.chars.end));
    assert_eq!(ours.collect::<Vec<_>>(), [(1, 2), (2, 4)]);
    let titles = matcher
        .lists()
        .iter()
        .position(|list| list.source == Source::Lexicon("builtin:titles".to_owned()));
    assert!(
        matcher
            .hits(&folded)
            .iter()
            .any(|hit| Some(usize::from(hit.list)) == titles)
    );
}

#[test]
fn only_what_begins_in_the_range_is_suggested() {
    let matcher = Matcher::of(&project(
        vec![list("甲", "ROLE", &["书记"])],
        vec![pattern("乙", "EVENT", "大会")],
    ));
    let text = Text::from("书记大会书记\n书记大会");
    let ranges: Vec<CharRange> = matcher
        .suggest(&text, CharRange::of(2, 8), None, || true)
        .into_iter()
        .map(|one| one.range)
        .collect();
    assert_eq!(
        ranges,
        [
            CharRange::of(2, 4),
            CharRange::of(4, 6),
            CharRange::of(7, 9)
        ]
    );
}

#[test]
fn a_hundred_thousand_words_are_built_and_found_in_a_long_paragraph() {
    let words: Vec<String> = (0..100_000_u32)
        .map(|n| {
            let at = |n: u32| char::from_u32(0x4E00 + n % 20_000).unwrap();
            [at(n), at(n / 7 + 9_000), at(n / 3 + 100)].iter().collect()
        })
        .collect();
    let all: Vec<&str> = words.iter().map(String::as_str).collect();
    let project = project(vec![list("万", "PERSON", &all)], vec![]);
    let matcher = Matcher::of(&project);
    // Longer than what is folded at once, so that words lie on edges of parts.
    let content = format!("{}，", words.get(77_777).unwrap()).repeat(120_000);
    let text = Text::from(content.as_str());
    let found = matcher.suggest(&text, text.range(), None, || true);
    assert_eq!(found.len(), 120_000);
    assert!(
        found
            .iter()
            .zip(0..)
            .all(|(one, n)| one.range == CharRange::of(n * 4, n * 4 + 3))
    );
    let mut renamed = project.clone();
    renamed.patterns = Arc::new(vec![pattern("新", "ROLE", "，")]);
    assert!(!matcher.is_of(&renamed) && matcher.is_of(&project));
    assert!(matcher.updated(&renamed).is_of(&renamed));
}

#[test]
fn a_matcher_that_is_brought_up_to_date_finds_what_a_new_one_finds() {
    let mut project = project(
        vec![
            list("甲", "ROLE", &["书记"]),
            list("乙", "EVENT", &["大会"]),
        ],
        vec![],
    );
    let mut matcher = Matcher::of(&project);
    let content = "书记出席大会，主席也出席";
    let changes: [fn(&mut Vec<Lexicon>); 5] = [
        |lists| lists[0].words.push("主席".to_owned()),
        |lists| lists[1].enabled = false,
        |lists| lists[0].label = Some("EVENT".into()),
        |lists| lists.swap(0, 1),
        |lists| _ = lists.remove(1),
    ];
    for change in changes {
        let mut lists = Vec::clone(&project.lexicons);
        change(&mut lists);
        apply::run(&mut project, Command::SetLexicons(lists)).unwrap();
        matcher = matcher.updated(&project);
        assert_eq!(told(&matcher, content), suggested(&project, content));
    }
}

#[test]
fn it_stops_when_nobody_waits() {
    let matcher = Matcher::of(&Project::new("甲"));
    let text = Text::from("主席林晚秋出席。\n".repeat(50_000).as_str());
    let n_asked = Cell::new(0);
    let found = matcher.suggest(&text, text.range(), None, || {
        n_asked.set(n_asked.get() + 1);
        n_asked.get() < 20
    });
    assert!(
        n_asked.get() < 40 && found.len() < 40_000,
        "{} {}",
        n_asked.get(),
        found.len()
    );
}

#[test]
fn edits_of_lists_are_undone_and_settings_of_the_programs_lists_are_kept_in_the_project() {
    let mut project = Project::new("甲");
    let before = project.clone();
    assert_eq!(
        suggested(&project, "中国梦"),
        ["SLOGAN:中国梦 lexicon:builtin:slogan/listed"]
    );
    let mapped = Lexicon {
        name: "builtin:slogan".to_owned(),
        label: Some("EVENT".into()),
        enabled: true,
        ..Lexicon::default()
    };
    let change = apply::run(&mut project, Command::SetLexicons(vec![mapped.clone()])).unwrap();
    assert_eq!(
        suggested(&project, "中国梦"),
        ["EVENT:中国梦 lexicon:builtin:slogan/listed"]
    );
    let off = Lexicon {
        enabled: false,
        ..mapped
    };
    let second = apply::run(&mut project, Command::SetLexicons(vec![off])).unwrap();
    assert!(suggested(&project, "中国梦").is_empty());
    for change in [second, change] {
        apply::replay(&mut project, &change.inverse()).unwrap();
    }
    assert_eq!(project, before);
}

#[test]
fn the_same_project_suggests_the_same_in_the_same_order() {
    let content =
        "主席林晚秋、副主席周世安出席第九次全国文艺志愿者代表大会，坚定“四个自信”。\n林晚秋说";
    let first = suggested(&Project::new("甲"), content);
    assert!(first.len() > 6, "{first:?}");
    assert_eq!(first, suggested(&Project::new("乙"), content));
}
