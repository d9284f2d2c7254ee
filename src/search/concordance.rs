//! Keyword in context: each occurrence as a line with what stands on both sides of it.

use std::ops::Range;

use super::Occurrences;
use crate::{
    index::analyzer,
    text::{Label, SectionKind, Text},
};

/// An occurrence with its context.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keyword {
    /// PDF page where it begins, from 1.
    pub page: u32,
    /// That page's printed number, where known.
    pub label: Option<Label>,
    /// The section it stands in: what it is for, and its heading as printed.
    pub section: Option<(SectionKind, String)>,
    /// What stands before it: whole words, spaces made single.
    pub left: String,
    /// As printed, spaces made single.
    pub hit: String,
    /// What stands behind it: whole words, with the sign that follows it at once.
    pub right: String,
}

impl Keyword {
    /// Sorts by what stands before it, the nearest word first.
    pub fn by_left(&self) -> Vec<String> {
        let mut words = words(&self.left);
        words.reverse();
        words.extend(self.by_right());
        words
    }

    /// Sorts by itself, then by what stands behind it.
    pub fn by_right(&self) -> Vec<String> {
        let mut all = words(&self.hit);
        all.extend(words(&self.right));
        all
    }
}

fn words(text: &str) -> Vec<String> {
    analyzer::tokens(text).map(|token| token.word.into_owned()).collect()
}

impl Occurrences {
    /// Each occurrence, in the order of the text, with at most `width` characters on both sides.
    pub fn keywords(&self, width: usize) -> impl Iterator<Item = Keyword> + '_ {
        self.marks.iter().map(move |mark| keyword(&self.text, mark, width))
    }
}

fn keyword(text: &Text, mark: &Range<usize>, width: usize) -> Keyword {
    let place = mark.start as u32;
    let page = text.pages[..text.pages.partition_point(|page| page.start <= place)].last();
    let section = text.sections[..text.sections.partition_point(|section| section.start <= place)].last();
    let (before, after) = (&text.content[..mark.start], &text.content[mark.end..]);
    Keyword {
        page: page.map_or(0, |page| page.number),
        label: page.and_then(|page| page.label.clone()),
        section: section.map(|section| (section.kind, section.heading.clone())),
        left: left(before, width),
        hit: single_spaced(&text.content[mark.clone()]),
        right: right(after, width),
    }
}

/// The end of a text: whole words of at most `width` characters together, and the space behind them.
fn left(text: &str, width: usize) -> String {
    // White space may take room that is not shown.
    let start = text.char_indices().rev().nth(2 * width).map_or(0, |(at, _)| at);
    let near = single_spaced(&text[start..]);
    let from = near.char_indices().rev().nth(width).map_or(0, |(at, c)| at + c.len_utf8());
    let cut = start > 0 || from > 0;
    let from = match near[from..].find(' ') {
        Some(space) if cut && from > 0 && !near[..from].ends_with(' ') => from + space + 1,
        _ => from,
    };
    near[from..].trim_start().to_owned()
}

/// The same for the beginning of a text.
fn right(text: &str, width: usize) -> String {
    let end = text.char_indices().nth(2 * width).map_or(text.len(), |(at, _)| at);
    let near = single_spaced(&text[..end]);
    let to = near.char_indices().nth(width).map_or(near.len(), |(at, _)| at);
    let to = match near[..to].rfind(' ') {
        Some(space) if to < near.len() && !near[to..].starts_with(' ') && space > 0 => space,
        _ => to,
    };
    near[..to].trim_end().to_owned()
}

/// Each stretch of white space as one space, also at the ends.
pub(super) fn single_spaced(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() {
            true if out.ends_with(' ') => {}
            true => out.push(' '),
            false => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn contexts_are_whole_words() {
        let text = "One two,  three\nfour five, six seven";
        assert_eq!(left(&text[..16], 11), "two, three ");
        assert_eq!(left(&text[..16], 10), "three ");
        assert_eq!(left(&text[..16], 90), "One two, three ");
        assert_eq!(right(&text[20..], 10), " five, six");
        assert_eq!(right(&text[20..], 8), " five,");
        assert_eq!((left("", 9), right("", 9)), (String::new(), String::new()));
        assert_eq!((left("abcdef", 3), right("abcdef", 3)), ("def".into(), "abc".into()));
    }

    #[test]
    fn lines_sort_by_their_neighbours() {
        let line = |left: &str, right: &str| Keyword {
            page: 1,
            label: None,
            section: None,
            left: left.into(),
            hit: "well".into(),
            right: right.into(),
        };
        let mut lines = [line("a deep ", " of b"), line("the Dry ", " and c"), line("x dry ", " of a")];
        lines.sort_by_cached_key(Keyword::by_left);
        assert_eq!(lines.each_ref().map(|line| line.left.as_str()), ["a deep ", "the Dry ", "x dry "]);
        lines.sort_by_cached_key(Keyword::by_right);
        assert_eq!(lines.each_ref().map(|line| line.right.as_str()), [" and c", " of a", " of b"]);
    }

    proptest! {
        #[test]
        fn contexts_are_not_wider_than_asked_for(text in "(\\PC|[ab \n]){0,60}", width in 1usize..20) {
            prop_assert!(left(&text, width).chars().count() <= width + 1);
            prop_assert!(right(&text, width).chars().count() <= width);
        }
    }
}
