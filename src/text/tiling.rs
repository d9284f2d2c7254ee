//! Which line of a page stands where in the page's text.
//!
//! The text of a page is its lines, each once and letter for letter; only their order may be another (notes, floats), heads and
//! feet are left out, and the hyphen of a divided word. So the text is laid with lines as a floor with tiles: of all ways to do
//! that the one is taken in which the fewest lines do not follow the one before them on the page.

mod twins;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::letters::{is_hangul, is_hyphen, is_unspaced};

/// Ways that are followed from one place of the text.
const WAYS: usize = 32;
/// Lines that are held against the text in all.
const MOST: usize = 4_000_000;
/// What it costs that a line does not follow the one before it, but stands further down the page,
const DOWN: u32 = 1;
/// or further up,
const UP: u32 = 2;
/// and that a word of the text stands in no line.
const ASTRAY: u32 = 16;
/// Bytes of a line that is believed beside such a word.
const TELLING: usize = 12;

/// For each of `lines`, as shown, where in `content` it begins. Where the page was read otherwise than the text was made, what is
/// not the same stands nowhere.
pub(super) fn tile(lines: &[String], content: &str) -> Vec<Option<usize>> {
    if content.is_empty() {
        return vec![None; lines.len()];
    }
    let laid = Floor::new(lines, content).lay(false).or_else(|| Floor::new(lines, content).lay(true));
    laid.unwrap_or_else(|| vec![None; lines.len()])
}

/// A line that was laid, or a word that stands in none.
#[derive(Clone, Copy)]
struct Tile {
    line: Option<usize>,
    at: usize,
    /// Of all tiles up to this one.
    cost: u32,
    /// Which of [`Floor::tiles`].
    before: Option<usize>,
}

struct Floor<'a> {
    lines: &'a [String],
    content: &'a str,
    by_first: FxHashMap<char, Vec<usize>>,
    tiles: Vec<Tile>,
    /// For each place of the text that was reached, the tiles before it.
    open: BTreeMap<usize, Vec<usize>>,
}

impl<'a> Floor<'a> {
    fn new(lines: &'a [String], content: &'a str) -> Self {
        let mut by_first: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        for (at, line) in lines.iter().enumerate() {
            if let Some(first) = line.chars().next() {
                by_first.entry(first).or_default().push(at);
            }
        }
        Self { lines, content, by_first, tiles: Vec::new(), open: BTreeMap::from([(0, Vec::new())]) }
    }

    /// Where each line was laid; with `gaps` words may be left out, else `None` where no way leads to the end.
    fn lay(mut self, gaps: bool) -> Option<Vec<Option<usize>>> {
        let mut held = 0;
        while let Some((at, before)) = self.open.pop_first() {
            if at >= self.content.len() {
                let last = before.into_iter().min_by_key(|&tile| self.tiles[tile].cost)?;
                return Some(self.traced(last));
            }
            let candidates = self.content[at..].chars().next().and_then(|first| self.by_first.get(&first));
            let candidates = candidates.cloned().unwrap_or_default();
            held += candidates.len() * (1 + before.len());
            if held > MOST {
                return None;
            }
            let mut fits: Vec<(Tile, [Option<usize>; 2])> = Vec::new();
            for line in candidates {
                let (ends, tile) = (self.ends(line, at), self.tile(line, at, &before));
                let fits_here = ends != [None; 2] && (!gaps || self.is_believed(&tile));
                fits.extend(fits_here.then_some((tile, ends)));
            }
            fits.sort_by_key(|(tile, _)| tile.cost);
            for (tile, ends) in fits.into_iter().take(WAYS) {
                ends.into_iter().flatten().for_each(|end| self.push(tile, end));
            }
            if gaps {
                let word = self.content[at..].find([' ', '\n']).map_or(self.content.len(), |end| at + end + 1);
                let best = before.iter().copied().min_by_key(|&tile| self.tiles[tile].cost);
                let cost = best.map_or(0, |best| self.tiles[best].cost) + ASTRAY;
                self.push(Tile { line: None, at, cost, before: best }, word);
            }
        }
        None
    }

    fn push(&mut self, tile: Tile, end: usize) {
        self.tiles.push(tile);
        self.open.entry(end).or_default().push(self.tiles.len() - 1);
    }

    /// A line laid at `at`, behind that of the tiles `before` which costs least.
    fn tile(&self, line: usize, at: usize, before: &[usize]) -> Tile {
        let cost = |&tile: &usize| self.tiles[tile].cost + step(self.tiles[tile].line, line);
        let best = before.iter().copied().min_by_key(cost);
        Tile { line: Some(line), at, cost: best.as_ref().map_or(0, cost), before: best }
    }

    /// Whether a line that fits beside words that stand in none is no accident: it is long, or follows on the one before it.
    fn is_believed(&self, tile: &Tile) -> bool {
        let last = tile.before.and_then(|before| self.tiles[before].line);
        tile.line.is_some_and(|line| self.lines[line].len() >= TELLING || last.is_some_and(|last| last + 1 == line))
    }

    /// Where the next line would begin if this one stood at `at`: as it is, and without its hyphen.
    fn ends(&self, line: usize, at: usize) -> [Option<usize>; 2] {
        let (shown, rest) = (self.lines[line].as_str(), &self.content[at..]);
        let end = rest.starts_with(shown).then(|| at + shown.len());
        let end = end.and_then(|end| match rest.as_bytes().get(shown.len()) {
            None => Some(end),
            Some(b' ' | b'\n') => Some(end + 1),
            Some(_) => shown.ends_with(|c| is_hyphen(c) || is_unspaced(c) || is_hangul(c)).then_some(end),
        });
        let stem = shown.strip_suffix(is_hyphen).filter(|stem| !stem.is_empty() && rest.starts_with(stem));
        [end, stem.map(|stem| at + stem.len())]
    }

    /// Where the lines stand on the way that led to a tile.
    fn traced(&self, last: usize) -> Vec<Option<usize>> {
        let way = std::iter::successors(Some(last), |&tile| self.tiles[tile].before).map(|tile| self.tiles[tile]);
        let mut way: Vec<Tile> = way.collect();
        way.reverse();
        twins::part(self.lines, &mut way);
        let mut starts = vec![None; self.lines.len()];
        way.iter().filter_map(|tile| Some((tile.line?, tile.at))).for_each(|(line, at)| starts[line] = Some(at));
        starts
    }
}

/// What it costs that a line follows another.
fn step(last: Option<usize>, line: usize) -> u32 {
    match last {
        Some(last) if last + 1 == line => 0,
        Some(last) if last >= line => UP,
        _ => DOWN,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tiled(lines: &[&str], content: &str) -> Vec<Option<usize>> {
        tile(&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>(), content)
    }

    #[test]
    fn a_note_stands_where_the_text_has_it() {
        let lines = ["Head", "of duration a", "and the vowel", "1 of vowels", "a", "12"];
        let content = "of duration a\n1 of vowels a\nand the vowel ";
        assert_eq!(tiled(&lines, content), [None, Some(0), Some(28), Some(14), Some(26), None]);
    }

    #[test]
    fn of_lines_that_say_the_same_those_that_follow_one_another_are_meant() {
        // A running head that says what the heading says.
        assert_eq!(tiled(&["Wells", "Wells", "in use", "3"], "Wells\nin use\n"), [None, Some(0), Some(6), None]);
        assert_eq!(tiled(&["0", "x", "0", "0"], "0 x 0\n0\n"), [Some(0), Some(2), Some(4), Some(6)]);
    }

    #[test]
    fn of_twins_each_stands_among_its_neighbours() {
        // A table is read before the paragraph beside it, and both have a line of the same words.
        let lines = ["one", "...", "two", "so it", "begins", "...", "ends"];
        let content = "so it begins ... ends one ... two\n";
        assert_eq!(tiled(&lines, content), [22, 26, 30, 0, 6, 13, 17].map(Some));
        let content = "begins one ... two so it ... ends\n";
        assert_eq!(tiled(&lines, content), [7, 11, 15, 19, 0, 25, 29].map(Some));
    }

    #[test]
    fn hyphens_go_or_stay() {
        let lines = ["a recov-", "ery of non-", "aspirated t-"];
        assert_eq!(tiled(&lines, "a recovery of non-aspirated t"), [Some(0), Some(7), Some(18)]);
        assert_eq!(tiled(&["漢字", "かな"], "漢字かな\n"), [Some(0), Some(6)]);
        assert_eq!(tiled(&["a", "nd"], "and\n"), [None, None], "words are not put together");
    }

    #[test]
    fn what_is_no_longer_the_same_stands_nowhere() {
        let lines = ["the first line of all", "the sec0nd line of all", "an", "the third line of all"];
        let content = "the first line of all the second line of an old reading the third line of all\n";
        assert_eq!(tiled(&lines, content), [Some(0), None, None, Some(56)]);
        assert_eq!(tiled(&lines, ""), [None; 4]);
    }
}
