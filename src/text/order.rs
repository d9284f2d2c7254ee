//! Reading order of lines: the content stream's, unless it cannot be a reader's.
//!
//! Nearly all theses draw their pages in reading order. Where the stream jumps about, or runs along the rows of two
//! columns, lines are ordered by cutting the page recursively along its white gaps (the XY cut of Nagy and Seth, 1984),
//! columns first.

use super::rows::Row;

/// Whether the stream jumps upward within a column more often than a page of columns could.
pub(super) fn is_disordered(rows: &[Row]) -> bool {
    let jumps = rows.windows(2).filter(|pair| {
        let (before, after) = (&pair[0], &pair[1]);
        before.frame == after.frame && after.base > before.base + 2.0 * before.size && after.left < before.right
    });
    rows.len() > 8 && jumps.count() * 5 > rows.len()
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
    part.sort_by(|&a, &b| {
        let (a, b) = (&rows[a as usize], &rows[b as usize]);
        if (a.base - b.base).abs() > 0.5 * a.size.max(b.size) {
            b.base.total_cmp(&a.base)
        } else {
            a.left.total_cmp(&b.left)
        }
    });
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
