//! Names of people, as they are printed.

use super::{
    lines::folded,
    phrases::{self, INSTITUTION_WORDS, KIND_WORDS, UNIT_WORDS},
    words::{ANDS, PARTICLES, TITLES, UNSPACED_TITLES},
};
use crate::text::letters::{is_hangul, is_unspaced};

/// Words of a name.
const WORDS: std::ops::RangeInclusive<usize> = 2..=6;
/// People named at once, at most: more is a list of something else.
const MOST: usize = 6;

/// The people whom a text names, without their titles; none where it does not read like names alone.
pub(super) fn people(text: &str) -> Vec<String> {
    if text.contains(|c: char| c.is_numeric() || "@/\\<>{}|_:?!".contains(c)) {
        return Vec::new();
    }
    // What stands behind a semicolon or in brackets is about the one before.
    let said = text.split(['(', ';']).next().unwrap_or_default();
    let names: Vec<Option<String>> = parted(said).iter().filter_map(|one| name(one)).collect();
    if names.len() > MOST || names.iter().any(Option::is_none) {
        Vec::new()
    } else {
        names.into_iter().flatten().collect()
    }
}

/// At commas, and at words for *and*.
fn parted(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for word in text.replace(',', " , ").split_whitespace() {
        if word == "," || ANDS.contains(&word.to_lowercase().as_str()) {
            all.push(String::new());
        } else if let Some(last) = all.last_mut() {
            if !last.is_empty() {
                last.push(' ');
            }
            last.push_str(word);
        }
    }
    all
}

/// A name without titles: nothing where only titles are left, `None` within where it is no name.
fn name(text: &str) -> Option<Option<String>> {
    let mut bare = text.trim().trim_end_matches(['.', '*']);
    for title in UNSPACED_TITLES {
        bare = bare.strip_suffix(title).unwrap_or(bare).trim_end();
    }
    let is_title = |word: &str| {
        word.split(['.', '-']).filter(|part| !part.is_empty()).all(|part| TITLES.contains(&folded(part).as_str()))
    };
    // A letter with a point is an initial, unless a title stands before it.
    let mut words: Vec<&str> = bare.split_whitespace().collect();
    while words.first().is_some_and(|word| is_title(word) && (word.chars().count() > 2 || *word == "M.")) {
        words.remove(0);
    }
    while words.last().is_some_and(|word| is_title(word) && word.contains('.')) {
        words.pop();
    }
    if words.is_empty() {
        return None;
    }
    Some(is_name(&words).then(|| words.join(" ")))
}

fn is_name(words: &[&str]) -> bool {
    let whole: String = words.concat();
    if whole.chars().all(|c| is_unspaced(c) && c.is_alphabetic()) {
        let is_label = phrases::role(&whole).is_some();
        return words.len() == 2 && !is_label && (2..=6).contains(&whole.chars().count());
    }
    if whole.chars().all(is_hangul) {
        return (2..=4).contains(&whole.chars().count());
    }
    let is_capital = |word: &&&str| {
        word.chars().next().is_some_and(|c| c.is_uppercase() || (c.is_alphabetic() && !c.is_lowercase()))
    };
    let is_small = |word: &str| PARTICLES.contains(&word.to_lowercase().as_str());
    let capitals = words.iter().filter(is_capital).count();
    WORDS.contains(&words.len())
        && words.iter().all(|word| is_capital(&word) || is_small(word))
        && capitals >= 2
        && words.iter().any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 2)
        && whole.chars().all(|c| {
            c.is_alphabetic() || matches!(c, '.' | '-' | '–' | '\'' | '’') || crate::text::letters::is_combining(c)
        })
        && ![&INSTITUTION_WORDS, &UNIT_WORDS, &KIND_WORDS].iter().any(|table| table.any_in(&folded(&words.join(" "))))
}
