//! Words about what cannot be looked for.

use crate::text::find::QueryError;
use crate::ui::i18n::Texts;

/// What the reader of patterns says, by how it begins, and the keys of the same in our words.
const PATTERN_ERRORS: [(&str, &str); 20] = [
    ("unclosed group", "pattern-group-open"),
    ("unopened group", "pattern-group-closed"),
    ("unclosed character class", "pattern-class-open"),
    ("invalid character class range", "pattern-class-range"),
    ("invalid range boundary", "pattern-class-range"),
    ("invalid escape sequence found in", "pattern-escape"),
    ("incomplete escape sequence", "pattern-escape-end"),
    ("unrecognized escape sequence", "pattern-escape"),
    ("hexadecimal literal", "pattern-hex"),
    ("invalid hexadecimal digit", "pattern-hex"),
    ("unclosed counted repetition", "pattern-count"),
    ("repetition quantifier expects", "pattern-count"),
    ("decimal literal", "pattern-count"),
    ("invalid repetition count range", "pattern-count-range"),
    ("repetition operator missing", "pattern-nothing-repeated"),
    ("look-around", "pattern-look-around"),
    ("backreferences", "pattern-back-reference"),
    ("Unicode property", "pattern-property"),
    ("it is too large", "pattern-too-large"),
    ("exceed", "pattern-too-large"),
];

/// The most characters of a pattern that are repeated in what is said of it.
const MAX_PART: usize = 12;

/// Returns why nothing can be looked for.
pub fn query_error(texts: &Texts, error: &QueryError) -> String {
    match error {
        QueryError::Nothing => texts.tr("find-no-words"),
        QueryError::Pattern { said, .. } => {
            let row = PATTERN_ERRORS.iter().find(|row| said.starts_with(row.0));
            match row {
                Some((_, key)) => texts.tr(key),
                None => texts.tr_with("pattern-other", [("said", said.clone().into())]),
            }
        }
    }
}

/// Returns why nothing can be looked for, and which characters of the pattern are to blame.
pub fn query_error_at(texts: &Texts, error: &QueryError, pattern: &str) -> String {
    let what = query_error(texts, error);
    let QueryError::Pattern { at: Some(at), .. } = error else {
        return what;
    };
    let rest = pattern.chars().skip(at.start().0);
    let part: String = rest.take(at.len().clamp(1, MAX_PART)).collect();
    let values = [
        ("what", what.into()),
        ("at", (at.start().0 + 1).into()),
        ("part", part.into()),
    ];
    texts.tr_with("pattern-at", values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::find::Likeness;
    use crate::text::find::Query;
    use crate::ui::i18n::Language;

    #[test]
    fn what_is_wrong_with_a_pattern_is_said_in_each_language() {
        for (pattern, key) in [
            ("习(", "pattern-group-open"),
            ("习)", "pattern-group-closed"),
            ("[习", "pattern-class-open"),
            ("[z-a]", "pattern-class-range"),
            ("[a-\\d]", "pattern-class-range"),
            ("\\", "pattern-escape-end"),
            ("\\q", "pattern-escape"),
            ("\\xZZ", "pattern-hex"),
            ("\\x{}", "pattern-hex"),
            ("习{1", "pattern-count"),
            ("习{a}", "pattern-count"),
            ("习{3,1}", "pattern-count-range"),
            ("*", "pattern-nothing-repeated"),
            ("(?=习)", "pattern-look-around"),
            ("(习)\\1", "pattern-back-reference"),
            ("\\p{Foo}", "pattern-property"),
            ("(x{900}){900}", "pattern-too-large"),
        ] {
            let error = Query::pattern(pattern, Likeness::Folded).unwrap_err();
            for language in Language::ALL {
                let texts = Texts::new(language);
                assert_eq!(query_error(&texts, &error), texts.tr(key), "{pattern}");
            }
        }
        let other = Query::pattern("(?P<>习)", Likeness::Folded).unwrap_err();
        let QueryError::Pattern { said, .. } = &other else {
            panic!("{other:?}");
        };
        assert!(query_error(&Texts::new(Language::ZhHans), &other).contains(said));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let texts = Texts::new(Language::En);
        let said = |pattern: &str| {
            let error = Query::pattern(pattern, Likeness::Folded).unwrap_err();
            query_error_at(&texts, &error, pattern)
        };
        let place = said("習近(平");
        assert!(
            place.contains('3') && place.ends_with("(character 3: ()"),
            "{place}"
        );
        let place = said("會{3,1}上");
        assert!(place.ends_with("(character 2: {3,1})"), "{place}");
        assert_eq!(said("(x{900}){900}"), texts.tr("pattern-too-large"));
    }
}
