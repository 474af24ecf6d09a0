//! Documents out of folders and doubtful files: what is taken, what is left out, what is said of it.

use std::fs;

use super::Desk;

/// Makes a desk with a folder of documents and of what stands beside them.
fn desk_with_folder() -> Desk {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("里/深")).unwrap();
    desk.put("里/甲.txt", "青禾县春耕");
    desk.put("里/乙.txt", "青禾县春耕");
    desk.put("里/README.md", "# 这里有什么");
    desk.put("里/旧.ron", "Project(format: 1)");
    desk.put("里/表.csv", "编号,释文\n1,第三届读书节的座谈会在林州召开\n");
    desk.put("里/深/丙.txt", "会议开始");
    desk
}

fn names(desk: &Desk, project: &str) -> Vec<String> {
    let shown = desk.shown(project);
    let documents = shown["documents"].as_array().unwrap().iter();
    let names = documents.map(|doc| doc["name"].as_str().unwrap().to_owned());
    names.collect()
}

#[test]
fn a_folder_gives_its_documents_and_the_rest_is_left_out_aloud() {
    let desk = desk_with_folder();
    let run = desk.ok(&["new", "p.ron", "里"]);
    // 乙 stands before 甲 in the order of their codes.
    assert_eq!(names(&desk, "p.ron"), ["乙.txt", "丙.txt"]);
    for said in [
        "里/README.md: left out, it is named like a file that comes with documents\n",
        "里/旧.ron: left out, it is a project\n",
        "里/表.csv: left out, it is unclear which column holds the texts; --text-column NAME says it\n",
        "里/甲.txt: left out, 里/乙.txt has the same text\n",
    ] {
        assert!(run.err.contains(said), "{said} is not in {}", run.err);
    }
    assert_eq!(run.err.matches("left out").count(), 4, "{}", run.err);

    desk.put("里/丁.txt", "新来的");
    let run = desk.ok(&["documents", "add", "p.ron", "里"]);
    assert_eq!(names(&desk, "p.ron"), ["乙.txt", "丙.txt", "丁.txt"]);
    let known = "里/深/丙.txt: left out, 丙.txt has the same text\n";
    assert!(run.err.contains(known), "{}", run.err);
    desk.refused(
        &["documents", "add", "p.ron", "里"],
        "every file was left out",
    );
}

#[test]
fn what_is_named_is_taken_whatever_it_is() {
    let desk = desk_with_folder();
    let run = desk.ok(&["new", "p.ron", "里/README.md", "里/甲.txt", "里/乙.txt"]);
    assert_eq!(names(&desk, "p.ron").len(), 3);
    assert!(!run.err.contains("left out"), "{}", run.err);
    let column = ["new", "q.ron", "里", "--text-column", "释文"];
    desk.ok(&column);
    assert!(names(&desk, "q.ron").contains(&"表.csv#1".to_owned()));
}

#[test]
fn what_is_wrong_with_a_file_is_said_once_and_in_good_grammar() {
    let desk = Desk::new();
    desk.put("零.txt", b"ab\0cd\n");
    let why = "zhubi: the file holds 1 NUL byte, the first at byte 2: 零.txt; \
               --encoding NAME reads it all the same\n";
    assert_eq!(desk.ends(2, &["view", "零.txt"]).err, why);
    let run = desk.ends(2, &["new", "p.ron", "零.txt"]);
    assert!(run.err.starts_with(why), "{}", run.err);
    let run = desk.ok(&["view", "零.txt", "--encoding", "utf-8"]);
    assert_eq!(run.err, "零.txt: 1 NUL character kept as it is\n");

    desk.put("空.txt", "");
    let run = desk.ends(2, &["view", "空.txt"]);
    assert_eq!(run.err, "zhubi: the file is empty: 空.txt\n");
    desk.put("图.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let run = desk.ends(2, &["view", "图.txt", "--encoding", "UTF-8"]);
    assert_eq!(
        run.err,
        "zhubi: the file is not text but a PNG picture: 图.txt\n"
    );
    desk.put(
        "残.txt",
        [
            b"\xef\xbb\xbf".as_slice(),
            b"\xff".repeat(9).as_slice(),
            b"a",
        ]
        .concat(),
    );
    let run = desk.ends(2, &["view", "残.txt"]);
    let said = "9 places are no text in it, the first at byte 3";
    assert_eq!(run.err.matches(said).count(), 1, "{}", run.err);
}

#[test]
fn a_file_in_two_encodings_is_read_in_the_one_that_is_named() {
    let desk = Desk::new();
    let half = "青禾县委书记田小禾今天主持会议。\n".repeat(30);
    let (gb, _, _) = encoding_rs::GB18030.encode(&half);
    desk.put("混.txt", [half.as_bytes(), gb.as_ref()].concat());
    desk.refused(&["new", "p.ron", "混.txt"], "--encoding NAME");
    let run = desk.ok(&["new", "p.ron", "混.txt", "--encoding", "UTF-8"]);
    assert!(run.err.contains("places could not be read"), "{}", run.err);
}
