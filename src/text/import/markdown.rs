//! What Markdown looks like when it is read: no marks, one paragraph a line.
//!
//! Links give their words without the address, pictures what stands for them; code is kept as it is.
//! HTML in it gives what is visible of it. Front matter is not shown.

use pulldown_cmark::Event;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;

use crate::text::import::html;
use crate::text::import::lines::Lines;

/// Returns the text of Markdown that a reader sees.
pub fn visible_text(source: &str) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS;
    let mut lines = Lines::default();
    let mut html_block = String::new();
    let mut in_metadata = false;
    for event in Parser::new_ext(source, options) {
        match event {
            Event::Start(Tag::MetadataBlock(_)) => in_metadata = true,
            Event::End(TagEnd::MetadataBlock(_)) => in_metadata = false,
            _ if in_metadata => {}
            Event::Start(tag) => start(&mut lines, &tag),
            Event::End(TagEnd::HtmlBlock) => {
                lines.end_line();
                lines.push_kept(&html::visible_text(&std::mem::take(&mut html_block)));
                lines.end_line();
            }
            Event::End(tag) => end(&mut lines, tag),
            Event::Html(source) => html_block.push_str(&source),
            Event::InlineHtml(tag) => {
                let name = tag.trim_start_matches(['<', '/']);
                let head = name.get(..2).unwrap_or_default();
                let is_whole = !name.chars().nth(2).is_some_and(char::is_alphanumeric);
                if head.eq_ignore_ascii_case("br") && is_whole {
                    lines.hard_break();
                }
            }
            Event::Text(text)
            | Event::Code(text)
            | Event::InlineMath(text)
            | Event::DisplayMath(text) => lines.push_kept(&text),
            Event::SoftBreak => lines.soft_break(),
            Event::HardBreak => lines.hard_break(),
            Event::Rule => lines.end_line(),
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }
    lines.finish()
}

fn start(lines: &mut Lines, tag: &Tag<'_>) {
    match tag {
        Tag::TableCell => lines.next_cell(),
        Tag::Emphasis
        | Tag::Strong
        | Tag::Strikethrough
        | Tag::Superscript
        | Tag::Subscript
        | Tag::Link { .. }
        | Tag::Image { .. } => {}
        _ => lines.end_line(),
    }
}

fn end(lines: &mut Lines, tag: TagEnd) {
    match tag {
        TagEnd::TableCell
        | TagEnd::Emphasis
        | TagEnd::Strong
        | TagEnd::Strikethrough
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::Link
        | TagEnd::Image => {}
        _ => lines.end_line(),
    }
}
