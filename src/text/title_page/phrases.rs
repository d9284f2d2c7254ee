//! Which phrases of a table a line has.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::{
    Role,
    words::{INSTITUTIONS, KINDS, LABELS, UNITS},
};
use crate::text::letters::{is_hangul, is_unspaced};

/// A table of phrases, by their first words.
pub(super) struct Phrases {
    by_first: FxHashMap<&'static str, Vec<usize>>,
    /// Where words are not parted, they are looked for anywhere: by their first characters.
    unspaced: FxHashMap<char, Vec<usize>>,
    all: Vec<&'static str>,
}

pub(super) static KIND_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(KINDS.iter().map(|(word, _)| *word)));
pub(super) static INSTITUTION_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(INSTITUTIONS.iter().copied()));
pub(super) static UNIT_WORDS: LazyLock<Phrases> = LazyLock::new(|| Phrases::of(UNITS.iter().copied()));
static ROLES: LazyLock<FxHashMap<&str, Role>> = LazyLock::new(|| LABELS.iter().rev().copied().collect());

/// What a label announces.
pub(super) fn role(label: &str) -> Option<Role> {
    ROLES.get(label).copied()
}

impl Phrases {
    fn of(phrases: impl Iterator<Item = &'static str>) -> Self {
        let all: Vec<&str> = phrases.collect();
        let mut by_first: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut unspaced: FxHashMap<char, Vec<usize>> = FxHashMap::default();
        for (number, phrase) in all.iter().enumerate() {
            let first = phrase.chars().next().filter(|&c| is_unspaced(c) || is_hangul(c));
            if let Some(first) = first {
                unspaced.entry(first).or_default().push(number);
            } else {
                by_first.entry(phrase.split(' ').next().unwrap_or_default()).or_default().push(number);
            }
        }
        Self { by_first, unspaced, all }
    }

    /// The first phrase of the table that a folded text has, by its place in the table.
    pub(super) fn first_in(&self, folded: &str) -> Option<usize> {
        let begins = |rest: &str, number: usize| {
            let after = rest.strip_prefix(self.all[number]);
            after.is_some_and(|after| after.is_empty() || after.starts_with(' '))
        };
        let mut first = None;
        let mut rest = folded;
        while !rest.is_empty() {
            let (word, after) = rest.split_once(' ').unwrap_or((rest, ""));
            let candidates = self.by_first.get(word).into_iter().flatten().copied();
            first = candidates.filter(|number| begins(rest, *number)).chain(first).min();
            rest = after;
        }
        if !self.unspaced.is_empty() && folded.contains(|c| is_unspaced(c) || is_hangul(c)) {
            let spaceless = folded.replace(' ', "");
            for (at, c) in spaceless.char_indices() {
                let candidates = self.unspaced.get(&c).into_iter().flatten().copied();
                let there = candidates.filter(|number| spaceless[at..].starts_with(self.all[*number]));
                first = there.chain(first).min();
            }
        }
        first
    }

    /// Whether it has any.
    pub(super) fn any_in(&self, folded: &str) -> bool {
        self.first_in(folded).is_some()
    }
}
