//! Words as written: capitals and accents count.
//!
//! The index holds folded words, so where the folded ones stand, the stored text is read and looked at. That costs the
//! reading of those passages; to keep every printed form in the index would cost all indexes a tenth of their size.

use std::{borrow::Cow, io};

use tantivy::{
    DocId, SegmentReader, TantivyDocument, Term,
    schema::{Field, Value},
};
use unicode_normalization::UnicodeNormalization;

use super::phrase::{PhraseCursor, Running};
use crate::index::analyzer;

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

fn plain(word: &str) -> Cow<'_, str> {
    let is_seen = |c: char| !matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}');
    if word.chars().all(is_seen) { Cow::Borrowed(word) } else { word.chars().filter(|&c| is_seen(c)).collect() }
}

/// The passages of a segment in which `words` begin, and how often. `text`: the field of the text.
pub(super) fn list(
    reader: &SegmentReader,
    running: &Running,
    text: Field,
    words: &[String],
) -> io::Result<Vec<(DocId, u32)>> {
    let terms: Vec<Vec<Term>> =
        words.iter().map(|word| vec![Term::from_field_text(text, &analyzer::fold(word))]).collect();
    let Some(mut phrase) = PhraseCursor::open(reader, running.clone(), &terms)? else { return Ok(Vec::new()) };
    let store = reader.get_store_reader(BLOCKS)?;
    let passage = |doc: DocId| -> io::Result<String> {
        let document: TantivyDocument = store.get(doc).map_err(io::Error::other)?;
        Ok(document.get_first(text).and_then(|text| text.as_str().map(str::to_owned)).unwrap_or_default())
    };
    let mut hits = Vec::new();
    while let Some((doc, _)) = phrase.next() {
        let mut content = passage(doc)?;
        let own = content.len();
        let (mut last, mut beyond) = (doc, 0);
        while beyond + 1 < words.len() as i64
            && let Some(next) = running.after(last)
        {
            content.push_str(&passage(next)?);
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

/// How often `words` begin in the first `own` bytes of a text.
fn beginnings(text: &str, own: usize, words: &[String]) -> u32 {
    let tokens: Vec<_> = analyzer::tokens(text).map(|token| token.span).collect();
    let begins = |window: &&[std::ops::Range<usize>]| {
        window[0].start < own && window.iter().zip(words).all(|(span, word)| is_written(&text[span.clone()], word))
    };
    tokens.windows(words.len()).filter(begins).count() as u32
}
