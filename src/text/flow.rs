//! Lines to one continuous text: paragraphs run on across lines, columns and pages; words are joined.

use super::{
    hyphens::{Seam, Vocabulary},
    kept::{Kept, KeptLine},
    letters::is_unspaced,
};

/// The text and where it came from.
#[derive(Debug, Default)]
pub(super) struct Flow {
    pub(super) content: String,
    /// Where each page starts in `content`.
    pub(super) pages: Vec<u32>,
    /// The lines in `content`, in its order: line, and where it starts.
    pub(super) lines: Vec<(u32, u32)>,
}

/// What is between two lines.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Paragraph,
    Space,
    Nothing,
    /// The first line's last hyphen goes.
    Hyphen,
}

/// Strings the lines of all pages together, running heads and feet left out.
pub(super) fn flow(kept: &Kept, is_margin: &[bool], english: bool) -> Flow {
    let pages: Vec<Vec<u32>> = (0..kept.pages.len()).map(|page| body(kept, is_margin, page)).collect();
    let reader = Reader { kept, vocabulary: vocabulary(kept, &pages), usual_size: kept.usual_size(), english };
    let mut out = Flow { content: String::with_capacity(kept.text.len() + kept.lines.len()), ..Flow::default() };
    let mut before: Option<Place> = None;
    for page in 0..pages.len() {
        let next = pages[page + 1..].iter().find(|lines| !lines.is_empty());
        let lines = reader.footnotes_first(&pages[page], next.map(Vec::as_slice));
        let mut start = None;
        for &line in &lines {
            let place = Place { page, line };
            if let Some(before) = before {
                out.join(reader.joint(before, place, &pages));
            }
            start.get_or_insert(out.content.len() as u32);
            out.lines.push((line, out.content.len() as u32));
            out.content.push_str(kept.shown(line));
            before = Some(place);
        }
        out.pages.push(start.unwrap_or(u32::MAX));
    }
    out.close();
    out
}

/// A line and the page that it stands on, counted from 0.
#[derive(Clone, Copy)]
struct Place {
    page: usize,
    line: u32,
}

impl Flow {
    fn join(&mut self, joint: Joint) {
        match joint {
            Joint::Paragraph => self.content.push('\n'),
            Joint::Space => self.content.push(' '),
            Joint::Nothing => {}
            Joint::Hyphen => {
                self.content.pop();
            }
        }
    }

    /// Ends the last paragraph; pages without text start where the next one does.
    fn close(&mut self) {
        if !self.content.is_empty() {
            self.content.push('\n');
        }
        let mut next = self.content.len() as u32;
        for start in self.pages.iter_mut().rev() {
            if *start == u32::MAX {
                *start = next;
            }
            next = *start;
        }
    }
}

/// The lines of a page that are neither running head nor foot, nor empty.
fn body(kept: &Kept, is_margin: &[bool], page: usize) -> Vec<u32> {
    let lines = kept.pages[page].lines.clone();
    lines.filter(|&line| !is_margin[line as usize] && !kept.shown(line).is_empty()).collect()
}

/// The words of the document, if any line ends with a hyphen.
fn vocabulary(kept: &Kept, pages: &[Vec<u32>]) -> Vocabulary {
    let ends_parted = |line: u32| kept.shown(line).ends_with(super::letters::is_hyphen);
    let mut vocabulary = Vocabulary::default();
    if !pages.iter().flatten().any(|&line| ends_parted(line)) {
        return vocabulary;
    }
    let mut whole = true;
    for &line in pages.iter().flatten() {
        vocabulary.read(kept.shown(line), whole);
        whole = !ends_parted(line);
    }
    vocabulary
}

struct Reader<'a> {
    kept: &'a Kept,
    vocabulary: Vocabulary,
    usual_size: f32,
    english: bool,
}

impl Reader<'_> {
    fn joint(&self, before: Place, after: Place, pages: &[Vec<u32>]) -> Joint {
        let (a, b) = (self.kept.shown(before.line), self.kept.shown(after.line));
        let seam = self.vocabulary.seam(a, b, self.english);
        let follows = after.line == before.line + 1 && before.page == after.page;
        let runs_on = if follows {
            !self.kept.line(before.line).ends_paragraph
        } else {
            before.page != after.page && self.runs_on(before.line, after.line, &pages[before.page], &pages[after.page])
        };
        let continues = runs_on || seam == Some(Seam::Join) && self.may_part_a_word(before.line, after.line);
        match seam {
            _ if !continues => Joint::Paragraph,
            Some(Seam::Join) => Joint::Hyphen,
            Some(Seam::Keep) => Joint::Nothing,
            Some(Seam::Space) => Joint::Space,
            None if a.ends_with(is_unspaced) && b.starts_with(is_unspaced) => Joint::Nothing,
            None => Joint::Space,
        }
    }

    /// Whether a hyphen between two lines may part a word, whatever their shapes say.
    fn may_part_a_word(&self, before: u32, after: u32) -> bool {
        let (a, b) = (self.kept.line(before), self.kept.line(after));
        let same_page_above = after == before + 1 && a.depth < b.depth && b.depth - a.depth < 3.0 * a.size;
        alike(a, b) && same_page_above
    }

    /// Whether a paragraph runs on from the last line of a page (or block) to the first of another.
    fn runs_on(&self, before: u32, after: u32, page: &[u32], next_page: &[u32]) -> bool {
        let (a, b) = (self.kept.line(before), self.kept.line(after));
        if !alike(a, b) {
            return false;
        }
        let text = self.kept.shown(before).trim_end_matches(is_closing);
        let stops = text.ends_with(['.', '!', '?', '。', '！', '？', '؟', ':']);
        let goes_on = self.kept.shown(after).trim_start_matches(|c: char| !c.is_alphanumeric());
        let goes_on = goes_on.starts_with(|c: char| c.is_lowercase());
        if goes_on && !stops {
            return true;
        }
        let full = self.edge(page, a) - a.right < b.first_word + 0.5 * a.size;
        full && !self.is_indented(after, next_page)
            && (!stops || !self.kept.lines[before as usize].ends_sentence_short())
    }

    /// How far the lines of a page that are set like `line` reach.
    fn edge(&self, page: &[u32], line: &KeptLine) -> f32 {
        page.iter()
            .map(|&other| self.kept.line(other))
            .filter(|other| alike(line, other))
            .fold(line.right, |edge, other| edge.max(other.right))
    }

    /// Whether a line is set in from the one that follows it on its page.
    fn is_indented(&self, line: u32, page: &[u32]) -> bool {
        let at = page.iter().position(|&other| other == line);
        let next = at.and_then(|at| page.get(at + 1)).map(|&next| self.kept.line(next));
        let line = self.kept.line(line);
        next.is_some_and(|next| alike(line, next) && next.depth > line.depth && line.left > next.left + 0.5 * line.size)
    }

    /// The lines of a page in the order in which they are strung together: notes at its foot come before its last
    /// paragraph where that runs on to the next page, so that it is whole.
    fn footnotes_first(&self, lines: &[u32], next: Option<&[u32]>) -> Vec<u32> {
        let whole = || lines.to_vec();
        let Some(notes) = self.footnotes(lines) else { return whole() };
        let Some(next) = next.filter(|_| notes > 0) else { return whole() };
        if !self.runs_on(lines[notes - 1], next[0], &lines[..notes], next) {
            return whole();
        }
        let ends = |at: usize| self.kept.line(lines[at]).ends_paragraph || lines[at] + 1 != lines[at + 1];
        let Some(paragraph) = (0..notes - 1).rev().find(|&at| ends(at)).map(|at| at + 1) else { return whole() };
        [&lines[..paragraph], &lines[notes..], &lines[paragraph..notes]].concat()
    }

    /// Where the notes at the foot of a page begin among its lines.
    fn footnotes(&self, lines: &[u32]) -> Option<usize> {
        let size = |line: &u32| self.kept.line(*line).size;
        let small = |line: &&u32| size(line) < 0.93 * self.usual_size;
        let notes = lines.len() - lines.iter().rev().take_while(small).count();
        let first = self.kept.shown(*lines.get(notes)?);
        let body = self.kept.line(*lines.get(notes.checked_sub(1)?)?);
        let note = self.kept.line(lines[notes]);
        let marked = first.starts_with(|c: char| c.is_numeric() || matches!(c, '*' | '†' | '‡' | '['));
        (marked && note.size < 0.93 * body.size && note.depth > body.depth).then_some(notes)
    }
}

impl KeptLine {
    /// Whether a full stop at its end is likely to end a paragraph, too.
    fn ends_sentence_short(&self) -> bool {
        self.right - self.left < 8.0 * self.size
    }
}

fn alike(a: &KeptLine, b: &KeptLine) -> bool {
    (a.size - b.size).abs() < 0.08 * a.size.max(b.size)
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '»' | ')' | ']' | '\'' | '“')
}
