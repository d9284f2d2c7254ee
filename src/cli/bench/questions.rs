//! Questions drawn from the texts themselves: single words, pairs of words, phrases; the same for the same index.

use crate::{
    error::Result,
    index::{Snapshot, analyzer},
};

/// `count` questions: by turns a word, two words of a sentence, and a phrase of three, from places spread over all
/// theses in the order of their keys.
pub(super) fn drawn(snapshot: &Snapshot, count: usize) -> Result<Vec<String>> {
    let mut keys: Vec<_> = snapshot.sources()?.iter().filter_map(|source| source.key()).collect();
    keys.sort_unstable();
    keys.dedup();
    let mut questions = Vec::new();
    if keys.is_empty() {
        return Ok(questions);
    }
    let mut turn = 0;
    while questions.len() < count && turn < 4 * count {
        let text = snapshot.text(keys[turn * keys.len() / count % keys.len()])?.content;
        let words: Vec<_> = analyzer::tokens(&text).map(|token| token.word.into_owned()).collect();
        let at = (turn * 7_919 + 4_211) % words.len().max(1);
        if let Some(words) = words.get(at..at + 6).filter(|words| words[0].chars().count() > 4) {
            questions.push(match turn % 3 {
                0 => words[0].clone(),
                1 => format!("{} {}", words[0], words[4]),
                _ => format!("\"{}\"", words[..3].join(" ")),
            });
        }
        turn += 1;
    }
    Ok(questions)
}
