//! Words to lines: a word joins the line that it touches on the same baseline.

use super::{
    letters::is_hyphen,
    words::{Piece, Words},
};

/// A line in its frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) frame: u16,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) base: f32,
    /// The em of most of its words.
    pub(super) size: f32,
    /// How sure `size` is: characters for it less characters against it.
    votes: i32,
    /// Its widest gap between two words, where that is wider than a reader's space: from, to.
    pub(super) gap: Option<(f32, f32)>,
    /// Whether its last word ends with a hyphen.
    pub(super) divided: bool,
}

/// How far to the right of a line a word may stand and still belong to it, in ems.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// As far as it likes, when it is drawn right after it: the cells of a table's row are one line.
    Row,
    /// No further than words stand apart: columns are kept apart.
    Column,
}

/// How far back a line is looked for that a word continues.
const LOOK_BACK: usize = 60;
/// Widest gap to a line that is not the last one drawn, ems: what parts words, and less than what parts columns.
const NEAR: f32 = 0.7;
/// How far below a line the next one of its column may stand, ems.
const NEXT_LINE: f32 = 4.0;
/// How far in a paragraph's first line may be set, ems.
const INDENT: f32 = 2.5;
/// Gaps within a line that may part two columns, ems.
const WIDE: f32 = 1.2;

/// Lines in the order of their first words, and for each word its line.
pub(super) fn rows(words: &Words, reach: Reach) -> (Vec<Row>, Vec<u32>) {
    let Words { pieces, text, .. } = words;
    let mut rows: Vec<Row> = Vec::with_capacity(pieces.len() / 8 + 4);
    let mut row_of = Vec::with_capacity(pieces.len());
    let shown = |piece: &Piece| &text[piece.start as usize..piece.end as usize];
    let leftward = words.is_leftward();
    let mut last = 0;
    for piece in pieces {
        let next = match rows.get(last) {
            Some(row) if row.continues(piece, reach) && !is_note(&rows[..last], row, piece) => last,
            Some(row) if row.holds_delimiter(piece) && is_delimiter(shown(piece)) => last,
            // The stroke of a fraction, and right-to-left text drawn in runs of which each goes from left to right.
            Some(row) if (leftward || shown(piece) == "\u{2044}") && row.spans(piece) => last,
            Some(row) if row.is_above(piece) => rows.len(),
            _ => {
                let from = rows.len().saturating_sub(LOOK_BACK);
                let touched = rows[from..].iter().rposition(|row| row.touches(piece));
                touched.map_or(rows.len(), |at| from + at)
            }
        };
        last = next;
        match rows.get_mut(last) {
            Some(row) => row.take(piece),
            None => rows.push(Row::of(piece)),
        }
        rows[last].divided = is_divided(shown(piece));
        row_of.push(last as u32);
    }
    (rows, row_of)
}

/// Whether a word ends with a hyphen (and is not one, as an empty cell's dash).
fn is_divided(word: &str) -> bool {
    word.strip_suffix(is_hyphen).is_some_and(|part| part.ends_with(char::is_alphabetic))
}

/// Whether a word is a bracket of a formula, or several.
fn is_delimiter(word: &str) -> bool {
    word.chars().all(|c| "(){}[]|‖⌊⌋⌈⌉⟨⟩".contains(c))
}

/// Whether a line, or the word that would continue it at a distance, is a note in the margin. Only a divided word tells: it
/// goes on at the beginning of its column's next line, and nothing else of its own line comes behind it.
fn is_note(before: &[Row], line: &Row, piece: &Piece) -> bool {
    if piece.left - line.right < line.size {
        return false;
    }
    let goes_on_here = |above: &Row| above.divided && line.right < above.left && above.leads_to(piece.left, piece.base);
    line.divided && line.right - line.left > line.size || before.last().is_some_and(goes_on_here)
}

/// Makes one line of those that were drawn one after the other on the same baseline, each to the left of the one before:
/// right-to-left text comes in runs, whose own words may stand in either order.
pub(super) fn join_leftward(rows: &mut Vec<Row>, row_of: &mut [u32]) {
    let mut kept: Vec<Row> = Vec::with_capacity(rows.len());
    let mut moved = Vec::with_capacity(rows.len());
    for row in rows.iter() {
        match kept.last_mut() {
            Some(before) if before.goes_on_leftward_in(row) => before.absorb(row),
            _ => kept.push(*row),
        }
        moved.push(kept.len() as u32 - 1);
    }
    row_of.iter_mut().for_each(|row| *row = moved[*row as usize]);
    *rows = kept;
}

impl Row {
    fn goes_on_leftward_in(&self, next: &Self) -> bool {
        let size = self.size.max(next.size);
        self.frame == next.frame && (self.base - next.base).abs() < 0.5 * size && next.right < self.left + 0.4 * size
    }

    fn absorb(&mut self, next: &Self) {
        self.left = self.left.min(next.left);
        self.right = self.right.max(next.right);
        if next.votes > self.votes {
            (self.size, self.base) = (next.size, next.base);
        }
        self.votes = self.votes.max(next.votes);
        self.gap = None;
        self.divided = next.divided;
    }

    /// Whether the next line of its column may begin here; a paragraph's first line may be set in.
    pub(super) fn leads_to(&self, left: f32, base: f32) -> bool {
        let drop = self.base - base;
        let out = self.left - left;
        out > -0.2 * self.size && out < INDENT * self.size && drop > 0.8 * self.size && drop < 1.7 * self.size
    }

    fn of(piece: &Piece) -> Self {
        Self {
            frame: piece.frame,
            left: piece.left,
            right: piece.right,
            base: piece.base,
            size: piece.size,
            votes: (piece.end - piece.start) as i32,
            gap: None,
            divided: false,
        }
    }

    /// Whether the baselines are one, scripts allowed for.
    fn is_level_with(&self, piece: &Piece) -> bool {
        let size = self.size.max(piece.size).min(self.size * 1.2);
        self.frame == piece.frame && (self.base - piece.base).abs() < 0.5 * size
    }

    fn continues(&self, piece: &Piece, reach: Reach) -> bool {
        let size = self.size.max(piece.size);
        let gap = piece.left - self.right;
        let far = match reach {
            Reach::Row => f32::INFINITY,
            Reach::Column => 1.5 * size,
        };
        self.is_level_with(piece) && gap >= -0.4 * size && gap < far
    }

    /// Whether a word begins the next line of the same column. It belongs to that line alone, however near the lines of
    /// the column beside it come.
    fn is_above(&self, piece: &Piece) -> bool {
        let drop = self.base - piece.base;
        let size = self.size.max(piece.size);
        self.frame == piece.frame
            && drop > 0.5 * size
            && drop < NEXT_LINE * size
            && piece.left < self.right - 0.3 * size
    }

    /// Whether a word stands right behind the line as TeX's tall brackets do, whose origin is at their top.
    fn holds_delimiter(&self, piece: &Piece) -> bool {
        let (rise, gap) = (piece.base - self.base, piece.left - self.right);
        let size = self.size;
        self.frame == piece.frame && rise > 0.5 * size && rise < 1.3 * size && gap >= -0.4 * size && gap < NEAR * size
    }

    /// Whether a word stands within the line.
    fn spans(&self, piece: &Piece) -> bool {
        self.is_level_with(piece) && self.left <= piece.left && piece.right < self.right + NEAR * self.size
    }

    fn touches(&self, piece: &Piece) -> bool {
        let size = self.size.max(piece.size);
        let (after, before) = (piece.left - self.right, self.left - piece.right);
        let near = |gap: f32| gap >= -0.4 * size && gap < NEAR * size;
        self.is_level_with(piece) && (near(after) || near(before))
    }

    fn take(&mut self, piece: &Piece) {
        let gap = piece.left - self.right;
        if gap > WIDE * self.size && self.gap.is_none_or(|(from, to)| to - from < gap) {
            self.gap = Some((self.right, piece.left));
        }
        self.left = self.left.min(piece.left);
        self.right = self.right.max(piece.right);
        let weight = (piece.end - piece.start) as i32;
        if (piece.size - self.size).abs() < 0.05 * self.size {
            self.votes += weight;
        } else if self.votes >= weight {
            self.votes -= weight;
        } else {
            self.votes = weight - self.votes;
            self.size = piece.size;
            self.base = piece.base;
        }
    }
}
