//! Reading order of lines: the content stream's, unless it cannot be a reader's.
//!
//! Nearly all theses draw their pages in reading order. Where the stream jumps about, or runs along the rows of two
//! columns, lines are ordered by cutting the page recursively along its white gaps (the XY cut of Nagy and Seth, 1984),
//! columns first.

use super::rows::Row;

/// A line as long as this is prose, in ems: the words of a chart stand where they must, and prove nothing.
const PROSE: f32 = 12.0;

/// Whether the stream's prose jumps upward within a column more often than a page of columns could.
pub(super) fn is_disordered(rows: &[Row]) -> bool {
    let mut prose = rows.iter().filter(|row| row.right - row.left > PROSE * row.size);
    let Some(mut before) = prose.next() else { return false };
    let (mut lines, mut jumps) = (1, 0);
    for after in prose {
        let rises = after.base > before.base + 2.0 * before.size && after.left < before.right;
        jumps += usize::from(rises && before.frame == after.frame);
        lines += 1;
        before = after;
    }
    lines > 8 && jumps * 5 > lines
}

/// Whether the stream goes back up, as that of browsers does, which print tables before the text around them, on a page on
/// which nothing stands beside anything: there place alone tells.
pub(super) fn is_interleaved(rows: &[Row]) -> bool {
    let rises = |pair: &[Row]| pair[1].base > pair[0].base + 2.0 * pair[0].size && pair[1].left < pair[0].right;
    rows.windows(2).any(rises) && is_one_column(rows)
}

/// Whether every line has its height for itself.
fn is_one_column(rows: &[Row]) -> bool {
    let mut heights: Vec<(f32, f32)> = rows.iter().map(|row| (row.base, row.size)).collect();
    heights.sort_by(|a, b| b.0.total_cmp(&a.0));
    rows.iter().all(|row| row.frame == rows[0].frame)
        && heights.windows(2).all(|pair| pair[0].0 - pair[1].0 > 0.5 * pair[0].1.max(pair[1].1))
}

/// From top to bottom.
pub(super) fn by_height(rows: &[Row]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order.sort_by(|&a, &b| rows[b as usize].base.total_cmp(&rows[a as usize].base));
    order
}

/// Whether most lines have a wide gap at one and the same place, with running text on both sides: two columns that
/// were drawn row by row.
pub(super) fn runs_across_columns(rows: &[Row]) -> bool {
    let broad = |row: &&Row| {
        row.gap.is_some_and(|(from, to)| from - row.left > 12.0 * row.size && row.right - to > 12.0 * row.size)
    };
    let middles = || rows.iter().filter(broad).filter_map(|row| row.gap);
    let count = middles().count();
    if count < 8 || count * 10 < rows.len() * 6 {
        return false;
    }
    let gutter = middles().map(|(from, to)| (from + to) * 0.5).sum::<f32>() / count as f32;
    middles().filter(|&(from, to)| from < gutter && gutter < to).count() * 10 > count * 9
}

/// Notes in the margin are drawn among the lines beside which they stand: they come after these, so that a reader of the
/// column is not interrupted.
pub(super) fn set_notes_aside(rows: &[Row], order: &mut [u32]) {
    /// Lines of notes, and of a column beside one, at most.
    const MOST: usize = 60;
    let row = |order: &[u32], at: usize| rows[order[at] as usize];
    let mut at = 0;
    while at + 2 < order.len() {
        let line = row(order, at);
        let later = (at + 1..order.len()).take(MOST);
        let next = later.clone().find(|&later| !is_note(&line, &row(order, later)));
        at += 1;
        let Some(next) = next.filter(|&next| next > at && goes_on(&line, &row(order, next))) else { continue };
        if (at..next).any(|note| !is_note(&row(order, next), &row(order, note)) && !line.divided) {
            continue;
        }
        let below = (next + 1..order.len()).take(MOST);
        let end = next + 1 + below.take_while(|&below| goes_on(&row(order, below - 1), &row(order, below))).count();
        order[at..end].rotate_left(next - at);
        at = end - (next - at);
    }
}

/// Whether a line is in the margin of another. To the right of it, where a table has its next cell, only a divided word
/// proves that.
fn is_note(line: &Row, other: &Row) -> bool {
    let left = other.right < line.left - 0.5 * line.size;
    let right = other.left > line.right + 0.5 * line.size && line.divided;
    line.frame == other.frame && (left || right) && (line.base - other.base).abs() < 15.0 * line.size
}

/// Whether a line is the next one of a paragraph, which unlike the rows of a table has no wide gaps.
fn goes_on(line: &Row, next: &Row) -> bool {
    line.gap.is_none()
        && next.gap.is_none()
        && line.frame == next.frame
        && (line.size - next.size).abs() < 0.1 * line.size
        && line.leads_to(next.left, next.base)
}

/// The order of lines by their places, frame by frame.
pub(super) fn by_place(rows: &[Row]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..rows.len() as u32).collect();
    order.sort_by_key(|&row| rows[row as usize].frame);
    let mut start = 0;
    while start < order.len() {
        let frame = rows[order[start] as usize].frame;
        let length = order[start..].iter().take_while(|&&row| rows[row as usize].frame == frame).count();
        cut(rows, &mut order[start..start + length], 0);
        start += length;
    }
    order
}

/// Cuts at the widest white gap: between columns where there is one, else between blocks; else sorts.
fn cut(rows: &[Row], part: &mut [u32], depth: u32) {
    const DEEPEST: u32 = 40;
    if part.len() < 2 {
        return;
    }
    if depth < DEEPEST
        && let Some(at) = column_cut(rows, part).or_else(|| block_cut(rows, part))
    {
        let (first, second) = part.split_at_mut(at);
        cut(rows, first, depth + 1);
        cut(rows, second, depth + 1);
        return;
    }
    by_line(rows, part);
}

/// From top to bottom, and what stands on one line from left to right. A line is what stands within half an em of its
/// highest: "near" is no order by itself, for of three each can be near the next and the first far from the last.
fn by_line(rows: &[Row], part: &mut [u32]) {
    part.sort_by(|&a, &b| rows[b as usize].base.total_cmp(&rows[a as usize].base));
    let mut rest = part;
    while let Some(&highest) = rest.first() {
        let highest = &rows[highest as usize];
        let near = |row: &Row| highest.base - row.base <= 0.5 * highest.size.max(row.size);
        let line = rest.iter().take_while(|&&row| near(&rows[row as usize])).count().max(1);
        let (line, below) = rest.split_at_mut(line);
        line.sort_by(|&a, &b| rows[a as usize].left.total_cmp(&rows[b as usize].left));
        rest = below;
    }
}

/// Sorts from left to right; the index behind the widest gap that no line crosses, if it is as wide as a gutter and
/// both sides are columns rather than a margin's numbers.
fn column_cut(rows: &[Row], part: &mut [u32]) -> Option<usize> {
    part.sort_by(|&a, &b| rows[a as usize].left.total_cmp(&rows[b as usize].left));
    let mut right = f32::MIN;
    let mut best: Option<(usize, f32)> = None;
    for (at, &row) in part.iter().enumerate() {
        let row = &rows[row as usize];
        let gap = row.left - right;
        if at > 2 && part.len() - at > 2 && gap > row.size && best.is_none_or(|(_, widest)| gap > widest) {
            best = Some((at, gap));
        }
        right = right.max(row.right);
    }
    best.map(|(at, _)| at)
}

/// Sorts from top to bottom; the index behind the highest gap, if it is higher than between the lines of a block.
fn block_cut(rows: &[Row], part: &mut [u32]) -> Option<usize> {
    part.sort_by(|&a, &b| rows[b as usize].base.total_cmp(&rows[a as usize].base));
    let mut best: Option<(usize, f32)> = None;
    let mut bottom = rows[part[0] as usize].base;
    for (at, &row) in part.iter().enumerate().skip(1) {
        let row = &rows[row as usize];
        let gap = bottom - (row.base + row.size);
        if gap > 0.05 * row.size && best.is_none_or(|(_, highest)| gap > highest) {
            best = Some((at, gap));
        }
        bottom = bottom.min(row.base);
    }
    best.map(|(at, _)| at)
}
