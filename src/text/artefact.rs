//! What conversion left in a text: pinyin glosses behind their characters.
//!
//! A gloss is one toned syllable in ASCII parentheses right after a Han character: `統(tǒng)一` has
//! one of six characters. `夏(冬)`, `(010)` and `常委(擴大)` have none.

/// The most letters a pinyin syllable has, as in `zhuāng`.
const MAX_LETTERS: usize = 6;

/// Vowels, and the nasals that can be a syllable, with a tone mark.
const TONED: &str = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ";

/// Returns whether a character is a Han character.
pub fn is_han(c: char) -> bool {
    matches!(c, '々' | '〇' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Returns the length of the gloss that `after` begins with, where a Han character stands before.
pub fn gloss_len(after: impl IntoIterator<Item = char>) -> Option<usize> {
    let mut after = after.into_iter();
    if after.next() != Some('(') {
        return None;
    }
    let (mut n_letters, mut n_toned) = (0, 0);
    for c in after {
        match c {
            ')' => return (n_toned == 1).then_some(n_letters + 2),
            'a'..='z' | 'ü' | 'ɡ' => {}
            _ if TONED.contains(c) => n_toned += 1,
            _ => return None,
        }
        n_letters += 1;
        if n_letters > MAX_LETTERS {
            return None;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_toned_syllable_is_a_gloss() {
        for (after, len) in [
            ("(tǒng)一", Some(6)),
            ("(zhuāng)", Some(8)),
            ("(é)", Some(3)),
            ("(冬)", None),
            ("(010)", None),
            ("(tong)", None),
            ("(xíjìn)", None),
            ("(tǒng", None),
            ("（tǒng）", None),
            ("(zhuāngg)", None),
            ("", None),
        ] {
            assert_eq!(gloss_len(after.chars()), len, "{after}");
        }
    }
}
