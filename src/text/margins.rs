//! Running heads, running feet and page numbers: found by repetition and place.
//!
//! A line is one if the same words, numbers aside, stand at the same height of at least three pages not far from each
//! other, outermost on each and apart from the text (or on so many pages that it need not stand apart), and if most outermost
//! lines at that height are such lines. The second half keeps the first line of the body, which also always stands at the
//! same height, in the text. Two pages are enough for a line where most lines at its height are on two.
//!
//! Surer than words are numbers: an outermost line that begins or ends with a number, or is one, is a head or foot if the
//! number counts the pages as the outermost lines of at least two other pages do. So heads that change with every
//! section are found too.
//!
//! Last, place alone tells: what stands where the heads of other pages do, set as they are, and apart from the text or where
//! nothing but heads is set so, is one, though no other page says the same.

use rustc_hash::{FxHashMap, FxHasher};
use std::{
    hash::{Hash, Hasher},
    ops::Range,
};

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
/// On so many pages a line stands that is a head where most lines at its height are said again.
const TWICE: usize = 2;
/// On so many pages near each other only a head says the same, though it stand no further from the text than lines of text do.
const OFTEN: usize = 6;
/// The lines of one head or foot are no further from each other, ems: what repeats further in is a chart's, or a table's.
const WITHIN_HEAD: f32 = 3.5;

/// A place is that of heads alone if so many of them stand there to one line that is not known for a head.
const RARE: usize = 10;
/// How much of the page a margin may be.
const MARGIN: f32 = 0.34;
/// The lines of a page are no further apart than so many times those of most pages, where heads stand apart from them.
const LOOSE: f32 = 1.25;
/// How much larger than the text a head may be set.
const LARGEST: f32 = 1.35;

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
    let leading = leadings(kept);
    let many = FEWEST.max(kept.pages.len() / 8);
    let edges = [Edge::Head, Edge::Foot];
    let support = support(edges.iter().flat_map(|&edge| outermost(kept, edge, &found, &leading)));
    for edge in edges {
        for _ in 0..ROUNDS {
            let mut lines = outermost(kept, edge, &found, &leading);
            lines.sort_by(|a, b| a.distance.total_cmp(&b.distance));
            let repeats = &repeats(&lines);
            let counts: Vec<bool> = lines.iter().map(|line| counts(line, &support, kept.pages.len())).collect();
            let mut any = false;
            for (at, line) in lines.iter().enumerate() {
                let tells = || line.stands_apart || repeats[at] >= OFTEN && has_word(kept.shown(line.line));
                let said = |fewest: usize| move |at: usize| repeats[at] >= fewest;
                let said_again = || repeats[at] >= FEWEST && tells() && mostly(&lines, said(FEWEST), at, many);
                let said_twice = || repeats[at] >= TWICE && line.stands_apart && most(&lines, said(TWICE), at, many);
                let counted = || counts[at] && (line.is_number || mostly(&lines, |at| counts[at], at, 2));
                if said_again() || said_twice() || counted() {
                    found[line.line as usize] = true;
                    any = true;
                }
            }
            if !any {
                break;
            }
        }
        in_their_place(kept, edge, &mut found, &leading);
    }
    keep_headings(kept, &mut found);
    alone_with_number(kept, &support, &leading, &mut found);
    found
}

/// "Chapter 3" stands at the same height of many pages, too; but no head is set so much larger than the text.
fn keep_headings(kept: &Kept, found: &mut [bool]) {
    let largest = LARGEST * kept.usual_size();
    for line in 0..kept.lines.len() as u32 {
        if found[line as usize] && kept.line(line).size > largest && has_word(kept.shown(line)) {
            found[line as usize] = false;
        }
    }
}

/// Where a document numbers its pages, a page without a number in its margins has it in the outermost line that ends or
/// begins with just that number: the only head in a document whose chapters are short.
fn alone_with_number(kept: &Kept, support: &Support, leading: &[f32], found: &mut [bool]) {
    let Some((&usual, &pages)) = support.iter().max_by_key(|&(count, pages)| (*pages, *count)) else { return };
    if pages < FEWEST.max(kept.pages.len() / 3) {
        return;
    }
    for (at, page) in kept.pages.iter().enumerate() {
        let has_number = |line: u32| counts_at_ends(kept.shown(line), at).contains(&usual);
        if page.lines.clone().any(|line| found[line as usize] && has_number(line)) {
            continue;
        }
        for edge in [Edge::Head, Edge::Foot] {
            let mut heads = Vec::new();
            at_the_edge(kept, edge, found, leading, at, &mut |line, _, stands_apart| {
                if stands_apart && has_number(line) {
                    heads.push(line);
                }
            });
            heads.into_iter().for_each(|line| found[line as usize] = true);
        }
    }
}

/// A line that stands where other pages have their heads, set as they are, and alone or where no page has a line that is
/// none, is one too, whatever it says: the head of a bibliography of two pages repeats nothing.
fn in_their_place(kept: &Kept, edge: Edge, found: &mut [bool], leading: &[f32]) {
    let place = |line: u32| {
        let shape = kept.line(line);
        let distance = if edge == Edge::Head { shape.depth } else { shape.height };
        (distance.round() as i32, (shape.size * 4.0).round() as i32, shape.face)
    };
    let mut pages: FxHashMap<(i32, i32, u16), usize> = FxHashMap::default();
    for page in &kept.pages {
        // Two parts of one head stand next to each other.
        let mut last = None;
        for place in page.lines.clone().filter(|&line| found[line as usize]).map(place) {
            *pages.entry(place).or_default() += usize::from(last != Some(place));
            last = Some(place);
        }
    }
    let many = FEWEST.max(kept.pages.len() / 6);
    pages.retain(|_, count| *count >= many);
    if pages.is_empty() {
        return;
    }
    let mut open: Vec<(u32, bool)> = Vec::new();
    for (at, page) in kept.pages.iter().enumerate() {
        if page.lines.clone().any(|line| found[line as usize] && pages.contains_key(&place(line))) {
            continue;
        }
        at_the_edge(kept, edge, found, leading, at, &mut |line, _, stands_apart| open.push((line, stands_apart)));
    }
    let mut others: FxHashMap<(i32, i32, u16), usize> = FxHashMap::default();
    open.iter().for_each(|&(line, _)| *others.entry(place(line)).or_default() += 1);
    for (line, stands_apart) in open {
        let place = place(line);
        let heads_alone = |heads: usize| others[&place] * RARE <= heads;
        if pages.get(&place).is_some_and(|&heads| stands_apart || heads_alone(heads)) {
            found[line as usize] = true;
        }
    }
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
    for page in 0..kept.pages.len() {
        at_the_edge(kept, edge, found, leading, page, &mut |line, distance, stands_apart| {
            let shown = kept.shown(line);
            let (counts, is_number) = (counts_at_ends(shown, page), number(shown).is_some());
            let (page, key) = (page as u32, key(shown));
            out.push(Outermost { page, line, distance, key, stands_apart, counts, is_number });
        });
    }
    out
}

/// The outermost lines of a page that are not found already: line, distance from the edge, whether they stand apart.
fn at_the_edge(
    kept: &Kept,
    edge: Edge,
    found: &[bool],
    leading: &[f32],
    page: usize,
    take: &mut dyn FnMut(u32, f32, bool),
) {
    let distance = |line: u32| match edge {
        Edge::Head => kept.line(line).depth,
        Edge::Foot => kept.line(line).height,
    };
    let lines = &kept.pages[page].lines;
    let open = || lines.clone().filter(|&line| !found[line as usize] && kept.line(line).is_upright);
    let Some((nearest, height)) = open()
        .map(|line| (distance(line), kept.line(line).depth + kept.line(line).height))
        .min_by(|a, b| a.0.total_cmp(&b.0))
    else {
        return;
    };
    if nearest > height * MARGIN {
        return; // what little text a page has
    }
    let outer = |line: &u32| distance(*line) < nearest + 0.5 * kept.line(*line).size;
    let found_before =
        lines.clone().filter(|&line| found[line as usize]).map(distance).filter(|&found| found < nearest);
    if found_before
        .max_by(f32::total_cmp)
        .is_some_and(|last| open().filter(outer).all(|line| nearest - last > WITHIN_HEAD * kept.line(line).size))
    {
        return;
    }
    let inner = open().filter(|line| !outer(line)).map(distance).min_by(f32::total_cmp);
    let stands_apart = inner.is_none_or(|inner| inner - nearest > 1.15 * leading[page]);
    open().filter(outer).for_each(|line| take(line, distance(line), stands_apart));
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

/// Median distance of the lines of each page, points; that of a few entries far apart is that of the other pages at most.
fn leadings(kept: &Kept) -> Vec<f32> {
    let mut pages: Vec<f32> = kept.pages.iter().map(|page| leading(kept, page)).collect();
    let mut known: Vec<f32> = pages.iter().copied().filter(|&leading| leading > 0.0).collect();
    let middle = known.len() / 2;
    if !known.is_empty() {
        let usual = *known.select_nth_unstable_by(middle, f32::total_cmp).1;
        pages.iter_mut().for_each(|leading| *leading = leading.min(LOOSE * usual));
    }
    pages
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

/// Whether it holds anything that could be a word.
fn has_word(shown: &str) -> bool {
    shown.chars().filter(|c| c.is_alphabetic()).take(4).count() == 4
}

/// For lines sorted by distance, on how many pages near it each is said, its own among them.
fn repeats(lines: &[Outermost]) -> Vec<usize> {
    let mut same: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        same.entry(line.key).or_default().push(at);
    }
    let mut out = vec![1; lines.len()];
    for places in same.values().filter(|places| places.len() >= TWICE) {
        for &at in places {
            let line = &lines[at];
            let near = |other: &&usize| {
                let other = &lines[**other];
                (other.distance - line.distance).abs() < SAME_HEIGHT && other.page.abs_diff(line.page) <= NEAR
            };
            out[at] = places.iter().filter(near).count();
        }
    }
    out
}

/// Whether at least half of the outermost lines at the height of one are like it (a third where all stand apart, as no
/// line of a body does), and they are many for the document: the labels of a chart that fills some pages are not.
fn mostly(lines: &[Outermost], is_alike: impl Fn(usize) -> bool, at: usize, many: usize) -> bool {
    let level = level(lines, at);
    let parts = if lines[level.clone()].iter().all(|line| line.stands_apart) { 3 } else { 2 };
    let (all, count) = (level.len(), level.filter(|&at| is_alike(at)).count());
    count * parts >= all && count >= many
}

/// Whether at least half of the outermost lines at the height of one are like it and stand apart.
fn most(lines: &[Outermost], is_alike: impl Fn(usize) -> bool, at: usize, many: usize) -> bool {
    let level = level(lines, at);
    let (all, count) = (level.len(), level.filter(|&at| is_alike(at) && lines[at].stands_apart).count());
    count * 2 >= all && count >= many
}

/// The lines, sorted by distance, that are at the height of one.
fn level(lines: &[Outermost], at: usize) -> Range<usize> {
    let distance = lines[at].distance;
    let from = lines.partition_point(|line| line.distance < distance - SAME_HEIGHT);
    from..lines.partition_point(|line| line.distance <= distance + SAME_HEIGHT)
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
