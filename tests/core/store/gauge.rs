//! How far reading and writing a large project are.

use std::path::Path;
use std::sync::Arc;

use zhubi::model::document::Document;
use zhubi::model::document::Source;
use zhubi::model::document::sha256_hex;
use zhubi::model::extra::Extra;
use zhubi::model::project::Project;
use zhubi::store;
use zhubi::store::Gauge;
use zhubi::store::test_disk::TestDisk;
use zhubi::text::offset::Text;

const SENTENCE: &str = "市委书记林知远出席“服务到家”大会并讲话。\n";

/// Makes a project of so many documents of 1 MB.
fn project(n_documents: usize) -> Project {
    let mut project = Project::new("大");
    for place in 0..n_documents {
        let text = format!("{place}\n") + &SENTENCE.repeat(1_000_000 / SENTENCE.len());
        let text_sha256 = sha256_hex(text.as_bytes());
        let doc = Document {
            id: Document::id_for(&text_sha256, |_| false),
            name: format!("{place}.txt"),
            source: Source::default(),
            text_sha256,
            text: Arc::new(Text::new(text)),
            revisions: Vec::new(),
            layers: [].into(),
            extra: Extra::new(),
        };
        assert!(project.documents.insert(place, Arc::new(doc)).is_ok());
    }
    project
}

#[test]
fn a_gauge_says_how_much_of_a_large_project_is_read_and_written() {
    let project = project(10);
    let disk = TestDisk::new(0);
    let path = Path::new("大.ron");
    let saving = Gauge::default();
    let bytes = saving.during(|| store::write_project(&project));
    let written = saving.fraction();
    assert!((0.35..=0.4).contains(&written), "{written}");
    let known = saving.during(|| store::save_bytes(&disk, path, &bytes, None));
    assert!(known.is_ok());
    assert!(saving.fraction() > written + 0.15, "{}", saving.fraction());

    let opening = Gauge::default();
    let loaded = opening.during(|| store::load_known(&disk, path)).unwrap();
    assert_eq!(loaded.0.project, project);
    assert!(opening.fraction() > 0.95, "{}", opening.fraction());

    // Half a file is half of the parsing, which is six tenths of the whole.
    let half = Gauge::default();
    let n = bytes.len() / 2;
    let ends = bytes
        .iter()
        .skip(n)
        .position(|&byte| byte == b'\n')
        .unwrap();
    let cut = [&bytes[..n + ends], b"?".repeat(n - ends).as_slice()].concat();
    assert!(half.during(|| store::read_project(&cut)).is_err());
    assert!((half.fraction() - 0.42).abs() < 0.02, "{}", half.fraction());
}

#[test]
fn what_is_done_in_a_moment_moves_no_gauge() {
    let gauge = Gauge::default();
    let bytes = gauge.during(|| store::write_project(&project(1)));
    assert!(gauge.during(|| store::read_project(&bytes)).is_ok());
    assert_eq!(gauge.fraction(), 0.0);
}
