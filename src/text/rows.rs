//! Words to lines: a word joins the line that it touches on the same baseline.

use super::words::Piece;

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
/// Gaps within a line that may part two columns, ems.
const WIDE: f32 = 1.2;

/// Lines in the order of their first words, and for each word its line.
pub(super) fn rows(pieces: &[Piece], reach: Reach) -> (Vec<Row>, Vec<u32>) {
    let mut rows: Vec<Row> = Vec::with_capacity(pieces.len() / 8 + 4);
    let mut row_of = Vec::with_capacity(pieces.len());
    let mut last = 0;
    for piece in pieces {
        let fits_last = rows.get(last).is_some_and(|row| row.continues(piece, reach));
        if !fits_last {
            let from = rows.len().saturating_sub(LOOK_BACK);
            let touched = rows[from..].iter().rposition(|row| row.touches(piece));
            last = touched.map_or(rows.len(), |at| from + at);
        }
        match rows.get_mut(last) {
            Some(row) => row.take(piece),
            None => rows.push(Row::of(piece)),
        }
        row_of.push(last as u32);
    }
    (rows, row_of)
}

impl Row {
    fn of(piece: &Piece) -> Self {
        Self {
            frame: piece.frame,
            left: piece.left,
            right: piece.right,
            base: piece.base,
            size: piece.size,
            votes: (piece.end - piece.start) as i32,
            gap: None,
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

    fn touches(&self, piece: &Piece) -> bool {
        let size = self.size.max(piece.size);
        let (after, before) = (piece.left - self.right, self.left - piece.right);
        let near = |gap: f32| gap >= -0.4 * size && gap < WIDE * size;
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
