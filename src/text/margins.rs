//! Running heads, running feet and page numbers: found by repetition and place.
//!
//! A line is one if the same words, numbers aside, stand at the same height of at least three pages not far from each
//! other, outermost on each, and if most outermost lines at that height are such lines. The second half keeps the first
//! line of the body, which also always stands at the same height, in the text.
//!
//! Surer than words are numbers: an outermost line that begins or ends with a number, or is one, is a head or foot if the
//! number counts the pages as the outermost lines of at least two other pages do. So heads that change with every
//! section are found too.

use rustc_hash::{FxHashMap, FxHasher};
use std::hash::{Hash, Hasher};

use super::{
    kept::{Kept, KeptPage},
    labels::{Count, fewest},
    numerals::Numeral,
};

/// How many lines deep heads and feet may be.
const ROUNDS: usize = 4;
/// Heights that differ by less are one, points.
const SAME_HEIGHT: f32 = 2.5;
/// Fewest pages that a running head stands on.
const FEWEST: usize = 3;
/// Furthest pages apart, on which one line repeats another.
const NEAR: u32 = 16;

/// Upper or lower margin.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Edge {
    Head,
    Foot,
}

/// An outermost line.
struct Outermost {
    page: u32,
    line: u32,
    /// Distance of its baseline from the edge of the page.
    distance: f32,
    /// What it says, numbers aside.
    key: u64,
    /// Whether it is further from the text than lines of text are from each other.
    stands_apart: bool,
    /// How the numbers at its ends count the pages.
    counts: Vec<Count>,
    /// Whether it is a number and nothing else.
    is_number: bool,
}

/// How many pages have an outermost line that counts so.
type Support = FxHashMap<Count, usize>;

/// For each line, whether it is a running head or foot.
pub(super) fn find(kept: &Kept) -> Vec<bool> {
    let mut found = vec![false; kept.lines.len()];
    let leading: Vec<f32> = kept.pages.iter().map(|page| leading(kept, page)).collect();
    let many = FEWEST.max(kept.pages.len() / 8);
    let edges = [Edge::Head, Edge::Foot];
    let support = support(edges.iter().flat_map(|&edge| outermost(kept, edge, &found, &leading)));
    for edge in edges {
        for _ in 0..ROUNDS {
            let mut lines = outermost(kept, edge, &found, &leading);
            lines.sort_by(|a, b| a.distance.total_cmp(&b.distance));
            let repeats = repeats(&lines);
            let counts: Vec<bool> = lines.iter().map(|line| counts(line, &support, kept.pages.len())).collect();
            let mut any = false;
            for (at, line) in lines.iter().enumerate() {
                let said_again = || repeats[at] && line.stands_apart && mostly(&lines, &repeats, at, many);
                let counted = || counts[at] && (line.is_number || mostly(&lines, &counts, at, 2));
                if said_again() || counted() {
                    found[line.line as usize] = true;
                    any = true;
                }
            }
            if !any {
                break;
            }
        }
    }
    found
}

fn support(lines: impl Iterator<Item = Outermost>) -> Support {
    let mut pages: FxHashMap<Count, Vec<u32>> = FxHashMap::default();
    for line in lines {
        for count in line.counts {
            pages.entry(count).or_default().push(line.page);
        }
    }
    let distinct = |mut pages: Vec<u32>| {
        pages.sort_unstable();
        pages.dedup();
        pages.len()
    };
    pages.into_iter().map(|(count, pages)| (count, distinct(pages))).collect()
}

fn counts(line: &Outermost, support: &Support, pages: usize) -> bool {
    line.counts.iter().any(|count| support.get(count).is_some_and(|&counting| counting >= fewest(pages, *count)))
}

/// The outermost lines of every page that are not found already: all that share the height of the very outermost.
fn outermost(kept: &Kept, edge: Edge, found: &[bool], leading: &[f32]) -> Vec<Outermost> {
    let mut out = Vec::with_capacity(kept.pages.len() * 2);
    for (page, kept_page) in kept.pages.iter().enumerate() {
        let distance = |line: u32| match edge {
            Edge::Head => kept.line(line).depth,
            Edge::Foot => kept.line(line).height,
        };
        let open = || kept_page.lines.clone().filter(|&line| !found[line as usize] && kept.line(line).is_upright);
        let Some(nearest) = open().map(distance).min_by(f32::total_cmp) else { continue };
        let outer = |line: &u32| distance(*line) < nearest + 0.5 * kept.line(*line).size;
        let inner = open().filter(|line| !outer(line)).map(distance).min_by(f32::total_cmp);
        let stands_apart = inner.is_none_or(|inner| inner - nearest > 1.15 * leading[page]);
        for line in open().filter(outer) {
            let shown = kept.shown(line);
            let (counts, is_number) = (counts_at_ends(shown, page), number(shown).is_some());
            let (distance, page) = (distance(line), page as u32);
            out.push(Outermost { page, line, distance, key: key(shown), stands_apart, counts, is_number });
        }
    }
    out
}

/// The numbers at the ends of a line.
fn counts_at_ends(shown: &str, page: usize) -> Vec<Count> {
    let mut words = shown.split_whitespace();
    let ends = [words.next(), words.next_back()];
    let whole = std::iter::once(shown).filter(|_| shown.len() < 16);
    let read = ends.into_iter().flatten().chain(whole).filter_map(number);
    let mut counts: Vec<Count> = read.map(|(style, value)| (style, i64::from(value) - page as i64)).collect();
    counts.dedup();
    counts
}

/// Median distance of the lines of a page, points.
fn leading(kept: &Kept, page: &KeptPage) -> f32 {
    let lines = &kept.lines[page.lines.start as usize..page.lines.end as usize];
    let mut drops: Vec<f32> = lines
        .windows(2)
        .map(|pair| (pair[1].depth - pair[0].depth, pair[0].size))
        .filter(|(drop, size)| (0.8 * size..4.0 * size).contains(drop))
        .map(|(drop, _)| drop)
        .collect();
    if drops.is_empty() {
        return 0.0;
    }
    let middle = drops.len() / 2;
    *drops.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// "12", "- 12 -", "xiv".
fn number(shown: &str) -> Option<(Numeral, u32)> {
    Numeral::read(shown.trim_matches(|c: char| !c.is_alphanumeric()))
}

/// For lines sorted by distance, whether each says the same as at least two others on pages near it.
fn repeats(lines: &[Outermost]) -> Vec<bool> {
    let mut same: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        same.entry(line.key).or_default().push(at);
    }
    let mut out = vec![false; lines.len()];
    for places in same.values().filter(|places| places.len() >= FEWEST) {
        for &at in places {
            let line = &lines[at];
            let near = |other: &&usize| {
                let other = &lines[**other];
                (other.distance - line.distance).abs() < SAME_HEIGHT && other.page.abs_diff(line.page) <= NEAR
            };
            out[at] = places.iter().filter(near).count() >= FEWEST;
        }
    }
    out
}

/// Whether at least half of the outermost lines at the height of one are like it, and they are many for the document: the
/// labels of a chart that fills some pages are not.
fn mostly(lines: &[Outermost], alike: &[bool], at: usize, many: usize) -> bool {
    let distance = lines[at].distance;
    let from = lines.partition_point(|line| line.distance < distance - SAME_HEIGHT);
    let to = lines.partition_point(|line| line.distance <= distance + SAME_HEIGHT);
    let count = alike[from..to].iter().filter(|&&alike| alike).count();
    count * 2 >= to - from && count >= many
}

/// What a line says, numbers and case aside.
fn key(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        if Numeral::read(bare).is_some() || bare.bytes().any(|b| b.is_ascii_digit()) {
            '#'.hash(&mut hasher);
        } else {
            word.chars().flat_map(char::to_lowercase).for_each(|c| c.hash(&mut hasher));
        }
        ' '.hash(&mut hasher);
    }
    hasher.finish()
}
