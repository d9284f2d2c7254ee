//! One page: glyphs to words, words to lines, lines to reading order.

use super::{
    bidi,
    frame::Frame,
    letters::is_unspaced,
    order,
    paragraphs::{self, Shape},
    rows::{self, Reach, Row},
    words::{self, Piece, Words},
};
use crate::page::{GlyphPage, Letter, Line, Page, Rect, Word};

/// Depth of a line below its baseline, ems: the tails of nearly all faces end above it.
pub(super) const DESCENT: f32 = 0.25;
/// What parts two sentences of a loose line at most, ems.
const SENTENCE_GAP: f32 = 2.5;
/// Height of a line above its baseline, ems.
const ASCENT: f32 = 0.78;

/// Reads the words and lines of a page, in reading order.
///
/// Each glyph of which the font says what it means is in a word, once; spaces, glyphs off the page, private-use
/// characters and joiners are not.
pub fn lay_out(page: &GlyphPage) -> Page {
    laid_out(page, false)
}

/// The same page, with the places of its letters.
pub fn lay_out_closely(page: &GlyphPage) -> Page {
    laid_out(page, true)
}

fn laid_out(page: &GlyphPage, closely: bool) -> Page {
    let words = words::words(page, closely);
    let (rows, row_of, order) = lines_in_order(&words);
    let slots = Slots::new(&rows, &row_of, &words);
    let mut out = Page {
        number: page.number,
        bounds: page.bounds,
        rotation: page.rotation,
        unmapped: words.unmapped,
        private: words.private,
        image_share: page.image_share,
        words: Vec::with_capacity(words.pieces.len()),
        lines: Vec::with_capacity(rows.len()),
        ..Page::default()
    };
    let mut shapes = Vec::with_capacity(rows.len());
    let mut in_order = true;
    let mut before = 0;
    for &index in &order {
        let first = out.words.len() as u32;
        for &slot in slots.of(index) {
            let piece = &words.pieces[slot as usize];
            in_order &= piece.start >= before;
            before = piece.start;
            out.words.push(word(piece, &words));
            out.letters.extend(letters(piece, &words));
        }
        let last = out.words.len() as u32;
        let bounds = out.words[first as usize..].iter().map(|word| word.bounds).reduce(Rect::union).unwrap_or_default();
        let row = rows[index as usize];
        out.lines.push(Line { first, last, bounds, size: row.size, ends_paragraph: false });
        shapes.push(shape(slots.of(index), row, &words));
    }
    out.text = words.text;
    if !in_order {
        reorder_text(&mut out);
    }
    if slots.right_to_left > 0 {
        bidi::join_runs(&mut out);
    }
    if slots.right_to_left * 2 > rows.len() {
        shapes.iter_mut().for_each(mirror);
    }
    for (line, ends) in out.lines.iter_mut().zip(paragraphs::ends(&shapes)) {
        line.ends_paragraph = ends;
    }
    out
}

/// Whether a line ends with a page number behind leaders or a wide gap.
fn is_entry(line: &[u32], row: &Row, words: &Words) -> bool {
    let [.., before, last] = *line else { return false };
    let shown = |slot: u32| {
        let piece = &words.pieces[slot as usize];
        &words.text.as_bytes()[piece.start as usize..piece.end as usize]
    };
    let is_number = |word: &[u8]| word.iter().all(u8::is_ascii_digit) || word.iter().all(|b| b"ivxlc".contains(b));
    let behind_gap = row.gap.is_some_and(|(_, to)| to == words.pieces[last as usize].left);
    is_number(shown(last)) && (behind_gap || shown(before).ends_with(b"...") || shown(before) == b".")
}

/// What paragraphs ask of a line.
fn shape(line: &[u32], mut row: Row, words: &Words) -> Shape {
    let shown = |&slot: &u32| {
        let piece = &words.pieces[slot as usize];
        &words.text[piece.start as usize..piece.end as usize]
    };
    let first = line.first().map_or("", shown);
    let last = line.last().map_or("", shown).trim_end_matches([')', '”', '"']);
    let is_entry = is_entry(line, &row, words);
    // Between sentences a loose line has its widest gaps; columns are further apart.
    let ends_at = |slot: &&u32, from: f32| words.pieces[**slot as usize].right == from;
    let stops_before =
        |from: f32| line.iter().find(|slot| ends_at(slot, from)).is_some_and(|slot| ends_phrase(shown(slot)));
    row.gap = row.gap.filter(|&(from, to)| is_entry || to - from > SENTENCE_GAP * row.size || !stops_before(from));
    Shape {
        row,
        first_word: line.first().map_or(0.0, |&slot| words.pieces[slot as usize].width()),
        is_entry,
        stops: last.ends_with(['.', '!', '?', ':', ';']),
        goes_on: first.trim_start_matches('(').starts_with(char::is_lowercase) && !is_item(first),
        is_capital: first.starts_with(char::is_uppercase),
        is_item: line.len() > 1 && is_item(first),
    }
}

fn ends_phrase(word: &str) -> bool {
    word.strip_suffix(['.', ',', ';', ':', '!', '?']).is_some_and(|word| word.ends_with(char::is_alphanumeric))
}

/// Whether a word is a bullet, or the number or letter of an item: `(a)`, `12.`, `iv)`, `[3]`.
fn is_item(word: &str) -> bool {
    let bare = word.trim_start_matches(['(', '[']).trim_end_matches(['.', ')', ']']);
    let marked = word.ends_with(['.', ')', ']']);
    let is_count = bare.len() < 4 && bare.bytes().all(|byte| byte.is_ascii_digit() || b"ivx".contains(&byte));
    let is_bullet =
        matches!(word, "•" | "◦" | "∙" | "·" | "▪" | "■" | "○" | "●" | "‣" | "➢" | "*" | "∗" | "-" | "–" | "—");
    is_bullet || marked && !bare.is_empty() && (is_count || bare.len() == 1 && bare.starts_with(char::is_alphabetic))
}

/// Lines, the line of each word, and the lines' reading order.
fn lines_in_order(words: &Words) -> (Vec<Row>, Vec<u32>, Vec<u32>) {
    let (mut rows, mut row_of) = rows::rows(words, Reach::Row);
    if words.is_leftward() {
        rows::join_leftward(&mut rows, &mut row_of);
    }
    if order::runs_across_columns(&rows) || order::is_disordered(&rows) {
        let (rows, row_of) = rows::rows(words, Reach::Column);
        let order = order::by_place(&rows);
        return (rows, row_of, order);
    }
    if order::is_interleaved(&rows) {
        let order = order::by_height(&rows);
        return (rows, row_of, order);
    }
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order::set_notes_aside(&rows, &mut order);
    (rows, row_of, order)
}

/// The words of each line from its beginning to its end.
struct Slots {
    /// Indices of words, line by line.
    words: Vec<u32>,
    /// Where each line starts in `words`, and the end.
    starts: Vec<u32>,
    /// How many lines run from right to left.
    right_to_left: usize,
}

impl Slots {
    fn new(rows: &[Row], row_of: &[u32], words: &Words) -> Self {
        let mut starts = vec![0; rows.len() + 1];
        for &row in row_of {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows.len() {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut slots = vec![0; row_of.len()];
        for (piece, &row) in row_of.iter().enumerate() {
            slots[next[row as usize] as usize] = piece as u32;
            next[row as usize] += 1;
        }
        let mut out = Self { words: slots, starts, right_to_left: 0 };
        let leftward = words.right_to_left > 0;
        let page = words.is_leftward().then(|| reach(rows));
        for row in 0..rows.len() {
            let range = out.range(row);
            let line = &mut out.words[range];
            let left = |&slot: &u32| words.pieces[slot as usize].left;
            if !line.is_sorted_by_key(left) {
                line.sort_by(|a, b| left(a).total_cmp(&left(b)));
            }
            out.right_to_left += usize::from(leftward && bidi::to_logical(line, words, page));
        }
        out
    }

    fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row] as usize..self.starts[row + 1] as usize
    }

    fn of(&self, row: u32) -> &[u32] {
        &self.words[self.range(row as usize)]
    }
}

/// From where to where lines reach.
fn reach(rows: &[Row]) -> (f32, f32) {
    rows.iter().fold((f32::MAX, f32::MIN), |(left, right), row| (left.min(row.left), right.max(row.right)))
}

fn mirror(shape: &mut Shape) {
    let Row { left, right, .. } = shape.row;
    shape.row.left = -right;
    shape.row.right = -left;
}

fn word(piece: &Piece, words: &Words) -> Word {
    Word {
        start: piece.start,
        end: piece.end,
        bounds: bounds(piece, words, (piece.left, piece.right)),
        size: piece.size,
        font: piece.font,
        confidence: None,
    }
}

fn letters(piece: &Piece, words: &Words) -> impl Iterator<Item = Letter> {
    let extents = words.extents.within(piece.start..piece.end).iter();
    extents.map(|one| Letter { start: one.at, bounds: bounds(piece, words, (one.left, one.right)) })
}

/// The box of a part of a word: as high as letters of its size reach.
fn bounds(piece: &Piece, words: &Words, along: (f32, f32)) -> Rect {
    let frame = words.frames.get(usize::from(piece.frame)).copied().unwrap_or(Frame::LEVEL);
    frame.bounds(along, (piece.base - DESCENT * piece.size, piece.base + ASCENT * piece.size))
}

/// Makes the text follow the order of the words, in which the letters are already.
fn reorder_text(page: &mut Page) {
    let mut text = String::with_capacity(page.text.len());
    let mut letters = page.letters.iter_mut().peekable();
    for word in &mut page.words {
        let start = text.len() as u32;
        text.push_str(&page.text[word.start as usize..word.end as usize]);
        while let Some(letter) = letters.next_if(|letter| (word.start..word.end).contains(&letter.start)) {
            letter.start = letter.start - word.start + start;
        }
        word.start = start;
        word.end = text.len() as u32;
    }
    page.text = text;
}

/// The text of a line, with the spaces that a reader sees.
pub fn shown(page: &Page, line: &Line) -> String {
    let mut out = String::new();
    push_shown(page, line, &mut out);
    out
}

/// Adds the text of a line to a string.
pub(super) fn push_shown(page: &Page, line: &Line, out: &mut String) {
    let words = page.words.get(line.first as usize..line.last as usize).unwrap_or_default();
    for (at, word) in words.iter().enumerate() {
        if at > 0 && is_space_between(page, &words[at - 1], word) {
            out.push(' ');
        }
        out.push_str(&page.text[word.start as usize..word.end as usize]);
    }
}

/// Whether a reader sees a space between two words of a line that follow each other.
fn is_space_between(page: &Page, before: &Word, after: &Word) -> bool {
    if page.text.as_bytes()[before.end as usize - 1].is_ascii() && page.text.as_bytes()[after.start as usize].is_ascii()
    {
        return true;
    }
    let last = page.text[before.start as usize..before.end as usize].chars().next_back();
    let first = page.text[after.start as usize..after.end as usize].chars().next();
    let (last, first) = (last.unwrap_or(' '), first.unwrap_or(' '));
    if !is_unspaced(last) && !is_unspaced(first) {
        return true;
    }
    let (a, b) = (&before.bounds, &after.bounds);
    let gap = (b.x0 - a.x1).max(a.x0 - b.x1).max(b.y0 - a.y1).max(a.y0 - b.y1);
    let size = before.size.max(after.size);
    if is_unspaced(last) && is_unspaced(first) { gap > 0.4 * size } else { gap > 0.1 * size }
}
