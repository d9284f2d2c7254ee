//! The body of a document: its lines in reading order, running heads and feet left out.

use std::ops::Range;

use super::kept::{Kept, KeptLine};

/// The lines that are read, and whose they are. A *position* counts these lines from 0.
#[derive(Debug)]
pub(super) struct Body<'a> {
    pub(super) kept: &'a Kept,
    /// Which of [`Kept::lines`].
    lines: Vec<u32>,
    /// The positions of each page.
    pages: Vec<Range<usize>>,
}

impl<'a> Body<'a> {
    /// The lines that are neither running head nor foot, nor empty.
    pub(super) fn new(kept: &'a Kept, is_margin: &[bool]) -> Self {
        let mut lines = Vec::with_capacity(kept.lines.len());
        let mut pages = Vec::with_capacity(kept.pages.len());
        for page in &kept.pages {
            let first = lines.len();
            lines.extend(page.lines.clone().filter(|&line| {
                let KeptLine { start, end, .. } = kept.line(line);
                !is_margin[line as usize] && start < end
            }));
            pages.push(first..lines.len());
        }
        Self { kept, lines, pages }
    }

    /// How many lines it has.
    pub(super) fn len(&self) -> usize {
        self.lines.len()
    }

    pub(super) fn pages(&self) -> &[Range<usize>] {
        &self.pages
    }

    /// On which page a position is, counted from 0; of the one behind the last line, behind the last page.
    pub(super) fn page_of(&self, at: usize) -> usize {
        self.pages.partition_point(|page| page.end <= at)
    }

    /// The number of the line among all that were kept.
    pub(super) fn number(&self, at: usize) -> u32 {
        self.lines[at]
    }

    pub(super) fn line(&self, at: usize) -> &'a KeptLine {
        self.kept.line(self.lines[at])
    }

    pub(super) fn shown(&self, at: usize) -> &'a str {
        self.kept.shown(self.lines[at])
    }

    /// Whether something may begin with a line: it is the first of its page, or the one above it ends a paragraph.
    pub(super) fn opens(&self, at: usize) -> bool {
        at == 0 || self.is_ended(at - 1)
    }

    /// Whether a paragraph, or the page, ends with a line.
    pub(super) fn is_ended(&self, at: usize) -> bool {
        let page = self.page_of(at);
        self.line(at).ends_paragraph || self.pages.get(page).is_none_or(|page| page.end == at + 1)
    }
}
