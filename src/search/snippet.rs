//! The window of a passage that shows best why it was found.

use std::ops::Range;

/// A window of a passage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Snippet {
    /// As printed; whole words.
    pub text: String,
    /// How many characters of the passage stand before it.
    pub start: usize,
    /// Characters of `text`, sorted, disjoint.
    pub marks: Vec<Range<usize>>,
    /// Whether the passage has text before it.
    pub cut_before: bool,
    /// Whether the passage has text after it.
    pub cut_after: bool,
}

/// A mark of a passage, for choosing a window.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Weight {
    /// Which leaf it is of.
    pub(super) leaf: usize,
    /// How much that leaf says.
    pub(super) weight: f32,
}

/// Most windows in which a passage is shown, where words of the question stand far apart.
pub(super) const WINDOWS: usize = 3;

/// How much a repetition counts, as a share of a first mark.
const REPEATED: f32 = 0.1;

/// What a window loses when its marks fill it from end to end, as a share.
const CROWDED: f32 = 0.1;

/// The best window of at most `width` characters; `marks` in characters, with a weight each.
pub(super) fn snippet(text: &str, marks: &[Range<usize>], weights: &[Weight], width: usize) -> Snippet {
    let chars: Vec<char> = text.chars().collect();
    let inside = trimmed(&chars, 0..chars.len());
    best(&chars, &inside, &inside, marks, weights, width)
}

/// The best windows that do not overlap, at most `most`, best first.
pub(super) fn snippets(
    text: &str,
    marks: &[Range<usize>],
    weights: &[Weight],
    width: usize,
    most: usize,
) -> Vec<Snippet> {
    let chars: Vec<char> = text.chars().collect();
    let whole = trimmed(&chars, 0..chars.len());
    let first = best(&chars, &whole, &whole, marks, weights, width);
    let mut windows = vec![first];
    while windows.len() < most {
        // The stretches that are not shown yet; the best window of each, and the best of these.
        let mut shown: Vec<Range<usize>> = windows.iter().map(|w| w.start..w.start + w.text.chars().count()).collect();
        shown.sort_by_key(|range| range.start);
        let ends = std::iter::once(whole.start).chain(shown.iter().map(|range| range.end));
        let begins = shown.iter().map(|range| range.start).chain([whole.end]);
        let free = ends.zip(begins).map(|(end, begin)| trimmed(&chars, end..begin.max(end)));
        let candidates = free.filter_map(|free| {
            let first = marks.partition_point(|mark| mark.start < free.start);
            let last = marks.partition_point(|mark| mark.end <= free.end).max(first);
            let (inner, weights) = (&marks[first..last], &weights[first..last]);
            let value = value(&weights[best_marks(inner, weights, width)]);
            (!inner.is_empty()).then(|| (value, best(&chars, &whole, &free, inner, weights, width)))
        });
        match candidates.reduce(|one, other| if other.0 > one.0 { other } else { one }) {
            Some((_, next)) if !next.marks.is_empty() => windows.push(next),
            _ => break,
        }
    }
    windows.truncate(most);
    windows
}

/// The first of some windows, and of the others those that show what none before them does: a word that is asked for has its place.
pub(super) fn telling(windows: Vec<Snippet>, marks: &[Range<usize>], weights: &[Weight]) -> Vec<Snippet> {
    let mut shown: Vec<usize> = Vec::new();
    let mut is_new = |window: &Snippet| {
        let end = window.start + window.text.chars().count();
        let inside = marks.iter().zip(weights).filter(|(mark, _)| window.start <= mark.start && mark.end <= end);
        let before = shown.len();
        for (_, weight) in inside {
            if !shown.contains(&weight.leaf) {
                shown.push(weight.leaf);
            }
        }
        shown.len() > before
    };
    let kept = windows.into_iter().enumerate().filter(|(at, window)| is_new(window) || *at == 0);
    kept.map(|(_, window)| window).collect()
}

/// The best window within `inside`, a part of `whole`.
fn best(
    chars: &[char],
    whole: &Range<usize>,
    inside: &Range<usize>,
    marks: &[Range<usize>],
    weights: &[Weight],
    width: usize,
) -> Snippet {
    let window = if inside.len() <= width { inside.clone() } else { window(chars, inside, marks, weights, width) };
    let within = |mark: &Range<usize>| {
        let (start, end) = (mark.start.max(window.start), mark.end.min(window.end));
        (start < end).then(|| start - window.start..end - window.start)
    };
    Snippet {
        text: chars[window.clone()].iter().collect(),
        start: window.start,
        marks: marks.iter().filter_map(within).collect(),
        cut_before: window.start > whole.start,
        cut_after: window.end < whole.end,
    }
}

/// Which marks the best window of `width` characters holds (a mark may be longer than the window); empty where there are none.
pub(super) fn best_marks(marks: &[Range<usize>], weights: &[Weight], width: usize) -> Range<usize> {
    let mut best = (0..0, f32::MIN);
    for first in 0..marks.len() {
        let end = marks[first].start + width;
        let fitting = marks[first..].iter().take_while(|mark| mark.end <= end).count().max(1);
        let last = marks[first + fitting - 1].end.max(marks[first].start);
        // Between equals the one with more room for what stands around it.
        let crowd = 1.0 - CROWDED * (last - marks[first].start) as f32 / width.max(1) as f32;
        let value = value(&weights[first..first + fitting]) * crowd;
        if value > best.1 {
            best = (first..first + fitting, value);
        }
    }
    best.0
}

/// What a stretch of marks says: each leaf once, its repetitions a little.
fn value(weights: &[Weight]) -> f32 {
    let is_first = |at: usize| weights[..at].iter().all(|before| before.leaf != weights[at].leaf);
    (0..weights.len()).map(|at| weights[at].weight.max(0.01) * if is_first(at) { 1.0 } else { REPEATED }).sum()
}

fn window(
    chars: &[char],
    inside: &Range<usize>,
    marks: &[Range<usize>],
    weights: &[Weight],
    width: usize,
) -> Range<usize> {
    let shown = best_marks(marks, weights, width);
    let (first, last) = match marks.get(shown) {
        Some([first, .., last]) => (first.start, last.end),
        Some([only]) => (only.start, only.end),
        _ => (inside.start, inside.start),
    };
    // A mark may stand in the white space around the text.
    let (first, last) = (first.clamp(inside.start, inside.end), last.min(inside.end));
    let spare = width.saturating_sub(last.saturating_sub(first));
    let earliest = first.saturating_sub(spare).max(inside.start);
    let start = sentence_start(chars, inside, earliest..first).unwrap_or_else(|| {
        // No sentence begins near enough: the marks in the middle, from a word's start.
        let middle = first.saturating_sub(spare / 2).max(inside.start);
        let middle = middle.min(inside.end.saturating_sub(width)).max(inside.start);
        (middle..=first).find(|&at| is_word_start(chars, at) || at == inside.start).unwrap_or(first)
    });
    let end = (start + width).min(inside.end);
    let whole_words = (last.max(start + 1)..=end).rev().find(|&at| at == inside.end || is_word_end(chars, at));
    trimmed(chars, start..whole_words.unwrap_or(end))
}

/// The last start of a sentence in `range`, both ends included.
fn sentence_start(chars: &[char], inside: &Range<usize>, range: Range<usize>) -> Option<usize> {
    let starts = |at: usize| {
        let mut before = chars[inside.start..at].iter().rev();
        let spaces = before.clone().take_while(|c| c.is_whitespace()).count();
        let newline = before.clone().take(spaces).any(|&c| c == '\n');
        let ended = before.nth(spaces).is_some_and(|c| matches!(c, '.' | '!' | '?' | '…' | '。'));
        at == inside.start || newline || spaces > 0 && ended && chars[at].is_uppercase()
    };
    (range.start..=range.end).rev().find(|&at| at < inside.end && !chars[at].is_whitespace() && starts(at))
}

fn is_word_start(chars: &[char], at: usize) -> bool {
    at < chars.len() && !chars[at].is_whitespace() && (at == 0 || chars[at - 1].is_whitespace())
}

fn is_word_end(chars: &[char], at: usize) -> bool {
    at > 0 && !chars[at - 1].is_whitespace() && chars.get(at).is_none_or(|c| c.is_whitespace())
}

fn trimmed(chars: &[char], range: Range<usize>) -> Range<usize> {
    let stretch = &chars[range.clone()];
    let before = stretch.iter().take_while(|c| c.is_whitespace()).count();
    if before == stretch.len() {
        return range.start..range.start;
    }
    let after = stretch.iter().rev().take_while(|c| c.is_whitespace()).count();
    range.start + before..range.end - after
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Marks the words of `text` that stand in square brackets; each distinct word is a leaf of the given weight.
    fn shown(text: &str, weights: &[(&str, f32)], width: usize) -> String {
        let (mut plain, mut marks, mut of) = (Vec::new(), Vec::new(), Vec::new());
        for part in text.split_inclusive([']', '[']) {
            let inside = part.strip_suffix(']');
            let start = plain.len();
            plain.extend(part.trim_end_matches(['[', ']']).chars());
            if let Some(word) = inside {
                marks.push(start..plain.len());
                let leaf = weights.iter().position(|(known, _)| *known == word).unwrap();
                of.push(Weight { leaf, weight: weights[leaf].1 });
            }
        }
        let plain: String = plain.into_iter().collect();
        let snippet = snippet(&plain, &marks, &of, width);
        let mut text: Vec<char> = snippet.text.chars().collect();
        for mark in snippet.marks.iter().rev() {
            text.insert(mark.end, ']');
            text.insert(mark.start, '[');
        }
        let text: String = text.into_iter().collect();
        format!("{}{text}{}", if snippet.cut_before { "…" } else { "" }, if snippet.cut_after { "…" } else { "" })
    }

    #[test]
    fn the_window_shows_most() {
        let weights = [("a", 1.0), ("b", 1.0), ("c", 5.0)];
        assert_eq!(shown("one [a] two", &weights, 40), "one [a] two");
        let text = "One [a] two three. Four five [a] six [b] seven. Eight nine ten [a] eleven twelve thirteen.";
        assert_eq!(shown(text, &weights, 30), "…Four five [a] six [b] seven. Eight…");
        assert_eq!(shown(text, &weights, 16), "…[a] six [b] seven.…");
        let text = "One [a] [b] two three four five six seven eight [c] nine";
        assert_eq!(shown(text, &weights, 14), "…eight [c] nine");
        assert_eq!(shown("Nothing is marked here. At all.", &weights, 12), "Nothing is…");
        let (blank, weight) = (10..11, Weight { leaf: 0, weight: 1.0 });
        assert_eq!(snippet("One two.\n\n\n", std::slice::from_ref(&blank), &[weight], 0).text, "");
    }

    proptest! {
        #[test]
        fn a_window_is_part_of_its_text(
            text in "[a-cA ä.\n]{0,60}",
            starts in prop::collection::btree_set(0..60usize, 0..6),
            width in 0..50usize,
        ) {
            let length = text.chars().count();
            let marks: Vec<Range<usize>> = starts.into_iter().filter(|at| *at < length).map(|at| at..at + 1).collect();
            let weights: Vec<Weight> = (0..marks.len()).map(|leaf| Weight { leaf: leaf % 2, weight: 1.0 }).collect();
            let snippet = snippet(&text, &marks, &weights, width);
            prop_assert!(text.contains(&snippet.text));
            prop_assert!(snippet.text.chars().count() <= width.max(1));
            prop_assert!(snippet.marks.iter().all(|mark| mark.end <= snippet.text.chars().count()));
            prop_assert_eq!(snippet.text.trim(), &snippet.text);
            let several = snippets(&text, &marks, &weights, width, 3);
            prop_assert_eq!(&several[0], &snippet);
            let mut shown: Vec<Range<usize>> =
                several.iter().map(|one| one.start..one.start + one.text.chars().count()).collect();
            prop_assert!(several[1..].iter().all(|one| !one.marks.is_empty()));
            for (one, range) in several.iter().zip(&shown) {
                let window: String = text.chars().skip(range.start).take(range.len()).collect();
                prop_assert_eq!(&one.text, &window);
            }
            shown.sort_by_key(|range| range.start);
            prop_assert!(shown.windows(2).all(|pair| pair[0].end <= pair[1].start), "{:?}", shown);
        }
    }
}
