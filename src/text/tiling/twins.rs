//! Lines of the same words: which of them is meant where.

use rustc_hash::FxHashMap;

use super::{Tile, step};

/// As many lines of the same words are told apart.
const MOST: usize = 256;
/// How often all of them are gone through.
const ROUNDS: usize = 8;

/// Lays each line of `way` once, and lets lines of the same words change places where that makes the way cheaper.
pub(super) fn part(lines: &[String], way: &mut [Tile]) {
    let mut of_words: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    for (at, line) in lines.iter().enumerate() {
        of_words.entry(line).or_default().push(at);
    }
    of_words.retain(|_, twins| twins.len() > 1);
    let mut places: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
    let mut laid = vec![false; lines.len()];
    for (at, tile) in way.iter_mut().enumerate() {
        let Some(line) = tile.line else { continue };
        let words = lines[line].as_str();
        let twin = of_words.get(words).and_then(|twins| twins.iter().copied().find(|&twin| !laid[twin]));
        tile.line = if laid[line] { twin } else { Some(line) };
        tile.line.into_iter().for_each(|line| laid[line] = true);
        if of_words.contains_key(words) {
            places.entry(words).or_default().push(at);
        }
    }
    let mut groups: Vec<(Vec<usize>, Vec<usize>)> = Vec::new();
    for (words, places) in places {
        let spare = of_words[words].iter().copied().filter(|&twin| !laid[twin]).collect();
        groups.push((places, spare));
    }
    groups.retain(|(places, spare)| places.len() + spare.len() <= MOST);
    groups.sort_unstable();
    for _ in 0..ROUNDS {
        // Every group is to be gone through.
        let changed = groups.iter_mut().fold(false, |changed, (places, spare)| exchange(way, places, spare) | changed);
        if !changed {
            break;
        }
    }
}

/// Lets the lines at `places` change with one another and with those that are laid nowhere; whether any did.
fn exchange(way: &mut [Tile], places: &[usize], spare: &mut [usize]) -> bool {
    let mut changed = false;
    for (n, &here) in places.iter().enumerate() {
        for &there in &places[n + 1..] {
            let before = cost_around(way, &[here, there]);
            let (one, other) = (way[here].line, way[there].line);
            (way[here].line, way[there].line) = (other, one);
            if cost_around(way, &[here, there]) < before {
                changed = true;
            } else {
                (way[here].line, way[there].line) = (one, other);
            }
        }
        for spare in spare.iter_mut() {
            let (before, line) = (cost_around(way, &[here]), way[here].line);
            way[here].line = Some(*spare);
            match line.filter(|_| cost_around(way, &[here]) < before) {
                Some(line) => (*spare, changed) = (line, true),
                None => way[here].line = line,
            }
        }
    }
    changed
}

/// What the steps to and from these places cost.
fn cost_around(way: &[Tile], places: &[usize]) -> u32 {
    let step_to = |at: usize| {
        let line = way.get(at)?.line?;
        Some(step(way[at.checked_sub(1)?].line, line))
    };
    places.iter().map(|&at| step_to(at).unwrap_or(0) + step_to(at + 1).unwrap_or(0)).sum()
}
