//! The visible text of a web page, laid out in lines as a browser shows it.
//!
//! The page is read as a flow of tags and not as a tree: what ends a line is known from a tag's name
//! alone, and a tree of damaged HTML can be as large as the square of its source. Only what is hidden
//! needs its end found; [`Hidden`] does that.
//!
//! `<ruby>统<rt>tǒng</rt></ruby>` becomes `统(tǒng)`, as a reader without ruby sees it, which reading
//! views know as a gloss.

use html5gum::DefaultEmitter;
use html5gum::StartTag;
use html5gum::Token;
use html5gum::Tokenizer;

use crate::text::decode;
use crate::text::decode::Basis;
use crate::text::decode::DecodeError;
use crate::text::decode::Decoded;
use crate::text::import::lines::Lines;

/// Bytes at the beginning in which browsers look for the declared encoding.
const HEAD_BYTES: usize = 1024;

/// Elements whose content is not shown. Those of `<head>` are among them.
const NEVER_SHOWN: [&str; 22] = [
    "script", "style", "title", "template", "noscript", "noframes", "noembed", "iframe", "object",
    "video", "audio", "canvas", "datalist", "select", "svg", "math", "rp", "area", "param",
    "frameset", "applet", "map",
];

/// Elements that begin and end a line.
const BLOCKS: [&str; 48] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "listing",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "plaintext",
    "pre",
    "search",
    "section",
    "summary",
    "table",
    "tr",
    "ul",
];

/// Parts of a table that begin and end a line as well.
const ROW_GROUPS: [&str; 3] = ["tbody", "thead", "tfoot"];

/// Elements that have no end tag.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "param",
    "source", "wbr",
];

/// Elements whose end tag may be left out, because the next of their kind or their parent ends them.
const ENDED_BY_NEXT: [&str; 8] = ["li", "dt", "dd", "tr", "td", "th", "option", "p"];

/// Elements that hold those of [`ENDED_BY_NEXT`].
const CONTAINERS: [&str; 7] = ["ul", "ol", "dl", "menu", "table", "tbody", "div"];

/// Elements that keep white space.
const KEPT: [&str; 5] = ["pre", "textarea", "listing", "xmp", "plaintext"];

/// Decodes a page: as forced, by its byte order mark, as it declares, or by its look.
pub(super) fn decode_page(bytes: Vec<u8>, forced: Option<&str>) -> Result<Decoded, DecodeError> {
    let has_mark = bytes.starts_with(b"\xEF\xBB\xBF")
        || bytes.starts_with(b"\xFF\xFE")
        || bytes.starts_with(b"\xFE\xFF");
    let declared = match forced {
        None if !has_mark => declared_encoding(&bytes),
        _ => None,
    };
    // A page that is not what it says is read by its look: many say what their server never heard.
    if let Some(declared) = declared
        && let Ok(mut decoded) = decode::decode(&bytes, Some(declared))
        && decoded.n_replaced == 0
        && !decoded.text.contains('\0')
    {
        decoded.basis = Basis::Declared;
        return Ok(decoded);
    }
    decode::decode_owned(bytes, forced)
}

/// Returns the encoding that a `<meta>` near the beginning declares, if it is one of ours.
fn declared_encoding(bytes: &[u8]) -> Option<&'static str> {
    let head = bytes.get(..HEAD_BYTES).unwrap_or(bytes);
    let head: String = head.iter().map(|&b| char::from(b)).collect();
    for token in Tokenizer::new(head.as_str()) {
        let Ok(Token::StartTag(tag)) = token else {
            continue;
        };
        if name_of(&tag) != "meta" {
            continue;
        }
        let charset = attribute(&tag, "charset");
        let label = charset.or_else(|| {
            let content = attribute(&tag, "content")?.to_ascii_lowercase();
            let (_, after) = content.split_once("charset")?;
            let label = after.trim_start().strip_prefix('=')?.trim_start();
            let label = label.trim_start_matches(['"', '\'']);
            let end = label.find([';', '"', '\'', ' ']).unwrap_or(label.len());
            label.get(..end).map(str::to_owned)
        });
        if let Some(label) = label {
            // What can be read as ASCII so far is not UTF-16, whatever it says.
            let known = decode::canonical_encoding(label.trim())?;
            return Some(if known.starts_with("UTF-16") {
                "UTF-8"
            } else {
                known
            });
        }
    }
    None
}

/// Returns the text of a page that a reader sees.
pub fn visible_text(source: &str) -> String {
    let mut page = Page::default();
    let mut emitter = DefaultEmitter::default();
    emitter.naively_switch_states(true);
    for token in Tokenizer::new_with_emitter(source, emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => page.start(&tag),
            Token::EndTag(tag) => page.end(&String::from_utf8_lossy(&tag.name)),
            Token::String(text) => page.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    page.lines.finish()
}

/// A page being read.
#[derive(Debug, Default)]
struct Page {
    lines: Lines,
    hidden: Option<Hidden>,
    /// Open elements that keep white space.
    n_kept: usize,
    /// Whether such an element has just begun: the line end that follows is not shown.
    kept_begins: bool,
}

/// An element that is not shown, until its end.
#[derive(Debug)]
struct Hidden {
    name: String,
    /// Open elements of its name, itself among them.
    n_open: usize,
    /// Open elements in it that hold such as may end without a tag.
    n_containers: usize,
}

impl Hidden {
    /// Takes a tag that begins; returns whether the hidden element has ended before it.
    fn start(&mut self, name: &str) -> bool {
        let may_end = ENDED_BY_NEXT.contains(&self.name.as_str()) && self.n_containers == 0;
        let cell = |name: &str| name == "td" || name == "th";
        let ends = match self.name.as_str() {
            "p" => is_block(name),
            "dt" | "dd" => name == "dt" || name == "dd",
            own if cell(own) => cell(name) || name == "tr",
            own => own == name,
        };
        if may_end && ends {
            return true;
        }
        self.n_open += usize::from(name == self.name);
        self.n_containers += usize::from(CONTAINERS.contains(&name));
        false
    }

    /// Takes a tag that ends; returns whether the hidden element ends by it.
    fn end(&mut self, name: &str) -> bool {
        if name == self.name {
            self.n_open -= 1;
            return self.n_open == 0;
        }
        if !CONTAINERS.contains(&name) {
            return false;
        }
        // The end of what the element lies in.
        let is_outer = self.n_containers == 0 && ENDED_BY_NEXT.contains(&self.name.as_str());
        self.n_containers = self.n_containers.saturating_sub(1);
        is_outer
    }
}

impl Page {
    fn start(&mut self, tag: &StartTag<()>) {
        let name = name_of(tag);
        let name = name.as_ref();
        self.kept_begins = false;
        if let Some(hidden) = &mut self.hidden {
            if !hidden.start(name) {
                return;
            }
            self.hidden = None;
        }
        if !VOID.contains(&name) && is_hidden(name, tag) {
            if is_block(name) {
                self.lines.end_line();
            }
            // An element of SVG or MathML may end in its own tag; others may not.
            let has_content = !(tag.self_closing && matches!(name, "svg" | "math"));
            self.hidden = has_content.then(|| Hidden {
                name: name.to_owned(),
                n_open: 1,
                n_containers: 0,
            });
            return;
        }
        match name {
            "br" => self.lines.hard_break(),
            "td" | "th" => self.lines.next_cell(),
            "rt" => self.lines.push_kept("("),
            _ if is_block(name) => self.lines.end_line(),
            _ => {}
        }
        if KEPT.contains(&name) {
            self.n_kept += 1;
            self.kept_begins = true;
        }
    }

    fn end(&mut self, name: &str) {
        self.kept_begins = false;
        if let Some(hidden) = &mut self.hidden {
            if hidden.end(name) {
                let is_own = hidden.name == name;
                self.hidden = None;
                if is_own {
                    return;
                }
            } else {
                return;
            }
        }
        match name {
            // Browsers take `</br>` for `<br>`.
            "br" => self.lines.hard_break(),
            "rt" => self.lines.push_kept(")"),
            _ if is_block(name) => self.lines.end_line(),
            _ => {}
        }
        if KEPT.contains(&name) {
            self.n_kept = self.n_kept.saturating_sub(1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        let begins = std::mem::take(&mut self.kept_begins);
        if self.n_kept == 0 {
            self.lines.push_collapsed(text);
            return;
        }
        let first_line_end = if begins { "\n" } else { "" };
        self.lines
            .push_kept(text.strip_prefix(first_line_end).unwrap_or(text));
    }
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || ROW_GROUPS.contains(&name)
}

/// Returns whether an element is not shown, by its name or by its attributes.
fn is_hidden(name: &str, tag: &StartTag<()>) -> bool {
    if NEVER_SHOWN.contains(&name) || (name == "dialog" && attribute(tag, "open").is_none()) {
        return true;
    }
    let found = attribute(tag, "hidden").is_some();
    let style = attribute(tag, "style").unwrap_or_default();
    let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
    let style = style.to_ascii_lowercase();
    found || style.contains("display:none") || style.contains("visibility:hidden")
}

fn name_of(tag: &StartTag<()>) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(&tag.name)
}

fn attribute(tag: &StartTag<()>, name: &str) -> Option<String> {
    let found = tag.attributes.get(name.as_bytes())?;
    Some(String::from_utf8_lossy(found).into_owned())
}
