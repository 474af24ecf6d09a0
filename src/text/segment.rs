//! Words, clauses, sentences and graphemes around a position, for clicks and for the caret.
//!
//! Every question looks at a window of bounded size within one paragraph, so that it costs the same
//! in a line and in a novel. Words of Han characters are those a project brings ([`OwnWords`]), then
//! `jieba`'s; until its dictionary is loaded, a word is the whole run of them.
//!
//! Invariants: every answer lies on grapheme boundaries and holds the position; words part a window,
//! sentences too, and clauses part their sentence. How is in `segment/window.rs` and `sentence.rs`.

mod cut;
mod own;
mod sentence;
mod window;

use std::sync::OnceLock;

use jieba_rs::Jieba;
use unicode_segmentation::UnicodeSegmentation as _;

use crate::text::artefact::is_han;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;
use crate::text::segment::window::Window;
use crate::text::segment::window::reach_of;

pub use crate::text::segment::cut::Cut;
pub use crate::text::segment::own::OwnWords;

/// How far to either side a word is looked for.
const WORD_REACH: usize = 200;

/// How far to either side a sentence is looked for.
const SENTENCE_REACH: usize = 2_000;

/// How far to either side a grapheme is looked for; only nonsense is longer.
const GRAPHEME_REACH: usize = 256;

/// The dictionary of words, one for the program.
pub struct Words {
    jieba: Jieba,
}

static WORDS: OnceLock<Words> = OnceLock::new();

impl Words {
    /// Returns the dictionary, loading it first if need be: some 0.2 s, for a worker thread.
    pub fn load() -> &'static Self {
        WORDS.get_or_init(|| Self {
            jieba: Jieba::new(),
        })
    }

    /// Returns the dictionary if it is loaded.
    pub fn ready() -> Option<&'static Self> {
        WORDS.get()
    }

    /// Returns the words of a run of simplified Han characters with their kinds, in order.
    pub fn tagged<'a>(&'a self, run: &'a str) -> Vec<Tagged<'a>> {
        let tagged = self.jieba.tag(run, true).into_iter();
        let tagged = tagged.map(|found| Tagged {
            n_chars: found.word.chars().count(),
            tag: found.tag,
            is_known: self.jieba.has_word(found.word),
        });
        tagged.collect()
    }

    /// Returns the words of a run of Han characters, in order.
    fn tokens(&self, run: &str) -> Vec<Token> {
        let tokens = self.jieba.cut(run, true).into_iter();
        let tokens = tokens.map(|token| Token {
            n_chars: token.word.chars().count(),
            is_known: self.jieba.has_word(token.word),
        });
        tokens.collect()
    }
}

/// A word of a run with its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tagged<'a> {
    /// How many characters it has.
    pub n_chars: usize,
    /// Its kind, by the names of the dictionary: `n` a noun, `ns` a place, `nr` a person, `v` a verb.
    pub tag: &'a str,
    /// Whether the dictionary has it; else it was guessed.
    pub is_known: bool,
}

/// A word that a run was cut into.
struct Token {
    n_chars: usize,
    /// Whether the dictionary has it; else it was guessed.
    is_known: bool,
}

/// Returns the word around a position, by the dictionary if it is loaded.
///
/// A word of the project's own is taken whole where it parts no longer word of the dictionary.
/// White space is one word, a mark is one. At the end of a paragraph it is the last word before;
/// it is never a line end, and empty in an empty paragraph.
pub fn word_at(text: &Text, at: CharIdx, own: &OwnWords) -> CharRange {
    word_with(Words::ready(), own, text, at)
}

/// Returns the word around a position by a given dictionary, or by runs of like characters.
pub fn word_with(words: Option<&Words>, own: &OwnWords, text: &Text, at: CharIdx) -> CharRange {
    let content = content_at(text, at);
    let Some(at) = within(text, content, at) else {
        return CharRange::new(content.end(), content.end());
    };
    let window = Window::around(text, content, at, WORD_REACH);
    let own = own.places(text, reach_of(content, at, WORD_REACH));
    on_edges(text, window.word(words, &own, at))
}

/// Returns the sentence around a position, without white space around it.
///
/// A position in white space before or after gets that too. Closing quotes and brackets behind a
/// stop belong to the sentence; the end of a paragraph ends one.
pub fn sentence_at(text: &Text, at: CharIdx) -> CharRange {
    part_at(text, at, |_, sentence, _| sentence)
}

/// Returns the clause around a position, without white space around it: a part of its sentence.
///
/// White space counts as with sentences. What ends a clause is told in `segment/sentence.rs`.
pub fn clause_at(text: &Text, at: CharIdx) -> CharRange {
    part_at(text, at, |window, sentence, at| {
        on_edges(text, window.clause(sentence, at))
    })
}

/// Returns the paragraphs that share a position with a range, without the last line end.
pub fn paragraphs_of(text: &Text, range: CharRange) -> CharRange {
    let last = match range.is_empty() {
        true => range.end(),
        false => range.end().minus(1),
    };
    let (first, last) = (content_at(text, range.start()), content_at(text, last));
    CharRange::new(first.start(), last.end().max(range.end()))
}

/// Returns the part of the sentence around a position that is wanted, without white space.
fn part_at(
    text: &Text,
    at: CharIdx,
    wanted: impl FnOnce(&Window, CharRange, CharIdx) -> CharRange,
) -> CharRange {
    let content = content_at(text, at);
    let Some(inner) = within(text, content, at) else {
        return CharRange::new(content.end(), content.end());
    };
    let window = Window::around(text, content, inner, SENTENCE_REACH);
    let sentence = on_edges(text, window.sentence(inner));
    let trimmed = window.trimmed(wanted(&window, sentence, inner));
    let at = at.min(content.end());
    let reach = CharRange::new(trimmed.start().min(at), trimmed.end().max(at));
    snapped(text, reach)
}

/// Returns the end of the grapheme at a position; CRLF is one.
pub fn grapheme_next(text: &Text, at: CharIdx) -> CharIdx {
    grapheme_at(text, at).end()
}

/// Returns the start of the grapheme before a position.
pub fn grapheme_previous(text: &Text, at: CharIdx) -> CharIdx {
    match at.min(text.end()) {
        CharIdx(0) => CharIdx(0),
        at => grapheme_at(text, at.minus(1)).start(),
    }
}

/// Returns the grapheme that the character at a position belongs to; empty at the end.
pub fn grapheme_at(text: &Text, at: CharIdx) -> CharRange {
    if at >= text.end() {
        return CharRange::new(text.end(), text.end());
    }
    let paragraph = text.paragraph_range(text.paragraph_at(at));
    let window = CharRange::new(
        at.minus(GRAPHEME_REACH).max(paragraph.start()),
        at.plus(GRAPHEME_REACH).min(paragraph.end()),
    );
    // A Han character starts a grapheme in any text we know of: begin at the last one.
    let near = CharRange::new(at.minus(8).max(window.start()), at);
    let n_skipped = text.slice(near).chars().rev().position(is_han);
    let first = n_skipped.map_or(window.start(), |n| at.minus(n + 1));
    let mut start = first;
    for grapheme in text
        .slice(CharRange::new(first, window.end()))
        .graphemes(true)
    {
        let end = start.plus(grapheme.chars().count());
        if at < end {
            return CharRange::new(start, end);
        }
        start = end;
    }
    CharRange::new(at, at.plus(1))
}

/// Returns a range grown to whole graphemes.
fn snapped(text: &Text, range: CharRange) -> CharRange {
    let start = grapheme_at(text, range.start()).start();
    let end = match grapheme_at(text, range.end()) {
        at_end if at_end.start() < range.end() => at_end.end(),
        _ => range.end(),
    };
    CharRange::new(start, end)
}

/// Returns a range whose edges are moved on to the ends of the graphemes they are in.
///
/// So parts that follow one another still do.
fn on_edges(text: &Text, range: CharRange) -> CharRange {
    let on_edge = |at: CharIdx| match grapheme_at(text, at) {
        around if around.start() < at => around.end(),
        _ => at,
    };
    CharRange::new(on_edge(range.start()), on_edge(range.end()))
}

/// Returns the characters of the paragraph at a position, without its line end.
fn content_at(text: &Text, at: CharIdx) -> CharRange {
    let range = text.paragraph_range(text.paragraph_at(at));
    let tail = CharRange::new(range.end().minus(2).max(range.start()), range.end());
    let tail = text.slice(tail);
    let n_line_end = tail.chars().rev().take_while(|c| matches!(c, '\r' | '\n'));
    CharRange::new(range.start(), range.end().minus(n_line_end.count()))
}

/// Returns where the grapheme of `content` at or last before a position starts, if there is one.
fn within(text: &Text, content: CharRange, at: CharIdx) -> Option<CharIdx> {
    let inner = at.max(content.start()).min(content.end().minus(1));
    (!content.is_empty()).then(|| grapheme_at(text, inner).start().max(content.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the word at the first `|` of `marked`.
    fn word(marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        text.slice(word_with(
            Some(Words::load()),
            &OwnWords::default(),
            &text,
            at,
        ))
        .to_owned()
    }

    fn sentence(marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        text.slice(sentence_at(&text, at)).to_owned()
    }

    /// Returns the clause at the first `|` of `marked`.
    fn clause(marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        text.slice(clause_at(&text, at)).to_owned()
    }

    /// Returns the word at the first `|` of `marked` in a project with words of its own.
    fn own_word(own: &str, marked: &str) -> String {
        let at = CharIdx(marked.chars().position(|c| c == '|').unwrap());
        let text = Text::from(marked.replacen('|', "", 1).as_str());
        let mut words = OwnWords::default();
        own.split('/').for_each(|own| words.add(own));
        let word = word_with(Some(Words::load()), &words, &text, at);
        text.slice(word).to_owned()
    }

    #[test]
    fn a_name_once_labelled_is_a_word_in_every_form() {
        for (own, marked, expected) in [
            ("欧阳娜拉娜木", "记者欧阳娜拉|娜木说", "欧阳娜拉娜木"),
            ("欧阳娜拉娜木", "记|者欧阳娜拉娜木说", "记者"),
            ("欧阳娜拉娜木", "记者欧阳娜拉娜木|说", "说"),
            ("欧阳娜拉娜木", "記者歐|陽娜拉娜木說", "欧阳娜拉娜木"),
            ("歐(ōu)陽娜拉娜木", "记者欧阳娜|拉娜木说", "欧阳娜拉娜木"),
            (
                "欧阳娜拉娜木",
                "歐(ōu)陽娜(n|à)拉(lā)娜木(mù)說",
                "歐(ōu)陽娜(nà)拉(lā)娜木(mù)",
            ),
            ("欧阳娜拉娜木", "欧阳　娜|拉娜木", "欧阳　娜拉娜木"),
            (
                "弗拉基米尔·普京",
                "总统弗拉基米尔·普|京来",
                "弗拉基米尔·普京",
            ),
            ("red hat", "用 Red H|at 的", "Red Hat"),
            ("C919", "大飞机Ｃ９|１９首飞", "Ｃ９１９"),
            (
                "第二十次全国代表大会/全国代表大会",
                "第二|十次全国代表大会",
                "第二十次全国代表大会",
            ),
        ] {
            let expected = match marked.contains('歐') && !marked.contains('(') {
                true => "歐陽娜拉娜木",
                false => expected,
            };
            assert_eq!(own_word(own, marked), expected, "{own} in {marked}");
        }
    }

    #[test]
    fn an_own_word_parts_no_longer_word() {
        for (own, marked, expected) in [
            ("代表", "代|表团来了", "代表团"),
            ("书记", "总书|记说", "总书记"),
            ("国人", "中国|人民站起来了", "人民"),
            ("国人", "中|国人民站起来了", "中国"),
            ("李明", "李|明日，来", "李明"),
            ("李明", "李明|日，来", "日"),
            ("李国庆", "李国|庆祝贺", "李国庆"),
            ("hat", "Hat|ter", "Hatter"),
            ("9日", "1|9日", "19"),
            ("东坡/坡仙子", "|东坡仙子说", "东"),
            ("党", "共产|党员", "共产党员"),
        ] {
            assert_eq!(own_word(own, marked), expected, "{own} in {marked}");
        }
    }

    #[test]
    fn a_clause_ends_behind_its_mark() {
        for (marked, expected) in [
            ("今天|开会，明天不开。", "今天开会，"),
            ("今天开会，|明天不开。", "明天不开。"),
            ("张|三、李四来了，走了。", "张三、李四来了，"),
            ("他说|：“好。”", "他说："),
            ("他说：“我|来，你去。”然后", "“我来，"),
            (
                "坚持“四个自信，|两个维护”的要求，落实",
                "坚持“四个自信，两个维护”的要求，",
            ),
            ("见《论语，|孟子》，又", "见《论语，孟子》，"),
            ("各省（区，|市）都，来", "各省（区，市）都，"),
            ("各省（区，|市都，来", "市都，"),
            ("终于——|他来了。", "他来了。"),
            ("——坚|持领导；", "——坚持领导；"),
            ("共3,0|00人,都来", "共3,000人,"),
            ("12：3|0开会：到", "12：30开会："),
            ("見 http://a.cn|/b,然后", "見 http://a.cn/b,"),
            ("他说,\"好|,来。\"走", "\"好,"),
            ("he came|, then left.", "he came,"),
            ("甲，|，乙", "甲，，"),
            ("甲，|\u{301}乙", "甲，\u{301}"),
            ("　　今|天，明", "今天，"),
        ] {
            assert_eq!(clause(marked), expected, "{marked}");
        }
    }

    #[test]
    fn a_word_is_the_dictionarys_and_takes_its_glosses_along() {
        for (marked, expected) in [
            ("我们|代表大家", "代表"),
            ("我|们代表大家", "我们"),
            ("統一|戰線", "統一戰線"),
            ("习|近平总书记", "习近平"),
            ("习近|平总书记", "习近平"),
            ("學(xué)習(xí)|精神", "精神"),
            ("習(xí)近|平總(zǒng)書(shū)記(jì)講話", "習(xí)近平"),
            (
                "習(xí)近平總(zǒng)書|(shū)記(jì)講話",
                "總(zǒng)書(shū)記(jì)",
            ),
            ("以後|幹(gàn)部發展", "幹(gàn)部"),
            ("他代(dài)|表(biǎo)我", "代(dài)表(biǎo)"),
            ("他代(d|ài)表(biǎo)我", "代(dài)表(biǎo)"),
            ("价格|3.14元", "3.14"),
            ("见 ww|w.gov 页", "www"),
            ("见 www|.gov 页", "."),
            ("我们|，大家", "，"),
            ("我们|……大家", "……"),
            ("我们  | 大家", "   "),
            ("我们大家|\r\n他", "大家"),
            ("|", ""),
            ("我们\n|\n他", ""),
            ("don|'t", "don't"),
        ] {
            assert_eq!(word(marked), expected, "{marked}");
        }
    }

    #[test]
    fn without_a_dictionary_a_word_is_a_run_of_like_characters() {
        let text = Text::from("今天(tiān)开会，A组");
        let word = |at| text.slice(word_with(None, &OwnWords::default(), &text, CharIdx(at)));
        assert_eq!(word(0), "今天(tiān)开会");
        assert_eq!(word(11), "A");
    }

    #[test]
    fn a_sentence_ends_behind_its_stop_and_the_quotes_that_close_there() {
        for (marked, expected) in [
            ("今天|开会。明天不开。", "今天开会。"),
            ("今天开会。|明天不开。", "明天不开。"),
            ("他说：“好|！”然后走了。", "他说：“好！”"),
            ("他说：「好！」|然后走了。", "然后走了。"),
            ("他说：\"好|!\"然后走了。", "他说：\"好!\""),
            ("“真的吗？！”|他问。", "他问。"),
            ("增长3|.5%。下", "增长3.5%。"),
            (
                "见 http://a.cn/b.php?id|=1 页。下",
                "见 http://a.cn/b.php?id=1 页。",
            ),
            ("Mr J. Doe came|. He left.", "Mr J. Doe came."),
            ("1. 第|一条；二", "1. 第一条；"),
            ("　　今|天\n明天", "今天"),
            ("甲。\r\n|乙", "乙"),
            ("甲。乙|\r\n丙", "乙"),
            ("甲。| 乙。", "甲。"),
            ("\n|\n", ""),
        ] {
            assert_eq!(sentence(marked), expected, "{marked}");
        }
    }

    #[test]
    fn the_caret_goes_by_grapheme() {
        let text = Text::from("乙\r\n戊👨\u{200D}👩己e\u{301}。");
        let (mut at, mut stops) = (CharIdx(0), vec![]);
        while at < text.end() {
            at = grapheme_next(&text, at);
            stops.push(at.0);
        }
        assert_eq!(stops, [1, 3, 4, 7, 8, 10, 11]);
        let mut back = vec![];
        while at > CharIdx(0) {
            at = grapheme_previous(&text, at);
            back.push(at.0);
        }
        assert_eq!(back, [10, 8, 7, 4, 3, 1, 0]);
    }

    #[test]
    fn a_paragraph_without_punctuation_costs_a_window() {
        let text = Text::from("国".repeat(400_000).as_str());
        assert_eq!(
            sentence_at(&text, CharIdx(200_000)).len(),
            2 * SENTENCE_REACH
        );
        let own = OwnWords::default();
        let word = word_with(None, &own, &text, CharIdx(9_000));
        assert_eq!(word.len(), 2 * WORD_REACH);
    }
}
