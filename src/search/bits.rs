//! Sets of passages that follow one another, a bit each.

use std::ops::Range;

/// A set of numbers below its length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// Nothing, with room for numbers below `length`.
    pub(super) fn none(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    /// Empties the set and makes room.
    pub(super) fn reset(&mut self, length: usize) {
        self.0.clear();
        self.0.resize(length.div_ceil(64), 0);
    }

    /// Nothing, with the same room.
    pub(super) fn emptied(&self) -> Self {
        Self(vec![0; self.0.len()])
    }

    #[inline]
    pub(super) fn insert(&mut self, at: usize) {
        self.0[at / 64] |= 1 << (at % 64);
    }

    #[inline]
    pub(super) fn has(&self, at: usize) -> bool {
        self.0[at / 64] >> (at % 64) & 1 != 0
    }

    /// Adds all of `more`.
    pub(super) fn join(&mut self, more: &Self) {
        self.0.iter_mut().zip(&more.0).for_each(|(own, other)| *own |= other);
    }

    /// Keeps what is also in `other`.
    pub(super) fn meet(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= other);
    }

    /// Takes away what is in `other`.
    pub(super) fn leave(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(own, other)| *own &= !other);
    }

    /// The numbers before those of the set.
    pub(super) fn before(&self) -> Self {
        let behind = self.0.iter().skip(1).copied().chain([0]);
        Self(self.0.iter().zip(behind).map(|(own, behind)| own >> 1 | behind << 63).collect())
    }

    /// Takes away a stretch.
    pub(super) fn clear(&mut self, range: Range<usize>) {
        for (at, mask) in words(range) {
            self.0[at] &= !mask;
        }
    }

    /// How many of a stretch there are.
    pub(super) fn count(&self, range: Range<usize>) -> usize {
        words(range).map(|(at, mask)| (self.0[at] & mask).count_ones() as usize).sum()
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether there is any of a stretch.
    #[inline]
    pub(super) fn any(&self, range: Range<usize>) -> bool {
        if range.is_empty() {
            return false;
        }
        let (first, last) = (range.start / 64, (range.end - 1) / 64);
        let words = &self.0[first..=last];
        let (head, tail) = (u64::MAX << (range.start % 64), u64::MAX >> (63 - (range.end - 1) % 64));
        match words {
            [only] => only & head & tail != 0,
            [one, between @ .., other] => {
                one & head | other & tail | between.iter().fold(0, |all, word| all | word) != 0
            }
            [] => false,
        }
    }

    /// Goes through all, in order.
    #[inline]
    pub(super) fn each(&self, mut then: impl FnMut(usize)) {
        for (at, &word) in self.0.iter().enumerate() {
            let mut left = word;
            while left != 0 {
                then(at * 64 + left.trailing_zeros() as usize);
                left &= left - 1;
            }
        }
    }

    /// Those of a stretch, in order.
    pub(super) fn within(&self, range: Range<usize>) -> impl Iterator<Item = usize> + '_ {
        words(range).flat_map(|(at, mask)| {
            let mut left = self.0[at] & mask;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                let found = (left != 0).then(|| at * 64 + bit as usize);
                left &= left.wrapping_sub(1);
                found
            })
        })
    }
}

/// The words that hold a stretch, each with its bits of it.
fn words(range: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let Range { start, end } = range;
    let (first, after) = if start < end { (start / 64, end.div_ceil(64)) } else { (0, 0) };
    (first..after).map(move |at| {
        let from = start.saturating_sub(at * 64);
        let beyond = ((at + 1) * 64).saturating_sub(end);
        (at, (u64::MAX << from) & (u64::MAX >> beyond))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_stretch_is_counted_walked_and_cleared(
            numbers in prop::collection::btree_set(0..300_usize, 0..80),
            (start, end) in (0..300_usize, 0..=300_usize),
        ) {
            let mut bits = Bits::none(300);
            numbers.iter().for_each(|&at| bits.insert(at));
            let inside: Vec<usize> = numbers.iter().copied().filter(|at| (start..end).contains(at)).collect();
            prop_assert_eq!(bits.within(start..end).collect::<Vec<_>>(), inside.clone());
            prop_assert_eq!(bits.count(start..end), inside.len());
            prop_assert_eq!(bits.len(), numbers.len());
            prop_assert_eq!(bits.any(start..end), !inside.is_empty());
            let mut all = Vec::new();
            bits.each(|at| all.push(at));
            prop_assert!(all.iter().eq(&numbers));
            let before: Vec<usize> = numbers.iter().filter_map(|at| at.checked_sub(1)).collect();
            prop_assert_eq!(bits.before().within(0..300).collect::<Vec<_>>(), before);
            bits.clear(start..end);
            let left: BTreeSet<usize> = bits.within(0..300).collect();
            prop_assert!(numbers.iter().all(|at| left.contains(at) != inside.contains(at)));
        }
    }
}
