//! The order of a page's lines in the text: notes and floating tables or figures do not cut the paragraph that runs
//! on over the page's end, and a note does not get under a heading that comes after the place that calls it.

use std::ops::Range;

use super::{headings, letters::is_unspaced, runs::Runs, sections::Found};

/// How many lines of a table or figure are passed over in search of the paragraph that it cuts.
const DEEPEST: usize = 60;
/// A note's size is at most so many times that of the text.
const SMALLER: f32 = 0.93;

/// Says in which order the lines of each page are read.
pub(super) struct Order<'a> {
    runs: Runs<'a>,
    /// The lines on which headings begin, in order.
    headings: Vec<usize>,
    /// For each line, whether it is of a heading.
    is_heading: Vec<bool>,
    usual_size: f32,
}

/// What stands where on a page: positions, one after the other.
#[derive(Clone, Debug)]
struct Parts {
    /// A table or figure at the head, above the paragraph that runs on from the page before.
    top: Range<usize>,
    main: Range<usize>,
    /// A table or figure at the foot, below the paragraph that runs on to the next page.
    bottom: Range<usize>,
    notes: Range<usize>,
}

impl<'a> Order<'a> {
    pub(super) fn new(runs: Runs<'a>, found: &[Found]) -> Self {
        let usual_size = runs.body.kept.usual_size();
        let printed = || found.iter().map(|found| found.print).filter(|print| print.end > print.first);
        let mut is_heading = vec![false; runs.body.len()];
        printed().for_each(|print| is_heading[print.first..print.end].fill(true));
        Self { headings: printed().map(|print| print.first).collect(), is_heading, runs, usual_size }
    }

    /// The positions of a page's lines in the order in which they are strung together.
    pub(super) fn of_page(&self, page: usize) -> Vec<usize> {
        let all = self.runs.body.pages()[page].clone();
        if all.is_empty() {
            return Vec::new();
        }
        let parts = self.parts(page);
        let Parts { top, main, bottom, notes } = parts.clone();
        let mut order: Vec<usize> = main.clone().collect();
        if !top.is_empty() {
            let behind = self.paragraph_end(&main) - main.start;
            order.splice(behind..behind, top);
        }
        // Before the last paragraph, where that runs on to the next page.
        let last = main.end.checked_sub(1).filter(|last| main.contains(last));
        let continued =
            (!bottom.is_empty() || !notes.is_empty()) && last.is_some_and(|last| self.is_continued(last, page));
        let cut = last.filter(|_| continued).and_then(|last| self.paragraph_start(&main, last));
        let mut tail = order
            .split_off(cut.map_or(order.len(), |cut| order.iter().position(|&at| at == cut).unwrap_or(order.len())));
        order.extend(bottom);
        for note in self.each_note(&notes) {
            let place = self.place_of_note(&note, &main).and_then(|heading| order.iter().position(|&at| at == heading));
            let place = place.unwrap_or(order.len());
            order.splice(place..place, note);
        }
        order.append(&mut tail);
        order
    }

    fn parts(&self, page: usize) -> Parts {
        let all = self.runs.body.pages()[page].clone();
        let notes = self.notes(&all).unwrap_or(all.end)..all.end;
        let top = all.start..self.end_of_top(page, all.start..notes.start).unwrap_or(all.start);
        let main = top.end..notes.start;
        let bottom = self.start_of_bottom(page, &main).unwrap_or(main.end)..main.end;
        Parts { main: main.start..bottom.start, top, bottom, notes }
    }

    /// Where the notes at the foot of a page begin.
    fn notes(&self, all: &Range<usize>) -> Option<usize> {
        let body = self.runs.body;
        let first = all.end - all.clone().rev().take_while(|&at| self.is_small(at)).count();
        if first == all.end || first == all.start {
            return None;
        }
        let (text, note) = (body.line(first - 1), body.line(first));
        let placed = note.size < SMALLER * text.size && note.depth > text.depth.min(0.4 * (text.depth + text.height));
        let marked = mark(body.shown(first)).is_some();
        (placed && (marked || self.carries_on_a_note(first))).then_some(first)
    }

    /// Whether small lines at the foot go on with a note of the page before.
    fn carries_on_a_note(&self, first: usize) -> bool {
        let body = self.runs.body;
        let page = body.page_of(first);
        let Some(last) = page.checked_sub(1).and_then(|before| body.pages()[before].clone().next_back()) else {
            return false;
        };
        self.is_small(last) && self.runs.surely(last, first)
    }

    /// Each note: from a mark to the next.
    fn each_note(&self, notes: &Range<usize>) -> Vec<Range<usize>> {
        let mut out: Vec<Range<usize>> = Vec::new();
        let mut number: Option<u32> = None;
        for at in notes.clone() {
            let value = mark(self.runs.body.shown(at)).map(|mark| mark.parse().ok());
            let begins = match (value, number) {
                (None, _) => false,
                (Some(Some(value)), Some(before)) => value == before + 1,
                _ => true,
            };
            match out.last_mut().filter(|_| !begins) {
                Some(note) => note.end = at + 1,
                None => {
                    number = value.flatten();
                    out.push(at..at + 1);
                }
            }
        }
        out
    }

    /// The heading before which a note belongs: the one that ends the section in which it is called.
    fn place_of_note(&self, note: &Range<usize>, main: &Range<usize>) -> Option<usize> {
        let from = self.headings.partition_point(|&heading| heading < main.start);
        let here: Vec<usize> =
            self.headings[from..].iter().copied().take_while(|heading| main.contains(heading)).collect();
        if here.is_empty() {
            return None;
        }
        let mark = mark(self.runs.body.shown(note.start))?;
        let calls = |at: &usize| !self.is_heading[*at] && calls(self.runs.body.shown(*at), mark);
        let called = main.clone().rev().find(calls)?;
        here.into_iter().find(|&heading| heading > called)
    }

    /// Where a table or figure at the head of a page ends, if it stands in a paragraph.
    fn end_of_top(&self, page: usize, all: Range<usize>) -> Option<usize> {
        let body = self.runs.body;
        let before = (0..page).rev().find(|&page| !body.pages()[page].is_empty())?;
        let lines = body.pages()[before].clone();
        let last = self.notes(&lines).unwrap_or(lines.end).checked_sub(1)?;
        if all.is_empty() || self.runs.on(last, all.start) {
            return None;
        }
        let until = all.end.min(all.start + DEEPEST);
        let caption = (all.start..until).find(|&at| headings::is_caption(body.shown(at)))?;
        let heading = self.headings.partition_point(|&heading| heading < all.start);
        let until = self.headings.get(heading).map_or(until, |&heading| until.min(heading));
        (caption + 1..until).find(|&at| body.opens(at) && !self.is_small(at) && self.runs.surely(last, at))
    }

    /// Where a table or figure at the foot of a page begins, if it stands in a paragraph.
    fn start_of_bottom(&self, page: usize, main: &Range<usize>) -> Option<usize> {
        let body = self.runs.body;
        let last = main.end.checked_sub(1).filter(|last| main.contains(last))?;
        let next = self.next_text(page)?;
        if self.runs.on(last, next) {
            return None;
        }
        let from = main.start.max(main.end.saturating_sub(DEEPEST));
        let caption = (from..main.end).rev().find(|&at| headings::is_caption(body.shown(at)))?;
        let heading = self.headings.partition_point(|&heading| heading < caption);
        if self.headings.get(heading).is_some_and(|heading| main.contains(heading)) {
            return None; // text that has a heading is no part of a figure
        }
        let from = heading.checked_sub(1).map_or(from, |at| from.max(self.headings[at] + 1));
        // From the caption upwards: what is in the figure, then the paragraph.
        let runs_on = |at: &usize| body.opens(at + 1) && !self.is_small(*at) && self.runs.surely(*at, next);
        (from..caption).rev().find(runs_on).map(|at| at + 1)
    }

    /// The first line of the text of the next page that has some.
    fn next_text(&self, page: usize) -> Option<usize> {
        let body = self.runs.body;
        let next = (page + 1..body.pages().len()).find(|&page| !body.pages()[page].is_empty())?;
        let all = body.pages()[next].clone();
        let end = self.notes(&all).unwrap_or(all.end);
        Some(self.end_of_top(next, all.start..end).unwrap_or(all.start))
    }

    /// Whether a line is set smaller than the text.
    fn is_small(&self, at: usize) -> bool {
        self.runs.body.line(at).size < SMALLER * self.usual_size
    }

    fn is_continued(&self, last: usize, page: usize) -> bool {
        self.next_text(page).is_some_and(|next| self.runs.on(last, next))
    }

    /// One past the last line of the first paragraph.
    fn paragraph_end(&self, main: &Range<usize>) -> usize {
        main.clone().find(|&at| self.runs.body.is_ended(at)).map_or(main.end, |at| at + 1)
    }

    /// The first line of the paragraph of a line; `None` where that began on the page before.
    fn paragraph_start(&self, main: &Range<usize>, last: usize) -> Option<usize> {
        let body = self.runs.body;
        let ends = |at: &usize| body.line(*at).ends_paragraph || body.number(*at) + 1 != body.number(*at + 1);
        (main.start..last).rev().find(ends).map(|at| at + 1)
    }
}

/// The mark at the beginning of a note.
fn mark(shown: &str) -> Option<&str> {
    let first = shown.split_whitespace().next()?;
    let bare = first.trim_matches(['[', ']', '(', ')', '.']);
    // The mark may stick to the note's first word: "1The only borrower".
    let number = &bare[..bare.find(|c: char| !c.is_numeric()).unwrap_or(bare.len())];
    let numbered = (1..=3).contains(&number.chars().count()) && !bare[number.len()..].starts_with(['.', ',', '-', ':']);
    let sign = &bare[..bare.find(|c| !matches!(c, '*' | '†' | '‡' | '§' | '¶')).unwrap_or(bare.len())];
    if numbered { Some(number) } else { Some(sign).filter(|sign| !sign.is_empty()) }
}

/// Whether a line has the call for the note with a mark: as a word by itself or, where words are not spaced, behind a
/// letter ("である1。").
fn calls(shown: &str, mark: &str) -> bool {
    // "[1]" calls a reference, "(1)" counts.
    let counts = |word: &str| word.starts_with('(') && word.trim_end_matches(['.', ',']).ends_with(')');
    let is_word = |word: &str| word.trim_matches(['(', ')', '.', ',']) == mark && !counts(word);
    let is_call = |(at, _): (usize, &str)| {
        let before = shown[..at].chars().next_back();
        let after = shown[at + mark.len()..].chars().next();
        before.is_some_and(is_unspaced) && !after.is_some_and(char::is_numeric)
    };
    shown.split_whitespace().any(is_word) || shown.match_indices(mark).any(is_call)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_begin_with_marks_and_are_called() {
        assert_eq!(mark("12 See Amberley"), Some("12"));
        assert_eq!(mark("1The only borrower"), Some("1"));
        assert_eq!(mark("† Ibidem"), Some("†"));
        assert!(mark("1.2 Data").is_none() && mark("In 1998").is_none());
        assert!(calls("had just had twins. 1", "1") && calls("寡黙である1。本論文", "1"));
        assert!(!calls("such as (1) wells or (2) springs", "1") && calls("(as in Docker 1)", "1"));
        assert!(!calls("[1] Amberley, B.", "1") && !calls("in 1991 and 21 days", "1") && !calls("である12。", "1"));
    }
}
