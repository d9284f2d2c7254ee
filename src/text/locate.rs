//! The way back: which boxes on the page show a stretch of the text.

use std::ops::Range;

use crate::page::{Page, Rect, Word};

/// How many characters ahead a word is looked for in the text before it is given up (it may be a running head's).
const AHEAD: usize = 6000;

/// The boxes that show each of `ranges` (bytes of `content_of_page`) on a page, one for each line or part of a line.
///
/// `content_of_page` is the stretch of [`super::Text::content`] from the page's start to the next one's; `page` the same
/// page laid out anew. Letters and digits are aligned in order; what was joined, moved or left out is found again.
pub fn boxes(page: &Page, content_of_page: &str, ranges: &[Range<usize>]) -> Vec<Vec<Rect>> {
    let places = align(page, content_of_page);
    ranges.iter().map(|range| boxes_of(page, content_of_page, &places, range)).collect()
}

fn boxes_of(page: &Page, content: &str, places: &[Option<Range<usize>>], range: &Range<usize>) -> Vec<Rect> {
    let mut out: Vec<(usize, Rect)> = Vec::new();
    for (line_at, line) in page.lines.iter().enumerate() {
        for at in line.first as usize..line.last as usize {
            let (Some(Some(place)), Some(word)) = (places.get(at), page.words.get(at)) else { continue };
            let Some(rect) = part(word, page, content, place, range) else { continue };
            match out.last_mut().filter(|(same, _)| *same == line_at) {
                Some((_, whole)) => *whole = whole.union(rect),
                None => out.push((line_at, rect)),
            }
        }
    }
    out.into_iter().map(|(_, rect)| rect).collect()
}

/// For each word of the page, where it stands in the text.
fn align(page: &Page, content: &str) -> Vec<Option<Range<usize>>> {
    let text = Letters::of(content);
    let mut places = vec![None; page.words.len()];
    let mut taken = vec![false; text.chars.len()];
    let mut cursor = 0;
    let mut missed = Vec::new();
    for (at, word) in page.words.iter().enumerate() {
        let wanted = letters(shown(page, word));
        let found = text.find(&wanted, cursor, NEAR, &taken);
        match found {
            Some(start) => cursor = take(&mut places[at], &text, &mut taken, start, wanted.len()),
            None if !wanted.is_empty() => missed.push((at, wanted)),
            None => {}
        }
    }
    resume(&mut places, &text, &mut taken, missed);
    places
}

/// How far ahead a word is looked for at first, in letters.
const NEAR: usize = 40;

/// Words that are not where they were expected: runs of them are looked for in the whole rest.
fn resume(places: &mut [Option<Range<usize>>], text: &Letters, taken: &mut [bool], missed: Vec<(usize, Vec<char>)>) {
    let mut cursor = 0;
    let mut expected = None;
    for (at, wanted) in missed {
        let near = expected == Some(at);
        let from = if near { cursor } else { 0 };
        let reach = if near { NEAR } else { AHEAD };
        if let Some(start) = text.find(&wanted, from, reach, taken) {
            cursor = take(&mut places[at], text, taken, start, wanted.len());
            expected = Some(at + 1);
        }
    }
}

fn take(place: &mut Option<Range<usize>>, text: &Letters, taken: &mut [bool], start: usize, length: usize) -> usize {
    *place = Some(text.offsets[start]..text.offsets[start + length - 1] + text.widths[start + length - 1]);
    taken[start..start + length].fill(true);
    start + length
}

/// The letters and digits of a text, and where they stand in it.
struct Letters {
    chars: Vec<char>,
    offsets: Vec<usize>,
    widths: Vec<usize>,
    /// Whether nothing but a sign or space, or the text's beginning, stands before it.
    opens: Vec<bool>,
}

impl Letters {
    fn of(text: &str) -> Self {
        let mut out = Self { chars: Vec::new(), offsets: Vec::new(), widths: Vec::new(), opens: Vec::new() };
        let mut opens = true;
        for (at, c) in text.char_indices() {
            if c.is_alphanumeric() {
                out.chars.push(c);
                out.offsets.push(at);
                out.widths.push(c.len_utf8());
                out.opens.push(opens);
            }
            opens = !c.is_alphanumeric();
        }
        out
    }

    /// The first place at or after `from`, at most `reach` letters ahead, where the letters stand and are free. Where
    /// they do not follow at once they must be a word's beginning.
    fn find(&self, wanted: &[char], from: usize, reach: usize, taken: &[bool]) -> Option<usize> {
        let last = self.chars.len().checked_sub(wanted.len())?;
        let fits = |&at: &usize| {
            (at == from || self.opens[at])
                && self.chars[at..].starts_with(wanted)
                && !taken[at..at + wanted.len()].contains(&true)
        };
        if wanted.is_empty() { None } else { (from..=last.min(from + reach)).find(fits) }
    }
}

fn letters(word: &str) -> Vec<char> {
    word.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn shown<'a>(page: &'a Page, word: &Word) -> &'a str {
    page.text.get(word.start as usize..word.end as usize).unwrap_or_default()
}

/// The part of a word's box that shows what of it lies in `range`, its letters taken as equally wide.
fn part(word: &Word, page: &Page, content: &str, place: &Range<usize>, range: &Range<usize>) -> Option<Rect> {
    let (start, end) = (place.start.max(range.start), place.end.min(range.end));
    if start >= end {
        return None;
    }
    let count = |from: usize, to: usize| content.get(from..to).map_or(0, |text| text.chars().count()) as f32;
    let all = (shown(page, word).chars().count() as f32).max(count(place.start, place.end)).max(1.0);
    let lead = shown(page, word).chars().take_while(|c| !c.is_alphanumeric()).count() as f32;
    let (from, to) = ((lead + count(place.start, start)) / all, (lead + count(place.start, end)) / all);
    let whole = start == place.start && end == place.end;
    let Rect { x0, y0, x1, y1 } = word.bounds;
    let runs_level = x1 - x0 >= y1 - y0 || all < 2.0;
    if whole || !runs_level || shown(page, word).contains(super::letters::is_right_to_left) {
        return Some(word.bounds);
    }
    let at = |share: f32| x0 + (x1 - x0) * share.min(1.0);
    Some(Rect { x0: at(from), y0, x1: at(to), y1 })
}
