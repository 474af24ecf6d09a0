//! A line of a text cut where spans begin and end, so that elements can be put around them.
//!
//! Elements nest and spans may cross: where one ends inside another that began in it, the other is
//! closed before and opened again behind, in `⟨甲⟨乙⟩丙⟩` no more than in `⟨甲⟨乙⟩⟩⟨丙⟩`. A span over
//! line ends is closed at each and opened again in the next line. Only its first piece begins it
//! and only its last one ends it. Line ends at either end of a span are not drawn, but where it is
//! nothing else.

use std::cmp::Reverse;

use crate::model::layer::Layer;
use crate::model::span::Span;
use crate::text::offset::CharIdx;
use crate::text::offset::CharRange;
use crate::text::offset::Text;

/// A piece of a line.
#[derive(Clone, Debug, PartialEq)]
pub enum Piece<'a> {
    /// A span is opened.
    Open(Edge<'a>),
    /// Words; never a line end.
    Words(&'a str),
    /// A line end that a span has nothing beside.
    LineEnd,
    /// The span that was opened last is closed.
    Close(Edge<'a>),
}

/// Where a span is opened or closed.
#[derive(Clone, Debug, PartialEq)]
pub struct Edge<'a> {
    /// The span.
    pub span: &'a Span,
    /// Whether it begins here where it is opened, or ends here where it is closed, and does not
    /// only go on.
    pub is_own: bool,
    /// Whether this piece of it is the last.
    pub ends: bool,
    /// Whether it crosses another in this line.
    pub crosses: bool,
    /// How many spans lie one in another inside it.
    pub height: usize,
}

/// Returns the pieces of a line.
pub fn pieces<'a>(text: &'a Text, layer: &'a Layer, paragraph: usize) -> Vec<Piece<'a>> {
    let line = text.paragraph_range(paragraph);
    let content = without_line_ends(text, line);
    let drawn = layer.spans.overlapping(line).filter_map(|span| {
        let whole = without_line_ends(text, span.range);
        let range = if whole.is_empty() { span.range } else { whole };
        // In a line of nothing but a line end there is nothing to draw of a longer one.
        let here = range.intersection(line).filter(|here| !here.is_empty())?;
        let is_drawn = whole.is_empty() || here.start() < content.end();
        is_drawn.then_some(Drawn { span, range, here })
    });
    let mut drawn: Vec<Drawn<'a>> = drawn.collect();
    let mut cuts = vec![line.start(), line.end(), content.end()];
    cuts.extend(drawn.iter().flat_map(|d| [d.here.start(), d.here.end()]));
    cuts.sort_unstable();
    cuts.dedup();
    // They are taken from the end, in reading order.
    drawn.reverse();
    drawn.sort_by_key(|d| Reverse(d.here.start()));
    let mut cutter = Cutter::default();
    for (&at, next) in cuts.iter().zip(cuts.iter().skip(1).map(Some).chain([None])) {
        cutter.close_at(at, line);
        let mut begun = Vec::new();
        while let Some(d) = drawn.pop_if(|d| d.here.start() == at) {
            begun.push(d);
        }
        cutter.open_at(begun);
        let Some(&next) = next else { break };
        let words = CharRange::new(at, next);
        if next <= content.end() {
            cutter.pieces.push(Piece::Words(text.slice(words)));
        } else if cutter
            .open
            .iter()
            .any(|o| o.drawn.here.start() >= content.end())
        {
            cutter.pieces.push(Piece::LineEnd);
        }
    }
    cutter.measured()
}

/// Returns a range without the line ends at both its ends.
fn without_line_ends(text: &Text, range: CharRange) -> CharRange {
    let words = text.slice(range);
    let is_line_end = |c: &char| matches!(c, '\n' | '\r');
    let n_after = words.chars().rev().take_while(is_line_end).count();
    let n_before = words.chars().take_while(is_line_end).count();
    let end = range.end().minus(n_after);
    CharRange::new(range.start().plus(n_before).min(end), end)
}

/// A span as it is drawn.
#[derive(Clone, Copy)]
struct Drawn<'a> {
    span: &'a Span,
    /// All that is drawn of it.
    range: CharRange,
    /// What of that lies in the line.
    here: CharRange,
}

struct Opened<'a> {
    drawn: Drawn<'a>,
    /// Where its piece is.
    at: usize,
    crosses: bool,
    goes_on: bool,
}

/// Puts pieces one after the other.
#[derive(Default)]
struct Cutter<'a> {
    pieces: Vec<Piece<'a>>,
    open: Vec<Opened<'a>>,
    /// What was closed at this place and is to be opened again.
    again: Vec<Opened<'a>>,
}

impl<'a> Cutter<'a> {
    fn close_at(&mut self, at: CharIdx, line: CharRange) {
        let ends = |o: &Opened<'_>| o.drawn.here.end() <= at;
        while self.open.iter().any(ends) {
            let Some(mut top) = self.open.pop() else {
                break;
            };
            let is_end = ends(&top);
            if !is_end {
                // Something under it ends here: the two cross.
                top.crosses = true;
                let over = self.open.iter_mut().filter(|o| ends(o));
                over.for_each(|o| o.crosses = true);
            }
            let is_own = is_end && top.drawn.range.end() <= line.end();
            self.close(&top, is_own);
            if !is_end {
                self.again.push(top);
            }
        }
    }

    fn close(&mut self, opened: &Opened<'a>, is_own: bool) {
        if let Some(Piece::Open(edge)) = self.pieces.get_mut(opened.at) {
            edge.crosses |= opened.crosses;
            edge.ends = is_own;
        }
        self.pieces.push(Piece::Close(Edge {
            span: opened.drawn.span,
            is_own,
            ends: is_own,
            crosses: opened.crosses,
            height: 0,
        }));
    }

    /// Opens what begins or goes on here, the one that ends last first.
    fn open_at(&mut self, begun: Vec<Drawn<'a>>) {
        let mut all: Vec<Opened<'a>> = self.again.drain(..).rev().collect();
        for again in &mut all {
            again.goes_on = true;
        }
        all.extend(begun.into_iter().map(|drawn| Opened {
            drawn,
            at: 0,
            crosses: false,
            goes_on: drawn.range.start() < drawn.here.start(),
        }));
        all.sort_by_key(|o| Reverse(o.drawn.here.end()));
        for mut opened in all {
            opened.at = self.pieces.len();
            self.pieces.push(Piece::Open(Edge {
                span: opened.drawn.span,
                is_own: !opened.goes_on,
                ends: false,
                crosses: opened.crosses,
                height: 0,
            }));
            self.open.push(opened);
        }
    }

    /// Returns the pieces with the height of each span.
    fn measured(mut self) -> Vec<Piece<'a>> {
        // For each open span where it was opened and how high what lies in it is.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for i in 0..self.pieces.len() {
            let is_open = match self.pieces.get(i) {
                Some(Piece::Open(_)) => true,
                Some(Piece::Close(_)) => false,
                _ => continue,
            };
            if is_open {
                open.push((i, 0));
                continue;
            }
            let Some((at, height)) = open.pop() else {
                continue;
            };
            if let Some(Piece::Open(edge)) = self.pieces.get_mut(at) {
                edge.height = height;
            }
            if let Some((_, around)) = open.last_mut() {
                *around = (*around).max(height + 1);
            }
        }
        self.pieces
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::marked;

    /// Writes the pieces of all lines: `[` begins a span, `<` goes on, `]` ends it, `>` cuts it.
    fn drawn(marked: &str) -> String {
        let (text, spans) = marked::parse(marked).unwrap();
        let text = Text::from(text.as_str());
        let mut layer = Layer::new("li");
        for span in spans {
            layer.spans.insert(span).unwrap();
        }
        let mut out = String::new();
        for paragraph in 0..text.n_paragraphs() {
            for piece in pieces(&text, &layer, paragraph) {
                match piece {
                    Piece::Open(edge) => {
                        out.push(if edge.is_own { '[' } else { '<' });
                        out.push_str(&edge.height.to_string());
                        out.push_str(if edge.crosses { "x" } else { "" });
                    }
                    Piece::Words(words) => out.push_str(words),
                    Piece::LineEnd => out.push('↵'),
                    Piece::Close(edge) => {
                        out.push(if edge.is_own { ']' } else { '>' });
                        out.push_str(&edge.span.label);
                    }
                }
            }
            out.push('|');
        }
        out
    }

    #[test]
    fn spans_nest_cross_and_go_over_line_ends() {
        let cases = [
            ("", "|"),
            ("无", "无|"),
            ("⟦A:甲⟧⟦B:乙⟧", "[0甲]A[0乙]B|"),
            ("⟦A:甲⟦B:⟦C:乙⟧⟧丙⟧", "[2甲[1[0乙]C]B丙]A|"),
            ("⟦1:A:甲⟦2:B:乙⟧1丙⟧2", "[1x甲[0x乙>B]A<0x丙]B|"),
            ("⟦A:甲\n乙⟧丙", "[0甲>A|<0乙]A丙|"),
            ("⟦A:甲\r\n\r\n乙\n⟧丙", "[0甲>A||<0乙]A|丙|"),
            ("甲⟦A:\n⟧⟦B:\n乙⟧", "甲[0↵]A||[0乙]B|"),
        ];
        for (marked, expected) in cases {
            assert_eq!(drawn(marked), expected, "{marked}");
        }
    }
}
