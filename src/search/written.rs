//! Words as written: capitals and accents count.
//!
//! The index holds folded words, so where the folded ones stand, the stored text is read and looked at. That costs the
//! reading of those passages; to keep every printed form would make every index larger for it.

use std::{borrow::Cow, io, ops::Range};

use tantivy::{DocId, SegmentReader, Term, schema::Field};
use unicode_normalization::UnicodeNormalization;

use super::phrase::{PhraseCursor, Running};
use crate::index::{Hidden, Store, analyzer};

/// Unpacked blocks of text that are kept: passages are asked for in order.
const BLOCKS: usize = 4;

/// A word as it is compared: composed, without what is not seen (soft hyphens, joiners).
pub(super) fn as_written(word: &str) -> String {
    plain(word).nfc().collect()
}

/// Whether a printed word is `word`, which is as [`as_written`] leaves it.
pub(super) fn is_written(printed: &str, word: &str) -> bool {
    printed == word || !printed.is_ascii() && plain(printed) == word
}

fn is_seen(c: char) -> bool {
    !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

fn plain(word: &str) -> Cow<'_, str> {
    if word.chars().all(is_seen) { Cow::Borrowed(word) } else { word.chars().filter(|&c| is_seen(c)).collect() }
}

/// The passages of a segment in which `words` begin, and how often. `text`: the field of the text. What is hidden is not read.
pub(super) fn list(
    reader: &SegmentReader,
    running: &Running,
    hidden: &Hidden,
    text: Field,
    words: &[String],
) -> io::Result<Vec<(DocId, u32)>> {
    let terms: Vec<Vec<Term>> =
        words.iter().map(|word| vec![Term::from_field_text(text, &analyzer::fold(word))]).collect();
    let Some(mut phrase) = PhraseCursor::open(reader, running.clone(), &terms)? else { return Ok(Vec::new()) };
    let store = Store::open(reader, BLOCKS)?;
    let add = |doc: DocId, content: &mut String| -> io::Result<()> {
        content.push_str(store.values(doc).map_err(io::Error::other)?.text(text)?);
        Ok(())
    };
    let (mut hits, mut content) = (Vec::new(), String::new());
    let mut hidden = hidden.in_order();
    while let Some((doc, _)) = phrase.next() {
        if hidden.hides(doc) {
            continue;
        }
        content.clear();
        add(doc, &mut content)?;
        let own = content.len();
        let (mut last, mut beyond) = (doc, 0);
        while beyond + 1 < words.len() as i64
            && let Some(next) = running.after(last)
        {
            add(next, &mut content)?;
            beyond += running.words(next);
            last = next;
        }
        let times = beginnings(&content, own, words);
        if times > 0 {
            hits.push((doc, times));
        }
    }
    Ok(hits)
}

/// How often `words` begin in the first `own` bytes of a text. Words are cut only where the first one is printed: white space
/// parts words, so a stretch from one to the next is cut as it would be within the whole.
fn beginnings(text: &str, own: usize, words: &[String]) -> u32 {
    let Some(first) = words.first() else { return 0 };
    let (mut from, mut times) = (0, 0);
    while let Some(at) = next(text, from, first) {
        let start = text[..at].rfind(char::is_whitespace).map_or(0, |space| space + 1);
        let start = text.ceil_char_boundary(start);
        if start >= own {
            break;
        }
        let end = text[at..].find(char::is_whitespace).map_or(text.len(), |space| at + space);
        let mut spans = Vec::new();
        let mut beyond = 0;
        for token in analyzer::tokens(&text[start..]) {
            let span = start + token.span.start..start + token.span.end;
            beyond += usize::from(span.start >= end);
            if beyond > words.len() {
                break;
            }
            spans.push(span);
        }
        let begins = |window: &&[Range<usize>]| {
            window[0].start < own.min(end)
                && window.iter().zip(words).all(|(span, word)| is_written(&text[span.clone()], word))
        };
        times += spans.windows(words.len()).filter(begins).count() as u32;
        from = end.max(at + 1);
    }
    times
}

/// Where a word is printed next, or something of which that cannot be told so simply.
fn next(text: &str, from: usize, word: &str) -> Option<usize> {
    let rest = text.get(from..)?;
    let plain = rest.find(word);
    // Soft hyphens and the like stand within words.
    let unseen = if rest.is_ascii() { None } else { rest.find(|c| !is_seen(c)) };
    plain.into_iter().chain(unseen).min().map(|at| from + at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn beginnings_are_those_of_the_whole_text(
            text in "(Ab|ab|é|[ -.\u{ad}]|Ab\u{ad}c|\n|自){0,24}",
            words in prop::collection::vec(prop::sample::select(vec!["Ab", "ab", "é", "Abc", "自"]), 1..4),
            own in 0..60usize,
        ) {
            let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
            let tokens: Vec<Range<usize>> = analyzer::tokens(&text).map(|token| token.span).collect();
            let begins = |window: &&[Range<usize>]| {
                window[0].start < own
                    && window.iter().zip(&words).all(|(span, word)| as_written(&text[span.clone()]) == *word)
            };
            prop_assert_eq!(beginnings(&text, own, &words) as usize, tokens.windows(words.len()).filter(begins).count());
        }
    }
}
