//! How far each letter of a word reaches along its baseline: kept where that is asked for, and carried along when the text of
//! words changes under it.

use std::ops::Range;

use super::letters::{normalise, spoken};

/// What one glyph, or an equal part of it, shows: text from `at` to the next one's.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Extent {
    /// First byte in the text of the words.
    pub(super) at: u32,
    pub(super) left: f32,
    pub(super) right: f32,
}

/// Those of a page, in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Extents {
    wanted: bool,
    all: Vec<Extent>,
}

impl Extents {
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, all: Vec::new() }
    }

    /// A letter comes, at byte `at`.
    pub(super) fn push(&mut self, at: usize, left: f32, right: f32) {
        if self.wanted {
            self.all.push(Extent { at: at as u32, left, right });
        }
    }

    /// The text ends at byte `end` again.
    pub(super) fn truncate(&mut self, end: usize) {
        self.all.truncate(self.before(end as u32));
    }

    /// Those of a stretch of the text.
    pub(super) fn within(&self, bytes: Range<u32>) -> &[Extent] {
        &self.all[self.before(bytes.start)..self.before(bytes.end)]
    }

    /// Takes those of `bytes` of a text that goes on here, from byte `to` on.
    pub(super) fn take_over(&mut self, old: &Self, bytes: Range<u32>, to: u32) {
        let start = bytes.start;
        self.all.extend(old.within(bytes).iter().map(|one| Extent { at: one.at - start + to, ..*one }));
    }

    /// Normalises `text[start..]`, see [`normalise`]. Letters of a word in which that does more than it does to each of them
    /// alone are no longer told apart.
    pub(super) fn normalise(&mut self, text: &mut String, start: usize, visual: bool) {
        if !self.wanted {
            return normalise(text, start, visual);
        }
        let raw = text[start..].to_owned();
        normalise(text, start, visual);
        let old = self.all.split_off(self.before(start as u32));
        let (mut made, mut new) = (String::new(), Vec::with_capacity(old.len()));
        let whole = 0..raw.len();
        let runs = if visual { spoken(&raw) } else { vec![whole] };
        for run in runs {
            let from = old.partition_point(|one| (one.at as usize) < start + run.start);
            let until = old.partition_point(|one| (one.at as usize) < start + run.end);
            for (at, one) in old.iter().enumerate().take(until).skip(from) {
                let end = old.get(at + 1).filter(|_| at + 1 < until).map_or(run.end, |next| next.at as usize - start);
                let length = made.len();
                made.push_str(&raw[one.at as usize - start..end]);
                normalise(&mut made, length, false);
                new.push(Extent { at: (start + length) as u32, ..*one });
            }
        }
        if made == text[start..] {
            self.all.append(&mut new);
        }
    }

    fn before(&self, byte: u32) -> usize {
        self.all.partition_point(|one| one.at < byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The letters of a word behind "x", each a point wide, and where they are after normalising.
    fn settled(raw: &[&str], visual: bool) -> (String, Vec<(u32, f32)>) {
        let (mut text, mut extents) = ("x".to_owned(), Extents::new(true));
        extents.push(0, 0.0, 1.0);
        for (at, letter) in raw.iter().enumerate() {
            extents.push(text.len(), 1.0 + at as f32, 2.0 + at as f32);
            text.push_str(letter);
        }
        extents.normalise(&mut text, 1, visual);
        let all = extents.within(1..text.len() as u32).iter().map(|one| (one.at, one.left)).collect();
        (text, all)
    }

    #[test]
    fn letters_are_known_again_after_normalising() {
        assert_eq!(settled(&["e\u{301}", "t"], false), ("xét".to_owned(), vec![(1, 1.0), (3, 2.0)]));
        // Drawn from left to right, and read the other way round; the number as it is.
        let (text, all) = settled(&["1", "2", "ב", "א"], true);
        assert_eq!((text.as_str(), all), ("xאב12", vec![(1, 4.0), (3, 3.0), (5, 1.0), (6, 2.0)]));
        // Two glyphs that become one letter.
        assert_eq!(settled(&["e", "\u{301}"], false), ("xé".to_owned(), vec![]));
    }

    #[test]
    fn what_is_taken_over_keeps_its_place_in_the_word() {
        let mut old = Extents::new(true);
        (0..6).for_each(|at| old.push(at, at as f32, at as f32 + 1.0));
        let mut new = Extents::new(true);
        new.take_over(&old, 3..6, 1);
        assert_eq!(
            new.within(0..9),
            [(1, 3.0), (2, 4.0), (3, 5.0)].map(|(at, left)| Extent { at, left, right: left + 1.0 })
        );
        new.truncate(2);
        assert_eq!(new.within(0..9).len(), 1);
        let mut unwanted = Extents::default();
        unwanted.push(0, 0.0, 1.0);
        assert!(unwanted.within(0..9).is_empty());
    }
}
