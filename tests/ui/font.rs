//! The face in the binary has the characters people meet in Chinese documents.
//!
//! Each set is counted, and what is missing is named: a face that lacks more fails here.
//! The sets come from the decoders of `encoding_rs` and from `tests/fixtures/fonts/tonggui.txt`,
//! the 8,105 characters of the 通用规范汉字表 (Unihan 15.0, field kTGH).

use std::collections::BTreeSet;
use std::sync::Arc;

use egui::FontData;
use egui::FontDefinitions;
use egui::FontFamily;
use egui::FontId;
use encoding_rs::BIG5;
use encoding_rs::Encoding;
use encoding_rs::GBK;

const FACE: &[u8] = include_bytes!("../../assets/fonts/ZhubiSans-Regular.otf");
const TONGGUI: &str = include_str!("../fixtures/fonts/tonggui.txt");
const MAX_BYTES: usize = 8_000_000;

/// A context that has our face and no other, so that nothing is found in a fallback.
fn context() -> egui::Context {
    let mut fonts = FontDefinitions::empty();
    fonts
        .font_data
        .insert("zhubi".to_owned(), Arc::new(FontData::from_static(FACE)));
    for family in [FontFamily::Proportional, FontFamily::Monospace] {
        fonts.families.insert(family, vec!["zhubi".to_owned()]);
    }
    let ctx = egui::Context::default();
    ctx.set_fonts(fonts);
    // The new face is in place after one frame; what that frame would draw is not wanted.
    ctx.run_ui(egui::RawInput::default(), |_| {})
        .textures_delta
        .clear();
    ctx
}

fn missing(chars: impl IntoIterator<Item = char>) -> String {
    let ctx = context();
    let font = FontId::proportional(16.0);
    let wanted: BTreeSet<char> = chars.into_iter().collect();
    ctx.fonts_mut(|fonts| {
        wanted
            .into_iter()
            .filter(|c| !fonts.has_glyph(&font, *c))
            .collect()
    })
}

/// Every character of a two-byte encoding whose lead and trail bytes lie in the given ranges.
fn two_byte(
    encoding: &'static Encoding,
    leads: std::ops::RangeInclusive<u8>,
    trails: std::ops::RangeInclusive<u8>,
) -> BTreeSet<char> {
    let mut chars = BTreeSet::new();
    for lead in leads {
        for trail in trails.clone() {
            let bytes = [lead, trail];
            let decoded = encoding.decode_without_bom_handling_and_without_replacement(&bytes);
            if let Some(text) = decoded {
                chars.extend(text.chars().filter(|c| !is_private(*c) && *c > '\u{7f}'));
            }
        }
    }
    chars
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

#[test]
fn the_face_stays_small() {
    assert!(FACE.len() <= MAX_BYTES, "{} bytes", FACE.len());
}

#[test]
fn gb2312_is_whole() {
    let chars = two_byte(GBK, 0xA1..=0xF7, 0xA1..=0xFE);
    assert!(chars.len() >= 7_445, "{}", chars.len());
    assert_eq!(missing(two_byte(GBK, 0xB0..=0xF7, 0xA1..=0xFE)), "");
}

#[test]
fn gbk_is_whole() {
    let chars = two_byte(GBK, 0x81..=0xFE, 0x40..=0xFE);
    assert!(chars.len() >= 21_791, "{}", chars.len());
    assert_eq!(missing(chars), "");
}

#[test]
fn big5_is_whole() {
    let chars = two_byte(BIG5, 0xA1..=0xF9, 0x40..=0xFE);
    // Big5 alone has 13,461; the decoder knows more signs.
    assert!(chars.len() >= 13_461, "{}", chars.len());
    assert_eq!(missing(chars), "");
}

#[test]
fn twenty_rare_characters_of_hong_kong_are_missing() {
    let chars = two_byte(BIG5, 0x87..=0xFE, 0x40..=0xFE);
    assert!(chars.len() >= 18_000, "{}", chars.len());
    assert_eq!(missing(chars), "𠪊𡵓𢒼𢓁𢓉𢓌𣇪𣉞𣖻𣚎𣚞𤅡𥣞𥶙𥶹𦀡𦺈𧭥𨤍𪷿");
}

#[test]
fn the_table_of_standard_characters_is_whole() {
    let chars: BTreeSet<char> = TONGGUI.chars().filter(|c| !c.is_whitespace()).collect();
    assert_eq!(chars.len(), 8_105);
    assert_eq!(missing(chars), "");
}

#[test]
fn toned_pinyin_is_whole() {
    let letters = "āáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿêếềĀÁǍÀŌÓǑÒĒÉĚÈÜǕǗǙǛɑɡ";
    assert_eq!(missing(letters.chars()), "");
    // ê̄ and ê̌ have no character of their own.
    assert_eq!(missing("\u{304}\u{30c}\u{301}\u{300}".chars()), "");
    // The short forms of ng, ch, sh and zh.
    assert_eq!(missing("ŋĉŝẑŊĈŜẐ".chars()), "");
}

#[test]
fn punctuation_numbers_and_kana_are_whole() {
    let ranges = [
        '\u{20}'..='\u{7e}',
        '\u{a1}'..='\u{ff}',
        '\u{2460}'..='\u{24ff}',
        '\u{2010}'..='\u{2027}',
        '\u{2190}'..='\u{22ff}',
        '\u{2500}'..='\u{26ff}',
        '\u{3000}'..='\u{303f}',
        '\u{3041}'..='\u{3096}',
        '\u{3099}'..='\u{30ff}',
        '\u{3105}'..='\u{312f}',
        '\u{fe30}'..='\u{fe4f}',
        '\u{ff01}'..='\u{ff5e}',
    ];
    assert_eq!(missing(ranges.into_iter().flatten()), "");
    assert_eq!(
        missing("“”‘’—…·《》〈〉「」『』【】〔〕、。，！？；：（）￥".chars()),
        ""
    );
}

#[test]
fn what_the_face_lacks_of_the_blocks_of_ideographs() {
    // Newer than the face: the tail of each block.
    let basic = missing('\u{4e00}'..='\u{9fff}');
    assert_eq!(basic.chars().count(), 16);
    assert!(basic.chars().all(|c| c >= '\u{9ff0}'), "{basic}");
    let extension_a = missing('\u{3400}'..='\u{4dbf}');
    assert_eq!(extension_a.chars().count(), 10);
    assert!(
        extension_a.chars().all(|c| c >= '\u{4db6}'),
        "{extension_a}"
    );
}

#[test]
fn chinese_punctuation_is_as_wide_as_an_ideograph() {
    let ctx = context();
    let font = FontId::proportional(20.0);
    ctx.fonts_mut(|fonts| {
        for c in "中“”‘’—…·《》，。、：；？！（）⑴①⒅".chars() {
            let width = fonts.glyph_width(&font, c);
            assert!((width - 20.0).abs() < 0.01, "{c} is {width} wide");
        }
    });
}

#[test]
fn two_dashes_stay_two_characters() {
    let ctx = context();
    let text = "我们——fi—ffi……統(tǒng)一";
    let galley = ctx.fonts_mut(|fonts| {
        fonts.layout_no_wrap(
            text.to_owned(),
            FontId::proportional(20.0),
            egui::Color32::BLACK,
        )
    });
    let n_glyphs: usize = galley.rows.iter().map(|row| row.glyphs.len()).sum();
    assert_eq!(n_glyphs, text.chars().count());
}
