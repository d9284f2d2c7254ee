//! The order of titles.

use super::analyzer;

/// Words of a title that put it in order: more do not tell titles apart.
const WORDS: usize = 40;

/// A title as it is put in order: its words, folded. `None` where it has none.
pub(super) fn title_order(title: &str) -> Option<String> {
    let words: Vec<_> = analyzer::tokens(title).take(WORDS).map(|token| token.word).collect();
    (!words.is_empty()).then(|| words.join(" "))
}
