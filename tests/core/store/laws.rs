//! What holds for every project and every file.

use proptest::prelude::*;
use zhubi::store;

use super::arbitrary;

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn what_is_saved_is_loaded(project in arbitrary::project()) {
        let bytes = store::write_project(&project);
        let loaded = store::read_project(&bytes).map_err(|e| {
            TestCaseError::fail(format!("{e}\n{}", String::from_utf8_lossy(&bytes)))
        })?;
        prop_assert_eq!(&loaded.problems, &[]);
        prop_assert_eq!(&loaded.project, &project);
        prop_assert_eq!(store::write_project(&loaded.project), bytes);
    }

    #[test]
    fn a_text_cannot_be_changed_by_a_checkout(project in arbitrary::project()) {
        // Values of later versions are kept as they stand, line ends and all; they are left aside.
        prop_assume!(!format!("{project:?}").contains("// why"));
        let ron = String::from_utf8(store::write_project(&project)).unwrap();
        prop_assert!(!ron.contains('\r'));
        let loaded = store::read_project(ron.replace('\n', "\r\n").as_bytes()).unwrap();
        prop_assert_eq!(loaded.project, project);
    }

    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(store::read_project(&bytes).is_err());
    }

    #[test]
    fn no_change_of_a_byte_does_harm(
        project in arbitrary::project(),
        at in any::<prop::sample::Index>(),
        byte in prop_oneof![any::<u8>(), prop::sample::select(b"()[]{}\",:'/*\\r#-09".to_vec())],
    ) {
        let mut bytes = store::write_project(&project);
        let at = at.index(bytes.len());
        bytes[at] = byte;
        match store::read_project(&bytes) {
            Err(error) => prop_assert!(!error.to_string().is_empty()),
            Ok(loaded) => {
                // What was read is written and read again without loss, problems and all.
                let again = store::read_project(&store::write_project(&loaded.project)).unwrap();
                prop_assert_eq!(again.project, loaded.project);
            }
        }
    }
}
