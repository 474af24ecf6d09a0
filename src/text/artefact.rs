//! What conversion left in a text: pinyin glosses behind their characters.
//!
//! A gloss is one toned syllable in ASCII parentheses right after a Han character: `統(tǒng)一` has
//! one of six characters. `夏(冬)`, `(010)`, `常委(擴大)` and `咖啡(café)` have none, for `cafe` is no
//! syllable.

use std::sync::OnceLock;

/// The most letters a pinyin syllable has, as in `zhuāng`.
const MAX_LETTERS: usize = 6;

/// The most characters a gloss has, with its parentheses.
pub const MAX_GLOSS: usize = MAX_LETTERS + 2;

/// What may follow each beginning of a syllable, `v` for `ü`; two letters before one.
#[rustfmt::skip]
const SYLLABLES: [(&str, &str); 25] = [
    ("zh", "a e i ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("ch", "a e i ai ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("sh", "a e i ai ei ao ou an en ang eng u ua uo uai ui uan un uang"),
    ("b", "a o ai ei ao an en ang eng i ie iao ian in ing u"),
    ("p", "a o ai ei ao ou an en ang eng i ie iao ian in ing u"),
    ("m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"),
    ("f", "a o ei ou an en ang eng iao u"),
    ("d", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un"),
    ("t", "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un"),
    ("n", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue g"),
    ("l", "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un v ve ue"),
    ("g", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("k", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
    ("h", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang m ng"),
    ("j", "i ia ie iao iu ian in iang ing iong u ue uan un"),
    ("q", "i ia ie iao iu ian in iang ing iong u ue uan un"),
    ("x", "i ia ie iao iu ian in iang ing iong u ue uan un"),
    ("r", "e i ao ou an en ang eng ong u ua uo ui uan un"),
    ("z", "a e i ai ei ao ou an en ang eng ong u uo ui uan un"),
    ("c", "a e i ai ei ao ou an en ang eng ong u uo ui uan un"),
    ("s", "a e i ai ei ao ou an en ang eng ong u uo ui uan un"),
    ("y", "a o e ai ao ou an ang ong i in ing u ue uan un"),
    ("w", "a o ai ei an en ang eng u"),
    // Those that are a syllable by themselves, such as `ēn` and `ḿ`.
    ("", "a o e ai ei ao ou an en ang eng er m n"),
    ("ng", ""),
];

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
    toned_syllable(&mut after).map(|n_letters| n_letters + 2)
}

/// Returns the number of letters of the toned syllable before the closing parenthesis that ends it.
///
/// This is all that is left of a gloss whose opening parenthesis was lost with the byte before it.
pub fn toned_syllable(rest: impl IntoIterator<Item = char>) -> Option<usize> {
    let mut letters = Letters::default();
    for c in rest {
        if c == ')' {
            return letters.is_toned_syllable().then_some(letters.n);
        }
        letters.push(c)?;
    }
    None
}

/// Returns the number of letters of a toned syllable that anything but a letter or `)` ends.
pub fn unclosed_syllable(rest: impl IntoIterator<Item = char>) -> Option<usize> {
    let mut letters = Letters::default();
    for c in rest {
        if c == ')' {
            return None;
        }
        if letters.push(c).is_none() {
            let ends = !c.is_alphanumeric() || is_han(c);
            return (ends && letters.is_toned_syllable()).then_some(letters.n);
        }
    }
    letters.is_toned_syllable().then_some(letters.n)
}

/// Letters of what may be a syllable, without their tone marks.
#[derive(Default)]
struct Letters {
    /// A byte for each, the last one lowest.
    packed: u64,
    n: usize,
    n_toned: usize,
}

impl Letters {
    /// Adds a letter; none if it is no letter of a syllable, or one too many.
    fn push(&mut self, c: char) -> Option<()> {
        let (plain, is_toned) = plain_letter(c)?;
        if self.n == MAX_LETTERS {
            return None;
        }
        self.packed = packed(self.packed, plain);
        self.n += 1;
        self.n_toned += usize::from(is_toned);
        Some(())
    }

    fn is_toned_syllable(&self) -> bool {
        self.n_toned == 1 && syllables().binary_search(&self.packed).is_ok()
    }
}

fn packed(before: u64, letter: u8) -> u64 {
    before << 8 | u64::from(letter)
}

/// Returns all syllables, packed and in order.
fn syllables() -> &'static [u64] {
    static PACKED: OnceLock<Vec<u64>> = OnceLock::new();
    PACKED.get_or_init(|| {
        let all = SYLLABLES.iter().flat_map(|(begins, ends)| {
            let ends = ends.split(' ');
            ends.map(|end| begins.bytes().chain(end.bytes()).fold(0, packed))
        });
        let mut all: Vec<u64> = all.collect();
        all.sort_unstable();
        all
    })
}

/// Returns a letter without its tone mark, and whether it had one.
fn plain_letter(c: char) -> Option<(u8, bool)> {
    Some(match c {
        'a'..='z' => (u8::try_from(c).ok()?, false),
        'ü' => (b'v', false),
        'ɡ' => (b'g', false),
        'ā' | 'á' | 'ǎ' | 'à' => (b'a', true),
        'ē' | 'é' | 'ě' | 'è' | 'ế' | 'ề' => (b'e', true),
        'ī' | 'í' | 'ǐ' | 'ì' => (b'i', true),
        'ō' | 'ó' | 'ǒ' | 'ò' => (b'o', true),
        'ū' | 'ú' | 'ǔ' | 'ù' => (b'u', true),
        'ǖ' | 'ǘ' | 'ǚ' | 'ǜ' => (b'v', true),
        'ń' | 'ň' | 'ǹ' => (b'n', true),
        'ḿ' => (b'm', true),
        _ => return None,
    })
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
            ("(nǚ)", Some(4)),
            ("(lüè)", Some(5)),
            ("(ńg)", Some(4)),
            ("(ḿ)", Some(3)),
            ("(ɡuó)", Some(5)),
            ("(冬)", None),
            ("(010)", None),
            ("(tong)", None),
            ("(xíjìn)", None),
            ("(tǒng", None),
            ("（tǒng）", None),
            ("(zhuāngg)", None),
            ("(café)", None),
            ("(Běi)", None),
            ("(ǹù)", None),
            ("(bé)", None),
            ("", None),
        ] {
            assert_eq!(gloss_len(after.chars()), len, "{after}");
        }
    }

    #[test]
    fn halves_of_a_gloss_are_told_from_words() {
        assert_eq!(toned_syllable("shù)倪".chars()), Some(3));
        assert_eq!(toned_syllable("shu)".chars()), None);
        assert_eq!(unclosed_syllable("tǒng一".chars()), Some(4));
        assert_eq!(unclosed_syllable("tǒng".chars()), Some(4));
        assert_eq!(unclosed_syllable("tǒng)".chars()), None);
        assert_eq!(unclosed_syllable("éclair".chars()), None);
    }
}
