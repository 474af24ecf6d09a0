//! Files of words on their way into a project.

use std::fs;

use zhubi::assist::lexicon::incoming::Incoming;
use zhubi::model::ids::LabelKey;
use zhubi::model::schema::Schema;
use zhubi::session::words::read_words;

#[test]
fn a_table_in_gb18030_is_read_and_sorted_by_keys_and_names_of_labels() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("词.csv");
    let content = "词语,标签\n林晚秋,人物\n县长,role\n书记,职务\n广场,地点\n县长,ROLE\n赶考,\n";
    let (bytes, _, _) = encoding_rs::GB18030.encode(content);
    fs::write(&path, bytes).unwrap();
    let table = read_words(&path).unwrap();
    let schema = Schema::of_people_roles_events_slogans();
    let entries = || table.entries(table.word_column, table.label_column);
    let incoming = Incoming::of(entries(), Some(&LabelKey::from("SLOGAN")), &schema);
    let words = |label: &str| incoming.words.get(label).cloned().unwrap_or_default();
    assert_eq!(words("PERSON"), ["林晚秋"]);
    assert_eq!(words("ROLE"), ["县长", "书记"]);
    assert_eq!(words("SLOGAN"), ["赶考"]);
    assert_eq!((incoming.n_words(), incoming.n_repeated), (4, 1));
    assert_eq!(
        incoming.unknown.into_iter().collect::<Vec<_>>(),
        [("地点".to_owned(), 1)]
    );
    let without = Incoming::of(entries(), None, &schema);
    assert_eq!(without.unknown.get(""), Some(&1));
}

#[test]
fn lists_are_made_for_each_label_and_grow_when_the_file_comes_again() {
    let schema = Schema::of_people_roles_events_slogans();
    let entries = [("林晚秋", Some("PERSON")), ("县长", Some("ROLE"))];
    let mut lists = Vec::new();
    Incoming::of(entries.into_iter(), None, &schema).add_to(&mut lists, "词");
    let more = [
        ("林晚秋", Some("PERSON")),
        ("罗敏", Some("PERSON")),
        ("县长", Some("ROLE")),
    ];
    Incoming::of(more.into_iter(), None, &schema).add_to(&mut lists, "词");
    let told: Vec<String> = lists
        .iter()
        .map(|list| format!("{}={}", list.name, list.words.join(",")))
        .collect();
    assert_eq!(told, ["词 PERSON=林晚秋,罗敏", "词 ROLE=县长"]);
    let one = [("会", Some("EVENT"))];
    Incoming::of(one.into_iter(), None, &schema).add_to(&mut lists, "词 ROLE");
    assert_eq!(
        lists.last().map(|list| list.name.as_str()),
        Some("词 ROLE 2")
    );
}

#[test]
fn a_damaged_table_and_a_file_that_is_not_there_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("坏.csv");
    fs::write(&path, "word,label\n\"书记,ROLE\n主席,ROLE\n").unwrap();
    let error = read_words(&path).unwrap_err().to_string();
    assert!(
        error.starts_with("a quote in row 1, which begins on line 2, is never closed"),
        "{error}"
    );
    assert!(read_words(&folder.path().join("无.txt")).is_err());
}
