//! Where one sentence of a file of tokens ends and the next begins.
//!
//! A sentence ends with its line, or after `。！？` and the closing marks behind it. ASCII `!` and
//! `?` end one too, since many Chinese texts had their punctuation folded, unless a letter or
//! digit follows. That nothing ends inside a span is seen to by the writer.

/// What was passed so far, character by character.
#[derive(Default)]
pub struct Sentences {
    /// Whether a token stands before.
    pub any_token: bool,
    /// A line ended since the last token.
    line_ended: bool,
    /// An end of sentence stands before, with nothing but closing marks since.
    closed: bool,
    /// White space stands since the last token, so that a quotation mark opens.
    spaced: bool,
}

impl Sentences {
    /// Passes a character that is no token.
    pub fn pass_blank(&mut self, c: char) {
        self.spaced = true;
        let ends_line = matches!(
            c,
            '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
        );
        self.line_ended |= ends_line;
    }

    /// Returns whether a sentence ended before the token that begins with `c`.
    pub fn ends_before(&self, c: char) -> bool {
        let stays = !self.spaced && (is_closing(c) || is_end(c));
        self.any_token && (self.line_ended || (self.closed && !stays))
    }

    /// Passes a character of a token; `next` is the one behind it in the text.
    pub fn pass_token(&mut self, c: char, next: Option<char>) {
        let folded_inside =
            matches!(c, '!' | '?') && next.is_some_and(|next| next.is_ascii_alphanumeric());
        let ends = is_end(c) && !folded_inside;
        let still_closed = self.closed && !self.spaced && is_closing(c);
        self.closed = ends || still_closed;
        self.any_token = true;
        self.line_ended = false;
        self.spaced = false;
    }
}

fn is_end(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '!' | '?')
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '”' | '’'
            | '」'
            | '』'
            | '】'
            | '》'
            | '〉'
            | '）'
            | '〕'
            | '］'
            | '｝'
            | ')'
            | ']'
            | '"'
            | '\''
    )
}
