//! Whether a paragraph runs on from one line to another that is not right below it.

use super::{body::Body, headings, kept::KeptLine};

/// Answers for the lines of a body.
#[derive(Debug)]
pub(super) struct Runs<'a> {
    pub(super) body: &'a Body<'a>,
}

impl<'a> Runs<'a> {
    pub(super) fn new(body: &'a Body<'a>) -> Self {
        Self { body }
    }

    /// Whether a paragraph runs on from a line, the last of a page or block, to one that is the first of another.
    pub(super) fn on(&self, before: usize, after: usize) -> bool {
        let (a, b) = (self.body.line(before), self.body.line(after));
        if !a.is_alike(b) {
            return false;
        }
        if self.surely(before, after) {
            return true;
        }
        if headings::is_caption(self.body.shown(after)) {
            return false;
        }
        let stops = self.stops(before);
        let full = self.edge(before) - a.right < b.first_word + 0.5 * a.size;
        full && !self.is_indented(after) && (!stops || !a.is_short())
    }

    /// The same, by the words alone: no sentence ends with the one, and the other begins with a small letter.
    pub(super) fn surely(&self, before: usize, after: usize) -> bool {
        let goes_on = self.body.shown(after).trim_start_matches(|c: char| !c.is_alphanumeric());
        let alike = self.body.line(before).is_alike(self.body.line(after));
        alike && goes_on.starts_with(char::is_lowercase) && !self.stops(before)
    }

    fn stops(&self, at: usize) -> bool {
        let text = self.body.shown(at).trim_end_matches(is_closing);
        text.ends_with(['.', '!', '?', '。', '！', '？', '؟', ':'])
    }

    /// How far the lines of the page that are set like one reach.
    fn edge(&self, at: usize) -> f32 {
        let line = self.body.line(at);
        let page = self.body.pages()[self.body.page_of(at)].clone();
        let alike = page.map(|other| self.body.line(other)).filter(|other| line.is_alike(other));
        alike.fold(line.right, |edge, other| edge.max(other.right))
    }

    /// Whether a line is set in from the one that follows it on its page.
    fn is_indented(&self, at: usize) -> bool {
        let page = &self.body.pages()[self.body.page_of(at)];
        let line = self.body.line(at);
        let next = Some(at + 1).filter(|next| page.contains(next)).map(|next| self.body.line(next));
        next.is_some_and(|next| {
            line.is_alike(next) && next.depth > line.depth && line.left > next.left + 0.5 * line.size
        })
    }
}

impl KeptLine {
    /// Whether a full stop at its end is likely to end a paragraph, too.
    fn is_short(&self) -> bool {
        self.right - self.left < 8.0 * self.size
    }

    /// Whether it is as large as another.
    pub(super) fn is_alike(&self, other: &Self) -> bool {
        (self.size - other.size).abs() < 0.08 * self.size.max(other.size)
    }
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '\'' | '“')
}
