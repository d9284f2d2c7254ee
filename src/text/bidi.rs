//! Lines of right-to-left scripts: from places on the page to the order of speech.
//!
//! Programs draw them in every way: glyph by glyph to the left, or whole runs from left to right; a word may be drawn in
//! several runs. So words are put in order by their places, and what no space parts is one word.

use super::{
    letters::{is_left_to_right, is_right_to_left},
    words::Words,
};
use crate::page::{Page, Rect, Word};

/// Widest gap within a word, ems.
const GAP: f32 = 0.12;
/// How much nearer to one edge a line that is set to it stands, ems.
const SET_IN: f32 = 2.0;

/// Turns a line of right-to-left words into the order of speech; its runs of other words keep theirs. `page` is from where to
/// where the lines of a page of such words reach.
pub(super) fn to_logical(line: &mut [u32], words: &Words, page: Option<(f32, f32)>) -> bool {
    let shown = |slot: u32| words.shown(&words.pieces[slot as usize]);
    let is_leftward = |&slot: &u32| shown(slot).contains(is_right_to_left);
    let leftward = line.iter().filter(|slot| is_leftward(slot)).count();
    let is_rightward = |slot: &&u32| !is_leftward(slot) && shown(**slot).contains(char::is_alphabetic);
    let rightward = line.iter().filter(is_rightward).count();
    // On a page of such words, a line that begins with one is theirs whatever else is in it, and so are one of theirs that is
    // set to the right, and an entry of which the page number stands at the left.
    let is_set_right = page.is_some_and(|page| is_set_right(line, words, page));
    let is_entry = page.is_some_and(|page| is_entry(line, words, page, leftward == 0));
    let opens = || {
        let mut strong = line.iter().rev().filter(|&slot| is_leftward(slot) || is_rightward(&slot));
        is_entry || leftward > 0 && is_set_right || strong.next().is_some_and(is_leftward)
    };
    if leftward <= rightward && !(page.is_some() && opens()) {
        return false;
    }
    line.reverse();
    let end = line.len() - usize::from(is_entry);
    let is_strong = |slot: &u32| shown(*slot).contains(is_left_to_right);
    let mut start = 0;
    while start < end {
        // Signs belong to such a run only between two of its words, and to the line at its ends.
        let run = line[start..end].iter().take_while(|slot| !is_leftward(slot) && !is_leader(shown(**slot)));
        let length = run.enumerate().filter(|(_, slot)| is_strong(slot)).map(|(at, _)| at + 1).last().unwrap_or(0);
        let rest = &line[start..start + length];
        // A number before a sign that stands free is of the words to its right: "تصویر 2 - Server".
        let stands_free = |right: u32, left: u32| {
            let (right, left) = (&words.pieces[right as usize], &words.pieces[left as usize]);
            right.left - left.right > GAP * right.size
        };
        let counts = matches!(*rest, [number, sign, ..] if shown(number).chars().all(char::is_numeric)
            && !is_strong(&sign) && stands_free(number, sign))
            && rest.iter().any(|slot| shown(*slot).contains(char::is_alphabetic));
        let length = if is_strong(&line[start]) && !counts { length } else { 0 };
        line[start..start + length].reverse();
        start += length.max(1);
    }
    true
}

/// Whether a line stands nearer to the right edge of its page's lines than to the left one.
fn is_set_right(line: &[u32], words: &Words, page: (f32, f32)) -> bool {
    let piece = |slot: &u32| &words.pieces[*slot as usize];
    let (Some(first), Some(last)) = (line.first().map(piece), line.last().map(piece)) else { return false };
    first.left - page.0 > page.1 - last.right + SET_IN * first.size
}

/// Whether a line is an entry of a contents page: its number, and behind leaders what it names, or, where that has no word of
/// such a script, set to the right.
fn is_entry(line: &[u32], words: &Words, page: (f32, f32), is_foreign: bool) -> bool {
    let [number, ref title @ ..] = *line else { return false };
    let shown = |slot: u32| words.shown(&words.pieces[slot as usize]);
    let Some(&next) = title.first().filter(|_| shown(number).chars().all(char::is_numeric)) else { return false };
    is_leader(shown(next)) || is_foreign && is_set_right(title, words, page)
}

/// Whether a word is the leaders between an entry and its page: what stands on their sides is not one run.
fn is_leader(word: &str) -> bool {
    word.chars().count() > 2 && word.chars().all(|c| matches!(c, '.' | '·' | '…' | '_'))
}

/// Joins neighbours of right-to-left lines that were drawn apart but stand together. The text must follow the words.
pub(super) fn join_runs(page: &mut Page) {
    let Page { words, lines, text, .. } = page;
    let mut kept = 0;
    for line in lines.iter_mut() {
        let first = kept;
        let shown = |word: &Word| &text[word.start as usize..word.end as usize];
        let leftward =
            words[line.first as usize..line.last as usize].iter().any(|word| shown(word).contains(is_right_to_left));
        for at in line.first as usize..line.last as usize {
            let word = words[at];
            if leftward && kept > first && are_one(&words[kept - 1], &word, text) {
                let whole = &mut words[kept - 1];
                whole.end = word.end;
                whole.bounds = union(whole.bounds, word.bounds);
            } else {
                words[kept] = word;
                kept += 1;
            }
        }
        line.first = first as u32;
        line.last = kept as u32;
    }
    words.truncate(kept);
}

/// Whether no space parts two words that follow each other, and they are of one script: signs are of either.
fn are_one(word: &Word, next: &Word, text: &str) -> bool {
    let shown = |word: &Word| &text[word.start as usize..word.end as usize];
    let gap = (word.bounds.x0 - next.bounds.x1).max(next.bounds.x0 - word.bounds.x1);
    let size = word.size.max(next.size);
    let leftward = [word, next].iter().any(|word| shown(word).contains(is_right_to_left));
    let rightward = [word, next].iter().any(|word| shown(word).contains(is_left_to_right));
    word.end == next.start
        && gap < GAP * size
        && gap > -0.5 * size
        && (word.bounds.y0 - next.bounds.y0).abs() < 0.2 * size
        && !(leftward && rightward)
}

fn union(a: Rect, b: Rect) -> Rect {
    Rect { x0: a.x0.min(b.x0), y0: a.y0.min(b.y0), x1: a.x1.max(b.x1), y1: a.y1.max(b.y1) }
}
