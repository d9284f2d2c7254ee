//! The way back: which boxes on the page show a stretch of the text.

use std::ops::Range;

use super::{layout::shown, letters::is_right_to_left, tiling::tile};
use crate::page::{Line, Page, Rect, Word};

/// The boxes that show each of `ranges` (bytes of `content_of_page`) on a page, one for each line or part of a line; none where
/// any of its letters is not found on the page again.
///
/// `content_of_page` is the stretch of [`super::Text::content`] from the page's start to the next one's; `page` the same
/// page laid out anew. Where it has [`Page::letters`], boxes are those of the letters alone; else letters count as equally wide.
pub fn boxes(page: &Page, content_of_page: &str, ranges: &[Range<usize>]) -> Vec<Vec<Rect>> {
    if ranges.is_empty() {
        return Vec::new();
    }
    let lines = placed(page, content_of_page);
    let boxes_of = |range: &Range<usize>| {
        let shown = content_of_page.get(range.clone()).unwrap_or_default();
        let letters: usize = shown.chars().filter(|c| !c.is_whitespace()).map(char::len_utf8).sum();
        let here = || lines.iter().filter(|line| common(&line.span, range).is_some());
        let known = here().flat_map(|line| &line.places).filter_map(|place| common(place, range));
        let stands = known.map(|part| part.len()).sum::<usize>() == letters;
        here().filter(|_| stands).flat_map(|line| line.boxes(page, range)).collect()
    };
    ranges.iter().map(boxes_of).collect()
}

/// A line of the page that is in the text.
struct Placed {
    line: usize,
    /// Where it stands in the text,
    span: Range<usize>,
    /// and where each of its words does.
    places: Vec<Range<usize>>,
}

fn placed(page: &Page, content: &str) -> Vec<Placed> {
    let lines: Vec<String> = page.lines.iter().map(|line| shown(page, line)).collect();
    let starts = tile(&lines, content);
    starts.into_iter().enumerate().filter_map(|(line, start)| Some(Placed::new(page, line, content, start?))).collect()
}

impl Placed {
    fn new(page: &Page, line: usize, content: &str, start: usize) -> Self {
        let mut at = start;
        let mut place = |word: &Word| {
            let text = page.text.get(word.start as usize..word.end as usize).unwrap_or_default();
            let rest = content.get(at..).unwrap_or_default();
            at += usize::from(rest.starts_with(' '));
            let is_whole = rest.trim_start_matches(' ').starts_with(text);
            // The last word of a line may have lost its hyphen.
            let hyphen = text.chars().next_back().filter(|_| !is_whole).map_or(0, char::len_utf8);
            let begin = at;
            at += text.len() - hyphen;
            begin..at
        };
        let places: Vec<Range<usize>> = words_of(page, line).iter().map(&mut place).collect();
        Self { line, span: start..at, places }
    }

    /// What shows a stretch of the text on this line: one box, unless other words stand between its parts.
    fn boxes(&self, page: &Page, range: &Range<usize>) -> Vec<Rect> {
        let words = words_of(page, self.line).iter().zip(&self.places);
        let parts =
            words.map(|(word, place)| (word, common(place, range).and_then(|within| part(word, page, place, within))));
        let parts: Vec<(&Word, Option<Rect>)> = parts.collect();
        let others = || parts.iter().filter(|(_, part)| part.is_none()).map(|(word, _)| word.bounds);
        let mut out: Vec<Rect> = Vec::new();
        for part in parts.iter().filter_map(|(_, part)| *part) {
            let whole = out.last().map(|last| last.union(part));
            match (whole.filter(|whole| !others().any(|other| holds(*whole, other))), out.last_mut()) {
                (Some(whole), Some(last)) => *last = whole,
                _ => out.push(part),
            }
        }
        out
    }
}

fn words_of(page: &Page, line: usize) -> &[Word] {
    let Line { first, last, .. } = page.lines[line];
    page.words.get(first as usize..last as usize).unwrap_or_default()
}

/// The box of the letters of a word that lie in `within`, a part of its place in the text.
fn part(word: &Word, page: &Page, place: &Range<usize>, within: Range<usize>) -> Option<Rect> {
    let byte = |at: usize| word.start + (at - place.start) as u32;
    let (from, to) = (byte(within.start), byte(within.end));
    if (from, to) == (word.start, word.end) {
        return Some(word.bounds);
    }
    let before = |byte: u32| page.letters.partition_point(|letter| letter.start < byte);
    let letters = &page.letters[before(word.start)..before(word.end)];
    // A letter lasts until the next one.
    let first = letters.partition_point(|letter| letter.start <= from).saturating_sub(1);
    let shown = letters.iter().skip(first).take_while(|letter| letter.start < to).map(|letter| letter.bounds);
    shown.reduce(Rect::union).or_else(|| share(word, page, from..to))
}

/// The part of a word's box that bytes of it take where all its letters are equally wide.
fn share(word: &Word, page: &Page, bytes: Range<u32>) -> Option<Rect> {
    let count = |from: u32, to: u32| page.text.get(from as usize..to as usize).map(|text| text.chars().count() as f32);
    let all = count(word.start, word.end)?.max(1.0);
    let (from, to) = (count(word.start, bytes.start)? / all, count(word.start, bytes.end)? / all);
    let Rect { x0, y0, x1, y1 } = word.bounds;
    let runs_level = x1 - x0 >= y1 - y0 || all < 2.0;
    if !runs_level || page.text.get(word.start as usize..word.end as usize)?.contains(is_right_to_left) {
        return Some(word.bounds);
    }
    let at = |share: f32| x0 + (x1 - x0) * share;
    Some(Rect { x0: at(from), y0, x1: at(to), y1 })
}

fn common(a: &Range<usize>, b: &Range<usize>) -> Option<Range<usize>> {
    let (start, end) = (a.start.max(b.start), a.end.min(b.end));
    (start < end).then_some(start..end)
}

/// Whether the middle of `other` lies within `rect`.
fn holds(rect: Rect, other: Rect) -> bool {
    let (x, y) = ((other.x0 + other.x1) / 2.0, (other.y0 + other.y1) / 2.0);
    rect.x0 < x && x < rect.x1 && rect.y0 < y && y < rect.y1
}

#[cfg(test)]
mod tests {
    use super::{
        super::{
            lay_out_closely,
            synthetic::{blank, glyph, set},
        },
        *,
    };
    use crate::page::Glyph;

    fn edges(rects: &[Rect]) -> Vec<(f32, f32)> {
        rects.iter().map(|rect| (rect.x0.round(), rect.x1.round())).collect()
    }

    #[test]
    fn a_box_is_that_of_the_letters_alone() {
        let mut page = blank(1);
        // A narrow l, then "non-", a wide m, a comma and leaders, in one word.
        for (c, x, width) in [('l', 100.0, 2.0), ('-', 102.0, 3.0), ('m', 105.0, 9.0), (',', 114.0, 2.0)] {
            page.glyphs.push(Glyph { dx: width, ..glyph(c, x, 700.0, 10.0) });
        }
        (0..20).for_each(|n| page.glyphs.push(Glyph { dx: 2.0, ..glyph('.', 116.0 + 2.0 * n as f32, 700.0, 10.0) }));
        let content = "l-m,....................\n";
        let [l, m, all] = boxes(&lay_out_closely(&page), content, &[0..1, 2..3, 0..3]).try_into().unwrap();
        assert_eq!(
            (edges(&l), edges(&m), edges(&all)),
            (vec![(100.0, 102.0)], vec![(105.0, 114.0)], vec![(100.0, 114.0)])
        );
    }

    #[test]
    fn a_mark_that_is_not_there_any_more_has_no_box() {
        let mut page = blank(1);
        set(&mut page, "the first line of this page", 100.0, 700.0, 10.0);
        set(&mut page, "and a last line of the same", 100.0, 680.0, 10.0);
        let content = "the first line of this page and the last line of the same\n";
        let found = boxes(&lay_out_closely(&page), content, &[4..9, 28..31, 22..31, 32..35]);
        assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [1, 0, 0, 0], "no other \"the\" stands in for one");
    }

    #[test]
    fn words_that_are_not_marked_part_a_box() {
        // As in a line of two scripts: what is said together stands apart.
        let mut page = lay_out_closely(&{
            let mut page = blank(1);
            set(&mut page, "one two three", 100.0, 700.0, 10.0);
            page
        });
        page.words.swap(1, 2);
        let found = boxes(&page, "one three two\n", std::slice::from_ref(&(0..9)));
        assert_eq!(edges(&found[0]), [(100.0, 115.0), (136.0, 161.0)]);
    }
}
