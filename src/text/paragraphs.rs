//! Where paragraphs end, by the shape of their lines.

use super::rows::Row;

/// A line as far as paragraphs care.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) row: Row,
    /// Width of its first word.
    pub(super) first_word: f32,
    /// A number behind leaders or a wide gap ends it, as an entry of a contents page.
    pub(super) is_entry: bool,
    /// It ends as sentences do.
    pub(super) stops: bool,
    /// It begins with a small letter, which a bracket may open.
    pub(super) goes_on: bool,
    /// It begins with a capital.
    pub(super) is_capital: bool,
    /// It begins with a bullet or the number of an item.
    pub(super) is_item: bool,
}

/// How many lines above and below tell how far lines reach.
const AROUND: usize = 8;
/// Fewest entries of a list.
const FEWEST_ENTRIES: usize = 4;
/// An entry is shorter, ems: what is longer may be prose that begins with a capital.
const LONGEST_ENTRY: f32 = 25.0;
/// A paragraph's first line is indented by this at least, ems.
const INDENT: f32 = 0.8;
/// Lines that tell how far apart those of their page are set.
const FEW_LINES: usize = 4;
/// The widest that fewer of them may tell, ems: double spacing.
const WIDE: f32 = 2.4;
/// A gap of so many usual line distances parts paragraphs.
const APART: f32 = 1.35;
/// White that two rows of a table have in common between their cells, ems.
const COLUMN_GAP: f32 = 0.9;

/// For each line, in reading order, whether a paragraph ends with it. The last line's answer is a guess.
pub(super) fn ends(lines: &[Shape]) -> Vec<bool> {
    let leading = usual_leading(lines);
    let mut ends: Vec<bool> = Vec::with_capacity(lines.len());
    for at in 0..lines.len() {
        let close_above = at > 0 && !ends[at - 1];
        ends.push(ends_at(lines, at, leading, close_above));
    }
    ends
}

fn ends_at(lines: &[Shape], at: usize, leading: f32, close_above: bool) -> bool {
    let line = &lines[at].row;
    let Some(Shape { row: next, first_word, .. }) = lines.get(at + 1) else {
        return is_short(lines, at, 3.0 * line.size);
    };
    if lines[at].is_entry || !alike(line, next) {
        return true;
    }
    let drop = line.base - next.base;
    if drop < -0.5 * line.size {
        return is_short(lines, at, *first_word + 0.35 * line.size) || opens(lines, at + 1, INDENT * 0.5);
    }
    if drop < 0.5 * line.size || !overlap(line, next) || drop > APART * leading * line.size.max(next.size) {
        return true;
    }
    if close_above && drop > APART * (lines[at - 1].row.base - line.base).max(line.size) {
        return true;
    }
    if is_cell_row(lines, at) || is_cell_row(lines, at + 1) {
        return true;
    }
    if is_entry_of_list(lines, at) {
        return true;
    }
    let room = *first_word + 0.35 * line.size;
    if is_short(lines, at, room) || !close_above && is_longest_entry(lines, at, room) {
        return true;
    }
    let shift = next.left - line.left;
    if shift > INDENT * line.size {
        let hangs = lines[at].is_item && shift < 4.0 * line.size || lines[at + 1].goes_on && !lines[at].stops;
        return !hangs && opens(lines, at + 1, 0.5);
    }
    if shift < -INDENT * line.size && lines[at].stops && lines[at + 1].is_item {
        return true;
    }
    // Under a line that ended, the first line of a paragraph is set in just so.
    let may_hang = close_above || at > 0 && lines[at].stops;
    shift < -INDENT * line.size && may_hang && hangs(&lines[at - 1].row, line)
}

/// Whether a line is the row of a table: a wide gap in it goes on in the line above or below, as it does between columns.
fn is_cell_row(lines: &[Shape], at: usize) -> bool {
    let beside = [at.checked_sub(1), Some(at + 1)];
    beside
        .into_iter()
        .flatten()
        .filter_map(|other| lines.get(other))
        .any(|other| shares_gap(&lines[at].row, &other.row))
}

fn shares_gap(line: &Row, other: &Row) -> bool {
    let (Some((from, to)), Some((other_from, other_to))) = (line.gap, other.gap) else { return false };
    alike(line, other)
        && (line.base - other.base).abs() < 3.0 * line.size
        && to.min(other_to) - from.max(other_from) > COLUMN_GAP * line.size
}

fn alike(line: &Row, other: &Row) -> bool {
    line.frame == other.frame && (line.size - other.size).abs() < 0.15 * line.size
}

fn overlap(line: &Row, other: &Row) -> bool {
    other.left < line.right && line.left < other.right
}

/// Whether the room that a line leaves up to where its neighbours reach is more than `room`.
fn is_short(lines: &[Shape], at: usize, room: f32) -> bool {
    let line = &lines[at].row;
    let around = &lines[at.saturating_sub(AROUND)..lines.len().min(at + AROUND + 1)];
    let near = around.iter().map(|shape| &shape.row).filter(|row| row.frame == line.frame && overlap(line, row));
    let edge = near.map(|row| row.right).fold(line.right, f32::max);
    edge - line.right > room
}

/// Whether a line is the longest of single lines, beside which it alone seems full.
fn is_longest_entry(lines: &[Shape], at: usize, room: f32) -> bool {
    let line = &lines[at].row;
    let from = at.saturating_sub(AROUND);
    let around = || (from..lines.len().min(at + AROUND + 1)).filter(|&other| alike(line, &lines[other].row));
    let rest = || around().filter(|&other| other != at).map(|other| &lines[other].row);
    let begins_all = around().all(|other| !lines[other].goes_on && (lines[other].row.left - line.left).abs() < 1.0);
    begins_all && rest().count() >= 3 && rest().all(|other| line.right - other.right > room)
}

/// Whether a line and the next are entries of a list without numbers: all lines around are short, begin with a capital at the
/// same place and end no sentence, and few of them are full.
fn is_entry_of_list(lines: &[Shape], at: usize) -> bool {
    let line = &lines[at].row;
    let is_like = |shape: &&Shape| {
        let row = &shape.row;
        let is_short = row.right - row.left < LONGEST_ENTRY * row.size;
        shape.is_capital && !shape.stops && is_short && alike(line, row) && (row.left - line.left).abs() < 1.0
    };
    let below = lines[at..].iter().take(AROUND).take_while(is_like).count();
    let above = lines[..at].iter().rev().take(AROUND).take_while(is_like).count();
    let list = || lines[at - above..at + below].iter().map(|shape| shape.row.right);
    let edge = list().fold(line.right, f32::max);
    let full = list().filter(|right| edge - right < 0.5 * line.size).count();
    below > 1 && above + below >= FEWEST_ENTRIES && full * 3 <= above + below
}

/// Whether a line is set in from the one after it: the first of a paragraph. (With nothing after it: yes.)
fn opens(lines: &[Shape], at: usize, by: f32) -> bool {
    let line = &lines[at].row;
    let Some(Shape { row: next, .. }) = lines.get(at + 1) else { return by >= 0.5 };
    if !alike(line, next) || next.base >= line.base || !overlap(line, next) {
        return by >= 0.5;
    }
    next.left < line.left - by * line.size
}

/// Whether two lines are the hanging part of a list's entry.
fn hangs(above: &Row, line: &Row) -> bool {
    alike(above, line) && above.base > line.base && (above.left - line.left).abs() < 0.3 * line.size
}

/// Median distance of lines that follow each other, in ems.
fn usual_leading(lines: &[Shape]) -> f32 {
    let mut drops: Vec<f32> = lines
        .windows(2)
        .filter(|pair| alike(&pair[0].row, &pair[1].row))
        .map(|pair| (pair[0].row.base - pair[1].row.base) / pair[0].row.size)
        .filter(|drop| (0.8..4.0).contains(drop))
        .collect();
    let middle = drops.len() / 2;
    if drops.is_empty() {
        return 1.5;
    }
    // A heading and a line below it tell little of how wide a page is set.
    let widest = if drops.len() < FEW_LINES { WIDE } else { 3.0 };
    let (_, median, _) = drops.select_nth_unstable_by(middle, f32::total_cmp);
    median.clamp(1.0, widest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::words::{Piece, Words};

    /// Lines of (left, right, base), first words 20 wide.
    fn shapes(lines: &[(f32, f32, f32)]) -> Vec<Shape> {
        let row = |&(left, right, base)| {
            let piece = Piece { start: 0, end: 30, left, right, base, size: 10.0, font: 0, frame: 0, hidden: false };
            let words = Words { text: "x".repeat(30), pieces: vec![piece], ..Words::default() };
            Shape {
                row: crate::text::rows::rows(&words, crate::text::rows::Reach::Row).0[0],
                first_word: 20.0,
                is_entry: false,
                stops: false,
                goes_on: false,
                is_capital: false,
                is_item: false,
            }
        };
        lines.iter().map(row).collect()
    }

    #[test]
    fn a_short_line_ends_a_paragraph() {
        let lines = shapes(&[(0., 300., 100.), (0., 200., 88.), (0., 300., 76.), (0., 299., 64.)]);
        assert_eq!(ends(&lines)[..3], [false, true, false]);
    }

    #[test]
    fn a_line_far_above_the_only_other_one_stands_alone() {
        assert!(ends(&shapes(&[(0., 100., 100.), (0., 120., 62.)]))[0]);
        assert!(!ends(&shapes(&[(0., 300., 100.), (0., 290., 76.)]))[0], "double spacing");
    }

    #[test]
    fn an_indent_starts_a_paragraph_but_a_hanging_line_does_not() {
        let indented = shapes(&[(0., 300., 100.), (15., 300., 88.), (0., 300., 76.), (0., 300., 64.)]);
        assert_eq!(ends(&indented)[..3], [true, false, false]);
        let hanging = shapes(&[(0., 300., 100.), (15., 300., 88.), (15., 300., 76.), (0., 300., 64.)]);
        assert_eq!(ends(&hanging)[..3], [false, false, true]);
    }

    #[test]
    fn an_indented_line_under_one_that_ended_is_no_hanging_line() {
        // Two items of a list, and then a paragraph whose first line is set in as they are.
        let lines = [(15., 200., 100.), (15., 180., 88.), (15., 300., 76.), (0., 300., 64.), (0., 300., 52.)];
        let mut items = shapes(&lines);
        assert_eq!(ends(&items)[..4], [true, true, false, false]);
        // The last sentence of an item, and the next item.
        items[2].stops = true;
        assert_eq!(ends(&items)[..4], [true, true, true, false]);
    }

    #[test]
    fn items_of_two_lines_are_not_cut() {
        let lines = [(0., 300., 100.), (15., 160., 88.), (0., 300., 66.), (15., 180., 54.), (0., 120., 32.)];
        let mut items = shapes(&lines);
        assert!(ends(&items)[0], "as an indent");
        items[0].is_item = true;
        items[3].goes_on = true;
        assert_eq!(ends(&items)[..4], [false, true, false, true]);
        // The next item ends what fills its last line.
        let lines = [(0., 300., 100.), (15., 300., 88.), (0., 300., 76.), (15., 180., 64.)];
        let mut items = shapes(&lines);
        [items[0].is_item, items[1].stops, items[2].is_item] = [true; 3];
        assert_eq!(ends(&items)[..3], [false, true, false]);
    }

    #[test]
    fn the_longest_of_single_lines_ends_a_paragraph_too() {
        let mut lines = shapes(&[(0., 100., 100.), (0., 200., 80.), (0., 150., 60.), (0., 110., 40.)]);
        assert_eq!(ends(&lines), [true; 4]);
        lines[2].goes_on = true;
        assert_eq!(ends(&lines), [true, false, true, true]);
    }

    #[test]
    fn entries_that_begin_with_capitals_are_lines_of_their_own() {
        let mut lines = shapes(&[(0., 200., 100.), (0., 190., 80.), (0., 110., 60.), (0., 195., 40.), (0., 90., 20.)]);
        assert!(!ends(&lines)[0], "short of the edge by less than a word");
        lines.iter_mut().for_each(|line| line.is_capital = true);
        assert_eq!(ends(&lines), [true; 5]);
        lines.iter_mut().take(4).for_each(|line| line.row.right = 200.);
        assert_eq!(ends(&lines)[..3], [false; 3], "full lines are prose");
    }

    #[test]
    fn rows_of_a_table_are_lines_of_their_own() {
        let mut rows = shapes(&[(0., 300., 100.), (0., 299., 88.), (0., 300., 76.), (0., 300., 64.)]);
        for (at, gap) in [(0, (90., 130.)), (1, (80., 125.)), (3, (150., 163.))] {
            rows[at].row.gap = Some(gap);
        }
        // A gap that is only one line's is a loose line's, and not a table's.
        assert_eq!(ends(&rows)[..3], [true, true, false]);
    }

    #[test]
    fn a_gap_ends_a_paragraph_and_a_new_column_does_not() {
        let gap = shapes(&[(0., 300., 100.), (0., 300., 88.), (0., 300., 66.), (0., 300., 54.)]);
        assert_eq!(ends(&gap)[..3], [false, true, false]);
        let columns = shapes(&[(0., 300., 100.), (0., 300., 88.), (320., 620., 100.), (320., 620., 88.)]);
        assert!(!ends(&columns)[1]);
    }
}
