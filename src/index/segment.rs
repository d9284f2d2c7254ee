//! The words of a question in languages that are written without spaces.
//!
//! Their texts are indexed by characters, which finds any stretch and can never be parted wrongly; only what is asked is
//! parted, by the dictionaries and models of Unicode's ICU (UAX #29; `icu_segmenter`). So a word is found wherever it stands,
//! whatever a segmenter would have made of the sentence around it.

use icu_segmenter::{WordSegmenter, WordSegmenterBorrowed, options::WordBreakInvariantOptions};

/// The words of what was typed without a space, in order; what is between them is left out.
///
/// ```
/// use ibid::index::analyzer::words_asked;
/// assert_eq!(words_asked("自助グループの研究"), ["自助", "グループ", "の", "研究"]);
/// assert_eq!(words_asked("ภาษาไทย"), ["ภาษา", "ไทย"]);
/// ```
pub fn words_asked(typed: &str) -> Vec<&str> {
    let segmenter: WordSegmenterBorrowed<'static> = WordSegmenter::new_auto(WordBreakInvariantOptions::default());
    let mut start = 0;
    let mut words = Vec::new();
    for end in segmenter.segment_str(typed) {
        words.extend(typed.get(start..end).filter(|word| word.chars().any(char::is_alphanumeric)));
        start = end;
    }
    words
}
